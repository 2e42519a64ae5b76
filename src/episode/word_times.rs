//! When each written word is spoken: from the written words over the spoken ones to their phonemes, and from where those end
//! in the samples to the episode's timeline.
//!
//! Most written words are one spoken word. Where Italian read several together (`€490 milioni`), their spoken words are
//! shared out in order: each goes to the written word that alone would be read so, and none that has a sound is left
//! without.

use std::ops::Range;

use altavoce_italian as italian;
use altavoce_italian::{Spoken, Tables};
use altavoce_podcast::manifest::WordMade;
use altavoce_speech::align::share;
use altavoce_speech::cache::Cache;
use altavoce_speech::phonemes::Phonemized;
use altavoce_speech::voice::{Speech, onset};

use super::timeline::{Segment, seconds};
use crate::narration::{Narration, SpokenPassage, letters, sources, words_of};

/// The words of every passage of `narration`, which `said` are the phonemes of, `segments` the places, and `cache` holds.
/// A passage whose engine cannot tell has none.
pub fn of(
    narration: &Narration,
    said: &[Phonemized],
    segments: &[Segment],
    cache: &Cache,
    tables: &Tables,
) -> Vec<Vec<WordMade>> {
    let words = |((passage, said), segment): ((&SpokenPassage, &Phonemized), &Segment)| {
        // an entry that vanished is told of when it is played
        let Speech { samples, ends } = cache.load(&segment.key).unwrap_or_default();
        if ends.is_empty() || ends.len() != said.phonemes.chars().count() {
            return Vec::new();
        }
        let places = places(&passage.written.text, &passage.spoken, said, tables);
        times(&passage.written.text, &places, (onset(&samples), &ends), &(segment.start..segment.end))
    };
    narration.passages().zip(said).zip(segments).map(words).collect()
}

/// The seconds at which each written word of a passage begins and ends, from the start of its `speech`; none if its engine cannot
/// tell. `said` are its phonemes.
pub fn of_passage(passage: &SpokenPassage, said: &Phonemized, speech: &Speech, tables: &Tables) -> Vec<(f64, f64)> {
    let Speech { samples, ends } = speech;
    if ends.is_empty() || ends.len() != said.phonemes.chars().count() {
        return Vec::new();
    }
    let written = &passage.written.text;
    let places = places(written, &passage.spoken, said, tables);
    let alone = 0..samples.len() as u64;
    times(written, &places, (onset(samples), ends), &alone).into_iter().map(|word| (word.start, word.end)).collect()
}

/// The written words with their times in a passage that lies at `span`; the first sound is heard at `onset`, and each character's ends at one of `ends`.
fn times(
    written: &str,
    places: &[Option<Range<usize>>],
    (onset, ends): (usize, &[usize]),
    span: &Range<u64>,
) -> Vec<WordMade> {
    let start_of = |character: usize| character.checked_sub(1).map_or(onset.min(ends[0]), |before| ends[before]) as u64;
    let mut last = span.start;
    let word = |(text, place): (&str, &Option<Range<usize>>)| {
        let (start, end) = place.as_ref().map_or((last, last), |place| {
            let at = |samples: u64| (span.start + samples).clamp(last, span.end.max(last));
            (at(start_of(place.start)), at(start_of(place.end)))
        });
        last = end;
        WordMade { text: text.to_string(), start: seconds(start), end: seconds(end) }
    };
    written.split_whitespace().zip(places).map(word).collect()
}

/// The characters of the phonemes that say each written word: none for one that is not said.
fn places(written: &str, spoken: &Spoken, said: &Phonemized, tables: &Tables) -> Vec<Option<Range<usize>>> {
    let pieces = words_of(written);
    if pieces.is_empty() {
        return Vec::new();
    }
    let units = units(written, spoken, said, &pieces);
    // only what was read together needs to be told apart
    let shared = |piece: usize| units.iter().any(|u| u.pieces.len() > 1 && u.pieces.contains(&piece));
    let alone = |piece: usize| {
        let text = &written[pieces[piece].clone()];
        let spaced = if shared(piece) { italian::verbalize_with(tables, text).spaced } else { String::new() };
        spaced.split_whitespace().map(plain).filter(|w| !w.is_empty()).collect::<Vec<String>>()
    };
    let alone: Vec<Vec<String>> = (0..pieces.len()).map(alone).collect();
    let chosen = choose(&units, &alone);
    let mut places: Vec<Option<Range<usize>>> = vec![None; pieces.len()];
    for (unit, piece) in units.iter().zip(&chosen) {
        let place = places[*piece].get_or_insert_with(|| unit.phonemes.clone());
        *place = place.start.min(unit.phonemes.start)..place.end.max(unit.phonemes.end);
    }
    // fewer spoken words than written ones: 1 000 is `mille`
    for (unit, piece) in units.iter().zip(&chosen) {
        let silent = |at: &usize| places[*at].is_none() && !alone[*at].is_empty();
        let first = (unit.pieces.start..*piece).rev().take_while(silent).last().unwrap_or(*piece);
        let last = (*piece + 1..unit.pieces.end).take_while(silent).last().unwrap_or(*piece);
        if let Some(whole) = places[*piece].clone().filter(|_| first < last) {
            let letters: Vec<usize> = pieces[first..=last].iter().map(|p| letters(&written[p.clone()])).collect();
            let parts = share(whole, &letters).into_iter().map(Some);
            places.splice(first..=last, parts);
        }
    }
    places
}

/// A spoken word with its phonemes, and the written words that it may belong to.
struct SpokenUnit {
    phonemes: Range<usize>,
    spoken: String,
    pieces: Range<usize>,
}

fn units(written: &str, spoken: &Spoken, said: &Phonemized, pieces: &[Range<usize>]) -> Vec<SpokenUnit> {
    let spaced = words_of(&spoken.spaced);
    let sources = sources(written, spoken);
    let unit = |placed: &altavoce_speech::phonemes::AlignedWord| {
        let word = spaced.partition_point(|w| w.end <= placed.source.start);
        let source = sources.get(word)?;
        let first = pieces.partition_point(|p| p.end <= source.start).min(pieces.len() - 1);
        let behind = pieces.partition_point(|p| p.start < source.end).max(first + 1);
        Some(SpokenUnit {
            phonemes: placed.phonemes.clone(),
            spoken: plain(&spoken.spaced[placed.source.clone()]),
            pieces: first..behind,
        })
    };
    said.words.iter().filter_map(unit).collect()
}

/// What a unit earns in a written word that alone is read so.
const ALIKE: i32 = 2;
/// What it costs to put it where it is not read alone, though others of that reading are: `gigabit` with the 2,5 of 2,5 Gbps.
const STRANGE: i32 = -1;
/// What it costs to leave a written word without a sound though alone it has one.
const SILENT: i32 = -3;

/// The written word of each unit, in order, so that as many as can be are where they are read alone; what is read nowhere
/// alone stays with what comes before.
fn choose(units: &[SpokenUnit], alone: &[Vec<String>]) -> Vec<usize> {
    let skipped = |range: Range<usize>| SILENT * alone[range].iter().filter(|words| !words.is_empty()).count() as i32;
    let known = |piece: usize| units.iter().any(|u| u.pieces.contains(&piece) && alone[piece].contains(&u.spoken));
    let known: Vec<bool> = (0..alone.len()).map(known).collect();
    // for each unit and each of its pieces: the best sum so far, and the piece of the unit before
    let mut best: Vec<Vec<(i32, usize)>> = Vec::with_capacity(units.len());
    for (n, unit) in units.iter().enumerate() {
        let row = unit.pieces.clone().map(|piece| {
            let own = match known[piece] {
                true if alone[piece].contains(&unit.spoken) => ALIKE,
                true => STRANGE,
                false => 0,
            };
            let Some(before) = n.checked_sub(1).map(|n| (&units[n], &best[n])) else {
                return (own + skipped(unit.pieces.start..piece), piece);
            };
            let reached = before.0.pieces.clone().zip(before.1).map(|(from, (sum, _))| {
                // the sources ascend, so there is always one that does not go back
                let back = if from > piece { 4 * SILENT } else { 0 };
                (sum + own + back + skipped((from + 1).min(piece)..piece), from)
            });
            // of equals the first: nearest to the words before
            reached.rev().max_by_key(|(sum, _)| *sum).unwrap_or((own, piece))
        });
        best.push(row.collect());
    }
    let Some((last, row)) = units.last().zip(best.last()) else { return Vec::new() };
    let ended =
        last.pieces.clone().zip(row).rev().max_by_key(|(piece, (sum, _))| sum + skipped(piece + 1..last.pieces.end));
    let mut piece = ended.map_or(last.pieces.start, |(piece, _)| piece);
    let mut chosen = Vec::with_capacity(units.len());
    for (unit, row) in units.iter().zip(&best).rev() {
        chosen.push(piece);
        piece = row[piece - unit.pieces.start].1;
    }
    chosen.reverse();
    chosen
}

/// A word's letters, small.
fn plain(word: &str) -> String {
    word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use altavoce_speech::phonemes::Phonemizer;
    use altavoce_speech::pronunciation::{Lexicon, pronounce};

    /// `written=phonemes|…`
    fn shown(written: &[&str]) -> Vec<String> {
        let spoken: Vec<Spoken> = written.iter().map(|w| italian::verbalize(w)).collect();
        let lexicon = Lexicon::default();
        let texts: Vec<_> = spoken.iter().map(|s| pronounce(&s.spaced, &lexicon)).collect();
        let said = Phonemizer::find().unwrap().align(&texts).unwrap();
        let all = written.iter().zip(&spoken).zip(&said);
        let show = |((written, spoken), said): ((&&str, &Spoken), &Phonemized)| {
            let chars: Vec<char> = said.phonemes.chars().collect();
            let places = places(written, spoken, said, Tables::builtin());
            let word = |(word, place): (&str, Option<Range<usize>>)| {
                format!("{word}={}", place.map_or("-".into(), |p| chars[p].iter().collect::<String>()))
            };
            written.split_whitespace().zip(places).map(word).collect::<Vec<_>>().join("|")
        };
        all.map(show).collect()
    }

    #[test]
    fn written_words_have_the_phonemes_of_their_reading() {
        let rows = [
            ("Ciao, mondo!", "Ciao,=ʧˈao|mondo!=mˈondo"),
            ("Costa 3 €, pare.", "Costa=kˈɔsta|3=trˈe|€,=ˈɛʊro|pare.=pˈare"),
            (
                "Costa €490 milioni, pare.",
                "Costa=kˈɔsta|€490=kwatːroʧˈɛnto novˈanta|milioni,=miliˈonɪ dɪ ˈɛʊro|pare.=pˈare",
            ),
            (
                "Oggi 2,5 Gbps: 🐝 e poi — basta.",
                "Oggi=ˈɔʤːɪ|2,5=dˈue vˈirɡola ʧˈinkwe|Gbps:=ʤˈiɡabit al sekˈondo|🐝=-|e=e|poi=pˈɔi|—=-|basta.=bˈasta",
            ),
            // one spoken word for two written ones: by their letters
            ("1 000 arnie", "1=m|000=ˈille|arnie=ˈarnje"),
        ];
        let got = shown(&rows.map(|r| r.0));
        let wrong: Vec<_> = rows.iter().zip(&got).filter(|(r, got)| r.1 != got.as_str()).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn times_ascend_inside_the_passage() {
        let places = [None, Some(0..2), Some(3..5), None, Some(6..8)];
        let ends = [600, 2400, 2500, 2500, 12_000, 13_000, 11_000, 90_000];
        let made = times("🚀 uno due — tre", &places, (480, &ends), &(24_000..48_000));
        let shown: Vec<(&str, f64, f64)> = made.iter().map(|w| (w.text.as_str(), w.start, w.end)).collect();
        let expected =
            [("🚀", 1.0, 1.0), ("uno", 1.02, 1.1), ("due", 1.104167, 1.5), ("—", 1.5, 1.5), ("tre", 1.541667, 2.0)];
        assert_eq!(shown, expected);
    }
}
