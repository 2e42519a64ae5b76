//! Numbers whose thousands are parted by a space, which two numbers beside each other can look like: `2 500 lettori`, but
//! `le stanze 12 345`; and the decimals of an English number.

use super::grammar::{form_of_article, noun_at};
use super::lists::List;
use super::numeral::{Numeral, before_currency, scale_at};
use super::text::{Text, lower};
use super::tokenize::Kind;
use super::unit;

/// Whether the groups of figures at token `i`, up to token `end`, with plain spaces between them, are one number: what is
/// counted follows, or more than one group of three figures, and nothing before them names one thing.
pub fn is_one_number(text: &Text, i: usize, end: usize) -> bool {
    let touched = text.touched_before(i) || matches!(text.before(i), "-" | "–" | "/" | "." | "," | "'" | "’" | "+");
    if touched {
        return false;
    }
    let priced = behind_currency(text, i);
    let decimals = (text.is(end, ",") || priced && text.is(end, ".")) && text.kind(end + 1) == Kind::Digits;
    let behind = if decimals { end + 2 } else { end };
    if priced || scale_at(text, behind).is_some() || before_currency(text, text.skip(behind)) {
        return true;
    }
    if names_one_thing(text, i) || text.previous_is(i, List::Phone) {
        return false;
    }
    if is_priced(text, i, behind) {
        return true;
    }
    if end > i + 3 {
        // 333 123 456 may be a telephone's
        return text.at(i).len() < 3 || !text.at(i).starts_with(['1', '3', '8']);
    }
    if joined_to(text, behind).is_some_and(|(other, end)| counts(text, i, end) || is_priced(text, other, end)) {
        return true;
    }
    let about = text.previous_is(i, List::Approximate);
    let labelled = i > 2 && text.is(i - 2, ":") && text.previous_is(i - 2, List::CountedLabels);
    about || labelled || counts(text, i, behind)
}

/// The other number of a pair, `1 200` of `da 1 200 a 2 400 €`, that stands behind token `end`, and the token behind it.
fn joined_to(text: &Text, end: usize) -> Option<(usize, usize)> {
    let join = text.skip(end);
    let other = text.skip(join + 1);
    let joins = matches!(text.at(join), "a" | "e" | "o" | "ed" | "-" | "–");
    (joins && may_be_one_number(text, other)).then_some((other, other + 3))
}

/// Whether a currency or a unit stands at token `end`, behind the number at token `i`.
fn is_priced(text: &Text, i: usize, end: usize) -> bool {
    before_currency(text, text.skip(end)) || is_money_word(text, end) || unit::unit_behind(text, i, end).is_some()
}

/// Whether the two numbers at token `i`, read one by one, could be one whose thousands are parted.
pub fn may_be_one_number(text: &Text, i: usize) -> bool {
    let first = text.at(i);
    first.len() <= 3
        && !first.starts_with('0')
        && text.is(i + 1, " ")
        && text.digits(i + 2).is_some_and(|group| group.len() == 3)
        && !text.touches(i + 3)
        && !text.touched_before(i)
}

/// Whether a plural that a number counts stands at token `end`, and no day or hour before: `il 12 100 soldati`.
fn counts(text: &Text, i: usize, end: usize) -> bool {
    let before = text.previous_word(i);
    let dated = form_of_article(&before).is_some_and(|(_, plural)| !plural);
    let hour = matches!(&*before, "alle" | "dalle" | "ore" | "verso" | "h");
    let plural = |noun: &str| noun.ends_with(['i', 'e']) || text.tables.lists.has(List::Countable, &lower(noun));
    !dated && !hour && noun_at(text, end).is_some_and(plural)
}

/// Whether the word before token `i` is that of which the number is one: a label, a name, a noun that has its article.
fn names_one_thing(text: &Text, i: usize) -> bool {
    // art. 5 300 euro
    if i > 2 && text.is(i - 2, ".") && text.kind(i - 3) == Kind::Word && text.kind_before(i) == Kind::Space {
        return text.tables.abbreviations.contains_key(&format!("{}.", lower(text.at(i - 3))));
    }
    let Some(j) = text.word_before(i) else { return false };
    let word = text.at(j);
    let small = lower(word);
    if text.tables.functions.contains(&*small) {
        return false;
    }
    let name = word.starts_with(char::is_uppercase) && !text.begins_sentence(j);
    let noun = text.word_before(j).is_some_and(|article| {
        !text.at(article).eq_ignore_ascii_case("l") && form_of_article(&lower(text.at(article))).is_some()
    });
    let acronym = word.chars().nth(1).is_some() && word.chars().all(char::is_uppercase);
    name || acronym || noun || text.tables.labels.contains(&*small) || text.tables.ordered.contains_key(&*small)
}

/// Whether a currency's name stands at token `end`.
fn is_money_word(text: &Text, end: usize) -> bool {
    let j = text.skip(end);
    j > end
        && text.kind(j) == Kind::Word
        && (text.is_one_of(j, List::Money) || text.tables.currencies.contains_key(text.at(j)))
}

/// Whether a currency stands before token `i`: `€ 1 250`.
fn behind_currency(text: &Text, i: usize) -> bool {
    let at = if text.kind_before(i) == Kind::Space { i.wrapping_sub(2) } else { i.wrapping_sub(1) };
    matches!(text.kind(at), Kind::Symbol | Kind::Word) && text.tables.currencies.contains_key(text.at(at))
}

/// Whether a point and the decimals of an English number stand at token `end`, behind a group of thousands: `1,234.56`.
pub fn has_english_decimals(text: &Text, end: usize) -> bool {
    text.is(end, ".")
        && text.digits(end + 1).is_some_and(|decimals| matches!(decimals.len(), 1 | 2 | 4))
        && !(text.is(end + 2, ".") && text.kind(end + 3) == Kind::Digits)
}

/// The number at token `i` that ends a range whose dash has spaces, if a unit or a currency that counts both follows: `5 - 10%`.
pub fn end_of_range(text: &Text, first: &Numeral, i: usize) -> Option<Numeral> {
    let last = Numeral::parse(text, i, false)?;
    let value = |n: &Numeral| format!("{}.{}", n.whole, n.decimals.as_deref().unwrap_or_default()).parse::<f64>().ok();
    let rises = value(first) < value(&last);
    let unit = || unit::unit_behind(text, i, last.end).is_some() || before_currency(text, text.skip(last.end));
    (rises && !first.is_code() && unit()).then_some(last)
}
