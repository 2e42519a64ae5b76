//! A sentence to be heard: spoken if it is not yet, with the time of each word, as WAV and as a shape to be drawn.

use altavoce_base::error::Error;
use altavoce_base::tr;
use altavoce_podcast::address;
use altavoce_sound::{Limiter, wav_bytes};
use altavoce_speech::cache::{Cache, Key};
use altavoce_speech::phonemes::Phonemized;
use altavoce_speech::voice::{Speech, Voice};
use serde::Deserialize;
use serde_json::{Value, json};

use super::answer::{Asked, Outcome, bytes, json as answer, nothing};
use super::desk::OpenIssue;
use super::refusal::Refusal;
use super::{Studio, version};
use crate::episode::timeline::seconds;
use crate::episode::word_times;
use crate::narration::SpokenPassage;
use crate::project::Project;

/// Peaks a second in a sound's shape.
const PEAKS_PER_SECOND: usize = 50;

/// The sound of a sentence, as soon as it is spoken; what follows is spoken ahead.
pub fn sound(studio: &Studio, asked: &Asked) -> Outcome {
    let open = studio.issue(asked.name("issue"))?;
    let (n, passage) = open.sentence(asked.name("sid"))?;
    let ready = studio.speech(&open)?;
    ready.ahead.wait(n)?;
    let key = &ready.jobs()[n].key;
    let speech = ready.cache.load(key).ok_or_else(vanished)?;
    let mut told = heard(&open, passage, (&ready.said[n], &speech), key);
    told["sid"] = json!(asked.name("sid"));
    Ok(answer(&told))
}

/// What the page needs to play a sound.
pub fn heard(open: &OpenIssue, passage: &SpokenPassage, said: (&Phonemized, &Speech), key: &Key) -> Value {
    let (said, speech) = said;
    let words = word_times::of_passage(passage, said, speech, &open.project.tables);
    let place = place(&passage.voice, key);
    json!({
        "key": key.as_str(), "seconds": seconds(speech.samples.len() as u64),
        "pause": passage.silence(&open.project.show.pauses), "words": words,
        "wav": format!("{place}.wav{}", levels(&open.project)), "peaks": format!("{place}/peaks"),
    })
}

/// The address of a sound, without its ending.
fn place(voice: &str, key: &Key) -> String {
    format!("/api/sounds/{}/{}", address::encoded(voice), key.as_str())
}

/// What makes the address another one when the show wants its sounds at another level.
fn levels(project: &Project) -> String {
    let levels = format!("{:?} {:?}", project.show.loudness, project.show.sound);
    format!("?levels={}", version([levels.as_bytes()]))
}

/// Where the page begins to play.
#[derive(Deserialize)]
struct From {
    sid: String,
}

/// Has a sentence and what follows it spoken in the background.
pub fn ahead(studio: &Studio, asked: &Asked) -> Outcome {
    let from: From = asked.json()?;
    let open = studio.issue(asked.name("issue"))?;
    let (n, _) = open.sentence(&from.sid)?;
    studio.speech(&open)?.ahead.follow(n);
    Ok(nothing())
}

/// A sound as WAV, at the level of the show.
pub fn wav(studio: &Studio, asked: &Asked) -> Outcome {
    let key = asked.name("file").strip_suffix(".wav").unwrap_or_default();
    let (speech, _) = cached(studio, key)?;
    let project = studio.project()?;
    let voice = voice(studio, &project, asked.name("voice"))?;
    let mut samples = speech.samples;
    project.show.sound.of(voice.mastering()).apply(&mut samples);
    // Each voice is brought to the show's loudness by what its manifest says of it, as in a preview; a sentence is no
    // measure by itself.
    let gain = 10f64.powf((project.show.loudness.target - voice.loudness()) / 20.0) as f32;
    samples.iter_mut().for_each(|x| *x *= gain);
    let mut limiter = Limiter::new(10f64.powf(project.show.loudness.true_peak / 20.0) as f32);
    let mut limited = Vec::with_capacity(samples.len());
    limiter.push(&samples, &mut limited);
    limiter.finish(&mut limited);
    Ok(bytes(asked, "audio/wav", wav_bytes(&limited)))
}

/// The shape of a sound: its peaks, from 0 to 255.
pub fn peaks(studio: &Studio, asked: &Asked) -> Outcome {
    let (speech, _) = cached(studio, asked.name("key"))?;
    Ok(answer(&json!({ "per_second": PEAKS_PER_SECOND, "peaks": shape(&speech.samples) })))
}

fn shape(samples: &[f32]) -> Vec<u8> {
    let blocks = samples.chunks(altavoce_sound::SAMPLE_RATE as usize / PEAKS_PER_SECOND);
    let loudest = |block: &[f32]| block.iter().fold(0.0f32, |most, x| most.max(x.abs()));
    // the cast saturates
    blocks.map(|block| (loudest(block) * 255.0).round() as u8).collect()
}

/// What the cache holds under the digits of a key.
fn cached(studio: &Studio, digits: &str) -> Result<(Speech, Key), Refusal> {
    let missing = || Refusal::missing(tr!("there is no such sound any more"));
    let key = Key::named(digits).ok_or_else(missing)?;
    let speech = Cache::open(&studio.cache_folder())?.load(&key).ok_or_else(missing)?;
    Ok((speech, key))
}

/// A voice of the show, loaded once.
fn voice(studio: &Studio, project: &Project, name: &str) -> Result<std::sync::Arc<dyn Voice>, Refusal> {
    if let Some(voice) = studio.loaded().into_iter().find(|voice| voice.name() == name) {
        return Ok(voice);
    }
    let voice = project.load_voice(name)?;
    studio.keep_voices(std::slice::from_ref(&voice));
    Ok(voice)
}

/// A sound is gone.
pub fn vanished() -> Error {
    Error::operator(tr!("a spoken sentence vanished from the cache")).fix(tr!("play it again"))
}
