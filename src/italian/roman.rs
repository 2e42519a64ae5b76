//! Roman numerals: ordinals behind rulers and beside secolo, guerra, capitolo; cardinals behind titles.

use super::cardinal::{Gender, cardinal_of};
use super::ordinal::ordinal;
use super::reading::Reading;
use super::scan::Kind;
use super::tables::Ordered;
use super::text::{Match, Text};

/// The value of a Roman numeral in capitals, written as one should (IV, not IIII), below 4000.
pub fn value(written: &str) -> Option<u64> {
    const PARTS: [(&str, u64); 13] = [
        ("M", 1000),
        ("CM", 900),
        ("D", 500),
        ("CD", 400),
        ("C", 100),
        ("XC", 90),
        ("L", 50),
        ("XL", 40),
        ("X", 10),
        ("IX", 9),
        ("V", 5),
        ("IV", 4),
        ("I", 1),
    ];
    let mut rest = written;
    let mut total = 0;
    for (part, n) in PARTS {
        let most = if part.len() == 2 { 1 } else { 3 };
        for _ in 0..most {
            match rest.strip_prefix(part) {
                Some(behind) => (rest, total) = (behind, total + n),
                None => break,
            }
        }
    }
    (rest.is_empty() && total > 0 && to_roman(total) == written).then_some(total)
}

fn to_roman(n: u64) -> String {
    const DIGITS: [(u64, &str, &str, &str); 4] =
        [(1000, "M", "", ""), (100, "C", "D", "M"), (10, "X", "L", "C"), (1, "I", "V", "X")];
    let mut out = String::new();
    for (unit, one, five, ten) in DIGITS {
        let digit = n / unit % 10;
        match digit {
            0..=3 => out.push_str(&one.repeat(digit as usize)),
            4 => out.extend([one, five]),
            5..=8 => {
                out.push_str(five);
                out.push_str(&one.repeat(digit as usize - 5));
            }
            _ => out.extend([one, ten]),
        }
    }
    out
}

/// The Roman numeral at token `i`, if what stands around it makes it one.
pub fn read(text: &Text, i: usize) -> Option<Match> {
    let word = text.at(i);
    if word.len() > 12
        || !word.bytes().all(|b| b"IVXLCDM".contains(&b))
        || text.kind_before(i) == Kind::Apostrophe && word.len() == 1 && !noun_follows(text, i)
    {
        return None;
    }
    let n = value(word)?;
    let mut end = i + 1;
    // XVIII°, II^
    if matches!(text.at(end), "°" | "º" | "ª" | "^") {
        end += 1;
    }
    if let Some(ordered) = noun_beside(text, i, end) {
        return Some(Match::new(end, say(n, ordered), "roman"));
    }
    let before = name_before(text, i).unwrap_or_default();
    if let Some(gender) = text.tables.rulers.get(before) {
        return Some(Match::new(end, ordinal(n, *gender, false), "roman"));
    }
    if matches!(text.at(end - 1), "ª") {
        return Some(Match::new(end, ordinal(n, Gender::Feminine, false), "roman"));
    }
    let title = text.tables.titles.contains(before);
    // a numeral of several letters behind any other name is a number, not letters; one letter may be anything
    let clear =
        word.len() >= 2 && !text.tables.shouted.contains(word) && word.bytes().all(|b| b"IVX".contains(&b)) && n > 1;
    if title || clear {
        let found = Match::new(end, cardinal_of(n), "roman");
        return Some(if title {
            found
        } else {
            found.doubtful("a Roman numeral behind nothing known: read as a cardinal")
        });
    }
    None
}

fn say(n: u64, ordered: &Ordered) -> Reading {
    if ordered.ordinal { ordinal(n, ordered.gender, false) } else { cardinal_of(n) }
}

/// The noun that numbers the numeral `i..end`: behind it (also behind a second numeral: XIX e XX secolo), or before it
/// (secoli XVI e XVII).
fn noun_beside<'t>(text: &Text<'t>, i: usize, end: usize) -> Option<&'t Ordered> {
    let mut j = end;
    for _ in 0..3 {
        let next = text.skip(j);
        if let Some(word) = text.lower(next)
            && let Some(ordered) = text.tables.ordered.get(&*word)
            && ordered.before
        {
            return Some(ordered);
        }
        // over "mondiale" and "e XX", "-XX"
        j = match text.at(next) {
            "-" | "–" | "/" => next + 1,
            "e" | "o" | "ed" | "al" | "a" => over_article(text, text.skip(next + 1)),
            _ => break,
        };
        if value(text.at(j)).is_none() {
            break;
        }
        j += 1;
    }
    let mut j = text.word_before(i).or_else(|| (i >= 2 && matches!(text.before(i), "-" | "–" | "/")).then(|| i - 2));
    // sec. XX
    if j.is_none() && i >= 3 && text.kind(i - 1) == Kind::Space && text.is(i - 2, ".") {
        j = Some(i - 3);
    }
    for _ in 0..3 {
        let at = j?;
        let word = text.lower(at)?;
        if let Some(ordered) = text.tables.ordered.get(&*word) {
            return ordered.behind.then_some(ordered);
        }
        if !matches!(&*word, "e" | "al" | "a" | "ed" | "o") && value(text.at(at)).is_none() {
            return None;
        }
        j = text.word_before(at);
    }
    None
}

/// `i`, or the token behind the article there: tra il XIV e il XV secolo.
fn over_article(text: &Text, i: usize) -> usize {
    match text.at(i) {
        "il" | "la" | "lo" => text.skip(i + 1),
        "l" | "dell" if text.kind(i + 1) == Kind::Apostrophe => i + 2,
        _ => i,
    }
}

fn noun_follows(text: &Text, i: usize) -> bool {
    text.lower(text.skip(i + 1)).is_some_and(|word| text.tables.ordered.get(&*word).is_some_and(|o| o.before))
}

/// The capitalised word directly before the numeral.
fn name_before<'a>(text: &Text<'a>, i: usize) -> Option<&'a str> {
    if text.kind_before(i) != Kind::Space {
        return None;
    }
    let j = text.word_before(i)?;
    let word = text.at(j);
    let capital = word.chars().next().is_some_and(char::is_uppercase);
    let name = capital && (word.chars().skip(1).any(char::is_lowercase) || text.tables.titles.contains(word));
    name.then_some(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_go_both_ways() {
        for n in 1..4000 {
            assert_eq!(value(&to_roman(n)), Some(n), "{}", to_roman(n));
        }
        for wrong in ["", "IIII", "VX", "IC", "XM", "MMMM", "A", "DD"] {
            assert_eq!(value(wrong), None, "{wrong}");
        }
    }
}
