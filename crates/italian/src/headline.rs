//! Words in capitals: what the words around them tell.

use super::known::{Known, known};
use super::lists::List;
use super::pronounceable::{has_syllables, is_pronounceable};
use super::tables::Tables;
use super::text::Text;
use super::tokenize::Kind;

/// Whether the word in capitals at token `i`, which no table knows, is an ordinary word of a line that shouts, or is
/// elided: no acronym stands before an apostrophe and a vowel.
pub fn is_in_all_caps_line(text: &Text, i: usize) -> bool {
    let word = text.at(i);
    let letters = word.chars().count();
    let before = text.word_before(i).is_some_and(|j| is_ordinary(text, j));
    let after = is_ordinary(text, text.skip(i + 1));
    let short = letters == 3 && has_syllables(&word.to_lowercase());
    before && after || (before || after) && (short || letters > 5)
}

/// Whether the word at token `i` has lost its last vowel to the next one: `ALL'ASTA`, `COS'È`.
pub fn is_elided(text: &Text, i: usize) -> bool {
    text.keeps_apostrophe(i + 1)
        && text.kind(i + 2) == Kind::Word
        && text.at(i + 2).starts_with(|c: char| "AEIOUHÀÈÉÌÒÙaeiouhàèéìòù".contains(c))
}

/// An ordinary word in capitals at token `j`.
fn is_ordinary(text: &Text, j: usize) -> bool {
    let word = text.at(j);
    text.kind(j) == Kind::Word
        && word.chars().all(char::is_uppercase)
        && (word.len() > 2 && text.tables.all_caps.contains(word)
            || is_pronounceable(word) && known(text.tables, word).is_none())
}

/// Whether `AI` at token `i` is the preposition before a plural: `STOP AI FONDI`, `grazie AI nostri lettori`. The same
/// letters are an acronym in `STRUMENTI AI GRATUITI`: behind a plural, what looks like an adjective belongs to it.
pub fn is_preposition(text: &Text, i: usize) -> bool {
    let next = text.skip(i + 1);
    let noun = text.lower(next).unwrap_or_default();
    let before = text.word_before(i).filter(|j| text.kind(j + 1) == Kind::Space);
    if text.kind_before(i) == Kind::Apostrophe
        || next == i + 1
        || before.is_some_and(|j| governs(text.tables, &text.at(j).to_lowercase()))
    {
        return false;
    }
    if is_possessive(text.tables, &noun) {
        return before.is_some();
    }
    let capitals = |j: usize| text.at(j).chars().all(char::is_uppercase);
    let second = before.is_some_and(|j| text.is(j, "AI"));
    let headline = capitals(next) && before.map_or(text.begins_sentence(i), capitals);
    if !headline || !takes_ai(&noun) || known(text.tables, text.at(next)).is_some_and(|k| k != Known::Word) {
        return false;
    }
    let plural_noun = noun.ends_with('i') && !text.tables.all_caps.contains(text.at(next)) && !is_feminine(&noun);
    // behind a singular no plural adjective can stand
    let of_plural = before.is_some_and(|j| !text.at(j).ends_with(['O', 'A', 'À', 'Ù']));
    second || plural_noun && !(of_plural && is_adjective(text.tables, &noun))
}

/// Whether the words on both sides of the preposition at token `i` are said as they stand, so that it can be too.
pub fn stays_told(text: &Text, i: usize) -> bool {
    let plain = |j: usize| {
        !text.touches(j + 1)
            && !text.touched_before(j)
            && text.kind_before(j) != Kind::Apostrophe
            && known(text.tables, text.at(j)).is_none()
    };
    let possessive = is_possessive(text.tables, &text.next_word(i + 1));
    let lone = |j: usize| j < 2 || text.kind(j - 2) != Kind::Digits;
    text.word_before(i).is_none_or(|j| plain(j) && lone(j) && (possessive || is_ordinary(text, j)))
        && plain(text.skip(i + 1))
}

/// Words that stand behind the preposition, never behind the acronym.
fn is_possessive(tables: &Tables, word: &str) -> bool {
    tables.lists.has(List::Possessives, word)
}

/// Prepositions and articles: `AI` behind them is a noun.
fn governs(tables: &Tables, word: &str) -> bool {
    tables.lists.has(List::Governing, word)
}

/// Whether the article i stands before the word, not gli: a consonant begins it, but no s with another, z, gn or ps.
fn takes_ai(word: &str) -> bool {
    let mut letters = word.chars();
    let (first, second) = (letters.next().unwrap_or('a'), letters.next().unwrap_or('a'));
    let vowel = |c: char| "aeiouàèéìòùh".contains(c);
    letters.next().is_some()
        && !vowel(first)
        && !matches!((first, second), ('z', _) | ('g', 'n') | ('p', 's') | ('x' | 'y', _))
        && (first != 's' || vowel(second))
}

/// Endings of nouns that are feminine, or alike in the singular.
fn is_feminine(word: &str) -> bool {
    ["ioni", "isi", "asi", "tesi"].iter().any(|end| word.ends_with(end)) && !word.ends_with("milioni")
}

/// Endings that adjectives have more often than nouns.
fn is_adjective(tables: &Tables, word: &str) -> bool {
    const ENDS: [&str; 14] =
        ["iani", "cani", "esi", "ivi", "ici", "ati", "iti", "uti", "osi", "ali", "ari", "ili", "bili", "pei"];
    let lists = &tables.lists;
    lists.has(List::PluralAdjectives, word)
        || ENDS.iter().any(|end| word.ends_with(end)) && !lists.has(List::PluralNouns, word)
}

#[cfg(test)]
mod tests {
    use crate::verbalize;

    #[test]
    fn a_preposition_in_capitals() {
        for same in
            ["STOP AI FONDI", "AVVISO AI SOCI: rinvio", "Grazie AI nostri lettori", "AI LETTORI", "VIA AI SALDI"]
        {
            assert_eq!(verbalize(same).text, same);
        }
        for (written, wanted) in [
            ("STRUMENTI AI GRATUITI", "STRUMENTI ei ai GRATUITI"),
            ("AGENTI AI AUTONOMI", "AGENTI ei ai AUTONOMI"),
            ("LE SFIDE DI AI", "LE SFIDE DI ei ai"),
            ("L'AI CAMBIA TUTTI", "L'ei ai CAMBIA TUTTI"),
        ] {
            assert_eq!(verbalize(written).text, wanted);
        }
    }
}
