//! The network's times brought to the samples: where a silence parts two words, or ends the last one, the sound before it
//! ends where the silence begins, and the sound behind it begins where the silence ends.
//!
//! The network counts in frames of 25 ms, and a mark's frames hold the end of the sound before it and the beginning of the
//! next one; without this, times at pauses are off by some 50 ms.

use altavoce_sound::SAMPLE_RATE;

use crate::phonemes::alphabet::is_sound;
use crate::voice::Speech;

/// Levels are taken over 5 ms.
const FRAME: usize = SAMPLE_RATE as usize / 200;

/// A frame so far under the utterance's own level, in dB, is silent: for speech that is some 40 dB under its loudest peak,
/// where a fading vowel is over to the ear.
const SILENT: f32 = -32.0;

/// A shorter silence may be the inside of a consonant.
const SHORTEST: usize = 8 * FRAME;

/// How far from where the network places a pause its silence may begin or end.
const AROUND: usize = 12 * FRAME;

/// Moves the ends of the characters at the pauses of `phonemes` to where silence begins and ends in the samples.
pub fn snap_to_silence(speech: Speech, phonemes: &str) -> Speech {
    let Speech { samples, mut ends } = speech;
    let chars: Vec<char> = phonemes.chars().collect();
    if ends.len() != chars.len() {
        return Speech { samples, ends };
    }
    let silences = silences(&samples);
    let is_word = |c: &char| is_sound(*c) && *c != ' ';
    // No silence is taken twice: where the last one that was taken ends.
    let mut taken = 0;
    let mut i = chars.iter().position(is_word).unwrap_or(chars.len());
    while let Some(first) = (i..chars.len()).find(|&j| !is_word(&chars[j])) {
        let next = (first..chars.len()).find(|&j| is_word(&chars[j]));
        let has_mark = chars[first..next.unwrap_or(chars.len())].iter().any(|c| *c != ' ');
        let (from, to) = (ends[first - 1], ends[next.unwrap_or(chars.len()) - 1]);
        let near =
            |s: &&(usize, usize)| s.0 >= taken && s.0 <= to + AROUND && s.1 + AROUND >= from && s.1 - s.0 >= SHORTEST;
        let longest = silences.iter().filter(near).max_by_key(|s| s.1 - s.0);
        match (next, longest) {
            (Some(next), Some(&(begins, stops))) if has_mark => {
                ends[first - 1] = begins;
                for end in &mut ends[first..next - 1] {
                    *end = (*end).clamp(begins, stops);
                }
                ends[next - 1] = stops;
                taken = stops;
                before(&mut ends[..first - 1], begins);
                behind(&mut ends[next..], stops);
            }
            _ => {}
        }
        let Some(next) = next else { break };
        i = next;
    }
    // the last sound of all ends where only silence follows
    let last = chars.iter().rposition(is_word);
    if let Some((last, &(begins, stops))) = last.zip(silences.last())
        && stops == samples.len()
    {
        before(&mut ends[..=last], begins);
    }
    Speech { samples, ends }
}

/// The sample at which the first sound is heard.
pub fn onset(samples: &[f32]) -> usize {
    silences(samples).first().filter(|silence| silence.0 == 0).map_or(0, |silence| silence.1)
}

fn before(ends: &mut [usize], at: usize) {
    ends.iter_mut().for_each(|end| *end = (*end).min(at));
}

fn behind(ends: &mut [usize], at: usize) {
    ends.iter_mut().for_each(|end| *end = (*end).max(at));
}

/// The stretches of silent frames, from their first sample to one past their last.
fn silences(samples: &[f32]) -> Vec<(usize, usize)> {
    let power = |frame: &[f32]| frame.iter().map(|x| x * x).sum::<f32>() / frame.len().max(1) as f32;
    let least = power(samples) * 10f32.powf(SILENT / 10.0);
    let mut found: Vec<(usize, usize)> = Vec::new();
    for (n, frame) in samples.chunks(FRAME).enumerate().filter(|(_, frame)| power(frame) < least) {
        let (from, to) = (n * FRAME, n * FRAME + frame.len());
        match found.last_mut() {
            Some(last) if last.1 == from => last.1 = to,
            _ => found.push((from, to)),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each character takes 1200 samples; from the samples `silent` says, there is silence.
    fn snapped_ends(phonemes: &str, silent: &[(usize, usize)]) -> Vec<usize> {
        let count = phonemes.chars().count();
        let mut samples: Vec<f32> = (0..1200 * count).map(|n| 0.3 * (n as f32 * 0.1).sin()).collect();
        silent.iter().for_each(|(from, to)| samples[*from..*to].fill(0.0));
        snap_to_silence(Speech { samples, ends: (1..=count).map(|n| n * 1200).collect() }, phonemes).ends
    }

    #[test]
    fn words_end_and_begin_at_the_silence_between_them() {
        type Row<'a> = (&'a str, &'a str, &'a [(usize, usize)], &'a [usize]);
        let rows: [Row; 6] = [
            ("late and early", "ab, cd", &[(1800, 5400)], &[1200, 1800, 3600, 5400, 6000, 7200]),
            ("the sound before ends early", "ab, cd", &[(960, 4200)], &[960, 960, 3600, 4200, 6000, 7200]),
            ("too short", "ab, cd", &[(2400, 3240)], &[1200, 2400, 3600, 4800, 6000, 7200]),
            ("no mark", "abx cd", &[(3000, 5400)], &[1200, 2400, 3600, 4800, 6000, 7200]),
            (
                "a short word between two marks",
                "ab, c, de",
                &[(2400, 4800)],
                &[1200, 2400, 3600, 4800, 6000, 7200, 8400, 9600, 10800],
            ),
            ("the end", "ab.", &[(2040, 3600)], &[1200, 2040, 3600]),
        ];
        let wrong: Vec<_> = rows
            .iter()
            .map(|(name, phonemes, silent, wanted)| (name, snapped_ends(phonemes, silent), wanted))
            .filter(|(_, got, wanted)| got != *wanted)
            .collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn speech_without_times_stays() {
        let speech = Speech::from(vec![0.1; 4800]);
        assert_eq!(snap_to_silence(speech.clone(), "ab, cd"), speech);
    }
}
