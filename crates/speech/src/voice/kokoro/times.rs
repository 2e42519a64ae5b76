//! When each phoneme ends.

use super::network::FRAME;
use crate::phonemes::alphabet::is_sound;

/// Brings the network's times nearer to what is heard in running speech: a sound begins a frame before its durations say
/// (of words that begin with s behind a vowel, sara's hiss began 25 ms before the durations end the word before), and a
/// space between two sounds takes two frames of theirs though nothing is silent there: they are the next word's. What
/// stands at a mark stays, for there the samples are asked.
pub fn as_heard(ends: &mut [usize], phonemes: &str) {
    let chars: Vec<char> = phonemes.chars().collect();
    let is_mark = |c: char| c != ' ' && !is_sound(c);
    let at_mark = |i: usize| {
        is_mark(chars[i])
            || chars.get(i + 1).is_none_or(|c| is_mark(*c) || *c == ' ' && chars.get(i + 2).is_none_or(|c| is_mark(*c)))
            || chars[i] == ' ' && i > 0 && is_mark(chars[i - 1])
    };
    let mut last = 0;
    for i in 0..ends.len().min(chars.len()) {
        if !at_mark(i) {
            ends[i] = ends[i].saturating_sub(FRAME);
        }
        ends[i] = if chars[i] == ' ' && !at_mark(i) { last } else { ends[i].max(last) };
        last = ends[i];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_running_speech_come_a_frame_early_and_those_at_marks_stay() {
        let mut ends: Vec<usize> = (1..=8).map(|n| n * 1800).collect();
        as_heard(&mut ends, "ab cd, e");
        assert_eq!(ends, [1200, 3000, 3000, 6600, 9000, 10_800, 12_600, 14_400]);
        let mut ends = vec![600, 1200, 1800];
        as_heard(&mut ends, "a b");
        assert_eq!(ends, [0, 0, 1800]);
    }
}
