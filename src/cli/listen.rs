//! `altavoce listen`.

use std::io::Write;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

use altavoce_base::error::Result;
use altavoce_base::tr;
use clap::Args;
use serde_json::json;

use super::{Common, Io, ShowFile, newest, print};
use crate::listen::{self, ReadAloudObserver, ReadAloudOptions};
use crate::narration::{SpokenChapter, SpokenPassage};

#[derive(Debug, Args)]
#[command(
    after_help = "The words are those of `altavoce script`, each line with its number in the issue; the voice is the system's own: \
                  speech-dispatcher's on Linux, AVFoundation's on macOS, WinRT's on Windows. Nothing is written. Ctrl-C ends it."
)]
pub struct Options {
    /// The Markdown issue [default: the newest]
    issue: Option<PathBuf>,
    #[command(flatten)]
    show: ShowFile,
    /// Read only this chapter, from 1
    #[arg(long, value_name = "N")]
    chapter: Option<usize>,
    /// Speaking rate, 0.7 to 1.5
    #[arg(long, value_name = "RATE", default_value_t = 1.0, value_parser = super::rate)]
    rate: f32,
    /// The speech service's voice, by the name that `altavoce voices list` shows [default: its first Italian one]
    #[arg(long, value_name = "NAME")]
    voice: Option<String>,
}

pub fn run(options: &Options, common: &Common, io: &mut Io) -> Result<()> {
    let path = newest::issue(options.issue.as_ref(), &options.show.folder(), common, io)?;
    let (issue, project) = options.show.with_issue(&path, common, io)?;
    let narration = project.narrate(&issue);
    let pauses = project.show.pauses;
    let how =
        ReadAloudOptions { chapter: options.chapter, rate: options.rate, voice: options.voice.as_deref(), pauses };
    let mut observer = LinePrinter { out: &mut *io.stderr, quiet: common.quiet, stop: io.stop };
    let read = listen::read_aloud(&narration, &how, &mut observer).map_err(|e| match e.place() {
        (None, _) if e.kind == altavoce_base::error::Kind::Author => e.in_file(&path),
        _ => e,
    })?;
    match (common.json, common.quiet) {
        (true, _) => {
            let done = json!({ "chapters": read.chapters, "passages": read.passages, "voice": read.voice });
            print(io, &format!("{done:#}\n"))
        }
        (false, true) => Ok(()),
        (false, false) => print(io, tr!("the end\n")),
    }
}

/// A line a chapter, a line a passage, as they are spoken.
struct LinePrinter<'a> {
    out: &'a mut dyn Write,
    quiet: bool,
    stop: &'a AtomicBool,
}

impl LinePrinter<'_> {
    fn line(&mut self, text: &str) {
        if !self.quiet {
            // A screen that cannot be written on stops no speech.
            let _ = writeln!(self.out, "{text}");
            let _ = self.out.flush();
        }
    }
}

impl ReadAloudObserver for LinePrinter<'_> {
    fn chapter_started(&mut self, number: usize, chapters: usize, chapter: &SpokenChapter) {
        self.line(&format!("{number}/{chapters} {}", chapter.title));
    }

    fn passage_started(&mut self, passage: &SpokenPassage) {
        self.line(&format!("{:>5} {}", passage.written.line, passage.spoken.text.trim()));
    }

    fn interrupted(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}
