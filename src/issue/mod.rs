//! An issue as its author wrote it: front matter, Markdown body, line numbers. Knows nothing of Italian.

use std::path::{Path, PathBuf};

use jiff::civil::Date;
use serde::Serialize;

use crate::error::Result;

/// One newsletter issue.
#[derive(Debug, Clone)]
pub struct Issue {
    /// Where it was read.
    pub path: PathBuf,
    /// What its front matter says, completed by what its text shows.
    pub meta: Meta,
    /// The Markdown behind the front matter.
    pub body: String,
    /// The line of the file, from 1, on which `body` begins.
    pub body_line: u32,
}

/// What is known of an issue. Every field of the front matter is optional; the rest comes from the text.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Meta {
    /// The title, without emoji and without a trailing issue number.
    pub title: String,
    /// The subtitle, if any.
    pub subtitle: Option<String>,
    /// The issue's number: `#22`, `numero 22`, `n. 22`.
    pub number: Option<u32>,
    /// The day of publication.
    pub date: Option<Date>,
    /// Who wrote it.
    pub author: Option<String>,
    /// One paragraph about it; the first paragraph when the front matter has none.
    pub description: Option<String>,
    /// The name of its folder and page: ASCII lower case, digits, hyphens; never empty.
    pub slug: String,
    /// The cover picture, relative to the issue's folder.
    pub cover: Option<PathBuf>,
    /// Free tags.
    pub tags: Vec<String>,
    /// The season of the show.
    pub season: Option<u32>,
}

impl Issue {
    /// Reads the issue at `path`.
    ///
    /// # Errors
    /// The author's: no such file, not UTF-8 (with the line), empty, front matter broken at a line.
    pub fn read(_path: &Path) -> Result<Issue> {
        Err(crate::error::Error::bug("not written"))
    }
}
