//! Markdown as people and their generators write it → plain Markdown: what this stage turns into words or takes away, the
//! stages behind it need not know. Each line knows the line of the file that it comes from.

pub mod control;
mod document;
mod dropped;
pub mod emoji;
mod generators;
mod headings;
pub mod html;
mod lines;
mod links;
pub mod pattern;
mod reason;
mod rules;
pub mod spans;
mod vocabulary;

use std::path::Path;

use altavoce_base::error::Result;
use pulldown_cmark::Options;

pub use document::{LineMap, Warning};
pub use dropped::Dropped;
pub use reason::Reason;

use document::Document;

/// The Markdown that newsletters use: CommonMark with tables, footnotes, strikethrough and task lists.
pub const MARKDOWN: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_GFM);

/// The body of an issue in plain Markdown.
#[derive(Debug, Clone)]
pub struct Markup {
    /// The Markdown; lines end with `\n`.
    pub text: String,
    /// The lines of the file on which its lines stand.
    pub lines: LineMap,
    /// What was taken away, in no order.
    pub dropped: Vec<Dropped>,
    /// What the author should look at.
    pub warnings: Vec<Warning>,
    /// The commands to the script, whose [`control::marks`] stand in `text`.
    pub marks: Vec<control::Mark>,
}

/// Reads `body`, which begins on line `first` of the file at `path`, without the sections that fit `skipped`: patterns of
/// headings, each with its line. A body without markup of any generator stays as it is, byte for byte.
///
/// # Errors
/// The author's, with the line: a command to altavoce that is misspelt.
pub fn read(path: &Path, body: &str, first: u32, skipped: &[(String, u32)]) -> Result<Markup> {
    let mut document = Document::new(body, first);
    let marks = control::read(path, &mut document)?;
    rules::mend(&mut document);
    headings::mend(&mut document);
    generators::read(path, &mut document);
    html::read(&mut document);
    control::without_sections(&mut document, skipped, &marks);
    links::mend(&mut document);
    lines::mend(&mut document);
    Ok(Markup { marks, ..document.finish() })
}
