//! The settings are read strictly, and whatever is wrong is told with its line.

use std::path::Path;

use super::Show;

#[test]
fn refuses_what_it_does_not_know_with_the_line() {
    let long = format!("disclosure = \"{}\"", "a".repeat(501));
    let rows = [
        ("titel = \"x\"", "s.toml:1: unknown key `titel`; did you mean `title`?"),
        ("title = \"x\"\n[pauses]\nsentense = 1", "s.toml:3: unknown key `sentense`; did you mean `sentence`?"),
        ("\nopening = [\"{shwo}.\"]", "s.toml:2: unknown field `{shwo}`; did you mean `show`?"),
        ("[transitions]\n\"Link - {rest}\" = \"E {rets}.\"", "s.toml:2: unknown field `{rets}`; did you mean `rest`?"),
        ("closing = [\"{show\"]", "s.toml:1: a brace in «{show» stands alone; write a field as `{title}`"),
        (
            "disclosure = \"{voce}.\"",
            "s.toml:1: unknown field `{voce}`; the nearest of show, number, title, subtitle, date, author is `date`",
        ),
        (long.as_str(), "s.toml:1: disclosure has 501 bytes; keep it under 500: it stands in every description"),
        ("speed = 9", "s.toml:1: `speed` is 9; choose between 0.5 and 2"),
        (
            "[site]\nlinks = [\n  { name = \"X\", url = \"javascript:alert(1)\" },\n]",
            "s.toml:3: [site] the link `X` leads to `javascript:alert(1)`, which is no web address; write it like \"https://example.org/podcast\"",
        ),
        (
            "[site]\nlinks = [{ name = \" \", url = \"https://e.org\" }]",
            "s.toml:2: [site] the link to `https://e.org` has no name; say what stands on its button",
        ),
        ("[sound]\ndeeser = false", "s.toml:2: unknown key `deeser`; did you mean `deesser`?"),
        ("[loudness]\ntarget = 0", "s.toml:2: `target` is 0; choose between -30 and -10"),
        (
            "[loudness]\ntarget = -16\n[publish]\ntarget = \"sftq://b\"",
            "s.toml:4: `target`: unknown scheme `sftq`; did you mean `sftp`?",
        ),
        (
            "[publish]\nendpoint = \"x\"",
            "s.toml:2: `endpoint` is no plain http(s) address; write it like \"https://s3.example.org\"",
        ),
        (
            "[check]\nlisten = \"hear --it\"",
            "s.toml:2: `listen`: it does not name {wav}, the file to listen to; \
             write a command that prints what it hears: hear --language it {wav}",
        ),
        ("[publish]\nregoin = \"x\"", "s.toml:2: unknown key `regoin`; did you mean `region`?"),
        (
            "[publish]\ntarget = \"s3://b\"\nsecret_access_key = \"hunter2\"",
            "s.toml:3: `secret_access_key`: a secret has no place in this file, which others may read; \
             remove the line and set AWS_SECRET_ACCESS_KEY in the environment",
        ),
    ];
    let got = |text: &str| Show::parse(Path::new("s.toml"), text).map_or_else(|e| e.to_string(), |_| String::new());
    let wrong: Vec<_> = rows.iter().map(|r| (r, got(r.0))).filter(|(r, got)| got != r.1).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn where_it_is_published_changes_no_episode() {
    let text = "[publish]\ntarget = \"s3://b/p\"\nregion = \"eu-1\"";
    let show = Show::parse(Path::new("s.toml"), text).unwrap();
    assert_ne!(show, Show::default());
    // What an episode is made of is hashed as it is written.
    assert_eq!(serde_json::to_value(show).unwrap(), serde_json::to_value(Show::default()).unwrap());
}

#[test]
fn every_key_has_a_default() {
    assert_eq!(Show::parse(Path::new("s.toml"), "").unwrap(), Show::default());
    assert_eq!(Show::read(Path::new("no/such/show.toml")).unwrap(), Show::default());
}

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

/// What is wrong in each table, on the line that ends in `#!`: the key that is also written elsewhere before it, the text, and
/// how the message begins behind the line.
const WRONG: &[(&str, &str, &str)] = &[
    ("speed", "speed = 9 #!", "`speed` is 9"),
    ("liveliness", "liveliness = 2 #!", "`liveliness` is 2"),
    ("voice", "voice = 3 #!", "invalid type: integer `3`"),
    ("opening", "opening = [\"{shwo}.\"] #!", "unknown field `{shwo}`"),
    ("closing", "opening = [\"{shwo.\"] #!\nclosing = [\"{shwo}\"]", "a brace in «{shwo.» stands alone"),
    (
        "closing",
        "opening = [\"A.\"]\nclosing = [\n  \"{title}.\", # {shwo}\n  \"{shwo}.\", #!\n]",
        "unknown field `{shwo}`",
    ),
    ("A - {x}", "[transitions]\n\"B\" = \"C\"\n\"A - {x}\" = \"E {y}.\" #!", "unknown field `{y}`"),
    ("A - {x", "[transitions]\n\"A - {x\" = \"E.\" #!", "a brace in «A - {x» stands alone"),
    ("A", "[sections]\n\"A - {x\" = { voice = \"eco\" } #!", "a brace in «A - {x» stands alone"),
    ("voce", "[sections]\n\"A\" = { voce = \"eco\" } #!", "unknown key `voce`"),
    ("command", "[voice]\ncommand = \"say 'x\" #!", "[voice] `command`: a quote ' is never closed"),
    ("command", "[voice]\nname = \"x\"\ncommand = \"say {txet}\" #!", "[voice] `command`: unknown field `{txet}`"),
    ("seconds", "[voice]\ncommand = \"say\"\nseconds = 0 #!", "[voice] `seconds` is out of range"),
    ("loudness", "voice = { command = \"say\", loudness = 3 } #!", "[voice] `loudness` is 3"),
    ("loudness", "voice.command = \"say\"\nvoice.loudness = 3 #!", "[voice] `loudness` is 3"),
    ("voice", "[voice] #!\nname = \"x\"\nseconds = 4", "[voice] has settings for a command and no `command`"),
    ("sentence", "[pauses]\nsentence = -1 #!", "`sentence` is -1"),
    ("paragraph", "pauses = { sentence = 1, paragraph = 11 } #!", "`paragraph` is 11"),
    ("transition", "pauses.transition = 11 #!", "`transition` is 11"),
    ("chapter", "[pauses]\n\n  chapter = 11 #!", "`chapter` is 11"),
    ("target", "[publish]\ntarget = \"s3://b\"\n[loudness]\ntarget = 3 #!", "`target` is 3"),
    ("target", "[loudness]\ntarget = -16\n[publish]\ntarget = \"sftq://b\" #!", "`target`: unknown scheme `sftq`"),
    ("true_peak", "loudness = { target = -16, true_peak = 0 } #!", "`true_peak` is 0"),
    (
        "endpoint",
        "[publish]\ntarget = \"s3://endpoint\"\nendpoint = \"x\" #!",
        "`endpoint` is no plain http(s) address",
    ),
    ("known_hosts", "[publish]\nknown_hosts = \"perhaps\" #!", "`known_hosts` is \"perhaps\""),
    ("password", "[publish]\ntarget = \"s3://password\"\npassword = \"x\" #!", "`password`: a secret has no place"),
    ("level", "[music]\nlevel = 1 #!", "[music] level is 1"),
    ("fade_out", "music = { fade_in = 1, fade_out = -1 } #!", "[music] fade_out is -1"),
    ("opus", "[formats]\nopus = \"no\" #!", "invalid type: string \"no\""),
    (
        "url",
        "[site]\nlinks = [{ name = \"X\", url = \"https://x.org\" }]\n[feed]\nurl = \"x\" #!",
        "[feed] url `x` is neither",
    ),
    ("site", "[feed]\nurl = \"https://e.org\"\nsite = \"qui\" #!", "[feed] site `qui` is neither"),
    ("category", "[feed]\ncategory = \"Tecnologia\" #!", "[feed] category: `Tecnologia`"),
    ("category", "[feed]\ncategory = [\n  \"News\",\n  \"Tec News\", #!\n]", "[feed] category: `Tec News`"),
    (
        "category",
        "[feed]\ncategory = [\n  [\"News\"],\n  [\"News\",\n   \"Tec News\"], #!\n]",
        "[feed] category: `Tec News`",
    ),
    ("category", "feed.category = [] #!", "[feed] category is empty"),
    ("type", "[feed]\ntype = \"serie\" #!", "unknown variant `serie`"),
    ("season", "[feed]\nexplicit = true\nseason = 0 #!", "[feed] season is 0"),
    (
        "funding",
        "[feed]\nfunding = [\n  { url = \"https://e.org\", text = \"x\" },\n  { url = \"x\", text = \"x\" }, #!\n]",
        "[feed] funding: `x` is not a web address",
    ),
    ("text", "[[feed.funding]]\nurl = \"https://e.org\"\ntext = \" \" #!", "[feed] funding has an empty text"),
    (
        "role",
        "[[feed.persons]]\nname = \"role\"\nrole = \"host\"\n[[feed.persons]]\nname = \"Bea\"\nrole = \"autore\" #!",
        "[feed] persons: `autore` is not a role",
    ),
    (
        "group",
        "[[feed.persons]]\nname = \"writers\"\nrole = \"author\"\ngroup = \"writers\" #!",
        "[feed] persons: `writers` is not a group",
    ),
    (
        "img",
        "[[feed.persons]]\nname = \"Ada\"\nhref = \"https://e.org\"\nimg = \"a.jpg\" #!",
        "[feed] persons: `a.jpg`",
    ),
    ("hub", "[feed]\nhub = \"pubsub\" #!", "[feed] hub: `pubsub` is not a web address"),
    ("text", "[feed.update]\nrule = \"FREQ=WEEKLY\"\ntext = \"\" #!", "[feed] update has an empty text"),
    (
        "name",
        "[site]\nlinks = [\n  { name = \" \", url = \"https://e.org\" }, #!\n]",
        "[site] the link to `https://e.org`",
    ),
    (
        "url",
        "[[site.links]]\nname = \"url\"\nurl = \"javascript:x\" #!",
        "[site] the link `url` leads to `javascript:x`",
    ),
    (
        "acronyms",
        "[italian]\nunits = []\nacronyms = [\n  [\"A\", \"word\"],\n  [\"A\", \"worb\"], #!\n]",
        "[italian] acronyms: `worb`",
    ),
    ("acronyms", "[italian]\nacronyms = [[\"A\", \"word\"], [\"B\"]] #!", "[italian] acronyms: column 2 is missing"),
    ("kings", "[italian]\nkings = [[\"A\"]] #!", "[italian] kings: `kings` is no table"),
];

#[test]
fn every_setting_is_told_where_it_stands() {
    let mut wrong = Vec::new();
    for (key, text, message) in WRONG {
        let table = if text.contains("transitions") { "sections" } else { "transitions" };
        let value = if table == "sections" { "{ voice = \"eco\" }" } else { "\"Uno.\"" };
        // The key as a heading of its own, and in words.
        let before = [
            String::new(),
            format!("{table}.{key:?} = {value}\n"),
            format!("{table} = {{ {key:?} = {value} }}\n"),
            format!("description = \"\"\"\n{key} = 1\n[voice]\n{key} = 2\"\"\"\n# {key} = 3\n"),
        ];
        for before in before {
            let text = format!("{before}{text}\n");
            let line = 1 + text.lines().position(|l| l.ends_with("#!")).unwrap();
            let got = Show::parse(Path::new("s.toml"), &text).map_or_else(|e| e.to_string(), |_| "nothing".into());
            if !got.starts_with(&format!("s.toml:{line}: {message}")) {
                wrong.push(format!("{text}--> {got}\n    {line}: {message}\n"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
