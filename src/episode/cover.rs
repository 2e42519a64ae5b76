//! The cover of an episode: the issue's own, which is put beside it, else the show's artwork.

use std::fs;
use std::path::{Path, PathBuf};

use altavoce_base::error::{Error, Result};
use altavoce_base::files;
use altavoce_base::locale::text;
use altavoce_base::tr;
use altavoce_podcast::feed::artwork::{WANTED, flaws};
use altavoce_podcast::manifest::CoverMade;
use altavoce_podcast::names;

use crate::issue::Issue;
use crate::project::Project;

/// Where the issue's own cover lies.
fn own(issue: &Issue) -> Option<PathBuf> {
    let beside_issue = issue.path.parent().unwrap_or(Path::new(""));
    issue.meta.cover.as_ref().map(|cover| beside_issue.join(cover))
}

/// The bytes of the issue's cover, else of the show's artwork, else none.
///
/// # Errors
/// The author's: the file is missing.
pub fn read(issue: &Issue, project: &Project) -> Result<Option<Vec<u8>>> {
    let path = match (own(issue), project.show.feed.artwork.as_str()) {
        (Some(cover), _) => cover,
        (None, "") => return Ok(None),
        (None, artwork) => project.folder().join(artwork),
    };
    fs::read(&path).map(Some).map_err(|e| Error::io(tr!("read the cover"), &path, e))
}

/// Puts the issue's own cover, whose bytes are `cover`, into `folder`; nothing of an issue without one. Gives also a
/// warning if directories would refuse it.
///
/// # Errors
/// The operator's: full disk.
pub fn put(issue: &Issue, cover: Option<&[u8]>, folder: &Path) -> Result<Option<(CoverMade, Option<String>)>> {
    let Some((path, bytes)) = own(issue).zip(cover) else { return Ok(None) };
    let file = names::cover(bytes);
    files::write_whole(&folder.join(&file), bytes)?;
    let refused = flaws(&path, bytes).into_iter().find(|(flaw, _)| flaw.refused());
    let warning = refused.map(|(_, what)| {
        let what = tr!("the page shows this cover, but the feed leaves it out: {what}");
        Error::author(what).in_file(&path).fix(text(WANTED)).to_string()
    });
    Ok(Some((CoverMade { file, fit: warning.is_none() }, warning)))
}
