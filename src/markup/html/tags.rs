//! HTML cut into texts and tags, each with its line. Nothing is judged here, and no text is refused.

use std::borrow::Cow;
use std::collections::HashMap;

use super::lines;

/// Elements without content.
const VOID: [&str; 17] = [
    "area", "base", "basefont", "br", "col", "embed", "frame", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr", "bgsound",
];

/// Elements whose content is no HTML.
const RAW: [&str; 8] = ["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"];

/// Tags that never end are looked for so often in a text: each costs the rest of it.
const UNENDED: usize = 16;

/// A stretch of HTML.
#[derive(Debug, Clone, PartialEq)]
pub enum Piece<'a> {
    /// What stands between tags.
    Text(Cow<'a, str>),
    /// A tag.
    Tag(Tag<'a>),
    /// A comment, its marks with it, and its line.
    Comment(&'a str, u32),
}

/// Whether a tag opens an element, closes it, or is all of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Open,
    Close,
    Whole,
}

/// A tag.
#[derive(Debug, Clone, PartialEq)]
pub struct Tag<'a> {
    /// The element, in small letters.
    pub name: String,
    pub kind: Kind,
    /// The tag as written.
    pub source: &'a str,
    /// Its line.
    pub line: u32,
}

impl Tag<'_> {
    /// The value of an attribute as written, entities and all; empty where the attribute has none.
    pub fn attribute(&self, key: &str) -> Option<&str> {
        let mut rest = self.source.get(1 + self.name.len()..)?.trim_end_matches(['>', '/']);
        loop {
            rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
            if rest.is_empty() {
                return None;
            }
            let end = rest.find(|c: char| c.is_whitespace() || c == '=').unwrap_or(rest.len()).max(1);
            let end = (end..=rest.len()).find(|at| rest.is_char_boundary(*at))?;
            let (name, behind) = rest.split_at(end);
            let (value, behind) = match behind.trim_start().strip_prefix('=') {
                Some(value) => value_of(value.trim_start()),
                None => ("", behind),
            };
            if name.eq_ignore_ascii_case(key) {
                return Some(value.trim());
            }
            rest = behind;
        }
    }
}

/// An attribute's value at the start of `text`, and what stands behind it.
fn value_of(text: &str) -> (&str, &str) {
    for quote in ['"', '\''] {
        if let Some(inner) = text.strip_prefix(quote) {
            return inner.split_once(quote).unwrap_or((inner, ""));
        }
    }
    text.split_at(text.find(char::is_whitespace).unwrap_or(text.len()))
}

/// Whether the element has no content.
pub fn is_void(name: &str) -> bool {
    VOID.contains(&name)
}

/// A tag as written, as far as it is one.
pub fn tag(source: &str, line: u32) -> Option<Tag<'_>> {
    let inner = source.strip_prefix('<')?;
    let (inner, closes) = match inner.strip_prefix('/') {
        Some(inner) => (inner, true),
        None => (inner, false),
    };
    if !inner.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let end = inner.find(|c: char| c.is_whitespace() || matches!(c, '/' | '>')).unwrap_or(inner.len());
    let name = inner[..end].to_ascii_lowercase();
    let kind = match closes {
        true => Kind::Close,
        false if is_void(&name) || source.ends_with("/>") => Kind::Whole,
        false => Kind::Open,
    };
    Some(Tag { name, kind, source, line })
}

/// Cuts `html`, which begins on `line`, and whose texts get the marks of their lines.
pub fn cut(html: &str, line: u32) -> Vec<Piece<'_>> {
    cut_by(html, Lines::Counted(line))
}

/// Cuts `html`, whose texts have the marks of their lines.
pub fn cut_marked(html: &str) -> Vec<Piece<'_>> {
    cut_by(html, Lines::Marked(0))
}

/// How the lines of a text are known, and the line reached.
enum Lines {
    Counted(u32),
    Marked(u32),
}

impl Lines {
    fn now(&self) -> u32 {
        match self {
            Lines::Counted(line) | Lines::Marked(line) => *line,
        }
    }

    /// Goes over a tag.
    fn pass(&mut self, source: &str) {
        if let Lines::Counted(line) = self {
            *line += source.matches('\n').count() as u32;
        }
    }

    /// Goes over a text, which it marks.
    fn text<'a>(&mut self, text: &'a str) -> Piece<'a> {
        match self {
            Lines::Counted(line) => {
                let piece = Piece::Text(lines::marked(text, *line).into());
                *line += text.matches('\n').count() as u32;
                piece
            }
            Lines::Marked(line) => {
                *line = text.chars().rev().find_map(lines::line_of).unwrap_or(*line);
                Piece::Text(text.into())
            }
        }
    }
}

fn cut_by(html: &str, mut lines: Lines) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let (mut at, mut text, mut unended) = (0, 0, 0);
    while let Some(open) = html[at..].find('<').map(|open| at + open) {
        let found = markup(&html[open..], &mut unended);
        let Some(end) = found.map(|length| open + length) else {
            at = open + 1;
            continue;
        };
        if text < open {
            pieces.push(lines.text(&html[text..open]));
        }
        let source = &html[open..end];
        let here = lines.now();
        lines.pass(source);
        (at, text) = (end, end);
        if source.starts_with("<!--") {
            pieces.push(Piece::Comment(source, here));
            continue;
        }
        let Some(tag) = tag(source, here) else { continue };
        let raw =
            (tag.kind == Kind::Open && RAW.contains(&tag.name.as_str())).then(|| raw_length(&html[end..], &tag.name));
        pieces.push(Piece::Tag(tag));
        if let Some(length) = raw.filter(|length| *length > 0) {
            pieces.push(lines.text(&html[end..end + length]));
            (at, text) = (end + length, end + length);
        }
    }
    if text < html.len() {
        pieces.push(lines.text(&html[text..]));
    }
    pieces
}

/// The length of the tag, comment or declaration at the start of `html`, if it is one.
fn markup(html: &str, unended: &mut usize) -> Option<usize> {
    let ended_by = |mark: &str, unended: &mut usize| {
        let end = html.find(mark).map(|at| at + mark.len());
        *unended += usize::from(end.is_none());
        end
    };
    if *unended > UNENDED {
        return None;
    }
    if html.starts_with("<!--") {
        // a comment that never ends is the rest, as in a browser
        return ended_by("-->", unended).or(Some(html.len()));
    }
    if html.starts_with("<![CDATA[") || html.starts_with("<?") || html.starts_with("<!") {
        return ended_by(">", unended);
    }
    let name = html[1..].strip_prefix('/').unwrap_or(&html[1..]);
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    // a quotation mark counts only where a value may begin, or `<p l'ora>` would never end
    let mut quote = None;
    let mut before = ' ';
    for (at, c) in html.char_indices() {
        match quote {
            Some(mark) if c == mark => quote = None,
            Some(_) => (),
            None if matches!(c, '"' | '\'') && before == '=' => quote = Some(c),
            None if c == '>' => return Some(at + 1),
            None if c == '<' && at > 0 => return None,
            None => (),
        }
        if !c.is_whitespace() {
            before = c;
        }
    }
    *unended += 1;
    None
}

/// How long the content of a raw element is that begins at the start of `html`.
fn raw_length(html: &str, name: &str) -> usize {
    let closes = |at: usize| {
        let behind = html.get(at + 2..at + 2 + name.len());
        behind.is_some_and(|b| b.eq_ignore_ascii_case(name))
    };
    html.match_indices("</").map(|(at, _)| at).find(|at| closes(*at)).unwrap_or(html.len())
}

/// For each tag that opens an element the place of the one that closes it, and the other way round.
pub fn partners(pieces: &[Piece]) -> Vec<Option<usize>> {
    let mut partners = vec![None; pieces.len()];
    let mut open: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, piece) in pieces.iter().enumerate() {
        let Piece::Tag(tag) = piece else { continue };
        match tag.kind {
            Kind::Open => open.entry(&tag.name).or_default().push(at),
            Kind::Close => {
                if let Some(opened) = open.get_mut(tag.name.as_str()).and_then(Vec::pop) {
                    partners[opened] = Some(at);
                    partners[at] = Some(opened);
                }
            }
            Kind::Whole => (),
        }
    }
    partners
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Texts as they stand, tags as `[name]`, comments as `#`.
    fn told(html: &str) -> String {
        let pieces = cut(html, 1);
        let piece = |piece: &Piece| match piece {
            Piece::Text(text) => lines::unmarked(text),
            Piece::Comment(..) => "#".to_string(),
            Piece::Tag(tag) if tag.kind == Kind::Close => format!("[/{}]", tag.name),
            Piece::Tag(tag) if tag.kind == Kind::Whole => format!("[{}/]", tag.name),
            Piece::Tag(tag) => format!("[{}]", tag.name),
        };
        pieces.iter().map(piece).collect()
    }

    #[test]
    fn html_is_cut_at_its_tags() {
        let rows = [
            ("<p>uno</p>", "[p]uno[/p]"),
            ("uno <B class=\"a>b\">due</B >", "uno [b]due[/b]"),
            ("3 < 4 e 5 > 2", "3 < 4 e 5 > 2"),
            ("<br><img src=a/><Foo/>", "[br/][img/][foo/]"),
            ("<!-- a > b -->uno<!-- mai", "#uno#"),
            ("<script>if (a<b) { '</p>' }</SCRIPT>uno", "[script]if (a<b) { '</p>' }[/script]uno"),
            ("<style>p{}", "[style]p{}"),
            ("<p uno", "<p uno"),
            ("<!DOCTYPE html><p>", "[p]"),
            ("<p <b>uno</b>", "<p [b]uno[/b]"),
            ("<p title=l'ora>uno", "[p]uno"),
        ];
        let wrong: Vec<_> = rows.iter().filter(|r| told(r.0) != r.1).map(|r| (r, told(r.0))).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn attributes_as_written() {
        let of = |source, key| tag(source, 1).unwrap().attribute(key).map(str::to_string);
        let rows = [
            ("<a href=\"x y\" title='z'>", "title", Some("z")),
            ("<a HREF = x>", "href", Some("x")),
            ("<p hidden>", "hidden", Some("")),
            ("<p data-hidden=1>", "hidden", None),
            ("<img alt=\"a &amp; b\" />", "alt", Some("a &amp; b")),
            ("<img alt=\"mai", "alt", Some("mai")),
            ("<p è=ò>", "x", None),
            ("<p = =>", "x", None),
        ];
        let wrong: Vec<_> = rows.iter().filter(|r| of(r.0, r.1).as_deref() != r.2).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}
