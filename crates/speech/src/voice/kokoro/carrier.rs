//! Utterances of one to three words, which the network says badly alone: spoken before a carrier sentence and cut off there.

use crate::phonemes::alphabet::is_sound;
use crate::voice::Speech;
use crate::voice::pauses::quietest;

/// An utterance of fewer sounds, one to three words, is unreliable alone: it is spoken before [`CARRIER`] and cut off
/// there.
pub const ENOUGH: usize = 16;

/// "Parliamo oggi di qualcosa di nuovo." It stands behind the utterance, whose beginning is then that of the whole and
/// whole itself, and begins with p: while the lips are closed nothing sounds, whatever sound goes before (of 24 utterances
/// sara's 10 ms at the cut lie at −69 to −79 dBFS, nicola's at −50 to −60). Before the utterance no carrier does: the
/// network makes no pause at any mark, at runs of marks or at its own padding, so a vowel runs into an m, and a cut takes
/// of either. Of nicola's 12 lines with 17 words a recogniser got 3 words wrong, all three of them at their last vowel.
pub const CARRIER: &str = "parljˌamo ˈɔʤʤɪ dɪ kwalkˈɔza dɪ nwˈɔvo.";

/// Whether an utterance is too short to be said alone.
pub fn is_needed(phonemes: &str) -> bool {
    sounds(phonemes) < ENOUGH
}

/// The utterance before its carrier; one that ends in no mark gets a full stop.
pub fn carried(phonemes: &str) -> String {
    let stop = if phonemes.ends_with(is_sound) { "." } else { "" };
    format!("{phonemes}{stop} {CARRIER}")
}

/// What was said before the carrier, given the utterance's phonemes and the speech of [`carried`].
pub fn cut(speech: Speech, phonemes: &str) -> Speech {
    let Speech { mut samples, mut ends } = speech;
    let own = phonemes.chars().count();
    let last = phonemes.trim_end_matches(|c| !is_sound(c) || c == ' ').chars().count();
    // a mark, a space and the carrier follow the last sound
    let behind = ends.len().saturating_sub(CARRIER.chars().count() + 1);
    if let (Some(from), Some(to)) = (ends.get(last.saturating_sub(1)), ends.get(behind)) {
        samples.truncate(quietest(&samples, *from, *to));
    }
    ends.truncate(own);
    ends.iter_mut().for_each(|end| *end = (*end).min(samples.len()));
    Speech { samples, ends }
}

/// How many of the phonemes are sounds: neither marks nor signs of stress and length.
fn sounds(phonemes: &str) -> usize {
    phonemes.chars().filter(|c| c.is_alphabetic() && !"ˈˌːʰʲ".contains(*c)).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::phonemes::alphabet::token;

    /// Samples and times of `phonemes` before the carrier: each character takes 1200 samples, and silence lies where
    /// `silent` says.
    fn said(phonemes: &str, silent: std::ops::Range<usize>) -> Speech {
        let count = carried(phonemes).chars().count();
        let mut samples: Vec<f32> = (0..1200 * count).map(|n| 0.3 * (n as f32 * 0.1).sin()).collect();
        samples[silent].fill(0.0);
        Speech { samples, ends: (1..=count).map(|n| n * 1200).collect() }
    }

    #[test]
    fn the_carrier_is_cut_off_in_the_quiet_before_it() {
        // the beginning stays as it is; the last sound ends at 4800 or 3600, the space behind the mark 2400 later
        for (phonemes, silent, kept) in
            [("aba.", 4000..4900, 4320), ("aba", 3700..4800, 3780), ("ab?!", 2600..3000, 2640)]
        {
            let whole = said(phonemes, silent);
            let cut = cut(whole.clone(), phonemes);
            assert_eq!(cut.samples, whole.samples[..cut.samples.len()], "{phonemes}");
            assert!(cut.samples.len().abs_diff(kept) <= 240, "{phonemes}: {}", cut.samples.len());
            assert_eq!(cut.ends.len(), phonemes.chars().count());
            assert!(cut.ends.is_sorted() && cut.ends.iter().all(|end| *end <= cut.samples.len()), "{phonemes}");
        }
    }

    #[test]
    fn speech_that_is_no_such_thing_is_survived() {
        for (samples, ends) in [(vec![], vec![]), (vec![0.1; 100], vec![50]), (vec![f32::NAN; 9000], vec![1; 60])] {
            for phonemes in ["", ".", "aba."] {
                let cut = cut(Speech { samples: samples.clone(), ends: ends.clone() }, phonemes);
                assert!(cut.samples.len() <= samples.len() && cut.ends.len() <= ends.len());
            }
        }
    }

    #[test]
    fn sounds_are_letters_not_signs() {
        assert_eq!(sounds("sˈiː."), 2);
        assert_eq!(sounds("bwˌɔn askˈolto!"), 11);
        assert!(carried("sˈiː").starts_with("sˈiː. ") && carried("sˈiː?").starts_with("sˈiː? "));
        assert!(CARRIER.chars().all(|c| token(c).is_some()));
    }
}
