//! `altavoce site`.

use std::path::PathBuf;

use altavoce_base::error::Result;
use altavoce_base::{tr, trn};
use altavoce_podcast::site::{self, SiteSummary};
use clap::Args;
use serde_json::json;

use super::{Common, Io, OUTPUT, ShowFile, feed, print};

#[derive(Debug, Args)]
pub struct Options {
    #[command(flatten)]
    show: ShowFile,
    /// The folder of the issues, where show.toml and feed-state.toml lie
    #[arg(long, value_name = "DIR", default_value = "issues")]
    issues: PathBuf,
    /// The folder of the episodes
    #[arg(short, long, value_name = "DIR", default_value = OUTPUT)]
    output: PathBuf,
}

pub fn run(options: &Options, common: &Common, io: &mut Io) -> Result<()> {
    let project = options.show.read(&options.issues, common)?;
    let made = site::write(&options.output, project.folder(), &project.show.channel())?;
    if common.json {
        return print(io, &format!("{:#}\n", summary(&made)));
    }
    if common.quiet { Ok(()) } else { print(io, &report(&made)) }
}

/// What was written, for programs.
pub fn summary(made: &SiteSummary) -> serde_json::Value {
    json!({
        "folder": made.folder, "url": made.url, "episodes": made.episodes, "held": feed::held_json(&made.held), "written": made.written,
        "removed": made.removed,
    })
}

/// What was written, for people.
pub fn report(made: &SiteSummary) -> String {
    let removed = made.removed.iter().map(|path| tr!("removed: {path}\n")).collect::<String>();
    let episodes = trn!(count = made.episodes, "1 episode", "{count} episodes");
    let changed = match made.written {
        0 => tr!("nothing changed").to_string(),
        n => trn!(n, "1 file written", "{n} files written"),
    };
    let folder = made.folder.display();
    let held = feed::held(&made.held);
    let made = tr!("{folder}  {episodes}, {changed}, to be served at {url}", url = made.url);
    format!("{removed}{held}{made}\n")
}
