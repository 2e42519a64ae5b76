//! Where each issue stands: whether its episode is made and still true to it, in the feed, published.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::address;
use crate::episode::make::{self, Standing};
use crate::episode::manifest::Manifest;
use crate::episode::names;
use crate::episode::request::Request;
use crate::error::{Error, Result};
use crate::feed::last::Last;
use crate::issue::Issue;
use crate::publish::record::{Record, Verified};
use crate::show::Show;

/// What is out of an episode.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Publication {
    /// Nothing that this machine knows of.
    No,
    /// An earlier version of it.
    Older,
    /// It, as it is here.
    Yes,
}

/// An issue, or an episode without one.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    /// The issue; none for an episode whose issue is not there.
    pub issue: Option<PathBuf>,
    /// Its number.
    pub number: Option<u32>,
    /// Its title.
    pub title: String,
    /// The episode's folder in the output folder, made or not.
    pub folder: String,
    /// Whether the episode is made.
    pub episode: Standing,
    /// Why that cannot be told: what is wrong with the issue, or missing on the machine.
    pub fault: Option<String>,
    /// Whether the feed that lies in the output folder has it.
    pub in_feed: bool,
    /// Whether it is published, as far as this machine's own record goes.
    pub published: Publication,
}

impl Row {
    /// Whether nothing is left to do for it.
    pub fn is_done(&self) -> bool {
        self.fault.is_none() && self.episode == Standing::Made && self.in_feed && self.published == Publication::Yes
    }
}

/// The folders, and what all issues share.
#[derive(Debug, Clone)]
pub struct Place<'a> {
    /// Where the issues are.
    pub issues: &'a Path,
    /// Where the episodes are.
    pub output: &'a Path,
    /// The folder of `show.toml`.
    pub show_folder: &'a Path,
    /// The show.
    pub show: &'a Show,
    /// The folder of the voices.
    pub voices: &'a Path,
}

/// Every issue of the folder by number and name, then the episodes without an issue.
///
/// # Errors
/// The folder of the issues or the feed cannot be read. A faulty issue is a row that says so.
pub fn of(place: &Place) -> Result<Vec<Row>> {
    let feed = Last::read(&place.output.join(names::FEED))?.unwrap_or_default();
    let in_feed: Vec<String> = feed.items.iter().filter_map(|item| address::decoded(item.folder()?)).collect();
    let record = Record::read(place.output, &place.show.publish.identity()).verified();
    let row = |issue: Option<PathBuf>, folder: String, manifest: Option<&Manifest>| Row {
        issue,
        number: manifest.and_then(|m| m.number),
        title: manifest.map_or(String::new(), |m| m.title.clone()),
        in_feed: in_feed.contains(&folder),
        published: manifest.map_or(Publication::No, |m| published(m, &folder, &record)),
        episode: if manifest.is_some() { Standing::Made } else { Standing::Missing },
        fault: None,
        folder,
    };
    let mut rows = Vec::new();
    for path in issues(place.issues)? {
        rows.push(match Issue::read(&path) {
            Ok(issue) => {
                let folder = make::folder_name(&issue);
                let manifest = Manifest::read(&place.output.join(&folder)).ok();
                let (number, title) = (issue.meta.number, issue.meta.title.clone());
                let standing = make::standing(&request(place, issue));
                let known = row(Some(path), folder, manifest.as_ref());
                match standing {
                    Ok(episode) => Row { number, title, episode, ..known },
                    Err(e) => Row { number, title, fault: Some(e.to_string()), ..known },
                }
            }
            Err(e) => {
                let title = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
                Row { title, fault: Some(e.to_string()), ..row(Some(path), String::new(), None) }
            }
        });
    }
    rows.sort_by(|a, b| (a.number, &a.issue).cmp(&(b.number, &b.issue)));
    let known: Vec<String> = rows.iter().map(|r| r.folder.clone()).collect();
    let episodes = if place.output.is_dir() { Manifest::read_all(place.output)? } else { Vec::new() };
    for (folder, manifest) in episodes {
        let folder = folder.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        if !known.contains(&folder) {
            rows.push(row(None, folder, Some(&manifest)));
        }
    }
    Ok(rows)
}

/// The Markdown files of a folder, by name.
///
/// # Errors
/// The folder cannot be read.
pub fn issues(folder: &Path) -> Result<Vec<PathBuf>> {
    let unreadable = |e| Error::io("read the issues", folder, e);
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let markdown = path.extension().is_some_and(|e| e.eq_ignore_ascii_case("md"));
        if markdown && !name.starts_with('.') && !name.eq_ignore_ascii_case("readme.md") && path.is_file() {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

fn request(place: &Place, issue: Issue) -> Request {
    Request {
        issue,
        show: place.show.clone(),
        show_folder: place.show_folder.to_path_buf(),
        voices: place.voices.to_path_buf(),
        output: place.output.to_path_buf(),
        workers: 1,
    }
}

/// What the record of publishing says of an episode's sound.
fn published(manifest: &Manifest, folder: &str, record: &BTreeMap<String, Verified>) -> Publication {
    let here = manifest.file(names::AUDIO);
    match (record.get(&format!("{folder}/{}", names::AUDIO)), here) {
        (None, _) => Publication::No,
        (Some(there), Some(here)) if there.blake3 == here.blake3 => Publication::Yes,
        _ => Publication::Older,
    }
}
