//! What to do with each file, decided before anything is sent. Pure: two lists and a memory in, a list out.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use serde::Serialize;

use super::inventory::Verified;
use super::naming::{artwork_stem, is_beside, is_part};
use super::remote_file::RemoteFile;
use crate::names;

/// The order in which files go up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum FileClass {
    /// What is played.
    Media,
    /// Chapters, transcripts, words.
    Data,
    /// The pictures of the show and of its episodes.
    Artwork,
    /// Pages.
    Page,
}

impl FileClass {
    /// The class of a file of an episode, by its name or path.
    pub fn in_episode(path: &str) -> FileClass {
        let name = path.rsplit('/').next().unwrap_or(path);
        match name {
            names::AUDIO | names::OPUS | names::M4A => FileClass::Media,
            _ if names::is_cover(name) => FileClass::Artwork,
            _ => FileClass::Data,
        }
    }
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
    pub class: FileClass,
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
pub struct PlannedFile {
    /// The file.
    pub file: LocalFile,
    /// What is done.
    pub action: Action,
}

/// Decides for every file. `thorough` compares also what an earlier run has verified.
pub fn plan(
    local: &[LocalFile],
    remote: &BTreeMap<String, RemoteFile>,
    verified: &BTreeMap<String, Verified>,
    thorough: bool,
) -> Vec<PlannedFile> {
    let mut rows: Vec<PlannedFile> = local
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
            PlannedFile { file: file.clone(), action }
        })
        .collect();
    rows.sort_by(|a, b| (a.file.class, &a.file.path).cmp(&(b.file.class, &b.file.path)));
    rows
}

/// The files there that only we can have put there and that nothing of ours needs any more. `needed` are the paths of
/// this run and those that the feed names. Pages are left alone by whoever has none.
pub fn leftovers(remote: &BTreeMap<String, RemoteFile>, needed: &BTreeSet<String>) -> Vec<String> {
    let pages = format!("{}/", names::SITE);
    let has_pages = needed.iter().any(|p| p.starts_with(&pages));
    // Others too end the names of their pictures so: with a date, say.
    let pictures: BTreeSet<&str> = needed.iter().filter_map(|p| artwork_stem(p)).collect();
    let ours = |path: &str| {
        let is_picture = artwork_stem(path).is_some_and(|stem| pictures.contains(stem));
        if is_part(path) || is_beside(path) || is_picture || (has_pages && path.starts_with(&pages)) {
            return true;
        }
        // A folder is an episode's when it has an episode in it.
        path.split_once('/').is_some_and(|(folder, name)| {
            names::is_published(name) && remote.contains_key(&format!("{folder}/{}", names::AUDIO))
        })
    };
    remote.keys().filter(|path| ours(path) && !needed.contains(*path)).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, bytes: u64, blake3: &str, class: FileClass) -> LocalFile {
        LocalFile { path: path.into(), source: path.into(), bytes, blake3: blake3.into(), class }
    }

    fn found(bytes: u64, etag: &str) -> RemoteFile {
        RemoteFile { bytes, etag: Some(etag.into()), ..RemoteFile::default() }
    }

    fn verified(bytes: u64, blake3: &str, etag: &str) -> Verified {
        Verified { bytes, blake3: blake3.into(), etag: Some(etag.into()), modified: None }
    }

    #[test]
    fn each_file_gets_what_it_needs() {
        // What is here (always 10 bytes of content "new"), what is there, what is remembered.
        type Row = (&'static str, Option<RemoteFile>, Option<Verified>, bool, Action);
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
            let local = [file("x", 10, "new", FileClass::Media)];
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
            file("site/index.html", 1, "", FileClass::Page),
            file("a-12345678.png", 1, "", FileClass::Artwork),
            file("002/episode.mp3", 1, "", FileClass::Media),
            file("001/words.json", 1, "", FileClass::Data),
            file("001/episode.opus", 1, "", FileClass::Media),
        ];
        let rows = plan(&local, &BTreeMap::new(), &BTreeMap::new(), false);
        let order: Vec<_> = rows.iter().map(|r| r.file.path.as_str()).collect();
        assert_eq!(
            order,
            ["001/episode.opus", "002/episode.mp3", "001/words.json", "a-12345678.png", "site/index.html"]
        );
    }

    #[test]
    fn only_what_is_surely_ours_is_left_over() {
        let there = [
            "feed.xml",
            "index.html",
            "music/song.mp3",
            "music/chapters.json",
            "music/cover-0123abcd.png",
            "001/episode.mp3",
            "001/chapters.json",
            "001/notes.txt",
            "002/cover-0123abcd.png",
            "002/cover-4567abcd.jpg",
            "002/cover.jpg",
            "002/episode.mp3",
            "002/episode.new-0123456789.mp3",
            "002/.altavoce-0123456789.part",
            "cover-0123abcd.png",
            "cover-4567abcd.jpg",
            "vacanze-20240101.jpg",
            "site/index.html",
            "site/001/index.html",
        ];
        let remote: BTreeMap<_, _> = there.iter().map(|p| (p.to_string(), RemoteFile::default())).collect();
        let left = |needed: &[&str]| leftovers(&remote, &needed.iter().map(|p| p.to_string()).collect());
        assert_eq!(
            left(&["feed.xml", "002/cover-0123abcd.png", "002/episode.mp3", "cover-0123abcd.png", "site/index.html"]),
            [
                "001/chapters.json",
                "001/episode.mp3",
                "002/.altavoce-0123456789.part",
                "002/cover-4567abcd.jpg",
                "002/episode.new-0123456789.mp3",
                "cover-4567abcd.jpg",
                "site/001/index.html"
            ]
        );
        // Without pages of our own those there stay.
        assert!(left(&["feed.xml"]).iter().all(|p| !p.starts_with("site/")));
    }
}
