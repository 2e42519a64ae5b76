//! `altavoce episode`.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::path::{Path, PathBuf};
use std::time::Duration;

use altavoce_base::error::{Error, Kind, Result};
use altavoce_base::{tr, trn};
use altavoce_podcast::names;
use altavoce_speech::synthesis;
use clap::Args;
use serde_json::json;

use super::explain::{self, Doubts, Strict};
use super::progress::MakeProgress;
use super::{
    Common, Io, OUTPUT, ShowFile, clock, newest, note, parent, print, tell_undisclosed, tell_unsigned, tell_warnings,
    voices,
};
use crate::episode::make::{self, MadeEpisode};
use crate::episode::request::EpisodeRequest;
use crate::issue::Issue;
use crate::narration::{Losses, Narration};
use crate::project::Project;
use crate::script::Role;
use crate::settings::SECOND_VOICE;

#[derive(Debug, Args)]
pub struct Options {
    /// The Markdown issues [default: the newest]
    #[arg(value_name = "ISSUE")]
    issues: Vec<PathBuf>,
    #[command(flatten)]
    making: MakeOptions,
}

/// How episodes are made.
#[derive(Debug, Args)]
pub struct MakeOptions {
    #[command(flatten)]
    pub show: ShowFile,
    /// The folder of the episodes
    #[arg(short, long, value_name = "DIR", default_value = OUTPUT)]
    pub output: PathBuf,
    /// One voice for everything, instead of the show's
    #[arg(long, value_name = "NAME")]
    voice: Option<String>,
    /// How many sentences to speak at once [default: one a core, as memory allows]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    jobs: Option<u16>,
    /// Have the recogniser of `[check] listen` in show.toml listen to each new sentence, and speak again what it misses
    #[arg(long)]
    listen: bool,
    #[command(flatten)]
    pub strict: Strict,
}

impl MakeOptions {
    /// Reads the show of an issue. Where its voices are not installed, it offers to fetch them.
    ///
    /// # Errors
    /// As [`Project::read`], or as installing voices.
    pub fn project(&self, issue: &Path, common: &Common, io: &mut Io) -> Result<Project> {
        let read = || -> Result<Project> {
            let mut project = self.show.read(parent(issue), common)?.with_output(&self.output);
            if let Some(voice) = &self.voice {
                project.only_voice(voice);
            }
            Ok(project)
        };
        let mut project = read()?;
        if voices::offer(&project, common, io)? {
            project = read()?;
        }
        if self.listen {
            project.listen()?;
        }
        Ok(project)
    }
}

pub fn run(options: &Options, common: &Common, io: &mut Io) -> Result<()> {
    let making = &options.making;
    let mut issues = options.issues.clone();
    if issues.is_empty() {
        issues.push(newest::issue(None, &making.show.folder(), common, io)?);
    }
    if let [path] = issues.as_slice() {
        let issue = Issue::read(path)?;
        tell_warnings(&issue, common, io);
        let project = making.project(path, common, io)?;
        tell_undisclosed(&project, common, io);
        tell_unsigned(&project, common, io);
        let narration = project.narrate(&issue);
        let request = EpisodeRequest { project: &project, issue: &issue, narration: &narration };
        let (made, elapsed) = one(request, making, common, io)?;
        return match common.json {
            true => print(io, &format!("{:#}\n", summary(&made, elapsed, &narration)?)),
            false if common.quiet => Ok(()),
            false => print(io, &format!("{}\n", line(&made, elapsed))),
        };
    }
    several(&issues, making, common, io)
}

/// Makes one episode after the other. One that fails does not keep the others from being made.
fn several(issues: &[PathBuf], making: &MakeOptions, common: &Common, io: &mut Io) -> Result<()> {
    let read = issues.iter().map(|path| Issue::read(path)).collect::<Result<Vec<_>>>()?;
    refuse_duplicates(&read)?;
    let mut projects = BTreeMap::new();
    let (mut rows, mut failed) = (Vec::new(), Vec::new());
    for issue in &read {
        tell_warnings(issue, common, io);
        // Issues of one folder are of one show.
        let project = match projects.entry(parent(&issue.path)) {
            Entry::Occupied(known) => Ok(&*known.into_mut()),
            Entry::Vacant(new) => making.project(&issue.path, common, io).map(|project| {
                tell_undisclosed(&project, common, io);
                tell_unsigned(&project, common, io);
                &*new.insert(project)
            }),
        };
        let made = project.and_then(|project| {
            let narration = project.narrate(issue);
            let made = one(EpisodeRequest { project, issue, narration: &narration }, making, common, io)?;
            Ok((made, narration))
        });
        match made {
            Ok(((made, elapsed), narration)) => {
                rows.push(summary(&made, elapsed, &narration)?);
                if !common.json && !common.quiet {
                    print(io, &format!("{}\n", line(&made, elapsed)))?;
                }
            }
            Err(e) if e.kind == Kind::Interrupted => return Err(e),
            Err(e) => {
                note(io, &format!("altavoce: {e}"));
                rows.push(json!({ "issue": issue.path, "error": e.to_string() }));
                failed.push(e.kind);
            }
        }
    }
    if common.json {
        print(io, &format!("{:#}\n", json!(rows)))?;
    }
    match failed.first() {
        None => Ok(()),
        Some(kind) => {
            let what = trn!(
                count = failed.len(),
                "{count} of {all} episodes could not be made",
                "{count} of {all} episodes could not be made",
                all = issues.len()
            );
            Err(Error::author(what).by(*kind).fix(tr!("mend what is told above and run the command again")))
        }
    }
}

/// No two issues would make the same episode: told before the first is spoken.
fn refuse_duplicates(issues: &[Issue]) -> Result<()> {
    let mut places: BTreeMap<String, &Path> = BTreeMap::new();
    for issue in issues {
        let path = &issue.path;
        if let Some(other) = places.insert(make::folder_name(issue), path) {
            let what = tr!("this and {other} would be the same episode", other = other.display());
            return Err(Error::author(what).in_file(path).fix(tr!("give one of them another `number` or `slug`")));
        }
    }
    Ok(())
}

/// Makes the episode of one issue, telling on standard error how it goes.
pub fn one(
    request: EpisodeRequest,
    making: &MakeOptions,
    common: &Common,
    io: &mut Io,
) -> Result<(MadeEpisode, Duration)> {
    let EpisodeRequest { project, issue, narration } = request;
    if project.quotes_settled && !common.quiet && narration.passages().any(|l| l.written.role == Role::Quote) {
        let what = tr!("the narrator reads the quotations: the voice `{SECOND_VOICE}` is not installed");
        note(io, &tr!("altavoce: {what}; run altavoce voices install {SECOND_VOICE}"));
    }
    let doubts = Doubts::of(narration, &issue.path, common.quiet, io);
    let losses = narration.losses();
    let allowed = explain::losses_allowed(&losses, &making.strict, &issue.path);
    explain::tell_losses(&losses, &issue.path, common.quiet || allowed.is_err(), io);
    doubts.allowed(&making.strict, &issue.path.display().to_string())?;
    allowed?;
    if common.verbose {
        note(io, &narration.to_text(&project.show.pauses));
    }
    let mut progress = MakeProgress::new(io.stderr, io.terminal, common.quiet);
    let workers = making.jobs.map_or_else(synthesis::workers, usize::from);
    let made = make::make(request, workers, io.stop, |step| progress.tell(step));
    let (elapsed, _) = progress.end();
    let made = made?;
    for folder in made.earlier.iter().filter(|_| !common.quiet) {
        let what =
            tr!("an earlier episode of this issue, under another title or number; remove it before you write the feed");
        note(io, &format!("altavoce: {}: {what}", folder.display()));
    }
    for suspect in made.suspects.iter().filter(|_| !common.quiet) {
        let what = tr!(
            "“{text}” was spoken again and still sounds wrong: {fault}",
            text = suspect.text,
            fault = suspect.fault
        );
        let place = format!("{}:{}", issue.path.display(), suspect.line);
        note(io, &tr!("altavoce: {place}: {what}; listen to it, or reword that sentence"));
    }
    for warning in made.warning.iter().filter(|_| !common.quiet) {
        note(io, &format!("altavoce: {warning}"));
    }
    Ok((made, elapsed))
}

/// What was made, in a line.
pub fn line(made: &MadeEpisode, elapsed: Duration) -> String {
    let m = &made.manifest;
    let done = if made.unchanged {
        tr!("nothing changed").to_string()
    } else {
        tr!("made in {time}", time = clock(elapsed.as_secs_f64()))
    };
    let chapters = trn!(count = m.chapters.len(), "1 chapter", "{count} chapters");
    let audio = made.folder.join(names::AUDIO);
    let loudness = tr!("{loudness:.1} LUFS", loudness = m.loudness);
    format!("{}  {}, {chapters}, {loudness}, {done}", audio.display(), clock(m.duration))
}

/// What was made, for programs.
pub fn summary(made: &MadeEpisode, elapsed: Duration, narration: &Narration) -> Result<serde_json::Value> {
    let Losses { words, lost, .. } = narration.losses();
    let manifest = serde_json::to_value(&made.manifest);
    let manifest = manifest.map_err(|e| Error::bug(tr!("the manifest cannot be written as JSON")).caused_by(e))?;
    let field = |name: &str| manifest[name].clone();
    Ok(json!({
        "folder": Path::new(&made.folder),
        "unchanged": made.unchanged,
        "passages": made.manifest.passages.len(),
        "passages_spoken": made.spoken,
        "words": words,
        "words_lost": lost,
        "warning": made.warning,
        "suspects": made.suspects,
        "elapsed": (elapsed.as_secs_f64() * 1000.0).round() / 1000.0,
        "title": field("title"),
        "number": field("number"),
        "duration": field("duration"),
        "loudness": field("loudness"),
        "true_peak": field("true_peak"),
        "voices": field("voices"),
        "chapters": field("chapters"),
        "files": field("files"),
    }))
}
