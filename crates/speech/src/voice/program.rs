//! Running another's speech program: whatever it does, it ends, and what went wrong is one sentence that names it.

use std::io::{self, Read, Write};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use altavoce_base::error::{Error, Result};

/// How long a program may think about a sentence where its manifest does not say: far longer than any needs.
pub(super) const PATIENCE: Duration = Duration::from_secs(60);
/// The most bytes that a program may print: half an hour of stereo at 48 kHz, far more than a sentence.
pub(super) const MOST: u64 = 400 << 20;
/// What is kept of the end of standard error.
const COMPLAINT: usize = 4096;
/// How long a last word on standard error is waited for once the program has ended.
const LAST_WORD: Duration = Duration::from_secs(2);
/// What to do about a program that misbehaves.
const ADVICE: &str = "try it by hand, or choose another voice";

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
    Error::operator(format!("the speech program `{program}` {what}{said}")).fix(ADVICE)
}

/// The name by which messages call the program of `command`.
pub(super) fn name(command: &Command) -> String {
    command.get_program().to_string_lossy().into_owned()
}

/// Runs `command` with `input` on its standard input and waits for its end, `patience` at most. Its three streams are
/// served by threads, so that neither side waits for the other however much they say.
///
/// # Errors
/// The operator's, in one sentence that names the program: it is missing, does not start, hangs, fails, dies, or prints
/// without end.
pub(super) fn run(mut command: Command, input: &str, patience: Duration) -> Result<Heard> {
    let program = name(&command);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    // A group of its own: what the program starts is ended with it.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let mut child = command.spawn().map_err(|e| not_started(&program, e))?;
    let deadline = Instant::now() + patience;
    let running = Running::note(&child);
    if let Some(mut stdin) = child.stdin.take() {
        let input = input.to_string();
        // A program may take its text from elsewhere and close its input.
        thread::spawn(move || stdin.write_all(input.as_bytes()));
    }
    let stdout = child.stdout.take().map(|s| drained(s, whole));
    let stderr = child.stderr.take().map(|s| drained(s, tail));
    let status = wait(&mut child, deadline).map_err(|e| fault(&program, "cannot be waited for", "").caused_by(e))?;
    // Something that the program left running may hold its output open.
    let left = deadline.saturating_duration_since(Instant::now());
    let printed = status.and_then(|_| stdout?.recv_timeout(left).ok());
    let (Some(status), Some(stdout)) = (status, printed) else {
        end_group(child.id());
        let _ = child.kill();
        let _ = child.wait();
        let what = format!("takes longer than {} s for one sentence", patience.as_secs());
        let fix = "try it by hand, give it more time with `seconds` in its manifest, or choose another voice";
        return Err(fault(&program, &what, "").fix(fix));
    };
    drop(running);
    let complaint = stderr.and_then(|s| s.recv_timeout(LAST_WORD).ok()).map_or(String::new(), |s| last_line(&s));
    if stdout.len() as u64 > MOST {
        return Err(fault(&program, &format!("prints more than {} MB", MOST >> 20), &complaint));
    }
    match (status.success(), status.code()) {
        (true, _) => Ok(Heard { stdout, complaint }),
        (false, Some(code)) => Err(fault(&program, &format!("failed with exit code {code}"), &complaint)),
        (false, None) => Err(fault(&program, &format!("died of a {status}"), &complaint)),
    }
}

/// The WAV that the program `program` was told to write to `path`.
///
/// # Errors
/// The operator's: there is none, or far too much of it.
pub(super) fn written(path: &Path, program: &str, complaint: &str) -> Result<Vec<u8>> {
    match std::fs::metadata(path) {
        Ok(m) if m.len() > MOST => Err(fault(program, &format!("wrote more than {} MB", MOST >> 20), complaint)),
        Ok(_) => std::fs::read(path).map_err(|e| Error::io("read", path, e)),
        Err(_) => Err(fault(program, "ended well but wrote no WAV file", complaint)),
    }
}

/// A text as one line: a line's end would be a pause of its own, or the end of what a program reads.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn not_started(program: &str, e: io::Error) -> Error {
    let error = match e.kind() {
        io::ErrorKind::NotFound => fault(program, "is not on this machine", "")
            .fix(format!("install {program}, write its name or path as the shell finds it, or choose another voice")),
        io::ErrorKind::PermissionDenied => {
            fault(program, "may not be run", "").fix("make it executable, or choose another voice")
        }
        _ => fault(program, "does not start", &e.to_string()),
    };
    error.caused_by(e)
}

/// The status of `child`; none when it still runs at the deadline.
fn wait(child: &mut Child, deadline: Instant) -> io::Result<Option<ExitStatus>> {
    loop {
        match child.try_wait()? {
            Some(status) => return Ok(Some(status)),
            None if Instant::now() >= deadline => return Ok(None),
            None => thread::sleep(Duration::from_millis(5)),
        }
    }
}

/// Reads `stream` to its end on a thread of its own.
fn drained<S: Read + Send + 'static>(stream: S, keep: fn(S) -> Vec<u8>) -> Receiver<Vec<u8>> {
    let (sender, receiver) = mpsc::channel();
    // Nobody may listen any more.
    thread::spawn(move || sender.send(keep(stream)));
    receiver
}

fn whole(stream: impl Read) -> Vec<u8> {
    let mut bytes = Vec::new();
    // One byte more than is allowed tells that it was too much; dropping the stream then ends the program.
    let _ = stream.take(MOST + 1).read_to_end(&mut bytes);
    bytes
}

fn tail(mut stream: impl Read) -> Vec<u8> {
    let (mut kept, mut block) = (Vec::new(), [0; COMPLAINT]);
    while let Ok(read @ 1..) = stream.read(&mut block) {
        kept.extend_from_slice(&block[..read]);
        kept.drain(..kept.len().saturating_sub(COMPLAINT));
    }
    kept
}

/// The last line that says something, short enough for a message.
fn last_line(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let line = text.lines().map(str::trim).rfind(|l| l.contains(char::is_alphanumeric)).unwrap_or_default();
    let clean = line.chars().filter(|c| !c.is_control());
    clean.take(200).collect()
}

/// The programs that run now, by their process ids.
static RUNNING: Mutex<Vec<u32>> = Mutex::new(Vec::new());

/// A program that runs now; gone from the list when dropped.
struct Running(u32);

impl Running {
    fn note(child: &Child) -> Running {
        RUNNING.lock().unwrap_or_else(PoisonError::into_inner).push(child.id());
        Running(child.id())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        RUNNING.lock().unwrap_or_else(PoisonError::into_inner).retain(|id| *id != self.0);
    }
}

/// Ends every speech program that runs now: the program is about to end, and Ctrl-C reaches no other group than its own.
pub fn end_programs() {
    let running = RUNNING.lock().unwrap_or_else(PoisonError::into_inner).clone();
    running.into_iter().for_each(end_group);
}

/// Ends the process group that `leader` leads. The standard library has no call for a group; every Unix shell has one.
fn end_group(leader: u32) {
    if cfg!(unix) {
        let mut kill = Command::new("sh");
        kill.args(["-c", "kill -s KILL -- \"-$0\"", &leader.to_string()]);
        kill.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        // It may have ended by itself meanwhile.
        let _ = kill.status();
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    fn message(script: &str, patience: Duration) -> String {
        run(shell(script), "ciao", patience).map_or_else(|e| e.to_string(), |h| format!("{} bytes", h.stdout.len()))
    }

    #[test]
    fn whatever_a_program_does_is_one_sentence() {
        let rows = [
            ("cat", "4 bytes"),
            ("exec <&-; echo salve", "6 bytes"),
            ("head -c 1000000 /dev/zero >&2; head -c 1000000 /dev/zero", "1000000 bytes"),
            ("exit 3", "the speech program `sh` failed with exit code 3; try it by hand"),
            ("echo uno >&2; echo 'no model' >&2; echo >&2; exit 1", "`sh` failed with exit code 1 (no model); try it"),
            ("kill -s SEGV $$", "the speech program `sh` died of a signal: 11 (SIGSEGV)"),
        ];
        let wrong: Vec<_> = rows
            .iter()
            .map(|(script, expected)| (script, expected, message(script, PATIENCE)))
            .filter(|(_, expected, got)| !got.contains(*expected))
            .collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
        let e = run(Command::new("altavoce-no-such-program"), "", PATIENCE).err().unwrap();
        let expected = "the speech program `altavoce-no-such-program` is not on this machine; install";
        assert!(e.to_string().starts_with(expected), "{e}");
    }

    #[test]
    fn a_program_that_hangs_is_ended_with_all_that_it_started() {
        let folder = tempfile::tempdir().unwrap();
        let mut wrong = Vec::new();
        // the program itself; one that it waits for; one that it leaves behind with its output
        for script in ["echo $$ >ID; exec sleep 600", "sleep 600 & echo $! >ID; wait", "sleep 600 & echo $! >ID"] {
            let mut command = shell(script);
            command.current_dir(folder.path());
            let said = run(command, "", Duration::from_secs(3)).err().map(|e| e.to_string()).unwrap_or_default();
            if !said.starts_with("the speech program `sh` takes longer than 3 s for one sentence; ") {
                wrong.push(format!("{script}: {said}"));
            }
            let id = std::fs::read_to_string(folder.path().join("ID")).unwrap();
            // an ended process may still be a zombie of its new parent
            let alive = format!("test \"$(ps -o stat= -p {} | cut -c1)\" != Z && kill -0 {}", id.trim(), id.trim());
            if shell(&alive).stderr(Stdio::null()).status().unwrap().success() {
                wrong.push(format!("{script}: process {} lives", id.trim()));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
