//! Written Italian to spoken Italian: numbers, money, dates, abbreviations, acronyms. Pure: no disk, no Markdown.
//!
//! A text goes through three steps. [`scan`] cuts it into tokens that cover it without gap, once. At each token, the
//! recognisers of its kind are asked in a fixed order, most specific first (address, legal reference, date, time,
//! money, measure, code, phone, range, fraction, ordinal, cardinal), and the first that answers takes as many tokens as
//! it needs. What it found is verbalised twice, in ordinary spelling and spaced for a phonemiser. Whatever nobody
//! claims and is not plain text is spelt or left out, so that no digit, symbol or emoji is left.
//!
//! What is known of words lies in tables under `data/`, compiled in; see [`Tables`].

pub mod cardinal;
pub mod ordinal;
pub mod reading;
pub mod scan;
pub mod tables;

mod abbreviation;
mod acronym;
mod address;
mod angle;
mod clean;
mod code;
mod date;
mod dotted;
mod duration;
mod emoticon;
mod fraction;
mod grammar;
mod headline;
mod known;
mod legal;
mod letters;
mod markup;
mod measure;
mod money;
mod number;
mod numeral;
mod one;
mod operation;
mod ordinal_mark;
mod phone;
mod place;
mod power;
mod pronounceable;
mod roman;
mod speaker;
mod spoken;
mod symbol;
mod text;
mod time;
mod unit;
mod word;

pub use spoken::{Doubt, Edit, Piece, Spoken, Word};
pub use tables::Tables;

use speaker::{Speaker, is_of_word};

/// Turns written Italian into the words an Italian would say. No digit, symbol or emoji is left.
///
/// ```
/// let spoken = altavoce_italian::speak("€490 milioni in 9 mesi");
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
