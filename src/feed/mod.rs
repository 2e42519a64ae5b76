//! The feed: every episode of the output folder as RSS, with identities that outlive titles, folders and addresses.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use uuid::Uuid;

use crate::episode::manifest::Manifest;
use crate::episode::names;
use crate::error::{Error, Result};
use crate::files;
use crate::show::Show;

pub mod address;
pub mod artwork;
pub mod categories;
pub mod identity;
pub mod notes;
pub mod rss;
pub mod settings;
pub mod state;

use rss::Item;
use settings::Settings;
use state::{Entry, State};

/// What a run made.
#[derive(Debug, Clone, PartialEq)]
pub struct Summary {
    /// The feed's file.
    pub feed: PathBuf,
    /// The address where it belongs.
    pub url: String,
    /// The file of identities, to be committed.
    pub state: PathBuf,
    /// How many episodes the feed has.
    pub episodes: usize,
    /// The folders of those that were given a GUID in this run.
    pub new: Vec<String>,
    /// Whether the feed differs from the one that was there.
    pub changed: bool,
}

/// Writes `output/feed.xml` with every episode of `output`, newest first, and before it `feed-state.toml` in
/// `show_folder` (the folder of `show.toml`). The artwork is put beside the feed. Nothing is written unless all is well.
///
/// # Errors
/// The author's: a setting that directories refuse, no episode at all, a damaged state, an episode that may or may not
/// be a known one. The operator's: a manifest that cannot be read, a file that is missing or not as long as its
/// manifest says, a folder that cannot be written.
///
/// ```
/// use altavoce::{feed, show::Show};
/// let e = feed::write("output".as_ref(), "issues".as_ref(), &Show::default()).unwrap_err();
/// assert!(e.to_string().contains("[feed] url is not set"));
/// ```
pub fn write(output: &Path, show_folder: &Path, show: &Show) -> Result<Summary> {
    let settings = Settings::check(show_folder, show)?;
    let mut episodes = Vec::new();
    for (folder, manifest) in Manifest::read_all(output)? {
        episodes.push((check(&folder, &manifest)?, manifest));
    }
    if episodes.is_empty() {
        let nothing = Error::author("there is no episode here").in_file(output);
        return Err(nothing.fix("make one first, or name the folder where they are"));
    }

    let _alone = state::Lock::take(show_folder)?;
    let path = State::path(show_folder);
    let mut state = State::read(&path)?;
    let url = settings.base.of(&[names::FEED]);
    let guid = *state.guid.get_or_insert_with(|| state::podcast_guid(&url));
    let (mut items, new) = identify(&path, output, &mut state, episodes)?;
    items.sort_by(|a, b| {
        let key = |i: &Item| (i.published, i.manifest.season, i.manifest.number);
        key(b).cmp(&key(a)).then_with(|| a.folder.cmp(&b.folder))
    });
    let xml = rss::render(&settings, guid, &items)?;

    // The state goes first: a GUID that nobody has seen yet does no harm, one that is forgotten does.
    state.write(&path)?;
    settings.artwork.put_into(output)?;
    let feed = output.join(names::FEED);
    let changed = fs::read(&feed).ok().as_deref() != Some(&xml);
    if changed {
        files::write_whole(&feed, &xml)?;
    }
    Ok(Summary { feed, url, state: path, episodes: items.len(), new, changed })
}

/// An episode's folder name, once its files are found to be what its manifest says.
fn check(folder: &Path, manifest: &Manifest) -> Result<String> {
    let name = folder.file_name().and_then(|n| n.to_str());
    let name = name.ok_or_else(|| Error::author("the folder's name is not UTF-8").in_file(folder).fix("rename it"))?;
    let path = folder.join(names::MANIFEST);
    if manifest.title.trim().is_empty() {
        return Err(Error::author("the episode has no title").in_file(path).fix("give its issue one"));
    }
    if manifest.file(names::AUDIO).is_none() {
        let what = format!("the episode has no {}", names::AUDIO);
        return Err(Error::operator(what).in_file(path).fix("make the episode again"));
    }
    for file in [names::AUDIO, names::CHAPTERS, names::TRANSCRIPT].into_iter().filter_map(|f| manifest.file(f)) {
        let path = folder.join(&file.name);
        let bytes = match fs::metadata(&path) {
            Ok(found) => found.len(),
            Err(e) => {
                let error = Error::operator(format!("the episode's file cannot be read: {e}"));
                return Err(error.in_file(path).fix("make the episode again").caused_by(e));
            }
        };
        if bytes != file.bytes {
            let what = format!("the file has {bytes} bytes but its manifest says {}", file.bytes);
            return Err(Error::operator(what).in_file(path).fix("make the episode again"));
        }
    }
    Ok(name.to_string())
}

/// Gives every episode its GUID and its day, and brings the state up to date.
fn identify(
    path: &Path,
    output: &Path,
    state: &mut State,
    episodes: Vec<(String, Manifest)>,
) -> Result<(Vec<Item>, Vec<String>)> {
    let found: Vec<Entry> = episodes.iter().map(|(folder, manifest)| describe(folder, manifest)).collect();
    let known = identity::assign(path, output, state, &found)?;
    let today = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date();
    let (mut items, mut new) = (Vec::new(), Vec::new());
    for ((now, of), (folder, manifest)) in found.into_iter().zip(known).zip(episodes) {
        let before = of.map(|index| &state.episodes[index]);
        let guid = before.and_then(|e| e.guid.clone()).unwrap_or_else(|| {
            new.push(folder.clone());
            Uuid::new_v4().to_string()
        });
        let first_seen: Date = before.and_then(|e| e.first_seen).unwrap_or(today);
        let entry = Entry { guid: Some(guid.clone()), first_seen: Some(first_seen), ..now };
        match of {
            Some(index) => state.episodes[index] = entry,
            None => state.episodes.push(entry),
        }
        items.push(Item { folder, guid, published: manifest.date.unwrap_or(first_seen), manifest });
    }
    Ok((items, new))
}

/// What an entry says of an episode, but for what only the state knows.
fn describe(folder: &str, manifest: &Manifest) -> Entry {
    Entry {
        guid: None,
        first_seen: None,
        folder: folder.to_string(),
        source: Some(manifest.source.clone()).filter(|s| !s.is_empty()),
        season: manifest.season,
        number: manifest.number,
        date: manifest.date,
        title: Some(manifest.title.clone()),
    }
}
