//! The words of `vocabulary.toml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// What each list and sentence is for, `vocabulary.toml` says.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vocabulary {
    pub show: ShowWords,
    pub chapters: ChapterWords,
    pub transitions: TransitionWords,
    pub notices: NoticeWords,
    pub languages: BTreeMap<String, String>,
    pub images: ImageWords,
    pub credits: CreditWords,
    pub tables: TableWords,
    pub footnotes: FootnoteWords,
    pub buttons: ButtonWords,
    pub addresses: AddressWords,
    pub furniture: FurnitureWords,
    pub boxes: BoxWords,
    pub language_tags: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BoxWords {
    pub labels: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShowWords {
    pub opening: Vec<String>,
    pub closing: Vec<String>,
    pub disclosure: String,
    pub numbers: Vec<String>,
    pub number: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChapterWords {
    pub introduction: String,
    pub farewell: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TransitionWords {
    pub only: Vec<String>,
    pub first: Vec<String>,
    pub middle: Vec<String>,
    pub last: Vec<String>,
    pub with_comma: Vec<String>,
    pub numbered: String,
    pub counted: Vec<String>,
    pub score: String,
    pub leading_headings: Vec<String>,
    pub asking_headings: Vec<String>,
    pub said: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoticeWords {
    pub tag: String,
    pub same_tag: String,
    pub quotation_begins: String,
    pub quotation_ends: String,
    pub table: String,
    pub image: String,
    pub footnote: String,
    pub code: String,
    pub more_code: String,
    pub formula: String,
    pub more_formulas: String,
    pub task_done: String,
    pub task_to_do: String,
    pub list_item: String,
    pub inner_list_item: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImageWords {
    pub labels: Vec<String>,
    pub placeholders: Vec<String>,
    pub badges: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreditWords {
    pub starts: Vec<String>,
    pub caption_starts: Vec<String>,
    pub labels: Vec<String>,
    pub by: Vec<String>,
    pub providers: Vec<String>,
    pub between: Vec<String>,
    pub articles: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FootnoteWords {
    pub pointers: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableWords {
    pub nothing: Vec<String>,
    pub units: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ButtonWords {
    pub labels: Vec<String>,
    pub bare_labels: Vec<String>,
    pub ways: Vec<String>,
    pub networks: Vec<String>,
    pub sharing: Vec<String>,
    pub addresses: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FurnitureWords {
    pub tags: Vec<String>,
    pub sources: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddressWords {
    pub endings: Vec<String>,
}

/// The file is part of the program, and every test that writes a script loads it: a fault in it cannot reach a user.
pub static VOCABULARY: LazyLock<Vocabulary> =
    LazyLock::new(|| toml::from_str(include_str!("vocabulary.toml")).expect("src/script/vocabulary.toml"));

/// Words of ours at the start of a sentence.
pub fn capitalised(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).collect()
}
