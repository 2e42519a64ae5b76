//! The feed as XML: RSS 2.0 with the itunes, podcast, atom, content and psc namespaces.

use std::io;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};
use uuid::Uuid;

use crate::episode::manifest::Manifest;
use crate::episode::names::{AUDIO, CHAPTERS, FEED, TRANSCRIPT};
use crate::error::{Error, Result};
use crate::feed::notes;
use crate::feed::settings::Settings;

/// Podcast directories know these addresses letter by letter.
const NAMESPACES: [(&str, &str); 5] = [
    ("xmlns:itunes", "http://www.itunes.com/dtds/podcast-1.0.dtd"),
    ("xmlns:podcast", "https://podcastindex.org/namespace/1.0"),
    ("xmlns:atom", "http://www.w3.org/2005/Atom"),
    ("xmlns:content", "http://purl.org/rss/1.0/modules/content/"),
    ("xmlns:psc", "http://podlove.org/simple-chapters"),
];

/// An episode of the feed.
#[derive(Debug)]
pub struct Item {
    /// Its folder's name in the output folder.
    pub folder: String,
    /// Its manifest.
    pub manifest: Manifest,
    /// Its identity, for good.
    pub guid: String,
    /// The day of publication.
    pub published: Date,
}

/// The whole feed. `items` come in the order in which they stand.
///
/// # Errors
/// The author's: a date that no calendar of ours holds.
pub fn render(settings: &Settings, guid: Uuid, items: &[Item]) -> Result<Vec<u8>> {
    let dates = items.iter().map(|i| rfc2822(i.published)).collect::<Result<Vec<_>>>()?;
    let mut xml = Xml(Writer::new_with_indent(Vec::new(), b' ', 2));
    let written = xml.document(settings, guid, items, &dates);
    written.map_err(|e| Error::bug("the feed cannot be written into memory").caused_by(e))?;
    let mut bytes = xml.0.into_inner();
    bytes.push(b'\n');
    Ok(bytes)
}

/// Six in the morning, universal time: before breakfast in Italy, on the right day from there to California.
fn rfc2822(day: Date) -> Result<String> {
    day.at(6, 0, 0, 0)
        .to_zoned(TimeZone::UTC)
        .and_then(|at| jiff::fmt::rfc2822::to_string(&at))
        .map_err(|e| Error::author(format!("{day} is not a date that a feed can hold")).fix("mend it").caused_by(e))
}

struct Xml(Writer<Vec<u8>>);

impl Xml {
    fn document(&mut self, settings: &Settings, guid: Uuid, items: &[Item], dates: &[String]) -> io::Result<()> {
        self.0.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        let root: Vec<_> = [("version", "2.0")].into_iter().chain(NAMESPACES).collect();
        self.inside("rss", &root, |x| {
            x.inside("channel", &[], |x| {
                x.channel(settings, guid, dates)?;
                items.iter().zip(dates).try_for_each(|(item, date)| x.item(settings, item, date))
            })
        })
    }

    fn channel(&mut self, settings: &Settings, guid: Uuid, dates: &[String]) -> io::Result<()> {
        let Settings { show, base, site, artwork } = settings;
        let cover = base.of(&[&artwork.name]);
        let title = notes::on_one_line(&show.title);
        let author = notes::on_one_line(&show.author);
        let email = show.email.trim();
        self.text("title", &title)?;
        self.text("link", site.as_str())?;
        let address = base.of(&[FEED]);
        self.empty("atom:link", &[("href", &address), ("rel", "self"), ("type", "application/rss+xml")])?;
        self.text("description", show.description.trim())?;
        self.text("language", show.language.trim())?;
        self.text("generator", concat!("altavoce ", env!("CARGO_PKG_VERSION")))?;
        // The newest item's date, not the clock's: an unchanged feed is the same file.
        if let Some(newest) = dates.first() {
            self.text("pubDate", newest)?;
            self.text("lastBuildDate", newest)?;
        }
        self.inside("image", &[], |x| {
            x.text("url", &cover)?;
            x.text("title", &title)?;
            x.text("link", site.as_str())
        })?;
        self.empty("itunes:image", &[("href", &cover)])?;
        self.category(&show.feed.category)?;
        self.text("itunes:explicit", if show.feed.explicit { "true" } else { "false" })?;
        self.text("itunes:author", &author)?;
        self.inside("itunes:owner", &[], |x| {
            x.text("itunes:name", &author)?;
            x.text("itunes:email", email)
        })?;
        self.text("itunes:type", "episodic")?;
        self.text("podcast:guid", &guid.to_string())?;
        self.text_with("podcast:locked", &[("owner", email)], "yes")?;
        self.text("podcast:medium", "podcast")?;
        self.text_with("podcast:txt", &[("purpose", "ai-content")], "true")
    }

    /// One category, with its subcategory inside.
    fn category(&mut self, names: &[String]) -> io::Result<()> {
        match names {
            [] => Ok(()),
            [name] => self.empty("itunes:category", &[("text", name)]),
            [name, below @ ..] => self.inside("itunes:category", &[("text", name)], |x| x.category(below)),
        }
    }

    fn item(&mut self, settings: &Settings, item: &Item, date: &str) -> io::Result<()> {
        let Item { folder, manifest, guid, .. } = item;
        let url = |file: &str| settings.base.of(&[folder, file]);
        let title = notes::on_one_line(&manifest.title);
        let author = manifest.author.as_deref().filter(|a| !a.trim().is_empty()).unwrap_or(&settings.show.author);
        let author = notes::on_one_line(author);
        self.inside("item", &[], |x| {
            x.text("title", &title)?;
            x.text("itunes:title", &title)?;
            if let Some(audio) = manifest.file(AUDIO) {
                let length = audio.bytes.to_string();
                x.empty("enclosure", &[("url", &url(AUDIO)), ("length", &length), ("type", "audio/mpeg")])?;
            }
            x.text_with("guid", &[("isPermaLink", "false")], guid)?;
            x.text("pubDate", date)?;
            x.text("description", &notes::description(manifest))?;
            x.text("content:encoded", &notes::html(manifest))?;
            x.text("itunes:duration", &format!("{:.0}", manifest.duration.round()))?;
            // Directories refuse the number zero.
            for (name, number) in [("itunes:season", manifest.season), ("itunes:episode", manifest.number)] {
                if let Some(number) = number.filter(|n| *n > 0) {
                    x.text(name, &number.to_string())?;
                }
            }
            x.text("itunes:episodeType", "full")?;
            x.text("itunes:explicit", if settings.show.feed.explicit { "true" } else { "false" })?;
            x.text("itunes:author", &author)?;
            // The author writes; who speaks is no person.
            x.text_with("podcast:person", &[("group", "writing"), ("role", "author")], &author)?;
            if manifest.file(CHAPTERS).is_some() {
                x.empty("podcast:chapters", &[("url", &url(CHAPTERS)), ("type", "application/json+chapters")])?;
            }
            if manifest.file(TRANSCRIPT).is_some() {
                let attributes = [("url", &*url(TRANSCRIPT)), ("type", "text/vtt"), ("language", &manifest.language)];
                x.empty("podcast:transcript", &attributes)?;
            }
            if !manifest.chapters.is_empty() {
                x.inside("psc:chapters", &[("version", "1.2")], |x| {
                    manifest.chapters.iter().try_for_each(|chapter| {
                        let title = notes::on_one_line(&chapter.title);
                        x.empty("psc:chapter", &[("start", &normal_play_time(chapter.start)), ("title", &title)])
                    })
                })?;
            }
            Ok(())
        })
    }

    fn text(&mut self, name: &str, text: &str) -> io::Result<()> {
        self.text_with(name, &[], text)
    }

    fn text_with(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) -> io::Result<()> {
        self.0.write_event(Event::Start(start(name, attributes)))?;
        self.0.write_event(Event::Text(BytesText::new(&legal(text))))?;
        self.0.write_event(Event::End(BytesEnd::new(name)))
    }

    fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) -> io::Result<()> {
        self.0.write_event(Event::Empty(start(name, attributes)))
    }

    fn inside<F>(&mut self, name: &str, attributes: &[(&str, &str)], content: F) -> io::Result<()>
    where
        F: FnOnce(&mut Self) -> io::Result<()>,
    {
        self.0.write_event(Event::Start(start(name, attributes)))?;
        content(self)?;
        self.0.write_event(Event::End(BytesEnd::new(name)))
    }
}

fn start<'a>(name: &'a str, attributes: &[(&str, &str)]) -> BytesStart<'a> {
    let mut tag = BytesStart::new(name);
    for (key, value) in attributes {
        tag.push_attribute((*key, legal(value).as_str()));
    }
    tag
}

/// Without the characters that no XML 1.0 document may hold, escaped or not (XML 1.0, production 2).
fn legal(text: &str) -> String {
    let allowed = |c: &char| match c {
        '\t' | '\n' | '\r' => true,
        '\u{fffe}' | '\u{ffff}' => false,
        c => *c >= ' ',
    };
    text.chars().filter(allowed).collect()
}

/// `HH:MM:SS.mmm`, as Podlove's chapters want it (RFC 2326's normal play time).
fn normal_play_time(seconds: f64) -> String {
    let ms = (seconds * 1000.0).round() as u64;
    format!("{:02}:{:02}:{:02}.{:03}", ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60, ms % 1000)
}
