//! The one place that knows the order of the stages: an issue in, an episode's folder out.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use altavoce_base::error::{Error, Kind, Result};
use altavoce_base::tr;
use altavoce_podcast::content::ContentMemory;
use altavoce_podcast::library::{EpisodeFolder, Library};
use altavoce_podcast::manifest::{self, FileMade, Manifest};
use altavoce_podcast::names;
use altavoce_sound as sound;
use altavoce_sound::Tags;
use altavoce_sound::music::{self, Pieces};
use altavoce_speech::cache::Cache;
use altavoce_speech::phonemes::Phonemized;
use altavoce_speech::synthesis::{self, Job};
use altavoce_speech::voice::{Utterance, Voice};
use serde::Serialize;
use serde_json::json;

use super::marks::Marks;
use super::provenance::Seal;
use super::request::EpisodeRequest;
use super::timeline::{self, Mixdown, Timeline};
use super::workspace::Workspace;
use super::{cover, music_mix, notes, word_times, write};
use crate::issue::Issue;
use crate::narration::{Narration, SpokenPassage};
use crate::project::Project;
use crate::script::Role;

/// What a run did.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct MadeEpisode {
    /// The episode's folder.
    pub folder: PathBuf,
    /// Its manifest.
    pub manifest: Manifest,
    /// How many passages were spoken in this run; the others came from the cache.
    pub spoken: usize,
    /// Whether the episode was already there and nothing was done.
    pub unchanged: bool,
    /// Folders with episodes of the same issue under an earlier title or number.
    pub earlier: Vec<PathBuf>,
    /// What the episode could be without, and is.
    pub warning: Option<String>,
    /// The passages that sound wrong however they were spoken, in this run or before, each with its line and what is wrong.
    pub suspects: Vec<Suspect>,
}

/// A passage that sounds wrong.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Suspect {
    /// The issue's line.
    pub line: u32,
    /// Its words.
    pub text: String,
    /// What is wrong with its sound, in a few words.
    pub fault: String,
}

/// What a run tells while it goes on.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum MakeStep<'a> {
    /// So much of the speech is in the cache already: letters of all letters.
    Start {
        /// Letters to speak in this run.
        letters: usize,
        /// Passages to speak in this run.
        passages: usize,
        /// Passages in all.
        all: usize,
    },
    /// A passage was spoken.
    Spoken {
        /// Its letters.
        letters: usize,
        /// The number, from 0, and the title of the chapter it belongs to.
        chapter: (usize, &'a str),
        /// Seconds of speech.
        seconds: f64,
    },
    /// The sound is being levelled.
    Levelling,
    /// The files are being written.
    Writing,
}

/// Makes the episode of an issue, `workers` sentences at once, or finds it made.
///
/// # Errors
/// The author's, the operator's or an interruption (as soon as `stop` is set); the finished episode of an earlier run
/// is then untouched, and what was spoken stays in the cache.
pub fn make(
    request: EpisodeRequest,
    workers: usize,
    stop: &AtomicBool,
    mut tell: impl FnMut(MakeStep),
) -> Result<MadeEpisode> {
    let EpisodeRequest { project, narration, .. } = request;
    let (show, output) = (&project.show, &project.folders.output);
    let EpisodePlan { voices, narrator, mut tags, said, jobs, inputs, folder_name } = plan_episode(request, &[])?;
    let folder = output.join(&folder_name);
    if let Some(mut manifest) = write::finished(&folder, &inputs) {
        let (added, warning) = complete(&mut manifest, &folder, request, &voices, &tags, stop)?;
        let earlier = earlier(output, &folder, &manifest.source);
        let suspects = suspects(&jobs, &Cache::open(&output.join(".cache"))?);
        return Ok(MadeEpisode { folder, manifest, spoken: 0, unchanged: !added, earlier, warning, suspects });
    }

    let seal = Seal::of(request, &voices, &folder_name)?;
    let pieces = Pieces::load(&show.music, project.folder())?;
    // Whatever could fail later for want of a folder fails now, before the first second of speech.
    let workspace = Workspace::open(output)?;
    let cache = Cache::open(&output.join(".cache"))?;
    let spoken = speak(&jobs, &cache, workers, narration, stop, &mut tell)?;
    let suspects = suspects(&jobs, &cache);

    let timeline = Timeline::build(narration, &jobs, &cache, &show.pauses, (narrator, &show.sound), &pieces)?;
    let words = word_times::of(narration, &said, &timeline.segments, &cache, &project.tables);
    tell(MakeStep::Levelling);
    tags.chapters.clone_from(&timeline.chapters);
    let music = music_mix::of(&pieces, &timeline, &cache, (&show.music, &show.loudness), stop)?;
    let mixdown = Mixdown { timeline: &timeline, cache: &cache, music: &music, stop };
    let levelled = sound::normalize(&mixdown, &show.loudness)?;
    tell(MakeStep::Writing);
    let (manifest, warning) = write::episode(&write::EpisodeParts {
        request,
        voices: &voices,
        timeline: &timeline,
        words: &words,
        sound: &levelled,
        tags: &tags,
        seal: &seal,
        inputs,
        folder: workspace.path(),
        stop,
    })?;
    if stop.load(Ordering::Relaxed) {
        return Err(timeline::interrupted());
    }
    let folder = workspace.publish(&folder_name)?;
    for job in jobs.iter() {
        cache.touch(&job.key);
    }
    cache.prune();
    let earlier = earlier(output, &folder, &manifest.source);
    Ok(MadeEpisode { folder, manifest, spoken, unchanged: false, earlier, warning, suspects })
}

/// Whether the episode of an issue is made, and still what would be made of it now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Freshness {
    /// There is none.
    Missing,
    /// The issue, the settings, a voice or this program has changed since.
    Stale,
    /// Running it again would change nothing.
    Made,
}

/// Tells how the episode of an issue stands. Of its files those are read that listeners get and that have changed since
/// they were last read.
///
/// # Errors
/// What would keep it from being made: the author's or the operator's.
pub fn freshness(request: EpisodeRequest) -> Result<Freshness> {
    let EpisodePlan { inputs, folder_name, .. } = plan_episode(request, &[])?;
    Ok(freshness_of(&request.project.folders.output.join(folder_name), &inputs))
}

fn freshness_of(folder: &Path, inputs: &str) -> Freshness {
    match Manifest::read_outline(folder) {
        Err(_) => Freshness::Missing,
        Ok(manifest) => {
            let is_made = manifest.inputs == inputs && is_whole(folder, &manifest.files);
            if is_made { Freshness::Made } else { Freshness::Stale }
        }
    }
}

/// Whether every file is there as it was made. What listeners get is compared to its last byte; the rest is long, and made
/// again in a moment.
fn is_whole(folder: &Path, files: &[FileMade]) -> bool {
    let there = |f: &FileMade| folder.join(&f.name).metadata().is_ok_and(|m| m.len() == f.bytes);
    let (Some(output), Some(name)) = (folder.parent(), folder.file_name().and_then(|n| n.to_str())) else {
        return false;
    };
    let published: Vec<_> = files.iter().filter(|f| names::is_published(&f.name)).map(|f| (name, f)).collect();
    let mut memory = ContentMemory::read(output);
    let is_whole = files.iter().all(there) && memory.damages(&published).is_empty();
    memory.keep();
    is_whole
}

/// What would be spoken of an issue, to be heard before its episode is made.
#[non_exhaustive]
pub struct SpeechPlan {
    /// How its episode stands.
    pub freshness: Freshness,
    /// The folder of its episode.
    pub folder: PathBuf,
    /// Every passage as a job, in order.
    pub jobs: Arc<[Job]>,
}

/// What would be spoken of an issue. `loaded` holds the voices that are loaded already, and then those that it took.
///
/// # Errors
/// As [`freshness`].
pub fn plan_speech(request: EpisodeRequest, loaded: &mut Vec<Arc<dyn Voice>>) -> Result<SpeechPlan> {
    let EpisodePlan { jobs, inputs, folder_name, voices, .. } = plan_episode(request, loaded)?;
    *loaded = voices;
    let folder = request.project.folders.output.join(folder_name);
    Ok(SpeechPlan { freshness: freshness_of(&folder, &inputs), folder, jobs })
}

/// What every passage of an issue sounds like, before it is spoken: less than an episode needs, so that a sentence can be heard
/// though a cover is missing.
#[non_exhaustive]
pub struct Speech {
    /// The voices that it takes.
    pub voices: Vec<Arc<dyn Voice>>,
    /// The phonemes of every passage; empty for voices that read text.
    pub said: Vec<Phonemized>,
    /// Every passage as a job, in order.
    pub jobs: Arc<[Job]>,
}

/// What would be said of an issue. The voices among `loaded` are not loaded again.
///
/// # Errors
/// The operator's: a voice or the phonemiser is missing. The author's: a voice that there is not.
pub fn speech(request: EpisodeRequest, loaded: &[Arc<dyn Voice>]) -> Result<Speech> {
    let EpisodeRequest { project, issue, narration } = request;
    let voices = load_voices(narration, project, loaded, &issue.path)?;
    let said = phonemes(narration, &voices, project)?;
    let jobs = jobs(narration, &said, &voices, project, &issue.path)?;
    Ok(Speech { voices, said, jobs })
}

/// All that is known of an episode before it is spoken.
struct EpisodePlan {
    voices: Vec<Arc<dyn Voice>>,
    /// The loudness to which every voice is matched, in LUFS.
    narrator: f64,
    /// Without chapters, as their times are not known yet.
    tags: Tags,
    said: Vec<Phonemized>,
    jobs: Arc<[Job]>,
    inputs: String,
    folder_name: String,
}

/// Whatever can go wrong before the first second of speech goes wrong here. The voices among `loaded` are not loaded again.
fn plan_episode(request: EpisodeRequest, loaded: &[Arc<dyn Voice>]) -> Result<EpisodePlan> {
    let EpisodeRequest { project, issue, narration } = request;
    let show = &project.show;
    let ours = |role| matches!(role, Role::Opening | Role::Transition | Role::Closing);
    if narration.passages().all(|l| ours(l.written.role)) {
        return Err(Error::author(tr!("nothing in the issue can be spoken"))
            .in_file(&issue.path)
            .fix(tr!("write some text in it")));
    }
    if narration.chapters.len() > 100 {
        let what =
            tr!("the issue has {count} sections, and podcast apps read at most 100", count = narration.chapters.len());
        return Err(Error::author(what)
            .in_file(&issue.path)
            .fix(tr!("join some, or make some of them deeper headings")));
    }
    let voices = load_voices(narration, project, loaded, &issue.path)?;
    let narrator = voices.iter().find(|v| v.name() == show.voice.name).or(voices.first());
    let narrator = narrator.map_or(show.loudness.target, |v| v.loudness());
    let cover = cover::read(issue, project)?;
    let tags = write::tags(issue, project, cover, Vec::new());
    tags.to_bytes()?; // a cover that no player shows is found out before anything is spoken
    let said = phonemes(narration, &voices, project)?;
    let jobs = jobs(narration, &said, &voices, project, &issue.path)?;

    let folder_name = folder_name(issue);
    check_folder(&project.folders.output.join(&folder_name), issue)?;
    let music = music::fingerprints(&show.music, project.folder())?;
    let signer = show.provenance.identity(project.folder()).map_err(|e| project.refuse(e.below("provenance")))?;
    let inputs = inputs(request, &jobs, narrator, &tags, &music, signer);
    Ok(EpisodePlan { voices, narrator, tags, said, jobs, inputs, folder_name })
}

/// Adds the M4A that a finished episode lacks, where there is ffmpeg: an episode made where there was none is not made
/// again for it. Tells whether it did, and what ffmpeg failed at.
fn complete(
    manifest: &mut Manifest,
    folder: &Path,
    request: EpisodeRequest,
    voices: &[Arc<dyn Voice>],
    tags: &Tags,
    stop: &AtomicBool,
) -> Result<(bool, Option<String>)> {
    let project = request.project;
    if !project.show.formats.m4a || manifest.file(names::M4A).is_some() {
        return Ok((false, None));
    }
    let Ok(ffmpeg) = project.ffmpeg() else { return Ok((false, None)) };
    let workspace = Workspace::open(&project.folders.output)?;
    let seal = Seal::of(request, voices, &folder_name(request.issue))?;
    let warning = write::add_m4a(&ffmpeg, folder, workspace.path(), manifest, tags, &seal, stop)?;
    Ok((manifest.file(names::M4A).is_some(), warning))
}

/// The voices of a narration, loaded once each.
fn load_voices(
    narration: &Narration,
    project: &Project,
    loaded: &[Arc<dyn Voice>],
    path: &Path,
) -> Result<Vec<Arc<dyn Voice>>> {
    let known = |name: &str| loaded.iter().find(|v| v.name() == name).cloned();
    let load = |name: &str| {
        project.load_voice(name).map_err(|e| match narration.told(name) {
            // the issue names it, and not the settings
            Some(line) if !project.show.voices().contains(&name) => e.at(path, line),
            _ => e,
        })
    };
    narration.voices().into_iter().map(|name| known(name).map_or_else(|| load(name), Ok)).collect()
}

/// The phonemes of every passage, in order; none if no voice wants them.
fn phonemes(narration: &Narration, voices: &[Arc<dyn Voice>], project: &Project) -> Result<Vec<Phonemized>> {
    if voices.iter().any(|v| v.wants_phonemes()) {
        let said: Vec<_> = narration.passages().map(|passage| passage.pronounced(&project.lexicon)).collect();
        project.phonemizer()?.align(&said)
    } else {
        Ok(vec![Phonemized::default(); narration.passages().count()])
    }
}

/// Every passage as a job, in order.
fn jobs(
    narration: &Narration,
    said: &[Phonemized],
    voices: &[Arc<dyn Voice>],
    project: &Project,
    path: &Path,
) -> Result<Arc<[Job]>> {
    let marks = Marks::read(path)?;
    let job = |((passage, said), id): ((&SpokenPassage, &Phonemized), String)| {
        let voice = voices.iter().find(|v| v.name() == passage.voice);
        let voice = voice.ok_or_else(|| Error::bug(tr!("no voice was loaded for `{voice}`", voice = passage.voice)))?;
        let (delivery, speed) = marks.take(&id).of(passage.delivery, project.show.speed);
        let utterance = Utterance { text: passage.spoken.text.clone(), phonemes: said.phonemes.clone(), delivery };
        let mut job = Job::new(Arc::clone(voice), utterance, speed);
        job.place = Some((path.to_path_buf(), passage.written.line));
        job.listener.clone_from(&project.listener);
        Ok(job)
    };
    narration.passages().zip(said).zip(narration.ids()).map(job).collect::<Result<Vec<Job>>>().map(Into::into)
}

/// Speaks what the cache lacks; the number of passages spoken.
fn speak(
    jobs: &Arc<[Job]>,
    cache: &Cache,
    workers: usize,
    narration: &Narration,
    stop: &AtomicBool,
    tell: &mut impl FnMut(MakeStep),
) -> Result<usize> {
    let todo = synthesis::missing(jobs, cache);
    let letters = todo.iter().map(|&i| jobs[i].weight()).sum();
    tell(MakeStep::Start { letters, passages: todo.len(), all: jobs.len() });
    let chapters: Vec<(usize, &str)> = narration
        .chapters
        .iter()
        .enumerate()
        .flat_map(|(n, c)| c.passages.iter().map(move |_| (n, c.title.as_str())))
        .collect();
    let count = todo.len();
    synthesis::synthesize(jobs, todo, cache, workers, stop, |done| {
        tell(MakeStep::Spoken { letters: jobs[done.job].weight(), chapter: chapters[done.job], seconds: done.seconds });
        Ok(())
    })
    .map_err(|e| match e.kind {
        Kind::Interrupted => e.fix(tr!("what was spoken is kept and the next run goes on from there")),
        _ => e,
    })?;
    Ok(count)
}

/// The passages that sound wrong, in the order of their lines.
fn suspects(jobs: &[Job], cache: &Cache) -> Vec<Suspect> {
    let suspect = |job: &Job| {
        let line = job.place.as_ref().map_or(0, |place| place.1);
        cache.fault(&job.key).map(|fault| Suspect { line, text: job.utterance.text.clone(), fault })
    };
    let mut suspects: Vec<Suspect> = jobs.iter().filter_map(suspect).collect();
    suspects.sort_by_key(|suspect| suspect.line);
    suspects
}

/// An episode takes the place of an older one of the same issue, and of nothing else.
fn check_folder(folder: &Path, issue: &Issue) -> Result<()> {
    let fix = tr!("give the issue another `slug` or `number` in its front matter, or move what is there away");
    if folder.file_name().is_some_and(|name| name == names::SITE) {
        return Err(Error::author(tr!("this is the folder of the pages")).in_file(folder).fix(fix));
    }
    if folder.symlink_metadata().is_err() {
        return Ok(());
    }
    match Manifest::read_outline(folder) {
        Ok(older) if Some(older.source.as_str()) == issue.path.file_name().and_then(|n| n.to_str()) => Ok(()),
        Ok(older) => {
            Err(Error::author(tr!("this is the episode of `{source}`", source = older.source)).in_file(folder).fix(fix))
        }
        // A manifest that is damaged is made again too.
        Err(_) if manifest::source_of(folder).as_deref() == issue.path.file_name().and_then(|n| n.to_str()) => Ok(()),
        Err(_) => Err(Error::operator(tr!("this is no episode, and the new one would take its place"))
            .in_file(folder)
            .fix(fix)),
    }
}

/// The folders of earlier episodes of the same issue under other names: its title or number was changed.
fn earlier(output: &Path, folder: &Path, source: &str) -> Vec<PathBuf> {
    let same = |e: &EpisodeFolder| e.path != folder && e.outline().is_ok_and(|m| m.source == source);
    let episodes = Library::open(output).map(|library| library.episodes).unwrap_or_default();
    episodes.into_iter().filter(same).map(|e| e.path).collect()
}

/// The name of an issue's folder: `022-slug`, or the slug alone.
pub fn folder_name(issue: &Issue) -> String {
    match issue.meta.number {
        Some(number) => format!("{number:03}-{}", issue.meta.slug),
        None => issue.meta.slug.clone(),
    }
}

/// A hash over everything that an episode is made of. What only the feed and the pages use is left out.
fn inputs(
    request: EpisodeRequest,
    jobs: &[Job],
    narrator: f64,
    tags: &Tags,
    music: &[Option<String>],
    signer: Option<String>,
) -> String {
    let EpisodeRequest { project, issue, narration } = request;
    let mut parts = json!({
        "altavoce": env!("CARGO_PKG_VERSION"),
        "meta": issue.meta,
        "source": issue.path.file_name().map(|n| n.to_string_lossy()),
        "show": project.show.of_an_episode(),
        "reading": narration.to_json(&project.show.pauses),
        "notes": blake3::hash(notes::html(issue).as_bytes()).to_hex().to_string(),
        "speech": jobs.iter().map(|j| j.key.as_str()).collect::<Vec<_>>(),
        "gains": jobs.iter().map(|j| narrator - j.voice.loudness()).collect::<Vec<_>>(),
        "mastering": jobs.iter().map(|j| project.show.sound.of(j.voice.mastering())).collect::<Vec<_>>(),
        "disclosure": tags.disclosure,
        "cover": tags.cover.as_deref().map(|c| blake3::hash(c).to_hex().to_string()),
        "music": music,
    });
    // Only where there is one, so that other episodes are not made again for it.
    if issue.meta.cover.is_some() {
        parts["own_cover"] = json!(tags.cover.as_deref().map(names::cover));
    }
    // The statement names the issue's bytes, so that a file is signed anew when they change.
    if let Some(signer) = signer {
        parts["signature"] = json!([signer, issue.blake3]);
    }
    blake3::hash(parts.to_string().as_bytes()).to_hex().to_string()
}
