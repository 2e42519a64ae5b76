//! altavoce turns a Markdown issue of an Italian newsletter into a podcast episode. The program is one user of this
//! library; yours may be another.
//!
//! # Where to begin
//!
//! An [`Issue`](issue::Issue) is read from a file or from bytes, a [`Project`](project::Project) from the folder of a
//! show (or it is the default one), and [`narrate`](project::Project::narrate) tells who says which words:
//!
//! ```
//! use altavoce::issue::Issue;
//! use altavoce::project::Project;
//!
//! let text = "# Il mare\n\nSi comincia dal porto.\n\n## Le onde\n\nNel 2024 erano alte 3 m.\n";
//! let issue = Issue::parse("022.md".as_ref(), text.as_bytes())?;
//! let project = Project::default();
//! let narration = project.narrate(&issue);
//! assert_eq!(narration.chapters[1].title, "Le onde");
//! let last = narration.chapters[1].passages.iter().find(|p| p.written.text.contains("2024"));
//! assert_eq!(last.map(|p| p.spoken.text.as_str()), Some("Nel duemilaventiquattro erano alte tre metri."));
//! # Ok::<(), altavoce::error::Error>(())
//! ```
//!
//! From there:
//!
//! | to | call |
//! |---|---|
//! | look for what may be read wrong | [`check::check`] |
//! | make the episode, a folder of files | [`episode::make::make`] |
//! | play an episode, or an issue while it is synthesised | [`preview::Playback`] |
//! | write feed and pages, check them, publish them | [`feed::write`], [`site::write`], [`lint::lint`], [`publish::publish`] |
//!
//! `examples/` has small programs that do so. Whatever can fail gives an [`error::Error`], whose `kind` says who must
//! act and whose text says what to do. Types that may get more fields or variants are `#[non_exhaustive]`.
//!
//! # The stages
//!
//! The flow has one direction, and each stage is a module or a crate that takes and gives plain values:
//!
//! [`issue`] → [`script`] → [`italian`] → [`pronunciation`] → [`phonemes`] → [`voice`] → [`sound`] → [`episode`] → [`feed`], [`site`] → [`lint`] → [`publish`].

#![warn(missing_docs)]

pub mod check;
pub mod cli;
pub mod episode;
pub mod export;
pub mod handoff;
pub mod import;
pub mod issue;
pub mod listen;
pub mod markup;
pub mod mend;
pub mod narration;
pub mod preview;
pub mod project;
pub mod report;
pub mod scaffold;
pub mod script;
pub mod settings;
pub mod status;
pub mod studio;

pub use altavoce_base::{clock, disclosure, error, files, locale, process, system, toml_file};
pub use altavoce_italian as italian;
pub use altavoce_podcast::{
    address, blocks, channel, feed, html, library, lint, manifest, media_type, names, publish, serve, site,
};
pub use altavoce_provenance as provenance;
pub use altavoce_sound::{self as sound, music};
pub use altavoce_speech::{cache, lexicon, phonemes, pronunciation, synthesis, voice};
