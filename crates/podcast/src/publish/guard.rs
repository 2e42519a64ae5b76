//! What keeps a run from replacing a feed that is not its own to replace.

use std::collections::BTreeSet;

use altavoce_base::error::{Error, Result};
use altavoce_base::tr;

use super::feed_names::FeedNames;
use crate::names;

/// Refuses to replace a feed that this show's state does not know, and to give a published episode another GUID.
///
/// `ours` is what the feed to be sent says, `there` what the one that is out says, if it can be read; it is `known` if this
/// machine, or the state it was given, has sent it; `target` is where, as the settings say it.
///
/// # Errors
/// The author's: the feed is no feed, another show's, would change a GUID, or is another machine's.
pub fn guard(ours: &FeedNames, there: Option<&FeedNames>, known: bool, target: &str) -> Result<()> {
    let place = format!("{}/{}", target.trim_end_matches('/'), names::FEED);
    let refuse = |what: String, fix: &str| Err(Error::author(what).in_file(&place).fix(fix));
    let Some(there) = there else {
        let fix = tr!("move it away, or run `altavoce publish --force overwrite-remote`");
        return if known { Ok(()) } else { refuse(tr!("what is there is no feed of altavoce").into(), fix) };
    };
    let restore =
        tr!("restore feed-state.toml from version control, or run `altavoce publish --force overwrite-remote`");
    if there.show != ours.show {
        let guid = there.show.as_deref().unwrap_or("none");
        if known {
            return refuse(tr!("the show's podcast:guid would change (it is {guid})"), restore);
        }
        let what = tr!("another show is published there (podcast:guid {guid})");
        return refuse(what, tr!("publish to another target, or run `altavoce publish --force overwrite-remote`"));
    }
    if let Some(item) = ours.renamed(there) {
        return refuse(
            tr!("the GUID of «{title}» would change (it is {guid})", title = item.title, guid = item.guid),
            restore,
        );
    }
    if known {
        return Ok(());
    }
    let guids: BTreeSet<&str> = ours.items.iter().map(|i| i.guid.as_str()).collect();
    let missing = there.items.iter().filter(|i| !guids.contains(i.guid.as_str()));
    let missing: Vec<String> = missing.map(|i| format!("«{}» ({})", i.title, i.guid)).collect();
    let what = match missing.as_slice() {
        [] => tr!("another machine has published here since this one did").to_string(),
        [one] => tr!("another machine has published here, and this feed lacks an episode of it: {one}"),
        some => {
            let count = some.len();
            let some = some[..count.min(5)].join(", ");
            let more = if count > 5 { " …" } else { "" };
            tr!("another machine has published here, and this feed lacks {count} episodes of it: {some}{more}")
        }
    };
    refuse(
        what,
        tr!(
            "fetch its feed-state.toml and publish-state.toml (git pull), or run `altavoce publish --force overwrite-remote`"
        ),
    )
}
