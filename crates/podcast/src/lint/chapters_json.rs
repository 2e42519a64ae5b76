//! Chapters in JSON, read for what apps make of them.

use serde_json::Value;

/// A file of chapters in JSON.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ChaptersJson {
    /// Why it cannot be read.
    pub fault: Option<String>,
    /// Start in seconds (`None`: not a number) and title of each.
    pub chapters: Vec<(Option<f64>, String)>,
}

impl ChaptersJson {
    /// Reads chapters as Podcasting 2.0 wants them.
    pub fn read(bytes: &[u8]) -> ChaptersJson {
        let json: Value = match serde_json::from_slice(bytes) {
            Ok(json) => json,
            Err(e) => return ChaptersJson { fault: Some(format!("this is not JSON: {e}")), chapters: vec![] },
        };
        let Some(chapters) = json.get("chapters").and_then(Value::as_array) else {
            return ChaptersJson { fault: Some("there is no list `chapters` in it".into()), chapters: vec![] };
        };
        let fault = match json.get("version").and_then(Value::as_str) {
            Some(version) if version.starts_with("1.") => None,
            Some(version) => Some(format!("version `{version}` is not one that apps know")),
            None => Some("there is no `version` in it".to_string()),
        };
        // A chapter that is out of the table of contents is a change of picture, no more.
        let shown = chapters.iter().filter(|c| c.get("toc") != Some(&Value::Bool(false)));
        let chapter = |c: &Value| {
            let title = c.get("title").and_then(Value::as_str).unwrap_or_default();
            (c.get("startTime").and_then(Value::as_f64), title.to_string())
        };
        ChaptersJson { fault, chapters: shown.map(chapter).collect() }
    }
}
