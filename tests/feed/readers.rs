//! Ten episodes, each unlike the others, and what is true of them.

use std::fs;
use std::path::Path;

use altavoce::manifest::{ChapterMade, CoverMade, EpisodeType};
use jiff::civil::Date;
use serde_json::{Value, json};

use super::stage::{Stage, add_file};
use crate::common::{outsider, outsider_json, python, root};

/// Every key of `[feed]` but `private`, with which some of them do not go.
pub const WHOLE_SHOW: &str = r#"
    title = "Il Faro & altri lumi"
    author = "Ada Rossi"
    email = "ada@example.org"
    description = "Una lettera, letta ad alta voce."
    [feed]
    url = "https://example.org/voce"
    artwork = "cover.png"
    category = [["News", "Tech News"], ["History"]]
    explicit = true
    type = "serial"
    season = 3
    copyright = "© 2026 Ada Rossi & C."
    owner = "Associazione Il Faro"
    funding = [
        { url = "https://example.org/caffe?a=1&b=2", text = "Offri un caffè" },
        { url = "https://example.org/tessera", text = "Diventa socio & amico" },
    ]
    persons = [
        { name = "Ada Rossi", role = "Author", href = "https://example.org/ada", img = "https://example.org/ada.jpg" },
        { name = "Bea D'Angelo", role = "Cover Art Designer" },
    ]
    hub = "https://hub.example.org/"
    update = { rule = "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", text = "Un venerdì sì e uno no" }
    new_url = "https://voce.example.com/feed.xml"
    locked = false
    apple_verify = "a1B2-c3"
    prefix = "https://op3.dev/e/"
"#;

/// An episode of the ten.
pub struct Spec {
    pub folder: &'static str,
    pub title: String,
    pub number: Option<u32>,
    pub season: Option<u32>,
    pub date: Date,
    pub kind: EpisodeType,
    pub author: Option<&'static str>,
    pub words: &'static str,
    pub duration: f64,
    /// Seconds and title.
    pub chapters: Vec<(f64, String)>,
    /// Files beyond the usual: name, media type, bytes.
    pub files: Vec<(&'static str, &'static str, usize)>,
    pub notes: Option<&'static str>,
}

/// Newest first.
pub fn ten() -> Vec<Spec> {
    let day = |n: i8| jiff::civil::date(2026, 4, 20 - n);
    let spec = |n: i8, folder, title: &str| Spec {
        folder,
        title: title.to_string(),
        number: Some(20 - n as u32),
        season: None,
        date: day(n),
        kind: EpisodeType::Full,
        author: None,
        words: "Due parole.",
        duration: 600.0,
        chapters: vec![(0.0, "Introduzione".into()), (61.25, "Notizie".into()), (500.0, "Saluti".into())],
        files: vec![],
        notes: None,
    };
    let opus = ("episode.opus", "audio/ogg; codecs=opus", 24_000);
    let m4a = ("episode.m4a", "audio/mp4", 60_001);
    vec![
        spec(0, "020-semplice", "Semplice"),
        Spec { season: Some(7), ..spec(1, "019-stagione", "Un'altra stagione") },
        Spec { number: None, kind: EpisodeType::Trailer, ..spec(2, "senza-numero", "Senza numero") },
        Spec { author: Some("Carlo Però"), kind: EpisodeType::Bonus, ..spec(3, "017-ospite", "Scritto da un ospite") },
        Spec { files: vec![opus, m4a], duration: 59.6, ..spec(4, "016-opus", "In Opus e in AAC") },
        spec(5, "015-ostile", "<b>R&B</b> &amp; \"altro\" 'ancora' ]]> è 👩🏽‍🚀"),
        Spec {
            chapters: (0..100).map(|n| (f64::from(n) * 6.5, format!("Capitolo {n} <&> \"più\""))).collect(),
            ..spec(6, "014-cento", "Cento capitoli")
        },
        Spec {
            chapters: vec![],
            files: vec![("words.json", "application/json", 90)],
            ..spec(7, "013-parole", "Parola per parola")
        },
        Spec {
            notes: Some(
                "<h2>Note</h2>\n<p>Vedi <a href=\"https://e.org/?a=1&amp;b=2\" rel=\"noopener\">qui</a> &lt;3.</p>\n",
            ),
            words: "Una riga\nche va a capo & basta.",
            ..spec(8, "012-note", "Con le note")
        },
        Spec {
            files: vec![("cover-0123abcd.png", "image/png", 70)],
            duration: 7384.5,
            chapters: vec![(0.0, "Uno".into()), (3661.5, "Due".into()), (7200.0, "Tre".into())],
            ..spec(9, "011-città è", "Lungo, in una cartella con accenti")
        },
    ]
}

impl Spec {
    /// Makes the episode.
    pub fn make(&self, stage: &Stage) {
        stage.episode(self.folder, |m| {
            (m.title, m.number, m.season, m.date) = (self.title.clone(), self.number, self.season, Some(self.date));
            (m.subtitle, m.description) = (None, Some(self.words.into()));
            m.kind = self.kind;
            (m.author, m.duration) = (self.author.map(String::from), self.duration);
            m.source = format!("{}.md", self.folder);
            let chapter = |(start, title): &(f64, String)| ChapterMade {
                title: title.clone(),
                start: *start,
                end: self.duration,
                file: String::new(),
                line: 1,
                image: None,
                link: None,
            };
            m.chapters = self.chapters.iter().map(chapter).collect();
            m.cover = self.cover().map(|file| CoverMade { file: file.into(), fit: true });
        });
        let folder = stage.output().join(self.folder);
        for (name, mime, bytes) in &self.files {
            add_file(&folder, name, mime, &vec![b' '; *bytes]);
        }
        if let Some(notes) = self.notes {
            add_file(&folder, "notes.html", "text/html", notes.as_bytes());
        }
    }

    fn cover(&self) -> Option<&'static str> {
        self.files.iter().map(|f| f.0).find(|name| name.starts_with("cover-"))
    }

    fn url(&self, file: &str) -> String {
        let folder = self.folder.replace(' ', "%20").replace('à', "%C3%A0").replace('è', "%C3%A8");
        format!("https://example.org/voce/{folder}/{file}")
    }

    /// The address by way of who counts downloads.
    fn counted(&self, file: &str) -> String {
        self.url(file).replace("https://", "https://op3.dev/e/")
    }

    fn stamps(&self) -> Vec<String> {
        let hours = self.duration > 3600.0;
        let clock = |s: u64| match hours {
            true => format!("{:02}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60),
            false => format!("{:02}:{:02}", s / 60, s % 60),
        };
        self.chapters.iter().map(|(start, title)| format!("{} {title}", clock(*start as u64))).collect()
    }

    /// What is true of a tag; `null` where the episode has none.
    pub fn truth(&self, tag: &str) -> Value {
        let number = |n: Option<u32>| n.map_or(Value::Null, |n| json!(n));
        let list = |all: Vec<String>| if all.is_empty() { Value::Null } else { json!(all) };
        let others = |of: fn(&Spec, &str, usize) -> String| {
            let sound = self.files.iter().filter(|f| f.1.starts_with("audio/"));
            list(sound.map(|(name, _, bytes)| of(self, name, *bytes)).collect())
        };
        let escape = |t: &str| t.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
        let words = self.words.replace('\n', " ");
        match tag {
            "title" | "itunes:title" => json!(self.title),
            "link" => json!(self.url("").replace("/voce/", "/voce/site/")),
            "pubDate" => {
                json!(self.date.at(6, 0, 0, 0).to_zoned(jiff::tz::TimeZone::UTC).unwrap().timestamp().as_second())
            }
            "enclosure" => json!(format!("{}|1234|audio/mpeg", self.counted("episode.mp3"))),
            "description" => match self.stamps().join("\n").replace('<', "&lt;").replace('>', "&gt;") {
                stamps if stamps.is_empty() || stamps.len() > 3000 => json!(format!("{words}\n\n{DISCLOSURE}")),
                stamps => json!(format!("{words}\n\n{DISCLOSURE}\n\n{stamps}")),
            },
            "content:encoded" => {
                let items: String = self.stamps().iter().map(|s| format!("<li>{}</li>", escape(s))).collect();
                let chapters = if items.is_empty() { items } else { format!("<p>Capitoli</p><ul>{items}</ul>") };
                json!(match self.notes {
                    Some(notes) => format!("{chapters}<p>{DISCLOSURE}</p><hr>{}", notes.trim()),
                    None => format!("<p>{}</p><p>{DISCLOSURE}</p>{chapters}", escape(&words)),
                })
            }
            "itunes:duration" => json!(self.duration.round() as u64),
            "itunes:season" | "podcast:season" => json!(self.season.unwrap_or(3)),
            "itunes:episode" | "podcast:episode" => number(self.number),
            "itunes:episodeType" => json!(self.kind.name()),
            "itunes:explicit" => json!(true),
            "itunes:author" => json!(self.author.unwrap_or("Ada Rossi")),
            "itunes:image" => self.cover().map_or(Value::Null, |file| json!(self.url(file))),
            "podcast:person" => {
                let bea = "Bea D'Angelo|cover art designer|visuals||".to_string();
                match self.author {
                    Some(guest) => json!([format!("{guest}|author|writing||"), bea]),
                    None => json!([ADA, bea]),
                }
            }
            "podcast:txt" => json!(["ai-content|true"]),
            "podcast:transcript" => {
                let vtt = format!("{}|text/vtt|it", self.url("transcript.vtt"));
                let words = self.files.iter().filter(|f| f.0 == "words.json");
                let words = words.map(|f| format!("{}|application/json|it", self.url(f.0)));
                list([vtt].into_iter().chain(words).collect())
            }
            "podcast:chapters" => json!(format!("{}|application/json+chapters", self.url("chapters.json"))),
            "podcast:alternateEnclosure" => others(|spec, name, bytes| {
                let bitrate = (bytes as f64 * 8.0 / spec.duration).round();
                match name {
                    "episode.opus" => format!("audio/ogg|{bytes}|{bitrate}|opus|Opus"),
                    _ => format!("audio/mp4|{bytes}|{bitrate}|mp4a.40.2|AAC"),
                }
            }),
            "podcast:source" => others(|spec, name, _| spec.counted(name)),
            "psc:chapters" => {
                list(self.chapters.iter().map(|(start, title)| format!("{:.0}|{title}", start * 1000.0)).collect())
            }
            _ => panic!("nothing is known of {tag}"),
        }
    }
}

/// What a show says of its voice that has no sentence of its own for it.
const DISCLOSURE: &str = "La voce che senti è artificiale.";
const ADA: &str = "Ada Rossi|author|writing|https://example.org/ada|https://example.org/ada.jpg";

/// What is true of the show.
pub fn show_truth(tag: &str, stage: &Stage) -> Value {
    let cover = fs::read(stage.issues().join("cover.png")).unwrap();
    let cover = format!("https://example.org/voce/cover-{}.png", &blake3::hash(&cover).to_hex()[..8]);
    match tag {
        "title" => json!("Il Faro & altri lumi"),
        "link" => json!("https://example.org/voce/site/"),
        "description" => json!(format!("Una lettera, letta ad alta voce.\n\n{DISCLOSURE}")),
        "language" => json!("it"),
        "copyright" => json!("© 2026 Ada Rossi & C."),
        "generator" => json!(concat!("altavoce ", env!("CARGO_PKG_VERSION"))),
        "pubDate" | "lastBuildDate" => ten()[0].truth("pubDate"),
        "image" | "itunes:image" => json!(cover),
        "atom:link self" => json!("https://example.org/voce/feed.xml"),
        "atom:link hub" => json!("https://hub.example.org/"),
        "itunes:category" => json!(["News > Tech News", "History"]),
        "itunes:explicit" => json!(true),
        "itunes:author" => json!("Ada Rossi"),
        "itunes:owner" => json!("Associazione Il Faro|ada@example.org"),
        "itunes:type" => json!("serial"),
        // Asked of the specification: the v5 UUID of the address without its scheme.
        "podcast:guid" => {
            let namespace = "ead4c236-bf58-58c6-a2c6-a6b28d128cb6".parse().unwrap();
            json!(uuid::Uuid::new_v5(&namespace, b"example.org/voce/feed.xml").to_string())
        }
        "itunes:new-feed-url" => json!("https://voce.example.com/feed.xml"),
        "podcast:locked" => json!("false|ada@example.org"),
        "podcast:medium" => json!("podcast"),
        "podcast:txt" => json!(["applepodcastsverify|a1B2-c3", "ai-content|true"]),
        "podcast:funding" => json!([
            "https://example.org/caffe?a=1&b=2|Offri un caffè",
            "https://example.org/tessera|Diventa socio & amico",
        ]),
        "podcast:person" => json!([ADA, "Bea D'Angelo|cover art designer|visuals||"]),
        "podcast:updateFrequency" => json!("FREQ=WEEKLY;INTERVAL=2;BYDAY=FR|Un venerdì sì e uno no"),
        _ => panic!("nothing is known of {tag}"),
    }
}

/// What each of the readers finds: `channel` by tag, `items` by GUID and tag, whether it has a `fault` to tell.
pub fn ask(feed: &Path) -> Value {
    let feed = feed.to_str().unwrap();
    outsider("xmllint", &["--noout", feed]);
    let mut found = outsider_json(python(), &[root("tests/feed/readers.py").to_str().unwrap(), feed]);
    let modules = root("target/test-tools/node/node_modules");
    let script = root("tests/feed/readers.mjs");
    let more = outsider_json("node", &[script.to_str().unwrap(), modules.to_str().unwrap(), feed]);
    found.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    found
}
