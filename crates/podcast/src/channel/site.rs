//! `[site]` of `show.toml`: what only the pages need.

use altavoce_base::error::{Error, Result};
use altavoce_base::toml_file::SettingError;
use altavoce_base::tr;
use serde::{Deserialize, Serialize};

use crate::address::is_web;

/// What only the pages need.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Site {
    /// Where else the show can be followed, each a button.
    pub links: Vec<SiteLink>,
    /// Where one signs up for the newsletter.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub newsletter: String,
}

/// A place where the show can be followed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SiteLink {
    /// What is on the button: `Spotify`.
    pub name: String,
    /// An https or http address.
    pub url: String,
}

impl Site {
    /// Checks that the newsletter's page is one, and that every link has a name, and an address that a browser opens and that runs nothing.
    ///
    /// # Errors
    /// The first that has not.
    pub fn check(&self) -> Result<(), SettingError> {
        let newsletter = self.newsletter.trim();
        if !newsletter.is_empty() && !is_web(newsletter) {
            let error = Error::author(tr!("[site] newsletter: `{newsletter}` is not a web address"));
            return Err(SettingError::at(
                "newsletter",
                error.fix(tr!("write it like \"https://example.org/iscriviti\"")),
            ));
        }
        self.links.iter().enumerate().try_for_each(|(n, link)| link.check().map_err(|e| e.below(n).below("links")))
    }
}

impl SiteLink {
    fn check(&self) -> Result<(), SettingError> {
        let SiteLink { name, url } = self;
        if name.trim().is_empty() {
            let error = Error::author(tr!("[site] the link to `{url}` has no name"));
            return Err(SettingError::at("name", error.fix(tr!("say what stands on its button"))));
        }
        if !is_web(url.trim()) {
            let error = Error::author(tr!("[site] the link `{name}` leads to `{url}`, which is no web address"));
            return Err(SettingError::at("url", error.fix(tr!("write it like \"https://example.org/podcast\""))));
        }
        Ok(())
    }
}
