//! Patterns of headings: `Superpost - {rest}`. Capitals, spaces and the kind of dash do not matter.

use std::collections::BTreeMap;

/// A template in pieces.
#[derive(Debug, Clone, PartialEq)]
pub enum Piece<'a> {
    /// Words as they stand.
    Words(&'a str),
    /// A field, by its name.
    Field(&'a str),
}

/// What each field of a pattern stands for, if `title` fits it.
pub fn fields(title: &str, pattern: &[Piece]) -> Option<BTreeMap<String, String>> {
    let title: Vec<char> = even(title).chars().collect();
    let mut fields = BTreeMap::new();
    fits_from(pattern, &title, &mut fields).then_some(fields)
}

/// Whether `title` fits `pattern`.
pub fn fits(title: &str, pattern: &str) -> bool {
    fields(title, &pieces(pattern)).is_some()
}

/// Single spaces and plain dashes.
fn even(text: &str) -> String {
    text.replace(['–', '—'], "-").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether `text` fits from its start to its end; what each field stands for.
fn fits_from(pieces: &[Piece], text: &[char], fields: &mut BTreeMap<String, String>) -> bool {
    match pieces.split_first() {
        None => text.is_empty(),
        Some((Piece::Words(words), rest)) => {
            let mut spaced = words.replace(['–', '—'], "-");
            if rest.is_empty() {
                spaced.truncate(spaced.trim_end().len());
            }
            let words: Vec<char> = spaced.chars().collect();
            let same = |a: &char, b: &char| a == b || a.to_lowercase().eq(b.to_lowercase());
            text.len() >= words.len()
                && words.iter().zip(text).all(|(a, b)| same(a, b))
                && fits_from(rest, &text[words.len()..], fields)
        }
        Some((Piece::Field(name), rest)) => (1..=text.len()).any(|end| {
            let value: String = text[..end].iter().collect();
            let value = value.trim();
            if value.is_empty() || !fits_from(rest, &text[end..], fields) {
                return false;
            }
            fields.insert(name.to_string(), value.to_string());
            true
        }),
    }
}

/// A pattern in pieces.
pub fn pieces(template: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = template;
    while let Some((words, field)) = rest.split_once('{') {
        let Some((name, after)) = field.split_once('}') else { break };
        if !words.is_empty() {
            pieces.push(Piece::Words(words));
        }
        pieces.push(Piece::Field(name.trim()));
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Words(rest));
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_that_fit() {
        let rows = [
            ("Lavoro – Milano", "lavoro - {dove}", true),
            ("LAVORO  - Roma", "Lavoro - {dove}", true),
            ("Lavoro", "Lavoro", true),
            ("Lavori", "Lavoro", false),
            ("Lavoro -", "Lavoro - {dove}", false),
        ];
        let wrong: Vec<_> = rows.iter().filter(|(title, pattern, fit)| fits(title, pattern) != *fit).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}
