//! From an issue to the feed, with the fake voice.

use std::fs;

use serde_json::Value;

use super::stage::{SHOW, Stage};
use crate::common::altavoce;

#[test]
fn a_changed_link_makes_new_notes_and_speaks_nothing() {
    let stage = Stage::new();
    let (issues, output) = (stage.issues(), stage.output());
    let show = format!("voice = \"fake\"\nquote_voice = \"\"\n{SHOW}");
    fs::write(issues.join("show.toml"), show).unwrap();
    let issue = issues.join("022.md");
    let run = |args: &[&str]| -> Value {
        let run = altavoce(&[args, &["-o", output.to_str().unwrap(), "--json"]].concat());
        assert_eq!(run.code, 0, "{run:?}");
        serde_json::from_str(&run.out).unwrap()
    };
    let make = |url: &str| -> (Value, String) {
        let text = format!(
            "# Il mare #22\n\nLeggi [qui]({url}).\n\n[Iscriviti](https://e.org/subscribe)\n\n## Luci\n\nUna.\n"
        );
        fs::write(&issue, text).unwrap();
        let made = run(&["episode", issue.to_str().unwrap()]);
        run(&["feed", "--issues", issues.to_str().unwrap()]);
        let feed = stage.read();
        let notes = feed.pointer("/channel/item/0/{content}encoded/0/text").unwrap().as_str().unwrap();
        (made, notes.to_string())
    };
    let notes =
        |url: &str| format!("<p>Leggi <a href=\"{url}\" rel=\"noopener\">qui</a>.</p>\n<h2>Luci</h2>\n<p>Una.</p>");
    let (first, before) = make("https://e.org/a");
    assert!(before.ends_with(&notes("https://e.org/a")), "{before}");
    assert!(first["passages_spoken"].as_u64().unwrap() > 0, "{first}");
    let guids = stage.guids();
    let (second, after) = make("https://e.org/b");
    assert!(after.ends_with(&notes("https://e.org/b")), "{after}");
    assert_eq!((&second["passages_spoken"], &second["unchanged"]), (&Value::from(0), &Value::from(false)), "{second}");
    assert_eq!(stage.guids(), guids);
    let (third, _) = make("https://e.org/b");
    assert_eq!(third["unchanged"], true, "{third}");
}
