//! Placeholders do not go out, but for a trial.

use std::fs;

use serde_json::json;

use super::servers::Server;
use super::stage::{Stage, files};
use crate::common::root;

/// Changes the settings and writes the feed anew.
fn change(stage: &Stage, from: &str, to: &str) {
    let show = stage.issues().join("show.toml");
    let text = fs::read_to_string(&show).unwrap();
    assert!(text.contains(from), "{text}");
    fs::write(show, text.replace(from, to)).unwrap();
    stage.feed();
}

fn artwork(stage: &Stage, picture: &[u8]) {
    fs::write(stage.issues().join("cover.png"), picture).unwrap();
    stage.feed();
}

/// Has the first episode say something.
fn say(stage: &Stage, words: &str) {
    stage.manifest(1, |manifest| {
        manifest["passages"] = json!([{
            "chapter": 0, "role": "text", "line": 1, "start": 0.0, "end": 1.0, "voice": "fake", "text": words, "spoken": ""
        }]);
    });
    stage.feed();
}

#[test]
fn placeholders_are_refused_wherever_the_show_is_public() {
    type Row = (&'static str, fn(&Stage));
    const EMAIL: &str = "ada@ilfaro.zz";
    let rows: [Row; 15] = [
        ("email `ada@example.org`: `example.org` is kept for examples (RFC 2606)", |s| {
            change(s, EMAIL, "ada@example.org")
        }),
        ("email `ada@localhost.localdomain`", |s| change(s, EMAIL, "ada@localhost.localdomain")),
        ("email `nome@tuodominio.it`", |s| change(s, EMAIL, "nome@tuodominio.it")),
        ("title “La mia newsletter” is a placeholder", |s| change(s, "Il Faro", "La mia newsletter")),
        ("author “Nome Cognome”", |s| change(s, "Ada Rossi", "Nome Cognome")),
        ("author “Livia Sarti”", |s| change(s, "Ada Rossi", "Livia Sarti")),
        ("description “Il Faro, una newsletter di Ada Rossi da ascoltare.”", |s| {
            change(s, "Una lettera.", &altavoce::scaffold::description("Il Faro", "Ada Rossi"))
        }),
        ("description “Lorem ipsum dolor.”", |s| change(s, "Una lettera.", "Lorem ipsum dolor.")),
        ("[feed] site `https://www.example.it/`", |s| {
            change(s, "[feed]", "[feed]\nsite = \"https://www.example.it/\"")
        }),
        ("a url of [feed] funding `https://example.com/dona`", |s| {
            change(s, "[feed]", "[feed]\nfunding = [{ url = \"https://example.com/dona\", text = \"Dona\" }]")
        }),
        ("an href of [feed] persons `http://192.168.1.5/ada`: `192.168.1.5` is an address of one network alone", |s| {
            change(s, "[feed]", "[feed]\npersons = [{ name = \"Ada\", href = \"http://192.168.1.5/ada\" }]")
        }),
        ("[feed] artwork `cover.png` is the picture that every show begins with", |s| {
            artwork(s, &altavoce::scaffold::draw("Il Faro").unwrap())
        }),
        ("[feed] artwork `cover.png` is the picture", |s| artwork(s, &fs::read(root("issues/cover.png")).unwrap())),
        ("the episode `001-numero` is that of a sample issue", |s| {
            say(
                s,
                "Benvenuti! Queste righe sono un esempio: leggetele una volta, poi cancellatele e scrivete le vostre.",
            )
        }),
        // The settings were mended, and the feed is of before.
        ("title “Il mio podcast”", |s| {
            change(s, "Il Faro", "Il mio podcast");
            let show = s.issues().join("show.toml");
            let text = fs::read_to_string(&show).unwrap().replace("Il mio podcast", "Il Faro");
            fs::write(show, text).unwrap();
        }),
    ];
    let mut wrong = Vec::new();
    for (expected, damage) in rows {
        let www = tempfile::tempdir().unwrap();
        let stage = Stage::new(&format!("file://{}", www.path().display()), "", &[]);
        stage.episode(1, 1000, 1);
        stage.feed();
        damage(&stage);
        for args in [&[][..], &["--dry-run"]] {
            let run = stage.run(args);
            let told = run.err.contains(&format!("show.toml: subscribers would get a placeholder: {expected}"));
            if run.code != 3 || !told || run.err.lines().count() != 1 || !files(www.path()).is_empty() {
                wrong.push(format!("{expected}: {run:?}"));
            }
        }
        stage.publish(&["--force", "placeholder"]);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn an_address_of_nobody_goes_to_a_folder_and_no_further() {
    let server = Server::s3();
    for url in ["https://example.org/podcast", "http://localhost:8080", "http://192.168.1.5/podcast"] {
        let stage = server.stage();
        stage.episode(1, 1000, 1);
        change(&stage, "https://ilfaro.zz/podcast", url);
        let run = stage.run(&[]);
        assert_eq!((run.code, run.err.lines().count()), (3, 1), "{run:?}");
        assert!(run.err.contains(&format!("subscribers would get a placeholder: [feed] url `{url}`: ")), "{run:?}");
        assert_eq!(server.get("feed.xml"), Err(404));
        let www = tempfile::tempdir().unwrap();
        let trial = Stage::new(&format!("file://{}", www.path().display()), "", &[]);
        trial.page("index.html", "<!doctype html><title>Il Faro</title>");
        trial.episode(1, 1000, 1);
        change(&trial, "https://ilfaro.zz/podcast", url);
        change(&trial, "Ada Rossi", "Livia Sarti");
        let run = trial.run(&[]);
        assert_eq!((run.code, run.err.lines().count()), (0, 1), "{run:?}");
        assert!(run.err.contains("for trial only, nobody can subscribe to this: author “Livia Sarti”"), "{run:?}");
        assert!(files(www.path()).contains_key("feed.xml"));
    }
}
