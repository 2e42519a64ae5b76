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
/// What listeners get of an episode's folder, beside its own cover. The notes go into the feed and the pages; the rest
/// stays here.
pub const PUBLISHED: [&str; 7] = [AUDIO, OPUS, M4A, CHAPTERS, TRANSCRIPT, WORDS, WORDS_VTT];
/// The settings of a show, in the folder of its issues.
pub const SHOW: &str = "show.toml";
/// The feed, in the output folder.
pub const FEED: &str = "feed.xml";
/// The folder of the pages, in the output folder.
pub const SITE: &str = "site";

/// The name of an episode's own cover. It carries a hash of the bytes, as apps fetch new art only under a new name.
///
/// ```
/// use altavoce_podcast::names::{cover, is_cover};
/// assert!(is_cover(&cover(b"\x89PNG\r\n\x1a\n")) && !is_cover("cover.png"));
/// ```
pub fn cover(bytes: &[u8]) -> String {
    let extension = if bytes.starts_with(b"\x89PNG") { "png" } else { "jpg" };
    format!("cover-{}.{extension}", &blake3::hash(bytes).to_hex()[..8])
}

/// Whether a file of an episode's folder is its own cover, by its name.
pub fn is_cover(name: &str) -> bool {
    let hash = name.strip_prefix("cover-").and_then(|n| n.strip_suffix(".png").or_else(|| n.strip_suffix(".jpg")));
    hash.is_some_and(|hash| hash.len() == 8 && hash.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')))
}

/// Whether listeners get the file `name` of an episode's folder.
pub fn is_published(name: &str) -> bool {
    PUBLISHED.contains(&name) || is_cover(name)
}
