//! Feed and pages hold the addresses of the public server. A phone that subscribes to the local one must be led back to
//! it, so these addresses are exchanged on the way out; the files stay as they are.

use std::net::SocketAddr;

use axum::http::header::{self, HeaderMap};

use crate::names;

/// The public address of the output folder as it is written in the feed: what comes before `/feed.xml` in the first
/// `rel="self"` link.
pub fn base(feed: &str) -> Option<String> {
    let head = feed.split("<item>").next().unwrap_or(feed);
    let links = head.split('<').filter(|tag| tag.starts_with("atom:link ") && tag.contains("rel=\"self\""));
    let hrefs = links.filter_map(|tag| tag.split_once("href=\"")?.1.split_once('"'));
    let base = hrefs.map(|(href, _)| href).find_map(|href| href.strip_suffix(names::FEED)?.strip_suffix('/'));
    base.filter(|b| b.split_once("://").is_some_and(|(_, rest)| !rest.is_empty())).map(String::from)
}

/// `text` with every address below `base` below `here` instead, also those of the schemes of podcast apps.
pub fn readdress(text: &str, base: &str, here: &str) -> String {
    let rest = |url: &str| url.split_once("://").map_or(String::new(), |(_, rest)| rest.to_string());
    let (old, new) = (rest(base), rest(here));
    let pairs = [
        (base.to_string(), here.to_string()),
        (format!("podcast://{old}"), format!("podcast://{new}")),
        (format!("pcast://{old}"), format!("pcast://{new}")),
    ];
    pairs.iter().fold(text.to_string(), |text, (old, new)| exchange(&text, old, new))
}

/// Exchanges `old` where the address goes on below it or ends: `https://e.org` is not in `https://e.org.example`.
fn exchange(text: &str, old: &str, new: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(old) {
        let behind = &rest[at + old.len()..];
        out.push_str(&rest[..at]);
        out.push_str(if behind.starts_with(['/', '"', '<', '&', '\'', ' ', '\n']) || behind.is_empty() {
            new
        } else {
            old
        });
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
        let feed = |link: &str| format!("<rss><channel><title>x</title>{link}<item>…");
        let rows = [
            (feed("<atom:link href=\"https://e.org/p/feed.xml\" rel=\"self\" type=\"x\"/>"), Some("https://e.org/p")),
            (
                feed(
                    "<atom:link rel=\"hub\" href=\"https://h.org/\"/><atom:link rel=\"self\" href=\"http://e.org/a&amp;b/feed.xml\"/>",
                ),
                Some("http://e.org/a&amp;b"),
            ),
            (feed("<atom:link href=\"https://e.org/other.xml\" rel=\"self\"/>"), None),
            (feed(""), None),
            ("<item><atom:link href=\"https://e.org/feed.xml\" rel=\"self\"/>".into(), None),
        ];
        let wrong: Vec<_> = rows.iter().filter(|(feed, wanted)| base(feed).as_deref() != *wanted).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
    }

    #[test]
    fn addresses_are_exchanged_whole() {
        let text =
            "\"https://e.org/p/a.mp3\" https://e.org/p<podcast://e.org/p/feed.xml https://e.org/page https://f.org/p/";
        let wanted = "\"http://10.0.0.7:8080/a.mp3\" http://10.0.0.7:8080<podcast://10.0.0.7:8080/feed.xml https://e.org/page https://f.org/p/";
        assert_eq!(readdress(text, "https://e.org/p", "http://10.0.0.7:8080"), wanted);
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
