//! Playing, heard through a virtual sound device, and keys pressed in a pseudo-terminal.
//!
//! The device is ALSA's `file` plugin over `null`, so these tests play for real where there is no sound card. It has no
//! clock: it takes sound as fast as it is given.

mod command;
mod episode;
mod issue;
mod keys;
pub mod stage;

use std::path::PathBuf;

use altavoce::preview::{self, Observer, PlaybackStatus};

/// Prints what it is told.
struct LoggingObserver(Option<(usize, bool)>);

impl Observer for LoggingObserver {
    fn update(&mut self, status: &PlaybackStatus) {
        let PlaybackStatus { chapter, chapters, title, elapsed, duration, paused, keys, .. } = status;
        assert!(std::env::var_os("PREVIEW_PANIC").is_none() || *chapter < 2, "the observer panics");
        if self.0 != Some((*chapter, *paused)) {
            let keys = if *keys { "keys" } else { "no keys" };
            let state = if *paused { "paused" } else { "playing" };
            print!("told: {chapter}/{chapters} {title} {elapsed:.3} of {duration:.3} {state} {keys}\r\n");
            self.0 = Some((*chapter, *paused));
        }
    }
}

/// Not a test: what the others run as a process of its own, with the sound system of their choice.
#[test]
#[ignore = "run by the other tests"]
fn child() {
    let Some(folder) = std::env::var_os("PREVIEW_FOLDER").map(PathBuf::from) else { return };
    let chapter = std::env::var("PREVIEW_CHAPTER").ok().map(|n| n.parse().unwrap());
    match preview::play(&folder, chapter, &mut LoggingObserver(None)) {
        Ok(end) => println!("end: {end:?}"),
        Err(e) => println!("error: {:?}: {e}", e.kind),
    }
}
