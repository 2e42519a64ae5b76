//! A scanned text, and the questions that the recognisers ask about it.

use std::borrow::Cow;

use super::class::{Ambiguity, Class};
use super::lists::List;
use super::tables::Tables;
use super::tokenize::{Kind, Token, tokenize};
use super::verbalization::Verbalization;

/// A word in lower case; most are.
pub fn lower(word: &str) -> Cow<'_, str> {
    if word.bytes().all(|b| b.is_ascii_lowercase()) { Cow::Borrowed(word) } else { Cow::Owned(word.to_lowercase()) }
}

/// What a recogniser found at a token: `tokens` up to `end` are read as `reading`.
#[derive(Debug)]
pub struct Match {
    /// The first token behind what is read.
    pub end: usize,
    /// What is said.
    pub verbalization: Verbalization,
    /// The class of token.
    pub class: Class,
    /// Why another reading is possible, if one is.
    pub doubt: Option<Ambiguity>,
}

impl Match {
    /// A reading without doubt.
    pub fn new(end: usize, verbalization: Verbalization, class: Class) -> Match {
        Match { end, verbalization, class, doubt: None }
    }

    /// The same with a doubt.
    pub fn doubtful(mut self, why: Ambiguity) -> Match {
        self.doubt = Some(why);
        self
    }
}

/// A text and its tokens. Every method takes any index: past the end there is nothing.
pub struct Text<'a> {
    source: &'a str,
    tokens: Vec<Token>,
    /// What is known of words.
    pub tables: &'a Tables,
}

impl<'a> Text<'a> {
    /// Scans `source`.
    pub fn new(source: &'a str, tables: &'a Tables) -> Text<'a> {
        Text { source, tokens: tokenize(source, |c| tables.symbols.contains_key(&c)), tables }
    }

    /// The token behind what the tables keep as it is written, if that stands at token `i`.
    pub fn kept(&self, i: usize) -> Option<usize> {
        if self.tables.kept.is_empty() || self.touched_before(i) && self.kind_before(i) != Kind::Apostrophe {
            return None;
        }
        let rest = &self.source[self.offset(i)..];
        let stands = |form: &&String| {
            let Some(there) = rest.get(..form.len()) else { return false };
            let same = there == **form || !form.contains(char::is_uppercase) && there.to_lowercase() == **form;
            same && !rest[form.len()..].starts_with(char::is_alphanumeric)
        };
        let form = self.tables.kept.get(&*lower(self.at(i)))?.iter().find(stands)?;
        let end = self.offset(i) + form.len();
        (i + 1..=self.len()).find(|j| self.offset(*j) == end)
    }

    /// Token `i`, if the text has so many.
    fn token(&self, i: usize) -> Option<&Token> {
        #[cfg(test)]
        looks::count();
        self.tokens.get(i)
    }

    /// The number of tokens.
    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    /// The kind of token `i`.
    pub fn kind(&self, i: usize) -> Kind {
        self.token(i).map_or(Kind::End, |t| t.kind)
    }

    /// The kind of the token before `i`.
    pub fn kind_before(&self, i: usize) -> Kind {
        if i == 0 { Kind::End } else { self.kind(i - 1) }
    }

    /// The text of token `i`.
    pub fn at(&self, i: usize) -> &'a str {
        self.token(i).map_or("", |t| &self.source[t.span.clone()])
    }

    /// The text of the token before `i`.
    pub fn before(&self, i: usize) -> &'a str {
        if i == 0 { "" } else { self.at(i - 1) }
    }

    /// The text of tokens `from..to`.
    pub fn slice(&self, from: usize, to: usize) -> &'a str {
        &self.source[self.offset(from)..self.offset(to)]
    }

    /// Where token `i` begins, in bytes.
    pub fn offset(&self, i: usize) -> usize {
        self.token(i).map_or(self.source.len(), |t| t.span.start)
    }

    /// Whether token `i` is written so.
    pub fn is(&self, i: usize, written: &str) -> bool {
        self.at(i) == written
    }

    /// The digits of token `i`, if it is digits.
    pub fn digits(&self, i: usize) -> Option<&'a str> {
        (self.kind(i) == Kind::Digits).then(|| self.at(i))
    }

    /// The value of token `i`, if it is one to `most` digits.
    pub fn value(&self, i: usize, most: usize) -> Option<u64> {
        self.digits(i).filter(|d| d.len() <= most).and_then(|d| d.parse().ok())
    }

    /// Whether one of `marks` stands behind the plain number at token `i`, which may have a comma: told quickly.
    pub fn is_marked(&self, i: usize, marks: &[&str]) -> bool {
        marks.contains(&self.at(i + 1)) || marks.contains(&self.at(i + 3))
    }

    /// `i`, or the token behind it if it is white space.
    pub fn skip(&self, i: usize) -> usize {
        if self.kind(i) == Kind::Space { i + 1 } else { i }
    }

    /// Token `i` in lower case, if it is a word.
    pub fn lower(&self, i: usize) -> Option<Cow<'a, str>> {
        (self.kind(i) == Kind::Word).then(|| lower(self.at(i)))
    }

    /// The word behind `i` (white space skipped) in lower case; empty if there is none.
    pub fn next_word(&self, i: usize) -> Cow<'a, str> {
        self.lower(self.skip(i)).unwrap_or_default()
    }

    /// The index of the word before `i`, over white space or an apostrophe.
    pub fn word_before(&self, i: usize) -> Option<usize> {
        let mut j = i.checked_sub(1)?;
        if matches!(self.kind(j), Kind::Space | Kind::Apostrophe) {
            j = j.checked_sub(1)?;
        }
        (self.kind(j) == Kind::Word).then_some(j)
    }

    /// The word before `i` in lower case; empty if there is none.
    pub fn previous_word(&self, i: usize) -> Cow<'a, str> {
        self.word_before(i).and_then(|j| self.lower(j)).unwrap_or_default()
    }

    /// Whether the word before `i`, in lower case, is in a list.
    pub fn previous_is(&self, i: usize, list: List) -> bool {
        let Some(j) = self.word_before(i) else { return false };
        self.tables.lists.has(list, &lower(self.at(j)))
    }

    /// Whether the word behind `i` (white space skipped), in lower case, is in a list.
    pub fn next_is(&self, i: usize, list: List) -> bool {
        let j = self.skip(i);
        self.kind(j) == Kind::Word && self.tables.lists.has(list, &lower(self.at(j)))
    }

    /// Whether token `i` is in a list, as it is written.
    pub fn is_one_of(&self, i: usize, list: List) -> bool {
        self.kind(i) == Kind::Word && self.tables.lists.has(list, self.at(i))
    }

    /// The table's reading of the symbol at token `i`.
    pub fn symbol_words(&self, i: usize) -> Option<&'a str> {
        let symbol = self.at(i).chars().next()?;
        self.tables.symbols.get(&symbol).map(String::as_str)
    }

    /// Whether token `i` is an apostrophe that stays one: a back-tick does only inside a word.
    pub fn keeps_apostrophe(&self, i: usize) -> bool {
        self.kind(i) == Kind::Apostrophe
            && (matches!(self.at(i), "'" | "’" | "‘") || self.touches(i + 1) && self.touched_before(i))
    }

    /// Whether letters or digits touch token `i` from behind, that is, whether `i` is no good end of a number or a word.
    pub fn touches(&self, i: usize) -> bool {
        matches!(self.kind(i), Kind::Word | Kind::Digits)
    }

    /// Whether a word or a digit stands directly before `i`.
    pub fn touched_before(&self, i: usize) -> bool {
        matches!(self.kind_before(i), Kind::Word | Kind::Digits)
    }

    /// Whether a sentence can begin at token `i`.
    pub fn begins_sentence(&self, i: usize) -> bool {
        let mut j = i;
        while j > 0 {
            j -= 1;
            match self.kind(j) {
                Kind::Space | Kind::Silent => continue,
                Kind::Break | Kind::End => return true,
                Kind::Symbol => return !matches!(self.at(j), "," | "&" | "/" | "+"),
                _ => return false,
            }
        }
        true
    }

    /// Whether a sentence ends before token `i`: the text ends, or a line, or a capital follows.
    pub fn ends_sentence(&self, i: usize) -> bool {
        let j = self.skip(i);
        match self.kind(j) {
            Kind::Break | Kind::End => true,
            Kind::Word if j > i => self.at(j).chars().next().is_some_and(char::is_uppercase),
            Kind::Symbol => matches!(self.at(j), "\"" | "”" | "»" | ")") && self.ends_sentence(j + 1),
            _ => false,
        }
    }

    /// Whether the capital of the word at token `i` is a sentence's and no name's: that of a function word. One that
    /// begins surnames too has no second capital behind it then: `La seduta`, not `La Russa`.
    pub fn opens_sentence(&self, i: usize) -> bool {
        let word = self.at(i);
        let small = lower(word);
        let elided = self.kind(i + 1) == Kind::Apostrophe && self.kind(i + 2) == Kind::Word;
        let initial = word.chars().nth(1).is_none() && self.is(i + 1, ".");
        let function = elided || self.tables.functions.contains(&*small);
        if !word.starts_with(char::is_uppercase) || initial || !function {
            return false;
        }
        let next = self.at(self.skip(if elided { i + 2 } else { i + 1 }));
        let capitals = |word: &str| word.chars().nth(1).is_some() && word.chars().all(char::is_uppercase);
        let acronym = capitals(next) && !capitals(word);
        let particle = elided
            || matches!(&*small, "la" | "lo" | "li" | "le" | "al" | "ai" | "di" | "da")
            || ["del", "dal", "dei", "dai", "deg", "dag"].iter().any(|start| small.starts_with(start));
        !(particle && next.starts_with(char::is_uppercase) && !acronym)
    }

    /// Whether an apostrophe before token `i`, on the same line and not far, opened a quotation.
    pub fn opens_quote_before(&self, i: usize) -> bool {
        let mut j = i;
        while j > 0 && i - j < 200 {
            j -= 1;
            match self.kind(j) {
                Kind::Break => return false,
                Kind::Apostrophe if self.touches(j + 1) && !self.touched_before(j) && self.keeps_apostrophe(j) => {
                    return self.kind(j + 1) == Kind::Word && self.kind_before(j) != Kind::Apostrophe;
                }
                // an accent: 'E' vero'
                Kind::Apostrophe
                    if matches!(self.before(j), "E" | "e") && j > 1 && self.kind(j - 2) == Kind::Apostrophe => {}
                // a closed one
                Kind::Apostrophe if self.touched_before(j) && !self.touches(j + 1) => return false,
                _ => {}
            }
        }
        false
    }
}

/// How often a recogniser has looked at a token: what reading costs, told without a clock.
#[cfg(test)]
pub(crate) mod looks {
    use std::cell::Cell;

    thread_local!(static LOOKS: Cell<u64> = const { Cell::new(0) });

    pub fn count() {
        LOOKS.set(LOOKS.get() + 1);
    }

    /// The looks that `work` takes.
    pub fn of(work: impl FnOnce()) -> u64 {
        let before = LOOKS.get();
        work();
        LOOKS.get() - before
    }
}
