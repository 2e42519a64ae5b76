//! Dates: in figures, with the month in words, decades.

use super::calendar::{english_month, month_beginning_with, month_name, month_number, weekday_number};
use super::cardinal::{Gender, cardinal, cardinal_of};
use super::class::{Ambiguity, Class};
use super::grammar::form_of_article;
use super::lists::List;
use super::ordinal::ordinal;
use super::text::{Match, Text, lower};
use super::tokenize::Kind;
use super::verbalization::Verbalization;

/// The date whose day, or year, is at token `i`.
pub fn read(text: &Text, i: usize) -> Option<Match> {
    in_figures(text, i)
        .or_else(|| year_first(text, i))
        .or_else(|| with_month(text, i))
        .or_else(|| day_and_month(text, i))
        .or_else(|| label(text, i))
        .or_else(|| month_and_year(text, i))
        .or_else(|| decade(text, i))
        .or_else(|| english_day(text, i))
}

/// A date that begins with a number which nothing touches: with the month in words, or a decade.
pub fn read_alone(text: &Text, i: usize) -> Option<Match> {
    with_month(text, i).or_else(|| decade(text, i))
}

/// The day of a month: the first is an ordinal, unless an elided article before it was written for "uno".
fn day(text: &Text, i: usize, n: u64) -> Verbalization {
    if n == 1 && text.kind_before(i) != Kind::Apostrophe { Verbalization::same("primo") } else { cardinal_of(n) }
}

/// The mark between the parts of a date at token `i`; of hyphens, dashes and signs of minus there are several.
fn mark_at<'a>(text: &Text<'a>, i: usize) -> &'a str {
    match text.at(i) {
        "−" | "–" => "-",
        mark => mark,
    }
}

fn month(n: u64) -> Option<&'static str> {
    month_name(n as usize)
}

/// 26/02/2024, 26.2.24, 26-02-2024.
fn in_figures(text: &Text, i: usize) -> Option<Match> {
    // 22-23/03/2024, 1°/9/2024
    if matches!(text.at(i + 1), "-" | "–") && text.is(i + 3, "/") && text.is(i + 5, "/") {
        let first = text.value(i, 2).filter(|d| (1..=31).contains(d))?;
        let last = in_figures(text, i + 2)?;
        let mut out = cardinal_of(first);
        out.push(&last.verbalization);
        return Some(Match { verbalization: out, doubt: None, ..last });
    }
    if matches!(text.at(i + 1), "°" | "º") && text.is(i, "1") && text.is(i + 2, "/") && text.is(i + 4, "/") {
        let name = month(text.value(i + 3, 2)?)?;
        let mut out = Verbalization::same("primo");
        out.push_word(name);
        out.push(&year(text.digits(i + 5)?)?);
        return Some(Match::new(i + 6, out, Class::Date));
    }
    let d = text.value(i, 2).filter(|d| (1..=31).contains(d))?;
    let mark = mark_at(text, i + 1);
    let name = month(text.value(i + 2, 2)?)?;
    if !matches!(mark, "/" | "." | "-") || mark_at(text, i + 3) != mark || text.touches(i + 5) {
        return None;
    }
    let version = text.previous_is(i, List::Versions);
    if text.is(i + 5, mark) && text.kind(i + 6) == Kind::Digits || version {
        return None; // an address or a version
    }
    let year = year(text.digits(i + 4)?)?;
    if mark == "." && is_release(text, i) {
        return None;
    }
    // two digits behind dots are a version as soon as not all parts have two
    if text.at(i + 4).len() == 2 && mark != "/" && (text.at(i).len() != 2 || text.at(i + 2).len() != 2) {
        return None;
    }
    let mut out = day(text, i, d);
    out.push_word(name);
    out.push(&year);
    let found = Match::new(i + 5, out, Class::Date);
    Some(if d <= 12 && text.at(i) != text.at(i + 2) && mark == "/" {
        found.doubtful(Ambiguity::DayOrMonth)
    } else {
        found
    })
}

/// Whether three numbers with dots are a release and no date: it has a feminine article, as `la 2.1.2030`, or a name and
/// a year that nobody dates.
fn is_release(text: &Text, i: usize) -> bool {
    const LAST_YEAR: u64 = 2049;
    let Some(j) = text.word_before(i).filter(|j| text.kind(j + 1) == Kind::Space) else { return false };
    let feminine = form_of_article(&lower(text.at(j))).is_some_and(|form| form == (Some(Gender::Feminine), false));
    let named = text.at(j).starts_with(char::is_uppercase);
    feminine || named && text.value(i + 4, 4).is_some_and(|year| year > LAST_YEAR)
}

fn year(digits: &str) -> Option<Verbalization> {
    let n: u64 = digits.parse().ok()?;
    match digits.len() {
        4 if (1000..2200).contains(&n) => Some(cardinal_of(n)),
        2 => Some(cardinal_of(if n < 70 { 2000 + n } else { 1900 + n })),
        _ => None,
    }
}

/// 2024-02-26, 2024-2-6, with a time behind it left to the next reading.
fn year_first(text: &Text, i: usize) -> Option<Match> {
    if let Some(found) = hyphened(text, i) {
        return Some(found);
    }
    let y = text.digits(i).filter(|d| d.len() == 4)?;
    let mark = mark_at(text, i + 1);
    // between dots or strokes a figure alone is a version's or a law's
    let whole = |j: usize| text.at(j).len() == 2 || mark == "-";
    let name = month(text.value(i + 2, 2).filter(|_| whole(i + 2))?)?;
    let d = text.value(i + 4, 2).filter(|d| (1..=31).contains(d) && whole(i + 4))?;
    if !matches!(mark, "/" | "." | "-") || mark_at(text, i + 3) != mark || text.kind(i + 5) == Kind::Digits {
        return None;
    }
    let mut out = day(text, i, d);
    out.push_word(name);
    out.push(&year(y)?);
    // the T of 2024-02-26T18:30
    let end = if text.is(i + 5, "T") && text.kind(i + 6) == Kind::Digits { i + 6 } else { i + 5 };
    if end == i + 5 && text.touches(end) {
        return None;
    }
    if end == i + 6 {
        out.push_str(", ore");
    }
    Some(Match::new(end, out, Class::Date))
}

/// 22-ott-2024
fn hyphened(text: &Text, i: usize) -> Option<Match> {
    let d = text.value(i, 2).filter(|d| (1..=31).contains(d))?;
    let word = text.lower(i + 2).filter(|w| w.len() >= 3)?;
    let name = month_beginning_with(&word)?;
    let marks = text.is(i + 1, "-") && text.is(i + 3, "-") || text.is(i + 1, "/") && text.is(i + 3, "/");
    if !marks || text.touches(i + 5) {
        return None;
    }
    let mut out = day(text, i, d);
    out.push_word(name);
    out.push(&year(text.digits(i + 4)?)?);
    Some(Match::new(i + 5, out, Class::Date))
}

/// 26 Febbraio, 1° maggio, 24-26 feb. 2024.
fn with_month(text: &Text, i: usize) -> Option<Match> {
    let first = text.value(i, 2).filter(|d| (1..=31).contains(d))?;
    let mut end = i + 1;
    let mut last = None;
    let mut marked = first == 1;
    let sign = if matches!(text.at(text.skip(end)), "°" | "º") { text.skip(end) } else { end };
    if matches!(text.at(sign), "°" | "º" | "^") {
        marked = true;
        end = sign + 1;
    }
    for mark in ["-", "–", "/"] {
        if text.is(end, mark) {
            last = text.value(end + 1, 2).filter(|d| (1..=31).contains(d));
            end += if last.is_some() { 2 } else { 0 };
            break;
        }
    }
    let at = text.skip(end);
    if at == end && !text.is(end, "-") && text.kind(end) != Kind::Word {
        return None;
    }
    let (name, behind) = named_month(text, i, at)?;
    if text.touches(behind) || marked && first != 1 && last.is_none() && text.at(i + 1) == "^" {
        return None;
    }
    let mut out = day(text, i, first);
    if let Some(last) = last {
        out.push(&cardinal_of(last));
    }
    out.push_word(name);
    let mut behind = behind;
    // '24 behind a month
    let short = text.skip(behind);
    if short > behind
        && text.kind(short) == Kind::Apostrophe
        && let Some(y) = text.digits(short + 1).filter(|d| d.len() == 2 && !text.touches(short + 2))
    {
        out.push(&cardinal(y));
        behind = short + 2;
    }
    Some(Match::new(behind, out, Class::Date))
}

/// The month named at token `at`, and the token behind it. A short form wants its dot, a year or an article before the
/// day at `i`: 3 set is tennis.
fn named_month(text: &Text, i: usize, at: usize) -> Option<(&'static str, usize)> {
    let word = text.lower(at)?;
    let dot = usize::from(text.is(at + 1, "."));
    // 18 May 2024
    let english = || {
        let year = text.skip(at + 1 + dot);
        let dated = text.digits(year).is_some_and(|y| y.len() == 4) && text.at(at).starts_with(char::is_uppercase);
        dated.then(|| english_month(&word)).flatten()
    };
    let Some(name) = month_number(&word).and_then(month_name) else {
        return english().map(|name| (name, at + 1 + dot));
    };
    if name == word {
        return Some((name, at + 1));
    }
    let year_at = |j: usize| text.digits(text.skip(j)).is_some_and(|d| d.len() == 4);
    if text.is(at + 1, ".") {
        let end = if text.ends_sentence(at + 2) && !year_at(at + 2) { at + 1 } else { at + 2 };
        return Some((name, end));
    }
    let dated = year_at(at + 1) || text.previous_is(i, List::BeforeDay);
    dated.then_some((name, at + 1))
}

/// il 26/2, 01/05: a day and a month when something before says so, or a zero.
fn day_and_month(text: &Text, i: usize) -> Option<Match> {
    let d = text.value(i, 2).filter(|d| (1..=31).contains(d))?;
    let m = text.value(i + 2, 2)?;
    let name = month(m)?;
    if !text.is(i + 1, "/") || text.touches(i + 3) || text.is(i + 3, "/") || text.is(i + 3, "%") {
        return None;
    }
    let zero = text.at(i).starts_with('0') || text.at(i + 2).starts_with('0');
    let said = text.previous_is(i, List::BeforeDate)
        || text.previous_is(i, List::Days)
        || text.kind_before(i) == Kind::Apostrophe
        // oggi, 1/5, è festa
        || i > 2
            && text.is(i - 2, ",")
            && text.previous_is(i - 2, List::Days);
    // Roma, 12/5; Scadenza: 30/9
    let behind_place = i > 2
        && text.is(i - 2, ",")
        && text
            .word_before(i - 2)
            .is_some_and(|j| text.at(j).starts_with(char::is_uppercase) && text.begins_sentence(j));
    let behind_label = i > 2 && text.is(i - 2, ":") && text.previous_is(i - 2, List::DateLabels);
    // lun. 3/2
    let behind_day = i > 2
        && text.kind_before(i) == Kind::Space
        && text.is(i - 2, ".")
        && text.lower(i - 3).is_some_and(|word| weekday_number(&word).is_some());
    let said = said || behind_place || behind_label || behind_day;
    // il 2/3 degli utenti is a fraction; a denominator of ten and more rarely is
    let fraction = text.next_is(i + 3, List::Of);
    if !(zero || said && !fraction) {
        return None;
    }
    // dopo il 9/11: the day of the attacks is written as it is in America
    let article = text.word_before(i).filter(|j| form_of_article(&text.at(*j).to_lowercase()).is_some());
    if (d, m) == (9, 11) && text.previous_is(article.unwrap_or(i), List::BeforeAttacks) {
        return Some(Match::new(i + 3, Verbalization::same("undici settembre"), Class::Date));
    }
    let mut out = day(text, i, d);
    out.push_word(name);
    let found = Match::new(i + 3, out, Class::Date);
    Some(if d <= 12 && d != m { found.doubtful(Ambiguity::DayOrMonth) } else { found })
}

/// `27-04: incontro`: a day and a month that label a line. Its hyphen wants a zero behind it, for 10-12 can be hours.
fn label(text: &Text, i: usize) -> Option<Match> {
    let d = text.value(i, 2).filter(|d| (1..=31).contains(d))?;
    let name = month(text.value(i + 2, 2)?)?;
    let dated = text.is(i + 1, "-") && text.is(i + 3, ":") && !text.touches(i + 4) && text.at(i + 2).starts_with('0');
    if !dated || text.at(i).len() != 2 || !matches!(text.kind_before(i), Kind::End | Kind::Break) {
        return None;
    }
    let mut out = day(text, i, d);
    out.push_word(name);
    Some(Match::new(i + 3, out, Class::Date))
}

/// Q4/2022, Q2 2024, H1 2023, Q3'24, at the word `i`: a quarter or a half of a year.
pub fn read_quarter(text: &Text, i: usize) -> Option<Match> {
    let (of_year, name) = match text.at(i) {
        "Q" => (4, "trimestre"),
        "H" => (2, "semestre"),
        _ => return None,
    };
    let n = text.value(i + 1, 1).filter(|n| (1..=of_year).contains(n) && !text.touched_before(i))?;
    let at = match text.kind(i + 2) {
        Kind::Space | Kind::Apostrophe => i + 3,
        _ if matches!(text.at(i + 2), "/" | "-") => i + 3,
        _ => return None,
    };
    let short = matches!(text.kind(i + 2), Kind::Apostrophe) || text.is(i + 2, "/");
    let digits = text.digits(at).filter(|d| d.len() == 4 && d.starts_with(['1', '2']) || short && d.len() == 2)?;
    if text.touches(at + 1) || matches!(text.at(at + 1), "%" | "€") {
        return None;
    }
    let mut out = ordinal(n, Gender::Masculine, false);
    out.push_word(name);
    out.push(&year(digits)?);
    Some(Match::new(at + 1, out, Class::Date))
}

/// May 18, 2024, at the word `i`: an English date, said as an Italian one.
pub fn read_english(text: &Text, i: usize) -> Option<Match> {
    if !text.at(i).starts_with(|c: char| c.is_ascii_uppercase()) {
        return None;
    }
    let dot = usize::from(text.is(i + 1, "."));
    let at = text.skip(i + 1 + dot);
    let d = text.value(at, 2).filter(|d| (1..=31).contains(d) && at > i + 1 + dot)?;
    let suffix = usize::from(matches!(text.at(at + 1), "st" | "nd" | "rd" | "th"));
    let comma = at + 1 + suffix;
    let y = text.skip(comma + 1);
    let y = if text.is(comma, ",") { y } else { text.skip(comma) };
    let dated =
        y > comma && text.digits(y).is_some_and(|y| y.len() == 4 && y.starts_with(['1', '2'])) && !text.touches(y + 1);
    let name = text.at(i).starts_with(char::is_uppercase).then(|| english_month(text.at(i))).flatten()?;
    // Brian May; 18 May is read from its day on
    let named = i > 1
        && text.kind(i - 1) == Kind::Space
        && (text.kind(i - 2) == Kind::Digits
            || text.at(i - 2).starts_with(char::is_uppercase) && !text.begins_sentence(i - 2));
    if text.touched_before(i) || named {
        return None;
    }
    let mut out = day(text, at, d);
    out.push_word(name);
    if dated {
        out.push(&year(text.digits(y)?)?);
        return Some(Match::new(y + 1, out, Class::Date));
    }
    // May 8 could be a name and a number, Mar 5 a sea's or a Tuesday's
    let before = text.previous_word(i);
    let told = text.tables.lists.has(List::BeforeDay, &before)
        || text.tables.lists.has(List::BeforeDate, &before)
        || matches!(&*before, "nel" | "sul" | "on" | "from" | "since" | "until" | "by")
        || i > 2 && text.is(i - 2, ",") && text.at(i - 3).ends_with("day");
    let name_too = matches!(text.at(i), "May" | "March" | "April" | "June" | "August");
    let clear = text.at(i).len() > 3 && dot == 0 && (!name_too || suffix > 0);
    let goes_on = text.touches(comma) || matches!(text.at(comma), "%" | "€" | "$" | "°" | "/" | "-" | "–" | ":");
    let tuesday = text.at(i).eq_ignore_ascii_case("mar");
    (!goes_on && (clear || told && !tuesday)).then(|| Match::new(comma, out, Class::Date))
}

/// Whether an English date stands at token `i`, so that the article before it is its day's: `del May 8`.
pub fn is_english(text: &Text, i: usize) -> bool {
    text.at(i).starts_with(char::is_uppercase) && read_english(text, i).is_some()
}

/// 4th of July, 3rd March: an English ordinal and a month of English.
fn english_day(text: &Text, i: usize) -> Option<Match> {
    if text.kind(i + 1) != Kind::Word || !matches!(text.at(i + 1), "st" | "nd" | "rd" | "th") {
        return None;
    }
    let d = text.value(i, 2).filter(|d| (1..=31).contains(d))?;
    let of = text.skip(i + 2);
    let at = if text.is(of, "of") { text.skip(of + 1) } else { of };
    let name = english_month(text.at(at)).filter(|_| at > i + 2 && text.at(at).starts_with(char::is_uppercase))?;
    let mut out = day(text, i, d);
    out.push_word(name);
    let comma = if text.is(at + 1, ",") { at + 2 } else { at + 1 };
    let y = text.skip(comma);
    if let Some(year) = text.digits(y).filter(|y| y.len() == 4).and_then(year) {
        out.push(&year);
        return Some(Match::new(y + 1, out, Class::Date));
    }
    Some(Match::new(at + 1, out, Class::Date))
}

/// A short month without a day, at the word `i`: sett. 2021, nov 2022, feb-mar 2024.
pub fn read_short_month(text: &Text, i: usize) -> Option<Match> {
    let full = |j: usize| {
        let word = text.lower(j)?;
        let short = word.len() == 3 || word == "sett";
        if short { month_beginning_with(&word) } else { None }
    };
    let dot = |j: usize| if text.is(j, ".") { j + 1 } else { j };
    let name = full(i)?;
    let mut end = dot(i + 1);
    let mut out = Verbalization::same(name);
    if matches!(text.at(end), "-" | "–" | "/")
        && let Some(last) = full(end + 1)
    {
        out.push_str("-");
        out.append(&Verbalization::same(last));
        end = dot(end + 2);
    }
    let at = text.skip(end);
    let year = text.value(at, 4).filter(|y| (1900..2100).contains(y) && at > end && !text.touches(at + 1))?;
    out.push(&cardinal_of(year));
    (!text.touched_before(i)).then(|| Match::new(at + 1, out, Class::Date))
}

/// 12/2023: a month and a year.
fn month_and_year(text: &Text, i: usize) -> Option<Match> {
    let name = month(text.value(i, 2)?)?;
    let y = text.value(i + 2, 4).filter(|y| (1900..2100).contains(y))?;
    let joined = |mark: &str| matches!(mark, "/" | "-" | "." | "," | ":" | "%");
    let goes_on = text.touches(i + 3) || joined(text.at(i + 3)) && text.kind(i + 4) == Kind::Digits;
    if !text.is(i + 1, "/") || goes_on || joined(text.before(i)) {
        return None;
    }
    let mut out = Verbalization::same(name);
    out.push(&cardinal_of(y));
    Some(Match::new(i + 3, out, Class::Date))
}

/// anni '90, nel '68, anni 2000: behind an apostrophe that the symbol's reading has taken, or behind "anni".
fn decade(text: &Text, i: usize) -> Option<Match> {
    if let Some(found) = english_decade(text, i, i) {
        return Some(found);
    }
    let digits = text.digits(i).filter(|d| d.len() == 2)?;
    let end = i + 1;
    let alone = !text.touches(end) && text.previous_word(i) == "anni" && digits.ends_with('0');
    let joined = matches!(text.at(end), "-" | "/" | "." | ":" | "," | "%");
    (alone && !joined && text.kind_before(i) == Kind::Space).then(|| Match::new(end, cardinal(digits), Class::Date))
}

/// `80s`, `'80s`, `80's`, `1990s`, from token `start` on with its figures at token `i`: a decade as it is written in English.
/// Without an apostrophe these may be seconds, unless an article or years stand before them.
fn english_decade(text: &Text, start: usize, i: usize) -> Option<Match> {
    let apostrophe = text.kind(i + 1) == Kind::Apostrophe;
    let end = if apostrophe { i + 3 } else { i + 2 };
    if text.kind(end - 1) != Kind::Word {
        return None;
    }
    let digits = text.digits(i).filter(|d| matches!(d.len(), 2 | 4) && d.ends_with('0'))?;
    if !text.is(end - 1, "s") || text.touches(end) || text.touched_before(start) {
        return None;
    }
    let before = text.previous_word(start);
    let article = matches!(form_of_article(&before), Some((Some(Gender::Masculine), true)));
    let year = digits.len() == 4 && digits.starts_with(['1', '2']) && *digits > *"1000";
    // musica 70s e 80s
    let listed = matches!(&*before, "e" | "ed" | "o" | "ai" | "agli") && text.is(start.saturating_sub(4), "s");
    let told = article
        || text.tables.lists.has(List::BeforeDecade, &before)
        || listed && text.tables.lists.has(List::BeforeDecade, &text.previous_word(start.saturating_sub(5)));
    if digits.len() == 4 && !year || !(told || apostrophe || start < i || year) {
        return None;
    }
    let century = digits.strip_prefix("19").filter(|decade| *decade != "00").unwrap_or(digits);
    // gli anni ottanta, but i novanta
    let named = before.ends_with("anni") || article && !before.ends_with("gli");
    let mut out = Verbalization::same(if named { "" } else { "anni" });
    out.push(&cardinal(century));
    Some(Match::new(end, out, Class::Date))
}

/// The apostrophe of '90 at token `i`: two digits behind it, no letter before it.
pub fn read_short_year(text: &Text, i: usize) -> Option<Match> {
    if let Some(found) = english_decade(text, i, i + 1) {
        return Some(found);
    }
    if let Some(century) = text.digits(i + 1).filter(|d| d.len() == 3 && d.ends_with("00")) {
        let free = !text.touched_before(i) && !text.touches(i + 2) && !text.opens_quote_before(i + 2);
        let closed = text.kind(i + 2) == Kind::Apostrophe;
        return (free && !closed).then(|| Match::new(i + 2, cardinal(century), Class::Date));
    }
    let digits = text.digits(i + 1).filter(|d| d.len() == 2)?;
    if text.touched_before(i) || text.touches(i + 2) {
        return None;
    }
    Some(Match::new(i + 2, cardinal(digits), Class::Date))
}
