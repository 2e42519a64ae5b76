//! The episodes in the order of the index, of each only what a row of it shows.

use std::collections::HashMap;
use std::path::Path;

use altavoce_base::error::Result;
use jiff::Timestamp;
use jiff::civil::Date;

use crate::feed::state::FeedState;
use crate::feed::values::moment;
use crate::hold::Hold;
use crate::library::Library;
use crate::manifest::Outline;
use crate::site::text::plain;

/// An episode's row in the catalog.
#[derive(Debug, Clone, PartialEq)]
pub struct CatalogEntry {
    /// Its folder's name.
    pub folder: String,
    /// Its title, on one line.
    pub title: String,
    /// Its subtitle, else its description.
    pub about: Option<String>,
    /// The number.
    pub number: Option<u32>,
    /// The season.
    pub season: Option<u32>,
    /// The day of publication: its own, else the one on which the feed first saw it.
    pub date: Option<Date>,
    /// Length in seconds.
    pub duration: f64,
    /// The file of its own cover.
    pub cover: Option<String>,
}

/// The rows of the episodes that are to go out, and the folders of those that are held back with the reason.
pub type Rows = (Vec<CatalogEntry>, Vec<(String, Hold)>);

/// Reads the rows of every episode of `output` that is to go out, newest first, as the feed has them.
///
/// # Errors
/// No such folder, a manifest that cannot be read, a damaged `feed-state.toml` in `show_folder`.
pub fn read(output: &Path, show_folder: &Path) -> Result<Rows> {
    let state = FeedState::read(&FeedState::path(show_folder))?;
    let now = Timestamp::now();
    let seen: HashMap<_, _> = state.episodes.iter().filter_map(|e| Some((e.folder.clone(), e.first_seen?))).collect();
    let (mut entries, mut held) = (Vec::new(), Vec::new());
    for episode in Library::open(output)?.episodes {
        let folder = episode.name()?.to_string();
        let outline = episode.outline()?;
        if let Some(hold) = Hold::of_episode(&outline, now).filter(|_| !state.has_out(&folder)) {
            held.push((folder, hold));
            continue;
        }
        let cover = outline.own_cover().map(|cover| cover.file.clone());
        let date = outline.date.or_else(|| seen.get(&folder).copied());
        let about = outline.subtitle.or(outline.description).map(|t| plain(&t)).filter(|t| !t.is_empty());
        let title = Some(plain(&outline.title)).filter(|t| !t.is_empty()).unwrap_or_else(|| plain(&folder));
        let Outline { number, season, duration, .. } = outline;
        let moment = date.map(|day| moment(day, outline.published_at.as_ref()).timestamp());
        entries.push((moment, CatalogEntry { folder, title, about, number, season, date, duration, cover }));
    }
    entries.sort_by(|a, b| {
        let key = |(moment, p): &(_, CatalogEntry)| (*moment, p.season, p.number);
        key(b).cmp(&key(a)).then_with(|| a.1.folder.cmp(&b.1.folder))
    });
    Ok((entries.into_iter().map(|(_, entry)| entry).collect(), held))
}
