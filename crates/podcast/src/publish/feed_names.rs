//! What a feed names: the show and its episodes, and the files below the show's address that must be there for it.

use std::collections::{BTreeMap, BTreeSet};

use altavoce_base::tr;

use super::naming;
use crate::address::{Base, prefixed};
use crate::names;
use crate::rss::{Document, Element, Enclosure, FeedItem, ParseMode};

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
        FeedNames::of(&Document::read(xml, ParseMode::Lenient), base)
    }

    /// Reads a feed whose show is served where the feed itself says, and at `base` if it does not say it.
    ///
    /// # Errors
    /// As [`FeedNames::read`].
    pub fn read_with_own_base(xml: &[u8], base: &Base) -> Result<FeedNames, String> {
        let document = Document::read(xml, ParseMode::Lenient);
        FeedNames::of(&document, own_base(&document).as_ref().unwrap_or(base))
    }

    fn of(document: &Document, base: &Base) -> Result<FeedNames, String> {
        if let Err(e) = document.root()
            && !e.is_unfinished
        {
            return Err(tr!("it is not XML that can be read to its end ({e})"));
        }
        let mut names = FeedNames::default();
        if let Some(channel) = document.channel() {
            names.show = channel.guid().map(String::from);
            names.items = channel.items().map(|item| ItemNamed::of(item, base)).collect();
            names.gather(channel.element, None, base);
        }
        if names == FeedNames::default() { Err(tr!("it is no whole feed").into()) } else { Ok(names) }
    }

    /// The first episode of an older feed that has another GUID in this one: its own is gone, and its file is
    /// another's.
    pub fn renamed<'a>(&self, older: &'a FeedNames) -> Option<&'a ItemNamed> {
        let first = |item: &ItemNamed| item.audio.as_deref().map(naming::first_of);
        let (guids, files): (BTreeSet<_>, BTreeSet<_>) = self.items.iter().map(|i| (i.guid.as_str(), first(i))).unzip();
        older.items.iter().find(|i| i.audio.is_some() && !guids.contains(i.guid.as_str()) && files.contains(&first(i)))
    }

    /// Notes the files that `element` and all in it must have there. Addresses of other tags are the author's own affair,
    /// also those below the show's: pages, pictures of people, a hub. The `length` of an alternative enclosure stands on
    /// the element around the one that has its address.
    fn gather(&mut self, element: &Element, length: Option<u64>, base: &Base) {
        let enclosure = Enclosure { element };
        let (url, length) = match element.name.as_str() {
            "enclosure" => (enclosure.url(), enclosure.length()),
            "podcast:chapters" | "podcast:transcript" => (element.attribute("url"), None),
            "podcast:source" => (element.attribute("uri"), length),
            "itunes:image" => (element.attribute("href"), None),
            "image" => (element.one("url").map(|url| url.text.as_str()), None),
            "podcast:alternateEnclosure" => (None, enclosure.length()),
            _ => (None, None),
        };
        if let Some(url) = url {
            let path = path_of(url, base);
            if element.name == "enclosure" && path.is_none() {
                self.elsewhere.push(url.to_string());
            }
            self.file(path, length);
        }
        element.children.iter().for_each(|child| self.gather(child, length, base));
    }

    fn file(&mut self, path: Option<String>, length: Option<u64>) {
        let Some(path) = path.filter(|p| p != names::FEED) else { return };
        let known = self.files.entry(path).or_default();
        *known = known.or(length);
    }
}

impl ItemNamed {
    fn of(item: FeedItem, base: &Base) -> ItemNamed {
        let audio = item.enclosure().and_then(Enclosure::url).and_then(|url| path_of(url, base));
        ItemNamed { guid: item.guid().unwrap_or_default().to_string(), title: item.title().to_string(), audio }
    }
}

/// The address at which a feed says that its show is served: its own (`atom:link rel="self"`) without its file.
fn own_base(document: &Document) -> Option<Base> {
    Base::parse("url", document.channel()?.folder_address(names::FEED)?).ok()
}

/// The same feed with some files under other names: `moved` gives the new path for an old one.
pub fn rename(xml: &[u8], base: &Base, moved: &BTreeMap<String, String>) -> Vec<u8> {
    let document = Document::read(xml, ParseMode::Lenient);
    let exchange = |value: &str| {
        let (prefix, own) = base.without_prefix(value)?;
        moved.get(&path_of(&own, base)?).map(|to| prefixed(prefix, &base.of(&[to])))
    };
    document.rewrite(exchange).into_bytes()
}

/// The path below `base` of a file's address, whoever counts its downloads; nothing for other addresses, those with a query or a fragment, folders, and
/// paths that climb.
fn path_of(url: &str, base: &Base) -> Option<String> {
    let (_, own) = base.without_prefix(url).filter(|_| !url.contains(['?', '#']))?;
    let path = base.path_of(&own)?;
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
        let base_of = |xml: &[u8]| own_base(&Document::read(xml, ParseMode::Lenient));
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
        let renamed = rename(FEED.as_bytes(), &base(), &moved);
        let expected = FEED.replace("x/episode.mp3", "x/episode.new-0.mp3").replace("cover-12345678.png", "other.png");
        assert_eq!(String::from_utf8_lossy(&renamed), expected);
        let names = FeedNames::read(&renamed, &base()).unwrap();
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
        // A prefix stays before the new name.
        let counted = |feed: &str| feed.replace("url=\"https://e.org/", "url=\"https://op3.dev/e/e.org/");
        let renamed = rename(counted(FEED).as_bytes(), &base(), &moved);
        assert_eq!(String::from_utf8_lossy(&renamed), counted(&expected));
    }

    #[test]
    fn paths_that_climb_or_lie_elsewhere_are_not_ours() {
        let rows = [
            ("https://e.org/a%26b/x/y.mp3", Some("x/y.mp3")),
            ("https://e.org/a%26b/citt%C3%A0.vtt", Some("città.vtt")),
            ("https://op3.dev/e/e.org/a%26b/x/y.mp3", Some("x/y.mp3")),
            ("https://op3.dev/e/e.org/a%26b/x/y.mp3?z", None),
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
