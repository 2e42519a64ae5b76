//! What feed, pages, checks and publishing obey of a show's settings.

use altavoce_base::disclosure::with_sentence;
use altavoce_sound::Loudness;
use jiff::civil::Date;

pub mod categories;
mod feed;
pub mod people;
pub mod publish;
mod rrule;
mod site;

pub use feed::{Feed, Funding, ItemLink, Order, Person, Update};
pub use site::{Site, SiteLink};

/// A show as the world sees it.
#[derive(Debug, Clone)]
pub struct Channel {
    /// The show's name.
    pub title: String,
    /// Who makes it; an issue's own author goes before.
    pub author: String,
    /// An IETF language tag.
    pub language: String,
    /// The owner's address.
    pub email: String,
    /// One paragraph about the show.
    pub description: String,
    /// The sentence that says the voice is artificial; empty when it is not said.
    pub disclosure: String,
    /// How loud its episodes are meant to be.
    pub loudness: Loudness,
    /// `[feed]`.
    pub feed: Feed,
    /// `[publish]`.
    pub publish: publish::PublishSettings,
    /// `[site]`.
    pub site: Site,
    /// How a day is written on the pages, in the words of the show's language.
    pub date_label: fn(Date) -> String,
}

impl Channel {
    /// The description as the feed has it: with the sentence that the voice is artificial, unless it says so itself.
    pub fn told_description(&self) -> String {
        with_sentence(&self.description, &self.disclosure)
    }
}

impl Default for Channel {
    fn default() -> Self {
        Channel {
            title: String::new(),
            author: String::new(),
            language: String::new(),
            email: String::new(),
            description: String::new(),
            disclosure: String::new(),
            loudness: Loudness::default(),
            feed: Feed::default(),
            publish: publish::PublishSettings::default(),
            site: Site::default(),
            date_label: |day| day.to_string(),
        }
    }
}
