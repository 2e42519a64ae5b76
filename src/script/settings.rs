//! What of `show.toml` the script obeys.

use std::collections::BTreeMap;

use altavoce_base::disclosure::LONGEST_SENTENCE;
use altavoce_base::error::Error;
use altavoce_base::toml_file::{self, SettingError};
use altavoce_base::tr;
use serde::{Deserialize, Serialize};

use super::Pause;
use super::templates;
use super::vocabulary::VOCABULARY;

/// What `opening`, `closing` and `disclosure` may name in braces.
const FIELDS: [&str; 6] = ["show", "number", "title", "subtitle", "date", "author"];

/// The show's own words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScriptSettings {
    /// The show's name, spoken at the start; the opening leaves it out when empty.
    pub title: String,
    /// Who makes it; an issue's own author goes before.
    pub author: String,
    /// Sentences at the start. `{show} {number} {title} {subtitle} {date} {author}` are filled in; a sentence one of
    /// whose fields is not known is left out, or only the words of the number (`, numero {number}`) where it is that.
    pub opening: Vec<String>,
    /// Sentences at the end, filled in the same way.
    pub closing: Vec<String>,
    /// The sentence, spoken behind the opening, that says the voice is artificial; filled in as they are. Empty turns it off.
    pub disclosure: String,
    /// Headings that become a sentence of the author's: `"Superpost - {rest}" = "E ora il Superpost: {rest}."`
    pub transitions: BTreeMap<String, String>,
    /// Whether block quotations have a voice of their own; else a sentence introduces them.
    pub quotes_apart: bool,
    /// The voices of an interview's speakers by their names: `"Ada Neri" = "giulia"` reads the paragraphs that begin with
    /// `**Ada Neri:**`.
    pub speakers: BTreeMap<String, String>,
}

impl Default for ScriptSettings {
    fn default() -> Self {
        ScriptSettings {
            title: String::new(),
            author: String::new(),
            opening: VOCABULARY.show.opening.clone(),
            closing: VOCABULARY.show.closing.clone(),
            disclosure: VOCABULARY.show.disclosure.clone(),
            transitions: BTreeMap::new(),
            quotes_apart: true,
            speakers: BTreeMap::new(),
        }
    }
}

impl ScriptSettings {
    /// Checks the fields in braces of every sentence and heading.
    ///
    /// # Errors
    /// The first sentence with a brace that stands alone, or with a field that nothing fills; a sentence about the voice that is
    /// longer than descriptions have room for.
    pub fn check(&self) -> Result<(), SettingError> {
        for (key, sentences) in [("opening", &self.opening), ("closing", &self.closing)] {
            for (n, sentence) in sentences.iter().enumerate() {
                templates::check(sentence, &FIELDS).map_err(|e| SettingError::at(n, e).below(key))?;
            }
        }
        templates::check(&self.disclosure, &FIELDS).map_err(|e| SettingError::at("disclosure", e))?;
        if self.disclosure.len() > LONGEST_SENTENCE {
            let what = tr!("disclosure has {count} bytes", count = self.disclosure.len());
            let long = Error::author(what).fix(tr!("keep it under {LONGEST_SENTENCE}: it stands in every description"));
            return Err(SettingError::at("disclosure", long));
        }
        for (heading, sentence) in &self.transitions {
            let sentence = templates::check(sentence, &templates::fields(heading).collect::<Vec<_>>());
            let checked = templates::check_pattern(heading).and(sentence);
            checked.map_err(|e| SettingError::at(heading.as_str(), e).below("transitions"))?;
        }
        Ok(())
    }
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

impl Default for Pauses {
    fn default() -> Self {
        Pauses { sentence: 0.35, paragraph: 0.8, transition: 1.2, chapter: 2.0 }
    }
}

impl Pauses {
    /// The length of a pause in seconds.
    pub fn seconds(&self, pause: Pause) -> f64 {
        match pause {
            Pause::Sentence => self.sentence,
            Pause::Paragraph => self.paragraph,
            Pause::Transition => self.transition,
            Pause::Chapter => self.chapter,
            Pause::Told(milliseconds) => f64::from(milliseconds) / 1000.0,
        }
    }

    /// Checks that none is longer than ten seconds.
    ///
    /// # Errors
    /// The first that is.
    pub fn check(&self) -> Result<(), SettingError> {
        let lengths = [
            ("sentence", self.sentence),
            ("paragraph", self.paragraph),
            ("transition", self.transition),
            ("chapter", self.chapter),
        ];
        lengths.into_iter().try_for_each(|(key, seconds)| toml_file::in_range(key, seconds, 0.0, 10.0))
    }
}
