//! Opus and M4A of whole episodes, on machines with an ffmpeg, without one, and with one that fails.
#![cfg(unix)] // the machines are folders of links and scripts

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::common::{outsider, outsider_json, program, root};
use serde_json::{Value, json};

const ISSUE: &str = "---\nnumber: 7\ndate: 2026-03-08\ncover: cover.png\n---\n\n# Prova\n\nCominciamo da qui.\n\n\
                     ## Prima parte\n\nUna frase che basta.\n\n## Seconda parte\n\nE un'altra per finire.\n";

/// A folder with an issue, its show, and outputs.
struct Workspace {
    folder: tempfile::TempDir,
}

impl Workspace {
    fn new() -> Workspace {
        let workspace = Workspace { folder: tempfile::tempdir().unwrap() };
        fs::write(workspace.path("show.toml"), "title = \"Prove\"\nvoice = \"fake\"\nquote_voice = \"\"\n").unwrap();
        fs::write(workspace.path("007.md"), ISSUE).unwrap();
        fs::copy(root("issues/cover.png"), workspace.path("cover.png")).unwrap();
        for folder in ["without", "programs"] {
            fs::create_dir(workspace.path(folder)).unwrap();
            let espeak = outsider("sh", &["-c", "command -v espeak-ng"]);
            symlink(espeak.trim(), workspace.path(folder).join("espeak-ng")).unwrap();
        }
        workspace
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A process that makes the episode, with the programs of `path` or of this machine.
    fn start(&self, output: &str, path: Option<&Path>) -> Child {
        let mut command = program();
        command.arg("episode").arg(self.path("007.md")).arg("-o").arg(self.path(output)).arg("--json");
        command.arg("--voices").arg(root("tests/voices"));
        if let Some(path) = path {
            command.env("PATH", path);
        }
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }

    /// Makes the episode; its summary.
    fn make(&self, output: &str, path: Option<&Path>) -> Value {
        let output = self.start(output, path).wait_with_output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// A folder with a program `ffmpeg` that answers `-version` and then does what `script` says.
    fn ffmpeg(&self, script: &str) -> PathBuf {
        let folder = self.path("programs");
        let program = folder.join("ffmpeg");
        let head = "#!/bin/sh\ncase \"$1\" in -version) echo ffmpeg version 0; exit;; esac\n";
        fs::write(&program, format!("{head}{script}\n")).unwrap();
        fs::set_permissions(program, fs::Permissions::from_mode(0o755)).unwrap();
        folder
    }
}

/// The episode's files with their bytes.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).filter(|p| p.is_file());
    entries.map(|p| (p.file_name().unwrap().to_str().unwrap().to_string(), fs::read(p).unwrap())).collect()
}

fn made_files(made: &Value) -> Vec<(&str, &str)> {
    let all = made["files"].as_array().unwrap().iter();
    all.map(|f| (f["name"].as_str().unwrap(), f["mime"].as_str().unwrap())).collect()
}

const EPISODE: &str = "007-prova";
const OPUS: (&str, &str) = ("episode.opus", "audio/ogg");
const M4A: (&str, &str) = ("episode.m4a", "audio/mp4");

#[test]
fn an_episode_is_made_in_every_format_with_its_chapters() {
    let workspace = Workspace::new();
    let made = workspace.make("output", None);
    assert_eq!(made["warning"], Value::Null);
    let names = made_files(&made);
    assert_eq!(names[..4], [("episode.mp3", "audio/mpeg"), ("episode.wav", "audio/wav"), OPUS, M4A]);
    let folder = workspace.path("output").join(EPISODE);
    for (name, _) in &names[..4] {
        let file = folder.join(name);
        let probe = outsider_json("ffprobe", &["-v", "error", "-of", "json", "-show_chapters", file.to_str().unwrap()]);
        let (read, told) = (probe["chapters"].as_array().unwrap(), made["chapters"].as_array().unwrap());
        assert_eq!(read.len(), told.len(), "{name}");
        for (read, told) in read.iter().zip(told) {
            let start: f64 = read["start_time"].as_str().unwrap().parse().unwrap();
            assert!((start - told["start"].as_f64().unwrap()).abs() <= 0.001, "{name}: {read} is not {told}");
            assert_eq!(read["tags"]["title"], told["title"], "{name}");
        }
    }
    assert_eq!(workspace.make("output", None)["unchanged"], true);
    workspace.make("again", None);
    assert!(files(&folder) == files(&workspace.path("again").join(EPISODE)), "the same bytes");
}

#[test]
fn a_machine_without_ffmpeg_makes_all_but_the_m4a_and_one_with_it_adds_that() {
    let workspace = Workspace::new();
    let without = workspace.path("without");
    let made = workspace.make("output", Some(&without));
    let names = made_files(&made);
    assert!(names.contains(&OPUS) && !names.contains(&M4A), "{names:?}");
    assert_eq!([&made["unchanged"], &made["warning"]], [&json!(false), &Value::Null]);
    let folder = workspace.path("output").join(EPISODE);
    let before = files(&folder);
    assert!(!before.contains_key("episode.m4a"));
    assert_eq!(workspace.make("output", Some(&without))["unchanged"], true);
    assert!(files(&folder) == before);

    // Nothing is spoken for it, even when what was spoken is no longer kept.
    fs::remove_dir_all(workspace.path("output/.cache")).unwrap();
    let added = workspace.make("output", None);
    assert_eq!([&added["unchanged"], &added["passages_spoken"]], [&json!(false), &json!(0)]);
    assert!(made_files(&added).contains(&M4A));
    workspace.make("whole", None);
    assert!(files(&folder) == files(&workspace.path("whole").join(EPISODE)), "as if made with it");
    for path in [None, Some(without.as_path())] {
        assert_eq!(workspace.make("output", path)["unchanged"], true);
    }
    let left: Vec<_> = fs::read_dir(workspace.path("output")).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert!(left.iter().all(|n| n == EPISODE || n == ".altavoce.lock" || n == ".cache"), "{left:?}");
}

#[test]
fn formats_that_are_not_wanted_are_not_made() {
    let workspace = Workspace::new();
    let show = fs::read_to_string(workspace.path("show.toml")).unwrap();
    for (formats, opus, m4a) in [("opus = false", false, true), ("m4a = false", true, false)] {
        fs::write(workspace.path("show.toml"), format!("{show}[formats]\n{formats}\n")).unwrap();
        let made = workspace.make("output", None);
        let names = made_files(&made);
        assert_eq!((names.contains(&OPUS), names.contains(&M4A)), (opus, m4a), "{formats}: {names:?}");
        assert_eq!(made["unchanged"], false, "{formats}");
        let there = files(&workspace.path("output").join(EPISODE));
        let there = |name| there.contains_key(name);
        assert_eq!((there("episode.opus"), there("episode.m4a")), (opus, m4a), "{formats}");
        assert_eq!(workspace.make("output", None)["unchanged"], true, "{formats}");
    }
}

#[test]
fn an_ffmpeg_that_fails_costs_the_m4a_and_nothing_else() {
    let workspace = Workspace::new();
    let path = workspace.ffmpeg("echo 'Unknown encoder: aac' >&2; exit 1");
    let why = "ffmpeg cannot make the M4A: Unknown encoder: aac; \
               update ffmpeg, or do without: `m4a = false` under [formats] in show.toml";
    for (unchanged, run) in [(false, "first"), (true, "second")] {
        let output = workspace.start("output", Some(&path)).wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && said.contains(&format!("altavoce: {why}\n")), "{run}: {said}");
        let made: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!([&made["warning"], &made["unchanged"]], [&json!(why), &json!(unchanged)], "{run}");
        assert!(made_files(&made).contains(&OPUS) && !made_files(&made).contains(&M4A), "{run}");
    }
    let mended = workspace.make("output", None);
    assert!(made_files(&mended).contains(&M4A));
}

#[test]
fn ctrl_c_ends_ffmpeg_too() {
    let workspace = Workspace::new();
    let started = workspace.path("started");
    let path =
        workspace.ffmpeg(&format!("echo $$ >'{0}.part'; mv '{0}.part' '{0}'; exec sleep 600", started.display()));
    let path = std::env::join_paths([path, "/usr/bin".into(), "/bin".into()]).unwrap();
    let child = workspace.start("output", Some(Path::new(&path)));
    let begun = std::time::Instant::now();
    while !started.exists() {
        assert!(begun.elapsed().as_secs() < 60, "ffmpeg is not started");
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    outsider("sh", &["-c", &format!("kill -INT {}", child.id())]);
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(130), "{said}");
    let ffmpeg = fs::read_to_string(&started).unwrap();
    let alive = Command::new("sh").args(["-c", &format!("kill -0 {}", ffmpeg.trim())]).stderr(Stdio::null()).status();
    assert!(!alive.unwrap().success(), "ffmpeg lives on");
    assert!(!workspace.path("output").join(EPISODE).exists());
}
