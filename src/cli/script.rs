//! `altavoce script`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{Common, Io, ShowFile, print};
use crate::error::Result;
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
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Json,
}

pub fn run(options: &Options, common: &Common, io: &mut Io) -> Result<()> {
    let (issue, show, _) = options.show.with_issue(&options.issue, common.quiet, io)?;
    let reading = Reading::of(&issue, &show);
    let format = if common.json { Format::Json } else { options.format };
    match format {
        Format::Text => print(io, &reading.to_text(&show.pauses)),
        Format::Json => print(io, &format!("{:#}\n", reading.to_json(&show.pauses))),
    }
}
