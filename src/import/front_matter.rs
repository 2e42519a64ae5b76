//! What is known of an issue beside its text: from the export's own fields, or from the lines at its head.

use std::path::Path;

use altavoce_base::error::Result;
use altavoce_italian::{month_number, weekday_number};
use jiff::Zoned;
use jiff::civil::{Date, Weekday};
use jiff::fmt::rfc2822;
use jiff::fmt::strtime::BrokenDownTime;

use super::text;
use super::vocabulary::{VOCABULARY, is_one_of};
use crate::issue::{date, front_matter};

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
    /// The moment of publication, where the hour is known; it is on that day.
    pub published_at: Option<Zoned>,
    /// Who wrote it.
    pub author: Option<String>,
    /// One paragraph about it.
    pub description: Option<String>,
    /// What it is about.
    pub tags: Vec<String>,
    /// The slug of its old page.
    pub slug: Option<String>,
    /// The page on which it was published.
    pub link: Option<String>,
    /// The address of its cover.
    pub picture: Option<String>,
    /// Whether it was never published.
    pub draft: bool,
    /// Front matter that the file has already, with its marks: it stays as it is.
    pub front: Option<String>,
    /// Whether that front matter names a title.
    pub titled: bool,
}

impl Metadata {
    /// Takes the day of publication, and the hour if it is there, from a date as exports write it. Says whether there was
    /// one.
    pub fn publish(&mut self, text: &str) -> bool {
        // Feeds write zones that nobody else does.
        let written = rfc2822::parse(text.trim()).ok().or_else(|| date::moment(text));
        match written.map(date::local) {
            Some(at) => self.publish_at(at),
            None => self.date = date::parse(text).or(self.date),
        }
        self.date.is_some()
    }

    /// Takes the moment of publication.
    pub fn publish_at(&mut self, at: Zoned) {
        self.date = Some(at.date());
        self.published_at = Some(at);
    }

    /// The front matter, its marks and the blank line behind it; empty when there is nothing to say. Title and subtitle
    /// are not in it: they stand in the text.
    pub fn to_front_matter(&self) -> String {
        let day = self.date.map(|day| match &self.published_at {
            Some(at) if at.date() == day => at.strftime("%FT%T%:z").to_string(),
            _ => day.to_string(),
        });
        if let Some(front) = &self.front {
            let front = self.number.map_or(front.clone(), |n| front_matter::with(front, "number", &n.to_string()));
            let front = day.map_or(front.clone(), |d| front_matter::with(&front, "date", &d));
            return format!("{}\n\n", front.trim_end());
        }
        // What JSON quotes, YAML reads.
        let quoted = |text: &String| serde_json::Value::from(text.as_str()).to_string();
        let address = |text: &String| text.replace(char::is_control, "");
        let tags = self.tags.iter().map(quoted).collect::<Vec<_>>().join(", ");
        let lines = [
            self.draft.then(|| "draft: true\n".to_string()),
            self.number.map(|n| format!("number: {n}\n")),
            day.map(|d| format!("date: {d}\n")),
            self.author.as_ref().map(|a| format!("author: {}\n", quoted(a))),
            self.description.as_ref().map(|d| format!("description: {}\n", quoted(d))),
            (!tags.is_empty()).then(|| format!("tags: [{tags}]\n")),
            self.slug.as_ref().map(|s| format!("slug: {}\n", quoted(s))),
            self.link.as_ref().map(|l| format!("link: {}\n", quoted(l))),
            self.picture.as_ref().map(|p| format!("# its picture is {}\n", address(p))),
        ];
        let lines: String = lines.into_iter().flatten().collect();
        // A comment alone is no front matter.
        if lines.lines().any(|l| !l.starts_with('#')) { format!("---\n{lines}---\n\n") } else { String::new() }
    }
}

/// What a Markdown text says of itself at its top, the text below, and the line on which that begins.
///
/// # Errors
/// The author's, with the line: front matter that cannot be read.
pub fn of_markdown<'a>(path: &Path, text: &'a str) -> Result<(Metadata, &'a str, u32)> {
    let read = front_matter::read(path, text)?;
    let above = &text[..text.len() - read.body.len()];
    let front = Some(above.to_string()).filter(|_| read.body_line > 1 || !above.is_empty());
    let metadata = Metadata { front, titled: read.front.title.is_some(), ..Metadata::default() };
    Ok((metadata, read.body, read.body_line))
}

/// The lines of `Key: value` at the top of a plain text, the text below, and the line on which that begins.
pub fn of_headers<'a>(path: &Path, text: &'a str) -> (Metadata, &'a str, u32) {
    let Ok(read) = front_matter::read(path, text) else { return (Metadata::default(), text, 1) };
    let front = read.front;
    let metadata = Metadata {
        title: front.title.as_deref().map(text::as_markdown),
        subtitle: front.subtitle.as_deref().map(text::as_markdown),
        number: front.number,
        date: front.date,
        published_at: front.published_at,
        author: front.author,
        description: front.description,
        tags: front.tags,
        slug: front.slug,
        link: front.link,
        draft: front.draft,
        ..Metadata::default()
    };
    (metadata, read.body, read.body_line)
}

/// Whether a text begins with front matter between marks, as only a Markdown text does.
pub fn is_fenced(path: &Path, text: &str) -> bool {
    let marks = ["---", "+++", "{", "% ", ".. ", "<!--"];
    marks.iter().any(|mark| text.trim_start().starts_with(mark))
        && front_matter::read(path, text).map_or(true, |read| read.body.len() < text.len())
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
            link: Some("https://a.it/p/x".into()),
            ..Metadata::default()
        };
        let yaml = metadata.to_front_matter();
        assert_eq!(
            yaml,
            "---\nnumber: 22\ndate: 2024-03-08\nauthor: \"Ada \\\"la\\\" Rossi: sì\"\nlink: \"https://a.it/p/x\"\n---\n\n"
        );
        let text = format!("{yaml}# Titolo\n");
        let (found, body, line) = of_markdown(Path::new("a.md"), &text).unwrap();
        assert_eq!(
            (found.front.as_deref(), body, line),
            (Some(yaml.trim_end_matches('\n')).map(|f| &text[..f.len() + 1]), "\n# Titolo\n", 7)
        );
        assert_eq!(of_markdown(Path::new("a.md"), "---\n\nTesto\n").unwrap().0, Metadata::default());
        let picture = Some("https://a.it/x.png".to_string());
        assert_eq!(Metadata { picture, ..Metadata::default() }.to_front_matter(), "");
        let front = Some("---\ntitle: x\nnumber: 3\n---\n".to_string());
        let changed = Metadata { front, number: Some(4), date: metadata.date, ..Metadata::default() };
        assert_eq!(changed.to_front_matter(), "---\ntitle: x\nnumber: 4\ndate: 2024-03-08\n---\n\n");
    }

    #[test]
    fn the_hour_is_kept_and_that_of_servers_is_italys() {
        let rows = [
            ("2024-03-02T07:00:00.000Z", "2024-03-02T08:00:00+01:00"),
            ("2024-07-01 22:30:00 UTC", "2024-07-02T00:30:00+02:00"),
            ("Sun, 11 Jan 2026 23:15:00 +0100", "2026-01-11T23:15:00+01:00"),
            ("Fri, 08 Mar 2024 23:30:00 EST", "2024-03-08T23:30:00-05:00"),
            ("2024-01-20 09:30", "2024-01-20T09:30:00+01:00"),
            ("2024-01-20", "2024-01-20"),
        ];
        let got = |text: &str| {
            let mut metadata = Metadata::default();
            assert!(metadata.publish(text), "{text}");
            metadata.to_front_matter()
        };
        let want = |day: &str| format!("---\ndate: {day}\n---\n\n");
        let wrong: Vec<_> = rows.iter().filter(|r| got(r.0) != want(r.1)).map(|r| (r.1, got(r.0))).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
        assert!(!Metadata::default().publish("presto"));
    }
}
