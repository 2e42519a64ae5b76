//! `chapters.json`: Podcasting 2.0 chapters, version 1.2.

use altavoce_sound::Marker;
use serde_json::json;

use super::timeline::seconds;
use crate::narration::SpokenChapter;

/// The chapters as JSON, times in seconds, with the picture and the link that the issue gives a chapter. `markers` are those of
/// `chapters`, in order.
pub fn to_json(title: &str, show: &str, markers: &[Marker], chapters: &[SpokenChapter]) -> String {
    let entry = |(marker, chapter): (&Marker, &SpokenChapter)| {
        let (start, end) = (seconds(marker.start), seconds(marker.end));
        let mut entry = json!({ "startTime": start, "endTime": end, "title": marker.title });
        for (key, address) in [("img", &chapter.image), ("url", &chapter.link)] {
            if let Some(address) = address {
                entry[key] = json!(address);
            }
        }
        entry
    };
    let mut document = json!({ "version": "1.2.0", "title": title });
    if !show.is_empty() {
        document["podcastName"] = json!(show);
    }
    document["chapters"] = markers.iter().zip(chapters).map(entry).collect();
    format!("{document:#}\n")
}
