//! The command line run in-process, and the outside programs that the tests ask.

mod artwork;
pub mod cases;
pub mod golden;

use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::AtomicBool;

use altavoce::cli::{self, Io};

pub use artwork::artwork;

/// What a run printed, and its exit code.
#[derive(Debug)]
pub struct Run {
    pub code: u8,
    pub out: String,
    pub err: String,
}

/// Runs `altavoce` with `args`, with the fake voices.
pub fn altavoce(args: &[&str]) -> Run {
    altavoce_with(args, "")
}

/// Runs `altavoce` with `args` and standard input, with the fake voices unless `args` name others.
pub fn altavoce_with(args: &[&str], stdin: &str) -> Run {
    let voices = root("tests/voices");
    let mut all: Vec<&str> = vec!["altavoce"];
    all.extend(args);
    if !args.contains(&"--voices") {
        all.extend(["--voices", voices.to_str().unwrap()]);
    }
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut stdin = Cursor::new(stdin.as_bytes().to_vec());
    let stop = AtomicBool::new(false);
    let mut io = Io {
        stdin: &mut stdin,
        stdout: &mut out,
        stderr: &mut err,
        terminal: false,
        asks: false,
        colour: false,
        stop: &stop,
    };
    let code = cli::run(all.into_iter().map(Into::into), &mut io);
    Run { code, out: String::from_utf8(out).unwrap(), err: String::from_utf8(err).unwrap() }
}

/// The program itself, speaking English on every machine.
pub fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_altavoce"));
    command.env("ALTAVOCE_LANG", "en");
    command
}

/// A path of the repository.
pub fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// A Python with mutagen and feedparser.
pub fn python() -> PathBuf {
    let python = std::env::var_os("ALTAVOCE_TEST_PYTHON").map(PathBuf::from);
    python.unwrap_or_else(|| root("target/test-tools/bin/python"))
}

/// Runs an outside program; its output, or a panic with what it said.
pub fn outsider(program: impl AsRef<Path>, args: &[&str]) -> String {
    let program = program.as_ref();
    let output = Command::new(program).args(args).output();
    let output = output.unwrap_or_else(|e| panic!("{}: {e}; `make test` installs it", program.display()));
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{} {args:?}\n{out}{err}", program.display());
    format!("{out}{err}")
}

/// The standard output of an outside program read as JSON.
pub fn outsider_json(program: impl AsRef<Path>, args: &[&str]) -> serde_json::Value {
    let program = program.as_ref();
    let output = Command::new(program).args(args).output();
    let output = output.unwrap_or_else(|e| panic!("{}: {e}; `make test` installs it", program.display()));
    assert!(output.status.success(), "{} {args:?}\n{}", program.display(), String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Makes a file one that can be read only once: who reads it again finds what is no issue and no settings.
#[cfg(unix)]
pub fn readable_once(path: &Path) {
    use std::io::Write;
    let text = std::fs::read(path).unwrap();
    let other = path.with_extension("other");
    std::fs::write(&other, "---\nnever closed = {").unwrap();
    std::fs::remove_file(path).unwrap();
    assert!(std::process::Command::new("mkfifo").arg(path).status().unwrap().success());
    let path = path.to_path_buf();
    std::thread::spawn(move || {
        // It opens when the reader does, who waits for the end of the text; until then the other is in its place.
        let mut pipe = std::fs::File::options().write(true).open(&path).unwrap();
        std::fs::rename(&other, &path).unwrap();
        pipe.write_all(&text).unwrap();
    });
}
