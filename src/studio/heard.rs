//! What was heard: sentences by the sound that they have, so that what changes is unheard again.

use serde::Deserialize;
use serde_json::json;

use super::Studio;
use super::answer::{Asked, Outcome, json as answer};
use crate::episode::marks::Marks;

/// Sentences, and whether they were heard.
#[derive(Deserialize)]
struct Heard {
    #[serde(default)]
    sids: Vec<String>,
    #[serde(default)]
    all: bool,
    heard: bool,
}

/// Notes what was heard.
pub fn put(studio: &Studio, asked: &Asked) -> Outcome {
    let heard: Heard = asked.json()?;
    let open = studio.issue(asked.name("issue"))?;
    let ready = studio.speech(&open)?;
    let mut which = Vec::new();
    for sid in &heard.sids {
        which.push(open.sentence(sid)?.0);
    }
    if heard.all {
        which = (0..ready.jobs().len()).collect();
    }
    let marks = Marks::change(&open.issue.path, |marks| {
        which.iter().for_each(|&n| marks.hear(&ready.jobs()[n], heard.heard));
        marks.prune(ready.jobs());
    })?;
    let told = marks.heard(ready.jobs());
    Ok(answer(&json!({ "heard": told.heard, "all": told.all, "all_heard": told.is_all() })))
}
