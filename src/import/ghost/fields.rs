//! Fields as the tables of many versions have them: numbers that are texts, truths that are numbers, nothing at all.

use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// The text of a field, whatever it is; of nothing, and of what holds others, none.
pub fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::String(text) => text,
        value @ (Value::Number(_) | Value::Bool(_)) => value.to_string(),
        _ => String::new(),
    })
}

/// Whether a field says yes.
pub fn is_set<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::Bool(is) => is,
        Value::Number(number) => number.as_u64() != Some(0),
        Value::String(text) => matches!(text.as_str(), "1" | "true"),
        _ => false,
    })
}
