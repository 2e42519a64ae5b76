//! What every stage of altavoce needs: one error type that says who must act, files that are never half written, others' programs
//! that always end, addresses, times, and the words for what a passage is. It knows no stage.

pub mod address;
pub mod clock;
pub mod error;
pub mod files;
pub mod passage;
pub mod process;
pub mod toml_file;
