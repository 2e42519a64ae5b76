//! A run is killed at ten moments by chance, each in the middle of replacing every episode; somebody reads the feed all
//! the while. It never names a file that is not there or has another length.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use super::servers::Server;
use super::stage::{Chance, Stage, named, no_files};

/// Every episode anew, with other lengths, and one more than before.
fn edit(stage: &Stage, round: u64) {
    for number in 1..=3 + round as u32 / 3 {
        let mut chance = Chance(round * 100 + u64::from(number));
        // Every fourth is as long as it was: its content alone tells.
        let bytes = if number % 4 == 0 { 700_000 } else { 400_000 + (chance.next() % 900_000) as usize };
        stage.episode(number, bytes, chance.next() >> 1);
    }
    stage.page("index.html", &format!("<!doctype html><title>Giro {round}</title>"));
    stage.feed();
}

/// What is wrong with the feed that is out, and how many files it names; nothing when another has gone out meanwhile.
fn faults(server: &Server) -> Option<(Vec<String>, usize)> {
    let feed = server.get("feed.xml").ok()?;
    let files = named(std::str::from_utf8(&feed).unwrap());
    let mut wrong = Vec::new();
    if !feed.ends_with(b"</rss>\n") {
        wrong.push(format!("feed.xml ends after {} bytes", feed.len()));
    }
    for (path, length) in &files {
        match (server.get(path), length) {
            (Err(status), _) => wrong.push(format!("{path}: {status}")),
            (Ok(bytes), Some(length)) if bytes.len() as u64 != *length => {
                wrong.push(format!("{path}: {} bytes and not {length}", bytes.len()));
            }
            _ => {}
        }
    }
    // What was looked at one after the other counts only if the feed is still out that names it.
    (server.get("feed.xml").ok() == Some(feed)).then_some((wrong, files.len()))
}

/// Ends the reader also when a check fails.
struct End<'a>(&'a AtomicBool);

impl Drop for End<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

fn killed_ten_times(server: &Server) {
    let stage = server.stage();
    edit(&stage, 0);
    stage.publish(&[]);
    let mut chance = Chance(20_261_125);
    let (mut kills, mut met) = (0, BTreeMap::new());
    let (stop, looked) = (AtomicBool::new(false), AtomicUsize::new(0));
    let mut whole = Duration::ZERO;
    std::thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let mut wrong = Vec::new();
            while !stop.load(Ordering::Relaxed) {
                if let Some((faults, _)) = faults(server) {
                    looked.fetch_add(1, Ordering::Relaxed);
                    wrong.extend(faults);
                }
            }
            wrong
        });
        let end = End(&stop);
        // How long a whole replacement takes here, with a reader, so that the moments fall into it.
        edit(&stage, 1);
        let begun = Instant::now();
        stage.publish(&[]);
        whole = begun.elapsed();
        for round in 2.. {
            assert!(round < 60, "the runs end before they are killed");
            edit(&stage, round);
            let mut child = stage.start(&[]);
            // By chance within each tenth of the time, one after the other; a run may also take a little longer.
            let tenth = (round % 10) as f64 + (chance.next() % 1000) as f64 / 1000.0;
            std::thread::sleep(whole.mul_f64(tenth / 9.0));
            let ended = child.try_wait().unwrap().is_some();
            child.kill().unwrap();
            child.wait().unwrap();
            if !ended {
                kills += 1;
                // The server ends what it has begun, which on a busy machine takes its time.
                let ends = Instant::now() + Duration::from_secs(20);
                let found = std::iter::repeat_with(|| {
                    std::thread::sleep(Duration::from_millis(200));
                    faults(server)
                });
                let found = found.take_while(|_| Instant::now() < ends).flatten().next();
                let (wrong, count) = found.expect("there is a feed, and it stays");
                assert!(wrong.is_empty() && count > 0, "killed in round {round}: {wrong:?}");
                let feed = String::from_utf8(server.get("feed.xml").unwrap()).unwrap();
                let which = match feed {
                    feed if feed.contains(".new-") => "between",
                    feed if feed.as_bytes() == stage.expected()["feed.xml"] => "after",
                    _ => "before",
                };
                *met.entry(which).or_insert(0) += 1;
            }
            if kills == 10 {
                break;
            }
        }
        drop(end);
        let wrong = reader.join().unwrap();
        assert!(wrong.is_empty(), "seen by a reader: {wrong:?}");
    });
    println!("10 kills within {whole:?}: {met:?}; the feed was read {} times", looked.load(Ordering::Relaxed));
    stage.publish(&[]);
    let missing: Vec<_> =
        stage.expected().into_iter().filter(|(p, bytes)| server.get(p).as_ref() != Ok(bytes)).map(|(p, _)| p).collect();
    assert!(missing.is_empty(), "{missing:?}");
    assert!(no_files(&stage.publish(&[])));
}

#[test]
fn killed_at_ten_moments_a_bucket_is_never_at_fault() {
    killed_ten_times(&Server::s3());
}

#[test]
fn killed_at_ten_moments_a_webdav_server_is_never_at_fault() {
    killed_ten_times(&Server::webdav());
}
