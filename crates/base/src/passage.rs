//! What a passage of an episode is, and what silence follows it: decided by the script, obeyed by the timeline, kept in the
//! manifest, shown by the pages.

use crate::mark;
use serde::{Deserialize, Serialize};

/// What a passage is; the voice, the pause and the transcript depend on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// The first words of the episode.
    Opening,
    /// A section heading turned into a sentence.
    Transition,
    /// A deeper heading, or the spoken title of a news item.
    Subtitle,
    /// Running text.
    Text,
    /// A block quotation: the quote voice.
    Quote,
    /// A list item.
    Item,
    /// A table row.
    Row,
    /// A sentence of ours about something that cannot be read: a code block, a picture.
    Notice,
    /// The last words of the episode.
    Closing,
}

/// The silence behind a passage; its length is the show's, unless the author said it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Pause {
    /// Between sentences.
    Sentence,
    /// Between paragraphs, list items, table rows.
    Paragraph,
    /// Behind a transition or a subtitle.
    Transition,
    /// Between chapters.
    Chapter,
    /// As long as the author said, in milliseconds.
    Told(u32),
}

/// Words of a passage that are a link in the issue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PassageLink {
    /// Where in the passage's text they begin, in bytes.
    pub from: usize,
    /// Where they end.
    pub to: usize,
    /// The web address that they lead to.
    pub url: String,
}

impl Pause {
    /// This silence, or, where the author said how long, that.
    pub fn or_told(self, by: Pause) -> Pause {
        if let Pause::Told(_) = by { by } else { self }
    }
}

impl Role {
    /// As JSON writes it; people are shown it in their language.
    pub fn name(self) -> &'static str {
        match self {
            Role::Opening => mark!("opening"),
            Role::Transition => mark!("transition"),
            Role::Subtitle => mark!("subtitle"),
            Role::Text => mark!("text"),
            Role::Quote => mark!("quote"),
            Role::Item => mark!("item"),
            Role::Row => mark!("row"),
            Role::Notice => mark!("notice"),
            Role::Closing => mark!("closing"),
        }
    }
}
