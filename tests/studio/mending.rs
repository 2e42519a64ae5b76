//! A word that is put right.

use std::fs;

use serde_json::{Value, json};

use super::stage::Stage;

fn path(sentence: &Value, rest: &str) -> String {
    format!("/api/issues/007.md/sentences/{}/{rest}", sentence["sid"].as_str().unwrap())
}

fn word_of(sentence: &Value, text: &str) -> usize {
    let words = sentence["words"].as_array().unwrap();
    words.iter().position(|w| w["text"].as_str().unwrap().contains(text)).unwrap()
}

#[test]
fn a_word_is_said_in_another_way_and_back_again() {
    let stage = Stage::new();
    let mut events = stage.events();
    let sentence = stage.sentence("007.md", "pesca");
    let at = word_of(&sentence, "pesca");
    let before = stage.look(&path(&sentence, "sound"));
    let word = stage.look(&path(&sentence, &format!("words/{at}")));
    assert_eq!((&word["word"], &word["rule"]), (&json!("pesca"), &json!("heteronym")));
    assert!(word["doubt"].is_string() && word["entry"].is_null(), "{word}");
    let ways = word["alternatives"].as_array().unwrap();
    let wanted = if word["letters"] == "pésca" { "pèsca" } else { "pésca" };
    let other = ways.iter().find(|w| w["letters"] == json!(wanted)).unwrap_or_else(|| panic!("{word:#}"));
    assert_eq!((&other["kind"], &other["current"]), (&json!("stress"), &json!(false)));
    assert!(ways.iter().any(|w| w["current"] == json!(true)), "{word:#}");
    for kind in ["english", "french", "italian", "letters"] {
        assert!(ways.iter().any(|w| w["kind"] == json!(kind)), "{kind}: {word:#}");
    }
    // heard before it is kept, alone and in the sentence
    let tried = |alone: bool| {
        let answer = stage.post(&path(&sentence, "try"), &json!({ "word": at, "how": other["how"], "alone": alone }));
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()
    };
    let (alone, whole) = (tried(true), tried(false));
    assert!(alone["seconds"].as_f64() < whole["seconds"].as_f64() && alone["key"] != whole["key"]);
    assert_ne!(whole["key"], before["key"]);
    assert_eq!(stage.get(whole["wav"].as_str().unwrap()).status, 200);
    assert_eq!(stage.read("lexicon.toml"), "", "a trial writes nothing");
    let kept = stage.post(&path(&sentence, "keep"), &json!({ "word": at, "how": other["how"], "scope": "show" }));
    assert_eq!(kept.status, 200, "{}", kept.text());
    assert_eq!(stage.read("lexicon.toml"), format!("pesca = {{ say = \"{wanted}\" }}\n"));
    assert_eq!(events.next("undo")["can"], json!(true));
    events.next("show");
    let after = stage.look(&path(&sentence, "sound"));
    assert_eq!(after["key"], whole["key"], "what was heard is what is kept");
    let word = stage.look(&path(&sentence, &format!("words/{at}")));
    assert_eq!((&word["rule"], &word["entry"]["line"]), (&json!("author"), &json!(1)));
    // the other sentences were not touched
    let undone = stage.post("/api/undo", &json!({}));
    assert_eq!((undone.status, undone.json()["can"].clone()), (200, json!(false)), "{}", undone.text());
    assert_eq!(stage.look(&path(&sentence, "sound"))["key"], before["key"]);
    assert_eq!(stage.post("/api/undo", &json!({})).status, 409);
}

#[test]
fn a_word_is_said_so_here_alone() {
    let issue = "# Uno\n\nLa pesca è buona con lo zucchero.\n\nLa pesca è finita per quest'anno.\n";
    let stage = Stage::with(&[("007.md", issue)]);
    fs::write(stage.issue("lexicon.toml"), "# i miei\npesca = { say = \"pésca\" } # del mare\n").unwrap();
    let (first, second) = (stage.sentence("007.md", "zucchero"), stage.sentence("007.md", "finita"));
    let keys = || [&first, &second].map(|s| stage.look(&path(s, "sound"))["key"].clone());
    let before = keys();
    let how = json!({ "word": 1, "how": { "say": "pèsca" }, "scope": "here" });
    let kept = stage.post(&path(&first, "keep"), &how);
    assert_eq!(kept.status, 200, "{}", kept.text());
    let text = stage.read("lexicon.toml");
    let row = "{ say = \"pèsca\", within = \"La pesca è buona con\" }";
    assert_eq!(text, format!("# i miei\npesca = [{{ say = \"pésca\" }}, {row}] # del mare\n"));
    let after = keys();
    assert!(after[0] != before[0] && after[1] == before[1], "{before:?} {after:?}");
    // a file that another program changed meanwhile is not taken back
    fs::write(stage.issue("lexicon.toml"), format!("{text}mare = {{ as = \"it\" }}\n")).unwrap();
    let refused = stage.post("/api/undo", &json!({}));
    assert!(refused.status == 409 && refused.text().contains("changed since"), "{}", refused.text());
    assert!(stage.read("lexicon.toml").contains("mare"));
}

#[test]
fn a_number_is_read_otherwise_in_the_text() {
    let issue = "# Uno\n\nCi vediamo il 03/04 con la XKAQ.\n";
    let stage = Stage::with(&[("007.md", issue)]);
    let sentence = stage.sentence("007.md", "vediamo");
    let at = word_of(&sentence, "03/04");
    let word = stage.look(&path(&sentence, &format!("words/{at}")));
    assert_eq!((&word["word"], &word["change"]["class"]), (&json!("03/04"), &json!("date")), "{word:#}");
    assert_eq!(word["scopes"], json!(["here"]));
    let ways = word["alternatives"].as_array().unwrap();
    let march = ways.iter().find(|w| w["how"]["say"] == "quattro marzo").unwrap_or_else(|| panic!("{word:#}"));
    let tried = stage.post(&path(&sentence, "try"), &json!({ "word": at, "how": march["how"] }));
    assert_eq!(tried.status, 200, "{}", tried.text());
    let kept = stage.post(&path(&sentence, "keep"), &json!({ "word": at, "how": march["how"], "scope": "here" }));
    assert_eq!(kept.status, 200, "{}", kept.text());
    assert_eq!(stage.read("007.md"), issue.replace("03/04", "quattro marzo"));
    // an acronym is a word of the lexicon
    let sentence = stage.sentence("007.md", "vediamo");
    let at = word_of(&sentence, "XKAQ");
    let word = stage.look(&path(&sentence, &format!("words/{at}")));
    assert_eq!((&word["word"], &word["scopes"]), (&json!("XKAQ"), &json!(["here", "show"])), "{word:#}");
    let kept = stage.post(&path(&sentence, "keep"), &json!({ "word": at, "how": { "say": "zicac" }, "scope": "show" }));
    assert_eq!(kept.status, 200, "{}", kept.text());
    assert!(stage.read("lexicon.toml").contains("XKAQ = { say = \"zicac\" }"));
    let word = stage.look(&path(&sentence, &format!("words/{at}")));
    assert!(word["letters"].as_str().unwrap().starts_with("zìc"), "{word:#}");
}

#[test]
fn what_cannot_be_said_is_refused() {
    let stage = Stage::new();
    let sentence = stage.sentence("007.md", "pesca");
    let at = word_of(&sentence, "pesca");
    for how in [json!({ "say": "p3sca" }), json!({ "as": "xx" }), json!({ "ipa": "g" }), json!({ "say": "" })] {
        for what in ["try", "keep"] {
            let body = json!({ "word": at, "how": how, "scope": "show" });
            let refused = stage.post(&path(&sentence, what), &body);
            assert_eq!(refused.status, 422, "{how} {}", refused.text());
        }
    }
    let body = json!({ "word": 99, "how": { "as": "it" }, "scope": "show" });
    assert_eq!(stage.post(&path(&sentence, "keep"), &body).status, 404);
    assert_eq!(stage.post(&path(&sentence, "keep"), &json!({ "word": at })).status, 400);
    assert_eq!(stage.read("lexicon.toml"), "");
}
