//! What a show has until its author puts something of their own there.

use std::fs;

use super::stage::{Stage, attribute, expect, text};
use crate::common::{altavoce, root};

/// Puts a picture in the artwork's place, in the settings and in the feed.
fn artwork(stage: &Stage, picture: &[u8]) {
    fs::write(stage.path("issues/cover.png"), picture).unwrap();
    stage.publish();
}

/// The same picture, saved by somebody else in another size.
fn scaled(picture: &[u8], side: u32) -> Vec<u8> {
    let image = image::load_from_memory(picture).unwrap();
    let mut png = std::io::Cursor::new(Vec::new());
    let larger = image.resize_exact(side, side, image::imageops::FilterType::Triangle);
    larger.write_to(&mut png, image::ImageFormat::Png).unwrap();
    png.into_inner()
}

fn sample_show() -> Vec<u8> {
    fs::read(root("issues/cover.png")).unwrap()
}

/// Speaks an issue in the fake voice; the feed follows.
fn speak(stage: &Stage, issue: &str) {
    fs::write(stage.path("issues/001.md"), issue).unwrap();
    for folder in ["001-prima", "002-seconda", "003-terza"] {
        fs::remove_dir_all(stage.path("output").join(folder)).unwrap();
    }
    fs::remove_file(stage.path("output/feed.xml")).unwrap();
    fs::remove_file(stage.path("issues/feed-state.toml")).unwrap();
    let run = altavoce(&[
        "episode",
        stage.path("issues/001.md").to_str().unwrap(),
        "-q",
        "-o",
        stage.path("output").to_str().unwrap(),
    ]);
    assert_eq!(run.code, 0, "{run:?}");
    stage.publish();
}

/// The first issue of a new show.
fn first_issue() -> String {
    let folder = tempfile::tempdir().unwrap();
    let show = folder.path().join("show");
    let args = ["new", show.to_str().unwrap(), "--title", "Radar", "--author", "Ada Rossi", "--email", "ada@ilfaro.zz"];
    assert_eq!(altavoce(&args).code, 0);
    fs::read_to_string(show.join("issues/001.md")).unwrap()
}

#[test]
fn placeholders_are_told() {
    expect(
        &[],
        &[
            (
                "an address of examples",
                |s| {
                    s.show("ilfaro.zz/podcast", "example.org/podcast");
                    s.publish();
                },
                &[(
                    "placeholder-address",
                    "[feed] url `https://example.org/podcast`: `example.org` is kept for examples",
                )],
            ),
            (
                "an address of this machine",
                |s| {
                    s.show("https://ilfaro.zz/podcast", "http://localhost:8080");
                    s.publish();
                },
                &[("placeholder-address", "`localhost` is this machine alone"), ("show-https", "")],
            ),
            (
                "an address of one network",
                |s| {
                    s.show("[feed]", "[site]\nlinks = [{ name = \"Qui\", url = \"http://192.168.1.5/\" }]\n[feed]");
                },
                &[("placeholder-address", "`192.168.1.5` is an address of one network alone")],
            ),
            (
                "a page for tests",
                |s| s.show("[feed]", "[feed]\nsite = \"https://faro.test/\""),
                &[("placeholder-address", "[feed] site `https://faro.test/`: `faro.test` is kept for tests")],
            ),
            (
                "somebody's page of nowhere",
                |s| {
                    s.show("[feed]", "[feed]\npersons = [{ name = \"Ada\", href = \"https://ada.invalid\" }]");
                    s.publish();
                },
                &[("placeholder-address", "an href of [feed] persons `https://ada.invalid`")],
            ),
            (
                "only the feed has it",
                |s| s.feed(|x| attribute(x, "itunes:image", "href", Some("https://www.example.it/cover.png"))),
                &[("placeholder-address", "in `<itunes:image>`: `www.example.it` is kept for examples")],
            ),
            (
                "an owner whom no letter reaches",
                |s| {
                    s.show("ada@ilfaro.zz", "ada@example.com");
                    s.publish();
                },
                &[("placeholder-email", "email `ada@example.com`: `example.com` is kept for examples")],
            ),
            (
                "an owner whom only the feed has",
                |s| s.feed(|x| x.replace("ada@ilfaro.zz", "ada@tuodominio.it")),
                &[("placeholder-email", "`tuodominio.it` stands for a name of one's own")],
            ),
            (
                "no title yet",
                |s| {
                    s.show("title = \"Il Faro\"", "title = \"Il mio podcast\"");
                    s.publish();
                },
                &[("placeholder-text", "title “Il mio podcast” is a placeholder")],
            ),
            (
                "the author of the sample show",
                |s| {
                    s.show("Ada Rossi", "Livia Sarti");
                    s.publish();
                },
                &[("placeholder-text", "author “Livia Sarti”")],
            ),
            (
                "the description of a new show",
                |s| {
                    s.show(
                        "Una lettera, letta ad alta voce.",
                        &altavoce::scaffold::description("Il Faro", "Ada Rossi"),
                    );
                    s.publish();
                },
                &[("placeholder-text", "description “Il Faro, una newsletter di Ada Rossi da ascoltare.”")],
            ),
            (
                "the description of the sample show, in the feed alone",
                |s| {
                    let sample = fs::read_to_string(root("issues/show.toml")).unwrap();
                    let sample: toml::Table = sample.parse().unwrap();
                    s.feed(|x| text(x, "description", sample["description"].as_str().unwrap()));
                },
                &[
                    ("placeholder-text", "description “La tecnologia raccontata da vicino"),
                    ("disclosure-channel", "does not say"),
                ],
            ),
            (
                "the picture of a new show",
                |s| artwork(s, &altavoce::scaffold::draw("Il Faro").unwrap()),
                &[("placeholder-artwork", "the picture that every show begins with")],
            ),
            (
                "the picture of a new show that was called otherwise, scaled",
                |s| artwork(s, &scaled(&altavoce::scaffold::draw("Marea").unwrap(), 2000)),
                &[("placeholder-artwork", "the picture that every show begins with")],
            ),
            (
                "the picture of the sample show",
                |s| artwork(s, &sample_show()),
                &[("placeholder-artwork", "the picture that every show begins with")],
            ),
            (
                "the picture of the sample show, scaled",
                |s| artwork(s, &scaled(&sample_show(), 1500)),
                &[("placeholder-artwork", "the picture that every show begins with")],
            ),
            (
                "the first issue of a new show",
                |s| speak(s, &first_issue()),
                &[("placeholder-issue", "Queste righe sono un esempio")],
            ),
            (
                "the first issue of a new show under a title of one's own",
                |s| speak(s, &first_issue().replace("# Si comincia", "# Il mare")),
                &[("placeholder-issue", "Queste righe sono un esempio")],
            ),
            (
                "an issue of the sample show",
                |s| speak(s, &fs::read_to_string(root("issues/001.md")).unwrap()),
                &[("placeholder-issue", "Benvenuti al numero 1 di Pettirosso!")],
            ),
            (
                "the other issue of the sample show",
                |s| speak(s, &fs::read_to_string(root("issues/002.md")).unwrap()),
                &[("placeholder-issue", "Benvenuti al numero 2 di Pettirosso!")],
            ),
        ],
    );
}

#[test]
fn a_new_show_is_never_all_well() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_string();
    let (issues, output) = (path("show/issues"), path("output"));
    let flags = ["--title", "Radar", "--author", "Ada Rossi", "--email", "ada@example.org", "--voice", "fake"];
    assert_eq!(altavoce(&[&["new", &path("show")], &flags[..]].concat()).code, 0);
    assert_eq!(altavoce(&["episode", &path("show/issues/001.md"), "-q", "-o", &output]).code, 0);
    assert_eq!(altavoce(&["feed", "--issues", &issues, "-o", &output]).code, 0);
    let run = altavoce(&["lint", "--issues", &issues, "-o", &output]);
    assert_eq!(run.code, 1, "{run:?}");
    for rule in ["address", "email", "text", "artwork", "issue"] {
        assert!(run.out.contains(&format!("[placeholder-{rule}]")), "{rule}: {}", run.out);
    }
}
