//! What people read on the pages: dates, lengths, sizes in Italian; titles and text made harmless to what is around them.

use altavoce_base::clock;
use jiff::SignedDuration;

use crate::rss::single_line;

/// `12 min`, `1 h 5 min`; never `0 min`.
pub fn length(seconds: f64) -> String {
    let minutes = ((seconds / 60.0).round() as u64).max(1);
    match (minutes / 60, minutes % 60) {
        (0, m) => format!("{m} min"),
        (h, 0) => format!("{h} h"),
        (h, m) => format!("{h} h {m} min"),
    }
}

/// `1:02:03`, `15:02`; seconds are cut, so that a click never misses a beginning.
pub fn clock(seconds: f64) -> String {
    clock::short(seconds as u64)
}

/// ISO 8601: `PT1H2M3S`.
pub fn iso_length(seconds: f64) -> String {
    SignedDuration::from_secs(seconds.max(0.0).round() as i64).to_string()
}

/// `8,3 MB`: megabytes of a million bytes, as phones count them.
pub fn size(bytes: u64) -> String {
    let tenths = (bytes as f64 / 100_000.0).round().max(1.0) as u64;
    format!("{},{} MB", tenths / 10, tenths % 10)
}

/// A title or a name on one line, without control characters and without the marks that turn the direction of the text
/// behind them (Unicode TR 9, explicit formatting): a title must not reorder its page.
pub fn plain(text: &str) -> String {
    let turns = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    single_line(&text.replace(turns, ""))
}

/// Text as HTML, in an element or in a quoted attribute.
///
/// ```
/// assert_eq!(altavoce_podcast::site::text::escape("<b title='\"&'>"), "&lt;b title=&#39;&quot;&amp;&#39;&gt;");
/// ```
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn italian_labels() {
        let rows = [
            (length(3.0), "1 min"),
            (length(754.6), "13 min"),
            (length(3600.0), "1 h"),
            (length(3930.0), "1 h 6 min"),
            (clock(59.99), "0:59"),
            (clock(3723.0), "1:02:03"),
            (iso_length(754.6), "PT12M35S"),
            (iso_length(3600.0), "PT1H"),
            (iso_length(0.2), "PT0S"),
            (size(8_349_000), "8,3 MB"),
            (size(1), "0,1 MB"),
            (plain("a\u{202e}b\n\u{0}c\u{2066}  d"), "ab c d"),
        ];
        let wrong: Vec<_> = rows.iter().filter(|(got, wanted)| got != wanted).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
    }
}
