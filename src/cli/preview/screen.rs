//! What is played, drawn in place on a terminal; elsewhere a line a chapter.

use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};

use altavoce_base::tr;
use crossterm::terminal;

use super::clock;
use crate::cli::columns::{cut, width};
use crate::preview::{Observer, PlaybackStatus};

/// Rows of a sentence, at most.
const ROWS: usize = 3;
/// Columns where the terminal does not say how many it has.
const COLUMNS: usize = 80;
/// As few columns as are written to.
const FEWEST: usize = 20;
const HIDE_CURSOR: &str = "\x1b[?25l";
const SHOW_CURSOR: &str = "\x1b[?25h";

/// The screen; as it was before when dropped, in a panic too.
pub struct Screen<'a> {
    out: &'a mut dyn Write,
    terminal: bool,
    quiet: bool,
    stop: &'a AtomicBool,
    chapter: usize,
    notice: Option<String>,
    /// The rows that stand on the terminal.
    drawn: Vec<String>,
}

impl<'a> Screen<'a> {
    pub fn new(out: &'a mut dyn Write, terminal: bool, quiet: bool, stop: &'a AtomicBool) -> Screen<'a> {
        Screen { out, terminal, quiet, stop, chapter: 0, notice: None, drawn: Vec::new() }
    }

    /// Draws the rows over the last ones, if they are others. A screen that cannot be drawn on stops no sound.
    fn draw(&mut self, rows: Vec<String>) {
        if rows == self.drawn {
            return;
        }
        let text = format!("{}{HIDE_CURSOR}{}", self.back(), rows.join("\r\n"));
        let _ = self.out.write_all(text.as_bytes()).and_then(|()| self.out.flush());
        self.drawn = rows;
    }

    /// To the first row drawn, and nothing behind it.
    fn back(&self) -> String {
        match self.drawn.len() {
            0 | 1 => "\r\x1b[J".to_string(),
            rows => format!("\r\x1b[{}A\x1b[J", rows - 1),
        }
    }
}

impl Observer for Screen<'_> {
    fn update(&mut self, status: &PlaybackStatus) {
        if self.quiet {
            return;
        }
        if self.terminal {
            let columns = terminal::size().map_or(COLUMNS, |(columns, _)| usize::from(columns));
            // The last column stays free: some terminals go to the next row as soon as it is written.
            self.draw(rows(status, if columns == 0 { COLUMNS } else { columns.max(FEWEST) - 1 }));
            return;
        }
        if self.chapter != status.chapter {
            let _ = writeln!(
                self.out,
                "{}  {}/{} {}",
                clock(status.elapsed),
                status.chapter,
                status.chapters,
                status.title
            );
        }
        self.chapter = status.chapter;
        if self.notice.as_deref() != status.notice {
            self.notice = status.notice.map(String::from);
            if let Some(notice) = status.notice {
                let _ = writeln!(self.out, "{notice}");
            }
        }
    }

    fn interrupted(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}

impl Drop for Screen<'_> {
    fn drop(&mut self) {
        if !self.drawn.is_empty() {
            let text = format!("{}{SHOW_CURSOR}", self.back());
            let _ = self.out.write_all(text.as_bytes()).and_then(|()| self.out.flush());
        }
    }
}

/// Chapter, sentence, position and keys in so many columns.
fn rows(status: &PlaybackStatus, columns: usize) -> Vec<String> {
    let state = if status.paused { "‖" } else { "▶" };
    let mut rows = vec![cut(&format!("{state} {}/{} {}", status.chapter, status.chapters, status.title), columns)];
    rows.extend(wrapped(status.sentence, columns.saturating_sub(2)).into_iter().map(|row| format!("  {row}")));
    let about = if status.estimated { "~" } else { "" };
    let buffering = if status.buffering { " …" } else { "" };
    let mut line = tr!(
        "{elapsed} of {about}{duration}{buffering}",
        elapsed = clock(status.elapsed),
        duration = clock(status.duration)
    );
    line.push_str(&format!("  {}×", number(status.speed)));
    line.push_str(&match status.volume {
        0 => "  0 dB".to_string(),
        volume => format!("  {volume:+} dB"),
    });
    let keys = if status.keys { tr!("space ←→ n p ↑↓ [ ] r q") } else { "" };
    let both = format!("{line}  {keys}");
    match (status.keys, width(&both) <= columns) {
        (true, false) => rows.extend([cut(&line, columns), cut(keys, columns)]),
        (true, true) => rows.push(both),
        (false, _) => rows.push(cut(&line, columns)),
    }
    if let Some(notice) = status.notice {
        rows.extend(wrapped(notice, columns));
    }
    rows
}

/// `1.5`, `1`, `1.25`.
fn number(speed: f32) -> String {
    let text = format!("{speed:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_string()
}

/// The words of a text in rows, and an ellipsis where there would be more than [`ROWS`].
fn wrapped(text: &str, columns: usize) -> Vec<String> {
    let mut rows: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let full = rows.len() == ROWS;
        match rows.last_mut() {
            Some(row) if width(row) + 1 + width(word) <= columns => {
                row.push(' ');
                row.push_str(word);
            }
            Some(row) if full => {
                *row = cut(&format!("{row} {word}"), columns);
                break;
            }
            _ => rows.push(word.to_string()),
        }
    }
    rows.iter().map(|row| cut(row, columns)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status() -> PlaybackStatus<'static> {
        PlaybackStatus {
            chapter: 2,
            chapters: 7,
            title: "Perché la città è così: e\u{301} 你好",
            sentence: "Il ricercatore osserva una svolta nella riga, con calma e senza fretta; poi però si accorge che \
                       l'indirizzo_lunghissimo_che_non_finisce_mai_e_non_si_può_spezzare è un'altra cosa, e ricomincia da capo.",
            elapsed: 3725.0,
            duration: 7300.0,
            estimated: true,
            paused: true,
            buffering: true,
            speed: 1.5,
            volume: -6,
            notice: Some("issues/022.md:3: `number` is not a whole number: `tanti`; write it in digits"),
            keys: true,
        }
    }

    #[test]
    fn every_row_fits_its_columns() {
        let mut wrong = Vec::new();
        for columns in [FEWEST - 1, 39, 40, 57, 79, 200] {
            for row in rows(&status(), columns) {
                if width(&row) > columns || row.chars().any(char::is_control) {
                    wrong.push(format!("{columns}: {row}"));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn forty_columns_show_all_that_matters() {
        let expected = [
            "‖ 2/7 Perché la città è così: e\u{301} 你好",
            "  Il ricercatore osserva una svolta",
            "  nella riga, con calma e senza fretta;",
            "  poi però si accorge che l'indirizzo_…",
            "1:02:05 of ~2:01:40 …  1.5×  -6 dB",
            tr!("space ←→ n p ↑↓ [ ] r q"),
            "issues/022.md:3: `number` is not a",
            "whole number: `tanti`; write it in",
            "digits",
        ];
        assert_eq!(rows(&status(), 39), expected);
        let plain = PlaybackStatus {
            paused: false,
            buffering: false,
            estimated: false,
            notice: None,
            speed: 1.0,
            volume: 0,
            ..status()
        };
        let plain = PlaybackStatus { sentence: "", ..plain };
        let expected =
            ["▶ 2/7 Perché la città è così: e\u{301} 你好", "1:02:05 of 2:01:40  1×  0 dB  space ←→ n p ↑↓ [ ] r q"];
        assert_eq!(rows(&plain, 79), expected);
    }

    #[test]
    fn the_screen_is_drawn_in_place_and_given_back() {
        let stop = AtomicBool::new(false);
        let mut out = Vec::new();
        {
            let mut screen = Screen::new(&mut out, true, false, &stop);
            screen.draw(vec!["uno".into(), "due".into(), "tre".into()]);
            screen.draw(vec!["uno".into(), "due".into(), "tre".into()]);
            screen.draw(vec!["quattro".into()]);
        }
        let expected = "\r\x1b[J\x1b[?25luno\r\ndue\r\ntre\r\x1b[2A\x1b[J\x1b[?25lquattro\r\x1b[J\x1b[?25h";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }
}
