//! `episode.json`: everything a feed, a page or a player needs to know of an episode. No clock in it: the same inputs
//! give the same bytes.

use std::path::{Path, PathBuf};

use altavoce_base::error::{Error, Result};
use altavoce_base::passage::{Pause, Role};
use altavoce_sound::music::Part;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::names;

/// The manifest of an episode.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// The version of altavoce that made it.
    pub altavoce: String,
    /// BLAKE3 over all that made it: script, settings, voices, cover. Equal means: nothing to do.
    pub inputs: String,
    /// The show's name.
    pub show: String,
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
    /// The slug.
    pub slug: String,
    /// Free tags.
    pub tags: Vec<String>,
    /// IETF language tag.
    pub language: String,
    /// The file name.
    pub source: String,
    /// Length in seconds: `samples / sample_rate`.
    pub duration: f64,
    /// Length in samples.
    pub samples: u64,
    /// Samples a second.
    pub sample_rate: u32,
    /// Integrated loudness in LUFS as two-channel playback hears it, before encoding.
    pub loudness: f64,
    /// True peak in dBFS, before encoding.
    pub true_peak: f64,
    /// The voices that speak.
    pub voices: Vec<VoiceUsed>,
    /// The files beside this one.
    pub files: Vec<FileMade>,
    /// The chapters.
    pub chapters: Vec<ChapterMade>,
    /// Every passage, in order.
    pub passages: Vec<PassageMade>,
    /// Where music is heard. Passages and words are told without it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub music: Vec<MusicMade>,
}

/// A voice of the episode.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct VoiceUsed {
    /// Its name.
    pub name: String,
    /// Engine, version and file hashes.
    pub fingerprint: String,
}

/// A file of the episode.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FileMade {
    /// Its path inside the episode's folder, with `/`.
    pub name: String,
    /// Its media type.
    pub mime: String,
    /// Its length.
    pub bytes: u64,
    /// BLAKE3 of its bytes.
    pub blake3: String,
}

/// A chapter of the episode.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChapterMade {
    /// The marker's title.
    pub title: String,
    /// Start in seconds.
    pub start: f64,
    /// End in seconds.
    pub end: f64,
    /// Its WAV, inside the episode's folder.
    pub file: String,
    /// The line where it begins.
    pub line: u32,
}

/// A passage of the episode.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PassageMade {
    /// Index into `chapters`.
    pub chapter: usize,
    /// What it is.
    pub role: Role,
    /// The silence behind it; unknown of episodes that were made before it was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pause: Option<Pause>,
    /// The line.
    pub line: u32,
    /// Start of its speech in seconds.
    pub start: f64,
    /// End of its speech in seconds, without the silence behind it.
    pub end: f64,
    /// Who speaks.
    pub voice: String,
    /// As the author wrote it.
    pub text: String,
    /// As it is spoken.
    pub spoken: String,
    /// When each written word is spoken, in order: the pieces of `text` between white space, all of them. Empty when the
    /// voice's engine cannot tell.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub words: Vec<WordMade>,
}

/// A stretch of music.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MusicMade {
    /// What it is.
    pub part: Part,
    /// When it begins, in seconds from the start of the episode.
    pub start: f64,
    /// When it ends.
    pub end: f64,
}

/// A written word of a passage.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WordMade {
    /// As the author wrote it, with the marks that stick to it.
    pub text: String,
    /// When its first sound begins, in seconds from the start of the episode.
    pub start: f64,
    /// When its last sound ends. A word that has no sound of its own ends when it starts.
    pub end: f64,
}

impl Manifest {
    /// Reads `folder/episode.json`.
    ///
    /// # Errors
    /// The operator's: no such file, or not a manifest.
    pub fn read(folder: &Path) -> Result<Manifest> {
        let path = folder.join(names::MANIFEST);
        let text = std::fs::read_to_string(&path).map_err(|e| Error::io("read", &path, e))?;
        serde_json::from_str(&text).map_err(|e| {
            Error::operator("this is not a manifest that this version can read")
                .in_file(&path)
                .fix("make the episode again")
                .caused_by(e)
        })
    }

    /// Every episode of an output folder with the folder it lies in, by folder name. Hidden folders (an episode that is
    /// being made) and folders without a manifest are not episodes.
    ///
    /// # Errors
    /// No such folder, or as [`Manifest::read`].
    pub fn read_all(output: &Path) -> Result<Vec<(PathBuf, Manifest)>> {
        let unreadable = |e| Error::io("read", output, e);
        let mut folders = Vec::new();
        for entry in std::fs::read_dir(output).map_err(unreadable)? {
            let entry = entry.map_err(unreadable)?;
            let hidden = entry.file_name().to_string_lossy().starts_with('.');
            if !hidden && entry.path().join(names::MANIFEST).exists() {
                folders.push(entry.path());
            }
        }
        folders.sort();
        folders.into_iter().map(|folder| Manifest::read(&folder).map(|manifest| (folder, manifest))).collect()
    }

    /// The file called `name`, if the episode has it.
    pub fn file(&self, name: &str) -> Option<&FileMade> {
        self.files.iter().find(|f| f.name == name)
    }
}
