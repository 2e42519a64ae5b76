//! The one timeline of an episode, counted in samples: every marker, cue and manifest entry comes from it.

use std::sync::atomic::{AtomicBool, Ordering};

use altavoce_base::clock;
use altavoce_base::error::{Error, Result};
use altavoce_base::tr;
use altavoce_sound::SAMPLE_RATE;
use altavoce_sound::mastering::{Mastering, MasteringSettings};
use altavoce_sound::music::{BED_FADE, Cue, Mix, Part, Pieces};
use altavoce_sound::{BLOCK, Marker, Track};
use altavoce_speech::cache::{Cache, Key};
use altavoce_speech::synthesis::Job;

use crate::narration::Narration;
use crate::script::{Pauses, Role};

/// Silence before the first word, in seconds: players fade in, and some swallow the first frames of an MP3.
pub(crate) const LEAD: f64 = 0.3;
/// Silence behind the last word or the outro, in seconds.
pub(crate) const TRAIL: f64 = 0.8;
/// Silence between a signal and the words around it, in seconds, at least.
const AROUND: f64 = 0.4;
/// How long a bed without intro or outro is heard before the first word or behind the last, in seconds.
const ALONE: f64 = 2.0;

/// Where every passage lies.
#[derive(Debug, Clone)]
pub struct Timeline {
    /// The passages in order.
    pub segments: Vec<Segment>,
    /// The chapters: contiguous, from the first sample to the last. A chapter ends with the silence behind it and the
    /// sting in it, so that whoever skips to the next hears its first word at once. The intro belongs to the first
    /// chapter, the outro to the last.
    pub chapters: Vec<Marker>,
    /// Where music is heard, in order of its beginnings.
    pub cues: Vec<Cue>,
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
    /// What its voice goes through in this show.
    pub mastering: Mastering,
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

/// A time as people read it, to the nearest second: `1:02:03`, `15:02`.
pub fn clock(seconds: f64) -> String {
    clock::short(seconds.round() as u64)
}

impl Timeline {
    /// Lays out `narration`, of which `jobs` are the passages in order, all of them in `cache`, with room for `music`.
    /// `narrator` is the loudness in LUFS to which every voice is matched, `sound` what the show wants of its mastering.
    ///
    /// # Errors
    /// A bug's: a passage is not in the cache.
    pub fn build(
        narration: &Narration,
        jobs: &[Job],
        cache: &Cache,
        pauses: &Pauses,
        (narrator, sound): (f64, &MasteringSettings),
        music: &Pieces,
    ) -> Result<Timeline> {
        let mut segments: Vec<Segment> = Vec::with_capacity(jobs.len());
        let mut chapters = Vec::with_capacity(narration.chapters.len());
        let mut cues = Vec::new();
        let mut signal = |part: Part, start: u64| {
            let length = music.length(part);
            if length > 0 {
                cues.push(Cue { part, start, end: start + length, under: Vec::new() });
            }
            start + length
        };
        let roles: Vec<Role> = narration.passages().map(|passage| passage.written.role).collect();
        let opens = music.length(Part::Bed) > 0 && roles.first() == Some(&Role::Opening);
        let closes = music.length(Part::Bed) > 0 && roles.last() == Some(&Role::Closing);

        let mut jobs = jobs.iter();
        let mut at = signal(Part::Intro, samples(LEAD));
        at += match music.length(Part::Intro) {
            0 if opens => samples(ALONE),
            0 => 0,
            _ => samples(AROUND),
        };
        let last = narration.chapters.len().saturating_sub(1);
        for (index, chapter) in narration.chapters.iter().enumerate() {
            let start = if index == 0 { 0 } else { at };
            for (passage, job) in chapter.passages.iter().zip(jobs.by_ref()) {
                let length = cache.length(&job.key).ok_or_else(|| missing_from_cache(&job.key))? as u64;
                let gain = 10f64.powf((narrator - job.voice.loudness()) / 20.0) as f32;
                let (key, mastering) = (job.key.clone(), sound.of(job.voice.mastering()));
                segments.push(Segment { key, gain, mastering, chapter: index, start: at, end: at + length });
                at += length + samples(passage.silence(pauses));
            }
            // The pause behind a chapter's last passage is the show's chapter pause, whatever the passage was, or the author's.
            let pause = samples(chapter.passages.last().map_or(pauses.chapter, |last| last.chapter_silence(pauses)));
            let spoken = segments.last().map_or(at, |s| s.end);
            at = if index < last {
                // The sting lies in the middle of the silence.
                let silence = match music.length(Part::Sting) {
                    0 => pause,
                    sting => pause.max(sting + 2 * samples(AROUND)),
                };
                signal(Part::Sting, spoken + (silence - music.length(Part::Sting)) / 2);
                spoken + silence
            } else {
                let behind = match music.length(Part::Outro) {
                    0 if closes => spoken + samples(ALONE),
                    0 => spoken,
                    _ => signal(Part::Outro, spoken + samples(AROUND)),
                };
                behind + samples(TRAIL)
            };
            chapters.push(Marker { title: chapter.title.clone(), start, end: at });
        }
        let opening = if opens { roles.iter().take_while(|r| **r == Role::Opening).count() } else { 0 };
        let closing = if closes { roles.iter().rev().take_while(|r| **r == Role::Closing).count() } else { 0 };
        let (head, tail) = (&segments[..opening], &segments[segments.len() - closing..]);
        let beds = [opening_bed(head, &cues), closing_bed(tail, &cues, at - samples(TRAIL))];
        cues.extend(beds.into_iter().flatten());
        cues.sort_by_key(|cue| cue.start);
        Ok(Timeline { segments, chapters, cues, samples: at })
    }
}

/// The bed under the first words: from the end of the intro, which it takes over from, until the words are over. It never
/// comes up again, as other words follow.
fn opening_bed(said: &[Segment], cues: &[Cue]) -> Option<Cue> {
    let fade = samples(BED_FADE);
    let intro = cues.iter().find(|c| c.part == Part::Intro);
    let start = intro.map_or(samples(LEAD), |c| c.start.max(c.end.saturating_sub(fade)));
    let end = said.last()?.end + fade;
    let mut under: Vec<_> = said.iter().map(|s| s.start..s.end).collect();
    under.last_mut()?.end = end;
    Some(Cue { part: Part::Bed, start, end, under })
}

/// The bed under the last words: it comes in before them, stays down until they are over, and goes out under the outro, or
/// at `end` if there is none.
fn closing_bed(said: &[Segment], cues: &[Cue], end: u64) -> Option<Cue> {
    let fade = samples(BED_FADE);
    let start = said.first()?.start.saturating_sub(fade);
    let outro = cues.iter().find(|c| c.part == Part::Outro);
    let end = outro.map_or(end, |c| c.end.min(c.start + fade));
    let mut under: Vec<_> = said.iter().map(|s| s.start..s.end).collect();
    under.first_mut()?.start = start;
    Some(Cue { part: Part::Bed, start, end, under })
}

fn missing_from_cache(key: &Key) -> Error {
    Error::operator(tr!("the cached speech {key} vanished while the episode was made", key = &key.as_str()[..12]))
        .fix(tr!("run the command again"))
}

/// The episode as joined, before levelling: passages from the cache, matched, with silences between and music added.
pub struct Mixdown<'a> {
    /// Where the passages lie.
    pub timeline: &'a Timeline,
    /// Where their audio is.
    pub cache: &'a Cache,
    /// What is added to them.
    pub music: &'a Mix,
    /// Set when the run is to end.
    pub stop: &'a AtomicBool,
}

impl Track for Mixdown<'_> {
    fn play(&self, sink: &mut dyn FnMut(&[f32]) -> Result<()>) -> Result<()> {
        let mut at = 0;
        let mut mixed = Vec::with_capacity(BLOCK);
        self.speak(&mut |speech| {
            for block in speech.chunks(BLOCK) {
                mixed.clear();
                mixed.extend_from_slice(block);
                self.music.add(at, &mut mixed);
                at += block.len() as u64;
                sink(&mixed)?;
            }
            Ok(())
        })
    }
}

impl Mixdown<'_> {
    /// A passage's sound as it is mixed.
    ///
    /// # Errors
    /// The passage is not in the cache any more.
    pub fn passage(&self, segment: &Segment) -> Result<Vec<f32>> {
        let speech = self.cache.load(&segment.key).map(|speech| speech.samples);
        let whole = speech.filter(|samples| samples.len() as u64 == segment.end - segment.start);
        let mut samples = whole.ok_or_else(|| missing_from_cache(&segment.key))?;
        segment.mastering.apply(&mut samples);
        samples.iter_mut().for_each(|s| *s *= segment.gain);
        Ok(samples)
    }

    /// The passages and the silences between them, without music.
    fn speak(&self, sink: &mut dyn FnMut(&[f32]) -> Result<()>) -> Result<()> {
        let mut at = 0;
        for segment in &self.timeline.segments {
            if self.stop.load(Ordering::Relaxed) {
                return Err(interrupted());
            }
            silence(segment.start - at, sink)?;
            sink(&self.passage(segment)?)?;
            at = segment.end;
        }
        silence(self.timeline.samples - at, sink)
    }
}

/// What a run says that was stopped after its last sentence.
pub fn interrupted() -> Error {
    Error::interrupted(tr!("interrupted; everything is spoken and kept, and the next run only writes the files"))
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

#[cfg(test)]
mod tests {
    use altavoce_sound::mastering::Equaliser;
    use altavoce_speech::voice::Delivery;

    use super::*;

    #[test]
    fn a_passage_is_mastered_and_matched_and_the_cache_keeps_the_voice() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::open(folder.path()).unwrap();
        let key = Key::new("v", 1.0, "x", &Delivery::default());
        let voice = vec![0.1f32, -0.2, 0.3];
        cache.store(&key, &voice.clone().into()).unwrap();
        let equaliser = Some(Equaliser { bands: Vec::new(), gain: 20.0 });
        let mastering = Mastering { equaliser, ..Mastering::NONE };
        let segment = Segment { key: key.clone(), gain: 0.5, mastering, chapter: 0, start: 10, end: 13 };
        let timeline = Timeline { segments: vec![segment], chapters: Vec::new(), cues: Vec::new(), samples: 15 };
        let (music, stop) = (Mix::default(), AtomicBool::new(false));
        let mixdown = Mixdown { timeline: &timeline, cache: &cache, music: &music, stop: &stop };
        let mut heard = Vec::new();
        let sink = &mut |block: &[f32]| {
            heard.extend(block.iter().map(|x| (x * 1e4).round() / 1e4));
            Ok(())
        };
        mixdown.play(sink).unwrap();
        assert_eq!(heard, [[0.0; 10].as_slice(), &[0.5, -1.0, 1.5], &[0.0, 0.0]].concat());
        assert_eq!(cache.load(&key).unwrap().samples, voice);
    }
}
