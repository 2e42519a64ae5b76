//! Elements of a page or an e-mail that are no text of the issue: buttons, boxes, navigation, hidden lines, tracking pixels.

use htmd::Node;

use super::Boilerplate;
use crate::import::diagnostic::Removals;
use crate::import::vocabulary::VOCABULARY;
use crate::markup::html::{dom, left_out};

/// Elements that hold no text of an issue.
const SILENT: [&str; 22] = [
    "script", "style", "noscript", "template", "nav", "footer", "form", "button", "input", "select", "textarea",
    "iframe", "svg", "canvas", "object", "embed", "audio", "video", "link", "meta", "head", "dialog",
];

/// Takes out what is no text.
pub fn remove_elements(root: &Node, removals: &mut Removals) {
    let mut keep = |node: &Node| {
        let tag = dom::tag(node);
        let kind = if !dom::is_content(node) {
            return false;
        } else if tag.is_empty() {
            return true;
        } else if dom::has_name(node, &VOCABULARY.markup.preheaders)
            || left_out::is_hidden(|key| dom::attribute(node, key))
        {
            Boilerplate::HiddenText
        } else if dom::has_name(node, &VOCABULARY.markup.decorations) {
            return false;
        } else if dom::has_name(node, &VOCABULARY.markup.cards) {
            Boilerplate::Card
        } else if dom::has_name(node, &VOCABULARY.markup.files) {
            Boilerplate::File
        } else if dom::has_name(node, &VOCABULARY.markup.players) {
            Boilerplate::Player
        } else if dom::has_name(node, &VOCABULARY.markup.service_boxes) || (tag == "button") {
            Boilerplate::ServiceBox
        } else if SILENT.contains(&tag) {
            match tag {
                "nav" | "footer" | "form" | "dialog" => Boilerplate::Navigation,
                "iframe" | "object" | "embed" | "audio" | "video" => Boilerplate::Player,
                _ => return false,
            }
        } else if tag == "img" && is_pixel(node) {
            Boilerplate::TrackingPixel
        } else if tag == "img" && dom::attribute(node, "src").is_none_or(|s| !s.starts_with("http")) {
            Boilerplate::LocalPicture
        } else {
            return true;
        };
        let words = dom::text(node);
        if kind != Boilerplate::HiddenText || words.contains(char::is_alphanumeric) {
            removals.add(kind, &words);
        }
        false
    };
    dom::retain(root, &mut keep);
}

/// A picture of a point, which tells the sender that somebody reads.
fn is_pixel(node: &Node) -> bool {
    let tiny = |key: &str| {
        let size = dom::attribute(node, key).unwrap_or_default();
        matches!(size.trim_end_matches("px"), "0" | "1" | "2")
    };
    let style = dom::attribute(node, "style").unwrap_or_default().replace(' ', "");
    let styled = ["width:1px", "width:0;", "width:0px", "height:1px", "height:0px"].iter().any(|s| style.contains(s));
    let src = dom::attribute(node, "src").unwrap_or_default().to_lowercase();
    let nameless = dom::attribute(node, "alt").is_none_or(|a| a.is_empty());
    let counts = VOCABULARY.markup.tracking_pixels.iter().any(|t| src.contains(t));
    tiny("width") || tiny("height") || styled || (nameless && counts)
}
