//! Others' programs that hang, flood, die or say too little: each is one sentence in its time, and none of it lives on.
#![cfg(target_os = "linux")] // `/proc` tells what lives

use std::ffi::OsString;
use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::common::{program, root};

/// Where the fakes write the processes that they are and start, a line each.
const IDS: &str = "ids";
/// Far more than anything here takes.
const PATIENCE: Duration = Duration::from_secs(60);

/// A machine with one program that is not what it should be.
struct Machine {
    folder: tempfile::TempDir,
}

impl Machine {
    /// `$1` of `program` is looked at first: `version` is answered, for everything else it does what `script` says.
    fn new(program: &str, version: &str, script: &str) -> Machine {
        let folder = tempfile::tempdir().unwrap();
        let ids = folder.path().join(IDS);
        let text = format!(
            "#!/bin/sh\ncase \"$1\" in {version}) echo fake version 0; exit;; esac\n\
             note() {{ echo $1 >>'{ids}'; }}\nnote $$\n{script}\n",
            ids = ids.display()
        );
        // Written by another process: no thread of ours that starts a program may hold the file open for writing.
        let mut shell = Command::new("sh");
        shell.args(["-c", "cat >\"$0\" && chmod +x \"$0\""]).arg(folder.path().join(program)).stdin(Stdio::piped());
        let mut shell = shell.spawn().unwrap();
        shell.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
        assert!(shell.wait().unwrap().success());
        fs::write(&ids, "").unwrap();
        Machine { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// `altavoce` on this machine, where others' programs may take `seconds`.
    fn start(&self, args: &[&str], seconds: u64) -> Child {
        let mut path = OsString::from(self.folder.path());
        path.push(":/usr/local/bin:/usr/bin:/bin");
        let mut command = program();
        command.args(args).arg("--voices").arg(root("tests/voices")).current_dir(self.folder.path());
        command.env("PATH", path).env("ALTAVOCE_PROGRAM_TIMEOUT", seconds.to_string());
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }

    /// The processes that were noted.
    fn ids(&self) -> Vec<String> {
        fs::read_to_string(self.path(IDS)).unwrap().lines().map(String::from).collect()
    }

    /// The noted processes that live on: one that is being ended gets the time for it.
    fn living(&self) -> Vec<String> {
        let begun = Instant::now();
        loop {
            let living: Vec<_> = self.ids().into_iter().filter(|id| lives(id)).collect();
            if living.is_empty() || begun.elapsed() > PATIENCE {
                return living;
            }
            sleep(Duration::from_millis(20));
        }
    }
}

/// Whether a process runs: one that has ended may still be a zombie of its new parent.
fn lives(id: &str) -> bool {
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
    // Its state stands behind its name, which may hold anything but ends in a bracket.
    stat.rsplit_once(") ").is_some_and(|(_, rest)| !rest.starts_with('Z'))
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A program with one that it started, both of which hang.
const HANG: &str = "sleep 600 & note $!; wait";

#[test]
fn a_phonemiser_that_misbehaves_is_one_sentence() {
    let hangs = "takes longer than 5 s; try it by hand, or give it more time with --program-timeout";
    let rows = [
        ("it hangs", "--version", HANG, hangs.to_string()),
        ("it hangs when asked its version", "nothing", HANG, hangs.to_string()),
        (
            "it hangs and listens to nobody",
            "--version",
            "trap '' TERM INT HUP\nwhile :; do sleep 600; done",
            hangs.into(),
        ),
        (
            "it floods",
            "--version",
            "exec cat /dev/zero",
            "prints more than 16 MB; try it by hand, or reinstall it".into(),
        ),
        (
            "it complains without end",
            "--version",
            "while :; do cat /dev/zero; done >&2",
            "prints more than 16 MB; try it by hand, or reinstall it".into(),
        ),
        (
            "it fails with something left running",
            "--version",
            "sleep 600 & note $!; read line; echo uno; echo 'no such voice' >&2; exit 7",
            "failed with exit code 7 (no such voice); try it by hand, or reinstall it".into(),
        ),
        (
            "it dies",
            "--version",
            "sleep 600 & note $!; read line; echo uno; kill -s KILL $$",
            "died of a signal: 9 (SIGKILL); try it by hand, or reinstall it".into(),
        ),
        ("it answers nothing", "--version", "cat >/dev/null", "answers nothing to “".into()),
        ("it leaves out a line", "--version", "sed 1d", "answers nothing to “".into()),
    ];
    let mut wrong = Vec::new();
    for (what, version, script, expected) in rows {
        let machine = Machine::new("espeak-ng", version, script);
        let seconds = if expected.starts_with("takes") { 5 } else { PATIENCE.as_secs() };
        // two languages, two processes at once
        let say = ["say", "Il machine learning è utile, dice Anna.", "--voice", "fake", "-o", "said.wav"];
        let output = machine.start(&say, seconds).wait_with_output().unwrap();
        let (said, living) = (said(&output), machine.living());
        let sentence = format!("altavoce: espeak-ng, which turns words into phonemes, {expected}");
        let one = said.starts_with(&sentence) && said.lines().count() == 1 && output.stdout.is_empty();
        let nothing_left = living.is_empty() && !machine.ids().is_empty() && !machine.path("said.wav").exists();
        if output.status.code() != Some(4) || !one || !nothing_left {
            wrong.push(format!("{what}: {:?}, {said}{} live on", output.status.code(), living.len()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The M4A is an extra: the episode is made without it.
#[test]
fn an_ffmpeg_that_misbehaves_is_one_sentence_and_costs_the_m4a() {
    let without = "or do without: `m4a = false` under [formats] in show.toml";
    let rows = [
        ("it hangs", HANG, "it takes longer than 5 s; give it more time with --program-timeout"),
        ("it floods", "exec cat /dev/zero", "it prints more than 16 MB; update ffmpeg"),
        ("it complains without end", "while :; do cat /dev/zero; done >&2", "it prints more than 16 MB; update ffmpeg"),
        ("it fails", "sleep 600 & note $!; echo 'Unknown encoder' >&2; exit 1", "Unknown encoder; update ffmpeg"),
        ("it dies", "sleep 600 & note $!; kill -s KILL $$", "it died of a signal: 9 (SIGKILL); update ffmpeg"),
        ("it makes nothing", "exit 0", "it made no file; update ffmpeg"),
    ];
    let mut wrong = Vec::new();
    for (what, script, expected) in rows {
        let machine = Machine::new("ffmpeg", "-version", script);
        fs::write(machine.path("001.md"), "---\nnumber: 1\n---\n\n# Prova\n\nCominciamo da qui.\n").unwrap();
        let show = "voice = \"fake\"\nquote_voice = \"\"\nopening = []\nclosing = []\n[formats]\nopus = false\n";
        fs::write(machine.path("show.toml"), show).unwrap();
        let seconds = if expected.contains("longer") { 5 } else { PATIENCE.as_secs() };
        let output = machine.start(&["episode", "001.md", "-o", "output"], seconds).wait_with_output().unwrap();
        let (said, living) = (said(&output), machine.living());
        let warnings: Vec<_> = said.lines().filter(|line| line.starts_with("altavoce: ")).collect();
        let made = machine.path("output/001-prova/episode.mp3").exists();
        let one = warnings == [format!("altavoce: ffmpeg cannot make the M4A: {expected}, {without}")];
        if !output.status.success() || !one || !made || !living.is_empty() || machine.ids().is_empty() {
            wrong.push(format!("{what}: {:?}, {said}{} live on", output.status.code(), living.len()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn ctrl_c_ends_a_phonemiser_that_hangs() {
    let machine = Machine::new("espeak-ng", "--version", HANG);
    let say = ["say", "Cominciamo da qui.", "--voice", "fake", "-o", "said.wav"];
    let run = machine.start(&say, 600);
    let begun = Instant::now();
    while machine.ids().len() < 2 {
        assert!(begun.elapsed() < PATIENCE, "the phonemiser is never started");
        sleep(Duration::from_millis(20));
    }
    assert!(Command::new("sh").args(["-c", &format!("kill -INT {}", run.id())]).status().unwrap().success());
    let output = run.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130), "{}", said(&output));
    assert_eq!(said(&output), "altavoce: interrupted; what was finished before is kept\n");
    assert!(machine.living().is_empty(), "it lives on");
}
