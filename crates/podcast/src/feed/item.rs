//! An episode in the feed.

use altavoce_base::clock;
use altavoce_base::error::Result;
use jiff::Zoned;

use crate::address::prefixed;
use crate::channel::ItemLink;
use crate::feed::credits::persons;
use crate::feed::episode::FeedEpisode;
use crate::feed::settings::FeedSettings;
use crate::feed::show_notes;
use crate::feed::values::{AI_CONTENT, rfc2822, truth};
use crate::media_type;
use crate::names::{AUDIO, CHAPTERS, M4A, OPUS, SITE, TRANSCRIPT, WORDS};
use crate::rss::{Writer, single_line};

/// The other files of the same sound: name, codec (RFC 6381), what apps call it. A player is asked whether it plays a
/// type and a codec.
const OTHER_SOUND: [(&str, &str, &str); 2] = [(OPUS, "opus", "Opus"), (M4A, "mp4a.40.2", "AAC")];

/// An episode of the feed.
#[derive(Debug)]
pub struct Item {
    /// The episode.
    pub episode: FeedEpisode,
    /// Its identity, for good.
    pub guid: String,
    /// The moment of publication, of no other item.
    pub published: Zoned,
    /// Its season, its own or the show's when it was new.
    pub season: Option<u32>,
}

/// Writes the item of an episode.
///
/// # Errors
/// As [`super::render::render`].
pub(super) fn write(x: &mut Writer, settings: &FeedSettings, item: &Item) -> Result<()> {
    let Item { episode, guid, published, season } = item;
    let outline = &episode.outline;
    let url = |file: &str| settings.base.of(&[&episode.folder, file]);
    let sound = |file: &str| prefixed(&settings.show.feed.prefix, &url(file));
    let page = settings.show.feed.pages.then(|| settings.base.of(&[SITE, &episode.folder]) + "/");
    let title = single_line(&outline.title);
    let author = outline.author.as_deref().filter(|a| !a.trim().is_empty()).unwrap_or(&settings.show.author);
    let author = single_line(author);
    let disclosure = outline.disclosure_or(&settings.show.disclosure);
    let html = show_notes::html(outline, episode.notes()?.as_deref(), page.as_deref(), disclosure);
    x.inside("item", &[], |x| {
        x.text("title", &title)?;
        x.text("itunes:title", &title)?;
        let issue = outline.issue_link().filter(|_| settings.show.feed.item_link == ItemLink::Issue);
        if let Some(link) = issue.or(page.as_deref()) {
            x.text("link", link)?;
        }
        if let Some(audio) = episode.file(AUDIO) {
            let length = audio.bytes.to_string();
            x.empty("enclosure", &[("url", &sound(AUDIO)), ("length", &length), ("type", media_type::of(AUDIO))])?;
        }
        x.text_with("guid", &[("isPermaLink", "false")], guid)?;
        x.text("pubDate", &rfc2822(published)?)?;
        x.text("description", &show_notes::description(outline, disclosure))?;
        x.text("content:encoded", &html)?;
        x.text("itunes:duration", &format!("{:.0}", outline.duration.round()))?;
        // Directories refuse the number zero.
        for (kind, number) in [("season", *season), ("episode", outline.number)] {
            if let Some(number) = number.filter(|n| *n > 0) {
                x.text(&format!("itunes:{kind}"), &number.to_string())?;
                x.text(&format!("podcast:{kind}"), &number.to_string())?;
            }
        }
        x.text("itunes:episodeType", outline.kind.name())?;
        x.text("itunes:explicit", truth(settings.show.feed.explicit))?;
        x.text("itunes:author", &author)?;
        if let Some(cover) = outline.own_cover().filter(|cover| cover.fit) {
            x.empty("itunes:image", &[("href", &url(&cover.file))])?;
        }
        persons(x, settings, &author)?;
        x.text_with("podcast:txt", &[("purpose", AI_CONTENT)], "true")?;
        for (name, codecs, called) in OTHER_SOUND {
            let Some(file) = episode.file(name) else { continue };
            let (length, bitrate) = (file.bytes.to_string(), bitrate(file.bytes, outline.duration));
            let attributes = [
                ("type", media_type::of(name)),
                ("length", &length),
                ("bitrate", &bitrate),
                ("codecs", codecs),
                ("title", called),
            ];
            x.inside("podcast:alternateEnclosure", &attributes, |x| {
                x.empty("podcast:source", &[("uri", &sound(name))])
            })?;
        }
        if episode.file(CHAPTERS).is_some() {
            x.empty("podcast:chapters", &[("url", &url(CHAPTERS)), ("type", media_type::of(CHAPTERS))])?;
        }
        for name in [TRANSCRIPT, WORDS] {
            if episode.file(name).is_some() {
                let attributes =
                    [("url", &*url(name)), ("type", media_type::of(name)), ("language", &outline.language)];
                x.empty("podcast:transcript", &attributes)?;
            }
        }
        if outline.chapters.is_empty() {
            return Ok(());
        }
        x.inside("psc:chapters", &[("version", "1.2")], |x| {
            outline.chapters.iter().try_for_each(|chapter| {
                let (start, title) =
                    (clock::full((chapter.start * 1000.0).round() as u64), single_line(&chapter.title));
                let (link, image) = (chapter.link.as_deref(), chapter.image.as_deref());
                let all = [("start", Some(&*start)), ("title", Some(&*title)), ("href", link), ("image", image)];
                let attributes: Vec<_> = all.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
                x.empty("psc:chapter", &attributes)
            })
        })
    })
}

/// Bits a second, on the average.
fn bitrate(bytes: u64, seconds: f64) -> String {
    format!("{:.0}", bytes as f64 * 8.0 / seconds.max(1.0))
}
