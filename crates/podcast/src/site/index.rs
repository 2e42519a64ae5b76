//! The index: the show, how to subscribe, and a row an episode.

use serde::Serialize;
use serde_json::Value;

use crate::site::catalog::CatalogEntry;
use crate::site::fragment::moment;
use crate::site::text::{self, plain};
use crate::site::{SiteContext, apps, json_ld, qr};
use crate::{address, names};

/// What every page says in its head.
#[derive(Debug, Clone, Serialize)]
pub struct HeadView {
    /// IETF language tag.
    pub language: String,
    /// The page's title.
    pub title: String,
    /// One line about it.
    pub description: String,
    /// Open Graph's type.
    pub kind: &'static str,
    /// The page's own address, absolute.
    pub url: String,
    /// The show's name.
    pub show: String,
    /// The picture's address, absolute: the artwork, or an episode's own cover.
    pub image: Option<String>,
    /// The audio's address, absolute.
    pub audio: Option<String>,
    /// The feed's address, absolute.
    pub feed: String,
    /// The way from the page to the folder of the pages: `` or `../`.
    pub up: &'static str,
    /// The style sheet, from the folder of the pages.
    pub style: String,
    /// The player.
    pub script: String,
    /// The buttons that copy.
    pub copy: String,
    /// The small cover.
    pub cover: Option<String>,
    /// That the voice is artificial, in the show's words.
    pub disclosure: String,
    /// JSON-LD.
    pub json_ld: Value,
    /// Whether the show is private: no page of it is to be listed, nor told to where its links lead.
    pub private: bool,
    /// The page as oEmbed, absolute, where it has a small player.
    pub oembed: Option<String>,
}

/// A way to subscribe.
#[derive(Debug, Clone, Serialize)]
pub struct LinkView {
    /// What is on the button.
    pub name: String,
    /// Where it leads.
    pub url: String,
}

/// How to subscribe.
#[derive(Debug, Clone, Serialize)]
pub struct SubscribeView {
    /// The feed's address.
    pub feed: String,
    /// Apps that take it by an address of their own.
    pub apps: Vec<LinkView>,
    /// The same for the apps that know `pcast:`, most others.
    pub other: String,
    /// The address as a QR code, an SVG.
    pub qr: Option<String>,
    /// The author's own links.
    pub links: Vec<LinkView>,
    /// Where one signs up for the newsletter.
    pub newsletter: Option<String>,
}

/// The index.
#[derive(Debug, Clone, Serialize)]
pub struct IndexView {
    /// The head.
    pub head: HeadView,
    /// Who makes the show.
    pub author: String,
    /// The show's description, a paragraph an entry.
    pub about: Vec<String>,
    /// How to subscribe.
    pub ways: SubscribeView,
    /// `12 puntate`.
    pub count: String,
    /// The episodes, newest first.
    pub episodes: Vec<RowView>,
    /// The script that searches among them.
    pub search: String,
    /// What is said in them, to be searched.
    pub words: Option<String>,
}

/// An episode's row.
#[derive(Debug, Clone, Serialize)]
pub struct RowView {
    /// Its page.
    pub href: String,
    /// The title.
    pub title: String,
    /// What it is about.
    pub about: Option<String>,
    /// `Numero 22`.
    pub number: Option<String>,
    /// `5 marzo 2026`.
    pub date: Option<String>,
    /// `2026-03-05`.
    pub day: Option<String>,
    /// `13 min`.
    pub length: String,
    /// The MP3, relative to the index.
    pub audio: String,
    /// Under which the browser remembers the place in it, and what is said in it is found: the folder.
    pub key: String,
    /// The whole length in seconds.
    pub seconds: String,
    /// `12:34`.
    pub clock: String,
    /// The episode's own cover, relative to the index; empty: the show's.
    pub cover: String,
}

/// The view of the index. `words` is the file of what is said in the episodes, below the folder of the pages.
pub fn view(site: &SiteContext, words: Option<String>) -> IndexView {
    let show = site.settings.show;
    let paragraphs = show.description.split("\n\n").map(plain).filter(|p| !p.is_empty());
    let episodes: Vec<RowView> = site.catalog.iter().map(|entry| row(entry, show.date_label)).collect();
    let noun = if episodes.len() == 1 { "puntata" } else { "puntate" };
    let head = HeadView {
        title: plain(&show.title),
        description: plain(&show.told_description()),
        kind: "website",
        url: site.settings.base.of(&[names::SITE, ""]),
        up: "",
        json_ld: json_ld::series(site),
        ..head(site)
    };
    IndexView {
        head,
        author: plain(&show.author),
        about: paragraphs.collect(),
        ways: subscribe(site),
        count: format!("{} {noun}", episodes.len()),
        episodes,
        search: address::encoded_path(&site.assets.search),
        words: words.as_deref().map(address::encoded_path),
    }
}

fn row(entry: &CatalogEntry, date_label: fn(jiff::civil::Date) -> String) -> RowView {
    RowView {
        href: format!("{}/", address::encoded(&entry.folder)),
        title: entry.title.clone(),
        about: entry.about.clone(),
        number: entry.number.map(|n| format!("Numero {n}")),
        date: entry.date.map(date_label),
        day: entry.date.map(|d| d.to_string()),
        length: text::length(entry.duration),
        audio: format!("../{}/{}", address::encoded(&entry.folder), names::AUDIO),
        key: entry.folder.clone(),
        seconds: moment(entry.duration),
        clock: text::clock(entry.duration),
        cover: entry.cover.as_ref().map_or(String::new(), |c| format!("../{}/{c}", address::encoded(&entry.folder))),
    }
}

/// What the heads of all pages share; the rest is empty.
pub fn head(site: &SiteContext) -> HeadView {
    let base = &site.settings.base;
    HeadView {
        language: site.settings.show.language.clone(),
        title: String::new(),
        description: String::new(),
        kind: "",
        url: String::new(),
        show: plain(&site.settings.show.title),
        image: site.settings.artwork.as_ref().map(|a| base.of(&[&a.name])),
        audio: None,
        feed: base.of(&[names::FEED]),
        up: "",
        style: address::encoded_path(&site.assets.style),
        script: address::encoded_path(&site.assets.script),
        copy: address::encoded_path(&site.assets.copy),
        cover: site.assets.cover.as_deref().map(address::encoded_path),
        disclosure: plain(&site.settings.show.disclosure),
        json_ld: Value::Null,
        private: site.settings.show.feed.private,
        oembed: None,
    }
}

/// The ways to subscribe.
pub fn subscribe(site: &SiteContext) -> SubscribeView {
    let feed = site.settings.base.of(&[names::FEED]);
    let own = &site.settings.show.site;
    let links = own.links.iter().map(|l| LinkView { name: plain(&l.name), url: l.url.trim().to_string() });
    let apps = apps::of(&feed).into_iter().map(|(name, url)| LinkView { name: name.to_string(), url });
    SubscribeView {
        apps: apps.collect(),
        other: apps::other(&feed),
        qr: qr::svg(&feed),
        links: links.collect(),
        newsletter: Some(own.newsletter.trim().to_string()).filter(|n| !n.is_empty()),
        feed,
    }
}
