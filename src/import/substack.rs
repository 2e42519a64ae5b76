//! A Substack export: a ZIP with `posts.csv` and a file of HTML a post.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read, Seek};
use std::path::Path;

use altavoce_base::error::{Error, Result};
use serde::Deserialize;
use zip::ZipArchive;

use super::diagnostic::Diagnostic;
use super::front_matter::Metadata;
use crate::issue::date;

/// The longest post, and table of posts, in bytes, that is read: a ZIP may claim anything.
const LARGEST: u64 = 50 << 20;
/// What all of them come to at most, in bytes.
const ALTOGETHER: u64 = 200 << 20;

/// A post of an export.
#[derive(Debug)]
pub struct Post {
    /// What the table says.
    pub metadata: Metadata,
    /// Its HTML.
    pub html: String,
    /// Its file inside the ZIP.
    pub file: String,
}

/// A row of `posts.csv`; other columns are statistics.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Row {
    post_id: String,
    post_date: String,
    is_published: String,
    #[serde(rename = "type")]
    kind: String,
    audience: String,
    title: String,
    subtitle: String,
}

/// The published posts of the export at `path`, oldest first, with `drafts` also those that never were; what is left out
/// is told.
///
/// # Errors
/// The author's: no ZIP, no Substack export, a table that cannot be read, no post to import.
pub fn read(path: &Path, drafts: bool) -> Result<(Vec<Post>, Vec<Diagnostic>)> {
    let file = File::open(path).map_err(|e| Error::io("read", path, e))?;
    let refuse = |what: &str| Error::author(what).in_file(path);
    let mut archive = ZipArchive::new(file)
        .map_err(|e| refuse(&format!("the ZIP cannot be read: {e}")).fix("download the export again"))?;
    let names: Vec<String> = archive.file_names().flatten().map(|name| name.into_owned()).collect();
    if names.iter().any(|n| n == "word/document.xml" || n == "content.xml") {
        return Err(refuse("this is a word processor's document").fix("export it as HTML or plain text"));
    }
    let table = names.iter().find(|n| *n == "posts.csv" || n.ends_with("/posts.csv")).cloned();
    let Some(table) = table else {
        let what = "this ZIP is no Substack export: it has no posts.csv";
        return Err(refuse(what).fix("give the ZIP as Substack made it, or the files inside one by one"));
    };
    let mut left = ALTOGETHER;
    let rows = rows(path, &member(path, &mut archive, &table, &mut left)?)?;
    let mut files: BTreeMap<&str, &String> = BTreeMap::new();
    for name in names.iter().filter(|n| n.ends_with(".html")) {
        let base = name.rsplit('/').next().unwrap_or(name).trim_end_matches(".html");
        files.insert(base, name);
        files.entry(base.split('.').next().unwrap_or(base)).or_insert(name);
    }
    let mut posts = Vec::new();
    let mut diagnostics = Vec::new();
    for (row, line) in rows {
        let skip = |why: &str| Diagnostic::removed(Some(line), &format!("{}: {}", row.post_id, row.title), why);
        let id = row.post_id.split('.').next().unwrap_or("");
        let published = row.is_published.eq_ignore_ascii_case("true");
        if matches!(row.kind.as_str(), "thread" | "page" | "note") {
            diagnostics.push(skip(&format!("a {}, no issue", row.kind)));
        } else if !published && !drafts {
            diagnostics.push(skip("not published; --drafts imports it"));
        } else if let Some(file) = files.get(row.post_id.as_str()).or_else(|| files.get(id)) {
            let html = member(path, &mut archive, file, &mut left)?;
            let said = |text: &str| Some(text.trim().to_string()).filter(|t| !t.is_empty());
            if row.audience.contains("paid") {
                let what = format!("\"{}\" was for paying readers only; a podcast is for everybody", row.title.trim());
                diagnostics.push(Diagnostic::doubt(Some(line), what));
            }
            let metadata = Metadata {
                title: said(&row.title),
                subtitle: said(&row.subtitle),
                date: date::parse(&row.post_date),
                slug: row.post_id.split_once('.').and_then(|(_, slug)| said(slug)),
                ..Metadata::default()
            };
            posts.push(Post { metadata, html, file: file.to_string() });
        } else {
            diagnostics.push(skip("its HTML is not in the ZIP"));
        }
    }
    if posts.is_empty() {
        let fix = "publish some first, or give --drafts if there are drafts";
        return Err(refuse("the export has no published post").fix(fix));
    }
    posts.sort_by_key(|p| (p.metadata.date.is_none(), p.metadata.date));
    Ok((posts, diagnostics))
}

/// A file of the archive, as text; `left` is what may still be read of the archive, in bytes.
fn member<R: Read + Seek>(path: &Path, archive: &mut ZipArchive<R>, name: &str, left: &mut u64) -> Result<String> {
    let cannot = |why: String| {
        Error::author(format!("{name} inside the ZIP {why}")).in_file(path).fix("download the export again")
    };
    let file = archive.by_name(name).map_err(|e| cannot(format!("cannot be read: {e}")))?;
    let mut bytes = Vec::new();
    file.take(LARGEST.min(*left) + 1).read_to_end(&mut bytes).map_err(|e| cannot(format!("cannot be read: {e}")))?;
    if bytes.len() as u64 > LARGEST {
        return Err(cannot(format!("is larger than {} MB", LARGEST >> 20)));
    }
    *left = left.checked_sub(bytes.len() as u64).ok_or_else(|| {
        let what = format!("the posts in the ZIP come to more than {} MB", ALTOGETHER >> 20);
        Error::author(what).in_file(path).fix("give the files inside one by one")
    })?;
    Ok(String::from_utf8_lossy(&bytes).trim_start_matches('\u{FEFF}').to_string())
}

/// The rows of the table with their lines.
fn rows(path: &Path, table: &str) -> Result<Vec<(Row, u32)>> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(table.as_bytes());
    let broken = |what: String| {
        Error::author(format!("posts.csv inside the ZIP {what}")).in_file(path).fix("download the export again")
    };
    let headers = reader.headers().map_err(|e| broken(format!("cannot be read: {e}")))?.clone();
    for key in ["post_id", "title", "is_published"] {
        if !headers.iter().any(|h| h == key) {
            return Err(broken(format!("has no column {key}")));
        }
    }
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|e| broken(format!("cannot be read: {e}")))?;
        let line = record.position().map_or(0, |p| p.line() as u32);
        let row = record.deserialize(Some(&headers)).map_err(|e| broken(format!("cannot be read: {e}")))?;
        rows.push((row, line));
    }
    Ok(rows)
}
