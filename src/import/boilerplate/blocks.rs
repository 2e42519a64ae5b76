//! Blocks of a text that a newsletter service puts around an issue: buttons, links to its page, the small print.

use super::Boilerplate;
use crate::import::block;
use crate::import::vocabulary::{VOCABULARY, is_one_of};
use crate::script::buttons::{self, Link};

/// Small print is no longer than this, in characters, and stands in the last of so many parts of the text.
const LONGEST: usize = 400;

/// What kind of boilerplate a block is, if it is. `at` and `of`: its place among the blocks.
pub fn kind_of(text: &str, plain: &str, at: usize, of: usize) -> Option<Boilerplate> {
    let lower = plain.to_lowercase();
    let lower = lower.trim_matches(|c: char| !c.is_alphanumeric() && c != '©');
    let words = &VOCABULARY.boilerplate;
    let near_top = at < 4;
    let near_end = at * 3 >= of * 2 || of - at <= 6;
    let short = plain.chars().count() <= LONGEST;
    if short && (near_top || near_end) && words.web_page_links.iter().any(|w| lower.starts_with(w)) {
        return Some(Boilerplate::WebPageLink);
    }
    let mut small_print = words.small_print.iter().chain(&words.small_print_or_subject);
    if short && near_end && (small_print.any(|w| lower.contains(w)) || lower.starts_with('©')) {
        return Some(Boilerplate::SmallPrint);
    }
    let (around, links) = links(text);
    let counts = |line: &str| is_one_of(line.trim_matches(|c: char| !c.is_alphabetic()), &words.counters);
    if buttons::is_row(&around, &links) || (links.is_empty() && (buttons::is_bare(plain) || counts(lower))) {
        return Some(Boilerplate::Button);
    }
    None
}

/// Whether what makes small print of a block is also a thing to write about: rights, and a service's privacy notice.
pub fn is_of_issues_too(plain: &str) -> bool {
    let lower = plain.to_lowercase();
    let says = |phrases: &[String]| phrases.iter().any(|phrase| lower.contains(phrase));
    says(&VOCABULARY.boilerplate.small_print_or_subject) && !says(&VOCABULARY.boilerplate.small_print)
}

/// The inline links of a block, and the text around them.
fn links(text: &str) -> (String, Vec<Link>) {
    let (mut around, mut links) = (String::new(), Vec::new());
    let mut rest = text;
    while let Some(open) = rest.find('[') {
        let found = rest[open..].find("](").and_then(|middle| {
            let url = &rest[open + middle + 2..];
            Some((&rest[open + 1..open + middle], url.find(')').map(|end| (&url[..end], &url[end + 1..]))?))
        });
        let Some((label, (url, behind))) = found else { break };
        around.push_str(&rest[..open]);
        links.push(Link { text: block::plain(label), url: url.to_string(), ..Link::default() });
        rest = behind;
    }
    around.push_str(rest);
    (around, links)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boilerplate_by_place() {
        use Boilerplate::{Button, SmallPrint, WebPageLink};
        // (text, its place of 30, what it is)
        let rows = [
            ("Visualizza nel browser", 0, Some(WebPageLink)),
            ("[Leggi online](https://a.it)", 1, Some(WebPageLink)),
            ("Se vuoi disiscriverti, clicca qui.", 29, Some(SmallPrint)),
            ("© 2024 Marea", 28, Some(SmallPrint)),
            ("Ho deciso di disiscrivermi da tutto.", 9, None),
            ("[Iscriviti ora](https://a.it/subscribe)", 9, Some(Button)),
            ("[Condividi](https://a.it?action=share) [Commenta](https://a.it/comments)", 9, Some(Button)),
            ("Iscriviti ora", 9, Some(Button)),
            ("♡ Like", 28, Some(Button)),
            ("Iscriviti [qui](https://a.it/subscribe) e leggi [la guida](https://a.it/g).", 9, None),
            ("[La guida](https://a.it/g)", 9, None),
            ("Mi piace il mare.", 9, None),
        ];
        let got = |text: &str, at| kind_of(text, &block::plain(text), at, 30);
        let wrong: Vec<_> = rows.iter().filter(|r| got(r.0, r.1) != r.2).map(|r| (r, got(r.0, r.1))).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}
