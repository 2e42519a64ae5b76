//! The messages as they stand in the source, and English that is none of them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{Delimiter, Literal, TokenStream, TokenTree};

use crate::common::root;

/// A message: the English of it, which is its key, and that of any other number if it counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    pub english: String,
    pub plural: Option<String>,
}

/// What a source holds.
#[derive(Debug, Default)]
pub struct Found {
    /// The messages, each with a file that has it.
    pub messages: BTreeMap<String, (Message, String)>,
    /// Literals of several words that no macro marks, with their files.
    pub unmarked: Vec<(String, String)>,
}

/// The macros that write messages.
const MESSAGES: [&str; 3] = ["tr", "trn", "mark"];
/// Macros and methods whose texts no user is shown, or which compare.
const SILENT: [&str; 26] = [
    "panic",
    "unreachable",
    "assert",
    "assert_eq",
    "assert_ne",
    "debug_assert",
    "debug",
    "warn",
    "include_str",
    "concat",
    "asm",
    "expect",
    "contains",
    "starts_with",
    "ends_with",
    "strip_prefix",
    "strip_suffix",
    "find",
    "split",
    "split_once",
    "rsplit_once",
    "replace",
    "replacen",
    "arg",
    "has",
    "get",
];
/// What takes a message itself: nothing of it goes unmarked, however short.
const SPEAKING: [&str; 7] = ["usage", "author", "operator", "bug", "interrupted", "fix", "note"];

/// Every source of the program and its crates: but the Italian reader, which knows no error of ours, and the kernel.
pub fn read() -> Found {
    let mut found = Found::default();
    let mut folders: Vec<PathBuf> = ["base", "fourier", "sound", "speech", "podcast", "provenance"]
        .map(|name| root("crates").join(name).join("src"))
        .to_vec();
    folders.push(root("src"));
    for file in folders.iter().flat_map(|folder| sources(folder)) {
        let name = file.strip_prefix(root("")).unwrap().display().to_string();
        let tokens: TokenStream = fs::read_to_string(&file).unwrap().parse().unwrap_or_else(|e| panic!("{name}: {e}"));
        walk(tokens, &name, "", &mut found);
    }
    reasons(&mut found);
    found
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(sources(&path));
        } else if path.extension().is_some_and(|e| e == "rs") && !path.to_string_lossy().ends_with("tests.rs") {
            files.push(path);
        }
    }
    files
}

/// Goes through tokens; `before` names what they are the arguments of.
fn walk(tokens: TokenStream, file: &str, before: &str, found: &mut Found) {
    let trees: Vec<TokenTree> = tokens.into_iter().collect();
    let mut at = 0;
    let mut callee = String::new();
    while at < trees.len() {
        match &trees[at..] {
            [TokenTree::Punct(hash), TokenTree::Punct(mark), TokenTree::Group(_), ..]
                if hash.as_char() == '#' && mark.as_char() == '!' =>
            {
                at += 3;
                continue;
            }
            [TokenTree::Punct(hash), TokenTree::Group(attribute), ..] if hash.as_char() == '#' => {
                at += 2;
                let text = attribute.stream().to_string();
                if text.starts_with("cfg") && text.contains("test") {
                    at += 1 + trees[at..].iter().position(ends_item).unwrap_or(0);
                }
                continue;
            }
            [TokenTree::Ident(name), TokenTree::Punct(mark), TokenTree::Group(group), ..] if mark.as_char() == '!' => {
                let name = name.to_string();
                if MESSAGES.contains(&name.as_str()) {
                    message(&name, group.stream(), file, found);
                } else {
                    // what is formatted for a message is one
                    let inside = if name == "format" || SILENT.contains(&before) { before } else { &name };
                    walk(group.stream(), file, inside, found);
                }
                at += 3;
                continue;
            }
            [TokenTree::Ident(name), ..] => callee = name.to_string(),
            [TokenTree::Group(group), ..] => {
                let call = group.delimiter() == Delimiter::Parenthesis && !callee.is_empty();
                // what a list holds is an argument too
                let list = group.delimiter() == Delimiter::Bracket && SILENT.contains(&before);
                let inside = match (call, list) {
                    (true, _) => callee.as_str(),
                    (false, true) => before,
                    (false, false) => "",
                };
                walk(group.stream(), file, inside, found);
                callee.clear();
            }
            [TokenTree::Literal(literal), ..] => {
                let first = at == 0 || before == "note";
                if let Some(text) = text_of(literal)
                    && !SILENT.contains(&before)
                    && (is_prose(&text) || first && SPEAKING.contains(&before) && has_words(&text))
                {
                    found.unmarked.push((file.to_string(), text));
                }
                callee.clear();
            }
            _ => callee.clear(),
        }
        at += 1;
    }
}

fn ends_item(tree: &TokenTree) -> bool {
    match tree {
        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
        TokenTree::Punct(punct) => punct.as_char() == ';',
        _ => false,
    }
}

/// What a macro of ours holds: one literal or two, and behind them what may hold more.
fn message(name: &str, tokens: TokenStream, file: &str, found: &mut Found) {
    let trees: Vec<TokenTree> = tokens.into_iter().collect();
    let texts = trees.iter().filter_map(|tree| match tree {
        TokenTree::Literal(literal) => text_of(literal),
        _ => None,
    });
    let mut texts = texts.take(if name == "trn" { 2 } else { 1 });
    if let Some(english) = texts.next() {
        let message = Message { english: english.clone(), plural: texts.next() };
        found.messages.entry(english).or_insert_with(|| (message, file.to_string()));
    }
    for tree in trees {
        if let TokenTree::Group(group) = tree {
            walk(group.stream(), file, "", found);
        }
    }
}

/// The reasons of the Italian reader, which are looked up where they are shown.
fn reasons(found: &mut Found) {
    let file = "crates/italian/src/class.rs";
    let tokens: TokenStream = fs::read_to_string(root(file)).unwrap().parse().unwrap();
    let mut texts = Vec::new();
    bodies(tokens, &mut texts);
    assert!(texts.len() > 30);
    for english in texts {
        let message = Message { english: english.clone(), plural: None };
        found.messages.entry(english).or_insert((message, file.to_string()));
    }
}

/// The literals in the bodies of functions called `as_str`.
fn bodies(tokens: TokenStream, texts: &mut Vec<String>) {
    let mut named = false;
    for tree in tokens {
        match tree {
            TokenTree::Ident(name) => named |= name == "as_str",
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                if std::mem::take(&mut named) {
                    literals(group.stream(), texts);
                } else {
                    bodies(group.stream(), texts);
                }
            }
            TokenTree::Punct(punct) if punct.as_char() == ';' => named = false,
            _ => {}
        }
    }
}

fn literals(tokens: TokenStream, texts: &mut Vec<String>) {
    for tree in tokens {
        match tree {
            TokenTree::Group(group) => literals(group.stream(), texts),
            TokenTree::Literal(literal) => texts.extend(text_of(&literal)),
            _ => {}
        }
    }
}

fn text_of(literal: &Literal) -> Option<String> {
    match syn::Lit::new(literal.clone()) {
        syn::Lit::Str(text) => Some(text.value()),
        _ => None,
    }
}

/// Words that every English sentence has some of.
const ENGLISH: [&str; 33] = [
    "the", "of", "is", "are", "to", "and", "with", "not", "this", "that", "cannot", "there", "has", "have", "be",
    "was", "were", "which", "from", "by", "at", "for", "its", "on", "an", "as", "than", "but", "what", "here", "does",
    "did", "you",
];

/// The words of a text, without what stands in braces or backquotes.
pub fn words(text: &str) -> Vec<String> {
    let mut plain = String::new();
    let (mut depth, mut quoted) = (0, false);
    for c in text.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            '`' => quoted = !quoted,
            c if depth <= 0 && !quoted => plain.push(c),
            _ => {}
        }
        if matches!(c, '}' | '`') {
            plain.push(' ');
        }
    }
    let words = plain.split(|c: char| !(c.is_alphanumeric() || "'’-_./".contains(c)));
    words.map(|word| word.trim_matches(['.', '\'']).to_lowercase()).filter(|word| !word.is_empty()).collect()
}

/// The English words of a text.
pub fn english(text: &str) -> Vec<String> {
    words(text).into_iter().filter(|word| ENGLISH.contains(&word.as_str())).collect()
}

/// Whether a text has several words, and one of them is English.
fn is_prose(text: &str) -> bool {
    text.trim().contains(' ') && !english(text).is_empty()
}

fn has_words(text: &str) -> bool {
    words(text).iter().any(|word| word.chars().filter(|c| c.is_alphabetic()).count() > 1 && word != "altavoce")
}
