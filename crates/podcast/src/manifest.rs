//! `episode.json`: everything a feed, a page or a player needs to know of an episode. No clock in it: the same inputs
//! give the same bytes.

use std::fs::File;
use std::path::Path;

use altavoce_base::disclosure::Disclosure;
pub use altavoce_base::episode_type::EpisodeType;
use altavoce_base::error::{Error, Result};
use altavoce_base::files;
use altavoce_base::passage::{PassageLink, Pause, Role};
use altavoce_base::tr;
use altavoce_sound::music::Part;
use jiff::Zoned;
use jiff::civil::Date;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Serialize};

use crate::{address, media_type, names};

/// The manifest of an episode. Its passages are `P`: all of them, or nothing in an [`Outline`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest<P = Vec<PassageMade>> {
    /// The version of altavoce that made it.
    pub altavoce: String,
    /// BLAKE3 over all that made it: script, settings, voices, cover. Equal means: nothing to do.
    pub inputs: String,
    /// The show's name.
    pub show: String,
    /// The issue's title.
    pub title: String,
    /// The issue's subtitle.
    pub subtitle: Option<String>,
    /// The issue's number.
    pub number: Option<u32>,
    /// The season.
    pub season: Option<u32>,
    /// The day of publication.
    pub date: Option<Date>,
    /// The moment of publication, where the issue gives the hour.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published_at: Option<Zoned>,
    /// What it is among the show's episodes.
    #[serde(rename = "type", default, skip_serializing_if = "EpisodeType::is_full")]
    pub kind: EpisodeType,
    /// Whether the issue says that it is a draft.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub draft: bool,
    /// The author.
    pub author: Option<String>,
    /// One paragraph about it.
    pub description: Option<String>,
    /// The slug.
    pub slug: String,
    /// Free tags.
    pub tags: Vec<String>,
    /// The web page on which the issue is read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// IETF language tag.
    pub language: String,
    /// The issue's file name.
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
    /// What the episode and its files tell of them; unknown of episodes that were made before they told it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disclosure: Option<Disclosure>,
    /// The files beside this one.
    pub files: Vec<FileMade>,
    /// The issue's own cover, if it has one; the show's artwork stands for it otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cover: Option<CoverMade>,
    /// The chapters.
    pub chapters: Vec<ChapterMade>,
    /// Every passage, in order.
    pub passages: P,
    /// Where music is heard. Passages and words are told without it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub music: Vec<MusicMade>,
}

/// A manifest without its passages. They hold every word with its time: of many episodes that is more than should be
/// read and kept by whoever only lists them.
pub type Outline = Manifest<IgnoredAny>;

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

/// The own cover of the episode.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CoverMade {
    /// Its file, one of the manifest's.
    pub file: String,
    /// Whether directories accept it. The feed leaves out what they refuse; the page shows it all the same.
    pub fit: bool,
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
    /// The issue's line where it begins.
    pub line: u32,
    /// The address of a picture of it, where the issue has one on the web.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    /// Where its heading leads, or all the links that stand in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
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
    /// The issue's line.
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
    /// What of `text` is a link in the issue, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<PassageLink>,
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

impl FileMade {
    /// What is to be said of the file `name` in `folder`, as it is now.
    ///
    /// # Errors
    /// The author's or the operator's: it is not there or cannot be read.
    pub fn of(folder: &Path, name: &str) -> Result<FileMade> {
        let path = folder.join(name);
        let (bytes, blake3) = hash_file(&path).map_err(|e| Error::io(tr!("read"), &path, e))?;
        Ok(FileMade { name: name.to_string(), mime: media_type::of(name).to_string(), bytes, blake3 })
    }
}

/// The length of a file and the BLAKE3 of its bytes.
pub(crate) fn hash_file(path: &Path) -> std::io::Result<(u64, String)> {
    let mut hasher = blake3::Hasher::new();
    // The hasher's own reader takes blocks large enough for all its lanes.
    hasher.update_reader(File::open(path)?)?;
    Ok((hasher.count(), hasher.finalize().to_hex().to_string()))
}

impl Manifest {
    /// Reads `folder/episode.json`.
    ///
    /// # Errors
    /// The operator's: no such file, not a manifest, or one that is not what was written.
    pub fn read(folder: &Path) -> Result<Manifest> {
        read(folder)
    }

    /// Reads `folder/episode.json` without its passages. What is wrong with a single one of them is not found.
    ///
    /// # Errors
    /// As [`Manifest::read`].
    pub fn read_outline(folder: &Path) -> Result<Outline> {
        read(folder)
    }
}

/// What stands between a manifest and the sum of it, and behind that: BLAKE3 of every byte before, as the last entry.
const SUM: [&str; 2] = [",\n  \"sum\": \"", "\"\n}\n"];

impl<P: Serialize> Manifest<P> {
    /// Writes `folder/episode.json`, with a sum of itself at its end.
    ///
    /// # Errors
    /// The operator's: the folder cannot be written.
    pub fn write(&self, folder: &Path) -> Result<()> {
        let json = serde_json::to_string_pretty(self);
        let json = json.map_err(|e| Error::bug(tr!("the manifest cannot be written as JSON")).caused_by(e))?;
        let body = json.strip_suffix("\n}").ok_or_else(|| Error::bug(tr!("the manifest is no table")))?;
        let sum = blake3::hash(body.as_bytes()).to_hex();
        let [before, behind] = SUM;
        files::write_whole(&folder.join(names::MANIFEST), format!("{body}{before}{sum}{behind}").as_bytes())
    }
}

/// Whether a manifest is the one that its sum was made of. Earlier versions wrote none.
fn is_whole(bytes: &[u8]) -> bool {
    let [before, behind] = SUM.map(str::as_bytes);
    let tail = &bytes[bytes.len().saturating_sub(2 * blake3::OUT_LEN + before.len() + behind.len())..];
    if !tail.windows(5).any(|word| word == b"\"sum\"") {
        return true;
    }
    let body = &bytes[..bytes.len() - tail.len()];
    tail == [before, blake3::hash(body).to_hex().as_bytes(), behind].concat()
}

/// The issue of which a manifest says that its episode is, also where the manifest is damaged, as far as it can be read.
pub fn source_of(folder: &Path) -> Option<String> {
    #[derive(Deserialize)]
    struct Source {
        source: String,
    }
    let bytes = std::fs::read(folder.join(names::MANIFEST)).ok()?;
    let whole = serde_json::from_slice(&bytes).ok().map(|Source { source }| source);
    // Every entry stands on a line of its own.
    let text = String::from_utf8_lossy(&bytes);
    let line = || text.lines().find_map(|line| line.strip_prefix("  \"source\": "));
    whole.or_else(|| serde_json::from_str(line()?.strip_suffix(',')?).ok())
}

impl<P> Manifest<P> {
    /// The sentence that tells that the voice is artificial, as the episode says it; the `show`'s where the manifest is older
    /// than that. Empty where none is said.
    pub fn disclosure_or<'a>(&'a self, show: &'a str) -> &'a str {
        self.disclosure.as_ref().map_or(show, |told| &told.sentence).trim()
    }

    /// The file called `name`, if the episode has it.
    pub fn file(&self, name: &str) -> Option<&FileMade> {
        self.files.iter().find(|f| f.name == name)
    }

    /// The web page on which the issue is read, if it is one that apps can open: a manifest can be edited.
    pub fn issue_link(&self) -> Option<&str> {
        self.link.as_deref().filter(|link| address::is_web(link))
    }

    /// The issue's own cover, if it is one of the episode's files.
    pub fn own_cover(&self) -> Option<&CoverMade> {
        self.cover.as_ref().filter(|cover| names::is_cover(&cover.file) && self.file(&cover.file).is_some())
    }
}

fn read<P: DeserializeOwned>(folder: &Path) -> Result<Manifest<P>> {
    let path = folder.join(names::MANIFEST);
    let bytes = std::fs::read(&path).map_err(|e| Error::io(tr!("read"), &path, e))?;
    if !is_whole(&bytes) {
        let what = tr!("this manifest is damaged: it is not the one that was written");
        return Err(Error::operator(what).in_file(&path).fix(tr!("make the episode again")));
    }
    serde_json::from_slice(&bytes).map_err(|e| {
        Error::operator(tr!("this is not a manifest that this version can read"))
            .in_file(&path)
            .fix(tr!("make the episode again"))
            .caused_by(e)
    })
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A manifest as the first version wrote it: without music, words and the silences behind passages.
    const EARLIEST: &str = r#"{
        "altavoce": "0.1.0", "inputs": "00", "show": "Il Faro", "title": "La prima", "subtitle": null, "number": 1,
        "season": null, "date": "2026-01-08", "author": "Livia Sarti", "description": null, "slug": "la-prima", "tags": ["mare"],
        "language": "it", "source": "001.md", "duration": 2.0, "samples": 48000, "sample_rate": 24000, "loudness": -16.0,
        "true_peak": -1.5, "voices": [{ "name": "sara", "fingerprint": "11" }],
        "files": [{ "name": "episode.mp3", "mime": "audio/mpeg", "bytes": 1234, "blake3": "22" }],
        "chapters": [{ "title": "Inizio", "start": 0.0, "end": 2.0, "file": "chapters/01-inizio.wav", "line": 1 }],
        "passages": [{ "chapter": 0, "role": "opening", "line": 1, "start": 0.1, "end": 1.9, "voice": "sara",
            "text": "Il Faro, n. 1.", "spoken": "Il Faro, numero uno." }]
    }"#;

    /// The outline of the earliest manifest.
    pub fn outline() -> Outline {
        serde_json::from_str(EARLIEST).unwrap()
    }

    #[test]
    fn a_manifest_of_the_first_version_is_read() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(names::MANIFEST), EARLIEST).unwrap();
        let manifest = Manifest::read(folder.path()).unwrap();
        assert_eq!((manifest.title.as_str(), manifest.date), ("La prima", Some(jiff::civil::date(2026, 1, 8))));
        assert_eq!((manifest.passages[0].role, manifest.passages[0].pause), (Role::Opening, None));
        assert!(manifest.passages[0].words.is_empty() && manifest.music.is_empty() && manifest.cover.is_none());
        assert!(manifest.link.is_none() && !serde_json::to_string(&manifest).unwrap().contains("link"));
        let outline = Manifest::read_outline(folder.path()).unwrap();
        assert_eq!(outline, super::tests::outline());
        assert_eq!((outline.files, outline.chapters), (manifest.files, manifest.chapters));
    }

    #[test]
    fn a_manifest_knows_whether_it_is_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(names::MANIFEST);
        let manifest: Manifest = serde_json::from_str(EARLIEST).unwrap();
        manifest.write(folder.path()).unwrap();
        assert_eq!(Manifest::read(folder.path()).unwrap(), manifest);
        let good = std::fs::read(&path).unwrap();
        assert!(serde_json::from_slice::<serde_json::Value>(&good).unwrap()["sum"].is_string());
        // Whatever bit is another: told, or it is that of the word by which the sum is found.
        let name = good.windows(5).rposition(|word| word == b"\"sum\"").unwrap();
        let mut missed = Vec::new();
        for at in (0..good.len()).filter(|at| !(name..name + 5).contains(at)) {
            let mut bad = good.clone();
            bad[at] ^= 1;
            std::fs::write(&path, &bad).unwrap();
            if Manifest::read(folder.path()).is_ok() || Manifest::read_outline(folder.path()).is_ok() {
                missed.push(at);
            }
        }
        assert!(missed.is_empty(), "{missed:?}");
        let other = String::from_utf8(good).unwrap().replace("1234", "1235");
        std::fs::write(&path, &other).unwrap();
        let said = Manifest::read(folder.path()).unwrap_err().to_string();
        assert!(said.ends_with("this manifest is damaged: it is not the one that was written; make the episode again"));
        assert_eq!(source_of(folder.path()).as_deref(), Some("001.md"));
        std::fs::write(&path, other.replace("\"opening\"", "\"opening")).unwrap();
        assert_eq!(source_of(folder.path()).as_deref(), Some("001.md"));
        std::fs::write(&path, "{").unwrap();
        assert_eq!(source_of(folder.path()), None);
    }

    #[test]
    fn a_silence_that_the_author_told_is_kept() {
        let told = EARLIEST.replacen(r#""role""#, r#""pause":{"told":2000},"role""#, 1);
        let manifest: Manifest = serde_json::from_str(&told).unwrap();
        assert_eq!(manifest.passages[0].pause, Some(Pause::Told(2000)));
        let again: Manifest = serde_json::from_str(&serde_json::to_string(&manifest).unwrap()).unwrap();
        assert_eq!(again.passages, manifest.passages);
    }

    #[test]
    fn what_an_episode_says_of_its_voice_goes_before_what_the_show_says() {
        let mut manifest: Manifest = serde_json::from_str(EARLIEST).unwrap();
        // Of an episode that was made before it was kept, nothing is written when it is written anew.
        assert!(!serde_json::to_string(&manifest).unwrap().contains("disclosure"));
        assert_eq!(manifest.disclosure_or(" Legge una macchina. "), "Legge una macchina.");
        for (own, said) in [("Una voce finta.", "Una voce finta."), ("", "")] {
            manifest.disclosure = Some(Disclosure::synthetic(own));
            let again: Manifest = serde_json::from_str(&serde_json::to_string(&manifest).unwrap()).unwrap();
            assert_eq!(again.disclosure_or("Legge una macchina."), said);
        }
    }

    #[test]
    fn a_cover_counts_when_it_is_one_of_the_files() {
        let with = |cover: &str, files: &str| -> Outline {
            let told = EARLIEST.replacen(r#""files": ["#, &format!(r#""cover": {cover}, "files": [{files}"#), 1);
            serde_json::from_str(&told).unwrap()
        };
        let png = r#"{ "name": "cover-0123abcd.png", "mime": "image/png", "bytes": 9, "blake3": "33" },"#;
        let manifest = with(r#"{ "file": "cover-0123abcd.png", "fit": true }"#, png);
        assert!(manifest.own_cover().is_some_and(|cover| cover.fit));
        assert!(serde_json::to_string(&manifest.cover).unwrap().contains("cover-0123abcd.png"));
        assert_eq!(with(r#"{ "file": "cover-0123abcd.png", "fit": true }"#, "").own_cover(), None);
        assert_eq!(with(r#"{ "file": "episode.mp3", "fit": true }"#, "").own_cover(), None);
        // Without one the manifest says nothing of it.
        let manifest: Manifest = serde_json::from_str(EARLIEST).unwrap();
        assert!(!serde_json::to_string(&manifest).unwrap().contains("cover"));
    }

    #[test]
    fn a_damaged_passage_is_no_matter_of_an_outline_but_half_a_manifest_is() {
        let folder = tempfile::tempdir().unwrap();
        let written = |text: &str| {
            std::fs::write(folder.path().join(names::MANIFEST), text).unwrap();
            let whole = Manifest::read(folder.path()).map(drop).map_err(|e| e.to_string());
            (whole, Manifest::read_outline(folder.path()).map(drop).map_err(|e| e.to_string()))
        };
        let (whole, outline) = written(&EARLIEST.replace("opening", "no-role"));
        assert!(whole.is_err() && outline.is_ok(), "{whole:?}, {outline:?}");
        let (whole, outline) = written(EARLIEST.split_at(EARLIEST.len() - 20).0);
        let unreadable = "episode.json: this is not a manifest that this version can read; make the episode again";
        assert!(whole.is_err_and(|e| e.ends_with(unreadable)) && outline.is_err_and(|e| e.ends_with(unreadable)));
    }
}
