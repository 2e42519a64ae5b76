//! `altavoce handoff`, and the way to it that somebody goes who comes from Substack: an export, its issues, an episode, the
//! files for the form.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use image::{Rgb, RgbImage};
use serde_json::{Value, json};

use crate::common::{Run, altavoce, outsider_json};

/// Twenty posts of a newsletter about a harbour: number, title, what is about to happen in it.
const SUBJECTS: [&str; 20] = [
    "La gru che non si ferma",
    "Il pesce azzurro",
    "Le reti di nylon",
    "Il faro e le lampade",
    "La nebbia di marzo",
    "Chi ripara le barche",
    "Il prezzo del ghiaccio",
    "Le maree in tasca",
    "Un bar alle cinque",
    "La dogana vecchia",
    "I gatti del molo",
    "Il vento di terra",
    "La scuola dei nodi",
    "Le cassette di legno",
    "Il rimorchiatore",
    "La sirena delle otto",
    "I nomi delle barche",
    "Il mercato coperto",
    "La radio di bordo",
    "L'ultima corsa",
];

/// The ZIP that Substack would make of them, with a draft, a thread, the widgets of its editor and its list of readers.
fn export(path: &Path) {
    let mut zip = zip::ZipWriter::new(fs::File::create(path).unwrap());
    let mut add = |name: &str, text: &str| {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    };
    let mut table =
        String::from("post_id,post_date,is_published,email_sent_at,type,audience,title,subtitle,podcast_url\n");
    for (n, subject) in SUBJECTS.iter().enumerate() {
        let (number, day) = (n + 1, jiff::civil::date(2025, 1, 3) + jiff::Span::new().weeks(n as i64));
        let slug = format!("numero-{number}");
        table += &format!(
            "{}.{slug},{day}T06:30:00.000Z,true,{day}T06:30:00.000Z,newsletter,everyone,\"{subject} - #{number}\",\"Lettere dal porto, settimana {number}\",\n",
            9000 + n
        );
        let post = format!(
            "<p>Buongiorno dal porto. Questa settimana si parla di una cosa sola, e con calma.</p>\
             <div class=\"subscription-widget-wrap-editor\"><div class=\"subscription-widget\"><p>Iscriviti</p></div></div>\
             <h2>Sul molo</h2><p>{subject}: lo dicono tutti, e lo scrive anche <a href=\"https://porto.example.org/{number}?utm_source=substack\">il giornale</a>.</p>\
             <blockquote><p>Il mare non ha fretta.</p></blockquote>\
             <h2>In breve</h2><ul><li>Le barche rientrate sono {}.</li><li>Il gasolio costa 1,{number:02} euro.</li></ul>\
             <p class=\"button-wrapper\"><a class=\"button primary\" href=\"https://ilporto.substack.com/subscribe?\">Iscriviti ora</a></p>",
            10 + number
        );
        add(&format!("posts/{}.{slug}.html", 9000 + n), &post);
    }
    table += "9100.bozza,,false,,newsletter,everyone,Una bozza,,\n9101.chiacchiere,2025-02-01T06:30:00.000Z,true,,thread,everyone,Due chiacchiere,,\n";
    add("posts/9100.bozza.html", "<p>Da scrivere.</p>");
    add("email_list.ilporto.csv", "email,active_subscription\n");
    add("posts.csv", &table);
    zip.finish().unwrap();
}

struct Newcomer(tempfile::TempDir);

impl Newcomer {
    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn text(&self, name: &str) -> String {
        self.path(name).to_str().unwrap().to_string()
    }

    /// A command that must work.
    fn run(&self, args: &[&str]) -> Run {
        let run = altavoce(args);
        assert_eq!(run.code, 0, "{args:?}: {run:?}");
        run
    }

    /// A show with the issues of the export, as docs/substack.md has it.
    fn with_issues() -> Newcomer {
        let newcomer = Newcomer(tempfile::tempdir().unwrap());
        export(&newcomer.path("export.zip"));
        let (show, zip, issues) =
            (newcomer.text("il-porto"), newcomer.text("export.zip"), newcomer.text("il-porto/issues"));
        newcomer.run(&[
            "new",
            &show,
            "--title",
            "Lettere dal porto",
            "--author",
            "Bruna Ferri",
            "--email",
            "bruna@mareaperta.it",
            "--url",
            "https://ascolta.mareaperta.it/porto",
            "--description",
            "Storie di barche, di porti e di chi li abita.",
            "--voice",
            "fake",
        ]);
        let picture = RgbImage::from_fn(1500, 1500, |x, y| Rgb([20, (x / 8 % 200) as u8, (y / 8 % 200) as u8]));
        picture.save(newcomer.path("il-porto/issues/cover.png")).unwrap();
        let run = newcomer.run(&["import", &zip, "--out", &issues]);
        assert_eq!(run.out.lines().count(), 20, "{run:?}");
        // The sample issue of a new show gives way to the first post.
        assert!(run.out.contains("001.md, replaced  3 chapters"), "{run:?}");
        let guess =
            "the pages of the posts guessed at https://ilporto.substack.com, by the file email_list.ilporto.csv";
        assert!(run.err.contains(guess), "{}", run.err);
        newcomer
    }

    fn show(&self) -> String {
        self.text("il-porto/issues/show.toml")
    }

    fn output(&self) -> String {
        self.text("il-porto/output")
    }

    fn handoff(&self, args: &[&str]) -> Run {
        altavoce(&[&["handoff", "--show", &self.show(), "--output", &self.output()], args].concat())
    }
}

#[test]
fn from_substack_to_the_files_for_its_form() {
    let newcomer = Newcomer::with_issues();
    let issue = fs::read_to_string(newcomer.path("il-porto/issues/020.md")).unwrap();
    assert!(issue.contains("\nlink: \"https://ilporto.substack.com/p/numero-20\"\n"), "{issue}");
    assert!(!issue.contains("utm_source") && !issue.contains("Iscriviti"), "{issue}");

    // The newest is meant where none is named, and told.
    let (show, output) = (newcomer.show(), newcomer.output());
    let released = newcomer.run(&["release", "--show", &show, "--output", &output]);
    let newest = newcomer.text("il-porto/issues/020.md");
    let told = format!("altavoce: none was named, so this is the newest: {newest}\n");
    assert!(released.err.starts_with(&told), "{released:?}");
    assert!(released.out.contains("published nowhere"), "{released:?}");
    let page = fs::read_to_string(newcomer.path("il-porto/output/site/020-numero-20/index.html")).unwrap();
    let link = "href=\"https://ilporto.substack.com/p/numero-20\" rel=\"noopener\">Leggi il numero</a>";
    assert!(page.contains(link), "no link to the issue");

    let to = newcomer.text("per-substack");
    let made = newcomer.handoff(&["20", "--to", &to]);
    assert_eq!((made.code, made.err.as_str()), (0, ""), "{made:?}");
    let files = [
        "cover.jpg",
        "episode.mp3",
        "link.txt",
        "notes.html",
        "notes.txt",
        "subtitle.txt",
        "title.txt",
        "transcript.srt",
        "transcript.vtt",
    ];
    let mut found: Vec<String> =
        fs::read_dir(&to).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    found.sort();
    assert_eq!(found, files);
    assert!(files.iter().all(|file| made.out.contains(file) || *file == "link.txt"), "{}", made.out);
    assert!(made.out.contains("cover.jpg: enlarged from 1500 to 3000 pixels\n1. upload episode.mp3"), "{}", made.out);
    let read = |name: &str| fs::read_to_string(newcomer.path("per-substack").join(name)).unwrap();

    // Each file as an outsider reads it.
    let probe = |name: &str| {
        let file = format!("{to}/{name}");
        outsider_json(
            "ffprobe",
            &["-v", "error", "-show_format", "-show_streams", "-show_chapters", "-of", "json", &file],
        )
    };
    let sound = probe("episode.mp3");
    assert_eq!((&sound["format"]["format_name"], sound["chapters"].as_array().unwrap().len()), (&json!("mp3"), 3));
    let cover = probe("cover.jpg");
    assert_eq!((&cover["streams"][0]["width"], &cover["streams"][0]["height"]), (&json!(3000), &json!(3000)));
    assert!(fs::metadata(newcomer.path("per-substack/cover.jpg")).unwrap().len() <= 512 << 10);
    assert_eq!(probe("transcript.srt")["streams"][0]["codec_name"], "subrip");
    assert_eq!(read("title.txt"), "L'ultima corsa - #20\n");
    assert_eq!(read("subtitle.txt"), "Lettere dal porto, settimana 20\n");
    assert_eq!(read("link.txt"), "https://ilporto.substack.com/p/numero-20\n");
    let disclosed = "La voce che senti è artificiale; le parole sono di chi scrive.";
    for name in ["notes.txt", "notes.html"] {
        let notes = read(name).replace("&#39;", "'");
        for part in ["00:00 ", "Leggi il numero", "https://ilporto.substack.com/p/numero-20", "Sul molo", disclosed] {
            assert!(notes.contains(part), "{name}: {part:?}\n{notes}");
        }
        assert!(notes.len() < 4000);
    }
    assert!(read("notes.html").starts_with("<p>") && !read("notes.txt").contains('<'));
}

#[test]
fn a_folder_is_filled_again_and_what_is_the_authors_stays() {
    let newcomer = Newcomer::with_issues();
    let (show, output) = (newcomer.show(), newcomer.output());
    let issue = newcomer.text("il-porto/issues/003.md");
    newcomer.run(&["episode", &issue, "--show", &show, "--output", &output, "-q"]);
    let to = newcomer.path("mio");
    fs::create_dir(&to).unwrap();
    for name in ["cover.png", "appunti.txt"] {
        fs::write(to.join(name), "prima").unwrap();
    }
    let run = newcomer.handoff(&["--to", to.to_str().unwrap(), "--json"]);
    assert_eq!(run.code, 0, "{run:?}");
    let told: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!((&told["folder"], &told["told"]), (&json!(to), &json!([])));
    assert_eq!(fs::read_to_string(to.join("appunti.txt")).unwrap(), "prima");
    assert!(!to.join("cover.png").exists() && to.join("cover.jpg").exists());

    // What a host does not take is told, by name; the files are there all the same.
    let long = "Una cosa lunga ".repeat(12);
    let text = fs::read_to_string(&issue).unwrap();
    fs::write(&issue, text.replace("# Le reti di nylon - #3", &format!("# {long}"))).unwrap();
    let settings = fs::read_to_string(&show).unwrap();
    fs::write(&show, settings.replace("artwork = \"cover.png\"", "artwork = \"\"")).unwrap();
    newcomer.run(&["episode", &issue, "--show", &show, "--output", &output, "-q"]);
    let run = newcomer.handoff(&["003.md", "--to", to.to_str().unwrap()]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.err.contains("altavoce: Spreaker: the title has 1"), "{run:?}");
    assert_eq!(run.err.matches("there is no cover; name one as [feed] artwork in show.toml").count(), 3, "{run:?}");
    assert!(!to.join("cover.jpg").exists() && to.join("episode.mp3").exists());
}
