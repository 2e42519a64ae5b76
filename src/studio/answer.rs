//! What is asked and what is answered: the names in an address, JSON both ways, bytes in parts.

use std::collections::HashMap;

use altavoce_base::error::Error;
use altavoce_base::tr;
use axum::body::Bytes;
use axum::http::StatusCode;
use axum::http::header::{self, HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::refusal::Refusal;

/// What becomes of a request.
pub type Outcome = Result<Response, Refusal>;

/// A request.
#[derive(Debug)]
pub struct Asked {
    /// The names in its address, as the route calls them.
    pub names: HashMap<String, String>,
    /// Its headers.
    pub headers: HeaderMap,
    /// What it brings.
    pub body: Bytes,
}

impl Asked {
    /// A name in the address.
    pub fn name(&self, name: &str) -> &str {
        self.names.get(name).map_or("", String::as_str)
    }

    /// A number in the address.
    pub fn number(&self, name: &str) -> Result<usize, Refusal> {
        self.name(name).parse().map_err(|_| Refusal::missing(tr!("`{text}` is no number", text = self.name(name))))
    }

    /// What it brings, as JSON.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Refusal> {
        let wrong = |e: serde_json::Error| {
            Error::usage(tr!("the request cannot be read: {e}")).fix(tr!("load the page again")).into()
        };
        serde_json::from_slice(&self.body).map_err(wrong)
    }
}

/// JSON, never kept.
pub fn json(value: &Value) -> Response {
    let head = [(header::CONTENT_TYPE, "application/json; charset=utf-8"), (header::CACHE_CONTROL, "no-store")];
    (head, value.to_string()).into_response()
}

/// That it is done, and nothing more.
pub fn nothing() -> Response {
    StatusCode::NO_CONTENT.into_response()
}

/// Bytes of a type that never change under their address; the part of them that is asked for.
pub fn bytes(asked: &Asked, content_type: &'static str, bytes: Vec<u8>) -> Response {
    let mut head = HeaderMap::new();
    head.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    head.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=86400, immutable"));
    head.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    let range = asked.headers.get(header::RANGE).and_then(|value| value.to_str().ok());
    let length = bytes.len();
    match range.and_then(|range| part(range, length)) {
        None => (head, bytes).into_response(),
        Some((first, last)) => {
            if let Ok(value) = HeaderValue::from_str(&format!("bytes {first}-{last}/{length}")) {
                head.insert(header::CONTENT_RANGE, value);
            }
            (StatusCode::PARTIAL_CONTENT, head, bytes[first..=last].to_vec()).into_response()
        }
    }
}

/// The first and the last byte that a range of one part names; a range that cannot be given is answered with the whole.
fn part(range: &str, length: usize) -> Option<(usize, usize)> {
    let (first, last) = range.trim().strip_prefix("bytes=")?.split_once('-')?;
    let end = length.checked_sub(1)?;
    let (first, last) = match (first, last) {
        ("", count) => (length.checked_sub(count.parse().ok()?)?, end),
        (first, "") => (first.parse().ok()?, end),
        (first, last) => (first.parse().ok()?, last.parse::<usize>().ok()?.min(end)),
    };
    (first <= last).then_some((first, last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_of_one_part_are_known() {
        let rows = [
            ("bytes=0-", Some((0, 9))),
            ("bytes=2-4", Some((2, 4))),
            ("bytes=2-99", Some((2, 9))),
            ("bytes=-3", Some((7, 9))),
            ("bytes=10-", None),
            ("bytes=4-2", None),
            ("bytes=0-1,3-4", None),
            ("x", None),
        ];
        let wrong: Vec<_> = rows.iter().filter(|(range, wanted)| part(range, 10) != *wanted).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
        assert_eq!(part("bytes=0-", 0), None);
    }
}
