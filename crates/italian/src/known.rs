//! What the table says of acronyms.

use super::letters::{english_letters, letters};
use super::tables::{Acronym, Tables};
use super::verbalization::Verbalization;

/// What the table says of an acronym.
#[derive(Debug, Clone, PartialEq)]
pub enum Known {
    /// It is a word and needs nothing.
    Word,
    /// It is said so.
    Said(Verbalization),
}

/// The table's word on an acronym, with an English plural s if it has one (`LLMs`).
pub fn known(tables: &Tables, written: &str) -> Option<Known> {
    let entry = tables.acronyms.get(written).map(|how| (how, written)).or_else(|| {
        let singular = written.strip_suffix('s').filter(|w| w.len() > 1 && w.chars().all(char::is_uppercase))?;
        tables.acronyms.get(singular).map(|how| (how, singular))
    });
    let (how, written) = entry?;
    Some(match how {
        Acronym::Word => Known::Word,
        Acronym::Letters => Known::Said(letters(written)),
        Acronym::English => Known::Said(english_letters(written)),
        Acronym::Said(text, spaced) => Known::Said(Verbalization::new(text, spaced)),
    })
}
