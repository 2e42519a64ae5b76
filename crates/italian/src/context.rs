//! Where an abbreviation stands as one: what must be before it and behind it.

use super::acronym::one_capital;
use super::cardinal::{Gender, number_word};
use super::grammar::form_of_article;
use super::lists::List;
use super::tables::Context;
use super::text::{Text, lower};
use super::tokenize::{Kind, is_punctuation};
use super::{date, roman};

/// Whether the dot of an abbreviation in its place at `i..end` also ends the sentence, if one can end there.
pub fn closes(text: &Text, context: Context, i: usize, end: usize) -> bool {
    use Context::{Behind, Counted, End, Evening, Minute, Number, Percent, Weekday};
    let last = match context {
        End | Weekday | Behind | Counted | Percent | Minute | Evening => true,
        // XIX sec.
        Number => roman::value(text.at(text.skip(end))).is_none(),
        Context::Inside => return is_title_at_end(text, i, end),
        _ => false,
    };
    last && text.ends_sentence(end) && (!dates_sentence(text, i) || starts_anew(text, end))
}

/// Whether what ends at token `end` cannot go on behind it: nothing follows, or what can only begin a sentence.
fn starts_anew(text: &Text, end: usize) -> bool {
    let next = text.skip(end);
    text.kind(next) != Kind::Word || text.opens_sentence(next)
}

/// Whether the abbreviation at token `i` stands behind a number that the sentence begins with, so that a capital may be
/// its subject's: Nel 44 a.C. Cesare cade, Alle 5 p.m. Roma dorme.
fn dates_sentence(text: &Text, i: usize) -> bool {
    const FAR: usize = 6;
    let Some(number) = i.checked_sub(2).filter(|j| text.kind(j + 1) == Kind::Space) else { return false };
    let dated = text.kind(number) == Kind::Digits || matches!(&*text.previous_word(i), "secolo" | "millennio");
    let first =
        (number.saturating_sub(FAR)..number).rev().find(|j| text.kind(*j) == Kind::Word && text.begins_sentence(*j));
    dated && first.is_some_and(|j| is_article_at(text, j))
}

/// Whether an abbreviation at `i..end` stands in its place.
pub fn stands(text: &Text, context: Context, i: usize, end: usize) -> bool {
    if is_surname(text, i, end) || is_real_word(text, context, i, end) {
        return false;
    }
    let mut next = text.skip(end);
    // a mark that is not said does not part them
    if text.kind(next) == Kind::Symbol && text.symbol_words(next) == Some("") {
        next = text.skip(next + 1);
    }
    let behind = || i.checked_sub(1).map(|j| if text.kind(j) == Kind::Space { j.saturating_sub(1) } else { j });
    match context {
        Context::Any | Context::End => true,
        // "No. 5 anni fa" may be an answer
        Context::Number if text.is(i, "No") && text.begins_sentence(i) => false,
        // H.264 is a format
        Context::Number if text.is(i, "H") => false,
        Context::Number => {
            text.kind(next) == Kind::Digits
                || matches!(text.at(next), "-" | "€" | "#")
                || text.kind(next) == Kind::Word && roman::value(text.at(next)).is_some()
                || matches!(text.at(i), "n" | "N") && is_small_number(text.at(next))
                // XIII sec.
                || matches!(text.at(i), "sec" | "cap") && numeral_before(text, i)
        }
        Context::Name => {
            let title = |row: &super::tables::Abbreviation| row.context == Context::Name;
            let titled = || text.tables.abbreviations.get(&format!("{}.", text.at(next)));
            text.kind(next) == Kind::Word
                && (text.at(next).starts_with(char::is_uppercase) && !text.opens_sentence(next)
                    || text.is(next + 1, ".") && titled().is_some_and(|rows| rows.iter().any(title)))
        }
        Context::Between => {
            let space = i.checked_sub(1).filter(|j| text.kind(*j) == Kind::Space);
            let digits = space.map(|j| if text.before(j) == "," { j - 1 } else { j });
            text.kind(next) == Kind::Digits && digits.is_some_and(|j| text.kind_before(j) == Kind::Digits)
        }
        Context::Letter => text.kind(next) == Kind::Word && text.at(next).chars().count() == 1,
        Context::Legal => {
            text.kind(next) == Kind::Digits || matches!(text.at(next), "(" | "[" | "{" | "n" | "UE" | "CE" | "CEE")
        }
        Context::Colon => text.is(end, ":"),
        Context::Year => {
            text.value(next, 4).is_some_and(|year| (1900..2100).contains(&year)) && !text.touches(next + 1)
        }
        Context::Born => {
            let year = text.value(next, 4).is_some_and(|year| (1000..2100).contains(&year));
            let closed = matches!(text.at(next + 1), ")" | "," | ";") || text.kind(next + 1) == Kind::Space;
            year && closed && first_name(text, i).is_some()
        }
        Context::Weekday => weekday(text, i, end, next),
        Context::Inside => !is_initial(text, i, end) && inside(text, end) || is_title_at_end(text, i, end),
        Context::Of => is_before_of(text, end) && (!is_initial(text, i, end) || opens(text, i)),
        Context::Before => noun_ahead(text, end).is_some(),
        Context::Behind => {
            noun_behind(text, i).is_some_and(|noun| text.kind(next) != Kind::Digits || is_measured(noun))
        }
        Context::Article => {
            let word = text.previous_word(i);
            form_of_article(&word).is_some() || matches!(&*word, "per" | "ogni")
        }
        Context::Clause => {
            (text.begins_sentence(i) || behind().is_some_and(|j| text.is(j, ",")))
                && matches!(&*text.next_word(end), "il" | "lo" | "la" | "l" | "i" | "gli" | "le")
        }
        Context::Counted => behind().is_some_and(|j| text.kind(j) == Kind::Digits || text.is(j, "€")),
        Context::Percent => behind().is_some_and(|j| text.is(j, "%")),
        Context::Minute => {
            behind().is_some_and(|j| matches!(text.at(j), "'" | "’" | "′") && text.kind_before(j) == Kind::Digits)
        }
        Context::Evening => {
            (6..12).any(|hour| number_word(hour) == text.previous_word(i))
                || behind().and_then(|j| text.value(j, 2)).is_some_and(|hour| (6..12).contains(&hour))
        }
    }
}

/// Whether the abbreviation is a word at a sentence's end: low cost. Anche, price cap. Berlino, Ciao Max. Ci, Le Pen.
fn is_real_word(text: &Text, context: Context, i: usize, end: usize) -> bool {
    let word = lower(text.at(i));
    if !text.tables.lists.has(List::WordsToo, &word) || end > i + 2 {
        return false;
    }
    let next = text.skip(end);
    let number = text.kind(next) == Kind::Digits;
    let number_before = i > 1 && text.kind(i - 1) == Kind::Space && text.kind(i - 2) == Kind::Digits;
    let opens = text.begins_sentence(i);
    let capital = text.at(i).starts_with(char::is_uppercase) && !opens;
    let before = text.previous_word(i);
    match &*word {
        // una card. si paga, la Gen. Z: no cardinal and no general has that article
        "card" | "gen" | "col" | "cap" if form_of_article(&before) == Some((Some(Gender::Feminine), false)) => true,
        // codice pen., c.p.
        "pen" | "civ" => {
            let dotted = i > 1 && text.is(i - 2, ".");
            !dotted && !text.tables.lists.has(List::BeforePen, &before)
        }
        "cost" => !(number_before || text.tables.lists.has(List::BeforeCost, &before)),
        "tot" => !(number || number_before),
        "max" | "min" if context != Context::Name => {
            capital || !number && !text.at(next).starts_with(char::is_lowercase) && context != Context::Behind
        }
        "cd" => !text.at(next).starts_with(char::is_lowercase) || capital,
        _ if context == Context::Name => {
            let article = form_of_article(&before).is_some() && !matches!(&*before, "un" | "una" | "uno");
            // Gen Z: a letter is no name
            let letter = text.at(next).chars().nth(1).is_none() && !text.is(next + 1, ".");
            capital && letter || !(opens || article || text.tables.lists.has(List::BeforeTitle, &before))
        }
        _ => false,
    }
}

/// Whether a phrase begins with the initial of a surname: Marco V. anche.
fn is_surname(text: &Text, i: usize, end: usize) -> bool {
    text.at(i).len() == 1
        && text.at(i).starts_with(char::is_uppercase)
        && text.at(end - 1).starts_with(char::is_lowercase)
        // Da S.ta Lucia
        && !text.tables.saints.contains_key(text.at(text.skip(end)))
        && text.word_before(i).is_some_and(|j| text.at(j).starts_with(char::is_uppercase) && !is_article_at(text, j))
}

/// The first word of the name before the bracket that token `i` opens: `Ada Neri (n. 1950)`.
pub fn first_name<'a>(text: &Text<'a>, i: usize) -> Option<&'a str> {
    const LONGEST: usize = 8;
    // (n. 1910, m. 1990)
    let bracket = if text.is(i.wrapping_sub(2), ",") { i.checked_sub(7)? } else { i.checked_sub(1)? };
    if !text.is(bracket, "(") || text.kind_before(bracket) != Kind::Space {
        return None;
    }
    let name = |j: &usize| text.kind(*j) == Kind::Word && text.at(*j).starts_with(char::is_uppercase);
    let names = (1..LONGEST).map_while(|n| bracket.checked_sub(2 * n)).take_while(name);
    // one word could be a town
    let all: Vec<usize> = names.collect();
    all.last().filter(|_| all.len() > 1).map(|j| text.at(*j))
}

fn is_article_at(text: &Text, j: usize) -> bool {
    text.lower(j).is_some_and(|word| form_of_article(&word).is_some())
}

/// Whether one capital and its dot are all there is: anybody's initial.
fn is_initial(text: &Text, i: usize, end: usize) -> bool {
    end == i + 2 && text.at(i).len() == 1 && text.at(i).starts_with(char::is_uppercase)
}

/// Whether what begins at token `i` is no part of a name: a sentence begins there, or an article is before it.
fn opens(text: &Text, i: usize) -> bool {
    text.begins_sentence(i) || form_of_article(&text.previous_word(i)).is_some()
}

/// Whether the sentence goes on behind the dot before token `end`: a small letter, or a mark that ends nothing. What
/// will be said in small letters (a number, an acronym) counts as such.
fn inside(text: &Text, end: usize) -> bool {
    let silent = |j: &usize| match text.kind(*j) {
        Kind::Space | Kind::Silent => true,
        Kind::Symbol => text.symbol_words(*j) == Some("") && !text.is(*j, "#"),
        _ => false,
    };
    let next = (end..end + 4).take_while(silent).count() + end;
    let word = text.at(next);
    let goes_on = match text.kind(next) {
        Kind::Word => {
            let acronym = word.chars().all(char::is_uppercase) && !matches!(word, "A" | "E" | "I" | "O" | "U" | "È");
            let name = text.kind(next + 1) == Kind::Digits || text.is(next + 1, ".") && text.touches(next + 2);
            word.starts_with(char::is_lowercase) || acronym || name || one_capital(text.tables, word).is_some()
        }
        Kind::Digits => true,
        Kind::Apostrophe => text.kind(next + 1) == Kind::Digits,
        Kind::Symbol => match word {
            "," | ";" | ":" => true,
            "-" | "–" | "(" => text.kind(next + 1) == Kind::Digits,
            "." => text.touches(next + 1),
            _ => !word.starts_with(is_punctuation),
        },
        _ => false,
    };
    goes_on && end > 0 && matches!(text.at(end - 1), "." | "°" | "º")
}

/// Whether the abbreviation is a title without a name that its sentence ends with: `Ho visto il prof. Poi sono uscito.`
fn is_title_at_end(text: &Text, i: usize, end: usize) -> bool {
    if end != i + 2 || !text.is(i + 1, ".") || !text.at(i).starts_with(char::is_lowercase) || text.at(i).len() < 3 {
        return false;
    }
    let next = text.skip(end);
    let small = lower(text.at(i));
    let title = || {
        let rows = text.tables.abbreviations.get(&format!("{small}."));
        rows.is_some_and(|rows| rows.iter().any(|row| row.context == Context::Name))
    };
    let begins = text.opens_sentence(next) || matches!(text.kind(next), Kind::End | Kind::Break);
    begins
        && form_of_article(&text.previous_word(i)).is_some()
        && !text.tables.lists.has(List::WordsToo, &small)
        && title()
}

/// Whether di, or what is joined to it, follows token `end`.
fn is_before_of(text: &Text, end: usize) -> bool {
    text.next_is(end, List::Of) || matches!(&*text.next_word(end), "dello" | "dell")
}

/// Whether the word is one of the first numbers: il N. uno.
fn is_small_number(word: &str) -> bool {
    (1..=10).any(|n| number_word(n) == word)
}

/// Whether a Roman numeral, with or without the mark of an ordinal, stands before token `i`.
fn numeral_before(text: &Text, i: usize) -> bool {
    let marked = i >= 3 && matches!(text.at(i - 2), "°" | "º");
    let at = if marked { Some(i - 3) } else { text.word_before(i) };
    at.is_some_and(|j| roman::value(text.at(j)).is_some())
}

/// The word behind token `end`, over an opening quotation mark.
pub fn noun_ahead<'a>(text: &Text<'a>, end: usize) -> Option<&'a str> {
    let mut next = text.skip(end);
    if matches!(text.at(next), "\"" | "“" | "«" | "'" | "‘") {
        next += 1;
    }
    (text.kind(next) == Kind::Word).then(|| text.at(next))
}

/// The noun directly before token `i`, also one that is abbreviated itself (Temp. max.).
pub fn noun_behind<'a>(text: &Text<'a>, i: usize) -> Option<&'a str> {
    if text.kind_before(i) != Kind::Space {
        return None;
    }
    if i >= 3 && text.is(i - 2, ".") {
        let short = text.tables.abbreviation(&format!("{}.", text.lower(i - 3)?))?;
        return Some(short.form(Gender::Masculine, false));
    }
    let word = text.at(text.word_before(i)?);
    let is_noun = word.len() > 2 && !text.tables.functions.contains(&*lower(word));
    is_noun.then_some(word)
}

/// Whether a least or greatest of the noun can be given: età min. 18; "costa max. 5 euro" has a verb.
fn is_measured(noun: &str) -> bool {
    noun.ends_with('à')
        || noun.len() > 4 && ["ione", "ura", "enza", "ezza", "ata"].iter().any(|ending| noun.ends_with(ending))
}

/// Whether the word at token `i` can be a short weekday.
pub fn is_weekday(text: &Text, i: usize) -> bool {
    let rows = text.lower(i).and_then(|word| text.tables.abbreviations.get(&*word));
    rows.is_some_and(|rows| rows.iter().any(|row| row.context == Context::Weekday))
}

/// Whether the short weekday at `i..end`, before token `next`, stands as one: `Mer 6/12`, `lun. 4 marzo`, `Lun-Ven`.
fn weekday(text: &Text, i: usize, end: usize, next: usize) -> bool {
    let dotted = text.is(end - 1, ".");
    if text.kind(next) == Kind::Digits && !dotted && text.before(i) != "-" {
        let dated = text.value(next, 2).is_some_and(|d| (1..=31).contains(&d));
        // mar 4 could be the sea; Ven 3, sab 4 e dom 5
        let listed = || {
            (i.saturating_sub(8)..i)
                .any(|j| is_weekday(text, j) && text.kind(j + 1) == Kind::Space && text.kind(j + 2) == Kind::Digits)
        };
        return dated && (date::read(text, next).is_some() || text.at(i).starts_with(char::is_uppercase) || listed());
    }
    // chiuso sab., il ven. sera; "il mar." may be the sea, Gio. a name
    let alone = text.is_one_of(i, List::ClearWeekdays) && text.kind_before(i) == Kind::Space;
    let named = text.at(i).starts_with(char::is_uppercase) && !text.begins_sentence(i);
    if dotted && (inside(text, end) && !named || alone) {
        return true;
    }
    let is_short = |j: usize| is_weekday(text, j) && !text.touches(j + 1) && !text.touched_before(j);
    let over = |j: usize| match text.at(j) {
        "-" | "–" | "/" | "," | "e" | "a" | "al" => Some(text.skip(j + 1)),
        _ => None,
    };
    let back = |j: usize| {
        let mut j = j.checked_sub(1)?;
        for _ in 0..2 {
            j -= usize::from(text.kind(j) == Kind::Space && j > 0);
            match text.at(j) {
                "-" | "–" | "/" | "," | "e" | "a" | "al" => j = j.checked_sub(1)?,
                _ => break,
            }
        }
        j -= usize::from(text.kind(j) == Kind::Space && j > 0);
        if text.is(j, ".") { j.checked_sub(1) } else { Some(j) }
    };
    over(next).is_some_and(is_short) || back(i).is_some_and(is_short)
}
