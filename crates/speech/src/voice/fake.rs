//! A voice of tones, for tests: quick, deterministic, and long where speech would be long.

use std::f32::consts::TAU;

use altavoce_base::error::{Error, Result};
use altavoce_base::tr;
use altavoce_sound::SAMPLE_RATE;
use altavoce_sound::mastering::Mastering;

use crate::voice::manifest::VoiceManifest;
use crate::voice::{Speech, Utterance, Voice};

/// Seconds of tone a phoneme, about what the neural voice takes.
const PER_PHONEME: f32 = 0.06;
/// Seconds of silence between words, before the first and behind the last.
const GAP: f32 = 0.04;
const LEAD: f32 = 0.25;
const TRAIL: f32 = 0.4;
/// The tone's amplitude.
const AMPLITUDE: f32 = 0.15;
/// Seconds in which a tone swells and fades: one cut short would leave a thump below the voice.
const FADE: f32 = 0.01;

/// The fake voice: a tone a word, each of its phonemes an equal part of it.
pub struct Fake {
    name: String,
    fingerprint: String,
    loudness: f64,
    mastering: Mastering,
    speed: f32,
    pitch: f32,
}

impl Fake {
    /// The voice that the manifest describes.
    pub fn load(manifest: &VoiceManifest) -> Fake {
        let pitch = manifest.pitch.unwrap_or(220.0);
        Fake {
            name: manifest.name.clone(),
            fingerprint: format!("fake 3 pitch {pitch} speed {}", manifest.speed),
            loudness: manifest.loudness,
            mastering: manifest.sound.clone(),
            speed: manifest.speed,
            pitch,
        }
    }
}

impl Voice for Fake {
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
        let rate = SAMPLE_RATE as f32;
        let silence = |seconds: f32| std::iter::repeat_n(0.0, (seconds * rate) as usize);
        if utterance.phonemes.trim().is_empty() {
            return Err(Error::bug(tr!("the fake voice got no phonemes")));
        }
        let mut samples: Vec<f32> = silence(LEAD).collect();
        let mut ends = Vec::new();
        let mut words = 0;
        // a word with the one space behind it, or a further space by itself
        for word in utterance.phonemes.split_inclusive(char::is_whitespace) {
            let sounds = word.trim_end().chars().count();
            if sounds > 0 {
                let length = (sounds as f32 * PER_PHONEME / (self.speed * speed) * rate) as usize;
                // Words differ a little, so that a test can tell them apart.
                let pitch = self.pitch * (1.0 + 0.05 * (words % 5) as f32);
                ends.extend((1..=sounds).map(|n| samples.len() + length * n / sounds));
                let swell = |i: usize| (i.min(length - i) as f32 / (FADE * rate)).min(1.0);
                let tone = |i: usize| AMPLITUDE * swell(i) * (TAU * (pitch * i as f32 / rate).fract()).sin();
                samples.extend((0..length).map(tone));
                samples.extend(silence(GAP));
                words += 1;
            }
            ends.extend(word.chars().skip(sounds).map(|_| samples.len()));
        }
        samples.extend(silence(TRAIL));
        Ok(Speech { samples, ends })
    }
}
