//! `altavoce episode`.

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use super::explain::{Doubts, Strict};
use super::progress::Progress;
use super::{Common, Io, ShowFile, clock, note, print};
use crate::episode::make::{self, Made};
use crate::episode::names;
use crate::episode::request::Request;
use crate::error::{Error, Result};
use crate::reading::Reading;
use crate::synthesis;

#[derive(Debug, Args)]
pub struct Options {
    /// The Markdown issue
    issue: PathBuf,
    #[command(flatten)]
    show: ShowFile,
    /// The folder of the episodes
    #[arg(short, long, value_name = "DIR", default_value = "output")]
    output: PathBuf,
    /// One voice for everything, instead of the show's
    #[arg(long, value_name = "NAME")]
    voice: Option<String>,
    /// How many sentences to speak at once [default: one a core, as memory allows]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    jobs: Option<u16>,
    #[command(flatten)]
    strict: Strict,
}

pub fn run(options: &Options, common: &Common, io: &mut Io) -> Result<()> {
    let (issue, mut show, show_folder) = options.show.with_issue(&options.issue, common.quiet, io)?;
    if let Some(voice) = &options.voice {
        show.voice.clone_from(voice);
        show.quote_voice.clear();
    }
    let request = Request {
        issue,
        show,
        show_folder,
        voices: common.voices_folder(),
        output: options.output.clone(),
        workers: options.jobs.map_or_else(synthesis::workers, usize::from),
    };
    let reading = Reading::of(&request.issue, &request.show);
    let doubts = Doubts::of(&reading, &options.issue, common.quiet, io);
    doubts.allowed(&options.strict, &options.issue.display().to_string())?;
    if common.verbose {
        note(io, &reading.to_text(&request.show.pauses));
    }
    let mut progress = Progress::new(io.stderr, io.terminal, common.quiet);
    let made = make::make(&request, io.stop, |step| progress.tell(step));
    let (elapsed, _) = progress.end();
    let made = made?;
    for folder in made.earlier.iter().filter(|_| !common.quiet) {
        let what =
            "an earlier episode of this issue, under another title or number; remove it before you write the feed";
        note(io, &format!("altavoce: {}: {what}", folder.display()));
    }
    for warning in made.warning.iter().filter(|_| !common.quiet) {
        note(io, &format!("altavoce: {warning}"));
    }
    if common.json {
        return print(io, &format!("{:#}\n", summary(&made, elapsed.as_secs_f64())?));
    }
    if common.quiet {
        return Ok(());
    }
    let m = &made.manifest;
    let done = if made.unchanged {
        "nothing changed".to_string()
    } else {
        format!("made in {}", clock(elapsed.as_secs_f64()))
    };
    let chapters =
        if m.chapters.len() == 1 { "1 chapter".to_string() } else { format!("{} chapters", m.chapters.len()) };
    print(
        io,
        &format!(
            "{}  {}, {chapters}, {:.1} LUFS, {done}\n",
            made.folder.join(names::AUDIO).display(),
            clock(m.duration),
            m.loudness
        ),
    )
}

fn summary(made: &Made, elapsed: f64) -> Result<serde_json::Value> {
    let manifest = serde_json::to_value(&made.manifest);
    let manifest = manifest.map_err(|e| Error::bug("the manifest cannot be written as JSON").caused_by(e))?;
    let field = |name: &str| manifest[name].clone();
    Ok(json!({
        "folder": Path::new(&made.folder),
        "unchanged": made.unchanged,
        "passages": made.manifest.passages.len(),
        "passages_spoken": made.spoken,
        "warning": made.warning,
        "elapsed": (elapsed * 1000.0).round() / 1000.0,
        "title": field("title"),
        "number": field("number"),
        "duration": field("duration"),
        "loudness": field("loudness"),
        "true_peak": field("true_peak"),
        "voices": field("voices"),
        "chapters": field("chapters"),
        "files": field("files"),
    }))
}
