//! Sections that the front matter leaves out, by their headings.

use std::collections::BTreeMap;

use altavoce_base::tr;
use pulldown_cmark::{Event, Parser};

use super::super::document::{Document, Line, Warning};
use super::super::pattern;
use super::super::{Dropped, MARKDOWN, Reason};
use super::{Command, Mark, marks};

/// Takes away the sections whose headings fit one of `skipped`, patterns that stand on a line each; one that fits none is
/// warned of. A chapter that the author told ends a section too.
pub fn without_sections(document: &mut Document, skipped: &[(String, u32)], marks: &[Mark]) {
    if skipped.is_empty() {
        return;
    }
    let patterns: BTreeMap<String, u32> = skipped.iter().cloned().collect();
    let mut unused: Vec<&String> = patterns.keys().collect();
    let code = document.code_lines();
    let mut skipping: Option<(u8, u32, String)> = None;
    let mut kept: Vec<Line> = Vec::with_capacity(document.lines.len());
    let mut dropped = Vec::new();
    let mut close = |skip: Option<(u8, u32, String)>| {
        dropped.extend(skip.map(|(_, line, text)| Dropped::new(line, &text, Reason::Skipped)));
    };
    for (at, line) in document.lines.iter().enumerate() {
        let heading = if code[at] { None } else { heading(&document.lines, at) };
        if begins_chapter(&line.text, marks) {
            close(skipping.take());
        }
        if let Some((level, title)) = heading {
            if skipping.as_ref().is_some_and(|(outer, ..)| level <= *outer) {
                close(skipping.take());
            }
            let fits = patterns.keys().find(|pattern| pattern::fits(&title, pattern));
            if let Some(fits) = fits {
                unused.retain(|name| *name != fits);
                skipping.get_or_insert((level, line.number, String::new()));
            }
        }
        match &mut skipping {
            Some((.., text)) => {
                text.push_str(&line.text);
                text.push(' ');
            }
            None => kept.push(line.clone()),
        }
    }
    close(skipping);
    for name in unused {
        let what = tr!("`{name}` is to be skipped, and no heading of the issue is called that");
        document.warnings.push(Warning { line: patterns[name], what });
    }
    document.dropped.extend(dropped);
    if kept.is_empty() {
        kept.extend(document.lines.first().map(|line| Line { number: line.number, text: String::new() }));
    }
    document.lines = kept;
}

/// Whether a line is the mark of a chapter.
fn begins_chapter(line: &str, marks: &[Mark]) -> bool {
    let number = marks::parts(line.trim()).first().and_then(|part| part.as_mark());
    number.and_then(|number| marks.get(number)).is_some_and(|mark| matches!(mark.command, Command::Chapter(_)))
}

/// The level and the words of the heading that begins on the line `at`.
fn heading(lines: &[Line], at: usize) -> Option<(u8, String)> {
    let text = lines[at].text.trim_end();
    let bare = text.trim_start_matches('#');
    let level = text.len() - bare.len();
    if (1..=6).contains(&level) && (bare.starts_with(' ') || bare.is_empty()) {
        return Some((level as u8, plain(bare.trim().trim_end_matches('#'))));
    }
    let below = lines.get(at + 1)?.text.trim();
    let underlined = |c: char| below.len() > 1 && below.chars().all(|b| b == c);
    let level = if underlined('=') {
        1
    } else if underlined('-') {
        2
    } else {
        return None;
    };
    let above = at.checked_sub(1).is_none_or(|above| lines[above].text.trim().is_empty());
    (above && text.contains(char::is_alphanumeric) && !text.starts_with([' ', '>', '-', '*', '|']))
        .then(|| (level, plain(text)))
}

/// The words of a piece of Markdown, without what stands around them.
fn plain(markdown: &str) -> String {
    let words = Parser::new_ext(markdown, MARKDOWN).filter_map(|event| match event {
        Event::Text(text) | Event::Code(text) => Some(text.to_string()),
        _ => None,
    });
    super::super::emoji::without(&words.collect::<String>())
}
