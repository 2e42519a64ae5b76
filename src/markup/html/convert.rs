//! Elements to Markdown: what an import makes of a page, and the stage of the markup of the blocks inside an issue.
//!
//! What Markdown has no sign for and the ear must know (powers, indices, fractions) stays a tag inside the line.

use std::rc::Rc;

use htmd::element_handler::{HandlerResult, Handlers};
use htmd::options::{BulletListMarker, Options};
use htmd::{Element, HtmlToMarkdown, Node};

use super::table::table;
use super::{dom, lines};

/// Elements that stay tags.
pub const KEPT: [&str; 21] = [
    "sup",
    "sub",
    "ruby",
    "rb",
    "rt",
    "rp",
    "math",
    "mrow",
    "mfrac",
    "mi",
    "mn",
    "mo",
    "mtext",
    "msup",
    "msub",
    "msubsup",
    "msqrt",
    "mroot",
    "mfenced",
    "mstyle",
    "semantics",
];

/// The tree of an HTML text.
///
/// # Errors
/// None that could be seen: the parser reads from memory.
pub fn tree(html: &str) -> std::io::Result<Rc<Node>> {
    HtmlToMarkdown::new().html_to_tree(html)
}

/// What lies below `node` as Markdown; it must not be too deep.
pub fn markdown(node: &Rc<Node>) -> String {
    smooth(&converter().tree_to_markdown(node))
}

fn converter() -> HtmlToMarkdown {
    let options = Options {
        bullet_list_marker: BulletListMarker::Dash,
        ul_bullet_spacing: 1,
        ol_number_spacing: 1,
        ..Options::default()
    };
    HtmlToMarkdown::builder()
        .options(options)
        .add_handler(vec!["table"], table)
        .add_handler(vec!["h1", "h2", "h3", "h4", "h5", "h6"], heading)
        .add_handler(vec!["hr"], |_: &dyn Handlers, _: Element| Some("\n\n---\n\n".into()))
        .add_handler(vec!["a"], anchor)
        .add_handler(vec!["img"], |_: &dyn Handlers, element: Element| {
            let attribute = |key: &str| dom::attribute(element.node, key);
            image(&attribute("alt").unwrap_or_default(), &attribute("src").unwrap_or_default()).map(Into::into)
        })
        .add_handler(vec!["div"], footnote)
        .add_handler(vec!["figure"], figure)
        .add_handler(vec!["dl"], definitions)
        .add_handler(vec!["pre"], preformatted)
        .add_handler(vec!["b", "strong"], |handlers: &dyn Handlers, element: Element| emphasis(handlers, element, "**"))
        .add_handler(vec!["i", "em"], |handlers: &dyn Handlers, element: Element| emphasis(handlers, element, "*"))
        .add_handler(vec!["del", "s", "strike"], |handlers: &dyn Handlers, element: Element| {
            emphasis(handlers, element, "~~")
        })
        .add_handler(vec!["q"], |handlers: &dyn Handlers, element: Element| {
            let content = handlers.walk_children(element.node).content;
            Some(format!("«{}»", content.trim()).into())
        })
        .add_handler(vec!["u", "ins", "font"], |handlers: &dyn Handlers, element: Element| {
            Some(handlers.walk_children(element.node))
        })
        .add_handler(KEPT.to_vec(), |handlers: &dyn Handlers, element: Element| {
            let content = handlers.walk_children(element.node).content;
            let tag = element.tag;
            let words = lines::unmarked(content.trim());
            // the mark of a note is one already
            let is_note = words.starts_with("[^") || (words.starts_with('[') && words.contains("](#"));
            match words.is_empty() || is_note {
                true => Some(content.into()),
                false => Some(format!("<{tag}>{content}</{tag}>").into()),
            }
        })
        .build()
}

/// `![text](address)`; an address that holds the picture itself is shortened to nothing. Nothing without address and text.
pub fn image(text: &str, address: &str) -> Option<String> {
    let address = address.trim();
    if address.is_empty() && text.trim().is_empty() {
        return None;
    }
    let text = lines::unmarked(text).replace(['[', ']'], " ");
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let address = if address.is_empty() || address.starts_with("data:") { "#" } else { address };
    Some(format!("![{text}]({})", escaped(address)))
}

/// An address as it stands between the brackets of a link.
pub fn escaped(address: &str) -> String {
    let address: String = address.chars().filter(|c| !c.is_control() && !lines::is_mark(*c)).collect();
    address.replace(' ', "%20").replace('(', "%28").replace(')', "%29").replace('<', "%3C").replace('>', "%3E")
}

/// Emphasis, where its signs would be understood: not where a word goes on at a mark.
fn emphasis(handlers: &dyn Handlers, element: Element, sign: &str) -> Option<HandlerResult> {
    let content = handlers.walk_children(element.node).content;
    let (before, behind) = dom::neighbours(element.node);
    Some(emphasised(&content, sign, before, behind).into())
}

/// `content` between two `sign`s, spaces outside of them, as far as Markdown takes them for emphasis between the
/// characters `before` and `behind`.
pub fn emphasised(content: &str, sign: &str, before: Option<char>, behind: Option<char>) -> String {
    let inner = content.trim();
    let spoken = lines::unmarked(inner);
    let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let (Some(first), Some(last)) = (spoken.chars().next(), spoken.chars().next_back()) else {
        return content.to_string();
    };
    let starts = content.starts_with(char::is_whitespace);
    let ends = content.ends_with(char::is_whitespace);
    let opens = first.is_alphanumeric() || starts || !is_word(before);
    let closes = last.is_alphanumeric() || ends || !is_word(behind);
    let marks = ['*', '_', '~'];
    if !opens || !closes || spoken.contains("\n\n") || marks.contains(&first) || marks.contains(&last) {
        return content.to_string();
    }
    let lead = &content[..content.len() - content.trim_start().len()];
    let trail = &content[content.trim_end().len()..];
    format!("{lead}{sign}{inner}{sign}{trail}")
}

/// A heading on one line, without bold; one without words is none.
fn heading(handlers: &dyn Handlers, element: Element) -> Option<HandlerResult> {
    /// Longer headings are paragraphs in large letters.
    const LONGEST: usize = 160;
    let words = dom::text(element.node);
    let content = handlers.walk_children(element.node).content;
    let content = content.split_whitespace().collect::<Vec<_>>().join(" ");
    if !words.contains(char::is_alphanumeric) || words.chars().count() > LONGEST || content.contains("![") {
        return Some(format!("\n\n{content}\n\n").into());
    }
    let level: usize = element.tag[1..].parse().unwrap_or(2);
    let content = content.replace("**", "");
    Some(format!("\n\n{} {}\n\n", "#".repeat(level), content.trim()).into())
}

/// A picture, then its caption as a paragraph, unless the picture's text says the same.
fn figure(handlers: &dyn Handlers, element: Element) -> Option<HandlerResult> {
    let caption = dom::find(element.node, &|n| dom::tag(n) == "figcaption");
    let same = |caption: &Rc<Node>| {
        let words = said(&dom::text(caption));
        let says = |n: &Node| dom::attribute(n, "alt").is_some_and(|alt| said(&alt) == words);
        !words.is_empty() && dom::find(element.node, &|n| dom::tag(n) == "img" && says(n)).is_some()
    };
    if caption.as_ref().is_some_and(same) {
        dom::retain(element.node, &mut |n| dom::tag(n) != "figcaption");
    }
    let content = handlers.walk_children(element.node).content;
    Some(format!("\n\n{}\n\n", content.trim_matches('\n')).into())
}

/// The letters and digits of a text, to compare it.
fn said(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// A list of terms and what they mean: each term with its meaning is an item, `term: meaning`.
fn definitions(handlers: &dyn Handlers, element: Element) -> Option<HandlerResult> {
    let mut items: Vec<String> = Vec::new();
    let mut parts = Vec::new();
    parts_of_definitions(element.node, &mut parts);
    for node in parts {
        let is_meaning = dom::tag(&node) == "dd";
        let content = match dom::tag(&node) {
            "dt" | "dd" => handlers.walk_children(&node).content,
            _ => handlers.handle(&node).map_or_else(String::new, |r| r.content),
        };
        let content = content.trim();
        if content.is_empty() {
            continue;
        }
        let block = content.contains("\n\n") || content.contains("\n-");
        match items.last_mut().filter(|_| is_meaning) {
            Some(item) if !item.contains('\n') && !block => {
                let join = if item.ends_with(['.', '!', '?', ':']) { " " } else { ": " };
                let term = item.trim_end_matches([' ', ';']).to_string();
                // further meanings of the same term stand below it
                *item = format!("{term}{join}{content}\n");
            }
            Some(item) => {
                let above = item.trim_end().to_string();
                *item = format!("{above}\n\n{content}\n");
            }
            None => items.push(content.to_string()),
        }
    }
    let indented = |item: &String| {
        let lines: Vec<String> = item.trim_end().lines().map(|l| format!("  {l}")).collect();
        format!("- {}\n", lines.join("\n").trim_start())
    };
    Some(format!("\n\n{}\n", items.iter().map(indented).collect::<String>()).into())
}

/// Terms and meanings, also those that a `div` holds together.
fn parts_of_definitions(node: &Rc<Node>, parts: &mut Vec<Rc<Node>>) {
    for child in node.children.borrow().iter() {
        match dom::tag(child) {
            "dt" | "dd" => parts.push(Rc::clone(child)),
            "div" | "dl" => parts_of_definitions(child, parts),
            // what should not be there is read all the same
            _ if dom::is_content(child) => parts.push(Rc::clone(child)),
            _ => (),
        }
    }
}

/// Code is code; verses and what else is only set line by line are lines.
fn preformatted(handlers: &dyn Handlers, element: Element) -> Option<HandlerResult> {
    let text = dom::raw_text_with_marks(element.node);
    let code = dom::find(element.node, &|n| matches!(dom::tag(n), "code" | "samp" | "kbd"));
    // Editors mark the first line alone, or end lines with tags: it is code to its end all the same.
    let whole = |code: &Rc<Node>| dom::raw_text_with_marks(code).trim() == text.trim();
    let breaks = dom::count(element.node, &|n| dom::tag(n) == "br") > 0;
    if code.as_ref().is_some_and(|code| whole(code) && !breaks) {
        return handlers.fallback(element);
    }
    let bare = lines::unmarked(&text);
    let class = dom::attribute(element.node, "class").unwrap_or_default();
    if code.is_some() || is_code(&bare) || class.contains("code") || class.contains("highlight") {
        let fence = "`".repeat(bare.split(|c| c != '`').map(str::len).max().unwrap_or(0).max(2) + 1);
        return Some(format!("\n\n{fence}\n{}\n{fence}\n\n", text.trim_matches('\n')).into());
    }
    let lines: Vec<String> = text.trim_matches('\n').lines().map(|l| l.trim().to_string()).collect();
    Some(format!("\n\n{}\n\n", lines.join("  \n").replace("\n  \n", "\n\n")).into())
}

/// Whether the signs of a text are those of code.
fn is_code(text: &str) -> bool {
    let signs = text.chars().filter(|c| "{}[]()<>=;$_|\\/#*+@&`~^".contains(*c)).count();
    signs * 20 > text.chars().filter(|c| !c.is_whitespace()).count()
}
/// A link; around a picture alone it is the picture, and a footnote's mark is a footnote's mark.
fn anchor(handlers: &dyn Handlers, element: Element) -> Option<HandlerResult> {
    let node = element.node;
    let href = dom::attribute(node, "href").unwrap_or_default();
    let words = dom::text(node);
    let number = words.trim_matches(['[', ']']);
    if dom::has_name(node, &["footnote-anchor*"]) && number.bytes().all(|b| b.is_ascii_digit()) && !number.is_empty() {
        return Some(format!("[^{number}]").into());
    }
    let content = handlers.walk_children(node).content;
    let content = content.trim().to_string();
    if content.is_empty() {
        return None;
    }
    // A number that leads within the page is a footnote's mark: the script knows it by its address.
    let mark = href.starts_with('#') && !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
    let leads = href.starts_with("http") || href.starts_with("mailto:") || mark;
    if !leads || words.is_empty() || content.contains('\n') {
        return Some(content.into());
    }
    let href = escaped(&href);
    // What stands at either end inside a link stays outside of it, or words would run together.
    let inner = dom_text_ends(node);
    let (before, behind) = (if inner.0 { " " } else { "" }, if inner.1 { " " } else { "" });
    Some(format!("{before}[{content}]({href}){behind}").into())
}

/// Whether the words of a node begin and end with a space.
fn dom_text_ends(node: &Node) -> (bool, bool) {
    let raw = dom::raw_text(node);
    (raw.starts_with(char::is_whitespace), raw.ends_with(char::is_whitespace))
}

/// The text of a footnote below a post; any other `div` is what it holds.
fn footnote(handlers: &dyn Handlers, element: Element) -> Option<HandlerResult> {
    let node = element.node;
    if !dom::has_name(node, &["footnote"]) {
        return handlers.fallback(element);
    }
    let number = dom::find(node, &|n| dom::has_name(n, &["footnote-number"])).map(|n| dom::text(&n))?;
    let content = dom::find(node, &|n| dom::has_name(n, &["footnote-content"]))?;
    let text = handlers.handle(&content)?.content;
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    Some(format!("\n\n[^{}]: {text}\n\n", number.trim_matches(['[', ']', '.'])).into())
}

/// Breaks that are meant as paragraphs, no-break spaces, emphasis of nothing.
fn smooth(markdown: &str) -> String {
    let mut text = markdown.replace(['\u{A0}', '\u{202F}'], " ");
    text.retain(|c| !matches!(c, '\u{200B}' | '\u{AD}' | '\u{34F}' | '\u{FEFF}' | '\u{2060}' | '\u{200C}'));
    let mut out = String::with_capacity(text.len());
    let lines: Vec<&str> = text.lines().collect();
    for (at, line) in lines.iter().enumerate() {
        // `<br><br>`: a line of nothing but a break is an empty line.
        let next = lines.get(at + 1).map_or("", |l| l.trim());
        let bare = line.trim_end();
        let breaks = line.ends_with("  ") && !bare.is_empty() && !next.is_empty();
        out.push_str(if bare.chars().all(|c| "*_ ".contains(c)) { "" } else { bare });
        out.push_str(if breaks { "  \n" } else { "\n" });
    }
    unescape(&out.replace("****", ""))
}

/// Brackets and underscores that cannot be markup, without the backslash that the converter is careful to put.
fn unescape(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    for (at, c) in chars.iter().enumerate() {
        let before = at.checked_sub(1).map(|b| chars[b]);
        let (next, after) = (chars.get(at + 1), chars.get(at + 2));
        let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let plain = match (c, next) {
            ('\\', Some('[')) => after != Some(&'^'),
            ('\\', Some(']')) => !matches!(after, Some('(' | ':' | '[')),
            ('\\', Some('_')) => word(before) && word(after.copied()),
            _ => false,
        };
        if !plain || before == Some('\\') {
            out.push(*c);
        }
    }
    out
}
