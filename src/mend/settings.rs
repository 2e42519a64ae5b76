//! The settings of a show one by one: what each means, where it stands in `show.toml`, and a change of one that leaves the rest of the
//! file as it is.

use std::path::Path;

use altavoce_base::error::{Error, Result};
use altavoce_base::files;
use altavoce_base::toml_file::TomlDocument;
use altavoce_base::tr;
use serde::Serialize;
use toml_edit::{DocumentMut, Item, Table, Value};

use crate::settings::Show;

/// The page that tells what each setting does, in tables of keys.
const PAGE: &str = include_str!("../../docs/show.md");

/// A table of `show.toml`, or its top.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Group {
    /// The table's name; empty for the top.
    pub name: String,
    /// Its settings, in the order in which they are told.
    pub keys: Vec<Setting>,
}

/// A setting.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Setting {
    /// Its name with the table's: `pauses.sentence`.
    pub key: String,
    /// The line of `show.toml` on which it stands; none where it does not.
    pub line: Option<u32>,
    /// Its value as the file has it, in TOML; none where it has none.
    pub value: Option<String>,
    /// What it is otherwise, as the page tells it.
    pub default: String,
    /// What it means, in Markdown.
    pub meaning: String,
    /// What kind of value it takes: `text`, `number`, `boolean`, `list`.
    #[serde(rename = "type")]
    pub kind: &'static str,
}

/// Every setting that the page tells of, as it stands in the text of a `show.toml`.
///
/// # Errors
/// The author's, with the line: the text is not TOML.
///
/// ```
/// let groups = altavoce::mend::settings::of("show.toml".as_ref(), "[pauses]\nsentence = 0.4\n")?;
/// let pauses = groups.iter().find(|group| group.name == "pauses").unwrap();
/// let sentence = &pauses.keys[0];
/// assert_eq!((sentence.key.as_str(), sentence.line, sentence.value.as_deref()), ("pauses.sentence", Some(2), Some("0.4")));
/// # Ok::<(), altavoce::error::Error>(())
/// ```
pub fn of(path: &Path, text: &str) -> Result<Vec<Group>> {
    let lines = TomlDocument::parse(path, text)?;
    let broken =
        |e: toml_edit::TomlError| Error::author(e.message().to_string()).in_file(path).fix(tr!("mend the file"));
    let document = text.parse::<DocumentMut>().map_err(broken)?;
    let mut groups: Vec<Group> = Vec::new();
    let mut name = String::new();
    for line in PAGE.lines() {
        if let Some(heading) = line.strip_prefix("## ") {
            let table = heading.split('`').nth(1).and_then(|t| t.strip_prefix('[')?.strip_suffix(']'));
            // a heading that names no table tells of another file
            name = table.map_or_else(|| "\0".to_string(), str::to_string);
        }
        let Some((keys, default, meaning)) = row(line).filter(|_| name != "\0") else { continue };
        for key in keys.split("`, `") {
            let full = if name.is_empty() { key.to_string() } else { format!("{name}.{key}") };
            let way: Vec<&str> = full.split('.').collect();
            let item = way.iter().try_fold(document.as_item(), |item, step| item.get(step));
            let value = item.and_then(Item::as_value);
            let setting = Setting {
                line: lines.line(way.iter().copied()).filter(|_| item.is_some()),
                value: value.map(|value| value.to_string().trim().to_string()),
                default: default.to_string(),
                meaning: meaning.to_string(),
                kind: kind(value, default),
                key: full,
            };
            match groups.last_mut().filter(|group| group.name == name) {
                Some(group) => group.keys.push(setting),
                None => groups.push(Group { name: name.clone(), keys: vec![setting] }),
            }
        }
    }
    Ok(groups)
}

/// The keys, the default and the meaning that a row of a table tells.
fn row(line: &str) -> Option<(&str, &str, &str)> {
    let (key, rest) = line.strip_prefix("| `")?.split_once("` |")?;
    let (default, meaning) = rest.trim_end_matches('|').split_once('|')?;
    Some((key, default.trim().trim_matches('`'), meaning.trim()))
}

fn kind(value: Option<&Value>, default: &str) -> &'static str {
    match value {
        Some(Value::Boolean(_)) => "boolean",
        Some(Value::Integer(_) | Value::Float(_)) => "number",
        Some(Value::Array(_) | Value::InlineTable(_)) => "list",
        Some(_) => "text",
        None if matches!(default, "true" | "false") => "boolean",
        None if default.replace('−', "-").parse::<f64>().is_ok() => "number",
        None if default.starts_with('[') => "list",
        None => "text",
    }
}

/// Sets a setting of the `show.toml` at `path` to a value in TOML, or takes it out; comments, order and spaces stay. A table that is
/// missing is made. Nothing is written unless `is_known` says that the file is the one that was looked at.
///
/// # Errors
/// The author's, and nothing is written: the value is no TOML, the show would be refused with it, there is no such setting. An
/// interruption: the file is another. The operator's: it cannot be read or written.
pub fn set(path: &Path, key: &str, value: Option<&str>, is_known: impl FnOnce(&[u8]) -> bool) -> Result<Vec<u8>> {
    let known = of(path, "")?;
    let is_setting = known.iter().flat_map(|group| &group.keys).any(|setting| setting.key == key);
    // tables of the author's own keys have no row each
    let is_own = ["transitions", "sections", "speakers", "italian", "music"]
        .iter()
        .any(|table| key.strip_prefix(table).is_some_and(|rest| rest.len() > 1 && rest.starts_with('.')));
    if !is_setting && !is_own {
        let e = Error::author(tr!("there is no setting `{key}`"));
        return Err(e.fix(tr!("altavoce settings lists them")));
    }
    let value = value.map(|value| parsed(key, value)).transpose()?;
    let mut written = Vec::new();
    files::change(path, |old| {
        let old = old.unwrap_or_default();
        if !is_known(&old) {
            let e = Error::interrupted(tr!("the settings were changed on the disk meanwhile, and nothing was written"));
            return Err(e.in_file(path).fix(tr!("look at them again")));
        }
        let text = String::from_utf8(old);
        let text = text.map_err(|_| Error::author(tr!("not UTF-8")).in_file(path).fix(tr!("save it as UTF-8")))?;
        let new = edited(path, &text, key, value)?;
        Show::parse(path, &new)?;
        written = new.into_bytes();
        Ok(written.clone())
    })?;
    Ok(written)
}

fn parsed(key: &str, value: &str) -> Result<Value> {
    let wrong = |e: toml_edit::TomlError| {
        let e = Error::author(tr!("`{value}` is no value for `{key}`: {why}", why = e.message().trim()));
        e.fix(tr!("write text between quotation marks, numbers with a point"))
    };
    value.trim().parse::<Value>().map_err(wrong)
}

fn edited(path: &Path, text: &str, key: &str, value: Option<Value>) -> Result<String> {
    let broken =
        |e: toml_edit::TomlError| Error::author(e.message().to_string()).in_file(path).fix(tr!("mend the file"));
    let mut document = text.parse::<DocumentMut>().map_err(broken)?;
    let (table, name) = match key.split_once('.') {
        Some((table, name)) => (Some(table), name),
        None => (None, key),
    };
    let shape = || {
        let what = tr!("`{table}` is no table", table = table.unwrap_or_default());
        Error::author(what).in_file(path).fix(tr!("write it as a table, or change it by hand"))
    };
    let place: &mut dyn toml_edit::TableLike = match table {
        None => document.as_table_mut(),
        Some(table) => {
            if value.is_none() && document.get(table).is_none() {
                return Ok(text.to_string());
            }
            let item = document.entry(table).or_insert_with(|| Item::Table(Table::new()));
            item.as_table_like_mut().ok_or_else(shape)?
        }
    };
    match value {
        None => {
            place.remove(name);
        }
        Some(mut value) => match place.get_mut(name).and_then(Item::as_value_mut) {
            Some(old) => {
                // What stands around the value is not part of it.
                *value.decor_mut() = old.decor().clone();
                *old = value;
            }
            None => {
                value.decor_mut().clear();
                place.insert(name, Item::Value(value));
            }
        },
    }
    Ok(document.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_that_the_page_tells_of_is_one() {
        let groups = of(Path::new("show.toml"), "").unwrap();
        let names: Vec<&str> = groups.iter().map(|group| group.name.as_str()).collect();
        assert_eq!(
            names,
            ["", "voice", "pauses", "loudness", "sound", "formats", "check", "feed", "publish", "site", "provenance"]
        );
        let keys: Vec<&Setting> = groups.iter().flat_map(|group| &group.keys).collect();
        assert!(keys.iter().any(|setting| setting.key == "provenance.key"));
        let odd: Vec<_> =
            keys.iter().filter(|s| !s.key.bytes().all(|b| b.is_ascii_alphanumeric() || b"._".contains(&b))).collect();
        assert!(odd.is_empty(), "{odd:?}");
        for setting in keys.into_iter().filter(|setting| setting.kind == "number") {
            let value = setting.default.replace('−', "-");
            let text = edited(Path::new("s"), "", &setting.key, Some(value.parse().unwrap())).unwrap();
            let read = Show::parse(Path::new("s"), &text).map(drop).map_err(|e| e.to_string());
            // a voice's settings want a command beside them
            assert!(read.is_ok() || setting.key.starts_with("voice."), "{text}: {read:?}");
        }
    }

    #[test]
    fn a_change_leaves_the_rest() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("show.toml");
        let text = "# la rivista\ntitle = \"A\" # il nome\n\n[pauses] # in secondi\nsentence = 0.35 # breve\n";
        std::fs::write(&path, text).unwrap();
        let set = |key: &str, value: Option<&str>| {
            set(&path, key, value, |_| true).map(|bytes| String::from_utf8(bytes).unwrap()).map_err(|e| e.to_string())
        };
        assert_eq!(set("pauses.sentence", Some("0.5")).unwrap(), text.replace("0.35", "0.5"));
        assert_eq!(set("pauses.sentence", Some("0.35")).unwrap(), text);
        assert_eq!(set("speed", Some("0.9")).unwrap(), text.replace("\n\n[pauses]", "\nspeed = 0.9\n\n[pauses]"));
        assert_eq!(set("speed", None).unwrap(), text);
        let own = set("transitions.Le onde", Some("\"Ecco le onde.\"")).unwrap();
        assert_eq!(own, format!("{text}\n[transitions]\n\"Le onde\" = \"Ecco le onde.\"\n"));
        let rows = [
            ("speed", Some("9"), "`speed` is 9"),
            ("speed", Some("presto"), "no value"),
            ("titolo", Some("\"B\""), "no setting `titolo`"),
        ];
        for (key, value, part) in rows {
            let refused = set(key, value).unwrap_err();
            assert!(refused.contains(part), "{refused}");
        }
        assert_eq!(std::fs::read_to_string(&path).unwrap(), own);
    }
}
