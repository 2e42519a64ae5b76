//! `[feed]` of `show.toml`: what only the feed needs, checked when it is read.

use altavoce_base::error::{Error, Result};
use altavoce_base::toml_file::{SettingError, Step};
use altavoce_base::tr;
use serde::{Deserialize, Deserializer, Serialize};

use super::{categories, people, rrule};
use crate::address::{self, Base};
use crate::limits::LONGEST_TEXT;

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
    /// Where the feed has moved to, whole; apps that read it follow.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub new_url: String,
    /// Whether other hosts are asked not to take the show over.
    #[serde(skip_serializing_if = "is_true")]
    pub locked: bool,
    /// The code by which Apple asks whose the show is.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub apple_verify: String,
    /// What is put before the addresses of enclosures: a service that counts downloads and leads on to the file.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub prefix: String,
    /// Whether the show is served at an address that nobody guesses, and listed nowhere.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub private: bool,
    /// Where an item leads that has both a page here and an issue on the web.
    pub item_link: ItemLink,
}

fn is_true(value: &bool) -> bool {
    *value
}

/// Where the item of an episode leads (RSS 2.0, `link`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ItemLink {
    /// To the episode's page, beside the feed.
    #[default]
    Page,
    /// To the issue where it was published, if its front matter says where; else to the page.
    Issue,
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
            new_url: String::new(),
            locked: true,
            apple_verify: String::new(),
            prefix: String::new(),
            private: false,
            item_link: ItemLink::default(),
        }
    }
}

impl Feed {
    /// Checks every setting that is there: without a feed nobody needs those that are empty.
    ///
    /// # Errors
    /// The first that no feed can hold.
    pub fn check(&self) -> Result<(), SettingError> {
        for (key, value) in [("url", &self.url), ("site", &self.site)] {
            if !value.trim().is_empty() {
                at(key, Base::parse(key, value))?;
            }
        }
        if self.category.is_empty() {
            let none =
                Error::author(tr!("[feed] category is empty")).fix(tr!("give one, for instance [\"Technology\"]"));
            return Err(SettingError::at("category", none));
        }
        for names in &self.category {
            // Categories are written in three ways: the name tells where it stands, and not its place in our list.
            let name = Step::Text(names.last().cloned().unwrap_or_default());
            at(name, categories::check(names)).map_err(|e| e.below("category"))?;
        }
        if self.season == Some(0) {
            let zero = Error::author(tr!("[feed] season is 0")).fix(tr!("seasons are counted from 1"));
            return Err(SettingError::at("season", zero));
        }
        each("funding", &self.funding, Funding::check)?;
        each("persons", &self.persons, Person::check)?;
        at("hub", web_or_empty("hub", &self.hub))?;
        at("new_url", web_or_empty("new_url", &self.new_url))?;
        at("apple_verify", self.check_code())?;
        at("prefix", self.check_prefix())?;
        let told = [("hub", &self.hub), ("prefix", &self.prefix)].into_iter().find(|(_, value)| !value.is_empty());
        if let Some((key, _)) = told.filter(|_| self.private) {
            let what = tr!("[feed] {key} would tell others the address of a private show");
            return Err(SettingError::at(key, Error::author(what).fix(tr!("take out `{key}` or `private`"))));
        }
        self.update.as_ref().map_or(Ok(()), Update::check).map_err(|e| e.below("update"))
    }
}

impl Feed {
    /// A code is a word that Apple gives out.
    fn check_code(&self) -> Result<()> {
        if self.apple_verify.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c)) {
            return Ok(());
        }
        let what =
            tr!("[feed] apple_verify: `{apple_verify}` is not a code of Apple's", apple_verify = self.apple_verify);
        Err(Error::author(what).fix(tr!("copy it as Podcasts Connect shows it, letters and digits")))
    }

    /// A prefix is an address that an address can be hung onto, and takes it without `https://`.
    fn check_prefix(&self) -> Result<()> {
        if self.prefix.is_empty() {
            return Ok(());
        }
        let unfit = |what: &str| {
            let what = format!("[feed] prefix `{}` {what}", self.prefix);
            Err(Error::author(what).fix(tr!("write it as the service gives it, like \"https://op3.dev/e/\"")))
        };
        if !address::is_encoded_web(&self.prefix) || !self.prefix.starts_with("https://") {
            return unfit(tr!("is not an https address"));
        }
        if !self.prefix.ends_with('/') || self.prefix.contains(['?', '#']) {
            return unfit(tr!("does not end in a slash, so no address can be hung onto it"));
        }
        if !self.url.trim().is_empty() && !Base::parse("url", &self.url)?.is_https() {
            let what = tr!(
                "[feed] prefix needs an https address in [feed] url: services put `https://` before what they count"
            );
            return Err(Error::author(what).fix(tr!("serve the files by https, or take it out")));
        }
        Ok(())
    }
}

impl Funding {
    fn check(&self) -> Result<(), SettingError> {
        at("url", web("funding", &self.url))?;
        at("text", short("funding", &self.text))
    }
}

impl Person {
    fn check(&self) -> Result<(), SettingError> {
        at("name", short("persons", &self.name))?;
        at("role", people::credit(&self.role, ""))?;
        at("group", people::credit(&self.role, &self.group))?;
        at("href", web_or_empty("persons", &self.href))?;
        at("img", web_or_empty("persons", &self.img))
    }
}

impl Update {
    fn check(&self) -> Result<(), SettingError> {
        at("rule", rrule::check(&self.rule))?;
        at("text", short("update", &self.text))
    }
}

/// What a check of one setting says, with the setting.
fn at<T>(step: impl Into<Step>, checked: Result<T>) -> Result<(), SettingError> {
    checked.map(drop).map_err(|error| SettingError::at(step, error))
}

/// Checks every row of a list of tables.
fn each<T>(key: &str, list: &[T], check: impl Fn(&T) -> Result<(), SettingError>) -> Result<(), SettingError> {
    list.iter().enumerate().try_for_each(|(n, row)| check(row).map_err(|e| e.below(n).below(key)))
}

/// An address that an app can open, or none.
fn web_or_empty(key: &str, url: &str) -> Result<()> {
    if url.is_empty() { Ok(()) } else { web(key, url) }
}

/// An address that an app can open.
fn web(key: &str, url: &str) -> Result<()> {
    if address::is_web(url) {
        return Ok(());
    }
    let what = tr!("[feed] {key}: `{url}` is not a web address");
    Err(Error::author(what).fix(tr!("write all of it, like \"https://example.org/ada\"")))
}

/// A text that is there and is not cut.
fn short(key: &str, text: &str) -> Result<()> {
    let length = text.chars().count();
    if text.trim().is_empty() {
        return Err(Error::author(tr!("[feed] {key} has an empty text")).fix(tr!("write what apps are to show")));
    }
    if length > LONGEST_TEXT {
        let what = tr!("[feed] {key} has a text of {length} characters");
        return Err(Error::author(what).fix(tr!("keep it under {LONGEST_TEXT}: directories cut what is longer")));
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
