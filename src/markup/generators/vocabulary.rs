//! The words of `vocabulary.toml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// What each list is for, `vocabulary.toml` says.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vocabulary {
    pub shortcodes: ShortcodeWords,
    pub bracketed: BracketedWords,
    pub fields: FieldWords,
    pub boxes: BoxWords,
    pub contents: ContentsWords,
    pub references: ReferenceWords,
    pub formulas: FormulaWords,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShortcodeWords {
    pub code: Vec<String>,
    pub formulas: Vec<String>,
    pub comments: Vec<String>,
    pub embeds: Vec<String>,
    pub figures: Vec<String>,
    pub titled: Vec<String>,
    pub titles: Vec<String>,
    pub quotations: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BracketedWords {
    pub known: Vec<String>,
    pub code: Vec<String>,
    pub bare: Vec<String>,
    pub embeds: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldWords {
    pub names: Vec<String>,
    pub greetings: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BoxWords {
    pub kinds: Vec<String>,
    pub quotations: Vec<String>,
    pub quotation_titles: Vec<String>,
    pub pages: Vec<String>,
    pub queries: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContentsWords {
    pub marks: Vec<String>,
    pub headings: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReferenceWords {
    pub nouns: BTreeMap<String, (String, String)>,
    pub bare_after: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormulaWords {
    pub letters: BTreeMap<String, String>,
    pub commands: BTreeMap<String, String>,
    pub signs: BTreeMap<String, String>,
    pub powers: BTreeMap<String, String>,
    pub name: String,
    pub to_the: String,
    pub over: String,
    pub of: String,
    pub root: String,
    pub cube_root: String,
    pub accents: BTreeMap<String, String>,
    pub environments: Vec<String>,
}

/// The file is part of the program, and every test that reads an issue loads it: a fault in it cannot reach a user.
pub static VOCABULARY: LazyLock<Vocabulary> =
    LazyLock::new(|| toml::from_str(include_str!("vocabulary.toml")).expect("src/markup/generators/vocabulary.toml"));

/// Whether `word` is in a list of small letters, without regard to capitals.
pub fn has(list: &[String], word: &str) -> bool {
    let word = word.to_lowercase();
    list.contains(&word)
}
