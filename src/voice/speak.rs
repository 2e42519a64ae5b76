//! Speaking with a guard: what is too long is cut, what comes back is checked, trimmed and joined.

use std::fmt;

use crate::error::{Error, Result};
use crate::voice::split::{halves, pieces};
use crate::voice::trim::trim;
use crate::voice::{SAMPLE_RATE, Utterance, Voice};

/// The longest input that still gives the network's best speech, in phonemes.
const LONGEST: usize = 230;

/// A piece that failed is cut no further than this, in phonemes or letters.
const SHORTEST: usize = 12;

/// Why a result is not speech.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Fault {
    NotANumber,
    Silent,
    TooShort(f64),
    TooLong(f64),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::NotANumber => write!(f, "the sound holds values that are not numbers"),
            Fault::Silent => write!(f, "the sound is silent"),
            Fault::TooShort(s) => write!(f, "{s:.2} s of sound are too short for it"),
            Fault::TooLong(s) => write!(f, "{s:.2} s of sound are too long for it"),
        }
    }
}

/// Speaks an utterance: mono f32 at [`SAMPLE_RATE`], without silence around it, possibly beyond ±1.
///
/// What is longer than the voice speaks well is cut at clause ends and joined with short pauses. A result that is no
/// speech (not a number, silent, far too short or long) is tried again in smaller pieces.
///
/// # Errors
/// The engine failed, or gave no speech however small the pieces; the error names the sentence.
pub fn speak(voice: &dyn Voice, utterance: &Utterance, speed: f32) -> Result<Vec<f32>> {
    let whole = if voice.wants_phonemes() { &utterance.phonemes } else { &utterance.text };
    let mut spoken = Vec::new();
    for piece in pieces(whole, LONGEST) {
        let samples = say(voice, piece.text, speed).map_err(|failure| match failure {
            Failure::Engine(e) => e,
            Failure::NoSpeech(fault) => {
                let what = format!("the voice `{}` cannot speak “{}”: {fault}", voice.name(), utterance.text);
                Error::author(what).fix("reword that sentence")
            }
        })?;
        spoken.extend(samples);
        spoken.extend(silence(piece.pause));
    }
    Ok(spoken)
}

enum Failure {
    Engine(Error),
    NoSpeech(Fault),
}

/// Speaks one piece, and if the result is no speech its halves.
fn say(voice: &dyn Voice, piece: &str, speed: f32) -> Result<Vec<f32>, Failure> {
    let utterance = if voice.wants_phonemes() {
        Utterance { text: String::new(), phonemes: piece.into() }
    } else {
        Utterance { text: piece.into(), phonemes: String::new() }
    };
    let samples = voice.synthesize(&utterance, speed).map_err(Failure::Engine)?;
    let fault = match check(&samples, piece, speed) {
        Ok(speech) => return Ok(speech),
        Err(fault) => fault,
    };
    log::warn!("speaking “{piece}” again in two pieces: {fault}");
    match halves(piece) {
        Some((left, right)) if piece.chars().count() > SHORTEST => {
            let mut spoken = say(voice, left, speed)?;
            spoken.extend(silence(0.04));
            spoken.extend(say(voice, right, speed)?);
            Ok(spoken)
        }
        _ => Err(Failure::NoSpeech(fault)),
    }
}

/// The trimmed speech in `samples`, if they are speech as long as `piece` can be.
fn check(samples: &[f32], piece: &str, speed: f32) -> Result<Vec<f32>, Fault> {
    if samples.iter().any(|x| !x.is_finite()) {
        return Err(Fault::NotANumber);
    }
    let speech = trim(samples);
    if speech.is_empty() {
        return Err(Fault::Silent);
    }
    let seconds = speech.len() as f64 / f64::from(SAMPLE_RATE);
    let (least, most) = bounds(piece);
    match seconds * f64::from(speed) {
        s if s < least => Err(Fault::TooShort(seconds)),
        s if s > most => Err(Fault::TooLong(seconds)),
        _ => Ok(speech),
    }
}

/// The shortest and the longest believable speech for a piece, in seconds at speed 1.0.
fn bounds(piece: &str) -> (f64, f64) {
    let sounds = piece.chars().filter(|c| c.is_alphanumeric() && !"ˈˌːʰʲ".contains(*c)).count() as f64;
    (0.03 * sounds, 0.8 + 0.16 * sounds)
}

fn silence(seconds: f64) -> impl Iterator<Item = f32> {
    std::iter::repeat_n(0.0, (seconds * f64::from(SAMPLE_RATE)).round() as usize)
}
