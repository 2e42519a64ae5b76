//! Phonemes to samples: a trait and its engines.

pub mod onnx;
pub mod repair;

use crate::error::Result;

/// The sample rate of speech everywhere in the program, in Hz: the neural voice's own.
pub const SAMPLE_RATE: u32 = 24_000;

/// What a voice is asked to say.
#[derive(Debug, Clone, PartialEq)]
pub struct Utterance {
    /// The spoken words in ordinary spelling, no digits: what engines that read text get.
    pub text: String,
    /// The phonemes in the neural voice's alphabet; empty for engines that read text.
    pub phonemes: String,
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

    /// Speaks once: mono f32 at [`SAMPLE_RATE`], untrimmed, possibly beyond ±1. `speed` 1.0 is the voice's own.
    ///
    /// # Errors
    /// The engine failed, or the utterance has a phoneme the voice lacks, or too many.
    fn synthesize(&self, utterance: &Utterance, speed: f32) -> Result<Vec<f32>>;
}
