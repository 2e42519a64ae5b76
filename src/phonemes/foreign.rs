//! Words that espeak-ng must not read by its Italian rules: a word of no meaning takes the place of each in the clause, and
//! gives it up to the right phonemes afterwards.

use crate::pronunciation::{Language, Pronounced, Sound, Word};

/// What stands in for a foreign word, and what espeak-ng makes of it in any clause; behind an apostrophe one that begins
/// with a vowel. No Italian word sounds like either.
const STAND_IN: (&str, &str) = ("tatata", "tatˈata");
const ELIDED: (&str, &str) = ("atatata", "atatˈata");

/// What is put back.
#[derive(Debug, Clone, PartialEq)]
pub enum Insert {
    /// Words of a language, to be phonemised by its rules.
    Foreign(Language, String),
    /// Phonemes as they are.
    Phonemes(String),
}

impl Insert {
    /// Its words, if they are of that language.
    pub fn spelt_in(&self, language: Language) -> Option<&str> {
        match self {
            Insert::Foreign(own, spelt) if *own == language => Some(spelt),
            _ => None,
        }
    }
}

/// A text with its respellings, and words of no meaning where foreign ones stood.
#[derive(Debug, Clone, PartialEq)]
pub struct Prepared {
    /// What espeak-ng's Italian is to read.
    pub text: String,
    /// What stands in the places of the words of no meaning, in order.
    pub inserts: Vec<Insert>,
    /// What espeak-ng makes of each of them.
    sounds: Vec<&'static str>,
}

/// Puts words of no meaning in the places of foreign ones; neighbours of one language become one stretch.
pub fn prepare(said: &Pronounced) -> Prepared {
    let mut prepared =
        Prepared { text: String::with_capacity(said.text.len()), inserts: Vec::new(), sounds: Vec::new() };
    let mut at = 0;
    let mut last_foreign = None;
    for Word { range, sound, .. } in &said.words {
        let between = &said.text[at..range.start];
        at = range.end;
        let joins = matches!(between, " " | "-" | "\u{a0}");
        match sound {
            Sound::Foreign(language, spelt) => {
                let spelt = words_only(spelt);
                if joins
                    && last_foreign == Some(*language)
                    && let Some(Insert::Foreign(_, stretch)) = prepared.inserts.last_mut()
                {
                    stretch.push(' ');
                    stretch.push_str(&spelt);
                } else {
                    prepared.insert(between, Insert::Foreign(*language, spelt));
                }
                last_foreign = Some(*language);
                continue;
            }
            Sound::Phonemes(phonemes) => prepared.insert(between, Insert::Phonemes(phonemes.clone())),
            Sound::Respelled(spelt) => {
                prepared.text.push_str(between);
                prepared.text.push_str(spelt);
            }
            Sound::Plain => {
                prepared.text.push_str(between);
                prepared.text.push_str(&said.text[range.clone()]);
            }
        }
        last_foreign = None;
    }
    prepared.text.push_str(&said.text[at..]);
    prepared
}

impl Prepared {
    fn insert(&mut self, between: &str, insert: Insert) {
        self.text.push_str(between);
        // l'“update”: the marks in between do not reach the phonemiser
        let before = self.text.trim_end_matches(|c: char| "\"“”«»‘‹›".contains(c));
        let (word, sounds) = if before.ends_with(['\'', '’']) { ELIDED } else { STAND_IN };
        self.text.push_str(word);
        self.inserts.push(insert);
        self.sounds.push(sounds);
    }
}

/// The phonemes of a prepared text with those of its inserts in their places.
pub fn put_back(phonemes: &str, prepared: &Prepared, sounds: impl Fn(&Insert) -> String) -> String {
    let mut whole = String::with_capacity(phonemes.len() * 2);
    let mut rest = phonemes;
    for (insert, stand_in) in prepared.inserts.iter().zip(&prepared.sounds) {
        // espeak-ng says the stand-ins the same in every clause; were one lost, the others keep their order
        if let Some((before, after)) = rest.split_once(stand_in) {
            whole.push_str(before);
            whole.push_str(&sounds(insert));
            rest = after;
        }
    }
    whole.push_str(rest);
    whole
}

/// The words without any mark that would part them into clauses.
fn words_only(spelt: &str) -> String {
    let kept = |c: char| if c.is_alphanumeric() || matches!(c, '\'' | '’' | '-' | '.') { c } else { ' ' };
    spelt.chars().map(kept).collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_insert_finds_its_place() {
        let inserts = ["uno", "due", "tre"].map(|w| Insert::Phonemes(w.into())).to_vec();
        let prepared = Prepared { text: String::new(), inserts, sounds: vec![STAND_IN.1, ELIDED.1, STAND_IN.1] };
        let sounds = |insert: &Insert| match insert {
            Insert::Phonemes(p) => format!("<{p}>"),
            Insert::Foreign(..) => String::new(),
        };
        assert_eq!(
            put_back("il tatˈata, kwestatatˈata e patˈata tatˈata.", &prepared, sounds),
            "il <uno>, kwest<due> e patˈata <tre>."
        );
    }
}
