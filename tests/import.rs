//! Imports: each file of `tests/import` against the Markdown (`FILE.md`) and the diagnostics (`FILE.said`) beside it.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use altavoce::import::{self, Format, Import, Options};
use altavoce::issue::Issue;
use altavoce::italian::Tables;
use altavoce::script::{self, Role};
use jiff::civil::date;
use proptest::prelude::*;

use crate::common::cases::random_cases;
use crate::common::{altavoce, golden, root};

fn options() -> Options {
    Options::on(date(2026, 3, 1))
}

/// The folder `tests/import/substack` as Substack would have zipped it.
fn export(folder: &Path) -> PathBuf {
    let path = folder.join("export.zip");
    let mut archive = zip::ZipWriter::new(fs::File::create(&path).unwrap());
    let source = root("tests/import/substack");
    let mut names = vec!["posts.csv".to_string()];
    names.extend(
        fs::read_dir(source.join("posts"))
            .unwrap()
            .map(|e| format!("posts/{}", e.unwrap().file_name().to_str().unwrap())),
    );
    names.sort();
    for name in names {
        archive.start_file(&name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(&fs::read(source.join(&name)).unwrap()).unwrap();
    }
    archive.finish().unwrap();
    path
}

/// The issues, each under its name if there are several, and what is said, a line each.
fn render(import: &Import) -> (String, String) {
    let mut text = String::new();
    let mut said = format!("{:?}\n", import.format);
    let place = |line: Option<u32>| line.map_or("  -".to_string(), |l| format!("{l:>3}"));
    for diagnostic in &import.diagnostics {
        said += &format!("{} {}\n", place(diagnostic.line), diagnostic.what);
    }
    for issue in &import.issues {
        text += &format!("==> {} <==\n{}\n", issue.name, issue.markdown);
        said += &format!("\n{} {:?} {:?}\n{}\n", issue.name, issue.number, issue.date, issue.chapters.join(" · "));
        for diagnostic in &issue.diagnostics {
            said += &format!("{} {}\n", place(diagnostic.line), diagnostic.what);
        }
    }
    (text, said)
}

#[test]
fn imports_are_as_they_were_read() {
    let folder = root("tests/import");
    let outside = tempfile::tempdir().unwrap();
    let is_golden = |name: &str| name.ends_with(".said") || (name.ends_with(".md") && name.matches('.').count() > 1);
    let mut sources: Vec<PathBuf> = fs::read_dir(&folder)
        .unwrap()
        .map(|e| e.unwrap().path())
        .filter(|p| p.is_file() && !is_golden(p.file_name().unwrap().to_str().unwrap()))
        .collect();
    sources.push(export(outside.path()));
    sources.sort();
    assert!(sources.len() >= 11, "only {} sources", sources.len());
    let mut wrong = Vec::new();
    for source in sources {
        let import = import::read(&source, &options()).unwrap();
        let (markdown, said) = render(&import);
        let name = source.file_name().unwrap().to_str().unwrap();
        for (kind, got) in [("md", markdown), ("said", said)] {
            wrong.extend(golden::difference(&folder.join(format!("{name}.{kind}")), &got));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The chapters and the roles of an issue.
fn shape(path: &Path, bytes: &[u8]) -> Vec<(String, Vec<Role>)> {
    let issue = Issue::parse(path, bytes).unwrap();
    let script = script::write(&issue, &script::ScriptSettings::default(), Tables::builtin());
    script.chapters.into_iter().map(|c| (c.title, c.passages.iter().map(|p| p.role).collect())).collect()
}

#[test]
fn a_text_a_line_a_paragraph_gives_the_chapters_that_its_author_means() {
    let source = root("tests/import/012.txt");
    let issue = import::read(&source, &options()).unwrap().issues.remove(0);
    assert_eq!(
        issue.chapters,
        ["Introduzione", "Sottocosta - Un orecchio di plastica in fondo al golfo", "Onde corte", "Rotte", "Saluti"]
    );
    assert_eq!((issue.name.as_str(), issue.number), ("012.md", Some(12)));
    let shape = shape(Path::new("012.md"), issue.markdown.as_bytes());
    assert!(shape[1].1.contains(&Role::Quote), "{:?}", shape[1]);
    // Every guess names the line it is about.
    let text = fs::read_to_string(&source).unwrap();
    for diagnostic in issue.diagnostics.iter().filter(|r| r.what.contains("guessed")) {
        let line = text.lines().nth(diagnostic.line.unwrap() as usize - 1).unwrap();
        let shown = diagnostic.what.split('"').nth(1).unwrap().trim_end_matches('…');
        assert!(line.contains(shown), "{diagnostic:?}");
    }
    // Nothing is lost: every word of the text is in the Markdown.
    for word in text.split_whitespace() {
        assert!(issue.markdown.contains(word.trim_matches(|c: char| !c.is_alphanumeric())), "{word}");
    }
}

#[test]
fn what_exports_hold_back_is_imported_when_asked() {
    let file = |name: &str| root("tests/import").join(name).to_str().unwrap().to_string();
    let run = |name: &str, args: &[&str]| altavoce(&[&["import", "--dry-run", &file(name)], args].concat());
    let ghost = run("ghost.json", &["--drafts", "--paid"]);
    assert!(ghost.out.contains("==> una-bozza.md <==\n\n---\ndraft: true\nslug: \"una-bozza\"\n---"), "{ghost:?}");
    assert!(ghost.out.contains("La fine no, e racconta") && ghost.out.contains("Da finire."), "{ghost:?}");
    let said = "post \"Solo per chi paga\": it was for members only (`paid`); a podcast is for everybody";
    assert!(ghost.err.contains(said) && !ghost.err.contains("not published"), "{ghost:?}");
    let wordpress = run("wordpress.xml", &["--drafts"]);
    assert!(wordpress.out.contains("# Non ancora\n") && wordpress.out.contains("# Fra un mese\n"), "{wordpress:?}");
    assert_eq!(wordpress.out.matches("draft: true").count(), 2, "{wordpress:?}");
    assert!(!wordpress.out.contains("segreto") && !wordpress.out.contains("Sbagliato"), "{wordpress:?}");
    let table = run("beehiiv.csv", &["--drafts"]);
    assert!(table.out.contains("# Un'idea\n") && table.out.contains("draft: true"), "{table:?}");
}

#[test]
fn zips_of_other_services_are_read_too() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("export.zip");
    let zip = |files: &[(&str, &str)]| {
        let mut archive = zip::ZipWriter::new(fs::File::create(&path).unwrap());
        for (name, source) in files {
            archive.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
            archive.write_all(&fs::read(root("tests/import").join(source)).unwrap()).unwrap();
        }
        archive.finish().unwrap();
        import::read(&path, &options()).unwrap()
    };
    let names = |import: &Import| import.issues.iter().map(|issue| issue.name.clone()).collect::<Vec<_>>();
    let medium = zip(&[
        ("README.html", "pagina.html"),
        ("posts/2024-05-06_Il-violino-in-cantina-8.html", "medium.html"),
        ("posts/draft_Un-altro-9.html", "medium.html"),
    ]);
    assert_eq!((medium.format, names(&medium)), (Format::Medium, vec!["il-violino-in-cantina.md".to_string()]));
    let told = "removed \"posts/draft_Un-altro-9.html\": not published; --drafts imports it";
    assert_eq!(medium.diagnostics[0].what, told);
    let ghost = zip(&[("__MACOSX/._ghost.json", "utf16.txt"), ("alveare/ghost.json", "ghost.json")]);
    assert_eq!((ghost.format, ghost.issues.len()), (Format::Ghost, 3));
    let table = zip(&[("posts_2024.csv", "beehiiv.csv")]);
    assert_eq!((table.format, table.issues.len()), (Format::Table, 2));
}

#[test]
fn what_stands_behind_a_paywall_is_imported_when_asked() {
    let file = root("tests/import/abbonati.html");
    let paid = altavoce(&["import", "--dry-run", "--paid", file.to_str().unwrap()]);
    let kept = ["## Chi la guida", "bere acqua[^2].", "[^1]: Due volte.", "[^2]: Solo vino."];
    assert!(kept.iter().all(|words| paid.out.contains(words)) && !paid.err.contains("paywall"), "{paid:?}");
}

#[test]
fn issues_without_a_number_are_numbered_by_day_and_hour() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_string();
    let text = "Oggi si parla di mare, e con calma.";
    fs::write(path("sera.md"), format!("---\ntitle: Sera\ndate: 2024-03-08 19:30\n---\n\n{text}\n")).unwrap();
    fs::write(
        path("mattina.md"),
        format!("+++\ntitle = \"Mattina\"\ndate = 2024-03-08T07:30:00+01:00\n+++\n\n{text}\n"),
    )
    .unwrap();
    fs::write(path("prima.txt"), format!("Prima di tutto\n7 marzo 2024\n\n{text}\n")).unwrap();
    fs::write(path("sei.md"), format!("---\ntitle: Sei\nnumber: 6\ndate: 2020-01-01\n---\n\n{text}\n")).unwrap();
    fs::write(path("mai.md"), format!("# Mai\n\n{text}\n")).unwrap();
    let (sera, mattina, prima, sei, mai) =
        (path("sera.md"), path("mattina.md"), path("prima.txt"), path("sei.md"), path("mai.md"));
    let out = path("issues");
    let files = [&sera, &mattina, &prima, &sei, &mai].map(String::as_str);
    let args = [&["import", "--out", &out, "--number-by-date=5"], &files[..]].concat();
    let run = altavoce(&args);
    let written =
        |name: &str| fs::read_to_string(Path::new(&out).join(name)).unwrap_or_else(|e| panic!("{name}: {e}: {run:?}"));
    assert!(written("005.md").starts_with("---\nnumber: 5\ndate: 2024-03-07\n---\n\n# Prima di tutto"), "{run:?}");
    assert!(written("006.md").contains("title: Sei"), "{run:?}");
    assert!(written("007.md").starts_with("+++\nnumber = 7\ntitle = \"Mattina\"\n"), "{run:?}");
    assert!(written("008.md").starts_with("---\ntitle: Sera\ndate: 2024-03-08 19:30\nnumber: 8\n---\n"), "{run:?}");
    assert!(written("mai.md").starts_with("# Mai\n"), "{run:?}");
    let guess = "sera.md: number 8 from \"2024-03-08 19:30\" guessed: its place among the issues by day and hour";
    assert!(
        run.err.contains(guess) && run.err.contains("mai.md: it has no day, so it gets no number by its date"),
        "{run:?}"
    );
    // What has a number keeps it: the same run changes nothing.
    let again = altavoce(&args);
    assert!(again.code == 0 && again.out.matches(", unchanged").count() == 5, "{again:?}");
    let from_one = altavoce(&["import", "--dry-run", "-q", "--number-by-date", &sera]);
    assert!(from_one.out.contains("number: 1\n"), "{from_one:?}");
}

#[test]
fn an_article_on_privacy_keeps_its_end() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.html");
    let long = "Una frase che fa da testo, con la sua virgola e con il suo punto in fondo. ".repeat(3);
    let html = format!(
        "<html><body><h1>I dati</h1><p>{long}</p><h2>Uno</h2><p>{long}</p><p>Nessuno legge l'informativa sulla privacy.</p>\
         <h2>Due</h2><p>Breve, ma da dire.</p><ul><li>primo</li></ul>\
         <p>Hai ricevuto questa e-mail perché sei iscritto. Disiscriviti</p><p>Via degli Orti 7</p></body></html>"
    );
    fs::write(&path, html).unwrap();
    let markdown = import::read(&path, &options()).unwrap().issues.remove(0).markdown;
    let kept = ["informativa", "## Due", "Breve, ma da dire.", "- primo"];
    assert!(kept.iter().all(|words| markdown.contains(words)), "{markdown}");
    assert!(!markdown.contains("ricevuto") && !markdown.contains("Orti"), "{markdown}");
}

#[test]
fn an_entry_of_buttons_does_not_stop_the_others() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("feed.xml");
    let item = |title: &str, html: &str| {
        format!("<item><title>{title}</title><description><![CDATA[{html}]]></description></item>\n")
    };
    let items = [
        item("Bottoni", "<p>Iscriviti ora</p><p>Condividi</p>"),
        item("Come usare &amp;lt;div&amp;gt; e __init__", "<p>Si parla di pagine, e con calma.</p>"),
    ];
    fs::write(&path, format!("<rss><channel>\n{}</channel></rss>", items.concat())).unwrap();
    let import = import::read(&path, &options()).unwrap();
    let told: Vec<_> = import.diagnostics.iter().map(|r| r.what.as_str()).collect();
    assert_eq!(told, ["removed \"Bottoni\": nothing is left of it but buttons and small print"]);
    assert_eq!((import.issues.len(), import.issues[0].title.as_str()), (1, "Come usare <div> e __init__"));
}

/// Not ours to commit: `ALTAVOCE_REAL=FOLDER` has pairs NNN.txt and NNN.md of one issue.
#[test]
fn real_texts_give_the_chapters_of_their_markdown() {
    let Some(folder) = std::env::var_os("ALTAVOCE_REAL").map(PathBuf::from) else { return };
    let mut pairs = 0;
    for text in
        fs::read_dir(&folder).unwrap().map(|e| e.unwrap().path()).filter(|p| p.extension() == Some("txt".as_ref()))
    {
        let markdown = text.with_extension("md");
        let imported = import::read(&text, &options()).unwrap().issues.remove(0);
        let want = shape(&markdown, &fs::read(&markdown).unwrap());
        let got = shape(&markdown, imported.markdown.as_bytes());
        assert_eq!(got, want, "{}", text.display());
        pairs += 1;
    }
    assert!(pairs > 0, "{} has no .txt", folder.display());
}

#[test]
fn sections_of_other_issues_are_known() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_string();
    let long = "Una frase che fa da testo, con la sua virgola e con il suo punto in fondo. ".repeat(3);
    let text = |n: u32| format!("Il numero - #{n}\n{long}\nle nostre onde\n{long}\n{long}\n");
    fs::write(path("1.txt"), text(1)).unwrap();
    let before = altavoce(&["import", "--dry-run", "-q", &path("1.txt"), "-o", &path("issues")]);
    assert!(before.code == 0 && !before.out.contains("## "), "{before:?}");
    fs::create_dir(path("issues")).unwrap();
    fs::write(path("issues/009.md"), "# Nove\n\n## Le nostre onde\n\nTesto.\n").unwrap();
    let run = altavoce(&["import", "--dry-run", &path("1.txt"), "-o", &path("issues")]);
    assert!(run.out.contains("\n## le nostre onde\n"), "{run:?}");
    assert!(
        run.err.contains("1.txt:3: heading \"le nostre onde\" guessed: a section's name that other issues have too")
    );
}

#[test]
fn nothing_is_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_string();
    let source = path("007.txt");
    fs::write(&source, "Il mare - #7\n\nOggi si parla di mare, e con calma.\n").unwrap();
    let out = path("issues");
    let args = ["import", &source, "--out", &out];
    let issue = path("issues/007.md");

    let dry = altavoce(&[&args[..], &["--dry-run"]].concat());
    assert!(dry.code == 0 && dry.out.contains("# Il mare - #7") && !Path::new(&out).exists(), "{dry:?}");
    let first = altavoce(&args);
    assert_eq!((first.code, first.out.as_str()), (0, format!("{issue}  1 chapter: Il mare\n").as_str()), "{first:?}");
    assert_eq!(fs::read_to_string(&issue).unwrap(), dry.out);
    let again = altavoce(&args);
    assert!(again.code == 0 && again.out.contains("007.md, unchanged"), "{again:?}");

    fs::write(&issue, "# Mio\n\nTesto mio.\n").unwrap();
    let refused = altavoce(&args);
    assert_eq!((refused.code, refused.out.as_str()), (2, ""), "{refused:?}");
    assert!(refused.err.ends_with(&format!(
        "altavoce: {issue}: another text is in this file already; give --force to replace it, or --out to write elsewhere\n"
    )));
    assert_eq!(fs::read_to_string(&issue).unwrap(), "# Mio\n\nTesto mio.\n");
    let forced = altavoce(&[&args[..], &["--force", "--json", "-q", "--date", "2024-03-08"]].concat());
    let json: serde_json::Value = serde_json::from_str(&forced.out).unwrap();
    let made = &json["sources"][0]["issues"][0];
    assert_eq!((made["state"].as_str(), made["date"].as_str()), (Some("replaced"), Some("2024-03-08")), "{json:#}");
    assert_eq!(forced.err, "");
    assert!(fs::read_to_string(&issue).unwrap().starts_with("---\nnumber: 7\ndate: 2024-03-08\n---\n"));
}

#[test]
fn one_clash_writes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let zip = export(folder.path());
    let out = folder.path().join("issues");
    fs::create_dir(&out).unwrap();
    fs::write(out.join("002.md"), "# Mio\n\nTesto.\n").unwrap();
    let run = altavoce(&["import", zip.to_str().unwrap(), "--out", out.to_str().unwrap()]);
    assert!(run.code == 2 && run.err.contains("002.md: another text"), "{run:?}");
    assert_eq!(fs::read_dir(&out).unwrap().count(), 1, "an issue was written beside the clash");
    let one = altavoce(&["import", zip.to_str().unwrap(), "--number", "5"]);
    assert!(one.code == 2 && one.err.contains("--date and --number are for one issue"), "{one:?}");
    let drafts = altavoce(&["import", zip.to_str().unwrap(), "--drafts", "--dry-run", "-q"]);
    assert!(drafts.out.contains("==> bozza.md <==") && drafts.err.is_empty(), "{drafts:?}");
}

#[test]
fn bad_files_are_refused_in_one_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_string();
    let write = |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).unwrap();
    let zip = |name: &str, files: &[(&str, &str)]| {
        let mut archive = zip::ZipWriter::new(fs::File::create(folder.path().join(name)).unwrap());
        for (name, text) in files {
            archive.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
            archive.write_all(text.as_bytes()).unwrap();
        }
        archive.finish().unwrap();
    };
    write("empty.txt", b"");
    write("binary.txt", b"abc\0\x01\x02def");
    write("picture.html", b"\x89PNG\r\n\x1a\n....");
    write("no-text.html", b"<html><body><script>ciao()</script><img src=\"x.png\"></body></html>");
    write("deep.html", format!("<html>{}<p>x</p>", "<div>".repeat(5000)).as_bytes());
    write("other.xml", b"<?xml version=\"1.0\"?><gpx><p>x</p></gpx>");
    write("cut.xml", b"<?xml version=\"1.0\"?>\n<rss><channel>\n<item><title>x</title>");
    write("buttons.txt", b"Iscriviti ora\n\nCondividi\n");
    write("table.csv", b"id,name\n1,a\n");
    write("table.dat", b"a_b,c_d,e_f\n1,2,3\n1,2,3\n1,2,3\n1,2,3\n");
    write("drafts.csv", b"title,content_html,status\nA,<p>a</p>,draft\n");
    write("keys.json", b"{\"name\": \"x\", \"scripts\": {}}");
    write("list.json", b"[{\"a\": 1}, {\"a\": 2}]");
    write("cut.json", b"{\"db\": [{\"data\": {\n\"posts\": [");
    write("no-posts.json", b"{\"db\": 3}");
    write("pages.json", b"{\"db\":[{\"data\":{\"posts\":[{\"title\":\"A\",\"type\":\"page\"}]}}]}");
    write("blog.sql", b"-- MySQL dump 10.13\n\nCREATE TABLE wp_posts;\n");
    write("front.md", b"---\nnumber: molti\n---\n\nTesto.\n");
    zip("other.zip", &[("a.txt", "ciao")]);
    zip("book.epub", &[("META-INF/container.xml", "<x/>")]);
    zip("letter.docx", &[("word/document.xml", "<w/>")]);
    zip("columns.zip", &[("posts.csv", "id,name\n1,a\n")]);
    zip("drafts.zip", &[("posts.csv", "post_id,title,is_published\n1.a,A,false\n"), ("posts/1.a.html", "<p>a</p>")]);
    write("broken.zip", b"PK\x03\x04nothing");
    let huge = fs::File::create(folder.path().join("huge.txt")).unwrap();
    huge.set_len((50 << 20) + 1).unwrap();
    let folder_itself = folder.path().to_str().unwrap().to_string();

    let rows = [
        ("none.txt", "cannot read: no such file or folder; check the path"),
        ("empty.txt", "the file is empty; give a file with the text of an issue"),
        ("binary.txt", "this is not a text in UTF-8, UTF-16 or Windows-1252; save it as UTF-8 text"),
        ("picture.html", "this is a picture, not a text; export the issue as HTML or plain text"),
        ("no-text.html", "there is no text in this HTML; save the page whole, or its text"),
        ("deep.html", "the HTML is nested more than 300 elements deep; save the text alone, or as plain text"),
        ("other.xml", "this XML is neither RSS nor Atom: its root is <gpx>; save the feed, or the page as HTML"),
        ("cut.xml", ":3: the XML is broken"),
        ("buttons.txt", "nothing is left of it but buttons and small print"),
        ("front.md", ":2: `number` is not a whole number: `molti`; write it in digits"),
        ("other.zip", "this ZIP is no export that we know; it holds a.txt; unpack it and give the files inside"),
        ("letter.docx", "this is a word processor's document; export it as HTML or plain text"),
        ("book.epub", "this is a book (EPUB); export it as HTML or plain text"),
        ("columns.zip", "posts.csv inside the ZIP has no column post_id; download the export again"),
        ("drafts.zip", "the export has no published post; publish some first, or give --drafts if there are drafts"),
        ("broken.zip", "the ZIP cannot be read"),
        ("huge.txt", "the file has 51 MB; no issue has more than 50; give the text of an issue alone"),
        ("", "this is a folder; name the files in it"),
        (
            "table.csv",
            "this is a table (CSV) with the columns id, name, and none of texts, like content_html; give the whole ZIP",
        ),
        ("table.dat", "this is a table (CSV) with the columns a_b, c_d, e_f, and none of titles, like title"),
        ("drafts.csv", "the export has no published post; publish some first, or give --drafts"),
        ("keys.json", "this is JSON, an object with the keys name, scripts, and no export that we know; give Ghost's"),
        ("list.json", "this is JSON, a list of 2, and no export that we know"),
        ("cut.json", ":2: the JSON is broken: EOF while parsing a list; download the export again"),
        ("no-posts.json", "this is JSON with the keys of a Ghost export, but there are no posts in `db[0].data.posts`"),
        ("pages.json", "the export has no published post"),
        ("blog.sql", "this is a database (SQL), no text of an issue; export the issue as HTML or plain text"),
        ("two", "two of the files have an issue of this name"),
    ];
    let mut wrong = Vec::new();
    write("a.txt", b"Il mare - #7\n\nOggi si parla di mare.\n");
    write("b.txt", b"Il lago - #7\n\nOggi si parla di lago.\n");
    let (a, b, out) = (path("a.txt"), path("b.txt"), path("out"));
    for (name, what) in rows {
        let file = if name.is_empty() { folder_itself.clone() } else { path(name) };
        let files = if name == "two" { vec![a.as_str(), b.as_str()] } else { vec![file.as_str()] };
        let run = altavoce(&[&["import", "-q", "--out", &out], &files[..]].concat());
        let place = if name == "two" { &out } else { &file };
        let sentence = run.err.starts_with(&format!("altavoce: {place}")) && run.err.matches('\n').count() == 1;
        if !sentence || !run.err.contains(what) || run.code != if name == "two" { 2 } else { 3 } || !run.out.is_empty()
        {
            wrong.push(format!("{name}: {run:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(!Path::new(&out).exists());
}

/// Pieces of texts and pages in any order.
fn anything() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[a-zA-Zàèéìòù]{1,9}[ .,!?:;\n]{1,2}",
        2 => Just("\n\n".to_string()),
        1 => "\n(#{1,3}|>|-|•|[0-9]{1,2}[.)]|---|===|\\|a\\|) ",
        1 => "(🦸♀️|👋|\u{A0}|\u{200B}|`|\\*|_|\\[|\\]|<|&amp;|\\\\)",
        1 => "(Iscriviti|© 2024|Super - Uno|8 marzo|di Ada Rossi|\\(https://a\\.it/x\\?utm_a=1\\)|TITOLO)",
        1 => "</?(p|h1|h3|b|table|tr|td|th|a href=\"https://a\\.it\"|ul|li|blockquote|div|pre|br)>",
        1 => "\\PC{0,4}",
    ];
    proptest::collection::vec(piece, 0..40).prop_map(|p| p.concat())
}

proptest! {
    #![proptest_config(random_cases(100))]

    #[test]
    fn whatever_is_imported_is_an_issue(text in anything(), html in any::<bool>()) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(if html { "a.html" } else { "a.txt" });
        fs::write(&path, if html { format!("<html><p>{text}</p></html>") } else { text }).unwrap();
        if let Ok(import) = import::read(&path, &options()) {
            for issue in import.issues {
                prop_assert!(Issue::parse(Path::new(&issue.name), issue.markdown.as_bytes()).is_ok());
                prop_assert!(!issue.chapters.is_empty());
                prop_assert!(!issue.markdown.contains("utm_a"), "{}", issue.markdown);
            }
        }
    }

    #[test]
    fn whatever_an_export_holds_is_read(text in anything(), more in "(\\[/?(x|caption|code)( a=\"b\"]|\\])|<!-- wp:x -->|-\n|\"|;|,|\t|= |&){0,12}") {
        let folder = tempfile::tempdir().unwrap();
        let text = format!("{text}{more}{text}");
        let escaped = text.replace('&', "&amp;").replace('<', "&lt;");
        let post = serde_json::json!({ "title": text, "html": text, "status": "published", "published_at": text });
        let ghost = serde_json::json!({ "db": [{ "data": { "posts": [post, { "lexical": text, "mobiledoc": text }] } }] });
        let files = [
            ("a.json", ghost.to_string()),
            ("b.json", text.clone()),
            ("a.csv", format!("title,status,content_html,date\n\"x\",published,\"{}\",2024-01-01\n", text.replace('"', "\"\""))),
            ("b.csv", text.clone()),
            ("a.xml", format!("<rss><wp:wxr_version>1.2</wp:wxr_version><channel><item><title>x</title><content:encoded>{escaped}</content:encoded></item></channel></rss>")),
            ("a.eml", format!("Subject: {}\nMIME-Version: 1.0\n\n{text}", more.replace('\n', " "))),
            ("page.txt", format!("Titolo\nMar 8, 2024\n3\nShare\n{text}\nRead full story\n{text}\nDiscussion about this post\n{text}")),
            ("mail.txt", format!("Da: Ada Neri\nOggetto: {}\n\n{}", more.replace('\n', " "), text.replace(' ', "\n"))),
        ];
        for (name, content) in files {
            let path = folder.path().join(name);
            fs::write(&path, content).unwrap();
            if let Ok(import) = import::read(&path, &options()) {
                for issue in import.issues {
                    prop_assert!(Issue::parse(Path::new(&issue.name), issue.markdown.as_bytes()).is_ok(), "{name}");
                }
            }
        }
    }
}
