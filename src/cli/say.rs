//! `altavoce say`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use altavoce_base::disclosure::Disclosure;
use altavoce_base::error::{Error, Kind, Result};
use altavoce_base::files;
use altavoce_base::tr;
use altavoce_italian as italian;
use altavoce_italian::Spoken;
use altavoce_sound as sound;
use altavoce_sound::Loudness;
use altavoce_sound::mastering::MasteringSettings;
use altavoce_sound::{FileFormat, Tags, Track};
use altavoce_speech::cache::Cache;
use altavoce_speech::pronunciation::pronounce;
use altavoce_speech::synthesis::{self, Job};
use altavoce_speech::voice::{Delivery, Utterance};
use clap::Args;
use serde_json::json;

use super::{Common, Io, ShowFile, note, print};
use crate::preview::{self, Observer, PlaybackStatus};
use crate::project::Project;

#[derive(Debug, Args)]
pub struct Options {
    /// What to say
    #[arg(required_unless_present = "lines", conflicts_with = "lines")]
    text: Option<String>,
    /// Say each line of standard input that is not blank into 000.wav, 001.wav … of the folder given with -o
    #[arg(long, requires = "output")]
    lines: bool,
    /// The voice; `platform:NAME` is one of the system's [default: the show's]
    #[arg(long, value_name = "NAME")]
    voice: Option<String>,
    #[command(flatten)]
    show: ShowFile,
    /// Speaking rate, 0.7 to 1.5: 1.0 is the voice's own pace; the pitch stays
    #[arg(long, value_name = "RATE", default_value_t = 1.0, value_parser = super::rate)]
    speed: f32,
    /// The file to write, .wav, .mp3, .opus or .m4a, or the folder with --lines; without it the phrase is played
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,
}

/// A phrase and where it comes from.
struct Phrase {
    written: String,
    /// The line of standard input, from 1.
    line: Option<u32>,
}

pub fn run(options: &Options, common: &Common, io: &mut Io) -> Result<()> {
    let phrases = match &options.text {
        Some(text) => vec![Phrase { written: text.clone(), line: None }],
        None => lines(io)?,
    };
    let project = options.show.read(&options.show.folder(), common)?;
    let voice = options.voice.as_deref().unwrap_or(&project.show.voice.name);
    let sound = &project.show.sound;
    let jobs = jobs(&phrases, voice, options.speed, &project)?;
    let format = match &options.output {
        None => require_device().map(|()| FileFormat::Wav)?,
        Some(_) if options.lines => FileFormat::Wav,
        Some(path) => FileFormat::of(path)?,
    };
    let scratch = tempfile::tempdir().map_err(|e| Error::io(tr!("make"), std::env::temp_dir(), e))?;
    let cache = Cache::open(scratch.path())?;
    let todo = synthesis::missing(&jobs, &cache);
    // Each phrase is written as soon as it is spoken, wherever it stands: what is there when a run ends early is whole.
    let mut seconds = vec![0.0; jobs.len()];
    let folder = options.output.as_ref().filter(|_| options.lines);
    synthesis::synthesize(&jobs, todo, &cache, synthesis::workers(), io.stop, |done| {
        let Some(folder) = folder else { return Ok(()) };
        let samples = phrase(&cache, &jobs[done.job], sound)?;
        for n in (0..jobs.len()).filter(|&n| jobs[n].key == jobs[done.job].key) {
            seconds[n] = write(&samples, &format, &folder.join(format!("{n:03}.wav")), "", io.stop)?;
        }
        Ok(())
    })?;
    match &options.output {
        None => play(&phrase(&cache, &jobs[0], sound)?, scratch.path(), io),
        Some(path) if options.lines => {
            let mut table = String::from("file\tspoken\tphonemes\tseconds\n");
            for (n, (job, seconds)) in jobs.iter().zip(seconds).enumerate() {
                let Utterance { text, phonemes, .. } = &job.utterance;
                let spoken = text.split_whitespace().collect::<Vec<_>>().join(" ");
                // Writing to a String cannot fail.
                let _ = writeln!(table, "{n:03}.wav\t{spoken}\t{phonemes}\t{seconds:.3}");
            }
            files::write_whole(&path.join("lines.tsv"), table.as_bytes())?;
            done(path, jobs.len(), common, io)
        }
        Some(path) => {
            write(&phrase(&cache, &jobs[0], sound)?, &format, path, &phrases[0].written, io.stop)?;
            if common.verbose {
                note(io, &format!("{}\n{}", jobs[0].utterance.text, jobs[0].utterance.phonemes));
            }
            done(path, 1, common, io)
        }
    }
}

/// Speaks one phrase for another command: plays it, or writes it to a file.
pub fn phrase_of(text: &str, voice: &str, project: &Project, output: Option<&Path>, io: &mut Io) -> Result<()> {
    let jobs = jobs(&[Phrase { written: text.to_string(), line: None }], voice, project.show.speed, project)?;
    let format = match output {
        None => require_device().map(|()| FileFormat::Wav)?,
        Some(path) => FileFormat::of(path)?,
    };
    let scratch = tempfile::tempdir().map_err(|e| Error::io(tr!("make"), std::env::temp_dir(), e))?;
    let cache = Cache::open(scratch.path())?;
    synthesis::synthesize(&jobs, vec![0], &cache, 1, io.stop, |_| Ok(()))?;
    let samples = phrase(&cache, &jobs[0], &project.show.sound)?;
    match output {
        Some(path) => write(&samples, &format, path, text, io.stop).map(drop),
        None => play(&samples, scratch.path(), io),
    }
}

/// Whether a phrase can be heard: asked before it is spoken, which may take minutes.
fn require_device() -> Result<()> {
    preview::probe_device().map(drop).map_err(or_write_it)
}

fn play(samples: &Vec<f32>, scratch: &Path, io: &Io) -> Result<()> {
    let path = scratch.join("phrase.wav");
    write(samples, &FileFormat::Wav, &path, "", io.stop)?;
    preview::play_file(&path, &mut Interruptible(io.stop)).map(drop).map_err(or_write_it)
}

fn or_write_it(e: Error) -> Error {
    match e.kind {
        Kind::Operator => e.fix(tr!("choose one in the system's sound settings, or write the phrase with -o FILE.wav")),
        _ => e,
    }
}

/// Each phrase as a job: Italian, phonemes, voice.
fn jobs(phrases: &[Phrase], voice: &str, speed: f32, project: &Project) -> Result<Arc<[Job]>> {
    let spoken: Vec<Spoken> = phrases.iter().map(|p| italian::verbalize_with(&project.tables, &p.written)).collect();
    if let Some(n) = spoken.iter().position(|s| !s.text.contains(char::is_alphabetic)) {
        let e = Error::usage(tr!("there is nothing to say in «{written}»", written = phrases[n].written))
            .fix(tr!("give it some words"));
        return Err(match phrases[n].line {
            Some(line) => e.at(tr!("standard input"), line),
            None => e,
        });
    }
    let voice = project.load_voice(voice)?;
    let phonemes = if voice.wants_phonemes() {
        let said: Vec<_> = spoken.iter().map(|s| pronounce(&s.spaced, &project.lexicon)).collect();
        project.phonemizer()?.phonemize(&said)?
    } else {
        vec![String::new(); spoken.len()]
    };
    let jobs = spoken.into_iter().zip(phonemes).zip(phrases).map(|((s, phonemes), phrase)| {
        let mut job =
            Job::new(Arc::clone(&voice), Utterance { text: s.text, phonemes, delivery: Delivery::default() }, speed);
        job.place = phrase.line.map(|line| (tr!("standard input").into(), line));
        job
    });
    Ok(jobs.collect())
}

/// A phrase as the show has it mastered.
fn phrase(cache: &Cache, job: &Job, sound: &MasteringSettings) -> Result<Vec<f32>> {
    let vanished = || Error::operator(tr!("a spoken phrase vanished from the temporary folder")).fix(tr!("try again"));
    let mut samples = cache.load(&job.key).ok_or_else(vanished)?.samples;
    sound.of(job.voice.mastering()).apply(&mut samples);
    Ok(samples)
}

/// The lines of standard input that are not blank.
fn lines(io: &mut Io) -> Result<Vec<Phrase>> {
    let mut bytes = Vec::new();
    io.stdin.read_to_end(&mut bytes).map_err(|e| Error::io(tr!("read"), tr!("standard input"), e))?;
    let text = String::from_utf8(bytes).map_err(|e| {
        let line = 1 + e.as_bytes()[..e.utf8_error().valid_up_to()].iter().filter(|b| **b == b'\n').count() as u32;
        Error::author(tr!("not UTF-8")).at(tr!("standard input"), line).fix(tr!("convert it to UTF-8"))
    })?;
    let numbered = text.lines().zip(1..).filter(|(l, _)| !l.trim().is_empty());
    let phrases: Vec<_> = numbered.map(|(l, n)| Phrase { written: l.to_string(), line: Some(n) }).collect();
    if phrases.is_empty() {
        return Err(Error::usage(tr!("standard input has no line to say")).fix(tr!("pipe some text in")));
    }
    Ok(phrases)
}

/// Nobody watches a phrase being played, but Ctrl-C ends it.
struct Interruptible<'a>(&'a AtomicBool);

impl Observer for Interruptible<'_> {
    fn update(&mut self, _: &PlaybackStatus) {}

    fn interrupted(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

fn levelled(phrase: &Vec<f32>) -> Result<Vec<f32>> {
    let mut samples = Vec::with_capacity(phrase.len());
    sound::normalize(phrase, &Loudness::default())?.play(&mut |block| {
        samples.extend_from_slice(block);
        Ok(())
    })?;
    Ok(samples)
}

/// Levels and writes a phrase, called `title`; its length in seconds.
fn write(phrase: &Vec<f32>, format: &FileFormat, path: &Path, title: &str, stop: &AtomicBool) -> Result<f64> {
    let tags = Tags { title: title.to_string(), disclosure: Some(Disclosure::synthetic("")), ..Tags::default() };
    format.write(&levelled(phrase)?, &tags, path, stop)
}

fn done(path: &Path, phrases: usize, common: &Common, io: &mut Io) -> Result<()> {
    match (common.json, common.quiet) {
        (true, _) => print(io, &format!("{:#}\n", json!({ "output": path, "phrases": phrases }))),
        (false, true) => Ok(()),
        (false, false) => print(io, &format!("{}\n", path.display())),
    }
}
