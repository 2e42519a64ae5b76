//! The `altavoce` program: hands the outside world to the command line, and is the only place that exits.

#![forbid(unsafe_code)]

use std::io::{self, IsTerminal};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use altavoce::cli::{self, Io};

fn main() -> ExitCode {
    let stop = Arc::new(AtomicBool::new(false));
    let asked = Arc::clone(&stop);
    // Without a handler Ctrl-C still ends the program, only less politely.
    let _ = ctrlc::set_handler(move || asked.store(true, Ordering::Relaxed));
    let terminal = io::stderr().is_terminal();
    let code = cli::run(
        std::env::args_os(),
        &mut Io {
            stdin: &mut io::stdin().lock(),
            stdout: &mut io::stdout(),
            stderr: &mut io::stderr(),
            terminal,
            stop: &stop,
        },
    );
    ExitCode::from(code)
}
