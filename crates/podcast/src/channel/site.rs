//! `[site]` of `show.toml`: what only the pages need.

use serde::{Deserialize, Serialize};

/// What only the pages need.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Site {
    /// Where else the show can be followed, each a button.
    pub links: Vec<SiteLink>,
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
