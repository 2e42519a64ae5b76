//! What subscribers get: the feed and the new enclosures, fetched from where the world finds them as an app would, and
//! compared with what was sent.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use altavoce_base::error::{Error, Result};
use altavoce_base::tr;
use serde::{Serialize, Serializer};

mod fault;
mod visitor;

pub use fault::Fault;

use super::feed_names::FeedNames;
use super::storage::Environment;
use crate::address::Base;
use crate::media_type;
use visitor::{Answer, Ask, Visitor};

/// How long everything may take; what is not reached by then is looked at by the next run.
const LONGEST: Duration = Duration::from_secs(90);
/// How long to wait before looking once more at what may be there in a moment.
const PAUSES: [Duration; 2] = [Duration::from_secs(1), Duration::from_secs(3)];
/// How much of a file is compared at its beginning, in its middle and at its end, in bytes.
const PIECE: u64 = 32 << 10;
/// A feed is no longer than what was sent, or it is another one; so much more is read to see it.
const MORE: u64 = 1 << 16;
/// The types under which feeds are served.
const FEED_TYPES: [&str; 4] = ["application/rss+xml", "application/xml", "text/xml", "application/x-rss+xml"];

/// The feed that was sent.
pub struct SentFeed<'a> {
    /// Where the world finds it.
    pub url: String,
    /// What was sent.
    pub content: &'a [u8],
    /// What was there before.
    pub before: Option<&'a [u8]>,
    /// Where the show is served.
    pub base: &'a Base,
}

/// An enclosure of that feed.
#[derive(Debug, Clone)]
pub struct SentFile {
    /// Its address, as the feed has it.
    pub url: String,
    /// The media type that the feed gives it.
    pub media_type: String,
    /// Its path below the show's address.
    pub path: String,
    /// The file here.
    pub source: PathBuf,
    /// Its length.
    pub bytes: u64,
    /// BLAKE3 of its content.
    pub blake3: String,
}

/// What subscribers get.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct PublicReport {
    /// The feed, and then the enclosures that were looked at.
    pub seen: Vec<Seen>,
    /// How many new enclosures were not looked at yet.
    pub left: usize,
}

/// What became of one of them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Seen {
    /// Its address.
    pub url: String,
    /// What keeps subscribers from it.
    #[serde(serialize_with = "as_sentence")]
    pub fault: Option<Fault>,
}

fn as_sentence<S: Serializer>(fault: &Option<Fault>, serializer: S) -> Result<S::Ok, S::Error> {
    match fault {
        Some(fault) => serializer.collect_str(fault),
        None => serializer.serialize_none(),
    }
}

impl PublicReport {
    /// What keeps subscribers from what was sent, as errors.
    pub fn faults(&self) -> impl Iterator<Item = Error> {
        let faulty = self.seen.iter().filter_map(|seen| Some((&seen.url, seen.fault.as_ref()?)));
        faulty.map(|(url, fault)| {
            let what = tr!("published, but subscribers do not get it: {fault}");
            Error::operator(what).in_file(url).fix(fault.fix())
        })
    }

    /// How many enclosures were found as they were sent.
    pub fn whole(&self) -> usize {
        self.seen.iter().skip(1).filter(|seen| seen.fault.is_none()).count()
    }
}

/// Looks at the feed and then at `files`, in their order. With `thorough` every byte of a file is compared, else those of
/// three pieces. `seen` hears of each file that was found as it was sent.
///
/// # Errors
/// The operator's: certificates of one's own that cannot be read. An interruption as soon as `stop` is set.
pub fn look(
    feed: &SentFeed,
    files: &[SentFile],
    environment: Environment,
    thorough: bool,
    stop: &AtomicBool,
    mut seen: impl FnMut(&SentFile),
) -> Result<PublicReport> {
    let visitor = Visitor::new(environment, LONGEST)?;
    let mut report = PublicReport::default();
    let fault = again(stop, || look_at_feed(&visitor, feed))?.err();
    let is_of_host = fault.as_ref().is_some_and(Fault::is_of_host);
    report.seen.push(Seen { url: feed.url.clone(), fault });
    for file in files {
        if is_of_host || !visitor.has_time() {
            report.left += 1;
            continue;
        }
        let fault = again(stop, || look_at_file(&visitor, file, thorough))?.err();
        if fault.is_none() {
            seen(file);
        }
        report.seen.push(Seen { url: file.url.clone(), fault });
    }
    Ok(report)
}

/// Looks once more, after a pause, at what may be there in a moment.
fn again(stop: &AtomicBool, look: impl Fn() -> Result<(), Fault>) -> Result<Result<(), Fault>> {
    for pause in PAUSES {
        match look() {
            Err(fault) if fault.is_passing() => {}
            found => return Ok(found),
        }
        let end = Instant::now() + pause;
        while Instant::now() < end {
            interrupted(stop)?;
            std::thread::sleep(Duration::from_millis(50));
        }
    }
    interrupted(stop)?;
    Ok(look())
}

fn interrupted(stop: &AtomicBool) -> Result<()> {
    if stop.load(Ordering::Relaxed) {
        let what = tr!("interrupted; the feed is out, and what subscribers get was not looked at to the end");
        return Err(Error::interrupted(what).fix(tr!("the next run looks at it")));
    }
    Ok(())
}

fn look_at_feed(visitor: &Visitor, feed: &SentFeed) -> Result<(), Fault> {
    let answer = visitor.ask(&feed.url, &Ask::All)?;
    let (told, is_page, elsewhere) = (answer.media_type(), answer.is_page(), answer.elsewhere.clone());
    let body = answer.body(feed.content.len() as u64 + MORE)?;
    if body == feed.content {
        return is_served_as(&told, &FEED_TYPES, FEED_TYPES[0]);
    }
    if feed.before == Some(&body) {
        return Err(Fault::Stale);
    }
    match FeedNames::read(&body, feed.base) {
        Ok(there) => {
            let ours = FeedNames::read(feed.content, feed.base).is_ok_and(|ours| ours.show == there.show);
            Err(if ours { Fault::Stale } else { Fault::OtherFeed })
        }
        Err(_) if is_page || looks_like_page(&body) => Err(Fault::WebPage(elsewhere)),
        Err(_) if body.len() < feed.content.len() && feed.content.starts_with(&body) => {
            Err(Fault::Length(body.len() as u64, feed.content.len() as u64))
        }
        Err(_) => Err(Fault::Content(first_difference(&body, feed.content))),
    }
}

fn look_at_file(visitor: &Visitor, file: &SentFile, thorough: bool) -> Result<(), Fault> {
    let head = visitor.ask(&file.url, &Ask::Head)?;
    is_the_file(&head, file)?;
    if file.bytes == 0 {
        return Ok(());
    }
    let last = file.bytes.saturating_sub(PIECE);
    // Not always the same place, so that the same damage is not missed for ever; the same for the same content.
    let chance = u64::from_str_radix(&file.blake3[..15.min(file.blake3.len())], 16).unwrap_or(0);
    let middle = chance.checked_rem(last).unwrap_or(0);
    for from in [0, middle, last] {
        let to = (from + PIECE).min(file.bytes) - 1;
        let answer = visitor.ask(&file.url, &Ask::Range(from, to))?;
        is_the_file(&answer, file)?;
        if !answer.is_part {
            return Err(Fault::NoRanges);
        }
        let body = answer.body(PIECE + 1)?;
        let here = piece(file, from, to - from + 1);
        if body != here {
            return Err(Fault::Content(from + first_difference(&body, &here)));
        }
        if file.bytes <= PIECE {
            break;
        }
    }
    if thorough {
        let mut at = 0;
        while at < file.bytes {
            let to = (at + (8 << 20)).min(file.bytes) - 1;
            let body = visitor.ask(&file.url, &Ask::Range(at, to))?.body(to - at + 2)?;
            let here = piece(file, at, to - at + 1);
            if body != here {
                return Err(Fault::Content(at + first_difference(&body, &here)));
            }
            at = to + 1;
        }
    }
    Ok(())
}

/// Whether an answer says that it is the file: no page, of its length and type.
fn is_the_file(answer: &Answer, file: &SentFile) -> Result<(), Fault> {
    if answer.is_page() {
        return Err(Fault::WebPage(answer.elsewhere.clone()));
    }
    match answer.length() {
        Some(there) if there != file.bytes => return Err(Fault::Length(there, file.bytes)),
        _ => {}
    }
    let same: &[&str] = match file.media_type.as_str() {
        media_type::MP3 => &[media_type::MP3, "audio/mp3", "audio/mpeg3", "audio/x-mpeg"],
        "audio/x-m4a" | "audio/mp4" => &["audio/x-m4a", "audio/mp4", "audio/m4a"],
        other => &[other],
    };
    is_served_as(&answer.media_type(), same, &file.media_type)
}

fn is_served_as(told: &str, fit: &[&str], wanted: &str) -> Result<(), Fault> {
    if fit.contains(&told) { Ok(()) } else { Err(Fault::Type(told.to_string(), wanted.to_string())) }
}

/// The bytes of the file here; fewer when it cannot be read, which then differ.
fn piece(file: &SentFile, from: u64, length: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    let read = File::open(&file.source).and_then(|mut open| {
        open.seek(SeekFrom::Start(from))?;
        open.take(length).read_to_end(&mut bytes)
    });
    if read.is_err() {
        bytes.clear();
    }
    bytes
}

fn looks_like_page(body: &[u8]) -> bool {
    let start = String::from_utf8_lossy(&body[..body.len().min(256)]).trim_start().to_ascii_lowercase();
    start.starts_with("<!doctype html") || start.starts_with("<html")
}

fn first_difference(one: &[u8], other: &[u8]) -> u64 {
    one.iter().zip(other).take_while(|(a, b)| a == b).count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_pass_is_looked_at_again_and_nothing_else() {
        let stop = AtomicBool::new(false);
        let looks = std::cell::Cell::new(0);
        let count = |faults: &[Option<Fault>]| {
            looks.set(0);
            let result = again(&stop, || {
                let fault = faults[looks.replace(looks.get() + 1).min(faults.len() - 1)].clone();
                fault.map_or(Ok(()), Err)
            });
            (result.unwrap().err(), looks.get())
        };
        assert_eq!(count(&[None]), (None, 1));
        assert_eq!(count(&[Some(Fault::Stale), None]), (None, 2));
        assert_eq!(count(&[Some(Fault::Loop)]), (Some(Fault::Loop), 1));
        stop.store(true, Ordering::Relaxed);
        let stopped = again(&stop, || Err(Fault::Stale)).unwrap_err();
        assert!(stopped.to_string().starts_with("interrupted; the feed is out"), "{stopped}");
    }

    #[test]
    fn every_fault_is_a_sentence_with_something_to_do() {
        let rows = [
            (Fault::NoHost("faro.zz".into()), "the host faro.zz cannot be found; mend [feed] url"),
            (Fault::Status(404), "it is not there; serve at [feed] url what `target` of [publish] holds"),
            (Fault::Status(403), "the server gives it to nobody without permission; open"),
            (Fault::Status(502), "the server answers with the error 502; look again later"),
            (Fault::Length(3, 5), "3 bytes are there, and 5 were sent; publish with"),
            (Fault::Certificate("has expired"), "the certificate there has expired; get another"),
        ];
        for (fault, expected) in rows {
            let said = format!("{fault}; {}", fault.fix());
            assert!(said.starts_with(expected), "{said}");
        }
    }
}
