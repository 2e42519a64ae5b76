//! A show with episodes of our own making in a folder of its own: what feed, pages and server are tested with.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use altavoce::error::Result;
use altavoce::manifest::{ChapterMade, FileMade, Manifest, PassageMade, WordMade};
use altavoce::script::{Pause, Role};
use altavoce::settings::Show;
use altavoce::{feed, site};

/// Titles, names and texts by which somebody would like to get out of his place in a page.
pub const HOSTILE: [&str; 22] = [
    "</script><script>window.violato=1</script>",
    "\"><img src=x onerror=\"window.violato=1\">",
    "' onmouseover='window.violato=1' x='",
    "<svg/onload=window.violato=1>",
    "{{7*7}} {% raw %} {# no #} ${7*7} <%= 7*7 %>",
    "{{ policy|safe }}{% include 'base.html' %}",
    "]]><item><title>x</title></item>",
    "&lt;script&gt;window.violato=1&lt;/script&gt; &amp;amp; &#60;b&#62;",
    "--> <!-- <script>window.violato=1</script>",
    "</title><base href=\"https://example.com/\"><meta http-equiv=refresh content=\"0;url=https://example.com\">",
    "javascript:window.violato=1",
    "data:text/html,<script>window.violato=1</script>",
    "\u{202e}otrevni otset\u{2066} nascosto",
    "nullo \u{0} campana \u{7} fuga \u{1b}[31m",
    "riga\nuna\r\ndue\ttab\u{2028}separatore\u{2029}fine",
    "</textarea></style></noscript></template><script>window.violato=1</script>",
    "\\\"-window.violato=1-\\\"",
    "\\u003c/script\\u003e<script>window.violato=1</script>",
    "<a href=\"javascript:window.violato=1\">clic</a><form action=//example.com><input name=x>",
    "<iframe srcdoc=\"<script>parent.violato=1</script>\"></iframe><object data=//example.com></object>",
    "supercalifragilistichespiralidosoprecipitevolissimevolmentesupercalifragilistichespiralidosoprecipitevolissimevolmente",
    "emoji 👩🏽‍🚀 e ‘virgolette’ “tipografiche” × 𝕌𝕟𝕚𝕔𝕠𝕕𝕖 ﷽",
];

/// Notes that nobody should be sent.
pub const HOSTILE_NOTES: &str = "<h2>Titolo</h2><p onclick=\"window.violato=1\">Testo <a href=\"https://example.org/vero\">vero</a> \
    <a href=\"javascript:window.violato=1\">falso</a></p><script>window.violato=1</script><img src=x onerror=window.violato=1>\
    <img src=\"https://example.com/spia.png\"><style>*{display:none}</style><iframe src=\"https://example.com\"></iframe>\
    </div></details></main><svg><script>window.violato=1</script></svg><math><mtext></mtext><mglyph><style><img src=x onerror=window.violato=1>";

/// The show's folder.
pub struct Stage {
    pub folder: tempfile::TempDir,
    pub show: Show,
}

impl Stage {
    pub fn new() -> Stage {
        let folder = tempfile::tempdir().unwrap();
        let cover = Path::new(env!("CARGO_MANIFEST_DIR")).join("issues/cover.png");
        fs::create_dir(folder.path().join("issues")).unwrap();
        fs::create_dir(folder.path().join("output")).unwrap();
        fs::copy(cover, folder.path().join("issues/cover.png")).unwrap();
        let text = r#"
            title = "Pettirosso"
            author = "Livia Sarti"
            email = "livia@example.org"
            description = "La tecnologia raccontata da vicino, ogni due venerdì."
            [feed]
            url = "https://example.org/la%20voce/"
            artwork = "cover.png"
            [site]
            links = [{ name = "Spotify", url = "https://open.example.org/show/1?si=2&t=3" }]
        "#;
        let show = Show::parse(Path::new("show.toml"), text).unwrap();
        fs::write(folder.path().join("issues/show.toml"), text).unwrap();
        Stage { folder, show }
    }

    pub fn output(&self) -> PathBuf {
        self.folder.path().join("output")
    }

    pub fn issues(&self) -> PathBuf {
        self.folder.path().join("issues")
    }

    pub fn site(&self) -> Result<site::SiteSummary> {
        site::write(&self.output(), &self.issues(), &self.show.channel())
    }

    pub fn feed(&self) -> Result<feed::FeedSummary> {
        // The episodes here may share their sound.
        feed::write_allowing(
            &self.output(),
            &self.issues(),
            &self.show.channel(),
            &[feed::guard::Risk::RepeatEnclosure, feed::guard::Risk::PublishEarly],
        )
    }

    /// A file below the pages' folder.
    pub fn page(&self, path: &str) -> String {
        let path = self.output().join("site").join(path);
        fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
    }

    /// Makes the files of an episode, as `change` wants them; its sound is no sound.
    pub fn episode(&self, folder: &str, change: impl FnOnce(&mut Manifest)) {
        self.episode_with(folder, &[0xff; 1234], change);
    }

    /// The same with real sound: a tone as long as the manifest says.
    pub fn sounding(&self, folder: &str, change: impl FnOnce(&mut Manifest)) {
        let tone = self.folder.path().join("tone.mp3");
        if !tone.exists() {
            let made = Command::new("ffmpeg")
                .args(["-v", "error", "-f", "lavfi", "-i", "sine=f=220:r=44100:d=90", "-ac", "1", "-b:a", "96k"])
                .arg(&tone)
                .status();
            assert!(made.expect("ffmpeg is missing; `make test` installs it").success());
        }
        self.episode_with(folder, &fs::read(tone).unwrap(), change);
    }

    fn episode_with(&self, folder: &str, sound: &[u8], change: impl FnOnce(&mut Manifest)) {
        let mut manifest = manifest();
        change(&mut manifest);
        let folder = self.output().join(folder);
        fs::create_dir_all(&folder).unwrap();
        let contents: [(&str, &str, &[u8]); 4] = [
            ("episode.mp3", "audio/mpeg", sound),
            ("episode.opus", "audio/ogg", &[0x4f; 99]),
            ("chapters.json", "application/json+chapters", b"{\"version\":\"1.2.0\",\"chapters\":[]}"),
            ("transcript.vtt", "text/vtt", b"WEBVTT\n"),
        ];
        for (name, mime, bytes) in contents {
            fs::write(folder.join(name), bytes).unwrap();
            let blake3 = blake3::hash(bytes).to_hex().to_string();
            let length = bytes.len() as u64;
            manifest.files.push(FileMade { name: name.into(), mime: mime.into(), bytes: length, blake3 });
        }
        fs::write(folder.join("episode.wav"), b"RIFF").unwrap();
        fs::write(folder.join("episode.json"), serde_json::to_vec(&manifest).unwrap()).unwrap();
    }
}

/// Ninety seconds: three chapters of four passages each, six seconds apart, with a time for every word of all but the
/// last chapter.
pub fn manifest() -> Manifest {
    let said: [&[(Role, &str)]; 3] = [
        &[
            (Role::Opening, "Pettirosso, numero ventidue."),
            (Role::Text, "Il mare d'inverno non chiude, cambia soltanto orario."),
            (Role::Text, "Chi lo guarda da vicino lo sa."),
            (Role::Text, "Oggi lo guardiamo da una boa, con dodici sensori e poca corrente."),
        ],
        &[
            (Role::Transition, "E ora il primo piano: una boa che ascolta."),
            (Role::Text, "La boa costa 490 euro e dura tre inverni — più o meno."),
            (Role::Quote, "Non avevo mai sentito il mare così vicino."),
            (Role::Quote, "Adesso lo sento ogni mattina, dal letto."),
        ],
        &[
            (Role::Transition, "Passiamo alle notizie in breve."),
            (Role::Subtitle, "Reti."),
            (Role::Item, "La fibra arriva al porto."),
            (Role::Item, "Il router resta all'asciutto."),
        ],
    ];
    let titles = ["Introduzione", "Una boa che ascolta", "In breve"];
    let mut passages = Vec::new();
    for (chapter, lines) in said.iter().enumerate() {
        for (n, (role, text)) in lines.iter().enumerate() {
            let start = 30.0 * chapter as f64 + 6.0 * n as f64 + 0.5;
            let count = text.split_whitespace().count() as f64;
            let words = text.split_whitespace().enumerate().map(|(k, word)| WordMade {
                text: word.into(),
                start: start + 5.0 * k as f64 / count,
                end: start + 5.0 * (k + 1) as f64 / count,
            });
            passages.push(PassageMade {
                chapter,
                role: *role,
                pause: Some(Pause::Paragraph),
                line: 10 * chapter as u32 + n as u32,
                start,
                end: start + 5.4,
                voice: "fake".into(),
                text: text.to_string(),
                spoken: text.to_string(),
                links: vec![],
                words: if chapter < 2 { words.collect() } else { Vec::new() },
            });
        }
    }
    let chapter = |(n, title): (usize, &&str)| ChapterMade {
        title: title.to_string(),
        start: 30.0 * n as f64,
        end: 30.0 * (n + 1) as f64,
        file: format!("chapters/{n}.wav"),
        line: 10 * n as u32,
        image: None,
        link: None,
    };
    Manifest {
        altavoce: "0.1.0".into(),
        inputs: "0".into(),
        show: "Pettirosso".into(),
        title: "Il mare d'inverno".into(),
        subtitle: Some("Una boa, dodici sensori e poca corrente".into()),
        number: Some(22),
        season: None,
        date: Some(jiff::civil::date(2026, 3, 5)),
        published_at: None,
        kind: Default::default(),
        draft: false,
        author: Some("Livia Sarti".into()),
        description: Some("Che cosa resta quando l'estate finisce.".into()),
        slug: "il-mare".into(),
        tags: vec![],
        link: None,
        language: "it".into(),
        source: "022.md".into(),
        duration: 90.0,
        samples: 2_160_000,
        sample_rate: 24_000,
        loudness: -16.0,
        true_peak: -2.0,
        voices: vec![],
        disclosure: None,
        files: vec![],
        chapters: titles.iter().enumerate().map(chapter).collect(),
        passages,
        music: vec![],
        cover: None,
    }
}

/// An episode in which every text is `text`.
pub fn hostile(number: u32, text: &str) -> impl FnOnce(&mut Manifest) {
    let text = text.to_string();
    move |m| {
        (m.number, m.source) = (Some(number), format!("{number}.md"));
        m.date = Some(jiff::civil::date(2026, 1, 1) + jiff::Span::new().days(i64::from(number)));
        (m.title, m.subtitle, m.author, m.description) =
            (text.clone(), Some(text.clone()), Some(text.clone()), Some(text.clone()));
        m.chapters.iter_mut().for_each(|c| c.title = text.clone());
        m.passages.iter_mut().for_each(|p| {
            p.text = text.clone();
            p.words.clear();
        });
    }
}
