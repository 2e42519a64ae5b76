//! A sentence spoken in several ways, of which one is kept.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use altavoce_base::error::Error;
use altavoce_base::tr;
use altavoce_speech::synthesis::{self, Job};
use altavoce_speech::take::Take;
use altavoce_speech::voice::Utterance;
use serde::Deserialize;
use serde_json::{Value, json};

use super::answer::{Asked, Outcome, json as answer};
use super::{Studio, sound};
use crate::episode::marks::Marks;

/// Speaks a sentence in every way that there is.
pub fn speak(studio: &Studio, asked: &Asked) -> Outcome {
    let open = studio.issue(asked.name("issue"))?;
    let (n, passage) = open.sentence(asked.name("sid"))?;
    let ready = studio.speech(&open)?;
    let kept = Marks::read(&open.issue.path)?.take(asked.name("sid"));
    let voices = studio.loaded();
    let voice = voices.iter().find(|voice| voice.name() == passage.voice);
    let voice = voice.ok_or_else(|| Error::bug(tr!("the voice of a sentence is not loaded")))?;
    let said = &ready.said[n];
    let job = |take: Take| {
        let (delivery, speed) = take.of(passage.delivery, open.project.show.speed);
        let text = passage.spoken.text.clone();
        let utterance = Utterance { text, phonemes: said.phonemes.clone(), delivery };
        let mut job = Job::new(Arc::clone(voice), utterance, speed);
        job.place = Some((open.issue.path.clone(), passage.written.line));
        job
    };
    let jobs: Arc<[Job]> = Take::all().map(job).collect();
    let todo = synthesis::missing(&jobs, &ready.cache);
    synthesis::synthesize(&jobs, todo, &ready.cache, synthesis::workers(), &AtomicBool::new(false), |_| Ok(()))?;
    let mut takes: Vec<Value> = Vec::new();
    for (take, job) in Take::all().zip(jobs.iter()) {
        let speech = ready.cache.load(&job.key).ok_or_else(sound::vanished)?;
        let mut told = sound::heard(&open, passage, (said, &speech), &job.key);
        told["take"] = json!(take.number());
        told["label"] = json!(take.label());
        told["recipe"] = json!({ "pace": take.pace(), "liveliness": job.utterance.delivery.liveliness });
        told["kept"] = json!(take == kept);
        takes.push(told);
    }
    Ok(answer(&json!({ "takes": takes })))
}

/// The take to keep.
#[derive(Deserialize)]
struct Kept {
    take: u8,
}

/// Keeps a take.
pub fn keep(studio: &Studio, asked: &Asked) -> Outcome {
    let kept: Kept = asked.json()?;
    let missing = || {
        Error::usage(tr!("there is no take {take}", take = kept.take)).fix(tr!("choose one of those that were spoken"))
    };
    let take = Take::numbered(kept.take).ok_or_else(missing)?;
    let open = studio.issue(asked.name("issue"))?;
    let sid = asked.name("sid");
    let (n, _) = open.sentence(sid)?;
    let path = Marks::path(&open.issue.path);
    let label = tr!("take {take}", take = kept.take);
    studio.remembering(&path, &label, || Marks::change(&open.issue.path, |marks| marks.keep_take(sid, take)))?;
    let ready = studio.speech(&open)?;
    Ok(answer(&json!({ "take": take.number(), "key": ready.jobs()[n].key.as_str() })))
}
