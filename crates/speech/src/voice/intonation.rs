//! The melody that the network leaves out. Measured on 12 sentences, its Italian questions end as low as its statements
//! (6.4 semitones below the middle of the sentence, whatever mark or arrow is put there); so the pitch that it predicts is
//! bent before the sound is made of it.

use std::sync::LazyLock;

use crate::phonemes::alphabet::is_sound;
use crate::tables::rows;
use crate::voice::melody::{is_voiced, middle};

/// How far a question rises by its end above what the network would do, in semitones: it then ends 2 above its middle. Of 8
/// such questions a recogniser wrote 1 with a question mark before, 1 with 9 semitones, 3 with 12.
const QUESTION: f32 = 12.0;

/// How much wider the melody of an exclamation is.
const EXCLAMATION: f32 = 1.2;

/// How far what stands in brackets, or between two dashes, lies below the rest, in semitones.
const BRACKETS: f32 = -1.5;

/// What a question in Italian asks by: one that has such a word falls as a statement does, and only those without rise.
const ASKING: &str = include_str!("../../data/asking.tsv");

/// Whether [`bend`] would change anything.
pub fn is_plain(phonemes: &str) -> bool {
    !phonemes.contains(['?', '!', '(', '—'])
}

/// Bends a curve of pitches in Hz. `ends` are the places in the curve where each character of the phonemes ends.
pub fn bend(curve: &mut [f32], phonemes: &str, ends: &[usize]) {
    let chars: Vec<char> = phonemes.chars().take(ends.len()).collect();
    let start = |i: usize| if i == 0 { 0 } else { ends[i - 1] };
    let mut from = 0;
    let mut dash = None;
    for (i, mark) in chars.iter().enumerate() {
        match mark {
            '?' if !asks_by_a_word(&chars[from..i]) => {
                // from the last stress on
                if let Some(stress) = (from..i).rev().find(|j| chars[*j] == 'ˈ') {
                    rise(part(curve, start(stress), ends[i]), QUESTION);
                }
            }
            '!' => widen(part(curve, start(from), ends[i]), EXCLAMATION),
            ')' => {
                if let Some(open) = chars[..i].iter().rposition(|c| *c == '(') {
                    shift(part(curve, start(open), ends[i]), BRACKETS);
                }
            }
            '—' => match dash.take() {
                Some(open) => shift(part(curve, start(open), ends[i]), BRACKETS),
                None => dash = Some(i),
            },
            _ => {}
        }
        if matches!(mark, '.' | '!' | '?' | '…' | ';' | ':') {
            dash = None;
        }
        if matches!(mark, '.' | '!' | '?' | '…' | ';' | ':' | ',' | '—') {
            from = i + 1;
        }
    }
}

fn part(curve: &mut [f32], from: usize, to: usize) -> &mut [f32] {
    let to = to.min(curve.len());
    &mut curve[from.min(to)..to]
}

/// Whether one of the first three words of a clause is one that asks.
fn asks_by_a_word(clause: &[char]) -> bool {
    let plain: String =
        clause.iter().filter(|c| !matches!(c, 'ˈ' | 'ˌ' | 'ː')).map(|c| if is_sound(*c) { *c } else { ' ' }).collect();
    plain.split_whitespace().take(3).any(asks)
}

/// Whether a word, in phonemes without stress and length, is one that asks.
fn asks(word: &str) -> bool {
    static WORDS: LazyLock<Vec<&str>> = LazyLock::new(|| {
        let sounds = |row: &'static str| row.split('\t').nth(1).unwrap_or_default().split(' ');
        rows(ASKING).flat_map(sounds).collect()
    });
    WORDS.contains(&word)
}

fn semitones(by: f32) -> f32 {
    2f32.powf(by / 12.0)
}

fn shift(curve: &mut [f32], by: f32) {
    curve.iter_mut().filter(|hz| is_voiced(**hz)).for_each(|hz| *hz *= semitones(by));
}

/// Lifts the end by so many semitones, what comes before by ever less.
fn rise(curve: &mut [f32], by: f32) {
    // the last voiced place: behind it there is only silence
    let Some(last) = curve.iter().rposition(|hz| is_voiced(*hz)) else { return };
    for (n, hz) in curve[..=last].iter_mut().enumerate().filter(|(_, hz)| is_voiced(**hz)) {
        *hz *= semitones(by * (n + 1) as f32 / (last + 1) as f32);
    }
}

/// Moves every pitch away from the middle.
fn widen(curve: &mut [f32], by: f32) {
    let middle = middle(curve);
    curve.iter_mut().filter(|hz| is_voiced(**hz)).for_each(|hz| *hz = middle * (*hz / middle).powf(by));
}

#[cfg(test)]
pub mod tests {
    use super::*;

    /// A curve and its ends: ten places a character, all at `hertz`, the last five without voice.
    pub fn even(phonemes: &str, hertz: f32) -> (Vec<f32>, Vec<usize>) {
        let count = phonemes.chars().count();
        let mut curve = vec![hertz; 10 * count];
        curve[10 * count - 5..].fill(0.0);
        (curve, (1..=count).map(|n| 10 * n).collect())
    }

    fn bent(phonemes: &str) -> Vec<f32> {
        let (mut curve, ends) = even(phonemes, 100.0);
        bend(&mut curve, phonemes, &ends);
        curve
    }

    #[test]
    fn questions_rise_from_their_last_stress() {
        let curve = bent("vjˈɛni a kˈaza?");
        let voiced = curve.len() - 5;
        assert!((curve[voiced - 1] - 100.0 * semitones(QUESTION)).abs() < 0.5);
        assert!(curve[..90].iter().all(|hz| *hz == 100.0), "what lies before the last stress stays");
        assert!(curve[100..voiced].is_sorted() && curve[voiced] == 0.0);
    }

    #[test]
    fn questions_that_ask_by_a_word_fall() {
        for phonemes in ["kˈi vjˈɛne?", "ma dˈove vˈa?", "perkˈe nˈo?", "vjˈɛne."] {
            assert!(bent(phonemes).iter().all(|hz| *hz <= 100.0), "{phonemes}");
        }
        assert!(bent("sˈai, vjˈɛne?").iter().any(|hz| *hz > 150.0));
    }

    #[test]
    fn brackets_lie_lower() {
        let curve = bent("la (nˈo) va");
        assert!((curve[45] - 100.0 * semitones(BRACKETS)).abs() < 0.1);
        assert_eq!((curve[5], curve[95]), (100.0, 100.0));
        assert!(is_plain("la, nˈo") && !is_plain("la (nˈo)"));
    }

    #[test]
    fn what_stands_between_two_dashes_lies_lower() {
        let curve = bent("la — nˈo — va");
        assert!((curve[65] - 100.0 * semitones(BRACKETS)).abs() < 0.1);
        assert_eq!((curve[5], curve[115]), (100.0, 100.0));
        // one dash parts two halves of a sentence, and a second one behind a stop is another
        for phonemes in ["la — nˈo va", "la — nˈo. va — lˈa"] {
            assert!(bent(phonemes).iter().all(|hz| [0.0, 100.0].contains(hz)), "{phonemes}");
        }
    }
}
