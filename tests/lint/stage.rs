//! A sound show, made once with the fake voices; ways to change it; and what lint says of it then.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use id3::{Encoder, Tag, Version};
use serde_json::{Value, json};

use crate::common::{Run, altavoce, artwork, outsider};

pub const SHOW: &str = r#"title = "Il Faro"
author = "Ada Rossi"
email = "ada@ilfaro.zz"
description = "Una lettera, letta ad alta voce."
language = "it"
voice = "fake"
quote_voice = "eco"
[loudness]
target = -16
true_peak = -1.5
[feed]
url = "https://ilfaro.zz/podcast"
artwork = "cover.png"
category = ["News", "Tech News"]
"#;

/// What it says of its voice.
pub const DISCLOSURE: &str = "La voce che senti è artificiale.";

/// A show in a folder of its own.
pub struct Stage(tempfile::TempDir);

impl Stage {
    /// The sound show: three episodes of five chapters and a feed, spoken once and copied.
    /// Without the WAVs, which nobody must have, a copy is small.
    pub fn new() -> Stage {
        Stage::copied(false)
    }

    pub fn copied(wavs: bool) -> Stage {
        static MADE: OnceLock<Stage> = OnceLock::new();
        let made = MADE.get_or_init(|| {
            let stage = Stage(tempfile::tempdir().unwrap());
            fs::create_dir(stage.path("issues")).unwrap();
            fs::write(stage.path("issues/cover.png"), artwork()).unwrap();
            fs::write(stage.path("issues/show.toml"), SHOW).unwrap();
            for (n, title) in [(1, "Prima"), (2, "Seconda"), (3, "Terza")] {
                let sections = ["Il mare", "La costa", "Le notizie"].map(|s| {
                    format!("## {s}\n\nUna riga che racconta {s}, la numero {n}, con calma e senza fretta.\n\n> Detto da altri.\n")
                });
                let head = format!("---\nnumber: {n}\ndate: 2024-0{n}-05\ndescription: Di che si parla.\n---\n# {title}\n\n");
                let path = stage.path(&format!("issues/00{n}.md"));
                fs::write(&path, format!("{head}Cominciamo da qui.\n\n{}", sections.join("\n"))).unwrap();
                let output = stage.path("output");
                let run = altavoce(&["episode", path.to_str().unwrap(), "-q", "-o", output.to_str().unwrap()]);
                assert_eq!(run.code, 0, "{run:?}");
            }
            fs::remove_dir_all(stage.path("output/.cache")).unwrap();
            stage.publish();
            stage
        });
        let stage = Stage(tempfile::tempdir().unwrap());
        copy(made.0.path(), stage.0.path(), wavs);
        stage
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn run(&self, command: &str, more: &[&str]) -> Run {
        let (issues, output) = (self.path("issues"), self.path("output"));
        let args = [&[command, "--issues", issues.to_str().unwrap(), "-o", output.to_str().unwrap()], more].concat();
        altavoce(&args)
    }

    /// Writes the feed.
    pub fn publish(&self) {
        let run = self.run("feed", &[]);
        assert_eq!(run.code, 0, "{run:?}");
    }

    /// What lint finds, and its exit code.
    pub fn lint(&self, more: &[&str]) -> (Vec<Value>, u8) {
        let run = self.run("lint", &[more, &["--json"]].concat());
        let json: Value = serde_json::from_str(&run.out).unwrap_or_else(|e| panic!("{e}: {run:?}"));
        (json["findings"].as_array().unwrap().clone(), run.code)
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// Changes a file's text; a change that changes nothing is a mistake of the test.
    pub fn edit(&self, name: &str, change: impl FnOnce(&str) -> String) {
        let before = fs::read_to_string(self.path(name)).unwrap();
        let after = change(&before);
        assert_ne!(before, after, "{name}: nothing was changed");
        fs::write(self.path(name), after).unwrap();
    }

    pub fn show(&self, from: &str, to: &str) {
        self.edit("issues/show.toml", |text| text.replace(from, to));
    }

    pub fn feed(&self, change: impl FnOnce(&str) -> String) {
        self.edit("output/feed.xml", change);
    }

    /// Changes the first item of the feed, which is the third episode.
    pub fn item(&self, change: impl FnOnce(&str) -> String) {
        self.feed(|xml| {
            let at = xml.find("<item>").unwrap();
            format!("{}{}", &xml[..at], change(&xml[at..]))
        });
    }

    /// Changes a file of the third episode; its manifest and the feed follow.
    pub fn file(&self, name: &str, change: impl FnOnce(Vec<u8>) -> Vec<u8>) {
        let path = self.path("output/003-terza").join(name);
        let bytes = change(fs::read(&path).unwrap());
        fs::write(&path, &bytes).unwrap();
        self.manifest(|m| {
            let file = m["files"].as_array_mut().unwrap().iter_mut().find(|f| f["name"] == name).unwrap();
            (file["bytes"], file["blake3"]) = (json!(bytes.len()), json!(blake3::hash(&bytes).to_hex().to_string()));
        });
        self.publish();
    }

    pub fn text(&self, name: &str, change: impl FnOnce(&str) -> String) {
        self.file(name, |bytes| {
            let before = String::from_utf8(bytes).unwrap();
            let after = change(&before);
            assert_ne!(before, after, "{name}: nothing was changed");
            after.into_bytes()
        });
    }

    /// Changes the tag of the third episode's MP3, and writes it in that version.
    pub fn tag(&self, version: Version, change: impl FnOnce(&mut Tag)) {
        self.file("episode.mp3", |bytes| {
            let mut tag = Tag::read_from2(std::io::Cursor::new(&bytes)).unwrap();
            change(&mut tag);
            let mut out = Vec::new();
            Encoder::new().version(version).encode(&tag, &mut out).unwrap();
            out.extend(&bytes[tag_length(&bytes)..]);
            out
        });
    }

    /// Changes the third episode's manifest.
    pub fn manifest(&self, change: impl FnOnce(&mut Value)) {
        let path = self.path("output/003-terza/episode.json");
        let mut manifest: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        change(&mut manifest);
        // A manifest without a sum is one of an earlier version.
        manifest.as_object_mut().unwrap().remove("sum");
        fs::write(path, serde_json::to_vec_pretty(&manifest).unwrap()).unwrap();
    }

    /// Draws the artwork with ffmpeg.
    pub fn draw(&self, size: &str, format: &str, extension: &str) {
        let made = self.path(&format!("drawn.{extension}"));
        let source = format!("color=c=teal@0.5:s={size},format={format}");
        let args = ["-v", "error", "-f", "lavfi", "-i", &source, "-frames:v", "1", "-pix_fmt", format];
        outsider("ffmpeg", &[&args[..], &[made.to_str().unwrap()]].concat());
        fs::rename(made, self.path("issues/cover.png")).unwrap();
    }
}

pub fn copy(from: &Path, to: &Path, wavs: bool) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target, wavs);
        } else if wavs || path.extension().is_none_or(|e| e != "wav") {
            fs::copy(&path, target).unwrap();
        }
    }
}

/// The bytes of an ID3v2 tag.
pub fn tag_length(mp3: &[u8]) -> usize {
    10 + mp3[6..10].iter().fold(0, |sum, byte| sum << 7 | usize::from(*byte))
}

/// Where the first element of that name stands.
pub fn range(xml: &str, name: &str) -> std::ops::Range<usize> {
    let ends = |c: char| c == '>' || c == ' ' || c == '/';
    let open = format!("<{name}");
    let mut found = xml.match_indices(open.as_str()).map(|(at, tag)| (at, at + tag.len()));
    let (start, _) = found.find(|(_, end)| xml[*end..].starts_with(ends)).unwrap_or_else(|| panic!("no {name}"));
    let tag = start + xml[start..].find('>').unwrap() + 1;
    let close = format!("</{name}>");
    let end = if xml[..tag].ends_with("/>") { tag } else { xml[tag..].find(&close).unwrap() + tag + close.len() };
    start..end
}

/// Without the first element of that name.
pub fn cut(xml: &str, name: &str) -> String {
    put(xml, name, "")
}

/// With something else in place of the first element of that name.
pub fn put(xml: &str, name: &str, new: &str) -> String {
    let range = range(xml, name);
    format!("{}{new}{}", &xml[..range.start], &xml[range.end..])
}

/// With another text in the first element of that name.
pub fn text(xml: &str, name: &str, new: &str) -> String {
    let whole = &xml[range(xml, name)];
    let tag = &whole[..=whole.find('>').unwrap()];
    put(xml, name, &format!("{tag}{new}</{name}>"))
}

/// With another value of an attribute of the first element of that name; without it when there is none.
pub fn attribute(xml: &str, name: &str, key: &str, new: Option<&str>) -> String {
    let whole = &xml[range(xml, name)];
    let start = whole.find(&format!(" {key}=\"")).unwrap();
    let end = start + whole[start..].match_indices('"').nth(1).unwrap().0 + 1;
    let new = new.map_or(String::new(), |value| format!(" {key}=\"{value}\""));
    put(xml, name, &format!("{}{new}{}", &whole[..start], &whole[end..]))
}

pub type Break = fn(&Stage);
pub type Row = (&'static str, Break, &'static [(&'static str, &'static str)]);

/// Breaks a sound show in each way, and expects exactly these rules, each with a message that holds these words.
pub fn expect(more: &[&str], rows: &[Row]) {
    let mut wrong = Vec::new();
    for (name, damage, expected) in rows {
        let stage = Stage::copied(more.contains(&"--deep"));
        damage(&stage);
        let (findings, code) = stage.lint(more);
        let found: BTreeSet<&str> = findings.iter().map(|f| f["rule"].as_str().unwrap()).collect();
        let wanted: BTreeSet<&str> = expected.iter().map(|(rule, _)| *rule).collect();
        let told = |(rule, part): &(&str, &str)| {
            findings.iter().any(|f| f["rule"] == *rule && f["what"].as_str().unwrap().contains(part))
        };
        let serious = findings.iter().any(|f| f["severity"] == "error");
        let mended = findings.iter().all(|f| !f["fix"].as_str().unwrap().is_empty() && f["file"].as_str().is_some());
        if found != wanted || !expected.iter().all(told) || (code == 1) != serious || !mended {
            let lines: Vec<String> =
                findings.iter().map(|f| format!("    {}: {} [{}]", f["file"], f["what"], f["rule"])).collect();
            wrong.push(format!("{name} (exit {code}):\n{}", lines.join("\n")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
