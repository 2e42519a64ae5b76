//! The words that conditions ask for, numbered, and the classes that they belong to.

use super::lower_case;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// FNV-1a: the table is ours, so nobody can choose keys that collide, and its words are short.
#[derive(Default)]
pub(super) struct Fnv(u64);

impl Hasher for Fnv {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

/// Hashing of short words.
pub(super) type FastHash = BuildHasherDefault<Fnv>;

/// What a neighbour may be.
#[derive(Clone, Debug, Default)]
pub(super) struct Set {
    /// Numbers of words, sorted.
    words: Vec<u32>,
    endings: Vec<String>,
    beginnings: Vec<String>,
    edge: bool,
    capital: bool,
    digits: bool,
    mark: bool,
}

impl Set {
    fn join(&mut self, other: &Set) {
        self.words.extend(&other.words);
        self.endings.extend_from_slice(&other.endings);
        self.beginnings.extend_from_slice(&other.beginnings);
        self.edge |= other.edge;
        self.capital |= other.capital;
        self.digits |= other.digits;
        self.mark |= other.mark;
    }
}

/// The numbers of the words, and the classes by name.
#[derive(Default)]
pub(super) struct Vocabulary {
    numbers: HashMap<String, u32, FastHash>,
    classes: HashMap<String, Set>,
}

impl Vocabulary {
    /// Adds the class `name` of the items in `words`, which spaces separate.
    pub(super) fn define(&mut self, name: &str, words: &str) -> Result<(), String> {
        let set = self.set(words.split_whitespace()).map_err(|why| format!("class {name}: {why}"))?;
        match self.classes.insert(name.to_string(), set) {
            Some(_) => Err(format!("class {name} is there twice")),
            None => Ok(()),
        }
    }

    /// The set of these items: words, `*ending`, `beginning*`, `{class}`.
    pub(super) fn set<'a>(&mut self, items: impl Iterator<Item = &'a str>) -> Result<Set, String> {
        let mut set = Set::default();
        for item in items {
            if item.is_empty() {
                return Err("an empty word".to_string());
            } else if let Some(class) = item.strip_prefix('{').and_then(|item| item.strip_suffix('}')) {
                match class {
                    "edge" => set.edge = true,
                    "capital" => set.capital = true,
                    "digits" => set.digits = true,
                    "mark" => set.mark = true,
                    _ => set.join(self.classes.get(class).ok_or_else(|| format!("there is no class {{{class}}}"))?),
                }
            } else if let Some(ending) = item.strip_prefix('*') {
                set.endings.push(ending.to_string());
            } else if let Some(beginning) = item.strip_suffix('*') {
                set.beginnings.push(beginning.to_string());
            } else {
                // 2^32 words do not fit in a table.
                let next = self.numbers.len() as u32;
                set.words.push(*self.numbers.entry(item.to_string()).or_insert(next));
            }
        }
        set.words.sort_unstable();
        set.words.dedup();
        Ok(set)
    }

    /// Whether a neighbour is in the set; None is the place before the first or after the last word.
    pub(super) fn is_in(&self, set: &Set, neighbour: Option<&str>) -> bool {
        let Some(written) = neighbour else { return set.edge };
        let word = lower_case(written);
        self.numbers.get(word.as_ref()).is_some_and(|number| set.words.binary_search(number).is_ok())
            || set.endings.iter().any(|ending| word.len() > ending.len() && word.ends_with(ending))
            || set.beginnings.iter().any(|beginning| word.starts_with(beginning))
            || set.capital && written.chars().next().is_some_and(char::is_uppercase)
            || set.digits && word.bytes().next().is_some_and(|b| b.is_ascii_digit())
            || set.mark && is_mark(&word)
    }
}

/// A mark of punctuation: nothing of it is a letter or a digit.
pub(super) fn is_mark(word: &str) -> bool {
    !word.chars().any(char::is_alphanumeric)
}
