//! Rules on the channel: what directories ask of every show, and what new apps look for.

use altavoce_base::{mark, tr};
use uuid::Uuid;

use super::context::{Context, is_one};
use super::show::is_language;
use super::{APPLE, Log, PODCASTING, RSS, Rule, Severity};
use crate::address::is_email;
use crate::channel::categories::{self, CATEGORIES};
use crate::feed::artwork::FORMATS;
use crate::feed::state::podcast_guid;
use crate::feed::values::AI_CONTENT;
use crate::limits::LONGEST_DESCRIPTION;
use crate::media_type;
use crate::rss::{Element, FeedChannel};

/// The rules.
pub const RULES: &[Rule] = &[
    Rule {
        id: "channel-required",
        severity: Severity::Error,
        source: RSS,
        asks: mark!("the channel has a title, a link and a description"),
        check: required,
    },
    Rule {
        id: "channel-description",
        severity: Severity::Error,
        source: APPLE,
        asks: mark!("the channel's description has at most 4000 bytes"),
        check: description,
    },
    Rule {
        id: "channel-language",
        severity: Severity::Error,
        source: APPLE,
        asks: mark!("the channel has a language, written as a language tag"),
        check: language,
    },
    Rule {
        id: "channel-image",
        severity: Severity::Error,
        source: APPLE,
        asks: mark!("the channel has an itunes:image whose address ends in .jpg or .png"),
        check: image,
    },
    Rule {
        id: "channel-category",
        severity: Severity::Error,
        source: APPLE,
        asks: mark!("the channel's itunes:category is on Apple's list, letter by letter"),
        check: category,
    },
    Rule {
        id: "channel-explicit",
        severity: Severity::Error,
        source: APPLE,
        asks: mark!("itunes:explicit is there and is true or false"),
        check: explicit,
    },
    Rule {
        id: "channel-author",
        severity: Severity::Error,
        source: APPLE,
        asks: mark!("the channel has an itunes:author"),
        check: author,
    },
    Rule {
        id: "channel-owner",
        severity: Severity::Error,
        source: APPLE,
        asks: mark!("the channel has an itunes:owner with an itunes:email"),
        check: owner,
    },
    Rule {
        id: "channel-type",
        severity: Severity::Error,
        source: APPLE,
        asks: mark!("itunes:type is episodic or serial"),
        check: kind,
    },
    Rule {
        id: "channel-self",
        severity: Severity::Error,
        source: RSS,
        asks: mark!("an atom:link rel=\"self\" says where the feed is"),
        check: own_address,
    },
    Rule {
        id: "channel-guid",
        severity: Severity::Error,
        source: PODCASTING,
        asks: mark!(
            "podcast:guid is a UUID: the one in feed-state.toml, else the version 5 UUID of the feed's address"
        ),
        check: guid,
    },
    Rule {
        id: "channel-locked",
        severity: Severity::Error,
        source: PODCASTING,
        asks: mark!("podcast:locked is there and is yes or no"),
        check: locked,
    },
    Rule {
        id: "channel-block",
        severity: Severity::Error,
        source: APPLE,
        asks: mark!("a private show says itunes:block Yes, by which directories do not list it, and no other says so"),
        check: block,
    },
    Rule {
        id: "channel-moved",
        severity: Severity::Note,
        source: APPLE,
        asks: mark!("itunes:new-feed-url leads to where the feed is, or is to be"),
        check: moved,
    },
    Rule {
        id: "channel-medium",
        severity: Severity::Error,
        source: PODCASTING,
        asks: mark!("podcast:medium is there and is one of its list"),
        check: medium,
    },
    Rule {
        id: "channel-ai",
        severity: Severity::Error,
        source: PODCASTING,
        asks: mark!("podcast:txt purpose=\"ai-content\" says that a machine speaks"),
        check: ai,
    },
];

/// The media of the podcast namespace; each may end in `L` for a list.
const MEDIA: [&str; 10] =
    ["podcast", "music", "video", "film", "audiobook", "newsletter", "blog", "publisher", "course", "mixed"];

/// Looks at the channel if there is one.
fn of(cx: &Context, look: impl FnOnce(&Element)) {
    if let Some(channel) = cx.channel() {
        look(channel);
    }
}

/// The text of a required element; told when missing or empty.
fn text<'a>(
    cx: &Context,
    log: &mut Log,
    channel: &'a Element,
    name: &str,
    fix: &str,
) -> Option<(&'a Element, &'a str)> {
    match channel.one(name) {
        Some(found) if !found.text.is_empty() => return Some((found, &found.text)),
        Some(found) => log.add(cx.at(found), tr!("`<{name}>` is empty"), fix),
        None => log.add(cx.at(channel), tr!("the channel has no `<{name}>`"), fix),
    }
    None
}

fn required(cx: &Context, log: &mut Log) {
    of(cx, |channel| {
        for name in ["title", "link", "description"] {
            text(cx, log, channel, name, tr!("add it: RSS asks for it"));
        }
    });
}

fn description(cx: &Context, log: &mut Log) {
    of(cx, |channel| {
        for found in channel.all("description").chain(channel.all("itunes:summary")) {
            let bytes = found.text.len();
            if bytes > LONGEST_DESCRIPTION {
                let what = tr!("`<{name}>` has {bytes} bytes", name = found.name);
                log.add(cx.at(found), what, tr!("keep it under {LONGEST_DESCRIPTION}"));
            }
        }
    });
}

fn language(cx: &Context, log: &mut Log) {
    of(cx, |channel| {
        let fix = tr!("write `<language>it</language>`");
        if let Some((found, tag)) = text(cx, log, channel, "language", fix).filter(|(_, tag)| !is_language(tag)) {
            log.add(cx.at(found), tr!("the language `{tag}` is not a language tag"), fix);
        }
    });
}

fn image(cx: &Context, log: &mut Log) {
    of(cx, |channel| {
        let fix = tr!("write `<itunes:image href=\"https://…/cover.png\"/>`");
        match channel.one("itunes:image") {
            None => log.add(cx.at(channel), tr!("the channel has no `<itunes:image>`"), fix),
            Some(found) => image_named(cx, log, found, fix, tr!("run altavoce feed, which puts it there")),
        }
    });
}

/// What is wrong with the address in an `<itunes:image>`, of the channel or of an item.
pub(super) fn image_named(cx: &Context, log: &mut Log, found: &Element, fix: &str, when_missing: &str) {
    let href = found.attribute("href").unwrap_or_default();
    let name = href.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    if href.is_empty() {
        log.add(cx.at(found), tr!("`<itunes:image>` names no image"), fix);
    } else if !FORMATS.iter().any(|format| format.extensions_str().contains(&extension)) {
        log.add(cx.at(found), tr!("`{href}` ends neither in .jpg nor in .png"), fix);
    } else if let Some(path) = cx.local(href).filter(|p| !cx.foreign && !p.exists()) {
        log.add(cx.at(found), tr!("there is no file {path} for the artwork", path = path.display()), when_missing);
    }
}

fn category(cx: &Context, log: &mut Log) {
    of(cx, |channel| {
        if channel.one("itunes:category").is_none() {
            let fix = tr!("write `<itunes:category text=\"Technology\"/>`");
            log.add(cx.at(channel), tr!("the channel has no `<itunes:category>`"), fix);
        }
        for found in channel.all("itunes:category") {
            let mut names: Vec<String> = vec![found.attribute("text").unwrap_or_default().to_string()];
            let known = CATEGORIES.iter().any(|(name, _)| *name == names[0]);
            names.extend(found.all("itunes:category").map(|s| s.attribute("text").unwrap_or_default().to_string()));
            names.truncate(if known { 2 } else { 1 });
            if let Err(error) = categories::check(&names) {
                let what = error.what().trim_start_matches("[feed] ");
                log.add(cx.at(found), what, error.advice().unwrap_or(tr!("take one of Apple's list")));
            }
        }
    });
}

fn explicit(cx: &Context, log: &mut Log) {
    let Some(channel) = cx.channel() else { return };
    let fix = tr!("write `<itunes:explicit>false</itunes:explicit>`, or true");
    text(cx, log, channel, "itunes:explicit", fix);
    for found in std::iter::once(channel).chain(channel.all("item")).flat_map(|p| p.all("itunes:explicit")) {
        if !found.text.is_empty() && !matches!(found.text.as_str(), "true" | "false") {
            log.add(cx.at(found), tr!("`<itunes:explicit>` is `{value}`", value = found.text), fix);
        }
    }
}

fn author(cx: &Context, log: &mut Log) {
    of(cx, |channel| {
        text(cx, log, channel, "itunes:author", tr!("write who makes the show"));
    });
}

fn owner(cx: &Context, log: &mut Log) {
    of(cx, |channel| {
        let fix = tr!(
            "write `<itunes:owner>` with `<itunes:name>` and `<itunes:email>`, by which directories ask whose it is"
        );
        let Some(owner) = channel.one("itunes:owner") else {
            return log.add(cx.at(channel), tr!("the channel has no `<itunes:owner>`"), fix);
        };
        let email = owner.text_of("itunes:email");
        if !is_email(email) {
            log.add(cx.at(owner), tr!("the owner's email `{email}` is not an address"), fix);
        }
    });
}

fn kind(cx: &Context, log: &mut Log) {
    of(cx, |channel| {
        let fix = tr!("write `<itunes:type>episodic</itunes:type>`");
        if let Some((found, kind)) = text(cx, log, channel, "itunes:type", fix)
            && !matches!(kind.to_ascii_lowercase().as_str(), "episodic" | "serial")
        {
            log.add(cx.at(found), tr!("`<itunes:type>` is `{kind}`"), fix);
        }
    });
}

fn own_address(cx: &Context, log: &mut Log) {
    let Some(channel) = cx.feed_channel() else { return };
    let Some((link, href)) = channel.self_link().and_then(|link| Some((link, link.attribute("href")?))) else {
        let fix = tr!(
            "write `<atom:link rel=\"self\" type=\"{media_type}\" href=\"the feed's address\"/>`",
            media_type = media_type::RSS
        );
        let what = tr!("the feed does not say where it is: no `<atom:link rel=\"self\">`");
        return log.add(cx.at(channel.element), what, fix);
    };
    let known = cx.settings().is_some() && cx.base.is_some();
    if known && !cx.local(href).is_some_and(|wanted| is_one(&wanted, &cx.feed_path)) {
        let what = tr!("the feed says that it is at `{href}`, which is not where [feed] url puts it");
        log.add(cx.at(link), what, tr!("run altavoce feed, or mend [feed] url"));
    }
}

fn guid(cx: &Context, log: &mut Log) {
    of(cx, |channel| {
        let fix = tr!("write `<podcast:guid>`: altavoce feed does");
        let Some((found, told)) = text(cx, log, channel, "podcast:guid", fix) else { return };
        let Ok(told) = told.parse::<Uuid>() else {
            return log.add(cx.at(found), tr!("podcast:guid `{told}` is not a UUID"), fix);
        };
        let kept = cx.state.as_ref().ok().and_then(|s| s.guid);
        match kept {
            Some(kept) if kept != told => {
                let what = tr!("podcast:guid is {told}, but feed-state.toml keeps {kept}");
                log.add(cx.at(found), what, tr!("run altavoce feed: to directories another GUID is another show"));
            }
            Some(_) => {}
            None => {
                let made = cx.feed_channel().and_then(FeedChannel::own_address).map(podcast_guid);
                if made.is_some_and(|made| made != told) {
                    let what = tr!("podcast:guid is not made of the feed's address, nor kept in a state");
                    let fix = tr!("fine if the show has moved since it got it; else let altavoce feed make it");
                    log.add_as(Severity::Note, cx.at(found), what, fix);
                }
            }
        }
    });
}

fn locked(cx: &Context, log: &mut Log) {
    of(cx, |channel| {
        let fix = tr!(
            "write `<podcast:locked>yes</podcast:locked>`, which keeps others from taking the show to another host"
        );
        if let Some((found, locked)) = text(cx, log, channel, "podcast:locked", fix)
            && !matches!(locked, "yes" | "no")
        {
            log.add(cx.at(found), tr!("podcast:locked is `{locked}`"), fix);
        }
    });
}

fn block(cx: &Context, log: &mut Log) {
    of(cx, |channel| {
        // Apple reads `Yes`, whatever its capitals, and takes any other word for no.
        let found = channel.one("itunes:block");
        let blocked = found.filter(|block| block.text.eq_ignore_ascii_case("yes"));
        match (cx.settings().map(|show| show.feed.private), blocked) {
            (Some(true), None) => {
                let what = tr!("the show is private, and nothing keeps directories from listing it");
                log.add(
                    cx.at(found.unwrap_or(channel)),
                    what,
                    tr!("write `<itunes:block>Yes</itunes:block>`: altavoce feed does"),
                );
            }
            (Some(false), Some(found)) => {
                let what = tr!("`<itunes:block>` keeps directories from listing the show, which is not private");
                log.add(cx.at(found), what, tr!("run altavoce feed, or set `private` in [feed]"));
            }
            (None, Some(found)) => {
                let what = tr!("`<itunes:block>` keeps directories from listing the show");
                log.add_as(Severity::Note, cx.at(found), what, tr!("fine if it is private; else take it out"));
            }
            _ => {}
        }
    });
}

fn moved(cx: &Context, log: &mut Log) {
    let Some(channel) = cx.feed_channel() else { return };
    let Some(found) = channel.element.one("itunes:new-feed-url") else { return };
    if channel.own_address() != Some(found.text.as_str()) {
        let what = tr!("apps that read this feed go to `{value}` from now on", value = found.text);
        log.add(cx.at(found), what, tr!("publish it only when that feed is there, with the same GUIDs"));
    }
}

fn medium(cx: &Context, log: &mut Log) {
    of(cx, |channel| {
        let fix = tr!("write `<podcast:medium>podcast</podcast:medium>`");
        if let Some((found, medium)) = text(cx, log, channel, "podcast:medium", fix)
            && !MEDIA.contains(&medium.strip_suffix('L').unwrap_or(medium))
        {
            log.add(cx.at(found), tr!("podcast:medium is `{medium}`"), fix);
        }
    });
}

fn ai(cx: &Context, log: &mut Log) {
    of(cx, |channel| {
        let fix = tr!("write `<podcast:txt purpose=\"ai-content\">true</podcast:txt>`");
        match channel.all("podcast:txt").find(|t| t.attribute("purpose") == Some(AI_CONTENT)) {
            Some(found) if found.text == "true" => {}
            Some(found) => {
                log.add(cx.at(found), tr!("ai-content is `{value}`, but a machine speaks", value = found.text), fix)
            }
            // Another program's show may well be spoken by a person.
            None if cx.foreign => {}
            None => log.add(cx.at(channel), tr!("the feed does not say that a machine speaks"), fix),
        }
    });
}
