//! That the voice is artificial, from `show.toml` into every file of an episode; and what a show without a sentence is told.

use std::fs;
use std::path::{Path, PathBuf};

use altavoce::sound::marks;
use serde_json::{Value, json};

use crate::common::{Run, altavoce};

const TERM: &str = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia";

/// A show with two issues in a folder of its own.
struct Stage(tempfile::TempDir);

impl Stage {
    fn new(settings: &str) -> Stage {
        let stage = Stage(tempfile::tempdir().unwrap());
        for (n, title) in [(1, "Prima"), (2, "Seconda")] {
            let text =
                format!("---\nnumber: {n}\ndescription: Di che si parla.\n---\n# {title}\n\n## Il mare\n\nUna riga.\n");
            fs::write(stage.path(&format!("00{n}.md")), text).unwrap();
        }
        stage.settings(settings);
        stage
    }

    fn settings(&self, settings: &str) {
        let usual = "title = \"Onde\"\nvoice = \"fake\"\nquote_voice = \"\"\n";
        fs::write(self.path("show.toml"), format!("{usual}{settings}\n")).unwrap();
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn episode(&self, more: &[&str]) -> Run {
        let (issue, output) = (self.path("001.md"), self.path("output"));
        altavoce(&[&["episode", issue.to_str().unwrap(), "-o", output.to_str().unwrap()], more].concat())
    }
}

/// What a run says beside its progress.
fn said(run: &Run) -> String {
    run.err.lines().filter(|line| line.starts_with("altavoce: ")).map(|line| format!("{line}\n")).collect()
}

fn json_of(run: &Run) -> Value {
    serde_json::from_str(&run.out).unwrap_or_else(|e| panic!("{e}: {run:?}"))
}

fn read(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

/// The sound files that a manifest names.
fn sounds(manifest: &Value) -> Vec<&str> {
    let names = manifest["files"].as_array().unwrap().iter().map(|f| f["name"].as_str().unwrap());
    names.filter(|n| ["mp3", "wav", "opus", "m4a"].iter().any(|end| n.ends_with(end))).collect()
}

#[test]
fn the_sentence_is_in_the_script_the_manifest_and_every_sound() {
    let stage = Stage::new("disclosure = \"{title} di {show} è letta da una voce artificiale\"");
    let sentence = "Prima di Onde è letta da una voce artificiale.";
    let run = stage.episode(&["--json"]);
    assert_eq!((run.code, said(&run)), (0, String::new()));
    let folder = stage.path("output/001-prima");
    let manifest = read(&folder.join("episode.json"));
    assert_eq!(manifest["disclosure"], json!({ "sentence": sentence, "digital_source_type": TERM }));
    assert!(fs::read_to_string(folder.join("script.txt")).unwrap().contains(sentence));
    let sounds = sounds(&manifest);
    assert!(sounds.len() >= 5 && sounds.iter().any(|name| name.starts_with("chapters/")), "{sounds:?}");
    for name in sounds {
        let read = marks::read(&folder.join(name)).unwrap();
        assert_eq!((read.sentence.as_deref(), read.source_type.as_deref()), (Some(sentence), Some(TERM)), "{name}");
        assert!(read.comment.is_some_and(|comment| comment.ends_with(sentence)), "{name}");
    }
}

#[test]
fn an_episode_of_before_is_written_anew_and_not_spoken_anew() {
    let stage = Stage::new("");
    let made = json_of(&stage.episode(&["--json"]));
    assert!(made["passages_spoken"].as_u64().unwrap() > 0);
    // As one that was made before it told of its voice: its hash is of other things.
    let path = stage.path("output/001-prima/episode.json");
    let (whole, mut manifest) = (fs::read(&path).unwrap(), read(&path));
    manifest["inputs"] = json!("0");
    manifest.as_object_mut().unwrap().remove("disclosure");
    fs::write(&path, manifest.to_string()).unwrap();
    let again = json_of(&stage.episode(&["--json"]));
    assert_eq!([&again["unchanged"], &again["passages_spoken"]], [&json!(false), &json!(0)]);
    assert!(fs::read(&path).unwrap() == whole, "the same episode again");
    assert_eq!(json_of(&stage.episode(&["--json"]))["unchanged"], true);
}

#[test]
fn a_show_without_a_sentence_is_told_once_and_its_files_are_marked() {
    let stage = Stage::new("disclosure = \"\"");
    let told = format!(
        "altavoce: {}: disclosure is empty: no sound, feed or page says in words that the voice is artificial, only \
         marks for machines do; write a sentence, or say it in your own way wherever the episode is heard, which is your \
         duty then: `altavoce help disclosure` tells\n",
        stage.path("show.toml").display()
    );
    let run = stage.episode(&[]);
    assert_eq!((run.code, said(&run)), (0, told.clone()));
    assert_eq!(stage.episode(&["-q"]).err, "");
    let second = stage.path("002.md");
    assert_eq!(said(&stage.episode(&[second.to_str().unwrap()])), told, "once a show, not once an issue");
    let issue = stage.path("001.md");
    assert_eq!(altavoce(&["check", issue.to_str().unwrap()]).err, told);

    let folder = stage.path("output/001-prima");
    let manifest = read(&folder.join("episode.json"));
    assert_eq!(manifest["disclosure"], json!({ "sentence": "", "digital_source_type": TERM }));
    for name in sounds(&manifest) {
        let read = marks::read(&folder.join(name)).unwrap();
        assert_eq!((read.sentence, read.source_type.as_deref()), (None, Some(TERM)), "{name}");
    }

    stage.settings("");
    let run = stage.episode(&[]);
    assert_eq!((run.code, said(&run)), (0, String::new()));
    assert_eq!(altavoce(&["check", issue.to_str().unwrap()]).err, "");
}

#[test]
fn what_is_only_said_is_marked_too() {
    let stage = Stage::new("");
    let wav = stage.path("a.wav");
    let show = stage.path("show.toml");
    let args = ["say", "Ciao.", "--show", show.to_str().unwrap(), "-o", wav.to_str().unwrap()];
    assert_eq!(altavoce(&args).code, 0);
    assert_eq!(marks::read(&wav).unwrap().source_type.as_deref(), Some(TERM));
}
