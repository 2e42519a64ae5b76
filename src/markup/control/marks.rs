//! Marks in a text for the commands that the script obeys: noncharacters, which no text may hold and nobody sees.

use std::borrow::Cow;

use super::super::document::{digits, is_noncharacter, value};

/// What stands around the number of a mark.
const MARK: (char, char) = ('\u{FDEA}', '\u{FDEB}');

/// A piece of a text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Part<'a> {
    /// Words.
    Text(&'a str),
    /// The command of that number.
    Mark(usize),
}

impl Part<'_> {
    /// The number of the command, if it is one.
    pub fn as_mark(self) -> Option<usize> {
        if let Part::Mark(number) = self { Some(number) } else { None }
    }
}

/// The mark of the command `number`.
pub fn mark(number: usize) -> String {
    let mut mark = String::from(MARK.0);
    mark.extend(digits(number as u32));
    mark.push(MARK.1);
    mark
}

/// Whether a text has any.
pub fn are_in(text: &str) -> bool {
    text.contains(MARK.0)
}

/// A text in pieces; one without marks is one piece.
pub fn parts(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once(MARK.0) {
        parts.push(Part::Text(before));
        let (number, after) = behind.split_once(MARK.1).unwrap_or((behind, ""));
        parts.extend(value(number).map(|number| Part::Mark(number as usize)));
        rest = after;
    }
    parts.push(Part::Text(rest));
    parts.retain(|part| *part != Part::Text(""));
    parts
}

/// A text without marks, and without the second of two spaces that one stood between.
pub fn without(text: &str) -> Cow<'_, str> {
    if !are_in(text) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for part in parts(text) {
        if let Part::Text(text) = part {
            let spaced = out.is_empty() || out.ends_with([' ', '\n']);
            out.push_str(if spaced { text.trim_start_matches(' ') } else { text });
        }
    }
    out.retain(|c| !is_noncharacter(c));
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_in_a_text() {
        let text = format!("uno {} due{}", mark(3), mark(70_000));
        assert_eq!(parts(&text), [Part::Text("uno "), Part::Mark(3), Part::Text(" due"), Part::Mark(70_000)]);
        assert_eq!(without(&text), "uno due");
        assert_eq!(without("uno"), "uno");
        assert!(are_in(&text) && !are_in("uno"));
    }
}
