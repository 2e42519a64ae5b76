//! The media types of files, by their names: what manifests, the feed and both servers say of them.
//!
//! They are those of `mime_guess`, which the local server's file service goes by too, but for what it cannot know of our files
//! and for two that players and standards want otherwise.

use std::borrow::Cow;

use crate::names;

/// The feed's.
pub const RSS: &str = "application/rss+xml";
/// That of chapters in JSON (Podcasting 2.0, "chapters").
pub const CHAPTERS: &str = "application/json+chapters";
/// That of what podcast apps play.
pub const MP3: &str = "audio/mpeg";

/// The media type of a file by its name or path: `application/octet-stream` when nothing is known. Opus in Ogg is `audio/ogg`
/// (RFC 7845, 9), AAC in MPEG-4 `audio/mp4` (RFC 4337), XML `application/xml` (RFC 7303).
///
/// ```
/// use altavoce_podcast::{media_type, names};
/// assert_eq!([names::OPUS, names::CHAPTERS, names::WORDS].map(media_type::of), ["audio/ogg", "application/json+chapters", "application/json"]);
/// ```
pub fn of(path: &str) -> &'static str {
    let name = path.rsplit('/').next().unwrap_or(path);
    // Chapters that go up under a second name have a hash behind their first dot.
    let stem = |name: &'static str| name.split('.').next();
    match name.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "json" if name.split('.').next() == stem(names::CHAPTERS) => CHAPTERS,
        "xml" if name == names::FEED => RSS,
        "xml" => "application/xml",
        "m4a" => "audio/mp4",
        extension => mime_guess::from_ext(extension).first_raw().unwrap_or("application/octet-stream"),
    }
}

/// The value of `Content-Type` for a file: its media type and, of a text, the encoding in which we write them all.
pub fn content_type(path: &str) -> Cow<'static, str> {
    match of(path) {
        text if text.starts_with("text/") || text == RSS => format!("{text}; charset=utf-8").into(),
        other => other.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_those_that_players_expect() {
        let rows = [
            ("001/episode.mp3", MP3),
            ("001/episode.new-0123456789.mp3", MP3),
            ("001/episode.wav", "audio/wav"),
            ("001/episode.opus", "audio/ogg"),
            ("001/episode.m4a", "audio/mp4"),
            ("001/chapters.json", CHAPTERS),
            ("001/chapters.new-0123456789.json", CHAPTERS),
            ("001/words.json", "application/json"),
            ("001/transcript.vtt", "text/vtt; charset=utf-8"),
            ("001/notes.html", "text/html; charset=utf-8"),
            ("001/script.txt", "text/plain; charset=utf-8"),
            ("cover-0123abcd.png", "image/png"),
            ("cover-0123abcd.jpg", "image/jpeg"),
            ("feed.xml", "application/rss+xml; charset=utf-8"),
            ("site/sitemap.xml", "application/xml"),
            ("site/assets/style.css", "text/css; charset=utf-8"),
            ("site/assets/player.js", "text/javascript; charset=utf-8"),
            ("site/favicon.ico", "image/x-icon"),
            ("site/icon.svg", "image/svg+xml"),
            ("site/site.webmanifest", "application/manifest+json"),
            ("site/font.woff2", "font/woff2"),
            ("site/x.y/none", "application/octet-stream"),
        ];
        let wrong: Vec<_> = rows.iter().filter(|(path, expected)| content_type(path) != *expected).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
    }
}
