//! Units and percentages behind a number.

use super::class::Class;
use super::grammar::count;
use super::lists::List;
use super::numeral::{Numeral, Point, Quantity};
use super::operation;
use super::text::{Match, Text, lower};
use super::tokenize::Kind;
use super::unit::{say_each, say_over, unit_at, unit_behind};
use super::verbalization::Verbalization;

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
    let other = times(text, &quantity)
        .or_else(|| per_mille(text, &quantity))
        .or_else(|| if text.is(quantity.end, "/") { over_stroke(text, i, &quantity) } else { None });
    if other.is_some() {
        return other;
    }
    of_quantity(text, &quantity)
}

/// The quantity with the unit behind it.
pub fn of_quantity(text: &Text, quantity: &Quantity) -> Option<Match> {
    let (unit, end) = unit_behind(text, quantity.start, quantity.end)?;
    let class = if unit.is_rate() { Class::Percent } else { Class::Unit };
    let mut verbalization = if quantity.wants_di() && class == Class::Unit {
        let mut out = quantity.say();
        out.push_word("di");
        out.push_word(&unit.many);
        out
    } else {
        count(quantity.say(), quantity.is_one(), unit)
    };
    // 10 t CO₂e
    let gas = text.skip(end);
    if class == Class::Unit && gas > end && text.is(gas, "CO") && text.is(gas + 1, "2") {
        verbalization.push_word("di");
    }
    let mut end = end;
    // 15 min. circa: the dot of a unit; p.p.: a dot that also ends the sentence
    if text.is(end, ".") && text.kind(end - 1) == Kind::Word && (goes_on(text, end + 1) || is_shortened(text, end)) {
        end += 1;
    } else if text.is(end - 1, ".") && text.ends_sentence(end) {
        verbalization.push_str(".");
    }
    // 5 mg/kg/die, -5%/anno
    end = say_each(text, end, &mut verbalization);
    // 5 kWh/100 km
    if class == Class::Unit
        && text.is(end, "/")
        && let Some(hundred) = Quantity::parse(text, end + 1, false, false)
        && !hundred.is_one()
        && let Some((lower, behind)) = unit_behind(text, end + 1, hundred.end)
        && !std::ptr::eq(lower, unit)
    {
        verbalization.push_word("ogni");
        verbalization.push(&hundred.say());
        verbalization.push_word(&lower.many);
        end = behind;
    }
    // 1 kg/m and the like: the stroke and its unit
    if class == Class::Unit {
        end = say_over(text, end, &mut verbalization);
    }
    // kWh/m² anno
    if class == Class::Unit && text.is(text.skip(end), "anno") && text.slice(quantity.end, end).contains('/') {
        verbalization.push_word("all'anno");
        end = text.skip(end) + 1;
    }
    // 5V/1A: another measure of the same thing
    if class == Class::Unit
        && text.is(end, "/")
        && let Some(second) = Quantity::parse(text, end + 1, false, false)
        && let Some((other, behind)) = unit_at(text, second.end)
    {
        verbalization.push(&count(second.say(), second.is_one(), other));
        end = behind;
    }
    Some(Match::new(end, verbalization, class))
}

/// Whether a sentence goes on at token `i`, behind a dot.
fn goes_on(text: &Text, i: usize) -> bool {
    match text.kind(i) {
        Kind::Space => text.at(i + 1).starts_with(char::is_lowercase),
        Kind::Symbol => matches!(text.at(i), "," | ";" | ")" | ":"),
        _ => false,
    }
}

/// Whether the dot at token `i` shortens the unit before it, though a number follows: 5 min. 30.
fn is_shortened(text: &Text, i: usize) -> bool {
    let written = format!("{}.", lower(text.at(i - 1)));
    text.kind(i + 1) == Kind::Space
        && text.kind(i + 2) == Kind::Digits
        && text.tables.abbreviations.contains_key(&*written)
}

/// Symbols that are units wherever they stand.
const UNITS_ONLY: [&str; 12] = ["km", "Km", "kmq", "kg", "Kg", "cm", "kW", "kWh", "MWh", "GWh", "mq", "kWp"];

/// Whether a unit's symbol is left in what is said, which another reading would find.
pub fn is_left_in(words: &str) -> bool {
    let mut words = words.as_bytes().split(|b| *b == b' ').filter(|word| matches!(word.len(), 2 | 3));
    words.any(|word| word == "Ø".as_bytes() || UNITS_ONLY.iter().any(|unit| unit.as_bytes() == word))
}

/// A unit inside a code, in words: `km0` is chilometro zero.
pub fn in_code<'t>(text: &Text<'t>, i: usize) -> Option<&'t str> {
    let symbol = text.at(i);
    let unit = text.tables.units.get(symbol).filter(|_| UNITS_ONLY.contains(&symbol))?;
    let which = symbol.eq_ignore_ascii_case("km") && text.kind(i + 1) == Kind::Digits;
    Some(if which { &unit.one } else { &unit.many })
}

/// A unit without a number, where only a unit makes sense: `euro per kWh`, `al kg`, `2 miliardi di m³`; a few symbols
/// are units wherever they stand: `trenta km/h`, `a km zero`, `quanti kg`.
pub fn read_alone(text: &Text, i: usize) -> Option<Match> {
    let symbol = text.at(i);
    // A letter alone or a pronounceable word may be anything else.
    let raised = matches!(text.at(i + 1), "²" | "³");
    let unspoken = (symbol.len() > 1 || raised) && !symbol.chars().any(|c| "aeiou".contains(c.to_ascii_lowercase()));
    let dotted = text.is(i + 1, ".") && text.kind(i + 2) == Kind::Word;
    if !(unspoken || dotted) || !matches!(text.kind_before(i), Kind::Space | Kind::End | Kind::Break | Kind::Symbol) {
        return None;
    }
    let (unit, end) = unit_at(text, i)?;
    let apart = text.kind(end) != Kind::Apostrophe && !matches!(text.at(end), "-" | "_" | "@" | "\\");
    let spaced = text.kind_before(i) == Kind::Space;
    let before = text.previous_word(i);
    let counted = spaced && &*before == "di" && behind_scale(text, i);
    let leads = spaced && text.tables.lists.has(List::BeforeUnit, &before);
    let alone = UNITS_ONLY.contains(&symbol);
    if !apart || !(counted || leads && unspoken || alone) {
        return None;
    }
    // kg. 5, as it was written once
    let dotted = alone && text.is(end, ".") && text.kind(end + 1) == Kind::Space && text.kind(end + 2) == Kind::Digits;
    let end = if dotted { end + 1 } else { end };
    // km 145, il km 3, a km zero: which one
    let ordinal = symbol.eq_ignore_ascii_case("km")
        && (text.kind(text.skip(end)) == Kind::Digits || text.next_word(end) == "zero");
    let plural = text.tables.lists.has(List::BeforeUnits, &before);
    let singular = leads && &*before != "in"
        || text.tables.lists.has(List::BeforeOneUnit, &before)
        || ordinal && !plural
        || text.before(i) == "/";
    let mut verbalization = Verbalization::same(if singular { &unit.one } else { &unit.many });
    let end = say_each(text, end, &mut verbalization);
    Some(Match::new(end, verbalization, Class::Unit))
}

/// Whether millions or the like stand before the "di" before token `i`.
fn behind_scale(text: &Text, i: usize) -> bool {
    let Some(di) = text.word_before(i) else { return false };
    let dot = usize::from(text.is(di.wrapping_sub(2), "."));
    let scale = text.at(di.wrapping_sub(2 + dot));
    text.tables.lists.has(List::Scales, scale)
}

/// `120/80 mmHg`, `8/16 GB`, `128/256/512 GB`: numbers with one unit behind the last; what falls is one over the other.
fn alternatives(text: &Text, i: usize) -> Option<Match> {
    let first = Numeral::parse(text, i, false)?;
    let second = Numeral::parse(text, first.end + 1, false).filter(|_| text.is(first.end, "/"))?;
    let (a, b) = (first.value()?, second.value()?);
    let third = Numeral::parse(text, second.end + 1, false).filter(|_| text.is(second.end, "/"));
    let end = third.as_ref().map_or(second.end, |n| n.end);
    let (unit, behind) = unit_behind(text, i, end).filter(|(unit, _)| !unit.is_rate())?;
    let whole = ["byte", "hertz", "volt"].iter().any(|ending| unit.one.ends_with(ending));
    if first.is_code() || second.is_code() || a == b || (a < 20 && b < 10 && !whole && third.is_none()) {
        return None;
    }
    let mut out = first.say(Point::Comma);
    out.push_word(if a > b { "su" } else { "" });
    out.push(&second.say(Point::Comma));
    out.push(&third.map_or_else(Verbalization::default, |n| n.say(Point::Comma)));
    out.push_word(&unit.many);
    Some(Match::new(behind, out, Class::Unit))
}

/// `8xmille`, the share of a tax.
fn per_mille(text: &Text, quantity: &Quantity) -> Option<Match> {
    if !text.is(quantity.end, "xmille") {
        return None;
    }
    let mut out = quantity.say();
    out.push_word("per mille");
    Some(Match::new(quantity.end + 1, out, Class::Percent))
}

/// What a stroke behind a number may mean here.
fn over_stroke(text: &Text, i: usize, quantity: &Quantity) -> Option<Match> {
    in_each(text, quantity).or_else(|| alternatives(text, i))
}

/// `250.000/mm³`, `11.000/µL`: so many in each.
fn in_each(text: &Text, quantity: &Quantity) -> Option<Match> {
    let stroke = quantity.end;
    let (unit, end) = unit_at(text, stroke + 1)?;
    let symbol = text.slice(stroke + 1, end);
    if !symbol.contains(['³', '²', 'µ', 'μ']) && !matches!(symbol, "ml" | "mL" | "dl" | "kmq") {
        return None;
    }
    let mut out = quantity.say();
    out.push_word("per");
    out.push_word(&unit.one);
    Some(Match::new(end, out, Class::Unit))
}

/// `3x`: three times; `3 x 4`, `3×4`: per.
fn times(text: &Text, quantity: &Quantity) -> Option<Match> {
    let by_number = text.kind(quantity.end + 1) == Kind::Space && text.kind(quantity.end + 2) == Kind::Digits;
    if text.is(quantity.end, "x") && operation::is_unknown(text, quantity.end) {
        let mut verbalization = quantity.say();
        verbalization.push_word("ics");
        return Some(Match::new(quantity.end + 1, verbalization, Class::Arithmetic));
    }
    if matches!(text.at(quantity.end), "x" | "X" | "×")
        && !text.touches(quantity.end + 1)
        && !text.is(quantity.end + 1, "-")
        && !by_number
    {
        // il fatturato fa 3x
        if text.previous_is(quantity.start, List::Multiplied) {
            let mut verbalization = Verbalization::same("per");
            verbalization.push(&quantity.say());
            return Some(Match::new(quantity.end + 1, verbalization, Class::Times));
        }
        let mut verbalization = quantity.say();
        let once = quantity.is_one();
        verbalization = if once { Verbalization::same("una") } else { verbalization };
        verbalization.push_word(if once { "volta" } else { "volte" });
        return Some(Match::new(quantity.end + 1, verbalization, Class::Times));
    }
    // 0x10 is hexadecimal
    if text.is(quantity.end, "x") && text.is(quantity.start, "0") {
        return None;
    }
    let by = text.skip(quantity.end);
    if matches!(text.at(by), "x" | "X") && by > quantity.end || text.is(by, "×") || text.is(quantity.end, "x") {
        let next = text.skip(by + 1);
        if text.kind(next) == Kind::Digits {
            let mut verbalization = quantity.say();
            verbalization.push_word("per");
            return Some(Match::new(by + 1, verbalization, Class::Arithmetic));
        }
    }
    None
}

/// `x3`, `x2.71`: by so much. `x86` and the like are machines and formats.
pub fn read_factor(text: &Text, i: usize) -> Option<Match> {
    let opens = matches!(text.kind_before(i), Kind::Space | Kind::Break | Kind::End) || text.before(i) == "(";
    let number = Numeral::parse(text, i + 1, false)?;
    let named = matches!(number.whole.as_str(), "86" | "64" | "32" | "264" | "265") || number.is_code();
    if !opens || named || text.touches(number.end) || text.is(number.end, "-") {
        return None;
    }
    let mut out = Verbalization::same("per");
    out.push(&number.say(Point::Comma));
    Some(Match::new(number.end, out, Class::Times))
}

/// `12 cm x 5 cm`: the x at token `i` between a unit and a number.
pub fn read_by(text: &Text, i: usize) -> Option<Match> {
    let apart = text.kind_before(i) == Kind::Space && text.kind(i + 1) == Kind::Space;
    let behind_unit = i > 1 && (text.tables.units.contains_key(text.at(i - 2)) || text.kind(i - 2) == Kind::Digits);
    (apart && behind_unit && text.kind(i + 2) == Kind::Digits)
        .then(|| Match::new(i + 1, Verbalization::same("per"), Class::Arithmetic))
}
