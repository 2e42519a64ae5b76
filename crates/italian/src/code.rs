//! Letters and digits in one: models, formats, formulas, versions (`GPT-4o`, `H2O`, `5G`, `COVID-19`, `3.1.2`).

use super::cardinal::{cardinal, digit_by_digit};
use super::class::Class;
use super::numeral::label;
use super::pronounceable::has_syllables;
use super::text::{Match, Text};
use super::tokenize::Kind;
use super::verbalization::Verbalization;
use super::{acronym, known, measure};

/// A name longer than this many tokens is read piece by piece: no line can make the scan quadratic.
const LONGEST: usize = 24;

/// The code at token `i`, a word or digits: it holds both, or is a number with several dots.
pub fn read(text: &Text, i: usize) -> Option<Match> {
    let end = end_of(text, i);
    let written = text.slice(i, end);
    let words = (i..end).filter(|j| text.kind(*j) == Kind::Word).count();
    let numbers = (i..end).filter(|j| text.kind(*j) == Kind::Digits).count();
    if numbers == 0 || words == 0 && numbers < 2 {
        return None;
    }
    if let Some(found) = account(text, i) {
        return Some(found);
    }
    if let Some(out) = hexadecimal(written).filter(|_| !text.touched_before(i)) {
        return Some(Match::new(end, out, Class::Code));
    }
    if let Some(known::Known::Said(mut verbalization)) = known::known(text.tables, written) {
        // CO₂ eq
        let equivalent = text.skip(end);
        if written == "CO2" && text.is(equivalent, "eq") && !text.touches(equivalent + 1) {
            verbalization.push_word("equivalente");
            return Some(Match::new(equivalent + 1, verbalization, Class::Code));
        }
        return Some(Match::new(end, verbalization, Class::Code));
    }
    if let Some(found) = age(text, i, end) {
        return Some(found);
    }
    // 9f86d0: no name changes so often between letters and figures
    let mixed = words > 1 && words + numbers == end - i && end - i > 4 && !(i..end).any(|j| text.is(j, "x"));
    let mut out = Verbalization::default();
    let mut j = i;
    while j < end {
        match text.kind(j) {
            // M8x20
            Kind::Word
                if text.is(j, "x") && j > i && text.kind(j - 1) == Kind::Digits && text.kind(j + 1) == Kind::Digits =>
            {
                out.push_word("per")
            }
            Kind::Word => out.push(&part(text, j, j + 1 < end && text.kind(j + 1) == Kind::Digits)),
            Kind::Digits => {
                let behind_dot = j > i && text.is(j - 1, ".");
                let year = text.at(j).len() == 4 && text.at(j).starts_with('2');
                // a key's figures count nothing
                let key = mixed || words > 0 && text.at(j).len() > 4 && !text.at(j).ends_with("00");
                out.push(&if key || behind_dot && text.at(j).len() > 2 && !year {
                    digit_by_digit(text.at(j))
                } else {
                    label(text.at(j))
                });
            }
            // a hyphen between words stays a hyphen: Mini-3 is one name
            _ if text.is(j, ".") => out.push_word("punto"),
            _ if text.is(j, ",") => out.push_word("virgola"),
            _ => {}
        }
        j += 1;
    }
    Some(Match::new(end, out, if words == 0 { Class::Version } else { Class::Code }))
}

/// `0x0a`, `0xFF`: figures and letters one by one.
fn hexadecimal(written: &str) -> Option<Verbalization> {
    let figures = written.strip_prefix("0x")?;
    if figures.is_empty() || !figures.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let mut out = digit_by_digit("0");
    for c in std::iter::once('x').chain(figures.chars()) {
        let one = c.to_string();
        out.push(&if c.is_ascii_digit() { digit_by_digit(&one) } else { acronym::letters(&one) });
    }
    Some(out)
}

/// An IBAN, with or without spaces, an ISIN, a VAT number: letters and digits one by one, a breath between the groups.
pub fn account(text: &Text, i: usize) -> Option<Match> {
    let country = text.at(i);
    let told = (i.saturating_sub(3)..i).any(|j| text.at(j).eq_ignore_ascii_case("iban"));
    let first = if told { text.skip(i + 1) } else { i + 1 };
    if country.len() != 2 || !country.bytes().all(|b| b.is_ascii_uppercase()) || text.digits(first)?.len() < 2 {
        return None;
    }
    let mut end = i;
    let mut letters = 0;
    let mut out = Verbalization::default();
    while end - i < LONGEST && letters < 34 {
        match text.kind(end) {
            Kind::Digits => out.push(&digit_by_digit(text.at(end))),
            Kind::Word if text.at(end).bytes().all(|b| b.is_ascii_uppercase()) => {
                out.push(&acronym::letters(text.at(end)))
            }
            Kind::Space if text.touches(end + 1) && (told || letters % 4 == 0) => out.push_str(","),
            _ => break,
        }
        letters += if text.kind(end) == Kind::Space { 0 } else { text.at(end).len() };
        end += 1;
    }
    (11..=34).contains(&letters).then(|| Match::new(end, out, Class::Code))
}

/// Where the chain of words and digits that begins at `i` ends: hyphens and, between digits, dots hold it together.
fn end_of(text: &Text, i: usize) -> usize {
    let mut end = i + 1;
    while end - i < LONGEST {
        let next = text.kind(end);
        if matches!(next, Kind::Word | Kind::Digits) {
            end += 1;
        } else if matches!(text.at(end), "-" | "‑") && text.touches(end + 1) && joins(text, end)
            || text.is(end, ",") && end == i + 2 && text.is(i, "PM") && text.kind(end + 1) == Kind::Digits
            || text.is(end, ".") && text.kind(end - 1) == Kind::Digits && text.kind(end + 1) == Kind::Digits
        {
            end += 2;
        } else {
            break;
        }
    }
    end
}

/// Whether a hyphen has a digit on one side, so that it belongs to a code and not between two words.
fn joins(text: &Text, hyphen: usize) -> bool {
    text.kind(hyphen - 1) == Kind::Digits || text.kind(hyphen + 1) == Kind::Digits
}

/// Whether the last letter of a word, at token `j`, stands behind one figure that takes a letter's place: `ca0s`.
fn is_figure_for_letter(text: &Text, j: usize) -> bool {
    j > 1
        && text.value(j - 1, 1).is_some()
        && text.at(j).bytes().all(|b| b.is_ascii_lowercase())
        && text.at(j - 2).bytes().all(|b| b.is_ascii_lowercase())
        && has_syllables(text.at(j - 2))
}

/// Whether the word at token `j`, in small letters, has digits directly beside it.
fn is_glued(text: &Text, j: usize, before_digits: bool) -> bool {
    let word = text.at(j);
    (before_digits || text.kind_before(j) == Kind::Digits)
        && word.len() > 1
        && word.bytes().all(|b| b.is_ascii_lowercase())
}

/// 90enne is novantenne, 20ina ventina.
fn age(text: &Text, i: usize, end: usize) -> Option<Match> {
    if end != i + 2 && !(end == i + 3 && text.is(i + 1, "-")) || text.kind(i) != Kind::Digits {
        return None;
    }
    let suffix = text.at(end - 1);
    if !matches!(suffix, "enne" | "enni" | "ennale" | "ennali" | "ennio" | "ina" | "ine") || text.at(i).len() > 3 {
        return None;
    }
    if matches!(suffix, "ina" | "ine") && !(text.at(i).ends_with('0') || text.is(i, "15")) {
        return None;
    }
    let mut out = cardinal(text.at(i));
    if out.text.ends_with('é') {
        out.cut(1);
        out.push_str("e");
    } else if !out.text.ends_with("sei") {
        out.cut(1);
    }
    out.push_str(suffix);
    Some(Match::new(end, out, Class::Code))
}

/// A word inside a code: a known acronym, letters, or a word as it stands.
pub fn part(text: &Text, j: usize, before_digits: bool) -> Verbalization {
    let word = text.at(j);
    if before_digits && word == "v" && text.kind(j.wrapping_sub(1)) != Kind::Digits {
        let told = matches!(&*text.previous_word(j), "versione" | "versioni");
        return Verbalization::same(if told { "" } else { "versione" });
    }
    // a console, not a postscript
    if before_digits && matches!(word, "PS" | "V") {
        return acronym::letters(word);
    }
    // Gen-3, int8: no abbreviation lacks its dot here
    if before_digits && matches!(word, "Gen" | "gen" | "int" | "Int") {
        return Verbalization::same(word);
    }
    match measure::in_code(text, j) {
        Some(unit) => Verbalization::same(unit),
        None if word == "Ø" => Verbalization::same("diametro"),
        None if word.len() == 1 && !before_digits && is_figure_for_letter(text, j) => Verbalization::same(word),
        // cal0pteryx, doc5: nothing is abbreviated inside a word
        None if is_glued(text, j, before_digits) && has_syllables(word) => Verbalization::same(word),
        None if is_glued(text, j, before_digits)
            && known::known(text.tables, word).is_none()
            && text.tables.abbreviation(&format!("{word}.")).is_some() =>
        {
            acronym::letters(word)
        }
        None => acronym::part(text.tables, word),
    }
}
