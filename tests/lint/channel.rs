//! Broken channels.

use std::fs;

use super::stage::{DISCLOSURE, attribute, cut, expect, put, text};

#[test]
fn a_broken_channel_is_told() {
    expect(
        &[],
        &[
            ("no feed", |s| fs::remove_file(s.path("output/feed.xml")).unwrap(), &[("feed-file", "no such file")]),
            ("not well-formed", |s| s.feed(|x| x.replacen("</item>", "", 1)), &[("feed-xml", "")]),
            ("a bare ampersand", |s| s.feed(|x| text(x, "title", "R&B")), &[("feed-xml", "")]),
            (
                "in Latin-1",
                |s| fs::write(s.path("output/feed.xml"), b"<rss><title>citt\xe0</title></rss>").unwrap(),
                &[("feed-xml", "not UTF-8")],
            ),
            (
                "RSS 0.91",
                |s| s.feed(|x| x.replacen("version=\"2.0\"", "version=\"0.91\"", 1)),
                &[("feed-rss", "RSS 0.91")],
            ),
            (
                "an Atom feed",
                |s| fs::write(s.path("output/feed.xml"), "<feed xmlns='http://www.w3.org/2005/Atom'/>").unwrap(),
                &[("feed-rss", "the root is `<atom:feed>`")],
            ),
            (
                "a namespace in capitals",
                |s| s.feed(|x| x.replacen("dtds/podcast-1.0.dtd", "DTDs/Podcast-1.0.dtd", 1)),
                &[("feed-namespace", "which directories do not know")],
            ),
            (
                "two titles",
                |s| s.feed(|x| put(x, "title", "<title>Il Faro</title><title>Il Faro</title>")),
                &[("feed-twice", "a second `<title>`")],
            ),
            (
                "chapters of no item",
                |s| {
                    let chapters =
                        "<psc:chapters version=\"1.2\"><psc:chapter start=\"0\" title=\"x\"/></psc:chapters>";
                    s.feed(|x| x.replace("</channel>", &format!("{chapters}</channel>")));
                },
                &[("feed-place", "`<psc:chapters>` stands outside of an item")],
            ),
            (
                "a length of no item",
                |s| s.feed(|x| x.replace("</channel>", "<itunes:duration>3</itunes:duration></channel>")),
                &[("feed-place", "`<itunes:duration>` stands outside of an item")],
            ),
            (
                "a space in an address",
                |s| s.feed(|x| text(x, "link", "https://ilfaro.zz/la voce")),
                &[("feed-address", "`https://ilfaro.zz/la voce`")],
            ),
            ("no title", |s| s.feed(|x| cut(x, "title")), &[("channel-required", "no `<title>`")]),
            ("no description", |s| s.feed(|x| text(x, "description", " ")), &[("channel-required", "is empty")]),
            (
                "a long description",
                |s| s.feed(|x| text(x, "description", &format!("{} {DISCLOSURE}", "è".repeat(2001)))),
                &[("channel-description", "has 4036 bytes")],
            ),
            ("no language", |s| s.feed(|x| cut(x, "language")), &[("channel-language", "no `<language>`")]),
            (
                "a language by its name",
                |s| s.feed(|x| text(x, "language", "italiano")),
                &[("channel-language", "`italiano`")],
            ),
            ("no image", |s| s.feed(|x| cut(x, "itunes:image")), &[("channel-image", "no `<itunes:image>`")]),
            (
                "an image without an end",
                |s| s.feed(|x| attribute(x, "itunes:image", "href", Some("https://altrove.zz/cover"))),
                &[("channel-image", "neither in .jpg nor in .png")],
            ),
            (
                "no category",
                |s| s.feed(|x| cut(x, "itunes:category")),
                &[("channel-category", "no `<itunes:category>`")],
            ),
            (
                "a category in small letters",
                |s| s.feed(|x| attribute(x, "itunes:category", "text", Some("news"))),
                &[("channel-category", "`news` is not one of Apple's")],
            ),
            (
                "a subcategory of another",
                |s| s.feed(|x| x.replacen("Tech News", "Philosophy", 1)),
                &[("channel-category", "`Philosophy` is not a subcategory of `News`")],
            ),
            ("explicit: no", |s| s.feed(|x| text(x, "itunes:explicit", "no")), &[("channel-explicit", "is `no`")]),
            (
                "no explicit",
                |s| s.feed(|x| cut(x, "itunes:explicit")),
                &[("channel-explicit", "no `<itunes:explicit>`")],
            ),
            (
                "explicit: yes in an item",
                |s| s.item(|x| text(x, "itunes:explicit", "yes")),
                &[("channel-explicit", "is `yes`")],
            ),
            ("no author", |s| s.feed(|x| cut(x, "itunes:author")), &[("channel-author", "no `<itunes:author>`")]),
            ("no owner", |s| s.feed(|x| cut(x, "itunes:owner")), &[("channel-owner", "no `<itunes:owner>`")]),
            ("no email", |s| s.feed(|x| cut(x, "itunes:email")), &[("channel-owner", "email `` is not an address")]),
            ("a type of its own", |s| s.feed(|x| text(x, "itunes:type", "weekly")), &[("channel-type", "is `weekly`")]),
            (
                "no address of its own",
                |s| s.feed(|x| cut(x, "atom:link")),
                &[("channel-self", "does not say where it is")],
            ),
            (
                "another's address",
                |s| s.feed(|x| attribute(x, "atom:link", "href", Some("https://altrove.zz/feed.xml"))),
                &[("channel-self", "`https://altrove.zz/feed.xml`")],
            ),
            ("no podcast:guid", |s| s.feed(|x| cut(x, "podcast:guid")), &[("channel-guid", "no `<podcast:guid>`")]),
            (
                "a podcast:guid that is none",
                |s| s.feed(|x| text(x, "podcast:guid", "il-faro")),
                &[("channel-guid", "not a UUID")],
            ),
            (
                "another show's podcast:guid",
                |s| s.feed(|x| text(x, "podcast:guid", "9b024349-ccf0-5f69-a609-6b82873eab3c")),
                &[("channel-guid", "feed-state.toml keeps")],
            ),
            ("locked: true", |s| s.feed(|x| text(x, "podcast:locked", "true")), &[("channel-locked", "is `true`")]),
            (
                "a block of a show that is not private",
                |s| {
                    s.feed(|x| {
                        put(
                            x,
                            "podcast:medium",
                            "<podcast:medium>podcast</podcast:medium><itunes:block>Yes</itunes:block>",
                        )
                    })
                },
                &[("channel-block", "keeps directories from listing the show, which is not private")],
            ),
            (
                "a feed that has moved",
                |s| {
                    let to = "<itunes:new-feed-url>https://altrove.zz/nuovo/feed.xml</itunes:new-feed-url>";
                    s.feed(|x| put(x, "podcast:medium", &format!("<podcast:medium>podcast</podcast:medium>{to}")));
                },
                &[("channel-moved", "go to `https://altrove.zz/nuovo/feed.xml` from now on")],
            ),
            (
                "a feed that has moved nowhere",
                |s| {
                    let to = "<itunes:new-feed-url>nuovo.xml</itunes:new-feed-url>";
                    s.feed(|x| put(x, "podcast:medium", &format!("<podcast:medium>podcast</podcast:medium>{to}")));
                },
                &[("channel-moved", "go to `nuovo.xml`"), ("feed-address", "`nuovo.xml` in `<itunes:new-feed-url>`")],
            ),
            ("no medium", |s| s.feed(|x| cut(x, "podcast:medium")), &[("channel-medium", "no `<podcast:medium>`")]),
            (
                "a medium of its own",
                |s| s.feed(|x| text(x, "podcast:medium", "letter")),
                &[("channel-medium", "is `letter`")],
            ),
            ("no word about the voice", |s| s.feed(|x| cut(x, "podcast:txt")), &[("channel-ai", "a machine speaks")]),
            ("a false word about it", |s| s.feed(|x| text(x, "podcast:txt", "false")), &[("channel-ai", "is `false`")]),
            (
                "another title than the show's",
                |s| s.feed(|x| text(x, "title", "Il Molo")),
                &[("feed-current", "the feed's title is “Il Molo”")],
            ),
        ],
    );
}
