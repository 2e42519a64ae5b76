//! The words of `vocabulary.toml`.

use std::sync::LazyLock;

use serde::Deserialize;

pub use crate::markup::html::dom::is_one_of;

/// What each list is for, `vocabulary.toml` says.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vocabulary {
    pub head: HeadWords,
    pub text: TextWords,
    pub boilerplate: BoilerplateWords,
    pub markup: MarkupWords,
    pub page: PageWords,
    pub mail: MailWords,
    pub pasted: PastedWords,
    pub exports: ExportWords,
    pub columns: ColumnWords,
    pub shortcodes: ShortcodeWords,
    pub links: LinkWords,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeadWords {
    pub subject_labels: Vec<String>,
    pub bylines: Vec<String>,
    pub name_particles: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TextWords {
    pub greetings: Vec<String>,
    pub sayings: Vec<String>,
    pub farewells: Vec<String>,
    pub hyphened: Vec<String>,
    pub conjunctions: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BoilerplateWords {
    pub web_page_links: Vec<String>,
    pub small_print: Vec<String>,
    pub small_print_or_subject: Vec<String>,
    pub counters: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MarkupWords {
    pub bodies: Vec<String>,
    pub service_boxes: Vec<String>,
    pub cards: Vec<String>,
    pub files: Vec<String>,
    pub players: Vec<String>,
    pub decorations: Vec<String>,
    pub pulled_quotes: Vec<String>,
    pub paywalls: Vec<String>,
    pub mentions: Vec<String>,
    pub card_headings: Vec<String>,
    pub notes: Vec<String>,
    pub back_links: Vec<String>,
    pub preheaders: Vec<String>,
    pub tracking_pixels: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PageWords {
    pub subtitles: Vec<String>,
    pub authors: Vec<String>,
    pub times: Vec<String>,
    pub addresses: Vec<String>,
    pub repeated: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailWords {
    pub subject: Vec<String>,
    pub from: Vec<String>,
    pub date: Vec<String>,
    pub others: Vec<String>,
    pub forwarded: Vec<String>,
    pub marks: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PastedWords {
    pub feet: Vec<String>,
    pub signs: Vec<String>,
    pub thanks: Vec<String>,
    pub invitations: Vec<String>,
    pub reader_supported: Vec<String>,
    pub full_story: Vec<String>,
    pub buttons: Vec<String>,
    pub navigation: Vec<String>,
    pub counted: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExportWords {
    pub published: Vec<String>,
    pub drafts: Vec<String>,
    pub private: Vec<String>,
    pub for_members: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnWords {
    pub title: Vec<String>,
    pub content: Vec<String>,
    pub subtitle: Vec<String>,
    pub status: Vec<String>,
    pub date: Vec<String>,
    pub slug: Vec<String>,
    pub address: Vec<String>,
    pub author: Vec<String>,
    pub tags: Vec<String>,
    pub description: Vec<String>,
    pub number: Vec<String>,
    pub audience: Vec<String>,
    pub picture: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShortcodeWords {
    pub alone: Vec<String>,
    pub captions: Vec<String>,
    pub code: Vec<String>,
    pub notes: Vec<String>,
    pub silent: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinkWords {
    pub tracking_parameters: Vec<String>,
    pub click_trackers: Vec<String>,
}

/// The file is part of the program, and every test that imports a file loads it: a fault in it cannot reach a user.
pub static VOCABULARY: LazyLock<Vocabulary> =
    LazyLock::new(|| toml::from_str(include_str!("vocabulary.toml")).expect("src/import/vocabulary.toml"));
