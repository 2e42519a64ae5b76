//! What each system's program is asked, against recorded contracts: a stand-in in its place writes down its arguments, its
//! environment and its standard input, and behaves as it is told. So the systems that a test does not run on are tested
//! as far as our side of the pipe goes.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use altavoce_base::error::Kind;

use crate::voice::manifest::VoiceManifest;
use crate::voice::platform::{Platform, left_over};
use crate::voice::system::System;
use crate::voice::{self, Delivery, Utterance, Voice};

/// `say` and `powershell` as far as we know them: they write to the file behind `-o` or `-w`, or in `$ALTAVOCE_WAV`.
const STAND_IN: &str = r#"#!/bin/sh
here=$(dirname "$0")
printf '%s\n' "$@" >"$here/arguments"
env | grep -E '^ALTAVOCE_(RATE|VOICE)=' | sort >"$here/environment"
cat >"$here/input"
wav=$ALTAVOCE_WAV previous=
for word; do case $previous in -o|-w) wav=$word ;; esac; previous=$word; done
case $(cat "$here/mode") in
  speak) cat "$here/speech.wav" >"$wav" ;;
  hang) exec sleep 600 ;;
  fail) echo "Voice not found." >&2; exit 3 ;;
  die) kill -s KILL $$ ;;
  garbage) head -c 5000 /dev/urandom | tr R x >"$wav" ;;
  nothing) : >"$wav" ;;
  header) head -c 44 "$here/empty.wav" >"$wav" ;;
  half) head -c 9000 "$here/speech.wav" >"$wav" ;;
  silence) : ;;
  chatty) head -c 1000000 /dev/zero >&2; head -c 1000000 /dev/zero; cat "$here/speech.wav" >"$wav" ;;
esac
"#;

const MANIFEST: &str = "name = 'platform'\nengine = 'platform'\nlanguage = 'it'\ndescription = 'the system'\n\
                        licence = 'the system'\nspeed = 1.0\nloudness = -18.0";

/// A folder with the stand-in.
struct Stand {
    folder: tempfile::TempDir,
}

impl Stand {
    fn new() -> Stand {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("program");
        // Written by another process: no thread of ours that starts a program may hold the file open for writing.
        let mut shell = Command::new("sh");
        shell.args(["-c", "cat >\"$0\" && chmod +x \"$0\""]).arg(&path).stdin(Stdio::piped());
        let mut shell = shell.spawn().unwrap();
        shell.stdin.take().unwrap().write_all(STAND_IN.as_bytes()).unwrap();
        assert!(shell.wait().unwrap().success());
        let write = |name: &str, seconds: f64| {
            let spec = hound::WavSpec {
                channels: 1,
                sample_rate: 24_000,
                bits_per_sample: 16,
                sample_format: hound::SampleFormat::Int,
            };
            let mut wav = hound::WavWriter::create(folder.path().join(name), spec).unwrap();
            (0..(seconds * 24_000.0) as u32)
                .for_each(|n| wav.write_sample(((f64::from(n) * 0.05).sin() * 9_000.0) as i16).unwrap());
            wav.finalize().unwrap();
        };
        write("speech.wav", 1.5);
        write("empty.wav", 0.0);
        Stand { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn mode(&self, mode: &str) {
        std::fs::write(self.path("mode"), mode).unwrap();
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap_or_default()
    }

    fn voice(&self, system: System, change: impl FnOnce(&mut VoiceManifest)) -> Platform {
        let mut manifest = VoiceManifest::parse(Path::new("voice.toml"), MANIFEST).unwrap();
        change(&mut manifest);
        Platform::of(&manifest, system, self.path("program").to_str().unwrap(), "1.0")
    }
}

const TEXT: &str = "perché la città\nè «così» $HOME `id`";

fn say(voice: &dyn Voice, speed: f32) -> altavoce_base::error::Result<usize> {
    let utterance = Utterance { text: TEXT.into(), phonemes: String::new(), delivery: Delivery::default() };
    voice::speak(voice, &utterance, speed).map(|s| s.samples.len())
}

#[test]
fn each_system_is_asked_as_recorded() {
    let stand = Stand::new();
    stand.mode("speak");
    let mut asked = Vec::new();
    let systems = [("linux", System::Linux), ("macos", System::MacOs), ("windows", System::Windows)];
    for (chosen, speed) in [(None, 1.0), (Some("Una Voce"), 1.5)] {
        for (name, system) in systems {
            let voice = stand.voice(system, |m| m.system_voice = chosen.map(str::to_string));
            let said = say(&voice, speed);
            let title = format!("== {name}, voice {}, speed {speed}", chosen.unwrap_or("of its own"));
            let (arguments, environment) = (stand.read("arguments"), stand.read("environment"));
            let temporary = std::env::temp_dir();
            let arguments: Vec<String> = arguments
                .lines()
                .map(|a| if a.starts_with(temporary.to_str().unwrap()) { "WAV".into() } else { a.to_string() })
                .collect();
            let got = format!("{title}\n{}\n{environment}<{}\n\n", arguments.join("\n"), stand.read("input"));
            assert!(said.is_ok(), "{got}{said:?}");
            asked.push(got);
        }
    }
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/voice/contracts.txt");
    let recorded = std::fs::read_to_string(&golden).unwrap();
    let head = recorded.split("== ").next().unwrap_or_default();
    let asked = format!("{head}{}", asked.concat());
    if std::env::var("ALTAVOCE_UPDATE_GOLDENS").is_ok_and(|v| v == "1") {
        std::fs::write(&golden, asked).unwrap();
    } else {
        assert_eq!(asked, recorded, "{}", golden.display());
    }
}

#[test]
fn what_a_coarse_scale_leaves_is_made_up_for() {
    for speed in [0.7, 0.9, 1.0, 1.2, 1.5] {
        assert_eq!((left_over(System::Linux, speed), left_over(System::MacOs, speed)), (1.0, 1.0));
        let left = left_over(System::Windows, speed);
        assert!((left - 1.0).abs() < 0.06, "{speed}: {left}");
    }
    // the step for 1.5 is 1.552, and the stand-in speaks 1.5 s however fast it is told to
    let stand = Stand::new();
    stand.mode("speak");
    let samples = say(&stand.voice(System::Windows, |_| {}), 1.5).unwrap();
    // behind it there is silence now, of which the guard leaves 40 ms, and a tone that breaks off rings for about as long
    // in the filter of what lies below voices
    assert!(samples.abs_diff(37_243 + 2 * 960) < 500, "{samples} samples");
}

#[test]
fn a_program_that_misbehaves_is_one_sentence_of_the_operators() {
    let stand = Stand::new();
    let program = stand.path("program").display().to_string();
    let try_it = "try it by hand, or choose another voice";
    let rows = [
        (
            "hang",
            "takes longer than 1 s for one sentence; try it by hand, give it more time with `seconds` in its manifest, or \
             choose another voice"
                .to_string(),
        ),
        ("fail", format!("failed with exit code 3 (Voice not found.); {try_it}")),
        ("die", format!("died of a signal: 9 (SIGKILL); {try_it}")),
        ("garbage", "wrote what is no WAV file: it begins with “".to_string()),
        ("nothing", format!("wrote an empty WAV file; {try_it}")),
        ("header", format!("wrote an empty WAV file; {try_it}")),
        ("half", "wrote a WAV file that cannot be read: ".to_string()),
        ("silence", format!("ended well but wrote no WAV file; {try_it}")),
        ("chatty", String::new()),
    ];
    let mut wrong = Vec::new();
    for system in [System::Linux, System::MacOs, System::Windows] {
        for (mode, message) in &rows {
            stand.mode(mode);
            let patience = if *mode == "hang" { 1 } else { 60 };
            match say(&stand.voice(system, |m| m.seconds = Some(patience)), 1.0) {
                Ok(_) if message.is_empty() => {}
                Err(e)
                    if e.kind == Kind::Operator
                        && !message.is_empty()
                        && e.to_string().starts_with(&format!("the speech program `{program}` {message}")) => {}
                other => wrong.push(format!("{system:?} {mode}: {other:?}")),
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn whatever_changes_the_sound_is_in_the_fingerprint() {
    let stand = Stand::new();
    let print = |change: fn(&mut VoiceManifest)| stand.voice(System::Linux, change).fingerprint().to_string();
    let plain = print(|_| {});
    assert_eq!(plain, "platform 1.0 speed 1");
    assert_ne!(plain, print(|m| m.system_voice = Some("it+f3".into())));
    assert_ne!(plain, print(|m| m.speed = 0.9));
    assert_eq!(plain, print(|m| m.seconds = Some(5)));
}
