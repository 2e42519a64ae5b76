//! Rules on the folder of an episode, and on whether the feed is the one of these episodes.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use altavoce_base::locale::text;
use altavoce_base::{mark, tr};

use super::context::{Context, ResolvedItem};
use super::show::report_error;
use super::{APPLE, Location, Log, OURS, Rule, Severity};
use crate::content::{ContentMemory, Damage};
use crate::feed::artwork::WANTED;
use crate::hold::Hold;
use crate::names;

/// The rules.
pub const RULES: &[Rule] = &[
    Rule {
        id: "episode-manifest",
        severity: Severity::Error,
        source: OURS,
        asks: mark!("every manifest can be read"),
        check: manifest,
    },
    Rule {
        id: "episode-files",
        severity: Severity::Error,
        source: OURS,
        asks: mark!("every published file of a manifest is there, and what the manifest says; with --deep, every file"),
        check: files,
    },
    Rule {
        id: "episode-cover",
        severity: Severity::Warning,
        source: APPLE,
        asks: mark!("an issue's own cover is fit for the feed, which else leaves it out"),
        check: cover,
    },
    Rule {
        id: "feed-current",
        severity: Severity::Warning,
        source: OURS,
        asks: mark!("the feed has the episodes of the output folder, no more and no fewer, by their titles"),
        check: current,
    },
];

fn manifest(cx: &Context, log: &mut Log) {
    for episode in &cx.episodes {
        if let Err(error) = &episode.manifest {
            report_error(log, error, Location::file(&episode.folder.join(names::MANIFEST)));
        }
    }
}

fn files(cx: &Context, log: &mut Log) {
    let made = cx.episodes.iter().filter_map(|episode| Some((episode, episode.manifest.as_ref().ok()?)));
    let all = made.flat_map(|(episode, manifest)| manifest.files.iter().map(move |file| (episode, file)));
    // What only its author has is long, and harms nobody: its length will do.
    let (wanted, others): (Vec<_>, Vec<_>) = all.partition(|(_, file)| cx.deep || names::is_published(&file.name));
    for (episode, file) in others {
        let path = episode.folder.join(&file.name);
        if let Some(length) = fs::metadata(&path).ok().map(|m| m.len()).filter(|length| *length != file.bytes) {
            report_error(log, &Damage::Length(length).error(&path, file), Location::file(&path));
        }
    }
    let files: Vec<_> = wanted.iter().map(|(episode, file)| (episode.name.as_str(), *file)).collect();
    let mut memory = if cx.deep { ContentMemory::none(&cx.output) } else { ContentMemory::read(&cx.output) };
    for (n, damage) in memory.damages(&files) {
        let (episode, file) = wanted[n];
        let path = episode.folder.join(&file.name);
        match damage {
            Damage::Unreadable(_) if path.exists() => {
                log.add(Location::file(&path), tr!("the file cannot be read"), tr!("change its permissions"));
            }
            Damage::Unreadable(_) if !names::is_published(&file.name) => {}
            Damage::Unreadable(_) => {
                let location = Location::file(&episode.folder.join(names::MANIFEST));
                let what = tr!("the manifest names {name}, which is not there", name = file.name);
                log.add(location, what, tr!("make the episode again"));
            }
            damage => report_error(log, &damage.error(&path, file), Location::file(&path)),
        }
    }
    memory.keep();
}

fn cover(cx: &Context, log: &mut Log) {
    for episode in &cx.episodes {
        if let Some(cover) = episode.manifest.iter().find_map(|m| m.own_cover()).filter(|cover| !cover.fit) {
            let what = tr!("directories would refuse this cover: the page shows it, and the feed leaves it out");
            log.add(Location::file(&episode.folder.join(&cover.file)), what, text(WANTED));
        }
    }
}

fn current(cx: &Context, log: &mut Log) {
    let Some(channel) = cx.channel().filter(|_| cx.settings().is_some() && cx.base.is_some()) else { return };
    let fix = tr!("run altavoce feed");
    let items: BTreeMap<&Path, ResolvedItem> =
        cx.items().filter_map(|i| Some((i.episode?.folder.as_path(), i))).collect();
    for episode in &cx.episodes {
        let Ok(manifest) = &episode.manifest else { continue };
        match items.get(episode.folder.as_path()) {
            None if Hold::of_episode(manifest, cx.now).is_some() => (),
            None => {
                log.add(cx.at(channel), tr!("the episode `{name}` is not in the feed", name = episode.name), fix);
            }
            Some(item) => {
                let title = item.element.text_of("title");
                if !title.is_empty() && !title.split_whitespace().eq(manifest.title.split_whitespace()) {
                    let what = tr!(
                        "the feed calls the episode {name}, its manifest “{title}”",
                        name = item.name,
                        title = manifest.title
                    );
                    log.add(item.location.clone(), what, fix);
                }
            }
        }
    }
    for item in cx.items().filter(|i| i.episode.is_none()) {
        let Some(audio) = item.audio.filter(|a| cx.sounds.contains_key(*a)) else { continue };
        let what = tr!("{name} plays {audio}, which is no episode's", name = item.name, audio = audio.display());
        log.add(item.location, what, fix);
    }
    if let Some(show) = cx.settings() {
        let told = channel.text_of("title");
        if !told.is_empty() && !show.title.is_empty() && !told.split_whitespace().eq(show.title.split_whitespace()) {
            log.add(cx.at(channel), tr!("the feed's title is “{told}”, the show's “{title}”", title = show.title), fix);
        }
    }
}
