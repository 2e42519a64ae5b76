//! An element of a document.

use std::ops::Range;

/// An element with all that is in it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Element {
    /// `title`, `itunes:image`: with the usual prefix of its namespace, whichever the document gives it. A namespace that
    /// is not of [`super::NAMESPACES`] stands in braces instead of a prefix; read leniently, the name is as written.
    pub name: String,
    /// In order, without the declarations of namespaces.
    pub attributes: Vec<Attribute>,
    /// Its own text, without that of its children, trimmed.
    pub text: String,
    /// In order.
    pub children: Vec<Element>,
    /// The line where its tag begins, from 1.
    pub line: u32,
    /// Where what stands between its tags is in the source.
    pub(super) content: Range<usize>,
}

/// An attribute.
#[derive(Debug, Clone, PartialEq)]
pub struct Attribute {
    /// As the name of an [`Element`].
    pub name: String,
    /// Trimmed.
    pub value: String,
    /// Where its value is in the source, without the quotes.
    pub(super) span: Range<usize>,
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
        self.attributes.iter().find(|a| a.name == name).map(|a| a.value.as_str())
    }

    /// The text of its first child of that name; empty when there is none.
    pub fn text_of(&self, name: &str) -> &str {
        self.one(name).map_or("", |c| c.text.as_str())
    }

    /// Its name without a prefix: `image` of `itunes:image`.
    pub fn local_name(&self) -> &str {
        let without_address = self.name.rsplit('}').next().unwrap_or_default();
        without_address.rsplit(':').next().unwrap_or_default()
    }

    /// Every value in it that [`super::Document::rewrite`] may exchange, in the order of the source.
    pub(super) fn values(&self, see: &mut impl FnMut(&str, &Range<usize>)) {
        self.attributes.iter().for_each(|a| see(&a.value, &a.span));
        if self.children.is_empty() && !self.text.is_empty() {
            see(&self.text, &self.content);
        }
        self.children.iter().for_each(|child| child.values(see));
    }
}
