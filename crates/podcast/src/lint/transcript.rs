//! Rules on transcripts.

use std::path::Path;

use altavoce_base::{mark, tr};

use super::context::Context;
use super::vtt::FaultKind;
use super::{APPLE, Location, Log, PODCASTING, Rule, Severity, WEBVTT};
use crate::limits::LONGEST_CUE_LINE;
use crate::media_type;

/// The rules.
pub const RULES: &[Rule] = &[
    Rule {
        id: "transcript-tag",
        severity: Severity::Error,
        source: PODCASTING,
        asks: mark!("podcast:transcript names a file that is there, with its type"),
        check: tag,
    },
    Rule {
        id: "transcript-format",
        severity: Severity::Error,
        source: WEBVTT,
        asks: mark!("a transcript can be read and has cues"),
        check: format,
    },
    Rule {
        id: "transcript-times",
        severity: Severity::Error,
        source: WEBVTT,
        asks: mark!("the times of a transcript ascend and end with the sound, or its outro"),
        check: times,
    },
    Rule {
        id: "transcript-width",
        severity: Severity::Error,
        source: APPLE,
        asks: mark!("a line of a transcript has at most 65 characters"),
        check: width,
    },
];

/// The types of the podcast namespace.
const TYPES: [&str; 6] = ["text/vtt", "application/json", SUBRIP, "application/srt", "text/html", "text/plain"];
/// The type of SubRip, for which the namespace has two names.
const SUBRIP: &str = "application/x-subrip";

/// What an encoder may add at the end, in seconds.
const SLACK: f64 = 0.1;
/// The longest sound behind the last words, in seconds, but for an outro.
const SILENCE: f64 = 5.0;

fn tag(cx: &Context, log: &mut Log) {
    for item in cx.items() {
        for found in item.element.all("podcast:transcript") {
            let (url, kind) = (found.attribute("url").unwrap_or_default(), found.attribute("type").unwrap_or_default());
            if url.is_empty() {
                log.add(
                    cx.at(found),
                    tr!("podcast:transcript of {name} has no url", name = item.name),
                    tr!("name the file"),
                );
                continue;
            }
            let path = cx.local(url);
            let name = url.split(['?', '#']).next().unwrap_or_default();
            let meant = if kind == "application/srt" { SUBRIP } else { kind };
            if !TYPES.contains(&kind) {
                let what = tr!("podcast:transcript of {name} says type `{kind}`", name = item.name);
                log.add(cx.at(found), what, tr!("write `text/vtt`"));
            } else if path.is_some() && media_type::of(name) != meant {
                let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
                let what =
                    tr!("podcast:transcript of {name} says type `{kind}`, but names a .{extension}", name = item.name);
                log.add(cx.at(found), what, tr!("write the type of the file"));
            }
            if let Some(path) = path.filter(|p| !cx.foreign && !p.exists()) {
                let what = tr!(
                    "there is no file {path} for the transcript of {name}",
                    path = path.display(),
                    name = item.name
                );
                log.add(cx.at(found), what, tr!("make the episode again"));
            }
        }
    }
}

fn faults(cx: &Context, log: &mut Log, about: FaultKind, fix: &str) {
    for (path, transcript) in &cx.transcripts {
        for (line, _, what) in transcript.faults.iter().filter(|f| f.1 == about) {
            log.add(Location::line(path, *line), what.as_str(), fix);
        }
    }
}

fn format(cx: &Context, log: &mut Log) {
    faults(cx, log, FaultKind::Format, tr!("make the episode again"));
    for (path, transcript) in &cx.transcripts {
        if transcript.cues == 0 && transcript.faults.is_empty() {
            log.add(Location::file(path), tr!("the transcript has no cue"), tr!("make the episode again"));
        }
    }
}

fn times(cx: &Context, log: &mut Log) {
    faults(cx, log, FaultKind::Times, tr!("make the episode again"));
    for (path, transcript) in &cx.transcripts {
        let (end, line) = transcript.end;
        let folder = path.parent().unwrap_or(Path::new(""));
        let Some(seconds) = cx.seconds_in(folder).filter(|_| transcript.cues > 0) else { continue };
        let early = cx.words_end_in(folder).is_some_and(|words| end < words - SILENCE);
        if end > seconds + SLACK || early {
            let what = tr!("the transcript ends at {end:.1} s, but the sound at {seconds:.1} s");
            log.add(Location::line(path, line.max(1)), what, tr!("make the episode again"));
        }
    }
}

fn width(cx: &Context, log: &mut Log) {
    faults(cx, log, FaultKind::Width, &tr!("break it at {LONGEST_CUE_LINE}: players cut what is longer"));
}
