//! The episodes in the order of the index, of each only what a row of it shows.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use altavoce_base::error::{Error, Result};
use jiff::civil::Date;
use serde::Deserialize;

use crate::feed::state::State;
use crate::names;
use crate::site::text::plain;

/// An episode's row in the catalog.
#[derive(Debug, Clone, PartialEq)]
pub struct CatalogEntry {
    /// Its folder's name.
    pub folder: String,
    /// Its title, on one line.
    pub title: String,
    /// Its subtitle, else its description.
    pub about: Option<String>,
    /// The number.
    pub number: Option<u32>,
    /// The season.
    pub season: Option<u32>,
    /// The day of publication: its own, else the one on which the feed first saw it.
    pub date: Option<Date>,
    /// Length in seconds.
    pub duration: f64,
}

/// The head of a manifest; what follows in it is skipped without being kept.
#[derive(Deserialize)]
struct Head {
    title: String,
    subtitle: Option<String>,
    description: Option<String>,
    number: Option<u32>,
    season: Option<u32>,
    date: Option<Date>,
    duration: f64,
}

/// Reads the rows of every episode of `output`, newest first, as the feed has them.
///
/// # Errors
/// No such folder, a manifest that cannot be read, a damaged `feed-state.toml` in `show_folder`.
pub fn read(output: &Path, show_folder: &Path) -> Result<Vec<CatalogEntry>> {
    let state = State::read(&State::path(show_folder))?;
    let seen: HashMap<_, _> = state.episodes.into_iter().filter_map(|e| Some((e.folder, e.first_seen?))).collect();
    let unreadable = |e| Error::io("read", output, e);
    let mut entries = Vec::new();
    for entry in fs::read_dir(output).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let manifest = entry.path().join(names::MANIFEST);
        if entry.file_name().as_encoded_bytes().starts_with(b".") || !manifest.exists() {
            continue;
        }
        let folder = entry
            .file_name()
            .into_string()
            .map_err(|_| Error::author("the folder's name is not UTF-8").in_file(entry.path()).fix("rename it"))?;
        let head = head(&manifest)?;
        let date = head.date.or_else(|| seen.get(&folder).copied());
        let about = head.subtitle.or(head.description).map(|t| plain(&t)).filter(|t| !t.is_empty());
        let title = Some(plain(&head.title)).filter(|t| !t.is_empty()).unwrap_or_else(|| plain(&folder));
        let Head { number, season, duration, .. } = head;
        entries.push(CatalogEntry { folder, title, about, number, season, date, duration });
    }
    entries.sort_by(|a, b| {
        let key = |p: &CatalogEntry| (p.date, p.season, p.number);
        key(b).cmp(&key(a)).then_with(|| a.folder.cmp(&b.folder))
    });
    Ok(entries)
}

fn head(path: &Path) -> Result<Head> {
    let bytes = fs::read(path).map_err(|e| Error::io("read", path, e))?;
    serde_json::from_slice(&bytes).map_err(|e| {
        Error::operator("this is not a manifest that this version can read")
            .in_file(path)
            .fix("make the episode again")
            .caused_by(e)
    })
}
