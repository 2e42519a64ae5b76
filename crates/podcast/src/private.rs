//! A private show: all of it is served below a folder whose name nobody guesses. The name is made once, by the feed, and kept
//! in its state.

use std::borrow::Cow;
use std::path::Path;

use altavoce_base::error::{Error, Result};
use altavoce_base::tr;
use uuid::Uuid;

use crate::address::Base;
use crate::channel::Channel;
use crate::feed::state::FeedState;
use crate::names;

/// A name for the folder of a private show: 122 bits of chance.
pub fn new_folder() -> String {
    Uuid::new_v4().simple().to_string()
}

/// The show with the addresses at which it is served and published: a private one's lie below its folder, all others are as
/// they are. `show_folder` is the folder of `show.toml`, where the feed's state lies.
///
/// # Errors
/// The author's: a damaged state, a private show whose folder was not made yet.
pub fn placed<'a>(show: &'a Channel, show_folder: &Path) -> Result<Cow<'a, Channel>> {
    if !show.feed.private {
        return Ok(Cow::Borrowed(show));
    }
    let path = FeedState::path(show_folder);
    let folder = FeedState::read(&path)?.private_folder.ok_or_else(|| {
        let what = tr!("the show is private, and its address was not made yet");
        Error::author(what).in_file(&path).fix(tr!("run `altavoce feed`, which makes it"))
    })?;
    below(show, &folder).map(Cow::Owned).map_err(|e| e.in_file(show_folder.join(names::SHOW)))
}

/// The show with its addresses below `folder`.
fn below(show: &Channel, folder: &str) -> Result<Channel> {
    let mut show = show.clone();
    show.feed.url = Base::parse("url", &show.feed.url)?.below(folder).as_str().to_string();
    let target = show.publish.target.trim().trim_end_matches('/');
    if target.starts_with("github-pages:") {
        let what = tr!("a private show cannot go to GitHub Pages, where the repository shows the name of its folder");
        return Err(Error::author(what).fix(tr!("choose another `[publish] target`, or set `private = false`")));
    }
    if !target.is_empty() {
        show.publish.target = format!("{target}/{folder}");
    }
    Ok(show)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_private_show_lies_below_its_folder() {
        let folder = tempfile::tempdir().unwrap();
        let mut show = Channel::default();
        show.feed.url = "https://example.org/podcast/".into();
        show.publish.target = "s3://bucket/podcast/".into();
        assert!(matches!(placed(&show, folder.path()).unwrap(), Cow::Borrowed(_)));
        show.feed.private = true;
        let said = placed(&show, folder.path()).unwrap_err().to_string();
        assert!(
            said.ends_with(
                "the show is private, and its address was not made yet; run `altavoce feed`, which makes it"
            ),
            "{said}"
        );
        let state = FeedState { private_folder: Some("0123".into()), ..FeedState::default() };
        state.write(&FeedState::path(folder.path())).unwrap();
        let there = placed(&show, folder.path()).unwrap();
        assert_eq!(there.feed.url, "https://example.org/podcast/0123");
        assert_eq!(there.publish.target, "s3://bucket/podcast/0123");
        show.publish.target = "github-pages://owner/name".into();
        let said = placed(&show, folder.path()).unwrap_err().to_string();
        assert!(said.contains("a private show cannot go to GitHub Pages"), "{said}");
    }

    #[test]
    fn no_two_folders_are_alike() {
        let (a, b) = (new_folder(), new_folder());
        assert!(a != b && a.len() == 32 && a.bytes().all(|b| b.is_ascii_hexdigit()), "{a}");
    }
}
