//! The operating systems whose speech we know, and how a program of theirs is called.

use std::ffi::OsString;
use std::process::Command;

/// A system whose speech we know how to ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum System {
    /// Linux and other Unixes: espeak-ng.
    Linux,
    /// macOS: `say`.
    MacOs,
    /// Windows: System.Speech, through PowerShell.
    Windows,
}

impl System {
    /// The one that we run on.
    pub(super) fn here() -> System {
        match std::env::consts::OS {
            "macos" => System::MacOs,
            "windows" => System::Windows,
            _ => System::Linux,
        }
    }

    /// The program that speaks.
    pub(super) fn program(self) -> &'static str {
        match self {
            System::Linux => "espeak-ng",
            System::MacOs => "say",
            System::Windows => "powershell",
        }
    }
}

/// How a program is called: a value, so that the command line of any system can be looked at on each.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    pub args: Vec<OsString>,
    pub env: Vec<(&'static str, OsString)>,
}

impl Line {
    pub(super) fn new<const N: usize>(args: [&str; N]) -> Line {
        Line { args: args.map(OsString::from).into(), env: Vec::new() }
    }

    pub(super) fn command(self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.args(self.args).envs(self.env);
        command
    }
}
