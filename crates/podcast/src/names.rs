//! The names of an episode's files inside its folder, and of what stands for all of them beside the folders.

/// The manifest: written last, so a folder without one is no episode.
pub const MANIFEST: &str = "episode.json";
/// What podcast apps play.
pub const AUDIO: &str = "episode.mp3";
/// The same sound, uncompressed.
pub const WAV: &str = "episode.wav";
/// The same sound in Opus, half the size.
pub const OPUS: &str = "episode.opus";
/// The same sound in AAC, when the machine has an encoder.
pub const M4A: &str = "episode.m4a";
/// The chapters in JSON.
pub const CHAPTERS: &str = "chapters.json";
/// The transcript, a cue a passage.
pub const TRANSCRIPT: &str = "transcript.vtt";
/// The transcript with the time of each word.
pub const WORDS: &str = "words.json";
/// The same as WebVTT: apart from [`TRANSCRIPT`], for there are podcast apps that would show its time tags as text.
pub const WORDS_VTT: &str = "words.vtt";
/// The issue as clean HTML, for show notes and pages.
pub const NOTES: &str = "notes.html";
/// What is said, as it is spoken.
pub const SCRIPT: &str = "script.txt";
/// What listeners get of an episode's folder. The notes go into the feed and the pages; the rest stays here.
pub const PUBLISHED: [&str; 7] = [AUDIO, OPUS, M4A, CHAPTERS, TRANSCRIPT, WORDS, WORDS_VTT];
/// The settings of a show, in the folder of its issues.
pub const SHOW: &str = "show.toml";
/// The feed, in the output folder.
pub const FEED: &str = "feed.xml";
/// The folder of the pages, in the output folder.
pub const SITE: &str = "site";
