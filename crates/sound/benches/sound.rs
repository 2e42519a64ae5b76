//! Times levelling and writing: `cargo bench -p altavoce-sound --bench sound -- [MINUTES]`, 15 without. Prints the time of each step and
//! the most memory that was ever used, which must not grow with the minutes.

use std::sync::atomic::AtomicBool;
use std::time::Instant;

use altavoce_base::error::Result;
use altavoce_sound::Loudness;
use altavoce_sound::{
    EpisodeFiles, Ffmpeg, Marker, Meter, Mp3File, OpusFile, Tags, Track, WavFile, normalize, write_episode,
};

#[path = "../tests/sound/signals.rs"]
#[allow(dead_code)]
mod signals;

fn main() -> Result<()> {
    let minutes = std::env::args().find_map(|a| a.parse().ok()).unwrap_or(15);
    let track = Repeated { sound: signals::speech(60.0), times: minutes };
    let folder = tempfile::tempdir().map_err(|e| altavoce_base::error::Error::io("make", "a folder", e))?;
    let at = |name: &str| folder.path().join(name);
    println!("{minutes} minutes of sound");

    timed("meter", || Meter::measure(&track).map(drop))?;
    let levelled = timed("level", || normalize(&track, &Loudness::default()))?;
    println!("  {:.2} LUFS, {:.2} dBFS, gain {:.2} dB", levelled.loudness(), levelled.true_peak(), levelled.gain());
    timed("play levelled", || levelled.play(&mut |_| Ok(())))?;
    timed("WAV alone", || {
        let mut wav = WavFile::create(&at("alone.wav"))?;
        levelled.play(&mut |block| wav.write(block))?;
        wav.finish(&[], None)
    })?;
    timed("MP3 alone", || {
        let mut mp3 = Mp3File::create(&at("alone.mp3"), &Tags::default())?;
        levelled.play(&mut |block| mp3.write(block))?;
        mp3.finish()
    })?;
    timed("Opus alone", || {
        let mut opus = OpusFile::create(&at("alone.opus"), &Tags::default())?;
        levelled.play(&mut |block| opus.write(block))?;
        opus.finish()
    })?;

    let end = levelled.samples();
    let marker = |n: u64| Marker { title: format!("Capitolo {n}"), start: end * n / 5, end: end * (n + 1) / 5 };
    let tags = Tags { title: "Prova".into(), chapters: (0..5).map(marker).collect(), ..Tags::default() };
    let chapters: Vec<_> = (0..5).map(|n| at(&format!("{n}.wav"))).collect();
    let (wav, mp3, opus) = (at("episode.wav"), at("episode.mp3"), at("episode.opus"));
    timed("everything", || {
        let files = EpisodeFiles { wav: &wav, chapters: &chapters, mp3: &mp3, opus: Some(&opus) };
        write_episode(&levelled, &files, &tags)
    })?;
    if let Ok(ffmpeg) = Ffmpeg::find() {
        timed("M4A of the WAV", || ffmpeg.m4a(&wav, &at("episode.m4a"), &tags, &AtomicBool::new(false)))?;
    }
    if let Some(memory) = peak_memory() {
        println!("peak memory {memory}");
    }
    Ok(())
}

/// A sound over and over, for episodes that would not fit in memory.
struct Repeated {
    sound: Vec<f32>,
    times: usize,
}

impl Track for Repeated {
    fn play(&self, sink: &mut dyn FnMut(&[f32]) -> Result<()>) -> Result<()> {
        (0..self.times).try_for_each(|_| self.sound.play(sink))
    }
}

fn timed<T>(name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    let start = Instant::now();
    let result = work();
    println!("{name:>14} {:7.2} s", start.elapsed().as_secs_f64());
    result
}

/// The most memory that this process has had, where the system tells.
fn peak_memory() -> Option<String> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    status.lines().find_map(|line| line.strip_prefix("VmHWM:")).map(|size| size.trim().to_string())
}
