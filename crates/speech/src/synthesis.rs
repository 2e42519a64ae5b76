//! Speaking many passages: what the cache has is left alone, the rest is spoken a passage a core.

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use altavoce_base::error::{Error, Result};
use altavoce_base::tr;
use altavoce_sound::SAMPLE_RATE;

use crate::cache::{Cache, Key};
use crate::voice::{self, Delivery, Listener, Utterance, Voice};

/// One passage to be spoken.
#[derive(Clone)]
pub struct Job {
    /// Where its audio goes.
    pub key: Key,
    /// What is said.
    pub utterance: Utterance,
    /// Who says it.
    pub voice: Arc<dyn Voice>,
    /// Speaking rate: 1.0 is the voice's own.
    pub speed: f32,
    /// The file and line it comes from, for messages.
    pub place: Option<(PathBuf, u32)>,
    /// Who listens to it before it is kept.
    pub listener: Option<Arc<Listener>>,
}

impl Job {
    /// The job of saying `utterance`; its key follows from all that changes the sound.
    pub fn new(voice: Arc<dyn Voice>, utterance: Utterance, speed: f32) -> Job {
        let (said, delivery) = match voice.wants_phonemes() {
            true => (&utterance.phonemes, utterance.delivery),
            false => (&utterance.text, Delivery::default()),
        };
        let key = Key::new(voice.fingerprint(), speed, said, &delivery);
        Job { key, utterance, voice, speed, place: None, listener: None }
    }

    /// How much work it is, roughly: letters or phonemes.
    pub fn weight(&self) -> usize {
        self.utterance.text.chars().count()
    }
}

/// What happened while speaking.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Synthesized {
    /// The index of the job.
    pub job: usize,
    /// Seconds of speech.
    pub seconds: f64,
}

/// How many sentences are spoken at once: all cores, as far as the free memory allows (a sentence of 230 phonemes
/// takes the neural voice 370 MB), so what they take together grows with the cores and never with the episode.
pub fn workers() -> usize {
    const MOST_BYTES: u64 = 400 << 20;
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let by_memory = free_memory().map_or(cores, |bytes| (bytes / MOST_BYTES).max(1) as usize);
    cores.min(by_memory)
}

/// Bytes that can be used without swapping, where the system says so in a file.
fn free_memory() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/meminfo").ok()?;
    let line = text.lines().find_map(|l| l.strip_prefix("MemAvailable:"))?;
    Some(line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()? * 1024)
}

/// The jobs whose audio the cache lacks or holds damaged, each key once.
pub fn missing(jobs: &[Job], cache: &Cache) -> Vec<usize> {
    let mut seen = HashSet::new();
    (0..jobs.len()).filter(|&i| seen.insert(&jobs[i].key) && cache.load(&jobs[i].key).is_none()).collect()
}

/// Speaks the jobs numbered in `todo` into the cache, `workers` at a time, and tells `heard` about each.
///
/// # Errors
/// The first failure, with the line, or `heard`'s own; an interruption as soon as `stop` is set, without waiting
/// for the sentences in the air. What was spoken before is in the cache.
pub fn synthesize(
    jobs: &Arc<[Job]>,
    todo: Vec<usize>,
    cache: &Cache,
    workers: usize,
    stop: &AtomicBool,
    mut heard: impl FnMut(Synthesized) -> Result<()>,
) -> Result<()> {
    let (sender, receiver) = mpsc::channel();
    let todo: Arc<[usize]> = todo.into();
    let next = Arc::new(AtomicUsize::new(0));
    // The threads are not scoped: an interrupted run must not wait for a sentence that takes seconds. They end with
    // the process, or at their next sentence, for nobody listens any more; a program that speaks for one of them ends at
    // its time-out, or by whoever ends the process.
    for _ in 0..workers.min(todo.len()) {
        let (jobs, todo, next) = (Arc::clone(jobs), Arc::clone(&todo), Arc::clone(&next));
        let (cache, sender) = (cache.clone(), sender.clone());
        thread::spawn(move || {
            while let Some(&index) = todo.get(next.fetch_add(1, Ordering::Relaxed)) {
                let done = synthesize_one(&jobs[index], &cache);
                let done = done.map(|seconds| Synthesized { job: index, seconds });
                let failed = done.is_err();
                if sender.send(done).is_err() || failed {
                    break;
                }
            }
        });
    }
    drop(sender);
    let mut left = todo.len();
    while left > 0 {
        match receiver.recv_timeout(Duration::from_millis(100)) {
            Ok(done) => {
                heard(done?)?;
                left -= 1;
            }
            Err(mpsc::RecvTimeoutError::Timeout) => {}
            Err(mpsc::RecvTimeoutError::Disconnected) => {
                return Err(
                    Error::bug(tr!("a speaking thread died")).fix(tr!("report it with the issue that caused it"))
                );
            }
        }
        if stop.load(Ordering::Relaxed) {
            return Err(Error::interrupted(tr!(
                "interrupted after {done} of {all} passages",
                done = todo.len() - left,
                all = todo.len()
            )));
        }
    }
    Ok(())
}

/// Speaks one job into the cache, with what is wrong with it after every attempt; its length in seconds.
///
/// # Errors
/// The failure, with the line.
pub fn synthesize_one(job: &Job, cache: &Cache) -> Result<f64> {
    let spoken = voice::speak_checked(job.voice.as_ref(), &job.utterance, job.speed, job.listener.as_deref());
    let voice::Spoken { speech, fault } = spoken.map_err(|e| match &job.place {
        Some((path, line)) => e.at(path, *line),
        None => e,
    })?;
    cache.note_fault(&job.key, fault.map(|fault| fault.to_string()).as_deref())?;
    cache.store(&job.key, &speech)?;
    Ok(speech.samples.len() as f64 / f64::from(SAMPLE_RATE))
}
