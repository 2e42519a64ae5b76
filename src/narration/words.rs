//! The written words of a passage, those that are spoken, and which belongs to which.

use std::collections::HashMap;
use std::ops::Range;

use altavoce_italian::Spoken;
use altavoce_speech::align::align;

use super::Narration;

/// Digits of an id: enough that no two texts of an issue share one.
const ID_DIGITS: usize = 16;

impl Narration {
    /// A name for each passage, in order, that follows from its words: what is written elsewhere does not change it. Where the
    /// same words are said again, the place among them stands behind it.
    pub fn ids(&self) -> Vec<String> {
        let mut seen: HashMap<String, usize> = HashMap::new();
        let name = |passage: &super::SpokenPassage| {
            let named = format!("{}\0{}", passage.written.role.name(), passage.written.text);
            let id = blake3::hash(named.as_bytes()).to_hex()[..ID_DIGITS].to_string();
            let times = seen.entry(id.clone()).or_default();
            *times += 1;
            if *times == 1 { id } else { format!("{id}-{times}") }
        };
        self.passages().map(name).collect()
    }
}

/// The bytes of each word between white space.
pub fn words_of(text: &str) -> Vec<Range<usize>> {
    let mut end = 0;
    let word = |word: &str| {
        // only white space lies between the last word and this one, so the first find is the word itself
        let start = end + text[end..].find(word).unwrap_or(0);
        end = start + word.len();
        start..end
    };
    text.split_whitespace().map(word).collect()
}

/// The letters and digits of a word.
pub fn letters(word: &str) -> usize {
    word.chars().filter(|c| c.is_alphanumeric()).count()
}

/// For each word of `spoken.spaced`, what the phonemiser reads, the bytes of `written` that it says. Empty where that cannot be
/// told.
pub fn sources(written: &str, spoken: &Spoken) -> Vec<Range<usize>> {
    // the words for the phonemiser are those for people with compounds spaced
    let words = spoken.words(written);
    let spaced = words_of(&spoken.spaced);
    let lengths: Vec<usize> = words.iter().map(|w| letters(w.spoken)).collect();
    let spaced_lengths: Vec<usize> = spaced.iter().map(|w| letters(&spoken.spaced[w.clone()])).collect();
    let mut sources: Vec<Range<usize>> = Vec::with_capacity(spaced.len());
    for (some, of) in align(&lengths, &spaced_lengths).unwrap_or_default() {
        let source = words[some.start].source.start..words[some.end - 1].source.end;
        sources.extend(of.map(|_| source.clone()));
    }
    sources
}

/// Which of `words` touch the bytes `range`: the first, and one past the last. Empty where none does.
pub fn touched(words: &[Range<usize>], range: &Range<usize>) -> Range<usize> {
    let first = words.partition_point(|w| w.end <= range.start);
    let behind = words.partition_point(|w| w.start < range.end);
    first..behind.max(first)
}
