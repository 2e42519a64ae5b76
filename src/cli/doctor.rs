//! `altavoce doctor`.

use std::path::{Path, PathBuf};

use altavoce_base::error::{Error, Result};
use altavoce_base::files;
use altavoce_base::locale::translated;
use altavoce_base::{tr, trn};
use altavoce_speech::synthesis;
use altavoce_speech::voice::{self, Delivery, Utterance, Voice};
use clap::Args;
use serde_json::json;

use super::{Common, Io, OUTPUT, ShowFile, print};
use crate::listen;

#[derive(Debug, Args)]
pub struct Options {
    #[command(flatten)]
    show: ShowFile,
    /// The folder of the issues, where show.toml lies
    #[arg(long, value_name = "DIR", default_value = "issues")]
    issues: PathBuf,
    /// The folder of the episodes
    #[arg(short, long, value_name = "DIR", default_value = OUTPUT)]
    output: PathBuf,
}

/// The outcome of one check.
struct Check {
    name: String,
    /// What was found, or what is wrong and what to do.
    outcome: Result<String>,
    /// Whether an episode cannot be made without it.
    needed: bool,
}

pub fn run(options: &Options, common: &Common, io: &mut Io) -> Result<()> {
    let project = options.show.read(&options.issues, common)?;
    let wanted = project.show.voices();
    let mut checks = vec![Check {
        name: tr!("phonemes").into(),
        outcome: project.phonemizer().map(|p| p.version().to_string()),
        needed: true,
    }];
    let voices = project.voices();
    for voice in voices.list()? {
        let name = &voice.manifest.name;
        let told = &voice.manifest.description;
        let found = voices.verify(name).map(|()| translated(told).unwrap_or(told).to_string());
        checks.push(Check { name: tr!("voice {name}"), outcome: found, needed: wanted.contains(&name.as_str()) });
    }
    // the show's own voice, and the system's by their names: they have no files to look at, but they speak
    let listed = |name: &str| checks.iter().any(|c| c.name == tr!("voice {name}"));
    let unlisted: Vec<&str> = wanted.into_iter().filter(|name| !listed(name)).collect();
    for name in unlisted {
        let outcome = project.load_voice(name).and_then(|v| spoken(&*v));
        checks.push(Check { name: tr!("voice {name}"), outcome, needed: true });
    }
    checks.push(Check { name: tr!("output").into(), outcome: writable(&options.output), needed: true });
    checks.push(Check { name: tr!("speech service, for `altavoce listen`").into(), outcome: speech(), needed: false });
    checks.push(Check { name: tr!("sound device").into(), outcome: crate::preview::probe_device(), needed: false });
    let ffmpeg = project.ffmpeg().map(|ffmpeg| ffmpeg.version().to_string());
    checks.push(Check { name: "M4A".into(), outcome: ffmpeg, needed: false });
    let at_once = synthesis::workers();
    checks.push(Check { name: tr!("sentences at once").into(), outcome: Ok(at_once.to_string()), needed: true });

    let failed = checks.iter().filter(|c| c.needed && c.outcome.is_err()).count();
    if common.json {
        let entry = |c: &Check| match &c.outcome {
            Ok(found) => json!({ "check": c.name, "ok": true, "found": found, "needed": c.needed }),
            Err(e) => json!({ "check": c.name, "ok": false, "problem": e.to_string(), "needed": c.needed }),
        };
        print(
            io,
            &format!("{:#}\n", json!({ "ok": failed == 0, "checks": checks.iter().map(entry).collect::<Vec<_>>() })),
        )?;
    } else if !common.quiet {
        for c in &checks {
            let line = match &c.outcome {
                Ok(found) => format!("{:<7}  {}: {found}\n", tr!("ok"), c.name),
                Err(e) => format!("{:<7}  {}: {e}\n", if c.needed { tr!("MISSING") } else { tr!("absent") }, c.name),
            };
            print(io, &line)?;
        }
    }
    match failed {
        0 => Ok(()),
        n => Err(Error::operator(trn!(
            n,
            "{n} of {all} checks failed",
            "{n} of {all} checks failed",
            all = checks.len()
        ))
        .fix(tr!("do what is said above"))),
    }
}

/// Whether a voice that has no files says a word.
fn spoken(voice: &dyn Voice) -> Result<String> {
    let word = Utterance { text: "Buongiorno.".into(), phonemes: String::new(), delivery: Delivery::default() };
    voice::speak(voice, &word, 1.0).map(|_| tr!("speaks").to_string())
}

/// The Italian voices of the system's speech service.
fn speech() -> Result<String> {
    let voices = listen::voices()?;
    match voices.first() {
        Some(first) => Ok(trn!(
            count = voices.len(),
            "1 Italian voice, {name} by default",
            "{count} Italian voices, {name} by default",
            name = first.name
        )),
        None => Err(Error::operator(tr!("it has no Italian voice")).fix(listen::voice_advice())),
    }
}

/// Whether episodes can be written, and how much space is left where that can be known.
fn writable(output: &Path) -> Result<String> {
    // The folder may not exist yet, and looking is no reason to make it.
    let there = output.ancestors().find(|p| p.exists()).filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let probe = there.join(".altavoce-doctor");
    files::write_whole(&probe, b"")?;
    std::fs::remove_file(&probe).map_err(|e| Error::io(tr!("remove"), &probe, e))?;
    match free_space(there) {
        Some(bytes) if bytes < 500 << 20 => {
            Err(Error::operator(tr!("only {megabytes} MB are free", megabytes = bytes >> 20))
                .in_file(output)
                .fix(tr!("free some space: an episode of 15 minutes takes about 200 MB with its cache")))
        }
        Some(bytes) => {
            Ok(tr!("{output} can be written, {gigabytes} GB free", output = output.display(), gigabytes = bytes >> 30))
        }
        None => Ok(tr!("{output} can be written", output = output.display())),
    }
}

/// Free bytes on the file system of `folder`, which exists.
fn free_space(folder: &Path) -> Option<u64> {
    fs4::available_space(folder).ok()
}
