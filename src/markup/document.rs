//! A Markdown text in lines, each with its number in the file, while it is edited.

use serde::Serialize;

use super::{Dropped, Markup};

/// Something to tell the author that stops nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Warning {
    /// The line of the file, from 1.
    pub line: u32,
    /// One sentence.
    pub what: String,
}

/// The lines of the file on which the lines of a text stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineMap {
    /// Where each line of the text begins, in bytes; never empty, and the first is 0.
    starts: Vec<usize>,
    /// The line of the file, from 1, of each.
    numbers: Vec<u32>,
}

impl LineMap {
    /// The line of the file on which the byte `at` of the text stands.
    pub fn line_at(&self, at: usize) -> u32 {
        self.numbers[self.starts.partition_point(|start| *start <= at) - 1]
    }

    /// Where in the text the first line that stands on `line` of the file begins, in bytes.
    pub fn start_of(&self, line: u32) -> Option<usize> {
        let at = self.numbers.partition_point(|n| *n < line);
        self.numbers.get(at).filter(|n| **n == line).map(|_| self.starts[at])
    }

    /// The line of the file on which the text begins.
    pub fn first(&self) -> u32 {
        self.numbers[0]
    }
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its number in the file, from 1.
    pub number: u32,
    /// It, without the line end.
    pub text: String,
}

/// A text while it is edited: passes change, add and take away lines, and tell what is no longer there.
#[derive(Debug)]
pub struct Document {
    /// Its lines; their numbers never fall.
    pub lines: Vec<Line>,
    /// What was taken away.
    pub dropped: Vec<Dropped>,
    /// What the author should look at.
    pub warnings: Vec<Warning>,
}

impl Document {
    /// A text that begins on line `first` of a file.
    pub fn new(text: &str, first: u32) -> Document {
        let line = |(number, text): (u32, &str)| Line { number, text: text.to_string() };
        let lines = (first..).zip(text.split('\n')).map(line).collect();
        Document { lines, dropped: Vec::new(), warnings: Vec::new() }
    }

    /// The text, and where its lines stand.
    pub fn finish(self) -> Markup {
        let mut starts = Vec::with_capacity(self.lines.len());
        let mut text = String::new();
        for line in &self.lines {
            if !starts.is_empty() {
                text.push('\n');
            }
            starts.push(text.len());
            text.push_str(&line.text);
        }
        let numbers = self.lines.iter().map(|l| l.number).collect();
        let lines = LineMap { starts, numbers };
        Markup { text, lines, dropped: self.dropped, warnings: self.warnings }
    }

    /// For each line, whether it is code between fences, or a fence of code.
    pub fn code_lines(&self) -> Vec<bool> {
        let mut open: Option<(char, usize)> = None;
        let mut is_code = |line: &Line| {
            let bare = line.text.trim_start_matches([' ', '>', '\t']);
            let mark = bare.chars().next().filter(|c| matches!(c, '`' | '~'));
            let length = mark.map_or(0, |m| bare.chars().take_while(|c| *c == m).count());
            let rest = &bare[length..];
            match (open, mark) {
                (Some((fence, least)), Some(mark)) if mark == fence && length >= least && rest.trim().is_empty() => {
                    open = None;
                    true
                }
                (Some(_), _) => true,
                (None, Some(mark)) if length >= 3 && !(mark == '`' && rest.contains('`')) => {
                    open = Some((mark, length));
                    true
                }
                (None, _) => false,
            }
        };
        self.lines.iter().map(&mut is_code).collect()
    }

    /// Edits what of each line is no code: `edit` is given a stretch of a line without inline code, its line's number and
    /// where to tell what goes; it returns what stands in its place.
    pub fn edit_prose(&mut self, mut edit: impl FnMut(&str, u32, &mut Vec<Dropped>) -> String) {
        let code = self.code_lines();
        for (line, _) in self.lines.iter_mut().zip(code).filter(|(_, code)| !code) {
            let mut out = String::with_capacity(line.text.len());
            for (piece, is_code) in code_spans(&line.text) {
                if is_code {
                    out.push_str(piece);
                } else {
                    out.push_str(&edit(piece, line.number, &mut self.dropped));
                }
            }
            line.text = out;
        }
    }
}

/// A line in stretches, and whether each is inline code, its backticks with it.
pub fn code_spans(line: &str) -> Vec<(&str, bool)> {
    let mut spans = Vec::new();
    let mut rest = line;
    let mut from = 0;
    while let Some(at) = rest[from..].find('`').map(|at| at + from) {
        let length = rest[at..].len() - rest[at..].trim_start_matches('`').len();
        let mark = &rest[at..at + length];
        // the closing run has as many backticks, no more
        let mut look = at + length;
        let close = loop {
            let Some(found) = rest[look..].find(mark).map(|f| f + look) else { break None };
            let run = rest[found..].len() - rest[found..].trim_start_matches('`').len();
            if run == length {
                break Some(found + length);
            }
            look = found + run;
        };
        match close {
            Some(end) => {
                spans.push((&rest[..at], false));
                spans.push((&rest[at..end], true));
                rest = &rest[end..];
                from = 0;
            }
            None => from = at + length,
        }
    }
    spans.push((rest, false));
    spans.retain(|(piece, _)| !piece.is_empty());
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_comes_out_as_it_went_in() {
        for text in ["", "\n", "uno", "uno\n", "uno\n\ndue\n```\nx\n```\n"] {
            let markup = Document::new(text, 7).finish();
            assert_eq!(markup.text, text);
            let lines: Vec<_> = (0..=text.len()).map(|at| markup.lines.line_at(at)).collect();
            let want: Vec<_> = (0..=text.len()).map(|at| 7 + text[..at].matches('\n').count() as u32).collect();
            assert_eq!(lines, want, "{text:?}");
        }
    }

    #[test]
    fn lines_of_code() {
        let text = "a\n```rust\nb\n~~~\n```\nc\n~~~~\n~~~\n~~~~\n> ```\n> d\n> ```\n``` `e`\nf";
        let code = Document::new(text, 1).code_lines();
        let want = [0, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 0, 0].map(|n| n == 1);
        assert_eq!(code, want);
    }

    #[test]
    fn stretches_of_code() {
        let rows: [(&str, &[(&str, bool)]); 5] = [
            ("a `b` c", &[("a ", false), ("`b`", true), (" c", false)]),
            ("`` a ` b `` c", &[("`` a ` b ``", true), (" c", false)]),
            ("un solo ` qui", &[("un solo ` qui", false)]),
            ("`` due ` `x`", &[("`` due ", false), ("` `", true), ("x`", false)]),
            ("", &[]),
        ];
        let wrong: Vec<_> = rows.iter().filter(|(l, s)| code_spans(l) != *s).map(|(l, _)| code_spans(l)).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn only_prose_is_edited() {
        let mut document = Document::new("a `a` a\n```\na\n```\n", 1);
        document.edit_prose(|piece, _, _| piece.replace('a', "b"));
        assert_eq!(document.finish().text, "b `a` b\n```\na\n```\n");
    }
}
