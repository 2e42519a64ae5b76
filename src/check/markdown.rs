//! What the Markdown itself shows: sections without a word, pictures without a text.

use altavoce_base::tr;
use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use super::{FindingKind, IssueFinding};
use crate::issue::Issue;
use crate::markup::MARKDOWN;
use crate::markup::control::marks;

/// A heading that nothing has followed yet.
struct OpenSection {
    title: String,
    level: usize,
    line: u32,
}

/// Empty sections and pictures without a text, in order.
pub fn findings(issue: &Issue) -> Vec<IssueFinding> {
    let mut findings = Vec::new();
    let mut open: Option<OpenSection> = None;
    let mut heading: Option<(usize, String)> = None;
    let mut picture: Option<(String, String)> = None;
    let line = |at: usize| issue.lines.line_at(at);
    for (event, range) in Parser::new_ext(&issue.body, MARKDOWN).into_offset_iter() {
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                // a deeper heading is something; one of the same level or a higher one is the next section
                if let Some(empty) = open.take_if(|o| level as usize <= o.level) {
                    findings.extend(empty_section(empty, issue));
                }
                heading = Some((level as usize, String::new()));
            }
            Event::End(TagEnd::Heading(_)) => {
                if let Some((level, title)) = heading.take() {
                    open = Some(OpenSection { title, level, line: line(range.start) });
                }
            }
            Event::Start(Tag::Image { dest_url, .. }) => picture = Some((dest_url.to_string(), String::new())),
            Event::End(TagEnd::Image) => {
                if let Some((address, text)) = picture.take()
                    && text.trim().is_empty()
                {
                    findings.push(IssueFinding {
                        line: line(range.start),
                        times: 1,
                        kind: FindingKind::Picture,
                        risk: FindingKind::Picture.risk(),
                        what: shortened(&address),
                        why: tr!("a picture without a text: listeners will not know that it is there").to_string(),
                        fix: tr!("describe it between the square brackets").to_string(),
                    });
                }
            }
            Event::Text(text) | Event::Code(text) => match (&mut picture, &mut heading) {
                (Some((_, alt)), _) => alt.push_str(&text),
                (None, Some((_, title))) => title.push_str(&marks::without(&text)),
                (None, None) if text.contains(char::is_alphanumeric) => open = None,
                _ => {}
            },
            _ => {}
        }
    }
    findings.extend(open.and_then(|empty| empty_section(empty, issue)));
    findings
}

/// The issue's own title is no section.
fn empty_section(empty: OpenSection, issue: &Issue) -> Option<IssueFinding> {
    (issue.shown.title != Some(empty.line)).then(|| IssueFinding {
        line: empty.line,
        times: 1,
        kind: FindingKind::EmptySection,
        risk: FindingKind::EmptySection.risk(),
        what: shortened(&empty.title),
        why: tr!("a section without a word: its heading is not spoken").to_string(),
        fix: tr!("write something in it, or take the heading out").to_string(),
    })
}

/// Enough of a text to recognise it.
pub fn shortened(text: &str) -> String {
    const SHOWN: usize = 60;
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.char_indices().nth(SHOWN) {
        Some((at, _)) => format!("{}…", text[..at].trim_end()),
        None => text,
    }
}
