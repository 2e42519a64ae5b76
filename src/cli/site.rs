//! `altavoce site`.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::{Common, Io, ShowFile, print};
use crate::error::Result;
use crate::site;

#[derive(Debug, Args)]
pub struct Options {
    #[command(flatten)]
    show: ShowFile,
    /// The folder of the issues, where show.toml and feed-state.toml lie
    #[arg(long, value_name = "DIR", default_value = "issues")]
    issues: PathBuf,
    /// The folder of the episodes
    #[arg(short, long, value_name = "DIR", default_value = "output")]
    output: PathBuf,
}

pub fn run(options: &Options, common: &Common, io: &mut Io) -> Result<()> {
    let (show, folder) = options.show.read(&options.issues)?;
    let made = site::write(&options.output, &folder, &show)?;
    if common.json {
        let summary = json!({
            "folder": made.folder, "url": made.url, "episodes": made.episodes, "written": made.written,
            "removed": made.removed,
        });
        return print(io, &format!("{summary:#}\n"));
    }
    if common.quiet {
        return Ok(());
    }
    let removed = made.removed.iter().map(|path| format!("removed: {path}\n")).collect::<String>();
    let noun = if made.episodes == 1 { "episode" } else { "episodes" };
    let changed = match made.written {
        0 => "nothing changed".to_string(),
        1 => "1 file written".to_string(),
        n => format!("{n} files written"),
    };
    print(
        io,
        &format!(
            "{removed}{}  {} {noun}, {changed}, to be served at {}\n",
            made.folder.display(),
            made.episodes,
            made.url
        ),
    )
}
