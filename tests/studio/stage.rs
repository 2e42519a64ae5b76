//! A studio of a small show, with the fake voice, and a browser that only speaks HTTP.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use altavoce::project::{self, Folders};
use altavoce::studio::{self, Opened, StudioOptions};
use serde_json::Value;

use crate::common::{program, root};

/// Far more than anything here takes.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// The show's settings.
pub const SETTINGS: &str =
    "# la rivista\ntitle = \"Pettirosso\"\nauthor = \"Livia Sarti\"\nvoice = \"fake\"\nquote_voice = \"eco\"\n";

/// An issue in which there is something of everything.
pub const ISSUE: &str = "# Il mare #7\n\nUn saluto a chi legge.\n\n## Le onde\n\nNel 2024 la pesca era di 3 tonnellate.\n\
    Poi calò, dice Zbrkovski.\n\n<!-- altavoce: salta -->\nQuesto no.\n<!-- altavoce: riprendi -->\n\n> Il mare è stanco.\n\n\
    ## La rete\n\n- una prima rete\n- una seconda rete\n\nFine della storia di oggi.\n";

/// A show, and its studio.
pub struct Stage {
    pub folder: Arc<tempfile::TempDir>,
    address: String,
    pub token: String,
    stop: Arc<AtomicBool>,
    running: Option<JoinHandle<()>>,
    process: Option<Child>,
}

/// An answer: status, headers in small letters, body.
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v)
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{e}: {} {}", self.status, self.text()))
    }
}

impl Stage {
    /// A show with one issue.
    pub fn new() -> Stage {
        Stage::with(&[("007.md", ISSUE)])
    }

    /// A show with these issues.
    pub fn with(issues: &[(&str, &str)]) -> Stage {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("issues")).unwrap();
        fs::write(folder.path().join("issues/show.toml"), SETTINGS).unwrap();
        for (name, text) in issues {
            fs::write(folder.path().join("issues").join(name), text).unwrap();
        }
        Stage::of(folder)
    }

    /// The studio of a folder.
    pub fn of(folder: tempfile::TempDir) -> Stage {
        let Opened::Here(studio) = studio::open(StudioOptions::of(folders(&folder))).unwrap() else {
            panic!("another studio runs")
        };
        let url = studio.url();
        let (address, token) = url.strip_prefix("http://").unwrap().split_once("/?token=").unwrap();
        let (address, token) = (address.to_string(), token.to_string());
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let running = Some(thread::spawn(move || studio.run(&stopped).unwrap()));
        Stage { folder: Arc::new(folder), address, token, stop, running, process: None }
    }

    /// The studio of a folder in a process of its own.
    pub fn process(folder: &Arc<tempfile::TempDir>) -> Stage {
        let mut command = program();
        command.arg("studio").arg(folder.path()).arg("--no-browser").arg("--voices").arg(root("tests/voices"));
        let mut process = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let (address, token) = line.trim().strip_prefix("http://").unwrap().split_once("/?token=").unwrap();
        let (address, token) = (address.to_string(), token.to_string());
        let (folder, process) = (Arc::clone(folder), Some(process));
        Stage { folder, address, token, stop: Arc::default(), running: None, process }
    }

    /// Ends the process at once, whatever it is at.
    pub fn kill(&mut self) {
        let mut process = self.process.take().unwrap();
        process.kill().unwrap();
        process.wait().unwrap();
    }

    pub fn issue(&self, name: &str) -> PathBuf {
        self.folder.path().join("issues").join(name)
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.issue(name)).unwrap_or_default()
    }

    pub fn address(&self) -> &str {
        &self.address
    }

    /// A request as it is, with the host unless `lines` name one.
    pub fn raw(&self, method: &str, path: &str, lines: &[&str], body: &str) -> Answer {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let named = lines.iter().any(|l| l.to_lowercase().starts_with("host:"));
        let host = if named { String::new() } else { format!("Host: {}\r\n", self.address) };
        let lines: String = lines.iter().map(|l| format!("{l}\r\n")).collect();
        let length = body.len();
        let head =
            format!("{method} {path} HTTP/1.1\r\n{host}Connection: close\r\nContent-Length: {length}\r\n{lines}\r\n");
        stream.write_all(head.as_bytes()).unwrap();
        // a refused request may be answered before all of it is there
        let _ = stream.write_all(body.as_bytes());
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        let end = bytes.windows(4).position(|w| w == b"\r\n\r\n").expect("no end of the headers");
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
        let mut lines = head.split("\r\n");
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let header = |l: &str| l.split_once(": ").map(|(n, v)| (n.to_ascii_lowercase(), v.to_string())).unwrap();
        let headers: Vec<_> = lines.map(header).collect();
        let mut body = bytes[end + 4..].to_vec();
        if headers.iter().any(|(n, v)| n == "transfer-encoding" && v == "chunked") {
            body = unchunked(&body);
        }
        Answer { status, headers, body }
    }

    fn ask(&self, method: &str, path: &str, body: &str) -> Answer {
        let token = format!("X-Altavoce-Token: {}", self.token);
        self.raw(method, path, &[&token, "Content-Type: application/json"], body)
    }

    pub fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, "")
    }

    /// What is there, as JSON.
    pub fn look(&self, path: &str) -> Value {
        let answer = self.get(path);
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        answer.json()
    }

    pub fn post(&self, path: &str, body: &Value) -> Answer {
        self.ask("POST", path, &body.to_string())
    }

    pub fn put(&self, path: &str, body: &Value) -> Answer {
        self.ask("PUT", path, &body.to_string())
    }

    pub fn delete(&self, path: &str) -> Answer {
        self.ask("DELETE", path, "")
    }

    /// Looks until it is as it should be; where it never is, the test fails and does not hang.
    pub fn wait(&self, path: &str, done: impl Fn(&Value) -> bool) -> Value {
        let begun = Instant::now();
        loop {
            let seen = self.look(path);
            if done(&seen) {
                return seen;
            }
            assert!(begun.elapsed() < PATIENCE, "{path} never comes to it: {seen:#}");
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// The sentence of an issue's script that has these words.
    pub fn sentence(&self, issue: &str, words: &str) -> Value {
        let script = self.look(&format!("/api/issues/{issue}/script"));
        let found = sentences(&script).into_iter().find(|s| s["written"].as_str().unwrap().contains(words));
        found.unwrap_or_else(|| panic!("no “{words}” in {script:#}"))
    }

    /// The events from now on.
    pub fn events(&self) -> Listening {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let head =
            format!("GET /api/events HTTP/1.1\r\nHost: {}\r\nX-Altavoce-Token: {}\r\n\r\n", self.address, self.token);
        stream.write_all(head.as_bytes()).unwrap();
        let mut listening = Listening { lines: BufReader::new(stream) };
        assert!(listening.next("hello")["version"].is_string());
        listening
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(mut process) = self.process.take() {
            let _ = process.kill();
            let _ = process.wait();
        }
        if let Some(ended) = self.running.take().map(JoinHandle::join).filter(|_| !thread::panicking()) {
            ended.unwrap();
        }
    }
}

/// A page that listens.
pub struct Listening {
    lines: BufReader<TcpStream>,
}

impl Listening {
    /// The data of the next event of a name; others are passed over.
    pub fn next(&mut self, name: &str) -> Value {
        let mut event = String::new();
        loop {
            let mut line = String::new();
            assert!(self.lines.read_line(&mut line).unwrap() > 0, "the events end");
            if let Some(found) = line.strip_prefix("event: ") {
                event = found.trim().to_string();
            } else if let Some(data) = line.strip_prefix("data: ").filter(|_| event == name) {
                return serde_json::from_str(data).unwrap();
            }
        }
    }
}

/// The folders of a show, with the fake voices.
pub fn folders(folder: &tempfile::TempDir) -> Folders {
    let path = |name: &str| folder.path().join(name);
    Folders {
        show_file: path("issues/show.toml"),
        issues: path("issues"),
        output: path("output"),
        voices: project::voices(&root("tests/voices")),
    }
}

/// Every sentence of a script, in order.
pub fn sentences(script: &Value) -> Vec<Value> {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let paragraphs = list(&script["chapters"]).into_iter().flat_map(|chapter| list(&chapter["paragraphs"]));
    paragraphs.flat_map(|paragraph| list(&paragraph["sentences"])).collect()
}

fn unchunked(mut body: &[u8]) -> Vec<u8> {
    let mut whole = Vec::new();
    while let Some(end) = body.windows(2).position(|w| w == b"\r\n") {
        let length = usize::from_str_radix(std::str::from_utf8(&body[..end]).unwrap(), 16).unwrap();
        if length == 0 {
            break;
        }
        whole.extend_from_slice(&body[end + 2..end + 2 + length]);
        body = &body[end + 4 + length..];
    }
    whole
}
