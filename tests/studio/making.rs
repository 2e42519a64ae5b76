//! An episode made, looked at and published; a newsletter imported; settings; takes.

use std::fs;

use serde_json::{Value, json};

use super::stage::{SETTINGS, Stage, sentences};

/// A show that can be published to a folder, with an issue of a day that is past.
fn publishable() -> Stage {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("issues")).unwrap();
    let www = folder.path().join("www");
    fs::create_dir(&www).unwrap();
    let settings = format!(
        "{SETTINGS}email = \"livia@example.org\"\ndescription = \"Il mare raccontato da vicino, ogni due venerdì.\"\n\
         [formats]\nm4a = false\nopus = false\n[feed]\nurl = \"https://example.net/p\"\nartwork = \"cover.png\"\n\
         [publish]\ntarget = \"file://{}\"\n",
        www.display()
    );
    fs::write(folder.path().join("issues/show.toml"), settings).unwrap();
    fs::write(folder.path().join("issues/cover.png"), crate::common::artwork()).unwrap();
    let issue = super::stage::ISSUE
        .replace("# Il mare #7", "---\ntitle: Il mare\nnumber: 7\ndate: 2024-03-08\n---\n\n# Il mare");
    fs::write(folder.path().join("issues/007.md"), issue).unwrap();
    Stage::of(folder)
}

fn ended(stage: &Stage) -> Value {
    stage.wait("/api/job", |job| job["state"] != json!("running"))
}

#[test]
fn an_episode_is_made_looked_at_and_published() {
    let stage = publishable();
    assert_eq!(stage.get("/api/issues/007.md/made").status, 404);
    let mut events = stage.events();
    let begun = stage.post("/api/issues/007.md/make", &json!({}));
    assert_eq!(begun.status, 202, "{}", begun.text());
    assert_eq!(events.next("job")["kind"], json!("make"));
    let made = ended(&stage);
    assert_eq!((&made["state"], &made["error"]), (&json!("done"), &Value::Null), "{made:#}");
    let result = &made["result"];
    assert!(result["seconds"].as_f64().unwrap() > 3.0 && result["warnings"] == json!([]), "{result:#}");
    assert!((result["loudness"].as_f64().unwrap() + 16.0).abs() < 1.0, "{result:#}");
    let mp3 = result["files"].as_array().unwrap().iter().find(|f| f["name"] == "episode.mp3").unwrap();
    assert_eq!(stage.get(mp3["url"].as_str().unwrap()).body.len() as u64, mp3["bytes"].as_u64().unwrap());
    let page = stage.get(result["page"].as_str().unwrap());
    assert_eq!(page.status, 200);
    let policy = page.header("content-security-policy");
    assert!(policy.contains("frame-ancestors 'self'") && page.header("access-control-allow-origin").is_empty());
    for path in ["/preview/.cache/studio.address", "/preview/..%2fissues/show.toml", "/preview/%2e%2e/issues/show.toml"]
    {
        assert_eq!(stage.get(path).status, 404, "{path}");
    }
    let wave = stage.look("/api/issues/007.md/waveform");
    let length = wave["peaks"].as_array().unwrap().len() as f64 / 10.0;
    assert!(
        (length - result["seconds"].as_f64().unwrap()).abs() < 0.2 && wave["chapters"].as_array().unwrap().len() == 3
    );
    let list = stage.wait("/api/issues", |list| list["issues"][0]["episode"] == json!("made"));
    assert_eq!(list["issues"][0]["in_feed"], json!(true), "{list:#}");

    stage.post("/api/publish/plan", &json!({}));
    let planned = ended(&stage);
    assert_eq!(planned["state"], json!("done"), "{planned:#}");
    let plan = &planned["result"];
    assert!(plan["rows"].as_array().unwrap().len() > 3 && plan["dry_run"] == json!(true), "{plan:#}");
    assert!(fs::read_dir(stage.folder.path().join("www")).unwrap().next().is_none(), "a plan sends nothing");
    stage.post("/api/publish", &json!({ "confirm": "another" }));
    let refused = ended(&stage);
    assert!(refused["state"] == json!("failed") && refused["error"]["fix"].is_string(), "{refused:#}");
    assert!(fs::read_dir(stage.folder.path().join("www")).unwrap().next().is_none());
    stage.post("/api/publish", &json!({ "confirm": plan["confirm"] }));
    let sent = ended(&stage);
    assert_eq!(sent["state"], json!("done"), "{sent:#}");
    assert!(stage.folder.path().join("www/feed.xml").is_file());
    let log = stage.look("/api/log");
    assert_eq!(log["entries"][0]["episodes"], json!(["007-il-mare"]), "{log:#}");
    let output = stage.folder.path().join("output");
    let told = crate::common::altavoce(&["publish", "--log", "-o", output.to_str().unwrap()]);
    assert!(told.code == 0 && told.out.contains("007-il-mare"), "{told:?}");
}

#[test]
fn a_job_that_fails_or_is_ended_says_so() {
    let stage = Stage::new();
    fs::write(stage.issue("show.toml"), SETTINGS.replace("\"fake\"", "\"assente\"")).unwrap();
    stage.post("/api/issues/007.md/make", &json!({}));
    let failed = ended(&stage);
    assert_eq!(failed["state"], json!("failed"));
    assert!(failed["error"]["error"].as_str().unwrap().contains("`assente`"), "{failed:#}");
    fs::write(stage.issue("show.toml"), SETTINGS).unwrap();
    stage.post("/api/issues/007.md/make", &json!({}));
    assert_eq!(stage.delete("/api/job").status, 204);
    let state = ended(&stage)["state"].clone();
    assert!(state == json!("cancelled") || state == json!("done"), "{state}");
}

#[test]
fn a_newsletter_is_imported_when_its_guesses_are_agreed_to() {
    let stage = Stage::new();
    let page = "<html><body><h1>La terra #8</h1><p>8 marzo 2024</p><h2>I campi</h2><p>Oggi si parla di campi, e con calma.</p></body></html>";
    let import = |more: Value| {
        let mut body = json!({ "name": "../../fuori.html", "text": page });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        stage.post("/api/import", &body)
    };
    let guessed = import(json!({}));
    assert_eq!(guessed.status, 200, "{}", guessed.text());
    let issue = guessed.json()["issues"][0].clone();
    assert_eq!((&issue["name"], &issue["title"], &issue["number"]), (&json!("008.md"), &json!("La terra"), &json!(8)));
    assert!(!stage.issue("008.md").exists() && issue["markdown"].as_str().unwrap().contains("## I campi"), "{issue:#}");
    let written = import(json!({ "write": true, "options": { "number": 9, "date": "2024-03-09" } })).json();
    assert_eq!(written["issues"][0]["outcome"], json!("written"), "{written:#}");
    assert!(stage.read("009.md").contains("2024-03-09"));
    let other = page.replace("calma", "fretta");
    let again = |replace: bool| {
        let options = json!({ "number": 9 });
        stage.post(
            "/api/import",
            &json!({ "text": other, "name": "a.html", "write": true, "replace": replace, "options": options }),
        )
    };
    let refused = again(false);
    assert_eq!((refused.status, &refused.json()["exists"]), (409, &json!(true)), "{}", refused.text());
    assert!(stage.read("009.md").contains("calma"));
    assert_eq!(again(true).json()["issues"][0]["outcome"], json!("replaced"));
    let zip = stage.post("/api/import", &json!({ "name": "x.zip", "base64": "UEsDBA==" }));
    assert!(zip.status == 422 && zip.json()["place"] == json!("x.zip"), "{}", zip.text());
    assert_eq!(stage.post("/api/import", &json!({ "options": { "date": "ieri" }, "text": "x" })).status, 422);
}

#[test]
fn a_show_begins_in_an_empty_folder() {
    let stage = Stage::of(tempfile::tempdir().unwrap());
    assert_eq!(stage.look("/api/issues")["issues"], json!([]));
    assert_eq!(stage.look("/api/state")["show"]["has_show_file"], json!(false));
    let answers = |email: &str| json!({ "title": "Merlo", "author": "Ada Neri", "email": email, "voice": "fake" });
    let refused = stage.post("/api/new", &answers("senza chiocciola"));
    assert_eq!((refused.status, &refused.json()["place"]), (422, &json!("email")), "{}", refused.text());
    let made = stage.post("/api/new", &answers("ada@example.org"));
    assert_eq!(made.status, 200, "{}", made.text());
    assert_eq!(stage.look("/api/issues")["issues"][0]["issue"], json!("001.md"));
    assert_eq!(stage.post("/api/new", &answers("ada@example.org")).status, 409);
}

#[test]
fn a_setting_is_changed_and_its_comment_stays() {
    let stage = Stage::new();
    let list = stage.look("/api/settings");
    let groups = list["groups"].as_array().unwrap();
    let keys: Vec<&Value> = groups.iter().flat_map(|g| g["keys"].as_array().unwrap()).collect();
    let title = keys.iter().find(|k| k["key"] == "title").unwrap();
    assert_eq!((&title["line"], &title["value"]), (&json!(2), &json!("\"Pettirosso\"")));
    assert!(title["meaning"].as_str().unwrap().contains("the show's name"));
    let put = |version: &Value, key: &str, value: Value| {
        stage.put("/api/settings", &json!({ "version": version, "key": key, "value": value }))
    };
    let changed = put(&list["version"], "title", json!("Il \"Merlo\""));
    assert_eq!(changed.status, 200, "{}", changed.text());
    assert_eq!(stage.read("show.toml"), SETTINGS.replace("\"Pettirosso\"", "'Il \"Merlo\"'"));
    assert_eq!(put(&list["version"], "speed", json!(0.9)).status, 409, "another tab");
    let version = changed.json()["version"].clone();
    let refused = put(&version, "speed", json!(9));
    assert!(refused.status == 422 && refused.text().contains("`speed` is 9"), "{}", refused.text());
    assert_eq!(put(&version, "nulla", json!(1)).status, 422);
    assert_eq!(put(&version, "pauses.sentence", json!(0.5)).status, 200);
    assert!(stage.read("show.toml").ends_with("\n[pauses]\nsentence = 0.5\n"), "{}", stage.read("show.toml"));
    let script = stage.look("/api/issues/007.md/script");
    let line = script["chapters"][1]["line"].as_u64().unwrap();
    let words =
        stage.post(&format!("/api/issues/007.md/chapters/{line}/transition"), &json!({ "words": "Ecco le onde." }));
    assert_eq!(words.status, 200, "{}", words.text());
    let voice = stage.post(&format!("/api/issues/007.md/chapters/{line}/voice"), &json!({ "voice": "eco" }));
    assert_eq!(voice.status, 200, "{}", voice.text());
    assert_eq!(stage.sentence("007.md", "Ecco le onde.")["role"], json!("transition"));
    assert_eq!(stage.sentence("007.md", "2024")["voice"], json!("eco"));
    let wrong = stage.post(&format!("/api/issues/007.md/chapters/{line}/voice"), &json!({ "voice": "nessuna" }));
    assert!((400..500).contains(&wrong.status), "{}", wrong.text());
    let show = stage.issue("show.toml");
    let told = crate::common::altavoce(&["settings", "pauses.sentence", "--show", show.to_str().unwrap()]);
    assert!(told.code == 0 && told.out.starts_with("pauses.sentence = 0.5"), "{told:?}");
    let set = crate::common::altavoce(&["settings", "pauses.sentence", "0.4", "--show", show.to_str().unwrap()]);
    assert!(set.code == 0 && stage.read("show.toml").contains("sentence = 0.4"), "{set:?}");
    assert_eq!(
        stage.look("/api/voices")["voices"].as_array().unwrap().iter().filter(|v| v["name"] == "eco").count(),
        1
    );
}

#[test]
fn one_of_several_takes_is_kept() {
    let stage = Stage::new();
    let sentence = stage.sentence("007.md", "2024");
    let path = format!("/api/issues/007.md/sentences/{}", sentence["sid"].as_str().unwrap());
    let own = stage.look(&format!("{path}/sound"));
    let spoken = stage.post(&format!("{path}/takes"), &json!({}));
    assert_eq!(spoken.status, 200, "{}", spoken.text());
    let takes = spoken.json()["takes"].as_array().unwrap().clone();
    let keys: std::collections::HashSet<&str> = takes.iter().map(|t| t["key"].as_str().unwrap()).collect();
    assert_eq!((takes.len(), keys.len(), &takes[0]["key"]), (4, 4, &own["key"]));
    assert!(takes.iter().all(|t| stage.get(t["wav"].as_str().unwrap()).status == 200));
    let seconds = |n: usize| takes[n]["seconds"].as_f64().unwrap();
    assert!(seconds(2) > seconds(0) && seconds(3) < seconds(0), "{takes:#?}");
    let keep = |take: u8| stage.put(&format!("{path}/takes"), &json!({ "take": take }));
    assert_eq!(keep(2).json()["key"], takes[2]["key"]);
    assert_eq!(stage.look(&format!("{path}/sound"))["key"], takes[2]["key"]);
    assert!(stage.read("007.studio.toml").contains("[takes]"));
    // the command line makes the episode of it
    let (issue, output) = (stage.issue("007.md"), stage.folder.path().join("output"));
    let made = crate::common::altavoce(&["episode", issue.to_str().unwrap(), "-o", output.to_str().unwrap(), "--json"]);
    assert_eq!(made.code, 0, "{made:?}");
    let manifest = fs::read_to_string(output.join("007-il-mare/episode.json")).unwrap();
    let manifest: Value = serde_json::from_str(&manifest).unwrap();
    let passage = manifest["passages"].as_array().unwrap().iter().find(|p| p["text"] == sentence["written"]).unwrap();
    let length = passage["end"].as_f64().unwrap() - passage["start"].as_f64().unwrap();
    assert!((length - seconds(2)).abs() < 0.01, "{length} {takes:#?}");
    assert_eq!(keep(0).json()["key"], own["key"]);
    assert!(!stage.read("007.studio.toml").contains("[takes]"));
    assert_eq!(keep(9).status, 400);
    assert_eq!(
        sentences(&stage.look("/api/issues/007.md/script")).len(),
        manifest["passages"].as_array().unwrap().len()
    );
}
