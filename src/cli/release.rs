//! `altavoce release`: the weekly job. Check, episode, feed, pages, lint, publish; the first that fails ends it.

use std::path::{Path, PathBuf};

use altavoce_base::error::{Error, Result};
use altavoce_base::locale::text as text_of;
use altavoce_base::{mark, tr, trn};
use altavoce_podcast::channel::Channel;
use altavoce_podcast::feed::guard::Risk;
use altavoce_podcast::hold::Hold;
use altavoce_podcast::lint::Severity;
use altavoce_podcast::publish::transfer::Verify;
use altavoce_podcast::{feed as feeds, lint as linter, publish as publisher, site as pages};
use clap::Args;
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::check::{FOUND, settings};
use super::episode::MakeOptions;
use super::{Common, Io, episode, explain, feed, lint, newest, print, publish, site, tell_warnings};
use crate::check::check;
use crate::episode::make;
use crate::episode::marks::Marks;
use crate::episode::request::EpisodeRequest;
use crate::issue::{Issue, Meta};
use crate::project::SHOW_FILE;

/// A finding of the check that a listener will notice.
const NOTICED: u8 = 4;

#[derive(Debug, Args)]
pub struct Options {
    /// The Markdown issue [default: the newest]
    issue: Option<PathBuf>,
    #[command(flatten)]
    making: MakeOptions,
    /// Do everything but send it: say what would be sent
    #[arg(long)]
    dry_run: bool,
    /// Do not look, once it is out, at what subscribers get
    #[arg(long)]
    no_verify: bool,
    /// Only if every sentence was heard in the studio as it sounds now
    #[arg(long)]
    heard: bool,
    /// Do to subscribers what a refusal of the feed says, by its word; may be given more than once
    #[arg(long, value_name = "WORD", value_parser = clap::builder::PossibleValuesParser::new(Risk::ALL.map(Risk::word)))]
    force: Vec<String>,
}

/// The exit code: 0 when all is done, [`FOUND`] when the lint (or, if strict, the check) found what must be mended first.
pub fn run(options: &Options, common: &Common, io: &mut Io) -> Result<u8> {
    let making = &options.making;
    let issue = &newest::issue(options.issue.as_ref(), &making.show.folder(), common, io)?;
    let project = making.project(issue, common, io)?;
    let channel = project.show.channel();
    let mut told = StepLog { common, done: Map::new(), last: String::new() };

    let read = Issue::read(issue)?;
    let allowed: Vec<Risk> = options.force.iter().filter_map(|word| Risk::by_word(word)).collect();
    let Meta { draft, date, published_at, .. } = &read.meta;
    let hold = Hold::of(*draft, *date, published_at.as_ref(), Timestamp::now());
    if let Some(hold) = hold.filter(|hold| !allowed.contains(&hold.risk())) {
        let fix = tr!("{remedy}, or say `--force {word}`", remedy = hold.risk().remedy(), word = hold.risk().word());
        return Err(Error::author(tr!("the issue is {hold}")).in_file(issue).fix(fix));
    }
    let narration = project.narrate(&read);
    explain::losses_allowed(&narration.losses(), &making.strict, issue)?;
    let checked = check(&read, &narration, settings(&project));
    let noticed = checked.findings.iter().filter(|f| f.risk >= NOTICED).count();
    let stops = making.strict.is_set() && noticed > 0;
    let what = match (checked.findings.len(), noticed) {
        (0, _) => tr!("nothing to look at").to_string(),
        (all, 0) => trn!(
            all,
            "{all} to look at, none that a listener will notice; altavoce check {issue}",
            "{all} to look at, none that a listener will notice; altavoce check {issue}",
            issue = issue.display()
        ),
        (all, n) => trn!(
            n,
            "{all} to look at, {n} that a listener will notice; altavoce check {issue}",
            "{all} to look at, {n} that a listener will notice; altavoce check {issue}",
            issue = issue.display()
        ),
    };
    told.step(io, mark!("check"), &what, json!({ "findings": checked.findings }))?;
    if stops {
        return told.end(io, tr!("mend what the check found, or leave --strict out"), FOUND);
    }

    tell_warnings(&read, common, io);
    let request = EpisodeRequest { project: &project, issue: &read, narration: &narration };
    if options.heard {
        all_heard(request)?;
    }
    let (made, elapsed) = episode::one(request, making, common, io)?;
    told.step(io, mark!("episode"), &episode::line(&made, elapsed), episode::summary(&made, elapsed, &narration)?)?;

    let written = feeds::write_allowing(&making.output, project.folder(), &channel, &allowed)?;
    told.step(io, mark!("feed"), &feed::report(&written), feed::summary(&written))?;

    let written = pages::write(&making.output, project.folder(), &channel)?;
    told.step(io, mark!("pages"), &site::report(&written), site::summary(&written))?;

    let show_file = making.show.path.clone().unwrap_or_else(|| project.folder().join(SHOW_FILE));
    let scope = linter::Scope {
        output: &making.output,
        show: &show_file,
        // it was read above
        read_show: &|_| Ok(channel.clone()),
        feed: None,
        deep: false,
        now: Timestamp::now(),
    };
    let report = linter::lint(&scope)?;
    let faults = report.count(Severity::Error);
    told.step(io, mark!("lint"), &lint::report(&report, false, common), lint::summary(&report, false))?;
    if faults > 0 {
        return told.end(io, tr!("nothing was published: mend what the lint found and run the command again"), FOUND);
    }

    if channel.publish.target.trim().is_empty() {
        return told.end(io, tr!("published nowhere: [publish] target is not set in show.toml"), 0);
    }
    let published = publish_it(options, &channel, project.folder(), common, io)?;
    let what = if options.dry_run { publish::forecast(&published) } else { publish::report(&published) };
    told.step(io, mark!("publish"), &what, publish::summary(&published, options.dry_run))?;
    let code = told.finish(io, 0)?;
    publish::verdict(&published, io).map(|()| code)
}

/// # Errors
/// The author's: some sentences were not heard as they sound now. Or as [`make::speech`].
fn all_heard(request: EpisodeRequest) -> Result<()> {
    let path = &request.issue.path;
    let heard = Marks::read(path)?.heard(&make::speech(request, &[])?.jobs);
    if heard.is_all() {
        return Ok(());
    }
    let what = trn!(
        left = heard.all - heard.heard,
        "{left} of {all} sentences was not heard as it sounds now",
        "{left} of {all} sentences were not heard as they sound now",
        all = heard.all
    );
    Err(Error::author(what).in_file(path).fix(tr!("hear them in altavoce studio, or leave --heard out")))
}

fn publish_it(
    options: &Options,
    show: &Channel,
    show_folder: &Path,
    common: &Common,
    io: &mut Io,
) -> Result<publisher::PublishSummary> {
    let environment = |name: &str| std::env::var(name).ok();
    let request = publisher::PublishRequest {
        output: &options.making.output,
        show_folder,
        show,
        environment: &environment,
        verify: Verify::Auto,
        prune: false,
        overwrite: false,
        placeholders: false,
        look: !options.no_verify,
        dry_run: options.dry_run,
    };
    publish::send(&request, common, io)
}

/// What was done so far: told as it is done, or as one JSON at the end.
struct StepLog<'a> {
    common: &'a Common,
    done: Map<String, Value>,
    /// The last step in words.
    last: String,
}

impl StepLog<'_> {
    fn step(&mut self, io: &mut Io, name: &'static str, what: &str, summary: Value) -> Result<()> {
        self.done.insert(name.to_string(), summary);
        let mut lines = what.lines().filter(|l| !l.trim().is_empty());
        let mut text = format!("{:<8} {}\n", text_of(name), lines.next().unwrap_or_default());
        for line in lines {
            text.push_str(&format!("{:8} {line}\n", ""));
        }
        self.last = text;
        if self.common.json || self.common.quiet { Ok(()) } else { print(io, &self.last) }
    }

    /// Ends with a last word; what a quiet run stops at is told too.
    fn end(self, io: &mut Io, why: &str, code: u8) -> Result<u8> {
        if !self.common.json && (!self.common.quiet || code != 0) {
            if self.common.quiet {
                print(io, &self.last)?;
            }
            print(io, &format!("{:8} {why}\n", ""))?;
        }
        self.finish(io, code)
    }

    fn finish(self, io: &mut Io, code: u8) -> Result<u8> {
        if self.common.json {
            print(io, &format!("{:#}\n", Value::Object(self.done)))?;
        }
        Ok(code)
    }
}
