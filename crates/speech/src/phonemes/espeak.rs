//! espeak-ng as a process. The C library is not safe to call from several threads; a process is, and it keeps our
//! licence apart from its own.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::Duration;

use altavoce_base::error::{Error, Result};
use altavoce_base::locale::text;
use altavoce_base::process::{Failure, Runner};
use altavoce_base::system::{Package, install_advice};
use altavoce_base::{mark, tr};

/// How long one process may take where nobody says: an issue is half a second's work of one core.
pub(super) const TIMEOUT: Duration = Duration::from_secs(60);
/// Fewer pieces than this are not worth a process of their own.
const SHARE: usize = 40;
/// The program, and the folder beside ours in which releases bring it with its data.
const NAME: &str = "espeak-ng";
/// How messages begin.
const SUBJECT: &str = mark!("espeak-ng, which turns words into phonemes,");
/// What to do about one that misbehaves.
const ADVICE: &str = mark!("try it by hand, or reinstall it");

/// The espeak-ng that came with us, or that of this machine.
#[derive(Debug, Clone)]
pub struct Espeak {
    version: String,
    timeout: Duration,
}

impl Espeak {
    /// Finds espeak-ng beside our program, else where its installer for Windows puts it, else on the `PATH`, and asks its version. No process of it may take longer than `timeout`.
    ///
    /// # Errors
    /// The operator's, with how to install it.
    pub fn find(timeout: Duration) -> Result<Espeak> {
        let stdout = run(&["--version"], String::new(), timeout)?;
        // "eSpeak NG text-to-speech: 1.51  Data at: …"
        let number = stdout.split_whitespace().find(|w| w.starts_with(|c: char| c.is_ascii_digit()));
        Ok(Espeak { version: format!("{NAME} {}", number.unwrap_or("unknown")), timeout })
    }

    /// Name and version.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The IPA of each piece of words, which must hold no clause mark, by espeak-ng's `voice` (`it`, `en-us`). Ties (`^`)
    /// join what sounds as one.
    ///
    /// # Errors
    /// The operator's: the process could not be started, hangs, floods, died, or does not answer a piece.
    pub fn lines(&self, voice: &str, pieces: &[&str]) -> Result<Vec<String>> {
        // An issue is half a second's work of one core, and every core can have a process of its own.
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let share = pieces.len().div_ceil(cores).max(SHARE);
        let shares: Vec<&[&str]> = pieces.chunks(share).collect();
        let answers = thread::scope(|scope| {
            let asked: Vec<_> = shares.iter().map(|share| scope.spawn(|| self.share(voice, share))).collect();
            let died = || Err(Error::bug(tr!("a phonemising thread died")).fix(tr!("try again")));
            asked.into_iter().map(|thread| thread.join().unwrap_or_else(|_| died())).collect::<Result<Vec<_>>>()
        })?;
        Ok(answers.concat())
    }

    /// The lines of one process.
    fn share(&self, voice: &str, pieces: &[&str]) -> Result<Vec<String>> {
        if pieces.is_empty() {
            return Ok(Vec::new());
        }
        let answer = self.ask(voice, pieces)?;
        if answer.len() == pieces.len() {
            return Ok(answer);
        }
        // A piece that espeak-ng answers with more or fewer lines than one would shift all that follow: halve until it
        // stands alone, then its lines are one.
        if let [piece] = pieces {
            return match answer.is_empty() {
                true => Err(Error::operator(tr!("{subject} answers nothing to “{piece}”", subject = text(SUBJECT)))
                    .fix(text(ADVICE))),
                false => Ok(vec![answer.join(" ")]),
            };
        }
        let (left, right) = pieces.split_at(pieces.len() / 2);
        let mut all = self.share(voice, left)?;
        all.extend(self.share(voice, right)?);
        Ok(all)
    }

    /// The lines that one process answers to `pieces`, a line each.
    fn ask(&self, voice: &str, pieces: &[&str]) -> Result<Vec<String>> {
        let answer = run(&["-q", "-v", voice, "--ipa", "--tie=^"], pieces.join("\n") + "\n", self.timeout)?;
        Ok(answer.lines().map(String::from).collect())
    }
}

/// espeak-ng as a release brings it, with its data, in a folder beside our program; none in a build of one's own.
fn beside_us() -> Option<PathBuf> {
    let ours = env::current_exe().ok()?;
    // A link to us lies elsewhere. Windows has none, and what it makes of a resolved path espeak-ng does not read.
    let ours = if cfg!(windows) { ours } else { ours.canonicalize().ok()? };
    let folder = ours.parent()?.join("libexec").join(NAME);
    Some(folder.join(NAME).with_extension(env::consts::EXE_EXTENSION)).filter(|program| program.is_file())
}

/// espeak-ng where its installer for Windows puts it, which tells the `PATH` nothing.
fn installed() -> Option<PathBuf> {
    let programs = PathBuf::from(env::var_os("ProgramFiles").filter(|_| cfg!(windows))?);
    Some(programs.join("eSpeak NG").join("espeak-ng.exe")).filter(|program| program.is_file())
}

/// espeak-ng, ready to be given arguments.
fn command() -> Command {
    let Some(program) = beside_us() else { return installed().map_or_else(|| Command::new(NAME), Command::new) };
    let mut command = Command::new(&program);
    command.env("ESPEAK_DATA_PATH", program.parent().unwrap_or(Path::new("")));
    command
}

/// What espeak-ng prints.
fn run(args: &[&str], input: String, timeout: Duration) -> Result<String> {
    let mut command = command();
    command.args(args);
    let output = Runner::new(command).input(input).timeout(timeout).run().map_err(|failure| {
        let fix = match &failure {
            Failure::NotFound(_) => install_advice(Package::Espeak, NAME),
            Failure::TimedOut(_) => tr!("try it by hand, or give it more time with --program-timeout").into(),
            _ => text(ADVICE).into(),
        };
        failure.of_program(text(SUBJECT)).fix(fix)
    })?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
