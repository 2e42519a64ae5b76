//! Tags inside a line of text: what each element's content becomes in Markdown.

use std::borrow::Cow;

use super::convert::{emphasised, escaped, image};
use super::letters::{self, Raised};
use super::tags::{Kind, Piece, Tag};
use super::{blocks, formula, lines};
use crate::markup::{Dropped, Reason};

/// Elements nested deeper inside a line are read as if they were not.
const DEEPEST: usize = 32;

/// How much of the text before raised letters tells what they are, in bytes.
const BEFORE: usize = 80;

/// An element that is open.
struct Frame<'a> {
    tag: Tag<'a>,
    /// Its content so far.
    out: String,
    /// For a formula's element: its parts.
    parts: Vec<String>,
    /// Whether a link inside it leads to another place of the page.
    leads: bool,
}

/// A text while its tags are resolved.
pub struct Inline<'d> {
    dropped: &'d mut Vec<Dropped>,
}

impl<'d> Inline<'d> {
    /// What is taken away is told to `dropped`.
    pub fn new(dropped: &'d mut Vec<Dropped>) -> Self {
        Inline { dropped }
    }

    /// The Markdown of `pieces`, which are all of one paragraph; marks of lines stay in it.
    pub fn markdown<'a>(&mut self, pieces: &[Piece<'a>]) -> String {
        let mut frames: Vec<Frame<'a>> = vec![];
        let mut whole = String::new();
        for (at, piece) in pieces.iter().enumerate() {
            let depth = frames.len();
            let out = frames.last_mut().map_or(&mut whole, |f| &mut f.out);
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Comment(source, _) => out.push_str(source),
                Piece::Tag(tag) => match tag.kind {
                    Kind::Whole => whole_tag(tag, out),
                    Kind::Open if blocks::is_block(&tag.name) => line_break(out),
                    Kind::Open if means_something(&tag.name) && depth < DEEPEST => {
                        frames.push(Frame { tag: tag.clone(), out: String::new(), parts: vec![], leads: false });
                    }
                    Kind::Open => (),
                    Kind::Close if blocks::is_block(&tag.name) => line_break(out),
                    Kind::Close => {
                        let opened = frames.iter().rposition(|f| f.tag.name == tag.name);
                        while opened.is_some_and(|opened| frames.len() > opened + 1) {
                            // what is never closed means nothing
                            give_up(&mut frames, &mut whole);
                        }
                        if opened.is_some() {
                            self.close(&mut frames, &mut whole, &pieces[at + 1..]);
                        }
                    }
                },
            }
        }
        while !frames.is_empty() {
            give_up(&mut frames, &mut whole);
        }
        let bare = whole.trim_end();
        let end = bare.trim_end_matches("<br>").len();
        if end < bare.len() {
            whole.truncate(end);
        }
        whole
    }

    /// Ends the innermost element, in front of `next`.
    fn close(&mut self, frames: &mut Vec<Frame>, whole: &mut String, next: &[Piece]) {
        let Some(frame) = frames.pop() else { return };
        let parent = frames.last_mut();
        if formula::is_part(&frame.tag.name) {
            let said = formula::said(&frame.tag.name, lines::unmarked(&frame.out), &frame.parts);
            match parent {
                Some(parent) if formula::has_parts(&parent.tag.name) => parent.parts.push(said),
                Some(parent) => parent.out.push_str(&said),
                None => whole.push_str(&said),
            }
            return;
        }
        let mut nothing = false;
        let (out, leads) = match parent {
            Some(parent) => (&mut parent.out, &mut parent.leads),
            None => (whole, &mut nothing),
        };
        *leads |= frame.leads;
        let inner = frame.out;
        match frame.tag.name.as_str() {
            "sup" => self.raise(&frame.tag, out, &inner, frame.leads, next),
            "sub" => {
                let before = tail(out);
                if !letters::ends_fraction(&before, &lines::unmarked(&inner), |length, sign| {
                    cut_back(out, length);
                    out.push_str(sign);
                }) {
                    out.push_str(&letters::lowered(&before, &lines::unmarked(&inner)));
                }
            }
            "del" | "s" | "strike" => {
                let struck = emphasised(&inner, "~~", tail(out).chars().next_back(), first_char(next));
                if struck.contains("~~") {
                    out.push_str(&struck);
                } else if inner.contains(char::is_alphanumeric) {
                    self.dropped.push(Dropped::new(frame.tag.line, &lines::unmarked(&inner), Reason::StruckOut));
                }
            }
            "b" | "strong" => out.push_str(&emphasised(&inner, "**", tail(out).chars().next_back(), first_char(next))),
            "i" | "em" => out.push_str(&emphasised(&inner, "*", tail(out).chars().next_back(), first_char(next))),
            "q" => out.push_str(&format!("«{}»", inner.trim())),
            "code" | "tt" | "samp" => out.push_str(&code(&inner)),
            "a" => {
                let address = frame.tag.attribute("href").unwrap_or_default();
                *leads |= address.starts_with('#');
                out.push_str(&link(&inner, address));
            }
            _ => out.push_str(&inner),
        }
    }

    /// Raised letters behind `out`.
    fn raise(&mut self, tag: &Tag, out: &mut String, inner: &str, leads: bool, next: &[Piece]) {
        let spoken = lines::unmarked(inner);
        // inside of raised letters a link is only where a note leads
        let words = without_link(&spoken);
        let words = words.trim();
        if words.is_empty() {
            return;
        }
        if is_numerator(words, next) {
            let glued = tail(out).ends_with(|c: char| c.is_ascii_digit());
            out.push_str(&if glued { format!(" {words}") } else { words.to_string() });
            return;
        }
        if spoken.contains("[^") {
            // Markdown's own mark of a note, raised once more by hand
            out.push_str(inner);
            return;
        }
        if words.starts_with("![") {
            return out.push_str(inner);
        }
        // emphasis that ends there is no part of the word
        let before = tail(out);
        match letters::raised(before.trim_end_matches(['*', '_']), words, leads) {
            Raised::Note => self.dropped.push(Dropped::new(tag.line, words, Reason::FootnoteMark)),
            Raised::Text(text) => out.push_str(&text),
            Raised::Instead(length, text) => {
                cut_back(out, length);
                out.push_str(&text);
            }
        }
    }
}

/// Ends the innermost element as if its tag did not stand there.
fn give_up(frames: &mut Vec<Frame>, whole: &mut String) {
    if let Some(frame) = frames.pop() {
        let parts = frame.parts.concat();
        frames.last_mut().map_or(whole, |f| &mut f.out).push_str(&format!("{parts}{}", frame.out));
    }
}

/// Whether an element inside a line is more than its content.
fn means_something(name: &str) -> bool {
    matches!(
        name,
        "sup" | "sub" | "del" | "s" | "strike" | "b" | "strong" | "i" | "em" | "q" | "code" | "tt" | "samp" | "a"
    ) || formula::is_part(name)
}

/// A tag that is an element by itself.
fn whole_tag(tag: &Tag, out: &mut String) {
    match tag.name.as_str() {
        "br" => line_break(out),
        "hr" => line_break(out),
        "img" => {
            let attribute = |key| tag.attribute(key).unwrap_or_default();
            let address = [attribute("src"), attribute("data-src")].into_iter().find(|a| !a.is_empty());
            out.extend(image(attribute("alt"), address.unwrap_or_default()));
        }
        name if blocks::is_block(name) => line_break(out),
        _ => (),
    }
}

/// The end of a line, once.
fn line_break(out: &mut String) {
    let bare = lines::unmarked(&tail(out));
    if !bare.trim_end().ends_with("<br>") && !bare.trim().is_empty() {
        out.push_str("<br>");
    }
}

/// The end of a text without marks of lines: enough to tell what raised letters behind it are.
fn tail(text: &str) -> String {
    let mut start = text.len().saturating_sub(BEFORE);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    lines::unmarked(&text[start..])
}

/// Takes `length` bytes of what is spoken off the end of a text.
fn cut_back(text: &mut String, length: usize) {
    let mut left = length;
    while left > 0 {
        match text.pop() {
            Some(c) if lines::is_mark(c) => (),
            Some(c) => left = left.saturating_sub(c.len_utf8()),
            None => break,
        }
    }
}

fn first_char(next: &[Piece]) -> Option<char> {
    match next.first()? {
        Piece::Text(text) => text.chars().find(|c| !lines::is_mark(*c)),
        _ => None,
    }
}

/// `1` of `<sup>1</sup>/<sub>2</sub>`.
fn is_numerator(words: &str, next: &[Piece]) -> bool {
    let [Piece::Text(bar), Piece::Tag(below), ..] = next else { return false };
    words.bytes().all(|b| b.is_ascii_digit())
        && matches!(&*lines::unmarked(bar), "/" | "⁄" | "∕")
        && below.name == "sub"
}

/// The words of a link, or a text that is none.
fn without_link(text: &str) -> Cow<'_, str> {
    let inner = text.trim().strip_prefix('[').and_then(|t| t.split_once("](")).filter(|(_, to)| to.ends_with(')'));
    inner.map_or(Cow::Borrowed(text), |(words, _)| Cow::Owned(words.to_string()))
}

fn code(inner: &str) -> String {
    let plain = unescaped(&lines::unmarked(inner));
    if plain.contains(['`', '\n']) || plain.trim().is_empty() {
        return inner.to_string();
    }
    format!("`{plain}`")
}

/// Without the entities that any page has, in its code or in what is told of it.
pub fn unescaped(text: &str) -> String {
    let pairs = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&nbsp;", " "),
        ("&mdash;", "—"),
        ("&ndash;", "–"),
        ("&amp;", "&"),
    ];
    pairs.iter().fold(text.to_string(), |text, (entity, sign)| text.replace(entity, sign))
}

/// A link, its spaces outside of it; its words where Markdown could not tell it.
fn link(inner: &str, address: &str) -> String {
    let words = inner.trim();
    let spoken = lines::unmarked(words);
    let nested = spoken.starts_with("![");
    let brackets = spoken.contains(['[', ']']) && !nested;
    let blank = spoken.lines().any(|l| l.trim().is_empty());
    if address.is_empty() || address.starts_with("javascript:") || spoken.is_empty() || brackets || blank {
        return inner.to_string();
    }
    let lead = &inner[..inner.len() - inner.trim_start().len()];
    let trail = &inner[inner.trim_end().len()..];
    format!("{lead}[{words}]({}){trail}", escaped(address))
}

#[cfg(test)]
mod tests {
    use super::super::{left_out, tags};
    use super::*;

    fn read(html: &str) -> (String, Vec<(Reason, usize)>) {
        let mut dropped = Vec::new();
        let pieces = left_out::take_out(tags::cut(html, 1), &mut dropped);
        let text = Inline::new(&mut dropped).markdown(&pieces);
        (lines::unmarked(&text), dropped.iter().map(|d| (d.reason, d.words)).collect())
    }

    #[test]
    fn tags_become_markdown() {
        let rows = [
            ("una <b>parola</b> e <em>due </em>altre", "una **parola** e *due* altre"),
            ("<strong>Ora:</strong>poi", "Ora:poi"),
            ("<span style=\"x\">detto</span> <u>bene</u>", "detto bene"),
            ("premi <kbd>Ctrl</kbd>+<kbd>C</kbd>", "premi Ctrl+C"),
            ("la <abbr title=\"Unione\">UE</abbr>", "la UE"),
            ("ha detto <q>basta</q>", "ha detto «basta»"),
            ("vedi <a href=\"https://a.it/x y\">la pagina </a>qui", "vedi [la pagina](https://a.it/x%20y) qui"),
            ("<a name=\"x\"></a>Inizio", "Inizio"),
            ("usa <code>a &lt; b</code>", "usa `a < b`"),
            ("il <del>nove</del> dieci", "il ~~nove~~ dieci"),
            ("un <img src=\"a.png\" alt=\"gatto [nero]\"/> qui", "un ![gatto nero](a.png) qui"),
            ("riga<br/>altra<br><br>terza<br>", "riga<br>altra<br>terza"),
            ("10<sup>6</sup> e H<sub>2</sub>O", "10⁶ e H2O"),
            ("**2021**<sup>1</sup> e **10**<sup>6</sup>", "**2021** e **10**⁶"),
            ("nel 2021<sup><a href=\"#n1\">1</a></sup>.", "nel 2021."),
            ("nel 2021<a href=\"#n1\"><sup>1</sup></a>.", "nel 2021."),
            ("due<sup>[^1]</sup> volte", "due[^1] volte"),
            ("3<sup>1</sup>/<sub>2</sub> ore", "3½ ore"),
            ("<sup>7</sup>⁄<sub>16</sub> di pollice", "7/16 di pollice"),
            ("<ruby>東京<rp>(</rp><rt>Tokyo</rt><rp>)</rp></ruby>", "東京"),
            ("<mfrac><mn>1</mn><mn>2</mn></mfrac> litro", "1/2 litro"),
            ("<math><msup><mi>x</mi><mn>2</mn></msup><mo>+</mo><mn>1</mn></math>", "x² + 1"),
            ("testo <div>altro</div> fine", "testo <br>altro<br> fine"),
            ("una <b>mai chiusa", "una mai chiusa"),
            ("chiusa</b> mai aperta", "chiusa mai aperta"),
            ("<b><i>incrociati</b></i>", "**incrociati**"),
        ];
        let wrong: Vec<_> = rows.iter().filter(|r| read(r.0).0 != r.1).map(|r| (r, read(r.0).0)).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
        assert_eq!(read("il <s>(nove)</s>dieci"), ("il dieci".to_string(), vec![(Reason::StruckOut, 1)]));
        assert_eq!(read("uno<sup>2</sup>"), ("uno".to_string(), vec![(Reason::FootnoteMark, 1)]));
    }
}
