//! An issue that is played while its sentences are synthesised.

use std::sync::{Arc, Condvar, Mutex};
use std::thread;

use altavoce_base::error::Result;
use altavoce_sound::mastering::{Mastering, MasteringSettings};
use altavoce_sound::{Loudness, SAMPLE_RATE};
use altavoce_speech::cache::Cache;
use altavoce_speech::synthesis::Job;

use super::lock;
use super::seek_map::{Position, SeekMap, SeekPoint};
use super::source::{AudioSource, BLOCK, ReadStatus};
use super::synthesis_queue::{JobStatus, QueueState, SynthesisQueue};
use crate::episode::timeline::{LEAD, TRAIL, samples};
use crate::narration::Narration;
use crate::script::Pauses;

/// An issue that is synthesised while it is played. Ends its workers when dropped, each behind its sentence.
pub struct LiveSource {
    queue: Arc<SynthesisQueue>,
    /// When each sentence is heard, as far as it is known.
    seek_map: Arc<Mutex<SeekMap>>,
    layouts: Vec<Layout>,
    ceiling: f32,
    /// The sentence at the playhead.
    sentence: usize,
    /// Its samples with its silences, once they are needed.
    samples: Option<Vec<f32>>,
    /// The next of them.
    offset: usize,
}

/// How a sentence is put into the sound.
struct Layout {
    /// Samples of silence before it.
    before: u64,
    /// Samples of silence behind it.
    behind: u64,
    /// The factor that brings its voice to the show's loudness.
    gain: f32,
    /// What its voice goes through in this show.
    mastering: Mastering,
}

impl LiveSource {
    /// Begins to synthesise `narration`, of which `jobs` are the passages, from the sentence `first`, `workers` at a
    /// time.
    ///
    /// An episode is levelled when all of it is known; here each voice is, by what its manifest says of it, and a
    /// limiter takes the peaks.
    pub fn start(
        narration: &Narration,
        jobs: &Arc<[Job]>,
        pauses: &Pauses,
        (loudness, sound): (&Loudness, &MasteringSettings),
        cache: &Cache,
        workers: usize,
        first: impl Fn(&SeekMap) -> usize,
    ) -> LiveSource {
        let (mut layouts, mut sentences) = (Vec::new(), Vec::new());
        let last = jobs.len().saturating_sub(1);
        for (chapter, part) in narration.chapters.iter().enumerate() {
            for (n, passage) in part.passages.iter().enumerate() {
                let Some(job) = jobs.get(layouts.len()) else { break };
                let before = samples(if layouts.is_empty() { LEAD } else { 0.0 });
                let behind = samples(match layouts.len() {
                    i if i == last => TRAIL,
                    _ if n + 1 == part.passages.len() => passage.chapter_silence(pauses),
                    _ => passage.silence(pauses),
                });
                let gain = 10f64.powf((loudness.target - job.voice.loudness()) / 20.0) as f32;
                layouts.push(Layout { before, behind, gain, mastering: sound.of(job.voice.mastering()) });
                let silence = before + behind;
                let length = cache.length(&job.key).map(|length| length as u64 + silence);
                sentences.push(SeekPoint { text: passage.written.text.clone(), chapter, silence, length });
            }
        }
        let status = |s: &SeekPoint| if s.length.is_some() { JobStatus::Ready } else { JobStatus::Pending };
        let statuses = sentences.iter().map(status).collect();
        let titles = narration.chapters.iter().map(|c| c.title.clone()).collect();
        let seek_map = SeekMap::new(SAMPLE_RATE, titles, sentences);
        let playhead = first(&seek_map);
        let seek_map = Arc::new(Mutex::new(seek_map));
        let map = Arc::clone(&seek_map);
        let spoken = move |sentence, length| {
            let mut map = lock(&map);
            let silence = map.sentence_at(Position { sentence, offset: 0 }).silence;
            map.set_length(sentence, length as u64 + silence);
        };
        let queue = Arc::new(SynthesisQueue {
            jobs: Arc::clone(jobs),
            cache: cache.clone(),
            spoken: Box::new(spoken),
            state: Mutex::new(QueueState { statuses, playhead, awaited: Vec::new(), closed: false }),
            changed: Condvar::new(),
        });
        for _ in 0..workers.max(1) {
            let queue = Arc::clone(&queue);
            // Not joined: a listener who quits does not wait for a sentence that takes seconds.
            thread::spawn(move || queue.run_worker());
        }
        let ceiling = 10f64.powf(loudness.true_peak / 20.0) as f32;
        LiveSource { queue, seek_map, layouts, ceiling, sentence: playhead, samples: None, offset: 0 }
    }

    /// Where its chapters and sentences lie, as far as it is known.
    pub fn seek_map(&self) -> Arc<Mutex<SeekMap>> {
        Arc::clone(&self.seek_map)
    }

    /// Goes to a sentence, and tells the workers.
    fn move_playhead(&mut self, sentence: usize, offset: usize) {
        (self.sentence, self.offset, self.samples) = (sentence, offset, None);
        lock(&self.queue.state).playhead = sentence;
        self.queue.changed.notify_all();
    }

    /// The samples of the sentence at the playhead with its silences, if it is synthesised.
    fn load_sentence(&mut self) -> Result<Option<Vec<f32>>> {
        let key = &self.queue.jobs[self.sentence].key;
        let mut state = lock(&self.queue.state);
        let status = &mut state.statuses[self.sentence];
        match status {
            JobStatus::Ready => {}
            JobStatus::Pending | JobStatus::Running => return Ok(None),
            // Told once; whoever goes on listening has it tried again.
            JobStatus::Failed(_) => match std::mem::replace(status, JobStatus::Pending) {
                JobStatus::Failed(e) => return Err(e),
                _ => return Ok(None),
            },
        }
        drop(state);
        let Some(mut speech) = self.queue.cache.load(key) else {
            // Damaged, or removed by another: synthesised again.
            self.queue.cache.forget(key);
            lock(&self.queue.state).statuses[self.sentence] = JobStatus::Pending;
            self.queue.changed.notify_all();
            return Ok(None);
        };
        let Layout { before, behind, gain, ref mastering } = self.layouts[self.sentence];
        mastering.apply(&mut speech.samples);
        let mut samples = vec![0.0; before as usize];
        samples.extend(speech.samples.iter().map(|x| x * gain));
        samples.resize(samples.len() + behind as usize, 0.0);
        Ok(Some(samples))
    }
}

impl Drop for LiveSource {
    fn drop(&mut self) {
        lock(&self.queue.state).closed = true;
        self.queue.changed.notify_all();
    }
}

impl AudioSource for LiveSource {
    fn sample_rate(&self) -> u32 {
        SAMPLE_RATE
    }

    fn ceiling(&self) -> f32 {
        self.ceiling
    }

    fn position(&self) -> Position {
        Position { sentence: self.sentence, offset: self.offset as u64 }
    }

    fn seek(&mut self, position: Position) -> Result<()> {
        self.move_playhead(position.sentence.min(self.layouts.len()), position.offset as usize);
        Ok(())
    }

    fn read(&mut self, block: &mut Vec<f32>) -> Result<ReadStatus> {
        loop {
            if self.sentence >= self.layouts.len() {
                return Ok(ReadStatus::EndOfStream);
            }
            if self.samples.is_none() {
                self.samples = self.load_sentence()?;
            }
            let Some(samples) = &self.samples else { return Ok(ReadStatus::Buffering) };
            let start = self.offset.min(samples.len());
            let end = samples.len().min(start + BLOCK);
            block.extend_from_slice(&samples[start..end]);
            self.offset = end;
            if end == samples.len() {
                self.move_playhead(self.sentence + 1, 0);
            }
            if end > start {
                return Ok(ReadStatus::Samples);
            }
        }
    }
}

#[cfg(test)]
mod tests;
