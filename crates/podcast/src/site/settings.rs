//! What the pages take from `show.toml`, checked before anything is written.

use std::path::Path;

use altavoce_base::error::{Error, Result};
use altavoce_base::tr;

use crate::address::Base;
use crate::channel::Channel;
use crate::feed::artwork::Artwork;
use crate::names;

/// SiteSettings fit for pages.
#[derive(Debug)]
pub struct SiteSettings<'a> {
    /// The show.
    pub show: &'a Channel,
    /// Where the output folder is served.
    pub base: Base,
    /// The artwork; pages do without.
    pub artwork: Option<Artwork>,
}

impl<'a> SiteSettings<'a> {
    /// Checks what pages need of a show: an address and a title. Artwork that is named must be fit for the feed.
    ///
    /// # Errors
    /// The author's, naming the setting.
    pub fn check(show_folder: &Path, show: &'a Channel) -> Result<SiteSettings<'a>> {
        let path = show_folder.join(names::SHOW);
        let in_show = |e: Error| e.in_file(&path);
        let base = Base::parse("url", &show.feed.url).map_err(in_show)?;
        if show.title.trim().is_empty() {
            return Err(in_show(
                Error::author(tr!("title is not set")).fix(tr!("it stands at the head of every page")),
            ));
        }
        let artwork = match show.feed.artwork.trim() {
            "" => None,
            name => Some(Artwork::read(&show_folder.join(name))?),
        };
        Ok(SiteSettings { show, base, artwork })
    }
}
