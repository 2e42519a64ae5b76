//! A number with an ordinal's mark: `1º`, `2ª`, `3°`, `5^`, `10mo`; or degrees.

use super::angle;
use super::cardinal::Gender::{self, Feminine, Masculine};
use super::class::Class;
use super::grammar::{form_of_article, form_of_noun, noun_at};
use super::lists::List;
use super::numeral::Numeral;
use super::ordinal::ordinal;
use super::text::{Match, Text, lower};
use super::tokenize::Kind;

/// `1º`, `2ª`, `3°`, `5^`, `2a edizione`, `1st`, `2do`: an ordinal, or degrees.
pub fn read(text: &Text, i: usize) -> Option<Match> {
    let digits = Numeral::parse(text, i, false)?;
    let n = digits.value().filter(|n| (1..1_000_000).contains(n))?;
    // il 3 ° posto
    let apart = text.kind(digits.end) == Kind::Space && matches!(text.at(digits.end + 1), "°" | "º" | "ª");
    let at = if apart { text.skip(digits.end) } else { digits.end };
    let article = form_of_article(&text.previous_word(i));
    let noun = noun_at(text, at + 1);
    let stands = noun.is_some() || article.is_some();
    let form = agreed(text, article, noun.or_else(|| capital_noun(text, at + 1)));
    let feminine = form.map_or((Feminine, false), |(_, plural)| (Feminine, plural));
    let masculine = form.map_or((Masculine, false), |(_, plural)| (Masculine, plural));
    let mark = text.at(at);
    let (gender, plural) = match mark {
        "ª" => feminine,
        "º" if text.is(at + 1, "C") => return None,
        "°" | "º" if apart && counts_degrees(text, at, article, noun) => return angle::degrees(text, i),
        "°" | "º" if matches!(text.before(i), "-" | "−") && i > 1 && text.kind(i - 2) == Kind::Space => {
            return angle::degrees(text, i);
        }
        "º" => masculine,
        "°" if article.is_some()
            || noun.is_some() && !tells_temperature(text, i) && !angle::is_temperature(text, i)
            || is_rank(text, i, at) =>
        {
            form.unwrap_or((Masculine, false))
        }
        "°" => return angle::degrees(text, i),
        "^" if text.kind(at + 1) != Kind::Digits => form.unwrap_or((Feminine, false)),
        "a" if stands || in_ranking(text, i) && !text.touches(at + 1) => feminine,
        "o" if stands => masculine,
        "esimo" | "imo" => masculine,
        "esima" | "ima" => feminine,
        "st" | "nd" | "rd" | "th" => form.unwrap_or((Masculine, false)),
        "er" | "e" if noun.is_some() && article.is_some() => form?,
        _ if matches!(mark.len(), 2..=4) => [Masculine, Feminine]
            .into_iter()
            .find_map(|gender| ordinal(n, gender, false).text.ends_with(mark).then_some((gender, false)))?,
        _ => return None,
    };
    let touches_section = matches!(mark, "^" | "ª") && text.at(at + 1).len() == 1 && text.kind(at + 1) == Kind::Word;
    if text.touches(at + 1) && !touches_section {
        return None;
    }
    let mut verbalization = ordinal(n, gender, plural);
    if touches_section {
        // 5^A
        verbalization.push(&super::acronym::letters(text.at(at + 1)));
        return Some(Match::new(at + 2, verbalization, Class::Ordinal));
    }
    Some(Match::new(at + 1, verbalization, Class::Ordinal))
}

/// Whether the sign at token `at`, which stands apart from its number, is that of degrees: no noun follows, and no article
/// of the singular is before, `25 º`, `tra i 5 ° e i 10 °`.
fn counts_degrees(text: &Text, at: usize, article: Option<(Option<Gender>, bool)>, noun: Option<&str>) -> bool {
    let bare = noun.is_none() && capital_noun(text, at + 1).is_none() && !text.touches(at + 1);
    bare && article.is_none_or(|(_, plural)| plural)
}

/// The gender and number that an article and a noun give to the ordinal between them. Where they do not fit, the
/// article counts.
fn agreed(text: &Text, article: Option<(Option<Gender>, bool)>, noun: Option<&str>) -> Option<(Gender, bool)> {
    let of_noun = noun.map(|noun| form_of_noun(text.tables, &lower(noun)));
    let Some((gender, plural)) = article else { return of_noun };
    let by_noun = || of_noun.map_or(Masculine, |(gender, _)| gender);
    Some((gender.unwrap_or_else(by_noun), plural))
}

/// The capitalised word behind token `i`: 1° Premio, 90° Minuto. A degree's name is none.
fn capital_noun<'a>(text: &Text<'a>, i: usize) -> Option<&'a str> {
    let word = text.at(i + 1);
    let noun = text.kind(i) == Kind::Space
        && text.kind(i + 1) == Kind::Word
        && word.len() > 2
        && word.starts_with(char::is_uppercase)
        && word.chars().any(char::is_lowercase)
        && !text.tables.lists.has(List::DegreeNames, word);
    noun.then_some(word)
}

/// Whether the number at token `i`, with its `°` at token `at`, is a place in a ranking or in a list and not degrees.
fn is_rank(text: &Text, i: usize, at: usize) -> bool {
    let before = text.word_before(i);
    // 1°) and not (3°)
    if text.is(at + 1, ")") {
        return before.is_none() && !(i.saturating_sub(LOOK_BACK)..i).any(|j| text.is(j, "("));
    }
    if tells_temperature(text, i) {
        return false;
    }
    // 21° in classifica, 5° in Europa, 32° al mondo
    let place = text.skip(text.skip(at + 1) + 1);
    if matches!(&*text.next_word(at + 1), "in" | "al" | "nel" | "nella") && text.is_one_of(place, List::RankedIn) {
        return true;
    }
    let titled = capital_noun(text, at + 1).is_some();
    let Some(j) = before else { return titled };
    let word = lower(text.at(j));
    if text.tables.rankings.contains(&*word) {
        return true;
    }
    if text.at(j).starts_with(char::is_uppercase) {
        return !is_place(text, j) && has_place(text, i, "1") && has_place(text, i, "2");
    }
    titled && !text.tables.functions.contains(&*word)
}

/// How far a rank looks for its like, in tokens.
const LOOK_BACK: usize = 16;

/// Whether a preposition stands before the name at token `j`: A Torino 3°.
fn is_place(text: &Text, j: usize) -> bool {
    text.previous_is(j, List::BeforePlace)
}

/// Whether `number` with the mark of an ordinal, or of degrees, stands near token `i`.
fn has_place(text: &Text, i: usize, number: &str) -> bool {
    (i.saturating_sub(LOOK_BACK)..i + LOOK_BACK).any(|j| text.is(j, number) && text.is(j + 1, "°"))
}

/// Whether another ordinal's mark stands near token `i`.
fn in_ranking(text: &Text, i: usize) -> bool {
    (i.saturating_sub(LOOK_BACK)..i + LOOK_BACK)
        .any(|j| matches!(text.at(j), "ª" | "º") && text.kind_before(j) == Kind::Digits)
}

/// Whether the words before token `i` speak of the weather or of an angle.
fn tells_temperature(text: &Text, i: usize) -> bool {
    text.previous_word(i) == "a"
        || (i.saturating_sub(LOOK_BACK)..i).any(|j| {
            text.lower(j).is_some_and(|word| {
                ["temperatur", "termometr", "massim", "minim", "grad", "gelo", "caldo", "freddo", "inclinat", "latitud"]
                    .iter()
                    .any(|stem| word.starts_with(stem))
                    || text.tables.lists.has(List::MeasuredInDegrees, &word)
            })
        })
}
