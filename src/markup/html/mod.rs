//! HTML in Markdown → Markdown: the blocks of it, then the tags inside of lines.

mod blocks;
pub mod convert;
pub mod dom;
mod formula;
mod inline;
mod issue_blocks;
pub mod left_out;
mod letters;
mod lines;
mod paragraphs;
mod table;
mod tags;

use super::Dropped;
use super::document::{Document, Line};

/// Turns the HTML of a text into Markdown. What of it is no text of the author goes, and is told.
pub fn read(document: &mut Document) {
    if document.lines.iter().any(|line| line.text.contains('<')) {
        issue_blocks::read(document);
        paragraphs::read(document);
    }
}

/// Puts `lines` and what was `dropped` into a document, both told by the places of the lines that it had, from 0.
fn replace(document: &mut Document, lines: Vec<Line>, dropped: Vec<Dropped>) {
    let number = |at: u32| {
        let last = document.lines.len().saturating_sub(1);
        document.lines.get((at as usize).min(last)).map_or(1, |line| line.number)
    };
    let lines = lines.into_iter().map(|line| Line { number: number(line.number), text: line.text }).collect();
    let dropped: Vec<_> = dropped.into_iter().map(|d| Dropped { line: number(d.line), ..d }).collect();
    document.lines = lines;
    document.dropped.extend(dropped);
}

/// The text of a document, and where each of its lines begins.
fn joined(document: &Document) -> (String, Vec<usize>) {
    let mut text = String::new();
    let mut starts = Vec::with_capacity(document.lines.len());
    for line in &document.lines {
        if !starts.is_empty() {
            text.push('\n');
        }
        starts.push(text.len());
        text.push_str(&line.text);
    }
    (text, starts)
}

/// The place of the line on which the byte `at` stands.
fn line_at(starts: &[usize], at: usize) -> u32 {
    (starts.partition_point(|start| *start <= at).max(1) - 1) as u32
}
