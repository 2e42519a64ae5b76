//! The transcript in the author's spelling: `transcript.vtt`, a WebVTT cue a passage; `words.json` and `words.vtt`, which also
//! tell when each word is said; and SubRip, for hosts that want that. One list of cues, and a writer for each.
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
use altavoce_base::tr;
use altavoce_podcast::limits::LONGEST_CUE_LINE;
use altavoce_podcast::manifest::{PassageMade, WordMade};
use altavoce_sound::SAMPLE_RATE;
use serde::Serialize;

use super::timeline::{samples, seconds};

/// What is said when by whom.
pub struct Transcript<'a> {
    cues: Vec<Cue<'a>>,
    language: &'a str,
    /// Whether cues name who speaks: when there is more than one.
    speakers: bool,
}

/// What one voice says in one stretch of time.
struct Cue<'a> {
    /// When it begins, in milliseconds.
    start: u64,
    /// When it ends.
    end: u64,
    passage: &'a PassageMade,
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

impl<'a> Transcript<'a> {
    /// That of the passages of an episode; `language` is an IETF tag.
    pub fn of(passages: &'a [PassageMade], language: &'a str) -> Transcript<'a> {
        let speakers = passages.iter().any(|passage| passage.voice != passages[0].voice);
        let cue = |passage: &'a PassageMade| Cue {
            start: milliseconds(passage.start),
            end: milliseconds(passage.end),
            passage,
        };
        Transcript { cues: passages.iter().map(cue).collect(), language, speakers }
    }

    /// `transcript.vtt`.
    pub fn to_vtt(&self) -> String {
        self.vtt(false)
    }

    /// `words.vtt`: the same cues with a time tag before each word but the first, which begins with its cue. A tag that
    /// would not lie inside the cue and behind the one before is left out.
    pub fn to_vtt_with_words(&self) -> String {
        self.vtt(true)
    }

    /// The same cues as SubRip, numbered, each with a comma in its times and a speaker's name before a colon. There is no
    /// standard of it, so nothing is escaped, and what would look like the times of a cue becomes an arrow.
    pub fn to_srt(&self) -> String {
        let mut srt = String::new();
        for (n, Cue { start, end, passage }) in self.cues.iter().enumerate() {
            let time = |at: &u64| clock::full(*at).replace('.', ",");
            let name = if self.speakers { format!("{}: ", speaker(&passage.voice)) } else { String::new() };
            let text = passage.text.replace("-->", "→");
            let lines = wrap(&text, name.chars().count(), str::to_string, |_| None);
            let gap = if n > 0 { "\n" } else { "" };
            // Writing to a String cannot fail.
            let _ = write!(srt, "{gap}{}\n{} --> {}\n{name}{lines}\n", n + 1, time(start), time(end));
        }
        srt
    }

    /// `words.json`, for an episode of so many samples.
    ///
    /// # Errors
    /// A bug's.
    pub fn to_json(&self, samples: u64) -> Result<String> {
        let segments = self.cues.iter().map(|Cue { passage, .. }| SegmentJson {
            speaker: speaker(&passage.voice),
            start_time: passage.start,
            end_time: passage.end,
            body: passage.text.split_whitespace().collect::<Vec<_>>().join(" "),
            words: passage.words.iter().map(word_json).collect(),
        });
        let spoken = TranscriptJson {
            version: "1.0.0",
            language: self.language,
            duration: seconds(samples),
            segments: segments.collect(),
        };
        let json = serde_json::to_string(&spoken);
        let json = json.map_err(|e| Error::bug(tr!("the words cannot be written as JSON")).caused_by(e))?;
        Ok(json + "\n")
    }

    fn vtt(&self, timed: bool) -> String {
        let mut vtt = format!("WEBVTT\nLanguage: {}\n", self.language);
        for Cue { start, end, passage } in &self.cues {
            // Writing to a String cannot fail.
            let _ = write!(vtt, "\n{} --> {}\n", clock::full(*start), clock::full(*end));
            if self.speakers {
                let _ = write!(vtt, "<v {}>", escape(&speaker(&passage.voice)));
            }
            let mut last = *start;
            let tag = |n: usize| {
                let at = (passage.words.get(n).filter(|_| timed && n > 0)?.start * 1000.0).round() as u64;
                let inside = last < at && at < *end;
                inside.then(|| {
                    last = at;
                    format!("<{}>", clock::full(at))
                })
            };
            let named = if self.speakers { "<v >".len() + speaker(&passage.voice).chars().count() } else { 0 };
            let _ = writeln!(vtt, "{}", wrap(&passage.text, named, escape, tag));
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

/// Seconds in milliseconds, by way of the samples that they are.
fn milliseconds(seconds: f64) -> u64 {
    (samples(seconds) as f64 * 1000.0 / f64::from(SAMPLE_RATE)).round() as u64
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// The text broken at spaces so that no line is longer than [`LONGEST_CUE_LINE`], unless a single word is; `taken` is what
/// the first line has already. `written` says how a word is written, and `tag` what is put before it, by its number; tags
/// take no width.
fn wrap(
    text: &str,
    taken: usize,
    written: impl Fn(&str) -> String,
    mut tag: impl FnMut(usize) -> Option<String>,
) -> String {
    let mut wrapped = String::with_capacity(text.len() + 8);
    let mut width = taken;
    for (n, word) in text.split_whitespace().enumerate() {
        let word = written(word);
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
    use altavoce_base::passage::Role;

    use super::*;

    #[test]
    fn times_and_lines() {
        assert_eq!(clock::full(milliseconds(seconds(24_000 * 3661 + 12))), "01:01:01.001");
        let wrapped = wrap(&"parola ".repeat(30), 0, escape, |_| None);
        assert!(wrapped.lines().all(|l| l.chars().count() <= LONGEST_CUE_LINE) && wrapped.lines().count() > 2);
        assert_eq!(wrap("a < b & c --> d", 0, escape, |_| None), "a &lt; b &amp; c --&gt; d");
        let tagged = wrap(&"parola ".repeat(30), 0, escape, |_| Some("<00:00:00.000>".into()));
        assert_eq!(tagged.replace("<00:00:00.000>", ""), wrapped);
    }

    #[test]
    fn subrip_has_the_same_cues() {
        let passage = |start: f64, voice: &str, text: &str| PassageMade {
            chapter: 0,
            role: Role::Text,
            pause: None,
            line: 1,
            start,
            end: start + 1.5,
            voice: voice.into(),
            text: text.into(),
            spoken: String::new(),
            links: Vec::new(),
            words: Vec::new(),
        };
        let said = [passage(0.25, "sara", "Uno < due & tre --> fine."), passage(3661.0, "sara", "Ecco.")];
        assert_eq!(
            Transcript::of(&said, "it").to_srt(),
            "1\n00:00:00,250 --> 00:00:01,750\nUno < due & tre → fine.\n\n2\n01:01:01,000 --> 01:01:02,500\nEcco.\n"
        );
        let two = [said[0].clone(), passage(2.0, "nicola", &"parola ".repeat(30))];
        let srt = Transcript::of(&two, "it").to_srt();
        assert!(srt.contains("\nSara: Uno <") && srt.contains("\nNicola: parola parola"), "{srt}");
        assert!(srt.lines().all(|line| line.chars().count() <= LONGEST_CUE_LINE), "{srt}");
        assert_eq!(Transcript::of(&[], "it").to_srt(), "");
    }
}
