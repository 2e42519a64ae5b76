//! Values that a generator fills in: `{{ page.title }}`, `{% include x %}`, `<% tp.date %>`, `` `r Sys.Date()` ``.

/// Whether a value is a template.
pub fn is_one(value: &str) -> bool {
    let value = value.trim_start().trim_start_matches(['"', '\'']);
    value.starts_with("{{") || value.starts_with("{%")
}

/// Whether a text has a template anywhere in it.
pub fn is_in(text: &str) -> bool {
    [("{{", "}}"), ("{%", "%}"), ("<%", "%>"), ("`r ", "`")]
        .iter()
        .any(|(opens, closes)| text.split_once(opens).is_some_and(|(_, rest)| rest.contains(closes)))
}

/// Whether any value of a block begins with one outside quotes.
pub fn begins_a_value(block: &str) -> bool {
    block.contains(": {{") || block.contains(": {%")
}
