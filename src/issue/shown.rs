//! What the text itself shows of an issue: title, subtitle, number, date, first paragraph.

use altavoce_italian::weekday_number;
use pulldown_cmark::{Event, HeadingLevel, Parser, Tag, TagEnd};

use super::{Shown, date, emoji, number};
use crate::markup::{LineMap, MARKDOWN};
use jiff::civil::Date;

/// What was found.
#[derive(Debug, Default)]
pub struct Found {
    /// As written, emoji and number too.
    pub title: Option<String>,
    pub subtitle: Option<String>,
    pub number: Option<u32>,
    pub date: Option<Date>,
    pub description: Option<String>,
    pub shown: Shown,
    /// Whether there is any word at all.
    pub speaks: bool,
}

/// A heading or a paragraph at the top level.
#[derive(Default)]
struct Part {
    /// 0: a paragraph.
    level: usize,
    text: String,
    line: u32,
    /// Every word is emphasised.
    emphatic: bool,
    /// Every word is a link's.
    linked: bool,
}

/// Looks at `body`, whose lines stand where `lines` says; `known` is the title that the front matter gives.
pub fn look(body: &str, lines: &LineMap, known: Option<&str>) -> Found {
    let (parts, speaks) = parts(body, lines);
    let mut found = Found { speaks, ..Found::default() };
    let same = |part: &Part| known.is_none_or(|k| number::off_title(k).0 == number::off_title(&part.text).0);
    let tops = parts.iter().filter(|p| p.level == 1).count();
    let first = parts.iter().position(|p| p.level > 0);
    // An H1 among others is a section unless it leads them all.
    let title = first.filter(|&i| parts[i].level == 1 && (tops == 1 || (i == 0 && known.is_none()) || same(&parts[i])));
    if let Some(i) = title.filter(|_| tops == 1 || known.is_some() || first == Some(0)) {
        found.title = Some(parts[i].text.clone());
        found.shown.title = Some(parts[i].line);
        found.number = number::off_title(&parts[i].text).1;
        if let Some(p) = parts.get(i + 1).filter(|p| p.level == 0 && p.emphatic && date_only(&p.text).is_none()) {
            found.subtitle = Some(emoji::without(&p.text));
            found.shown.subtitle = Some(p.line);
        }
        found.date = date::find(&parts[i].text);
    }
    let from = found.shown.title.unwrap_or(0);
    let head = parts.iter().skip_while(|p| p.line < from).skip(usize::from(title.is_some()));
    for part in head.take_while(|p| p.level == 0) {
        if let Some(day) = date_only(&part.text).filter(|_| found.shown.date.is_none()) {
            found.date = found.date.or(Some(day));
            found.shown.date = Some(part.line);
        }
    }
    let is_text = |p: &&Part| {
        // A lone address is an embed.
        let spoken = p.text.contains(' ') || !p.text.contains("://");
        p.level == 0 && !p.linked && spoken && Some(p.line) != found.shown.subtitle && Some(p.line) != found.shown.date
    };
    let first = parts.iter().filter(|p| p.line >= from).find(is_text).or(parts.iter().find(is_text));
    if let Some(part) = first {
        let text = emoji::without(&part.text);
        found.number = found.number.or_else(|| number::in_text(&text));
        found.description = Some(text).filter(|t| !t.is_empty());
    }
    found
}

/// The day in a paragraph that is a dateline: `Venerdì 8 marzo 2024`, `Roma, 08/03/2024.`. Any other word makes it prose,
/// which is to be spoken.
fn date_only(text: &str) -> Option<Date> {
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

/// The top level's headings and paragraphs that have words, and whether anything at all has.
fn parts(body: &str, lines: &LineMap) -> (Vec<Part>, bool) {
    let mut parts: Vec<Part> = Vec::new();
    let (mut depth, mut emphasis, mut link, mut image) = (0, 0, 0, 0);
    let mut open: Option<Part> = None;
    let mut speaks = false;
    for (event, range) in Parser::new_ext(body, MARKDOWN).into_offset_iter() {
        match &event {
            Event::Start(Tag::Heading { .. } | Tag::Paragraph) if depth == 0 => {
                let level = if let Event::Start(Tag::Heading { level, .. }) = event { rank(level) } else { 0 };
                open = Some(Part {
                    level,
                    line: lines.line_at(range.start),
                    emphatic: true,
                    linked: true,
                    ..Part::default()
                });
            }
            Event::End(TagEnd::Heading(_) | TagEnd::Paragraph) if depth == 0 => {
                parts.extend(open.take().filter(|p| p.text.chars().any(char::is_alphanumeric)));
            }
            Event::Start(Tag::Emphasis | Tag::Strong) => emphasis += 1,
            Event::End(TagEnd::Emphasis | TagEnd::Strong) => emphasis -= 1,
            Event::Start(Tag::Link { .. }) => link += 1,
            Event::End(TagEnd::Link) => link -= 1,
            Event::Start(Tag::Image { .. }) => image += 1,
            Event::End(TagEnd::Image) => image -= 1,
            Event::Start(
                Tag::BlockQuote(_) | Tag::List(_) | Tag::Table(_) | Tag::FootnoteDefinition(_) | Tag::CodeBlock(_),
            ) => depth += 1,
            Event::End(
                TagEnd::BlockQuote(_)
                | TagEnd::List(_)
                | TagEnd::Table
                | TagEnd::FootnoteDefinition
                | TagEnd::CodeBlock,
            ) => depth -= 1,
            Event::Text(t) | Event::Code(t) => {
                let words = t.chars().any(char::is_alphanumeric);
                speaks |= words;
                if let Some(part) = open.as_mut().filter(|_| image == 0) {
                    part.text.push_str(t);
                    part.emphatic &= !words || emphasis > 0;
                    part.linked &= !words || link > 0;
                }
            }
            Event::SoftBreak | Event::HardBreak => {
                if let Some(part) = open.as_mut() {
                    part.text.push(' ');
                }
            }
            _ => (),
        }
    }
    (parts, speaks)
}

fn rank(level: HeadingLevel) -> usize {
    level as usize
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
}
