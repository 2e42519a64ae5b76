//! What arrives where, and what a second run does.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::Path;

use serde_json::json;

use super::servers::{Server, Ssh};
use super::stage::{Stage, done, files, named, no_files};

/// Three episodes and a page.
fn fill(stage: &Stage) {
    (1..=3).for_each(|n| stage.episode(n, 40_000 + n as usize, u64::from(n)));
    stage.page("index.html", "<!doctype html><title>Il Faro</title>");
    stage.page("001-numero/index.html", "<!doctype html><title>Uno</title>");
    stage.page(".hidden", "no");
    stage.feed();
}

/// Publishes, edits and publishes again; `there` is what is there.
fn whole_story(stage: &Stage, there: &dyn Fn() -> std::collections::BTreeMap<String, Vec<u8>>) {
    fill(stage);
    let forecast = stage.publish(&["--dry-run"]);
    assert_eq!(there().len(), 0, "a dry run has sent something");
    let first = stage.publish(&[]);
    assert_eq!(there(), stage.expected());
    assert_eq!((&first["files"], &first["bytes"]), (&forecast["files"], &forecast["bytes"]));
    assert_eq!((&first["feed"], &first["beside"], &first["kept"]), (&json!(true), &json!([]), &json!(0)));
    // Media first, pages last.
    let order: Vec<_> = done(&first).into_iter().map(|(_, path)| path).collect();
    let at = |name: &str| order.iter().position(|p| p.ends_with(name)).unwrap();
    assert!(at("003-numero/episode.opus") < at("001-numero/chapters.json"), "{order:?}");
    assert!(at("003-numero/words.json") < at("001-numero/index.html"), "{order:?}");

    let second = stage.publish(&[]);
    assert!(no_files(&second) && second["feed"] == json!(false), "{second}");
    assert_eq!(second["kept"], order.len());

    // An edited episode: its media, chapters and transcript, under second names first, and nothing else.
    stage.episode(2, 50_000, 9);
    stage.feed();
    let third = stage.publish(&[]);
    let changed = ["episode.mp3", "episode.opus", "chapters.json", "transcript.vtt"];
    let mut expected = changed.map(|n| ("replace".to_string(), format!("002-numero/{n}"))).to_vec();
    let mut got = done(&third);
    expected.sort();
    got.sort();
    assert_eq!(got, expected);
    let mut beside = third["beside"].as_array().unwrap().clone();
    beside.sort_by_key(|b| b.to_string());
    // What the feed names; the words it does not name are replaced at once.
    let feed = String::from_utf8(there()["feed.xml"].clone()).unwrap();
    let mut wanted: Vec<_> =
        named(&feed).into_iter().map(|(p, _)| json!(p)).filter(|p| got.iter().any(|g| *p == g.1)).collect();
    wanted.sort_by_key(|b| b.to_string());
    wanted.dedup();
    assert_eq!(beside, wanted);
    let mut now = there();
    let second_names: Vec<_> = now.keys().filter(|k| k.contains(".new-")).cloned().collect();
    assert_eq!(second_names.len(), wanted.len(), "{second_names:?}");
    now.retain(|k, _| !k.contains(".new-"));
    assert_eq!(now, stage.expected());

    // A machine without a memory compares and sends nothing.
    fs::remove_file(stage.output().join(".published.json")).unwrap();
    let fourth = stage.publish(&["--prune"]);
    assert!(no_files(&fourth), "{fourth}");
    assert_eq!(fourth["removed"].as_array().unwrap().len(), second_names.len(), "{fourth}");
    assert_eq!(there(), stage.expected());

    // An episode that is gone stays there until it is pruned, and then goes.
    fs::remove_dir_all(stage.output().join("001-numero")).unwrap();
    stage.feed();
    stage.publish(&[]);
    assert!(there().contains_key("001-numero/episode.mp3"));
    stage.publish(&["--prune"]);
    assert_eq!(there(), stage.expected());
}

#[test]
fn a_folder() {
    let www = tempfile::tempdir().unwrap();
    let www = www.path().join("il faro");
    let stage = Stage::new(&format!("file://{}", www.display()), "", &[]);
    whole_story(&stage, &|| files(&www));
    assert!(!www.join(".published.json").exists());
    // A stranger's file is never removed.
    fs::write(www.join("robots.txt"), "mine").unwrap();
    stage.publish(&["--prune"]);
    assert!(www.join("robots.txt").exists());
}

/// What s3rver holds: an object is a file beside others that describe it.
fn objects(server: &Server) -> std::collections::BTreeMap<String, Vec<u8>> {
    let all = files(&server.folder.path().join("podcast/il/faro")).into_iter();
    all.filter_map(|(path, bytes)| Some((path.strip_suffix("._S3rver_object")?.to_string(), bytes))).collect()
}

#[test]
fn a_bucket() {
    let server = Server::s3();
    let stage = server.stage();
    whole_story(&stage, &|| objects(&server));
    // Types are told to the storage.
    let described = files(server.folder.path());
    let of = |name: &str| {
        let path = format!("podcast/il/faro/{name}._S3rver_metadata.json");
        String::from_utf8(described[&path].clone()).unwrap()
    };
    for (name, mime) in [
        ("feed.xml", "application/rss+xml"),
        ("002-numero/episode.mp3", "audio/mpeg"),
        ("002-numero/chapters.json", "application/json+chapters"),
        ("site/index.html", "text/html"),
    ] {
        assert!(of(name).contains(mime), "{name}: {}", of(name));
        // Also where the storage itself has made the first name of the second.
        assert!(of(name).contains("no-cache") && !of(name).contains("immutable"), "{name}: {}", of(name));
    }
}

#[test]
fn a_large_file_goes_in_parts_and_their_checksum_is_known() {
    let server = Server::s3();
    let stage = server.stage();
    stage.episode(1, 20_000_000, 1);
    stage.feed();
    stage.publish(&[]);
    assert_eq!(objects(&server), stage.expected());
    // The tag of an object in parts is understood, so that a machine without a memory reads nothing back: the server
    // would give the wrong bytes now.
    fs::remove_file(stage.output().join(".published.json")).unwrap();
    let object = server.folder.path().join("podcast/il/faro/001-numero/episode.mp3._S3rver_object");
    let mut bytes = fs::read(&object).unwrap();
    bytes[12_345_678] ^= 1;
    fs::write(&object, &bytes).unwrap();
    assert!(no_files(&stage.publish(&[])));
    // Whoever asks for more finds it out and mends it.
    let mended = stage.publish(&["--verify", "full"]);
    assert_eq!(done(&mended), [("replace".to_string(), "001-numero/episode.mp3".to_string())]);
    let mut now = objects(&server);
    now.retain(|k, _| !k.contains(".new-"));
    assert_eq!(now, stage.expected());
}

#[test]
fn a_webdav_server() {
    let server = Server::webdav();
    let stage = server.stage();
    whole_story(&stage, &|| files(&server.folder.path().join("il/faro")));
    // What somebody has changed there is noticed and mended.
    let page = server.folder.path().join("il/faro/site/index.html");
    let length = fs::metadata(&page).unwrap().len() as usize;
    std::thread::sleep(std::time::Duration::from_millis(1100)); // its times are in seconds
    fs::write(&page, vec![b'x'; length]).unwrap();
    let mended = stage.publish(&[]);
    assert_eq!(done(&mended), [("replace".to_string(), "site/index.html".to_string())]);
    assert_eq!(server.get("site/index.html").unwrap(), stage.expected()["site/index.html"]);
}

#[test]
fn a_server_that_speaks_sftp() {
    let ssh = Ssh::start();
    let stage = ssh.stage("strict");
    let www = ssh.folder.path().join("www/il faro");
    whole_story(&stage, &|| files(&www));
    ssh.forget();
    let run = stage.run(&[]);
    assert_eq!(run.code, 4, "{run:?}");
    assert!(run.err.contains("ssh does not know the host's key"), "{run:?}");
    let run = ssh.stage("add").run(&["--dry-run"]);
    assert!(!run.err.contains("host's key"), "{run:?}");
}

#[test]
fn a_show_that_moves_still_replaces_under_second_names() {
    let www = tempfile::tempdir().unwrap();
    let stage = Stage::new(&format!("file://{}", www.path().display()), "", &[]);
    fill(&stage);
    stage.publish(&[]);
    let show = stage.issues().join("show.toml");
    let text = fs::read_to_string(&show).unwrap();
    fs::write(&show, text.replace("https://ilfaro.zz/podcast", "https://altrove.zz/altrove")).unwrap();
    stage.episode(2, 50_000, 9);
    stage.feed();
    let moved = stage.publish(&[]);
    assert_eq!(moved["beside"].as_array().unwrap().len(), 4, "{moved}");
}

#[test]
fn pictures_that_are_not_the_shows_neither_come_nor_go() {
    let www = tempfile::tempdir().unwrap();
    let stage = Stage::new(&format!("file://{}", www.path().display()), "", &[]);
    fill(&stage);
    fs::write(stage.output().join("foto-20240102.jpg"), "private").unwrap();
    fs::write(www.path().join("vacanze-20240101.jpg"), "a stranger's").unwrap();
    fs::write(www.path().join("cover-01234567.png"), "an older one of ours").unwrap();
    assert_eq!(stage.publish(&["--prune"])["removed"], json!(["cover-01234567.png"]));
    let there = files(www.path());
    assert!(there.contains_key("vacanze-20240101.jpg") && !there.contains_key("foto-20240102.jpg"));
}

#[test]
fn an_own_cover_goes_along_and_goes_when_it_is_replaced() {
    let www = tempfile::tempdir().unwrap();
    let stage = Stage::new(&format!("file://{}", www.path().display()), "", &[]);
    fill(&stage);
    let cover = |number: u32, name: &str, fit: bool| {
        // As made again: a longer sound, and the covers of before are gone.
        stage.episode(number, 60_000 + name.len(), u64::from(number) + u64::from(fit));
        let folder = stage.output().join(format!("{number:03}-numero"));
        let old = fs::read_dir(&folder).unwrap().map(|e| e.unwrap().path());
        old.filter(|p| p.to_str().unwrap().contains("/cover-")).for_each(|p| fs::remove_file(p).unwrap());
        fs::write(folder.join(name), name).unwrap();
        stage.manifest(number, |manifest| {
            manifest["cover"] = json!({ "file": name, "fit": fit });
            let blake3 = blake3::hash(name.as_bytes()).to_hex().to_string();
            let file = json!({ "name": name, "mime": "image/png", "bytes": name.len(), "blake3": blake3 });
            manifest["files"].as_array_mut().unwrap().push(file);
        });
    };
    cover(1, "cover-01234567.png", true);
    cover(2, "cover-89abcdef.jpg", false); // for its page
    fs::write(stage.output().join("003-numero/cover-00000000.png"), "of no manifest").unwrap();
    stage.feed();
    stage.publish(&[]);
    let there = files(www.path());
    let sent = |path: &str| there.contains_key(path);
    assert!(sent("001-numero/cover-01234567.png") && sent("002-numero/cover-89abcdef.jpg"), "{:?}", there.keys());
    assert!(!sent("003-numero/cover-00000000.png"));
    assert!(no_files(&stage.publish(&["--prune"])));
    cover(1, "cover-76543210.jpg", true);
    stage.feed();
    let again = stage.publish(&["--prune"]);
    let removed: Vec<_> =
        again["removed"].as_array().unwrap().iter().filter(|p| p.to_string().contains("cover-")).collect();
    assert_eq!(removed, [&json!("001-numero/cover-01234567.png")], "{again}");
    assert!(www.path().join("001-numero/cover-76543210.jpg").exists());
}

/// Answers one request with `status`; the request.
fn hub(status: &'static str) -> (String, std::thread::JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let answer = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let (mut request, mut piece) = (Vec::new(), [0; 4096]);
        while !String::from_utf8_lossy(&request).contains("feed.xml") {
            let count = stream.read(&mut piece).unwrap();
            assert!(count > 0);
            request.extend_from_slice(&piece[..count]);
        }
        write!(stream, "HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").unwrap();
        String::from_utf8(request).unwrap()
    });
    (url, answer)
}

#[test]
fn a_hub_is_told_of_a_new_feed_and_only_then() {
    let www = tempfile::tempdir().unwrap();
    let stage = Stage::new(&format!("file://{}", www.path().display()), "", &[]);
    fill(&stage);
    let (url, heard) = hub("204 No Content");
    stage.settings(&format!("hub = \"{url}\""));
    stage.feed();
    // A hub of this machine is a placeholder to everybody else.
    let allowed = ["--force", "placeholder"];
    assert_eq!(stage.publish(&allowed)["hub"], json!(true));
    let request = heard.join().unwrap();
    assert!(request.starts_with("POST / "), "{request}");
    assert!(request.contains("hub.mode=publish"), "{request}");
    assert!(request.contains("hub.url=https%3A%2F%2Filfaro.zz%2Fpodcast%2Ffeed.xml"), "{request}");
    // Nothing new, and nobody listens any more: nothing is said.
    assert_eq!(stage.publish(&allowed)["hub"], json!(null));
    // A hub that fails is a warning.
    let (url, heard) = hub("500 Oh no");
    stage.settings(&format!("hub = \"{url}\""));
    stage.episode(4, 1000, 4);
    stage.feed();
    let run = stage.run(&allowed);
    heard.join().unwrap();
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.err.contains("the hub was not told of the new feed"), "{run:?}");
    assert!(Path::new(&www.path().join("004-numero/episode.mp3")).exists());
    // It is tried again, though the feed is out; so it is by a run after one that was killed before it could tell.
    let again = stage.publish(&allowed);
    assert_eq!((&again["hub"], &again["feed"]), (&json!(false), &json!(false)), "{again}");
}
