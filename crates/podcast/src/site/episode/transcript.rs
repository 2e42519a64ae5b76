//! What is said, as a page shows it: sentences in paragraphs, quotations and lists, and the times of their words.

use std::fmt::Write;

use serde::Serialize;

use crate::address::is_web;
use crate::blocks::{self, Block, BlockKind};
use crate::manifest::{Manifest, PassageMade};
use crate::site::fragment::{hundredths, moment};

/// Paragraphs of one kind.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BlockView {
    /// What it is.
    pub kind: BlockKind,
    /// Its paragraphs, each of sentences.
    pub paragraphs: Vec<Vec<SentenceView>>,
}

/// A sentence: a passage of the manifest.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SentenceView {
    /// When it starts, as behind `#t=`.
    pub start: String,
    /// As the author wrote it; its words stand between white space.
    pub text: String,
    /// The same in parts, where some of it is a link.
    pub parts: Vec<PartView>,
    /// Whether all of its words are a link's: then it has a sign to be played by.
    pub is_link: bool,
}

/// A part of a sentence.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PartView {
    /// Its text, with the white space around it.
    pub text: String,
    /// Where it leads, if it is a link.
    pub href: Option<String>,
    /// Whether it has words.
    pub speaks: bool,
}

/// A passage as its page shows it.
fn sentence(passage: &PassageMade) -> SentenceView {
    let text = &passage.text;
    let part = |text: &str, href: Option<&str>| PartView {
        text: text.to_string(),
        href: href.map(String::from),
        speaks: text.contains(char::is_alphanumeric),
    };
    let (mut parts, mut done) = (Vec::new(), 0);
    for link in passage.links.iter().filter(|link| is_web(&link.url)) {
        // A manifest may be edited: what does not fit its text is no link.
        let (Some(before), Some(words)) = (text.get(done..link.from), text.get(link.from..link.to)) else { continue };
        if words.trim().is_empty() {
            continue;
        }
        parts.extend((!before.is_empty()).then(|| part(before, None)));
        parts.push(part(words, Some(&link.url)));
        done = link.to;
    }
    if done > 0 {
        parts.extend(text.get(done..).filter(|rest| !rest.is_empty()).map(|rest| part(rest, None)));
    }
    let is_link = done > 0 && parts.iter().all(|p| p.href.is_some() || !p.speaks);
    SentenceView { start: moment(passage.start), text: text.clone(), parts, is_link }
}

/// The blocks of each chapter, as a page shows them.
pub fn by_chapter(manifest: &Manifest) -> Vec<Vec<BlockView>> {
    let paragraph = |passages: &Vec<&PassageMade>| passages.iter().map(|p| sentence(p)).collect();
    let view = |b: Block| BlockView { kind: b.kind, paragraphs: b.paragraphs.iter().map(paragraph).collect() };
    blocks::by_chapter(manifest).into_iter().map(|blocks| blocks.into_iter().map(view).collect()).collect()
}

/// The times as compact JSON: `[[30,412,0,35,61],…]`; see [`EpisodeView::times`](super::EpisodeView::times). Passages of
/// no chapter are left out here too, so that the n-th entry is the n-th sentence of the page.
pub fn times(manifest: &Manifest) -> String {
    let mut json = String::from("[");
    for passage in manifest.passages.iter().filter(|p| p.chapter < manifest.chapters.len()) {
        let start = hundredths(passage.start);
        if json.len() > 1 {
            json.push(',');
        }
        // Writing to a String cannot fail.
        let _ = write!(json, "[{start},{}", ((passage.end.max(0.0) * 100.0).round() as u64).max(start));
        // Only when there is a time for every word of the page.
        if passage.words.len() == passage.text.split_whitespace().count() {
            for word in &passage.words {
                let _ = write!(json, ",{}", hundredths(word.start).saturating_sub(start));
            }
        }
        json.push(']');
    }
    json.push(']');
    json
}
