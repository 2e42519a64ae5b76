//! Keys that are pressed together: `CTRL+R`, `Alt-F4`, `Ctrl + Z`, `⌘C`; the mark between them is not said.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::acronym;
use super::cardinal::cardinal;
use super::class::Class;
use super::tables::rows;
use super::text::{Match, Text, lower};
use super::tokenize::Kind;
use super::verbalization::Verbalization;

/// No more keys than these are pressed together.
const MOST: usize = 5;

/// A key that has a name.
struct Key {
    said: &'static str,
    /// Whether it can be held while another is pressed.
    held: bool,
}

static KEYS: LazyLock<FxHashMap<&'static str, Key>> = LazyLock::new(|| {
    let key = |row: &Vec<&'static str>| {
        let [written, said, kind] = row[..] else { return Vec::new() };
        let key = |form| (form, Key { said, held: kind != "alone" });
        written.split(' ').map(key).collect()
    };
    rows(include_str!("../data/keys.tsv")).flat_map(|row| key(&row)).collect()
});

/// The keys that begin with the held one at token `i`.
pub fn read(text: &Text, i: usize) -> Option<Match> {
    let first = KEYS.get(&*lower(text.at(i))).filter(|key| key.held && !text.touched_before(i))?;
    // win-win and meta-analisi are words
    let hyphens = matches!(first.said, "control" | "alt" | "alt gi erre" | "shift" | "maiuscolo" | "command");
    let mut out = Verbalization::same(first.said);
    let mut end = i + 1;
    let mut keys = 1;
    while keys < MOST
        && let Some((said, behind)) = next(text, end, hyphens)
    {
        out.push(&said);
        end = behind;
        keys += 1;
    }
    (keys > 1 && !text.touches(end)).then(|| Match::new(end, out, Class::Code))
}

/// The key that follows the one before token `end`: behind a plus, with spaces or without; behind a hyphen; directly behind a
/// sign.
fn next(text: &Text, end: usize, hyphens: bool) -> Option<(Verbalization, usize)> {
    let plus = text.skip(end);
    if text.is(plus, "+") {
        return key(text, text.skip(plus + 1));
    }
    if hyphens && text.is(end, "-") && text.touches(end + 1) {
        return key(text, end + 1);
    }
    if text.kind(end - 1) == Kind::Symbol && (text.touches(end) || KEYS.contains_key(text.at(end))) {
        return key(text, end);
    }
    None
}

/// What is said for the key at token `i`, and the token behind it: a name, a letter, a figure, `F4`.
fn key(text: &Text, i: usize) -> Option<(Verbalization, usize)> {
    let word = text.at(i);
    if word.eq_ignore_ascii_case("f") && text.value(i + 1, 2).is_some() {
        let mut out = acronym::letters("f");
        out.push(&cardinal(text.at(i + 1)));
        return Some((out, i + 2));
    }
    if let Some(key) = KEYS.get(&*lower(word)) {
        return Some((Verbalization::same(key.said), i + 1));
    }
    match text.kind(i) {
        Kind::Word if word.chars().nth(1).is_none() && word.is_ascii() => Some((acronym::letters(word), i + 1)),
        Kind::Word if word.chars().nth(1).is_none() => Some((Verbalization::same(&word.to_lowercase()), i + 1)),
        Kind::Digits if word.len() == 1 => Some((cardinal(word), i + 1)),
        _ => None,
    }
}
