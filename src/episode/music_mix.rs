//! The music of an episode, levelled against what is said in it.

use std::sync::atomic::{AtomicBool, Ordering};

use altavoce_base::error::Result;
use altavoce_sound::Loudness;
use altavoce_sound::Meter;
use altavoce_sound::music::{Mix, Music, Part, Pieces, SpeechLevel};
use altavoce_speech::cache::Cache;

use super::timeline::{Mixdown, Timeline, interrupted};

/// Hears the passages through once, without the silences between them, and levels `pieces` to them.
///
/// # Errors
/// A passage vanished from the cache; an interruption.
pub fn of(
    pieces: &Pieces,
    timeline: &Timeline,
    cache: &Cache,
    levels: (&Music, &Loudness),
    stop: &AtomicBool,
) -> Result<Mix> {
    let (music, target) = levels;
    let silence = Mix::default();
    if timeline.cues.is_empty() {
        return Ok(silence);
    }
    let mixdown = Mixdown { timeline, cache, music: &silence, stop };
    let beds: Vec<_> = timeline.cues.iter().filter(|c| c.part == Part::Bed).collect();
    let (mut all, mut quietest) = (Meter::new()?, f64::INFINITY);
    for segment in &timeline.segments {
        if stop.load(Ordering::Relaxed) {
            return Err(interrupted());
        }
        let passage = mixdown.passage(segment)?;
        all.add(&passage)?;
        if beds.iter().any(|bed| segment.start < bed.end && bed.start < segment.end) {
            let loudness = Meter::measure(&passage)?.loudness;
            quietest = if loudness.is_finite() { quietest.min(loudness) } else { quietest };
        }
    }
    let loudness = all.finish()?.loudness;
    if loudness == f64::NEG_INFINITY {
        return Ok(silence); // there is nothing to level against
    }
    let speech = SpeechLevel { loudness, quietest: quietest.min(loudness) };
    Mix::new(pieces, &timeline.cues, speech, music, target)
}
