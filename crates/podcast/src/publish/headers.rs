//! What a file is served with, where the storage lets us say it.

use super::naming;
use crate::names;

/// How long caches may keep a path. Artwork, whose name carries a hash, never changes its content; all others are asked
/// for again, as a cached old episode under a new feed would be cut short. So are second names, though they carry one
/// too: where the storage makes the first name of the second by itself, it copies this along.
pub fn cache_control(path: &str) -> &'static str {
    let name = path.rsplit('/').next().unwrap_or(path);
    if naming::is_artwork(path) || names::is_cover(name) { "public, max-age=31536000, immutable" } else { "no-cache" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_never_changes_is_kept() {
        let rows = [
            ("001/episode.mp3", "no-cache"),
            ("001/episode.new-0123456789.mp3", "no-cache"),
            ("001/chapters.json", "no-cache"),
            ("cover-0123abcd.png", "public, max-age=31536000, immutable"),
            ("001/cover-0123abcd.jpg", "public, max-age=31536000, immutable"),
            ("001/other-0123abcd.jpg", "no-cache"),
            ("feed.xml", "no-cache"),
            ("site/index.html", "no-cache"),
        ];
        let wrong: Vec<_> = rows.iter().filter(|(path, cache)| cache_control(path) != *cache).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
    }
}
