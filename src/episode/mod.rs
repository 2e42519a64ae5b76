//! An episode: one timeline counted in samples, and every file written from it.

pub mod chapters;
mod cover;
pub mod make;
pub mod marks;
mod music_mix;
pub mod notes;
mod provenance;
pub mod request;
pub mod timeline;
pub mod transcript;
pub mod word_times;
mod workspace;
mod write;
