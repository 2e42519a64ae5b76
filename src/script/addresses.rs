//! Bare addresses shortened to what a person would say: the domain. How it is read aloud is the next stage's.

use super::vocabulary::VOCABULARY;

/// The short form of a word that is an address: `https://www.example.org/a?b.` → `example.org.`; an e-mail address loses
/// its `mailto:`. `None`: no address, or already short.
pub fn shorten(token: &str) -> Option<String> {
    let start = token.len() - token.trim_start_matches(['(', '[', '<', '«', '“', '"', '\'', '‘']).len();
    let (open, rest) = token.split_at(start);
    let end = rest.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '>', '»', '”', '"', '\'', '’', '…']).len();
    let (address, close) = rest.split_at(end);
    let short = domain(address)?;
    (short != address).then(|| format!("{open}{short}{close}"))
}

/// Whether `text` is nothing but the address of a page: how exports write a video or a post that they embed.
pub fn is_alone(text: &str) -> bool {
    let text = text.trim();
    let lower = text.to_ascii_lowercase();
    !text.contains(char::is_whitespace) && ["https://", "http://", "//"].iter().any(|s| lower.starts_with(s))
}

fn domain(address: &str) -> Option<&str> {
    let lower = address.to_ascii_lowercase();
    if lower.starts_with("mailto:") {
        return Some(&address["mailto:".len()..]).map(|a| a.split('?').next().unwrap_or(a));
    }
    let schemes = ["https://", "http://", "ftp://", "//"];
    let scheme = schemes.iter().find(|s| lower.starts_with(**s)).map_or(0, |s| s.len());
    let www = if lower[scheme..].starts_with("www.") { 4 } else { 0 };
    let rest = &address[scheme + www..];
    let host = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    // A name before the host (`user@host`) is no part of what a person would say.
    let host = if scheme > 0 { host.rsplit('@').next().unwrap_or(host) } else { host };
    let host = host.split(':').next().unwrap_or(host).trim_end_matches('.');
    let (name, ending) = host.rsplit_once('.')?;
    let is_name = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_');
    if !name.split('.').all(is_name) || !is_name(ending) {
        return None;
    }
    let sure = scheme + www > 0
        || (host.len() < rest.len() && VOCABULARY.addresses.endings.contains(&ending.to_ascii_lowercase()));
    sure.then_some(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_as_people_say_them() {
        let rows = [
            ("https://www.example.org/a/b?c=d#e", Some("example.org")),
            ("(http://example.org/),", Some("(example.org),")),
            ("www.example.it", Some("example.it")),
            ("HTTPS://Example.it/", Some("Example.it")),
            ("example.it/podcast/1", Some("example.it")),
            ("https://ada:x@example.it:8080/x", Some("example.it")),
            ("mailto:ada@example.it?subject=x", Some("ada@example.it")),
            ("ada@example.it", None),
            ("example.it", None),
            ("CINECA/EuroHPC", None),
            ("e/o", None),
            ("1.5/2.0", None),
            ("24/7", None),
            ("Node.js/Deno", None),
            ("https://", None),
            ("//", None),
            ("fine.", None),
        ];
        let wrong: Vec<_> =
            rows.iter().filter(|(i, o)| shorten(i).as_deref() != *o).map(|(i, _)| (i, shorten(i))).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}
