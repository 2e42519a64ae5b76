//! What an author changes of a show, in the file where it stands and nowhere else in it: how a word is said, lines of an issue.

pub mod lexicon;
pub mod lines;
pub mod settings;
pub mod ways;
