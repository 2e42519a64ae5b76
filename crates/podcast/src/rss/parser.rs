//! From text to a tree: quick-xml's events, with all that it leaves to its users to check.

use std::ops::Range;

use altavoce_base::tr;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::name::ResolveResult;
use quick_xml::{NsReader, XmlVersion};

use super::element::{Attribute, Element};
use super::namespaces::{self, Known, MisspeltNamespace};
use super::text::{is_legal, single_line};

/// How a document is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParseMode {
    /// As XML 1.0 and its namespaces have it, in UTF-8: whatever breaks a rule ends it.
    Strict,
    /// As the feeds of this world need it: an undeclared or unknown prefix is taken for what everybody means by it, an
    /// entity that is none of XML's stays as it is written, and so does an ampersand that begins none, and the declared encoding is not believed, as the bytes are
    /// UTF-8 by now. Tags must still close.
    Lenient,
    /// As [`ParseMode::Lenient`], but only as far as the first item of the channel.
    Head,
    /// As [`ParseMode::Lenient`], but only the root's own tag.
    Root,
}

/// Why a document is not right, and where.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("line {line}: {what}")]
pub struct XmlError {
    /// The line, from 1.
    pub line: u32,
    /// What is wrong there.
    pub what: String,
    /// Whether nothing is wrong but that the document ends too soon.
    pub is_unfinished: bool,
}

/// No feed nests deeper; a file that does is not one.
const DEEPEST: usize = 64;
/// ... but for what an entry quotes of a page in XHTML, which the lenient put up with.
const DEEPEST_QUOTED: usize = 512;
/// No feed has more elements: a thousand for each of a thousand episodes. A file that does is meant to fill the memory.
const MOST_ELEMENTS: usize = 1_000_000;

/// Reads a document: its root, or the first reason why it is not right; and the namespaces that are not quite.
pub(super) fn parse(text: &str, mode: ParseMode) -> (Result<Element, XmlError>, Vec<MisspeltNamespace>) {
    let mut parser = Parser {
        text,
        mode,
        open: vec![],
        root: None,
        misspelt: vec![],
        elements: 0,
        line: 1,
        counted: 0,
        is_unfinished: false,
    };
    let root = parser.document();
    let root = root.map_err(|what| XmlError { line: parser.line, what, is_unfinished: parser.is_unfinished });
    (root, parser.misspelt)
}

/// Where the reading is.
struct Parser<'a> {
    text: &'a str,
    mode: ParseMode,
    open: Vec<Element>,
    root: Option<Element>,
    misspelt: Vec<MisspeltNamespace>,
    elements: usize,
    /// The line of the byte at `counted`.
    line: u32,
    counted: usize,
    is_unfinished: bool,
}

impl Parser<'_> {
    fn document(&mut self) -> Result<Element, String> {
        let text = self.text;
        if self.is_strict()
            && let Some(at) = text.find(|c| !is_legal(c))
        {
            self.count(at);
            return Err(tr!("a control character stands here, which XML does not allow").into());
        }
        let mut reader = NsReader::from_str(text);
        reader.config_mut().check_comments = self.is_strict();
        // Addresses are often written as they are.
        reader.config_mut().allow_dangling_amp = !self.is_strict();
        loop {
            self.count(reader.buffer_position() as usize);
            let event = match reader.read_event() {
                Ok(event) => event,
                Err(e) => {
                    self.count(reader.error_position() as usize);
                    return Err(single_line(&e.to_string()));
                }
            };
            match event {
                Event::Start(tag) => {
                    let mut element = self.element(&reader, &tag)?;
                    let deepest = if self.is_strict() { DEEPEST } else { DEEPEST_QUOTED };
                    if self.open.len() >= deepest {
                        return Err(tr!("elements are nested deeper than {deepest}"));
                    }
                    let after = self.span(&tag).end + ">".len();
                    element.content = after..after;
                    if self.is_enough(&element) {
                        break;
                    }
                    self.open.push(element);
                }
                Event::Empty(tag) => {
                    let element = self.element(&reader, &tag)?;
                    if self.is_enough(&element) {
                        break;
                    }
                    self.close(element)?;
                }
                Event::End(tag) => {
                    let mut element = self.open.pop().ok_or(tr!("a tag is closed that was never opened"))?;
                    element.content.end = self.span(&tag).start - "</".len();
                    self.close(element)?;
                }
                Event::Text(text) => self.add(&text.xml10_content())?,
                Event::CData(text) => self.add(&text.xml10_content())?,
                Event::GeneralRef(reference) => {
                    let meant = self.character(&reference)?;
                    self.add(&meant)?;
                }
                Event::Decl(declaration) if self.is_strict() => {
                    let encoding = declaration.encoding().and_then(Result::ok).unwrap_or("UTF-8".into());
                    if !encoding.eq_ignore_ascii_case("utf-8") {
                        return Err(tr!("the file says that it is {encoding}, but it is read as UTF-8"));
                    }
                }
                Event::Decl(_) | Event::Comment(_) | Event::PI(_) | Event::DocType(_) => {}
                Event::Eof => match self.open.last() {
                    None => break,
                    Some(open) => {
                        (self.line, self.is_unfinished) = (open.line, true);
                        return Err(tr!("`<{name}>` is never closed", name = open.name));
                    }
                },
            }
        }
        // What is still open was read as far as it was asked for.
        while let Some(element) = self.open.pop() {
            self.close(element)?;
        }
        self.is_unfinished = self.root.is_none();
        self.root.take().ok_or_else(|| tr!("there is no element in it").to_string())
    }

    fn is_strict(&self) -> bool {
        self.mode == ParseMode::Strict
    }

    /// Whether all that was asked for has been read when `element` begins.
    fn is_enough(&mut self, element: &Element) -> bool {
        match (self.mode, &self.open[..]) {
            (ParseMode::Root, []) => {
                self.root = Some(element.clone());
                true
            }
            (ParseMode::Head, [_, channel]) => channel.name == "channel" && element.name == "item",
            _ => false,
        }
    }

    /// Moves on to the byte `at`, counting lines.
    fn count(&mut self, at: usize) {
        let at = at.min(self.text.len());
        if at > self.counted {
            self.line += self.text.as_bytes()[self.counted..at].iter().filter(|b| **b == b'\n').count() as u32;
            self.counted = at;
        }
    }

    /// Where a part of the text is in it, which the reader gave out without copying it.
    fn span(&self, part: &str) -> Range<usize> {
        let start = part.as_ptr().addr() - self.text.as_ptr().addr();
        start..start + part.len()
    }

    /// An element without its content.
    fn element(&mut self, reader: &NsReader<&[u8]>, tag: &BytesStart) -> Result<Element, String> {
        self.elements += 1;
        if self.elements > MOST_ELEMENTS {
            return Err(tr!("there are more than {MOST_ELEMENTS} elements, which no feed has"));
        }
        let (space, _) = reader.resolver().resolve_element(tag.name());
        let name = self.name(space, tag.name().into_inner())?;
        let mut attributes = Vec::new();
        // To look for attributes that stand twice takes the square of their number.
        for attribute in tag.attributes().with_checks(self.is_strict()) {
            let attribute = match attribute {
                Ok(attribute) => attribute,
                Err(_) if !self.is_strict() => continue,
                Err(e) => return Err(tr!("an attribute of `<{name}>`: {fault}", fault = single_line(&e.to_string()))),
            };
            let key = attribute.key.into_inner();
            if self.is_strict() && attribute.value.contains('<') {
                return Err(tr!("a `<` stands in the attribute `{key}`"));
            }
            if key == "xmlns" || key.starts_with("xmlns:") {
                continue;
            }
            let (space, _) = reader.resolver().resolve_attribute(attribute.key);
            let key = self.name(space, key)?;
            let value = match attribute.normalized_value(XmlVersion::default()) {
                Ok(value) => value,
                Err(_) if !self.is_strict() => attribute.value.clone(),
                Err(e) => return Err(tr!("the attribute `{key}`: {fault}", fault = single_line(&e.to_string()))),
            };
            let span = self.span(&attribute.value);
            attributes.push(Attribute { name: key, value: value.trim().to_string(), span });
        }
        Ok(Element { name, attributes, line: self.line, ..Element::default() })
    }

    /// The name of what is `written` so, with the usual prefix of its namespace.
    fn name(&mut self, space: ResolveResult, written: &str) -> Result<String, String> {
        let local = written.split_once(':').map_or(written, |(_, local)| local);
        let address = match space {
            ResolveResult::Unbound => return Ok(local.to_string()),
            ResolveResult::Unknown(_) if !self.is_strict() => return Ok(written.to_string()),
            ResolveResult::Unknown(_) => return Err(tr!("the prefix of `{written}` is not declared")),
            ResolveResult::Bound(address) => address.0,
        };
        match namespaces::look_up(address) {
            Known::Exactly(prefix) => Ok(format!("{prefix}:{local}")),
            Known::Nearly(prefix, exact) => {
                if !self.misspelt.iter().any(|m| m.written == address) {
                    self.misspelt.push(MisspeltNamespace {
                        line: self.line,
                        prefix,
                        written: address.to_string(),
                        exact,
                    });
                }
                Ok(format!("{prefix}:{local}"))
            }
            Known::Not if self.is_strict() => Ok(format!("{{{address}}}{local}")),
            Known::Not => Ok(written.to_string()),
        }
    }

    /// What an entity or a number stands for; read leniently, an unknown one for itself.
    fn character(&self, reference: &BytesRef) -> Result<String, String> {
        let name: &str = reference;
        let found = match reference.resolve_char_ref() {
            Ok(found) => found.or_else(|| entity(name)).filter(|c| is_legal(*c)),
            Err(e) if self.is_strict() => return Err(single_line(&e.to_string())),
            Err(_) => None,
        };
        match found {
            Some(found) => Ok(found.to_string()),
            None if self.is_strict() => Err(tr!("`&{name};` stands for no character in XML")),
            None => Ok(format!("&{name};")),
        }
    }

    fn close(&mut self, mut element: Element) -> Result<(), String> {
        element.text = element.text.trim().to_string();
        match self.open.last_mut() {
            Some(parent) => parent.children.push(element),
            None if self.root.is_some() => return Err(tr!("there is a second root element").into()),
            None => self.root = Some(element),
        }
        Ok(())
    }

    /// Adds a text to the element in which it stands.
    fn add(&mut self, text: &str) -> Result<(), String> {
        match self.open.last_mut() {
            Some(element) => element.text.push_str(text),
            None if text.trim().is_empty() => {}
            None => {
                let before = text.len() - text.trim_start().len();
                self.line += text[..before].matches('\n').count() as u32;
                return Err(tr!("there is text outside of the root element").into());
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rss::Document;

    fn strict(bytes: &[u8]) -> Document {
        Document::read(bytes, ParseMode::Strict)
    }

    #[test]
    fn elements_know_their_names_and_lines() {
        let text = "\u{feff}<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<!-- x -->\n<rss xmlns:it=\"http://www.itunes.com/dtds/podcast-1.0.dtd\"\n  xmlns:o=\"urn:o\">\n\
            <it:image\n href=' a&amp;b '/><o:x/>\n<title>a &lt; <![CDATA[<b>]]> &#233;</title>\n</rss>";
        let document = strict(text.as_bytes());
        let root = document.root().unwrap();
        let seen: Vec<_> = root.children.iter().map(|c| (c.name.as_str(), c.line, c.text.as_str())).collect();
        assert_eq!(seen, [("itunes:image", 5, ""), ("{urn:o}x", 6, ""), ("title", 7, "a < <b> é")]);
        assert_eq!(root.children[0].attribute("href"), Some("a&b"));
        assert_eq!(document.misspelt(), []);
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
            let document = strict(bytes);
            if !document.root().is_err_and(|e| e.line == *line && e.what.contains(part)) {
                wrong.push(format!("{}: {document:?}", String::from_utf8_lossy(bytes)));
            }
        }
        let deep = "<a>".repeat(100_000);
        let many = format!("<a>{}</a>", "<b/>".repeat(MOST_ELEMENTS));
        for (text, mode, part) in [
            (&deep, ParseMode::Strict, "deeper"),
            (&deep, ParseMode::Lenient, "deeper"),
            (&many, ParseMode::Lenient, "more than"),
        ] {
            if !Document::read(text.as_bytes(), mode).root().is_err_and(|e| e.what.contains(part)) {
                wrong.push(format!("{mode:?}: not {part}"));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn a_misspelt_namespace_is_still_understood() {
        let document = strict(b"<r xmlns:i='https://www.itunes.com/DTDs/Podcast-1.0.dtd'><i:a/><i:b/></r>");
        assert_eq!(document.root().unwrap().children[1].name, "itunes:b");
        assert_eq!(document.misspelt().len(), 1);
    }

    #[test]
    fn feeds_of_this_world_are_read_leniently() {
        let rows = [
            ("<a><it:b/></a>", "it:b", ""),
            ("<a xmlns:content='c'><content:b>x</content:b></a>", "content:b", "x"),
            ("<a xmlns:i='http://www.itunes.com/dtds/podcast-1.0.dtd'><i:b>x</i:b></a>", "itunes:b", "x"),
            ("<a><b>citt&agrave; &amp; &#0;\u{7}!</b></a>", "b", "citt&agrave; & &#0;\u{7}!"),
            ("<a><b>R&B & co, x?a=1&b=2</b></a>", "b", "R&B & co, x?a=1&b=2"),
            ("<?xml version='1.0' encoding='ISO-8859-1'?><a><b>è</b></a>", "b", "è"),
            ("<a><!-- x -- y --><b x='1' x='&nbsp;' y/></a>", "b", ""),
            ("<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><a><b>&e;</b></a>", "b", "&e;"),
        ];
        let mut wrong = Vec::new();
        for (text, name, expected) in rows {
            let document = Document::read(text.as_bytes(), ParseMode::Lenient);
            let found = document.root().map(|root| (root.children[0].name.as_str(), root.children[0].text.as_str()));
            if found != Ok((name, expected)) {
                wrong.push(format!("{text}: {document:?}"));
            }
        }
        let broken = ["", "x", "<a>", "<a></b>", "<a/><b/>", "<a>\u{0}"];
        let read = |text: &str| Document::read(text.as_bytes(), ParseMode::Lenient).root().is_ok();
        wrong.extend(broken.into_iter().filter(|text| read(text)).map(String::from));
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn no_more_is_read_than_is_asked_for() {
        let text = "<rss a='1'><channel><title>x</title><item/></channel></oops>";
        let read = |mode| Document::read(text.as_bytes(), mode).root().map(|root| root.children.clone()).ok();
        assert_eq!(read(ParseMode::Root), Some(vec![]));
        let head = read(ParseMode::Head).unwrap();
        assert_eq!(head[0].children.iter().map(|c| c.name.as_str()).collect::<Vec<_>>(), ["title"]);
        assert_eq!(read(ParseMode::Lenient), None);
    }
}
