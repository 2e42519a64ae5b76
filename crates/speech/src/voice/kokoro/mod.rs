//! The neural voice: Kokoro-82M.

mod carrier;
mod generator;
mod network;
mod style;
#[cfg(test)]
mod tests;
mod times;

use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use altavoce_base::error::{Error, Result};
use altavoce_base::tr;
use altavoce_sound::mastering::Mastering;

use crate::phonemes::alphabet::{MAX_TOKENS, token};
use crate::voice::install::StoredFile;
use crate::voice::manifest::VoiceManifest;
use crate::voice::recipe::Recipe;
use crate::voice::repair::REPAIR_VERSION;
use crate::voice::{Delivery, Speech, Utterance, Voice, Voices, install, intonation, melody};
use altavoce_kernel::InstructionSet;
use carrier::{CARRIER, ENOUGH};
use network::{Bends, FRAME, Network, RUNTIME};
use style::StyleTable;

/// A kokoro voice. The network is shared by all kokoro voices of the process.
pub struct Kokoro {
    name: String,
    fingerprint: String,
    loudness: f64,
    mastering: Mastering,
    speed: f32,
    style: StyleTable,
    model: PathBuf,
    model_record: install::Record,
    /// Of our own generator; none where the runtime has the whole network.
    instructions: Option<InstructionSet>,
    /// Loaded at the first word: an episode in which nothing changed never needs it.
    network: Mutex<Option<Arc<Network>>>,
}

impl Kokoro {
    /// Opens an installed voice; its network is loaded when it first speaks.
    ///
    /// # Errors
    /// The operator's: the voice is not installed, or its files are broken. The user's: a variable of the environment is wrong.
    pub fn load(voices: &Voices, manifest: &VoiceManifest) -> Result<Kokoro> {
        let model = voices.stored(manifest.model()?).ok_or_else(|| install::not_installed(&manifest.name))?;
        let (style, made_of) = style(voices, manifest)?;
        let instructions = generator::instructions()?;
        let own = if instructions.is_some() { generator::VERSION } else { 0 };
        Ok(Kokoro {
            name: manifest.name.clone(),
            fingerprint: format!(
                "kokoro {RUNTIME} generator {own} intonation 3 repair {REPAIR_VERSION} carrier {CARRIER} {ENOUGH} model {} style {made_of} speed {}",
                model.record.sha256, manifest.speed
            ),
            loudness: manifest.loudness,
            mastering: manifest.sound.clone(),
            speed: manifest.speed,
            style,
            model: model.path,
            model_record: model.record,
            instructions,
            network: Mutex::default(),
        })
    }

    fn network(&self) -> Result<Arc<Network>> {
        // A panic elsewhere leaves a whole network or none.
        let mut own = self.network.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(network) = &*own {
            return Ok(Arc::clone(network));
        }
        let network = Network::shared(&self.model, &self.model_record, &self.name, self.instructions)?;
        Ok(Arc::clone(own.insert(network)))
    }

    /// Speaks the phonemes as they are, `own`, with which they begin, as `delivery` says.
    fn run(&self, phonemes: &str, own: &str, delivery: &Delivery, speed: f32) -> Result<Speech> {
        let count = phonemes.chars().count();
        let unknown =
            |c: char| Error::bug(tr!("the voice `{name}` has no phoneme `{c}` (in “{phonemes}”)", name = self.name));
        let mut tokens = vec![0; count + 2];
        for (place, c) in tokens[1..].iter_mut().zip(phonemes.chars()) {
            *place = token(c).ok_or_else(|| unknown(c))?;
        }
        let pitch = |curve: &mut [f32], frames: &[f32]| {
            if intonation::is_plain(phonemes) && delivery.is_neutral() {
                return;
            }
            // a token opens the input; two places of the curve are a frame
            let mut end = frames[0];
            let ends = frames[1..frames.len() - 1].iter().map(|frames| {
                end += frames;
                2 * end as usize
            });
            let ends: Vec<usize> = ends.collect();
            melody::bend(curve, own, &ends, delivery);
            intonation::bend(curve, phonemes, &ends);
        };
        let bends = Bends { durations: &|_| {}, pitch: &pitch };
        let speed = self.speed * speed * delivery.pace();
        let (samples, frames) = self.network()?.run(&tokens, self.style.row(count), speed, &bends)?;
        if frames.len() != count + 2 {
            return Err(Error::bug(tr!(
                "the network timed {count} of {tokens} tokens",
                count = frames.len(),
                tokens = count + 2
            )));
        }
        // a token opens the input and one closes it: neither is a phoneme
        let mut end = frames[0] as usize * FRAME;
        let ends = frames[1..=count].iter().map(|frames| {
            end += *frames as usize * FRAME;
            end.min(samples.len())
        });
        let mut ends: Vec<usize> = ends.collect();
        times::as_heard(&mut ends, phonemes);
        Ok(Speech { samples, ends })
    }
}

/// The style of an installed voice, mixed by its recipe, and what it is made of, for the fingerprint.
fn style(voices: &Voices, manifest: &VoiceManifest) -> Result<(StyleTable, String)> {
    let (mut tables, mut made_of) = (Vec::new(), Vec::new());
    for file in manifest.styles() {
        let StoredFile { path, record } = voices.stored(file).ok_or_else(|| install::not_installed(&manifest.name))?;
        // A damaged style speaks noise, and the cache would keep it under the good style's name.
        install::unchanged(&path, &record.sha256, &manifest.name)?;
        let bytes = fs::read(&path).map_err(|e| Error::io(tr!("read"), &path, e))?;
        let recipe = manifest.style.clone().unwrap_or_else(|| Recipe::of_one(file.table()));
        let shares = [recipe.timbre, recipe.prosody].map(|half| half.get(file.table()).copied().unwrap_or(0.0));
        made_of.push(match shares {
            [1.0, 1.0] => record.sha256,
            [timbre, prosody] => format!("{} {timbre} {prosody}", record.sha256),
        });
        tables.push((StyleTable::read(&bytes, &path)?, shares));
    }
    Ok((StyleTable::mixed(&tables), made_of.join(" ")))
}

impl Voice for Kokoro {
    fn name(&self) -> &str {
        &self.name
    }

    fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    fn wants_phonemes(&self) -> bool {
        true
    }

    fn loudness(&self) -> f64 {
        self.loudness
    }

    fn mastering(&self) -> &Mastering {
        &self.mastering
    }

    fn synthesize(&self, utterance: &Utterance, speed: f32) -> Result<Speech> {
        let count = utterance.phonemes.chars().count();
        if count == 0 || count > MAX_TOKENS {
            let what = tr!("{count} phonemes in one utterance; the voice takes 1 to {MAX_TOKENS}");
            return Err(Error::bug(what));
        }
        if !carrier::is_needed(&utterance.phonemes) {
            return self.run(&utterance.phonemes, &utterance.phonemes, &utterance.delivery, speed);
        }
        let own = &utterance.phonemes;
        Ok(carrier::cut(self.run(&carrier::carried(own), own, &utterance.delivery, speed)?, own))
    }
}
