//! Emoji by name, `:rocket:`, and what chats write for them and for people.

use super::document::{Document, Stretch, close_gap};
use super::{Dropped, Reason};

/// The longest name, in bytes.
const LONGEST: usize = 50;

/// Takes them away.
pub fn read(document: &mut Document) {
    document.edit_stretches(false, &[":"], without_codes);
}

fn without_codes(stretch: &Stretch, dropped: &mut Vec<Dropped>) -> Option<String> {
    let text = stretch.text;
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(colon) = text[at..].find(':').map(|found| found + at) {
        out.push_str(&text[at..colon]);
        let free = |c: char| !c.is_alphanumeric() && !matches!(c, ':' | '/' | '_');
        let begins = out.is_empty() || out.ends_with(free) || (at == colon && out.len() < colon);
        match length(&text[colon..]).filter(|_| begins) {
            Some(length) => {
                let mut end = colon + length;
                // a chat's own: `<:name:1234>`
                if out.ends_with(['<']) || out.ends_with("<a") {
                    let id = text[end..].trim_start_matches(|c: char| c.is_ascii_digit());
                    if let Some(behind) = id.strip_prefix('>') {
                        out.truncate(out.rfind('<').unwrap_or(out.len()));
                        end = text.len() - behind.len();
                    }
                }
                dropped.push(Dropped::with_words(stretch.line_at(colon), &text[colon..end], Reason::Emoji, 0));
                at = end;
                close_gap(&mut out, &text[at..]);
            }
            None => {
                out.push(':');
                at = colon + 1;
            }
        }
    }
    out.push_str(&text[at..]);
    Some(out)
}

/// The length of the name with its colons at the start of a text: `:flag_it:`, `:+1:`, not `:30:`.
fn length(text: &str) -> Option<usize> {
    let inside = &text[1..text.floor_char_boundary(LONGEST)];
    let name = &inside[..inside.find(|c: char| !matches!(c, 'a'..='z' | '0'..='9' | '_' | '+' | '-'))?];
    let behind = inside[name.len()..].strip_prefix(':')?;
    let says = name.len() > 1 && name.contains(|c: char| c.is_ascii_lowercase()) && !name.starts_with('-');
    let next = behind.chars().next();
    let free = next.is_none_or(|c| !c.is_alphanumeric() || name.len() > 2) && !behind.starts_with("//");
    ((says || matches!(name, "+1" | "-1" | "100" | "1234")) && free).then_some(name.len() + 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(text: &str) -> String {
        crate::markup::document::edited(text, read)
    }

    #[test]
    fn names_of_emoji_go() {
        let rows = [
            (":rocket: Si parte :tada:!", " Si parte!"),
            ("Bravi :+1::skin-tone-2: tutti", "Bravi tutti"),
            ("Evviva (:flag_it:) e basta :100:", "Evviva () e basta"),
            ("Bello <:tasso:1234567> davvero", "Bello davvero"),
            ("- :white_check_mark: fatto", "- fatto"),
        ];
        let wrong: Vec<_> =
            rows.iter().filter(|(i, o)| read_text(i) != *o).map(|(i, o)| (i, o, read_text(i))).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn colons_of_prose_stay() {
        let rows = [
            "Alle 10:30:15 e alle 9:30: via",
            "Tre cose: una, due: tre",
            "std::vec::Vec e a::b:",
            "nota:importante: qui",
            ": e :",
            "https://e.org:80:a e localhost:8080:",
            "Il rapporto 3:2:1",
            "`:rocket:`",
            "Termine\n: definizione: di prova",
        ];
        let wrong: Vec<_> = rows.iter().filter(|t| read_text(t) != **t).map(|t| read_text(t)).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
        read_text(&":a".repeat(100_000));
    }
}
