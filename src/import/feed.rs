//! RSS and Atom files saved on disk: an issue an entry.

use std::path::Path;

use altavoce_base::error::{Error, Result};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::fmt::rfc2822;
use jiff::tz::TimeZone;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::front_matter::Known;
use super::html;
use crate::issue::date;

/// An entry of a feed.
#[derive(Debug, Default)]
pub struct Entry {
    /// What its fields say.
    pub known: Known,
    /// Its text, HTML; empty when the feed has none.
    pub html: String,
    /// Whether the feed has only a summary of it.
    pub summary: bool,
    /// Its line in the file, from 1.
    pub line: u32,
}

/// The root element's name, to know a feed from other XML; none when this is no XML.
pub fn root(text: &str) -> Option<String> {
    let mut reader = Reader::from_str(text);
    loop {
        match reader.read_event() {
            Ok(Event::Start(e) | Event::Empty(e)) => return Some(local(&e)),
            Ok(Event::Eof) | Err(_) => return None,
            Ok(_) => (),
        }
    }
}

/// The entries of a feed, in its order.
///
/// # Errors
/// The author's, with the line: XML that is broken, a feed without entries.
pub fn read(path: &Path, text: &str) -> Result<Vec<Entry>> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = true;
    // Lines are counted onward from the last place that was asked for.
    let (mut counted, mut lines) = (0, 1);
    let mut line = |at: u64| {
        let at = (at as usize).min(text.len());
        if at < counted {
            (counted, lines) = (0, 1);
        }
        lines += text.as_bytes()[counted..at].iter().filter(|b| **b == b'\n').count() as u32;
        counted = at;
        lines
    };
    let mut entries = Vec::new();
    loop {
        let at = reader.buffer_position();
        match reader.read_event() {
            Ok(Event::Start(e)) if matches!(local(&e).as_str(), "item" | "entry") => {
                let end = e.to_end().into_owned();
                let inner = reader.read_text(end.name()).map_err(|e| broken(path, line(at), e))?.into_inner();
                let mut entry = self::entry(&inner).map_err(|e| broken(path, line(at), e))?;
                entry.line = line(at);
                entries.push(entry);
            }
            Ok(Event::Eof) => break,
            Ok(_) => (),
            Err(e) => return Err(broken(path, line(reader.error_position()), e)),
        }
    }
    if entries.is_empty() {
        return Err(Error::author("the feed has no entries").in_file(path).fix("save a feed that has some"));
    }
    Ok(entries)
}

fn broken(path: &Path, line: u32, error: quick_xml::Error) -> Error {
    Error::author(format!("the XML is broken: {error}")).at(path, line).fix("save the feed again, whole")
}

/// The name of an element without its namespace.
fn local(element: &BytesStart) -> String {
    let name = element.local_name();
    let name: &str = name.as_ref();
    name.to_string()
}

/// Reads what stands in an entry.
fn entry(xml: &str) -> quick_xml::Result<Entry> {
    let mut reader = Reader::from_str(xml);
    let mut entry = Entry::default();
    let (mut whole, mut summary) = (String::new(), String::new());
    loop {
        let e = match reader.read_event()? {
            Event::Start(e) => e,
            Event::Empty(e) => {
                link(&e, &mut entry.known);
                continue;
            }
            Event::Eof => break,
            _ => continue,
        };
        link(&e, &mut entry.known);
        let value = |key: &str| {
            e.try_get_attribute(key)
                .ok()
                .flatten()
                .map(|a| a.normalized_value(XmlVersion::Implicit1_0).map(|v| v.into_owned()).unwrap_or_default())
        };
        let xhtml = value("type").is_some_and(|t| t == "xhtml");
        let end = e.to_end().into_owned();
        let raw = reader.read_text(end.name())?.into_inner();
        let text = if xhtml { raw.to_string() } else { decode(&raw) };
        let name: String = e.name().as_ref().to_string();
        let words = || Some(html::words(&text)).filter(|w| !w.is_empty());
        let known = &mut entry.known;
        match name.as_str() {
            "title" => known.title = words(),
            "itunes:subtitle" => known.subtitle = words(),
            "link" if text.trim().starts_with("http") => known.source = Some(text.trim().to_string()),
            "pubDate" | "published" | "dc:date" => known.date = day(text.trim()).or(known.date),
            "updated" => known.date = known.date.or_else(|| day(text.trim())),
            "dc:creator" | "itunes:author" => known.author = known.author.take().or_else(words),
            "author" => known.author = known.author.take().or_else(|| author(&raw)),
            "itunes:episode" => known.number = text.trim().parse().ok(),
            "content:encoded" | "content" => whole = text,
            "description" | "summary" => summary = text,
            _ => (),
        }
    }
    entry.summary = whole.trim().is_empty();
    entry.html = if entry.summary { summary } else { whole };
    Ok(entry)
}

/// Atom's link, in an attribute.
fn link(element: &BytesStart, known: &mut Known) {
    if element.name().as_ref() != "link" {
        return;
    }
    let value = |key: &str| {
        element
            .try_get_attribute(key)
            .ok()
            .flatten()
            .and_then(|a| a.normalized_value(XmlVersion::Implicit1_0).ok().map(|v| v.into_owned()))
    };
    if value("rel").is_none_or(|rel| rel == "alternate")
        && let Some(href) = value("href").filter(|h| h.starts_with("http"))
    {
        known.source = Some(href);
    }
}

/// RSS gives an address with a name in brackets, Atom an element `name`.
fn author(raw: &str) -> Option<String> {
    let name = match raw.split_once("<name>") {
        Some((_, rest)) => rest.split("</name>").next().unwrap_or(""),
        None => raw.split_once('(').map_or(raw, |(_, name)| name.trim_end().trim_end_matches(')')),
    };
    Some(html::words(&decode(name))).filter(|n| !n.is_empty() && !n.contains('@'))
}

/// Text with its entities and CDATA sections read.
fn decode(raw: &str) -> String {
    let mut out = String::new();
    let mut rest = raw;
    while let Some((before, behind)) = rest.split_once("<![CDATA[") {
        out.push_str(&entities(before));
        let (inside, after) = behind.split_once("]]>").unwrap_or((behind, ""));
        out.push_str(inside);
        rest = after;
    }
    out.push_str(&entities(rest));
    out
}

/// XML's entities. Feeds have HTML's too, against the rules: then XML's alone are read, and whoever reads the HTML reads the rest.
fn entities(text: &str) -> String {
    match unescape(text) {
        Ok(text) => text.into_owned(),
        Err(_) => {
            let pairs = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")];
            pairs.iter().fold(text.to_string(), |text, (entity, sign)| text.replace(entity, sign))
        }
    }
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
        assert_eq!(first.known.title.as_deref(), Some("Il mare & noi – #3"));
        assert_eq!(first.known.author.as_deref(), Some("Ada Rossi"));
        assert_eq!(first.known.source.as_deref(), Some("https://a.it/p/mare"));
        assert_eq!(first.known.date, Some(jiff::civil::date(2024, 3, 8)));
        assert_eq!((first.html.as_str(), first.summary, first.line), ("<p>Testo &egrave; qui</p>", false, 3));
        assert_eq!((entries[1].html.as_str(), entries[1].summary, entries[1].line), ("<p>Solo questo</p>", true, 4));

        let atom = "<feed xmlns=\"http://www.w3.org/2005/Atom\"><entry><title type=\"html\">Il &amp;egrave;</title>\
                    <link rel=\"self\" href=\"https://a.it/self\"/><link href=\"https://a.it/p/uno\"/>\
                    <author><name>Ada</name><email>a@a.it</email></author><updated>2024-03-09T01:00:00Z</updated>\
                    <published>2024-03-08T06:00:00+01:00</published>\
                    <content type=\"xhtml\"><div xmlns=\"x\"><p>Uno &amp; due</p></div></content></entry></feed>";
        let entry = &read(Path::new("f.xml"), atom).unwrap()[0];
        assert_eq!(entry.known.title.as_deref(), Some("Il è"));
        assert_eq!(entry.known.author.as_deref(), Some("Ada"));
        assert_eq!(entry.known.source.as_deref(), Some("https://a.it/p/uno"));
        assert_eq!(entry.known.date, Some(jiff::civil::date(2024, 3, 8)));
        assert!(entry.html.contains("<p>Uno &amp; due</p>"), "{}", entry.html);
    }

    #[test]
    fn broken_feeds_name_the_line() {
        let rows = [
            ("<rss><channel>\n<title>x</title></channel></rss>", "f.xml: the feed has no entries"),
            ("<rss><channel>\n<item><title>x</title></channel></rss>", "f.xml:2: the XML is broken"),
            ("<rss><channel>\n<item>\n<title>x</item></channel></rss>", "f.xml:2: the XML is broken"),
        ];
        let got = |text: &str| read(Path::new("f.xml"), text).map_or_else(|e| e.to_string(), |_| "read".into());
        let wrong: Vec<_> = rows.iter().filter(|r| !got(r.0).starts_with(r.1)).map(|r| (r.1, got(r.0))).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}
