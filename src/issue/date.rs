//! Days as people write them.

use altavoce_italian::{month_name, month_number};
use jiff::civil::Date;

/// The day that `text` is: `2024-03-08`, a YAML timestamp (`2024-03-08T07:00:00Z`), `8 marzo 2024`, `08/03/2024`.
///
/// ```
/// use altavoce::issue::date::parse;
/// assert_eq!(parse("venerdì 8 marzo 2024"), parse("2024-03-08 07:00"));
/// assert_eq!(parse("30 febbraio 2024"), None);
/// ```
pub fn parse(text: &str) -> Option<Date> {
    let text = text.trim();
    iso(text).or_else(|| find(text))
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
}
