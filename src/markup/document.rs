//! A Markdown text in lines, each with its number in the file, while it is edited.

use serde::Serialize;

use super::{Dropped, Markup, Reason};

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
        // Noncharacters are for a program's own use: they stand for what is masked.
        let bare = |text: &str| text.chars().filter(|c| !is_noncharacter(*c)).collect();
        let line = |(number, text): (u32, &str)| Line { number, text: bare(text) };
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
        Markup { text, lines, dropped: self.dropped, warnings: self.warnings, marks: Vec::new() }
    }

    /// For each line, whether it is code between fences, or a fence of code.
    pub fn code_lines(&self) -> Vec<bool> {
        code_lines(&self.lines)
    }

    /// Tells of something that is taken away, all of whose words a reader would see.
    pub fn drop(&mut self, line: u32, what: &str, reason: Reason) {
        self.dropped.push(Dropped::new(line, what, reason));
    }

    /// Edits what is no code, a stretch at a time: a paragraph, or, where `whole` says so, all lines up to the next code
    /// between fences. Only stretches in which one of `signs` stands are looked at.
    ///
    /// Inline code stands in a [`Stretch`] as a word of noncharacters. What `edit` returns must hold each line end of the
    /// stretch; [`NEW_LINE`] in it begins a line that the file does not have. `None` leaves the stretch as it is.
    pub fn edit_stretches(
        &mut self,
        whole: bool,
        signs: &[&str],
        mut edit: impl FnMut(&Stretch, &mut Vec<Dropped>) -> Option<String>,
    ) {
        let code = self.code_lines();
        let parts = |at: usize, line: &Line| code[at] || (!whole && line.text.trim().is_empty());
        let mut from = 0;
        let mut added = false;
        while from < self.lines.len() {
            if parts(from, &self.lines[from]) {
                from += 1;
                continue;
            }
            let length = self.lines[from..].iter().enumerate().take_while(|(n, line)| !parts(from + n, line)).count();
            let lines = &mut self.lines[from..from + length];
            from += length;
            if !lines.iter().any(|line| signs.iter().any(|sign| line.text.contains(sign))) {
                continue;
            }
            let (text, code) = masked(lines);
            let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
            let stretch = Stretch { text: &text, lines, starts };
            let Some(edited) = edit(&stretch, &mut self.dropped) else { continue };
            debug_assert_eq!(edited.matches('\n').count() + 1, lines.len(), "{edited:?}");
            for (line, text) in lines.iter_mut().zip(unmasked(&edited, &code).split('\n')) {
                added |= text.contains(NEW_LINE);
                line.text = text.to_string();
            }
        }
        if added {
            let parted =
                |line: &Line| line.text.split(NEW_LINE).map(|t| (line.number, t.to_string())).collect::<Vec<_>>();
            let lines = self.lines.iter().flat_map(parted);
            self.lines = lines.map(|(number, text)| Line { number, text }).collect();
        }
    }
}

/// Begins a line in an edited stretch that the file does not have; no body holds it.
pub const NEW_LINE: char = '\r';

/// Lines that follow each other, to be edited together.
#[derive(Debug)]
pub struct Stretch<'a> {
    /// They, with `\n` between them, each inline code a word of noncharacters.
    pub text: &'a str,
    lines: &'a [Line],
    /// Where each line begins in `text`, in bytes.
    starts: Vec<usize>,
}

impl Stretch<'_> {
    /// The line of the file on which the byte `at` of the text stands.
    pub fn line_at(&self, at: usize) -> u32 {
        let line = self.starts.partition_point(|start| *start <= at).saturating_sub(1);
        self.lines[line.min(self.lines.len() - 1)].number
    }
}

/// What stands around the number of an inline code, and its digits: noncharacters, which no text may hold.
const MASK: (char, char) = ('\u{FDEE}', '\u{FDEF}');
const DIGITS: u32 = 0xFDD0;

/// Whether `c` is one of the noncharacters that this stage uses.
pub fn is_noncharacter(c: char) -> bool {
    ('\u{FDD0}'..='\u{FDEF}').contains(&c)
}

/// Whether `c` ends what stands for inline code in a [`Stretch`].
pub fn ends_code(c: char) -> bool {
    c == MASK.1
}

/// Whether a line begins where `before` ends, but for white space.
pub fn begins_line(before: &str) -> bool {
    let bare = before.trim_end_matches([' ', '\t']);
    bare.is_empty() || bare.ends_with(['\n', NEW_LINE])
}

/// Whether a line ends where `behind` begins, but for white space.
pub fn ends_line(behind: &str) -> bool {
    let bare = behind.trim_start_matches([' ', '\t']);
    bare.is_empty() || bare.starts_with('\n')
}

/// Closes the gap between `out` and what is `behind`, from between which something was taken: no space before a mark, no
/// second space.
pub fn close_gap(out: &mut String, behind: &str) {
    let next = behind.chars().next();
    let closes = next.is_none_or(|c| c.is_whitespace() || matches!(c, ',' | '.' | ';' | ':' | '!' | '?' | ')'));
    if closes && !begins_line(out) {
        out.truncate(out.trim_end_matches(' ').len());
    }
}

/// Takes away the inline code that `text` ends with.
pub fn without_last_code(text: &mut String) {
    text.truncate(text.rfind(MASK.0).unwrap_or(text.len()));
}

/// Lines in one text, its inline codes masked, and these.
fn masked(lines: &[Line]) -> (String, Vec<String>) {
    let mut text = String::new();
    for (n, line) in lines.iter().enumerate() {
        if n > 0 {
            text.push('\n');
        }
        text.push_str(&line.text);
    }
    if !text.contains('`') {
        return (text, Vec::new());
    }
    let (mut out, mut code) = (String::with_capacity(text.len()), Vec::new());
    // A blank line ends a paragraph, and with it a code that is not closed.
    for (n, paragraph) in text.split("\n\n").enumerate() {
        out.push_str(if n > 0 { "\n\n" } else { "" });
        for (piece, is_code) in code_spans(paragraph) {
            if !is_code || piece.contains('\n') {
                out.push_str(piece);
                continue;
            }
            out.push(MASK.0);
            out.extend(digits(code.len() as u32));
            out.push(MASK.1);
            code.push(piece.to_string());
        }
    }
    (out, code)
}

/// The text with its inline codes again.
fn unmasked(text: &str, code: &[String]) -> String {
    if code.is_empty() {
        return text.to_string();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once(MASK.0) {
        out.push_str(before);
        let (number, after) = behind.split_once(MASK.1).unwrap_or((behind, ""));
        out.push_str(value(number).and_then(|n| code.get(n as usize)).map_or("", String::as_str));
        rest = after;
    }
    out.push_str(rest);
    out
}

/// A number in noncharacters.
pub fn digits(number: u32) -> impl Iterator<Item = char> {
    (0..5).rev().filter_map(move |place| char::from_u32(DIGITS + (number >> (4 * place)) % 16))
}

/// The number that noncharacters make; `None` if others are among them.
pub fn value(digits: &str) -> Option<u32> {
    digits.chars().try_fold(0, |n: u32, c| {
        let digit = u32::from(c).checked_sub(DIGITS).filter(|d| *d < 16)?;
        Some((n << 4) | digit)
    })
}

/// For each line, whether it is code between fences, or a fence of code.
pub fn code_lines(lines: &[Line]) -> Vec<bool> {
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
    lines.iter().map(&mut is_code).collect()
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

/// The text that a pass makes of `text`, for its tests.
#[cfg(test)]
pub fn edited(text: &str, pass: impl FnOnce(&mut Document)) -> String {
    let mut document = Document::new(text, 1);
    pass(&mut document);
    document.finish().text
}

/// The lines with words that a pass makes of `text`, parted by bars, for its tests.
#[cfg(test)]
pub fn edited_lines(text: &str, pass: impl FnOnce(&mut Document)) -> String {
    let text = edited(text, pass);
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    lines.join(" | ")
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
        let mut document = Document::new("a `a` a\n\na\n```\na\n```\na\u{FDD3}b", 1);
        let mut seen = Vec::new();
        document.edit_stretches(false, &["a"], |stretch, _| {
            seen.push(stretch.line_at(0));
            Some(stretch.text.replace('a', "b\rc"))
        });
        let markup = document.finish();
        assert_eq!(markup.text, "b\nc `a` b\nc\n\nb\nc\n```\na\n```\nb\ncb");
        assert_eq!(markup.lines.line_at(markup.text.len()), 7);
        assert_eq!(seen, [1, 3, 7]);
    }
}
