//! What a page's discovery link leads to: the small player as oEmbed 1.0, by which other sites frame it when somebody pastes the
//! address of the page.

use serde_json::json;

use crate::site::embed;

/// The name of the file, beside the episode's page.
pub const FILE: &str = "oembed.json";

/// An episode as oEmbed sees it.
pub struct OembedView<'a> {
    /// The episode's title.
    pub title: &'a str,
    /// Who wrote it.
    pub author: Option<&'a str>,
    /// The show's name.
    pub show: &'a str,
    /// The address of the page of all episodes.
    pub show_url: &'a str,
    /// The line of HTML that frames the small player.
    pub snippet: &'a str,
    /// The address of a small square picture, and its side in pixels.
    pub thumbnail: Option<(String, u32)>,
}

/// The answer as JSON (oEmbed 1.0, 2.3.4.4: `rich`).
pub fn to_json(view: &OembedView) -> String {
    let mut answer = json!({
        "version": "1.0", "type": "rich", "title": view.title, "provider_name": view.show, "provider_url": view.show_url,
        "html": view.snippet, "width": embed::WIDTH, "height": embed::HEIGHT,
    });
    if let Some(author) = view.author {
        answer["author_name"] = json!(author);
    }
    if let Some((url, side)) = &view.thumbnail {
        answer["thumbnail_url"] = json!(url);
        answer["thumbnail_width"] = json!(side);
        answer["thumbnail_height"] = json!(side);
    }
    format!("{answer:#}\n")
}
