//! Which episode is meant.

use std::path::{Path, PathBuf};

use altavoce_base::error::{Error, Result};
use altavoce_base::tr;
use altavoce_podcast::library::{EpisodeFolder, Library};
use altavoce_podcast::manifest::Outline;
use altavoce_podcast::names;

/// The folder of the episode that `what` names: an episode's folder, its `episode.json`, or, among the episodes of
/// `output`, a folder's name, an issue's number (`22`, `#22`, `022`), a slug, or the issue's file.
///
/// # Errors
/// Usage: there is none such, or more than one; the message names what there is.
pub fn find_episode(output: &Path, what: &str) -> Result<PathBuf> {
    let path = Path::new(what);
    let inside = |folder: &Path| folder.join(names::MANIFEST).is_file().then(|| folder.to_path_buf());
    if path.is_file() && path.file_name().is_some_and(|name| name == names::MANIFEST) {
        // `parent` of a bare file name is the empty path, which is this folder.
        let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        return Ok(folder.to_path_buf());
    }
    let plain = !what.is_empty() && !what.starts_with('.') && !what.contains(['/', '\\']);
    let named = if what.is_empty() { None } else { inside(path) };
    if let Some(folder) = named.or_else(|| if plain { inside(&output.join(what)) } else { None }) {
        return Ok(folder);
    }

    let library = Library::open_or_empty(output)?;
    let episodes = library.outlines()?;
    let number: Option<u32> = what.strip_prefix('#').unwrap_or(what).parse().ok();
    let issue = path.file_name().map(|name| name.to_string_lossy());
    let meant = |m: &Outline| {
        (number.is_some() && m.number == number) || m.slug == what || issue.as_ref().is_some_and(|i| m.source == *i)
    };
    let fitting: Vec<&EpisodeFolder> = episodes.iter().filter(|(_, m)| meant(m)).map(|(episode, _)| *episode).collect();
    match fitting.as_slice() {
        [one] => Ok(one.path.clone()),
        [] if episodes.is_empty() => Err(Error::usage(tr!("there is no episode `{what}`, nor any other"))
            .in_file(output)
            .fix(tr!("make one first"))),
        [] => {
            let near = |name: &String| strsim::jaro_winkler(what, name);
            let names = library.episodes.iter().map(EpisodeFolder::display_name);
            let nearest = names.max_by(|a, b| near(a).total_cmp(&near(b))).unwrap_or_default();
            let fix = tr!("the nearest of its {count} is `{nearest}`", count = episodes.len());
            Err(Error::usage(tr!("there is no episode `{what}`")).in_file(output).fix(fix))
        }
        several => {
            let names: Vec<_> = several.iter().map(|e| format!("`{}`", e.display_name())).collect();
            let what = tr!("`{what}` may be {names}", names = names.join(tr!(" or ")));
            Err(Error::usage(what).in_file(output).fix(tr!("name the folder")))
        }
    }
}
