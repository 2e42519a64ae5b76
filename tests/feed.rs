//! The feed, read by others: feedparser, and Python's expat.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use altavoce::episode::manifest::{ChapterMade, FileMade, Manifest};
use altavoce::error::Kind;
use altavoce::feed::{self, Summary};
use altavoce::show::Show;
use serde_json::{Value, json};

/// A show in a folder of its own.
struct Stage {
    folder: tempfile::TempDir,
    show: Show,
}

impl Stage {
    fn new() -> Stage {
        let folder = tempfile::tempdir().unwrap();
        let cover = Path::new(env!("CARGO_MANIFEST_DIR")).join("issues/cover.png");
        fs::create_dir(folder.path().join("issues")).unwrap();
        fs::create_dir(folder.path().join("output")).unwrap();
        fs::copy(cover, folder.path().join("issues/cover.png")).unwrap();
        let text = r#"
            title = "Il Faro & altri lumi"
            author = "Ada Rossi"
            email = "ada@example.org"
            description = "Una lettera, letta ad alta voce."
            [feed]
            url = "https://example.org/la%20voce/"
            site = "https://example.org/"
            artwork = "cover.png"
            category = ["News", "Tech News"]
        "#;
        let show = Show::parse(Path::new("show.toml"), text).unwrap();
        Stage { folder, show }
    }

    fn output(&self) -> PathBuf {
        self.folder.path().join("output")
    }

    fn state(&self) -> PathBuf {
        self.folder.path().join("issues/feed-state.toml")
    }

    fn write(&self) -> altavoce::error::Result<Summary> {
        feed::write(&self.output(), &self.folder.path().join("issues"), &self.show)
    }

    /// Makes the files of an episode, as `change` wants them.
    fn episode(&self, folder: &str, change: impl FnOnce(&mut Manifest)) {
        make_episode(&self.output().join(folder), change);
    }

    fn xml(&self) -> String {
        fs::read_to_string(self.output().join("feed.xml")).unwrap()
    }

    fn read(&self) -> Value {
        read_feed(&self.output().join("feed.xml"))
    }

    /// folder → GUID, by the enclosure's address.
    fn guids(&self) -> Vec<(String, String)> {
        let feed = self.read();
        let mut all: Vec<_> = feed["entries"]
            .as_array()
            .unwrap()
            .iter()
            .map(|e| {
                let url = e["enclosures"][0]["href"].as_str().unwrap();
                let folder = url.rsplit('/').nth(1).unwrap().to_string();
                (folder, e["id"].as_str().unwrap().to_string())
            })
            .collect();
        all.sort();
        all
    }
}

fn make_episode(folder: &Path, change: impl FnOnce(&mut Manifest)) {
    let chapter = |title: &str, start: f64, end: f64| ChapterMade {
        title: title.into(),
        start,
        end,
        file: format!("chapters/{title}.wav"),
        line: 1,
    };
    let mut manifest = Manifest {
        altavoce: "0.1.0".into(),
        inputs: "0".into(),
        show: "Il Faro".into(),
        title: "Il mare d'inverno".into(),
        subtitle: Some("Onde lunghe".into()),
        number: Some(22),
        season: None,
        date: Some(jiff::civil::date(2026, 3, 5)),
        author: None,
        description: Some("Che cosa resta quando l'estate finisce.".into()),
        slug: "il-mare".into(),
        tags: vec![],
        language: "it".into(),
        source: "022.md".into(),
        duration: 754.6,
        samples: 18_110_400,
        sample_rate: 24_000,
        loudness: -16.0,
        true_peak: -2.0,
        voices: vec![],
        files: vec![],
        chapters: vec![
            chapter("Introduzione", 0.0, 61.25),
            chapter("Notizie & no", 61.25, 700.0),
            chapter("Saluti", 700.0, 754.6),
        ],
        passages: vec![],
    };
    change(&mut manifest);
    fs::create_dir_all(folder).unwrap();
    let contents = [
        ("episode.mp3", "audio/mpeg", vec![0xff; 1234]),
        ("chapters.json", "application/json+chapters", b"{\"version\":\"1.2.0\",\"chapters\":[]}".to_vec()),
        ("transcript.vtt", "text/vtt", b"WEBVTT\n".to_vec()),
    ];
    for (name, mime, bytes) in contents {
        fs::write(folder.join(name), &bytes).unwrap();
        let (bytes, blake3) = (bytes.len() as u64, blake3::hash(&bytes).to_hex().to_string());
        manifest.files.push(FileMade { name: name.into(), mime: mime.into(), bytes, blake3 });
    }
    fs::write(folder.join("episode.json"), serde_json::to_vec(&manifest).unwrap()).unwrap();
}

/// The Python that has feedparser; set-up makes it.
fn python() -> PathBuf {
    let made = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/test-tools/bin/python");
    std::env::var_os("ALTAVOCE_TEST_PYTHON").map_or(made, PathBuf::from)
}

/// What feedparser and ElementTree (expat) make of a feed; see `tests/feed_read.py`.
fn read_feed(feed: &Path) -> Value {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/feed_read.py");
    let run = Command::new(python()).arg(script).arg(feed).output().expect("run .ci/setup.sh test first");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    serde_json::from_slice(&run.stdout).unwrap()
}

#[test]
fn other_readers_find_every_field() {
    let stage = Stage::new();
    stage.episode("021-prima", |m| {
        (m.number, m.title, m.source) = (Some(21), "La prima".into(), "021.md".into());
        m.date = Some(jiff::civil::date(2026, 2, 26));
    });
    stage.episode("022-il-mare", |m| m.season = Some(2));
    fs::create_dir(stage.output().join(".022-half-made")).unwrap();
    fs::write(stage.output().join(".022-half-made/episode.json"), "{").unwrap();
    fs::create_dir(stage.output().join("cache")).unwrap();
    let summary = stage.write().unwrap();
    assert_eq!((summary.episodes, summary.new.len(), summary.changed), (2, 2, true));
    assert_eq!(summary.url, "https://example.org/la%20voce/feed.xml");

    let feed = stage.read();
    let at = |file: &str| format!("https://example.org/la%20voce/{file}");
    let episode = |file: &str| at(&format!("022-il-mare/{file}"));
    let cover = fs::read(stage.folder.path().join("issues/cover.png")).unwrap();
    let cover = at(&format!("cover-{}.png", &blake3::hash(&cover).to_hex()[..8]));
    let name = cover.rsplit('/').next().unwrap();
    assert!(stage.output().join(name).exists());
    // Asked of the specification: the v5 UUID of the address without its scheme.
    let guid =
        uuid::Uuid::new_v5(&"ead4c236-bf58-58c6-a2c6-a6b28d128cb6".parse().unwrap(), b"example.org/la%20voce/feed.xml");
    let description = "Che cosa resta quando l'estate finisce.\n\n00:00 Introduzione\n01:01 Notizie & no\n11:40 Saluti";
    let html = "<p>Che cosa resta quando l'estate finisce.</p><p>Capitoli</p><ul><li>00:00 Introduzione</li>\
                <li>01:01 Notizie &amp; no</li><li>11:40 Saluti</li></ul>";
    let rows: Vec<(&str, Value)> = vec![
        ("/bozo", json!(false)),
        ("/version", json!("rss20")),
        // feedparser
        ("/feed/title", json!("Il Faro & altri lumi")),
        ("/feed/link", json!("https://example.org")),
        ("/feed/subtitle", json!("Una lettera, letta ad alta voce.")),
        ("/feed/language", json!("it")),
        ("/feed/author", json!("Ada Rossi")),
        ("/feed/publisher_detail/email", json!("ada@example.org")),
        ("/feed/publisher_detail/name", json!("Ada Rossi")),
        ("/feed/image/href", json!(cover)),
        ("/feed/itunes_type", json!("episodic")),
        ("/feed/tags/0/term", json!("News")),
        ("/feed/tags/1/term", json!("Tech News")),
        ("/feed/updated", json!("Thu, 5 Mar 2026 06:00:00 +0000")),
        ("/feed/published", json!("Thu, 5 Mar 2026 06:00:00 +0000")),
        ("/feed/podcast_guid", json!(guid.to_string())),
        ("/feed/podcast_locked", json!({"owner": "ada@example.org"})),
        ("/feed/podcast_medium", json!("podcast")),
        ("/feed/podcast_txt", json!({"purpose": "ai-content"})),
        ("/entries/0/title", json!("Il mare d'inverno")),
        ("/entries/0/enclosures/0/href", json!(episode("episode.mp3"))),
        ("/entries/0/enclosures/0/length", json!("1234")),
        ("/entries/0/enclosures/0/type", json!("audio/mpeg")),
        ("/entries/0/guidislink", json!(false)),
        ("/entries/0/published", json!("Thu, 5 Mar 2026 06:00:00 +0000")),
        ("/entries/0/published_parsed", json!([2026, 3, 5, 6, 0, 0, 3, 64, 0])),
        ("/entries/0/itunes_duration", json!("755")),
        ("/entries/0/itunes_episode", json!("22")),
        ("/entries/0/itunes_season", json!("2")),
        ("/entries/0/itunes_title", json!("Il mare d'inverno")),
        ("/entries/0/itunes_episodetype", json!("full")),
        ("/entries/0/author", json!("Ada Rossi")),
        ("/entries/0/content/0/value", json!(html)),
        ("/entries/0/psc_chapters/chapters/1/title", json!("Notizie & no")),
        ("/entries/0/psc_chapters/chapters/1/start_parsed", json!("0:01:01.250000")),
        ("/entries/0/podcast_person", json!({"group": "writing", "role": "author"})),
        ("/entries/1/title", json!("La prima")),
        ("/entries/1/itunes_episode", json!("21")),
        ("/entries/1/itunes_season", Value::Null),
        // expat: what feedparser drops
        ("/channel/{atom}link/0/href", json!(at("feed.xml"))),
        ("/channel/{atom}link/0/rel", json!("self")),
        ("/channel/{itunes}image/0/href", json!(cover)),
        ("/channel/{itunes}owner/0/{itunes}email/0/text", json!("ada@example.org")),
        ("/channel/{itunes}category/0/text", json!("News")),
        ("/channel/{itunes}category/0/{itunes}category/0/text", json!("Tech News")),
        ("/channel/{itunes}explicit/0/text", json!("false")),
        ("/channel/{podcast}locked/0/text", json!("yes")),
        ("/channel/{podcast}txt/0/text", json!("true")),
        ("/channel/item/0/description/0/text", json!(description)),
        ("/channel/item/0/guid/0/isPermaLink", json!("false")),
        ("/channel/item/0/{podcast}chapters/0/url", json!(episode("chapters.json"))),
        ("/channel/item/0/{podcast}chapters/0/type", json!("application/json+chapters")),
        ("/channel/item/0/{podcast}transcript/0/url", json!(episode("transcript.vtt"))),
        ("/channel/item/0/{podcast}transcript/0/type", json!("text/vtt")),
        ("/channel/item/0/{podcast}transcript/0/language", json!("it")),
        ("/channel/item/0/{podcast}person/0/text", json!("Ada Rossi")),
        ("/channel/item/0/{psc}chapters/0/version", json!("1.2")),
        ("/channel/item/0/{psc}chapters/0/{psc}chapter/2/start", json!("00:11:40.000")),
    ];
    let wrong: Vec<_> = rows
        .iter()
        .filter_map(|(pointer, expected)| {
            let got = feed.pointer(pointer).unwrap_or(&Value::Null);
            (got != expected).then(|| format!("{pointer}: {got}, not {expected}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}\n{}", wrong.join("\n"), stage.xml());
    let guid = feed["entries"][0]["id"].as_str().unwrap();
    assert_eq!(guid.parse::<uuid::Uuid>().unwrap().get_version_num(), 4);
}

#[test]
fn guids_outlive_every_change() {
    type Change = fn(&mut Stage);
    fn again(stage: &Stage, old: &str, new: &str, change: impl FnOnce(&mut Manifest)) {
        let old = stage.output().join(old);
        let text = fs::read_to_string(old.join("episode.json")).unwrap();
        let mut before: Manifest = serde_json::from_str(&text).unwrap();
        fs::remove_dir_all(old).unwrap();
        before.files.clear();
        stage.episode(new, |m| {
            *m = before;
            change(m);
        });
    }
    // What happens; the change; the folders that the feed then has, each with the folder whose GUID it carries.
    type Row = (&'static str, Change, &'static [(&'static str, &'static str)]);
    let rows: &[Row] = &[
        ("nothing", |_| {}, &[("001-a", "001-a"), ("002-b", "002-b"), ("c", "c")]),
        (
            "rendered again",
            |s| again(s, "001-a", "001-a", |m| m.duration = 9.0),
            &[("001-a", "001-a"), ("002-b", "002-b"), ("c", "c")],
        ),
        (
            "a new slug",
            |s| again(s, "001-a", "001-z", |m| m.slug = "z".into()),
            &[("001-z", "001-a"), ("002-b", "002-b"), ("c", "c")],
        ),
        (
            "an edited title",
            |s| again(s, "002-b", "002-titolo", |m| m.title = "Titolo".into()),
            &[("001-a", "001-a"), ("002-titolo", "002-b"), ("c", "c")],
        ),
        (
            "an edited title where there is no number",
            |s| again(s, "c", "titolo", |m| m.title = "Titolo".into()),
            &[("001-a", "001-a"), ("002-b", "002-b"), ("titolo", "c")],
        ),
        (
            "a renamed file where there is no number",
            |s| again(s, "c", "lettera", |m| m.source = "lettera.md".into()),
            &[("001-a", "001-a"), ("002-b", "002-b"), ("lettera", "c")],
        ),
        (
            "an edited number",
            |s| again(s, "002-b", "003-b", |m| m.number = Some(3)),
            &[("001-a", "001-a"), ("003-b", "002-b"), ("c", "c")],
        ),
        (
            "a moved address",
            |s| s.show.feed.url = "https://voce.example.com".into(),
            &[("001-a", "001-a"), ("002-b", "002-b"), ("c", "c")],
        ),
        (
            "deleted and made again",
            |s| {
                fs::rename(s.output().join("001-a"), s.folder.path().join("away")).unwrap();
                assert_eq!(s.write().unwrap().episodes, 2);
                fs::rename(s.folder.path().join("away"), s.output().join("001-a")).unwrap();
            },
            &[("001-a", "001-a"), ("002-b", "002-b"), ("c", "c")],
        ),
        (
            "a new episode",
            |s| s.episode("004-d", |m| (m.number, m.title, m.source) = (Some(4), "D".into(), "4.md".into())),
            &[("001-a", "001-a"), ("002-b", "002-b"), ("004-d", "new"), ("c", "c")],
        ),
    ];
    let mut wrong = Vec::new();
    for (name, change, expected) in rows {
        let mut stage = Stage::new();
        let describe = |m: &mut Manifest, number: Option<u32>, title: &str, day: i8| {
            (m.number, m.title, m.source) = (number, title.into(), format!("{title}.md"));
            m.date = Some(jiff::civil::date(2026, 1, day));
        };
        stage.episode("001-a", |m| describe(m, Some(1), "A", 1));
        stage.episode("002-b", |m| describe(m, Some(2), "B", 8));
        stage.episode("c", |m| describe(m, None, "C", 15));
        stage.write().unwrap();
        let before = stage.guids();
        let show = stage.read().pointer("/feed/podcast_guid").cloned();
        change(&mut stage);
        stage.write().unwrap();
        let after: Vec<(String, String)> = stage
            .guids()
            .into_iter()
            .map(|(folder, guid)| {
                let known = before.iter().find(|(_, g)| *g == guid);
                (folder, known.map_or("new".into(), |(f, _)| f.clone()))
            })
            .collect();
        let after: Vec<_> = after.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        if after != *expected || stage.read().pointer("/feed/podcast_guid").cloned() != show {
            wrong.push(format!("{name}: {after:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn an_unchanged_feed_is_the_same_file() {
    let stage = Stage::new();
    stage.episode("001-a", |m| m.date = None);
    assert!(stage.write().unwrap().changed);
    let files = || [stage.output().join("feed.xml"), stage.state()];
    let seen = || files().map(|f| (fs::read(&f).unwrap(), fs::metadata(&f).unwrap().modified().unwrap()));
    let first = seen();
    std::thread::sleep(Duration::from_millis(20));
    let again = stage.write().unwrap();
    assert_eq!((again.changed, again.new.len()), (false, 0));
    assert!(first == seen(), "the files were written anew");
    // Without a date of its own an episode keeps the day on which it was first seen.
    let state = fs::read_to_string(stage.state()).unwrap();
    let today = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date().to_string();
    fs::write(stage.state(), state.replace(&today, "2025-12-31")).unwrap();
    assert!(stage.write().unwrap().changed);
    assert_eq!(stage.read()["entries"][0]["published"], "Wed, 31 Dec 2025 06:00:00 +0000");
}

#[test]
fn hostile_titles_stay_text() {
    let titles = [
        "<script>alert(1)</script>",
        "]]><item><title>x</title></item>",
        "&lt;b&gt; &amp;amp; &#0; &nbsp;",
        "\"quotes' \" onload='x'",
        "riga\nuna\r\ndue\ttab",
        "nullo \u{0} campana \u{7} fuga \u{1b}[31m",
        "\u{fffe}non\u{ffff}carattere",
        "emoji 👩🏽‍🚀 e bidi \u{202e}olleb",
        "--> <!-- commento -->",
        "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>&e;",
        "%00/../../etc",
    ];
    let stage = Stage::new();
    for (n, title) in titles.iter().enumerate() {
        stage.episode(&format!("{n:03} è <&> \"?#%"), |m| {
            (m.number, m.source) = (Some(n as u32 + 1), format!("{n}.md"));
            (m.title, m.author, m.description) = (title.to_string(), Some(title.to_string()), Some(title.to_string()));
            m.chapters.iter_mut().for_each(|c| c.title = title.to_string());
        });
    }
    stage.write().unwrap();
    let feed = stage.read();
    assert_eq!(feed["bozo"], false);
    let mut wrong = Vec::new();
    let items = feed["channel"]["item"].as_array().unwrap();
    assert_eq!(items.len(), titles.len());
    for (item, title) in items.iter().rev().zip(titles) {
        let legal: String = title.chars().filter(|c| *c >= ' ' || c.is_whitespace()).collect();
        let legal = legal.replace(['\u{fffe}', '\u{ffff}'], "");
        let legal = legal.split_whitespace().collect::<Vec<_>>().join(" ");
        for pointer in [
            "/title/0/text",
            "/{itunes}title/0/text",
            "/{podcast}person/0/text",
            "/{psc}chapters/0/{psc}chapter/0/title",
        ] {
            if item.pointer(pointer) != Some(&json!(legal)) {
                wrong.push(format!("{title:?} {pointer}: {:?}", item.pointer(pointer)));
            }
        }
        let url = item.pointer("/enclosure/0/url").unwrap().as_str().unwrap();
        if !url.ends_with("%20%C3%A8%20%3C%26%3E%20%22%3F%23%25/episode.mp3") {
            wrong.push(format!("{title:?}: {url}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // As HTML the notes have our tags and no others.
    assert_eq!(feed["tags_in_notes"], json!(["li", "p", "ul"]));
}

#[test]
fn two_hundred_episodes_stand_newest_first() {
    let stage = Stage::new();
    for n in 1..=200u32 {
        stage.episode(&format!("{n:03}"), |m| {
            (m.number, m.title, m.source) = (Some(n), format!("Titolo {n}"), format!("{n}.md"));
            // Two a day, so that the number decides too.
            m.date = Some(jiff::civil::date(2025, 1, 1) + jiff::Span::new().days(i64::from(n / 2)));
        });
    }
    let start = Instant::now();
    assert_eq!(stage.write().unwrap().episodes, 200);
    assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
    let feed = stage.read();
    let numbers: Vec<_> = feed["entries"].as_array().unwrap().iter().map(|e| e["itunes_episode"].clone()).collect();
    assert_eq!(numbers, (1..=200).rev().map(|n| json!(n.to_string())).collect::<Vec<_>>());
    let mut guids: Vec<_> = stage.guids().into_iter().map(|(_, guid)| guid).collect();
    guids.sort();
    guids.dedup();
    assert_eq!(guids.len(), 200);
}

#[test]
fn what_is_unfit_is_refused_before_anything_is_written() {
    type Change = fn(&mut Stage);
    let rows: &[(&str, Kind, Change)] = &[
        ("show.toml: [feed] url is not set", Kind::Author, |s| s.show.feed.url.clear()),
        ("is neither an https nor an http address", Kind::Author, |s| s.show.feed.url = "ftp://example.org".into()),
        ("[feed] site `nowhere`", Kind::Author, |s| s.show.feed.site = "nowhere".into()),
        ("show.toml: title is not set", Kind::Author, |s| s.show.title.clear()),
        ("show.toml: author is not set", Kind::Author, |s| s.show.author = " ".into()),
        ("show.toml: email is not set", Kind::Author, |s| s.show.email.clear()),
        ("show.toml: description is not set", Kind::Author, |s| s.show.description.clear()),
        ("email `ada` is not an address", Kind::Author, |s| s.show.email = "ada".into()),
        ("description has 4001 bytes", Kind::Author, |s| s.show.description = "x".repeat(4001)),
        ("`Tecnologia` is not one of Apple's; the nearest is `Technology`", Kind::Author, |s| {
            s.show.feed.category = vec!["Tecnologia".into()]
        }),
        ("[feed] artwork is not set", Kind::Author, |s| s.show.feed.artwork.clear()),
        ("no.png: cannot read the artwork", Kind::Author, |s| s.show.feed.artwork = "no.png".into()),
        ("neither a whole JPEG nor a whole PNG", Kind::Author, |s| {
            let cover = s.folder.path().join("issues/cover.png");
            let bytes = fs::read(&cover).unwrap();
            fs::write(cover, &bytes[..bytes.len() / 2]).unwrap();
        }),
        ("there is no episode here", Kind::Author, |s| fs::remove_dir_all(s.output().join("001-a")).unwrap()),
        ("episode.json: this is not a manifest", Kind::Operator, |s| {
            fs::write(s.output().join("001-a/episode.json"), "{").unwrap()
        }),
        ("episode.mp3: the file has 9 bytes but its manifest says 1234", Kind::Operator, |s| {
            fs::write(s.output().join("001-a/episode.mp3"), [0; 9]).unwrap()
        }),
        ("transcript.vtt: the episode's file cannot be read", Kind::Operator, |s| {
            fs::remove_file(s.output().join("001-a/transcript.vtt")).unwrap()
        }),
        ("the episode has no title", Kind::Author, |s| s.episode("001-a", |m| m.title = " ".into())),
        ("the episodes `001-a` and `001-z` are both number 22", Kind::Author, |s| s.episode("001-z", |_| {})),
        ("feed-state.toml:1: there is nothing in it", Kind::Author, |s| fs::write(s.state(), "").unwrap()),
        ("feed-state.toml:2: ", Kind::Author, |s| fs::write(s.state(), "# mine\nguid = ??\n").unwrap()),
    ];
    let mut wrong = Vec::new();
    for (expected, kind, change) in rows {
        let mut stage = Stage::new();
        stage.episode("001-a", |_| {});
        fs::write(stage.output().join("feed.xml"), "as it was").unwrap();
        change(&mut stage);
        let state = fs::read(stage.state()).ok();
        let before = fs::read_dir(stage.output()).unwrap().count();
        match stage.write() {
            Err(e) if e.kind == *kind && e.to_string().contains(expected) => {}
            other => wrong.push(format!("{expected}: {other:?}")),
        }
        let untouched = stage.xml() == "as it was"
            && fs::read(stage.state()).ok() == state
            && fs::read_dir(stage.output()).unwrap().count() == before;
        if !untouched {
            wrong.push(format!("{expected}: something was written"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn artwork_is_judged_by_its_pixels() {
    // ffmpeg's source, its pixel format, the file; a part of the error, or nothing.
    let rows = [
        ("1400x1400", "yuvj420p", "a.jpg", ""),
        ("3000x3000", "yuvj444p", "a.jpeg", ""),
        ("1400x1400", "rgb24", "a.png", ""),
        ("1400x1400", "rgba", "a.png", ""),
        ("1400x1400", "gray", "a.png", "not in RGB"),
        ("1398x1398", "rgb24", "a.png", "is 1398 x 1398 pixels"),
        ("3002x3002", "yuvj420p", "a.jpg", "is 3002 x 3002 pixels"),
        ("1400x1500", "yuvj420p", "a.jpg", "is 1400 x 1500 pixels"),
        ("1400x1400", "bgr24", "a.bmp", "neither a whole JPEG nor a whole PNG"),
    ];
    let mut wrong = Vec::new();
    for (size, format, name, expected) in rows {
        let mut stage = Stage::new();
        stage.episode("001-a", |_| {});
        let run = Command::new("ffmpeg")
            .args(["-v", "error", "-f", "lavfi", "-i", &format!("color=c=teal:s={size}"), "-frames:v", "1"])
            .args(["-pix_fmt", format])
            .arg(stage.folder.path().join("issues").join(name))
            .status()
            .expect("run .ci/setup.sh test first");
        assert!(run.success(), "{size} {format} {name}");
        stage.show.feed.artwork = name.into();
        let said = stage.write().err().map(|e| e.to_string()).unwrap_or_default();
        if said.is_empty() != expected.is_empty() || !said.contains(expected) {
            wrong.push(format!("{size} {format} {name}: {said}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn runs_at_once_lose_no_entry() {
    let stage = Stage::new();
    let show_folder = stage.folder.path().join("issues");
    let outputs: Vec<PathBuf> = (0..8).map(|n| stage.folder.path().join(format!("output-{n}"))).collect();
    for (n, output) in outputs.iter().enumerate() {
        for k in 0..5 {
            let number = (n * 5 + k) as u32;
            make_episode(&output.join(format!("{number:03}")), |m| {
                (m.number, m.title, m.source) = (Some(number + 1), format!("T{number}"), format!("{number}.md"));
            });
        }
    }
    std::thread::scope(|scope| {
        for output in &outputs {
            scope.spawn(|| feed::write(output, &show_folder, &stage.show).unwrap());
        }
    });
    let state = fs::read_to_string(stage.state()).unwrap();
    assert_eq!(state.matches("[[episode]]").count(), 40);
    let again: usize = outputs.iter().map(|o| feed::write(o, &show_folder, &stage.show).unwrap().new.len()).sum();
    assert_eq!(again, 0);
}
