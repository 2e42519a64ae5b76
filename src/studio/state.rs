//! What the page needs to know before anything else.

use altavoce_base::error::Error;
use altavoce_base::locale::{self, Language};
use altavoce_base::tr;
use serde_json::json;

use super::answer::{Asked, Outcome, json as answer};
use super::refusal::told;
use super::{Studio, lock};
use crate::project::Project;

/// The show, the voices, what there is to undo.
pub fn state(studio: &Studio, _: &Asked) -> Outcome {
    let project = studio.project()?;
    let show = &project.show;
    let folder = std::path::absolute(project.folder()).unwrap_or_else(|_| project.folder().to_path_buf());
    let voices = project.voices();
    let installed = |name: &str| voices.installed(name);
    let names = show.voices();
    let listed = names.iter().map(|name| json!({ "name": name, "installed": installed(name) }));
    let loaded = lock(&studio.voices).iter().any(|voice| voice.name() == show.voice.name);
    let fault = if loaded { None } else { voice_fault(&project) };
    Ok(answer(&json!({
        "version": env!("CARGO_PKG_VERSION"),
        "show": {
            "title": show.title, "author": show.author, "folder": folder,
            "has_show_file": project.folders.show_file.is_file(),
        },
        "language": language(),
        "voices": listed.collect::<Vec<_>>(),
        "voice_fault": fault.as_ref().map(told),
        "publish": { "configured": !show.publish.target.is_empty(), "target": show.publish.target },
        "undo": studio.undoable(),
        "job": studio.job(),
    })))
}

/// Why the narrator cannot speak, as far as it can be told without loading it.
fn voice_fault(project: &Project) -> Option<Error> {
    let name = project.show.voice.name.as_str();
    if project.show.voice.own(project.folder()).is_some() {
        return None;
    }
    let voices = project.voices();
    if voices.bytes_lacking(&[name]) > 0 {
        let error = Error::operator(tr!("the voice `{name}` is not installed"));
        return Some(error.fix(tr!("run altavoce voices install {name}")));
    }
    voices.manifest(name).err()
}

/// The language in which the program speaks.
fn language() -> &'static str {
    let language = if locale::is_foreign() { Language::Italian } else { Language::English };
    language.code()
}
