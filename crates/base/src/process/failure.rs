//! Why a program gave nothing.

use std::fmt;
use std::io;
use std::process::ExitStatus;
use std::time::Duration;

use crate::error::{Error, reason};
use crate::tr;

/// Why a program gave nothing; written out, it is what stands behind the program's name: “takes longer than 60 s”.
#[derive(Debug)]
#[non_exhaustive]
pub enum Failure {
    /// There is no such program.
    NotFound(io::Error),
    /// It is no program, or not ours to run.
    NotAllowed(io::Error),
    /// The system could not start it or wait for it.
    NotStarted(io::Error),
    /// It was still running, or what it left running still held its output, when its time was over.
    TimedOut(Duration),
    /// It printed more than so many bytes.
    Flooded(u64),
    /// It ended with another exit code than 0, or of a signal.
    Died {
        /// How it ended.
        status: ExitStatus,
        /// The end of its standard error: 8 KiB at most.
        stderr: String,
    },
    /// Its caller stopped it, with this error.
    Stopped(Error),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::NotFound(_) => f.write_str(tr!("is not on this machine")),
            Failure::NotAllowed(_) => f.write_str(tr!("may not be run")),
            Failure::NotStarted(e) => f.write_str(&tr!("does not start ({why})", why = reason(e))),
            Failure::TimedOut(time) => f.write_str(&tr!("takes longer than {seconds} s", seconds = time.as_secs())),
            Failure::Flooded(bytes) => f.write_str(&tr!("prints more than {megabytes} MB", megabytes = bytes >> 20)),
            Failure::Died { status, stderr } => f.write_str(&died(*status, stderr)),
            Failure::Stopped(_) => f.write_str(tr!("was stopped")),
        }
    }
}

impl std::error::Error for Failure {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Failure::NotFound(e) | Failure::NotAllowed(e) | Failure::NotStarted(e) => Some(e),
            Failure::Stopped(e) => Some(e),
            Failure::TimedOut(_) | Failure::Flooded(_) | Failure::Died { .. } => None,
        }
    }
}

impl Failure {
    /// The failure to start a program.
    pub(super) fn of_start(e: io::Error) -> Failure {
        match e.kind() {
            io::ErrorKind::NotFound => Failure::NotFound(e),
            io::ErrorKind::PermissionDenied => Failure::NotAllowed(e),
            _ => Failure::NotStarted(e),
        }
    }

    /// The operator's error of a program that `name` calls, as a subject does: `espeak-ng takes longer than 60 s`. If
    /// its caller stopped it, the caller's own error.
    pub fn of_program(self, name: &str) -> Error {
        match self {
            Failure::Stopped(e) => e,
            failure => Error::operator(format!("{name} {failure}")).caused_by(failure),
        }
    }
}

fn died(status: ExitStatus, stderr: &str) -> String {
    let how = match status.code() {
        Some(code) => tr!("failed with exit code {code}"),
        None => tr!("died of a {status}"),
    };
    match last_line(stderr).as_str() {
        "" => how,
        said => format!("{how} ({said})"),
    }
}

/// The last line of `text` that says something, short enough for a message; empty if there is none.
///
/// ```
/// use altavoce_base::process::last_line;
/// assert_eq!(last_line("loading\nno such model\n\n---\n"), "no such model");
/// ```
pub fn last_line(text: &str) -> String {
    let line = text.lines().map(str::trim).rfind(|l| l.contains(char::is_alphanumeric)).unwrap_or_default();
    line.chars().filter(|c| !c.is_control()).take(200).collect()
}
