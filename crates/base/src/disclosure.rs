//! What is told of a voice that is artificial: a sentence for people, a term for machines. Tags, feed, pages and manifest all
//! tell it, and the checks look for it there.

use serde::{Deserialize, Serialize};

/// The term for what a trained model has made, in the vocabulary of the IPTC (NewsCodes, "Digital Source Type"). Its address is
/// its name, `http` and all.
pub const TRAINED_ALGORITHMIC_MEDIA: &str = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia";

/// The longest sentence, in bytes: with it a description of 4000 bytes has room for its own words.
pub const LONGEST_SENTENCE: usize = 500;

/// What is told of a sound.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Disclosure {
    /// The sentence that people hear and read; empty when the show tells it in another way.
    pub sentence: String,
    /// How the sound came to be: a term of the IPTC's vocabulary.
    pub digital_source_type: String,
}

impl Disclosure {
    /// A voice made by a machine, with the sentence that says so.
    pub fn synthetic(sentence: &str) -> Disclosure {
        let sentence = sentence.split_whitespace().collect::<Vec<_>>().join(" ");
        Disclosure { sentence, digital_source_type: TRAINED_ALGORITHMIC_MEDIA.into() }
    }

    /// The sentence, if there is one.
    pub fn told(&self) -> Option<&str> {
        Some(self.sentence.as_str()).filter(|s| !s.is_empty())
    }
}

/// `text` with the sentence in a paragraph behind it, unless the text says it already.
///
/// ```
/// use altavoce_base::disclosure::with_sentence;
/// let sentence = "La voce è artificiale.";
/// assert_eq!(with_sentence("Un numero sul mare.", sentence), "Un numero sul mare.\n\nLa voce è artificiale.");
/// assert_eq!(with_sentence("Sul mare: la voce è  artificiale!", sentence), "Sul mare: la voce è  artificiale!");
/// ```
pub fn with_sentence(text: &str, sentence: &str) -> String {
    let (text, sentence) = (text.trim(), sentence.trim());
    match (text, sentence) {
        (_, "") => text.to_string(),
        ("", _) => sentence.to_string(),
        _ if says(text, sentence) => text.to_string(),
        _ => format!("{text}\n\n{sentence}"),
    }
}

/// Whether a text has a sentence in it, whatever the capitals, the spaces and the marks.
pub fn says(text: &str, sentence: &str) -> bool {
    let words = |s: &str| {
        let letters = s.to_lowercase().replace(|c: char| !c.is_alphanumeric(), " ");
        let words: Vec<&str> = letters.split_whitespace().collect();
        format!(" {} ", words.join(" "))
    };
    words(text).contains(&words(sentence))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_is_known_by_its_words() {
        let sentence = "La voce che senti è artificiale.";
        let rows = [
            ("La voce che senti è artificiale", true),
            ("Ciao.\nLA VOCE che senti\nè artificiale: ma va bene.", true),
            ("<p>La voce che senti è artificiale.</p>", true),
            ("La voce che senti è artificialeggiante.", false),
            ("La voce che senti è vera.", false),
            ("", false),
        ];
        let wrong: Vec<_> = rows.iter().filter(|(text, told)| says(text, sentence) != *told).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
    }

    #[test]
    fn nothing_is_added_to_nothing() {
        let rows = [("", "", ""), ("a", "", "a"), (" ", "Sì.", "Sì."), ("a", " Sì. ", "a\n\nSì."), ("Sì", "Sì.", "Sì")];
        let wrong: Vec<_> = rows.iter().filter(|(text, s, wanted)| with_sentence(text, s) != *wanted).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
        assert_eq!(Disclosure::synthetic(" \n").told(), None);
        assert_eq!(Disclosure::synthetic(" La\nvoce ").told(), Some("La voce"));
    }
}
