//! What a file is served with, where the storage lets us say it.

use super::naming;

/// The media type that belongs to a path.
pub fn media_type(path: &str) -> &'static str {
    let name = path.rsplit('/').next().unwrap_or(path);
    match name.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "mp3" => "audio/mpeg",
        "opus" => "audio/ogg",
        "m4a" => "audio/mp4",
        "json" if name.starts_with("chapters.") => "application/json+chapters",
        "json" => "application/json",
        "vtt" => "text/vtt; charset=utf-8",
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "txt" => "text/plain; charset=utf-8",
        "xml" if path == crate::names::FEED => "application/rss+xml; charset=utf-8",
        "xml" => "application/xml",
        "webmanifest" => "application/manifest+json",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "svg" => "image/svg+xml",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}

/// How long caches may keep a path. Artwork, whose name carries a hash, never changes its content; all others are asked
/// for again, as a cached old episode under a new feed would be cut short. So are second names, though they carry one
/// too: where the storage makes the first name of the second by itself, it copies this along.
pub fn cache_control(path: &str) -> &'static str {
    if naming::is_artwork(path) { "public, max-age=31536000, immutable" } else { "no-cache" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_those_that_players_expect() {
        let rows = [
            ("001/episode.mp3", "audio/mpeg", "no-cache"),
            ("001/episode.new-0123456789.mp3", "audio/mpeg", "no-cache"),
            ("001/chapters.json", "application/json+chapters", "no-cache"),
            ("001/chapters.new-0123456789.json", "application/json+chapters", "no-cache"),
            ("001/words.json", "application/json", "no-cache"),
            ("cover-0123abcd.png", "image/png", "public, max-age=31536000, immutable"),
            ("feed.xml", "application/rss+xml; charset=utf-8", "no-cache"),
            ("site/sitemap.xml", "application/xml", "no-cache"),
            ("site/index.html", "text/html; charset=utf-8", "no-cache"),
            ("site/x.y/none", "application/octet-stream", "no-cache"),
        ];
        let wrong: Vec<_> =
            rows.iter().filter(|(p, mime, cache)| (media_type(p), cache_control(p)) != (*mime, *cache)).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
    }
}
