//! Abbreviations, with and without full stops.

use super::cardinal::Gender;
use super::class::Class;
use super::context::{closes, first_name, is_weekday, noun_ahead, noun_behind, stands};
use super::grammar::{form_of_article, form_of_noun};
use super::letters::letters;
use super::lists::List;
use super::tables::{Abbreviation, Context};
use super::text::{Match, Text, lower};
use super::tokenize::Kind;
use super::verbalization::Verbalization;
use super::word::is_in_name;

/// No abbreviation has more tokens than this (`d. p. c. m.` has eleven).
const LONGEST: usize = 11;

/// The abbreviation that begins at the word at token `i`.
pub fn read(text: &Text, i: usize) -> Option<Match> {
    if text.touched_before(i) || text.before(i) == "-" && !is_weekday(text, i) {
        return None;
    }
    // n.casi: a variable's name
    if text.is(i, "n") && text.is(i + 1, ".") && is_in_name(text, i + 1) && !text.is(i + 3, ".") {
        return None;
    }
    if let Some(found) = saint(text, i).or_else(|| in_identifier(text, i)) {
        return Some(found);
    }
    let most = (1..=LONGEST).take_while(|n| continues(text, i, i + n - 1)).count();
    (1..=most).rev().find_map(|n| {
        let end = i + n;
        if text.kind(end - 1) == Kind::Word && (text.touches(end) || text.keeps_apostrophe(end)) {
            return None;
        }
        let short = candidates(text, i, end).find(|short| stands(text, short.context, i, end))?;
        let (gender, plural) = form(text, short.context, i, end);
        let spoken = short.form(gender, plural);
        // il decreto D.Lgs. 117
        let told = spoken.strip_prefix("decreto ").filter(|_| text.previous_word(i) == "decreto");
        let spoken = told.unwrap_or(spoken);
        let mut verbalization = Verbalization::same(spoken);
        spell_letters(&mut verbalization, spoken);
        if text.is(end - 1, ".") && (closes(text, short.context, i, end) || ends_line(text, end)) {
            verbalization.push_str(".");
        }
        if text.at(i).chars().next().is_some_and(char::is_uppercase) && text.begins_sentence(i) {
            capitalise(&mut verbalization);
        }
        Some(Match::new(end, verbalization, Class::Abbreviation))
    })
}

/// The `vs` of `vs_code`: in a programmer's name nothing is abbreviated, and what looks so is spelt if it is no word.
fn in_identifier(text: &Text, i: usize) -> Option<Match> {
    if text.kind(i + 1) != Kind::Symbol && text.kind_before(i) != Kind::Symbol {
        return None;
    }
    let word = |j: usize| text.kind(j) == Kind::Word;
    let joined = text.is(i + 1, "_") && word(i + 2) || text.before(i) == "_" && i > 1 && word(i - 2);
    let spelt = joined && !text.at(i).contains(|c| "aeiouAEIOU".contains(c));
    let short = spelt && text.tables.abbreviations.contains_key(&*lower(text.at(i)));
    short.then(|| Match::new(i + 1, letters(text.at(i)), Class::Code))
}

/// S. Pietro, S. Maria, S. Antonio: a saint that the table knows; any other S. is an initial.
fn saint(text: &Text, i: usize) -> Option<Match> {
    if !text.is(i, "S") || !text.is(i + 1, ".") {
        return None;
    }
    let at = text.skip(i + 2);
    let name = text.at(at);
    let gender = text.tables.saints.get(name)?;
    if name.starts_with(['A', 'E', 'I', 'O', 'U']) {
        return Some(Match::new(at, Verbalization::same("Sant'"), Class::Abbreviation));
    }
    let title = match gender {
        Gender::Feminine => "Santa ",
        Gender::Masculine if name.starts_with("St") => "Santo ",
        Gender::Masculine => "San ",
    };
    Some(Match::new(at, Verbalization::same(title), Class::Abbreviation))
}

/// Whether token `j` can belong to an abbreviation that began at `i`.
fn continues(text: &Text, i: usize, j: usize) -> bool {
    match text.kind(j) {
        Kind::Word => true,
        Kind::Space => j > i && text.is(j, " ") && text.tables.openers.contains(&*lower(text.at(i))),
        Kind::Symbol => matches!(text.at(j), "." | "/" | "°" | "º"),
        _ => false,
    }
}

/// Whether the table has what begins at token `i` as two words, each with its full stop and no space between: `soc.coop.`
pub fn is_joined(text: &Text, i: usize) -> bool {
    let joined = text.kind(i + 2) == Kind::Word && text.is(i + 3, ".");
    joined && text.tables.abbreviations.contains_key(&*lower(text.slice(i, i + 4)))
}

/// What the abbreviation at `i..end` can stand for: as it is written, then in lower case.
fn candidates<'t>(text: &Text<'t>, i: usize, end: usize) -> impl Iterator<Item = &'t Abbreviation> {
    let written = text.slice(i, end);
    let small = lower(written);
    let table = &text.tables.abbreviations;
    // a word in capitals without a dot is an acronym, not an abbreviation
    let acronym = end == i + 1 && is_acronym(text, i);
    let exact = table.get(written).filter(|_| small != written);
    let other = if acronym && written.len() > 2 { None } else { table.get(&*small) };
    let other = other.into_iter().flatten().filter(move |short| !acronym || short.context != Context::Any);
    exact.into_iter().flatten().chain(other)
}

/// VS Code: capitals without a dot are an acronym, unless two letters stand among capitals (ROMA VS LAZIO).
fn is_acronym(text: &Text, i: usize) -> bool {
    let capitals = |word: &str| word.chars().count() > 1 && word.chars().all(char::is_uppercase);
    let word = text.at(i);
    capitals(word) && (word.chars().count() > 2 || !text.word_before(i).is_some_and(|j| capitals(text.at(j))))
}

/// The gender and number of the words that are said: an article's before them, else those of the noun they belong to.
fn form(text: &Text, context: Context, i: usize, end: usize) -> (Gender, bool) {
    let before = text.previous_word(i);
    let plural = i > 1 && text.kind(i - 1) == Kind::Space && text.value(i - 2, 3).is_some_and(|n| n > 1);
    let told = |list| text.tables.lists.has(list, &before);
    let article = form_of_article(&before)
        .or_else(|| (plural || told(List::BeforeMasculines)).then_some((Some(Gender::Masculine), true)))
        .or_else(|| told(List::BeforeFeminines).then_some((Some(Gender::Feminine), true)))
        .or_else(|| told(List::BeforeFeminine).then_some((Some(Gender::Feminine), false)));
    if context == Context::Born {
        let name = first_name(text, i).unwrap_or_default();
        let known = text.tables.saints.get(name).or_else(|| text.tables.rulers.get(name)).copied();
        let by_ending = if name.ends_with('a') { Gender::Feminine } else { Gender::Masculine };
        return (known.unwrap_or(by_ending), false);
    }
    let noun = match context {
        Context::Before => noun_ahead(text, end),
        Context::Behind => noun_behind(text, i),
        _ => None,
    };
    let of_noun = noun.map_or((Gender::Masculine, false), |noun| form_of_noun(text.tables, &lower(noun)));
    match article {
        Some((gender, plural)) => (gender.unwrap_or(of_noun.0), plural),
        None => of_noun,
    }
}

/// Whether nothing but closing marks follows on the line, and the sentence does not run on in the next.
fn ends_line(text: &Text, end: usize) -> bool {
    let closing = |j: &usize| matches!(text.at(*j), "\"" | "”" | "»" | ")");
    let j = (end..end + 3).take_while(closing).count() + end;
    match text.kind(text.skip(j)) {
        Kind::End => true,
        Kind::Break => !text.at(text.skip(j) + 1).starts_with(char::is_lowercase),
        _ => false,
    }
}

/// Readings that are letter names get the phonemiser's spelling of them.
fn spell_letters(verbalization: &mut Verbalization, spoken: &str) {
    const NAMES: [(&str, &str); 9] = [
        ("a", "à"),
        ("e", "é"),
        ("u", "ù"),
        ("i", "ì"),
        ("pi", "pì"),
        ("ci", "cì"),
        ("di", "dì"),
        ("esse", "èsse"),
        ("erre", "erre"),
    ];
    let all_names =
        spoken.split(' ').all(|w| NAMES.iter().any(|(name, _)| *name == w) || matches!(w, "elle" | "emme" | "enne"));
    if all_names && spoken.contains(' ') {
        let words: Vec<&str> = spoken
            .split(' ')
            .map(|w| NAMES.iter().find(|(name, _)| *name == w).map_or(w, |(_, spaced)| spaced))
            .collect();
        verbalization.spaced = words.join(" ");
    }
}

fn capitalise(verbalization: &mut Verbalization) {
    for words in [&mut verbalization.text, &mut verbalization.spaced] {
        if let Some(first) = words.chars().next().filter(char::is_ascii_lowercase) {
            words.replace_range(..1, &first.to_ascii_uppercase().to_string());
        }
    }
}
