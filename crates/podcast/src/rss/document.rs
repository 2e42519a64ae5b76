//! The document: a tree of elements over its source.

use altavoce_base::tr;
use quick_xml::escape::escape;

use super::element::Element;
use super::feed::FeedChannel;
use super::namespaces::MisspeltNamespace;
use super::parser::{self, ParseMode, XmlError};

/// A document that was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// Without a byte order mark.
    source: String,
    has_mark: bool,
    root: Result<Element, XmlError>,
    misspelt: Vec<MisspeltNamespace>,
}

impl Document {
    /// Reads a document. One that is not well-formed has no root: reading stops at the first error, as every XML reader
    /// must. Entities are never expanded but for XML's own, nothing is fetched, and neither depth nor number of elements
    /// goes beyond what feeds have.
    ///
    /// ```
    /// use altavoce_podcast::rss::{Document, ParseMode};
    /// let feed = b"<rss version=\"2.0\"><channel><item><guid>g</guid></item></channel></rss>";
    /// let document = Document::read(feed, ParseMode::Strict);
    /// assert_eq!(document.channel().unwrap().items().next().unwrap().guid(), Some("g"));
    /// let error = Document::read(b"<rss>\n<channel></rss>", ParseMode::Lenient).root().unwrap_err().clone();
    /// assert_eq!(error.line, 2);
    /// ```
    pub fn read(bytes: &[u8], mode: ParseMode) -> Document {
        const MARK: &[u8] = b"\xef\xbb\xbf";
        let (bytes, has_mark) = bytes.strip_prefix(MARK).map_or((bytes, false), |rest| (rest, true));
        match str::from_utf8(bytes) {
            Ok(text) => {
                let (root, misspelt) = parser::parse(text, mode);
                Document { source: text.to_string(), has_mark, root, misspelt }
            }
            Err(e) => {
                let line = 1 + bytes[..e.valid_up_to()].iter().filter(|b| **b == b'\n').count() as u32;
                let error = XmlError { line, what: tr!("this is not UTF-8 text").into(), is_unfinished: false };
                Document { source: String::new(), has_mark, root: Err(error), misspelt: vec![] }
            }
        }
    }

    /// The root.
    ///
    /// # Errors
    /// Why the document is not well-formed.
    pub fn root(&self) -> Result<&Element, &XmlError> {
        self.root.as_ref()
    }

    /// Namespaces with nearly the right address, once each.
    pub fn misspelt(&self) -> &[MisspeltNamespace] {
        &self.misspelt
    }

    /// The channel of an RSS document.
    pub fn channel(&self) -> Option<FeedChannel<'_>> {
        Some(FeedChannel { element: self.root().ok()?.one("channel")? })
    }

    /// What stands between the tags of one of its elements, as written.
    pub fn inner(&self, element: &Element) -> &str {
        self.source.get(element.content.clone()).unwrap_or_default()
    }

    /// The source with some values exchanged: `exchange` sees the value of every attribute and the text of every element
    /// that holds nothing but text, and gives what is to stand there instead. All else stays as it is, byte for byte.
    ///
    /// ```
    /// use altavoce_podcast::rss::{Document, ParseMode};
    /// let feed = "<rss><link a='1'>https://a.it/?x&amp;y</link ><!-- https://a.it --></rss>";
    /// let moved = Document::read(feed.as_bytes(), ParseMode::Lenient)
    ///     .rewrite(|value| value.strip_prefix("https://a.it").map(|rest| format!("https://b.it{rest}")));
    /// assert_eq!(moved, feed.replacen("a.it", "b.it", 1));
    /// ```
    pub fn rewrite(&self, mut exchange: impl FnMut(&str) -> Option<String>) -> String {
        let mut out = String::with_capacity(self.source.len() + 4);
        if self.has_mark {
            out.push('\u{feff}');
        }
        let mut done = 0;
        if let Ok(root) = &self.root {
            root.values(&mut |value, span| {
                if let Some(new) = exchange(value) {
                    let raw = &self.source[span.clone()];
                    let start = span.start + (raw.len() - raw.trim_start().len());
                    out.push_str(&self.source[done..start]);
                    out.push_str(&escape(&*new));
                    done = start + raw.trim().len();
                }
            });
        }
        out.push_str(&self.source[done..]);
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rss::Writer;

    #[test]
    fn a_document_of_ours_is_rewritten_byte_by_byte() {
        let mut writer = Writer::new().unwrap();
        let text = " righe\n<b>&amp;</b> \"c\" 'd' ]]>\r\n&#7; 👩🏽‍🚀 ";
        let written = writer.inside("rss", &[("xmlns:a", "urn:a"), ("b", "x & \"y\" 'z' <")], |x| {
            x.text_with("a:title", &[("c", "")], text)?;
            x.inside("channel", &[], |x| x.empty("link", &[("href", "https://a.it/?b&c")]))?;
            x.text("description", "")
        });
        written.unwrap();
        let bytes = writer.finish();
        for mode in [ParseMode::Strict, ParseMode::Lenient] {
            let mut seen = Vec::new();
            let again = Document::read(&bytes, mode).rewrite(|value| {
                seen.push(value.to_string());
                Some(value.to_string())
            });
            assert_eq!(again.as_bytes(), bytes);
            assert_eq!(seen, ["x & \"y\" 'z' <", "", text.trim(), "https://a.it/?b&c"]);
        }
    }

    #[test]
    fn only_what_is_exchanged_changes() {
        let source = "\u{feff}<?xml version='1.0'?>\r\n<!DOCTYPE a><a  b = 'x'\n c=\"x\"><!-- x --><d>\n x </d ><d>y</d><d><e/>x</d>\
                      <d><![CDATA[x]]></d><?x x?></a>\n\n";
        let changed = "\u{feff}<?xml version='1.0'?>\r\n<!DOCTYPE a><a  b = '&lt;&apos;'\n c=\"&lt;&apos;\"><!-- x --><d>\n &lt;&apos; </d ><d>y</d>\
                       <d><e/>x</d><d>&lt;&apos;</d><?x x?></a>\n\n";
        let document = Document::read(source.as_bytes(), ParseMode::Strict);
        assert_eq!(document.rewrite(|value| (value == "x").then(|| "<'".into())), changed);
        assert_eq!(document.rewrite(|_| None), source);
        assert_eq!(Document::read(b"<a>x", ParseMode::Lenient).rewrite(|_| Some("y".into())), "<a>x");
    }
}
