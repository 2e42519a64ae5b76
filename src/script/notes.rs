//! Footnotes: what of them is said, and where.

use pulldown_cmark::{Event, TagEnd};

use super::vocabulary::{VOCABULARY, capitalised};
use super::{Reason, addresses};

/// The longest footnote that is read where it is called, in words: a breath.
const SHORT: usize = 12;

/// Adds what `event` holds to the text of a footnote.
pub fn append(text: &mut String, event: &Event) {
    match event {
        Event::Text(t) | Event::Code(t) => text.push_str(t),
        Event::SoftBreak | Event::HardBreak => text.push(' '),
        Event::End(TagEnd::Item) => end(text, ','),
        Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::List(_)) => end(text, '.'),
        _ => (),
    }
}

/// Ends a piece of the text with `mark`, unless it ends with one of its own.
fn end(text: &mut String, mark: char) {
    let length = text.trim_end().len();
    text.truncate(length);
    if mark == '.' && text.ends_with(',') {
        text.pop();
    }
    if text.ends_with(char::is_alphanumeric) {
        text.push(mark);
    }
    text.push(' ');
}

/// Without the addresses of pages: nobody can follow them by ear. Empty where little else is left (`Vedi …`).
pub fn without_addresses(note: &str) -> String {
    let words: Vec<&str> = note.split_whitespace().collect();
    let is_address = |w: &str| {
        let bare = w.trim_matches(['<', '>', '(', ')', '[', ']', ',', ';', '.']);
        addresses::is_alone(bare) || bare.to_lowercase().starts_with("www.")
    };
    if !words.iter().any(|w| is_address(w)) {
        return note.trim().to_string();
    }
    let kept: Vec<&str> = words.into_iter().filter(|w| !is_address(w)).collect();
    let bare = |w: &str| w.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let says = |w: &&str| !bare(w).is_empty() && !VOCABULARY.footnotes.pointers.contains(&bare(w));
    if kept.iter().any(says) {
        kept.join(" ").trim_end_matches([' ', ',', ':', ';', '–', '-', '(']).to_string()
    } else {
        String::new()
    }
}

/// What is said of a footnote that is called at the end of `before`.
///
/// # Errors
/// Why nothing is: it is only an address, or too long.
pub fn spoken(note: &str, before: &str) -> Result<String, Reason> {
    let note = note.trim();
    match note.split_whitespace().count() {
        0 => return Err(Reason::FootnoteAddress),
        n if n > SHORT => return Err(Reason::LongFootnote),
        _ => {}
    }
    let inside = before.trim_end().trim_end_matches(['»', '”', '"', ')', '’', '*']);
    let words = &VOCABULARY.notices.footnote;
    let bare = note.trim_end_matches(['.', ',', ' ']);
    let spaced = if before.ends_with(char::is_whitespace) { "" } else { " " };
    Ok(if before.trim().is_empty() || inside.ends_with(['.', '!', '?', '…']) {
        let end = if bare.ends_with(['!', '?', '…']) { "" } else { "." };
        format!("{spaced}{}{bare}{end}", capitalised(words))
    } else {
        format!("{spaced}({words}{bare})")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_without_addresses() {
        let rows = [
            ("<https://example.org/a>", ""),
            ("Vedi https://example.org/a.", ""),
            ("Fonte: https://example.org", ""),
            ("Cfr. www.example.org/x", ""),
            ("Il bilancio del comune, https://example.org/x", "Il bilancio del comune"),
            ("Il bilancio (https://example.org/x) del comune", "Il bilancio del comune"),
            ("Due anni e/o tre", "Due anni e/o tre"),
            ("Vedi sopra", "Vedi sopra"),
        ];
        let wrong: Vec<_> =
            rows.iter().filter(|(n, o)| without_addresses(n) != *o).map(|(n, _)| without_addresses(n)).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn notes_where_they_are_called() {
        let rows = [
            ("Prezzi di listino.", "costa poco.", Ok(" Nota: Prezzi di listino.")),
            ("Prezzi di listino.", "costa poco", Ok(" (nota: Prezzi di listino)")),
            ("prezzi di listino", "il «prezzo»", Ok(" (nota: prezzi di listino)")),
            ("prezzi di listino", "«Basta.»", Ok(" Nota: prezzi di listino.")),
            ("Davvero?", "costa poco.", Ok(" Nota: Davvero?")),
            ("", "costa poco", Err(Reason::FootnoteAddress)),
        ];
        let got = |(n, b, _): &(&str, &str, _)| spoken(n, b);
        let wrong: Vec<_> = rows.iter().filter(|r| got(r) != r.2.map(str::to_string)).map(got).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}
