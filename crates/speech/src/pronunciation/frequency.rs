//! What the frequency and the letters of a word tell of its language.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::tables::rows;

/// Word, tab, tenths of zipf; sorted by word. See its header for source and licence.
const WORDS: &str = include_str!("../../data/words.tsv");
/// Three letters, tab, tenths of a decade.
const LETTERS: &str = include_str!("../../data/letters.tsv");

/// How much more frequent a word in small letters is in English than in Italian, in decades (at most ±5); `None` for a
/// word that is rare in both.
pub fn frequency(word: &str) -> Option<f32> {
    static SORTED: LazyLock<Vec<&str>> = LazyLock::new(|| rows(WORDS).collect());
    let at = SORTED.binary_search_by(|row| row.split('\t').next().unwrap_or_default().cmp(word)).ok()?;
    let tenths: f32 = SORTED[at].split('\t').nth(1)?.parse().ok()?;
    Some(tenths / 10.0)
}

/// How much more the letters of a word look English than Italian: the mean over its groups of three letters, in decades.
/// Above 0.15 a word looks English, below −0.15 Italian.
pub fn letters(word: &str) -> f32 {
    static GROUPS: LazyLock<FxHashMap<[char; 3], f32>> = LazyLock::new(|| {
        let group = |row: &str| {
            let (letters, tenths) = row.split_once('\t')?;
            let letters = <[char; 3]>::try_from(letters.chars().collect::<Vec<_>>()).ok()?;
            Some((letters, tenths.parse::<f32>().ok()? / 10.0))
        };
        rows(LETTERS).filter_map(group).collect()
    });
    let bounded: Vec<char> = std::iter::once('_').chain(word.chars()).chain(std::iter::once('_')).collect();
    let groups = bounded.windows(3).map(|w| GROUPS.get(&[w[0], w[1], w[2]]).copied().unwrap_or(0.0));
    groups.sum::<f32>() / (bounded.len().max(3) - 2) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_languages_apart() {
        let english = ["benchmark", "learning", "whistleblower", "thoughtful", "showrunner"];
        let italian = ["governo", "ragionamento", "sciogliere", "ghiacciaio", "cianfrusaglie"];
        for (words, sign) in [(english, 1.0), (italian, -1.0)] {
            for word in words {
                assert!(letters(word) * sign > 0.0, "{word}: {}", letters(word));
                assert!(frequency(word).is_none_or(|f| f * sign > 0.0), "{word}");
            }
        }
        assert_eq!(frequency("frattaglismo"), None);
    }

    #[test]
    fn the_table_is_sorted() {
        let words: Vec<&str> = rows(WORDS).filter_map(|row| row.split('\t').next()).collect();
        assert!(words.is_sorted() && words.len() > 80_000);
    }
}
