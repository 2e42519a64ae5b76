//! What is refused, in one sentence, before anything is sent, and without a secret in it.

use std::fs;
use std::time::{Duration, Instant};

use super::servers::{PASSWORD, Server};
use super::stage::{Run, Stage, files, no_files};
use crate::common::outsider;

#[test]
fn what_does_not_fit_together_here_is_not_sent() {
    type Change = fn(&Stage);
    let rows: &[(&str, i32, Change)] = &[
        ("feed.xml: there is no feed to publish; run `altavoce feed` first", 3, |s| {
            fs::remove_file(s.output().join("feed.xml")).unwrap()
        }),
        ("feed.xml: it is no whole feed; run `altavoce feed` again", 3, |s| {
            let feed = s.output().join("feed.xml");
            let text = fs::read_to_string(&feed).unwrap();
            fs::write(feed, text[..text.len() / 2].rsplit_once('<').unwrap().0).unwrap();
        }),
        ("feed.xml: the feed is older than the episode `001-numero`; run `altavoce feed` again", 3, |s| {
            s.episode(1, 2000, 5)
        }),
        ("feed.xml: the episode `002-numero` is not in the feed; run `altavoce feed` again", 3, |s| {
            s.episode(2, 1000, 5)
        }),
        ("001-numero/episode.mp3: the file has 9 bytes but its manifest says 1000", 4, |s| {
            fs::write(s.output().join("001-numero/episode.mp3"), [0; 9]).unwrap()
        }),
        ("001-numero/chapters.json: the feed names this file, and it is not here", 4, |s| {
            fs::remove_dir_all(s.output().join("001-numero")).unwrap()
        }),
        ("which is not below [feed] url; run `altavoce feed` again", 3, |s| {
            let feed = s.output().join("feed.xml");
            let text = fs::read_to_string(&feed).unwrap();
            fs::write(feed, text.replace("https://ilfaro.zz", "https://altrove.zz")).unwrap();
        }),
        ("show.toml: `target` is not set", 3, |s| {
            let show = s.issues().join("show.toml");
            let text = fs::read_to_string(&show).unwrap();
            fs::write(show, text.split("[publish]").next().unwrap()).unwrap();
        }),
        ("publish-state.toml:1: ", 3, |s| fs::write(s.issues().join("publish-state.toml"), "x").unwrap()),
    ];
    let mut wrong = Vec::new();
    for (expected, code, change) in rows {
        let www = tempfile::tempdir().unwrap();
        let stage = Stage::new(&format!("file://{}", www.path().display()), "", &[]);
        stage.episode(1, 1000, 1);
        stage.feed();
        change(&stage);
        let run = stage.run(&[]);
        if run.code != *code || !run.err.contains(expected) || run.err.lines().count() != 1 {
            wrong.push(format!("{expected}: {run:?}"));
        }
        if !files(www.path()).is_empty() {
            wrong.push(format!("{expected}: something was sent"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_a_storage_refuses_is_said_in_one_sentence_without_secrets() {
    let (s3, webdav) = (Server::s3(), Server::webdav());
    let endpoint = |port: u16| format!("endpoint = \"http://127.0.0.1:{port}\"");
    let secret = "un-altro-segreto-0123456789";
    let keys = [("AWS_ACCESS_KEY_ID", "S3RVER"), ("AWS_SECRET_ACCESS_KEY", "S3RVER")];
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let dav = format!("webdav+http://127.0.0.1:{}/x", webdav.port);
    let file = tempfile::NamedTempFile::new().unwrap();
    let below_a_file = format!("file://{}/x", file.path().display());
    type Row<'a> = (&'a str, String, Vec<(&'a str, &'a str)>, &'a str);
    let rows: Vec<Row> = vec![
        ("s3://podcast/x", endpoint(s3.port), vec![], "AWS_ACCESS_KEY_ID is not set in the environment"),
        (
            "s3://podcast/x",
            endpoint(s3.port),
            // s3rver knows keys by their name only.
            vec![("AWS_ACCESS_KEY_ID", "SCONOSCIUTA"), ("AWS_SECRET_ACCESS_KEY", secret)],
            "the storage refuses the credentials; check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
        ),
        ("s3://nessuno/x", endpoint(s3.port), keys.to_vec(), "there is no such bucket; make it"),
        ("s3://podcast/x", endpoint(closed), keys.to_vec(), "nobody answers there; "),
        (
            "s3://podcast/x",
            "endpoint = \"http://no-such-host.invalid\"".into(),
            keys.to_vec(),
            "the host is not known; mend `target` or `endpoint`",
        ),
        (
            &dav,
            String::new(),
            vec![("ALTAVOCE_WEBDAV_USER", "ada"), ("ALTAVOCE_WEBDAV_PASSWORD", secret)],
            "the storage refuses the credentials; check ALTAVOCE_WEBDAV_USER and ALTAVOCE_WEBDAV_PASSWORD",
        ),
        (&dav, String::new(), vec![("ALTAVOCE_WEBDAV_USER", "ada")], "ALTAVOCE_WEBDAV_PASSWORD is not set"),
        (&below_a_file, String::new(), vec![], "cannot "),
    ];
    let mut wrong = Vec::new();
    for (target, publish, environment, expected) in rows {
        let stage = Stage::new(target, &publish, &environment);
        stage.episode(1, 1000, 1);
        stage.feed();
        let run = stage.run(&[]);
        if run.code != 4 || !run.err.contains(expected) || run.err.lines().count() != 1 {
            wrong.push(format!("{target} {expected}: {run:?}"));
        }
        // However much is asked for.
        let run = stage.run(&["-v", "--json"]);
        if run.code != 4 || [secret, PASSWORD].iter().any(|s| format!("{run:?}").contains(s)) {
            wrong.push(format!("{target}: {run:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn ctrl_c_says_what_is_kept_and_the_next_run_goes_on() {
    let server = Server::s3();
    let stage = server.stage();
    (1..=12).for_each(|n| stage.episode(n, 6_000_000, u64::from(n)));
    stage.feed();
    let child = stage.start(&[]);
    let begun = Instant::now();
    while server.get("001-numero/episode.opus").is_err() {
        assert!(begun.elapsed() < Duration::from_secs(60), "nothing arrives");
        std::thread::sleep(Duration::from_millis(2));
    }
    outsider("kill", &["-INT", &child.id().to_string()]);
    let run = Run::of(child.wait_with_output().unwrap());
    assert_eq!(run.code, 130, "{run:?}");
    // A machine under load may end us before we have said more.
    assert!(run.err.contains("interrupted; "), "{run:?}");
    assert!(run.out.is_empty(), "{run:?}");
    assert_eq!(server.get("feed.xml"), Err(404));
    let rest = stage.publish(&[]);
    assert!(rest["kept"].as_u64().unwrap() > 0 && !no_files(&rest), "{rest}");
    let all: Vec<_> =
        stage.expected().into_iter().filter(|(p, b)| server.get(p).as_ref() != Ok(b)).map(|(p, _)| p).collect();
    assert!(all.is_empty(), "{all:?}");
}

#[test]
fn a_piped_run_prints_two_lines_and_no_progress() {
    let www = tempfile::tempdir().unwrap();
    let stage = Stage::new(&format!("file://{}", www.path().display()), "", &[]);
    stage.episode(1, 1000, 1);
    stage.page("001-numero/index.html", "<p>Uno</p>");
    stage.feed();
    let run = stage.run(&["--dry-run"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""), "{run:?}");
    assert!(run.out.starts_with("upload   001-numero/episode.mp3  1000 B\n"), "{run:?}");
    assert!(run.out.contains("\nupload   feed.xml, last\n"), "{run:?}");
    let run = stage.run(&[]);
    assert_eq!((run.code, run.err.as_str()), (0, ""), "{run:?}");
    let state = stage.issues().join("publish-state.toml");
    let expected = format!("new feed at https://ilfaro.zz/podcast/feed.xml\ncommit {}\n", state.display());
    assert!(run.out.ends_with(&expected) && run.out.lines().count() == 2, "{run:?}");
    assert_eq!(stage.run(&["-q"]).out, "");
}
