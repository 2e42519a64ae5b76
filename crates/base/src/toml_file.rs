//! TOML files of ours, read strictly: an unknown key is an error that names the nearest known one.

use std::path::Path;

use serde::de::DeserializeOwned;
use toml::de::DeTable;

use crate::error::{Error, Result};

/// Parses `text`, read from `path`, into `T`, which must `deny_unknown_fields`.
///
/// # Errors
/// The author's, with the line: bad TOML, a wrong type, an unknown key (with the nearest known key).
pub fn parse<T: DeserializeOwned>(path: &Path, text: &str) -> Result<T> {
    toml::from_str(text).map_err(|e| {
        let line = e.span().map_or(1, |span| line_at(text, span.start));
        match unknown_key(e.message()) {
            Some((key, known)) => {
                Error::author(format!("unknown key `{key}`")).at(path, line).fix(suggestion(&key, &known))
            }
            None => Error::author(one_line(e.message())).at(path, line).fix("mend that line"),
        }
    })
}

/// The line, from 1, where the key at `path` stands: the last name, in the tables before it. Nothing when it is not there.
///
/// ```
/// use altavoce_base::toml_file::line_of;
/// let text = "[music]\ntarget = -20\n[loudness]\ntarget = -16\nfeed.url = 1";
/// assert_eq!(line_of(text, &["loudness", "target"]), Some(4));
/// assert_eq!(line_of(text, &["loudness", "feed", "url"]), Some(5));
/// assert_eq!((line_of(text, &["target"]), line_of("x", &["x"])), (None, None));
/// ```
pub fn line_of(text: &str, path: &[&str]) -> Option<u32> {
    let root = DeTable::parse(text).ok()?;
    let (key, tables) = path.split_last()?;
    let table = tables.iter().try_fold(root.get_ref(), |table, name| table.get(*name)?.get_ref().as_table())?;
    Some(line_at(text, table.get_key_value(*key)?.0.span().start))
}

/// The line, from 1, where the entry number `index`, from 0, of the list `key` begins: for a table, at its `[[key]]`.
///
/// ```
/// use altavoce_base::toml_file::line_of_entry;
/// let text = "[[episode]]\ntitle = \"\"\"\n[[episode]]\"\"\"\n[[episode]]\n";
/// assert_eq!((line_of_entry(text, "episode", 1), line_of_entry(text, "episode", 2)), (Some(4), None));
/// ```
pub fn line_of_entry(text: &str, key: &str, index: usize) -> Option<u32> {
    let root = DeTable::parse(text).ok()?;
    let entry = root.get_ref().get(key)?.get_ref().as_array()?.get(index)?;
    Some(line_at(text, entry.span().start))
}

fn line_at(text: &str, offset: usize) -> u32 {
    1 + text[..offset.min(text.len())].matches('\n').count() as u32
}

/// The offending key and the known ones, out of serde's message for `deny_unknown_fields`.
fn unknown_key(message: &str) -> Option<(String, Vec<String>)> {
    let mut quoted = message.strip_prefix("unknown field ")?.split('`').skip(1).step_by(2).map(str::to_string);
    Some((quoted.next()?, quoted.collect()))
}

/// `did you mean …` when a known key is near, else the whole list.
pub fn suggestion(key: &str, known: &[String]) -> String {
    let nearest = known.iter().max_by(|a, b| strsim::jaro_winkler(key, a).total_cmp(&strsim::jaro_winkler(key, b)));
    match nearest {
        Some(k) if strsim::jaro_winkler(key, k) > 0.75 => format!("did you mean `{k}`?"),
        _ if known.is_empty() => "remove it".to_string(),
        _ => format!("the nearest of {} is `{}`", known.join(", "), nearest.map_or("", |k| k)),
    }
}

fn one_line(message: &str) -> String {
    message.split_whitespace().collect::<Vec<_>>().join(" ")
}
