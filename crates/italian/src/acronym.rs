//! Acronyms: spelt by Italian or English letter names, read as words, or given.

use super::cardinal::Gender;
use super::class::{Ambiguity, Class};
use super::headline;
use super::known::{Known, known};
pub use super::letters::{english_letters, letters};
use super::lists::List;
use super::pronounceable::{has_syllables, is_pronounceable};
use super::tables::Tables;
use super::text::{Match, Text, lower};
use super::tokenize::Kind;
use super::verbalization::Verbalization;

/// A word inside a code or an address: said so that nothing else can be made of it afterwards.
pub fn part(tables: &Tables, word: &str) -> Verbalization {
    match known(tables, word) {
        Some(Known::Said(verbalization)) => return verbalization,
        Some(Known::Word) => return Verbalization::same(&capitalised(word)),
        None => {}
    }
    let count = word.chars().count();
    if let Some(spelt) = spelt(tables, word) {
        return spelt;
    }
    let capitals = word.chars().all(char::is_uppercase);
    let is_word = count > 2 && tables.all_caps.contains(word) || is_pronounceable(word);
    if count == 1 && word.is_ascii() || capitals && word.is_ascii() && !is_word {
        return letters(word);
    }
    let lower = word.to_lowercase();
    // Qwen3-Max
    if word == "Max" || word == "Pro" {
        return Verbalization::same(word);
    }
    if let Some(short) = tables.abbreviation(&lower).or_else(|| tables.abbreviation(&format!("{lower}."))) {
        return Verbalization::same(short.form(Gender::Masculine, false));
    }
    if let Some(verbalization) = one_capital(tables, word) {
        return verbalization;
    }
    if capitals {
        Verbalization::same(&capitalised(word))
    } else {
        inside(tables, word).unwrap_or_else(|| Verbalization::same(word))
    }
}

/// Reads the word at token `i` if its capitals make it an acronym.
pub fn read(text: &Text, i: usize) -> Option<Match> {
    let word = text.at(i);
    if word == "EP" && text.is(text.skip(i + 1), "#") && text.kind(text.skip(i + 1) + 1) == Kind::Digits {
        let episode = if text.begins_sentence(i) { "Episodio" } else { "episodio" };
        return Some(Match::new(i + 1, Verbalization::same(episode), Class::Abbreviation));
    }
    if word == "AI" && headline::is_preposition(text, i) {
        // beside what is said in other words it would not be told any more
        return (!headline::stays_told(text, i)).then(|| Match::new(i + 1, Verbalization::same("ai"), Class::Capitals));
    }
    match known(text.tables, word) {
        Some(Known::Said(verbalization)) => {
            // WWW. and the like keep their dot; US before $ is no word
            return Some(Match::new(i + 1, verbalization, Class::Acronym));
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
        return spelt(text.tables, word)
            .or_else(|| inside(text.tables, word))
            .map(|verbalization| Match::new(i + 1, verbalization, Class::Acronym));
    }
    if is_province(text, i) {
        return Some(Match::new(i + 1, letters(word), Class::Acronym));
    }
    let is_word = !word.is_ascii() || text.tables.all_caps.contains(word) || is_pronounceable(word);
    if count == 2 && is_word && is_beside_spelt(text, i) && !headline::is_in_all_caps_line(text, i) {
        return Some(Match::new(i + 1, letters(word), Class::Acronym));
    }
    if is_word || headline::is_elided(text, i) {
        return None;
    }
    if headline::is_in_all_caps_line(text, i) {
        return Some(Match::new(i + 1, Verbalization::same(&word.to_lowercase()), Class::Capitals));
    }
    let spelt = Match::new(i + 1, letters(word), Class::Acronym);
    // without a vowel there is no other way to say it
    let could_be_word = word.contains(['A', 'E', 'I', 'O', 'U']);
    Some(if could_be_word { spelt.doubtful(Ambiguity::UnknownAcronym) } else { spelt })
}

/// Whether an article stands before token `i`, alone or in a preposition, or another word that only a noun has.
pub fn has_article(text: &Text, i: usize) -> bool {
    let before = text.previous_word(i);
    before.len() <= 5 && text.tables.lists.has(List::BeforeNoun, &before)
}

/// Salerno (SA): a province's two letters, where they are a word elsewhere. SI and NO in brackets are votes.
fn is_province(text: &Text, i: usize) -> bool {
    text.before(i) == "(" && text.is(i + 1, ")") && text.is_one_of(i, List::Provinces)
}

/// Reads the short word in small letters at token `i` if it is an acronym all the same (`ddl`, `cda`, `pdf`).
pub fn read_small(text: &Text, i: usize) -> Option<Match> {
    let word = text.at(i);
    // l'ad of a firm; ad is a preposition everywhere else
    let elided = |j: usize| {
        let word = lower(text.at(j));
        word == "un" || text.tables.lists.has(List::ElidedArticles, &word)
    };
    let latin = matches!(&*text.next_word(i + 1), "interim" | "hoc" | "personam");
    if word == "ad" && !latin && text.kind_before(i) == Kind::Apostrophe && text.word_before(i).is_some_and(elided) {
        return Some(Match::new(i + 1, letters(word), Class::Acronym));
    }
    match known(text.tables, word) {
        // il pm, but 3 pm, 5 ct
        Some(Known::Said(verbalization))
            if !text.keeps_apostrophe(i + 1) && (word.len() > 2 || has_article(text, i)) =>
        {
            Some(Match::new(i + 1, verbalization, Class::Acronym))
        }
        _ => None,
    }
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
    one_capital(text.tables, word).map(|verbalization| Match::new(i + 1, verbalization, Class::Acronym))
}

/// An acronym written with one capital (in an address with none), or, as real issues have it, IA with a small L. One
/// that could be a word (`Api`) is a word, but for a few.
pub fn one_capital(tables: &Tables, word: &str) -> Option<Verbalization> {
    match word {
        "Ai" | "Ceo" | "Cto" => return Some(english_letters(word)),
        "Ia" | "Ue" | "Oms" | "Ong" => return Some(letters(word)),
        "lA" => return Some(letters("IA")),
        _ => {}
    }
    word.get(1..).filter(|rest| (1..=4).contains(&rest.len()) && rest.bytes().all(|b| b.is_ascii_lowercase()))?;
    // Ps is the police as well as a postscript
    if word == "Ps" || has_syllables(&word.to_lowercase()) {
        return None;
    }
    match known(tables, &word.to_uppercase()) {
        Some(Known::Said(verbalization)) => Some(verbalization),
        _ => None,
    }
}

/// A capital that stands alone: vowels and conjunctions are words, a consonant is its name.
fn single(text: &Text, i: usize) -> Option<Match> {
    let word = text.at(i);
    let name = letters(word);
    // L'ora, L'8 marzo, L'“effetto”; a back-tick before digits is no elision
    let quoted = matches!(text.at(i + 2), "“" | "\"" | "«") && text.touches(i + 3)
        || text.kind(i + 2) == Kind::Symbol
            && text.symbol_words(i + 2).is_some_and(|r| r.starts_with(char::is_alphabetic));
    let elision = text.kind(i + 1) == Kind::Apostrophe && text.kind(i + 2) == Kind::Word
        || matches!(text.at(i + 1), "'" | "’" | "‘") && (text.kind(i + 2) == Kind::Digits || quoted)
        // Guns N' Roses
        || word == "N" && text.keeps_apostrophe(i + 1) && text.kind(i + 2) == Kind::Space;
    if !word.starts_with(|c: char| c.is_ascii_uppercase()) || matches!(word, "A" | "E" | "I" | "O" | "U") || elision {
        return None;
    }
    // the brand is spelt so by everybody; only the phonemiser needs its name
    if word == "X" {
        return Some(Match::new(i + 1, Verbalization::new("X", &name.spaced), Class::Letter));
    }
    // an initial loses its dot, and so does a chain of them
    Some(Match::new(if is_initial(text, i) { i + 2 } else { i + 1 }, name, Class::Letter))
}

/// Whether the word at token `i` is the initial of a name, so that its full stop ends no sentence: `J. Smith`. A letter
/// that is called one (`la lettera Z. Ma`), or that something other than a name follows, is none.
pub fn is_initial(text: &Text, i: usize) -> bool {
    let next = text.skip(i + 2);
    let mut letters = text.at(i).chars();
    letters.next().is_some_and(char::is_uppercase)
        && letters.next().is_none()
        && text.is(i + 1, ".")
        && !matches!(text.kind(next), Kind::Break | Kind::End)
        && !text.tables.labels.contains(&*text.previous_word(i))
        && !text.opens_sentence(next)
}

/// Capitals and small letters without a vowel, which nobody can say together: `YCbCr`, `VMs`, the `GPLv` of `GPLv2`.
fn spelt(tables: &Tables, word: &str) -> Option<Verbalization> {
    const LONGEST: usize = 10;
    let capitals = word.bytes().filter(u8::is_ascii_uppercase).count();
    let vowel = |(at, letter): (usize, u8)| b"aeiouAEIOU".contains(&letter) || at > 0 && matches!(letter, b'y' | b'Y');
    let unspeakable = (3..=LONGEST).contains(&word.len()) && !word.bytes().enumerate().any(vowel);
    if capitals < 2 || capitals == word.len() || !unspeakable || !word.is_ascii() || tables.units.contains_key(word) {
        return None;
    }
    let plural = word.strip_suffix('s').filter(|stem| stem.bytes().all(|b| b.is_ascii_uppercase()));
    Some(letters(plural.unwrap_or(word)))
}

/// Whether the two capitals at token `i`, a word elsewhere, are joined with two that are spelt: the OR of `WP/OR`, `ES-DE`.
fn is_beside_spelt(text: &Text, i: usize) -> bool {
    let pair = |j: usize| {
        let word = text.at(j);
        let two = word.len() == 2 && word.bytes().all(|b| b.is_ascii_uppercase());
        let licence = matches!((text.at(i), word), ("BY", "SA") | ("SA", "BY"));
        two && (!text.tables.all_caps.contains(word) && known(text.tables, word).is_none() || licence)
    };
    let mark = |j: usize| matches!(text.at(j), "/" | "-");
    let alone = |j: usize| !matches!(text.at(j), "'" | "’");
    !text.tables.functions.contains(&*lower(text.at(i)))
        && alone(i + 1)
        && (mark(i + 1) && pair(i + 2) || i > 1 && mark(i - 1) && pair(i - 2))
}

/// A word with an acronym at its end or start: ChatGPT, OpenAI, EuroHPC.
pub fn inside(tables: &Tables, word: &str) -> Option<Verbalization> {
    let letters_of: Vec<(usize, char)> = word.char_indices().collect();
    let tail = letters_of.iter().rposition(|(_, c)| !c.is_uppercase())? + 1;
    if tail >= letters_of.len() || letters_of.len() - tail < 2 {
        return None;
    }
    let (front, back) = word.split_at(letters_of[tail].0);
    let back = match known(tables, back) {
        Some(Known::Said(verbalization)) => verbalization,
        Some(Known::Word) => return None,
        None if back.is_ascii() && !is_pronounceable(back) && !is_syllable(tables, back) => letters(back),
        None => return None,
    };
    let mut out = match front.chars().count() {
        1 => letters(front),
        _ => match (one_capital(tables, front), tables.abbreviation(front)) {
            (Some(verbalization), _) => verbalization,
            (None, Some(short)) => Verbalization::same(short.form(Gender::Masculine, false)),
            (None, None) => Verbalization::same(front),
        },
    };
    out.push(&back);
    Some(out)
}

/// Capitals that end a name as its last syllable (`LLaMA`, `MoMA`, `LoRA`) or word, and are no acronym.
fn is_syllable(tables: &Tables, back: &str) -> bool {
    let mut ends = back.bytes().map(|b| b"AEIOU".contains(&b));
    back.len() == 2 && ends.next() == Some(false) && ends.next() == Some(true) || tables.all_caps.contains(back)
}

/// A word in capitals with its first letter only kept so.
pub fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters.flat_map(char::to_lowercase)).collect(),
        None => String::new(),
    }
}
