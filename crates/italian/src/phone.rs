//! Telephone numbers: digit by digit, a breath between the groups.

use super::cardinal::{cardinal, digit_by_digit};
use super::class::Class;
use super::lists::List;
use super::text::{Match, Text};
use super::tokenize::Kind;
use super::verbalization::Verbalization;

/// The telephone number at token `i`: told by a zero in front of many digits, or by the word before it.
pub fn read(text: &Text, i: usize) -> Option<Match> {
    let first = text.digits(i)?;
    let (groups, end) = groups(text, i);
    let digits: usize = groups.iter().map(|g| g.len()).sum();
    let called = text.previous_is(i, List::Phone)
        || text.is(i.saturating_sub(2), ":") && text.previous_is(i.saturating_sub(2), List::PhoneLabels);
    let landline = first.starts_with('0') && (6..=11).contains(&digits) && (groups.len() > 1 || digits >= 8);
    let mobile = first.starts_with('3') && first.len() == 3 && groups.len() > 1 && (9..=10).contains(&digits);
    // a mobile number in one run: no newspaper writes a count of ten figures without marks
    let run = first.starts_with('3') && first.len() == 10 && !first.ends_with("000") && groups.len() == 1;
    // ISBN 978-88-06-12345-6: announced as figures
    let colon = i.saturating_sub(2);
    let announced =
        text.previous_is(i, List::DigitGroups) || text.is(colon, ":") && text.previous_is(colon, List::DigitGroups);
    if announced && (8..=15).contains(&digits) && !text.touches(end) {
        return Some(Match::new(end, say(&groups), Class::Code));
    }
    let green = first == "800" && groups.len() > 1 && (8..=10).contains(&digits);
    let dear =
        matches!(first, "199" | "800" | "803" | "840" | "848" | "892" | "899") && groups.len() == 3 && digits == 9;
    // 1.96.96 in a sentence about a telephone
    let short = first == "1"
        && groups.len() == 3
        && groups[1..].iter().all(|g| g.len() == 2)
        && (i.saturating_sub(8)..i)
            .any(|j| matches!(&*text.lower(j).unwrap_or_default(), "telefono" | "numero" | "risponde"));
    if short && !text.touches(end) {
        let mut out = Verbalization::default();
        groups.iter().for_each(|group| out.push(&cardinal(group)));
        return Some(Match::new(end, out, Class::Phone));
    }
    let harmonised = first.starts_with("116") && first.len() == 6 && groups.len() == 1; // European help lines
    if !(landline
        || mobile
        || run
        || green
        || dear
        || harmonised
        || called && (6..=11).contains(&digits) && first.len() < 11)
        || text.touches(end)
    {
        return None;
    }
    Some(Match::new(end, say(&groups), Class::Phone))
}

/// A prefix in brackets at the token `i`, `(06) 1234 5678`.
pub fn read_bracketed(text: &Text, i: usize) -> Option<Match> {
    let prefix = text.digits(i + 1).filter(|d| d.starts_with('0') && (2..=4).contains(&d.len()))?;
    let at = text.skip(i + 3);
    if !text.is(i, "(") || !text.is(i + 2, ")") || text.kind(at) != Kind::Digits {
        return None;
    }
    let (mut groups, end) = groups(text, at);
    groups.insert(0, prefix);
    let digits: usize = groups.iter().map(|g| g.len()).sum();
    ((6..=11).contains(&digits) && !text.touches(end)).then(|| Match::new(end, say(&groups), Class::Phone))
}

/// `+39 02 1234567` at the plus sign `i`.
pub fn read_international(text: &Text, i: usize) -> Option<Match> {
    let country = text.digits(i + 1).filter(|d| d.len() <= 3 || d.len() >= 10)?;
    let (groups, end) = groups(text, i + 1);
    let digits: usize = groups.iter().map(|g| g.len()).sum();
    if !(9..=15).contains(&digits) || text.touches(end) {
        return None;
    }
    let mut out = Verbalization::same("più");
    if country.len() > 3 {
        out.push(&digit_by_digit(country));
    } else {
        out.push(&cardinal(country));
    }
    if groups.len() > 1 {
        out.push_str(", ");
        out.append(&say(&groups[1..]));
    }
    Some(Match::new(end, out, Class::Phone))
}

fn say(groups: &[&str]) -> Verbalization {
    let mut out = Verbalization::default();
    for group in groups {
        if !out.is_empty() {
            out.push_str(",");
        }
        out.push(&digit_by_digit(group));
    }
    out
}

/// Groups of digits with one space, dot, hyphen or stroke between them (fifteen digits at most), and the token behind.
fn groups<'a>(text: &Text<'a>, i: usize) -> (Vec<&'a str>, usize) {
    let mut groups = vec![text.at(i)];
    let mut end = i + 1;
    let mut digits = groups[0].len();
    while matches!(text.at(end), " " | "-" | "." | "/" | "\u{a0}") && text.kind(end + 1) == Kind::Digits {
        digits += text.at(end + 1).len();
        if digits > 15 {
            break;
        }
        groups.push(text.at(end + 1));
        end += 2;
    }
    (groups, end)
}
