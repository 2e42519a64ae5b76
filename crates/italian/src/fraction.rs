//! Two numbers and the mark between them: fractions, ratios, scores; and a number with an ordinal's mark.

use super::calendar::month_number;
use super::cardinal::Gender::{Feminine, Masculine};
use super::cardinal::{cardinal, cardinal_of};
use super::class::{Ambiguity, Class};
use super::grammar::{count, form_of_article, form_of_noun, gender, gender_of_plural, noun_at, one_before};
use super::lists::List;
use super::numeral::{Numeral, Point, Quantity, scale_at};
use super::ordinal::ordinal;
use super::text::{Match, Text};
use super::tokenize::Kind;
use super::verbalization::Verbalization;
use super::{operation, unit};

/// Fractions, ratios, scores: a number, a mark, a number.
pub fn read(text: &Text, i: usize) -> Option<Match> {
    if let Some(found) = spaced_score(text, i) {
        return Some(found);
    }
    let first = Numeral::parse(text, i, false)?;
    let mark = text.at(first.end);
    if let Some(part) = vulgar(text, text.skip(first.end)) {
        return Some(mixed(text, i, &first, part, text.skip(first.end) + 1));
    }
    if let Some(part) = spelt_part(text, &first) {
        return Some(mixed(text, i, &first, part, first.end + 4));
    }
    if text.kind(first.end + 1) != Kind::Digits || operation::operation(text, first.end).is_some() {
        return None;
    }
    let second = Numeral::parse(text, first.end + 1, false)?;
    if text.touches(second.end) {
        return None;
    }
    let whole = first.decimals.is_none() && second.decimals.is_none();
    match mark {
        "/" if whole && text.is(second.end, "/") => chain(text, i, "/"),
        "-" if whole && text.is(second.end, "-") && text.at(i).len() < 3 => chain(text, i, "-"),
        "/" => slash(text, i, &first, &second),
        ":" if whole && text.is(second.end, ":") => proportion(text, i),
        ":" => ratio(&first, &second),
        "-" | "–" if whole => score(text, i, &first, &second),
        _ => None,
    }
}

/// 7½ is sette e mezzo, 7½ ore sette ore e mezza, 2½ kg due chili e mezzo.
fn mixed(text: &Text, i: usize, first: &Numeral, part: &str, end: usize) -> Match {
    let mut out = first.say(Point::Comma);
    if let Some((scale, behind)) = scale_at(text, end) {
        // 2½ mln: due milioni e mezzo
        let mut quantity = Quantity { first: first.clone(), last: None, scale: None, start: i, end };
        quantity.take_scale(scale, behind);
        out = quantity.say();
        out.push_word("e");
        out.push_word(part);
        return Match::new(behind, out, Class::Fraction);
    }
    let half = |feminine: bool| if feminine && part == "mezzo" { "mezza" } else { part };
    if let Some((unit, behind)) = unit::unit_behind(text, i, end).filter(|(unit, _)| !unit.is_rate()) {
        out = count(out, first.is_one(), unit);
        out.push_word("e");
        out.push_word(half(unit.gender == Feminine));
        return Match::new(behind, out, Class::Fraction);
    }
    let counted = noun_at(text, end).filter(|noun| noun.contains(|c| "aeiouàèéìòù".contains(c)));
    let mut end = end;
    if let Some(noun) = counted {
        if first.is_one() {
            let article = one_before(gender(text.tables, &noun.to_lowercase()), noun);
            out = Verbalization::same(article);
        }
        if out.text.ends_with('\'') {
            out.push_str(noun)
        } else {
            out.push_word(noun)
        }
        end = text.skip(end) + 1;
    }
    out.push_word("e");
    let gender_of = if first.is_one() { gender } else { gender_of_plural };
    out.push_word(half(counted.is_some_and(|noun| gender_of(text.tables, &noun.to_lowercase()) == Feminine)));
    Match::new(end, out, Class::Fraction)
}

/// The part of one that is written behind a whole number: the half of `2 1/2 cucchiai`.
fn spelt_part(text: &Text, first: &Numeral) -> Option<&'static str> {
    let end = first.end;
    if text.kind(end + 1) != Kind::Digits || text.kind(end) != Kind::Space || !text.is(end + 2, "/") {
        return None;
    }
    first.value().filter(|n| (1..100).contains(n))?;
    let part = match (text.at(end + 1), text.at(end + 3)) {
        ("1", "2") => "mezzo",
        ("1", "3") => "un terzo",
        ("2", "3") => "due terzi",
        ("1", "4") => "un quarto",
        ("3", "4") => "tre quarti",
        ("1", "8") => "un ottavo",
        _ => return None,
    };
    let free = !text.touches(end + 4) && !matches!(text.at(end + 4), "/" | "-" | "." | "%" | ":");
    let alone = matches!(text.kind(end + 4), Kind::Space | Kind::Break | Kind::End)
        || text.is(end + 4, ",")
        || text.is(end + 4, ")");
    (free && alone).then_some(part)
}

/// ½ kg is mezzo chilo, ¼ l un quarto di litro, ½ ora mezz'ora; at the sign `i`.
pub fn read_vulgar(text: &Text, i: usize) -> Option<Match> {
    let part = vulgar(text, i)?;
    let half = part == "mezzo";
    if half && text.next_word(i + 1) == "ora" {
        return Some(Match::new(text.skip(i + 1), Verbalization::same("mezz'"), Class::Fraction));
    }
    let mut out = Verbalization::same(part);
    if let Some((unit, behind)) = unit::unit_behind(text, i, i + 1).filter(|(unit, _)| !unit.is_rate()) {
        if !half {
            out.push_word("di");
        } else if unit.gender == Feminine {
            out = Verbalization::same("mezza");
        }
        out.push_word(&unit.one);
        return Some(Match::new(behind, out, Class::Fraction));
    }
    let feminine =
        half && noun_at(text, i + 1).is_some_and(|noun| gender(text.tables, &noun.to_lowercase()) == Feminine);
    Some(Match::new(i + 1, if feminine { Verbalization::same("mezza") } else { out }, Class::Fraction))
}

fn vulgar<'t>(text: &Text<'t>, i: usize) -> Option<&'t str> {
    if text.at(i).is_ascii() { None } else { text.tables.fractions.get(text.at(i)).map(String::as_str) }
}

/// Three numbers and more with the same mark between: one after the other.
fn chain(text: &Text, i: usize, mark: &str) -> Option<Match> {
    let mut out = Verbalization::default();
    let mut end = i;
    while let Some(numeral) = Numeral::parse(text, end, false) {
        out.push(&numeral.say(Point::Written));
        end = numeral.end;
        if text.is(end, mark) && text.kind(end + 1) == Kind::Digits {
            end += 1;
        } else {
            break;
        }
    }
    (!text.touches(end)).then(|| Match::new(end, out, Class::Range))
}

/// `2:1:1` is due a uno a uno; no time has figures so short.
fn proportion(text: &Text, i: usize) -> Option<Match> {
    const MOST: usize = 6;
    let part = |n: &usize| {
        let j = i + 2 * n;
        text.value(j, 2).is_some_and(|value| value > 0)
            && !text.at(j).starts_with('0')
            && (*n == 0 || text.is(j - 1, ":"))
    };
    let count = (0..MOST).take_while(part).count();
    let end = (i + 2 * count).checked_sub(1)?;
    let short = (0..count).any(|n| text.at(i + 2 * n).len() == 1);
    if count < 3 || !short || text.touches(end) || text.is(end, ":") && text.touches(end + 1) {
        return None;
    }
    let mut out = cardinal(text.at(i));
    for n in 1..count {
        out.push_word("a");
        out.push(&cardinal(text.at(i + 2 * n)));
    }
    Some(Match::new(end, out, Class::Ratio))
}

/// 3/4 is tre quarti, 8/10 otto su dieci, 2/3 ore due tre ore, 50/50 cinquanta cinquanta, 2023/24 two years.
fn slash(text: &Text, i: usize, first: &Numeral, second: &Numeral) -> Option<Match> {
    let spoken = |word: &str, class| Some(Match::new(second.end, between(first, word, second), class));
    let (Some(a), Some(b)) = (first.value(), second.value()) else {
        return spoken("su", Class::Fraction);
    };
    let is_year = |n: u64, digits: &str| digits.len() == 4 && (1000..2200).contains(&n);
    if is_year(b, &second.whole) && b > 1800 && !is_year(a, &first.whole) {
        return spoken("del", Class::Code); // modello 730/2024
    }
    if is_vote(text, i) || a == b && matches!(a, 10 | 30 | 100 | 110) {
        return spoken("su", Class::Fraction);
    }
    if numbers_a_part(text, i) && a <= b {
        return spoken("di", Class::Ratio); // parte 1/3
    }
    let next = text.next_word(second.end);
    let of_something = text.tables.lists.has(List::Of, &next) || matches!(&*next, "dell" | "d");
    let years = is_year(a, &first.whole) || a >= 10 && a.abs_diff(b) == 1;
    let code = first.is_code() || second.is_code();
    let hours = text.previous_is(i, List::OpeningHours);
    if (a == b && b != 4) || years || code || a + b == 100 || (a, b) == (24, 7) || hours {
        return spoken("", Class::Range);
    }
    if let Some(found) = counted(text, i, first, second) {
        return Some(found);
    }
    let parts = (2..10).contains(&b) || of_something && matches!(b, 10 | 12 | 16 | 20 | 100 | 1000) && a < b + 2;
    if parts && a > 0 && a < 20 {
        let found = Match::new(second.end, fraction_of(a, b), Class::Fraction);
        let found = if b <= 12 && !of_something { found.doubtful(Ambiguity::FractionOrDate) } else { found };
        return Some(of_unit(text, i, second.end, a, b).unwrap_or(found));
    }
    spoken("su", Class::Fraction)
}

/// Whether the word before numbers the parts of something: parte 1/3, thread 1/5, scheda n. 1/3.
fn numbers_a_part(text: &Text, i: usize) -> bool {
    let labelled = |j: usize| text.previous_is(j, List::Parts);
    let dot = i.checked_sub(2).filter(|dot| text.kind_before(i) == Kind::Space && text.is(*dot, "."));
    labelled(i) || dot.is_some_and(|dot| matches!(text.before(dot), "n" | "nr") && labelled(dot - 1))
}

/// 2/3 ore is due tre ore, 1/2 cipolla mezza cipolla, un anno e 1/2 un anno e mezzo.
fn counted(text: &Text, i: usize, first: &Numeral, second: &Numeral) -> Option<Match> {
    let (a, b) = (first.value()?, second.value()?);
    let half = (a, b) == (1, 2);
    let noun = noun_at(text, second.end).map(str::to_lowercase);
    let Some(noun) = noun else {
        let behind_and = half && text.previous_word(i) == "e";
        let scale = scale_at(text, second.end).is_some();
        if scale && a > 1 {
            return Some(Match::new(second.end, between(first, "", second), Class::Range));
        }
        let counted = behind_and.then(|| text.word_before(i).and_then(|e| text.word_before(e))).flatten();
        return counted.filter(|j| text.at(*j).len() > 1).map(|j| {
            let noun = text.at(j).to_lowercase();
            let feminine = form_of_noun(text.tables, &noun).0 == Feminine;
            Match::new(
                second.end,
                Verbalization::same(if feminine || noun == "ore" || noun == "volte" { "mezza" } else { "mezzo" }),
                Class::Fraction,
            )
        });
    };
    if unit::unit_behind(text, i, second.end).is_some() && !matches!(noun.as_str(), "ore" | "gg" | "min") {
        return None;
    }
    let plural = noun.ends_with('i')
        || noun == "gg"
        || noun == "min"
        || text.tables.lists.has(List::FemininePlurals, &noun)
        || !half && noun.ends_with('e')
        || noun == "euro";
    if plural {
        let mut out = between(first, "", second);
        let governed = || text.previous_is(i, List::BeforeSpan) || form_of_article(&text.previous_word(i)).is_some();
        let ago = text.next_word(text.skip(second.end) + 1) == "fa";
        if noun == "anni" && a + 2 < b && !ago && !governed() {
            // 14/30 anni
            out = Verbalization::same("da");
            out.push(&first.say(Point::Comma));
            out.push_word("a");
            out.push(&second.say(Point::Comma));
        } else if a == 1 && gender_of_plural(text.tables, &noun) == Feminine {
            out = Verbalization::same("una");
            out.push(&second.say(Point::Comma));
        }
        return Some(Match::new(second.end, out, Class::Range));
    }
    if !half {
        return None;
    }
    let feminine = gender(text.tables, &noun) == Feminine;
    if noun == "ora" {
        return Some(Match::new(text.skip(second.end), Verbalization::same("mezz'"), Class::Fraction));
    }
    Some(Match::new(second.end, Verbalization::same(if feminine { "mezza" } else { "mezzo" }), Class::Fraction))
}

/// Whether a vote is spoken of, on the same line and not far: `il nostro voto: 4/5`.
fn is_vote(text: &Text, i: usize) -> bool {
    (i.saturating_sub(14)..i).rev().take_while(|j| text.kind(*j) != Kind::Break).any(|j| text.is_one_of(j, List::Votes))
}

/// 1/2 kg is mezzo chilo, 3/4 l tre quarti di litro.
fn of_unit(text: &Text, i: usize, end: usize, a: u64, b: u64) -> Option<Match> {
    let (unit, behind) = unit::unit_behind(text, i, end).filter(|(unit, _)| !unit.is_rate())?;
    let mut out = fraction_of(a, b);
    if (a, b) == (1, 2) {
        out = Verbalization::same(if unit.gender == Feminine { "mezza" } else { "mezzo" });
    } else {
        out.push_word("di");
    }
    out.push_word(&unit.one);
    Some(Match::new(behind, out, Class::Fraction))
}

fn fraction_of(a: u64, b: u64) -> Verbalization {
    let one = a == 1;
    let mut out = if one { Verbalization::same("un") } else { cardinal_of(a) };
    if b == 2 {
        out.push_word(if one { "mezzo" } else { "mezzi" });
    } else {
        out.push(&ordinal(b, Masculine, !one));
    }
    out
}

/// 1:1 is uno a uno; the formats of pictures have names of their own.
fn ratio(first: &Numeral, second: &Numeral) -> Option<Match> {
    let out = match (first.whole.as_str(), second.whole.as_str()) {
        ("16", "9") => Verbalization::same("sedici noni"),
        ("4", "3") => Verbalization::same("quattro terzi"),
        ("9", "16") => Verbalization::same("nove sedicesimi"),
        // ISO 9001:2015
        (norm, year) if norm.len() > 3 && year.len() == 4 => between(first, "", second),
        _ => between(first, "a", second),
    };
    Some(Match::new(second.end, out, Class::Ratio))
}

/// A result of a match: what falls from first to second, or a game around it. Everything else is a range.
fn score(text: &Text, i: usize, first: &Numeral, second: &Numeral) -> Option<Match> {
    let (a, b) = (first.value()?, second.value()?);
    if a > 199 || b > 199 || a == b && a > 9 || noun_at(text, second.end).is_some() && a < b {
        return None;
    }
    let played = text.previous_is(i, List::Results);
    if a < b && !played && !behind_score(text, i) || first.is_code() || second.is_code() {
        return None;
    }
    Some(Match::new(second.end, between(first, "a", second), Class::Score))
}

/// Whether another score stands directly before, as the sets of a match do: `6-4, 3-6`.
fn behind_score(text: &Text, i: usize) -> bool {
    let mut comma = if text.kind_before(i) == Kind::Space { i.wrapping_sub(2) } else { i.wrapping_sub(1) };
    if text.kind_before(i) == Kind::Space && text.kind(comma) == Kind::Digits {
        comma += 1; // 6-4 3-6
    }
    (matches!(text.at(comma), "," | ";") || text.kind(comma) == Kind::Space)
        && comma >= 3
        && text.kind(comma - 1) == Kind::Digits
        && matches!(text.at(comma - 2), "-" | "–")
        && text.kind(comma - 3) == Kind::Digits
        && text.value(comma - 3, 2) > text.value(comma - 1, 2)
}

/// `Aurora 0 - 2 Fulgor`, `il gol del 4 - 1`: a score whose dash has spaces, where a team, a result's word or another
/// score stands before it.
fn spaced_score(text: &Text, i: usize) -> Option<Match> {
    if !is_spaced_pair(text, i) || operation::operation(text, i + 2).is_some() {
        return None;
    }
    let (a, b) = (text.value(i, 3).filter(|a| *a < 200)?, text.value(i + 4, 3).filter(|b| *b < 200)?);
    let end = i + 5;
    let goes_on = text.touches(end) || matches!(text.at(end), "." | "," | "/" | ":") && text.touches(end + 1);
    let measured = matches!(text.at(text.skip(end)), "%" | "€" | "°" | "-" | "–");
    let code = [i, i + 4].iter().any(|j| text.at(*j).len() > 1 && text.at(*j).starts_with('0'));
    if goes_on || measured || code {
        return None;
    }
    let labelled = i > 2 && text.is(i - 2, ":") && text.previous_is(i - 2, List::Results);
    let falls = |j: usize| is_spaced_pair(text, j) && text.value(j, 3) >= text.value(j + 4, 3);
    // of three sets one falls before the last
    let falls_before = |j: usize| falls(j) || is_spaced_pair(text, j) && j > 6 && falls(j - 7);
    let listed = i > 6
        && (matches!(text.at(i - 2), "," | ";") && falls_before(i - 7)
            || text.is(i - 2, "e") && falls(i.saturating_sub(8)));
    let named =
        a >= b && b < 20 && matches!(&*text.previous_word(i), "del" | "sul" | "al" | "dal" | "il" | "lo" | "nel");
    // nothing else on the line
    let alone = matches!(text.kind_before(i), Kind::End | Kind::Break)
        && matches!(text.kind(end), Kind::End | Kind::Break)
        && a >= b
        && a < 20;
    let result =
        labelled || listed || named || alone || text.previous_is(i, List::Results) || behind_team(text, i, end, a < b);
    if !result {
        return None;
    }
    let mut out = cardinal_of(a);
    out.push_word("a");
    out.push(&cardinal_of(b));
    // letters would run on: due, a ci Fulgor
    let lettered = text.at(end + 1).chars().count() <= 2 && text.is(end + 2, ".") && text.kind(end + 3) == Kind::Word;
    if text.kind(end) == Kind::Space && lettered {
        out.push_str(",");
    }
    Some(Match::new(end, out, Class::Score))
}

/// Whether two numbers stand at token `i` with a dash between that has a space on either side.
pub fn is_spaced_pair(text: &Text, i: usize) -> bool {
    text.kind(i) == Kind::Digits
        && text.kind(i + 1) == Kind::Space
        && matches!(text.at(i + 2), "-" | "–" | "−")
        && text.kind(i + 3) == Kind::Space
        && text.kind(i + 4) == Kind::Digits
}

/// Whether a team's name stands before the score at `i..end`: behind one that `rises` only another team, or a pair of
/// them before it, tells it from a range.
fn behind_team(text: &Text, i: usize, end: usize, rises: bool) -> bool {
    let Some(j) = text.word_before(i).filter(|j| text.kind(j + 1) == Kind::Space) else { return false };
    let word = text.at(j);
    let small = word.to_lowercase();
    let other = text.tables.labels.contains(&small)
        || text.tables.functions.contains(&small)
        || text.tables.ordered.contains_key(&small)
        || text.tables.lists.has(List::Parts, &small)
        || month_number(&small).is_some();
    if !word.starts_with(char::is_uppercase) || other {
        return false;
    }
    let pair = j > 1 && matches!(text.at(j - 1), "-" | "–") && text.kind(j - 2) == Kind::Word;
    let next = text.skip(end);
    let team = text.at(next).starts_with(char::is_uppercase) && !text.opens_sentence(next);
    let closes = match text.kind(next) {
        Kind::End | Kind::Break => true,
        Kind::Symbol => matches!(text.at(next), "," | "." | ";" | ")" | "!" | "("),
        Kind::Word => matches!(text.at(next), "e" | "ma" | "dopo" | "con" | "in" | "per" | "al"),
        _ => false,
    };
    team || closes && (pair || !rises)
}

fn between(first: &Numeral, word: &str, second: &Numeral) -> Verbalization {
    let mut out = first.say(Point::Comma);
    out.push_word(word);
    out.push(&if second.is_code() { cardinal(&second.whole) } else { second.say(Point::Comma) });
    out
}
