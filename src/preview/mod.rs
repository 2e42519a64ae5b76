//! Hearing what will be published: an episode's WAV, or an issue while its sentences are spoken, through the machine's
//! sound device and steered by keys; or written to a file.

use std::path::Path;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use altavoce_base::error::{Error, Result};
use altavoce_base::files;
use altavoce_podcast::manifest::Manifest;
use altavoce_podcast::names;
use altavoce_sound::SAMPLE_RATE;
use altavoce_sound::WavFile;

use crate::episode::make::Freshness;

mod chain;
mod deck;
mod desk;
mod device;
mod find;
mod keys;
mod live;
mod manuscript;
mod score;
mod session;
mod tape;

pub use device::{Listed, devices};
pub use find::find;
pub use manuscript::{Manuscript, Read};

use chain::{Chain, Flow, Reel};
use score::{Place, Score, lock};
use session::Session;
use tape::Tape;

/// The slowest and the fastest.
pub const SPEEDS: std::ops::RangeInclusive<f32> = 0.5..=2.0;

/// Who follows the playing: a command line that draws it, a test that writes it down.
///
/// With a terminal as standard input the terminal is in raw mode meanwhile: a line must end in `\r\n`.
pub trait Audience {
    /// Called about twenty times a second, and a last time when playing ends.
    fn now(&mut self, now: &Now);

    /// Asked as often: whether to stop, for a signal that does not come as a key.
    fn interrupted(&self) -> bool {
        false
    }
}

/// Where the playing is.
#[derive(Debug, Clone, PartialEq)]
pub struct Now<'a> {
    /// The chapter, from 1.
    pub chapter: usize,
    /// How many chapters there are.
    pub chapters: usize,
    /// The chapter's title.
    pub title: &'a str,
    /// The sentence as the author wrote it; empty where none is known.
    pub sentence: &'a str,
    /// Seconds from the start. Like all seconds here at speed 1.0.
    pub position: f64,
    /// Seconds to the end from the start.
    pub length: f64,
    /// Whether `length` is a guess, as not all is spoken yet.
    pub estimated: bool,
    /// Whether it is paused.
    pub paused: bool,
    /// Whether it waits for the next sentence to be spoken.
    pub waiting: bool,
    /// Speed: 1.0 as it is.
    pub speed: f32,
    /// Volume in dB: 0 as it is.
    pub volume: i32,
    /// What the listener should know: the issue was edited, or cannot be read.
    pub notice: Option<&'a str>,
    /// Whether keys steer it.
    pub keys: bool,
}

/// How the playing ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// All was heard, or the listener went on from the last chapter.
    Finished,
    /// The listener pressed `q`.
    Quit,
}

/// Where to begin, how fast, and on what.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// The chapter to begin with, from 1.
    pub chapter: Option<usize>,
    /// Seconds to begin at, from the start or from that chapter's.
    pub from: f64,
    /// Speed, within [`SPEEDS`].
    pub rate: f32,
    /// The sound device, as [`devices`] calls it; the system's default otherwise.
    pub device: Option<String>,
}

impl Default for Options {
    fn default() -> Self {
        Options { chapter: None, from: 0.0, rate: 1.0, device: None }
    }
}

/// Something that can be heard.
pub struct Programme<'a> {
    reel: Box<dyn Reel>,
    score: Arc<Mutex<Score>>,
    manuscript: Option<Manuscript<'a>>,
    start: Place,
    /// What was chosen to be heard, for a message.
    pub what: What,
}

/// What of an issue is heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// A made episode.
    Episode,
    /// The issue itself, as it has no episode.
    Issue,
    /// The issue itself, as its episode was made before it was changed.
    ChangedIssue,
}

impl<'a> Programme<'a> {
    /// The episode in `folder`. With the issue that it was made from, `r` goes over to that when it is edited.
    ///
    /// # Errors
    /// Usage: no such chapter, or it ends before the time to begin at. The operator's: no readable manifest or WAV.
    pub fn episode(folder: &Path, issue: Option<Manuscript<'a>>, options: &Options) -> Result<Programme<'a>> {
        let manifest = Manifest::read(folder)?;
        let tape = Tape::open(&folder.join(names::WAV), Some(&manifest))?;
        let score = tape.score();
        let start = start(&lock(&score), options).map_err(|e| e.in_file(folder))?;
        Ok(Programme { reel: Box::new(tape), score, manuscript: issue, start, what: What::Episode })
    }

    /// An issue: its episode if that is made and still what would be made now, else the issue itself, spoken while it is
    /// heard.
    ///
    /// # Errors
    /// As [`Programme::episode`], and whatever would keep the episode from being made.
    pub fn issue(mut issue: Manuscript<'a>, options: &Options) -> Result<Programme<'a>> {
        let ready = issue.prospect()?;
        let what = match ready.prospect.freshness {
            Freshness::Made => return Programme::episode(&ready.prospect.folder, Some(issue), options),
            Freshness::Stale => What::ChangedIssue,
            Freshness::Missing => What::Issue,
        };
        let at = |score: &Score| start(score, options).map_or(0, |place| place.sentence);
        let live = issue.begin(&ready, at)?;
        let score = live.score();
        let start = start(&lock(&score), options).map_err(|e| e.in_file(&ready.issue.path))?;
        Ok(Programme { reel: Box::new(live), score, manuscript: Some(issue), start, what })
    }

    /// A mono 16-bit WAV.
    ///
    /// # Errors
    /// The operator's: it cannot be read.
    pub fn file(wav: &Path) -> Result<Programme<'a>> {
        let tape = Tape::open(wav, None)?;
        let (score, start) = (tape.score(), Place::default());
        Ok(Programme { reel: Box::new(tape), score, manuscript: None, start, what: What::Episode })
    }

    /// Plays it until its end. When standard input is a terminal, keys steer it: space, the arrows, `n`, `p`,
    /// `[`, `]`, `r` and `q`.
    ///
    /// # Errors
    /// Usage: no such sound device. The operator's: none at all, or it goes away. The author's: a sentence cannot be
    /// spoken. Interrupted: Ctrl-C, or [`Audience::interrupted`]. The terminal is as it was in every case.
    pub fn play(self, options: &Options, audience: &mut dyn Audience) -> Result<End> {
        Session::open(self, options)?.run(audience)
    }

    /// Writes what would be heard to a WAV, whole or not at all. Gives its length in seconds.
    ///
    /// # Errors
    /// The operator's: `to` cannot be written. The author's: a sentence cannot be spoken. Interrupted:
    /// [`Audience::interrupted`].
    pub fn write(self, options: &Options, to: &Path, audience: &mut dyn Audience) -> Result<f64> {
        /// How often to look for a sentence that is being spoken.
        const LOOK: Duration = Duration::from_millis(10);
        let file = files::temporary_beside(to)?;
        let mut wav = WavFile::create(file.path())?;
        let Programme { reel, score, start, .. } = self;
        let mut chain = Chain::new(reel, SAMPLE_RATE)?;
        chain.set(options.rate, 1.0);
        chain.seek(start)?;
        let mut block = Vec::new();
        loop {
            block.clear();
            let flow = chain.read(&mut block)?;
            wav.write(&block)?;
            let state = State { speed: options.rate, waiting: flow == Flow::Waiting, ..State::default() };
            tell(&score, chain.place(), &state, audience);
            if audience.interrupted() {
                return Err(interrupted());
            }
            match flow {
                Flow::Sound => {}
                Flow::Waiting => thread::sleep(LOOK),
                Flow::End => break,
            }
        }
        let samples = wav.finish(&[])?;
        files::put_in_place(file, to)?;
        Ok(samples as f64 / f64::from(SAMPLE_RATE))
    }
}

/// Plays the episode in `folder`, from `chapter` (from 1) or from its start, until its end.
///
/// # Errors
/// As [`Programme::episode`] and [`Programme::play`].
pub fn play(folder: &Path, chapter: Option<usize>, audience: &mut dyn Audience) -> Result<End> {
    let options = Options { chapter, ..Options::default() };
    Programme::episode(folder, None, &options)?.play(&options, audience)
}

/// Plays a mono 16-bit WAV, steered as [`play`] is.
///
/// # Errors
/// As [`Programme::file`] and [`Programme::play`].
pub fn play_file(wav: &Path, audience: &mut dyn Audience) -> Result<End> {
    Programme::file(wav)?.play(&Options::default(), audience)
}

/// Whether there is a sound device to play on; says so in a word.
///
/// # Errors
/// The operator's: there is none.
pub fn device() -> Result<String> {
    device::probe().map(|()| "found".to_string())
}

/// Where to begin.
fn start(score: &Score, options: &Options) -> Result<Place> {
    let chapters = score.titles().len();
    let chapter = match options.chapter {
        None => Place::default(),
        Some(n) if (1..=chapters).contains(&n) => score.chapter(n - 1),
        Some(n) => {
            let what = format!("there is no chapter {n}");
            let fix = format!("the episode's chapters are 1 to {chapters}");
            return Err(Error::usage(what).fix(fix));
        }
    };
    let seconds = score.seconds(chapter) + options.from;
    if options.from > 0.0 && seconds >= score.length() {
        let about = if score.exact() { "" } else { "about " };
        let what = format!("there is nothing at {seconds:.0} s: the whole lasts {about}{:.0} s", score.length());
        return Err(Error::usage(what).fix("begin earlier"));
    }
    Ok(if options.from > 0.0 { score.at(seconds) } else { chapter })
}

/// How the playing stands, beside its place.
#[derive(Debug, Clone, Default)]
struct State {
    paused: bool,
    waiting: bool,
    speed: f32,
    volume: i32,
    notice: Option<String>,
    keys: bool,
}

/// Tells the audience. The score is not held meanwhile: a slow screen must not keep the sound waiting.
fn tell(score: &Mutex<Score>, place: Place, state: &State, audience: &mut dyn Audience) {
    let score = lock(score);
    let here = score.sentence(place);
    let (sentence, chapter) = (here.text.clone(), here.chapter);
    let title = score.titles().get(chapter).cloned().unwrap_or_default();
    let (position, length, estimated) = (score.seconds(place), score.length(), !score.exact());
    let chapters = score.titles().len();
    drop(score);
    audience.now(&Now {
        chapter: chapter + 1,
        chapters,
        title: &title,
        sentence: &sentence,
        position,
        length,
        estimated,
        paused: state.paused,
        waiting: state.waiting,
        speed: state.speed,
        volume: state.volume,
        notice: state.notice.as_deref(),
        keys: state.keys,
    });
}

fn interrupted() -> Error {
    Error::interrupted("interrupted; nothing was changed")
}
