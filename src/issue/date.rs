//! Days as people write them.

use altavoce_italian::{month_name, month_number};
use jiff::Zoned;
use jiff::civil::{Date, Time};
use jiff::fmt::strtime::BrokenDownTime;
use jiff::tz::{Offset, TimeZone};

/// Italy's clock as POSIX writes it, so that no database of the machine is asked.
const ITALY: &str = "CET-1CEST,M3.5.0,M10.5.0/3";

/// The moment that `text` is, if it names an hour: in its own zone, or else in Italy's.
///
/// ```
/// use altavoce::issue::date::moment;
/// let given = moment("2024-01-02 10:00:00 +0100").unwrap();
/// assert_eq!(given, moment("2 gennaio 2024, ore 10:00").unwrap());
/// assert_eq!(given.timestamp().to_string(), "2024-01-02T09:00:00Z");
/// assert_eq!(moment("2024-01-02"), None);
/// ```
pub fn moment(text: &str) -> Option<Zoned> {
    let (time, zone) = hour(text)?;
    let at = parse(text)?.to_datetime(time);
    let zone = match zone {
        Some(offset) => TimeZone::fixed(offset),
        None => TimeZone::posix(ITALY).ok()?,
    };
    let at = at.to_zoned(zone).ok()?;
    // The zone as it is on that day, which is all that a date in a feed can say.
    let offset = at.offset();
    Some(at.with_time_zone(TimeZone::fixed(offset)))
}

/// The same moment by Italy's clock, if its own is universal time: that is what servers write, and no hour that anybody wrote.
///
/// ```
/// use altavoce::issue::date::{local, moment};
/// let at = |text| local(moment(text).unwrap()).strftime("%F %R %:z").to_string();
/// assert_eq!(at("2024-07-01T22:30:00.000Z"), "2024-07-02 00:30 +02:00");
/// assert_eq!(at("Mon, 01 Jul 2024 22:30:00 -0400"), "2024-07-01 22:30 -04:00");
/// ```
pub fn local(at: Zoned) -> Zoned {
    match TimeZone::posix(ITALY) {
        Ok(italy) if at.offset() == Offset::UTC => {
            let offset = italy.to_offset(at.timestamp());
            at.with_time_zone(TimeZone::fixed(offset))
        }
        _ => at,
    }
}

/// The hour in a date, and how far its zone is from universal time if it says so.
fn hour(text: &str) -> Option<(Time, Option<Offset>)> {
    let colon = text.match_indices(':').map(|(at, _)| at).find(|&at| {
        let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        digit(text[..at].chars().next_back()) && digit(text[at + 1..].chars().next())
    })?;
    let before = &text[..colon];
    let hours = &before[before.trim_end_matches(|c: char| c.is_ascii_digit()).len()..];
    let behind = text[colon..].find(|c: char| !c.is_ascii_digit() && !matches!(c, ':' | '.'));
    let (minutes, rest) = text[colon + 1..].split_at(behind.map_or(text.len() - colon - 1, |n| n - 1));
    let mut parts = minutes.split(':');
    let minute = parts.next()?.trim_end_matches('.').parse().ok()?;
    let second = parts.next().map_or(Some(0), |s| s.split('.').next()?.parse().ok())?;
    let mut hour: i8 = hours.parse().ok()?;
    let rest = rest.trim_start();
    let half = rest.get(..2).map(str::to_ascii_lowercase);
    let rest = match half.as_deref() {
        Some("pm") => {
            hour += if hour < 12 { 12 } else { 0 };
            rest[2..].trim_start()
        }
        Some("am") => {
            hour %= 12;
            rest[2..].trim_start()
        }
        _ => rest,
    };
    Some((Time::new(hour, minute, second, 0).ok()?, zone(rest)))
}

/// `Z`, `+01:00`, `+0100`, `+1`, `UTC-03:00`, `GMT+0100 (…)`, `CET`.
fn zone(text: &str) -> Option<Offset> {
    let word: String = text.chars().take_while(char::is_ascii_alphabetic).collect();
    let base = match word.to_ascii_uppercase().as_str() {
        "" => None,
        "Z" | "UTC" | "GMT" => Some(0),
        "CET" => return Offset::from_hours(1).ok(),
        "CEST" => return Offset::from_hours(2).ok(),
        _ => return None,
    };
    let rest = &text[word.len()..];
    let sign = match rest.chars().next() {
        Some('+') => 1,
        Some('-' | '−') => -1,
        _ => return Offset::from_hours(base?).ok(),
    };
    let digits: String = rest.chars().skip(1).take(5).take_while(|c| c.is_ascii_digit() || *c == ':').collect();
    let (hours, minutes) = match digits.split_once(':') {
        Some(parts) => parts,
        None if digits.len() > 2 => digits.split_at(digits.len() - 2),
        None => (digits.as_str(), "0"),
    };
    Offset::from_seconds(sign * (hours.parse::<i32>().ok()? * 3600 + minutes.parse::<i32>().ok()? * 60)).ok()
}

/// The day that `text` is, as people and generators write it: `2024-03-08`, `2024/3/8`, a timestamp
/// (`2024-03-08T07:00:00Z`), `8 marzo 2024`, `Mar 8, 2024`, `Fri, 08 Mar 2024 07:00:00 +0100`, `08/03/2024`.
///
/// ```
/// use altavoce::issue::date::parse;
/// assert_eq!(parse("venerdì 8 marzo 2024"), parse("2024-03-08 07:00"));
/// assert_eq!(parse("30 febbraio 2024"), None);
/// ```
pub fn parse(text: &str) -> Option<Date> {
    let text = text.trim().trim_matches(['[', ']']);
    iso(text).or_else(|| year_first(text)).or_else(|| find(text)).or_else(|| other_ways(text))
}

/// `2024/03/08`, `2024.3.8`, `2024-3-8`, whatever stands behind a space or a `T`.
fn year_first(text: &str) -> Option<Date> {
    let day = text.split([' ', 'T', ',']).next()?;
    let parts: Vec<&str> = day.split(['/', '.', '-']).collect();
    let [year, month, day] = parts.as_slice() else { return None };
    if year.len() == 4 { date(year, month, day) } else { None }
}

/// `Mar 8, 2024`, `March 8th, 2024`, `Fri Mar 8 2024 07:00`, `20240308`, `3/25/2024`, `08/03/24`: not looked for in running text.
fn other_ways(text: &str) -> Option<Date> {
    let words: Vec<&str> = text.split(|c: char| c.is_whitespace() || c == ',').filter(|w| !w.is_empty()).collect();
    let number =
        |w: &str| w.trim_end_matches(|c: char| c.is_ascii_alphabetic() || matches!(c, '°' | 'º' | '.')).to_string();
    let written = words.windows(3).find_map(|w| {
        let (month, day) = match (named_month(w[0]), named_month(w[1])) {
            (Some(month), _) => (month, w[1]),
            (None, Some(month)) => (month, w[0]),
            _ => return None,
        };
        date(&number(w[2]), &month.to_string(), &number(day))
    });
    let compact = || {
        let digits =
            words.first().filter(|w| matches!(w.len(), 8 | 12 | 14) && w.bytes().all(|b| b.is_ascii_digit()))?;
        date(&digits[..4], &digits[4..6], &digits[6..8])
    };
    written.or_else(compact).or_else(|| {
        let parts: Vec<&str> = words.first()?.split(['/', '.', '-']).collect();
        let [first, second, year] = parts.as_slice() else { return None };
        let year = if year.len() == 2 { format!("20{year}") } else { year.to_string() };
        date(&year, second, first).or_else(|| date(&year, first, second))
    })
}

/// The month of an Italian or an English name, whole or its first letters.
fn named_month(word: &str) -> Option<usize> {
    let bare = word.trim_end_matches('.');
    let bare = if bare.eq_ignore_ascii_case("sept") { "sep" } else { bare };
    let english = || {
        let said = ["%B", "%b"].iter().find_map(|format| BrokenDownTime::parse(format, bare).ok());
        said?.month().and_then(|month| usize::try_from(month).ok())
    };
    month(word).or_else(english)
}

/// The first full date (day, month, year) in running text.
pub fn find(text: &str) -> Option<Date> {
    let words: Vec<&str> = text.split(|c: char| c.is_whitespace() || c == ',').filter(|w| !w.is_empty()).collect();
    let written = words.windows(3).find_map(|w| {
        let day = w[0].trim_start_matches(|c: char| !c.is_ascii_digit()).trim_end_matches(['°', 'º']);
        date(w[2].trim_end_matches(|c: char| !c.is_ascii_digit()), &month(w[1])?.to_string(), day)
    });
    written.or_else(|| words.iter().find_map(|w| slashed(w).or_else(|| iso(w))))
}

/// `2024-03-08` at the start of a file's name.
pub fn in_file_name(stem: &str) -> Option<Date> {
    iso(stem)
}

/// Ten characters `2024-03-08` that no digit follows.
fn iso(text: &str) -> Option<Date> {
    let day = text.get(..10)?;
    if text[10..].starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let mut parts = day.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if (year.len(), month.len(), day.len()) == (4, 2, 2) { date(year, month, day) } else { None }
}

/// `8/3/2024`, `08.03.2024`: the day first, as in Italy.
fn slashed(word: &str) -> Option<Date> {
    let word = word.trim_matches(|c: char| !c.is_ascii_digit());
    let mut parts = word.split(['/', '.', '-']);
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 {
        return None;
    }
    date(year, month, day)
}

fn month(word: &str) -> Option<usize> {
    month_number(&word.trim_end_matches('.').to_lowercase())
}

fn date(year: &str, month: &str, day: &str) -> Option<Date> {
    let year: i16 = year.parse().ok()?;
    if !(1900..=2999).contains(&year) {
        return None;
    }
    Date::new(year, month.parse().ok()?, day.parse().ok()?).ok()
}

/// `5 marzo 2026`, `1º maggio 2026`.
pub fn label(date: Date) -> String {
    let ordinal = if date.day() == 1 { "º" } else { "" };
    format!("{}{ordinal} {} {}", date.day(), month_of(date), date.year())
}

/// The name of the month of a day.
pub fn month_of(date: Date) -> &'static str {
    month_name(usize::from(date.month().unsigned_abs())).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_as_people_write_them() {
        let rows = [
            ("2024-03-08", Some((2024, 3, 8))),
            ("2024-03-08T07:00:00+01:00", Some((2024, 3, 8))),
            ("8 marzo 2024", Some((2024, 3, 8))),
            ("Venerdì 8 Marzo 2024", Some((2024, 3, 8))),
            ("dell'8 marzo 2024.", Some((2024, 3, 8))),
            ("1° gen. 2025", Some((2025, 1, 1))),
            ("5 sett. 2025", Some((2025, 9, 5))),
            ("08/03/2024", Some((2024, 3, 8))),
            ("Roma, 08.03.2024", Some((2024, 3, 8))),
            ("2024/3/8", Some((2024, 3, 8))),
            ("2024.03.08 10:00", Some((2024, 3, 8))),
            ("2024-3-8T07:00", Some((2024, 3, 8))),
            ("Mar 8, 2024", Some((2024, 3, 8))),
            ("Jan 02, 2024", Some((2024, 1, 2))),
            ("January 2nd, 2024", Some((2024, 1, 2))),
            ("gennaio 2, 2024", Some((2024, 1, 2))),
            ("Sept. 5, 2024", Some((2024, 9, 5))),
            ("5 August 2024", Some((2024, 8, 5))),
            ("Tue, 02 Jan 2024 10:00:00 +0100", Some((2024, 1, 2))),
            ("Tue Jan 2 2024 10:00:00 GMT+0100 (CET)", Some((2024, 1, 2))),
            ("02/01/2024 10:30", Some((2024, 1, 2))),
            ("2/1/24", Some((2024, 1, 2))),
            ("03/25/2024", Some((2024, 3, 25))),
            ("20240308", Some((2024, 3, 8))),
            ("202403081030", Some((2024, 3, 8))),
            ("[[2024-03-08]]", Some((2024, 3, 8))),
            ("20241308", None),
            ("1709881200", None),
            ("marzo 2024", None),
            ("2024", None),
            ("a/b/c", None),
            ("2024-13-08", None),
            ("30 febbraio 2024", None),
            ("8 marzo", None),
            ("è perché", None),
            ("2024-03-081", None),
        ];
        let want = |d: Option<(i16, i8, i8)>| d.map(|(y, m, d)| Date::new(y, m, d).unwrap());
        let wrong: Vec<_> = rows.iter().filter(|(i, o)| parse(i) != want(*o)).map(|(i, _)| (i, parse(i))).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn moments_keep_hour_and_zone() {
        let rows = [
            ("2024-01-02T10:00:00Z", Some("2024-01-02T10:00:00+00:00")),
            ("2024-01-02T10:00:00+01:00", Some("2024-01-02T10:00:00+01:00")),
            ("2024-01-02 10:00:00 +0100", Some("2024-01-02T10:00:00+01:00")),
            ("2024-01-02T10:00:00.123Z", Some("2024-01-02T10:00:00+00:00")),
            ("2024-01-02 10:00", Some("2024-01-02T10:00:00+01:00")),
            ("2024-07-02 10:00:00", Some("2024-07-02T10:00:00+02:00")),
            ("2012-03-30 23:00:00 UTC-03:00", Some("2012-03-30T23:00:00-03:00")),
            ("2024-01-02 10:00:00 Europe/Rome", Some("2024-01-02T10:00:00+01:00")),
            ("Tue, 02 Jan 2024 10:00:00 -0530", Some("2024-01-02T10:00:00-05:30")),
            ("Tue Jan 2 2024 10:00:00 GMT+0100 (CET)", Some("2024-01-02T10:00:00+01:00")),
            ("Jan 2, 2024 9:30 PM", Some("2024-01-02T21:30:00+01:00")),
            ("Jan 2, 2024 12:05am CET", Some("2024-01-02T00:05:00+01:00")),
            ("02/01/2024 ore 7:05", Some("2024-01-02T07:05:00+01:00")),
            ("2024-01-02", None),
            ("2024-01-02 25:00", None),
            ("ore 10:00", None),
            ("2024-01-02: dieci", None),
            ("è 10:00à", None),
        ];
        let got = |text| moment(text).map(|at| at.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string());
        let wrong: Vec<_> = rows.iter().filter(|(i, o)| got(i).as_deref() != *o).map(|(i, _)| (i, got(i))).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}
