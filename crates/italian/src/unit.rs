//! Units of measure as they are written: where one stands, and whether it is one.

use super::angle;
use super::grammar::noun_at;
use super::lists::List;
use super::tables::Unit;
use super::text::Text;
use super::tokenize::Kind;
use super::verbalization::Verbalization;

/// The longest unit written at token `i`, and the token behind it.
pub fn unit_at<'t>(text: &Text<'t>, i: usize) -> Option<(&'t Unit, usize)> {
    const LONGEST: usize = 9;
    if matches!(text.at(i), "°" | "º") {
        return scale_of_degrees(text, i);
    }
    let of_unit = |j: &usize| matches!(text.kind(*j), Kind::Word | Kind::Symbol | Kind::Digits);
    let most = (i..i + LONGEST).take_while(of_unit).count();
    (1..=most).rev().find_map(|n| {
        if text.touches(i + n) && text.kind(i + n - 1) != Kind::Symbol {
            return None;
        }
        text.tables.units.get(text.slice(i, i + n)).map(|unit| (unit, i + n))
    })
}

/// The degrees of a thermometer whose sign is at token `i`, however they are spaced: `°C`, `° C`, `ºF`.
fn scale_of_degrees<'t>(text: &Text<'t>, i: usize) -> Option<(&'t Unit, usize)> {
    let letter = text.skip(i + 1);
    let name = match text.at(letter) {
        "C" | "c" if letter == i + 1 => "°C",
        "C" => "°C",
        "F" => "°F",
        "K" => "°K",
        _ => return None,
    };
    let free = !text.touches(letter + 1) && text.kind(letter + 1) != Kind::Apostrophe;
    text.tables.units.get(name).filter(|_| free).map(|unit| (unit, letter + 1))
}

/// The unit behind the number that begins at `number` and ends before `end`, if the grammar around it fits.
pub fn unit_behind<'t>(text: &Text<'t>, number: usize, end: usize) -> Option<(&'t Unit, usize)> {
    if let Some(found) = angle::inches(text, number, end) {
        return Some(found);
    }
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
            next.is_empty() || text.tables.lists.has(List::BehindHectares, &next)
        }
        // 3 l'anno is an article; 5 m and 5 g are units, G and M are other things
        "l" | "s" | "h" | "g" | "t" | "q" | "N" | "V" | "W" | "J" | "L" => {
            !text.is(behind, ".") || text.ends_sentence(behind + 1)
        }
        "cv" | "CV" | "cal" | "mi" | "MP" | "EB" | "mc" | "cc" => number == 0 || text.kind(behind) != Kind::Digits,
        "A" => is_current(text, number, at),
        // 128K and 4K are something else: a temperature has a space or is a lamp's
        "K" | "T" if !text.ends_sentence(behind) && text.at(text.skip(behind)).starts_with(char::is_uppercase) => false,
        // 300 K utenti are people
        "K" if spaced && noun_at(text, behind).is_some() => false,
        "K" if spaced => end > number + 1 || text.at(number).len() > 2 || behind_preposition(text, number),
        "K" => text.at(number).len() == 4 && text.at(number).ends_with("00"),
        "T" => spaced && behind_preposition(text, number) && &*text.next_word(behind) != "di",
        // three UI designers are no vitamin
        "UI" => end > number + 1 || text.at(number).len() > 2,
        _ => true,
    };
    fits.then_some((unit, behind))
}

fn behind_preposition(text: &Text, number: usize) -> bool {
    text.previous_is(number, List::BeforeKelvin)
}

/// Whether the A at token `at` behind a number is that of amperes: a class or a street number is never "da 16A".
fn is_current(text: &Text, number: usize, at: usize) -> bool {
    let large = text.value(number, 4).is_none_or(|n| n > 5);
    match &*text.previous_word(number) {
        "da" => true,
        "di" | "a" => large && text.kind(at - 1) == Kind::Space,
        _ => false,
    }
}

/// `/mese`, `/h`: al mese, all'ora; and the token behind it.
pub fn per<'t>(text: &Text<'t>, i: usize) -> Option<(&'t str, usize)> {
    // 5 € / mese
    let spaced = text.kind(i) == Kind::Space && text.is(i + 1, "/") && text.kind(i + 2) == Kind::Space;
    let i = if spaced { i + 1 } else { i };
    let word = if spaced { i + 2 } else { i + 1 };
    if !text.is(i, "/") || text.kind(word) != Kind::Word {
        return None;
    }
    let words = text
        .tables
        .per
        .get(text.at(word))
        .filter(|_| !text.touches(word + 1) && !matches!(text.at(word + 1), "²" | "³"))?;
    Some((words, word + 1))
}

/// Says every `/mese`, `/h` from token `end` on, and `/t*km`; the token behind them.
pub fn say_each(text: &Text, mut end: usize, out: &mut Verbalization) -> usize {
    if text.is(end, "/")
        && text.kind(end + 1) == Kind::Word
        && matches!(text.at(end + 2), "*" | "·" | "×")
        && let (Some(first), Some(second)) =
            (text.tables.units.get(text.at(end + 1)), text.tables.units.get(text.at(end + 3)))
        && !text.touches(end + 4)
    {
        for words in ["per", &first.one, &second.one] {
            out.push_word(words);
        }
        return end + 4;
    }
    while let Some((per, behind)) = per(text, end) {
        out.push_word(per);
        end = behind;
    }
    end
}

/// Says what a unit is over, from token `end` on: `/m²`, `/anno`, `/m²/anno`; the token behind it.
pub fn say_over(text: &Text, end: usize, out: &mut Verbalization) -> usize {
    let end = say_each(text, end, out);
    let Some((lower, behind)) = text.is(end, "/").then(|| unit_at(text, end + 1)).flatten() else { return end };
    out.push_word("per");
    out.push_word(&lower.one);
    say_each(text, behind, out)
}
