//! The fake voices that other tests lean on, and the operating system's own.

use std::path::Path;

use altavoce::voice::{self, SAMPLE_RATE, Utterance, Voice};

fn fakes() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/voices"))
}

fn utterance(text: &str) -> Utterance {
    Utterance { text: text.into(), phonemes: text.into() }
}

/// Integrated loudness as two-channel playback hears it.
fn loudness(samples: &[f32]) -> f64 {
    let mut meter = ebur128::EbuR128::new(1, SAMPLE_RATE, ebur128::Mode::I).unwrap();
    meter.set_channel(0, ebur128::Channel::DualMono).unwrap();
    meter.add_frames_f32(samples).unwrap();
    meter.loudness_global().unwrap()
}

fn spoken(voice: &dyn Voice, text: &str, speed: f32) -> Vec<f32> {
    voice::speak(voice, &utterance(text), speed).unwrap().samples
}

const TEXT: &str = "una prova lunga di parole, dette una dopo altra senza fretta e senza sosta";

#[test]
fn the_fakes_are_as_loud_as_their_manifests_say() {
    for name in ["fake", "eco"] {
        let voice = voice::load(fakes(), name).unwrap();
        let measured = loudness(&spoken(&*voice, TEXT, 1.0));
        assert!((measured - voice.loudness()).abs() < 0.5, "{name}: {measured:.2} LUFS");
    }
}

#[test]
fn the_fakes_are_deterministic_and_differ() {
    let [fake, eco] = ["fake", "eco"].map(|name| voice::load(fakes(), name).unwrap());
    assert_eq!(spoken(&*fake, TEXT, 1.0), spoken(&*fake, TEXT, 1.0));
    assert_ne!(spoken(&*fake, TEXT, 1.0), spoken(&*eco, TEXT, 1.0));
    assert_ne!(fake.fingerprint(), eco.fingerprint());
    let ratio = spoken(&*fake, TEXT, 0.5).len() as f64 / spoken(&*fake, TEXT, 1.0).len() as f64;
    assert!((1.7..=2.0).contains(&ratio), "half the speed takes {ratio} times as long");
}

#[test]
#[cfg(target_os = "linux")]
fn the_platform_speaks() {
    let voices = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/voices"));
    let voice = match voice::load(voices, "platform") {
        Ok(voice) => voice,
        Err(e) if std::env::var("ALTAVOCE_REQUIRE_VOICE").is_err() => return eprintln!("skipped: {e}"),
        Err(e) => panic!("{e}"),
    };
    assert!(!voice.wants_phonemes());
    assert!(voice.fingerprint().contains("eSpeak"), "{}", voice.fingerprint());
    let samples = spoken(&*voice, TEXT, 1.0);
    let seconds = samples.len() as f64 / f64::from(SAMPLE_RATE);
    assert!((3.0..8.0).contains(&seconds), "{seconds} s");
    let measured = loudness(&samples);
    assert!((measured - voice.loudness()).abs() < 2.0, "{measured:.2} LUFS");
}
