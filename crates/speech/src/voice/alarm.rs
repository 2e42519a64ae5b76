//! What is wrong with a sentence's sound: looked for in the samples, behind every synthesis.

use std::fmt;

use altavoce_base::tr;
use altavoce_sound::SAMPLE_RATE;

use crate::phonemes::alphabet::is_sound;
use crate::voice::{Speech, trim};

/// Levels are taken over 5 ms.
const FRAME: usize = SAMPLE_RATE as usize / 200;

/// A frame so far under the sentence's own level, in dB, is silent.
const SILENT: f32 = -40.0;

/// A silence where no mark stands is suspect from here on, in seconds: a long voiceless consonant is silent for a fifth.
const GAP: f64 = 0.35;

/// How far from where the voice places a mark its silence may lie, in seconds: the network's sounds come up to 0.1 s before
/// their times.
const AROUND: f64 = 0.2;

/// Decibels by which a sentence may be louder or softer than its voice's loudness: 48 short lines of sara and nicola lie 0.3 to
/// 4.1 above it, 40 sentences of nicola 0.7 to 1.4.
const LEVELS: f64 = 9.0;

/// Two channels of the same sound are heard by so many dB louder than their samples' mean power; the filter of the loudness
/// adds less than a decibel to speech.
const TWO_CHANNELS: f64 = 3.0;

/// The share of samples that may lie on flat tops: a peak that happens to be flat is a few samples.
const FLAT: f64 = 0.01;

/// What is wrong with a sentence's sound.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Fault {
    /// It holds values that are not numbers.
    NotANumber,
    /// It has no sound.
    Silent,
    /// So many seconds are too few for its words.
    TooShort(f64),
    /// So many seconds are too many for its words.
    TooLong(f64),
    /// It is so many decibels louder than the voice, or softer if negative.
    Level(f64),
    /// So great a share of its samples is cut off at the peak.
    Clipped(f64),
    /// It is silent for so many seconds where no mark stands.
    Gap(f64),
    /// So many of its words were not heard.
    Misheard {
        /// The words that a recogniser did not hear.
        missing: usize,
        /// All words.
        of: usize,
    },
}

impl Fault {
    /// Whether the sound is no speech at all, and of no use.
    pub(super) fn is_fatal(self) -> bool {
        matches!(self, Fault::NotANumber | Fault::Silent | Fault::TooShort(_) | Fault::TooLong(_))
    }

    /// By this the better of two faulty attempts is chosen: less is better.
    pub(super) fn badness(self) -> f64 {
        match self {
            Fault::Misheard { missing, of } => missing as f64 / of.max(1) as f64,
            _ => 2.0,
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::NotANumber => f.write_str(tr!("the sound holds values that are not numbers")),
            Fault::Silent => f.write_str(tr!("the sound is silent")),
            Fault::TooShort(s) => f.write_str(&tr!("{s:.2} s of sound are too short for it")),
            Fault::TooLong(s) => f.write_str(&tr!("{s:.2} s of sound are too long for it")),
            Fault::Level(above) if *above > 0.0 => f.write_str(&tr!("the sound is {above:.0} dB too loud")),
            Fault::Level(above) => f.write_str(&tr!("the sound is {above:.0} dB too soft", above = -above)),
            Fault::Clipped(share) => f.write_str(&tr!("{share:.0} % of the sound is clipped", share = 100.0 * share)),
            Fault::Gap(s) => f.write_str(&tr!("the sound breaks off for {s:.2} s between two marks")),
            Fault::Misheard { missing, of } => f.write_str(&tr!("a recogniser missed {missing} of its {of} words")),
        }
    }
}

/// The first fault of an untrimmed speech of `piece`, its phonemes or letters, at `speed` by a voice of `loudness` LUFS. A
/// voice that tells no times is asked neither for its level, which nobody measured, nor for silence inside words.
pub(super) fn examine(speech: &Speech, piece: &str, speed: f32, loudness: f64) -> Option<Fault> {
    let Speech { samples, ends } = speech;
    if samples.iter().any(|x| !x.is_finite()) {
        return Some(Fault::NotANumber);
    }
    let Some((from, to)) = trim::bounds(samples) else { return Some(Fault::Silent) };
    let seconds = (to - from) as f64 / f64::from(SAMPLE_RATE);
    let (least, most) = lengths(piece);
    match seconds * f64::from(speed) {
        s if s < least => return Some(Fault::TooShort(seconds)),
        s if s > most => return Some(Fault::TooLong(seconds)),
        _ => {}
    }
    let heard = &samples[from..to];
    let clipped = flat_share(heard);
    if clipped > FLAT {
        return Some(Fault::Clipped(clipped));
    }
    if ends.len() != piece.chars().count() {
        return None;
    }
    let level = f64::from(10.0 * power(heard).log10()) + TWO_CHANNELS - loudness;
    if level.abs() > LEVELS {
        return Some(Fault::Level(level));
    }
    gap(speech, (from, to), piece).map(Fault::Gap)
}

/// How many of the phonemes or letters are sounds: neither marks nor signs of stress and length.
pub(super) fn sounds(piece: &str) -> usize {
    piece.chars().filter(|c| c.is_alphanumeric() && !"ˈˌːʰʲ".contains(*c)).count()
}

/// The shortest and the longest believable speech for a piece, in seconds at speed 1.0. Sara and Nicola take 0.069 to
/// 0.102 s a sound over 66 sentences of 24 sounds and more; shorter ones get a flat allowance.
fn lengths(piece: &str) -> (f64, f64) {
    let sounds = sounds(piece) as f64;
    (0.03 * sounds, 0.8 + 0.16 * sounds)
}

fn power(samples: &[f32]) -> f32 {
    samples.iter().map(|x| x * x).sum::<f32>() / samples.len().max(1) as f32 + 1e-12
}

/// The share of samples in runs of four and more of the same value near the peak; none of a soft sound, whose round tops are
/// flat in sixteen bits.
fn flat_share(samples: &[f32]) -> f64 {
    let peak = samples.iter().fold(0.0_f32, |peak, x| peak.max(x.abs()));
    if peak < 0.3 {
        return 0.0;
    }
    let runs = samples.chunk_by(|a, b| a == b).filter(|run| run.len() >= 4 && run[0].abs() > 0.9 * peak);
    runs.map(<[f32]>::len).sum::<usize>() as f64 / samples.len().max(1) as f64
}

/// The seconds of the first silence that is as long as [`GAP`] and near no mark of `phonemes`; `heard` is where speech
/// begins and ends.
fn gap(Speech { samples, ends }: &Speech, heard: (usize, usize), phonemes: &str) -> Option<f64> {
    let around = (AROUND * f64::from(SAMPLE_RATE)) as usize;
    let marks = marks(phonemes, ends);
    let is_at_mark =
        |from: usize, to: usize| marks.iter().any(|(begins, stops)| from <= stops + around && to + around >= *begins);
    let own = power(&samples[heard.0..heard.1]) * 10f32.powf(SILENT / 10.0);
    let mut begun = None;
    for (n, frame) in samples[heard.0..heard.1].chunks(FRAME).enumerate() {
        let at = heard.0 + n * FRAME;
        if power(frame) < own {
            begun.get_or_insert(at);
        } else if let Some(from) = begun.take() {
            let seconds = (at - from) as f64 / f64::from(SAMPLE_RATE);
            if seconds >= GAP && !is_at_mark(from, at) {
                return Some(seconds);
            }
        }
    }
    None
}

/// Where the marks of the phonemes are in the samples, each from the end of the sound before it to that of the one behind.
fn marks(phonemes: &str, ends: &[usize]) -> Vec<(usize, usize)> {
    let chars: Vec<char> = phonemes.chars().collect();
    let end = |i: usize| ends.get(i).or(ends.last()).copied().unwrap_or_default();
    let mark = |i: &usize| !is_sound(chars[*i]) && chars[*i] != ' ';
    let place = |i: usize| (i.checked_sub(1).map_or(0, end), end(i + 2));
    (0..chars.len()).filter(mark).map(place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOUDNESS: f64 = -14.0;

    /// Characters of 1800 samples each between two silences, with a level that suits [`LOUDNESS`].
    fn said(phonemes: &str) -> Speech {
        let count = phonemes.chars().count();
        let tone = (0..1800 * count).map(|n| 0.2 * (n as f32 * 0.1).sin());
        let samples: Vec<f32> =
            std::iter::repeat_n(0.0, 6000).chain(tone).chain(std::iter::repeat_n(0.0, 9000)).collect();
        Speech { samples, ends: (1..=count).map(|n| 6000 + 1800 * n).collect() }
    }

    const WORDS: &str = "la pˈrima pˈarte, pˈoi la sekˈonda pˈarte.";

    #[test]
    fn sound_speech_is_not_suspect() {
        for words in [WORDS, "sˈi.", "a", "ˈuno dˈue trˈe kwˈatːro"] {
            assert_eq!(examine(&said(words), words, 1.0, LOUDNESS), None, "{words}");
        }
        // a pause at the mark
        let mut speech = said(WORDS);
        speech.samples[6000 + 15 * 1800..6000 + 23 * 1800].fill(0.0);
        assert_eq!(examine(&speech, WORDS, 1.0, LOUDNESS), None);
    }

    #[test]
    fn each_fault_is_found() {
        type Break = fn(&mut Speech);
        let faults: [(&str, Break); 8] = [
            ("the sound holds values that are not numbers", |s| s.samples[9000] = f32::NAN),
            ("the sound is silent", |s| s.samples.fill(0.0)),
            ("s of sound are too short for it", |s| s.samples[20_000..].fill(0.0)),
            ("the sound is 20 dB too soft", |s| s.samples.iter_mut().for_each(|x| *x *= 0.1)),
            ("the sound is 15 dB too loud", |s| s.samples.iter_mut().for_each(|x| *x *= 5.62)),
            ("% of the sound is clipped", |s| s.samples.iter_mut().for_each(|x| *x = (4.0 * *x).clamp(-0.4, 0.4))),
            ("the sound breaks off for 0.60 s", |s| s.samples[50_400..64_800].fill(0.0)),
            ("s of sound are too long for it", |s| {
                let tone = s.samples[6000..70_000].to_vec();
                s.samples.extend(tone.repeat(4));
            }),
        ];
        let found = |change: Break| {
            let mut speech = said(WORDS);
            change(&mut speech);
            examine(&speech, WORDS, 1.0, LOUDNESS).map(|fault| fault.to_string()).unwrap_or_default()
        };
        let wrong: Vec<_> = faults
            .iter()
            .map(|(told, change)| (told, found(*change)))
            .filter(|(told, got)| !got.contains(*told))
            .collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn a_voice_without_times_is_not_asked_for_its_level() {
        let mut speech = said(WORDS);
        speech.ends.clear();
        speech.samples.iter_mut().for_each(|x| *x *= 0.05);
        assert_eq!(examine(&speech, WORDS, 1.0, LOUDNESS), None);
        assert_eq!(examine(&Speech::default(), "", 1.0, LOUDNESS), Some(Fault::Silent));
    }
}
