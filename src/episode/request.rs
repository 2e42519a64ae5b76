//! What is asked for.

use std::path::PathBuf;

use crate::issue::Issue;
use crate::settings::Show;

/// Where an episode comes from and goes to.
#[derive(Debug, Clone)]
pub struct Request {
    /// The issue, already read.
    pub issue: Issue,
    /// The show's settings, with whatever the command line changed.
    pub show: Show,
    /// The folder of `show.toml`, to which its artwork is relative.
    pub show_folder: PathBuf,
    /// The folder of the voices.
    pub voices: PathBuf,
    /// The folder of the episodes.
    pub output: PathBuf,
    /// How many sentences to speak at once.
    pub workers: usize,
}
