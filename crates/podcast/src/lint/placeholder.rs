//! Rules on placeholders: what a show has until its author puts something of their own there, and what a feed of it says.

use std::collections::BTreeSet;

use altavoce_base::{mark, tr};

use super::artwork::flaw;
use super::context::Context;
use super::feed::IN_ATTRIBUTES;
use super::{Location, Log, OURS, Rule, Severity};
use crate::feed::artwork::Flaw;
use crate::names;
use crate::placeholder::{self, Kind, Placeholder};
use crate::rss::Element;

/// The rules.
pub const RULES: &[Rule] = &[
    Rule {
        id: "placeholder-address",
        severity: Severity::Error,
        source: "RFC 6761",
        asks: mark!("no address of the show or the feed has a reserved host or one of a private network"),
        check: address,
    },
    Rule {
        id: "placeholder-email",
        severity: Severity::Error,
        source: "RFC 6761",
        asks: mark!("letters can reach the owner's email"),
        check: email,
    },
    Rule {
        id: "placeholder-text",
        severity: Severity::Error,
        source: OURS,
        asks: mark!("title, author and description are the author's own words"),
        check: text,
    },
    Rule {
        id: "placeholder-artwork",
        severity: Severity::Error,
        source: OURS,
        asks: mark!("the artwork is neither that of a new show nor that of the sample show"),
        check: |cx, log| flaw(cx, log, Flaw::Placeholder, tr!("put a picture of your own in its place")),
    },
    Rule {
        id: "placeholder-issue",
        severity: Severity::Error,
        source: OURS,
        asks: mark!("no episode says what a sample issue says"),
        check: issue,
    },
];

/// Tells what stands in the settings, and then, of the feed, what they do not say too.
fn tell(cx: &Context, log: &mut Log, kind: Kind) {
    let in_settings = cx.settings().map(placeholder::in_settings).unwrap_or_default();
    for Placeholder { key, what, .. } in in_settings.iter().filter(|p| p.kind == kind) {
        log.add(cx.at_key(key), what.as_str(), kind.fix());
    }
    let Some(channel) = cx.channel().filter(|_| kind != Kind::Address) else { return };
    let owner = channel.one("itunes:owner").and_then(|owner| owner.one("itunes:email"));
    let texts = ["title", "itunes:author", "description"].map(|name| channel.text_of(name));
    for found in placeholder::in_texts(texts, owner.map_or("", |email| email.text.as_str())) {
        let element = match found.key {
            ["author"] => channel.one("itunes:author"),
            [key] => channel.one(key).or(owner),
            _ => None,
        };
        if found.kind == kind && !in_settings.iter().any(|known| known.key == found.key) {
            log.add(cx.at(element.unwrap_or(channel)), found.what.as_str(), kind.fix());
        }
    }
}

fn email(cx: &Context, log: &mut Log) {
    tell(cx, log, Kind::Email);
}

fn text(cx: &Context, log: &mut Log) {
    tell(cx, log, Kind::Text);
}

fn address(cx: &Context, log: &mut Log) {
    tell(cx, log, Kind::Address);
    // Every host once: all that is below [feed] url has one.
    let settings = cx.settings().map(placeholder::in_settings).unwrap_or_default();
    let mut told = BTreeSet::new();
    let mut look = |element: &Element, url: &str| {
        let Some(why) = placeholder::address(url) else { return };
        let is_known = settings.iter().any(|p| p.kind == Kind::Address && p.what.ends_with(&why));
        if !is_known && told.insert(why.clone()) {
            log.add(cx.at(element), format!("`{url}` in `<{}>`: {why}", element.name), Kind::Address.fix());
        }
    };
    fn walk(element: &Element, look: &mut impl FnMut(&Element, &str)) {
        // Where an issue itself leads is the author's own word, also to a host of examples.
        let ours = |name: &str| name == element.name && name != "psc:chapter";
        let attributes = IN_ATTRIBUTES.iter().filter(|(name, _)| ours(name));
        attributes.filter_map(|(_, key)| element.attribute(key)).for_each(|url| look(element, url));
        if matches!(element.name.as_str(), "link" | "url" | "itunes:new-feed-url") {
            look(element, &element.text);
        }
        element.children.iter().for_each(|child| walk(child, look));
    }
    if let Some(channel) = cx.channel() {
        walk(channel, &mut look);
    }
}

fn issue(cx: &Context, log: &mut Log) {
    for (episode, words) in cx.episodes.iter().filter_map(|episode| episode.sample.map(|words| (episode, words))) {
        let what = tr!("this is the episode of a sample issue: it says “{words}”");
        let fix = tr!("write an issue of your own, and remove this folder");
        log.add(Location::file(&episode.folder.join(names::MANIFEST)), what, fix);
    }
}
