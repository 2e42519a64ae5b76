//! Numbers of laws: a number, a stroke, a year, behind a word of the law.

use super::cardinal::cardinal_of;
use super::scan::Kind;
use super::text::{Match, Text};

/// `D.Lgs. 196/2003` (from the digits on), `Regolamento (UE) 2016/679`, `direttiva 2001/29/CE`.
pub fn read(text: &Text, i: usize) -> Option<Match> {
    let first = text.value(i, 5)?;
    if !text.is(i + 1, "/") {
        return None;
    }
    let second = text.value(i + 2, 5)?;
    if text.touches(i + 3) || !behind_law(text, i) {
        return None;
    }
    let year = |n: u64, digits: &str| digits.len() == 4 && (1800..2200).contains(&n);
    let mut end = i + 3;
    let mut out = cardinal_of(first);
    if text.at(i + 2).len() == 2 && (second > 40 || text.at(i + 2).starts_with('0')) {
        // legge 104/92
        out.word("del");
    } else if year(second, text.at(i + 2)) && !year(first, text.at(i)) {
        out.word("del");
    } else if year(first, text.at(i)) {
        out.word("barra");
    } else {
        return None;
    }
    out.then(&cardinal_of(second));
    // the community behind a directive's number
    if text.is(end, "/") && matches!(text.at(end + 1), "CE" | "UE" | "CEE") {
        out.then(&super::acronym::letters(text.at(end + 1)));
        end += 2;
    }
    Some(Match::new(end, out, "legal"))
}

/// Whether one of the words of the law stands a few tokens before `i`.
fn behind_law(text: &Text, i: usize) -> bool {
    (i.saturating_sub(10)..i).rev().take_while(|j| text.kind(*j) != Kind::Break).any(|j| {
        text.lower(j).is_some_and(|word| {
            word == "r" && text.is(j + 1, ".") && text.is(j.wrapping_sub(1), ".")
                || matches!(
                    &*word,
                    "legge"
                        | "l"
                        | "decreto"
                        | "lgs"
                        | "dlgs"
                        | "dl"
                        | "dpr"
                        | "dpcm"
                        | "regolamento"
                        | "reg"
                        | "direttiva"
                        | "dir"
                        | "sentenza"
                        | "delibera"
                        | "ordinanza"
                        | "n"
                        | "circolare"
                        | "dm"
                        | "causa"
                )
        })
    })
}
