//! Text on a terminal, whose columns are not its letters: a letter may take two, a mark none.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// The columns that a terminal gives a text.
pub fn width(text: &str) -> usize {
    text.width()
}

/// A text with spaces behind it, so that it takes at least so many columns.
pub fn padded(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(width(text))))
}

/// A text in one row, and an ellipsis where it would be wider.
pub fn cut(text: &str, columns: usize) -> String {
    let clean: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if width(&clean) <= columns {
        return clean;
    }
    let mut taken = 0;
    let fitting = clean.graphemes(true).take_while(|cluster| {
        taken += width(cluster);
        taken < columns
    });
    let mut row: String = fitting.collect();
    row.truncate(row.trim_end().len());
    row + "…"
}

/// A text in lines of at most so many columns, broken between words; a wider word has a line of its own.
pub fn wrapped(text: &str, columns: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if width(line) + 1 + width(word) <= columns => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.into()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_cut_and_padded_by_columns() {
        // text, its columns, cut to four
        let rows = [
            ("mare", 4, "mare"),
            ("marea", 5, "mar…"),
            ("e\u{301}cco", 4, "e\u{301}cco"),
            ("你好吗", 6, "你…"),
            ("👩‍🚀 in", 5, "👩‍🚀…"),
            ("a\tb", 3, "a b"),
        ];
        let mut wrong = Vec::new();
        for (text, columns, expected) in rows {
            let clean = text.replace('\t', " ");
            if width(&clean) != columns || cut(text, 4) != expected || width(&padded(&clean, 8)) != 8 {
                wrong.push(format!("{text}: {} columns, {}", width(&clean), cut(text, 4)));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn texts_are_wrapped_between_words() {
        let rows = [
            ("", 4, vec![]),
            ("il mare  è\nblu", 7, vec!["il mare", "è blu"]),
            ("una parolalunga sola", 6, vec!["una", "parolalunga", "sola"]),
            ("你好 吗", 4, vec!["你好", "吗"]),
        ];
        let wrong: Vec<_> = rows.iter().filter(|(text, columns, due)| wrapped(text, *columns) != *due).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
    }
}
