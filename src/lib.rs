//! altavoce turns a Markdown issue of an Italian newsletter into a podcast episode.
//!
//! The flow has one direction, and each stage is a module or a crate that takes and gives plain values:
//!
//! [`issue`] → [`script`] → [`italian`] → [`pronunciation`] → [`phonemes`] → [`voice`] → [`sound`] → [`episode`] → [`feed`], [`site`] → [`lint`] → [`publish`].

#![warn(missing_docs)]

pub mod check;
pub mod cli;
pub mod episode;
pub mod import;
pub mod issue;
pub mod listen;
pub mod narration;
pub mod preview;
pub mod project;
pub mod report;
pub mod scaffold;
pub mod script;
pub mod settings;
pub mod status;

pub use altavoce_base::{clock, error, files, process, toml_file};
pub use altavoce_italian as italian;
pub use altavoce_podcast::{
    address, channel, feed, html, library, lint, manifest, media_type, names, publish, serve, site,
};
pub use altavoce_sound::{self as sound, music};
pub use altavoce_speech::{cache, lexicon, phonemes, pronunciation, synthesis, voice};
