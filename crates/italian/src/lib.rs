#![doc = include_str!("../README.md")]
//!
//! ## How it works
//!
//! A text goes through three steps. `tokenize` cuts it into tokens that cover it without gap, once. At each token, the
//! recognisers of its kind are asked in a fixed order, most specific first (address, legal reference, date, time,
//! money, measure, code, phone, range, fraction, ordinal, cardinal), and the first that answers takes as many tokens as
//! it needs. What it found is verbalised twice, in ordinary spelling and spaced for a phonemiser. Whatever nobody
//! claims and is not plain text is spelt or left out, so that no digit, symbol or emoji is left.
//!
//! [`sentences`] cuts a paragraph into sentences by the same recognisers and tables, for those who read one at a time.
//!
//! What is known of words lies in tables under `data/`, compiled in; see [`Tables`].

pub mod sentence;

mod abbreviation;
mod acronym;
mod address;
mod angle;
mod calendar;
mod cardinal;
mod class;
mod clean;
mod code;
mod context;
mod date;
mod digits;
mod dotted;
mod duration;
mod emoticon;
mod fraction;
mod grammar;
mod headline;
mod keyboard;
mod known;
mod legal;
mod letters;
mod lists;
mod markup;
mod measure;
mod money;
mod numeral;
mod one;
mod operation;
mod ordinal;
mod ordinal_mark;
mod pair;
mod phone;
mod power;
mod pronounceable;
mod roman;
mod spaced;
mod spoken;
mod symbol;
mod tables;
mod text;
mod time;
mod tokenize;
mod unit;
mod verbalization;
mod verbalizer;
mod word;

pub use calendar::{month_name, month_number, weekday_number};
pub use cardinal::{Gender, NAMED_DIGITS, cardinal, cardinal_of, digit_by_digit};
pub use class::{Ambiguity, Class};
pub use letters::{english_letters, letters};
pub use ordinal::ordinal;
pub use sentence::{sentences, sentences_with};
pub use spoken::{Doubt, Edit, Piece, Spoken, SpokenWord};
pub use tables::{TableError, Tables};
pub use verbalization::Verbalization;

use verbalizer::{Verbalizer, is_of_word};

/// Turns written Italian into the words an Italian would say. No digit, symbol or emoji is left.
///
/// ```
/// let spoken = altavoce_italian::verbalize("€490 milioni in 9 mesi");
/// assert_eq!(spoken.text, "quattrocentonovanta milioni di euro in nove mesi");
/// assert_eq!(spoken.edits[0].class, altavoce_italian::Class::Money);
/// ```
pub fn verbalize(text: &str) -> Spoken {
    verbalize_with(Tables::builtin(), text)
}

/// [`verbalize`] with tables of one's own.
///
/// ```
/// use altavoce_italian::{Tables, verbalize_with};
///
/// let mut tables = Tables::builtin().clone();
/// tables.add_row("acronyms", &["XYZ", "word"])?;
/// assert_eq!(verbalize_with(&tables, "l'XYZ").text, "l'XYZ");
/// # Ok::<(), altavoce_italian::TableError>(())
/// ```
pub fn verbalize_with(tables: &Tables, text: &str) -> Spoken {
    let (mut spoken, mut open) = one_pass(tables, text);
    // what was changed may have made something readable of a neighbour that was not: 3ecc., sez. I
    for _ in 0..MOST_PASSES {
        if !open || spoken.edits.is_empty() {
            break;
        }
        let (again, open_again) = one_pass(tables, &spoken.text);
        if again.text == spoken.text {
            break;
        }
        spoken = again.behind(&spoken);
        open = open_again;
    }
    spoken
}

/// How often a text is read again at most. Two are enough for anything that a person wrote.
const MOST_PASSES: usize = 8;

/// One pass over the text, and whether another one could find more to read.
fn one_pass(tables: &Tables, text: &str) -> (Spoken, bool) {
    let Some(cleaned) = clean::clean(text, tables) else {
        return Verbalizer::new(text, tables).verbalize();
    };
    let (spoken, _) = Verbalizer::new(&cleaned.text, tables).verbalize();
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

#[cfg(test)]
mod tests {
    use super::text::looks;

    #[test]
    fn work_grows_with_length_only() {
        // a line that every recogniser wants to look far ahead in
        let baits = "a.|1.|1-|a-1|@a|#a_|1/|AI |XX e |'90 |l'|0 |www.|[|~|a'|art. 5, |a.b@c.|1.2.3.4.|ore 8, ";
        for bait in baits.split('|') {
            let work = |times: usize| looks::of(|| drop(super::verbalize(&bait.repeat(times))));
            let (short, long) = (work(1_000), work(8_000));
            assert!(long < short * 10, "{bait:?}: {short} looks at tokens, in eight times the text {long}");
            let work = |times: usize| looks::of(|| drop(super::sentences(&bait.repeat(times))));
            let (short, long) = (work(1_000), work(8_000));
            assert!(long <= short * 10, "{bait:?}: {short} looks for sentences, in eight times the text {long}");
        }
    }
}
