//! Issues heard while their sentences are spoken, with the fake voices.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use serde_json::json;

use super::stage::{
    altavoce, at_device_rate, captured, correlation, found, has_alsa, in_terminal, samples, text, virtual_device,
};
use crate::common;

/// An issue, its show, and a sound device.
pub struct Stage {
    folder: tempfile::TempDir,
}

/// The issue; `second` stands in its second section.
pub fn issue(second: &str) -> String {
    format!(
        "---\ntitle: Il mare\nnumber: 22\n---\n\n# Il mare\n\nSi comincia dal porto. Poi si esce al largo.\n\n## Le onde\n\n\
         {second} Il vento gira a ponente.\n\n> Chi va per mare non ha fretta.\n\n## Il ritorno\n\nLa sera si torna tutti a casa.\n"
    )
}

pub const CALM: &str = "Oggi le onde sono basse e lunghe.";
const ROUGH: &str = "Domani invece arriva una burrasca.";

impl Stage {
    pub fn new() -> Stage {
        let stage = Stage { folder: tempfile::tempdir().unwrap() };
        // Of an issue only its speech is heard.
        let show = "title = \"Prove\"\nvoice = \"fake\"\nquote_voice = \"eco\"\n[formats]\nm4a = false\n\
                    [music]\nintro = \"none\"\nsting = \"none\"\noutro = \"none\"\n";
        fs::write(stage.path("show.toml"), show).unwrap();
        fs::write(stage.path("022.md"), issue(CALM)).unwrap();
        virtual_device(&stage.path("asound.conf"), &stage.path("capture.wav"));
        stage
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn name(&self, name: &str) -> String {
        self.path(name).to_str().unwrap().to_string()
    }

    /// `altavoce preview 022.md -o OUTPUT` and more.
    pub fn preview(&self, output: &str, more: &[&str]) -> std::process::Command {
        let (issue, output) = (self.name("022.md"), self.name(output));
        altavoce(&self.path("asound.conf"), &[&["preview", &issue, "-o", &output], more].concat())
    }

    /// The WAV that `--to` writes.
    pub fn written(&self, output: &str, name: &str, more: &[&str]) -> Vec<i16> {
        let to = self.name(name);
        succeed(self.preview(output, &[&["--to", &to], more].concat()).output().unwrap());
        samples(&self.path(name))
    }

    /// Makes the episode, in-process; its folder.
    pub fn episode(&self, output: &str) -> PathBuf {
        let run = common::altavoce(&["episode", &self.name("022.md"), "-o", &self.name(output)]);
        assert_eq!(run.code, 0, "{run:?}");
        self.path(output).join("022-il-mare")
    }
}

pub fn succeed(output: Output) -> String {
    let (out, err) = text(&output);
    assert!(output.status.success(), "{out}\n{err}");
    out
}

fn floats(samples: &[i16]) -> Vec<f64> {
    samples.iter().map(|s| f64::from(*s)).collect()
}

/// The stretches of a sound between silences of a tenth of a second and more.
fn stretches(sound: &[f64]) -> Vec<&[f64]> {
    let mut found: Vec<(usize, usize)> = Vec::new();
    for (n, _) in sound.iter().enumerate().filter(|(_, s)| s.abs() > 50.0) {
        match found.last_mut() {
            Some((_, end)) if n - *end < 4_800 => *end = n,
            _ => found.push((n, n)),
        }
    }
    found.into_iter().map(|(from, to)| &sound[from..=to]).collect()
}

#[test]
fn an_issue_sounds_as_its_episode_will() {
    let stage = Stage::new();
    // There is no output folder: the sentences are spoken elsewhere, and nothing is left behind.
    let live = floats(&stage.written("none", "live.wav", &[]));
    assert!(!stage.path("none").exists());
    let episode = stage.episode("output");
    let made = floats(&samples(&episode.join("episode.wav")));
    assert_eq!(live.len(), made.len());
    let alike = correlation(&made, &live, 0);
    assert!(alike > 0.999, "{alike}");
    // Near its loudness too, though it could not be measured ahead: the fake voices' manifests are off by a few dB.
    let power = |sound: &[f64]| sound.iter().map(|s| s * s).sum::<f64>();
    let decibels = 10.0 * (power(&live) / power(&made)).log10();
    assert!(decibels.abs() < 6.0, "{decibels} dB");

    // Made and still right: the episode itself is played.
    assert!(floats(&stage.written("output", "again.wav", &[])) == made);
    // Changed since: the issue, and its author is told so.
    fs::write(stage.path("022.md"), issue(ROUGH)).unwrap();
    let output = stage.preview("output", &["--to", &stage.name("changed.wav")]).output().unwrap();
    assert!(text(&output).1.contains("the issue has changed since its episode was made"), "{:?}", text(&output));
    succeed(output);
    assert!(samples(&stage.path("changed.wav")).len() != made.len());
    assert!(samples(&episode.join("episode.wav")).len() == made.len());
}

#[test]
fn what_was_heard_is_not_spoken_again_for_the_episode() {
    let stage = Stage::new();
    fs::create_dir(stage.path("output")).unwrap();
    stage.written("output", "live.wav", &[]);
    let run = common::altavoce(&["episode", &stage.name("022.md"), "-o", &stage.name("output"), "--json"]);
    let made: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(made["passages_spoken"], 0, "{made:#}");
    assert_eq!(made["unchanged"], false);
}

#[test]
fn an_unspoken_issue_is_heard_sentence_by_sentence() {
    if !has_alsa() {
        return;
    }
    let stage = Stage::new();
    let said = text(&stage.preview("none", &[]).output().unwrap());
    assert_eq!(said.0, "the end\n", "{said:?}");
    assert!(said.1.contains("1/3 ") && said.1.contains("2/3 Le onde") && said.1.contains("3/3 Il ritorno"), "{said:?}");
    // The device has no clock and runs ahead of the voice, so there may be more silence between sentences than due; what
    // sounds is the same, in the same order.
    stage.written("none", "live.wav", &[]);
    let (expected, capture) = (at_device_rate(&stage.path("live.wav"), 0.0), captured(&stage.path("capture.wav")));
    let (expected, heard) = (stretches(&expected), stretches(&capture));
    assert_eq!(heard.len(), expected.len());
    assert!(expected.len() > 8, "{}", expected.len());
    let alike = |(a, b): (&&[f64], &&[f64])| {
        let length = a.len().min(b.len());
        // a device of another phase moves a stretch by a frame or two
        (0..4)
            .flat_map(|o| [(o, 0), (0, o)])
            .map(|(x, y)| correlation(&a[x..length - 4], &b[y..length], 0))
            .fold(0.0, f64::max)
    };
    let worst = expected.iter().zip(&heard).map(alike).fold(1.0, f64::min);
    assert!(worst > 0.99, "{worst}");
}

#[test]
fn a_spoken_issue_is_played_without_a_gap() {
    if !has_alsa() {
        return;
    }
    let stage = Stage::new();
    fs::create_dir(stage.path("output")).unwrap();
    stage.written("output", "live.wav", &[]);
    succeed(stage.preview("output", &[]).output().unwrap());
    let expected = at_device_rate(&stage.path("live.wav"), 0.0);
    let (offset, whole) = found(&expected, &captured(&stage.path("capture.wav")));
    println!("correlation {whole:.6} at frame {offset} over {} frames", expected.len());
    assert!(whole > 0.99, "{whole}");
}

#[test]
fn the_edited_issue_is_read_again_from_the_same_sentence() {
    if !has_alsa() {
        return;
    }
    let stage = Stage::new();
    fs::create_dir(stage.path("output")).unwrap();
    // Both are spoken beforehand, so that what is captured has no gaps.
    fs::write(stage.path("022.md"), issue(ROUGH)).unwrap();
    stage.written("output", "rough.wav", &["--chapter", "2"]);
    fs::write(stage.path("022.md"), issue(CALM)).unwrap();
    stage.written("output", "calm.wav", &[]);
    let broken = "---\ntitle: [\n---\nNiente.\n";
    let path = stage.name("022.md");
    let steps = json!([
        ["", " "],
        ["‖ 2/3 Le onde", ""],
        ["Le onde", "", path, broken],
        ["edited: r reads it again", "r"],
        ["022.md:2: ", "", path, issue(ROUGH)],
        ["edited: r reads it again", "n"],
        ["Il ritorno", "p"],
        ["Le onde", "r"],
        ["‖ 2/3 Le onde", " "],
    ]);
    let said = in_terminal(&stage.preview("output", &["--chapter", "2"]), 80, &steps);
    assert!(said["left"] == 0 && said["status"] == 0 && said["restored"] == true, "{said:#}");
    let expected = at_device_rate(&stage.path("rough.wav"), 0.0);
    let (_, whole) = found(&expected, &captured(&stage.path("capture.wav")));
    assert!(whole > 0.99, "{whole}");
}

#[test]
fn an_episode_goes_over_to_its_edited_issue() {
    if !has_alsa() {
        return;
    }
    let stage = Stage::new();
    // All is spoken beforehand, so that what is captured has no gaps.
    let edited = issue(&format!("{ROUGH} Anche questa è nuova."));
    fs::create_dir(stage.path("output")).unwrap();
    fs::write(stage.path("022.md"), &edited).unwrap();
    stage.written("output", "edited.wav", &["--chapter", "2"]);
    fs::write(stage.path("022.md"), issue(CALM)).unwrap();
    stage.episode("output");
    let steps = json!([
        ["", " "],
        ["‖ 1/3", "n"],
        ["‖ 2/3 Le onde", "", stage.name("022.md"), edited],
        ["edited: r reads it again", "r"],
        ["‖ 2/3 Le onde", " "],
    ]);
    let said = in_terminal(&stage.preview("output", &[]), 80, &steps);
    assert!(said["left"] == 0 && said["status"] == 0 && said["restored"] == true, "{said:#}");
    let (_, whole) = found(&at_device_rate(&stage.path("edited.wav"), 0.0), &captured(&stage.path("capture.wav")));
    assert!(whole > 0.99, "{whole}");
}

#[test]
fn a_machine_without_the_voice_plays_the_episode() {
    let stage = Stage::new();
    let episode = stage.episode("output");
    let to = stage.name("to.wav");
    let mut child = stage.preview("output", &["--to", &to]);
    fs::write(stage.path("show.toml"), "title = \"Prove\"\nvoice = \"sara\"\n").unwrap();
    let (out, err) = text(&child.env("ALTAVOCE_VOICES", stage.path("voices")).output().unwrap());
    assert!(err.contains("the voice `sara` is not installed") && err.contains("its episode is played"), "{out}{err}");
    assert!(samples(Path::new(&to)) == samples(&episode.join("episode.wav")));
}

#[test]
fn a_sentence_that_cannot_be_read_names_its_line() {
    let stage = Stage::new();
    fs::write(stage.path("022.md"), "---\nnumber: tanti\n---\nCiao.\n").unwrap();
    let to = stage.name("a.wav");
    let (_, err) = text(&stage.preview("output", &["--to", &to]).output().unwrap());
    assert!(err.contains("022.md:2: `number` is not a whole number"), "{err}");
    assert!(!Path::new(&to).exists());
}

#[test]
#[cfg(unix)]
fn a_preview_reads_issue_settings_and_lexicon_once() {
    let stage = Stage::new();
    fs::write(stage.path("lexicon.toml"), "porto = { say = \"pòrto\" }\n").unwrap();
    for file in ["022.md", "show.toml", "lexicon.toml"] {
        common::readable_once(&stage.path(file));
    }
    assert!(stage.written("none", "once.wav", &[]).len() > 24_000);
}
