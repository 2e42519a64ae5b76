//! Written Italian to spoken Italian: numbers, money, dates, abbreviations, acronyms. Pure: no disk, no Markdown.
//!
//! A text goes through three steps. [`scan`] cuts it into tokens that cover it without gap, once. At each token, the
//! recognisers of its kind are asked in a fixed order, most specific first (address, legal reference, date, time,
//! money, measure, code, phone, range, fraction, ordinal, cardinal), and the first that answers takes as many tokens as
//! it needs. What it found is verbalised twice, in ordinary spelling and spaced for a phonemiser. Whatever nobody
//! claims and is not plain text is spelt or left out, so that no digit, symbol or emoji is left.
//!
//! What is known of words lies in tables under `data/`, compiled in; see [`Tables`].

use std::ops::Range;

use serde::Serialize;

pub mod cardinal;
pub mod ordinal;
pub mod reading;
pub mod scan;
pub mod tables;

mod abbreviation;
mod acronym;
mod address;
mod angle;
mod arithmetic;
mod clean;
mod code;
mod date;
mod dotted;
mod duration;
mod emoticon;
mod fraction;
mod grammar;
mod headline;
mod legal;
mod letters;
mod markup;
mod measure;
mod money;
mod number;
mod numeral;
mod one;
mod ordinal_mark;
mod phone;
mod place;
mod pronounceable;
mod roman;
mod symbol;
mod text;
mod time;
mod word;

pub use tables::Tables;

use reading::Reading;
use scan::Kind;
use text::{Match, Text};

/// A text as it is spoken.
#[derive(Debug, Clone, PartialEq)]
pub struct Spoken {
    /// The words in ordinary spelling (`centosei`): for people.
    pub text: String,
    /// The same words with compound numbers spaced (`cento sei`), so that a phonemiser stresses each part: for the voice.
    pub spaced: String,
    /// What was changed, in order. Put into the written text in place of its span, each gives `text`.
    pub edits: Vec<Edit>,
    /// Readings that were chosen among several, in order.
    pub doubts: Vec<Doubt>,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Edit {
    /// The bytes of the written text.
    pub source: Range<usize>,
    /// What is said instead.
    pub spoken: String,
    /// The class of token: `money`, `date`, `acronym`, …
    pub class: &'static str,
}

/// A stretch of the written text and what is said for it.
#[derive(Debug, Clone, PartialEq)]
pub struct Piece<'a> {
    /// Its bytes in the written text.
    pub source: Range<usize>,
    /// What is said: the written words themselves, or the words of an edit.
    pub spoken: &'a str,
    /// The class of the edit; `None` where nothing was changed.
    pub class: Option<&'static str>,
}

/// A word as it is spoken, and where it comes from.
#[derive(Debug, Clone, PartialEq)]
pub struct Word<'a> {
    /// The word, with the punctuation that touches it.
    pub spoken: &'a str,
    /// The bytes of the written text that it reads: of the word alone where it was not changed, else of the whole
    /// token (each of the five words for `€490 milioni` has all of it).
    pub source: Range<usize>,
}

impl Spoken {
    /// The text in pieces without gap or overlap, in order: the sources, one behind the other, are `written`, and what
    /// is spoken of them is `self.text`. `written` must be the text that was read.
    ///
    /// ```
    /// let written = "Ha 3 API";
    /// let spoken = altavoce::italian::speak(written);
    /// let pieces: Vec<_> = spoken.pieces(written).map(|p| (&written[p.source], p.spoken, p.class)).collect();
    /// assert_eq!(pieces[1], ("3", "tre", Some("cardinal")));
    /// assert_eq!(pieces[3], ("API", "a pi i", Some("acronym")));
    /// ```
    pub fn pieces<'a>(&'a self, written: &'a str) -> impl Iterator<Item = Piece<'a>> {
        let before = |at: usize, until: usize| {
            let source = at..until;
            (at < until).then(|| Piece { spoken: &written[source.clone()], source, class: None })
        };
        let starts = std::iter::once(0).chain(self.edits.iter().map(|e| e.source.end));
        let ends = self.edits.iter().map(|e| e.source.start).chain(std::iter::once(written.len()));
        let edits = self.edits.iter().map(Some).chain(std::iter::once(None));
        starts.zip(ends).zip(edits).flat_map(move |((at, until), edit)| {
            let changed =
                edit.map(|e| Piece { source: e.source.clone(), spoken: e.spoken.as_str(), class: Some(e.class) });
            [before(at, until), changed].into_iter().flatten()
        })
    }

    /// The spoken words in order, each with its source. `written` must be the text that was read.
    ///
    /// ```
    /// let written = "Costa 3 €, pare.";
    /// let spoken = altavoce::italian::speak(written);
    /// let words: Vec<_> = spoken.words(written).into_iter().map(|w| (w.spoken, &written[w.source])).collect();
    /// assert_eq!(words, [("Costa", "Costa"), ("tre", "3 €"), ("euro,", "3 €,"), ("pare.", "pare.")]);
    /// ```
    pub fn words<'a>(&'a self, written: &str) -> Vec<Word<'a>> {
        // where in the spoken text each piece begins and ends, and its source
        let mut bounds: Vec<(Range<usize>, Range<usize>, bool)> = Vec::new();
        let mut at = 0;
        for piece in self.pieces(written) {
            let end = at + piece.spoken.len();
            bounds.push((at..end, piece.source, piece.class.is_some()));
            at = end;
        }
        let mut first = 0;
        let mut words = Vec::new();
        let mut end = 0;
        for spoken in self.text.split_whitespace() {
            // only white space lies between the last word and this one, so the first find is the word itself
            let start = end + self.text[end..].find(spoken).unwrap_or(0);
            end = start + spoken.len();
            while bounds.get(first).is_some_and(|(said, ..)| said.end <= start) {
                first += 1;
            }
            let touched = bounds[first..].iter().take_while(|(said, ..)| said.start < end).filter(|b| !b.0.is_empty());
            let source = touched.fold(None::<Range<usize>>, |so_far, (said, source, changed)| {
                let part = if *changed {
                    source.clone()
                } else {
                    source.start + start.max(said.start) - said.start..source.start + end.min(said.end) - said.start
                };
                Some(so_far.map_or(part.clone(), |s| s.start.min(part.start)..s.end.max(part.end)))
            });
            words.extend(source.map(|source| Word { spoken, source }));
        }
        words
    }
}

/// A reading that could have been another.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Doubt {
    /// The bytes of the written text.
    pub source: Range<usize>,
    /// What is said.
    pub spoken: String,
    /// What is not known.
    pub why: &'static str,
}

/// Turns written Italian into the words an Italian would say. No digit, symbol or emoji is left.
///
/// ```
/// let spoken = altavoce::italian::speak("€490 milioni in 9 mesi");
/// assert_eq!(spoken.text, "quattrocentonovanta milioni di euro in nove mesi");
/// assert_eq!(spoken.edits[0].class, "money");
/// ```
pub fn speak(text: &str) -> Spoken {
    speak_with(Tables::builtin(), text)
}

/// [`speak`] with tables of one's own.
pub fn speak_with(tables: &Tables, text: &str) -> Spoken {
    let (mut spoken, mut open) = speak_once(tables, text);
    // what was changed may have made something readable of a neighbour that was not: 3ecc., sez. I
    for _ in 0..MOST_PASSES {
        if !open || spoken.edits.is_empty() {
            break;
        }
        let (again, open_again) = speak_once(tables, &spoken.text);
        if again.text == spoken.text {
            break;
        }
        spoken = again.behind(&spoken);
        open = open_again;
    }
    spoken
}

/// How many tokens around a change its words may matter to a neighbour.
const NEAR: usize = 8;
/// How often a text is read again at most. Two are enough for anything that a person wrote.
const MOST_PASSES: usize = 8;

/// One pass over the text, and whether another one could find more to read.
fn speak_once(tables: &Tables, text: &str) -> (Spoken, bool) {
    let Some(cleaned) = clean::clean(text, tables) else {
        return Speaker::new(text, tables).speak();
    };
    let (spoken, _) = Speaker::new(&cleaned.text, tables).speak();
    (cleaned.of_source(spoken), true)
}

impl Spoken {
    /// This reading of what another reading gave, as a reading of the other's source.
    fn behind(self, first: &Spoken) -> Spoken {
        let mut doubts = first.doubts.clone();
        let mut spoken = clean::Cleaned::by(first).of_source(self);
        doubts.append(&mut spoken.doubts);
        doubts.sort_by_key(|d| d.source.start);
        Spoken { doubts, ..spoken }
    }
}

/// The text being read, and what has been said of it.
struct Speaker<'a> {
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

impl<'a> Speaker<'a> {
    fn new(source: &'a str, tables: &'a Tables) -> Speaker<'a> {
        let room = source.len() + source.len() / 4;
        let spoken = Spoken {
            text: String::with_capacity(room),
            spaced: String::with_capacity(room),
            edits: Vec::new(),
            doubts: Vec::new(),
        };
        Speaker { text: Text::new(source, tables), spoken, copied: 0, open: false, undecided: 0, changed: 0 }
    }

    fn speak(mut self) -> (Spoken, bool) {
        let mut i = 0;
        while i < self.text.len() {
            let found = match self.text.kind(i) {
                Kind::Word => word::read(&self.text, i),
                Kind::Digits => Some(number::read(&self.text, i)),
                // an apostrophe behind words that were not written so would look like an accent or an elision
                Kind::Apostrophe
                    if self.ends_in_new_words(i) && (self.text.touches(i + 1) || !self.text.opens_quote_before(i)) =>
                {
                    let opening = if self.text.touches(i + 1) { " '" } else { "" };
                    Some(Match::new(i + 1, Reading::same(opening), "symbol"))
                }
                Kind::Symbol
                    if self.text.is(i, ".")
                        && self.text.touches(i + 1)
                        && (self.text.touched_before(i) || self.ends_in_new_words(i)) =>
                {
                    // a voice would read a dot inside a word
                    Some(Match::new(i + 1, Reading::same(". "), "punctuation"))
                }
                Kind::Symbol | Kind::Apostrophe => symbol::read(&self.text, i),
                Kind::Silent => Some(Match::new(i + 1, Reading::default(), "silent")),
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
        let Match { mut end, reading, class, doubt } = found;
        let mut spoken = reading;
        // words would run together; a dot between them would make an address of them
        let said = &self.spoken.text;
        let runs_on = said.strip_suffix('.').unwrap_or(said).ends_with(is_of_word);
        // "l' €": what stands behind a parted elision may have become a word that it belongs to
        let elision = said.trim_end_matches(' ');
        let apart = elision.len() < said.len() || spoken.is_empty();
        // itXYZ leaves a word of its own behind
        let begins_small = self.text.at(i).starts_with(char::is_lowercase) && class == "acronym";
        self.open |= !settles(class, &spoken.text) || begins_small;
        self.open |= apart && elision.ends_with(['\'', '’']);
        if spoken.is_empty() {
            // two spaces, or a space at the start of a line, would be left around nothing
            let at_start = self.spoken.text.is_empty() || self.spoken.text.ends_with([' ', '\n']);
            if at_start && self.text.kind(end) == Kind::Space {
                end += 1;
            } else if runs_on && self.text.touches(end) {
                self.open = true;
                spoken = Reading::same(" ");
            }
        } else {
            if spoken.text.starts_with(is_of_word) && runs_on {
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
                spoken.mark(" ");
            }
        }
        // a stroke that parts two words, a mark that stood between them, a unit's symbol that stands by itself now
        self.open |= spoken.text.trim().is_empty() && class == "symbol" || measure::is_left_in(&spoken.text);
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

/// Whether the words of a class stay what they are when they are read again: those of numbers do. A stop that slipped
/// makes an abbreviation where it belongs, and parts of a name can be anything on their own.
fn settles(class: &str, words: &str) -> bool {
    const SETTLED: [&str; 19] = [
        "cardinal",
        "decimal",
        "percent",
        "money",
        "date",
        "time",
        "unit",
        "range",
        "ordinal",
        "roman",
        "acronym",
        "letter",
        "accent",
        "score",
        "ratio",
        "number",
        "fraction",
        "legal",
        "abbreviation",
    ];
    SETTLED.contains(&class) && !words.split(' ').any(|word| word.chars().skip(1).any(char::is_uppercase))
}

/// Whether the character would run together with a letter beside it.
fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c)
}
