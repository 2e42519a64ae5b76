//! TOML files of ours, read strictly: an unknown key is an error that names the nearest known one.

use std::path::Path;

use serde::de::DeserializeOwned;

use crate::error::{Error, Result};

/// Parses `text`, read from `path`, into `T`, which must `deny_unknown_fields`.
///
/// # Errors
/// The author's, with the line: bad TOML, a wrong type, an unknown key (with the nearest known key).
pub fn parse<T: DeserializeOwned>(path: &Path, text: &str) -> Result<T> {
    toml::from_str(text).map_err(|e| {
        let line = e.span().map_or(1, |s| 1 + text[..s.start.min(text.len())].matches('\n').count() as u32);
        match unknown_key(e.message()) {
            Some((key, known)) => {
                Error::author(format!("unknown key `{key}`")).at(path, line).fix(suggestion(&key, &known))
            }
            None => Error::author(one_line(e.message())).at(path, line).fix("mend that line"),
        }
    })
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
