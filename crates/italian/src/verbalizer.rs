//! One pass over a text: asks the recognisers at each token, and puts down what they say.

use super::class::Class;
use super::spoken::{Doubt, Edit, Spoken};
use super::text::{Match, Text};
use super::tokenize::Kind;
use super::verbalization::Verbalization;
use super::{Tables, digits, measure, symbol, word};

/// How many tokens around a change its words may matter to a neighbour.
const NEAR: usize = 8;

/// The text being read, and what has been said of it.
pub(super) struct Verbalizer<'a> {
    text: Text<'a>,
    spoken: Spoken,
    /// The first token that is neither said nor copied yet: what stands as it is written is copied in one piece.
    copied: usize,
    /// Whether words were parted that had been written in one, or a word stayed, near a change, that another context
    /// would make something of.
    open: bool,
    /// The token behind the last such word, and behind the last change; 0 if there was none.
    undecided: usize,
    changed: usize,
}

impl<'a> Verbalizer<'a> {
    pub(super) fn new(source: &'a str, tables: &'a Tables) -> Verbalizer<'a> {
        let room = source.len() + source.len() / 4;
        let spoken = Spoken {
            text: String::with_capacity(room),
            spaced: String::with_capacity(room),
            edits: Vec::new(),
            doubts: Vec::new(),
        };
        Verbalizer { text: Text::new(source, tables), spoken, copied: 0, open: false, undecided: 0, changed: 0 }
    }

    /// What is said, and whether another pass could find more to read.
    pub(super) fn verbalize(mut self) -> (Spoken, bool) {
        let mut i = 0;
        while i < self.text.len() {
            if let Some(end) = self.text.kept(i) {
                i = self.say(i, Match::new(end, Verbalization::same(self.text.slice(i, end)), Class::Lexicon));
                continue;
            }
            let found = match self.text.kind(i) {
                Kind::Word => word::read(&self.text, i),
                Kind::Digits => Some(digits::read(&self.text, i)),
                // an apostrophe behind words that were not written so would look like an accent or an elision
                Kind::Apostrophe
                    if self.ends_in_new_words(i)
                        // anni '60/'70
                        && !(self.text.before(i) == "/" && self.text.kind(i + 1) == Kind::Digits)
                        && (self.text.touches(i + 1) || !self.text.opens_quote_before(i)) =>
                {
                    let opening = if self.text.touches(i + 1) { " '" } else { "" };
                    Some(Match::new(i + 1, Verbalization::same(opening), Class::Symbol))
                }
                Kind::Symbol
                    if self.text.is(i, ".")
                        && self.text.touches(i + 1)
                        && (self.text.touched_before(i) || self.ends_in_new_words(i)) =>
                {
                    // a voice would read a dot inside a word
                    let (words, class) = if word::is_in_name(&self.text, i) {
                        (" punto ", Class::Code)
                    } else {
                        (". ", Class::Punctuation)
                    };
                    Some(Match::new(i + 1, Verbalization::same(words), class))
                }
                // nor is a bracket behind new words that of an ending: dieci(a)
                Kind::Symbol if self.text.is(i, "(") && self.text.touches(i + 1) && self.ends_in_new_words(i) => {
                    Some(Match::new(i + 1, Verbalization::same(" ("), Class::Punctuation))
                }
                Kind::Symbol | Kind::Apostrophe => symbol::read(&self.text, i),
                Kind::Silent => Some(Match::new(i + 1, Verbalization::default(), Class::Silent)),
                Kind::Space => symbol::read_space(&self.text, i),
                Kind::Break | Kind::End => None,
            };
            i = match found {
                Some(found) => self.say(i, found),
                None => {
                    if !self.open && word::depends(&self.text, i) {
                        self.undecided = i + 1;
                        self.open = self.changed > 0 && i < self.changed + NEAR;
                    }
                    i + 1
                }
            };
        }
        self.copy_until(i);
        (self.spoken, self.open)
    }

    /// Whether words that were not written so stand directly before token `i`.
    fn ends_in_new_words(&self, i: usize) -> bool {
        self.copied == i
            && self.spoken.edits.last().is_some_and(|edit| edit.source.end == self.text.offset(i))
            && self.spoken.text.ends_with(char::is_alphabetic)
    }

    /// Whether two hyphens, which are a dash between words, stand beside the tokens `i..end`.
    fn beside_dash(&self, i: usize, end: usize) -> bool {
        let dash = |j: usize| self.text.is(j, "-") && self.text.is(j + 1, "-");
        dash(self.text.skip(end)) || i > 1 && self.text.is(i - 1, "-") && dash(i - 2)
    }

    /// Says the tokens before `i` that are not said yet as they are written.
    fn copy_until(&mut self, i: usize) {
        self.spoken.text.push_str(self.text.slice(self.copied, i));
        let mut from = self.copied;
        for j in self.copied..i {
            // the phonemiser knows one apostrophe only
            if self.text.kind(j) == Kind::Apostrophe {
                self.spoken.spaced.push_str(self.text.slice(from, j));
                self.spoken.spaced.push('\'');
                from = j + 1;
            }
        }
        self.spoken.spaced.push_str(self.text.slice(from, i));
        self.copied = i;
    }

    /// Says what was found at token `i`, with a space where words would run together, and gives the next token.
    fn say(&mut self, i: usize, found: Match) -> usize {
        self.copy_until(i);
        let Match { mut end, verbalization, class, doubt } = found;
        let mut spoken = verbalization;
        // words would run together; a dot between them would make an address of them
        let said = &self.spoken.text;
        let runs_on = said.strip_suffix('.').unwrap_or(said).ends_with(is_of_word);
        // "l' €": what stands behind a parted elision may have become a word that it belongs to
        let elision = said.trim_end_matches(' ');
        let apart = elision.len() < said.len() || spoken.is_empty();
        // itXYZ leaves a word of its own behind
        let begins_small = self.text.at(i).starts_with(char::is_lowercase) && class == Class::Acronym;
        self.open |= !settles(class, &spoken.text) || begins_small;
        self.open |= apart && elision.ends_with(['\'', '’']);
        if spoken.is_empty() {
            // two spaces, or a space at the start of a line, would be left around nothing
            let at_start = self.spoken.text.is_empty() || self.spoken.text.ends_with([' ', '\n']);
            if at_start && self.text.kind(end) == Kind::Space {
                end += 1;
            } else if runs_on && self.text.touches(end) {
                self.open = true;
                spoken = Verbalization::same(" ");
            }
        } else {
            // (s)5: new words are no end of the one that a bracket opened
            let behind_bracket = said.ends_with(')') && self.text.before(i) == ")";
            if spoken.text.starts_with(is_of_word) && (runs_on || behind_bracket) {
                if said.ends_with('.') {
                    // "dott." before a capital would be somebody's title
                    spoken.lower_first();
                }
                self.open = true;
                spoken.text.insert(0, ' ');
                spoken.spaced.insert(0, ' ');
            }
            if spoken.text.ends_with(is_of_word) && self.text.touches(end) {
                self.open = true;
                spoken.push_str(" ");
            }
        }
        // a stroke that parts two words, a mark that stood between them, a unit's symbol that stands by itself now
        self.open |= spoken.text.trim().is_empty() && class == Class::Symbol || measure::is_left_in(&spoken.text);
        self.open |= self.beside_dash(i, end);
        let source = self.text.offset(i)..self.text.offset(end);
        self.spoken.text.push_str(&spoken.text);
        self.spoken.spaced.push_str(&spoken.spaced);
        if let Some(why) = doubt {
            self.spoken.doubts.push(Doubt { source: source.clone(), spoken: spoken.text.trim().to_string(), why });
        }
        if self.text.slice(i, end) != spoken.text {
            self.spoken.edits.push(Edit { source, spoken: spoken.text, class });
            self.open = self.open || self.undecided > 0 && i < self.undecided + NEAR;
            self.changed = end;
        }
        self.copied = end;
        end
    }
}

/// Whether no other pass could find more to read in the words of a class.
fn settles(class: Class, words: &str) -> bool {
    // a capital inside a word; most words are told by their bytes
    let inside = |two: &[u8]| two[0] != b' ' && (two[1].is_ascii_uppercase() || !two[1].is_ascii());
    let may_be = words.as_bytes().windows(2).any(inside);
    class.is_settled() && !(may_be && words.split(' ').any(|word| word.chars().skip(1).any(char::is_uppercase)))
}

/// Whether the character would run together with a letter beside it.
pub(super) fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c)
}
