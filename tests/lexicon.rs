//! The author's lexicon and the check of an issue, through the command line.

use std::fs;
use std::path::Path;

use crate::common::{altavoce, altavoce_with, program};

/// A folder with settings and an issue, and its paths.
fn show() -> (tempfile::TempDir, String, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_string();
    fs::write(path("show.toml"), "title = \"Prova\"\n").unwrap();
    let issue =
        "# Prova\n\nUn Zbrkovski dice che il GPT-4o legge.\n\nEcco il whisper, e poi\nla pesca sportiva e Zbrkovski.\n";
    fs::write(path("1.md"), issue).unwrap();
    let (settings, issue) = (path("show.toml"), path("1.md"));
    (folder, settings, issue)
}

fn lexicon(folder: &Path) -> String {
    fs::read_to_string(folder.join("lexicon.toml")).unwrap_or_default()
}

#[test]
fn a_word_is_fixed_in_one_command() {
    let (_folder, settings, issue) = show();
    let before = altavoce_with(&["lexicon", "test", "--lines", "--show", &settings], "Zbrkovski e il GPT-4o\n");
    assert_eq!(before.code, 0, "{before:?}");
    let add = altavoce(&["lexicon", "add", "Zbrkovski", "--say", "Sbercòvschi", "--show", &settings]);
    assert!(add.code == 0 && add.out.contains("zberkˈɔvskɪ") && add.out.contains("added in"), "{add:?}");
    let add = altavoce(&["lexicon", "add", "GPT-4o", "--ipa", "ʧˈao", "--show", &settings]);
    assert_eq!(add.code, 0, "{add:?}");
    let after = altavoce_with(&["lexicon", "test", "--lines", "--show", &settings], "Zbrkovski e il GPT-4o\n");
    assert_eq!(after.out, "zberkˈɔvskɪ e il ʧˈao\n", "{before:?}");

    let why = altavoce(&["lexicon", "why", "Zbrkovski", &issue]);
    assert!(why.out.contains("1.md:3: Zbrkovski → zberkˈɔvskɪ") && why.out.contains("your lexicon"), "{why:?}");
    assert!(why.out.contains("1.md:6: Zbrkovski"), "{why:?}");
    let checked = altavoce(&["check", &issue]);
    assert!(!checked.out.contains("Zbrkovski"), "what the lexicon knows is no risk: {checked:?}");
}

#[test]
fn the_file_keeps_its_comments_and_shrinks_again() {
    let (folder, settings, _) = show();
    let written = "# i nomi\nSchlein = { say = \"Sclàin\" } # la segretaria\n";
    fs::write(folder.path().join("lexicon.toml"), written).unwrap();
    let add = altavoce(&["lexicon", "add", "pesca", "--say", "pèsca", "--near", "succo,frutta", "--show", &settings]);
    assert_eq!(add.code, 0, "{add:?}");
    assert_eq!(
        lexicon(folder.path()),
        format!("{written}pesca = {{ say = \"pèsca\", near = [\"succo\", \"frutta\"] }}\n")
    );
    let list = altavoce(&["lexicon", "list", "--show", &settings]);
    assert_eq!(list.out, "pesca  say pèsca  near succo, frutta\nSchlein  say Sclàin\n");
    let changed = altavoce(&["lexicon", "add", "pesca", "--as", "it", "--show", &settings]);
    assert!(changed.out.contains("changed in"), "{changed:?}");
    let remove = altavoce(&["lexicon", "remove", "pesca", "--show", &settings]);
    assert_eq!((remove.code, lexicon(folder.path()).as_str()), (0, written), "{remove:?}");
}

#[test]
fn what_cannot_be_said_is_refused_and_nothing_is_written() {
    let (folder, settings, issue) = show();
    let rows: [(&[&str], &[&str]); 6] = [
        (&["add", "Schlein", "--ipa", "ʃlg9"], &["no phoneme `g`", "those it has", "ʃ"]),
        (&["add", "Schlein", "--as", "xx"], &["`xx`", "it, en, fr, de, es"]),
        (&["add", "Schlein", "--say", "Scl4in"], &["`4`", "letters"]),
        (&["add", "+", "--as", "en"], &["begin with a letter"]),
        (&["add", "Schlein"], &["--say"]),
        (&["remove", "Schlein"], &["not in the lexicon", "list"]),
    ];
    for (args, parts) in rows {
        let run = altavoce(&[&["lexicon"], args, &["--show", &settings]].concat());
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{run:?}");
        assert!(parts.iter().all(|part| run.err.contains(part)), "{run:?}");
        assert!(!folder.path().join("lexicon.toml").exists());
    }
    let why = altavoce(&["lexicon", "why", "assente", &issue]);
    assert!(why.code == 2 && why.err.contains("not among the words"), "{why:?}");
    fs::write(folder.path().join("lexicon.toml"), "\nSchlein = { sayy = \"Sclàin\" }\n").unwrap();
    let broken = altavoce(&["script", &issue]);
    assert!(
        broken.code == 3 && broken.err.contains("lexicon.toml:2: unknown key `sayy`; did you mean `say`?"),
        "{broken:?}"
    );
    let kept = altavoce(&["lexicon", "add", "Anthropic", "--as", "en", "--show", &settings]);
    assert!(kept.code == 3 && lexicon(folder.path()).contains("sayy"), "a broken file is not written over: {kept:?}");
}

#[test]
fn check_tells_what_to_look_at_and_exits_with_it() {
    let (_folder, _, issue) = show();
    let run = altavoce(&["check", &issue]);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.out.contains("1.md:3: `Zbrkovski` (2 times): a name never seen"), "{run:?}");
    assert!(run.out.contains("words in all"), "{run:?}");
    assert_eq!(altavoce(&["check", "--risk", "5", &issue]).code, 0);
    let json: serde_json::Value = serde_json::from_str(&altavoce(&["check", "--json", &issue]).out).unwrap();
    let found: Vec<_> =
        json["findings"].as_array().unwrap().iter().map(|f| (f["line"].as_u64(), f["kind"].as_str())).collect();
    assert_eq!(found, [(Some(6), Some("heteronym")), (Some(3), Some("name"))], "most doubtful first: {json}");
    assert!(json["seconds"].as_f64().unwrap() > 5.0 && json["chapters"][0]["words"].as_u64().unwrap() > 10);
}

#[test]
fn words_that_many_add_at_once_are_all_there() {
    let (folder, settings, _) = show();
    fs::write(folder.path().join("lexicon.toml"), "# i nomi\nzero = { as = \"en\" }\n").unwrap();
    let words: Vec<String> = ('a'..='t').map(|letter| format!("parola{letter}")).collect();
    let add = |word: &String| {
        let mut command = program();
        command.args(["lexicon", "add", word, "--as", "en", "--show", &settings]);
        command.stdout(std::process::Stdio::null()).spawn().unwrap()
    };
    let runs: Vec<_> = words.iter().map(add).collect();
    assert!(runs.into_iter().all(|mut run| run.wait().unwrap().success()));
    let text = lexicon(folder.path());
    let missing: Vec<_> = words.iter().filter(|word| !text.contains(&format!("\n{word} = "))).collect();
    assert!(text.starts_with("# i nomi\nzero = ") && missing.is_empty(), "{missing:?}\n{text}");
}

#[test]
#[cfg(unix)]
fn a_lexicon_that_is_a_link_stays_one_with_its_permissions() {
    use std::os::unix::fs::PermissionsExt;
    let (folder, settings, _) = show();
    let (real, link) = (folder.path().join("condiviso.toml"), folder.path().join("lexicon.toml"));
    fs::write(&real, "# i nomi\n").unwrap();
    fs::set_permissions(&real, fs::Permissions::from_mode(0o660)).unwrap();
    std::os::unix::fs::symlink("condiviso.toml", &link).unwrap();
    for args in [&["add", "Anthropic", "--as", "en"][..], &["remove", "Anthropic"]] {
        let run = altavoce(&[&["lexicon"], args, &["--show", &settings]].concat());
        assert_eq!(run.code, 0, "{run:?}");
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o660);
        assert_eq!(fs::read_to_string(&real).unwrap().contains("Anthropic"), args[0] == "add");
    }
    assert_eq!(fs::read_to_string(&real).unwrap(), "# i nomi\n");
}
