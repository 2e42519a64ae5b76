//! Powers of ten and their exponents.

use super::cardinal::Gender::Feminine;
use super::cardinal::cardinal_of;
use super::class::Class;
use super::numeral::{Numeral, Point};
use super::ordinal::ordinal;
use super::text::{Match, Text};
use super::tokenize::Kind;
use super::unit;
use super::verbalization::Verbalization;

/// Powers: `10^6` is dieci alla sesta, `10^-27 kg` dieci alla meno ventisette chili, `3e-5` tre per dieci alla meno cinque.
pub fn read(text: &Text, i: usize) -> Option<Match> {
    if !text.is_marked(i, &["^", "e", "E"]) {
        return None;
    }
    let base = Numeral::parse(text, i, false)?;
    let negative = matches!(text.at(base.end + 1), "-" | "−" | "–");
    let exponent = text.value(base.end + 1 + usize::from(negative), 3).filter(|n| *n > 0)?;
    let end = base.end + 2 + usize::from(negative);
    let mut out = base.say(Point::Comma);
    match text.at(base.end) {
        "^" => out.push_word("alla"),
        "e" | "E" if text.kind(base.end) == Kind::Word && (negative || exponent < 100) => {
            out.push_word("per dieci alla")
        }
        _ => return None,
    }
    if text.touches(end) {
        return None;
    }
    if negative {
        out.push_word("meno");
        out.push(&cardinal_of(exponent));
    } else {
        out = to_the(out, exponent);
    }
    // a charge: nothing else has so small a C
    let coulomb = negative && text.is(text.skip(end), "C") && !text.touches(text.skip(end) + 1);
    let unit = unit::unit_behind(text, i, end).map(|(unit, behind)| (unit.many.as_str(), behind));
    let unit = if coulomb { Some(("coulomb", text.skip(end) + 1)) } else { unit };
    let Some((name, end)) = unit else { return Some(Match::new(end, out, Class::Arithmetic)) };
    out.push_word(name);
    let end = unit::say_over(text, end, &mut out);
    Some(Match::new(end, out, Class::Arithmetic))
}

/// `words`, which end in alla, and the exponent as an ordinal: all'ottava.
fn to_the(mut words: Verbalization, exponent: u64) -> Verbalization {
    let nth = ordinal(exponent, Feminine, false);
    if nth.text.starts_with(['o', 'u']) {
        words.cut(1);
        words.push_str("'");
        words.append(&nth);
    } else {
        words.push(&nth);
    }
    words
}

/// The exponent of a letter: al quadrato, al cubo, alla quarta.
pub fn exponent(n: u64) -> Verbalization {
    match n {
        2 => Verbalization::same("al quadrato"),
        3 => Verbalization::same("al cubo"),
        _ => to_the(Verbalization::same("alla"), n),
    }
}

#[cfg(test)]
mod tests {
    use crate::verbalize;

    #[test]
    fn a_power_has_its_unit_whole() {
        for (written, wanted) in [
            ("10^6 kWh", "dieci alla sesta chilowattora"),
            ("10^6 kWh/m²/anno", "dieci alla sesta chilowattora per metro quadrato all'anno"),
            ("10^6 W/giorno", "dieci alla sesta watt al giorno"),
            ("10^-6 g/l", "dieci alla meno sei grammi al litro"),
            ("10^3 e basta", "dieci alla terza e basta"),
        ] {
            assert_eq!(verbalize(written).text, wanted, "{written}");
        }
    }
}
