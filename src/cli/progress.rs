//! Progress on standard error: a bar with time left on a terminal, a line a chapter when piped, nothing when quiet.

use std::io::Write;
use std::time::{Duration, Instant};

use altavoce_base::{tr, trn};
use crossterm::terminal;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::clock;
use crate::episode::make::MakeStep;

/// As few columns as the wide bars need, with some room for their message.
const WIDE: u16 = 72;

/// How a bar is drawn: as `wide` says, and as `narrow` says on a terminal where that would not fit on a row. What is narrow fits
/// on 40 columns.
pub fn style(wide: &str, narrow: &str) -> ProgressStyle {
    let is_narrow = terminal::size().is_ok_and(|(columns, _)| (1..WIDE).contains(&columns));
    let style = ProgressStyle::with_template(if is_narrow { narrow } else { wide });
    // The templates are ours and valid; were they not, the default style would serve.
    style.unwrap_or_else(|_| ProgressStyle::default_bar()).progress_chars("━╸─")
}

/// Draws the making of an episode.
pub struct MakeProgress<'a> {
    out: &'a mut dyn Write,
    quiet: bool,
    bar: Option<ProgressBar>,
    begun: Instant,
    /// Chapters announced so far.
    chapters: usize,
    letters: usize,
    done: usize,
    speech: f64,
}

impl<'a> MakeProgress<'a> {
    pub fn new(out: &'a mut dyn Write, terminal: bool, quiet: bool) -> Self {
        let bar = (terminal && !quiet).then(|| {
            let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
            bar.set_style(style(
                &tr!("{{bar:24}} {{percent:>3}} %  {{elapsed}} gone, {{eta}} left  {{wide_msg}}"),
                &tr!("{{percent:>3}} %  {{eta}} left  {{wide_msg}}"),
            ));
            bar
        });
        let begun = Instant::now();
        MakeProgress { out, quiet, bar, begun, chapters: 0, letters: 0, done: 0, speech: 0.0 }
    }

    pub fn tell(&mut self, step: MakeStep) {
        match step {
            MakeStep::Start { letters, passages, all } => {
                self.letters = letters;
                if let Some(bar) = &self.bar {
                    bar.set_length(letters as u64);
                    bar.enable_steady_tick(Duration::from_millis(250));
                }
                if passages < all {
                    self.line(&trn!(
                        known = all - passages,
                        "{known} of {all} passages was already spoken",
                        "{known} of {all} passages were already spoken"
                    ));
                }
            }
            MakeStep::Spoken { letters, chapter, seconds } => {
                self.done += letters;
                self.speech += seconds;
                if let Some(bar) = &self.bar {
                    bar.set_message(chapter.1.to_string());
                    bar.inc(letters as u64);
                } else if chapter.0 >= self.chapters {
                    // Sentences end out of order: a line is due when a later chapter than all before is first heard.
                    self.chapters = chapter.0 + 1;
                    let percent = 100 * (self.done - letters) / self.letters.max(1);
                    self.line(&format!("{percent:>3} %  {}", chapter.1));
                }
            }
            MakeStep::Levelling => self.stage(tr!("levelling")),
            MakeStep::Writing => self.stage(tr!("writing the files")),
        }
    }

    /// Takes the bar away.
    pub fn end(self) -> (Duration, f64) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
        (self.begun.elapsed(), self.speech)
    }

    fn stage(&mut self, name: &str) {
        if let Some(bar) = &self.bar {
            bar.set_message(name.to_string());
        } else {
            let gone = clock(self.begun.elapsed().as_secs_f64());
            self.line(&tr!("      {name} ({gone} gone)"));
        }
    }

    fn line(&mut self, text: &str) {
        match (&self.bar, self.quiet) {
            (_, true) => {}
            (Some(bar), _) => bar.println(text),
            (None, _) => {
                let _ = writeln!(self.out, "{text}");
            }
        }
    }
}
