//! What subscribers get, looked at as they do: through a network of our own, with certificates of our own.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

use serde_json::Value;

use super::stage::{Run, Stage};
use crate::common::{outsider, python, root};

/// A web where the show's host, and every other, is the folder that it is published to.
struct Web {
    process: Child,
    folder: tempfile::TempDir,
    stage: Stage,
}

impl Drop for Web {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Web {
    fn new() -> Web {
        let folder = tempfile::tempdir().unwrap();
        let www = folder.path().join("www");
        let mut command = Command::new(python());
        command.arg(root("tests/publish/public.py")).arg(&www).arg(certificates()).arg("/podcast");
        let mut process = command.stdout(Stdio::piped()).stdin(Stdio::null()).spawn().unwrap();
        let mut port = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut port).unwrap();
        let proxy = format!("http://127.0.0.1:{}", port.trim());
        let trusted = certificates().join("authority.pem").display().to_string();
        let keys = [("HTTPS_PROXY", proxy.as_str()), ("SSL_CERT_FILE", trusted.as_str())];
        let stage = Stage::new(&format!("file://{}", www.display()), "", &keys);
        stage.page("index.html", "<!doctype html><title>Il Faro</title>");
        stage.episode(1, 200_000, 1);
        stage.feed();
        Web { process, folder, stage }
    }

    /// From now on, this is wrong.
    fn fault(&self, fault: &str) {
        fs::write(self.folder.path().join("www.fault"), fault).unwrap();
    }

    fn look(&self, args: &[&str]) -> Value {
        let run = self.stage.run(&[args, &["--json"]].concat());
        assert_eq!((run.code, run.err.as_str()), (0, ""), "{run:?}");
        serde_json::from_str::<Value>(&run.out).unwrap()["public"].clone()
    }
}

/// An authority, and what it and others have signed; made once. The show's host is `ilfaro.zz`.
fn certificates() -> &'static Path {
    static MADE: OnceLock<tempfile::TempDir> = OnceLock::new();
    let folder = MADE.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name).display().to_string();
        let key = ["-newkey", "rsa:2048", "-nodes", "-keyout"];
        let settings = format!(
            "[ca]\ndefault_ca = here\n[here]\ndatabase = {}\nserial = {}\nnew_certs_dir = {}\ndefault_md = sha256\n\
             policy = any\nunique_subject = no\nemail_in_dn = no\n[any]\ncommonName = supplied\n\
             [req]\ndistinguished_name = name\nprompt = no\n[name]\ncommonName = prova\n\
             [authority]\nbasicConstraints = critical, CA:TRUE\nsubjectKeyIdentifier = hash\n\
             [ilfaro]\nsubjectAltName = DNS:ilfaro.zz, DNS:rete.zz, DNS:portale.zz\n[altri]\nsubjectAltName = DNS:altri.zz\n",
            at("index"),
            at("serial"),
            folder.path().display()
        );
        fs::write(at("settings"), settings).unwrap();
        fs::write(at("index"), "").unwrap();
        fs::write(at("serial"), "1000\n").unwrap();
        let (config, authority) = (at("settings"), at("authority.pem"));
        let authority_key = at("authority.key");
        let sign_itself = |name: &str, extensions: &str| {
            let (key_file, out) = (at(&format!("{name}.key")), at(&format!("{name}.pem")));
            let args = ["req", "-x509", "-config", &config, "-extensions", extensions, "-days", "3650"];
            outsider("openssl", &[&args[..], &key, &[&key_file, "-out", &out]].concat());
        };
        sign_itself("authority", "authority");
        sign_itself("self", "ilfaro");
        for (name, extensions, from, to) in [
            ("good", "ilfaro", "20200101000000Z", "20490101000000Z"),
            ("expired", "ilfaro", "20200101000000Z", "20200201000000Z"),
            ("other", "altri", "20200101000000Z", "20490101000000Z"),
        ] {
            let (key_file, asked) = (at(&format!("{name}.key")), at(&format!("{name}.csr")));
            outsider("openssl", &[&["req", "-config", &config][..], &key, &[&key_file, "-out", &asked]].concat());
            let out = at(&format!("{name}.pem"));
            let args = ["ca", "-batch", "-notext", "-config", &config, "-extensions", extensions];
            let by = ["-cert", &authority, "-keyfile", &authority_key, "-startdate", from, "-enddate", to];
            outsider("openssl", &[&args[..], &by, &["-in", &asked, "-out", &out]].concat());
        }
        folder
    });
    folder.path()
}

#[test]
fn what_is_as_it_was_sent_is_told_and_looked_at_once() {
    let web = Web::new();
    let run = web.stage.run(&[]);
    assert_eq!((run.code, run.err.as_str()), (0, ""), "{run:?}");
    assert!(run.out.contains("\nsubscribers get this feed, and its new episode whole and in parts\n"), "{run:?}");
    let again = web.look(&[]);
    assert_eq!((again["seen"].as_array().unwrap().len(), &again["left"]), (1, &Value::from(0)), "{again}");
    // Two more, one by way of somebody who counts.
    web.stage.episode(2, 300_000, 2);
    web.stage.episode(3, 900, 3);
    web.stage.feed();
    web.fault("audio moved");
    assert!(web.stage.run(&[]).out.contains("and 2 new episodes whole and in parts"));
    // All of all of them when asked to, and nothing when asked not to.
    assert_eq!(web.look(&["--verify", "full"])["seen"].as_array().unwrap().len(), 4);
    assert_eq!(web.look(&["--no-verify"]), Value::Null);
    assert_eq!(web.look(&["--dry-run"]), Value::Null);
}

#[test]
fn what_is_not_as_it_was_sent_is_told_in_a_sentence() {
    const FEED: &str = "https://ilfaro.zz/podcast/feed.xml: published, but subscribers do not get it: ";
    const AUDIO: &str = "https://ilfaro.zz/podcast/001-numero/episode.mp3: published, but subscribers do not get it: ";
    let rows = [
        ("certificate expired", FEED, "the certificate there has expired; get another from the host"),
        ("certificate other", FEED, "the certificate there is for another host; get another"),
        ("certificate self", FEED, "the certificate there is signed by nobody whom apps trust; get another"),
        ("feed page", FEED, "a page for people comes in its place; look from another network"),
        ("feed sign-in", FEED, "a page of portale.zz comes in its place, as where a network wants somebody to sign in"),
        ("feed loop", FEED, "it is redirected without an end; mend the redirects"),
        ("feed http", FEED, "it is redirected to http, which apps refuse; mend the redirects"),
        ("feed 404", FEED, "it is not there; serve at [feed] url what `target` of [publish] holds"),
        ("feed 403", FEED, "the server gives it to nobody without permission; open the folder"),
        ("feed 503", FEED, "the server answers with the error 503; look again later"),
        ("feed older", FEED, "a feed of before comes, as from a cache; wait, or empty the cache"),
        ("feed other", FEED, "another feed comes, not the one that was sent; serve at"),
        ("feed cut", FEED, "bytes are there, and "),
        ("feed rubbish", FEED, "what comes is not what was sent, from byte 0 on; publish with --verify full"),
        (
            "feed type",
            FEED,
            "it comes as `application/octet-stream`, and should as `application/rss+xml`; set the types",
        ),
        ("audio 404", AUDIO, "it is not there; serve at"),
        ("audio page", AUDIO, "a page for people comes in its place"),
        ("audio sign-in", AUDIO, "a page of portale.zz comes in its place"),
        ("audio loop", AUDIO, "it is redirected without an end"),
        ("audio cut", AUDIO, "100000 bytes are there, and 200000 were sent; publish with --verify full"),
        ("audio damaged", AUDIO, "what comes is not what was sent, from byte 100 on"),
        ("audio type", AUDIO, "it comes as `application/octet-stream`, and should as `audio/mpeg`"),
        (
            "audio no ranges",
            AUDIO,
            "the server gives no part of the file, only all of it; choose a host that gives ranges",
        ),
        ("audio no head", AUDIO, "the server refuses HEAD (status 405); let the host answer HEAD"),
    ];
    let look = |(fault, place, expected): (&'static str, &str, &str)| {
        let web = Web::new();
        // What stood there before: one episode, and now there are two.
        web.stage.publish(&[]);
        fs::copy(web.folder.path().join("www/feed.xml"), web.folder.path().join("www.older")).unwrap();
        fs::remove_file(web.stage.output().join(".published.json")).unwrap();
        web.stage.episode(2, 1000, 2);
        web.stage.feed();
        web.fault(fault);
        let run = web.stage.run(&[]);
        let lines: Vec<&str> = run.err.lines().filter(|line| line.contains(place) && line.contains(expected)).collect();
        // Each thing once: the feed alone, or both episodes.
        let told = run.err.lines().count() == if place == FEED { 1 } else { 2 };
        let published = run.out.contains("new feed at") && !run.out.contains("subscribers get");
        let good = run.code == 4 && lines.len() == 1 && told && published;
        (!good).then(|| format!("{fault}: {run:?}"))
    };
    let wrong: Vec<String> = std::thread::scope(|scope| {
        let looks: Vec<_> = rows.into_iter().map(|row| scope.spawn(move || look(row))).collect();
        looks.into_iter().filter_map(|look| look.join().unwrap()).collect()
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_host_that_nobody_knows_and_one_where_nobody_answers_are_told() {
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let (www, proxy) = (tempfile::tempdir().unwrap(), format!("http://127.0.0.1:{closed}"));
    let stage = Stage::new(&format!("file://{}", www.path().display()), "", &[("HTTPS_PROXY", &proxy)]);
    stage.page("index.html", "<!doctype html><title>Il Faro</title>");
    stage.episode(1, 1000, 1);
    stage.feed();
    let run = stage.run(&[]);
    assert_eq!((run.code, run.err.lines().count()), (4, 1), "{run:?}");
    assert!(run.err.contains("do not get it: nobody answers there; start the server there"), "{run:?}");
    // Without the proxy it is the name itself that leads nowhere.
    let mut command = stage.command(&[]);
    command.env_remove("HTTPS_PROXY").env("NO_PROXY", "*");
    let run = Run::of(command.output().unwrap());
    assert_eq!((run.code, run.err.lines().count()), (4, 1), "{run:?}");
    assert!(run.err.contains("do not get it: the host ilfaro.zz cannot be found; mend [feed] url"), "{run:?}");
}

#[test]
fn what_was_not_there_is_looked_at_until_it_is() {
    let web = Web::new();
    web.fault("audio 404");
    assert_eq!(web.stage.run(&[]).code, 4);
    // Nothing new to send, and still nobody gets it.
    let run = web.stage.run(&["-q"]);
    assert_eq!((run.code, run.out.as_str()), (4, ""), "{run:?}");
    web.fault("");
    assert_eq!(web.look(&[])["seen"].as_array().unwrap().len(), 2);
    assert_eq!(web.look(&[])["seen"].as_array().unwrap().len(), 1);
}

#[test]
fn a_trial_is_told_and_nobody_looks_for_it() {
    let web = Web::new();
    let show: PathBuf = web.stage.issues().join("show.toml");
    let text = fs::read_to_string(&show).unwrap().replace("https://ilfaro.zz", "https://example.org");
    fs::write(&show, text).unwrap();
    web.stage.feed();
    let run = web.stage.run(&[]);
    assert_eq!((run.code, run.err.lines().count()), (0, 1), "{run:?}");
    assert!(run.err.contains("for trial only, nobody can subscribe to this: [feed] url"), "{run:?}");
    assert!(run.out.contains("new feed at") && !run.out.contains("subscribers get"), "{run:?}");
}
