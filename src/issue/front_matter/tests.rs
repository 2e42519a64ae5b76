use crate::issue::Issue;

fn issue(text: &str) -> Issue {
    Issue::parse("issues/022.md".as_ref(), text.as_bytes()).unwrap()
}

#[test]
fn front_matter_of_every_kind() {
    // (text, title, author, number, tags, line of the body)
    type Row = (&'static str, &'static str, Option<&'static str>, Option<u32>, &'static [&'static str], u32);
    let rows: &[Row] = &[
        ("\n\n---\ntitle: Vento\nnumber: 3\n---\nTesto", "Vento", None, Some(3), &[], 7),
        ("\u{FEFF}\n---\ntitle: Vento\n---\nTesto", "Vento", None, Some(22), &[], 5),
        (
            "+++\ntitle = 'Vento'\nnumber = 3\ndraft = false\ntags = ['a', 'b']\n+++\nTesto",
            "Vento",
            None,
            Some(3),
            &["a", "b"],
            7,
        ),
        (
            "\n+++\ntitle = \"Vento\"\n[taxonomies]\ntags = [\"a\"]\n[extra]\nauthor = 'Ada'\n+++\nTesto",
            "Vento",
            Some("Ada"),
            Some(22),
            &["a"],
            9,
        ),
        (
            "+++\ntitle = \"Vento\"\n[[author]]\nname = 'Ada'\n[[author]]\nname = 'Ugo'\n+++\nTesto",
            "Vento",
            Some("Ada, Ugo"),
            Some(22),
            &[],
            8,
        ),
        ("---toml\ntitle = \"Vento\"\n---\nTesto", "Vento", None, Some(22), &[], 4),
        (
            "{\n\"title\": \"Vento\",\n\t\"number\": 3,\n\"tags\": [\"a\"]\n}\n\nTesto",
            "Vento",
            None,
            Some(3),
            &["a"],
            6,
        ),
        (
            "{\"title\": \"Vento \\ud83d\\ude00\", \"author\": {\"name\": \"Ada\"}}\nTesto",
            "Vento",
            Some("Ada"),
            Some(22),
            &[],
            2,
        ),
        ("---json\n{ \"title\": \"Vento\" }\n---\nTesto", "Vento", None, Some(22), &[], 4),
        ("Title: Vento: forte\nDate: 2026-02-13\nTags: a, b\n\nTesto", "Vento: forte", None, Some(22), &["a", "b"], 4),
        (
            "title: Vento\nAuthors: Ada\n    Ugo\nBase Header Level: 2\n\nTesto",
            "Vento",
            Some("Ada Ugo"),
            Some(22),
            &[],
            5,
        ),
        ("Author: Ada\nNumber: 3\n\n# Vento\n\nTesto", "Vento", Some("Ada"), Some(3), &[], 3),
        ("% Vento\n% Ada; Ugo\n% 2026-02-13\n\nTesto", "Vento", Some("Ada, Ugo"), Some(22), &[], 4),
        ("% Vento\n  forte\n%\n% 2026-02-13\n\nTesto", "Vento forte", None, Some(22), &[], 5),
        ("% Vento\n% Ada\n  Ugo\n\nTesto", "Vento", Some("Ada, Ugo"), Some(22), &[], 4),
        ("% Vento\n% Ada\n% [Indice](00-indice.html)\n\nTesto", "Vento", Some("Ada"), Some(22), &[], 4),
        (".. title: Vento\n.. slug: v\n.. tags: a, b\n\nTesto", "Vento", None, Some(22), &["a", "b"], 4),
        ("<!--\n.. title: Vento\n.. author: Ada\n.. link:\n-->\n\nTesto", "Vento", Some("Ada"), Some(22), &[], 6),
        ("<!-- .. title: Vento -->\n<!-- nota -->\nTesto", "Vento", None, Some(22), &[], 2),
    ];
    let mut wrong = Vec::new();
    for (text, title, author, number, tags, line) in rows {
        let i = issue(text);
        let got = (i.meta.title.as_str(), i.meta.author.as_deref(), i.meta.number, i.lines.first());
        let lines = text.replace('\u{FEFF}', "");
        let below: String = lines.split_inclusive('\n').skip(*line as usize - 1).collect();
        if got != (*title, *author, *number, *line) || i.meta.tags != *tags || i.body != below || !i.warnings.is_empty()
        {
            wrong.push(format!("{text:?}: {got:?} {:?} {:?} {:?}", i.meta.tags, i.body, i.warnings));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn prose_that_looks_like_front_matter_is_prose() {
    let rows = [
        "Nota: questo numero è breve.\n\nTesto",
        "Nota: questo numero è breve.\nAvviso: anche il prossimo.\n\nTesto",
        "Date: 2026 è un bel numero\n\nTesto",
        "Title: Vento\nUna riga di prosa.\n\nTesto",
        "Oggi: il vento\n\nTesto",
        "Ora ti spiego una cosa sola: title\n\nTesto",
        "% di astenuti\ne altre cose\n\nTesto",
        "%% nota %%\n\nTesto",
        "{{< figura >}}\n\nTesto",
        "{ parentesi } e \"testo\"\n\nTesto",
        "{\"a\": 1\n\nTesto",
        "+++ novità +++\n\nTesto",
        "+++\n\nTesto",
        "<!-- nota -->\n\nTesto",
        "<!--\n.. title: Vento\n\nTesto -->\n\nTesto",
        ".. e poi\n\nTesto",
    ];
    let wrong: Vec<_> = rows.iter().filter(|t| issue(t).lines.first() != 1).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_kind_refuses_with_its_line() {
    let rows = [
        ("\n\n---\ntitle: a: b\n---\nTesto", "i.md:4: the front matter cannot be read at `title`"),
        ("\n---\ntitle: a\n\nTesto", "i.md:2: the front matter is never closed"),
        ("+++\ntitle = 'a'\nauthor = Ada\n+++\nTesto", "i.md:3: the front matter cannot be read at `author`"),
        ("+++\nauthor = Ada Neri\n+++\nTesto", "write `author = \"Ada Neri\"`"),
        ("+++\nnumber = 'x'\n+++\nTesto", "i.md:2: `number` is not a whole number: `x`"),
        ("+++\ntitle = 'a'\n\nTesto", "i.md:1: the front matter is never closed; add a line of three pluses"),
        (
            "{\n\"title\": \"a\"\n\"number\": 3\n}\nTesto",
            "i.md:2: the front matter cannot be read at `title`: expected `,` or `}`; write `\"title\": \"a\",`",
        ),
        (
            "{\n\"title\": \"a\",\nauthor: Ada,\n\"number\": 3\n}\nTesto",
            "i.md:3: the front matter cannot be read at `author`",
        ),
        ("{\n\"title\": \"a\",\nauthor: Ada,\n\"number\": 3\n}\nTesto", "write `\"author\": \"Ada\",`"),
        ("{\n\"title\": \"a\",\n\"author\": “Ada”\n}\nTesto", "write `\"author\": \"Ada\"`"),
        ("{\n\"title\": \"a\",\n\"number\": 3,\n}\nTesto", "i.md:3: the front matter cannot be read at `number`"),
        ("{\n\"title\": \"a\",\n\"season\": \"1.5\"\n}\nTesto", "i.md:3: `season` is not a whole number"),
        ("Title: a\nNumber: tanti\n\nTesto", "i.md:2: `number` is not a whole number"),
        ("% a\n% b\n% 40/3/2024\n\nTesto", "i.md:3: `date` is not a day: `40/3/2024`"),
        ("<!--\n.. title: a\n.. date: ieri\n-->\nTesto", "i.md:3: `date` is not a day: `ieri`"),
    ];
    let mut wrong = Vec::new();
    for (text, want) in rows {
        let got = Issue::parse("i.md".as_ref(), text.as_bytes()).map(|i| i.meta).map_err(|e| e.to_string());
        if !got.as_ref().is_err_and(|e| e.contains(want)) {
            wrong.push(format!("{want}: {got:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn dates_of_generators_keep_their_hour() {
    // (front matter, day, moment)
    let rows = [
        ("---\ndate: 2024-01-02 10:00:00 +0100\n---\n", "2024-01-02", Some("2024-01-02T09:00:00Z")),
        ("---\ndate: \"Jan 2, 2024\"\n---\n", "2024-01-02", None),
        ("---\ndate: 02/01/2024\n---\n", "2024-01-02", None),
        ("---\npubDate: 2024-01-02T10:00:00Z\n---\n", "2024-01-02", Some("2024-01-02T10:00:00Z")),
        ("---\npublished: true\ndate: 2024-07-02 10:00\n---\n", "2024-07-02", Some("2024-07-02T08:00:00Z")),
        ("+++\ndate = 2024-01-02T10:00:00+01:00\n+++\n", "2024-01-02", Some("2024-01-02T09:00:00Z")),
        ("+++\ndate = 2024-01-02\n+++\n", "2024-01-02", None),
        ("Title: x\nDate: 2024-01-02 10:20\n\n", "2024-01-02", Some("2024-01-02T09:20:00Z")),
        (".. title: x\n.. date: 2024-01-02 23:00:00 UTC-03:00\n\n", "2024-01-02", Some("2024-01-03T02:00:00Z")),
        ("% x\n% Ada\n% January 2, 2024\n\n", "2024-01-02", None),
    ];
    let mut wrong = Vec::new();
    for (front, day, moment) in rows {
        let meta = issue(&format!("{front}Testo")).meta;
        let got = (meta.date.map(|d| d.to_string()), meta.published_at.map(|at| at.timestamp().to_string()));
        if got != (Some(day.to_string()), moment.map(str::to_string)) {
            wrong.push(format!("{front:?}: {got:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn drafts_are_known() {
    let rows = [
        ("---\ndraft: true\n---\n", true),
        ("---\nDraft: yes\n---\n", true),
        ("---\nbozza: sì\n---\n", true),
        ("---\npublished: false\n---\n", true),
        ("---\npublish: no\n---\n", true),
        ("---\nstatus: draft\n---\n", true),
        ("+++\ndraft = true\n+++\n", true),
        ("{ \"draft\": true }\n", true),
        ("Title: x\nStatus: draft\n\n", true),
        (".. title: x\n.. status: private\n\n", true),
        ("---\ndraft: false\npublished: true\n---\n", false),
        ("---\ndraft:\nstatus: published\n---\n", false),
        ("---\npublished: 2024-01-02\n---\n", false),
        ("", false),
    ];
    let wrong: Vec<_> = rows.iter().filter(|(front, is)| issue(&format!("{front}Testo")).meta.draft != *is).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    let unclear = Issue::parse("i.md".as_ref(), b"---\ndraft: forse\n---\nTesto").unwrap_err().to_string();
    assert_eq!(unclear, "i.md:2: `draft` is neither true nor false: `forse`; write `draft: true` or `draft: false`");
    let slip = issue("---\ndarft: true\n---\nTesto").warnings;
    assert_eq!(slip[0].what, "unknown key `darft` in the front matter; did you mean `draft`?");
}

#[test]
fn trailers_and_extras_are_known_and_other_programs_types_are_none() {
    use altavoce_base::episode_type::EpisodeType::{Bonus, Full, Trailer};
    let rows = [
        ("---\ntype: trailer\n---\n", Trailer, None),
        ("---\nType: Bonus\n---\n", Bonus, None),
        ("---\nepisode_type: bonus\ntype: post\n---\n", Bonus, None),
        ("+++\n[extra]\nepisodeType = \"trailer\"\n+++\n", Trailer, None),
        ("---\ntype: full\n---\n", Full, None),
        ("---\ntype: post\n---\n", Full, None),
        ("---\ntype: newsletter\nlayout: page\n---\n", Full, None),
        ("---\ntype: [a, b]\n---\n", Full, None),
        ("---\ntype: trailr\n---\n", Full, Some("`type` is `trailr`, and left out; did you mean `trailer`?")),
        ("---\ntype: bonsu\n---\n", Full, Some("`type` is `bonsu`, and left out; did you mean `bonus`?")),
    ];
    let mut wrong = Vec::new();
    for (front, kind, warning) in rows {
        let issue = issue(&format!("{front}Testo"));
        let warned = issue.warnings.first().map(|w| w.what.as_str());
        if (issue.meta.kind, warned) != (kind, warning) {
            wrong.push(format!("{front:?}: {:?} {warned:?}", issue.meta.kind));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn names_of_characters_in_front_matter_are_the_characters() {
    let text = "---\ntitle: R&amp;D, S&P500 &egrave; qui\nsubtitle: \"Un &lt;b&gt; e <b>due</b>\"\n\
                description: R&D; e Q&A; restano, L&#8217;isola no\n---\nTesto";
    let meta = issue(text).meta;
    assert_eq!(meta.title, "R&D, S&P500 è qui");
    assert_eq!(meta.subtitle.as_deref(), Some("Un <b> e <b>due</b>"));
    assert_eq!(meta.description.as_deref(), Some("R&D; e Q&A; restano, L’isola no"));
}

#[test]
fn headers_need_no_space_behind_a_key_that_is_known() {
    let text = "Title: Il mulino\nDate: 2024-03-08\nSummary:La ruota gira.\nStatus: draft\n\nTesto.\n";
    let issue = Issue::parse("a.md".as_ref(), text.as_bytes()).unwrap();
    assert_eq!((issue.meta.title.as_str(), issue.meta.description.as_deref()), ("Il mulino", Some("La ruota gira.")));
    let prose = "Nota:la ruota gira\ntitle:ferma\n\nTesto.\n";
    assert_eq!(Issue::parse("a.md".as_ref(), prose.as_bytes()).unwrap().body, prose);
}
