//! What to do with each file, decided before anything is sent. Pure: two lists and a memory in, a list out.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use serde::Serialize;

use super::record::Verified;
use super::remote::Found;
use crate::episode::names;

/// The order in which files go up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Class {
    /// What is played.
    Media,
    /// Chapters, transcripts, words.
    Data,
    /// The show's picture.
    Artwork,
    /// Pages.
    Page,
}

/// A file of the output folder that belongs to what is published. The feed is none of them.
#[derive(Debug, Clone, PartialEq)]
pub struct LocalFile {
    /// Its path below the output folder, with `/`: its path there too.
    pub path: String,
    /// Where it lies here.
    pub source: PathBuf,
    /// Its length.
    pub bytes: u64,
    /// BLAKE3 of its content.
    pub blake3: String,
    /// What it is.
    pub class: Class,
}

/// What is done with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// It is not there.
    Upload,
    /// Another content is there.
    Replace,
    /// It may be there: its content is compared.
    Check,
    /// It is there.
    Keep,
}

/// A file and what is done with it.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The file.
    pub file: LocalFile,
    /// What is done.
    pub action: Action,
}

/// Decides for every file. `thorough` compares also what an earlier run has verified.
pub fn plan(
    local: &[LocalFile],
    remote: &BTreeMap<String, Found>,
    verified: &BTreeMap<String, Verified>,
    thorough: bool,
) -> Vec<Row> {
    let mut rows: Vec<Row> = local
        .iter()
        .map(|file| {
            let action = match (remote.get(&file.path), verified.get(&file.path)) {
                (None, _) => Action::Upload,
                (Some(there), _) if there.bytes != file.bytes => Action::Replace,
                (Some(there), Some(known)) if known.is_still(there) => match known.blake3 == file.blake3 {
                    true if thorough => Action::Check,
                    true => Action::Keep,
                    false => Action::Replace,
                },
                // The same length, and nothing known of it: sent by another machine, or in a run that was killed.
                (Some(_), _) => Action::Check,
            };
            Row { file: file.clone(), action }
        })
        .collect();
    rows.sort_by(|a, b| (a.file.class, &a.file.path).cmp(&(b.file.class, &b.file.path)));
    rows
}

/// The second name under which a new content goes up while the feed that is out still names the first: it carries the
/// content's hash, so it never has two contents.
pub fn beside(path: &str, blake3: &str) -> String {
    let (folder, name) = path.rsplit_once('/').map_or((None, path), |(folder, name)| (Some(folder), name));
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, "bin"));
    let name = format!("{stem}.new-{}.{ending}", &blake3[..10.min(blake3.len())]);
    folder.map_or(name.clone(), |folder| format!("{folder}/{name}"))
}

/// Whether a path is such a second name.
pub fn is_beside(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').and_then(|(stem, _)| stem.rsplit_once(".new-")).is_some_and(|(_, hash)| is_hex(hash, 10))
}

/// Whether a path is that of a show's artwork: `name-12345678.png`, at the top.
pub fn is_artwork(path: &str) -> bool {
    let stem = [".png", ".jpg"].iter().find_map(|ending| path.strip_suffix(ending));
    let hash = stem.filter(|s| !s.contains('/')).and_then(|s| s.rsplit_once('-'));
    hash.is_some_and(|(name, hash)| !name.is_empty() && is_hex(hash, 8))
}

fn is_hex(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

/// What of an episode is published, unless the feed names more.
pub const OF_AN_EPISODE: [(&str, Class); 7] = [
    (names::AUDIO, Class::Media),
    (names::OPUS, Class::Media),
    (names::M4A, Class::Media),
    (names::CHAPTERS, Class::Data),
    (names::TRANSCRIPT, Class::Data),
    (names::WORDS, Class::Data),
    (names::WORDS_VTT, Class::Data),
];

/// The files there that only we can have put there and that nothing of ours needs any more. `needed` are the paths of
/// this run and those that the feed names. Pages are left alone by whoever has none.
pub fn leftovers(remote: &BTreeMap<String, Found>, needed: &BTreeSet<String>) -> Vec<String> {
    let pages = format!("{}/", names::SITE);
    let has_pages = needed.iter().any(|p| p.starts_with(&pages));
    let ours = |path: &str| {
        if is_part(path) || is_beside(path) || is_artwork(path) || (has_pages && path.starts_with(&pages)) {
            return true;
        }
        // A folder is an episode's when it has an episode in it.
        path.split_once('/').is_some_and(|(folder, name)| {
            OF_AN_EPISODE.iter().any(|(of, _)| *of == name)
                && remote.contains_key(&format!("{folder}/{}", names::AUDIO))
        })
    };
    remote.keys().filter(|path| ours(path) && !needed.contains(*path)).cloned().collect()
}

/// Whether a path is a file of ours that was never finished.
pub fn is_part(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.strip_prefix(".altavoce-").and_then(|n| n.strip_suffix(".part")).is_some_and(|hash| is_hex(hash, 10))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, bytes: u64, blake3: &str, class: Class) -> LocalFile {
        LocalFile { path: path.into(), source: path.into(), bytes, blake3: blake3.into(), class }
    }

    fn found(bytes: u64, etag: &str) -> Found {
        Found { bytes, etag: Some(etag.into()), ..Found::default() }
    }

    fn verified(bytes: u64, blake3: &str, etag: &str) -> Verified {
        Verified { bytes, blake3: blake3.into(), etag: Some(etag.into()), modified: None }
    }

    #[test]
    fn each_file_gets_what_it_needs() {
        // What is here (always 10 bytes of content "new"), what is there, what is remembered.
        type Row = (&'static str, Option<Found>, Option<Verified>, bool, Action);
        let rows: Vec<Row> = vec![
            ("not there", None, None, false, Action::Upload),
            ("vanished", None, Some(verified(10, "new", "t")), false, Action::Upload),
            ("verified", Some(found(10, "t")), Some(verified(10, "new", "t")), false, Action::Keep),
            ("verified, thorough", Some(found(10, "t")), Some(verified(10, "new", "t")), true, Action::Check),
            ("changed here", Some(found(10, "t")), Some(verified(10, "old", "t")), false, Action::Replace),
            ("changed there", Some(found(10, "u")), Some(verified(10, "new", "t")), false, Action::Check),
            ("another length", Some(found(9, "t")), Some(verified(9, "old", "t")), false, Action::Replace),
            ("short", Some(found(9, "t")), Some(verified(10, "new", "t")), false, Action::Replace),
            ("unknown", Some(found(10, "t")), None, false, Action::Check),
        ];
        let mut wrong = Vec::new();
        for (name, there, known, thorough, expected) in rows {
            let local = [file("x", 10, "new", Class::Media)];
            let remote = there.into_iter().map(|f| ("x".to_string(), f)).collect();
            let record = known.into_iter().map(|v| ("x".to_string(), v)).collect();
            let got = plan(&local, &remote, &record, thorough)[0].action;
            if got != expected {
                wrong.push(format!("{name}: {got:?}"));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn media_go_first_and_pages_last() {
        let local = [
            file("site/index.html", 1, "", Class::Page),
            file("a-12345678.png", 1, "", Class::Artwork),
            file("002/episode.mp3", 1, "", Class::Media),
            file("001/words.json", 1, "", Class::Data),
            file("001/episode.opus", 1, "", Class::Media),
        ];
        let rows = plan(&local, &BTreeMap::new(), &BTreeMap::new(), false);
        let order: Vec<_> = rows.iter().map(|r| r.file.path.as_str()).collect();
        assert_eq!(
            order,
            ["001/episode.opus", "002/episode.mp3", "001/words.json", "a-12345678.png", "site/index.html"]
        );
    }

    #[test]
    fn names_are_known_by_their_shape() {
        let new = beside("001/episode.mp3", "0123456789abcdef");
        assert_eq!(new, "001/episode.new-0123456789.mp3");
        assert_eq!(beside("none", "0123456789abcdef"), "none.new-0123456789.bin");
        let rows = [
            (new.as_str(), (true, false, false)),
            ("001/episode.mp3", (false, false, false)),
            ("001/episode.new-012345678.mp3", (false, false, false)),
            ("cover-0123abcd.png", (false, true, false)),
            ("x/cover-0123abcd.png", (false, false, false)),
            ("cover-0123abcx.png", (false, false, false)),
            (&super::super::remote::part_of("001/episode.mp3"), (false, false, true)),
            (".altavoce-mine.part", (false, false, false)),
        ];
        let wrong: Vec<_> = rows.iter().filter(|(p, is)| (is_beside(p), is_artwork(p), is_part(p)) != *is).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
    }

    #[test]
    fn only_what_is_surely_ours_is_left_over() {
        let there = [
            "feed.xml",
            "index.html",
            "music/song.mp3",
            "music/chapters.json",
            "001/episode.mp3",
            "001/chapters.json",
            "001/notes.txt",
            "002/episode.mp3",
            "002/episode.new-0123456789.mp3",
            "002/.altavoce-0123456789.part",
            "cover-0123abcd.png",
            "old-0123abcd.png",
            "site/index.html",
            "site/001/index.html",
        ];
        let remote: BTreeMap<_, _> = there.iter().map(|p| (p.to_string(), Found::default())).collect();
        let left = |needed: &[&str]| leftovers(&remote, &needed.iter().map(|p| p.to_string()).collect());
        assert_eq!(
            left(&["feed.xml", "002/episode.mp3", "cover-0123abcd.png", "site/index.html"]),
            [
                "001/chapters.json",
                "001/episode.mp3",
                "002/.altavoce-0123456789.part",
                "002/episode.new-0123456789.mp3",
                "old-0123abcd.png",
                "site/001/index.html"
            ]
        );
        // Without pages of our own those there stay.
        assert!(left(&["feed.xml"]).iter().all(|p| !p.starts_with("site/")));
    }
}
