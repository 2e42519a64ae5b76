//! Running other programs: whatever one does, it ends, and what went wrong is a value of which the caller makes a sentence.

mod failure;
mod running;
#[cfg(all(test, unix))]
mod tests;
#[cfg(all(test, windows))]
mod windows_tests;

use std::io::{Read, Write};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Sender};
use std::thread;
use std::time::{Duration, Instant};

pub use failure::{Failure, last_line};
use running::Running;
pub use running::end_all;

use crate::error::Result;

/// How long a program may take where its caller does not say.
const TIMEOUT: Duration = Duration::from_secs(60);
/// How many bytes a program may print, on each of its streams, where its caller does not say.
const LIMIT: u64 = 16 << 20;
/// How many bytes of the end of standard error are kept.
const TAIL: usize = 8192;
/// How long a last word on standard error is waited for once the program has ended.
const LAST_WORD: Duration = Duration::from_secs(2);
/// How often a run looks up.
const TICK: Duration = Duration::from_millis(5);

/// What a program that ended well left behind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// All of its standard output.
    pub stdout: Vec<u8>,
    /// The end of its standard error: 8 KiB at most.
    pub stderr: String,
}

/// A program that is about to run, with what it gets and how far it may go.
///
/// It runs in a process group of its own (on Windows a job object), so that what it starts is ended with it and a Ctrl-C is for us alone. Its three
/// streams are served by threads: neither side waits for the other, however much they say.
///
/// ```
/// # #[cfg(unix)] {
/// use std::process::Command;
/// use std::time::Duration;
/// use altavoce_base::process::Runner;
///
/// let output = Runner::new(Command::new("cat")).input("ciao").run().unwrap();
/// assert_eq!(output.stdout, b"ciao");
///
/// let mut sleep = Command::new("sleep");
/// sleep.arg("600");
/// let failure = Runner::new(sleep).timeout(Duration::from_secs(1)).run().unwrap_err();
/// assert_eq!(format!("`sleep` {failure}"), "`sleep` takes longer than 1 s");
/// # }
/// ```
#[derive(Debug)]
pub struct Runner {
    command: Command,
    input: Vec<u8>,
    timeout: Duration,
    limit: u64,
}

impl Runner {
    /// A run of `command`, whose streams are the runner's to set: no input, a minute, and 16 MB of output.
    pub fn new(command: Command) -> Runner {
        Runner { command, input: Vec::new(), timeout: TIMEOUT, limit: LIMIT }
    }

    /// What the program finds on its standard input; it need not read it.
    pub fn input(mut self, input: impl Into<Vec<u8>>) -> Runner {
        self.input = input.into();
        self
    }

    /// How long the program may take.
    pub fn timeout(mut self, timeout: Duration) -> Runner {
        self.timeout = timeout;
        self
    }

    /// How many bytes the program may print on each of its streams.
    pub fn limit(mut self, bytes: u64) -> Runner {
        self.limit = bytes;
        self
    }

    /// Runs the program to its end.
    ///
    /// # Errors
    /// It is missing, does not start, takes too long, prints too much, fails or dies. What it started is then ended too.
    pub fn run(self) -> Result<Output, Failure> {
        self.run_while(&mut || Ok(()))
    }

    /// [`Runner::run`], asking `may_go_on` every few milliseconds whether to.
    ///
    /// # Errors
    /// As there; [`Failure::Stopped`] with the error of `may_go_on`.
    pub fn run_while(self, may_go_on: &mut dyn FnMut() -> Result<()>) -> Result<Output, Failure> {
        let outcome = self.attend(may_go_on);
        running::wait_if_all_are_ended();
        outcome
    }

    fn attend(self, may_go_on: &mut dyn FnMut() -> Result<()>) -> Result<Output, Failure> {
        let (timeout, limit) = (self.timeout, self.limit);
        let mut deadline = Instant::now() + timeout;
        // Ours is kept to the end, so that the channel stays open when both streams have ended.
        let (sender, events) = mpsc::channel();
        let mut running = self.start(&sender)?;
        let mut known = Known::default();
        loop {
            may_go_on().map_err(Failure::Stopped)?;
            known.status = running.status().map_err(Failure::NotStarted)?;
            events.try_iter().for_each(|event| known.hear(event));
            let late = Instant::now() >= deadline;
            if known.flooded {
                return Err(Failure::Flooded(limit));
            }
            match known.ended() {
                Some(status) if late || known.stderr.is_some() => return known.outcome(status, running),
                Some(status) => {
                    if !status.success() {
                        running.end();
                    }
                    deadline = deadline.min(Instant::now() + LAST_WORD);
                }
                None if late => return Err(Failure::TimedOut(timeout)),
                None => {}
            }
            if let Ok(event) = events.recv_timeout(TICK) {
                known.hear(event);
            }
        }
    }

    /// Starts the program and the threads that serve its streams.
    fn start(mut self, sender: &Sender<Event>) -> Result<Running, Failure> {
        let stdin = if self.input.is_empty() { Stdio::null() } else { Stdio::piped() };
        self.command.stdin(stdin).stdout(Stdio::piped()).stderr(Stdio::piped());
        let (running, streams) = Running::start(self.command).map_err(Failure::of_start)?;
        if let Some(mut stdin) = streams.stdin {
            // A program may take what it needs from elsewhere and close its input.
            thread::spawn(move || stdin.write_all(&self.input));
        }
        if let Some(stdout) = streams.stdout {
            read(stdout, self.limit, whole, Event::Stdout, sender.clone());
        }
        if let Some(stderr) = streams.stderr {
            read(stderr, self.limit, tail, Event::Stderr, sender.clone());
        }
        Ok(running)
    }
}

/// What is known of a run so far.
#[derive(Default)]
struct Known {
    status: Option<ExitStatus>,
    stdout: Option<Vec<u8>>,
    stderr: Option<Vec<u8>>,
    flooded: bool,
}

impl Known {
    fn hear(&mut self, event: Event) {
        match event {
            Event::Stdout(bytes) => self.stdout = Some(bytes),
            Event::Stderr(bytes) => self.stderr = Some(bytes),
            Event::Flood => self.flooded = true,
        }
    }

    /// How the run ended, if all is known but perhaps a last word on standard error. Output is not whole as long as
    /// anything that the program left running may write to it; that of one that failed is of no use.
    fn ended(&self) -> Option<ExitStatus> {
        self.status.filter(|status| self.stdout.is_some() || !status.success())
    }

    fn outcome(self, status: ExitStatus, running: Running) -> Result<Output, Failure> {
        let stderr = String::from_utf8_lossy(&self.stderr.unwrap_or_default()).into_owned();
        if !status.success() {
            return Err(Failure::Died { status, stderr });
        }
        running.leave();
        Ok(Output { stdout: self.stdout.unwrap_or_default(), stderr })
    }
}

/// What the reader of a stream tells.
enum Event {
    /// All of standard output.
    Stdout(Vec<u8>),
    /// The end of standard error.
    Stderr(Vec<u8>),
    /// There was more than the limit.
    Flood,
}

/// Reads `stream` on a thread of its own, to its end or to `limit`.
fn read<S: Read + Send + 'static>(
    stream: S,
    limit: u64,
    keep: fn(&mut dyn Read) -> Vec<u8>,
    event: fn(Vec<u8>) -> Event,
    sender: Sender<Event>,
) {
    thread::spawn(move || {
        // One byte more than is allowed tells that it was too much.
        let mut stream = stream.take(limit + 1);
        let kept = keep(&mut stream);
        // Told before the pipe is closed, of which a program that floods dies. Nobody may listen any more.
        let _ = sender.send(if stream.limit() == 0 { Event::Flood } else { event(kept) });
        drop(stream);
    });
}

fn whole(stream: &mut dyn Read) -> Vec<u8> {
    let mut bytes = Vec::new();
    // What was read before a failure counts.
    let _ = stream.read_to_end(&mut bytes);
    bytes
}

fn tail(stream: &mut dyn Read) -> Vec<u8> {
    let (mut kept, mut block) = (Vec::new(), [0; TAIL]);
    while let Ok(read @ 1..) = stream.read(&mut block) {
        kept.extend_from_slice(&block[..read]);
        kept.drain(..kept.len().saturating_sub(TAIL));
    }
    kept
}
