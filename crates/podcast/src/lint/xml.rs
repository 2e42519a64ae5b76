//! A feed as XML: a tree of elements that know their line, and every reason why it is not well-formed.

use quick_xml::events::{BytesStart, Event};
use quick_xml::name::ResolveResult;
use quick_xml::{NsReader, XmlVersion};

use crate::feed::show_notes::on_one_line;

/// The namespaces of podcast feeds: the prefix that everybody uses, and the exact addresses that stand for it.
pub const NAMESPACES: &[(&str, &[&str])] = &[
    ("itunes", &["http://www.itunes.com/dtds/podcast-1.0.dtd"]),
    (
        "podcast",
        &[
            "https://podcastindex.org/namespace/1.0",
            "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md",
        ],
    ),
    ("atom", &["http://www.w3.org/2005/Atom"]),
    ("content", &["http://purl.org/rss/1.0/modules/content/"]),
    ("psc", &["http://podlove.org/simple-chapters"]),
];

/// No feed nests deeper; a file that does is not one.
const DEEPEST: usize = 64;

/// An element with all that is in it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Element {
    /// `title`, `itunes:image`; a namespace that is not of [`NAMESPACES`] stands in braces instead of a prefix.
    pub name: String,
    /// Names as above, and values.
    pub attributes: Vec<(String, String)>,
    /// Its own text, without that of its children, trimmed.
    pub text: String,
    /// In order.
    pub children: Vec<Element>,
    /// The line where its tag begins, from 1.
    pub line: u32,
}

impl Element {
    /// Its children of that name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.children.iter().filter(move |c| c.name == name)
    }

    /// Its first child of that name.
    pub fn one(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|c| c.name == name)
    }

    /// The value of an attribute.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// The text of its first child of that name; empty when there is none.
    pub fn text_of(&self, name: &str) -> &str {
        self.one(name).map_or("", |c| c.text.as_str())
    }
}

/// Why a document is not right, and where.
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    /// The line, from 1.
    pub line: u32,
    /// What is wrong there.
    pub what: String,
}

/// A namespace that the document declares under an address that only resembles a known one.
#[derive(Debug, Clone, PartialEq)]
pub struct Misspelt {
    /// The line, from 1.
    pub line: u32,
    /// The prefix that everybody uses.
    pub prefix: &'static str,
    /// The address as written.
    pub written: String,
    /// The address as it must be.
    pub exact: &'static str,
}

/// A document.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Document {
    /// The root; `None` when the document is not well-formed.
    pub root: Option<Element>,
    /// Why it is not well-formed.
    pub faults: Vec<Fault>,
    /// Namespaces with nearly the right address, once each.
    pub misspelt: Vec<Misspelt>,
}

/// Reads a document. It stops at the first fault, as every XML reader must.
pub fn parse(bytes: &[u8]) -> Document {
    let mut reading = Reading { line: 1, ..Reading::default() };
    match reading.document(bytes) {
        Ok(root) => Document { root: Some(root), faults: vec![], misspelt: reading.misspelt },
        Err(what) => {
            let fault = Fault { line: reading.line, what };
            Document { root: None, faults: vec![fault], misspelt: reading.misspelt }
        }
    }
}

/// Where the reading is.
#[derive(Default)]
struct Reading {
    open: Vec<Element>,
    root: Option<Element>,
    misspelt: Vec<Misspelt>,
    line: u32,
    counted: usize,
}

impl Reading {
    fn document(&mut self, bytes: &[u8]) -> Result<Element, String> {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let text = std::str::from_utf8(bytes).map_err(|e| {
            self.count(bytes, e.valid_up_to());
            "this is not UTF-8 text".to_string()
        })?;
        if let Some(at) = text.find(|c| !legal(c)) {
            self.count(bytes, at);
            return Err("a control character stands here, which XML does not allow".into());
        }
        let mut reader = NsReader::from_str(text);
        reader.config_mut().check_comments = true;
        loop {
            self.count(bytes, reader.buffer_position() as usize);
            let event = match reader.read_event() {
                Ok(event) => event,
                Err(e) => {
                    self.count(bytes, reader.error_position() as usize);
                    return Err(on_one_line(&e.to_string()));
                }
            };
            match event {
                Event::Start(tag) => {
                    let element = self.element(&reader, &tag)?;
                    if self.open.len() >= DEEPEST {
                        return Err(format!("elements are nested deeper than {DEEPEST}"));
                    }
                    self.open.push(element);
                }
                Event::Empty(tag) => {
                    let element = self.element(&reader, &tag)?;
                    self.close(element)?;
                }
                Event::End(_) => {
                    let element = self.open.pop().ok_or("a tag is closed that was never opened")?;
                    self.close(element)?;
                }
                Event::Text(text) => self.text(&text.xml10_content())?,
                Event::CData(text) => self.text(&text.xml10_content())?,
                Event::GeneralRef(reference) => {
                    let found = reference.resolve_char_ref().map_err(|e| on_one_line(&e.to_string()))?;
                    let name = reference.into_inner();
                    let found = found.or_else(|| entity(&name)).filter(|c| legal(*c));
                    let letter = found.ok_or_else(|| format!("`&{name};` stands for no character in XML"))?;
                    self.text(letter.encode_utf8(&mut [0; 4]))?;
                }
                Event::Decl(declaration) => {
                    let encoding = declaration.encoding().and_then(Result::ok).unwrap_or("UTF-8".into());
                    if !encoding.eq_ignore_ascii_case("utf-8") {
                        return Err(format!("the file says that it is {encoding}, but it is read as UTF-8"));
                    }
                }
                Event::Comment(_) | Event::PI(_) | Event::DocType(_) => {}
                Event::Eof => break,
            }
        }
        if let Some(open) = self.open.last() {
            self.line = open.line;
            return Err(format!("`<{}>` is never closed", open.name));
        }
        self.root.take().ok_or_else(|| "there is no element in it".to_string())
    }

    /// Moves on to the byte `at`, counting lines.
    fn count(&mut self, bytes: &[u8], at: usize) {
        let at = at.min(bytes.len());
        if at > self.counted {
            self.line += bytes[self.counted..at].iter().filter(|b| **b == b'\n').count() as u32;
            self.counted = at;
        }
    }

    /// An element without its content.
    fn element(&mut self, reader: &NsReader<&[u8]>, tag: &BytesStart) -> Result<Element, String> {
        let (space, local) = reader.resolver().resolve_element(tag.name());
        let name = self.name(space, local.into_inner())?;
        let mut attributes = Vec::new();
        for attribute in tag.attributes() {
            let attribute =
                attribute.map_err(|e| format!("an attribute of `<{name}>`: {}", on_one_line(&e.to_string())))?;
            let key = attribute.key.into_inner();
            if attribute.value.contains('<') {
                return Err(format!("a `<` stands in the attribute `{key}`"));
            }
            if key == "xmlns" || key.starts_with("xmlns:") {
                continue;
            }
            let (space, local) = reader.resolver().resolve_attribute(attribute.key);
            let key = self.name(space, local.into_inner())?;
            let value = attribute.normalized_value(XmlVersion::default());
            let value = value.map_err(|e| format!("the attribute `{key}`: {}", on_one_line(&e.to_string())))?;
            attributes.push((key, value.trim().to_string()));
        }
        Ok(Element { name, attributes, line: self.line, ..Element::default() })
    }

    /// A name with the usual prefix of its namespace.
    fn name(&mut self, space: ResolveResult, local: &str) -> Result<String, String> {
        let address = match space {
            ResolveResult::Unbound => return Ok(local.to_string()),
            ResolveResult::Unknown(prefix) => return Err(format!("the prefix of `{prefix}:{local}` is not declared")),
            ResolveResult::Bound(address) => address.0,
        };
        if let Some((prefix, _)) = NAMESPACES.iter().find(|(_, known)| known.contains(&address)) {
            return Ok(format!("{prefix}:{local}"));
        }
        let Some((prefix, known)) = NAMESPACES.iter().find(|(_, known)| known.iter().any(|k| alike(k, address))) else {
            return Ok(format!("{{{address}}}{local}"));
        };
        if !self.misspelt.iter().any(|m| m.written == address) {
            let (written, exact) = (address.to_string(), known[0]);
            self.misspelt.push(Misspelt { line: self.line, prefix, written, exact });
        }
        Ok(format!("{prefix}:{local}"))
    }

    fn close(&mut self, mut element: Element) -> Result<(), String> {
        element.text = element.text.trim().to_string();
        match self.open.last_mut() {
            Some(parent) => parent.children.push(element),
            None if self.root.is_some() => return Err("there is a second root element".into()),
            None => self.root = Some(element),
        }
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), String> {
        match self.open.last_mut() {
            Some(element) => element.text.push_str(text),
            None if text.trim().is_empty() => {}
            None => {
                let before = text.len() - text.trim_start().len();
                self.line += text[..before].matches('\n').count() as u32;
                return Err("there is text outside of the root element".into());
            }
        }
        Ok(())
    }
}

/// The five entities that need no declaration (XML 1.0, 4.6).
fn entity(name: &str) -> Option<char> {
    let known = [("lt", '<'), ("gt", '>'), ("amp", '&'), ("apos", '\''), ("quot", '"')];
    known.into_iter().find(|(n, _)| *n == name).map(|(_, c)| c)
}

/// What an XML 1.0 document may hold (production 2).
fn legal(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..)
}

/// Two addresses that a hasty writer takes for the same.
fn alike(a: &str, b: &str) -> bool {
    let bare = |s: &str| {
        let s = s.to_ascii_lowercase();
        let s = s.split_once("://").map_or(s.as_str(), |(_, rest)| rest);
        s.trim_start_matches("www.").trim_end_matches('/').trim().to_string()
    };
    bare(a) == bare(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_know_their_names_and_lines() {
        let text = "\u{feff}<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<!-- x -->\n<rss xmlns:it=\"http://www.itunes.com/dtds/podcast-1.0.dtd\"\n  xmlns:o=\"urn:o\">\n\
            <it:image\n href=' a&amp;b '/><o:x/>\n<title>a &lt; <![CDATA[<b>]]> &#233;</title>\n</rss>";
        let document = parse(text.as_bytes());
        let root = document.root.unwrap();
        let seen: Vec<_> = root.children.iter().map(|c| (c.name.as_str(), c.line, c.text.as_str())).collect();
        assert_eq!(seen, [("itunes:image", 5, ""), ("{urn:o}x", 6, ""), ("title", 7, "a < <b> é")]);
        assert_eq!(root.children[0].attribute("href"), Some("a&b"));
        assert_eq!(document.misspelt, []);
    }

    #[test]
    fn what_is_not_well_formed_is_told_with_its_line() {
        let rows: &[(&[u8], u32, &str)] = &[
            (b"<a>\n<b></a>", 2, ""),
            (b"<a>\n<b>", 2, "`<b>` is never closed"),
            (b"<a/>\n<b/>", 2, "second root"),
            (b"<a/>\nx", 2, "outside of the root"),
            (b"", 1, "no element"),
            (b"<a>\n&nbsp;</a>", 2, "`&nbsp;` stands for no character"),
            (b"<a>\n&#1;</a>", 2, "stands for no character"),
            (b"<a>\nR&B</a>", 2, ""),
            (b"<a>\n\x07</a>", 2, "control character"),
            (b"<a>\n\xff</a>", 2, "not UTF-8"),
            (b"<a>\n<b x='1' x='2'/></a>", 2, "attribute"),
            (b"<a>\n<b x='&nbsp;'/></a>", 2, "attribute `x`"),
            (b"<a>\n<it:b/></a>", 2, "prefix of `it:b` is not declared"),
            (b"<?xml version='1.0' encoding='ISO-8859-1'?><a/>", 1, "ISO-8859-1"),
        ];
        let mut wrong = Vec::new();
        for (bytes, line, part) in rows {
            let document = parse(bytes);
            let right = matches!(&document.faults[..], [f] if f.line == *line && f.what.contains(part));
            if !right || document.root.is_some() {
                wrong.push(format!("{}: {document:?}", String::from_utf8_lossy(bytes)));
            }
        }
        let deep = "<a>".repeat(100_000);
        if !parse(deep.as_bytes()).faults[0].what.contains("deeper") {
            wrong.push("nesting".into());
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn a_misspelt_namespace_is_still_understood() {
        let document = parse(b"<r xmlns:i='https://www.itunes.com/DTDs/Podcast-1.0.dtd'><i:a/><i:b/></r>");
        assert_eq!(document.root.unwrap().children[1].name, "itunes:b");
        assert_eq!(document.misspelt.len(), 1);
    }
}
