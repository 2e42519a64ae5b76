//! The list, the script, and sound.

use std::fs;

use serde_json::{Value, json};

use super::stage::{SETTINGS, Stage, sentences};

#[test]
fn the_list_says_where_each_issue_stands() {
    let broken = "---\nnumber: tanti\n---\nTesto.\n";
    let stage = Stage::with(&[("007.md", super::stage::ISSUE), ("008.md", broken)]);
    let list = stage.wait("/api/issues", |list| list["checking"] == json!(false));
    let rows = list["issues"].as_array().unwrap();
    let row = |name: &str| rows.iter().find(|row| row["issue"] == json!(name)).unwrap();
    let seven = row("007.md");
    assert_eq!((&seven["title"], &seven["number"]), (&json!("Il mare"), &json!(7)));
    assert_eq!((&seven["episode"], &seven["published"]), (&json!("missing"), &json!("no")));
    assert_eq!((&seven["heard"], &seven["fault"]), (&json!(0), &Value::Null));
    assert!(seven["sentences"].as_u64().unwrap() > 5 && seven["doubts"].as_u64().unwrap() > 0, "{seven}");
    assert!(row("008.md")["fault"].as_str().unwrap().contains("008.md:2"), "{rows:?}");
    let refused = stage.get("/api/issues/008.md/script");
    assert_eq!(refused.status, 422);
    assert!(refused.json()["place"].as_str().unwrap().ends_with("008.md:2"), "{}", refused.text());
    assert_eq!(stage.look("/api/issues/008.md/source")["text"], json!(broken));
    assert_eq!(stage.get("/api/issues/nessuno.md/script").status, 404);
    let state = stage.look("/api/state");
    assert_eq!((&state["show"]["title"], &state["voice_fault"]), (&json!("Pettirosso"), &Value::Null));
}

#[test]
fn the_script_shows_what_is_written_beside_what_is_spoken() {
    let stage = Stage::new();
    let script = stage.look("/api/issues/007.md/script");
    let all = sentences(&script);
    let find = |words: &str| all.iter().find(|s| s["written"].as_str().unwrap().contains(words)).unwrap();
    let changed = find("2024");
    assert!(changed["spoken"].as_str().unwrap().contains("duemilaventiquattro"), "{changed}");
    let words: Vec<&str> = changed["words"].as_array().unwrap().iter().map(|w| w["text"].as_str().unwrap()).collect();
    assert_eq!(words, changed["written"].as_str().unwrap().split_whitespace().collect::<Vec<_>>());
    let changes = changed["changes"].as_array().unwrap();
    for change in changes {
        let at = |key: &str| change[key].as_u64().unwrap() as usize;
        assert!(words[at("first")..=at("last")].join(" ").contains(change["from"].as_str().unwrap()), "{change}");
    }
    assert!(changes.iter().any(|c| c["from"] == "2024" && c["to"] == "duemilaventiquattro"), "{changes:?}");
    let doubtful = &find("Zbrkovski")["words"].as_array().unwrap().iter().find(|w| w["text"] == "Zbrkovski.").cloned();
    assert!(doubtful.as_ref().unwrap()["doubt"].is_string(), "{doubtful:?}");
    let chapters = script["chapters"].as_array().unwrap();
    let paragraphs: Vec<&Value> = chapters.iter().flat_map(|c| c["paragraphs"].as_array().unwrap()).collect();
    let paragraph = paragraphs.iter().find(|p| p["source"].as_str().is_some_and(|s| s.contains("2024"))).unwrap();
    assert_eq!((&paragraph["from"], &paragraph["to"]), (&json!(7), &json!(8)));
    assert_eq!(paragraph["source"], json!("Nel 2024 la pesca era di 3 tonnellate.\nPoi calò, dice Zbrkovski."));
    let skipped = paragraphs.iter().find(|p| p["dropped"] == json!(true)).unwrap();
    assert_eq!((&skipped["items"][0]["line"], &skipped["items"][0]["restorable"]), (&json!(10), &json!(true)));
    let after = paragraphs.iter().position(|p| p["dropped"] == json!(true)).unwrap();
    assert!(std::ptr::eq(paragraphs[after - 1], *paragraph), "it stands where it stands in the text");
    assert_eq!(paragraphs[after + 1]["kind"], json!("quote"));
    assert!(paragraphs.iter().any(|p| p["kind"] == "ours" && p["editable"] == json!(false)));
    let pesca = script["findings"].as_array().unwrap().iter().find(|f| f["what"] == "pesca").unwrap();
    assert_eq!(pesca["sids"], json!([changed["sid"]]), "{pesca}");
    let ids: std::collections::HashSet<&str> = all.iter().map(|s| s["sid"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), all.len());
}

#[test]
fn a_sentence_is_heard_with_the_time_of_each_word() {
    let stage = Stage::new();
    let mut events = stage.events();
    let sentence = stage.sentence("007.md", "2024");
    let sid = sentence["sid"].as_str().unwrap();
    let path = format!("/api/issues/007.md/sentences/{sid}/sound");
    let sound = stage.look(&path);
    let spoken = events.next("spoken");
    assert_eq!((&spoken["sid"], &spoken["key"], &spoken["issue"]), (&json!(sid), &sound["key"], &json!("007.md")));
    let words = sound["words"].as_array().unwrap();
    assert_eq!(words.len(), sentence["words"].as_array().unwrap().len());
    let times: Vec<f64> = words.iter().flat_map(|w| [w[0].as_f64().unwrap(), w[1].as_f64().unwrap()]).collect();
    assert!(times.windows(2).all(|w| w[0] <= w[1]) && times[times.len() - 1] <= sound["seconds"].as_f64().unwrap());
    let wav = stage.get(sound["wav"].as_str().unwrap());
    assert_eq!((wav.status, wav.header("content-type")), (200, "audio/wav"));
    let reader = hound::WavReader::new(std::io::Cursor::new(&wav.body)).unwrap();
    assert_eq!((reader.spec().sample_rate, reader.spec().channels), (24_000, 1));
    let seconds = f64::from(reader.duration()) / 24_000.0;
    assert!((seconds - sound["seconds"].as_f64().unwrap()).abs() < 1e-4, "{seconds} {sound}");
    let token = format!("X-Altavoce-Token: {}", stage.token);
    let part = stage.raw("GET", sound["wav"].as_str().unwrap(), &[&token, "Range: bytes=0-3"], "");
    assert_eq!((part.status, part.body.as_slice()), (206, &b"RIFF"[..]));
    let peaks = stage.look(sound["peaks"].as_str().unwrap());
    let shape = peaks["peaks"].as_array().unwrap();
    assert!(
        (shape.len() as f64 / 50.0 - seconds).abs() < 0.03 && shape.iter().any(|p| p.as_u64() > Some(20)),
        "{peaks}"
    );
    // what follows is spoken ahead, what is before is not
    let all = sentences(&stage.look("/api/issues/007.md/script"));
    let at = all.iter().position(|s| s["sid"] == sid).unwrap();
    let marks = stage.wait("/api/issues/007.md/marks", |marks| {
        all[at..].iter().all(|s| marks["sentences"][s["sid"].as_str().unwrap()]["cached"] == json!(true))
    });
    assert_eq!(marks["sentences"][all[0]["sid"].as_str().unwrap()]["cached"], json!(false), "{marks}");
    let gone = stage.get("/api/issues/007.md/sentences/0000000000000000/sound");
    assert_eq!(gone.status, 409, "{}", gone.text());
}

#[test]
fn a_file_that_another_program_changes_is_followed() {
    let stage = Stage::new();
    let before = stage.look("/api/issues/007.md/script");
    let mut events = stage.events();
    let text = super::stage::ISSUE.replace("Un saluto", "Un grande saluto");
    fs::write(stage.issue("007.md"), &text).unwrap();
    let told = events.next("issue");
    assert_eq!(told["issue"], json!("007.md"));
    let after = stage.look("/api/issues/007.md/script");
    assert_eq!(told["version"], after["version"]);
    assert_ne!(before["version"], after["version"]);
    let ids = |script: &Value| sentences(script).iter().map(|s| s["sid"].clone()).collect::<Vec<_>>();
    let (old, new) = (ids(&before), ids(&after));
    let others = old.iter().zip(&new).filter(|(old, new)| old != new).count();
    assert_eq!((old.len(), others), (new.len(), 1), "the other sentences keep their names");
    fs::write(stage.issue("show.toml"), SETTINGS.replace("Pettirosso", "Merlo")).unwrap();
    assert!(events.next("show")["version"].is_string());
    fs::write(stage.issue("008.md"), "# Otto\n\nTesto.\n").unwrap();
    events.next("issues");
}

#[test]
fn a_voice_that_is_missing_is_one_sentence() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("issues")).unwrap();
    fs::write(folder.path().join("issues/show.toml"), "voice = \"sara\"\nquote_voice = \"\"\n").unwrap();
    fs::write(folder.path().join("issues/001.md"), "# Uno\n\nUna frase.\n").unwrap();
    let stage = Stage::of(folder);
    let state = stage.look("/api/state");
    assert!(state["voice_fault"]["error"].as_str().unwrap().contains("`sara` is not installed"), "{state}");
    let sid = stage.sentence("001.md", "Una frase")["sid"].as_str().unwrap().to_string();
    let refused = stage.get(&format!("/api/issues/001.md/sentences/{sid}/sound"));
    assert_eq!(refused.status, 503);
    assert!(refused.json()["fix"].as_str().unwrap().contains("voices install sara"), "{}", refused.text());
}
