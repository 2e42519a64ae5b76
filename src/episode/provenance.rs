//! What is said of an episode under signature, and by whom.

use std::path::Path;
use std::sync::Arc;

use altavoce_base::error::Result;
use altavoce_podcast::names;
use altavoce_provenance::{AVAILABLE, Container, Signer, StatedIssue, StatedVoice, Statement};
use altavoce_speech::voice::Voice;

use super::request::EpisodeRequest;
use super::write;
use crate::project::Project;

/// The files of an episode that are signed: Ogg has no place for a signature, and the chapters are parts of a signed whole.
const SIGNED: [(&str, Container); 3] =
    [(names::AUDIO, Container::Mp3), (names::WAV, Container::Wav), (names::M4A, Container::M4a)];

/// Who signs an episode, and what is said of it.
pub struct Seal {
    signer: Option<Signer>,
    statement: Statement,
    /// The folder of the episode.
    folder: String,
}

impl Seal {
    /// Whoever signs is found before the first second of speech, and a show's own certificate is made now if it has none.
    ///
    /// # Errors
    /// As [`Signer::of_author`] and [`Signer::of_show`].
    pub fn of(request: EpisodeRequest, voices: &[Arc<dyn Voice>], folder: &str) -> Result<Seal> {
        let EpisodeRequest { project, issue, .. } = request;
        let told = write::disclosure(issue, project);
        let voice = |v: &Arc<dyn Voice>| StatedVoice { name: v.name().to_string(), model: v.fingerprint().to_string() };
        let file = issue.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let statement = Statement {
            altavoce: env!("CARGO_PKG_VERSION").to_string(),
            show: project.show.title.clone(),
            title: issue.meta.title.clone(),
            disclosure: told.sentence,
            digital_source_type: told.digital_source_type,
            voices: voices.iter().map(voice).collect(),
            issue: StatedIssue { file, blake3: issue.blake3.clone() },
        };
        Ok(Seal { signer: signer(project)?, statement, folder: folder.to_string() })
    }

    /// Signs the finished files of `names` in `folder`, if anybody signs: the last that happens to them.
    ///
    /// # Errors
    /// As [`Signer::sign`].
    pub fn put_on(&self, folder: &Path, names: &[&str]) -> Result<()> {
        let Some(signer) = &self.signer else { return Ok(()) };
        for (name, container) in SIGNED.into_iter().filter(|(name, _)| names.contains(name)) {
            signer.sign(&folder.join(name), container, &self.statement, &format!("{}/{name}", self.folder))?;
        }
        Ok(())
    }
}

fn signer(project: &Project) -> Result<Option<Signer>> {
    let (settings, folder) = (&project.show.provenance, project.folder());
    match settings.is_authors() {
        _ if !settings.sign || !AVAILABLE => Ok(None),
        true => Signer::of_author(settings, folder).map_err(|e| project.refuse(e.below("provenance"))),
        false => Signer::of_show(folder, &project.show.title),
    }
}
