//! The names that we give to files there, and how they are known again.

use crate::feed::artwork::FORMATS;

/// How many digits of a hash a name of ours carries.
const HASH: usize = 10;

/// The second name under which a new content goes up while the feed that is out still names the first: it carries the
/// content's hash, so it never has two contents.
pub fn beside(path: &str, blake3: &str) -> String {
    let (folder, name) = path.rsplit_once('/').map_or((None, path), |(folder, name)| (Some(folder), name));
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, "bin"));
    let name = format!("{stem}.new-{}.{ending}", &blake3[..HASH.min(blake3.len())]);
    folder.map_or(name.clone(), |folder| format!("{folder}/{name}"))
}

/// Whether a path is such a second name.
pub fn is_beside(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').and_then(|(stem, _)| stem.rsplit_once(".new-")).is_some_and(|(_, hash)| is_hex(hash, HASH))
}

/// The first name that belongs to a second one; any other path as it is.
pub fn first_of(path: &str) -> String {
    match path.rsplit_once(".new-") {
        Some((stem, rest)) if is_beside(path) => format!("{stem}{}", &rest[HASH..]),
        _ => path.to_string(),
    }
}

/// Whether a path is that of a show's artwork: `name-12345678.png`, at the top.
pub fn is_artwork(path: &str) -> bool {
    artwork_stem(path).is_some()
}

/// The `name` of artwork, which all of one show's have in common.
pub fn artwork_stem(path: &str) -> Option<&str> {
    artwork_parts(path).map(|(name, _)| name)
}

/// How the BLAKE3 of artwork begins, by its name.
pub fn artwork_hash(path: &str) -> Option<&str> {
    artwork_parts(path).map(|(_, hash)| hash)
}

fn artwork_parts(path: &str) -> Option<(&str, &str)> {
    let (stem, extension) = path.rsplit_once('.').filter(|(stem, _)| !stem.contains('/'))?;
    let (name, hash) = stem.rsplit_once('-')?;
    // Artwork is served under the first extension of its format.
    let is_image = FORMATS.iter().any(|format| format.extensions_str().first() == Some(&extension));
    (is_image && !name.is_empty() && is_hex(hash, 8)).then_some((name, hash))
}

/// The name under which a file lies until it is whole.
pub fn part_of(path: &str) -> String {
    let (folder, _) = path.rsplit_once('/').map_or(("", path), |(folder, name)| (folder, name));
    let slash = if folder.is_empty() { "" } else { "/" };
    format!("{folder}{slash}.altavoce-{}.part", &blake3::hash(path.as_bytes()).to_hex()[..HASH])
}

/// Whether a path is a file of ours that was never finished.
pub fn is_part(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.strip_prefix(".altavoce-").and_then(|n| n.strip_suffix(".part")).is_some_and(|hash| is_hex(hash, HASH))
}

fn is_hex(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_known_by_their_shape() {
        let new = beside("001/episode.mp3", "0123456789abcdef");
        assert_eq!(new, "001/episode.new-0123456789.mp3");
        assert_eq!(first_of(&new), "001/episode.mp3");
        assert_eq!(first_of("001/a.new-x.mp3"), "001/a.new-x.mp3");
        assert_eq!(artwork_stem("il-faro-0123abcd.jpg"), Some("il-faro"));
        assert_eq!(beside("none", "0123456789abcdef"), "none.new-0123456789.bin");
        let rows = [
            (new.as_str(), (true, false, false)),
            ("001/episode.mp3", (false, false, false)),
            ("001/episode.new-012345678.mp3", (false, false, false)),
            ("cover-0123abcd.png", (false, true, false)),
            ("x/cover-0123abcd.png", (false, false, false)),
            ("cover-0123abcx.png", (false, false, false)),
            (&part_of("001/episode.mp3"), (false, false, true)),
            (".altavoce-mine.part", (false, false, false)),
        ];
        let wrong: Vec<_> = rows.iter().filter(|(p, is)| (is_beside(p), is_artwork(p), is_part(p)) != *is).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
    }
}
