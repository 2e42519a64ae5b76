//! What a feed names: the show and its episodes, and the files below the show's address that must be there for it.

use std::collections::{BTreeMap, BTreeSet};

use altavoce_base::address::{self, Base};
use quick_xml::Reader;
use quick_xml::escape::escape;
use quick_xml::events::{BytesStart, Event};

use super::naming;
use crate::names;

/// What we need to know of a feed, ours or the one that is up.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FeedNames {
    /// podcast:guid, the show.
    pub show: Option<String>,
    /// The episodes, in order.
    pub items: Vec<ItemNamed>,
    /// The files it names below the show's address, by their path there, with the length it gives for them.
    pub files: BTreeMap<String, Option<u64>>,
    /// Addresses of enclosures that lie elsewhere.
    pub elsewhere: Vec<String>,
}

/// An episode of a feed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ItemNamed {
    /// Its identity.
    pub guid: String,
    /// Its title.
    pub title: String,
    /// The path of its enclosure below the show's address.
    pub audio: Option<String>,
}

impl FeedNames {
    /// Reads a feed whose show is served at `base`.
    ///
    /// # Errors
    /// A sentence: not XML, not whole, not RSS.
    pub fn read(xml: &[u8], base: &Base) -> Result<FeedNames, String> {
        let xml = std::str::from_utf8(xml).map_err(|_| "it is not UTF-8")?;
        let mut reader = Reader::from_str(xml);
        let mut names = FeedNames::default();
        let mut open: Vec<String> = Vec::new();
        let mut text = String::new();
        // An alternative's length stands on the element around the one that has its address.
        let mut alternative = None;
        let broken = |e: String| format!("it is not XML that can be read to its end ({e})");
        loop {
            match reader.read_event().map_err(|e| broken(e.to_string()))? {
                Event::Start(tag) => {
                    let name = tag.name().as_ref().to_string();
                    if name == "item" {
                        names.items.push(ItemNamed::default());
                    }
                    if name == "podcast:alternateEnclosure" {
                        alternative = attributes(&tag).remove("length").and_then(|l| l.parse().ok());
                    }
                    names.tag(&name, &tag, base, alternative);
                    open.push(name);
                    text.clear();
                }
                Event::Empty(tag) => {
                    let name = tag.name().as_ref().to_string();
                    names.tag(&name, &tag, base, alternative);
                }
                Event::Text(piece) => text.push_str(&piece),
                Event::CData(piece) => text.push_str(&piece),
                Event::GeneralRef(entity) => {
                    text.push('&');
                    text.push_str(&entity);
                    text.push(';');
                }
                Event::End(_) => {
                    let name = open.pop().unwrap_or_default();
                    names.text(&name, &unescaped(&text), open.last().map(String::as_str), base);
                    if name == "podcast:alternateEnclosure" {
                        alternative = None;
                    }
                    text.clear();
                }
                Event::Eof if open.is_empty() && names != FeedNames::default() => return Ok(names),
                Event::Eof => return Err("it is no whole feed".into()),
                _ => {}
            }
        }
    }

    /// The first episode of an older feed that has another GUID in this one: its own is gone, and its file is
    /// another's.
    pub fn renamed<'a>(&self, older: &'a FeedNames) -> Option<&'a ItemNamed> {
        let first = |item: &ItemNamed| item.audio.as_deref().map(naming::first_of);
        let (guids, files): (BTreeSet<_>, BTreeSet<_>) = self.items.iter().map(|i| (i.guid.as_str(), first(i))).unzip();
        older.items.iter().find(|i| i.audio.is_some() && !guids.contains(i.guid.as_str()) && files.contains(&first(i)))
    }

    /// Notes the file that a tag must have there. Addresses of other tags are the author's own affair, also those below
    /// the show's: pages, pictures of people, a hub.
    fn tag(&mut self, name: &str, tag: &BytesStart, base: &Base, alternative: Option<u64>) {
        let found = attributes(tag);
        let length = match name {
            "enclosure" => found.get("length").and_then(|l| l.parse().ok()),
            "podcast:source" => alternative,
            _ => None,
        };
        let key = match name {
            "enclosure" | "podcast:chapters" | "podcast:transcript" => "url",
            "podcast:source" => "uri",
            "itunes:image" => "href",
            _ => return,
        };
        let Some(url) = found.get(key) else { return };
        let path = path_of(url, base);
        if name == "enclosure" {
            match (&path, self.items.last_mut()) {
                (Some(path), Some(item)) => item.audio = Some(path.clone()),
                (None, _) => self.elsewhere.push(url.clone()),
                _ => {}
            }
        }
        self.file(path, length);
    }

    fn text(&mut self, name: &str, text: &str, parent: Option<&str>, base: &Base) {
        match (name, parent) {
            ("podcast:guid", Some("channel")) => self.show = Some(text.trim().to_string()),
            ("url", Some("image")) => self.file(path_of(text.trim(), base), None),
            ("guid", Some("item")) => self.last(|item| item.guid = text.trim().to_string()),
            ("title", Some("item")) => self.last(|item| item.title = text.trim().to_string()),
            _ => {}
        }
    }

    fn last(&mut self, change: impl FnOnce(&mut ItemNamed)) {
        if let Some(item) = self.items.last_mut() {
            change(item);
        }
    }

    fn file(&mut self, path: Option<String>, length: Option<u64>) {
        let Some(path) = path.filter(|p| p != names::FEED) else { return };
        let known = self.files.entry(path).or_default();
        *known = known.or(length);
    }
}

/// The address at which a feed says that its show is served: its own (`atom:link rel="self"`) without its file.
pub fn base_of(xml: &[u8]) -> Option<Base> {
    let mut reader = Reader::from_str(std::str::from_utf8(xml).ok()?);
    loop {
        match reader.read_event().ok()? {
            Event::Start(tag) | Event::Empty(tag) if tag.name().as_ref() == "atom:link" => {
                let found = attributes(&tag);
                if found.get("rel").is_some_and(|rel| rel == "self") {
                    let folder = found.get("href")?.strip_suffix(names::FEED)?.strip_suffix('/')?;
                    return Base::parse("url", folder).ok();
                }
            }
            Event::Eof => return None,
            _ => {}
        }
    }
}

/// The same feed with some files under other names: `moved` gives the new path for an old one.
pub fn rename(xml: &[u8], base: &Base, moved: &BTreeMap<String, String>) -> Vec<u8> {
    let mut text = String::from_utf8_lossy(xml).into_owned();
    for (from, to) in moved {
        let (from, to) = (base.of(&[from]), base.of(&[to]));
        // An address ends where its attribute or its element does, so that no address is taken for the start of another.
        for (before, behind) in [("\"", "\""), (">", "<")] {
            let old = format!("{before}{}{behind}", escape(from.as_str()));
            text = text.replace(&old, &format!("{before}{}{behind}", escape(to.as_str())));
        }
    }
    text.into_bytes()
}

/// The attributes of a tag that can be read.
fn attributes(tag: &BytesStart) -> BTreeMap<String, String> {
    tag.attributes().flatten().map(|a| (a.key.as_ref().to_string(), unescaped(&a.value))).collect()
}

fn unescaped(text: &str) -> String {
    quick_xml::escape::unescape(text).map_or_else(|_| text.to_string(), |t| t.into_owned())
}

/// The path below `base` of a file's address; nothing for other addresses, folders, and paths that climb.
fn path_of(url: &str, base: &Base) -> Option<String> {
    let rest = url.strip_prefix(base.as_str())?.strip_prefix('/')?;
    let path = address::decoded(rest)?;
    let climbs = path.split('/').any(|part| part.is_empty() || part == "." || part == "..");
    (!climbs && !path.contains(['?', '#', '\\'])).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FEED: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"><channel>
  <title>Il Faro &amp; altri</title>
  <atom:link href="https://e.org/a%26b/feed.xml" rel="self"/>
  <image><url>https://e.org/a%26b/cover-12345678.png</url><title>no</title></image>
  <itunes:image href="https://e.org/a%26b/cover-12345678.png"/>
  <atom:link href="https://e.org/a%26b/hub" rel="hub"/>
  <podcast:funding url="https://e.org/a%26b/sostienici.html">Sostienici</podcast:funding>
  <podcast:person href="https://e.org/a%26b/ada.html" img="https://e.org/a%26b/ada.jpg">Ada</podcast:person>
  <podcast:guid>show</podcast:guid>
  <item><title>Uno &lt;1&gt; &#38; due</title>
    <enclosure url="https://e.org/a%26b/001%20x/episode.mp3" length="10" type="audio/mpeg"/>
    <podcast:alternateEnclosure type="audio/opus" length="5"><podcast:source uri="https://e.org/a%26b/001%20x/episode.opus"/></podcast:alternateEnclosure>
    <podcast:chapters url="https://e.org/a%26b/001%20x/chapters.json" type="x"/>
    <link>https://e.org/a%26b/site/001/</link>
    <guid isPermaLink="false">g-1</guid>
  </item>
  <item><title><![CDATA[Due]]></title><enclosure url="https://other.org/2.mp3" length="9"/><guid>g-2</guid></item>
</channel></rss>"#;

    fn base() -> Base {
        Base::parse("url", "https://e.org/a%26b/").unwrap()
    }

    #[test]
    fn reads_what_a_feed_names() {
        let names = FeedNames::read(FEED.as_bytes(), &base()).unwrap();
        assert_eq!(names.show.as_deref(), Some("show"));
        let items: Vec<_> = names.items.iter().map(|i| (&*i.guid, &*i.title, i.audio.as_deref())).collect();
        assert_eq!(items, [("g-1", "Uno <1> & due", Some("001 x/episode.mp3")), ("g-2", "Due", None)]);
        let files: Vec<_> = names.files.iter().map(|(p, l)| (p.as_str(), *l)).collect();
        assert_eq!(
            files,
            [
                ("001 x/chapters.json", None),
                ("001 x/episode.mp3", Some(10)),
                ("001 x/episode.opus", Some(5)),
                ("cover-12345678.png", None)
            ]
        );
        assert_eq!(names.elsewhere, ["https://other.org/2.mp3"]);
    }

    #[test]
    fn a_feed_tells_its_own_address() {
        assert_eq!(base_of(FEED.as_bytes()), Some(base()));
        let rows = ["rel=\"self\"", "/feed.xml", "https://e.org/a%26b/feed.xml"];
        let wrong: Vec<_> = rows.iter().filter(|r| base_of(FEED.replacen(**r, "", 1).as_bytes()).is_some()).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
        assert_eq!(base_of(b"not found"), None);
    }

    #[test]
    fn an_episode_with_another_guid_is_found() {
        let feed = |items: &[(&str, &str)]| FeedNames {
            items: items
                .iter()
                .map(|(guid, audio)| ItemNamed {
                    guid: guid.to_string(),
                    title: String::new(),
                    audio: (!audio.is_empty()).then(|| audio.to_string()),
                })
                .collect(),
            ..FeedNames::default()
        };
        let older = feed(&[("a", "1/e.mp3"), ("b", "2/e.new-0123456789.mp3"), ("c", "")]);
        type Row<'a> = (&'a [(&'a str, &'a str)], Option<&'a str>);
        let rows: [Row; 6] = [
            (&[("a", "1/e.mp3"), ("b", "2/e.mp3"), ("c", "")], None),
            (&[("x", "1/e.mp3"), ("b", "2/e.mp3")], Some("a")),
            (&[("a", "1/e.mp3"), ("x", "2/e.mp3")], Some("b")),
            // Dropped, or in another folder.
            (&[("b", "2/e.mp3")], None),
            (&[("a", "2/e.mp3"), ("b", "1/e.mp3")], None),
            (&[("x", "")], None),
        ];
        for (items, expected) in rows {
            assert_eq!(feed(items).renamed(&older).map(|i| i.guid.as_str()), expected, "{items:?}");
        }
    }

    #[test]
    fn half_a_feed_is_none() {
        for cut in [0, 10, FEED.len() / 2, FEED.len() - 3] {
            assert!(FeedNames::read(&FEED.as_bytes()[..cut], &base()).is_err(), "{cut}");
        }
        assert!(FeedNames::read(b"not found", &base()).is_err());
    }

    #[test]
    fn renames_exactly_what_it_is_told() {
        let moved = BTreeMap::from([
            ("001 x/episode.mp3".to_string(), "001 x/episode.new-0.mp3".to_string()),
            ("cover-12345678.png".to_string(), "other.png".to_string()),
        ]);
        let names = FeedNames::read(&rename(FEED.as_bytes(), &base(), &moved), &base()).unwrap();
        let files: Vec<_> = names.files.iter().map(|(p, l)| (p.as_str(), *l)).collect();
        assert_eq!(
            files,
            [
                ("001 x/chapters.json", None),
                ("001 x/episode.new-0.mp3", Some(10)),
                ("001 x/episode.opus", Some(5)),
                ("other.png", None)
            ]
        );
        assert_eq!(rename(FEED.as_bytes(), &base(), &BTreeMap::new()), FEED.as_bytes());
    }

    #[test]
    fn paths_that_climb_or_lie_elsewhere_are_not_ours() {
        let rows = [
            ("https://e.org/a%26b/x/y.mp3", Some("x/y.mp3")),
            ("https://e.org/a%26b/citt%C3%A0.vtt", Some("città.vtt")),
            ("https://e.org/a%26b/../x", None),
            ("https://e.org/a%26b/%2e%2e/x", None),
            ("https://e.org/a%26b/site/", None),
            ("https://e.org/a%26bc/x", None),
            ("https://e.org/a%26b/x?y", None),
            ("https://e.org/a%26b/%zz", None),
            ("http://e.org/a%26b/x", None),
        ];
        let wrong: Vec<_> = rows.iter().filter(|(url, path)| path_of(url, &base()).as_deref() != *path).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
    }
}
