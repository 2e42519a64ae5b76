//! `[site]` of `show.toml`: what only the pages need.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

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

/// A link of `[site]` has a name, and an address that a browser opens and that runs nothing.
pub(super) fn check_link(path: &Path, text: &str, link: &SiteLink) -> Result<()> {
    let line = 1 + text.lines().position(|l| l.contains(&link.url)).unwrap_or(0) as u32;
    let wrong = |what: String, fix: &str| Err(Error::author(what).at(path, line).fix(fix));
    let host = ["https://", "http://"].iter().find_map(|scheme| link.url.trim().strip_prefix(scheme));
    let open = |c: char| c.is_whitespace() || c.is_control() || c == '"' || c == '<' || c == '>';
    if link.name.trim().is_empty() {
        return wrong(format!("[site] the link to `{}` has no name", link.url), "say what stands on its button");
    }
    match host {
        Some(host) if !host.starts_with(['/', '?', '#']) && !host.is_empty() && !host.contains(open) => Ok(()),
        _ => wrong(
            format!("[site] the link `{}` leads to `{}`, which is no web address", link.name, link.url),
            "write it like \"https://example.org/podcast\"",
        ),
    }
}
