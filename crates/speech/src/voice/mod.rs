//! Phonemes to samples: a trait and its engines.

mod command;
mod command_line;
mod fake;
mod high_pass;
pub mod install;
mod intonation;
mod kokoro;
pub mod manifest;
mod onnx;
mod pauses;
mod platform;
mod program;
mod read_wav;
mod repair;
mod snap_to_silence;
mod speak;
mod split;
mod system;
mod system_voices;
mod time_stretch;
mod trim;

#[cfg(all(test, unix))]
mod contracts;

use std::path::Path;
use std::sync::Arc;

use altavoce_base::error::{Error, Result};
use altavoce_sound::SAMPLE_RATE;
pub use install::{Progress, VoiceStatus, install, installed, list, path, remove, verify};
pub use snap_to_silence::onset;
pub use speak::{SPEAK_VERSION, speak};
pub use system_voices::{SystemVoice, system_voices};

use manifest::{Engine, VoiceManifest};

/// What a voice is asked to say.
#[derive(Debug, Clone, PartialEq)]
pub struct Utterance {
    /// The spoken words in ordinary spelling, no digits: what engines that read text get.
    pub text: String,
    /// The phonemes in the neural voice's alphabet; empty for engines that read text.
    pub phonemes: String,
}

/// What a voice gives.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Speech {
    /// Mono f32 at [`SAMPLE_RATE`], untrimmed, possibly beyond ±1.
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

    /// Speaks once. `speed` 1.0 is the voice's own.
    ///
    /// # Errors
    /// The engine failed, or the utterance has a phoneme the voice lacks, or too many.
    fn synthesize(&self, utterance: &Utterance, speed: f32) -> Result<Speech>;
}

/// Loads the voice `name` from the voices folder, ready to speak from several threads.
///
/// # Errors
/// The user's for an unknown voice; the author's for a wrong manifest; the operator's when the voice is not installed
/// or its engine does not start.
///
/// ```
/// let Err(e) = altavoce_speech::voice::load("no-such-folder".as_ref(), "sara") else { panic!() };
/// assert_eq!(e.to_string(), "the voice `sara` is not installed; run altavoce voices install sara");
/// ```
pub fn load(voices: &Path, name: &str) -> Result<Arc<dyn Voice>> {
    start(voices, &manifest::read(voices, name)?)
}

/// Loads the voice `name`: `own` if that is its name, else as [`load`].
///
/// # Errors
/// As [`load`].
pub fn load_among(own: Option<&VoiceManifest>, voices: &Path, name: &str) -> Result<Arc<dyn Voice>> {
    match own.filter(|m| m.name == name) {
        Some(manifest) => start(voices, manifest),
        None => load(voices, name),
    }
}

fn start(voices: &Path, manifest: &VoiceManifest) -> Result<Arc<dyn Voice>> {
    if manifest.sample_rate != SAMPLE_RATE {
        let what = format!("the voice gives {} Hz instead of {SAMPLE_RATE}", manifest.sample_rate);
        return Err(Error::author(what).in_file(manifest.folder.join("voice.toml")).fix("mend the manifest"));
    }
    Ok(match manifest.engine {
        Engine::Kokoro => Arc::new(kokoro::Kokoro::load(voices, manifest)?),
        Engine::Platform => Arc::new(platform::Platform::load(manifest)?),
        Engine::Command => Arc::new(command::CommandVoice::load(manifest)?),
        Engine::Fake => Arc::new(fake::Fake::load(manifest)),
    })
}
