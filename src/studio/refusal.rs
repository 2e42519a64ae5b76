//! What cannot be done, as the page is told it: one sentence, where, and what to do.

use altavoce_base::error::{Error, Kind};
use altavoce_base::tr;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use super::answer;

/// An answer that says no.
#[derive(Debug)]
pub struct Refusal(Box<Told>);

#[derive(Debug)]
struct Told {
    status: StatusCode,
    error: Error,
    more: Map<String, Value>,
}

impl Refusal {
    /// There is no such thing.
    pub fn missing(what: impl Into<String>) -> Refusal {
        Refusal::of(StatusCode::NOT_FOUND, Error::usage(what).fix(tr!("look at the list again")))
    }

    /// It was changed meanwhile, or is busy.
    pub fn conflict(error: Error) -> Refusal {
        Refusal::of(StatusCode::CONFLICT, error)
    }

    /// An answer of a status.
    pub fn of(status: StatusCode, error: Error) -> Refusal {
        Refusal(Box::new(Told { status, error, more: Map::new() }))
    }

    /// The same, with something more that the page needs.
    pub fn with(mut self, key: &str, value: Value) -> Refusal {
        self.0.more.insert(key.to_string(), value);
        self
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Refusal {
        let status = match error.kind {
            Kind::Usage => StatusCode::BAD_REQUEST,
            Kind::Author => StatusCode::UNPROCESSABLE_ENTITY,
            Kind::Operator => StatusCode::SERVICE_UNAVAILABLE,
            Kind::Bug => StatusCode::INTERNAL_SERVER_ERROR,
            Kind::Interrupted => StatusCode::CONFLICT,
        };
        Refusal::of(status, error)
    }
}

/// An error as JSON.
pub fn told(error: &Error) -> Value {
    let place = match error.place() {
        (Some(path), Some(line)) => Some(format!("{}:{line}", path.display())),
        (Some(path), None) => Some(path.display().to_string()),
        (None, _) => None,
    };
    let kind = match error.kind {
        Kind::Usage => "usage",
        Kind::Author => "author",
        Kind::Operator => "operator",
        Kind::Bug => "bug",
        Kind::Interrupted => "interrupted",
    };
    json!({ "error": error.what(), "place": place, "fix": error.advice(), "kind": kind })
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let Told { status, error, more } = *self.0;
        let mut body = told(&error);
        if let Value::Object(fields) = &mut body {
            fields.extend(more);
        }
        (status, answer::json(&body)).into_response()
    }
}
