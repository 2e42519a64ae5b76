//! The pages: an index, and for each episode its page and an embeddable player. Static files below `output/site/`, made
//! of the manifests, the show and the issues' notes; nothing in them asks another server for anything.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use altavoce_base::error::{Error, Result};
use altavoce_base::tr;

use crate::channel::Channel;
use crate::hold::Hold;
use crate::manifest::Manifest;
use crate::{names, parallel, private};

pub mod apps;
pub mod assets;
pub mod catalog;
mod embed;
pub mod episode;
mod fragment;
pub mod index;
pub mod json_ld;
pub mod notes;
mod oembed;
mod output_tracker;
pub mod qr;
pub mod render;
mod search;
pub mod settings;
pub mod text;

use assets::Assets;
use catalog::CatalogEntry;
use output_tracker::OutputTracker;
use render::Renderer;
use search::SearchText;
use settings::SiteSettings;

/// What a run made.
#[derive(Debug, Clone, PartialEq)]
pub struct SiteSummary {
    /// The folder of the pages.
    pub folder: PathBuf,
    /// The address where they belong.
    pub url: String,
    /// How many episodes have a page.
    pub episodes: usize,
    /// The folders of those that have none yet, and why.
    pub held: Vec<(String, Hold)>,
    /// How many files were written, as they were not there or not the same.
    pub written: usize,
    /// The files of ours that were removed, below the folder of the pages.
    pub removed: Vec<String>,
}

/// What every page is made from.
pub struct SiteContext<'a> {
    /// The show's settings, checked.
    pub settings: SiteSettings<'a>,
    /// The names of the style sheet, the script and the small cover.
    pub assets: Assets,
    /// The episodes, newest first.
    pub catalog: Vec<CatalogEntry>,
}

/// Writes the pages of every episode of `output` into `output/site/`. Files that are there already are left alone, and
/// those of episodes that are gone are removed; `show_folder` is the folder of `show.toml`.
///
/// # Errors
/// The author's: no address, no title, no episode, an unfit artwork, a damaged `feed-state.toml`. The operator's: a
/// manifest that cannot be read, a folder that cannot be written.
///
/// ```
/// use altavoce_podcast::{channel::Channel, site};
/// let e = site::write("output".as_ref(), "issues".as_ref(), &Channel::default()).unwrap_err();
/// assert!(e.to_string().contains("[feed] url is not set"));
/// ```
pub fn write(output: &Path, show_folder: &Path, show: &Channel) -> Result<SiteSummary> {
    let show = private::placed(show, show_folder)?;
    let show = &*show;
    let settings = SiteSettings::check(show_folder, show)?;
    let (catalog, held) = catalog::read(output, show_folder)?;
    if catalog.is_empty() {
        let nothing = Error::author(tr!("there is no episode here that is to go out")).in_file(output);
        return Err(nothing.fix(tr!("make one first, or name the folder where they are; drafts and days to come have no page until the feed has them")));
    }
    let folder = output.join(names::SITE);
    let tracker = OutputTracker::open(&folder)?;
    if let Some(artwork) = &settings.artwork {
        artwork.put_into(output)?;
    }
    let assets = Assets::put(&tracker, &settings)?;
    let site = SiteContext { settings, assets, catalog };
    let renderer = Renderer::new()?;
    let words = write_episodes(output, &site, &renderer, &tracker)?.put(&tracker)?;
    tracker.put("index.html", renderer.index(&index::view(&site, words))?.as_bytes())?;
    let url = site.settings.base.of(&[names::SITE, ""]);
    let (written, removed) = tracker.close()?;
    Ok(SiteSummary { folder, url, episodes: site.catalog.len(), held, written, removed })
}

/// A page at a time and a core, so that the memory is that of a few manifests however many there are; gives what is said in
/// them.
fn write_episodes(
    output: &Path,
    site: &SiteContext,
    renderer: &Renderer,
    tracker: &OutputTracker,
) -> Result<SearchText> {
    let words = SearchText::default();
    let failed = AtomicBool::new(false);
    let at: Vec<usize> = (0..site.catalog.len()).collect();
    let written = parallel::map(&at, |at| {
        if failed.load(Ordering::Relaxed) {
            return Ok(());
        }
        let written = write_episode(output, (site, *at), renderer, tracker, &words);
        failed.fetch_or(written.is_err(), Ordering::Relaxed);
        written
    });
    written.into_iter().collect::<Result<()>>().map(|()| words)
}

fn write_episode(
    output: &Path,
    (site, at): (&SiteContext, usize),
    renderer: &Renderer,
    tracker: &OutputTracker,
    words: &SearchText,
) -> Result<()> {
    let entry = &site.catalog[at];
    let manifest = Manifest::read(&output.join(&entry.folder))?;
    words.add(&entry.folder, &manifest);
    let view = episode::view(output, site, at, &manifest)?;
    tracker.put(&format!("{}/{}", entry.folder, oembed::FILE), episode::oembed(site, &view).as_bytes())?;
    tracker.put(&format!("{}/index.html", entry.folder), renderer.episode(&view)?.as_bytes())?;
    tracker.put(&format!("{}/embed.html", entry.folder), renderer.embed(&embed::view(&view))?.as_bytes())
}
