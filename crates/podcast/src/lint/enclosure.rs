//! Rules on what an item offers to play: the address, the file that it stands for, its length and its kind.

use std::collections::HashMap;
use std::fs;

use altavoce_base::{mark, tr, trn};

use super::context::{Context, ResolvedItem, seconds};
use super::mp3::Content;
use super::{APPLE, Log, OURS, PODCASTING, RSS, Rule, Severity};
use crate::media_type;
use crate::rss::Enclosure;

/// The rules.
pub const RULES: &[Rule] = &[
    Rule {
        id: "enclosure-one",
        severity: Severity::Error,
        source: RSS,
        asks: mark!("every episode has one enclosure with url, length and type"),
        check: one,
    },
    Rule {
        id: "enclosure-unique",
        severity: Severity::Error,
        source: APPLE,
        asks: mark!("no two episodes have one enclosure"),
        check: unique,
    },
    Rule {
        id: "enclosure-below",
        severity: Severity::Error,
        source: OURS,
        asks: mark!("enclosures lie below [feed] url"),
        check: below,
    },
    Rule {
        id: "enclosure-prefix",
        severity: Severity::Warning,
        source: OURS,
        asks: mark!(
            "the downloads of every episode are counted by the service that [feed] prefix names, and by no other"
        ),
        check: prefix,
    },
    Rule {
        id: "enclosure-file",
        severity: Severity::Error,
        source: OURS,
        asks: mark!("the file of every enclosure is in the output folder"),
        check: file,
    },
    Rule {
        id: "enclosure-length",
        severity: Severity::Error,
        source: RSS,
        asks: mark!("an enclosure's length is its file's length in bytes"),
        check: length,
    },
    Rule {
        id: "enclosure-type",
        severity: Severity::Error,
        source: APPLE,
        asks: mark!("an enclosure is MP3 or M4A (never Opus), and its type says which"),
        check: kind,
    },
    Rule {
        id: "enclosure-alternate",
        severity: Severity::Error,
        source: PODCASTING,
        asks: mark!("a podcast:alternateEnclosure has a type, a source that is there, and its length"),
        check: alternate,
    },
    Rule {
        id: "duration-format",
        severity: Severity::Error,
        source: APPLE,
        asks: mark!("itunes:duration is there, in whole seconds"),
        check: duration_format,
    },
    Rule {
        id: "duration-true",
        severity: Severity::Error,
        source: APPLE,
        asks: mark!("itunes:duration is the length of the sound, to a second"),
        check: duration_true,
    },
];

/// What Apple takes in an enclosure.
const TYPES: [&str; 6] = [media_type::MP3, "audio/x-m4a", "audio/mp4", "video/mp4", "video/x-m4v", "video/quicktime"];

/// The item's enclosure, when it has one.
fn of<'a>(item: &ResolvedItem<'a>) -> Option<Enclosure<'a>> {
    item.feed_item().enclosure()
}

fn one(cx: &Context, log: &mut Log) {
    for item in cx.items() {
        let count = item.element.all("enclosure").count();
        if count != 1 {
            let number = if count == 0 {
                tr!("no enclosure").to_string()
            } else {
                trn!(count, "1 enclosure", "{count} enclosures")
            };
            log.add(
                item.location.clone(),
                tr!("{name} has {number}", name = item.name),
                tr!("give it one: it is what apps play"),
            );
        }
        let Some(Enclosure { element: found }) = of(&item) else { continue };
        for name in ["url", "length", "type"] {
            if found.attribute(name).is_none_or(str::is_empty) {
                let what = tr!("the enclosure of {name2} has no {name}", name2 = item.name);
                log.add(cx.at(found), what, tr!("RSS asks for url, length and type"));
            }
        }
    }
}

fn unique(cx: &Context, log: &mut Log) {
    let mut seen: HashMap<&str, String> = HashMap::new();
    for item in cx.items() {
        let Some(url) = of(&item).and_then(Enclosure::url).filter(|u| !u.is_empty()) else { continue };
        if let Some(first) = seen.get(url) {
            let what = tr!("{first} and {name} play the same file", name = item.name);
            log.add(item.location, what, tr!("give each its own, as apps merge them"));
        } else {
            seen.insert(url, item.name);
        }
    }
}

fn below(cx: &Context, log: &mut Log) {
    if cx.foreign {
        return; // nobody said where its files are
    }
    let Some(base) = &cx.base else { return };
    for item in cx.items() {
        let Some((found, url)) = of(&item).and_then(|found| Some((found.element, found.url()?))) else { continue };
        if !url.is_empty() && cx.local(url).is_none() {
            let what = tr!("`{url}` does not lie below {base}", base = base.as_str());
            log.add(cx.at(found), what, tr!("run altavoce feed, or mend [feed] url"));
        }
    }
}

fn prefix(cx: &Context, log: &mut Log) {
    let (Some(show), Some(base)) = (cx.settings(), &cx.base) else { return };
    let wanted = show.feed.prefix.as_str();
    for item in cx.items() {
        let Some((found, url)) = of(&item).and_then(|found| Some((found.element, found.url()?))) else { continue };
        let what = match base.without_prefix(url) {
            Some((there, _)) if there == wanted => continue,
            Some(("", _)) => tr!("the downloads of {name} are not counted by `{wanted}`", name = item.name),
            Some((there, _)) => {
                tr!("the downloads of {name} are counted by `{there}`, which [feed] prefix is not", name = item.name)
            }
            None => continue, // another rule tells of it
        };
        log.add(cx.at(found), what, tr!("run altavoce feed"));
    }
}

fn file(cx: &Context, log: &mut Log) {
    if cx.foreign {
        return;
    }
    for item in cx.items() {
        let (Some(Enclosure { element: found }), Some(audio)) = (of(&item), item.audio) else { continue };
        if !cx.sounds.contains_key(audio) {
            let what = tr!("there is no file {audio} for {name}", audio = audio.display(), name = item.name);
            log.add(cx.at(found), what, tr!("make the episode again, or run altavoce feed if it is meant to be gone"));
        }
    }
}

fn length(cx: &Context, log: &mut Log) {
    for item in cx.items() {
        let Some(Enclosure { element: found }) = of(&item) else { continue };
        let Some(told) = found.attribute("length").filter(|l| !l.is_empty()) else { continue };
        let real = item.audio.and_then(|a| cx.sounds.get(a)).map(|s| s.bytes);
        let what = match (told.parse::<u64>(), real) {
            (Err(_), _) | (Ok(0), _) => tr!("the enclosure of {name} says length `{told}`", name = item.name),
            (Ok(told), Some(real)) if told != real => {
                tr!("the enclosure of {name} says {told} bytes, but the file has {real}", name = item.name)
            }
            _ => continue,
        };
        log.add(cx.at(found), what, tr!("write the file's length in bytes: altavoce feed does"));
    }
}

fn kind(cx: &Context, log: &mut Log) {
    for item in cx.items() {
        let Some(enclosure) = of(&item) else { continue };
        let Some(told) = enclosure.media_type().filter(|t| !t.is_empty()) else { continue };
        let found = enclosure.element;
        let content = item.audio.and_then(|a| cx.sounds.get(a)).map(|s| &s.content);
        let real = match content {
            Some(Content::Ogg) => {
                let what = tr!("the enclosure of {name} is Ogg, which Apple does not play", name = item.name);
                log.add(cx.at(found), what, tr!("offer the MP3, and Ogg in `<podcast:alternateEnclosure>`"));
                continue;
            }
            Some(Content::Mp3(_)) => Some((tr!("an MP3"), &[media_type::MP3][..])),
            Some(Content::Mp4) => Some(("MPEG-4", &["audio/x-m4a", "audio/mp4", "video/mp4", "video/x-m4v"][..])),
            Some(Content::Unknown) | None => None,
        };
        match real {
            _ if !TYPES.contains(&told) => {
                let what =
                    tr!("the enclosure of {name} says type `{told}`, which directories refuse", name = item.name);
                log.add(cx.at(found), what, tr!("offer the MP3 as `{media_type}`", media_type = media_type::MP3));
            }
            Some((name, types)) if !types.contains(&told) => {
                let what =
                    tr!("the enclosure of {name2} says type `{told}`, but the file is {name}", name2 = item.name);
                log.add(cx.at(found), what, tr!("write `{media_type}`", media_type = types[0]));
            }
            _ => {}
        }
    }
}

fn alternate(cx: &Context, log: &mut Log) {
    let elements = cx.items().flat_map(|item| {
        item.element.all("podcast:alternateEnclosure").map(move |found| (item.name.clone(), found)).collect::<Vec<_>>()
    });
    for (name, found) in elements {
        let location = cx.at(found);
        if found.attribute("type").is_none_or(str::is_empty) {
            log.add(location.clone(), tr!("an alternate enclosure of {name} has no type"), tr!("write its media type"));
        }
        let sources: Vec<&str> = found.all("podcast:source").filter_map(|s| s.attribute("uri")).collect();
        if sources.is_empty() {
            let fix = tr!("write `<podcast:source uri=\"…\"/>` into it");
            log.add(location.clone(), tr!("an alternate enclosure of {name} has no source"), fix);
        }
        for path in sources.iter().filter_map(|uri| cx.local(uri)) {
            let told = found.attribute("length").and_then(|l| l.parse::<u64>().ok());
            match (fs::metadata(&path), told) {
                (Err(_), _) if cx.foreign => {}
                (Err(_), _) => {
                    let what = tr!("there is no file {path} for {name}", path = path.display());
                    log.add(location.clone(), what, tr!("make the episode again"));
                }
                (Ok(file), Some(told)) if file.len() != told => {
                    let what =
                        tr!("an alternate enclosure of {name} says {told} bytes, but has {real}", real = file.len());
                    log.add(location.clone(), what, tr!("run altavoce feed"));
                }
                _ => {}
            }
        }
    }
}

fn duration_format(cx: &Context, log: &mut Log) {
    for item in cx.items() {
        let fix = tr!("write whole seconds: `<itunes:duration>755</itunes:duration>`");
        match item.element.one("itunes:duration") {
            None => log.add(item.location.clone(), tr!("{name} has no itunes:duration", name = item.name), fix),
            Some(found) if whole(&found.text).is_none() => {
                log.add(
                    cx.at(found),
                    tr!("itunes:duration of {name} is `{value}`", name = item.name, value = found.text),
                    fix,
                );
            }
            _ => {}
        }
    }
}

/// A number of whole seconds, from 1.
fn whole(text: &str) -> Option<u64> {
    text.parse().ok().filter(|n| *n > 0)
}

fn duration_true(cx: &Context, log: &mut Log) {
    for item in cx.items() {
        let Some(found) = item.element.one("itunes:duration") else { continue };
        let real = item.audio.and_then(|a| cx.sounds.get(a)).and_then(seconds);
        let (Some(told), Some(real)) = (whole(&found.text), real) else { continue };
        // Rounding either way is half a second.
        if (told as f64 - real).abs() > 1.0 {
            let what = tr!("itunes:duration of {name} is {told} s, but the sound has {real:.1} s", name = item.name);
            log.add(cx.at(found), what, tr!("run altavoce feed; if it stays, make the episode again"));
        }
    }
}
