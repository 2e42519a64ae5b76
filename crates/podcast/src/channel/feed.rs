//! `[feed]` of `show.toml`: what only the feed needs, checked when it is read.

use altavoce_base::address::{self, Base};
use altavoce_base::error::{Error, Result};
use serde::{Deserialize, Deserializer, Serialize};

use super::{categories, people, rrule};

/// The longest text of a podcast: tag, in characters, that no directory cuts (Podcasting 2.0 namespace).
const LONGEST_TEXT: usize = 128;

/// What only the feed needs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Feed {
    /// Where the contents of `output/` are served, without a trailing slash: `https://example.org/podcast`.
    pub url: String,
    /// The show's page; when empty the page of all episodes, or `url` without `pages`.
    pub site: String,
    /// The artwork, 1400 to 3000 px square, JPEG or PNG, relative to `show.toml`.
    pub artwork: String,
    /// Apple's categories, exact, each with an optional subcategory: `["News", "Tech News"]`, or several of those.
    #[serde(deserialize_with = "one_or_several")]
    pub category: Vec<Vec<String>>,
    /// Whether the show has explicit content.
    pub explicit: bool,
    /// Whether episodes are heard newest first or in their order.
    #[serde(rename = "type")]
    pub order: Order,
    /// The season of new episodes whose issue names none.
    pub season: Option<u32>,
    /// Who holds the rights.
    pub copyright: String,
    /// Who directories write to; the author when empty.
    pub owner: String,
    /// Where listeners can give something.
    pub funding: Vec<Funding>,
    /// Who makes the show; the author when empty.
    pub persons: Vec<Person>,
    /// A WebSub hub that tells apps of new episodes.
    pub hub: String,
    /// How often an episode comes out.
    pub update: Option<Update>,
    /// Whether pages are served beside the feed, to which its items lead.
    pub pages: bool,
}

/// The order in which episodes are meant to be heard (Apple's `itunes:type`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Order {
    /// Newest first, each by itself.
    #[default]
    Episodic,
    /// From the first on.
    Serial,
}

/// A way to support the show.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Funding {
    /// Where.
    pub url: String,
    /// What apps write on the button.
    pub text: String,
}

/// Someone who makes the show.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// Full name or alias.
    pub name: String,
    /// A role of the podcast taxonomy, case apart: `author`; empty: `host`.
    #[serde(default)]
    pub role: String,
    /// A group of the podcast taxonomy; when empty that of the role.
    #[serde(default)]
    pub group: String,
    /// A page about them.
    #[serde(default)]
    pub href: String,
    /// A picture of them.
    #[serde(default)]
    pub img: String,
}

/// How often an episode comes out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Update {
    /// As a calendar writes it (RFC 5545, 3.3.10): `FREQ=WEEKLY;INTERVAL=2;BYDAY=FR`.
    pub rule: String,
    /// As people say it: `Un venerdì sì e uno no`.
    pub text: String,
}

/// A setting that no feed can hold.
pub struct Fault {
    /// The key under `[feed]`.
    pub key: &'static str,
    /// What stands there, or the part of it that is wrong.
    pub value: String,
    /// What is wrong, without a place.
    pub error: Error,
}

impl Default for Feed {
    fn default() -> Self {
        Feed {
            url: String::new(),
            site: String::new(),
            artwork: String::new(),
            category: vec![vec!["Technology".into()]],
            explicit: false,
            order: Order::Episodic,
            season: None,
            copyright: String::new(),
            owner: String::new(),
            funding: Vec::new(),
            persons: Vec::new(),
            hub: String::new(),
            update: None,
            pages: true,
        }
    }
}

impl Feed {
    /// The first setting that no feed can hold. What is empty is not looked at: without a feed nobody needs it.
    pub fn fault(&self) -> Option<Fault> {
        let found = |key, value: &str, result: Result<()>| {
            result.err().map(|error| Fault { key, value: value.to_string(), error })
        };
        let url = |key, value: &str| found(key, value, if value.is_empty() { Ok(()) } else { web(key, value) });
        let text = |key, value: &str, longest| found(key, value, short(key, value, longest));
        let base = |key, value: &str| {
            let unset = value.trim().is_empty();
            found(key, value, if unset { Ok(()) } else { Base::parse(key, value).map(drop) })
        };
        let category =
            |names: &Vec<String>| found("category", names.last().map_or("", |n| n), categories::check(names));
        let no_category = || {
            let none = Error::author("[feed] category is empty").fix("give one, for instance [\"Technology\"]");
            self.category.is_empty().then_some(Fault { key: "category", value: String::new(), error: none })
        };
        let season = || {
            let zero = Error::author("[feed] season is 0").fix("seasons are counted from 1");
            (self.season == Some(0)).then_some(Fault { key: "season", value: String::new(), error: zero })
        };
        base("url", &self.url)
            .or_else(|| base("site", &self.site))
            .or_else(no_category)
            .or_else(|| self.category.iter().find_map(category))
            .or_else(season)
            .or_else(|| {
                self.funding.iter().find_map(|f| {
                    found("funding", &f.url, web("funding", &f.url)).or_else(|| text("funding", &f.text, LONGEST_TEXT))
                })
            })
            .or_else(|| {
                self.persons.iter().find_map(|p| {
                    text("persons", &p.name, LONGEST_TEXT)
                        .or_else(|| found("persons", &p.role, people::credit(&p.role, "").map(drop)))
                        .or_else(|| found("persons", &p.group, people::credit(&p.role, &p.group).map(drop)))
                        .or_else(|| url("persons", &p.href))
                        .or_else(|| url("persons", &p.img))
                })
            })
            .or_else(|| url("hub", &self.hub))
            .or_else(|| {
                self.update.as_ref().and_then(|u| {
                    found("update", &u.rule, rrule::check(&u.rule)).or_else(|| text("update", &u.text, LONGEST_TEXT))
                })
            })
    }
}

/// An address that an app can open.
fn web(key: &str, url: &str) -> Result<()> {
    if address::is_web(url) {
        return Ok(());
    }
    let what = format!("[feed] {key}: `{url}` is not a web address");
    Err(Error::author(what).fix("write all of it, like \"https://example.org/ada\""))
}

/// A text that is there and is not cut.
fn short(key: &str, text: &str, longest: usize) -> Result<()> {
    let length = text.chars().count();
    if text.trim().is_empty() {
        return Err(Error::author(format!("[feed] {key} has an empty text")).fix("write what apps are to show"));
    }
    if length > longest {
        let what = format!("[feed] {key} has a text of {length} characters");
        return Err(Error::author(what).fix(format!("keep it under {longest}: directories cut what is longer")));
    }
    Ok(())
}

/// `"Technology"`, `["News", "Tech News"]` or `[["News", "Tech News"], ["Technology"]]`.
fn one_or_several<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Vec<String>>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged, expecting = "`category` is neither a category nor a list of categories")]
    enum Written {
        Name(String),
        Names(Vec<String>),
        Several(Vec<Vec<String>>),
    }
    Ok(match Written::deserialize(deserializer)? {
        Written::Name(name) => vec![vec![name]],
        Written::Names(names) if names.is_empty() => Vec::new(),
        Written::Names(names) => vec![names],
        Written::Several(all) => all,
    })
}
