//! Words spelt alike and said differently (ancóra and àncora, il danno subìto and lo fa sùbito), told apart by the words
//! around them. espeak-ng reads each of them always one way.
//!
//! What is known of them stands in two tables for people to edit, `data/heteronyms.tsv` and `data/heteronym-classes.tsv`;
//! the head of the first says how its conditions are written. A word that bears an accent already is in no table: its
//! author has chosen.

mod condition;
mod vocabulary;

use condition::Condition;
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;
use vocabulary::{FastHash, Vocabulary};

const TABLE: &str = include_str!("../../data/heteronyms.tsv");
const CLASSES: &str = include_str!("../../data/heteronym-classes.tsv");

/// The mark of a default that is as good as certain.
const CERTAIN: &str = "!";

/// What is known of a word from the words around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice<'a> {
    /// An Italian respelling, or `/phonemes/` in the voice's alphabet; empty: as espeak-ng reads the plain spelling.
    pub say: &'a str,
    /// A neighbour spoke for it, or the other readings are rare.
    pub sure: bool,
    /// The word as a dictionary would accent it, also where `say` is empty.
    pub reading: &'a str,
    /// Its meaning, in a few words of English.
    pub gloss: &'a str,
}

/// One way of saying a word, and when it is said so.
struct Reading {
    say: String,
    reading: String,
    gloss: String,
    /// None: the default.
    when: Option<Condition>,
    certain: bool,
}

/// The words that have several readings.
pub struct Heteronyms {
    words: HashMap<String, Vec<Reading>, FastHash>,
    vocabulary: Vocabulary,
}

impl Heteronyms {
    /// The table that the program brings along.
    pub fn builtin() -> &'static Heteronyms {
        static BUILTIN: LazyLock<Heteronyms> = LazyLock::new(|| {
            // Both tables are compiled in, and a unit test parses them.
            Heteronyms::parse(TABLE, CLASSES).unwrap_or_else(|why| panic!("the table of heteronyms: {why}"))
        });
        &BUILTIN
    }

    /// Reads a table of readings and a table of classes; the error names the row.
    pub fn parse(table: &str, classes: &str) -> Result<Heteronyms, String> {
        let mut vocabulary = Vocabulary::default();
        for [class, words, _] in rows(classes)? {
            vocabulary.define(class, words)?;
        }
        let mut words: HashMap<String, Vec<Reading>, FastHash> = HashMap::default();
        for [word, reading, say, when, gloss] in rows(table)? {
            let readings = words.entry(word.to_string()).or_default();
            if readings.last().is_some_and(|last| last.when.is_none()) {
                return Err(format!("{word}: the row {reading} comes after the default and is never tried"));
            }
            let condition = match when {
                "" | CERTAIN => None,
                when => {
                    Some(Condition::parse(when, &mut vocabulary).map_err(|why| format!("{word}, {reading}: {why}"))?)
                }
            };
            readings.push(Reading {
                say: say.to_string(),
                reading: reading.to_string(),
                gloss: gloss.to_string(),
                when: condition,
                certain: when == CERTAIN,
            });
        }
        match words.iter().find(|(_, readings)| readings.last().is_some_and(|last| last.when.is_some())) {
            Some((word, _)) => Err(format!("{word} has no default")),
            None => Ok(Heteronyms { words, vocabulary }),
        }
    }

    /// Whether the word, in whatever case, has several readings.
    pub fn is_heteronym(&self, word: &str) -> bool {
        self.words.contains_key(lower_case(word).as_ref())
    }

    /// The readings of a word, each once, with its meaning; none for a word that is said in one way.
    pub fn readings(&self, word: &str) -> Vec<(&str, &str)> {
        let mut readings: Vec<(&str, &str)> = Vec::new();
        for reading in self.words.get(lower_case(word).as_ref()).into_iter().flatten() {
            if !readings.iter().any(|(known, _)| *known == reading.reading) {
                readings.push((&reading.reading, &reading.gloss));
            }
        }
        readings
    }

    /// How `words[i]` is said, or None if there is but one way. `words` is a sentence in order; marks of punctuation are
    /// elements of their own, and so are elided articles (`l'`).
    pub fn choose(&self, words: &[&str], i: usize) -> Option<Choice<'_>> {
        let readings = self.words.get(lower_case(words.get(i)?).as_ref())?;
        readings
            .iter()
            .find(|reading| reading.when.as_ref().is_none_or(|when| when.holds(&self.vocabulary, words, i)))
            .map(|reading| Choice {
                say: &reading.say,
                sure: reading.certain || reading.when.is_some(),
                reading: &reading.reading,
                gloss: &reading.gloss,
            })
    }

    /// The words of the table, in no order.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.words.keys().map(String::as_str)
    }
}

/// The rows of a table of N columns, without its head: comments, then the names of the columns.
fn rows<const N: usize>(table: &str) -> Result<Vec<[&str; N]>, String> {
    table
        .lines()
        .skip_while(|line| line.starts_with('#'))
        .skip(1)
        .filter(|line| !line.is_empty())
        .map(|line| {
            let cells: Vec<&str> = line.split('\t').collect();
            <[&str; N]>::try_from(cells).map_err(|cells| format!("{N} columns expected, not {}: {line}", cells.len()))
        })
        .collect()
}

/// The word in small letters, with a straight apostrophe; borrowed where it is written so.
fn lower_case(word: &str) -> Cow<'_, str> {
    if word.bytes().all(|b| b.is_ascii() && !b.is_ascii_uppercase()) {
        return Cow::Borrowed(word);
    }
    if word.contains('’') || word.chars().any(char::is_uppercase) {
        return Cow::Owned(word.to_lowercase().replace('’', "'"));
    }
    Cow::Borrowed(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(heteronyms: &Heteronyms, sentence: &str, i: usize) -> Option<(String, bool)> {
        let words: Vec<&str> = sentence.split(' ').collect();
        heteronyms.choose(&words, i).map(|choice| (choice.reading.to_string(), choice.sure))
    }

    #[test]
    fn the_builtin_table_is_sound() {
        let heteronyms = Heteronyms::parse(TABLE, CLASSES).unwrap();
        assert!(heteronyms.words.len() >= 60);
        for (word, readings) in &heteronyms.words {
            let mut different: Vec<&str> = readings.iter().map(|r| r.reading.as_str()).collect();
            different.sort_unstable();
            different.dedup();
            assert!(different.len() > 1, "{word} has one reading");
            assert_eq!(lower_case(word), word.as_str(), "{word} is to be written in small letters");
            for reading in readings {
                let (say, name) = (&reading.say, &reading.reading);
                assert!(!reading.gloss.is_empty(), "{name} has no gloss");
                assert!(say.is_empty() || say == name || say.starts_with('/') && say.ends_with('/'), "{word}: {say}");
                let same: Vec<&Reading> = readings.iter().filter(|r| &r.reading == name).collect();
                assert!(same.iter().all(|r| &r.say == say), "{name} is said in two ways");
            }
        }
    }

    #[test]
    fn the_first_reading_whose_condition_holds_is_chosen() {
        let classes = "class\twords\tgloss\narticle\til la l'\tarticles\n";
        let table = "word\treading\tsay\twhen\tgloss\n\
                     pesca\tpèsca\t\t-1:{article} & +1:*ura | *:succo\tfruit\n\
                     pesca\tpésca\tpésca\t\tfishing\n\
                     dei\tdèi\tdèi\t-1:gli\tgods\n\
                     dei\tdei\t\t!\tof the\n";
        let table = Heteronyms::parse(table, classes).unwrap();
        let rows = [
            ("la pesca matura", 1, "pèsca", true),
            ("la pesca sportiva", 1, "pésca", false),
            ("succo di buona Pesca", 3, "pèsca", true),
            ("uno dei due", 1, "dei", true),
            ("Gli dei", 1, "dèi", true),
        ];
        for (sentence, i, reading, sure) in rows {
            assert_eq!(said(&table, sentence, i), Some((reading.to_string(), sure)), "{sentence}");
        }
        assert_eq!(said(&table, "la pésca", 1), None);
        assert_eq!(said(&table, "la pesca", 2), None);
    }

    #[test]
    fn faulty_tables_are_refused() {
        let classes = "class\twords\tgloss\n";
        let faults = [
            ("a\tà\t\t-1:x\tg\n", "has no default"),
            ("a\tà\t\t\tg\na\tá\t\t\tg\n", "never tried"),
            ("a\tà\t\t-1\tg\na\tá\t\t\tg\n", "has no place"),
            ("a\tà\t\tx:b\tg\na\tá\t\t\tg\n", "is no place"),
            ("a\tà\t\t-1..2:b\tg\na\tá\t\t\tg\n", "is no place"),
            ("a\tà\t\t-1:{b}\tg\na\tá\t\t\tg\n", "no class {b}"),
            ("a\tà\t\t-1:b|\tg\na\tá\t\t\tg\n", "an empty word"),
            ("a\tà\t\tg\n", "5 columns"),
        ];
        for (rows, part) in faults {
            let table = format!("word\treading\tsay\twhen\tgloss\n{rows}");
            let why = Heteronyms::parse(&table, classes).err().unwrap_or_default();
            assert!(why.contains(part), "{rows}{why}");
        }
    }

    #[test]
    fn case_and_apostrophe_do_not_matter() {
        let builtin = Heteronyms::builtin();
        assert!(builtin.is_heteronym("Ancora") && builtin.is_heteronym("SUBITO"));
        assert!(!builtin.is_heteronym("ancóra") && !builtin.is_heteronym("casa") && !builtin.is_heteronym(""));
        assert_eq!(said(builtin, "Getta L’ ANCORA .", 2), Some(("àncora".to_string(), true)));
    }
}
