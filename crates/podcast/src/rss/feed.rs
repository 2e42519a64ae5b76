//! RSS as it stands in a document: what more than one reader asks of a feed.

use super::element::Element;

/// The channel of a feed.
#[derive(Debug, Clone, Copy)]
pub struct FeedChannel<'a> {
    /// `<channel>`.
    pub element: &'a Element,
}

/// An item of a feed.
#[derive(Debug, Clone, Copy)]
pub struct FeedItem<'a> {
    /// `<item>`.
    pub element: &'a Element,
}

/// What an item offers to play.
#[derive(Debug, Clone, Copy)]
pub struct Enclosure<'a> {
    /// `<enclosure>`.
    pub element: &'a Element,
}

impl<'a> FeedChannel<'a> {
    /// podcast:guid, the show's identity, unless it is missing or empty.
    pub fn guid(self) -> Option<&'a str> {
        Some(self.element.text_of("podcast:guid")).filter(|guid| !guid.is_empty())
    }

    /// The element in which the feed says where it is: `<atom:link rel="self">`.
    pub fn self_link(self) -> Option<&'a Element> {
        self.element.all("atom:link").find(|link| link.attribute("rel") == Some("self"))
    }

    /// Where the feed says that it is.
    pub fn own_address(self) -> Option<&'a str> {
        self.self_link()?.attribute("href")
    }

    /// Where the folder of the feed is served by its own word: its address without its file, and without the slash.
    pub fn folder_address(self, file: &str) -> Option<&'a str> {
        self.own_address()?.strip_suffix(file)?.strip_suffix('/')
    }

    /// Its items, in order.
    pub fn items(self) -> impl Iterator<Item = FeedItem<'a>> {
        self.element.all("item").map(|element| FeedItem { element })
    }
}

impl<'a> FeedItem<'a> {
    /// Its title; empty when it has none.
    pub fn title(self) -> &'a str {
        self.element.text_of("title")
    }

    /// Its identity, unless it is missing or empty.
    pub fn guid(self) -> Option<&'a str> {
        Some(self.element.text_of("guid")).filter(|guid| !guid.is_empty())
    }

    /// What it offers to play, when it does.
    pub fn enclosure(self) -> Option<Enclosure<'a>> {
        self.element.one("enclosure").map(|element| Enclosure { element })
    }
}

impl<'a> Enclosure<'a> {
    /// Its address.
    pub fn url(self) -> Option<&'a str> {
        self.element.attribute("url")
    }

    /// The length that it says, in bytes, if that is a number.
    pub fn length(self) -> Option<u64> {
        self.element.attribute("length")?.parse().ok()
    }

    /// The media type that it says.
    pub fn media_type(self) -> Option<&'a str> {
        self.element.attribute("type")
    }
}
