//! What the Italian stage changed, and where it was in doubt, for people to read.

use std::path::Path;

use altavoce_base::error::{Error, Result};
use altavoce_italian::{Doubt, Edit};
use anstyle::{AnsiColor, Style};
use clap::Args;

use super::{Io, note};
use crate::narration::Narration;

/// Whether a reading that could have been another is an error.
#[derive(Debug, Args)]
pub struct Strict {
    /// Fail where a reading is doubtful: an acronym that no table knows, 03/04, a number that may be a year
    #[arg(long)]
    strict: bool,
}

impl Strict {
    /// Whether it was asked for.
    pub fn is_set(&self) -> bool {
        self.strict
    }
}

/// How many doubts were told.
#[derive(Debug, Default)]
pub struct Doubts {
    told: usize,
}

impl Doubts {
    /// Tells a doubt about `written`, which stands on a line of `place`.
    pub fn tell(&mut self, place: &str, line: u32, written: &str, doubt: &Doubt, quiet: bool, io: &mut Io) {
        self.told += 1;
        if !quiet {
            let (spoken, why) = (&doubt.spoken, doubt.why);
            note(io, &format!("altavoce: {place}:{line}: `{}` is read as `{spoken}`: {why}", one_line(written)));
        }
    }

    /// Tells the doubts of an issue.
    pub fn of(narration: &Narration, issue: &Path, quiet: bool, io: &mut Io) -> Doubts {
        let mut doubts = Doubts::default();
        for passage in narration.passages() {
            for doubt in &passage.spoken.doubts {
                let at = passage.written.line_at(doubt.source.start);
                let written = &passage.written.text[doubt.source.clone()];
                doubts.tell(&issue.display().to_string(), at, written, doubt, quiet, io);
            }
        }
        doubts
    }

    /// # Errors
    /// The author's, if there was a doubt and there must not be any.
    pub fn allowed(&self, strict: &Strict, place: &str) -> Result<()> {
        if self.told == 0 || !strict.strict {
            return Ok(());
        }
        let readings = if self.told == 1 { "1 reading is".to_string() } else { format!("{} readings are", self.told) };
        let e = Error::author(format!("{readings} doubtful, and --strict allows none")).in_file(place);
        Err(e.fix("write the words out as they should be said, or add them to [italian] in show.toml"))
    }
}

/// `line 12: €490 milioni → quattrocentonovanta milioni di euro (money)`; nothing for a change that is not heard.
pub fn change(line: u32, written: &str, edit: &Edit, colour: bool) -> Option<String> {
    let spoken = one_line(&edit.spoken);
    let source = one_line(written);
    if source == spoken {
        return None;
    }
    let paint = |text: &str, style: Style| if colour { format!("{style}{text}{style:#}") } else { text.to_string() };
    let plain = |colour: AnsiColor| Style::new().fg_color(Some(colour.into()));
    let spoken = if spoken.is_empty() { "(nothing)" } else { &spoken };
    Some(format!(
        "{} {} → {} {}\n",
        paint(&format!("line {line}:"), Style::new().dimmed()),
        paint(&source, plain(AnsiColor::Yellow)),
        paint(spoken, plain(AnsiColor::Green)),
        paint(&format!("({})", edit.class), plain(AnsiColor::Cyan)),
    ))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
