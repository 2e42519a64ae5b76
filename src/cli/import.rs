//! `altavoce import`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use altavoce_base::error::{Error, Result};
use altavoce_base::{tr, trn};
use altavoce_podcast::address;
use clap::Args;
use jiff::Zoned;
use jiff::civil::Date;
use serde_json::{Value, json};

use super::{Common, Io, note, print};
use crate::import::diagnostic::Diagnostic;
use crate::import::heading::Sections;
use crate::import::write::{self, Outcome};
use crate::import::{self, Import, ImportedIssue};
use crate::issue::date;
use crate::scaffold;

#[derive(Debug, Args)]
pub struct Options {
    /// The files: plain text, HTML, a feed, what Substack, Ghost, beehiiv, Medium or WordPress exports
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The folder of the issues
    #[arg(short, long, value_name = "DIR", default_value = "issues")]
    out: PathBuf,
    /// Print the Markdown and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Replace issues that are there already and differ
    #[arg(long)]
    force: bool,
    /// The day of publication, like 2024-03-08
    #[arg(long, value_name = "DAY", value_parser = day)]
    date: Option<Date>,
    /// The number of the issue
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=9999))]
    number: Option<u32>,
    /// The author of issues that name none
    #[arg(long, value_name = "NAME")]
    author: Option<String>,
    /// Where the newsletter is read, for exports that do not say it: `https://NAME.substack.com`
    #[arg(long, value_name = "ADDRESS", value_parser = site)]
    site: Option<String>,
    /// Import the unpublished posts of an export too
    #[arg(long)]
    drafts: bool,
    /// Import what stands behind a paywall too
    #[arg(long)]
    paid: bool,
    /// Number the issues that have no number by their days and hours, from 1 or from N
    #[arg(long, value_name = "N", num_args = 0..=1, require_equals = true, default_missing_value = "1",
          value_parser = clap::value_parser!(u32).range(1..=9999))]
    number_by_date: Option<u32>,
}

fn day(text: &str) -> Result<Date, String> {
    date::parse(text).ok_or_else(|| tr!("write it like 2024-03-08").to_string())
}

fn site(text: &str) -> Result<String, String> {
    address::canonical(text).ok_or_else(|| tr!("write all of it, like https://ada.substack.com").to_string())
}

pub fn run(options: &Options, common: &Common, io: &mut Io) -> Result<()> {
    let mut sections = Sections::of_folder(&options.out);
    if options.files.len() > 1 {
        let texts: Vec<String> = options.files.iter().filter_map(|f| import::plain_text(f)).collect();
        sections.add_recurring(&texts.iter().map(String::as_str).collect::<Vec<_>>());
    }
    let how = import::Options {
        today: Zoned::now().date(),
        date: options.date,
        number: options.number,
        author: options.author.clone(),
        site: options.site.clone(),
        drafts: options.drafts,
        paid: options.paid,
        sections,
    };
    let mut imports: Vec<Import> = options.files.iter().map(|f| import::read(f, &how)).collect::<Result<_>>()?;
    if let Some(from) = options.number_by_date {
        import::number_by_date(&mut imports, from);
    }
    let issues: Vec<&ImportedIssue> = imports.iter().flat_map(|i| &i.issues).collect();
    if issues.len() > 1 && (options.date.is_some() || options.number.is_some()) {
        let what = tr!("--date and --number are for one issue; here are {count}", count = issues.len());
        return Err(Error::usage(what).fix(tr!("leave them out, or import one file")));
    }
    if !common.quiet {
        for (file, import) in options.files.iter().zip(&imports) {
            tell(file, import, io);
        }
    }
    if options.dry_run {
        return dry(&options.files, &imports, common, io);
    }
    let planned = write::plan(&options.out, &issues, options.force, scaffold::is_sample)?;
    write::write(&planned, &issues)?;
    if common.json {
        let made = |at: usize| json!({ "file": planned[at].path, "state": planned[at].outcome });
        return print(io, &format!("{:#}\n", summary(&options.files, &imports, made)));
    }
    if common.quiet {
        return Ok(());
    }
    let mut text = String::new();
    for (file, issue) in planned.iter().zip(&issues) {
        let outcome = match file.outcome {
            Outcome::Written => "",
            Outcome::Kept => tr!(", unchanged"),
            Outcome::Replaced => tr!(", replaced"),
        };
        let count = trn!(count = issue.chapters.len(), "1 chapter", "{count} chapters");
        let chapters = issue.chapters.join(" · ");
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{}{outcome}  {count}: {chapters}", file.path.display());
    }
    print(io, &text)
}

/// The diagnostics, a line each: `FILE:LINE: what`.
fn tell(file: &Path, import: &Import, io: &mut Io) {
    let place = |part: Option<&String>, diagnostic: &Diagnostic| {
        let part = part.map_or(String::new(), |p| format!(" {p}"));
        let line = diagnostic.line.map_or(String::new(), |l| format!(":{l}"));
        format!("altavoce: {}{line}:{part}{}", file.display(), if part.is_empty() { "" } else { ":" })
    };
    for diagnostic in &import.diagnostics {
        note(io, &format!("{} {}", place(None, diagnostic), diagnostic.what));
    }
    for issue in &import.issues {
        for diagnostic in &issue.diagnostics {
            note(io, &format!("{} {}", place(issue.part.as_ref(), diagnostic), diagnostic.what));
        }
    }
}

/// The Markdown instead of files; of several issues each under its name.
fn dry(files: &[PathBuf], imports: &[Import], common: &Common, io: &mut Io) -> Result<()> {
    let issues: Vec<&ImportedIssue> = imports.iter().flat_map(|i| &i.issues).collect();
    if common.json {
        let made = |at: usize| json!({ "file": issues[at].name, "markdown": issues[at].markdown });
        return print(io, &format!("{:#}\n", summary(files, imports, made)));
    }
    let mut text = String::new();
    for (at, issue) in issues.iter().enumerate() {
        if issues.len() > 1 {
            let gap = if at > 0 { "\n" } else { "" };
            let _ = write!(text, "{gap}==> {} <==\n\n", issue.name);
        }
        text.push_str(&issue.markdown);
    }
    print(io, &text)
}

/// Everything as JSON; `made` says what became of an issue, by its place among all.
fn summary(files: &[PathBuf], imports: &[Import], made: impl Fn(usize) -> Value) -> Value {
    let mut at = 0;
    let mut sources = Vec::new();
    for (file, import) in files.iter().zip(imports) {
        let mut rows = Vec::new();
        for issue in &import.issues {
            let mut row = made(at);
            at += 1;
            let more = json!({
                "part": issue.part, "title": issue.title, "number": issue.number, "date": issue.date,
                "published_at": issue.published_at.as_ref().map(|at| at.strftime("%FT%T%:z").to_string()),
                "chapters": issue.chapters, "remarks": issue.diagnostics,
            });
            if let (Value::Object(row), Value::Object(more)) = (&mut row, more) {
                row.extend(more);
            }
            rows.push(row);
        }
        sources.push(json!({ "source": file, "kind": import.format, "remarks": import.diagnostics, "issues": rows }));
    }
    json!({ "sources": sources })
}
