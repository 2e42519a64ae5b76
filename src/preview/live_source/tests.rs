//! The queue and the source together, with a voice that is let through sentence by sentence.

use std::path::Path;
use std::time::{Duration, Instant};

use super::*;
use crate::issue::Issue;
use crate::narration::SpokenPassage;
use crate::project::{Folders, Project};
use crate::settings::Show;
use altavoce_base::error::Kind;
use altavoce_speech::cache::Key;
use altavoce_speech::pronunciation::Lexicon;
use altavoce_speech::voice::{Delivery, Speech, Utterance, Voice};

/// Sentences of the issue.
const SENTENCES: usize = 8;

/// A voice that begins any sentence at once and ends it when it is allowed to.
struct GatedVoice {
    allowed: Mutex<usize>,
    changed: Condvar,
    started: Mutex<Vec<usize>>,
    /// The sentence of which it makes no sound.
    mute: Option<usize>,
}

impl Voice for GatedVoice {
    fn name(&self) -> &str {
        "prova"
    }
    fn fingerprint(&self) -> &str {
        "prova"
    }
    fn wants_phonemes(&self) -> bool {
        false
    }
    fn loudness(&self) -> f64 {
        -22.0
    }
    fn synthesize(&self, utterance: &Utterance, _: f32) -> Result<Speech> {
        // What made no sound is tried again in pieces.
        let Some(number) = (0..SENTENCES).find(|n| utterance.text.contains(NAMES[*n])) else {
            return Ok(vec![0.0; 12_000].into());
        };
        self.started.lock().unwrap().push(number);
        let mut allowed = self.allowed.lock().unwrap();
        while *allowed <= number {
            allowed = self.changed.wait(allowed).unwrap();
        }
        let seconds = if self.mute == Some(number) { 0.0 } else { 0.07 * utterance.text.len() as f32 };
        let tone = |n: usize| 0.1 * (n as f32 * (0.1 + 0.01 * number as f32)).sin();
        Ok((0..12_000).map(|_| 0.0).chain((0..(seconds * 24_000.0) as usize).map(tone)).collect::<Vec<_>>().into())
    }
}

const NAMES: [&str; SENTENCES] = ["Anna", "Bruno", "Carla", "Dario", "Elena", "Fabio", "Gina", "Hugo"];

struct Stage {
    voice: Arc<GatedVoice>,
    source: LiveSource,
    cache: Cache,
    _folder: tempfile::TempDir,
}

fn stage(workers: usize, mute: Option<usize>) -> Stage {
    let silent = Show { opening: vec![], closing: vec![], disclosure: String::new(), ..Show::default() };
    let project = Project::of(silent, Lexicon::default(), Folders::default(), |_| true);
    let said = NAMES.map(|name| format!("Oggi racconta la sua storia {name} con tutta la calma che ci vuole.\n\n"));
    let issue = Issue::parse(Path::new("a.md"), said.concat().as_bytes()).unwrap();
    let narration = project.narrate(&issue);
    let voice =
        Arc::new(GatedVoice { allowed: Mutex::new(0), changed: Condvar::new(), started: Mutex::default(), mute });
    let job = |passage: &SpokenPassage| {
        let utterance =
            Utterance { text: passage.spoken.text.clone(), phonemes: String::new(), delivery: Delivery::default() };
        let mut job = Job::new(Arc::clone(&voice) as Arc<dyn Voice>, utterance, 1.0);
        job.place = Some(("a.md".into(), passage.written.line));
        job
    };
    let jobs: Arc<[Job]> = narration.passages().map(job).collect();
    assert_eq!(jobs.len(), SENTENCES);
    let folder = tempfile::tempdir().unwrap();
    let cache = Cache::open(folder.path()).unwrap();
    let levels = (&Loudness::default(), &MasteringSettings::default());
    let source = LiveSource::start(&narration, &jobs, &Pauses::default(), levels, &cache, workers, |_| 0);
    Stage { voice, source, cache, _folder: folder }
}

impl Stage {
    fn allow(&self, sentences: usize) {
        *self.voice.allowed.lock().unwrap() = sentences;
        self.voice.changed.notify_all();
    }

    /// Waits for what must come; where it does not, the test fails and does not hang.
    fn wait(&self, what: &str, done: impl Fn(&Stage) -> bool) {
        let start = Instant::now();
        while !done(self) {
            assert!(start.elapsed() < Duration::from_secs(60), "{what}: it never came");
            thread::sleep(Duration::from_millis(2));
        }
    }

    fn ready(&self, sentence: usize) -> bool {
        matches!(lock(&self.source.queue.state).statuses[sentence], JobStatus::Ready)
    }

    /// Samples that are read until it is buffering, or until the end.
    fn read(&mut self) -> (usize, ReadStatus) {
        let mut heard = Vec::new();
        loop {
            match self.source.read(&mut heard).unwrap() {
                ReadStatus::Samples => {}
                other => return (heard.len(), other),
            }
        }
    }

    /// Samples up to a sentence.
    fn samples_before(&self, sentence: usize) -> usize {
        lock(&self.source.seek_map).sample_at(Position { sentence, offset: 0 }) as usize
    }
}

#[test]
fn the_first_sentence_is_played_while_no_other_is_synthesised() {
    let mut stage = stage(2, None);
    stage.wait("the first sentence begun", |s| !s.voice.started.lock().unwrap().is_empty());
    // Before it is ready no other is even begun, however many threads there are.
    assert_eq!(lock(&stage.source.queue.state).next_job(), None);
    assert_eq!(*stage.voice.started.lock().unwrap(), [0]);
    assert_eq!(stage.read(), (0, ReadStatus::Buffering));
    stage.allow(1);
    stage.wait("the first sentence", |s| s.ready(0));
    let (heard, status) = stage.read();
    assert_eq!(
        (heard, status),
        (stage.samples_before(1), ReadStatus::Buffering),
        "all of it with its silences, and no more"
    );
    assert!(heard > 24_000);
    stage.allow(SENTENCES);
}

#[test]
fn there_is_no_gap_in_what_is_ready() {
    let mut stage = stage(2, None);
    for (ready, before) in [(2, 0), (3, 2), (SENTENCES, 3)] {
        stage.allow(ready);
        stage.wait("the sentences", |s| (0..ready).all(|n| s.ready(n)));
        let (heard, status) = stage.read();
        assert_eq!(heard, stage.samples_before(ready) - stage.samples_before(before), "{before} to {ready}");
        assert_eq!(status, if ready == SENTENCES { ReadStatus::EndOfStream } else { ReadStatus::Buffering });
    }
    assert!(lock(&stage.source.seek_map).is_exact());
    assert_eq!(stage.source.position(), lock(&stage.source.seek_map).end());
}

#[test]
fn synthesis_follows_the_playhead() {
    let mut stage = stage(1, None);
    stage.wait("the first sentence begun", |s| !s.voice.started.lock().unwrap().is_empty());
    stage.source.seek(Position { sentence: 5, offset: 0 }).unwrap();
    stage.allow(SENTENCES);
    stage.wait("the last sentence", |s| s.ready(7));
    assert_eq!(*stage.voice.started.lock().unwrap(), [0, 5, 6, 7]);
    assert_eq!(stage.read().1, ReadStatus::EndOfStream);
    stage.source.seek(Position { sentence: 3, offset: 0 }).unwrap();
    stage.wait("the sentences gone back to", |s| s.ready(3) && s.ready(4));
    assert_eq!(stage.read(), (stage.samples_before(SENTENCES) - stage.samples_before(3), ReadStatus::EndOfStream));
    assert!(!stage.ready(1), "what nobody asked for is not spoken");
}

#[test]
fn the_voice_comes_at_the_loudness_of_the_show() {
    let mut stage = stage(2, None);
    stage.allow(SENTENCES);
    stage.wait("the sentences", |s| s.ready(0));
    let mut heard = Vec::new();
    while heard.len() < 24_000 && stage.source.read(&mut heard).unwrap() == ReadStatus::Samples {}
    // -22 LUFS become -16: twice the amplitude.
    // Its tone breaks in, which the filter of what lies below voices answers with a swing.
    let loudest = heard[heard.len() / 2..].iter().fold(0.0f32, |m, x| m.max(x.abs()));
    assert!((loudest - 0.1995).abs() < 0.002, "{loudest}");
}

#[test]
fn a_sentence_that_cannot_be_spoken_is_told_when_it_is_reached() {
    let mut stage = stage(2, Some(1));
    stage.allow(SENTENCES);
    stage.wait("the others", |s| s.ready(0) && s.ready(SENTENCES - 1));
    stage.wait("the failure", |s| matches!(lock(&s.source.queue.state).statuses[1], JobStatus::Failed(_)));
    let mut heard = Vec::new();
    let e = loop {
        match stage.source.read(&mut heard) {
            Ok(ReadStatus::Samples) => {}
            Ok(other) => panic!("{other:?}"),
            Err(e) => break e,
        }
    };
    assert_eq!(heard.len(), stage.samples_before(1));
    assert_eq!(e.kind, Kind::Author);
    assert!(e.to_string().starts_with("a.md:3: the voice `prova` cannot speak"), "{e}");
}

#[test]
fn a_damaged_sentence_is_spoken_again() {
    let mut stage = stage(2, None);
    stage.allow(SENTENCES);
    stage.wait("the sentences", |s| (0..SENTENCES).all(|n| s.ready(n)));
    let key: &Key = &stage.source.queue.jobs[0].key;
    let path = stage._folder.path().join(&key.as_str()[..2]).join(key.as_str());
    let mut bytes = std::fs::read(&path).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    std::fs::write(&path, bytes).unwrap();
    assert_eq!(stage.read(), (0, ReadStatus::Buffering));
    stage.wait("the sentence", |s| s.ready(0));
    assert_eq!(stage.read(), (stage.samples_before(SENTENCES), ReadStatus::EndOfStream));
    assert!(stage.cache.load(&stage.source.queue.jobs[0].key).is_some());
    assert_eq!(stage.voice.started.lock().unwrap().iter().filter(|n| **n == 0).count(), 2);
}
