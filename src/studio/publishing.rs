//! What would go out, in words, and that it goes out once somebody has agreed to just that; and what went out before.

use altavoce_base::error::{Error, Result};
use altavoce_base::tr;
use altavoce_podcast::channel::Channel;
use altavoce_podcast::publish::log;
use altavoce_podcast::publish::plan::Action;
use altavoce_podcast::publish::transfer::Verify;
use altavoce_podcast::publish::{PublishRequest, PublishStep, PublishSummary, publish};
use serde::Deserialize;
use serde_json::{Value, json};

use super::answer::{Asked, Outcome, json as answer};
use super::jobs::Reporter;
use super::{Studio, version};
use crate::project::Project;

/// Looks what would be sent.
pub fn plan(studio: &Studio, _: &Asked) -> Outcome {
    studio.begin("plan", None, |studio, reporter| {
        let project = studio.project()?;
        let planned = send(&project, true, reporter)?;
        Ok(told(&planned, true))
    })
}

/// That somebody agreed to a plan.
#[derive(Deserialize)]
struct Agreed {
    confirm: String,
}

/// Sends what was agreed to, and nothing else.
pub fn start(studio: &Studio, asked: &Asked) -> Outcome {
    let agreed: Agreed = asked.json()?;
    studio.begin("publish", None, move |studio, reporter| {
        let project = studio.project()?;
        let planned = send(&project, true, reporter)?;
        if name_of(&planned) != agreed.confirm {
            let error = Error::author(tr!("what would be sent is not what you agreed to any more"));
            return Err(error.fix(tr!("look at the plan again")));
        }
        let sent = send(&project, false, reporter)?;
        Ok(told(&sent, false))
    })
}

/// What went out, the newest first.
pub fn log(studio: &Studio, _: &Asked) -> Outcome {
    let mut entries = log::read(&studio.folders.output)?;
    entries.reverse();
    Ok(answer(&json!({ "entries": entries })))
}

fn send(project: &Project, dry_run: bool, reporter: &mut Reporter) -> Result<PublishSummary> {
    let show: Channel = project.show.channel();
    let environment = |name: &str| std::env::var(name).ok();
    let request = PublishRequest {
        output: &project.folders.output,
        show_folder: project.folder(),
        show: &show,
        environment: &environment,
        verify: Verify::Auto,
        prune: false,
        overwrite: false,
        placeholders: false,
        look: true,
        dry_run,
    };
    let (mut all, mut moved) = (0, 0);
    let stop = reporter.stop_flag();
    publish(&request, &stop, &mut |step| match step {
        PublishStep::Looking | PublishStep::Comparing(_) => reporter.begin("looking", ""),
        PublishStep::Sending(bytes) => {
            all = bytes;
            reporter.begin("sending", "");
        }
        PublishStep::Moved(bytes) => {
            moved += bytes;
            reporter.go_on(moved as f64 / all.max(1) as f64, None);
        }
        PublishStep::Arrived(path) => reporter.go_on(moved as f64 / all.max(1) as f64, Some(&path)),
        PublishStep::Feed => reporter.begin("feed", ""),
        PublishStep::Public(_) => reporter.begin("verifying", ""),
    })
}

/// What names a plan: another one has another name.
fn name_of(planned: &PublishSummary) -> String {
    let told = json!({
        "target": planned.target, "rows": rows(planned), "feed": planned.feed, "removed": planned.removed,
    });
    version([told.to_string().as_bytes()])
}

fn rows(published: &PublishSummary) -> Vec<Value> {
    let rows = published.rows.iter().filter(|(action, ..)| *action != Action::Keep);
    rows.map(|(action, path, bytes)| json!({ "action": action, "path": path, "bytes": bytes })).collect()
}

fn told(published: &PublishSummary, dry_run: bool) -> Value {
    let faults = published.public.iter().flat_map(|public| public.faults()).map(|fault| fault.to_string());
    json!({
        "target": published.target, "url": published.url, "trial": published.trial, "dry_run": dry_run,
        "rows": rows(published), "kept": published.count(Action::Keep), "feed": published.feed,
        "bytes": published.bytes, "removed": published.removed, "warnings": published.warnings,
        "notes": published.notes, "public": faults.collect::<Vec<_>>(),
        "confirm": dry_run.then(|| name_of(published)),
    })
}
