//! What the index searches beside titles: the words of every episode, in a file that it fetches when somebody searches.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use altavoce_base::error::{Error, Result};
use altavoce_base::passage::Role;
use altavoce_base::tr;

use crate::manifest::Manifest;
use crate::site::assets::FOLDER;
use crate::site::output_tracker::OutputTracker;

/// The words of all episodes together are no longer, in bytes: about two hundred thousand words, which a server sends packed in
/// a third of it. An index of more is searched by titles and descriptions alone.
pub const LONGEST: usize = 1_500_000;

/// The words of episodes, by folder, as they are gathered from several threads.
#[derive(Default)]
pub struct SearchText {
    bytes: AtomicUsize,
    texts: Mutex<BTreeMap<String, String>>,
}

impl SearchText {
    /// Takes the words of an episode, unless all together are too long already.
    pub fn add(&self, folder: &str, manifest: &Manifest) {
        let ours = |role| matches!(role, Role::Opening | Role::Transition | Role::Notice | Role::Closing);
        let words = manifest.passages.iter().filter(|p| !ours(p.role)).map(|p| p.text.as_str());
        let text = words.collect::<Vec<_>>().join(" ");
        if self.bytes.fetch_add(text.len(), Ordering::Relaxed) + text.len() <= LONGEST
            && let Ok(mut texts) = self.texts.lock()
        {
            texts.insert(folder.to_string(), text);
        }
    }

    /// Writes the file and gives its path below the folder of the pages; nothing when the words are too long.
    ///
    /// # Errors
    /// The operator's: the folder cannot be written.
    pub fn put(self, tracker: &OutputTracker) -> Result<Option<String>> {
        if self.bytes.into_inner() > LONGEST {
            return Ok(None);
        }
        let texts = self.texts.into_inner().unwrap_or_else(|e| e.into_inner());
        let json = serde_json::to_string(&texts);
        let json = json.map_err(|e| Error::bug(tr!("the words to search cannot be written as JSON")).caused_by(e))?;
        let path = format!("{FOLDER}/words-{}.json", &blake3::hash(json.as_bytes()).to_hex()[..8]);
        tracker.put(&path, json.as_bytes())?;
        Ok(Some(path))
    }
}
