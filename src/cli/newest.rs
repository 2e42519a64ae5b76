//! Which issue or episode is meant where none is named: the newest, and it is told.

use std::path::{Path, PathBuf};

use altavoce_base::error::{Error, Result};
use altavoce_base::tr;
use altavoce_podcast::library::Library;
use jiff::civil::Date;

use super::{Common, Io, note};
use crate::issue::Issue;
use crate::preview;
use crate::project::SHOW_FILE;
use crate::status;

/// The issue that is named, else the newest in `folder`, the folder of the show.
///
/// # Errors
/// Usage: none is named, and there is none.
pub fn issue(named: Option<&PathBuf>, folder: &Path, common: &Common, io: &mut Io) -> Result<PathBuf> {
    if let Some(path) = named {
        return Ok(path.clone());
    }
    // Any folder has texts in it; that of a show has its settings, or is called `issues`.
    let none = |what: String| Error::usage(what).fix(tr!("name the issue's file"));
    let is_here = folder.as_os_str().is_empty();
    if is_here && !Path::new(SHOW_FILE).is_file() {
        return Err(none(tr!("which issue? there is neither a folder `issues` nor a {SHOW_FILE} here")));
    }
    let readable = if is_here { Path::new(".") } else { folder };
    let mut read = Vec::new();
    for path in status::issues(readable)? {
        let path = if is_here { path.file_name().map_or(path.clone(), PathBuf::from) } else { path };
        match Issue::read(&path) {
            Ok(issue) => read.push((issue.meta.date, issue.meta.number, path)),
            Err(e) if !common.quiet => note(io, &format!("altavoce: {e}")),
            Err(_) => (),
        }
    }
    let newest =
        newest(read).ok_or_else(|| none(tr!("which issue? there is none in {folder}", folder = readable.display())))?;
    tell(&newest, common, io);
    Ok(newest)
}

/// The folder of the episode that is named, by folder, number, slug or issue, else of the newest in `output`.
///
/// # Errors
/// Usage: as [`preview::find_episode`]; none is named, and there is none.
pub fn episode(named: Option<&str>, output: &Path, common: &Common, io: &mut Io) -> Result<PathBuf> {
    if let Some(what) = named {
        return preview::find_episode(output, what);
    }
    let none = || {
        Error::usage(tr!("which episode? there is none")).in_file(output).fix(tr!("make one first: altavoce episode"))
    };
    let newest = newest_episode(output)?.ok_or_else(none)?;
    tell(&newest, common, io);
    Ok(newest)
}

/// The newest episode of a folder, by day, season and number.
pub fn newest_episode(output: &Path) -> Result<Option<PathBuf>> {
    let library = Library::open_or_empty(output)?;
    let episodes = library.outlines()?.into_iter();
    let newest = episodes.max_by_key(|(episode, m)| (m.date, m.season, m.number, *episode));
    Ok(newest.map(|(episode, _)| episode.path.clone()))
}

fn tell(path: &Path, common: &Common, io: &mut Io) {
    if !common.quiet {
        note(io, &tr!("altavoce: none was named, so this is the newest: {path}", path = path.display()));
    }
}

/// The newest by its day, then by its number. One without a day is newer than all if its number is: it is still to come out.
fn newest(issues: Vec<(Option<Date>, Option<u32>, PathBuf)>) -> Option<PathBuf> {
    let highest = issues.iter().filter(|(date, ..)| date.is_some()).filter_map(|(_, number, _)| *number).max();
    let is_next = |date: Option<Date>, number: Option<u32>| date.is_none() && number.is_some() && number > highest;
    let newest =
        issues.into_iter().max_by_key(|(date, number, path)| (is_next(*date, *number), *date, *number, path.clone()));
    newest.map(|(.., path)| path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_is_known_by_day_and_number() {
        type Row = (&'static str, &'static str, Option<u32>);
        let rows: [(&[Row], &str); 8] = [
            (&[("a.md", "2026-01-02", None), ("b.md", "2026-01-01", None)], "a.md"),
            (&[("1.md", "2026-01-01", Some(1)), ("2.md", "2026-01-01", Some(2))], "2.md"),
            (&[("9.md", "", Some(9)), ("10.md", "", Some(10))], "10.md"),
            // numbered by hand, out of order
            (&[("7.md", "2026-03-01", Some(7)), ("8.md", "2026-02-01", Some(8))], "7.md"),
            // the next one, not out yet
            (&[("7.md", "2026-03-01", Some(7)), ("8.md", "", Some(8))], "8.md"),
            // an old one whose day nobody wrote
            (&[("7.md", "2026-03-01", Some(7)), ("3.md", "", Some(3))], "7.md"),
            (&[("special.md", "2026-04-01", None), ("7.md", "2026-03-01", Some(7))], "special.md"),
            (&[("a.md", "", None), ("b.md", "", None)], "b.md"),
        ];
        let mut wrong = Vec::new();
        for (issues, expected) in rows {
            let issues = issues.iter().map(|(path, date, number)| (date.parse().ok(), *number, PathBuf::from(path)));
            let got = newest(issues.collect());
            if got != Some(PathBuf::from(expected)) {
                wrong.push(format!("{got:?}, not {expected}"));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        assert_eq!(newest(Vec::new()), None);
    }
}
