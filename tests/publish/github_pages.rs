//! A branch of a repository, served by GitHub Pages: a repository of our own stands in for GitHub's.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::stage::{Stage, done, files};

/// A repository without files, and the environment in which git takes it for GitHub's.
struct Repository {
    folder: tempfile::TempDir,
}

impl Repository {
    fn new() -> Repository {
        let repository = Repository { folder: tempfile::tempdir().unwrap() };
        repository.git(&["init", "--quiet", "--bare"]);
        repository
    }

    fn git(&self, args: &[&str]) -> String {
        let output = Command::new("git").arg("-C").arg(self.folder.path()).args(args).output().unwrap();
        assert!(output.status.success(), "{args:?} {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    fn stage(&self) -> Stage {
        let key = format!("url.{}.insteadOf", self.folder.path().display());
        let environment = [
            ("GIT_CONFIG_COUNT", "1"),
            ("GIT_CONFIG_KEY_0", key.as_str()),
            ("GIT_CONFIG_VALUE_0", "https://github.com/livia/pettirosso.git"),
            ("GITHUB_TOKEN", "not-to-be-seen"),
        ];
        Stage::new("github-pages://livia/pettirosso", "", &environment)
    }

    /// What is served, by its path.
    fn served(&self) -> std::collections::BTreeMap<String, Vec<u8>> {
        let clone = tempfile::tempdir().unwrap();
        let to = clone.path().to_str().unwrap();
        self.git(&["clone", "--quiet", "--branch", "gh-pages", self.folder.path().to_str().unwrap(), to]);
        let mut all = files(clone.path());
        all.retain(|path, _| !path.starts_with(".git/"));
        all
    }

    /// Somebody adds a file to the branch.
    fn add(&self, name: &str) {
        let clone = tempfile::tempdir().unwrap();
        let to = clone.path().to_str().unwrap();
        self.git(&["clone", "--quiet", "--branch", "gh-pages", self.folder.path().to_str().unwrap(), to]);
        fs::write(clone.path().join(name), "podcast.example.org\n").unwrap();
        let who = ["-c", "user.name=Livia", "-c", "user.email=livia@example.org"];
        self.git(&[&["-C", to], &["add", "-A"][..]].concat());
        self.git(&[&["-C", to], &who[..], &["commit", "--quiet", "-m", "Add a file"]].concat());
        self.git(&["-C", to, "push", "--quiet"]);
    }

    fn commits(&self) -> usize {
        self.git(&["rev-list", "--count", "gh-pages"]).trim().parse().unwrap()
    }
}

#[test]
fn a_branch_gets_what_changed_in_one_commit() {
    let repository = Repository::new();
    let stage = repository.stage();
    stage.episode(1, 300_000, 1);
    stage.feed();
    let forecast = stage.run(&["--dry-run"]);
    assert_eq!(forecast.code, 0, "{forecast:?}");
    assert!(forecast.out.contains("the site has 1 of the 1024 MiB"), "{forecast:?}");
    assert!(repository.git(&["branch", "--list"]).is_empty());

    let summary = stage.publish(&[]);
    let note = summary["notes"][0].as_str().unwrap();
    assert!(note.ends_with("it may send 100 GiB a month, which is 357913 downloads of the longest episode"), "{note}");
    assert_eq!(summary["target"], "github-pages://livia/pettirosso");
    let mut expected = stage.expected();
    expected.insert(".nojekyll".into(), Vec::new());
    assert_eq!(repository.served(), expected);
    assert_eq!(repository.commits(), 1);
    // nothing changed: nothing is sent
    assert_eq!(done(&stage.publish(&[])), []);
    assert_eq!(repository.commits(), 1);

    // another's file stays, and a changed episode leaves no second name
    repository.add("CNAME");
    stage.episode(1, 200_000, 5);
    stage.episode(2, 1000, 2);
    stage.feed();
    stage.publish(&[]);
    let mut expected = stage.expected();
    expected.insert(".nojekyll".into(), Vec::new());
    expected.insert("CNAME".into(), b"podcast.example.org\n".to_vec());
    assert_eq!(repository.served(), expected);
    assert_eq!(repository.commits(), 3);

    // a machine that has only what was committed goes on from there
    let twin = stage.twin();
    assert_eq!(done(&twin.publish(&[])), []);
    assert_eq!(repository.commits(), 3);
    let seen = [stage.run(&["-v"]), stage.run(&["--json"])].map(|run| run.out + &run.err).concat();
    assert!(!seen.contains("not-to-be-seen"), "{seen}");
}

#[test]
fn what_cannot_be_pushed_has_not_arrived() {
    let repository = Repository::new();
    let stage = repository.stage();
    stage.episode(1, 1000, 1);
    stage.feed();
    let hook = repository.folder.path().join("hooks/pre-receive");
    let state = stage.issues().join("publish-state.toml");
    let refuse = |script: &str| {
        fs::write(&hook, script).unwrap();
        Command::new("chmod").arg("+x").arg(&hook).status().unwrap();
    };
    refuse("#!/bin/sh\necho 'permission to livia/pettirosso denied' >&2\nexit 1\n");
    let run = stage.run(&[]);
    assert_eq!(run.code, 4, "{run:?}");
    assert!(run.err.contains("git, which is to send the branch gh-pages of livia/pettirosso, failed"), "{run:?}");
    assert!(run.err.contains("set GITHUB_TOKEN") && run.err.lines().count() == 1, "{run:?}");
    assert!(!state.exists() && repository.git(&["branch", "--list"]).is_empty());
    fs::remove_file(&hook).unwrap();
    stage.publish(&[]);
    assert!(state.exists());

    let before = fs::read(&state).unwrap();
    let large = stage.output().join("001-numero/episode.mp3");
    stage.episode(1, 1000, 3);
    grow(&large, 101 << 20);
    stage.feed();
    let run = stage.run(&[]);
    assert_eq!(run.code, 3, "{run:?}");
    let expected = "altavoce: 001-numero/episode.mp3: GitHub takes files of at most 100 MiB, and this has 101; make the \
                    episode shorter, or publish the show elsewhere, as `altavoce help publish` tells\n";
    assert_eq!(run.err, expected);
    assert_eq!((fs::read(&state).unwrap(), repository.commits()), (before, 1));
}

/// Makes the sound of an episode so long, and its manifest right.
fn grow(path: &Path, bytes: usize) {
    let content = vec![7; bytes];
    fs::write(path, &content).unwrap();
    let manifest = path.with_file_name("episode.json");
    let mut json: serde_json::Value = serde_json::from_slice(&fs::read(&manifest).unwrap()).unwrap();
    let file = json["files"].as_array_mut().unwrap().iter_mut().find(|f| f["name"] == "episode.mp3").unwrap();
    file["bytes"] = bytes.into();
    file["blake3"] = blake3::hash(&content).to_hex().to_string().into();
    json.as_object_mut().unwrap().remove("sum");
    fs::write(manifest, serde_json::to_vec(&json).unwrap()).unwrap();
}

#[test]
fn a_repository_that_is_not_there_is_one_sentence() {
    let repository = Repository::new();
    let stage = repository.stage();
    stage.episode(1, 1000, 1);
    stage.feed();
    fs::remove_dir_all(repository.folder.path()).unwrap();
    let run = stage.run(&[]);
    assert_eq!((run.code, run.err.lines().count()), (4, 1), "{run:?}");
    assert!(run.err.contains("make the repository on GitHub, or mend `target`"), "{run:?}");
}
