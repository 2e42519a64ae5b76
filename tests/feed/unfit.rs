//! What no feed is made of.

use std::fs;

use altavoce::error::Kind;

use super::stage::{Stage, add_file};

/// A feed that promises nothing to anybody.
const AS_IT_WAS: &str = "<rss><channel><title>as it was</title></channel></rss>";

#[test]
fn what_is_unfit_is_refused_before_anything_is_written() {
    type Change = fn(&mut Stage);
    let rows: &[(&str, Kind, Change)] = &[
        ("show.toml: [feed] url is not set", Kind::Author, |s| s.show.feed.url.clear()),
        ("is neither an https nor an http address", Kind::Author, |s| s.show.feed.url = "ftp://example.org".into()),
        ("[feed] site `nowhere`", Kind::Author, |s| s.show.feed.site = "nowhere".into()),
        ("show.toml: title is not set", Kind::Author, |s| s.show.title.clear()),
        ("show.toml: author is not set", Kind::Author, |s| s.show.author = " ".into()),
        ("show.toml: email is not set", Kind::Author, |s| s.show.email.clear()),
        ("show.toml: description is not set", Kind::Author, |s| s.show.description.clear()),
        ("email `ada` is not an address", Kind::Author, |s| s.show.email = "ada".into()),
        ("description has 4036 bytes with the disclosure", Kind::Author, |s| s.show.description = "x".repeat(4001)),
        ("`Tecnologia` is not one of Apple's; the nearest is `Technology`", Kind::Author, |s| {
            s.show.feed.category = vec![vec!["Tecnologia".into()]]
        }),
        ("[feed] artwork is not set", Kind::Author, |s| s.show.feed.artwork.clear()),
        ("no.png: cannot read the artwork", Kind::Author, |s| s.show.feed.artwork = "no.png".into()),
        ("neither a whole JPEG nor a whole PNG", Kind::Author, |s| {
            let cover = s.folder.path().join("issues/cover.png");
            let bytes = fs::read(&cover).unwrap();
            fs::write(cover, &bytes[..bytes.len() / 2]).unwrap();
        }),
        ("there is no episode here", Kind::Author, |s| fs::remove_dir_all(s.output().join("001-a")).unwrap()),
        ("episode.json: this is not a manifest", Kind::Operator, |s| {
            fs::write(s.output().join("001-a/episode.json"), "{").unwrap()
        }),
        ("episode.mp3: the file has 9 bytes but its manifest says 1234", Kind::Operator, |s| {
            fs::write(s.output().join("001-a/episode.mp3"), [0; 9]).unwrap()
        }),
        ("transcript.vtt: the episode's file cannot be read", Kind::Operator, |s| {
            fs::remove_file(s.output().join("001-a/transcript.vtt")).unwrap()
        }),
        ("the episode has no title", Kind::Author, |s| s.episode("001-a", |m| m.title = " ".into())),
        ("the episodes `001-a` and `001-z` are both number 22", Kind::Author, |s| s.episode("001-z", |_| {})),
        ("feed.xml: this is not a feed", Kind::Author, |s| fs::write(s.feed(), "as it was").unwrap()),
        ("feed.xml: this is not a feed", Kind::Author, |s| fs::write(s.feed(), &AS_IT_WAS[..20]).unwrap()),
        (
            "notes.html: the file is damaged: it is as long as its manifest says, but not the same",
            Kind::Operator,
            |s| {
                let folder = s.output().join("001-a");
                add_file(&folder, "notes.html", "text/html", b"<p>ciao</p>");
                fs::write(folder.join("notes.html"), b"<b>ciao</b>").unwrap();
            },
        ),
        ("feed-state.toml:1: there is nothing in it", Kind::Author, |s| fs::write(s.state(), "").unwrap()),
        ("feed-state.toml:2: ", Kind::Author, |s| fs::write(s.state(), "# mine\nguid = ??\n").unwrap()),
    ];
    let mut wrong = Vec::new();
    for (expected, kind, change) in rows {
        let mut stage = Stage::new();
        stage.episode("001-a", |_| {});
        fs::write(stage.feed(), AS_IT_WAS).unwrap();
        change(&mut stage);
        let as_it_was = stage.xml();
        let state = fs::read(stage.state()).ok();
        let before = fs::read_dir(stage.output()).unwrap().count();
        match stage.write() {
            Err(e) if e.kind == *kind && e.to_string().contains(expected) => {}
            other => wrong.push(format!("{expected}: {other:?}")),
        }
        let untouched = stage.xml() == as_it_was
            && fs::read(stage.state()).ok() == state
            && fs::read_dir(stage.output()).unwrap().count() == before;
        if !untouched {
            wrong.push(format!("{expected}: something was written"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
