//! Live reading by a real speech service: speech-dispatcher with espeak-ng's module, and a sound server whose only device
//! is a null sink, of which the tests record what was heard. `make test` installs both; nothing of the user's is touched.
#![cfg(target_os = "linux")]

#[cfg(not(feature = "listen"))]
#[test]
fn a_build_without_it_says_how_to_get_it() {
    let run = crate::common::altavoce(&["listen", crate::common::root("issues/001.md").to_str().unwrap()]);
    assert_eq!((run.code, run.out.as_str()), (4, ""), "{run:?}");
    for part in ["`make build`", "--features listen", "libspeechd-dev", "libclang-dev"] {
        assert!(run.err.contains(part), "{part} is not in {}", run.err);
    }
}

#[cfg(feature = "listen")]
mod live {
    use std::fs::{self, File};
    use std::io::Read;
    use std::path::{Path, PathBuf};
    use std::process::{Child, Command, Output, Stdio};
    use std::time::{Duration, Instant};

    use crate::common::{outsider, python, root};

    const RATE: u32 = 16_000;
    const ISSUE: &str = "# Il giardino\n\nQuesta mattina il mare era calmo e i pescatori sono tornati al porto.\n\n\
        ## Il mercato\n\nAl mercato ho comprato pane, formaggio e due bottiglie di vino rosso.\n";

    /// A process that is ended with the test, however the test ends.
    struct Ended(Child);

    impl Drop for Ended {
        fn drop(&mut self) {
            let _ = self.0.kill();
            let _ = self.0.wait();
        }
    }

    /// A sound server and a speech service of our own in a folder of our own. Dropped in this order.
    struct Room {
        _speech: Ended,
        _sound: Ended,
        folder: tempfile::TempDir,
    }

    fn program(name: &str, folder: &Path) -> Command {
        let mut command = Command::new(name);
        // Both talk through sockets below these folders, and nobody else does.
        command.env("XDG_RUNTIME_DIR", folder).env("XDG_CONFIG_HOME", folder).env("XDG_CACHE_HOME", folder);
        command.env("HOME", folder).env("PULSE_SERVER", format!("unix:{}", folder.join("sound").display()));
        command.env("SPEECHD_ADDRESS", format!("unix_socket:{}", folder.join("speech").display()));
        command.env_remove("DBUS_SESSION_BUS_ADDRESS").env_remove("DISPLAY").env("ALTAVOCE_LANG", "en");
        command
    }

    /// Starts a program that goes on, with all that it says in a file, and waits for the socket that it makes.
    fn started(mut command: Command, socket: &Path, log: &Path) -> Ended {
        let said = File::create(log).unwrap();
        command.stdin(Stdio::null()).stdout(said.try_clone().unwrap()).stderr(said);
        let name = command.get_program().to_string_lossy().into_owned();
        let child = command.spawn().unwrap_or_else(|e| panic!("{name}: {e}; `make test` installs it"));
        let mut child = Ended(child);
        let began = Instant::now();
        while !socket.exists() {
            let status = child.0.try_wait().unwrap();
            let said = || fs::read_to_string(log).unwrap_or_default();
            assert!(status.is_none(), "{name} ended ({}):\n{}", status.unwrap(), said());
            assert!(began.elapsed() < Duration::from_secs(60), "{name} makes no socket:\n{}", said());
            std::thread::sleep(Duration::from_millis(50));
        }
        child
    }

    impl Room {
        fn open() -> Room {
            let folder = tempfile::tempdir().unwrap();
            let path = |name: &str| folder.path().join(name);
            let mut sound = program("pulseaudio", folder.path());
            sound.args(["-n", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1"]);
            sound.arg(format!("--load=module-null-sink sink_name=ear rate={RATE} channels=1"));
            sound
                .arg(format!("--load=module-native-protocol-unix auth-anonymous=1 socket={}", path("sound").display()));
            let sound = started(sound, &path("sound"), &path("sound.log"));

            fs::create_dir_all(path("settings/modules")).unwrap();
            fs::write(
                path("settings/speechd.conf"),
                "LogLevel 2\nAudioOutputMethod \"pulse\"\nAudioPulseDevice \"ear\"\nDefaultModule espeak-ng\n\
                 AddModule \"espeak-ng\" \"sd_espeak-ng\" \"espeak-ng.conf\"\n",
            )
            .unwrap();
            fs::write(path("settings/modules/espeak-ng.conf"), "Debug 0\n").unwrap();
            let mut speech = program("speech-dispatcher", folder.path());
            speech.args(["--run-single", "--timeout", "0", "--communication-method", "unix_socket", "--socket-path"]);
            speech.arg(path("speech")).arg("--pid-file").arg(path("speech.pid"));
            speech.arg("--config-dir").arg(path("settings")).arg("--log-dir").arg(folder.path());
            let speech = started(speech, &path("speech"), &path("speech.log"));
            fs::write(path("issue.md"), ISSUE).unwrap();
            let settings = "title = \"Onde\"\nopening = []\nclosing = []\ndisclosure = \"\"\n";
            fs::write(path("show.toml"), settings).unwrap();
            Room { _speech: speech, _sound: sound, folder }
        }

        fn path(&self, name: &str) -> PathBuf {
            self.folder.path().join(name)
        }

        fn altavoce(&self, args: &[&str]) -> Command {
            let mut command = program(env!("CARGO_BIN_EXE_altavoce"), self.folder.path());
            command.args(args).current_dir(self.folder.path()).stdin(Stdio::null());
            command.stdout(Stdio::piped()).stderr(Stdio::piped());
            command
        }

        /// Begins to record what is heard, as raw samples.
        fn record(&self, name: &str) -> Ended {
            let mut recorder = program("parec", self.folder.path());
            recorder.args(["--device=ear.monitor", "--format=s16le", "--channels=1", "--latency-msec=50"]);
            recorder.arg(format!("--rate={RATE}")).stdout(File::create(self.path(name)).unwrap());
            let recorder = Ended(recorder.spawn().expect("parec; `make test` installs it"));
            self.until(&format!("{name} is recorded"), || !self.recorded(name).is_empty());
            recorder
        }

        fn recorded(&self, name: &str) -> Vec<i16> {
            let bytes = fs::read(self.path(name)).unwrap_or_default();
            bytes.as_chunks::<2>().0.iter().map(|s| i16::from_le_bytes(*s)).collect()
        }

        fn until(&self, what: &str, done: impl Fn() -> bool) {
            let began = Instant::now();
            while !done() {
                assert!(began.elapsed() < Duration::from_secs(60), "a minute has gone and never {what}");
                std::thread::sleep(Duration::from_millis(50));
            }
        }
    }

    fn text(output: &Output) -> (String, String) {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (text(&output.stdout), text(&output.stderr))
    }

    /// The letters of a text, small, without marks and spaces.
    fn letters(text: &str) -> String {
        text.to_lowercase().chars().filter(|c| c.is_alphabetic()).collect()
    }

    /// The least number of letters to add, drop or change to turn one text into the other.
    fn letter_errors(said: &str, heard: &str) -> usize {
        let heard: Vec<char> = heard.chars().collect();
        let mut row: Vec<usize> = (0..=heard.len()).collect();
        for (i, a) in said.chars().enumerate() {
            let mut corner = std::mem::replace(&mut row[0], i + 1);
            for (j, b) in heard.iter().enumerate() {
                let change = corner + usize::from(a != *b);
                corner = row[j + 1];
                row[j + 1] = change.min(row[j] + 1).min(corner + 1);
            }
        }
        row[heard.len()]
    }

    /// Whether somebody speaks in these samples.
    fn loud(samples: &[i16]) -> bool {
        samples.iter().any(|s| s.unsigned_abs() > 600)
    }

    #[test]
    fn an_issue_is_read_aloud_and_understood() {
        let room = Room::open();
        let recorder = room.record("heard.raw");
        let output = room.altavoce(&["listen", "issue.md", "--rate", "0.85"]).output().unwrap();
        drop(recorder);
        let (out, err) = text(&output);
        assert_eq!((output.status.code(), out.as_str()), (Some(0), "the end\n"), "{err}");
        let lines: Vec<&str> = err.lines().collect();
        let expected = [
            "1/2 Introduzione",
            "    3 Questa mattina il mare era calmo e i pescatori sono tornati al porto.",
            "2/2 Il mercato",
            "    7 Al mercato ho comprato pane, formaggio e due bottiglie di vino rosso.",
        ];
        assert!(expected.iter().all(|line| lines.contains(line)), "{err}");

        let wav = room.path("heard.wav");
        let spec = hound::WavSpec {
            channels: 1,
            sample_rate: RATE,
            bits_per_sample: 16,
            sample_format: hound::SampleFormat::Int,
        };
        let mut writer = hound::WavWriter::create(&wav, spec).unwrap();
        room.recorded("heard.raw").into_iter().for_each(|s| writer.write_sample(s).unwrap());
        writer.finalize().unwrap();
        let (script, model) = (root("tests/recognise.py"), root("target/test-tools/whisper"));
        let heard = outsider(python(), &[script.to_str().unwrap(), model.to_str().unwrap(), wav.to_str().unwrap()]);
        // The recogniser runs words of a synthetic voice together and takes single letters for others: most words are
        // there, wherever they stand, and of all letters few are wrong.
        let heard = letters(&heard);
        let words = [
            "mattina",
            "mare",
            "calmo",
            "pescatori",
            "tornati",
            "porto",
            "mercato",
            "comprato",
            "pane",
            "formaggio",
            "due",
            "bottiglie",
            "vino",
            "rosso",
        ];
        let missed: Vec<_> = words.iter().filter(|word| !heard.contains(*word)).collect();
        let said = letters(
            "Questa mattina il mare era calmo e i pescatori sono tornati al porto. Entriamo nel vivo: il mercato. \
             Al mercato ho comprato pane, formaggio e due bottiglie di vino rosso.",
        );
        let wrong = letter_errors(&said, &heard);
        assert!(missed.len() * 2 < words.len() && wrong * 4 < said.len(), "{missed:?}, {wrong} letters: «{heard}»");

        let listed = room.altavoce(&["voices", "list", "--json"]).output().unwrap();
        let listed: serde_json::Value = serde_json::from_slice(&listed.stdout).unwrap();
        let service = |v: &&serde_json::Value| v["from"] == "speech service";
        let names: Vec<&str> =
            listed.as_array().unwrap().iter().filter(service).map(|v| v["name"].as_str().unwrap()).collect();
        assert!(names.contains(&"Italian") && names.iter().all(|n| !n.contains('+')), "{names:?}");
    }

    #[test]
    fn one_chapter_by_a_named_voice() {
        let room = Room::open();
        let run = |args: &[&str]| {
            let output = room.altavoce(args).output().unwrap();
            (output.status.code(), text(&output).0, text(&output).1)
        };
        let (code, out, err) =
            run(&["listen", "issue.md", "--chapter", "2", "--rate", "1.5", "--voice", "Italian", "--json"]);
        let read: serde_json::Value = serde_json::from_str(&out).unwrap_or_else(|e| panic!("{e}: {out}{err}"));
        assert_eq!((code, &read["chapters"], &read["voice"]), (Some(0), &1.into(), &"Italian".into()), "{err}");
        assert!(err.starts_with("2/2 Il mercato\n") && !err.contains("giardino"), "{err}");

        let rows: [(&[&str], i32, &str); 3] = [
            (&["listen", "issue.md", "--voice", "Alice"], 2, "no Italian voice `Alice`; its voices are Italian"),
            (&["listen", "issue.md", "--chapter", "3"], 2, "the issue has no chapter 3; its chapters are 1 to 2"),
            (&["listen", "issue.md", "--rate", "2"], 2, "a rate lies between 0.7 and 1.5"),
        ];
        let wrong: Vec<_> = rows
            .into_iter()
            .map(|(args, code, message)| (code, message, run(args)))
            .filter(|(code, message, got)| got.0 != Some(*code) || !got.2.contains(message))
            .collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn ctrl_c_stops_the_speech_at_once() {
        let room = Room::open();
        let _recorder = room.record("heard.raw");
        let mut reading = Ended(room.altavoce(&["listen", "issue.md", "--chapter", "2"]).spawn().unwrap());
        room.until("something is heard", || loud(&room.recorded("heard.raw")));
        outsider("sh", &["-c", &format!("kill -INT {}", reading.0.id())]);
        let status = reading.0.wait().unwrap();
        let mut err = String::new();
        reading.0.stderr.take().unwrap().read_to_string(&mut err).unwrap();
        assert_eq!(status.code(), Some(130), "{err}");
        assert!(err.ends_with("altavoce: interrupted; nothing was changed\n"), "{err}");
        // What was on its way to the device when the program ended is heard; then nothing more.
        let heard = || room.recorded("heard.raw").len();
        let second = RATE as usize;
        let ended = heard();
        room.until("two more seconds are recorded", || heard() > ended + 2 * second);
        assert!(!loud(&room.recorded("heard.raw")[ended + second..]), "it speaks on");
    }

    #[test]
    fn a_service_that_is_not_there_or_goes_away_is_told() {
        let mut room = Room::open();
        let _recorder = room.record("heard.raw");
        let reading = room.altavoce(&["listen", "issue.md", "--chapter", "2"]).spawn().unwrap();
        room.until("something is heard", || loud(&room.recorded("heard.raw")));
        room._speech.0.kill().unwrap();
        let output = reading.wait_with_output().unwrap();
        let (_, err) = text(&output);
        assert_eq!(output.status.code(), Some(4), "{err}");
        assert!(err.lines().last().unwrap().starts_with("altavoce: the system's speech service "), "{err}");

        let _ = fs::remove_file(room.path("speech"));
        let mut none = room.altavoce(&["listen", "issue.md"]);
        let output = none.env("SPEECHD_CMD", "/nonexistent").output().unwrap();
        let (out, err) = text(&output);
        assert_eq!((output.status.code(), out.as_str()), (Some(4), ""), "{err}");
        let expected = "altavoce: the system's speech service cannot be reached; install and start speech-dispatcher";
        assert!(err.lines().last().unwrap().starts_with(expected), "{err}");
    }
}
