//! The files of an episode, all from one timeline.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use altavoce_base::disclosure::Disclosure;
use altavoce_base::error::{Error, Kind, Result};
use altavoce_base::files;
use altavoce_base::tr;
use altavoce_podcast::manifest::{ChapterMade, FileMade, Manifest, MusicMade, PassageMade, VoiceUsed, WordMade};
use altavoce_podcast::names;
use altavoce_sound as sound;
use altavoce_sound::SAMPLE_RATE;
use altavoce_sound::{EpisodeFiles, Ffmpeg, Marker, Normalized, Tags};
use altavoce_speech::voice::Voice;

use super::provenance::Seal;
use super::request::EpisodeRequest;
use super::timeline::{Segment, Timeline, interrupted, samples, seconds};
use super::transcript::Transcript;
use super::{chapters, cover, notes};
use crate::issue::{Issue, slug};
use crate::narration::SpokenPassage;
use crate::project::Project;
use crate::script;

/// Everything that the files are written from.
pub struct EpisodeParts<'a> {
    /// Issue and show, and what is said.
    pub request: EpisodeRequest<'a>,
    /// Who says it.
    pub voices: &'a [Arc<dyn Voice>],
    /// When.
    pub timeline: &'a Timeline,
    /// When each written word of each passage is said; none of a passage whose voice cannot tell.
    pub words: &'a [Vec<WordMade>],
    /// How it sounds.
    pub sound: &'a Normalized<'a>,
    /// What MP3, Opus and M4A say of themselves, with the chapters.
    pub tags: &'a Tags,
    /// Who signs it.
    pub seal: &'a Seal,
    /// The hash of all of it.
    pub inputs: String,
    /// Where to write.
    pub folder: &'a Path,
    /// Set when the run is to end.
    pub stop: &'a AtomicBool,
}

/// Writes every file into `parts.folder`, `episode.json` last. Gives also a warning if ffmpeg failed, or if the feed will
/// leave the cover out.
///
/// # Errors
/// The operator's: full disk, or a passage that vanished from the cache; an interruption.
pub fn episode(parts: &EpisodeParts) -> Result<(Manifest, Option<String>)> {
    let EpisodeParts { request: EpisodeRequest { project, issue, narration }, timeline, folder, .. } = parts;
    let show = &project.show;
    let wavs = chapter_files(&timeline.chapters);
    write_sound(parts, &wavs)?;
    let ffmpeg = if show.formats.m4a { project.ffmpeg().ok() } else { None };
    let m4a = match ffmpeg {
        Some(ffmpeg) => write_m4a(&ffmpeg, &folder.join(names::WAV), folder, parts.tags, parts.seal, parts.stop)?,
        None => M4a::None,
    };
    // Behind the M4A, which is made of the WAV.
    parts.seal.put_on(folder, &[names::AUDIO, names::WAV])?;

    let passages = passages(parts);
    let transcript = Transcript::of(&passages, &show.language);
    let mut texts = vec![
        (names::CHAPTERS, chapters::to_json(&issue.meta.title, &show.title, &timeline.chapters, &narration.chapters)),
        (names::TRANSCRIPT, transcript.to_vtt()),
        (names::WORDS, transcript.to_json(timeline.samples)?),
        (names::SCRIPT, narration.to_text(&show.pauses)),
        (names::NOTES, notes::html(issue)),
    ];
    if parts.words.iter().any(|words| !words.is_empty()) {
        texts.push((names::WORDS_VTT, transcript.to_vtt_with_words()));
    }
    for (name, text) in &texts {
        files::write_whole(&folder.join(name), text.as_bytes())?;
    }
    let (cover, unfit) = cover::put(issue, parts.tags.cover.as_deref(), folder)?.unzip();

    let mut made: Vec<String> = [names::AUDIO, names::WAV].map(String::from).into();
    made.extend(show.formats.opus.then(|| names::OPUS.to_string()));
    made.extend(matches!(m4a, M4a::Made).then(|| names::M4A.to_string()));
    made.extend(texts.iter().map(|t| t.0.to_string()));
    made.extend(cover.iter().map(|cover| cover.file.clone()));
    made.extend(wavs.iter().cloned());
    let made = made.iter().map(|name| FileMade::of(folder, name)).collect::<Result<Vec<_>>>()?;
    let manifest = Manifest { cover, ..manifest(parts, &wavs, made, passages) };
    manifest.write(folder)?;
    let warnings: Vec<String> = [m4a.warning(), unfit.flatten()].into_iter().flatten().collect();
    Ok((manifest, Some(warnings.join("; ")).filter(|w| !w.is_empty())))
}

/// Adds the M4A to a finished episode that has none, so that the folder is as if it had been made with it. `workspace`
/// is where it is put together. Gives a warning if ffmpeg failed, and the episode is then as it was.
///
/// # Errors
/// The operator's: full disk; an interruption.
pub fn add_m4a(
    ffmpeg: &Ffmpeg,
    folder: &Path,
    workspace: &Path,
    manifest: &mut Manifest,
    tags: &Tags,
    seal: &Seal,
    stop: &AtomicBool,
) -> Result<Option<String>> {
    let marker = |c: &ChapterMade| Marker { title: c.title.clone(), start: samples(c.start), end: samples(c.end) };
    let tags = Tags { chapters: manifest.chapters.iter().map(marker).collect(), ..tags.clone() };
    let made = write_m4a(ffmpeg, &folder.join(names::WAV), workspace, &tags, seal, stop)?;
    if let M4a::Made = made {
        let place = folder.join(names::M4A);
        fs::rename(workspace.join(names::M4A), &place).map_err(|e| Error::io(tr!("write"), &place, e))?;
        // Where it stands in an episode that was made with it.
        let at = manifest.files.iter().position(|f| f.name == names::CHAPTERS).unwrap_or(manifest.files.len());
        manifest.files.insert(at, FileMade::of(folder, names::M4A)?);
        manifest.write(folder)?;
    }
    Ok(made.warning())
}

/// What became of the M4A.
enum M4a {
    Made,
    None,
    Failed(Error),
}

impl M4a {
    fn warning(&self) -> Option<String> {
        match self {
            M4a::Failed(e) => Some(e.to_string()),
            M4a::Made | M4a::None => None,
        }
    }
}

/// Makes the M4A in `folder`, signed. It is an extra: what ffmpeg fails at is no error here.
fn write_m4a(ffmpeg: &Ffmpeg, wav: &Path, folder: &Path, tags: &Tags, seal: &Seal, stop: &AtomicBool) -> Result<M4a> {
    match ffmpeg.m4a(wav, &folder.join(names::M4A), tags, stop) {
        Ok(()) => seal.put_on(folder, &[names::M4A]).map(|()| M4a::Made),
        Err(e) if e.kind == Kind::Interrupted => Err(interrupted()),
        Err(e) => Ok(M4a::Failed(e)),
    }
}

/// The finished episode in `folder`, if it was made from the same inputs and every file is still what it was.
pub fn finished(folder: &Path, inputs: &str) -> Option<Manifest> {
    let manifest = Manifest::read(folder).ok().filter(|m| m.inputs == inputs)?;
    let whole = |f: &FileMade| FileMade::of(folder, &f.name).is_ok_and(|now| now == *f);
    manifest.files.iter().all(whole).then_some(manifest)
}

/// One play of the levelled episode feeds every sound file.
fn write_sound(parts: &EpisodeParts, wavs: &[String]) -> Result<()> {
    let folder = parts.folder;
    files::make_folder(&folder.join("chapters"))?;
    let chapters: Vec<PathBuf> = wavs.iter().map(|name| folder.join(name)).collect();
    let (wav, mp3) = (folder.join(names::WAV), folder.join(names::AUDIO));
    let opus = parts.request.project.show.formats.opus.then(|| folder.join(names::OPUS));
    let files = EpisodeFiles { wav: &wav, chapters: &chapters, mp3: &mp3, opus: opus.as_deref() };
    sound::write_episode(parts.sound, &files, parts.tags).map(drop)
}

/// What MP3, Opus and M4A say of themselves.
pub fn tags(issue: &Issue, project: &Project, cover: Option<Vec<u8>>, chapters: Vec<Marker>) -> Tags {
    let meta = issue.meta.clone();
    Tags {
        title: meta.title,
        subtitle: meta.subtitle,
        show: project.show.title.clone(),
        author: author(issue, project),
        number: meta.number,
        season: meta.season,
        date: meta.date,
        description: meta.description,
        disclosure: Some(disclosure(issue, project)),
        cover,
        chapters,
    }
}

/// What the episode tells of its voices: whatever speaks here is a machine, and a show that has no sentence for it is marked all the
/// same.
pub fn disclosure(issue: &Issue, project: &Project) -> Disclosure {
    Disclosure::synthetic(&script::disclosure(issue, &project.show.script()).unwrap_or_default())
}

fn author(issue: &Issue, project: &Project) -> Option<String> {
    issue.meta.author.clone().or_else(|| Some(project.show.author.clone()).filter(|a| !a.is_empty()))
}

/// `chapters/01-introduzione.wav`, …
fn chapter_files(chapters: &[Marker]) -> Vec<String> {
    let name = |(i, c): (usize, &Marker)| format!("chapters/{:02}-{}.wav", i + 1, slug::of(&[&c.title, "capitolo"]));
    chapters.iter().enumerate().map(name).collect()
}

/// Every passage, with its times.
fn passages(parts: &EpisodeParts) -> Vec<PassageMade> {
    let EpisodeParts { request: EpisodeRequest { narration, .. }, timeline, words, .. } = parts;
    let passages = timeline.segments.iter().zip(narration.passages()).zip(*words);
    let made = |((segment, passage), words): ((&Segment, &SpokenPassage), &Vec<WordMade>)| PassageMade {
        chapter: segment.chapter,
        role: passage.written.role,
        pause: Some(passage.written.pause),
        line: passage.written.line,
        start: seconds(segment.start),
        end: seconds(segment.end),
        voice: passage.voice.clone(),
        text: passage.written.text.clone(),
        spoken: passage.spoken.text.clone(),
        links: passage.written.links.clone(),
        words: words.clone(),
    };
    passages.map(made).collect()
}

fn manifest(parts: &EpisodeParts, wavs: &[String], files: Vec<FileMade>, passages: Vec<PassageMade>) -> Manifest {
    let EpisodeParts { request: EpisodeRequest { project, issue, narration }, timeline, sound, .. } = parts;
    let meta = issue.meta.clone();
    let chapters = timeline.chapters.iter().zip(wavs).zip(&narration.chapters);
    Manifest {
        altavoce: env!("CARGO_PKG_VERSION").to_string(),
        inputs: parts.inputs.clone(),
        show: project.show.title.clone(),
        author: author(issue, project),
        title: meta.title,
        subtitle: meta.subtitle,
        number: meta.number,
        season: meta.season,
        date: meta.date,
        published_at: meta.published_at,
        draft: meta.draft,
        kind: meta.kind,
        description: meta.description,
        slug: meta.slug,
        tags: meta.tags,
        link: meta.link,
        language: project.show.language.clone(),
        source: issue.path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default(),
        duration: seconds(timeline.samples),
        samples: timeline.samples,
        sample_rate: SAMPLE_RATE,
        loudness: round(sound.loudness()),
        true_peak: round(sound.true_peak()),
        voices: parts
            .voices
            .iter()
            .map(|v| VoiceUsed { name: v.name().to_string(), fingerprint: v.fingerprint().to_string() })
            .collect(),
        disclosure: Some(disclosure(issue, project)),
        files,
        cover: None,
        chapters: chapters
            .map(|((marker, file), chapter)| ChapterMade {
                title: marker.title.clone(),
                start: seconds(marker.start),
                end: seconds(marker.end),
                file: file.clone(),
                line: chapter.line,
                image: chapter.image.clone(),
                link: chapter.link.clone(),
            })
            .collect(),
        passages,
        music: timeline
            .cues
            .iter()
            .map(|cue| MusicMade { part: cue.part, start: seconds(cue.start), end: seconds(cue.end) })
            .collect(),
    }
}

/// To the hundredth: a meter's own accuracy.
fn round(level: f64) -> f64 {
    (level * 100.0).round() / 100.0
}
