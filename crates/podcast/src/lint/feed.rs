//! Rules on the feed as a document: there, well-formed, RSS 2.0, and with its namespaces spelled exactly.

use altavoce_base::{mark, tr};

use super::context::Context;
use super::show::report_error;
use super::{APPLE, Location, Log, RSS, Rule, Severity, XML};
use crate::address::is_encoded_web;
use crate::names;
use crate::rss::Element;

/// The rules.
pub const RULES: &[Rule] = &[
    Rule { id: "feed-file", severity: Severity::Error, source: RSS, asks: mark!("there is a feed"), check: file },
    Rule {
        id: "feed-xml",
        severity: Severity::Error,
        source: XML,
        asks: mark!("the feed is well-formed, in UTF-8"),
        check: well_formed,
    },
    Rule {
        id: "feed-rss",
        severity: Severity::Error,
        source: RSS,
        asks: mark!("the root is <rss version=\"2.0\"> with one <channel>"),
        check: rss,
    },
    Rule {
        id: "feed-namespace",
        severity: Severity::Error,
        source: APPLE,
        asks: mark!("namespaces are spelled letter by letter"),
        check: namespace,
    },
    Rule {
        id: "feed-twice",
        severity: Severity::Error,
        source: RSS,
        asks: mark!("what there is once in a channel or an item is there once"),
        check: twice,
    },
    Rule {
        id: "feed-place",
        severity: Severity::Error,
        source: RSS,
        asks: mark!("what is said of an episode stands in its item, and every item in the channel"),
        check: place,
    },
    Rule {
        id: "feed-escape",
        severity: Severity::Error,
        source: XML,
        asks: mark!("what must be escaped is escaped once: no title shows an entity"),
        check: escape,
    },
    Rule {
        id: "feed-address",
        severity: Severity::Error,
        source: RSS,
        asks: mark!("every address is a whole one, http or https, with no space or letter that must be encoded"),
        check: address,
    },
];

/// What may stand once in a channel or an item.
const ONCE: [&str; 30] = [
    "title",
    "link",
    "description",
    "language",
    "image",
    "pubDate",
    "lastBuildDate",
    "guid",
    "copyright",
    "itunes:image",
    "itunes:explicit",
    "itunes:author",
    "itunes:owner",
    "itunes:type",
    "itunes:duration",
    "itunes:episode",
    "itunes:season",
    "itunes:episodeType",
    "itunes:title",
    "itunes:block",
    "itunes:new-feed-url",
    "itunes:complete",
    "podcast:guid",
    "podcast:locked",
    "podcast:medium",
    "podcast:chapters",
    "podcast:season",
    "podcast:episode",
    "podcast:updateFrequency",
    "psc:chapters",
];

fn file(cx: &Context, log: &mut Log) {
    match &cx.feed {
        Ok(_) => {}
        Err(error) if !cx.feed_path.exists() => {
            let what = error.what();
            let fix = if cx.feed_path == cx.output.join(names::FEED) {
                tr!("run altavoce feed")
            } else {
                tr!("check the path")
            };
            log.add(Location::file(&cx.feed_path), what, fix);
        }
        Err(error) => report_error(log, error, Location::file(&cx.feed_path)),
    }
}

fn well_formed(cx: &Context, log: &mut Log) {
    for fault in cx.feed.iter().filter_map(|f| f.root().err()) {
        let fix = tr!("mend it, for no app reads past this place");
        log.add(Location::line(&cx.feed_path, fault.line), fault.what.as_str(), fix);
    }
}

fn rss(cx: &Context, log: &mut Log) {
    let Some(root) = cx.root() else { return };
    let channels = root.all("channel").count();
    let what = match (root.name.as_str(), root.attribute("version")) {
        ("rss", Some("2.0")) if channels == 1 => return,
        ("rss", Some("2.0")) => tr!("there are {channels} channels"),
        ("rss", Some(version)) => tr!("the feed is RSS {version}"),
        ("rss", None) => tr!("the feed does not say which version of RSS it is").to_string(),
        (name, _) => tr!("the root is `<{name}>`"),
    };
    log.add(cx.at(root), what, tr!("podcasts are `<rss version=\"2.0\">` with one `<channel>`"));
}

fn namespace(cx: &Context, log: &mut Log) {
    for found in cx.feed.iter().flat_map(|f| f.misspelt()) {
        let what = tr!(
            "the namespace {prefix} is `{written}`, which directories do not know",
            prefix = found.prefix,
            written = found.written
        );
        log.add(Location::line(&cx.feed_path, found.line), what, tr!("write `{exact}`", exact = found.exact));
    }
}

fn twice(cx: &Context, log: &mut Log) {
    let Some(channel) = cx.channel() else { return };
    for parent in std::iter::once(channel).chain(channel.all("item")) {
        for name in ONCE {
            if let Some(second) = parent.all(name).nth(1) {
                let what = tr!("a second `<{name}>`, of which readers take whichever they like");
                log.add(cx.at(second), what, tr!("keep one"));
            }
        }
    }
}

/// What is of an episode and of no channel.
const OF_ITEMS: [&str; 11] = [
    "enclosure",
    "itunes:duration",
    "itunes:episode",
    "itunes:season",
    "itunes:episodeType",
    "podcast:alternateEnclosure",
    "podcast:chapters",
    "podcast:episode",
    "podcast:season",
    "podcast:transcript",
    "psc:chapters",
];

fn place(cx: &Context, log: &mut Log) {
    let Some(root) = cx.root() else { return };
    for found in root.all("item") {
        log.add(
            cx.at(found),
            tr!("an `<item>` stands outside of the channel, where no app looks"),
            tr!("move it into `<channel>`"),
        );
    }
    for parent in std::iter::once(root).chain(root.all("channel")) {
        for found in parent.children.iter().filter(|c| OF_ITEMS.contains(&c.name.as_str())) {
            let what = tr!("`<{element}>` stands outside of an item, where no app looks", element = found.name);
            log.add(cx.at(found), what, tr!("move it into the `<item>` of its episode"));
        }
    }
}

/// Elements and attributes that are plain words.
const WORDS: [&str; 8] = [
    "title",
    "copyright",
    "itunes:author",
    "itunes:keywords",
    "itunes:name",
    "itunes:subtitle",
    "itunes:title",
    "podcast:person",
];

/// What stands behind the ampersand of an entity, if `text` begins with it: `amp;`, `#8217;`.
fn entity_name(text: &str) -> Option<&str> {
    /// No name is longer, in bytes.
    const LONGEST: usize = 10;
    let end = text.bytes().take(LONGEST).position(|b| b == b';').filter(|end| *end > 1)?;
    let name = text[..end].strip_prefix('#').unwrap_or(&text[..end]);
    name.bytes().all(|b| b.is_ascii_alphanumeric()).then(|| &text[..=end])
}

/// The first entity that a text shows: `&amp;`, `&#8217;`.
fn entity(text: &str) -> Option<String> {
    text.split('&').skip(1).find_map(entity_name).map(|name| format!("&{name}"))
}

fn escape(cx: &Context, log: &mut Log) {
    fn look(cx: &Context, log: &mut Log, element: &Element) {
        let fix = tr!("write `&amp;` for an ampersand, once: most writers of feeds do it by themselves");
        let shown = WORDS.contains(&element.name.as_str()).then(|| entity(&element.text)).flatten();
        let title = (element.name == "psc:chapter").then(|| element.attribute("title")).flatten().and_then(entity);
        if let Some(shown) = shown.or(title) {
            log.add(
                cx.at(element),
                tr!("`<{element}>` is escaped twice: apps show `{shown}`", element = element.name),
                fix,
            );
        }
        // A description is HTML, of which an entity is part; one of an ampersand that begins another is not.
        let nested = || element.text.split("&amp;").skip(1).find_map(entity_name).map(|name| format!("&{name}"));
        if matches!(element.name.as_str(), "description" | "itunes:summary" | "content:encoded")
            && let Some(shown) = nested()
        {
            log.add(
                cx.at(element),
                tr!("`<{element}>` is escaped twice: apps show `{shown}`", element = element.name),
                fix,
            );
        }
        element.children.iter().for_each(|child| look(cx, log, child));
    }
    if let Some(channel) = cx.channel() {
        look(cx, log, channel);
    }
}

/// The attributes that hold addresses, and the elements whose text is one.
pub const IN_ATTRIBUTES: [(&str, &str); 11] = [
    ("atom:link", "href"),
    ("itunes:image", "href"),
    ("enclosure", "url"),
    ("podcast:chapters", "url"),
    ("podcast:transcript", "url"),
    ("podcast:funding", "url"),
    ("podcast:source", "uri"),
    ("podcast:person", "href"),
    ("podcast:person", "img"),
    ("psc:chapter", "href"),
    ("psc:chapter", "image"),
];

fn address(cx: &Context, log: &mut Log) {
    fn look(cx: &Context, log: &mut Log, element: &Element) {
        for (_, attribute) in IN_ATTRIBUTES.iter().filter(|(name, _)| *name == element.name) {
            if let Some(url) = element.attribute(attribute).filter(|u| !u.is_empty() && !is_encoded_web(u)) {
                let what = tr!("`{url}` in `<{element} {attribute}>` is not a whole address", element = element.name);
                log.add(cx.at(element), what, tr!("write it with https:// and percent-encode what a URL cannot hold"));
            }
        }
        let is_text = matches!(element.name.as_str(), "link" | "url" | "itunes:new-feed-url");
        if is_text && !element.text.is_empty() && !is_encoded_web(&element.text) {
            let what =
                tr!("`{text}` in `<{element}>` is not a whole address", text = element.text, element = element.name);
            log.add(cx.at(element), what, tr!("write it with https:// and percent-encode what a URL cannot hold"));
        }
        element.children.iter().for_each(|child| look(cx, log, child));
    }
    if let Some(channel) = cx.channel() {
        look(cx, log, channel);
    }
}
