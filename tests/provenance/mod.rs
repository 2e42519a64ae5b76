//! Signatures: what is made is read by C2PA's own library, and nothing else in the files has changed. Without the feature `c2pa`
//! altavoce says what it cannot tell.

#[cfg(feature = "c2pa")]
mod author;
#[cfg(feature = "c2pa")]
mod signed;
#[cfg(feature = "c2pa")]
mod told;

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::common::{Run, altavoce, artwork};

const ISSUE: &str = "---\nnumber: 7\ncover: cover.png\n---\n\n# Prova\n\nCominciamo da qui.\n\n## Prima parte\n\nUna frase che \
                     basta.\n\n## Seconda parte\n\nE un'altra per finire.\n";

/// A show with an issue in a folder of its own.
struct Stage(tempfile::TempDir);

impl Stage {
    fn new(settings: &str) -> Stage {
        let stage = Stage(tempfile::tempdir().unwrap());
        let usual = "title = \"Onde\"\nvoice = \"fake\"\nquote_voice = \"\"\n";
        fs::write(stage.path("show.toml"), format!("{usual}{settings}\n")).unwrap();
        fs::write(stage.path("007.md"), ISSUE).unwrap();
        fs::write(stage.path("cover.png"), artwork()).unwrap();
        stage
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Makes the episode into `output`.
    fn run(&self, more: &[&str]) -> Run {
        let (issue, output) = (self.path("007.md"), self.path("output"));
        altavoce(&[&["episode", issue.to_str().unwrap(), "-o", output.to_str().unwrap()], more].concat())
    }

    /// The same; what was told.
    fn episode(&self) -> Value {
        let run = self.run(&["--json", "-q"]);
        assert_eq!((run.code, run.err.as_str()), (0, ""), "{run:?}");
        serde_json::from_str(&run.out).unwrap()
    }

    /// A file of the episode.
    fn made(&self, name: &str) -> PathBuf {
        self.path("output/007-prova").join(name)
    }
}

fn verify(file: &Path, more: &[&str]) -> Run {
    altavoce(&[&["verify", file.to_str().unwrap()], more].concat())
}

#[cfg(not(feature = "c2pa"))]
#[test]
fn a_build_without_signatures_says_what_it_can_tell() {
    let stage = Stage::new("");
    stage.episode();
    let file = stage.made("episode.mp3");
    let run = verify(&file, &[]);
    let error = "altavoce: this build of altavoce does not read signatures; take a release, or build it with `cargo build \
                 --release --features c2pa`\n";
    assert_eq!((run.code, run.err.as_str()), (4, error));
    for part in [
        "tags       people are told: “La voce che senti è artificiale.”",
        "machines are told: a trained model made the sound",
        "signature  not read by this build of altavoce: there may be one",
    ] {
        assert!(run.out.contains(part), "{part}\n{}", run.out);
    }
    let told: Value = serde_json::from_str(&verify(&file, &["--json"]).out).unwrap();
    assert_eq!(told[0]["signature"]["state"], "not-read");
    assert_eq!(verify(&file, &["-q"]).out, "");
    assert_eq!(verify(&stage.made("episode.opus"), &[]).code, 0, "what cannot be signed is wholly told");
    assert!(!stage.path(".altavoce").exists(), "a certificate that nobody uses");

    let named = Stage::new("[provenance]\ncertificate = \"me.pem\"\nkey = \"key.pem\"");
    let told = "show.toml: [provenance] names a certificate, and this build of altavoce signs nothing; take a release";
    let run = named.run(&[]);
    assert!(run.code == 0 && run.err.contains(told), "{run:?}");
}

#[test]
fn what_is_no_sound_is_refused() {
    let stage = Stage::new("");
    for (name, said) in [
        ("show.toml", "show.toml: this is neither an MP3 nor a WAV, an M4A or an Ogg file; name a sound file"),
        ("none.mp3", "none.mp3: cannot read: no such file or folder; check the path"),
    ] {
        let run = verify(&stage.path(name), &[]);
        assert!([2, 3].contains(&run.code) && run.err.contains(said), "{run:?}");
    }
}

#[test]
fn a_certificate_and_its_key_come_together() {
    let run = Stage::new("[provenance]\ncertificate = \"me.pem\"").run(&[]);
    let said = "show.toml:5: [provenance] certificate is set, and key is not; name the key that belongs to it";
    assert!(run.code == 3 && run.err.contains(said), "{run:?}");
}
