//! `.published.json` in the output folder: what this machine has seen to be there, so that it need not look again. A
//! memory only: without it every file is compared anew.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use altavoce_base::error::{Error, Result};
use altavoce_base::files;
use altavoce_base::tr;
use serde::{Deserialize, Serialize};

use super::remote_file::RemoteFile;

/// Its name. It begins with a dot, so it is never published.
pub const FILE: &str = ".published.json";

/// A file that was found there whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Verified {
    /// Its length.
    pub bytes: u64,
    /// BLAKE3 of its content.
    pub blake3: String,
    /// The entity tag it had then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    /// When it had been changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub modified: Option<jiff::Timestamp>,
}

impl Verified {
    /// Whether what is there now is what was verified then, as far as a listing can tell.
    pub fn is_still(&self, there: &RemoteFile) -> bool {
        let same_state = match (&self.etag, &there.etag, self.modified, there.modified) {
            (Some(then), Some(now), ..) => then == now,
            (_, _, Some(then), Some(now)) => then.as_second() == now.as_second(),
            // A storage that tells neither is looked at again.
            _ => false,
        };
        same_state && self.bytes == there.bytes
    }
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
struct Content {
    there: BTreeMap<String, BTreeMap<String, Verified>>,
    /// BLAKE3 of the feed that a target's hub was last told of.
    told: BTreeMap<String, String>,
    /// By target and path: BLAKE3 of what was found whole where subscribers get it.
    seen: BTreeMap<String, BTreeMap<String, String>>,
}

/// The memory of one output folder, about one target.
#[derive(Debug)]
pub struct Inventory {
    path: PathBuf,
    target: String,
    content: Content,
    changed: bool,
    written: Instant,
}

impl Inventory {
    /// Reads the memory of `output` about `target`; one that is damaged is forgotten.
    pub fn read(output: &Path, target: &str) -> Inventory {
        let path = output.join(FILE);
        let content = fs::read(&path).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let content = content.unwrap_or_default();
        Inventory { path, target: target.to_string(), content, changed: false, written: Instant::now() }
    }

    /// What is known of the target.
    pub fn verified(&self) -> BTreeMap<String, Verified> {
        self.content.there.get(&self.target).cloned().unwrap_or_default()
    }

    /// Remembers a file as whole; the memory is written now and then.
    ///
    /// # Errors
    /// As [`Inventory::write`].
    pub fn remember(&mut self, path: &str, verified: Verified) -> Result<()> {
        self.content.there.entry(self.target.clone()).or_default().insert(path.to_string(), verified);
        self.changed = true;
        if self.written.elapsed() > Duration::from_secs(1) { self.write() } else { Ok(()) }
    }

    /// Forgets a file that was removed, or that is about to be replaced.
    pub fn forget(&mut self, path: &str) {
        if let Some(there) = self.content.there.get_mut(&self.target) {
            self.changed |= there.remove(path).is_some();
        }
    }

    /// Whether subscribers were seen to get this content under that path.
    pub fn has_seen(&self, path: &str, blake3: &str) -> bool {
        self.content.seen.get(&self.target).and_then(|seen| seen.get(path)).is_some_and(|seen| seen == blake3)
    }

    /// Remembers that subscribers get this content under that path.
    pub fn saw(&mut self, path: &str, blake3: &str) {
        self.content.seen.entry(self.target.clone()).or_default().insert(path.to_string(), blake3.to_string());
        self.changed = true;
    }

    /// Whether the hub was told of just this feed.
    pub fn hub_knows(&self, feed: &[u8]) -> bool {
        self.content.told.get(&self.target).is_some_and(|told| *told == blake3::hash(feed).to_hex().as_str())
    }

    /// Remembers that the hub was told of a feed.
    pub fn hub_told(&mut self, feed: &[u8]) {
        self.content.told.insert(self.target.clone(), blake3::hash(feed).to_hex().to_string());
        self.changed = true;
    }

    /// Writes the memory, if there is something new in it.
    ///
    /// # Errors
    /// The operator's: the output folder cannot be written.
    pub fn write(&mut self) -> Result<()> {
        if self.changed {
            let text = serde_json::to_vec(&self.content);
            let text = text.map_err(|e| Error::bug(tr!("the record cannot be written as JSON")).caused_by(e))?;
            files::write_whole(&self.path, &text)?;
            (self.changed, self.written) = (false, Instant::now());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remembers_by_target_and_forgets_damage() {
        let output = tempfile::tempdir().unwrap();
        let known = Verified { bytes: 3, blake3: "x".into(), etag: None, modified: Some(jiff::Timestamp::UNIX_EPOCH) };
        let mut inventory = Inventory::read(output.path(), "s3://a");
        inventory.remember("f", known.clone()).unwrap();
        inventory.write().unwrap();
        assert_eq!(Inventory::read(output.path(), "s3://a").verified()["f"], known);
        assert!(Inventory::read(output.path(), "s3://b").verified().is_empty());
        inventory.hub_told(b"feed");
        inventory.write().unwrap();
        let told = |target| Inventory::read(output.path(), target).hub_knows(b"feed");
        assert!(told("s3://a") && !told("s3://b") && !inventory.hub_knows(b"new"));
        assert!(!inventory.has_seen("f", "x"));
        inventory.saw("f", "x");
        assert!(inventory.has_seen("f", "x") && !inventory.has_seen("f", "y") && !inventory.has_seen("g", "x"));
        fs::write(output.path().join(FILE), "{").unwrap();
        assert!(Inventory::read(output.path(), "s3://a").verified().is_empty());
    }

    #[test]
    fn what_a_storage_does_not_tell_is_not_trusted() {
        let at = |second| jiff::Timestamp::from_second(second).ok();
        let found =
            |etag: Option<&str>, modified| RemoteFile { bytes: 3, etag: etag.map(Into::into), md5: None, modified };
        let known = |etag: Option<&str>, modified| Verified {
            bytes: 3,
            blake3: "x".into(),
            etag: etag.map(Into::into),
            modified,
        };
        let rows = [
            (known(Some("a"), at(1)), found(Some("a"), at(2)), true),
            (known(Some("a"), at(1)), found(Some("b"), at(1)), false),
            (known(None, at(1)), found(None, at(1)), true),
            (known(None, at(1)), found(None, at(2)), false),
            (known(None, None), found(None, None), false),
            (known(Some("a"), None), RemoteFile { bytes: 2, ..found(Some("a"), None) }, false),
        ];
        let wrong: Vec<_> = rows.iter().filter(|(then, now, same)| then.is_still(now) != *same).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
    }
}
