//! The feed as RSS 2.0 with the itunes, podcast, atom, content and psc namespaces: the show. [`item`] writes an episode.

use altavoce_base::error::Result;
use uuid::Uuid;

use crate::channel::Order;
use crate::feed::credits::persons;
use crate::feed::item::{self, Item};
use crate::feed::settings::FeedSettings;
use crate::feed::values::{AI_CONTENT, rfc2822, truth};
use crate::media_type;
use crate::names::FEED;
use crate::rss::{NAMESPACES, Writer, single_line};

/// The whole feed. `items` come in the order in which they stand.
///
/// # Errors
/// The author's: a date that no calendar of ours holds. The operator's: notes that cannot be read.
pub fn render(settings: &FeedSettings, guid: Uuid, items: &[Item]) -> Result<Vec<u8>> {
    let mut xml = Writer::new()?;
    let declared = NAMESPACES.map(|(prefix, addresses)| (format!("xmlns:{prefix}"), addresses[0]));
    let declared = declared.iter().map(|(name, address)| (name.as_str(), *address));
    let root: Vec<_> = [("version", "2.0")].into_iter().chain(declared).collect();
    xml.inside("rss", &root, |x| {
        x.inside("channel", &[], |x| {
            channel(x, settings, guid, items.first())?;
            items.iter().try_for_each(|one| item::write(x, settings, one))
        })
    })?;
    Ok(xml.finish())
}

fn channel(x: &mut Writer, settings: &FeedSettings, guid: Uuid, newest: Option<&Item>) -> Result<()> {
    let FeedSettings { show, base, site, artwork } = settings;
    let cover = base.of(&[&artwork.name]);
    let title = single_line(&show.title);
    let author = single_line(&show.author);
    let email = show.email.trim();
    x.text("title", &title)?;
    x.text("link", site)?;
    let address = base.of(&[FEED]);
    x.empty("atom:link", &[("href", &address), ("rel", "self"), ("type", media_type::RSS)])?;
    if !show.feed.hub.is_empty() {
        x.empty("atom:link", &[("href", &show.feed.hub), ("rel", "hub")])?;
    }
    x.text("description", &show.told_description())?;
    x.text("language", show.language.trim())?;
    if !show.feed.copyright.trim().is_empty() {
        x.text("copyright", &single_line(&show.feed.copyright))?;
    }
    x.text("generator", concat!("altavoce ", env!("CARGO_PKG_VERSION")))?;
    // The newest item's date, not the clock's: an unchanged feed is the same file.
    if let Some(newest) = newest {
        let date = rfc2822(&newest.published)?;
        x.text("pubDate", &date)?;
        x.text("lastBuildDate", &date)?;
    }
    x.inside("image", &[], |x| {
        x.text("url", &cover)?;
        x.text("title", &title)?;
        x.text("link", site)
    })?;
    x.empty("itunes:image", &[("href", &cover)])?;
    show.feed.category.iter().try_for_each(|names| category(x, names))?;
    x.text("itunes:explicit", truth(show.feed.explicit))?;
    let owner = Some(single_line(&show.feed.owner)).filter(|o| !o.is_empty()).unwrap_or_else(|| author.clone());
    x.inside("itunes:owner", &[], |x| {
        x.text("itunes:name", &owner)?;
        x.text("itunes:email", email)
    })?;
    // Behind the owner, whom some readers take for the author otherwise.
    x.text("itunes:author", &author)?;
    let order = match show.feed.order {
        Order::Episodic => "episodic",
        Order::Serial => "serial",
    };
    x.text("itunes:type", order)?;
    x.text("podcast:guid", &guid.to_string())?;
    x.text_with("podcast:locked", &[("owner", email)], if show.feed.locked { "yes" } else { "no" })?;
    if show.feed.private {
        x.text("itunes:block", "Yes")?;
        x.text("podcast:block", "yes")?;
    }
    if !show.feed.new_url.is_empty() {
        x.text("itunes:new-feed-url", &show.feed.new_url)?;
    }
    x.text("podcast:medium", "podcast")?;
    if !show.feed.apple_verify.is_empty() {
        x.text_with("podcast:txt", &[("purpose", "applepodcastsverify")], &show.feed.apple_verify)?;
    }
    x.text_with("podcast:txt", &[("purpose", AI_CONTENT)], "true")?;
    for funding in &show.feed.funding {
        x.text_with("podcast:funding", &[("url", &funding.url)], &single_line(&funding.text))?;
    }
    persons(x, settings, &author)?;
    match &show.feed.update {
        Some(update) => x.text_with("podcast:updateFrequency", &[("rrule", &update.rule)], &single_line(&update.text)),
        None => Ok(()),
    }
}

/// One category, with its subcategory inside.
fn category(x: &mut Writer, names: &[String]) -> Result<()> {
    match names {
        [] => Ok(()),
        [name] => x.empty("itunes:category", &[("text", name)]),
        [name, below @ ..] => x.inside("itunes:category", &[("text", name)], |x| category(x, below)),
    }
}
