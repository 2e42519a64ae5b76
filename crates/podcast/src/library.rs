//! The library: the episodes of an output folder, each a folder with a manifest in it. Whoever looks for episodes asks
//! here, so that all find the same ones in the same order.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use altavoce_base::error::{Error, Result};
use altavoce_base::tr;

use crate::manifest::{Manifest, Outline};
use crate::names;

/// The episodes of an output folder.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Library {
    /// By the name of their folder.
    pub episodes: Vec<EpisodeFolder>,
}

/// A folder with a manifest in it. The manifest is read when it is asked for, as it is long.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct EpisodeFolder {
    /// Where it is: in the output folder.
    pub path: PathBuf,
}

impl Library {
    /// Lists the episodes of `output`. Hidden folders (the cache, an episode that is being made) and folders without a
    /// manifest (the pages) are none.
    ///
    /// # Errors
    /// The author's: no such folder. The operator's: it cannot be listed.
    ///
    /// ```
    /// use altavoce_podcast::library::Library;
    /// let e = Library::open("no/such/folder".as_ref()).unwrap_err();
    /// assert_eq!(e.to_string(), "no/such/folder: cannot read: no such file or folder; check the path");
    /// ```
    pub fn open(output: &Path) -> Result<Library> {
        list(output).map(|episodes| Library { episodes }).map_err(|e| Error::io(tr!("read"), output, e))
    }

    /// As [`Library::open`], but a folder that nobody has made yet is an empty library.
    ///
    /// # Errors
    /// The operator's: it cannot be listed.
    pub fn open_or_empty(output: &Path) -> Result<Library> {
        match list(output) {
            Err(e) if e.kind() == ErrorKind::NotFound => Ok(Library::default()),
            listed => listed.map(|episodes| Library { episodes }).map_err(|e| Error::io(tr!("read"), output, e)),
        }
    }

    /// The outlines of all episodes, each with its folder.
    ///
    /// # Errors
    /// As [`Manifest::read`], of the first that cannot be read.
    pub fn outlines(&self) -> Result<Vec<(&EpisodeFolder, Outline)>> {
        self.episodes.iter().map(|episode| Ok((episode, episode.outline()?))).collect()
    }
}

impl EpisodeFolder {
    /// The folder's name, for people: what is not UTF-8 in it is replaced.
    pub fn display_name(&self) -> String {
        self.path.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }

    /// The folder's name, for addresses.
    ///
    /// # Errors
    /// The author's: it is not UTF-8.
    pub fn name(&self) -> Result<&str> {
        let name = self.path.file_name().and_then(|name| name.to_str());
        name.ok_or_else(|| {
            Error::author(tr!("the folder's name is not UTF-8")).in_file(&self.path).fix(tr!("rename it"))
        })
    }

    /// All of its manifest.
    ///
    /// # Errors
    /// As [`Manifest::read`].
    pub fn manifest(&self) -> Result<Manifest> {
        Manifest::read(&self.path)
    }

    /// Its manifest without the passages.
    ///
    /// # Errors
    /// As [`Manifest::read`].
    pub fn outline(&self) -> Result<Outline> {
        Manifest::read_outline(&self.path)
    }
}

fn list(output: &Path) -> std::io::Result<Vec<EpisodeFolder>> {
    let mut episodes = Vec::new();
    for entry in fs::read_dir(output)? {
        let entry = entry?;
        let is_hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
        if !is_hidden && entry.path().join(names::MANIFEST).exists() {
            episodes.push(EpisodeFolder { path: entry.path() });
        }
    }
    episodes.sort();
    Ok(episodes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_episodes_are_listed_in_the_order_of_their_names() {
        let output = tempfile::tempdir().unwrap();
        let folders = ["002-b", "001-è", ".cache", ".altavoce-x", "site", "empty"];
        for folder in folders {
            fs::create_dir(output.path().join(folder)).unwrap();
        }
        for folder in ["002-b", "001-è", ".altavoce-x"] {
            fs::write(output.path().join(folder).join(names::MANIFEST), "{").unwrap();
        }
        fs::write(output.path().join(names::FEED), "").unwrap();
        let library = Library::open(output.path()).unwrap();
        assert_eq!(library.episodes.iter().map(|e| e.name().unwrap()).collect::<Vec<_>>(), ["001-è", "002-b"]);
        // A manifest that cannot be read is no reason not to list its episode.
        let said = library.outlines().unwrap_err().to_string();
        assert!(said.contains("001-è") && said.contains("this is not a manifest"), "{said}");
        assert!(library.episodes[1].manifest().is_err());
        let nowhere = output.path().join("none");
        assert_eq!(Library::open_or_empty(&nowhere).unwrap(), Library::default());
        assert!(Library::open(&nowhere).is_err() && Library::open_or_empty(&output.path().join(names::FEED)).is_err());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_name_that_is_not_utf8_is_refused_only_where_it_must_be() {
        use std::os::unix::ffi::OsStrExt;
        let episode = EpisodeFolder { path: Path::new("output").join(std::ffi::OsStr::from_bytes(b"001-\xe8")) };
        assert_eq!(episode.display_name(), "001-\u{fffd}");
        assert!(episode.name().unwrap_err().to_string().ends_with("the folder's name is not UTF-8; rename it"));
    }
}
