//! YAML between lines of three dashes, as most generators write it.

use std::borrow::Cow;
use std::collections::HashMap;
use std::path::Path;

use altavoce_base::error::{Error, Result};
use altavoce_base::tr;
use granit_parser::{Event, Parser, ScalarStyle};

use super::{Field, Head, LONGEST_SHOWN, Value, fence, is_ours, template};

/// Lists in lists and maps in maps that a person would write.
const DEEPEST: usize = 32;

/// What stops the reading of a block.
#[derive(Debug)]
struct Fault {
    /// The line of the block, from 1.
    line: usize,
    what: String,
}

/// The block at the top of `text`, whose first line is the file's line `line`.
///
/// A `---` at the top may be a thematic break: it opens front matter only if it is closed and what lies between is
/// nothing or begins like `key:`. Left open with a key of ours below, it is an error.
pub fn read<'a>(path: &Path, text: &'a str, line: u32) -> Result<Option<Head<'a>>> {
    let Some((_, rest)) = text.split_once('\n').filter(|(first, _)| first.trim_end() == "---") else { return Ok(None) };
    let content = |block: &'a str| block.lines().map(str::trim_end).find(|l| !l.is_empty() && !l.starts_with('#'));
    let Some(found) = fence(text, line, &["---", "..."]) else {
        return match content(rest).and_then(key) {
            Some(k) if is_ours(k) => Err(Error::author(tr!("the front matter is never closed"))
                .at(path, line)
                .fix(tr!("add a line of three dashes below its last key"))),
            _ => Ok(None),
        };
    };
    let opens = match content(found.inside) {
        None => found.inside.lines().all(|l| l.trim().is_empty()),
        Some(first) => key(first).is_some() || found.inside.lines().filter_map(key).any(is_ours),
    };
    if !opens {
        return Ok(None);
    }
    let block = quote_templates(found.inside);
    let mut fields = fields(&block).map_err(|fault| refuse(path, found.inside, line, &fault))?;
    fields.iter_mut().for_each(|field| field.line += line);
    Ok(Some(Head { fields, body: found.body, body_line: found.body_line }))
}

/// The key that a line without indentation begins with.
fn key(line: &str) -> Option<&str> {
    let (key, rest) = line.split_once(':')?;
    let key = key.trim_end().trim_matches(['"', '\'']);
    let is_word = key.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-') && !key.starts_with('-');
    (is_word && !key.is_empty() && (rest.is_empty() || rest.starts_with([' ', '\t']))).then_some(key)
}

/// The block with every value that is a template (`{{ page.title }}`, which is no YAML) in quotes.
fn quote_templates(block: &str) -> Cow<'_, str> {
    if !template::begins_a_value(block) {
        return Cow::Borrowed(block);
    }
    let quoted = block.lines().map(|line| match line.split_once(": ") {
        Some((key, value)) if template::is_one(value) => format!("{key}: '{}'\n", value.trim().replace('\'', "''")),
        _ => format!("{line}\n"),
    });
    Cow::Owned(quoted.collect())
}

/// What is read until its end.
enum Open {
    List(Vec<Value>),
    Map { entries: Vec<(String, Value)>, lines: Vec<usize>, key: Option<(String, usize)> },
}

/// The keys of a block, their lines counted from 1 at its first.
fn fields(block: &str) -> std::result::Result<Vec<Field>, Fault> {
    let mut open: Vec<Open> = Vec::new();
    // Only texts can be used again: that is what people do, and it cannot grow without end.
    let mut anchors: HashMap<usize, String> = HashMap::new();
    let mut parser = Parser::new_from_str(block);
    while let Some(event) = parser.next_event() {
        let (event, span) = event.map_err(|e| Fault { line: e.marker().line(), what: e.info() })?;
        let line = span.start.line();
        if open.len() > DEEPEST {
            return Err(Fault { line, what: tr!("more than {DEEPEST} lists or maps in each other") });
        }
        let value = match event {
            Event::Scalar(text, style, anchor, _) => {
                let text = text.into_owned();
                if anchor > 0 {
                    anchors.insert(anchor, text.clone());
                }
                let null = style == ScalarStyle::Plain && matches!(text.as_str(), "~" | "null" | "Null" | "NULL");
                if null { Value::nothing() } else { Value::Text(text) }
            }
            Event::Alias(of) => anchors.get(&of).map_or(Value::nothing(), |text| Value::Text(text.clone())),
            Event::SequenceStart(..) => {
                open.push(Open::List(Vec::new()));
                continue;
            }
            Event::MappingStart(..) => {
                open.push(Open::Map { entries: Vec::new(), lines: Vec::new(), key: None });
                continue;
            }
            Event::SequenceEnd | Event::MappingEnd => match open.pop() {
                Some(Open::List(members)) => Value::List(members),
                Some(Open::Map { entries, lines, .. }) if open.is_empty() => {
                    let fields = entries.into_iter().zip(lines);
                    return Ok(fields.map(|((key, value), line)| Field { key, line: line as u32, value }).collect());
                }
                Some(Open::Map { entries, .. }) => Value::Map(entries),
                None => Value::nothing(),
            },
            Event::DocumentEnd => break,
            _ => continue,
        };
        match open.last_mut() {
            None => return Err(Fault { line, what: tr!("there is no key").to_string() }),
            Some(Open::List(members)) => members.push(value),
            Some(Open::Map { entries, lines, key }) => match key.take() {
                None => *key = Some((value.texts().join(" "), line)),
                Some((name, line)) => {
                    entries.push((name, value));
                    lines.push(line);
                }
            },
        }
    }
    Ok(Vec::new())
}

/// How many lines above the one that stops the parser may be at fault: each costs another reading of the block.
const REACH: usize = 40;

/// The error of a block that cannot be read: the key, its line, and the line as it would do.
fn refuse(path: &Path, block: &str, first_line: u32, fault: &Fault) -> Error {
    let lines: Vec<&str> = block.lines().collect();
    let last = fault.line.clamp(1, lines.len().max(1));
    let better = |at: usize, line: &str| {
        let mut mended = lines.clone();
        mended[at] = line;
        fields(&quote_templates(&mended.join("\n"))).is_ok_and(|fields| !fields.is_empty())
    };
    let further = |at: usize, line: &str| {
        let mut mended = lines.clone();
        mended[at] = line;
        fields(&quote_templates(&mended.join("\n"))).err().is_some_and(|next| next.line > last)
    };
    let tried = |good: &dyn Fn(usize, &str) -> bool| {
        let upward = (0..last.min(lines.len())).rev().take(REACH);
        upward
            .flat_map(|at| mended(lines[at]).into_iter().map(move |line| (at, line)))
            .find(|(at, line)| good(*at, line))
    };
    let mend = tried(&better).or_else(|| tried(&further));
    let at = mend.as_ref().map_or(last - 1, |(at, _)| *at);
    let name =
        lines.iter().take(at + 1).rev().find_map(|l| key(l).or_else(|| l.split_once(':').map(|(k, _)| k.trim())));
    let said = fault.what.split_whitespace().collect::<Vec<_>>().join(" ");
    let what = match name {
        Some(name) => tr!("the front matter cannot be read at `{name}`: {said}"),
        None => tr!("the front matter cannot be read: {said}"),
    };
    let fix = match mend {
        Some((_, line)) if line.len() <= LONGEST_SHOWN => tr!("write `{line}`", line = line.trim_end()),
        _ => tr!("mend that line; a value with a colon in it wants quotes").to_string(),
    };
    Error::author(what).at(path, first_line + 1 + at as u32).fix(fix)
}

/// What a line may have been meant to be: its value in quotes, spaces for tabs, a space behind the colon.
fn mended(line: &str) -> Vec<String> {
    let mut tries = Vec::new();
    let indent = &line[..line.len() - line.trim_start().len()];
    if indent.contains('\t') {
        tries.push(format!("{}{}", indent.replace('\t', "  "), line.trim_start()));
    }
    if let Some((key, value)) = line.split_once(": ").filter(|(_, value)| !value.trim().is_empty()) {
        tries.push(format!("{key}: {}", quoted(value.trim())));
    } else if let Some((key, value)) = line.split_once(':').filter(|(_, value)| !value.is_empty()) {
        tries.push(format!("{key}: {}", value.trim()));
        tries.push(format!("{key}: {}", quoted(value.trim())));
    }
    if let Some(item) = line.trim_start().strip_prefix("- ") {
        tries.push(format!("{indent}- {}", quoted(item.trim())));
    }
    tries
}

/// A text in the quotes that it does not have inside.
fn quoted(text: &str) -> String {
    let inner = ['"', '\'']
        .iter()
        .find_map(|q| {
            let rest = text.strip_prefix(*q)?;
            rest.strip_suffix(*q).or(Some(rest).filter(|rest| !rest.contains(*q)))
        })
        .unwrap_or(text);
    if inner.contains('"') && !inner.contains('\'') {
        format!("'{inner}'")
    } else {
        format!("\"{}\"", inner.replace('\\', "\\\\").replace('"', "\\\""))
    }
}
