//! Addresses in exports: what tracks a reader is taken off, and what stands in brackets becomes a link.

use altavoce_base::trn;

use super::boilerplate::Boilerplate;
use super::diagnostic::{Diagnostic, Removals};
use super::vocabulary::{VOCABULARY, is_one_of};

/// Every address of `text` without its tracking parameters; counts them, and the addresses that lead through a
/// click tracker.
pub fn tidy(text: &str, removals: &mut Removals, click_trackers: &mut usize) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = find(rest) {
        out.push_str(&rest[..start]);
        let end = start + length(&rest[start..]);
        let url = &rest[start..end];
        let bare = without_tracking(url);
        if bare != url {
            removals.add(Boilerplate::TrackingParameters, "");
        }
        if VOCABULARY.links.click_trackers.iter().any(|c| bare.contains(c)) {
            *click_trackers += 1;
        }
        out.push_str(&bare);
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

/// What is said of the links that lead through a click tracker, once.
pub fn through_click_trackers(links: usize) -> Option<Diagnostic> {
    let what = trn!(
        links,
        "{links} links lead through a counter of clicks, not to their page; write the pages' addresses",
        "{links} links lead through a counter of clicks, not to their page; write the pages' addresses"
    );
    (links > 0).then(|| Diagnostic::doubt(None, what))
}

/// An address without the parameters that only tell who clicked.
pub fn without_tracking(url: &str) -> String {
    let (address, fragment) = url.split_once('#').map_or((url, None), |(a, f)| (a, Some(f)));
    let Some((page, query)) = address.split_once('?') else { return url.to_string() };
    // An escaped ampersand parts parameters too, and so does one that Markdown escapes.
    let mark = if query.contains("&amp;") { "&amp;" } else { "&" };
    let tracks = |parameter: &&str| {
        let name = parameter.split('=').next().unwrap_or("").replace('\\', "").to_lowercase();
        is_one_of(&name, &VOCABULARY.links.tracking_parameters)
    };
    let kept: Vec<&str> = query.split(mark).filter(|p| !tracks(p) && !p.is_empty()).collect();
    let fragment = fragment.filter(|f| !f.starts_with("utm_")).map_or(String::new(), |f| format!("#{f}"));
    let query = if kept.is_empty() { String::new() } else { format!("?{}", kept.join(mark)) };
    format!("{page}{query}{fragment}")
}

fn find(text: &str) -> Option<usize> {
    let is_address = |at: &usize| text[*at..].starts_with("http://") || text[*at..].starts_with("https://");
    text.match_indices("http").map(|(at, _)| at).find(is_address)
}

/// The bytes of the address at the start of `text`.
fn length(text: &str) -> usize {
    let mut open = 0;
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            _ if c.is_whitespace() || matches!(c, '<' | '>' | '"' | ']' | '[' | '»' | '“' | '”' | '|') => {
                return at;
            }
            '(' if !escaped => open += 1,
            ')' if !escaped && open == 0 => return at,
            ')' if !escaped => open -= 1,
            _ => (),
        }
        escaped = c == '\\' && !escaped;
    }
    text.len()
}

/// Plain text whose addresses in brackets become links: `il rapporto (https://a.it)` is a link on `rapporto`, or on what
/// stands in quotation marks there; `words` makes Markdown of what is no address.
pub fn from_brackets(text: &str, words: impl Fn(&str) -> String) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(start) = find(rest) {
        let end = start + length(&rest[start..]);
        let (before, url, behind) = (&rest[..start], &rest[start..end], &rest[end..]);
        let open = before.trim_end().chars().next_back().filter(|c| matches!(c, '(' | '[' | '<'));
        let close = behind.trim_start().chars().next();
        let closed = matches!((open, close), (Some('('), Some(')')) | (Some('['), Some(']')) | (Some('<'), Some('>')));
        let before_bracket = before.trim_end().strip_suffix(['(', '[', '<']).unwrap_or("").trim_end();
        let label = label(before_bracket);
        if closed && !label.is_empty() {
            let lead = &before_bracket[..before_bracket.len() - label.len()];
            out.push_str(&format!(
                "{}[{}]({})",
                words(lead),
                words(label),
                url.replace('(', "%28").replace(')', "%29")
            ));
            rest = &behind.trim_start()[1..];
        } else {
            out.push_str(&words(before));
            // The stop behind an address is the sentence's.
            let address = url.trim_end_matches(['.', ',', ';', ':', '!', '?']);
            out.push_str(address);
            rest = &rest[start + address.len()..];
        }
    }
    out.push_str(&words(rest));
    out
}

/// The words that an address in brackets belongs to: a quotation, or the last word.
fn label(text: &str) -> &str {
    for (open, close) in [('«', '»'), ('“', '”'), ('"', '"')] {
        if let Some(inside) = text.strip_suffix(close)
            && let Some(start) = inside.rfind(open)
        {
            return &text[start..];
        }
    }
    let word = text.rsplit(char::is_whitespace).next().unwrap_or("");
    if word.contains(char::is_alphanumeric) && !word.contains("](") { word } else { "" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tracking_goes() {
        let rows = [
            ("https://a.it/b", "https://a.it/b"),
            ("https://a.it/b?utm_source=x&utm_medium=y", "https://a.it/b"),
            ("https://a.it/b?id=3&utm_source=x#sez", "https://a.it/b?id=3#sez"),
            ("https://a.it/b?utm_source=x&amp;id=3", "https://a.it/b?id=3"),
            ("https://a.it/b?UTM_Source=x&fbclid=1&p=2", "https://a.it/b?p=2"),
            ("https://a.it/b?utm\\_source=x", "https://a.it/b"),
            ("https://a.it/b?q=utm_source", "https://a.it/b?q=utm_source"),
        ];
        let wrong: Vec<_> = rows.iter().filter(|r| without_tracking(r.0) != r.1).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
        let (mut removals, mut click_trackers) = (Removals::default(), 0);
        let text = "Vedi [qui](https://a.it/x_(y)?utm_a=1), <http://b.it?fbclid=2> e https://x.list-manage.com/track/click?u=1.";
        let tidied = tidy(text, &mut removals, &mut click_trackers);
        assert_eq!(
            tidied,
            "Vedi [qui](https://a.it/x_(y)), <http://b.it> e https://x.list-manage.com/track/click?u=1."
        );
        assert_eq!(
            (removals.diagnostics()[0].what.as_str(), click_trackers),
            ("removed 2 x tracking parameters of a link", 1)
        );
    }

    #[test]
    fn addresses_in_brackets_become_links() {
        let rows = [
            ("Ecco il rapporto (https://a.it/r), lungo.", "Ecco il [rapporto](https://a.it/r), lungo."),
            ("Leggi «La marea» (https://a.it).", "Leggi [«La marea»](https://a.it)."),
            ("Leggi [ https://a.it ] e basta", "[Leggi](https://a.it) e basta"),
            ("Il sito <https://a.it>", "Il [sito](https://a.it)"),
            ("La marea (https://a.it/Marea_(mare)).", "La [marea](https://a.it/Marea_%28mare%29)."),
            ("(https://a.it)", "(https://a.it)"),
            ("Vai su https://a.it.", "Vai su https://a.it."),
            ("Due (https://a.it) e tre (https://b.it)", "[Due](https://a.it) e [tre](https://b.it)"),
        ];
        let got = |text: &str| from_brackets(text, str::to_string);
        let wrong: Vec<_> = rows.iter().filter(|r| got(r.0) != r.1).map(|r| (r.1, got(r.0))).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}
