//! A sound show lints clean; broken in every way, it is told so by the rule that is meant for it, and by no other.

mod channel;
mod disclosure;
mod files;
mod items;
mod placeholders;
mod settings;
mod stage;

use std::fs;

use crate::common::{altavoce, outsider, root};
use serde_json::{Value, json};
use stage::{Stage, text};

#[test]
fn a_sound_show_is_clean() {
    let stage = Stage::copied(true);
    assert_eq!(stage.lint(&["--strict"]), (vec![], 0));
    assert_eq!(stage.lint(&["--strict", "--deep"]), (vec![], 0));
    let run = stage.run("lint", &[]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    assert!(
        run.out.starts_with("all is well (") && run.out.contains("3 episodes in the feed, 3 in the folder"),
        "{run:?}"
    );
    assert_eq!(stage.run("lint", &["-q"]).out, "");
}

#[test]
fn a_scheduled_episode_is_noted() {
    let stage = Stage::new();
    stage.manifest(|m| m["date"] = json!("2998-03-05"));
    stage.publish();
    let (findings, code) = stage.lint(&["--strict"]);
    assert_eq!(code, 0, "{findings:?}");
    let [finding] = &findings[..] else { panic!("{findings:?}") };
    assert_eq!((&finding["rule"], &finding["severity"]), (&json!("date-range"), &json!("note")));
    assert_eq!(finding["fix"], "do not publish the feed before 2998-03-05 06:00 UTC");
}

#[test]
fn findings_name_their_line_and_strict_counts_warnings() {
    let stage = Stage::new();
    stage.item(|x| text(x, "title", "Vecchia"));
    assert_eq!((stage.lint(&[]).1, stage.lint(&["--strict"]).1), (0, 1));
    stage.item(|x| text(x, "itunes:duration", "9999"));
    let xml = fs::read_to_string(stage.path("output/feed.xml")).unwrap();
    let line = 1 + xml.lines().position(|l| l.contains("9999")).unwrap();
    let run = stage.run("lint", &[]);
    assert_eq!((run.code, run.err.as_str()), (1, ""));
    let wanted = format!("feed.xml:{line}: error: itunes:duration of “Vecchia” is 9999 s");
    assert!(run.out.contains(&wanted) && run.out.contains("1 error, 1 warning ("), "{}", run.out);
    // The show's own place: a line of its settings.
    stage.show("ada@ilfaro.zz", "ada");
    assert!(stage.run("lint", &[]).out.contains("show.toml:3: error: email `ada`"));
    // A key of the same name in an earlier table is another key.
    stage.show("[loudness]\ntarget = -16", "[publish]\ntarget = \"file:///srv/www\"\n[loudness]\ntarget = -23");
    assert!(stage.run("lint", &[]).out.contains("show.toml:11: warning: [loudness] target is -23 LUFS"));
    // What is wrong with every episode is told five times, and all of it when asked.
    stage.feed(|x| x.replace("https://ilfaro.zz/podcast/00", "https://altrove.zz/podcast/00"));
    let (short, long) = (stage.run("lint", &[]).out, stage.run("lint", &["-v"]).out);
    assert!(short.contains("more of feed-current") == (long.matches("[feed-current]").count() > 5), "{short}\n{long}");
}

#[test]
fn a_feed_of_another_program_is_read() {
    // feedsmith writes it; nothing of ours stands beside it.
    let folder = tempfile::tempdir().unwrap();
    let script = r#"
        import { generateRssFeed } from 'FEEDSMITH';
        const url = 'https://radio.altrove.zz/';
        console.log(generateRssFeed({
            title: 'Altra radio', link: url, description: 'Di altri.', language: 'it',
            atom: { links: [{ href: url + 'rss.xml', rel: 'self', type: 'application/rss+xml' }] },
            itunes: { author: 'Altri', explicit: false, type: 'episodic', image: url + 'cover.jpg',
                categories: [{ text: 'Technology' }], owner: { name: 'Altri', email: 'altri@altrove.zz' } },
            podcast: { guid: '9b024349-ccf0-5f69-a609-6b82873eab3c', locked: { value: true }, medium: 'podcast' },
            items: [{ title: 'Uno', description: 'Il primo.', pubDate: new Date('2024-03-05T06:00:00Z'),
                guid: { value: 'uno', isPermaLink: false },
                enclosures: [{ url: url + 'uno.opus', length: 1234, type: 'audio/opus' }],
                itunes: { duration: 60, episode: 1, explicit: false } }],
        }));
    "#;
    let module = root("target/test-tools/node/node_modules/feedsmith/dist/index.mjs");
    let script = script.replace("FEEDSMITH", module.to_str().unwrap());
    fs::write(folder.path().join("make.mjs"), script).unwrap();
    let xml = outsider("node", &[folder.path().join("make.mjs").to_str().unwrap()]);
    let feed = folder.path().join("rss.xml");
    fs::write(&feed, &xml).unwrap();
    let none = folder.path().join("none");
    let (feed, none) = (feed.to_str().unwrap(), none.to_str().unwrap());
    let run = altavoce(&["lint", "--feed", feed, "--issues", none, "-o", none, "--json"]);
    let json: Value = serde_json::from_str(&run.out).unwrap_or_else(|e| panic!("{e}: {run:?}"));
    let found: Vec<_> = json["findings"].as_array().unwrap().iter().map(|f| (&f["rule"], &f["severity"])).collect();
    let (note, error) = (json!("note"), json!("error"));
    let wanted = [
        (json!("show-file"), &note),         // no settings: nothing to compare with
        (json!("channel-explicit"), &error), // feedsmith writes `no`
        (json!("channel-guid"), &note),      // that of another address
        (json!("enclosure-type"), &error),
        (json!("channel-explicit"), &error),
    ];
    let wanted: Vec<_> = wanted.iter().map(|(rule, severity)| (rule, *severity)).collect();
    assert_eq!(found, wanted, "{run:?}\n{xml}");
    assert_eq!(run.code, 1);
}

#[test]
fn the_feed_of_another_show_is_not_held_against_this_one() {
    let stage = Stage::new();
    // Ours by another path is ours.
    let ours = stage.path("output/../output/feed.xml");
    assert_eq!(stage.lint(&["--strict", "--feed", ours.to_str().unwrap()]), (vec![], 0));
    let other = stage.path("other.xml");
    let xml = fs::read_to_string(stage.path("output/feed.xml")).unwrap();
    fs::write(&other, xml.replace("https://ilfaro.zz/podcast", "https://altrove.zz/altro")).unwrap();
    let (findings, _) = stage.lint(&["--feed", other.to_str().unwrap()]);
    let found: Vec<_> = findings.iter().map(|f| f["rule"].as_str().unwrap()).collect();
    assert!(found.contains(&"show-file"), "{findings:#?}");
    let compared = ["feed-current", "item-guid-kept", "channel-self", "enclosure-file"];
    assert!(!found.iter().any(|rule| compared.contains(rule)), "{findings:#?}");
}

#[test]
fn what_is_asked_for_must_be_there() {
    let stage = Stage::new();
    let run = stage.run("lint", &["--feed", "no/such.xml"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("no/such.xml: no such file"), "{run:?}");
    let run = altavoce(&["lint", "--rules"]);
    assert_eq!(run.code, 0);
    let shown = ["artwork-size", "enclosure-length", "channel-guid"].map(|id| run.out.contains(id));
    assert_eq!(shown, [true; 3]);
    assert!(run.out.contains("(Apple Podcasts requirements)") && run.out.contains("(RSS 2.0)"), "{}", run.out);
}

#[test]
fn the_page_lists_every_rule() {
    let page = fs::read_to_string(root("docs/lint.md")).unwrap();
    let rows: Vec<String> = altavoce::lint::rules()
        .map(|r| format!("| `{}` | {} | {} | {} |", r.id, r.severity.name(), r.asks, r.source))
        .collect();
    let missing: Vec<_> = rows.iter().filter(|row| !page.lines().any(|l| l == **row)).collect();
    assert!(missing.is_empty(), "{missing:#?}");
    let (_, listed) = page.split_once("## Rules").unwrap();
    assert_eq!(listed.lines().filter(|l| l.starts_with("| `")).count(), rows.len());
}
