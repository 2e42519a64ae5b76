//! A feed as an XML document, the one way in which feeds are read, changed and written here: checked and compared by the
//! feed, the lint and publishing, led elsewhere by publishing and the local server, taken apart by the import.
//!
//! [`Document`] is read once, into a tree of [`Element`]s that know their line and where they stand in the source;
//! [`FeedChannel`] and [`FeedItem`] see RSS in it. [`Document::rewrite`] gives the source back with some values exchanged
//! and not a byte changed elsewhere. [`Writer`] makes a new document.

mod document;
mod element;
mod feed;
mod namespaces;
mod parser;
mod text;
mod writer;

pub use document::Document;
pub use element::{Attribute, Element};
pub use feed::{Enclosure, FeedChannel, FeedItem};
pub use namespaces::{MisspeltNamespace, NAMESPACES};
pub use parser::{ParseMode, XmlError};
pub use text::single_line;
pub use writer::Writer;
