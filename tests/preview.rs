//! Playing, heard through a virtual sound device, and keys pressed in a pseudo-terminal.
//!
//! The device is ALSA's `file` plugin over `null`, so these tests play for real where there is no sound card. It has no
//! clock: it takes sound as fast as it is given.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use altavoce::episode::manifest::{ChapterMade, Manifest};
use altavoce::error::Kind;
use altavoce::preview::{self, Audience, Now};

/// The episode's samples a second.
const RATE: u32 = 24_000;
/// The virtual device's.
const DEVICE: u32 = 48_000;

/// A second of one tone and noise, then the next: any stretch of it is found in one place only.
fn sound(seconds: u32) -> Vec<i16> {
    let mut noise = 1u32;
    let mut next = || {
        noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        f64::from(noise >> 8) / f64::from(1 << 24) - 0.5
    };
    let mut low = 0.0;
    (0..seconds * RATE)
        .map(|n| {
            let tone = 200.0 + 37.0 * f64::from(n / RATE);
            low += 0.4 * (next() - low); // the noise loses its highs, as speech has few
            let wave = (std::f64::consts::TAU * tone * f64::from(n) / f64::from(RATE)).sin();
            ((0.3 * wave + 0.8 * low) * 20_000.0) as i16
        })
        .collect()
}

/// Makes an episode of three chapters that begin at 0, 2 and 5 seconds.
fn make_episode(folder: &Path, seconds: u32, change: impl FnOnce(&mut Manifest)) -> Vec<i16> {
    let samples = sound(seconds);
    fs::create_dir_all(folder).unwrap();
    let spec =
        hound::WavSpec { channels: 1, sample_rate: RATE, bits_per_sample: 16, sample_format: hound::SampleFormat::Int };
    let mut wav = hound::WavWriter::create(folder.join("episode.wav"), spec).unwrap();
    samples.iter().for_each(|s| wav.write_sample(*s).unwrap());
    wav.finalize().unwrap();
    let chapter = |title: &str, start: f64, end: f64| ChapterMade {
        title: title.into(),
        start,
        end,
        file: String::new(),
        line: 1,
    };
    let end = f64::from(seconds);
    let mut manifest = Manifest {
        altavoce: "0.1.0".into(),
        inputs: "0".into(),
        show: "Il Faro".into(),
        title: "Il mare".into(),
        subtitle: None,
        number: Some(22),
        season: None,
        date: None,
        author: None,
        description: None,
        slug: "il-mare".into(),
        tags: vec![],
        language: "it".into(),
        source: "022.md".into(),
        duration: end,
        samples: samples.len() as u64,
        sample_rate: RATE,
        loudness: -16.0,
        true_peak: -2.0,
        voices: vec![],
        files: vec![],
        chapters: vec![chapter("Uno", 0.0, 2.0), chapter("Due", 2.0, 5.0), chapter("Tre", 5.0, end)],
        passages: vec![],
        music: vec![],
    };
    change(&mut manifest);
    fs::write(folder.join("episode.json"), serde_json::to_vec(&manifest).unwrap()).unwrap();
    samples
}

/// Writes down what it is told.
struct Diary(Option<(usize, bool)>);

impl Audience for Diary {
    fn now(&mut self, now: &Now) {
        let Now { chapter, chapters, title, position, length, paused, keys, .. } = now;
        assert!(std::env::var_os("PREVIEW_PANIC").is_none() || *chapter < 2, "the audience falls over");
        if self.0 != Some((*chapter, *paused)) {
            let keys = if *keys { "keys" } else { "no keys" };
            let state = if *paused { "paused" } else { "playing" };
            print!("told: {chapter}/{chapters} {title} {position:.3} of {length:.3} {state} {keys}\r\n");
            self.0 = Some((*chapter, *paused));
        }
    }
}

/// Not a test: what the others run as a process of its own, with the sound system of their choice.
#[test]
#[ignore = "run by the other tests"]
fn child() {
    let Some(folder) = std::env::var_os("PREVIEW_FOLDER").map(PathBuf::from) else { return };
    let chapter = std::env::var("PREVIEW_CHAPTER").ok().map(|n| n.parse().unwrap());
    match preview::play(&folder, chapter, &mut Diary(None)) {
        Ok(end) => println!("end: {end:?}"),
        Err(e) => println!("error: {:?}: {e}", e.kind),
    }
}

/// An ALSA configuration of one sound device, at 48 kHz in two channels, whose sound goes to `capture`.
fn virtual_device(path: &Path, capture: &Path) {
    let config = format!(
        "pcm.!default {{\n type plug\n slave {{\n  format S16_LE\n  rate {DEVICE}\n  channels 2\n  pcm {{\n   \
         type file\n   format wav\n   file \"{}\"\n   slave.pcm {{ type null }}\n  }}\n }}\n}}\n",
        capture.display(),
    );
    fs::write(path, config).unwrap();
}

/// This test binary again, as [`child`], to play `folder` on the sound system of `config`.
fn command(folder: &Path, config: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--ignored", "--exact", "child", "--nocapture", "--test-threads=1"]);
    command.env("PREVIEW_FOLDER", folder).env("ALSA_CONFIG_PATH", config).env("RUST_BACKTRACE", "0");
    command.stdin(Stdio::null());
    command
}

fn text(output: &Output) -> (String, String) {
    (String::from_utf8_lossy(&output.stdout).into(), String::from_utf8_lossy(&output.stderr).into())
}

/// False, with a word about it, where ALSA is not the sound system.
fn has_alsa() -> bool {
    let has = cfg!(target_os = "linux");
    if !has {
        println!("skipped: the virtual sound device needs ALSA, which is Linux's");
    }
    has
}

/// The left channel of what a device took.
fn captured(path: &Path) -> Vec<f64> {
    let bytes = fs::read(path).unwrap();
    // The plugin fills in the header's lengths when it is closed in good order only, so the samples are read directly.
    let data = bytes.windows(4).position(|w| w == b"data").unwrap() + 8;
    bytes[data..].chunks_exact(4).map(|frame| f64::from(i16::from_le_bytes([frame[0], frame[1]]))).collect()
}

/// The correlation of what was played with what was captured, `offset` frames later.
fn correlation(played: &[f64], captured: &[f64], offset: usize) -> f64 {
    let heard = &captured[offset..];
    let (mut ab, mut aa, mut bb) = (0.0, 0.0, 0.0);
    for (a, b) in played.iter().zip(heard) {
        (ab, aa, bb) = (ab + a * b, aa + a * a, bb + b * b);
    }
    ab / (aa * bb).sqrt().max(f64::MIN_POSITIVE)
}

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

    // The episode at the device's rate, by ffmpeg's resampler.
    let resampled = folder.path().join("resampled.wav");
    let run = Command::new("ffmpeg")
        .args(["-v", "error", "-ss", &from.to_string(), "-i"])
        .arg(episode.join("episode.wav"))
        .args(["-ar", &DEVICE.to_string(), "-ac", "2"])
        .arg(&resampled)
        .status()
        .expect("run .ci/setup.sh test first");
    assert!(run.success());
    let expected = captured(&resampled);
    assert_eq!(expected.len(), (samples.len() - (from * RATE) as usize) * (DEVICE / RATE) as usize);
    let capture = captured(&capture);
    assert!(capture.len() > expected.len(), "only {} of {} frames were captured", capture.len(), expected.len());
    // Where the sound begins is near its place; the best offset is looked for around it.
    let begin = capture.iter().position(|s| s.abs() > 50.0).unwrap();
    let offsets = begin.saturating_sub(400)..(begin + 400).min(capture.len() - expected.len());
    let best = offsets.map(|o| (correlation(&expected[..9_600], &capture, o), o)).max_by(|a, b| a.0.total_cmp(&b.0));
    let (_, offset) = best.unwrap();
    let whole = correlation(&expected, &capture, offset);
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

/// The Python that set-up makes; any would do.
fn python() -> PathBuf {
    let made = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/test-tools/bin/python");
    std::env::var_os("ALTAVOCE_TEST_PYTHON").map_or(made, PathBuf::from)
}

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
        ("a panic", &[("", " "), (uno, "n")], "the audience falls over"),
    ];
    let mut wrong = Vec::new();
    for (name, steps, expected) in rows {
        let child = command(&episode, &config);
        let mut run = Command::new(python());
        run.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/preview_pty.py"));
        run.arg(serde_json::to_string(steps).unwrap()).arg(child.get_program()).args(child.get_args());
        child.get_envs().filter_map(|(key, value)| value.map(|v| (key, v))).for_each(|(key, value)| {
            run.env(key, value);
        });
        if *name == "a panic" {
            run.env("PREVIEW_PANIC", "1");
        }
        let output = run.output().expect("run .ci/setup.sh test first");
        assert!(output.status.success(), "{}", text(&output).1);
        let said: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let came = said["came"].as_str().unwrap();
        if !came.contains(expected) || said["left"] != 0 || said["raw"] != true || said["restored"] != true {
            wrong.push(format!("{name}: {said:#}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
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
        match preview::play(folder.path(), *chapter, &mut Diary(None)) {
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
        let right = match preview::find(&output, what) {
            Ok(found) => found.ends_with(expected),
            Err(e) => e.kind == Kind::Usage && e.to_string().contains(expected),
        };
        if !right {
            wrong.push(format!("{what}: {:?}", preview::find(&output, what)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let none = preview::find(&stage.path().join("nowhere"), "22").unwrap_err();
    assert!(none.to_string().contains("there is no episode `22`, nor any other; make one first"), "{none}");
}
