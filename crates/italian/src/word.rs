//! What a word can be: most words are nothing but words, and are told so quickly.

use super::class::Class;
use super::lists::List;
use super::numeral::{Numeral, Point};
use super::tables::Tables;
use super::text::{Match, Text, lower};
use super::tokenize::{Kind, is_punctuation};
use super::verbalization::Verbalization;
use super::{
    abbreviation, acronym, address, code, date, digits, dotted, emoticon, keyboard, known, measure, money, pair, roman,
    unit,
};

/// Acronyms in small letters are no longer than this.
const LONGEST_SMALL: usize = 4;

/// Reads the word at token `i`, if it is not to be said as it stands.
pub fn read(text: &Text, i: usize) -> Option<Match> {
    if is_plain(text, i) {
        return None;
    }
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
        return Some(Match::new(i + 2, Verbalization::same("L'"), Class::Punctuation));
    }
    if next == Kind::Apostrophe
        && let Some(found) =
            accent(text, i).or_else(|| parted_article(text, i)).or_else(|| digits::read_article(text, i))
    {
        return Some(found);
    }
    if next == Kind::Space
        && word == "IT"
        && let Some(found) = code::account(text, i)
    {
        return Some(found);
    }
    if next == Kind::Space
        && text.is(i + 2, "+")
        && let Some(found) = keyboard::read(text, i)
    {
        return Some(found);
    }
    if next == Kind::Space
        && let Some(found) =
            digits::read_article(text, i).or_else(|| money_code(text, i)).or_else(|| parted_before(text, i))
    {
        return Some(found);
    }
    if matches!(word, "x" | "X")
        && let Some(found) = measure::read_by(text, i)
    {
        return Some(found);
    }
    if matches!(next, Kind::Space | Kind::Symbol)
        && word.len() > 2
        && let Some(found) = date::read_english(text, i)
    {
        return Some(found);
    }
    if matches!(word.len(), 3 | 4)
        && let Some(found) = date::read_short_month(text, i)
    {
        return Some(found);
    }
    if word == "Ø" && !text.touches(i + 1) {
        return Some(Match::new(i + 1, Verbalization::same("diametro"), Class::Symbol));
    }
    if word.len() == 1 && is_variable(text, i) {
        return Some(Match::new(i + 1, acronym::letters(word), Class::Letter));
    }
    // vs, ca, mln without a dot
    if word.len() <= 4
        && !text.keeps_apostrophe(i + 1)
        && let Some(found) = abbreviation::read(text, i)
    {
        return Some(found);
    }
    if !word.chars().any(char::is_uppercase) {
        return if word.len() <= LONGEST_SMALL { acronym::read_small(text, i) } else { None };
    }
    // Pio, L'altro
    let elided = word.len() == 1 && text.keeps_apostrophe(i + 1) && text.touches(i + 2);
    if !elided && let Some(found) = roman::read(text, i) {
        return Some(found);
    }
    acronym::read(text, i)
}

/// Whether the word is in small letters, but for the first, no table has anything that begins with it, and what follows cannot change it.
fn is_plain(text: &Text, i: usize) -> bool {
    let word = text.at(i);
    let behind = text.kind(i + 2);
    let follows = match text.kind(i + 1) {
        Kind::Space => match behind {
            Kind::Digits | Kind::Apostrophe => false,
            Kind::Symbol => !text.is(i + 2, "+"),
            Kind::Word => !(word.ends_with('l') && precedes_english_date(text, i)),
            _ => true,
        },
        Kind::Symbol => {
            matches!(behind, Kind::Space | Kind::Break | Kind::End)
                && text.at(i + 1).chars().all(is_punctuation)
                // Sept. 12
                && !(text.kind(i + 3) == Kind::Digits && text.is(i + 1, "."))
        }
        Kind::Break | Kind::End => true,
        _ => false,
    };
    let rest = &word.as_bytes()[1..];
    if !follows {
        return false;
    }
    if word.as_bytes()[0].is_ascii_uppercase() {
        // a name, or a sentence's first word
        return rest.len() > 1 && rest.iter().all(u8::is_ascii_lowercase) && !text.tables.heads.contains(&*lower(word));
    }
    let small = rest.iter().all(u8::is_ascii_lowercase) || word.chars().all(char::is_lowercase);
    small && !text.tables.heads.contains(word)
}

/// Whether the word at token `i` ends in an article that an English date follows: `del May 8`.
fn precedes_english_date(text: &Text, i: usize) -> bool {
    matches!(text.at(i), "il" | "Il" | "del" | "al" | "dal" | "nel" | "sul")
        && text.at(i + 2).starts_with(|c: char| c.is_ascii_uppercase())
        && date::is_english(text, i + 2)
}

/// Whether the token `i`, which nobody read, could be read beside other words: capitals, a short form, an apostrophe.
pub fn depends(text: &Text, i: usize) -> bool {
    let word = text.at(i);
    let capitals = || word.chars().all(char::is_uppercase);
    match text.kind(i) {
        // RA'II: elided before the numeral, an acronym before its word
        Kind::Word if text.kind(i + 1) == Kind::Apostrophe => {
            text.kind(i + 2) != Kind::Word || word.len() > 1 && capitals()
        }
        Kind::Word => matches!(word, "Ai" | "Ia") || begins_short_form(text, i) || capitals(),
        // an elision, l'ora, is sure of itself
        Kind::Apostrophe => !(text.kind_before(i) == Kind::Word && text.kind(i + 1) == Kind::Word),
        _ => false,
    }
}

/// Whether a table has what the word at token `i` could be in another place: sez. before a numeral, ct behind an article.
fn begins_short_form(text: &Text, i: usize) -> bool {
    let (word, small, tables) = (text.at(i), lower(text.at(i)), text.tables);
    if !tables.heads.contains(&*small) {
        return false;
    }
    let unspoken = || !word.bytes().any(|b| b"aeiou".contains(&b.to_ascii_lowercase()));
    let known = || {
        tables.abbreviations.contains_key(&*small)
            || tables.acronyms.contains_key(word)
            || tables.units.contains_key(word) && unspoken()
    };
    text.is(i + 1, ".")
        || word.len() <= LONGEST_SMALL && known()
        || tables.openers.contains(&*small) && (i + 2..i + 5).any(|j| text.is(j, "."))
}

/// A word with a mark or digits directly behind it.
fn beside_marks(text: &Text, i: usize) -> Option<Match> {
    let mark = text.at(i + 1);
    if mark == "_"
        && let Some(end) = emoticon::lettered(text, i)
    {
        return Some(Match::new(end, Verbalization::default(), Class::Symbol));
    }
    if matches!(mark, "." | "-" | "/")
        && let Some(found) = date::read_short_month(text, i)
    {
        return Some(found);
    }
    if text.at(i) == "v" && mark == "." && is_numbered_release(text, i + 2) {
        return Some(Match::new(i + 2, Verbalization::same("versione"), Class::Abbreviation));
    }
    if mark == "."
        && text.kind(i + 2) == Kind::Word
        && let Some(found) = dotted::read(text, i)
    {
        return Some(found);
    }
    // soc.coop. is no address, whatever ends like one
    let in_table = mark == "." && abbreviation::is_joined(text, i);
    if matches!(mark, "." | "@" | ":" | "_" | "-" | "+")
        && !in_table
        && let Some(found) = address::read(text, i)
    {
        return Some(found);
    }
    if matches!(mark, "." | "/" | "°" | "º" | ":" | ",")
        && let Some(found) = abbreviation::read(text, i)
    {
        return Some(found);
    }
    if matches!(mark, "/" | "(")
        && let Some(found) = pair::read(text, i)
    {
        return Some(found);
    }
    let raised = matches!(mark, "²" | "³") || mark == "^" && text.kind(i + 2) == Kind::Digits;
    if raised && word_is_symbols(text.at(i)) {
        // E = mc², x^2
        return Some(Match::new(i + 1, acronym::letters(text.at(i)), Class::Arithmetic));
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
        out.push_word("sharp");
        return Some(Match::new(i + 2, out, Class::Code));
    }
    if text.is(i + 2, ".")
        && text.kind(i + 1) == Kind::Digits
        && text.kind(i + 3) == Kind::Word
        && let Some(found) = address::read(text, i)
    {
        return Some(found);
    }
    if text.at(i) == "f"
        && mark == "/"
        && let Some(stop) = Numeral::parse(text, i + 2, false).filter(|n| !text.touches(n.end) && !text.is(n.end, "/"))
    {
        // f/2.8
        let mut out = acronym::letters("f");
        out.push(&stop.say(Point::Comma));
        return Some(Match::new(stop.end, out, Class::Code));
    }
    if text.at(i) == "x"
        && let Some(found) = measure::read_factor(text, i)
    {
        return Some(found);
    }
    if text.at(i) == "D"
        && matches!(mark, "+" | "-" | "−")
        && !text.touched_before(i)
        && text.kind(text.skip(i + 2)) == Kind::Digits
        && unit::unit_at(text, text.skip(text.skip(i + 2) + 1)).is_some_and(|(unit, _)| unit.one == "metro")
    {
        // D+ 900 m
        let words = if mark == "+" { "dislivello positivo" } else { "dislivello negativo" };
        return Some(Match::new(i + 2, Verbalization::same(words), Class::Symbol));
    }
    if let Some(found) = date::read_quarter(text, i) {
        return Some(found);
    }
    if let Some(found) = keyboard::read(text, i) {
        return Some(found);
    }
    if mark == "+" && text.is(i + 2, "+") && text.at(i).len() == 1 {
        let mut out = acronym::letters(text.at(i));
        out.push_word("più più");
        return Some(Match::new(i + 3, out, Class::Code));
    }
    if mark == "&"
        && text.kind(i + 2) == Kind::Word
        && text.at(i).chars().all(char::is_uppercase)
        && text.at(i + 2).chars().all(char::is_uppercase)
    {
        // R&D, AT&T
        let mut out = letters_or_word(text, i);
        out.push_word("e");
        out.push(&letters_or_word(text, i + 2));
        return Some(Match::new(i + 3, out, Class::Code));
    }
    code::read(text, i)
}

/// Whether the dot at token `i` is that of a program's name, `testo.split`, and none that a space was forgotten behind: small
/// letters follow, and one side ends in a consonant, as few words do that Italian sentences end or begin with.
pub fn is_in_name(text: &Text, i: usize) -> bool {
    let (before, next) = (text.before(i), text.at(i + 1));
    let small = next.len() > 1 && next.bytes().all(|b| b.is_ascii_lowercase());
    let functions = &text.tables.functions;
    let ends_in_vowel = |word: &str| word.ends_with(['a', 'e', 'i', 'o', 'u']);
    // dati2.head
    let numbered = i > 1 && text.kind(i - 1) == Kind::Digits && text.kind(i - 2) == Kind::Word;
    small
        && (numbered || text.kind_before(i) == Kind::Word)
        && text.kind(i + 2) != Kind::Apostrophe
        && before.is_ascii()
        && !functions.contains(next)
        && (!ends_in_vowel(next) || !numbered && !ends_in_vowel(before) && !functions.contains(&*lower(before)))
}

/// Whether a number with a dot stands behind token `i`: v. 2.0.
fn is_numbered_release(text: &Text, i: usize) -> bool {
    let number = text.skip(i);
    text.kind(number) == Kind::Digits && text.is(number + 1, ".") && text.kind(number + 2) == Kind::Digits
}

/// `p<0.05`, `n = 120`: whether the small letter at token `i` is what a number is compared with.
fn is_variable(text: &Text, i: usize) -> bool {
    let sign = text.skip(i + 1);
    matches!(text.at(i), "p" | "n" | "r" | "k" | "d" | "t")
        && matches!(text.at(sign), "<" | ">" | "=" | "≤" | "≥")
        && text.kind(text.skip(sign + 1)) == Kind::Digits
        && !text.touched_before(i)
}

/// One or two small letters without a vowel: the names of quantities, not a word.
fn word_is_symbols(word: &str) -> bool {
    word.len() <= 2 && word.bytes().all(|b| b.is_ascii_alphabetic() && !b"aeiou".contains(&b))
}

fn letters_or_word(text: &Text, i: usize) -> Verbalization {
    let word = text.at(i);
    match known::known(text.tables, word) {
        Some(known::Known::Said(verbalization)) => verbalization,
        _ if word.len() < 4 => acronym::letters(word),
        _ => Verbalization::same(&acronym::capitalised(word)),
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
    let accented = with_accent(text.tables, word)?;
    if text.opens_quote_before(i) && !closes_later(text, i) {
        return None; // the apostrophe closes 'la mostra'
    }
    if archaic(text, i) {
        return None;
    }
    Some(Match::new(i + 2, Verbalization::same(&accented), Class::Accent))
}

/// Whether the quotation that opens right before the word at token `i` is closed by a later apostrophe, so that the
/// word's own is an accent: 'E' vero', disse.
fn closes_later(text: &Text, i: usize) -> bool {
    let is_e = matches!(text.at(i), "E" | "e");
    if !is_e || text.kind_before(i) != Kind::Apostrophe || text.kind(i + 2) != Kind::Space {
        return false;
    }
    let next = (i + 2..i + FAR).find(|j| {
        let between = text.touched_before(*j) && text.touches(j + 1);
        text.keeps_apostrophe(*j) && !between || matches!(text.kind(*j), Kind::Break | Kind::End)
    });
    next.is_some_and(|j| text.keeps_apostrophe(j) && text.touched_before(j))
}

/// Ne' Promessi sposi: before a plural in capitals, and without a second ne', this is the preposition of old.
fn archaic(text: &Text, i: usize) -> bool {
    let name = text.at(i + 3);
    text.at(i).eq_ignore_ascii_case("ne")
        && text.kind(i + 2) == Kind::Space
        && name.starts_with(char::is_uppercase)
        && name.ends_with('i')
        && !(i + 3..i + FAR).any(|j| matches!(text.at(j), "ne" | "né"))
        && !(i.saturating_sub(FAR)..i).any(|j| matches!(text.at(j), "ne" | "né" | "Ne" | "Né" | "non" | "Non"))
}

/// How far a quotation or a pair is followed.
const FAR: usize = 40;

/// L' 8%, D' accordo: the space behind an elided word, before a number or a vowel, is a slip.
fn parted_article(text: &Text, i: usize) -> Option<Match> {
    if text.kind(i + 2) != Kind::Space || text.touched_before(i) || text.opens_quote_before(i) {
        return None;
    }
    let word = lower(text.at(i));
    let parted = match text.kind(i + 3) {
        Kind::Digits => is_elided(text.tables, &word),
        Kind::Word => {
            let next = text.at(i + 3);
            let vowel = next.starts_with(|c: char| "aeiouhèà".contains(c) || c.is_uppercase());
            // l' srl: its first letter's name begins with one
            (vowel || known::known(text.tables, next).is_some())
                && (is_elided(text.tables, &word) || matches!(&*word, "c" | "d"))
        }
        _ => false,
    };
    parted.then(|| Match::new(i + 3, Verbalization::same(text.slice(i, i + 2)), Class::Punctuation))
}

/// Whether the word is elided before a vowel: an article, or another word before a noun.
fn is_elided(tables: &Tables, word: &str) -> bool {
    tables.lists.has(List::ElidedArticles, word) || tables.lists.has(List::ElidedWords, word)
}

/// L 'anno: the space before the apostrophe is a slip, for no elided article stands alone.
fn parted_before(text: &Text, i: usize) -> Option<Match> {
    let vowel = || text.at(i + 3).starts_with(|c: char| "aeiouhè".contains(c));
    let parted = text.keeps_apostrophe(i + 2)
        && text.kind(i + 3) == Kind::Word
        && !text.touched_before(i)
        && text.tables.lists.has(List::ElidedArticles, &lower(text.at(i)))
        && vowel();
    parted.then(|| Match::new(i + 2, Verbalization::same(text.at(i)), Class::Punctuation))
}

/// The word with its last vowel accented, unless the apostrophe is its own (po', mo', va').
fn with_accent(tables: &Tables, word: &str) -> Option<String> {
    let lower = word.to_lowercase();
    let last = lower.chars().next_back()?;
    let letters = lower.chars().count();
    let short = tables.lists.has(List::Accented, lower.as_str());
    let own = tables.lists.has(List::NotAccented, lower.as_str());
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
