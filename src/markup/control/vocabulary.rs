//! The words of `vocabulary.toml`.

use std::sync::LazyLock;

use serde::Deserialize;

/// What each list is for, `vocabulary.toml` says.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vocabulary {
    pub skip: Vec<String>,
    pub resume: Vec<String>,
    pub pause: Vec<String>,
    pub voice: Vec<String>,
    pub chapter: Vec<String>,
    pub breaths: Vec<String>,
    pub seconds: Vec<String>,
    pub milliseconds: Vec<String>,
}

/// The file is part of the program, and a test loads it: a fault in it cannot reach a user.
pub static VOCABULARY: LazyLock<Vocabulary> =
    LazyLock::new(|| toml::from_str(include_str!("vocabulary.toml")).expect("src/markup/control/vocabulary.toml"));
