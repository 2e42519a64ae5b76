//! What every stage of altavoce needs: one error type that says who must act, files that are never half written, addresses,
//! times, and the words for what a passage is. It knows no stage.

pub mod address;
pub mod clock;
pub mod error;
pub mod files;
pub mod passage;
pub mod toml_file;
