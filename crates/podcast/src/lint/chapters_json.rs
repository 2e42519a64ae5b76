//! Chapters in JSON, read for what apps make of them.

use altavoce_base::tr;
use serde_json::Value;

/// A file of chapters in JSON.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ChaptersJson {
    /// Why it cannot be read.
    pub fault: Option<String>,
    /// Start in seconds (`None`: not a number) and title of each.
    pub chapters: Vec<(Option<f64>, String)>,
    /// Every address that a chapter gives, of its picture or of its page, with the chapter's title.
    pub addresses: Vec<(String, String)>,
}

impl ChaptersJson {
    /// Reads chapters as Podcasting 2.0 wants them.
    pub fn read(bytes: &[u8]) -> ChaptersJson {
        let json: Value = match serde_json::from_slice(bytes) {
            Ok(json) => json,
            Err(e) => return ChaptersJson { fault: Some(tr!("this is not JSON: {e}")), ..ChaptersJson::default() },
        };
        let Some(chapters) = json.get("chapters").and_then(Value::as_array) else {
            return ChaptersJson {
                fault: Some(tr!("there is no list `chapters` in it").into()),
                ..ChaptersJson::default()
            };
        };
        let fault = match json.get("version").and_then(Value::as_str) {
            Some(version) if version.starts_with("1.") => None,
            Some(version) => Some(tr!("version `{version}` is not one that apps know")),
            None => Some(tr!("there is no `version` in it").to_string()),
        };
        // A chapter that is out of the table of contents is a change of picture, no more.
        let shown = chapters.iter().filter(|c| c.get("toc") != Some(&Value::Bool(false)));
        let text = |c: &Value, key: &str| c.get(key).and_then(Value::as_str).map(String::from);
        let title = |c: &Value| text(c, "title").unwrap_or_default();
        let chapter = |c: &Value| (c.get("startTime").and_then(Value::as_f64), title(c));
        let addresses = chapters.iter().flat_map(|c| ["img", "url"].map(|key| Some((text(c, key)?, title(c)))));
        let addresses = addresses.flatten().collect();
        ChaptersJson { fault, chapters: shown.map(chapter).collect(), addresses }
    }
}
