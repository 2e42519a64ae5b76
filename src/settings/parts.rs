//! Each part of the settings is refused with its line.

use std::path::Path;

use super::Show;

#[test]
fn music_that_is_out_of_range_is_refused_with_its_line() {
    let rows = [
        ("level = 1", "s.toml:2: [music] level is 1; choose between -30 and 0"),
        ("intro = \"a.wav\"\nsting_level = -31", "s.toml:3: [music] sting_level is -31; choose between -30 and 0"),
        ("bed_level = 3.5", "s.toml:2: [music] bed_level is 3.5; choose between -40 and 0"),
        ("bed_under = 14.9", "s.toml:2: [music] bed_under is 14.9; choose between 15 and 40"),
        ("\nfade_in = -1", "s.toml:3: [music] fade_in is -1; choose between 0 and 30"),
        ("fade_out = nan", "s.toml:2: [music] fade_out is NaN; choose between 0 and 30"),
        ("jingle = \"a.wav\"", "s.toml:2: unknown key `jingle`; "),
        ("sting = 3", "s.toml:2: invalid type: integer `3`, expected a string; mend that line"),
    ];
    let got = |text: &str| {
        let text = format!("[music]\n{text}\n");
        Show::parse(Path::new("s.toml"), &text).map_or_else(|e| e.to_string(), |_| String::new())
    };
    let wrong: Vec<_> = rows.iter().map(|r| (r, got(r.0))).filter(|(r, got)| !got.starts_with(r.1)).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_no_feed_can_hold_is_refused_with_its_line() {
    // What stands below `[feed]`, which is line 1; the line, and a part of the message.
    let rows = [
        ("url = \"ftp://e.org\"", 2, "[feed] url `ftp://e.org` is neither"),
        ("\nsite = \"qui\"", 3, "[feed] site `qui` is neither"),
        ("category = [\"Tecnologia\"]", 2, "`Tecnologia` is not one of Apple's; the nearest is `Technology`"),
        ("category = [\n [\"News\"],\n [\"News\", \"Tec News\"],\n]", 4, "did you mean `Tech News`?"),
        ("category = []", 2, "category is empty"),
        ("category = 7", 2, "`category` is neither a category nor a list of categories"),
        ("explicit = true\ntype = \"serie\"", 3, "unknown variant `serie`, expected `episodic` or `serial`"),
        ("season = 0", 2, "season is 0; seasons are counted from 1"),
        ("season = -1", 2, ""),
        ("funding = [{ url = \"caffè\", text = \"Un caffè\" }]", 2, "funding: `caffè` is not a web address"),
        ("funding = [{ url = \"https://e.org\", text = \" \" }]", 2, "funding has an empty text"),
        ("funding = [{ url = \"https://e.org\", txt = \"x\" }]", 2, "unknown key `txt`; did you mean `text`?"),
        ("[[feed.persons]]\nname = \"Ada\"\nrole = \"autore\"", 4, "`autore` is not a role"),
        ("[[feed.persons]]\nname = \"Ada\"\nrole = \"author\"\ngroup = \"writers\"", 5, "did you mean `writing`?"),
        ("[[feed.persons]]\nname = \"Ada\"\nimg = \"ada.jpg\"", 4, "persons: `ada.jpg` is not a web address"),
        ("[[feed.persons]]\nname = \"\"", 3, "persons has an empty text"),
        ("hub = \"pubsub\"", 2, "hub: `pubsub` is not a web address"),
        ("update = { rule = \"FREQ=OGNITANTO\", text = \"A volte\" }", 2, "`OGNITANTO`"),
        ("update = { rule = \"FREQ=WEEKLY\", text = \"\" }", 2, "update has an empty text"),
        ("pagine = true", 2, "unknown key `pagine`; did you mean `pages`?"),
    ];
    let mut wrong = Vec::new();
    for (text, line, part) in rows {
        match Show::parse(Path::new("s.toml"), &format!("[feed]\n{text}\n")) {
            Err(e) if e.to_string().starts_with(&format!("s.toml:{line}: ")) && e.to_string().contains(part) => {}
            other => wrong.push(format!("{text}: {:?}", other.map(|s| s.feed).map_err(|e| e.to_string()))),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn categories_are_written_in_three_ways() {
    let rows = [
        ("\"History\"", "History"),
        ("[\"News\", \"Tech News\"]", "News>Tech News"),
        ("[[\"News\", \"Tech News\"], [\"History\"]]", "News>Tech News|History"),
    ];
    for (written, expected) in rows {
        let show = Show::parse(Path::new("s.toml"), &format!("[feed]\ncategory = {written}\n")).unwrap();
        let got = show.feed.category.iter().map(|c| c.join(">")).collect::<Vec<_>>().join("|");
        assert_eq!(got, expected, "{written}");
    }
}
