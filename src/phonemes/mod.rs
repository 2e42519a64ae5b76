//! Spoken words to phonemes in the neural voice's alphabet: espeak-ng's Italian, passed through the table with which
//! the voice was trained (misaki's). Never audio.

mod espeak;
mod misaki;
mod pieces;

use std::collections::HashMap;

use crate::error::Result;

pub use espeak::Espeak;

/// Phonemises texts in batches with espeak-ng as a process of its own.
#[derive(Debug, Clone)]
pub struct Phonemizer {
    espeak: Espeak,
}

impl Phonemizer {
    /// Finds espeak-ng on the `PATH`.
    ///
    /// # Errors
    /// The operator's, with how to install it.
    pub fn find() -> Result<Phonemizer> {
        Ok(Phonemizer { espeak: Espeak::find()? })
    }

    /// What phonemises: `espeak-ng 1.51`.
    pub fn version(&self) -> &str {
        self.espeak.version()
    }

    /// The phonemes of each text, with its clause marks `; : , . ! ? — … ( )` where they stood. Quotation marks are
    /// kept from the phonemiser: they would split the clause and put a false stress on the word before them.
    ///
    /// # Errors
    /// The operator's: espeak-ng could not be run or died.
    pub fn phonemize<T: AsRef<str>>(&self, texts: &[T]) -> Result<Vec<String>> {
        let cut: Vec<Vec<pieces::Piece>> = texts.iter().map(|t| pieces::cut(t.as_ref())).collect();
        // One process for all pieces; the same words are phonemised once.
        let mut wanted: Vec<&str> = Vec::new();
        let mut place: HashMap<&str, usize> = HashMap::new();
        for words in cut.iter().flatten().filter_map(pieces::Piece::words) {
            place.entry(words).or_insert_with(|| {
                wanted.push(words);
                wanted.len() - 1
            });
        }
        let spoken: Vec<String> = self.espeak.lines(&wanted)?.iter().map(|l| misaki::italian(l)).collect();
        Ok(cut.iter().map(|text| pieces::join(text, |words| &spoken[place[words]])).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotation_marks_do_not_reach_the_phonemiser() {
        let rows = [
            ("Ha detto: “Vieni qua” e poi «basta» così.", "a dˈetːo: vjˈɛnɪ kwˈa e pˈɔi bˈasta kozˈi."),
            ("Tre persone (anche lei) hanno detto: basta!", "trˈe persˈone (ˌanke lˈɛi) ˌanno dˈetːo: bˈasta!"),
        ];
        let got = Phonemizer::find().unwrap().phonemize(&rows.map(|r| r.0)).unwrap();
        let wrong: Vec<_> = rows.iter().zip(&got).filter(|(r, g)| r.1 != g.as_str()).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn texts_keep_their_places_whatever_they_hold() {
        let texts = ["uno", "", "due – tre", "«»", "quattro - cinque, sei", "…", "sette"];
        let got = Phonemizer::find().unwrap().phonemize(&texts).unwrap();
        assert_eq!(got.len(), texts.len());
        assert_eq!(got[0], "ˈuno");
        assert_eq!(got[1], "");
        assert_eq!(got[2], "dˈue — trˈe");
        assert_eq!(got[6], "sˈɛtːe");
    }
}
