//! Elided words that the phonemiser misreads together with the next one: it drops the è of `finch'è`, spells the letters of
//! `ch'egli` and `gl'italiani`, and stresses `perch'io` as one word. A spelling in one word is read right.

use super::token::Token;

/// Words of one syllable, which lose their stress or all of their sound behind an elided word, and how they keep it.
const OF_ONE_SYLLABLE: [(&str, &str); 5] = [("è", "è"), ("io", "ìo"), ("ho", "ò"), ("ha", "à"), ("hai", "ài")];
/// The same, where it is `ch'` that is elided before them.
const BEHIND_CHE: [(&str, &str); 2] = [("un", "ùn"), ("altri", "àltri")];

/// Elided words of one letter before an è inside a clause, whose vowel the phonemiser closes there: with it, in phonemes of
/// the voice.
const BEFORE_E: [(&str, &str); 6] = [("c", "ʧɛ"), ("v", "vɛ"), ("s", "sɛ"), ("n", "nɛ"), ("m", "mɛ"), ("t", "tɛ")];

/// The phonemes of the elided word `first` and of an è behind its apostrophe: `c'è` inside a clause.
pub fn before_e(first: &Token, second: &Token, ends_text: bool) -> Option<&'static str> {
    let open = second.small == "è" && matches!(first.after, "'" | "’") && !ends_text && !second.ends_clause();
    BEFORE_E.iter().find(|(elided, _)| open && *elided == first.small).map(|(_, phonemes)| *phonemes)
}

/// One spelling of the elided word `first` and of the word behind its apostrophe, which is spelt as it is said (`second`), if
/// the phonemiser misreads the two. A word of one letter (`l'ho`) is read right, but for [`before_e`].
pub fn respelled(first: &Token, second: &str) -> Option<String> {
    let elided = first.small.as_str();
    if elided.chars().nth(1).is_none() || !matches!(first.after, "'" | "’") {
        return None;
    }
    let accented =
        |words: &[(&str, &'static str)]| words.iter().find(|(word, _)| *word == second).map(|(_, said)| *said);
    let that = elided.strip_suffix("ch");
    let short = accented(&OF_ONE_SYLLABLE).or_else(|| that.and_then(|_| accented(&BEHIND_CHE)));
    let behind = short.unwrap_or_else(|| second.strip_prefix('h').unwrap_or(second));
    if !behind.starts_with(|c| "aeiouàèéìòù".contains(c)) {
        return None;
    }
    if elided.ends_with("gl") {
        let joint = if behind.starts_with(['i', 'ì']) { "" } else { "i" };
        return Some(format!("{elided}{joint}{behind}"));
    }
    if short.is_none() && elided != "ch" {
        return None;
    }
    match that {
        // ch is k before these only
        Some(stem) if !behind.starts_with(['e', 'i', 'è', 'é', 'ì']) => {
            let stem = stem.strip_suffix('c').map_or(stem.to_string(), |stem| format!("{stem}k"));
            Some(format!("{stem}k{behind}"))
        }
        _ => Some(format!("{elided}{behind}")),
    }
}

#[cfg(test)]
mod tests {
    use crate::phonemes::Phonemizer;
    use crate::pronunciation::{Lexicon, pronounce};

    #[test]
    fn no_word_is_lost_nor_spelt_behind_an_apostrophe() {
        let rows = [
            ("finch'è tempo", "finkˈɛ tˈɛmpo"),
            ("dacch’è notte", "dakːˈɛ nˈɔtːe"),
            ("Gliel'è piaciuto, nient'è vero.", "ʎelˈɛ pjaʧˈuto, njentˈɛ vˈero."),
            ("fors'è lei", "forsˈɛ lˈɛi"),
            ("ch'è presto", "kˈɛ prˈɛsto"),
            ("ch'io", "kˈio"),
            ("perch'io", "perkˈio"),
            ("ch'egli", "kˈeʎɪ"),
            ("ch’ella", "kˈɛlla"),
            ("ch'hanno", "kˈanno"),
            ("ch'altri", "kˈaltrɪ"),
            ("giacch'ha", "ʤakːˈa"),
            ("quand'io", "kwandˈio"),
            ("gliel'ho", "ʎelˈɔ"),
            ("gl'italiani", "ʎitaliˈanɪ"),
            ("degl'inglesi", "deʎiŋɡlˈezɪ"),
            ("cogl'altri", "koʎˈaltrɪ"),
            // these the phonemiser reads right
            ("anch'egli", "ankˈeʎɪ"),
            ("c'è", "ʧˈɛː"),
            ("Non c’è tempo: c'è, s'è visto.", "non ʧɛ tˈɛmpo: ʧˈɛː, sɛ vˈisto."),
            ("l'ho", "lˈɔ"),
            ("dell'anno", "dellˈanno"),
        ];
        let texts = rows.map(|row| pronounce(row.0, &Lexicon::default()));
        let got = Phonemizer::find().unwrap().align(&texts).unwrap();
        let wrong: Vec<_> = rows
            .iter()
            .zip(&got)
            .filter(|(row, got)| row.1 != got.phonemes)
            .map(|(row, got)| (row, &got.phonemes))
            .collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
        assert_eq!(got.iter().map(|got| got.guessed).sum::<usize>(), 0);
        assert_eq!(&rows[0].0[got[0].words[0].source.clone()], "finch'è");
    }
}
