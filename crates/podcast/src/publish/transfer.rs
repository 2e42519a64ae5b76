//! Sending: a few files at once, each verified when it has arrived, each tried again when it has not.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use altavoce_base::error::{Error, Result};
use altavoce_base::tr;
use tokio::task::JoinSet;

use super::checksums::Checksums;
use super::inventory::Verified;
use super::remote::{Failure, Remote};
use super::remote_file::RemoteFile;
use super::source::Source;

/// How a file that has arrived is verified.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Verify {
    /// By its length, and by the storage's own checksum; where it has none, by reading it back.
    #[default]
    Auto,
    /// By its length and by reading it back, also what an earlier run has verified.
    Full,
    /// By its length alone.
    Length,
}

/// One thing to do there.
#[derive(Debug, Clone)]
pub enum Task {
    /// Send the file.
    Put(Source),
    /// Copy what lies under the first path; send it if that cannot be done.
    Copy(String, Source),
    /// Compare what is there.
    Compare(Source),
}

/// A task for one path.
#[derive(Debug, Clone)]
pub struct Job {
    /// The path there.
    pub path: String,
    /// What to do.
    pub task: Task,
    /// The length that the content should have.
    pub bytes: u64,
    /// BLAKE3 that it should have.
    pub blake3: String,
}

/// What became of a job.
#[derive(Debug)]
pub struct Outcome {
    /// The path there.
    pub path: String,
    /// What is known of it now; nothing when a comparison found another content.
    pub verified: Option<Verified>,
}

/// What the runner tells while it runs.
#[derive(Debug)]
pub enum TransferEvent {
    /// A job is done.
    Done(Outcome),
    /// So many more bytes went out.
    Moved(u64),
}

/// How often a file is sent before the run gives up.
const ATTEMPTS: u32 = 3;
/// How often the runner looks up from waiting.
const POLL_INTERVAL: Duration = Duration::from_millis(100);
/// How long unfinished jobs may take to give up when the run is stopped.
const GRACE_PERIOD: Duration = Duration::from_millis(300);

/// Does all jobs, at most `width` at once, in their order.
///
/// # Errors
/// The first job's that fails for good; the others are given up. An interruption as soon as `stop` is set.
pub async fn run(
    remote: &Arc<Remote>,
    jobs: Vec<Job>,
    width: usize,
    verify: Verify,
    stop: &AtomicBool,
    mut tell: impl FnMut(TransferEvent) -> Result<()>,
) -> Result<()> {
    let (halt, sent) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
    let mut waiting = VecDeque::from(jobs);
    let mut running: JoinSet<Result<Outcome, Failure>> = JoinSet::new();
    let mut failed = None;
    let mut halted: Option<Instant> = None;
    loop {
        while halted.is_none() && running.len() < width {
            let Some(job) = waiting.pop_front() else { break };
            let (remote, halt, sent) = (Arc::clone(remote), Arc::clone(&halt), Arc::clone(&sent));
            running.spawn(async move { perform(&remote, &job, verify, &halt, &sent).await });
        }
        if running.is_empty() {
            break;
        }
        let done = tokio::time::timeout(POLL_INTERVAL, running.join_next()).await;
        match sent.swap(0, Ordering::Relaxed) {
            0 => {}
            bytes => tell(TransferEvent::Moved(bytes))?,
        }
        match done {
            Ok(Some(Ok(Ok(outcome)))) => tell(TransferEvent::Done(outcome))?,
            Ok(Some(Ok(Err(Failure::Transient(e) | Failure::Permanent(e))))) => failed = failed.or(Some(e)),
            Ok(Some(Ok(Err(Failure::Cancelled)))) | Ok(None) | Err(_) => {}
            Ok(Some(Err(e))) => failed = failed.or(Some(Error::bug(tr!("a transfer broke down")).caused_by(e))),
        }
        if failed.is_some() || stop.load(Ordering::Relaxed) {
            halt.store(true, Ordering::Relaxed);
            if halted.get_or_insert_with(Instant::now).elapsed() > GRACE_PERIOD {
                running.shutdown().await;
                break;
            }
        }
    }
    match failed {
        Some(e) => Err(e),
        None if stop.load(Ordering::Relaxed) => Err(interrupted()),
        None => Ok(()),
    }
}

/// What a stopped run says; whoever calls adds what is done.
pub fn interrupted() -> Error {
    Error::interrupted(tr!("interrupted")).fix(tr!("what was sent is kept, and the next run goes on from there"))
}

/// Does one job, more than once if need be.
async fn perform(
    remote: &Remote,
    job: &Job,
    verify: Verify,
    halt: &AtomicBool,
    sent: &AtomicU64,
) -> Result<Outcome, Failure> {
    let mut attempt = 1;
    loop {
        match once(remote, job, verify, halt, sent).await {
            Err(Failure::Transient(_)) if attempt < ATTEMPTS => {
                pause(Duration::from_secs(2 << attempt), halt).await?;
                attempt += 1;
            }
            result => return result,
        }
    }
}

async fn once(
    remote: &Remote,
    job: &Job,
    verify: Verify,
    halt: &AtomicBool,
    sent: &AtomicU64,
) -> Result<Outcome, Failure> {
    let outcome = |verified| Outcome { path: job.path.clone(), verified };
    let source = match &job.task {
        Task::Compare(source) => {
            let found = remote.stat(&job.path).await.map_err(Failure::Transient)?;
            let Some(found) = found.filter(|f| f.bytes == job.bytes) else { return Ok(outcome(None)) };
            let sums = sums_here(source, halt)?;
            // An equal length says nothing of a content that we did not send.
            let verify = if verify == Verify::Length { Verify::Auto } else { verify };
            let same = compare(remote, job, &found, &sums, verify, halt).await?;
            return Ok(outcome(same.then(|| verified(job, &found))));
        }
        Task::Copy(from, source) => {
            if remote.copy(from, &job.path).await
                && let Some(found) = remote.stat(&job.path).await.map_err(Failure::Transient)?
                && found.bytes == job.bytes
            {
                let sums = sums_here(source, halt)?;
                if compare(remote, job, &found, &sums, verify, halt).await? {
                    return Ok(outcome(Some(verified(job, &found))));
                }
            }
            source
        }
        Task::Put(source) => source,
    };
    let sums = remote.put(&job.path, source, halt, sent).await?;
    if (sums.bytes, &sums.blake3) != (job.bytes, &job.blake3) {
        let what = tr!("the file was changed while it was being published");
        return Err(Failure::Permanent(Error::operator(what).in_file(&job.path).fix(tr!("run it again"))));
    }
    let place = format!("{}/{}", remote.name(), job.path);
    let found = remote.stat(&job.path).await.map_err(Failure::Transient)?;
    let arrived = |what: String| {
        Failure::Transient(
            Error::operator(what).in_file(&place).fix(tr!("run it again; if it stays so, the storage is at fault")),
        )
    };
    let found = found.ok_or_else(|| arrived(tr!("the file was sent, and it is not there").into()))?;
    if found.bytes != job.bytes {
        return Err(arrived(tr!(
            "{bytes} bytes were sent, and {arrived} have arrived",
            bytes = job.bytes,
            arrived = found.bytes
        )));
    }
    if !compare(remote, job, &found, &sums, verify, halt).await? {
        return Err(arrived(tr!("what has arrived is not what was sent").into()));
    }
    Ok(outcome(Some(verified(job, &found))))
}

/// Whether what is there, of the right length, has the right content.
async fn compare(
    remote: &Remote,
    job: &Job,
    found: &RemoteFile,
    sums: &Checksums,
    verify: Verify,
    halt: &AtomicBool,
) -> Result<bool, Failure> {
    match verify {
        Verify::Length => return Ok(true),
        // A checksum that differs is no proof: encrypted objects have one of another kind.
        Verify::Auto if remote.proof(found, sums) == Some(true) => return Ok(true),
        Verify::Auto | Verify::Full => {}
    }
    let there = remote.sum(&job.path, job.bytes, halt).await?;
    Ok((there.bytes, &there.blake3) == (job.bytes, &job.blake3))
}

fn verified(job: &Job, found: &RemoteFile) -> Verified {
    Verified { bytes: job.bytes, blake3: job.blake3.clone(), etag: found.etag.clone(), modified: found.modified }
}

/// The sums of a file of this machine.
fn sums_here(source: &Source, halt: &AtomicBool) -> Result<Checksums, Failure> {
    source.sums(halt).map_err(Failure::Permanent)?.ok_or(Failure::Cancelled)
}

/// Waits, unless the run is being stopped.
async fn pause(time: Duration, halt: &AtomicBool) -> Result<(), Failure> {
    let end = Instant::now() + time;
    while Instant::now() < end {
        if halt.load(Ordering::Relaxed) {
            return Err(Failure::Cancelled);
        }
        tokio::time::sleep(POLL_INTERVAL.min(time)).await;
    }
    Ok(())
}
