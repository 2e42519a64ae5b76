//! An episode is made, with all that shows it, and looked at.

use std::path::Path;

use altavoce_base::error::{Error, Result};
use altavoce_base::tr;
use altavoce_podcast::lint::{self, Finding, Scope, Severity};
use altavoce_podcast::manifest::Manifest;
use altavoce_podcast::{address, feed, names, site};
use altavoce_sound::SAMPLE_RATE;
use altavoce_speech::synthesis;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::Studio;
use super::answer::{Asked, Outcome, json as answer};
use super::jobs::Reporter;
use super::refusal::Refusal;
use crate::episode::make::{self, MadeEpisode, MakeStep};
use crate::episode::request::EpisodeRequest;
use crate::issue::Issue;
use crate::project::Project;

/// Peaks a second in the shape of a whole episode.
const PEAKS_PER_SECOND: usize = 10;

/// Makes the episode of an issue, then the feed and the pages, and looks them through.
pub fn start(studio: &Studio, asked: &Asked) -> Outcome {
    let path = studio.issue_path(asked.name("issue"))?;
    studio
        .begin("make", Some(asked.name("issue").to_string()), move |studio, reporter| make_it(studio, &path, reporter))
}

fn make_it(studio: &Studio, path: &Path, reporter: &mut Reporter) -> Result<Value> {
    // what is spoken ahead would be in the way, and is spoken here anyway
    studio.desk.clear();
    let project = studio.project()?;
    let issue = Issue::read(path)?;
    let narration = project.narrate(&issue);
    let request = EpisodeRequest { project: &project, issue: &issue, narration: &narration };
    reporter.begin("speaking", "");
    let (mut all, mut done) = (0, 0);
    let stop = reporter.stop_flag();
    let made = make::make(request, synthesis::workers(), &stop, |step| match step {
        MakeStep::Start { letters, .. } => all = letters,
        MakeStep::Spoken { letters, chapter, .. } => {
            done += letters;
            reporter.go_on(done as f64 / all.max(1) as f64, Some(chapter.1));
        }
        MakeStep::Levelling => reporter.begin("levelling", ""),
        MakeStep::Writing => reporter.begin("writing", ""),
    })?;
    let (show, folder, output) = (project.show.channel(), project.folder(), &project.folders.output);
    let mut warnings: Vec<String> = made.warning.iter().cloned().collect();
    reporter.begin("feed", "");
    // a show that is not to be published yet has its episode all the same
    let shown = feed::write_allowing(output, folder, &show, &[]).map(drop);
    let shown = shown.and_then(|()| {
        reporter.begin("site", "");
        site::write(output, folder, &show).map(drop)
    });
    let lint = match shown {
        Ok(()) => {
            reporter.begin("lint", "");
            findings(&project)?
        }
        Err(e) => {
            warnings.push(e.to_string());
            Vec::new()
        }
    };
    let mut result = lies_there(&project, &made.manifest, &made.folder);
    result["unchanged"] = json!(made.unchanged);
    result["warnings"] = json!(warnings);
    result["suspects"] = suspects(&made);
    result["lint"] = json!(lint);
    Ok(result)
}

/// The sentences that sound wrong.
fn suspects(made: &MadeEpisode) -> Value {
    json!(made.suspects)
}

/// What the lint finds in the whole show.
fn findings(project: &Project) -> Result<Vec<Value>> {
    let channel = project.show.channel();
    let scope = Scope {
        output: &project.folders.output,
        show: &project.folders.show_file,
        read_show: &|_| Ok(channel.clone()),
        feed: None,
        deep: false,
        now: Timestamp::now(),
    };
    let told = |finding: &Finding| {
        let place = match finding.line {
            Some(line) => format!("{}:{line}", finding.file.display()),
            None => finding.file.display().to_string(),
        };
        let severity = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        };
        json!({
            "severity": severity, "rule": finding.rule, "what": finding.what, "fix": finding.fix, "place": place,
            "line": finding.line, "source": finding.source,
        })
    };
    Ok(lint::lint(&scope)?.findings.iter().map(told).collect())
}

/// What was made of an issue, as it lies there now.
pub fn made(studio: &Studio, asked: &Asked) -> Outcome {
    let (project, folder, manifest) = episode(studio, asked)?;
    Ok(answer(&lies_there(&project, &manifest, &folder)))
}

/// The shape of a made episode, with its chapters and its music.
pub fn waveform(studio: &Studio, asked: &Asked) -> Outcome {
    let (_, folder, manifest) = episode(studio, asked)?;
    let path = folder.join(names::WAV);
    let unreadable = |e: hound::Error| {
        Error::operator(tr!("cannot read the sound: {e}")).in_file(&path).fix(tr!("make the episode again"))
    };
    let mut reader = hound::WavReader::open(&path).map_err(unreadable)?;
    let block = SAMPLE_RATE as usize / PEAKS_PER_SECOND;
    let (mut peaks, mut loudest, mut count) = (Vec::new(), 0u16, 0);
    for sample in reader.samples::<i16>() {
        loudest = loudest.max(sample.map_err(unreadable)?.unsigned_abs());
        count += 1;
        if count == block {
            peaks.push((loudest >> 7).min(255));
            (loudest, count) = (0, 0);
        }
    }
    if count > 0 {
        peaks.push((loudest >> 7).min(255));
    }
    let chapters: Vec<Value> =
        manifest.chapters.iter().map(|c| json!({ "title": c.title, "start": c.start, "end": c.end })).collect();
    Ok(answer(&json!({
        "seconds": manifest.duration, "per_second": PEAKS_PER_SECOND, "peaks": peaks, "chapters": chapters,
        "music": manifest.music, "wav": file_address(&folder, names::WAV),
    })))
}

/// The episode of an issue, if it is made.
fn episode(studio: &Studio, asked: &Asked) -> Result<(Project, std::path::PathBuf, Manifest), Refusal> {
    let path = studio.issue_path(asked.name("issue"))?;
    let project = studio.project()?;
    let folder = project.folders.output.join(make::folder_name(&Issue::read(&path)?));
    if !folder.join(names::MANIFEST).is_file() {
        return Err(Refusal::missing(tr!("this episode is not made yet")));
    }
    let manifest = Manifest::read(&folder)?;
    Ok((project, folder, manifest))
}

fn lies_there(project: &Project, manifest: &Manifest, folder: &Path) -> Value {
    let files = manifest
        .files
        .iter()
        .map(|file| json!({ "name": file.name, "bytes": file.bytes, "url": file_address(folder, &file.name) }));
    let name = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let page = project.folders.output.join(names::SITE).join(&name).join("index.html").is_file();
    json!({
        "folder": name, "unchanged": true, "seconds": manifest.duration, "loudness": manifest.loudness,
        "peak": manifest.true_peak, "files": files.collect::<Vec<_>>(),
        "page": page.then(|| format!("/preview/{}/{}/", names::SITE, address::encoded(&name))),
        "warnings": [], "suspects": [], "lint": [],
    })
}

/// Where the page finds a file of an episode.
fn file_address(folder: &Path, name: &str) -> String {
    let folder = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let parts = name.split('/').map(address::encoded).collect::<Vec<_>>().join("/");
    format!("/preview/{}/{parts}", address::encoded(&folder))
}
