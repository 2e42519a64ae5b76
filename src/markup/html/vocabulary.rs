//! The words of `vocabulary.toml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// What each list is for, `vocabulary.toml` says.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vocabulary {
    pub units: Vec<String>,
    pub ordinals: BTreeMap<String, String>,
    pub english_ordinals: Vec<String>,
    pub endings: Vec<String>,
    pub bare_endings: Vec<String>,
    pub number_articles: BTreeMap<String, String>,
    pub signs: BTreeMap<String, String>,
    pub fractions: BTreeMap<String, String>,
    pub with_index: String,
    pub divided_by: String,
    pub hiding_styles: Vec<String>,
    pub unseen_classes: Vec<String>,
    pub embed_classes: Vec<String>,
}

/// The file is part of the program, and every test that reads HTML loads it: a fault in it cannot reach a user.
pub static VOCABULARY: LazyLock<Vocabulary> =
    LazyLock::new(|| toml::from_str(include_str!("vocabulary.toml")).expect("src/markup/html/vocabulary.toml"));
