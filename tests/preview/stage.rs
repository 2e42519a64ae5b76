//! Episodes and issues to play, the sound device to play them on, and what it took.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use altavoce::manifest::{ChapterMade, Manifest};

use crate::common::{program, python, root};

/// The episode's samples a second.
pub const RATE: u32 = 24_000;
/// The virtual device's.
pub const DEVICE: u32 = 48_000;

/// A second of one tone and noise, then the next: any stretch of it is found in one place only.
pub fn sound(seconds: u32) -> Vec<i16> {
    let mut noise = 1u32;
    let mut next = || {
        noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        f64::from(noise >> 8) / f64::from(1 << 24) - 0.5
    };
    let mut low = 0.0;
    (0..seconds * RATE)
        .map(|n| {
            let tone = 200.0 + 37.0 * f64::from(n / RATE);
            low += 0.4 * (next() - low); // the noise loses its highs, as speech has few
            let wave = (std::f64::consts::TAU * tone * f64::from(n) / f64::from(RATE)).sin();
            ((0.3 * wave + 0.8 * low) * 20_000.0) as i16
        })
        .collect()
}

/// Makes an episode of three chapters that begin at 0, 2 and 5 seconds.
pub fn make_episode(folder: &Path, seconds: u32, change: impl FnOnce(&mut Manifest)) -> Vec<i16> {
    let samples = sound(seconds);
    fs::create_dir_all(folder).unwrap();
    let spec =
        hound::WavSpec { channels: 1, sample_rate: RATE, bits_per_sample: 16, sample_format: hound::SampleFormat::Int };
    let mut wav = hound::WavWriter::create(folder.join("episode.wav"), spec).unwrap();
    samples.iter().for_each(|s| wav.write_sample(*s).unwrap());
    wav.finalize().unwrap();
    let chapter = |title: &str, start: f64, end: f64| ChapterMade {
        title: title.into(),
        start,
        end,
        file: String::new(),
        line: 1,
        image: None,
        link: None,
    };
    let end = f64::from(seconds);
    let mut manifest = Manifest {
        altavoce: "0.1.0".into(),
        inputs: "0".into(),
        show: "Il Faro".into(),
        title: "Il mare".into(),
        subtitle: None,
        number: Some(22),
        season: None,
        date: None,
        published_at: None,
        kind: Default::default(),
        draft: false,
        author: None,
        description: None,
        slug: "il-mare".into(),
        tags: vec![],
        link: None,
        language: "it".into(),
        source: "022.md".into(),
        duration: end,
        samples: samples.len() as u64,
        sample_rate: RATE,
        loudness: -16.0,
        true_peak: -2.0,
        voices: vec![],
        disclosure: None,
        files: vec![],
        chapters: vec![chapter("Uno", 0.0, 2.0), chapter("Due", 2.0, 5.0), chapter("Tre", 5.0, end)],
        passages: vec![],
        music: vec![],
        cover: None,
    };
    change(&mut manifest);
    fs::write(folder.join("episode.json"), serde_json::to_vec(&manifest).unwrap()).unwrap();
    samples
}

/// An ALSA configuration of one sound device, at 48 kHz in two channels, whose sound goes to `capture`.
pub fn virtual_device(path: &Path, capture: &Path) {
    let config = format!(
        "pcm.!default {{\n type plug\n slave {{\n  format S16_LE\n  rate {DEVICE}\n  channels 2\n  pcm {{\n   \
         type file\n   format wav\n   file \"{}\"\n   slave.pcm {{ type null }}\n  }}\n }}\n}}\n",
        capture.display(),
    );
    fs::write(path, config).unwrap();
}

/// This test binary again, as [`child`], to play `folder` on the sound system of `config`.
pub fn command(folder: &Path, config: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--ignored", "--exact", "preview::child", "--nocapture", "--test-threads=1"]);
    command.env("PREVIEW_FOLDER", folder).env("ALSA_CONFIG_PATH", config).env("RUST_BACKTRACE", "0");
    command.stdin(Stdio::null());
    command
}

pub fn text(output: &Output) -> (String, String) {
    (String::from_utf8_lossy(&output.stdout).into(), String::from_utf8_lossy(&output.stderr).into())
}

/// False, with a word about it, where ALSA is not the sound system.
pub fn has_alsa() -> bool {
    let has = cfg!(target_os = "linux");
    if !has {
        println!("skipped: the virtual sound device needs ALSA, which is Linux's");
    }
    has
}

/// The left channel of what a device took.
pub fn captured(path: &Path) -> Vec<f64> {
    let bytes = fs::read(path).unwrap();
    // The plugin fills in the header's lengths when it is closed in good order only, so the samples are read directly.
    let data = bytes.windows(4).position(|w| w == b"data").unwrap() + 8;
    bytes[data..].chunks_exact(4).map(|frame| f64::from(i16::from_le_bytes([frame[0], frame[1]]))).collect()
}

/// The correlation of what was played with what was captured, `offset` frames later.
pub fn correlation(played: &[f64], captured: &[f64], offset: usize) -> f64 {
    let heard = &captured[offset..];
    let (mut ab, mut aa, mut bb) = (0.0, 0.0, 0.0);
    for (a, b) in played.iter().zip(heard) {
        (ab, aa, bb) = (ab + a * b, aa + a * a, bb + b * b);
    }
    ab / (aa * bb).sqrt().max(f64::MIN_POSITIVE)
}

/// The program itself, with the fake voices and the sound system of `config`.
pub fn altavoce(config: &Path, args: &[&str]) -> Command {
    let mut command = program();
    command.args(args).env("ALTAVOCE_VOICES", root("tests/voices")).env("ALSA_CONFIG_PATH", config);
    command.stdin(Stdio::null());
    command
}

/// Runs `child` in a pseudo-terminal of so many columns; `steps` are what `terminal.py` takes. What it says of it.
pub fn in_terminal(child: &Command, columns: u16, steps: &serde_json::Value) -> serde_json::Value {
    let mut run = Command::new(python());
    run.arg(root("tests/preview/terminal.py")).arg(steps.to_string()).arg(columns.to_string());
    run.arg(child.get_program()).args(child.get_args());
    child.get_envs().filter_map(|(key, value)| value.map(|v| (key, v))).for_each(|(key, value)| {
        run.env(key, value);
    });
    let output = run.output().expect("run .ci/setup.sh test first");
    assert!(output.status.success(), "{}", text(&output).1);
    serde_json::from_slice(&output.stdout).unwrap()
}

/// A WAV at the device's rate in two channels, from `from` seconds, by ffmpeg's resampler; its left channel.
pub fn at_device_rate(wav: &Path, from: f64) -> Vec<f64> {
    let resampled = wav.with_extension("resampled.wav");
    let run = Command::new("ffmpeg")
        .args(["-v", "error", "-y", "-ss", &from.to_string(), "-i"])
        .arg(wav)
        .args(["-ar", &DEVICE.to_string(), "-ac", "2"])
        .arg(&resampled)
        .status()
        .expect("run .ci/setup.sh test first");
    assert!(run.success());
    captured(&resampled)
}

/// Where `expected` begins in `capture`, and the correlation over its whole length.
pub fn found(expected: &[f64], capture: &[f64]) -> (usize, f64) {
    assert!(capture.len() > expected.len(), "only {} of {} frames were captured", capture.len(), expected.len());
    // Where the sound begins is near its place; the best offset is looked for around it.
    let sounding = |of: &[f64]| of.iter().position(|s| s.abs() > 50.0).unwrap();
    let begin = sounding(capture).saturating_sub(sounding(expected));
    let probe = &expected[..expected.len().min(sounding(expected) + 9_600)];
    let offsets = begin.saturating_sub(400)..(begin + 400).min(capture.len() - expected.len());
    let best = offsets.map(|o| (correlation(probe, capture, o), o)).max_by(|a, b| a.0.total_cmp(&b.0));
    let (_, offset) = best.unwrap();
    (offset, correlation(expected, capture, offset))
}

/// The samples of a mono 16-bit WAV.
pub fn samples(wav: &Path) -> Vec<i16> {
    hound::WavReader::open(wav).unwrap().samples::<i16>().map(Result::unwrap).collect()
}
