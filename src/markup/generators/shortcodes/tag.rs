//! What stands in a tag: its name, its words and its parameters.

use pulldown_cmark::{Event, Parser};

use super::super::vocabulary::{VOCABULARY, has};

/// A tag.
#[derive(Debug, Default, PartialEq)]
pub struct Tag<'a> {
    /// Its name, without what says that it closes.
    pub name: &'a str,
    /// Whether it closes another: `/name`, `endname`.
    pub closes: bool,
    /// Its values without a name, without quotation marks.
    pub words: Vec<&'a str>,
    /// Whether the first of them stood in quotation marks.
    is_quoted: bool,
    /// Its values with a name.
    pub pairs: Vec<(&'a str, &'a str)>,
}

/// How many bytes of a text are a name.
pub fn name_length(text: &str) -> usize {
    text.find(|c: char| !c.is_alphanumeric() && !matches!(c, '-' | '_' | '.')).unwrap_or(text.len())
}

impl<'a> Tag<'a> {
    /// Reads what stands between the marks of a tag.
    pub fn of(inside: &'a str) -> Tag<'a> {
        let inside = inside.trim().trim_start_matches("/*").trim_end_matches("*/");
        let inside = inside.trim_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '~'));
        let bare = inside.trim_start_matches('/').trim_start();
        let slashed = bare.len() < inside.len();
        let (name, rest) = bare.split_at(name_length(bare));
        let (name, closes) = match name.strip_prefix("end") {
            Some(opened) if !slashed => (opened.trim_start_matches('_'), true),
            _ => (name, slashed),
        };
        let mut tag = Tag { name, closes, ..Tag::default() };
        tag.values(rest);
        tag
    }

    fn values(&mut self, mut rest: &'a str) {
        loop {
            rest =
                rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ',' | '(' | ')' | '/' | ':' | '|'));
            if rest.is_empty() {
                return;
            }
            let key = name_length(rest);
            let behind = rest[key..].trim_start();
            let named = key > 0 && behind.starts_with(['=', ':']);
            let key = if named { &rest[..key] } else { "" };
            if named {
                rest = behind[1..].trim_start();
            }
            let (value, after, quoted) = value(rest);
            match named {
                true => self.pairs.push((key, value)),
                false => {
                    self.is_quoted |= quoted && self.words.is_empty();
                    self.words.push(value);
                }
            }
            rest = after;
        }
    }

    /// The value of a parameter.
    pub fn get(&self, key: &str) -> Option<&'a str> {
        self.pairs.iter().find(|(k, _)| k.eq_ignore_ascii_case(key)).map(|(_, value)| *value).filter(|v| !v.is_empty())
    }

    /// What a figure shows in words.
    pub fn caption(&self) -> Option<String> {
        let mut texts = ["caption", "didascalia", "alt", "title"].iter().filter_map(|key| self.get(key));
        texts.find_map(|text| Some(plain(text)).filter(|text| is_text(&text.as_str())))
    }

    /// The title of a box.
    pub fn title(&self) -> Option<&'a str> {
        let named = VOCABULARY.shortcodes.titles.iter().find_map(|key| self.get(key));
        let first = || self.words.first().copied().filter(|word| self.is_quoted && !has(&VOCABULARY.boxes.kinds, word));
        named.or_else(first).filter(is_text)
    }
}

fn is_text(text: &&str) -> bool {
    text.contains(char::is_alphabetic) && !text.contains("{{") && !text.contains("://")
}

/// The words of a value, which may be Markdown with its quotation marks behind backslashes.
fn plain(text: &str) -> String {
    let mut out = String::new();
    for event in Parser::new(text) {
        match event {
            Event::Text(words) | Event::Code(words) => out.push_str(&words),
            Event::SoftBreak | Event::HardBreak => out.push(' '),
            _ => (),
        }
    }
    out
}

/// A value, what is behind it, and whether it stood in quotation marks.
fn value(text: &str) -> (&str, &str, bool) {
    let mark = text.chars().next().filter(|c| matches!(c, '"' | '\'' | '`' | '“' | '”'));
    let quoted = mark.and_then(|mark| {
        let inner = &text[mark.len_utf8()..];
        let closes = |at: &usize| !inner[..*at].ends_with('\\');
        let close = inner.match_indices(|c| c == mark || (mark == '“' && c == '”')).map(|(at, _)| at).find(closes)?;
        let end = close + inner[close..].chars().next()?.len_utf8();
        Some((&inner[..close], &inner[end..], true))
    });
    quoted.unwrap_or_else(|| {
        let end = text.find(|c: char| c.is_whitespace() || matches!(c, ',' | ')')).unwrap_or(text.len());
        let end = if end == 0 { text.chars().next().map_or(0, char::len_utf8) } else { end };
        (&text[..end], &text[end..], false)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_read() {
        let tag = Tag::of("- figure src=\"a b.jpg\" alt='Il \"molo\"' width=300 \"primo\" /");
        assert_eq!((tag.name, tag.closes), ("figure", false));
        assert_eq!(tag.pairs, [("src", "a b.jpg"), ("alt", "Il \"molo\""), ("width", "300")]);
        assert_eq!((tag.words.as_slice(), tag.caption().as_deref()), (["primo"].as_slice(), Some("Il \"molo\"")));
        let tag = Tag::of("fig caption=\"Un \\\"solo\\\" faro. [Fonte](https://a.it)\"");
        assert_eq!(tag.caption().as_deref(), Some("Un \"solo\" faro. Fonte"));
        let rows =
            [("/tab", "tab", true), ("endhighlight", "highlight", true), ("/* end */", "", true), ("end", "", true)];
        for (text, name, closes) in rows {
            let tag = Tag::of(text);
            assert_eq!((tag.name, tag.closes), (name, closes), "{text}");
        }
        assert_eq!(Tag::of("tab \"Linux\"").title(), Some("Linux"));
        assert_eq!(Tag::of("tab linux").title(), None);
        assert_eq!(Tag::of("notice \"tip\"").title(), None);
        assert_eq!(Tag::of("").name, "");
    }
}
