//! `altavoce preview`.

mod screen;

use std::path::{Path, PathBuf};

use altavoce_base::error::{Error, Kind, Result};
use altavoce_base::tr;
use altavoce_podcast::manifest::Manifest;
use altavoce_podcast::names;
use altavoce_speech::lexicon;
use clap::Args;
use serde_json::json;

use self::screen::Screen;
use super::columns::{padded, width};
use super::newest::newest_episode;
use super::{Common, Io, OUTPUT, ShowFile, clock, folder_of, note, parent, print, tell_warnings};
use crate::issue::Issue;
use crate::preview::{self, EndReason, Playback, PlaybackContent, PlaybackOptions, WatchedIssue};
use crate::project::SHOW_FILE;
use crate::status;

const KEYS: &str = "\
Keys: space waits and goes on, ← → 10 seconds, n p chapters, ↑ ↓ volume, [ ] speed, r the sentence again (as it is written \
now, if the issue was edited meanwhile), q ends.

An issue whose episode is made and still right is played from it; else it is spoken while you listen, and what was spoken is \
kept for `altavoce episode`.";

#[derive(Debug, Args)]
#[command(after_help = KEYS)]
pub struct Options {
    /// An issue's file; or an episode: its folder, its number or its slug [default: the issue edited last, or without
    /// issues the newest episode]
    #[arg(value_name = "ISSUE|EPISODE")]
    what: Option<String>,
    #[command(flatten)]
    show: ShowFile,
    /// The folder of the episodes
    #[arg(short, long, value_name = "DIR", default_value = OUTPUT)]
    output: PathBuf,
    /// Start at this chapter, from 1
    #[arg(long, value_name = "N")]
    chapter: Option<usize>,
    /// Start there: 3:20, 200, 1:02:03; with --chapter counted from it. In an issue that is not spoken yet the time is an
    /// estimate, and a sentence is begun
    #[arg(long, value_name = "TIME", value_parser = time)]
    from: Option<f64>,
    /// Speed, 0.5 to 2.0; the pitch stays
    #[arg(long, value_name = "RATE", default_value_t = 1.0, value_parser = rate)]
    rate: f32,
    /// Play on this sound device: its name or a part of it
    #[arg(long, value_name = "NAME", conflicts_with = "to")]
    device: Option<String>,
    /// Write what would be heard to a WAV instead of playing it
    #[arg(long, value_name = "FILE.wav")]
    to: Option<PathBuf>,
    /// List the sound devices
    #[arg(long, conflicts_with_all = ["what", "to", "device", "chapter", "from"])]
    devices: bool,
}

fn rate(text: &str) -> Result<f32, String> {
    match text.parse() {
        Ok(rate) if preview::SPEEDS.contains(&rate) => Ok(rate),
        _ => Err(tr!("a rate lies between 0.5 and 2.0").to_string()),
    }
}

/// `200`, `3:20`, `1:02:03`, the last with decimals or not; in seconds.
fn time(text: &str) -> Result<f64, String> {
    let wrong = || tr!("write seconds, minutes:seconds or hours:minutes:seconds, such as 3:20").to_string();
    let parts: Vec<&str> = text.split(':').collect();
    let Some((last, before)) = parts.split_last().filter(|(_, before)| before.len() < 3) else { return Err(wrong()) };
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let (whole, decimals) = last.split_once('.').unwrap_or((last, "0"));
    if !(digits(whole) && digits(decimals) && before.iter().all(|part| digits(part))) {
        return Err(wrong());
    }
    let numbers = parts.iter().map(|part| part.parse::<f64>().map_err(|_| wrong())).collect::<Result<Vec<_>, _>>()?;
    // Behind the first, each counts to 60.
    if numbers.iter().skip(1).any(|n| *n >= 60.0) {
        return Err(wrong());
    }
    Ok(numbers.iter().fold(0.0, |sum, n| 60.0 * sum + n))
}

pub fn run(options: &Options, common: &Common, io: &mut Io) -> Result<()> {
    if options.devices {
        return list(common, io);
    }
    let how = PlaybackOptions {
        chapter: options.chapter,
        from: options.from.unwrap_or(0.0),
        speed: options.rate,
        device: options.device.clone(),
    };
    let playback = playback(options, &how, common, io)?;
    if playback.content == PlaybackContent::ChangedIssue && !common.quiet {
        note(io, tr!("the issue has changed since its episode was made: it is spoken as it is written now"));
    }
    match &options.to {
        None => play(playback, &how, common, io),
        Some(to) => write(playback, &how, to, common, io),
    }
}

fn play(playback: Playback, how: &PlaybackOptions, common: &Common, io: &mut Io) -> Result<()> {
    let mut screen = Screen::new(io.stderr, io.terminal, common.quiet, io.stop);
    let end = playback.play(how, &mut screen);
    drop(screen);
    match end? {
        EndReason::Finished | EndReason::Quit if common.quiet => Ok(()),
        EndReason::Finished => print(io, tr!("the end\n")),
        EndReason::Quit => Ok(()),
    }
}

fn write(playback: Playback, how: &PlaybackOptions, to: &Path, common: &Common, io: &mut Io) -> Result<()> {
    let mut screen = Screen::new(io.stderr, io.terminal, common.quiet || !io.terminal, io.stop);
    let seconds = playback.write(how, to, &mut screen);
    drop(screen);
    let seconds = seconds?;
    match (common.json, common.quiet) {
        (true, _) => print(io, &format!("{:#}\n", json!({ "output": to, "seconds": (seconds * 1e3).round() / 1e3 }))),
        (false, true) => Ok(()),
        (false, false) => print(io, &format!("{}  {}\n", to.display(), clock(seconds))),
    }
}

fn list(common: &Common, io: &mut Io) -> Result<()> {
    let devices = preview::devices()?;
    if common.json {
        return print(io, &format!("{:#}\n", json!(devices)));
    }
    if devices.is_empty() {
        return Err(Error::operator(tr!("the system lists no sound device"))
            .fix(tr!("connect one, or write what you want to hear with --to FILE.wav")));
    }
    let widest = devices.iter().map(|d| width(&d.name)).max().unwrap_or(0);
    let lines = devices.iter().map(|d| {
        let default = if d.default { tr!("  (the system's choice)") } else { "" };
        format!("{}  {}{default}\n", padded(&d.name, widest), d.description)
    });
    print(io, &lines.collect::<String>())
}

/// What is to be played.
fn playback<'a>(options: &'a Options, how: &PlaybackOptions, common: &'a Common, io: &mut Io) -> Result<Playback<'a>> {
    let issue = |path: PathBuf, io: &mut Io| {
        let mut issue = watched_issue(path.clone(), options, common);
        // Its warnings are told once and not at every edit.
        tell_warnings(issue.read()?, common, io);
        let failed = match Playback::issue(issue, how) {
            Err(e) if e.kind == Kind::Operator => e,
            other => return other,
        };
        // A machine that cannot speak it, for want of a voice perhaps, still plays what was made elsewhere.
        let Ok(folder) = preview::find_episode(&options.output, &path.to_string_lossy()) else { return Err(failed) };
        if !common.quiet {
            note(
                io,
                &tr!("altavoce: {failed}\nits episode is played as it was made: {folder}", folder = folder.display()),
            );
        }
        Playback::episode(&folder, None, how)
    };
    let Some(what) = &options.what else {
        let path = latest(&options.show.folder());
        let folder = if path.is_none() { newest_episode(&options.output)? } else { None };
        let chosen = path.as_ref().or(folder.as_ref());
        let Some(chosen) = chosen else {
            let what = tr!("there is neither an issue nor an episode here");
            return Err(Error::usage(what).fix(tr!("name the issue's file or the episode's folder")));
        };
        if !common.quiet {
            note(io, &chosen.display().to_string());
        }
        return match (path, folder) {
            (Some(path), _) => issue(path, io),
            (None, folder) => Playback::episode(&folder.unwrap_or_default(), None, how),
        };
    };
    if is_issue(Path::new(what)) {
        return issue(PathBuf::from(what), io);
    }
    let folder = match preview::find_episode(&options.output, what) {
        Ok(folder) => folder,
        Err(e) => match named(&options.show.folder(), what) {
            Some(path) => return issue(path, io),
            None => return Err(e),
        },
    };
    // The issue it was made from, where it lies beside the settings: an edit of it can be heard.
    let source = Manifest::read_outline(&folder)?.source;
    let source = options.show.folder().join(source);
    let issue = source.is_file().then(|| watched_issue(source, options, common));
    Playback::episode(&folder, issue, how)
}

/// Whether a path is a text to be spoken, a pipe too, and no episode's manifest.
fn is_issue(path: &Path) -> bool {
    path.exists() && !path.is_dir() && path.file_name().is_none_or(|name| name != names::MANIFEST)
}

fn watched_issue<'a>(path: PathBuf, options: &'a Options, common: &'a Common) -> WatchedIssue<'a> {
    let folder = folder_of(&path);
    let show = options.show.path.clone().unwrap_or_else(|| folder.join(SHOW_FILE));
    let lexicon = folder_of(&show).join(lexicon::FILE);
    let files = [path.clone(), show, lexicon];
    let files: Vec<&Path> = files.iter().map(PathBuf::as_path).collect();
    let read = move || {
        let issue = Issue::read(&path)?;
        let project = options.show.read(parent(&path), common)?.with_output(&options.output);
        Ok((project, issue))
    };
    WatchedIssue::new(&files, &options.output, Box::new(read))
}

/// The issue that was edited last.
fn latest(folder: &Path) -> Option<PathBuf> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let edited = |path: &PathBuf| path.metadata().and_then(|m| m.modified()).ok();
    // Of those edited at the same moment, as in a fresh clone, the last by name.
    status::issues(folder).ok()?.into_iter().max_by_key(|path| (edited(path), path.clone()))
}

/// The one issue whose file is named by `what`, or by that number.
fn named(folder: &Path, what: &str) -> Option<PathBuf> {
    let number = |text: &str| text.strip_prefix('#').unwrap_or(text).parse::<u32>().ok();
    let fits = |path: &PathBuf| {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        stem == what || number(what).is_some_and(|n| number(&stem) == Some(n))
    };
    let mut found = status::issues(folder).ok()?.into_iter().filter(fits);
    found.next().filter(|_| found.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_people_write_them() {
        let rows = [
            ("0", Some(0.0)),
            ("200", Some(200.0)),
            ("3:20", Some(200.0)),
            ("0:03.5", Some(3.5)),
            ("1:02:03", Some(3723.0)),
            ("90:00", Some(5400.0)),
            ("", None),
            (":", None),
            ("3:", None),
            ("3:60", None),
            ("1:60:00", None),
            ("1:2:3:4", None),
            ("-1", None),
            ("inf", None),
            ("3.", None),
            ("1.5:00", None),
            ("tre", None),
        ];
        let wrong: Vec<_> = rows.iter().filter(|(text, expected)| time(text).ok() != *expected).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
    }
}
