//! `altavoce show`.

use std::path::PathBuf;

use altavoce_base::error::{Error, Result};
use altavoce_base::files;
use altavoce_base::tr;
use clap::Args;
use serde_json::json;

use super::columns::{cut, padded, width};
use super::{Common, Io, OUTPUT, ShowFile, beside, clock, newest, print};
use crate::report::{ChapterReport, EpisodeReport};

#[derive(Debug, Args)]
pub struct Options {
    /// The episode: its folder, its number or its slug [default: the newest]
    episode: Option<String>,
    /// The folder of the episodes
    #[arg(short, long, value_name = "DIR", default_value = OUTPUT)]
    output: PathBuf,
    /// Where the picture goes [default: beside the episode's folder, `022-its-title.svg`]
    #[arg(short, long, value_name = "FILE.svg")]
    picture: Option<PathBuf>,
    #[command(flatten)]
    show: ShowFile,
}

pub fn run(options: &Options, common: &Common, io: &mut Io) -> Result<()> {
    let folder = newest::episode(options.episode.as_deref(), &options.output, common, io)?;
    let picture = match &options.picture {
        None => beside(&folder, "svg")?,
        Some(path) if path.extension().is_some_and(|e| e.eq_ignore_ascii_case("svg")) => path.clone(),
        Some(path) => {
            let what = tr!("the picture is an SVG, and this is no name for one");
            return Err(Error::usage(what).in_file(path).fix(tr!("end the name with .svg")));
        }
    };
    let project = options.show.read(&options.show.folder(), common)?;
    let report = EpisodeReport::of(&folder)?;
    files::write_whole(&picture, report.to_svg(project.show.loudness.target).as_bytes())?;
    if common.json {
        let mut told = serde_json::to_value(&report)
            .map_err(|e| Error::bug(tr!("the measurements cannot be written as JSON")).caused_by(e))?;
        told["picture"] = json!(picture);
        return print(io, &format!("{told:#}\n"));
    }
    if common.quiet {
        return Ok(());
    }
    print(io, &format!("{}\n{}\n", table(&report), picture.display()))
}

fn table(report: &EpisodeReport) -> String {
    /// A title that leaves room for the numbers on a terminal of 100 columns.
    const TITLE: usize = 47;
    let titles = report.chapters.iter().map(|c| width(&cut(&c.title, TITLE))).max().unwrap_or(0).max(width(tr!("all")));
    let row = |n: String, title: &str, rest: [String; 6]| {
        let title = padded(&cut(title, TITLE), titles);
        let [start, length, words, pace, loudness, peak] = rest;
        format!("{n:>3}  {title}  {start:>8} {length:>8} {words:>6} {pace:>6} {loudness:>6} {peak:>6}\n")
    };
    let level = |v: Option<f64>| v.map_or("-".to_string(), |v| tr!("{v:.1}"));
    let heads = [tr!("start"), tr!("length"), tr!("words"), tr!("w/min"), "LUFS", "dBTP"].map(String::from);
    let mut table = row("#".into(), "", heads);
    for (n, c) in report.chapters.iter().enumerate() {
        let ChapterReport { title, start, duration, words, words_per_minute, loudness, true_peak } = c;
        let cells = [clock(*start), clock(*duration), words.to_string(), format!("{words_per_minute:.0}")];
        let [a, b, c, d] = cells;
        table += &row((n + 1).to_string(), title, [a, b, c, d, level(*loudness), level(*true_peak)]);
    }
    let words: usize = report.chapters.iter().map(|c| c.words).sum();
    let pace = words as f64 / (report.duration / 60.0);
    let cells = [String::new(), clock(report.duration), words.to_string(), format!("{pace:.0}")];
    let [a, b, c, d] = cells;
    table + &row(String::new(), tr!("all"), [a, b, c, d, level(report.loudness), level(report.true_peak)])
}
