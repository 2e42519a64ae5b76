//! A show in a folder of its own, with episodes of bytes by chance, and the program run on it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use altavoce::manifest::{FileMade, Manifest};
use serde_json::{Value, json};

use crate::common::{altavoce, artwork};

/// Where the show of the tests is said to be served.
pub const URL: &str = "https://ilfaro.zz/podcast";

/// A show.
pub struct Stage {
    pub folder: tempfile::TempDir,
    publish: String,
    environment: Vec<(String, String)>,
}

impl Stage {
    /// A show without episodes that is published to `target`; `publish` is the rest of `[publish]`.
    pub fn new(target: &str, publish: &str, environment: &[(&str, &str)]) -> Stage {
        let environment = environment.iter().map(|(k, v)| (k.to_string(), v.to_string())).collect();
        let publish = format!("target = \"{target}\"\n{publish}\n");
        let stage = Stage { folder: tempfile::tempdir().unwrap(), publish, environment };
        fs::create_dir(stage.issues()).unwrap();
        fs::create_dir(stage.output()).unwrap();
        fs::write(stage.issues().join("cover.png"), artwork()).unwrap();
        stage.settings("");
        stage
    }

    pub fn issues(&self) -> PathBuf {
        self.folder.path().join("issues")
    }

    pub fn output(&self) -> PathBuf {
        self.folder.path().join("output")
    }

    /// Writes show.toml, with more keys for `[feed]`.
    pub fn settings(&self, feed: &str) {
        let text = format!(
            "title = \"Il Faro\"\nauthor = \"Ada Rossi\"\nemail = \"ada@ilfaro.zz\"\ndescription = \"Una lettera.\"\n\
             [feed]\nurl = \"{URL}\"\nartwork = \"cover.png\"\n{feed}\n[publish]\n{}",
            self.publish
        );
        fs::write(self.issues().join("show.toml"), text).unwrap();
    }

    /// Makes, or makes again, an episode whose files are as long as `bytes` and made of `seed`.
    pub fn episode(&self, number: u32, bytes: usize, seed: u64) {
        let folder = self.output().join(format!("{number:03}-numero"));
        fs::create_dir_all(&folder).unwrap();
        let contents = [
            ("episode.mp3", "audio/mpeg", noise(bytes, seed)),
            ("episode.opus", "audio/ogg", noise(bytes / 2, seed + 1)),
            ("chapters.json", "application/json+chapters", format!("{{\"seed\":{seed}}}").into_bytes()),
            ("transcript.vtt", "text/vtt", format!("WEBVTT\n\nNOTE {seed}\n").into_bytes()),
            ("words.json", "application/json", b"[]".to_vec()),
            ("episode.wav", "audio/wav", vec![0; 100]),
            ("script.txt", "text/plain", b"Parole.".to_vec()),
        ];
        let mut files = Vec::new();
        for (name, mime, content) in contents {
            fs::write(folder.join(name), &content).unwrap();
            let blake3 = blake3::hash(&content).to_hex().to_string();
            files.push(FileMade { name: name.into(), mime: mime.into(), bytes: content.len() as u64, blake3 });
        }
        let manifest: Manifest = Manifest {
            altavoce: "0.1.0".into(),
            inputs: seed.to_string(),
            show: "Il Faro".into(),
            title: format!("Titolo {number} & più"),
            subtitle: None,
            number: Some(number),
            season: None,
            date: Some(jiff::civil::date(2026, 3, number as i8)),
            published_at: None,
            kind: Default::default(),
            draft: false,
            author: None,
            description: Some("Che cosa resta.".into()),
            slug: "numero".into(),
            tags: vec![],
            link: None,
            language: "it".into(),
            source: format!("{number:03}.md"),
            duration: 60.0,
            samples: 1_440_000,
            sample_rate: 24_000,
            loudness: -16.0,
            true_peak: -2.0,
            voices: vec![],
            disclosure: None,
            files,
            chapters: vec![],
            passages: vec![],
            music: vec![],
            cover: None,
        };
        manifest.write(&folder).unwrap();
    }

    /// Changes the manifest of an episode, as an earlier version would have written it.
    pub fn manifest(&self, number: u32, change: impl FnOnce(&mut Value)) {
        let path = self.output().join(format!("{number:03}-numero/episode.json"));
        let mut manifest: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        manifest.as_object_mut().unwrap().remove("sum");
        change(&mut manifest);
        fs::write(path, manifest.to_string()).unwrap();
    }

    pub fn page(&self, path: &str, text: &str) {
        let path = self.output().join("site").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Writes the feed, whatever its subscribers would say: here it is publishing that has to see what goes out.
    pub fn feed(&self) {
        let (issues, output) = (self.issues(), self.output());
        let mut args = vec!["feed", "--issues", issues.to_str().unwrap(), "-o", output.to_str().unwrap()];
        args.extend(["change-guid", "drop-episode", "shrink", "repeat-enclosure"].iter().flat_map(|w| ["--force", w]));
        let run = altavoce(&args);
        assert_eq!(run.code, 0, "{run:?}");
    }

    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_altavoce"));
        command.env_clear().envs(std::env::var_os("PATH").map(|p| ("PATH", p)));
        command.envs(self.environment.iter().map(|(k, v)| (k, v)));
        command.arg("publish").arg("--issues").arg(self.issues()).arg("-o").arg(self.output()).args(args);
        // Nothing is served at the address of these shows; `public` tells what is looked at where something is.
        if !self.environment.iter().any(|(name, _)| name == "HTTPS_PROXY") {
            command.arg("--no-verify");
        }
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    pub fn start(&self, args: &[&str]) -> Child {
        self.command(args).spawn().unwrap()
    }

    pub fn run(&self, args: &[&str]) -> Run {
        Run::of(self.command(args).output().unwrap())
    }

    /// Publishes; the summary.
    pub fn publish(&self, args: &[&str]) -> Value {
        let run = self.run(&[args, &["--json"]].concat());
        assert_eq!(run.code, 0, "{run:?}");
        serde_json::from_str(&run.out).unwrap()
    }

    /// Every file that is to be there, by its path.
    pub fn expected(&self) -> BTreeMap<String, Vec<u8>> {
        const PRIVATE: [&str; 3] = ["episode.json", "episode.wav", "script.txt"];
        let mut all = files(&self.output());
        all.retain(|path, _| !path.split('/').any(|p| p.starts_with('.') || PRIVATE.contains(&p)));
        all
    }

    /// A second machine with the same files.
    pub fn twin(&self) -> Stage {
        let folder = tempfile::tempdir().unwrap();
        for (path, content) in files(self.folder.path()).into_iter().filter(|(p, _)| !p.contains("/.")) {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, content).unwrap();
        }
        Stage { folder, publish: self.publish.clone(), environment: self.environment.clone() }
    }
}

/// How a run ended.
#[derive(Debug)]
pub struct Run {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Run {
    pub fn of(output: Output) -> Run {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Run { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) }
    }
}

/// Bytes by chance, the same for the same seed (splitmix64).
pub fn noise(bytes: usize, seed: u64) -> Vec<u8> {
    let mut chance = Chance(seed.wrapping_mul(0x1234_5677));
    let words = (0..bytes.div_ceil(8)).flat_map(|_| chance.next().to_le_bytes());
    words.take(bytes).collect()
}

pub struct Chance(pub u64);

impl Chance {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}

/// Every file below `folder`, by its path with `/`.
pub fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    fn walk(folder: &Path, prefix: &str, found: &mut BTreeMap<String, Vec<u8>>) {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let name = format!("{prefix}{}", entry.file_name().to_str().unwrap());
            if entry.path().is_dir() {
                walk(&entry.path(), &format!("{name}/"), found);
            } else if let Ok(bytes) = fs::read(entry.path()) {
                found.insert(name, bytes);
            }
        }
    }
    let mut found = BTreeMap::new();
    walk(folder, "", &mut found);
    found
}

/// The names of a summary's files to which something is, or was, done.
pub fn done(summary: &Value) -> Vec<(String, String)> {
    let text = |v: &Value| v.as_str().unwrap().to_string();
    summary["files"].as_array().unwrap().iter().map(|f| (text(&f["action"]), text(&f["path"]))).collect()
}

/// What a feed gives as its files: path below the show's address, and length for what is played.
pub fn named(feed: &str) -> Vec<(String, Option<u64>)> {
    let mut all = Vec::new();
    for tag in feed.split('<').filter(|t| !t.starts_with("atom:link") && !t.starts_with("link")) {
        let attribute = |key: &str| tag.split_once(&format!("{key}=\""))?.1.split_once('"').map(|(value, _)| value);
        let address = attribute("url").or(attribute("href")).or(attribute("uri"));
        if let Some(path) = address.and_then(|a| a.strip_prefix(URL)) {
            let length = tag.starts_with("enclosure").then(|| attribute("length").unwrap().parse().unwrap());
            all.push((path.trim_start_matches('/').to_string(), length));
        }
    }
    assert!(all.iter().any(|(_, length)| length.is_some()), "{feed}");
    all
}

pub fn no_files(summary: &Value) -> bool {
    summary["files"] == json!([]) && summary["bytes"] == 0
}
