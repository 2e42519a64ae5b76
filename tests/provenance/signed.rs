//! What is signed, read by others.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::{ISSUE, Stage, verify};
use crate::common::{altavoce, outsider, outsider_json, python, root};

const TERM: &str = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia";
pub const SIGNED: [(&str, &str); 3] =
    [("episode.mp3", "audio/mpeg"), ("episode.wav", "audio/wav"), ("episode.m4a", "audio/mp4")];

fn script() -> String {
    root("tests/provenance/outsider.py").to_str().unwrap().to_string()
}

/// What C2PA's own library reads.
pub fn by_c2pa(file: &Path, media_type: &str) -> Value {
    outsider_json(python(), &[&script(), "read", media_type, file.to_str().unwrap()])
}

/// What ffprobe and mutagen read of a file that is not its signature.
fn by_others(file: &Path) -> [Value; 2] {
    let file = file.to_str().unwrap();
    let asked =
        "format=duration,format_name:format_tags:stream=codec_name,duration_ts,start_pts,initial_padding:stream_tags";
    let ffprobe = ["-v", "error", "-of", "json", "-show_chapters", "-show_entries", asked, file];
    [outsider_json("ffprobe", &ffprobe), outsider_json(python(), &[&script(), "tags", file])]
}

/// The samples that a player gets, gapless information heeded.
fn samples(file: &Path) -> String {
    let hashed = ["-v", "error", "-i", file.to_str().unwrap(), "-map", "0:a", "-f", "hash", "-hash", "md5", "-"];
    outsider("ffmpeg", &hashed)
}

/// An MP3 as its ID3 tag and its frames.
fn split(mp3: &[u8]) -> (&[u8], &[u8]) {
    mp3.split_at(10 + mp3[6..10].iter().fold(0, |sum, byte| sum << 7 | usize::from(*byte)))
}

#[test]
fn c2pa_reads_every_signed_file_and_all_else_is_as_it_was() {
    let stage = Stage::new("");
    let made = stage.episode();
    let plain = Stage::new("[provenance]\nsign = false");
    plain.episode();
    for (name, media_type) in SIGNED {
        let file = stage.made(name);
        let read = by_c2pa(&file, media_type);
        assert_eq!(read["validation_state"], "Valid", "{name}: {read:#}");
        let manifest = &read["manifests"][read["active_manifest"].as_str().unwrap()];
        assert_eq!(manifest["claim_generator_info"][0]["name"], "altavoce", "{name}: {manifest:#}");
        let data = |label: &str| {
            let mut all = manifest["assertions"].as_array().unwrap().iter();
            all.find(|a| a["label"] == label).unwrap_or_else(|| panic!("{name}: {manifest:#}"))["data"].clone()
        };
        let action = &data("c2pa.actions.v2")["actions"][0];
        assert_eq!([&action["action"], &action["digitalSourceType"]], [&json!("c2pa.created"), &json!(TERM)], "{name}");
        let stated = data("org.altavoce.episode");
        assert_eq!(stated["disclosure"], "La voce che senti è artificiale.");
        let sum = blake3::hash(ISSUE.as_bytes()).to_hex().to_string();
        assert_eq!(stated["issue"], json!({ "file": "007.md", "blake3": sum }));
        assert_eq!(stated["voices"][0]["name"], "fake");
        assert_eq!(stated["voices"][0]["model"], made["voices"][0]["fingerprint"]);

        for (read, was) in by_others(&file).iter().zip(&by_others(&plain.made(name))) {
            assert!(read == was, "{name}:\n{read}\n{was}");
        }
        assert_eq!(samples(&file), samples(&plain.made(name)), "{name}");
        let of_manifest = made["files"].as_array().unwrap().iter().find(|f| f["name"] == name).unwrap();
        let sum = blake3::hash(&fs::read(&file).unwrap()).to_hex().to_string();
        assert_eq!(of_manifest["blake3"], sum, "{name}: the sum is that of the signed file");
    }
}

#[test]
fn what_was_there_is_there_to_the_byte() {
    let (stage, plain) = (Stage::new(""), Stage::new("[provenance]\nsign = false"));
    stage.episode();
    plain.episode();
    let both = |name: &str| [&stage, &plain].map(|of| fs::read(of.made(name)).unwrap());
    let [signed, unsigned] = both("episode.mp3");
    let ((tag, frames), (old_tag, old_frames)) = (split(&signed), split(&unsigned));
    assert_eq!(tag[..6], *b"ID3\x03\0\0");
    assert!(tag[10..old_tag.len()] == old_tag[10..], "frames of ID3 moved, or another's");
    assert!(tag[old_tag.len()..].starts_with(b"GEOB") && tag.len() > old_tag.len() + 1000);
    assert!(frames == old_frames, "the first of them has LAME's gapless information");
    let [signed, unsigned] = both("episode.wav");
    assert!(signed[8..unsigned.len()] == unsigned[8..], "the WAV is another");
    assert!(signed[unsigned.len()..].starts_with(b"C2PA"));
    for name in ["episode.opus", "transcript.vtt", "chapters/01-introduzione.wav"] {
        let [signed, unsigned] = both(name);
        assert!(signed == unsigned, "{name} has no signature");
    }
}

#[test]
fn what_is_made_again_is_the_same_bytes() {
    let stage = Stage::new("");
    stage.episode();
    let files = || SIGNED.map(|(name, _)| fs::read(stage.made(name)).unwrap());
    let first = files();
    assert_eq!(stage.episode()["unchanged"], true);
    assert!(files() == first);
    let kept = stage.path(".altavoce");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(kept.join("signing.pem")).unwrap().permissions().mode() & 0o777, 0o600);
    }
    // As a machine that forgets: neither episodes nor a key, only what is committed.
    outsider("git", &["init", "-q", stage.0.path().to_str().unwrap()]);
    let seen =
        outsider("git", &["-C", stage.0.path().to_str().unwrap(), "ls-files", "-o", "--exclude-standard", ".altavoce"]);
    assert!(seen.contains("/signatures/007-prova/episode.mp3/") && !seen.contains("signing.pem"), "{seen}");
    fs::remove_dir_all(stage.path("output")).unwrap();
    fs::remove_file(kept.join("signing.pem")).unwrap();
    assert_eq!(stage.episode()["unchanged"], false);
    assert!(files() == first, "an episode that is made again is published again");
    // What is signed of the issue is its bytes, for whose sake nothing is spoken.
    fs::write(stage.path("007.md"), ISSUE.replace("number: 7\n", "number: 7\n# una nota\n")).unwrap();
    let again = stage.episode();
    assert_eq!([&again["unchanged"], &again["passages_spoken"]], [&json!(false), &json!(0)]);
    assert!(files().iter().zip(&first).all(|(now, before)| now != before));
    let kept = fs::read_dir(kept.join("signatures/007-prova/episode.mp3")).unwrap().count();
    assert_eq!(kept, 1, "signatures that nobody needs");
}

#[test]
fn feed_lint_and_publish_take_signed_files() {
    let settings = |target: &str| {
        format!(
            "author = \"Ada Rossi\"\nemail = \"ada@onde-radio.zz\"\ndescription = \"Il mare, letto.\"\n\
             [feed]\nurl = \"https://onde-radio.zz/podcast\"\nartwork = \"cover.png\"\ncategory = [\"News\"]\n\
             [publish]\ntarget = {target:?}\n"
        )
    };
    let target = tempfile::tempdir().unwrap();
    let settings = settings(&format!("file://{}", target.path().display()));
    let (stage, plain) = (Stage::new(&settings), Stage::new(&format!("{settings}[provenance]\nsign = false")));
    let found = [&stage, &plain].map(|of| {
        of.episode();
        let (output, show) = (of.path("output"), of.path("show.toml"));
        let run = |command: &str, more: &[&str]| {
            let usual = ["--output", output.to_str().unwrap(), "--show", show.to_str().unwrap()];
            altavoce(&[&[command], &usual[..], more].concat())
        };
        let made = run("feed", &["--json"]);
        assert_eq!(made.code, 0, "{made:?}");
        let lint = run("lint", &["--json"]);
        let findings: Value = serde_json::from_str(&lint.out).unwrap_or_else(|e| panic!("{e}: {lint:?}"));
        (lint.code, findings.to_string().replace(of.0.path().to_str().unwrap(), ""))
    });
    assert_eq!(found[0], found[1], "lint finds something in a signature");

    let publish = |more: &[&str]| {
        let (output, show) = (stage.path("output"), stage.path("show.toml"));
        let usual = ["publish", "--no-verify", "--output", output.to_str().unwrap(), "--show", show.to_str().unwrap()];
        altavoce(&[&usual[..], more].concat())
    };
    let run = publish(&[]);
    assert_eq!(run.code, 0, "{run:?}");
    let published = outsider("find", &[target.path().to_str().unwrap(), "-type", "f"]);
    assert!(!published.contains("altavoce/") && !published.contains(".pem"), "{published}");
    let mp3 = published.lines().find(|l| l.ends_with(".mp3")).unwrap_or_else(|| panic!("{published}"));
    assert_eq!(verify(mp3.as_ref(), &[]).code, 0);
    // Made again elsewhere, nothing is sent again.
    fs::remove_dir_all(stage.path("output/007-prova")).unwrap();
    stage.episode();
    let again = publish(&["--dry-run"]);
    assert!(again.code == 0 && !again.out.contains(".mp3"), "{again:?}");
}
