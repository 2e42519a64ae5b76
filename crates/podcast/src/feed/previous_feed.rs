//! The feed that was last written, read back for what subscribers' apps know of it.

use std::fs;
use std::path::Path;

use altavoce_base::error::{Error, Result};
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

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
    /// The folder's name in the enclosure's address, percent-encoded as it stands there.
    pub fn folder(&self) -> Option<&str> {
        self.enclosure.as_deref()?.rsplit('/').nth(1)
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
            Err(e) => return Err(Error::io("read", path, e)),
        };
        let no_feed = || {
            let what = "this is not a feed, so it cannot be told which episodes subscribers have";
            Error::author(what).in_file(path).fix("restore it, or delete it")
        };
        let text = String::from_utf8(bytes).map_err(|e| no_feed().caused_by(e))?;
        let last = parse(&text).map_err(|e| no_feed().caused_by(e))?;
        last.map(Some).ok_or_else(no_feed)
    }
}

/// Reads a feed; `None` when the document is whole and no RSS.
fn parse(text: &str) -> Result<Option<PreviousFeed>, quick_xml::Error> {
    let mut reader = Reader::from_str(text);
    let (mut last, mut is_feed) = (PreviousFeed::default(), false);
    let mut open: Vec<String> = Vec::new();
    let mut content = String::new();
    loop {
        match reader.read_event()? {
            Event::Eof => return Ok((is_feed && open.is_empty()).then_some(last)),
            Event::Start(tag) => {
                open.push(tag.name().as_ref().to_string());
                content.clear();
                begin(&mut last, &open, &tag)?;
                is_feed |= open.join("/") == "rss/channel";
            }
            Event::Empty(tag) => {
                open.push(tag.name().as_ref().to_string());
                begin(&mut last, &open, &tag)?;
                open.pop();
            }
            Event::End(_) => {
                end(&mut last, &open, content.trim());
                content.clear();
                open.pop();
            }
            Event::Text(text) => content.push_str(&text.xml10_content()),
            Event::CData(text) => content.push_str(&text.xml10_content()),
            Event::GeneralRef(name) => match name.resolve_char_ref()? {
                Some(c) => content.push(c),
                None => content.push_str(quick_xml::escape::resolve_predefined_entity(&name).unwrap_or_default()),
            },
            _ => {}
        }
    }
}

fn begin(last: &mut PreviousFeed, open: &[String], tag: &BytesStart) -> Result<(), quick_xml::Error> {
    match open {
        [.., channel, item] if channel == "channel" && item == "item" => last.items.push(PreviousItem::default()),
        [.., item, enclosure] if item == "item" && enclosure == "enclosure" => {
            let url = tag.try_get_attribute("url")?;
            let url = url.map(|u| u.normalized_value(XmlVersion::Implicit1_0)).transpose()?;
            if let Some(item) = last.items.last_mut() {
                item.enclosure = url.map(|u| u.trim().to_string());
            }
        }
        _ => {}
    }
    Ok(())
}

fn end(last: &mut PreviousFeed, open: &[String], content: &str) {
    let inside: Vec<&str> = open.iter().map(String::as_str).collect();
    match (inside.as_slice(), last.items.last_mut()) {
        (["rss", "channel", "podcast:guid"], _) => last.guid = Some(content.to_string()),
        (["rss", "channel", "item", "guid"], Some(item)) => item.guid = Some(content.to_string()),
        (["rss", "channel", "item", "title"], Some(item)) => item.title = content.to_string(),
        _ => {}
    }
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
        let last = parse(text).unwrap().unwrap();
        let item = |guid: &str, enclosure: Option<&str>, title: &str| PreviousItem {
            guid: Some(guid.into()),
            enclosure: enclosure.map(String::from),
            title: title.into(),
        };
        let first =
            item("https://e.org/?a=1&b=2", Some("https://e.org/a/001-citt%C3%A0/episode.mp3?x=1&y"), "A & b <c>");
        assert_eq!(first.folder(), Some("001-citt%C3%A0"));
        assert_eq!(last, PreviousFeed { guid: Some("g".into()), items: vec![first, item("two", None, "")] });
    }

    #[test]
    fn what_is_no_feed_is_not_taken_for_one() {
        let rows = ["", "as it was", "<html><body/></html>", "<rss><channel><item>", "<rss><channel></rss>", "\u{0}"];
        for text in rows {
            assert!(!matches!(parse(text), Ok(Some(_))), "{text}");
        }
    }
}
