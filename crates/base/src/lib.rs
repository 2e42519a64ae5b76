#![doc = include_str!("../README.md")]

pub mod clock;
pub mod disclosure;
pub mod episode_type;
pub mod error;
pub mod files;
pub mod locale;
pub mod passage;
pub mod process;
pub mod system;
pub mod toml_file;

/// How messages are written; see [`locale`].
pub use altavoce_macros::{mark, tr, trn};

// The macros name this crate, and it uses them itself.
extern crate self as altavoce_base;
