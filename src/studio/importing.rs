//! A newsletter dropped or pasted, with what was guessed of it, to be agreed to before it is written; and a show from nothing.

use std::io::Write;
use std::path::Path;

use altavoce_base::error::{Error, Result};
use altavoce_base::tr;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Zoned;
use serde::Deserialize;
use serde_json::{Value, json};

use super::Studio;
use super::answer::{Asked, Outcome, json as answer};
use super::refusal::Refusal;
use crate::import::diagnostic::Diagnostic;
use crate::import::heading::Sections;
use crate::import::write::{self, PlannedFile};
use crate::import::{self, ImportedIssue};
use crate::issue::date;
use crate::scaffold::{self, CATEGORY, NO_URL, NewShow, VOICE, validate};

/// What what was pasted is called.
const PASTED: &str = "incollato.txt";

/// A file and what is known of it.
#[derive(Deserialize)]
struct Dropped {
    name: Option<String>,
    text: Option<String>,
    base64: Option<String>,
    #[serde(default)]
    options: Known,
    #[serde(default)]
    write: bool,
    #[serde(default)]
    replace: bool,
}

/// What the author says beside the file.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Known {
    date: Option<String>,
    number: Option<u32>,
    author: Option<String>,
    site: Option<String>,
    drafts: bool,
    paid: bool,
}

/// Makes issues of a file, and writes them if that is wanted.
pub fn import(studio: &Studio, asked: &Asked) -> Outcome {
    let dropped: Dropped = asked.json()?;
    let bytes = match (&dropped.text, &dropped.base64) {
        (Some(text), _) => text.clone().into_bytes(),
        (None, Some(coded)) => STANDARD
            .decode(coded)
            .map_err(|e| Error::usage(tr!("the file did not arrive whole: {e}")).fix(tr!("drop it again")))?,
        (None, None) => {
            return Err(Error::usage(tr!("there is no file and no text"))
                .fix(tr!("drop a file, or paste a text"))
                .into());
        }
    };
    // the importer reads files, and knows some by their names: only the last part of the name is used
    let scratch = tempfile::tempdir().map_err(|e| Error::io(tr!("make"), std::env::temp_dir(), e))?;
    let name = dropped.name.as_deref().unwrap_or(PASTED).rsplit(['/', '\\']).next().unwrap_or(PASTED);
    let name = if name.trim_matches('.').is_empty() || name.contains('\0') { PASTED } else { name };
    let path = scratch.path().join(name);
    let written = std::fs::File::create(&path).and_then(|mut file| file.write_all(&bytes));
    written.map_err(|e| Error::io(tr!("write"), &path, e))?;
    let folder = &studio.folders.issues;
    let how = import::Options {
        today: Zoned::now().date(),
        date: dropped.options.date.as_deref().map(day).transpose()?,
        number: dropped.options.number,
        author: dropped.options.author.clone().filter(|author| !author.trim().is_empty()),
        site: dropped.options.site.clone().filter(|site| !site.trim().is_empty()),
        drafts: dropped.options.drafts,
        paid: dropped.options.paid,
        sections: Sections::of_folder(folder),
    };
    // a message names the file as the author knows it
    let read = import::read(&path, &how).map_err(|e| e.in_file(name))?;
    let issues: Vec<&ImportedIssue> = read.issues.iter().collect();
    let mut planned: Vec<PlannedFile> = Vec::new();
    if dropped.write {
        planned = write::plan(folder, &issues, dropped.replace, scaffold::is_sample).map_err(|e| {
            Refusal::conflict(e.fix(tr!("choose to replace it, or give the issue another number")))
                .with("exists", json!(true))
        })?;
        write::write(&planned, &issues)?;
    }
    let told = issues.iter().enumerate().map(|(n, issue)| {
        let stands = std::fs::read(folder.join(&issue.name)).ok();
        json!({
            "name": issue.name, "part": issue.part, "title": issue.title, "number": issue.number, "date": issue.date,
            "chapters": issue.chapters, "markdown": issue.markdown, "remarks": remarks(&issue.diagnostics),
            "exists": !dropped.write && stands.is_some_and(|bytes| bytes != issue.markdown.as_bytes()),
            "outcome": planned.get(n).map(|file| file.outcome),
        })
    });
    Ok(answer(&json!({
        "format": read.format, "remarks": remarks(&read.diagnostics), "issues": told.collect::<Vec<_>>(),
    })))
}

fn remarks(diagnostics: &[Diagnostic]) -> Vec<Value> {
    diagnostics.iter().map(|d| json!({ "line": d.line, "what": d.what })).collect()
}

fn day(text: &str) -> Result<jiff::civil::Date> {
    date::parse(text).ok_or_else(|| Error::author(tr!("`{text}` is no day")).fix(tr!("write it like 2024-03-08")))
}

/// What is to be known of a new show.
#[derive(Deserialize)]
struct Answers {
    title: String,
    author: String,
    email: String,
    description: Option<String>,
    url: Option<String>,
    category: Option<String>,
    voice: Option<String>,
}

/// Makes a show where there is none.
pub fn new(studio: &Studio, asked: &Asked) -> Outcome {
    let given: Answers = asked.json()?;
    if studio.folders.show_file.exists() {
        let error = Error::usage(tr!("there is a show in this folder already")).in_file(&studio.folders.show_file);
        return Err(Refusal::conflict(error.fix(tr!("open an empty folder with altavoce studio"))));
    }
    let folder = studio.folders.issues.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    let or = |given: &Option<String>, otherwise: &str| {
        given.clone().filter(|text| !text.trim().is_empty()).unwrap_or_else(|| otherwise.to_string())
    };
    let (title, author) = (
        field("title", validate::line("title", &given.title))?,
        field("author", validate::line("author", &given.author))?,
    );
    let answers = NewShow {
        email: field("email", validate::email(&given.email))?,
        description: field(
            "description",
            validate::description(&or(&given.description, &scaffold::description(&title, &author))),
        )?,
        url: field("url", validate::url(&or(&given.url, NO_URL)))?,
        category: field("category", validate::category(&or(&given.category, CATEGORY)))?,
        voice: field("voice", studio.folders.voices.manifest(&or(&given.voice, VOICE)).map(|m| m.name))?,
        title,
        author,
    };
    let created = scaffold::write(folder, &answers, Zoned::now().date())?;
    studio.events.tell("issues", json!({}));
    Ok(answer(&json!({ "files": created.files, "ignore": created.ignore })))
}

/// An answer that does not fit is told at its field.
fn field<T>(name: &str, checked: Result<T>) -> Result<T, Refusal> {
    checked.map_err(|e| Refusal::of(axum::http::StatusCode::UNPROCESSABLE_ENTITY, e.in_file(name)))
}
