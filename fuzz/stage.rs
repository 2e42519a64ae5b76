//! The stage that is fuzzed, as the program compiles it.

#[path = "../src/italian/mod.rs"]
pub mod italian;
