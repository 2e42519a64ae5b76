//! The people of a show or an episode.

use altavoce_base::error::Result;

use crate::channel::{Person, people};
use crate::feed::settings::FeedSettings;
use crate::rss::{Writer, single_line};

/// Who makes the show or an episode: whom the settings name, with the `author` of an issue where that is someone else;
/// whoever speaks is no person.
pub fn persons(x: &mut Writer, settings: &FeedSettings, author: &str) -> Result<()> {
    let named = &settings.show.feed.persons;
    let guest = author != single_line(&settings.show.author);
    let known = |p: &&Person| single_line(&p.name) == author;
    if named.is_empty() || (guest && !named.iter().any(|p| known(&p))) {
        x.text_with("podcast:person", &[("role", "author"), ("group", "writing")], author)?;
    }
    for person in named {
        let (role, group) = people::credit(&person.role, &person.group)?;
        // Whoever usually writes did not write an issue that is someone else's.
        if guest && role == "author" && !known(&person) {
            continue;
        }
        let all = [("role", role), ("group", group), ("href", &person.href), ("img", &person.img)];
        let attributes: Vec<_> = all.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        x.text_with("podcast:person", &attributes, &single_line(&person.name))?;
    }
    Ok(())
}
