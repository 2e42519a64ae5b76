#![doc = include_str!("../README.md")]

pub mod align;
pub mod cache;
pub mod lexicon;
pub mod phonemes;
pub mod pronunciation;
pub mod synthesis;
mod tables;
pub mod take;
pub mod voice;
