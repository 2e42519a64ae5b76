//! A package client run to its end, or ended: pip, npm; and why a source gave nothing.

use std::process::Command;
use std::time::Duration;

use altavoce_base::error::{Error, Result};
use altavoce_base::process::{self, Runner};
use altavoce_base::tr;

/// How long it may take to fetch one package: 92 MB by a slow line.
const TIMEOUT: Duration = Duration::from_secs(2 * 3600);

/// Why a source gave nothing: try the next one, or stop altogether.
pub enum Failure {
    /// The next source may have it; the reason.
    Next(String),
    /// The next source may have it, and from this one's host nothing else need be asked for; the reason.
    Unreachable(String),
    /// Nothing more is to be tried.
    Stop(Error),
}

impl From<Error> for Failure {
    fn from(e: Error) -> Self {
        Failure::Stop(e)
    }
}

impl From<&str> for Failure {
    fn from(reason: &str) -> Self {
        Failure::Next(reason.into())
    }
}

/// Runs a package client to its end; an empty reason means that there is no such program.
pub fn run(command: Command, tick: &mut dyn FnMut() -> Result<()>) -> Result<(), Failure> {
    match Runner::new(command).timeout(TIMEOUT).run_while(tick) {
        Ok(_) => Ok(()),
        Err(process::Failure::NotFound(_)) => Err(Failure::Next(String::new())),
        Err(process::Failure::Stopped(e)) => Err(Failure::Stop(e)),
        Err(process::Failure::Died { stderr, .. }) if !stderr.trim().is_empty() => {
            let last = stderr.lines().rev().find(|l| l.to_lowercase().contains("error"));
            let last = last.or(stderr.lines().rev().find(|l| !l.trim().is_empty()));
            Err(Failure::Next(one_line(last.unwrap_or_default())))
        }
        Err(failure) => Err(Failure::Next(one_line(&tr!("it {failure}")))),
    }
}

/// At most 200 characters of a message, on one line.
pub fn one_line(message: &str) -> String {
    message.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(200).collect()
}

#[cfg(all(test, unix))]
mod tests {
    use altavoce_base::error::Kind;

    use super::*;

    fn client(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn a_client_that_fails_is_asked_for_its_reason() {
        let rows = [
            ("echo looking; echo 'ERROR: no such package' >&2; echo bye >&2; exit 1", "ERROR: no such package"),
            ("echo 'no such package' >&2; echo >&2; exit 1", "no such package"),
            ("exit 3", "it failed with exit code 3"),
        ];
        for (script, expected) in rows {
            assert!(matches!(run(client(script), &mut || Ok(())), Err(Failure::Next(reason)) if reason == expected));
        }
        let missing = run(Command::new("altavoce-no-such-program"), &mut || Ok(()));
        assert!(matches!(missing, Err(Failure::Next(reason)) if reason.is_empty()));
    }

    #[test]
    fn an_interruption_ends_the_client() {
        let mut tick = || Err(Error::interrupted("interrupted"));
        let stopped = run(client("exec sleep 600"), &mut tick);
        assert!(matches!(stopped, Err(Failure::Stop(e)) if e.kind == Kind::Interrupted));
    }
}
