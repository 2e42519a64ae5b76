//! Another's speech program: what went wrong with it is one sentence that names it.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use altavoce_base::error::{Error, Result};
use altavoce_base::locale::text;
use altavoce_base::process::{Failure, Runner, last_line};
use altavoce_base::{mark, tr};

/// How long a program may think about a sentence where its manifest does not say: far longer than any needs.
pub(super) const PATIENCE: Duration = Duration::from_secs(60);
/// The most bytes that a program may print: half an hour of stereo at 48 kHz, far more than a sentence.
const MOST: u64 = 400 << 20;
/// What to do about a program that misbehaves.
const ADVICE: &str = mark!("try it by hand, or choose another voice");

/// What a program that ended well left behind.
pub(super) struct Heard {
    /// All of its standard output.
    pub stdout: Vec<u8>,
    /// The last line of its standard error that says something; empty if it said nothing.
    pub complaint: String,
}

/// The error of a speech program that did `what`, with its own last words.
pub(super) fn fault(program: &str, what: &str, complaint: &str) -> Error {
    let said = if complaint.is_empty() { String::new() } else { format!(" ({complaint})") };
    Error::operator(tr!("the speech program `{program}` {what}{said}")).fix(text(ADVICE))
}

/// The name by which messages call the program of `command`.
pub(super) fn name(command: &Command) -> String {
    command.get_program().to_string_lossy().into_owned()
}

/// Runs `command` with `input` on its standard input and waits for its end, `patience` at most.
///
/// # Errors
/// The operator's, in one sentence that names the program: it is missing, does not start, hangs, fails, dies, or prints
/// without end.
pub(super) fn run(command: Command, input: &str, patience: Duration) -> Result<Heard> {
    let program = name(&command);
    let output = Runner::new(command).input(input).timeout(patience).limit(MOST).run();
    let output = output.map_err(|failure| failed(&program, failure))?;
    Ok(Heard { stdout: output.stdout, complaint: last_line(&output.stderr) })
}

fn failed(program: &str, failure: Failure) -> Error {
    let fix = match &failure {
        Failure::NotFound(_) => {
            tr!("install {program}, write its name or path as the shell finds it, or choose another voice")
        }
        Failure::NotAllowed(_) => tr!("make it executable, or choose another voice").to_string(),
        Failure::TimedOut(_) => {
            tr!("try it by hand, give it more time with `seconds` in its manifest, or choose another voice").to_string()
        }
        _ => text(ADVICE).to_string(),
    };
    let a_sentence = if matches!(failure, Failure::TimedOut(_)) { tr!(" for one sentence") } else { "" };
    let e = failure.of_program(&tr!("the speech program `{program}`"));
    e.saying(|what| format!("{what}{a_sentence}")).fix(fix)
}

/// The WAV that the program `program` was told to write to `path`.
///
/// # Errors
/// The operator's: there is none, or far too much of it.
pub(super) fn written(path: &Path, program: &str, complaint: &str) -> Result<Vec<u8>> {
    match std::fs::metadata(path) {
        Ok(m) if m.len() > MOST => {
            Err(fault(program, &tr!("wrote more than {megabytes} MB", megabytes = MOST >> 20), complaint))
        }
        Ok(_) => std::fs::read(path).map_err(|e| Error::io(tr!("read"), path, e)),
        Err(_) => Err(fault(program, tr!("ended well but wrote no WAV file"), complaint)),
    }
}

/// A text as one line: a line's end would be a pause of its own, or the end of what a program reads.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_failure_is_one_sentence_that_names_the_program() {
        let shell = |script: &str| {
            let mut command = Command::new("sh");
            command.args(["-c", script]);
            command
        };
        let rows = [
            (
                shell("echo 'no model' >&2; exit 1"),
                "`sh` failed with exit code 1 (no model); try it by hand, or choose",
            ),
            (shell("sleep 600"), "`sh` takes longer than 1 s for one sentence; try it by hand, give it more time"),
            (
                Command::new("altavoce-no-such-program"),
                "`altavoce-no-such-program` is not on this machine; install alt",
            ),
            (Command::new("/etc/passwd"), "`/etc/passwd` may not be run; make it executable, or choose"),
        ];
        for (command, expected) in rows {
            let e = run(command, "ciao", Duration::from_secs(1)).err().unwrap().to_string();
            assert!(e.starts_with(&format!("the speech program {expected}")), "{e}");
        }
    }
}
