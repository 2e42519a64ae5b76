//! Tags × readers: which reader sees which tag, and that what it sees is right. A cell that says a reader does not see a
//! tag is as much a claim as one that says it does.

use std::collections::BTreeMap;
use std::fs;

use serde_json::{Value, json};

use super::readers::{WHOLE_SHOW, ask, show_truth, ten};
use super::stage::Stage;
use crate::common::root;

const READERS: [&str; 4] = ["feedparser", "podcastparser", "podcast-partytime", "feedsmith"];

/// What a reader makes of a tag.
#[derive(Clone, Copy)]
enum Cell {
    /// All of it, right.
    All,
    /// Nothing.
    Not,
    /// A part of it, or its own spelling of it: what, given the truth.
    As(fn(&Value) -> Value),
}

use Cell::{All, As, Not};

impl Cell {
    /// As docs/feed.md shows it.
    fn sign(self) -> &'static str {
        match self {
            All => "●",
            Not => "–",
            As(_) => "◐",
        }
    }
}

/// The last of several, and of it only the attributes: what feedparser keeps of an element that it does not know.
fn last_attributes(truth: &Value) -> Value {
    let text = truth.as_array().and_then(|all| all.last()).unwrap_or(truth).as_str();
    text.map_or(Value::Null, |t| json!(t.split_once('|').map_or(t, |(_, attributes)| attributes)))
}

fn last(truth: &Value) -> Value {
    truth.as_array().and_then(|all| all.last()).cloned().unwrap_or_default()
}

fn first_part(truth: &Value) -> Value {
    truth.as_str().map_or(Value::Null, |t| json!(t.split('|').next()))
}

fn last_first_part(truth: &Value) -> Value {
    first_part(&last(truth))
}

fn flat(truth: &Value) -> Value {
    json!(truth.as_array().unwrap().iter().flat_map(|t| t.as_str().unwrap().split(" > ")).collect::<Vec<_>>())
}

fn on_one_line(truth: &Value) -> Value {
    json!(truth.as_str().unwrap().split_whitespace().collect::<Vec<_>>().join(" "))
}

/// podcast-partytime takes the word for a truth value, which is no text.
fn without_true(truth: &Value) -> Value {
    truth.as_array().unwrap().iter().map(|t| json!(t.as_str().unwrap().replace("|true", "|"))).collect()
}

/// podcastparser keeps whole seconds.
fn whole_seconds(truth: &Value) -> Value {
    let cut = |t: &Value| {
        let (start, title) = t.as_str().unwrap().split_once('|').unwrap();
        json!(format!("{}|{title}", start.parse::<u64>().unwrap() / 1000 * 1000))
    };
    truth.as_array().map_or(Value::Null, |all| all.iter().map(cut).collect())
}

/// feedparser writes HTML anew, and takes a title for HTML.
fn html_anew(truth: &Value) -> Value {
    json!(truth.as_str().unwrap().replace("<hr>", "<hr />").replace("R&B", "R&amp;B"))
}

/// podcast-partytime resolves entities once more.
fn resolved_twice(truth: &Value) -> Value {
    let text = truth.as_str().unwrap().replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    json!(text.replace("&amp;", "&"))
}

// feedparser 6.0 knows no podcast: tag, but keeps the last of each with its attributes or else its text, and of
// itunes:explicit only yes and clean. podcastparser 0.6 knows the podcast namespace only by an address of its drafts.
const SHOW: &[(&str, [Cell; 4])] = &[
    ("title", [All, All, All, All]),
    ("link", [All, All, All, All]),
    ("description", [All, All, As(on_one_line), All]),
    ("language", [All, All, All, All]),
    ("copyright", [All, Not, All, All]),
    ("generator", [All, All, All, All]),
    ("pubDate", [All, Not, All, All]),
    ("lastBuildDate", [All, Not, All, All]),
    ("image", [All, Not, All, All]),
    ("atom:link self", [All, Not, All, All]),
    ("atom:link hub", [All, Not, All, All]),
    ("itunes:image", [All, All, All, All]),
    ("itunes:category", [As(flat), All, All, All]),
    ("itunes:explicit", [Not, All, All, All]),
    ("itunes:author", [All, All, All, All]),
    ("itunes:owner", [All, All, All, All]),
    ("itunes:type", [All, All, All, All]),
    ("itunes:new-feed-url", [All, All, All, All]),
    ("podcast:guid", [All, Not, All, All]),
    ("podcast:locked", [As(last_attributes), Not, All, All]),
    ("podcast:medium", [All, Not, All, All]),
    ("podcast:txt", [As(last_first_part), Not, As(without_true), All]),
    ("podcast:funding", [As(last_first_part), Not, All, All]),
    ("podcast:person", [As(last_attributes), Not, All, All]),
    ("podcast:updateFrequency", [As(first_part), Not, Not, All]),
];

const ITEM: &[(&str, [Cell; 4])] = &[
    ("title", [As(html_anew), All, As(resolved_twice), All]),
    ("link", [All, All, All, All]),
    ("pubDate", [All, All, All, All]),
    ("enclosure", [All, All, All, All]),
    ("description", [All, All, As(on_one_line), All]),
    ("content:encoded", [As(html_anew), All, As(resolved_twice), All]),
    ("itunes:title", [All, Not, Not, All]),
    ("itunes:duration", [All, All, All, All]),
    ("itunes:season", [All, All, All, All]),
    ("itunes:episode", [All, All, All, All]),
    ("itunes:episodeType", [All, All, All, All]),
    ("itunes:explicit", [Not, All, All, All]),
    ("itunes:author", [All, All, All, All]),
    ("itunes:image", [All, All, All, All]),
    ("podcast:season", [All, Not, All, All]),
    ("podcast:episode", [All, Not, All, All]),
    ("podcast:person", [As(last_attributes), Not, All, All]),
    ("podcast:txt", [As(last_first_part), Not, Not, All]),
    ("podcast:transcript", [As(last), Not, All, All]),
    ("podcast:chapters", [All, Not, All, All]),
    ("podcast:alternateEnclosure", [As(last), Not, All, All]),
    ("podcast:source", [As(last), Not, All, All]),
    ("psc:chapters", [All, As(whole_seconds), Not, All]),
];

#[test]
fn every_reader_finds_every_tag_that_it_knows() {
    let stage = Stage::with(WHOLE_SHOW);
    let specs = ten();
    specs.iter().for_each(|spec| spec.make(&stage));
    stage.write().unwrap();
    let found = ask(&stage.feed());

    // Whose GUID is whose is asked of the state file, which the author commits.
    let state: toml::Table = fs::read_to_string(stage.state()).unwrap().parse().unwrap();
    let text = |entry: &toml::Value, key: &str| entry[key].as_str().unwrap().to_string();
    let episodes = state["episode"].as_array().unwrap().iter();
    let guids: BTreeMap<String, String> = episodes.map(|e| (text(e, "folder"), text(e, "guid"))).collect();

    let mut wrong = Vec::new();
    let page = fs::read_to_string(root("docs/feed.md")).unwrap();
    for (whose, rows) in [("show", SHOW), ("episode", ITEM)] {
        for (tag, cells) in rows {
            let row = format!("| {whose} `{tag}` | {} |\n", cells.map(Cell::sign).join(" | "));
            if !page.contains(&row) {
                wrong.push(format!("docs/feed.md lacks {row}"));
            }
        }
    }
    let mut check = |tag: &str, reader: &str, whose: &str, cell: Cell, truth: Value, got: Option<&Value>| {
        let expected = match cell {
            All => truth,
            Not => Value::Null,
            As(part) => part(&truth),
        };
        let got = got.unwrap_or(&Value::Null);
        if *got != expected {
            wrong.push(format!("{tag} by {reader}, {whose}:\n  {got}\n  {expected}"));
        }
    };
    for (column, reader) in READERS.iter().enumerate() {
        let seen = &found[*reader];
        assert_eq!(seen["fault"], json!(false), "{reader}");
        for (tag, cells) in SHOW {
            check(tag, reader, "show", cells[column], show_truth(tag, &stage), seen["channel"].get(tag));
        }
        let items = seen["items"].as_object().unwrap();
        assert_eq!(items.len(), specs.len(), "{reader}");
        for spec in &specs {
            let item = items.get(&guids[spec.folder]).unwrap_or_else(|| panic!("{reader} lacks {}", spec.folder));
            for (tag, cells) in ITEM {
                check(tag, reader, spec.folder, cells[column], spec.truth(tag), item.get(tag));
            }
        }
        // What a reader finds beside is a row that is missing here.
        for (rows, tags) in [(SHOW, &seen["channel"]), (ITEM, &items[&guids[specs[0].folder]])] {
            for tag in tags.as_object().unwrap().keys() {
                assert!(rows.iter().any(|(known, _)| known == tag), "{reader}: {tag} is in no row");
            }
        }
    }
    assert!(wrong.is_empty(), "{}\n{}", wrong.len(), wrong.join("\n"));
}
