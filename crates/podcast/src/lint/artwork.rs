//! Rules on the artwork, which is decoded: that of the settings and, where it is another, that of the feed.

use altavoce_base::locale::text;
use altavoce_base::{mark, tr};

use super::context::Context;
use super::show::report_error;
use super::{APPLE, Location, Log, PLAYERS, Rule, Severity};
use crate::feed::artwork::{Flaw, WANTED};

/// The rules.
pub const RULES: &[Rule] = &[
    Rule {
        id: "artwork-file",
        severity: Severity::Error,
        source: APPLE,
        asks: mark!("the artwork is there and can be decoded as a JPEG or a PNG"),
        check: file,
    },
    Rule {
        id: "artwork-size",
        severity: Severity::Error,
        source: APPLE,
        asks: mark!("the artwork is square, 1400 to 3000 pixels"),
        check: |cx, log| flaw(cx, log, Flaw::Size, text(WANTED)),
    },
    Rule {
        id: "artwork-colour",
        severity: Severity::Error,
        source: APPLE,
        asks: mark!("the artwork is in RGB: neither grey nor CMYK"),
        check: |cx, log| flaw(cx, log, Flaw::Colour, tr!("save it in RGB")),
    },
    Rule {
        id: "artwork-kind",
        severity: Severity::Error,
        source: APPLE,
        asks: mark!("the artwork's name ends like what it is: .jpg or .png"),
        check: |cx, log| flaw(cx, log, Flaw::Name, tr!("rename it: .jpg or .png")),
    },
    Rule {
        id: "artwork-opaque",
        severity: Severity::Warning,
        source: APPLE,
        asks: mark!("nothing shines through the artwork"),
        check: |cx, log| {
            flaw(cx, log, Flaw::Transparent, tr!("save it without transparency: apps show black or white there"))
        },
    },
    Rule {
        id: "artwork-weight",
        severity: Severity::Note,
        source: PLAYERS,
        asks: mark!("the artwork has at most 512 kB"),
        check: |cx, log| {
            flaw(cx, log, Flaw::Weight, tr!("save it as a JPEG, or with fewer pixels: apps load it in every list"))
        },
    },
];

fn file(cx: &Context, log: &mut Log) {
    for (path, flaws) in &cx.artwork {
        if let Err(error) = flaws {
            report_error(log, error, Location::file(path));
        }
    }
    flaw(cx, log, Flaw::File, text(WANTED));
}

/// Tells of every image with that flaw.
pub fn flaw(cx: &Context, log: &mut Log, wanted: Flaw, fix: &str) {
    for (path, flaws) in &cx.artwork {
        for (_, what) in flaws.iter().flatten().filter(|(flaw, _)| *flaw == wanted) {
            log.add(Location::file(path), what.as_str(), fix);
        }
    }
}
