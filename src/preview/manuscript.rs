//! The issue that is heard, while its author goes on editing it.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use altavoce_base::error::{Error, Result};
use altavoce_speech::cache::Cache;
use altavoce_speech::synthesis;
use altavoce_speech::voice::Voice;

use super::live::Live;
use super::score::Score;
use crate::episode::make::{self, Prospect};
use crate::episode::request::Request;
use crate::issue::Issue;
use crate::narration::Narration;
use crate::project::Project;

/// How often the files are looked at.
const LOOK: Duration = Duration::from_millis(300);

/// How an issue and its settings are read, as often as they change.
pub type Read<'a> = Box<dyn FnMut() -> Result<(Project, Issue)> + 'a>;

/// An issue as it was read last, ready to be spoken.
pub(super) struct Ready {
    project: Project,
    /// The issue.
    pub issue: Issue,
    narration: Narration,
    /// Its episode as it would be made.
    pub prospect: Prospect,
}

/// An issue on its author's desk.
pub struct Manuscript<'a> {
    read: Read<'a>,
    watched: Vec<Watched>,
    looked: Instant,
    /// The episodes' folder, with the cache in it; sentences go elsewhere while there is no such folder.
    output: PathBuf,
    scratch: Option<tempfile::TempDir>,
    voices: Vec<Arc<dyn Voice>>,
}

/// A file, and what it was when it was last read.
struct Watched {
    path: PathBuf,
    touched: Option<(SystemTime, u64)>,
    content: Option<blake3::Hash>,
}

impl Manuscript<'_> {
    /// The issue that `read` reads, out of the files `watched`; its sentences go into the cache below `output`, if there
    /// is that folder, so that the episode has them later.
    pub fn new<'a>(watched: &[&Path], output: &Path, read: Read<'a>) -> Manuscript<'a> {
        let watched = watched.iter().map(|path| Watched::new(path)).collect();
        let (output, looked) = (output.to_path_buf(), Instant::now());
        Manuscript { read, watched, looked, output, scratch: None, voices: Vec::new() }
    }

    /// Whether a file has been edited since it was last read. Looks a few times a second, however often it is asked.
    pub(super) fn edited(&mut self) -> bool {
        if self.looked.elapsed() < LOOK {
            return false;
        }
        self.look()
    }

    /// The same, at once.
    pub(super) fn look(&mut self) -> bool {
        self.looked = Instant::now();
        // All of them, so that one that goes on changing does not hide another.
        self.watched.iter_mut().fold(false, |edited, file| file.edited() | edited)
    }

    /// Reads it and makes it ready to be spoken.
    pub(super) fn prospect(&mut self) -> Result<Ready> {
        let (project, issue) = (self.read)()?;
        let narration = project.narrate(&issue);
        let request = Request { project: &project, issue: &issue, narration: &narration };
        let prospect = make::prospect(request, &mut self.voices)?;
        Ok(Ready { project, issue, narration, prospect })
    }

    /// Begins to speak it, from the sentence `first`.
    pub(super) fn begin(&mut self, ready: &Ready, first: impl Fn(&Score) -> usize) -> Result<Live> {
        let cache = Cache::open(&self.place()?)?;
        let (show, jobs) = (&ready.project.show, &ready.prospect.jobs);
        let workers = synthesis::workers();
        Ok(Live::begin(&ready.narration, jobs, &show.pauses, &show.loudness, &cache, workers, first))
    }

    fn place(&mut self) -> Result<PathBuf> {
        if self.output.is_dir() {
            return Ok(self.output.join(".cache"));
        }
        if self.scratch.is_none() {
            let scratch = tempfile::tempdir().map_err(|e| Error::io("make", std::env::temp_dir(), e))?;
            self.scratch = Some(scratch);
        }
        Ok(self.scratch.as_ref().map(|s| s.path().to_path_buf()).unwrap_or_default())
    }
}

impl Watched {
    fn new(path: &Path) -> Watched {
        let mut file = Watched { path: path.to_path_buf(), touched: None, content: None };
        file.edited();
        file
    }

    /// Whether its content is another than the last time. A file that is away is being written by an editor: no news.
    fn edited(&mut self) -> bool {
        let touched = self.path.metadata().ok().and_then(|m| Some((m.modified().ok()?, m.len())));
        if touched.is_none() || touched == self.touched {
            return false;
        }
        let Ok(bytes) = std::fs::read(&self.path) else { return false };
        self.touched = touched;
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
        let mut file = Watched::new(&path);
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
        let mut new = Watched::new(&folder.path().join("show.toml"));
        std::fs::write(folder.path().join("show.toml"), "title = \"A\"").unwrap();
        assert!(new.edited(), "made since");
    }
}
