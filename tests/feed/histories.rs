//! Histories of a show, through all of which every GUID stays.

use std::fs;

use altavoce::feed::guard::Risk;
use altavoce::manifest::Manifest;
use altavoce::settings::Show;

use super::stage::{SHOW, Stage};

fn describe(m: &mut Manifest, number: Option<u32>, title: &str, day: i8) {
    (m.number, m.title, m.source) = (number, title.into(), format!("{title}.md"));
    m.date = Some(jiff::civil::date(2026, 1, day));
}

fn three(stage: &Stage) {
    stage.episode("001-a", |m| describe(m, Some(1), "A", 1));
    stage.episode("002-b", |m| describe(m, Some(2), "B", 8));
    stage.episode("c", |m| describe(m, None, "C", 15));
}

#[test]
fn guids_outlive_every_change() {
    type Change = fn(&mut Stage);
    const SAME: &[(&str, &str)] = &[("001-a", "001-a"), ("002-b", "002-b"), ("c", "c")];
    // What happens; the change; the folders that the feed then has, each with the folder whose GUID it carries.
    type Row = (&'static str, Change, &'static [(&'static str, &'static str)]);
    let rows: &[Row] = &[
        ("nothing", |_| {}, SAME),
        ("rendered again", |s| s.again("001-a", "001-a", |m| m.duration = 9.0), SAME),
        (
            "a new slug",
            |s| s.again("001-a", "001-z", |m| m.slug = "z".into()),
            &[("001-z", "001-a"), ("002-b", "002-b"), ("c", "c")],
        ),
        (
            "an edited title",
            |s| s.again("002-b", "002-titolo", |m| m.title = "Titolo".into()),
            &[("001-a", "001-a"), ("002-titolo", "002-b"), ("c", "c")],
        ),
        (
            "an edited title where there is no number",
            |s| s.again("c", "titolo", |m| m.title = "Titolo".into()),
            &[("001-a", "001-a"), ("002-b", "002-b"), ("titolo", "c")],
        ),
        (
            "a renamed file where there is no number",
            |s| s.again("c", "lettera", |m| m.source = "lettera.md".into()),
            &[("001-a", "001-a"), ("002-b", "002-b"), ("lettera", "c")],
        ),
        (
            "an edited number",
            |s| s.again("002-b", "003-b", |m| m.number = Some(3)),
            &[("001-a", "001-a"), ("003-b", "002-b"), ("c", "c")],
        ),
        ("an edited date", |s| s.again("002-b", "002-b", |m| m.date = Some(jiff::civil::date(2025, 2, 3))), SAME),
        ("a moved address", |s| s.show.feed.url = "https://voce.example.com".into(), SAME),
        ("a new name and author of the show", |s| (s.show.title, s.show.author) = ("Z".into(), "Y".into()), SAME),
        (
            "an episode deleted and made again",
            |s| {
                fs::rename(s.output().join("001-a"), s.folder.path().join("away")).unwrap();
                s.write().unwrap_err();
                fs::rename(s.folder.path().join("away"), s.output().join("001-a")).unwrap();
            },
            SAME,
        ),
        (
            "an episode dropped on purpose and made again",
            |s| {
                fs::rename(s.output().join("001-a"), s.folder.path().join("away")).unwrap();
                assert_eq!(s.force(&[Risk::DropEpisode]).unwrap().episodes, 2);
                fs::rename(s.folder.path().join("away"), s.output().join("001-a")).unwrap();
            },
            SAME,
        ),
        (
            "all output deleted and made again",
            |s| {
                fs::remove_dir_all(s.output()).unwrap();
                three(s);
            },
            SAME,
        ),
        ("a deleted feed", |s| fs::remove_file(s.feed()).unwrap(), SAME),
        (
            "a season for all, then the next one with its own first number",
            |s| {
                s.show.feed.season = Some(1);
                s.write().unwrap();
                s.show.feed.season = Some(2);
                s.episode("001-d", |m| describe(m, Some(1), "D", 22));
            },
            &[("001-a", "001-a"), ("001-d", "new"), ("002-b", "002-b"), ("c", "c")],
        ),
        (
            "a new episode",
            |s| s.episode("004-d", |m| describe(m, Some(4), "D", 22)),
            &[("001-a", "001-a"), ("002-b", "002-b"), ("004-d", "new"), ("c", "c")],
        ),
    ];
    let mut wrong = Vec::new();
    for (name, change, expected) in rows {
        let mut stage = Stage::new();
        three(&stage);
        stage.write().unwrap();
        let before = stage.guids();
        let show = stage.read().pointer("/feed/podcast_guid").cloned();
        change(&mut stage);
        if let Err(e) = stage.write() {
            wrong.push(format!("{name}: {e}"));
            continue;
        }
        let after: Vec<(String, String)> = stage
            .guids()
            .into_iter()
            .map(|(folder, guid)| {
                let known = before.iter().find(|(_, g)| *g == guid);
                (folder, known.map_or("new".into(), |(f, _)| f.clone()))
            })
            .collect();
        let after: Vec<_> = after.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        if after != *expected || stage.read().pointer("/feed/podcast_guid").cloned() != show {
            wrong.push(format!("{name}: {after:?}"));
        }
        if stage.write().unwrap().changed {
            wrong.push(format!("{name}: written again it is another feed"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn an_episode_keeps_the_season_of_its_first_day() {
    let mut stage = Stage::new();
    three(&stage);
    stage.episode("007-g", |m| {
        describe(m, Some(7), "G", 2);
        m.season = Some(7);
    });
    stage.write().unwrap();
    let seasons = |s: &Stage| -> Vec<String> {
        let feed = s.read();
        let mut all: Vec<String> = feed["entries"]
            .as_array()
            .unwrap()
            .iter()
            .map(|e| format!("{}{}", e["title"].as_str().unwrap(), e["itunes_season"].as_str().unwrap_or("-")))
            .collect();
        all.sort();
        all
    };
    assert_eq!(seasons(&stage), ["A-", "B-", "C-", "G7"]);
    // Who counts from the second season on does not move what was out before into it.
    stage.show.feed.season = Some(2);
    stage.write().unwrap();
    assert_eq!(seasons(&stage), ["A-", "B-", "C-", "G7"]);
    stage.show = Show::parse("show.toml".as_ref(), &format!("{SHOW}\nseason = 1\n")).unwrap();
    stage.write().unwrap();
    assert_eq!(seasons(&stage), ["A1", "B1", "C1", "G7"]);
    stage.show.feed.season = Some(2);
    stage.episode("001-d", |m| describe(m, Some(1), "D", 22));
    // A renamed episode is still of its own season.
    stage.again("002-b", "002-z", |m| m.slug = "z".into());
    stage.write().unwrap();
    assert_eq!(seasons(&stage), ["A1", "B1", "C1", "D2", "G7"]);
}

#[test]
fn runs_at_once_lose_no_entry() {
    let stage = Stage::new();
    for n in 0..40 {
        stage.episode(&format!("{n:03}"), |m| {
            (m.number, m.title, m.source) = (Some(n + 1), format!("T{n}"), format!("{n}.md"));
        });
    }
    // Each run that were alone with its own state would make forty GUIDs.
    let new: Vec<usize> = std::thread::scope(|scope| {
        let runs: Vec<_> = (0..8).map(|_| scope.spawn(|| stage.write().unwrap().new.len())).collect();
        runs.into_iter().map(|run| run.join().unwrap()).collect()
    });
    assert_eq!((new.iter().sum::<usize>(), new.iter().filter(|n| **n > 0).count()), (40, 1), "{new:?}");
    let state = fs::read_to_string(stage.state()).unwrap();
    assert_eq!(state.matches("[[episode]]").count(), 40);
    assert!(stage.guids().iter().all(|(_, guid)| state.contains(guid)));
    assert!(!stage.write().unwrap().changed);
}

#[test]
#[cfg(unix)]
fn a_state_that_is_a_link_stays_one_with_its_permissions() {
    use std::os::unix::fs::PermissionsExt;
    let stage = Stage::new();
    let real = stage.folder.path().join("condiviso.toml");
    std::os::unix::fs::symlink(&real, stage.state()).unwrap();
    stage.episode("001-a", |_| {});
    stage.write().unwrap();
    fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).unwrap();
    let guids = stage.guids();
    stage.episode("002-b", |m| {
        (m.number, m.date, m.source) = (Some(2), Some(jiff::civil::date(2026, 4, 2)), "002.md".into());
    });
    stage.force(&[Risk::RepeatEnclosure]).unwrap();
    assert!(fs::symlink_metadata(stage.state()).unwrap().is_symlink());
    assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o640);
    assert_eq!(fs::read_to_string(&real).unwrap().matches("[[episode]]").count(), 2);
    assert!(stage.guids().contains(&guids[0]));
}
