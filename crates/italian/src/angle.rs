//! The marks of degrees, minutes and seconds, which are also those of temperatures and inches: `30°`, `41°54'N`, `14"`.

use super::cardinal::cardinal_of;
use super::class::Class;
use super::grammar::{count, noun_at};
use super::lists::List;
use super::numeral::{Numeral, Point, Quantity};
use super::tables::Unit;
use super::text::{Match, Text};
use super::tokenize::Kind;

/// How many tokens around a number may tell what it measures.
const AROUND: usize = 24;

/// Whether a word of `list` stands near token `i` on its line: before it, or `behind` it too.
fn is_near(text: &Text, i: usize, behind: bool, list: List) -> bool {
    let on_line = |j: &usize| !matches!(text.kind(*j), Kind::Break | Kind::End);
    let told = |j: usize| text.lower(j).is_some_and(|word| text.tables.lists.has(list, &word));
    let mut before = (i.saturating_sub(AROUND)..i).rev().take_while(on_line);
    before.any(told) || behind && (i..i + AROUND).take_while(on_line).any(told)
}

/// Whether a figure with two strokes counts seconds: where no device or pipe is spoken of, but a time is.
pub fn is_time(text: &Text, i: usize) -> bool {
    if is_near(text, i, true, List::SizedInInches) {
        return false;
    }
    is_near(text, i, false, List::TimedInSeconds) || text.previous_is(i, List::BeforeSeconds)
}

/// Whether a device or another thing that is sized in inches is spoken of near the figure at token `i`.
pub fn is_size(text: &Text, i: usize) -> bool {
    is_near(text, i, true, List::SizedInInches)
}

/// Whether a figure with the sign of degrees is a temperature: the weather is spoken of, or it is that of a town.
pub fn is_temperature(text: &Text, i: usize) -> bool {
    let in_town = text.word_before(i).is_some_and(|town| {
        let to = text.word_before(town).unwrap_or(town);
        let listed = matches!(text.before(to.saturating_sub(1)), "," | ";" | "e") || text.begins_sentence(to);
        text.at(town).starts_with(char::is_uppercase) && listed && matches!(&*text.previous_word(town), "a" | "ad")
    });
    let behind = text.at(text.skip(Numeral::parse(text, i, false).map_or(i, |n| n.end) + 1));
    let apart = !behind.starts_with(char::is_alphabetic) || matches!(behind, "a" | "e" | "ma" | "con" | "di");
    apart && (in_town || is_near(text, i, false, List::Weather))
}

/// The sign of degrees behind a number: `30°` at an angle or on a thermometer, when no noun follows.
pub fn degrees(text: &Text, i: usize) -> Option<Match> {
    let quantity = Quantity::parse(text, i, false, false)?;
    let mark = text.skip(quantity.end);
    if !matches!(text.at(mark), "°" | "º") {
        return None;
    }
    let end = mark + 1;
    if text.touches(end) || noun_at(text, end).is_some() && !is_temperature(text, i) {
        return None;
    }
    let unit = text.tables.units.get("°C")?;
    // 20°-25°
    if quantity.last.is_none()
        && matches!(text.at(end), "-" | "–")
        && let Some(last) = Numeral::parse(text, end + 1, false).filter(|last| matches!(text.at(last.end), "°" | "º"))
        && !text.touches(last.end + 1)
    {
        let mut out = quantity.say();
        out.push(&last.say(Point::Comma));
        return Some(Match::new(last.end + 1, count(out, false, unit), Class::Unit));
    }
    Some(Match::new(end, count(quantity.say(), quantity.is_one(), unit), Class::Unit))
}

/// A place on the globe: `41°54'N`, `12° 29' 30" E`, `45,4642° N`.
pub fn coordinate(text: &Text, i: usize) -> Option<Match> {
    if !text.is_marked(i, &["°", "º"]) && !text.is(i + 2, "°") && !text.is(i + 4, "°") {
        return None;
    }
    let degrees = Numeral::parse(text, i, false)?;
    let mark = text.skip(degrees.end);
    let mut end = mark + 1;
    if !matches!(text.at(mark), "°" | "º") {
        return None;
    }
    let mut out = degrees.say(Point::Comma);
    out.push_word("gradi");
    for (marks, name) in [(["'", "’", "′"], "primi"), (["\"", "”", "″"], "secondi")] {
        let at = text.skip(end);
        let Some(n) = text.value(at, 2).filter(|_| marks.contains(&text.at(at + 1))) else { break };
        out.push(&cardinal_of(n));
        out.push_word(name);
        end = at + 2;
    }
    let at = text.skip(end);
    let side = match text.at(at) {
        "N" => "nord",
        "S" => "sud",
        "E" => "est",
        "O" | "W" => "ovest",
        _ => return None,
    };
    // 30° e poi: a conjunction in capitals
    let vowel = matches!(side, "est" | "ovest") && noun_at(text, at + 1).is_some();
    out.push_word(side);
    (!vowel && !text.touches(at + 1) && text.kind(at + 1) != Kind::Apostrophe)
        .then(|| Match::new(at + 1, out, Class::Unit))
}

/// The mark of inches at token `i`, behind the number at token `number`: a quotation's mark, if no quotation waits for
/// its end, where no time is spoken of.
pub fn inches<'t>(text: &Text<'t>, number: usize, i: usize) -> Option<(&'t Unit, usize)> {
    // 10,1''
    if matches!(text.at(i), "'" | "’") && text.kind(i + 1) == Kind::Apostrophe && is_size(text, number) {
        return text.tables.units.get("″").map(|unit| (unit, i + 2)).filter(|(_, end)| !text.touches(*end));
    }
    if !matches!(text.at(i), "\"" | "”" | "″")
        || text.touches(i + 1)
        || is_time(text, number)
        || ends_quotation(text, i)
    {
        return None;
    }
    text.tables.units.get("″").map(|unit| (unit, i + 1))
}

/// Whether a quotation that began not far before token `i` waits for its end.
pub fn ends_quotation(text: &Text, i: usize) -> bool {
    const LOOK_BACK: usize = 200;
    let mut open = false;
    for j in i.saturating_sub(LOOK_BACK)..i {
        match text.at(j) {
            "“" => open = true,
            "”" => open = false,
            "\"" => open = !(open || text.kind_before(j) == Kind::Digits && !text.touches(j + 1)),
            _ if text.kind(j) == Kind::Break => open = false,
            _ => {}
        }
    }
    open
}
