//! What is in the pages, read by another's HTML parser.

use std::fs;

use crate::common::{outsider_json, python, root};
use crate::stage::{HOSTILE, HOSTILE_NOTES, Stage, hostile};
use altavoce::channel::SiteLink;
use altavoce::disclosure::Disclosure;
use altavoce::manifest::{CoverMade, FileMade};
use altavoce::script::{PassageLink, Pause, Role};
use serde_json::{Value, json};

/// What the show says of its voice, and what the IPTC calls it.
const DISCLOSURE: &str = "La voce che senti è artificiale.";
const TERM: &str = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia";

/// What Python's HTML parser sees in pages; see `tests/site_read.py`.
fn read(pages: &[std::path::PathBuf]) -> Vec<Value> {
    let script = root("tests/site_read.py");
    let mut args = vec![script.to_str().unwrap()];
    args.extend(pages.iter().map(|p| p.to_str().unwrap()));
    let Value::Array(read) = outsider_json(python(), &args) else { panic!("no list") };
    read
}

#[test]
fn a_page_has_everything_that_a_listener_needs() {
    let stage = Stage::new();
    stage.episode("021-prima", |m| (m.number, m.title, m.date) = (Some(21), "La prima".into(), None));
    stage.episode("022-il mare", |m| {
        (m.season, m.link) = (Some(2), Some("https://pettirosso.example.org/p/mare?a=1&b=2".into()));
    });
    stage.episode("023-ultima", |m| {
        (m.number, m.title, m.date) = (Some(23), "L'ultima".into(), Some(jiff::civil::date(2026, 3, 19)));
        m.passages[0].start = 1.258;
    });
    let notes = "<p>Leggi <a href=\"https://example.org/boa\">qui</a></p>";
    fs::write(stage.output().join("022-il mare/notes.html"), notes).unwrap();
    let made = stage.site().unwrap();
    assert_eq!((made.episodes, made.removed.len()), (3, 0));
    assert_eq!(made.url, "https://example.org/la%20voce/site/");

    let folder = stage.output().join("site");
    let pages = read(&[folder.join("index.html"), folder.join("022-il mare/index.html")]);
    let cover = fs::read(stage.issues().join("cover.png")).unwrap();
    let cover = format!("https://example.org/la%20voce/cover-{}.png", &blake3::hash(&cover).to_hex()[..8]);
    let url = "https://example.org/la%20voce/site/022-il%20mare/";
    let media = |file: &str| format!("../../022-il%20mare/{file}");
    let rows: Vec<(usize, &str, Value)> = vec![
        (0, "/text/h1", json!("Pettirosso")),
        (0, "/meta/og:type", json!("website")),
        (0, "/meta/og:image", json!(cover)),
        (1, "/text/h1", json!("Il mare d'inverno")),
        (1, "/text/title", json!("Il mare d'inverno · Pettirosso")),
        (1, "/text/time", json!("5 marzo 2026")),
        (1, "/text/blockquote", Value::Null), // its text is that of its paragraphs
        (1, "/meta/og:title", json!("Il mare d'inverno")),
        (
            0,
            "/meta/og:description",
            json!(format!("La tecnologia raccontata da vicino, ogni due venerdì. {DISCLOSURE}")),
        ),
        (1, "/meta/og:description", json!(format!("Che cosa resta quando l'estate finisce. {DISCLOSURE}"))),
        (1, "/meta/og:url", json!(url)),
        (1, "/meta/og:image", json!(cover)),
        (1, "/meta/og:audio", json!("https://example.org/la%20voce/022-il%20mare/episode.mp3")),
        (1, "/meta/twitter:card", json!("summary")),
        (1, "/meta/viewport", json!("width=device-width, initial-scale=1")),
    ];
    let wrong: Vec<_> = rows
        .iter()
        .filter(|(page, pointer, wanted)| pages[*page].pointer(pointer).unwrap_or(&Value::Null) != wanted)
        .map(|(page, pointer, _)| format!("{page} {pointer}: {:?}", pages[*page].pointer(pointer)))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));

    let linked: Value = serde_json::from_str(pages[1]["data"]["application/ld+json"].as_str().unwrap()).unwrap();
    let rows = [
        ("/@type", json!("PodcastEpisode")),
        ("/name", json!("Il mare d'inverno")),
        ("/url", json!(url)),
        ("/duration", json!("PT1M30S")),
        ("/datePublished", json!("2026-03-05")),
        ("/episodeNumber", json!(22)),
        ("/inLanguage", json!("it")),
        ("/associatedMedia/contentUrl", json!("https://example.org/la%20voce/022-il%20mare/episode.mp3")),
        ("/associatedMedia/contentSize", json!("1234")),
        ("/associatedMedia/digitalSourceType", json!(TERM)),
        ("/digitalSourceType", json!(TERM)),
        ("/description", json!(format!("Che cosa resta quando l'estate finisce. {DISCLOSURE}"))),
        ("/hasPart/1/name", json!("Una boa che ascolta")),
        ("/hasPart/1/url", json!(format!("{url}#t=30"))),
        ("/hasPart/1/startOffset", json!(30)),
        ("/partOfSeries/@type", json!("PodcastSeries")),
        ("/partOfSeries/webFeed", json!("https://example.org/la%20voce/feed.xml")),
    ];
    let wrong: Vec<_> = rows.iter().filter(|(p, wanted)| linked.pointer(p) != Some(wanted)).collect();
    assert!(wrong.is_empty(), "{wrong:?}\n{linked:#}");

    let linked: Value = serde_json::from_str(pages[0]["data"]["application/ld+json"].as_str().unwrap()).unwrap();
    assert_eq!((&linked["@type"], &linked["digitalSourceType"]), (&json!("PodcastSeries"), &json!(TERM)));

    // Every link, with where it leads; the whole page, so that none goes astray.
    let links = |page: &Value| {
        let all = page["links"].as_array().unwrap().iter();
        all.map(|l| l[2].as_str().unwrap().to_string()).collect::<Vec<_>>()
    };
    let of_page = links(&pages[1]);
    for wanted in [
        media("episode.mp3"),
        media("episode.opus"),
        media("transcript.vtt"),
        media("episode.mp3#t=30"),
        "#t=36.5".into(),
        "../".into(),
        "../021-prima/".into(),
        "../023-ultima/".into(),
        "podcast://example.org/la%20voce/feed.xml".into(),
        "pcast://example.org/la%20voce/feed.xml".into(),
        "pktc://subscribe/example.org/la%20voce/feed.xml".into(),
        "overcast://x-callback-url/add?url=https%3A%2F%2Fexample.org%2Fla%2520voce%2Ffeed.xml".into(),
        "antennapod-subscribe://example.org/la%20voce/feed.xml".into(),
        "https://open.example.org/show/1?si=2&t=3".into(),
        "https://example.org/boa".into(),
        "https://pettirosso.example.org/p/mare?a=1&b=2".into(),
        "https://example.org/la%20voce/feed.xml".into(),
        url.into(),
    ] {
        assert!(of_page.contains(&wanted), "no link to {wanted}");
    }
    assert!(!of_page.iter().any(|l| l.ends_with(".m4a")), "a link to a file that is not there");
    let index: Vec<_> = links(&pages[0]).into_iter().filter(|l| l.starts_with("02")).collect();
    // The one without a day stands last: nobody knows when it was.
    assert_eq!(index, ["023-ultima/", "022-il%20mare/", "021-prima/"]);
    for link in of_page.iter().chain(&links(&pages[0])).filter(|l| !l.contains(':') && !l.starts_with('#')) {
        let from = if of_page.contains(link) { folder.join("022-il mare") } else { folder.clone() };
        let target = from.join(link.split('#').next().unwrap().replace("%20", " "));
        assert!(target.exists(), "{link} leads nowhere");
    }

    // The transcript: kinds, and times that stand for the words.
    let html = stage.page("022-il mare/index.html");
    for part in [
        "<blockquote><p><a class=\"frase\" href=\"#t=42.5\"",
        "<li><a class=\"frase\" href=\"#t=72.5\"",
        "<h4><a class=\"frase\" href=\"#t=66.5\"",
        "<p class=\"voce\"><a class=\"frase\" href=\"#t=0.5\"",
        "Il numero, con i suoi link",
        "&lt;iframe src=&quot;https://example.org/la%20voce/site/022-il%20mare/embed.html&quot; title=&quot;Il mare d&amp;#39;inverno&quot;",
    ] {
        assert!(html.contains(part), "{part}\n{html}");
    }
    let times: Value = serde_json::from_str(pages[1]["data"]["application/json"].as_str().unwrap()).unwrap();
    assert_eq!(times[0], json!([50, 590, 0, 166, 333]));
    assert_eq!(times[8], json!([6050, 6590]), "a passage without words has none");
    assert_eq!(times.as_array().unwrap().len(), html.matches("class=\"frase\"").count());
    // A link into a sentence marks that sentence, not the one before.
    let html = stage.page("023-ultima/index.html");
    assert!(html.contains("href=\"#t=1.25\"") && html.contains("[[125,"), "{html}");
}

#[test]
fn pages_say_that_the_voice_is_artificial_as_their_episode_does() {
    let mut stage = Stage::new();
    let told = |sentence: &str| Some(Disclosure::synthetic(sentence));
    // Made before manifests told it, with another sentence, in silence.
    stage.episode("021-prima", |m| (m.number, m.disclosure) = (Some(21), None));
    stage.episode("022-altra", |m| (m.number, m.disclosure) = (Some(22), told("Legge «una» <macchina>.")));
    stage.episode("023-muta", |m| (m.number, m.disclosure) = (Some(23), told("")));
    stage.site().unwrap();
    let visible = |sentence: &str| format!("<bdi>{sentence}</bdi>");
    let own = "Legge «una» &lt;macchina&gt;.";
    let mut wrong = Vec::new();
    for (folder, told) in [("021-prima", Some(DISCLOSURE)), ("022-altra", Some(own)), ("023-muta", None)] {
        for page in ["index.html", "embed.html"] {
            let html = stage.page(&format!("{folder}/{page}"));
            for sentence in [DISCLOSURE, own] {
                let shown = html.matches(&visible(sentence)).count();
                if shown != usize::from(told == Some(sentence)) {
                    wrong.push(format!("{folder}/{page} shows “{sentence}” {shown} times"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(stage.page("index.html").contains(&visible(DISCLOSURE)));

    // A description that says it is not made longer; a show that says nothing is marked all the same.
    stage.show.description = format!("Una voce. {DISCLOSURE}");
    stage.site().unwrap();
    assert!(stage.page("index.html").contains(&format!("name=\"description\" content=\"Una voce. {DISCLOSURE}\"")));
    stage.show.disclosure.clear();
    stage.site().unwrap();
    let (index, page) = (stage.page("index.html"), stage.page("021-prima/index.html"));
    assert!(!index.contains(&visible(DISCLOSURE)) && !page.contains(&visible(DISCLOSURE)));
    assert!(index.contains(TERM) && page.contains(TERM), "{page}");
}

#[test]
fn an_own_cover_is_the_picture_of_its_page() {
    let stage = Stage::new();
    let cover = |fit| Some(CoverMade { file: "cover-0123abcd.png".into(), fit });
    let file = FileMade { name: "cover-0123abcd.png".into(), mime: "image/png".into(), bytes: 9, blake3: "0".into() };
    stage.episode("021-prima", |m| (m.number, m.title) = (Some(21), "La prima".into()));
    // The page shows what the feed leaves out.
    stage.episode("022-il mare", |m| (m.cover, m.files) = (cover(false), vec![file]));
    // One that is not among the files is none.
    stage.episode("023-ultima", |m| (m.number, m.cover) = (Some(23), cover(true)));
    stage.site().unwrap();
    let folder = stage.output().join("site");
    let names = ["021-prima/index.html", "022-il mare/index.html", "022-il mare/embed.html", "023-ultima/index.html"];
    let pages = read(&names.map(|name| folder.join(name)));
    let pictures = |page: &Value| {
        let links = page["links"].as_array().unwrap().iter().filter(|l| l[0] == "img");
        links.map(|l| l[2].as_str().unwrap().to_string()).collect::<Vec<_>>()
    };
    let shows = |page: usize| pictures(&pages[page]).iter().all(|p| p.starts_with("../assets/cover-"));
    assert!(shows(0) && shows(3), "{:?} {:?}", pictures(&pages[0]), pictures(&pages[3]));
    let own = "../../022-il%20mare/cover-0123abcd.png";
    assert_eq!((pictures(&pages[1]), pictures(&pages[2])), (vec![own.to_string()], vec![own.to_string()]));
    let address = json!("https://example.org/la%20voce/022-il%20mare/cover-0123abcd.png");
    assert_eq!((&pages[1]["meta"]["og:image"], &pages[1]["meta"]["twitter:image"]), (&address, &address));
    let linked: Value = serde_json::from_str(pages[1]["data"]["application/ld+json"].as_str().unwrap()).unwrap();
    assert_eq!(linked["image"], address);
    let linked: Value = serde_json::from_str(pages[0]["data"]["application/ld+json"].as_str().unwrap()).unwrap();
    assert_eq!(linked["image"], pages[0]["meta"]["og:image"]);
}

#[test]
fn links_of_the_issue_stand_in_the_transcript() {
    let stage = Stage::new();
    stage.episode("022", |m| {
        let link = |from, to, url: &str| PassageLink { from, to, url: url.into() };
        // «Il mare d'inverno non chiude, cambia soltanto orario.»
        m.passages[1].links =
            vec![link(3, 17, "https://example.org/?a=1&b='2'"), link(30, 36, "https://example.org/o")];
        // What does not fit its text, leads nowhere or runs something is no link, and the words stay.
        m.passages[2].links =
            vec![link(4, 900, "https://example.org/"), link(0, 3, "javascript:alert(1)"), link(5, 5, "https://e.org")];
        m.passages[11].links = vec![link(0, 28, "https://example.org/router")];
    });
    stage.site().unwrap();
    let html = stage.page("022/index.html");
    for part in [
        "<span class=\"frase\"><a class=\"qui\" href=\"#t=6.5\" tabindex=\"-1\" draggable=\"false\">Il </a>\
         <a class=\"rimando\" href=\"https://example.org/?a=1&amp;b=&#39;2&#39;\" target=\"_blank\" rel=\"noopener\">mare d&#39;inverno</a>",
        "draggable=\"false\">Chi lo guarda da vicino lo sa.</a>",
        "<span class=\"frase\"><a class=\"qui segno\" href=\"#t=78.5\" tabindex=\"-1\" draggable=\"false\" \
         aria-label=\"Ascolta: Il router resta all&#39;asciutto.\">▸</a> <a class=\"rimando\" href=\"https://example.org/router\"",
    ] {
        assert!(html.contains(part), "{part}\n{html}");
    }
    assert_eq!(html.matches("class=\"rimando\"").count(), 3);
    assert!(!html.contains("javascript:"));
}

#[test]
fn other_sites_are_told_how_to_frame_an_episode() {
    let stage = Stage::new();
    stage.episode("022-il mare", |_| {});
    stage.site().unwrap();
    let told: Value = serde_json::from_str(&stage.page("022-il mare/oembed.json")).unwrap();
    let base = "https://example.org/la%20voce/site";
    let rows = [
        ("version", json!("1.0")),
        ("type", json!("rich")),
        ("title", json!("Il mare d'inverno")),
        ("author_name", json!("Livia Sarti")),
        ("provider_name", json!("Pettirosso")),
        ("provider_url", json!(format!("{base}/"))),
        ("width", json!(640)),
        ("height", json!(270)),
        ("thumbnail_width", json!(480)),
        ("thumbnail_height", json!(480)),
    ];
    let wrong: Vec<_> = rows.iter().filter(|(key, wanted)| told[*key] != *wanted).collect();
    assert!(wrong.is_empty(), "{wrong:?}\n{told:#}");
    let thumbnail = told["thumbnail_url"].as_str().unwrap().strip_prefix(&format!("{base}/")).unwrap().to_string();
    assert!(stage.output().join("site").join(thumbnail).exists());
    let html = told["html"].as_str().unwrap();
    assert!(
        html.starts_with(&format!("<iframe src=\"{base}/022-il%20mare/embed.html\""))
            && html.contains("height=\"270\""),
        "{html}"
    );
    // The page says where it is, and so the episode is found by its page's address alone.
    let page = stage.page("022-il mare/index.html");
    let link = format!(
        "<link rel=\"alternate\" type=\"application/json+oembed\" title=\"Il mare d&#39;inverno\" href=\"{base}/022-il%20mare/oembed.json\">"
    );
    assert!(page.contains(&link), "{page}");
    assert!(!stage.page("index.html").contains("oembed"));
}

#[test]
fn the_newsletter_is_one_link_away() {
    let mut stage = Stage::new();
    stage.episode("022", |_| {});
    stage.site().unwrap();
    assert!(!stage.page("index.html").contains("newsletter"));
    stage.show.site.newsletter = "https://example.org/iscriviti?a=1&b=2".into();
    stage.site().unwrap();
    for page in ["index.html", "022/index.html"] {
        let html = stage.page(page);
        assert!(
            html.contains("<a href=\"https://example.org/iscriviti?a=1&amp;b=2\" rel=\"noopener\">"),
            "{page}: {html}"
        );
    }
}

#[test]
fn sentences_stand_in_the_paragraphs_of_the_issue() {
    let stage = Stage::new();
    stage.episode("022", |m| {
        m.passages.truncate(4);
        let pauses = [Pause::Sentence, Pause::Sentence, Pause::Paragraph, Pause::Chapter];
        for (passage, pause) in m.passages.iter_mut().zip(pauses) {
            (passage.role, passage.pause) = (Role::Text, Some(pause));
        }
    });
    stage.site().unwrap();
    let html = stage.page("022/index.html");
    let text = html.split("id=\"testo\"").nth(1).unwrap().split("</section>").next().unwrap();
    let paragraphs: Vec<_> = text.split("<p>").skip(1).map(|p| p.matches("class=\"frase\"").count()).collect();
    assert_eq!(paragraphs, [3, 1]);
}

#[test]
fn hostile_words_stay_words() {
    let mut stage = Stage::new();
    stage.episode("000-buono", |m| m.number = Some(99));
    let notes = |folder: &str| fs::write(stage.output().join(folder).join("notes.html"), HOSTILE_NOTES).unwrap();
    notes("000-buono");
    let folder = |n: usize| format!("{:03} è <&> \"'?#%", n + 1);
    for (n, text) in HOSTILE.iter().enumerate() {
        stage.episode(&folder(n), hostile(n as u32 + 1, text));
        notes(&folder(n));
    }
    stage.show.site.links.push(SiteLink { name: HOSTILE[1].into(), url: "https://e.org/\"'&x=1".into() });
    stage.site().unwrap();
    let site = stage.output().join("site");
    let good = site.join("000-buono");
    let mut pages = vec![good.join("index.html"), good.join("embed.html")];
    for n in 0..HOSTILE.len() {
        pages.extend(["index.html", "embed.html"].map(|page| site.join(folder(n)).join(page)));
    }
    let pages = read(&pages);
    let mut wrong = Vec::new();
    for (n, text) in HOSTILE.iter().enumerate() {
        let turns = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        let kept: String = text.chars().filter(|c| c.is_whitespace() || !(c.is_control() || turns(*c))).collect();
        let title = kept.split_whitespace().collect::<Vec<_>>().join(" ");
        for (page, model) in [(&pages[2 + 2 * n], &pages[0]), (&pages[3 + 2 * n], &pages[1])] {
            if page["text"]["h1"] != json!(title) || page["text"]["title"] != json!(format!("{title} · Pettirosso")) {
                wrong.push(format!("{text:?}: {} {}", page["text"]["h1"], page["text"]["title"]));
            }
            for key in ["tags", "attributes"] {
                // Nothing that a harmless page does not have.
                let known = model[key].as_array().unwrap();
                wrong.extend(
                    page[key]
                        .as_array()
                        .unwrap()
                        .iter()
                        .filter(|t| !known.contains(t))
                        .map(|t| format!("{text:?}: {t}")),
                );
            }
            for link in page["links"].as_array().unwrap() {
                let url = link[2].as_str().unwrap();
                let scheme = url.split(['/', '?', '#']).next().unwrap().split_once(':').map_or("", |(s, _)| s);
                let known = ["", "https", "podcast", "pcast", "pktc", "overcast", "antennapod-subscribe"];
                if !known.contains(&scheme) {
                    wrong.push(format!("{text:?}: {link}"));
                }
            }
            for (kind, data) in page["data"].as_object().unwrap() {
                if !kind.is_empty() && serde_json::from_str::<Value>(data.as_str().unwrap()).is_err() {
                    wrong.push(format!("{text:?}: {kind} is not JSON: {data}"));
                }
            }
        }
        let linked = pages[2 + 2 * n]["data"]["application/ld+json"].as_str().unwrap();
        let linked: Value = serde_json::from_str(linked).unwrap();
        if linked["name"] != json!(title) {
            wrong.push(format!("{text:?}: {linked}"));
        }
    }
    // What the harmless page, with the same notes, has itself.
    for (key, refused) in
        [("tags", &["iframe", "style", "math", "object"][..]), ("attributes", &["onclick", "onerror", "srcdoc"])]
    {
        let found = pages[0][key].as_array().unwrap().iter().filter(|t| refused.contains(&t.as_str().unwrap()));
        wrong.extend(found.map(|t| format!("the notes let {t} through")));
    }
    let links = pages[0]["links"].as_array().unwrap().iter();
    wrong.extend(
        links.filter(|l| l[2].as_str().unwrap().contains("example.com")).map(|l| format!("the notes link {l}")),
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(stage.page("000-buono/index.html").contains("href=\"https://example.org/vero\""));
}

#[test]
fn pages_allow_nothing_but_their_own_files() {
    let stage = Stage::new();
    stage.episode("022", |_| {});
    stage.site().unwrap();
    for page in ["index.html", "022/index.html", "022/embed.html"] {
        let html = stage.page(page);
        assert!(
            html.contains("Content-Security-Policy\" content=\"default-src &#39;none&#39;; style-src &#39;self&#39;"),
            "{html}"
        );
        assert!(!html.contains(" style=") || html.contains("style=&quot;border:0&quot;"), "{page}: a style inline");
        for script in html.split("<script").skip(1) {
            let (attributes, rest) = script.split_once('>').unwrap();
            let inert = attributes.contains("type=\"application/") || rest.starts_with("</script>");
            assert!(inert, "{page}: a script inline: {attributes}");
        }
        let loaded = html.split("<meta property").next().unwrap().replace("https://example.org/la%20voce/", "");
        assert!(!loaded.contains("http:") && !loaded.contains("https:"), "{page}: {loaded}");
    }
    let style = fs::read_dir(stage.output().join("site/assets")).unwrap().map(|f| f.unwrap().path());
    for file in style.filter(|p| p.extension().is_some_and(|e| e != "jpg")) {
        let text = fs::read_to_string(&file).unwrap();
        assert!(
            !["http:", "https:", "@import", "url(", "eval(", "innerHTML"].iter().any(|w| text.contains(w)),
            "{file:?}"
        );
        let hash = &blake3::hash(text.as_bytes()).to_hex()[..8];
        assert!(file.to_str().unwrap().contains(hash), "{file:?} is not named by its bytes");
    }
}
