//! What was heard.

use serde_json::json;

use super::stage::{ISSUE, Stage, sentences};
use crate::common::altavoce;

#[test]
fn what_was_heard_is_unheard_when_it_changes() {
    let stage = Stage::new();
    let all = sentences(&stage.look("/api/issues/007.md/script"));
    let ids: Vec<&str> = all.iter().map(|s| s["sid"].as_str().unwrap()).collect();
    let first = stage.post("/api/issues/007.md/heard", &json!({ "sids": ids[..3], "heard": true }));
    assert_eq!(first.status, 200, "{}", first.text());
    assert_eq!(first.json(), json!({ "heard": 3, "all": ids.len(), "all_heard": false }));
    let marks = stage.wait("/api/issues/007.md/marks", |marks| marks["ready"] == json!(true));
    let heard = |sid: &str| marks["sentences"][sid]["heard"] == json!(true);
    assert!(heard(ids[0]) && heard(ids[2]) && !heard(ids[3]), "{marks}");
    let text = stage.read("007.studio.toml");
    assert!(text.starts_with("# Written by altavoce") && text.matches(" = ").count() == 3, "{text}");
    let release = |more: &[&str]| {
        let (issue, output) = (stage.issue("007.md"), stage.folder.path().join("output"));
        altavoce(&[&["release", issue.to_str().unwrap(), "-o", output.to_str().unwrap(), "--dry-run"], more].concat())
    };
    let refused = release(&["--heard"]);
    assert_eq!(refused.code, 3, "{refused:?}");
    assert!(refused.err.contains(&format!("{} of {} sentences", ids.len() - 3, ids.len())), "{refused:?}");
    let rest = stage.post("/api/issues/007.md/heard", &json!({ "sids": ids, "heard": true })).json();
    assert_eq!(rest["all_heard"], json!(true));
    assert!(!release(&["--heard"]).err.contains("sentences"), "all of it was heard");
    std::fs::write(stage.issue("007.md"), ISSUE.replace("Un saluto", "Un grande saluto")).unwrap();
    let marks = stage.wait("/api/issues/007.md/marks", |marks| marks["ready"] == json!(true));
    assert_eq!((&marks["heard"], &marks["all_heard"]), (&json!(ids.len() - 1), &json!(false)));
    let none = stage.post("/api/issues/007.md/heard", &json!({ "all": true, "heard": false })).json();
    assert_eq!(none["heard"], json!(0));
}
