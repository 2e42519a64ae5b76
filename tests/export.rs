//! `altavoce export`: the EPUB as epubcheck reads it, subtitles as ffprobe does, the text as it stands.

use std::fs;
use std::path::PathBuf;

use altavoce::manifest::Manifest;
use serde_json::{Value, json};

use crate::common::{Run, altavoce, outsider_json, python, root};

const ISSUE: &str = "---\ntitle: Il mare <d'inverno> & altro\nsubtitle: Una boa & poca corrente\nnumber: 7\ndate: 2026-03-05\n\
author: Ada Neri\ntags: [mare, boe]\nlink: https://pettirosso.example.org/p/mare?a=1&b=2\n---\n\n\
Un saluto a chi ascolta, con calma. E una seconda frase.\n\n\
## Prima parte\n\nLe onde arrivano piano sulla riva e se ne vanno di nuovo.\n\n> Il mare non ha paese.\n\n\
## Seconda parte\n\nQui si dice una cosa sola.\n\n- Una boa\n- Due boe\n\n## Terza\n\nE si finisce.\n";
const DISCLOSURE: &str = "La voce è di una macchina.";

struct Workspace(tempfile::TempDir);

impl Workspace {
    fn new() -> Workspace {
        let workspace = Workspace(tempfile::tempdir().unwrap());
        let show = format!(
            "title = \"Prove\"\nvoice = \"fake\"\nquote_voice = \"eco\"\ndisclosure = \"{DISCLOSURE}\"\n\
             [feed]\nartwork = \"cover.png\"\n"
        );
        fs::write(workspace.path("show.toml"), show).unwrap();
        fs::copy(root("issues/cover.png"), workspace.path("cover.png")).unwrap();
        fs::write(workspace.path("007.md"), ISSUE).unwrap();
        let run = altavoce(&["episode", &workspace.text("007.md"), "-o", &workspace.text("output"), "-q"]);
        assert_eq!(run.code, 0, "{run:?}");
        workspace
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn text(&self, name: &str) -> String {
        self.path(name).to_str().unwrap().to_string()
    }

    fn export(&self, args: &[&str]) -> Run {
        let (output, show) = (self.text("output"), self.text("show.toml"));
        altavoce(&[&["export", "-o", &output, "--show", &show], args].concat())
    }

    fn manifest(&self) -> Manifest {
        Manifest::read(&self.path("output/007-il-mare-d-inverno-e-altro")).unwrap()
    }
}

#[test]
fn the_book_is_sound_and_reads_itself_aloud() {
    let workspace = Workspace::new();
    let book = workspace.text("libro.epub");
    let run = workspace.export(&["7", "--format", "epub3", "--to", &book]);
    assert_eq!((run.code, run.out.trim(), run.err.as_str()), (0, book.as_str(), ""), "{run:?}");
    let read = outsider_json(python(), &[root("tests/epub_read.py").to_str().unwrap(), &book]);
    assert_eq!((&read["valid"], &read["messages"]), (&json!(true), &json!([])));

    // The first member says what the archive is, as it stands; so does no clock.
    let members = read["members"].as_array().unwrap();
    assert_eq!(members[0], json!(["mimetype", 0, 0, 20]));
    let manifest = workspace.manifest();
    let sound = members.iter().find(|m| m[0] == "EPUB/episode.mp3").unwrap();
    assert_eq!((&sound[1], sound[3].as_u64()), (&json!(0), manifest.file("episode.mp3").map(|f| f.bytes)));
    let first = fs::read(&book).unwrap();
    workspace.export(&["7", "--format", "epub3", "--to", &book, "-q"]);
    assert!(first == fs::read(&book).unwrap(), "the same episode made two books");

    // Every sentence, in order, and between them all of the episode.
    let overlays = read["overlays"].as_object().unwrap();
    assert_eq!(overlays.len(), manifest.chapters.len());
    let clips: Vec<&Value> = overlays.values().flat_map(|clips| clips.as_array().unwrap()).collect();
    let said: Vec<&str> = clips.iter().map(|clip| clip["text"].as_str().unwrap()).collect();
    assert_eq!(said, manifest.passages.iter().map(|p| p.text.trim()).collect::<Vec<_>>());
    let time = |clip: &Value, key: &str| clip[key].as_f64().unwrap();
    let mut wrong = Vec::new();
    for (clip, passage) in clips.iter().zip(&manifest.passages) {
        let heard = time(clip, "begin") <= passage.start + 0.001 && passage.end <= time(clip, "end") + 0.001;
        if !heard || clip["sound"] != "episode.mp3" {
            wrong.push(format!("{clip} {} {}", passage.start, passage.end));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let length: f64 = clips.iter().map(|clip| time(clip, "end") - time(clip, "begin")).sum();
    assert!((length - manifest.duration).abs() < 0.01, "{length}, not {}", manifest.duration);

    let (package, title) = (read["package"].as_str().unwrap(), read["title"].as_str().unwrap());
    for part in [
        "<dc:title>Il mare &lt;d'inverno&gt; &amp; altro</dc:title>",
        "<dc:creator>Ada Neri</dc:creator>",
        "<dc:source>https://pettirosso.example.org/p/mare?a=1&amp;b=2</dc:source>",
        "<meta property=\"dcterms:modified\">2026-03-05T00:00:00Z</meta>",
        "<meta property=\"schema:accessibilityFeature\">synchronizedAudioText</meta>",
        "properties=\"cover-image\"",
        "<meta property=\"group-position\" refines=\"#show\">7</meta>",
    ] {
        assert!(package.replace("&apos;", "'").contains(part), "{part}\n{package}");
    }
    for part in [DISCLOSURE, "Numero 7", "5 marzo 2026", "Leggi il numero", "src=\"cover.png\""] {
        assert!(title.contains(part), "{part}\n{title}");
    }
}

#[test]
fn subtitles_are_the_transcript_again() {
    let workspace = Workspace::new();
    let run = workspace.export(&["--format", "srt"]);
    assert_eq!(run.code, 0, "{run:?}");
    // None was named: it is said which, and the file lies beside its folder.
    let folder = workspace.text("output/007-il-mare-d-inverno-e-altro");
    assert_eq!(run.err, format!("altavoce: none was named, so this is the newest: {folder}\n"));
    let srt = format!("{folder}.srt");
    assert_eq!(run.out.trim(), srt);
    let packets = |file: &str| {
        let read = outsider_json("ffprobe", &["-v", "error", "-show_packets", "-of", "json", file]);
        let packets = read["packets"].as_array().unwrap().clone();
        packets.into_iter().map(|p| (p["pts_time"].clone(), p["duration_time"].clone())).collect::<Vec<_>>()
    };
    let ours = packets(&srt);
    assert_eq!(ours, packets(&format!("{folder}/transcript.vtt")));
    assert_eq!(ours.len(), workspace.manifest().passages.len());
    let text = fs::read_to_string(&srt).unwrap();
    assert!(text.starts_with("1\n00:00:0") && text.contains("\nEco: Il mare non ha paese.\n"), "{text}");
}

#[test]
fn the_text_stands_in_its_paragraphs() {
    let workspace = Workspace::new();
    let to = workspace.text("numero.txt");
    let run = workspace.export(&["007.md", "--format", "txt", "--to", &to, "--json"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""), "{run:?}");
    assert_eq!(serde_json::from_str::<Value>(&run.out).unwrap()["output"], json!(to));
    let text = fs::read_to_string(&to).unwrap();
    let head = "Il mare <d'inverno> & altro\n\nUna boa & poca corrente\n\nAda Neri\n\n\
                https://pettirosso.example.org/p/mare?a=1&b=2\n\nLa voce è di una macchina.\n\n";
    assert!(text.starts_with(head), "{text}");
    for part in [
        "Un saluto a chi ascolta, con calma. E una seconda frase.\n\n",
        "\n\nSeconda parte\n-------------\n\n",
        "\n\n> Il mare non ha paese.\n\n",
        "\n\n- Una boa",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
}

#[test]
fn what_cannot_be_written_is_said_in_a_sentence() {
    let workspace = Workspace::new();
    let folder = workspace.text("output");
    let rows: [(&[&str], u8, &str); 3] = [
        (&["8", "--format", "txt"], 2, "there is no episode `8`"),
        (&["7", "--format", "srt", "--to", &folder], 2, "this is a folder; name a file, like book.srt"),
        (&["7", "--format", "pdf"], 2, "invalid value 'pdf'"),
    ];
    let mut wrong = Vec::new();
    for (args, code, said) in rows {
        let run = workspace.export(args);
        if run.code != code || !run.err.contains(said) || !run.out.is_empty() {
            wrong.push(format!("{args:?}: {run:?}"));
        }
    }
    fs::remove_file(workspace.path("cover.png")).unwrap();
    let run = workspace.export(&["7", "--format", "epub3"]);
    if run.code != 3 || !run.err.contains("cannot read the cover: no such file or folder") {
        wrong.push(format!("{run:?}"));
    }
    fs::remove_file(workspace.path("output/007-il-mare-d-inverno-e-altro/episode.mp3")).unwrap();
    fs::copy(root("issues/cover.png"), workspace.path("cover.png")).unwrap();
    let run = workspace.export(&["7", "--format", "epub3"]);
    let left = fs::read_dir(workspace.path("output"))
        .unwrap()
        .flatten()
        .any(|e| e.path().extension().is_some_and(|e| e == "epub"));
    if run.code == 0 || !run.err.contains("episode.mp3: cannot read") || left {
        wrong.push(format!("{run:?} {left}"));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
