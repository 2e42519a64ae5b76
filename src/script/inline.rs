//! What stands inside a line of text: code and HTML.

use super::Reason;

/// Inline code as words: `max_tokens` → `max tokens`; dots and commas inside numbers and names stay.
pub fn code_words(code: &str) -> String {
    let chars: Vec<char> = code.chars().collect();
    let spoken: String = (0..chars.len())
        .map(|i| {
            let inside =
                i > 0 && chars[i - 1].is_alphanumeric() && chars.get(i + 1).is_some_and(|c| c.is_alphanumeric());
            match chars[i] {
                c if c.is_alphanumeric() => c,
                c @ ('.' | ',' | '\'' | '’') if inside => c,
                c @ ('+' | '%' | '€' | '$' | '°') => c,
                _ => ' ',
            }
        })
        .collect();
    let words = spoken.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.chars().any(char::is_alphanumeric) { words } else { String::new() }
}

/// Why a piece of HTML is not spoken.
pub fn html_reason(html: &str) -> Reason {
    let html = html.trim_start().to_ascii_lowercase();
    let embeds = ["<iframe", "<embed", "<object", "<video", "<audio", "<script", "twitter-tweet", "instagram-media"];
    if html.starts_with("<!--") {
        Reason::Comment
    } else if embeds.iter().any(|e| html.contains(e)) {
        Reason::Embed
    } else if html.contains("<button") || html.contains("button\"") {
        Reason::Button
    } else {
        Reason::Html
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_as_words() {
        let rows = [
            ("max_tokens", "max tokens"),
            ("cargo build --release", "cargo build release"),
            ("main.rs", "main.rs"),
            ("temperature=0.7", "temperature 0.7"),
            ("/etc/hosts", "etc hosts"),
            ("f(x)", "f x"),
            ("C++", "C++"),
            ("=>", ""),
            ("+", ""),
        ];
        let wrong: Vec<_> = rows.iter().filter(|(i, o)| code_words(i) != *o).map(|r| code_words(r.0)).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn kinds_of_html() {
        let rows = [
            ("<!-- a -->", Reason::Comment),
            ("<iframe src=x></iframe>", Reason::Embed),
            ("<blockquote class=\"twitter-tweet\">", Reason::Embed),
            ("<button>x</button>", Reason::Button),
            ("<a class=\"kg-button\">x</a>", Reason::Button),
            ("<div>", Reason::Html),
        ];
        let wrong: Vec<_> = rows.iter().filter(|(i, o)| html_reason(i) != *o).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}
