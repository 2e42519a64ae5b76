//! What a word can be: most words are nothing but words, and are told so quickly.

use super::reading::Reading;
use super::scan::Kind;
use super::text::{Match, Text};
use super::{abbreviation, acronym, address, code, measure, money, number, roman};

/// Reads the word at token `i`, if it is not to be said as it stands.
pub fn read(text: &Text, i: usize) -> Option<Match> {
    let word = text.at(i);
    let next = text.kind(i + 1);
    if word.len() <= 3
        && let Some(found) = measure::read_alone(text, i)
    {
        return Some(found);
    }
    if (next == Kind::Symbol || next == Kind::Digits)
        && let Some(found) = beside_marks(text, i)
    {
        return Some(found);
    }
    if word == "L" && next == Kind::Apostrophe && text.tables.currencies.contains_key(text.at(i + 2)) {
        return Some(Match::new(i + 2, Reading::same("L'"), "punctuation"));
    }
    if next == Kind::Apostrophe
        && let Some(found) =
            accent(text, i).or_else(|| parted_article(text, i)).or_else(|| number::read_elided(text, i))
    {
        return Some(found);
    }
    if next == Kind::Space
        && let Some(found) = number::read_article(text, i).or_else(|| money_code(text, i))
    {
        return Some(found);
    }
    if matches!(word, "x" | "X")
        && let Some(found) = measure::read_by(text, i)
    {
        return Some(found);
    }
    if word == "Ø" && !text.touches(i + 1) {
        return Some(Match::new(i + 1, Reading::same("diametro"), "symbol"));
    }
    // vs, ca, mln without a dot
    if word.len() <= 4
        && !text.keeps_apostrophe(i + 1)
        && let Some(found) = abbreviation::read(text, i)
    {
        return Some(found);
    }
    if !word.chars().any(char::is_uppercase) {
        return None;
    }
    if let Some(found) = roman::read(text, i) {
        return Some(found);
    }
    acronym::read(text, i)
}

/// A word with a mark or digits directly behind it.
fn beside_marks(text: &Text, i: usize) -> Option<Match> {
    let mark = text.at(i + 1);
    if matches!(mark, "." | "@" | ":" | "_" | "-" | "+")
        && let Some(found) = address::read(text, i)
    {
        return Some(found);
    }
    if matches!(mark, "." | "/" | "°" | "º" | ":" | ",")
        && let Some(found) = abbreviation::read(text, i)
    {
        return Some(found);
    }
    if matches!(mark, "²" | "³") && word_is_symbols(text.at(i)) {
        // E = mc²
        return Some(Match::new(i + 1, acronym::letters(text.at(i)), "arithmetic"));
    }
    if mark == "/"
        && let Some(found) = money::read_pair(text, i)
    {
        return Some(found);
    }
    if mark == "$"
        && let Some(found) = money::read_prefixed(text, i)
    {
        return Some(found);
    }
    if mark == "#" && text.at(i).len() == 1 {
        // C#, F#
        let mut out = acronym::letters(text.at(i));
        out.word("sharp");
        return Some(Match::new(i + 2, out, "code"));
    }
    if mark == "+" && text.is(i + 2, "+") && text.at(i).len() == 1 {
        let mut out = acronym::letters(text.at(i));
        out.word("più più");
        return Some(Match::new(i + 3, out, "code"));
    }
    if mark == "&"
        && text.kind(i + 2) == Kind::Word
        && text.at(i).chars().all(char::is_uppercase)
        && text.at(i + 2).chars().all(char::is_uppercase)
    {
        // R&D, AT&T
        let mut out = letters_or_word(text, i);
        out.word("e");
        out.then(&letters_or_word(text, i + 2));
        return Some(Match::new(i + 3, out, "code"));
    }
    code::read(text, i)
}

/// One or two small letters without a vowel: the names of quantities, not a word.
fn word_is_symbols(word: &str) -> bool {
    word.len() <= 2 && word.bytes().all(|b| b.is_ascii_alphabetic() && !b"aeiou".contains(&b))
}

fn letters_or_word(text: &Text, i: usize) -> Reading {
    let word = text.at(i);
    match acronym::known(text.tables, word) {
        Some(acronym::Known::Said(reading)) => reading,
        _ if word.len() < 4 => acronym::letters(word),
        _ => Reading::same(&acronym::capitalised(word)),
    }
}

/// A currency's code before a number: `CHF 20`, `USD 3.5 B`.
fn money_code(text: &Text, i: usize) -> Option<Match> {
    if text.kind(i + 2) != Kind::Digits || !matches!(text.at(i).len(), 3 | 4) {
        return None;
    }
    if text.at(i).len() == 4 {
        return money::read_euro(text, i);
    }
    money::read_prefixed(text, i)
}

/// An apostrophe written for an accent: e' is è, perche' is perché, citta' is città.
fn accent(text: &Text, i: usize) -> Option<Match> {
    let word = text.at(i);
    // l'ora, dell'anno: an elision
    if text.touches(i + 2)
        || text.keeps_apostrophe(i + 2)
        || text.touched_before(i) && text.kind_before(i) != Kind::Apostrophe
    {
        return None;
    }
    let accented = with_accent(word)?;
    if text.opens_quote_before(i) {
        return None; // the apostrophe closes 'la mostra'
    }
    Some(Match::new(i + 2, Reading::same(&accented), "accent"))
}

/// L' 8%: the space behind an elided article, before a number, is a slip.
fn parted_article(text: &Text, i: usize) -> Option<Match> {
    const ELIDED: [&str; 7] = ["l", "dell", "all", "dall", "nell", "sull", "un"];
    let parted = text.kind(i + 2) == Kind::Space && text.kind(i + 3) == Kind::Digits && !text.touched_before(i);
    let article = parted && ELIDED.contains(&text.at(i).to_lowercase().as_str()) && !text.opens_quote_before(i);
    article.then(|| Match::new(i + 3, Reading::same(text.slice(i, i + 2)), "punctuation"))
}

/// The word with its last vowel accented, unless the apostrophe is its own (po', mo', va').
fn with_accent(word: &str) -> Option<String> {
    let lower = word.to_lowercase();
    let last = lower.chars().next_back()?;
    let letters = lower.chars().count();
    let short =
        matches!(lower.as_str(), "e" | "gia" | "piu" | "giu" | "cio" | "puo" | "la" | "li" | "si" | "ne" | "tre");
    let own = matches!(lower.as_str(), "fuori" | "sopra" | "della" | "nella" | "quei" | "entro");
    if !(short || letters >= 4) || own {
        return None;
    }
    let accented = match last {
        'a' => 'à',
        'e' if lower.ends_with("che")
            || lower.ends_with("tre") && letters > 3
            || matches!(lower.as_str(), "ne" | "pote") =>
        {
            'é'
        }
        'e' => 'è',
        'i' => 'ì',
        'o' => 'ò',
        'u' => 'ù',
        _ => return None,
    };
    let mut out = word.to_string();
    let capital = out.pop().is_some_and(char::is_uppercase);
    if capital {
        out.extend(accented.to_uppercase())
    } else {
        out.push(accented)
    }
    Some(out)
}
