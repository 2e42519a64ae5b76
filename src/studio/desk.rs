//! The issues that lie on the desk: each read once as long as neither it nor the show changes, and made ready to be spoken when
//! somebody wants to hear it.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::thread;

use altavoce_base::error::{Error, Result};
use altavoce_base::tr;
use altavoce_speech::cache::Cache;
use altavoce_speech::lexicon;
use altavoce_speech::phonemes::Phonemized;
use altavoce_speech::synthesis::{self, Job};
use serde_json::json;

use super::refusal::{Refusal, told};
use super::undo::content;
use super::{Studio, lock, version};
use crate::episode::make;
use crate::episode::marks::Marks;
use crate::episode::request::EpisodeRequest;
use crate::issue::Issue;
use crate::narration::{Narration, SpokenPassage};
use crate::preview::SpokenAhead;
use crate::project::Project;
use crate::status;

/// So many issues lie there; the one that was looked at longest ago goes first.
const MOST: usize = 4;

/// The issues on the desk, the one that was looked at last behind the others.
#[derive(Default)]
pub struct Desk {
    open: Mutex<Vec<Arc<OpenIssue>>>,
}

/// An issue as it was read.
pub struct OpenIssue {
    /// The name of its file.
    pub name: String,
    /// What names its content.
    pub version: String,
    /// What names the content of the settings and the lexicon.
    pub show_version: String,
    /// Its whole text.
    pub text: String,
    /// The show that it belongs to.
    pub project: Project,
    /// The issue.
    pub issue: Issue,
    /// Who says what of it.
    pub narration: Narration,
    /// The ids of its sentences, in order.
    pub ids: Vec<String>,
    speech: Mutex<Option<Arc<ReadySpeech>>>,
}

/// An issue that can be heard.
pub struct ReadySpeech {
    /// The phonemes of each sentence.
    pub said: Vec<Phonemized>,
    /// The takes of which it is made.
    takes: BTreeMap<String, u8>,
    /// Where the sounds are.
    pub cache: Cache,
    /// What speaks them.
    pub ahead: SpokenAhead,
}

impl ReadySpeech {
    /// The sentences as jobs, in order.
    pub fn jobs(&self) -> &Arc<[Job]> {
        self.ahead.jobs()
    }
}

impl Desk {
    /// Takes everything off the desk, and whatever was spoken ahead ends.
    pub fn clear(&self) {
        for open in lock(&self.open).drain(..) {
            if let Some(speech) = lock(&open.speech).take() {
                speech.ahead.close();
            }
        }
    }

    fn find(&self, name: &str, versions: (&str, &str)) -> Option<Arc<OpenIssue>> {
        let mut open = lock(&self.open);
        let at =
            open.iter().position(|o| o.name == name && (o.version.as_str(), o.show_version.as_str()) == versions)?;
        let found = open.remove(at);
        open.push(Arc::clone(&found));
        Some(found)
    }

    fn put(&self, issue: Arc<OpenIssue>) {
        let mut open = lock(&self.open);
        open.retain(|o| o.name != issue.name);
        if open.len() >= MOST {
            open.remove(0);
        }
        open.push(issue);
    }
}

impl Studio {
    /// The file of an issue: one of those in the folder, and nothing else.
    pub fn issue_path(&self, name: &str) -> Result<PathBuf, Refusal> {
        let paths = status::issues(&self.folders.issues)?;
        let found = paths.into_iter().find(|path| path.file_name().is_some_and(|n| n == name));
        found.ok_or_else(|| Refusal::missing(tr!("there is no issue `{name}`")))
    }

    /// What names the content of the settings and the lexicon.
    ///
    /// # Errors
    /// One of them is there and cannot be read.
    pub fn show_version(&self) -> Result<String> {
        let show = &self.folders.show_file;
        let contents = [content(show)?, content(&show.with_file_name(lexicon::FILE))?];
        Ok(version(contents.iter().map(Vec::as_slice)))
    }

    /// An issue as it is on the disk now.
    pub fn issue(&self, name: &str) -> Result<Arc<OpenIssue>, Refusal> {
        let path = self.issue_path(name)?;
        let bytes = fs::read(&path).map_err(|e| Error::io(tr!("read"), &path, e))?;
        let (of_issue, of_show) = (version([bytes.as_slice()]), self.show_version()?);
        if let Some(found) = self.desk.find(name, (&of_issue, &of_show)) {
            return Ok(found);
        }
        let issue = Issue::parse(&path, &bytes)?;
        let project = self.project()?;
        let narration = project.narrate(&issue);
        let open = Arc::new(OpenIssue {
            name: name.to_string(),
            version: of_issue,
            show_version: of_show,
            text: String::from_utf8_lossy(&bytes).into_owned(),
            ids: narration.ids(),
            project,
            issue,
            narration,
            speech: Mutex::default(),
        });
        self.desk.put(Arc::clone(&open));
        Ok(open)
    }

    /// Makes an issue ready to be heard, unless it is.
    ///
    /// # Errors
    /// The operator's: a voice or the phonemiser is missing. The author's: a voice that there is not.
    pub fn speech(&self, open: &OpenIssue) -> Result<Arc<ReadySpeech>> {
        let marks = Marks::read(&open.issue.path)?;
        // whoever comes meanwhile waits, and finds it done
        let mut speech = lock(&open.speech);
        if let Some(ready) = speech.as_ref().filter(|ready| ready.takes == *marks.takes()) {
            return Ok(Arc::clone(ready));
        }
        let OpenIssue { project, issue, narration, .. } = open;
        let made = make::speech(EpisodeRequest { project, issue, narration }, &self.loaded_for(project))?;
        self.keep_voices(&made.voices);
        let cache = Cache::open(&self.cache_folder())?;
        let (events, name) = (self.events.clone(), open.name.clone());
        let ids: Vec<(String, String)> =
            open.ids.iter().cloned().zip(made.jobs.iter().map(|job| job.key.as_str().to_string())).collect();
        let spoken = move |sentence: usize, samples: usize| {
            let Some((id, key)) = ids.get(sentence) else { return };
            let seconds = crate::episode::timeline::seconds(samples as u64);
            events.tell("spoken", json!({ "issue": name, "sid": id, "key": key, "seconds": seconds }));
        };
        let ahead = SpokenAhead::new(&made.jobs, &cache, synthesis::workers(), Box::new(spoken));
        let ready = Arc::new(ReadySpeech { said: made.said, takes: marks.takes().clone(), cache, ahead });
        // what is spoken ahead of the older text ends
        if let Some(older) = speech.replace(Arc::clone(&ready)) {
            older.ahead.close();
        }
        drop(speech);
        self.events.tell("marks", json!({ "issue": open.name }));
        Ok(ready)
    }

    /// Makes an issue ready to be heard in the background, unless it is.
    pub fn get_ready(&self, open: &Arc<OpenIssue>, marks: &Marks) {
        // while it is locked, somebody else does that
        let is_needed = open.ready(marks).is_none() && open.speech.try_lock().is_ok();
        let Some(studio) = self.myself.upgrade().filter(|_| is_needed) else { return };
        let open = Arc::clone(open);
        thread::spawn(move || {
            if let Err(e) = studio.speech(&open) {
                studio.events.tell("unspoken", json!({ "issue": open.name, "sid": null, "error": told(&e) }));
            }
        });
    }
}

impl OpenIssue {
    /// The place of a sentence among all, and the sentence.
    pub fn sentence(&self, id: &str) -> Result<(usize, &SpokenPassage), Refusal> {
        let at = self.ids.iter().position(|known| known == id);
        let found = at.and_then(|at| Some((at, self.narration.passages().nth(at)?)));
        found.ok_or_else(|| {
            let error = Error::author(tr!("the text has changed, and this sentence is not in it any more"));
            Refusal::conflict(error.fix(tr!("look at the issue again")))
        })
    }

    /// What of it can be heard, if that is known without waiting.
    pub fn ready(&self, marks: &Marks) -> Option<Arc<ReadySpeech>> {
        let ready = self.speech.try_lock().ok()?.clone();
        ready.filter(|ready| ready.takes == *marks.takes())
    }
}
