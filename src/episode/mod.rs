//! An episode: one timeline counted in samples, and every file written from it.

pub mod manifest;
