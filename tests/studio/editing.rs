//! The text, edited in the page and elsewhere.

use std::fs;

use serde_json::json;

use super::stage::{ISSUE, Stage};

#[test]
fn a_paragraph_is_saved_and_nothing_else() {
    let stage = Stage::new();
    let version = stage.look("/api/issues/007.md/script")["version"].clone();
    let edit = |version: &serde_json::Value, text: &str| {
        stage.put("/api/issues/007.md/lines", &json!({ "version": version, "from": 7, "to": 8, "text": text }))
    };
    let saved = edit(&version, "Nel 2025 la pesca era magra.");
    assert_eq!(saved.status, 200, "{}", saved.text());
    let wanted = ISSUE
        .replace("Nel 2024 la pesca era di 3 tonnellate.\nPoi calò, dice Zbrkovski.", "Nel 2025 la pesca era magra.");
    assert_eq!(stage.read("007.md"), wanted);
    // a second tab, which knows the older text
    let refused = edit(&version, "Altro.");
    let told = refused.json();
    assert_eq!((refused.status, &told["changed"]), (409, &json!(true)));
    assert_eq!((&told["version"], &told["now"]), (&saved.json()["version"], &json!("Nel 2025 la pesca era magra.\n")));
    assert_eq!(stage.read("007.md"), wanted);
    // another program, while the page has the newest
    fs::write(stage.issue("007.md"), format!("{wanted}\nDue righe in più.\n")).unwrap();
    assert_eq!(edit(&saved.json()["version"], "Altro.").status, 409);
    // what would be no issue is not written
    let version = stage.look("/api/issues/007.md/script")["version"].clone();
    let broken = edit(&version, "Una <!-- altavoce: pausa lunga --> frase.");
    assert!(
        broken.status == 422 && broken.json()["place"].as_str().unwrap().ends_with("007.md:7"),
        "{}",
        broken.text()
    );
    for (from, to) in [(0, 1), (5, 4)] {
        let body = json!({ "version": version, "from": from, "to": to, "text": "x" });
        assert_eq!(stage.put("/api/issues/007.md/lines", &body).status, 400);
    }
    assert_eq!(stage.read("007.md"), format!("{wanted}\nDue righe in più.\n"));
    let undone = stage.post("/api/undo", &json!({}));
    assert_eq!(undone.status, 409, "the other program's lines stay: {}", undone.text());
}

#[test]
fn a_pause_is_written_behind_its_sentence() {
    let stage = Stage::new();
    let sentence = stage.sentence("007.md", "Nel 2024");
    let path = format!("/api/issues/007.md/sentences/{}/pause", sentence["sid"].as_str().unwrap());
    let set = stage.post(&path, &json!({ "seconds": 1.5 }));
    assert_eq!(set.status, 200, "{}", set.text());
    let wanted = ISSUE.replace("tonnellate.\n", "tonnellate. <!-- altavoce: pausa 1,5s -->\n");
    assert_eq!(stage.read("007.md"), wanted);
    let after = stage.sentence("007.md", "Nel 2024");
    assert_eq!((&after["pause"], &after["pause_kind"]), (&json!(1.5), &json!("told")));
    assert_eq!(stage.post(&path, &json!({ "seconds": 99.0 })).status, 422);
    assert_eq!(stage.post(&path, &json!({ "seconds": null })).status, 200);
    assert_eq!(stage.read("007.md"), ISSUE);
}

#[test]
fn what_was_left_out_is_spoken_again() {
    let stage = Stage::new();
    let version = stage.look("/api/issues/007.md/script")["version"].clone();
    let body = json!({ "version": version, "line": 10 });
    let restored = stage.post("/api/issues/007.md/restore", &body);
    assert_eq!(restored.status, 200, "{}", restored.text());
    assert_eq!(stage.sentence("007.md", "Questo no")["spoken"], json!("Questo no."));
    assert_eq!(stage.post("/api/issues/007.md/restore", &body).status, 409);
    assert_eq!(stage.post("/api/undo", &json!({})).status, 200);
    assert_eq!(stage.read("007.md"), ISSUE);
}
