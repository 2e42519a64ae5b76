//! An episode of the output folder, found fit for the feed.

use std::fs;
use std::path::{Path, PathBuf};

use altavoce_base::error::{Error, Result};
use altavoce_base::tr;

use crate::content::ContentMemory;
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
    /// Reads the manifest in a folder; its files are not looked at.
    ///
    /// # Errors
    /// The operator's: not a manifest, or one without sound. The author's: no title, a folder whose name is not UTF-8.
    pub fn read(found: &EpisodeFolder) -> Result<FeedEpisode> {
        let outline = found.outline()?;
        let folder = found.name()?.to_string();
        let manifest = found.path.join(names::MANIFEST);
        if outline.title.trim().is_empty() {
            return Err(Error::author(tr!("the episode has no title"))
                .in_file(manifest)
                .fix(tr!("give its issue one")));
        }
        if outline.file(names::AUDIO).is_none() {
            let what = tr!("the episode has no {audio}", audio = names::AUDIO);
            return Err(Error::operator(what).in_file(manifest).fix(tr!("make the episode again")));
        }
        Ok(FeedEpisode { path: found.path.clone(), folder, outline })
    }

    /// Every episode of an output folder, by folder name, each with the files that its manifest promises.
    ///
    /// # Errors
    /// As [`Library::open`] and [`FeedEpisode::read`]. The operator's: a file that is missing or not the one that its
    /// manifest names.
    pub fn read_all(output: &Path) -> Result<Vec<FeedEpisode>> {
        let episodes: Vec<_> = Library::open(output)?.episodes.iter().map(FeedEpisode::read).collect::<Result<_>>()?;
        let needed = |file: &&FileMade| file.name == names::NOTES || names::is_published(&file.name);
        let files = episodes.iter().flat_map(|e| e.outline.files.iter().filter(needed).map(|f| (e.folder.as_str(), f)));
        let mut memory = ContentMemory::read(output);
        let checked = memory.check(&files.collect::<Vec<_>>());
        memory.keep();
        checked.map(|()| episodes)
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
        let bytes = fs::read(&path).map_err(|e| Error::io(tr!("read"), &path, e))?;
        let unfit = |what: &str| Err(Error::operator(what).in_file(&path).fix(tr!("make the episode again")));
        if blake3::hash(&bytes).to_hex().as_str() != file.blake3 {
            return unfit(tr!("the file is not the one that its manifest names"));
        }
        String::from_utf8(bytes).map(Some).or_else(|_| unfit(tr!("the file is not UTF-8")))
    }
}
