//! Installing, listing and removing voices.
//!
//! Voices are installed into one folder, for all projects; a project may have files of its own, which go before.
//!
//! One installation at a time works in a voices folder: a lock file, released by the system however the process ends.
//! Each file gets its name only when whole and checked, and beside it a record of what it is, so that a later run
//! trusts size, time and record instead of summing up 92 MB again.

mod client;
mod download;
mod package;
mod registries;
mod sources;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use altavoce_base::error::{Error, Result};
use altavoce_base::files;
use altavoce_base::toml_file;
use altavoce_base::tr;
use serde::{Deserialize, Serialize};

use crate::voice::Voices;
use crate::voice::manifest::{Engine, FileRole, VoiceFile, VoiceManifest};
use crate::voice::repair::{REPAIR_VERSION, repair};
use sources::{Fetch, OnProgress, sha256, sha256_of_file};
pub use sources::{Progress, Sources};

/// What is known of a stored file; it lies beside the file with `.installed` behind its name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Record {
    /// SHA-256 of the published file.
    pub published: String,
    /// The version of the repair it went through; 0 for a file stored as published.
    pub repair: u32,
    /// Length of the stored file in bytes.
    pub size: u64,
    /// SHA-256 of the stored file.
    pub sha256: String,
    /// When the stored file with that sum was last written, in nanoseconds since 1970; none before anybody looked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub modified: Option<i64>,
}

/// A file of a voice as it lies on the disk.
pub(crate) struct StoredFile {
    /// Where it lies.
    pub path: PathBuf,
    /// What is known of it.
    pub record: Record,
}

/// A voice in the list.
#[derive(Debug, Clone, PartialEq)]
pub struct VoiceStatus {
    /// Its manifest.
    pub manifest: VoiceManifest,
    /// Whether all its files are there.
    pub installed: bool,
    /// Bytes of its files on disk, or to be fetched when it is not installed.
    pub size: u64,
}

impl Voices {
    /// Fetches what the voice `name` lacks. Returns whether anything had to be done.
    ///
    /// `sources` says where to look beside what the manifest names. Once installed, a voice needs no network; a killed
    /// installation starts again where its last whole file or package was.
    ///
    /// # Errors
    /// The user's for an unknown voice; the operator's when no source answers (each named with its reason) or the folder
    /// cannot be written; `progress`'s own.
    pub fn install(&self, name: &str, sources: &Sources, progress: OnProgress) -> Result<bool> {
        let manifest = self.manifest(name)?;
        if self.missing(&manifest).is_empty() {
            return Ok(false);
        }
        let _lock = lock(&self.folder)?;
        // What another process installed while we waited for the lock is no longer missing.
        let missing = self.missing(&manifest);
        let packages = self.folder.join("packages.part");
        let voices = manifest.folder.parent().unwrap_or(&self.folder);
        let fetch = Fetch { voices, sources, packages: &packages };
        for file in &missing {
            clear_leftovers(&self.folder.join(&file.path));
            store(&self.folder, file, &fetch, progress)?;
        }
        if packages.exists() {
            fs::remove_dir_all(&packages).map_err(|e| Error::io(tr!("remove"), &packages, e))?;
        }
        Ok(!missing.is_empty())
    }

    /// Whether there is a voice `name` with all its files.
    pub fn installed(&self, name: &str) -> bool {
        self.manifest(name).is_ok_and(|manifest| self.missing(&manifest).is_empty())
    }

    /// Bytes to be fetched for the voices of these names, as published: a file that several need counts once. Zero where they are
    /// installed, unknown, or have no files.
    pub fn bytes_lacking(&self, names: &[&str]) -> u64 {
        let manifests: Vec<VoiceManifest> = names.iter().filter_map(|name| self.manifest(name).ok()).collect();
        let files = manifests.iter().flat_map(|manifest| self.missing(manifest));
        files.map(|f| (f.path.as_str(), f.size)).collect::<BTreeMap<_, _>>().values().sum()
    }

    /// A file of a voice, if it is there, whole, and what this version of the program stores.
    pub(crate) fn stored(&self, file: &VoiceFile) -> Option<StoredFile> {
        self.folders()
            .find_map(|folder| Some(StoredFile { path: folder.join(&file.path), record: record(folder, file)? }))
    }

    fn missing<'a>(&self, manifest: &'a VoiceManifest) -> Vec<&'a VoiceFile> {
        debug_assert!(manifest.engine == Engine::Kokoro || manifest.files.is_empty());
        manifest.files.iter().filter(|f| self.stored(f).is_none()).collect()
    }

    /// Removes the files of the voice `name`, except those that another installed voice needs. Returns the bytes freed.
    ///
    /// # Errors
    /// The user's for an unknown voice; the operator's when a file cannot be removed.
    pub fn remove(&self, name: &str) -> Result<u64> {
        let manifest = self.manifest(name)?;
        let folders: Vec<&Path> = self.folders().filter(|folder| folder.is_dir()).collect();
        let _locks = folders.iter().map(|folder| lock(folder)).collect::<Result<Vec<_>>>()?;
        let others = self.list()?;
        let needed = |path: &str| {
            let mut others = others.iter().filter(|v| v.manifest.name != name && v.installed);
            others.any(|v| v.manifest.files.iter().any(|f| f.path == path))
        };
        let mut freed = 0;
        let files = manifest.files.iter().filter(|f| !needed(&f.path));
        for path in files.flat_map(|file| folders.iter().map(|folder| folder.join(&file.path))) {
            let size = fs::metadata(&path).map_or(0, |m| m.len());
            for path in [record_path(&path), path] {
                match fs::remove_file(&path) {
                    Err(e) if e.kind() != std::io::ErrorKind::NotFound => {
                        return Err(Error::io(tr!("remove"), &path, e));
                    }
                    _ => {}
                }
            }
            freed += size;
        }
        Ok(freed)
    }

    /// All voices, installed or not, by name.
    ///
    /// # Errors
    /// A manifest is wrong.
    pub fn list(&self) -> Result<Vec<VoiceStatus>> {
        let listed = |name: &String| {
            let manifest = self.manifest(name)?;
            let installed = self.missing(&manifest).is_empty();
            let on_disk = |f: &VoiceFile| self.stored(f).map_or(f.size, |stored| stored.record.size);
            let size = manifest.files.iter().map(on_disk).sum();
            Ok(VoiceStatus { manifest, installed, size })
        };
        self.names().iter().map(listed).collect()
    }

    /// The folder of the voice `name`.
    ///
    /// # Errors
    /// The user's for an unknown voice.
    pub fn path(&self, name: &str) -> Result<PathBuf> {
        self.manifest(name).map(|m| m.folder)
    }

    /// Reads all files of an installed voice and compares their SHA-256 with what was installed.
    ///
    /// # Errors
    /// The operator's: the voice is not installed, or a file has changed on disk.
    pub fn verify(&self, name: &str) -> Result<()> {
        let manifest = self.manifest(name)?;
        for file in &manifest.files {
            let stored = self.stored(file).ok_or_else(|| not_installed(name))?;
            unchanged(&stored.path, &stored.record.sha256, name)?;
        }
        Ok(())
    }
}

fn store(voices: &Path, file: &VoiceFile, fetch: &Fetch, progress: OnProgress) -> Result<()> {
    let bytes = match fetch.sources.folder().and_then(|folder| stored_in(folder, file)) {
        Some(stored) => stored,
        None => prepared(file, fetch.file(file, progress)?, progress)?,
    };
    let path = voices.join(&file.path);
    // The record last: a file without it counts as missing.
    let _ = fs::remove_file(record_path(&path));
    files::write_whole(&path, &bytes)?;
    let record = Record {
        published: file.sha256.clone(),
        repair: repair_version(file),
        size: bytes.len() as u64,
        sha256: sha256(&bytes),
        modified: modified(&path),
    };
    write_record(&path, &record)
}

/// A published file as it is stored.
fn prepared(file: &VoiceFile, published: Vec<u8>, progress: OnProgress) -> Result<Vec<u8>> {
    if file.role != FileRole::Model {
        return Ok(published);
    }
    progress(&Progress::Step { doing: format!("repairing {}", file.path), done: file.size, total: file.size })?;
    repair(&published)
}

/// The file as another machine has it installed in its voices folder, if its sum is the one in the record beside it.
fn stored_in(folder: &Path, file: &VoiceFile) -> Option<Vec<u8>> {
    let record = record(folder, file)?;
    fs::read(folder.join(&file.path)).ok().filter(|bytes| sha256(bytes) == record.sha256)
}

/// The version of the repair that a file goes through before it is stored; 0 for one that is stored as published.
fn repair_version(file: &VoiceFile) -> u32 {
    if file.role == FileRole::Model { REPAIR_VERSION } else { 0 }
}

/// Writes the record of the file at `path`.
fn write_record(path: &Path, record: &Record) -> Result<()> {
    let text = toml::to_string(record).map_err(|e| Error::bug(tr!("a record cannot be written")).caused_by(e))?;
    files::write_whole(&record_path(path), text.as_bytes())
}

/// When a file was last written, in nanoseconds since 1970, where the system tells.
fn modified(path: &Path) -> Option<i64> {
    let time = fs::metadata(path).ok()?.modified().ok()?;
    i64::try_from(time.duration_since(SystemTime::UNIX_EPOCH).ok()?.as_nanos()).ok()
}

/// The error for a voice whose files are not there.
pub(crate) fn not_installed(name: &str) -> Error {
    Error::operator(tr!("the voice `{name}` is not installed")).fix(tr!("run altavoce voices install {name}"))
}

/// Checks that a file of the voice `name` still is what was installed, reading it a piece at a time.
///
/// # Errors
/// The operator's: it cannot be read, or its SHA-256 is not the recorded one.
pub(crate) fn unchanged(path: &Path, sha256_installed: &str, name: &str) -> Result<()> {
    if sha256_of_file(path)? == sha256_installed {
        return Ok(());
    }
    let again = tr!("run altavoce voices remove {name}, then altavoce voices install {name}");
    Err(Error::operator(tr!("the file is not what was installed")).in_file(path).fix(again))
}

/// Checks that a file of the voice `name` still is what was installed: by its size and time, and where these differ from the record's,
/// as after a copy, by its SHA-256, once.
///
/// # Errors
/// As [`unchanged`].
pub(crate) fn trusted(path: &Path, record: &Record, name: &str) -> Result<()> {
    let now = modified(path);
    let size = fs::metadata(path).map_or(0, |m| m.len());
    if now.is_some() && now == record.modified && size == record.size {
        return Ok(());
    }
    unchanged(path, &record.sha256, name)?;
    // Where the folder cannot be written the sum is taken every time.
    let _ = write_record(path, &Record { modified: now, ..record.clone() });
    Ok(())
}

/// The record of a file that is there, whole, and what this version of the program stores.
fn record(voices: &Path, file: &VoiceFile) -> Option<Record> {
    let path = voices.join(&file.path);
    let beside = record_path(&path);
    let record: Record = toml_file::parse(&beside, &fs::read_to_string(&beside).ok()?).ok()?;
    let size = fs::metadata(&path).ok().filter(|m| m.is_file())?.len();
    (record.published == file.sha256 && record.repair == repair_version(file) && record.size == size).then_some(record)
}

fn record_path(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".installed");
    name.into()
}

/// Waits until no other process installs or removes here.
fn lock(voices: &Path) -> Result<fs::File> {
    files::make_folder(voices)?;
    let path = voices.join("lock.part");
    let file = fs::File::create(&path).map_err(|e| Error::io(tr!("write"), &path, e))?;
    file.lock().map_err(|e| Error::io(tr!("lock"), &path, e))?;
    Ok(file)
}

/// Removes temporary files that a killed installation left beside `path`. We hold the lock: they are nobody's.
fn clear_leftovers(path: &Path) {
    let entries = path.parent().and_then(|p| fs::read_dir(p).ok()).into_iter().flatten().flatten();
    for entry in entries.filter(|e| e.file_name().to_string_lossy().starts_with(".altavoce-")) {
        let _ = fs::remove_file(entry.path());
    }
}
