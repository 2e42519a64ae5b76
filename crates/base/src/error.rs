//! The one error of the program: who must act, what happened, where, and what to do.

use std::fmt;
use std::path::{Path, PathBuf};

use crate::tr;

/// What the stages return.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Who has to act on an error; it decides the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The command line is wrong: exit code 2, like clap's own.
    Usage,
    /// An issue or the show file is wrong; its author mends it: exit code 3.
    Author,
    /// The machine lacks something: a voice, a program, space, a permission: exit code 4.
    Operator,
    /// We are wrong: exit code 5.
    Bug,
    /// The user pressed Ctrl-C: exit code 130.
    Interrupted,
}

impl Kind {
    /// The process's exit code for this kind.
    pub fn exit_code(self) -> u8 {
        match self {
            Kind::Usage => 2,
            Kind::Author => 3,
            Kind::Operator => 4,
            Kind::Bug => 5,
            Kind::Interrupted => 130,
        }
    }
}

/// An error in one sentence: `place: what; what to do`.
///
/// ```
/// use altavoce_base::error::Error;
/// let e = Error::author("the front matter is never closed").at("issues/022.md", 1).fix("add a line of three dashes");
/// assert_eq!(e.to_string(), "issues/022.md:1: the front matter is never closed; add a line of three dashes");
/// ```
#[derive(Debug, thiserror::Error)]
pub struct Error {
    /// Who must act.
    pub kind: Kind,
    what: String,
    path: Option<PathBuf>,
    line: Option<u32>,
    fix: Option<String>,
    #[source]
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl Error {
    fn new(kind: Kind, what: impl Into<String>) -> Self {
        Error { kind, what: what.into(), path: None, line: None, fix: None, source: None }
    }

    /// The command line asks for something that does not exist or fit.
    pub fn usage(what: impl Into<String>) -> Self {
        Self::new(Kind::Usage, what)
    }

    /// An issue or `show.toml` is wrong.
    pub fn author(what: impl Into<String>) -> Self {
        Self::new(Kind::Author, what)
    }

    /// The machine lacks something.
    pub fn operator(what: impl Into<String>) -> Self {
        Self::new(Kind::Operator, what)
    }

    /// Something that our own code should have made impossible.
    pub fn bug(what: impl Into<String>) -> Self {
        Self::new(Kind::Bug, what)
    }

    /// The user pressed Ctrl-C; `kept` says what a next run will find.
    pub fn interrupted(kept: impl Into<String>) -> Self {
        Self::new(Kind::Interrupted, kept)
    }

    /// An I/O failure on `path`, in words that say what to do about it.
    pub fn io(doing: &str, path: impl AsRef<Path>, error: std::io::Error) -> Self {
        use std::io::ErrorKind as K;
        let (kind, fix) = match error.kind() {
            K::NotFound => (Kind::Author, tr!("check the path")),
            K::PermissionDenied => (Kind::Operator, tr!("change its permissions or choose another folder")),
            K::ReadOnlyFilesystem => (Kind::Operator, tr!("choose a folder on a file system that can be written")),
            K::StorageFull | K::QuotaExceeded => (
                Kind::Operator,
                tr!("free some space; what was already spoken is kept and the next run goes on from there"),
            ),
            K::IsADirectory => (Kind::Author, tr!("name a file, not a folder")),
            K::NotADirectory | K::AlreadyExists => {
                (Kind::Operator, tr!("a file stands where a folder should be; move it away"))
            }
            _ => (Kind::Operator, tr!("check the disk and try again")),
        };
        Self::new(kind, tr!("cannot {doing}: {reason}", reason = reason(&error)))
            .in_file(path)
            .fix(fix)
            .caused_by(error)
    }

    /// Says who must act, where the usual reading of an I/O failure is wrong.
    pub fn by(mut self, kind: Kind) -> Self {
        self.kind = kind;
        self
    }

    /// Says what happened in other words: `words` makes them of these.
    pub fn saying(mut self, words: impl FnOnce(&str) -> String) -> Self {
        self.what = words(&self.what);
        self
    }

    /// Adds the file and the line (from 1) where the fault is.
    pub fn at(mut self, path: impl Into<PathBuf>, line: u32) -> Self {
        self.path = Some(path.into());
        self.line = Some(line);
        self
    }

    /// Adds the file where the fault is.
    pub fn in_file(mut self, path: impl AsRef<Path>) -> Self {
        self.path = Some(path.as_ref().to_path_buf());
        self
    }

    /// Adds what to do about it: an imperative, no full stop.
    pub fn fix(mut self, fix: impl Into<String>) -> Self {
        self.fix = Some(fix.into());
        self
    }

    /// What happened, without the place and without what to do.
    pub fn what(&self) -> &str {
        &self.what
    }

    /// The file and the line (from 1) where the fault is, as far as it is known.
    pub fn place(&self) -> (Option<&Path>, Option<u32>) {
        (self.path.as_deref(), self.line)
    }

    /// What to do about it.
    pub fn advice(&self) -> Option<&str> {
        self.fix.as_deref()
    }

    /// Keeps the underlying error for `-v`.
    pub fn caused_by(mut self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }
}

/// What the system says of a failure; of the usual ones in our words.
pub fn reason(error: &std::io::Error) -> String {
    use std::io::ErrorKind as K;
    // What a library of ours says is not the system's.
    if error.get_ref().is_some() {
        return error.to_string();
    }
    let words = match error.kind() {
        K::NotFound => tr!("no such file or folder"),
        K::PermissionDenied => tr!("permission denied"),
        K::StorageFull => tr!("the disk is full"),
        K::QuotaExceeded => tr!("the quota of the disk is used up"),
        K::ReadOnlyFilesystem => tr!("the file system can only be read"),
        K::IsADirectory => tr!("it is a folder"),
        K::NotADirectory => tr!("a part of the path is no folder"),
        K::AlreadyExists => tr!("it is there already"),
        K::TimedOut => tr!("no answer came in time"),
        K::ConnectionRefused => tr!("nobody answers there"),
        K::ConnectionReset | K::ConnectionAborted | K::BrokenPipe => tr!("the connection was cut off"),
        K::HostUnreachable | K::NetworkUnreachable | K::NetworkDown => tr!("the network is not there"),
        K::AddrInUse => tr!("another program has that address"),
        K::UnexpectedEof => tr!("it ends too early"),
        K::InvalidData => tr!("it holds what it should not"),
        K::FileTooLarge => tr!("the file is too large"),
        K::InvalidFilename => tr!("the name is too long or has a sign that is not allowed"),
        K::ResourceBusy | K::ExecutableFileBusy | K::Deadlock => tr!("another program holds it"),
        _ => return error.to_string(),
    };
    words.to_string()
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(path) = &self.path {
            write!(f, "{}", path.display())?;
            if let Some(line) = self.line {
                write!(f, ":{line}")?;
            }
            write!(f, ": ")?;
        }
        write!(f, "{}", self.what)?;
        match &self.fix {
            Some(fix) => write!(f, "; {fix}"),
            None => Ok(()),
        }
    }
}
