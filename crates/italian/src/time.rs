//! Times of day.

use super::cardinal::cardinal_of;
use super::class::Class;
use super::context::closes;
use super::duration;
use super::grammar::{count, form_of_article, noun_at};
use super::lists::List;
use super::tables::Context;
use super::text::{Match, Text};
use super::tokenize::Kind;
use super::verbalization::Verbalization;

/// The time whose hours are at token `i`, or the duration that begins there.
pub fn read(text: &Text, i: usize) -> Option<Match> {
    of_day(text, i, false)
        .or_else(|| on_the_hour(text, i))
        .or_else(|| with_letter(text, i))
        .or_else(|| one_o_clock(text, i))
        .or_else(|| duration::read(text, i))
}

/// The minutes at token `i`: two digits below sixty.
fn minutes(text: &Text, i: usize) -> Option<u64> {
    text.value(i, 2).filter(|m| *m < 60 && text.at(i).len() == 2)
}

/// Whether the word before token `i` speaks of a time of day.
fn told(text: &Text, i: usize) -> bool {
    let abbreviated = i > 1 && text.kind(i - 1) == Kind::Space && text.is(i - 2, ".");
    abbreviated && matches!(text.before(i - 2), "h" | "H") || text.previous_is(i, List::BeforeTime)
}

/// What is said for the half of the day that follows at token `i` the hour `h`, `9:30PM`, `9 a.m.`, and the token behind it.
fn half_of_day(text: &Text, h: u64, i: usize) -> Option<(Verbalization, usize)> {
    let at = text.skip(i);
    if text.kind(at) != Kind::Word || text.at(at).len() > 2 {
        return None;
    }
    let dotted = text.is(at + 1, ".") && matches!(text.at(at + 2), "m" | "M") && text.is(at + 3, ".");
    let afternoon = match text.at(at) {
        "pm" | "PM" | "Pm" => true,
        "am" | "AM" | "Am" => false,
        "p" | "P" if dotted => true,
        "a" | "A" if dotted => false,
        _ => return None,
    };
    let end = if text.at(at).len() == 1 { at + 4 } else { at + 1 };
    if !(1..=12).contains(&h) || text.touches(end) || text.kind(end) == Kind::Apostrophe {
        return None;
    }
    let mut out = Verbalization::same(match (afternoon, h) {
        (true, 12) => "",
        (true, 6..) => "di sera",
        (true, _) => "del pomeriggio",
        (false, 12) => "di notte",
        (false, _) => "del mattino",
    });
    if text.is(end - 1, ".") && (closes(text, Context::Evening, at, end) || text.kind(text.skip(end)) == Kind::End) {
        out.push_str(".");
    }
    Some((out, end))
}

/// 5PM, 9 am, 3-5 pm; 5 PM where a time is spoken of, for it may count prosecutors.
fn on_the_hour(text: &Text, i: usize) -> Option<Match> {
    if !matches!(text.kind(i + 1), Kind::Word | Kind::Space | Kind::Symbol) {
        return None;
    }
    let h = text.value(i, 2)?;
    let until = if matches!(text.at(i + 1), "-" | "–") { text.value(i + 2, 2) } else { None };
    let last = if until.is_some() { i + 2 } else { i };
    let (half, end) = half_of_day(text, until.unwrap_or(h), last + 1)?;
    let at = text.skip(last + 1);
    let behind = text.skip(end);
    let closed = matches!(text.kind(behind), Kind::End | Kind::Break | Kind::Symbol)
        || matches!(text.at(behind), "e" | "o" | "ed" | "a" | "alle" | "per" | "in" | "ora" | "ore");
    let hour_alone = closed && !form_of_article(&text.previous_word(i)).is_some_and(|(_, plural)| plural);
    let certain = at == last + 1 || until.is_some() || matches!(text.at(at), "am" | "AM" | "a" | "A" | "p" | "P");
    if !(certain || told(text, i) || hour_alone) {
        return None;
    }
    let say = |hour| if hour == 1 { Verbalization::same("una") } else { cardinal_of(hour) };
    let mut out = say(h);
    out.push(&until.map_or_else(Verbalization::default, say));
    out.push(&half);
    if let Some(rest) = until_half_day(text, end) {
        out.push_str(",");
        out.push(&rest.verbalization);
        return Some(Match { verbalization: out, ..rest });
    }
    Some(Match::new(end, out, Class::Time))
}

/// The end of a span of hours, behind token `end`: `10AM-5PM`.
fn until_half_day(text: &Text, end: usize) -> Option<Match> {
    let hour = end + 1;
    let h = text.value(hour, 2).filter(|_| matches!(text.at(end), "-" | "–"))?;
    let (half, behind) = half_of_day(text, h, hour + 1)?;
    let mut out = if h == 1 { Verbalization::same("una") } else { cardinal_of(h) };
    out.push(&half);
    Some(Match::new(behind, out, Class::Time))
}

/// alle 6h45
fn with_letter(text: &Text, i: usize) -> Option<Match> {
    let h = text.value(i, 2).filter(|h| *h <= 24 && text.is(i + 1, "h") && told(text, i))?;
    let m = minutes(text, i + 2).filter(|_| !text.touches(i + 3) && text.kind(i + 3) != Kind::Apostrophe)?;
    let mut out = if h == 1 { Verbalization::same("una") } else { cardinal_of(h) };
    if m > 0 {
        out.push_word("e");
        out.push(&cardinal_of(m));
    }
    Some(Match::new(i + 3, out, Class::Time))
}

/// all'1 di notte, è l'1 e 20: one o'clock behind an elided article.
fn one_o_clock(text: &Text, i: usize) -> Option<Match> {
    if !text.is(i, "1") || text.kind_before(i) != Kind::Apostrophe || text.kind(i + 1) != Kind::Space {
        return None;
    }
    let next = text.next_word(i + 1);
    let behind = text.skip(i + 3);
    let of_day = match &*next {
        "di" | "del" => text.is_one_of(behind, List::PartsOfDay),
        "e" => minutes(text, behind).is_some(),
        "in" => text.is(behind, "punto"),
        _ => false,
    };
    of_day.then(|| Match::new(i + 1, Verbalization::same("una"), Class::Time))
}

/// `alle 00:00`: the hour that has a name, with the preposition of the article before it.
pub fn midnight(article: &str, hour: Match) -> Option<Match> {
    let words = match article {
        "le" => "mezzanotte",
        "Le" => "Mezzanotte",
        "alle" => "a mezzanotte",
        "Alle" => "A mezzanotte",
        "dalle" => "da mezzanotte",
        "Dalle" => "Da mezzanotte",
        "delle" => "di mezzanotte",
        _ => return None,
    };
    (hour.class == Class::Time).then(|| Match { verbalization: Verbalization::same(words), ..hour })
}

/// Whether a later time, written with the same mark, follows the dash with its spaces at token `end`: `9.00 - 13.00`.
fn spans_apart(text: &Text, h: u64, end: usize, mark: &str) -> bool {
    mark == "."
        && !text.previous_is(end - 3, List::Versions)
        && text.is(end, " ")
        && matches!(text.at(end + 1), "-" | "–")
        && text.is(end + 2, " ")
        && text.value(end + 3, 2).is_some_and(|until| until <= 24 && until > h)
        && text.is(end + 4, mark)
        && minutes(text, end + 5).is_some()
        && !text.touches(end + 6)
}

/// A time that begins with a number which nothing touches.
pub fn read_alone(text: &Text, i: usize) -> Option<Match> {
    one_o_clock(text, i).or_else(|| on_the_hour(text, i)).or_else(|| duration::read(text, i))
}

/// 18:30, ore 9.30, 18:30:15, 9h30.
///
/// A dot wants a word before it that speaks of time, unless one was `said` before.
fn of_day(text: &Text, i: usize, said: bool) -> Option<Match> {
    let h = text.value(i, 2).filter(|h| *h <= 24)?;
    let mark = text.at(i + 1);
    let m = minutes(text, i + 2)?;
    let mut end = i + 3;
    let told = said || told(text, i);
    match mark {
        ":" => {
            // 1:25.000 is a scale, 1:30 a leverage, 9:16 a format
            let ratio = text.previous_is(i, List::Ratios);
            if ratio || text.is(end, ".") && text.digits(end + 1).is_some_and(|d| d.len() == 3) {
                return None;
            }
        }
        "." | "," => {
            let elided = text.kind_before(i) == Kind::Apostrophe && h == 1 && mark == ".";
            let behind = text.at(text.skip(end));
            let no_measure = matches!(behind, "%" | "€" | "$") || text.tables.units.contains_key(behind);
            // 9.00/12.30 tells by itself
            let span = matches!(text.at(end), "/" | "-" | "–")
                && text.value(end + 1, 2).is_some_and(|until| until <= 24 && until > h)
                && text.is(end + 2, mark)
                && minutes(text, end + 3).is_some()
                || spans_apart(text, h, end, mark);
            let noun = mark == "," && noun_at(text, end).is_some();
            let goes_on = text.is(end, ".") && text.kind(end + 1) == Kind::Digits;
            let halved = half_of_day(text, h, end).is_some();
            if !(told || elided || span || halved) || no_measure || noun || goes_on {
                return None;
            }
        }
        _ => return None,
    }
    if let Some((half, behind)) = half_of_day(text, h, end) {
        let mut out = if h == 1 { Verbalization::same("una") } else { cardinal_of(h) };
        out.push_word(if m > 0 { "e" } else { "" });
        out.push(&if m > 0 { cardinal_of(m) } else { Verbalization::default() });
        out.push(&half);
        return Some(Match::new(behind, out, Class::Time));
    }
    let mut seconds = None;
    if text.is(end, ":") {
        seconds = text.value(end + 1, 2).filter(|s| *s < 60 && text.at(end + 1).len() == 2);
        end += if seconds.is_some() { 2 } else { 0 };
    }
    if text.touches(end) || text.is(end, ":") && text.kind(end + 1) == Kind::Digits {
        return None;
    }
    // 2:59:59 without an hour's word before it is a duration
    if let (Some(seconds), false) = (seconds, told) {
        return Some(Match::new(end, duration::in_words(h, m, seconds), Class::Time));
    }
    let mut out = if h == 1 { Verbalization::same("una") } else { cardinal_of(h) };
    if m > 0 || seconds.is_some() {
        out.push_word("e");
        out.push(&cardinal_of(m));
    }
    if let Some(seconds) = seconds {
        out.push_word("e");
        out.push(&count(cardinal_of(seconds), seconds == 1, &duration::SECOND));
    }
    // 18:00-20:00, ore 9.30 - 12.30
    let spaced = text.kind(end) == Kind::Space && matches!(text.at(end + 1), "-" | "–") && text.is(end + 2, " ");
    let dash = if spaced { end + 1 } else { end };
    let until = if spaced { end + 3 } else { end + 1 };
    if matches!(text.at(dash), "-" | "–" | "/")
        && let Some(until) = of_day(text, until, mark == ".")
        && (!spaced || until.class == Class::Time)
    {
        out.push_str(",");
        out.push(&until.verbalization);
        end = until.end;
    }
    Some(Match::new(end, out, Class::Time))
}
