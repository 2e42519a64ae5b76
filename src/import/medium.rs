//! What Medium exports: a ZIP with a page a story, drafts and answers among them.

use altavoce_base::error::Result;
use altavoce_base::tr;

use super::Options;
use super::archive::Archive;
use super::diagnostic::Diagnostic;
use super::front_matter::Metadata;
use super::post::{Export, Post};

/// The stories of a ZIP, with `drafts` also those that are none yet; none where it is not Medium's.
///
/// # Errors
/// The author's: a page that cannot be read, no story.
pub fn read(archive: &mut Archive, options: &Options) -> Result<Option<Export>> {
    let is_page = |name: &&String| {
        let mut folders = name.rsplit('/').skip(1);
        name.ends_with(".html") && folders.next() == Some("posts") && !name.contains("__MACOSX")
    };
    let pages: Vec<String> = archive.names().iter().filter(is_page).cloned().collect();
    let mut export = Export::default();
    let mut medium = false;
    for name in pages {
        let text = archive.member(&name)?;
        // Others have a folder of that name too.
        medium |= text.contains("Exported from <a href=\"https://medium.com\">") || text.contains("class=\"graf ");
        if !medium {
            return Ok(None);
        }
        let file = name.rsplit('/').next().unwrap_or(&name);
        let draft = file.starts_with("draft_");
        if draft && !options.drafts {
            export.diagnostics.push(Diagnostic::removed(None, &name, tr!("not published; --drafts imports it")));
            continue;
        }
        let metadata = Metadata { draft, ..Metadata::default() };
        export.posts.push(Post { metadata, text, name: name.clone(), part: name, ..Post::default() });
    }
    // The names begin with the day.
    export.posts.sort_by(|a, b| a.name.cmp(&b.name));
    if medium { export.require_posts(archive.path()).map(|()| Some(export)) } else { Ok(None) }
}
