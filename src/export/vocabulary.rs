//! The words of a book, from `vocabulary.toml`.

use std::sync::LazyLock;

use serde::Deserialize;

/// See the file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vocabulary {
    pub contents: String,
    pub number: String,
    pub cover: String,
    pub accessibility: String,
}

/// The file is part of the program, and every test that makes a book loads it: a fault in it cannot reach a user.
pub static VOCABULARY: LazyLock<Vocabulary> =
    LazyLock::new(|| toml::from_str(include_str!("vocabulary.toml")).expect("src/export/vocabulary.toml"));
