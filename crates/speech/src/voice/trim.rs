//! Cutting the silence around speech by its level.

use altavoce_sound::SAMPLE_RATE;

use crate::voice::Speech;

/// Levels are taken over frames of 5 ms.
const FRAME: usize = SAMPLE_RATE as usize / 200;

/// A frame counts as speech above this level in dBFS (RMS), or above the loudest frame less [`RANGE`] if that is lower.
const FLOOR: f32 = -55.0;
const RANGE: f32 = 50.0;

/// Kept before the first and behind the last frame of speech: a consonant starts, and a vowel ends, below the level.
const BEFORE: usize = 4 * FRAME;
const AFTER: usize = 8 * FRAME;

/// Length of the fades at both ends: too short to hear, long enough not to click.
const FADE: usize = FRAME;

/// The speech without the silence around it, with tiny fades; nothing if there is no speech. `ends` move along.
pub fn trim(speech: Speech) -> Speech {
    let Some((from, to)) = bounds(&speech.samples) else { return Speech::default() };
    let mut kept = speech.samples[from..to].to_vec();
    let fade = FADE.min(kept.len() / 2);
    let last = kept.len();
    for n in 0..fade {
        let gain = (n as f32 + 0.5) / fade as f32;
        kept[n] *= gain;
        kept[last - 1 - n] *= gain;
    }
    let ends = speech.ends.iter().map(|end| (*end).clamp(from, to) - from).collect();
    Speech { samples: kept, ends }
}

/// Where speech starts and ends, in samples, with the margins that [`trim`] keeps; none if there is no speech.
pub fn bounds(samples: &[f32]) -> Option<(usize, usize)> {
    let level = |frame: &[f32]| 10.0 * (frame.iter().map(|x| x * x).sum::<f32>() / frame.len() as f32 + 1e-20).log10();
    let levels: Vec<f32> = samples.chunks(FRAME).map(level).collect();
    let loudest = levels.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let threshold = FLOOR.min(loudest - RANGE);
    if loudest < FLOOR {
        return None;
    }
    let first = levels.iter().position(|&l| l > threshold)?;
    let last = levels.iter().rposition(|&l| l > threshold)?;
    let from = (first * FRAME).saturating_sub(BEFORE);
    Some((from, ((last + 1) * FRAME + AFTER).min(samples.len())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tone(seconds: f64, amplitude: f32) -> Vec<f32> {
        let count = (seconds * f64::from(SAMPLE_RATE)) as usize;
        (0..count).map(|n| amplitude * (n as f32 * 0.1).sin()).collect()
    }

    fn trimmed(samples: &[f32]) -> Vec<f32> {
        trim(Speech::from(samples.to_vec())).samples
    }

    #[test]
    fn times_move_with_the_speech_and_stay_in_it() {
        let mut samples = tone(0.5, 0.0);
        samples.extend(tone(1.0, 0.5));
        samples.extend(tone(0.5, 0.0));
        let kept = trim(Speech { samples, ends: vec![0, 11_900, 24_000, 36_000, 48_000] });
        let last = kept.samples.len();
        assert_eq!(kept.ends, [0, BEFORE - 100, 12_000 + BEFORE, 24_000 + BEFORE, last]);
        assert_eq!(last, 24_000 + BEFORE + AFTER);
    }

    #[test]
    fn silence_goes_and_speech_stays() {
        for (amplitude, lead, trail) in [(1.0, 0.25, 0.53), (0.1, 0.25, 0.28), (1.2, 0.0, 0.0), (0.01, 1.0, 0.1)] {
            let mut samples = tone(lead, 1e-5);
            samples.extend(tone(1.0, amplitude));
            samples.extend(tone(trail, 1e-5));
            let kept = trimmed(&samples).len() as f64 / f64::from(SAMPLE_RATE);
            assert!((1.0..=1.075).contains(&kept), "{amplitude} {lead} {trail}: {kept} s");
        }
        assert!(trimmed(&tone(1.0, 1e-4)).is_empty());
        assert!(trimmed(&[]).is_empty());
    }

    #[test]
    fn the_ends_do_not_click() {
        let kept = trimmed(&[0.5; 24_000]);
        assert!(kept[0] < 0.01 && kept[kept.len() - 1] < 0.01);
        assert_eq!(kept[FADE], 0.5);
    }
}
