//! The conditions of the table: `-1:{article} & !+1:*ato | *:succo|frutta`.

use super::vocabulary::{Set, Vocabulary, is_mark};

/// Where a test looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Position {
    /// So many words before.
    Before(usize, usize),
    /// So many words after.
    After(usize, usize),
    /// The word itself.
    Here,
    /// Any other word of the sentence.
    Anywhere,
}

struct Test {
    place: Position,
    set: Set,
    /// The test holds where no such word is.
    not: bool,
}

/// Chains of tests; one chain whose tests all hold is enough.
pub(super) struct Condition(Vec<Vec<Test>>);

impl Condition {
    /// Reads the cell `when`.
    pub(super) fn parse(when: &str, vocabulary: &mut Vocabulary) -> Result<Condition, String> {
        when.split(" | ")
            .map(|chain| chain.split(" & ").map(|test| Test::parse(test.trim(), vocabulary)).collect())
            .collect::<Result<_, _>>()
            .map(Condition)
    }

    /// Whether it holds for the word at `i`.
    pub(super) fn holds(&self, vocabulary: &Vocabulary, words: &[&str], i: usize) -> bool {
        self.0.iter().any(|chain| chain.iter().all(|test| test.holds(vocabulary, words, i)))
    }
}

impl Test {
    fn parse(text: &str, vocabulary: &mut Vocabulary) -> Result<Test, String> {
        let (not, test) = text.strip_prefix('!').map_or((false, text), |rest| (true, rest));
        let (place, items) = test.split_once(':').ok_or_else(|| format!("\"{text}\" has no place"))?;
        let place = Position::parse(place).ok_or_else(|| format!("\"{place}\" is no place"))?;
        let set = vocabulary.set(items.split('|')).map_err(|why| format!("{why} in \"{text}\""))?;
        Ok(Test { place, set, not })
    }

    fn holds(&self, vocabulary: &Vocabulary, words: &[&str], i: usize) -> bool {
        let is_in = |word: Option<&str>| vocabulary.is_in(&self.set, word);
        let found = match self.place {
            Position::Here => is_in(words.get(i).copied()),
            Position::Anywhere => words.iter().enumerate().any(|(k, word)| k != i && is_in(Some(*word))),
            Position::Before(near, far) => {
                first_in_reach(near..=far, |n| i.checked_sub(n).and_then(|k| words.get(k).copied()), is_in)
            }
            Position::After(near, far) => first_in_reach(near..=far, |n| words.get(i + n).copied(), is_in),
        };
        found != self.not
    }
}

/// Looks outwards as far as the next mark, or the end of the sentence.
fn first_in_reach<'a>(
    reach: impl Iterator<Item = usize>,
    word_at: impl Fn(usize) -> Option<&'a str>,
    is_in: impl Fn(Option<&'a str>) -> bool,
) -> bool {
    for n in reach {
        let word = word_at(n);
        if is_in(word) {
            return true;
        }
        if word.is_none_or(is_mark) {
            return false;
        }
    }
    false
}

impl Position {
    /// `-1`, `+2`, `-3..-1`, `+1..+3`, `0` or `*`.
    fn parse(text: &str) -> Option<Position> {
        if text == "*" {
            return Some(Position::Anywhere);
        }
        let (from, to) = text.split_once("..").unwrap_or((text, text));
        let (from, to): (isize, isize) = (from.parse().ok()?, to.parse().ok()?);
        match (from, to) {
            (0, 0) => Some(Position::Here),
            (from, to) if from <= to && to < 0 => Some(Position::Before(to.unsigned_abs(), from.unsigned_abs())),
            (from, to) if from <= to && from > 0 => Some(Position::After(from.unsigned_abs(), to.unsigned_abs())),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(when: &str, sentence: &str, i: usize) -> bool {
        let mut vocabulary = Vocabulary::default();
        vocabulary.define("be", "è sono").unwrap();
        let condition = Condition::parse(when, &mut vocabulary).unwrap();
        let words: Vec<&str> = sentence.split(' ').collect();
        condition.holds(&vocabulary, &words, i)
    }

    #[test]
    fn places_are_read() {
        let rows = [
            ("-1", Some(Position::Before(1, 1))),
            ("-3..-1", Some(Position::Before(1, 3))),
            ("+1..+3", Some(Position::After(1, 3))),
            ("0", Some(Position::Here)),
            ("*", Some(Position::Anywhere)),
            ("-1..-3", None),
            ("-1..+1", None),
            ("", None),
        ];
        for (text, place) in rows {
            assert_eq!(Position::parse(text), place, "{text}");
        }
    }

    #[test]
    fn tests_look_where_they_should() {
        let rows = [
            ("-1:{be}", "tutto È qui", 2, true),
            ("-2..-1:{be}", "è già qui", 2, true),
            ("-2..-1:{be}", "è , qui", 2, false),
            ("-2..-1:,", "è , qui", 2, true),
            ("-1:{edge}", "qui è", 0, true),
            ("+1:{edge}", "qui è", 0, false),
            ("+1:{edge}|.", "qui .", 0, true),
            ("!-1:{be}", "qui", 0, true),
            ("+1:*ato & !-1:non", "ha subito parlato", 1, true),
            ("+1:*ato & !-1:non", "non subito parlato", 1, false),
            ("+1:x | *:parl*", "ha subito parlato", 1, true),
            ("*:qui", "qui è", 0, false),
            ("0:{capital} & +1:{digits}", "Foro 3", 0, true),
            ("+1:{mark}", "foro :", 0, true),
            ("+1::", "foro :", 0, true),
        ];
        for (when, sentence, i, expected) in rows {
            assert_eq!(holds(when, sentence, i), expected, "{when} / {sentence}");
        }
    }
}
