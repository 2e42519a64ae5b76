//! A sound show lints clean; broken in every way, it is told so by the rule that is meant for it, and by no other.

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use common::{Run, altavoce, outsider, root};
use id3::frame::{Content, TableOfContents};
use id3::{Encoder, Frame, Tag, TagLike, Version};
use serde_json::{Value, json};

const SHOW: &str = r#"title = "Il Faro"
author = "Ada Rossi"
email = "ada@example.org"
description = "Una lettera, letta ad alta voce."
language = "it"
voice = "fake"
quote_voice = "eco"
[loudness]
target = -16
true_peak = -1.5
[feed]
url = "https://example.org/podcast"
artwork = "cover.png"
category = ["News", "Tech News"]
"#;

/// A show in a folder of its own.
struct Stage(tempfile::TempDir);

impl Stage {
    /// The sound show: three episodes of five chapters and a feed, spoken once and copied.
    /// Without the WAVs, which nobody must have, a copy is small.
    fn new() -> Stage {
        Stage::copied(false)
    }

    fn copied(wavs: bool) -> Stage {
        static MADE: OnceLock<Stage> = OnceLock::new();
        let made = MADE.get_or_init(|| {
            let stage = Stage(tempfile::tempdir().unwrap());
            fs::create_dir(stage.path("issues")).unwrap();
            fs::copy(root("issues/cover.png"), stage.path("issues/cover.png")).unwrap();
            fs::write(stage.path("issues/show.toml"), SHOW).unwrap();
            for (n, title) in [(1, "Prima"), (2, "Seconda"), (3, "Terza")] {
                let sections = ["Il mare", "La costa", "Le notizie"].map(|s| {
                    format!("## {s}\n\nUna riga che racconta {s}, la numero {n}, con calma e senza fretta.\n\n> Detto da altri.\n")
                });
                let head = format!("---\nnumber: {n}\ndate: 2024-0{n}-05\ndescription: Di che si parla.\n---\n# {title}\n\n");
                let path = stage.path(&format!("issues/00{n}.md"));
                fs::write(&path, format!("{head}Cominciamo da qui.\n\n{}", sections.join("\n"))).unwrap();
                let output = stage.path("output");
                let run = altavoce(&["episode", path.to_str().unwrap(), "-q", "-o", output.to_str().unwrap()]);
                assert_eq!(run.code, 0, "{run:?}");
            }
            fs::remove_dir_all(stage.path("output/.cache")).unwrap();
            stage.publish();
            stage
        });
        let stage = Stage(tempfile::tempdir().unwrap());
        copy(made.0.path(), stage.0.path(), wavs);
        stage
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn run(&self, command: &str, more: &[&str]) -> Run {
        let (issues, output) = (self.path("issues"), self.path("output"));
        let args = [&[command, "--issues", issues.to_str().unwrap(), "-o", output.to_str().unwrap()], more].concat();
        altavoce(&args)
    }

    /// Writes the feed.
    fn publish(&self) {
        let run = self.run("feed", &[]);
        assert_eq!(run.code, 0, "{run:?}");
    }

    /// What lint finds, and its exit code.
    fn lint(&self, more: &[&str]) -> (Vec<Value>, u8) {
        let run = self.run("lint", &[more, &["--json"]].concat());
        let json: Value = serde_json::from_str(&run.out).unwrap_or_else(|e| panic!("{e}: {run:?}"));
        (json["findings"].as_array().unwrap().clone(), run.code)
    }

    /// Changes a file's text; a change that changes nothing is a mistake of the test.
    fn edit(&self, name: &str, change: impl FnOnce(&str) -> String) {
        let before = fs::read_to_string(self.path(name)).unwrap();
        let after = change(&before);
        assert_ne!(before, after, "{name}: nothing was changed");
        fs::write(self.path(name), after).unwrap();
    }

    fn show(&self, from: &str, to: &str) {
        self.edit("issues/show.toml", |text| text.replace(from, to));
    }

    fn feed(&self, change: impl FnOnce(&str) -> String) {
        self.edit("output/feed.xml", change);
    }

    /// Changes the first item of the feed, which is the third episode.
    fn item(&self, change: impl FnOnce(&str) -> String) {
        self.feed(|xml| {
            let at = xml.find("<item>").unwrap();
            format!("{}{}", &xml[..at], change(&xml[at..]))
        });
    }

    /// Changes a file of the third episode; its manifest and the feed follow.
    fn file(&self, name: &str, change: impl FnOnce(Vec<u8>) -> Vec<u8>) {
        let path = self.path("output/003-terza").join(name);
        let bytes = change(fs::read(&path).unwrap());
        fs::write(&path, &bytes).unwrap();
        self.manifest(|m| {
            let file = m["files"].as_array_mut().unwrap().iter_mut().find(|f| f["name"] == name).unwrap();
            (file["bytes"], file["blake3"]) = (json!(bytes.len()), json!(blake3::hash(&bytes).to_hex().to_string()));
        });
        self.publish();
    }

    fn text(&self, name: &str, change: impl FnOnce(&str) -> String) {
        self.file(name, |bytes| {
            let before = String::from_utf8(bytes).unwrap();
            let after = change(&before);
            assert_ne!(before, after, "{name}: nothing was changed");
            after.into_bytes()
        });
    }

    /// Changes the tag of the third episode's MP3, and writes it in that version.
    fn tag(&self, version: Version, change: impl FnOnce(&mut Tag)) {
        self.file("episode.mp3", |bytes| {
            let mut tag = Tag::read_from2(std::io::Cursor::new(&bytes)).unwrap();
            change(&mut tag);
            let mut out = Vec::new();
            Encoder::new().version(version).encode(&tag, &mut out).unwrap();
            out.extend(&bytes[tag_length(&bytes)..]);
            out
        });
    }

    /// Changes the third episode's manifest.
    fn manifest(&self, change: impl FnOnce(&mut Value)) {
        let path = self.path("output/003-terza/episode.json");
        let mut manifest: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        change(&mut manifest);
        fs::write(path, serde_json::to_vec_pretty(&manifest).unwrap()).unwrap();
    }

    /// Draws the artwork with ffmpeg.
    fn draw(&self, size: &str, format: &str, extension: &str) {
        let made = self.path(&format!("drawn.{extension}"));
        let source = format!("color=c=teal@0.5:s={size},format={format}");
        let args = ["-v", "error", "-f", "lavfi", "-i", &source, "-frames:v", "1", "-pix_fmt", format];
        outsider("ffmpeg", &[&args[..], &[made.to_str().unwrap()]].concat());
        fs::rename(made, self.path("issues/cover.png")).unwrap();
    }
}

fn copy(from: &Path, to: &Path, wavs: bool) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target, wavs);
        } else if wavs || path.extension().is_none_or(|e| e != "wav") {
            fs::copy(&path, target).unwrap();
        }
    }
}

/// The bytes of an ID3v2 tag.
fn tag_length(mp3: &[u8]) -> usize {
    10 + mp3[6..10].iter().fold(0, |sum, byte| sum << 7 | usize::from(*byte))
}

/// Where the first element of that name stands.
fn range(xml: &str, name: &str) -> std::ops::Range<usize> {
    let ends = |c: char| c == '>' || c == ' ' || c == '/';
    let open = format!("<{name}");
    let mut found = xml.match_indices(open.as_str()).map(|(at, tag)| (at, at + tag.len()));
    let (start, _) = found.find(|(_, end)| xml[*end..].starts_with(ends)).unwrap_or_else(|| panic!("no {name}"));
    let tag = start + xml[start..].find('>').unwrap() + 1;
    let close = format!("</{name}>");
    let end = if xml[..tag].ends_with("/>") { tag } else { xml[tag..].find(&close).unwrap() + tag + close.len() };
    start..end
}

/// Without the first element of that name.
fn cut(xml: &str, name: &str) -> String {
    put(xml, name, "")
}

/// With something else in place of the first element of that name.
fn put(xml: &str, name: &str, new: &str) -> String {
    let range = range(xml, name);
    format!("{}{new}{}", &xml[..range.start], &xml[range.end..])
}

/// With another text in the first element of that name.
fn text(xml: &str, name: &str, new: &str) -> String {
    let whole = &xml[range(xml, name)];
    let tag = &whole[..=whole.find('>').unwrap()];
    put(xml, name, &format!("{tag}{new}</{name}>"))
}

/// With another value of an attribute of the first element of that name; without it when there is none.
fn attribute(xml: &str, name: &str, key: &str, new: Option<&str>) -> String {
    let whole = &xml[range(xml, name)];
    let start = whole.find(&format!(" {key}=\"")).unwrap();
    let end = start + whole[start..].match_indices('"').nth(1).unwrap().0 + 1;
    let new = new.map_or(String::new(), |value| format!(" {key}=\"{value}\""));
    put(xml, name, &format!("{}{new}{}", &whole[..start], &whole[end..]))
}

#[test]
fn a_sound_show_is_clean() {
    let stage = Stage::copied(true);
    assert_eq!(stage.lint(&["--strict"]), (vec![], 0));
    assert_eq!(stage.lint(&["--strict", "--deep"]), (vec![], 0));
    let run = stage.run("lint", &[]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    assert!(
        run.out.starts_with("all is well (") && run.out.contains("3 episodes in the feed, 3 in the folder"),
        "{run:?}"
    );
    assert_eq!(stage.run("lint", &["-q"]).out, "");
}

type Break = fn(&Stage);
type Row = (&'static str, Break, &'static [(&'static str, &'static str)]);

/// Breaks a sound show in each way, and expects exactly these rules, each with a message that holds these words.
fn expect(more: &[&str], rows: &[Row]) {
    let mut wrong = Vec::new();
    for (name, damage, expected) in rows {
        let stage = Stage::copied(more.contains(&"--deep"));
        damage(&stage);
        let (findings, code) = stage.lint(more);
        let found: BTreeSet<&str> = findings.iter().map(|f| f["rule"].as_str().unwrap()).collect();
        let wanted: BTreeSet<&str> = expected.iter().map(|(rule, _)| *rule).collect();
        let told = |(rule, part): &(&str, &str)| {
            findings.iter().any(|f| f["rule"] == *rule && f["what"].as_str().unwrap().contains(part))
        };
        let serious = findings.iter().any(|f| f["severity"] == "error");
        let mended = findings.iter().all(|f| !f["fix"].as_str().unwrap().is_empty() && f["file"].as_str().is_some());
        if found != wanted || !expected.iter().all(told) || (code == 1) != serious || !mended {
            let lines: Vec<String> =
                findings.iter().map(|f| format!("    {}: {} [{}]", f["file"], f["what"], f["rule"])).collect();
            wrong.push(format!("{name} (exit {code}):\n{}", lines.join("\n")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn broken_settings_are_told() {
    expect(
        &[],
        &[
            ("an unknown key", |s| s.show("author", "autore"), &[("show-file", "unknown key `autore`")]),
            (
                "no settings",
                |s| fs::remove_file(s.path("issues/show.toml")).unwrap(),
                &[("show-file", "there is no such file")],
            ),
            ("no author", |s| s.show("Ada Rossi", " "), &[("show-required", "author is not set")]),
            (
                "two at once",
                |s| {
                    s.show("Ada Rossi", "");
                    s.show("ada@example.org", "ada");
                },
                &[("show-required", "author"), ("show-email", "email `ada` is not an address")],
            ),
            (
                "a long description",
                |s| s.show("Una lettera", &"è".repeat(2001)),
                &[("show-description", "description has 40")],
            ),
            ("a language by its name", |s| s.show("\"it\"", "\"italiano\""), &[("show-language", "`italiano`")]),
            ("no address", |s| s.show("https://example.org/podcast", ""), &[("show-url", "[feed] url is not set")]),
            (
                "no encryption",
                |s| {
                    s.show("https:", "http:");
                    s.feed(|x| x.replace("https://example.org", "http://example.org"));
                },
                &[("show-https", "not an https address")],
            ),
            (
                "a category in Italian",
                |s| s.show("[\"News\", \"Tech News\"]", "[\"Tecnologia\"]"),
                &[("show-category", "`Tecnologia` is not one of Apple's")],
            ),
            ("no artwork", |s| s.show("cover.png", ""), &[("show-artwork", "[feed] artwork is not set")]),
            ("too quiet", |s| s.show("-16", "-23"), &[("show-loudness", "target is -23 LUFS")]),
            ("no headroom", |s| s.show("-1.5", "-0.5"), &[("show-loudness", "true_peak is -0.5 dBFS")]),
        ],
    );
}

#[test]
fn broken_artwork_is_told() {
    expect(
        &[],
        &[
            ("missing", |s| fs::remove_file(s.path("issues/cover.png")).unwrap(), &[("artwork-file", "no such file")]),
            (
                "cut off",
                |s| {
                    let bytes = fs::read(s.path("issues/cover.png")).unwrap();
                    fs::write(s.path("issues/cover.png"), &bytes[..bytes.len() / 2]).unwrap();
                },
                &[("artwork-file", "neither a whole JPEG nor a whole PNG")],
            ),
            (
                "damaged inside",
                |s| {
                    let mut bytes = fs::read(s.path("issues/cover.png")).unwrap();
                    let middle = bytes.len() / 2;
                    bytes[middle..middle + 64].fill(0x5a);
                    fs::write(s.path("issues/cover.png"), &bytes).unwrap();
                },
                &[("artwork-file", "damaged")],
            ),
            ("too small", |s| s.draw("1398x1398", "rgb24", "png"), &[("artwork-size", "1398 x 1398 pixels")]),
            ("not square", |s| s.draw("1400x1500", "rgb24", "png"), &[("artwork-size", "1400 x 1500 pixels")]),
            ("grey", |s| s.draw("1400x1400", "gray", "png"), &[("artwork-colour", "not in RGB")]),
            ("a JPEG that is called PNG", |s| s.draw("1400x1400", "yuvj420p", "jpg"), &[("artwork-kind", "is a JPG")]),
            ("transparent", |s| s.draw("1400x1400", "rgba", "png"), &[("artwork-opaque", "see through")]),
            (
                "not published",
                |s| {
                    let made = fs::read_dir(s.path("output")).unwrap().map(|e| e.unwrap().path());
                    let cover = made.into_iter().find(|p| p.extension().is_some_and(|e| e == "png")).unwrap();
                    fs::remove_file(cover).unwrap();
                },
                &[("channel-image", "there is no file"), ("artwork-file", "no such file")],
            ),
            (
                "published, then damaged",
                |s| {
                    let made = fs::read_dir(s.path("output")).unwrap().map(|e| e.unwrap().path());
                    let cover = made.into_iter().find(|p| p.extension().is_some_and(|e| e == "png")).unwrap();
                    fs::write(cover, "GIF89a").unwrap();
                },
                &[("artwork-file", "neither a whole JPEG")],
            ),
        ],
    );
}

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
                "a space in an address",
                |s| s.feed(|x| text(x, "link", "https://example.org/la voce")),
                &[("feed-address", "`https://example.org/la voce`")],
            ),
            ("no title", |s| s.feed(|x| cut(x, "title")), &[("channel-required", "no `<title>`")]),
            ("no description", |s| s.feed(|x| text(x, "description", " ")), &[("channel-required", "is empty")]),
            (
                "a long description",
                |s| s.feed(|x| text(x, "description", &"è".repeat(2001))),
                &[("channel-description", "has 4002 bytes")],
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
                |s| s.feed(|x| attribute(x, "itunes:image", "href", Some("https://example.com/cover"))),
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
                |s| s.feed(|x| attribute(x, "atom:link", "href", Some("https://example.com/feed.xml"))),
                &[("channel-self", "`https://example.com/feed.xml`")],
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
                &[("item-none", "no episode"), ("feed-current", "`003-terza` is not in the feed")],
            ),
            (
                "an episode that is not in the feed",
                |s| s.feed(|x| cut(x, "item")),
                &[("feed-current", "`003-terza` is not in the feed")],
            ),
            ("no title", |s| s.item(|x| cut(x, "title")), &[("item-title", "item 1 has no title")]),
            ("an old title", |s| s.item(|x| text(x, "title", "Vecchia")), &[("feed-current", "“Vecchia”")]),
            ("no description", |s| s.item(|x| cut(x, "description")), &[("item-description", "has no description")]),
            (
                "a long description",
                |s| s.item(|x| text(x, "description", &"è".repeat(2001))),
                &[("item-description", "has 4002 bytes")],
            ),
            (
                "times that start late",
                |s| s.item(|x| text(x, "description", "00:01 Uno\n00:02 Due\n00:03 Tre")),
                &[("item-timestamps", "is not 00:00")],
            ),
            (
                "times that go back",
                |s| s.item(|x| text(x, "description", "00:00 Uno\n00:03 Due\n00:02 Tre")),
                &[("item-timestamps", "do not ascend")],
            ),
            (
                "two times",
                |s| s.item(|x| text(x, "description", "00:00 Uno\n00:03 Due")),
                &[("item-timestamps", "has two times")],
            ),
            (
                "times behind the end",
                |s| s.item(|x| text(x, "description", "00:00 Uno\n00:03 Due\n59:00 Tre")),
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
                        x.replacen(
                            "https://example.org/podcast/003-terza/episode.mp3",
                            "https://cdn.example.com/3.mp3",
                            1,
                        )
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
                                 <podcast:source uri=\"https://example.org/podcast/003-terza/no.opus\"/></podcast:alternateEnclosure>";
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

#[test]
fn broken_sound_is_told() {
    expect(
        &[],
        &[
            (
                "no sound at all",
                |s| s.file("episode.mp3", |_| b"<html>404</html>".to_vec()),
                &[("audio-content", "no sound that podcast apps play")],
            ),
            (
                "cut off",
                |s| s.file("episode.mp3", |bytes| bytes[..bytes.len() - 5000].to_vec()),
                &[("mp3-whole", "bytes of sound, but")],
            ),
            (
                "no Info frame",
                |s| {
                    s.file("episode.mp3", |mut bytes| {
                        let at = bytes.windows(4).position(|w| w == b"Info").unwrap();
                        bytes[at..at + 4].fill(0);
                        bytes
                    })
                },
                &[("mp3-length", "does not tell its length")],
            ),
            (
                "no tag",
                |s| s.file("episode.mp3", |bytes| bytes[tag_length(&bytes)..].to_vec()),
                &[("id3-version", "has no ID3 tag")],
            ),
            ("version 2.4", |s| s.tag(Version::Id3v24, |_| {}), &[("id3-version", "version 2.4")]),
            (
                "another length than the manifest's",
                |s| {
                    s.manifest(|m| m["duration"] = json!(m["duration"].as_f64().unwrap() + 0.5));
                },
                &[("sound-length", "but the manifest says")],
            ),
            (
                "too quiet",
                |s| s.manifest(|m| m["loudness"] = json!(-23.0)),
                &[("loudness", "-23.0 LUFS by its manifest")],
            ),
            (
                "too high",
                |s| s.manifest(|m| m["true_peak"] = json!(-0.2)),
                &[("true-peak", "-0.2 dBFS by its manifest")],
            ),
            (
                "a manifest that is none",
                |s| fs::write(s.path("output/003-terza/episode.json"), "{").unwrap(),
                &[("episode-manifest", "not a manifest")],
            ),
            (
                "a longer transcript than the manifest's",
                |s| s.edit("output/003-terza/transcript.vtt", |t| format!("{t}\nNOTE fine\n")),
                &[("episode-files", "but its manifest says")],
            ),
        ],
    );
}

#[test]
fn with_deep_the_samples_are_heard_and_hashed() {
    expect(
        &["--deep"],
        &[
            (
                "half as loud as the manifest says",
                |s| {
                    let path = s.path("output/003-terza/episode.wav");
                    let mut reader = hound::WavReader::open(&path).unwrap();
                    let spec = reader.spec();
                    let samples: Vec<i16> = reader.samples().map(Result::unwrap).collect();
                    let mut wav = hound::WavWriter::create(&path, spec).unwrap();
                    samples.iter().for_each(|x| wav.write_sample(x / 2).unwrap());
                    wav.finalize().unwrap();
                    let bytes = fs::read(&path).unwrap();
                    s.file("episode.wav", |_| bytes);
                },
                &[("loudness", "-22.0 LUFS by its samples")],
            ),
            (
                "another WAV",
                |s| {
                    let spec = hound::WavSpec {
                        channels: 1,
                        sample_rate: 24_000,
                        bits_per_sample: 16,
                        sample_format: hound::SampleFormat::Int,
                    };
                    let path = s.path("output/003-terza/episode.wav");
                    let mut wav = hound::WavWriter::create(&path, spec).unwrap();
                    (0..24_000).for_each(|_| wav.write_sample(0i16).unwrap());
                    wav.finalize().unwrap();
                },
                &[
                    ("sound-length", "the WAV has 24000 samples"),
                    ("episode-files", "the file has 48044 bytes"),
                    ("loudness", "LUFS by its samples"),
                ],
            ),
            (
                "another file of the same length",
                |s| s.edit("output/003-terza/script.txt", |t| t.replacen('a', "b", 1)),
                &[("episode-files", "not the one that its manifest names")],
            ),
        ],
    );
}

#[test]
fn broken_chapters_and_transcripts_are_told() {
    fn chapters(tag: &mut Tag, change: impl FnOnce(&mut Vec<id3::frame::Chapter>)) {
        let mut all: Vec<_> = tag.chapters().cloned().collect();
        change(&mut all);
        tag.remove("CHAP");
        all.into_iter().for_each(|c| {
            tag.add_frame(c);
        });
    }
    expect(
        &[],
        &[
            (
                "a wrong type",
                |s| s.item(|x| attribute(x, "podcast:chapters", "type", Some("text/plain"))),
                &[("chapters-tag", "type `text/plain`")],
            ),
            (
                "chapters that are gone",
                |s| fs::remove_file(s.path("output/003-terza/chapters.json")).unwrap(),
                &[("chapters-tag", "there is no file"), ("episode-files", "chapters.json, which is not there")],
            ),
            ("not JSON", |s| s.text("chapters.json", |_| "{".into()), &[("chapters-json", "not JSON")]),
            (
                "no version",
                |s| s.text("chapters.json", |t| t.replace("version", "v")),
                &[("chapters-json", "no `version`")],
            ),
            (
                "chapters that go back",
                |s| s.text("chapters.json", |t| t.replacen("\"startTime\": 0.0", "\"startTime\": 9999.0", 1)),
                &[("chapters-order", "behind the end"), ("chapters-agree", "chapter 1 in the file")],
            ),
            (
                "a chapter without a time",
                |s| s.text("chapters.json", |t| t.replacen("startTime", "start", 1)),
                &[("chapters-order", "says no time")],
            ),
            (
                "more than a hundred",
                |s| {
                    s.text("chapters.json", |_| {
                        let all: Vec<_> =
                            (0..101).map(|n| json!({ "startTime": f64::from(n) / 100.0, "title": "x" })).collect();
                        json!({ "version": "1.2.0", "chapters": all }).to_string()
                    })
                },
                &[("chapters-count", "101 chapters in the file"), ("chapters-agree", "101 chapters stand")],
            ),
            (
                "a chapter without a title, in the feed",
                |s| s.item(|x| attribute(x, "psc:chapter", "title", Some(" "))),
                &[
                    ("chapters-title", "chapter 1 in psc:chapters has no title"),
                    ("chapters-agree", "chapter 1 in psc:chapters"),
                ],
            ),
            (
                "a late chapter, in the feed",
                |s| s.item(|x| attribute(x, "psc:chapter", "start", Some("09:00:00.000"))),
                &[("chapters-order", "chapter 1 in psc:chapters"), ("chapters-agree", "chapter 1 in psc:chapters")],
            ),
            (
                "no CHAP frame",
                |s| {
                    s.tag(Version::Id3v23, |t| {
                        t.remove("CHAP");
                        t.remove("CTOC");
                    })
                },
                &[("chapters-id3", "no CHAP frame")],
            ),
            (
                "no CTOC frame",
                |s| {
                    s.tag(Version::Id3v23, |t| {
                        t.remove("CTOC");
                    })
                },
                &[("chapters-id3", "no top-level CTOC frame")],
            ),
            (
                "a CTOC frame that forgets one",
                |s| {
                    s.tag(Version::Id3v23, |t| {
                        let mut contents: TableOfContents = t.tables_of_contents().next().unwrap().clone();
                        contents.elements.pop();
                        t.remove("CTOC");
                        t.add_frame(Frame::with_content("CTOC", Content::TableOfContents(contents)));
                    })
                },
                &[("chapters-id3", "does not list the CHAP frames")],
            ),
            (
                "a long title in the tag",
                |s| {
                    s.tag(Version::Id3v23, |t| {
                        chapters(t, |all| {
                            all[0].frames = vec![Frame::text("TIT2", "è".repeat(64))];
                        })
                    })
                },
                &[("chapters-title", "a title of 128 bytes"), ("chapters-agree", "chapter 1 in the tag")],
            ),
            (
                "a wrong type of transcript",
                |s| s.item(|x| attribute(x, "podcast:transcript", "type", Some("text/webvtt"))),
                &[("transcript-tag", "type `text/webvtt`")],
            ),
            (
                "a transcript without an address",
                |s| s.item(|x| attribute(x, "podcast:transcript", "url", None)),
                &[("transcript-tag", "has no url")],
            ),
            (
                "a transcript that is gone",
                |s| fs::remove_file(s.path("output/003-terza/transcript.vtt")).unwrap(),
                &[("transcript-tag", "there is no file"), ("episode-files", "transcript.vtt, which is not there")],
            ),
            (
                "not WebVTT",
                |s| s.text("transcript.vtt", |t| t.replacen("WEBVTT", "Trascrizione", 1)),
                &[("transcript-format", "does not begin with the line `WEBVTT`")],
            ),
            ("no cue", |s| s.text("transcript.vtt", |_| "WEBVTT\n".into()), &[("transcript-format", "has no cue")]),
            (
                "times of another format",
                |s| s.text("transcript.vtt", |t| t.replacen(" --> 00:00:", " --> 00:", 1).replacen('.', ",", 1)),
                &[("transcript-format", "not a pair of times")],
            ),
            (
                "a cue behind the end",
                |s| s.text("transcript.vtt", |t| format!("{t}\n01:00:00.000 --> 01:00:01.000\nCiao\n")),
                &[("transcript-times", "the transcript ends at 3601.0 s")],
            ),
            (
                "a cue that comes too late",
                |s| s.text("transcript.vtt", |t| format!("{t}\n00:00:00.000 --> 00:00:00.100\nCiao\n")),
                &[("transcript-times", "begins before the one above it")],
            ),
            (
                "a long line",
                |s| s.text("transcript.vtt", |t| t.replacen("Il Faro", &"parola ".repeat(12), 1)),
                &[("transcript-width", "characters")],
            ),
        ],
    );
}

#[test]
fn a_scheduled_episode_is_noted() {
    let stage = Stage::new();
    stage.manifest(|m| m["date"] = json!("2998-03-05"));
    stage.publish();
    let (findings, code) = stage.lint(&["--strict"]);
    assert_eq!(code, 0, "{findings:?}");
    let [finding] = &findings[..] else { panic!("{findings:?}") };
    assert_eq!((&finding["rule"], &finding["severity"]), (&json!("date-range"), &json!("note")));
    assert_eq!(finding["fix"], "do not publish the feed before 2998-03-05 06:00 UTC");
}

#[test]
fn findings_name_their_line_and_strict_counts_warnings() {
    let stage = Stage::new();
    stage.item(|x| text(x, "title", "Vecchia"));
    assert_eq!((stage.lint(&[]).1, stage.lint(&["--strict"]).1), (0, 1));
    stage.item(|x| text(x, "itunes:duration", "9999"));
    let xml = fs::read_to_string(stage.path("output/feed.xml")).unwrap();
    let line = 1 + xml.lines().position(|l| l.contains("9999")).unwrap();
    let run = stage.run("lint", &[]);
    assert_eq!((run.code, run.err.as_str()), (1, ""));
    let wanted = format!("feed.xml:{line}: error: itunes:duration of “Vecchia” is 9999 s");
    assert!(run.out.contains(&wanted) && run.out.contains("1 error, 1 warning ("), "{}", run.out);
    // The show's own place: a line of its settings.
    stage.show("ada@example.org", "ada");
    assert!(stage.run("lint", &[]).out.contains("show.toml:3: error: email `ada`"));
    // What is wrong with every episode is told five times, and all of it when asked.
    stage.feed(|x| x.replace("https://example.org/podcast/00", "https://example.com/podcast/00"));
    let (short, long) = (stage.run("lint", &[]).out, stage.run("lint", &["-v"]).out);
    assert!(short.contains("more of feed-current") == (long.matches("[feed-current]").count() > 5), "{short}\n{long}");
}

#[test]
fn a_feed_of_another_program_is_read() {
    // feedsmith writes it; nothing of ours stands beside it.
    let folder = tempfile::tempdir().unwrap();
    let script = r#"
        import { generateRssFeed } from 'FEEDSMITH';
        const url = 'https://radio.example.com/';
        console.log(generateRssFeed({
            title: 'Altra radio', link: url, description: 'Di altri.', language: 'it',
            atom: { links: [{ href: url + 'rss.xml', rel: 'self', type: 'application/rss+xml' }] },
            itunes: { author: 'Altri', explicit: false, type: 'episodic', image: url + 'cover.jpg',
                categories: [{ text: 'Technology' }], owner: { name: 'Altri', email: 'altri@example.com' } },
            podcast: { guid: '9b024349-ccf0-5f69-a609-6b82873eab3c', locked: { value: true }, medium: 'podcast' },
            items: [{ title: 'Uno', description: 'Il primo.', pubDate: new Date('2024-03-05T06:00:00Z'),
                guid: { value: 'uno', isPermaLink: false },
                enclosures: [{ url: url + 'uno.opus', length: 1234, type: 'audio/opus' }],
                itunes: { duration: 60, episode: 1, explicit: false } }],
        }));
    "#;
    let module = root("target/test-tools/node/node_modules/feedsmith/dist/index.mjs");
    let script = script.replace("FEEDSMITH", module.to_str().unwrap());
    fs::write(folder.path().join("make.mjs"), script).unwrap();
    let xml = outsider("node", &[folder.path().join("make.mjs").to_str().unwrap()]);
    let feed = folder.path().join("rss.xml");
    fs::write(&feed, &xml).unwrap();
    let none = folder.path().join("none");
    let (feed, none) = (feed.to_str().unwrap(), none.to_str().unwrap());
    let run = altavoce(&["lint", "--feed", feed, "--issues", none, "-o", none, "--json"]);
    let json: Value = serde_json::from_str(&run.out).unwrap_or_else(|e| panic!("{e}: {run:?}"));
    let found: Vec<_> = json["findings"].as_array().unwrap().iter().map(|f| (&f["rule"], &f["severity"])).collect();
    let (note, error) = (json!("note"), json!("error"));
    let wanted = [
        (json!("show-file"), &note),    // no settings: nothing to compare with
        (json!("channel-guid"), &note), // that of another address
        (json!("enclosure-type"), &error),
    ];
    let wanted: Vec<_> = wanted.iter().map(|(rule, severity)| (rule, *severity)).collect();
    assert_eq!(found, wanted, "{run:?}\n{xml}");
    assert_eq!(run.code, 1);
}

#[test]
fn what_is_asked_for_must_be_there() {
    let stage = Stage::new();
    let run = stage.run("lint", &["--feed", "no/such.xml"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("no/such.xml: no such file"), "{run:?}");
    let run = altavoce(&["lint", "--rules"]);
    assert_eq!(run.code, 0);
    let shown = ["artwork-size", "enclosure-length", "channel-guid"].map(|id| run.out.contains(id));
    assert_eq!(shown, [true; 3]);
    assert!(run.out.contains("(Apple Podcasts requirements)") && run.out.contains("(RSS 2.0)"), "{}", run.out);
}
