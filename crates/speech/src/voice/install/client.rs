//! A package client run to its end, or ended: pip, npm.

use std::io::{self, Read};
use std::process::{Child, Command, Stdio};

use altavoce_base::error::{Error, Result};

use super::download::TICK;

/// Why a source gave nothing: try the next one, or stop altogether.
pub enum Failure {
    /// The next source may have it; the reason.
    Next(String),
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
pub fn run(mut command: Command, tick: &mut dyn FnMut() -> Result<()>) -> Result<(), Failure> {
    let mut log = tempfile::tempfile().map_err(|e| Error::io("make a temporary file", std::env::temp_dir(), e))?;
    let errors = log.try_clone().map_err(|e| Error::io("make a temporary file", std::env::temp_dir(), e))?;
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(errors);
    let mut child = match command.spawn() {
        Ok(child) => Ended(child),
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Err(Failure::Next(String::new())),
        Err(e) => return Err(Failure::Next(e.to_string())),
    };
    let status = loop {
        match child.0.try_wait() {
            Ok(Some(status)) => break status,
            Ok(None) => {}
            Err(e) => return Err(Failure::Next(e.to_string())),
        }
        tick()?;
        std::thread::sleep(TICK);
    };
    if status.success() {
        return Ok(());
    }
    // Ctrl-C reaches the client too: it may have failed of that.
    tick()?;
    let mut said = Vec::new();
    let _ = io::Seek::rewind(&mut log);
    let _ = log.read_to_end(&mut said);
    let said = String::from_utf8_lossy(&said);
    let last = said.lines().rev().find(|l| l.to_lowercase().contains("error")).or(said.lines().last());
    Err(Failure::Next(one_line(last.filter(|l| !l.trim().is_empty()).unwrap_or("it failed without a word"))))
}

/// A child process that does not outlive its value, however that ends.
struct Ended(Child);

impl Drop for Ended {
    fn drop(&mut self) {
        // Both do nothing to a child that has ended and was waited for.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// At most 200 characters of a message, on one line.
pub fn one_line(message: &str) -> String {
    message.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(200).collect()
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::time::{Duration, Instant};

    use super::*;
    use altavoce_base::error::Kind;

    #[test]
    #[cfg(unix)]
    fn an_interrupted_client_is_ended() {
        let folder = tempfile::tempdir().unwrap();
        let pid = folder.path().join("pid");
        let mut command = Command::new("sh");
        command.arg("-c").arg("echo $$ > \"$0\"; exec sleep 60").arg(&pid);
        let begun = Instant::now();
        let written = || fs::read_to_string(&pid).is_ok_and(|p| p.ends_with('\n'));
        let mut tick = || match written() {
            true => Err(Error::interrupted("interrupted")),
            false => Ok(()),
        };
        assert!(matches!(run(command, &mut tick), Err(Failure::Stop(_))));
        assert!(begun.elapsed() < Duration::from_secs(20), "it was waited for");
        let pid = fs::read_to_string(&pid).unwrap();
        // The shell's own kill: the program is not on every system.
        let alive = format!("kill -0 {}", pid.trim());
        let alive = Command::new("sh").args(["-c", &alive]).stderr(Stdio::null()).status().unwrap();
        assert!(!alive.success(), "{pid} still runs");
    }

    #[test]
    #[cfg(unix)]
    fn a_client_that_ctrl_c_ended_is_not_blamed() {
        let folder = tempfile::tempdir().unwrap();
        let ended = folder.path().join("ended");
        let mut command = Command::new("sh");
        command.arg("-c").arg("sleep 0.3; touch \"$0\"; exit 1").arg(&ended);
        // The interruption is seen only once the client has failed.
        let mut tick = || if ended.exists() { Err(Error::interrupted("interrupted")) } else { Ok(()) };
        assert!(matches!(run(command, &mut tick), Err(Failure::Stop(e)) if e.kind == Kind::Interrupted));
        let mut failing = Command::new("sh");
        failing.args(["-c", "echo no such package >&2; exit 1"]);
        assert!(matches!(run(failing, &mut || Ok(())), Err(Failure::Next(reason)) if reason == "no such package"));
    }
}
