//! Durations and the minutes of a match: `1h 20m`, `2'30"`, `9"58`, `al 45'`, `90'+3`.

use std::sync::LazyLock;

use super::angle;
use super::cardinal::Gender::Masculine;
use super::cardinal::cardinal_of;
use super::class::Class;
use super::grammar::{count, noun_at};
use super::numeral::{Numeral, Point, say_decimals};
use super::ordinal::ordinal;
use super::tables::{Tables, Unit};
use super::text::{Match, Text};
use super::tokenize::Kind;
use super::unit::per;
use super::verbalization::Verbalization;

/// The duration that begins at token `i`.
pub fn read(text: &Text, i: usize) -> Option<Match> {
    if let Some(found) = exposure(text, i) {
        return Some(found);
    }
    let mut found = hours(text, i)
        .or_else(|| minutes_and_seconds(text, i))
        .or_else(|| lap(text, i))
        .or_else(|| seconds_alone(text, i))
        .or_else(|| minutes(text, i))?;
    // a runner's pace: 4'30"/km
    if let Some((per, end)) = per(text, found.end) {
        found.verbalization.push_word(per);
        found.end = end;
    }
    Some(found)
}

/// 1/250s, 1/60 s: a part of a second.
fn exposure(text: &Text, i: usize) -> Option<Match> {
    let part = text.value(i + 2, 4).filter(|n| *n > 9 && text.is(i, "1") && text.is(i + 1, "/"))?;
    let unit = text.skip(i + 3);
    if !matches!(text.at(unit), "s" | "sec") || text.touches(unit + 1) || text.touched_before(i) {
        return None;
    }
    let mut out = Verbalization::same("un");
    out.push(&ordinal(part, Masculine, false));
    out.push_word("di secondo");
    Some(Match::new(unit + 1, out, Class::Time))
}

/// 1h 20m, 2h30, 1h20', 2h 03' 23".
fn hours(text: &Text, i: usize) -> Option<Match> {
    let h = text.value(i, 3)?;
    // 24h/24
    if text.is(i + 1, "h") && text.is(i + 2, "/") && text.is(i + 3, text.at(i)) && !text.touches(i + 4) {
        let mut out = count(cardinal_of(h), h == 1, &HOUR);
        out.push_word("su");
        out.push(&cardinal_of(h));
        return Some(Match::new(i + 4, out, Class::Time));
    }
    let letter = text.skip(i + 1);
    if !text.is(letter, "h") {
        return None;
    }
    let at = text.skip(letter + 1);
    let m = text.value(at, 2)?;
    let marked = text.skip(at + 1);
    let end = match text.at(marked) {
        "m" | "min" if !text.touches(marked + 1) => marked + 1,
        "'" | "’" | "′" if marked == at + 1 => at + 2,
        _ if at == letter + 1 && !text.touches(at + 1) => at + 1,
        // 1h 30
        _ if letter == i + 1
            && m < 60
            && text.at(at).len() == 2
            && !text.touches(at + 1)
            && noun_at(text, at + 1).is_none() =>
        {
            at + 1
        }
        _ => return None,
    };
    let seconds = seconds(text, text.skip(end));
    let mut parts = vec![count(cardinal_of(h), h == 1, &HOUR), count(cardinal_of(m), m == 1, &MINUTE)];
    let end = seconds.as_ref().map_or(end, |(_, end)| *end);
    parts.extend(seconds.map(|(verbalization, _)| verbalization));
    Some(Match::new(end, list(parts), Class::Time))
}

/// 3 min 45 s, 3min45s.
fn minutes_and_seconds(text: &Text, i: usize) -> Option<Match> {
    let unit = text.skip(i + 1);
    if !matches!(text.at(unit), "min" | "m") {
        return None;
    }
    let m = text.value(i, 3)?;
    let at = text.skip(unit + 1);
    let s = text.value(at, 2).filter(|s| *s < 60)?;
    let second = text.skip(at + 1);
    if !matches!(text.at(second), "s" | "sec") || text.touches(second + 1) {
        return None;
    }
    let parts = vec![count(cardinal_of(m), m == 1, &MINUTE), count(cardinal_of(s), s == 1, &SECOND)];
    Some(Match::new(second + 1, list(parts), Class::Time))
}

/// Hours, minutes and seconds, those of which there are any.
pub fn in_words(h: u64, m: u64, s: u64) -> Verbalization {
    let all: [(u64, &Unit); 3] = [(h, &HOUR), (m, &MINUTE), (s, &SECOND)];
    let some: Vec<_> = all.iter().filter(|(n, _)| *n > 0).collect();
    let parts = if some.is_empty() { vec![&all[2]] } else { some };
    list(parts.into_iter().map(|(n, unit)| count(cardinal_of(*n), *n == 1, unit)).collect())
}

/// 1:19.409, a lap: minutes, seconds and thousandths.
fn lap(text: &Text, i: usize) -> Option<Match> {
    let (m, s) = (text.value(i, 1)?, text.value(i + 2, 2).filter(|s| *s < 60 && text.at(i + 2).len() == 2)?);
    let parts = text.value(i + 4, 3).filter(|p| text.at(i + 4).len() == 3 && *p > 0)?;
    if !text.is(i + 1, ":") || !text.is(i + 3, ".") || text.touches(i + 5) {
        return None;
    }
    let mut out = list(vec![count(cardinal_of(m), m == 1, &MINUTE), count(cardinal_of(s), s == 1, &SECOND)]);
    out.push_word("e");
    out.push(&cardinal_of(parts));
    Some(Match::new(i + 5, out, Class::Time))
}

/// 45', 2'30", 1'43"2; of a match, al 45' and 90'+3.
fn minutes(text: &Text, i: usize) -> Option<Match> {
    let m = text.value(i, 3)?;
    if text.kind(i + 1) != Kind::Apostrophe || text.kind(i + 2) == Kind::Word {
        return None;
    }
    let seconds = seconds(text, text.skip(i + 2));
    if let Some((seconds, end)) = seconds {
        return Some(Match::new(end, list(vec![count(cardinal_of(m), m == 1, &MINUTE), seconds]), Class::Time));
    }
    if text.kind(i + 2) == Kind::Digits || text.opens_quote_before(i) {
        return None;
    }
    // al 45', il 90'+3, dell'89': the minute, not so many minutes
    let of_match =
        matches!(&*text.previous_word(i), "al" | "il" | "del" | "dal" | "nel" | "l" | "all" | "dell" | "dall" | "sul");
    let stoppage = text.is(i + 2, "+").then(|| text.value(i + 3, 2)).flatten();
    if !of_match && stoppage.is_none() {
        return Some(Match::new(i + 2, count(cardinal_of(m), m == 1, &MINUTE), Class::Time));
    }
    let mut out = ordinal(m.max(1), Masculine, false);
    out.push_word("minuto");
    let Some(stoppage) = stoppage else { return Some(Match::new(i + 2, out, Class::Time)) };
    out.push_word("più");
    out.push(&cardinal_of(stoppage));
    let end = if text.kind(i + 4) == Kind::Apostrophe { i + 5 } else { i + 4 };
    Some(Match::new(end, out, Class::Time))
}

/// 9"58: seconds and hundredths. A mark with no digits behind it could be inches.
fn seconds_alone(text: &Text, i: usize) -> Option<Match> {
    if let Some(found) = decimal_seconds(text, i) {
        return Some(found);
    }
    let (verbalization, end) = seconds(text, i)?;
    let strokes = matches!(text.at(end - 1), "\"" | "”" | "″") && is_open_time(text, i, end - 1);
    // 3' e 20''
    let doubled = text.kind(end - 1) == Kind::Apostrophe && !text.opens_quote_before(i);
    if doubled && angle::is_size(text, i) {
        // uno schermo da 7''
        let inch = text.tables.units.get("″")?;
        let n = text.value(i, 2)?;
        return Some(Match::new(end, count(cardinal_of(n), n == 1, inch), Class::Unit));
    }
    let marked = (strokes || doubled) && !text.touches(end);
    (text.kind(end - 1) == Kind::Digits || marked).then(|| Match::new(end, verbalization, Class::Time))
}

/// 5,9", 90": seconds without minutes, where a time is spoken of.
fn decimal_seconds(text: &Text, i: usize) -> Option<Match> {
    if !text.is_marked(i, &["\"", "”", "″"]) {
        return None;
    }
    let numeral = Numeral::parse(text, i, false).filter(|n| !n.dot && !n.grouped && n.whole.len() < 4)?;
    let large = numeral.decimals.is_some() || numeral.value().is_some_and(|s| s >= 60);
    let marked = matches!(text.at(numeral.end), "\"" | "”" | "″") && !text.touches(numeral.end + 1);
    if !(large && marked && is_open_time(text, i, numeral.end)) {
        return None;
    }
    Some(Match::new(numeral.end + 1, count(numeral.say(Point::Comma), false, &SECOND), Class::Time))
}

/// Whether the strokes at token `mark` are those of seconds and end no quotation.
fn is_open_time(text: &Text, i: usize, mark: usize) -> bool {
    angle::is_time(text, i) && !angle::ends_quotation(text, mark)
}

/// 30", 30"5, 30 s: the seconds at token `i` and the token behind them.
fn seconds(text: &Text, i: usize) -> Option<(Verbalization, usize)> {
    let s = text.value(i, 2).filter(|s| *s < 60)?;
    let mark = match text.at(i + 1) {
        "\"" | "”" | "″" => i + 2,
        "'" | "’" | "′" if text.kind(i + 2) == Kind::Apostrophe => i + 3,
        "s" | "sec" if !text.touches(i + 2) => i + 2,
        _ => return None,
    };
    let mut out = count(cardinal_of(s), s == 1, &SECOND);
    match text.value(mark, 2) {
        Some(_) if !text.touches(mark + 1) => {
            out.push_word("e");
            out.push(&say_decimals(text.at(mark)));
            Some((out, mark + 1))
        }
        _ => Some((out, mark)),
    }
}

/// `un'ora e venti minuti`, `due ore, tre minuti e cinque secondi`.
fn list(parts: Vec<Verbalization>) -> Verbalization {
    let last = parts.len() - 1;
    let mut out = Verbalization::default();
    for (n, part) in parts.iter().enumerate() {
        match n {
            0 => {}
            _ if n == last => out.push_word("e"),
            _ => out.push_str(","),
        }
        out.push(part);
    }
    out
}

/// The second as a unit.
pub static SECOND: LazyLock<&Unit> = LazyLock::new(|| &Tables::builtin().units["s"]);
static HOUR: LazyLock<&Unit> = LazyLock::new(|| &Tables::builtin().units["h"]);
static MINUTE: LazyLock<&Unit> = LazyLock::new(|| &Tables::builtin().units["min"]);
