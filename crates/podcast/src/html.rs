//! HTML of others, reduced to what podcast apps and pages may show.

use std::collections::HashMap;

use ammonia::{Builder, UrlRelative};

/// Tags that podcast apps and pages show, and that can do no harm.
const TAGS: [&str; 31] = [
    "a",
    "b",
    "blockquote",
    "br",
    "code",
    "dd",
    "del",
    "dl",
    "dt",
    "em",
    "h2",
    "h3",
    "h4",
    "hr",
    "i",
    "li",
    "ol",
    "p",
    "pre",
    "s",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
];

/// Tags whose content is nothing to read.
const DROPPED: [&str; 12] = [
    "audio", "button", "form", "iframe", "noscript", "object", "script", "select", "style", "svg", "textarea", "video",
];

/// Addresses that a link may have.
const SCHEMES: [&str; 3] = ["http", "https", "mailto"];

/// Reduces HTML to what podcast apps show: the tags of a text, links to web and mail addresses, nothing that runs, loads
/// or styles. What is open is closed.
pub fn clean(html: &str) -> String {
    Builder::empty()
        .tags(TAGS.into())
        .clean_content_tags(DROPPED.into())
        .tag_attributes(HashMap::from([("a", ["href"].into()), ("ol", ["start"].into())]))
        .url_schemes(SCHEMES.into())
        .url_relative(UrlRelative::Deny)
        .link_rel(Some("noopener"))
        .clean(html)
        .to_string()
}

/// Whether a reader of HTML takes an ampersand and what stands `behind` it for a character: `&amp;`, `&#38;`, and `&copy` without
/// its semicolon, but neither `R&D` nor `R&D;`. The parser itself is asked, who knows every name.
///
/// ```
/// use altavoce_podcast::html::is_character;
/// assert!(["amp; poi", "copyleft;", "#8217;", "lt"].into_iter().all(is_character));
/// assert!(["D", "D; poi", " C.", "", "#", "mela;"].into_iter().all(|behind| !is_character(behind)));
/// ```
pub fn is_character(behind: &str) -> bool {
    let end = behind.find(|c: char| !(c.is_ascii_alphanumeric() || c == '#')).unwrap_or(behind.len());
    let name = &behind[..end + usize::from(behind[end..].starts_with(';'))];
    // What is no character comes back as an ampersand and the rest.
    Builder::empty().clean(&format!("&{name}")).to_string() != format!("&amp;{name}")
}
