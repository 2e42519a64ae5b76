//! Boxes, tabs and columns: their marks go, what they hold is text, their titles are bold paragraphs. `:::` (Pandoc,
//! Quarto, Docusaurus, VuePress), `!!!`, `???` and `===` (MkDocs), `> [!INFO]` (Obsidian, GitHub), `{note}` on a fence of
//! code (MyST), `.. note::` (Sphinx, Nikola).

mod fences;
mod openings;

use super::document::{Document, Line, code_lines};
use super::vocabulary::{VOCABULARY, has};
use super::{Dropped, Reason};
use openings::{Directive, Opening};

/// Boxes nested deeper than this stay as they are written: no author does so.
const DEEPEST: usize = 12;

/// Turns boxes into what they hold.
pub fn read(document: &mut Document) {
    let lines = std::mem::take(&mut document.lines);
    let lines = fences::without_fences(lines, &mut document.dropped);
    document.lines = without_boxes(lines, 0, &mut document.dropped);
}

/// Whether a line may open a box whose lines are all marked.
fn may_open(line: &str) -> bool {
    let bare = line.trim_start_matches([' ', '\t']);
    ["!!!", "???", "===", ">", "```", "~~~", ".. "].iter().any(|mark| bare.starts_with(mark))
}

fn without_boxes(lines: Vec<Line>, depth: usize, dropped: &mut Vec<Dropped>) -> Vec<Line> {
    if depth > DEEPEST || !lines.iter().any(|line| may_open(&line.text)) {
        return lines;
    }
    let code = code_lines(&lines);
    let mut out: Vec<Line> = Vec::with_capacity(lines.len());
    let mut at = 0;
    while at < lines.len() {
        let opening = may_open(&lines[at].text).then(|| openings::at(&lines, &code, at)).flatten();
        let Some(opening) = opening else {
            // a fence and its code are one
            let end = if code[at] { openings::end_of_code(&lines, at) } else { at + 1 };
            out.extend_from_slice(&lines[at..end]);
            at = end;
            continue;
        };
        let number = lines[at].number;
        let (inside, end) = (opening.inside(&lines, at), opening.end);
        match opening {
            Opening { directive: Directive::Box, title, .. } => {
                open(&mut out, title.as_deref(), &lines[at], opening.indent, dropped);
                out.extend(without_boxes(inside, depth + 1, dropped));
                out.push(Line { number: lines[end - 1].number, text: String::new() });
            }
            Opening { directive: Directive::Code(language), .. } => {
                out.push(Line { number, text: format!("{}``````{language}", opening.indent) });
                out.extend(inside);
                out.push(Line { number: lines[end - 1].number, text: format!("{}``````", opening.indent) });
            }
            Opening { directive: Directive::Nothing(reason), .. } => {
                let text: Vec<&str> = lines[at..end].iter().map(|line| line.text.as_str()).collect();
                dropped.push(Dropped::with_words(number, &text.join(" "), reason, 0));
                out.push(Line { number, text: String::new() });
            }
        }
        at = end;
    }
    out
}

/// The mark of a box gone: a blank line, or its title between two.
fn open(out: &mut Vec<Line>, title: Option<&str>, mark: &Line, indent: &str, dropped: &mut Vec<Dropped>) {
    let line = |text: String| Line { number: mark.number, text };
    dropped.push(Dropped::with_words(mark.number, mark.text.trim(), Reason::BoxMark, 0));
    out.push(line(String::new()));
    if let Some(title) = title.map(str::trim).filter(|title| title.contains(char::is_alphanumeric)) {
        out.push(line(format!("{indent}{}", bold(title))));
        out.push(line(String::new()));
    }
}

/// A title as a paragraph of its own.
pub fn bold(title: &str) -> String {
    let title = title.trim_matches('*').trim();
    if title.contains(['*', '_', '`']) { title.to_string() } else { format!("**{title}**") }
}

#[cfg(test)]
mod tests;
