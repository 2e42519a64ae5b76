//! What directories and apps take of a text, and no more.

/// The longest description, in bytes (Apple).
pub const LONGEST_DESCRIPTION: usize = 4000;
/// The longest text of a funding link, a person or an update, in characters (Podcasting 2.0).
pub const LONGEST_TEXT: usize = 128;
/// The longest line of a cue, in characters (Apple and Spotify).
pub const LONGEST_CUE_LINE: usize = 65;
/// How many times at the beginning of its lines make chapters of a description (Spotify).
pub const FEWEST_TIMESTAMPS: usize = 3;
