//! `altavoce show`: what it measures against ffmpeg's meter, its picture against a parser of XML.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::common::{altavoce, outsider};
use serde_json::Value;

const ISSUE: &str = "---\ntitle: Il mare <d'inverno> & altro\nnumber: 7\n---\n\nUn saluto a chi ascolta, con calma.\n\n\
## Prima parte\n\nLe onde arrivano piano sulla riva e se ne vanno di nuovo.\n\n> Il mare non ha paese.\n\n\
## Seconda parte, che ha un titolo tanto lungo da non stare in una riga della tavola\n\nQui si dice una cosa sola.\n\n\
## Terza\n\nE si finisce, con una frase appena più lunga delle altre, come si conviene.\n";

struct Workspace(tempfile::TempDir);

impl Workspace {
    fn new() -> Workspace {
        let workspace = Workspace(tempfile::tempdir().unwrap());
        fs::write(workspace.path("show.toml"), "title = \"Prove\"\nvoice = \"fake\"\nquote_voice = \"eco\"\n").unwrap();
        fs::write(workspace.path("007.md"), ISSUE).unwrap();
        let (issue, output) = (workspace.text("007.md"), workspace.text("output"));
        let run = altavoce(&["episode", &issue, "-o", &output, "-q"]);
        assert_eq!(run.code, 0, "{run:?}");
        workspace
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn text(&self, name: &str) -> String {
        self.path(name).to_str().unwrap().to_string()
    }

    fn show(&self, episode: &str, more: &[&str]) -> crate::common::Run {
        let (output, show) = (self.text("output"), self.text("show.toml"));
        altavoce(&[&["show", episode, "-o", &output, "--show", &show], more].concat())
    }
}

/// Integrated loudness and true peak of a file, as ffmpeg reads them.
fn ffmpeg_reads(wav: &str) -> (f64, f64) {
    let filter = "ebur128=dualmono=true:peak=true";
    let output = Command::new("ffmpeg").args(["-nostats", "-i", wav, "-af", filter, "-f", "null", "-"]).output();
    let output = output.expect("ffmpeg, which `make test` installs");
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    let summary = text.rsplit("Summary:").next().unwrap();
    let value = |name: &str| {
        let line = summary.lines().find(|l| l.trim().starts_with(name)).unwrap_or_else(|| panic!("{name}: {text}"));
        line.split_whitespace().nth(1).unwrap().parse::<f64>().unwrap()
    };
    (value("I:"), value("Peak:"))
}

#[test]
fn measures_what_another_meter_measures() {
    let workspace = Workspace::new();
    let run = workspace.show("7", &["--json"]);
    assert_eq!(run.code, 0, "{run:?}");
    let shown: Value = serde_json::from_str(&run.out).unwrap();
    let folder = fs::read_dir(workspace.path("output")).unwrap().flatten().map(|e| e.path());
    let folder = folder.into_iter().find(|p| p.join("episode.json").is_file()).unwrap();
    let manifest: Value = serde_json::from_slice(&fs::read(folder.join("episode.json")).unwrap()).unwrap();
    let mut wrong = Vec::new();
    let mut compare = |what: &str, ours: &Value, theirs: f64, off: f64| {
        let ours = ours.as_f64().unwrap_or(f64::NAN);
        if ours.is_nan() || (ours - theirs).abs() > off {
            wrong.push(format!("{what}: {ours}, not {theirs}"));
        }
    };
    let made = manifest["chapters"].as_array().unwrap();
    assert_eq!(made.len(), shown["chapters"].as_array().unwrap().len());
    for (n, chapter) in made.iter().enumerate() {
        let (loudness, peak) = ffmpeg_reads(folder.join(chapter["file"].as_str().unwrap()).to_str().unwrap());
        let row = &shown["chapters"][n];
        compare("loudness", &row["loudness"], loudness, 0.25);
        compare("peak", &row["true_peak"], peak, 0.35);
        let length = chapter["end"].as_f64().unwrap() - chapter["start"].as_f64().unwrap();
        compare("length", &row["duration"], length, 1e-6);
        let passages = manifest["passages"].as_array().unwrap().iter().filter(|p| p["chapter"] == n);
        let words: usize = passages.map(|p| p["spoken"].as_str().unwrap().split_whitespace().count()).sum();
        compare("words", &row["words"], words as f64, 0.0);
        compare("pace", &row["words_per_minute"], words as f64 / length * 60.0, 0.06);
    }
    let (loudness, peak) = ffmpeg_reads(folder.join("episode.wav").to_str().unwrap());
    compare("the whole's loudness", &shown["loudness"], loudness, 0.25);
    compare("the whole's peak", &shown["true_peak"], peak, 0.35);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_picture_is_whole_and_the_table_tells_each_chapter() {
    let workspace = Workspace::new();
    let run = workspace.show("7", &[]);
    assert_eq!((run.code, run.err.as_str()), (0, ""), "{run:?}");
    let picture = run.out.lines().last().unwrap();
    assert!(picture.ends_with(".svg") && picture.starts_with(&workspace.text("output")), "{picture}");
    outsider("xmllint", &["--noout", picture]);
    let count = |xpath: &str| outsider("xmllint", &["--xpath", xpath, picture]).trim().to_string();
    assert_eq!(count("count(//*[local-name()='rect'][@class='band'])"), "2");
    assert_eq!(count("count(//*[local-name()='tspan'][@class='soft num'])"), "4");
    assert_eq!(count("string(//*[local-name()='text'][@class='title'])"), "7. Il mare <d'inverno> & altro");
    // a thousand columns, and as many points
    assert_eq!(count("string-length(translate(//*[local-name()='polyline']/@points, '0123456789. -', ''))"), "1000");
    let rows: Vec<&str> = run.out.lines().collect();
    let widths: std::collections::BTreeSet<_> = rows[..6].iter().map(|l| l.chars().count()).collect();
    assert_eq!(widths.len(), 1, "{}", run.out);
    for (row, begins) in rows.iter().zip([
        "  #",
        "  1  Introduzione",
        "  2  Prima parte",
        "  3  Seconda parte, che",
        "  4  Terza",
        "     all",
    ]) {
        assert!(row.starts_with(begins), "{}", run.out);
    }
    // the same episode gives the same picture, and its folder is left alone
    let before = fs::read(picture).unwrap();
    assert_eq!(workspace.show("7", &["-q"]).out, "");
    assert!(fs::read(picture).unwrap() == before);
    let elsewhere = workspace.text("altro.svg");
    assert_eq!(workspace.show("7", &["-q", "--picture", &elsewhere]).code, 0);
    assert!(fs::read(&elsewhere).unwrap() == before);
}

#[test]
fn bad_input_is_told() {
    let workspace = Workspace::new();
    let wav = fs::read_dir(workspace.path("output")).unwrap().flatten().map(|e| e.path().join("episode.wav"));
    let wav = wav.into_iter().find(|p| p.is_file()).unwrap();
    let mut wrong = Vec::new();
    let mut expect = |run: crate::common::Run, code: u8, text: &str| {
        if run.code != code || !run.err.contains(text) || run.err.lines().count() != 1 {
            wrong.push(format!("not {code} «{text}»: {run:?}"));
        }
    };
    expect(workspace.show("9", &[]), 2, "there is no episode `9`");
    expect(workspace.show("7", &["--picture", "x.png"]), 2, "end the name with .svg");
    // chapters that end before they begin are odd, but no reason to fall over
    let path = wav.with_file_name("episode.json");
    let manifest = fs::read_to_string(&path).unwrap();
    let mut odd: Value = serde_json::from_str(&manifest).unwrap();
    odd.as_object_mut().unwrap().remove("sum");
    odd["chapters"][1]["end"] = 0.5.into();
    fs::write(&path, odd.to_string()).unwrap();
    let run = workspace.show("7", &["--json"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""), "{run:?}");
    fs::write(&path, manifest).unwrap();
    let whole = fs::read(&wav).unwrap();
    fs::write(&wav, &whole[..whole.len() / 2]).unwrap();
    expect(workspace.show("7", &[]), 4, "make the episode again");
    fs::write(&wav, "no sound").unwrap();
    expect(workspace.show("7", &[]), 4, "make the episode again");
    fs::remove_file(&wav).unwrap();
    expect(workspace.show("7", &[]), 4, "episode.wav");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
