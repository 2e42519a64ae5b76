//! The listener's turn: keys, the edited issue, and what is told.

use std::io::IsTerminal;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use altavoce_base::error::{Kind, Result};

use super::deck::Deck;
use super::device;
use super::keys::{Key, Keys};
use super::manuscript::Manuscript;
use super::score::{Place, Score, lock};
use super::{Audience, End, Options, Programme, SPEEDS, State, interrupted, tell};

/// How often keys are looked for and the position is told.
const TICK: Duration = Duration::from_millis(50);
/// A device that takes nothing for so long is gone, even if the system does not say so.
const STALLED: Duration = Duration::from_secs(5);
/// How far an arrow goes, in seconds.
const SKIP: f64 = 10.0;
/// A step of the volume and its limits, in dB. What gets too loud is limited and not cut.
const LOUDER: i32 = 2;
const VOLUMES: std::ops::RangeInclusive<i32> = -40..=12;
/// A step of the speed.
const FASTER: f32 = 0.1;

/// A programme being played.
pub struct Session<'a> {
    deck: Deck,
    score: Arc<Mutex<Score>>,
    manuscript: Option<Manuscript<'a>>,
    /// The issue has been edited since it was read.
    edited: bool,
    state: State,
}

/// What a turn of the loop came to.
enum Turn {
    Goes,
    Ends(End),
}

impl<'a> Session<'a> {
    /// Opens the device and goes to the start.
    ///
    /// # Errors
    /// As [`Deck::open`].
    pub fn open(programme: Programme<'a>, options: &Options) -> Result<Session<'a>> {
        let Programme { reel, score, manuscript, start, .. } = programme;
        let mut deck = Deck::open(reel, options.device.as_deref())?;
        deck.seek(start);
        deck.set(options.rate, 1.0);
        let state = State { speed: options.rate, ..State::default() };
        Ok(Session { deck, score, manuscript, edited: false, state })
    }

    /// Plays until the end.
    ///
    /// # Errors
    /// As [`Programme::play`].
    pub fn run(mut self, audience: &mut dyn Audience) -> Result<End> {
        let mut keys = if std::io::stdin().is_terminal() { Keys::open() } else { None };
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
            match key {
                Ok(Some(key)) => {
                    if let Turn::Ends(end) = self.obey(key)? {
                        return Ok(end);
                    }
                }
                Ok(None) => tick = TICK,
                // The terminal went away; go on without it.
                Err(_) => keys = None,
            }
            if tick == TICK {
                self.deck.pause(self.state.paused);
            }
            self.state.keys = keys.is_some();
            self.look();
            tell(&self.score, self.deck.place(), &self.state, audience);
            if audience.interrupted() {
                return Err(interrupted());
            }
            self.check()?;
            if self.deck.ended() {
                return Ok(End::Finished);
            }
            if self.deck.pulse() != alive.0 {
                alive = (self.deck.pulse(), Instant::now());
            } else if alive.1.elapsed() > STALLED {
                self.deck.abandon();
                return Err(device::missing("the device has stopped taking sound"));
            }
        }
    }

    fn obey(&mut self, key: Key) -> Result<Turn> {
        let here = self.deck.place();
        let to = |score: &Score, seconds: f64| score.at(score.seconds(here) + seconds);
        match key {
            Key::Pause => self.state.paused = !self.state.paused,
            Key::Next => self.go(|score| score.next(here)),
            Key::Previous => self.go(|score| score.previous(here)),
            Key::Forward => self.go(|score| to(score, SKIP)),
            Key::Back => self.go(|score| to(score, -SKIP)),
            Key::Louder => self.turn(LOUDER, 0.0),
            Key::Softer => self.turn(-LOUDER, 0.0),
            Key::Faster => self.turn(0, FASTER),
            Key::Slower => self.turn(0, -FASTER),
            Key::Again => self.again(),
            Key::Quit => return Ok(Turn::Ends(End::Quit)),
            Key::Interrupt => return Err(interrupted()),
        }
        Ok(Turn::Goes)
    }

    fn go(&mut self, place: impl Fn(&Score) -> Place) {
        let place = place(&lock(&self.score));
        self.deck.seek(place);
    }

    /// Volume and speed, by steps.
    fn turn(&mut self, louder: i32, faster: f32) {
        let state = &mut self.state;
        state.volume = (state.volume + louder).clamp(*VOLUMES.start(), *VOLUMES.end());
        // In tenths, lest the steps add up to 0.99 and then nothing passes untouched.
        let speed = ((state.speed + faster) * 10.0).round() / 10.0;
        if faster != 0.0 {
            state.speed = speed.clamp(*SPEEDS.start(), *SPEEDS.end());
        }
        let volume = if state.volume == 0 { 1.0 } else { 10f32.powf(state.volume as f32 / 20.0) };
        self.deck.set(state.speed, volume);
    }

    /// Notices an edit.
    fn look(&mut self) {
        if self.manuscript.as_mut().is_some_and(Manuscript::edited) {
            self.edited = true;
            self.state.notice = Some("edited: r reads it again from here".into());
        }
    }

    /// The sentence from its start, as it is written now. When the edit cannot be read, the old one goes on.
    fn again(&mut self) {
        let sentence = self.deck.place().sentence;
        let sentence = sentence.min(lock(&self.score).end().sentence.saturating_sub(1));
        // An edit of this very moment counts, too.
        self.edited |= self.manuscript.as_mut().is_some_and(Manuscript::look);
        let Some(manuscript) = self.manuscript.as_mut().filter(|_| self.edited) else {
            return self.go(|score| score.start_of(sentence));
        };
        let old = lock(&self.score).clone();
        let follow = |new: &Score| new.follow(&old, sentence);
        let read = manuscript.prospect().and_then(|ready| manuscript.begin(&ready, follow));
        self.edited = false;
        match read {
            Ok(live) => {
                self.state.notice = None;
                self.score = live.score();
                let place = {
                    let score = lock(&self.score);
                    score.start_of(score.follow(&old, sentence))
                };
                self.deck.load(Box::new(live), place);
            }
            Err(e) => {
                self.state.notice = Some(e.to_string());
                self.go(|score| score.start_of(sentence));
            }
        }
    }

    /// What went wrong on the device's thread. A sentence that cannot be spoken stops no listener who can mend it.
    fn check(&mut self) -> Result<()> {
        self.state.waiting = self.deck.waiting();
        match self.deck.check() {
            Err(e) if e.kind == Kind::Author && self.state.keys && self.manuscript.is_some() => {
                self.state.paused = true;
                self.deck.pause(true);
                self.state.notice = Some(e.to_string());
                Ok(())
            }
            other => other,
        }
    }
}
