//! The fake voices that other tests lean on, the operating system's own, and any program as a voice.

use std::fs;
use std::path::Path;

use crate::common::{altavoce, program};
use altavoce::error::Kind;
use altavoce::project;
use altavoce::sound::SAMPLE_RATE;
use altavoce::voice::{self, Delivery, Utterance, Voice};

fn fakes() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/voices"))
}

fn utterance(text: &str) -> Utterance {
    Utterance { text: text.into(), phonemes: text.into(), delivery: Delivery::default() }
}

/// Integrated loudness as two-channel playback hears it.
fn loudness(samples: &[f32]) -> f64 {
    let mut meter = ebur128::EbuR128::new(1, SAMPLE_RATE, ebur128::Mode::I).unwrap();
    meter.set_channel(0, ebur128::Channel::DualMono).unwrap();
    meter.add_frames_f32(samples).unwrap();
    meter.loudness_global().unwrap()
}

fn spoken(voice: &dyn Voice, text: &str, speed: f32) -> Vec<f32> {
    voice::speak(voice, &utterance(text), speed).unwrap().samples
}

const TEXT: &str = "una prova lunga di parole, dette una dopo altra senza fretta e senza sosta";

#[test]
fn the_fakes_are_as_loud_as_their_manifests_say() {
    for name in ["fake", "eco"] {
        let voice = project::voices(fakes()).load(name).unwrap();
        let measured = loudness(&spoken(&*voice, TEXT, 1.0));
        assert!((measured - voice.loudness()).abs() < 0.5, "{name}: {measured:.2} LUFS");
    }
}

#[test]
fn the_fakes_are_deterministic_and_differ() {
    let [fake, eco] = ["fake", "eco"].map(|name| project::voices(fakes()).load(name).unwrap());
    assert_eq!(spoken(&*fake, TEXT, 1.0), spoken(&*fake, TEXT, 1.0));
    assert_ne!(spoken(&*fake, TEXT, 1.0), spoken(&*eco, TEXT, 1.0));
    assert_ne!(fake.fingerprint(), eco.fingerprint());
    let ratio = spoken(&*fake, TEXT, 0.5).len() as f64 / spoken(&*fake, TEXT, 1.0).len() as f64;
    assert!((1.7..=2.0).contains(&ratio), "half the speed takes {ratio} times as long");
}

#[test]
#[cfg(target_os = "linux")]
fn the_platform_speaks() {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/voices"));
    let voice = match project::voices(folder).load("platform") {
        Ok(voice) => voice,
        Err(e) if std::env::var("ALTAVOCE_REQUIRE_VOICE").is_err() => return eprintln!("skipped: {e}"),
        Err(e) => panic!("{e}"),
    };
    assert!(!voice.wants_phonemes());
    assert!(voice.fingerprint().contains("eSpeak"), "{}", voice.fingerprint());
    let samples = spoken(&*voice, TEXT, 1.0);
    let seconds = samples.len() as f64 / f64::from(SAMPLE_RATE);
    assert!((3.0..8.0).contains(&seconds), "{seconds} s");
    let measured = loudness(&samples);
    assert!((measured - voice.loudness()).abs() < 2.0, "{measured:.2} LUFS");
}

/// The middle pitch of speech in Hz: of each 40 ms the lag at which it is most like itself, if it is voiced at all.
fn pitch(samples: &[f32]) -> f64 {
    // half the rate is enough, and eight times as quick
    let samples: Vec<f32> = samples.chunks_exact(2).map(|pair| pair[0] + pair[1]).collect();
    let rate = SAMPLE_RATE / 2;
    let lag = |hertz: u32| (rate / hertz) as usize;
    let (shortest, longest) = (lag(400), lag(70));
    let mut found: Vec<usize> = Vec::new();
    for frame in samples.windows(2 * longest + 150).step_by(240) {
        let likeness = |lag: usize| {
            let (a, b) = (&frame[..frame.len() - longest], &frame[lag..frame.len() - longest + lag]);
            let dot = |x: &[f32], y: &[f32]| x.iter().zip(y).map(|(x, y)| f64::from(x * y)).sum::<f64>();
            dot(a, b) / (dot(a, a) * dot(b, b)).sqrt().max(1e-3)
        };
        let all: Vec<f64> = (shortest..=longest).map(likeness).collect();
        let best = all.iter().copied().fold(0.0, f64::max);
        // of a period and its doubles, which are as like, the shortest
        let first = all.windows(3).position(|w| w[1] > 0.92 * best && w[1] >= w[0] && w[1] >= w[2]);
        found.extend(first.filter(|_| best > 0.7).map(|n| shortest + 1 + n));
    }
    assert!(found.len() > 20, "only {} voiced frames", found.len());
    found.sort_unstable();
    f64::from(rate) / found[found.len() / 2] as f64
}

/// A voices folder with one voice whose manifest ends in `rest`.
fn voice_of(rest: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let text = format!(
        "name = \"mia\"\nlanguage = \"it\"\ndescription = \"una prova\"\nlicence = \"MIT\"\nspeed = 1.0\n\
         loudness = -18.0\n{rest}\n"
    );
    fs::create_dir(folder.path().join("mia")).unwrap();
    fs::write(folder.path().join("mia/voice.toml"), text).unwrap();
    folder
}

#[test]
fn speeds_change_the_pace_and_not_the_pitch() {
    let [whole, piped, timed] = [
        "espeak-ng -v it -s 165 -w {wav} {text}",
        "espeak-ng -v it -s 165 --stdin --stdout",
        // takes the rate itself
        "sh {folder}/timed.sh {speed} {wav}",
    ]
    .map(|command| voice_of(&format!("engine = \"command\"\ncommand = \"{command}\"")));
    let script = "espeak-ng -v it -s \"$(echo \"$1\" | awk '{ print int(165 * $1) }')\" --stdin -w \"$2\"";
    fs::write(timed.path().join("mia/timed.sh"), script).unwrap();
    let platform = Path::new("no-such-folder");
    let voices: [(&str, &Path, &str); 6] = [
        ("fake", fakes(), "fake"),
        ("the platform's", platform, "platform"),
        ("another of the platform's", platform, "platform:it+f3"),
        ("a command with {text}", whole.path(), "mia"),
        ("a command with pipes", piped.path(), "mia"),
        ("a command with {speed}", timed.path(), "mia"),
    ];
    let mut wrong = Vec::new();
    let mut pitches = Vec::new();
    for (what, folder, name) in voices {
        let voice = project::voices(folder).load(name).unwrap();
        let speak = |speed: f32| {
            let samples = spoken(&*voice, TEXT, speed);
            (samples.len() as f64 / f64::from(SAMPLE_RATE), pitch(&samples))
        };
        let (seconds, hertz) = speak(1.0);
        pitches.push(hertz);
        for speed in [0.7, 1.5] {
            let (s, h) = speak(speed);
            // the fakes' gaps between words keep their length, and other programs' pauses do not grow evenly
            let pace = seconds / s / f64::from(speed);
            if !(0.8..=1.25).contains(&pace) || (h / hertz - 1.0).abs() > 0.05 {
                wrong.push(format!("{what} at {speed}: {s:.2} of {seconds:.2} s, {h:.1} of {hertz:.1} Hz"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // espeak-ng's man and a woman of its variants: the measure tells them apart
    assert!(pitches[1] < 0.8 * pitches[2], "{pitches:?}");
}

#[test]
fn a_rate_out_of_range_is_refused() {
    for rate in ["0.69", "1.51", "0", "-1", "NaN", "presto"] {
        let run = altavoce(&["say", "ciao", "--voice", "fake", &format!("--speed={rate}")]);
        assert!(run.code == 2 && run.err.contains("a rate lies between 0.7 and 1.5"), "{run:?}");
    }
}

#[test]
fn a_text_never_becomes_a_command() {
    let voice = voice_of("engine = \"command\"\ncommand = '''sh \"{folder}/say.sh\" {text} {wav}'''");
    let script = "printf %s \"$1\" >\"$(dirname \"$0\")/heard\"; espeak-ng -v it -w \"$2\" \"$1\"";
    fs::write(voice.path().join("mia/say.sh"), script).unwrap();
    let text = "apri $(touch qui) e `id`; poi {wav} & \"chiudi\" l'altra > porta";
    spoken(&*project::voices(voice.path()).load("mia").unwrap(), text, 1.0);
    assert_eq!(fs::read_to_string(voice.path().join("mia/heard")).unwrap(), text);
}

#[test]
fn a_program_that_misbehaves_is_one_clear_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let show = folder.path().join("show.toml");
    let wav = folder.path().join("ciao.wav");
    let rows = [
        ("sleep 600", "`sleep` takes longer than 1 s for one sentence; try it by hand, give it more time"),
        ("sh -c 'sleep 600 & wait'", "`sh` takes longer than 1 s for one sentence"),
        ("sh -c 'echo boh >&2; exit 3'", "`sh` failed with exit code 3 (boh); try it by hand, or choose another voice"),
        ("sh -c 'kill -s ABRT $$'", "`sh` died of a signal: 6 (SIGABRT)"),
        ("echo ciao", "`echo` wrote what is no WAV file: it begins with “ciao.”; try it by hand"),
        ("head -c 99999 /dev/urandom", "`head` wrote what is no WAV file: it begins with “"),
        ("true", "`true` wrote an empty WAV file; try it by hand"),
        ("true {wav}", "`true` ended well but wrote no WAV file; try it by hand"),
        ("sh -c ': >$0' {wav}", "`sh` wrote an empty WAV file; try it by hand"),
        (
            "sh -c 'head -c 1000000 /dev/zero >&2; espeak-ng -v it --stdout ciao | head -c 44'",
            "`sh` wrote an empty WAV file; try it by hand",
        ),
        ("altavoce-no-such-program", "`altavoce-no-such-program` is not on this machine; install altavoce-no-such"),
        ("/etc/passwd", "`/etc/passwd` may not be run; make it executable"),
    ];
    let mut wrong = Vec::new();
    for (command, message) in rows {
        let seconds = if command.contains("sleep") { 1 } else { 30 };
        fs::write(&show, format!("[voice]\ncommand = \"\"\"{command}\"\"\"\nseconds = {seconds}\n")).unwrap();
        let run = altavoce(&["say", "buongiorno", "--show", show.to_str().unwrap(), "-o", wav.to_str().unwrap()]);
        let one_line = run.err.lines().count() == 1 && run.out.is_empty() && !wav.exists();
        if run.code != 4 || !one_line || !run.err.starts_with(&format!("altavoce: the speech program {message}")) {
            wrong.push(format!("{command}: {run:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_is_no_speech_is_refused_from_a_program_too() {
    // three seconds of nothing, and far too much of something
    let rows = [("0", 3, "the sound is silent"), ("0.1", 40, "s of sound are too long for it")];
    for (volume, seconds, message) in rows {
        let source = format!("sine=frequency=200:duration={seconds}");
        let command = format!("ffmpeg -v error -f lavfi -i {source} -af volume={volume} -f wav -");
        let folder = voice_of(&format!("engine = \"command\"\ncommand = \"{command}\""));
        let voice = project::voices(folder.path()).load("mia").unwrap();
        let e = voice::speak(&*voice, &utterance("ciao"), 1.0).err().unwrap();
        assert!(e.kind == Kind::Author && e.to_string().contains(message), "{e}");
    }
}

#[test]
fn wrong_manifests_of_programs_name_line_and_remedy() {
    let rows = [
        ("engine = \"command\"", ":7: the engine `command` needs a `command`; add a line like command = "),
        ("engine = \"command\"\ncommand = \"say 'x\"", ":8: `command`: a quote ' is never closed"),
        (
            "engine = \"command\"\ncommand = \"say {wave}\"",
            ":8: `command`: unknown field `{wave}`; did you mean `wav`?",
        ),
        (
            "engine = \"command\"\ncommand = \"x\"\nseconds = 0",
            ":9: `seconds` is out of range; choose between 1 and 3600",
        ),
        ("engine = \"platform\"\ncommand = \"x\"", ":8: only the engine `command` has a `command`"),
        (
            "engine = \"fake\"\nsystem_voice = \"it\"",
            ":8: only the platform engine has a `system_voice`; remove the line",
        ),
        ("engine = \"platform\"\nsystem_voice = \"-w\"", ":8: `system_voice` is no name of a voice; write a name that"),
    ];
    let mut wrong = Vec::new();
    for (rest, message) in rows {
        let folder = voice_of(rest);
        let e = project::voices(folder.path()).load("mia").err().map(|e| (e.kind, e.to_string()));
        if !e.as_ref().is_some_and(|(kind, e)| *kind == Kind::Author && e.contains(&format!("voice.toml{message}"))) {
            wrong.push(format!("{rest}: {e:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let e = project::voices(Path::new("no-such-folder")).load("platform:").err().unwrap();
    assert_eq!(e.kind, Kind::Usage, "{e}");
}

/// One sentence comes clipped and one is misheard: every run tells both, also those that only take them from the cache.
#[test]
fn suspects_are_told_by_every_run() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_string();
    let show = format!(
        "opening = []\nclosing = []\ndisclosure = \"\"\n[formats]\nopus = false\nm4a = false\n[voice]\nname = \"mia\"\n\
         command = 'sh \"{{folder}}/say.sh\" {{text}} {{wav}} {{speed}}'\n[check]\nlisten = 'sh \"{}\" {{wav}}'\n",
        path("hear.sh")
    );
    fs::write(path("show.toml"), show).unwrap();
    // the third sentence with its peaks cut off; of the first one the recogniser hears nothing
    fs::write(
        path("say.sh"),
        "case \"$1\" in *strepito*) louder=40 ;; *) louder=0 ;; esac\n\
         espeak-ng -v it --stdout \"$1\" | ffmpeg -v error -i - -af aresample=24000,volume=${louder}dB -y \"$2\"\n\
         echo \"$1\" >\"$(dirname \"$0\")/said\"\n",
    )
    .unwrap();
    fs::write(
        path("hear.sh"),
        "said=$(cat \"$(dirname \"$0\")/said\")\ncase \"$said\" in *muto*) ;; *) echo \"$said\" ;; esac\n",
    )
    .unwrap();
    let issue = |title: &str, last: &str| {
        let text = format!(
            "---\ntitle: {title}\nslug: prova\ndate: 2026-11-02\n---\n\nIl gatto resta muto tutto il giorno.\n\n\
             Il cane dorme accanto al fuoco.\n\nIl treno passa con grande strepito.\n\n{last}\n"
        );
        fs::write(path("1.md"), text).unwrap();
    };
    let run = |more: &[&str]| {
        let (issue, output) = (path("1.md"), path("output"));
        let args = ["episode", &issue, "-o", &output, "--show", &path("show.toml"), "--jobs", "1"];
        let run = altavoce(&[&args[..], more].concat());
        assert_eq!(run.code, 0, "{run:?}");
        let told: Vec<String> =
            run.err.lines().filter(|l| l.contains("still sounds wrong")).map(String::from).collect();
        assert_eq!(told.len(), 2, "{run:?}");
        assert!(told[0].contains("1.md:7: ") && told[0].contains(": a recogniser missed "), "{told:?}");
        assert!(told[1].contains("1.md:11: ") && told[1].contains("% of the sound is clipped"), "{told:?}");
    };
    issue("Prova", "Fine della prova.");
    run(&["--listen"]);
    // nothing changed, then another sentence: neither speaks them
    run(&[]);
    issue("Prova", "Qui finisce la prova di oggi.");
    run(&[]);
    assert_eq!(fs::read_to_string(path("said")).unwrap().trim(), "Qui finisce la prova di oggi.");
}

/// Only what changed is spoken again, and all of it when the program itself changed.
#[test]
fn a_command_is_asked_for_each_sentence_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_string();
    fs::write(
        path("show.toml"),
        "opening = []\nclosing = []\ndisclosure = \"\"\n[formats]\nopus = false\nm4a = false\n[voice]\nname = \"mia\"\n\
         command = 'sh \"{folder}/say.sh\" {wav}'\n",
    )
    .unwrap();
    let script =
        "cat >\"$1.txt\"; cat \"$1.txt\" >>\"$(dirname \"$0\")/asked\"; espeak-ng -v it -f \"$1.txt\" -w \"$1\"\n";
    let asked = |script: &str, issue: &str| {
        fs::write(path("say.sh"), script).unwrap();
        fs::write(path("001.md"), issue).unwrap();
        let _ = fs::remove_file(path("asked"));
        let run = altavoce(&["episode", &path("001.md"), "-o", &path("output"), "--json"]);
        assert_eq!(run.code, 0, "{run:?}");
        let mut asked: Vec<String> =
            fs::read_to_string(path("asked")).unwrap_or_default().lines().map(String::from).collect();
        asked.sort();
        asked
    };
    let issue = "# Il mare\n\nIl mare era calmo.\n\nI pescatori sono tornati.\n";
    let other = "# Il mare\n\nIl mare era mosso.\n\nI pescatori sono tornati.\n";
    assert_eq!(asked(script, issue), ["I pescatori sono tornati.", "Il mare era calmo."]);
    assert_eq!(asked(script, other), ["Il mare era mosso."]);
    assert_eq!(asked(&format!("# slower\n{script}"), other), ["I pescatori sono tornati.", "Il mare era mosso."]);
}

#[test]
fn the_systems_voices_stand_beside_ours() {
    let run = altavoce(&["voices", "list"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""), "{run:?}");
    let rows: serde_json::Value = serde_json::from_str(&altavoce(&["voices", "list", "--json"]).out).unwrap();
    let from = |from: &str| -> Vec<String> {
        let rows = rows.as_array().unwrap().iter().filter(|r| r["from"] == from);
        rows.map(|r| r["name"].as_str().unwrap().to_string()).collect()
    };
    assert!(from("altavoce").contains(&"fake".to_string()), "{rows:#}");
    if cfg!(target_os = "linux") {
        // each of them can be chosen by the name that stands there
        let platform = from("platform");
        assert!(platform.contains(&"platform:it".to_string()), "{rows:#}");
        for name in platform {
            assert!(run.out.lines().any(|l| l.starts_with(&name)), "{name} is not in\n{}", run.out);
            let voice = project::voices(fakes()).load(&name).unwrap();
            assert_eq!(voice.name(), name);
            spoken(&*voice, TEXT, 1.0);
        }
        let rows = [
            ("platform:no-such-voice", "the system has no Italian voice `no-such-voice`; its voices are it"),
            ("platform:it+nobody", "espeak-ng has no variant `nobody`; choose one of those that"),
        ];
        for (name, message) in rows {
            let e = project::voices(fakes()).load(name).err().unwrap();
            assert!(e.kind == Kind::Operator && e.to_string().starts_with(message), "{e}");
        }
    }
}

/// A program runs in a group of its own, which Ctrl-C does not reach by itself.
#[test]
#[cfg(unix)]
fn ctrl_c_ends_the_program_too() {
    use std::process::{Command, Stdio};
    use std::time::{Duration, Instant};

    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::write(path("show.toml"), "[voice]\ncommand = 'sh \"{folder}/hang.sh\" {wav}'\n").unwrap();
    fs::write(
        path("hang.sh"),
        "here=$(dirname \"$0\"); sleep 600 & echo $! >\"$here/id.part\"\nmv \"$here/id.part\" \"$here/id\"; wait\n",
    )
    .unwrap();
    let mut say = program();
    say.args(["say", "ciao", "-o"]).arg(path("ciao.wav")).arg("--show").arg(path("show.toml"));
    let say = say.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let began = Instant::now();
    while !path("id").exists() {
        assert!(began.elapsed() < Duration::from_secs(60), "the program is never started");
        std::thread::sleep(Duration::from_millis(20));
    }
    let shell = |script: String| Command::new("sh").args(["-c", &script]).stderr(Stdio::null()).status().unwrap();
    assert!(shell(format!("kill -INT {}", say.id())).success());
    let output = say.wait_with_output().unwrap();
    let err = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(130), "{err}");
    assert!(err.starts_with("altavoce: interrupted") && err.lines().count() == 1, "{err}");
    let id = fs::read_to_string(path("id")).unwrap();
    // an ended process may still be a zombie of its new parent
    let lives = format!("test \"$(ps -o stat= -p {0} | cut -c1)\" != Z && kill -0 {0}", id.trim());
    assert!(!shell(lives).success(), "what it started lives on");
}

#[test]
fn what_the_readme_shows_is_right() {
    let text = fs::read_to_string(crate::common::root("voices/README.md")).unwrap();
    let blocks: Vec<&str> = text
        .split("```toml\n")
        .skip(1)
        .map(|block| block.split_once("```").map_or(block, |(inside, _)| inside))
        .collect();
    assert_eq!(blocks.len(), 6);
    // a part of a manifest is tried in sara's, with the one table or with those of the recipe shown
    let sara = fs::read_to_string(crate::common::root("voices/sara/voice.toml")).unwrap();
    let (head, files) = sara.split_once("[style]").unwrap();
    let (model, style) = files.split_once("[[file]]").map(|(_, files)| files.split_once("[[file]]").unwrap()).unwrap();
    let style = style.split("[[file]]").find(|file| file.contains("if_sara")).unwrap();
    let one = format!("{head}[[file]]{model}[[file]]{style}");
    let mixed = |part: &str| format!("{one}\n[[file]]{}\n{part}", style.replace("if_sara", "af_heart"));
    let mut wrong = Vec::new();
    for block in blocks {
        let (manifest, show) = (Path::new("voice.toml"), Path::new("show.toml"));
        let read = if block.contains("engine =") {
            voice::manifest::VoiceManifest::parse(manifest, block).map(drop)
        } else if block.starts_with("[sound]") {
            voice::manifest::VoiceManifest::parse(manifest, &format!("{one}\n{block}")).map(drop)
        } else if block.starts_with("[style]") {
            voice::manifest::VoiceManifest::parse(manifest, &mixed(block)).map(drop)
        } else if block.contains("voice") {
            altavoce::settings::Show::parse(show, block).map(drop)
        } else {
            altavoce::settings::Show::parse(show, &format!("[voice]\n{block}")).map(drop)
        };
        wrong.extend(read.err().map(|e| format!("{block}{e}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // every field that a manifest may have is in its table
    let e = voice::manifest::VoiceManifest::parse(Path::new("voice.toml"), "zzzzzzzz = 1").unwrap_err().to_string();
    let (_, known) = e.split_once("the nearest of ").unwrap_or_else(|| panic!("{e}"));
    let fields = known.split(" is `").next().unwrap().split(", ");
    let is_told = |f: &str| [format!("`{f}`"), format!("`[{f}]`"), format!("[[{f}]]")].iter().any(|w| text.contains(w));
    let missing: Vec<&str> = fields.filter(|f| !is_told(f)).collect();
    assert!(missing.is_empty(), "{missing:?} are not in voices/README.md");
}
