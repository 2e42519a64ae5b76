//! Line numbers inside a text that is taken apart and put together again: before the first word of each line stands a
//! private character that says which line it is. No page has any of them to say.

use crate::markup::document::Line;

/// The first mark; it stands for line 0.
const FIRST: u32 = 0xF_0000;
/// Marks that are characters: a line further down is told as the last.
const MARKS: u32 = 0xFFFE;

/// Whether it is a mark, or could be taken for one.
pub fn is_mark(c: char) -> bool {
    u32::from(c) >= FIRST
}

/// The mark of a line.
pub fn mark(line: u32) -> char {
    char::from_u32(FIRST + line.min(MARKS - 1)).unwrap_or('\u{FFFFD}')
}

/// The line that a mark stands for.
pub fn line_of(mark: char) -> Option<u32> {
    u32::from(mark).checked_sub(FIRST)
}

/// A text that begins on `line` with a mark before the first word of each of its lines.
pub fn marked(text: &str, line: u32) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for (at, piece) in text.split('\n').enumerate() {
        if at > 0 {
            out.push('\n');
        }
        let bare = piece.trim_start();
        out.push_str(&piece[..piece.len() - bare.len()]);
        if !bare.is_empty() {
            out.push(mark(line + at as u32));
            out.extend(bare.chars().filter(|c| !is_mark(*c)));
        }
    }
    out
}

/// A text without marks.
pub fn unmarked(text: &str) -> String {
    text.chars().filter(|c| !is_mark(*c)).collect()
}

/// The lines of a text with marks, the first on `line` or below: each stands where its first mark says.
pub fn numbered(text: &str, line: u32) -> Vec<Line> {
    let mut number = line;
    let of = |text: &str| {
        let first = text.chars().find_map(line_of).unwrap_or(0);
        number = number.max(first);
        Line { number, text: unmarked(text) }
    };
    text.split('\n').map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_found_again() {
        let text = marked("uno\n  due\n\ntre", 7);
        assert_eq!(unmarked(&text), "uno\n  due\n\ntre");
        let turned = text.replace("\n\n", " \n").replace("uno\n", "uno ");
        let lines: Vec<_> = numbered(&turned, 3).into_iter().map(|l| (l.number, l.text)).collect();
        assert_eq!(lines, [(7, "uno   due ".to_string()), (10, "tre".to_string())]);
        assert_eq!(numbered(&marked("a", 1_000_000), 1)[0].number, MARKS - 1);
    }
}
