//! Rules on the artwork, which is decoded: that of the settings and, where it is another, that of the feed.

use super::evidence::Evidence;
use super::show::tell;
use super::{APPLE, Log, PLAYERS, Place, Rule, Severity};
use crate::feed::artwork::{Flaw, WANTED};

/// The rules.
pub const RULES: &[Rule] = &[
    Rule {
        id: "artwork-file",
        severity: Severity::Error,
        source: APPLE,
        asks: "the artwork is there and can be decoded as a JPEG or a PNG",
        check: file,
    },
    Rule {
        id: "artwork-size",
        severity: Severity::Error,
        source: APPLE,
        asks: "the artwork is square, 1400 to 3000 pixels",
        check: |e, log| flaw(e, log, Flaw::Size, WANTED),
    },
    Rule {
        id: "artwork-colour",
        severity: Severity::Error,
        source: APPLE,
        asks: "the artwork is in RGB: neither grey nor CMYK",
        check: |e, log| flaw(e, log, Flaw::Colour, "save it in RGB"),
    },
    Rule {
        id: "artwork-kind",
        severity: Severity::Error,
        source: APPLE,
        asks: "the artwork's name ends like what it is: .jpg or .png",
        check: |e, log| flaw(e, log, Flaw::Name, "rename it: .jpg or .png"),
    },
    Rule {
        id: "artwork-opaque",
        severity: Severity::Warning,
        source: APPLE,
        asks: "nothing shines through the artwork",
        check: |e, log| flaw(e, log, Flaw::Transparent, "save it without transparency: apps show black or white there"),
    },
    Rule {
        id: "artwork-weight",
        severity: Severity::Note,
        source: PLAYERS,
        asks: "the artwork has at most 512 kB",
        check: |e, log| {
            flaw(e, log, Flaw::Weight, "save it as a JPEG, or with fewer pixels: apps load it in every list")
        },
    },
];

fn file(e: &Evidence, log: &mut Log) {
    for (path, look) in &e.artwork {
        if let Err(error) = look {
            tell(log, error, Place::file(path));
        }
    }
    flaw(e, log, Flaw::File, WANTED);
}

fn flaw(e: &Evidence, log: &mut Log, wanted: Flaw, fix: &str) {
    for (path, look) in &e.artwork {
        for (_, what) in look.iter().flatten().filter(|(flaw, _)| *flaw == wanted) {
            log.add(Place::file(path), what.as_str(), fix);
        }
    }
}
