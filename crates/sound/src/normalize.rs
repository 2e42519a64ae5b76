//! Levelling: one gain for a whole episode, and a limiter behind it.

use altavoce_base::error::Result;

use super::limiter::Limiter;
use super::meter::{Measurement, Meter, amplitude, decibels};
use super::{BLOCK, Track};
use crate::Loudness;

/// Near enough to the target, in LU.
const NEAR: f64 = 0.05;
/// Trials of gain and ceiling; speech needs three or four.
const TRIALS: usize = 12;
/// Trials in a row that may bring nothing: the curve of loudness over gain has flat places, where a quiet passage
/// begins to count for the meter.
const IDLE: usize = 2;
/// What the limiter keeps below the ceiling asked for, in dB: other meters read a little more than ours, and so do
/// ours after rounding to 16 bits.
const MARGIN: f64 = 0.1;
/// More gain is useless when a decibel of it makes the sound less than this much louder: the limiter eats the rest,
/// and only what was quiet gets loud.
const WORTH: f64 = 0.1;
/// The longest step of gain in dB, lest a flat stretch of the curve throws it far.
const LONGEST_STEP: f64 = 6.0;

/// A track at its final level: one gain from start to end, and a true-peak limiter where that is too much.
pub struct Normalized<'a> {
    track: &'a dyn Track,
    gain: f32,
    ceiling: f32,
    measured: Measurement,
}

impl Normalized<'_> {
    /// Integrated loudness in LUFS as two-channel playback hears it, measured. Minus infinity for silence.
    pub fn loudness(&self) -> f64 {
        self.measured.loudness
    }

    /// True peak in dBFS, measured. Minus infinity for digital silence.
    pub fn true_peak(&self) -> f64 {
        self.measured.true_peak
    }

    /// Samples; the same as went in.
    pub fn samples(&self) -> u64 {
        self.measured.samples
    }

    /// The gain in dB ahead of the limiter.
    pub fn gain(&self) -> f64 {
        decibels(f64::from(self.gain))
    }
}

impl Track for Normalized<'_> {
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
/// Plays the track about five times. A track that a meter takes for silence (below -70 LUFS throughout) stays as it
/// is; one of few short peaks may stay below the target, as near as a limiter can bring it. [`Normalized::loudness`]
/// says what was reached.
///
/// # Errors
/// The track's; a bug when a sample is not a finite number.
///
/// ```
/// use altavoce_sound::{Loudness, normalize};
/// let hum: Vec<f32> = (0..24_000).map(|n| (n as f32 * 0.2).sin() * 0.01).collect();
/// let levelled = normalize(&hum, &Loudness::default())?;
/// assert!((levelled.loudness() + 16.0).abs() < 0.1);
/// assert!(normalize(&vec![f32::NAN], &Loudness::default()).is_err());
/// # Ok::<(), altavoce_base::error::Error>(())
/// ```
pub fn normalize<'a>(track: &'a dyn Track, wanted: &Loudness) -> Result<Normalized<'a>> {
    let at = |gain: f64, ceiling: f64| -> Result<Normalized<'a>> {
        let measured = Measurement { loudness: f64::NEG_INFINITY, true_peak: f64::NEG_INFINITY, samples: 0 };
        let (gain, ceiling) = (amplitude(gain) as f32, amplitude(ceiling) as f32);
        let mut levelled = Normalized { track, gain, ceiling, measured };
        levelled.measured = Meter::measure(&levelled)?;
        Ok(levelled)
    };

    let highest = wanted.true_peak - MARGIN;
    let raw = Meter::measure(track)?;
    if raw.loudness == f64::NEG_INFINITY {
        return at(0.0, highest);
    }
    // As far as it goes without the limiter; most often that is not far enough.
    let mut gain = (wanted.target - raw.loudness).min(highest - raw.true_peak);
    let mut ceiling = highest;
    let mut best = at(gain, ceiling)?;
    let mut best_gain = gain;
    let mut before = (gain, best.loudness());
    let mut slope = 1.0;
    let mut idle = 0;
    for _ in 0..TRIALS {
        let missing = wanted.target - before.1;
        if (wanted.target - best.loudness()).abs() <= NEAR || idle == IDLE {
            break;
        }
        gain += (missing / slope).clamp(-LONGEST_STEP, LONGEST_STEP);
        let trial = at(gain, ceiling)?;
        let now = (gain, trial.loudness());
        slope = steepness(before, now);
        before = now;
        let over = trial.true_peak() - highest;
        if over > MARGIN / 2.0 {
            // The limiter's gain moves while it works, so what comes out between two samples is not quite what it
            // foresaw: lower its ceiling by as much.
            ceiling -= over;
            continue;
        }
        let off = |loudness: f64| (wanted.target - loudness).abs();
        if off(best.loudness()) - off(now.1) > WORTH * (gain - best_gain).max(0.0) {
            (best, best_gain, idle) = (trial, gain, 0);
        } else {
            idle += 1;
        }
    }
    Ok(best)
}

/// How much louder in LU a decibel of gain makes the sound, between two points of gain and loudness; never so little
/// that the next step would be endless.
fn steepness(from: (f64, f64), to: (f64, f64)) -> f64 {
    let step = to.0 - from.0;
    if step.abs() < 1e-3 { 1.0 } else { ((to.1 - from.1) / step).clamp(WORTH, 1.0) }
}
