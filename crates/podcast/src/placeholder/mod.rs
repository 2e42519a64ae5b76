//! Placeholders: what stands in a show until its author puts something of their own there. A feed of them can be made,
//! heard and tried out, but nobody can subscribe to it, so lint and publishing refuse it. What counts as one is data,
//! `data/placeholders.tsv`.

use altavoce_base::locale::text;
use altavoce_base::tr;
use url::{Host, Url};

use crate::address::parse_web;
use crate::channel::Channel;

pub mod artwork;

const TABLE: &str = include_str!("../../data/placeholders.tsv");

/// The rows of a kind: what stands in the columns behind it.
fn rows(kind: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = TABLE.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(move |line| {
        let rest = line.split_once('\t').filter(|(first, _)| *first == kind)?.1;
        Some(rest.split_once('\t').unwrap_or((rest, "")))
    })
}

/// What kind of thing a placeholder stands in for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Somewhere on the web.
    Address,
    /// Where the owner gets letters.
    Email,
    /// Words about the show.
    Text,
}

/// A placeholder in the settings of a show.
#[derive(Debug, Clone, PartialEq)]
pub struct Placeholder {
    /// What it stands in for.
    pub kind: Kind,
    /// Where it stands in `show.toml`: the names of its tables, then its own.
    pub key: &'static [&'static str],
    /// A sentence about it, without a full stop.
    pub what: String,
}

impl Kind {
    /// What to do about it.
    pub fn fix(self) -> &'static str {
        match self {
            Kind::Address => tr!("set it to where listeners find it"),
            Kind::Email => tr!("set it to an address at which you get letters"),
            Kind::Text => tr!("write your own"),
        }
    }
}

/// Every placeholder among the settings of a show, in their order.
pub fn in_settings(show: &Channel) -> Vec<Placeholder> {
    let mut found = in_texts([&show.title, &show.author, &show.description].map(String::as_str), &show.email);
    let feed = &show.feed;
    let mut look = |key: &'static [&'static str], name: &str, url: &str| {
        if let Some(why) = address(url) {
            found.push(Placeholder { kind: Kind::Address, key, what: format!("{name} `{}`: {why}", url.trim()) });
        }
    };
    look(&["feed", "url"], "[feed] url", &feed.url);
    look(&["feed", "site"], "[feed] site", &feed.site);
    look(&["feed", "new_url"], "[feed] new_url", &feed.new_url);
    look(&["feed", "prefix"], "[feed] prefix", &feed.prefix);
    look(&["feed", "hub"], "[feed] hub", &feed.hub);
    feed.funding.iter().for_each(|f| look(&["feed", "funding"], tr!("a url of [feed] funding"), &f.url));
    for person in &feed.persons {
        look(&["feed", "persons"], tr!("an href of [feed] persons"), &person.href);
        look(&["feed", "persons"], tr!("an img of [feed] persons"), &person.img);
    }
    look(&["site", "newsletter"], "[site] newsletter", &show.site.newsletter);
    show.site.links.iter().for_each(|l| look(&["site", "links"], tr!("a url of [site] links"), &l.url));
    found
}

/// Every placeholder among a show's title, author and description, and its owner's address.
pub fn in_texts([title, author, description]: [&str; 3], owner: &str) -> Vec<Placeholder> {
    let texts: [(&'static [&'static str], &str); 3] =
        [(&["title"], title), (&["author"], author), (&["description"], description)];
    let told = texts.into_iter().filter(|(key, value)| is_text(key[0], value)).map(|(key, value)| {
        let what = tr!("{key} “{value}” is a placeholder", key = key[0], value = value.trim());
        Placeholder { kind: Kind::Text, key, what }
    });
    let mail = email(owner).map(|why| {
        let what = tr!("email `{email}`: {why}", email = owner.trim());
        Placeholder { kind: Kind::Email, key: &["email"], what }
    });
    told.chain(mail).collect()
}

/// Why nobody out there can follow an address: its host is reserved, of one network or of one machine. Nothing of an
/// address that can be followed, and of what is no http(s) address.
///
/// ```
/// use altavoce_podcast::placeholder::address;
/// assert_eq!(address("https://www.example.org/x").unwrap(), "`www.example.org` is kept for examples (RFC 2606)");
/// assert!(address("http://192.168.1.5:8080/").unwrap().ends_with("is an address of one network alone"));
/// assert_eq!(address("https://example.org.altrove.it/"), None);
/// ```
pub fn address(url: &str) -> Option<String> {
    host(&parse_web(url.trim())?)
}

/// Why nobody out there can write to an address. Nothing of one that can be written to, and of what is no address.
pub fn email(address: &str) -> Option<String> {
    let (_, domain) = address.trim().split_once('@')?;
    host(&Url::parse(&format!("http://{domain}/")).ok()?)
}

fn host(url: &Url) -> Option<String> {
    let shown = url.host_str()?;
    let why = match url.host()? {
        Host::Domain(name) => name_of_none(name)?,
        Host::Ipv4(ip) => of_no_host(ip)?,
        Host::Ipv6(ip) => match ip.to_ipv4_mapped() {
            Some(ip) => of_no_host(ip)?,
            None if ip.is_loopback() || ip.is_unspecified() => this_machine(),
            None if ip.is_unique_local() || ip.is_unicast_link_local() => one_network(),
            // RFC 3849
            None if ip.segments()[..2] == [0x2001, 0xdb8] => for_examples(),
            None => return None,
        },
    };
    Some(format!("`{shown}` {why}"))
}

fn this_machine() -> &'static str {
    tr!("is this machine alone")
}

fn one_network() -> &'static str {
    tr!("is an address of one network alone")
}

fn for_examples() -> &'static str {
    tr!("is kept for examples")
}

/// Why a name is nobody's: its row, or that it has no dot.
fn name_of_none(name: &str) -> Option<&'static str> {
    let name = name.trim_end_matches('.');
    let labels: Vec<&str> = name.rsplit('.').collect();
    let ends = |pattern: &str| {
        let wanted: Vec<&str> = pattern.rsplit('.').collect();
        wanted.len() <= labels.len() && wanted.iter().zip(&labels).all(|(w, l)| *w == "*" || w.eq_ignore_ascii_case(l))
    };
    let row = rows("host").find(|(pattern, _)| ends(pattern)).map(|(_, why)| text(why));
    row.or((labels.len() == 1).then_some(tr!("has no dot, so it is known in one network alone")))
}

/// Why an address of IPv4 is no public one.
fn of_no_host(ip: std::net::Ipv4Addr) -> Option<&'static str> {
    // RFC 6598: what providers share among their customers.
    let is_shared = ip.octets()[0] == 100 && ip.octets()[1] & 0xc0 == 64;
    match ip {
        _ if ip.is_loopback() || ip.is_unspecified() => Some(this_machine()),
        _ if ip.is_private() || ip.is_link_local() || is_shared || ip.is_broadcast() => Some(one_network()),
        _ if ip.is_documentation() => Some(for_examples()),
        _ => None,
    }
}

/// Whether the value of a key is one of those in the table.
fn is_text(key: &str, value: &str) -> bool {
    let words = |text: &str| text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
    let value = words(value);
    rows(key).any(|(pattern, _)| fits(&words(pattern), &value))
}

/// Whether a text is a pattern's, in which each `*` is any text that is not empty.
fn fits(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == text,
        Some((before, rest)) => text
            .strip_prefix(before)
            .is_some_and(|text| text.char_indices().any(|(at, c)| fits(rest, &text[at + c.len_utf8()..]))),
    }
}

/// The words of a sample issue that an episode says, if it does.
pub fn sample<'a>(mut passages: impl Iterator<Item = &'a str>) -> Option<&'static str> {
    passages.find_map(|text| rows("said").map(|(words, _)| words).find(|words| text.contains(words)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_of_nobody_are_told_from_public_ones() {
        let of_nobody = [
            "https://example.org/podcast",
            "https://www.example.it",
            "http://EXAMPLE.com.",
            "https://podcast.example",
            "https://faro.test/x",
            "http://faro.invalid",
            "http://localhost:8080/",
            "http://faro.localhost",
            "http://stampante.local",
            "http://nas/podcast",
            "http://nas.home.arpa",
            "http://faro.internal",
            "http://faro.lan",
            "http://127.0.0.1",
            "http://0.0.0.0",
            "http://10.0.0.3",
            "http://172.16.0.1",
            "http://192.168.1.1",
            "http://169.254.1.1",
            "http://100.64.0.1",
            "http://192.0.2.7",
            "http://198.51.100.7",
            "http://203.0.113.7",
            "http://[::1]:8080",
            "http://[fd00::1]",
            "http://[fe80::1]",
            "http://[2001:db8::1]",
            "http://[::ffff:192.168.1.1]",
            "https://iltuodominio.it/podcast",
        ];
        let public = [
            "https://ilfaro.it",
            "https://example.ilfaro.it",
            "https://myexample.org",
            "https://test.ilfaro.it",
            "http://172.32.0.1",
            "http://100.128.0.1",
            "http://8.8.8.8",
            "http://[2001:4860::1]",
            "not an address",
            "",
        ];
        let wrong: Vec<_> = of_nobody
            .into_iter()
            .filter(|url| address(url).is_none())
            .chain(public.into_iter().filter(|url| address(url).is_some()))
            .collect();
        assert!(wrong.is_empty(), "{wrong:?}");
        assert!(email("ada@example.net").is_some() && email(" ada@faro.test").is_some() && email("ada").is_none());
        assert_eq!(email("ada@ilfaro.it"), None);
    }

    #[test]
    fn texts_are_known_by_their_words() {
        let rows = [
            ("title", " il  mio PODCAST", true),
            ("title", "Il mio podcast preferito", false),
            ("author", "Livia Sarti", true),
            ("author", "Livia", false),
            ("description", "Radar, una newsletter di Ada Rossi da ascoltare.", true),
            ("description", "Una newsletter di Ada Rossi da ascoltare.", false),
            ("description", "Lorem ipsum dolor sit amet", true),
            ("description", "Todo cambia, ogni venerdì.", false),
            ("description", "", false),
        ];
        let wrong: Vec<_> = rows.iter().filter(|(key, value, is)| is_text(key, value) != *is).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
    }
}
