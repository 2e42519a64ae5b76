//! A number with an ordinal's mark: `1º`, `2ª`, `3°`, `5^`, `10mo`; or degrees.

use super::angle;
use super::cardinal::Gender::{self, Feminine, Masculine};
use super::grammar::{gender, gender_of_plural, noun_at};
use super::numeral::Numeral;
use super::ordinal::ordinal;
use super::scan::Kind;
use super::text::{Match, Text};

/// `1º`, `2ª`, `3°`, `5^`, `2a edizione`, `1st`: an ordinal, or degrees.
pub fn read(text: &Text, i: usize) -> Option<Match> {
    let digits = Numeral::parse(text, i, false)?;
    let n = digits.value().filter(|n| (1..1_000_000).contains(n))?;
    let at = digits.end;
    let noun = noun_at(text, at + 1);
    let behind_article = matches!(
        &*text.previous_word(i),
        "il" | "lo"
            | "la"
            | "al"
            | "del"
            | "dal"
            | "nel"
            | "sul"
            | "alla"
            | "della"
            | "dalla"
            | "nella"
            | "sulla"
            | "l"
            | "dell"
            | "all"
    );
    let mark = text.at(at);
    let gender = match mark {
        "ª" => Feminine,
        "º" if text.is(at + 1, "C") => return None,
        "º" => Masculine,
        "°" if !behind_article && angle::is_temperature(text, i) => return angle::degrees(text, i),
        "°" if noun.is_some() || behind_article || text.is(at + 1, ",") && n <= 31 && noun_before(text, i) => {
            noun.map_or(Masculine, |noun| gender_of(text, noun))
        }
        "°" => return angle::degrees(text, i),
        "^" if text.kind(at + 1) != Kind::Digits => noun.map_or(Feminine, |noun| gender_of(text, noun)),
        "a" if noun.is_some() || behind_article => Feminine,
        "o" if noun.is_some() || behind_article => Masculine,
        "mo" | "esimo" | "imo" => Masculine,
        "ma" | "esima" | "ima" => Feminine,
        "st" | "nd" | "rd" | "th" => noun.map_or(Masculine, |noun| gender_of(text, noun)),
        _ => return None,
    };
    if text.touches(at + 1) {
        return None;
    }
    Some(Match::new(at + 1, ordinal(n, gender, false), "ordinal"))
}

pub fn gender_of(text: &Text, noun: &str) -> Gender {
    let noun = noun.to_lowercase();
    if noun.ends_with('i') { gender_of_plural(text.tables, &noun) } else { gender(text.tables, &noun) }
}

fn noun_before(text: &Text, i: usize) -> bool {
    text.word_before(i).is_some()
}
