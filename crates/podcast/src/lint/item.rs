//! Rules on each item of the feed: its words, its identity, its number.

use std::collections::{HashMap, HashSet};

use altavoce_base::{mark, tr};

use super::channel;
use super::context::{Context, ResolvedItem};
use super::{APPLE, Location, Log, OURS, RSS, Rule, SPOTIFY, Severity};
use crate::limits::{FEWEST_TIMESTAMPS, LONGEST_DESCRIPTION};

/// The rules.
pub const RULES: &[Rule] = &[
    Rule {
        id: "item-none",
        severity: Severity::Error,
        source: APPLE,
        asks: mark!("the feed has an episode"),
        check: none,
    },
    Rule {
        id: "item-title",
        severity: Severity::Error,
        source: RSS,
        asks: mark!("every episode has a title"),
        check: title,
    },
    Rule {
        id: "item-description",
        severity: Severity::Error,
        source: APPLE,
        asks: mark!("every episode has a description of at most 4000 bytes"),
        check: description,
    },
    Rule {
        id: "item-timestamps",
        severity: Severity::Error,
        source: SPOTIFY,
        asks: mark!("times in a description start at 00:00, ascend, are three at least, and end before the episode"),
        check: timestamps,
    },
    Rule {
        id: "item-guid",
        severity: Severity::Error,
        source: RSS,
        asks: mark!("every episode has a GUID"),
        check: guid,
    },
    Rule {
        id: "item-guid-permalink",
        severity: Severity::Error,
        source: RSS,
        asks: mark!("GUIDs say isPermaLink=\"false\""),
        check: permalink,
    },
    Rule {
        id: "item-guid-unique",
        severity: Severity::Error,
        source: RSS,
        asks: mark!("no two episodes have one GUID"),
        check: unique,
    },
    Rule {
        id: "item-guid-kept",
        severity: Severity::Error,
        source: OURS,
        asks: mark!("every GUID is the one that feed-state.toml keeps, and none that was published is gone"),
        check: kept,
    },
    Rule {
        id: "item-number",
        severity: Severity::Error,
        source: APPLE,
        asks: mark!("itunes:episode and itunes:season are whole numbers from 1"),
        check: number,
    },
    Rule {
        id: "item-number-unique",
        severity: Severity::Error,
        source: APPLE,
        asks: mark!("no two episodes of a season have one number"),
        check: number_unique,
    },
    Rule {
        id: "item-type",
        severity: Severity::Error,
        source: APPLE,
        asks: mark!("itunes:episodeType is full, trailer or bonus"),
        check: kind,
    },
    Rule {
        id: "item-image",
        severity: Severity::Error,
        source: APPLE,
        asks: mark!("an episode's own itunes:image is there, and its address ends in .jpg or .png"),
        check: image,
    },
];

fn none(cx: &Context, log: &mut Log) {
    if let Some(channel) = cx.channel()
        && cx.items().next().is_none()
    {
        log.add(cx.at(channel), tr!("the feed has no episode"), tr!("make one and run altavoce feed"));
    }
}

fn title(cx: &Context, log: &mut Log) {
    for item in cx.items().filter(|i| i.element.text_of("title").is_empty()) {
        log.add(item.location, tr!("{item} has no title", item = item.name), tr!("give its issue one"));
    }
}

fn description(cx: &Context, log: &mut Log) {
    for item in cx.items() {
        let text = item.element.text_of("description");
        if text.is_empty() {
            log.add(
                item.location.clone(),
                tr!("{item} has no description", item = item.name),
                tr!("give its issue one"),
            );
        }
        for found in item.element.all("description").chain(item.element.all("itunes:summary")) {
            if found.text.len() > LONGEST_DESCRIPTION {
                let what = tr!(
                    "`<{element}>` of {item} has {bytes} bytes",
                    element = found.name,
                    item = item.name,
                    bytes = found.text.len()
                );
                log.add(cx.at(found), what, tr!("keep it under {LONGEST_DESCRIPTION}"));
            }
        }
    }
}

/// The times at the beginning of lines, in seconds.
fn stamps(text: &str) -> Vec<f64> {
    let stamp = |line: &str| {
        let (time, title) = line.trim().split_once(' ')?;
        let time = time.trim_matches(['(', ')', '[', ']']);
        let parts: Vec<&str> = time.split(':').collect();
        let digits = |p: &&str| matches!(p.len(), 1 | 2) && p.bytes().all(|b| b.is_ascii_digit());
        let fits = (2..=3).contains(&parts.len()) && parts.iter().all(digits) && !title.trim().is_empty();
        fits.then(|| parts.iter().fold(0.0, |sum, p| sum * 60.0 + p.parse::<f64>().unwrap_or(0.0)))
    };
    text.lines().filter_map(stamp).collect()
}

fn timestamps(cx: &Context, log: &mut Log) {
    for item in cx.items() {
        let Some(found) = item.element.one("description") else { continue };
        let stamps = stamps(&found.text);
        // A single time at the beginning of a line is a time of day, like as not.
        if stamps.len() < 2 {
            continue;
        }
        let ascending = stamps.windows(2).all(|w| w[0] < w[1]);
        let seconds = item.audio.and_then(|a| cx.sounds.get(a)).and_then(super::context::seconds);
        let last = stamps[stamps.len() - 1];
        let what = if stamps.len() < FEWEST_TIMESTAMPS {
            tr!("the description of {item} has two times, and players make chapters of three", item = item.name)
        } else if stamps[0] != 0.0 {
            tr!("the first time in the description of {item} is not 00:00", item = item.name)
        } else if !ascending {
            tr!("the times in the description of {item} do not ascend", item = item.name)
        } else if seconds.is_some_and(|s| last > s) {
            tr!("the last time in the description of {item} lies behind its end", item = item.name)
        } else {
            continue;
        };
        log.add(cx.at(found), what, tr!("mend them, or no player makes chapters of them"));
    }
}

/// The GUID of an item that has one.
fn guid_of<'a>(item: &ResolvedItem<'a>) -> Option<&'a str> {
    item.feed_item().guid()
}

fn guid(cx: &Context, log: &mut Log) {
    for item in cx.items().filter(|i| guid_of(i).is_none()) {
        let fix = tr!("give it one that never changes: by it apps know which episodes they have");
        log.add(item.location, tr!("{item} has no GUID", item = item.name), fix);
    }
}

fn permalink(cx: &Context, log: &mut Log) {
    for item in cx.items() {
        let Some(found) = item.element.one("guid") else { continue };
        if !found.text.is_empty() && found.attribute("isPermaLink") != Some("false") {
            let what = tr!(
                "the GUID of {item} passes for an address: it does not say isPermaLink=\"false\"",
                item = item.name
            );
            log.add(cx.at(found), what, tr!("write `<guid isPermaLink=\"false\">`"));
        }
    }
}

/// Tells of every item whose `key` an earlier one has too.
pub fn repeated<'a, K: std::hash::Hash + Eq>(
    cx: &'a Context,
    key: impl Fn(&ResolvedItem<'a>) -> Option<K>,
    mut report: impl FnMut(&ResolvedItem<'a>, &ResolvedItem<'a>),
) {
    let mut seen: HashMap<K, ResolvedItem> = HashMap::new();
    for item in cx.items() {
        match key(&item).map(|k| seen.entry(k)) {
            Some(std::collections::hash_map::Entry::Occupied(first)) => report(&item, first.get()),
            Some(std::collections::hash_map::Entry::Vacant(place)) => {
                place.insert(item);
            }
            None => {}
        }
    }
}

fn unique(cx: &Context, log: &mut Log) {
    repeated(cx, guid_of, |item, first| {
        let what = tr!(
            "{first} and {item} have one GUID, so apps show only one of them",
            first = first.name,
            item = item.name
        );
        log.add(item.location.clone(), what, tr!("give each its own"));
    });
}

fn kept(cx: &Context, log: &mut Log) {
    let state = match &cx.state {
        Ok(state) if !state.episodes.is_empty() => state,
        Ok(_) => return,
        Err(error) => return super::show::report_error(log, error, Location::file(&cx.state_path)),
    };
    for item in cx.items() {
        let (Some(told), Some(episode)) = (guid_of(&item), item.episode) else { continue };
        let entry = state.episodes.iter().find(|s| s.folder == episode.name);
        let what = match entry.map(|s| s.guid.as_deref()) {
            Some(Some(kept)) if kept != told => {
                tr!("the GUID of {item} is `{told}`, but `{kept}` is kept", item = item.name)
            }
            None => tr!("the GUID of {item} is not kept in feed-state.toml", item = item.name),
            _ => continue,
        };
        let fix = tr!("run altavoce feed: with another GUID every subscriber gets the episode twice");
        log.add(cx.at(item.element.one("guid").unwrap_or(item.element)), what, fix);
    }
    let Some(channel) = cx.channel() else { return };
    let (mut guids, mut folders) = (HashSet::new(), HashSet::new());
    for item in cx.items() {
        guids.extend(guid_of(&item));
        folders.extend(item.episode.map(|ep| ep.name.as_str()));
    }
    for entry in state.episodes.iter().filter(|s| s.published) {
        let Some(kept) = entry.guid.as_deref() else { continue };
        if !guids.contains(kept) && !folders.contains(entry.folder.as_str()) {
            let what = tr!(
                "the GUID `{kept}` of `{folder}` was published, but no episode of the feed has it",
                folder = entry.folder
            );
            log.add(
                cx.at(channel),
                what,
                tr!("run altavoce feed: apps drop an episode that goes, and it comes back as a new one"),
            );
        }
    }
}

fn number(cx: &Context, log: &mut Log) {
    for item in cx.items() {
        for found in item.element.all("itunes:episode").chain(item.element.all("itunes:season")) {
            if !found.text.parse::<u32>().is_ok_and(|n| n > 0) {
                let what = tr!(
                    "`<{element}>` of {item} is `{value}`",
                    element = found.name,
                    item = item.name,
                    value = found.text
                );
                log.add(cx.at(found), what, tr!("number from 1, or leave it out"));
            }
        }
    }
}

fn number_unique(cx: &Context, log: &mut Log) {
    let key = |item: &ResolvedItem| {
        let number: u32 = item.element.text_of("itunes:episode").parse().ok()?;
        // A bonus goes by the number of the episode that it belongs to.
        let full = matches!(item.element.text_of("itunes:episodeType"), "" | "full");
        full.then(|| (item.element.text_of("itunes:season").to_string(), number))
    };
    repeated(cx, key, |item, first| {
        let number = item.element.text_of("itunes:episode");
        let what = tr!("{first} and {item} are both number {number}", first = first.name, item = item.name);
        log.add(item.location.clone(), what, tr!("number them apart, or put them into seasons"));
    });
}

fn kind(cx: &Context, log: &mut Log) {
    for item in cx.items() {
        for found in item.element.all("itunes:episodeType") {
            if !matches!(found.text.to_ascii_lowercase().as_str(), "full" | "trailer" | "bonus") {
                let what = tr!("`<itunes:episodeType>` of {item} is `{value}`", item = item.name, value = found.text);
                log.add(cx.at(found), what, tr!("write full, trailer or bonus"));
            }
        }
    }
}

fn image(cx: &Context, log: &mut Log) {
    for found in cx.items().flat_map(|item| item.element.all("itunes:image")) {
        let fix = tr!("write `<itunes:image href=\"https://…/cover.png\"/>`, or leave it out");
        channel::image_named(cx, log, found, fix, tr!("make the episode again and run altavoce feed"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_found_at_the_beginning_of_lines() {
        let text = "Alle 10:30 comincia.\n\n00:00 Uno\n(1:05) Due\n1:02:03 Tre\n10:00\n1:2:3:4 x\na:b c";
        assert_eq!(stamps(text), [0.0, 65.0, 3723.0]);
    }
}
