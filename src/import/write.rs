//! Imported issues to files, none of them over another.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use altavoce_base::error::{Error, Result};
use altavoce_base::files;
use altavoce_base::tr;
use serde::Serialize;

use super::ImportedIssue;

/// What became of an issue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// It is new.
    Written,
    /// The very same stood there already.
    Kept,
    /// Another stood there, and was to be replaced.
    Replaced,
}

/// Where an issue will be, and what stands there.
#[derive(Debug, Clone, PartialEq)]
pub struct PlannedFile {
    /// The file.
    pub path: PathBuf,
    /// What is to be done.
    pub outcome: Outcome,
}

/// Looks where `issues` will be in `folder`, before any of them is written. A text that is `nobodys` gives way.
///
/// # Errors
/// The user's, unless `force`: another text stands in a file's place, or two issues have the same one. The operator's: what
/// stands there cannot be read.
pub fn plan(
    folder: &Path,
    issues: &[&ImportedIssue],
    force: bool,
    nobodys: fn(&str) -> bool,
) -> Result<Vec<PlannedFile>> {
    let mut planned: Vec<PlannedFile> = Vec::new();
    let mut first = HashMap::new();
    for issue in issues {
        let path = folder.join(&issue.name);
        let fix = tr!("give --force to replace it, or --out to write elsewhere");
        let before = *first.entry(path.clone()).or_insert(planned.len());
        if before < planned.len() {
            if issues[before].markdown == issue.markdown {
                planned.push(PlannedFile { path, outcome: Outcome::Kept });
                continue;
            }
            let what = tr!("two of the files have an issue of this name");
            return Err(Error::usage(what)
                .in_file(&path)
                .fix(tr!("import one of them with --number or into another --out")));
        }
        let outcome = match fs::read(&path) {
            Ok(bytes) if bytes == issue.markdown.as_bytes() => Outcome::Kept,
            Ok(bytes) if force || std::str::from_utf8(&bytes).is_ok_and(nobodys) => Outcome::Replaced,
            Ok(_) => return Err(Error::usage(tr!("another text is in this file already")).in_file(&path).fix(fix)),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Outcome::Written,
            Err(e) => return Err(Error::io(tr!("read"), &path, e)),
        };
        planned.push(PlannedFile { path, outcome });
    }
    Ok(planned)
}

/// Writes what is planned.
///
/// # Errors
/// The operator's: a folder or a file cannot be written.
pub fn write(planned: &[PlannedFile], issues: &[&ImportedIssue]) -> Result<()> {
    for (file, issue) in planned.iter().zip(issues) {
        if file.outcome != Outcome::Kept {
            files::write_whole(&file.path, issue.markdown.as_bytes())?;
        }
    }
    Ok(())
}
