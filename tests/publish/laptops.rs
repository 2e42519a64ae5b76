//! Two machines and one target.

use std::fs;

use super::stage::{Stage, files};

fn publish_one(target: &str) -> Stage {
    let stage = Stage::new(target, "", &[]);
    stage.episode(1, 1000, 1);
    stage.feed();
    stage.publish(&[]);
    stage
}

#[test]
fn the_second_does_not_overwrite_the_first_unseen() {
    let www = tempfile::tempdir().unwrap();
    let first = publish_one(&format!("file://{}", www.path().display()));
    assert!(first.issues().join("publish-state.toml").exists());
    let second = first.twin();
    // The first goes on; the second does not know of it.
    first.episode(2, 1000, 2);
    first.feed();
    first.publish(&[]);
    second.episode(3, 1000, 3);
    second.feed();
    let before = files(www.path());
    for args in [&[][..], &["--dry-run"]] {
        let run = second.run(args);
        assert_eq!(run.code, 3, "{run:?}");
        let guid = fs::read_to_string(first.issues().join("feed-state.toml")).unwrap();
        let guid = guid.rsplit("guid = \"").next().unwrap().split('"').next().unwrap().to_string();
        let expected = format!(
            "another machine has published here, and this feed lacks an episode of it: «Titolo 2 & più» ({guid})"
        );
        assert!(run.err.contains(&expected) && run.err.contains("git pull"), "{run:?}");
        assert_eq!(run.err.lines().count(), 1, "{run:?}");
    }
    assert_eq!(files(www.path()), before, "something was sent");
    // Having fetched what the first has committed, and its episode, it may.
    for name in ["publish-state.toml", "feed-state.toml"] {
        fs::copy(first.issues().join(name), second.issues().join(name)).unwrap();
    }
    second.episode(2, 1000, 2);
    second.feed();
    second.publish(&[]);
    // The first has not fetched that in turn, but may say that it knows better.
    assert_eq!(first.run(&[]).code, 3);
    first.publish(&["--force", "overwrite-remote"]);
    assert_eq!(files(www.path())["feed.xml"], first.expected()["feed.xml"]);
}

#[test]
fn another_show_and_another_program_are_left_alone() {
    let www = tempfile::tempdir().unwrap();
    let target = format!("file://{}", www.path().display());
    publish_one(&target);
    let other = Stage::new(&target, "", &[]);
    other.episode(1, 2000, 7);
    other.feed();
    let state = other.issues().join("feed-state.toml");
    let text = fs::read_to_string(&state).unwrap();
    let guid = text.split("guid = \"").nth(1).unwrap().split('"').next().unwrap().to_string();
    fs::write(&state, text.replacen(&guid, "11111111-2222-5333-8444-555555555555", 1)).unwrap();
    other.feed();
    let run = other.run(&[]);
    assert_eq!(run.code, 3, "{run:?}");
    assert!(run.err.contains(&format!("another show is published there (podcast:guid {guid})")), "{run:?}");
    fs::write(www.path().join("feed.xml"), "<html>mine</html>").unwrap();
    let run = other.run(&[]);
    assert_eq!(run.code, 3, "{run:?}");
    assert!(run.err.contains("what is there is no feed of altavoce"), "{run:?}");
    assert_eq!(fs::read(www.path().join("feed.xml")).unwrap(), b"<html>mine</html>");
    other.publish(&["--force", "overwrite-remote"]);
}

#[test]
fn no_published_episode_gets_another_guid_unasked() {
    let www = tempfile::tempdir().unwrap();
    let stage = publish_one(&format!("file://{}", www.path().display()));
    let before = files(www.path());
    let feed_state = stage.issues().join("feed-state.toml");
    let kept = fs::read_to_string(&feed_state).unwrap();
    // With the state gone every GUID is made anew; with another one for the show, the show's.
    let guid = kept.split("guid = \"").nth(1).unwrap().split('"').next().unwrap();
    let rows = [
        ("", "the GUID of «Titolo 1 & più» would change (it is "),
        (
            &kept.replacen(guid, "11111111-2222-5333-8444-555555555555", 1),
            "the show's podcast:guid would change (it is ",
        ),
    ];
    for (state, expected) in rows {
        fs::remove_file(&feed_state).unwrap();
        if !state.is_empty() {
            fs::write(&feed_state, state).unwrap();
        }
        fs::remove_file(stage.output().join("feed.xml")).unwrap();
        stage.feed();
        for args in [&[][..], &["--dry-run"]] {
            let run = stage.run(args);
            assert_eq!(run.code, 3, "{run:?}");
            let fix =
                "restore feed-state.toml from version control, or run `altavoce publish --force overwrite-remote`";
            assert!(run.err.contains(expected) && run.err.contains(fix), "{run:?}");
        }
        assert_eq!(files(www.path()), before);
    }
    // An episode that is gone on purpose may go.
    fs::write(&feed_state, &kept).unwrap();
    stage.episode(2, 1000, 2);
    stage.feed();
    stage.publish(&[]);
    fs::remove_dir_all(stage.output().join("001-numero")).unwrap();
    stage.feed();
    stage.publish(&[]);
}

#[test]
fn one_machine_does_it_once_at_a_time() {
    let www = tempfile::tempdir().unwrap();
    let stage = publish_one(&format!("file://{}", www.path().display()));
    let held = fs::File::create(stage.output().join(".published.lock")).unwrap();
    held.lock().unwrap();
    let run = stage.run(&[]);
    assert_eq!(run.code, 4, "{run:?}");
    assert!(run.err.contains("another run publishes this folder just now"), "{run:?}");
    drop(held);
    stage.publish(&[]);
}
