//! A show from nothing, up to its feed.

use std::fs;
use std::io::Cursor;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use altavoce::cli::{self, Io};
use altavoce::settings::Show;
#[cfg(unix)]
use altavoce::system::Package;

use crate::common::{Run, altavoce, outsider, outsider_json, python, root};

/// Runs in what says it is a terminal, with answers to its questions.
fn ask(args: &[&str], answers: &str) -> Run {
    let voices = root("tests/voices");
    let all = [&["altavoce"], args, &["--voices", voices.to_str().unwrap()]].concat().into_iter().map(Into::into);
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut stdin = Cursor::new(answers.as_bytes().to_vec());
    let stop = AtomicBool::new(false);
    let mut io = Io {
        stdin: &mut stdin,
        stdout: &mut out,
        stderr: &mut err,
        terminal: true,
        asks: true,
        colour: false,
        stop: &stop,
    };
    let code = cli::run(all, &mut io);
    Run { code, out: String::from_utf8(out).unwrap(), err: String::from_utf8(err).unwrap() }
}

#[cfg(unix)]
#[test]
fn a_machine_without_espeak_is_told_the_command_of_its_system() {
    let folder = tempfile::tempdir().unwrap();
    let bare = |args: &[&str]| {
        let mut command = crate::common::program();
        let output = command.args(args).env("PATH", folder.path()).current_dir(folder.path()).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let install = altavoce::system::install_command(Package::Espeak).unwrap_or_else(|| "install espeak-ng".into());
    let made = bare(&["new", "radar", "--title", "Radar", "--author", "Ada Rossi", "--email", "ada@example.org"]);
    assert!(made.contains(&format!("next:\n  {install}\n  cd radar\n")), "{made}");
    let told = bare(&["doctor"]);
    let missing = "MISSING  phonemes: espeak-ng, which turns words into phonemes, is not on this machine; install it: ";
    assert!(told.contains(missing), "{told}");
    assert!(
        told.lines().any(|line| line.starts_with("absent   M4A: ffmpeg") && line.contains("install it: ")),
        "{told}"
    );
}

#[test]
fn a_show_from_flags_goes_all_the_way_to_its_feed() {
    let folder = tempfile::tempdir().unwrap();
    let show = folder.path().join("radar");
    let path = |name: &str| show.join(name).to_str().unwrap().to_string();
    let made = altavoce(&[
        "new",
        show.to_str().unwrap(),
        "--title",
        "Il faro \"di notte\" & altri lumi",
        "--author",
        "Ada Rossi",
        "--email",
        "ada@example.org",
        "--url",
        "https://example.org/faro",
        "--category",
        "News/Tech News",
        "--voice",
        "fake",
    ]);
    assert_eq!((made.code, made.err.as_str()), (0, ""), "{made:?}");
    for next in ["altavoce check issues/001.md", "altavoce episode issues/001.md", "altavoce feed"] {
        assert!(made.out.contains(&format!("  {next}\n")), "{made:?}");
    }
    let settings = Show::read(&show.join("issues/show.toml")).unwrap();
    assert_eq!(settings.title, "Il faro \"di notte\" & altri lumi");
    assert_eq!(settings.feed.category, [["News", "Tech News"]]);
    assert_eq!(fs::read_to_string(show.join(".gitignore")).unwrap().lines().last(), Some("/output/"));

    // Somebody else decodes the artwork.
    let probe = ["-v", "error", "-show_entries", "stream=width,height,pix_fmt,codec_name", "-of", "json"];
    let cover = path("issues/cover.png");
    let stream = &outsider_json("ffprobe", &[&probe[..], &[&cover]].concat())["streams"][0];
    let seen = (
        stream["codec_name"].as_str(),
        stream["width"].as_u64(),
        stream["height"].as_u64(),
        stream["pix_fmt"].as_str(),
    );
    assert_eq!(seen, (Some("png"), Some(1400), Some(1400), Some("rgb24")));
    assert!(fs::metadata(&cover).unwrap().len() < 60_000);

    let script = altavoce(&["script", &path("issues/001.md")]);
    assert_eq!((script.code, script.err.as_str()), (0, ""), "{script:?}");
    for chapter in ["1. Introduzione", "2. Come si scrive un numero", "3. Come si ascolta", "4. Saluti"] {
        assert!(script.out.contains(chapter), "{chapter}: {}", script.out);
    }
    assert!(script.out.contains("Il faro \"di notte\""), "{}", script.out);
    let check = altavoce(&["check", &path("issues/001.md")]);
    assert!(check.code == 0 && check.out.contains("nothing to look at"), "{check:?}");
    let episode = altavoce(&["episode", &path("issues/001.md"), "--output", &path("output"), "-q"]);
    assert_eq!((episode.code, episode.err.as_str()), (0, ""), "{episode:?}");
    let feed = altavoce(&["feed", "--issues", &path("issues"), "--output", &path("output")]);
    assert_eq!((feed.code, feed.err.as_str()), (0, ""), "{feed:?}");
    let script = "import feedparser, sys; f = feedparser.parse(sys.argv[1]); \
                  print(f.bozo, f.feed.title, f.entries[0].title, f.entries[0].itunes_episode)";
    let read = outsider(python(), &["-c", script, &path("output/feed.xml")]);
    assert_eq!(read, "False Il faro \"di notte\" & altri lumi Si comincia 1\n");
}

#[test]
fn the_same_title_has_the_same_artwork() {
    let (one, two) = (altavoce::scaffold::draw("Radar").unwrap(), altavoce::scaffold::draw("Marea").unwrap());
    assert_eq!(one, altavoce::scaffold::draw("Radar").unwrap());
    assert_ne!(one, two);
    for title in ["", "日本", "W W", "Q", "42 gradi"] {
        assert!(image::load_from_memory(&altavoce::scaffold::draw(title).unwrap()).is_ok(), "{title}");
    }
}

#[test]
fn in_a_terminal_it_asks_for_what_is_missing_and_asks_again() {
    let folder = tempfile::tempdir().unwrap();
    let show = folder.path().join("marea");
    let answers = "\nMarea\nada\nada@example.org\n\nnowhere\nhttps://example.org/marea/\nTecnology\n\nfaek\nfake\n";
    let run = ask(&["new", show.to_str().unwrap(), "--author", "Ada Rossi"], answers);
    assert_eq!(run.code, 0, "{run:?}");
    let said = [
        "The show's name: ",
        "--title is empty; write a few words",
        "The owner's e-mail address: ",
        "`ada` is no e-mail address; write it like voce@example.org",
        "A sentence about it [Marea, una newsletter di Ada Rossi da ascoltare.]: ",
        "neither an https nor an http address",
        "[Technology]: ",
        "the nearest is `Technology`",
        "there is no voice `faek`; did you mean `fake`?",
    ];
    let mut rest = run.err.as_str();
    for part in said {
        let at = rest.find(part).unwrap_or_else(|| panic!("{part} is not said in its turn: {}", run.err));
        rest = &rest[at + part.len()..];
    }
    assert!(!run.err.contains("Who makes it"), "{}", run.err);
    let settings = Show::read(&show.join("issues/show.toml")).unwrap();
    assert_eq!(
        (settings.title.as_str(), settings.email.as_str(), settings.feed.url.as_str(), settings.voice.name.as_str()),
        ("Marea", "ada@example.org", "https://example.org/marea", "fake")
    );
    assert_eq!(settings.description, "Marea, una newsletter di Ada Rossi da ascoltare.");

    let gone = ask(&["new", folder.path().join("x").to_str().unwrap()], "Marea\n");
    assert!(gone.code == 2 && gone.err.ends_with("no answer to \"Who makes it\"; give --author\n"), "{gone:?}");
    assert!(!folder.path().join("x").exists());
}

#[test]
fn refuses_what_does_not_fit_and_writes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let show = folder.path().join("x");
    let dir = show.to_str().unwrap();
    let full = ["new", dir, "--title", "X", "--author", "Y", "--email", "a@example.org"];
    let rows: [(&[&str], &str); 6] = [
        (&["new", dir], "a new show needs --title, --author, --email; give them, or run it in a terminal, which asks"),
        (&["new", dir, "--title", "X", "--email", "a@example.org"], "a new show needs --author;"),
        (&[&full[..6], &["--email", "nobody"]].concat(), "`nobody` is no e-mail address"),
        (&[&full[..], &["--category", "Tech News"]].concat(), "it is a subcategory: write [\"News\", \"Tech News\"]"),
        (&[&full[..], &["--url", "ftp://x"]].concat(), "neither an https nor an http address"),
        (&[&full[..], &["--voice", "nikola"]].concat(), "did you mean `nicola`?"),
    ];
    for (args, what) in rows {
        let run = altavoce(args);
        assert!(run.code == 2 && run.out.is_empty() && run.err.contains(what), "{what}: {run:?}");
        assert!(!show.exists());
    }
}

#[test]
fn nothing_is_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().to_str().unwrap();
    let full = ["new", dir, "--title", "X", "--author", "Y", "--email", "a@example.org"];
    fs::write(folder.path().join(".gitignore"), "target\n").unwrap();
    let run = altavoce(&full);
    assert!(run.code == 0 && run.out.contains("add the line /output/ to"), "{run:?}");
    assert!(run.out.contains("set [feed] url in issues/show.toml before you publish"), "{run:?}");
    assert_eq!(fs::read_to_string(folder.path().join(".gitignore")).unwrap(), "target\n");

    let issue = folder.path().join("issues/001.md");
    fs::write(&issue, "# Mio\n\nTesto.\n").unwrap();
    fs::remove_file(folder.path().join("issues/show.toml")).unwrap();
    let again = altavoce(&full);
    assert!(again.code == 2 && again.err.contains("001.md: there is a show here already"), "{again:?}");
    assert_eq!(fs::read_to_string(&issue).unwrap(), "# Mio\n\nTesto.\n");
    assert!(!Path::new(dir).join("issues/show.toml").exists(), "half a show was written");
}

#[test]
fn the_step_to_the_voices_is_named_where_they_are_missing() {
    let folder = tempfile::tempdir().unwrap();
    let made = |name: &str, voice: &[&str]| {
        let show = folder.path().join(name);
        let flags =
            ["new", show.to_str().unwrap(), "--title", "Il faro", "--author", "Ada", "--email", "ada@example.org"];
        altavoce(&[&flags, voice].concat()).out
    };
    let step = "  altavoce voices install sara nicola   # 95 MB, once for all shows\n  altavoce check issues/001.md\n";
    assert!(made("neural", &[]).contains(step));
    assert!(!made("fake", &["--voice", "fake"]).contains("voices install"));
}
