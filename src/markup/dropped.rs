//! What of an issue is not spoken.

use serde::Serialize;

use super::{Reason, control};

/// Something of the issue that is not spoken.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Dropped {
    /// Its line in the issue, from 1.
    pub line: u32,
    /// The thing itself, shortened.
    pub what: String,
    /// Why.
    pub reason: Reason,
    /// How many words a reader of the page sees in it.
    pub words: usize,
}

impl Dropped {
    /// How many words of the author are lost with it.
    pub fn lost(&self) -> usize {
        if self.reason.lost_in().is_some() { self.words } else { 0 }
    }

    /// Shortens `what` to one line, and counts as its words whatever in it has a letter or a digit.
    pub fn new(line: u32, what: &str, reason: Reason) -> Self {
        let words = what.split_whitespace().filter(|w| w.contains(char::is_alphanumeric)).count();
        Dropped::with_words(line, what, reason, words)
    }

    /// The same for a thing whose words a reader does not see, or not all of them: a tag, an address.
    pub fn with_words(line: u32, what: &str, reason: Reason, words: usize) -> Self {
        /// Enough to recognise the thing, in characters.
        const SHOWN: usize = 60;
        let what = control::marks::without(what);
        let one_line = what.split_whitespace().collect::<Vec<_>>().join(" ");
        let what = match one_line.char_indices().nth(SHOWN) {
            Some((at, _)) => format!("{}…", one_line[..at].trim_end()),
            None => one_line,
        };
        Dropped { line, what, reason, words }
    }
}
