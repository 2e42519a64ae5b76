//! Rules on chapters, wherever they stand: in the MP3's tag, in JSON, in the feed.

use std::path::Path;

use altavoce_base::{mark, tr};
use altavoce_sound::{LONGEST_TITLE, MOST_CHAPTERS};

use super::context::Context;
use super::{Location, Log, OURS, PLAYERS, PODCASTING, Rule, Severity};
use crate::address::is_encoded_web;
use crate::rss::Element;
use crate::{media_type, names};

/// The rules.
pub const RULES: &[Rule] = &[
    Rule {
        id: "chapters-tag",
        severity: Severity::Error,
        source: PODCASTING,
        asks: mark!("podcast:chapters names a file that is there, as application/json+chapters"),
        check: tag,
    },
    Rule {
        id: "chapters-json",
        severity: Severity::Error,
        source: PODCASTING,
        asks: mark!("a file of chapters is JSON with a version and a list of chapters"),
        check: json,
    },
    Rule {
        id: "chapters-address",
        severity: Severity::Error,
        source: PODCASTING,
        asks: mark!("the picture and the link of a chapter in JSON are whole addresses, http or https"),
        check: address,
    },
    Rule {
        id: "chapters-id3",
        severity: Severity::Error,
        source: PLAYERS,
        asks: mark!(
            "an MP3 with chapters has a CHAP frame for each and one ordered, top-level CTOC that lists them all"
        ),
        check: id3,
    },
    Rule {
        id: "chapters-count",
        severity: Severity::Error,
        source: PLAYERS,
        asks: mark!("there are at most 100 chapters"),
        check: count,
    },
    Rule {
        id: "chapters-title",
        severity: Severity::Error,
        source: PLAYERS,
        asks: mark!("every chapter has a title of one line and at most 127 bytes"),
        check: title,
    },
    Rule {
        id: "chapters-order",
        severity: Severity::Error,
        source: PODCASTING,
        asks: mark!("chapters ascend, and begin before the sound ends"),
        check: order,
    },
    Rule {
        id: "chapters-agree",
        severity: Severity::Error,
        source: OURS,
        asks: mark!("the chapters of the tag, of the JSON and of the feed are those of the manifest"),
        check: agree,
    },
];

/// What two starts of one chapter may differ by, in seconds: they are told to a millisecond.
const SLACK: f64 = 0.002;

/// The chapters of an episode as one file tells them.
struct List {
    location: Location,
    /// What they stand in.
    within: &'static str,
    /// Starts in seconds (`None`: no time) and titles.
    chapters: Vec<(Option<f64>, String)>,
    /// The length of the sound, if known.
    seconds: Option<f64>,
    /// The index of the episode, if known.
    episode: Option<usize>,
}

/// Every list of chapters that is not empty.
fn lists(cx: &Context) -> Vec<List> {
    let mut lists = Vec::new();
    let of_folder = |path: &Path| {
        let folder = path.parent().unwrap_or(Path::new(""));
        (cx.seconds_in(folder), cx.episode_in(folder))
    };
    for (path, sound) in &cx.sounds {
        let chapters = sound.tag.iter().flat_map(|t| &t.chapters);
        let chapters = chapters.map(|(_, start, _, title)| (Some(*start), title.clone())).collect();
        let episode = of_folder(path).1;
        let seconds = super::context::seconds(sound);
        lists.push(List { location: Location::file(path), within: tr!("the tag"), chapters, seconds, episode });
    }
    for (path, chapters) in &cx.chapters {
        let (seconds, episode) = of_folder(path);
        let chapters = chapters.chapters.clone();
        lists.push(List { location: Location::file(path), within: tr!("the file"), chapters, seconds, episode });
    }
    for item in cx.items() {
        let Some(found) = item.element.one("psc:chapters") else { continue };
        let chapter = |c: &Element| {
            let start = c.attribute("start").and_then(play_time);
            (start, c.attribute("title").unwrap_or_default().to_string())
        };
        let seconds = item.audio.and_then(|a| cx.sounds.get(a)).and_then(super::context::seconds);
        let episode = item.episode.and_then(|ep| cx.episode_in(&ep.folder));
        let chapters = found.all("psc:chapter").map(chapter).collect();
        lists.push(List { location: cx.at(found), within: "psc:chapters", chapters, seconds, episode });
    }
    lists.retain(|l| !l.chapters.is_empty());
    lists
}

/// Normal play time in seconds: `HH:MM:SS.mmm`, `MM:SS`, `12.5` (RFC 2326, 3.6).
fn play_time(text: &str) -> Option<f64> {
    let parts: Vec<&str> = text.split(':').collect();
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    if parts.len() > 3 || !parts.iter().all(|p| digits(p)) {
        return None;
    }
    parts.iter().try_fold(0.0, |sum, p| p.parse::<f64>().ok().map(|n| sum * 60.0 + n))
}

fn tag(cx: &Context, log: &mut Log) {
    for item in cx.items() {
        for found in item.element.all("podcast:chapters") {
            let (url, kind) = (found.attribute("url").unwrap_or_default(), found.attribute("type").unwrap_or_default());
            if url.is_empty() {
                log.add(
                    cx.at(found),
                    tr!("podcast:chapters of {name} has no url", name = item.name),
                    tr!("name the file"),
                );
            }
            if !matches!(kind, media_type::CHAPTERS | "application/json") {
                let what = tr!("podcast:chapters of {name} says type `{kind}`", name = item.name);
                log.add(cx.at(found), what, tr!("write `{media_type}`", media_type = media_type::CHAPTERS));
            }
            if let Some(path) = cx.local(url).filter(|p| !cx.foreign && !p.exists()) {
                let what =
                    tr!("there is no file {path} for the chapters of {name}", path = path.display(), name = item.name);
                log.add(cx.at(found), what, tr!("make the episode again"));
            }
        }
    }
}

fn json(cx: &Context, log: &mut Log) {
    for (path, chapters) in &cx.chapters {
        if let Some(fault) = &chapters.fault {
            log.add(Location::file(path), fault.as_str(), tr!("make the episode again"));
        }
    }
}

fn address(cx: &Context, log: &mut Log) {
    for (path, chapters) in &cx.chapters {
        for (url, title) in chapters.addresses.iter().filter(|(url, _)| !is_encoded_web(url)) {
            let what = tr!("`{url}` of the chapter “{title}” is not a whole address");
            log.add(Location::file(path), what, tr!("mend it in the issue and make the episode again"));
        }
    }
}

fn id3(cx: &Context, log: &mut Log) {
    for (path, sound) in &cx.sounds {
        let Some(tag) = sound.tag.as_ref().filter(|t| t.fault.is_none()) else { continue };
        let folder = path.parent().unwrap_or(Path::new(""));
        let episode = cx.episode_in(folder).filter(|_| path.ends_with(names::AUDIO)).map(|n| &cx.episodes[n]);
        let wanted = episode.and_then(|ep| ep.manifest.as_ref().ok()).is_some_and(|m| !m.chapters.is_empty());
        let listed: Vec<&String> = tag.contents.iter().flat_map(|(_, elements)| elements).collect();
        let what = match (&tag.chapters[..], &tag.contents[..]) {
            ([], _) if wanted => tr!("the tag has no CHAP frame, though the episode has chapters").to_string(),
            ([], _) => continue,
            (_, []) => tr!("the tag has no top-level CTOC frame, without which some apps show no chapter").to_string(),
            (_, [_, _, ..]) => tr!("the tag has several top-level CTOC frames").to_string(),
            (_, [(false, _)]) => tr!("the CTOC frame does not say that chapters are in order").to_string(),
            (chapters, _) if chapters.iter().map(|c| &c.0).ne(listed.iter().copied()) => {
                tr!("the CTOC frame does not list the CHAP frames, all and in order").to_string()
            }
            _ => continue,
        };
        log.add(Location::file(path), what, tr!("make the episode again"));
    }
}

fn count(cx: &Context, log: &mut Log) {
    for list in lists(cx).into_iter().filter(|l| l.chapters.len() > MOST_CHAPTERS) {
        let what = tr!("there are {count} chapters in {within}", count = list.chapters.len(), within = list.within);
        log.add(list.location, what, tr!("join some sections: players read at most {MOST_CHAPTERS}"));
    }
}

fn title(cx: &Context, log: &mut Log) {
    for list in lists(cx) {
        for (n, (_, title)) in list.chapters.iter().enumerate() {
            let what = match title {
                t if t.trim().is_empty() => tr!("has no title").to_string(),
                t if t.len() > LONGEST_TITLE => tr!("has a title of {count} bytes", count = t.len()),
                t if t.contains(char::is_control) => tr!("has a title of several lines").to_string(),
                _ => continue,
            };
            let what = tr!("chapter {n} in {within} {what}", n = n + 1, within = list.within);
            log.add(list.location.clone(), what, tr!("write it in one line of at most {LONGEST_TITLE} bytes"));
        }
    }
}

fn order(cx: &Context, log: &mut Log) {
    for list in lists(cx) {
        let mut before = None;
        for (n, (start, _)) in list.chapters.iter().enumerate() {
            let what = match start {
                None => tr!("says no time at which it begins").to_string(),
                Some(start) if before.is_some_and(|b| *start <= b) => {
                    tr!("does not begin after the one before").to_string()
                }
                Some(start) if list.seconds.is_some_and(|s| *start >= s) => {
                    tr!("begins at {start:.1} s, behind the end of the sound")
                }
                Some(start) if *start < 0.0 => tr!("begins before the sound").to_string(),
                _ => String::new(),
            };
            if !what.is_empty() {
                let what = tr!("chapter {n} in {within} {what}", n = n + 1, within = list.within);
                log.add(list.location.clone(), what, tr!("make the episode again, then the feed"));
            }
            before = start.or(before);
        }
    }
}

fn agree(cx: &Context, log: &mut Log) {
    for list in lists(cx) {
        let Some(manifest) = list.episode.and_then(|n| cx.episodes[n].manifest.as_ref().ok()) else { continue };
        let told = &manifest.chapters;
        let what = if told.len() != list.chapters.len() {
            tr!(
                "{count} chapters stand in {within}, but {told} in the manifest",
                count = list.chapters.len(),
                within = list.within,
                told = told.len()
            )
        } else {
            let differs = |((start, title), chapter): (&(Option<f64>, String), &crate::manifest::ChapterMade)| {
                // The feed's titles stand on one line.
                let same = title.split_whitespace().eq(chapter.title.split_whitespace());
                !same || start.is_some_and(|s| (s - chapter.start).abs() > SLACK)
            };
            match list.chapters.iter().zip(told).position(differs) {
                Some(n) => tr!("chapter {n} in {within} is not that of the manifest", n = n + 1, within = list.within),
                None => continue,
            }
        };
        let fix =
            if list.location.file == cx.feed_path { tr!("run altavoce feed") } else { tr!("make the episode again") };
        log.add(list.location, what, fix);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn play_times_are_read() {
        let rows =
            [("00:11:40.250", Some(700.25)), ("01:02", Some(62.0)), ("12.5", Some(12.5)), ("x", None), ("", None)];
        for (text, expected) in rows {
            assert_eq!(play_time(text), expected, "{text}");
        }
    }
}
