//! The picture.

use std::fmt::Write;

use quick_xml::escape::escape;

use super::{ChapterReport, EpisodeReport};
use crate::episode::timeline::clock;

/// Room around the two graphs, in pixels.
const LEFT: f64 = 64.0;
const RIGHT: f64 = 24.0;
/// The graphs: a pixel a column wide.
const WIDTH: f64 = super::COLUMNS as f64;
/// Where the waveform lies, and how high it is.
const WAVE: (f64, f64) = (92.0, 150.0);
/// Where the loudness lies, and how high it is.
const CURVE: (f64, f64) = (272.0, 130.0);
/// What the loudness graph shows, in LUFS.
const QUIETEST: f64 = -40.0;
const LOUDEST: f64 = -8.0;
/// The list of chapters below: where it begins, a line's height, letters that fit in a column of two.
const LIST: f64 = 462.0;
const LINE: f64 = 24.0;
const LETTERS: usize = 44;

const STYLE: &str = "\
svg{--ground:#fff;--ink:#1d2430;--soft:#5d6878;--band:#f1f4f8;--wave:#2f6f8f;--curve:#b3532a;--rule:#c9d1db;\
font-family:system-ui,-apple-system,'Segoe UI',Roboto,'DejaVu Sans',sans-serif;font-size:14px}\
@media(prefers-color-scheme:dark){svg{--ground:#12161c;--ink:#e8ecf1;--soft:#9aa6b5;--band:#1b2129;--wave:#6db3d3;\
--curve:#f0956a;--rule:#39434f}}\
text{fill:var(--ink)}.soft{fill:var(--soft)}.title{font-size:20px;font-weight:600}.end{text-anchor:end}\
.mid{text-anchor:middle}.ground{fill:var(--ground)}.band{fill:var(--band)}.wave{fill:var(--wave)}\
.curve{fill:none;stroke:var(--curve);stroke-width:1.6;stroke-linejoin:round}.rule{stroke:var(--rule);stroke-width:1}\
.target{stroke:var(--ink);stroke-width:1;stroke-dasharray:5 4}.num{font-weight:600}";

/// Draws `report`; `target` is the loudness that was aimed at, in LUFS.
pub fn draw(report: &EpisodeReport, target: f64) -> String {
    let rows = report.chapters.len().div_ceil(2);
    let (width, height) = (LEFT + WIDTH + RIGHT, LIST + LINE * rows as f64 + 16.0);
    let name = match report.number {
        Some(number) => format!("{number}. {}", report.title),
        None => report.title.clone(),
    };
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" role=\"img\" \
         aria-label=\"{}\">\n<style>{STYLE}</style>\n<rect class=\"ground\" width=\"{width}\" height=\"{height}\"/>\n",
        escape(format!("{name}: waveform, loudness and chapters"))
    );
    // Writing to a String cannot fail.
    let _ = writeln!(svg, "<text class=\"title\" x=\"{LEFT}\" y=\"36\">{}</text>", escape(shortened(&name, 84)));
    let _ = writeln!(svg, "<text class=\"soft\" x=\"{LEFT}\" y=\"60\">{}</text>", escape(summary(report, target)));
    bands(&mut svg, report);
    wave(&mut svg, report);
    curve(&mut svg, report, target);
    clock_axis(&mut svg, report.duration);
    for (n, chapter) in report.chapters.iter().enumerate() {
        list_entry(&mut svg, n, rows, chapter);
    }
    svg + "</svg>\n"
}

fn summary(report: &EpisodeReport, target: f64) -> String {
    let level = |value: Option<f64>, unit: &str| value.map_or(format!("no {unit}"), |v| format!("{v:.1} {unit}"));
    format!(
        "{}, {} chapters, {} (target {target:.1}), true peak {}",
        clock(report.duration),
        report.chapters.len(),
        level(report.loudness, "LUFS"),
        level(report.true_peak, "dBFS")
    )
}

/// A tint behind every second chapter, its number above each.
fn bands(svg: &mut String, report: &EpisodeReport) {
    let mut free = f64::NEG_INFINITY;
    for (n, chapter) in report.chapters.iter().enumerate() {
        let (from, wide) = (x(chapter.start, report), chapter.duration / report.duration * WIDTH);
        if n % 2 == 0 {
            let (top, high) = (WAVE.0, CURVE.0 + CURVE.1 - WAVE.0);
            let _ = writeln!(
                svg,
                "<rect class=\"band\" x=\"{from:.1}\" y=\"{top}\" width=\"{wide:.1}\" height=\"{high}\"/>"
            );
        }
        let middle = from + wide / 2.0;
        // A number that would touch the one before it is left out; the list below has them all.
        if middle - free > 18.0 {
            let _ =
                writeln!(svg, "<text class=\"soft mid num\" x=\"{middle:.1}\" y=\"{}\">{}</text>", WAVE.0 - 8.0, n + 1);
            free = middle;
        }
    }
}

fn wave(svg: &mut String, report: &EpisodeReport) {
    let (middle, half) = (WAVE.0 + WAVE.1 / 2.0, WAVE.1 / 2.0);
    let _ = writeln!(svg, "<text class=\"soft end\" x=\"{}\" y=\"{}\">wave</text>", LEFT - 10.0, middle + 5.0);
    let mut path = String::new();
    for (n, c) in report.columns.iter().enumerate() {
        // Half a pixel at least, so that silence is a line.
        let (top, bottom) = (f64::from(c.high).min(1.0) * half, f64::from(-c.low).min(1.0) * half);
        let _ = write!(
            path,
            "M{} {:.1}h1v{:.1}h-1z",
            LEFT + n as f64,
            middle - top.max(0.25),
            top.max(0.25) + bottom.max(0.25)
        );
    }
    let _ = writeln!(svg, "<path class=\"wave\" d=\"{path}\"/>");
}

fn curve(svg: &mut String, report: &EpisodeReport, target: f64) {
    let y = |loudness: f64| CURVE.0 + (LOUDEST - loudness.clamp(QUIETEST, LOUDEST)) / (LOUDEST - QUIETEST) * CURVE.1;
    for loudness in [-40, -30, -20, -10] {
        let at = y(f64::from(loudness));
        let _ = writeln!(
            svg,
            "<path class=\"rule\" d=\"M{LEFT} {at:.1}h{WIDTH}\"/><text class=\"soft end\" x=\"{}\" y=\"{:.1}\">{loudness}</text>",
            LEFT - 10.0,
            at + 5.0
        );
    }
    let _ = writeln!(svg, "<text class=\"soft end\" x=\"{}\" y=\"{}\">LUFS</text>", LEFT - 10.0, CURVE.0 - 8.0);
    let _ = writeln!(svg, "<path class=\"target\" d=\"M{LEFT} {:.1}h{WIDTH}\"/>", y(target));
    let points: Vec<String> = report
        .columns
        .iter()
        .enumerate()
        .map(|(n, c)| format!("{},{:.1}", LEFT + n as f64 + 0.5, y(c.loudness)))
        .collect();
    let _ = writeln!(svg, "<polyline class=\"curve\" points=\"{}\"/>", points.join(" "));
}

/// Times below: as many round ones as fit.
fn clock_axis(svg: &mut String, duration: f64) {
    const STEPS: [f64; 10] = [1.0, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1800.0, 3600.0];
    let step = STEPS.into_iter().find(|step| duration / step <= 12.0).unwrap_or(7200.0);
    let bottom = CURVE.0 + CURVE.1;
    let mut at = 0.0;
    while at <= duration {
        let x = LEFT + at / duration * WIDTH;
        let _ = writeln!(
            svg,
            "<path class=\"rule\" d=\"M{x:.1} {bottom}v6\"/><text class=\"soft mid\" x=\"{x:.1}\" y=\"{}\">{}</text>",
            bottom + 22.0,
            clock(at)
        );
        at += step;
    }
}

fn list_entry(svg: &mut String, n: usize, rows: usize, chapter: &ChapterReport) {
    let (column, row) = (n / rows.max(1), n % rows.max(1));
    let (x, y) = (LEFT + column as f64 * WIDTH / 2.0, LIST + row as f64 * LINE);
    let _ = writeln!(
        svg,
        "<text x=\"{x}\" y=\"{y}\"><tspan class=\"soft num\">{}</tspan> {} <tspan class=\"soft\">{}</tspan></text>",
        n + 1,
        escape(shortened(&chapter.title, LETTERS)),
        clock(chapter.duration)
    );
}

fn x(seconds: f64, report: &EpisodeReport) -> f64 {
    LEFT + seconds / report.duration * WIDTH
}

/// At most so many letters.
fn shortened(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((at, _)) => format!("{}…", text[..at].trim_end()),
        None => text.to_string(),
    }
}
