//! The pages in a browser, served by `serve`: see `tests/site_browser.mjs`, which drives a headless Chromium.

use std::fs;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::common::root;
use crate::stage::{HOSTILE, HOSTILE_NOTES, Stage, hostile};
use altavoce::script::PassageLink;
use altavoce::serve::Server;
use serde_json::Value;

#[test]
fn pages_work_in_a_browser() {
    let mut stage = Stage::new();
    stage.sounding("022-il-mare", |m| {
        m.date = Some(jiff::civil::date(2026, 12, 5));
        let mut link = |passage: usize, words: &str, url: &str| {
            let passage = &mut m.passages[passage];
            let from = passage.text.find(words).unwrap();
            passage.links.push(PassageLink { from, to: from + words.len(), url: url.into() });
        };
        link(5, "490 euro", "https://example.org/prezzo?a=1&b=2");
        // The last word goes on behind the link, with its full stop.
        link(5, "più o meno", "https://example.org/misure");
        link(11, "Il router resta all'asciutto", "https://example.org/router");
    });
    let notes = "<h2>Un titolo</h2><p>Leggi <a href=\"https://example.org/boa\">qui</a>.</p><table><tr><th>A</th></tr><tr><td>1</td></tr></table>";
    fs::write(stage.output().join("022-il-mare/notes.html"), notes).unwrap();
    for (n, text) in HOSTILE.iter().enumerate() {
        let folder = format!("{:03}-cattivo", n + 100);
        stage.sounding(&folder, hostile(n as u32 + 100, text));
        fs::write(stage.output().join(folder).join("notes.html"), HOSTILE_NOTES).unwrap();
    }
    stage.show.description = HOSTILE[0].into();
    stage.feed().unwrap();
    stage.site().unwrap();
    let server = Server::bind(&stage.output(), 0, false).unwrap();
    let url = server.urls().remove(0);
    let stop = AtomicBool::new(false);
    let result = std::thread::scope(|scope| {
        let running = scope.spawn(|| server.run(&stop));
        let result = Command::new("node").arg(root("tests/site_browser.mjs")).arg(&url).output();
        stop.store(true, Ordering::Relaxed);
        running.join().unwrap().unwrap();
        result.expect("node is missing; `make test` installs it")
    });
    let (out, err) = (String::from_utf8_lossy(&result.stdout), String::from_utf8_lossy(&result.stderr));
    assert!(result.status.success(), "{out}{err}");
    let told: Value = serde_json::from_str(&out).unwrap_or_else(|e| panic!("{e}: {out}{err}"));
    let failed = told["failed"].as_array().unwrap();
    assert!(failed.is_empty(), "{failed:#?}");
    // That each was tried at all.
    assert!(told["passed"].as_array().unwrap().len() >= 20, "{told:#}");
    assert_eq!(told["hostile"], HOSTILE.len());
}
