//! The real voice, from Markdown to MP3, heard by a speech recogniser. Needs what `make test` sets up.

use std::fs;
use std::path::{Path, PathBuf};

use altavoce::voice::Voices;

use crate::common::{altavoce, outsider, outsider_json, python, root};
use serde_json::Value;

/// Whether the real voices are installed. `make test` sets `ALTAVOCE_REQUIRE_VOICE`, and then their absence is a
/// failure, not a reason to pass.
fn voices() -> Option<String> {
    let voices = std::env::var_os("ALTAVOCE_VOICES").map_or_else(|| root("voices"), PathBuf::from);
    let there = ["sara", "nicola", "giulia", "marco"].iter().all(|name| Voices::new(&voices).installed(name));
    let required = std::env::var_os("ALTAVOCE_REQUIRE_VOICE").is_some();
    assert!(there || !required, "the voices are not installed in {}: run `make test`", voices.display());
    if !there {
        eprintln!("skipped: the voices are not installed; `make test` installs them");
    }
    there.then(|| voices.to_str().unwrap().to_string())
}

/// Lower-case words without accents' variants of writing: what two ears must agree on.
fn words(text: &str) -> Vec<String> {
    let plain: String = text.to_lowercase().chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    plain.split_whitespace().map(String::from).collect()
}

/// The least number of words to add, drop or change to turn one into the other.
fn word_errors(said: &[String], heard: &[String]) -> usize {
    let mut row: Vec<usize> = (0..=heard.len()).collect();
    for (i, a) in said.iter().enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, b) in heard.iter().enumerate() {
            let change = corner + usize::from(a != b);
            corner = row[j + 1];
            row[j + 1] = change.min(row[j] + 1).min(corner + 1);
        }
    }
    row[heard.len()]
}

fn heard(files: &[PathBuf]) -> Vec<String> {
    let script = root("tests/recognise.py");
    let model = root("target/test-tools/whisper");
    let mut args = vec![script.to_str().unwrap(), model.to_str().unwrap()];
    args.extend(files.iter().map(|f| f.to_str().unwrap()));
    outsider(python(), &args).lines().map(String::from).collect()
}

#[test]
fn an_episode_of_two_sentences_is_understood() {
    let Some(voices) = voices() else { return };
    let folder = tempfile::tempdir().unwrap();
    let issue = folder.path().join("003.md");
    fs::write(
        &issue,
        "# 🌊 Il mare d'inverno - #3\n\nQuesta mattina il mare era calmo, e i pescatori sono tornati al porto prima di mezzogiorno.\n\n\
         > La pesca è una questione di pazienza, più che di fortuna.\n",
    )
    .unwrap();
    let show = folder.path().join("show.toml");
    // Only what is said, as long as it takes to say it.
    let settings = "title = \"Onde\"\nopening = []\nclosing = []\ndisclosure = \"\"\n\
                    [music]\nintro = \"none\"\noutro = \"none\"\n";
    fs::write(&show, settings).unwrap();
    let output = folder.path().join("output");
    let run =
        altavoce(&["episode", issue.to_str().unwrap(), "-o", output.to_str().unwrap(), "--voices", &voices, "--json"]);
    assert_eq!(run.code, 0, "{run:?}");
    let made: Value = serde_json::from_str(&run.out).unwrap();
    let names: Vec<&str> = made["voices"].as_array().unwrap().iter().map(|v| v["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["sara", "nicola"]);

    let path = Path::new(made["folder"].as_str().unwrap());
    let probe = outsider_json(
        "ffprobe",
        &["-v", "error", "-of", "json", "-show_format", path.join("episode.mp3").to_str().unwrap()],
    );
    let seconds: f64 = probe["format"]["duration"].as_str().unwrap().parse().unwrap();
    assert!((8.0..16.0).contains(&seconds), "{seconds} s for 28 words");
    let loudness = made["loudness"].as_f64().unwrap();
    assert!((loudness + 16.0).abs() <= 0.5, "{loudness} LUFS");

    let said = "questa mattina il mare era calmo e i pescatori sono tornati al porto prima di mezzogiorno \
                la pesca è una questione di pazienza più che di fortuna";
    let heard = heard(&[path.join("episode.mp3"), path.join("episode.wav")]);
    assert_eq!(heard.len(), 2);
    for heard in heard {
        let errors = word_errors(&words(said), &words(&heard));
        assert!(errors <= 3, "{errors} word errors in «{heard}»");
    }
}

#[test]
fn an_interview_is_understood_in_every_voice() {
    let Some(voices) = voices() else { return };
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::write(
        path("004.md"),
        "# Due ospiti\n\n**Ada:** Questa mattina il mare era calmo, e i pescatori sono tornati al porto.\n\n\
         **Ugo:** Poi la piazza del mercato si è riempita di gente, di voci e di cassette di legno.\n",
    )
    .unwrap();
    let settings = "title = \"Onde\"\nopening = []\nclosing = []\ndisclosure = \"\"\n\
                    [music]\nintro = \"none\"\noutro = \"none\"\n[speakers]\nAda = \"giulia\"\nUgo = \"marco\"\n";
    fs::write(path("show.toml"), settings).unwrap();
    let (issue, output) = (path("004.md"), path("output"));
    let run =
        altavoce(&["episode", issue.to_str().unwrap(), "-o", output.to_str().unwrap(), "--voices", &voices, "--json"]);
    assert_eq!(run.code, 0, "{run:?}");
    let made: Value = serde_json::from_str(&run.out).unwrap();
    let names: Vec<&str> = made["voices"].as_array().unwrap().iter().map(|v| v["name"].as_str().unwrap()).collect();
    assert!(names.contains(&"giulia") && names.contains(&"marco"), "{names:?}");
    let said = "questa mattina il mare era calmo e i pescatori sono tornati al porto \
                poi la piazza del mercato si è riempita di gente di voci e di cassette di legno";
    let heard = heard(&[Path::new(made["folder"].as_str().unwrap()).join("episode.mp3")]).join(" ");
    // the names are said as well: a word each, and whatever the recogniser makes of them
    let errors = word_errors(&words(said), &words(&heard));
    assert!(errors <= 5, "{errors} word errors in «{heard}»");
}

#[test]
fn numbers_are_heard_as_an_italian_says_them() {
    let Some(voices) = voices() else { return };
    let folder = tempfile::tempdir().unwrap();
    let wav = folder.path().join("frase.wav");
    let text = "Il prezzo è salito del 12% in 3 anni, fino a 490 milioni di euro.";
    let run = altavoce(&["say", text, "-o", wav.to_str().unwrap(), "--voices", &voices]);
    assert_eq!(run.code, 0, "{run:?}");
    let heard = heard(&[wav]).join(" ");
    // The recogniser may write numbers in digits; both spellings of each are right.
    let flat = words(&heard).join(" ");
    for readings in [["dodici", "12"], ["tre anni", "3 anni"], ["quattrocentonovanta", "490"]] {
        assert!(readings.iter().any(|r| flat.contains(r)), "{readings:?} not in «{heard}»");
    }
}
