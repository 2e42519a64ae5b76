//! Where sentences are spoken: first the one at the ears, then what lies ahead of them.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, PoisonError};

use altavoce_base::error::{Error, Result};
use altavoce_speech::cache::Cache;
use altavoce_speech::synthesis::{self, Job};

use super::score::{Place, Score, lock};

/// How a sentence stands.
#[derive(Debug)]
pub enum State {
    /// Nobody has begun it.
    Untouched,
    /// It is being spoken.
    InTheAir,
    /// The cache has it.
    Ready,
    /// It cannot be spoken.
    Failed(Error),
}

/// What the speaking threads and the reel share.
pub struct Desk {
    /// The sentences, in order.
    pub jobs: Arc<[Job]>,
    /// Where they are spoken into.
    pub cache: Cache,
    /// When each is heard, as far as it is known.
    pub score: Arc<Mutex<Score>>,
    /// Who does what.
    pub work: Mutex<Work>,
    /// Told when `work` has changed.
    pub news: Condvar,
}

/// The sentences and who waits for them.
pub struct Work {
    /// How each sentence stands.
    pub states: Vec<State>,
    /// The sentence at the ears.
    pub ears: usize,
    /// Nobody listens any more.
    pub over: bool,
}

impl Work {
    /// The sentence to be spoken next: at the ears or ahead of them, nearest first. While the one at the ears is not
    /// ready no other is begun, so that it has the machine for itself and is heard as soon as can be.
    pub fn next(&self) -> Option<usize> {
        let waiting = matches!(self.states.get(self.ears), Some(State::Untouched | State::InTheAir));
        let end = if waiting { self.ears + 1 } else { self.states.len() };
        (self.ears..end).find(|&i| matches!(self.states[i], State::Untouched))
    }
}

impl Desk {
    /// What each speaking thread does until nobody listens.
    pub fn speak(&self) {
        loop {
            let mut work = lock(&self.work);
            let sentence = loop {
                if work.over {
                    return;
                }
                if let Some(sentence) = work.next() {
                    break sentence;
                }
                work = self.news.wait(work).unwrap_or_else(PoisonError::into_inner);
            };
            work.states[sentence] = State::InTheAir;
            drop(work);
            // The same words may stand elsewhere too, and be spoken by now.
            let job = &self.jobs[sentence];
            let done = match self.cache.length(&job.key) {
                Some(_) => Ok(()),
                None => catch_unwind(AssertUnwindSafe(|| synthesis::synthesize_one(job, &self.cache).map(drop)))
                    .unwrap_or_else(|_| Err(Error::bug("a speaking thread died").fix("report it with this issue"))),
            };
            self.note(sentence, done);
        }
    }

    fn note(&self, sentence: usize, done: Result<()>) {
        let length = self.cache.length(&self.jobs[sentence].key);
        let state = match (done, length) {
            (Err(e), _) => State::Failed(e),
            (Ok(()), Some(length)) => {
                let mut score = lock(&self.score);
                let silence = score.sentence(Place { sentence, offset: 0 }).silence;
                score.spoken(sentence, length as u64 + silence);
                State::Ready
            }
            (Ok(()), None) => {
                State::Failed(Error::operator("a spoken sentence vanished from the cache").fix("play the issue again"))
            }
        };
        lock(&self.work).states[sentence] = state;
        self.news.notify_all();
    }
}
