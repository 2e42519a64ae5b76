//! Whose a picture or a text is: lines that law or courtesy asks for, and nobody reads aloud.

use super::vocabulary::VOCABULARY;

/// A credit has no more words.
const LONGEST: usize = 14;
/// Behind a word that is no sure sign of a credit the names have no more words.
const NAMES: usize = 8;

/// Where a text stands that may hold a credit: the surer the place, the less the words must say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The text of a picture, which may well tell who is in it.
    Alt,
    /// Below a picture or a table.
    Caption,
    /// A paragraph anywhere.
    Text,
}

/// Parts a picture's text or caption into what it tells and its credits.
pub fn off(text: &str, place: Place) -> (String, String) {
    let mut credits: Vec<&str> = Vec::new();
    let mut rest = text.trim();
    if let Some((before, credit)) = bracketed(rest).filter(|(_, inner)| is_credit(inner, place)) {
        credits.push(credit);
        rest = before.trim_end();
    }
    let mut pieces = pieces(rest);
    while let Some(last) = pieces.last().filter(|p| is_credit(p, place)) {
        credits.insert(0, last.trim());
        pieces.pop();
    }
    while let Some(first) = pieces.first().filter(|p| is_credit(p, place)) {
        credits.push(first.trim());
        pieces.remove(0);
    }
    let rest = pieces.concat();
    let rest = rest.trim().trim_end_matches(['|', '–', '—', '-', '/', ',']).trim_end();
    (rest.to_string(), credits.join(" "))
}

/// Whether the whole text is a credit.
pub fn is_credit(text: &str, place: Place) -> bool {
    let text = text.trim().trim_matches(['(', ')', '[', ']', '*', '_', '|', '–', '—']).trim();
    let lower = text.to_lowercase().replace('’', "'");
    let words = lower.split_whitespace().count();
    if words == 0 || words > LONGEST {
        return false;
    }
    let credits = &VOCABULARY.credits;
    if text.starts_with(['©', '℗']) || credits.starts.iter().any(|s| starts(&lower, s)) {
        return true;
    }
    if place != Place::Text && credits.caption_starts.iter().any(|s| starts(&lower, s)) {
        return true;
    }
    let behind = |label: &String| lower.strip_prefix(label.as_str()).map(|rest| &text[text.len() - rest.len()..]);
    // lengths in bytes are those of the text only where small letters are as long
    if lower.len() != text.len() {
        return false;
    }
    let labelled =
        credits.labels.iter().filter_map(behind).any(|rest| {
            rest.trim_start().strip_prefix(':').is_some_and(|names| are_names(names) && place != Place::Text)
        });
    // `Via Larga` is a street
    let by = credits.by.iter().filter(|b| b.len() > 3 || text.starts_with(char::is_lowercase) || b.starts_with("ph"));
    let by = by.filter_map(behind).any(|names| {
        let provided = credits.providers.iter().any(|p| lower.contains(p.as_str()));
        names.starts_with(char::is_whitespace) && are_names(names) && (provided || place == Place::Caption)
    });
    labelled || by
}

/// A start that ends with its word.
fn starts(text: &str, start: &str) -> bool {
    text.strip_prefix(start).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
}

/// `Mario Rossi / Agenzia Foto su Flickr`: names, and small words between them.
fn are_names(text: &str) -> bool {
    let words: Vec<&str> = text.split(|c: char| c.is_whitespace() || matches!(c, '/' | '|' | ',')).collect();
    let words: Vec<&str> = words.into_iter().filter(|w| w.contains(char::is_alphanumeric)).collect();
    let small = |w: &str| VOCABULARY.credits.between.iter().any(|b| b == w);
    let name = |w: &&str| w.contains(char::is_uppercase) || w.contains(char::is_numeric) || w.starts_with('@');
    let article = words.first().is_some_and(|w| VOCABULARY.credits.articles.contains(&w.to_lowercase()));
    let named = words.iter().all(|w| name(w) || small(w) || w.contains('.'));
    (1..=NAMES).contains(&words.len()) && !article && named && words.iter().any(name)
}

/// What stands in brackets at the end, and what before.
fn bracketed(text: &str) -> Option<(&str, &str)> {
    let bare = text.trim_end_matches(['.', '*', '_']);
    let (open, close) = [('(', ')'), ('[', ']')].into_iter().find(|(_, close)| bare.ends_with(*close))?;
    let at = bare.rfind(open)?;
    Some((&text[..at], &bare[at + 1..bare.len() - close.len_utf8()]))
}

/// A text cut behind its sentences, at strokes and spaced dashes; together the pieces are the text.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut from = 0;
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        let spaced = before.is_whitespace() && text[at + c.len_utf8()..].starts_with(char::is_whitespace);
        let dash = matches!(c, '–' | '—' | '-' | '|' | '·') && spaced;
        let stop = c.is_whitespace() && matches!(before, '.' | '!' | '?' | '…' | ';' | '\u{2028}') || c == '\u{2028}';
        if (dash || stop) && at > from {
            pieces.push(&text[from..at]);
            from = at;
        }
        before = c;
    }
    pieces.push(&text[from..]);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_without_their_credits() {
        let rows = [
            ("Il forno di via Larga. Foto: Lia Monti / Agenzia Blu", "Il forno di via Larga."),
            ("Il forno di via Larga (foto di Lia Monti)", "Il forno di via Larga"),
            ("Il forno – Photo by Lia Monti on Unsplash", "Il forno"),
            ("© Lia Monti", ""),
            ("Fonte: ufficio statistico del comune", ""),
            ("Il mercato, ieri. Credits: Comune", "Il mercato, ieri."),
            ("Foto di gruppo davanti al municipio", "Foto di gruppo davanti al municipio"),
            ("Il mulino. La ruota gira ancora.", "Il mulino. La ruota gira ancora."),
            ("", ""),
        ];
        let got = |t: &str| off(t, Place::Caption).0;
        let wrong: Vec<_> = rows.iter().filter(|(t, o)| got(t) != *o).map(|(t, _)| got(t)).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn what_is_a_credit_where() {
        use Place::*;
        let rows = [
            ("Foto di Lia Monti su Unsplash", Alt, true),
            ("Foto di Lia Monti", Alt, false),
            ("Foto di Lia Monti", Caption, true),
            ("Foto di Lia Monti", Text, false),
            ("Foto di Lia Monti da Pixabay", Text, true),
            ("Photo by Lia Monti on Unsplash", Text, true),
            ("Credits: Lia Monti", Text, true),
            ("Image Hosted by Example", Alt, true),
            ("Foto: Lia Monti", Caption, true),
            ("Foto: la ruota del mulino", Caption, false),
            ("Immagine: Il Mulino Vecchio", Caption, false),
            ("Immagine generata con un modello", Caption, true),
            ("Fonte: Istat", Caption, true),
            ("Fonti rinnovabili in crescita", Text, false),
            ("Fonte: la sorgente nasce sopra il paese e scende a valle fino al mulino vecchio del Borgo.", Text, false),
            ("Credito alle imprese", Text, false),
            ("via Example", Caption, true),
            ("Via Larga", Caption, false),
            ("© 2024 Lia Monti. Tutti i diritti riservati.", Text, true),
        ];
        let wrong: Vec<_> = rows.iter().filter(|(t, p, is)| is_credit(t, *p) != *is).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}
