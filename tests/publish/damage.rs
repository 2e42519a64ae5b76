//! What is damaged here does not go out.

use std::fs;
use std::path::Path;

use super::stage::{Stage, files};

/// A published episode, and where.
fn published() -> (tempfile::TempDir, Stage) {
    let www = tempfile::tempdir().unwrap();
    let stage = Stage::new(&format!("file://{}", www.path().display()), "", &[]);
    stage.episode(1, 100_000, 1);
    stage.feed();
    stage.publish(&[]);
    (www, stage)
}

/// Puts another byte into the middle of a file, which stays as long as it was.
fn damage(path: &Path) {
    let mut bytes = fs::read(path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0x55;
    fs::write(path, bytes).unwrap();
}

#[test]
fn a_damaged_file_is_told_and_what_is_out_stays() {
    const MADE: &str =
        "the file is damaged: it is as long as its manifest says, but not the same; make the episode again";
    type Row = (&'static str, &'static str, i32, fn(&Stage));
    fn in_episode(stage: &Stage, name: &str) -> std::path::PathBuf {
        stage.output().join("001-numero").join(name)
    }
    let rows: [Row; 15] = [
        ("001-numero/episode.mp3", MADE, 4, |s| damage(&in_episode(s, "episode.mp3"))),
        ("001-numero/episode.opus", MADE, 4, |s| damage(&in_episode(s, "episode.opus"))),
        ("001-numero/chapters.json", MADE, 4, |s| damage(&in_episode(s, "chapters.json"))),
        ("001-numero/transcript.vtt", MADE, 4, |s| damage(&in_episode(s, "transcript.vtt"))),
        ("001-numero/words.json", MADE, 4, |s| damage(&in_episode(s, "words.json"))),
        ("001-numero/episode.mp3", MADE, 4, |s| fs::write(in_episode(s, "episode.mp3"), vec![0; 100_000]).unwrap()),
        // With the time that it had.
        ("001-numero/episode.mp3", MADE, 4, |s| {
            let path = in_episode(s, "episode.mp3");
            let time = fs::metadata(&path).unwrap().modified().unwrap();
            damage(&path);
            let file = fs::File::options().write(true).open(path).unwrap();
            file.set_times(fs::FileTimes::new().set_modified(time)).unwrap();
        }),
        (
            "001-numero/episode.mp3",
            "the file has 99999 bytes but its manifest says 100000; make the episode again",
            4,
            |s| {
                let bytes = fs::read(in_episode(s, "episode.mp3")).unwrap();
                fs::write(in_episode(s, "episode.mp3"), &bytes[1..]).unwrap();
            },
        ),
        ("001-numero/words.json", "the episode's file cannot be read: ", 4, |s| {
            fs::remove_file(in_episode(s, "words.json")).unwrap()
        }),
        ("001-numero/episode.json", "this manifest is damaged: it is not the one that was written", 4, |s| {
            let text = fs::read_to_string(in_episode(s, "episode.json")).unwrap();
            fs::write(in_episode(s, "episode.json"), text.replace("Che cosa resta.", "Che cosa testa.")).unwrap();
        }),
        ("feed.xml", "it has `001-numero/episode.mp3`, which no episode here has; run `altavoce feed` again", 3, |s| {
            fs::remove_file(in_episode(s, "episode.json")).unwrap()
        }),
        (".png", "the picture is damaged: it is not the one that its name tells; run `altavoce feed` again", 4, |s| {
            let made = fs::read_dir(s.output()).unwrap().map(|e| e.unwrap().path());
            made.filter(|p| p.extension().is_some_and(|e| e == "png")).for_each(|p| damage(&p));
        }),
        ("issues/cover.png", "the artwork is neither a whole JPEG nor a whole PNG", 3, |s| {
            let cover = s.issues().join("cover.png");
            let bytes = fs::read(&cover).unwrap();
            fs::write(cover, &bytes[..bytes.len() / 2]).unwrap();
        }),
        ("show.toml", "author is not set", 3, |s| {
            let show = s.issues().join("show.toml");
            fs::write(&show, fs::read_to_string(&show).unwrap().replace("Ada Rossi", "")).unwrap();
        }),
        ("show.toml", "[feed] artwork is not set", 3, |s| {
            let show = s.issues().join("show.toml");
            fs::write(&show, fs::read_to_string(&show).unwrap().replace("artwork = \"cover.png\"", "")).unwrap();
        }),
    ];
    let mut wrong = Vec::new();
    for (place, expected, code, damage) in rows {
        let (www, stage) = published();
        let before = files(www.path());
        damage(&stage);
        for args in [&[][..], &["--dry-run"], &["--force", "overwrite-remote"]] {
            let run = stage.run(args);
            let told = run.err.contains(place) && run.err.contains(expected) && run.err.lines().count() == 1;
            if run.code != code || !told || files(www.path()) != before {
                wrong.push(format!("{place}: {expected}: {run:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_no_manifest_tells_of_stays_at_home() {
    let (www, stage) = published();
    fs::write(stage.output().join("001-numero/episode.m4a"), "of a run that was killed").unwrap();
    stage.publish(&["--verify", "full"]);
    assert!(!www.path().join("001-numero/episode.m4a").exists());
}

/// A disk that rots changes neither length nor time: a memory does not see it, but what is sent is read.
#[test]
#[cfg(unix)]
fn what_is_sent_is_read_again_to_its_last_byte() {
    use std::os::unix::fs::MetadataExt;
    let www = tempfile::tempdir().unwrap();
    let stage = Stage::new(&format!("file://{}", www.path().display()), "", &[]);
    stage.episode(1, 100_000, 1);
    stage.feed();
    let sound = stage.output().join("001-numero/episode.mp3");
    let blake3 = blake3::hash(&fs::read(&sound).unwrap()).to_hex().to_string();
    damage(&sound);
    let found = fs::metadata(&sound).unwrap();
    let nanoseconds = |seconds: i64, rest: i64| seconds * 1_000_000_000 + rest;
    let memory = serde_json::json!({ "001-numero/episode.mp3": {
        "bytes": found.len(),
        "modified": nanoseconds(found.mtime(), found.mtime_nsec()),
        "changed": nanoseconds(found.ctime(), found.ctime_nsec()),
        "blake3": blake3,
    } });
    fs::write(stage.output().join(".hashes.json"), memory.to_string()).unwrap();
    let run = stage.run(&[]);
    assert_eq!((run.code, run.err.lines().count()), (4, 1), "{run:?}");
    let expected = "episode.mp3: the file is damaged: it is not what it was when its episode was made; make it again";
    assert!(run.err.contains(expected), "{run:?}");
    assert!(files(www.path()).is_empty());
}
