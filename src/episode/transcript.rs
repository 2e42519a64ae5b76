//! The transcript in the author's spelling: `transcript.vtt`, a WebVTT cue a passage; `words.json` and `words.vtt`, which also
//! tell when each word is said.
//!
//! The time tags of words have a file of their own. They are good WebVTT, but not every podcast app reads the whole
//! of it: one that takes cues for HTML, as AntennaPod does, shows `<00:00:01.250>` as it stands.
//!
//! `words.json` is the JSON transcript of Podcasting 2.0 (`version`, and `segments` with `speaker`, `startTime`, `endTime` and
//! `body`) with more in it: `language`, `duration`, and in each segment `words` with `startTime`, `endTime` and `body`. Times are
//! seconds from the start of the episode. The bodies of a segment's words are what stands between the spaces of its own; a
//! passage whose voice cannot tell has no `words`.

use std::fmt::Write;

use altavoce_base::clock;
use altavoce_base::error::{Error, Result};
use altavoce_podcast::limits::LONGEST_CUE_LINE;
use altavoce_podcast::manifest::WordMade;
use altavoce_sound::SAMPLE_RATE;
use serde::Serialize;

use super::timeline::{Segment, seconds};
use crate::narration::SpokenPassage;

/// What is said when by whom.
pub struct Transcript<'a> {
    /// The passages.
    pub passages: Vec<&'a SpokenPassage>,
    /// Where they are.
    pub segments: &'a [Segment],
    /// Their words; none of a passage whose voice cannot tell.
    pub words: &'a [Vec<WordMade>],
    /// IETF language tag.
    pub language: &'a str,
    /// Whether cues name who speaks: when there is more than one.
    pub speakers: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct TranscriptJson<'a> {
    version: &'static str,
    language: &'a str,
    duration: f64,
    segments: Vec<SegmentJson<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SegmentJson<'a> {
    speaker: String,
    start_time: f64,
    end_time: f64,
    body: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    words: Vec<WordJson<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct WordJson<'a> {
    start_time: f64,
    end_time: f64,
    body: &'a str,
}

impl Transcript<'_> {
    /// `transcript.vtt`.
    pub fn to_vtt(&self) -> String {
        self.vtt(false)
    }

    /// `words.vtt`: the same cues with a time tag before each word but the first, which begins with its cue. A tag that
    /// would not lie inside the cue and behind the one before is left out.
    pub fn to_vtt_with_words(&self) -> String {
        self.vtt(true)
    }

    /// `words.json`, for an episode of so many samples.
    ///
    /// # Errors
    /// A bug's.
    pub fn to_json(&self, samples: u64) -> Result<String> {
        let segments =
            self.passages.iter().zip(self.segments).zip(self.words).map(|((passage, segment), words)| SegmentJson {
                speaker: speaker(&passage.voice),
                start_time: seconds(segment.start),
                end_time: seconds(segment.end),
                body: passage.written.text.split_whitespace().collect::<Vec<_>>().join(" "),
                words: words.iter().map(word_json).collect(),
            });
        let spoken = TranscriptJson {
            version: "1.0.0",
            language: self.language,
            duration: seconds(samples),
            segments: segments.collect(),
        };
        let json = serde_json::to_string(&spoken);
        let json = json.map_err(|e| Error::bug("the words cannot be written as JSON").caused_by(e))?;
        Ok(json + "\n")
    }

    fn vtt(&self, timed: bool) -> String {
        let mut vtt = format!("WEBVTT\nLanguage: {}\n", self.language);
        for ((passage, segment), words) in self.passages.iter().zip(self.segments).zip(self.words) {
            let (start, end) = (milliseconds(segment.start), milliseconds(segment.end));
            // Writing to a String cannot fail.
            let _ = write!(vtt, "\n{} --> {}\n", clock::full(start), clock::full(end));
            if self.speakers {
                let _ = write!(vtt, "<v {}>", escape(&speaker(&passage.voice)));
            }
            let mut last = start;
            let tag = |n: usize| {
                let at = (words.get(n).filter(|_| timed && n > 0)?.start * 1000.0).round() as u64;
                let inside = last < at && at < end;
                inside.then(|| {
                    last = at;
                    format!("<{}>", clock::full(at))
                })
            };
            let named = if self.speakers { "<v >".len() + speaker(&passage.voice).chars().count() } else { 0 };
            let _ = writeln!(vtt, "{}", wrap(&passage.written.text, named, tag));
        }
        vtt
    }
}

fn word_json(word: &WordMade) -> WordJson<'_> {
    WordJson { start_time: word.start, end_time: word.end, body: &word.text }
}

/// A voice's name as a reader sees it: `sara` → `Sara`.
pub fn speaker(voice: &str) -> String {
    let mut letters = voice.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

fn milliseconds(samples: u64) -> u64 {
    (samples as f64 * 1000.0 / f64::from(SAMPLE_RATE)).round() as u64
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// The text escaped and broken at spaces so that no line is longer than [`LONGEST_CUE_LINE`], unless a single word is;
/// `taken` is what the first line has already. `tag` gives what is put before each word, by its number; tags take no width.
fn wrap(text: &str, taken: usize, mut tag: impl FnMut(usize) -> Option<String>) -> String {
    let mut wrapped = String::with_capacity(text.len() + 8);
    let mut width = taken;
    for (n, word) in text.split_whitespace().enumerate() {
        let word = escape(word);
        let length = word.chars().count();
        if n > 0 && width + 1 + length > LONGEST_CUE_LINE {
            wrapped.push('\n');
            width = 0;
        } else if n > 0 {
            wrapped.push(' ');
            width += 1;
        }
        wrapped.extend(tag(n));
        wrapped.push_str(&word);
        width += length;
    }
    wrapped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_lines() {
        assert_eq!(clock::full(milliseconds(24_000 * 3661 + 12)), "01:01:01.001");
        let wrapped = wrap(&"parola ".repeat(30), 0, |_| None);
        assert!(wrapped.lines().all(|l| l.chars().count() <= LONGEST_CUE_LINE) && wrapped.lines().count() > 2);
        assert_eq!(wrap("a < b & c --> d", 0, |_| None), "a &lt; b &amp; c --&gt; d");
        let tagged = wrap(&"parola ".repeat(30), 0, |_| Some("<00:00:00.000>".into()));
        assert_eq!(tagged.replace("<00:00:00.000>", ""), wrapped);
    }
}
