//! Rules on `show.toml`: what a feed cannot be written without, all at once.

use altavoce_base::error::Error;
use altavoce_base::{mark, tr};

use super::context::Context;
use super::{APPLE, Location, Log, OURS, PLAYERS, RSS, Rule, Severity};
use crate::address::{Base, is_email};
use crate::channel::Channel;
use crate::limits::LONGEST_DESCRIPTION;

/// The rules.
pub const RULES: &[Rule] = &[
    Rule {
        id: "show-file",
        severity: Severity::Error,
        source: OURS,
        asks: mark!("show.toml can be read and has no unknown key and no value out of range"),
        check: file,
    },
    Rule {
        id: "show-required",
        severity: Severity::Error,
        source: APPLE,
        asks: mark!("title, author, email, description and language are set"),
        check: required,
    },
    Rule {
        id: "show-email",
        severity: Severity::Error,
        source: APPLE,
        asks: mark!("email is an address"),
        check: email,
    },
    Rule {
        id: "show-description",
        severity: Severity::Error,
        source: APPLE,
        asks: mark!("description has at most 4000 bytes, the disclosure with it"),
        check: description,
    },
    Rule {
        id: "show-language",
        severity: Severity::Error,
        source: RSS,
        asks: mark!("language is a language tag: it, it-IT"),
        check: tag,
    },
    Rule {
        id: "show-url",
        severity: Severity::Error,
        source: OURS,
        asks: mark!("[feed] url and site are addresses below which files can be hung"),
        check: url,
    },
    Rule {
        id: "show-private",
        severity: Severity::Error,
        source: OURS,
        asks: mark!("a private show has its folder in feed-state.toml"),
        check: private,
    },
    Rule {
        id: "show-https",
        severity: Severity::Warning,
        source: APPLE,
        asks: mark!("[feed] url is an https address"),
        check: https,
    },
    Rule {
        id: "show-artwork",
        severity: Severity::Error,
        source: APPLE,
        asks: mark!("[feed] artwork is set"),
        check: artwork,
    },
    Rule {
        id: "show-loudness",
        severity: Severity::Warning,
        source: PLAYERS,
        asks: mark!("[loudness] aims at -16 LUFS, give or take one, and peaks of at most -1 dBFS"),
        check: loudness,
    },
];

/// What an error of ours says, as a finding; `location` where it names none itself.
pub fn report_error(log: &mut Log, error: &Error, location: Location) {
    let location = match error.place() {
        (Some(file), line) => Location { file: file.to_path_buf(), line },
        (None, _) => location,
    };
    log.add(location, error.what(), error.advice().unwrap_or(tr!("mend it")));
}

fn file(cx: &Context, log: &mut Log) {
    let here = Location::file(&cx.show_path);
    match &cx.show {
        Some(Ok(_)) => {}
        Some(Err(error)) => report_error(log, error, here),
        None if cx.foreign => {
            let what = match cx.show_text {
                None => tr!("there are no settings here, so only the feed was looked at"),
                Some(_) => tr!("[feed] url is not where the feed lies, so only the feed was looked at"),
            };
            log.add_as(Severity::Note, here, what, tr!("name the folder of the show with --issues"));
        }
        None => {
            log.add(here, tr!("there is no such file"), tr!("write one: `altavoce help show` tells what stands in it"))
        }
    }
}

/// Looks at the settings if they can be read.
fn of(cx: &Context, look: impl FnOnce(&Channel)) {
    if let Some(show) = cx.settings() {
        look(show);
    }
}

fn required(cx: &Context, log: &mut Log) {
    of(cx, |show| {
        for (key, value) in [
            ("title", &show.title),
            ("author", &show.author),
            ("email", &show.email),
            ("description", &show.description),
            ("language", &show.language),
        ] {
            if value.trim().is_empty() {
                log.add(cx.at_key(&[key]), tr!("{key} is not set"), tr!("podcast directories ask for it"));
            }
        }
    });
}

fn email(cx: &Context, log: &mut Log) {
    of(cx, |show| {
        let address = show.email.trim();
        if !address.is_empty() && !is_email(address) {
            log.add(
                cx.at_key(&["email"]),
                tr!("email `{address}` is not an address"),
                tr!("write it like \"voce@example.org\""),
            );
        }
    });
}

fn description(cx: &Context, log: &mut Log) {
    of(cx, |show| {
        let bytes = show.told_description().len();
        if bytes > LONGEST_DESCRIPTION {
            let what = tr!("description has {bytes} bytes with the disclosure");
            log.add(cx.at_key(&["description"]), what, tr!("keep it under {LONGEST_DESCRIPTION}"));
        }
    });
}

fn tag(cx: &Context, log: &mut Log) {
    of(cx, |show| {
        let language = show.language.trim();
        if !language.is_empty() && !is_language(language) {
            let what = tr!("language `{language}` is not a language tag");
            log.add(cx.at_key(&["language"]), what, tr!("write it like \"it\" or \"it-IT\""));
        }
    });
}

/// Whether something looks like an IETF language tag (RFC 5646, without its rarer parts).
pub fn is_language(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let language = parts.next().unwrap_or_default();
    let letters = |s: &str| s.bytes().all(|b| b.is_ascii_alphabetic());
    matches!(language.len(), 2 | 3)
        && letters(language)
        && parts.all(|p| matches!(p.len(), 2..=8) && p.bytes().all(|b| b.is_ascii_alphanumeric()))
}

fn url(cx: &Context, log: &mut Log) {
    of(cx, |show| {
        let site = Some(show.feed.site.as_str()).filter(|s| !s.trim().is_empty());
        for (key, value) in [("url", Some(show.feed.url.as_str())), ("site", site)] {
            if let Some(Err(error)) = value.map(|v| Base::parse(key, v)) {
                report_error(log, &error, cx.at_key(&["feed", key]));
            }
        }
    });
}

fn private(cx: &Context, log: &mut Log) {
    of(cx, |show| {
        let made = cx.state.as_ref().is_ok_and(|state| state.private_folder.is_some());
        if show.feed.private && !made {
            let what = tr!("the show is private, and its address was not made yet");
            log.add(cx.at_key(&["feed", "private"]), what, tr!("run altavoce feed, which makes it"));
        }
    });
}

fn https(cx: &Context, log: &mut Log) {
    of(cx, |show| {
        if show.feed.url.trim().starts_with("http://") {
            let what = tr!("[feed] url is not an https address, and apps of today refuse to play from it");
            log.add(cx.at_key(&["feed", "url"]), what, tr!("serve the folder by https"));
        }
    });
}

fn artwork(cx: &Context, log: &mut Log) {
    of(cx, |show| {
        if show.feed.artwork.trim().is_empty() {
            let fix = tr!("name a square JPEG or PNG of 1400 to 3000 pixels");
            log.add(cx.at_key(&["feed", "artwork"]), tr!("[feed] artwork is not set"), fix);
        }
    });
}

fn loudness(cx: &Context, log: &mut Log) {
    of(cx, |show| {
        let (target, peak) = (show.loudness.target, show.loudness.true_peak);
        if (target + 16.0).abs() > 1.0 {
            let what = tr!("[loudness] target is {target} LUFS, and apps expect -16, give or take one");
            log.add(cx.at_key(&["loudness", "target"]), what, tr!("leave it out"));
        }
        if peak > -1.0 {
            let what = tr!("[loudness] true_peak is {peak} dBFS, and an encoder goes beyond what it is given");
            log.add(cx.at_key(&["loudness", "true_peak"]), what, tr!("keep it at -1 or below"));
        }
    });
}
