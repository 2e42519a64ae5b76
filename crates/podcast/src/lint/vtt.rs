//! A transcript, in WebVTT or JSON, read strictly enough to know what players would make of it.

use altavoce_base::tr;
use serde::Deserialize;

use crate::limits::LONGEST_CUE_LINE;

/// What a fault is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultKind {
    /// The format itself.
    Format,
    /// The order of times.
    Times,
    /// The length of a line.
    Width,
}

/// A transcript.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Transcript {
    /// How many cues it has.
    pub cues: usize,
    /// When the last of them ends, in seconds, and in which line it says so.
    pub end: (f64, u32),
    /// What is wrong: the line, what it is about, and the words.
    pub faults: Vec<(u32, FaultKind, String)>,
}

/// Reads a transcript.
pub fn parse(bytes: &[u8]) -> Transcript {
    let mut read = Transcript::default();
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.strip_prefix('\u{feff}').unwrap_or(text),
        Err(e) => {
            let line = 1 + bytes[..e.valid_up_to()].iter().filter(|b| **b == b'\n').count() as u32;
            read.faults.push((line, FaultKind::Format, tr!("this is not UTF-8 text").into()));
            return read;
        }
    };
    let mut lines = text.lines().zip(1..).peekable();
    let first = lines.next().map_or("", |(l, _)| l);
    if first != "WEBVTT" && !first.starts_with("WEBVTT ") && !first.starts_with("WEBVTT\t") {
        read.faults.push((1, FaultKind::Format, tr!("the file does not begin with the line `WEBVTT`").into()));
        return read;
    }
    // The header ends with an empty line; each block after it does too.
    let mut begun = 0.0;
    let mut header = true;
    while lines.peek().is_some() {
        let block: Vec<(&str, u32)> = lines.by_ref().take_while(|(l, _)| !l.trim().is_empty()).collect();
        let timing = block.iter().take(2).position(|(l, _)| l.contains("-->"));
        match (timing, block.first()) {
            (Some(at), _) => read.cue(&block[at..], &mut begun),
            (None, Some((line, number))) if !header => {
                let known = ["NOTE", "STYLE", "REGION"].iter().any(|k| line.starts_with(k));
                if !known {
                    read.faults.push((*number, FaultKind::Format, tr!("a block without a time is no cue").into()));
                }
            }
            _ => {}
        }
        header = false;
    }
    read
}

/// A transcript in JSON (Podcasting 2.0, "transcript").
#[derive(Deserialize)]
struct Json {
    #[serde(rename = "version")]
    _version: String,
    segments: Vec<Segment>,
}

#[derive(Deserialize)]
struct Segment {
    #[serde(rename = "startTime")]
    start: f64,
    #[serde(rename = "endTime")]
    end: f64,
    #[serde(rename = "body")]
    _body: String,
}

/// Reads a transcript in JSON.
pub fn parse_json(bytes: &[u8]) -> Transcript {
    let mut read = Transcript::default();
    match serde_json::from_slice::<Json>(bytes) {
        Err(e) => read.faults.push((e.line().max(1) as u32, FaultKind::Format, tr!("this is no transcript: {e}"))),
        Ok(json) => {
            read.cues = json.segments.len();
            let mut begun = 0.0;
            for (n, segment) in json.segments.iter().enumerate() {
                if segment.start < begun || segment.end < segment.start {
                    let what = tr!("segment {n} begins before the one above it, or ends before it begins", n = n + 1);
                    read.faults.push((1, FaultKind::Times, what));
                }
                begun = segment.start;
                read.end.0 = read.end.0.max(segment.end);
            }
        }
    }
    read
}

impl Transcript {
    /// A cue: the line of its times, then its text. `begun` is when the cue before began.
    fn cue(&mut self, lines: &[(&str, u32)], begun: &mut f64) {
        self.cues += 1;
        let (timing, number) = lines[0];
        let mut parts = timing.split("-->");
        let start = parts.next().and_then(|t| seconds(t.trim()));
        let end = parts.next().and_then(|t| seconds(t.split_whitespace().next()?));
        let (Some(start), Some(end)) = (start, end) else {
            let what = tr!("`{timing}` is not a pair of times like `00:01.250 --> 00:02.500`", timing = timing.trim());
            return self.faults.push((number, FaultKind::Format, what));
        };
        if end <= start {
            self.faults.push((number, FaultKind::Times, tr!("the cue ends before it begins").into()));
        }
        if start < *begun {
            self.faults.push((number, FaultKind::Times, tr!("the cue begins before the one above it").into()));
        }
        *begun = start;
        if end > self.end.0 {
            self.end = (end, number);
        }
        if lines.len() == 1 {
            self.faults.push((number, FaultKind::Format, tr!("the cue has no text").into()));
        }
        let mut inside = start;
        for (line, number) in &lines[1..] {
            if line.contains("-->") {
                self.faults.push((
                    *number,
                    FaultKind::Format,
                    tr!("a cue begins without an empty line above it").into(),
                ));
                return;
            }
            let (shown, times) = visible(line);
            let width = shown.chars().count();
            // A single word that is longer cannot be broken.
            if width > LONGEST_CUE_LINE && shown.trim().contains(' ') {
                let what = tr!("the line has {width} characters");
                self.faults.push((*number, FaultKind::Width, what));
            }
            for time in times {
                if time <= inside || time >= end {
                    let what = tr!("the time {time:.3} s inside the cue does not lie between those around it");
                    self.faults.push((*number, FaultKind::Times, what));
                }
                inside = time.max(inside);
            }
        }
    }
}

/// What a reader sees of a line of a cue, and the times that stand in it as tags.
fn visible(line: &str) -> (String, Vec<f64>) {
    let (mut shown, mut times) = (String::new(), Vec::new());
    let mut rest = line;
    while let Some(at) = rest.find(['<', '&']) {
        shown.push_str(&rest[..at]);
        let tag = rest[at..].starts_with('<');
        let end = if tag { rest[at..].find('>') } else { rest[at..].bytes().take(9).position(|b| b == b';') };
        if tag && end.is_none() {
            rest = &rest[at..];
            break;
        }
        match end.map(|end| (&rest[at + 1..at + end], &rest[at + end + 1..])) {
            Some((inside, after)) if tag => {
                times.extend(seconds(inside));
                rest = after;
            }
            Some((inside, after)) if !inside.contains(' ') => {
                shown.push('x'); // an entity is one character, whichever
                rest = after;
            }
            _ => {
                shown.push_str(&rest[at..at + 1]);
                rest = &rest[at + 1..];
            }
        }
    }
    shown.push_str(rest);
    (shown, times)
}

/// `MM:SS.mmm` or `HH:MM:SS.mmm` in seconds (WebVTT, 4.1).
fn seconds(text: &str) -> Option<f64> {
    let (whole, ms) = text.split_once('.')?;
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    let parts: Vec<&str> = whole.split(':').collect();
    let fits = (2..=3).contains(&parts.len())
        && parts.iter().all(|p| p.len() >= 2 && digits(p))
        && parts[parts.len() - 2..].iter().all(|p| p.len() == 2)
        && ms.len() == 3
        && digits(ms);
    let number = |s: &str| s.parse::<f64>().ok().filter(|n| n.is_finite());
    let [.., minutes, seconds] = parts[..] else { return None };
    let hours = if parts.len() == 3 { number(parts[0])? } else { 0.0 };
    let (minutes, seconds) = (number(minutes)?, number(seconds)?);
    (fits && minutes < 60.0 && seconds < 60.0)
        .then_some(hours * 3600.0 + minutes * 60.0 + seconds + number(ms)? / 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_are_found_with_their_line() {
        let long = "parola ".repeat(10);
        let tagged = format!("<v Sara>{}<00:00:01.500> {}", "parola ".repeat(4).trim(), "parola ".repeat(4));
        let rows: &[(&str, &str)] = &[
            ("WEBVTT\nLanguage: it\n\n00:00:01.000 --> 00:00:02.000\nCiao\n", ""),
            ("WEBVTT\n\nNOTE x\n\nuno\n00:01.000 --> 00:02.000 align:start\nCiao &amp; via\n", ""),
            (&format!("WEBVTT\n\n00:01.000 --> 00:02.000\n{tagged}\n"), ""),
            ("WebVTT\n", "1 Format"),
            ("WEBVTT\n\nciao\n", "3 Format"),
            ("WEBVTT\n\n0:01 --> 0:02\nCiao\n", "3 Format"),
            ("WEBVTT\n\n00:61.000 --> 00:62.000\nCiao\n", "3 Format"),
            ("WEBVTT\n\n00:01.000 --> 00:02.000\n\n", "3 Format"),
            ("WEBVTT\n\n00:02.000 --> 00:01.000\nCiao\n", "3 Times"),
            ("WEBVTT\n\n00:03.000 --> 00:04.000\nA\n\n00:01.000 --> 00:02.000\nB\n", "6 Times"),
            ("WEBVTT\n\n00:01.000 --> 00:04.000\nA <00:03.000>b <00:02.000>c\n", "4 Times"),
            ("WEBVTT\n\n00:01.000 --> 00:04.000\nA <00:05.000>b\n", "4 Times"),
            (&format!("WEBVTT\n\n00:01.000 --> 00:02.000\n{long}\n"), "4 Width"),
            ("WEBVTT\n\n00:01.000 --> 00:02.000\nA\n00:03.000 --> 00:04.000\nB\n", "5 Format"),
        ];
        let mut wrong = Vec::new();
        for (text, expected) in rows {
            let found: Vec<String> =
                parse(text.as_bytes()).faults.iter().map(|f| format!("{} {:?}", f.0, f.1)).collect();
            if found.join(", ") != *expected {
                wrong.push(format!("{text:?}: {found:?}"));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        let rows = [
            ("a &amp; <b>c</b>", "a x c"),
            ("1 < 2 &amp; 3", "1 < 2 &amp; 3"),
            ("a &troppolungo; b", "a &troppolungo; b"),
            ("&é;&èèèèè;", "x&èèèèè;"),
        ];
        for (line, shown) in rows {
            assert_eq!(visible(line).0, shown);
        }
        assert_eq!(parse(b"WEBVTT\n\n01:00:01.000 --> 01:00:02.500\nA\n").end, (3602.5, 3));
    }
}
