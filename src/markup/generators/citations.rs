//! Citations and cross references of Pandoc, Quarto and their kin: `[@key, p. 3]`, `@key`, `@fig-map`.

use super::document::{Document, Stretch, close_gap};
use super::vocabulary::{VOCABULARY, has};
use super::{Dropped, Reason};

/// The longest group in brackets, in bytes.
const LONGEST: usize = 600;

/// A citation before which more words stand is a sentence about somebody.
const WORDS_BEFORE: usize = 4;

/// Takes citations away; one that is a word of the sentence becomes the name that its key begins with.
pub fn read(document: &mut Document) {
    let cites = document.lines.iter().any(|line| line.text.contains("[@") || line.text.contains("[-@"));
    document.edit_stretches(false, &["@"], |stretch, dropped| without_citations(stretch, cites, dropped));
}

fn without_citations(stretch: &Stretch, cites: bool, dropped: &mut Vec<Dropped>) -> Option<String> {
    let text = stretch.text;
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(sign) = text[at..].find(['[', '@']).map(|found| found + at) {
        out.push_str(&text[at..sign]);
        let mut tell = |end: usize, words| {
            dropped.push(Dropped::with_words(stretch.line_at(sign), &text[sign..end], Reason::Citation, words));
        };
        if text[sign..].starts_with('[') {
            match group(&text[sign..]) {
                Some(length) => {
                    at = sign + length;
                    tell(at, text[sign..at].matches('@').count());
                    out.truncate(out.trim_end_matches(' ').len());
                    if text[at..].starts_with(char::is_alphanumeric) {
                        out.push(' ');
                    }
                }
                None => {
                    out.push('[');
                    at = sign + 1;
                }
            }
            continue;
        }
        let behind = &text[sign + 1..];
        let name = &behind[..key_length(behind)];
        let free =
            out.chars().next_back().is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '.' | '_' | '-' | '/' | '@'));
        let reference = reference(name, &out);
        let author = author(name, cites);
        match reference.or(author).filter(|_| free) {
            Some(words) => {
                at = sign + 1 + name.len();
                tell(at, 0);
                out.push_str(&words);
                if words.is_empty() {
                    close_gap(&mut out, &text[at..]);
                }
                // `@neri2020 [p. 3]`
                if let Some(place) =
                    text[at..].strip_prefix(" [").and_then(|rest| rest.find(']').map(|end| &rest[..end]))
                    && place.len() < 40
                    && place.contains(|c: char| c.is_ascii_digit())
                {
                    at += place.len() + 3;
                }
            }
            None => {
                out.push('@');
                at = sign + 1;
            }
        }
    }
    out.push_str(&text[at..]);
    Some(out)
}

/// How many bytes of a text are a key; a mark at its end is the sentence's.
fn key_length(text: &str) -> usize {
    let is_key = |c: char| c.is_alphanumeric() || matches!(c, '_' | ':' | '-' | '.' | '/' | '+' | '&');
    let end = text.find(|c| !is_key(c)).unwrap_or(text.len());
    text[..end].trim_end_matches(|c: char| !c.is_alphanumeric()).len()
}

/// The length of a group of citations in brackets at the start of a text.
fn group(text: &str) -> Option<usize> {
    let shown = &text[1..text.floor_char_boundary(LONGEST)];
    let inside = &shown[..shown.find([']', '['])?];
    let behind = &text[inside.len() + 1..];
    let part = |part: &str| {
        let Some((before, after)) = part.split_once('@') else { return false };
        let before = before.strip_suffix('-').unwrap_or(before);
        let words = before.split_whitespace().count();
        let key = &after[..key_length(after)];
        let parted = before.is_empty() || before.ends_with([' ', '{']);
        parted && words <= WORDS_BEFORE && (words == 0 || key.contains(|c: char| c.is_ascii_digit())) && !key.is_empty()
    };
    let cites = behind.starts_with(']') && !behind[1..].starts_with(['(', '[', ':']) && inside.contains('@');
    (cites && inside.split(';').all(part)).then_some(inside.len() + 2)
}

/// What a cross reference leads to: `@fig-map` is *la figura*, or *figura* behind a word that has the article.
fn reference(name: &str, before: &str) -> Option<String> {
    let (kind, label) = name.split_once(['-', ':'])?;
    let (whole, bare) = VOCABULARY.references.nouns.get(kind).filter(|_| !label.is_empty())?;
    let last = before.trim_end_matches([' ', '\u{a0}', '.', '\'', '’']).rsplit(|c: char| !c.is_alphabetic()).next()?;
    let noun = if has(&VOCABULARY.references.bare_after, last) { bare } else { whole };
    // `la figura @fig-map`: it is said
    Some(if bare.starts_with(&last.to_lowercase()) && last.len() > 2 { String::new() } else { noun.clone() })
}

/// The name that a key begins with: `neri2020studio`; of `mario1985`, which may be somebody's name on a network, only where
/// the text cites in brackets too.
fn author(name: &str, cites: bool) -> Option<String> {
    let digits = name.find(|c: char| c.is_ascii_digit())?;
    let (author, rest) = name.split_at(digits);
    let year = rest.get(..4).filter(|year| year.starts_with(['1', '2']) && year.bytes().all(|b| b.is_ascii_digit()))?;
    let behind = &rest[year.len()..];
    let titled = behind.len() > 2 && behind.starts_with(|c: char| c.is_alphabetic() || matches!(c, '_' | '-' | ':'));
    let author = author.trim_end_matches(|c: char| !c.is_alphabetic());
    if author.is_empty() || behind.starts_with(|c: char| c.is_ascii_digit()) || !(titled || cites) {
        return None;
    }
    let word = author.split(|c: char| !c.is_alphabetic()).next().unwrap_or(author);
    let mut letters = word.chars();
    let name = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters);
    Some(if word.chars().count() > 2 { name.collect() } else { String::new() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(text: &str) -> String {
        crate::markup::document::edited(text, read)
    }

    #[test]
    fn citations_go() {
        let rows = [
            ("Così è [@bruni2019; @verdi2021].", "Così è."),
            ("Così è [vedi @bruni2019, pp. 3-5; anche @verdi2021], dicono", "Così è, dicono"),
            ("Lo dice Bruni [-@bruni2019].", "Lo dice Bruni."),
            ("Lo dice @bruni2019 [p. 12] e non @rossi2001gatto.", "Lo dice Bruni e non Rossi."),
            ("Lo mostra @neri2020studio, credo.", "Lo mostra Neri, credo."),
            ("Vedi @fig-faro e @tbl-orari.", "Vedi la figura e la tabella."),
            ("Nella @sec-storia e in figura @fig-faro si vede", "Nella sezione e in figura si vede"),
            ("Una [@a_b] chiave", "Una chiave"),
        ];
        // a key without a title is a citation where others are
        let cite = |text: &str| read_text(&format!("{text}\n\n[@x]")).trim_end().to_string();
        let wrong: Vec<_> = rows.iter().filter(|(i, o)| cite(i) != *o).map(|(i, o)| (i, o, cite(i))).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
        assert_eq!(read_text("Lo mostra @neri2020studio."), "Lo mostra Neri.");
    }

    #[test]
    fn names_and_addresses_stay() {
        let rows = [
            "Scrivi a ada@example.org o a ada.neri2020@example.org",
            "Seguici su @altavoce e su @mario1985",
            "Lo dice @ada_neri su Mastodon: @ada@example.social",
            "[@ada](https://e.org) e [scrivi qui a @mario]",
            "[nota di un amico che si chiama @mario1]",
            "Costa 3 @ 5 euro",
            "@",
            "[@",
            "`@neri2020studio`",
        ];
        let wrong: Vec<_> = rows.iter().filter(|t| read_text(t) != **t).map(|t| read_text(t)).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}
