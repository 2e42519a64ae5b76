//! Where the words of a spoken text are in its phonemes.
//!
//! Whatever becomes of a text on its way to the phonemiser, its letters stay in order: marks and spaces change, and a
//! word may be replaced as a whole. So letters are counted: the n-th letter of the phonemiser's words is the n-th letter of
//! the text that was prepared for it, and of that the source is known. The words of a clause and of its phonemes are as many,
//! but for a few that espeak-ng joins or parts; there they are put side by side by their lengths, and it is said that
//! this was guessed.

use std::ops::Range;

use super::foreign::{Prepared, Swap};
use super::pieces::Piece;
use crate::align::{align, share};

/// The phonemes of a text, and where its words are in them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Phonemized {
    /// The phonemes.
    pub phonemes: String,
    /// The words that have a sound, in order.
    pub words: Vec<AlignedWord>,
    /// How many of them were placed by their length alone.
    pub guessed: usize,
}

/// A word and its place among the phonemes.
#[derive(Debug, Clone, PartialEq)]
pub struct AlignedWord {
    /// Its bytes in the spoken text: from its first letter to its last, no white space inside.
    pub source: Range<usize>,
    /// Its characters in the phonemes.
    pub phonemes: Range<usize>,
}

/// Places the words of `text`, which was `prepared` and cut into `pieces`. `joined` are the phonemes of those, each piece of
/// words beginning at the character that `starts` tells; `swaps` are the replacements that made `phonemes` of `joined`.
pub fn align_words(
    text: &str,
    prepared: &Prepared,
    pieces: &[Piece],
    joined: &str,
    starts: &[usize],
    phonemes: String,
    swaps: &[Swap],
) -> Phonemized {
    let joined: Vec<char> = joined.chars().collect();
    let said: Vec<char> = phonemes.chars().collect();
    let mut letters = prepared.letters(text).into_iter();
    let mut placed = Phonemized::default();
    for (piece, start) in pieces.iter().filter_map(Piece::words).zip(starts) {
        // a word of the piece: its source, and how many letters it has
        let mut words: Vec<(Range<usize>, usize)> = Vec::new();
        for word in piece.split(' ') {
            let count = word.chars().filter(|c| c.is_alphanumeric()).count();
            let own = letters.by_ref().take(count);
            let source = own.reduce(|a, b| a.start.min(b.start)..a.end.max(b.end));
            words.extend(source.map(|source| (source, count)));
        }
        let end = starts.iter().find(|next| *next > start).map_or(joined.len(), |next| *next);
        let sounds = spans(&joined, *start..end, |c| is_mark(c) || c == ' ');
        let lengths: Vec<usize> = words.iter().map(|w| w.1).collect();
        let sounding: Vec<usize> = sounds.iter().map(|s| sounds_in(&joined[s.clone()])).collect();
        placed.guessed += if lengths.len() == sounding.len() { 0 } else { lengths.len() };
        for (some, of) in align(&lengths, &sounding).unwrap_or_default() {
            let whole = sounds[of.start].start..sounds[of.end - 1].end;
            for (n, part) in some.clone().zip(share(whole, &lengths[some])) {
                let swapped = swapped(part.start, swaps)..swapped(part.end, swaps);
                placed.guessed += part_words(text, &words[n].0, &said, swapped, &mut placed.words);
            }
        }
    }
    Phonemized { phonemes, ..placed }
}

/// Places what stands at `source` of the text and sounds as `phonemes`: a word, or the several words of a foreign stretch.
/// Gives how many of them were guessed.
fn part_words(
    text: &str,
    source: &Range<usize>,
    said: &[char],
    phonemes: Range<usize>,
    placed: &mut Vec<AlignedWord>,
) -> usize {
    let inside: Vec<char> = text[source.clone()].chars().collect();
    let bytes: Vec<usize> = text[source.clone()].char_indices().map(|(at, _)| source.start + at).collect();
    let byte = |at: usize| bytes.get(at).copied().unwrap_or(source.end);
    let words = spans(&inside, 0..inside.len(), char::is_whitespace);
    let sounds = spans(said, phonemes.clone(), |c| c == ' ');
    if words.len() < 2 || sounds.is_empty() {
        placed.push(AlignedWord { source: source.clone(), phonemes });
        return 0;
    }
    let lengths: Vec<usize> = words.iter().map(Range::len).collect();
    let sounding: Vec<usize> = sounds.iter().map(|s| sounds_in(&said[s.clone()])).collect();
    for (some, of) in align(&lengths, &sounding).unwrap_or_default() {
        let whole = sounds[of.start].start..sounds[of.end - 1].end;
        for (n, phonemes) in some.clone().zip(share(whole, &lengths[some])) {
            placed.push(AlignedWord { source: byte(words[n].start)..byte(words[n].end), phonemes });
        }
    }
    if words.len() == sounds.len() { 0 } else { words.len() }
}

/// The stretches of `range` that hold none of the characters that part.
fn spans(chars: &[char], range: Range<usize>, parts: impl Fn(char) -> bool) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for at in range.filter(|at| !parts(chars[*at])) {
        match found.last_mut() {
            Some(last) if last.end == at => last.end = at + 1,
            _ => found.push(at..at + 1),
        }
    }
    found
}

fn sounds_in(phonemes: &[char]) -> usize {
    phonemes.iter().filter(|c| c.is_alphabetic() && !"ˈˌːʰʲ".contains(**c)).count()
}

fn is_mark(c: char) -> bool {
    matches!(c, ';' | ':' | ',' | '.' | '!' | '?' | '—' | '…' | '(' | ')')
}

/// Where a place of the joined phonemes is when the stand-ins have given up theirs.
fn swapped(at: usize, swaps: &[Swap]) -> usize {
    let mut moved = at;
    for swap in swaps.iter().filter(|swap| swap.old.start < at) {
        if at < swap.old.end {
            // inside a stand-in, which only a guess is
            return swap.new.start + (at - swap.old.start) * swap.new.len() / swap.old.len();
        }
        moved = swap.new.end + (at - swap.old.end);
    }
    moved
}

#[cfg(test)]
mod tests {
    use crate::phonemes::Phonemizer;
    use crate::pronunciation::{Lexicon, pronounce};

    /// `word=phonemes|…`, and the number of guesses.
    fn shown(text: &str, lexicon: &Lexicon) -> (String, usize) {
        let said = pronounce(text, lexicon);
        let got = Phonemizer::find().unwrap().align(&[said]).unwrap().remove(0);
        let chars: Vec<char> = got.phonemes.chars().collect();
        let word = |p: &super::AlignedWord| {
            format!("{}={}", &text[p.source.clone()], chars[p.phonemes.clone()].iter().collect::<String>())
        };
        (got.words.iter().map(word).collect::<Vec<_>>().join("|"), got.guessed)
    }

    #[test]
    fn each_word_has_its_phonemes() {
        let rows = [
            ("Ciao, mondo!", "Ciao=ʧˈao|mondo=mˈondo"),
            ("Un “blog”, poi… Obama.", "Un=ʊn|blog=blˈoɡ|poi=pˈɔi|Obama=Obˈɑmə"),
            ("Il machine learning è utile.", "Il=il|machine=məʃˈin|learning=lˈɜɹnɪŋ|è=ɛ|utile=ˈutile"),
            (
                "Con l'“update”, poi l'open source (sì).",
                "Con=kon|l'“update=lˈʌpdAt|poi=pˈɔi|l'open=lˈOpən|source=sˈɔɹs|sì=sˈiː",
            ),
            ("due – tre - quattro", "due=dˈue|tre=trˈe|quattro=kwˈatːro"),
            ("tre—quattro", "tre=trˈe|quattro=kwˈatːro"),
            ("La città è qui.", "La=la|città=ʧitːˈa|è=ɛ|qui=kwˈi"),
            ("…", ""),
            ("", ""),
        ];
        let wrong: Vec<_> = rows
            .iter()
            .map(|r| (r.1, shown(r.0, &Lexicon::default())))
            .filter(|(r, got)| *got != (r.to_string(), 0))
            .collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn long_clauses_and_many_stand_ins_keep_their_places() {
        let text = "il machine learning di Google, con il blog e l'update del sito web, ".repeat(40);
        let said = pronounce(&text, &Lexicon::default());
        let got = Phonemizer::find().unwrap().align(&[said]).unwrap().remove(0);
        assert_eq!((got.words.len(), got.guessed), (13 * 40, 0));
        assert!(got.words.is_sorted_by(|a, b| a.phonemes.end < b.phonemes.start && a.source.end < b.source.start));
        let chars: Vec<char> = got.phonemes.chars().collect();
        for (n, word) in got.words.chunks(13).enumerate() {
            let last: String = chars[word[12].phonemes.clone()].iter().collect();
            assert_eq!((&text[word[12].source.clone()], last.as_str()), ("web", "wˈɛb"), "{n}");
        }
    }
}
