//! `publish-state.toml`, beside `show.toml`: which feed this show last put where. Its author commits it, so that a
//! second machine knows whether the feed that is out is its own past or another's news.

use std::fs;
use std::path::{Path, PathBuf};

use altavoce_base::error::{Error, Result};
use altavoce_base::files;
use altavoce_base::toml_file;
use altavoce_base::tr;
use serde::{Deserialize, Serialize};

const HEADER: &str = "\
# Written by `altavoce publish`. Commit this file: by it another machine knows whether the feed that is out is one that
# it may replace. A hash is BLAKE3 of a feed; `pending` are feeds of a run that was broken off.

";

/// What was published where.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PublishState {
    /// The targets, in the order of their first publication.
    #[serde(rename = "target", skip_serializing_if = "Vec::is_empty")]
    targets: Vec<Entry>,
}

/// A target.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Entry {
    place: String,
    /// The feed that was last seen to have arrived.
    feed: String,
    /// Feeds that were sent, and perhaps arrived.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pending: Vec<String>,
}

impl PublishState {
    /// Where the state of a show lies.
    pub fn path(show_folder: &Path) -> PathBuf {
        show_folder.join("publish-state.toml")
    }

    /// Reads the state; without one nothing was ever published.
    ///
    /// # Errors
    /// The author's, with the line: not TOML, a field that is not known.
    pub fn read(path: &Path) -> Result<PublishState> {
        match fs::read_to_string(path) {
            Ok(text) => toml_file::parse(path, &text),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(PublishState::default()),
            Err(e) => Err(Error::io(tr!("read"), path, e)),
        }
    }

    /// Whether a feed is one that this show put there.
    pub fn knows(&self, place: &str, feed: &[u8]) -> bool {
        let hash = hash(feed);
        let of = self.targets.iter().filter(|t| t.place == place);
        of.flat_map(|t| t.pending.iter().chain([&t.feed])).any(|known| *known == hash)
    }

    /// Whether just this feed is the one that is out, as far as this state goes: it was the last to arrive, and none was
    /// sent after it. `place` is [`PublishSettings::identity`](crate::channel::publish::PublishSettings::identity).
    pub fn is_out(&self, place: &str, feed: &[u8]) -> bool {
        let hash = hash(feed);
        self.targets.iter().any(|t| t.place == place && t.feed == hash && t.pending.is_empty())
    }

    /// Whether a feed of this show was ever sent to a place.
    pub fn has(&self, place: &str) -> bool {
        self.targets.iter().any(|t| t.place == place)
    }

    /// Notes that a feed is about to be sent.
    pub fn sending(&mut self, place: &str, feed: &[u8]) {
        let hash = hash(feed);
        let entry = self.entry(place);
        if entry.feed != hash && !entry.pending.contains(&hash) {
            entry.pending.push(hash);
        }
    }

    /// Notes that a feed has arrived.
    pub fn arrived(&mut self, place: &str, feed: &[u8]) {
        let hash = hash(feed);
        let entry = self.entry(place);
        (entry.feed, entry.pending) = (hash, Vec::new());
    }

    fn entry(&mut self, place: &str) -> &mut Entry {
        let at = self.targets.iter().position(|t| t.place == place).unwrap_or_else(|| {
            self.targets.push(Entry { place: place.to_string(), ..Entry::default() });
            self.targets.len() - 1
        });
        &mut self.targets[at]
    }

    /// Writes the state, unless the file already says just that.
    ///
    /// # Errors
    /// The operator's: the folder cannot be written.
    pub fn write(&self, path: &Path) -> Result<bool> {
        let body =
            toml::to_string(self).map_err(|e| Error::bug(tr!("the publication's state is not TOML")).caused_by(e))?;
        let text = format!("{HEADER}{body}");
        if fs::read(path).ok().as_deref() == Some(text.as_bytes()) {
            return Ok(false);
        }
        files::write_whole(path, text.as_bytes())?;
        Ok(true)
    }
}

fn hash(feed: &[u8]) -> String {
    blake3::hash(feed).to_hex().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feed_is_known_from_the_moment_it_is_sent_until_the_next_has_arrived() {
        let folder = tempfile::tempdir().unwrap();
        let path = PublishState::path(folder.path());
        let mut state = PublishState::read(&path).unwrap();
        let known = |state: &PublishState| ["a", "b", "c"].map(|feed| state.knows("here", feed.as_bytes()));
        assert_eq!(known(&state), [false; 3]);
        state.sending("here", b"a");
        assert!(!state.is_out("here", b"a"));
        state.arrived("here", b"a");
        assert!(state.is_out("here", b"a") && !state.is_out("here", b"b") && !state.is_out("elsewhere", b"a"));
        state.sending("here", b"b");
        assert!(!state.is_out("here", b"a") && !state.is_out("here", b"b"));
        state.sending("here", b"c");
        state.sending("here", b"c");
        assert_eq!(known(&state), [true; 3]);
        assert!(state.write(&path).unwrap() && !state.write(&path).unwrap());
        let mut state = PublishState::read(&path).unwrap();
        assert_eq!(known(&state), [true; 3]);
        assert!(!state.knows("elsewhere", b"a"));
        state.arrived("here", b"c");
        assert_eq!(known(&state), [false, false, true]);
        fs::write(&path, "[[target]]\nplaec = \"x\"\n").unwrap();
        let said = PublishState::read(&path).unwrap_err().to_string();
        assert!(said.ends_with("publish-state.toml:2: unknown key `plaec`; did you mean `place`?"), "{said}");
    }
}
