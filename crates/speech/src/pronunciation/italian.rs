//! Italian words whose spelling does not tell how they are said: heteronyms, and the phonemiser's errors.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::frequency::{frequency, letters};
use super::heteronym::Heteronyms;
use super::language::Told;
use super::token::Token;
use super::{Pronunciation, Rule, Uncertainty, Word};
use crate::tables::rows;

/// Word, respelling or `/phonemes/`, why.
const STRESS: &str = include_str!("../../data/stress.tsv");
/// Stem with a star, its respelling with a star, an example.
const INFLECTED: &str = include_str!("../../data/inflected.tsv");

/// Whether one of the tables has the word: then it is Italian.
pub fn knows(token: &Token) -> bool {
    let word = token.small.as_str();
    stress(word).is_some() || Heteronyms::builtin().is_heteronym(word) || inflected(word).is_some()
}

/// Reads the Italian words of one text.
pub struct Reader<'a> {
    tokens: &'a [Token<'a>],
    /// The words and marks as the heteronyms' rules count them, and where each token is among them.
    elements: Vec<&'a str>,
    places: Vec<usize>,
}

impl<'a> Reader<'a> {
    pub fn new(text: &'a str, tokens: &'a [Token<'a>]) -> Reader<'a> {
        let (mut elements, mut places) = (Vec::new(), Vec::new());
        // most texts have no heteronym, and need no elements
        if tokens.iter().any(|t| Heteronyms::builtin().is_heteronym(&t.small)) {
            for token in tokens {
                places.push(elements.len());
                let apostrophe =
                    if token.is_elided() { token.after.chars().next().map_or(0, char::len_utf8) } else { 0 };
                elements.push(&text[token.range.start..token.range.end + apostrophe]);
                let marks = token.after.char_indices().filter(|(_, c)| !c.is_whitespace() && *c != '-');
                elements.extend(
                    marks.map(|(at, c)| &token.after[at..at + c.len_utf8()]).filter(|m| *m != "'" && *m != "’"),
                );
            }
        }
        Reader { tokens, elements, places }
    }

    /// The reading of token `i`, of which the language was told.
    pub fn read(&self, i: usize, told: &Told) -> Word {
        let token = &self.tokens[i];
        let word = |pronunciation, rule, doubt| Word { range: token.range.clone(), pronunciation, rule, doubt };
        if let Some(&at) = self.places.get(i)
            && let Some(choice) = Heteronyms::builtin().choose(&self.elements, at)
        {
            let doubt = (!choice.sure).then_some(Uncertainty::Heteronym);
            return word(Pronunciation::of(choice.say), Rule::Heteronym, doubt);
        }
        if let Some(say) = stress(&token.small).filter(|say| !is_weak(say) || self.is_inside(i)) {
            return word(Pronunciation::of(say), Rule::Stress, None);
        }
        if let Some(respelled) = inflected(&token.small) {
            return word(Pronunciation::Respelled(respelled), Rule::Inflected, None);
        }
        let new_name = (is_new_name(token) && !looks_italian(&token.small)).then_some(Uncertainty::NewItalianName);
        word(Pronunciation::Plain, Rule::Spelling, new_name.or(told.doubt))
    }
}

impl Reader<'_> {
    /// Whether token `i` ends no clause and stands behind no elided word.
    fn is_inside(&self, i: usize) -> bool {
        let ends = i + 1 == self.tokens.len() || self.tokens[i].ends_clause();
        !ends && !i.checked_sub(1).is_some_and(|before| self.tokens[before].is_elided())
    }

    /// The Italian spelling by which the phonemiser says token `i` right, if it is another than its own.
    pub fn spelt(&self, i: usize, told: &Told) -> Option<String> {
        match self.read(i, told).pronunciation {
            Pronunciation::Respelled(spelt) => Some(spelt),
            _ => None,
        }
    }
}

/// Whether it is a name that no list has: nobody knows whether it is said as it is spelt.
pub fn is_new_name(token: &Token) -> bool {
    let capital = token.text.starts_with(char::is_uppercase) && token.text.chars().count() > 2;
    capital && frequency(&token.small).is_none()
}

/// Whether the Italian rules are right for a word in small letters that no list has: its groups of letters are those of Italian
/// words, or near them with an Italian's letters and a vowel at its end (`Venturelli`, `Maniago`; not `Stamus`, `Karenina`). Of
/// 682 such names in 145 pages of blogs every second one passes by the first, and all of them are read right but for a stress.
fn looks_italian(word: &str) -> bool {
    let ends_in_vowel = word.ends_with(['a', 'e', 'i', 'o', 'u', 'à', 'è', 'é', 'ì', 'ò', 'ù']);
    let is_foreign = |c: char| matches!(c, 'j' | 'k' | 'w' | 'x' | 'y') || !c.is_ascii();
    let stem = word.trim_end_matches(['à', 'è', 'é', 'ì', 'ò', 'ù']);
    let letters = letters(word);
    letters < ITALIAN_LETTERS || letters < SURELY_FOREIGN && ends_in_vowel && !stem.contains(is_foreign)
}

/// Below this mean of [`letters`] a word looks Italian.
const ITALIAN_LETTERS: f32 = -0.15;
/// Above this mean of [`letters`] a word looks foreign, whatever its end.
const SURELY_FOREIGN: f32 = 0.3;

/// What the table of stresses says of a word in small letters.
fn stress(word: &str) -> Option<&'static str> {
    static TABLE: LazyLock<FxHashMap<&str, &str>> = LazyLock::new(|| {
        rows(STRESS)
            .filter_map(|row| {
                let mut columns = row.split('\t');
                Some((columns.next()?, columns.next()?))
            })
            .collect()
    });
    TABLE.get(word).copied()
}

/// Whether the table gives phonemes without a stress: those of a little word inside a clause (è, ho), whose vowel the
/// phonemiser closes there. At a clause's end it bears the stress and is read right.
fn is_weak(say: &str) -> bool {
    say.starts_with('/') && !say.contains(['ˈ', 'ˌ'])
}

/// The respelling of a foreign stem with an Italian ending.
fn inflected(word: &str) -> Option<String> {
    // few and sorted: the last stem that is not behind the word is the only one, or near the only one, that can begin it
    static TABLE: LazyLock<Vec<(&str, &str, bool)>> = LazyLock::new(|| {
        let mut table: Vec<_> = rows(INFLECTED)
            .filter_map(|row| {
                let mut columns = row.split('\t');
                let (stem, say) = (columns.next()?, columns.next()?);
                Some((stem.trim_end_matches('*'), say.trim_end_matches('*'), stem.ends_with('*')))
            })
            .collect();
        table.sort_unstable();
        table
    });
    let behind = TABLE.partition_point(|(stem, ..)| *stem <= word);
    let near = TABLE[..behind].iter().rev().take_while(|(stem, ..)| stem.as_bytes()[0] == word.as_bytes()[0]);
    near.filter(|(stem, _, open)| if *open { word.starts_with(stem) } else { word == *stem })
        .max_by_key(|(stem, ..)| stem.len())
        .map(|(stem, say, _)| format!("{say}{}", &word[stem.len()..]))
}

#[cfg(test)]
mod tests {
    use super::super::{Lexicon, pronounce};
    use super::*;

    #[test]
    fn the_wrong_accent_is_the_authors_slip_and_not_french() {
        for (text, at, say) in
            [("Il problema é serio.", 2, "è"), ("Mistral é a Parigi", 1, "è"), ("É tardi, cioé notte", 2, "cioè")]
        {
            let said = pronounce(text, &Lexicon::default());
            let word = &said.words[at];
            assert_eq!(word.pronunciation, Pronunciation::Respelled(say.to_string()), "{}", &text[word.range.clone()]);
            assert_eq!(word.doubt, None);
        }
    }
}
