//! `altavoce status`.

use std::fmt::Write as _;
use std::path::PathBuf;

use altavoce_base::error::Result;
use altavoce_base::{tr, trn};
use clap::Args;
use serde_json::json;

use super::{Common, Io, OUTPUT, ShowFile, print};
use crate::episode::make::Freshness;
use crate::status::{self, IssueStatus, Publication};

#[derive(Debug, Args)]
pub struct Options {
    #[command(flatten)]
    show: ShowFile,
    /// The folder of the issues
    #[arg(long, value_name = "DIR", default_value = "issues")]
    issues: PathBuf,
    /// The folder of the episodes
    #[arg(short, long, value_name = "DIR", default_value = OUTPUT)]
    output: PathBuf,
}

pub fn run(options: &Options, common: &Common, io: &mut Io) -> Result<()> {
    let project = options.show.read(&options.issues, common)?.with_output(&options.output);
    let rows = status::of(&project)?;
    if common.json {
        let done = rows.iter().filter(|r| r.is_done()).count();
        return print(io, &format!("{:#}\n", json!({ "episodes": rows, "done": done })));
    }
    print(io, &table(&rows, common.quiet))
}

/// For people: a line an issue, what is wrong with it below.
fn table(rows: &[IssueStatus], quiet: bool) -> String {
    let mut text = String::new();
    for row in rows {
        let name = row.issue.as_ref().map_or_else(|| row.folder.clone(), |issue| issue.display().to_string());
        let episode = match (&row.fault, row.issue.is_some(), row.episode) {
            (Some(_), ..) => tr!("faulty"),
            (None, false, _) => tr!("no issue"),
            (None, true, Freshness::Missing) => tr!("missing"),
            (None, true, Freshness::Stale) => tr!("stale"),
            (None, true, Freshness::Made) => tr!("made"),
        };
        let feed = if row.in_feed { tr!("in the feed") } else { tr!("not in the feed") };
        let published = match row.published {
            Publication::Yes => tr!("published"),
            Publication::Older => tr!("published as it was"),
            Publication::WithoutFeed => tr!("sent, the feed not"),
            Publication::No => tr!("not published"),
        };
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{episode:<8}  {feed:<15}  {published:<19}  {name}  {}", row.title);
        if let Some(held) = &row.held {
            let held = tr!("not to go out yet: it is {held}");
            let _ = writeln!(text, "          {held}");
        }
        if let Some(fault) = &row.fault {
            let _ = writeln!(text, "          {fault}");
        }
    }
    if !quiet {
        let done = rows.iter().filter(|r| r.is_done()).count();
        let left = rows.len() - done;
        let sum = trn!(
            done,
            "{done} done, {left} with something left to do",
            "{done} done, {left} with something left to do"
        );
        let _ = writeln!(text, "{sum}");
    }
    text
}
