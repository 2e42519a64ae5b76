//! An issue as the page shows it: what was written beside what is spoken, what was changed and why, what is left out, what to look
//! at.

use std::ops::Range;

use altavoce_base::error::Error;
use altavoce_base::tr;
use altavoce_speech::pronunciation::{Pronunciation, Rule};
use axum::response::Response;
use serde_json::{Value, json};

use super::Studio;
use super::answer::{Asked, Outcome, json as answer};
use super::desk::{OpenIssue, ReadySpeech};
use super::paragraphs::{Kind, Paragraph, Paragraphs};
use crate::check::{self, CheckSettings, IssueFinding};
use crate::episode::marks::Marks;
use crate::episode::timeline::seconds;
use crate::narration::{SpokenPassage, sources, touched, words_of};
use crate::script::{Dropped, Pause, Reason, Role};

/// All of an issue.
pub fn script(studio: &Studio, asked: &Asked) -> Outcome {
    let open = studio.issue(asked.name("issue"))?;
    let marks = Marks::read(&open.issue.path)?;
    studio.get_ready(&open, &marks);
    Ok(whole(&open, &marks))
}

/// The text of an issue's file, also where it cannot be read as an issue.
pub fn source(studio: &Studio, asked: &Asked) -> Outcome {
    let path = studio.issue_path(asked.name("issue"))?;
    let bytes = std::fs::read(&path).map_err(|e| Error::io(tr!("read"), &path, e))?;
    let text = String::from_utf8_lossy(&bytes);
    Ok(answer(&json!({ "version": super::version([bytes.as_slice()]), "text": text })))
}

/// What of an issue changes while it is heard: what is spoken, and what was heard of it.
pub fn marks(studio: &Studio, asked: &Asked) -> Outcome {
    let open = studio.issue(asked.name("issue"))?;
    let marks = Marks::read(&open.issue.path)?;
    studio.get_ready(&open, &marks);
    let ready = open.ready(&marks);
    let sentence = |(n, id): (usize, &String)| {
        let sound = Sound::of(n, id, ready.as_deref(), &marks);
        let told = json!({
            "key": sound.key, "cached": sound.cached, "seconds": sound.seconds, "heard": sound.heard,
            "take": sound.take, "fault": sound.fault,
        });
        (id.clone(), told)
    };
    let sentences: serde_json::Map<String, Value> = open.ids.iter().enumerate().map(sentence).collect();
    let heard = ready.as_ref().map(|ready| marks.heard(ready.jobs()));
    Ok(answer(&json!({
        "version": open.version, "show_version": open.show_version, "ready": ready.is_some(), "sentences": sentences,
        "heard": heard.map(|h| h.heard), "all": open.ids.len(), "all_heard": heard.is_some_and(|h| h.is_all()),
    })))
}

/// What is known of a sentence's sound.
struct Sound {
    key: Option<String>,
    cached: bool,
    seconds: Option<f64>,
    heard: bool,
    take: u8,
    fault: Option<String>,
}

impl Sound {
    fn of(n: usize, id: &str, ready: Option<&ReadySpeech>, marks: &Marks) -> Sound {
        let take = marks.take(id).number();
        let Some((ready, job)) = ready.and_then(|ready| Some((ready, ready.jobs().get(n)?))) else {
            return Sound { key: None, cached: false, seconds: None, heard: false, take, fault: None };
        };
        let length = ready.cache.length(&job.key);
        Sound {
            key: Some(job.key.as_str().to_string()),
            cached: length.is_some(),
            seconds: length.map(|samples| seconds(samples as u64)),
            heard: marks.is_heard(&job.key),
            take,
            fault: ready.cache.fault(&job.key),
        }
    }
}

fn whole(open: &OpenIssue, marks: &Marks) -> Response {
    let show = &open.project.show;
    let settings = CheckSettings { lexicon: &open.project.lexicon, speed: show.speed, pauses: show.pauses };
    let checked = check::check(&open.issue, &open.narration, settings);
    let ready = open.ready(marks);
    let paragraphs = Paragraphs::of(open);
    let view = View { open, marks, ready: ready.as_deref(), paragraphs: &paragraphs };
    let mut first = 0;
    let chapters = open.narration.chapters.iter().enumerate().map(|(n, chapter)| {
        let transition = chapter.passages.iter().position(|p| p.written.role == Role::Transition);
        let transition =
            transition.map(|at| json!({ "sid": open.ids[first + at], "words": chapter.passages[at].written.text }));
        first += chapter.passages.len();
        json!({
            "title": chapter.title, "line": chapter.line, "image": chapter.image, "link": chapter.link,
            "heading_source": paragraphs.heading(chapter.line),
            "transition": transition,
            "paragraphs": paragraphs.chapters[n].iter().map(|p| view.paragraph(p)).collect::<Vec<_>>(),
        })
    });
    let chapters: Vec<Value> = chapters.collect();
    let seconds: f64 = checked.chapters.iter().map(|c| c.seconds).sum();
    let words: usize = checked.chapters.iter().map(|c| c.words).sum();
    let findings: Vec<Value> = checked.findings.iter().map(|finding| view.finding(finding)).collect();
    let warnings: Vec<Value> = open.issue.warnings.iter().map(|w| json!({ "line": w.line, "what": w.what })).collect();
    answer(&json!({
        "issue": open.name, "title": open.issue.meta.title, "number": open.issue.meta.number,
        "version": open.version, "show_version": open.show_version, "ready": ready.is_some(),
        "seconds": seconds, "words": words, "chapters": chapters, "findings": findings,
        "losses": {
            "words": checked.losses.words, "lost": checked.losses.lost, "sentence": checked.losses.sentence(),
        },
        "warnings": warnings,
    }))
}

/// An issue and all that is told of it.
struct View<'a> {
    open: &'a OpenIssue,
    marks: &'a Marks,
    ready: Option<&'a ReadySpeech>,
    paragraphs: &'a Paragraphs<'a>,
}

impl View<'_> {
    fn paragraph(&self, paragraph: &Paragraph) -> Value {
        if !paragraph.dropped.is_empty() {
            let items: Vec<Value> = paragraph.dropped.iter().map(|d| dropped(d)).collect();
            return json!({ "dropped": true, "from": paragraph.lines.start, "to": paragraph.lines.end, "items": items });
        }
        let sentences = paragraph.sentences.clone().zip(&paragraph.passages);
        let voice = paragraph.passages.first().and_then(|p| p.written.voice.as_deref());
        json!({
            "from": paragraph.lines.start, "to": paragraph.lines.end, "kind": paragraph.kind.name(),
            "editable": paragraph.kind != Kind::Ours,
            "source": (paragraph.kind != Kind::Ours).then(|| self.paragraphs.text(&paragraph.lines)),
            "voice": voice,
            "sentences": sentences.map(|(n, passage)| self.sentence(n, passage)).collect::<Vec<_>>(),
        })
    }

    fn sentence(&self, n: usize, passage: &SpokenPassage) -> Value {
        let show = &self.open.project.show;
        let id = &self.open.ids[n];
        let sound = Sound::of(n, id, self.ready, self.marks);
        let written = &passage.written.text;
        let places = words_of(written);
        let pause_kind = match passage.written.pause {
            Pause::Sentence => "sentence",
            Pause::Paragraph => "paragraph",
            Pause::Transition => "transition",
            Pause::Chapter => "chapter",
            Pause::Told(_) => "told",
        };
        json!({
            "sid": id, "line": passage.written.line, "role": passage.written.role,
            "ours": is_ours(passage.written.role), "voice": passage.voice,
            "written": written, "spoken": passage.spoken.text,
            "words": self.words(passage, &places), "changes": changes(passage, &places),
            "pause": passage.silence(&show.pauses), "pause_kind": pause_kind,
            "seconds": sound.seconds.unwrap_or_else(|| check::speech_seconds(passage, show.speed)),
            "estimated": sound.seconds.is_none(),
            "key": sound.key, "cached": sound.cached, "heard": sound.heard, "fault": sound.fault, "take": sound.take,
        })
    }

    /// The written words, with what is doubtful about how they are said, and how where that is not as they are spelt.
    fn words(&self, passage: &SpokenPassage, places: &[Range<usize>]) -> Vec<Value> {
        let written = &passage.written.text;
        let mut words: Vec<Value> = places.iter().map(|place| json!({ "text": &written[place.clone()] })).collect();
        let (sources, spaced) = (sources(written, &passage.spoken), words_of(&passage.spoken.spaced));
        for word in passage.pronounced(&self.open.project.lexicon).words {
            let doubt = word.doubt.map(|doubt| doubt.to_string());
            let told = match (&word.pronunciation, word.rule) {
                (_, Rule::Author) => Some("yours"),
                (Pronunciation::Foreign(language, _) | Pronunciation::Phonemes(_, Some(language)), _) => {
                    Some(language.code())
                }
                _ => None,
            };
            if doubt.is_none() && told.is_none() {
                continue;
            }
            for n in touched(&spaced, &word.range) {
                let Some(source) = sources.get(n) else { continue };
                for at in touched(places, source) {
                    if let Some(doubt) = &doubt {
                        words[at]["doubt"] = json!(doubt);
                    }
                    if let Some(told) = told {
                        words[at]["said"] = json!(told);
                    }
                }
            }
        }
        words
    }

    fn finding(&self, finding: &IssueFinding) -> Value {
        let ids = self.open.narration.passages().zip(&self.open.ids);
        let holds = |passage: &SpokenPassage| {
            let (first, last) = (passage.written.line, passage.written.line_at(passage.written.text.len()));
            let says = passage.written.text.contains(&finding.what) || passage.spoken.text.contains(&finding.what);
            let stands = (first..=last).contains(&finding.line);
            match finding.times {
                1 => stands && (says || finding.what.ends_with('…')),
                _ => says,
            }
        };
        let sids: Vec<&String> = ids.filter(|(passage, _)| holds(passage)).map(|(_, id)| id).collect();
        let mut told = json!(finding);
        told["sids"] = json!(sids);
        told
    }
}

/// The changes between what was written and what is spoken that are heard.
fn changes(passage: &SpokenPassage, places: &[Range<usize>]) -> Vec<Value> {
    let written = &passage.written.text;
    let spoken = &passage.spoken;
    let told = spoken.edits.iter().filter_map(|edit| {
        let from = &written[edit.source.clone()];
        let words = touched(places, &edit.source);
        let is_heard = from.split_whitespace().ne(edit.spoken.split_whitespace()) && !words.is_empty();
        let doubt = spoken.doubts.iter().find(|d| d.source.start < edit.source.end && edit.source.start < d.source.end);
        is_heard.then(|| {
            json!({
                "first": words.start, "last": words.end - 1, "from": from.trim(), "to": edit.spoken.trim(),
                "class": edit.class, "doubt": doubt.map(|d| d.why.as_str()),
            })
        })
    });
    told.collect()
}

fn dropped(dropped: &Dropped) -> Value {
    json!({
        "line": dropped.line, "what": dropped.what, "why": dropped.reason.words(), "words": dropped.words,
        "restorable": dropped.reason == Reason::Skipped,
    })
}

/// Whether the words of a role are ours and not the author's.
pub fn is_ours(role: Role) -> bool {
    matches!(role, Role::Opening | Role::Transition | Role::Notice | Role::Closing)
}
