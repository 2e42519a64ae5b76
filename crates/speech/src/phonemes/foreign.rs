//! Words that espeak-ng must not read by its Italian rules: a word of no meaning takes the place of each in the clause, and
//! gives it up to the right phonemes afterwards.

use std::ops::Range;

use crate::pronunciation::{Language, Pronounced, Pronunciation, Word};

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
    /// The replaced stretches of `text`, in order.
    replaced: Vec<Replaced>,
}

/// Bytes that stand in the prepared text for others of the spoken one.
#[derive(Debug, Clone, PartialEq)]
struct Replaced {
    prepared: Range<usize>,
    spoken: Range<usize>,
}

/// A stand-in that gave up its place to its insert: characters of the phonemes before and after.
#[derive(Debug, Clone, PartialEq)]
pub struct Swap {
    /// The stand-in's.
    pub old: Range<usize>,
    /// The insert's.
    pub new: Range<usize>,
}

/// Puts words of no meaning in the places of foreign ones; neighbours of one language become one stretch.
pub fn prepare(said: &Pronounced) -> Prepared {
    let mut prepared = Prepared {
        text: String::with_capacity(said.text.len()),
        inserts: Vec::new(),
        sounds: Vec::new(),
        replaced: Vec::new(),
    };
    let mut at = 0;
    let mut last_foreign = None;
    for Word { range, pronunciation, .. } in &said.words {
        let between = &said.text[at..range.start];
        at = range.end;
        let joins = matches!(between, " " | "-" | "\u{a0}");
        match pronunciation {
            Pronunciation::Foreign(language, spelt) => {
                let spelt = words_only(spelt);
                if joins
                    && last_foreign == Some(*language)
                    && let Some(Insert::Foreign(_, stretch)) = prepared.inserts.last_mut()
                {
                    stretch.push(' ');
                    stretch.push_str(&spelt);
                    if let Some(last) = prepared.replaced.last_mut() {
                        last.spoken.end = range.end;
                    }
                } else {
                    prepared.insert(between, Insert::Foreign(*language, spelt), range);
                }
                last_foreign = Some(*language);
                continue;
            }
            Pronunciation::Phonemes(phonemes, _) => prepared.insert(between, Insert::Phonemes(phonemes.clone()), range),
            Pronunciation::Respelled(spelt) => {
                prepared.text.push_str(between);
                prepared.respell(spelt, &said.text, range);
            }
            Pronunciation::Plain => {
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
    fn insert(&mut self, between: &str, insert: Insert, spoken: &Range<usize>) {
        self.text.push_str(between);
        // l'“update”: the marks in between do not reach the phonemiser
        let before = self.text.trim_end_matches(|c: char| "\"“”«»‘‹›".contains(c));
        let (word, sounds) = if before.ends_with(['\'', '’']) { ELIDED } else { STAND_IN };
        self.replace(word, spoken.clone());
        self.inserts.push(insert);
        self.sounds.push(sounds);
    }

    /// Puts another spelling of `text[spoken]` behind: word by word if both have as many.
    fn respell(&mut self, spelt: &str, text: &str, spoken: &Range<usize>) {
        let words = || text[spoken.clone()].split(' ');
        if words().count() != spelt.split(' ').count() {
            return self.replace(spelt, spoken.clone());
        }
        let mut at = spoken.start;
        for (n, (word, spelt)) in words().zip(spelt.split(' ')).enumerate() {
            if n > 0 {
                self.text.push(' ');
            }
            self.replace(spelt, at..at + word.len());
            at += word.len() + 1;
        }
    }

    fn replace(&mut self, with: &str, spoken: Range<usize>) {
        let start = self.text.len();
        self.text.push_str(with);
        self.replaced.push(Replaced { prepared: start..self.text.len(), spoken });
    }

    /// The bytes of the spoken `text` that each letter of the prepared one stands for: its own, or all of the word that was
    /// replaced.
    pub fn letters(&self, text: &str) -> Vec<Range<usize>> {
        let mut letters = Vec::with_capacity(self.text.len());
        let mut replaced = self.replaced.iter().peekable();
        let mut spoken = 0;
        let mut prepared = 0;
        while prepared < self.text.len() {
            if let Some(one) = replaced.next_if(|r| r.prepared.start == prepared) {
                let count = self.text[one.prepared.clone()].chars().filter(|c| c.is_alphanumeric()).count();
                letters.extend(std::iter::repeat_n(one.spoken.clone(), count));
                (prepared, spoken) = (one.prepared.end, one.spoken.end);
                // an empty replacement does not move on by itself
                continue;
            }
            let until = replaced.peek().map_or(self.text.len(), |next| next.prepared.start);
            let own = &text[spoken..spoken + (until - prepared)];
            let letter = |(at, c): (usize, char)| spoken + at..spoken + at + c.len_utf8();
            letters.extend(own.char_indices().filter(|(_, c)| c.is_alphanumeric()).map(letter));
            (spoken, prepared) = (spoken + own.len(), until);
        }
        letters
    }
}

/// The phonemes of a prepared text with those of its inserts in their places, and which places those are.
pub fn put_back(phonemes: &str, prepared: &Prepared, sounds: impl Fn(&Insert) -> String) -> (String, Vec<Swap>) {
    let mut whole = String::with_capacity(phonemes.len() * 2);
    let mut rest = phonemes;
    let mut swaps = Vec::with_capacity(prepared.inserts.len());
    // characters so far, of both
    let (mut old, mut new) = (0, 0);
    for (insert, stand_in) in prepared.inserts.iter().zip(&prepared.sounds) {
        // espeak-ng says the stand-ins the same in every clause; were one lost, the others keep their order
        if let Some((before, after)) = rest.split_once(stand_in) {
            let said = sounds(insert);
            whole.push_str(before);
            whole.push_str(&said);
            rest = after;
            let before = before.chars().count();
            let swap = Swap {
                old: old + before..old + before + stand_in.chars().count(),
                new: new + before..new + before + said.chars().count(),
            };
            (old, new) = (swap.old.end, swap.new.end);
            swaps.push(swap);
        }
    }
    whole.push_str(rest);
    (whole, swaps)
}

/// The words without any mark that would part them into clauses.
fn words_only(spelt: &str) -> String {
    let kept = |c: char| if c.is_alphanumeric() || matches!(c, '\'' | '’' | '-' | '.') { c } else { ' ' };
    spelt.chars().map(kept).collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::phonemes::alphabet::token;
    use crate::pronunciation::{Lexicon, Rule, Word};

    #[test]
    fn the_voice_has_every_phoneme_of_the_lexicon() {
        let lexicon = Lexicon::builtin().entries();
        let phonemes = |pronunciation: &Pronunciation| match pronunciation {
            Pronunciation::Phonemes(phonemes, _) => phonemes.clone(),
            _ => String::new(),
        };
        let said: Vec<String> = lexicon.iter().map(|e| phonemes(&e.pronunciation)).filter(|p| !p.is_empty()).collect();
        let wrong = |p: &&String| !p.contains('ˈ') || p.chars().any(|c| token(c).is_none());
        assert!(said.len() > 150, "{}", said.len());
        assert_eq!(said.iter().filter(wrong).collect::<Vec<_>>(), Vec::<&String>::new());
    }

    #[test]
    fn letters_know_where_they_come_from() {
        let word = |range, pronunciation| Word { range, pronunciation, rule: Rule::Author, doubt: None };
        let text = "Un è, Elly Schlein e il big data.";
        let said = Pronounced {
            text: text.into(),
            words: vec![
                word(7..19, Pronunciation::Respelled("Elli Sclàin".into())),
                word(25..28, Pronunciation::Foreign(Language::English, "big".into())),
                word(29..33, Pronunciation::Foreign(Language::English, "data".into())),
            ],
        };
        let prepared = prepare(&said);
        assert_eq!(prepared.text, "Un è, Elli Sclàin e il tatata.");
        let mut sources: Vec<&str> = prepared.letters(text).into_iter().map(|r| &text[r]).collect();
        assert_eq!(sources.len(), 2 + 1 + 4 + 6 + 1 + 2 + 6);
        sources.dedup();
        assert_eq!(sources, ["U", "n", "è", "Elly", "Schlein", "e", "i", "l", "big data"]);
    }

    #[test]
    fn each_insert_finds_its_place() {
        let inserts = ["uno", "due", "tre"].map(|w| Insert::Phonemes(w.into())).to_vec();
        let sounds = vec![STAND_IN.1, ELIDED.1, STAND_IN.1];
        let prepared = Prepared { text: String::new(), inserts, sounds, replaced: Vec::new() };
        let sounds = |insert: &Insert| match insert {
            Insert::Phonemes(p) => format!("<{p}>"),
            Insert::Foreign(..) => String::new(),
        };
        let (whole, swaps) = put_back("il tatˈata, kwestatatˈata e patˈata tatˈata.", &prepared, sounds);
        assert_eq!(whole, "il <uno>, kwest<due> e patˈata <tre>.");
        let places: Vec<_> = swaps.into_iter().map(|s| (s.old, s.new)).collect();
        assert_eq!(places, [(3..10, 3..8), (17..25, 15..20), (36..43, 31..36)]);
    }
}
