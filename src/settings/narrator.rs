//! `voice` in `show.toml`: the name of a voice, or a table with the command line of one of the show's own.

use std::fmt;
use std::path::{Path, PathBuf};

use altavoce_base::error::Error;
use altavoce_base::toml_file::SettingError;
use altavoce_base::tr;
use altavoce_sound::SAMPLE_RATE;
use altavoce_sound::mastering::Mastering;
use altavoce_speech::voice::manifest::{Engine, VoiceManifest};
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde::{Deserialize, Serialize, Serializer};

/// The narrator of a show that names none.
const DEFAULT: &str = "sara";
/// What a voice is called that has a command and no name.
const UNNAMED: &str = "command";
/// What a command's speech is taken for where `loudness` does not say, in LUFS: what voices of this kind mostly give.
const LOUDNESS: f64 = -18.0;

/// Who reads what nobody else reads. It is written as its name alone: a voice of the show's own counts by what it says.
#[derive(Debug, Clone, PartialEq)]
pub struct Narrator {
    /// A folder of `voices/`, `platform:NAME` for one of the system's voices, or what the show's own voice is called.
    pub name: String,
    own: Own,
}

/// What describes a voice of the show's own.
#[derive(Debug, Clone, Default, PartialEq)]
struct Own {
    command: Option<String>,
    seconds: Option<u64>,
    loudness: Option<f64>,
}

impl Default for Narrator {
    fn default() -> Self {
        Narrator::named(DEFAULT)
    }
}

impl Narrator {
    /// One of the voices that are there for every show.
    pub fn named(name: &str) -> Narrator {
        Narrator { name: name.to_string(), own: Own::default() }
    }

    /// The voice that the show has of its own, if it has one. `folder` is the folder of `show.toml`, in which it runs.
    pub fn own(&self, folder: &Path) -> Option<VoiceManifest> {
        let command = self.own.command.clone()?;
        Some(VoiceManifest {
            name: self.name.clone(),
            engine: Engine::Command,
            language: "it".into(),
            description: tr!("the show's own voice").into(),
            licence: tr!("the program's").into(),
            speed: 1.0,
            loudness: self.own.loudness.unwrap_or(LOUDNESS),
            sound: Mastering::NONE,
            sample_rate: SAMPLE_RATE,
            pitch: None,
            system_voice: None,
            command: Some(command),
            seconds: self.own.seconds,
            files: Vec::new(),
            style: None,
            folder: folder.to_path_buf(),
        })
    }

    /// Checks that the table describes a voice.
    ///
    /// # Errors
    /// It has settings of a command and none, or a command that cannot be run.
    pub fn check(&self) -> Result<(), SettingError> {
        let Own { command, seconds, loudness } = &self.own;
        if command.is_none() && (seconds.is_some() || loudness.is_some()) {
            let error = Error::author(tr!("[voice] has settings for a command and no `command`"));
            return Err(SettingError::at("command", error.fix(tr!("add the command, or leave only the name"))));
        }
        let Some(own) = self.own(&PathBuf::new()) else { return Ok(()) };
        own.check().map_err(|e| e.saying(|what| format!("[voice] {what}")))
    }
}

impl Serialize for Narrator {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.name.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Narrator {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Narrator, D::Error> {
        /// `[voice]`.
        #[derive(Default, Deserialize)]
        #[serde(default, deny_unknown_fields)]
        struct Table {
            name: Option<String>,
            command: Option<String>,
            seconds: Option<u64>,
            loudness: Option<f64>,
        }

        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = Narrator;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str(tr!("the name of a voice, or a table [voice] with a command"))
            }

            fn visit_str<E: serde::de::Error>(self, name: &str) -> Result<Narrator, E> {
                Ok(Narrator::named(name))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Narrator, A::Error> {
                let Table { name, command, seconds, loudness } = Table::deserialize(MapAccessDeserializer::new(map))?;
                let unnamed = if command.is_some() { UNNAMED } else { DEFAULT };
                let name = name.unwrap_or_else(|| unnamed.to_string());
                Ok(Narrator { name, own: Own { command, seconds, loudness } })
            }
        }
        deserializer.deserialize_any(Either)
    }
}

#[cfg(test)]
mod tests {
    use crate::settings::Show;
    use std::path::Path;

    fn parse(text: &str) -> Result<Show, String> {
        Show::parse(Path::new("my/show.toml"), text).map_err(|e| e.to_string())
    }

    #[test]
    fn a_voice_is_a_name_or_a_command() {
        let name = |text: &str| parse(text).unwrap().voice.name;
        assert_eq!(name("voice = \"nicola\""), "nicola");
        assert_eq!(name("[voice]\nname = \"nicola\""), "nicola");
        assert_eq!(name("title = \"x\"\n[voice]\ncommand = \"say {text} {wav}\""), "command");
        let show =
            parse("[voice]\nname = \"piper\"\ncommand = \"piper -f {wav}\"\nseconds = 9\nloudness = -20").unwrap();
        let own = show.voice.own(Path::new("my")).unwrap();
        assert_eq!((show.voice.name.as_str(), own.name.as_str()), ("piper", "piper"));
        assert_eq!((own.command.as_deref(), own.seconds, own.loudness), (Some("piper -f {wav}"), Some(9), -20.0));
        assert_eq!(own.folder, Path::new("my"));
        assert_eq!(parse("voice = \"sara\"").unwrap().voice.own(Path::new("my")), None);
    }

    #[test]
    fn wrong_tables_name_line_and_remedy() {
        let rows = [
            ("voice = 3", "my/show.toml:1: invalid type: integer `3`, expected the name of a voice, or a table"),
            ("[voice]\ncomand = \"x\"", "my/show.toml:2: unknown key `comand`; did you mean `command`?"),
            ("[voice]\ncommand = \"say 'x\"", "my/show.toml:2: [voice] `command`: a quote ' is never closed"),
            (
                "\n[voice]\ncommand = \"say {txet}\"",
                "my/show.toml:3: [voice] `command`: unknown field `{txet}`; did you mean `text`?",
            ),
            (
                "[voice]\ncommand = \"say\"\nseconds = 0",
                "my/show.toml:3: [voice] `seconds` is out of range; choose between 1 and",
            ),
            ("[voice]\ncommand = \"say\"\nloudness = 3", "my/show.toml:3: [voice] `loudness` is 3; choose between -60"),
            (
                "[voice]\nname = \"sara\"\nseconds = 4",
                "my/show.toml:1: [voice] has settings for a command and no `command`",
            ),
        ];
        let got = |text: &str| parse(text).err().unwrap_or_default();
        let wrong: Vec<_> = rows.iter().filter(|(t, m)| !got(t).starts_with(m)).map(|(t, m)| (m, got(t))).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}
