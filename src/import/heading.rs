//! Which lines of a text without markup are headings: a rule each, which says why it thinks so.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use altavoce_base::tr;
use unicode_segmentation::UnicodeSegmentation;

use super::block::{self, BlockKind};
use super::vocabulary::VOCABULARY;
use crate::markup::emoji;

/// Why a line is taken for a heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeadingRule {
    /// A section's name that other issues have too.
    Known,
    /// Underlined in the old way, or put between rows of signs.
    Marked,
    /// A line all in bold.
    Bold,
    /// `Superpost - Il titolo`.
    Labelled,
    /// `1. Il titolo`.
    Numbered,
    /// A line in capitals.
    Capitals,
    /// A short line with an emoji at either end.
    Emoji,
    /// A short line without a stop.
    Short,
}

impl HeadingRule {
    /// The reason, for the author.
    pub fn why(self) -> &'static str {
        match self {
            HeadingRule::Known => tr!("a section's name that other issues have too"),
            HeadingRule::Marked => tr!("a line set off with a row of signs"),
            HeadingRule::Bold => tr!("a bold line of its own"),
            HeadingRule::Labelled => tr!("a label, a dash and a title, before a longer text"),
            HeadingRule::Numbered => tr!("a number and a short title, before a longer text"),
            HeadingRule::Capitals => tr!("a line in capitals"),
            HeadingRule::Emoji => tr!("a short line with an emoji, before a longer text"),
            HeadingRule::Short => tr!("a short line without a stop, before a longer text"),
        }
    }
}

/// What stands around a line.
#[derive(Debug, Clone, Copy, Default)]
pub struct Surroundings<'a> {
    /// The words of the block behind it.
    pub after: Option<&'a str>,
    /// Whether the block behind it is a list or a quotation, which a heading may lead to whatever its length.
    pub before_list: bool,
    /// Whether the block before it is a short line without a stop, no heading: an address, verses.
    pub after_short: bool,
    /// Whether blank lines lie around it.
    pub isolated: bool,
    /// Whether the text parts its paragraphs with blank lines at all.
    pub spaced: bool,
    /// Whether many of the text's paragraphs begin with an emoji, so that one more says little.
    pub emoji_everywhere: bool,
    /// Whether all of its words are bold.
    pub bold: bool,
}

/// Longer lines are no headings, in words and in characters.
const LONGEST: (usize, usize) = (14, 100);
/// A section's text has at least so many characters.
const TEXT: usize = 60;

/// The rule by which `line` is a heading, if any.
///
/// ```
/// use altavoce::import::heading::{HeadingRule, Sections, Surroundings, guess};
/// let text = "Il testo di una sezione, che di solito è ben più lungo del suo titolo e finisce con un punto. ".repeat(2);
/// let around = Surroundings { after: Some(&text), ..Surroundings::default() };
/// assert_eq!(guess("Superpost - Il mare è salito", &around, &Sections::default()), Some(HeadingRule::Labelled));
/// assert_eq!(guess("Il mare è salito.", &around, &Sections::default()), None);
/// ```
pub fn guess(line: &str, around: &Surroundings, sections: &Sections) -> Option<HeadingRule> {
    let bare = emoji::without(line);
    let (words, chars) = (bare.split_whitespace().count(), bare.chars().count());
    let after = around.after?;
    let lower = bare.to_lowercase();
    let greets = VOCABULARY.text.greetings.iter().any(|g| match g.strip_suffix('*') {
        Some(start) => lower.starts_with(start),
        None => lower
            .strip_prefix(g.as_str())
            .is_some_and(|rest| g.ends_with(' ') || !rest.starts_with(char::is_alphanumeric)),
    });
    let speaks = bare.contains(char::is_alphabetic) && !bare.contains("://") && !bare.contains('@');
    if !speaks || greets || words > LONGEST.0 || chars > LONGEST.1 {
        return None;
    }
    if sections.has(&bare) {
        return Some(HeadingRule::Known);
    }
    let end = bare.trim_end_matches([')', '»', '”', '"', '\'', '*']).chars().next_back();
    if end.is_none_or(|c| matches!(c, '.' | ',' | ';' | ':' | '…')) || bare.starts_with(['(', '[', '-', '–', '«', '“'])
    {
        return None;
    }
    let longer = after.chars().count() >= TEXT.max(chars * 13 / 10);
    if !(longer || around.before_list) {
        return None;
    }
    let isolated = around.isolated || !around.spaced;
    let capital = bare.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
    let much_longer = after.chars().count() >= 100.max(chars * 3) || around.before_list;
    let exclaims = end == Some('!');
    let pictured = has_picture(line) && words <= 10 && (!around.emoji_everywhere || words <= 5);
    let letters = bare.chars().filter(|c| c.is_alphabetic()).count();
    if around.bold && words <= LONGEST.0 && !exclaims {
        Some(HeadingRule::Bold)
    } else if is_numbered(&bare) && isolated && !exclaims && words <= 10 {
        Some(HeadingRule::Numbered)
    } else if letters >= 4 && !bare.contains(char::is_lowercase) && chars <= 60 {
        Some(HeadingRule::Capitals)
    } else if capital && is_labelled(&bare, isolated && around.spaced) && !exclaims {
        Some(HeadingRule::Labelled)
    } else if pictured && isolated && (!exclaims || around.isolated) {
        Some(HeadingRule::Emoji)
    } else if capital && isolated && words <= 8 && chars <= 60 && much_longer && !exclaims && !around.after_short {
        Some(HeadingRule::Short)
    } else {
        None
    }
}

/// A picture at either end.
fn has_picture(line: &str) -> bool {
    let is = |g: Option<&str>| g.and_then(|g| g.chars().next()).is_some_and(emoji::is_picture);
    let line = line.trim();
    is(line.graphemes(true).next()) || is(line.graphemes(true).next_back())
}

/// `1. Titolo`, `II) Titolo`, `3 - Titolo`.
fn is_numbered(line: &str) -> bool {
    let Some((number, title)) = line.split_once([' ', '\u{A0}']) else { return false };
    let Some(digits) = number.strip_suffix(['.', ')', ':']) else { return false };
    let arabic = digits.len() <= 2 && !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    let roman = digits.len() <= 5 && !digits.is_empty() && digits.bytes().all(|b| b"IVX".contains(&b));
    (arabic || roman) && title.trim_start().starts_with(char::is_uppercase)
}

/// One to three words, a dash or a bar, a title; with `colon` also a colon.
fn is_labelled(line: &str, colon: bool) -> bool {
    let Some((label, title)) = label(line).or_else(|| line.split_once(": ").filter(|_| colon)) else { return false };
    let words = label.split_whitespace().count();
    (1..=3).contains(&words) && label.chars().count() <= 30 && title.chars().filter(|c| c.is_alphabetic()).count() >= 3
}

/// What stands before and behind the first dash or bar.
fn label(line: &str) -> Option<(&str, &str)> {
    let parts = [" - ", " – ", " — ", " | "].iter().filter_map(|mark| line.split_once(mark));
    parts.min_by_key(|(label, _)| label.len())
}

/// The names of sections that are known from other issues.
#[derive(Debug, Clone, Default)]
pub struct Sections(BTreeSet<String>);

impl Sections {
    /// The headings of the Markdown issues in `folder`; none where there is no folder. The title of an issue is no section.
    pub fn of_folder(folder: &Path) -> Sections {
        let mut sections = Sections::default();
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        for path in entries.map(|e| e.path()).filter(|p| p.extension().is_some_and(|e| e == "md")) {
            let Ok(text) = std::fs::read_to_string(&path) else { continue };
            for block in block::split(&text, None) {
                if matches!(block.kind, BlockKind::Heading(2..)) {
                    sections.add(&block.plain);
                }
            }
        }
        sections
    }

    /// Adds the short lines that several of `texts` have.
    pub fn add_recurring(&mut self, texts: &[&str]) {
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        for text in texts {
            let lines: BTreeSet<&str> = text.lines().map(str::trim).collect();
            for line in lines {
                *seen.entry(line).or_default() += 1;
            }
        }
        for (line, count) in seen {
            let bare = emoji::without(line);
            let short = bare.split_whitespace().count() <= 5 && bare.starts_with(char::is_uppercase);
            if count > 1 && short && !bare.ends_with(|c: char| c.is_ascii_punctuation()) {
                self.add(&bare);
            }
        }
    }

    fn add(&mut self, name: &str) {
        let name = emoji::without(name);
        // A section whose title changes is known by its label.
        let name = label(&name).map_or(name.as_str(), |(label, _)| label);
        if (1..=6).contains(&name.split_whitespace().count()) {
            self.0.insert(name.to_lowercase());
        }
    }

    fn has(&self, line: &str) -> bool {
        let name = label(line).map_or(line, |(label, _)| label);
        self.0.contains(&name.to_lowercase())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_are_headings_and_lines_that_are_not() {
        let long = "Un paragrafo vero e proprio, con le sue virgole e i suoi punti. ".repeat(3);
        let mut sections = Sections::default();
        sections.add("🗞️ In breve");
        sections.add("Superpost - Un titolo di allora");
        let rows = [
            ("in breve", Some(HeadingRule::Known)),
            ("Superpost – Un altro titolo, più lungo di quello", Some(HeadingRule::Known)),
            ("Primo piano - La macchina", Some(HeadingRule::Labelled)),
            ("1. La macchina", Some(HeadingRule::Numbered)),
            ("IV) La macchina", Some(HeadingRule::Numbered)),
            ("LE NOTIZIE", Some(HeadingRule::Capitals)),
            ("🌊 La marea che verrà fra cent'anni forse", Some(HeadingRule::Emoji)),
            ("La marea 🌊", Some(HeadingRule::Emoji)),
            ("La marea", Some(HeadingRule::Short)),
            ("E se la marea non tornasse?", Some(HeadingRule::Short)),
            ("La marea.", None),
            ("La marea, poi,", None),
            ("Ciao a tutti", None),
            ("🌊 Benvenuti al numero 3", None),
            ("Psicologia del mare", Some(HeadingRule::Short)),
            ("PS: la marea", None),
            ("la marea", None),
            ("La marea!", None),
            ("https://example.org", None),
            ("ada@example.org", None),
            ("(segue)", None),
            ("«La marea»", None),
            ("22", None),
            ("Questa è una riga che finisce senza punto ma ha tante, tante, davvero troppe parole", None),
        ];
        let got = |line: &str| guess(line, &Surroundings { after: Some(&long), ..Surroundings::default() }, &sections);
        let wrong: Vec<_> = rows.iter().filter(|(line, rule)| got(line) != *rule).map(|r| (r, got(r.0))).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn what_stands_around_decides() {
        let long = "Un paragrafo vero e proprio, con le sue virgole e i suoi punti. ".repeat(3);
        let after = Some(long.as_str());
        let plain = Surroundings { after, ..Surroundings::default() };
        let rows = [
            ("nothing behind", "La marea", Surroundings { after: None, ..plain }, None),
            ("little behind", "La marea", Surroundings { after: Some("Poco."), ..plain }, None),
            (
                "a list behind",
                "La marea",
                Surroundings { after: Some("Poco"), before_list: true, ..plain },
                Some(HeadingRule::Short),
            ),
            ("blank lines elsewhere", "La marea", Surroundings { spaced: true, ..plain }, None),
            (
                "blank lines here",
                "La marea",
                Surroundings { spaced: true, isolated: true, ..plain },
                Some(HeadingRule::Short),
            ),
            ("verses", "La marea", Surroundings { after_short: true, ..plain }, None),
            ("bold", "La marea che torna", Surroundings { bold: true, ..plain }, Some(HeadingRule::Bold)),
            (
                "emoji everywhere",
                "🌊 Sulla marea abbiamo già detto tutto quanto",
                Surroundings { emoji_everywhere: true, ..plain },
                Some(HeadingRule::Short),
            ),
            (
                "and more words",
                "🌊 Sulla marea abbiamo già detto tutto quanto ieri e oggi",
                Surroundings { emoji_everywhere: true, ..plain },
                None,
            ),
        ];
        let got = |line: &str, around: &Surroundings| guess(line, around, &Sections::default());
        let wrong: Vec<_> = rows.iter().filter(|r| got(r.1, &r.2) != r.3).map(|r| (r.0, got(r.1, &r.2))).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn sections_recur() {
        let mut sections = Sections::default();
        sections.add_recurring(&["Titolo\n\nLe onde\nCiao.\nuno", "Altro\n\nLe onde\nCiao.\nuno"]);
        assert_eq!(sections.0.into_iter().collect::<Vec<_>>(), ["le onde"]);
    }
}
