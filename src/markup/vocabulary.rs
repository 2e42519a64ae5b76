//! The words of `vocabulary.toml`.

use std::sync::LazyLock;

use serde::Deserialize;

/// What each list is for, `vocabulary.toml` says.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vocabulary {
    pub lines: LineWords,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LineWords {
    pub lead_on: Vec<String>,
}

/// The file is part of the program, and every test that reads an issue loads it: a fault in it cannot reach a user.
pub static VOCABULARY: LazyLock<Vocabulary> =
    LazyLock::new(|| toml::from_str(include_str!("vocabulary.toml")).expect("src/markup/vocabulary.toml"));
