//! `altavoce publish`.

use std::path::PathBuf;
use std::time::Duration;

use altavoce_base::error::Result;
use altavoce_base::{tr, trn};
use altavoce_podcast::publish::log::{self, LogEntry};
use altavoce_podcast::publish::plan::Action;
use altavoce_podcast::publish::public::PublicReport;
use altavoce_podcast::publish::transfer::Verify;
use altavoce_podcast::publish::{self, PublishRequest, PublishStep, PublishSummary};
use clap::{Args, ValueEnum};
use indicatif::{HumanBytes, ProgressBar, ProgressDrawTarget};
use serde_json::json;

use super::progress::style;
use super::{Common, Io, OUTPUT, ShowFile, note, print};

#[derive(Debug, Args)]
pub struct Options {
    #[command(flatten)]
    show: ShowFile,
    /// The folder of the issues, where show.toml and publish-state.toml lie
    #[arg(long, value_name = "DIR", default_value = "issues")]
    issues: PathBuf,
    /// The folder of the episodes, the feed and the pages
    #[arg(short, long, value_name = "DIR", default_value = OUTPUT)]
    output: PathBuf,
    /// Look and say what would be done, send nothing
    #[arg(long)]
    dry_run: bool,
    /// Print what went out and when, and send nothing
    #[arg(long, conflicts_with_all = ["dry_run", "prune"])]
    log: bool,
    /// Once the feed is out, remove files of ours there that nothing names any more
    #[arg(long)]
    prune: bool,
    /// How what has arrived is verified
    #[arg(long, value_name = "HOW", value_enum, default_value_t)]
    verify: VerifyBy,
    /// Do not look, once it is out, at what subscribers get
    #[arg(long)]
    no_verify: bool,
    /// Go on where a check would stop
    #[arg(long, value_name = "WHAT", value_enum)]
    force: Vec<Force>,
}

/// See [`Verify`].
#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum VerifyBy {
    /// By its length and the storage's own checksum; where it has none, by reading it back
    #[default]
    Auto,
    /// By its length and by reading it back, also what an earlier run has verified
    Full,
    /// By its length alone
    Length,
}

/// What may be forced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Force {
    /// Replace the feed there even if another machine or show has put it there, or its episodes get other GUIDs
    OverwriteRemote,
    /// Publish though title, author, address, artwork or an issue is one that every show begins with
    Placeholder,
}

pub fn run(options: &Options, common: &Common, io: &mut Io) -> Result<()> {
    if options.log {
        return history(options, common, io);
    }
    let project = options.show.read(&options.issues, common)?;
    let environment = |name: &str| std::env::var(name).ok();
    let request = PublishRequest {
        output: &options.output,
        show_folder: project.folder(),
        show: &project.show.channel(),
        environment: &environment,
        verify: match options.verify {
            VerifyBy::Auto => Verify::Auto,
            VerifyBy::Full => Verify::Full,
            VerifyBy::Length => Verify::Length,
        },
        prune: options.prune,
        overwrite: options.force.contains(&Force::OverwriteRemote),
        placeholders: options.force.contains(&Force::Placeholder),
        look: !options.no_verify,
        dry_run: options.dry_run,
    };
    let published = send(&request, common, io)?;
    if common.json {
        print(io, &format!("{:#}\n", summary(&published, options.dry_run)))?;
    } else if !common.quiet {
        let text = if options.dry_run { forecast(&published) } else { report(&published) };
        print(io, &text)?;
    }
    verdict(&published, io)
}

/// What went out, the newest first.
fn history(options: &Options, common: &Common, io: &mut Io) -> Result<()> {
    let mut entries = log::read(&options.output)?;
    entries.reverse();
    if common.json {
        return print(io, &format!("{:#}\n", json!({ "entries": entries })));
    }
    let line = |entry: &LogEntry| {
        let episodes =
            if entry.episodes.is_empty() { String::new() } else { format!("  {}", entry.episodes.join(", ")) };
        let sent = trn!(sent = entry.files, "1 file sent", "{sent} files sent");
        format!("{}  {}  {sent} ({}){episodes}\n", entry.at, entry.target, HumanBytes(entry.bytes))
    };
    print(io, &entries.iter().map(line).collect::<String>())
}

/// Tells of each thing that is not as it was sent where subscribers get it.
///
/// # Errors
/// The operator's: the first of them.
pub fn verdict(published: &PublishSummary, io: &mut Io) -> Result<()> {
    let mut faults = published.public.iter().flat_map(PublicReport::faults);
    let Some(first) = faults.next() else { return Ok(()) };
    faults.for_each(|fault| note(io, &format!("altavoce: {fault}")));
    Err(first)
}

/// Publishes, telling on standard error how it goes and what the author should know.
pub fn send(request: &PublishRequest, common: &Common, io: &mut Io) -> Result<PublishSummary> {
    let mut drawn = UploadBar::new(io.terminal && !common.quiet);
    let result = publish::publish(request, io.stop, &mut |step| drawn.tell(step));
    drawn.end();
    let published = result?;
    for warning in published.warnings.iter().filter(|_| !common.quiet) {
        note(io, &format!("altavoce: {warning}"));
    }
    Ok(published)
}

/// What was done, for programs.
pub fn summary(published: &PublishSummary, dry_run: bool) -> serde_json::Value {
    let rows = published.rows.iter().filter(|(action, ..)| *action != Action::Keep);
    let rows: Vec<_> =
        rows.map(|(action, path, bytes)| json!({"path": path, "action": action, "bytes": bytes})).collect();
    json!({
        "target": published.target,
        "url": published.url,
        "trial": published.trial,
        "dry_run": dry_run,
        "files": rows,
        "kept": published.count(Action::Keep),
        "beside": published.beside,
        "feed": published.feed,
        "bytes": published.bytes,
        "removed": published.removed,
        "retries": published.retries,
        "hub": published.hub,
        "state": published.state,
        "public": published.public,
        "warnings": published.warnings,
        "notes": published.notes,
    })
}

/// What a run would do, a line a file.
pub fn forecast(published: &PublishSummary) -> String {
    let mut text = String::new();
    for (action, path, bytes) in published.rows.iter().filter(|(action, ..)| *action != Action::Keep) {
        let name = match action {
            Action::Upload => tr!("upload"),
            Action::Replace => tr!("replace"),
            Action::Check => tr!("check"),
            Action::Keep => tr!("keep"),
        };
        let beside = if published.beside.contains(path) { tr!("  under a second name first") } else { "" };
        text.push_str(&format!("{name:<8} {path}  {}{beside}\n", HumanBytes(*bytes)));
    }
    if published.feed {
        text.push_str(&format!("{:<8} feed.xml, {}\n", tr!("upload"), tr!("last")));
    }
    for path in &published.removed {
        text.push_str(&format!("{:<8} {path}\n", tr!("remove")));
    }
    published.notes.iter().for_each(|note| text.push_str(&format!("{note}\n")));
    let kept = published.count(Action::Keep);
    let total = HumanBytes(published.bytes);
    let kept = trn!(kept, "1 file to keep", "{kept} files to keep");
    text + &tr!("{target}: {total} to send, {kept}; nothing was sent\n", target = published.target)
}

/// What was done, for people.
pub fn report(published: &PublishSummary) -> String {
    let sent = published.count(Action::Upload) + published.count(Action::Replace);
    let kept = trn!(kept = published.count(Action::Keep), "1 file kept", "{kept} files kept");
    let feed = if published.feed { tr!("new feed at") } else { tr!("the feed is unchanged at") };
    let mut text = format!("{}  ", published.target);
    match sent {
        0 => text.push_str(&tr!("nothing to send, {kept}, {feed} {url}\n", url = published.url)),
        sent => {
            let bytes = HumanBytes(published.bytes);
            let sent = trn!(sent, "1 file sent", "{sent} files sent");
            text.push_str(&format!("{sent} ({bytes}), {kept}, {feed} {}\n", published.url));
        }
    }
    if !published.removed.is_empty() {
        let removed = trn!(count = published.removed.len(), "1 file removed there", "{count} files removed there");
        text.push_str(&format!("{removed}\n"));
    }
    published.notes.iter().for_each(|note| text.push_str(&format!("{note}\n")));
    if let Some(public) = published.public.as_ref().filter(|public| public.faults().next().is_none()) {
        let new = match public.whole() {
            0 => String::new(),
            n => trn!(n, ", and its new episode whole and in parts", ", and {n} new episodes whole and in parts"),
        };
        let left = match public.left {
            0 => String::new(),
            n => trn!(n, "; {n} more is looked at by the next run", "; {n} more are looked at by the next run"),
        };
        text.push_str(&tr!("subscribers get this feed{new}{left}\n"));
    }
    if let Some(state) = &published.state {
        text.push_str(&tr!("commit {file}\n", file = state.display()));
    }
    text
}

/// A bar with time left, on a terminal only.
struct UploadBar {
    bar: Option<ProgressBar>,
}

impl UploadBar {
    fn new(wanted: bool) -> UploadBar {
        UploadBar { bar: wanted.then(|| ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr())) }
    }

    fn tell(&mut self, step: PublishStep) {
        let Some(bar) = &self.bar else { return };
        match step {
            PublishStep::Looking => {
                bar.set_style(style("{spinner} {wide_msg}", "{spinner} {wide_msg}"));
                bar.set_message(tr!("looking at what is there"));
                bar.enable_steady_tick(Duration::from_millis(250));
            }
            PublishStep::Comparing(count) => bar.set_message(trn!(
                count,
                "comparing 1 file that may be there",
                "comparing {count} files that may be there"
            )),
            PublishStep::Sending(bytes) => {
                bar.set_style(style(
                    &tr!("{{bar:24}} {{percent:>3}} %  {{bytes}} of {{total_bytes}}, {{bytes_per_sec}}, {{eta}} left  {{wide_msg}}"),
                    &tr!("{{percent:>3}} % of {{total_bytes}}, {{eta}} left  {{wide_msg}}"),
                ));
                bar.set_length(bytes);
                bar.set_message("");
            }
            PublishStep::Moved(bytes) => bar.inc(bytes),
            PublishStep::Arrived(path) => bar.set_message(path),
            PublishStep::Feed => bar.set_message(tr!("the feed")),
            PublishStep::Public(_) => bar.set_message(tr!("looking at what subscribers get")),
        }
    }

    fn end(self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
