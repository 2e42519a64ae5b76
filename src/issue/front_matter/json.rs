//! A JSON object at the top, as Hugo takes it, or between lines of dashes.

use std::path::Path;

use altavoce_base::error::{Error, Result};
use altavoce_base::locale::text as message;
use altavoce_base::{mark, tr};
use serde_json::{Deserializer, Value as Json};

use super::{Field, Head, LONGEST_SHOWN, Value, fence, is_ours};

/// The object at the top of `text`, whose first line is the file's line `line`.
pub fn read<'a>(path: &Path, text: &'a str, line: u32) -> Result<Option<Head<'a>>> {
    if text.lines().next().is_some_and(|first| first.trim_end() == "---json") {
        let Some(found) = fence(text, line, &["---"]) else { return Ok(None) };
        let (fields, _) = object(path, found.inside, line + 1)?;
        return Ok(Some(Head { fields, body: found.body, body_line: found.body_line }));
    }
    // `{"` and not `{{`: the first thing is a key.
    let Some(first) = text.strip_prefix('{').map(str::trim_start).filter(|rest| rest.starts_with('"')) else {
        return Ok(None);
    };
    let key = first[1..].split('"').next().unwrap_or_default();
    let (fields, end) = match object(path, text, line) {
        Ok(found) => found,
        Err(e) if is_ours(key) => return Err(e),
        Err(_) => return Ok(None),
    };
    let (object, body) = text.split_at(end);
    let rest_of_line = body.len() - body.trim_start_matches([' ', '\t', ';']).len();
    let body = &body[rest_of_line..];
    let (body, below) = match body.strip_prefix('\n') {
        Some(below) => (below, 1),
        None => (body, 0),
    };
    Ok(Some(Head { fields, body, body_line: line + object.matches('\n').count() as u32 + below }))
}

/// What a line must be like where no single change mends it.
const RULE: &str = mark!("mend that line: each key and each text in double quotes, a comma between two keys");

/// The fields of the object that `text` begins with, and where it ends.
fn object(path: &Path, text: &str, line: u32) -> Result<(Vec<Field>, usize)> {
    let mut values = Deserializer::from_str(text).into_iter::<Json>();
    match values.next() {
        Some(Ok(Json::Object(entries))) => {
            let line_of = |key: &str| {
                let at = text.find(&Json::from(key).to_string()).unwrap_or(0);
                line + text[..at].matches('\n').count() as u32
            };
            let field =
                |(key, value): (&String, &Json)| Field { key: key.clone(), line: line_of(key), value: plain(value) };
            Ok((entries.iter().map(field).collect(), values.byte_offset()))
        }
        Some(Err(e)) => {
            let said = e.to_string();
            let said = said.rsplit_once(" at line ").map_or(said.as_str(), |(said, _)| said);
            let stop = e.line().saturating_sub(1);
            let mended = mended(text, stop);
            let at = mended.as_ref().map_or(stop, |(at, _)| *at);
            let written = text.lines().nth(at).unwrap_or_default();
            let key = written.trim().trim_start_matches('{').trim_start().trim_matches('"').split(['"', ':']).next();
            let what = match key.filter(|key| !key.is_empty() && written.contains(':')) {
                Some(key) => tr!("the front matter cannot be read at `{key}`: {said}"),
                None => tr!("the front matter cannot be read: {said}"),
            };
            let fix = match mended {
                Some((_, line)) if line.len() <= LONGEST_SHOWN => tr!("write `{line}`", line = line.trim()),
                _ => message(RULE).to_string(),
            };
            Err(Error::author(what).at(path, line + at as u32).fix(fix))
        }
        _ => Err(Error::author(tr!("the front matter cannot be read: there is no object with keys"))
            .at(path, line)
            .fix(message(RULE))),
    }
}

/// The line near the one that stops the parser, both counted from 0, by whose change the parser gets through or at least further, and how
/// it reads then.
fn mended(text: &str, stop: usize) -> Option<(usize, String)> {
    let lines: Vec<&str> = text.lines().collect();
    let stop_with = |at: usize, line: &str| {
        let mut mended = lines.clone();
        mended[at] = line;
        match Deserializer::from_str(&mended.join("\n")).into_iter::<Json>().next() {
            Some(Err(e)) => e.line().saturating_sub(1),
            _ => usize::MAX,
        }
    };
    let near = (0..lines.len().min(stop + 1)).rev().take(2);
    let tries = near.flat_map(|at| repairs(lines[at]).into_iter().map(move |line| (at, line)));
    let (at, line, reach) = tries.map(|(at, line)| (at, line.clone(), stop_with(at, &line))).max_by_key(|t| t.2)?;
    (reach > stop).then_some((at, line))
}

/// What a line may have been meant to be, the likeliest last: the comma that it lacks or has too many, its quotation marks.
fn repairs(line: &str) -> Vec<String> {
    let bare = line.trim_end().trim_end_matches(',');
    let marks = line.replace(['“', '”', '„', '\''], "\"");
    let quoted = bare.split_once(':').map(|(key, value)| {
        let indent = &key[..key.len() - key.trim_start_matches([' ', '\t', '{']).len()];
        let part = |part: &str| Json::from(part.trim().trim_matches(['"', '\'', '“', '”']).trim()).to_string();
        let value = value.trim();
        let is_text =
            !value.is_empty() && serde_json::from_str::<Json>(value).is_err() && !value.starts_with(['[', '{']);
        let value = if is_text { part(value) } else { value.to_string() };
        let end = if bare.len() < line.trim_end().len() { "," } else { "" };
        format!("{indent}{}: {value}{end}", part(&key[indent.len()..]))
    });
    let comma = format!("{bare},");
    quoted.into_iter().chain([marks, bare.to_string(), comma]).filter(|tried| tried != line).collect()
}

fn plain(value: &Json) -> Value {
    match value {
        Json::Null => Value::nothing(),
        Json::String(text) => Value::Text(text.clone()),
        Json::Bool(_) | Json::Number(_) => Value::Text(value.to_string()),
        Json::Array(members) => Value::List(members.iter().map(plain).collect()),
        Json::Object(entries) => Value::Map(entries.iter().map(|(k, v)| (k.clone(), plain(v))).collect()),
    }
}
