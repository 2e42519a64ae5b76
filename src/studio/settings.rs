//! The settings of the show, each with its meaning and its line; and those of a chapter, which stand there too.

use altavoce_base::error::{Error, Kind};
use altavoce_base::tr;
use serde::Deserialize;
use serde_json::{Value, json};

use super::answer::{Asked, Outcome, json as answer};
use super::refusal::Refusal;
use super::undo::content;
use super::{Studio, version};
use crate::mend::settings;

/// Every setting.
pub fn list(studio: &Studio, _: &Asked) -> Outcome {
    let path = &studio.folders.show_file;
    let bytes = content(path)?;
    let groups = settings::of(path, &String::from_utf8_lossy(&bytes))?;
    Ok(answer(&json!({ "version": version([bytes.as_slice()]), "file": path, "groups": groups })))
}

/// A setting and its value.
#[derive(Deserialize)]
struct Change {
    version: String,
    key: String,
    value: Value,
}

/// Sets a setting, or takes it out.
pub fn put(studio: &Studio, asked: &Asked) -> Outcome {
    let change: Change = asked.json()?;
    let bytes = set(studio, &change.key, &change.value, |bytes| version([bytes]) == change.version)?;
    Ok(answer(&json!({ "version": version([bytes.as_slice()]) })))
}

/// Writes a setting of which `value` is the JSON; null takes it out.
fn set(studio: &Studio, key: &str, value: &Value, is_known: impl FnOnce(&[u8]) -> bool) -> Result<Vec<u8>, Refusal> {
    let path = &studio.folders.show_file;
    let value = toml_of(value)?;
    let shown = value.as_deref().unwrap_or("—");
    let label = format!("{key} = {shown}");
    let written = studio.remembering(path, &label, || settings::set(path, key, value.as_deref(), is_known));
    written.map_err(|e| match e.kind {
        Kind::Interrupted => Refusal::conflict(e).with("changed", json!(true)),
        _ => e.into(),
    })
}

/// A value as TOML has it. A text that begins as a list or a table does is one.
fn toml_of(value: &Value) -> Result<Option<String>, Error> {
    Ok(match value {
        Value::Null => None,
        Value::String(text) if text.starts_with(['[', '{']) => Some(text.clone()),
        // JSON writes text, numbers, truth and lists of them as TOML reads them
        Value::String(_) | Value::Bool(_) | Value::Number(_) | Value::Array(_) => Some(toml_text(value)),
        Value::Object(_) => {
            return Err(Error::usage(tr!("a table is written as TOML")).fix(tr!("write {{ key = \"value\" }}")));
        }
    })
}

fn toml_text(value: &Value) -> String {
    match value {
        Value::String(text) => toml_edit::Value::from(text.as_str()).to_string(),
        Value::Array(values) => format!("[{}]", values.iter().map(toml_text).collect::<Vec<_>>().join(", ")),
        other => other.to_string(),
    }
}

/// The voice of a chapter.
#[derive(Deserialize)]
struct Voice {
    voice: Option<String>,
}

/// Has another voice read a chapter.
pub fn voice(studio: &Studio, asked: &Asked) -> Outcome {
    let voice: Voice = asked.json()?;
    let title = chapter(studio, asked)?;
    if let Some(name) = &voice.voice {
        studio.folders.voices.manifest(name)?;
    }
    let value = voice.voice.map(|name| format!("{{ voice = {} }}", toml_edit::Value::from(name)));
    set(studio, &format!("sections.{title}"), &json!(value), |_| true)?;
    Ok(answer(&json!({})))
}

/// The words that lead to a chapter.
#[derive(Deserialize)]
struct Words {
    words: Option<String>,
}

/// Has other words lead to a chapter.
pub fn transition(studio: &Studio, asked: &Asked) -> Outcome {
    let words: Words = asked.json()?;
    let title = chapter(studio, asked)?;
    set(studio, &format!("transitions.{title}"), &json!(words.words), |_| true)?;
    Ok(answer(&json!({})))
}

/// The title of the chapter that begins on a line.
fn chapter(studio: &Studio, asked: &Asked) -> Result<String, Refusal> {
    let open = studio.issue(asked.name("issue"))?;
    let line = asked.number("line")?;
    let found = open.narration.chapters.iter().find(|chapter| chapter.line as usize == line);
    let missing = || Refusal::missing(tr!("no chapter begins on line {line}"));
    found.map(|chapter| chapter.title.clone()).ok_or_else(missing)
}

/// The voices that there are.
pub fn voices(studio: &Studio, _: &Asked) -> Outcome {
    let voices = &studio.folders.voices;
    let told = voices.names().into_iter().filter_map(|name| {
        let manifest = voices.manifest(&name).ok()?;
        let installed = voices.bytes_lacking(&[name.as_str()]) == 0;
        Some(json!({ "name": name, "language": manifest.language, "installed": installed, "about": manifest.description }))
    });
    Ok(answer(&json!({ "voices": told.collect::<Vec<_>>() })))
}
