//! What the text itself shows of an issue: title, subtitle, number, date, first paragraph.

use pulldown_cmark::{Event, HeadingLevel, Parser, Tag, TagEnd};

use super::dateline::date_only;
use super::{Shown, date, emoji, number};
use crate::markup::control::marks;
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
    /// A picture stands right above it, or at its start.
    below_picture: bool,
}

impl Part {
    fn has_words(&self) -> bool {
        self.text.contains(char::is_alphanumeric)
    }

    /// Words in italics below a picture.
    fn is_caption(&self) -> bool {
        self.below_picture && self.emphatic
    }
}

/// Looks at `body`, whose lines stand where `lines` says; `known` is the title that the front matter gives, and `told` its
/// subtitle.
pub fn look(body: &str, lines: &LineMap, known: Option<&str>, told: Option<&str>) -> Found {
    let (parts, speaks) = parts(body, lines);
    let mut found = Found { speaks, ..Found::default() };
    if let Some(i) = title_among(&parts, known) {
        found.title = Some(parts[i].text.clone());
        found.shown.title = Some(parts[i].line);
        found.number = number::off_title(&parts[i].text).1;
        let is_subtitle = |p: &&Part| p.level == 0 && p.emphatic && !p.is_caption() && date_only(&p.text).is_none();
        if let Some(p) = parts.get(i + 1).filter(is_subtitle) {
            found.subtitle = Some(emoji::without(&p.text));
            found.shown.subtitle = Some(p.line);
        }
        found.date = date::find(&parts[i].text);
    }
    // The front matter's subtitle may begin the text too.
    let opens = |p: &&Part| p.level == 0 && found.shown.title.is_none_or(|line| p.line > line);
    if let Some(first) = parts.iter().find(opens)
        && told.is_some_and(|told| same(told, &first.text))
    {
        found.shown.subtitle = Some(first.line);
    }
    let from = found.shown.title.unwrap_or(0);
    let head = parts.iter().skip_while(|p| p.line < from).skip(usize::from(found.shown.title.is_some()));
    for part in head.take_while(|p| p.level == 0) {
        if let Some(day) = date_only(&part.text).filter(|_| found.shown.date.is_none()) {
            found.date = found.date.or(Some(day));
            found.shown.date = Some(part.line);
        }
    }
    let is_text = |p: &&Part| {
        // A lone address is an embed.
        let spoken = p.text.contains(' ') || !p.text.contains("://");
        p.level == 0
            && !p.linked
            && !p.is_caption()
            && spoken
            && Some(p.line) != found.shown.subtitle
            && Some(p.line) != found.shown.date
    };
    let first = parts.iter().filter(|p| p.line >= from).find(is_text).or(parts.iter().find(is_text));
    if let Some(part) = first {
        let text = emoji::without(&part.text);
        found.number = found.number.or_else(|| number::in_text(&text));
        found.description = Some(text).filter(|t| !t.is_empty());
    }
    found
}

/// Which of `parts` is the title: a heading of the first level unless there are others that it does not lead; one
/// of any level that says what the front matter says, or a paragraph in bold that does; a lone heading at the very top
/// with nothing but deeper ones below.
fn title_among(parts: &[Part], known: Option<&str>) -> Option<usize> {
    let tops = parts.iter().filter(|p| p.level == 1).count();
    let first = parts.iter().position(|p| p.level > 0);
    if let Some(known) = known {
        let said = |i: &usize| same(known, &parts[*i].text) && (parts[*i].level > 0 || *i == 0 && parts[*i].emphatic);
        if let Some(i) = first.into_iter().chain([0].into_iter().filter(|_| !parts.is_empty())).find(said) {
            return Some(i);
        }
    }
    let first = first?;
    let level = parts[first].level;
    if level == 1 {
        return (tops == 1 || first == 0 && known.is_none()).then_some(first);
    }
    let deeper = parts.iter().skip(1).filter(|p| p.level > 0).all(|p| p.level > level);
    (first == 0 && known.is_none() && deeper && parts.len() > 1).then_some(first)
}

/// Whether two texts say the same, whatever their marks, capitals, pictures and numbers of issues.
fn same(a: &str, b: &str) -> bool {
    let plain = |text: &str| {
        let lower = number::off_title(text).0.to_lowercase();
        lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ")
    };
    let (a, b) = (plain(a), plain(b));
    !a.is_empty() && a == b
}

/// The top level's headings and paragraphs that have words, and whether anything at all has.
fn parts(body: &str, lines: &LineMap) -> (Vec<Part>, bool) {
    let mut parts: Vec<Part> = Vec::new();
    let (mut depth, mut emphasis, mut link, mut image) = (0, 0, 0, 0);
    let mut open: Option<Part> = None;
    let (mut speaks, mut picture) = (false, false);
    for (event, range) in Parser::new_ext(body, MARKDOWN).into_offset_iter() {
        match &event {
            Event::Start(Tag::Heading { .. } | Tag::Paragraph) if depth == 0 => {
                let level = if let Event::Start(Tag::Heading { level, .. }) = event { rank(level) } else { 0 };
                open = Some(Part {
                    level,
                    line: lines.line_at(range.start),
                    emphatic: true,
                    linked: true,
                    below_picture: picture,
                    ..Part::default()
                });
            }
            Event::End(TagEnd::Heading(_) | TagEnd::Paragraph) if depth == 0 => {
                let part = open.take();
                picture = part.as_ref().is_some_and(|p| p.below_picture && !p.has_words());
                parts.extend(part.filter(Part::has_words));
            }
            Event::Start(Tag::Emphasis | Tag::Strong) => emphasis += 1,
            Event::End(TagEnd::Emphasis | TagEnd::Strong) => emphasis -= 1,
            Event::Start(Tag::Link { .. }) => link += 1,
            Event::End(TagEnd::Link) => link -= 1,
            Event::Start(Tag::Image { .. }) => {
                image += 1;
                // A paragraph of pictures has no words: the next one stands below them.
                if let Some(part) = open.as_mut().filter(|p| !p.has_words()) {
                    part.below_picture = true;
                }
            }
            Event::End(TagEnd::Image) => image -= 1,
            Event::Start(
                Tag::BlockQuote(_) | Tag::List(_) | Tag::Table(_) | Tag::FootnoteDefinition(_) | Tag::CodeBlock(_),
            ) => {
                depth += 1;
                picture = false;
            }
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
                    part.text.push_str(&marks::without(t));
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
