//! The one timeline of an episode, counted in samples: every marker, cue and manifest entry comes from it.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::cache::{Cache, Key};
use crate::error::{Error, Result};
use crate::reading::Reading;
use crate::show::Pauses;
use crate::sound::{Marker, Track};
use crate::synthesis::Job;
use crate::voice::SAMPLE_RATE;

/// Silence before the first word, in seconds: players fade in, and some swallow the first frames of an MP3.
pub(crate) const LEAD: f64 = 0.3;
/// Silence behind the last word, in seconds.
pub(crate) const TRAIL: f64 = 0.8;

/// Where every passage lies.
#[derive(Debug, Clone)]
pub struct Timeline {
    /// The passages in order.
    pub segments: Vec<Segment>,
    /// The chapters: contiguous, from the first sample to the last. A chapter ends with the silence behind it.
    pub chapters: Vec<Marker>,
    /// The length of the episode in samples.
    pub samples: u64,
}

/// A passage's place: samples from the start of the episode.
#[derive(Debug, Clone)]
pub struct Segment {
    /// Where its audio is cached.
    pub key: Key,
    /// The factor that brings its voice to the narrator's loudness.
    pub gain: f32,
    /// The index of its chapter.
    pub chapter: usize,
    /// Its first sample.
    pub start: u64,
    /// One past its last sample, without the silence behind it.
    pub end: u64,
}

/// Samples in seconds, to the microsecond.
pub fn seconds(samples: u64) -> f64 {
    (samples as f64 / f64::from(SAMPLE_RATE) * 1e6).round() / 1e6
}

/// Seconds in samples, to the nearest.
pub fn samples(seconds: f64) -> u64 {
    (seconds * f64::from(SAMPLE_RATE)).round() as u64
}

impl Timeline {
    /// Lays out `reading`, of which `jobs` are the passages in order, all of them in `cache`. `narrator` is the
    /// loudness in LUFS to which every voice is matched.
    ///
    /// # Errors
    /// A bug's: a passage is not in the cache.
    pub fn lay(reading: &Reading, jobs: &[Job], cache: &Cache, pauses: &Pauses, narrator: f64) -> Result<Timeline> {
        let mut segments = Vec::with_capacity(jobs.len());
        let mut chapters = Vec::with_capacity(reading.chapters.len());
        let mut jobs = jobs.iter();
        let mut at = samples(LEAD);
        let last = reading.chapters.len().saturating_sub(1);
        for (index, chapter) in reading.chapters.iter().enumerate() {
            let start = if index == 0 { 0 } else { at };
            for (line, job) in chapter.lines.iter().zip(jobs.by_ref()) {
                let length = cache.length(&job.key).ok_or_else(|| vanished(&job.key))? as u64;
                let gain = 10f64.powf((narrator - job.voice.loudness()) / 20.0) as f32;
                segments.push(Segment { key: job.key.clone(), gain, chapter: index, start: at, end: at + length });
                at += length + samples(pauses.seconds(line.passage.pause));
            }
            // The pause behind a chapter's last passage is the show's chapter pause, whatever the passage was.
            at = segments.last().map_or(at, |s| s.end) + samples(if index == last { TRAIL } else { pauses.chapter });
            chapters.push(Marker { title: chapter.title.clone(), start, end: at });
        }
        Ok(Timeline { segments, chapters, samples: at })
    }
}

fn vanished(key: &Key) -> Error {
    Error::operator(format!("the cached speech {} vanished while the episode was made", &key.as_str()[..12]))
        .fix("run the command again")
}

/// The episode as joined, before levelling: passages from the cache, matched, with silences between.
pub struct Recording<'a> {
    /// Where the passages lie.
    pub timeline: &'a Timeline,
    /// Where their audio is.
    pub cache: &'a Cache,
    /// Set when the run is to end.
    pub stop: &'a AtomicBool,
}

impl Track for Recording<'_> {
    fn play(&self, sink: &mut dyn FnMut(&[f32]) -> Result<()>) -> Result<()> {
        let mut at = 0;
        for segment in &self.timeline.segments {
            if self.stop.load(Ordering::Relaxed) {
                return Err(interrupted());
            }
            silence(segment.start - at, sink)?;
            let mut speech = self.cache.load(&segment.key).ok_or_else(|| vanished(&segment.key))?;
            if speech.len() as u64 != segment.end - segment.start {
                return Err(vanished(&segment.key));
            }
            for s in &mut speech {
                *s *= segment.gain;
            }
            sink(&speech)?;
            at = segment.end;
        }
        silence(self.timeline.samples - at, sink)
    }
}

/// What a run says that was stopped after its last sentence.
pub fn interrupted() -> Error {
    Error::interrupted("interrupted; everything is spoken and kept, and the next run only writes the files")
}

fn silence(samples: u64, sink: &mut dyn FnMut(&[f32]) -> Result<()>) -> Result<()> {
    const BLOCK: [f32; 4096] = [0.0; 4096];
    let mut left = samples;
    while left > 0 {
        let now = left.min(BLOCK.len() as u64);
        sink(&BLOCK[..now as usize])?;
        left -= now;
    }
    Ok(())
}
