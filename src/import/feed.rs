//! RSS and Atom files saved on disk: an issue an entry.

use std::path::Path;

use altavoce_base::error::{Error, Result};
use altavoce_base::tr;
use altavoce_podcast::rss::{Document, Element, ParseMode};

use super::diagnostic::{self, Diagnostic};
use super::front_matter::Metadata;
use super::html;
use super::post::{Export, Post};

/// The root element's name without a prefix, to know a feed from other XML; none when this is no XML.
pub fn root(text: &str) -> Option<String> {
    let document = Document::read(text.as_bytes(), ParseMode::Root);
    document.root().ok().map(|root| root.local_name().to_string())
}

/// The root of a document.
///
/// # Errors
/// The author's, with the line: XML that is broken.
pub fn well_formed<'a>(document: &'a Document, path: &Path) -> Result<&'a Element> {
    document.root().map_err(|e| {
        let error = Error::author(tr!("the XML is broken: {what}", what = e.what)).at(path, e.line);
        error.fix(tr!("save the feed again, whole")).caused_by(e.clone())
    })
}

/// The entries of a feed, in its order.
///
/// # Errors
/// The author's, with the line: XML that is broken, a feed without entries.
pub fn read(path: &Path, text: &str) -> Result<Export> {
    let document = Document::read(text.as_bytes(), ParseMode::Lenient);
    let root = well_formed(&document, path)?;
    // RSS has them in a channel; Atom, and RSS 1.0, beside what is said of the feed.
    let channel = root.children.iter().find(|c| c.local_name() == "channel");
    let all = [Some(root), channel].into_iter().flatten().flat_map(|parent| &parent.children);
    let entries = all.filter(|e| matches!(e.local_name(), "item" | "entry"));
    let posts: Vec<Post> = entries.map(|element| entry(&document, element)).collect();
    if posts.is_empty() {
        return Err(Error::author(tr!("the feed has no entries")).in_file(path).fix(tr!("save a feed that has some")));
    }
    let (posts, empty): (Vec<_>, Vec<_>) = posts.into_iter().partition(|post| !post.text.trim().is_empty());
    let told = |post: Post| Diagnostic::removed(post.line, &post.name, tr!("the feed has no text of it"));
    Ok(Export { posts, diagnostics: empty.into_iter().map(told).collect() })
}

/// Reads what stands in an entry.
fn entry(document: &Document, element: &Element) -> Post {
    let mut metadata = Metadata::default();
    let (mut whole, mut summary, mut updated) = (String::new(), String::new(), None);
    let prefix = element.name.strip_suffix(element.local_name()).unwrap_or_default();
    for field in &element.children {
        // What is of the entry's own namespace goes without a prefix: Atom's.
        let name = field.name.strip_prefix(prefix).unwrap_or(&field.name);
        // Markup that stands in a field as it is, in XHTML or by mistake, is read as what it is.
        let text = if field.children.is_empty() { field.text.as_str() } else { document.inner(field) };
        let words = || Some(html::words(text)).filter(|w| !w.is_empty());
        match name {
            "title" => metadata.title = words(),
            "itunes:subtitle" => metadata.subtitle = words(),
            "link" => metadata.link = link(field).or(metadata.link.take()),
            "pubDate" | "published" | "dc:date" => _ = metadata.publish(text),
            "updated" => updated = Some(text),
            "dc:creator" | "itunes:author" => metadata.author = metadata.author.take().or_else(words),
            "author" => metadata.author = metadata.author.take().or_else(|| author(field)),
            "itunes:episode" => metadata.number = text.trim().parse().ok(),
            "content:encoded" | "content" => whole = text.to_string(),
            "description" | "summary" => summary = text.to_string(),
            _ => (),
        }
    }
    if let Some(updated) = updated.filter(|_| metadata.date.is_none()) {
        metadata.publish(updated);
    }
    let is_summary = whole.trim().is_empty();
    let name = metadata.title.clone().unwrap_or_default();
    let what = tr!("the feed has only a description of it, perhaps not its text");
    let line = Some(element.line);
    Post {
        metadata,
        text: if is_summary { summary } else { whole },
        part: tr!("entry \"{name}\"", name = diagnostic::shorten(&name)),
        name,
        line,
        diagnostics: is_summary.then(|| Diagnostic::doubt(line, what)).into_iter().collect(),
        ..Post::default()
    }
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
        let entries = read(Path::new("f.xml"), rss).unwrap().posts;
        let first = &entries[0];
        assert_eq!(first.metadata.title.as_deref(), Some("Il mare & noi – #3"));
        assert_eq!(first.metadata.author.as_deref(), Some("Ada Rossi"));
        assert_eq!(first.metadata.link.as_deref(), Some("https://a.it/p/mare"));
        assert_eq!(first.metadata.date, Some(jiff::civil::date(2024, 3, 8)));
        assert_eq!(
            (first.text.as_str(), first.diagnostics.len(), first.line),
            ("<p>Testo &egrave; qui</p>", 0, Some(3))
        );
        assert_eq!(
            (entries[1].text.as_str(), entries[1].diagnostics.len(), entries[1].line),
            ("<p>Solo questo</p>", 1, Some(4))
        );

        let atom = "<feed xmlns=\"http://www.w3.org/2005/Atom\"><entry><title type=\"html\">Il &amp;egrave;</title>\
                    <link rel=\"self\" href=\"https://a.it/self\"/><link href=\"https://a.it/p/uno\"/>\
                    <author><name>Ada</name><email>a@a.it</email></author><updated>2024-03-09T01:00:00Z</updated>\
                    <published>2024-03-08T06:00:00+01:00</published>\
                    <content type=\"xhtml\"><div xmlns=\"x\"><p>Uno &amp; due</p></div></content></entry></feed>";
        let entry = &read(Path::new("f.xml"), atom).unwrap().posts[0];
        assert_eq!(entry.metadata.title.as_deref(), Some("Il è"));
        assert_eq!(entry.metadata.author.as_deref(), Some("Ada"));
        assert_eq!(entry.metadata.link.as_deref(), Some("https://a.it/p/uno"));
        assert_eq!(entry.metadata.date, Some(jiff::civil::date(2024, 3, 8)));
        assert!(entry.text.contains("<p>Uno &amp; due</p>"), "{}", entry.text);
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
