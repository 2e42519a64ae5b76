//! All that the rules look at, gathered once: settings, state, feed, and the files that the feed and the episodes name.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs;
use std::path::{Component, Path, PathBuf};

use altavoce_base::error::{Error, Result};
use altavoce_base::toml_file::TomlDocument;
use altavoce_base::tr;
use altavoce_sound::Measurement;
use altavoce_sound::music::Part;
use jiff::Timestamp;

use super::Location;
use super::chapters_json::ChaptersJson;
use super::mp3::{self, AudioFile, Content};
use super::vtt::{self, Transcript};
use super::wav;
use crate::address::Base;
use crate::channel::Channel;
use crate::feed::artwork::{self, Flaw};
use crate::feed::state::FeedState;
use crate::library::Library;
use crate::manifest::Manifest;
use crate::rss::{Document, Element, FeedChannel, FeedItem, ParseMode};
use crate::{names, parallel, placeholder, private};

/// What to look at.
#[derive(Clone)]
pub struct Scope<'a> {
    /// The folder of the episodes.
    pub output: &'a Path,
    /// The settings; the state lies beside them.
    pub show: &'a Path,
    /// What reads them.
    pub read_show: &'a dyn Fn(&Path) -> Result<Channel>,
    /// The feed; `feed.xml` in `output` when `None`.
    pub feed: Option<&'a Path>,
    /// Whether to measure the sound and to hash every file.
    pub deep: bool,
    /// The time at which a date lies in the future.
    pub now: Timestamp,
}

/// What was gathered.
pub struct Context {
    pub deep: bool,
    pub now: Timestamp,
    pub output: PathBuf,
    pub show_path: PathBuf,
    /// The text of the settings; `None` when there is no such file.
    pub show_text: Option<String>,
    /// `None` when there is no file; the error when it cannot be read.
    pub show: Option<Result<Channel>>,
    pub state_path: PathBuf,
    pub state: Result<FeedState>,
    /// Whether the feed is another show's: named by the user, with no settings beside it or not where they put it.
    pub foreign: bool,
    pub feed_path: PathBuf,
    pub feed: Result<Document>,
    /// Where the output folder is served.
    pub base: Option<Base>,
    /// By folder.
    pub episodes: Vec<LintEpisode>,
    /// By path: every sound file that an episode or the feed names and that is there.
    pub sounds: BTreeMap<PathBuf, AudioFile>,
    /// By path: every file of chapters that is there.
    pub chapters: BTreeMap<PathBuf, ChaptersJson>,
    /// By path: every transcript in WebVTT or JSON that is there.
    pub transcripts: BTreeMap<PathBuf, Transcript>,
    /// By an episode's folder, when looking deep: its WAV, and how loud it is.
    pub measured: BTreeMap<PathBuf, (PathBuf, Result<Measurement>)>,
    /// What is wrong with each image.
    pub artwork: Vec<(PathBuf, Flaws)>,
    items: Vec<Resolved>,
}

/// What is wrong with an image, unless it cannot be read.
type Flaws = Result<Vec<(Flaw, String)>>;

/// A folder of the output folder with a manifest in it.
pub struct LintEpisode {
    pub folder: PathBuf,
    /// The folder's name.
    pub name: String,
    /// Without its passages, which no rule looks at and which fill the memory.
    pub manifest: Result<Manifest>,
    /// What it says of a sample issue.
    pub sample: Option<&'static str>,
}

/// What an item leads to: its enclosure's local file, and the index of the episode.
#[derive(Debug, Clone, Default)]
struct Resolved {
    audio: Option<PathBuf>,
    episode: Option<usize>,
}

/// An item of the feed, with what it leads to.
pub struct ResolvedItem<'a> {
    pub element: &'a Element,
    pub location: Location,
    /// What it is called in messages: its title, else its number in the feed.
    pub name: String,
    /// Where its enclosure lies below the output folder; the file need not be there.
    pub audio: Option<&'a Path>,
    pub episode: Option<&'a LintEpisode>,
}

impl<'a> ResolvedItem<'a> {
    /// The item by itself.
    pub fn feed_item(&self) -> FeedItem<'a> {
        FeedItem { element: self.element }
    }
}

impl Context {
    /// Gathers everything.
    ///
    /// # Errors
    /// The operator's: the output folder is there but cannot be listed.
    pub fn gather(scope: &Scope) -> Result<Context> {
        let Scope { output, deep, now, .. } = *scope;
        let show_path = scope.show.to_path_buf();
        let show_text = fs::read(&show_path).ok().map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        let mut show = show_path.exists().then(|| (scope.read_show)(&show_path));
        let state_path = FeedState::path(show_path.parent().unwrap_or(Path::new("")));
        let mut state = FeedState::read(&state_path);
        // Where a private show lies is told by its state; a rule tells when that does not know it yet.
        if let Some(Ok(read)) = &mut show
            && let Ok(placed) = private::placed(read, show_path.parent().unwrap_or(Path::new("")))
        {
            *read = placed.into_owned();
        }
        let feed_path = scope.feed.map_or_else(|| output.join(names::FEED), Path::to_path_buf);
        let feed = fs::read(&feed_path).map_err(|e| Error::io(tr!("read the feed"), &feed_path, e));
        let feed = feed.map(|bytes| Document::read(&bytes, ParseMode::Strict));
        let mut episodes = episodes(output)?;
        let foreign = scope.feed.is_some()
            && show.as_ref().is_none_or(|show| {
                let elsewhere = |show: &Channel, own: &str| {
                    Base::parse("url", &show.feed.url).is_ok_and(|base| base.path_of(own).is_none())
                };
                let own = feed.as_ref().ok().and_then(|feed| feed.channel()?.own_address());
                let both = show.as_ref().ok().zip(own);
                both.is_some_and(|(show, own)| elsewhere(show, own)) && !is_one(&feed_path, &output.join(names::FEED))
            });
        if foreign {
            // Whatever of ours lies beside it has nothing to do with it.
            (show, state, episodes) = (None, Ok(FeedState::default()), vec![]);
        }
        let mut context = Context {
            deep,
            now,
            output: output.to_path_buf(),
            show_path,
            show_text,
            show,
            state_path,
            state,
            foreign,
            feed_path,
            feed,
            base: None,
            episodes,
            sounds: BTreeMap::new(),
            chapters: BTreeMap::new(),
            transcripts: BTreeMap::new(),
            measured: BTreeMap::new(),
            artwork: vec![],
            items: vec![],
        };
        context.base = context.find_base();
        context.items = context.resolve_items();
        context.read_files();
        context.artwork = context.check_artwork();
        Ok(context)
    }

    /// The settings, when they can be read.
    pub fn settings(&self) -> Option<&Channel> {
        self.show.as_ref()?.as_ref().ok()
    }

    /// Where a setting stands in the settings: the names of its tables, then its own.
    pub fn at_key(&self, path: &[&str]) -> Location {
        let document = self.show_text.as_deref().and_then(|text| TomlDocument::parse(&self.show_path, text).ok());
        let line = document.and_then(|document| document.line(path.iter().copied()));
        Location { file: self.show_path.clone(), line }
    }

    /// The feed's root, when it is well-formed.
    pub fn root(&self) -> Option<&Element> {
        self.feed.as_ref().ok()?.root().ok()
    }

    /// The feed's channel, when there is one.
    pub fn feed_channel(&self) -> Option<FeedChannel<'_>> {
        self.feed.as_ref().ok()?.channel()
    }

    /// Its element.
    pub fn channel(&self) -> Option<&Element> {
        self.feed_channel().map(|channel| channel.element)
    }

    /// The feed's items as they stand there, in order.
    fn feed_items(&self) -> impl Iterator<Item = FeedItem<'_>> {
        self.feed_channel().into_iter().flat_map(FeedChannel::items)
    }

    /// Where to find an element of the feed.
    pub fn at(&self, element: &Element) -> Location {
        Location::line(&self.feed_path, element.line)
    }

    /// The feed's items, in order.
    pub fn items(&self) -> impl Iterator<Item = ResolvedItem<'_>> {
        self.feed_items().zip(&self.items).enumerate().map(|(n, (item, resolved))| {
            let title = item.title();
            ResolvedItem {
                element: item.element,
                location: self.at(item.element),
                name: if title.is_empty() { format!("item {}", n + 1) } else { format!("“{title}”") },
                audio: resolved.audio.as_deref(),
                episode: resolved.episode.map(|e| &self.episodes[e]),
            }
        })
    }

    /// The file that an address stands for: below the base, whoever counts its downloads, without a way out of the output
    /// folder.
    pub fn local(&self, url: &str) -> Option<PathBuf> {
        let base = self.base.as_ref()?;
        let path = PathBuf::from(base.path_of(&base.without_prefix(url)?.1)?);
        let inside = path.components().all(|c| matches!(c, Component::Normal(_))) && !path.as_os_str().is_empty();
        inside.then(|| self.output.join(path))
    }

    /// The index of the episode in a folder.
    pub fn episode_in(&self, folder: &Path) -> Option<usize> {
        self.episodes.binary_search_by(|e| e.folder.as_path().cmp(folder)).ok()
    }

    /// How long the sound is that lies in a folder, in seconds.
    pub fn seconds_in(&self, folder: &Path) -> Option<f64> {
        let audio = self.sounds.get(&folder.join(names::AUDIO)).and_then(seconds);
        let told = || {
            let episode = &self.episodes[self.episode_in(folder)?];
            episode.manifest.as_ref().ok().map(|m| m.duration)
        };
        audio.or_else(told)
    }

    /// When the last words of the episode in a folder must be over, in seconds: at its outro, or at the end of its sound.
    /// Not known where a manifest cannot be read.
    pub fn words_end_in(&self, folder: &Path) -> Option<f64> {
        let outro = match self.episode_in(folder).map(|e| &self.episodes[e].manifest) {
            Some(Err(_)) => return None,
            Some(Ok(manifest)) => manifest.music.iter().find(|m| m.part == Part::Outro),
            None => None,
        };
        outro.map(|m| m.start).or_else(|| self.seconds_in(folder))
    }

    /// Where a file stands in the report: settings, state, artwork, feed, then the rest.
    pub fn order(&self, file: &Path) -> u8 {
        match file {
            f if f == self.show_path => 0,
            f if f == self.state_path => 1,
            f if f == self.feed_path => 3,
            f if self.artwork.iter().any(|(path, _)| path == f) => 2,
            _ => 4,
        }
    }

    /// Where the feed says that the output folder is served: by the settings, else by its own address.
    fn find_base(&self) -> Option<Base> {
        match self.settings() {
            Some(show) => Base::parse("url", &show.feed.url).ok(),
            None => {
                let own = self.feed_channel()?.own_address()?;
                Base::parse("url", own.rsplit_once('/')?.0).ok()
            }
        }
    }

    fn resolve_items(&self) -> Vec<Resolved> {
        let resolve = |item: FeedItem| {
            let audio = item.enclosure().and_then(|e| e.url()).and_then(|url| self.local(url));
            let folder = audio.as_deref().and_then(Path::parent);
            Resolved { episode: folder.and_then(|f| self.episode_in(f)), audio }
        };
        self.feed_items().map(resolve).collect()
    }

    /// Opens every file that the episodes and the feed name, each once.
    fn read_files(&mut self) {
        let mut sounds: BTreeSet<PathBuf> = self.items.iter().filter_map(|i| i.audio.clone()).collect();
        let mut chapters: BTreeSet<PathBuf> = BTreeSet::new();
        let mut transcripts: BTreeSet<PathBuf> = BTreeSet::new();
        for episode in &self.episodes {
            sounds.insert(episode.folder.join(names::AUDIO));
            chapters.insert(episode.folder.join(names::CHAPTERS));
            transcripts
                .extend([names::TRANSCRIPT, names::WORDS, names::WORDS_VTT].map(|name| episode.folder.join(name)));
        }
        for item in self.feed_items() {
            let named = |name| item.element.all(name).filter_map(|e| self.local(e.attribute("url")?));
            chapters.extend(named("podcast:chapters"));
            transcripts.extend(named("podcast:transcript"));
        }
        if self.deep {
            let folders = self.episodes.iter().map(|e| e.folder.clone()).collect();
            self.measured = in_parallel(folders, |folder| {
                let path = folder.join(names::WAV);
                wav::measure(&path).map(|measured| (path, measured))
            });
        }
        self.sounds = in_parallel(sounds, |path| mp3::probe(path).ok());
        self.chapters = in_parallel(chapters, |path| fs::read(path).ok().map(|bytes| ChaptersJson::read(&bytes)));
        self.transcripts = in_parallel(transcripts, |path| match path.extension()?.to_str()? {
            "vtt" => Some(vtt::parse(&fs::read(path).ok()?)),
            "json" => Some(vtt::parse_json(&fs::read(path).ok()?)),
            _ => None,
        });
    }

    /// The artwork of the settings, that of the feed where it is another, and the episodes' own covers that the feed names.
    fn check_artwork(&self) -> Vec<(PathBuf, Flaws)> {
        let read = |path: &Path| fs::read(path).map_err(|e| Error::io(tr!("read the artwork"), path, e));
        let mut seen = HashSet::new();
        let mut found = Vec::new();
        let folder = self.show_path.parent().unwrap_or(Path::new(""));
        let named = self.settings().map(|s| s.feed.artwork.trim()).filter(|a| !a.is_empty());
        let ours = named.map(|name| folder.join(name));
        let image = |of: &Element| self.local(of.one("itunes:image")?.attribute("href")?);
        // Another rule tells when it is not there.
        let published = self.channel().into_iter().chain(self.feed_items().map(|item| item.element)).filter_map(image);
        for path in ours.into_iter().chain(published.filter(|path| path.exists())) {
            let hash = fs::read(&path).ok().map(|b| blake3::hash(&b));
            if hash.is_none() || seen.insert(hash) {
                found.push(path);
            }
        }
        // Decoding takes its time, and there may be one an episode.
        let flaws = parallel::map(&found, |path| read(path).map(|bytes| artwork::flaws(path, &bytes)));
        found.into_iter().zip(flaws).collect()
    }
}

/// Whether two paths lead to one file.
pub fn is_one(a: &Path, b: &Path) -> bool {
    a == b || fs::canonicalize(a).is_ok_and(|a| fs::canonicalize(b).is_ok_and(|b| a == b))
}

/// How long a sound is, in seconds.
pub fn seconds(sound: &AudioFile) -> Option<f64> {
    match &sound.content {
        Content::Mp3(mp3) => Some(mp3.seconds),
        _ => None,
    }
}

/// Every episode, also one whose manifest cannot be read.
fn episodes(output: &Path) -> Result<Vec<LintEpisode>> {
    let episodes = Library::open_or_empty(output)?.episodes;
    let found = parallel::map(&episodes, |episode| {
        let manifest = episode.manifest();
        let said = manifest.iter().flat_map(|m| &m.passages).map(|passage| passage.text.as_str());
        let sample = placeholder::sample(said);
        (manifest.map(|manifest| Manifest { passages: Vec::new(), ..manifest }), sample)
    });
    let found = episodes.into_iter().zip(found).map(|(e, (manifest, sample))| {
        let name = e.display_name();
        LintEpisode { name, folder: e.path, manifest, sample }
    });
    Ok(found.collect())
}

/// What `look` makes of each path, on all cores; paths of which it makes nothing are left out.
pub(super) fn in_parallel<T: Send>(
    paths: BTreeSet<PathBuf>,
    look: impl Fn(&Path) -> Option<T> + Sync,
) -> BTreeMap<PathBuf, T> {
    let paths: Vec<PathBuf> = paths.into_iter().collect();
    let found = parallel::map(&paths, |path| look(path));
    paths.into_iter().zip(found).filter_map(|(path, value)| Some((path, value?))).collect()
}
