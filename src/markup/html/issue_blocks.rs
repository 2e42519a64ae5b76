//! The HTML blocks of an issue: where they stand, which belong together, and what stands in their place.

use std::collections::HashMap;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};

use super::tags::{self, Kind, Piece};
use super::{blocks, joined, line_at, lines, replace};
use crate::markup::document::{Document, Line};
use crate::markup::{Dropped, MARKDOWN};

type Events<'a> = Vec<(Event<'a>, Range<usize>)>;

/// A block of HTML in an issue.
struct Block {
    /// Its events, from the one that opens it to the one that closes it.
    events: Range<usize>,
    /// Where the quotation or list item begins that it stands in; 0 outside of all.
    container: usize,
    /// Where it begins and ends in the text.
    range: Range<usize>,
    /// Its HTML without what the container puts before each line.
    html: String,
    /// The place of its first line.
    line: u32,
}

/// Blocks that are converted together, and what stands between them.
struct Job {
    first: usize,
    last: usize,
}

/// Turns the HTML blocks of a text into Markdown.
pub fn read(document: &mut Document) {
    let (text, starts) = joined(document);
    let events: Events = Parser::new_ext(&text, MARKDOWN).into_offset_iter().collect();
    let blocks = blocks_of(&events, &starts);
    if blocks.is_empty() {
        return;
    }
    let mut dropped: Vec<Dropped> = Vec::new();
    let mut out: Vec<Line> = Vec::with_capacity(document.lines.len());
    let copy = |at: usize| Line { number: at as u32, text: document.lines[at].text.clone() };
    let mut done = 0;
    for job in jobs(&blocks) {
        let (first, last) = (&blocks[job.first], &blocks[job.last]);
        let from = first.line as usize;
        // a block that begins on the last line of another is a part of that line
        if from < done {
            continue;
        }
        let end = line_at(&starts, last.range.end.saturating_sub(1).max(last.range.start)) as usize + 1;
        out.extend((done..from).map(copy));
        let html;
        let pieces = if job.first == job.last {
            tags::cut(&first.html, first.line)
        } else {
            html = rendered(&events, &blocks[job.first..=job.last], &starts);
            tags::cut_marked(&html)
        };
        let markdown = blocks::markdown(pieces, &mut dropped);
        let lead = match first.container {
            0 => "",
            _ => &text[starts[from]..first.range.start.max(starts[from])],
        };
        let is_followed = document.lines.get(end).is_some_and(|line| !is_blank(&line.text));
        place(&mut out, lines::numbered(&markdown, first.line), lead, is_followed);
        done = end;
    }
    out.extend((done..document.lines.len()).map(copy));
    replace(document, out, dropped);
}

/// Puts the lines of a block behind `lead`, what its container puts before it, with blank lines around.
fn place(out: &mut Vec<Line>, block: Vec<Line>, lead: &str, is_followed: bool) {
    let further: String = lead.chars().map(|c| if matches!(c, '>' | '\t') { c } else { ' ' }).collect();
    let is_first = further != lead;
    let number = block.first().map_or(0, |line| line.number);
    let blank = |number| Line { number, text: further.trim_end().to_string() };
    if !is_first && out.last().is_some_and(|line| !is_blank(&line.text)) {
        out.push(blank(number));
    }
    let last = block.last().map_or(number, |line| line.number);
    for (at, line) in block.into_iter().enumerate() {
        let lead = if at == 0 { lead } else { &further };
        out.push(Line { number: line.number, text: format!("{lead}{}", line.text).trim_end_matches('\n').to_string() });
    }
    if is_followed {
        out.push(blank(last));
    }
}

/// Whether a line has nothing but the signs of quotations.
fn is_blank(line: &str) -> bool {
    line.chars().all(|c| c.is_whitespace() || c == '>')
}

/// The HTML blocks of a text. Inside an element that is open, indented text that begins with a tag is one too, whatever
/// Markdown says: its author indents what lies deeper.
fn blocks_of(events: &Events, starts: &[usize]) -> Vec<Block> {
    let mut found: Vec<Block> = Vec::new();
    let mut containers = vec![0];
    // for each container how many elements are open
    let mut open: HashMap<usize, i64> = HashMap::new();
    let mut at = 0;
    while let Some((event, range)) = events.get(at) {
        let container = containers.last().copied().unwrap_or(0);
        let is_block = match event {
            Event::Start(Tag::HtmlBlock) => true,
            Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) if open.get(&container).is_some_and(|n| *n > 0) => {
                matches!(events.get(at + 1), Some((Event::Text(text), _)) if starts_with_tag(text))
            }
            _ => false,
        };
        if is_block {
            let block = block(events, at, container, starts);
            // comments alone stay as they are: the script drops them, and some are commands
            let pieces = tags::cut(&block.html, 0);
            let is_comment = |piece: &Piece| match piece {
                Piece::Comment(..) => true,
                Piece::Text(text) => lines::unmarked(text).trim().is_empty(),
                Piece::Tag(_) => false,
            };
            if pieces.iter().all(is_comment) {
                at = block.events.end;
                continue;
            }
            let depth: i64 = pieces.iter().map(depth_of).sum();
            *open.entry(container).or_default() += depth;
            at = block.events.end;
            found.push(block);
            continue;
        }
        match event {
            // 1 more, since 0 is outside of all
            Event::Start(Tag::BlockQuote(_) | Tag::Item | Tag::FootnoteDefinition(_)) => {
                containers.push(range.start + 1)
            }
            Event::End(TagEnd::BlockQuote(_) | TagEnd::Item | TagEnd::FootnoteDefinition) => {
                containers.pop();
            }
            _ => (),
        }
        at += 1;
    }
    found
}

fn starts_with_tag(text: &str) -> bool {
    let inner = text.trim_start().strip_prefix('<').map(|t| t.trim_start_matches(['/', '!']));
    inner.is_some_and(|t| t.starts_with(|c: char| c.is_ascii_alphabetic() || c == '-'))
}

fn depth_of(piece: &Piece) -> i64 {
    match piece {
        Piece::Tag(tag) if matches!(tag.name.as_str(), "p" | "li" | "td" | "tr" | "dt" | "dd") => 0,
        Piece::Tag(tag) if tag.kind == Kind::Open => 1,
        Piece::Tag(tag) if tag.kind == Kind::Close => -1,
        _ => 0,
    }
}

/// The block that the event `at` opens.
fn block(events: &Events, at: usize, container: usize, starts: &[usize]) -> Block {
    let mut html = String::new();
    let mut range = events[at].1.clone();
    let mut first = None;
    let mut next = at + 1;
    while let Some((event, here)) = events.get(next) {
        next += 1;
        match event {
            Event::Html(text) | Event::Text(text) | Event::InlineHtml(text) => {
                first.get_or_insert(here.start);
                range.end = range.end.max(here.end);
                html.push_str(text);
            }
            Event::End(TagEnd::HtmlBlock | TagEnd::CodeBlock) => break,
            _ => (),
        }
    }
    range.start = first.unwrap_or(range.start);
    // the line ends before the next one begins
    let line = line_at(starts, range.start);
    Block { events: at..next, container, range, html, line }
}

/// Which blocks go together: those between whose tags stands what cannot be taken apart.
fn jobs(blocks: &[Block]) -> Vec<Job> {
    let mut open: HashMap<(usize, String), Vec<usize>> = HashMap::new();
    // for each block the last that belongs to it
    let mut last: Vec<usize> = (0..blocks.len()).collect();
    for (at, block) in blocks.iter().enumerate() {
        for piece in tags::cut(&block.html, 0) {
            let Piece::Tag(tag) = piece else { continue };
            match tag.kind {
                Kind::Open => {
                    open.entry((block.container, tag.name.clone())).or_default().push(match blocks::is_whole(&tag) {
                        true => at,
                        false => usize::MAX,
                    })
                }
                Kind::Close => {
                    let opened = open.get_mut(&(block.container, tag.name)).and_then(Vec::pop);
                    if let Some(opened) = opened.filter(|opened| *opened < at) {
                        last[opened] = last[opened].max(at);
                    }
                }
                Kind::Whole => (),
            }
        }
    }
    let mut jobs = Vec::new();
    let mut at = 0;
    while at < blocks.len() {
        let mut end = last[at];
        let mut look = at;
        while look < end {
            look += 1;
            end = end.max(last[look]);
        }
        jobs.push(Job { first: at, last: end });
        at = end + 1;
    }
    jobs
}

/// The HTML of blocks and of the Markdown between them, with the marks of lines in its texts.
fn rendered(events: &Events, blocks: &[Block], starts: &[usize]) -> String {
    let (Some(first), Some(last)) = (blocks.first(), blocks.last()) else { return String::new() };
    let mut mapped: Vec<Event> = Vec::new();
    let mut waiting = blocks.iter().peekable();
    let mut at = first.events.start;
    while at < last.events.end {
        if let Some(block) = waiting.next_if(|block| block.events.start == at) {
            let pieces = tags::cut(&block.html, block.line);
            let html: String = pieces.iter().map(as_written).collect();
            mapped.push(Event::Html(format!("{html}\n").into()));
            at = block.events.end;
            continue;
        }
        let (event, range) = &events[at];
        let mark = || lines::mark(line_at(starts, range.start));
        mapped.push(match event {
            Event::Text(text) => Event::Text(format!("{}{text}", mark()).into()),
            // signs of Markdown that HTML has none for stay what they are
            Event::FootnoteReference(label) => Event::Text(format!("[^{label}]").into()),
            Event::TaskListMarker(done) => Event::Text(if *done { "[x] " } else { "[ ] " }.into()),
            other => other.clone(),
        });
        at += 1;
    }
    let mut html = String::new();
    pulldown_cmark::html::push_html(&mut html, mapped.into_iter());
    html
}

fn as_written<'a>(piece: &'a Piece<'a>) -> &'a str {
    match piece {
        Piece::Text(text) => text,
        Piece::Tag(tag) => tag.source,
        Piece::Comment(source, _) => source,
    }
}
