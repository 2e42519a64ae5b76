//! The files of the show, which other programs change too: the pages are told, and follow.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::{Duration, SystemTime};

use altavoce_podcast::names;
use altavoce_speech::lexicon;
use serde_json::json;

use super::{Studio, version};
use crate::episode::marks::Marks;
use crate::status;

/// How often the files are looked at.
const POLL: Duration = Duration::from_millis(300);

/// When a file was changed, and its length.
type Stamp = Option<(SystemTime, u64)>;

/// What the files were when they were last looked at.
#[derive(Default)]
struct Seen {
    issues: BTreeMap<PathBuf, (Stamp, Stamp)>,
    show: [Stamp; 2],
    show_version: String,
    output: [Stamp; 2],
}

/// Begins to look.
pub fn begin(studio: &Arc<Studio>) -> JoinHandle<()> {
    let studio = Arc::clone(studio);
    thread::spawn(move || {
        let mut seen = look(&studio, &Seen::default());
        while !studio.is_closed() {
            thread::sleep(POLL);
            let now = look(&studio, &seen);
            tell(&studio, &seen, &now);
            seen = now;
        }
    })
}

/// What the files are now; those of the show are read only if they are not as `before`.
fn look(studio: &Studio, before: &Seen) -> Seen {
    let folders = &studio.folders;
    // a folder that is away for a moment, or a file that an editor replaces, is there again the next time
    let issues = status::issues(&folders.issues).unwrap_or_default();
    let show = [folders.show_file.clone(), folders.show_file.with_file_name(lexicon::FILE)];
    let show = show.map(|path| stamp(&path));
    let show_version = match show == before.show {
        true => before.show_version.clone(),
        false => studio.show_version().unwrap_or_default(),
    };
    let output = [folders.output.clone(), folders.output.join(names::FEED)];
    Seen {
        issues: issues.into_iter().map(|path| (path.clone(), (stamp(&path), stamp(&Marks::path(&path))))).collect(),
        show,
        show_version,
        output: output.map(|path| stamp(&path)),
    }
}

fn tell(studio: &Studio, before: &Seen, now: &Seen) {
    let events = &studio.events;
    if before.show != now.show && before.show_version != now.show_version {
        events.tell("show", json!({ "version": now.show_version }));
        studio.judgements.wake();
    }
    let mut listed = before.output != now.output || !before.issues.keys().eq(now.issues.keys());
    for (path, (text, marks)) in &now.issues {
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let Some((old_text, old_marks)) = before.issues.get(path) else { continue };
        if text != old_text
            && let Ok(bytes) = fs::read(path)
        {
            events.tell("issue", json!({ "issue": name, "version": version([bytes.as_slice()]) }));
            listed = true;
        }
        if marks != old_marks {
            events.tell("marks", json!({ "issue": name }));
            listed = true;
        }
    }
    if listed {
        events.tell("issues", json!({}));
        studio.judgements.wake();
    }
}

fn stamp(path: &Path) -> Stamp {
    let metadata = fs::metadata(path).ok()?;
    Some((metadata.modified().ok()?, metadata.len()))
}
