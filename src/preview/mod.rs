//! Hearing an episode: its WAV through the machine's sound device, chapter by chapter, steered by keys.

use std::io::IsTerminal;
use std::path::Path;
use std::time::{Duration, Instant};

use crate::episode::manifest::Manifest;
use crate::episode::names;
use crate::error::{Error, Result};

mod deck;
mod find;
mod keys;
mod tape;

pub use find::find;

use deck::Deck;
use keys::{Key, Keys};
use tape::Tape;

/// Behind this many seconds of a chapter, "previous" goes to its own start, as on any player.
const LISTENED: f64 = 3.0;
/// How often keys are looked for and the position is told.
const TICK: Duration = Duration::from_millis(50);
/// A device that takes nothing for so long is gone, even if the system does not say so.
const STALLED: Duration = Duration::from_secs(5);

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
    /// Seconds from the episode's start.
    pub position: f64,
    /// Seconds from the chapter's start.
    pub in_chapter: f64,
    /// The chapter's length in seconds.
    pub chapter_length: f64,
    /// The episode's length in seconds.
    pub length: f64,
    /// Whether it waits.
    pub paused: bool,
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

/// Plays the episode in `folder`, from `chapter` (from 1) or from its start, until its end. When standard input is a
/// terminal, keys steer it: space waits and goes on, `n` is the next chapter, `p` this one again or the previous one,
/// `q` ends.
///
/// # Errors
/// Usage: no such chapter. The operator's: no sound device, or it goes away; no readable manifest or WAV. Interrupted:
/// Ctrl-C, or [`Audience::interrupted`]. The terminal is as it was in every case.
pub fn play(folder: &Path, chapter: Option<usize>, audience: &mut dyn Audience) -> Result<End> {
    let manifest = Manifest::read(folder)?;
    let tape = Tape::open(&folder.join(names::WAV), Some(&manifest))?;
    let chapters = Chapters::of(&manifest);
    let first = match chapter {
        None => 0,
        Some(n) if (1..=chapters.0.len()).contains(&n) => n - 1,
        Some(n) => {
            let what = format!("there is no chapter {n}");
            let fix = format!("the episode's chapters are 1 to {}", chapters.0.len());
            return Err(Error::usage(what).in_file(folder).fix(fix));
        }
    };

    run(tape, &chapters, first, audience)
}

/// Plays a mono 16-bit WAV, steered as [`play`] is.
///
/// # Errors
/// As [`play`].
pub fn play_file(wav: &Path, audience: &mut dyn Audience) -> Result<End> {
    let tape = Tape::open(wav, None)?;
    let title = wav.file_name().map(|n| n.to_string_lossy()).unwrap_or_default();
    let length = tape.length() as f64 / f64::from(tape.rate());
    let chapters = Chapters(vec![Chapter { title: &title, start: 0.0 }], length);
    run(tape, &chapters, 0, audience)
}

/// Whether there is a sound device to play on; says so in a word.
///
/// # Errors
/// The operator's: there is none.
pub fn device() -> Result<String> {
    deck::probe().map(|()| "found".to_string())
}

fn run(tape: Tape, chapters: &Chapters, first: usize, audience: &mut dyn Audience) -> Result<End> {
    let mut deck = Deck::open(tape)?;
    let mut keys = if std::io::stdin().is_terminal() { Keys::open() } else { None };
    deck.seek(chapters.0[first].start);
    let mut waiting = false;
    let mut alive = (0, Instant::now());
    // The device runs from here, but silently until the keys that were typed meanwhile have been obeyed.
    let mut tick = Duration::ZERO;
    loop {
        let key = match &mut keys {
            Some(open) => open.wait(tick),
            None => {
                std::thread::sleep(tick);
                Ok(None)
            }
        };
        let here = deck.position();
        match key {
            Ok(Some(Key::Pause)) => waiting = !waiting,
            Ok(Some(Key::Next)) => deck.seek(chapters.next(here)),
            Ok(Some(Key::Previous)) => deck.seek(chapters.previous(here)),
            Ok(Some(Key::Quit)) => return Ok(End::Quit),
            Ok(Some(Key::Interrupt)) => return Err(interrupted()),
            Ok(None) => tick = TICK,
            // The terminal went away; go on without it.
            Err(_) => keys = None,
        }
        if tick == TICK {
            deck.wait(waiting);
        }
        audience.now(&chapters.now(deck.position(), waiting, keys.is_some()));
        if audience.interrupted() {
            return Err(interrupted());
        }
        deck.check()?;
        if deck.ended() {
            return Ok(End::Finished);
        }
        if deck.pulse() != alive.0 {
            alive = (deck.pulse(), Instant::now());
        } else if alive.1.elapsed() > STALLED {
            deck.abandon();
            return Err(deck::no_device("the device has stopped taking sound"));
        }
    }
}

fn interrupted() -> Error {
    Error::interrupted("interrupted; nothing was changed")
}

/// A stretch of the episode, in seconds.
#[derive(Debug, PartialEq)]
struct Chapter<'a> {
    title: &'a str,
    start: f64,
}

/// The episode's chapters, at least one, and its length in seconds.
struct Chapters<'a>(Vec<Chapter<'a>>, f64);

impl<'a> Chapters<'a> {
    fn of(manifest: &'a Manifest) -> Chapters<'a> {
        let mut list: Vec<_> =
            manifest.chapters.iter().map(|c| Chapter { title: c.title.as_str(), start: c.start }).collect();
        if list.is_empty() {
            list.push(Chapter { title: &manifest.title, start: 0.0 });
        }
        Chapters(list, manifest.duration)
    }

    /// The chapter that is heard at `position`.
    fn at(&self, position: f64) -> usize {
        // A position comes back from whole samples and may lie a hair before the start it was sent to.
        self.0.iter().rposition(|c| c.start <= position + 1e-3).unwrap_or(0)
    }

    fn end(&self, chapter: usize) -> f64 {
        self.0.get(chapter + 1).map_or(self.1, |c| c.start)
    }

    /// Where "next" goes; from the last chapter to the end.
    fn next(&self, position: f64) -> f64 {
        self.end(self.at(position))
    }

    /// Where "previous" goes.
    fn previous(&self, position: f64) -> f64 {
        let here = self.at(position);
        let again = position - self.0[here].start > LISTENED;
        self.0[if again { here } else { here.saturating_sub(1) }].start
    }

    fn now(&self, position: f64, paused: bool, keys: bool) -> Now<'_> {
        let here = self.at(position);
        let Chapter { title, start } = self.0[here];
        Now {
            chapter: here + 1,
            chapters: self.0.len(),
            title,
            position,
            in_chapter: (position - start).max(0.0),
            chapter_length: self.end(here) - start,
            length: self.1,
            paused,
            keys,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_find_their_chapter() {
        let start = |start| Chapter { title: "", start };
        let chapters = Chapters(vec![start(0.0), start(10.0), start(12.0)], 20.0);
        // position, the chapter there, where "next" goes, where "previous" goes
        let rows = [
            (0.0, 0, 10.0, 0.0),
            (2.0, 0, 10.0, 0.0),
            (9.0, 0, 10.0, 0.0),
            (9.9996, 1, 12.0, 0.0),
            (10.0, 1, 12.0, 0.0),
            (11.0, 1, 12.0, 0.0),
            (12.5, 2, 20.0, 10.0),
            (15.0, 2, 20.0, 10.0),
            (15.1, 2, 20.0, 12.0),
            (20.0, 2, 20.0, 12.0),
        ];
        let mut wrong = Vec::new();
        for (position, at, next, previous) in rows {
            let got = (chapters.at(position), chapters.next(position), chapters.previous(position));
            if got != (at, next, previous) {
                wrong.push(format!("{position}: {got:?}"));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
