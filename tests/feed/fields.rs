//! What two readers find, field by field, and in which order.

use std::fs;
use std::time::Duration;

use altavoce::channel::ItemLink;
use altavoce::disclosure::Disclosure;
use altavoce::manifest::{CoverMade, EpisodeType};
use serde_json::{Value, json};

use super::readers::ask;
use super::stage::{Stage, add_file};

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
    let description = "Che cosa resta quando l'estate finisce.\n\nLa voce che senti è artificiale.\n\n\
                       00:00 Introduzione\n01:01 Notizie & no\n11:40 Saluti";
    let html = "<p>Che cosa resta quando l'estate finisce.</p><p>La voce che senti è artificiale.</p><p>Capitoli</p><ul><li>00:00 Introduzione</li>\
                <li>01:01 Notizie &amp; no</li><li>11:40 Saluti</li></ul>";
    let rows: Vec<(&str, Value)> = vec![
        ("/bozo", json!(false)),
        ("/version", json!("rss20")),
        // feedparser
        ("/feed/title", json!("Il Faro & altri lumi")),
        ("/feed/link", json!("https://example.org")),
        ("/feed/subtitle", json!("Una lettera, letta ad alta voce.\n\nLa voce che senti è artificiale.")),
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
        ("/channel/item/0/{podcast}txt/0/purpose", json!("ai-content")),
        ("/channel/item/0/{podcast}txt/0/text", json!("true")),
        ("/channel/item/1/{podcast}txt/0/text", json!("true")),
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
fn the_issue_stands_in_the_notes() {
    let stage = Stage::new();
    stage.episode("022-il-mare", |_| {});
    let notes =
        "<h2>Il <em>mare</em></h2>\n<p>Vedi <a href=\"https://e.org/?a=1&amp;b=2\" rel=\"noopener\">qui</a>.</p>\n";
    add_file(&stage.output().join("022-il-mare"), "notes.html", "text/html", notes.as_bytes());
    stage.write().unwrap();
    let html = "<p>Capitoli</p><ul><li>00:00 Introduzione</li><li>01:01 Notizie &amp; no</li><li>11:40 Saluti</li></ul>\
         <p>La voce che senti è artificiale.</p><hr>";
    let feed = stage.read();
    let encoded = feed.pointer("/channel/item/0/{content}encoded/0/text").unwrap().as_str().unwrap();
    assert_eq!(encoded, format!("{html}{}", notes.trim()));
    assert_eq!(feed["tags_in_notes"], json!(["a", "em", "h2", "hr", "li", "p", "ul"]));
}

#[test]
fn an_item_leads_to_its_page_or_to_its_issue() {
    let mut stage = Stage::new();
    let issue = "https://faro.example.org/p/mare?a=1&b=2";
    stage.episode("021-senza", |m| (m.number, m.source, m.title) = (Some(21), "021.md".into(), "Senza".into()));
    stage.episode("022-il-mare", |m| (m.link, m.date) = (Some(issue.into()), Some(jiff::civil::date(2026, 3, 19))));
    let page = |folder: &str| format!("https://example.org/la%20voce/site/{folder}/");
    for (setting, first) in [(ItemLink::Page, page("022-il-mare")), (ItemLink::Issue, issue.to_string())] {
        stage.show.feed.item_link = setting;
        stage.write().unwrap();
        let feed = stage.read();
        let links = [0, 1].map(|n| feed.pointer(&format!("/entries/{n}/link")).cloned().unwrap_or_default());
        assert_eq!(links, [json!(first), json!(page("021-senza"))], "{}", stage.xml());
        // The notes lead to the issue in either case.
        let described = feed.pointer("/channel/item/0/description/0/text").unwrap().as_str().unwrap();
        assert!(described.contains(&format!("\n\nLeggi il numero: {issue}\n\n00:00 ")), "{described}");
        let notes = feed.pointer("/channel/item/0/{content}encoded/0/text").unwrap().as_str().unwrap();
        assert!(notes.contains("<a href=\"https://faro.example.org/p/mare?a=1&amp;b=2\""), "{notes}");
        assert!(!feed.pointer("/channel/item/1/{content}encoded/0/text").unwrap().as_str().unwrap().contains("Leggi"));
    }
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
fn no_two_episodes_share_a_moment() {
    let stage = Stage::new();
    let given = |text: &str| text.parse::<jiff::Zoned>().unwrap();
    let rows = [
        (1, "2026-03-04", None, "Wed, 4 Mar 2026 06:00:00 +0000"),
        (2, "2026-03-05", None, "Thu, 5 Mar 2026 06:00:00 +0000"),
        (3, "2026-03-05", None, "Thu, 5 Mar 2026 06:01:00 +0000"),
        (4, "2026-03-05", Some(given("2026-03-05T18:30:00+01:00[+01:00]")), "Thu, 5 Mar 2026 18:30:00 +0100"),
        (5, "2026-03-05", Some(given("2026-03-05T18:30:00+01:00[+01:00]")), "Thu, 5 Mar 2026 18:31:00 +0100"),
        // The writer's day, though elsewhere it is the day before.
        (6, "2026-03-06", Some(given("2026-03-06T00:10:00+01:00[+01:00]")), "Fri, 6 Mar 2026 00:10:00 +0100"),
    ];
    for (number, day, at, _) in &rows {
        stage.episode(&format!("{number:03}"), |m| {
            (m.number, m.title, m.source) = (Some(*number), format!("Titolo {number}"), format!("{number}.md"));
            (m.date, m.published_at) = (day.parse().ok(), at.clone());
        });
    }
    stage.write().unwrap();
    let feed = stage.read();
    let told: Vec<_> = feed["entries"].as_array().unwrap().iter().rev().map(|e| e["published"].clone()).collect();
    assert_eq!(told, rows.map(|(.., published)| published));
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
    assert_eq!(stage.write().unwrap().episodes, 200);
    let feed = stage.read();
    let numbers: Vec<_> = feed["entries"].as_array().unwrap().iter().map(|e| e["itunes_episode"].clone()).collect();
    assert_eq!(numbers, (1..=200).rev().map(|n| json!(n.to_string())).collect::<Vec<_>>());
    let mut guids: Vec<_> = stage.guids().into_iter().map(|(_, guid)| guid).collect();
    guids.sort();
    guids.dedup();
    assert_eq!(guids.len(), 200);
}

#[test]
fn an_own_cover_stands_in_its_item_when_it_is_fit() {
    let stage = Stage::new();
    let covers = [("021-a", "cover-0123abcd.png", true), ("022-b", "cover-4567abcd.jpg", false), ("023-c", "", true)];
    for (n, (folder, file, fit)) in covers.into_iter().enumerate() {
        stage.episode(folder, |m| {
            (m.number, m.title, m.source) = (Some(21 + n as u32), folder.into(), format!("{folder}.md"));
            m.date = Some(jiff::civil::date(2026, 3, 9 - n as i8));
            m.cover = Some(CoverMade { file: file.into(), fit }).filter(|c| !c.file.is_empty());
        });
        if !file.is_empty() {
            add_file(&stage.output().join(folder), file, "image/png", b"a picture");
        }
    }
    stage.write().unwrap();
    let feed = stage.read();
    let images: Vec<_> = (0..3).map(|n| feed.pointer(&format!("/entries/{n}/image/href"))).collect();
    let own = json!("https://example.org/la%20voce/021-a/cover-0123abcd.png");
    assert_eq!(images, [Some(&own), None, None], "{}", stage.xml());
    assert_eq!(stage.xml().matches("<itunes:image").count(), 2);
    // A cover that its manifest promises must be there.
    fs::remove_file(stage.output().join("021-a/cover-0123abcd.png")).unwrap();
    let said = stage.write().unwrap_err().to_string();
    assert!(said.contains("cover-0123abcd.png") && said.contains("make the episode again"), "{said}");
}

#[test]
fn entities_are_escaped_once() {
    // What the author wrote; what stands in the feed's XML.
    let rows = [
        ("La R&D, e la Q&A di AT&T.", "La R&amp;D, e la Q&amp;A di AT&amp;T."),
        ("La R&D; e la Q&A; e S&P500.", "La R&amp;D; e la Q&amp;A; e S&amp;P500."),
        ("Un & da solo, e M&A", "Un &amp; da solo, e M&amp;A"),
    ];
    for (written, in_xml) in rows {
        let stage = Stage::new();
        stage.episode("022-il-mare", |m| {
            (m.title, m.description, m.subtitle) = (written.into(), Some(written.into()), None);
            m.disclosure = Some(Disclosure::synthetic(""));
            m.chapters.clear();
        });
        stage.write().unwrap();
        let xml = stage.xml();
        for tag in ["title", "itunes:title", "description"] {
            assert!(xml.contains(&format!("<{tag}>{in_xml}</{tag}>")), "{tag}: {xml}");
        }
        let found = ask(&stage.feed());
        let of = |reader: &str, tag: &str| {
            let item = found[reader]["items"].as_object().unwrap().values().next().unwrap();
            item[tag].as_str().unwrap().to_string()
        };
        for reader in ["podcastparser", "podcast-partytime", "feedsmith"] {
            assert_eq!((of(reader, "title"), of(reader, "description")), (written.into(), written.into()), "{reader}");
        }
        // feedparser gives a description as HTML, in which an ampersand is written so; it loses semicolons behind one.
        let shown = of("feedparser", "description").replace("&amp;", "&");
        assert_eq!(shown.replace(';', ""), written.replace(';', ""));
        assert_eq!(of("podcastparser", "content:encoded"), format!("<p>{in_xml}</p>"));
    }
}

#[test]
fn moments_of_publication_stand_in_order_whatever_the_episodes_are() {
    let stage = Stage::new();
    let given = |text: &str| Some(text.parse::<jiff::Zoned>().unwrap());
    // Full ones, a bonus of the same number and day, a trailer without a number, hours in several zones, out of order.
    let rows = [
        ("003-c", Some(3), EpisodeType::Full, "2026-03-05", None),
        ("003-extra", Some(3), EpisodeType::Bonus, "2026-03-05", None),
        ("trailer", None, EpisodeType::Trailer, "2026-03-01", None),
        ("001-a", Some(1), EpisodeType::Full, "2026-03-02", given("2026-03-02T23:30:00-05:00[-05:00]")),
        ("002-b", Some(2), EpisodeType::Full, "2026-03-03", given("2026-03-03T00:10:00+01:00[+01:00]")),
        ("stagione", None, EpisodeType::Trailer, "2026-03-05", given("2026-03-05T07:00:00+01:00[+01:00]")),
    ];
    for (folder, number, kind, day, at) in rows {
        stage.episode(folder, |m| {
            (m.number, m.kind, m.title, m.source) = (number, kind, folder.into(), format!("{folder}.md"));
            (m.date, m.published_at) = (day.parse().ok(), at);
        });
    }
    stage.write().unwrap();
    let found = ask(&stage.feed());
    for reader in ["feedparser", "podcastparser", "podcast-partytime", "feedsmith"] {
        let items = found[reader]["items"].as_object().unwrap();
        let of = |title: &str| items.values().find(|item| item["title"] == title).unwrap_or_else(|| panic!("{title}"));
        let kinds = ["003-c", "003-extra", "trailer"].map(|title| of(title)["itunes:episodeType"].clone());
        assert_eq!(kinds, [json!("full"), json!("bonus"), json!("trailer")], "{reader}");
        assert_eq!(of("003-extra")["itunes:episode"], json!(3), "{reader}");
    }
    // In the order in which they stand each is later than the one below it.
    let feed = stage.read();
    let moments: Vec<i64> = feed["entries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| jiff::fmt::rfc2822::parse(e["published"].as_str().unwrap()).unwrap().timestamp().as_second())
        .collect();
    assert!(moments.windows(2).all(|pair| pair[0] > pair[1]), "{moments:?}");
    assert_eq!(moments.len(), 6);
    assert!(!stage.write().unwrap().changed);
}
