//! What an import tells beside its issues: guesses, what was left out, doubts.

use std::collections::BTreeMap;
use std::fmt::Display;

use altavoce_base::tr;
use serde::Serialize;

use super::boilerplate::Boilerplate;
use crate::markup::emoji;

/// What a diagnostic is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Category {
    /// Something that the file does not say and a rule made of it.
    Guess,
    /// Something of the file that the issue does not have.
    Removed,
    /// Something for the author to look at.
    Doubt,
}

/// One sentence for the author.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Diagnostic {
    /// The line of the file, from 1; none where the file has no lines worth naming.
    pub line: Option<u32>,
    /// What it is about.
    #[serde(rename = "about")]
    pub category: Category,
    /// The sentence, without its place.
    pub what: String,
}

impl Diagnostic {
    /// A guess: `heading "…" guessed: why`.
    pub fn guess(line: Option<u32>, thing: &str, text: &str, why: &str) -> Diagnostic {
        let what = tr!("{thing} \"{text}\" guessed: {why}", text = shorten(text));
        Diagnostic { line, category: Category::Guess, what }
    }

    /// A guess in words of one's own: the whole sentence.
    pub fn guessed(line: Option<u32>, what: impl Into<String>) -> Diagnostic {
        Diagnostic { line, category: Category::Guess, what: what.into() }
    }

    /// Something left out: `removed "…": why`.
    pub fn removed(line: Option<u32>, text: &str, why: impl Display) -> Diagnostic {
        Diagnostic { line, category: Category::Removed, what: tr!("removed \"{text}\": {why}", text = shorten(text)) }
    }

    /// Something left out, in words of one's own: `removed what`.
    pub fn left_out(line: Option<u32>, what: impl Display) -> Diagnostic {
        Diagnostic { line, category: Category::Removed, what: tr!("removed {what}") }
    }

    /// Something to look at.
    pub fn doubt(line: Option<u32>, what: impl Into<String>) -> Diagnostic {
        Diagnostic { line, category: Category::Doubt, what: what.into() }
    }
}

/// Counts what is removed in many pieces, to tell each kind once.
#[derive(Debug, Default)]
pub struct Removals(BTreeMap<Boilerplate, (usize, String)>);

impl Removals {
    /// One more thing of this kind; `text` is what a reader saw of it, perhaps nothing.
    pub fn add(&mut self, kind: Boilerplate, text: &str) {
        let (count, example) = self.0.entry(kind).or_default();
        *count += 1;
        if example.is_empty() {
            *example = shorten(text);
        }
    }

    /// A diagnostic a kind: `removed 3 x tracking pixel`, `removed 2 x button: "Iscriviti", …`.
    pub fn diagnostics(self) -> Vec<Diagnostic> {
        let diagnostic = |(kind, (count, example)): (Boilerplate, (usize, String))| {
            let more = if count > 1 { ", …" } else { "" };
            let example = if example.is_empty() { String::new() } else { format!(": \"{example}\"{more}") };
            Diagnostic { line: None, category: Category::Removed, what: tr!("removed {count} x {kind}{example}") }
        };
        self.0.into_iter().map(diagnostic).collect()
    }
}

/// One line, and enough of it to recognise the thing.
pub fn shorten(text: &str) -> String {
    /// In characters.
    const SHOWN: usize = 70;
    let seen: String = text.chars().filter(|c| !emoji::is_invisible(*c) && *c != '\u{34F}').collect();
    let line = seen.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", line[..end].trim_end()),
        None => line,
    }
}
