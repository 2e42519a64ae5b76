//! `altavoce lint`.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use altavoce_base::error::{Error, Result};
use altavoce_base::locale::text as message;
use altavoce_base::{tr, trn};
use altavoce_podcast::lint::{LintReport, Scope, Severity, lint, rules};
use clap::Args;
use jiff::Timestamp;
use serde_json::json;

use super::check::FOUND;
use super::{Common, Io, OUTPUT, ShowFile, print};
use crate::project::{self, SHOW_FILE};

/// Findings of one rule that are printed without -v: a fault of a whole feed is in all its episodes.
const OF_A_KIND: usize = 5;

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
    /// The feed, whoever wrote it [default: feed.xml in the folder of the episodes]
    #[arg(long, value_name = "FILE")]
    feed: Option<PathBuf>,
    /// Hear every episode and hash every file too, which takes a while
    #[arg(long)]
    deep: bool,
    /// Exit with 1 for warnings too
    #[arg(long)]
    strict: bool,
    /// List the rules, and who asks for each
    #[arg(long)]
    rules: bool,
}

/// The exit code: 0 when all is well, [`FOUND`] when there are errors, or warnings if strict.
pub fn run(options: &Options, common: &Common, io: &mut Io) -> Result<u8> {
    if options.rules {
        print(io, &if common.json { rules_as_json() } else { rules_as_text() })?;
        return Ok(0);
    }
    if let Some(path) = options.show.path.iter().chain(&options.feed).find(|p| !p.exists()) {
        return Err(Error::usage(tr!("no such file")).in_file(path).fix(tr!("check the path")));
    }
    let show = options.show.path.clone().unwrap_or_else(|| options.issues.join(SHOW_FILE));
    let scope = Scope {
        output: &options.output,
        show: &show,
        read_show: &|path| project::read(path).map(|(show, _)| show.channel()),
        feed: options.feed.as_deref(),
        deep: options.deep,
        now: Timestamp::now(),
    };
    let found = lint(&scope)?;
    if common.json {
        print(io, &format!("{:#}\n", summary(&found, options.deep)))?;
    } else {
        print(io, &report(&found, options.deep, common))?;
    }
    let bad = found.count(Severity::Error) > 0 || options.strict && found.count(Severity::Warning) > 0;
    Ok(if bad { FOUND } else { 0 })
}

/// What was found, for programs.
pub fn summary(report: &LintReport, deep: bool) -> serde_json::Value {
    let count = |severity| report.count(severity);
    json!({
        "findings": report.findings, "items": report.items, "episodes": report.episodes, "deep": deep,
        "errors": count(Severity::Error), "warnings": count(Severity::Warning), "notes": count(Severity::Note),
    })
}

/// For people: a line a finding, by file, and what it comes to.
pub fn report(report: &LintReport, deep: bool, common: &Common) -> String {
    let mut text = String::new();
    let mut of_rule: HashMap<&str, usize> = HashMap::new();
    let mut file = None;
    for finding in &report.findings {
        let count = of_rule.entry(finding.rule).or_default();
        *count += 1;
        if *count > OF_A_KIND && !common.verbose {
            continue;
        }
        if file.replace(&finding.file).is_some_and(|before| *before != finding.file) {
            text.push('\n');
        }
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{finding}");
    }
    let mut more: Vec<_> = of_rule.into_iter().filter(|(_, n)| *n > OF_A_KIND && !common.verbose).collect();
    more.sort();
    for (n, (rule, count)) in more.iter().enumerate() {
        let gap = if n == 0 { "\n" } else { "" };
        let more = count - OF_A_KIND;
        let more =
            trn!(more, "and 1 more of {rule}: -v tells them all", "and {more} more of {rule}: -v tells them all");
        let _ = writeln!(text, "{gap}{more}");
    }
    if common.quiet {
        return text;
    }
    if !text.is_empty() {
        text.push('\n');
    }
    let found = [Severity::Error, Severity::Warning, Severity::Note]
        .into_iter()
        .filter(|s| report.count(*s) > 0)
        .map(|s| counted(report.count(s), s))
        .collect::<Vec<_>>();
    let found = if found.is_empty() { tr!("all is well").to_string() } else { found.join(", ") };
    let how = if deep { "" } else { tr!("; loudness as the manifests say, --deep measures it") };
    let looked = trn!(rules = rules().count(), "1 rule", "{rules} rules");
    let of = trn!(
        items = report.items,
        "1 episode in the feed, {episodes} in the folder",
        "{items} episodes in the feed, {episodes} in the folder",
        episodes = report.episodes
    );
    let _ = writeln!(text, "{found} ({looked}, {of}{how})");
    text
}

/// So many findings of a severity.
fn counted(n: usize, severity: Severity) -> String {
    match severity {
        Severity::Error => trn!(n, "1 error", "{n} errors"),
        Severity::Warning => trn!(n, "1 warning", "{n} warnings"),
        Severity::Note => trn!(n, "1 note", "{n} notes"),
    }
}

fn rules_as_text() -> String {
    let width = rules().map(|r| r.id.len()).max().unwrap_or(0);
    let line = |r: &altavoce_podcast::lint::Rule| {
        format!("{:width$}  {:7}  {} ({})\n", r.id, message(r.severity.name()), message(r.asks), message(r.source))
    };
    rules().map(line).collect()
}

fn rules_as_json() -> String {
    let rules: Vec<_> =
        rules().map(|r| json!({ "id": r.id, "severity": r.severity, "asks": r.asks, "source": r.source })).collect();
    format!("{:#}\n", json!(rules))
}
