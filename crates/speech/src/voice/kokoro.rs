//! The neural voice: Kokoro-82M in rten.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, Weak};

use altavoce_base::error::{Error, Result};
use rten::{Model, ModelOptions, NodeId, RunOptions, ThreadPool, Value, ValueOrView};
use rten_tensor::Tensor;
use rten_tensor::prelude::*;

use crate::phonemes::alphabet::{MAX_TOKENS, is_sound, token};
use crate::voice::install;
use crate::voice::manifest::{FileRole, VoiceManifest};
use crate::voice::pauses::quietest;
use crate::voice::repair::REPAIR_VERSION;
use crate::voice::{Speech, Utterance, Voice, intonation};

/// The version of the runtime, as in Cargo.toml: another one may round otherwise.
const RUNTIME: &str = "rten 0.27";

/// The value inside the graph that holds how many frames each token takes.
const DURATIONS: &str = "/encoder/Clip_output_0";

/// The value inside the graph that holds the pitch in Hz, two places a frame.
const PITCH: &str = "/encoder/F0_proj/Conv_output_0";

/// Samples of a frame.
const FRAME: usize = 600;

/// A row of the style table.
const STYLE: usize = 256;

/// An utterance of fewer sounds, one to three words, is unreliable alone: it is spoken behind [`CARRIER`] and cut off
/// there. Of 32 such utterances of sara a recogniser then got 4 words of 52 wrong; alone (in ONNX Runtime) 6, some of
/// them mere noise. Five carriers were tried on the same 32, so that is the best case, and the difference is small.
const ENOUGH: usize = 16;

/// "Oggi parliamo di qualcosa di nuovo!" A longer one with a full stop got 5 words wrong, shorter ones and `…` 8 to 14.
const CARRIER: &str = "ˈɔʤʤɪ parljˌamo dɪ kwalkˈɔza dɪ nwˈɔvo!";

/// A kokoro voice. The network is shared by all kokoro voices of the process.
pub struct Kokoro {
    name: String,
    fingerprint: String,
    loudness: f64,
    speed: f32,
    style: Vec<f32>,
    model: PathBuf,
    model_sha256: String,
    /// Loaded at the first word: an episode in which nothing changed never needs it.
    network: Mutex<Option<Arc<Network>>>,
}

struct Network {
    model: Model,
    tokens: NodeId,
    style: NodeId,
    speed: NodeId,
    audio: NodeId,
    durations: NodeId,
    pitch: NodeId,
    /// Idle pools of one thread each: a call takes one and puts it back, so calls never share a core and never wait.
    pools: Mutex<Vec<Arc<ThreadPool>>>,
}

impl Kokoro {
    /// Opens an installed voice; its network is loaded when it first speaks.
    ///
    /// # Errors
    /// The operator's: the voice is not installed, or its files are broken.
    pub fn load(voices: &Path, manifest: &VoiceManifest) -> Result<Kokoro> {
        let (model, style) = (manifest.file(FileRole::Model)?, manifest.file(FileRole::Style)?);
        let missing = || install::not_installed(&manifest.name);
        let model_record = install::record(voices, model).ok_or_else(missing)?;
        let style_record = install::record(voices, style).ok_or_else(missing)?;
        let path = voices.join(&style.path);
        // A damaged style speaks noise, and the cache would keep it under the good style's name.
        install::unchanged(&path, &style_record.sha256, &manifest.name)?;
        let bytes = fs::read(&path).map_err(|e| Error::io("read", &path, e))?;
        if bytes.len() != MAX_TOKENS * STYLE * 4 {
            let what = format!("the style has {} bytes instead of {}", bytes.len(), MAX_TOKENS * STYLE * 4);
            return Err(Error::operator(what).in_file(path).fix("mend the voice's manifest"));
        }
        let (values, _) = bytes.as_chunks::<4>();
        Ok(Kokoro {
            name: manifest.name.clone(),
            fingerprint: format!(
                "kokoro {RUNTIME} intonation 1 repair {REPAIR_VERSION} carrier {CARRIER} {ENOUGH} model {} style {} speed {}",
                model_record.sha256, style_record.sha256, manifest.speed
            ),
            loudness: manifest.loudness,
            speed: manifest.speed,
            style: values.iter().map(|b| f32::from_le_bytes(*b)).collect(),
            model: voices.join(&model.path),
            model_sha256: model_record.sha256,
            network: Mutex::default(),
        })
    }
}

impl Network {
    /// The network of that SHA-256: the one in memory if some voice holds it. `voice` is who asks.
    fn shared(path: &Path, sha256: &str, voice: &str) -> Result<Arc<Network>> {
        static LOADED: OnceLock<Mutex<HashMap<String, Weak<Network>>>> = OnceLock::new();
        // A panic elsewhere leaves a map of whole entries.
        let mut loaded = LOADED.get_or_init(Mutex::default).lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(network) = loaded.get(sha256).and_then(Weak::upgrade) {
            return Ok(network);
        }
        let network = Arc::new(Network::load(path, sha256, voice)?);
        loaded.insert(sha256.to_string(), Arc::downgrade(&network));
        Ok(network)
    }

    fn load(path: &Path, sha256: &str, voice: &str) -> Result<Network> {
        install::unchanged(path, sha256, voice)?;
        let broken = |what: String| Error::operator(what).in_file(path).fix("remove the voice and install it again");
        let model = ModelOptions::with_all_ops()
            .prepack_weights(true)
            .load_file(path)
            .map_err(|e| broken(format!("the voice's network cannot be loaded: {e}")))?;
        let node = |id: &str| model.node_id(id).map_err(|_| broken(format!("the network has no `{id}`")));
        let (tokens, style, speed) = (node("tokens")?, node("style")?, node("speed")?);
        let (audio, durations, pitch) = (node("audio")?, node(DURATIONS)?, node(PITCH)?);
        Ok(Network { model, tokens, style, speed, audio, durations, pitch, pools: Mutex::default() })
    }

    /// Speaks; gives the samples and how many frames of [`FRAME`] samples each token takes. `bend` may change the pitch,
    /// given it and those frames; without it the network's own stays.
    fn run(
        &self,
        tokens: &[i32],
        style: &[f32],
        speed: f32,
        bend: Option<impl Fn(&mut [f32], &[f32])>,
    ) -> Result<(Vec<f32>, Vec<f32>)> {
        let idle = || self.pools.lock().unwrap_or_else(PoisonError::into_inner);
        let pool = idle().pop().unwrap_or_else(|| Arc::new(ThreadPool::with_num_threads(1)));
        let inputs = || -> Vec<(NodeId, ValueOrView)> {
            vec![
                (self.tokens, Tensor::from_data(&[1, tokens.len()], tokens.to_vec()).into()),
                (self.style, Tensor::from_data(&[1, STYLE], style.to_vec()).into()),
                (self.speed, Tensor::from_data(&[1], vec![speed]).into()),
            ]
        };
        let failed = |e: &dyn std::fmt::Display| Error::bug(format!("the voice's network failed: {e}"));
        let run = |inputs, outputs: [NodeId; 2]| {
            let options = RunOptions::default().with_thread_pool(Some(pool.clone()));
            let output = self.model.run(inputs, &outputs, Some(options)).map_err(|e| failed(&e))?;
            let [first, second] = <[Value; 2]>::try_from(output).map_err(|_| failed(&"it lacks an output"))?;
            let floats =
                |value: Value| -> Result<Tensor<f32>> { value.try_into().map_err(|_| failed(&"it gave no floats")) };
            Ok::<_, Error>((floats(first)?, floats(second)?))
        };
        // The pitch costs a tenth of the whole; the sound is then made of the bent one.
        let spoken = (|| {
            let mut inputs_of_sound = inputs();
            if let Some(bend) = bend {
                let (pitch, durations) = run(inputs(), [self.pitch, self.durations])?;
                let mut curve = pitch.to_vec();
                bend(&mut curve, &durations.to_vec());
                inputs_of_sound.push((self.pitch, Tensor::from_data(pitch.shape(), curve).into()));
            }
            run(inputs_of_sound, [self.audio, self.durations])
        })();
        idle().push(pool);
        let (audio, durations) = spoken?;
        Ok((audio.to_vec(), durations.to_vec()))
    }
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

    fn synthesize(&self, utterance: &Utterance, speed: f32) -> Result<Speech> {
        let count = utterance.phonemes.chars().count();
        if count == 0 || count > MAX_TOKENS {
            let what = format!("{count} phonemes in one utterance; the voice takes 1 to {MAX_TOKENS}");
            return Err(Error::bug(what));
        }
        if sounds(&utterance.phonemes) >= ENOUGH {
            return self.run(&utterance.phonemes, speed);
        }
        let Speech { samples, ends } = self.run(&format!("{CARRIER} {}", utterance.phonemes), speed)?;
        // the carrier's last character is its mark, and a space follows it
        let carrier = CARRIER.chars().count();
        let (mark, own) = (ends[carrier - 2], ends[carrier]);
        let from = quietest(&samples, mark, own);
        Ok(Speech {
            samples: samples.get(from..).unwrap_or_default().to_vec(),
            ends: ends[carrier + 1..].iter().map(|end| end.saturating_sub(from)).collect(),
        })
    }
}

impl Kokoro {
    fn network(&self) -> Result<Arc<Network>> {
        // A panic elsewhere leaves a whole network or none.
        let mut own = self.network.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(network) = &*own {
            return Ok(Arc::clone(network));
        }
        let network = Network::shared(&self.model, &self.model_sha256, &self.name)?;
        Ok(Arc::clone(own.insert(network)))
    }

    /// Speaks the phonemes as they are.
    fn run(&self, phonemes: &str, speed: f32) -> Result<Speech> {
        let count = phonemes.chars().count();
        let unknown = |c: char| Error::bug(format!("the voice `{}` has no phoneme `{c}` (in “{phonemes}”)", self.name));
        let mut tokens = vec![0; count + 2];
        for (place, c) in tokens[1..].iter_mut().zip(phonemes.chars()) {
            *place = token(c).ok_or_else(|| unknown(c))?;
        }
        // Row n of the table is the style for n tokens; the last row is for 509 and more.
        let row = count.min(MAX_TOKENS - 1) * STYLE;
        let bend = |curve: &mut [f32], frames: &[f32]| {
            // a token opens the input; two places of the curve are a frame
            let mut end = frames[0];
            let ends = frames[1..frames.len() - 1].iter().map(|frames| {
                end += frames;
                2 * end as usize
            });
            intonation::bend(curve, phonemes, &ends.collect::<Vec<_>>());
        };
        let bend = (!intonation::is_plain(phonemes)).then_some(bend);
        let style = &self.style[row..row + STYLE];
        let (samples, frames) = self.network()?.run(&tokens, style, self.speed * speed, bend)?;
        if frames.len() != count + 2 {
            return Err(Error::bug(format!("the network timed {} of {} tokens", frames.len(), count + 2)));
        }
        // a token opens the input and one closes it: neither is a phoneme
        let mut end = frames[0] as usize * FRAME;
        let ends = frames[1..=count].iter().map(|frames| {
            end += *frames as usize * FRAME;
            end.min(samples.len())
        });
        let mut ends: Vec<usize> = ends.collect();
        as_heard(&mut ends, phonemes);
        Ok(Speech { samples, ends })
    }
}

/// Brings the network's times nearer to what is heard in running speech: a sound begins a frame before its durations say
/// (of words that begin with s behind a vowel, sara's hiss began 25 ms before the durations end the word before), and a
/// space between two sounds takes two frames of theirs though nothing is silent there: they are the next word's. What
/// stands at a mark stays, for there the samples are asked.
fn as_heard(ends: &mut [usize], phonemes: &str) {
    let chars: Vec<char> = phonemes.chars().collect();
    let is_mark = |c: char| c != ' ' && !is_sound(c);
    let at_mark = |i: usize| {
        is_mark(chars[i])
            || chars.get(i + 1).is_none_or(|c| is_mark(*c) || *c == ' ' && chars.get(i + 2).is_none_or(|c| is_mark(*c)))
            || chars[i] == ' ' && i > 0 && is_mark(chars[i - 1])
    };
    let mut last = 0;
    for i in 0..ends.len().min(chars.len()) {
        if !at_mark(i) {
            ends[i] = ends[i].saturating_sub(FRAME);
        }
        ends[i] = if chars[i] == ' ' && !at_mark(i) { last } else { ends[i].max(last) };
        last = ends[i];
    }
}

/// How many of the phonemes are sounds: neither marks nor signs of stress and length.
fn sounds(phonemes: &str) -> usize {
    phonemes.chars().filter(|c| c.is_alphabetic() && !"ˈˌːʰʲ".contains(*c)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_carrier_is_cut_off_in_the_quiet() {
        let mut samples = vec![0.5; 4000];
        samples[1200..1440].fill(0.0);
        assert_eq!(quietest(&samples, 600, 3000), 1320);
        assert_eq!(quietest(&samples, 9000, 9600), 9000);
    }

    #[test]
    fn times_of_running_speech_come_a_frame_early_and_those_at_marks_stay() {
        let mut ends: Vec<usize> = (1..=8).map(|n| n * 1800).collect();
        as_heard(&mut ends, "ab cd, e");
        assert_eq!(ends, [1200, 3000, 3000, 6600, 9000, 10_800, 12_600, 14_400]);
        let mut ends = vec![600, 1200, 1800];
        as_heard(&mut ends, "a b");
        assert_eq!(ends, [0, 0, 1800]);
    }

    #[test]
    fn sounds_are_letters_not_signs() {
        assert_eq!(sounds("sˈiː."), 2);
        assert_eq!(sounds("bwˌɔn askˈolto!"), 11);
        assert!(CARRIER.chars().all(|c| token(c).is_some()));
    }
}
