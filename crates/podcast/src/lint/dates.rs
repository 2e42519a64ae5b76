//! Rules on dates: readable, in this age, in order, and not yet to come unless the issue says so.

use altavoce_base::{mark, tr};
use jiff::civil::Date;
use jiff::{Timestamp, Zoned};

use super::context::{Context, ResolvedItem};
use super::{APPLE, Log, PLAYERS, RSS, Rule, Severity};

/// The rules.
pub const RULES: &[Rule] = &[
    Rule {
        id: "date-format",
        severity: Severity::Error,
        source: RSS,
        asks: mark!("every episode has a pubDate, and every date is one of RFC 2822"),
        check: format,
    },
    Rule {
        id: "date-range",
        severity: Severity::Error,
        source: APPLE,
        asks: mark!("no pubDate lies before 1990, or in the future unless its issue is dated so"),
        check: range,
    },
    Rule {
        id: "date-order",
        severity: Severity::Warning,
        source: APPLE,
        asks: mark!("the newest episode stands first"),
        check: order,
    },
    Rule {
        id: "date-unique",
        severity: Severity::Warning,
        source: PLAYERS,
        asks: mark!("no two episodes have one pubDate"),
        check: unique,
    },
];

/// Podcasts are younger than this.
const FIRST_YEAR: i16 = 1990;

/// When an item was published, if it says so rightly.
fn published(item: &ResolvedItem) -> Option<Zoned> {
    jiff::fmt::rfc2822::parse(item.element.text_of("pubDate")).ok()
}

fn format(cx: &Context, log: &mut Log) {
    let fix = tr!("write it like `Thu, 5 Mar 2026 06:00:00 +0000`, with the right day of the week");
    for item in cx.items().filter(|i| i.element.one("pubDate").is_none()) {
        log.add(item.location, tr!("{name} has no pubDate", name = item.name), fix);
    }
    let Some(channel) = cx.channel() else { return };
    let of_items = channel.all("item").flat_map(|i| i.all("pubDate"));
    for found in channel.all("pubDate").chain(channel.all("lastBuildDate")).chain(of_items) {
        if jiff::fmt::rfc2822::parse(&found.text).is_err() {
            log.add(cx.at(found), tr!("`{value}` is not a date of RFC 2822", value = found.text), fix);
        }
    }
}

fn range(cx: &Context, log: &mut Log) {
    for item in cx.items() {
        let Some(at) = published(&item) else { continue };
        let location = item.element.one("pubDate").map_or(item.location.clone(), |found| cx.at(found));
        if at.year() < FIRST_YEAR {
            log.add(
                location,
                tr!("{name} was published in {year}", name = item.name, year = at.year()),
                tr!("mend the date of its issue"),
            );
        } else if at.timestamp() > cx.now {
            // The writer's day, whatever it is elsewhere.
            let day = at.date();
            if meant(cx, &item).any(|meant| meant == day) {
                let what = tr!("{name} is dated {day}: it is scheduled", name = item.name);
                let fix = tr!("do not publish the feed before {day}", day = readable(at.timestamp()));
                log.add_as(Severity::Note, location, what, fix);
            } else {
                let what = tr!("{name} was published on {day}, which is to come", name = item.name);
                log.add(
                    location,
                    what,
                    tr!("mend the date, or date its issue so if that is meant; apps hide or misplace it"),
                );
            }
        }
    }
}

/// The days on which an item may mean to be published: that of its issue, and that on which it was first seen.
fn meant(cx: &Context, item: &ResolvedItem) -> impl Iterator<Item = Date> {
    let issue = item.episode.and_then(|ep| ep.manifest.as_ref().ok()).and_then(|m| m.date);
    let kept = item.episode.zip(cx.state.as_ref().ok()).and_then(|(episode, state)| {
        let entry = state.episodes.iter().find(|entry| entry.folder == episode.name)?;
        entry.date.or(entry.first_seen)
    });
    issue.into_iter().chain(kept.filter(|_| issue.is_none()))
}

/// `2026-03-05 06:00 UTC`.
fn readable(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M UTC").to_string()
}

fn order(cx: &Context, log: &mut Log) {
    let dated: Vec<(ResolvedItem, Zoned)> = cx.items().filter_map(|i| published(&i).map(|at| (i, at))).collect();
    for pair in dated.windows(2) {
        let [(above, early), (below, late)] = pair else { continue };
        if late.timestamp() > early.timestamp() {
            let what =
                tr!("{name} is newer than {other}, which stands above it", name = below.name, other = above.name);
            log.add(below.location.clone(), what, tr!("put the newest first, as some apps read only the beginning"));
        }
    }
}

fn unique(cx: &Context, log: &mut Log) {
    let moment = |item: &ResolvedItem| published(item).map(|at| at.timestamp());
    super::item::repeated(cx, moment, |item, first| {
        let what = tr!(
            "{first} and {name} have one pubDate, so apps order them as they like",
            first = first.name,
            name = item.name
        );
        log.add(item.location.clone(), what, tr!("give the date of one of their issues another hour"));
    });
}
