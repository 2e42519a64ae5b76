//! A show with episodes, in a folder of its own.

use std::fs;
use std::path::{Path, PathBuf};

use altavoce::feed::guard::Risk;
use altavoce::feed::{self, FeedSummary};
use altavoce::manifest::{ChapterMade, FileMade, Manifest};
use altavoce::settings::Show;
use serde_json::Value;

use crate::common::{outsider_json, python, root};

/// The settings of most tests.
pub const SHOW: &str = r#"
    title = "Il Faro & altri lumi"
    author = "Ada Rossi"
    email = "ada@example.org"
    description = "Una lettera, letta ad alta voce."
    [feed]
    url = "https://example.org/la%20voce/"
    site = "https://example.org/"
    artwork = "cover.png"
    category = ["News", "Tech News"]
"#;

/// A show in a folder of its own.
pub struct Stage {
    pub folder: tempfile::TempDir,
    pub show: Show,
}

impl Stage {
    pub fn new() -> Stage {
        Stage::with(SHOW)
    }

    pub fn with(show: &str) -> Stage {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("issues")).unwrap();
        fs::create_dir(folder.path().join("output")).unwrap();
        fs::copy(root("issues/cover.png"), folder.path().join("issues/cover.png")).unwrap();
        Stage { folder, show: Show::parse(Path::new("show.toml"), show).unwrap() }
    }

    pub fn issues(&self) -> PathBuf {
        self.folder.path().join("issues")
    }

    pub fn output(&self) -> PathBuf {
        self.folder.path().join("output")
    }

    pub fn feed(&self) -> PathBuf {
        self.output().join("feed.xml")
    }

    pub fn state(&self) -> PathBuf {
        self.issues().join("feed-state.toml")
    }

    pub fn write(&self) -> altavoce::error::Result<FeedSummary> {
        feed::write(&self.output(), &self.issues(), &self.show.channel())
    }

    pub fn force(&self, risks: &[Risk]) -> altavoce::error::Result<FeedSummary> {
        feed::write_allowing(&self.output(), &self.issues(), &self.show.channel(), risks)
    }

    /// Makes the files of an episode, as `change` wants them.
    pub fn episode(&self, folder: &str, change: impl FnOnce(&mut Manifest)) {
        make_episode(&self.output().join(folder), change);
    }

    /// Makes an episode anew from what is in `old`, in the folder `new`, as after an edit of its issue.
    pub fn again(&self, old: &str, new: &str, change: impl FnOnce(&mut Manifest)) {
        let old = self.output().join(old);
        let text = fs::read_to_string(old.join("episode.json")).unwrap();
        let mut before: Manifest = serde_json::from_str(&text).unwrap();
        fs::remove_dir_all(old).unwrap();
        before.files.clear();
        self.episode(new, |m| {
            *m = before;
            change(m);
        });
    }

    pub fn remove(&self, folder: &str) {
        fs::remove_dir_all(self.output().join(folder)).unwrap();
    }

    pub fn xml(&self) -> String {
        fs::read_to_string(self.feed()).unwrap()
    }

    /// What feedparser and ElementTree (expat) make of the feed; see `read.py`.
    pub fn read(&self) -> Value {
        let script = root("tests/feed/read.py");
        outsider_json(python(), &[script.to_str().unwrap(), self.feed().to_str().unwrap()])
    }

    /// folder → GUID, by the enclosure's address.
    pub fn guids(&self) -> Vec<(String, String)> {
        let feed = self.read();
        let entry = |e: &Value| {
            let url = e["enclosures"][0]["href"].as_str().unwrap();
            (url.rsplit('/').nth(1).unwrap().to_string(), e["id"].as_str().unwrap().to_string())
        };
        let mut all: Vec<_> = feed["entries"].as_array().unwrap().iter().map(entry).collect();
        all.sort();
        all
    }
}

pub fn make_episode(folder: &Path, change: impl FnOnce(&mut Manifest)) {
    let chapter = |title: &str, start: f64, end: f64| ChapterMade {
        title: title.into(),
        start,
        end,
        file: format!("chapters/{title}.wav"),
        line: 1,
        image: None,
        link: None,
    };
    let mut manifest = Manifest {
        altavoce: "0.1.0".into(),
        inputs: "0".into(),
        show: "Il Faro".into(),
        title: "Il mare d'inverno".into(),
        subtitle: Some("Onde lunghe".into()),
        number: Some(22),
        season: None,
        date: Some(jiff::civil::date(2026, 3, 5)),
        published_at: None,
        kind: Default::default(),
        draft: false,
        author: None,
        description: Some("Che cosa resta quando l'estate finisce.".into()),
        slug: "il-mare".into(),
        tags: vec![],
        link: None,
        language: "it".into(),
        source: "022.md".into(),
        duration: 754.6,
        samples: 18_110_400,
        sample_rate: 24_000,
        loudness: -16.0,
        true_peak: -2.0,
        voices: vec![],
        disclosure: None,
        files: vec![],
        chapters: vec![
            chapter("Introduzione", 0.0, 61.25),
            chapter("Notizie & no", 61.25, 700.0),
            chapter("Saluti", 700.0, 754.6),
        ],
        passages: vec![],
        music: vec![],
        cover: None,
    };
    change(&mut manifest);
    fs::create_dir_all(folder).unwrap();
    fs::write(folder.join("episode.json"), serde_json::to_vec(&manifest).unwrap()).unwrap();
    // No two episodes sound the same.
    let mut sound = manifest.title.as_bytes().repeat(1 + 1234 / manifest.title.len());
    sound.truncate(1234);
    add_file(folder, "episode.mp3", "audio/mpeg", &sound);
    add_file(folder, "chapters.json", "application/json+chapters", b"{\"version\":\"1.2.0\",\"chapters\":[]}");
    add_file(folder, "transcript.vtt", "text/vtt", b"WEBVTT\n");
}

/// Puts a file into an episode and its manifest.
pub fn add_file(folder: &Path, name: &str, mime: &str, content: &[u8]) {
    fs::write(folder.join(name), content).unwrap();
    let path = folder.join("episode.json");
    let mut manifest: Manifest = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    let blake3 = blake3::hash(content).to_hex().to_string();
    manifest.files.retain(|f| f.name != name);
    manifest.files.push(FileMade { name: name.into(), mime: mime.into(), bytes: content.len() as u64, blake3 });
    fs::write(path, serde_json::to_vec(&manifest).unwrap()).unwrap();
}
