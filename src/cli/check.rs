//! `altavoce check`.

use std::fmt::Write as _;
use std::path::PathBuf;

use altavoce_base::error::Result;
use altavoce_base::{tr, trn};
use clap::Args;
use serde_json::json;

use super::explain::{self, Strict};
use super::{Common, Io, ShowFile, clock, newest, print, tell_undisclosed};
use crate::check::{CheckReport, CheckSettings, check};
use crate::project::Project;

/// The exit code when there is something to look at: no error, but not nothing either.
pub const FOUND: u8 = 1;

#[derive(Debug, Args)]
pub struct Options {
    /// The Markdown issue [default: the newest]
    issue: Option<PathBuf>,
    #[command(flatten)]
    show: ShowFile,
    /// Tell only what is at least so risky, from 1 to 5
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=5))]
    risk: u8,
    #[command(flatten)]
    strict: Strict,
}

/// The exit code: 0 when there is nothing to look at, [`FOUND`] when there is.
///
/// # Errors
/// The author's, if strict, where a reading is doubtful or many words are lost.
pub fn run(options: &Options, common: &Common, io: &mut Io) -> Result<u8> {
    let path = newest::issue(options.issue.as_ref(), &options.show.folder(), common, io)?;
    let (issue, project) = options.show.with_issue(&path, common, io)?;
    tell_undisclosed(&project, common, io);
    let narration = project.narrate(&issue);
    let mut checked = check(&issue, &narration, settings(&project));
    checked.findings.retain(|finding| finding.risk >= options.risk);
    let found = !checked.findings.is_empty();
    if common.json {
        let seconds: f64 = checked.chapters.iter().map(|c| c.seconds).sum();
        let json = json!({ "issue": path, "findings": checked.findings, "chapters": checked.chapters, "seconds": seconds, "losses": checked.losses });
        print(io, &format!("{json:#}\n"))?;
    } else {
        print(io, &report(&checked, &path.display().to_string(), common.quiet))?;
    }
    let doubts = narration.passages().map(|p| p.spoken.doubts.len()).sum();
    explain::doubts_allowed(doubts, &options.strict, &path.display().to_string())?;
    explain::losses_allowed(&checked.losses, &options.strict, &path)?;
    Ok(if found { FOUND } else { 0 })
}

/// What a check obeys.
pub fn settings(project: &Project) -> CheckSettings<'_> {
    CheckSettings { lexicon: &project.lexicon, speed: project.show.speed, pauses: project.show.pauses }
}

/// For people: a line a finding, most doubtful first, then the chapters.
fn report(checked: &CheckReport, place: &str, quiet: bool) -> String {
    let mut text = String::new();
    for finding in &checked.findings {
        let times =
            if finding.times > 1 { trn!(n = finding.times, " ({n} times)", " ({n} times)") } else { String::new() };
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{place}:{}: `{}`{times}: {}; {}", finding.line, finding.what, finding.why, finding.fix);
    }
    if quiet {
        return text;
    }
    if !text.is_empty() {
        text.push('\n');
    }
    for (number, chapter) in checked.chapters.iter().enumerate() {
        let words = trn!(n = chapter.words, "{n:>5} word ", "{n:>5} words");
        let _ = writeln!(text, "{:>6} {words}  {}. {}", clock(chapter.seconds), number + 1, chapter.title);
    }
    let words: usize = checked.chapters.iter().map(|c| c.words).sum();
    let seconds: f64 = checked.chapters.iter().map(|c| c.seconds).sum();
    let things = match checked.findings.len() {
        0 => tr!("nothing to look at").to_string(),
        n => trn!(n, "1 thing to look at", "{n} things to look at"),
    };
    let all = tr!("{words:>5} words in all; {things}");
    let _ = writeln!(text, "{:>6} {all}", clock(seconds));
    text
}
