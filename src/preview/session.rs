//! A playback in progress: keys, the edited issue, and what the observer is told.

use std::io::IsTerminal;
use std::ops::{ControlFlow, RangeInclusive};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use altavoce_base::error::{Kind, Result};
use altavoce_base::tr;

use super::device::no_device;
use super::keyboard::{KeyAction, Keyboard};
use super::output_stream::OutputStream;
use super::seek_map::{Position, SeekMap};
use super::watched_issue::WatchedIssue;
use super::{EndReason, Observer, Playback, PlaybackOptions, SPEEDS, SessionState, interrupted, lock, notify};

/// How often keys are looked for and the observer is told.
const TICK: Duration = Duration::from_millis(50);
/// A device that takes nothing for so long is gone, even if the system does not say so.
const STALL_TIMEOUT: Duration = Duration::from_secs(5);
/// How far an arrow goes, in seconds.
const SKIP_SECONDS: f64 = 10.0;
/// A step of the volume and its limits, in dB. What gets too loud is limited and not cut.
const VOLUME_STEP: i32 = 2;
const VOLUMES: RangeInclusive<i32> = -40..=12;
/// A step of the speed.
const SPEED_STEP: f32 = 0.1;

/// A playback in progress.
pub struct Session<'a> {
    stream: OutputStream,
    seek_map: Arc<Mutex<SeekMap>>,
    issue: Option<WatchedIssue<'a>>,
    /// The issue has been edited since it was read.
    edited: bool,
    state: SessionState,
}

impl<'a> Session<'a> {
    /// Opens the device and goes to the start.
    ///
    /// # Errors
    /// As [`OutputStream::open`].
    pub fn open(playback: Playback<'a>, options: &PlaybackOptions) -> Result<Session<'a>> {
        let Playback { source, seek_map, issue, start, .. } = playback;
        let mut stream = OutputStream::open(source, options.device.as_deref())?;
        stream.seek(start);
        stream.set_speed(options.speed);
        let state = SessionState { speed: options.speed, ..SessionState::default() };
        Ok(Session { stream, seek_map, issue, edited: false, state })
    }

    /// Plays until the end.
    ///
    /// # Errors
    /// As [`Playback::play`].
    pub fn run(mut self, observer: &mut dyn Observer) -> Result<EndReason> {
        let mut keyboard = if std::io::stdin().is_terminal() { Keyboard::open() } else { None };
        let mut last_block = (0, Instant::now());
        // The device runs from here, but silently until the keys that were typed meanwhile have been handled.
        let mut tick = Duration::ZERO;
        loop {
            let action = match &mut keyboard {
                Some(open) => open.wait(tick),
                None => {
                    std::thread::sleep(tick);
                    Ok(None)
                }
            };
            match action {
                Ok(Some(action)) => {
                    if let ControlFlow::Break(end) = self.handle(action)? {
                        return Ok(end);
                    }
                }
                Ok(None) => tick = TICK,
                // The terminal went away; go on without it.
                Err(_) => keyboard = None,
            }
            if tick == TICK {
                self.stream.set_paused(self.state.paused);
            }
            self.state.keys = keyboard.is_some();
            self.poll_issue();
            notify(&self.seek_map, self.stream.position(), &self.state, observer);
            if observer.interrupted() {
                return Err(interrupted());
            }
            self.check_stream()?;
            if self.stream.has_ended() {
                return Ok(EndReason::Finished);
            }
            if self.stream.blocks_played() != last_block.0 {
                last_block = (self.stream.blocks_played(), Instant::now());
            } else if last_block.1.elapsed() > STALL_TIMEOUT {
                self.stream.abandon();
                return Err(no_device(tr!("the device has stopped taking sound")));
            }
        }
    }

    fn handle(&mut self, action: KeyAction) -> Result<ControlFlow<EndReason>> {
        let here = self.stream.position();
        let skip = |map: &SeekMap, seconds: f64| map.at_seconds(map.seconds_at(here) + seconds);
        match action {
            KeyAction::TogglePause => self.state.paused = !self.state.paused,
            KeyAction::NextChapter => self.seek(|map| map.next_chapter(here)),
            KeyAction::PreviousChapter => self.seek(|map| map.previous_chapter(here)),
            KeyAction::SkipForward => self.seek(|map| skip(map, SKIP_SECONDS)),
            KeyAction::SkipBack => self.seek(|map| skip(map, -SKIP_SECONDS)),
            KeyAction::VolumeUp => self.change_volume(VOLUME_STEP),
            KeyAction::VolumeDown => self.change_volume(-VOLUME_STEP),
            KeyAction::SpeedUp => self.change_speed(SPEED_STEP),
            KeyAction::SpeedDown => self.change_speed(-SPEED_STEP),
            KeyAction::RestartSentence => self.restart_sentence(),
            KeyAction::Quit => return Ok(ControlFlow::Break(EndReason::Quit)),
            KeyAction::Interrupt => return Err(interrupted()),
        }
        Ok(ControlFlow::Continue(()))
    }

    fn seek(&mut self, position: impl Fn(&SeekMap) -> Position) {
        let position = position(&lock(&self.seek_map));
        self.stream.seek(position);
    }

    fn change_volume(&mut self, decibels: i32) {
        self.state.volume = (self.state.volume + decibels).clamp(*VOLUMES.start(), *VOLUMES.end());
        let gain = if self.state.volume == 0 { 1.0 } else { 10f32.powf(self.state.volume as f32 / 20.0) };
        self.stream.set_gain(gain);
    }

    fn change_speed(&mut self, step: f32) {
        // In tenths, lest the steps add up to 0.99 and then nothing passes untouched.
        let speed = ((self.state.speed + step) * 10.0).round() / 10.0;
        self.state.speed = speed.clamp(*SPEEDS.start(), *SPEEDS.end());
        self.stream.set_speed(self.state.speed);
    }

    /// Notices an edit.
    fn poll_issue(&mut self) {
        if self.issue.as_mut().is_some_and(WatchedIssue::poll_edited) {
            self.edited = true;
            self.state.notice = Some(tr!("edited: r reads it again from here").into());
        }
    }

    /// The sentence from its start, as it is written now. When the edit cannot be read, the old one goes on.
    fn restart_sentence(&mut self) {
        let sentence = self.stream.position().sentence;
        let sentence = sentence.min(lock(&self.seek_map).end().sentence.saturating_sub(1));
        // An edit of this very moment counts, too.
        self.edited |= self.issue.as_mut().is_some_and(WatchedIssue::edited);
        let Some(issue) = self.issue.as_mut().filter(|_| self.edited) else {
            return self.seek(|map| map.sentence_start(sentence));
        };
        let old = lock(&self.seek_map).clone();
        let after_edit = |new: &SeekMap| new.sentence_after_edit(&old, sentence);
        let source = issue.prepare().and_then(|prepared| issue.synthesize(&prepared, after_edit));
        self.edited = false;
        match source {
            Ok(source) => {
                self.state.notice = None;
                self.seek_map = source.seek_map();
                let position = {
                    let map = lock(&self.seek_map);
                    map.sentence_start(after_edit(&map))
                };
                self.stream.load(Box::new(source), position);
            }
            Err(e) => {
                self.state.notice = Some(e.to_string());
                self.seek(|map| map.sentence_start(sentence));
            }
        }
    }

    /// What went wrong on the device's thread. A sentence that cannot be spoken stops no listener who can mend it.
    fn check_stream(&mut self) -> Result<()> {
        self.state.buffering = self.stream.is_buffering();
        match self.stream.check() {
            Err(e) if e.kind == Kind::Author && self.state.keys && self.issue.is_some() => {
                self.state.paused = true;
                self.stream.set_paused(true);
                self.state.notice = Some(e.to_string());
                Ok(())
            }
            other => other,
        }
    }
}
