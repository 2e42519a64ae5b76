//! The small player that other pages frame: what it takes of an episode's page.

use serde::Serialize;

use crate::site::episode::{ChapterView, EpisodeView};
use crate::site::index::HeadView;

/// How wide the small player is where nothing says otherwise, in pixels.
pub const WIDTH: u32 = 640;
/// How high it is, in pixels: what it needs on a phone, with a title of two lines.
pub const HEIGHT: u32 = 270;

/// The small player.
#[derive(Debug, Serialize)]
pub struct EmbedView<'a> {
    head: &'a HeadView,
    cover: &'a Option<String>,
    audio: &'a str,
    seconds: &'a str,
    clock: &'a str,
    chapters: &'a [ChapterView],
    key: &'a str,
    number: &'a Option<String>,
}

/// The view of the small player.
pub fn view(page: &EpisodeView) -> EmbedView<'_> {
    EmbedView {
        head: &page.head,
        cover: &page.cover,
        audio: &page.audio,
        seconds: &page.seconds,
        clock: &page.clock,
        chapters: &page.chapters,
        key: &page.key,
        number: &page.number,
    }
}
