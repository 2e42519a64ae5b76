#![doc = include_str!("../README.md")]

pub mod clock;
pub mod disclosure;
pub mod episode_type;
pub mod error;
pub mod files;
pub mod passage;
pub mod process;
pub mod system;
pub mod toml_file;
