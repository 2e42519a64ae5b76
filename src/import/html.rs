//! HTML to Markdown: pages saved from a browser, posts of exports and feeds, e-mails made of tables.

use std::path::Path;
use std::rc::Rc;

use altavoce_base::error::{Error, Result};
use altavoce_base::tr;
use htmd::Node;

use super::block::{self, BlockKind};
use super::boilerplate;
use super::diagnostic::{Diagnostic, Removals};
use super::front_matter::Metadata;
use super::services;
use super::structure::Draft;
use super::text;
use super::vocabulary::VOCABULARY;
use crate::markup::html::{convert, dom};

/// An HTML text as a draft; `metadata` is what is known of it beforehand and goes before what the page says. With `paid`,
/// what stands behind a paywall is read too.
///
/// # Errors
/// The author's: no text in it, or nested beyond reason.
pub fn read(path: &Path, html: &str, metadata: Metadata, paid: bool) -> Result<Draft> {
    // The parser reads from memory: it cannot fail.
    let document =
        convert::tree(html).map_err(|e| Error::author(tr!("the HTML cannot be read")).in_file(path).caused_by(e))?;
    if dom::is_too_deep(&document) {
        let e = Error::author(tr!("the HTML is nested more than 300 elements deep")).in_file(path);
        return Err(e.fix(tr!("save the text alone, or as plain text")));
    }
    let (metadata, guess) = complete(metadata, &document);
    let root = body(&document);
    let mut removals = Removals::default();
    let behind_the_wall = services::read(&root, paid, &mut removals);
    boilerplate::remove_elements(&root, &mut removals);
    let markdown = convert::markdown(&root);
    let blocks: Vec<_> = block::split(&markdown, None).into_iter().filter(|b| !is_empty(b)).collect();
    if !blocks.iter().any(|b| b.plain.contains(char::is_alphanumeric)) {
        return Err(Error::author(tr!("there is no text in this HTML"))
            .in_file(path)
            .fix(tr!("save the page whole, or its text")));
    }
    let diagnostics = guess.into_iter().chain(behind_the_wall).chain(removals.diagnostics()).collect();
    Ok(Draft { metadata, blocks, diagnostics })
}

/// The words of a piece of HTML: titles in feeds carry entities and markup.
pub fn words(html: &str) -> String {
    match convert::tree(html) {
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
        let why = tr!("the digits behind a # in the page's title");
        guess = Some(Diagnostic::guess(None, &tr!("number {number} from"), &subject, why));
        metadata.number = Some(number);
    }
    let page = &VOCABULARY.page;
    // The surest name first, wherever it stands.
    let named = |names: &[String]| {
        let found = names.iter().find_map(|name| dom::find(document, &|n| dom::has_name(n, &[name])));
        found.map(|n| (dom::text(&n), n)).filter(|(text, _)| text.contains(char::is_alphanumeric))
    };
    metadata.subtitle = metadata.subtitle.or_else(|| Some(named(&page.subtitles)?.0));
    if metadata.date.is_none()
        && let Some(published) = meta(&["article:published_time", "date", "dc.date"]).or_else(|| time(document))
    {
        metadata.publish(&published);
    }
    let by_meta = || meta(&["author", "article:author"]).filter(|a| !a.contains("://"));
    let by_name = || Some(named(&page.authors)?.0).filter(|a| a.split_whitespace().count() <= 6);
    metadata.author = metadata.author.or_else(by_meta).or_else(by_name);
    let canonical = || {
        let link = dom::find(document, &|n| {
            dom::tag(n) == "link" && dom::attribute(n, "rel").is_some_and(|rel| rel == "canonical")
        });
        let link = link.or_else(|| Some(named(&page.addresses)?.1));
        link.and_then(|n| dom::attribute(&n, "href")).or_else(|| meta(&["og:url"]))
    };
    metadata.link = metadata.link.or_else(canonical).filter(|s| s.starts_with("http"));
    metadata.title = metadata.title.map(|t| text::as_markdown(&t));
    metadata.subtitle = metadata.subtitle.map(|s| text::as_markdown(&s));
    (metadata, guess)
}

/// When a page was published, by its `<time>`: the one that says so, or the only one.
fn time(document: &Rc<Node>) -> Option<String> {
    let has_day = |n: &Node| dom::tag(n) == "time" && dom::attribute(n, "datetime").is_some();
    let says = |n: &Node| {
        let property = dom::attribute(n, "itemprop").unwrap_or_default();
        has_day(n) && (property == "datePublished" || dom::has_name(n, &VOCABULARY.page.times))
    };
    let only = || dom::find(document, &has_day).filter(|_| dom::count(document, &has_day) == 1);
    dom::attribute(&*dom::find(document, &says).or_else(only)?, "datetime")
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

fn is_empty(block: &block::Block) -> bool {
    block.kind != BlockKind::ThematicBreak && block.text.chars().all(|c| c.is_whitespace() || "*_[]()".contains(c))
}
