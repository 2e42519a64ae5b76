//! What a file is, by what stands in it; and a refusal that says so, where no reader of ours takes it.

use std::fmt;
use std::path::Path;

use altavoce_base::error::{Error, Result};
use altavoce_base::locale::text as message;
use altavoce_base::{mark, tr};
use serde::Serialize;
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::{feed, front_matter, table};

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// Plain text.
    Text,
    /// Markdown already.
    Markdown,
    /// A page or an e-mail.
    Html,
    /// RSS or Atom.
    Feed,
    /// The ZIP that Substack exports.
    Substack,
    /// The ZIP that Medium exports.
    Medium,
    /// The JSON that Ghost exports.
    Ghost,
    /// The RSS that WordPress exports, with what no feed tells.
    Wordpress,
    /// An e-mail with its head.
    Mail,
    /// A table with an issue a row, as beehiiv exports it.
    Table,
}

/// How texts begin that are no text of an issue, and what they are.
const OTHERS: [(&str, &str); 10] = [
    ("BEGIN:VCALENDAR", mark!("a calendar")),
    ("BEGIN:VCARD", mark!("a list of addresses")),
    ("%!PS", mark!("a PostScript document")),
    ("\\documentclass", mark!("a LaTeX document")),
    ("-- MySQL dump", mark!("a database (SQL)")),
    ("-- MariaDB dump", mark!("a database (SQL)")),
    ("-- phpMyAdmin SQL Dump", mark!("a database (SQL)")),
    ("-- PostgreSQL database dump", mark!("a database (SQL)")),
    ("WEBVTT", mark!("a list of subtitles")),
    ("#EXTM3U", mark!("a list of things to play")),
];

/// What a text is; the extension of its file decides only where the text leaves it open.
///
/// # Errors
/// The author's: XML, JSON or a table that is broken or no export that we know.
pub fn of(path: &Path, text: &str) -> Result<Format> {
    let extension = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    let extension = extension.as_str();
    let start = text.trim_start();
    if let Some((_, what)) = OTHERS.iter().find(|(mark, _)| start.starts_with(mark)) {
        let e = Error::author(tr!("this is {what}, no text of an issue", what = message(what))).in_file(path);
        return Err(e.fix(tr!("export the issue as HTML or plain text")));
    }
    let head: String = start.chars().take(400).collect::<String>().to_lowercase();
    if head.starts_with("<?xml") || head.starts_with("<rss") || head.starts_with("<feed") || head.starts_with("<rdf:") {
        return xml(path, start);
    }
    let closing = ["</p>", "</div>", "</table>", "</h1>", "</h2>", "</body>", "</span>"];
    let marked = closing.iter().any(|c| text.contains(c));
    let begins = head.starts_with("<!doctype html") || head.starts_with("<html");
    if begins || (start.starts_with('<') && marked) || (matches!(extension, "html" | "htm") && marked) {
        return Ok(Format::Html);
    }
    if let Some(format) = json(path, start, extension)? {
        return Ok(format);
    }
    let is_text = matches!(extension, "md" | "markdown" | "txt");
    if !is_text && let Some(columns) = table::columns(text, matches!(extension, "csv" | "tsv" | "tab")) {
        return columns.require(path).map(|()| Format::Table);
    }
    let heading = |l: &str| l.starts_with("# ") || l.starts_with("## ");
    let is_markdown = matches!(extension, "md" | "markdown")
        || front_matter::is_fenced(path, text)
        || text.lines().any(heading)
        || text.matches("](http").count() > 1;
    Ok(if is_markdown { Format::Markdown } else { Format::Text })
}

fn xml(path: &Path, text: &str) -> Result<Format> {
    match feed::root(text).as_deref() {
        Some("rss") if text.contains("<wp:wxr_version>") => Ok(Format::Wordpress),
        Some("rss" | "feed" | "RDF") => Ok(Format::Feed),
        Some("html") => Ok(Format::Html),
        Some(other) => {
            let what = tr!("this XML is neither RSS nor Atom: its root is <{other}>");
            Err(Error::author(what).in_file(path).fix(tr!("save the feed, or the page as HTML")))
        }
        None => Err(Error::author(tr!("the XML is broken")).in_file(path).fix(tr!("save the feed again, whole"))),
    }
}

/// Whether a text is Ghost's JSON; none where it is no JSON at all.
fn json(path: &Path, text: &str, extension: &str) -> Result<Option<Format>> {
    let declared = matches!(extension, "json" | "jsonl" | "ndjson" | "ipynb");
    if !text.starts_with(['{', '[']) && !declared {
        return Ok(None);
    }
    match serde_json::from_str::<Shape>(text) {
        Ok(Shape::Object(keys)) if keys.iter().any(|k| k == "db") => Ok(Some(Format::Ghost)),
        Ok(Shape::Object(keys)) if keys.len() <= 3 && ["data", "meta"].iter().all(|k| keys.iter().any(|o| o == k)) => {
            Ok(Some(Format::Ghost))
        }
        // `[1]` is a text too.
        Ok(Shape::Array(_)) if !declared && text.len() < 20 => Ok(None),
        Ok(shape) => {
            let e = Error::author(tr!("this is JSON, {shape}, and no export that we know")).in_file(path);
            Err(e.fix(tr!("give Ghost's export, or the issues as HTML or plain text")))
        }
        Err(e) if declared => {
            let said = e.to_string();
            let said = said.rsplit_once(" at line ").map_or(said.as_str(), |(said, _)| said);
            let error = Error::author(tr!("the JSON is broken: {said}")).at(path, e.line() as u32);
            Err(error.fix(tr!("download the export again")))
        }
        Err(_) => Ok(None),
    }
}

/// The outermost of a JSON text, to say what it is.
enum Shape {
    /// Its keys.
    Object(Vec<String>),
    /// How many members it has.
    Array(usize),
    /// A text, a number.
    Value,
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Shape::Object(keys) if keys.is_empty() => f.write_str(tr!("an object without keys")),
            Shape::Object(keys) => f.write_str(&tr!("an object with the keys {keys}", keys = listed(keys))),
            Shape::Array(members) => f.write_str(&tr!("a list of {members}")),
            Shape::Value => f.write_str(tr!("a single value")),
        }
    }
}

/// The first of some names, with commas between.
pub fn listed(names: &[String]) -> String {
    /// So many are shown.
    const SHOWN: usize = 8;
    let shown = names.iter().take(SHOWN).map(|name| super::diagnostic::shorten(name)).collect::<Vec<_>>().join(", ");
    if names.len() > SHOWN { format!("{shown} …") } else { shown }
}

impl<'de> Deserialize<'de> for Shape {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Shape, D::Error> {
        deserializer.deserialize_any(Look)
    }
}

/// Looks at the outermost, and past the rest.
struct Look;

impl<'de> Visitor<'de> for Look {
    type Value = Shape;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Shape, A::Error> {
        let mut keys = Vec::new();
        while let Some((key, IgnoredAny)) = map.next_entry()? {
            keys.push(key);
        }
        Ok(Shape::Object(keys))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut members: A) -> Result<Shape, A::Error> {
        let mut count = 0;
        while let Some(IgnoredAny) = members.next_element()? {
            count += 1;
        }
        Ok(Shape::Array(count))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Shape, E> {
        Ok(Shape::Value)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Shape, E> {
        Ok(Shape::Value)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Shape, E> {
        Ok(Shape::Value)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Shape, E> {
        Ok(Shape::Value)
    }

    fn visit_str<E>(self, _: &str) -> Result<Shape, E> {
        Ok(Shape::Value)
    }

    fn visit_unit<E>(self) -> Result<Shape, E> {
        Ok(Shape::Value)
    }
}
