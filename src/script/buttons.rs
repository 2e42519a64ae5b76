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
    let labels: Vec<String> =
        links.iter().map(|l| label(&l.text)).filter(|l| l.contains(char::is_alphanumeric)).collect();
    let networks = labels.len() > 1 && labels.iter().all(|l| is_network(l));
    if around.contains(char::is_alphanumeric) {
        let words = label(around);
        let shares = VOCABULARY.buttons.sharing.iter().any(|s| starts_with_word(&words, s));
        return shares
            && !labels.is_empty()
            && labels.iter().all(|l| is_network(l))
            && words.split(' ').count() <= LONGEST;
    }
    let spoken = links.iter().filter(|l| l.text.contains(char::is_alphanumeric));
    let leads_back = spoken.clone().any(|l| l.text.trim_start().starts_with(['←', '«', '⬅', '‹', '⇐', '◀']));
    let mut buttons = spoken.peekable();
    buttons.peek().is_some()
        && (networks || leads_back || buttons.all(|l| is_button(&label(&l.text), &l.url) || is_way(&label(&l.text))))
}

/// Whether a paragraph is a button whose link an export has lost: `Iscriviti ora`, with no stop behind it; or a row of ways
/// to other pages: `← Precedente | Successivo →`.
pub fn is_bare(text: &str) -> bool {
    let row = text.contains(['|', '·', '•', '←', '→', '⬅', '➡']);
    let mut pieces = text.split(['|', '·', '•', '←', '→', '⬅', '➡']).map(label).filter(|p| !p.is_empty()).peekable();
    if row && pieces.peek().is_some() && pieces.all(|piece| is_way(&piece)) {
        return true;
    }
    let label = label(text);
    let words = label.split(' ').count();
    let mut starts = VOCABULARY.buttons.bare_labels.iter();
    words <= 3 && !label.ends_with(['.', '!', '?', ':', ',', '…']) && starts.any(|s| starts_with_word(&label, s))
}

fn is_way(label: &str) -> bool {
    VOCABULARY.buttons.ways.iter().any(|way| way == label)
}

fn is_network(label: &str) -> bool {
    VOCABULARY.buttons.networks.iter().any(|network| network == label)
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
        let rows: [Row; 16] = [
            ("", &[("Iscriviti ora", "https://a.it/x")], true),
            ("", &[("👉 Condividi Radar →", "https://a.it/x")], true),
            ("", &[("Clicca qui", "https://a.substack.com/subscribe?x")], true),
            (" | ", &[("Leggi online", "https://a.it"), ("Condividi", "https://a.it")], true),
            ("", &[("Il rapporto completo", "https://a.it/x")], false),
            ("Puoi ", &[("iscriverti", "https://a.it/subscribe")], false),
            ("", &[("Condividi le tue idee con noi prima di venerdì sera", "https://a.it")], false),
            ("", &[("Sharenting, che cos'è", "https://a.it")], false),
            (" | ", &[("← Precedente", "https://a.it"), ("Successivo →", "https://b.it")], true),
            (" ", &[("← Il vento del nord", "https://a.it"), ("Le maree →", "https://b.it")], true),
            ("", &[("Il rapporto completo →", "https://a.it")], false),
            ("Condividi su: ", &[("Facebook", "https://a.it"), ("X", "https://b.it")], true),
            (" · ", &[("Facebook", "https://a.it"), ("Telegram", "https://b.it")], true),
            ("", &[("Telegram", "https://a.it")], false),
            ("Ne parlano ", &[("Facebook", "https://a.it"), ("X", "https://b.it")], false),
            ("", &[("Torna all'indice", "#indice")], true),
        ];
        let links = |l: &[(&str, &str)]| -> Vec<Link> {
            l.iter().map(|(t, u)| Link { text: t.to_string(), url: u.to_string(), by_reference: false }).collect()
        };
        let wrong: Vec<_> = rows.iter().filter(|(a, l, is)| is_row(a, &links(l)) != *is).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn buttons_without_a_link() {
        let rows = [
            ("Condividi", true),
            ("👉 Condividi Radar", true),
            ("← Precedente | Successivo →", true),
            ("Continua a leggere", true),
            ("Iscriviti!", false),
            ("Condividi pure.", false),
            ("Roma → Milano", false),
            ("Archivio", false),
        ];
        let wrong: Vec<_> = rows.iter().filter(|(t, is)| is_bare(t) != *is).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}
