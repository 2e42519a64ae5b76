//! The words of `vocabulary.toml`.

use std::sync::LazyLock;

use serde::Deserialize;

/// What each list and word is for, `vocabulary.toml` says.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vocabulary {
    pub number: Vec<String>,
    pub before_number: Vec<String>,
    pub file_number: Vec<String>,
    pub small_words: Vec<String>,
    pub before_date: Vec<String>,
    pub reading_time: Vec<String>,
    pub title_before_number: String,
    pub slug: String,
    pub ampersand: String,
}

/// The file is part of the program, and every test that reads an issue loads it: a fault in it cannot reach a user.
pub static VOCABULARY: LazyLock<Vocabulary> =
    LazyLock::new(|| toml::from_str(include_str!("vocabulary.toml")).expect("src/issue/vocabulary.toml"));
