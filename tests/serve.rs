//! The local server as a podcast app meets it: requests over real sockets of this machine.

use std::fs;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};

use crate::common::altavoce;
use crate::stage::Stage;
use altavoce::error::Kind;
use altavoce::serve::Server;

/// An answer: status, headers in small letters, body.
struct Answer {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Answer {
    fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v)
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// Sends a request with further header lines, and reads until the server closes.
fn ask(address: SocketAddr, method: &str, path: &str, lines: &[&str]) -> Answer {
    let mut stream = TcpStream::connect(address).unwrap();
    let host =
        if lines.iter().any(|l| l.starts_with("Host:")) { String::new() } else { format!("Host: {address}\r\n") };
    let lines: String = lines.iter().map(|l| format!("{l}\r\n")).collect();
    write!(stream, "{method} {path} HTTP/1.1\r\n{host}Connection: close\r\n{lines}\r\n").unwrap();
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).unwrap();
    let end = bytes.windows(4).position(|w| w == b"\r\n\r\n").expect("no end of the headers");
    let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
    let mut lines = head.split("\r\n");
    let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    let header = |l: &str| l.split_once(": ").map(|(n, v)| (n.to_ascii_lowercase(), v.to_string())).unwrap();
    Answer { status, headers: lines.map(header).collect(), body: bytes[end + 4..].to_vec() }
}

/// A stage with an episode, a feed and pages, served while `tests` run.
fn served(tests: impl FnOnce(&Stage, SocketAddr)) {
    let stage = Stage::new();
    stage.episode("022-è", |_| {});
    stage.feed().unwrap();
    stage.site().unwrap();
    fs::create_dir(stage.output().join(".cache")).unwrap();
    fs::write(stage.output().join(".cache/passage"), "x").unwrap();
    fs::write(stage.output().join("022-è/.altavoce-x"), "x").unwrap();
    fs::write(stage.folder.path().join("secret.txt"), "x").unwrap();
    fs::write(stage.output().join("022-è/episode.mp3"), (0..=255).collect::<Vec<u8>>()).unwrap();
    let server = Server::bind(&stage.output(), 0, false).unwrap();
    let address = server.address();
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let running = scope.spawn(|| server.run(&stop));
        let failed = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| tests(&stage, address)));
        stop.store(true, Ordering::Relaxed);
        running.join().unwrap().unwrap();
        failed.unwrap_or_else(|e| std::panic::resume_unwind(e));
    });
    TcpStream::connect(address).expect_err("the server still listens");
}

const MP3: &str = "/022-%C3%A8/episode.mp3";

#[test]
fn files_are_served_as_podcast_apps_ask_for_them() {
    served(|_, address| {
        let whole = ask(address, "GET", MP3, &[]);
        assert_eq!((whole.status, whole.body.len(), whole.header("accept-ranges")), (200, 256, "bytes"));
        let (tag, modified) = (whole.header("etag").to_string(), whole.header("last-modified").to_string());
        assert!(tag.starts_with('"') && !modified.is_empty());
        let head = ask(address, "HEAD", MP3, &[]);
        assert_eq!((head.status, head.body.len(), head.header("content-length")), (200, 0, "256"));
        assert_eq!((head.header("etag"), head.header("content-type")), (tag.as_str(), "audio/mpeg"));

        // What is asked besides; the status; the first and the number of the bytes.
        let line = |name: &str, value: &str| format!("{name}: {value}");
        let rows: Vec<(Vec<String>, u16, Option<u8>, usize)> = vec![
            (vec![line("Range", "bytes=0-0")], 206, Some(0), 1),
            (vec![line("Range", "bytes=100-149")], 206, Some(100), 50),
            (vec![line("Range", "bytes=250-")], 206, Some(250), 6),
            (vec![line("Range", "bytes=-10")], 206, Some(246), 10),
            (vec![line("Range", "bytes=256-")], 416, None, 0),
            (vec![line("Range", "bytes=0-1,5-6")], 200, Some(0), 256),
            (vec![line("If-None-Match", &tag)], 304, None, 0),
            (vec![line("If-None-Match", &format!("\"x\", W/{tag}"))], 304, None, 0),
            (vec![line("If-None-Match", "\"x\"")], 200, Some(0), 256),
            (vec![line("If-Modified-Since", &modified)], 304, None, 0),
            (vec![line("Range", "bytes=10-"), line("If-Range", &tag)], 206, Some(10), 246),
            (vec![line("Range", "bytes=10-"), line("If-Range", &modified)], 206, Some(10), 246),
            (vec![line("Range", "bytes=10-"), line("If-Range", "\"old\"")], 200, Some(0), 256),
        ];
        let mut wrong = Vec::new();
        for (lines, status, first, length) in rows {
            let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
            let got = ask(address, "GET", MP3, &lines);
            let body = if got.status < 300 { (got.body.first().copied(), got.body.len()) } else { (None, 0) };
            if (got.status, body) != (status, (first, length)) {
                wrong.push(format!("{lines:?}: {} {body:?}", got.status));
            }
            if status == 206
                && got.header("content-range")
                    != format!("bytes {}-{}/256", first.unwrap(), usize::from(first.unwrap()) + length - 1)
            {
                wrong.push(format!("{lines:?}: {}", got.header("content-range")));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    });
}

#[test]
fn types_and_headers_are_right() {
    served(|stage, address| {
        let asset = |kind: &str| {
            let files = fs::read_dir(stage.output().join("site/assets")).unwrap().map(|f| f.unwrap().path());
            let file = files.into_iter().find(|f| f.extension().is_some_and(|e| e == kind)).unwrap();
            format!("/site/assets/{}", file.file_name().unwrap().to_str().unwrap())
        };
        let rows = [
            ("/feed.xml".to_string(), "application/rss+xml; charset=utf-8"),
            (MP3.into(), "audio/mpeg"),
            ("/022-%C3%A8/episode.opus".into(), "audio/ogg"),
            ("/022-%C3%A8/episode.wav".into(), "audio/wav"),
            ("/022-%C3%A8/chapters.json".into(), "application/json+chapters"),
            ("/022-%C3%A8/episode.json".into(), "application/json"),
            ("/022-%C3%A8/transcript.vtt".into(), "text/vtt; charset=utf-8"),
            ("/site/".into(), "text/html; charset=utf-8"),
            ("/site/022-%C3%A8/".into(), "text/html; charset=utf-8"),
            (asset("css"), "text/css; charset=utf-8"),
            (asset("js"), "text/javascript; charset=utf-8"),
            (asset("jpg"), "image/jpeg"),
        ];
        let mut wrong = Vec::new();
        for (path, mime) in &rows {
            for method in ["GET", "HEAD"] {
                let got = ask(address, method, path, &["Origin: https://player.example"]);
                let seen = got.header("access-control-expose-headers").to_ascii_lowercase();
                let right = got.status == 200
                    && got.header("content-type") == *mime
                    && got.header("access-control-allow-origin") == "*"
                    && ["content-range", "content-length", "accept-ranges", "etag"].iter().all(|h| seen.contains(h))
                    && got.header("x-content-type-options") == "nosniff"
                    && got.header("etag").starts_with('"')
                    && (method == "GET") != got.body.is_empty()
                    && got.header("content-length").parse::<usize>().is_ok_and(|n| n > 0);
                if !right {
                    wrong.push(format!("{method} {path}: {} {:?}", got.status, got.headers));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        let policy = |path: &str| ask(address, "GET", path, &[]).header("content-security-policy").to_string();
        assert!(policy("/site/022-%C3%A8/").ends_with("frame-ancestors 'self'"));
        assert!(policy("/site/022-%C3%A8/embed.html").ends_with("frame-ancestors *"));
        assert!(policy("/site/").starts_with("default-src 'none'; "));
        let lines = [
            "Origin: https://player.example",
            "Access-Control-Request-Method: GET",
            "Access-Control-Request-Headers: range",
        ];
        let before = ask(address, "OPTIONS", MP3, &lines);
        assert!(
            before.status == 200 && before.header("access-control-allow-headers").contains("range"),
            "{:?}",
            before.headers
        );
        let post = ask(address, "POST", MP3, &["Content-Length: 0"]);
        assert_eq!((post.status, post.header("allow")), (405, "GET, HEAD, OPTIONS"));
    });
}

#[test]
fn nothing_else_is_served() {
    served(|_, address| {
        let hidden = [
            "/.cache/passage",
            "/%2ecache/passage",
            "/022-%C3%A8/.altavoce-x",
            "/022-%C3%A8/%2Ealtavoce-x",
            "/site/.pages",
            "/../secret.txt",
            "/..%2fsecret.txt",
            "/%2e%2e/secret.txt",
            "/022-%C3%A8/../../secret.txt",
            "/022-%C3%A8/..%2f..%2fsecret.txt",
            "/022-%C3%A8%2f..%2f..%2fsecret.txt",
            "/..%5csecret.txt",
            "/022-%C3%A8/episode.mp3%00.txt",
            "//etc/passwd",
            "/%2fetc%2fpasswd",
            "/022-%C3%A8/nothing.mp3",
            "/022-%C3%A8/",
            "/%ff%fe",
        ];
        let mut wrong = Vec::new();
        for path in hidden {
            for method in ["GET", "HEAD"] {
                let got = ask(address, method, path, &[]);
                if got.status != 404 {
                    wrong.push(format!("{method} {path}: {} {}", got.status, got.text()));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        let root = ask(address, "GET", "/", &[]);
        assert_eq!((root.status, root.header("location")), (307, "/site/"));
        let folder = ask(address, "GET", "/site/022-%C3%A8", &[]);
        assert!(
            folder.status == 307 && folder.header("location").ends_with("/site/022-%C3%A8/"),
            "{:?}",
            folder.headers
        );
    });
}

#[test]
fn a_phone_that_subscribes_is_led_back_here() {
    served(|stage, address| {
        let public = "https://example.org/la%20voce";
        let on_disk = fs::read_to_string(stage.output().join("feed.xml")).unwrap();
        assert!(on_disk.contains(public));
        // Under which host it is asked; which address it then gives.
        let rows = [
            ("Host: 192.168.1.7:8080", "http://192.168.1.7:8080".to_string()),
            ("Host: mio-mac.local", "http://mio-mac.local".into()),
            ("Host: [::1]:8080", "http://[::1]:8080".into()),
            ("Host: a\"><script>", format!("http://{address}")),
            ("Host: example.com/x", format!("http://{address}")),
        ];
        let mut tags = Vec::new();
        for (host, here) in &rows {
            let feed = ask(address, "GET", "/feed.xml", &[host]);
            let text = feed.text();
            assert!(!text.contains(public) && !text.contains("<script>"), "{host}: {text}");
            assert!(text.contains(&format!("<enclosure url=\"{here}/022-%C3%A8/episode.mp3\"")), "{host}: {text}");
            assert!(text.contains(&format!("href=\"{here}/feed.xml\"")), "{host}: {text}");
            assert_eq!(feed.header("content-length"), text.len().to_string());
            assert_eq!(on_disk.replace(public, here), text);
            tags.push(feed.header("etag").to_string());
            let known = format!("If-None-Match: {}", feed.header("etag"));
            let again = ask(address, "GET", "/feed.xml", &[host, &known]);
            assert_eq!((again.status, again.body.len()), (304, 0), "{host}");
            let page = ask(address, "GET", "/site/022-%C3%A8/", &[host]).text();
            let rest = here.trim_start_matches("http://");
            for link in
                [format!("podcast://{rest}/feed.xml"), format!("pcast://{rest}/feed.xml"), format!("{here}/feed.xml")]
            {
                assert!(page.contains(&format!("\"{link}\"")), "{host}: no {link}");
            }
            assert!(!page.contains(public), "{host}");
        }
        assert_ne!(tags[0], tags[1], "one tag for two feeds");
        let _ = fs::remove_file(stage.output().join("feed.xml"));
        let page = ask(address, "GET", "/site/022-%C3%A8/", &[]);
        assert!(page.status == 200 && page.text().contains(public), "without a feed a page is as it lies there");
    });
}

#[test]
fn the_command_says_where_and_refuses_a_taken_port() {
    let stage = Stage::new();
    let output = stage.output();
    let output = output.to_str().unwrap();
    let taken = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let run = altavoce(&["serve", "-o", output, "--port", &port]);
    let said = format!("altavoce: port {port} is taken by another program; choose another with --port, or 0 for any\n");
    assert_eq!((run.code, run.out.as_str(), run.err), (4, "", said));
    let run = altavoce(&["serve", "-o", "no/such/folder"]);
    assert!(run.code == 3 && run.err.contains("no/such/folder: cannot serve the folder"), "{run:?}");
    assert_eq!(Server::bind(stage.issues().join("show.toml").as_path(), 0, false).unwrap_err().kind, Kind::Author);
    // On all interfaces it is reached under this machine's own name too, and says an address for others if there is one.
    let server = Server::bind(&stage.output(), 0, true).unwrap();
    assert!(server.address().ip().is_unspecified() && server.urls()[0].starts_with("http://localhost:"));
    assert!(Server::bind(&stage.output(), 0, false).unwrap().urls().len() == 1);
}

/// Ctrl-C in the middle of a download.
#[test]
fn ctrl_c_ends_it_though_somebody_listens() {
    let stage = Stage::new();
    stage.episode("022", |_| {});
    fs::File::create(stage.output().join("022/episode.mp3")).unwrap().set_len(200_000_000).unwrap();
    let server = Server::bind(&stage.output(), 0, false).unwrap();
    let address = server.address();
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let running = scope.spawn(|| server.run(&stop));
        let mut stream = TcpStream::connect(address).unwrap();
        write!(stream, "GET /022/episode.mp3 HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
        let mut some = [0; 1000];
        stream.read_exact(&mut some).unwrap();
        stop.store(true, Ordering::Relaxed);
        running.join().unwrap().unwrap(); // would hang for as long as the reader does not read
    });
}
