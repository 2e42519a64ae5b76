//! What XML may hold, and what must stand on one line.

/// What an XML 1.0 document may hold, escaped or not (XML 1.0, production 2).
pub(super) fn is_legal(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..)
}

/// White space of every kind becomes one space, and control characters go: what must stand on one line does.
///
/// ```
/// use altavoce_podcast::rss::single_line;
/// assert_eq!(single_line(" riga\nuna\u{7}\r\n\u{a0} due "), "riga una due");
/// ```
pub fn single_line(text: &str) -> String {
    let visible: String = text.chars().filter(|c| c.is_whitespace() || !c.is_control()).collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}
