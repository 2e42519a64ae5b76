//! Ended in the middle of what it writes.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use serde_json::json;

use super::stage::{ISSUE, SETTINGS, Stage};
use crate::common::altavoce;

/// Writes until nobody answers any more: the paragraph, the lexicon, what was heard, the settings, by turns.
fn write_on(address: &str, token: &str, sid: &str) {
    for n in 0.. {
        let (method, path, body) = match n % 4 {
            0 => ("PUT", "lines".to_string(), json!({ "version": "", "from": 3, "to": 3, "text": "x" })),
            1 => (
                "POST",
                format!("sentences/{sid}/keep"),
                json!({ "word": 2, "how": { "say": format!("parola{}", "a".repeat(n % 50)) }, "scope": "show" }),
            ),
            2 => ("POST", "heard".into(), json!({ "sids": [sid], "heard": n % 8 == 2 })),
            _ => ("POST", format!("sentences/{sid}/pause"), json!({ "seconds": 0.5 + (n % 9) as f64 })),
        };
        let body = body.to_string();
        let head = format!(
            "{method} /api/issues/007.md/{path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nX-Altavoce-Token: {token}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        let Ok(mut stream) = TcpStream::connect(address) else { return };
        let mut answer = Vec::new();
        if stream.write_all(head.as_bytes()).is_err() || stream.read_to_end(&mut answer).is_err() || answer.is_empty() {
            return;
        }
    }
}

#[test]
fn killed_at_any_moment_every_file_is_whole() {
    let folder = Arc::new(tempfile::tempdir().unwrap());
    let issues = folder.path().join("issues");
    fs::create_dir(&issues).unwrap();
    fs::write(issues.join("show.toml"), SETTINGS).unwrap();
    fs::write(issues.join("007.md"), ISSUE).unwrap();
    let mut written = 0;
    for round in 1..=8 {
        let mut stage = Stage::process(&folder);
        let sid = stage.sentence("007.md", "Un saluto")["sid"].as_str().unwrap().to_string();
        let (address, token) = (stage.address().to_string(), stage.token.clone());
        let writing = thread::spawn(move || write_on(&address, &token, &sid));
        thread::sleep(Duration::from_millis(190 + 37 * round));
        stage.kill();
        writing.join().unwrap();
        let text = fs::read_to_string(issues.join("007.md")).unwrap();
        let bare = match text.split_once(" <!-- altavoce: pausa ") {
            Some((before, rest)) => format!("{before}{}", rest.split_once(" -->").unwrap().1),
            None => text.clone(),
        };
        assert_eq!(bare, ISSUE, "round {round}");
        written += usize::from(bare != text);
        let show = issues.join("show.toml");
        let list = altavoce(&["lexicon", "list", "--show", show.to_str().unwrap()]);
        assert_eq!(list.code, 0, "round {round}: {list:?}");
        written += list.out.lines().count();
        let script = altavoce(&["script", issues.join("007.md").to_str().unwrap()]);
        assert_eq!(script.code, 0, "round {round}: {script:?}");
        let marks = altavoce::episode::marks::Marks::read(&issues.join("007.md"));
        assert!(marks.is_ok(), "round {round}: {marks:?}");
    }
    assert!(written > 0, "nothing was ever written");
}
