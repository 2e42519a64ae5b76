//! The show's settings, `show.toml` beside the issues. Every key has a default; no file is a show too.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use altavoce_base::error::{Error, Result};
use altavoce_base::toml_file;
use altavoce_podcast::channel::{Channel, Feed, Site, publish};
use altavoce_sound::{Formats, Loudness, music::Music};
use altavoce_speech::author_lexicon;
use altavoce_speech::pronunciation::Lexicon;
use altavoce_speech::voice::manifest::Manifest;
use serde::{Deserialize, Serialize};

use crate::issue::date;

mod check;
mod narrator;
#[cfg(test)]
mod parts;

use check::{check_fields, check_link, check_no_secret, check_rows, fields, line_in, line_in_feed};

/// What `opening` and `closing` may name in braces.
const FIELDS: [&str; 6] = ["show", "number", "title", "subtitle", "date", "author"];

/// The settings of a show.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Show {
    /// The show's name, spoken at the start; the opening leaves it out when empty.
    pub title: String,
    /// Who makes it; an issue's own author goes before.
    pub author: String,
    /// An IETF language tag; only Italian is read right.
    pub language: String,
    /// The owner's address, for the feed.
    pub email: String,
    /// One paragraph about the show, for the feed.
    pub description: String,
    /// The narrator: a folder of `voices/`, `platform:NAME` for one of the system's voices, or what [`Show::own_voice`] is
    /// called. May be written as a table: `[voice]` with `command`.
    #[serde(deserialize_with = "narrator::name")]
    pub voice: String,
    /// The voice that `[voice] command = "…"` describes. It counts by what it says, so it is left out here.
    #[serde(skip)]
    pub own_voice: Option<Manifest>,
    /// The voice of block quotations; empty: the narrator introduces and reads them. When it is not told it is
    /// [`SECOND_VOICE`], as far as that is installed.
    pub quote_voice: Option<String>,
    /// Sections, by heading, that are read otherwise: `"Superpost - {rest}" = { voice = "nicola" }`.
    pub sections: BTreeMap<String, Section>,
    /// Speaking rate: 1.0 is the pace that the voice's manifest sets, 0.9 is slower.
    pub speed: f32,
    /// Sentences at the start. `{show} {number} {title} {subtitle} {date} {author}` are filled in; a sentence one of
    /// whose fields is not known is left out.
    pub opening: Vec<String>,
    /// Sentences at the end, filled in the same way.
    pub closing: Vec<String>,
    /// The sentence, spoken behind the opening, that says the voice is artificial; empty turns it off.
    pub disclosure: String,
    /// Headings that become a sentence of the author's: `"Superpost - {rest}" = "E ora il Superpost: {rest}."`
    pub transitions: BTreeMap<String, String>,
    /// Silences.
    pub pauses: Pauses,
    /// Levels.
    pub loudness: Loudness,
    /// Music and signals.
    pub music: Music,
    /// What an episode is made in beside MP3 and WAV.
    pub formats: Formats,
    /// What only the feed needs.
    pub feed: Feed,
    /// Where it is published. It changes no episode, so it is left out of whatever is hashed or written.
    #[serde(skip_serializing)]
    pub publish: publish::Settings,
    /// What only the pages need.
    pub site: Site,
    /// Rows for the tables of the Italian stage, by table: `acronyms = [["ACME", "word"]]`. See
    /// [`Tables`](altavoce_italian::Tables).
    pub italian: BTreeMap<String, Vec<Vec<String>>>,
    /// Whether the narrator reads the quotations only because the voice that would is not there.
    #[serde(skip)]
    pub quotes_settled: bool,
    /// The author's lexicon, from `lexicon.toml` beside the settings.
    #[serde(skip)]
    pub lexicon: Lexicon,
}

/// The voice of block quotations unless `show.toml` names another.
pub const SECOND_VOICE: &str = "nicola";

/// What is particular to a section.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// The voice that reads it; the narrator still leads to it.
    pub voice: String,
}

/// Silences in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Pauses {
    /// Behind a sentence.
    pub sentence: f64,
    /// Behind a paragraph.
    pub paragraph: f64,
    /// Behind a transition or a subtitle.
    pub transition: f64,
    /// Between chapters.
    pub chapter: f64,
}

impl Default for Show {
    fn default() -> Self {
        Show {
            title: String::new(),
            author: String::new(),
            language: "it".into(),
            email: String::new(),
            description: String::new(),
            voice: "sara".into(),
            own_voice: None,
            quote_voice: None,
            sections: BTreeMap::new(),
            speed: 1.0,
            opening: ["{show}, numero {number}.", "{title}.", "{date}."].map(String::from).into(),
            closing: ["Hai ascoltato {show}.", "A presto!"].map(String::from).into(),
            disclosure: "La voce che senti è artificiale.".into(),
            transitions: BTreeMap::new(),
            pauses: Pauses::default(),
            loudness: Loudness::default(),
            music: Music::default(),
            formats: Formats::default(),
            feed: Feed::default(),
            publish: publish::Settings::default(),
            site: Site::default(),
            italian: BTreeMap::new(),
            quotes_settled: false,
            lexicon: Lexicon::default(),
        }
    }
}

impl Default for Pauses {
    fn default() -> Self {
        Pauses { sentence: 0.35, paragraph: 0.8, transition: 1.2, chapter: 2.0 }
    }
}

impl Show {
    /// Reads `show.toml`, and the author's lexicon beside it; a missing file is the default show, an empty lexicon.
    ///
    /// # Errors
    /// The author's, with the line: bad TOML, an unknown key, a value out of range.
    pub fn read(path: &Path) -> Result<Show> {
        let lexicon = author_lexicon::read(&path.with_file_name(author_lexicon::FILE))?;
        Ok(Show { lexicon, ..Show::read_settings(path)? })
    }

    fn read_settings(path: &Path) -> Result<Show> {
        match fs::read(path) {
            Ok(bytes) => match std::str::from_utf8(&bytes) {
                Ok(text) => Show::parse(path, text),
                Err(e) => {
                    let line = 1 + bytes[..e.valid_up_to()].iter().filter(|b| **b == b'\n').count() as u32;
                    Err(Error::author("this line is not UTF-8").at(path, line).fix("save it as UTF-8"))
                }
            },
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(Show::default()),
            Err(e) => Err(Error::io("read", path, e)),
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
        check_no_secret(path, text)?;
        let mut show: Show = toml_file::parse(path, text)?;
        show.own_voice = narrator::own(path, text)?;
        let line_of = |key: &str| 1 + text.lines().position(|l| l.trim_start().starts_with(key)).unwrap_or(0) as u32;
        let in_range = |key: &str, value: f64, low: f64, high: f64| {
            if (low..=high).contains(&value) {
                return Ok(());
            }
            let what = format!("`{key}` is {value}");
            Err(Error::author(what).at(path, line_of(key)).fix(format!("choose between {low} and {high}")))
        };
        for sentence in show.opening.iter().chain(&show.closing) {
            check_fields(path, text, sentence, &FIELDS)?;
        }
        for (heading, sentence) in &show.transitions {
            check_fields(path, text, heading, &fields(heading).collect::<Vec<_>>())?;
            check_fields(path, text, sentence, &fields(heading).collect::<Vec<_>>())?;
        }
        for heading in show.sections.keys() {
            check_fields(path, text, heading, &fields(heading).collect::<Vec<_>>())?;
        }
        for (table, rows) in &show.italian {
            check_rows(path, text, table, rows)?;
        }
        if let Some(fault) = show.feed.fault() {
            return Err(fault.error.at(path, line_in_feed(text, fault.key, &fault.value)));
        }
        for link in &show.site.links {
            check_link(path, text, link)?;
        }
        if let Some((key, error)) = show.music.fault() {
            return Err(error.at(path, line_in(text, "music", key)));
        }
        in_range("speed", f64::from(show.speed), 0.5, 2.0)?;
        in_range("sentence", show.pauses.sentence, 0.0, 10.0)?;
        in_range("paragraph", show.pauses.paragraph, 0.0, 10.0)?;
        in_range("transition", show.pauses.transition, 0.0, 10.0)?;
        in_range("chapter", show.pauses.chapter, 0.0, 10.0)?;
        in_range("target", show.loudness.target, -30.0, -10.0)?;
        in_range("true_peak", show.loudness.true_peak, -9.0, -0.5)?;
        show.publish.check().map_err(|e| {
            let said = e.to_string();
            let key = said.split('`').nth(1).unwrap_or_default().to_string();
            e.at(path, line_in(text, "publish", &key))
        })?;
        Ok(show)
    }
}

impl Show {
    /// The voice of block quotations, another than the narrator's; empty when the narrator introduces and reads them.
    pub fn quotes_by(&self) -> &str {
        let name = self.quote_voice.as_deref().unwrap_or(SECOND_VOICE);
        if name == self.voice { "" } else { name }
    }

    /// Lets the narrator read the quotations if the settings name no voice for them and the one that would is not
    /// `installed`.
    pub fn settle_quotes(&mut self, installed: impl FnOnce(&str) -> bool) {
        if self.quote_voice.is_none() && self.voice != SECOND_VOICE && !installed(SECOND_VOICE) {
            self.quote_voice = Some(String::new());
            self.quotes_settled = true;
        }
    }

    /// One voice for everything.
    pub fn only_voice(&mut self, name: &str) {
        self.voice = name.to_string();
        self.quote_voice = Some(String::new());
        self.quotes_settled = false;
        self.sections.clear();
    }

    /// What feed, pages, checks and publishing obey.
    pub fn channel(&self) -> Channel {
        Channel {
            title: self.title.clone(),
            author: self.author.clone(),
            language: self.language.clone(),
            email: self.email.clone(),
            description: self.description.clone(),
            disclosure: self.disclosure.clone(),
            loudness: self.loudness,
            feed: self.feed.clone(),
            publish: self.publish.clone(),
            site: self.site.clone(),
            date_label: date::label,
        }
    }

    /// Every voice that the settings name, the narrator first.
    pub fn voices(&self) -> Vec<&str> {
        let mut names = vec![self.voice.as_str()];
        for name in std::iter::once(self.quotes_by()).chain(self.sections.values().map(|s| s.voice.as_str())) {
            if !name.is_empty() && !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_what_it_does_not_know_with_the_line() {
        let rows = [
            ("titel = \"x\"", "s.toml:1: unknown key `titel`; did you mean `title`?"),
            ("title = \"x\"\n[pauses]\nsentense = 1", "s.toml:3: unknown key `sentense`; did you mean `sentence`?"),
            ("\nopening = [\"{shwo}.\"]", "s.toml:2: unknown field `{shwo}`; did you mean `show`?"),
            (
                "[transitions]\n\"Link - {rest}\" = \"E {rets}.\"",
                "s.toml:2: unknown field `{rets}`; did you mean `rest`?",
            ),
            ("closing = [\"{show\"]", "s.toml:1: a brace in «{show» stands alone; write a field as `{title}`"),
            ("speed = 9", "s.toml:1: `speed` is 9; choose between 0.5 and 2"),
            (
                "[site]\nlinks = [\n  { name = \"X\", url = \"javascript:alert(1)\" },\n]",
                "s.toml:3: [site] the link `X` leads to `javascript:alert(1)`, which is no web address; write it like \"https://example.org/podcast\"",
            ),
            (
                "[site]\nlinks = [{ name = \" \", url = \"https://e.org\" }]",
                "s.toml:2: [site] the link to `https://e.org` has no name; say what stands on its button",
            ),
            ("[loudness]\ntarget = 0", "s.toml:2: `target` is 0; choose between -30 and -10"),
            (
                "[loudness]\ntarget = -16\n[publish]\ntarget = \"sftq://b\"",
                "s.toml:4: `target`: unknown scheme `sftq`; did you mean `sftp`?",
            ),
            (
                "[publish]\nendpoint = \"x\"",
                "s.toml:2: `endpoint` is no plain http(s) address; write it like \"https://s3.example.org\"",
            ),
            ("[publish]\nregoin = \"x\"", "s.toml:2: unknown key `regoin`; did you mean `region`?"),
            (
                "[publish]\ntarget = \"s3://b\"\nsecret_access_key = \"hunter2\"",
                "s.toml:3: `secret_access_key`: a secret has no place in this file, which others may read; \
                 remove the line and set AWS_SECRET_ACCESS_KEY in the environment",
            ),
        ];
        let got = |text: &str| Show::parse(Path::new("s.toml"), text).map_or_else(|e| e.to_string(), |_| String::new());
        let wrong: Vec<_> = rows.iter().map(|r| (r, got(r.0))).filter(|(r, got)| got != r.1).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn where_it_is_published_changes_no_episode() {
        let text = "[publish]\ntarget = \"s3://b/p\"\nregion = \"eu-1\"";
        let show = Show::parse(Path::new("s.toml"), text).unwrap();
        assert_ne!(show, Show::default());
        // What an episode is made of is hashed as it is written.
        assert_eq!(serde_json::to_value(show).unwrap(), serde_json::to_value(Show::default()).unwrap());
    }

    #[test]
    fn every_key_has_a_default() {
        assert_eq!(Show::parse(Path::new("s.toml"), "").unwrap(), Show::default());
        assert_eq!(Show::read(Path::new("no/such/show.toml")).unwrap(), Show::default());
    }
}
