//! A true-peak limiter: sees peaks between the samples, ahead of time, and turns the sound down smoothly around them.

use std::collections::VecDeque;
use std::f64::consts::PI;

use super::oversample::{self, Oversampler};
use crate::SAMPLE_RATE;

/// Samples on either side of a peak in which it is turned down fully, and over which the gain is smoothed: the gain
/// falls within twice this, 5 ms, short enough to keep consonants crisp and long enough not to click.
const REACH: usize = SAMPLE_RATE as usize / 400;
/// Samples under the smoothing window.
const SMOOTH: usize = 2 * REACH + 1;
/// Seconds in which the reduction falls to 37 % behind a peak: quicker distorts low voices, slower makes holes.
const RELEASE: f64 = 0.06;
/// A reduction under -100 dB is none: the sound is then let through bit by bit as it is.
const NOTHING: f32 = 1e-5;

/// The limiter; as many samples come out as go in, in their places.
pub struct Limiter {
    ceiling: f32,
    oversampler: Oversampler,
    reducer: Reducer,
    /// Samples still to come out before the first that went in.
    early: usize,
}

impl Limiter {
    /// A limiter that lets nothing above `ceiling` (an amplitude) pass.
    pub fn new(ceiling: f32) -> Self {
        let early = oversample::LATENCY + 2 * REACH;
        Limiter { ceiling, oversampler: Oversampler::new(), reducer: Reducer::new(), early }
    }

    /// Takes a block; what is ready is added to `out`.
    pub fn push(&mut self, block: &[f32], out: &mut Vec<f32>) {
        let Limiter { ceiling, oversampler, reducer, early } = self;
        oversampler.push(block, *ceiling, |sample, peak| {
            let wanted = if peak > *ceiling { 1.0 - *ceiling / peak } else { 0.0 };
            let turned_down = reducer.step(sample, wanted);
            if *early == 0 {
                out.push(turned_down);
            } else {
                *early -= 1;
            }
        });
    }

    /// Adds to `out` what is still inside.
    pub fn finish(mut self, out: &mut Vec<f32>) {
        self.push(&[0.0; oversample::LATENCY + 2 * REACH], out);
    }
}

/// Turns samples down smoothly, by no less than each of them wants.
struct Reducer {
    /// Samples seen.
    now: u64,
    /// Reductions wanted within the last [`SMOOTH`] samples that no later one exceeds, with their time; falling.
    peaks: VecDeque<(u64, f32)>,
    /// Reduction after hold and release.
    held: f32,
    /// What `held` keeps from one sample to the next.
    release: f32,
    /// The last [`SMOOTH`] values of `held`, twice over, so that they always lie in one piece.
    recent: [f32; 2 * SMOOTH],
    /// How many of them are not zero.
    at_work: usize,
    /// Weights over them; their sum is 1.
    window: [f32; SMOOTH],
    /// Samples that wait for their gain.
    waiting: VecDeque<f32>,
}

impl Reducer {
    fn new() -> Self {
        let hann = |n: usize| 1.0 - (2.0 * PI * (n + 1) as f64 / (SMOOTH + 1) as f64).cos();
        let sum: f64 = (0..SMOOTH).map(hann).sum();
        Reducer {
            now: 0,
            peaks: VecDeque::new(),
            held: 0.0,
            release: (-1.0 / (RELEASE * f64::from(SAMPLE_RATE))).exp() as f32,
            recent: [0.0; 2 * SMOOTH],
            at_work: 0,
            window: std::array::from_fn(|n| (hann(n) / sum) as f32),
            waiting: VecDeque::from(vec![0.0; 2 * REACH]),
        }
    }

    /// Takes a sample and the reduction that it wants, 0 to 1; gives the sample of `2 * REACH` ago, turned down.
    ///
    /// That sample's want is in each of the maxima under the window, so their mean is never less than it.
    fn step(&mut self, sample: f32, wanted: f32) -> f32 {
        let strongest = self.strongest(wanted);
        let released = self.held * self.release;
        self.held = if released > strongest.max(NOTHING) { released } else { strongest };

        let slot = (self.now % SMOOTH as u64) as usize;
        self.at_work -= usize::from(self.recent[slot] != 0.0);
        self.at_work += usize::from(self.held != 0.0);
        self.recent[slot] = self.held;
        self.recent[slot + SMOOTH] = self.held;
        self.now += 1;

        self.waiting.push_back(sample);
        // One in, one out: the queue is never empty here.
        let sample = self.waiting.pop_front().unwrap_or(0.0);
        if self.at_work == 0 {
            return sample;
        }
        let recent = &self.recent[slot + 1..][..SMOOTH];
        let reduction: f32 = recent.iter().zip(&self.window).map(|(held, weight)| held * weight).sum();
        sample * (1.0 - reduction)
    }

    /// The strongest reduction wanted by the last [`SMOOTH`] samples, this one included.
    fn strongest(&mut self, wanted: f32) -> f32 {
        while self.peaks.back().is_some_and(|(_, weaker)| *weaker <= wanted) {
            self.peaks.pop_back();
        }
        if wanted > 0.0 {
            self.peaks.push_back((self.now, wanted));
        }
        if self.peaks.front().is_some_and(|(at, _)| at + SMOOTH as u64 <= self.now) {
            self.peaks.pop_front();
        }
        self.peaks.front().map_or(0.0, |(_, strongest)| *strongest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limited(sound: &[f32], ceiling: f32, size: usize) -> Vec<f32> {
        let mut limiter = Limiter::new(ceiling);
        let mut out = Vec::new();
        for block in sound.chunks(size) {
            limiter.push(block, &mut out);
        }
        limiter.finish(&mut out);
        out
    }

    /// A tone that swells and fades, with a few loud places.
    fn sound() -> Vec<f32> {
        let loud = |n: usize| if (10_000..10_050).contains(&n) || n == 20_000 { 4.0 } else { 0.4 };
        (0..60_000).map(|n| loud(n) * (n as f32 * 0.1).sin()).collect()
    }

    #[test]
    fn what_is_under_the_ceiling_comes_out_bit_by_bit() {
        let sound: Vec<f32> = sound().iter().map(|x| x * 0.1).collect();
        assert!(limited(&sound, 0.5, 4096) == sound);
    }

    #[test]
    fn nothing_passes_the_ceiling_and_the_rest_is_left_alone() {
        let sound = sound();
        let out = limited(&sound, 0.5, 4096);
        assert_eq!(out.len(), sound.len());
        let loudest = out.iter().fold(0.0f32, |m, x| m.max(x.abs()));
        assert!((0.45..=0.5001).contains(&loudest), "{loudest}");
        assert!(out[..9_850] == sound[..9_850], "at work before the first peak");
        assert!(out[58_000..] == sound[58_000..], "still at work long behind the peaks");
    }

    #[test]
    fn the_gain_moves_without_steps() {
        let sound = sound();
        let gains: Vec<f32> = limited(&sound, 0.5, 4096)
            .iter()
            .zip(&sound)
            .map(|(out, x)| if x.abs() > 0.01 { out / x } else { f32::NAN })
            .collect();
        let steepest = gains.windows(2).map(|g| (g[1] - g[0]).abs()).fold(0.0, f32::max);
        assert!(steepest < 0.02, "{steepest} a sample");
    }

    #[test]
    fn blocks_of_any_size_give_the_same() {
        let sound = sound();
        let whole = limited(&sound, 0.5, sound.len());
        for size in [1, 7, 1000, 4096] {
            assert!(limited(&sound, 0.5, size) == whole, "blocks of {size}");
        }
        assert!(limited(&[], 0.5, 1).is_empty());
        assert_eq!(limited(&[0.25], 0.5, 1), [0.25]);
    }
}
