//! The addresses under which a feed and its files are served: RFC 3986 by `url` and `percent-encoding`, and what podcasts want
//! of them.

use altavoce_base::error::{Error, Result};
use altavoce_base::tr;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use url::Url;

/// All but the unreserved characters (RFC 3986, 2.3).
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
/// The same, but for the slashes between the parts of a path.
const PATH: &AsciiSet = &SEGMENT.remove(b'/');

/// Where the contents of the output folder are served: `https://example.org/podcast`, no trailing slash.
#[derive(Debug, Clone, PartialEq)]
pub struct Base(String);

impl Base {
    /// Takes an address apart far enough to know that files can be hung below it. It is written as browsers write it:
    /// characters that no URL may hold are percent-encoded.
    ///
    /// # Errors
    /// The author's: empty, not http(s), no host, a query or fragment.
    pub fn parse(key: &str, url: &str) -> Result<Base> {
        let example = tr!("write it like \"https://example.org/podcast\"");
        let unfit = |what: &str| Err(Error::author(tr!("[feed] {key} `{url}` {what}")).fix(example));
        let url = url.trim();
        if url.is_empty() {
            return Err(Error::author(tr!("[feed] {key} is not set"))
                .fix(tr!("set it to the address where the contents of the output folder are served")));
        }
        if !["https://", "http://"].iter().any(|scheme| url.starts_with(scheme)) {
            return unfit(tr!("is neither an https nor an http address"));
        }
        let Some(parsed) = parse_web(url).filter(has_plain_host) else { return unfit(tr!("has no plain host name")) };
        if parsed.query().is_some() || parsed.fragment().is_some() {
            return unfit(tr!("has a query or a fragment, so no file can be hung below it"));
        }
        Ok(Base(parsed.as_str().trim_end_matches('/').to_string()))
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
            url.extend(utf8_percent_encode(part, SEGMENT));
        }
        url
    }

    /// The path below the output folder that an address stands for, decoded; none for an address that lies elsewhere. A
    /// query and a fragment are no part of it.
    ///
    /// ```
    /// use altavoce_podcast::address::Base;
    /// let base = Base::parse("url", "https://example.org/podcast")?;
    /// assert_eq!(base.path_of("https://EXAMPLE.org/podcast/a%20b/1.mp3?x=1").as_deref(), Some("a b/1.mp3"));
    /// assert_eq!(base.path_of("https://example.org/podcast/../1.mp3"), None);
    /// # Ok::<(), altavoce_base::error::Error>(())
    /// ```
    pub fn path_of(&self, url: &str) -> Option<String> {
        let mut url = parse_web(url)?;
        url.set_query(None);
        url.set_fragment(None);
        decoded(url.as_str().strip_prefix(self.as_str())?.strip_prefix('/')?)
    }

    /// The address of a folder below this one.
    pub fn below(&self, folder: &str) -> Base {
        Base(self.of(&[folder]))
    }

    /// Whether it is an https address.
    pub fn is_https(&self) -> bool {
        self.0.starts_with("https://")
    }

    /// Takes the prefix of such a service off an address that lies below this one: the prefix, and the address behind it.
    /// Which service it is does not matter, as what it counts stands whole behind its own address. An address without a
    /// prefix has an empty one; nothing of an address that lies elsewhere.
    ///
    /// ```
    /// use altavoce_podcast::address::Base;
    /// let base = Base::parse("url", "https://example.org/podcast")?;
    /// let counted = "https://op3.dev/e/example.org/podcast/1.mp3";
    /// let own = "https://example.org/podcast/1.mp3";
    /// assert_eq!(base.without_prefix(counted), Some(("https://op3.dev/e/", own.to_string())));
    /// assert_eq!(base.without_prefix(own), Some(("", own.to_string())));
    /// assert_eq!(base.without_prefix("https://op3.dev/e/example.net/1.mp3"), None);
    /// # Ok::<(), altavoce_base::error::Error>(())
    /// ```
    pub fn without_prefix<'a>(&self, url: &'a str) -> Option<(&'a str, String)> {
        if self.path_of(url).is_some() {
            return Some(("", url.to_string()));
        }
        parse_web(url)?;
        let (scheme, place) = self.0.split_once("://")?;
        // Some take the scheme along: `https://op3.dev/e/https://example.org/…`.
        let at = url.find(&format!("/{place}/"))? + 1;
        let (prefix, own) = (&url[..at], format!("{scheme}://{}", &url[at..]));
        // A scheme alone is none, and what it leads to not ours.
        parse_web(prefix)?;
        self.path_of(&own).map(|_| (prefix, own))
    }
}

/// An address behind the prefix of a service that counts downloads, which takes it without `https://`.
///
/// ```
/// use altavoce_podcast::address::prefixed;
/// let counted = prefixed("https://op3.dev/e/", "https://example.org/podcast/1.mp3");
/// assert_eq!(counted, "https://op3.dev/e/example.org/podcast/1.mp3");
/// ```
pub fn prefixed(prefix: &str, url: &str) -> String {
    match prefix {
        "" => url.to_string(),
        prefix => format!("{prefix}{}", url.strip_prefix("https://").unwrap_or(url)),
    }
}

/// A http(s) address that is written whole: `Url` would also take `https:/example.org`, which apps need not.
pub(crate) fn parse_web(url: &str) -> Option<Url> {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"))?;
    if rest.starts_with(['/', '\\']) { None } else { Url::parse(url).ok() }
}

/// A host without user and password, of characters that need no care wherever the address is written.
fn has_plain_host(url: &Url) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || "-._~:[]".contains(c);
    url.username().is_empty() && url.password().is_none() && url.host_str().is_some_and(|host| host.chars().all(fits))
}

/// Whether `url` is an address that apps can open: http or https, with a host, and nothing that would end it in a text.
pub fn is_web(url: &str) -> bool {
    let ends = |c: char| c.is_whitespace() || c.is_control() || "\"<>".contains(c);
    !url.contains(ends) && parse_web(url).is_some()
}

/// A web address as browsers write it, if it is one that apps can open: as [`is_web`], without user and password.
///
/// ```
/// use altavoce_podcast::address::canonical;
/// assert_eq!(canonical("https://Ada.example.org/p/il mare"), None);
/// assert_eq!(canonical("https://Ada.example.org/p/è").as_deref(), Some("https://ada.example.org/p/%C3%A8"));
/// ```
pub fn canonical(url: &str) -> Option<String> {
    let url = url.trim();
    parse_web(url).filter(|parsed| is_web(url) && has_plain_host(parsed)).map(String::from)
}

/// Whether `url` is such an address of characters that a URL may hold (RFC 3986, 2), with nothing left to be encoded.
pub fn is_encoded_web(url: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || "-._~:/?#[]@!$&'()*+,;=%".contains(c);
    url.chars().all(fits) && parse_web(url).is_some()
}

/// Whether something looks like `voce@example.org`: one `@`, no white space, and dots only between parts of the domain.
///
/// ```
/// use altavoce_podcast::address::is_email;
/// assert!(is_email("voce@posta.example.org"));
/// assert!(["voce", "@e.org", "a@org", "a@b@e.org", "a b@e.org", "a@e.", "a@.org", "a@e..org"].iter().all(|a| !is_email(a)));
/// ```
pub fn is_email(text: &str) -> bool {
    let Some((name, domain)) = text.split_once('@') else { return false };
    let plain = !name.is_empty() && !domain.contains('@') && !text.contains(char::is_whitespace);
    plain && domain.contains('.') && domain.split('.').all(|part| !part.is_empty())
}

/// A part of a path as it stands in an address: every byte but ASCII letters, digits and `-._~` is percent-encoded.
pub fn encoded(part: &str) -> String {
    utf8_percent_encode(part, SEGMENT).to_string()
}

/// A path as it stands in an address: as [`encoded`], with the slashes kept.
pub fn encoded_path(path: &str) -> String {
    utf8_percent_encode(path, PATH).to_string()
}

/// A path as it stands in an address, without its percent-encoding; nothing when a `%` stands alone or the bytes are not
/// UTF-8.
///
/// ```
/// use altavoce_podcast::address::decoded;
/// assert_eq!(decoded("a%20b/%C3%A8.mp3").as_deref(), Some("a b/è.mp3"));
/// assert_eq!((decoded("a%2"), decoded("a%+1"), decoded("%ff")), (None, None, None));
/// ```
pub fn decoded(path: &str) -> Option<String> {
    let is_code = |behind: &str| behind.bytes().take(2).filter(u8::is_ascii_hexdigit).count() == 2;
    if !path.split('%').skip(1).all(is_code) {
        return None;
    }
    percent_decode_str(path).decode_utf8().ok().map(|text| text.into_owned())
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
            ("https://Example.org:443/a/../b", "https://example.org/b/022-citt%C3%A0/a%20b%3F.mp3"),
            ("https://città.example", "https://xn--citt-3na.example/022-citt%C3%A0/a%20b%3F.mp3"),
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

    #[test]
    fn a_host_is_a_host_and_a_web_address_whole() {
        let host = |url: &str| Base::parse("url", url).is_ok();
        let plain =
            ["https://me:secret@e.org", "https://me@e.org", "https://e\"f.org", "https://e.org:99999", "https://[x]"];
        assert!(!plain.iter().any(|url| host(url)) && host("http://[::1]:8080/x") && host("http://localhost"));
        let rows = [
            ("https://e.org", true),
            ("http://e.org/a?b#c", true),
            ("https://e.org/a b", false),
            ("https://e.org/\"a", false),
            ("https:///e.org", false),
            ("https:e.org", false),
            ("https://", false),
            ("ftp://e.org", false),
            ("e.org", false),
        ];
        let wrong: Vec<_> = rows.iter().filter(|(url, web)| is_web(url) != *web).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
        assert!(
            is_encoded_web("https://e.org/%C3%A8") && !is_encoded_web("https://e.org/è") && is_web("https://e.org/è")
        );
    }

    #[test]
    fn a_prefix_is_known_by_what_stands_behind_it() {
        let base = Base::parse("url", "https://e.org/la voce").unwrap();
        let rows = [
            ("https://e.org/la%20voce/1/a.mp3", Some("")),
            ("https://op3.dev/e/e.org/la%20voce/1/a.mp3", Some("https://op3.dev/e/")),
            ("https://op3.dev/e,pg=1/https://e.org/la%20voce/1/a.mp3", Some("https://op3.dev/e,pg=1/https://")),
            ("https://a.example/r/b.example/x.mp3/e.org/la%20voce/a.mp3", Some("https://a.example/r/b.example/x.mp3/")),
            ("https://op3.dev/e/e.org/la%20voce", None),
            ("https://op3.dev/e/e.org/la%20voce2/a.mp3", None),
            ("https://op3.dev/e/not-e.org/la%20voce/a.mp3", None),
            ("https://op3.dev/e/e.org/altra/a.mp3", None),
            ("http://e.org/la%20voce/a.mp3", None),
            ("/e.org/la%20voce/a.mp3", None),
            ("", None),
        ];
        let wrong: Vec<_> =
            rows.iter().filter(|(url, prefix)| base.without_prefix(url).map(|(p, _)| p) != *prefix).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
        let own = base.of(&["1", "è.mp3"]);
        let counted = prefixed("https://op3.dev/e/", &own);
        assert_eq!(base.without_prefix(&counted), Some(("https://op3.dev/e/", own)));
    }

    #[test]
    fn the_path_of_an_address_is_found_again() {
        let base = Base::parse("url", "https://e.org/la voce").unwrap();
        let name = "022 è <\"?#%/a.mp3";
        assert_eq!(base.path_of(&base.of(&[name])).as_deref(), Some(name));
        assert_eq!(encoded_path(name), "022%20%C3%A8%20%3C%22%3F%23%25/a.mp3");
        let elsewhere =
            ["https://e.org/la%20voce", "https://e.org/la%20voce2/a", "http://e.org/la%20voce/a", "a.mp3", ""];
        assert!(elsewhere.iter().all(|url| base.path_of(url).is_none()));
    }
}
