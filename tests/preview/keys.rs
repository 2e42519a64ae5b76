//! Every key, pressed in a pseudo-terminal.

use std::path::Path;

use altavoce::manifest::{Manifest, PassageMade};
use altavoce::script::{Pause, Role};
use serde_json::json;

use super::stage::{altavoce, captured, command, has_alsa, in_terminal, make_episode, virtual_device};

#[test]
fn keys_steer_and_the_terminal_comes_back() {
    if !has_alsa() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let episode = folder.path().join("022");
    make_episode(&episode, 8, |_| {});
    let config = folder.path().join("asound.conf");
    virtual_device(&config, Path::new("/dev/null"));
    let (uno, due, tre) = (
        "told: 1/3 Uno 0.000 of 8.000 paused keys",
        "told: 2/3 Due 2.000 of 8.000 paused keys",
        "told: 3/3 Tre 5.000 of 8.000 paused keys",
    );
    // The first space is typed before the program reads: it begins paused, as the device has no clock.
    type Row<'a> = (&'a str, &'a [(&'a str, &'a str)], &'a str);
    let rows: &[Row] = &[
        ("n, p and q", &[("", " "), (uno, "n"), (due, "n"), (tre, "p"), (due, "p"), (uno, "xq")], "end: Quit"),
        (
            "space goes on",
            &[("", " "), (uno, "n"), (due, " "), ("2/3 Due 2.000 of 8.000 playing", "")],
            "end: Finished",
        ),
        ("n in the last chapter", &[("", " "), (uno, "n"), (due, "n"), (tre, "n "), ("3/3 Tre", "")], "end: Finished"),
        ("Ctrl-C", &[("", " "), (uno, "\u{3}")], "error: Interrupted: interrupted; nothing was changed"),
        ("a panic", &[("", " "), (uno, "n")], "the observer panics"),
    ];
    let mut wrong = Vec::new();
    for (name, steps, expected) in rows {
        let mut child = command(&episode, &config);
        if *name == "a panic" {
            child.env("PREVIEW_PANIC", "1");
        }
        let said = in_terminal(&child, 80, &json!(steps));
        let came = said["came"].as_str().unwrap();
        if !came.contains(expected) || said["left"] != 0 || said["raw"] != true || said["restored"] != true {
            wrong.push(format!("{name}: {said:#}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A minute in three chapters of 20 s, each with four sentences of 5 s.
fn a_minute(manifest: &mut Manifest) {
    for (n, chapter) in manifest.chapters.iter_mut().enumerate() {
        (chapter.start, chapter.end) = (20.0 * n as f64, 20.0 * (n + 1) as f64);
    }
    let passage = |n: usize| PassageMade {
        chapter: n / 4,
        role: Role::Text,
        pause: Some(Pause::Sentence),
        line: n as u32 + 1,
        start: 5.0 * n as f64,
        end: 5.0 * (n + 1) as f64,
        voice: "fake".into(),
        text: format!("La frase numero {n}, letta con calma."),
        spoken: String::new(),
        links: vec![],
        words: vec![],
    };
    manifest.passages = (0..12).map(passage).collect();
}

const LEFT: &str = "\u{1b}[D";
const RIGHT: &str = "\u{1b}[C";
const UP: &str = "\u{1b}[A";
const DOWN: &str = "\u{1b}[B";

#[test]
fn every_key_does_what_the_screen_says() {
    if !has_alsa() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let episode = folder.path().join("022");
    make_episode(&episode, 60, a_minute);
    let config = folder.path().join("asound.conf");
    virtual_device(&config, Path::new("/dev/null"));
    let steps = json!([
        ["", " "],
        ["‖ 1/3 Uno", ""],
        ["La frase numero 0, letta con calma.", ""],
        ["0:00 of 1:00  1×  0 dB", RIGHT],
        ["frase numero 2", ""],
        ["0:10 of 1:00", RIGHT],
        ["2/3 Due", ""],
        ["0:20 of 1:00", LEFT],
        ["0:10 of 1:00", LEFT.repeat(3)],
        ["0:00 of 1:00", "n"],
        ["0:20 of 1:00", "n"],
        ["3/3 Tre", ""],
        ["0:40 of 1:00", "p"],
        ["0:20 of 1:00", UP],
        ["+2 dB", DOWN],
        ["0 dB", DOWN],
        ["-2 dB", "]"],
        ["1.1×", "[["],
        ["0.9×", "]]]]]]]]]]]]]]]]]"],
        ["2×", "[[[[[[[[[[[[[[[[[["],
        ["0.5×", RIGHT],
        ["0:30 of 1:00", "q"],
    ]);
    let mut wrong = Vec::new();
    for columns in [80, 40] {
        let child = altavoce(&config, &["preview", episode.to_str().unwrap()]);
        let said = in_terminal(&child, columns, &steps);
        if said["left"] != 0 || said["status"] != 0 || said["raw"] != true || said["restored"] != true {
            wrong.push(format!("{columns} columns: {said:#}"));
        }
        let came = said["came"].as_str().unwrap();
        // What was drawn is cleared, and the cursor shown again.
        if !came.ends_with("\u{1b}[J\u{1b}[?25h") || came.contains('\u{fffd}') {
            wrong.push(format!("{columns} columns: the end is {:?}", &came[came.len().saturating_sub(80)..]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn r_begins_the_sentence_again_and_an_arrow_lands_within_it() {
    if !has_alsa() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let episode = folder.path().join("022");
    make_episode(&episode, 60, a_minute);
    let config = folder.path().join("asound.conf");
    virtual_device(&config, Path::new("/dev/null"));
    let steps = json!([
        ["", " "],
        ["frase numero 2", ""],
        ["0:12 of 1:00", RIGHT],
        ["frase numero 4", ""],
        ["0:22 of 1:00", "r"],
        ["frase numero 4", ""],
        ["0:20 of 1:00", "q"],
    ]);
    let child = altavoce(&config, &["preview", episode.to_str().unwrap(), "--from", "0:12"]);
    let said = in_terminal(&child, 60, &steps);
    assert!(said["left"] == 0 && said["status"] == 0 && said["restored"] == true, "{said:#}");
}

#[test]
fn volume_and_speed_are_heard() {
    if !has_alsa() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let episode = folder.path().join("022");
    make_episode(&episode, 8, |_| {});
    let (config, capture) = (folder.path().join("asound.conf"), folder.path().join("capture.wav"));
    virtual_device(&config, &capture);
    let sounding = |keys: &str, shown: &str| {
        let child = altavoce(&config, &["preview", episode.to_str().unwrap()]);
        let said = in_terminal(&child, 80, &json!([["", format!(" {keys}")], [shown, " "]]));
        assert!(said["left"] == 0 && said["status"] == 0, "{said:#}");
        let heard = captured(&capture);
        let from = heard.iter().position(|s| s.abs() > 50.0).unwrap();
        let to = heard.iter().rposition(|s| s.abs() > 50.0).unwrap();
        let power = heard[from..to].iter().map(|s| s * s).sum::<f64>() / (to - from) as f64;
        ((to - from) as f64 / 48_000.0, power.sqrt())
    };
    let (seconds, loudness) = sounding("", "0 dB");
    assert!((seconds - 8.0).abs() < 0.05, "{seconds}");
    let (softer_seconds, softer) = sounding(&DOWN.repeat(6), "-12 dB");
    assert!((softer_seconds - 8.0).abs() < 0.05, "{softer_seconds}");
    let decibels = 20.0 * (softer / loudness).log10();
    assert!((decibels + 12.0).abs() < 0.2, "{decibels} dB");
    let (faster, _) = sounding("]]]]]", "1.5×");
    assert!((faster - 8.0 / 1.5).abs() < 0.15, "{faster}");
}

#[test]
fn without_a_terminal_it_plays_and_tells_the_chapters() {
    if !has_alsa() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let episode = folder.path().join("022");
    make_episode(&episode, 60, a_minute);
    let config = folder.path().join("asound.conf");
    virtual_device(&config, Path::new("/dev/null"));
    let path = episode.to_str().unwrap();
    let run = |args: &[&str]| {
        let output = altavoce(&config, &[&["preview", path, "--from", "59"], args].concat()).output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (output.status.code(), text(&output.stdout), text(&output.stderr))
    };
    assert_eq!(run(&[]), (Some(0), "the end\n".into(), "0:59  3/3 Tre\n".into()));
    assert_eq!(run(&["-q"]), (Some(0), String::new(), String::new()));
}
