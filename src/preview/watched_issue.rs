//! The issue that is played, while its author goes on editing it.

use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use altavoce_base::error::{Error, Result};
use altavoce_base::tr;
use altavoce_speech::cache::Cache;
use altavoce_speech::synthesis;
use altavoce_speech::voice::Voice;

use super::live_source::LiveSource;
use super::seek_map::SeekMap;
use crate::episode::make::{self, SpeechPlan};
use crate::episode::request::EpisodeRequest;
use crate::issue::Issue;
use crate::narration::Narration;
use crate::project::Project;

/// How often the files are looked at.
const POLL: Duration = Duration::from_millis(300);

/// How an issue and its settings are read, as often as they change.
pub type ReadIssue<'a> = Box<dyn FnMut() -> Result<(Project, Issue)> + 'a>;

/// An issue as it was read last, ready to be synthesised.
pub(super) struct PreparedIssue {
    project: Project,
    /// The issue.
    pub issue: Issue,
    narration: Narration,
    /// What would be spoken of it.
    pub plan: SpeechPlan,
}

/// An issue that is read again when a file that it is made of changes.
pub struct WatchedIssue<'a> {
    read: ReadIssue<'a>,
    /// What was read for the caller, until it is prepared.
    read_ahead: Option<(Project, Issue)>,
    files: Vec<WatchedFile>,
    last_poll: Instant,
    /// The episodes' folder, with the cache in it; sentences go elsewhere while there is no such folder.
    output: PathBuf,
    scratch: Option<tempfile::TempDir>,
    /// Those that are loaded already.
    voices: Vec<Arc<dyn Voice>>,
}

/// A file, and what it was when it was last read.
struct WatchedFile {
    path: PathBuf,
    /// When it was changed, and its length.
    stamp: Option<(SystemTime, u64)>,
    content: Option<blake3::Hash>,
}

impl WatchedIssue<'_> {
    /// The issue that `read` reads out of `files`; its sentences go into the cache below `output`, if there is that
    /// folder, so that the episode has them later.
    pub fn new<'a>(files: &[&Path], output: &Path, read: ReadIssue<'a>) -> WatchedIssue<'a> {
        let files = files.iter().map(|path| WatchedFile::new(path)).collect();
        let (output, last_poll) = (output.to_path_buf(), Instant::now());
        WatchedIssue { read, read_ahead: None, files, last_poll, output, scratch: None, voices: Vec::new() }
    }

    /// Reads it. Whoever plays it next does not read it again.
    ///
    /// # Errors
    /// Those of reading it.
    pub fn read(&mut self) -> Result<&Issue> {
        let (_, issue) = self.read_ahead.insert((self.read)()?);
        Ok(issue)
    }

    /// Whether a file has been edited since it was last read. Looks a few times a second, however often it is asked.
    pub(super) fn poll_edited(&mut self) -> bool {
        if self.last_poll.elapsed() < POLL {
            return false;
        }
        self.edited()
    }

    /// The same, at once.
    pub(super) fn edited(&mut self) -> bool {
        self.last_poll = Instant::now();
        // All of them, so that one that goes on changing does not hide another.
        self.files.iter_mut().fold(false, |edited, file| file.edited() | edited)
    }

    /// Reads it and makes it ready to be synthesised.
    pub(super) fn prepare(&mut self) -> Result<PreparedIssue> {
        let (project, issue) = match self.read_ahead.take() {
            Some(read) => read,
            None => (self.read)()?,
        };
        let narration = project.narrate(&issue);
        let request = EpisodeRequest { project: &project, issue: &issue, narration: &narration };
        let plan = make::plan_speech(request, &mut self.voices)?;
        Ok(PreparedIssue { project, issue, narration, plan })
    }

    /// Begins to synthesise it, from the sentence `first`.
    pub(super) fn synthesize(
        &mut self,
        prepared: &PreparedIssue,
        first: impl Fn(&SeekMap) -> usize,
    ) -> Result<LiveSource> {
        let cache = Cache::open(&self.cache_folder()?)?;
        let (show, jobs) = (&prepared.project.show, &prepared.plan.jobs);
        let workers = synthesis::workers();
        let levels = (&show.loudness, &show.sound);
        Ok(LiveSource::start(&prepared.narration, jobs, &show.pauses, levels, &cache, workers, first))
    }

    fn cache_folder(&mut self) -> Result<PathBuf> {
        if self.output.is_dir() {
            return Ok(self.output.join(".cache"));
        }
        if self.scratch.is_none() {
            let scratch = tempfile::tempdir().map_err(|e| Error::io(tr!("make"), std::env::temp_dir(), e))?;
            self.scratch = Some(scratch);
        }
        Ok(self.scratch.as_ref().map(|s| s.path().to_path_buf()).unwrap_or_default())
    }
}

impl WatchedFile {
    fn new(path: &Path) -> WatchedFile {
        let mut file = WatchedFile { path: path.to_path_buf(), stamp: None, content: None };
        file.edited();
        file
    }

    /// Whether its content is another than the last time. A file that is away is being written by an editor: no news.
    /// Nor is a pipe, which gives its content only once.
    fn edited(&mut self) -> bool {
        let metadata = self.path.metadata().ok().filter(Metadata::is_file);
        let stamp = metadata.and_then(|m| Some((m.modified().ok()?, m.len())));
        if stamp.is_none() || stamp == self.stamp {
            return false;
        }
        let Ok(bytes) = std::fs::read(&self.path) else { return false };
        self.stamp = stamp;
        let content = Some(blake3::hash(&bytes));
        std::mem::replace(&mut self.content, content) != content
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edit_is_another_content() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("001.md");
        std::fs::write(&path, "uno").unwrap();
        let mut file = WatchedFile::new(&path);
        assert!(!file.edited());
        let later = |seconds| {
            let file = std::fs::File::options().append(true).open(&path).unwrap();
            file.set_modified(SystemTime::now() + Duration::from_secs(seconds)).unwrap();
        };
        later(5);
        assert!(!file.edited(), "saved as it was");
        std::fs::remove_file(&path).unwrap();
        assert!(!file.edited(), "being replaced");
        std::fs::write(&path, "due").unwrap();
        later(10);
        assert!(file.edited());
        assert!(!file.edited(), "told once");
        let mut new = WatchedFile::new(&folder.path().join("show.toml"));
        std::fs::write(folder.path().join("show.toml"), "title = \"A\"").unwrap();
        assert!(new.edited(), "made since");
    }
}
