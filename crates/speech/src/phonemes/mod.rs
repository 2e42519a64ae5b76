//! Spoken words to phonemes in the neural voice's alphabet: espeak-ng's Italian, passed through the table with which
//! the voice was trained (misaki's), and the words of other languages put into it. Never audio.

pub mod alphabet;
mod espeak;
mod foreign;
mod misaki;
mod pieces;
mod spelling;
mod word_alignment;

use std::collections::HashMap;
use std::thread;
use std::time::Duration;

use altavoce_base::error::{Error, Result};
use altavoce_base::tr;

use crate::pronunciation::{Language, Pronounced};

pub use espeak::Espeak;
pub use spelling::spelling;
pub use word_alignment::{AlignedWord, Phonemized};

use foreign::{Insert, Prepared};

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
        Phonemizer::find_within(None)
    }

    /// [`Phonemizer::find`], with the time that one process of espeak-ng may take: a minute if none is given.
    ///
    /// # Errors
    /// As there.
    pub fn find_within(timeout: Option<Duration>) -> Result<Phonemizer> {
        Ok(Phonemizer { espeak: Espeak::find(timeout.unwrap_or(espeak::TIMEOUT))? })
    }

    /// What phonemises: `espeak-ng 1.51`.
    pub fn version(&self) -> &str {
        self.espeak.version()
    }

    /// The phonemes of each text, with its clause marks `; : , . ! ? — … ( )` where they stood. Quotation marks are
    /// kept from the phonemiser: they would split the clause and put a false stress on the word before them.
    ///
    /// A foreign word is never phonemised in a clause of Italian, nor a clause in pieces around it (a lone `il` is
    /// stressed): a word of no meaning stands in its place until its own phonemes do.
    ///
    /// # Errors
    /// The operator's: espeak-ng could not be run, hangs, floods, dies, or answers too little.
    pub fn phonemize(&self, texts: &[Pronounced]) -> Result<Vec<String>> {
        Ok(self.align(texts)?.into_iter().map(|text| text.phonemes).collect())
    }

    /// [`Phonemizer::phonemize`], and where each word of the texts is in its phonemes.
    ///
    /// # Errors
    /// As there.
    pub fn align(&self, texts: &[Pronounced]) -> Result<Vec<Phonemized>> {
        let prepared: Vec<Prepared> = texts.iter().map(foreign::prepare).collect();
        let cut: Vec<Vec<pieces::Piece>> = prepared.iter().map(|p| pieces::cut(&p.text)).collect();
        // Each language is a process of its own or more: together they take no longer than the longest.
        let spelt_in = |language| prepared.iter().flat_map(|p| &p.inserts).filter_map(move |i| i.spelt_in(language));
        let (italian, others) = thread::scope(|scope| {
            let foreign = Language::ALL.map(|language| {
                let (voice, translate): (&str, fn(&str, &str) -> String) = match language {
                    Language::English => ("en-us", misaki::english),
                    Language::French => ("fr-fr", misaki::other),
                    Language::German => ("de", misaki::other),
                    // as in America: Italians do not lisp
                    Language::Spanish => ("es-419", misaki::other),
                };
                let spelt: Vec<&str> = spelt_in(language).collect();
                (language, scope.spawn(move || self.spoken(voice, spelt.into_iter(), translate)))
            });
            let italian = self.spoken("it", cut.iter().flatten().filter_map(pieces::Piece::words), misaki::italian);
            let died = || Err(Error::bug(tr!("a phonemising thread died")).fix(tr!("try again")));
            let others: HashMap<Language, HashMap<&str, String>> = foreign
                .into_iter()
                .map(|(language, thread)| Ok((language, thread.join().unwrap_or_else(|_| died())?)))
                .collect::<Result<_>>()?;
            Ok((italian?, others))
        })?;
        let sounds = |insert: &Insert| match insert {
            Insert::Phonemes(phonemes) => phonemes.clone(),
            Insert::Foreign(language, spelt) => others[language][spelt.as_str()].clone(),
        };
        let join = |((pieces, prepared), text): ((&Vec<pieces::Piece>, &Prepared), &Pronounced)| {
            let (joined, starts) = pieces::join(pieces, |words| &italian[words]);
            let (phonemes, swaps) = foreign::put_back(&joined, prepared, sounds);
            word_alignment::align_words(&text.text, prepared, pieces, &joined, &starts, phonemes, &swaps)
        };
        Ok(cut.iter().zip(&prepared).zip(texts).map(join).collect())
    }

    /// The phonemes of each of `words`, by one process of espeak-ng; the same words are phonemised once.
    fn spoken<'a>(
        &self,
        voice: &str,
        words: impl Iterator<Item = &'a str>,
        translate: fn(&str, &str) -> String,
    ) -> Result<HashMap<&'a str, String>> {
        let mut wanted: Vec<&str> = words.collect();
        wanted.sort_unstable();
        wanted.dedup();
        let lines = self.espeak.lines(voice, &wanted)?;
        Ok(wanted.into_iter().zip(lines).map(|(words, line)| (words, translate(words, &line))).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pronunciation::{Lexicon, pronounce};

    #[test]
    fn quotation_marks_do_not_reach_the_phonemiser() {
        let rows = [
            ("Ha detto: “Vieni qua” e poi «basta» così.", "a dˈetːo: vjˈɛnɪ kwˈa e pˈɔi bˈasta kozˈi."),
            ("Tre persone (anche lei) hanno detto: basta!", "trˈe persˈone (ˌanke lˈɛi) ˌanno dˈetːo: bˈasta!"),
        ];
        let got = Phonemizer::find().unwrap().phonemize(&rows.map(|r| Pronounced::plain(r.0))).unwrap();
        let wrong: Vec<_> = rows.iter().zip(&got).filter(|(r, g)| r.1 != g.as_str()).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn texts_keep_their_places_whatever_they_hold() {
        let texts = ["uno", "", "due – tre", "«»", "quattro - cinque, sei", "…", "sette"];
        let got = Phonemizer::find().unwrap().phonemize(&texts.map(Pronounced::plain)).unwrap();
        assert_eq!(got.len(), texts.len());
        assert_eq!(got[0], "ˈuno");
        assert_eq!(got[1], "");
        assert_eq!(got[2], "dˈue — trˈe");
        assert_eq!(got[6], "sˈɛtːe");
    }

    #[test]
    fn foreign_words_stand_in_the_clause_that_they_stand_in() {
        let rows = [
            ("Il machine learning è utile.", "il məʃˈin lˈɜɹnɪŋ ɛ ˈutile."),
            ("Un blog, poi Obama.", "ʊn blˈoɡ, pˈɔi Obˈɑmə."),
            ("Con l'“update”, poi l'open source.", "kon lˈʌpdAt, pˈɔi lˈOpən sˈɔɹs."),
        ];
        let texts = rows.map(|r| pronounce(r.0, &Lexicon::default()));
        let got = Phonemizer::find().unwrap().phonemize(&texts).unwrap();
        let wrong: Vec<_> = rows.iter().zip(&got).filter(|(r, g)| r.1 != g.as_str()).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn vowels_are_open_or_closed_as_the_words_around_say() {
        let rows: [(&str, &[&str]); 12] = [
            ("Alle vénti soffiavano forti venti.", &["vˈentɪ", "vˈɛntɪ."]),
            ("Il re di Francia.", &["rˈe dɪ"]),
            ("Essi dicono che esse vengono.", &["ˈeSɪ", "ˈeSe"]),
            ("La esse e la erre.", &["ˈɛSe"]),
            ("I principi seguono dei principi morali.", &["prˈinʧipɪ", "prinʧˈipɪ"]),
            ("I principi della scienza.", &["prinʧˈipɪ"]),
            ("Legge cento quattro: chi ne ha diritto.", &["lˈeʤːe"]),
            ("Legge vénti libri al mese.", &["lˈɛʤːe"]),
            ("Un po' di pane.", &["pˈɔ dɪ"]),
            ("Io ho detto che l'ho visto.", &[" ɔ dˈetːo"]),
            ("La casa è bella, il problema è.", &[" ɛ bˈɛlla", "ˈɛː."]),
            ("C'è tempo, e v'è modo.", &["ʧɛ tˈɛmpo", "vɛ mˈɔdo"]),
        ];
        let texts = rows.map(|row| pronounce(row.0, &Lexicon::default()));
        let got = Phonemizer::find().unwrap().phonemize(&texts).unwrap();
        let wrong: Vec<_> =
            rows.iter().zip(&got).filter(|(row, got)| !row.1.iter().all(|part| got.contains(part))).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}
