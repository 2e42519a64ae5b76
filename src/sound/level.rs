//! Levelling: one gain for a whole episode, and a limiter behind it.

use super::limiter::Limiter;
use super::meter::{Meter, Reading, amplitude, decibels};
use super::{BLOCK, Track};
use crate::error::Result;
use crate::show::Loudness;

/// Near enough to the target, in LU.
const NEAR: f64 = 0.05;
/// Trials of gain and ceiling; speech needs two or three.
const TRIALS: usize = 12;
/// What the limiter keeps below the ceiling asked for, in dB: other meters read a little more than ours, and so do
/// ours after rounding to 16 bits.
const MARGIN: f64 = 0.1;
/// More gain is useless once a decibel of it makes the sound less than this much louder: the limiter eats the rest.
const WORTH: f64 = 0.1;
/// The longest step of gain in dB, lest a flat stretch of the curve throws it far.
const LONGEST_STEP: f64 = 6.0;

/// A track at its final level: one gain from start to end, and a true-peak limiter where that is too much.
pub struct Levelled<'a> {
    track: &'a dyn Track,
    gain: f32,
    ceiling: f32,
    reading: Reading,
}

impl Levelled<'_> {
    /// Integrated loudness in LUFS as two-channel playback hears it, measured. Minus infinity for silence.
    pub fn loudness(&self) -> f64 {
        self.reading.loudness
    }

    /// True peak in dBFS, measured. Minus infinity for digital silence.
    pub fn true_peak(&self) -> f64 {
        self.reading.true_peak
    }

    /// Samples; the same as went in.
    pub fn samples(&self) -> u64 {
        self.reading.samples
    }

    /// The gain in dB ahead of the limiter.
    pub fn gain(&self) -> f64 {
        decibels(f64::from(self.gain))
    }
}

impl Track for Levelled<'_> {
    fn play(&self, sink: &mut dyn FnMut(&[f32]) -> Result<()>) -> Result<()> {
        let mut limiter = Limiter::new(self.ceiling);
        let mut louder = Vec::with_capacity(BLOCK);
        let mut out = Vec::with_capacity(BLOCK);
        self.track.play(&mut |block| {
            for part in block.chunks(BLOCK) {
                louder.clear();
                louder.extend(part.iter().map(|x| x * self.gain));
                out.clear();
                limiter.push(&louder, &mut out);
                if !out.is_empty() {
                    sink(&out)?;
                }
            }
            Ok(())
        })?;
        out.clear();
        limiter.finish(&mut out);
        if out.is_empty() { Ok(()) } else { sink(&out) }
    }
}

/// Brings `track` to the loudness that `wanted` asks for, its true peak no higher than asked for. Chapters and voices
/// keep their balance, since the gain is the same throughout.
///
/// Plays the track three times or so. A track that a meter takes for silence (below -70 LUFS throughout) stays as it
/// is; one of few short peaks may stay below the target, as near as a limiter can bring it. [`Levelled::loudness`]
/// says what was reached.
///
/// # Errors
/// The track's; a bug when a sample is not a finite number.
///
/// ```
/// use altavoce::{show::Loudness, sound::level};
/// let hum: Vec<f32> = (0..24_000).map(|n| (n as f32 * 0.2).sin() * 0.01).collect();
/// let levelled = level(&hum, &Loudness::default())?;
/// assert!((levelled.loudness() + 16.0).abs() < 0.1);
/// assert!(level(&vec![f32::NAN], &Loudness::default()).is_err());
/// # Ok::<(), altavoce::error::Error>(())
/// ```
pub fn level<'a>(track: &'a dyn Track, wanted: &Loudness) -> Result<Levelled<'a>> {
    let at = |gain: f64, ceiling: f64| -> Result<Levelled<'a>> {
        let reading = Reading { loudness: f64::NEG_INFINITY, true_peak: f64::NEG_INFINITY, samples: 0 };
        let (gain, ceiling) = (amplitude(gain) as f32, amplitude(ceiling) as f32);
        let mut levelled = Levelled { track, gain, ceiling, reading };
        levelled.reading = Meter::read(&levelled)?;
        Ok(levelled)
    };

    let highest = wanted.true_peak - MARGIN;
    let raw = Meter::read(track)?;
    if raw.loudness == f64::NEG_INFINITY {
        return at(0.0, highest);
    }

    let mut gain = wanted.target - raw.loudness;
    let mut ceiling = highest;
    let mut best: Option<Levelled> = None;
    // The first two points of the curve: the track as it is, and as it would be without a limiter.
    let mut before = (0.0, raw.loudness);
    for _ in 0..TRIALS {
        let trial = at(gain, ceiling)?;
        let (loudness, over) = (trial.loudness(), trial.true_peak() - highest);
        let missing = wanted.target - loudness;
        // The limiter's gain moves while it works, so what comes out between two samples is not quite what it
        // foresaw: lower its ceiling by as much.
        ceiling -= over.max(0.0);
        let slope = slope(before, (gain, loudness));
        if over <= MARGIN / 2.0 {
            let nearer = best.as_ref().is_none_or(|b| missing.abs() < (wanted.target - b.loudness()).abs());
            if nearer {
                best = Some(trial);
            }
            if missing.abs() <= NEAR || (missing > 0.0 && slope < WORTH) {
                break;
            }
        }
        before = (gain, loudness);
        gain += (missing / slope.max(WORTH)).clamp(-LONGEST_STEP, LONGEST_STEP);
    }
    match best {
        Some(levelled) => Ok(levelled),
        // Never seen, but a promise is kept: without a limiter's help no peak is above what it was, times the gain.
        None => at(gain.min(highest - raw.true_peak), highest),
    }
}

/// How much louder in LU a decibel of gain makes the sound, between two points of gain and loudness.
fn slope(from: (f64, f64), to: (f64, f64)) -> f64 {
    let step = to.0 - from.0;
    if step.abs() < 1e-3 { 1.0 } else { ((to.1 - from.1) / step).clamp(0.0, 1.0) }
}
