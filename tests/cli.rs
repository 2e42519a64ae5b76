//! The command line as a user meets it: help, refusals in one sentence, silence where it was asked for.

use std::fs;

use crate::common::{altavoce, altavoce_with, outsider_json, program};

#[test]
fn help_and_version_go_to_standard_output() {
    for args in [&["--help"][..], &["--version"], &["episode", "--help"], &["voices", "--help"]] {
        let run = altavoce(args);
        assert_eq!((run.code, run.err.as_str()), (0, ""), "{args:?}");
        assert!(!run.out.is_empty());
    }
    let run = altavoce(&["completions", "bash"]);
    assert!(run.code == 0 && run.out.contains("_altavoce"), "{run:?}");
}

/// Each bad input: one sentence on standard error with the path and what to do, an exit code that says who must act,
/// nothing on standard output, nothing in the output folder.
#[test]
fn refuses_bad_input_in_one_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_string();
    let write = |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).unwrap();
    write("empty.md", b"");
    write("blank.md", b" \n\n\t\n");
    write("latin1.md", b"# Perch\xe9\n\nTesto.\n");
    write("open.md", b"---\ntitle: Ciao\n\n# Titolo\n");
    write("broken.md", b"---\ntitle: [a\n---\n\nTesto.\n");
    write("emoji.md", "👋🏽 🎉\n".as_bytes());
    write("titles.md", b"# Titolo\n\n## Uno\n\n## Due\n");
    write("good.md", b"# Titolo\n\nTesto.\n");
    write("cover.md", b"---\ncover: manca.png\n---\n\nTesto.\n");
    write("in-the-way", b"");
    let bad_show = path("bad-show.toml");
    fs::write(&bad_show, "title = \"X\"\n\n[pauses]\nsentenze = 1\n").unwrap();
    let bad_row = path("bad-row.toml");
    fs::write(&bad_row, "title = \"X\"\n\n[italian]\nacronyms = [[\"ACME\", \"leters\"]]\n").unwrap();
    write("doubt.md", b"# Titolo\n\nIl 03/04 parla XUZW.\n");
    write("code.md", b"# Titolo\n\nUn esempio.\n\n```\nquattro parole di codice\n```\n");

    let rows: &[(&[&str], u8, &[&str])] = &[
        (&["episode", &path("none.md")], 3, &["none.md", "no such file", "check the path"]),
        (&["episode", folder.path().to_str().unwrap()], 3, &["folder"]),
        (&["episode", &path("empty.md")], 3, &["empty.md", "empty"]),
        (&["episode", &path("blank.md")], 3, &["blank.md"]),
        (&["episode", &path("latin1.md")], 3, &["latin1.md:1", "UTF-8"]),
        (&["episode", &path("open.md")], 3, &["open.md:1", "front matter", "three dashes"]),
        (&["episode", &path("broken.md")], 3, &["broken.md:", "front matter"]),
        (&["episode", &path("emoji.md")], 3, &["emoji.md"]),
        (&["episode", &path("titles.md"), "--voice", "fake"], 3, &["titles.md", "nothing in the issue can be spoken"]),
        (&["episode", &path("cover.md"), "--voice", "fake"], 3, &["manca.png"]),
        (&["episode", &path("good.md"), "--show", &bad_show], 3, &["bad-show.toml:4", "`sentenze`", "`sentence`"]),
        (&["episode", &path("good.md"), "--show", &path("none.toml")], 2, &["none.toml", "--show"]),
        (&["episode", &path("good.md"), "--voice", "nikola"], 2, &["nikola", "nicola"]),
        (&["episode", &path("good.md"), "--voice", "sara"], 4, &["altavoce voices install sara"]),
        (&["episode", &path("good.md"), "--voice", "fake", "-o", &path("in-the-way")], 4, &["in-the-way"]),
        (
            &["episode", &path("good.md"), "--show", &bad_row],
            3,
            &["bad-row.toml:4", "`leters`", "`altavoce help italian`"],
        ),
        (
            &["episode", &path("doubt.md"), "--strict", "-q", "--voice", "fake"],
            3,
            &["doubt.md", "2 readings", "--strict"],
        ),
        (
            &["episode", &path("code.md"), "--strict", "--voice", "fake"],
            3,
            &["code.md", "4 of 6 words are not spoken: 4 in code (line 5)", "--strict"],
        ),
        (&["italian", "--show", &path("none.toml")], 2, &["none.toml", "--show"]),
        (&["script", &path("none.md")], 3, &["none.md"]),
        (&["say", "…", "--voice", "fake"], 2, &["nothing to say"]),
        (&["say", "ciao", "--speed", "9"], 2, &["between 0.7 and 1.5"]),
        (&["preview", &path("none"), "-o", &path("nowhere")], 2, &["no episode", "none", "make one first"]),
        (&["feed", "--issues", folder.path().to_str().unwrap()], 3, &["url"]),
        (&["voices", "install", "giorgio"], 2, &["giorgio"]),
        (&["bogus"], 2, &["bogus"]),
        (&["episode", "--show", &path("none.toml")], 2, &["none.toml", "--show"]),
    ];
    let output = path("output");
    let mut wrong = Vec::new();
    for (args, code, words) in rows {
        let mut args = args.to_vec();
        if args[0] == "episode" && args.len() > 1 && !args.contains(&"-o") {
            args.extend(["-o", &output]);
        }
        let run = altavoce(&args);
        let one_sentence = run.err.trim_end().lines().count() == 1 || *code == 2;
        let said = words.iter().all(|w| run.err.contains(w));
        if run.code != *code || !one_sentence || !said || !run.out.is_empty() {
            wrong.push((args.join(" "), run));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(!folder.path().join("output").exists(), "a refused issue left something in the output folder");
}

#[test]
fn italian_reads_a_line_for_a_line_and_explains() {
    let run = altavoce_with(&["italian"], "Ha 3 API.\n\n  Nulla.  \nFine 2");
    assert_eq!((run.code, run.out.as_str(), run.err.as_str()), (0, "Ha tre a pi i.\n\n  Nulla.  \nFine due", ""));
    let run = altavoce_with(&["italian", "--spaced"], "Sono 106.\n");
    assert_eq!(run.out, "Sono cento sei.\n");
    let run = altavoce_with(&["italian", "--explain"], "Nulla.\nCosta €490 milioni 🎉\n");
    let explained = "Nulla.\nCosta quattrocentonovanta milioni di euro \n  line 2: €490 milioni → quattrocentonovanta milioni \
                     di euro (money)\n  line 2: 🎉 → (nothing) (silent)\n";
    assert_eq!(run.out.replace("euro\n", "euro \n"), explained);
    let run = altavoce_with(&["italian", "--json"], "Il 03/04.\n");
    let line: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!((&line["spoken"], &line["edits"][0]["class"]), (&"Il tre aprile.".into(), &"date".into()));
    assert!(run.err.contains("standard input:1: `03/04` is read as `tre aprile`"), "{}", run.err);
    let run = altavoce_with(&["italian", "--strict", "-q"], "Il 03/04.\n");
    assert_eq!((run.code, run.out.as_str()), (3, "Il tre aprile.\n"));
    assert!(run.err.starts_with("altavoce: standard input: 1 reading is doubtful"), "{}", run.err);
    let run = altavoce_with(&["italian"], std::str::from_utf8(b"ciao\n").unwrap());
    assert_eq!(run.out, "ciao\n");
}

/// Lines of a hard-wrapped paragraph, a list and a quotation are each named as the author's editor shows them.
#[test]
fn script_explains_each_change_on_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let issue = folder.path().join("001.md");
    let text = "# Prova\n\nUn inizio che va a capo\nprima dei 3 gatti e\ndei 4 cani.\n\n- uno\n- il 5%\n\n> L'AI cita\n> XYZW.\n";
    fs::write(&issue, text).unwrap();
    fs::write(folder.path().join("show.toml"), "[italian]\nacronyms = [[\"XYZW\", \"word\"]]\n").unwrap();
    let run = altavoce(&["script", issue.to_str().unwrap(), "--explain"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    let wanted = "line 4: 3 → tre (cardinal)\nline 5: 4 → quattro (cardinal)\nline 8: 5% → cinque per cento (percent)\n\
                  line 10: AI → ei ai (acronym)\n";
    assert_eq!(run.out, wanted);
}

#[test]
fn quiet_says_nothing_and_json_is_all_there_is() {
    let folder = tempfile::tempdir().unwrap();
    let issue = folder.path().join("001.md");
    fs::write(&issue, "# Prova - #1\n\nUna frase sola basta per provare.\n").unwrap();
    let output = folder.path().join("output");
    let args = ["episode", issue.to_str().unwrap(), "-o", output.to_str().unwrap(), "--voice", "fake"];
    let run = altavoce(&[&args[..], &["-q"]].concat());
    assert_eq!((run.code, run.out.as_str(), run.err.as_str()), (0, "", ""));
    let run = altavoce(&[&args[..], &["-q", "--json"]].concat());
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    let summary: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!((&summary["unchanged"], &summary["number"]), (&true.into(), &1.into()));
}

#[test]
fn says_each_line_of_standard_input() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("frasi");
    let run = altavoce_with(
        &["say", "--lines", "--voice", "fake", "-o", path.to_str().unwrap()],
        "La prima frase, con 3 numeri.\n\nLa seconda.\nLa prima frase, con 3 numeri.\n",
    );
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    let table = fs::read_to_string(path.join("lines.tsv")).unwrap();
    let rows: Vec<Vec<&str>> = table.lines().map(|l| l.split('\t').collect()).collect();
    assert_eq!(rows.len(), 4);
    assert_eq!(rows[0], ["file", "spoken", "phonemes", "seconds"]);
    assert_eq!(rows[1][..2], ["000.wav", "La prima frase, con tre numeri."]);
    for row in &rows[1..] {
        let wav = hound::WavReader::open(path.join(row[0])).unwrap();
        let seconds = f64::from(wav.duration()) / f64::from(wav.spec().sample_rate);
        assert!((seconds - row[3].parse::<f64>().unwrap()).abs() < 0.001 && seconds > 0.1, "{row:?}");
    }
}

#[test]
fn a_phrase_is_written_as_its_file_is_called() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_string();
    let said = |name: &str| altavoce(&["say", "Buongiorno.", "--voice", "fake", "-o", &path(name)]);
    let kinds =
        [("a.wav", "wav"), ("a.mp3", "mp3"), ("a.MP3", "mp3"), ("a.opus", "ogg"), ("a.m4a", "mov,mp4,m4a,3gp,3g2,mj2")];
    let mut wrong = Vec::new();
    for (name, kind) in kinds {
        let run = said(name);
        let read = outsider_json("ffprobe", &["-v", "error", "-show_format", "-of", "json", &path(name)]);
        let seconds: f64 = read["format"]["duration"].as_str().unwrap().parse().unwrap();
        if run.code != 0 || read["format"]["format_name"] != kind || !(0.2..5.0).contains(&seconds) {
            wrong.push(format!("{name}: {run:?} {read}"));
        }
    }
    for name in ["a.flac", "a", "mp3"] {
        let run = said(name);
        let why =
            format!("{}: this is no name of a sound that we write; end it with .wav, .mp3, .opus or .m4a", path(name));
        if run.code != 2 || run.err.trim() != format!("altavoce: {why}") || folder.path().join(name).exists() {
            wrong.push(format!("{name}: {run:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_newest_issue_is_meant_where_none_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_string();
    fs::write(path("show.toml"), "voice = \"fake\"\n").unwrap();
    fs::write(path("001.md"), "---\nnumber: 1\ndate: 2026-02-01\n---\n# Uno\n\nIl primo.\n").unwrap();
    fs::write(path("002.md"), "---\nnumber: 2\ndate: 2026-01-01\n---\n# Due\n\nIl secondo.\n").unwrap();
    fs::write(path("003.md"), "---\nnumber: tanti\n---\nRotto.\n").unwrap();
    let (show, output) = (path("show.toml"), path("output"));
    let told = format!("altavoce: none was named, so this is the newest: {}\n", path("001.md"));
    let broken = format!("altavoce: {}:2: `number` is not a whole number", path("003.md"));
    let mut wrong = Vec::new();
    let rows: [(&[&str], &str); 3] = [
        (&["script"], "Il primo."),
        (&["check", "--risk", "5"], "nothing to look at"),
        (&["episode", "-o", &output], "001-uno"),
    ];
    for (args, said) in rows {
        let run = altavoce(&[args, &["--show", &show]].concat());
        if run.code != 0 || !run.err.contains(&told) || !run.err.starts_with(&broken) || !run.out.contains(said) {
            wrong.push(format!("{args:?}: {run:?}"));
        }
        let quiet = altavoce(&[args, &["--show", &show, "-q"]].concat());
        if quiet.code != 0 || !quiet.err.is_empty() {
            wrong.push(format!("{args:?}: {quiet:?}"));
        }
    }
    // A folder that is no show's has texts too: none of them is spoken by mistake.
    fs::create_dir(path("altro")).unwrap();
    fs::write(path("altro/appunti.md"), "Due righe.\n").unwrap();
    let run = program().arg("episode").current_dir(path("altro")).output().unwrap();
    let said = String::from_utf8_lossy(&run.stderr).into_owned();
    let why = "which issue? there is neither a folder `issues` nor a show.toml here; name the issue's file";
    if run.status.code() != Some(2) || said.trim() != format!("altavoce: {why}") {
        wrong.push(said);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_command_that_means_a_folder_of_episodes_takes_it_by_one_name() {
    let commands = [
        "episode", "preview", "export", "handoff", "show", "feed", "site", "lint", "serve", "publish", "release",
        "status", "doctor",
    ];
    let takes = |command: &&&str| altavoce(&[command, "--help"]).out.contains("-o, --output <DIR>");
    let wrong: Vec<_> = commands.iter().filter(|command| !takes(command)).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}
