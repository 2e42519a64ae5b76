//! `voice` in `show.toml`: the name of a voice, or a table with the command line of one of the show's own.

use std::fmt;
use std::path::Path;

use altavoce_base::error::{Error, Result};
use altavoce_sound::SAMPLE_RATE;
use altavoce_speech::voice::manifest::{Engine, Manifest};
use serde::de::value::{MapAccessDeserializer, StrDeserializer};
use serde::de::{Deserializer, MapAccess, Visitor};
use serde::{Deserialize, Serialize};

use super::check::line_in;

/// What a voice is called that has a command and no name.
const NAME: &str = "command";
/// What a command's speech is taken for where `loudness` does not say, in LUFS: what voices of this kind mostly give.
const LOUDNESS: f64 = -18.0;

/// `[voice]`.
#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
struct Table {
    name: Option<String>,
    command: Option<String>,
    seconds: Option<u64>,
    loudness: Option<f64>,
}

/// `voice`, of either kind.
enum Choice {
    Name(String),
    Table(Table),
}

impl<'de> Deserialize<'de> for Choice {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Choice, D::Error> {
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = Choice;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("the name of a voice, or a table [voice] with a command")
            }

            fn visit_str<E: serde::de::Error>(self, name: &str) -> Result<Choice, E> {
                String::deserialize(StrDeserializer::new(name)).map(Choice::Name)
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Choice, A::Error> {
                Table::deserialize(MapAccessDeserializer::new(map)).map(Choice::Table)
            }
        }
        deserializer.deserialize_any(Either)
    }
}

/// The name of the narrator, whichever way it is written.
pub(super) fn name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Ok(match Choice::deserialize(deserializer)? {
        Choice::Name(name) => name,
        Choice::Table(Table { name: Some(name), .. }) => name,
        Choice::Table(Table { command: Some(_), .. }) => NAME.into(),
        Choice::Table(_) => super::Show::default().voice,
    })
}

/// The voice that a show has of its own, out of the text of a `show.toml` that was read already.
///
/// # Errors
/// The author's, with the line: the table holds no voice.
pub(super) fn own(path: &Path, text: &str) -> Result<Option<Manifest>> {
    #[derive(Deserialize)]
    struct Only {
        voice: Option<Choice>,
    }
    let only: Option<Only> = toml::from_str(text).ok();
    let Some(Choice::Table(table)) = only.and_then(|o| o.voice) else { return Ok(None) };
    let Some(command) = table.command else {
        if table.seconds.is_none() && table.loudness.is_none() {
            return Ok(None);
        }
        let e = Error::author("[voice] has settings for a command and no `command`");
        return Err(e.at(path, line_in(text, "voice", "")).fix("add the command, or leave only the name"));
    };
    let manifest = Manifest {
        name: table.name.unwrap_or_else(|| NAME.into()),
        engine: Engine::Command,
        language: "it".into(),
        description: "the show's own voice".into(),
        licence: "the program's".into(),
        speed: 1.0,
        loudness: table.loudness.unwrap_or(LOUDNESS),
        sample_rate: SAMPLE_RATE,
        pitch: None,
        system_voice: None,
        command: Some(command),
        seconds: table.seconds,
        files: Vec::new(),
        folder: path.parent().unwrap_or(Path::new("")).to_path_buf(),
    };
    match manifest.fault() {
        None => Ok(Some(manifest)),
        Some(fault) => {
            let key = fault.near.trim_end_matches([' ', '=']);
            Err(Error::author(format!("[voice] {}", fault.what)).at(path, line_in(text, "voice", key)).fix(fault.fix))
        }
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
        let name = |text: &str| parse(text).unwrap().voice;
        assert_eq!(name("voice = \"nicola\""), "nicola");
        assert_eq!(name("[voice]\nname = \"nicola\""), "nicola");
        assert_eq!(name("title = \"x\"\n[voice]\ncommand = \"say {text} {wav}\""), "command");
        let show =
            parse("[voice]\nname = \"piper\"\ncommand = \"piper -f {wav}\"\nseconds = 9\nloudness = -20").unwrap();
        let own = show.own_voice.unwrap();
        assert_eq!((show.voice.as_str(), own.name.as_str()), ("piper", "piper"));
        assert_eq!((own.command.as_deref(), own.seconds, own.loudness), (Some("piper -f {wav}"), Some(9), -20.0));
        assert_eq!(own.folder, Path::new("my"));
        assert!(parse("voice = \"sara\"").unwrap().own_voice.is_none());
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
