//! Utterances of one to three words, which the network says badly alone: spoken behind a carrier sentence and cut off there.

use crate::voice::Speech;
use crate::voice::pauses::quietest;

/// An utterance of fewer sounds, one to three words, is unreliable alone: it is spoken behind [`CARRIER`] and cut off
/// there. Of 32 such utterances of sara a recogniser then got 4 words of 52 wrong; alone (in ONNX Runtime) 6, some of
/// them mere noise. Five carriers were tried on the same 32, so that is the best case, and the difference is small.
pub const ENOUGH: usize = 16;

/// "Oggi parliamo di qualcosa di nuovo!" A longer one with a full stop got 5 words wrong, shorter ones and `…` 8 to 14.
pub const CARRIER: &str = "ˈɔʤʤɪ parljˌamo dɪ kwalkˈɔza dɪ nwˈɔvo!";

/// Whether an utterance is too short to be said alone.
pub fn is_needed(phonemes: &str) -> bool {
    sounds(phonemes) < ENOUGH
}

/// The utterance behind its carrier.
pub fn carried(phonemes: &str) -> String {
    format!("{CARRIER} {phonemes}")
}

/// What was said behind the carrier, given the speech of [`carried`].
pub fn cut(speech: &Speech) -> Speech {
    let Speech { samples, ends } = speech;
    // the carrier's last character is its mark, and a space follows it
    let carrier = CARRIER.chars().count();
    let (mark, own) = (ends[carrier - 2], ends[carrier]);
    let from = quietest(samples, mark, own);
    Speech {
        samples: samples.get(from..).unwrap_or_default().to_vec(),
        ends: ends[carrier + 1..].iter().map(|end| end.saturating_sub(from)).collect(),
    }
}

/// How many of the phonemes are sounds: neither marks nor signs of stress and length.
fn sounds(phonemes: &str) -> usize {
    phonemes.chars().filter(|c| c.is_alphabetic() && !"ˈˌːʰʲ".contains(*c)).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::phonemes::alphabet::token;

    #[test]
    fn the_carrier_is_cut_off_in_the_quiet() {
        let mut samples = vec![0.5; 4000];
        samples[1200..1440].fill(0.0);
        assert_eq!(quietest(&samples, 600, 3000), 1320);
        assert_eq!(quietest(&samples, 9000, 9600), 9000);
    }

    #[test]
    fn sounds_are_letters_not_signs() {
        assert_eq!(sounds("sˈiː."), 2);
        assert_eq!(sounds("bwˌɔn askˈolto!"), 11);
        assert!(CARRIER.chars().all(|c| token(c).is_some()));
    }
}
