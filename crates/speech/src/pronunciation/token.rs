//! The words of a spoken text, and the marks between them.

use std::ops::Range;

/// A word or a mark.
#[derive(Debug, Clone, PartialEq)]
pub struct Token<'a> {
    /// Its letters as they are written: an elided word without its apostrophe, `Moore's` and `don't` with it.
    pub text: &'a str,
    /// The same in small letters.
    pub small: String,
    /// Its bytes in the text.
    pub range: Range<usize>,
    /// What stands between it and the next word: spaces, a hyphen, an apostrophe, marks.
    pub after: &'a str,
}

impl Token<'_> {
    /// Whether only a space or a hyphen parts it from the next word, so that both may be of one expression.
    pub fn joins(&self) -> bool {
        matches!(self.after, " " | "-" | "\u{a0}")
    }

    /// Whether the word has lost its last vowel to the next one: the `l` of `l'app`.
    pub fn is_elided(&self) -> bool {
        // l'“app”
        let marks = self.after.strip_prefix(is_apostrophe);
        marks.is_some_and(|marks| marks.chars().all(|c| "\"“”«»".contains(c)))
    }

    /// Whether a clause ends behind it.
    pub fn ends_clause(&self) -> bool {
        self.after.contains(['.', ',', ';', ':', '!', '?', '…', '(', ')', '—', '–'])
    }
}

/// What English writes behind an apostrophe.
const ENDINGS: [&str; 7] = ["s", "t", "re", "ve", "ll", "d", "m"];

/// The words of `text` in order.
pub fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain(std::iter::once((text.len(), ' '))) {
        match (is_of_word(c), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                let word = &text[from..at];
                // don't, Moore's: one word; l'app: two
                let follows = ranges.last().filter(|last| matches!(&text[last.end..from], "'" | "’"));
                match follows {
                    Some(last) if ENDINGS.contains(&word) => {
                        let joined = last.start..at;
                        ranges.pop();
                        ranges.push(joined);
                    }
                    _ => ranges.push(from..at),
                }
                start = None;
            }
            _ => {}
        }
    }
    let ends = ranges.iter().skip(1).map(|r| r.start).chain(std::iter::once(text.len()));
    let token = |(range, next): (&Range<usize>, usize)| {
        let word = &text[range.clone()];
        Token { text: word, small: word.to_lowercase(), range: range.clone(), after: &text[range.end..next] }
    };
    ranges.iter().zip(ends).map(token).collect()
}

/// Whether the character is part of a word: a letter, or a mark or a digit of a word that the author's lexicon keeps.
pub fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c)
}

/// The apostrophe, straight or curly.
pub fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elisions_part_and_english_endings_join() {
        let shown = |text| tokens(text).iter().map(|t| t.text.to_string()).collect::<Vec<_>>().join("|");
        assert_eq!(shown("l'app di Moore's law, don't"), "l|app|di|Moore's|law|don't");
        assert_eq!(shown("fact-checking: perché?"), "fact|checking|perché");
        assert_eq!(shown(" … "), "");
        let elided = tokens("dell'app nuova");
        assert!(elided[0].is_elided() && elided[1].joins());
    }
}
