//! Italian words to speech: how each word is said, its phonemes, the voices that say them, and a cache of what was said.
//! It knows no issue, no show and no feed.

pub mod align;
pub mod cache;
pub mod lexicon;
pub mod phonemes;
pub mod pronunciation;
pub mod synthesis;
pub mod voice;
