//! The music of an episode, levelled against what is said in it.

use std::sync::atomic::AtomicBool;

use super::timeline::{Recording, Timeline};
use crate::cache::Cache;
use crate::error::Result;
use crate::music::{Mix, Part, Pieces, Speech};
use crate::show::Show;
use crate::sound::Meter;

/// Hears the speech through once, and once more each passage that has a bed under it, and levels `pieces` to it.
///
/// # Errors
/// A passage vanished from the cache; an interruption.
pub fn of(pieces: &Pieces, timeline: &Timeline, cache: &Cache, show: &Show, stop: &AtomicBool) -> Result<Mix> {
    let silence = Mix::default();
    if timeline.cues.is_empty() {
        return Ok(silence);
    }
    let recording = Recording { timeline, cache, music: &silence, stop };
    let loudness = Meter::read(&recording)?.loudness;
    if loudness == f64::NEG_INFINITY {
        return Ok(silence); // there is nothing to level against
    }
    let mut speech = Speech { loudness, quietest: loudness };
    for bed in timeline.cues.iter().filter(|c| c.part == Part::Bed) {
        for segment in timeline.segments.iter().filter(|s| s.start < bed.end && bed.start < s.end) {
            let passage = Meter::read(&recording.passage(segment)?)?.loudness;
            if passage.is_finite() {
                speech.quietest = speech.quietest.min(passage);
            }
        }
    }
    Mix::new(pieces, &timeline.cues, speech, &show.music, &show.loudness)
}
