//! Pauses at the marks inside an utterance: the network makes almost none at a comma, so they are ours to make.

use crate::voice::{SAMPLE_RATE, Speech};

/// What lies at a mark inside an utterance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gap {
    /// The mark.
    pub mark: char,
    /// The middle of its quietest 10 ms, in samples.
    pub at: usize,
    /// Samples around it that are as good as silent.
    pub quiet: usize,
    /// The level there in dB under the utterance's own.
    pub level: f32,
}

const HALF: usize = SAMPLE_RATE as usize / 200;

/// test
pub fn gaps(speech: &Speech, phonemes: &str) -> Vec<Gap> {
    let chars: Vec<char> = phonemes.chars().collect();
    let samples = &speech.samples;
    let power = |from: usize, to: usize| {
        let part = &samples[from.min(samples.len())..to.min(samples.len())];
        part.iter().map(|x| x * x).sum::<f32>() / part.len().max(1) as f32 + 1e-12
    };
    let own = power(0, samples.len());
    let mut gaps = Vec::new();
    for (i, &mark) in chars.iter().enumerate() {
        if !",;:—….!?()".contains(mark) || i + 1 >= chars.len() || i == 0 {
            continue;
        }
        let from = speech.ends[i - 1].saturating_sub(600);
        let to = (speech.ends[(i + 1).min(chars.len() - 1)] + 600).min(samples.len());
        let at = (from..to)
            .step_by(HALF / 2)
            .min_by(|a, b| power(*a, a + 2 * HALF).total_cmp(&power(*b, b + 2 * HALF)))
            .unwrap_or(from)
            + HALF;
        let silent = |at: usize| 10.0 * (power(at, at + HALF) / own).log10() < -40.0;
        let (mut left, mut right) = (at, at);
        while left > HALF && silent(left - HALF) {
            left -= HALF;
        }
        while right + HALF < samples.len() && silent(right) {
            right += HALF;
        }
        gaps.push(Gap {
            mark,
            at,
            quiet: right - left,
            level: 10.0 * (power(at - HALF.min(at), at + HALF) / own).log10(),
        });
    }
    gaps
}
