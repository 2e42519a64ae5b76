//! An episode as a file of another kind, made of what its folder holds: an EPUB that reads itself aloud, subtitles, a plain
//! text.

mod cover;
mod epub;
mod text;
mod vocabulary;

use std::path::{Path, PathBuf};

use altavoce_base::error::Result;
use altavoce_base::files;
use altavoce_podcast::manifest::Manifest;

pub use cover::{Picture, SIDE};

use crate::episode::transcript::Transcript;
use crate::project::Project;

/// What an episode is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// EPUB 3 with media overlays: the text, and its sound sentence by sentence.
    Epub3,
    /// SubRip subtitles.
    Srt,
    /// The text alone, in paragraphs.
    Txt,
}

/// The cover of an episode, and where its author keeps it: the issue's own, else the show's artwork, else none.
///
/// # Errors
/// The author's: the file is missing, or no picture.
pub fn cover_of(manifest: &Manifest, folder: &Path, project: &Project) -> Result<Option<(Picture, PathBuf)>> {
    let path = match (manifest.own_cover(), project.show.feed.artwork.trim()) {
        (Some(own), _) => folder.join(&own.file),
        (None, "") => return Ok(None),
        (None, artwork) => project.folder().join(artwork),
    };
    Ok(Some((Picture::read(&path)?, path)))
}

impl Format {
    /// How the names of its files end.
    pub fn extension(self) -> &'static str {
        match self {
            Format::Epub3 => "epub",
            Format::Srt => "srt",
            Format::Txt => "txt",
        }
    }
}

/// An episode to be written as something else.
#[derive(Debug)]
pub struct Edition<'a> {
    /// Where it lies.
    pub folder: &'a Path,
    /// What it is.
    pub manifest: &'a Manifest,
    /// The sentence that says the voice is artificial; empty when it is not said.
    pub disclosure: &'a str,
    /// Its cover, or the show's.
    pub cover: Option<Picture>,
}

impl Edition<'_> {
    /// Writes it at `path`, whole or not at all. The same episode gives the same bytes.
    ///
    /// # Errors
    /// The operator's: the episode's sound cannot be read, `path` cannot be written.
    pub fn write(&self, format: Format, path: &Path) -> Result<()> {
        match format {
            Format::Epub3 => epub::write(self, path),
            Format::Srt => files::write_whole(path, self.srt().as_bytes()),
            Format::Txt => files::write_whole(path, text::write(self).as_bytes()),
        }
    }

    /// Its transcript as SubRip.
    pub fn srt(&self) -> String {
        Transcript::of(&self.manifest.passages, &self.manifest.language).to_srt()
    }
}
