//! The markup of generators, services and notebooks: each pass takes one family of it away, or puts words in its place,
//! and tells what goes.

mod attributes;
mod boxes;
mod bracketed;
mod citations;
mod components;
mod contents;
mod emoji_codes;
mod fields;
mod formulas;
mod mdx;
mod pandoc;
mod shortcodes;
mod vocabulary;
mod wiki;

use std::path::Path;

use super::document::{self, Document};
use super::{Dropped, Reason};

/// Turns the markup of generators into plain Markdown.
///
/// The order matters: braces are a formula's before they are a tag's, and a tag's before they are attributes'; a tag may
/// stand in whatever the passes below it read.
pub fn read(path: &Path, document: &mut Document) {
    formulas::read(document);
    mdx::read(path, document);
    shortcodes::read(document);
    bracketed::read(document);
    fields::read(document);
    components::read(document);
    boxes::read(document);
    contents::read(document);
    wiki::read(document);
    attributes::read(document);
    citations::read(document);
    pandoc::read(document);
    emoji_codes::read(document);
}
