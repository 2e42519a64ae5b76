//! Broken items and enclosures.

use std::fs;

use super::stage::{DISCLOSURE, attribute, cut, expect, put, range, text};

/// A description that says, as it must, that the voice is artificial.
fn told(words: &str) -> String {
    format!("{words}\n{DISCLOSURE}")
}

#[test]
fn broken_items_are_told() {
    expect(
        &[],
        &[
            (
                "no episode",
                |s| {
                    s.feed(|x| format!("{}</channel></rss>", &x[..x.find("<item>").unwrap()]));
                },
                &[
                    ("item-none", "no episode"),
                    ("feed-current", "`003-terza` is not in the feed"),
                    ("item-guid-kept", "of `001-prima` was published, but"),
                ],
            ),
            (
                "an episode that is not in the feed",
                |s| s.feed(|x| cut(x, "item")),
                &[
                    ("feed-current", "`003-terza` is not in the feed"),
                    ("item-guid-kept", "of `003-terza` was published, but no episode of the feed has it"),
                ],
            ),
            ("no title", |s| s.item(|x| cut(x, "title")), &[("item-title", "item 1 has no title")]),
            ("an old title", |s| s.item(|x| text(x, "title", "Vecchia")), &[("feed-current", "“Vecchia”")]),
            ("no description", |s| s.item(|x| cut(x, "description")), &[("item-description", "has no description")]),
            (
                "a long description",
                |s| s.item(|x| text(x, "description", &told(&"è".repeat(2001)))),
                &[("item-description", "has 4036 bytes")],
            ),
            (
                "times that start late",
                |s| s.item(|x| text(x, "description", &told("00:01 Uno\n00:02 Due\n00:03 Tre"))),
                &[("item-timestamps", "is not 00:00")],
            ),
            (
                "times that go back",
                |s| s.item(|x| text(x, "description", &told("00:00 Uno\n00:03 Due\n00:02 Tre"))),
                &[("item-timestamps", "do not ascend")],
            ),
            (
                "two times",
                |s| s.item(|x| text(x, "description", &told("00:00 Uno\n00:03 Due"))),
                &[("item-timestamps", "has two times")],
            ),
            (
                "times behind the end",
                |s| s.item(|x| text(x, "description", &told("00:00 Uno\n00:03 Due\n59:00 Tre"))),
                &[("item-timestamps", "lies behind its end")],
            ),
            ("no GUID", |s| s.item(|x| cut(x, "guid")), &[("item-guid", "has no GUID")]),
            (
                "a GUID that passes for an address",
                |s| s.item(|x| attribute(x, "guid", "isPermaLink", None)),
                &[("item-guid-permalink", "passes for an address")],
            ),
            ("a changed GUID", |s| s.item(|x| text(x, "guid", "altro")), &[("item-guid-kept", "is `altro`, but `")]),
            (
                "one GUID twice",
                |s| {
                    s.feed(|x| {
                        let guid = x[range(x, "guid")].to_string();
                        let at = x.rfind("<item>").unwrap();
                        format!("{}{}", &x[..at], put(&x[at..], "guid", &guid))
                    });
                },
                &[("item-guid-unique", "have one GUID"), ("item-guid-kept", "“Prima”")],
            ),
            (
                "a damaged state",
                |s| fs::write(s.path("issues/feed-state.toml"), "guid = 7\n").unwrap(),
                &[("item-guid-kept", "")],
            ),
            ("number zero", |s| s.item(|x| text(x, "itunes:episode", "0")), &[("item-number", "is `0`")]),
            ("a number in Roman", |s| s.item(|x| text(x, "itunes:episode", "III")), &[("item-number", "is `III`")]),
            (
                "one number twice",
                |s| s.item(|x| text(x, "itunes:episode", "2")),
                &[("item-number-unique", "are both number 2")],
            ),
            ("a type of its own", |s| s.item(|x| text(x, "itunes:episodeType", "long")), &[("item-type", "is `long`")]),
            ("no date", |s| s.item(|x| cut(x, "pubDate")), &[("date-format", "has no pubDate")]),
            (
                "an ISO date",
                |s| s.item(|x| text(x, "pubDate", "2024-03-05")),
                &[("date-format", "not a date of RFC 2822")],
            ),
            (
                "the wrong day of the week",
                |s| s.item(|x| x.replacen("Tue, 5 Mar", "Wed, 5 Mar", 1)),
                &[("date-format", "`Wed, 5 Mar 2024")],
            ),
            (
                "before podcasts",
                |s| {
                    s.feed(|x| {
                        let at = x.rfind("<item>").unwrap();
                        format!("{}{}", &x[..at], text(&x[at..], "pubDate", "Thu, 01 Jan 1970 00:00:00 +0000"))
                    })
                },
                &[("date-range", "was published in 1970")],
            ),
            (
                "in the future, by mistake",
                |s| s.item(|x| text(x, "pubDate", "Mon, 05 Mar 2998 06:00:00 +0000")),
                &[("date-range", "is to come")],
            ),
            (
                "one date twice",
                |s| {
                    s.feed(|x| {
                        let date = x[range(x, "pubDate")].to_string();
                        let at = x.rfind("<item>").unwrap();
                        format!("{}{}", &x[..at], put(&x[at..], "pubDate", &date))
                    });
                },
                &[("date-unique", "have one pubDate"), ("date-order", "is newer than")],
            ),
            (
                "a title that is escaped twice",
                |s| s.item(|x| text(x, "itunes:title", "Uno &amp;amp; due")),
                &[("feed-escape", "`<itunes:title>` is escaped twice: apps show `&amp;`")],
            ),
            (
                "a description that is escaped twice",
                |s| s.item(|x| text(x, "description", &told("Perch&amp;amp;eacute; no?"))),
                &[("feed-escape", "`<description>` is escaped twice: apps show `&eacute;`")],
            ),
            (
                "ampersands that are escaped once",
                |s| s.item(|x| text(x, "description", &told("R&amp;D; A &amp;amp; B; Tizio &amp; Caio;"))),
                &[],
            ),
            (
                "oldest first",
                |s| {
                    s.feed(|x| {
                        let newest = x[range(x, "item")].to_string();
                        cut(x, "item").replace("</channel>", &format!("{newest}</channel>"))
                    });
                },
                &[("date-order", "“Terza” is newer than “Prima”")],
            ),
        ],
    );
}

#[test]
fn broken_enclosures_are_told() {
    expect(
        &[],
        &[
            (
                "none",
                |s| s.item(|x| cut(x, "enclosure")),
                &[("enclosure-one", "has no enclosure"), ("feed-current", "not in the feed")],
            ),
            (
                "two",
                |s| {
                    s.item(|x| {
                        let one = x[range(x, "enclosure")].to_string();
                        put(x, "enclosure", &format!("{one}{one}"))
                    })
                },
                &[("enclosure-one", "2 enclosures")],
            ),
            ("no type", |s| s.item(|x| attribute(x, "enclosure", "type", None)), &[("enclosure-one", "has no type")]),
            (
                "one file for two episodes",
                |s| {
                    s.feed(|x| {
                        let one = x[range(x, "enclosure")].to_string();
                        let at = x.rfind("<item>").unwrap();
                        format!("{}{}", &x[..at], put(&x[at..], "enclosure", &one))
                    });
                },
                &[
                    ("enclosure-unique", "“Terza” and “Prima” play the same file"),
                    ("item-guid-kept", "“Prima”"),
                    ("chapters-agree", ""),
                    ("feed-current", "`001-prima` is not in the feed"),
                ],
            ),
            (
                "elsewhere",
                |s| {
                    s.item(|x| {
                        x.replacen("https://ilfaro.zz/podcast/003-terza/episode.mp3", "https://cdn.altrove.zz/3.mp3", 1)
                    })
                },
                &[("enclosure-below", "does not lie below"), ("feed-current", "not in the feed")],
            ),
            (
                "a way out of the folder",
                |s| s.item(|x| x.replacen("podcast/003-terza/episode.mp3", "podcast/../secret.mp3", 1)),
                &[("enclosure-below", "does not lie below"), ("feed-current", "not in the feed")],
            ),
            (
                "a service that counts and is not told",
                |s| s.item(|x| x.replacen("url=\"https://ilfaro.zz/", "url=\"https://op3.dev/e/ilfaro.zz/", 1)),
                &[("enclosure-prefix", "are counted by `https://op3.dev/e/`, which [feed] prefix is not")],
            ),
            (
                "a service that is told and does not count",
                |s| s.show("[feed]", "[feed]\nprefix = \"https://op3.dev/e/\""),
                &[("enclosure-prefix", "of “Terza” are not counted by `https://op3.dev/e/`")],
            ),
            (
                "a service that is told and counts",
                |s| {
                    s.show("[feed]", "[feed]\nprefix = \"https://op3.dev/e/\"");
                    s.publish();
                    assert!(
                        s.read("output/feed.xml")
                            .contains("url=\"https://op3.dev/e/ilfaro.zz/podcast/003-terza/episode.mp3\"")
                    );
                },
                &[],
            ),
            (
                "a counted file of a wrong length",
                |s| {
                    s.show("[feed]", "[feed]\nprefix = \"https://op3.dev/e/\"");
                    s.publish();
                    s.item(|x| attribute(x, "enclosure", "length", Some("1234")));
                },
                &[("enclosure-length", "says 1234 bytes")],
            ),
            (
                "a file that is gone",
                |s| fs::remove_file(s.path("output/003-terza/episode.mp3")).unwrap(),
                &[("enclosure-file", "there is no file"), ("episode-files", "episode.mp3, which is not there")],
            ),
            (
                "a wrong length",
                |s| s.item(|x| attribute(x, "enclosure", "length", Some("1234"))),
                &[("enclosure-length", "says 1234 bytes")],
            ),
            (
                "no length",
                |s| s.item(|x| attribute(x, "enclosure", "length", Some("0"))),
                &[("enclosure-length", "length `0`")],
            ),
            (
                "Opus",
                |s| s.item(|x| attribute(x, "enclosure", "type", Some("audio/opus"))),
                &[("enclosure-type", "type `audio/opus`, which directories refuse")],
            ),
            (
                "M4A that is an MP3",
                |s| s.item(|x| attribute(x, "enclosure", "type", Some("audio/x-m4a"))),
                &[("enclosure-type", "but the file is an MP3")],
            ),
            (
                "no duration",
                |s| s.item(|x| cut(x, "itunes:duration")),
                &[("duration-format", "has no itunes:duration")],
            ),
            (
                "a duration with colons",
                |s| s.item(|x| text(x, "itunes:duration", "0:12")),
                &[("duration-format", "is `0:12`")],
            ),
            (
                "a wrong duration",
                |s| s.item(|x| text(x, "itunes:duration", "755")),
                &[("duration-true", "is 755 s, but")],
            ),
            (
                "an alternate that is not there",
                |s| {
                    s.item(|x| {
                    let one = x[range(x, "enclosure")].to_string();
                    let other = "<podcast:alternateEnclosure type=\"audio/opus\" length=\"9\">\
                                 <podcast:source uri=\"https://ilfaro.zz/podcast/003-terza/no.opus\"/></podcast:alternateEnclosure>";
                    put(x, "enclosure", &format!("{one}{other}"))
                })
                },
                &[("enclosure-alternate", "there is no file")],
            ),
            (
                "an alternate without a source",
                |s| {
                    s.item(|x| {
                        let one = x[range(x, "enclosure")].to_string();
                        put(
                            x,
                            "enclosure",
                            &format!("{one}<podcast:alternateEnclosure type=\"audio/opus\" length=\"9\"/>"),
                        )
                    })
                },
                &[("enclosure-alternate", "has no source")],
            ),
        ],
    );
}
