//! An episode's page: the manifest and the notes as its template shows them.

use std::path::Path;

use altavoce_base::disclosure::with_sentence;
use altavoce_base::error::Result;
use serde::Serialize;

use crate::address::encoded;
use crate::feed::show_notes::READ_THE_ISSUE;
use crate::manifest::Manifest;
use crate::names;
use crate::site::catalog::CatalogEntry;
use crate::site::fragment::moment;
use crate::site::index::{HeadView, SubscribeView, head, subscribe};
use crate::site::oembed::OembedView;
use crate::site::text::{self, escape, plain};
use crate::site::{SiteContext, assets, embed, json_ld, notes, oembed};

mod transcript;

pub use transcript::{BlockView, PartView, SentenceView};

/// An episode's page.
#[derive(Debug, Serialize)]
pub struct EpisodeView {
    /// The head.
    pub head: HeadView,
    /// Under which the browser remembers the place in it: the episode's folder.
    pub key: String,
    /// Its picture, relative to the page: its own cover, else the show's.
    pub cover: Option<String>,
    /// The subtitle.
    pub subtitle: Option<String>,
    /// `Numero 22`.
    pub number: Option<String>,
    /// Who wrote it.
    pub author: Option<String>,
    /// Where the issue is read.
    pub link: Option<IssueLinkView>,
    /// `5 marzo 2026`.
    pub date: Option<String>,
    /// `2026-03-05`.
    pub day: Option<String>,
    /// `13 min`.
    pub length: String,
    /// `12:34`.
    pub clock: String,
    /// The whole length in seconds.
    pub seconds: String,
    /// The MP3, relative to the page.
    pub audio: String,
    /// The files to take along.
    pub downloads: Vec<DownloadView>,
    /// The chapters, with what is said in them.
    pub chapters: Vec<ChapterView>,
    /// The notes, clean HTML.
    pub notes: Option<String>,
    /// The times of the sentences and words in hundredths of a second: of each sentence its start, its end, and of each
    /// of its words how long after the sentence's start it begins. JSON.
    pub times: String,
    /// The line of HTML that frames the small player.
    pub snippet: String,
    /// How to subscribe.
    pub ways: SubscribeView,
    /// The episode before it.
    pub older: Option<NeighbourView>,
    /// The episode behind it.
    pub newer: Option<NeighbourView>,
}

/// The way back to the issue.
#[derive(Debug, Serialize)]
pub struct IssueLinkView {
    /// Its address.
    pub href: String,
    /// What the link says.
    pub text: &'static str,
}

/// A file to download.
#[derive(Debug, Serialize)]
pub struct DownloadView {
    /// `MP3`.
    pub name: &'static str,
    /// Relative to the page.
    pub href: String,
    /// `8,3 MB`.
    pub size: Option<String>,
    /// The file's name on the listener's disk.
    pub save_as: String,
}

/// A chapter.
#[derive(Debug, Serialize)]
pub struct ChapterView {
    /// Its title.
    pub title: String,
    /// Its start, as behind `#t=`.
    pub start: String,
    /// Its start, to be read.
    pub clock: String,
    /// What is said in it.
    pub blocks: Vec<BlockView>,
}

/// Another episode.
#[derive(Debug, Serialize)]
pub struct NeighbourView {
    /// Relative to the page.
    pub href: String,
    /// Its title.
    pub title: String,
}

/// The files that a listener may take along, when the episode has them.
const DOWNLOADS: [(&str, &str); 4] =
    [("MP3", names::AUDIO), ("Opus", names::OPUS), ("M4A", names::M4A), ("Trascrizione", names::TRANSCRIPT)];

/// The view of the episode at `at` of the site's catalog, whose manifest is `manifest`.
///
/// # Errors
/// The operator's: notes that cannot be read.
pub fn view(output: &Path, site: &SiteContext, at: usize, manifest: &Manifest) -> Result<EpisodeView> {
    let entry = &site.catalog[at];
    let notes = notes::read(&output.join(&entry.folder))?;
    let base = &site.settings.base;
    let media = |name: &str| format!("../../{}/{name}", encoded(&entry.folder));
    let chapters = manifest.chapters.iter().zip(transcript::by_chapter(manifest));
    let chapters: Vec<ChapterView> = chapters
        .map(|(chapter, blocks)| ChapterView {
            title: Some(plain(&chapter.title)).filter(|t| !t.is_empty()).unwrap_or_else(|| "Capitolo".into()),
            start: moment(chapter.start),
            clock: text::clock(chapter.start),
            blocks,
        })
        .collect();
    let author = manifest.author.as_deref().map(plain).filter(|a| !a.is_empty());
    let description = [&manifest.description, &manifest.subtitle].into_iter().flatten().map(|t| plain(t));
    let description = description.into_iter().find(|t| !t.is_empty()).unwrap_or_else(|| entry.title.clone());
    let disclosure = plain(manifest.disclosure_or(&site.settings.show.disclosure));
    let description = plain(&with_sentence(&description, &disclosure));
    let clips = manifest.chapters.iter().zip(&chapters);
    let clips: Vec<_> = clips.map(|(made, shown)| (shown.title.clone(), made.start, made.end)).collect();
    let audio = manifest.file(names::AUDIO).map(|f| (f.mime.as_str(), f.bytes));
    let neighbour = |entry: &CatalogEntry| NeighbourView {
        href: format!("../{}/", encoded(&entry.folder)),
        title: entry.title.clone(),
    };
    let shared = head(site);
    let cover = manifest.own_cover().map(|cover| cover.file.as_str());
    let image = cover.map(|file| base.of(&[&entry.folder, file])).or(shared.image);
    let head = HeadView {
        title: entry.title.clone(),
        kind: "article",
        url: base.of(&[names::SITE, &entry.folder, ""]),
        audio: Some(base.of(&[&entry.folder, names::AUDIO])),
        up: "../",
        json_ld: json_ld::episode(site, at, &description, author.as_deref(), &clips, audio, image.as_deref()),
        description,
        disclosure,
        image,
        oembed: Some(base.of(&[names::SITE, &entry.folder, oembed::FILE])),
        ..shared
    };
    let download = |(name, file): (&'static str, &str)| DownloadView {
        name,
        href: media(file),
        size: manifest.file(file).filter(|f| f.bytes >= 100_000).map(|f| text::size(f.bytes)),
        save_as: format!("{}.{}", entry.folder, file.rsplit('.').next().unwrap_or_default()),
    };
    let downloads = DOWNLOADS.into_iter().filter(|(_, file)| manifest.file(file).is_some()).map(download).collect();
    Ok(EpisodeView {
        key: entry.folder.clone(),
        cover: cover.map(media).or_else(|| head.cover.as_deref().map(|small| format!("{}{small}", head.up))),
        subtitle: manifest.subtitle.as_deref().map(plain).filter(|t| !t.is_empty()),
        number: entry.number.map(|n| format!("Numero {n}")),
        author,
        link: manifest.issue_link().map(|href| IssueLinkView { href: href.to_string(), text: READ_THE_ISSUE }),
        date: entry.date.map(site.settings.show.date_label),
        day: entry.date.map(|d| d.to_string()),
        length: text::length(entry.duration),
        clock: text::clock(entry.duration),
        seconds: moment(entry.duration),
        audio: media(names::AUDIO),
        downloads,
        chapters,
        notes,
        times: transcript::times(manifest),
        snippet: snippet(&base.of(&[names::SITE, &entry.folder, "embed.html"]), &entry.title),
        ways: subscribe(site),
        older: site.catalog.get(at + 1).map(neighbour),
        newer: at.checked_sub(1).map(|i| neighbour(&site.catalog[i])),
        head,
    })
}

/// The episode as oEmbed, for whoever frames its small player by its page's address.
pub fn oembed(site: &SiteContext, page: &EpisodeView) -> String {
    let base = &site.settings.base;
    let cover = site.assets.cover.as_deref();
    oembed::to_json(&OembedView {
        title: &page.head.title,
        author: page.author.as_deref(),
        show: &page.head.show,
        show_url: &base.of(&[names::SITE, ""]),
        snippet: &page.snippet,
        thumbnail: cover.map(|path| (base.of(&[names::SITE, path]), assets::SIDE)),
    })
}

/// The one line for another page.
fn snippet(url: &str, title: &str) -> String {
    format!(
        "<iframe src=\"{}\" title=\"{}\" width=\"100%\" height=\"{}\" style=\"border:0\" loading=\"lazy\"></iframe>",
        escape(url),
        escape(title),
        embed::HEIGHT
    )
}
