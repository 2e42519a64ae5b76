//! Headings turned into sentences that lead from one chapter to the next.

use std::collections::BTreeMap;

use super::headings::Numbering;
use super::sentences::finish;
use super::templates;
use super::vocabulary::{VOCABULARY, capitalised};

/// Where a section stands among the sections.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SectionPosition {
    /// There is no other.
    Only,
    /// The first of several.
    First,
    /// The n-th between first and last, from 0.
    Middle(usize),
    /// The last of several.
    Last,
}

/// The sentence for the heading `title` (clean, as written), or `None` when the author wants none.
///
/// The author's `patterns` go first; else the phrase depends on the `position`. A short heading follows a comma (`E ora,
/// Supervideo.`), a whole title a colon, and in `Superpost - Un titolo` the dash becomes the colon. A phrase with which the transition
/// `before` (of whatever origin; empty if none) begins is passed over. `numbering` is the issue's.
pub fn transition(
    title: &str,
    position: SectionPosition,
    patterns: &BTreeMap<String, String>,
    before: &str,
    numbering: Numbering,
) -> Option<String> {
    if let Some(sentence) = templates::rewrite(title, patterns) {
        return Some(finish(sentence.trim())).filter(|s| !s.is_empty());
    }
    let words = &VOCABULARY.transitions;
    let (phrases, turn) = match position {
        SectionPosition::Only => (&words.only, 0),
        SectionPosition::First => (&words.first, 0),
        SectionPosition::Middle(n) => (&words.middle, n % words.middle.len()),
        SectionPosition::Last => (&words.last, 0),
    };
    let mut in_turn = phrases.iter().cycle().skip(turn).take(phrases.len());
    let phrase = in_turn.find(|p| !begins_with(before, p)).unwrap_or(&phrases[turn]);
    let title = title.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ':' | ',' | ';' | '-' | '–' | '—'));
    let lower = title.to_lowercase();
    let asks = words.asking_headings.iter().any(|lead| lower.starts_with(lead)) && title.ends_with(['?', '!', '…']);
    if asks || words.leading_headings.iter().any(|lead| lower.starts_with(lead)) {
        return Some(finish(title));
    }
    if let Some(said) = words.said.get(&lower) {
        return Some(finish(&format!("{phrase}{} {said}", joint(phrase))));
    }
    let title = numbering.spoken(title);
    let (label, rest) = match parts(&title) {
        Some((label, rest)) if is_name(label) => (label, Some(rest)),
        _ => (title.as_str(), None),
    };
    // A comma reads well between `E ora` and a name; a whole title, a question or `Proseguiamo` want a colon.
    let mark = if is_name(label) { joint(phrase) } else { ":" };
    Some(match rest {
        // Two colons in a sentence are one too many.
        Some(rest) if mark == ":" => finish(&format!("{phrase}. {}: {rest}", capitalised(label))),
        Some(rest) => finish(&format!("{phrase}{mark} {label}: {rest}")),
        None => finish(&format!("{phrase}{mark} {}", label.replace(" - ", ", ").replace(" | ", ", "))),
    })
}

/// Whether `text` begins with the words of `phrase`.
fn begins_with(text: &str, phrase: &str) -> bool {
    let rest = text.to_lowercase();
    rest.strip_prefix(&phrase.to_lowercase()).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
}

/// A few words without marks of their own.
fn is_name(label: &str) -> bool {
    label.split_whitespace().count() <= 3 && !label.contains([',', ':', '.', '!', '?', '…'])
}

/// What stands between a phrase and a name.
fn joint(phrase: &str) -> &'static str {
    let comma = &VOCABULARY.transitions.with_comma;
    if phrase.split_once(' ').is_some_and(|(word, _)| comma.iter().any(|w| w == word)) { "," } else { ":" }
}

/// The two parts of `Superpost - Un titolo`.
fn parts(title: &str) -> Option<(&str, &str)> {
    let marks = [" - ", " – ", " — ", " | ", ": "];
    let (at, len) = marks.iter().filter_map(|m| title.find(m).map(|at| (at, m.len()))).min()?;
    let (label, rest) = (title[..at].trim(), title[at + len..].trim());
    (!label.is_empty() && !rest.is_empty()).then_some((label, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_become_sentences() {
        use SectionPosition::*;
        let rows = [
            ("Supervideo", Only, "Entriamo nel vivo: Supervideo."),
            ("Supervideo", First, "Per cominciare, Supervideo."),
            ("Supervideo", Middle(0), "E ora, Supervideo."),
            ("Supernews", Last, "Per finire, Supernews."),
            (
                "Superpost - Un'onda nuova arriva in porto",
                First,
                "Per cominciare, Superpost: Un'onda nuova arriva in porto.",
            ),
            ("Il punto: che cosa cambia?", Middle(1), "Andiamo avanti. Il punto: che cosa cambia?"),
            ("Perché Google ha perso la gara", Middle(3), "Proseguiamo: Perché Google ha perso la gara."),
            ("Che cosa succede?", Last, "Per finire: Che cosa succede?"),
            ("Attenzione!", First, "Per cominciare: Attenzione!"),
            ("In breve:", Middle(2), "E adesso, In breve."),
            ("E ora le notizie", Middle(0), "E ora le notizie."),
            ("Per concludere, un libro", Last, "Per concludere, un libro."),
            ("1. Il primo tema", First, "Per cominciare, punto 1: Il primo tema."),
            ("02 - Il seguito", Middle(0), "E ora, punto 2: Il seguito."),
            ("3 - Quando", Middle(1), "Andiamo avanti. Punto 3: Quando."),
            ("Aurora 2 - 1 Bruma", First, "Per cominciare: Aurora Bruma, 2 a 1."),
            ("E allora?", Middle(0), "E allora?"),
            ("Ma quanto costa?", Middle(1), "Ma quanto costa?"),
            ("Introduzione", First, "Per cominciare, un'introduzione."),
            ("Conclusioni", Last, "Per finire, le conclusioni."),
            ("Conclusione", Middle(1), "Andiamo avanti: la conclusione."),
            ("Conclusioni e saluti", Last, "Per finire, Conclusioni e saluti."),
            (
                "Tutto quello che non sapete di lei – e di noi",
                Last,
                "Per finire: Tutto quello che non sapete di lei – e di noi.",
            ),
        ];
        let none = BTreeMap::new();
        let got = |t: &str, p| transition(t, p, &none, "", Numbering::default()).unwrap_or_default();
        let wrong: Vec<_> = rows.iter().filter(|(t, p, o)| got(t, *p) != *o).map(|(t, p, _)| got(t, *p)).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn no_phrase_twice_running() {
        use SectionPosition::*;
        let rows = [
            ("E ora il primo piano: Uno.", Middle(0), "Andiamo avanti: X."),
            ("Andiamo avanti: X.", Middle(1), "E adesso, X."),
            ("e ora, le notizie.", Middle(0), "Andiamo avanti: X."),
            ("E orario sia.", Middle(0), "E ora, X."),
            ("Proseguiamo: X.", Middle(3), "E ora, X."),
            ("Per finire la settimana.", Last, "E per concludere, X."),
            ("Per cominciare, un saluto.", First, "Entriamo nel vivo: X."),
        ];
        let got = |before, position| {
            transition("X", position, &BTreeMap::new(), before, Numbering::default()).unwrap_or_default()
        };
        let wrong: Vec<_> = rows.iter().filter(|(b, p, o)| got(b, *p) != *o).map(|(b, p, _)| got(b, *p)).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}
