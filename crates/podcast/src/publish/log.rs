//! `.publish-log.jsonl` in the output folder: what went out when, a line a run that sent something. For people who look back;
//! nothing depends on it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use altavoce_base::error::{Error, Result};
use altavoce_base::files;
use altavoce_base::tr;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::PublishSummary;
use super::plan::Action;

/// Its name. It begins with a dot, so it is never published.
const FILE: &str = ".publish-log.jsonl";

/// A run that sent something.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LogEntry {
    /// When it was over.
    pub at: Timestamp,
    /// Where it was sent.
    pub target: String,
    /// How many files were sent.
    pub files: usize,
    /// How many bytes.
    pub bytes: u64,
    /// The folders of the episodes of which something was sent.
    pub episodes: Vec<String>,
    /// Whether a new feed went out.
    pub feed: bool,
}

/// Notes a run, if it sent anything.
///
/// # Errors
/// The operator's: the log cannot be written.
pub fn note(output: &Path, published: &PublishSummary, at: Timestamp) -> Result<()> {
    let sent: Vec<&str> = published
        .rows
        .iter()
        .filter(|(action, ..)| matches!(action, Action::Upload | Action::Replace))
        .map(|(_, path, _)| path.as_str())
        .collect();
    if sent.is_empty() && !published.feed {
        return Ok(());
    }
    let folders: BTreeSet<&str> =
        sent.iter().filter_map(|path| path.split_once('/')).map(|(folder, _)| folder).collect();
    let episodes = folders.into_iter().filter(|folder| *folder != crate::names::SITE).map(str::to_string).collect();
    let (target, bytes) = (published.target.clone(), published.bytes);
    let entry = LogEntry { at, target, files: sent.len(), bytes, episodes, feed: published.feed };
    let failed = |e| Error::bug(tr!("what was published cannot be written as JSON")).caused_by(e);
    let line = serde_json::to_string(&entry).map_err(failed)?;
    files::change(&path(output), |old| {
        let mut text = old.unwrap_or_default();
        text.extend_from_slice(line.as_bytes());
        text.push(b'\n');
        Ok(text)
    })
}

/// What went out, the oldest first; nothing without a log. A line that is damaged is passed over.
///
/// # Errors
/// The operator's: it cannot be read.
pub fn read(output: &Path) -> Result<Vec<LogEntry>> {
    match std::fs::read_to_string(path(output)) {
        Ok(text) => Ok(text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(e) => Err(Error::io(tr!("read"), path(output), e)),
    }
}

fn path(output: &Path) -> PathBuf {
    output.join(FILE)
}
