//! A template as `format!` takes it, taken apart.

use syn::{Error, LitStr, Result};

/// The placeholders of a template, each once, in their order.
pub struct Template {
    /// Whether a brace stands in it, so that it is not its own text.
    pub has_braces: bool,
    /// The placeholders as they are written, braces and format included.
    pub placeholders: Vec<String>,
}

impl Template {
    /// Takes a literal apart.
    ///
    /// # Errors
    /// A brace stands alone, or a placeholder has no name.
    pub fn parse(literal: &LitStr) -> Result<Template> {
        let text = literal.value();
        let fault = |what: &str| Err(Error::new(literal.span(), what));
        let mut placeholders: Vec<String> = Vec::new();
        let mut rest = text.as_str();
        while let Some(at) = rest.find(['{', '}']) {
            let brace = &rest[at..];
            if brace.starts_with("{{") || brace.starts_with("}}") {
                rest = &brace[2..];
                continue;
            }
            let Some(end) = brace.find('}').filter(|end| *end > 0) else {
                return fault("a brace stands alone; write it twice");
            };
            let placeholder = &brace[..=end];
            if !name_of(placeholder).starts_with(|c: char| c.is_alphabetic() || c == '_') {
                return fault("give each placeholder a name, by which translators know what it is");
            }
            if !placeholders.iter().any(|known| known == placeholder) {
                placeholders.push(placeholder.to_string());
            }
            rest = &brace[end + 1..];
        }
        Ok(Template { has_braces: text.contains(['{', '}']), placeholders })
    }
}

/// The name in a placeholder: `share` of `{share:.0}`.
fn name_of(placeholder: &str) -> &str {
    placeholder.trim_matches(['{', '}']).split(':').next().unwrap_or_default()
}

/// What a placeholder uses: its own name, and those that its format takes a width or a precision from.
pub fn names_in(placeholder: &str) -> Vec<&str> {
    let format = placeholder.trim_matches(['{', '}']).split_once(':').map_or("", |(_, format)| format);
    let pieces: Vec<&str> = format.split('$').collect();
    let before_dollar = pieces[..pieces.len() - 1].iter();
    let names = before_dollar.map(|piece| {
        let start = piece.rfind(|c: char| !c.is_alphanumeric() && c != '_').map_or(0, |at| at + 1);
        piece[start..].trim_start_matches(|c: char| c.is_ascii_digit())
    });
    std::iter::once(name_of(placeholder)).chain(names).collect()
}
