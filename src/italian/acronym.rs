//! Acronyms: spelt by Italian or English letter names, read as words, or given.

use super::cardinal::Gender;
use super::reading::Reading;
use super::scan::Kind;
use super::tables::{Acronym, Tables};
use super::text::{Match, Text};

/// What the table says of an acronym.
#[derive(Debug, Clone, PartialEq)]
pub enum Known {
    /// It is a word and needs nothing.
    Word,
    /// It is said so.
    Said(Reading),
}

/// The table's word on an acronym, with an English plural s if it has one (`LLMs`).
pub fn known(tables: &Tables, written: &str) -> Option<Known> {
    let entry = tables.acronyms.get(written).map(|how| (how, written)).or_else(|| {
        let singular = written.strip_suffix('s').filter(|w| w.len() > 1 && w.chars().all(char::is_uppercase))?;
        tables.acronyms.get(singular).map(|how| (how, singular))
    });
    let (how, written) = entry?;
    Some(match how {
        Acronym::Word => Known::Word,
        Acronym::Letters => Known::Said(letters(written)),
        Acronym::English => Known::Said(english_letters(written)),
        Acronym::Said(text, spaced) => Known::Said(Reading::new(text, spaced)),
    })
}

/// The Italian names of the letters. The spaced form has accents, for a phonemiser takes bare `di`, `ci`, `ti` for
/// unstressed little words.
pub fn letters(word: &str) -> Reading {
    spell(word, |c| {
        Some(match c {
            'a' => ("a", "à"),
            'b' => ("bi", "bì"),
            'c' => ("ci", "cì"),
            'd' => ("di", "dì"),
            'e' => ("e", "é"),
            'f' => ("effe", "effe"),
            'g' => ("gi", "gì"),
            'h' => ("acca", "acca"),
            'i' => ("i", "ì"),
            'j' => ("gei", "gèi"),
            'k' => ("cappa", "cappa"),
            'l' => ("elle", "èlle"),
            'm' => ("emme", "emme"),
            'n' => ("enne", "enne"),
            'o' => ("o", "ò"),
            'p' => ("pi", "pì"),
            'q' => ("cu", "cù"),
            'r' => ("erre", "erre"),
            's' => ("esse", "èsse"),
            't' => ("ti", "tì"),
            'u' => ("u", "ù"),
            'v' => ("vu", "vù"),
            'w' => ("doppia vu", "doppia vù"),
            'x' => ("ics", "ics"),
            'y' => ("ipsilon", "ìpsilon"),
            'z' => ("zeta", "zeta"),
            _ => return None,
        })
    })
}

/// The English names of the letters, in Italian spelling.
pub fn english_letters(word: &str) -> Reading {
    spell(word, |c| {
        Some(match c {
            'a' => ("ei", "éi"),
            'b' => ("bi", "bì"),
            'c' => ("si", "sì"),
            'd' => ("di", "dì"),
            'e' => ("i", "ì"),
            'f' => ("ef", "ef"),
            'g' => ("gi", "gì"),
            'h' => ("eich", "èich"),
            'i' => ("ai", "ài"),
            'j' => ("gei", "gèi"),
            'k' => ("chei", "chéi"),
            'l' => ("el", "el"),
            'm' => ("em", "em"),
            'n' => ("en", "en"),
            'o' => ("o", "ò"),
            'p' => ("pi", "pì"),
            'q' => ("chiu", "chiù"),
            'r' => ("ar", "ar"),
            's' => ("ess", "ess"),
            't' => ("ti", "tì"),
            'u' => ("iu", "iù"),
            'v' => ("vi", "vì"),
            'w' => ("dabliu", "dàbliu"),
            'x' => ("ex", "ex"),
            'y' => ("uai", "uài"),
            'z' => ("zi", "zì"),
            _ => return None,
        })
    })
}

fn spell(word: &str, name: impl Fn(char) -> Option<(&'static str, &'static str)>) -> Reading {
    let mut out = Reading::default();
    for c in word.chars().flat_map(char::to_lowercase).filter(|c| c.is_alphabetic()) {
        let base = match c {
            'à' | 'á' | 'â' | 'ä' | 'å' => 'a',
            'è' | 'é' | 'ê' | 'ë' => 'e',
            'ì' | 'í' | 'î' | 'ï' => 'i',
            'ò' | 'ó' | 'ô' | 'ö' => 'o',
            'ù' | 'ú' | 'û' | 'ü' => 'u',
            other => other,
        };
        match name(base) {
            Some((text, spaced)) => out.then(&Reading::new(text, spaced)),
            None => out.word(&c.to_string()),
        }
    }
    out
}

/// A word inside a code or an address: said so that nothing else can be made of it afterwards.
pub fn part(tables: &Tables, word: &str) -> Reading {
    match known(tables, word) {
        Some(Known::Said(reading)) => return reading,
        Some(Known::Word) => return Reading::same(&capitalised(word)),
        None => {}
    }
    let count = word.chars().count();
    let capitals = word.chars().all(char::is_uppercase);
    if count == 1 && word.is_ascii() || capitals && word.is_ascii() && (count <= 3 || !is_pronounceable(word)) {
        return letters(word);
    }
    let lower = word.to_lowercase();
    if let Some(short) = tables.abbreviation(&lower).or_else(|| tables.abbreviation(&format!("{lower}."))) {
        return Reading::same(short.form(Gender::Masculine, false));
    }
    if let Some(reading) = one_capital(word) {
        return reading;
    }
    if capitals {
        Reading::same(&capitalised(word))
    } else {
        inside(tables, word).unwrap_or_else(|| Reading::same(word))
    }
}

/// Reads the word at token `i` if its capitals make it an acronym.
pub fn read(text: &Text, i: usize) -> Option<Match> {
    let word = text.at(i);
    match known(text.tables, word) {
        Some(Known::Said(reading)) => {
            // WWW. and the like keep their dot; US before $ is no word
            return Some(Match::new(i + 1, reading, "acronym"));
        }
        Some(Known::Word) => return None,
        None => {}
    }
    if let Some(found) = newspaper_style(text, i) {
        return Some(found);
    }
    let capitals = word.chars().filter(|c| c.is_uppercase()).count();
    let count = word.chars().count();
    if count == 1 {
        return single(text, i);
    }
    if capitals < count {
        return inside(text.tables, word).map(|reading| Match::new(i + 1, reading, "acronym"));
    }
    if !word.is_ascii() || text.tables.shouted.contains(word) || is_pronounceable(word) {
        return None;
    }
    if shouted(text, i) {
        return Some(Match::new(i + 1, Reading::same(&word.to_lowercase()), "capitals"));
    }
    Some(Match::new(i + 1, letters(word), "acronym").doubtful("this acronym is not in the table"))
}

/// Newspapers write Ai, Ia, Ue with one capital. `Ai` and `Ia` could be a preposition or a name: they are acronyms only
/// behind an elided article, or where no preposition can stand.
fn newspaper_style(text: &Text, i: usize) -> Option<Match> {
    let word = text.at(i);
    let elided = text.kind_before(i) == Kind::Apostrophe && i > 1 && text.kind(i - 2) == Kind::Word;
    // a preposition wants its noun: no conjunction can follow it
    let alone = text.kind(text.skip(i + 1)) != Kind::Word || matches!(&*text.next_word(i + 1), "e" | "ed");
    if matches!(word, "Ai" | "Ia") && !elided && !alone {
        return None;
    }
    one_capital(word).map(|reading| Match::new(i + 1, reading, "acronym"))
}

/// An acronym written with one capital, or, as real issues have it, IA with a small L.
pub fn one_capital(word: &str) -> Option<Reading> {
    Some(match word {
        "Ai" | "Ceo" => english_letters(word),
        "Ia" | "Ue" | "Gpt" | "Llm" | "Pnrr" | "Gdpr" | "Bce" | "Fmi" | "Oms" => letters(word),
        "lA" => letters("IA"),
        _ => return None,
    })
}

/// A capital that stands alone: vowels and conjunctions are words, a consonant is its name.
fn single(text: &Text, i: usize) -> Option<Match> {
    let word = text.at(i);
    let name = letters(word);
    // L'ora, L'8 marzo; a back-tick before digits is no elision
    let elision = text.kind(i + 1) == Kind::Apostrophe && text.kind(i + 2) == Kind::Word
        || matches!(text.at(i + 1), "'" | "’" | "‘") && text.kind(i + 2) == Kind::Digits;
    if !word.starts_with(|c: char| c.is_ascii_uppercase()) || matches!(word, "A" | "E" | "I" | "O" | "U") || elision {
        return None;
    }
    // the brand is spelt so by everybody; only the phonemiser needs its name
    if word == "X" {
        return Some(Match::new(i + 1, Reading::new("X", &name.spaced), "letter"));
    }
    // an initial loses its dot: J. Smith; so does a chain of them
    let initial = text.is(i + 1, ".") && !matches!(text.kind(text.skip(i + 2)), Kind::Break | Kind::End);
    Some(Match::new(if initial { i + 2 } else { i + 1 }, name, "letter"))
}

/// A word with an acronym at its end or start: ChatGPT, OpenAI, EuroHPC.
pub fn inside(tables: &Tables, word: &str) -> Option<Reading> {
    let letters_of: Vec<(usize, char)> = word.char_indices().collect();
    let tail = letters_of.iter().rposition(|(_, c)| !c.is_uppercase())? + 1;
    if tail >= letters_of.len() || letters_of.len() - tail < 2 {
        return None;
    }
    let (front, back) = word.split_at(letters_of[tail].0);
    let back = match known(tables, back) {
        Some(Known::Said(reading)) => reading,
        Some(Known::Word) => return None,
        None if back.is_ascii() && !is_pronounceable(back) => letters(back),
        None => return None,
    };
    let mut out = match front.chars().count() {
        1 => letters(front),
        _ => match (one_capital(front), tables.abbreviation(front)) {
            (Some(reading), _) => reading,
            (None, Some(short)) => Reading::same(short.form(Gender::Masculine, false)),
            (None, None) => Reading::same(front),
        },
    };
    out.then(&back);
    Some(out)
}

/// Whether the capitals around are a line that shouts and not acronyms: a neighbour is an ordinary word in capitals.
fn shouted(text: &Text, i: usize) -> bool {
    let is_shouted = |j: usize| {
        let word = text.at(j);
        text.kind(j) == Kind::Word
            && word.chars().count() > 3
            && word.chars().all(char::is_uppercase)
            && known(text.tables, word).is_none()
            && is_pronounceable(word)
    };
    let before = text.word_before(i).is_some_and(is_shouted);
    let after = is_shouted(text.skip(i + 1));
    before && after || (before || after) && text.at(i).chars().count() > 5
}

/// Whether an Italian would read these capitals as a word: four letters and more, no group of consonants that Italian
/// does not have, and an end that it has.
pub fn is_pronounceable(word: &str) -> bool {
    let lower = word.to_lowercase();
    let letters: Vec<char> = lower.chars().collect();
    if letters.len() < 4 {
        return false;
    }
    let vowel = |c: char| "aeiouàèéìòùáíóúäöüâêîôû".contains(c);
    let mut group = String::new();
    let mut first = true;
    for (n, c) in letters.iter().enumerate() {
        if !vowel(*c) {
            group.push(*c);
            if n + 1 < letters.len() {
                continue;
            }
            // the end
            return group.len() == 1 && "nrlstdkmpcgx".contains(group.as_str())
                || matches!(
                    group.as_str(),
                    "st" | "rt"
                        | "nt"
                        | "nd"
                        | "rk"
                        | "ck"
                        | "ss"
                        | "ll"
                        | "rd"
                        | "ng"
                        | "rs"
                        | "ns"
                        | "ts"
                        | "lt"
                        | "sk"
                        | "nk"
                        | "rm"
                        | "rn"
                        | "ct"
                        | "ks"
                        | "ls"
                        | "ms"
                        | "ps"
                        | "tt"
                );
        }
        if !group.is_empty() && !(if first { starts_syllable(&group) } else { stands_inside(&group) }) {
            return false;
        }
        group.clear();
        first = false;
    }
    true
}

fn starts_syllable(group: &str) -> bool {
    group.len() == 1
        || matches!(
            group,
            "bl" | "br"
                | "ch"
                | "cl"
                | "cr"
                | "dr"
                | "fl"
                | "fr"
                | "gh"
                | "gl"
                | "gn"
                | "gr"
                | "pl"
                | "pr"
                | "ps"
                | "sb"
                | "sc"
                | "sch"
                | "scr"
                | "sd"
                | "sf"
                | "sg"
                | "sl"
                | "sm"
                | "sn"
                | "sp"
                | "spr"
                | "spl"
                | "sq"
                | "st"
                | "str"
                | "sv"
                | "tr"
                | "th"
                | "sh"
                | "wh"
                | "ph"
                | "qu"
                | "vr"
                | "kr"
        )
}

fn stands_inside(group: &str) -> bool {
    if group.chars().count() == 1 {
        return true;
    }
    let mut letters = group.chars();
    let (Some(first), rest) = (letters.next(), letters.as_str()) else { return true };
    let doubled = rest.starts_with(first);
    (doubled || "lrnmsctfp".contains(first))
        && (rest.len() == 1 || starts_syllable(rest) || doubled && starts_syllable(&group[first.len_utf8()..]))
        || starts_syllable(group)
}

/// A word in capitals with its first letter only kept so.
pub fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters.flat_map(char::to_lowercase)).collect(),
        None => String::new(),
    }
}
