//! Sentences in words (no digits, a line each) from standard input to WAV files and a table of phonemes.
//!
//!     cargo run --release -p altavoce-speech --example say_lines sara FOLDER < sentences.txt
//!
//! Voices are looked for in `voices`, or where `ALTAVOCE_VOICES` says. The files are as the voice gives them: joined, trimmed
//! and not levelled. What sounds wrong and is spoken again is told on standard error.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::{env, fs, io};

use altavoce_base::error::{Error, Result};
use altavoce_sound::SAMPLE_RATE;
use altavoce_speech::cache::Cache;
use altavoce_speech::phonemes::Phonemizer;
use altavoce_speech::pronunciation::Lexicon;
use altavoce_speech::pronunciation::pronounce;
use altavoce_speech::synthesis::{self, Job};
use altavoce_speech::voice::{Delivery, Utterance, Voices};
use hound::{SampleFormat, WavSpec, WavWriter};

/// Tells on standard error what the library tells.
struct Told;

impl log::Log for Told {
    fn enabled(&self, metadata: &log::Metadata) -> bool {
        metadata.level() <= log::Level::Warn
    }

    fn log(&self, record: &log::Record) {
        if self.enabled(record.metadata()) {
            eprintln!("{}", record.args());
        }
    }

    fn flush(&self) {}
}

fn main() -> ExitCode {
    if log::set_logger(&Told).is_ok() {
        log::set_max_level(log::LevelFilter::Warn);
    }
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("{e}");
            ExitCode::from(e.kind.exit_code())
        }
    }
}

fn run() -> Result<()> {
    let mut arguments = env::args().skip(1);
    let (Some(voice), Some(folder)) = (arguments.next(), arguments.next().map(PathBuf::from)) else {
        return Err(
            Error::usage("a voice and a folder are needed").fix("name an installed voice and where the WAVs go")
        );
    };
    let text = io::read_to_string(io::stdin()).map_err(|e| Error::io("read", "standard input", e))?;
    let sentences: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    let voices = env::var_os("ALTAVOCE_VOICES").unwrap_or_else(|| "voices".into());
    let voice = Voices::new(voices).load(&voice)?;

    let lexicon = Lexicon::default();
    let said: Vec<_> = sentences.iter().map(|sentence| pronounce(sentence, &lexicon)).collect();
    let phonemes = Phonemizer::find()?.phonemize(&said)?;
    let jobs: Arc<[Job]> = sentences
        .iter()
        .zip(phonemes)
        .map(|(text, phonemes)| {
            Job::new(voice.clone(), Utterance { text: text.to_string(), phonemes, delivery: Delivery::default() }, 1.0)
        })
        .collect();

    fs::create_dir_all(&folder).map_err(|e| Error::io("make", &folder, e))?;
    let cache = Cache::open(&folder.join(".cache"))?;
    let todo = synthesis::missing(&jobs, &cache);
    synthesis::synthesize(&jobs, todo, &cache, synthesis::workers(), &AtomicBool::new(false), |_| Ok(()))?;
    let mut table = String::from("file\tspoken\tphonemes\tseconds\n");
    for (n, job) in jobs.iter().enumerate() {
        let samples = cache.load(&job.key).map(|speech| speech.samples).unwrap_or_default();
        let name = format!("{n:03}.wav");
        write(&folder.join(&name), &samples)?;
        let seconds = samples.len() as f64 / f64::from(SAMPLE_RATE);
        // Writing to a String cannot fail.
        let _ = writeln!(table, "{name}\t{}\t{}\t{seconds:.3}", job.utterance.text, job.utterance.phonemes);
    }
    let path: &Path = &folder.join("lines.tsv");
    fs::write(path, table).map_err(|e| Error::io("write", path, e))
}

/// Floats, for voices go beyond ±1.
fn write(path: &Path, samples: &[f32]) -> Result<()> {
    let spec =
        WavSpec { channels: 1, sample_rate: SAMPLE_RATE, bits_per_sample: 32, sample_format: SampleFormat::Float };
    let written = WavWriter::create(path, spec).and_then(|mut wav| {
        samples.iter().try_for_each(|sample| wav.write_sample(*sample))?;
        wav.finalize()
    });
    written.map_err(|e| Error::operator(format!("the sound cannot be written: {e}")).in_file(path))
}
