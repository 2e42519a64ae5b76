//! A de-esser: turns the upper band down while a sibilant is heard.
//!
//! The sound is parted in two by a filter that is run forwards and backwards, so that neither band is moved against the
//! other and together they are the sound itself. Only the upper one is turned down, and where it is not, the sound goes
//! through bit by bit.

use altavoce_base::toml_file::{SettingError, in_range};
use biquad::Q_BUTTERWORTH_F64;
use serde::{Deserialize, Serialize};

use super::filter;
use crate::SAMPLE_RATE;
use crate::meter::amplitude;

/// Levels are taken over frames of 1 ms.
const FRAME: usize = SAMPLE_RATE as usize / 1000;
/// Frames on either side over which levels are taken, then the strongest reduction is held, then smoothed. So the gain
/// begins to fall ahead of a sibilant, is down when it begins, and rises behind it, within 9 ms: quicker is heard as
/// roughness, slower dulls the vowels around.
const REACH: usize = 3;

/// Softens a voice's sibilants.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deesser {
    /// Where the upper band begins.
    pub hertz: f64,
    /// The level of the upper band in dBFS (RMS) from which it is turned down; of the voice as its engine gives it, behind
    /// the equaliser.
    pub threshold: f64,
    /// How many dB more going in are one more coming out.
    pub ratio: f64,
    /// The strongest reduction in dB.
    pub most: f64,
}

impl Deesser {
    /// Checks that every number is in its range.
    ///
    /// # Errors
    /// The first that is not.
    pub fn check(&self) -> Result<(), SettingError> {
        in_range("hertz", self.hertz, 2000.0, 10_000.0)?;
        in_range("threshold", self.threshold, -80.0, 0.0)?;
        in_range("ratio", self.ratio, 1.0, 20.0)?;
        in_range("most", self.most, 0.0, 24.0)
    }

    /// De-esses a passage.
    pub fn apply(&self, samples: &mut [f32]) {
        let upper = self.upper_band(samples);
        let reductions = self.reductions(&upper);
        if reductions.iter().all(|reduction| *reduction <= 0.0) {
            return;
        }
        let gains: Vec<f32> = reductions.iter().map(|reduction| amplitude(-reduction) as f32).collect();
        for (n, (sample, upper)) in samples.iter_mut().zip(&upper).enumerate() {
            *sample += (gain_at(&gains, n) - 1.0) * upper;
        }
    }

    /// What is above the edge: half of it in amplitude at the edge, 24 dB an octave less below.
    fn upper_band(&self, samples: &[f32]) -> Vec<f32> {
        let mut upper = samples.to_vec();
        filter::high_pass(self.hertz, Q_BUTTERWORTH_F64, upper.iter_mut());
        filter::high_pass(self.hertz, Q_BUTTERWORTH_F64, upper.iter_mut().rev());
        upper
    }

    /// How far the upper band is turned down in each frame, in dB, never below 0.
    fn reductions(&self, upper: &[f32]) -> Vec<f64> {
        let power = |frame: &[f32]| frame.iter().map(|x| f64::from(x * x)).sum::<f64>() / frame.len() as f64;
        let powers: Vec<f64> = upper.chunks(FRAME).map(power).collect();
        let reduction = |power: f64| {
            let over = 10.0 * power.log10() - self.threshold;
            // in this order NaN is none
            (over * (1.0 - 1.0 / self.ratio)).min(self.most).max(0.0)
        };
        let wanted: Vec<f64> = around(&powers, mean).into_iter().map(reduction).collect();
        let held = around(&wanted, |some| some.iter().copied().fold(0.0, f64::max));
        around(&held, mean)
    }
}

/// What `of` makes of each value with its neighbours.
fn around(values: &[f64], of: impl Fn(&[f64]) -> f64) -> Vec<f64> {
    let neighbours = |n: usize| &values[n.saturating_sub(REACH)..values.len().min(n + REACH + 1)];
    (0..values.len()).map(|n| of(neighbours(n))).collect()
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// The gain at a sample: straight lines from the middle of one frame to the middle of the next.
fn gain_at(gains: &[f32], sample: usize) -> f32 {
    let place = (sample as f32 + 0.5) / FRAME as f32 - 0.5;
    let before = place.floor().max(0.0) as usize;
    let (a, b) = (gains[before], gains[(before + 1).min(gains.len() - 1)]);
    a + (b - a) * (place - before as f32).clamp(0.0, 1.0)
}
