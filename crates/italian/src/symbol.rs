//! Symbols: what begins with one, what one says between words, and silence.

use super::class::Class;
use super::letters::letters;
use super::lists::List;
use super::numeral::say_decimals;
use super::text::{Match, Text};
use super::tokenize::{Kind, is_punctuation};
use super::verbalization::Verbalization;
use super::{address, date, digits, emoticon, fraction, keyboard, money, operation, phone, power, unit};

/// Reads the symbol or the apostrophe at token `i`, if it is not to stay as it is.
pub fn read(text: &Text, i: usize) -> Option<Match> {
    if text.kind(i) == Kind::Apostrophe {
        return apostrophe(text, i);
    }
    // a comma or a full stop behind a word, as most are
    if matches!(text.at(i), "," | ".")
        && text.touched_before(i)
        && !text.touches(i + 1)
        && text.kind(i + 1) != Kind::Symbol
    {
        return None;
    }
    if let Some(end) = emoticon::end_at(text, i) {
        return Some(Match::new(end, Verbalization::default(), Class::Symbol));
    }
    if let Some(found) = digits::read_signed(text, i)
        .or_else(|| digits::read_bare_decimal(text, i))
        .or_else(|| phone::read_bracketed(text, i))
        .or_else(|| money::read_prefixed(text, i))
        .or_else(|| address::read_tag(text, i))
        .or_else(|| address::read_dotted(text, i))
        .or_else(|| address::read_path(text, i))
        .or_else(|| keyed(text, i))
    {
        return Some(found);
    }
    if matches!(text.at(i), "⌘" | "⌥" | "⌃" | "⇧")
        && let Some(found) = keyboard::read(text, i)
    {
        return Some(found);
    }
    if let Some(end) = arrow_end(text, i) {
        let joins = (text.touched_before(i) || matches!(text.before(i), ")" | "”" | "»" | "\"")) && text.touches(end);
        return Some(Match::new(end, Verbalization::same(if joins { ", " } else { "" }), Class::Symbol));
    }
    if let Some(found) = bracketed_prefix(text, i).or_else(|| bracketed_unit(text, i)) {
        return Some(found);
    }
    let symbol = text.at(i);
    if symbol.chars().all(is_punctuation) {
        return None;
    }
    let spoken = text.symbol_words(i).unwrap_or_default();
    Some(Match::new(i + 1, between_words(text, i, spoken), Class::Symbol))
}

/// A symbol's words stand apart from their neighbours; its punctuation hangs on the word before.
fn between_words(text: &Text, i: usize, spoken: &str) -> Verbalization {
    let mut out = Verbalization::same(spoken);
    if spoken == "," && !matches!(text.kind_before(i), Kind::Word | Kind::Digits | Kind::Symbol) {
        return Verbalization::default(); // "A | B": the space is pause enough
    }
    if spoken == "," && text.touches(i + 1) {
        out.push_str(" ");
    }
    out
}

/// Symbols whose reading depends on what stands around them.
fn keyed(text: &Text, i: usize) -> Option<Match> {
    if let Some(found) = fraction::read_vulgar(text, i) {
        return Some(found);
    }
    if let Some(found) = money::read_sign(text, i) {
        return Some(found);
    }
    if text.is(i, "/")
        && let Some(found) = money::read_per(text, i)
    {
        return Some(found);
    }
    if let Some(name) = operation::operation(text, i) {
        return Some(Match::new(i + 1, Verbalization::same(name), Class::Arithmetic));
    }
    if let Some((verbalization, end)) = several(text, i) {
        return Some(Match::new(end, verbalization, Class::Symbol));
    }
    let verbalization = match text.at(i) {
        // e/o is read by the abbreviations; other strokes part two words
        "/" if text.kind_before(i) == Kind::Word && text.kind(i + 1) == Kind::Word => {
            let spoken = if lists_words(text, i) {
                ", "
            } else if is_choice(text, i) || text.is(i.wrapping_sub(2), "+") && text.is(i + 2, "+") {
                " o "
            } else {
                " "
            };
            Verbalization::same(spoken)
        }
        "_" if text.touched_before(i) && text.touches(i + 1) => Verbalization::same(" "),
        "^" if text.touched_before(i) && text.value(i + 1, 2).is_some_and(|n| n > 0) && !text.touches(i + 2) => {
            let words = power::exponent(text.value(i + 1, 2).unwrap_or_default());
            return Some(Match::new(i + 2, words, Class::Arithmetic));
        }
        "^" if text.touched_before(i) && (text.kind(i + 1) == Kind::Digits || text.at(i + 1).len() == 1) => {
            Verbalization::same("alla")
        }
        "+" if is_brand(text, i) => Verbalization::same("plus"),
        "*" if text.kind_before(i) == Kind::Digits && !text.touches(i + 1) => return Some(stars(text, i)),
        // a*b, what else stands so close is gone
        "*" if (text.kind_before(i) == Kind::Word || text.before(i) == ")")
            && (text.kind(i + 1) == Kind::Word || text.is(i + 1, "(")) =>
        {
            Verbalization::same("per")
        }
        "*" if text.kind_before(i) == Kind::Space => Verbalization::same("asterisco"),
        "#" if text.kind_before(i) == Kind::Space => Verbalization::same("cancelletto"),
        // stanco--molto stanco
        "-" if text.is(i + 1, "-") && text.touched_before(i) && text.touches(i + 2) => {
            return Some(Match::new(i + 2, Verbalization::same(" – "), Class::Symbol));
        }
        "-" if is_mark(text, i) => Verbalization::same(" meno"),
        // BBB-: a rating
        "-" if is_rating(text, i) => Verbalization::same("meno"),
        // 5! = 120
        "!" if text.kind_before(i) == Kind::Digits && text.is(text.skip(i + 1), "=") => {
            Verbalization::same("fattoriale")
        }
        // only before what it makes uncertain: not the marks of struck words
        "~" if text.is(i + 1, "~") || text.before(i) == "~" || text.kind_before(i) == Kind::Word => {
            Verbalization::default()
        }
        // ▲ 2,5%: what rises and what falls; alone they point somewhere
        _ if is_trend(text, i) && !rises_or_falls(text, i) => Verbalization::default(),
        ">" | "<" if text.is(i + 1, text.at(i)) || text.before(i) == text.at(i) => Verbalization::default(),
        "ª" | "º" => Verbalization::default(),
        // >250 dipendenti: nothing stands before that could be greater
        ">" | "<" if counts(text, i) => Verbalization::same(if text.is(i, ">") { "più di" } else { "meno di" }),
        // nothing can be greater than the start of a line: a quotation's mark
        ">" | "<" if matches!(text.kind_before(i), Kind::End | Kind::Break) => Verbalization::default(),
        _ => return None,
    };
    Some(Match::new(i + 1, verbalization, Class::Symbol))
}

/// Whether the stroke at token `i` is one of several between words: `giorno/mese/anno`.
fn lists_words(text: &Text, i: usize) -> bool {
    let stroke = |j: usize| text.is(j, "/");
    let behind = stroke(i + 2) && text.kind(i + 3) == Kind::Word;
    behind || i >= 3 && stroke(i - 2) && text.kind(i - 3) == Kind::Word
}

/// Whether the plus at token `i` ends a brand: `Disney+`, not the mark or the blood of `A+`, nor `Ctrl+C`.
fn is_brand(text: &Text, i: usize) -> bool {
    const SHORTEST: usize = 5;
    let name = text.before(i);
    let capital = name.starts_with(char::is_uppercase) && name.chars().skip(1).all(char::is_lowercase);
    let free = match text.kind(i + 1) {
        Kind::Space | Kind::Break | Kind::End => text.kind(text.skip(i + 1)) != Kind::Digits,
        _ => matches!(text.at(i + 1), "." | "," | ";" | ")" | "?" | "!" | "”" | "»") && !text.touches(i + 2),
    };
    text.kind_before(i) == Kind::Word && free && (capital && name.len() >= SHORTEST || name == "TV")
}

/// Whether the stroke at token `i` leaves the choice between two words: `gli operatori/fornitori`. The parts of a path, of a
/// rate and of what belongs together (`domanda/risposta`) are none.
fn is_choice(text: &Text, i: usize) -> bool {
    const LONG: usize = 8;
    let (before, next) = (text.at(i - 1), text.at(i + 1));
    let word = |word: &str| {
        word.chars().count() > 2
            && word.chars().skip(1).all(char::is_lowercase)
            && word.contains(|c| "aeiouàèéìòù".contains(c))
    };
    let opens = i < 2
        || matches!(text.kind(i - 2), Kind::Space | Kind::Break | Kind::Apostrophe)
        || matches!(text.at(i - 2), "(" | "“" | "«" | "\"");
    let closes = match text.kind(i + 2) {
        Kind::Space | Kind::Break | Kind::End => true,
        _ => {
            matches!(text.at(i + 2), "." | "," | ";" | ":" | ")" | "?" | "!" | "”" | "»" | "\"") && !text.touches(i + 3)
        }
    };
    let small =
        next.starts_with(char::is_lowercase) && (before.starts_with(char::is_lowercase) || text.begins_sentence(i - 1));
    let joined = || {
        text.tables.per.contains_key(next)
            || text.tables.units.contains_key(before)
            || text.tables.lists.has(List::Joined, next)
            || (i.saturating_sub(5)..i - 1).any(|j| text.is_one_of(j, List::PathWords))
    };
    // mare/monti, gatti/cani: short words make pairs
    let long = before.len().max(next.len()) >= LONG;
    small && long && opens && closes && word(before) && word(next) && !joined()
}

/// `Energia (MJ/kg)`, `Peso (g): 120`: the unit of what is measured. A letter alone wants the number behind a colon, or a
/// word before it of what is measured so.
fn bracketed_unit(text: &Text, i: usize) -> Option<Match> {
    if !text.is(i, "(") || text.kind(i + 1) != Kind::Word || text.kind_before(i) != Kind::Space {
        return None;
    }
    let (unit, end) = unit::unit_at(text, i + 1)?;
    let number = text.is(end + 1, ":") && text.kind(text.skip(end + 2)) == Kind::Digits;
    let vowel = text.slice(i + 1, end).chars().any(|c| "aeiouAEIOU".contains(c));
    let clear = end > i + 2 || text.is(end, "/") || text.at(i + 1).len() > 1 && !vowel
        // hPa
        || text.at(i + 1).chars().skip(1).any(char::is_uppercase);
    if !(clear || number || text.previous_is(i, List::Measured)) {
        return None;
    }
    let mut words = Verbalization::same(&unit.many);
    let end = unit::say_over(text, end, &mut words);
    let mut out = Verbalization::same("(");
    out.append(&words);
    text.is(end, ")").then(|| Match::new(end, out, Class::Unit))
}

/// `(ri)leggere`, `(s)coperta`: a word whose beginning is in brackets is said whole.
fn bracketed_prefix(text: &Text, i: usize) -> Option<Match> {
    const LONGEST: usize = 5;
    let (prefix, word) = (text.at(i + 1), text.at(i + 3));
    let brackets = text.is(i, "(") && text.kind(i + 1) == Kind::Word && text.is(i + 2, ")");
    let whole = brackets && text.kind(i + 3) == Kind::Word && !text.touched_before(i);
    let small = word.chars().all(char::is_lowercase) && prefix.chars().skip(1).all(char::is_lowercase);
    let capitals = word.chars().chain(prefix.chars()).all(char::is_uppercase);
    let fits = prefix.chars().count() <= LONGEST && word.chars().count() > 1 && (small || capitals);
    (whole && fits).then(|| Match::new(i + 4, Verbalization::same(&format!("{prefix}{word}")), Class::Spelling))
}

/// Signs of several tokens: `+/-`, `°C` without a figure, `p<.05`, and the faces that nobody reads aloud.
fn several(text: &Text, i: usize) -> Option<(Verbalization, usize)> {
    let spaced = text.kind_before(i) == Kind::Space;
    let minus = |j: usize| matches!(text.at(j), "-" | "−" | "–");
    match text.at(i) {
        "+" if text.is(i + 1, "/") && minus(i + 2) => Some((Verbalization::same("più o meno"), i + 3)),
        "°" if !text.touched_before(i) && !text.touches(i + 2) => {
            let scale = match text.at(i + 1) {
                "C" => "gradi Celsius",
                "F" => "gradi Fahrenheit",
                _ => return None,
            };
            Some((Verbalization::same(scale), i + 2))
        }
        "<" | ">" | "=" | "≤" | "≥" if text.is(i + 1, ".") => {
            let decimals = text.digits(i + 2).filter(|_| !text.touches(i + 3))?;
            let mut out = Verbalization::same(text.symbol_words(i)?);
            out.push_word("zero virgola");
            out.push(&say_decimals(decimals));
            Some((out, i + 3))
        }
        "<" if spaced && text.is(i + 1, "3") && ends_phrase(text, i + 2) => Some((Verbalization::default(), i + 2)),
        _ => None,
    }
}

/// Whether nothing follows token `i` on the line but a mark that ends the sentence.
fn ends_phrase(text: &Text, i: usize) -> bool {
    let next = text.skip(i);
    matches!(text.kind(next), Kind::End | Kind::Break) || matches!(text.at(next), "!" | "?" | ")")
}

/// A hotel's stars behind a figure: `4*`, `5*****`.
fn stars(text: &Text, i: usize) -> Match {
    let end = (i..i + 8).find(|j| !text.is(*j, "*")).unwrap_or(i + 1);
    let one = text.is(i - 1, "1");
    Match::new(end, Verbalization::same(if one { "stella" } else { "stelle" }), Class::Symbol)
}

/// Whether the hyphen at token `i` lowers a mark at school: `6- in latino`, `un 7-`.
fn is_mark(text: &Text, i: usize) -> bool {
    let grade = i.checked_sub(1).and_then(|j| text.value(j, 2)).is_some_and(|n| (2..=10).contains(&n));
    let free = !text.touches(i + 1) && text.kind(text.skip(i + 1)) != Kind::Digits && text.kind(i + 1) != Kind::Symbol;
    grade
        && free
        && i > 1
        && !text.touched_before(i - 1)
        && (text.next_word(i + 1) == "in" || text.previous_word(i - 1) == "un")
}

/// Whether the hyphen at token `i` is a rating's: behind AA, BBB, and behind one letter where ratings are spoken of.
fn is_rating(text: &Text, i: usize) -> bool {
    const LOOK_BACK: usize = 10;
    let grade = text.before(i);
    let closed = !text.touches(i + 1) && !matches!(text.at(i + 1), "-" | "/" | "'" | "’");
    let letters = matches!(grade, "AA" | "AAA" | "BB" | "BBB" | "CC" | "CCC")
        || matches!(grade, "A" | "B" | "C" | "D")
            && (i.saturating_sub(LOOK_BACK)..i).any(|j| matches!(&*text.at(j).to_lowercase(), "rating" | "giudizio"));
    letters && closed && (i < 2 || !text.touched_before(i - 1))
}

/// What parts two phrases, behind the space at token `i` and before another: the arrow of a menu or of a step, a stroke,
/// a dash that was typed as two hyphens.
fn between_spaces(text: &Text, i: usize) -> Option<Match> {
    let mark = i + 1;
    let pause = |end| Match::new(end, Verbalization::same(", "), Class::Symbol);
    let said_before = matches!(text.kind_before(i), Kind::Word | Kind::Digits | Kind::Apostrophe)
        || matches!(text.before(i), ")" | "”" | "»" | "\"" | "%");
    if leads_on(text, mark) {
        let chevron = (mark..mark + 4).take_while(|j| text.is(*j, ">")).count();
        return Some(pause(mark + chevron + 1));
    }
    if let Some(end) = arrow_end(text, mark) {
        let behind = text.skip(end);
        if let Some(found) = both_ways(text, i, behind) {
            return Some(found);
        }
        let ends = matches!(text.kind(behind), Kind::Break | Kind::End);
        let spoken = if ends {
            ""
        } else if said_before {
            ", "
        } else {
            " "
        };
        return Some(Match::new(behind, Verbalization::same(spoken), Class::Symbol));
    }
    if text.is(mark, "/") && text.kind(mark + 1) == Kind::Space && parts_phrases(text, i) {
        return Some(pause(mark + 2));
    }
    let hyphens = (mark..mark + 4).take_while(|j| text.is(*j, "-")).count();
    (hyphens > 1 && said_before && text.kind(mark + hyphens) == Kind::Space)
        .then(|| Match::new(mark + hyphens, Verbalization::same(" –"), Class::Symbol))
}

/// `da Roma <-> Milano`: from one to the other and back, the second of them at token `to`.
fn both_ways(text: &Text, i: usize, to: usize) -> Option<Match> {
    let double = text.is(i + 1, "↔") || text.is(i + 1, "⇄") || text.is(i + 1, "<") && text.is(to.checked_sub(2)?, ">");
    let from = i >= 3 && text.kind(i - 1) == Kind::Word && text.kind(i - 2) == Kind::Space;
    let leaves = from && text.at(i - 3).eq_ignore_ascii_case("da");
    if !double || !leaves || text.kind(to) != Kind::Word {
        return None;
    }
    let place = text.at(to);
    let said = if place.chars().count() == 1 { letters(place).text } else { place.to_string() };
    Some(Match::new(to + 1, Verbalization::same(&format!(" a {said} e viceversa")), Class::Symbol))
}

/// The token behind the arrow that is typed at token `i`: `->`, `-->`, `=>`, `–>`, `<-`.
fn arrow_end(text: &Text, i: usize) -> Option<usize> {
    const LONGEST: usize = 4;
    let shaft =
        |from: usize| (from..from + LONGEST).take_while(|j| matches!(text.at(*j), "-" | "–" | "—" | "=")).count();
    let forward = shaft(i);
    if forward > 0 && text.is(i + forward, ">") {
        return Some(i + forward + 1);
    }
    // → and its kin: a pause, but no stroke or bracket
    if forward == 0 && !text.at(i).is_ascii() {
        let drawn = text.symbol_words(i) == Some(",") && !matches!(text.at(i), "•");
        return drawn.then_some(i + 1);
    }
    let back = if text.is(i, "<") { shaft(i + 1) } else { 0 };
    if back > 0 && text.is(i + 1 + back, ">") {
        return Some(i + 2 + back);
    }
    (back > 0 && matches!(text.kind(i + 1 + back), Kind::Space | Kind::Break | Kind::End)).then_some(i + 1 + back)
}

/// Whether the stroke behind the space at token `i` parts words, and is none of a unit or of `e / o`.
fn parts_phrases(text: &Text, i: usize) -> bool {
    let next = text.at(i + 3);
    text.kind_before(i) == Kind::Word
        && text.kind(i + 3) == Kind::Word
        && text.before(i).len() > 1
        && next.len() > 1
        && !text.tables.units.contains_key(text.before(i))
        && !text.tables.per.contains_key(next)
}

/// Whether the ">" at token `i` leads from one menu to the next: `Impostazioni > Privacy`.
fn leads_on(text: &Text, i: usize) -> bool {
    if !text.is(i, ">") {
        return false;
    }
    let end = i + (i..i + 4).take_while(|j| text.is(*j, ">")).count();
    let from = i >= 2 && text.kind(i - 2) == Kind::Word && text.at(i - 2).len() > 1;
    let next = if matches!(text.at(end + 1), "\"" | "“" | "«") { end + 2 } else { end + 1 };
    let to = text.kind(next) == Kind::Word && (text.at(next).starts_with(char::is_uppercase) || end > i + 1);
    from && to && text.kind(i - 1) == Kind::Space && text.kind(end) == Kind::Space
}

/// Whether the sign at token `i` is a triangle or an arrow that tells what rises or falls.
fn is_trend(text: &Text, i: usize) -> bool {
    !text.at(i).is_ascii() && matches!(text.symbol_words(i), Some("più" | "meno"))
}

/// Whether the triangle or the arrow at token `i` tells which way the number behind it goes.
fn rises_or_falls(text: &Text, i: usize) -> bool {
    text.kind(text.skip(i + 1)) == Kind::Digits && !text.touched_before(i)
}

/// Whether the sign at token `i` has a number behind it and no quantity before it.
fn counts(text: &Text, i: usize) -> bool {
    let before = text.word_before(i);
    let operand = text.touched_before(i)
        || i > 1 && text.kind(i - 1) == Kind::Space && text.kind(i - 2) != Kind::Word
        || before.is_some_and(|j| text.at(j).chars().count() == 1 && !matches!(text.at(j), "a" | "e" | "i" | "o"));
    text.kind(text.skip(i + 1)) == Kind::Digits && !operand && !matches!(text.kind_before(i), Kind::End | Kind::Break)
}

/// An apostrophe stays, unless it stands for a year's century ('90), or is no apostrophe at all.
fn apostrophe(text: &Text, i: usize) -> Option<Match> {
    if let Some(found) = date::read_short_year(text, i) {
        return Some(found);
    }
    match text.at(i) {
        "'" | "’" | "‘" => None,
        // an accent's or a back-tick's shape: code marks are silent, elisions are not
        _ if text.kind_before(i) == Kind::Word && text.kind(i + 1) == Kind::Word => {
            Some(Match::new(i + 1, Verbalization::same("'"), Class::Symbol))
        }
        _ => Some(Match::new(i + 1, Verbalization::default(), Class::Symbol)),
    }
}

/// White space at token `i`: odd kinds become a plain space, and a mark that slipped to the wrong side of it
/// ("primavera .Ma", or a comma orphaned by an emoji) goes back.
pub fn read_space(text: &Text, i: usize) -> Option<Match> {
    if text.touches(i + 1) && text.is(i, " ") {
        return None;
    }
    let decimal = text.kind(i + 1) == Kind::Symbol && digits::is_bare_decimal(text, i + 1);
    if decimal && text.is(i, " ") {
        return None;
    }
    if let Some(end) = emoticon::end_at(text, i + 1) {
        return Some(Match::new(end, Verbalization::default(), Class::Symbol));
    }
    if text.kind(i + 1) == Kind::Symbol
        && let Some(found) = between_spaces(text, i)
    {
        return Some(found);
    }
    let mark = silent_until(text, i + 1, true);
    let next = silent_until(text, mark + 1, false);
    let follows = match text.at(mark) {
        "." => begins_word(text, next),
        "," | ";" | ":" | "!" | "?" => is_said(text, next) && emoticon::end_at(text, mark).is_none(),
        _ => false,
    };
    if follows && !decimal && !matches!(text.kind_before(i), Kind::End | Kind::Break) {
        return Some(Match::new(mark + 1, Verbalization::same(&format!("{} ", text.at(mark))), Class::Punctuation));
    }
    let plain = text.at(i).chars().all(|c| c == ' ' || c == '\t');
    (!plain).then(|| Match::new(i + 1, Verbalization::same(" "), Class::Space))
}

/// The first token from `i` on that is not silent; a few are looked at.
fn silent_until(text: &Text, i: usize, over_spaces: bool) -> usize {
    let silent = |j: usize| match text.kind(j) {
        Kind::Silent => true,
        Kind::Apostrophe => !matches!(text.at(j), "'" | "’" | "‘"),
        Kind::Space => over_spaces,
        Kind::Symbol => {
            matches!(text.at(j), "ª" | "º")
                || text.symbol_words(j).is_some_and(|r| r.is_empty() || over_spaces && r == ",")
        }
        _ => false,
    };
    (i..i + 8).find(|j| !silent(*j)).unwrap_or(i)
}

fn is_said(text: &Text, i: usize) -> bool {
    let signed = matches!(text.at(i), "-" | "–" | "−" | "'" | "’") && text.kind(i + 1) == Kind::Digits;
    signed
        || text.touches(i)
        || text.kind(i) == Kind::Symbol && text.symbol_words(i).is_some_and(|r| r.starts_with(char::is_alphabetic))
}

/// Whether a sentence's first word stands at token `i`; the one name that begins with a dot does not.
fn begins_word(text: &Text, i: usize) -> bool {
    text.kind(i) == Kind::Word && !text.is(i, "NET") && text.at(i).starts_with(char::is_uppercase)
}
