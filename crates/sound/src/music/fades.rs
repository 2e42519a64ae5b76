//! Fades and levels: what is done to a piece of music before it is mixed.

use std::f32::consts::PI;

use altavoce_base::error::Result;

use crate::SAMPLE_RATE;
use crate::{RunningLoudness, Window};

/// Fades a sound in and out along half a wave, each in so many seconds and in half of the sound at most. The first and
/// the last sample of a fade are zero.
pub fn fade(samples: &mut [f32], seconds_in: f64, seconds_out: f64) {
    let half = samples.len() / 2;
    let count = |seconds: f64| half.min((seconds * f64::from(SAMPLE_RATE)) as usize);
    let (first, last) = (count(seconds_in), count(seconds_out));
    for (n, sample) in samples.iter_mut().take(first).enumerate() {
        *sample *= curve(n as f32 / first as f32);
    }
    for (n, sample) in samples.iter_mut().rev().take(last).enumerate() {
        *sample *= curve(n as f32 / last as f32);
    }
}

/// Half a wave from 0 to 1.
pub fn curve(x: f32) -> f32 {
    (1.0 - (PI * x.clamp(0.0, 1.0)).cos()) / 2.0
}

/// The highest momentary loudness of a sound, over 400 ms as BS.1770 weighs it, in LUFS on two speakers; it is looked at
/// ten times a second.
///
/// # Errors
/// A bug's.
pub fn loudest(samples: &[f32]) -> Result<f64> {
    let mut loudness = RunningLoudness::new(Window::Momentary)?;
    let mut most = f64::NEG_INFINITY;
    for block in samples.chunks(SAMPLE_RATE as usize / 10) {
        most = most.max(loudness.add(block)?);
    }
    Ok(most)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Meter;

    #[test]
    fn a_fade_takes_half_of_a_short_sound_at_most() {
        let mut sound = vec![1.0; 1000];
        fade(&mut sound, 0.01, 10.0);
        assert_eq!((sound[0], sound[240], sound[499], sound[999]), (0.0, 1.0, 1.0, 0.0));
        assert!(sound.windows(2).all(|w| (w[1] - w[0]).abs() < 0.01));
        let mut none: Vec<f32> = Vec::new();
        fade(&mut none, 1.0, 1.0);
        let mut whole = vec![1.0; 10];
        fade(&mut whole, 0.0, 0.0);
        assert_eq!(whole, vec![1.0; 10]);
    }

    #[test]
    fn the_loudest_of_a_steady_tone_is_its_loudness() {
        let tone: Vec<f32> = (0..48_000).map(|n| (n as f32 * 0.2).sin() * 0.1).collect();
        let whole = Meter::measure(&tone).unwrap().loudness;
        assert!((loudest(&tone).unwrap() - whole).abs() < 0.1);
        let quiet_with_a_burst = [vec![0.0; 24_000], tone.clone(), vec![0.0; 48_000]].concat();
        assert!((loudest(&quiet_with_a_burst).unwrap() - whole).abs() < 0.1);
    }
}
