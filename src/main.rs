//! The `altavoce` program: hands the outside world to the command line, and is the only place that exits.

#![forbid(unsafe_code)]

use std::io::{self, IsTerminal};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use altavoce::cli::{self, Io};
use altavoce::error::Kind;
use altavoce::process;
use altavoce_base::tr;
#[cfg(windows)]
use crossterm::ansi_support::supports_ansi;

/// How long a command may take to end by itself once Ctrl-C was pressed.
const PATIENCE: Duration = Duration::from_millis(900);

/// Whether the terminal is to draw colours.
fn draws_colours() -> bool {
    std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty()) && supports_ansi()
}

/// Only consoles of Windows must be told to.
#[cfg(not(windows))]
fn supports_ansi() -> bool {
    true
}

fn main() -> ExitCode {
    let stop = Arc::new(AtomicBool::new(false));
    let asked = Arc::clone(&stop);
    // Without a handler Ctrl-C still ends the program, only less politely.
    let _ = ctrlc::set_handler(move || {
        asked.store(true, Ordering::Relaxed);
        // A command that notices has ended by then. One that waits for something else (standard input, a network) is
        // ended here: whatever was being written has not got its name yet.
        std::thread::sleep(PATIENCE);
        process::end_all();
        eprintln!("altavoce: {}", tr!("interrupted; what was finished before is kept"));
        std::process::exit(i32::from(Kind::Interrupted.exit_code()));
    });
    let args: Vec<_> = std::env::args_os().collect();
    cli::language::speak(&args);
    let terminal = io::stderr().is_terminal();
    let code = cli::run(
        args,
        &mut Io {
            stdin: &mut io::stdin().lock(),
            stdout: &mut io::stdout(),
            stderr: &mut io::stderr(),
            terminal,
            asks: terminal && io::stdin().is_terminal(),
            colour: io::stdout().is_terminal() && draws_colours(),
            stop: &stop,
        },
    );
    // A command that gave up, or was interrupted, may have left one of its threads waiting for a program.
    process::end_all();
    ExitCode::from(code)
}
