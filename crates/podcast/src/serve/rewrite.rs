//! Feed and pages hold the addresses of the public server. A phone that subscribes to the local one must be led back to
//! it, so these addresses are exchanged on the way out; the files stay as they are.

use std::net::SocketAddr;

use axum::http::header::{self, HeaderMap};
use quick_xml::escape::escape;

use crate::address::Base;
use crate::names;
use crate::rss::{Document, ParseMode};
use crate::site::{apps, qr};

/// The feed with its addresses below `here`; as it is when it does not say where it is served, or is no feed.
pub fn feed(text: &str, here: &str) -> String {
    let document = Document::read(text.as_bytes(), ParseMode::Lenient);
    match base(&document) {
        Some(base) => {
            let known = Base::parse("url", base).ok();
            document.rewrite(|value| {
                // Whoever listens from here is not counted: what stands behind a prefix is this very file.
                match known.as_ref().and_then(|known| known.without_prefix(value)) {
                    Some((_, own)) => exchanged(&own, base, here),
                    None => exchanged(value, base, here),
                }
            })
        }
        None => text.to_string(),
    }
}

/// A page of the show that has this feed, with its addresses below `here`. In HTML as in XML an address is escaped.
pub fn page(text: &str, feed: &str, here: &str) -> String {
    let document = Document::read(feed.as_bytes(), ParseMode::Head);
    let Some(base) = base(&document) else { return text.to_string() };
    let pairs = pairs(base, here).map(|(old, new)| (escape(&*old).into_owned(), escape(&*new).into_owned()));
    let moved = pairs.iter().fold(text.to_string(), |text, (old, new)| exchange(&text, old, new));
    // A phone that reads the code off this screen subscribes here too.
    let code = |folder: &str| qr::svg(&format!("{folder}/{}", names::FEED));
    match code(base).zip(code(here)) {
        Some((old, new)) => moved.replace(&old, &new),
        None => moved,
    }
}

/// The public address of the output folder: what comes before `/feed.xml` in the address that the feed gives for itself.
fn base(feed: &Document) -> Option<&str> {
    let base = feed.channel()?.folder_address(names::FEED)?;
    base.split_once("://").filter(|(_, rest)| !rest.is_empty()).map(|_| base)
}

/// `text` with every address below `base` below `here` instead, also those of the schemes of podcast apps; nothing when
/// it has none.
fn exchanged(text: &str, base: &str, here: &str) -> Option<String> {
    let moved = pairs(base, here).iter().fold(text.to_string(), |text, (old, new)| exchange(&text, old, new));
    (moved != text).then_some(moved)
}

/// An address of the output folder in each of its shapes, as it is and as it is to be.
fn pairs(base: &str, here: &str) -> [(String, String); 6] {
    let [a, b, c, d] = apps::of(base).map(|(_, address)| address);
    let [e, f, g, h] = apps::of(here).map(|(_, address)| address);
    let other = (apps::other(base), apps::other(here));
    [(base.to_string(), here.to_string()), other, (a, e), (b, f), (c, g), (d, h)]
}

/// Exchanges `old` where the address goes on below it or ends: `https://e.org` is not in `https://e.org.example`.
fn exchange(text: &str, old: &str, new: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(old) {
        let behind = &rest[at + old.len()..];
        out.push_str(&rest[..at]);
        let ends = behind.is_empty() || behind.starts_with(['/', '%', '"', '<', '>', '&', '\'', ' ', '\n']);
        out.push_str(if ends { new } else { old });
        rest = behind;
    }
    out + rest
}

/// The host under which the request came, if it is one; else the address that is listened on.
pub fn host(headers: &HeaderMap, address: SocketAddr) -> String {
    let asked = headers.get(header::HOST).and_then(|h| h.to_str().ok());
    asked.filter(|h| is_host(h)).map_or_else(|| address.to_string(), String::from)
}

/// A name or an address with an optional port, and nothing that could end an attribute or a path.
fn is_host(text: &str) -> bool {
    let (name, port) = match text.rsplit_once(':') {
        Some((name, port)) if !port.ends_with(']') => (name, port),
        _ => (text, "1"),
    };
    let bracketed = name.strip_prefix('[').and_then(|n| n.strip_suffix(']'));
    let fits = match bracketed {
        Some(v6) => v6.parse::<std::net::Ipv6Addr>().is_ok(),
        None => {
            name.len() < 254 && !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "-._".contains(c))
        }
    };
    fits && port.parse::<u16>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_feed_tells_its_address() {
        let feed = |link: &str| format!("<rss><channel><title>x</title>{link}<item/>");
        let rows = [
            (feed("<atom:link href=\"https://e.org/p/feed.xml\" rel=\"self\" type=\"x\"/>"), Some("https://e.org/p")),
            (
                feed(
                    "<atom:link rel=\"hub\" href=\"https://h.org/\"/><atom:link rel='self'\nhref='http://e.org/a&amp;b/feed.xml'/>",
                ),
                Some("http://e.org/a&b"),
            ),
            (feed("<atom:link href=\"https://e.org/other.xml\" rel=\"self\"/>"), None),
            (feed("<atom:link href=\"https:///feed.xml\" rel=\"self\"/>"), None),
            (feed(""), None),
            ("<rss><channel><item><atom:link href=\"https://e.org/feed.xml\" rel=\"self\"/>".into(), None),
        ];
        let read = |feed: &str| Document::read(feed.as_bytes(), ParseMode::Head);
        let wrong: Vec<_> = rows.iter().filter(|(feed, wanted)| base(&read(feed)) != *wanted).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
    }

    #[test]
    fn addresses_are_exchanged_whole() {
        let text = "\"https://e.org/a&b/a.mp3\" https://e.org/a&b<podcast://e.org/a&b/feed.xml https://e.org/a&bage https://f.org/a&b/";
        let wanted = "\"http://10.0.0.7:8080/a.mp3\" http://10.0.0.7:8080<podcast://10.0.0.7:8080/feed.xml https://e.org/a&bage https://f.org/a&b/";
        let here = "http://10.0.0.7:8080";
        assert_eq!(exchanged(text, "https://e.org/a&b", here).as_deref(), Some(wanted));
        assert_eq!(exchanged("https://e.org/a&bage", "https://e.org/a&b", here), None);
        let feed_with = |text: &str, base: &str| {
            let text = escape(text);
            format!(
                "<?xml version='1.0'?>\n<rss  a=''><channel><atom:link rel='self' href='{base}/feed.xml' /><!-- {base} -->\
                 <description>\n {text}</description ><item>\r\n<enclosure url=\"{base}/1.mp3\"/></item></channel></rss>\n"
            )
        };
        let public = feed_with(text, "https://e.org/a&amp;b");
        let local = feed_with(wanted, here).replace(&format!("<!-- {here}"), "<!-- https://e.org/a&amp;b");
        assert_eq!(feed(&public, here), local);
        assert_eq!(page(&escape(text), &public, here), escape(wanted));
        let counted = public.replacen("url=\"https://e.org", "url=\"https://op3.dev/e/e.org", 1);
        assert!(counted != public && feed(&counted, here) == local);
        let broken = public.replace("</rss>", "");
        assert_eq!((feed(&broken, here), page(text, "", here)), (broken.clone(), text.to_string()));
    }

    #[test]
    fn hosts_are_judged() {
        let rows = [
            ("localhost:8080", true),
            ("192.168.1.7", true),
            ("[::1]:8080", true),
            ("[::1]", true),
            ("mio-mac.local:80", true),
            ("", false),
            (":80", false),
            ("a\"b", false),
            ("a/b", false),
            ("a:b", false),
            ("<x>", false),
            ("[x]:80", false),
            ("a:99999", false),
        ];
        let wrong: Vec<_> = rows.iter().filter(|(host, fit)| is_host(host) != *fit).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
    }
}
