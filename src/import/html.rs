//! HTML to Markdown: pages saved from a browser, posts of exports and feeds, e-mails made of tables.

use std::path::Path;
use std::rc::Rc;

use altavoce_base::error::{Error, Result};
use htmd::element_handler::{HandlerResult, Handlers};
use htmd::options::{BulletListMarker, Options};
use htmd::{Element, HtmlToMarkdown, Node};

use super::block::{self, BlockKind};
use super::boilerplate;
use super::diagnostic::{Diagnostic, Removals};
use super::dom;
use super::front_matter::Metadata;
use super::structure::Draft;
use super::text;
use super::vocabulary::VOCABULARY;
use crate::issue::date;

/// An HTML text as a draft; `known` is what is known of it beforehand and goes before what the page says.
///
/// # Errors
/// The author's: no text in it, or nested beyond reason.
pub fn read(path: &Path, html: &str, metadata: Metadata) -> Result<Draft> {
    let converter = converter();
    // The parser reads from memory: it cannot fail.
    let document = converter
        .html_to_tree(html)
        .map_err(|e| Error::author("the HTML cannot be read").in_file(path).caused_by(e))?;
    if dom::is_too_deep(&document) {
        let e = Error::author("the HTML is nested more than 300 elements deep").in_file(path);
        return Err(e.fix("save the text alone, or as plain text"));
    }
    let (metadata, guess) = complete(metadata, &document);
    let root = body(&document);
    let mut removals = Removals::default();
    boilerplate::remove_elements(&root, &mut removals);
    let markdown = smooth(&converter.tree_to_markdown(&root));
    let blocks: Vec<_> = block::split(&markdown, None).into_iter().filter(|b| !is_empty(b)).collect();
    if !blocks.iter().any(|b| b.plain.contains(char::is_alphanumeric)) {
        return Err(Error::author("there is no text in this HTML")
            .in_file(path)
            .fix("save the page whole, or its text"));
    }
    let diagnostics = guess.into_iter().chain(removals.diagnostics()).collect();
    Ok(Draft { metadata, blocks, diagnostics })
}

/// The words of a piece of HTML: titles in feeds carry entities and markup.
pub fn words(html: &str) -> String {
    match HtmlToMarkdown::new().html_to_tree(html) {
        Ok(tree) if !dom::is_too_deep(&tree) => dom::text(&tree),
        _ => html.to_string(),
    }
}

/// What the page says of itself, where nobody said it before, and a diagnostic on the number if that is a guess. Title and
/// subtitle become Markdown.
fn complete(mut metadata: Metadata, document: &Rc<Node>) -> (Metadata, Option<Diagnostic>) {
    let meta = |keys: &[&str]| {
        let named = |n: &Node| {
            let name = dom::attribute(n, "property").or_else(|| dom::attribute(n, "name")).unwrap_or_default();
            dom::tag(n) == "meta" && keys.contains(&name.as_str())
        };
        dom::find(document, &named).and_then(|n| dom::attribute(&n, "content")).filter(|c| !c.is_empty())
    };
    let words = |is: &dyn Fn(&Node) -> bool| {
        dom::find(document, is).map(|n| dom::text(&n)).filter(|t| t.contains(char::is_alphanumeric))
    };
    let is_h1 = |n: &Node| dom::tag(n) == "h1" && dom::text(n).contains(char::is_alphanumeric);
    if metadata.title.is_none() {
        let only_h1 = || words(&is_h1).filter(|_| dom::count(document, &is_h1) == 1);
        metadata.title = words(&|n| dom::has_name(n, &["post-title"]))
            .or_else(only_h1)
            .or_else(|| meta(&["og:title"]))
            .or_else(|| words(&|n| dom::tag(n) == "title"));
    }
    // A subject is often `Name #22 - Title`, above a heading without the number.
    let number = || {
        let subject = words(&|n| dom::tag(n) == "title")?;
        let digits = subject.split('#').nth(1)?;
        let number = digits.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok();
        number.filter(|n| (1..=9999).contains(n)).map(|n| (n, subject))
    };
    let mut guess = None;
    if metadata.number.is_none()
        && let Some((number, subject)) = number()
    {
        let why = "the digits behind a # in the page's title";
        guess = Some(Diagnostic::guess(None, &format!("number {number} from"), &subject, why));
        metadata.number = Some(number);
    }
    metadata.subtitle = metadata.subtitle.or_else(|| words(&|n| dom::has_name(n, &["subtitle", "post-subtitle"])));
    let published = || meta(&["article:published_time", "date", "dc.date"]);
    metadata.date = metadata.date.or_else(|| date::parse(&published()?));
    let author = || meta(&["author", "article:author"]).filter(|a| !a.contains("://"));
    metadata.author = metadata.author.or_else(author);
    let canonical = || {
        let link = dom::find(document, &|n| {
            dom::tag(n) == "link" && dom::attribute(n, "rel").is_some_and(|rel| rel == "canonical")
        });
        link.and_then(|n| dom::attribute(&n, "href")).or_else(|| meta(&["og:url"]))
    };
    metadata.source = metadata.source.or_else(canonical).filter(|s| s.starts_with("http"));
    metadata.title = metadata.title.map(|t| text::as_markdown(&t));
    metadata.subtitle = metadata.subtitle.map(|s| text::as_markdown(&s));
    (metadata, guess)
}

/// The element that holds the text.
fn body(document: &Rc<Node>) -> Rc<Node> {
    let with_text = |n: &Rc<Node>| dom::text(n).chars().count() > 80;
    let called = VOCABULARY
        .markup
        .bodies
        .iter()
        .find_map(|name| dom::find(document, &|n| dom::has_name(n, &[name])).filter(with_text));
    let alone = |tag: &'static str| {
        let is = move |n: &Node| dom::tag(n) == tag;
        dom::find(document, &is).filter(|_| dom::count(document, &is) == 1).filter(with_text)
    };
    called
        .or_else(|| alone("article"))
        .or_else(|| alone("main"))
        .or_else(|| dom::find(document, &|n| dom::tag(n) == "body"))
        .unwrap_or_else(|| Rc::clone(document))
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
        .add_handler(vec!["div"], footnote)
        .add_handler(vec!["u", "ins", "font", "sup", "sub"], |handlers: &dyn Handlers, element: Element| {
            Some(handlers.walk_children(element.node))
        })
        .build()
}

/// A table of data stays one; the tables that e-mails are laid out with are their contents.
fn table(handlers: &dyn Handlers, element: Element) -> Option<HandlerResult> {
    let rows = rows(element.node);
    if is_layout(element.node, &rows) {
        let content = handlers.walk_children(element.node).content;
        return Some(format!("\n\n{}\n\n", content.trim_matches('\n')).into());
    }
    let cell = |node: &Rc<Node>| {
        let content = handlers.handle(node).map_or_else(String::new, |r| r.content);
        content.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
    };
    let mut out = String::from("\n\n");
    for (at, row) in rows.iter().enumerate() {
        let cells: Vec<String> = row.iter().map(cell).collect();
        out.push_str(&format!("| {} |\n", cells.join(" | ")));
        if at == 0 {
            out.push_str(&format!("|{}\n", "---|".repeat(cells.len())));
        }
    }
    out.push('\n');
    Some(out.into())
}

/// The cells of a table's own rows.
fn rows(table: &Rc<Node>) -> Vec<Vec<Rc<Node>>> {
    let mut rows = Vec::new();
    for child in table.children.borrow().iter() {
        match dom::tag(child) {
            "tr" => {
                let cells = child.children.borrow();
                let cells: Vec<_> = cells.iter().filter(|c| matches!(dom::tag(c), "td" | "th")).cloned().collect();
                if !cells.is_empty() {
                    rows.push(cells);
                }
            }
            "thead" | "tbody" | "tfoot" => rows.extend(self::rows(child)),
            _ => (),
        }
    }
    rows
}

/// A table is data when all its rows have the same cells, at least two, of a few words each and nothing else in them.
fn is_layout(table: &Node, rows: &[Vec<Rc<Node>>]) -> bool {
    /// The longest text of a cell, in characters.
    const CELL: usize = 200;
    let role = dom::attribute(table, "role").unwrap_or_default();
    let columns = rows.first().map_or(0, Vec::len);
    let holds = |n: &Node| {
        matches!(dom::tag(n), "table" | "img" | "h1" | "h2" | "h3" | "h4" | "ul" | "ol" | "hr" | "blockquote")
    };
    let plain = |cell: &Rc<Node>| dom::count(cell, &holds) == 0 && dom::text(cell).chars().count() <= CELL;
    role == "presentation"
        || role == "none"
        || columns < 2
        || rows.len() < 2
        || rows.iter().any(|r| r.len() != columns || !r.iter().all(plain))
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
    let href = href.replace(' ', "%20").replace('(', "%28").replace(')', "%29");
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

fn is_empty(block: &block::Block) -> bool {
    block.kind != BlockKind::ThematicBreak && block.text.chars().all(|c| c.is_whitespace() || "*_[]()".contains(c))
}
