//! Abbreviations, with and without full stops.

use super::cardinal::Gender;
use super::reading::Reading;
use super::scan::Kind;
use super::tables::Where;
use super::text::{Match, Text, lower};
use super::{date, roman};

/// No abbreviation has more tokens than this (`d.p.c.m.` has eight).
const LONGEST: usize = 8;

/// The abbreviation that begins at the word at token `i`.
pub fn read(text: &Text, i: usize) -> Option<Match> {
    if text.touched_before(i) || text.before(i) == "-" && !is_weekday(text, i) {
        return None;
    }
    if let Some(found) = saint(text, i) {
        return Some(found);
    }
    let most = (1..=LONGEST).take_while(|n| continues(text, i, i + n - 1)).count();
    (1..=most).rev().find_map(|n| {
        let end = i + n;
        if text.kind(end - 1) == Kind::Word && (text.touches(end) || text.keeps_apostrophe(end)) {
            return None;
        }
        let (spoken, place) = lookup(text, text.slice(i, end))?;
        let dotted = text.is(end - 1, ".");
        if !stands(text, place, i, end) {
            return None;
        }
        let mut reading = Reading::same(spoken);
        spell_letters(&mut reading, spoken);
        if dotted && (place == Where::End || place == Where::Any && n > 2) && ends_sentence(text, end) {
            reading.mark(".");
        }
        if text.at(i).chars().next().is_some_and(char::is_uppercase) && text.begins_sentence(i) {
            capitalise(&mut reading);
        }
        Some(Match::new(end, reading, "abbreviation"))
    })
}

/// S. Pietro, S. Maria, S. Antonio: a saint that the table knows; any other S. is an initial.
fn saint(text: &Text, i: usize) -> Option<Match> {
    if !text.is(i, "S") || !text.is(i + 1, ".") {
        return None;
    }
    let at = text.skip(i + 2);
    let name = text.at(at);
    let gender = text.tables.saints.get(name)?;
    if name.starts_with(['A', 'E', 'I', 'O', 'U']) {
        return Some(Match::new(at, Reading::same("Sant'"), "abbreviation"));
    }
    let title = match gender {
        Gender::Feminine => "Santa ",
        Gender::Masculine if name.starts_with("St") => "Santo ",
        Gender::Masculine => "San ",
    };
    Some(Match::new(at, Reading::same(title), "abbreviation"))
}

/// Whether token `j` can belong to an abbreviation that began at `i`.
fn continues(text: &Text, i: usize, j: usize) -> bool {
    match text.kind(j) {
        Kind::Word => true,
        Kind::Space => text.is(j, " ") && matches!(text.at(i), "ad" | "p" | "et" | "Ad" | "P" | "a" | "d") && j > i,
        Kind::Symbol => matches!(text.at(j), "." | "/" | "°" | "º"),
        _ => false,
    }
}

fn is_weekday(text: &Text, i: usize) -> bool {
    matches!(lookup(text, text.at(i)), Some((_, Where::Weekday)))
}

fn lookup<'t>(text: &Text<'t>, written: &str) -> Option<(&'t str, Where)> {
    let table = &text.tables.abbreviations;
    let found = table.get(written).or_else(|| {
        let lower = lower(written);
        // a word in capitals without a dot is an acronym, not an abbreviation
        let shouted = !lower.contains('.') && written.chars().count() > 2 && written.chars().all(char::is_uppercase);
        if shouted { None } else { table.get(&*lower) }
    })?;
    Some((&found.0, found.1))
}

fn stands(text: &Text, place: Where, i: usize, end: usize) -> bool {
    let mut next = text.skip(end);
    // a mark that is not said does not part them
    if text.kind(next) == Kind::Symbol && text.reading_of_symbol(next) == Some("") {
        next = text.skip(next + 1);
    }
    match place {
        Where::Any | Where::End => true,
        Where::Number => {
            text.kind(next) == Kind::Digits
                || matches!(text.at(next), "-" | "€" | "#")
                || text.kind(next) == Kind::Word && roman::value(text.at(next)).is_some()
                // XIII sec.
                || matches!(text.at(i), "sec" | "cap") && text.word_before(i).is_some_and(|j| roman::value(text.at(j)).is_some())
        }
        Where::Name => text.kind(next) == Kind::Word && text.at(next).chars().next().is_some_and(char::is_uppercase),
        Where::Between => {
            let space = i.checked_sub(1).filter(|j| text.kind(*j) == Kind::Space);
            let digits = space.map(|j| if text.before(j) == "," { j - 1 } else { j });
            text.kind(next) == Kind::Digits && digits.is_some_and(|j| text.kind_before(j) == Kind::Digits)
        }
        Where::Letter => text.kind(next) == Kind::Word && text.at(next).chars().count() == 1,
        Where::Legal => {
            text.kind(next) == Kind::Digits || matches!(text.at(next), "(" | "[" | "{" | "n" | "UE" | "CE" | "CEE")
        }
        Where::Colon => text.is(end, ":"),
        Where::Weekday => weekday(text, i, end, next),
    }
}

/// Whether the short weekday at `i..end`, before token `next`, stands as one: `Mer 6/12`, `lun. 4 marzo`, `Lun-Ven`.
fn weekday(text: &Text, i: usize, end: usize, next: usize) -> bool {
    let is_short = |j: usize| {
        let short =
            text.lower(j).is_some_and(|w| matches!(text.tables.abbreviations.get(&*w), Some((_, Where::Weekday))));
        short && !text.touches(j + 1) && !text.touched_before(j)
    };
    if text.kind(next) == Kind::Digits {
        let dotted = text.is(end - 1, ".");
        let dated = text.value(next, 2).is_some_and(|d| (1..=31).contains(&d));
        // mar 4 could be the sea
        return dated && (dotted || date::read(text, next).is_some() || text.at(i).starts_with(char::is_uppercase));
    }
    let over = |j: usize| match text.at(j) {
        "-" | "–" | "/" | "," => Some(text.skip(j + 1)),
        "e" | "a" | "al" => Some(text.skip(j + 1)),
        _ => None,
    };
    let back = |j: usize| {
        let mut j = j.checked_sub(1)?;
        for _ in 0..2 {
            j -= usize::from(text.kind(j) == Kind::Space && j > 0);
            match text.at(j) {
                "-" | "–" | "/" | "," | "e" | "a" | "al" => j = j.checked_sub(1)?,
                _ => break,
            }
        }
        j -= usize::from(text.kind(j) == Kind::Space && j > 0);
        if text.is(j, ".") { j.checked_sub(1) } else { Some(j) }
    };
    over(next).is_some_and(is_short) || back(i).is_some_and(is_short)
}

/// Whether the sentence ends with the abbreviation's dot: a line end, or a capital behind it that is no name.
fn ends_sentence(text: &Text, end: usize) -> bool {
    text.ends_sentence(end)
}

/// Readings that are letter names get the phonemiser's spelling of them.
fn spell_letters(reading: &mut Reading, spoken: &str) {
    const NAMES: [(&str, &str); 9] = [
        ("a", "à"),
        ("e", "é"),
        ("u", "ù"),
        ("i", "ì"),
        ("pi", "pì"),
        ("ci", "cì"),
        ("di", "dì"),
        ("esse", "èsse"),
        ("erre", "erre"),
    ];
    let all_names =
        spoken.split(' ').all(|w| NAMES.iter().any(|(name, _)| *name == w) || matches!(w, "elle" | "emme" | "enne"));
    if all_names && spoken.contains(' ') {
        let words: Vec<&str> = spoken
            .split(' ')
            .map(|w| NAMES.iter().find(|(name, _)| *name == w).map_or(w, |(_, spaced)| spaced))
            .collect();
        reading.spaced = words.join(" ");
    }
}

fn capitalise(reading: &mut Reading) {
    for words in [&mut reading.text, &mut reading.spaced] {
        if let Some(first) = words.chars().next().filter(char::is_ascii_lowercase) {
            words.replace_range(..1, &first.to_ascii_uppercase().to_string());
        }
    }
}
