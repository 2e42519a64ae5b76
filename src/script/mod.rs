//! What is to be said: chapters of passages. Emoji gone, headings turned into transitions; numbers still as written.

mod addresses;
mod blocks;
pub(crate) mod buttons;
mod chapters;
mod clean;
mod credits;
mod furniture;
mod headings;
mod images;
pub(crate) mod inline;
mod links;
mod model;
mod notes;
mod opening;
mod passages;
mod sentences;
mod settings;
mod tables;
mod templates;
mod transitions;
mod vocabulary;

use serde::Serialize;

pub use crate::markup::{Dropped, Reason};
pub use altavoce_base::passage::{PassageLink, Pause, Role};
pub use chapters::write;
pub use opening::{disclosure, show_disclosure};
pub use settings::{Pauses, ScriptSettings};
pub(crate) use templates::{check_pattern, fitting};

/// The whole script of an episode.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Script {
    /// In the order of speaking; never empty, and no chapter is empty.
    pub chapters: Vec<Chapter>,
    /// What of the issue is not spoken, and why.
    pub dropped: Vec<Dropped>,
}

/// One chapter: a marker in the episode.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Chapter {
    /// The marker: the heading as written, clean of emoji and markup; at most 127 bytes.
    pub title: String,
    /// The line of the issue, from 1, where it begins.
    pub line: u32,
    /// The address of a picture in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    /// Where its heading leads, or all the links that stand in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// What is spoken.
    pub passages: Vec<Passage>,
}

/// One stretch of speech, a sentence as a rule (or two or three short ones together), in the author's spelling.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Passage {
    /// The words as written, without markup and emoji; numbers and abbreviations still as the author wrote them.
    pub text: String,
    /// What it is.
    pub role: Role,
    /// The silence behind it.
    pub pause: Pause,
    /// The line of the issue, from 1; for the opening and closing the line of what they speak of.
    pub line: u32,
    /// The voice that the author told to read it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub voice: Option<String>,
    /// Where in `text` further lines of the issue begin, in bytes; see [`Passage::line_at`].
    #[serde(skip)]
    pub breaks: Vec<usize>,
    /// What of `text` is a link in the issue, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<PassageLink>,
}

impl Passage {
    /// Words of ours, or of one line.
    fn new(text: String, role: Role, pause: Pause, line: u32) -> Self {
        Passage { text, role, pause, line, voice: None, breaks: Vec::new(), links: Vec::new() }
    }

    /// The line of the issue on which the byte `at` of the text stands.
    pub fn line_at(&self, at: usize) -> u32 {
        self.line + self.breaks.partition_point(|b| *b <= at) as u32
    }
}
