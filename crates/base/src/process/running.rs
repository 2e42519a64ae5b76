//! The programs that run now, each the leader of a process group.

use std::io;
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, ExitStatus};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

/// All that run now.
static ALL: Mutex<All> = Mutex::new(All { ended: false, running: Vec::new() });

struct All {
    /// Whether no program is to run any more.
    ended: bool,
    running: Vec<Arc<Mutex<Child>>>,
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Our ends of a program's pipes.
pub struct Streams {
    pub stdin: Option<ChildStdin>,
    pub stdout: Option<ChildStdout>,
    pub stderr: Option<ChildStderr>,
}

/// A program that runs; dropped, it is ended with its whole group.
pub struct Running {
    child: Arc<Mutex<Child>>,
    /// Whether nothing is to be ended any more.
    done: bool,
}

impl Running {
    pub fn start(mut command: Command) -> io::Result<(Running, Streams)> {
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        // Locked until it is noted: `end_all` misses none.
        let mut all = locked(&ALL);
        if all.ended {
            drop(all);
            wait_for_the_end();
        }
        let mut child = command.spawn()?;
        let streams = Streams { stdin: child.stdin.take(), stdout: child.stdout.take(), stderr: child.stderr.take() };
        let child = Arc::new(Mutex::new(child));
        all.running.push(Arc::clone(&child));
        Ok((Running { child, done: false }, streams))
    }

    /// How it ended; none while it runs.
    pub fn status(&self) -> io::Result<Option<ExitStatus>> {
        locked(&self.child).try_wait()
    }

    /// Ends whatever still runs of its group.
    pub fn end(&mut self) {
        if !self.done {
            end(&mut locked(&self.child));
        }
        self.done = true;
    }

    /// Lets it go: it has ended well, and what it may have left running is its own affair.
    pub fn leave(mut self) {
        self.done = true;
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.end();
        locked(&ALL).running.retain(|other| !Arc::ptr_eq(other, &self.child));
    }
}

/// Ends a group and its leader.
fn end(leader: &mut Child) {
    end_group(leader);
    // Both do nothing to a leader that has ended and was waited for.
    let _ = leader.kill();
    let _ = leader.wait();
}

/// Ends all of a group. As long as one of it runs, nobody else gets its number; a group that is gone is no news.
#[cfg(unix)]
fn end_group(leader: &Child) {
    use rustix::process::{Pid, Signal, kill_process_group};
    if let Some(group) = i32::try_from(leader.id()).ok().and_then(Pid::from_raw) {
        let _ = kill_process_group(group, Signal::KILL);
    }
}

#[cfg(not(unix))]
fn end_group(_: &Child) {}

/// Ends every program that runs now, with its group, and lets none start any more: for whoever is about to end the
/// process, since a Ctrl-C reaches no other group than its own. Threads that wait for a program wait on, so that none
/// complains of its sudden death.
pub fn end_all() {
    let mut all = locked(&ALL);
    all.ended = true;
    all.running.iter().for_each(|child| end(&mut locked(child)));
}

/// Never returns once [`end_all`] was called.
pub fn wait_if_all_are_ended() {
    if locked(&ALL).ended {
        wait_for_the_end();
    }
}

fn wait_for_the_end() -> ! {
    loop {
        thread::park();
    }
}
