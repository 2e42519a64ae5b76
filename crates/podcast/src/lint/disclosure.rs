//! Rules on what is told of an artificial voice: to people in a sentence, to machines by marks, and in each place where either
//! stands.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use altavoce_base::disclosure::{Disclosure, says};
use altavoce_base::locale::text;
use altavoce_base::{mark, tr};
use altavoce_sound::marks;

use super::context::{Context, LintEpisode, in_parallel};
use super::{AI_ACT, APPLE, Location, Log, PODCASTING, Rule, Severity};
use crate::feed::show_notes::{escape, unmarked};
use crate::feed::values::AI_CONTENT;
use crate::manifest::Manifest;
use crate::names;

/// The rules.
pub const RULES: &[Rule] = &[
    Rule {
        id: "disclosure-show",
        severity: Severity::Warning,
        source: APPLE,
        asks: mark!("disclosure has a sentence that says that the voice is artificial"),
        check: show,
    },
    Rule {
        id: "disclosure-channel",
        severity: Severity::Error,
        source: APPLE,
        asks: mark!("the channel's description says that the voice is artificial, in the show's sentence"),
        check: channel,
    },
    Rule {
        id: "disclosure-item",
        severity: Severity::Error,
        source: APPLE,
        asks: mark!("the description and the notes of every episode say that the voice is artificial, in its sentence"),
        check: item,
    },
    Rule {
        id: "item-ai",
        severity: Severity::Error,
        source: PODCASTING,
        asks: mark!("every episode has a podcast:txt purpose=\"ai-content\" that says that a machine speaks"),
        check: item_mark,
    },
    Rule {
        id: "disclosure-page",
        severity: Severity::Error,
        source: AI_ACT,
        asks: mark!("the pages say that the voice is artificial, in the sentence and in their JSON-LD"),
        check: pages,
    },
    Rule {
        id: "disclosure-manifest",
        severity: Severity::Warning,
        source: AI_ACT,
        asks: mark!("every episode was made with its voice disclosed, and its manifest tells how"),
        check: manifest,
    },
    Rule {
        id: "disclosure-mp3",
        severity: Severity::Error,
        source: AI_ACT,
        asks: mark!("the MP3 says that its voice is artificial: TXXX, COMM and XMP of its ID3 tag"),
        check: |cx, log| file(cx, log, |_| vec![names::AUDIO.into()]),
    },
    Rule {
        id: "disclosure-opus",
        severity: Severity::Error,
        source: AI_ACT,
        asks: mark!("the Opus file says that its voice is artificial: in its comments"),
        check: |cx, log| file(cx, log, |_| vec![names::OPUS.into()]),
    },
    Rule {
        id: "disclosure-m4a",
        severity: Severity::Error,
        source: AI_ACT,
        asks: mark!("the M4A says that its voice is artificial: in its comment, its description and XMP"),
        check: |cx, log| file(cx, log, |_| vec![names::M4A.into()]),
    },
    Rule {
        id: "disclosure-wav",
        severity: Severity::Error,
        source: AI_ACT,
        asks: mark!("every WAV says that its voice is artificial: INFO, iXML and XMP"),
        check: |cx, log| {
            let chapters = |manifest: &Manifest| manifest.chapters.iter().map(|c| c.file.clone()).collect();
            file(cx, log, |manifest| [vec![names::WAV.to_string()], chapters(manifest)].concat());
        },
    },
];

/// What an empty `disclosure` means, and whose duty it leaves: said where it is found and where an episode is made.
pub const UNDISCLOSED: (&str, &str) = (
    mark!(
        "disclosure is empty: no sound, feed or page says in words that the voice is artificial, only marks for machines do"
    ),
    mark!(
        "write a sentence, or say it in your own way wherever the episode is heard, which is your duty then: `altavoce help disclosure` tells"
    ),
);

/// What the terms of the IPTC begin with.
const TERMS: &str = "http://cv.iptc.org/newscodes/digitalsourcetype/";

/// What brings the feed, the pages, the files up to date.
const FEED_AGAIN: &str = mark!("run altavoce feed");
const PAGES_AGAIN: &str = mark!("run altavoce site");
const EPISODE_AGAIN: &str = mark!("make the episode again: nothing is spoken anew");

/// The sentence of the settings, if they can be read and have one.
fn sentence(cx: &Context) -> Option<&str> {
    Some(cx.settings()?.disclosure.trim()).filter(|s| !s.is_empty())
}

/// The sentence of an episode, if there is one.
fn sentence_of<'a>(cx: &'a Context, episode: &'a LintEpisode) -> Option<&'a str> {
    let show = sentence(cx).unwrap_or_default();
    Some(episode.manifest.as_ref().ok()?.disclosure_or(show)).filter(|s| !s.is_empty())
}

/// Whether a text says a sentence: as it is, as descriptions write it, or as HTML.
fn says_it(text: &str, sentence: &str) -> bool {
    [sentence.to_string(), unmarked(sentence), escape(sentence)].iter().any(|sentence| says(text, sentence))
}

fn show(cx: &Context, log: &mut Log) {
    if cx.settings().is_some() && sentence(cx).is_none() {
        let (what, fix) = (text(UNDISCLOSED.0), text(UNDISCLOSED.1));
        log.add(cx.at_key(&["disclosure"]), what, fix);
    }
}

fn channel(cx: &Context, log: &mut Log) {
    let (Some(channel), Some(sentence)) = (cx.channel(), sentence(cx)) else { return };
    let found = channel.one("description");
    if let Some(found) = found.filter(|found| !found.text.is_empty() && !says_it(&found.text, sentence)) {
        let what = tr!("the show's description does not say “{sentence}”");
        log.add(cx.at(found), what, text(FEED_AGAIN));
    }
}

fn item(cx: &Context, log: &mut Log) {
    for item in cx.items() {
        let Some(sentence) = item.episode.and_then(|episode| sentence_of(cx, episode)) else { continue };
        for name in ["description", "content:encoded"] {
            let found = item.element.one(name).filter(|found| !found.text.is_empty());
            if let Some(found) = found.filter(|found| !says_it(&found.text, sentence)) {
                let what = tr!("`<{name}>` of {name2} does not say “{sentence}”", name2 = item.name);
                log.add(cx.at(found), what, text(FEED_AGAIN));
            }
        }
    }
}

fn item_mark(cx: &Context, log: &mut Log) {
    let fix = tr!("write `<podcast:txt purpose=\"ai-content\">true</podcast:txt>`: altavoce feed does");
    for item in cx.items() {
        match item.element.all("podcast:txt").find(|t| t.attribute("purpose") == Some(AI_CONTENT)) {
            Some(found) if found.text == "true" => {}
            Some(found) => {
                let what = tr!(
                    "ai-content of {name} is `{value}`, but a machine speaks",
                    name = item.name,
                    value = found.text
                );
                log.add(cx.at(found), what, fix);
            }
            // Another program's episode may well be spoken by a person.
            None if cx.foreign => {}
            None => log.add(item.location, tr!("{name} does not say that a machine speaks", name = item.name), fix),
        }
    }
}

fn pages(cx: &Context, log: &mut Log) {
    let Some(show) = cx.settings() else { return };
    let site = cx.output.join(names::SITE);
    for episode in std::iter::once(None).chain(cx.episodes.iter().map(Some)) {
        let path = episode.map_or(site.clone(), |episode| site.join(&episode.name)).join("index.html");
        // Without pages there is nothing to look at; what of them is out of date is told by what made them.
        let Ok(html) = fs::read_to_string(&path) else { continue };
        let told = episode.map_or(sentence(cx), |episode| sentence_of(cx, episode));
        if let Some(sentence) = told.filter(|sentence| !says_it(&html, sentence)) {
            log.add(Location::file(&path), tr!("the page does not say “{sentence}”"), text(PAGES_AGAIN));
        }
        let marked = html.contains("\"digitalSourceType\"") && html.contains(TERMS);
        if !marked {
            let what = tr!("the JSON-LD of “{title}” does not tell how the sound came to be", title = show.title);
            log.add(Location::file(&path), what, text(PAGES_AGAIN));
        }
    }
}

/// Every episode whose manifest can be read.
fn made(cx: &Context) -> impl Iterator<Item = (&LintEpisode, &Manifest)> {
    cx.episodes.iter().filter_map(|episode| Some((episode, episode.manifest.as_ref().ok()?)))
}

fn manifest(cx: &Context, log: &mut Log) {
    for (episode, manifest) in made(cx) {
        let location = || Location::file(&episode.folder.join(names::MANIFEST));
        match &manifest.disclosure {
            None => {
                let what = tr!("the episode was made before its files told that the voice is artificial");
                log.add(location(), what, text(EPISODE_AGAIN));
            }
            Some(told) if !told.digital_source_type.starts_with(TERMS) => {
                let what = tr!(
                    "`{source_type}` is no digital source type of the IPTC",
                    source_type = told.digital_source_type
                );
                log.add_as(Severity::Error, location(), what, text(EPISODE_AGAIN));
            }
            Some(_) => {}
        }
    }
}

/// What is wrong with the files that `names` gives of each manifest, as far as they are there.
fn file(cx: &Context, log: &mut Log, names: impl Fn(&Manifest) -> Vec<String>) {
    let mut told: BTreeMap<PathBuf, &Disclosure> = BTreeMap::new();
    for (episode, manifest) in made(cx) {
        let Some(disclosure) = &manifest.disclosure else { continue };
        let files = names(manifest).into_iter().filter(|name| manifest.file(name).is_some());
        told.extend(files.map(|name| (episode.folder.join(name), disclosure)));
    }
    let read = in_parallel(told.keys().filter(|p| p.exists()).cloned().collect(), |path| Some(marks::read(path)));
    for (path, marks) in &read {
        match marks {
            Ok(marks) => judge(log, path, marks, told[path]),
            Err(e) => log.add(Location::file(path), tr!("the tags cannot be read: {e}"), text(EPISODE_AGAIN)),
        }
    }
}

fn judge(log: &mut Log, path: &Path, marks: &marks::Marks, told: &Disclosure) {
    if let Some(sentence) = told.told() {
        let says = |text: &Option<String>| text.as_ref().is_some_and(|text| says(text, sentence));
        if !says(&marks.sentence) || !says(&marks.comment) {
            let what = tr!("the tags do not say “{sentence}” in both of their places");
            log.add(Location::file(path), what, text(EPISODE_AGAIN));
        }
    }
    if marks.source_type.as_ref() != Some(&told.digital_source_type) {
        let what =
            tr!("the tags do not name the digital source type {source_type}", source_type = told.digital_source_type);
        log.add(Location::file(path), what, text(EPISODE_AGAIN));
    }
}
