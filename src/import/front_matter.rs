//! What is known of an issue beside its text: from the export's own fields, or from the lines at its head.

use altavoce_italian::{month_number, weekday_number};
use jiff::civil::{Date, Weekday};
use jiff::fmt::strtime::BrokenDownTime;

use super::vocabulary::{VOCABULARY, is_one_of};
use crate::issue::date;

/// What an export says of an issue.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Metadata {
    /// The title as written, emoji and number too.
    pub title: Option<String>,
    /// The subtitle.
    pub subtitle: Option<String>,
    /// The issue's number.
    pub number: Option<u32>,
    /// The day of publication.
    pub date: Option<Date>,
    /// Who wrote it.
    pub author: Option<String>,
    /// The slug of its old page.
    pub slug: Option<String>,
    /// Its old page.
    pub source: Option<String>,
    /// Front matter that the file has already, with its dashes: it stays as it is.
    pub front: Option<String>,
}

impl Metadata {
    /// The front matter, its dashes and the blank line behind it; empty when there is nothing to say. Title and subtitle
    /// are not in it: they stand in the text.
    pub fn to_yaml(&self) -> String {
        if let Some(front) = &self.front {
            let front = self.number.map_or(front.clone(), |n| with(front, "number", &n.to_string()));
            let front = self.date.map_or(front.clone(), |d| with(&front, "date", &d.to_string()));
            return format!("{}\n\n", front.trim_end());
        }
        // What JSON quotes, YAML reads.
        let quoted = |text: &String| serde_json::Value::from(text.as_str()).to_string();
        let lines = [
            self.number.map(|n| format!("number: {n}\n")),
            self.date.map(|d| format!("date: {d}\n")),
            self.author.as_ref().map(|a| format!("author: {}\n", quoted(a))),
            self.slug.as_ref().map(|s| format!("slug: {}\n", quoted(s))),
            self.source.as_ref().map(|s| format!("# first published at {}\n", s.replace(char::is_control, ""))),
        ];
        let lines: String = lines.into_iter().flatten().collect();
        // A comment alone is no front matter.
        if lines.lines().any(|l| !l.starts_with('#')) { format!("---\n{lines}---\n\n") } else { String::new() }
    }
}

/// Front matter with another value for a key, or with one more key.
fn with(front: &str, key: &str, value: &str) -> String {
    let is_key = |l: &str| l.strip_prefix(key).is_some_and(|rest| rest.starts_with(':'));
    let has = front.lines().any(is_key);
    let mut lines: Vec<String> =
        front.trim_end().lines().map(|l| if is_key(l) { format!("{key}: {value}") } else { l.to_string() }).collect();
    if !has {
        lines.insert(lines.len().saturating_sub(1), format!("{key}: {value}"));
    }
    lines.join("\n")
}

/// The front matter at the top of a Markdown text, with its dashes, and the text below.
pub fn split(text: &str) -> (Option<&str>, &str) {
    let whole = (None, text);
    let Some(rest) = text.strip_prefix("---\n") else { return whole };
    let is_key = |l: &str| l.split_once(':').is_some_and(|(k, _)| !k.is_empty() && !k.contains(char::is_whitespace));
    if !rest.lines().next().is_some_and(|l| is_key(l) || l.starts_with('#')) {
        return whole;
    }
    match rest.find("\n---\n") {
        Some(end) => (Some(&text[..end + "---\n\n---\n".len()]), &rest[end + "\n---\n".len()..]),
        None => whole,
    }
}

/// The day that a line is, and whether its year was made up: `Venerdì 8 marzo 2024`, `Roma, 26 febbraio`, `Mar 08, 2024`.
/// A day without a year is the last such day up to `today`; a weekday beside it must fit.
pub fn dateline(line: &str, today: Date) -> Option<(Date, bool)> {
    let line = line.trim().trim_end_matches('.');
    // A place, with a comma: one or two capitalised words.
    let line = match line.split_once(", ") {
        Some((place, rest))
            if is_name(place, 1..=2)
                && rest.contains(|c: char| c.is_ascii_digit())
                && month(place).is_none()
                && weekday(place).is_none() =>
        {
            rest
        }
        _ => line,
    };
    let words: Vec<&str> = line.split([' ', ',', '\u{A0}']).filter(|w| !w.is_empty()).collect();
    let (day_name, words) = match words.split_first() {
        Some((first, rest)) if weekday(first).is_some() => (weekday(first), rest),
        _ => (None, words.as_slice()),
    };
    let number =
        |w: &str| w.trim_end_matches(['°', 'º']).trim_end_matches("st").trim_end_matches("th").parse::<i8>().ok();
    let (day, month, year) = match words {
        [alone] => return date::parse(alone).map(|d| (d, false)),
        [d, m] => match (number(d), month(m)) {
            (Some(d), Some(m)) => (d, m, None),
            _ => (number(m)?, month(d)?, None),
        },
        [d, m, y] => match (number(d), month(m)) {
            (Some(d), Some(m)) => (d, m, Some(year(y)?)),
            _ => (number(m)?, month(d)?, Some(year(y)?)),
        },
        _ => return None,
    };
    match year {
        Some(year) => Date::new(year, month, day).ok().map(|d| (d, false)),
        None => {
            let fits = |d: &Date| *d <= today && day_name.is_none_or(|name| d.weekday() == name);
            let years = (0..12).map(|back| today.year() - back);
            years.filter_map(|year| Date::new(year, month, day).ok()).find(fits).map(|d| (d, true))
        }
    }
}

/// The first day that running text names, as written: `26 Febbraio`.
pub fn mentioned(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let is_day = |w: &str| {
        let digits = w.trim_start_matches(|c: char| !c.is_ascii_digit());
        matches!(digits.trim_end_matches(['°', 'º']).parse::<u8>(), Ok(1..=31))
    };
    words.windows(2).find_map(|w| {
        let name = w[1].trim_matches(|c: char| !c.is_alphabetic());
        (is_day(w[0]) && name.len() > 3 && month(name).is_some()).then(|| format!("{} {name}", w[0]))
    })
}

fn year(word: &str) -> Option<i16> {
    word.parse().ok().filter(|y| (1990..=2999).contains(y))
}

fn month(word: &str) -> Option<i8> {
    let word = word.trim_end_matches('.').to_lowercase();
    let italian = || month_number(&word).and_then(|n| i8::try_from(n).ok());
    italian().or_else(|| english("%B", "%b", &word)?.month())
}

fn weekday(word: &str) -> Option<Weekday> {
    let word = word.trim_end_matches(['.', ',']).to_lowercase();
    // What is a month as well, `mar`, is one; a line that has it twice is not worth a rule.
    let italian = || weekday_number(&word).filter(|_| month_number(&word).is_none()).and_then(|n| i8::try_from(n).ok());
    let named = italian().and_then(|n| Weekday::from_monday_one_offset(n).ok());
    named.or_else(|| english("%A", "%a", &word)?.weekday())
}

/// What an English name says, in full or its first three letters.
fn english(full: &str, short: &str, word: &str) -> Option<BrokenDownTime> {
    [full, short].iter().find_map(|format| BrokenDownTime::parse(format, word).ok())
}

/// The author that a line names: `di Livia Sarti`, `A cura di Livia Sarti`, `by Livia Sarti`.
pub fn byline(line: &str) -> Option<&str> {
    let start =
        VOCABULARY.head.bylines.iter().find(|s| line.get(..s.len()).is_some_and(|l| l.to_lowercase() == **s))?;
    Some(line[start.len()..].trim()).filter(|name| is_name(name, 2..=4))
}

/// So many capitalised words and nothing else: `Livia Sarti`, `Reggio Emilia`.
pub fn is_name(text: &str, words: std::ops::RangeInclusive<usize>) -> bool {
    let name = |w: &str| {
        (w.starts_with(char::is_uppercase) || is_one_of(w, &VOCABULARY.head.name_particles))
            && w.chars().all(|c| c.is_alphabetic() || "'’-.".contains(c))
    };
    words.contains(&text.split_whitespace().count()) && text.split_whitespace().all(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_at_the_head_of_a_text() {
        let today = Date::new(2026, 3, 1).unwrap();
        let rows = [
            ("8 marzo 2024", Some("2024-03-08"), false),
            ("Venerdì, 8 marzo 2024.", Some("2024-03-08"), false),
            ("Reggio Emilia, 1° marzo 2024", Some("2024-03-01"), false),
            ("Mar 08, 2024", Some("2024-03-08"), false),
            ("March 8, 2024", Some("2024-03-08"), false),
            ("08/03/2024", Some("2024-03-08"), false),
            ("2024-03-08", Some("2024-03-08"), false),
            ("26 Febbraio", Some("2026-02-26"), true),
            ("26 mar.", Some("2025-03-26"), true),
            ("Venerdì 8 marzo", Some("2024-03-08"), true),
            ("Il 26 Febbraio", None, false),
            ("26 Febbraio, Mistral", None, false),
            ("30 febbraio 2024", None, false),
            ("8 gatti 2024", None, false),
            ("Marzo", None, false),
            ("", None, false),
        ];
        let got = |line: &str| dateline(line, today).map(|(d, made_up)| (d.to_string(), made_up));
        let want = |day: Option<&str>, made_up| day.map(|d| (d.to_string(), made_up));
        let wrong: Vec<_> = rows.iter().filter(|r| got(r.0) != want(r.1, r.2)).map(|r| (r.0, got(r.0))).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
        assert_eq!(mentioned("Il 26 Febbraio, una startup").as_deref(), Some("26 Febbraio"));
        assert_eq!(mentioned("Il 26 gatti di marzo"), None);
    }

    #[test]
    fn who_wrote_it() {
        let rows = [
            ("di Livia Sarti", Some("Livia Sarti")),
            ("A cura di Livia De Sanctis", Some("Livia De Sanctis")),
            ("by Livia Sarti", Some("Livia Sarti")),
            ("di mare e di vento", None),
            ("Livia Sarti", None),
            ("di", None),
        ];
        let wrong: Vec<_> = rows.iter().filter(|r| byline(r.0) != r.1).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn front_matter_is_written_and_found_again() {
        let metadata = Metadata {
            number: Some(22),
            date: Some(Date::new(2024, 3, 8).unwrap()),
            author: Some("Ada \"la\" Rossi: sì".into()),
            source: Some("https://a.it/p/x".into()),
            ..Metadata::default()
        };
        let yaml = metadata.to_yaml();
        assert_eq!(
            yaml,
            "---\nnumber: 22\ndate: 2024-03-08\nauthor: \"Ada \\\"la\\\" Rossi: sì\"\n# first published at https://a.it/p/x\n---\n\n"
        );
        let text = format!("{yaml}# Titolo\n");
        let (front, body) = split(&text);
        assert_eq!((front, body), (Some(yaml.trim_end_matches('\n')).map(|f| &text[..f.len() + 1]), "\n# Titolo\n"));
        assert_eq!(split("---\n\nTesto\n"), (None, "---\n\nTesto\n"));
        assert_eq!(Metadata { source: metadata.source, ..Metadata::default() }.to_yaml(), "");
        let front = Some("---\ntitle: x\nnumber: 3\n---\n".to_string());
        let changed = Metadata { front, number: Some(4), date: metadata.date, ..Metadata::default() };
        assert_eq!(changed.to_yaml(), "---\ntitle: x\nnumber: 4\ndate: 2024-03-08\n---\n\n");
    }
}
