//! What takes longer than a request: making and publishing. One at a time; the pages follow how it goes, and may end it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use altavoce_base::error::{Error, Kind, Result};
use altavoce_base::tr;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Value, json};

use super::answer::{Asked, Outcome, json as answer, nothing};
use super::refusal::{Refusal, told};
use super::{Studio, lock};

/// How often the pages are told of what only goes on.
const TELL: Duration = Duration::from_millis(200);
/// A share of the work below which nobody can tell how long the rest takes.
const TELLING: f64 = 0.02;

/// The last job, running or not.
#[derive(Default)]
pub struct Jobs {
    last: Mutex<Option<Job>>,
    stop: Mutex<Arc<AtomicBool>>,
}

/// A job, as the pages know it.
#[derive(Debug, Clone, Serialize)]
struct Job {
    id: u64,
    kind: &'static str,
    issue: Option<String>,
    state: State,
    step: &'static str,
    done: Option<f64>,
    left: Option<f64>,
    message: String,
    started: String,
    error: Option<Value>,
    result: Option<Value>,
}

/// How a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum State {
    Running,
    Done,
    Failed,
    Cancelled,
}

/// Tells the pages how a job goes.
pub struct Reporter<'a> {
    studio: &'a Studio,
    stop: Arc<AtomicBool>,
    /// When the step began, and when the pages were told last.
    begun: Instant,
    told: Instant,
}

impl Reporter<'_> {
    /// Set when the job is to end.
    pub fn stop_flag(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.stop)
    }

    /// A step begins.
    pub fn begin(&mut self, step: &'static str, message: &str) {
        self.begun = Instant::now();
        self.change(true, |job| {
            (job.step, job.message, job.done, job.left) = (step, message.to_string(), None, None);
        });
    }

    /// So much of the step is done, from 0 to 1.
    pub fn go_on(&mut self, done: f64, message: Option<&str>) {
        let gone = self.begun.elapsed().as_secs_f64();
        let left = (done > TELLING).then(|| gone / done * (1.0 - done));
        let is_due = self.told.elapsed() > TELL;
        self.change(is_due, |job| {
            (job.done, job.left) = (Some(done), left);
            if let Some(message) = message {
                job.message = message.to_string();
            }
        });
    }

    fn change(&mut self, tell: bool, change: impl FnOnce(&mut Job)) {
        let mut last = lock(&self.studio.jobs.last);
        let Some(job) = last.as_mut() else { return };
        change(job);
        let told = tell.then(|| json!(job));
        drop(last);
        if let Some(told) = told {
            self.studio.events.tell("job", told);
            self.told = Instant::now();
        }
    }
}

impl Studio {
    /// Begins a job, unless one runs.
    pub fn begin(
        &self,
        kind: &'static str,
        issue: Option<String>,
        work: impl FnOnce(&Studio, &mut Reporter) -> Result<Value> + Send + 'static,
    ) -> Outcome {
        let mut last = lock(&self.jobs.last);
        if let Some(running) = last.as_ref().filter(|job| job.state == State::Running) {
            let error = Error::usage(tr!("something is being made or published already"));
            return Err(Refusal::conflict(error.fix(tr!("wait for it, or cancel it"))).with("job", json!(running)));
        }
        let id = last.as_ref().map_or(1, |job| job.id + 1);
        let job = Job {
            id,
            kind,
            issue,
            state: State::Running,
            step: "starting",
            done: None,
            left: None,
            message: String::new(),
            started: Timestamp::now().to_string(),
            error: None,
            result: None,
        };
        let begun = json!(job);
        *last = Some(job);
        drop(last);
        let stop = Arc::new(AtomicBool::new(false));
        *lock(&self.jobs.stop) = Arc::clone(&stop);
        self.events.tell("job", begun.clone());
        let studio = self.myself.upgrade().ok_or_else(|| Error::bug(tr!("the studio ends")))?;
        thread::spawn(move || {
            let now = Instant::now();
            let mut reporter = Reporter { studio: &studio, stop: Arc::clone(&stop), begun: now, told: now };
            let ended = work(&studio, &mut reporter);
            reporter.change(true, |job| {
                (job.done, job.left) = (None, None);
                match ended {
                    Ok(result) => (job.state, job.result) = (State::Done, Some(result)),
                    Err(e) if e.kind == Kind::Interrupted && stop.load(Ordering::Relaxed) => {
                        job.state = State::Cancelled;
                    }
                    Err(e) => (job.state, job.error) = (State::Failed, Some(told(&e))),
                }
            });
            studio.judgements.wake();
        });
        Ok((StatusCode::ACCEPTED, answer(&begun)).into_response())
    }

    /// The last job, running or not.
    pub fn job(&self) -> Value {
        json!(*lock(&self.jobs.last))
    }

    /// Ends whatever runs.
    pub fn end_job(&self) {
        lock(&self.jobs.stop).store(true, Ordering::Relaxed);
    }
}

/// The last job.
pub fn job(studio: &Studio, _: &Asked) -> Outcome {
    Ok(answer(&studio.job()))
}

/// Ends the job that runs.
pub fn cancel(studio: &Studio, _: &Asked) -> Outcome {
    studio.end_job();
    Ok(nothing())
}
