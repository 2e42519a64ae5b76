//! The files that are ours below the folder of the pages: written when they differ, removed when nobody wants them.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Component, Path, PathBuf};
use std::sync::Mutex;

use altavoce_base::error::{Error, Result};
use altavoce_base::files;
use altavoce_base::tr;

/// The list of what we made, a path a line. A dot file: it is never served or published.
const LIST: &str = ".pages";

/// A run over the folder. Several threads may put files.
pub struct OutputTracker {
    folder: PathBuf,
    before: BTreeSet<String>,
    now: Mutex<Now>,
}

#[derive(Default)]
struct Now {
    paths: BTreeSet<String>,
    written: usize,
}

impl OutputTracker {
    /// Reads what earlier runs made.
    ///
    /// # Errors
    /// The list is there but cannot be read.
    pub fn open(folder: &Path) -> Result<OutputTracker> {
        let list = folder.join(LIST);
        let before = match fs::read_to_string(&list) {
            Ok(text) => text.lines().filter(|l| is_inside(l)).map(String::from).collect(),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => BTreeSet::new(),
            Err(e) => return Err(Error::io(tr!("read"), &list, e)),
        };
        Ok(OutputTracker { folder: folder.to_path_buf(), before, now: Mutex::default() })
    }

    /// Whether `path` is there, made by us, with something in it: a power cut can leave a file empty.
    pub fn has(&self, path: &str) -> bool {
        let whole = || fs::metadata(self.folder.join(path)).is_ok_and(|m| m.is_file() && m.len() > 0);
        self.before.contains(path) && whole()
    }

    /// Notes that `path` is wanted as it is.
    pub fn keep(&self, path: &str) {
        if let Ok(mut now) = self.now.lock() {
            now.paths.insert(path.to_string());
        }
    }

    /// Writes `path` (with `/`, below the folder) unless it says just that already.
    ///
    /// # Errors
    /// The operator's: the folder cannot be written.
    pub fn put(&self, path: &str, content: &[u8]) -> Result<()> {
        let target = self.folder.join(path);
        let same = fs::read(&target).is_ok_and(|there| there == content);
        if !same {
            files::write_again(&target, content)?;
        }
        if let Ok(mut now) = self.now.lock() {
            now.paths.insert(path.to_string());
            now.written += usize::from(!same);
        }
        Ok(())
    }

    /// Removes what earlier runs made and this one did not, and writes the list; how many files were written, and what
    /// was removed.
    ///
    /// # Errors
    /// The operator's: a file cannot be removed, the list cannot be written.
    pub fn close(self) -> Result<(usize, Vec<String>)> {
        let Now { paths, written } = self.now.into_inner().unwrap_or_else(|e| e.into_inner());
        let mut removed = Vec::new();
        for path in self.before.difference(&paths) {
            let target = self.folder.join(path);
            match fs::remove_file(&target) {
                Ok(()) => removed.push(path.clone()),
                Err(e) if e.kind() == std::io::ErrorKind::NotFound => {}
                Err(e) => return Err(Error::io(tr!("remove"), &target, e)),
            }
            // An episode's folder goes with its last file; one that holds something else stays.
            if let Some(parent) = target.parent().filter(|p| *p != self.folder) {
                let _ = fs::remove_dir(parent);
            }
        }
        let list: String = paths.iter().flat_map(|p| [p, "\n"]).collect();
        let file = self.folder.join(LIST);
        if fs::read(&file).ok().as_deref() != Some(list.as_bytes()) {
            files::write_whole(&file, list.as_bytes())?;
        }
        Ok((written, removed))
    }
}

/// Whether a line of the list names a file below the folder: whoever edits the list removes nothing elsewhere.
fn is_inside(path: &str) -> bool {
    !path.is_empty() && Path::new(path).components().all(|c| matches!(c, Component::Normal(_)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_we_made_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        let site = folder.path().join("site");
        let outside = folder.path().join("mine.txt");
        fs::write(&outside, "mine").unwrap();
        let run = |paths: &[&str]| {
            let tracker = OutputTracker::open(&site).unwrap();
            paths.iter().for_each(|p| tracker.put(p, p.as_bytes()).unwrap());
            tracker.close().unwrap()
        };
        assert_eq!(run(&["index.html", "001/index.html", "002/index.html"]), (3, vec![]));
        fs::write(site.join("002/mine.txt"), "mine").unwrap();
        fs::write(site.join("mine.html"), "mine").unwrap();
        let list = fs::read_to_string(site.join(LIST)).unwrap();
        fs::write(site.join(LIST), format!("../mine.txt\n/etc/hosts\n{list}")).unwrap();
        assert_eq!(run(&["index.html"]), (0, vec!["001/index.html".into(), "002/index.html".into()]));
        assert!(!site.join("001").exists() && site.join("002/mine.txt").exists() && site.join("mine.html").exists());
        assert!(outside.exists());
        assert_eq!(run(&["index.html"]), (0, vec![]));
        assert!(OutputTracker::open(&site).unwrap().has("index.html"));
        fs::write(site.join("index.html"), "").unwrap();
        assert!(!OutputTracker::open(&site).unwrap().has("index.html"), "an empty file is made again");
    }
}
