//! The list of issues: where each stands. What is quick to know is told at once; the rest is found out in the background, issue by
//! issue, and found out again when something that it follows from has changed.

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use altavoce_base::error::Result;
use altavoce_podcast::names;
use serde_json::{Value, json};

use super::answer::{Asked, Outcome, json as answer};
use super::{Studio, lock, version};
use crate::check::{self, CheckSettings};
use crate::episode::make::{self, Freshness};
use crate::episode::marks::Marks;
use crate::episode::request::EpisodeRequest;
use crate::issue::Issue;
use crate::project::Project;
use crate::status::{self, IssueStatus};

/// How often the page is told of what was found out meanwhile.
const TELL: Duration = Duration::from_secs(1);

/// What was found out of each issue, by the name of its file.
#[derive(Default)]
pub struct Judgements {
    known: Mutex<HashMap<String, Judged>>,
    wanted: Mutex<bool>,
    changed: Condvar,
}

/// What was found out of an issue.
#[derive(Clone)]
struct Judged {
    /// What it was found out from.
    stamp: String,
    /// How its episode stands, or why that cannot be told.
    episode: Result<Freshness, String>,
    doubts: usize,
    heard: Option<(usize, usize)>,
}

impl Judgements {
    /// Has everything looked at again.
    pub fn wake(&self) {
        *lock(&self.wanted) = true;
        self.changed.notify_all();
    }

    fn wait(&self) {
        let mut wanted = lock(&self.wanted);
        while !*wanted {
            wanted = self.changed.wait(wanted).unwrap_or_else(PoisonError::into_inner);
        }
        *wanted = false;
    }

    fn of(&self, name: &str, stamp: &str) -> Option<Judged> {
        lock(&self.known).get(name).filter(|judged| judged.stamp == stamp).cloned()
    }
}

/// Every issue, and what is known of it by now.
pub fn list(studio: &Studio, _: &Asked) -> Outcome {
    let project = studio.project()?;
    let show_version = studio.show_version()?;
    if !project.folders.issues.is_dir() {
        return Ok(answer(&json!({ "issues": [], "done": 0, "checking": false })));
    }
    let mut known: HashMap<String, (Option<Judged>, Option<String>)> = HashMap::new();
    let mut open = 0;
    let rows = status::judged_by(&project, |issue| {
        let name = file_name(&issue.path);
        let judged = studio.judgements.of(&name, &stamp(studio, issue, &show_version));
        open += usize::from(judged.is_none());
        let date = issue.meta.date.map(|date| date.to_string());
        // what is not known yet is told as that below
        let episode = match judged.as_ref().map(|judged| &judged.episode) {
            Some(Ok(episode)) => *episode,
            _ => Freshness::Missing,
        };
        known.insert(name, (judged, date));
        Ok(episode)
    })?;
    if open > 0 {
        studio.judgements.wake();
    }
    let rows: Vec<Value> = rows.iter().map(|row| told(row, &known)).collect();
    let done = rows.iter().filter(|row| row["done"] == json!(true)).count();
    Ok(answer(&json!({ "issues": rows, "done": done, "checking": open > 0 })))
}

fn told(row: &IssueStatus, known: &HashMap<String, (Option<Judged>, Option<String>)>) -> Value {
    let name = row.issue.as_deref().map(file_name);
    let found = name.as_ref().and_then(|name| known.get(name));
    let judged = found.and_then(|(judged, _)| judged.as_ref());
    let date = found.and_then(|(_, date)| date.clone());
    let (episode, fault) = match (found, judged) {
        // an issue that cannot be read, or an episode without one
        (None, _) => (Some(row.episode), row.fault.clone()),
        (Some(_), None) => (None, None),
        (Some(_), Some(judged)) => (judged.episode.clone().ok(), judged.episode.clone().err()),
    };
    let heard = judged.and_then(|judged| judged.heard);
    json!({
        "issue": name, "number": row.number, "title": row.title, "folder": row.folder, "date": date,
        "episode": episode, "fault": fault, "held": row.held, "in_feed": row.in_feed, "published": row.published,
        "doubts": judged.map(|judged| judged.doubts),
        "heard": heard.map(|(heard, _)| heard), "sentences": heard.map(|(_, all)| all),
        "done": judged.is_some() && fault.is_none() && row.is_done(),
    })
}

/// What is found out of an issue follows from this and from nothing else that changes often.
fn stamp(studio: &Studio, issue: &Issue, show_version: &str) -> String {
    let stamp = |path: &Path| {
        let metadata = fs::metadata(path).ok();
        format!("{:?}", metadata.and_then(|m| Some((m.modified().ok()?, m.len()))))
    };
    let folder = studio.folders.output.join(make::folder_name(issue));
    let parts = [
        stamp(&issue.path),
        stamp(&Marks::path(&issue.path)),
        stamp(&folder.join(names::MANIFEST)),
        show_version.to_string(),
    ];
    version(parts.iter().map(String::as_bytes))
}

/// Begins to find out what the list lacks, whenever it lacks something.
pub fn begin(studio: &Arc<Studio>) -> JoinHandle<()> {
    let studio = Arc::clone(studio);
    thread::spawn(move || {
        loop {
            studio.judgements.wait();
            if studio.is_closed() {
                return;
            }
            judge(&studio);
        }
    })
}

fn judge(studio: &Studio) {
    // What cannot be read is told by the list itself.
    let (Ok(project), Ok(show_version)) = (studio.project(), studio.show_version()) else { return };
    let mut told = Instant::now();
    let mut news = false;
    for path in status::issues(&project.folders.issues).unwrap_or_default() {
        let Ok(issue) = Issue::read(&path) else { continue };
        let (name, stamp) = (file_name(&path), stamp(studio, &issue, &show_version));
        if studio.judgements.of(&name, &stamp).is_some() {
            continue;
        }
        let judged = judged(studio, &project, &issue, stamp);
        lock(&studio.judgements.known).insert(name, judged);
        news = true;
        if studio.is_closed() {
            return;
        }
        if told.elapsed() > TELL {
            studio.events.tell("issues", json!({}));
            (told, news) = (Instant::now(), false);
        }
    }
    if news {
        studio.events.tell("issues", json!({}));
    }
}

fn judged(studio: &Studio, project: &Project, issue: &Issue, stamp: String) -> Judged {
    let narration = project.narrate(issue);
    let settings = CheckSettings { lexicon: &project.lexicon, speed: project.show.speed, pauses: project.show.pauses };
    let doubts = check::check(issue, &narration, settings).findings.len();
    let mut voices = studio.loaded_for(project);
    let plan = make::plan_speech(EpisodeRequest { project, issue, narration: &narration }, &mut voices);
    studio.keep_voices(&voices);
    let marks = Marks::read(&issue.path).unwrap_or_default();
    let heard = plan.as_ref().ok().map(|plan| marks.heard(&plan.jobs)).map(|heard| (heard.heard, heard.all));
    Judged { stamp, episode: plan.map(|plan| plan.freshness).map_err(|e| e.to_string()), doubts, heard }
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}
