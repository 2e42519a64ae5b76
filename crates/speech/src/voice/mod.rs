//! Phonemes to samples: a trait and its engines.

mod alarm;
mod command;
mod command_line;
pub mod delivery;
mod fake;
mod high_pass;
pub mod install;
mod intonation;
mod kokoro;
mod listener;
pub mod manifest;
mod melody;
mod onnx;
mod pauses;
mod platform;
mod program;
mod read_wav;
pub mod recipe;
mod repair;
mod snap_to_silence;
mod speak;
mod split;
mod system;
mod system_voices;
mod time_stretch;
mod trim;
mod voices;

#[cfg(all(test, unix))]
mod contracts;

pub use alarm::Fault;
use altavoce_base::error::Result;
use altavoce_sound::mastering::Mastering;
pub use delivery::Delivery;
pub use install::{Progress, Sources, VoiceStatus};
pub use listener::{CheckSettings, Listener};
pub use pauses::breath;
pub use snap_to_silence::onset;
pub use speak::{SPEAK_VERSION, Spoken, speak, speak_checked};
pub use system_voices::{SystemVoice, system_voices};
pub use voices::Voices;

/// What a voice is asked to say.
#[derive(Debug, Clone, PartialEq)]
pub struct Utterance {
    /// The spoken words in ordinary spelling, no digits: what engines that read text get.
    pub text: String,
    /// The phonemes in the neural voice's alphabet; empty for engines that read text.
    pub phonemes: String,
    /// How it is said; engines that cannot bend their melody say it as they do.
    pub delivery: Delivery,
}

/// What a voice gives.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Speech {
    /// Mono f32 at [`SAMPLE_RATE`](altavoce_sound::SAMPLE_RATE), untrimmed, possibly beyond ±1.
    pub samples: Vec<f32>,
    /// The sample at which each character of the phonemes ends; empty from engines that cannot tell.
    pub ends: Vec<usize>,
}

impl From<Vec<f32>> for Speech {
    fn from(samples: Vec<f32>) -> Speech {
        Speech { samples, ends: Vec::new() }
    }
}

/// A voice. Implementations are called from several threads at once.
pub trait Voice: Send + Sync {
    /// The name of the voice's folder: `sara`.
    fn name(&self) -> &str;

    /// Everything of the voice that changes its sound (engine and its version, file hashes), for the cache key.
    fn fingerprint(&self) -> &str;

    /// Whether [`Utterance::phonemes`] must be filled.
    fn wants_phonemes(&self) -> bool;

    /// The loudness of the voice's speech in LUFS as two-channel playback hears it: a constant of the voice, by which
    /// two voices are matched.
    fn loudness(&self) -> f64;

    /// What the voice's speech goes through when it is heard; [`speak()`] gives it without, and so does the cache.
    fn mastering(&self) -> &Mastering {
        &Mastering::NONE
    }

    /// Speaks once. `speed` 1.0 is the voice's own.
    ///
    /// # Errors
    /// The engine failed, or the utterance has a phoneme the voice lacks, or too many.
    fn synthesize(&self, utterance: &Utterance, speed: f32) -> Result<Speech>;
}
