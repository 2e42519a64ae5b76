//! `altavoce script`.

use std::path::PathBuf;

use altavoce_base::error::Result;
use clap::{Args, ValueEnum};

use super::explain::{self, Doubts, Strict};
use super::{Common, Io, ShowFile, print};
use crate::reading::Reading;

#[derive(Debug, Args)]
pub struct Options {
    /// The Markdown issue
    issue: PathBuf,
    #[command(flatten)]
    show: ShowFile,
    /// For people or for programs
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Print each change between what is written and what is spoken instead, with its line and its class
    #[arg(long, conflicts_with = "format")]
    explain: bool,
    #[command(flatten)]
    strict: Strict,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Json,
}

pub fn run(options: &Options, common: &Common, io: &mut Io) -> Result<()> {
    let (issue, show, _) = options.show.with_issue(&options.issue, common, io)?;
    let reading = Reading::of(&issue, &show);
    let doubts = Doubts::of(&reading, &options.issue, common.quiet, io);
    let format = if common.json { Format::Json } else { options.format };
    match format {
        Format::Text if options.explain => print(io, &changes(&reading, io.colour))?,
        Format::Text => print(io, &reading.to_text(&show.pauses))?,
        Format::Json => print(io, &format!("{:#}\n", reading.to_json(&show.pauses)))?,
    }
    doubts.allowed(&options.strict, &options.issue.display().to_string())
}

/// Every change, a line each.
fn changes(reading: &Reading, colour: bool) -> String {
    let mut out = String::new();
    for line in reading.lines() {
        for edit in &line.spoken.edits {
            let at = line.passage.line_at(edit.source.start);
            out.extend(explain::change(at, &line.passage.text[edit.source.clone()], edit, colour));
        }
    }
    out
}
