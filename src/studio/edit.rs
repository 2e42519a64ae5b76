//! The author's text, changed in its file: a paragraph, a pause, what was left out; and, of a chapter, its voice and the words that
//! lead to it.

use std::path::Path;

use altavoce_base::error::Error;
use altavoce_base::tr;
use serde::Deserialize;
use serde_json::json;

use super::answer::{Asked, Outcome, json as answer};
use super::desk::OpenIssue;
use super::refusal::Refusal;
use super::{Studio, version};
use crate::mend::lines::{self, Changed};
use crate::script::Passage;

/// Lines and what is to stand in their place.
#[derive(Deserialize)]
struct Edit {
    version: String,
    from: u32,
    to: u32,
    text: String,
}

/// Puts lines in the place of others.
pub fn put(studio: &Studio, asked: &Asked) -> Outcome {
    let edit: Edit = asked.json()?;
    let path = studio.issue_path(asked.name("issue"))?;
    if edit.from == 0 || edit.to < edit.from {
        return Err(Error::usage(tr!("there are no lines {from} to {to}", from = edit.from, to = edit.to))
            .fix(tr!("load the page again"))
            .into());
    }
    let is_known = |bytes: &[u8]| version([bytes]) == edit.version;
    let label = tr!("line {line}", line = edit.from);
    let changed =
        studio.remembering(&path, &label, || lines::replace(&path, edit.from..=edit.to, &edit.text, is_known))?;
    match changed {
        Changed::Written(bytes) => Ok(answer(&json!({ "version": version([bytes.as_slice()]) }))),
        Changed::Other(bytes) => {
            let text = String::from_utf8_lossy(&bytes).into_owned();
            let lines: Vec<&str> = text.lines().collect();
            let now = lines.get(edit.from as usize - 1..(edit.to as usize).min(lines.len())).map(|l| l.join("\n"));
            let now = now.filter(|now| !now.is_empty());
            let refusal = meanwhile(&path).with("version", json!(version([bytes.as_slice()])));
            Err(refusal.with("now", json!(now)))
        }
    }
}

/// The file is another than the page knows.
pub fn meanwhile(path: &Path) -> Refusal {
    let error = Error::author(tr!("the issue was changed on the disk meanwhile, and nothing was written"));
    Refusal::conflict(error.in_file(path).fix(tr!("look at both, then save again"))).with("changed", json!(true))
}

/// A pause behind a sentence.
#[derive(Deserialize)]
struct Silence {
    seconds: Option<f64>,
}

/// Writes how long the silence behind a sentence is, or takes that out.
pub fn pause(studio: &Studio, asked: &Asked) -> Outcome {
    let silence: Silence = asked.json()?;
    let open = studio.issue(asked.name("issue"))?;
    let (n, passage) = open.sentence(asked.name("sid"))?;
    let written = &passage.written;
    let line = written.line_at(written.text.len());
    let word = written.text.split_whitespace().last().unwrap_or_default();
    let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
    // how often the word stands on the line up to there
    let read = open.narration.passages().take(n + 1).map(|passage| on_line(&passage.written, line));
    let times: usize = read.map(|text| text.matches(bare).count()).sum();
    let command = silence.seconds.map(lines::pause).transpose()?;
    let label = match &command {
        Some(command) => command.clone(),
        None => "pausa".to_string(),
    };
    let edit = |text: &str| lines::with_pause(text, line, word, times.saturating_sub(1), command.as_deref());
    changed(studio, &open, &label, edit)
}

/// What of a passage stands on a line of the file.
fn on_line(passage: &Passage, line: u32) -> &str {
    let Some(nth) = line.checked_sub(passage.line).map(|nth| nth as usize) else { return "" };
    let start = nth.checked_sub(1).map_or(Some(0), |before| passage.breaks.get(before).copied());
    let end = passage.breaks.get(nth).copied().unwrap_or(passage.text.len());
    start.and_then(|start| passage.text.get(start..end)).unwrap_or_default()
}

/// Something that is left out.
#[derive(Deserialize)]
struct Restore {
    version: String,
    line: u32,
}

/// Has what the author skipped spoken again.
pub fn restore(studio: &Studio, asked: &Asked) -> Outcome {
    let restore: Restore = asked.json()?;
    let open = studio.issue(asked.name("issue"))?;
    if open.version != restore.version {
        return Err(meanwhile(&open.issue.path));
    }
    let label = tr!("line {line}", line = restore.line);
    changed(studio, &open, &label, |text| lines::without_skip(text, restore.line))
}

/// Changes the text of an issue that is on the desk.
fn changed(
    studio: &Studio,
    open: &OpenIssue,
    label: &str,
    edit: impl FnOnce(&str) -> altavoce_base::error::Result<String>,
) -> Outcome {
    let path = &open.issue.path;
    let is_known = |bytes: &[u8]| version([bytes]) == open.version;
    match studio.remembering(path, label, || lines::change(path, is_known, edit))? {
        Changed::Written(bytes) => Ok(answer(&json!({ "version": version([bytes.as_slice()]) }))),
        Changed::Other(_) => Err(meanwhile(path)),
    }
}
