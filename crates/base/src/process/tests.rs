//! The runner against programs that do what others' programs do.

use std::fs;
use std::path::Path;

use super::*;
use crate::error::{Error, Kind};

fn shell(script: &str) -> Runner {
    let mut command = Command::new("sh");
    command.args(["-c", script]);
    Runner::new(command)
}

/// What a run comes to, in words.
fn outcome(runner: Runner) -> String {
    match runner.run() {
        Ok(output) => format!("{} bytes, said {:?}", output.stdout.len(), last_line(&output.stderr)),
        Err(failure) => failure.to_string(),
    }
}

#[test]
fn whatever_a_program_does_is_told_in_a_few_words() {
    let rows = [
        ("cat", "4 bytes, said \"\""),
        ("exec <&-; echo salve", "6 bytes, said \"\""),
        ("echo uno >&2; echo due >&2", "0 bytes, said \"due\""),
        ("head -c 1000000 /dev/zero >&2; head -c 1000000 /dev/zero", "1000000 bytes, said \"\""),
        ("exit 3", "failed with exit code 3"),
        ("echo uno >&2; echo 'no model' >&2; echo >&2; exit 1", "failed with exit code 1 (no model)"),
        ("kill -s SEGV $$", "died of a signal: 11 (SIGSEGV)"),
        ("exec cat /dev/zero", "prints more than 2 MB"),
        ("exec cat /dev/zero >&2", "prints more than 2 MB"),
        // what it leaves behind keeps neither its failure nor its last word from us
        ("sleep 600 & echo ahi >&2; exit 2", "failed with exit code 2 (ahi)"),
        ("sleep 9 >/dev/null & echo salve", "6 bytes"),
    ];
    let run = |script: &str| outcome(shell(script).input("ciao").limit(2 << 20));
    let wrong: Vec<_> = rows
        .iter()
        .map(|(script, expected)| (script, expected, run(script)))
        .filter(|(_, expected, got)| !got.starts_with(*expected))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_program_that_cannot_be_started_is_told_apart() {
    let missing = Runner::new(Command::new("altavoce-no-such-program")).run().unwrap_err();
    assert!(matches!(missing, Failure::NotFound(_)), "{missing:?}");
    let e = missing.of_program("altavoce-no-such-program");
    assert_eq!((e.kind, e.to_string().as_str()), (Kind::Operator, "altavoce-no-such-program is not on this machine"));
    let denied = Runner::new(Command::new("/etc/passwd")).run().unwrap_err();
    assert!(matches!(denied, Failure::NotAllowed(_)), "{denied:?}");
}

/// Whether a process runs: one that has ended may still be a zombie of its new parent.
fn lives(id: &str) -> bool {
    let lives = format!("test \"$(ps -o stat= -p {id} | cut -c1)\" != Z && kill -0 {id}");
    shell(&lives).run().is_ok()
}

fn id_in(folder: &Path) -> String {
    fs::read_to_string(folder.join("ID")).unwrap().trim().to_string()
}

#[test]
fn a_program_that_hangs_is_ended_with_all_that_it_started() {
    let rows = [
        ("itself", "echo $$ >ID; exec sleep 600"),
        ("one that it waits for", "sleep 600 & echo $! >ID; wait"),
        ("one that it leaves behind with its output", "sleep 600 & echo $! >ID"),
        ("one that does not listen", "trap '' TERM INT HUP; echo $$ >ID; while :; do sleep 600; done"),
    ];
    let mut wrong = Vec::new();
    for (what, script) in rows {
        let folder = tempfile::tempdir().unwrap();
        let mut runner = shell(script).timeout(Duration::from_secs(2));
        runner.command.current_dir(folder.path());
        let said = outcome(runner);
        let id = id_in(folder.path());
        if said != "takes longer than 2 s" || lives(&id) {
            wrong.push(format!("{what}: {said}, lives: {}", lives(&id)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_program_that_dies_takes_what_it_started_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let mut runner = shell("sleep 600 & echo $! >ID; kill -s KILL $$");
    runner.command.current_dir(folder.path());
    assert_eq!(outcome(runner), "died of a signal: 9 (SIGKILL)");
    assert!(!lives(&id_in(folder.path())));
}

#[test]
fn a_caller_can_stop_a_program() {
    let folder = tempfile::tempdir().unwrap();
    let mut runner = shell("echo $$ >part; mv part ID; exec sleep 600");
    runner.command.current_dir(folder.path());
    let mut may_go_on = || match folder.path().join("ID").exists() {
        true => Err(Error::interrupted("enough")),
        false => Ok(()),
    };
    let failure = runner.run_while(&mut may_go_on).unwrap_err();
    assert!(!lives(&id_in(folder.path())));
    let e = failure.of_program("sleep");
    assert_eq!((e.kind, e.to_string().as_str()), (Kind::Interrupted, "enough"));
}
