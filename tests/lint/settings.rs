//! Broken settings and artwork.

use std::fs;

use serde_json::json;

use super::stage::{Stage, expect};

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
                    s.show("ada@ilfaro.zz", "ada");
                },
                &[("show-required", "author"), ("show-email", "email `ada` is not an address")],
            ),
            (
                "a long description",
                |s| s.show("Una lettera", &"è".repeat(2001)),
                &[("show-description", "description has 40")],
            ),
            ("a language by its name", |s| s.show("\"it\"", "\"italiano\""), &[("show-language", "`italiano`")]),
            ("no address", |s| s.show("https://ilfaro.zz/podcast", ""), &[("show-url", "[feed] url is not set")]),
            (
                "no encryption",
                |s| {
                    s.show("https:", "http:");
                    s.feed(|x| x.replace("https://ilfaro.zz", "http://ilfaro.zz"));
                },
                &[("show-https", "not an https address")],
            ),
            (
                "a category in Italian",
                |s| s.show("[\"News\", \"Tech News\"]", "[\"Tecnologia\"]"),
                &[("show-file", "[feed] category: `Tecnologia` is not one of Apple's")],
            ),
            (
                "a private show that has no address yet",
                |s| s.show("[feed]", "[feed]\nprivate = true"),
                &[("show-private", "its address was not made yet"), ("channel-block", "the show is private")],
            ),
            (
                "a private show that is counted",
                |s| s.show("[feed]", "[feed]\nprivate = true\nprefix = \"https://op3.dev/e/\""),
                &[("show-file", "[feed] prefix would tell others the address of a private show")],
            ),
            (
                "a prefix without its slash",
                |s| s.show("[feed]", "[feed]\nprefix = \"https://op3.dev/e\""),
                &[("show-file", "[feed] prefix `https://op3.dev/e` does not end in a slash")],
            ),
            ("no artwork", |s| s.show("cover.png", ""), &[("show-artwork", "[feed] artwork is not set")]),
            ("too quiet", |s| s.show("-16", "-23"), &[("show-loudness", "target is -23 LUFS")]),
            ("no headroom", |s| s.show("-1.5", "-0.5"), &[("show-loudness", "true_peak is -0.5 dBFS")]),
        ],
    );
}

/// Gives the third episode a cover of its own, as `fit` as its manifest says, and names it in the feed.
fn own_cover(stage: &Stage, content: &[u8], fit: bool) {
    let (folder, name) = ("output/003-terza", "cover-0123abcd.png");
    fs::write(stage.path(folder).join(name), content).unwrap();
    stage.manifest(|manifest| {
        manifest["cover"] = json!({ "file": name, "fit": fit });
        let blake3 = blake3::hash(content).to_hex().to_string();
        let file = json!({ "name": name, "mime": "image/png", "bytes": content.len(), "blake3": blake3 });
        manifest["files"].as_array_mut().unwrap().push(file);
    });
    stage.publish();
}

fn artwork(stage: &Stage) -> Vec<u8> {
    fs::read(stage.path("issues/cover.png")).unwrap()
}

#[test]
fn an_own_cover_is_judged_as_the_artwork_is() {
    expect(
        &[],
        &[
            ("fit", |s| own_cover(s, &artwork(s), true), &[]),
            ("unfit, and left out", |s| own_cover(s, b"GIF89a", false), &[("episode-cover", "the feed leaves it out")]),
            ("unfit, and in the feed", |s| own_cover(s, b"GIF89a", true), &[("artwork-file", "neither a whole JPEG")]),
            (
                "gone",
                |s| {
                    own_cover(s, &artwork(s), true);
                    fs::remove_file(s.path("output/003-terza/cover-0123abcd.png")).unwrap();
                },
                &[("episode-files", "cover-0123abcd.png"), ("item-image", "there is no file")],
            ),
            (
                "another kind",
                |s| {
                    own_cover(s, &artwork(s), true);
                    s.item(|x| x.replacen("cover-0123abcd.png", "cover-0123abcd.gif", 1));
                },
                &[("item-image", "ends neither in .jpg nor in .png")],
            ),
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
                &[("channel-image", "there is no file")],
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
