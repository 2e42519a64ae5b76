//! Made episodes: what is played, from where, and what is refused.

use std::fs;
use std::path::Path;

use altavoce::error::Kind;
use altavoce::preview;

use super::LoggingObserver;
use super::stage::{
    DEVICE, RATE, at_device_rate, captured, command, correlation, found, has_alsa, make_episode, text, virtual_device,
};

/// Plays and finds the episode from `from` seconds in the capture, whole.
fn hear(chapter: Option<usize>, from: u32) {
    let folder = tempfile::tempdir().unwrap();
    let episode = folder.path().join("022-il-mare");
    let samples = make_episode(&episode, 8, |_| {});
    let (config, capture) = (folder.path().join("asound.conf"), folder.path().join("capture.wav"));
    virtual_device(&config, &capture);
    let mut command = command(&episode, &config);
    if let Some(chapter) = chapter {
        command.env("PREVIEW_CHAPTER", chapter.to_string());
    }
    let output = command.output().unwrap();
    let (out, err) = text(&output);
    assert!(out.contains("end: Finished"), "{out}\n{err}");
    assert!(err.is_empty(), "{err}");

    let expected = at_device_rate(&episode.join("episode.wav"), f64::from(from));
    assert_eq!(expected.len(), (samples.len() - (from * RATE) as usize) * (DEVICE / RATE) as usize);
    let capture = captured(&capture);
    let (offset, whole) = found(&expected, &capture);
    println!("from {from} s: correlation {whole:.6} at frame {offset} of {}", capture.len());
    assert!(whole > 0.99, "correlation {whole} at {offset}");
    // Its end too, which a device closed too early would swallow; and nothing but silence behind it.
    let tail = expected.len() - DEVICE as usize / 10;
    let last = correlation(&expected[tail..], &capture, offset + tail);
    assert!(last > 0.99, "the end's correlation is {last}");
    let loudest = capture[offset + expected.len() + 64..].iter().fold(0.0f64, |m, s| m.max(s.abs()));
    assert!(loudest < 50.0, "{loudest} behind the end");
}

#[test]
fn what_is_played_is_the_episode() {
    if has_alsa() {
        hear(None, 0);
    }
}

#[test]
fn a_chapter_is_played_from_its_start() {
    if has_alsa() {
        hear(Some(2), 2);
    }
}

#[test]
fn without_a_sound_device_there_is_one_clear_error() {
    if !has_alsa() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let episode = folder.path().join("022");
    make_episode(&episode, 8, |_| {});
    let broken = "pcm.!default { type hw card 77 }\n";
    for (name, config) in [("no device at all", ""), ("a device that is gone", broken)] {
        let path = folder.path().join("asound.conf");
        fs::write(&path, config).unwrap();
        let output = command(&episode, &path).output().unwrap();
        let (out, err) = text(&output);
        assert!(out.contains("error: Operator: no sound device: "), "{name}: {out}\n{err}");
        assert!(out.contains("listen to the episode's MP3 elsewhere"), "{name}: {out}");
        assert!(err.is_empty(), "{name}: {err}");
    }
}

#[test]
fn a_device_that_goes_away_is_one_clear_error() {
    if !has_alsa() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let episode = folder.path().join("022");
    make_episode(&episode, 8, |_| {});
    let config = folder.path().join("asound.conf");
    // The device is a pipe: its reader leaves after a while, or stays and stops reading.
    let rows = [("head -c 100000", ""), ("exec sleep 8", "the device has stopped taking sound")];
    for (reader, reason) in rows {
        let pipe = format!(
            "pcm.!default {{\n type file\n format raw\n file \"| {reader} > /dev/null 2>&1\"\n slave.pcm {{ type null }}\n}}\n"
        );
        fs::write(&config, pipe).unwrap();
        let (out, err) = text(&command(&episode, &config).output().unwrap());
        assert!(out.contains(&format!("error: Operator: no sound device: {reason}")), "{reader}: {out}\n{err}");
        assert!(err.is_empty(), "{reader}: {err}");
    }
}

#[test]
fn what_cannot_be_played_is_refused() {
    type Change = fn(&Path);
    let rows: &[(&str, Kind, Option<usize>, Change)] = &[
        ("there is no chapter 4; the episode's chapters are 1 to 3", Kind::Usage, Some(4), |_| {}),
        ("there is no chapter 0", Kind::Usage, Some(0), |_| {}),
        ("episode.json: cannot read", Kind::Author, None, |f| fs::remove_file(f.join("episode.json")).unwrap()),
        ("episode.wav: cannot read", Kind::Author, None, |f| fs::remove_file(f.join("episode.wav")).unwrap()),
        ("is not a WAV that can be played", Kind::Operator, None, |f| {
            fs::write(f.join("episode.wav"), "RIFF").unwrap()
        }),
        ("has 48000 samples but its manifest says 192000", Kind::Operator, None, |f| {
            make_episode(&f.join("short"), 2, |_| {});
            fs::rename(f.join("short/episode.wav"), f.join("episode.wav")).unwrap();
        }),
    ];
    let mut wrong = Vec::new();
    for (expected, kind, chapter, change) in rows {
        let folder = tempfile::tempdir().unwrap();
        make_episode(folder.path(), 8, |_| {});
        change(folder.path());
        match preview::play(folder.path(), *chapter, &mut LoggingObserver(None)) {
            Err(e) if e.kind == *kind && e.to_string().contains(expected) => {}
            other => wrong.push(format!("{expected}: {other:?}")),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn episodes_are_found_by_what_one_calls_them() {
    let stage = tempfile::tempdir().unwrap();
    let output = stage.path().join("output");
    make_episode(&output.join("022-il-mare"), 1, |_| {});
    make_episode(&output.join("s2-022-la-neve"), 1, |m| {
        (m.season, m.slug, m.source) = (Some(2), "la-neve".into(), "2-022.md".into());
    });
    make_episode(&output.join("023-il-sole"), 1, |m| {
        (m.number, m.slug, m.source) = (Some(23), "il-sole".into(), "023.md".into());
    });
    let mare = output.join("022-il-mare");
    let (folder, manifest) = (mare.display().to_string(), mare.join("episode.json").display().to_string());
    let rows = [
        (folder.as_str(), "022-il-mare"),
        (manifest.as_str(), "022-il-mare"),
        ("022-il-mare", "022-il-mare"),
        ("il-mare", "022-il-mare"),
        ("23", "023-il-sole"),
        ("#23", "023-il-sole"),
        ("023", "023-il-sole"),
        ("issues/023.md", "023-il-sole"),
        ("22", "`22` may be `022-il-mare` or `s2-022-la-neve`; name the folder"),
        ("il-sale", "there is no episode `il-sale`; the nearest of its 3 is `023-il-sole`"),
        ("99", "there is no episode `99`"),
        ("..", "there is no episode `..`"),
        ("", "there is no episode ``"),
    ];
    let mut wrong = Vec::new();
    for (what, expected) in rows {
        let right = match preview::find_episode(&output, what) {
            Ok(found) => found.ends_with(expected),
            Err(e) => e.kind == Kind::Usage && e.to_string().contains(expected),
        };
        if !right {
            wrong.push(format!("{what}: {:?}", preview::find_episode(&output, what)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let none = preview::find_episode(&stage.path().join("nowhere"), "22").unwrap_err();
    assert!(none.to_string().contains("there is no episode `22`, nor any other; make one first"), "{none}");
}
