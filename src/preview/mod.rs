//! Hearing what will be published: an episode's WAV, or an issue while its sentences are synthesised, through the
//! machine's sound device and steered by keys; or written to a file.

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use altavoce_base::disclosure::Disclosure;
use altavoce_base::error::{Error, Result};
use altavoce_base::files;
use altavoce_base::tr;
use altavoce_podcast::manifest::Manifest;
use altavoce_podcast::names;
use altavoce_sound::SAMPLE_RATE;
use altavoce_sound::WavFile;

use crate::episode::make::Freshness;

mod device;
mod file_source;
mod find_episode;
mod keyboard;
mod live_source;
mod output_stream;
mod seek_map;
mod session;
mod signal_chain;
mod source;
mod spoken_ahead;
mod synthesis_queue;
mod watched_issue;

pub use device::{OutputDevice, devices};
pub use find_episode::find_episode;
pub use spoken_ahead::SpokenAhead;
pub use synthesis_queue::Spoken;
pub use watched_issue::{ReadIssue, WatchedIssue};

use file_source::FileSource;
use seek_map::{Position, SeekMap};
use session::Session;
use signal_chain::SignalChain;
use source::{AudioSource, ReadStatus};

/// The slowest and the fastest.
pub const SPEEDS: std::ops::RangeInclusive<f32> = 0.5..=2.0;

/// Who follows a playback: a command line that draws it, a test that writes it down.
///
/// With a terminal as standard input the terminal is in raw mode meanwhile: a line must end in `\r\n`.
pub trait Observer {
    /// Called about twenty times a second, and a last time when the playback ends.
    fn update(&mut self, status: &PlaybackStatus);

    /// Asked as often: whether to stop, for a signal that does not come as a key.
    fn interrupted(&self) -> bool {
        false
    }
}

/// How a playback stands.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct PlaybackStatus<'a> {
    /// The chapter, from 1.
    pub chapter: usize,
    /// How many chapters there are.
    pub chapters: usize,
    /// The chapter's title.
    pub title: &'a str,
    /// The sentence as the author wrote it; empty where none is known.
    pub sentence: &'a str,
    /// Seconds from the start. Like all seconds here at speed 1.0.
    pub elapsed: f64,
    /// Seconds from the start to the end.
    pub duration: f64,
    /// Whether `duration` is a guess, as not all is synthesised yet.
    pub estimated: bool,
    /// Whether it is paused.
    pub paused: bool,
    /// Whether it waits for the next sentence to be synthesised.
    pub buffering: bool,
    /// Speed: 1.0 as it is.
    pub speed: f32,
    /// Volume in dB: 0 as it is.
    pub volume: i32,
    /// What the listener should know: the issue was edited, or cannot be read.
    pub notice: Option<&'a str>,
    /// Whether keys steer it.
    pub keys: bool,
}

/// How a playback ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum EndReason {
    /// All was heard, or the listener went on from the last chapter.
    Finished,
    /// The listener pressed `q`.
    Quit,
}

/// Where to begin, how fast, and on what.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct PlaybackOptions {
    /// The chapter to begin with, from 1.
    pub chapter: Option<usize>,
    /// Seconds to begin at, from the start or from that chapter's.
    pub from: f64,
    /// Speed, within [`SPEEDS`].
    pub speed: f32,
    /// The sound device, as [`devices`] calls it; the system's default otherwise.
    pub device: Option<String>,
}

impl Default for PlaybackOptions {
    fn default() -> Self {
        PlaybackOptions { chapter: None, from: 0.0, speed: 1.0, device: None }
    }
}

/// Something to be played, from a position.
pub struct Playback<'a> {
    source: Box<dyn AudioSource>,
    seek_map: Arc<Mutex<SeekMap>>,
    issue: Option<WatchedIssue<'a>>,
    start: Position,
    /// What was chosen to be played, for a message.
    pub content: PlaybackContent,
}

/// What of an issue is played.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum PlaybackContent {
    /// A made episode.
    Episode,
    /// The issue itself, as it has no episode.
    Issue,
    /// The issue itself, as its episode was made before it was changed.
    ChangedIssue,
}

impl<'a> Playback<'a> {
    /// The episode in `folder`. With the issue that it was made from, `r` goes over to that when it is edited.
    ///
    /// # Errors
    /// Usage: no such chapter, or it ends before the time to begin at. The operator's: no readable manifest or WAV.
    pub fn episode(folder: &Path, issue: Option<WatchedIssue<'a>>, options: &PlaybackOptions) -> Result<Playback<'a>> {
        let manifest = Manifest::read(folder)?;
        let source = FileSource::open(&folder.join(names::WAV), Some(&manifest))?;
        let seek_map = source.seek_map();
        let start = start_position(&lock(&seek_map), options).map_err(|e| e.in_file(folder))?;
        Ok(Playback { source: Box::new(source), seek_map, issue, start, content: PlaybackContent::Episode })
    }

    /// An issue: its episode if that is made and still what would be made now, else the issue itself, synthesised while
    /// it is played.
    ///
    /// # Errors
    /// As [`Playback::episode`], and whatever would keep the episode from being made.
    pub fn issue(mut issue: WatchedIssue<'a>, options: &PlaybackOptions) -> Result<Playback<'a>> {
        let prepared = issue.prepare()?;
        let content = match prepared.plan.freshness {
            Freshness::Made => return Playback::episode(&prepared.plan.folder, Some(issue), options),
            Freshness::Stale => PlaybackContent::ChangedIssue,
            Freshness::Missing => PlaybackContent::Issue,
        };
        let first = |map: &SeekMap| start_position(map, options).map_or(0, |position| position.sentence);
        let source = issue.synthesize(&prepared, first)?;
        let seek_map = source.seek_map();
        let start = start_position(&lock(&seek_map), options).map_err(|e| e.in_file(&prepared.issue.path))?;
        Ok(Playback { source: Box::new(source), seek_map, issue: Some(issue), start, content })
    }

    /// A mono 16-bit WAV.
    ///
    /// # Errors
    /// The operator's: it cannot be read.
    pub fn file(wav: &Path) -> Result<Playback<'a>> {
        let source = FileSource::open(wav, None)?;
        let (seek_map, start) = (source.seek_map(), Position::default());
        Ok(Playback { source: Box::new(source), seek_map, issue: None, start, content: PlaybackContent::Episode })
    }

    /// Plays it until its end. When standard input is a terminal, keys steer it: space, the arrows, `n`, `p`,
    /// `[`, `]`, `r` and `q`.
    ///
    /// # Errors
    /// Usage: no such sound device. The operator's: none at all, or it goes away. The author's: a sentence cannot be
    /// spoken. Interrupted: Ctrl-C, or [`Observer::interrupted`]. The terminal is as it was in every case.
    pub fn play(self, options: &PlaybackOptions, observer: &mut dyn Observer) -> Result<EndReason> {
        Session::open(self, options)?.run(observer)
    }

    /// Writes what would be heard to a WAV, whole or not at all. Gives its length in seconds.
    ///
    /// # Errors
    /// The operator's: `to` cannot be written. The author's: a sentence cannot be spoken. Interrupted:
    /// [`Observer::interrupted`].
    pub fn write(self, options: &PlaybackOptions, to: &Path, observer: &mut dyn Observer) -> Result<f64> {
        /// How often to look for a sentence that is being synthesised.
        const POLL: Duration = Duration::from_millis(10);
        let file = files::temporary_beside(to)?;
        let mut wav = WavFile::create(file.path())?;
        let Playback { source, seek_map, start, .. } = self;
        let mut chain = SignalChain::new(source, SAMPLE_RATE)?;
        chain.set_speed(options.speed);
        chain.seek(start)?;
        let mut block = Vec::new();
        loop {
            block.clear();
            let status = chain.read(&mut block)?;
            wav.write(&block)?;
            let buffering = status == ReadStatus::Buffering;
            let state = SessionState { speed: options.speed, buffering, ..SessionState::default() };
            notify(&seek_map, chain.position(), &state, observer);
            if observer.interrupted() {
                return Err(interrupted());
            }
            match status {
                ReadStatus::Samples => {}
                ReadStatus::Buffering => thread::sleep(POLL),
                ReadStatus::EndOfStream => break,
            }
        }
        let samples = wav.finish(&[], Some(&Disclosure::synthetic("")))?;
        files::put_in_place(file, to)?;
        Ok(samples as f64 / f64::from(SAMPLE_RATE))
    }
}

/// Plays the episode in `folder`, from `chapter` (from 1) or from its start, until its end.
///
/// # Errors
/// As [`Playback::episode`] and [`Playback::play`].
pub fn play(folder: &Path, chapter: Option<usize>, observer: &mut dyn Observer) -> Result<EndReason> {
    let options = PlaybackOptions { chapter, ..PlaybackOptions::default() };
    Playback::episode(folder, None, &options)?.play(&options, observer)
}

/// Plays a mono 16-bit WAV, steered as [`play`] is.
///
/// # Errors
/// As [`Playback::file`] and [`Playback::play`].
pub fn play_file(wav: &Path, observer: &mut dyn Observer) -> Result<EndReason> {
    Playback::file(wav)?.play(&PlaybackOptions::default(), observer)
}

/// Whether there is a sound device to play on; says so in a word.
///
/// # Errors
/// The operator's: there is none.
pub fn probe_device() -> Result<String> {
    device::probe().map(|()| "found".to_string())
}

/// Where to begin.
fn start_position(seek_map: &SeekMap, options: &PlaybackOptions) -> Result<Position> {
    let chapters = seek_map.chapter_titles().len();
    let chapter = match options.chapter {
        None => Position::default(),
        Some(n) if (1..=chapters).contains(&n) => seek_map.chapter_start(n - 1),
        Some(n) => {
            let what = tr!("there is no chapter {n}");
            let fix = tr!("the episode's chapters are 1 to {chapters}");
            return Err(Error::usage(what).fix(fix));
        }
    };
    let seconds = seek_map.seconds_at(chapter) + options.from;
    if options.from > 0.0 && seconds >= seek_map.duration() {
        let about = if seek_map.is_exact() { "" } else { tr!("about ") };
        let what = tr!(
            "there is nothing at {seconds:.0} s: the whole lasts {about}{duration:.0} s",
            duration = seek_map.duration()
        );
        return Err(Error::usage(what).fix(tr!("begin earlier")));
    }
    Ok(if options.from > 0.0 { seek_map.at_seconds(seconds) } else { chapter })
}

/// How the playback stands, beside its position.
#[derive(Debug, Clone, Default)]
struct SessionState {
    paused: bool,
    buffering: bool,
    speed: f32,
    volume: i32,
    notice: Option<String>,
    keys: bool,
}

/// Tells the observer. The map is not locked meanwhile: a slow screen must not keep the sound waiting.
fn notify(seek_map: &Mutex<SeekMap>, position: Position, state: &SessionState, observer: &mut dyn Observer) {
    let map = lock(seek_map);
    let here = map.sentence_at(position);
    let (sentence, chapter) = (here.text.clone(), here.chapter);
    let title = map.chapter_titles().get(chapter).cloned().unwrap_or_default();
    let (elapsed, duration, estimated) = (map.seconds_at(position), map.duration(), !map.is_exact());
    let chapters = map.chapter_titles().len();
    drop(map);
    observer.update(&PlaybackStatus {
        chapter: chapter + 1,
        chapters,
        title: &title,
        sentence: &sentence,
        elapsed,
        duration,
        estimated,
        paused: state.paused,
        buffering: state.buffering,
        speed: state.speed,
        volume: state.volume,
        notice: state.notice.as_deref(),
        keys: state.keys,
    });
}

fn interrupted() -> Error {
    Error::interrupted(tr!("interrupted; nothing was changed"))
}

/// The lock of something that several threads see. A thread that died with it leaves nothing half done.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
