//! The names of the letters, Italian and English.

use super::verbalization::Verbalization;

/// The Italian names of the letters. The spaced form has accents, for a phonemiser takes bare `di`, `ci`, `ti` for
/// unstressed little words.
pub fn letters(word: &str) -> Verbalization {
    spell(word, |c| {
        Some(match c {
            'a' => ("a", "à"),
            'b' => ("bi", "bì"),
            'c' => ("ci", "cì"),
            'd' => ("di", "dì"),
            'e' => ("e", "é"),
            'f' => ("effe", "effe"),
            'g' => ("gi", "gì"),
            'h' => ("acca", "acca"),
            'i' => ("i", "ì"),
            'j' => ("gei", "gèi"),
            'k' => ("cappa", "cappa"),
            'l' => ("elle", "èlle"),
            'm' => ("emme", "emme"),
            'n' => ("enne", "enne"),
            'o' => ("o", "ò"),
            'p' => ("pi", "pì"),
            'q' => ("cu", "cù"),
            'r' => ("erre", "erre"),
            's' => ("esse", "èsse"),
            't' => ("ti", "tì"),
            'u' => ("u", "ù"),
            'v' => ("vu", "vù"),
            'w' => ("doppia vu", "doppia vù"),
            'x' => ("ics", "ics"),
            'y' => ("ipsilon", "ìpsilon"),
            'z' => ("zeta", "zeta"),
            _ => return None,
        })
    })
}

/// The English names of the letters, in Italian spelling.
pub fn english_letters(word: &str) -> Verbalization {
    spell(word, |c| {
        Some(match c {
            'a' => ("ei", "éi"),
            'b' => ("bi", "bì"),
            'c' => ("si", "sì"),
            'd' => ("di", "dì"),
            'e' => ("i", "ì"),
            'f' => ("ef", "ef"),
            'g' => ("gi", "gì"),
            'h' => ("eich", "èich"),
            'i' => ("ai", "ài"),
            'j' => ("gei", "gèi"),
            'k' => ("chei", "chéi"),
            'l' => ("el", "el"),
            'm' => ("em", "em"),
            'n' => ("en", "en"),
            'o' => ("o", "ò"),
            'p' => ("pi", "pì"),
            'q' => ("chiu", "chiù"),
            'r' => ("ar", "ar"),
            's' => ("ess", "ess"),
            't' => ("ti", "tì"),
            'u' => ("iu", "iù"),
            'v' => ("vi", "vì"),
            'w' => ("dabliu", "dàbliu"),
            'x' => ("ex", "ex"),
            'y' => ("uai", "uài"),
            'z' => ("zi", "zì"),
            _ => return None,
        })
    })
}

fn spell(word: &str, name: impl Fn(char) -> Option<(&'static str, &'static str)>) -> Verbalization {
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
        match name(base) {
            Some((text, spaced)) => out.push(&Verbalization::new(text, spaced)),
            None => out.push_word(&c.to_string()),
        }
    }
    out
}
