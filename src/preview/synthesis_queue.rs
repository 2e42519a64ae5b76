//! The sentences still to be synthesised: first the one at the playhead, then what lies ahead of it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, PoisonError};

use altavoce_base::error::{Error, Result};
use altavoce_base::tr;
use altavoce_speech::cache::Cache;
use altavoce_speech::synthesis::{self, Job};

use super::lock;

/// How far a sentence is.
#[derive(Debug)]
pub enum JobStatus {
    /// No worker has begun it.
    Pending,
    /// It is being synthesised.
    Running,
    /// The cache has it.
    Ready,
    /// It cannot be synthesised.
    Failed(Error),
}

/// Who is told of a sentence that was spoken: its number, and its samples without the silence around it.
pub type Spoken = Box<dyn Fn(usize, usize) + Send + Sync>;

/// What the workers and the source share.
pub struct SynthesisQueue {
    /// The sentences, in order.
    pub jobs: Arc<[Job]>,
    /// Where their sound goes.
    pub cache: Cache,
    /// Told of each sentence that is in the cache now, and its samples.
    pub spoken: Spoken,
    /// What is done and what is next.
    pub state: Mutex<QueueState>,
    /// Notified when `state` has changed.
    pub changed: Condvar,
}

/// The sentences' statuses and where the listener is.
pub struct QueueState {
    /// How far each sentence is.
    pub statuses: Vec<JobStatus>,
    /// The sentence that is being played.
    pub playhead: usize,
    /// Sentences that somebody waits for, wherever the playhead is; the first of them first.
    pub awaited: Vec<usize>,
    /// Nobody listens any more.
    pub closed: bool,
}

impl QueueState {
    /// The sentence to be synthesised next: at the playhead or ahead of it, nearest first. While the one at the
    /// playhead is not ready no other is begun, so that it has the machine for itself and is heard as soon as can be.
    pub fn next_job(&self) -> Option<usize> {
        let pending = |i: usize| matches!(self.statuses.get(i), Some(JobStatus::Pending));
        if let Some(awaited) = self.awaited.iter().copied().find(|&i| pending(i)) {
            return Some(awaited);
        }
        let buffering = matches!(self.statuses.get(self.playhead), Some(JobStatus::Pending | JobStatus::Running));
        let end = if buffering { self.playhead + 1 } else { self.statuses.len() };
        (self.playhead..end).find(|&i| pending(i))
    }
}

impl SynthesisQueue {
    /// What each worker does until the queue is closed.
    pub fn run_worker(&self) {
        loop {
            let mut state = lock(&self.state);
            let sentence = loop {
                if state.closed {
                    return;
                }
                if let Some(sentence) = state.next_job() {
                    break sentence;
                }
                state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
            };
            state.statuses[sentence] = JobStatus::Running;
            drop(state);
            // The same words may stand elsewhere too, and be in the cache by now.
            let job = &self.jobs[sentence];
            let done = match self.cache.length(&job.key) {
                Some(_) => Ok(()),
                None => catch_unwind(AssertUnwindSafe(|| synthesis::synthesize_one(job, &self.cache).map(drop)))
                    .unwrap_or_else(|_| {
                        Err(Error::bug(tr!("a speaking thread died")).fix(tr!("report it with this issue")))
                    }),
            };
            self.finish(sentence, done);
        }
    }

    fn finish(&self, sentence: usize, done: Result<()>) {
        let length = self.cache.length(&self.jobs[sentence].key);
        let status = match (done, length) {
            (Err(e), _) => JobStatus::Failed(e),
            (Ok(()), Some(length)) => {
                (self.spoken)(sentence, length);
                JobStatus::Ready
            }
            (Ok(()), None) => JobStatus::Failed(
                Error::operator(tr!("a spoken sentence vanished from the cache")).fix(tr!("play the issue again")),
            ),
        };
        lock(&self.state).statuses[sentence] = status;
        self.changed.notify_all();
    }
}
