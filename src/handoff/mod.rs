//! What a host's own form asks for, in a folder of files with plain names: for shows that have no feed of their own.

pub mod hosts;

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use altavoce_base::error::{Error, Result};
use altavoce_base::files;
use altavoce_base::tr;
use altavoce_podcast::feed::show_notes;
use altavoce_podcast::manifest::{Manifest, Outline};
use altavoce_podcast::names;

use crate::export::{Edition, Picture, SIDE};
use hosts::{Excess, Measures};

/// Every name that a file may have here. One of them that an earlier run left and this one has no use for is removed.
const NAMES: [&str; 10] = [
    "episode.mp3",
    "cover.jpg",
    "cover.png",
    "title.txt",
    "subtitle.txt",
    "notes.txt",
    "notes.html",
    "transcript.vtt",
    "transcript.srt",
    "link.txt",
];

/// What was put together.
#[derive(Debug)]
pub struct Handoff {
    /// Where.
    pub folder: PathBuf,
    /// The names of its files, in the order of a form.
    pub files: Vec<&'static str>,
    /// What was done to the cover.
    pub changes: Vec<String>,
    /// What some host does not take as it is.
    pub excesses: Vec<Excess>,
}

/// Puts the files of an episode into `folder`, which is made; files of other names in it stay.
///
/// # Errors
/// The author's: a cover that cannot be decoded. The operator's: the episode's files cannot be read, the folder cannot be
/// written.
pub fn write(edition: &Edition, cover_path: &Path, folder: &Path) -> Result<Handoff> {
    let manifest = edition.manifest;
    let outline = Manifest::read_outline(edition.folder)?;
    let cover = edition.cover.clone().map(|cover| cover.for_hosts(cover_path)).transpose()?;
    let title = titled(&outline);
    let notes = show_notes::plain(&outline, edition.disclosure);
    let notes_html = show_notes::html(&outline, None, None, edition.disclosure);
    let transcript = edition.folder.join(names::TRANSCRIPT);
    let transcript = fs::read(&transcript).map_err(|e| Error::io(tr!("read"), &transcript, e))?;
    let excesses = hosts::excesses(&Measures {
        title: title.chars().count(),
        notes: notes.len().max(notes_html.len()),
        cover: cover.as_ref().map(|cover| (SIDE, cover.bytes.len())),
    });

    files::make_folder(folder)?;
    copy(&edition.folder.join(names::AUDIO), &folder.join("episode.mp3"))?;
    let line = |text: &str| Some(format!("{text}\n").into_bytes()).filter(|_| !text.trim().is_empty());
    let picture = |name: &str| cover.as_ref().filter(|cover| cover.name == name).map(|cover| cover.bytes.clone());
    let texts = [
        ("title.txt", line(&title)),
        ("subtitle.txt", line(manifest.subtitle.as_deref().unwrap_or_default())),
        ("notes.txt", line(&notes)),
        ("notes.html", line(&notes_html)),
        ("cover.jpg", picture("cover.jpg")),
        ("cover.png", picture("cover.png")),
        ("transcript.vtt", Some(transcript)),
        ("transcript.srt", Some(edition.srt().into_bytes())),
        ("link.txt", line(manifest.issue_link().unwrap_or_default())),
    ];
    let mut made = vec!["episode.mp3"];
    for (name, bytes) in texts {
        if let Some(bytes) = bytes {
            files::write_whole(&folder.join(name), &bytes)?;
            made.push(name);
        }
    }
    for name in NAMES.iter().filter(|name| !made.contains(name)) {
        match fs::remove_file(folder.join(name)) {
            Err(e) if e.kind() != io::ErrorKind::NotFound => {
                return Err(Error::io(tr!("remove"), folder.join(name), e));
            }
            _ => (),
        }
    }
    let changes = cover.map(|Picture { changes, .. }| changes).unwrap_or_default();
    Ok(Handoff { folder: folder.to_path_buf(), files: made, changes, excesses })
}

/// The title as it stands among other episodes: with its number, if the title does not say it.
fn titled(outline: &Outline) -> String {
    let title = outline.title.trim();
    match outline.number {
        Some(number) if !title.contains(&number.to_string()) => format!("{title} - #{number}"),
        _ => title.to_string(),
    }
}

/// Copies a file, whole or not at all.
fn copy(from: &Path, to: &Path) -> Result<()> {
    let mut source = File::open(from).map_err(|e| Error::io(tr!("read"), from, e))?;
    let mut file = files::temporary_beside(to)?;
    io::copy(&mut source, &mut file).map_err(|e| Error::io(tr!("write"), to, e))?;
    files::put_in_place(file, to)
}
