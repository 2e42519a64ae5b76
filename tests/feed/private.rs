//! A private show: an address that nobody guesses, and nothing that lists it.

use std::fs;

use altavoce::feed::guard::Risk;
use altavoce::manifest::Manifest;
use serde_json::json;

use super::stage::Stage;
use crate::common::altavoce;

fn first(m: &mut Manifest) {
    (m.number, m.title, m.source) = (Some(1), "Prima".into(), "001.md".into());
}

fn private() -> Stage {
    let mut stage = Stage::new();
    stage.episode("001-prima", first);
    stage.show.feed.private = true;
    stage
}

/// The folder that the state keeps.
fn folder(stage: &Stage) -> String {
    let state: toml::Table = fs::read_to_string(stage.state()).unwrap().parse().unwrap();
    state["private_folder"].as_str().unwrap().to_string()
}

#[test]
fn a_private_show_has_an_address_of_its_own_for_good() {
    let mut stage = private();
    let made = stage.write().unwrap();
    let folder = folder(&stage);
    assert!(folder.len() == 32 && folder.bytes().all(|b| b.is_ascii_hexdigit()), "{folder}");
    let base = format!("https://example.org/la%20voce/{folder}");
    assert_eq!(made.url, format!("{base}/feed.xml"));
    let feed = stage.read();
    let rows = [
        ("/entries/0/enclosures/0/href", json!(format!("{base}/001-prima/episode.mp3"))),
        ("/entries/0/link", json!(format!("{base}/site/001-prima/"))),
        ("/channel/{atom}link/0/href", json!(format!("{base}/feed.xml"))),
        ("/channel/item/0/{podcast}transcript/0/url", json!(format!("{base}/001-prima/transcript.vtt"))),
        ("/feed/itunes_block", json!(1)),
        ("/channel/{itunes}block/0/text", json!("Yes")),
        ("/channel/{podcast}block/0/text", json!("yes")),
    ];
    let wrong: Vec<_> = rows.iter().filter(|(at, wanted)| feed.pointer(at) != Some(wanted)).collect();
    assert!(wrong.is_empty(), "{wrong:?}\n{}", stage.xml());
    // Every address of ours lies there.
    assert_eq!(stage.xml().matches("https://example.org/la%20voce/").count(), stage.xml().matches(&base).count());
    // Made once, also where the feed is deleted; another show has another.
    assert!(!stage.write().unwrap().changed);
    fs::remove_file(stage.feed()).unwrap();
    stage.write().unwrap();
    assert_eq!(self::folder(&stage), folder);
    let other = private();
    other.write().unwrap();
    assert_ne!(self::folder(&other), folder);
    // Made public and private again: the GUIDs stay, and so does the address.
    let guids = stage.guids();
    stage.show.feed.private = false;
    stage.write().unwrap();
    assert!(!stage.xml().contains(&folder) && !stage.xml().contains(":block>"));
    assert_eq!(stage.guids(), guids);
    stage.show.feed.private = true;
    assert_eq!(stage.write().unwrap().url, format!("{base}/feed.xml"));
    assert_eq!(stage.guids(), guids);
}

#[test]
fn a_private_show_is_published_below_its_folder_and_listed_nowhere() {
    let stage = private();
    let target = stage.folder.path().join("www");
    let show = format!(
        "title = \"Il Faro\"\nauthor = \"Ada\"\nemail = \"ada@example.org\"\ndescription = \"Una lettera.\"\nvoice = \"fake\"\n\
         quote_voice = \"\"\n[feed]\nurl = \"https://example.org/la%20voce/\"\nartwork = \"cover.png\"\nprivate = true\n\
         [publish]\ntarget = \"file://{}\"\n",
        target.display()
    );
    fs::write(stage.issues().join("show.toml"), show).unwrap();
    let run = |command: &str| {
        let (issues, output) = (stage.issues(), stage.output());
        altavoce(&[command, "--issues", issues.to_str().unwrap(), "-o", output.to_str().unwrap()])
    };
    // Nothing goes anywhere before the address is made.
    for command in ["site", "publish"] {
        let early = run(command);
        assert!(
            early.code == 3 && early.err.contains("its address was not made yet; run `altavoce feed`"),
            "{early:?}"
        );
    }
    assert_eq!(run("feed").code, 0);
    assert_eq!(run("site").code, 0);
    let sent = run("publish");
    assert_eq!(sent.code, 0, "{sent:?}");
    let folder = folder(&stage);
    let names = |path: &std::path::Path| {
        let mut all: Vec<String> =
            fs::read_dir(path).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        all.sort();
        all
    };
    assert_eq!(names(&target), [folder.as_str()]);
    let there = names(&target.join(&folder));
    assert!(["001-prima", "feed.xml", "site"].iter().all(|name| there.contains(&name.to_string())), "{there:?}");
    for page in ["index.html", "001-prima/index.html", "001-prima/embed.html"] {
        let html = fs::read_to_string(target.join(&folder).join("site").join(page)).unwrap();
        assert_eq!(html.matches("name=\"robots\"").count(), 1, "{page}");
        assert!(html.contains("<meta name=\"robots\" content=\"noindex, nofollow\">"), "{page}");
        assert!(html.contains("<meta name=\"referrer\" content=\"no-referrer\">"), "{page}");
    }
    let lint = run("lint");
    assert!(!lint.out.contains("private") && !lint.out.contains("channel-"), "{}", lint.out);
}

#[test]
fn what_is_left_at_the_open_address_is_told() {
    let stage = Stage::new();
    stage.episode("001-prima", first);
    let target = format!("file://{}", stage.folder.path().join("www").display());
    let show = format!(
        "title = \"Il Faro\"\nauthor = \"Ada\"\nemail = \"ada@example.org\"\ndescription = \"Una lettera.\"\nvoice = \"fake\"\nquote_voice = \"\"\n\
         [publish]\ntarget = \"{target}\"\n[feed]\nurl = \"https://example.org/la%20voce/\"\nartwork = \"cover.png\"\npages = false\n"
    );
    let run = |command: &str| {
        let (issues, output) = (stage.issues(), stage.output());
        altavoce(&[command, "--issues", issues.to_str().unwrap(), "-o", output.to_str().unwrap()])
    };
    let file = stage.issues().join("show.toml");
    fs::write(&file, &show).unwrap();
    assert_eq!((run("feed").code, run("publish").code), (0, 0));
    fs::write(&file, format!("{show}private = true\n")).unwrap();
    assert_eq!(run("feed").code, 0);
    let sent = run("publish");
    assert_eq!(sent.code, 0, "{sent:?}");
    assert!(
        sent.err.contains(&format!("{target}: what was published there before the show was private is still there")),
        "{sent:?}"
    );
    assert!(stage.folder.path().join("www/feed.xml").exists(), "nothing is removed unasked");
}

#[test]
fn what_tells_others_of_a_private_show_is_refused() {
    for (key, value) in [("hub", "https://hub.example.org/"), ("prefix", "https://op3.dev/e/")] {
        let mut stage = private();
        match key {
            "hub" => stage.show.feed.hub = value.into(),
            _ => stage.show.feed.prefix = value.into(),
        }
        let said = stage.force(&[Risk::Shrink]).unwrap_err().to_string();
        assert!(said.contains(&format!("[feed] {key} would tell others the address of a private show")), "{said}");
    }
}
