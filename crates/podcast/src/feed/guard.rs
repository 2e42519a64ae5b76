//! What a new feed would take from those who subscribe. Apps know an episode by its GUID: one that changes is a second
//! episode to them, one that is gone is lost with its place in it. None of it can be taken back, so it is refused unless
//! the author says the word.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use altavoce_base::error::{Error, Result};
use altavoce_base::tr;

use super::item::Item;
use super::previous_feed::PreviousFeed;
use super::state::FeedState;
use crate::names;

/// A change that subscribers would not want, each with its word for `--force`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Risk {
    /// An episode that was in the previous feed, or the show itself, would have another GUID.
    ChangeGuid,
    /// An episode of the previous feed would be missing.
    DropEpisode,
    /// The feed would have fewer items, though no GUID tells which are missing.
    Shrink,
    /// Two episodes would have the same sound.
    RepeatEnclosure,
    /// A draft would be in the feed. It is left out where this is not allowed.
    PublishDraft,
    /// An episode of a day to come would be in the feed. It is left out where this is not allowed.
    PublishEarly,
}

impl Risk {
    /// All of them, in the order in which they are told.
    pub const ALL: [Risk; 6] = [
        Risk::ChangeGuid,
        Risk::DropEpisode,
        Risk::Shrink,
        Risk::RepeatEnclosure,
        Risk::PublishDraft,
        Risk::PublishEarly,
    ];

    /// The word that allows it.
    pub fn word(self) -> &'static str {
        match self {
            Risk::ChangeGuid => "change-guid",
            Risk::DropEpisode => "drop-episode",
            Risk::Shrink => "shrink",
            Risk::RepeatEnclosure => "repeat-enclosure",
            Risk::PublishDraft => "publish-draft",
            Risk::PublishEarly => "publish-early",
        }
    }

    /// The risk that `word` allows.
    ///
    /// ```
    /// use altavoce_podcast::feed::guard::Risk;
    /// assert_eq!(Risk::by_word("shrink"), Some(Risk::Shrink));
    /// assert_eq!(Risk::by_word("all"), None);
    /// ```
    pub fn by_word(word: &str) -> Option<Risk> {
        Risk::ALL.into_iter().find(|risk| risk.word() == word)
    }

    /// How to do without it.
    pub fn remedy(self) -> &'static str {
        match self {
            Risk::ChangeGuid => tr!("restore feed-state.toml from version control"),
            Risk::DropEpisode | Risk::Shrink => tr!("make what is missing again"),
            Risk::RepeatEnclosure => tr!("delete the folder that is a copy"),
            Risk::PublishDraft => tr!("take the mark of a draft out of its issue"),
            Risk::PublishEarly => tr!("wait for its day"),
        }
    }
}

/// Compares a new feed with the previous one, as the feed that is there and the state tell of it.
///
/// # Errors
/// The author's, in one sentence: every risk that is not among `allowed`, whom it touches, how to do without, and the
/// words that allow it. `feed` is where the feed lies, `show` the show's new GUID.
pub fn check(
    feed: &Path,
    previous: Option<&PreviousFeed>,
    state: &FeedState,
    show: &str,
    items: &[Item],
    allowed: &[Risk],
) -> Result<()> {
    let mut found = Vec::new();
    let none = PreviousFeed::default();
    let previous = previous.unwrap_or(&none);
    let guids: HashSet<&str> = items.iter().map(|i| i.guid.as_str()).collect();
    let by_folder: HashMap<&str, &Item> = items.iter().map(|i| (i.episode.folder.as_str(), i)).collect();

    let mut changed = Vec::new();
    let mut dropped = Vec::new();
    if previous.guid.as_deref().is_some_and(|guid| guid != show) {
        changed.push(tr!("the show").to_string());
    }
    // Whom the feed names, then whom only the state remembers: the output folder may be a new one.
    for item in &previous.items {
        let Some(guid) = item.guid.as_deref().filter(|guid| !guids.contains(guid)) else { continue };
        let folder = item.folder();
        match folder.as_deref().and_then(|folder| by_folder.get(folder)) {
            // The folder's new GUID may be one that the previous feed gave to another: then it is the other that moved in.
            Some(now) if !previous.items.iter().any(|i| i.guid.as_deref() == Some(&now.guid)) => {
                changed.push(format!("`{}`", now.episode.folder))
            }
            _ => dropped.push((guid, named(folder.as_deref(), &item.title))),
        }
    }
    for entry in state.episodes.iter().filter(|e| e.published) {
        let guid = entry.guid.as_deref().unwrap_or_default();
        if !guids.contains(guid) && !dropped.iter().any(|(known, _)| *known == guid) {
            dropped.push((guid, format!("`{}`", entry.folder)));
        }
    }
    if !changed.is_empty() {
        found.push((Risk::ChangeGuid, tr!("give another GUID to {episodes}", episodes = list(&changed))));
    }
    let missing = previous.items.len().saturating_sub(items.len());
    let names: Vec<String> = dropped.iter().map(|(_, name)| name.clone()).collect();
    if !names.is_empty() {
        found.push((Risk::DropEpisode, tr!("drop {episodes}", episodes = list(&names))));
    }
    if missing > names.len() {
        found.push((
            Risk::Shrink,
            tr!("shrink from {before} episodes to {count}", before = previous.items.len(), count = items.len()),
        ));
    }
    let duplicates = duplicates(items);
    if !duplicates.is_empty() {
        found.push((Risk::RepeatEnclosure, tr!("repeat the sound of {episodes}", episodes = list(&duplicates))));
    }
    refuse(feed, found.into_iter().filter(|(risk, _)| !allowed.contains(risk)).collect())
}

fn refuse(feed: &Path, found: Vec<(Risk, String)>) -> Result<()> {
    if found.is_empty() {
        return Ok(());
    }
    let whats: Vec<&str> = found.iter().map(|(_, what)| what.as_str()).collect();
    let mut remedies: Vec<&str> = found.iter().map(|(risk, _)| risk.remedy()).collect();
    remedies.dedup();
    let words: Vec<String> = found.iter().map(|(risk, _)| format!("--force {}", risk.word())).collect();
    let what = tr!("for those who subscribe the new feed would {changes}", changes = whats.join(tr!(", and ")));
    let fix = tr!(
        "{remedies}, or, if it must be, say `{options}`",
        remedies = remedies.join(tr!(" and ")),
        options = words.join(" ")
    );
    Err(Error::author(what).in_file(feed).fix(fix))
}

/// Folders with the same sound as one before them: a copy that was made by hand.
fn duplicates(items: &[Item]) -> Vec<String> {
    let mut sounds: Vec<(&str, &str)> = items
        .iter()
        .filter_map(|item| Some((item.episode.folder.as_str(), item.episode.file(names::AUDIO)?.blake3.as_str())))
        .collect();
    sounds.sort();
    let mut seen: HashMap<&str, &str> = HashMap::new();
    let again = sounds.into_iter().map(|(folder, sound)| (*seen.entry(sound).or_insert(folder), folder));
    again.filter(|(first, folder)| first != folder).map(|(first, folder)| tr!("`{first}` in `{folder}`")).collect()
}

fn named(folder: Option<&str>, title: &str) -> String {
    match folder {
        Some(folder) => format!("`{folder}`"),
        None => format!("«{title}»"),
    }
}

/// At most five names: a sentence, not a table.
fn list(names: &[String]) -> String {
    const SHOWN: usize = 5;
    match names {
        [one] => one.clone(),
        [first @ .., last] if names.len() <= SHOWN => tr!("{first} and {last}", first = first.join(", ")),
        _ => tr!("{list} and {more} more", list = names[..SHOWN - 1].join(", "), more = names.len() - SHOWN + 1),
    }
}
