//! What an episode is made of: the same music, other music, music that is none.

use std::fs;

use serde_json::Value;

use super::stage::*;
use crate::common::{altavoce, outsider};

#[test]
fn the_same_music_gives_the_same_bytes_and_other_music_another_episode() {
    let workspace = Workspace::new();
    encoded(workspace.folder.path(), "sigla.mp3", &["-b:a", "128k"]);
    workspace.music("intro = \"sigla.mp3\"\nbed = \"altavoce\"");
    let (first, second) = (workspace.make("first"), workspace.make("second"));
    let bytes = |e: &Episode| files(&e.folder).into_values().collect::<Vec<_>>();
    assert!(bytes(&first) == bytes(&second));

    let unchanged = |workspace: &Workspace| -> bool {
        let run = workspace.run("first");
        assert_eq!(run.code, 0, "{run:?}");
        serde_json::from_str::<Value>(&run.out).unwrap()["unchanged"].as_bool().unwrap()
    };
    let standing = |workspace: &Workspace| -> String {
        let (issues, output) = (workspace.folder.path(), workspace.path("first"));
        let args = ["status", "--issues", issues.to_str().unwrap(), "--json", "--output", output.to_str().unwrap()];
        let json: Value = serde_json::from_str(&altavoce(&args).out).unwrap();
        json["episodes"][0]["episode"].as_str().unwrap().to_string()
    };
    assert!(unchanged(&workspace) && standing(&workspace) == "made");
    // The same sound under other bytes, a level, another piece, none.
    encoded(workspace.folder.path(), "sigla.mp3", &["-b:a", "192k"]);
    assert_eq!(standing(&workspace), "stale");
    assert!(!unchanged(&workspace) && unchanged(&workspace));
    for lines in ["intro = \"sigla.mp3\"\nbed = \"altavoce\"\nlevel = -5", "intro = \"sigla.mp3\"", "intro = \"none\""]
    {
        workspace.music(lines);
        assert!(standing(&workspace) == "stale" && !unchanged(&workspace) && unchanged(&workspace), "{lines}");
    }
    // A file that nothing names is no matter.
    encoded(workspace.folder.path(), "sigla.mp3", &["-b:a", "96k"]);
    assert!(unchanged(&workspace));
}

#[test]
fn bad_music_is_told_in_a_sentence_and_nothing_is_lost() {
    let workspace = Workspace::new();
    let folder = workspace.folder.path();
    workspace.music("");
    let before = files(&workspace.make("output").folder);
    let ffmpeg = |args: &[&str], name: &str| {
        let path = workspace.path(name);
        outsider("ffmpeg", &[&["-v", "error", "-y"], args, &[path.to_str().unwrap()]].concat());
    };
    let tone = ["-f", "lavfi", "-i", "sine=440:duration=2"];
    for (name, codec) in [("a.wav", ["-c:a", "pcm_s16le"]), ("a.flac", ["-c:a", "flac"]), ("a.mp3", ["-b:a", "128k"])] {
        ffmpeg(&[&tone[..], &codec[..]].concat(), name);
    }
    ffmpeg(&[&tone[..], &["-c:a", "aac"]].concat(), "a.m4a");
    ffmpeg(&[&tone[..], &["-c:a", "libvorbis"]].concat(), "a.ogg");
    ffmpeg(&[&tone[..], &["-c:a", "libopus"]].concat(), "opus.ogg");
    ffmpeg(&[&tone[..], &["-c:a", "alac"]].concat(), "alac.m4a");
    ffmpeg(&["-f", "lavfi", "-i", "anullsrc=r=44100:cl=stereo", "-t", "2"], "silent.wav");
    ffmpeg(&["-f", "lavfi", "-i", "sine=440:duration=601:sample_rate=8000", "-c:a", "pcm_u8"], "long.wav");
    ffmpeg(&["-f", "lavfi", "-i", "testsrc=duration=1:size=64x64", "-frames:v", "1"], "picture.png");
    fs::rename(workspace.path("picture.png"), workspace.path("picture.mp3")).unwrap();
    fs::write(workspace.path("empty.wav"), b"").unwrap();
    fs::write(workspace.path("text.mp3"), "Questo non è un suono. ".repeat(500)).unwrap();
    fs::create_dir(workspace.path("folder.wav")).unwrap();
    for name in ["a.wav", "a.flac", "a.mp3", "a.m4a", "a.ogg"] {
        let bytes = fs::read(workspace.path(name)).unwrap();
        fs::write(workspace.path(&format!("stub-{name}")), &bytes[..60]).unwrap();
        fs::write(workspace.path(&format!("half-{name}")), &bytes[..bytes.len() / 2]).unwrap();
    }
    let rows = [
        ("intro", "missing.wav", "cannot read the music: no such file or folder; check the path"),
        ("sting", "folder.wav", "; name a file"),
        ("bed", "empty.wav", "the file is empty; give WAV, FLAC, MP3, M4A (AAC) or OGG (Vorbis)"),
        ("outro", "text.mp3", "; give a whole WAV"),
        ("outro", "picture.mp3", "; give a whole WAV"),
        ("intro", "silent.wav", "this music is silent; give another file, or write \"none\""),
        ("bed", "long.wav", "this music is longer than 10 minutes; cut what is to be heard out of it"),
        ("sting", "opus.ogg", "is in a codec that altavoce does not read"),
        ("sting", "alac.m4a", "is in a codec that altavoce does not read"),
        ("intro", "stub-a.wav", "; "),
        ("intro", "stub-a.flac", "; "),
        ("intro", "stub-a.mp3", "; "),
        ("intro", "stub-a.m4a", "; "),
        ("intro", "stub-a.ogg", "; "),
        ("bed", "half-a.wav", "the file is cut off: it has 1.0 s of its 2.0 s; fetch or export it again"),
        ("bed", "half-a.flac", "cut off"),
        ("bed", "half-a.mp3", "cut off"),
        ("bed", "half-a.m4a", "; "),
        ("bed", "half-a.ogg", "; "),
    ];
    let mut wrong = Vec::new();
    for (key, name, part) in rows {
        workspace.music(&format!("{key} = \"{name}\""));
        let run = workspace.run("output");
        let begins = format!("altavoce: {}: [music] {key}: ", folder.join(name).display());
        // Beside what is told of every show that does not say what its voice is.
        let told: Vec<&str> = run.err.lines().filter(|line| !line.contains("disclosure is empty")).collect();
        println!("{}", run.err.trim_end().replace(folder.to_str().unwrap(), ""));
        if run.code != 3 || told.len() != 1 || !told[0].starts_with(&begins) || !told[0].contains(part) {
            wrong.push(format!("{key} = {name}: {run:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(files(&workspace.path("output/001-prova-di-musica")) == before, "the episode that was there is there");
    workspace.music("level = 3");
    let run = workspace.run("output");
    assert!(run.code == 3 && run.err.contains("show.toml:10: [music] level is 3; choose between -30 and 0"), "{run:?}");
}
