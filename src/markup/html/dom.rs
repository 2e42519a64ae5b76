//! A little on top of the tree that the HTML parser gives.

use std::rc::Rc;

use htmd::Node;
use markup5ever_rcdom::NodeData;

use super::lines;

/// Elements nested deeper than this are nobody's newsletter, and too deep for those who walk the tree by recursion.
const DEEPEST: usize = 300;

/// Whether `word` is one of `names`, or begins with one that ends in an asterisk.
pub fn is_one_of(word: &str, names: &[impl AsRef<str>]) -> bool {
    names.iter().any(|name| match name.as_ref().strip_suffix('*') {
        Some(start) => word.starts_with(start),
        None => word == name.as_ref(),
    })
}

/// The name of an element; empty for anything else.
pub fn tag(node: &Node) -> &str {
    match &node.data {
        NodeData::Element { name, .. } => &name.local,
        _ => "",
    }
}

/// The value of an attribute.
pub fn attribute(node: &Node, key: &str) -> Option<String> {
    let NodeData::Element { attrs, .. } = &node.data else { return None };
    attrs.borrow().iter().find(|a| &*a.name.local == key).map(|a| a.value.trim().to_string())
}

/// Whether it is a text, an element or the document: all else is nothing to read.
pub fn is_content(node: &Node) -> bool {
    matches!(node.data, NodeData::Text { .. } | NodeData::Element { .. } | NodeData::Document)
}

/// Whether the words `class` or the name `id` of an element have one of `names`, or begin with one that ends in `*`.
pub fn has_name(node: &Node, names: &[impl AsRef<str>]) -> bool {
    let words = [attribute(node, "class"), attribute(node, "id")].into_iter().flatten().collect::<Vec<_>>().join(" ");
    words.split_whitespace().any(|word| is_one_of(word, names))
}

/// The words below a node, on one line.
pub fn text(node: &Node) -> String {
    let mut out = String::new();
    let mut gather = |node: &Node| {
        if let NodeData::Text { contents } = &node.data {
            out.extend(contents.borrow().chars().filter(|c| !lines::is_mark(*c)));
        } else if !matches!(tag(node), "" | "a" | "b" | "strong" | "i" | "em" | "span" | "u" | "sup" | "sub" | "font") {
            out.push(' ');
        }
    };
    walk_all(node, &mut gather);
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Every node from `node` down, in the order of the text.
fn walk_all(node: &Node, see: &mut dyn FnMut(&Node)) {
    see(node);
    for child in node.children.borrow().iter() {
        walk_all(child, see);
    }
}

/// The first element below `node` for which `is` holds.
pub fn find(node: &Rc<Node>, is: &dyn Fn(&Node) -> bool) -> Option<Rc<Node>> {
    if is(node) {
        return Some(Rc::clone(node));
    }
    node.children.borrow().iter().find_map(|child| find(child, is))
}

/// How many elements below `node` there are for which `is` holds.
pub fn count(node: &Node, is: &dyn Fn(&Node) -> bool) -> usize {
    let mut found = 0;
    walk_all(node, &mut |n| found += usize::from(is(n)));
    found
}

/// Whether the tree is too deep to be walked; found out without recursion.
pub fn is_too_deep(root: &Rc<Node>) -> bool {
    let mut rest = vec![(Rc::clone(root), 0)];
    while let Some((node, depth)) = rest.pop() {
        if depth > DEEPEST {
            return true;
        }
        rest.extend(node.children.borrow().iter().map(|child| (Rc::clone(child), depth + 1)));
    }
    false
}

/// Keeps of all that lies below `node` what `keep` keeps; what it refuses goes with all below it.
pub fn retain(node: &Node, keep: &mut dyn FnMut(&Node) -> bool) {
    node.children.borrow_mut().retain(|child| keep(child));
    for child in node.children.borrow().iter() {
        retain(child, keep);
    }
}

/// The text below a node as it stands, spaces and all.
pub fn raw_text(node: &Node) -> String {
    let mut out = String::new();
    walk_all(node, &mut |n| {
        if let NodeData::Text { contents } = &n.data {
            out.extend(contents.borrow().chars().filter(|c| !lines::is_mark(*c)));
        }
    });
    out
}

/// As [`raw_text`], with the marks of lines in it.
pub fn raw_text_with_marks(node: &Node) -> String {
    let mut out = String::new();
    walk_all(node, &mut |n| match &n.data {
        NodeData::Text { contents } => out.push_str(&contents.borrow()),
        _ if tag(n) == "br" => out.push('\n'),
        _ => (),
    });
    out
}

/// The characters on either side of an element, where texts stand there.
pub fn neighbours(node: &Rc<Node>) -> (Option<char>, Option<char>) {
    let parent = node.parent.take();
    let above = parent.as_ref().and_then(std::rc::Weak::upgrade);
    node.parent.set(parent);
    let Some(above) = above else { return (None, None) };
    let siblings = above.children.borrow();
    let Some(at) = siblings.iter().position(|n| Rc::ptr_eq(n, node)) else { return (None, None) };
    let before = at.checked_sub(1).and_then(|at| match &siblings[at].data {
        NodeData::Text { contents } => contents.borrow().chars().rev().find(|c| !lines::is_mark(*c)),
        _ => None,
    });
    let behind = siblings.get(at + 1).and_then(|node| match &node.data {
        NodeData::Text { contents } => contents.borrow().chars().find(|c| !lines::is_mark(*c)),
        _ => None,
    });
    (before, behind)
}
