//! The paragraphs of an issue's file, and which sentences and which left-out things stand in each.

use std::ops::{Range, RangeInclusive};

use super::desk::OpenIssue;
use super::script::is_ours;
use crate::narration::SpokenPassage;
use crate::script::{Dropped, Role};

/// Lines of the file, from 1, both ends among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lines {
    /// The first.
    pub start: u32,
    /// The last.
    pub end: u32,
}

/// What a paragraph is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Running text.
    Text,
    /// List items.
    List,
    /// A quotation.
    Quote,
    /// A heading or a title.
    Heading,
    /// Rows of a table.
    Table,
    /// Words that are not the author's.
    Ours,
}

impl Kind {
    fn of(role: Role) -> Kind {
        match role {
            Role::Item => Kind::List,
            Role::Quote => Kind::Quote,
            Role::Subtitle => Kind::Heading,
            Role::Row => Kind::Table,
            _ if is_ours(role) => Kind::Ours,
            _ => Kind::Text,
        }
    }

    /// As the page knows it.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Text => "text",
            Kind::List => "list",
            Kind::Quote => "quote",
            Kind::Heading => "heading",
            Kind::Table => "table",
            Kind::Ours => "ours",
        }
    }
}

/// Sentences of one paragraph; or what is left out there.
pub struct Paragraph<'a> {
    /// Where it stands in the file.
    pub lines: Lines,
    /// What it is.
    pub kind: Kind,
    /// The numbers of its sentences among all.
    pub sentences: Range<usize>,
    /// Its sentences.
    pub passages: Vec<&'a SpokenPassage>,
    /// What is left out, if it is that.
    pub dropped: Vec<&'a Dropped>,
}

/// A file in lines, and its paragraphs by chapter, in the order of reading.
pub struct Paragraphs<'a> {
    lines: Vec<&'a str>,
    /// The paragraphs of each chapter.
    pub chapters: Vec<Vec<Paragraph<'a>>>,
}

impl<'a> Paragraphs<'a> {
    /// Those of an issue.
    pub fn of(open: &'a OpenIssue) -> Paragraphs<'a> {
        let lines: Vec<&str> = open.text.lines().collect();
        let mut chapters = Vec::with_capacity(open.narration.chapters.len());
        let mut n = 0;
        for chapter in &open.narration.chapters {
            let mut paragraphs: Vec<Paragraph> = Vec::new();
            for passage in &chapter.passages {
                let kind = Kind::of(passage.written.role);
                let last = passage.written.line_at(passage.written.text.len());
                let place = if kind == Kind::Ours {
                    Lines { start: passage.written.line, end: passage.written.line }
                } else {
                    block(&lines, passage.written.line..=last)
                };
                match paragraphs.last_mut().filter(|p| p.lines == place && p.kind == kind) {
                    Some(paragraph) => {
                        paragraph.passages.push(passage);
                        paragraph.sentences.end = n + 1;
                    }
                    None => paragraphs.push(Paragraph {
                        lines: place,
                        kind,
                        sentences: n..n + 1,
                        passages: vec![passage],
                        dropped: Vec::new(),
                    }),
                }
                n += 1;
            }
            chapters.push(paragraphs);
        }
        let mut all = Paragraphs { lines, chapters };
        for dropped in &open.narration.dropped {
            all.leave_out(dropped);
        }
        all
    }

    /// The text of lines of the file, without the last line end.
    pub fn text(&self, lines: &Lines) -> String {
        let from = (lines.start as usize).saturating_sub(1).min(self.lines.len());
        let to = (lines.end as usize).clamp(from, self.lines.len());
        self.lines[from..to].join("\n")
    }

    /// A line of the file, if it is a heading.
    pub fn heading(&self, line: u32) -> Option<&'a str> {
        let text = *self.lines.get((line as usize).checked_sub(1)?)?;
        text.trim_start().starts_with('#').then_some(text)
    }

    /// Puts what is left out behind the paragraph in or behind which it stands.
    fn leave_out(&mut self, dropped: &'a Dropped) {
        let line = dropped.line;
        let before = |p: &Paragraph| p.kind != Kind::Ours && p.lines.start <= line;
        let places = self.chapters.iter().enumerate().flat_map(|(c, paragraphs)| {
            paragraphs.iter().enumerate().filter(|(_, p)| before(p)).map(move |(n, p)| (p.lines.start, c, n))
        });
        // of those on the same line, the one that is read last
        let (chapter, at) = places.max().map_or((0, 0), |(_, chapter, n)| (chapter, n + 1));
        let Some(paragraphs) = self.chapters.get_mut(chapter) else { return };
        match paragraphs.get_mut(at.wrapping_sub(1)).filter(|p| !p.dropped.is_empty()) {
            Some(behind) => {
                behind.lines.end = behind.lines.end.max(line);
                behind.dropped.push(dropped);
            }
            None => {
                let n = paragraphs.get(at.saturating_sub(1)).map_or(0, |p| p.sentences.end);
                let lines = Lines { start: line, end: line };
                let paragraph = Paragraph {
                    lines,
                    kind: Kind::Text,
                    sentences: n..n,
                    passages: Vec::new(),
                    dropped: vec![dropped],
                };
                paragraphs.insert(at, paragraph);
            }
        }
    }
}

/// The lines around some of them, up to the next blank one on either side.
fn block(lines: &[&str], around: RangeInclusive<u32>) -> Lines {
    let blank =
        |line: u32| (line as usize).checked_sub(1).and_then(|at| lines.get(at)).is_none_or(|l| l.trim().is_empty());
    let (mut start, mut end) = (*around.start(), *around.end());
    while !blank(start.saturating_sub(1)) && !is_edge(lines[start as usize - 2]) {
        start -= 1;
    }
    while !blank(end + 1) && !is_edge(lines[end as usize]) {
        end += 1;
    }
    Lines { start, end }
}

/// Whether a line is of no paragraph: a heading, the edge of the front matter.
fn is_edge(line: &str) -> bool {
    let line = line.trim();
    line.starts_with('#') || matches!(line, "---" | "+++")
}
