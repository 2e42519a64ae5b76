//! `chapters.json`: Podcasting 2.0 chapters, version 1.2.

use altavoce_sound::Marker;
use serde_json::json;

use super::timeline::seconds;

/// The chapters as JSON, times in seconds.
pub fn to_json(title: &str, show: &str, chapters: &[Marker]) -> String {
    let entry = |c: &Marker| json!({ "startTime": seconds(c.start), "endTime": seconds(c.end), "title": c.title });
    let mut document = json!({ "version": "1.2.0", "title": title });
    if !show.is_empty() {
        document["podcastName"] = json!(show);
    }
    document["chapters"] = chapters.iter().map(entry).collect();
    format!("{document:#}\n")
}
