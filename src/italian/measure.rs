//! Units and percentages behind a number.

use super::grammar::{count, noun_at};
use super::money::per;
use super::numeral::{Numeral, Quantity};
use super::reading::Reading;
use super::scan::Kind;
use super::tables::Unit;
use super::text::{Match, Text};

/// A number with a unit at token `i`: `3 km`, `10-15%`, `-3 °C` (from the digits on), `3x`.
pub fn read(text: &Text, i: usize) -> Option<Match> {
    let mut quantity = Quantity::parse(text, i, false, false)?;
    if quantity.first.is_code() {
        return None;
    }
    // 10%-15%: the unit stands twice
    if quantity.last.is_none()
        && text.is(quantity.end, "%")
        && text.is(quantity.end + 1, "-")
        && let Some(last) = Numeral::parse(text, quantity.end + 2, false).filter(|l| text.is(l.end, "%"))
    {
        quantity.end = last.end;
        quantity.last = Some(last);
    }
    if let Some(found) = times(text, &quantity) {
        return Some(found);
    }
    let (unit, end) = inches(text, quantity.end).or_else(|| unit_behind(text, i, quantity.end))?;
    let class = if unit.one.starts_with("per ") { "percent" } else { "unit" };
    let mut reading = if quantity.wants_di() && class == "unit" {
        let mut out = quantity.say();
        out.word("di");
        out.word(&unit.many);
        out
    } else {
        count(quantity.say(), quantity.is_one(), unit)
    };
    let mut end = end;
    // 15 min. circa: the dot of a unit; p.p.: a dot that also ends the sentence
    if text.is(end, ".") && text.kind(end - 1) == Kind::Word && goes_on(text, end + 1) {
        end += 1;
    } else if text.is(end - 1, ".") && text.ends_sentence(end) {
        reading.mark(".");
    }
    if let Some((per, behind)) = per(text, end).filter(|_| class == "unit") {
        reading.word(per);
        end = behind;
    }
    // 5 kWh/100 km
    if class == "unit"
        && text.is(end, "/")
        && let Some(hundred) = Quantity::parse(text, end + 1, false, false)
        && let Some((lower, behind)) = unit_behind(text, end + 1, hundred.end)
    {
        reading.word("ogni");
        reading.then(&hundred.say());
        reading.word(&lower.many);
        end = behind;
    }
    // 1 kg/m and the like: the stroke and its unit
    if class == "unit"
        && text.is(end, "/")
        && let Some((lower, behind)) = unit_at(text, end + 1)
    {
        reading.word("per");
        reading.word(&lower.one);
        end = behind;
    }
    Some(Match::new(end, reading, class))
}

/// Whether a sentence goes on at token `i`, behind a dot.
fn goes_on(text: &Text, i: usize) -> bool {
    match text.kind(i) {
        Kind::Space => text.at(i + 1).starts_with(char::is_lowercase),
        Kind::Symbol => matches!(text.at(i), "," | ";" | ")" | ":"),
        _ => false,
    }
}

/// A unit without a number, where only a unit makes sense: `euro per kWh`, `al kg`, `ogni km`.
pub fn read_alone(text: &Text, i: usize) -> Option<Match> {
    let leads = matches!(&*text.previous_word(i), "per" | "al" | "ogni" | "un" | "in");
    let symbol = text.at(i);
    // A letter alone or a pronounceable word may be anything else.
    let unspoken = symbol.len() > 1 && !symbol.chars().any(|c| "aeiou".contains(c.to_ascii_lowercase()));
    if !leads || !unspoken || text.kind_before(i) != Kind::Space {
        return None;
    }
    let (unit, end) = unit_at(text, i)?;
    let name = if text.previous_word(i) == "in" { &unit.many } else { &unit.one };
    (text.kind(end) != Kind::Apostrophe).then(|| Match::new(end, Reading::same(name), "unit"))
}

/// The longest unit written at token `i`, and the token behind it.
fn unit_at<'t>(text: &Text<'t>, i: usize) -> Option<(&'t Unit, usize)> {
    (1..=4).rev().find_map(|n| {
        if (i..i + n).any(|j| !matches!(text.kind(j), Kind::Word | Kind::Symbol | Kind::Digits))
            || text.touches(i + n) && text.kind(i + n - 1) != Kind::Symbol
        {
            return None;
        }
        text.tables.units.get(text.slice(i, i + n)).map(|unit| (unit, i + n))
    })
}

/// The mark of inches at token `i`, behind a number: a quotation's mark, if no quotation waits for its end.
fn inches<'t>(text: &Text<'t>, i: usize) -> Option<(&'t Unit, usize)> {
    const LOOK_BACK: usize = 200;
    if !matches!(text.at(i), "\"" | "”" | "″") || text.touches(i + 1) {
        return None;
    }
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
    if open { None } else { text.tables.units.get("″").map(|unit| (unit, i + 1)) }
}

/// The unit behind the number that begins at `number` and ends before `end`, if the grammar around it fits.
pub fn unit_behind<'t>(text: &Text<'t>, number: usize, end: usize) -> Option<(&'t Unit, usize)> {
    let at = text.skip(end);
    let (unit, behind) = unit_at(text, at)?;
    let spaced = at > end;
    if spaced && unit.tight || text.kind(behind) == Kind::Apostrophe {
        return None;
    }
    // an abbreviation's dot is not a unit's (3 min. is, 3 s. is not a sentence's end)
    let symbol = text.slice(at, behind);
    let fits = match symbol {
        // 2001 ha cambiato tutto: hectares are few words' neighbours
        "ha" => {
            let next = text.next_word(behind);
            next.is_empty()
                || matches!(&*next, "di" | "e" | "a" | "in" | "per" | "nel" | "nella" | "coltivati" | "bruciati")
        }
        // 3 l'anno is an article; 5 m and 5 g are units, G and M are other things
        "l" | "s" | "h" | "g" | "t" | "q" | "N" | "V" | "W" | "J" | "L" => {
            !text.is(behind, ".") || text.ends_sentence(behind + 1)
        }
        "cv" | "CV" | "cal" | "mi" | "MP" | "EB" | "mc" | "cc" => number == 0 || text.kind(behind) != Kind::Digits,
        "%" | "‰" => true,
        _ => true,
    };
    fits.then_some((unit, behind))
}

/// `3x`: three times; `3 x 4`, `3×4`: per.
fn times(text: &Text, quantity: &Quantity) -> Option<Match> {
    let by_number = text.kind(quantity.end + 1) == Kind::Space && text.kind(quantity.end + 2) == Kind::Digits;
    if matches!(text.at(quantity.end), "x" | "X" | "×")
        && !text.touches(quantity.end + 1)
        && !text.is(quantity.end + 1, "-")
        && !by_number
    {
        // il fatturato fa 3x
        if matches!(&*text.previous_word(quantity.start), "fatto" | "fa" | "fare" | "fanno" | "farà" | "facendo") {
            let mut reading = Reading::same("per");
            reading.then(&quantity.say());
            return Some(Match::new(quantity.end + 1, reading, "times"));
        }
        let mut reading = quantity.say();
        let once = quantity.is_one();
        reading = if once { Reading::same("una") } else { reading };
        reading.word(if once { "volta" } else { "volte" });
        return Some(Match::new(quantity.end + 1, reading, "times"));
    }
    let by = text.skip(quantity.end);
    if matches!(text.at(by), "x" | "X") && by > quantity.end || text.is(by, "×") || text.is(quantity.end, "x") {
        let next = text.skip(by + 1);
        if text.kind(next) == Kind::Digits {
            let mut reading = quantity.say();
            reading.word("per");
            return Some(Match::new(by + 1, reading, "arithmetic"));
        }
    }
    None
}

/// `12 cm x 5 cm`: the x at token `i` between a unit and a number.
pub fn read_by(text: &Text, i: usize) -> Option<Match> {
    let apart = text.kind_before(i) == Kind::Space && text.kind(i + 1) == Kind::Space;
    let behind_unit = i > 1 && (text.tables.units.contains_key(text.at(i - 2)) || text.kind(i - 2) == Kind::Digits);
    (apart && behind_unit && text.kind(i + 2) == Kind::Digits)
        .then(|| Match::new(i + 1, Reading::same("per"), "arithmetic"))
}

/// The sign of degrees behind a number: `30°` at an angle or on a thermometer, when no noun follows.
pub fn degrees(text: &Text, i: usize) -> Option<Match> {
    let quantity = Quantity::parse(text, i, false, false)?;
    if !matches!(text.at(quantity.end), "°" | "º") {
        return None;
    }
    let end = quantity.end + 1;
    if text.touches(end) || noun_at(text, end).is_some() {
        return None;
    }
    let unit = text.tables.units.get("°C")?;
    Some(Match::new(end, count(quantity.say(), quantity.is_one(), unit), "unit"))
}
