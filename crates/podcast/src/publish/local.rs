//! What of the output folder is published, found to be whole and to fit the feed before anything leaves the machine.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use altavoce_base::error::{Error, Result};
use altavoce_base::tr;
use jiff::Timestamp;

use super::feed_names::FeedNames;
use super::naming::{artwork_hash, is_artwork};
use super::plan::{FileClass, LocalFile};
use crate::address::Base;
use crate::content::ContentMemory;
use crate::hold::Hold;
use crate::library::Library;
use crate::manifest::Manifest;
use crate::{names, placeholder, rss};

/// Everything that is to be there in the end.
#[derive(Debug)]
pub struct Local {
    /// The files, without the feed.
    pub files: Vec<LocalFile>,
    /// The feed.
    pub feed: Vec<u8>,
    /// What it names.
    pub names: FeedNames,
    /// A sentence for each episode that is not to go out yet.
    pub held: Vec<String>,
    /// Where the pictures of the show lie that the feed names.
    pub artwork: Vec<PathBuf>,
    /// The folders of the episodes that go out and say what a sample issue says.
    pub samples: Vec<String>,
}

impl Local {
    /// Gathers what `output` publishes as the show at `base`.
    ///
    /// # Errors
    /// The author's: no feed, a feed of another address, one older than the episodes. The operator's: a file that the
    /// feed or a manifest names is missing, damaged, or cannot be read.
    pub fn gather(output: &Path, base: &Base, stop: &AtomicBool) -> Result<Local> {
        let mut memory = ContentMemory::read(output);
        let path = output.join(names::FEED);
        let feed = fs::read(&path).map_err(|e| match e.kind() {
            std::io::ErrorKind::NotFound => {
                Error::author(tr!("there is no feed to publish")).in_file(&path).fix(tr!("run `altavoce feed` first"))
            }
            _ => Error::io(tr!("read"), &path, e),
        })?;
        let stale = |what: String| Error::author(what).in_file(&path).fix(tr!("run `altavoce feed` again"));
        let names = FeedNames::read(&feed, base).map_err(&stale)?;
        if let Some(url) = names.elsewhere.first() {
            return Err(stale(tr!("it names {url}, which is not below [feed] url")));
        }
        let now = Timestamp::now();
        let (mut held, mut listed, mut samples) = (Vec::new(), Vec::new(), Vec::new());
        for episode in Library::open(output)?.episodes {
            let name = episode.name()?;
            // A manifest holds every word of its episode, so none is kept.
            let manifest = episode.manifest()?;
            let hold = Hold::of_episode(&manifest, now);
            if let Some(hold) =
                hold.filter(|_| !names.items.iter().any(|i| i.audio.as_deref() == Some(&audio_of(name))))
            {
                held.push(tr!("the episode `{name}` is left out: it is {hold}"));
                continue;
            }
            check_episode(name, &manifest, &names).map_err(&stale)?;
            let published = manifest.files.iter().filter(|file| names::is_published(&file.name));
            let published: Vec<_> = published.map(|file| (name, file)).collect();
            memory.check(&published)?;
            listed.extend(published.iter().map(|(name, file)| format!("{name}/{}", file.name)));
            if placeholder::sample(manifest.passages.iter().map(|passage| passage.text.as_str())).is_some() {
                samples.push(name.to_string());
            }
        }
        for (name, length) in &names.files {
            let path = output.join(name);
            let bytes = fs::metadata(&path).ok().filter(|m| m.is_file()).map(|m| m.len());
            let wrong = match (bytes, length) {
                (None, _) => Some(tr!("the feed names this file, and it is not here").to_string()),
                (Some(bytes), Some(length)) if bytes != *length => {
                    Some(tr!("the feed gives this file {length} bytes, and it has {bytes}"))
                }
                _ => None,
            };
            if let Some(what) = wrong {
                let fix = tr!("make the episode again and run `altavoce feed`");
                return Err(Error::operator(what).in_file(path).fix(fix));
            }
        }
        // What no manifest tells of may be anything.
        let of_none = |audio: &&str| !listed.iter().any(|listed| listed == audio);
        if let Some(audio) = names.items.iter().filter_map(|item| item.audio.as_deref()).find(of_none) {
            return Err(stale(tr!("it has `{audio}`, which no episode here has")));
        }
        let mut files = Vec::new();
        for (name, (source, class)) in found(output, &names, &listed)? {
            if stop.load(Ordering::Relaxed) {
                return Err(Error::interrupted(tr!("interrupted before anything was sent")));
            }
            let (bytes, blake3) = memory.of(&name).map_err(|e| Error::io(tr!("read"), &source, e))?;
            if artwork_hash(&name).is_some_and(|told| !blake3.starts_with(told)) {
                let what = tr!("the picture is damaged: it is not the one that its name tells");
                return Err(Error::operator(what).in_file(source).fix(tr!("run `altavoce feed` again")));
            }
            files.push(LocalFile { path: name, source, bytes, blake3, class });
        }
        memory.keep();
        let artwork = files.iter().filter(|f| is_artwork(&f.path)).map(|f| f.source.clone()).collect();
        Ok(Local { files, feed, names, held, artwork, samples })
    }
}

/// The path of an episode's sound.
fn audio_of(folder: &str) -> String {
    format!("{folder}/{}", names::AUDIO)
}

/// Whether the feed speaks of the episode as it now is; a sentence if not.
fn check_episode(folder: &str, manifest: &Manifest, feed: &FeedNames) -> Result<(), String> {
    let audio = audio_of(folder);
    let Some(item) = feed.items.iter().find(|i| i.audio.as_deref() == Some(&audio)) else {
        return Err(tr!("the episode `{folder}` is not in the feed"));
    };
    let length = manifest.file(names::AUDIO).map(|f| f.bytes);
    let title = rss::single_line(&manifest.title);
    let spaced = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    if feed.files.get(&audio).copied().flatten() != length || !spaced(&item.title).contains(&spaced(&title)) {
        return Err(tr!("the feed is older than the episode `{folder}`"));
    }
    Ok(())
}

/// Every file that is published, by its path below the output folder; `listed` are those of the manifests.
fn found(output: &Path, feed: &FeedNames, listed: &[String]) -> Result<BTreeMap<String, (PathBuf, FileClass)>> {
    let mut all = BTreeMap::new();
    for name in feed.files.keys().chain(listed) {
        let class = if is_artwork(name) { FileClass::Artwork } else { FileClass::in_episode(name) };
        all.insert(name.clone(), (output.join(name), class));
    }
    let site = output.join(names::SITE);
    if site.is_dir() {
        pages(&site, names::SITE, &mut all)?;
    }
    Ok(all)
}

/// Every page below `folder`, which is published as `prefix`.
fn pages(folder: &Path, prefix: &str, all: &mut BTreeMap<String, (PathBuf, FileClass)>) -> Result<()> {
    for (name, path) in entries(folder)? {
        let name = format!("{prefix}/{name}");
        if path.is_dir() {
            pages(&path, &name, all)?;
        } else if path.is_file() {
            all.insert(name, (path, FileClass::Page));
        }
    }
    Ok(())
}

/// What lies in a folder, but for hidden entries.
fn entries(folder: &Path) -> Result<Vec<(String, PathBuf)>> {
    let cannot = |e| Error::io(tr!("read"), folder, e);
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).map_err(cannot)? {
        let entry = entry.map_err(cannot)?;
        let name = entry.file_name().into_string().map_err(|_| {
            Error::author(tr!("the name of this file is not UTF-8"))
                .in_file(entry.path())
                .fix(tr!("rename it or remove it"))
        })?;
        if !name.starts_with('.') {
            all.push((name, entry.path()));
        }
    }
    Ok(all)
}
