//! `transcript.vtt`: WebVTT, a cue a passage, in the author's spelling.

use std::fmt::Write;

use super::timeline::Segment;
use crate::reading::Line;
use crate::voice::SAMPLE_RATE;

/// The longest line of a cue in characters, as Apple and Spotify ask.
const WIDTH: usize = 65;

/// The transcript: `lines` are the passages that `segments` place. Speakers are named when there is more than one.
pub fn to_vtt<'a>(
    lines: impl Iterator<Item = &'a Line>,
    segments: &[Segment],
    language: &str,
    speakers: bool,
) -> String {
    let mut vtt = format!("WEBVTT\nLanguage: {language}\n");
    for (line, segment) in lines.zip(segments) {
        // Writing to a String cannot fail.
        let _ = write!(vtt, "\n{} --> {}\n", time(segment.start), time(segment.end));
        let text = escape(&line.passage.text);
        let text = if speakers { format!("<v {}>{text}", escape(&speaker(&line.voice))) } else { text };
        let _ = writeln!(vtt, "{}", wrap(&text));
    }
    vtt
}

/// A voice's name as a reader sees it: `sara` → `Sara`.
pub fn speaker(voice: &str) -> String {
    let mut letters = voice.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

/// `HH:MM:SS.mmm`.
fn time(samples: u64) -> String {
    let ms = (samples as f64 * 1000.0 / f64::from(SAMPLE_RATE)).round() as u64;
    format!("{:02}:{:02}:{:02}.{:03}", ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60, ms % 1000)
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Breaks at spaces so that no line is longer than [`WIDTH`], unless a single word is.
fn wrap(text: &str) -> String {
    let mut wrapped = String::with_capacity(text.len() + 8);
    let mut width = 0;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if width > 0 && width + 1 + length > WIDTH {
            wrapped.push('\n');
            width = 0;
        } else if width > 0 {
            wrapped.push(' ');
            width += 1;
        }
        wrapped.push_str(word);
        width += length;
    }
    wrapped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_lines() {
        assert_eq!(time(0), "00:00:00.000");
        assert_eq!(time(24_000 * 3661 + 12), "01:01:01.001");
        let wrapped = wrap(&"parola ".repeat(30));
        assert!(wrapped.lines().all(|l| l.chars().count() <= WIDTH) && wrapped.lines().count() > 2);
        assert_eq!(escape("a < b & c --> d"), "a &lt; b &amp; c --&gt; d");
    }
}
