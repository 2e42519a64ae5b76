//! What the page wrote last, so that it can be taken back: as long as nobody else has changed the file since.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use altavoce_base::error::{Error, Result};
use altavoce_base::files;
use altavoce_base::tr;
use serde_json::{Value, json};

use super::answer::{Asked, Outcome, json as answer};
use super::refusal::Refusal;
use super::{Studio, lock};

/// So many changes can be taken back.
const MOST: usize = 50;

/// The changes, the last one behind the others.
#[derive(Default)]
pub struct Changes(Mutex<Vec<Change>>);

/// A change of a file.
struct Change {
    label: String,
    path: PathBuf,
    before: Vec<u8>,
    after: Vec<u8>,
}

impl Studio {
    /// Has `write` change a file, and remembers how it was.
    ///
    /// # Errors
    /// Those of `write`; the file cannot be read.
    pub fn remembering<T>(&self, path: &Path, label: &str, write: impl FnOnce() -> Result<T>) -> Result<T> {
        let before = content(path)?;
        let done = write()?;
        let after = content(path)?;
        if before != after {
            let mut changes = lock(&self.changes.0);
            if changes.len() >= MOST {
                changes.remove(0);
            }
            changes.push(Change { label: label.to_string(), path: path.to_path_buf(), before, after });
            drop(changes);
            self.events.tell("undo", self.undoable());
        }
        Ok(done)
    }

    /// What would be taken back now.
    pub fn undoable(&self) -> Value {
        let label = lock(&self.changes.0).last().map(|change| change.label.clone());
        json!({ "can": label.is_some(), "label": label })
    }
}

/// Takes the last change back.
pub fn undo(studio: &Studio, _: &Asked) -> Outcome {
    let nothing = || Refusal::conflict(Error::usage(tr!("there is nothing to take back")).fix(tr!("go on")));
    let change = lock(&studio.changes.0).pop().ok_or_else(nothing)?;
    let undone = files::change(&change.path, |now| match now.unwrap_or_default() == change.after {
        true => Ok(change.before.clone()),
        false => Err(Error::interrupted(tr!("the file was changed since, so it stays as it is"))
            .in_file(&change.path)
            .fix(tr!("take the change out by hand"))),
    });
    let label = change.label.clone();
    if let Err(e) = undone {
        // what is no fault of the change's can be tried again
        if e.place().0 != Some(&change.path) {
            lock(&studio.changes.0).push(change);
        }
        studio.events.tell("undo", studio.undoable());
        return Err(e.into());
    }
    let mut told = studio.undoable();
    studio.events.tell("undo", told.clone());
    told["undone"] = json!(label);
    Ok(answer(&told))
}

/// The content of a file; empty where there is none.
pub fn content(path: &Path) -> Result<Vec<u8>> {
    match fs::read(path) {
        Ok(bytes) => Ok(bytes),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(e) => Err(Error::io(tr!("read"), path, e)),
    }
}
