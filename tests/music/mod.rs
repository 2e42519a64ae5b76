//! Episodes with music: every format, where it lies, how far the bed stays below the voice, and what is said of bad files.

mod inputs;
mod level;
mod place;
mod stage;
