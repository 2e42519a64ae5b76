//! altavoce turns a Markdown issue of an Italian newsletter into a podcast episode.
//!
//! The flow has one direction, and each stage is a module that takes and gives plain values:
//!
//! [`issue`] → [`script`] → [`italian`] → [`pronunciation`] → [`phonemes`] → [`voice`] → [`sound`] → [`episode`] → [`feed`], [`site`] → [`lint`] → [`publish`].

#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod address;
mod align;
pub mod author_lexicon;
pub mod cache;
pub mod check;
pub mod cli;
pub mod clock;
pub mod episode;
pub mod error;
pub mod feed;
pub mod files;
pub mod import;
pub mod issue;
pub mod italian;
pub mod lint;
pub mod listen;
pub mod music;
pub mod phonemes;
pub mod portrait;
pub mod preview;
pub mod pronunciation;
pub mod publish;
pub mod reading;
pub mod scaffold;
pub mod script;
pub mod serve;
pub mod show;
pub mod site;
pub mod sound;
pub mod status;
pub mod synthesis;
pub mod toml_file;
pub mod voice;
