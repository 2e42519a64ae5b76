//! A reading: the same words twice, as people spell them and as a phonemiser should see them.

/// Words to be said, in both renderings.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Verbalization {
    /// Ordinary spelling: `centosei`.
    pub text: String,
    /// Spelling for the phonemiser: `cento sei`.
    pub spaced: String,
}

impl Verbalization {
    /// Words that are spelled alike in both renderings.
    pub fn same(words: &str) -> Verbalization {
        Verbalization { text: words.to_string(), spaced: words.to_string() }
    }

    /// Words that are spelled differently for the phonemiser.
    pub fn new(text: &str, spaced: &str) -> Verbalization {
        Verbalization { text: text.to_string(), spaced: spaced.to_string() }
    }

    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Puts `words` behind, after a space; nothing happens if there is nothing to add.
    pub fn push_word(&mut self, words: &str) {
        if words.is_empty() {
            return;
        }
        if !self.is_empty() {
            self.push_str(" ");
        }
        self.push_str(words);
    }

    /// Puts another reading behind, after a space; nothing happens if there is nothing to add.
    pub fn push(&mut self, other: &Verbalization) {
        if other.is_empty() {
            return;
        }
        if !self.is_empty() {
            self.text.push(' ');
            self.spaced.push(' ');
        }
        self.append(other);
    }

    /// Puts another reading behind without a space, in both renderings.
    pub fn append(&mut self, other: &Verbalization) {
        self.text.push_str(&other.text);
        self.spaced.push_str(&other.spaced);
    }

    /// Puts another part of the same written word behind: one word in ordinary spelling, two for the phonemiser.
    pub fn push_part(&mut self, part: &str) {
        self.text.push_str(part);
        self.spaced.push(' ');
        self.spaced.push_str(part);
    }

    /// Puts punctuation behind, in both renderings.
    pub fn push_str(&mut self, mark: &str) {
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
        // vénti and ventesimo: the stress moves to what takes the place of the end
        if let Some(before) = self.spaced.strip_suffix("vénti") {
            self.spaced = format!("{before}venti");
        }
        for _ in 0..letters {
            self.text.pop();
            self.spaced.pop();
        }
    }
}
