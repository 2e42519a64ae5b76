//! What the feed takes from `show.toml`, checked before anything is written.

use std::path::Path;

use altavoce_base::error::{Error, Result};
use altavoce_base::tr;

use crate::address::{Base, is_email};
use crate::channel::Channel;
use crate::feed::artwork::Artwork;
use crate::limits::LONGEST_DESCRIPTION;
use crate::names;

/// Settings fit for publication.
#[derive(Debug)]
pub struct FeedSettings<'a> {
    /// The show.
    pub show: &'a Channel,
    /// Where the output folder is served.
    pub base: Base,
    /// The show's page.
    pub site: String,
    /// The artwork.
    pub artwork: Artwork,
}

impl<'a> FeedSettings<'a> {
    /// Checks all that a feed needs of a show.
    ///
    /// # Errors
    /// The author's: a setting that is missing or that podcast directories refuse.
    pub fn check(show_folder: &Path, show: &'a Channel) -> Result<FeedSettings<'a>> {
        let path = show_folder.join(names::SHOW);
        let in_show = |e: Error| e.in_file(&path);
        let base = Base::parse("url", &show.feed.url).map_err(in_show)?;
        // What was refused when it was read cannot come here; a show that a program put together can.
        show.feed.check().map_err(|e| in_show(*e.error))?;
        let site = match show.feed.site.trim() {
            "" if show.feed.pages => base.of(&[names::SITE]) + "/",
            "" => base.as_str().to_string(),
            site => Base::parse("site", site).map_err(in_show)?.as_str().to_string(),
        };
        for (key, value) in [
            ("title", &show.title),
            ("author", &show.author),
            ("email", &show.email),
            ("description", &show.description),
            ("language", &show.language),
        ] {
            if value.trim().is_empty() {
                return Err(in_show(Error::author(tr!("{key} is not set")).fix(tr!("podcast directories ask for it"))));
            }
        }
        let address = show.email.trim();
        if !is_email(address) {
            let what = tr!("email `{address}` is not an address");
            return Err(in_show(Error::author(what).fix(tr!("write it like \"voce@example.org\""))));
        }
        let description = show.told_description().len();
        if description > LONGEST_DESCRIPTION {
            let what = tr!("description has {description} bytes with the disclosure");
            return Err(in_show(Error::author(what).fix(tr!("keep it under {LONGEST_DESCRIPTION}"))));
        }
        if show.feed.artwork.trim().is_empty() {
            let fix = tr!("name a square JPEG or PNG of 1400 to 3000 pixels");
            return Err(in_show(Error::author(tr!("[feed] artwork is not set")).fix(fix)));
        }
        let artwork = Artwork::read(&show_folder.join(&show.feed.artwork))?;
        Ok(FeedSettings { show, base, site, artwork })
    }

    /// Has all of the show served below `folder`; a page of its own that the author named stays where it is.
    pub fn move_below(&mut self, folder: &str) {
        let base = self.base.below(folder);
        if let Some(rest) = self.site.strip_prefix(self.base.as_str()).filter(|_| self.show.feed.site.trim().is_empty())
        {
            self.site = format!("{}{rest}", base.as_str());
        }
        self.base = base;
    }
}
