//! The bed: music that goes on below the speech, and makes room for it before it begins.

use std::ops::Range;

use super::fades::{curve, fade};
use crate::SAMPLE_RATE;

/// Seconds in which the bed goes down; it is down when the first sound comes.
const ATTACK: f64 = 0.15;
/// Seconds in which it comes up again behind the last sound.
const RELEASE: f64 = 0.4;
/// Seconds in which a bed that is shorter than what it lies under goes over into its own beginning.
const SEAM: f64 = 1.0;

/// A bed as long as wanted: from its start, again and again, each time across its own end.
pub fn repeat(bed: &[f32], length: usize) -> Vec<f32> {
    // A quarter at most, so that a short loop is still itself.
    let seam = ((SEAM * f64::from(SAMPLE_RATE)) as usize).min(bed.len() / 4);
    let period = (bed.len() - seam).max(1);
    let sample = |at: usize| {
        let place = at % period;
        match bed.get(period + place).filter(|_| at >= period && place < seam) {
            Some(tail) => {
                let share = curve(place as f32 / seam as f32);
                bed[place] * share + tail * (1.0 - share)
            }
            None => bed[place],
        }
    };
    (0..length).map(sample).collect()
}

/// Brings `bed` to the factor `full` where nobody speaks, to `down` wherever one of `speech` sounds (in samples from the
/// bed's start, in order), smoothly between the two, and to nothing at both ends in `edges` seconds. Where there is no
/// time to come up and go down again, it stays down.
pub fn duck(bed: &mut [f32], speech: &[Range<usize>], full: f32, down: f32, edges: f64) {
    let count = |seconds: f64| (seconds * f64::from(SAMPLE_RATE)) as usize;
    let (attack, release) = (count(ATTACK), count(RELEASE));
    let mut joined: Vec<Range<usize>> = Vec::new();
    for stretch in speech {
        match joined.last_mut() {
            Some(before) if stretch.start < before.end + attack + release => before.end = before.end.max(stretch.end),
            _ => joined.push(stretch.clone()),
        }
    }
    // How far down, from 0 to 1.
    let mut depth = vec![0.0f32; bed.len()];
    let end = bed.len();
    for Range { start, end: silent } in joined {
        let (first, last) = (start.min(end), silent.min(end));
        let going = first.min(start.saturating_sub(attack));
        for (depth, at) in depth[going..first].iter_mut().zip(going..) {
            *depth = 1.0 - curve((start - at) as f32 / attack as f32);
        }
        depth[first..last].fill(1.0);
        for (n, depth) in depth[last..].iter_mut().take(release).enumerate() {
            *depth = 1.0 - curve(n as f32 / release as f32);
        }
    }
    // In decibels the way is even to the ear.
    let way = (down / full).ln();
    for (sample, depth) in bed.iter_mut().zip(depth) {
        *sample *= full * (way * depth).exp();
    }
    fade(bed, edges, edges);
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: usize = SAMPLE_RATE as usize;

    #[test]
    fn a_bed_is_down_before_the_speech_and_stays_down_in_short_gaps() {
        let mut bed = vec![1.0; 10 * SECOND];
        let speech = [2 * SECOND..3 * SECOND, 3 * SECOND + SECOND / 2..5 * SECOND, 7 * SECOND..8 * SECOND];
        duck(&mut bed, &speech, 0.5, 0.05, 1.0);
        let near = |at: f64, wanted: f32| (bed[(at * SECOND as f64) as usize] - wanted).abs() < 1e-4;
        assert_eq!((bed[0], bed[bed.len() - 1]), (0.0, 0.0));
        assert!(near(1.2, 0.5) && near(1.84, 0.5) && !near(1.9, 0.5), "full until 150 ms before");
        for stretch in &speech {
            assert!(bed[stretch.clone()].iter().all(|x| *x <= 0.05 + 1e-6), "{stretch:?}");
        }
        assert!(near(3.25, 0.05), "a gap of half a second is too short to come up in");
        assert!(near(5.41, 0.5) && near(6.8, 0.5) && near(8.5, 0.5) && !near(9.5, 0.5));
        assert!(bed.windows(2).all(|w| (w[1] - w[0]).abs() < 1e-3), "no click");
    }

    #[test]
    fn a_short_bed_goes_on_without_a_seam() {
        let wave = |n: usize| (n as f32 * 0.01).sin();
        let bed: Vec<f32> = (0..4 * SECOND).map(wave).collect();
        let long = repeat(&bed, 11 * SECOND);
        assert_eq!(long.len(), 11 * SECOND);
        assert_eq!(long[..3 * SECOND], bed[..3 * SECOND]);
        assert!(long.windows(2).all(|w| (w[1] - w[0]).abs() < 0.012));
        assert_eq!(repeat(&bed, SECOND), bed[..SECOND]);
        assert_eq!(repeat(&[0.5], 3), [0.5; 3]);
    }
}
