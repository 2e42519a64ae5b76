//! What the feed takes of an episode. A manifest also holds every word with its time: of five hundred episodes that
//! is more than a machine should hold, so each is read by itself and only this is kept.

use std::fs;
use std::path::{Path, PathBuf};

use altavoce_base::error::{Error, Result};
use jiff::civil::Date;
use serde::Deserialize;

use crate::manifest::{ChapterMade, FileMade};
use crate::names;

/// The files that are published, but for the notes, which go into the feed.
const PUBLISHED: [&str; 6] = [names::AUDIO, names::OPUS, names::M4A, names::CHAPTERS, names::TRANSCRIPT, names::WORDS];

/// An episode of the output folder, found whole.
#[derive(Debug, Clone, Deserialize)]
pub struct Episode {
    /// Where it lies.
    #[serde(skip)]
    pub path: PathBuf,
    /// Its folder's name in the output folder.
    #[serde(skip)]
    pub folder: String,
    /// The title.
    pub title: String,
    /// The subtitle.
    pub subtitle: Option<String>,
    /// The number.
    pub number: Option<u32>,
    /// The season.
    pub season: Option<u32>,
    /// The day of publication.
    pub date: Option<Date>,
    /// The author.
    pub author: Option<String>,
    /// One paragraph about it.
    pub description: Option<String>,
    /// IETF language tag.
    pub language: String,
    /// The file name.
    pub source: String,
    /// Length in seconds.
    pub duration: f64,
    /// The files beside the manifest: those that are published, and the notes.
    pub files: Vec<FileMade>,
    /// The chapters.
    pub chapters: Vec<ChapterMade>,
}

impl Episode {
    /// Reads the manifest in `folder` and finds the files that it promises.
    ///
    /// # Errors
    /// The operator's: not a manifest; a file that is missing or not as long as its manifest says. The author's: no
    /// title, a folder whose name is not UTF-8.
    pub fn read(folder: &Path) -> Result<Episode> {
        let path = folder.join(names::MANIFEST);
        let bytes = fs::read(&path).map_err(|e| Error::io("read", &path, e))?;
        let mut episode: Episode = serde_json::from_slice(&bytes).map_err(|e| {
            let error = Error::operator("this is not a manifest that this version can read").in_file(&path);
            error.fix("make the episode again").caused_by(e)
        })?;
        let name = folder.file_name().and_then(|n| n.to_str());
        let name =
            name.ok_or_else(|| Error::author("the folder's name is not UTF-8").in_file(folder).fix("rename it"))?;
        episode.folder = name.to_string();
        episode.path = folder.to_path_buf();
        episode.files.retain(|f| PUBLISHED.contains(&f.name.as_str()) || f.name == names::NOTES);
        if episode.title.trim().is_empty() {
            return Err(Error::author("the episode has no title").in_file(path).fix("give its issue one"));
        }
        if episode.file(names::AUDIO).is_none() {
            let what = format!("the episode has no {}", names::AUDIO);
            return Err(Error::operator(what).in_file(path).fix("make the episode again"));
        }
        episode.files.iter().try_for_each(|file| whole(folder, file))?;
        Ok(episode)
    }

    /// Every episode of an output folder, by folder name; see [`crate::manifest::Manifest::read_all`].
    ///
    /// # Errors
    /// No such folder, or as [`Episode::read`].
    pub fn read_all(output: &Path) -> Result<Vec<Episode>> {
        let unreadable = |e| Error::io("read", output, e);
        let mut folders = Vec::new();
        for entry in fs::read_dir(output).map_err(unreadable)? {
            let entry = entry.map_err(unreadable)?;
            let hidden = entry.file_name().to_string_lossy().starts_with('.');
            if !hidden && entry.path().join(names::MANIFEST).exists() {
                folders.push(entry.path());
            }
        }
        folders.sort();
        folders.iter().map(|folder| Episode::read(folder)).collect()
    }

    /// The file called `name`, if the episode has it.
    pub fn file(&self, name: &str) -> Option<&FileMade> {
        self.files.iter().find(|f| f.name == name)
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
