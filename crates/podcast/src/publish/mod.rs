//! Publishing: the output folder's feed, media and pages to wherever the show is served from.
//!
//! The order keeps one promise at every moment, also when a run is killed: the feed that is out names only files that
//! are there, whole. New files go up first and the feed last. A file that the feed names and that has changed goes up
//! under a second name first; a feed that names it so goes out; only then, while nobody's feed names the first name, is
//! the file there replaced, and the feed itself goes out last.

use std::path::{Path, PathBuf};

use crate::channel::Channel;

pub mod checksums;
pub mod error;
pub mod feed_names;
mod github_pages;
mod guard;
pub mod headers;
pub mod inventory;
pub mod local;
pub mod log;
pub mod naming;
pub mod plan;
pub mod public;
pub mod remote;
pub mod remote_file;
mod run;
pub mod source;
pub mod state;
pub mod storage;
pub mod transfer;
mod trial;
pub mod websub;

pub use run::publish;

use plan::Action;
use storage::Environment;
use transfer::Verify;

/// What is to be published, and how.
pub struct PublishRequest<'a> {
    /// The folder of the episodes.
    pub output: &'a Path,
    /// The folder of `show.toml`.
    pub show_folder: &'a Path,
    /// The show.
    pub show: &'a Channel,
    /// Where credentials come from.
    pub environment: Environment<'a>,
    /// How what has arrived is verified.
    pub verify: Verify,
    /// Whether files there that nothing names any more are removed.
    pub prune: bool,
    /// Whether a feed there that is not ours is replaced all the same.
    pub overwrite: bool,
    /// Whether placeholders may go out.
    pub placeholders: bool,
    /// Whether to look, once it is out, at what subscribers get.
    pub look: bool,
    /// Whether to look and decide only.
    pub dry_run: bool,
}

/// What a run did, or would do.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PublishSummary {
    /// The target.
    pub target: String,
    /// The address of the feed.
    pub url: String,
    /// Whether nobody can subscribe to what was published: a trial in a folder.
    pub trial: bool,
    /// Every file with what was done, or is to be done, with it. The feed is none of them.
    pub rows: Vec<(Action, String, u64)>,
    /// The files that were replaced under a second name first.
    pub beside: Vec<String>,
    /// Whether the feed went out, or is to go out.
    pub feed: bool,
    /// Bytes sent, or to be sent.
    pub bytes: u64,
    /// Files removed there, or to be removed.
    pub removed: Vec<String>,
    /// How many requests had to be repeated.
    pub retries: u32,
    /// Whether the hub was told; nothing when there was nothing to tell.
    pub hub: Option<bool>,
    /// The file to commit, if it was changed.
    pub state: Option<PathBuf>,
    /// What subscribers get, where that was looked at.
    pub public: Option<public::PublicReport>,
    /// What the author should know.
    pub warnings: Vec<String>,
    /// What the place allows, and what of it is used.
    pub notes: Vec<String>,
}

impl PublishSummary {
    /// How many files had this done to them.
    pub fn count(&self, action: Action) -> usize {
        self.rows.iter().filter(|(a, ..)| *a == action).count()
    }
}

/// What a run is at, for whoever draws it.
#[derive(Debug, Clone, PartialEq)]
pub enum PublishStep {
    /// It looks at what is there.
    Looking,
    /// It compares so many files that may be there.
    Comparing(usize),
    /// So many bytes are to be sent.
    Sending(u64),
    /// So many more of them were.
    Moved(u64),
    /// This file has arrived.
    Arrived(String),
    /// The feed goes out.
    Feed,
    /// It is out, and it looks at so many things as a subscriber gets them.
    Public(usize),
}
