//! Feeds that would take something from those who subscribe: refused with the reason and the word that allows it.

use std::fs;

use altavoce::error::Kind;
use altavoce::feed::guard::Risk::{self, ChangeGuid, DropEpisode, RepeatEnclosure, Shrink};

use super::stage::{SHOW, Stage};
use crate::common::altavoce;

/// Three published episodes.
fn published(stage: &Stage) {
    for (n, title) in [(1, "A"), (2, "B"), (3, "C")] {
        stage.episode(&format!("{n:03}-{}", title.to_lowercase()), |m| {
            (m.number, m.title, m.source) = (Some(n), title.into(), format!("{n}.md"));
            m.date = Some(jiff::civil::date(2026, 1, n as i8));
        });
    }
    stage.write().unwrap();
}

/// What is in the output folder and beside the settings, but for the episodes.
fn written(stage: &Stage) -> Vec<Option<Vec<u8>>> {
    [stage.feed(), stage.state()].iter().map(|f| fs::read(f).ok()).collect()
}

fn replace_in_state(stage: &Stage, change: impl FnOnce(String) -> String) {
    let state = fs::read_to_string(stage.state()).unwrap();
    fs::write(stage.state(), change(state)).unwrap();
}

#[test]
fn what_subscribers_would_lose_is_refused_until_the_word_is_said() {
    type Change = fn(&mut Stage);
    // What happened; the change; the sentence behind the file's name; the words that it takes.
    let rows: &[(&str, Change, &str, &[Risk])] = &[
        (
            "a deleted episode",
            |s| s.remove("002-b"),
            "for those who subscribe the new feed would drop `002-b`; make what is missing again, or, if it must be, say \
             `--force drop-episode`",
            &[DropEpisode],
        ),
        (
            "two deleted episodes and a new one",
            |s| {
                s.remove("001-a");
                s.remove("002-b");
                s.episode("004-d", |m| (m.number, m.title, m.source) = (Some(4), "D".into(), "4.md".into()));
            },
            "would drop `002-b` and `001-a`; make",
            &[DropEpisode],
        ),
        (
            "a fresh copy of the issues on another machine, with one new episode",
            |s| {
                fs::remove_dir_all(s.output()).unwrap();
                s.episode("004-d", |m| (m.number, m.title, m.source) = (Some(4), "D".into(), "4.md".into()));
            },
            "would drop `001-a`, `002-b` and `003-c`; make",
            &[DropEpisode],
        ),
        (
            "a lost state",
            |s| fs::remove_file(s.state()).unwrap(),
            "would give another GUID to `003-c`, `002-b` and `001-a`; restore feed-state.toml from version control, or, if it \
             must be, say `--force change-guid`",
            &[ChangeGuid],
        ),
        (
            "a lost state and a moved address",
            |s| {
                fs::remove_file(s.state()).unwrap();
                s.show.feed.url = "https://voce.example.com".into();
            },
            "would give another GUID to the show, `003-c`, `002-b` and `001-a`; restore",
            &[ChangeGuid],
        ),
        (
            "a state that lost one entry",
            |s| replace_in_state(s, |t| t[..t.rfind("[[episode]]").unwrap()].to_string()),
            "would give another GUID to `003-c`; restore",
            &[ChangeGuid],
        ),
        (
            "a GUID edited by hand",
            |s| replace_in_state(s, |t| t.replacen("[[episode]]\nguid = \"", "[[episode]]\nguid = \"x", 1)),
            "would give another GUID to `001-a`; restore",
            &[ChangeGuid],
        ),
        (
            "the show's GUID edited by hand",
            |s| {
                replace_in_state(s, |t| {
                    let (_, rest) = t.split_once("guid = ").unwrap();
                    format!("guid = \"ead4c236-bf58-58c6-a2c6-a6b28d128cb6\"{}", &rest[rest.find('\n').unwrap()..])
                })
            },
            "would give another GUID to the show; restore",
            &[ChangeGuid],
        ),
        (
            "a folder copied by hand",
            |s| s.episode("004-d", |m| (m.number, m.title, m.source) = (Some(4), "A".into(), "4.md".into())),
            "would repeat the sound of `001-a` in `004-d`; delete the folder that is a copy, or, if it must be, say `--force \
             repeat-enclosure`",
            &[RepeatEnclosure],
        ),
        (
            "a feed of another program, without GUIDs",
            |s| {
                fs::remove_file(s.state()).unwrap();
                let item = "<item><title>x</title><enclosure url=\"https://e.org/x.mp3\"/></item>";
                fs::write(s.feed(), format!("<rss><channel>{}</channel></rss>", item.repeat(9))).unwrap();
            },
            "would shrink from 9 episodes to 3; make what is missing again, or, if it must be, say `--force shrink`",
            &[Shrink],
        ),
        (
            "several at once",
            |s| {
                s.remove("002-b");
                replace_in_state(s, |t| t[..t.rfind("[[episode]]").unwrap()].to_string());
                s.episode("004-d", |m| (m.number, m.title, m.source) = (Some(4), "A".into(), "4.md".into()));
            },
            "would give another GUID to `003-c`, and drop `002-b`, and repeat the sound of `001-a` in `004-d`; restore \
             feed-state.toml from version control and make what is missing again and delete the folder that is a copy, or, \
             if it must be, say `--force change-guid --force drop-episode --force repeat-enclosure`",
            &[ChangeGuid, DropEpisode, RepeatEnclosure],
        ),
    ];
    let mut wrong = Vec::new();
    for (name, change, expected, risks) in rows {
        let mut stage = Stage::new();
        published(&stage);
        change(&mut stage);
        let before = written(&stage);
        let mut refused = |allowed: &[Risk], part: &str| match stage.force(allowed) {
            Err(e) if e.kind == Kind::Author && e.to_string().contains(part) => {
                if written(&stage) != before {
                    wrong.push(format!("{name}: something was written"));
                }
            }
            other => wrong.push(format!("{name} {allowed:?}: {:?}", other.map_err(|e| e.to_string()))),
        };
        refused(&[], expected);
        // Neither a word too few nor all the others will do.
        refused(&risks[1..], risks[0].word());
        let others: Vec<Risk> = Risk::ALL.into_iter().filter(|r| r != risks.last().unwrap()).collect();
        refused(&others, risks.last().unwrap().word());
        if let Err(e) = stage.force(risks) {
            wrong.push(format!("{name}: forced, {e}"));
        }
        // What was said once is done: the next run has nothing to ask, unless it is still so.
        let again: &[Risk] = if risks.contains(&RepeatEnclosure) { &[RepeatEnclosure] } else { &[] };
        match stage.force(again) {
            Ok(again) if !again.changed => {}
            other => wrong.push(format!("{name}: afterwards {:?}", other.map_err(|e| e.to_string()))),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_command_line_takes_the_exact_word() {
    let stage = Stage::new();
    fs::write(stage.issues().join("show.toml"), SHOW).unwrap();
    published(&stage);
    stage.remove("002-b");
    let (issues, output) = (stage.issues(), stage.output());
    let feed = |words: &[&str]| {
        let mut args = vec!["feed", "--issues", issues.to_str().unwrap(), "-o", output.to_str().unwrap()];
        words.iter().for_each(|word| args.extend(["--force", word]));
        altavoce(&args)
    };
    let refused = feed(&[]);
    assert_eq!((refused.code, refused.out.as_str()), (3, ""), "{refused:?}");
    assert!(refused.err.contains("feed.xml: for those who subscribe the new feed would drop `002-b`"), "{refused:?}");
    assert_eq!(feed(&["shrink"]).code, 3);
    let guess = feed(&["yes"]);
    assert_eq!(guess.code, 2, "{guess:?}");
    assert!(
        guess.err.contains("change-guid, drop-episode, shrink, repeat-enclosure, publish-draft, publish-early"),
        "{guess:?}"
    );
    let done = feed(&["shrink", "drop-episode"]);
    assert_eq!((done.code, done.err.as_str()), (0, ""), "{done:?}");
    assert!(done.out.contains("2 episodes, to be served at https://example.org/la%20voce/feed.xml"), "{done:?}");
}
