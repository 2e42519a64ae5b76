//! Whole episodes with the fake voices: a long issue read back by other programs, rebuilt, interrupted, made twice at once.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::common::{altavoce, outsider, outsider_json, program, python, root};
use serde_json::Value;

/// An issue of `sections` sections with `sentences` sentences each, no two alike, and a quotation in every third.
fn long_issue(sections: usize, sentences: usize) -> String {
    const WHO: [&str; 7] =
        ["Il ricercatore", "La città", "Un modello", "La rete", "Il governo", "Una lettrice", "Il mercato"];
    const DOES: [&str; 5] = ["osserva", "racconta", "misura", "rimanda", "immagina"];
    const WHAT: [&str; 6] = ["una svolta", "il bilancio", "le regole", "un dubbio", "la prossima mossa", "i numeri"];
    let mut text = String::from(
        "---\ntitle: Prova lunga\nnumber: 7\ndate: 2026-03-08\n---\n\n# Prova lunga\n\nCominciamo da qui.\n",
    );
    let mut n = 0;
    for section in 0..sections {
        let _ = write!(text, "\n## 🚀 Sezione {}\n\n", section + 1);
        for sentence in 0..sentences {
            let (who, does, what) = (WHO[n % 7], DOES[n / 7 % 5], WHAT[n / 35 % 6]);
            let _ = write!(text, "{who} {does} {what} nella riga {n}, con calma e senza fretta. ");
            if sentence % 6 == 5 {
                text.push_str("\n\n");
            }
            n += 1;
        }
        if section % 3 == 2 {
            let _ = write!(text, "\n\n> Una citazione, la numero {n}, detta da un'altra voce.\n");
        }
    }
    text + "\n---\n\nGrazie e a presto, cari lettori.\n"
}

/// A folder with an issue, a show with two fake voices, and an output folder.
struct Workspace {
    folder: tempfile::TempDir,
}

impl Workspace {
    fn new(issue: &str) -> Workspace {
        let folder = tempfile::tempdir().unwrap();
        // The M4A takes its time, and has tests of its own.
        let show = "title = \"Prove\"\nauthor = \"Chi prova\"\nvoice = \"fake\"\nquote_voice = \"eco\"\n\
                    [formats]\nm4a = false\n";
        fs::write(folder.path().join("show.toml"), show).unwrap();
        fs::write(folder.path().join("007.md"), issue).unwrap();
        Workspace { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn args(&self, output: &str) -> Vec<String> {
        let text = |p: PathBuf| p.to_str().unwrap().to_string();
        vec!["episode".into(), text(self.path("007.md")), "-o".into(), text(self.path(output)), "--json".into()]
    }

    /// Makes the episode in-process; its summary.
    fn make(&self, output: &str) -> Value {
        let args = self.args(output);
        let run = altavoce(&args.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(run.code, 0, "{run:?}");
        serde_json::from_str(&run.out).unwrap()
    }

    /// Starts a process that makes the episode, a sentence at a time so that there is time to meddle.
    fn start(&self, output: &str) -> Child {
        program()
            .args(self.args(output))
            .args(["--voices", root("tests/voices").to_str().unwrap(), "--jobs", "1"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    }

    /// Waits until the cache holds `passages`.
    fn wait_for(&self, output: &str, passages: usize) {
        let cache = self.path(output).join(".cache");
        let begun = Instant::now();
        while files(&cache).len() < passages {
            assert!(begun.elapsed() < Duration::from_secs(60), "nothing is being spoken");
            thread::sleep(Duration::from_millis(2));
        }
    }
}

/// Every file below `folder` with its bytes, by its relative path.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    fn walk(folder: &Path, root: &Path, found: &mut BTreeMap<PathBuf, Vec<u8>>) {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                walk(&path, root, found);
            } else if let Ok(bytes) = fs::read(&path) {
                found.insert(path.strip_prefix(root).unwrap().to_path_buf(), bytes);
            }
        }
    }
    let mut found = BTreeMap::new();
    walk(folder, folder, &mut found);
    found
}

fn ffprobe_chapters(path: &Path) -> Vec<(f64, String)> {
    let probe = outsider_json("ffprobe", &["-v", "error", "-of", "json", "-show_chapters", path.to_str().unwrap()]);
    let chapters = probe["chapters"].as_array().unwrap();
    let entry =
        |c: &Value| (c["start_time"].as_str().unwrap().parse().unwrap(), c["tags"]["title"].as_str().unwrap().into());
    chapters.iter().map(entry).collect()
}

/// The number of samples that ffmpeg decodes, at `rate`.
fn decoded(path: &Path, rate: u32) -> usize {
    let args = ["-v", "error", "-i", path.to_str().unwrap(), "-f", "s16le", "-ac", "1", "-ar", &rate.to_string(), "-"];
    let output = Command::new("ffmpeg").args(args).output().unwrap();
    assert!(output.status.success());
    output.stdout.len() / 2
}

#[test]
fn a_long_issue_is_read_back_by_other_programs() {
    let workspace = Workspace::new(&long_issue(9, 20));
    let made = workspace.make("output");
    let folder = PathBuf::from(made["folder"].as_str().unwrap());
    assert_eq!(folder.file_name().unwrap(), "007-prova-lunga");

    let json: Value = serde_json::from_slice(&fs::read(folder.join("chapters.json")).unwrap()).unwrap();
    let told: Vec<(f64, String)> = json["chapters"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| (c["startTime"].as_f64().unwrap(), c["title"].as_str().unwrap().to_string()))
        .collect();
    let titles: Vec<&str> = told.iter().map(|t| t.1.as_str()).collect();
    assert_eq!(titles[..3], ["Introduzione", "Sezione 1", "Sezione 2"]);
    assert_eq!((titles.len(), titles[10]), (11, "Saluti"));
    for (file, tolerance) in [("episode.wav", 0.001), ("episode.mp3", 0.03), ("episode.opus", 0.001)] {
        let read = ffprobe_chapters(&folder.join(file));
        assert_eq!(read.len(), told.len(), "{file}");
        for (read, told) in read.iter().zip(&told) {
            assert!((read.0 - told.0).abs() <= tolerance && read.1 == told.1, "{file}: {read:?} is not {told:?}");
        }
    }

    let (wav, mp3) = (decoded(&folder.join("episode.wav"), 24_000), decoded(&folder.join("episode.mp3"), 44_100));
    let (wav, mp3) = (wav as f64 / 24_000.0, mp3 as f64 / 44_100.0);
    assert!((wav - mp3).abs() < 0.03, "WAV {wav} s, MP3 {mp3} s");
    assert!((wav - made["duration"].as_f64().unwrap()).abs() < 1e-3);
    assert_eq!(decoded(&folder.join("episode.opus"), 48_000) as f64 / 48_000.0, wav);
    let chapters: usize = made["chapters"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| decoded(&folder.join(c["file"].as_str().unwrap()), 24_000))
        .sum();
    assert_eq!(chapters as f64 / 24_000.0, wav, "the chapters are the episode cut in pieces");

    let mp3 = folder.join("episode.mp3");
    let meter = [
        "-hide_banner",
        "-nostats",
        "-i",
        mp3.to_str().unwrap(),
        "-af",
        "ebur128=dualmono=true:peak=true",
        "-f",
        "null",
        "-",
    ];
    let said = outsider("ffmpeg", &meter);
    let summary = &said[said.rfind("Summary:").unwrap()..];
    let number = |label: &str| -> f64 {
        let behind = &summary[summary.find(label).unwrap() + label.len()..];
        behind.split_whitespace().next().unwrap().parse().unwrap()
    };
    let (loudness, peak) = (number("I:"), number("Peak:"));
    assert!((loudness + 16.0).abs() <= 0.7 && peak <= -1.0, "{loudness} LUFS, {peak} dBTP");

    let script = "import sys, mutagen.id3 as m; t = m.ID3(sys.argv[1], translate=False); \
                  print(*t.version, t['TIT2'], t['TALB'], t['TPE1'], t['TRCK'], len(t.getall('CHAP')), \
                  len(t.getall('CTOC')[0].child_element_ids), sep='|')";
    let tags = outsider(python(), &["-c", script, mp3.to_str().unwrap()]);
    assert_eq!(tags.trim(), "2|3|0|Prova lunga|Prove|Chi prova|7|11|11");

    let vtt = fs::read_to_string(folder.join("transcript.vtt")).unwrap();
    let cues = vtt.matches(" --> ").count();
    assert_eq!(cues, made["passages"].as_u64().unwrap() as usize);
    assert!(vtt.contains("<v Eco>Una citazione, la numero 120,"), "the author's spelling, and who speaks");
    assert!(fs::read_to_string(folder.join("script.txt")).unwrap().contains("la numero centoventi,"));
    let streams = outsider_json(
        "ffprobe",
        &["-v", "error", "-of", "json", "-show_packets", "-i", folder.join("transcript.vtt").to_str().unwrap()],
    );
    assert_eq!(streams["packets"].as_array().unwrap().len(), cues, "ffprobe reads every cue");
}

#[test]
fn what_did_not_change_is_not_made_again() {
    let workspace = Workspace::new(&long_issue(3, 12));
    let first = workspace.make("output");
    assert_eq!((&first["unchanged"], first["passages_spoken"].as_u64() > Some(30)), (&false.into(), true));
    let folder = PathBuf::from(first["folder"].as_str().unwrap());
    let before = files(&folder);

    let again = workspace.make("output");
    assert_eq!((&again["unchanged"], &again["passages_spoken"]), (&true.into(), &0.into()));

    for damage in ["episode.mp3", "chapters/02-sezione-1.wav"] {
        fs::write(folder.join(damage), b"damaged").unwrap();
        let mended = workspace.make("output");
        assert_eq!((&mended["unchanged"], &mended["passages_spoken"]), (&false.into(), &0.into()), "{damage}");
        assert!(files(&folder) == before, "{damage} is not as it was");
    }

    let text = fs::read_to_string(workspace.path("007.md")).unwrap();
    fs::write(workspace.path("007.md"), text.replacen("nella riga 5,", "nella riga cambiata,", 1)).unwrap();
    let changed = workspace.make("output");
    assert_eq!((&changed["unchanged"], &changed["passages_spoken"]), (&false.into(), &1.into()));
    assert!(files(&folder) != before);

    // what a show wants of its voices' mastering needs no new speech
    let mut show = fs::read_to_string(workspace.path("show.toml")).unwrap();
    show.push_str("[sound]\ndeesser = false\n");
    fs::write(workspace.path("show.toml"), show).unwrap();
    let plain = workspace.make("output");
    assert_eq!((&plain["unchanged"], &plain["passages_spoken"]), (&false.into(), &0.into()));
    let left: Vec<_> = fs::read_dir(workspace.path("output")).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert!(left.iter().all(|n| n == ".cache" || n == ".altavoce.lock" || n == "007-prova-lunga"), "{left:?}");
}

#[test]
fn a_killed_run_goes_on_and_ends_with_the_same_bytes() {
    let workspace = Workspace::new(&long_issue(6, 22));
    workspace.make("undisturbed");
    let mut child = workspace.start("output");
    workspace.wait_for("output", 60);
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(!workspace.path("output").join("007-prova-lunga").exists());
    let kept = files(&workspace.path("output").join(".cache")).len();
    let resumed = workspace.make("output");
    let (all, spoken) = (resumed["passages"].as_u64().unwrap(), resumed["passages_spoken"].as_u64().unwrap());
    assert!(spoken <= all - 59, "{spoken} of {all} spoken again though {kept} were kept");
    let (a, b) =
        (files(&workspace.path("undisturbed/007-prova-lunga")), files(&workspace.path("output/007-prova-lunga")));
    assert_eq!(a.keys().collect::<Vec<_>>(), b.keys().collect::<Vec<_>>());
    let differing: Vec<_> = a.iter().filter(|(name, bytes)| b[*name] != **bytes).map(|(name, _)| name).collect();
    assert!(differing.is_empty(), "{differing:?}");
}

#[test]
#[cfg(unix)]
fn ctrl_c_says_what_is_kept() {
    let workspace = Workspace::new(&long_issue(6, 60));
    let child = workspace.start("output");
    workspace.wait_for("output", 20);
    // The shell's own kill: the program is not on every system.
    outsider("sh", &["-c", &format!("kill -INT {}", child.id())]);
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(130), "{said}");
    assert!(said.contains("interrupted after ") && said.contains("kept"), "{said}");
    assert!(files(&workspace.path("output").join(".cache")).len() < 360, "it went on to the end");
    let left: Vec<_> = fs::read_dir(workspace.path("output")).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert!(left.iter().all(|n| n == ".cache" || n == ".altavoce.lock"), "{left:?}");
}

#[test]
fn takes_the_place_of_its_own_older_episode_and_of_nothing_else() {
    let workspace = Workspace::new("# Titolo uno\n\nUna frase che basta.\n");
    let output = workspace.path("output");
    fs::create_dir_all(output.join("007-titolo-uno")).unwrap();
    fs::write(output.join("007-titolo-uno/prezioso.txt"), "non toccare").unwrap();
    let args = workspace.args("output");
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let refused = altavoce(&args);
    assert!(refused.code == 4 && refused.err.contains("007-titolo-uno: this is no episode"), "{refused:?}");
    assert!(output.join("007-titolo-uno/prezioso.txt").exists());

    fs::remove_dir_all(output.join("007-titolo-uno")).unwrap();
    workspace.make("output");
    let twin = workspace.path("007-bis.md");
    fs::copy(workspace.path("007.md"), &twin).unwrap();
    fs::write(&twin, "---\nnumber: 7\n---\n\n# Titolo uno\n\nUn altro testo.\n").unwrap();
    let refused = altavoce(&["episode", twin.to_str().unwrap(), "-o", output.to_str().unwrap()]);
    assert!(refused.code == 3 && refused.err.contains("this is the episode of `007.md`"), "{refused:?}");

    fs::write(workspace.path("007.md"), "# Titolo due\n\nUna frase che basta.\n").unwrap();
    let renamed = altavoce(&args);
    assert!(
        renamed.code == 0 && renamed.err.contains("007-titolo-uno: an earlier episode of this issue"),
        "{renamed:?}"
    );
}

#[test]
fn a_damaged_passage_is_spoken_again() {
    let workspace = Workspace::new(&long_issue(1, 12));
    let first = workspace.make("output");
    let folder = PathBuf::from(first["folder"].as_str().unwrap());
    let before = files(&folder);
    let cache = workspace.path("output/.cache");
    let (name, mut bytes) = files(&cache).into_iter().next().unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0x40;
    fs::write(cache.join(name), bytes).unwrap();
    fs::write(folder.join("episode.wav"), "").unwrap();
    let mended = workspace.make("output");
    assert_eq!(mended["passages_spoken"], 1);
    assert!(files(&folder) == before);
}

#[test]
fn two_runs_at_once_agree() {
    let workspace = Workspace::new(&long_issue(4, 15));
    workspace.make("alone");
    let children = [workspace.start("output"), workspace.start("output")];
    for child in children {
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    assert!(files(&workspace.path("alone/007-prova-lunga")) == files(&workspace.path("output/007-prova-lunga")));
}

#[test]
fn without_the_second_voice_the_narrator_reads_quotations_and_says_so() {
    let workspace = Workspace::new("# Breve\n\nUn saluto.\n\n> Una citazione.\n\nE basta.\n");
    fs::write(workspace.path("show.toml"), "voice = \"fake\"\n[formats]\nm4a = false\nopus = false\n").unwrap();
    let args = workspace.args("output");
    let run = altavoce(&args.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.err.contains("altavoce voices install nicola"), "{}", run.err);
    let made: Value = serde_json::from_str(&run.out).unwrap();
    let voices: Vec<_> = made["voices"].as_array().unwrap().iter().map(|v| v["name"].as_str().unwrap()).collect();
    assert_eq!(voices, ["fake"]);
    // a voice that the author names is not passed over
    fs::write(workspace.path("show.toml"), "voice = \"fake\"\nquote_voice = \"nicola\"\n").unwrap();
    let run = altavoce(&args.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(run.code, 4, "{run:?}");
}

/// The lengths of the silences in a file that are no shorter than `least` seconds, as ffmpeg finds them.
fn silences(path: &Path, least: f64) -> Vec<f64> {
    let filter = format!("silencedetect=noise=-60dB:d={least}");
    let told = outsider(
        "ffmpeg",
        &["-hide_banner", "-nostats", "-i", path.to_str().unwrap(), "-af", &filter, "-f", "null", "-"],
    );
    told.split("silence_duration: ")
        .skip(1)
        .map(|rest| rest.split_whitespace().next().unwrap().parse().unwrap())
        .collect()
}

#[test]
fn an_own_cover_is_put_beside_the_episode() {
    let plain = "---\ntitle: Copertine\nnumber: 7\n---\n\nUna riga sola.\n";
    let workspace = Workspace::new(plain);
    let made = || {
        let made = workspace.make("output");
        let folder = PathBuf::from(made["folder"].as_str().unwrap());
        let manifest: Value = serde_json::from_slice(&fs::read(folder.join("episode.json")).unwrap()).unwrap();
        let mut covers: Vec<String> =
            fs::read_dir(&folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        covers.retain(|name| name.starts_with("cover"));
        (made, manifest, covers)
    };
    let name = |bytes: &[u8], kind: &str| format!("cover-{}.{kind}", &blake3::hash(bytes).to_hex()[..8]);
    let (_, manifest, covers) = made();
    assert!(manifest.get("cover").is_none() && covers.is_empty(), "{covers:?}");

    // Fit for directories.
    let picture = fs::read(root("issues/cover.png")).unwrap();
    fs::write(workspace.path("due.png"), &picture).unwrap();
    fs::write(workspace.path("007.md"), plain.replace("number: 7", "number: 7\ncover: due.png")).unwrap();
    let (first, manifest, covers) = made();
    let own = name(&picture, "png");
    assert_eq!(
        (&manifest["cover"]["file"], &manifest["cover"]["fit"]),
        (&Value::from(own.clone()), &Value::from(true))
    );
    assert_eq!((covers, &first["warning"]), (vec![own.clone()], &Value::Null));
    let folder = PathBuf::from(first["folder"].as_str().unwrap());
    assert_eq!(fs::read(folder.join(&own)).unwrap(), picture);
    let files = manifest["files"].as_array().unwrap();
    let file = files.iter().find(|f| f["name"] == own.as_str()).unwrap();
    assert_eq!((&file["mime"], &file["bytes"]), (&Value::from("image/png"), &Value::from(picture.len())));
    assert_eq!(made().0["unchanged"], true);

    // Another, which is too small for directories, under the name of the first: the first goes.
    let jpeg = workspace.path("piccola.jpg");
    outsider(
        "ffmpeg",
        &["-v", "error", "-f", "lavfi", "-i", "color=c=teal:s=600x400", "-frames:v", "1", jpeg.to_str().unwrap()],
    );
    fs::rename(&jpeg, workspace.path("due.png")).unwrap();
    let small = fs::read(workspace.path("due.png")).unwrap();
    let (second, manifest, covers) = made();
    assert_eq!((covers, &manifest["cover"]["fit"]), (vec![name(&small, "jpg")], &Value::from(false)));
    let said = second["warning"].as_str().unwrap();
    assert!(said.contains("due.png: ") && said.contains("the feed leaves it out: the artwork is 600 x 400"), "{said}");

    // A file that is lost is made again.
    fs::remove_file(folder.join(name(&small, "jpg"))).unwrap();
    assert_eq!((made().0["unchanged"].clone(), made().2), (Value::from(false), vec![name(&small, "jpg")]));

    // Taken out of the issue, it leaves nothing behind.
    fs::write(workspace.path("007.md"), plain).unwrap();
    let (_, manifest, covers) = made();
    assert!(manifest.get("cover").is_none() && covers.is_empty(), "{covers:?}");
}

#[test]
fn what_comments_ask_for_is_heard() {
    let issue = "# Comandi\n\nLa prima frase è qui.\n\n<!-- altavoce: pausa 4,5s -->\n\nLa seconda frase è là.\n\n\
        <!-- altavoce: salta -->\n\nQuesta non la sente nessuno.\n\n<!-- altavoce: riprendi -->\n\n\
        <!-- altavoce: capitolo \"Il segnale\" -->\n\n<!-- altavoce: voce eco -->\n\nLa terza frase è altrove.\n";
    let workspace = Workspace::new(issue);
    let made = workspace.make("output");
    let folder = PathBuf::from(made["folder"].as_str().unwrap());
    let long = silences(&folder.join("episode.mp3"), 3.0);
    assert!(matches!(long.as_slice(), [one] if (one - 4.5).abs() < 0.3), "{long:?}");
    let titles: Vec<String> = ffprobe_chapters(&folder.join("episode.mp3")).into_iter().map(|c| c.1).collect();
    assert_eq!(titles.last().map(String::as_str), Some("Il segnale"), "{titles:?}");
    let manifest: Value = serde_json::from_slice(&fs::read(folder.join("episode.json")).unwrap()).unwrap();
    let text = manifest.to_string();
    assert!(text.contains(r#""pause":{"told":4500}"#) && !text.contains("nessuno"), "{text}");
    let voice = |words: &str| {
        let mut passages = manifest["passages"].as_array().unwrap().iter();
        passages.find(|p| p["text"].as_str().unwrap().contains(words)).unwrap()["voice"].as_str().unwrap().to_string()
    };
    assert_eq!((voice("seconda").as_str(), voice("terza").as_str()), ("fake", "eco"));

    // A voice that nobody has is refused where it is asked for.
    fs::write(workspace.path("007.md"), issue.replace("voce eco", "voce ugo")).unwrap();
    let args = workspace.args("output");
    let run = altavoce(&args.iter().map(String::as_str).collect::<Vec<_>>());
    assert!(run.code != 0 && run.err.contains("007.md:") && run.err.contains("ugo"), "{run:?}");
}
