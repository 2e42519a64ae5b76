//! What its author settled about the sound of an issue, in a file beside it: which sentences were heard as they sound now, and
//! which take of a sentence is kept. `022.studio.toml` belongs to `022.md`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use altavoce_base::error::{Error, Result};
use altavoce_base::tr;
use altavoce_base::{files, toml_file};
use altavoce_speech::cache::Key;
use altavoce_speech::synthesis::Job;
use altavoce_speech::take::Take;
use serde::{Deserialize, Serialize};

const HEADER: &str = "\
# Written by altavoce: which sentences of the issue beside this file were heard, and which takes are kept. Commit it with the issue.

";

/// Digits of a sound's key that name it here.
const KEY_DIGITS: usize = 32;
/// Letters of a sentence that stand beside its mark, for people.
const SHOWN: usize = 40;

/// What was settled about an issue.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Marks {
    /// The takes that are kept, by the sentence's [id](crate::narration::Narration::ids).
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    takes: BTreeMap<String, u8>,
    /// The sounds that were heard, by the beginning of their keys, with the sentence's first words.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    heard: BTreeMap<String, String>,
}

/// How much of an issue was heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Heard {
    /// How many of its sentences were heard as they sound now.
    pub heard: usize,
    /// How many it has.
    pub all: usize,
}

impl Heard {
    /// Whether nothing is left to be heard.
    pub fn is_all(&self) -> bool {
        self.heard == self.all
    }
}

impl Marks {
    /// The file of an issue.
    pub fn path(issue: &Path) -> PathBuf {
        issue.with_extension("studio.toml")
    }

    /// What stands beside an issue; without a file nothing was settled.
    ///
    /// # Errors
    /// The author's, with the line: not TOML, an unknown key. The operator's: it cannot be read.
    pub fn read(issue: &Path) -> Result<Marks> {
        let path = Marks::path(issue);
        match fs::read_to_string(&path) {
            Ok(text) => toml_file::parse(&path, &text),
            Err(e) if e.kind() == ErrorKind::NotFound => Ok(Marks::default()),
            Err(e) => Err(Error::io(tr!("read"), &path, e)),
        }
    }

    /// Changes what stands beside an issue, and gives what stands there then. Two runs that do so wait for each other.
    ///
    /// # Errors
    /// As [`Marks::read`]; the operator's: it cannot be written.
    pub fn change(issue: &Path, change: impl FnOnce(&mut Marks)) -> Result<Marks> {
        let path = Marks::path(issue);
        let mut marks = Marks::default();
        files::change(&path, |old| {
            if let Some(old) = old {
                let text = String::from_utf8(old);
                let text =
                    text.map_err(|_| Error::author(tr!("not UTF-8")).in_file(&path).fix(tr!("save it as UTF-8")))?;
                marks = toml_file::parse(&path, &text)?;
            }
            change(&mut marks);
            let failed = |e| Error::bug(tr!("what was heard cannot be written as TOML")).in_file(&path).caused_by(e);
            Ok(format!("{HEADER}{}", toml::to_string(&marks).map_err(failed)?).into_bytes())
        })?;
        Ok(marks)
    }

    /// The take of a sentence.
    pub fn take(&self, id: &str) -> Take {
        self.takes.get(id).and_then(|number| Take::numbered(*number)).unwrap_or_default()
    }

    /// Keeps a take of a sentence.
    pub fn keep_take(&mut self, id: &str, take: Take) {
        if take == Take::default() {
            self.takes.remove(id);
        } else {
            self.takes.insert(id.to_string(), take.number());
        }
    }

    /// Every take that is kept: what the sound of an issue depends on.
    pub fn takes(&self) -> &BTreeMap<String, u8> {
        &self.takes
    }

    /// Whether a sound was heard.
    pub fn is_heard(&self, key: &Key) -> bool {
        self.heard.contains_key(short(key))
    }

    /// Notes that a sentence was heard as it sounds now, or that it was not.
    pub fn hear(&mut self, job: &Job, heard: bool) {
        if heard {
            let shown: String = job.utterance.text.chars().take(SHOWN).collect();
            self.heard.insert(short(&job.key).to_string(), shown);
        } else {
            self.heard.remove(short(&job.key));
        }
    }

    /// Forgets what was heard and sounds so no more.
    pub fn prune(&mut self, jobs: &[Job]) {
        let known: BTreeSet<&str> = jobs.iter().map(|job| short(&job.key)).collect();
        self.heard.retain(|key, _| known.contains(key.as_str()));
    }

    /// How much was heard of an issue that `jobs` are the sentences of.
    pub fn heard(&self, jobs: &[Job]) -> Heard {
        Heard { heard: jobs.iter().filter(|job| self.is_heard(&job.key)).count(), all: jobs.len() }
    }
}

fn short(key: &Key) -> &str {
    &key.as_str()[..KEY_DIGITS]
}
