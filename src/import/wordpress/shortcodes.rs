//! Shortcodes, with which WordPress puts in what its plugins show: `[gallery ids="1,2"]`, `[caption]…[/caption]`.

use std::collections::{HashMap, HashSet};

use crate::import::boilerplate::Boilerplate;
use crate::import::diagnostic::Removals;
use crate::import::vocabulary::VOCABULARY;

/// HTML without shortcodes: code, captions and footnotes become what they are shown as, the words inside of others stay,
/// players, forms and galleries go and are told.
pub fn expand(html: &str, removals: &mut Removals) -> String {
    let words = &VOCABULARY.shortcodes;
    let closings = closings(html);
    let mut notes = Vec::new();
    let mut opened: HashSet<&str> = HashSet::new();
    let mut out = String::with_capacity(html.len());
    let mut at = 0;
    while let Some(open) = html[at..].find('[').map(|n| at + n) {
        out.push_str(&html[at..open]);
        let Some(tag) = Tag::read(&html[open..]) else {
            out.push('[');
            at = open + 1;
            continue;
        };
        at = open + tag.length;
        let whole = &html[open..at];
        let end =
            closings.get(tag.name).and_then(|ends| ends[ends.partition_point(|end| *end < at)..].first()).copied();
        let known = |list: &[String]| list.iter().any(|name| name == tag.name);
        if html[..open].ends_with('[') && html[at..].starts_with(']') {
            // Written twice, it is meant to be seen.
            out.push_str(&whole[1..]);
            at += 1;
        } else if tag.closes {
            if !opened.contains(tag.name) {
                out.push_str(whole);
            }
        } else if !(tag.has_attributes || tag.is_whole || end.is_some() || known(&words.alone)) {
            out.push_str(whole);
        } else {
            opened.insert(tag.name);
            let inside = end.filter(|_| !tag.is_whole).map(|end| (&html[at..end], end + tag.name.len() + "[/]".len()));
            match inside {
                Some((content, behind)) if known(&words.code) => {
                    out.push_str(&format!("\n\n<pre><code>{}</code></pre>\n\n", content.trim_matches('\n')));
                    at = behind;
                }
                Some((content, behind)) if known(&words.captions) => {
                    out.push_str(&caption(content));
                    at = behind;
                }
                Some((content, behind)) if known(&words.notes) => {
                    notes.push(content.trim());
                    out.push_str(&format!("<a class=\"footnote-anchor\" href=\"#nota-{0}\">{0}</a>", notes.len()));
                    at = behind;
                }
                Some((_, behind)) if known(&words.silent) => {
                    removals.add(Boilerplate::Shortcode, whole);
                    at = behind;
                }
                _ => removals.add(Boilerplate::Shortcode, whole),
            }
        }
    }
    out.push_str(&html[at..]);
    for (n, note) in notes.iter().enumerate() {
        let number = n + 1;
        out.push_str(&format!("\n\n<div class=\"footnote\"><a class=\"footnote-number\">{number}</a><div class=\"footnote-content\"><p>{note}</p></div></div>"));
    }
    out
}

/// A picture with the words below it.
fn caption(content: &str) -> String {
    let end = content.rfind('>').map_or(0, |end| end + 1);
    let (picture, words) = content.split_at(end);
    format!("\n\n<figure>{picture}<figcaption>{}</figcaption></figure>\n\n", words.trim())
}

/// Where each shortcode is closed, in bytes.
fn closings(html: &str) -> HashMap<&str, Vec<usize>> {
    let mut found: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, _) in html.match_indices("[/") {
        if let Some(tag) = Tag::read(&html[at..]) {
            found.entry(tag.name).or_default().push(at);
        }
    }
    found
}

/// A shortcode's tag.
struct Tag<'a> {
    name: &'a str,
    /// How long it is, in bytes.
    length: usize,
    /// `[/x]`.
    closes: bool,
    /// `[x/]`.
    is_whole: bool,
    /// `[x a="b"]`.
    has_attributes: bool,
}

impl<'a> Tag<'a> {
    /// The tag that `html` begins with, if it is written like one.
    fn read(html: &'a str) -> Option<Tag<'a>> {
        /// In bytes.
        const LONGEST: usize = 2000;
        let inner = html.strip_prefix('[')?;
        let (inner, closes) = inner.strip_prefix('/').map_or((inner, false), |inner| (inner, true));
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
        let name = &inner[..inner.find(|c| !is_name(c))?];
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return None;
        }
        let behind = &inner[name.len()..];
        let mut quote = None;
        let end = behind.bytes().take(LONGEST).position(|b| {
            match quote {
                Some(open) if b == open => quote = None,
                Some(_) => (),
                None if matches!(b, b'"' | b'\'') => quote = Some(b),
                None => (),
            }
            quote.is_none() && matches!(b, b']' | b'[' | b'<')
        })?;
        let attributes = &behind[..end];
        let parted = attributes.is_empty() || attributes.starts_with([' ', '\n', '/', '\u{A0}', '=']);
        if !parted || behind.as_bytes()[end] != b']' || (closes && !attributes.trim().is_empty()) {
            return None;
        }
        // `[url=…]…[/url]` of bulletin boards has its end.
        let own = attributes.strip_prefix('=').map_or(attributes, |_| "");
        let has_attributes = own.split_whitespace().any(|word| {
            let key = word.split('=').next().unwrap_or_default();
            word.len() > key.len() + 1 && key.chars().all(is_name)
        });
        let length = html.len() - behind.len() + end + 1;
        Some(Tag { name, length, closes, is_whole: attributes.ends_with('/'), has_attributes })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shortcodes_are_what_they_show() {
        let rows = [
            ("Uno [gallery ids=\"1,2\"] due", "Uno  due"),
            ("[gallery]", ""),
            ("[embed]https://v.example.org/1[/embed]", ""),
            ("[sc name=\"pubblicita\"]", ""),
            ("[box tipo='info']Attenti al cane.[/box]", "Attenti al cane."),
            ("[vc_row][vc_column width=\"1/2\"]Uno[/vc_column][/vc_row]", "Uno"),
            ("[contact-form][contact-field label=\"Nome\"/][/contact-form]", ""),
            ("[code]a < b[/code]", "\n\n<pre><code>a < b</code></pre>\n\n"),
            (
                "[caption id=\"x\"]<img src=\"a.jpg\"/> Il molo[/caption]",
                "\n\n<figure><img src=\"a.jpg\"/><figcaption>Il molo</figcaption></figure>\n\n",
            ),
            (
                "Il sale[efn_note]Fino.[/efn_note] costa",
                "Il sale<a class=\"footnote-anchor\" href=\"#nota-1\">1</a> costa\n\n<div class=\"footnote\"><a class=\"footnote-number\">1</a><div class=\"footnote-content\"><p>Fino.</p></div></div>",
            ),
            ("[[gallery]]", "[gallery]"),
            // words in brackets
            ("Ha detto «qua [sic] e là [...]» [ndr]", "Ha detto «qua [sic] e là [...]» [ndr]"),
            ("nota [1] e [vedi sotto]", "nota [1] e [vedi sotto]"),
            ("[Milano] Piove. [/Milano è chiusa", "[Milano] Piove. [/Milano è chiusa"),
            ("[x] fatto, [ ] da fare", "[x] fatto, [ ] da fare"),
            ("a[i=0]", "a[i=0]"),
            ("[/chiuso]", "[/chiuso]"),
            ("[è] [", "[è] ["),
        ];
        let got = |html: &str| expand(html, &mut Removals::default());
        let wrong: Vec<_> = rows.iter().filter(|r| got(r.0) != r.1).map(|r| (r.1, got(r.0))).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
        let mut removals = Removals::default();
        expand("[gallery] [sc a=\"b\"]", &mut removals);
        assert_eq!(removals.diagnostics()[0].what, "removed 2 x shortcode of WordPress: \"[gallery]\", …");
    }
}
