//! Where each issue stands: whether its episode is made and still true to it, in the feed, published.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

use altavoce_base::error::{Error, Result};
use altavoce_base::tr;
use altavoce_podcast::feed::previous_feed::{PreviousFeed, PreviousItem};
use altavoce_podcast::hold::Hold;
use altavoce_podcast::library::Library;
use altavoce_podcast::manifest::Outline;
use altavoce_podcast::publish::inventory::{Inventory, Verified};
use altavoce_podcast::publish::state::PublishState;
use altavoce_podcast::{names, private};
use jiff::Timestamp;
use serde::Serialize;

use crate::episode::make::{self, Freshness};
use crate::episode::request::EpisodeRequest;
use crate::issue::{Issue, Meta};
use crate::project::Project;

/// What is out of an episode.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Publication {
    /// Nothing that this machine knows of.
    No,
    /// An earlier version of it.
    Older,
    /// Its sound as it is here, but not the feed as it is here.
    WithoutFeed,
    /// It and the feed, as they are here.
    Yes,
}

/// An issue, or an episode without one.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct IssueStatus {
    /// The issue; none for an episode whose issue is not there.
    pub issue: Option<PathBuf>,
    /// Its number.
    pub number: Option<u32>,
    /// Its title.
    pub title: String,
    /// The episode's folder in the output folder, made or not.
    pub folder: String,
    /// Whether the episode is made.
    pub episode: Freshness,
    /// Why that cannot be told: what is wrong with the issue, or missing on the machine.
    pub fault: Option<String>,
    /// Why it is not to go out yet: a draft, a day that is to come.
    pub held: Option<String>,
    /// Whether the feed that lies in the output folder has it.
    pub in_feed: bool,
    /// Whether it is published, as far as this machine's own record goes.
    pub published: Publication,
}

impl IssueStatus {
    /// Whether nothing is left to do for it.
    pub fn is_done(&self) -> bool {
        self.fault.is_none() && self.episode == Freshness::Made && self.in_feed && self.published == Publication::Yes
    }
}

/// What is known of the target.
struct PublishedState {
    /// The files that were seen to be there.
    files: BTreeMap<String, Verified>,
    /// Whether the feed that lies here is the one that is out.
    feed: bool,
}

/// Every issue of the project by number and name, then the episodes without an issue.
///
/// # Errors
/// The folder of the issues, the feed or the record of what was published cannot be read. A faulty issue and a damaged
/// episode are rows that say so.
pub fn of(project: &Project) -> Result<Vec<IssueStatus>> {
    judged_by(project, |issue| {
        let narration = project.narrate(issue);
        make::freshness(EpisodeRequest { project, issue, narration: &narration })
    })
}

/// The same, where `judge` tells how the episode of an issue stands: what takes longest of all.
///
/// # Errors
/// As [`of`].
pub fn judged_by(project: &Project, mut judge: impl FnMut(&Issue) -> Result<Freshness>) -> Result<Vec<IssueStatus>> {
    let output = &project.folders.output;
    let feed = PreviousFeed::read(&output.join(names::FEED))?.unwrap_or_default();
    let in_feed: Vec<String> = feed.items.iter().filter_map(PreviousItem::folder).collect();
    let target =
        PublishedState { files: Inventory::read(output, &place(project)).verified(), feed: feed_is_out(project)? };
    let episodes = Library::open_or_empty(output)?.episodes;
    let episodes: BTreeMap<String, Result<Outline>> =
        episodes.iter().map(|e| (e.display_name(), e.outline())).collect();
    let row = |issue: Option<PathBuf>, folder: String| {
        let episode = episodes.get(&folder).and_then(|e| e.as_ref().ok());
        IssueStatus {
            issue,
            number: episode.and_then(|e| e.number),
            title: episode.map_or(String::new(), |e| e.title.clone()),
            held: None,
            in_feed: in_feed.contains(&folder),
            published: episode.map_or(Publication::No, |e| published(e, &folder, &target)),
            episode: if episode.is_some() { Freshness::Made } else { Freshness::Missing },
            fault: None,
            folder,
        }
    };
    let now = Timestamp::now();
    let mut rows = Vec::new();
    for path in issues(&project.folders.issues)? {
        rows.push(match Issue::read(&path) {
            Ok(issue) => {
                let known = row(Some(path), make::folder_name(&issue));
                let (number, title) = (issue.meta.number, issue.meta.title.clone());
                let Meta { draft, date, published_at, .. } = &issue.meta;
                let hold = Hold::of(*draft, *date, published_at.as_ref(), now).filter(|_| !known.in_feed);
                let known = IssueStatus { held: hold.map(|hold| hold.to_string()), ..known };
                match judge(&issue) {
                    Ok(episode) => IssueStatus { number, title, episode, ..known },
                    Err(e) => IssueStatus { number, title, fault: Some(e.to_string()), ..known },
                }
            }
            Err(e) => {
                // Its episode, if there is one, is known by the file that it was made from.
                let title = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
                let made = episodes.iter().find(|(_, e)| e.as_ref().is_ok_and(|e| e.source == title));
                let folder = made.map_or(String::new(), |(folder, _)| folder.clone());
                IssueStatus { title, fault: Some(e.to_string()), ..row(Some(path), folder) }
            }
        });
    }
    rows.sort_by(|a, b| (a.number, &a.issue).cmp(&(b.number, &b.issue)));
    let known: HashSet<String> = rows.iter().map(|r| r.folder.clone()).collect();
    for (folder, episode) in episodes.iter().filter(|(folder, _)| !known.contains(*folder)) {
        rows.push(IssueStatus { fault: episode.as_ref().err().map(Error::to_string), ..row(None, folder.clone()) });
    }
    Ok(rows)
}

/// Where the show is published, as the records of it name the place. A private show that was never in a feed is nowhere.
fn place(project: &Project) -> String {
    let show = project.show.channel();
    private::placed(&show, project.folder()).map_or_else(|_| show.publish.identity(), |show| show.publish.identity())
}

/// Whether the feed that lies in the output folder is the one that was last seen to have arrived.
fn feed_is_out(project: &Project) -> Result<bool> {
    let state = PublishState::read(&PublishState::path(project.folder()))?;
    let Ok(feed) = fs::read(project.folders.output.join(names::FEED)) else { return Ok(false) };
    let mut arrived = state.clone();
    arrived.arrived(&place(project), &feed);
    Ok(arrived == state)
}

/// The Markdown files of a folder, by name.
///
/// # Errors
/// The folder cannot be read.
pub fn issues(folder: &Path) -> Result<Vec<PathBuf>> {
    let unreadable = |e| Error::io(tr!("read the issues"), folder, e);
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

/// What the records of publishing say of an episode's sound and of the feed.
fn published(episode: &Outline, folder: &str, target: &PublishedState) -> Publication {
    let here = episode.file(names::AUDIO);
    match (target.files.get(&format!("{folder}/{}", names::AUDIO)), here) {
        (None, _) => Publication::No,
        (Some(there), Some(here)) if there.blake3 == here.blake3 && target.feed => Publication::Yes,
        (Some(there), Some(here)) if there.blake3 == here.blake3 => Publication::WithoutFeed,
        _ => Publication::Older,
    }
}
