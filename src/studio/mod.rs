//! The studio: a show seen, heard and mended in the browser. A server of this machine alone; what it does is what commands do, and
//! it has no rules of its own.
//!
//! `security` decides who may ask, `server` who answers; each of the other files answers for one part of the page.

use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use altavoce_base::error::Result;
use altavoce_podcast::serve;
use altavoce_speech::voice::Voice;

use crate::project::{Folders, Project};

mod alone;
mod answer;
mod assets;
mod desk;
mod edit;
mod events;
mod heard;
mod importing;
mod issues;
mod jobs;
mod making;
mod paragraphs;
mod publishing;
mod refusal;
mod script;
mod security;
mod server;
mod settings;
mod sound;
mod state;
mod takes;
mod undo;
mod watch;
mod words;

use alone::{Alone, Turn};
use desk::Desk;
use events::Events;
use issues::Judgements;
use jobs::Jobs;
use undo::Changes;

/// Which show, and where.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct StudioOptions {
    /// The folders of the show.
    pub folders: Folders,
    /// How long espeak-ng and ffmpeg may take at a time, if somebody says.
    pub program_timeout: Option<Duration>,
    /// The port; 0 is any that is free.
    pub port: u16,
}

impl StudioOptions {
    /// A studio of these folders at any free port.
    pub fn of(folders: Folders) -> StudioOptions {
        StudioOptions { folders, program_timeout: None, port: 0 }
    }
}

/// What becomes of a studio that is to be opened.
#[non_exhaustive]
pub enum Opened {
    /// It is there, and does not answer yet.
    Here(Box<OpenStudio>),
    /// Another one of the same folder runs, at this address if it has told it.
    Elsewhere(Option<String>),
}

/// A studio that has its address, and does not answer yet.
pub struct OpenStudio {
    studio: Arc<Studio>,
    listener: TcpListener,
    _alone: Alone,
}

/// What every request may need.
pub(crate) struct Studio {
    /// For what goes on in the background.
    myself: Weak<Studio>,
    folders: Folders,
    program_timeout: Option<Duration>,
    address: SocketAddr,
    token: String,
    events: Events,
    desk: Desk,
    judgements: Judgements,
    /// What the page wrote, to be taken back.
    changes: Changes,
    /// What is being made or published.
    jobs: Jobs,
    /// The voices that are loaded.
    voices: Mutex<Vec<Arc<dyn Voice>>>,
    /// The server ends.
    closed: AtomicBool,
}

/// Opens a studio, unless another one of the same folder runs.
///
/// # Errors
/// The operator's: the port is taken, the folder of the episodes cannot be written.
pub fn open(options: StudioOptions) -> Result<Opened> {
    let StudioOptions { folders, program_timeout, port } = options;
    let alone = match Alone::take(&folders.output.join(CACHE))? {
        Turn::First(alone) => alone,
        Turn::Second(address) => return Ok(Opened::Elsewhere(address)),
    };
    let (listener, address) = serve::bind_here(port)?;
    let token = security::token()?;
    let studio = Arc::new_cyclic(|myself| Studio {
        myself: Weak::clone(myself),
        folders,
        program_timeout,
        address,
        token,
        events: Events::new(),
        desk: Desk::default(),
        judgements: Judgements::default(),
        changes: Changes::default(),
        jobs: Jobs::default(),
        voices: Mutex::default(),
        closed: AtomicBool::new(false),
    });
    alone.tell(&studio.url())?;
    Ok(Opened::Here(Box::new(OpenStudio { studio, listener, _alone: alone })))
}

/// The folder of the passages, in that of the episodes.
const CACHE: &str = ".cache";

impl OpenStudio {
    /// The address to open, with the token.
    pub fn url(&self) -> String {
        self.studio.url()
    }

    /// Answers until `stop` is set.
    ///
    /// # Errors
    /// The operator's: the machine gives no threads or the listener fails.
    pub fn run(self, stop: &AtomicBool) -> Result<()> {
        let OpenStudio { studio, listener, _alone } = self;
        let watching = watch::begin(&studio);
        let judging = issues::begin(&studio);
        let result = serve::answer(listener, server::router(&studio), stop);
        studio.close();
        // both look whether it is closed; neither waits for a sentence
        for thread in [watching, judging] {
            let _ = thread.join();
        }
        result
    }
}

impl Studio {
    fn url(&self) -> String {
        format!("http://{}/?token={}", self.address, self.token)
    }

    /// The show as it is on the disk now.
    ///
    /// # Errors
    /// As [`Project::read`].
    fn project(&self) -> Result<Project> {
        Ok(Project::read(self.folders.clone())?.with_program_timeout(self.program_timeout))
    }

    fn cache_folder(&self) -> PathBuf {
        self.folders.output.join(CACHE)
    }

    fn is_closed(&self) -> bool {
        self.closed.load(Ordering::Relaxed)
    }

    fn close(&self) {
        self.closed.store(true, Ordering::Relaxed);
        self.end_job();
        self.judgements.wake();
        self.desk.clear();
    }

    /// The voices that are loaded.
    fn loaded(&self) -> Vec<Arc<dyn Voice>> {
        lock(&self.voices).clone()
    }

    /// Those of them that a show takes as they are: its own is a command, which its settings may have changed since.
    fn loaded_for(&self, project: &Project) -> Vec<Arc<dyn Voice>> {
        let own = project.show.voice.own(project.folder()).map(|manifest| manifest.name);
        let mut voices = self.loaded();
        voices.retain(|voice| own.as_deref() != Some(voice.name()));
        voices
    }

    /// Keeps voices for whoever needs them next.
    fn keep_voices(&self, voices: &[Arc<dyn Voice>]) {
        let mut kept = lock(&self.voices);
        kept.retain(|old| !voices.iter().any(|voice| voice.name() == old.name()));
        kept.extend(voices.iter().cloned());
    }
}

/// The lock of something that several requests see. One that died with it leaves nothing half done.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What names the content of files: the same name, the same content.
fn version<'a>(contents: impl IntoIterator<Item = &'a [u8]>) -> String {
    let mut hash = blake3::Hasher::new();
    for content in contents {
        hash.update(&(content.len() as u64).to_le_bytes());
        hash.update(content);
    }
    hash.finalize().to_hex()[..16].to_string()
}
