//! `altavoce feed`.

use std::path::PathBuf;

use altavoce_base::error::Result;
use altavoce_base::{tr, trn};
use altavoce_podcast::feed::{self, FeedSummary, guard::Risk};
use altavoce_podcast::hold::Hold;
use clap::Args;
use serde_json::json;

use super::{Common, Io, OUTPUT, ShowFile, print};

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
    /// Do to subscribers what a refusal says, by its word; may be given more than once
    #[arg(long, value_name = "WORD", value_parser = clap::builder::PossibleValuesParser::new(Risk::ALL.map(Risk::word)))]
    force: Vec<String>,
}

pub fn run(options: &Options, common: &Common, io: &mut Io) -> Result<()> {
    let project = options.show.read(&options.issues, common)?;
    let allowed: Vec<Risk> = options.force.iter().filter_map(|word| Risk::by_word(word)).collect();
    let made = feed::write_allowing(&options.output, project.folder(), &project.show.channel(), &allowed)?;
    if common.json {
        return print(io, &format!("{:#}\n", summary(&made)));
    }
    if common.quiet { Ok(()) } else { print(io, &report(&made)) }
}

/// What was written, for programs.
pub fn summary(made: &FeedSummary) -> serde_json::Value {
    json!({
        "feed": made.feed, "url": made.url, "state": made.state, "episodes": made.episodes, "new": made.new,
        "held": held_json(&made.held),
        "changed": made.changed, "state_changed": made.state_changed,
    })
}

/// The episodes that were left out, for programs.
pub fn held_json(held: &[(String, Hold)]) -> serde_json::Value {
    held.iter().map(|(folder, why)| json!({ "folder": folder, "why": why.to_string() })).collect()
}

/// The episodes that were left out, for people: a line each.
pub fn held(held: &[(String, Hold)]) -> String {
    let line = |(folder, why): &(String, Hold)| {
        let risk = why.risk();
        tr!(
            "left out: {folder} is {why}; {remedy}, or say `altavoce feed --force {word}`\n",
            remedy = risk.remedy(),
            word = risk.word()
        )
    };
    held.iter().map(line).collect()
}

/// What was written, for people.
pub fn report(made: &FeedSummary) -> String {
    let new = made.new.iter().map(|folder| tr!("new: {folder}\n")).collect::<String>();
    let held = held(&made.held);
    let state = if made.state_changed { tr!("commit {file}\n", file = made.state.display()) } else { String::new() };
    let episodes = trn!(count = made.episodes, "1 episode", "{count} episodes");
    let changed = if made.changed { "" } else { tr!(", nothing changed") };
    let feed = made.feed.display();
    let made = tr!("{feed}  {episodes}{changed}, to be served at {url}", url = made.url);
    format!("{new}{held}{made}\n{state}")
}
