//! XML as feeds need it: elements, attributes, text, and nothing that no XML document may hold.

use altavoce_base::error::{Error, Result};
use altavoce_base::tr;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use super::text::is_legal;

/// A document that is being written into memory, two spaces a level. Memory takes whatever is written into it, so its
/// errors are bugs of ours.
pub struct Writer(quick_xml::Writer<Vec<u8>>);

impl Writer {
    /// Begins a document.
    pub fn new() -> Result<Writer> {
        let mut writer = Writer(quick_xml::Writer::new_with_indent(Vec::new(), b' ', 2));
        writer.put(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        Ok(writer)
    }

    /// The document.
    pub fn finish(self) -> Vec<u8> {
        let mut bytes = self.0.into_inner();
        bytes.push(b'\n');
        bytes
    }

    /// An element that holds a text.
    pub fn text(&mut self, name: &str, text: &str) -> Result<()> {
        self.text_with(name, &[], text)
    }

    /// As [`Writer::text`], with attributes.
    pub fn text_with(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) -> Result<()> {
        self.put(Event::Start(start(name, attributes)))?;
        self.put(Event::Text(BytesText::new(&legal(text))))?;
        self.put(Event::End(BytesEnd::new(name)))
    }

    /// An element that holds nothing.
    pub fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) -> Result<()> {
        self.put(Event::Empty(start(name, attributes)))
    }

    /// An element that holds what `content` writes.
    ///
    /// # Errors
    /// As `content`.
    pub fn inside<F>(&mut self, name: &str, attributes: &[(&str, &str)], content: F) -> Result<()>
    where
        F: FnOnce(&mut Self) -> Result<()>,
    {
        self.put(Event::Start(start(name, attributes)))?;
        content(self)?;
        self.put(Event::End(BytesEnd::new(name)))
    }

    fn put(&mut self, event: Event) -> Result<()> {
        let written = self.0.write_event(event);
        written.map_err(|e| Error::bug(tr!("the feed cannot be written into memory")).caused_by(e))
    }
}

fn start<'a>(name: &'a str, attributes: &[(&str, &str)]) -> BytesStart<'a> {
    let mut tag = BytesStart::new(name);
    for (key, value) in attributes {
        tag.push_attribute((*key, legal(value).as_str()));
    }
    tag
}

/// Without the characters that no XML document may hold.
fn legal(text: &str) -> String {
    text.chars().filter(|c| is_legal(*c)).collect()
}
