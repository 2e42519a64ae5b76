//! `altavoce preview`.

use std::io::Write;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

use clap::Args;

use super::{Common, Io, clock, print};
use crate::error::Result;
use crate::preview::{self, Audience, End, Now};

#[derive(Debug, Args)]
pub struct Options {
    /// The episode: its folder, its number or its slug
    episode: String,
    /// The folder of the episodes
    #[arg(short, long, value_name = "DIR", default_value = "output")]
    output: PathBuf,
    /// Start at this chapter, from 1
    #[arg(long, value_name = "N")]
    chapter: Option<usize>,
}

pub fn run(options: &Options, common: &Common, io: &mut Io) -> Result<()> {
    let folder = preview::find(&options.output, &options.episode)?;
    let mut screen = Screen {
        out: &mut *io.stderr,
        terminal: io.terminal,
        quiet: common.quiet,
        stop: io.stop,
        chapter: 0,
        second: 0.0,
    };
    let end = preview::play(&folder, options.chapter, &mut screen);
    screen.close();
    match end? {
        End::Finished | End::Quit if common.quiet => Ok(()),
        End::Finished => print(io, "the end\n"),
        End::Quit => Ok(()),
    }
}

/// One line that is drawn again on a terminal; a line a chapter elsewhere.
struct Screen<'a> {
    out: &'a mut dyn Write,
    terminal: bool,
    quiet: bool,
    stop: &'a AtomicBool,
    chapter: usize,
    second: f64,
}

impl Audience for Screen<'_> {
    fn now(&mut self, now: &Now) {
        if self.quiet {
            return;
        }
        let chapter = format!("{}/{} {}", now.chapter, now.chapters, now.title);
        if self.terminal {
            let second = now.position.floor() + if now.paused { 0.5 } else { 0.0 };
            if second != self.second || self.chapter != now.chapter {
                let keys = if now.keys { "  [space n p q]" } else { "" };
                let state = if now.paused { "‖" } else { "▶" };
                let place = format!("{} of {}", clock(now.position), clock(now.length));
                // A screen that cannot be drawn on stops no sound.
                let _ = write!(self.out, "\r\x1b[K{state} {place}  {chapter}{keys}");
                let _ = self.out.flush();
                self.second = second;
            }
        } else if self.chapter != now.chapter {
            let _ = writeln!(self.out, "{}  {chapter}", clock(now.position));
        }
        self.chapter = now.chapter;
    }

    fn interrupted(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}

impl Screen<'_> {
    fn close(&mut self) {
        if self.terminal && !self.quiet && self.chapter > 0 {
            let _ = write!(self.out, "\r\x1b[K");
            let _ = self.out.flush();
        }
    }
}
