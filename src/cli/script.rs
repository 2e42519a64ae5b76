//! `altavoce script`.

use std::path::PathBuf;

use altavoce_base::error::Result;
use clap::{Args, ValueEnum};

use super::explain::{self, Doubts, Strict};
use super::{Common, Io, ShowFile, newest, print};
use crate::narration::Narration;

#[derive(Debug, Args)]
pub struct Options {
    /// The Markdown issue [default: the newest]
    issue: Option<PathBuf>,
    #[command(flatten)]
    show: ShowFile,
    /// For people or for programs
    #[arg(long, value_enum, default_value_t = ScriptFormat::Text)]
    format: ScriptFormat,
    /// Print each change between what is written and what is spoken instead, with its line and its class
    #[arg(long, conflicts_with = "format")]
    explain: bool,
    #[command(flatten)]
    strict: Strict,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum ScriptFormat {
    Text,
    Json,
}

pub fn run(options: &Options, common: &Common, io: &mut Io) -> Result<()> {
    let path = newest::issue(options.issue.as_ref(), &options.show.folder(), common, io)?;
    let (issue, project) = options.show.with_issue(&path, common, io)?;
    let narration = project.narrate(&issue);
    let pauses = &project.show.pauses;
    let doubts = Doubts::of(&narration, &path, common.quiet, io);
    let format = if common.json { ScriptFormat::Json } else { options.format };
    match format {
        ScriptFormat::Text if options.explain => print(io, &changes(&narration, io.colour))?,
        ScriptFormat::Text => print(io, &narration.to_text(pauses))?,
        ScriptFormat::Json => print(io, &format!("{:#}\n", narration.to_json(pauses)))?,
    }
    doubts.allowed(&options.strict, &path.display().to_string())?;
    explain::losses_allowed(&narration.losses(), &options.strict, &path)
}

/// Every change, a line each.
fn changes(narration: &Narration, colour: bool) -> String {
    let mut out = String::new();
    for passage in narration.passages() {
        for edit in &passage.spoken.edits {
            let at = passage.written.line_at(edit.source.start);
            out.extend(explain::change(at, &passage.written.text[edit.source.clone()], edit, colour));
        }
    }
    out
}
