//! What services make of a text in their pages, read as what it means: notes, pulled quotes, paywalls, names, cards.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use altavoce_base::trn;
use htmd::Node;
use markup5ever_rcdom::NodeData;

use super::boilerplate::Boilerplate;
use super::diagnostic::{Diagnostic, Removals};
use super::vocabulary::VOCABULARY;
use crate::markup::html::{convert, dom};

/// Rewrites a page below `root`; with `paid`, what stands behind a paywall stays. What goes is told.
pub fn read(root: &Rc<Node>, paid: bool, removals: &mut Removals) -> Option<Diagnostic> {
    let behind_the_wall = paywall(root, paid);
    // What is known already, wherever the text says it again.
    dom::retain(root, &mut |node| !dom::has_name(node, &VOCABULARY.page.repeated));
    pulled_quotes(root, removals);
    footnotes(root);
    rewrite(root, &|node| {
        let words = &VOCABULARY.markup;
        if dom::has_name(node, &words.mentions) {
            return mention(node);
        }
        // A heading inside of a card heads no section.
        let is_heading = dom::tag(node).len() == 2 && dom::has_name(node, &words.card_headings);
        is_heading.then(|| moved(node, "<p><strong></strong></p>", "p", "strong")).flatten()
    });
    behind_the_wall
}

/// Exchanges nodes below `node` for what `with` gives; where it gives none they stay.
fn rewrite(node: &Rc<Node>, with: &dyn Fn(&Rc<Node>) -> Option<Rc<Node>>) {
    for child in node.children.borrow_mut().iter_mut() {
        match with(child) {
            Some(new) => *child = new,
            None => rewrite(child, with),
        }
    }
}

/// The first element of a piece of HTML of ours.
fn element(html: &str, is: &dyn Fn(&Node) -> bool) -> Option<Rc<Node>> {
    let tree = convert::tree(html).ok()?;
    let found = dom::find(&tree, is)?;
    // A tree that goes takes apart all that hangs on it.
    dom::retain(&tree, &mut |node| !std::ptr::eq(node, &*found));
    Some(found)
}

/// What `node` holds, put into the element `inner` of the element `outer` of a piece of HTML of ours.
fn moved(node: &Rc<Node>, html: &str, outer: &str, inner: &str) -> Option<Rc<Node>> {
    let made = element(html, &|n| dom::tag(n) == outer)?;
    let within = dom::find(&made, &|n| dom::tag(n) == inner && n.children.borrow().is_empty())?;
    for child in node.children.borrow_mut().drain(..) {
        child.parent.set(Some(Rc::downgrade(&within)));
        within.children.borrow_mut().push(child);
    }
    Some(made)
}

/// The name of somebody who is mentioned, which Substack keeps in an attribute and shows from there.
fn mention(node: &Rc<Node>) -> Option<Rc<Node>> {
    let said: serde_json::Value = serde_json::from_str(&dom::attribute(node, "data-attrs")?).ok()?;
    let name = said["name"].as_str().filter(|_| dom::text(node).is_empty())?;
    let escaped = name.replace('&', "&amp;").replace('<', "&lt;");
    element(&format!("<span>{escaped}</span>"), &|n| dom::tag(n) == "span")
}

/// Cuts what stands behind a paywall, in and after the element that marks it; but for the notes of what stands before.
fn paywall(root: &Rc<Node>, paid: bool) -> Option<Diagnostic> {
    const NOTE: [&str; 1] = ["footnote"];
    /// Takes all that stands behind the mark below `node`; says whether the mark is there.
    fn cut(node: &Rc<Node>, gone: &mut usize) -> bool {
        if dom::has_name(node, &VOCABULARY.markup.paywalls) {
            return true;
        }
        let at = node.children.borrow().iter().position(|child| cut(child, gone));
        let Some(at) = at else { return false };
        let behind = node.children.borrow_mut().split_off(at + 1);
        let (notes, rest): (Vec<_>, Vec<_>) = behind.into_iter().partition(|child| dom::has_name(child, &NOTE));
        *gone += rest.iter().map(|child| dom::text(child).split_whitespace().count()).sum::<usize>();
        node.children.borrow_mut().extend(notes);
        true
    }
    let mut gone = 0;
    if !paid && cut(root, &mut gone) {
        let mut marks = HashSet::new();
        dom::retain(root, &mut |node| {
            if dom::has_name(node, &["footnote-anchor"]) {
                marks.insert(dom::text(node));
            }
            true
        });
        let number = |node: &Node| dom::text(node).split_whitespace().next().unwrap_or_default().to_string();
        dom::retain(root, &mut |node| !dom::has_name(node, &NOTE) || marks.contains(&number(node)));
    }
    dom::retain(root, &mut |node| !dom::has_name(node, &VOCABULARY.markup.paywalls));
    let what = trn!(
        gone,
        "1 word behind the paywall; --paid imports it",
        "{gone} words behind the paywall; --paid imports them"
    );
    (gone > 0).then(|| Diagnostic::left_out(None, what))
}

/// Quotes pulled out of a text: those that stand in it go, the others are quotations.
fn pulled_quotes(root: &Rc<Node>, removals: &mut Removals) {
    /// No post has more; each is looked for in the whole text.
    const MOST: usize = 100;
    let is_pulled = |node: &Node| dom::has_name(node, &VOCABULARY.markup.pulled_quotes);
    let letters =
        |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    if dom::find(root, &is_pulled).is_none() {
        return;
    }
    fn without(node: &Rc<Node>, is: &dyn Fn(&Node) -> bool, out: &mut String) {
        if let NodeData::Text { contents } = &node.data {
            out.push_str(&contents.borrow());
        } else if !is(node) {
            node.children.borrow().iter().for_each(|child| without(child, is, out));
        }
    }
    let mut rest = String::new();
    without(root, &is_pulled, &mut rest);
    let rest = letters(&rest);
    let mut seen: HashSet<String> = HashSet::new();
    let mut left = MOST;
    dom::retain(root, &mut |node| {
        if !is_pulled(node) || left == 0 {
            return true;
        }
        left -= 1;
        let words = dom::text(node);
        let key = letters(&words);
        let repeats = !key.is_empty() && (rest.contains(&key) || !seen.insert(key));
        if repeats {
            removals.add(Boilerplate::PulledQuote, &words);
        }
        !repeats
    });
    rewrite(root, &|node| {
        let is_quote = dom::find(node, &|n| dom::tag(n) == "blockquote").is_some();
        (is_pulled(node) && !is_quote)
            .then(|| moved(node, "<blockquote></blockquote>", "blockquote", "blockquote"))
            .flatten()
    });
}

/// Notes at the end of a text, and the marks that lead to them, whatever made them, as the ones that the converter knows.
fn footnotes(root: &Rc<Node>) {
    let target = |node: &Node| {
        let href = dom::attribute(node, "href")?;
        let (_, id) = href.rsplit_once('#')?;
        Some(id.to_string()).filter(|id| !id.is_empty())
    };
    let is_back = |node: &Node| {
        dom::tag(node) == "a" && {
            let words = dom::text(node);
            dom::has_name(node, &VOCABULARY.markup.back_links)
                || (target(node).is_some() && words.chars().all(|c| "↩︎↑⏎^⤴\u{FE0E}\u{FE0F} ".contains(c)))
        }
    };
    // Where a mark leads, there is a note: an item of a list with a way back, or in a list of notes.
    let mut notes: HashMap<String, Rc<Node>> = HashMap::new();
    fn gather(node: &Rc<Node>, among: bool, is_back: &dyn Fn(&Node) -> bool, notes: &mut HashMap<String, Rc<Node>>) {
        let among = among || dom::has_name(node, &VOCABULARY.markup.notes);
        if dom::tag(node) == "li"
            && let Some(id) = dom::attribute(node, "id")
            && (among || dom::find(node, is_back).is_some())
        {
            notes.insert(id, Rc::clone(node));
            return;
        }
        node.children.borrow().iter().for_each(|child| gather(child, among, is_back, notes));
    }
    gather(root, false, &is_back, &mut notes);
    if notes.is_empty() {
        return;
    }
    let mut order: Vec<String> = Vec::new();
    let inside: HashSet<*const Node> = notes.values().map(Rc::as_ptr).collect();
    let mut mark = |node: &Rc<Node>| {
        let words = dom::text(node);
        let bare = words.trim_matches(['[', ']', '(', ')']);
        // A sentence may lead to a note too.
        if bare.chars().count() > 3 {
            return None;
        }
        let id = target(node).filter(|id| notes.contains_key(id))?;
        let number = match order.iter().position(|known| *known == id) {
            Some(at) => at + 1,
            None => {
                order.push(id);
                order.len()
            }
        };
        element(&format!("<a class=\"footnote-anchor\">{number}</a>"), &|n| dom::tag(n) == "a")
    };
    fn marks(node: &Rc<Node>, inside: &HashSet<*const Node>, mark: &mut dyn FnMut(&Rc<Node>) -> Option<Rc<Node>>) {
        if inside.contains(&Rc::as_ptr(node)) {
            return;
        }
        for child in node.children.borrow_mut().iter_mut() {
            match (dom::tag(child) == "a").then(|| mark(child)).flatten() {
                Some(new) => *child = new,
                None => marks(child, inside, mark),
            }
        }
    }
    marks(root, &inside, &mut mark);
    let made: Vec<Rc<Node>> = (1..)
        .zip(&order)
        .filter_map(|(number, id): (usize, _)| {
            let note = notes.get(id)?;
            dom::retain(note, &mut |n| !is_back(n));
            let content = "<div class=\"footnote-content\"><section></section></div>";
            let html = format!("<div class=\"footnote\"><a class=\"footnote-number\">{number}</a>{content}</div>");
            moved(note, &html, "div", "section")
        })
        .collect();
    // What is left of their list is empty, and so is the line above it.
    let taken: HashSet<&String> = order.iter().collect();
    dom::retain(root, &mut |node| {
        let note = dom::tag(node) == "li" && dom::attribute(node, "id").is_some_and(|id| taken.contains(&id));
        let rule = dom::tag(node) == "hr" && dom::has_name(node, &VOCABULARY.markup.notes);
        !note && !rule
    });
    dom::retain(root, &mut |node| {
        let list = dom::has_name(node, &VOCABULARY.markup.notes) || matches!(dom::tag(node), "ol" | "ul");
        !(list && dom::count(node, &|n| dom::tag(n) == "li") == 0 && dom::text(node).is_empty())
    });
    root.children.borrow_mut().extend(made);
}
