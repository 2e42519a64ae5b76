//! `feed-state.toml`, beside `show.toml`: the identities that subscribers' apps know. Its author commits it.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use altavoce_base::episode_type::EpisodeType;
use altavoce_base::error::{Error, Result};
use altavoce_base::files;
use altavoce_base::locale::text;
use altavoce_base::toml_file::{Step, TomlDocument};
use altavoce_base::{mark, tr};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What stands above the entries.
const HEADER: &str = "\
# Written by `altavoce feed`. Commit this file and keep it: by these GUIDs podcast apps know which episodes they have.
# A changed GUID shows its episode a second time to every subscriber. Entries of deleted episodes stay.

";

/// The namespace of podcast:guid (Podcasting 2.0 namespace, \"guid\").
const PODCAST_NAMESPACE: Uuid = Uuid::from_u128(0xead4c236_bf58_58c6_a2c6_a6b28d128cb6);

/// The state of a feed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FeedState {
    /// podcast:guid, made of the first feed address and kept for good.
    pub guid: Option<Uuid>,
    /// The folder below which a private show is served, made once and kept for good.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub private_folder: Option<String>,
    /// The episodes, in the order in which they were first seen.
    #[serde(rename = "episode", skip_serializing_if = "Vec::is_empty")]
    pub episodes: Vec<EpisodeRecord>,
}

/// An episode that has been in the feed, as it was when last seen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EpisodeRecord {
    /// Its GUID: a UUID of ours, or whatever an earlier host gave it. An author who adds an entry by hand may leave
    /// it out; it is then made.
    pub guid: Option<String>,
    /// The day it was first seen.
    pub first_seen: Option<Date>,
    /// Its folder in the output folder.
    pub folder: String,
    /// The issue's file name.
    pub source: Option<String>,
    /// The season: its issue's, or the show's when it was new.
    pub season: Option<u32>,
    /// The issue's number.
    pub number: Option<u32>,
    /// The day of publication that its issue gives.
    pub date: Option<Date>,
    /// The title.
    pub title: Option<String>,
    /// What it is among the others.
    #[serde(rename = "type", default, skip_serializing_if = "EpisodeType::is_full")]
    pub kind: EpisodeType,
    /// Whether the feed that was last written has it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub published: bool,
}

impl FeedState {
    /// Where the state of a show lies.
    pub fn path(show_folder: &Path) -> PathBuf {
        show_folder.join("feed-state.toml")
    }

    /// Whether the feed that was last written has the episode of a folder.
    pub fn has_out(&self, folder: &str) -> bool {
        self.episodes.iter().any(|e| e.published && e.folder == folder)
    }

    /// Reads the state; a show without one has never been published.
    ///
    /// # Errors
    /// The author's, with the line: not TOML, a wrong field, a GUID or folder twice. Never taken for an empty state.
    pub fn read(path: &Path) -> Result<FeedState> {
        let text = match fs::read(path) {
            Ok(bytes) => String::from_utf8(bytes).map_err(|e| {
                let good = &e.as_bytes()[..e.utf8_error().valid_up_to()];
                let line = 1 + good.iter().filter(|b| **b == b'\n').count() as u32;
                Error::author(tr!("this is not UTF-8 text")).at(path, line).fix(text(RESTORE))
            })?,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(FeedState::default()),
            Err(e) => return Err(Error::io(tr!("read"), path, e)),
        };
        let document = TomlDocument::parse(path, &text)?;
        let state: FeedState = document.read()?;
        state.check(path, &document)?;
        Ok(state)
    }

    /// An empty file, a GUID twice, a folder twice: signs of an accident or of a bad merge.
    fn check(&self, path: &Path, document: &TomlDocument) -> Result<()> {
        let folder_is_one =
            |name: &String| !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        if self.private_folder.as_ref().is_some_and(|name| !folder_is_one(name)) {
            let line = document.line([Step::from("private_folder")]).unwrap_or(1);
            return Err(Error::author(tr!("`private_folder` is not letters and digits"))
                .at(path, line)
                .fix(text(RESTORE)));
        }
        if self.guid.is_none() && self.private_folder.is_none() && self.episodes.is_empty() {
            return Err(Error::author(tr!("there is nothing in it")).at(path, 1).fix(text(RESTORE)));
        }
        let line = |n| document.line([Step::from("episode"), Step::from(n)]).unwrap_or(1);
        let mut seen = HashMap::new();
        for (n, entry) in self.episodes.iter().enumerate() {
            let guid = entry.guid.as_deref().map(|g| ("GUID", g));
            for (what, value) in guid.into_iter().chain([(tr!("folder"), entry.folder.as_str())]) {
                if value.trim().is_empty() {
                    return Err(Error::author(tr!("an empty {what}")).at(path, line(n)).fix(text(RESTORE)));
                }
                if let Some(first) = seen.insert((what, value), n) {
                    let what = tr!("the {what} `{value}` stands here and in line {first}", first = line(first));
                    return Err(Error::author(what).at(path, line(n)).fix(tr!("keep one of the two entries")));
                }
            }
        }
        Ok(())
    }

    /// Writes the state, unless the file already says just that; whether it was written.
    ///
    /// # Errors
    /// The operator's: the folder cannot be written.
    pub fn write(&self, path: &Path) -> Result<bool> {
        let body = toml::to_string(self).map_err(|e| Error::bug(tr!("the feed's state is not TOML")).caused_by(e))?;
        let text = format!("{HEADER}{body}");
        if fs::read(path).ok().as_deref() == Some(text.as_bytes()) {
            return Ok(false);
        }
        files::write_whole(path, text.as_bytes())?;
        Ok(true)
    }
}

const RESTORE: &str =
    mark!("mend it or restore it from version control, as without it every subscriber gets every episode twice");

/// podcast:guid of a feed: a UUIDv5 of its address without scheme and trailing slashes.
///
/// ```
/// let guid = altavoce_podcast::feed::state::podcast_guid("https://podnews.net/rss");
/// assert_eq!(guid.to_string(), "9b024349-ccf0-5f69-a609-6b82873eab3c");
/// ```
pub fn podcast_guid(feed_url: &str) -> Uuid {
    let name = feed_url.split_once("://").map_or(feed_url, |(_, rest)| rest).trim_end_matches('/');
    Uuid::new_v5(&PODCAST_NAMESPACE, name.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_damaged_state_is_the_authors_error() {
        let entry = "[[episode]]\nguid = \"a\"\nfolder = \"x\"\n";
        let rows: &[(&[u8], &str)] = &[
            (b"", "feed-state.toml:1: there is nothing in it"),
            (b"guid = \"no\"\n", "feed-state.toml:1: "),
            (b"# fine\n[[episode]]\nfolder = 7\n", "feed-state.toml:3: "),
            (b"guid = \n", "feed-state.toml:1: "),
            (b"# one\n# \xff\n", "feed-state.toml:2: this is not UTF-8 text"),
            (b"[[episode]]\nfolder = \"x\"\nsaeson = 2\n", "feed-state.toml:3: unknown key `saeson`"),
            (b"[[episode]]\nfolder = \" \"\n", "feed-state.toml:1: an empty folder"),
            (b"# x\nprivate_folder = \"../x\"\n", "feed-state.toml:2: `private_folder` is not letters and digits"),
            (&[entry, entry].concat().into_bytes(), "feed-state.toml:4: the GUID `a` stands here and in line 1"),
        ];
        let folder = tempfile::tempdir().unwrap();
        let path = FeedState::path(folder.path());
        let mut wrong = Vec::new();
        for (bytes, expected) in rows {
            fs::write(&path, bytes).unwrap();
            match FeedState::read(&path) {
                Err(e) if e.kind == altavoce_base::error::Kind::Author && e.to_string().contains(expected) => {}
                other => wrong.push(format!("{:?}: {other:?}", String::from_utf8_lossy(bytes))),
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn a_state_is_read_as_it_was_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = FeedState::path(folder.path());
        assert_eq!(FeedState::read(&path).unwrap(), FeedState::default());
        let entry = EpisodeRecord {
            guid: Some("g".into()),
            first_seen: Some(jiff::civil::date(2026, 3, 5)),
            folder: "022-città".into(),
            source: Some("022.md".into()),
            season: None,
            number: Some(22),
            date: None,
            title: Some("\"Virgolette\" e\nrighe \u{1F600}".into()),
            kind: EpisodeType::Bonus,
            published: true,
        };
        let state = FeedState {
            guid: Some(podcast_guid("https://example.org/feed.xml")),
            private_folder: Some("0123abcd".into()),
            episodes: vec![entry],
        };
        assert!(state.write(&path).unwrap() && !state.write(&path).unwrap());
        assert_eq!(FeedState::read(&path).unwrap(), state);
    }
}
