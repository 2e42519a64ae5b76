//! Boxes whose every line is marked, by an indentation, by `>`, or by fences of code around them.

use super::*;

/// What is to be made of a box.
#[derive(Debug, Clone, PartialEq)]
pub enum Directive {
    /// Its text.
    Box,
    /// Code in a language.
    Code(String),
    /// Nothing.
    Nothing(Reason),
}

/// A box.
#[derive(Debug)]
pub struct Opening<'a> {
    pub directive: Directive,
    pub title: Option<String>,
    /// What stands before its mark.
    pub indent: &'a str,
    /// What marks the lines inside.
    inner: Inner,
    /// The line behind its last.
    pub end: usize,
}

#[derive(Debug, Clone, Copy)]
enum Inner {
    /// So many columns.
    Indented(usize),
    /// `>`.
    Quoted,
    /// Fences around them, the last line being one or not.
    Fenced { closed: bool },
}

impl Opening<'_> {
    /// The lines inside, as they are without the box.
    pub fn inside(&self, lines: &[Line], at: usize) -> Vec<Line> {
        let last = match self.inner {
            Inner::Fenced { closed: true } => self.end - 1,
            _ => self.end,
        };
        let mut inside: Vec<Line> = lines[at + 1..last.max(at + 1)].to_vec();
        for line in &mut inside {
            line.text = match self.inner {
                Inner::Indented(columns) => format!("{}{}", self.indent, dedented(&line.text, columns)),
                Inner::Quoted => {
                    let bare = line.text.trim_start().strip_prefix('>').unwrap_or(&line.text);
                    format!("{}{}", self.indent, bare.strip_prefix(' ').unwrap_or(bare))
                }
                Inner::Fenced { .. } => continue,
            };
            line.text.truncate(line.text.trim_end_matches(|c| c == ' ' && self.indent.len() > 3).len());
        }
        if !matches!(self.inner, Inner::Quoted) {
            // options: `:class: tip`
            let options = inside.iter().take_while(|line| is_option(&line.text)).count();
            inside.drain(..options);
        }
        inside
    }
}

/// `:name: value`
fn is_option(text: &str) -> bool {
    let inner = text.trim().strip_prefix(':').and_then(|t| t.split_once(':'));
    inner.is_some_and(|(name, behind)| {
        !name.is_empty()
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
            && (behind.is_empty() || behind.starts_with(' '))
    })
}

/// The columns that white space at the start of a text takes.
fn columns(text: &str) -> usize {
    text.chars().take_while(|c| matches!(c, ' ' | '\t')).map(|c| if c == '\t' { 4 } else { 1 }).sum()
}

/// Without the first `columns` of white space.
fn dedented(text: &str, columns: usize) -> &str {
    let mut taken = 0;
    let end = text.find(|c: char| {
        let stop = taken >= columns || !matches!(c, ' ' | '\t');
        taken += if c == '\t' { 4 } else { 1 };
        stop
    });
    &text[end.unwrap_or(text.len())..]
}

/// The box that opens on the line `at`.
pub fn at<'a>(lines: &'a [Line], code: &[bool], at: usize) -> Option<Opening<'a>> {
    let text = lines[at].text.as_str();
    let bare = text.trim_start_matches([' ', '\t']);
    let indent = &text[..text.len() - bare.len()];
    if code[at] {
        return on_fence(lines, at, indent, bare);
    }
    if bare.starts_with('>') {
        return callout(lines, at, indent, bare);
    }
    let (directive, title, sure) = match bare.strip_prefix(".. ") {
        Some(rest) => sphinx(rest)?,
        None => mkdocs(bare)?,
    };
    let outer = columns(indent);
    let first = lines[at + 1..].iter().find(|line| !line.text.trim().is_empty());
    let step = first.map_or(0, |line| columns(&line.text).saturating_sub(outer));
    let mut end = at + 1;
    if step >= 2 {
        let within = |line: &Line| line.text.trim().is_empty() || columns(&line.text) >= outer + step.min(4);
        end += lines[at + 1..].iter().take_while(|line| within(line)).count();
    } else if !sure {
        return None;
    }
    Some(Opening { directive, title, indent, inner: Inner::Indented(outer + step.min(4)), end })
}

/// `!!! note "Titolo"`, `??? note`, `=== "Scheda"`: what, its title, and whether it is one with nothing below it.
fn mkdocs(bare: &str) -> Option<(Directive, Option<String>, bool)> {
    let marks = ["!!!", "???+", "???", "===!", "===+", "==="];
    let (mark, rest) = marks.iter().find_map(|mark| Some((*mark, bare.strip_prefix(mark)?)))?;
    let rest = rest.trim();
    let quoted = rest.split_once('"').and_then(|(kind, title)| Some((kind, title.strip_suffix('"')?)));
    let (kind, title) = quoted.map_or((rest, None), |(kind, title)| (kind.trim(), Some(title.to_string())));
    let is_kind =
        |word: &str| word.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '|' | '.' | '{' | '}'));
    let fits = match mark.starts_with('=') {
        true => title.is_some() && kind.is_empty(),
        false => kind.starts_with(|c: char| c.is_alphabetic() || c == '{') && kind.split(' ').all(is_kind),
    };
    let sure = title.is_some();
    fits.then_some((Directive::Box, title.filter(|title| !title.trim().is_empty()), sure))
}

/// `.. note:: Titolo`
fn sphinx(rest: &str) -> Option<(Directive, Option<String>, bool)> {
    let (name, title) = rest.split_once("::")?;
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':' | '.');
    if name.is_empty() || !name.chars().all(is_name) || !(title.is_empty() || title.starts_with(' ')) {
        return None;
    }
    let title = Some(title.trim().to_string()).filter(|title| !title.is_empty());
    Some(match name.rsplit(':').next().unwrap_or(name) {
        "code" | "code-block" | "sourcecode" | "highlight" => (Directive::Code(title.unwrap_or_default()), None, true),
        "math" => (Directive::Code("math".into()), None, true),
        name if has(&VOCABULARY.boxes.kinds, name) => (Directive::Box, title, true),
        _ => (Directive::Nothing(Reason::Shortcode), None, true),
    })
}

/// `> [!INFO]- Titolo`, and the older `> **Note**` of GitHub.
fn callout<'a>(lines: &[Line], at: usize, indent: &'a str, bare: &str) -> Option<Opening<'a>> {
    let quotes = |line: &Line| line.text.trim_start().starts_with('>');
    if at > 0 && quotes(&lines[at - 1]) {
        return None;
    }
    let inner = bare.strip_prefix('>')?.trim();
    let (kind, title) = match inner.strip_prefix("[!").and_then(|rest| rest.split_once(']')) {
        Some((kind, title)) => (kind.split('|').next().unwrap_or(kind).trim(), title),
        None if matches!(inner, "**Note**" | "**Warning**") => ("note", ""),
        None => return None,
    };
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | ' ');
    if kind.is_empty() || !kind.chars().all(is_name) || title.starts_with(['(', '[']) {
        return None;
    }
    let title = title.trim_start_matches(['-', '+']).trim();
    let says_kind = has(&VOCABULARY.boxes.quotations, kind) && has(&VOCABULARY.boxes.quotation_titles, title);
    let title = Some(title.to_string()).filter(|title| !title.is_empty() && !says_kind);
    let end = at + 1 + lines[at + 1..].iter().take_while(|line| quotes(line)).count();
    Some(Opening { directive: Directive::Box, title, indent, inner: Inner::Quoted, end })
}

/// MyST's boxes on fences of code, code that a notebook runs, raw text for a format.
fn on_fence<'a>(lines: &[Line], at: usize, indent: &'a str, bare: &str) -> Option<Opening<'a>> {
    let info = bare.trim_start_matches(['`', '~']);
    let name = info.strip_prefix('{').and_then(|rest| rest.split_once('}'));
    let (directive, title) = match name {
        Some((name, title)) if has(&VOCABULARY.boxes.kinds, name) => (Directive::Box, Some(title.trim().to_string())),
        Some(("math", _)) => (Directive::Code("math".into()), None),
        Some((name, _)) if name.starts_with('=') => (Directive::Nothing(Reason::Html), None),
        Some(("toctree" | "contents" | "tableofcontents" | "bibliography" | "image", _)) => {
            (Directive::Nothing(Reason::Shortcode), None)
        }
        None if has(&VOCABULARY.boxes.queries, info.trim()) => (Directive::Nothing(Reason::Embed), None),
        _ => return None,
    };
    let end = end_of_code(lines, at);
    let mark = bare.chars().next().unwrap_or('`');
    let closed = end - at > 1 && lines[end - 1].text.trim().chars().all(|c| c == mark);
    let title = title.filter(|title| !title.is_empty());
    Some(Opening { directive, title, indent, inner: Inner::Fenced { closed }, end })
}

/// The line behind the fence that closes the code which opens on the line `at`.
pub fn end_of_code(lines: &[Line], at: usize) -> usize {
    let bare = |line: &Line| line.text.trim_start_matches([' ', '>', '\t']).to_string();
    let opening = bare(&lines[at]);
    let mark = opening.chars().next().unwrap_or('`');
    let length = opening.chars().take_while(|c| *c == mark).count();
    let closes = |line: &Line| {
        let text = bare(line);
        let run = text.chars().take_while(|c| *c == mark).count();
        run >= length && text.trim_end().chars().all(|c| c == mark)
    };
    lines[at + 1..].iter().position(closes).map_or(lines.len(), |found| at + 1 + found + 1)
}
