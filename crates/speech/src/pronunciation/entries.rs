//! Lexicons: written forms and how they are said. The built-in one is a table of foreign words; the author's own,
//! `lexicon.toml` beside the issues, goes before it.

use std::fmt;
use std::sync::LazyLock;

use altavoce_base::tr;
use rustc_hash::FxHashMap;

use super::token::{Token, is_of_word, tokens};
use super::{Language, Pronunciation};
use crate::tables::rows;

/// Written form, language (`it` for Italian), respelling in it or `/phonemes/`, kind.
const FOREIGN: &str = include_str!("../../data/foreign.tsv");

/// The kinds of the built-in lexicon that are names: they say nothing of the language of the sentence around them.
const NAMES: [&str; 5] = ["brand", "product", "person", "place", "media"];

/// A written form and how it is said.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The form as it is written: a word or several.
    pub written: String,
    /// How it is said.
    pub pronunciation: Pronunciation,
    /// Words of which one must stand in the same sentence, in small letters; none for everywhere.
    pub near: Vec<String>,
    /// The words in a row, in small letters, inside which it must stand; none for anywhere.
    pub within: Vec<String>,
    /// Whether it is a name.
    is_name: bool,
    /// Its words as they are compared.
    words: Vec<String>,
    /// Whether its capitals must be as they are written.
    exact: bool,
    /// What stands behind its last word: `++`.
    tail: String,
}

/// An entry that was found in a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// How many tokens it takes.
    pub tokens: usize,
    /// The byte where it ends.
    pub end: usize,
    /// How it is said.
    pub pronunciation: Pronunciation,
    /// Whether it is a name.
    pub is_name: bool,
}

/// Why a written form is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoWord;

impl fmt::Display for NoWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(tr!("an entry must begin with a letter or a digit"))
    }
}

/// Entries by their first word.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Lexicon {
    entries: FxHashMap<String, Vec<Entry>>,
}

impl Entry {
    /// An entry for a written form.
    ///
    /// # Errors
    /// The form does not begin with a letter or a digit.
    pub fn new(written: &str, pronunciation: Pronunciation, near: Vec<String>) -> Result<Entry, NoWord> {
        let written = written.trim();
        let parts = tokens(written);
        let (Some(first), Some(last)) = (parts.first(), parts.last()) else { return Err(NoWord) };
        if first.range.start > 0 {
            return Err(NoWord);
        }
        let exact = written.chars().any(char::is_uppercase);
        let several = parts.len() > 1;
        Ok(Entry {
            written: written.to_string(),
            pronunciation,
            near: near.iter().map(|word| word.to_lowercase()).collect(),
            within: Vec::new(),
            is_name: false,
            words: parts.iter().map(|t| folded(if exact { t.text } else { &t.small }, several)).collect(),
            exact,
            tail: last.after.trim_end().to_string(),
        })
    }

    /// The same, but only inside these words in a row.
    pub fn inside(mut self, phrase: &str) -> Entry {
        self.within = tokens(phrase).into_iter().map(|token| token.small).collect();
        self
    }

    /// Whether it is said so wherever it stands.
    pub fn is_anywhere(&self) -> bool {
        self.near.is_empty() && self.within.is_empty()
    }

    /// Whether the words in a row that it wants stand around the tokens `there`.
    fn is_inside(&self, tokens: &[Token], there: std::ops::Range<usize>) -> bool {
        let length = self.within.len();
        let same = |from: usize| {
            let row = tokens.get(from..from + length);
            row.is_some_and(|row| row.iter().map(|t| &t.small).eq(&self.within)) && there.end <= from + length
        };
        length == 0 || (there.end.saturating_sub(length)..=there.start).any(same)
    }

    /// Where in the text the entry ends, if it stands at token `i`.
    fn stands(&self, text: &str, tokens: &[Token], i: usize) -> Option<usize> {
        let there = tokens.get(i..i + self.words.len())?;
        let several = self.words.len() > 1;
        let all_caps = || there.iter().all(|t| t.text.chars().all(|c| !c.is_lowercase()));
        let is_same = |(word, token): (&String, &Token)| {
            let small = || folded(&token.small, several);
            if !self.exact {
                return *word == small();
            }
            *word == folded(token.text, several) || all_caps() && token.text.len() > 1 && word.to_lowercase() == small()
        };
        let joined = there[..there.len() - 1].iter().all(|t| t.joins() || is_apostrophe_inside(t));
        let end = there.last()?.range.end + self.tail.len();
        let whole = text[there.last()?.range.end..].starts_with(&self.tail)
            && (self.tail.is_empty() || !text[end..].starts_with(is_of_word));
        let near = || self.near.is_empty() || tokens.iter().any(|t| self.near.contains(&t.small));
        let inside = || self.is_inside(tokens, i..i + self.words.len());
        (joined && whole && self.words.iter().zip(there).all(is_same) && near() && inside()).then_some(end)
    }
}

fn is_apostrophe_inside(token: &Token) -> bool {
    token.is_elided()
}

impl Lexicon {
    /// The table of foreign words.
    pub fn builtin() -> &'static Lexicon {
        static BUILTIN: LazyLock<Lexicon> = LazyLock::new(|| {
            let mut lexicon = Lexicon::default();
            for row in rows(FOREIGN) {
                let columns: Vec<&str> = row.split('\t').collect();
                let [written, code, say, kind] = columns[..] else { continue };
                let pronunciation = match (Pronunciation::of(say), Language::named(code)) {
                    (Pronunciation::Phonemes(phonemes, _), language) => Pronunciation::Phonemes(phonemes, language),
                    (Pronunciation::Plain, Some(language)) => Pronunciation::Foreign(language, written.to_string()),
                    (_, Some(language)) => Pronunciation::Foreign(language, say.to_string()),
                    (pronunciation, None) => pronunciation,
                };
                if let Ok(entry) = Entry::new(written, pronunciation, Vec::new()) {
                    lexicon.add(Entry { is_name: NAMES.contains(&kind), ..entry });
                }
            }
            lexicon
        });
        &BUILTIN
    }

    /// Adds an entry; of two with the same written form the one that was added first is asked first.
    pub fn add(&mut self, entry: Entry) {
        let entries = self.entries.entry(entry.words[0].to_lowercase()).or_default();
        // the longest expression first, then the one whose capitals say more, then the one that wants a context
        let rank = |e: &Entry| (e.words.len(), !e.within.is_empty(), e.tail.len(), e.exact, !e.near.is_empty());
        let at = entries.iter().position(|other| rank(other) < rank(&entry)).unwrap_or(entries.len());
        entries.insert(at, entry);
    }

    /// Whether it has no entry.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Its entries, by what is written.
    pub fn entries(&self) -> Vec<&Entry> {
        let mut all: Vec<&Entry> = self.entries.values().flatten().collect();
        all.sort_by(|a, b| (a.written.to_lowercase(), &a.written).cmp(&(b.written.to_lowercase(), &b.written)));
        all
    }

    /// The longest entry that stands at token `i` of `text`.
    pub fn find(&self, text: &str, tokens: &[Token], i: usize) -> Option<Found> {
        let small = &tokens[i].small;
        let key = folded(small, true);
        let stands = |entry: &Entry| {
            let end = entry.stands(text, tokens, i)?;
            Some(Found {
                tokens: entry.words.len(),
                end,
                pronunciation: entry.pronunciation.clone(),
                is_name: entry.is_name,
            })
        };
        let at = |key: &str| self.entries.get(key).and_then(|entries| entries.iter().find_map(stands));
        at(small).or_else(|| if key == *small { None } else { at(&key) }).or_else(|| self.plural(&tokens[i]))
    }

    /// The English plural of a word: deepfakes.
    fn plural(&self, token: &Token) -> Option<Found> {
        let stem = token.small.strip_suffix('s').filter(|stem| stem.len() > 2)?;
        let several = |entry: &Entry| match &entry.pronunciation {
            Pronunciation::Foreign(Language::English, spelt) if *spelt == entry.written => {
                Some(Pronunciation::Foreign(Language::English, token.small.clone()))
            }
            Pronunciation::Phonemes(one, english @ Some(Language::English)) => {
                Some(Pronunciation::Phonemes(format!("{one}{}", plural_ending(one)), *english))
            }
            _ => None,
        };
        let found = |entry: &Entry| {
            let pronunciation = several(entry).filter(|_| entry.words.len() == 1 && entry.words[0] == stem)?;
            Some(Found { tokens: 1, end: token.range.end, pronunciation, is_name: entry.is_name })
        };
        self.entries.get(stem)?.iter().find_map(found)
    }
}

/// The sound of an English plural's s behind these phonemes.
fn plural_ending(phonemes: &str) -> &'static str {
    match phonemes.chars().last() {
        Some('s' | 'z' | 'ʃ' | 'ʒ' | 'ʧ' | 'ʤ') => "ᵻz",
        Some('p' | 't' | 'k' | 'f' | 'θ') => "s",
        _ => "z",
    }
}

/// In an expression, the accents by which the Italian stage marks the names of letters do not count.
fn folded(word: &str, several: bool) -> String {
    if several { word.replace(['é', 'è'], "e").replace('à', "a").replace('ì', "i") } else { word.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lexicon(rows: &[(&str, &str)]) -> Lexicon {
        let mut lexicon = Lexicon::default();
        for (written, say) in rows {
            lexicon.add(Entry::new(written, Pronunciation::of(say), Vec::new()).unwrap());
        }
        lexicon
    }

    fn said(lexicon: &Lexicon, text: &str) -> Vec<(String, Pronunciation)> {
        let tokens = tokens(text);
        let found = (0..tokens.len()).filter_map(|i| lexicon.find(text, &tokens, i).map(|f| (i, f)));
        found.map(|(i, f)| (text[tokens[i].range.start..f.end].to_string(), f.pronunciation)).collect()
    }

    #[test]
    fn the_longest_form_is_found_with_its_capitals() {
        let lexicon =
            lexicon(&[("Meta", "mèta"), ("open", "óupen"), ("open source", "óupen sórs"), ("C++", "ci più più")]);
        let rows: [(&str, &[&str]); 6] = [
            ("la meta di Meta", &["Meta"]),
            ("META VINCE", &["META"]),
            ("Open source e OPEN-SOURCE", &["Open source", "OPEN-SOURCE"]),
            ("open, source", &["open"]),
            ("in C++ o C", &["C++"]),
            ("opens", &[]),
        ];
        for (text, wanted) in rows {
            let got: Vec<String> = said(&lexicon, text).into_iter().map(|s| s.0).collect();
            assert_eq!(got, wanted, "{text}");
        }
    }

    #[test]
    fn an_entry_may_want_a_word_near() {
        let mut lexicon = Lexicon::default();
        lexicon.add(Entry::new("pesca", Pronunciation::of("pésca"), Vec::new()).unwrap());
        lexicon.add(Entry::new("pesca", Pronunciation::of("pèsca"), vec!["Succo".into()]).unwrap());
        assert_eq!(said(&lexicon, "la pesca")[0].1, Pronunciation::of("pésca"));
        assert_eq!(said(&lexicon, "il succo di pesca")[0].1, Pronunciation::of("pèsca"));
    }

    #[test]
    fn an_entry_may_stand_inside_some_words_alone() {
        let mut lexicon = Lexicon::default();
        let say = |say: &str| Entry::new("principi", Pronunciation::of(say), Vec::new()).unwrap();
        lexicon.add(say("princìpi"));
        lexicon.add(say("prìncipi").inside("dei Principi, di"));
        let of = |text: &str| said(&lexicon, text).into_iter().map(|found| found.1).collect::<Vec<_>>();
        let wanted = ["prìncipi", "princìpi"].map(Pronunciation::of);
        assert_eq!(of("I figli dei principi di Galles hanno principi."), wanted);
        assert_eq!(of("i principi"), [Pronunciation::of("princìpi")]);
        assert_eq!(of("dei principi"), [Pronunciation::of("princìpi")]);
    }

    #[test]
    fn phonemes_keep_their_language_and_have_a_plural() {
        let english = |phonemes: &str| Pronunciation::Phonemes(phonemes.into(), Some(Language::English));
        let rows = [
            ("secondo Bloomberg", english("blˈumbɜɹɡ")),
            ("i trainees", english("tɹAnˈiz")),
            ("due datasets", english("dˈAtasˌɛts")),
            ("le endgames", english("ˈɛndɡˌAmz")),
            ("a Wuhan", Pronunciation::of("/wʊˈan/")),
            ("i deepfakes", Pronunciation::Foreign(Language::English, "deepfakes".into())),
        ];
        let got = |text: &str| said(Lexicon::builtin(), text).pop().map(|found| found.1);
        let wrong: Vec<_> = rows.iter().map(|r| (r, got(r.0))).filter(|(r, got)| got.as_ref() != Some(&r.1)).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
        assert_eq!(["ɹˈAʤ", "bˈɪt", "bˈɪd"].map(plural_ending), ["ᵻz", "s", "z"]);
    }

    #[test]
    fn the_table_of_foreign_words_is_whole() {
        let mut wrong = Vec::new();
        let mut seen = std::collections::HashSet::new();
        for row in rows(FOREIGN) {
            let columns: Vec<&str> = row.split('\t').collect();
            let languages = ["en", "fr", "de", "es", "it"];
            let right = columns.len() == 4
                && languages.contains(&columns[1])
                && (NAMES.contains(&columns[3]) || matches!(columns[3], "term" | "loan"))
                && Entry::new(columns[0], Pronunciation::Plain, Vec::new()).is_ok()
                && seen.insert(columns[0]);
            if !right {
                wrong.push(row);
            }
        }
        assert!(wrong.is_empty(), "{wrong:?}");
        assert!(seen.len() >= 1500, "{}", seen.len());
    }
}
