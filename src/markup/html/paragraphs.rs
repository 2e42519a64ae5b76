//! Tags inside the paragraphs, headings, items and cells of an issue.

use std::ops::Range;

use pulldown_cmark::{Event, Parser};

use super::inline::Inline;
use super::tags::{self, Piece};
use super::{joined, left_out, line_at, lines, replace};
use crate::markup::document::{Document, Line};
use crate::markup::spans::{is_inline, is_inline_end};
use crate::markup::{Dropped, MARKDOWN};

/// Resolves the tags inside of lines. Commands to altavoce and comments stay where they are.
pub fn read(document: &mut Document) {
    let (text, starts) = joined(document);
    let leaves = leaves(&text);
    if leaves.is_empty() {
        return;
    }
    let mut dropped = Vec::new();
    let mut out = String::with_capacity(text.len() + text.len() / 4);
    let mut done = 0;
    for leaf in &leaves {
        out.push_str(&lines::marked(&text[done..leaf.range.start], line_at(&starts, done)));
        out.push_str(&resolved(&text, leaf, &starts, &mut dropped));
        done = leaf.range.end;
    }
    out.push_str(&lines::marked(&text[done..], line_at(&starts, done)));
    let lines: Vec<Line> = lines::numbered(&out, 0);
    replace(document, lines, dropped);
}

/// A stretch of text that is one paragraph, heading, item or cell, and its tags.
struct Leaf {
    range: Range<usize>,
    tags: Vec<Range<usize>>,
}

/// The leaves that have tags.
fn leaves(text: &str) -> Vec<Leaf> {
    let mut leaves = Vec::new();
    let mut open: Option<Leaf> = None;
    for (event, range) in Parser::new_ext(text, MARKDOWN).into_offset_iter() {
        let is_inline = match &event {
            Event::Start(tag) => is_inline(tag),
            Event::End(end) => is_inline_end(end),
            Event::Html(_) | Event::Rule => false,
            _ => true,
        };
        if !is_inline {
            leaves.extend(open.take().filter(|leaf| !leaf.tags.is_empty()));
            continue;
        }
        let leaf = open.get_or_insert_with(|| Leaf { range: range.clone(), tags: Vec::new() });
        leaf.range.end = leaf.range.end.max(range.end);
        if let Event::InlineHtml(html) = event
            && !html.starts_with("<!--")
        {
            leaf.tags.push(range);
        }
    }
    leaves.extend(open.filter(|leaf| !leaf.tags.is_empty()));
    leaves
}

/// A leaf without its tags.
fn resolved(text: &str, leaf: &Leaf, starts: &[usize], dropped: &mut Vec<Dropped>) -> String {
    let mut pieces = Vec::with_capacity(leaf.tags.len() * 2 + 1);
    let mut at = leaf.range.start;
    let between = |range: Range<usize>| {
        let line = line_at(starts, range.start);
        Piece::Text(lines::marked(&text[range], line).into())
    };
    for range in &leaf.tags {
        if at < range.start {
            pieces.push(between(at..range.start));
        }
        match tags::tag(&text[range.clone()], line_at(starts, range.start)) {
            Some(tag) => pieces.push(Piece::Tag(tag)),
            // a declaration, an instruction to a program
            None => dropped.push(Dropped::with_words(
                line_at(starts, range.start),
                &text[range.clone()],
                crate::markup::Reason::Html,
                0,
            )),
        }
        at = range.end;
    }
    if at < leaf.range.end {
        pieces.push(between(at..leaf.range.end));
    }
    let pieces = left_out::take_out(pieces, dropped);
    without_blank_lines(&Inline::new(dropped).markdown(&pieces))
}

/// A paragraph's text without the lines of which nothing is left: they would end it.
fn without_blank_lines(text: &str) -> String {
    let bare = |line: &str| lines::unmarked(line).trim_start_matches(['>', ' ', '\t']).trim().is_empty();
    if !text.lines().any(bare) {
        return text.to_string();
    }
    let mut out = String::with_capacity(text.len());
    let mut kept = text.lines().filter(|line| !bare(line));
    let starts_blank = text.lines().next().is_some_and(bare);
    if let Some(first) = kept.next() {
        // what moves up to the first line stands behind that line's own start
        let moved = first.trim_start_matches(|c: char| c.is_whitespace() || c == '>' || lines::is_mark(c));
        out.push_str(if starts_blank { moved } else { first });
    }
    for line in kept {
        out.push('\n');
        out.push_str(line);
    }
    out
}
