//! The YAML block between `---` lines at the top of an issue.

use std::path::Path;

use altavoce_base::error::{Error, Result};
use altavoce_base::toml_file::suggestion;
use jiff::civil::Date;
use serde::Deserialize;
use serde_saphyr::{MessageFormatter, Spanned, UserMessageFormatter};

use super::{Warning, date};

/// The keys we know.
const KEYS: [&str; 10] =
    ["title", "subtitle", "number", "date", "author", "description", "slug", "cover", "tags", "season"];

/// What a front matter may say.
#[derive(Debug, Default)]
pub struct FrontMatter {
    pub title: Option<String>,
    pub subtitle: Option<String>,
    pub number: Option<u32>,
    pub date: Option<Date>,
    pub author: Option<String>,
    pub description: Option<String>,
    pub slug: Option<String>,
    pub cover: Option<String>,
    pub tags: Vec<String>,
    pub season: Option<u32>,
}

/// The same as YAML gives it: numbers and dates as text, so that our own messages can say what is wrong with them.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Raw {
    title: Option<String>,
    subtitle: Option<String>,
    number: Option<Spanned<String>>,
    date: Option<Spanned<String>>,
    author: Option<String>,
    description: Option<String>,
    slug: Option<String>,
    cover: Option<String>,
    tags: Option<Tags>,
    season: Option<Spanned<String>>,
}

/// A list, or words with commas between.
#[derive(Deserialize)]
#[serde(untagged)]
enum Tags {
    List(Vec<String>),
    One(String),
}

/// Front matter (without its `---` lines), body, and the line the body begins on.
///
/// A `---` at the top may be a thematic break: it opens front matter only if it is closed and what lies between is
/// nothing or begins like `key:`. Left open with a key of ours below, it is an error.
pub fn split<'a>(path: &Path, text: &'a str) -> Result<(Option<&'a str>, &'a str, u32)> {
    let whole = Ok((None, text, 1));
    let Some((first, rest)) = text.split_once('\n') else { return whole };
    if first.trim_end() != "---" {
        return whole;
    }
    let mut end = 0;
    let mut close = None;
    for (i, line) in rest.split_inclusive('\n').enumerate() {
        if matches!(line.trim_end(), "---" | "...") {
            close = Some((end, end + line.len(), i as u32 + 3));
            break;
        }
        end += line.len();
    }
    let content = |block: &'a str| block.lines().map(str::trim_end).find(|l| !l.is_empty() && !l.starts_with('#'));
    match close {
        Some((end, next, line)) => {
            let block = &rest[..end];
            let is_ours = match content(block) {
                None => block.trim().is_empty() || block.lines().all(|l| l.trim().is_empty()),
                Some(l) => key(l).is_some() || block.lines().filter_map(key).any(|k| KEYS.contains(&k)),
            };
            if is_ours { Ok((Some(block), &rest[next..], line)) } else { whole }
        }
        None => match content(rest).and_then(key) {
            Some(k) if KEYS.contains(&k) => Err(Error::author("the front matter is never closed")
                .at(path, 1)
                .fix("add a line of three dashes below its last key")),
            _ => whole,
        },
    }
}

/// The key that a line without indentation begins with.
fn key(line: &str) -> Option<&str> {
    let (key, rest) = line.split_once(':')?;
    let is_word = key.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-') && !key.starts_with('-');
    (is_word && !key.is_empty() && (rest.is_empty() || rest.starts_with([' ', '\t']))).then_some(key)
}

/// Reads a block whose first line is the file's second.
pub fn parse(path: &Path, block: &str) -> Result<(FrontMatter, Vec<Warning>)> {
    let line_in_file = |line: u64| 1 + (line.max(1) as u32).min(block.lines().count().max(1) as u32);
    let raw: Raw = if block.trim().is_empty() {
        Raw::default()
    } else {
        serde_saphyr::from_str::<Option<Raw>>(block)
            .map_err(|e| {
                let line = line_in_file(e.location().map_or(1, |l| l.line()));
                let said = UserMessageFormatter.format_message(e.without_snippet()).into_owned();
                let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
                Error::author(format!("the front matter cannot be read: {}", said.trim_end_matches('.')))
                    .at(path, line)
                    .fix("mend that line; a value with a colon in it wants quotes")
            })?
            .unwrap_or_default()
    };
    let whole = |key: &str, value: Option<Spanned<String>>| -> Result<Option<u32>> {
        let Some(value) = value.filter(|v| !v.value.trim().is_empty()) else { return Ok(None) };
        value.value.trim().trim_start_matches('#').parse().map(Some).map_err(|_| {
            Error::author(format!("`{key}` is not a whole number: `{}`", value.value))
                .at(path, line_in_file(value.referenced.line()))
                .fix("write it in digits")
        })
    };
    let day = match raw.date.filter(|v| !v.value.trim().is_empty()) {
        None => None,
        Some(value) => Some(date::parse(&value.value).ok_or_else(|| {
            Error::author(format!("`date` is not a day: `{}`", value.value))
                .at(path, line_in_file(value.referenced.line()))
                .fix("write it like 2024-03-08")
        })?),
    };
    let said = |v: Option<String>| v.map(|v| v.trim().to_string()).filter(|v| !v.is_empty());
    let tags = match raw.tags {
        None => Vec::new(),
        Some(Tags::List(tags)) => tags,
        Some(Tags::One(tags)) => tags.split(',').map(str::to_string).collect(),
    };
    let front = FrontMatter {
        title: said(raw.title),
        subtitle: said(raw.subtitle),
        number: whole("number", raw.number)?,
        date: day,
        author: said(raw.author),
        description: said(raw.description),
        slug: said(raw.slug),
        cover: said(raw.cover),
        tags: tags.into_iter().filter_map(|t| said(Some(t))).collect(),
        season: whole("season", raw.season)?,
    };
    Ok((front, unknown_keys(block)))
}

/// A warning for each key that we do not know: other programs' keys are none of our business, misspelt ones are.
fn unknown_keys(block: &str) -> Vec<Warning> {
    let known: Vec<String> = KEYS.iter().map(|k| k.to_string()).collect();
    let unknown = |(i, line): (usize, &str)| {
        let key = key(line).filter(|k| !KEYS.contains(k))?;
        let what = format!("unknown key `{key}` in the front matter; {}", suggestion(key, &known));
        Some(Warning { line: i as u32 + 2, what })
    };
    block.lines().enumerate().filter_map(unknown).collect()
}
