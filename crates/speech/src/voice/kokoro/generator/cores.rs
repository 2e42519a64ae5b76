//! The cores of the machine, lent to the sentences that are spoken at the moment.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use altavoce_kernel::BLOCK_ROWS;

/// How many sentences are spoken now, and how many cores there are.
#[derive(Debug)]
pub struct Cores {
    all: usize,
    sentences: AtomicUsize,
}

/// A sentence being spoken: it holds its share of the cores until it is dropped.
#[derive(Debug)]
pub struct Share<'a>(&'a Cores);

impl Cores {
    /// Those of this machine.
    pub fn of_machine() -> Cores {
        Cores::new(thread::available_parallelism().map_or(1, usize::from))
    }

    /// So many.
    pub fn new(all: usize) -> Cores {
        Cores { all, sentences: AtomicUsize::new(0) }
    }

    /// One more sentence is spoken.
    pub fn share(&self) -> Share<'_> {
        self.sentences.fetch_add(1, Ordering::Relaxed);
        Share(self)
    }
}

impl Drop for Share<'_> {
    fn drop(&mut self) {
        self.0.sentences.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Share<'_> {
    /// How many threads this sentence may use now: a sentence alone has all cores, one of many has its own. What is computed never
    /// depends on it.
    pub fn threads(&self) -> usize {
        (self.0.all / self.0.sentences.load(Ordering::Relaxed).max(1)).max(1)
    }

    /// Into how many rows a tensor of `rows` is divided, so that each thread gets one part: whole blocks of rows.
    pub fn part(&self, rows: usize) -> usize {
        rows.div_ceil(self.threads()).next_multiple_of(BLOCK_ROWS)
    }
}

/// Does `work` with each part, each on a thread of its own, the last on this one; gives the results in order.
pub fn each<T: Send, R: Send>(parts: impl Iterator<Item = T>, work: impl Fn(T) -> R + Sync) -> Vec<R> {
    let mut parts = parts.peekable();
    let work = &work;
    thread::scope(|scope| {
        let mut others = Vec::new();
        while let Some(part) = parts.next() {
            if parts.peek().is_none() {
                let own = work(part);
                let join =
                    |other: thread::ScopedJoinHandle<R>| other.join().unwrap_or_else(|e| std::panic::resume_unwind(e));
                return others.into_iter().map(join).chain([own]).collect();
            }
            others.push(scope.spawn(move || work(part)));
        }
        Vec::new()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_alone_has_all_cores() {
        let cores = Cores::new(5);
        let first = cores.share();
        assert_eq!(first.threads(), 5);
        let second = cores.share();
        assert_eq!((first.threads(), second.threads()), (2, 2));
        let many: Vec<_> = (0..9).map(|_| cores.share()).collect();
        assert_eq!(first.threads(), 1);
        drop((many, second));
        assert_eq!(first.part(1000), 224);
    }

    #[test]
    fn results_keep_their_order() {
        for count in [0, 1, 2, 7] {
            let expected: Vec<usize> = (0..count).map(|n| n * n).collect();
            assert_eq!(each(0..count, |n| n * n), expected);
        }
    }
}
