//! The author's own sentences in `show.toml`: templates to fill in, heading patterns to rewrite.

use std::collections::BTreeMap;

use altavoce_base::error::{Error, Result};
use altavoce_base::toml_file;
use altavoce_base::tr;

use crate::markup::pattern::{self, Piece, pieces};

/// What stands in braces in a template.
pub fn fields(template: &str) -> impl Iterator<Item = &str> {
    template.split('{').skip(1).filter_map(|s| s.split_once('}')).map(|(field, _)| field)
}

/// Checks that every brace of a template is closed and names one of `known`.
///
/// # Errors
/// The author's, without a place.
pub fn check(template: &str, known: &[&str]) -> Result<()> {
    check_pattern(template)?;
    match fields(template).find(|f| !known.contains(f)) {
        None => Ok(()),
        Some(field) => {
            let known: Vec<String> = known.iter().map(|k| k.to_string()).collect();
            let what = tr!("unknown field `{{{field}}}`");
            Err(Error::author(what).fix(toml_file::suggestion(field, &known)))
        }
    }
}

/// Checks that every brace of a heading's pattern is closed.
///
/// # Errors
/// The author's, without a place.
pub fn check_pattern(pattern: &str) -> Result<()> {
    if pattern.matches('{').count() == pattern.matches('}').count() {
        return Ok(());
    }
    Err(Error::author(tr!("a brace in «{pattern}» stands alone")).fix(tr!("write a field as `{{title}}`")))
}

/// `{name}` in `template` replaced by what `value` gives; `None` if a field is unknown.
pub fn fill(template: &str, value: impl Fn(&str) -> Option<String>) -> Option<String> {
    pieces(template)
        .into_iter()
        .map(|piece| match piece {
            Piece::Words(words) => Some(words.to_string()),
            Piece::Field(name) => value(name).filter(|v| !v.trim().is_empty()),
        })
        .collect()
}

/// The sentence that the first fitting pattern makes of `title`: a heading as it stands goes before a pattern with
/// fields, many words before few. Capitals, spaces and the kind of dash do not matter.
pub fn rewrite(title: &str, patterns: &BTreeMap<String, String>) -> Option<String> {
    let (to, fields) = fitting(title, patterns)?;
    fill(to, |name| fields.get(name).cloned())
}

/// What the first fitting pattern stands for, in the order that [`rewrite`] tells, and what its fields stand for.
pub fn fitting<'p, T>(title: &str, patterns: &'p BTreeMap<String, T>) -> Option<(&'p T, BTreeMap<String, String>)> {
    let mut order: Vec<_> = patterns.iter().map(|(from, to)| (pieces(from), from, to)).collect();
    order.sort_by_key(|(pieces, from, _)| {
        let fields = pieces.iter().filter(|p| matches!(p, Piece::Field(_))).count();
        let words: usize = pieces.iter().map(|p| if let Piece::Words(w) = p { w.chars().count() } else { 0 }).sum();
        (fields > 0, usize::MAX - words, fields, from.as_str())
    });
    order.into_iter().find_map(|(pieces, _, to)| Some((to, pattern::fields(title, &pieces)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_rewritten() {
        let patterns = [
            ("Superpost - {rest}", "E ora il Superpost: {rest}."),
            ("Supervideo", "Passiamo al video."),
            ("{rest}: {what}", "Di {rest}: {what}."),
            ("Dossier {n} - {rest}", "Il dossier numero {n}, {rest}."),
            ("Muto", ""),
            ("Guasto {rest}", "{altro}"),
        ];
        let patterns = patterns.map(|(a, b)| (a.to_string(), b.to_string())).into_iter().collect();
        let rows = [
            ("Superpost - Un vento", Some("E ora il Superpost: Un vento.")),
            ("SUPERPOST — Un vento", Some("E ora il Superpost: Un vento.")),
            ("supervideo", Some("Passiamo al video.")),
            ("Supervideo bello", None),
            ("Dossier 3 - La rete", Some("Il dossier numero 3, La rete.")),
            ("Libri: due", Some("Di Libri: due.")),
            ("Muto", Some("")),
            ("Guasto qui", None),
            ("Superpost - ", None),
        ];
        let wrong: Vec<_> = rows
            .iter()
            .filter(|(i, o)| rewrite(i, &patterns).as_deref() != *o)
            .map(|(i, _)| (i, rewrite(i, &patterns)))
            .collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn unknown_fields_leave_the_sentence_out() {
        let value = |name: &str| (name == "show").then(|| "Radar".to_string());
        assert_eq!(fill("{show}, ciao {", value).as_deref(), Some("Radar, ciao {"));
        assert_eq!(fill("{show}, numero {number}.", value), None);
    }
}
