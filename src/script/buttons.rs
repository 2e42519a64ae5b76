//! Buttons: links that a newsletter service puts alone in a paragraph, to subscribe, share, comment.

use super::vocabulary::VOCABULARY;
use crate::markup::emoji;

/// A link of a paragraph.
#[derive(Debug, Clone, Default)]
pub struct Link {
    /// Its text.
    pub text: String,
    /// Where it leads.
    pub url: String,
    /// Whether its address stands elsewhere: `[testo]`, `[testo][1]`.
    pub by_reference: bool,
}

/// A button has few words.
const LONGEST: usize = 6;

/// Whether a paragraph is nothing but buttons: its `links`, and the text `around` them.
pub fn is_row(around: &str, links: &[Link]) -> bool {
    if around.chars().any(char::is_alphanumeric) {
        return false;
    }
    let spoken = |l: &&Link| l.text.chars().any(char::is_alphanumeric);
    let mut buttons = links.iter().filter(spoken).peekable();
    buttons.peek().is_some() && buttons.all(|l| is_button(&label(&l.text), &l.url))
}

/// Whether a paragraph is a button whose link an export has lost: `Iscriviti ora`, with no stop behind it.
pub fn is_bare(text: &str) -> bool {
    let label = label(text);
    let words = label.split(' ').count();
    let mut starts = VOCABULARY.buttons.bare_labels.iter();
    words <= 3 && !label.ends_with(['.', '!', '?', ':', ',', '…']) && starts.any(|s| starts_with_word(&label, s))
}

/// Whether a picture of this text that leads to `url` is a button.
pub fn is_button_text(text: &str, url: &str) -> bool {
    is_button(&label(text), url)
}

fn is_button(label: &str, url: &str) -> bool {
    let url = url.to_lowercase();
    label.split(' ').count() <= LONGEST
        && (VOCABULARY.buttons.addresses.iter().any(|a| url.contains(a))
            || VOCABULARY.buttons.labels.iter().any(|l| starts_with_word(label, l)))
}

fn starts_with_word(text: &str, start: &str) -> bool {
    text.strip_prefix(start).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
}

/// Lower case, no emoji, no arrows, straight apostrophes.
fn label(text: &str) -> String {
    let bare = emoji::without(text).to_lowercase().replace('’', "'");
    bare.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '!' | '?' | '.' | ':')).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_buttons() {
        // (text around the links, the links, whether it is a row of buttons)
        type Row = (&'static str, &'static [(&'static str, &'static str)], bool);
        let rows: [Row; 8] = [
            ("", &[("Iscriviti ora", "https://a.it/x")], true),
            ("", &[("👉 Condividi Radar →", "https://a.it/x")], true),
            ("", &[("Clicca qui", "https://a.substack.com/subscribe?x")], true),
            (" | ", &[("Leggi online", "https://a.it"), ("Condividi", "https://a.it")], true),
            ("", &[("Il rapporto completo", "https://a.it/x")], false),
            ("Puoi ", &[("iscriverti", "https://a.it/subscribe")], false),
            ("", &[("Condividi le tue idee con noi prima di venerdì sera", "https://a.it")], false),
            ("", &[("Sharenting, che cos'è", "https://a.it")], false),
        ];
        let links = |l: &[(&str, &str)]| -> Vec<Link> {
            l.iter().map(|(t, u)| Link { text: t.to_string(), url: u.to_string(), by_reference: false }).collect()
        };
        let wrong: Vec<_> = rows.iter().filter(|(a, l, is)| is_row(a, &links(l)) != *is).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn buttons_without_a_link() {
        let rows =
            [("Condividi", true), ("👉 Condividi Radar", true), ("Iscriviti!", false), ("Condividi pure.", false)];
        let wrong: Vec<_> = rows.iter().filter(|(t, is)| is_bare(t) != *is).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}
