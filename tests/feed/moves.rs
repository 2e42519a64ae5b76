//! Five moves of a feed, through each of which every subscriber keeps every episode: what feedparser and podcastparser know
//! them by stays, and whoever reads the feed at its old address is led on.

use std::collections::BTreeMap;
use std::fs;

use serde_json::Value;

use super::readers::ask;
use super::stage::{SHOW, Stage};

/// Three episodes that are out.
fn published() -> Stage {
    let stage = Stage::new();
    for (number, title) in [(1, "Prima"), (2, "Seconda"), (3, "Terza")] {
        stage.episode(&folder(number, title), |m| {
            (m.number, m.title, m.source) = (Some(number), title.into(), format!("{number:03}.md"));
            m.date = Some(jiff::civil::date(2026, 1, number as i8));
        });
    }
    stage.write().unwrap();
    stage
}

fn folder(number: u32, title: &str) -> String {
    format!("{number:03}-{}", title.to_lowercase())
}

/// What an app knows of a show, as each of the readers finds it.
#[derive(Debug, Clone, PartialEq)]
struct Known {
    /// podcast:guid.
    show: Value,
    /// By reader, the episodes' GUIDs, each with its moment of publication.
    episodes: BTreeMap<&'static str, BTreeMap<String, Value>>,
}

fn known(stage: &Stage) -> Known {
    let found = ask(&stage.feed());
    let of = |reader: &'static str| {
        let items = found[reader]["items"].as_object().unwrap().iter();
        (reader, items.map(|(guid, item)| (guid.clone(), item["pubDate"].clone())).collect())
    };
    Known {
        show: found["feedparser"]["channel"]["podcast:guid"].clone(),
        episodes: ["feedparser", "podcastparser"].map(of).into(),
    }
}

/// The addresses of the enclosures, newest first.
fn enclosures(stage: &Stage) -> Vec<String> {
    let feed = stage.read();
    let entries = feed["entries"].as_array().unwrap().iter();
    entries.map(|e| e["enclosures"][0]["href"].as_str().unwrap().to_string()).collect()
}

#[test]
fn another_address_of_the_same_host_keeps_everybody() {
    let mut stage = published();
    let before = known(&stage);
    assert_eq!(before.episodes["feedparser"].len(), 3);
    stage.show.feed.url = "https://example.org/un/altro/posto".into();
    stage.write().unwrap();
    assert_eq!(known(&stage), before);
    assert!(enclosures(&stage).iter().all(|url| url.starts_with("https://example.org/un/altro/posto/00")));
}

#[test]
fn a_renamed_folder_keeps_everybody() {
    let stage = published();
    let before = known(&stage);
    // The whole output folder, as when a laptop is exchanged, and a folder in it, as when a slug is.
    fs::rename(stage.output(), stage.folder.path().join("altrove")).unwrap();
    fs::rename(stage.folder.path().join("altrove"), stage.output()).unwrap();
    fs::rename(stage.output().join("002-seconda"), stage.output().join("002-due")).unwrap();
    stage.write().unwrap();
    assert_eq!(known(&stage), before);
    assert!(enclosures(&stage)[1].ends_with("/002-due/episode.mp3"));
}

#[test]
fn another_host_is_told_to_whoever_reads_the_old_feed() {
    let mut stage = published();
    let before = known(&stage);
    // At the old host, where `publish` puts it a last time: all as it was, and where to go from now on.
    stage.show.feed.new_url = "https://voce.example.com/p/feed.xml".into();
    stage.write().unwrap();
    assert_eq!(known(&stage), before);
    let old = stage.read();
    assert_eq!(old["feed"]["itunes_new-feed-url"], "https://voce.example.com/p/feed.xml");
    assert!(enclosures(&stage).iter().all(|url| url.starts_with("https://example.org/")));
    // At the new one. The line may stay, as Apple asks: it then says where the feed is.
    stage.show.feed.url = "https://voce.example.com/p".into();
    stage.write().unwrap();
    assert_eq!(known(&stage), before);
    let new = ask(&stage.feed());
    for reader in ["feedparser", "podcastparser"] {
        assert_eq!(new[reader]["channel"]["itunes:new-feed-url"], "https://voce.example.com/p/feed.xml", "{reader}");
    }
    assert_eq!(new["feedparser"]["channel"]["atom:link self"], "https://voce.example.com/p/feed.xml");
    assert!(enclosures(&stage).iter().all(|url| url.starts_with("https://voce.example.com/p/00")));
}

#[test]
fn a_show_from_another_host_keeps_the_guids_that_it_had_there() {
    let stage = Stage::with(SHOW);
    // What that host's feed says, entered by hand as docs/feed.md tells: GUIDs of any shape, and the show's own.
    let theirs = [("https://old.example.org/?p=1", 1, "Prima"), ("https://old.example.org/?p=2&x=é", 2, "Seconda")];
    let show = "917393e3-1b1e-5cef-ace4-edaa54e1f810";
    let entries = theirs
        .map(|(guid, number, title)| format!("[[episode]]\nguid = {guid:?}\nfolder = {:?}\n", folder(number, title)));
    fs::write(stage.state(), format!("guid = {show:?}\n{}", entries.concat())).unwrap();
    for (_, number, title) in theirs {
        stage.episode(&folder(number, title), |m| {
            (m.number, m.title, m.source) = (Some(number), title.into(), format!("{number:03}.md"));
            m.date = Some(jiff::civil::date(2026, 1, number as i8));
        });
    }
    stage.write().unwrap();
    let known = known(&stage);
    assert_eq!(known.show, show);
    for reader in ["feedparser", "podcastparser"] {
        let guids: Vec<&str> = known.episodes[reader].keys().map(String::as_str).collect();
        assert_eq!(guids, theirs.map(|(guid, ..)| guid), "{reader}");
    }
}

#[test]
fn another_slug_and_another_title_keep_everybody() {
    let stage = published();
    let before = known(&stage);
    stage.again("003-terza", "003-nuovo", |m| (m.title, m.slug) = ("Un titolo nuovo".into(), "nuovo".into()));
    stage.write().unwrap();
    assert_eq!(known(&stage), before);
    let feed = stage.read();
    assert_eq!(feed["entries"][0]["title"], "Un titolo nuovo");
    assert!(enclosures(&stage)[0].ends_with("/003-nuovo/episode.mp3"));
}
