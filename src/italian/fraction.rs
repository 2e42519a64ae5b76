//! Two numbers and the mark between them: fractions, ratios, scores; and a number with an ordinal's mark.

use super::cardinal::Gender::{Feminine, Masculine};
use super::cardinal::{cardinal, cardinal_of};
use super::grammar::{count, gender, gender_of_plural, noun_at};
use super::numeral::{Numeral, Point, Quantity, scale_at};
use super::ordinal::ordinal;
use super::reading::Reading;
use super::scan::Kind;
use super::text::{Match, Text};
use super::{arithmetic, measure};

/// Fractions, ratios, scores: a number, a mark, a number.
pub fn read(text: &Text, i: usize) -> Option<Match> {
    let first = Numeral::parse(text, i, false)?;
    let mark = text.at(first.end);
    if let Some(part) = vulgar(mark) {
        return Some(mixed(text, i, &first, part));
    }
    if text.kind(first.end + 1) != Kind::Digits || arithmetic::operation(text, first.end).is_some() {
        return None;
    }
    let second = Numeral::parse(text, first.end + 1, false)?;
    if text.touches(second.end) {
        return None;
    }
    let whole = first.decimals.is_none() && second.decimals.is_none();
    match mark {
        "/" if whole && text.is(second.end, "/") => chain(text, i),
        "/" => slash(text, i, &first, &second),
        ":" => ratio(&first, &second),
        "-" | "–" if whole => score(text, i, &first, &second),
        _ => None,
    }
}

/// 7½ is sette e mezzo, 7½ ore sette ore e mezza, 2½ kg due chili e mezzo.
fn mixed(text: &Text, i: usize, first: &Numeral, part: &str) -> Match {
    let end = first.end + 1;
    let mut out = first.say(Point::Comma);
    if let Some((scale, behind)) = scale_at(text, end) {
        // 2½ mln: due milioni e mezzo
        let mut quantity = Quantity { first: first.clone(), last: None, scale: None, start: i, end };
        quantity.take_scale(scale, behind);
        out = quantity.say();
        out.word("e");
        out.word(part);
        return Match::new(behind, out, "fraction");
    }
    let half = |feminine: bool| if feminine && part == "mezzo" { "mezza" } else { part };
    if let Some((unit, behind)) = measure::unit_behind(text, i, end).filter(|(unit, _)| !unit.one.starts_with("per ")) {
        out = count(out, first.is_one(), unit);
        out.word("e");
        out.word(half(unit.gender == Feminine));
        return Match::new(behind, out, "fraction");
    }
    let counted = noun_at(text, end).filter(|_| first.value().is_some_and(|n| n > 1));
    let mut end = end;
    if let Some(noun) = counted {
        out.word(noun);
        end = text.skip(end) + 1;
    }
    out.word("e");
    out.word(half(counted.is_some_and(|noun| gender_of_plural(text.tables, &noun.to_lowercase()) == Feminine)));
    Match::new(end, out, "fraction")
}

/// ½ kg is mezzo chilo, ¼ l un quarto di litro, ½ ora mezz'ora; at the sign `i`.
pub fn read_vulgar(text: &Text, i: usize) -> Option<Match> {
    let part = vulgar(text.at(i))?;
    let half = part == "mezzo";
    if half && text.next_word(i + 1) == "ora" {
        return Some(Match::new(text.skip(i + 1), Reading::same("mezz'"), "fraction"));
    }
    let mut out = Reading::same(part);
    if let Some((unit, behind)) = measure::unit_behind(text, i, i + 1).filter(|(unit, _)| !unit.one.starts_with("per "))
    {
        if !half {
            out.word("di");
        } else if unit.gender == Feminine {
            out = Reading::same("mezza");
        }
        out.word(&unit.one);
        return Some(Match::new(behind, out, "fraction"));
    }
    let feminine =
        half && noun_at(text, i + 1).is_some_and(|noun| gender(text.tables, &noun.to_lowercase()) == Feminine);
    Some(Match::new(i + 1, if feminine { Reading::same("mezza") } else { out }, "fraction"))
}

fn vulgar(mark: &str) -> Option<&'static str> {
    Some(match mark {
        "½" => "mezzo",
        "⅓" => "un terzo",
        "⅔" => "due terzi",
        "¼" => "un quarto",
        "¾" => "tre quarti",
        "⅕" => "un quinto",
        "⅖" => "due quinti",
        "⅗" => "tre quinti",
        "⅘" => "quattro quinti",
        "⅙" => "un sesto",
        "⅚" => "cinque sesti",
        "⅛" => "un ottavo",
        "⅜" => "tre ottavi",
        "⅝" => "cinque ottavi",
        "⅞" => "sette ottavi",
        _ => return None,
    })
}

/// Three numbers and more with strokes between: one after the other.
fn chain(text: &Text, i: usize) -> Option<Match> {
    let mut out = Reading::default();
    let mut end = i;
    while let Some(numeral) = Numeral::parse(text, end, false) {
        out.then(&numeral.say(Point::Written));
        end = numeral.end;
        if text.is(end, "/") && text.kind(end + 1) == Kind::Digits {
            end += 1;
        } else {
            break;
        }
    }
    (!text.touches(end)).then(|| Match::new(end, out, "range"))
}

/// 3/4 is tre quarti, 50/50 cinquanta cinquanta, 2023/24 two years, 8/10 otto su dieci.
fn slash(text: &Text, i: usize, first: &Numeral, second: &Numeral) -> Option<Match> {
    let spoken = |out: Reading, class| Some(Match::new(second.end, out, class));
    let (Some(a), Some(b)) = (first.value(), second.value()) else {
        return spoken(between(first, "su", second), "fraction");
    };
    let years = first.whole.len() == 4 && matches!(second.whole.len(), 2 | 4) && (1000..2200).contains(&a);
    let code = first.is_code() || second.is_code();
    if a == b || years || code || (a, b) == (24, 7) {
        return spoken(between(first, "", second), "range");
    }
    let of_something =
        matches!(&*text.next_word(second.end), "di" | "dei" | "degli" | "delle" | "della" | "del" | "dell" | "d");
    let parts =
        (2..10).contains(&b) || of_something && matches!(b, 10 | 12 | 16 | 20 | 100 | 1000) && (a == 1 || a < b);
    if parts && a > 0 && a < 20 && !is_vote(text, i) {
        return Some(
            of_unit(text, i, second.end, a, b).unwrap_or_else(|| Match::new(second.end, fraction_of(a, b), "fraction")),
        );
    }
    spoken(between(first, "su", second), "fraction")
}

/// Whether a vote is spoken of, on the same line and not far: `il nostro voto: 4/5`.
fn is_vote(text: &Text, i: usize) -> bool {
    (i.saturating_sub(14)..i).rev().take_while(|j| text.kind(*j) != Kind::Break).any(|j| {
        matches!(
            text.at(j),
            "voto" | "Voto" | "punteggio" | "Punteggio" | "valutazione" | "giudizio" | "rating" | "stelle"
        )
    })
}

/// 1/2 kg is mezzo chilo, 3/4 l tre quarti di litro.
fn of_unit(text: &Text, i: usize, end: usize, a: u64, b: u64) -> Option<Match> {
    let (unit, behind) = measure::unit_behind(text, i, end).filter(|(unit, _)| !unit.one.starts_with("per "))?;
    let mut out = fraction_of(a, b);
    if (a, b) == (1, 2) {
        out = Reading::same(if unit.gender == Feminine { "mezza" } else { "mezzo" });
    } else {
        out.word("di");
    }
    out.word(&unit.one);
    Some(Match::new(behind, out, "fraction"))
}

fn fraction_of(a: u64, b: u64) -> Reading {
    let one = a == 1;
    let mut out = if one { Reading::same("un") } else { cardinal_of(a) };
    if b == 2 {
        out.word(if one { "mezzo" } else { "mezzi" });
    } else {
        out.then(&ordinal(b, Masculine, !one));
    }
    out
}

/// 1:1 is uno a uno; the formats of pictures have names of their own.
fn ratio(first: &Numeral, second: &Numeral) -> Option<Match> {
    let out = match (first.whole.as_str(), second.whole.as_str()) {
        ("16", "9") => Reading::same("sedici noni"),
        ("4", "3") => Reading::same("quattro terzi"),
        _ => between(first, "a", second),
    };
    Some(Match::new(second.end, out, "ratio"))
}

/// A result of a match: what falls from first to second, or a game around it. Everything else is a range.
fn score(text: &Text, i: usize, first: &Numeral, second: &Numeral) -> Option<Match> {
    let (a, b) = (first.value()?, second.value()?);
    if a > 199 || b > 199 || noun_at(text, second.end).is_some() && a < b {
        return None;
    }
    let played = matches!(
        &*text.previous_word(i),
        "vinto"
            | "vince"
            | "vinta"
            | "perso"
            | "perde"
            | "batte"
            | "battuto"
            | "pareggio"
            | "pareggia"
            | "finita"
            | "finisce"
            | "finito"
            | "partita"
            | "risultato"
            | "terminata"
            | "chiusa"
            | "sconfitta"
            | "vittoria"
            | "punteggio"
            | "match"
    );
    if a < b && !played && !behind_score(text, i) || first.is_code() || second.is_code() {
        return None;
    }
    Some(Match::new(second.end, between(first, "a", second), "score"))
}

/// Whether another score stands directly before, as the sets of a match do: `6-4, 3-6`.
fn behind_score(text: &Text, i: usize) -> bool {
    let comma = if text.kind_before(i) == Kind::Space { i.wrapping_sub(2) } else { i.wrapping_sub(1) };
    matches!(text.at(comma), "," | ";")
        && comma >= 3
        && text.kind(comma - 1) == Kind::Digits
        && matches!(text.at(comma - 2), "-" | "–")
        && text.kind(comma - 3) == Kind::Digits
        && text.value(comma - 3, 2) > text.value(comma - 1, 2)
}

fn between(first: &Numeral, word: &str, second: &Numeral) -> Reading {
    let mut out = first.say(Point::Comma);
    out.word(word);
    out.then(&if second.is_code() { cardinal(&second.whole) } else { second.say(Point::Comma) });
    out
}
