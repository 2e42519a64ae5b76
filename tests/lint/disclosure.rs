//! An artificial voice that is told in one place and not in another.

use std::fs;

use id3::frame::ExtendedText;
use id3::{TagLike, Version};
use serde_json::json;

use super::stage::{DISCLOSURE, Stage, cut, expect, text};

/// Writes the pages.
fn pages(stage: &Stage) {
    let run = stage.run("site", &[]);
    assert_eq!(run.code, 0, "{run:?}");
}

/// Replaces bytes in a file of the third episode by as many others; its manifest and the feed follow.
fn overwrite(stage: &Stage, name: &str, old: &[u8], new: &[u8]) {
    assert_eq!(old.len(), new.len());
    stage.file(name, |mut bytes| {
        let places: Vec<_> = (0..bytes.len() - old.len()).filter(|at| bytes[*at..].starts_with(old)).collect();
        assert!(!places.is_empty(), "{name} has no such bytes");
        places.into_iter().for_each(|at| bytes[at..at + old.len()].copy_from_slice(new));
        bytes
    });
}

const TERM: &[u8] = b"trainedAlgorithmicMedia";
const OTHER_TERM: &[u8] = b"humanEdits_and_some____";

#[test]
fn feed_and_pages_that_keep_it_to_themselves_are_told() {
    expect(
        &[],
        &[
            (
                "a show without a sentence",
                |s| s.show("[loudness]", "disclosure = \"\"\n[loudness]"),
                &[("disclosure-show", "no sound, feed or page says in words")],
            ),
            (
                "a channel that does not say it",
                |s| s.feed(|x| text(x, "description", "Una lettera, letta ad alta voce.")),
                &[("disclosure-channel", "does not say “La voce che senti è artificiale.”")],
            ),
            (
                "another sentence than the feed's",
                |s| s.show("[loudness]", "disclosure = \"Legge una macchina.\"\n[loudness]"),
                &[("disclosure-channel", "does not say “Legge una macchina.”")],
            ),
            (
                "a description that does not say it",
                |s| s.item(|x| text(x, "description", "Di che si parla.")),
                &[("disclosure-item", "`<description>` of “Terza” does not say")],
            ),
            (
                "notes that do not say it",
                |s| s.item(|x| text(x, "content:encoded", "&lt;p&gt;Ciao.&lt;/p&gt;")),
                &[("disclosure-item", "`<content:encoded>` of “Terza” does not say")],
            ),
            ("an item without its mark", |s| s.item(|x| cut(x, "podcast:txt")), &[("item-ai", "“Terza” does not say")]),
            ("a false mark", |s| s.item(|x| text(x, "podcast:txt", "false")), &[("item-ai", "of “Terza” is `false`")]),
            ("pages as they should be", pages, &[]),
            (
                "a page that does not say it",
                |s| {
                    pages(s);
                    s.edit("output/site/003-terza/index.html", |html| html.replace(DISCLOSURE, ""));
                },
                &[("disclosure-page", "the page does not say")],
            ),
            (
                "an index without the mark",
                |s| {
                    pages(s);
                    s.edit("output/site/index.html", |html| html.replace("digitalSourceType", "x"));
                },
                &[("disclosure-page", "does not tell how the sound came to be")],
            ),
        ],
    );
}

#[test]
fn episodes_that_keep_it_to_themselves_are_told() {
    expect(
        &[],
        &[
            (
                "an episode of before",
                |s| {
                    s.manifest(|m| drop(m.as_object_mut().unwrap().remove("disclosure")));
                    s.file("episode.mp3", |bytes| bytes[super::stage::tag_length(&bytes)..].to_vec());
                },
                // Its files are not held against it a second time; that there is no tag at all is another matter.
                &[("disclosure-manifest", "was made before"), ("id3-version", "no ID3 tag")],
            ),
            (
                "a term of nobody's",
                |s| s.manifest(|m| m["disclosure"]["digital_source_type"] = json!("artificial")),
                &[
                    ("disclosure-manifest", "`artificial` is no digital source type"),
                    ("disclosure-mp3", "artificial"),
                    ("disclosure-opus", "artificial"),
                    ("disclosure-m4a", "artificial"),
                ],
            ),
            (
                "an MP3 without the sentence",
                |s| s.tag(Version::Id3v23, |tag| tag.remove_extended_text(Some("DISCLOSURE"), None)),
                &[("disclosure-mp3", "do not say “La voce che senti è artificiale.” in both of their places")],
            ),
            (
                "an MP3 with it in one place",
                |s| s.tag(Version::Id3v23, |tag| drop(tag.remove("COMM"))),
                &[("disclosure-mp3", "in both of their places")],
            ),
            (
                "an MP3 with another term",
                |s| {
                    s.tag(Version::Id3v23, |tag| {
                        let (description, value) = ("DIGITALSOURCETYPE".into(), "humanEdits".into());
                        tag.add_frame(ExtendedText { description, value });
                    });
                },
                &[("disclosure-mp3", "do not name the digital source type http://cv.iptc.org/")],
            ),
            (
                "an Opus file that somebody wrote into",
                |s| overwrite(s, "episode.opus", TERM, OTHER_TERM),
                &[("disclosure-opus", "the tags cannot be read")],
            ),
            (
                "an M4A with another term",
                |s| overwrite(s, "episode.m4a", TERM, OTHER_TERM),
                &[("disclosure-m4a", "do not name the digital source type")],
            ),
            (
                "an M4A without the sentence",
                |s| overwrite(s, "episode.m4a", b"La voce", b"La luce"),
                &[("disclosure-m4a", "in both of their places")],
            ),
            (
                "an M4A whose tags are cut off",
                |s| s.file("episode.m4a", |bytes| bytes[..200].to_vec()),
                &[("disclosure-m4a", "the tags cannot be read")],
            ),
        ],
    );
    // The WAVs lie beside them when everything is looked at.
    expect(
        &["--deep"],
        &[(
            "WAVs with another term",
            |s| {
                overwrite(s, "episode.wav", TERM, OTHER_TERM);
                let chapter = fs::read_dir(s.path("output/003-terza/chapters")).unwrap().next().unwrap().unwrap();
                let name = format!("chapters/{}", chapter.file_name().to_str().unwrap());
                overwrite(s, &name, b"La voce", b"La luce");
            },
            &[("disclosure-wav", "do not name the digital source type"), ("disclosure-wav", "in both of their places")],
        )],
    );
}
