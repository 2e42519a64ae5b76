//! Placeholders do not go out. A show whose address is none can be tried out in a folder of this machine: nobody can
//! subscribe to it, and whoever publishes it is told so.

use altavoce_base::error::{Error, Result};
use altavoce_base::{tr, trn};

use super::PublishRequest;
use super::local::Local;
use crate::feed::artwork::{Flaw, flaws};
use crate::names;
use crate::placeholder;
use crate::rss::{Document, ParseMode};

/// Looks for placeholders among the settings, in the feed and in what it names. Gives the sentence that a trial is told:
/// a show without a public address that goes to a folder of this machine. `place` is where to, as the records call it.
///
/// # Errors
/// The author's: placeholders would go out, and `request` does not allow it.
pub fn check(request: &PublishRequest, place: &str, local: &Local) -> Result<Option<String>> {
    let found = found(request, local);
    if found.is_empty() {
        return Ok(None);
    }
    let list = found.join("; ");
    let url = request.show.feed.url.trim();
    if placeholder::address(url).is_some() && place.starts_with("file:") {
        return Ok(Some(tr!("for trial only, nobody can subscribe to this: {list}")));
    }
    if request.placeholders {
        return Ok(None);
    }
    let what = trn!(
        count = found.len(),
        "subscribers would get a placeholder: {list}",
        "subscribers would get placeholders: {list}"
    );
    let fix = tr!("put your own there and run `altavoce feed`, or, if it must be, say `--force placeholder`");
    Err(Error::author(what).in_file(request.show_folder.join(names::SHOW)).fix(fix))
}

/// A few words for each placeholder.
fn found(request: &PublishRequest, local: &Local) -> Vec<String> {
    let mut found = placeholder::in_settings(request.show);
    // The feed may be older than the settings.
    let document = Document::read(&local.feed, ParseMode::Lenient);
    if let Some(channel) = document.channel().map(|channel| channel.element) {
        let owner = channel.one("itunes:owner").map_or("", |owner| owner.text_of("itunes:email"));
        let texts = ["title", "itunes:author", "description"].map(|name| channel.text_of(name));
        for of_feed in placeholder::in_texts(texts, owner) {
            if !found.iter().any(|known| known.key == of_feed.key) {
                found.push(of_feed);
            }
        }
    }
    let mut found: Vec<String> = found.into_iter().map(|placeholder| placeholder.what).collect();
    let artwork = local.artwork.iter().filter_map(|path| Some((path, std::fs::read(path).ok()?)));
    for (path, bytes) in artwork {
        let is_placeholder = |flaw: &(Flaw, String)| flaw.0 == Flaw::Placeholder;
        found.extend(flaws(path, &bytes).into_iter().find(is_placeholder).map(|_| {
            let name = &request.show.feed.artwork;
            tr!("[feed] artwork `{name}` is the picture that every show begins with")
        }));
    }
    found.extend(local.samples.iter().map(|folder| tr!("the episode `{folder}` is that of a sample issue")));
    found
}
