//! A block of HTML as Markdown. What only holds a text (`div`, `p`, `center`, `details`) goes, and the text stays as its
//! author wrote it, Markdown and lines; what has a shape of its own (lists, tables, figures, headings) is converted.

use super::convert;
use super::inline::Inline;
use super::tags::{self, Kind, Piece, Tag};
use super::{dom, left_out, lines};
use crate::markup::Dropped;

/// Quotations nested deeper than this are read as if they were not.
const DEEPEST: usize = 16;

/// Elements nested deeper are not given to the parser, which would find a tree that nobody may walk.
const DEEPEST_TREE: usize = 200;

/// An element of more bytes is read as its text alone.
const LARGEST: usize = 1 << 18;

/// Characters that Markdown reads as its own in the text of an element too, and what stands for each while the element is
/// converted, which would else put a backslash before it.
const SIGNS: [(char, char); 6] =
    [('[', '\u{E000}'), (']', '\u{E001}'), ('`', '\u{E002}'), ('\\', '\u{E003}'), ('*', '\u{E004}'), ('_', '\u{E005}')];

/// Whether an element stands on lines of its own.
pub fn is_block(name: &str) -> bool {
    is_shaped(name)
        || matches!(
            name,
            "address"
                | "article"
                | "aside"
                | "blockquote"
                | "body"
                | "caption"
                | "center"
                | "dd"
                | "details"
                | "dt"
                | "div"
                | "fieldset"
                | "figcaption"
                | "footer"
                | "header"
                | "hgroup"
                | "hr"
                | "html"
                | "legend"
                | "li"
                | "main"
                | "optgroup"
                | "p"
                | "section"
                | "summary"
                | "tbody"
                | "td"
                | "tfoot"
                | "th"
                | "thead"
                | "tr"
                | "search"
                | "noframes"
                | "frameset"
        )
}

/// Whether an element has a shape that is converted.
fn is_shaped(name: &str) -> bool {
    matches!(
        name,
        "ul" | "ol" | "menu" | "dir" | "dl" | "table" | "figure" | "pre" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6"
    )
}

/// Whether an element cannot be taken apart where Markdown stands between its tags.
pub fn is_whole(tag: &Tag) -> bool {
    matches!(
        tag.name.as_str(),
        "ul" | "ol"
            | "menu"
            | "dir"
            | "li"
            | "dl"
            | "dt"
            | "dd"
            | "table"
            | "thead"
            | "tbody"
            | "tfoot"
            | "tr"
            | "td"
            | "th"
            | "caption"
            | "blockquote"
            | "pre"
    ) || left_out::reason(tag).is_some()
}

/// The Markdown of a block, with the marks of its lines, in paragraphs with a blank line between; empty if nothing is left.
pub fn markdown(pieces: Vec<Piece>, dropped: &mut Vec<Dropped>) -> String {
    let pieces = left_out::take_out(pieces, dropped);
    let mut writer = Writer { dropped, out: String::new(), is_paragraph: false };
    writer.write(&pieces, 0);
    writer.out
}

struct Writer<'d> {
    dropped: &'d mut Vec<Dropped>,
    out: String,
    /// Whether the text is in a `p`, where nothing but a paragraph can begin.
    is_paragraph: bool,
}

impl Writer<'_> {
    fn write(&mut self, pieces: &[Piece], depth: usize) {
        let partners = tags::partners(pieces);
        // where the text began that is not written yet
        let mut run = 0;
        let mut at = 0;
        while at < pieces.len() {
            let (begin, end) = (at, at + 1);
            at = end;
            match &pieces[begin] {
                Piece::Comment(source, line) => {
                    self.text(&pieces[run..begin]);
                    self.push(&format!("{}{source}", lines::mark(*line)));
                }
                Piece::Tag(tag) if tag.kind == Kind::Open && tag.name == "blockquote" && depth < DEEPEST => {
                    self.text(&pieces[run..begin]);
                    let close = partners[begin].unwrap_or(pieces.len());
                    self.quote(&pieces[end..close], depth);
                    at = (close + 1).min(pieces.len());
                }
                Piece::Tag(tag)
                    if tag.kind == Kind::Open && is_shaped(&tag.name) && self.fits(tag, partners[begin]) =>
                {
                    self.text(&pieces[run..begin]);
                    let last = partners[begin].unwrap_or(pieces.len() - 1);
                    self.shaped(&pieces[begin..=last], depth);
                    at = last + 1;
                }
                Piece::Tag(tag) if tag.name == "hr" => {
                    self.text(&pieces[run..begin]);
                    self.push(&format!("{}---", lines::mark(tag.line)));
                }
                Piece::Tag(tag) if is_block(&tag.name) => {
                    self.text(&pieces[run..begin]);
                    self.is_paragraph = tag.name == "p" && tag.kind == Kind::Open;
                }
                // two breaks are a paragraph
                Piece::Tag(tag) if tag.name == "br" && is_break(&pieces[end..]) => self.text(&pieces[run..begin]),
                _ => continue,
            }
            run = at;
        }
        self.text(&pieces[run..]);
    }

    /// Whether an element can be converted by itself: a heading that is never closed is none.
    fn fits(&self, tag: &Tag, close: Option<usize>) -> bool {
        close.is_some() || !tag.name.starts_with('h')
    }

    fn push(&mut self, block: &str) {
        if !self.out.is_empty() {
            self.out.push_str("\n\n");
        }
        self.out.push_str(block);
    }

    /// Text with inline elements, a paragraph or several.
    fn text(&mut self, pieces: &[Piece]) {
        let in_paragraph = std::mem::take(&mut self.is_paragraph);
        if pieces.is_empty() {
            return;
        }
        let text = Inline::new(self.dropped).markdown(pieces);
        let text = aligned(&text);
        if lines::unmarked(&text).trim().is_empty() {
            return;
        }
        self.push(&if in_paragraph { plain_start(&text) } else { text });
    }

    fn quote(&mut self, inner: &[Piece], depth: usize) {
        let mut writer = Writer { dropped: self.dropped, out: String::new(), is_paragraph: false };
        writer.write(inner, depth + 1);
        let out = writer.out;
        if !out.is_empty() {
            let quoted: Vec<String> =
                out.lines().map(|l| if l.is_empty() { ">".to_string() } else { format!("> {l}") }).collect();
            self.push(&quoted.join("\n"));
        }
    }

    /// A list, a table, a figure, a heading, a text that is set as it stands.
    fn shaped(&mut self, pieces: &[Piece], depth: usize) {
        for piece in pieces {
            if let Piece::Comment(source, line) = piece {
                self.push(&format!("{}{source}", lines::mark(*line)));
            }
        }
        let html = source(pieces);
        let tree = html.filter(|html| html.len() <= LARGEST).and_then(|html| convert::tree(&html).ok());
        let Some(tree) = tree.filter(|tree| !dom::is_too_deep(tree)) else {
            return self.flat(pieces, depth);
        };
        let markdown = convert::markdown(&tree);
        let markdown: String = markdown.chars().map(|c| SIGNS.iter().find(|s| s.1 == c).map_or(c, |s| s.0)).collect();
        let markdown = markdown.trim_matches('\n');
        if !lines::unmarked(markdown).trim().is_empty() {
            self.push(markdown);
        }
    }

    /// What is too deep or too large, as its texts.
    fn flat(&mut self, pieces: &[Piece], depth: usize) {
        let is_kept = |piece: &&Piece| match piece {
            Piece::Text(_) => true,
            Piece::Tag(tag) => !is_shaped(&tag.name) && tag.name != "blockquote" && is_block(&tag.name),
            Piece::Comment(..) => false,
        };
        let kept: Vec<Piece> = pieces.iter().filter(is_kept).cloned().collect();
        self.write(&kept, depth);
    }
}

/// Whether a break is the next that stands there.
fn is_break(pieces: &[Piece]) -> bool {
    let mut ahead = pieces.iter().filter(|p| !matches!(p, Piece::Text(t) if lines::unmarked(t).trim().is_empty()));
    matches!(ahead.next(), Some(Piece::Tag(tag)) if tag.name == "br")
}

/// The HTML of an element for the parser; none where it is nested beyond reason.
fn source(pieces: &[Piece]) -> Option<String> {
    let mut html = String::new();
    let (mut depth, mut code) = (0_usize, 0_usize);
    for piece in pieces {
        match piece {
            Piece::Text(text) if code > 0 => html.push_str(text),
            Piece::Text(text) => push_signs(text, &mut html),
            Piece::Tag(tag) => {
                let is_code = matches!(tag.name.as_str(), "pre" | "code" | "samp" | "tt");
                match tag.kind {
                    Kind::Open => {
                        depth += 1;
                        code += usize::from(is_code);
                    }
                    Kind::Close => {
                        depth = depth.saturating_sub(1);
                        code = code.saturating_sub(usize::from(is_code));
                    }
                    Kind::Whole => (),
                }
                if depth > DEEPEST_TREE {
                    return None;
                }
                html.push_str(tag.source);
            }
            Piece::Comment(..) => (),
        }
    }
    Some(html)
}

/// A text, its signs of Markdown replaced; a star or an underscore inside a word is none.
fn push_signs(text: &str, html: &mut String) {
    let mut before = ' ';
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let inside = before.is_alphanumeric() && chars.peek().is_some_and(|c| c.is_alphanumeric());
        match SIGNS.iter().find(|s| s.0 == c) {
            Some(sign) if !(matches!(c, '*' | '_') && inside) => html.push(sign.1),
            _ if SIGNS.iter().any(|s| s.1 == c) => html.push(' '),
            _ => html.push(c),
        }
        before = c;
    }
}

/// A text whose lines begin at the margin, as far as they have that in common; blank lines at either end go.
fn aligned(text: &str) -> String {
    let is_blank = |line: &&str| lines::unmarked(line).trim().is_empty();
    let mut rows: Vec<&str> = text.lines().skip_while(is_blank).collect();
    while rows.last().is_some_and(is_blank) {
        rows.pop();
    }
    let indent = |line: &&str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let common = rows.iter().skip(1).filter(|l| !is_blank(l)).map(indent).min().unwrap_or(0);
    let mut out = String::with_capacity(text.len());
    for (at, row) in rows.iter().enumerate() {
        let from = if at == 0 { indent(row) } else { common.min(indent(row)) };
        if at > 0 {
            out.push('\n');
        }
        // a blank line inside a tag's content is one in Markdown too
        out.push_str(if is_blank(row) { "" } else { &row[from..] });
    }
    out
}

/// A paragraph that begins like a list or a heading, with a backslash that keeps it from being one.
fn plain_start(text: &str) -> String {
    let start = text.find(|c| !lines::is_mark(c)).unwrap_or(0);
    let (marks, words) = text.split_at(start);
    let digits = words.len() - words.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let at = match words[digits..].chars().next() {
        Some('.' | ')') if digits > 0 => Some(digits),
        Some('-' | '+' | '#' | '>' | '=') if digits == 0 => Some(0),
        _ => None,
    };
    match at {
        Some(at) => format!("{marks}{}\\{}", &words[..at], &words[at..]),
        None => text.to_string(),
    }
}
