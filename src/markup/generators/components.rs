//! Components of Nuxt Content (MDC) and directives of remark: `::card{title="…"}` … `::`, `:Fig{src=… desc="…"}`,
//! `:TableOfContents`. What a component holds is text; its title and the caption of a picture are too.

use super::document::{Document, Line};
use super::{Dropped, Reason, boxes};

/// Attributes that a reader sees as a picture's caption, the telling one first.
const CAPTIONS: [&str; 4] = ["desc", "caption", "alt", "title"];

/// A component that stands on a line of its own.
struct Component<'a> {
    /// Whether lines up to `::` are inside of it.
    is_open: bool,
    /// `[text]` behind its name.
    text: &'a str,
    /// What stands in its braces.
    attributes: &'a str,
}

impl<'a> Component<'a> {
    /// `::name`, `::name[text]{…}`, `:Name{…}`, `:Name`.
    fn of(line: &'a str) -> Option<Component<'a>> {
        let bare = line.trim();
        let rest = bare.strip_prefix(':')?;
        let (is_open, rest) = rest.strip_prefix(':').map_or((false, rest), |rest| (true, rest));
        let name = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '-').len();
        let (name, rest) = rest.split_at(name);
        let (text, rest) = match rest.strip_prefix('[') {
            Some(inside) => inside.split_once(']')?,
            None => ("", rest),
        };
        let attributes = match rest.strip_prefix('{') {
            Some(inside) => inside.strip_suffix('}')?,
            None if rest.is_empty() => "",
            None => return None,
        };
        // `:smile`, a face's name that was never closed, is none
        let is_sure = is_open || !attributes.is_empty() || name.starts_with(|c: char| c.is_ascii_uppercase());
        (name.starts_with(|c: char| c.is_ascii_alphabetic()) && is_sure).then_some(Component {
            is_open,
            text,
            attributes,
        })
    }

    /// The value of an attribute in quotation marks.
    fn get(&self, key: &str) -> Option<&'a str> {
        let mut rest = self.attributes;
        while let Some(at) = rest.find(key) {
            let begins = rest[..at].chars().next_back().is_none_or(char::is_whitespace);
            rest = &rest[at + key.len()..];
            let Some(value) = rest.trim_start().strip_prefix('=').filter(|_| begins) else { continue };
            let value = value.trim_start();
            let mark = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            return value[1..].split_once(mark).map(|(value, _)| value).filter(|value| !value.trim().is_empty());
        }
        None
    }
}

/// Turns components into what they hold.
pub fn read(document: &mut Document) {
    let code = document.code_lines();
    let of = |line: &Line| Component::of(&line.text).is_some_and(|c| c.is_open || !c.attributes.is_empty());
    if !document.lines.iter().zip(&code).any(|(line, code)| !code && of(line)) {
        return;
    }
    let mut out: Vec<Line> = Vec::with_capacity(document.lines.len());
    let mut open = 0;
    // Whether the lines are a component's settings, between two lines of dashes below its name.
    let mut in_settings = false;
    let mut is_first = false;
    for (line, is_code) in std::mem::take(&mut document.lines).into_iter().zip(code) {
        let bare = line.text.trim();
        let first = std::mem::replace(&mut is_first, false);
        let blank = Line { number: line.number, text: String::new() };
        if is_code {
            out.push(line);
        } else if in_settings || (first && bare == "---") {
            in_settings = !(in_settings && bare == "---");
            out.push(blank);
        } else if open > 0 && (bare == "::" || is_slot(bare)) {
            open -= usize::from(bare == "::");
            out.push(blank);
        } else if let Some(component) = Component::of(bare) {
            open += usize::from(component.is_open);
            is_first = component.is_open;
            out.extend(words(&component, &line));
            document.dropped.push(Dropped::with_words(line.number, bare, Reason::Shortcode, 0));
        } else {
            out.push(line);
        }
    }
    document.lines = out;
}

/// `#title`: which part of a component follows.
fn is_slot(line: &str) -> bool {
    line.strip_prefix('#').is_some_and(|name| {
        name.starts_with(|c: char| c.is_ascii_lowercase())
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    })
}

/// What a reader sees of a component itself, between blank lines.
fn words(component: &Component, line: &Line) -> Vec<Line> {
    let indent = &line.text[..line.text.len() - line.text.trim_start().len()];
    let caption = || CAPTIONS.iter().find_map(|key| component.get(key));
    let picture = component.attributes.contains("src=") || component.attributes.contains("src =");
    let said = match caption() {
        _ if !component.text.trim().is_empty() => component.text.to_string(),
        Some(caption) if picture => format!("![{}](#)", caption.replace(['[', ']'], "")),
        Some(_) => component.get("title").map(boxes::bold).unwrap_or_default(),
        None => String::new(),
    };
    let on_line = |text: String| Line { number: line.number, text };
    [String::new(), format!("{indent}{said}"), String::new()].map(on_line).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> String {
        crate::markup::document::edited_lines(text, read)
    }

    #[test]
    fn components_are_what_they_hold() {
        let rows = [
            ("::avviso\nLa sede è chiusa.\n::", "La sede è chiusa."),
            (
                "::card{base=\"x\" title=\"La gita\" big}\nSi parte.\n::\n\nPoi si torna.",
                "**La gita** | Si parte. | Poi si torna.",
            ),
            ("::lista\n---\ncolonne: 2\n---\n#titolo\nUno\n::", "Uno"),
            ("::a\n  ::b{x=1}\n  Dentro.\n  ::\n::", "  Dentro."),
            (":Fig{src=/a.png desc='Il campo estivo'}\n\nTesto", "![Il campo estivo](#) | Testo"),
            (":Fig{src=\"/a.png\"}\nTesto", "Testo"),
            (":TableOfContents\n\n::a\nTesto\n::", "Testo"),
            ("::video[Il saluto del sindaco]{id=7}\nTesto", "Il saluto del sindaco | Testo"),
        ];
        let wrong: Vec<_> = rows.iter().filter(|(i, o)| plain(i) != *o).map(|(i, o)| (i, o, plain(i))).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn what_only_looks_like_one_stays() {
        let rows = [
            "Nota:\n:Marco disse di no",
            ":smile:",
            ":Titolo",
            "Due punti :: qui",
            "::",
            "std::vector{1}",
            "```\n::card{a=1}\n```",
            "#titolo",
            ":: {a}",
        ];
        let kept = |text: &str| text.split('\n').collect::<Vec<_>>().join(" | ");
        let wrong: Vec<_> = rows.iter().filter(|t| plain(t) != kept(t)).map(|t| (t, plain(t))).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}
