//! A Substack export: a ZIP with `posts.csv` and a file of HTML a post.

use std::collections::BTreeMap;
use std::path::Path;

use altavoce_base::error::{Error, Result};
use altavoce_base::tr;
use serde::Deserialize;

use super::Options;
use super::archive::Archive;
use super::diagnostic::Diagnostic;
use super::front_matter::Metadata;
use super::html;
use super::post::{self, Export, Post};

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

/// The published posts of an export, oldest first, with `drafts` also those that never were; `table` is its table, and what
/// is left out is told.
///
/// # Errors
/// The author's: a table that cannot be read, no post to import.
pub fn read(path: &Path, archive: &mut Archive, table: &str, options: &Options) -> Result<Export> {
    let rows = rows(path, &archive.member(table)?)?;
    let names = archive.names().to_vec();
    let mut files: BTreeMap<&str, &String> = BTreeMap::new();
    for name in names.iter().filter(|n| n.ends_with(".html")) {
        let base = name.rsplit('/').next().unwrap_or(name).trim_end_matches(".html");
        files.insert(base, name);
        files.entry(base.split('.').next().unwrap_or(base)).or_insert(name);
    }
    let Export { mut posts, mut diagnostics } = Export::default();
    let site = options.site.clone().or_else(|| {
        let name = newsletter(&names)?;
        let site = format!("https://{name}.substack.com");
        let what = tr!("the pages of the posts guessed at {site}, by the file email_list.{name}.csv");
        diagnostics.push(Diagnostic::guessed(None, tr!("{what}; --site ADDRESS says another")));
        Some(site)
    });
    if site.is_none() {
        diagnostics.push(post::no_site());
    }
    for (row, line) in rows {
        let skip = |why: &str| Diagnostic::removed(Some(line), &format!("{}: {}", row.post_id, row.title), why);
        let id = row.post_id.split('.').next().unwrap_or("");
        let published = row.is_published.eq_ignore_ascii_case("true");
        if matches!(row.kind.as_str(), "thread" | "page" | "note") {
            diagnostics.push(skip(&tr!("a {kind}, no issue", kind = row.kind)));
        } else if !published && !options.drafts {
            diagnostics.push(skip(tr!("not published; --drafts imports it")));
        } else if let Some(file) = files.get(row.post_id.as_str()).or_else(|| files.get(id)) {
            let text = archive.member(file)?;
            let said = |text: &str| Some(html::words(text)).filter(|t| !t.is_empty());
            if row.audience.contains("paid") {
                let what = tr!(
                    "\"{title}\" was for paying readers only; a podcast is for everybody",
                    title = row.title.trim()
                );
                diagnostics.push(Diagnostic::doubt(Some(line), what));
            }
            let mut metadata = Metadata {
                title: said(&row.title),
                subtitle: said(&row.subtitle),
                slug: row.post_id.split_once('.').and_then(|(_, slug)| said(slug)),
                draft: !published,
                ..Metadata::default()
            };
            let page = |(site, slug): (&String, &String)| post::page(site, &format!("p/{slug}"));
            metadata.link = site.as_ref().zip(metadata.slug.as_ref()).filter(|_| published).map(page);
            metadata.publish(&row.post_date);
            posts.push(Post { metadata, text, name: file.to_string(), part: file.to_string(), ..Post::default() });
        } else {
            diagnostics.push(skip(tr!("its HTML is not in the ZIP")));
        }
    }
    let mut export = Export { posts, diagnostics };
    export.require_posts(path)?;
    export.oldest_first();
    Ok(export)
}

/// The newsletter's name at Substack: an export has its list of readers beside the posts, `email_list.NAME.csv`.
fn newsletter(files: &[String]) -> Option<&str> {
    let names =
        files.iter().filter_map(|file| file.rsplit('/').next()?.strip_prefix("email_list.")?.strip_suffix(".csv"));
    let is_name = |name: &&str| !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    names.into_iter().find(is_name)
}

/// The rows of the table with their lines.
fn rows(path: &Path, table: &str) -> Result<Vec<(Row, u32)>> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(table.as_bytes());
    let broken = |what: String| {
        Error::author(tr!("posts.csv inside the ZIP {what}")).in_file(path).fix(tr!("download the export again"))
    };
    let headers = reader.headers().map_err(|e| broken(tr!("cannot be read: {e}")))?.clone();
    for key in ["post_id", "title", "is_published"] {
        if !headers.iter().any(|h| h == key) {
            return Err(broken(tr!("has no column {key}")));
        }
    }
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|e| broken(tr!("cannot be read: {e}")))?;
        let line = record.position().map_or(0, |p| p.line() as u32);
        let row = record.deserialize(Some(&headers)).map_err(|e| broken(tr!("cannot be read: {e}")))?;
        rows.push((row, line));
    }
    Ok(rows)
}
