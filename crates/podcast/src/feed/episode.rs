//! An episode of the output folder, found fit for the feed.

use std::fs;
use std::path::{Path, PathBuf};

use altavoce_base::error::{Error, Result};

use crate::library::{EpisodeFolder, Library};
use crate::manifest::{FileMade, Outline};
use crate::names;

/// An episode of the output folder, found whole.
#[derive(Debug, Clone)]
pub struct FeedEpisode {
    /// Where it lies.
    pub path: PathBuf,
    /// Its folder's name in the output folder.
    pub folder: String,
    /// What its manifest says of it.
    pub outline: Outline,
}

impl FeedEpisode {
    /// Reads the manifest in a folder and finds the files that it promises.
    ///
    /// # Errors
    /// The operator's: not a manifest; a file that is missing or not as long as its manifest says. The author's: no
    /// title, a folder whose name is not UTF-8.
    pub fn read(found: &EpisodeFolder) -> Result<FeedEpisode> {
        let outline = found.outline()?;
        let folder = found.name()?.to_string();
        let manifest = found.path.join(names::MANIFEST);
        if outline.title.trim().is_empty() {
            return Err(Error::author("the episode has no title").in_file(manifest).fix("give its issue one"));
        }
        if outline.file(names::AUDIO).is_none() {
            let what = format!("the episode has no {}", names::AUDIO);
            return Err(Error::operator(what).in_file(manifest).fix("make the episode again"));
        }
        let needed = |file: &&FileMade| file.name == names::NOTES || names::is_published(&file.name);
        outline.files.iter().filter(needed).try_for_each(|file| whole(&found.path, file))?;
        Ok(FeedEpisode { path: found.path.clone(), folder, outline })
    }

    /// Every episode of an output folder, by folder name.
    ///
    /// # Errors
    /// As [`Library::open`] and [`FeedEpisode::read`].
    pub fn read_all(output: &Path) -> Result<Vec<FeedEpisode>> {
        Library::open(output)?.episodes.iter().map(FeedEpisode::read).collect()
    }

    /// The file called `name`, if the episode has it.
    pub fn file(&self, name: &str) -> Option<&FileMade> {
        self.outline.file(name)
    }

    /// The issue as HTML, if the episode has it. Read when it is needed, as it is long.
    ///
    /// # Errors
    /// The operator's: it cannot be read, or it is not what its manifest says: what we did not clean is not published.
    pub fn notes(&self) -> Result<Option<String>> {
        let Some(file) = self.file(names::NOTES) else { return Ok(None) };
        let path = self.path.join(&file.name);
        let bytes = fs::read(&path).map_err(|e| Error::io("read", &path, e))?;
        let unfit = |what: &str| Err(Error::operator(what).in_file(&path).fix("make the episode again"));
        if blake3::hash(&bytes).to_hex().as_str() != file.blake3 {
            return unfit("the file is not the one that its manifest names");
        }
        String::from_utf8(bytes).map(Some).or_else(|_| unfit("the file is not UTF-8"))
    }
}

/// The file is there, as long as its manifest says.
fn whole(folder: &Path, file: &FileMade) -> Result<()> {
    let path = folder.join(&file.name);
    let bytes = match fs::metadata(&path) {
        Ok(found) => found.len(),
        Err(e) => {
            let error = Error::operator(format!("the episode's file cannot be read: {e}"));
            return Err(error.in_file(path).fix("make the episode again").caused_by(e));
        }
    };
    if bytes != file.bytes {
        let what = format!("the file has {bytes} bytes but its manifest says {}", file.bytes);
        return Err(Error::operator(what).in_file(path).fix("make the episode again"));
    }
    Ok(())
}
