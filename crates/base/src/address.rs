//! The addresses under which a feed and its files are served.

use crate::error::{Error, Result};

/// Where the contents of the output folder are served: `https://example.org/podcast`, no trailing slash.
#[derive(Debug, Clone, PartialEq)]
pub struct Base(String);

impl Base {
    /// Takes an address apart far enough to know that files can be hung below it. Characters that no URL may hold are
    /// percent-encoded.
    ///
    /// # Errors
    /// The author's: empty, not http(s), no host, a query or fragment.
    pub fn parse(key: &str, url: &str) -> Result<Base> {
        let example = "write it like \"https://example.org/podcast\"";
        let unfit = |what: String| Error::author(what).fix(example);
        let url = url.trim();
        if url.is_empty() {
            return Err(Error::author(format!("[feed] {key} is not set"))
                .fix("set it to the address where the contents of the output folder are served"));
        }
        let Some((scheme, rest)) = url.split_once("://").filter(|(s, _)| matches!(*s, "http" | "https")) else {
            return Err(unfit(format!("[feed] {key} `{url}` is neither an https nor an http address")));
        };
        let (host, path) = rest.find('/').map_or((rest, ""), |slash| rest.split_at(slash));
        let fits = |c: char| c.is_ascii_alphanumeric() || "-._~:[]".contains(c);
        if host.is_empty() || host.starts_with(':') || !host.chars().all(fits) {
            return Err(unfit(format!("[feed] {key} `{url}` has no plain host name")));
        }
        if path.contains(['?', '#']) {
            return Err(unfit(format!(
                "[feed] {key} `{url}` has a query or a fragment, so no file can be hung below it"
            )));
        }
        let path = encode(path.trim_end_matches('/'), "-._~!$&'()*+,;=:@/%");
        Ok(Base(format!("{scheme}://{host}{path}")))
    }

    /// The address itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address of a file, by the parts of its path below the output folder.
    pub fn of(&self, parts: &[&str]) -> String {
        let mut url = self.0.clone();
        for part in parts.iter().flat_map(|p| p.split('/')) {
            url.push('/');
            url.push_str(&encoded(part));
        }
        url
    }
}

/// Whether `url` is an address that apps can open: http or https, with a host, and no white space.
pub fn is_web(url: &str) -> bool {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    rest.is_some_and(|r| r.starts_with(|c: char| c.is_alphanumeric() || c == '[') && !r.contains(char::is_whitespace))
}

/// Whether something looks like `voce@example.org`: one `@`, no white space, and dots only between parts of the domain.
///
/// ```
/// use altavoce_base::address::is_email;
/// assert!(is_email("voce@posta.example.org"));
/// assert!(["voce", "@e.org", "a@org", "a@b@e.org", "a b@e.org", "a@e.", "a@.org", "a@e..org"].iter().all(|a| !is_email(a)));
/// ```
pub fn is_email(text: &str) -> bool {
    let Some((name, domain)) = text.split_once('@') else { return false };
    let plain = !name.is_empty() && !domain.contains('@') && !text.contains(char::is_whitespace);
    plain && domain.contains('.') && domain.split('.').all(|part| !part.is_empty())
}

/// A part of a path as it stands in an address.
pub fn encoded(part: &str) -> String {
    encode(part, "-._~")
}

/// A path as it stands in an address, without its percent-encoding; nothing when a `%` stands alone or the bytes are not
/// UTF-8.
///
/// ```
/// use altavoce_base::address::decoded;
/// assert_eq!(decoded("a%20b/%C3%A8.mp3").as_deref(), Some("a b/è.mp3"));
/// assert_eq!((decoded("a%2"), decoded("a%+1"), decoded("%ff")), (None, None, None));
/// ```
pub fn decoded(path: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digit = |b: Option<u8>| char::from(b?).to_digit(16);
            let (high, low) = (digit(rest.next())?, digit(rest.next())?);
            bytes.push((high * 16 + low) as u8);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

/// Percent-encodes every byte (RFC 3986, 2.1) but ASCII letters, digits and the characters of `kept`.
pub fn encode(text: &str, kept: &str) -> String {
    use std::fmt::Write;
    let mut out = String::with_capacity(text.len());
    for &byte in text.as_bytes() {
        if byte.is_ascii_alphanumeric() || kept.as_bytes().contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}"); // a String takes everything
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_made_and_refused() {
        let rows = [
            ("https://example.org/podcast/", "https://example.org/podcast/022-citt%C3%A0/a%20b%3F.mp3"),
            ("http://example.org:8080", "http://example.org:8080/022-citt%C3%A0/a%20b%3F.mp3"),
            ("https://example.org/la voce", "https://example.org/la%20voce/022-citt%C3%A0/a%20b%3F.mp3"),
            ("", "[feed] url is not set; set it to the address where the contents of the output folder are served"),
            (
                "ftp://example.org",
                "[feed] url `ftp://example.org` is neither an https nor an http address; write it like \"https://example.org/podcast\"",
            ),
            (
                "example.org",
                "[feed] url `example.org` is neither an https nor an http address; write it like \"https://example.org/podcast\"",
            ),
            (
                "https:///x",
                "[feed] url `https:///x` has no plain host name; write it like \"https://example.org/podcast\"",
            ),
            (
                "https://a b/x",
                "[feed] url `https://a b/x` has no plain host name; write it like \"https://example.org/podcast\"",
            ),
            (
                "https://e.org/x?y",
                "[feed] url `https://e.org/x?y` has a query or a fragment, so no file can be hung below it; write it like \"https://example.org/podcast\"",
            ),
        ];
        let mut wrong = Vec::new();
        for (url, expected) in rows {
            let said = match Base::parse("url", url) {
                Ok(base) => base.of(&["022-città", "a b?.mp3"]),
                Err(e) => e.to_string(),
            };
            if said != expected {
                wrong.push(format!("{url}: {said}"));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
