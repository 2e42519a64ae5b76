//! Any text at all must keep the promises of the Italian stage. `make fuzz` runs it for twenty minutes.

#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../../crates/italian/tests/italian/promises.rs"]
mod promises;

fuzz_target!(|text: &str| {
    if let Some(broken) = promises::broken_promise(text) {
        panic!("{text:?}: {broken}");
    }
});
