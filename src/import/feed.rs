//! RSS and Atom files saved on disk: an issue an entry.

use std::path::Path;

use altavoce_base::error::{Error, Result};
use altavoce_podcast::rss::{Document, Element, ParseMode};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::fmt::rfc2822;
use jiff::tz::TimeZone;

use super::front_matter::Metadata;
use super::html;
use crate::issue::date;

/// An entry of a feed.
#[derive(Debug, Default)]
pub struct Entry {
    /// What its fields say.
    pub metadata: Metadata,
    /// Its text, HTML; empty when the feed has none.
    pub html: String,
    /// Whether the feed has only a summary of it.
    pub summary: bool,
    /// Its line in the file, from 1.
    pub line: u32,
}

/// The root element's name without a prefix, to know a feed from other XML; none when this is no XML.
pub fn root(text: &str) -> Option<String> {
    let document = Document::read(text.as_bytes(), ParseMode::Root);
    document.root().ok().map(|root| root.local_name().to_string())
}

/// The entries of a feed, in its order.
///
/// # Errors
/// The author's, with the line: XML that is broken, a feed without entries.
pub fn read(path: &Path, text: &str) -> Result<Vec<Entry>> {
    let document = Document::read(text.as_bytes(), ParseMode::Lenient);
    let root = document.root().map_err(|e| {
        let error = Error::author(format!("the XML is broken: {}", e.what)).at(path, e.line);
        error.fix("save the feed again, whole").caused_by(e.clone())
    })?;
    // RSS has them in a channel; Atom, and RSS 1.0, beside what is said of the feed.
    let channel = root.children.iter().find(|c| c.local_name() == "channel");
    let all = [Some(root), channel].into_iter().flatten().flat_map(|parent| &parent.children);
    let entries = all.filter(|e| matches!(e.local_name(), "item" | "entry"));
    let entries: Vec<Entry> = entries.map(|element| entry(&document, element)).collect();
    if entries.is_empty() {
        return Err(Error::author("the feed has no entries").in_file(path).fix("save a feed that has some"));
    }
    Ok(entries)
}

/// Reads what stands in an entry.
fn entry(document: &Document, element: &Element) -> Entry {
    let mut entry = Entry { line: element.line, ..Entry::default() };
    let (mut whole, mut summary) = (String::new(), String::new());
    let prefix = element.name.strip_suffix(element.local_name()).unwrap_or_default();
    for field in &element.children {
        // What is of the entry's own namespace goes without a prefix: Atom's.
        let name = field.name.strip_prefix(prefix).unwrap_or(&field.name);
        // Markup that stands in a field as it is, in XHTML or by mistake, is read as what it is.
        let text = if field.children.is_empty() { field.text.as_str() } else { document.inner(field) };
        let words = || Some(html::words(text)).filter(|w| !w.is_empty());
        let metadata = &mut entry.metadata;
        match name {
            "title" => metadata.title = words(),
            "itunes:subtitle" => metadata.subtitle = words(),
            "link" => metadata.source = link(field).or(metadata.source.take()),
            "pubDate" | "published" | "dc:date" => metadata.date = day(text.trim()).or(metadata.date),
            "updated" => metadata.date = metadata.date.or_else(|| day(text.trim())),
            "dc:creator" | "itunes:author" => metadata.author = metadata.author.take().or_else(words),
            "author" => metadata.author = metadata.author.take().or_else(|| author(field)),
            "itunes:episode" => metadata.number = text.trim().parse().ok(),
            "content:encoded" | "content" => whole = text.to_string(),
            "description" | "summary" => summary = text.to_string(),
            _ => (),
        }
    }
    entry.summary = whole.trim().is_empty();
    entry.html = if entry.summary { summary } else { whole };
    entry
}

/// The address of an entry: RSS has it between the tags, Atom in an attribute.
fn link(field: &Element) -> Option<String> {
    let is_page = field.attribute("rel").is_none_or(|rel| rel == "alternate");
    let addresses = [Some(field.text.as_str()), field.attribute("href").filter(|_| is_page)];
    addresses.into_iter().flatten().find(|address| address.starts_with("http")).map(String::from)
}

/// RSS gives an address with a name in brackets, Atom an element `name`.
fn author(field: &Element) -> Option<String> {
    let name = match field.children.iter().find(|c| c.local_name() == "name") {
        Some(name) => &name.text,
        None => field.text.split_once('(').map_or(&*field.text, |(_, name)| name.trim_end().trim_end_matches(')')),
    };
    Some(html::words(name)).filter(|n| !n.is_empty() && !n.contains('@'))
}

/// The day of a date as feeds write it: RFC 2822 or RFC 3339.
fn day(text: &str) -> Option<Date> {
    let written = rfc2822::parse(text).map(|z| z.date()).ok();
    // A day is the writer's day, whatever the hour is elsewhere.
    written.or_else(|| date::parse(text)).or_else(|| {
        let instant: Timestamp = text.parse().ok()?;
        Some(instant.to_zoned(TimeZone::UTC).date())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rss_and_atom() {
        let rss = "<?xml version=\"1.0\"?>\n<rss xmlns:content=\"c\" xmlns:dc=\"d\"><channel><title>Show</title>\n<item><title>Il mare &amp; noi &#8211; #3</title>\
                   <link>https://a.it/p/mare</link><dc:creator><![CDATA[Ada Rossi]]></dc:creator>\
                   <pubDate>Fri, 08 Mar 2024 23:30:00 +0100</pubDate><description>Breve.</description>\
                   <content:encoded><![CDATA[<p>Testo &egrave; qui</p>]]></content:encoded></item>\n\
                   <item><title>Altro</title><description>&lt;p&gt;Solo questo&lt;/p&gt;</description></item></channel></rss>";
        let entries = read(Path::new("f.xml"), rss).unwrap();
        let first = &entries[0];
        assert_eq!(first.metadata.title.as_deref(), Some("Il mare & noi – #3"));
        assert_eq!(first.metadata.author.as_deref(), Some("Ada Rossi"));
        assert_eq!(first.metadata.source.as_deref(), Some("https://a.it/p/mare"));
        assert_eq!(first.metadata.date, Some(jiff::civil::date(2024, 3, 8)));
        assert_eq!((first.html.as_str(), first.summary, first.line), ("<p>Testo &egrave; qui</p>", false, 3));
        assert_eq!((entries[1].html.as_str(), entries[1].summary, entries[1].line), ("<p>Solo questo</p>", true, 4));

        let atom = "<feed xmlns=\"http://www.w3.org/2005/Atom\"><entry><title type=\"html\">Il &amp;egrave;</title>\
                    <link rel=\"self\" href=\"https://a.it/self\"/><link href=\"https://a.it/p/uno\"/>\
                    <author><name>Ada</name><email>a@a.it</email></author><updated>2024-03-09T01:00:00Z</updated>\
                    <published>2024-03-08T06:00:00+01:00</published>\
                    <content type=\"xhtml\"><div xmlns=\"x\"><p>Uno &amp; due</p></div></content></entry></feed>";
        let entry = &read(Path::new("f.xml"), atom).unwrap()[0];
        assert_eq!(entry.metadata.title.as_deref(), Some("Il è"));
        assert_eq!(entry.metadata.author.as_deref(), Some("Ada"));
        assert_eq!(entry.metadata.source.as_deref(), Some("https://a.it/p/uno"));
        assert_eq!(entry.metadata.date, Some(jiff::civil::date(2024, 3, 8)));
        assert!(entry.html.contains("<p>Uno &amp; due</p>"), "{}", entry.html);
    }

    #[test]
    fn broken_feeds_name_the_line() {
        let rows = [
            ("<rss><channel>\n<title>x</title></channel></rss>", "f.xml: the feed has no entries"),
            ("<rss><channel>\n<item><title>x</title></channel></rss>", "f.xml:2: the XML is broken"),
            ("<rss><channel>\n<item>\n<title>x</item></channel></rss>", "f.xml:3: the XML is broken"),
        ];
        let got = |text: &str| read(Path::new("f.xml"), text).map_or_else(|e| e.to_string(), |_| "read".into());
        let wrong: Vec<_> = rows.iter().filter(|r| !got(r.0).starts_with(r.1)).map(|r| (r.1, got(r.0))).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}
