//! The show's settings, `show.toml` beside the issues: those of every stage in one file. Every key has a default; no file is
//! a show too.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use altavoce_base::error::{Error, Result};
use altavoce_base::toml_file::{self, SettingError, TomlDocument};
use altavoce_base::tr;
use altavoce_podcast::channel::{Channel, Feed, Site, publish};
use altavoce_provenance::ProvenanceSettings;
use altavoce_sound::{Formats, Loudness, mastering::MasteringSettings, music::Music};
use altavoce_speech::voice::CheckSettings;
use serde::{Deserialize, Serialize};

use crate::issue::date;
use crate::narration::{NarrationSettings, SectionSettings};
use crate::script::{self, Pauses};

mod check;
mod narrator;
#[cfg(test)]
mod tests;

pub use narrator::Narrator;

/// The settings of a show.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Show {
    /// The show's name; see [`script::ScriptSettings`].
    pub title: String,
    /// Who makes it; an issue's own author goes before.
    pub author: String,
    /// An IETF language tag; only Italian is read right.
    pub language: String,
    /// The owner's address, for the feed.
    pub email: String,
    /// One paragraph about the show, for the feed.
    pub description: String,
    /// The narrator. May be written as a table: `[voice]` with `command`.
    pub voice: Narrator,
    /// The voice of block quotations; empty: the narrator introduces and reads them. When it is not told it is
    /// [`SECOND_VOICE`], as far as that is installed.
    pub quote_voice: Option<String>,
    /// Sections, by heading, that are read otherwise: `"Superpost - {rest}" = { voice = "nicola" }`.
    pub sections: BTreeMap<String, SectionSettings>,
    /// The voices of an interview's speakers by their names; see [`script::ScriptSettings`].
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub speakers: BTreeMap<String, String>,
    /// Speaking rate: 1.0 is the pace that the voice's manifest sets, 0.9 is slower.
    pub speed: f32,
    /// How much melody, pace and pauses heed the place of each sentence: 0 is as the voice says it by itself, 1 the most.
    pub liveliness: f32,
    /// Sentences at the start; see [`script::ScriptSettings`].
    pub opening: Vec<String>,
    /// Sentences at the end.
    pub closing: Vec<String>,
    /// The sentence that says the voice is artificial.
    pub disclosure: String,
    /// Headings that become a sentence of the author's.
    pub transitions: BTreeMap<String, String>,
    /// Silences.
    pub pauses: Pauses,
    /// Levels.
    pub loudness: Loudness,
    /// Which parts of its voices' mastering are wanted.
    pub sound: MasteringSettings,
    /// Music and signals.
    pub music: Music,
    /// What an episode is made in beside MP3 and WAV.
    pub formats: Formats,
    /// How what was spoken is checked. It changes no episode, so it is left out of whatever is hashed or written.
    #[serde(skip_serializing)]
    pub check: CheckSettings,
    /// What only the feed needs.
    pub feed: Feed,
    /// Where it is published. It changes no episode, so it is left out of whatever is hashed or written.
    #[serde(skip_serializing)]
    pub publish: publish::PublishSettings,
    /// What only the pages need.
    pub site: Site,
    /// How episodes are signed. It is told apart where an episode's inputs are hashed, as it counts only in builds that sign.
    #[serde(skip_serializing)]
    pub provenance: ProvenanceSettings,
    /// Rows for the tables of the Italian stage, by table: `acronyms = [["ACME", "word"]]`. See
    /// [`Tables`](altavoce_italian::Tables).
    pub italian: BTreeMap<String, Vec<Vec<String>>>,
}

/// The voice of block quotations unless `show.toml` names another.
pub const SECOND_VOICE: &str = "nicola";

impl Default for Show {
    fn default() -> Self {
        let script = script::ScriptSettings::default();
        Show {
            title: script.title,
            author: script.author,
            language: "it".into(),
            email: String::new(),
            description: String::new(),
            voice: Narrator::default(),
            quote_voice: None,
            sections: BTreeMap::new(),
            speakers: script.speakers,
            speed: 1.0,
            liveliness: 1.0,
            opening: script.opening,
            closing: script.closing,
            disclosure: script.disclosure,
            transitions: script.transitions,
            pauses: Pauses::default(),
            loudness: Loudness::default(),
            sound: MasteringSettings::default(),
            music: Music::default(),
            formats: Formats::default(),
            check: CheckSettings::default(),
            feed: Feed::default(),
            publish: publish::PublishSettings::default(),
            site: Site::default(),
            provenance: ProvenanceSettings::default(),
            italian: BTreeMap::new(),
        }
    }
}

impl Show {
    /// Reads a `show.toml`; a missing file is the default show.
    ///
    /// # Errors
    /// The author's, with the line: bad TOML, an unknown key, a value out of range.
    pub fn read(path: &Path) -> Result<Show> {
        match fs::read(path) {
            Ok(bytes) => match std::str::from_utf8(&bytes) {
                Ok(text) => Show::parse(path, text),
                Err(e) => {
                    let line = 1 + bytes[..e.valid_up_to()].iter().filter(|b| **b == b'\n').count() as u32;
                    Err(Error::author(tr!("this line is not UTF-8")).at(path, line).fix(tr!("save it as UTF-8")))
                }
            },
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(Show::default()),
            Err(e) => Err(Error::io(tr!("read"), path, e)),
        }
    }

    /// Parses the text of a `show.toml`.
    ///
    /// # Errors
    /// As [`Show::read`].
    ///
    /// ```
    /// use altavoce::settings::Show;
    /// let e = Show::parse("show.toml".as_ref(), "titel = \"Radar\"").unwrap_err();
    /// assert_eq!(e.to_string(), "show.toml:1: unknown key `titel`; did you mean `title`?");
    /// ```
    pub fn parse(path: &Path, text: &str) -> Result<Show> {
        let document = TomlDocument::parse(path, text)?;
        check::no_secret(&document).map_err(|e| document.refuse(e))?;
        let show: Show = document.read()?;
        show.check().map_err(|e| document.refuse(e))?;
        Ok(show)
    }

    /// Has each stage look at its settings.
    fn check(&self) -> Result<(), SettingError> {
        self.voice.check().map_err(|e| e.below("voice"))?;
        self.script().check()?;
        self.narration().check()?;
        check::rows(&self.italian).map_err(|e| e.below("italian"))?;
        self.feed.check().map_err(|e| e.below("feed"))?;
        self.site.check().map_err(|e| e.below("site"))?;
        self.music.check().map_err(|e| e.below("music"))?;
        toml_file::in_range("speed", f64::from(self.speed), 0.5, 2.0)?;
        toml_file::in_range("liveliness", f64::from(self.liveliness), 0.0, 1.0)?;
        self.pauses.check().map_err(|e| e.below("pauses"))?;
        self.loudness.check().map_err(|e| e.below("loudness"))?;
        self.check.check().map_err(|e| e.below("check"))?;
        self.provenance.check().map_err(|e| e.below("provenance"))?;
        self.publish.check().map_err(|e| e.below("publish"))
    }

    /// What the script obeys.
    pub fn script(&self) -> script::ScriptSettings {
        script::ScriptSettings {
            title: self.title.clone(),
            author: self.author.clone(),
            opening: self.opening.clone(),
            closing: self.closing.clone(),
            disclosure: self.disclosure.clone(),
            transitions: self.transitions.clone(),
            quotes_apart: !self.quotes_by().is_empty(),
            speakers: self.speakers.clone(),
        }
    }

    /// What the narration obeys.
    pub fn narration(&self) -> NarrationSettings {
        NarrationSettings {
            narrator: self.voice.name.clone(),
            quotes: Some(self.quotes_by()).filter(|name| !name.is_empty()).map(str::to_string),
            sections: self.sections.clone(),
            liveliness: self.liveliness,
        }
    }

    /// What feed, pages, checks and publishing obey.
    pub fn channel(&self) -> Channel {
        Channel {
            title: self.title.clone(),
            author: self.author.clone(),
            language: self.language.clone(),
            email: self.email.clone(),
            description: self.description.clone(),
            disclosure: script::show_disclosure(&self.script()).unwrap_or_default(),
            loudness: self.loudness,
            feed: self.feed.clone(),
            publish: self.publish.clone(),
            site: self.site.clone(),
            date_label: date::label,
        }
    }

    /// The settings without those that only the feed and the pages obey: what an episode depends on.
    pub fn of_an_episode(&self) -> Show {
        let (email, description) = (String::new(), String::new());
        Show { feed: Feed::default(), site: Site::default(), email, description, ..self.clone() }
    }

    /// The voice of block quotations, another than the narrator's; empty when the narrator introduces and reads them.
    pub fn quotes_by(&self) -> &str {
        let name = self.quote_voice.as_deref().unwrap_or(SECOND_VOICE);
        if name == self.voice.name { "" } else { name }
    }

    /// Every voice that the settings name, the narrator first.
    pub fn voices(&self) -> Vec<&str> {
        let mut names = vec![self.voice.name.as_str()];
        let sections = self.sections.values().map(|s| s.voice.as_str());
        let speakers = self.speakers.values().map(String::as_str);
        for name in std::iter::once(self.quotes_by()).chain(sections).chain(speakers) {
            if !name.is_empty() && !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }
}
