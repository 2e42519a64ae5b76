//! What `altavoce verify` tells of ours and of others', whole and changed.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::author::author;
use super::signed::SIGNED;
use super::{Stage, verify};
use crate::common::{outsider, python, root};

/// A WAV that says nothing of itself.
fn plain_wav(path: &Path) {
    let (channels, sample_rate, bits_per_sample) = (1, 24_000, 16);
    let spec = hound::WavSpec { channels, sample_rate, bits_per_sample, sample_format: hound::SampleFormat::Int };
    let mut file = hound::WavWriter::create(path, spec).unwrap();
    (0..2400).for_each(|n| file.write_sample((n % 100) as i16).unwrap());
    file.finalize().unwrap();
}

#[test]
fn verify_tells_what_is_proved_and_what_is_not() {
    let stage = Stage::new("");
    stage.episode();
    for (name, _) in SIGNED {
        let run = verify(&stage.made(name), &[]);
        assert_eq!((run.code, run.err.as_str()), (0, ""), "{name}: {run:?}");
        for part in [
            "tags       people are told: “La voce che senti è artificiale.”",
            "machines are told: a trained model made the sound",
            "proved: nothing, for whoever has the file can change its tags",
            "proved: not a bit has changed since the key of “Onde (altavoce, without an authority)” signed it",
            "stated: “Prova” of Onde, made by altavoce 0.",
            "stated: “La voce che senti è artificiale.”",
            "stated: the voice fake, ",
            "stated: read from 007.md, BLAKE3 ",
            "stated: a trained model made the sound",
            "not proved: who that is; altavoce made the certificate for the show, and anybody can make one like it",
            "not proved: when it was signed; there is no time-stamp",
            "not proved: that what is stated is true; it is the word of who signed",
        ] {
            assert!(run.out.contains(part), "{name}: {part}\n{}", run.out);
        }
        let told: Value = serde_json::from_str(&verify(&stage.made(name), &["--json"]).out).unwrap();
        let signature = &told[0]["signature"];
        assert_eq!([&signature["state"], &signature["validity"]], ["found", "valid"], "{told:#}");
        assert_eq!(signature["statement"]["issue"]["file"], "007.md");
    }
    let run = verify(&stage.made("episode.opus"), &[]);
    assert!(run.code == 0 && run.out.contains("there is none: C2PA has no place for one in Ogg"), "{run:?}");
    let wav = stage.path("a.wav");
    plain_wav(&wav);
    let run = verify(&wav, &[]);
    assert_eq!(run.code, 1);
    assert!(run.out.contains("tags       nothing is said of how the sound came to be"), "{}", run.out);
    assert!(run.out.contains("signature  there is none: nothing is proved"), "{}", run.out);
}

#[test]
fn a_file_that_was_changed_is_told() {
    let stage = Stage::new("");
    stage.episode();
    for (name, _) in SIGNED {
        let whole = fs::read(stage.made(name)).unwrap();
        let find = |what: &[u8]| whole.windows(what.len()).position(|bytes| bytes == what).unwrap();
        let sound = match name {
            "episode.mp3" => whole.len() - 2000,
            "episode.wav" => find(b"data") + 2000,
            _ => find(b"mdat") + 2000,
        };
        // A bit of the sound, of the statement, of the certificate, of a tag.
        let places =
            [("sound", sound), ("statement", find(b"org.altavoce.episode") + 60), ("certificate", find(b"without an"))];
        for (what, at) in places {
            let mut changed = whole.clone();
            changed[at] ^= 1;
            let copy = stage.path(name);
            fs::write(&copy, &changed).unwrap();
            let run = verify(&copy, &[]);
            assert_eq!((run.code, run.err.as_str()), (1, ""), "{name}, {what}: {run:?}");
            let expected =
                if what == "sound" { "the file was changed (assertion." } else { "proved: nothing; get the file anew" };
            assert!(run.out.contains(expected) && !run.out.contains("not a bit"), "{name}, {what}:\n{}", run.out);
        }
        fs::write(stage.path(name), &whole[..whole.len() - 1000]).unwrap();
        let run = verify(&stage.path(name), &[]);
        assert!(run.code != 0 && !run.out.contains("not a bit"), "{name}, cut off: {run:?}");
    }
    // A chapter's title is of the file as its sound is.
    let mut changed = fs::read(stage.made("episode.mp3")).unwrap();
    let title = "Seconda parte".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>();
    let at = changed.windows(title.len()).position(|bytes| bytes == title);
    let at = at.or_else(|| changed.windows(13).position(|bytes| bytes == b"Seconda parte")).unwrap();
    changed[at] = b'T';
    fs::write(stage.path("episode.mp3"), changed).unwrap();
    assert_eq!(verify(&stage.path("episode.mp3"), &["-q"]).code, 1);
}

#[test]
fn what_others_signed_is_read() {
    let (stage, ours) = (Stage::new(""), Stage::new("[provenance]\nsign = false"));
    ours.episode();
    author(&stage, "EC -pkeyopt ec_paramgen_curve:P-256");
    let script = root("tests/provenance/outsider.py");
    for (name, media_type) in SIGNED {
        let (from, to) = (ours.made(name), stage.path(name));
        let [from, to_file] = [&from, &to].map(|path| path.to_str().unwrap());
        let folder = stage.0.path().to_str().unwrap();
        outsider(python(), &[script.to_str().unwrap(), "sign", media_type, from, to_file, folder]);
        let run = verify(&to, &[]);
        assert_eq!((run.code, run.err.as_str()), (0, ""), "{name}: {run:?}");
        for part in [
            "proved: not a bit has changed since the key of “Livia Ferri” signed it",
            "stated: made by Registratore 3",
            "stated: how it came to be is http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture",
            "not proved: who that is; no list of trust was given that names the certificate (--trust)",
        ] {
            assert!(run.out.contains(part), "{name}: {part}\n{}", run.out);
        }
        let run = verify(&to, &["--trust", stage.path("above.pem").to_str().unwrap()]);
        let trusted = "proved: not a bit has changed since “Livia Ferri” signed it, who is on the list of trust";
        assert!(run.code == 0 && run.out.contains(trusted) && !run.out.contains("who that is"), "{name}: {run:?}");
    }
    let run = verify(&stage.path("episode.mp3"), &["--trust", stage.path("show.toml").to_str().unwrap()]);
    assert!(
        run.code == 2 && run.err.contains("C2PA cannot read the list of trust; give certificates in PEM"),
        "{run:?}"
    );
}
