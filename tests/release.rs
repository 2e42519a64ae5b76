//! The weekly job, batches, and where each issue stands.

use std::fs;
use std::path::{Path, PathBuf};

#[cfg(unix)]
use crate::common::readable_once;
use crate::common::{Run, altavoce, artwork};

/// A show from nothing with two issues, published to a folder.
struct Workspace {
    folder: tempfile::TempDir,
}

impl Workspace {
    fn new() -> Workspace {
        let workspace = Workspace { folder: tempfile::tempdir().unwrap() };
        let made = altavoce(&[
            "new",
            &workspace.path("show"),
            "--title",
            "Il faro",
            "--author",
            "Ada Rossi",
            "--email",
            "ada@ilfaro.zz",
            "--url",
            "https://ilfaro.zz/faro",
            "--description",
            "Il mare e la terra, letti ad alta voce.",
            "--voice",
            "fake",
        ]);
        assert_eq!(made.code, 0, "{made:?}");
        fs::write(workspace.at("show/issues/cover.png"), artwork()).unwrap();
        let settings = workspace.at("show/issues/show.toml");
        let text = fs::read_to_string(&settings).unwrap();
        let target = workspace.path("www").replace('\\', "/");
        fs::write(&settings, format!("{text}\n[publish]\ntarget = \"file://{target}\"\n")).unwrap();
        workspace.issue("001.md", 1, "Il mare", "Il mare è calmo. Le barche tornano al porto.");
        workspace.issue("002.md", 2, "La terra", "La terra è asciutta. I contadini aspettano la pioggia.");
        workspace
    }

    fn at(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn path(&self, path: &str) -> String {
        self.at(path).to_str().unwrap().to_string()
    }

    fn issue(&self, file: &str, number: u32, title: &str, text: &str) {
        let front = format!("---\nnumber: {number}\ndate: 2026-01-0{number}\n---\n");
        let body = format!("# {title}\n\nBuongiorno a tutti.\n\n## Notizie\n\n{text}\n");
        fs::write(self.at("show/issues").join(file), front + &body).unwrap();
    }

    fn run(&self, args: &[&str]) -> Run {
        let output = self.path("output");
        altavoce(&[args, &["--output", &output]].concat())
    }

    fn release(&self, file: &str, more: &[&str]) -> Run {
        let issue = self.path(&format!("show/issues/{file}"));
        self.run(&[&["release", &issue, "--no-verify"], more].concat())
    }

    /// What `status` says of each issue, without what follows its title.
    fn status(&self) -> Vec<String> {
        let issues = self.path("show/issues");
        let run = self.run(&["status", "--issues", &issues, "--json"]);
        assert_eq!((run.code, run.err.as_str()), (0, ""), "{run:?}");
        let json: serde_json::Value = serde_json::from_str(&run.out).unwrap();
        let word = |row: &serde_json::Value, key: &str| row[key].as_str().unwrap_or("-").to_string();
        let line = |row: &serde_json::Value| {
            let feed = if row["in_feed"] == true { "in" } else { "out" };
            format!("{} {} {feed} {}", word(row, "title"), word(row, "episode"), word(row, "published"))
        };
        json["episodes"].as_array().unwrap().iter().map(line).collect()
    }
}

fn feed(folder: &Path) -> String {
    fs::read_to_string(folder.join("feed.xml")).unwrap_or_default()
}

#[test]
fn one_command_does_the_weekly_job() {
    let workspace = Workspace::new();
    assert_eq!(workspace.status(), ["Il mare missing out no", "La terra missing out no"]);

    let first = workspace.release("001.md", &[]);
    assert_eq!(first.code, 0, "{first:?}");
    let steps: Vec<&str> =
        first.out.lines().filter(|l| !l.starts_with(' ')).filter_map(|l| l.split(' ').next()).collect();
    assert_eq!(steps, ["check", "episode", "feed", "pages", "lint", "publish"], "{}", first.out);
    let www = workspace.at("www");
    assert_eq!(feed(&www), feed(&workspace.at("output")));
    for file in ["episode.mp3", "episode.opus", "words.json", "words.vtt", "transcript.vtt", "chapters.json"] {
        assert!(www.join("001-il-mare").join(file).is_file(), "{file}");
    }
    assert!(www.join("site/001-il-mare/index.html").is_file());
    assert!(!www.join("001-il-mare/episode.wav").exists());
    assert_eq!(workspace.status(), ["Il mare made in yes", "La terra missing out no"]);

    // What was only rehearsed is not out.
    let rehearsed = workspace.release("002.md", &["--dry-run"]);
    assert_eq!(rehearsed.code, 0, "{rehearsed:?}");
    assert!(rehearsed.out.contains("nothing was sent"), "{}", rehearsed.out);
    assert_eq!(workspace.status(), ["Il mare made in without-feed", "La terra made in no"]);

    let second = workspace.release("002.md", &["--json"]);
    assert_eq!((second.code, second.err.as_str()), (0, ""), "{second:?}");
    let told: serde_json::Value = serde_json::from_str(&second.out).unwrap();
    assert_eq!(told["episode"]["unchanged"], true);
    assert_eq!(told["feed"]["episodes"], 2);
    assert_eq!(told["lint"]["errors"], 0);
    assert_eq!(told["publish"]["feed"], true);
    assert_eq!(workspace.status(), ["Il mare made in yes", "La terra made in yes"]);

    // An issue that changes is stale until it is released again, under the GUID that it has.
    let guids = |xml: &str| -> Vec<String> {
        xml.lines().filter(|l| l.contains("<guid")).map(|l| l.trim().to_string()).collect()
    };
    let before = guids(&feed(&www));
    workspace.issue("001.md", 1, "Il mare", "Il mare è mosso. Le barche restano al porto.");
    assert_eq!(workspace.status()[0], "Il mare stale in yes");
    assert_eq!(workspace.release("001.md", &["-q"]).code, 0);
    assert_eq!(workspace.status(), ["Il mare made in yes", "La terra made in yes"]);
    assert_eq!(guids(&feed(&www)), before);

    // What only the feed says of the show is in no episode.
    let settings = workspace.at("show/issues/show.toml");
    let text = fs::read_to_string(&settings).unwrap();
    let other = text.replace("ada@ilfaro.zz", "faro@ilfaro.zz").replace("description = \"", "description = \"Anzi: ");
    assert_eq!(other.matches("faro@ilfaro.zz").count() + other.matches("Anzi: ").count(), 2, "{other}");
    fs::write(&settings, other).unwrap();
    assert_eq!(workspace.status(), ["Il mare made in yes", "La terra made in yes"]);
}

#[test]
fn a_damaged_episode_and_a_faulty_issue_are_rows_of_the_status() {
    let workspace = Workspace::new();
    let issues = ["001.md", "002.md"].map(|file| workspace.path(&format!("show/issues/{file}")));
    assert_eq!(workspace.run(&["episode", &issues[0], &issues[1]]).code, 0);
    fs::write(workspace.at("show/issues/001.md"), "---\nnumber: uno\n---\n# Il mare\n\nTesto.\n").unwrap();
    fs::create_dir(workspace.at("output/003-rotto")).unwrap();
    fs::write(workspace.at("output/003-rotto/episode.json"), "{").unwrap();
    let run = workspace.run(&["status", "--issues", &workspace.path("show/issues"), "--json"]);
    assert_eq!(run.code, 0, "{run:?}");
    let json: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    let rows: Vec<(&str, bool)> = json["episodes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (row["folder"].as_str().unwrap(), row["fault"].is_string()))
        .collect();
    let mut sorted = rows.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, [("001-il-mare", true), ("002-la-terra", false), ("003-rotto", true)], "{}", run.out);
}

#[test]
fn the_issues_folder_may_be_where_one_stands() {
    let workspace = Workspace::new();
    let program = Path::new(env!("CARGO_BIN_EXE_altavoce"));
    let voices = crate::common::root("tests/voices");
    let run = |args: &[&str]| {
        let run = std::process::Command::new(program)
            .env("ALTAVOCE_LANG", "en")
            .current_dir(workspace.at("show/issues"))
            .args(args)
            .arg("--voices")
            .arg(&voices)
            .args(["--output", &workspace.path("output")])
            .output()
            .unwrap();
        assert!(run.status.success(), "{args:?} {run:?}");
        String::from_utf8(run.stdout).unwrap()
    };
    run(&["release", "001.md", "--no-verify"]);
    assert_eq!(feed(&workspace.at("www")), feed(&workspace.at("output")));
    let again = run(&["feed", "--show", "show.toml"]);
    assert!(again.contains("nothing changed") && !again.contains("commit"), "{again}");
    // The file of identities follows an episode that is called otherwise.
    fs::rename(workspace.at("output/001-il-mare"), workspace.at("output/001-il-faro")).unwrap();
    let renamed = run(&["feed", "--show", "show.toml"]);
    assert!(renamed.contains("commit ") && !renamed.contains("new: "), "{renamed}");
}

#[test]
fn what_the_lint_finds_is_not_published() {
    let workspace = Workspace::new();
    assert_eq!(workspace.release("001.md", &[]).code, 0);
    let before = feed(&workspace.at("www"));
    // Another program measured it, say.
    let path = workspace.at("output/001-il-mare/episode.json");
    let mut manifest: serde_json::Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    manifest["loudness"] = (-23.0).into();
    manifest.as_object_mut().unwrap().remove("sum");
    fs::write(&path, manifest.to_string()).unwrap();
    let stopped = workspace.release("002.md", &[]);
    assert_eq!(stopped.code, 1, "{stopped:?}");
    assert!(stopped.out.contains("-23.0 LUFS by its manifest"), "{}", stopped.out);
    assert!(stopped.out.trim_end().ends_with("mend what the lint found and run the command again"), "{}", stopped.out);
    let quiet = workspace.release("002.md", &["-q"]);
    assert_eq!((quiet.code, quiet.out.contains("-23.0 LUFS")), (1, true), "{quiet:?}");
    assert_eq!(feed(&workspace.at("www")), before);
    assert_eq!(workspace.status()[1], "La terra made in no");
}

#[test]
fn a_file_that_is_damaged_is_told_and_made_again() {
    let workspace = Workspace::new();
    assert_eq!(workspace.release("001.md", &[]).code, 0);
    let before = fs::read(workspace.at("www/001-il-mare/episode.mp3")).unwrap();
    let damage = |name: &str| {
        let path = workspace.at("output/001-il-mare").join(name);
        let mut bytes = fs::read(&path).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle..middle + 20].fill(b'0');
        fs::write(path, bytes).unwrap();
    };
    for name in ["episode.mp3", "episode.json"] {
        damage(name);
        // Its own files are told by every command that would take them to subscribers.
        let issues = workspace.path("show/issues");
        for command in ["feed", "publish"] {
            let more: &[&str] = if command == "publish" { &["--no-verify"] } else { &[] };
            let run = workspace.run(&[&[command, "--issues", &issues], more].concat());
            assert_eq!((run.code, run.err.lines().count()), (4, 1), "{run:?}");
            assert!(run.err.contains(name) && run.err.contains("damaged"), "{run:?}");
        }
        assert_ne!(workspace.status()[0].split(' ').nth(2), Some("made"), "{name}");
        // What it says to do helps.
        assert_eq!(workspace.run(&["episode", &workspace.path("show/issues/001.md"), "-q"]).code, 0);
        assert_eq!(workspace.release("001.md", &[]).code, 0);
        assert_eq!(fs::read(workspace.at("output/001-il-mare/episode.mp3")).unwrap(), before);
    }
    assert_eq!(fs::read(workspace.at("www/001-il-mare/episode.mp3")).unwrap(), before);
}

#[test]
fn several_issues_are_made_though_one_fails() {
    let workspace = Workspace::new();
    let issues = ["001.md", "002.md", "003.md"].map(|file| workspace.path(&format!("show/issues/{file}")));
    fs::write(&issues[2], "# Vuoto\n\n![](x.png)\n").unwrap();
    let run = workspace.run(&["episode", &issues[2], &issues[0], &issues[1]]);
    assert_eq!(run.code, 3, "{run:?}");
    assert!(run.err.contains("nothing in the issue can be spoken"), "{}", run.err);
    assert!(run.err.trim_end().ends_with("mend what is told above and run the command again"), "{}", run.err);
    assert!(run.err.contains("1 of 3 episodes could not be made"), "{}", run.err);
    assert_eq!(workspace.status(), ["Il mare made out no", "La terra made out no", "Vuoto missing out no"]);

    // Two issues of one episode are told before anything is spoken.
    fs::copy(&issues[0], &issues[2]).unwrap();
    fs::remove_dir_all(workspace.at("output")).unwrap();
    let twins = workspace.run(&["episode", &issues[0], &issues[2]]);
    assert_eq!(twins.code, 3, "{twins:?}");
    assert!(twins.err.contains("would be the same episode"), "{}", twins.err);
    assert!(!workspace.at("output").exists());
}

#[test]
#[cfg(unix)]
fn a_release_reads_issue_settings_and_lexicon_once() {
    let workspace = Workspace::new();
    fs::write(workspace.at("show/issues/lexicon.toml"), "porto = { say = \"pòrto\" }\n").unwrap();
    for file in ["001.md", "show.toml", "lexicon.toml"] {
        readable_once(&workspace.at("show/issues").join(file));
    }
    let run = workspace.release("001.md", &[]);
    assert_eq!(run.code, 0, "{run:?}");
    // The same files are no issue and no settings by now.
    assert_eq!(workspace.release("001.md", &[]).code, 3);
}

#[test]
fn a_draft_and_a_day_to_come_go_out_only_by_their_word() {
    let workspace = Workspace::new();
    assert_eq!(workspace.release("001.md", &[]).code, 0);
    let before = feed(&workspace.at("www"));
    let rows = [
        ("003.md", "draft: true", "the issue is a draft", "publish-draft"),
        ("004.md", "published: false", "the issue is a draft", "publish-draft"),
        ("005.md", "date: 2998-03-05", "the issue is dated 2998-03-05, which is to come", "publish-early"),
        ("006.md", "date: 2998-03-05 10:00 +0100", "the issue is dated 2998-03-05, which is to come", "publish-early"),
    ];
    let write = |file: &str, front: &str| {
        let text = format!("---\n{front}\n---\n# Il vento\n\nBuongiorno a tutti, soffia da {file}.\n");
        fs::write(workspace.at("show/issues").join(file), text).unwrap();
    };
    for (file, front, what, word) in rows {
        write(file, front);
        let stopped = workspace.release(file, &[]);
        assert_eq!(stopped.code, 3, "{stopped:?}");
        assert!(stopped.err.contains(what) && stopped.err.contains(&format!("--force {word}")), "{stopped:?}");
    }
    assert_eq!(feed(&workspace.at("www")), before);

    // An episode may be made all the same; neither feed nor pages nor what is published have it.
    let (issue, issues) = (workspace.path("show/issues/003.md"), workspace.path("show/issues"));
    assert_eq!(workspace.run(&["episode", &issue]).code, 0);
    let folder = "003-il-vento";
    for command in ["feed", "site", "publish"] {
        let more: &[&str] = if command == "publish" { &["--no-verify"] } else { &[] };
        let run = workspace.run(&[&[command, "--issues", &issues], more].concat());
        assert_eq!(run.code, 0, "{run:?}");
        let told = run.out + &run.err;
        assert!(told.contains(folder) && told.contains("a draft"), "{told}");
    }
    let status = workspace.run(&["status", "--issues", &issues]);
    assert!(status.out.contains("not to go out yet: it is a draft"), "{status:?}");
    assert_eq!(feed(&workspace.at("www")), before);
    assert!(!workspace.at("www/site").join(folder).exists());
    assert_eq!(workspace.release("002.md", &[]).code, 0);
    assert!(!feed(&workspace.at("www")).contains(folder));

    // By its word it goes out, and stays.
    let forced = workspace.release("003.md", &["--force", "publish-draft"]);
    assert_eq!(forced.code, 0, "{forced:?}");
    assert!(feed(&workspace.at("www")).contains(folder));
    assert!(workspace.at("www/site").join(folder).join("index.html").is_file());
    assert_eq!(workspace.release("002.md", &[]).code, 0);
    assert!(feed(&workspace.at("www")).contains(folder));
}

#[test]
fn an_issue_that_loses_words_is_told_and_with_strict_refused() {
    let workspace = Workspace::new();
    workspace.issue("003.md", 3, "Il codice", "Ecco la ricetta.\n\n```\nuno due tre quattro cinque sei\n```");
    let refused = workspace.release("003.md", &["--strict"]);
    assert_eq!(refused.code, 3, "{refused:?}");
    assert!(refused.err.contains("words are not spoken") && refused.err.contains("in code"), "{refused:?}");
    assert!(!workspace.at("www/feed.xml").exists());
    let told = workspace.release("003.md", &[]);
    assert_eq!(told.code, 0, "{told:?}");
    assert!(told.err.contains("words are not spoken") && told.err.contains("in code"), "{told:?}");
}
