//! Sentences of an issue that are spoken in the background, ahead of somebody who hears them one at a time.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;

use altavoce_base::error::{Error, Result};
use altavoce_base::tr;
use altavoce_speech::cache::Cache;
use altavoce_speech::synthesis::Job;

use super::lock;
use super::synthesis_queue::{JobStatus, QueueState, Spoken, SynthesisQueue};

/// Sentences that are spoken into a cache: first those that somebody waits for, then what lies ahead of the last of them.
/// Nothing is spoken until somebody asks. Ends its workers when dropped, each behind its sentence.
pub struct SpokenAhead {
    queue: Arc<SynthesisQueue>,
}

impl SpokenAhead {
    /// The sentences that `jobs` are, into `cache`, `workers` at a time; `spoken` is told of each.
    pub fn new(jobs: &Arc<[Job]>, cache: &Cache, workers: usize, spoken: Spoken) -> SpokenAhead {
        let ready = |job: &Job| cache.length(&job.key).is_some();
        let status = |job| if ready(job) { JobStatus::Ready } else { JobStatus::Pending };
        let statuses = jobs.iter().map(status).collect();
        let state = QueueState { statuses, playhead: jobs.len(), awaited: Vec::new(), closed: false };
        let queue = Arc::new(SynthesisQueue {
            jobs: Arc::clone(jobs),
            cache: cache.clone(),
            spoken,
            state: Mutex::new(state),
            changed: Condvar::new(),
        });
        for _ in 0..workers.max(1) {
            let queue = Arc::clone(&queue);
            // Not joined: whoever goes on to something else does not wait for a sentence that takes seconds.
            thread::spawn(move || queue.run_worker());
        }
        SpokenAhead { queue }
    }

    /// The sentences as jobs, in order.
    pub fn jobs(&self) -> &Arc<[Job]> {
        &self.queue.jobs
    }

    /// Goes to a sentence: it and what follows are spoken next.
    pub fn follow(&self, sentence: usize) {
        lock(&self.queue.state).playhead = sentence;
        self.queue.changed.notify_all();
    }

    /// Goes to a sentence and waits until the cache has it.
    ///
    /// # Errors
    /// Why it cannot be spoken; it is tried again when it is asked for again. Usage: there is no such sentence, or the issue was
    /// left meanwhile.
    pub fn wait(&self, sentence: usize) -> Result<()> {
        let gone = || Error::usage(tr!("the text was changed meanwhile")).fix(tr!("look at it again"));
        let key = &self.queue.jobs.get(sentence).ok_or_else(gone)?.key;
        let mut state = lock(&self.queue.state);
        // an entry that somebody removed, or that is damaged, is spoken again
        if matches!(state.statuses[sentence], JobStatus::Ready) && self.queue.cache.load(key).is_none() {
            self.queue.cache.forget(key);
            state.statuses[sentence] = JobStatus::Pending;
        }
        state.playhead = sentence;
        state.awaited.push(sentence);
        self.queue.changed.notify_all();
        let result = loop {
            let closed = state.closed;
            let status = &mut state.statuses[sentence];
            match status {
                JobStatus::Ready => break Ok(()),
                JobStatus::Pending | JobStatus::Running if closed => break Err(gone()),
                JobStatus::Pending | JobStatus::Running => {}
                // told once; whoever asks again has it tried again
                JobStatus::Failed(_) => match std::mem::replace(status, JobStatus::Pending) {
                    JobStatus::Failed(e) => break Err(e),
                    _ => break Err(gone()),
                },
            }
            state = self.queue.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        };
        if let Some(at) = state.awaited.iter().position(|&i| i == sentence) {
            state.awaited.remove(at);
        }
        // what failed is not tried again and again by those that speak ahead
        if result.is_err() && state.playhead == sentence {
            state.playhead = sentence + 1;
        }
        result
    }

    /// Speaks no more; whoever waits is told.
    pub fn close(&self) {
        lock(&self.queue.state).closed = true;
        self.queue.changed.notify_all();
    }
}

impl Drop for SpokenAhead {
    fn drop(&mut self) {
        self.close();
    }
}
