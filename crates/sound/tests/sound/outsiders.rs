//! Programs that judge our files: ffmpeg, ffprobe and mutagen.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

/// What ffmpeg's EBU R128 meter reads.
#[derive(Debug, Clone, Copy)]
pub struct Heard {
    /// Integrated loudness in LUFS, to a tenth.
    pub loudness: f64,
    /// True peak in dBFS, to a tenth.
    pub true_peak: f64,
}

/// ffmpeg's meter on a file.
pub fn heard_in(file: &Path) -> Heard {
    meter(&["-i", file.to_str().unwrap()], &[])
}

/// ffmpeg's meter on samples at 24 kHz.
pub fn heard(sound: &[f32]) -> Heard {
    let bytes: Vec<u8> = sound.iter().flat_map(|x| x.to_le_bytes()).collect();
    meter(&["-f", "f32le", "-ar", "24000", "-ac", "1", "-i", "-"], &bytes)
}

fn meter(input: &[&str], bytes: &[u8]) -> Heard {
    let filter = ["-af", "ebur128=dualmono=true:peak=true", "-f", "null", "-"];
    let args = [&["-hide_banner", "-nostats"], input, &filter[..]].concat();
    let (_, log) = run("ffmpeg", &args, bytes);
    let summary = &log[log.rfind("Summary:").unwrap_or_else(|| panic!("no summary in: {log}"))..];
    let number = |name: &str| -> f64 {
        let line = summary.lines().find_map(|l| l.trim().strip_prefix(name)).unwrap();
        line.split_whitespace().next().unwrap().parse().unwrap()
    };
    Heard { loudness: number("I:"), true_peak: number("Peak:") }
}

/// The samples of a file as ffmpeg decodes them, at the file's own rate.
pub fn decoded(file: &Path) -> Vec<f32> {
    let (out, _) = run("ffmpeg", &["-v", "error", "-i", file.to_str().unwrap(), "-f", "f32le", "-ac", "1", "-"], &[]);
    out.chunks_exact(4).map(|b| f32::from_le_bytes(b.try_into().unwrap())).collect()
}

/// What ffprobe says of a file: `format`, `streams`, `chapters`.
pub fn probed(file: &Path) -> Value {
    let show = ["-v", "error", "-of", "json", "-show_format", "-show_streams", "-show_chapters"];
    let (out, log) = run("ffprobe", &[&show, &[file.to_str().unwrap()][..]].concat(), &[]);
    assert_eq!(log, "", "ffprobe complains about {}", file.display());
    serde_json::from_slice(&out).unwrap()
}

/// The chapters that ffprobe sees: title, start and end in seconds.
pub fn chapters(probed: &Value) -> Vec<(String, f64, f64)> {
    let seconds = |chapter: &Value, key: &str| chapter[key].as_str().unwrap().parse().unwrap();
    let title = |chapter: &Value| chapter["tags"]["title"].as_str().unwrap_or_default().to_string();
    let all = probed["chapters"].as_array().unwrap().iter();
    all.map(|c| (title(c), seconds(c, "start_time"), seconds(c, "end_time"))).collect()
}

/// Runs a Python script that has mutagen and prints JSON.
pub fn python(script: &str, file: &Path) -> Value {
    let ours = concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/test-tools/bin/python");
    let python = std::env::var("ALTAVOCE_TEST_PYTHON").unwrap_or_else(|_| ours.to_string());
    let (out, _) = run(&python, &["-c", script, file.to_str().unwrap()], &[]);
    serde_json::from_slice(&out).unwrap()
}

/// Runs a program with `input`; gives its output and what it says on the side.
pub fn run(program: &str, args: &[&str], input: &[u8]) -> (Vec<u8>, String) {
    let mut command = Command::new(program);
    command.args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap_or_else(|e| panic!("these tests need {program}: {e}"));
    let mut stdin = child.stdin.take().unwrap();
    let output = std::thread::scope(|s| {
        // A program may end without reading all of it.
        s.spawn(move || drop(stdin.write_all(input)));
        child.wait_with_output().unwrap()
    });
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{program} {args:?}: {said}");
    (output.stdout, said)
}
