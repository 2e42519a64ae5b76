//! The names of the letters, Italian and English.

use std::sync::LazyLock;

use super::tables::rows;
use super::verbalization::Verbalization;

/// A letter's names, each in ordinary spelling and for the phonemiser.
struct Names {
    italian: (&'static str, &'static str),
    english: (&'static str, &'static str),
}

/// The names of the letters from a to z.
static LETTERS: LazyLock<Vec<Names>> = LazyLock::new(|| {
    let names = |row: Vec<&'static str>| Names { italian: (row[1], row[2]), english: (row[3], row[4]) };
    rows(include_str!("../data/letters.tsv")).map(names).collect()
});

/// The Italian names of the letters.
pub fn letters(word: &str) -> Verbalization {
    spell(word, |names| names.italian)
}

/// The English names of the letters, in Italian spelling.
pub fn english_letters(word: &str) -> Verbalization {
    spell(word, |names| names.english)
}

fn spell(word: &str, name: impl Fn(&Names) -> (&'static str, &'static str)) -> Verbalization {
    let mut out = Verbalization::default();
    for c in word.chars().flat_map(char::to_lowercase).filter(|c| c.is_alphabetic()) {
        let base = match c {
            'à' | 'á' | 'â' | 'ä' | 'å' => 'a',
            'è' | 'é' | 'ê' | 'ë' => 'e',
            'ì' | 'í' | 'î' | 'ï' => 'i',
            'ò' | 'ó' | 'ô' | 'ö' => 'o',
            'ù' | 'ú' | 'û' | 'ü' => 'u',
            other => other,
        };
        let at = (base as usize).checked_sub('a' as usize);
        match at.and_then(|at| LETTERS.get(at)).map(&name) {
            Some((text, spaced)) => out.push(&Verbalization::new(text, spaced)),
            None => out.push_word(&c.to_string()),
        }
    }
    out
}
