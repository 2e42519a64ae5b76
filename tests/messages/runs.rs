//! Commands and refusals in Italian: what they print has no English in it. JSON is the same in every language.

use std::fs;
use std::path::Path;
use std::process::{Output, Stdio};

use super::source;
use crate::common::{program, root};

/// An issue of which every command has something to tell.
const ISSUE: &str = "---\ntitle: Il mare\nnumber: 22\ndate: 2026-03-05\nautore: Ada\n---\n\n# Il mare\n\nLa XKAQ ha scritto a Zbrkovski il 03/04. 🎉\n\n\
    ## Vuota\n\n## Le onde\n\n![](onda.png)\n\n```\nlet x = 1;\n```\n\nErano 25 kg ~~di sale vecchio~~.\n";

fn run(folder: &Path, language: &str, args: &[&str]) -> Output {
    let mut command = program();
    command.args(args).args(["--lang", language]).current_dir(folder).stdin(Stdio::null());
    command.env("ALTAVOCE_VOICES", root("tests/voices")).output().unwrap()
}

/// What a run printed, without what is the author's or is the same in every language.
fn said(output: &Output, folder: &Path) -> String {
    let text = [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes).into_owned()).concat();
    let same = [folder.to_str().unwrap(), "tones of ", "Spotify for Creators", "Create an episode"];
    same.iter().fold(text, |text, same| text.replace(same, ""))
}

#[test]
fn nothing_is_said_in_english() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let new = ["new", "show", "--title", "Onde", "--author", "Ada Neri", "--email", "ada@example.org"];
    let made = run(path, "it", &new);
    assert!(made.status.success(), "{}", said(&made, path));
    fs::write(path.join("show/issues/022.md"), ISSUE).unwrap();
    fs::write(path.join("show/note.txt"), "Il mare\n\n5 marzo\n\nDue righe di prova.\n\nIscriviti\n").unwrap();
    fs::write(path.join("show/latin1.md"), b"# Perch\xe9\n").unwrap();
    fs::write(path.join("show/wrong.toml"), "title = \"X\"\n\n[pauses]\nsentenze = 1\n").unwrap();
    fs::write(path.join("show/open.md"), "---\ntitle: Ciao\n\n# Titolo\n").unwrap();
    let show = path.join("show");
    let issue = "issues/022.md";
    let rows: &[&[&str]] = &[
        &["check", issue],
        &["script", issue],
        &["script", issue, "--explain"],
        &["script", issue, "--strict"],
        &["episode", issue, "--voice", "fake"],
        &["episode", issue, "--voice", "fake"],
        &["episode", issue, "--voice", "sara"],
        &["status"],
        &["show"],
        &["export", "--format", "srt"],
        &["handoff"],
        &["feed"],
        &["feed", "--force", "publish-early"],
        &["site"],
        &["lint", "--deep", "-v"],
        &["lint", "--rules"],
        &["publish", "--dry-run"],
        &["release", issue, "--voice", "fake"],
        &["import", "note.txt", "--dry-run"],
        &["import", "note.txt"],
        &["lexicon", "add", "Zbrkovski", "--say", "sbercovschi"],
        &["lexicon", "list"],
        &["lexicon", "why", "Zbrkovski", issue],
        &["lexicon", "test", "ciao", "--voice", "fake", "-o", "ciao.wav"],
        &["lexicon", "remove", "niente"],
        &["voices", "list"],
        &["voices", "install", "giorgio"],
        &["doctor"],
        &["preview", issue, "--voice", "fake", "--to", "a.wav", "--from", "9:00:00"],
        &["preview", issue, "--voice", "fake", "--to", "a.wav", "--chapter", "40"],
        &["say", "…", "--voice", "fake"],
        &["say", "ciao", "-o", "ciao.doc"],
        &["episode", "latin1.md"],
        &["episode", "open.md"],
        &["episode", "none.md"],
        &["episode", "issues"],
        &["episode", issue, "--show", "wrong.toml"],
        &["episode", issue, "--show", "none.toml"],
        &["serve", "--port", "1", "-o", "nowhere"],
        &["new", ".", "--title", "Onde"],
        &["bogus"],
        &["checks"],
        &["check", "--bogus"],
        &["say", "ciao", "--speed", "9"],
        &["say"],
        &["export", "--format", "doc"],
        &["check", "-q", "-v"],
        &["--help"],
    ];
    let mut wrong = Vec::new();
    for args in rows {
        let text = said(&run(&show, "it", args), &show);
        if text.trim().is_empty() {
            wrong.push(format!("{args:?} says nothing"));
        }
        let english = text.lines().filter(|line| !source::english(line).is_empty());
        wrong.extend(english.map(|line| format!("{args:?}: {line}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_programs_read_has_no_language() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    fs::write(path.join("022.md"), ISSUE).unwrap();
    let rows: &[&[&str]] = &[
        &["check", "022.md", "--json"],
        &["script", "022.md", "--format", "json"],
        &["italian", "--json"],
        &["lint", "--rules", "--json"],
        &["lexicon", "list", "--json"],
        &["completions", "bash"],
    ];
    for args in rows {
        let [english, italian] = ["en", "it"].map(|language| run(path, language, args));
        assert_eq!(english.status.code(), italian.status.code(), "{args:?}");
        if args[0] != "completions" {
            assert_eq!(said(&english, path), said(&italian, path), "{args:?}");
        }
    }
}

#[test]
fn the_language_is_that_of_the_flag_the_variable_or_the_system() {
    let rows = [
        (&[][..], &[][..], "en"),
        (&["--lang", "it"], &[], "it"),
        (&[], &[("ALTAVOCE_LANG", "it")], "it"),
        (&[], &[("LANG", "it_IT.UTF-8")], "it"),
        (&[], &[("LANG", "it_IT.UTF-8"), ("LC_ALL", "en_GB.UTF-8")], "en"),
        (&[], &[("LANG", "it_IT.UTF-8"), ("LC_ALL", "C")], "en"),
        (&["--lang", "en"], &[("LANG", "it_IT.UTF-8")], "en"),
        (&[], &[("LANG", "de_DE.UTF-8"), ("LANGUAGE", "de:it")], "it"),
    ];
    let mut wrong = Vec::new();
    for (args, variables, want) in rows {
        let mut command = program();
        for name in ["ALTAVOCE_LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"] {
            command.env_remove(name);
        }
        let output = command.args(["check", "none.md"]).args(args).envs(variables.iter().copied()).output().unwrap();
        let text = String::from_utf8(output.stderr).unwrap();
        let got = if text.contains("impossibile leggere: file o cartella inesistente") { "it" } else { "en" };
        if got != want || output.status.code() != Some(3) {
            wrong.push(format!("{args:?} {variables:?}: {text}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
