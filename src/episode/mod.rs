//! An episode: one timeline counted in samples, and every file written from it.

pub mod chapters;
pub mod make;
pub mod notes;
pub mod request;
mod score;
pub mod timeline;
pub mod transcript;
mod words;
mod workspace;
mod write;
