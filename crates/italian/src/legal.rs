//! Numbers of laws: a number, a stroke, a year, behind a word of the law.

use super::cardinal::cardinal_of;
use super::class::Class;
use super::lists::List;
use super::text::{Match, Text};
use super::tokenize::Kind;
use super::verbalization::Verbalization;

/// `D.Lgs. 196/2003` (from the digits on), `Regolamento (UE) 2016/679`, `direttiva 2001/29/CE`.
pub fn read(text: &Text, i: usize) -> Option<Match> {
    let first = text.value(i, 5)?;
    if !text.is(i + 1, "/") {
        return None;
    }
    let second = text.value(i + 2, 5)?;
    // 15/01/2024 is a date
    let dated = text.is(i + 3, "/") && text.kind(i + 4) == Kind::Digits;
    if text.touches(i + 3) || dated || !behind_law(text, i) {
        return None;
    }
    let community = |j: usize| text.is(j, "/") && matches!(text.at(j + 1), "CE" | "UE" | "CEE");
    let year = |n: u64, digits: &str| digits.len() == 4 && (1800..2200).contains(&n);
    let mut end = i + 3;
    let mut out = cardinal_of(first);
    let short = text.at(i + 2).len() == 2;
    if year(first, text.at(i)) || community(end) {
        // Regolamento 2016/679, direttiva 95/46/CE
        out.push_word("barra");
        out.push(&cardinal_of(second));
    } else if year(second, text.at(i + 2)) || short {
        // legge 104/92, D.Lgs. 81/08
        let named = if short && second < 10 { 2000 + second } else { second };
        out.push(&of_year(named));
    } else {
        return None;
    }
    // the community behind a directive's number
    if community(end) {
        out.push(&super::acronym::letters(text.at(end + 1)));
        end += 2;
    }
    Some(Match::new(end, out, Class::Legal))
}

/// "del" and a year, elided before a vowel: dell'ottantatré.
fn of_year(year: u64) -> Verbalization {
    let words = cardinal_of(year);
    let mut out = Verbalization::same(if words.text.starts_with('o') { "dell'" } else { "del " });
    out.append(&words);
    out
}

/// Whether one of the words of the law stands a few tokens before `i`.
fn behind_law(text: &Text, i: usize) -> bool {
    (i.saturating_sub(10)..i).rev().take_while(|j| text.kind(*j) != Kind::Break).any(|j| {
        text.lower(j).is_some_and(|word| {
            word == "l" && text.is(j + 1, ".")
                || word == "r" && text.is(j + 1, ".") && text.is(j.wrapping_sub(1), ".")
                // R. D. 1265/1934
                || word == "d" && text.is(j + 1, ".") && (text.is(j.wrapping_sub(1), ".") || text.is(j.wrapping_sub(2), "."))
                || text.tables.lists.has(List::Law, &word)
        })
    })
}
