//! Faster or slower speech at the same pitch, for programs that know one pace only.

use std::num::{NonZeroU16, NonZeroU32};

use altavoce_base::error::{Error, Result};
use altavoce_base::tr;
use altavoce_sound::SAMPLE_RATE;

/// Silence behind the speech, in samples: the stretcher gives nothing of its last, incomplete frame (at most 54 ms).
const TAIL: usize = 2400;

/// `samples` at `speed` times their pace, by waveform similarity: stretches of 30 ms are laid closer together or further
/// apart where they fit best, so that each keeps its pitch.
///
/// # Errors
/// A bug: the stretcher refuses what it was made for.
pub(super) fn time_stretch(mut samples: Vec<f32>, speed: f32) -> Result<Vec<f32>> {
    if (speed - 1.0).abs() < 1e-3 {
        return Ok(samples);
    }
    let failed = |what: &str| Error::bug(tr!("speech cannot be brought to speed {speed}: {what}"));
    let rate = NonZeroU32::new(SAMPLE_RATE).ok_or_else(|| failed(tr!("there is no sample rate")))?;
    samples.resize(samples.len() + TAIL, 0.0);
    wsola::stretch(&samples, rate, NonZeroU16::MIN, speed).map_err(|e| failed(&e.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A tone whose pitch is known by counting where it rises through zero.
    #[test]
    fn the_pace_changes_and_the_pitch_does_not() {
        let rate = SAMPLE_RATE as f32;
        let tone: Vec<f32> =
            (0..2 * SAMPLE_RATE).map(|n| 0.5 * (std::f32::consts::TAU * 180.0 * n as f32 / rate).sin()).collect();
        let mut wrong = Vec::new();
        for speed in [0.7, 0.85, 1.0, 1.2, 1.5] {
            let paced = time_stretch(tone.clone(), speed).unwrap();
            let length = paced.iter().rposition(|x| x.abs() > 0.01).unwrap() as f32 / rate;
            let inside = &paced[4800..19_200];
            let rises = inside.windows(2).filter(|w| w[0] < 0.0 && w[1] >= 0.0).count() as f32;
            let pitch = rises / (inside.len() as f32 / rate);
            if (length - 2.0 / speed).abs() > 0.06 || (pitch - 180.0).abs() > 4.0 {
                wrong.push(format!("{speed}: {length} s at {pitch} Hz"));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
