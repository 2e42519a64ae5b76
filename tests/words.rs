//! When each written word is said: whole episodes of the fake voice, which says each word as a tone of its own, and their
//! transcripts read by other programs.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use crate::common::{altavoce, outsider, outsider_json, root};
use altavoce::issue::Issue;
use altavoce::manifest::Manifest;
use altavoce::phonemes::Phonemizer;
use altavoce::project::Project;
use serde_json::Value;

const RATE: f64 = 24_000.0;

/// An episode in the fake voices, made once for all that look at it.
fn tones() -> &'static Path {
    static MADE: LazyLock<(tempfile::TempDir, PathBuf)> = LazyLock::new(|| {
        let desk = tempfile::tempdir().unwrap();
        let folder = episode(desk.path(), TEXT, "fake", "eco", &root("tests/voices"));
        (desk, folder)
    });
    &MADE.1
}

/// The folder of the episode of an issue with this text, spoken by `voice`.
fn episode(desk: &Path, text: &str, voice: &str, quotes: &str, voices: &Path) -> PathBuf {
    let show = format!("title = \"Prove\"\nvoice = \"{voice}\"\nquote_voice = \"{quotes}\"\n");
    fs::write(desk.join("show.toml"), show).unwrap();
    fs::write(desk.join("001.md"), text).unwrap();
    let path = |name: &str| desk.join(name).to_str().unwrap().to_string();
    let (issue, output) = (path("001.md"), path("output"));
    let run = altavoce(&["episode", &issue, "-o", &output, "--json", "--voices", voices.to_str().unwrap()]);
    assert_eq!(run.code, 0, "{run:?}");
    let made: Value = serde_json::from_str(&run.out).unwrap();
    PathBuf::from(made["folder"].as_str().unwrap())
}

const TEXT: &str = "---\ntitle: Prova dei tempi\nnumber: 1\n---\n\n# Prova dei tempi\n\n\
    Costa €490 milioni, cioè il 12% in più — dicono: “l'app” è di Google, e il machine learning non basta. \
    Alle 18:30 dell'8 gennaio 2026 c'erano 1.250 arnie da 2,5 kg; oggi (forse) 38 & basta…\n\n\
    > Il sensore <non> mi ha insegnato niente, però 🐝 c'è.\n\nE poi basta, davvero!\n";

#[test]
fn each_word_is_told_when_its_tone_is_heard() {
    let folder = tones();
    let manifest = Manifest::read(folder).unwrap();
    let mut wav = hound::WavReader::open(folder.join("episode.wav")).unwrap();
    let samples: Vec<f32> = wav.samples::<i16>().map(|s| f32::from(s.unwrap()) / 32768.0).collect();
    let loud = |from: f64, to: f64| {
        let stretch = &samples[(from * RATE) as usize..(to * RATE) as usize];
        stretch.iter().fold(0.0f32, |most, s| most.max(s.abs())) > 0.01
    };
    let mut wrong = Vec::new();
    let mut heard = 0;
    for passage in &manifest.passages {
        let texts: Vec<&str> = passage.words.iter().map(|w| w.text.as_str()).collect();
        assert_eq!(texts, passage.text.split_whitespace().collect::<Vec<_>>());
        let mut last = passage.start;
        for word in &passage.words {
            assert!(last <= word.start && word.start <= word.end && word.end <= passage.end, "{passage:?}");
            last = word.end;
            if word.start == word.end {
                if word.text.contains(char::is_alphanumeric) {
                    wrong.push(format!("{word:?} has no sound"));
                }
                continue;
            }
            heard += 1;
            // a tone begins here, and the gap before it is silent; the fake voice sounds its brackets too
            let before = word.start - if word.text.starts_with('(') { 0.001 } else { 0.015 };
            if loud(before, word.start - 0.001)
                || !loud(word.start, word.start + 0.03)
                || !loud(word.end - 0.03, word.end)
            {
                wrong.push(format!("{word:?} is not where its tone is"));
            }
            let marked = word.text.ends_with(|c: char| !c.is_alphanumeric());
            if !marked && loud(word.end + 0.001, word.end + 0.015) {
                wrong.push(format!("{word:?} sounds on"));
            }
        }
    }
    assert!(wrong.is_empty() && heard > 60, "{heard} heard; {}", wrong.join("\n"));
}

#[test]
fn the_transcripts_tell_the_same_times() {
    let folder = tones();
    let manifest = Manifest::read(folder).unwrap();
    let json: Value = serde_json::from_slice(&fs::read(folder.join("words.json")).unwrap()).unwrap();
    assert_eq!((&json["version"], &json["language"]), (&"1.0.0".into(), &"it".into()));
    assert_eq!(json["duration"].as_f64(), Some(manifest.duration));
    let segments = json["segments"].as_array().unwrap();
    assert_eq!(segments.len(), manifest.passages.len());
    for (segment, passage) in segments.iter().zip(&manifest.passages) {
        assert_eq!(segment["body"].as_str().unwrap(), passage.text);
        assert_eq!(segment["speaker"].as_str().unwrap().to_lowercase(), passage.voice);
        assert_eq!(
            (segment["startTime"].as_f64(), segment["endTime"].as_f64()),
            (Some(passage.start), Some(passage.end))
        );
        let words: Vec<_> = segment["words"].as_array().unwrap().iter().collect();
        let told =
            |w: &&Value| (w["body"].as_str().unwrap().to_string(), w["startTime"].as_f64(), w["endTime"].as_f64());
        let kept: Vec<_> = passage.words.iter().map(|w| (w.text.clone(), Some(w.start), Some(w.end))).collect();
        assert_eq!(words.iter().map(told).collect::<Vec<_>>(), kept);
    }
    let mimes =
        ["words.json", "words.vtt", "transcript.vtt", "chapters.json"].map(|n| manifest.file(n).unwrap().mime.clone());
    assert_eq!(mimes, ["application/json", "text/vtt", "text/vtt", "application/json+chapters"]);
}

#[test]
fn time_tags_are_read_as_times_by_a_browser_and_left_out_by_ffmpeg() {
    let folder = tones();
    let manifest = Manifest::read(folder).unwrap();
    let path = |name: &str| folder.join(name).to_str().unwrap().to_string();
    let plain = fs::read_to_string(path("transcript.vtt")).unwrap();
    assert!(!plain.contains("<00:"), "podcast apps would show them");
    let subtitles = |name: &str| outsider("ffmpeg", &["-v", "error", "-i", &path(name), "-f", "srt", "-"]);
    assert_eq!(subtitles("words.vtt"), subtitles("transcript.vtt"));
    let script = root("tests/words_vtt.mjs");
    let cues = outsider_json("node", &[script.to_str().unwrap(), &path("words.vtt")]);
    let cues = cues.as_array().unwrap();
    assert_eq!(cues.len(), manifest.passages.len());
    let mut tags = 0;
    for (cue, passage) in cues.iter().zip(&manifest.passages) {
        // we round to a millisecond, and Chromium cuts what it reads to one
        let near = |read: f64, told: f64| (read - told).abs() < 0.0016;
        assert!(near(cue["start"].as_f64().unwrap(), passage.start) && near(cue["end"].as_f64().unwrap(), passage.end));
        // each word with the time of the last tag before it
        let words = cue["words"].as_array().unwrap();
        assert_eq!(words.len(), passage.words.len(), "{cue}");
        for (read, told) in words.iter().zip(&passage.words) {
            assert_eq!(read["text"].as_str().unwrap(), told.text);
            if let Some(time) = read["time"].as_f64() {
                assert!(near(time, told.start), "{read} {told:?}");
                tags += 1;
            }
        }
    }
    assert!(tags > 50, "{tags} tags");
    let lines: Vec<&str> = plain.lines().collect();
    assert!(lines.iter().all(|l| l.chars().count() <= 65), "{plain}");
}

#[test]
#[cfg(target_os = "linux")]
fn a_voice_that_cannot_tell_gives_the_times_of_sentences() {
    let desk = tempfile::tempdir().unwrap();
    let folder =
        episode(desk.path(), "# Prova #1\n\nUna frase, e basta.\n", "platform", "", &desk.path().join("voices"));
    let manifest = Manifest::read(&folder).unwrap();
    assert!(manifest.passages.iter().all(|p| p.words.is_empty()));
    let json: Value = serde_json::from_slice(&fs::read(folder.join("words.json")).unwrap()).unwrap();
    let segments = json["segments"].as_array().unwrap();
    assert!(segments.iter().all(|s| s.get("words").is_none() && s["endTime"].as_f64() > s["startTime"].as_f64()));
    assert_eq!((segments.len(), manifest.file("words.vtt")), (manifest.passages.len(), None));
}

#[test]
fn hardly_a_word_of_the_example_issues_is_placed_by_a_guess() {
    let (mut words, mut guessed, mut silent) = (0, 0, Vec::new());
    let project = Project::default();
    for name in ["issues/001.md", "issues/002.md"] {
        let issue = Issue::read(&root(name)).unwrap();
        let narration = project.narrate(&issue);
        let texts: Vec<_> = narration.passages().map(|passage| passage.pronounced(&project.lexicon)).collect();
        for (said, text) in Phonemizer::find().unwrap().align(&texts).unwrap().iter().zip(&texts) {
            words += said.words.len();
            guessed += said.guessed;
            let spoken = text.text.split_whitespace().filter(|w| w.contains(char::is_alphanumeric)).count();
            if said.words.len() < spoken {
                silent.push(text.text.to_string());
            }
        }
    }
    println!("{guessed} of {words} words placed by their length");
    assert!(silent.is_empty(), "words without phonemes: {silent:#?}");
    assert!(words > 1000 && guessed * 100 <= words, "{guessed} of {words}");
}
