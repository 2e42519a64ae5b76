//! GitHub Pages: the branch of a repository that GitHub serves. The branch is checked out beside the episodes, published to as a
//! folder, and pushed: what is out changes at once, or not at all.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use altavoce_base::error::{Error, Kind, Result};
use altavoce_base::files;
use altavoce_base::process::{Failure, Runner};
use altavoce_base::tr;

use super::plan::Action;
use super::state::PublishState;
use super::{PublishRequest, PublishStep, PublishSummary, naming, run, transfer, websub};
use crate::channel::publish::PublishSettings;
use crate::names;

/// The branch that is served.
const BRANCH: &str = "gh-pages";
/// How long git may take for one step: a site of a gigabyte by a slow line.
const PATIENCE: Duration = Duration::from_secs(3 * 3600);
/// GitHub's limits, as its documentation gives them in 2026: a file in a repository, in bytes;
const LARGEST_FILE: u64 = 100 << 20;
/// a site, in bytes;
const LARGEST_SITE: u64 = 1 << 30;
/// what a site may send in a month, in bytes: a soft limit, over which GitHub writes to the owner.
const MONTH: u64 = 100 << 30;

/// Publishes to the branch of `repository` (`owner/name`), as [`run::to`] does to a folder.
///
/// # Errors
/// As there; the operator's: git is missing, does not reach the repository or may not write to it; the author's: a file or the site
/// is larger than GitHub takes, or somebody else has pushed meanwhile. The branch is then as it was.
pub(super) fn publish(
    request: &PublishRequest,
    repository: &str,
    stop: &AtomicBool,
    tell: &mut dyn FnMut(PublishStep),
) -> Result<PublishSummary> {
    tell(PublishStep::Looking);
    let branch = Branch::new(request.output, repository, request.environment, stop)?;
    branch.fetch()?;
    let mut show = request.show.clone();
    let folder = branch.files.to_string_lossy().replace('\\', "/");
    show.publish =
        PublishSettings { target: format!("file:///{}", folder.trim_start_matches('/')), ..PublishSettings::default() };
    // it is told once the feed is really out
    let hub = std::mem::take(&mut show.feed.hub);
    let place = request.show.publish.identity();
    let state_path = PublishState::path(request.show_folder);
    let state = fs::read(&state_path).ok();
    let mut published = run::to(&PublishRequest { show: &show, ..*request }, place, stop, tell)?;
    let pushed = branch.drop_second_names().and_then(|()| branch.limits(&published)).and_then(|limits| {
        published.notes.push(limits);
        if request.dry_run { Ok(()) } else { branch.push() }
    });
    if let Err(e) = pushed {
        // what arrived in the folder has not arrived
        match state {
            Some(state) => files::write_whole(&state_path, &state)?,
            None => drop(fs::remove_file(&state_path)),
        }
        return Err(e);
    }
    if published.feed && !request.dry_run && !hub.trim().is_empty() {
        let told = websub::ping(hub.trim(), &published.url);
        published.hub = Some(told.is_ok());
        published.warnings.extend(told.err());
    }
    Ok(published)
}

/// The branch, checked out.
struct Branch<'a> {
    repository: String,
    address: String,
    /// Whether the environment has a token for GitHub.
    token: bool,
    /// git's own folder, apart from the files.
    git: PathBuf,
    /// What is served, absolute.
    files: PathBuf,
    stop: &'a AtomicBool,
}

impl<'a> Branch<'a> {
    fn new(
        output: &Path,
        repository: &str,
        environment: super::storage::Environment,
        stop: &'a AtomicBool,
    ) -> Result<Branch<'a>> {
        let beside = std::path::absolute(output).map_err(|e| Error::io(tr!("find"), output, e))?;
        let (git, files) = (beside.join(".github-pages.git"), beside.join(".github-pages"));
        files::make_folder(&files)?;
        Ok(Branch {
            repository: repository.to_string(),
            address: format!("https://github.com/{repository}.git"),
            token: environment("GITHUB_TOKEN").is_some_and(|token| !token.trim().is_empty()),
            git,
            files,
            stop,
        })
    }

    /// Runs git on the branch; what it printed.
    fn run(&self, doing: &str, arguments: &[&str]) -> Result<String> {
        let mut command = Command::new("git");
        command.arg("--git-dir").arg(&self.git).arg("--work-tree").arg(&self.files);
        command.args(["-c", "core.bare=false", "-c", "core.autocrlf=false", "-c", "gc.auto=0"]);
        if self.token {
            // The token stays in the environment, where the helper's shell finds it; no list of processes shows it.
            let helper = "!f() { echo username=x-access-token; echo \"password=$GITHUB_TOKEN\"; }; f";
            command.args(["-c", "credential.helper=", "-c", &format!("credential.helper={helper}")]);
        }
        command.args(arguments).env("GIT_TERMINAL_PROMPT", "0").env("LC_ALL", "C").current_dir(&self.files);
        let stopped = || if self.stop.load(Ordering::Relaxed) { Err(transfer::interrupted()) } else { Ok(()) };
        let output = Runner::new(command).timeout(PATIENCE).run_while(&mut { stopped });
        output.map(|o| String::from_utf8_lossy(&o.stdout).into_owned()).map_err(|failure| self.failed(doing, failure))
    }

    fn failed(&self, doing: &str, failure: Failure) -> Error {
        let said = match &failure {
            Failure::Died { stderr, .. } => stderr.to_lowercase(),
            Failure::NotFound(_) => "not found".into(),
            _ => String::new(),
        };
        let has = |signs: &[&str]| signs.iter().any(|sign| said.contains(sign));
        let (kind, fix) = if matches!(failure, Failure::NotFound(_)) {
            (Kind::Operator, tr!("install git"))
        } else if has(&["[rejected]", "fetch first", "non-fast-forward"]) {
            (Kind::Author, tr!("another machine has published meanwhile: fetch its state (git pull) and run it again"))
        } else if has(&["authentication", "could not read username", "permission", "denied", "403"]) {
            (
                Kind::Operator,
                tr!(
                    "log git in to GitHub, or set GITHUB_TOKEN to a token that may write the contents of the repository"
                ),
            )
        } else if has(&["repository not found", "does not exist", "does not appear to be a git repository"]) {
            (Kind::Operator, tr!("make the repository on GitHub, or mend `target` in [publish]"))
        } else {
            (Kind::Operator, tr!("check the network and run it again"))
        };
        let subject =
            tr!("git, which is to {doing} the branch {BRANCH} of {repository},", repository = self.repository);
        let error = failure.of_program(&subject);
        if error.kind == Kind::Interrupted { error } else { error.by(kind).fix(fix) }
    }

    /// Has the files of the branch in the folder, none if there is no such branch yet.
    fn fetch(&self) -> Result<()> {
        self.run(tr!("make"), &["init", "--quiet"])?;
        let here = format!("refs/heads/{BRANCH}");
        self.run(tr!("make"), &["symbolic-ref", "HEAD", &here])?;
        if self.run(tr!("find"), &["ls-remote", "--heads", &self.address, BRANCH])?.trim().is_empty() {
            self.run(tr!("begin"), &["update-ref", "-d", &here])?;
            self.run(tr!("begin"), &["read-tree", "--empty"])?;
        } else {
            let there = format!("+{here}:refs/remotes/there");
            self.run(tr!("fetch"), &["fetch", "--quiet", "--no-tags", "--depth", "1", &self.address, &there])?;
            self.run(tr!("check out"), &["update-ref", &here, "refs/remotes/there"])?;
            self.run(tr!("check out"), &["reset", "--quiet", "--hard"])?;
        }
        self.run(tr!("clear"), &["clean", "--quiet", "-ffdx"])?;
        Ok(())
    }

    /// Removes the second names of what was replaced: a push changes all at once, and nobody fetches a file by one.
    fn drop_second_names(&self) -> Result<()> {
        let mut found = Vec::new();
        sizes(&self.files, &mut found)?;
        for (path, _) in found.iter().filter(|(path, _)| naming::is_beside(&path.to_string_lossy())) {
            fs::remove_file(path).map_err(|e| Error::io(tr!("remove"), path, e))?;
        }
        Ok(())
    }

    /// What GitHub allows, and what of it is used.
    ///
    /// # Errors
    /// The author's: a file or the site is too large.
    fn limits(&self, published: &PublishSummary) -> Result<String> {
        const MIB: u64 = 1 << 20;
        let mut found = Vec::new();
        sizes(&self.files, &mut found)?;
        // In a dry run the files that are to go are still at home.
        let going = published.rows.iter().filter(|(action, ..)| *action == Action::Upload);
        let going = going.filter(|(_, path, _)| !self.files.join(path).exists());
        found.extend(going.map(|(_, path, bytes)| (self.files.join(path), *bytes)));
        if let Some((path, bytes)) = found.iter().find(|(_, bytes)| *bytes > LARGEST_FILE) {
            let what = tr!(
                "GitHub takes files of at most {most} MiB, and this has {bytes}",
                most = LARGEST_FILE / MIB,
                bytes = bytes / MIB
            );
            let path = path.strip_prefix(&self.files).unwrap_or(path);
            let fix = tr!("make the episode shorter, or publish the show elsewhere, as `altavoce help publish` tells");
            return Err(Error::author(what).in_file(path).fix(fix));
        }
        let site: u64 = found.iter().map(|(_, bytes)| bytes).sum();
        if site > LARGEST_SITE {
            let what = tr!(
                "a site on GitHub Pages has at most {most} MiB, and this has {site}",
                most = LARGEST_SITE / MIB,
                site = site / MIB
            );
            let fix = tr!(
                "publish with --prune, move old episodes, or publish the show elsewhere, as `altavoce help publish` tells"
            );
            return Err(Error::author(what).in_file(&self.repository).fix(fix));
        }
        let episode = Path::new(names::AUDIO);
        let largest = found.iter().filter(|(path, _)| path.ends_with(episode)).map(|(_, bytes)| *bytes).max();
        let plays = largest.map_or(String::new(), |bytes| {
            tr!(", which is {downloads} downloads of the longest episode", downloads = MONTH / bytes.max(1))
        });
        Ok(tr!(
            "the site has {used} of the {most} MiB that GitHub Pages allows; it may send {gigabytes} GiB a month{plays}",
            used = site.div_ceil(MIB),
            most = LARGEST_SITE / MIB,
            gigabytes = MONTH >> 30
        ))
    }

    /// Sends what the folder holds now.
    fn push(&self) -> Result<()> {
        // or GitHub would run the files through its own generator of sites
        files::write_whole(&self.files.join(".nojekyll"), b"")?;
        self.run(tr!("write"), &["add", "--all"])?;
        if !self.run(tr!("write"), &["status", "--porcelain"])?.trim().is_empty() {
            let who = ["-c", "user.name=altavoce", "-c", "user.email=altavoce@users.noreply.github.com"];
            self.run(
                tr!("write"),
                &[&who[..], &["commit", "--quiet", "--no-verify", "-m", "Publish the feed and its episodes"]].concat(),
            )?;
        }
        self.run(tr!("send"), &["push", "--quiet", &self.address, &format!("HEAD:refs/heads/{BRANCH}")])?;
        Ok(())
    }
}

/// Every file below a folder, with its length.
fn sizes(folder: &Path, found: &mut Vec<(PathBuf, u64)>) -> Result<()> {
    let cannot = |e| Error::io(tr!("read"), folder, e);
    for entry in fs::read_dir(folder).map_err(cannot)? {
        let entry = entry.map_err(cannot)?;
        let metadata = entry.metadata().map_err(cannot)?;
        if metadata.is_dir() {
            // A folder with git's own name is git's.
            if entry.file_name() != ".git" {
                sizes(&entry.path(), found)?;
            }
        } else {
            found.push((entry.path(), metadata.len()));
        }
    }
    Ok(())
}
