//! An issue with music, made and read back; music to put in it; how loud and how alike sounds are.

use std::collections::BTreeMap;
use std::f64::consts::TAU;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use altavoce::manifest::{Manifest, MusicMade};
use altavoce::music::Part;
use altavoce::sound::Meter;
use altavoce_fourier::resample;
use serde_json::Value;

use crate::common::{self, altavoce, outsider};

pub const RATE: f64 = 24_000.0;

pub const ISSUE: &str = "---\ntitle: Prova di musica\nnumber: 1\n---\n\n# Prova di musica\n\n\
    Cominciamo da qui.\n\n## Uno\n\nIl mare è calmo.\n\n## Due\n\nLa terra è asciutta.\n";

/// A folder with an issue, a show and an output folder.
pub struct Workspace {
    pub folder: tempfile::TempDir,
}

impl Workspace {
    pub fn new() -> Workspace {
        let workspace = Workspace { folder: tempfile::tempdir().unwrap() };
        fs::write(workspace.path("001.md"), ISSUE).unwrap();
        workspace
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes the show with these lines under `[music]`; its pauses are as long as the settings say, to the sample.
    pub fn music(&self, lines: &str) {
        let show = format!(
            "title = \"Prove\"\nvoice = \"fake\"\nquote_voice = \"\"\ndisclosure = \"\"\nliveliness = 0\n[formats]\nopus = false\nm4a = false\n[music]\n{lines}\n"
        );
        fs::write(self.path("show.toml"), show).unwrap();
    }

    pub fn run(&self, output: &str) -> common::Run {
        let (issue, output) = (self.path("001.md"), self.path(output));
        altavoce(&["episode", issue.to_str().unwrap(), "-o", output.to_str().unwrap(), "--json"])
    }

    pub fn make(&self, output: &str) -> Episode {
        let run = self.run(output);
        assert_eq!(run.code, 0, "{run:?}");
        let made: Value = serde_json::from_str(&run.out).unwrap();
        Episode::read(Path::new(made["folder"].as_str().unwrap()))
    }
}

/// An episode read back.
pub struct Episode {
    pub folder: PathBuf,
    pub manifest: Manifest,
    pub samples: Vec<f32>,
}

impl Episode {
    pub fn read(folder: &Path) -> Episode {
        let mut wav = hound::WavReader::open(folder.join("episode.wav")).unwrap();
        let samples = wav.samples::<i16>().map(|s| f32::from(s.unwrap()) / 32_768.0).collect();
        Episode { folder: folder.to_path_buf(), manifest: Manifest::read(folder).unwrap(), samples }
    }

    pub fn parts(&self, part: Part) -> Vec<&MusicMade> {
        self.manifest.music.iter().filter(|m| m.part == part).collect()
    }

    pub fn heard(&self, start: f64, end: f64) -> &[f32] {
        &self.samples[at(start)..at(end)]
    }

    /// Every passage of one of `roles`.
    pub fn speech(&self, roles: &[&str]) -> Vec<(usize, usize)> {
        let passages = self.manifest.passages.iter().filter(|p| roles.contains(&p.role.name()));
        passages.map(|p| (at(p.start), at(p.end))).collect()
    }
}

pub fn at(seconds: f64) -> usize {
    (seconds * RATE).round() as usize
}

pub fn loudness(samples: &[f32]) -> f64 {
    Meter::measure(&samples.to_vec()).unwrap().loudness
}

/// Three seconds of music that is nowhere like itself, at 44.1 kHz on two channels that differ: a rising tone and bursts.
pub fn tune() -> &'static [[f32; 2]] {
    static TUNE: LazyLock<Vec<[f32; 2]>> = LazyLock::new(|| {
        let sample = |n: usize| {
            let t = n as f64 / 44_100.0;
            let rising = (TAU * (250.0 * t + 300.0 * t * t)).sin();
            let burst = (TAU * 1750.0 * t).sin() * if (t * 4.0).fract() < 0.3 { 1.0 } else { 0.1 };
            [(0.3 * rising + 0.1 * burst) as f32, (0.2 * rising + 0.2 * burst) as f32]
        };
        (0..132_300).map(sample).collect()
    });
    &TUNE
}

/// The tune as the episode's rate hears it.
pub fn heard_tune() -> &'static [f32] {
    static HEARD: LazyLock<Vec<f32>> = LazyLock::new(|| {
        let mono: Vec<f32> = tune().iter().map(|[l, r]| (l + r) / 2.0).collect();
        resample(&mono, 44_100, 24_000).unwrap()
    });
    &HEARD
}

pub fn write_wav(path: &Path, frames: &[[f32; 2]]) {
    let spec = hound::WavSpec {
        channels: 2,
        sample_rate: 44_100,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut wav = hound::WavWriter::create(path, spec).unwrap();
    frames.iter().flatten().for_each(|s| wav.write_sample((s * 32_767.0).round() as i16).unwrap());
    wav.finalize().unwrap();
}

/// The tune in a file that ffmpeg makes.
pub fn encoded(folder: &Path, name: &str, codec: &[&str]) {
    let wav = folder.join("tune-source.wav");
    write_wav(&wav, tune());
    let mut args = vec!["-v", "error", "-y", "-i", wav.to_str().unwrap()];
    args.extend(codec);
    let path = folder.join(name);
    args.push(path.to_str().unwrap());
    outsider("ffmpeg", &args);
}

/// How alike two sounds are at the best of `lags`: their correlation, 1 for the same at any level.
pub fn likeness(heard: &[f32], original: &[f32], lags: std::ops::RangeInclusive<usize>) -> (usize, f64) {
    let alike = |lag: usize| {
        let pairs = || heard[lag..].iter().zip(original).map(|(a, b)| (f64::from(*a), f64::from(*b)));
        let (ab, aa, bb) = pairs().fold((0.0, 0.0, 0.0), |s, (a, b)| (s.0 + a * b, s.1 + a * a, s.2 + b * b));
        (lag, ab / (aa * bb).sqrt())
    };
    lags.map(alike).max_by(|a, b| a.1.total_cmp(&b.1)).unwrap()
}

/// What ffmpeg's meter says of a file that is heard on two speakers.
pub fn ffmpeg_loudness(path: &Path) -> f64 {
    let file = path.to_str().unwrap();
    let said = outsider(
        "ffmpeg",
        &["-hide_banner", "-nostats", "-i", file, "-af", "ebur128=dualmono=true", "-f", "null", "-"],
    );
    let summary = &said[said.rfind("Summary:").unwrap()..];
    let behind = &summary[summary.find("I:").unwrap() + 2..];
    behind.split_whitespace().next().unwrap().parse().unwrap()
}

/// Every file below a folder.
pub fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap().flatten() {
        match entry.path() {
            path if path.is_dir() => found.extend(files(&path)),
            path => drop(found.insert(path.clone(), fs::read(path).unwrap())),
        }
    }
    found
}

/// The same issue without music, made once.
pub fn spoken() -> &'static Episode {
    static SPOKEN: LazyLock<(Workspace, Episode)> = LazyLock::new(|| {
        let workspace = Workspace::new();
        workspace.music("intro = \"none\"\nsting = \"none\"\noutro = \"none\"");
        let episode = workspace.make("output");
        (workspace, episode)
    });
    &SPOKEN.1
}

/// The passages of some roles in an episode: their speech alone, and what else is heard with it, at the episode's level.
/// The speech is known from the episode without music, but for the one gain that each episode has; that is heard where
/// there is never music.
pub fn taken_apart(episode: &Episode, roles: &[&str]) -> Vec<(Vec<f32>, Vec<f32>)> {
    let pairs = |roles: &[&str]| -> Vec<(&[f32], &[f32])> {
        let stretches = episode.speech(roles).into_iter().zip(spoken().speech(roles));
        stretches.map(|(a, b)| (&episode.samples[a.0..a.1], &spoken().samples[b.0..b.1])).collect()
    };
    let (mut both, mut square) = (0.0, 0.0);
    for (a, b) in pairs(&["text"]).into_iter().flat_map(|(a, b)| a.iter().zip(b)) {
        both += f64::from(*a) * f64::from(*b);
        square += f64::from(*b) * f64::from(*b);
    }
    let ratio = (both / square) as f32;
    let apart = |(a, b): (&[f32], &[f32])| {
        let speech: Vec<f32> = b.iter().map(|s| s * ratio).collect();
        let rest = a.iter().zip(&speech).map(|(a, s)| a - s).collect();
        (speech, rest)
    };
    pairs(roles).into_iter().map(apart).collect()
}

/// How far the bed is below the speech, in LU: over all the opening and closing, and in the worst of their passages.
pub fn distance(episode: &Episode) -> (f64, f64) {
    let passages = taken_apart(episode, &["opening", "closing"]);
    let whole = |n: usize| loudness(&passages.iter().flat_map(|p| [&p.0, &p.1][n].clone()).collect::<Vec<f32>>());
    let each = passages.iter().map(|(speech, bed)| loudness(speech) - loudness(bed));
    (whole(0) - whole(1), each.fold(f64::INFINITY, f64::min))
}

pub fn all_speech(episode: &Episode) -> f64 {
    let roles = ["opening", "text", "transition", "closing"];
    let passages = episode.speech(&roles);
    loudness(&passages.iter().flat_map(|(from, to)| episode.samples[*from..*to].to_vec()).collect::<Vec<f32>>())
}
