//! `notes.html`: the issue as clean HTML, for show notes and pages.
//!
//! The issue's Markdown, without what the script leaves out too (buttons, comments, embeds, fields of a mailing service)
//! and without its title, which stands above the notes wherever they are shown. Whatever HTML the author wrote is
//! reduced to the few tags that podcast apps show. A fragment: no `html`, no `body`, no chapter times.

use std::collections::HashMap;
use std::ops::Range;

use pulldown_cmark::{CowStr, Event, HeadingLevel, Parser, Tag, TagEnd, TextMergeWithOffset};

use crate::issue::Issue;
use crate::markup::MARKDOWN;
use crate::markup::control::marks;
use crate::script::{Reason, buttons, inline};

/// Quotations and lists nested deeper than this are shown as if they were not: no author does so.
const DEEPEST: usize = 32;

/// The issue's text as an HTML fragment; empty when nothing is left to show.
///
/// ```
/// use altavoce::{episode::notes, issue::Issue};
/// let issue = Issue::parse("1.md".as_ref(), b"# Titolo\n\nCiao [tu](https://e.org).<script>x()</script>").unwrap();
/// assert_eq!(notes::html(&issue), "<p>Ciao <a href=\"https://e.org\" rel=\"noopener\">tu</a>.</p>\n");
/// ```
pub fn html(issue: &Issue) -> String {
    let mut blocks = Blocks { title: title_line(issue), ..Blocks::default() };
    // Merged, since Markdown parts a text at marks that turn out to be none: `/Marea_(mare)` is one address.
    for (event, range) in TextMergeWithOffset::new(Parser::new_ext(&issue.body, MARKDOWN).into_offset_iter()) {
        blocks.take(event, range.start);
    }
    let mut html = String::new();
    pulldown_cmark::html::push_html(&mut html, blocks.finish().into_iter());
    altavoce_podcast::html::clean(&html)
}

/// The line of the body, in bytes, on which the heading stands that is the issue's title.
fn title_line(issue: &Issue) -> Option<Range<usize>> {
    let start = issue.lines.start_of(issue.shown.title?)?;
    Some(start..start + issue.body[start..].split_inclusive('\n').next()?.len())
}

/// The events of the notes, put together block by block: whether a paragraph is a row of buttons is known at its end.
#[derive(Default)]
struct Blocks<'a> {
    /// Where the issue's title stands.
    title: Option<Range<usize>>,
    done: Vec<Event<'a>>,
    /// The paragraph that is open: where it begins in `done`.
    paragraph: Option<Paragraph>,
    /// The heading that is open and dropped.
    skipping: bool,
    /// The HTML block that is open.
    block: Option<String>,
    /// The image that is open: its address and its text.
    image: Option<(String, String)>,
    /// For each open link: whether it is one that stays.
    links: Vec<bool>,
    /// How many containers are open; those too deep are not opened.
    depth: usize,
    /// Whether a block of code is open.
    code: bool,
    /// The footnotes' numbers in the order of their calls, and their texts, by their labels as [`folded`].
    calls: HashMap<String, usize>,
    notes: HashMap<String, Vec<Event<'a>>>,
    /// The labels of the footnotes that are open, the innermost last, and what was being written before each began.
    outside: Vec<(String, Vec<Event<'a>>)>,
}

/// A paragraph that is open.
#[derive(Default)]
struct Paragraph {
    from: usize,
    links: Vec<buttons::Link>,
    /// Its text outside its links.
    around: String,
}

impl<'a> Blocks<'a> {
    fn take(&mut self, event: Event<'a>, at: usize) {
        if self.skipping {
            self.skipping = !matches!(event, Event::End(TagEnd::Heading(_)));
            return;
        }
        if let Some((_, text)) = &mut self.image {
            match event {
                Event::Text(t) | Event::Code(t) => text.push_str(&t),
                Event::SoftBreak | Event::HardBreak => text.push(' '),
                Event::End(TagEnd::Image) => self.end_image(),
                _ => {}
            }
            return;
        }
        match event {
            Event::Start(Tag::Heading { .. }) if self.title.as_ref().is_some_and(|line| line.contains(&at)) => {
                self.skipping = true
            }
            Event::Start(Tag::Heading { level, .. }) => self.done.push(Event::Start(Tag::Heading {
                level: shown(level),
                id: None,
                classes: vec![],
                attrs: vec![],
            })),
            Event::End(TagEnd::Heading(level)) => self.done.push(Event::End(TagEnd::Heading(shown(level)))),
            Event::Start(Tag::Paragraph) => {
                self.paragraph = Some(Paragraph { from: self.done.len(), ..Paragraph::default() });
                self.done.push(Event::Start(Tag::Paragraph));
            }
            Event::End(TagEnd::Paragraph) => self.end_paragraph(),
            Event::Start(Tag::Link { dest_url, link_type, title: _, id }) => {
                let stays = is_link(&dest_url) && !self.links.contains(&true);
                self.links.push(stays);
                if let Some(p) = &mut self.paragraph {
                    p.links.push(buttons::Link { url: dest_url.to_string(), ..buttons::Link::default() });
                }
                if stays {
                    self.done.push(Event::Start(Tag::Link { link_type, dest_url, title: "".into(), id }));
                }
            }
            Event::End(TagEnd::Link) => {
                if self.links.pop() == Some(true) {
                    match self.done.last() {
                        // Nothing to click on: a picture without a text.
                        Some(Event::Start(Tag::Link { .. })) => drop(self.done.pop()),
                        _ => self.done.push(Event::End(TagEnd::Link)),
                    }
                }
            }
            Event::Start(Tag::Image { dest_url, .. }) => self.image = Some((dest_url.to_string(), String::new())),
            Event::Start(Tag::HtmlBlock) => self.block = Some(String::new()),
            Event::End(TagEnd::HtmlBlock) => {
                let block = self.block.take().unwrap_or_default();
                if inline::html_reason(&block) == Reason::Html {
                    self.done.push(Event::Html(block.into()));
                }
            }
            Event::Html(html) => match &mut self.block {
                Some(block) => block.push_str(&html),
                None => self.done.push(Event::Html(html)),
            },
            Event::Start(Tag::CodeBlock(_)) | Event::End(TagEnd::CodeBlock) => {
                self.code = matches!(event, Event::Start(_));
                self.done.push(event);
            }
            Event::Text(text) if self.code => self.done.push(Event::Text(text)),
            Event::Text(text) => self.text(text),
            Event::Code(code) => {
                self.note(&code);
                self.done.push(Event::Code(code));
            }
            Event::TaskListMarker(done) => self.text(if done { "☑ " } else { "☐ " }.into()),
            Event::FootnoteReference(label) => self.call(&label),
            Event::Start(Tag::FootnoteDefinition(label)) => {
                self.outside.push((folded(&label), std::mem::take(&mut self.done)));
            }
            Event::End(TagEnd::FootnoteDefinition) => {
                if let Some((label, before)) = self.outside.pop() {
                    let text = std::mem::replace(&mut self.done, before);
                    self.notes.entry(label).or_insert(text);
                }
            }
            Event::Start(Tag::BlockQuote(_) | Tag::List(_) | Tag::Item) => {
                self.depth += 1;
                if self.depth <= DEEPEST {
                    self.done.push(event);
                }
            }
            Event::End(TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::Item) => {
                if self.depth <= DEEPEST {
                    self.done.push(event);
                }
                self.depth = self.depth.saturating_sub(1);
            }
            other => self.done.push(other),
        }
    }

    /// A text; bare web addresses in it become links.
    fn text(&mut self, text: CowStr<'a>) {
        let text = if marks::are_in(&text) { marks::without(&text).into_owned().into() } else { text };
        if text.trim().is_empty() && !text.contains(' ') {
            return;
        }
        self.note(&text);
        if self.links.is_empty() && text.contains("://") {
            self.done.extend(linked(&text));
        } else {
            self.done.push(Event::Text(text));
        }
    }

    /// Remembers a text of the open paragraph, by which buttons are known.
    fn note(&mut self, text: &str) {
        let Some(p) = &mut self.paragraph else { return };
        match p.links.last_mut().filter(|_| !self.links.is_empty()) {
            Some(link) => link.text.push_str(text),
            None => p.around.push_str(text),
        }
    }

    fn end_paragraph(&mut self) {
        let p = self.paragraph.take().unwrap_or_default();
        let bare = p.links.is_empty() && buttons::is_bare(&p.around);
        let nothing = self.done.len() == p.from + 1;
        if bare || nothing || buttons::is_row(&p.around, &p.links) {
            self.done.truncate(p.from);
        } else {
            self.done.push(Event::End(TagEnd::Paragraph));
        }
    }

    /// Apps show no pictures that they do not know the size of: a picture with a text is a link to it, one without is
    /// an ornament. In a link it is the link's text.
    fn end_image(&mut self) {
        let Some((address, text)) = self.image.take() else { return };
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if text.is_empty() {
            return;
        }
        let text = format!("Immagine: {text}");
        let in_link = self.links.contains(&true);
        match is_web(&address) && !in_link {
            true => self.done.extend(link(&address, text)),
            false => self.done.push(Event::Text(text.into())),
        }
    }

    /// A footnote's call: its number, as no anchor works in an app.
    fn call(&mut self, label: &str) {
        let next = self.calls.len() + 1;
        let number = self.calls.entry(folded(label)).or_insert(next);
        self.done.push(Event::InlineHtml(format!("<sup>{number}</sup>").into()));
    }

    /// The whole, with the texts of the footnotes that are called at its end.
    fn finish(mut self) -> Vec<Event<'a>> {
        let calls = self.calls.into_iter();
        let mut called: Vec<_> = calls.filter_map(|(label, n)| Some((n, self.notes.remove(&label)?))).collect();
        called.sort_by_key(|(number, _)| *number);
        if !called.is_empty() {
            self.done.extend([Event::Rule, Event::Start(Tag::List(Some(1)))]);
            for (_, note) in called {
                self.done.push(Event::Start(Tag::Item));
                self.done.extend(note);
                self.done.push(Event::End(TagEnd::Item));
            }
            self.done.push(Event::End(TagEnd::List(true)));
        }
        self.done
    }
}

/// A footnote's label as Markdown compares it: without regard to capitals.
fn folded(label: &str) -> String {
    label.to_lowercase()
}

/// Below the episode's title, and no deeper than apps show.
fn shown(level: HeadingLevel) -> HeadingLevel {
    match level {
        HeadingLevel::H1 | HeadingLevel::H2 => HeadingLevel::H2,
        HeadingLevel::H3 => HeadingLevel::H3,
        _ => HeadingLevel::H4,
    }
}

fn is_web(url: &str) -> bool {
    let start = url.get(..8).unwrap_or(url).to_ascii_lowercase();
    start.starts_with("https://") || start.starts_with("http://")
}

/// An address that leads somewhere from an app: not relative, not an anchor.
fn is_link(url: &str) -> bool {
    is_web(url) || url.get(..7).is_some_and(|s| s.eq_ignore_ascii_case("mailto:"))
}

fn link<'a>(url: &str, text: String) -> [Event<'a>; 3] {
    let link_type = pulldown_cmark::LinkType::Inline;
    let tag = Tag::Link { link_type, dest_url: url.to_string().into(), title: "".into(), id: "".into() };
    [Event::Start(tag), Event::Text(text.into()), Event::End(TagEnd::Link)]
}

/// A text whose bare web addresses are links; marks behind an address are none of it.
fn linked<'a>(text: &str) -> Vec<Event<'a>> {
    let mut events = Vec::new();
    let mut plain = String::new();
    for word in text.split_inclusive(char::is_whitespace) {
        let start = [word.find("https://"), word.find("http://")].into_iter().flatten().min();
        let Some(start) = start.filter(|at| !word[..*at].ends_with(char::is_alphanumeric)) else {
            plain.push_str(word);
            continue;
        };
        let address = without_marks(word[start..].trim_end());
        plain.push_str(&word[..start]);
        events.push(Event::Text(std::mem::take(&mut plain).into()));
        events.extend(link(address, address.to_string()));
        plain.push_str(&word[start + address.len()..]);
    }
    events.push(Event::Text(plain.into()));
    events
}

/// An address without the marks behind it. A bracket that closes one of its own, as in `/Marea_(mare)`, belongs to it.
fn without_marks(address: &str) -> &str {
    let (opened, mut closed) = (address.matches('(').count(), address.matches(')').count());
    address.trim_end_matches(|c| match c {
        ')' if closed <= opened => false,
        ')' => {
            closed -= 1;
            true
        }
        c => ".,;:!?]>»”\"'’…".contains(c),
    })
}

#[cfg(test)]
mod tests;
