//! An issue read aloud at once by the system's speech service: proof-reading with no render.
//!
//! The service is speech-dispatcher on Linux, AVFoundation on macOS, WinRT on Windows. It is there in builds with the
//! feature `listen`; in the others everything here says how to get it.

use std::thread;
use std::time::{Duration, Instant};

use altavoce_base::error::{Error, Result};
use altavoce_base::system::{Package, install_command};
use altavoce_base::tr;
use altavoce_speech::voice::SystemVoice;

use crate::narration::{Narration, SpokenChapter, SpokenPassage};
use crate::script::Pauses;

#[cfg(feature = "listen")]
mod speech_service;
#[cfg(not(feature = "listen"))]
mod unavailable;

#[cfg(not(feature = "listen"))]
use unavailable as speech_service;

/// How often an interruption is looked for.
const TICK: Duration = Duration::from_millis(50);

/// What to read, and how.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadAloudOptions<'a> {
    /// A single chapter, from 1.
    pub chapter: Option<usize>,
    /// The speaking rate: 1.0 is the service's own.
    pub rate: f32,
    /// The service's voice; its first Italian one if not given.
    pub voice: Option<&'a str>,
    /// The silences between passages.
    pub pauses: Pauses,
}

/// What was read.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct ReadAloudSummary {
    /// How many chapters.
    pub chapters: usize,
    /// How many passages.
    pub passages: usize,
    /// The service's name for the voice.
    pub voice: String,
}

/// Who is told how far it is.
pub trait ReadAloudObserver {
    /// A chapter begins, `number` (from 1) of `chapters`.
    fn chapter_started(&mut self, number: usize, chapters: usize, chapter: &SpokenChapter);

    /// A passage begins.
    fn passage_started(&mut self, passage: &SpokenPassage);

    /// Asked twenty times a second: whether to stop.
    fn interrupted(&self) -> bool;
}

/// Reads `narration` aloud, passage by passage, each when the one before has been spoken to its end.
///
/// # Errors
/// Usage: no such chapter, no such voice. The operator's: the build has no speech service; it cannot be reached, has no
/// Italian voice, or stops answering. Interrupted: [`ReadAloudObserver::interrupted`]; the speech has stopped then.
pub fn read_aloud(
    narration: &Narration,
    options: &ReadAloudOptions,
    observer: &mut dyn ReadAloudObserver,
) -> Result<ReadAloudSummary> {
    let chapters = selected_chapters(narration, options.chapter)?;
    let mut service = speech_service::SpeechService::open(options.voice, options.rate, &|| observer.interrupted())?;
    let mut passages = 0;
    for (number, chapter) in &chapters {
        observer.chapter_started(*number, narration.chapters.len(), chapter);
        for passage in &chapter.passages {
            observer.passage_started(passage);
            service.speak(&passage.spoken.text, &|| observer.interrupted())?;
            passages += 1;
            pause(passage.silence(&options.pauses), &|| observer.interrupted())?;
        }
    }
    Ok(ReadAloudSummary { chapters: chapters.len(), passages, voice: service.voice().to_string() })
}

/// The Italian voices of the speech service, without the many variants that some services make of each.
///
/// # Errors
/// The operator's: the build has no speech service, or it cannot be reached.
pub fn voices() -> Result<Vec<SystemVoice>> {
    speech_service::voices()
}

/// What to do where the service has no Italian voice.
pub(crate) fn voice_advice() -> String {
    match install_command(Package::ServiceVoice) {
        Some(command) => tr!("install one: {command}"),
        None => tr!("install one in the system's settings").into(),
    }
}

/// The chapters to read, with their numbers.
fn selected_chapters(narration: &Narration, chapter: Option<usize>) -> Result<Vec<(usize, &SpokenChapter)>> {
    let all = (1..).zip(&narration.chapters);
    let selected: Vec<_> = all.filter(|(n, _)| chapter.is_none_or(|c| c == *n)).collect();
    match chapter {
        Some(n) if selected.is_empty() => {
            let fix = match narration.chapters.len() {
                0 => tr!("nothing in it can be spoken").to_string(),
                last => tr!("its chapters are 1 to {last}"),
            };
            Err(Error::usage(tr!("the issue has no chapter {n}")).fix(fix))
        }
        None if selected.is_empty() => {
            Err(Error::author(tr!("nothing in the issue can be spoken")).fix(tr!("write some text in it")))
        }
        _ => Ok(selected),
    }
}

/// Waits between two passages.
fn pause(seconds: f64, interrupted: &dyn Fn() -> bool) -> Result<()> {
    let end = Instant::now() + Duration::from_secs_f64(seconds.max(0.0));
    while Instant::now() < end {
        if interrupted() {
            return Err(interrupted_error());
        }
        thread::sleep(TICK.min(end.saturating_duration_since(Instant::now())));
    }
    Ok(())
}

fn interrupted_error() -> Error {
    Error::interrupted(tr!("interrupted; nothing was changed"))
}
