//! The line below a title that tells the day, and how long the reading takes.

use altavoce_italian::weekday_number;
use jiff::civil::Date;

use super::date;
use super::vocabulary::VOCABULARY;

/// What tells how long a text takes to read has no more words.
const READING_TIME: usize = 7;

/// The day in a paragraph that is nothing but a dateline: `Venerdì 8 marzo 2024`, `Pubblicato il 08/03/2024 · 5 minuti di
/// lettura`. Any other word makes it prose, which is to be spoken.
pub fn date_only(text: &str) -> Option<Date> {
    let parted = |c: char| matches!(c, '·' | '|' | '•' | '–' | '—');
    let (times, days): (Vec<&str>, Vec<&str>) = text.split(parted).partition(|piece| is_reading_time(piece));
    let day = match days.as_slice() {
        [day] => day.trim(),
        _ if times.is_empty() => text.trim(),
        _ => return None,
    };
    let lower = day.to_lowercase();
    let published = VOCABULARY.before_date.iter().filter_map(|p| lower.strip_prefix(p.as_str())).next();
    day_only(published.and_then(|rest| day.get(day.len() - rest.len()..)).unwrap_or(day))
}

/// Whether a text tells how long it takes to read: `Tempo di lettura: 5 minuti`, `⏱ 5 min di lettura`.
pub fn is_reading_time(text: &str) -> bool {
    let lower = text.to_lowercase();
    let bare = |w: &str| w.trim_matches(|c: char| !c.is_alphanumeric()).to_string();
    let words: Vec<String> = lower.split_whitespace().map(bare).filter(|w| !w.is_empty()).collect();
    let counts = words.iter().any(|w| w.starts_with(|c: char| c.is_ascii_digit()));
    let digits = |w: &str| w.trim_end_matches(char::is_alphabetic).to_string();
    let number = |w: &str| !digits(w).is_empty() && digits(w).bytes().all(|b| b.is_ascii_digit());
    let known = |w: &String| VOCABULARY.reading_time.contains(w) || number(w);
    let read = words.iter().any(|w| w.starts_with("lettura") || w.starts_with("read"));
    counts && read && words.len() <= READING_TIME && words.iter().all(known)
}

/// `Venerdì 8 marzo 2024`, `Roma, 08/03/2024.`
fn day_only(text: &str) -> Option<Date> {
    let mut pieces: Vec<&str> = text.trim().trim_end_matches('.').split(',').map(str::trim).collect();
    let last: Vec<&str> = pieces.pop()?.split_whitespace().collect();
    let day = match last.as_slice() {
        [first, rest @ ..] if is_weekday(first) => rest,
        all => all,
    };
    let mut places = pieces.iter().filter(|p| !is_weekday(p));
    let placed = places.next().is_none_or(|p| is_place(p)) && places.next().is_none();
    let bare = matches!(day.len(), 1 | 3) && day[0].starts_with(|c: char| c.is_ascii_digit());
    if placed && bare && day[day.len() - 1].ends_with(|c: char| c.is_ascii_digit()) {
        date::find(&day.join(" "))
    } else {
        None
    }
}

/// `Venerdì`, `ven.`
fn is_weekday(word: &str) -> bool {
    weekday_number(&word.trim_end_matches('.').to_lowercase()).is_some()
}

/// One or two capitalised words: `Roma`, `Reggio Emilia`.
fn is_place(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let name =
        |w: &&str| w.starts_with(char::is_uppercase) && w.chars().all(|c| c.is_alphabetic() || "'’-".contains(c));
    (1..=2).contains(&words.len()) && words.iter().all(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn datelines() {
        let rows = [
            ("8 marzo 2024", true),
            ("Venerdì 8 marzo 2024", true),
            ("ven. 8 mar. 2024.", true),
            ("Venerdì, 8 marzo 2024", true),
            ("Roma, 8 marzo 2024", true),
            ("Reggio Emilia, venerdì 1° marzo 2024", true),
            ("08/03/2024", true),
            ("Pubblicato il 8 marzo 2024", true),
            ("8 marzo 2024 · 5 minuti di lettura", true),
            ("5 min di lettura | Data: 08/03/2024", true),
            ("8 marzo 2024 · Lia Monti", false),
            ("Pubblicato il 8 marzo 2024 dal comune", false),
            ("2024-03-08", true),
            ("Il 25 dicembre 2023 siamo nati.", false),
            ("8 marzo 2024: sciopero.", false),
            ("8 marzo 2024 sciopero", false),
            ("Nato l'8 marzo 2024", false),
            ("Ciao, 8 marzo 2024, addio", false),
            ("oggi, 8 marzo 2024", false),
            ("Roma, Milano, 8 marzo 2024", false),
            ("Si parte, 8 marzo 2024", false),
            ("8 marzo 2024!", false),
            ("8 marzo", false),
            ("", false),
        ];
        let wrong: Vec<_> = rows.iter().filter(|(t, is)| date_only(t).is_some() != *is).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn times_of_reading() {
        let rows = [
            ("Tempo di lettura: 5 minuti", true),
            ("⏱ 5 min di lettura", true),
            ("Lettura: 12'", true),
            ("5 min read", true),
            ("Tempo stimato di lettura: circa 3 minuti", true),
            ("Buona lettura", false),
            ("5 minuti di lettura ad alta voce in biblioteca", false),
            ("La lettura dura 5 minuti", false),
        ];
        let wrong: Vec<_> = rows.iter().filter(|(t, is)| is_reading_time(t) != *is).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}
