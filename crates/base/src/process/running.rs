//! The programs that run now, each with all that it starts: a process group, on Windows a job object.

use std::io;
use std::process::{ChildStderr, ChildStdin, ChildStdout, Command, ExitStatus};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use process_wrap::std::{ChildWrapper, CommandWrap};

/// All that run now.
static ALL: Mutex<All> = Mutex::new(All { ended: false, running: Vec::new() });

struct All {
    /// Whether no program is to run any more.
    ended: bool,
    running: Vec<Program>,
}

/// The leader of a group, by which the whole group is ended.
type Program = Arc<Mutex<Box<dyn ChildWrapper>>>;

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
    child: Program,
    /// Whether nothing is to be ended any more.
    done: bool,
}

impl Running {
    pub fn start(command: Command) -> io::Result<(Running, Streams)> {
        let mut command = group(command);
        // Locked until it is noted: `end_all` misses none.
        let mut all = locked(&ALL);
        if all.ended {
            drop(all);
            wait_for_the_end();
        }
        let mut child = command.spawn()?;
        let streams =
            Streams { stdin: child.stdin().take(), stdout: child.stdout().take(), stderr: child.stderr().take() };
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
            end(&mut **locked(&self.child));
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

/// The command as the leader of a group of its own: a Ctrl-C is then for us alone.
fn group(command: Command) -> CommandWrap {
    let mut command = CommandWrap::from(command);
    #[cfg(unix)]
    command.wrap(process_wrap::std::ProcessGroup::leader());
    #[cfg(windows)]
    {
        use windows::Win32::System::Threading::CREATE_NEW_PROCESS_GROUP;
        command.wrap(process_wrap::std::CreationFlags(CREATE_NEW_PROCESS_GROUP)).wrap(process_wrap::std::JobObject);
    }
    command
}

/// Ends all of a group. As long as one of it runs, nobody else gets its number; a group that is gone is no news.
fn end(leader: &mut dyn ChildWrapper) {
    let _ = leader.start_kill();
    // For the leader alone: on Windows a wait for a whole job never ends once all its messages were read.
    let _ = leader.inner_mut().wait();
}

/// Ends every program that runs now, with its group, and lets none start any more: for whoever is about to end the
/// process, since a Ctrl-C reaches no other group than its own. Threads that wait for a program wait on, so that none
/// complains of its sudden death.
pub fn end_all() {
    let mut all = locked(&ALL);
    all.ended = true;
    all.running.iter().for_each(|child| end(&mut **locked(child)));
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
