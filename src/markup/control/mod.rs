//! What an author tells altavoce in the text: `<!-- altavoce: salta -->` … `<!-- altavoce: riprendi -->`, `pausa 2s`,
//! `voce nicola`, `capitolo "Titolo"`; and marks for pauses that other tools know. Skipped text goes; the other commands
//! stay in the text as marks, which the script obeys.

mod command;
pub mod marks;
mod sections;
mod vocabulary;

use std::path::Path;

use altavoce_base::error::{Error, Result};
use altavoce_base::tr;

use super::document::{Document, Line, close_gap, code_spans};
use super::{Dropped, Reason};
pub use command::{Command, LONGEST_PAUSE};
use command::{Found, Order};
pub use sections::without_sections;

/// A command that the script obeys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// The line of the file on which it stands, from 1.
    pub line: u32,
    /// What it says.
    pub command: Command,
}

/// Obeys the commands in a text.
///
/// # Errors
/// The author's, with the line: a command that is misspelt, that stands where it cannot be obeyed, or whose end is missing.
pub fn read(path: &Path, document: &mut Document) -> Result<Vec<Mark>> {
    let mut reader = Reader { path, marks: Vec::new(), skipping: None, lines: Vec::new(), dropped: Vec::new() };
    if !document.lines.iter().any(|line| command::may_hold(&line.text)) {
        return Ok(Vec::new());
    }
    let code = document.code_lines();
    for (line, is_code) in std::mem::take(&mut document.lines).into_iter().zip(code) {
        reader.line(line, is_code)?;
    }
    if let Some(skip) = &reader.skipping {
        let what = tr!("`salta` has no `riprendi` behind it").to_string();
        return Err(Error::author(what)
            .at(path, skip.line)
            .fix(tr!("write <!-- altavoce: riprendi --> where reading goes on")));
    }
    document.lines = reader.lines;
    document.dropped.extend(reader.dropped);
    Ok(reader.marks)
}

struct Reader<'a> {
    path: &'a Path,
    marks: Vec<Mark>,
    skipping: Option<Skip>,
    lines: Vec<Line>,
    dropped: Vec<Dropped>,
}

/// A stretch that the author skips.
struct Skip {
    line: u32,
    text: String,
}

impl Reader<'_> {
    fn line(&mut self, line: Line, is_code: bool) -> Result<()> {
        if is_code || !command::may_hold(&line.text) {
            if let Some(skip) = &mut self.skipping {
                skip.text.push(' ');
                skip.text.push_str(&line.text);
            }
            // a blank line still parts paragraphs
            if self.skipping.is_none() || line.text.trim().is_empty() {
                self.lines.push(line);
            }
            return Ok(());
        }
        let was_skipping = self.skipping.is_some();
        let (mut out, number) = (String::new(), line.number);
        for (piece, is_code) in code_spans(&line.text) {
            let mut rest = piece;
            while let Some(Found { at, length, order }) = command::find(rest).filter(|_| !is_code) {
                self.text(&rest[..at], &mut out);
                self.order(order, &rest[at..at + length], number, &mut out)?;
                rest = &rest[at + length..];
                close_gap(&mut out, rest);
            }
            self.text(rest, &mut out);
        }
        if !out.trim().is_empty() || !(was_skipping || self.skipping.is_some()) {
            self.lines.push(Line { number, text: out });
        }
        Ok(())
    }

    fn text(&mut self, text: &str, out: &mut String) {
        match &mut self.skipping {
            Some(skip) => {
                skip.text.push(' ');
                skip.text.push_str(text);
            }
            None => out.push_str(text),
        }
    }

    fn order(&mut self, order: Order, written: &str, line: u32, out: &mut String) -> Result<()> {
        let refuse = |what: String, fix: &str| Err(Error::author(what).at(self.path, line).fix(fix));
        match order {
            Order::Wrong { what, fix } => return refuse(what, &fix),
            Order::Silence => self.dropped.push(Dropped::with_words(line, written, Reason::SpeechMark, 0)),
            Order::Skip => {
                if let Some(skip) = &self.skipping {
                    let what = tr!("`salta`, and the one on line {line} has no `riprendi` yet", line = skip.line);
                    return refuse(what, tr!("write <!-- altavoce: riprendi --> between them, or take one out"));
                }
                self.skipping = Some(Skip { line, text: String::new() });
            }
            Order::Resume => match self.skipping.take() {
                Some(skip) => self.dropped.push(Dropped::new(skip.line, &skip.text, Reason::Skipped)),
                None => {
                    return refuse(
                        tr!("`riprendi` without a `salta` before it").into(),
                        tr!("take it out, or write the other"),
                    );
                }
            },
            Order::Mark(_) if self.skipping.is_some() => (),
            Order::Mark(command) => {
                let mark = marks::mark(self.marks.len());
                match &command {
                    Command::Chapter(_) => {
                        if !out.trim().is_empty() {
                            return refuse(
                                tr!("`capitolo` stands in a line with text").into(),
                                tr!("put it on a line of its own, before what the chapter begins with"),
                            );
                        }
                        self.lines.extend([String::new(), mark, String::new()].map(|text| Line { number: line, text }));
                    }
                    _ if out.trim().is_empty() || out.ends_with(' ') => out.push_str(&format!("{mark} ")),
                    _ => out.push_str(&format!(" {mark} ")),
                }
                self.marks.push(Mark { line, command });
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
