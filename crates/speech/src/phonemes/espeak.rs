//! espeak-ng as a process. The C library is not safe to call from several threads; a process is, and it keeps our
//! licence apart from its own.

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::thread;

use altavoce_base::error::{Error, Result};

/// Fewer pieces than this are not worth a process of their own.
const SHARE: usize = 40;

/// The espeak-ng of this machine.
#[derive(Debug, Clone)]
pub struct Espeak {
    version: String,
}

impl Espeak {
    /// Finds espeak-ng on the `PATH` and asks its version.
    ///
    /// # Errors
    /// The operator's, with how to install it.
    pub fn find() -> Result<Espeak> {
        let install = if cfg!(target_os = "macos") { "brew install espeak-ng" } else { "apt-get install espeak-ng" };
        let missing = |e: std::io::Error| {
            Error::operator("espeak-ng, which turns words into phonemes, cannot be run")
                .fix(format!("install it: {install}"))
                .caused_by(e)
        };
        let output = Command::new("espeak-ng").arg("--version").stdin(Stdio::null()).output().map_err(missing)?;
        // "eSpeak NG text-to-speech: 1.51  Data at: …"
        let text = String::from_utf8_lossy(&output.stdout);
        let number = text.split_whitespace().find(|w| w.starts_with(|c: char| c.is_ascii_digit())).unwrap_or("unknown");
        Ok(Espeak { version: format!("espeak-ng {number}") })
    }

    /// Name and version.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The IPA of each piece of words, which must hold no clause mark, by espeak-ng's `voice` (`it`, `en-us`). Ties (`^`)
    /// join what sounds as one.
    ///
    /// # Errors
    /// The operator's: the process could not be started, died, or does not answer a piece.
    pub fn lines(&self, voice: &str, pieces: &[&str]) -> Result<Vec<String>> {
        // An issue is half a second's work of one core, and every core can have a process of its own.
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let share = pieces.len().div_ceil(cores).max(SHARE);
        let shares: Vec<&[&str]> = pieces.chunks(share).collect();
        let answers = thread::scope(|scope| {
            let asked: Vec<_> = shares.iter().map(|share| scope.spawn(|| self.share(voice, share))).collect();
            let died = || Err(Error::bug("a phonemising thread died").fix("try again"));
            asked.into_iter().map(|thread| thread.join().unwrap_or_else(|_| died())).collect::<Result<Vec<_>>>()
        })?;
        Ok(answers.concat())
    }

    /// The lines of one process.
    fn share(&self, voice: &str, pieces: &[&str]) -> Result<Vec<String>> {
        if pieces.is_empty() {
            return Ok(Vec::new());
        }
        let answer = ask(voice, pieces)?;
        if answer.len() == pieces.len() {
            return Ok(answer);
        }
        // A piece that espeak-ng answers with more or fewer lines than one would shift all that follow: halve until it
        // stands alone, then its lines are one.
        if pieces.len() == 1 {
            return Ok(vec![answer.join(" ")]);
        }
        let (left, right) = pieces.split_at(pieces.len() / 2);
        let mut all = self.share(voice, left)?;
        all.extend(self.share(voice, right)?);
        Ok(all)
    }
}

/// Runs espeak-ng over `pieces`, a line each, and returns the lines it answers.
fn ask(voice: &str, pieces: &[&str]) -> Result<Vec<String>> {
    let failed = |e: std::io::Error| {
        Error::operator("espeak-ng stopped while phonemising").fix("try again, or reinstall it").caused_by(e)
    };
    let mut command = Command::new("espeak-ng");
    // A group of its own: Ctrl-C is for us, and an espeak-ng that dies of it would look like a failure.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let mut child = command
        .args(["-q", "-v", voice, "--ipa", "--tie=^"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(failed)?;
    let input = pieces.join("\n") + "\n";
    let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
    // Written from a thread: with both pipes full, writing before reading would never end.
    let writer = thread::spawn(move || stdin.map_or(Ok(()), |mut pipe| pipe.write_all(input.as_bytes())));
    let lines = stdout.map(|pipe| BufReader::new(pipe).lines().collect::<std::io::Result<Vec<_>>>());
    let status = child.wait().map_err(failed)?;
    let written = writer.join().unwrap_or_else(|_| Err(std::io::Error::other("the writing thread panicked")));
    written.map_err(failed)?;
    if !status.success() {
        return Err(failed(std::io::Error::other(status.to_string())));
    }
    lines.unwrap_or_else(|| Ok(Vec::new())).map_err(failed)
}
