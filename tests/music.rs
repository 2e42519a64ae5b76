//! Episodes with music: every format, where it lies, how far the bed stays below the voice, and what is said of bad files.

mod common;

use std::collections::BTreeMap;
use std::f64::consts::TAU;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use altavoce::episode::manifest::{Manifest, MusicMade};
use altavoce::music::{Part, compose};
use altavoce::sound::{Meter, resample};
use common::{altavoce, outsider, outsider_json};
use serde_json::Value;

const RATE: f64 = 24_000.0;

const ISSUE: &str = "---\ntitle: Prova di musica\nnumber: 1\n---\n\n# Prova di musica\n\n\
    Cominciamo da qui.\n\n## Uno\n\nIl mare è calmo.\n\n## Due\n\nLa terra è asciutta.\n";

/// A folder with an issue, a show and an output folder.
struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Desk {
        let desk = Desk { folder: tempfile::tempdir().unwrap() };
        fs::write(desk.path("001.md"), ISSUE).unwrap();
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes the show with these lines under `[music]`.
    fn music(&self, lines: &str) {
        let show = format!(
            "title = \"Prove\"\nvoice = \"fake\"\nquote_voice = \"\"\ndisclosure = \"\"\n[formats]\nopus = false\nm4a = false\n[music]\n{lines}\n"
        );
        fs::write(self.path("show.toml"), show).unwrap();
    }

    fn run(&self, output: &str) -> common::Run {
        let (issue, output) = (self.path("001.md"), self.path(output));
        altavoce(&["episode", issue.to_str().unwrap(), "-o", output.to_str().unwrap(), "--json"])
    }

    fn make(&self, output: &str) -> Episode {
        let run = self.run(output);
        assert_eq!(run.code, 0, "{run:?}");
        let made: Value = serde_json::from_str(&run.out).unwrap();
        Episode::read(Path::new(made["folder"].as_str().unwrap()))
    }
}

/// An episode read back.
struct Episode {
    folder: PathBuf,
    manifest: Manifest,
    samples: Vec<f32>,
}

impl Episode {
    fn read(folder: &Path) -> Episode {
        let mut wav = hound::WavReader::open(folder.join("episode.wav")).unwrap();
        let samples = wav.samples::<i16>().map(|s| f32::from(s.unwrap()) / 32_768.0).collect();
        Episode { folder: folder.to_path_buf(), manifest: Manifest::read(folder).unwrap(), samples }
    }

    fn parts(&self, part: Part) -> Vec<&MusicMade> {
        self.manifest.music.iter().filter(|m| m.part == part).collect()
    }

    fn heard(&self, start: f64, end: f64) -> &[f32] {
        &self.samples[at(start)..at(end)]
    }

    /// Every passage of one of `roles`.
    fn speech(&self, roles: &[&str]) -> Vec<(usize, usize)> {
        let passages = self.manifest.passages.iter().filter(|p| roles.contains(&p.role.as_str()));
        passages.map(|p| (at(p.start), at(p.end))).collect()
    }
}

fn at(seconds: f64) -> usize {
    (seconds * RATE).round() as usize
}

fn loudness(samples: &[f32]) -> f64 {
    Meter::read(&samples.to_vec()).unwrap().loudness
}

/// Three seconds of music that is nowhere like itself, at 44.1 kHz on two channels that differ: a rising tone and bursts.
fn tune() -> &'static [[f32; 2]] {
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
fn heard_tune() -> &'static [f32] {
    static HEARD: LazyLock<Vec<f32>> = LazyLock::new(|| {
        let mono: Vec<f32> = tune().iter().map(|[l, r]| (l + r) / 2.0).collect();
        resample(&mono, 44_100, 24_000).unwrap()
    });
    &HEARD
}

fn write_wav(path: &Path, frames: &[[f32; 2]]) {
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
fn encoded(folder: &Path, name: &str, codec: &[&str]) {
    let wav = folder.join("tune-source.wav");
    write_wav(&wav, tune());
    let mut args = vec!["-v", "error", "-y", "-i", wav.to_str().unwrap()];
    args.extend(codec);
    let path = folder.join(name);
    args.push(path.to_str().unwrap());
    outsider("ffmpeg", &args);
}

/// How alike two sounds are at the best of `lags`: their correlation, 1 for the same at any level.
fn likeness(heard: &[f32], original: &[f32], lags: std::ops::RangeInclusive<usize>) -> (usize, f64) {
    let alike = |lag: usize| {
        let pairs = || heard[lag..].iter().zip(original).map(|(a, b)| (f64::from(*a), f64::from(*b)));
        let (ab, aa, bb) = pairs().fold((0.0, 0.0, 0.0), |s, (a, b)| (s.0 + a * b, s.1 + a * a, s.2 + b * b));
        (lag, ab / (aa * bb).sqrt())
    };
    lags.map(alike).max_by(|a, b| a.1.total_cmp(&b.1)).unwrap()
}

/// What ffmpeg's meter says of a file that is heard on two speakers.
fn ffmpeg_loudness(path: &Path) -> f64 {
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
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
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
fn spoken() -> &'static Episode {
    static SPOKEN: LazyLock<(Desk, Episode)> = LazyLock::new(|| {
        let desk = Desk::new();
        desk.music("intro = \"none\"\nsting = \"none\"\noutro = \"none\"");
        let episode = desk.make("output");
        (desk, episode)
    });
    &SPOKEN.1
}

/// The passages of some roles in an episode: their speech alone, and what else is heard with it, at the episode's level.
/// The speech is known from the episode without music, but for the one gain that each episode has; that is heard where
/// there is never music.
fn taken_apart(episode: &Episode, roles: &[&str]) -> Vec<(Vec<f32>, Vec<f32>)> {
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
fn distance(episode: &Episode) -> (f64, f64) {
    let passages = taken_apart(episode, &["opening", "closing"]);
    let whole = |n: usize| loudness(&passages.iter().flat_map(|p| [&p.0, &p.1][n].clone()).collect::<Vec<f32>>());
    let each = passages.iter().map(|(speech, bed)| loudness(speech) - loudness(bed));
    (whole(0) - whole(1), each.fold(f64::INFINITY, f64::min))
}

fn all_speech(episode: &Episode) -> f64 {
    let roles = ["opening", "text", "transition", "closing"];
    let passages = episode.speech(&roles);
    loudness(&passages.iter().flat_map(|(from, to)| episode.samples[*from..*to].to_vec()).collect::<Vec<f32>>())
}

#[test]
fn every_format_is_heard_where_the_manifest_says() {
    // name, how ffmpeg makes it, the least likeness, the most samples at 24 kHz by which the format itself is late
    let rows: [(&str, &[&str], f64, usize); 7] = [
        ("a.wav", &["-c:a", "pcm_s16le"], 0.9999, 0),
        ("b.wav", &["-c:a", "pcm_s24le"], 0.9999, 0),
        ("c.wav", &["-c:a", "pcm_f32le", "-ar", "48000"], 0.999, 0),
        ("d.flac", &[], 0.9999, 0),
        ("e.mp3", &["-b:a", "128k"], 0.99, 0),
        // An M4A does not tell its decoder about the 1024 samples (or twice that) with which AAC begins.
        ("f.m4a", &["-c:a", "aac", "-b:a", "128k"], 0.98, 1200),
        ("g.ogg", &["-c:a", "libvorbis", "-q:a", "5"], 0.98, 0),
    ];
    let desk = Desk::new();
    let mut wrong = Vec::new();
    for (name, codec, least, late) in rows {
        encoded(desk.folder.path(), name, codec);
        desk.music(&format!(
            "intro = \"{name}\"\nsting = \"{name}\"\noutro = \"{name}\"\nbed = \"{name}\"\nbed_under = 15\nfade_in = 0\nfade_out = 0"
        ));
        let episode = desk.make("output");
        let original = heard_tune();
        let beds = episode.parts(Part::Bed);
        let signals = [Part::Intro, Part::Sting, Part::Outro].map(|part| episode.parts(part)).concat();
        if (signals.len(), beds.len()) != (4, 2) {
            wrong.push(format!("{name}: {:?}", episode.manifest.music));
        }
        for cue in signals {
            // Where the bed is heard with it, only what is before or behind that.
            let from = if cue.part == Part::Outro { 25_000 } else { 0 };
            let to = if cue.part == Part::Intro { 46_000 } else { 70_000 };
            let heard = episode.heard(cue.start, cue.end);
            let (lag, alike) = likeness(&heard[from..], &original[from..to - late], 0..=late);
            if alike < least || heard.len().abs_diff(original.len()) > 2 * late {
                wrong.push(format!("{name}: {cue:?} at {lag}: {alike:.5}, {} samples", heard.len()));
            }
        }
        // The bed came in under the end of the intro, from its own start; a moment later it goes down.
        let bed = &episode.samples[at(beds[0].start) + 24_000..][..6000];
        let (lag, alike) = likeness(bed, &original[24_000..30_000 - late], 0..=late);
        if alike < least {
            wrong.push(format!("{name}: bed at {lag}: {alike:.5}"));
        }
        let (whole, worst) = distance(&episode);
        if whole < 15.0 || worst < 15.0 {
            wrong.push(format!("{name}: the bed is {whole:.2} LU under the speech, {worst:.2} at worst"));
        }
        let loud = ffmpeg_loudness(&episode.folder.join("episode.wav"));
        if (loud + 16.0).abs() > 0.3 {
            wrong.push(format!("{name}: {loud} LUFS"));
        }
        println!("{name}: bed {whole:.2} LU under the speech, {worst:.2} at worst; {loud} LUFS");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_bed_makes_room_for_the_voice_and_comes_back() {
    let desk = Desk::new();
    let mut wrong = Vec::new();
    for (under, level) in [(15.0, -6.0), (20.0, -10.0), (40.0, 0.0)] {
        desk.music(&format!(
            "intro = \"none\"\noutro = \"none\"\nbed = \"altavoce\"\nbed_under = {under}\nbed_level = {level}\n"
        ));
        let episode = desk.make("output");
        let (whole, worst) = distance(&episode);
        println!("bed_under = {under}: {whole:.2} LU, {worst:.2} at worst");
        if !(under..under + 8.0).contains(&whole) || worst < under {
            wrong.push(format!("bed_under = {under}: {whole:.2}, {worst:.2} at worst"));
        }
        // Before the first word and behind the last nobody speaks.
        let (first, last) = (&episode.manifest.passages[0], episode.manifest.passages.last().unwrap());
        let speech = all_speech(&episode);
        for (from, to) in [(first.start - 0.8, first.start - 0.2), (last.end + 0.4, last.end + 1.0)] {
            let up = loudness(episode.heard(from, to)) - speech;
            println!("bed_level = {level}: {up:.2}");
            if (up - level).abs() > 4.0 {
                wrong.push(format!("bed_level = {level}: {up:.2}"));
            }
        }
        // Other words have no bed under them, but for the second in which it comes in or goes out.
        let text = taken_apart(&episode, &["text"]);
        let left = loudness(&text[1].1);
        if left > -65.0 {
            wrong.push(format!("the bed goes on: {left}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_markers_are_right_to_the_sample() {
    let desk = Desk::new();
    let mut wrong = Vec::new();
    encoded(desk.folder.path(), "lunga.flac", &[]);
    let shows = [
        ("", 0.3 + 3.4 + 0.4, 2.0, 0.4 + 4.6 + 0.8),
        ("intro = \"none\"\noutro = \"\"", 0.3, 2.0, 0.8),
        ("intro = \"none\"\noutro = \"none\"\nbed = \"altavoce\"", 0.3 + 2.0, 2.0, 2.0 + 0.8),
        // A sting that is longer than the pause makes it longer.
        ("sting = \"lunga.flac\"", 0.3 + 3.4 + 0.4, 0.4 + 3.0 + 0.4, 0.4 + 4.6 + 0.8),
        ("intro = \"none\"\nsting = \"none\"\noutro = \"none\"", 0.3, 2.0, 0.8),
    ];
    for (lines, lead, pause, trail) in shows {
        desk.music(lines);
        let episode = desk.make("output");
        let manifest = &episode.manifest;
        let mut said = |what: String| wrong.push(format!("{lines:?}: {what}"));
        let first = |chapter: usize| manifest.passages.iter().find(|p| p.chapter == chapter).unwrap();
        let last = |chapter: usize| manifest.passages.iter().rfind(|p| p.chapter == chapter).unwrap();
        if at(first(0).start) != at(lead) || manifest.chapters[0].start != 0.0 {
            said(format!("the first word is at {}", first(0).start));
        }
        let end = manifest.chapters.len() - 1;
        if at(last(end).end) + at(trail) != episode.samples.len() || episode.samples.len() as u64 != manifest.samples {
            said(format!("the last word ends at {} of {}", last(end).end, manifest.duration));
        }
        for (n, pair) in manifest.chapters.windows(2).enumerate() {
            let (word, next) = (at(last(n).end), at(first(n + 1).start));
            if at(pair[0].end) != next || at(pair[1].start) != next || next - word != at(pause) {
                said(format!("chapter {}: {pair:?}, {word} {next}", n + 2));
            }
            // The sting in the middle, and silence to the sample around it.
            let sting = episode.parts(Part::Sting).into_iter().find(|s| at(s.start) >= word && at(s.end) <= next);
            let quiet = |from: usize, to: usize| episode.samples[from..to].iter().all(|s| s.abs() < 1e-4);
            match sting {
                Some(s) if (at(s.start) - word).abs_diff(next - at(s.end)) > 1 => said(format!("{s:?} is off")),
                Some(s) if !quiet(word, at(s.start)) || !quiet(at(s.end), next) => said(format!("no silence: {s:?}")),
                Some(s) if loudness(episode.heard(s.start, s.end)) < -30.0 => said(format!("{s:?} is not heard")),
                None if lines.contains("sting = \"none\"") && quiet(word, next) => {}
                Some(_) => {}
                None => said(format!("no sting before chapter {}", n + 2)),
            }
        }
        for (file, tolerance) in [("episode.wav", 0.5 / RATE), ("episode.mp3", 0.000_51)] {
            let path = episode.folder.join(file);
            let probe =
                outsider_json("ffprobe", &["-v", "error", "-of", "json", "-show_chapters", path.to_str().unwrap()]);
            let starts: Vec<f64> = probe["chapters"].as_array().unwrap().iter().map(start_of).collect();
            let told: Vec<f64> = manifest.chapters.iter().map(|c| c.start).collect();
            let near = starts.iter().zip(&told).all(|(a, b)| (a - b).abs() <= tolerance + 1e-6);
            if starts.len() != told.len() || !near {
                said(format!("{file}: {starts:?} is not {told:?}"));
            }
        }
        for chapter in &manifest.chapters {
            let wav = hound::WavReader::open(episode.folder.join(&chapter.file)).unwrap();
            if wav.duration() as usize != at(chapter.end) - at(chapter.start) {
                said(format!("{} has {} samples", chapter.file, wav.duration()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn start_of(chapter: &Value) -> f64 {
    let number = |key: &str| -> f64 {
        let text = chapter["time_base"].as_str().unwrap();
        let (above, below) = text.split_once('/').unwrap();
        chapter[key].as_f64().unwrap() * above.parse::<f64>().unwrap() / below.parse::<f64>().unwrap()
    };
    number("start")
}

#[test]
fn with_no_file_an_episode_has_our_music_below_the_speech() {
    let desk = Desk::new();
    desk.music("");
    let episode = desk.make("output");
    let parts: Vec<Part> = episode.manifest.music.iter().map(|m| m.part).collect();
    assert_eq!(parts, [Part::Intro, Part::Sting, Part::Sting, Part::Outro]);
    let speech = all_speech(&episode);
    let mut wrong = Vec::new();
    for cue in &episode.manifest.music {
        let heard = episode.heard(cue.start, cue.end);
        let level = if cue.part == Part::Sting { -6.0 } else { -4.0 };
        let (_, alike) = likeness(heard, &compose(cue.part), 0..=0);
        if (loudness(heard) - speech - level).abs() > 0.7 || alike < 0.999 {
            wrong.push(format!("{cue:?}: {:.2} LU, {alike:.5}", loudness(heard) - speech));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // The speech is what the target is met with, even in an episode of a few sentences.
    let alone = all_speech(spoken());
    println!("speech {speech:.2} LUFS, without music {alone:.2}");
    assert!((speech - alone).abs() < 1.0 && speech > -16.0, "{speech} {alone}");
    let loud = ffmpeg_loudness(&episode.folder.join("episode.wav"));
    assert!((loud + 16.0).abs() <= 0.3, "{loud}");
}

#[test]
fn the_same_music_gives_the_same_bytes_and_other_music_another_episode() {
    let desk = Desk::new();
    encoded(desk.folder.path(), "sigla.mp3", &["-b:a", "128k"]);
    desk.music("intro = \"sigla.mp3\"\nbed = \"altavoce\"");
    let (first, second) = (desk.make("first"), desk.make("second"));
    let bytes = |e: &Episode| files(&e.folder).into_values().collect::<Vec<_>>();
    assert!(bytes(&first) == bytes(&second));

    let unchanged = |desk: &Desk| -> bool {
        let run = desk.run("first");
        assert_eq!(run.code, 0, "{run:?}");
        serde_json::from_str::<Value>(&run.out).unwrap()["unchanged"].as_bool().unwrap()
    };
    let standing = |desk: &Desk| -> String {
        let (issues, output) = (desk.folder.path(), desk.path("first"));
        let args = ["status", "--issues", issues.to_str().unwrap(), "--json", "--output", output.to_str().unwrap()];
        let json: Value = serde_json::from_str(&altavoce(&args).out).unwrap();
        json["episodes"][0]["episode"].as_str().unwrap().to_string()
    };
    assert!(unchanged(&desk) && standing(&desk) == "made");
    // The same sound under other bytes, a level, another piece, none.
    encoded(desk.folder.path(), "sigla.mp3", &["-b:a", "192k"]);
    assert_eq!(standing(&desk), "stale");
    assert!(!unchanged(&desk) && unchanged(&desk));
    for lines in ["intro = \"sigla.mp3\"\nbed = \"altavoce\"\nlevel = -5", "intro = \"sigla.mp3\"", "intro = \"none\""]
    {
        desk.music(lines);
        assert!(standing(&desk) == "stale" && !unchanged(&desk) && unchanged(&desk), "{lines}");
    }
    // A file that nothing names is no matter.
    encoded(desk.folder.path(), "sigla.mp3", &["-b:a", "96k"]);
    assert!(unchanged(&desk));
}

#[test]
fn a_short_or_quiet_or_loud_piece_comes_out_at_its_level() {
    let desk = Desk::new();
    // A tenth of a second, one far too quiet, one beyond full scale in places.
    let short: Vec<[f32; 2]> = tune()[..4410].to_vec();
    let quiet: Vec<[f32; 2]> = tune().iter().map(|[l, r]| [l / 200.0, r / 200.0]).collect();
    let loud: Vec<[f32; 2]> =
        tune().iter().map(|[l, r]| [(l * 9.0).clamp(-1.0, 1.0), (r * 9.0).clamp(-1.0, 1.0)]).collect();
    for (name, frames) in [("short.wav", short), ("quiet.wav", quiet), ("loud.wav", loud)] {
        write_wav(&desk.path(name), &frames);
    }
    let mut wrong = Vec::new();
    desk.music("sting = \"short.wav\"\nintro = \"quiet.wav\"\noutro = \"loud.wav\"\nlevel = -8\nsting_level = -8\n");
    let episode = desk.make("output");
    let speech = all_speech(&episode);
    for cue in &episode.manifest.music {
        let level = loudness(episode.heard(cue.start, cue.end)) - speech;
        if (level + 8.0).abs() > 0.7 {
            wrong.push(format!("{cue:?}: {level:.2} LU"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn bad_music_is_told_in_a_sentence_and_nothing_is_lost() {
    let desk = Desk::new();
    let folder = desk.folder.path();
    desk.music("");
    let before = files(&desk.make("output").folder);
    let ffmpeg = |args: &[&str], name: &str| {
        let path = desk.path(name);
        outsider("ffmpeg", &[&["-v", "error", "-y"], args, &[path.to_str().unwrap()]].concat());
    };
    let tone = ["-f", "lavfi", "-i", "sine=440:duration=2"];
    for (name, codec) in [("a.wav", ["-c:a", "pcm_s16le"]), ("a.flac", ["-c:a", "flac"]), ("a.mp3", ["-b:a", "128k"])] {
        ffmpeg(&[&tone[..], &codec[..]].concat(), name);
    }
    ffmpeg(&[&tone[..], &["-c:a", "aac"]].concat(), "a.m4a");
    ffmpeg(&[&tone[..], &["-c:a", "libvorbis"]].concat(), "a.ogg");
    ffmpeg(&[&tone[..], &["-c:a", "libopus"]].concat(), "opus.ogg");
    ffmpeg(&[&tone[..], &["-c:a", "alac"]].concat(), "alac.m4a");
    ffmpeg(&["-f", "lavfi", "-i", "anullsrc=r=44100:cl=stereo", "-t", "2"], "silent.wav");
    ffmpeg(&["-f", "lavfi", "-i", "sine=440:duration=601:sample_rate=8000", "-c:a", "pcm_u8"], "long.wav");
    ffmpeg(&["-f", "lavfi", "-i", "testsrc=duration=1:size=64x64", "-frames:v", "1"], "picture.png");
    fs::rename(desk.path("picture.png"), desk.path("picture.mp3")).unwrap();
    fs::write(desk.path("empty.wav"), b"").unwrap();
    fs::write(desk.path("text.mp3"), "Questo non è un suono. ".repeat(500)).unwrap();
    fs::create_dir(desk.path("folder.wav")).unwrap();
    for name in ["a.wav", "a.flac", "a.mp3", "a.m4a", "a.ogg"] {
        let bytes = fs::read(desk.path(name)).unwrap();
        fs::write(desk.path(&format!("stub-{name}")), &bytes[..60]).unwrap();
        fs::write(desk.path(&format!("half-{name}")), &bytes[..bytes.len() / 2]).unwrap();
    }
    let rows = [
        ("intro", "missing.wav", "cannot read the music: no such file or folder; check the path"),
        ("sting", "folder.wav", "; name a file"),
        ("bed", "empty.wav", "the file is empty; give WAV, FLAC, MP3, M4A (AAC) or OGG (Vorbis)"),
        ("outro", "text.mp3", "; give a whole WAV"),
        ("outro", "picture.mp3", "; give a whole WAV"),
        ("intro", "silent.wav", "this music is silent; give another file, or write \"none\""),
        ("bed", "long.wav", "this music is longer than 10 minutes; cut what is to be heard out of it"),
        ("sting", "opus.ogg", "is in a codec that altavoce does not read"),
        ("sting", "alac.m4a", "is in a codec that altavoce does not read"),
        ("intro", "stub-a.wav", "; "),
        ("intro", "stub-a.flac", "; "),
        ("intro", "stub-a.mp3", "; "),
        ("intro", "stub-a.m4a", "; "),
        ("intro", "stub-a.ogg", "; "),
        ("bed", "half-a.wav", "the file is cut off: it has 1.0 s of its 2.0 s; fetch or export it again"),
        ("bed", "half-a.flac", "cut off"),
        ("bed", "half-a.mp3", "cut off"),
        ("bed", "half-a.m4a", "; "),
        ("bed", "half-a.ogg", "; "),
    ];
    let mut wrong = Vec::new();
    for (key, name, part) in rows {
        desk.music(&format!("{key} = \"{name}\""));
        let run = desk.run("output");
        let begins = format!("altavoce: {}: [music] {key}: ", folder.join(name).display());
        println!("{}", run.err.trim_end().replace(folder.to_str().unwrap(), ""));
        if run.code != 3
            || !run.err.starts_with(&begins)
            || !run.err.contains(part)
            || run.err.trim_end().contains('\n')
        {
            wrong.push(format!("{key} = {name}: {run:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(files(&desk.path("output/001-prova-di-musica")) == before, "the episode that was there is there");
    desk.music("level = 3");
    let run = desk.run("output");
    assert!(run.code == 3 && run.err.contains("show.toml:9: [music] level is 3; choose between -30 and 0"), "{run:?}");
}
