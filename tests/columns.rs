//! What is drawn on a narrow terminal while something goes on, in a pseudo-terminal: no row is wider than it.
#![cfg(unix)]

use std::fs;
use std::process::Command;

use serde_json::Value;

use crate::common::{artwork, python, root};

/// A text without the sequences that steer a terminal.
fn visible(text: &str) -> String {
    let mut parts = text.split("\u{1b}[");
    let first = parts.next().unwrap_or_default().to_string();
    parts.fold(first, |seen, part| {
        seen + part.split_once(|c: char| c.is_ascii_alphabetic()).map_or("", |(_, rest)| rest)
    })
}

#[test]
fn progress_fits_forty_columns() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_string();
    fs::create_dir(path("issues")).unwrap();
    fs::write(path("issues/cover.png"), artwork()).unwrap();
    let (output, www) = (path("output"), path("www"));
    let show = format!(
        "title = \"Prove\"\nauthor = \"Ada\"\nemail = \"ada@mareaperta.it\"\ndescription = \"Letture ad alta voce dal mare.\"\nvoice = \"fake\"\n\
         [feed]\nurl = \"https://ascolta.mareaperta.it/prove\"\nartwork = \"cover.png\"\n[publish]\ntarget = \"file://{www}\"\n"
    );
    fs::write(path("issues/show.toml"), show).unwrap();
    let sentences =
        |n: usize| (1..=4).map(|m| format!("Il mare numero {m} della sezione {n} è calmo. ")).collect::<String>();
    let section =
        |n: usize| format!("## Una sezione che ha un titolo davvero molto lungo, la {n}\n\n{}\n\n", sentences(n));
    let sections: String = (1..=8).map(section).collect();
    fs::write(path("issues/001.md"), format!("---\nnumber: 1\ndate: 2026-01-01\n---\n# Il mare\n\n{sections}"))
        .unwrap();
    let mut wrong = Vec::new();
    // what is run, what its progress says
    let runs: [(&[&str], &str); 3] = [
        (&["episode", &path("issues/001.md"), "--output", &output], "left"),
        (&["feed", "--issues", &path("issues"), "--output", &output], ""),
        (&["publish", "--no-verify", "--issues", &path("issues"), "--output", &output], "looking at what is there"),
    ];
    for (args, mark) in runs {
        let run = Command::new(python())
            .arg(root("tests/preview/terminal.py"))
            .args(["[]", "40", env!("CARGO_BIN_EXE_altavoce")])
            .args(args)
            .env("ALTAVOCE_VOICES", root("tests/voices"))
            .env("ALTAVOCE_LANG", "en")
            .output()
            .expect("run .ci/setup.sh test first");
        let said: Value = serde_json::from_slice(&run.stdout).unwrap_or_default();
        let came = said["came"].as_str().unwrap_or_default();
        // What is drawn over and over ends without a new line; the lines are results, which go on the next row like any text.
        let drawn: Vec<String> = came.split('\n').flat_map(|line| line.split('\r')).map(visible).collect();
        let is_progress =
            |row: &&String| row.contains('%') || row.contains('━') || (!mark.is_empty() && row.contains(mark));
        let progress: Vec<&String> = drawn.iter().filter(is_progress).collect();
        let wide = progress.iter().filter(|row| row.trim_end().chars().count() > 40).count();
        if said["status"] != 0 || wide > 0 || (progress.is_empty() && !mark.is_empty()) {
            wrong.push(format!("{args:?}: {wide} of {progress:#?}\n{came}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
