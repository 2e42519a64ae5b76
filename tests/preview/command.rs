//! `altavoce preview`: what is meant, where it begins, files and devices.

use std::fs;
use std::path::Path;

use super::issue::{CALM, Stage, issue, succeed};
use super::stage::{
    DEVICE, RATE, altavoce, at_device_rate, captured, found, has_alsa, make_episode, samples, text, virtual_device,
};

/// Runs with any sound system; the exit code, standard output and standard error.
fn run(config: &Path, args: &[&str]) -> (i32, String, String) {
    let output = altavoce(config, &[&["preview"], args].concat()).output().unwrap();
    let (out, err) = text(&output);
    (output.status.code().unwrap_or(-1), out, err)
}

#[test]
fn an_episode_is_written_bit_by_bit_from_any_place() {
    let folder = tempfile::tempdir().unwrap();
    let (episode, to) = (folder.path().join("022"), folder.path().join("to.wav"));
    let made = make_episode(&episode, 8, |_| {});
    let rows: [(&[&str], f64); 5] = [
        (&[], 0.0),
        (&["--from", "0:03.5"], 3.5),
        (&["--chapter", "2"], 2.0),
        (&["--chapter", "3", "--from", "1"], 6.0),
        (&["--chapter", "1", "--from", "0"], 0.0),
    ];
    let mut wrong = Vec::new();
    for (args, from) in rows {
        let args = [&[episode.to_str().unwrap(), "--to", to.to_str().unwrap()], args].concat();
        let (code, out, err) = run(Path::new("/dev/null"), &args);
        let heard = if code == 0 { samples(&to) } else { vec![] };
        let start = (from * f64::from(RATE)) as usize;
        if heard != made[start..] || !err.is_empty() || !out.starts_with(to.to_str().unwrap()) {
            wrong.push(format!("{args:?}: {} samples, {code} {out}{err}", heard.len()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let args = [episode.to_str().unwrap(), "--to", to.to_str().unwrap(), "--json", "--from", "6"];
    let said: serde_json::Value = serde_json::from_str(&run(Path::new("/dev/null"), &args).1).unwrap();
    assert_eq!(said["seconds"], 2.0);
    let args = [episode.to_str().unwrap(), "--to", to.to_str().unwrap(), "-q"];
    assert_eq!(run(Path::new("/dev/null"), &args), (0, String::new(), String::new()));
}

/// The strongest frequency of a second of sound, in Hz, by Goertzel's filters a hertz apart.
fn pitch(sound: &[i16], near: std::ops::Range<u32>) -> u32 {
    let power = |hertz: u32| {
        let step = 2.0 * (std::f64::consts::TAU * f64::from(hertz) / f64::from(RATE)).cos();
        let (a, b) = sound.iter().fold((0.0, 0.0), |(a, b), s| (f64::from(*s) + step * a - b, a));
        a * a + b * b - step * a * b
    };
    near.max_by(|a, b| power(*a).total_cmp(&power(*b))).unwrap()
}

#[test]
fn faster_is_shorter_at_the_same_pitch() {
    let folder = tempfile::tempdir().unwrap();
    let (episode, to) = (folder.path().join("022"), folder.path().join("to.wav"));
    make_episode(&episode, 8, |_| {});
    let mut wrong = Vec::new();
    for rate in ["1.5", "0.5", "2"] {
        let args = [episode.to_str().unwrap(), "--to", to.to_str().unwrap(), "--rate", rate];
        assert_eq!(run(Path::new("/dev/null"), &args).0, 0);
        let (heard, rate) = (samples(&to), rate.parse::<f64>().unwrap());
        let seconds = heard.len() as f64 / f64::from(RATE);
        if (seconds - 8.0 / rate).abs() > 0.08 {
            wrong.push(format!("{rate}: {seconds} s"));
        }
        // The fourth second is a tone of 311 Hz among noise.
        let at = |seconds: f64| (seconds / rate * f64::from(RATE)) as usize;
        let found = pitch(&heard[at(3.1)..at(3.9)], 150..640);
        if found.abs_diff(311) > 4 {
            wrong.push(format!("{rate}: {found} Hz"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn from_and_rate_are_played_too() {
    if !has_alsa() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let episode = folder.path().join("022");
    make_episode(&episode, 8, |_| {});
    let (config, capture) = (folder.path().join("asound.conf"), folder.path().join("capture.wav"));
    virtual_device(&config, &capture);
    let path = episode.to_str().unwrap();
    assert_eq!(run(&config, &[path, "--from", "0:03.5"]).0, 0);
    let expected = at_device_rate(&episode.join("episode.wav"), 3.5);
    let (_, whole) = found(&expected, &captured(&capture));
    assert!(whole > 0.99, "{whole}");

    assert_eq!(run(&config, &[path, "--rate", "1.6"]).0, 0);
    let heard = captured(&capture);
    let sounding = |s: &f64| s.abs() > 50.0;
    let length = heard.iter().rposition(sounding).unwrap() - heard.iter().position(sounding).unwrap();
    let seconds = length as f64 / f64::from(DEVICE);
    assert!((seconds - 5.0).abs() < 0.15, "{seconds}");
}

#[test]
fn wrong_wishes_are_refused_in_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let episode = folder.path().join("022");
    make_episode(&episode, 8, |_| {});
    let path = episode.to_str().unwrap();
    let to = folder.path().join("to.wav");
    let to = to.to_str().unwrap();
    let missing = folder.path().join("none.md");
    let rows: [(&[&str], i32, &str); 11] = [
        (&[path, "--rate", "3", "--to", to], 2, "a rate lies between 0.5 and 2.0"),
        (&[path, "--rate", "x"], 2, "a rate lies between 0.5 and 2.0"),
        (&[path, "--from", "3:99"], 2, "write seconds, minutes:seconds or hours:minutes:seconds"),
        (&[path, "--from", "8", "--to", to], 2, "there is nothing at 8 s: the whole lasts 8 s; begin earlier"),
        (&[path, "--chapter", "4", "--to", to], 2, "there is no chapter 4; the episode's chapters are 1 to 3"),
        (&[path, "--chapter", "3", "--from", "3", "--to", to], 2, "there is nothing at 8 s"),
        (&[path, "--devices"], 2, "cannot be used with"),
        (&[path, "--device", "x", "--to", to], 2, "cannot be used with"),
        (&[path, "--to", "/dev/null/to.wav"], 4, "/dev/null"),
        (&[missing.to_str().unwrap(), "-o", path], 2, "there is no episode"),
        (&["nulla", "-o", path], 2, "there is no episode `nulla`"),
    ];
    let mut wrong = Vec::new();
    for (args, code, expected) in rows {
        let (got, out, err) = run(Path::new("/dev/null"), args);
        if got != code || !err.contains(expected) || !out.is_empty() {
            wrong.push(format!("{args:?}: {got} {out}{err}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(!Path::new(to).exists(), "written whole or not at all");
}

#[test]
fn without_a_device_there_is_a_sentence_that_names_a_way_out() {
    if !has_alsa() {
        return;
    }
    let stage = Stage::new();
    fs::write(stage.path("asound.conf"), "").unwrap();
    let output = stage.preview("none", &[]).output().unwrap();
    let (out, err) = text(&output);
    assert_eq!((output.status.code(), out.as_str()), (Some(4), ""), "{err}");
    assert!(err.starts_with("altavoce: no sound device: ") && err.contains("--to FILE.wav"), "{err}");
    assert_eq!(err.lines().count(), 1, "{err}");
    // And that way is one.
    assert!(stage.written("none", "a.wav", &[]).len() > 24_000);
}

#[test]
fn devices_are_listed_and_chosen() {
    if !has_alsa() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let episode = folder.path().join("022");
    make_episode(&episode, 2, |m| m.chapters.truncate(1));
    let config = folder.path().join("asound.conf");
    let capture = |name: &str| folder.path().join(format!("{name}.wav"));
    let device = |name: &str, description: &str| {
        format!(
            "pcm.{name} {{\n type plug\n slave {{\n format S16_LE\n rate 48000\n channels 2\n pcm {{\n type file\n \
             format wav\n file \"{}\"\n slave.pcm {{ type null }}\n }}\n }}\n hint {{\n show on\n description \
             \"{description}\"\n }}\n}}\n",
            capture(name).display()
        )
    };
    let devices = [device("studio", "Casse dello studio"), device("cuffie", "Cuffie blu")].concat();
    fs::write(&config, format!("{devices}pcm.!default {{ type plug slave.pcm \"studio\" }}\n")).unwrap();
    let path = episode.to_str().unwrap();

    let (code, out, err) = run(&config, &["--devices"]);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("studio") && out.contains("Casse dello studio") && out.contains("Cuffie blu"), "{out}");
    let listed: serde_json::Value = serde_json::from_str(&run(&config, &["--devices", "--json"]).1).unwrap();
    let of = |name: &str| listed.as_array().unwrap().iter().find(|d| d["name"] == name).cloned().unwrap_or_default();
    assert_eq!(of("cuffie")["description"], "Cuffie blu", "{listed:#}");

    for name in ["cuffie", "Cuffie blu", "blu"] {
        let _ = fs::remove_file(capture("cuffie"));
        let (code, _, err) = run(&config, &[path, "--device", name]);
        assert_eq!(code, 0, "{name}: {err}");
        let expected = at_device_rate(&episode.join("episode.wav"), 0.0);
        let (_, whole) = found(&expected, &captured(&capture("cuffie")));
        assert!(whole > 0.99, "{name}: {whole}");
        assert!(!capture("studio").exists(), "{name}: another device was opened");
    }
    let (code, _, err) = run(&config, &[path, "--device", "radio"]);
    assert_eq!(code, 2, "{err}");
    assert!(err.contains("there is no sound device `radio`; there are") && err.contains("`cuffie`"), "{err}");
}

#[test]
fn without_a_name_the_issue_edited_last_is_meant() {
    let stage = Stage::new();
    let hour = |name: &str, hours: u64| {
        let file = fs::File::options().append(true).open(stage.path(name)).unwrap();
        file.set_modified(std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(3600 * hours)).unwrap();
    };
    fs::write(stage.path("021.md"), issue(CALM)).unwrap();
    let show = stage.name("show.toml");
    let to = stage.name("a.wav");
    let mut told = Vec::new();
    for (first, second) in [(2, 1), (1, 2), (2, 2)] {
        hour("021.md", first);
        hour("022.md", second);
        let (code, _, err) = run(Path::new("/dev/null"), &["--show", &show, "-o", &stage.name("none"), "--to", &to]);
        assert_eq!(code, 0, "{err}");
        told.push(err.trim().rsplit('/').next().unwrap_or_default().to_string());
    }
    assert_eq!(told, ["021.md", "022.md", "022.md"]);

    // Without issues the newest episode; and an issue by its number, where it has no episode.
    let other = stage.path("other");
    fs::create_dir(&other).unwrap();
    fs::write(other.join("show.toml"), "").unwrap();
    make_episode(&other.join("output/001"), 1, |m| m.number = Some(1));
    make_episode(&other.join("output/002"), 2, |m| m.number = Some(2));
    let (show_there, output) = (other.join("show.toml"), other.join("output"));
    let there = ["--show", show_there.to_str().unwrap(), "-o", output.to_str().unwrap(), "--to", &to];
    assert_eq!(run(Path::new("/dev/null"), &there).0, 0);
    assert_eq!(samples(Path::new(&to)).len(), 2 * RATE as usize);
    let numbered = ["21", "--show", &show, "-o", &stage.name("none"), "--to", &to];
    succeed(altavoce(Path::new("/dev/null"), &[&["preview"], &numbered[..]].concat()).output().unwrap());
    assert!(samples(Path::new(&to)).len() > 2 * RATE as usize);
}
