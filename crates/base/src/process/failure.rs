//! Why a program gave nothing.

use std::io;
use std::process::ExitStatus;
use std::time::Duration;

use crate::error::Error;

/// Why a program gave nothing; written out, it is what stands behind the program's name: “takes longer than 60 s”.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Failure {
    /// There is no such program.
    #[error("is not on this machine")]
    NotFound(#[source] io::Error),
    /// It is no program, or not ours to run.
    #[error("may not be run")]
    NotAllowed(#[source] io::Error),
    /// The system could not start it or wait for it.
    #[error("does not start ({0})")]
    NotStarted(#[source] io::Error),
    /// It was still running, or what it left running still held its output, when its time was over.
    #[error("takes longer than {} s", .0.as_secs())]
    TimedOut(Duration),
    /// It printed more than so many bytes.
    #[error("prints more than {} MB", .0 >> 20)]
    Flooded(u64),
    /// It ended with another exit code than 0, or of a signal.
    #[error("{}", died(*.status, .stderr))]
    Died {
        /// How it ended.
        status: ExitStatus,
        /// The end of its standard error: 8 KiB at most.
        stderr: String,
    },
    /// Its caller stopped it, with this error.
    #[error("was stopped")]
    Stopped(#[source] Error),
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
        Some(code) => format!("failed with exit code {code}"),
        None => format!("died of a {status}"),
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
