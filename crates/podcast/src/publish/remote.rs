//! The other side: a storage behind OpenDAL, with our names for what we ask of it. No file ever has its final name
//! before it is whole, as far as the storage can do that.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::time::Duration;

use altavoce_base::error::{Error, Result};
use altavoce_base::tr;
use opendal::layers::{RetryEvent, RetryLayer, TimeoutLayer};
use opendal::options::{ListOptions, WriteOptions};
use opendal::{ErrorKind, Operator};

use super::checksums::{ChecksumHasher, Checksums, PART};
use super::error::{self, Secrets};
use super::naming::part_of;
use super::remote_file::RemoteFile;
use super::source::Source;
use super::storage::{self, Environment, OpenError};
use crate::channel::publish::{PublishSettings, Target};
use crate::media_type;

/// How long we bear with a storage.
#[derive(Debug, Clone, Copy)]
pub struct RetryPolicy {
    /// How often a request that failed for the moment is repeated, with growing pauses.
    pub tries: usize,
    /// How many bytes the largest piece has that is sent in one request.
    pub piece: u64,
}

/// The slowest line that we wait for, in bytes a second.
const SLOWEST: u64 = 16 * 1024;

/// An open storage.
#[derive(Debug, Clone)]
pub struct Remote {
    operator: Operator,
    target: Target,
    /// How the target is written, for messages.
    name: String,
    secrets: Secrets,
    retries: Arc<AtomicU32>,
}

/// How a file failed to arrive.
#[derive(Debug)]
pub enum Failure {
    /// Perhaps the next try goes better.
    Transient(Error),
    /// It will not.
    Permanent(Error),
    /// The run is being stopped.
    Cancelled,
}

impl Remote {
    /// Opens the storage that `[publish]` names; asks it nothing yet.
    ///
    /// # Errors
    /// The author's: `target` is not set. The operator's: a variable of the environment is missing, no certificates.
    pub fn open(settings: &PublishSettings, environment: Environment, policy: RetryPolicy) -> Result<Remote> {
        let target = settings.target()?;
        let mut secrets = Secrets::default();
        let name = settings.target.trim().trim_end_matches('/').to_string();
        let operator = storage::operator(settings, &target, environment, &mut secrets);
        let operator = operator.map_err(|e| match e {
            OpenError::Setup(e) => *e,
            OpenError::Storage(e) => error::explain(tr!("open it"), &name, &target, &secrets, e),
        })?;
        let retries = Arc::new(AtomicU32::new(0));
        let counter = Arc::clone(&retries);
        let retry = RetryLayer::new()
            .with_max_times(policy.tries)
            .with_min_delay(Duration::from_millis(400))
            .with_max_delay(Duration::from_secs(30))
            .with_jitter()
            .with_notify(move |_: RetryEvent<'_>| {
                counter.fetch_add(1, Ordering::Relaxed);
            });
        let wait = Duration::from_secs(30 + policy.piece / SLOWEST);
        let timeout = TimeoutLayer::new().with_timeout(Duration::from_secs(60)).with_io_timeout(wait);
        let operator = operator.layer(timeout).layer(retry);
        Ok(Remote { operator, target, name, secrets, retries })
    }

    /// The target, as it is written.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How many requests had to be repeated so far.
    pub fn retries(&self) -> u32 {
        self.retries.load(Ordering::Relaxed)
    }

    /// Whether a file is sent in one piece, so that it is held in memory.
    pub fn sends_whole(target: &Target) -> bool {
        matches!(target, Target::WebDav { .. })
    }

    /// Every file there, by its path.
    ///
    /// # Errors
    /// The operator's.
    pub async fn list(&self) -> Result<BTreeMap<String, RemoteFile>> {
        let options = ListOptions { recursive: true, ..ListOptions::default() };
        let entries = match self.operator.list_options("", options).await {
            Ok(entries) => entries,
            // A folder that nobody has made yet is empty; a bucket must be made by its owner.
            Err(e) if e.kind() == ErrorKind::NotFound && self.has_folders() => Vec::new(),
            Err(e) => return Err(self.error(tr!("list"), "", e)),
        };
        let mut found = BTreeMap::new();
        for entry in entries.into_iter().filter(|e| e.metadata().is_file()) {
            let (path, metadata) = entry.into_parts();
            found.insert(path, RemoteFile::from(&metadata));
        }
        Ok(found)
    }

    /// What lies under `path`, if anything.
    ///
    /// # Errors
    /// The operator's.
    pub async fn stat(&self, path: &str) -> Result<Option<RemoteFile>> {
        match self.operator.stat(path).await {
            Ok(metadata) if metadata.is_file() => Ok(Some(RemoteFile::from(&metadata))),
            Ok(_) => Ok(None),
            Err(e) if e.kind() == ErrorKind::NotFound => Ok(None),
            Err(e) => Err(self.error(tr!("look at it"), path, e)),
        }
    }

    /// A small file's content, if it is there.
    ///
    /// # Errors
    /// The operator's.
    pub async fn read(&self, path: &str) -> Result<Option<Vec<u8>>> {
        match self.operator.read(path).await {
            Ok(bytes) => Ok(Some(bytes.to_vec())),
            Err(e) if e.kind() == ErrorKind::NotFound => Ok(None),
            Err(e) => Err(self.error(tr!("read"), path, e)),
        }
    }

    /// Reads a file to its end, a piece at a time; what it adds up to.
    ///
    /// # Errors
    /// The operator's, as a failure for now.
    pub async fn sum(&self, path: &str, bytes: u64, halt: &AtomicBool) -> Result<Checksums, Failure> {
        let reader = self.operator.reader(path).await.map_err(|e| self.failure(tr!("read"), path, e))?;
        let mut sums = ChecksumHasher::default();
        let mut at = 0;
        while at < bytes {
            if halt.load(Ordering::Relaxed) {
                return Err(Failure::Cancelled);
            }
            let end = bytes.min(at + PART as u64);
            let piece = reader.read(at..end).await.map_err(|e| self.failure(tr!("read it back"), path, e))?;
            if piece.is_empty() {
                break;
            }
            at += piece.len() as u64;
            sums.add(&piece.to_vec());
        }
        Ok(sums.finish())
    }

    /// Sends a file; under its own name it appears whole or not at all, but on a storage that lacks the means. `sent`
    /// counts the bytes that went out.
    ///
    /// # Errors
    /// The operator's; the run's, when `halt` is set.
    pub async fn put(
        &self,
        path: &str,
        source: &Source,
        halt: &AtomicBool,
        sent: &AtomicU64,
    ) -> Result<Checksums, Failure> {
        if !self.renames() {
            return self.write(path, path, source, halt, sent).await;
        }
        let part = part_of(path);
        let sums = self.write(&part, path, source, halt, sent).await?;
        self.operator.rename(&part, path).await.map_err(|e| self.failure(tr!("give it its name"), path, e))?;
        Ok(sums)
    }

    async fn write(
        &self,
        to: &str,
        path: &str,
        source: &Source,
        halt: &AtomicBool,
        sent: &AtomicU64,
    ) -> Result<Checksums, Failure> {
        let mut input = source.open().map_err(Failure::Permanent)?;
        let capability = self.operator.info().capability();
        let mut options = WriteOptions::default();
        if capability.write_with_content_type || Self::sends_whole(&self.target) {
            options.content_type = Some(media_type::content_type(path).into_owned());
        }
        if capability.write_with_cache_control {
            options.cache_control = Some(super::headers::cache_control(path).into());
        }
        if capability.write_can_multi {
            options.chunk = Some(PART);
        }
        let failed = |e| self.failure(tr!("write"), path, e);
        let mut writer = self.operator.writer_options(to, options).await.map_err(failed)?;
        let mut sums = ChecksumHasher::default();
        let mut whole = Vec::new();
        loop {
            if halt.load(Ordering::Relaxed) {
                let _ = writer.abort().await; // what cannot be given up now is never completed either
                return Err(Failure::Cancelled);
            }
            let piece = source.piece(&mut *input).map_err(Failure::Permanent)?;
            if piece.is_empty() {
                break;
            }
            sums.add(&piece);
            let length = piece.len() as u64;
            if capability.write_can_multi {
                if let Err(e) = writer.write(piece).await {
                    let _ = writer.abort().await;
                    return Err(failed(e));
                }
                sent.fetch_add(length, Ordering::Relaxed);
            } else {
                whole.extend_from_slice(&piece);
            }
        }
        if !whole.is_empty() {
            let length = whole.len() as u64;
            writer.write(whole).await.map_err(failed)?;
            sent.fetch_add(length, Ordering::Relaxed);
        }
        writer.close().await.map_err(failed)?;
        Ok(sums.finish())
    }

    /// Copies a file inside the storage; false when it cannot.
    pub async fn copy(&self, from: &str, to: &str) -> bool {
        if !self.operator.info().capability().copy {
            return false;
        }
        if !self.renames() {
            return self.operator.copy(from, to).await.is_ok();
        }
        let part = part_of(to);
        self.operator.copy(from, &part).await.is_ok() && self.operator.rename(&part, to).await.is_ok()
    }

    /// Removes a file; one that is gone is no error.
    ///
    /// # Errors
    /// The operator's.
    pub async fn delete(&self, path: &str) -> Result<()> {
        self.operator.delete(path).await.map_err(|e| self.error(tr!("remove"), path, e))
    }

    /// What the storage itself says of a content: `None` when it says nothing that we can compare.
    pub fn proof(&self, found: &RemoteFile, sums: &Checksums) -> Option<bool> {
        if let Some(md5) = &found.md5 {
            return Some(*md5 == sums.md5_base64());
        }
        let etag = found.etag.as_deref().filter(|_| matches!(self.target, Target::S3 { .. }))?;
        sums.is_s3_tag(etag)
    }

    /// Whether files are written beside their name and renamed: where writing is not all or nothing.
    fn renames(&self) -> bool {
        self.has_folders()
    }

    fn has_folders(&self) -> bool {
        matches!(self.target, Target::Folder(_) | Target::WebDav { .. } | Target::Sftp { .. })
    }

    fn error(&self, doing: &str, path: &str, error: opendal::Error) -> Error {
        let place = if path.is_empty() { self.name.clone() } else { format!("{}/{path}", self.name) };
        error::explain(doing, &place, &self.target, &self.secrets, error)
    }

    fn failure(&self, doing: &str, path: &str, error: opendal::Error) -> Failure {
        let again = error::is_retryable(&error);
        let error = self.error(doing, path, error);
        if again { Failure::Transient(error) } else { Failure::Permanent(error) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_in_the_environment_is_named() {
        let rows = [
            ("s3://b/p", vec![], "AWS_ACCESS_KEY_ID is not set"),
            ("s3://b/p", vec!["AWS_ACCESS_KEY_ID"], "AWS_SECRET_ACCESS_KEY is not set"),
            ("webdav+https://h/p", vec!["ALTAVOCE_WEBDAV_USER"], "ALTAVOCE_WEBDAV_PASSWORD is not set"),
            ("gs://b/p", vec![], "GOOGLE_APPLICATION_CREDENTIALS is not set"),
            ("gs://b/p", vec!["GOOGLE_APPLICATION_CREDENTIALS"], "GOOGLE_APPLICATION_CREDENTIALS names no file"),
            ("azblob://c/p", vec![], "AZURE_STORAGE_ACCOUNT is not set"),
            ("azblob://c/p", vec!["AZURE_STORAGE_ACCOUNT"], "AZURE_STORAGE_KEY is not set"),
            ("", vec![], "`target` is not set"),
        ];
        let mut wrong = Vec::new();
        for (target, set, expected) in rows {
            let settings = PublishSettings { target: target.into(), ..PublishSettings::default() };
            let environment = |name: &str| set.contains(&name).then(|| "no/such/thing".to_string());
            let said = Remote::open(&settings, &environment, RetryPolicy { tries: 1, piece: 1 }).map(|_| ());
            let said = said.map_or_else(|e| e.to_string(), |()| "opened".into());
            if !said.contains(expected) {
                wrong.push(format!("{target} {set:?}: {said}"));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn every_kind_of_target_can_be_opened_with_its_variables() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "{}").unwrap();
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        let _inside = runtime.enter();
        let environment = |name: &str| match name {
            "GOOGLE_APPLICATION_CREDENTIALS" => Some(file.path().to_str().unwrap().to_string()),
            "AZURE_STORAGE_KEY" => Some("c2VjcmV0LWtleS1vZi1hbi1hY2NvdW50".into()),
            "HOME" => Some("/home/me".into()),
            "AWS_REGION" | "AZURE_STORAGE_ACCOUNT" => Some("somewhere".into()),
            _ => Some("hunter2-hunter2".into()),
        };
        let mut wrong = Vec::new();
        for target in ["s3://b/p", "webdav+https://h/p", "gs://b/p", "azblob://c/p", "sftp://me@h/p"] {
            let settings =
                PublishSettings { target: target.into(), key: "~/.ssh/k".into(), ..PublishSettings::default() };
            match Remote::open(&settings, &environment, RetryPolicy { tries: 1, piece: 1 }) {
                Err(e) => wrong.push(format!("{target}: {e}")),
                Ok(remote) if format!("{remote:?}").contains("hunter2") => wrong.push(format!("{target}: {remote:?}")),
                Ok(_) => {}
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
