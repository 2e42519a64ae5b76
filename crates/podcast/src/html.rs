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
