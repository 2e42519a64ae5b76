//! A reading: the same words twice, as people spell them and as a phonemiser should see them.

/// Words to be said, in both renderings.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reading {
    /// Ordinary spelling: `centosei`.
    pub text: String,
    /// Spelling for the phonemiser: `cento sei`.
    pub spaced: String,
}

impl Reading {
    /// Words that are spelled alike in both renderings.
    pub fn same(words: &str) -> Reading {
        Reading { text: words.to_string(), spaced: words.to_string() }
    }

    /// Words that are spelled differently for the phonemiser.
    pub fn new(text: &str, spaced: &str) -> Reading {
        Reading { text: text.to_string(), spaced: spaced.to_string() }
    }

    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Puts `words` behind, after a space; nothing happens if there is nothing to add.
    pub fn word(&mut self, words: &str) {
        if words.is_empty() {
            return;
        }
        if !self.is_empty() {
            self.mark(" ");
        }
        self.mark(words);
    }

    /// Puts another reading behind, after a space; nothing happens if there is nothing to add.
    pub fn then(&mut self, other: &Reading) {
        if other.is_empty() {
            return;
        }
        if !self.is_empty() {
            self.text.push(' ');
            self.spaced.push(' ');
        }
        self.glue(other);
    }

    /// Puts another reading behind without a space, in both renderings.
    pub fn glue(&mut self, other: &Reading) {
        self.text.push_str(&other.text);
        self.spaced.push_str(&other.spaced);
    }

    /// Puts another part of the same written word behind: one word in ordinary spelling, two for the phonemiser.
    pub fn spaced_mark(&mut self, part: &str) {
        self.text.push_str(part);
        self.spaced.push(' ');
        self.spaced.push_str(part);
    }

    /// Puts punctuation behind, in both renderings.
    pub fn mark(&mut self, mark: &str) {
        self.text.push_str(mark);
        self.spaced.push_str(mark);
    }

    /// Puts the first letter in lower case.
    pub(crate) fn lower_first(&mut self) {
        for words in [&mut self.text, &mut self.spaced] {
            if let Some(first) = words.chars().next().filter(|c| c.is_uppercase()) {
                words.replace_range(..first.len_utf8(), &first.to_lowercase().to_string());
            }
        }
    }

    /// Takes `letters` letters off the end of both renderings.
    pub(crate) fn cut(&mut self, letters: usize) {
        for _ in 0..letters {
            self.text.pop();
            self.spaced.pop();
        }
    }
}
