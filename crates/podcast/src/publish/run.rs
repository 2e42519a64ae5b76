//! One run of publishing.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use altavoce_base::error::{Error, Kind, Result};
use altavoce_base::files;
use altavoce_base::{tr, trn};

use super::feed_names::{self, FeedNames};
use super::guard::guard;
use super::inventory::Inventory;
use super::local::Local;
use super::plan::{self, Action, FileClass, PlannedFile};
use super::remote::{Failure, Remote, RetryPolicy};
use super::remote_file::RemoteFile;
use super::source::Source;
use super::state::PublishState;
use super::transfer::{self, Job, Task, TransferEvent, Verify};
use super::{PublishRequest, PublishStep, PublishSummary, checksums, github_pages, naming, trial};
use crate::address::Base;
use crate::channel::publish::Target;
use crate::feed::settings::FeedSettings;
use crate::manifest::hash_file;
use crate::{names, private};

mod finish;
mod look;

/// Publishes.
///
/// # Errors
/// The author's: settings, no feed or an old one, a feed there that another machine or another show has put there. The
/// operator's: files missing here, whatever the storage refuses. An interruption as soon as `stop` is set. What was
/// sent until then is found by the next run; the feed that is out is good in any case. What keeps subscribers from what
/// was sent is no error here, but part of the summary.
pub fn publish(
    request: &PublishRequest,
    stop: &AtomicBool,
    tell: &mut dyn FnMut(PublishStep),
) -> Result<PublishSummary> {
    let show = private::placed(request.show, request.show_folder)?;
    let open = request.show.publish.identity();
    let request = &PublishRequest { show: &show, ..*request };
    let settings = &request.show.publish;
    let target = settings.target().map_err(|e| e.in_file(request.show_folder.join(names::SHOW)))?;
    let on_a_branch = matches!(target, Target::GitHubPages { .. });
    // A branch is checked out also where nothing is sent.
    let _alone = (!request.dry_run || on_a_branch).then(|| lock(request.output)).transpose()?;
    let place = settings.identity();
    let mut published = match target {
        Target::GitHubPages { repository } => github_pages::publish(request, &repository, stop, tell),
        _ => to(request, place.clone(), stop, tell),
    }?;
    if place != open && PublishState::read(&PublishState::path(request.show_folder))?.has(&open) {
        published.warnings.push(tr!("{open}: what was published there before the show was private is still there; remove it if nobody is to find it"));
    }
    if !request.dry_run {
        // what went out went out, whether or not it can be noted
        if let Err(e) = super::log::note(request.output, &published, jiff::Timestamp::now()) {
            published.warnings.push(e.to_string());
        }
    }
    Ok(published)
}

/// Publishes to the storage that the settings name. `place` is what the records call it.
///
/// # Errors
/// As [`publish`].
pub(super) fn to(
    request: &PublishRequest,
    place: String,
    stop: &AtomicBool,
    tell: &mut dyn FnMut(PublishStep),
) -> Result<PublishSummary> {
    let show_file = request.show_folder.join(names::SHOW);
    let target = request.show.publish.target().map_err(|e| e.in_file(&show_file))?;
    let base = Base::parse("url", &request.show.feed.url).map_err(|e| e.in_file(&show_file))?;
    // Whatever keeps a feed from being written keeps it from going out.
    FeedSettings::check(request.show_folder, request.show)?;
    let inventory = Inventory::read(request.output, &place);
    let local = Local::gather(request.output, &base, stop)?;
    let trial = trial::check(request, &place, &local)?;
    let state_path = PublishState::path(request.show_folder);
    let state = PublishState::read(&state_path)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime =
        runtime.map_err(|e| Error::operator(tr!("no threads can be started for the network")).caused_by(e))?;
    let mut run = Run {
        request,
        base,
        target,
        local,
        trial,
        inventory,
        state,
        state_path,
        place,
        current: None,
        before: None,
        stop,
        tell,
        done: 0,
    };
    let result = runtime.block_on(run.all()).and_then(|published| run.look(published));
    // Whatever the end, what has arrived is remembered.
    let remembered = if request.dry_run { Ok(()) } else { run.inventory.write() };
    runtime.shutdown_timeout(Duration::from_millis(100));
    match result {
        Ok(published) => remembered.map(|()| published),
        Err(e) if e.kind == Kind::Interrupted => {
            let sent = trn!(count = run.done, "1 file was sent", "{count} files were sent");
            let what = tr!("interrupted; {sent}, and the feed that is out is whole");
            Err(Error::interrupted(what).fix(tr!("the next run goes on from there")))
        }
        Err(e) => Err(e),
    }
}

/// One run.
struct Run<'a> {
    request: &'a PublishRequest<'a>,
    base: Base,
    target: Target,
    local: Local,
    /// What a trial is told.
    trial: Option<String>,
    inventory: Inventory,
    state: PublishState,
    state_path: PathBuf,
    place: String,
    /// The feed that is out, as we last saw it.
    current: Option<Vec<u8>>,
    /// The feed that was out before.
    before: Option<Vec<u8>>,
    stop: &'a AtomicBool,
    tell: &'a mut dyn FnMut(PublishStep),
    /// Files that have arrived in this run.
    done: usize,
}

impl Run<'_> {
    async fn all(&mut self) -> Result<PublishSummary> {
        (self.tell)(PublishStep::Looking);
        let mut published =
            PublishSummary { target: self.place.clone(), url: self.base.of(&[names::FEED]), ..Default::default() };
        published.warnings.clone_from(&self.local.held);
        published.trial = self.trial.is_some();
        published.warnings.extend(self.trial.clone());
        let settings = &self.request.show.publish;
        let listing = if self.request.dry_run && self.is_missing_folder() {
            BTreeMap::new()
        } else {
            // A storage that cannot be reached at all is told of soon; one that stumbles later is borne with.
            let piece = checksums::PART as u64;
            let probe = Remote::open(settings, self.request.environment, RetryPolicy { tries: 2, piece })?;
            let listing = with_cancellation(self.stop, probe.list()).await?;
            self.current = with_cancellation(self.stop, probe.read(names::FEED)).await?;
            listing
        };
        self.before.clone_from(&self.current);
        // The feed that is out may be of an address that was ours before: it is read with its own.
        let there = self.current.as_deref().map(|feed| FeedNames::read_with_own_base(feed, &self.base));
        let there = there.and_then(std::result::Result::ok);
        if let Some(current) = &self.current
            && *current != self.local.feed
            && !self.request.overwrite
        {
            let known = self.state.knows(&self.place, current);
            guard(&self.local.names, there.as_ref(), known, settings.target.trim())?;
        }
        let there = there.unwrap_or_default();
        let thorough = self.request.verify == Verify::Full;
        let mut rows = plan::plan(&self.local.files, &listing, &self.inventory.verified(), thorough);
        if self.request.dry_run {
            self.dry_run(&rows, &listing, &there, &mut published);
            return Ok(published);
        }

        let largest = self.local.files.iter().map(|f| f.bytes).max().unwrap_or(0);
        let piece = if Remote::sends_whole(&self.target) { largest } else { largest.min(checksums::PART as u64) };
        let remote = Remote::open(settings, self.request.environment, RetryPolicy { tries: 5, piece })?;
        let remote = Arc::new(remote);
        self.compare(&remote, &mut rows).await?;
        let beside = beside(&rows, &there);
        published.bytes = self.send(&remote, &rows, &beside, &listing).await?;
        if !beside.is_empty() {
            let feed = self.feed_beside(&beside)?;
            self.put_feed(&remote, feed).await?;
            self.replace_changed(&remote, &rows, &beside).await?;
        }
        if self.current.as_ref() != Some(&self.local.feed) {
            self.put_feed(&remote, self.local.feed.clone()).await?;
            published.feed = true;
        }
        self.state.arrived(&self.place, &self.local.feed);
        published.state = self.state.write(&self.state_path)?.then(|| self.state_path.clone());
        published.removed = self.clean(&remote, &listing, &beside, &mut published.warnings).await;
        self.ping(&mut published);
        self.look_for_pages(&mut published);
        published.beside = beside.into_keys().collect();
        published.rows = rows.into_iter().map(|r| (r.action, r.file.path, r.file.bytes)).collect();
        published.retries = remote.retries();
        Ok(published)
    }

    fn is_missing_folder(&self) -> bool {
        matches!(&self.target, Target::Folder(folder) if !Path::new(folder).exists())
    }

    /// What a run would do.
    fn dry_run(
        &self,
        rows: &[PlannedFile],
        listing: &BTreeMap<String, RemoteFile>,
        there: &FeedNames,
        published: &mut PublishSummary,
    ) {
        let going = rows.iter().filter(|r| matches!(r.action, Action::Upload | Action::Replace));
        published.bytes = going.map(|r| r.file.bytes).sum();
        published.beside = beside(rows, there).into_keys().collect();
        published.feed = self.current.as_ref() != Some(&self.local.feed) || !published.beside.is_empty();
        if self.request.prune {
            published.removed = plan::leftovers(listing, &self.needed(&BTreeMap::new()));
        }
        published.rows = rows.iter().map(|r| (r.action, r.file.path.clone(), r.file.bytes)).collect();
        self.look_for_pages(published);
    }

    /// Finds out of what may be there whether it is; each row is then to be kept or replaced.
    async fn compare(&mut self, remote: &Arc<Remote>, rows: &mut [PlannedFile]) -> Result<()> {
        let doubtful = rows.iter().filter(|r| r.action == Action::Check);
        let jobs: Vec<Job> = doubtful.map(|r| job(r, &r.file.path, Task::Compare)).collect();
        if jobs.is_empty() {
            return Ok(());
        }
        (self.tell)(PublishStep::Comparing(jobs.len()));
        let mut same = BTreeSet::new();
        let inventory = &mut self.inventory;
        transfer::run(remote, jobs, CONCURRENCY, self.request.verify, self.stop, |event| {
            if let TransferEvent::Done(outcome) = event
                && let Some(verified) = outcome.verified
            {
                inventory.remember(&outcome.path, verified)?;
                same.insert(outcome.path);
            }
            Ok(())
        })
        .await?;
        for row in rows.iter_mut().filter(|r| r.action == Action::Check) {
            row.action = if same.contains(&row.file.path) { Action::Keep } else { Action::Replace };
        }
        Ok(())
    }

    /// Sends all that is new or changed, the latter under its second name if it has one; how many bytes.
    async fn send(
        &mut self,
        remote: &Arc<Remote>,
        rows: &[PlannedFile],
        beside: &BTreeMap<String, String>,
        listing: &BTreeMap<String, RemoteFile>,
    ) -> Result<u64> {
        let known = self.inventory.verified();
        let arrived = |path: &str, blake3: &str| {
            let (known, there) = (known.get(path), listing.get(path));
            known.zip(there).is_some_and(|(known, there)| known.blake3 == blake3 && known.is_still(there))
        };
        let mut by_class: BTreeMap<FileClass, Vec<Job>> = BTreeMap::new();
        for row in rows.iter().filter(|r| matches!(r.action, Action::Upload | Action::Replace)) {
            let path = beside.get(&row.file.path).unwrap_or(&row.file.path);
            // A run that was killed may have sent a second name already.
            if !(naming::is_beside(path) && arrived(path, &row.file.blake3)) {
                self.inventory.forget(path);
                by_class.entry(row.file.class).or_default().push(job(row, path, Task::Put));
            }
        }
        self.inventory.write()?;
        // A memory says what a file held when it was read; what is sent is read again, to its last byte.
        for row in rows.iter().filter(|r| matches!(r.action, Action::Upload | Action::Replace)) {
            if self.stop.load(Ordering::Relaxed) {
                return Err(transfer::interrupted());
            }
            let source = &row.file.source;
            let (_, blake3) = hash_file(source).map_err(|e| Error::io(tr!("read"), source, e))?;
            if blake3 != row.file.blake3 {
                let what = tr!("the file is damaged: it is not what it was when its episode was made");
                return Err(Error::operator(what).in_file(source).fix(tr!("make it again and run `altavoce feed`")));
            }
        }
        let bytes = by_class.values().flatten().map(|j| j.bytes).sum();
        (self.tell)(PublishStep::Sending(bytes));
        for (class, jobs) in by_class {
            let width = if class == FileClass::Media { 1 } else { CONCURRENCY };
            self.run(remote, jobs, width).await?;
        }
        Ok(bytes)
    }

    /// The feed that names the changed files by their second names.
    fn feed_beside(&self, beside: &BTreeMap<String, String>) -> Result<Vec<u8>> {
        let feed = feed_names::rename(&self.local.feed, &self.base, beside);
        let names = FeedNames::read(&feed, &self.base).map_err(Error::bug)?;
        // Told by what it says, not by how it was made.
        let named = self.local.names.files.iter().map(|(path, length)| (beside.get(path).unwrap_or(path), length));
        if names.files.iter().eq(named.collect::<BTreeMap<_, _>>()) {
            Ok(feed)
        } else {
            Err(Error::bug(tr!("the feed cannot be made to name its files by their second names")))
        }
    }

    /// Gives changed files their own names, which no feed that is out has now.
    async fn replace_changed(
        &mut self,
        remote: &Arc<Remote>,
        rows: &[PlannedFile],
        beside: &BTreeMap<String, String>,
    ) -> Result<()> {
        beside.keys().for_each(|path| self.inventory.forget(path));
        self.inventory.write()?;
        let changed = rows.iter().filter_map(|r| beside.get(&r.file.path).map(|second| (r, second)));
        let jobs = changed.map(|(r, second)| job(r, &r.file.path, |source| Task::Copy(second.clone(), source)));
        self.run(remote, jobs.collect(), 1).await
    }

    async fn run(&mut self, remote: &Arc<Remote>, jobs: Vec<Job>, width: usize) -> Result<()> {
        let (inventory, tell, done) = (&mut self.inventory, &mut self.tell, &mut self.done);
        transfer::run(remote, jobs, width, self.request.verify, self.stop, |event| {
            match event {
                TransferEvent::Moved(bytes) => tell(PublishStep::Moved(bytes)),
                TransferEvent::Done(outcome) => {
                    if let Some(verified) = outcome.verified {
                        inventory.remember(&outcome.path, verified)?;
                    }
                    *done += 1;
                    tell(PublishStep::Arrived(outcome.path));
                }
            }
            Ok(())
        })
        .await
    }

    /// Puts a feed out, unless another has gone out since we looked, and reads it back.
    async fn put_feed(&mut self, remote: &Arc<Remote>, feed: Vec<u8>) -> Result<()> {
        (self.tell)(PublishStep::Feed);
        let now = with_cancellation(self.stop, remote.read(names::FEED)).await?;
        let place = format!("{}/{}", remote.name(), names::FEED);
        if now != self.current {
            let what = tr!("another machine has published here in the meantime; its feed stands");
            return Err(Error::author(what).in_file(place).fix(tr!("fetch its state (git pull) and run it again")));
        }
        self.state.sending(&self.place, &feed);
        self.state.write(&self.state_path)?;
        let source = Source::Bytes(feed.clone());
        let mut attempt = 1;
        loop {
            // From here on there is no stopping: a feed is small, and half of one would be the worst of all.
            let (never, sent) = (AtomicBool::new(false), AtomicU64::new(0));
            match remote.put(names::FEED, &source, &never, &sent).await {
                Ok(_) if remote.read(names::FEED).await?.as_ref() == Some(&feed) => break,
                Ok(_) if attempt < 3 => {}
                Ok(_) => {
                    let what = tr!("the feed that arrived is not the one that was sent");
                    return Err(Error::operator(what).in_file(place).fix(tr!("run it again")));
                }
                Err(Failure::Transient(_)) if attempt < 3 => {}
                Err(Failure::Transient(e) | Failure::Permanent(e)) => return Err(e),
                Err(Failure::Cancelled) => return Err(transfer::interrupted()),
            }
            tokio::time::sleep(Duration::from_secs(2 << attempt)).await;
            attempt += 1;
        }
        self.current = Some(feed);
        Ok(())
    }

    /// The paths that must stay there.
    fn needed(&self, beside: &BTreeMap<String, String>) -> BTreeSet<String> {
        let files = self.local.files.iter().map(|f| &f.path);
        let all = files.chain(self.local.names.files.keys()).chain(beside.values());
        all.cloned().chain([names::FEED.to_string()]).collect()
    }
}

/// How many small files go at once.
const CONCURRENCY: usize = 4;

/// The second names of what is to be replaced while the feed that is out names it.
fn beside(rows: &[PlannedFile], there: &FeedNames) -> BTreeMap<String, String> {
    let changed = rows.iter().filter(|r| r.action == Action::Replace && there.files.contains_key(&r.file.path));
    changed.map(|r| (r.file.path.clone(), naming::beside(&r.file.path, &r.file.blake3))).collect()
}

fn job(row: &PlannedFile, path: &str, task: impl FnOnce(Source) -> Task) -> Job {
    let source = Source::File(row.file.source.clone());
    Job { path: path.to_string(), task: task(source), bytes: row.file.bytes, blake3: row.file.blake3.clone() }
}

/// Waits for an answer, but no longer than until the run is stopped.
async fn with_cancellation<T>(stop: &AtomicBool, work: impl Future<Output = Result<T>>) -> Result<T> {
    let mut work = pin!(work);
    loop {
        match tokio::time::timeout(Duration::from_millis(100), &mut work).await {
            Ok(result) => return result,
            Err(_) if stop.load(Ordering::Relaxed) => return Err(transfer::interrupted()),
            Err(_) => {}
        }
    }
}

/// Keeps a second run of this machine out of the same output folder.
fn lock(output: &Path) -> Result<File> {
    let path = output.join(".published.lock");
    files::make_folder(output)?;
    let cannot = |e| Error::io(tr!("lock"), &path, e).by(Kind::Operator);
    let file = files::lock_file(&path).map_err(cannot)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(Error::operator(tr!("another run publishes this folder just now"))
            .in_file(output)
            .fix(tr!("wait for its end"))),
        Err(TryLockError::Error(e)) => Err(cannot(e)),
    }
}
