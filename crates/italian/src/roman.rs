//! Roman numerals: ordinals behind rulers and beside secolo, guerra, capitolo; cardinals behind titles.

use super::calendar::{month_name, month_number};
use super::cardinal::{Gender, cardinal_of};
use super::class::{Ambiguity, Class};
use super::grammar::{self, form_of_article};
use super::ordinal::ordinal;
use super::tables::Ordered;
use super::text::{Match, Text, lower};
use super::tokenize::Kind;
use super::verbalization::Verbalization;

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
    // XXe secolo
    if let Some(n) = word.strip_suffix('e').and_then(value)
        && word.len() > 2
        && matches!(&*text.next_word(i + 1), "secolo" | "siècle" | "secoli")
    {
        return Some(Match::new(i + 1, ordinal(n, Gender::Masculine, false), Class::Roman));
    }
    // alone, C, D, L and M are letters: Serie C, Classe D
    if word.len() > 15 || !word.bytes().all(|b| b"IVXLCDM".contains(&b)) || matches!(word, "C" | "D" | "L" | "M") {
        return None;
    }
    let n = value(word)?;
    // XVIII°, II^
    let end = if matches!(text.at(i + 1), "°" | "º" | "ª" | "^") { i + 2 } else { i + 1 };
    let found = |verbalization| Some(Match::new(end, verbalization, Class::Roman));
    if word == "I" && is_article(text, i) {
        return None;
    }
    if let Some(verbalization) = day_of_month(text, i, n) {
        return found(verbalization);
    }
    if let Some(ordered) = noun_ahead(text, end) {
        return found(ordinal(n, ordered.gender, false));
    }
    if text.kind_before(i) == Kind::Apostrophe && word.len() == 1 {
        return None;
    }
    let list = list_start(text, i);
    // Enrico VIII e X Factor
    let inherits = list == i || word.len() > 1 || !starts_with_capital(text.at(text.skip(end)));
    if inherits {
        if let Some(ordered) = noun_before(text, list) {
            return found(if ordered.ordinal { ordinal(n, ordered.gender, false) } else { cardinal_of(n) });
        }
        if let Some(gender) = text.tables.rulers.get(name_before(text, list).unwrap_or_default()) {
            return found(ordinal(n, *gender, false));
        }
    }
    if text.is(end - 1, "ª") || is_school_class(text, i, n) {
        return found(ordinal(n, Gender::Feminine, false));
    }
    if let Some((gender, plural)) = behind_article(text, i, n) {
        return found(ordinal(n, gender, plural));
    }
    if text.tables.titles.contains(name_before(text, list).unwrap_or_default()) || is_year(word, n) {
        return found(cardinal_of(n));
    }
    // Monkey Island I e II: one beside the next
    if stands_in_order(text, i, end, n) {
        return found(cardinal_of(n));
    }
    // a numeral of several letters behind any other name is a number, not letters; one letter may be anything
    let clear = word.len() >= 2 && !text.tables.all_caps.contains(word) && is_small(word);
    clear.then(|| Match::new(end, cardinal_of(n), Class::Roman).doubtful(Ambiguity::UnknownRoman))
}

/// Whether the numeral at `i..end`, of one letter, stands beside the one before or behind it in order: `I e II`, `IX, X`.
fn stands_in_order(text: &Text, i: usize, end: usize, n: u64) -> bool {
    let next = text.skip(end);
    let behind = match text.at(next) {
        "," | "e" | "ed" | "o" | "-" | "–" | "/" => value(text.at(text.skip(next + 1))),
        _ => None,
    };
    let before = link_before(text, i).and_then(|j| value(text.at(j)).filter(|_| text.at(j).len() > 1 || n == 2));
    text.at(i).len() == 1 && (behind == Some(n + 1) || before == n.checked_sub(1))
}

/// Whether nothing but a numeral is written with these letters: XL, CD and the like may be acronyms, LXXX may not.
fn is_small(word: &str) -> bool {
    word.bytes().all(|b| b"IVX".contains(&b)) || word.len() >= 4 && word.bytes().all(|b| b"IVXL".contains(&b))
}

/// MMXXIV, MCMXLVI: a year on a front or under a film.
fn is_year(word: &str, n: u64) -> bool {
    word.len() >= 4 && (1000..2200).contains(&n)
}

/// Whether the I at token `i` is the plural article: I secoli XIX e XX.
fn is_article(text: &Text, i: usize) -> bool {
    let plural = |word: &str| word.len() > 2 && word.ends_with('i') && text.tables.ordered.contains_key(word);
    form_of_article(&text.previous_word(i)).is_none() && plural(&text.next_word(i + 1))
}

/// Piazza XXV Aprile, via I Maggio: the first of a month is an ordinal.
fn day_of_month(text: &Text, i: usize, n: u64) -> Option<Verbalization> {
    let clear = n == 1 || text.at(i).len() > 1;
    let named = clear
        && n <= 31
        && text.kind(i + 1) == Kind::Space
        && month_number(&text.next_word(i + 1)).and_then(month_name) == Some(&*text.next_word(i + 1));
    named.then(|| if n == 1 { ordinal(1, Gender::Masculine, false) } else { cardinal_of(n) })
}

/// III B, la I A: a class at school, that is a year and its section.
fn is_school_class(text: &Text, i: usize, n: u64) -> bool {
    let section = i + 2;
    let is_section = text.kind(i + 1) == Kind::Space
        && matches!(text.at(section), "A" | "B" | "C" | "D" | "F" | "G" | "H")
        && (!text.is(section + 1, ".") || text.ends_sentence(section + 2))
        && text.kind(section + 1) != Kind::Apostrophe;
    let behind_article = form_of_article(&text.previous_word(i)) == Some((Some(Gender::Feminine), false));
    is_section && n <= 5 && (n > 1 || behind_article) && name_before(text, i).is_none()
}

/// The gender and number of an ordinal that stands behind an article: L'XI comandamento, la VI Flotta, del XII.
fn behind_article(text: &Text, i: usize, n: u64) -> Option<(Gender, bool)> {
    let word = text.at(i);
    let article = text.at(text.word_before(i)?);
    let (gender, plural) = form_of_article(&lower(article))?;
    // among capitals a numeral may be a word: IL VI CHIAMO; and le XII tavole are counted
    let all_caps = article.len() > 1 && article.chars().all(char::is_uppercase);
    if all_caps || plural || word.len() > 1 && !is_small(word) || n >= 1000 {
        return None;
    }
    let next = text.skip(i + 1);
    if word.len() == 1 && !(word == "I" && text.is(next, "d") && text.is(next + 1, ".")) {
        return None; // la X, il V: letters, unless a known noun follows
    }
    let noun = (next > i + 1 && text.kind(next) == Kind::Word).then(|| text.at(next).to_lowercase());
    let by_noun = || noun.map_or(Gender::Masculine, |noun| grammar::gender(text.tables, &noun));
    Some((gender.unwrap_or_else(by_noun), false))
}

/// The noun behind the numerals that end before token `end` (XX secolo; XIX e XX secolo), if they number it.
fn noun_ahead<'t>(text: &Text<'t>, end: usize) -> Option<&'t Ordered> {
    let mut j = end;
    for _ in 0..LONGEST_LIST {
        let next = text.skip(j);
        if let Some(word) = text.lower(next)
            && let Some(ordered) = text.tables.ordered.get(&*word)
            && ordered.before
        {
            return Some(ordered);
        }
        // over "e XX", ", del XX", "-XX"
        j = match text.at(next) {
            "-" | "–" | "/" => next + 1,
            "," | "e" | "o" | "ed" | "al" | "a" => over_article(text, text.skip(next + 1)),
            _ => return None,
        };
        if text.at(j) == "e" {
            j = over_article(text, text.skip(j + 1)); // X, XI, e XII
        }
        value(text.at(j))?;
        j += 1;
    }
    None
}

/// The noun before the numerals that begin at token `i`, if they number it: capitolo IV, sec. XX.
fn noun_before<'t>(text: &Text<'t>, i: usize) -> Option<&'t Ordered> {
    let dotted = i >= 3 && text.kind(i - 1) == Kind::Space && text.is(i - 2, ".");
    let at = if dotted { i - 3 } else { text.word_before(i)? };
    // sec. I, but not behind a sentence: nel secolo. I cani
    if dotted && !text.tables.abbreviations.contains_key(&format!("{}.", text.lower(at)?)) {
        return None;
    }
    text.tables.ordered.get(&*text.lower(at)?).filter(|ordered| ordered.behind)
}

/// No list of numerals is followed further than this.
const LONGEST_LIST: usize = 6;

/// The first token of the list of numerals that token `i` stands in: XIII, XIV e XV; XII-XIII.
fn list_start(text: &Text, i: usize) -> usize {
    let mut start = i;
    for _ in 0..LONGEST_LIST {
        let Some(previous) = link_before(text, start).filter(|j| value(text.at(*j)).is_some()) else { break };
        start = previous;
    }
    start
}

/// The token before the comma, dash or conjunction that stands before token `i`.
fn link_before(text: &Text, i: usize) -> Option<usize> {
    let back = |j: usize| if text.kind_before(j) == Kind::Space { j.checked_sub(1) } else { Some(j) };
    let link = back(i)?.checked_sub(1)?;
    match text.at(link) {
        "-" | "–" | "/" | "," => link.checked_sub(1),
        "e" | "ed" | "o" | "al" | "a" => back(link)?.checked_sub(1),
        _ => None,
    }
}

/// `i`, or the token behind the article there: tra il XIV e il XV secolo.
fn over_article(text: &Text, i: usize) -> usize {
    if text.lower(i).is_none_or(|word| form_of_article(&word).is_none()) {
        return i;
    }
    if text.kind(i + 1) == Kind::Apostrophe { i + 2 } else { text.skip(i + 1) }
}

fn starts_with_capital(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase)
}

/// The capitalised word directly before the numeral.
fn name_before<'a>(text: &Text<'a>, i: usize) -> Option<&'a str> {
    if text.kind_before(i) != Kind::Space {
        return None;
    }
    let word = text.at(text.word_before(i)?);
    let name = starts_with_capital(word)
        && (word.chars().skip(1).any(char::is_lowercase) || text.tables.titles.contains(word));
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
