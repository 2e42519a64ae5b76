//! A JSON object at the top, as Hugo takes it, or between lines of dashes.

use std::path::Path;

use altavoce_base::error::{Error, Result};
use serde_json::{Deserializer, Value as Json};

use super::{Field, Head, Value, fence, is_ours};

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

/// The fields of the object that `text` begins with, and where it ends.
fn object(path: &Path, text: &str, line: u32) -> Result<(Vec<Field>, usize)> {
    let mut values = Deserializer::from_str(text).into_iter::<Json>();
    let refuse = |what: String, line: u32| {
        let fix = "mend that line: each key and each text in double quotes, a comma between two keys";
        Error::author(format!("the front matter cannot be read: {what}")).at(path, line).fix(fix)
    };
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
            let at = line + (e.line() as u32).saturating_sub(1);
            let written = text.lines().nth(e.line().saturating_sub(1)).unwrap_or_default();
            let key = written.trim().trim_start_matches('{').trim_start().trim_matches('"').split(['"', ':']).next();
            Err(match key.filter(|key| !key.is_empty() && written.contains(':')) {
                Some(key) => refuse(format!("{said}, at `{key}`"), at),
                None => refuse(said.to_string(), at),
            })
        }
        _ => Err(refuse("there is no object with keys".to_string(), line)),
    }
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
