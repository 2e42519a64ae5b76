//! The feed: every episode of the output folder as RSS, with identities that outlive titles, folders and addresses.

use std::fs;
use std::path::{Path, PathBuf};

use altavoce_base::error::{Error, Result};
use altavoce_base::files;
use altavoce_base::tr;
use jiff::civil::Date;
use jiff::{SignedDuration, Zoned};
use uuid::Uuid;

use crate::channel::Channel;
use crate::hold::Hold;
use crate::{names, private};

pub mod artwork;
mod credits;
pub mod episode;
pub mod guard;
pub mod identity;
pub mod item;
pub mod previous_feed;
pub mod render;
pub mod settings;
pub mod show_notes;
pub mod state;
pub(crate) mod values;

use episode::FeedEpisode;
use guard::Risk;
use item::Item;
use settings::FeedSettings;
use state::{EpisodeRecord, FeedState};

/// What a run made.
#[derive(Debug, Clone, PartialEq)]
pub struct FeedSummary {
    /// The feed's file.
    pub feed: PathBuf,
    /// The address where it belongs.
    pub url: String,
    /// The file of identities, to be committed.
    pub state: PathBuf,
    /// How many episodes the feed has.
    pub episodes: usize,
    /// The folders of those that are not in it yet, and why.
    pub held: Vec<(String, Hold)>,
    /// The folders of those that were given a GUID in this run.
    pub new: Vec<String>,
    /// Whether the feed differs from the one that was there.
    pub changed: bool,
    /// Whether the file of identities does.
    pub state_changed: bool,
}

/// Writes `output/feed.xml` with every episode of `output`, newest first, and before it `feed-state.toml` in
/// `show_folder` (the folder of `show.toml`). The artwork is put beside the feed. Nothing is written unless all is well.
///
/// # Errors
/// The author's: a setting that directories refuse, no episode at all, a damaged state, an episode that may or may not
/// be a known one, a feed that would take something from its subscribers ([`guard::check`]). The operator's: a manifest
/// that cannot be read, a file that is missing or not as long as its manifest says, a folder that cannot be written.
///
/// ```
/// use altavoce_podcast::{channel::Channel, feed};
/// let e = feed::write("output".as_ref(), "issues".as_ref(), &Channel::default()).unwrap_err();
/// assert!(e.to_string().contains("[feed] url is not set"));
/// ```
pub fn write(output: &Path, show_folder: &Path, show: &Channel) -> Result<FeedSummary> {
    write_allowing(output, show_folder, show, &[])
}

/// As [`write()`], and whatever is `allowed` is done to subscribers.
///
/// # Errors
/// As [`write()`].
pub fn write_allowing(output: &Path, show_folder: &Path, show: &Channel, allowed: &[Risk]) -> Result<FeedSummary> {
    let mut settings = FeedSettings::check(show_folder, show)?;
    let _alone = files::Lock::of_folder(show_folder, ".feed-state.lock")?;
    let episodes = FeedEpisode::read_all(output)?;
    if episodes.is_empty() {
        let nothing = Error::author(tr!("there is no episode here")).in_file(output);
        return Err(nothing.fix(tr!("make one first, or name the folder where they are")));
    }

    let path = FeedState::path(show_folder);
    let mut state = FeedState::read(&path)?;
    let (episodes, held) = hold_back(episodes, &state, allowed);
    if let Some((folder, why)) = held.first().filter(|_| episodes.is_empty()) {
        let nothing = Error::author(tr!("there is nothing to publish: the episode `{folder}` is {why}"));
        let fix = tr!("{remedy}, or say `--force {word}`", remedy = why.risk().remedy(), word = why.risk().word());
        return Err(nothing.in_file(output).fix(fix));
    }
    if show.feed.private {
        settings.move_below(state.private_folder.get_or_insert_with(private::new_folder));
    }
    let feed = output.join(names::FEED);
    let previous = previous_feed::PreviousFeed::read(&feed)?;
    let url = settings.base.of(&[names::FEED]);
    let guid = *state.guid.get_or_insert_with(|| state::podcast_guid(&url));
    let before = state.clone();
    let (mut items, new) = identify(&path, output, &mut state, episodes, show.feed.season)?;
    items.sort_by(|a, b| {
        let key = |i: &Item| (i.published.timestamp(), i.season, i.episode.outline.number);
        key(b).cmp(&key(a)).then_with(|| a.episode.folder.cmp(&b.episode.folder))
    });
    part(&mut items);
    guard::check(&feed, previous.as_ref(), &before, &guid.to_string(), &items, allowed)?;
    let xml = render::render(&settings, guid, &items)?;

    // The state goes first: a GUID that nobody has seen yet does no harm, one that is forgotten does.
    let state_changed = state.write(&path)?;
    settings.artwork.put_into(output)?;
    let changed = fs::read(&feed).ok().as_deref() != Some(&xml);
    if changed {
        files::write_whole(&feed, &xml)?;
    }
    Ok(FeedSummary { feed, url, state: path, episodes: items.len(), held, new, changed, state_changed })
}

/// The episodes that go out, and those that do not yet: drafts and days to come, unless they are allowed or are out
/// already.
fn hold_back(
    episodes: Vec<FeedEpisode>,
    state: &FeedState,
    allowed: &[Risk],
) -> (Vec<FeedEpisode>, Vec<(String, Hold)>) {
    let now = jiff::Timestamp::now();
    let (mut going, mut held) = (Vec::new(), Vec::new());
    for episode in episodes {
        let hold = Hold::of_episode(&episode.outline, now).filter(|hold| !allowed.contains(&hold.risk()));
        match hold.filter(|_| !state.has_out(&episode.folder)) {
            Some(hold) => held.push((episode.folder, hold)),
            None => going.push(episode),
        }
    }
    (going, held)
}

/// Puts items that would be published in the same moment a minute apart, as they stand: apps sort by it, and some take two
/// of one moment for one.
fn part(newest_first: &mut [Item]) {
    let mut before: Option<Zoned> = None;
    for item in newest_first.iter_mut().rev() {
        if let Some(before) = before.filter(|before| item.published.timestamp() <= before.timestamp()) {
            let next = before.timestamp() + SignedDuration::from_mins(1);
            item.published = next.to_zoned(item.published.time_zone().clone());
        }
        before = Some(item.published.clone());
    }
}

/// Gives every episode its GUID and its day, and brings the state up to date. `season` is that of episodes whose issue
/// names none and that no feed has had in another.
fn identify(
    path: &Path,
    output: &Path,
    state: &mut FeedState,
    episodes: Vec<FeedEpisode>,
    season: Option<u32>,
) -> Result<(Vec<Item>, Vec<String>)> {
    let found: Vec<EpisodeRecord> = episodes.iter().map(|episode| describe(episode, state, season)).collect();
    let known = identity::assign(path, output, state, &found)?;
    let today = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date();
    let (mut items, mut new) = (Vec::new(), Vec::new());
    state.episodes.iter_mut().for_each(|e| e.published = false);
    for ((now, of), episode) in found.into_iter().zip(known).zip(episodes) {
        let before = of.map(|index| &state.episodes[index]);
        let guid = before.and_then(|e| e.guid.clone()).unwrap_or_else(|| {
            new.push(episode.folder.clone());
            Uuid::new_v4().to_string()
        });
        let first_seen: Date = before.and_then(|e| e.first_seen).unwrap_or(today);
        let season = episode.outline.season.or(before.and_then(|e| e.season)).or(unnamed(before, season));
        let entry =
            EpisodeRecord { guid: Some(guid.clone()), first_seen: Some(first_seen), season, published: true, ..now };
        match of {
            Some(index) => state.episodes[index] = entry,
            None => state.episodes.push(entry),
        }
        let outline = &episode.outline;
        let published = values::moment(outline.date.unwrap_or(first_seen), outline.published_at.as_ref());
        items.push(Item { guid, published, season, episode });
    }
    Ok((items, new))
}

/// The season of an episode that none was ever named for: the show's, but an episode that was out before the show counted
/// its seasons is of the first one, or of none.
fn unnamed(before: Option<&EpisodeRecord>, season: Option<u32>) -> Option<u32> {
    let was_out = before.is_some_and(|e| e.guid.is_some());
    season.filter(|season| !was_out || *season == 1)
}

/// What an entry says of an episode, but for what only the state knows.
fn describe(episode: &FeedEpisode, state: &FeedState, season: Option<u32>) -> EpisodeRecord {
    let before = state.episodes.iter().find(|e| e.folder == episode.folder);
    EpisodeRecord {
        guid: None,
        first_seen: None,
        folder: episode.folder.clone(),
        source: Some(episode.outline.source.clone()).filter(|s| !s.is_empty()),
        season: episode.outline.season.or(before.and_then(|e| e.season)).or(unnamed(before, season)),
        number: episode.outline.number,
        date: episode.outline.date,
        title: Some(episode.outline.title.clone()),
        kind: episode.outline.kind,
        published: false,
    }
}
