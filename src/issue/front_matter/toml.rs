//! TOML between lines of three pluses, as Hugo and Zola write it.

use std::path::Path;

use altavoce_base::error::{Error, Result};
use altavoce_base::tr;
use toml::de::{DeTable, DeValue};

use super::{Field, Head, LONGEST_SHOWN, Value, fence, is_ours};

/// The block at the top of `text`, whose first line is the file's line `line`.
pub fn read<'a>(path: &Path, text: &'a str, line: u32) -> Result<Option<Head<'a>>> {
    let Some((first, rest)) = text.split_once('\n') else { return Ok(None) };
    let closes = match first.trim_end() {
        "+++" => "+++",
        "---toml" => "---",
        _ => return Ok(None),
    };
    let Some(found) = fence(text, line, &[closes]) else {
        let key =
            rest.lines().find(|l| !l.trim().is_empty()).and_then(|l| l.split_once('=')).map(|(key, _)| key.trim());
        return match key {
            Some(key) if is_ours(key) => Err(Error::author(tr!("the front matter is never closed"))
                .at(path, line)
                .fix(tr!("add a line of three pluses below its last key"))),
            _ => Ok(None),
        };
    };
    let line_at = |offset: usize| {
        let before = found.inside.get(..offset).unwrap_or(found.inside);
        line + 1 + before.matches('\n').count() as u32
    };
    let table = DeTable::parse(found.inside).map_err(|e| {
        let at = line_at(e.span().map_or(0, |span| span.start));
        let written = text.lines().nth((at - line) as usize).unwrap_or_default();
        let said = e.message().split_whitespace().collect::<Vec<_>>().join(" ");
        match written.split_once('=') {
            Some((key, value)) => {
                let mended =
                    format!("{} = {}", key.trim(), serde_json::Value::from(value.trim().trim_matches(['"', '\''])));
                let fix =
                    if mended.len() <= LONGEST_SHOWN { tr!("write `{mended}`") } else { tr!("mend that line").into() };
                Error::author(tr!("the front matter cannot be read at `{key}`: {said}", key = key.trim()))
                    .at(path, at)
                    .fix(fix)
            }
            None => {
                Error::author(tr!("the front matter cannot be read: {said}")).at(path, at).fix(tr!("mend that line"))
            }
        }
    })?;
    let field = |(key, value): (&toml::Spanned<_>, &toml::Spanned<DeValue>)| {
        let name: &std::borrow::Cow<str> = key.get_ref();
        Field { key: name.to_string(), line: line_at(key.span().start), value: plain(value.get_ref()) }
    };
    let mut fields: Vec<Field> = table.get_ref().iter().map(field).collect();
    fields.sort_by_key(|field| field.line);
    Ok(Some(Head { fields, body: found.body, body_line: found.body_line }))
}

fn plain(value: &DeValue) -> Value {
    match value {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Integer(number) => Value::Text(number.to_string()),
        DeValue::Float(number) => Value::Text(number.to_string()),
        DeValue::Boolean(is) => Value::Text(is.to_string()),
        DeValue::Datetime(at) => Value::Text(at.to_string()),
        DeValue::Array(members) => Value::List(members.iter().map(|m| plain(m.get_ref())).collect()),
        DeValue::Table(table) => {
            Value::Map(table.iter().map(|(k, v)| (k.get_ref().to_string(), plain(v.get_ref()))).collect())
        }
    }
}
