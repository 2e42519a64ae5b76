//! The pages as files: what is written, left alone, removed, refused.

use std::fs;
use std::path::Path;
use std::time::Duration;

use crate::common::altavoce;
use crate::stage::Stage;
use altavoce::error::Kind;
use altavoce::settings::Show;
use serde_json::{Value, json};

#[test]
fn what_has_not_changed_is_left_alone() {
    let stage = Stage::new();
    stage.episode("001-a", |m| (m.number, m.title) = (Some(1), "A".into()));
    stage.episode("002-b", |m| (m.number, m.title) = (Some(2), "B".into()));
    stage.episode("003-c", |m| (m.number, m.title) = (Some(3), "C".into()));
    let site = stage.output().join("site");
    let seen = || {
        let mut all = Vec::new();
        let mut folders = vec![site.clone()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()) {
                if entry.is_dir() {
                    folders.push(entry);
                } else {
                    let modified = fs::metadata(&entry).unwrap().modified().unwrap();
                    all.push((entry.clone(), fs::read(&entry).unwrap(), modified));
                }
            }
        }
        all.sort();
        all
    };
    // Three an episode, the index, style sheet, three scripts, the cover and the words to search.
    assert_eq!(stage.site().unwrap().written, 16);
    let first = seen();
    std::thread::sleep(Duration::from_millis(20));
    let again = stage.site().unwrap();
    assert_eq!((again.written, again.removed.len()), (0, 0));
    assert!(first == seen(), "files were written anew");
    // A new title: the page, the small player, what tells of it, the index, and the two pages that name it as their neighbour.
    stage.episode("002-b", |m| (m.number, m.title) = (Some(2), "Be".into()));
    assert_eq!(stage.site().unwrap().written, 6);
    // An episode that goes takes its pages along, but nothing that is not ours.
    fs::remove_dir_all(stage.output().join("001-a")).unwrap();
    fs::remove_dir_all(stage.output().join("003-c")).unwrap();
    fs::write(site.join("003-c/mio.html"), "mio").unwrap();
    let gone = stage.site().unwrap();
    let (words, pages): (Vec<_>, Vec<_>) = gone.removed.iter().partition(|path| path.starts_with("assets/words-"));
    let of = |folder: &str| ["embed.html", "index.html", "oembed.json"].map(|file| format!("{folder}/{file}"));
    assert_eq!((words.len(), pages), (1, [of("001-a"), of("003-c")].concat().iter().collect()));
    assert!(!site.join("001-a").exists() && site.join("003-c/mio.html").exists());
    // A file that somebody broke is mended.
    fs::write(site.join("002-b/index.html"), "rotto").unwrap();
    assert_eq!(stage.site().unwrap().written, 1);
}

#[test]
fn the_day_of_an_episode_without_one_is_the_feeds() {
    let stage = Stage::new();
    stage.episode("001-a", |m| m.date = None);
    stage.feed().unwrap();
    let state = stage.issues().join("feed-state.toml");
    let today = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date().to_string();
    fs::write(&state, fs::read_to_string(&state).unwrap().replace(&today, "2025-12-01")).unwrap();
    stage.site().unwrap();
    assert!(stage.page("index.html").contains("<time datetime=\"2025-12-01\">1º dicembre 2025</time>"));
}

#[test]
fn what_is_unfit_is_refused_before_anything_is_written() {
    type Change = fn(&mut Stage);
    let rows: &[(&str, Kind, Change)] = &[
        ("show.toml: [feed] url is not set", Kind::Author, |s| s.show.feed.url.clear()),
        ("show.toml: title is not set", Kind::Author, |s| s.show.title = " ".into()),
        ("no.png: cannot read the artwork", Kind::Author, |s| s.show.feed.artwork = "no.png".into()),
        ("there is no episode here", Kind::Author, |s| fs::remove_dir_all(s.output().join("001-a")).unwrap()),
        ("output: cannot read", Kind::Author, |s| fs::remove_dir_all(s.output()).unwrap()),
        ("episode.json: this is not a manifest", Kind::Operator, |s| {
            fs::write(s.output().join("001-a/episode.json"), "{").unwrap()
        }),
        ("feed-state.toml:1: ", Kind::Author, |s| fs::write(s.issues().join("feed-state.toml"), "guid = ?").unwrap()),
    ];
    let mut wrong = Vec::new();
    for (expected, kind, change) in rows {
        let mut stage = Stage::new();
        stage.episode("001-a", |_| {});
        change(&mut stage);
        match stage.site() {
            Err(e) if e.kind == *kind && e.to_string().contains(expected) => {}
            other => wrong.push(format!("{expected}: {other:?}")),
        }
        if stage.output().join("site").exists() {
            wrong.push(format!("{expected}: something was written"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // Without artwork pages are made all the same.
    let mut stage = Stage::new();
    stage.show.feed.artwork.clear();
    stage.episode("001-a", |_| {});
    assert_eq!(stage.site().unwrap().written, 9);
    assert!(stage.page("index.html").contains("href=\"data:,\""));
}

#[test]
fn the_command_makes_pages_of_a_spoken_issue() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_string();
    fs::write(path("007.md"), "# Il faro, numero 7\n\nUna luce. Due luci.\n\n## Notizie\n\n> Una voce.\n\nCiao.\n")
        .unwrap();
    fs::write(
        path("show.toml"),
        "title = \"Il faro\"\nvoice = \"fake\"\nquote_voice = \"\"\n[feed]\nurl = \"https://example.org\"\n",
    )
    .unwrap();
    let run = altavoce(&["episode", &path("007.md"), "-o", &path("out"), "-q"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    let args = ["site", "--issues", folder.path().to_str().unwrap(), "-o", &path("out")];
    let run = altavoce(&args);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    assert!(
        run.out.ends_with("1 episode, 9 files written, to be served at https://example.org/site/\n"),
        "{}",
        run.out
    );
    assert!(altavoce(&args).out.contains("1 episode, nothing changed"));
    let quiet = altavoce(&[&args[..], &["-q"]].concat());
    assert_eq!((quiet.code, quiet.out.as_str()), (0, ""));
    let summary: Value = serde_json::from_str(&altavoce(&[&args[..], &["--json"]].concat()).out).unwrap();
    assert_eq!((&summary["episodes"], &summary["written"]), (&json!(1), &json!(0)));
    let pages: Vec<_> =
        fs::read_dir(Path::new(&path("out")).join("site")).unwrap().map(|e| e.unwrap().path()).collect();
    let page = pages.iter().find(|p| p.is_dir() && !p.ends_with("assets")).unwrap();
    let html = fs::read_to_string(page.join("index.html")).unwrap();
    assert!(html.contains("Due luci.</a>"), "{html}");
    assert!(html.contains("<blockquote>") && html.contains("Una voce."), "{html}");
}

#[test]
fn what_an_issue_links_and_shows_reaches_chapters_and_page() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_string();
    let issue = "# Il faro, numero 7\n\nUna luce. Due luci.\n\n## [Notizie](https://example.org/notizie)\n\n\
        ![Una foto del porto vecchio](https://example.org/porto.jpg)\n\nUna voce [più lontana](https://example.org/voce?a=1&b=2) chiama.\n\n\
        ## Saluti\n\nCiao a chi ascolta.\n";
    fs::write(path("007.md"), issue).unwrap();
    let show = "title = \"Il faro\"\nvoice = \"fake\"\nquote_voice = \"\"\n[feed]\nurl = \"https://example.org\"\n";
    fs::write(path("show.toml"), show).unwrap();
    let run = altavoce(&["episode", &path("007.md"), "-o", &path("out"), "-q"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    let made = Path::new(&path("out")).join("007-il-faro");
    let chapters: Value = serde_json::from_slice(&fs::read(made.join("chapters.json")).unwrap()).unwrap();
    let of = |key: &str| {
        let all = chapters["chapters"].as_array().unwrap().iter();
        all.map(|chapter| chapter.get(key).cloned().unwrap_or_default()).collect::<Vec<_>>()
    };
    assert_eq!(of("title"), ["Introduzione", "Notizie", "Saluti"]);
    assert_eq!(of("url"), [Value::Null, json!("https://example.org/notizie"), Value::Null]);
    assert_eq!(of("img"), [Value::Null, json!("https://example.org/porto.jpg"), Value::Null]);
    let args = ["site", "--issues", folder.path().to_str().unwrap(), "-o", &path("out")];
    assert_eq!(altavoce(&args).code, 0);
    let html = fs::read_to_string(Path::new(&path("out")).join("site/007-il-faro/index.html")).unwrap();
    let link = "<a class=\"rimando\" href=\"https://example.org/voce?a=1&amp;b=2\" target=\"_blank\" rel=\"noopener\">più lontana</a>";
    assert!(html.contains(link), "{html}");
}

#[test]
fn words_that_are_too_many_are_not_searched() {
    let stage = Stage::new();
    stage.episode("001-a", |m| m.number = Some(1));
    stage.site().unwrap();
    assert!(stage.page("index.html").contains("data-words=\"assets/words-"));
    // Two of them are longer than what a page fetches.
    for (n, folder) in ["002-b", "003-c"].into_iter().enumerate() {
        stage.episode(folder, |m| {
            m.number = Some(n as u32 + 2);
            m.passages[1].text = "parola ".repeat(150_000);
        });
    }
    stage.site().unwrap();
    assert!(!stage.page("index.html").contains("data-words"));
    let assets = fs::read_dir(stage.output().join("site/assets")).unwrap();
    let names: Vec<_> = assets.map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    assert!(!names.iter().any(|name| name.starts_with("words-")), "{names:?}");
}

#[test]
fn links_of_the_show_are_web_addresses() {
    let rows = [
        ("https://open.example.org/show?id=1", true),
        ("http://example.org", true),
        ("javascript:alert(1)", false),
        ("//example.org", false),
        ("https://", false),
        ("https:///x", false),
        ("https://e.org/\"x", false),
        ("ftp://example.org", false),
    ];
    let fits = |url: &str| {
        let text = format!("[site]\nlinks = [{{ name = \"X\", url = {} }}]\n", json!(url));
        Show::parse(Path::new("show.toml"), &text).is_ok()
    };
    let newsletter = |url: &str| {
        Show::parse(Path::new("show.toml"), &format!("[site]\nnewsletter = {}\n", json!(url)))
            .map_err(|e| e.to_string())
    };
    let wrong: Vec<_> = rows.iter().filter(|(url, fit)| fits(url) != *fit || newsletter(url).is_ok() != *fit).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    let said = newsletter("iscriviti").unwrap_err();
    let wanted = "show.toml:2: [site] newsletter: `iscriviti` is not a web address; write it like \"https://example.org/iscriviti\"";
    assert_eq!(said, wanted);
}
