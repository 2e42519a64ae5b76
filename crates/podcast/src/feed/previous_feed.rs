//! The feed that was last written, read back for what subscribers' apps know of it.

use std::fs;
use std::path::Path;

use altavoce_base::error::{Error, Result};
use altavoce_base::tr;
use url::Url;

use crate::address;
use crate::rss::{Document, Enclosure, FeedItem, ParseMode};

/// A feed as apps know it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PreviousFeed {
    /// podcast:guid.
    pub guid: Option<String>,
    /// Its episodes, in their order.
    pub items: Vec<PreviousItem>,
}

/// An episode of it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PreviousItem {
    /// Its GUID, if it has one.
    pub guid: Option<String>,
    /// The address of its sound.
    pub enclosure: Option<String>,
    /// Its title.
    pub title: String,
}

impl PreviousItem {
    /// The folder's name in the enclosure's address.
    pub fn folder(&self) -> Option<String> {
        address::decoded(Url::parse(self.enclosure.as_deref()?).ok()?.path_segments()?.nth_back(1)?)
    }
}

impl PreviousFeed {
    /// Reads the feed at `path`; `None` when there is none.
    ///
    /// # Errors
    /// The author's: what is there is no feed. Taken for no feed it would protect nobody.
    pub fn read(path: &Path) -> Result<Option<PreviousFeed>> {
        let bytes = match fs::read(path) {
            Ok(bytes) => bytes,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(e) => return Err(Error::io(tr!("read"), path, e)),
        };
        let document = Document::read(&bytes, ParseMode::Lenient);
        of(&document).map(Some).ok_or_else(|| {
            let what = tr!("this is not a feed, so it cannot be told which episodes subscribers have");
            let error = Error::author(what).in_file(path).fix(tr!("restore it, or delete it"));
            match document.root() {
                Ok(_) => error,
                Err(e) => error.caused_by(e.clone()),
            }
        })
    }
}

/// What a document says as a feed; `None` when it is no RSS.
fn of(document: &Document) -> Option<PreviousFeed> {
    let channel = document.channel().filter(|_| document.root().is_ok_and(|root| root.name == "rss"))?;
    let item = |item: FeedItem| PreviousItem {
        guid: item.guid().map(String::from),
        enclosure: item.enclosure().and_then(Enclosure::url).map(String::from),
        title: item.title().to_string(),
    };
    Some(PreviousFeed { guid: channel.guid().map(String::from), items: channel.items().map(item).collect() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feed_is_read_back() {
        let text = r#"<?xml version="1.0"?><rss version="2.0"><channel><title>x</title>
            <podcast:guid>g</podcast:guid>
            <item><title>A &amp; &#98; <![CDATA[<c>]]></title><guid isPermaLink="true"> https://e.org/?a=1&amp;b=2 </guid>
            <enclosure url="https://e.org/a/001-citt%C3%A0/episode.mp3?x=1&amp;y" length="1" type="audio/mpeg"/></item>
            <item><guid>two</guid><image><title>no</title></image></item>
            </channel></rss>"#;
        let previous = of(&Document::read(text.as_bytes(), ParseMode::Lenient)).unwrap();
        let item = |guid: &str, enclosure: Option<&str>, title: &str| PreviousItem {
            guid: Some(guid.into()),
            enclosure: enclosure.map(String::from),
            title: title.into(),
        };
        let first =
            item("https://e.org/?a=1&b=2", Some("https://e.org/a/001-citt%C3%A0/episode.mp3?x=1&y"), "A & b <c>");
        assert_eq!(first.folder().as_deref(), Some("001-città"));
        assert_eq!(previous, PreviousFeed { guid: Some("g".into()), items: vec![first, item("two", None, "")] });
    }

    #[test]
    fn what_is_no_feed_is_not_taken_for_one() {
        let rows = ["", "as it was", "<html><body/></html>", "<rss><channel><item>", "<rss><channel></rss>", "\u{0}"];
        for text in rows {
            assert_eq!(of(&Document::read(text.as_bytes(), ParseMode::Lenient)), None, "{text}");
        }
    }
}
