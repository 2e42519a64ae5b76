//! What the Italian stage changed, and where it was in doubt, for people to read.

use std::path::Path;

use altavoce_base::error::{Error, Result};
use altavoce_base::locale::text;
use altavoce_base::{tr, trn};
use altavoce_italian::{Doubt, Edit};
use anstyle::{AnsiColor, Style};
use clap::Args;

use super::{Io, note};
use crate::narration::{Losses, Narration};

/// Whether a reading that could have been another is an error, and so is the loss of many words.
#[derive(Debug, Args)]
pub struct Strict {
    /// Fail where a reading is doubtful (an acronym that no table knows, 03/04, a number that may be a year), and where more
    /// than 3 % of an issue's words are not spoken
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
            let (spoken, why) = (&doubt.spoken, text(doubt.why.as_str()));
            note(
                io,
                &tr!("altavoce: {place}:{line}: `{written}` is read as `{spoken}`: {why}", written = one_line(written)),
            );
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
    /// As [`doubts_allowed`].
    pub fn allowed(&self, strict: &Strict, place: &str) -> Result<()> {
        doubts_allowed(self.told, strict, place)
    }
}

/// # Errors
/// The author's, if there are doubts and there must not be any.
pub fn doubts_allowed(doubts: usize, strict: &Strict, place: &str) -> Result<()> {
    if doubts == 0 || !strict.strict {
        return Ok(());
    }
    let e = Error::author(trn!(
        doubts,
        "1 reading is doubtful, and --strict allows none",
        "{doubts} readings are doubtful, and --strict allows none"
    ))
    .in_file(place);
    Err(e.fix(tr!("write the words out as they should be said, or add them to [italian] in show.toml")))
}

/// Tells in a line which words of an issue nobody will hear.
pub fn tell_losses(losses: &Losses, issue: &Path, quiet: bool, io: &mut Io) {
    if let Some(sentence) = losses.sentence().filter(|_| !quiet) {
        let place = issue.display();
        note(io, &tr!("altavoce: {place}: {sentence}; see altavoce script {place}"));
    }
}

/// # Errors
/// The author's, if many words are lost and they must not be.
pub fn losses_allowed(losses: &Losses, strict: &Strict, issue: &Path) -> Result<()> {
    let Some(sentence) = losses.sentence().filter(|_| strict.strict && losses.is_large()) else { return Ok(()) };
    let share = losses.share() * 100.0;
    let e = Error::author(tr!("{sentence}: {share:.0} %, and --strict allows 3 %")).in_file(issue);
    Err(e.fix(tr!("write for the ear what stands there, or leave --strict out")))
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
    let spoken = if spoken.is_empty() { tr!("(nothing)") } else { &spoken };
    Some(format!(
        "{} {} → {} {}\n",
        paint(&tr!("line {line}:"), Style::new().dimmed()),
        paint(&source, plain(AnsiColor::Yellow)),
        paint(spoken, plain(AnsiColor::Green)),
        paint(&format!("({})", text(edit.class.as_str())), plain(AnsiColor::Cyan)),
    ))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
