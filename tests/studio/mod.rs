//! The studio as a browser meets it, over real sockets of this machine, with the fake voice.

mod approving;
mod browser;
mod editing;
mod hearing;
mod killing;
mod making;
mod mending;
mod security;
mod stage;
