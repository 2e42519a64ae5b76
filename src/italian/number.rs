//! What a run of digits can be, most specific first.

use super::cardinal::{Gender, cardinal, digit_by_digit};
use super::grammar::{gender, gender_of_plural, noun_at, one_before};
use super::numeral::{Numeral, Point, Quantity, Scale};
use super::reading::Reading;
use super::scan::Kind;
use super::text::{Match, Text};
use super::{address, angle, arithmetic, code, date, fraction, legal, measure, money, ordinal_mark, phone, time};

/// Reads the number that begins at token `i`. Digits always have a reading.
pub fn read(text: &Text, i: usize) -> Match {
    address::read_number(text, i)
        .or_else(|| legal::read(text, i))
        .or_else(|| arithmetic::power(text, i))
        .or_else(|| angle::coordinate(text, i))
        .or_else(|| date::read(text, i))
        .or_else(|| time::read(text, i))
        .or_else(|| money::read(text, i))
        .or_else(|| measure::read(text, i))
        .or_else(|| phone::read(text, i))
        .or_else(|| ordinal_mark::read(text, i))
        .or_else(|| fraction::read(text, i))
        .or_else(|| quantity(text, i))
        .or_else(|| glued(text, i))
        .or_else(|| code::read(text, i))
        .unwrap_or_else(|| Match::new(i + 1, digit_by_digit(text.at(i)), "number"))
}

/// Plain numbers, ranges, scales.
fn quantity(text: &Text, i: usize) -> Option<Match> {
    let followed_by_parameters = |end: usize| {
        let noun = text.next_word(end);
        matches!(&*noun, "parametri" | "token" | "utenti" | "follower" | "persone" | "download")
            || noun == "di" && text.at(end.saturating_sub(1)) != "T"
    };
    // CAP 20121, PIN 0451: told digit by digit
    if matches!(&*text.previous_word(i), "cap" | "cab" | "abi" | "pin" | "otp" | "cvv") && text.at(i).len() >= 4 {
        let shouted = text.word_before(i).is_some_and(|j| text.at(j).chars().all(char::is_uppercase));
        if shouted && !text.touches(i + 1) {
            return Some(Match::new(i + 1, digit_by_digit(text.at(i)), "code"));
        }
    }
    let mut quantity = Quantity::parse(text, i, false, false)?;
    if let Some((scale, end)) = super::numeral::scale_at(text, quantity.end)
        && quantity.scale.is_none()
        && (followed_by_parameters(end) || is_scaled(text, &quantity, scale, end))
    {
        quantity.take_scale(scale, end);
        if text.is(end, "+") && noun_at(text, end + 1).is_some() {
            // 1B+ download
            let mut out = Reading::same("oltre");
            out.then(&quantity.say());
            out.word(if quantity.wants_di() { "di" } else { "" });
            return Some(Match::new(end + 1, out, "cardinal"));
        }
    }
    let end = quantity.end;
    if text.touches(end)
        || text.is(end, "-")
            && text.touches(end + 1)
            && quantity.last.is_none()
            && arithmetic::operation(text, end).is_none()
    {
        return None;
    }
    // 1.2.3 and longer is a version
    if quantity.first.dot && text.is(end, ".") && text.kind(end + 1) == Kind::Digits {
        return None;
    }
    if quantity.is_one() {
        return Some(one(text, i, end));
    }
    let class = if quantity.last.is_some() {
        "range"
    } else if quantity.first.decimals.is_some() {
        "decimal"
    } else {
        "cardinal"
    };
    // 1-2 volte: una due volte
    if quantity.last.is_some() && quantity.first.is_one() && quantity.scale.is_none() {
        let noun = noun_at(text, end).filter(|n| gender_of_plural(text.tables, &n.to_lowercase()) == Gender::Feminine);
        if let (Some(_), Some(last)) = (noun, &quantity.last) {
            let mut out = Reading::same("una");
            out.then(&last.say(Point::Written));
            return Some(Match::new(end, out, class));
        }
    }
    let mut reading = if quantity.scale.is_some() { quantity.say() } else { quantity.say_with(Point::Written) };
    // due milioni di utenti, written 2.000.000 utenti or 2 mln utenti
    if quantity.wants_di() && noun_at(text, end).is_some() {
        reading.word("di");
    }
    Some(Match::new(end, reading, class))
}

/// Whether the lone capital before token `end` counts thousands or millions (`45K like`, `da 2M`), and is not part of a
/// name (`4K`, `3M`, `Tu-22M`).
fn is_scaled(text: &Text, quantity: &Quantity, scale: Scale, end: usize) -> bool {
    let value = quantity.first.value();
    let named = text.word_before(quantity.start).is_some_and(|j| {
        text.at(j).starts_with(char::is_uppercase) && !text.begins_sentence(j) && quantity.first.decimals.is_none()
    });
    // il 10M, la versione 12M: one thing
    let before = text.previous_word(quantity.start);
    let single = matches!(&*before, "il" | "la" | "un" | "una" | "del" | "della" | "al" | "alla" | "taglia" | "maglia")
        || text.tables.labels.contains(&*before);
    let joined = matches!(text.at(end), "²" | "³" | "-" | "'" | "’" | "/");
    let counted = matches!(&*text.next_word(end), "like" | "iscritti" | "views" | "commenti" | "membri" | "stelle");
    let tokens = |j: usize| matches!(&*text.next_word(j), "token" | "parametri");
    let plain = match scale {
        Scale::Thousand => counted || !matches!(value, Some(2 | 4 | 5 | 6 | 8 | 12 | 16 | 401 | 1000..)),
        Scale::Million => counted || value != Some(3),
        Scale::Trillion => &*text.next_word(end) == "di" && tokens(text.skip(end) + 1),
        _ => text.is(end, "+") && noun_at(text, end + 1).is_some(),
    };
    plain && !named && !single && !joined
}

/// `1,5T`: a decimal number and the letters that touch it.
fn glued(text: &Text, i: usize) -> Option<Match> {
    let numeral = Numeral::parse(text, i, false).filter(|n| n.decimals.is_some() && !n.dot)?;
    let end = numeral.end + 1;
    if text.kind(numeral.end) != Kind::Word || text.touches(end) {
        return None;
    }
    let mut out = numeral.say(Point::Comma);
    out.then(&code::part(text, numeral.end, false));
    Some(Match::new(end, out, "code"))
}

/// The figure one: the article before a noun it counts, else the numeral.
fn one(text: &Text, i: usize, end: usize) -> Match {
    let named = text.word_before(i).is_some_and(|j| {
        let word = text.at(j);
        text.tables.labels.contains(&word.to_lowercase())
            || word.chars().next().is_some_and(char::is_uppercase) && !text.begins_sentence(j)
    });
    let behind_sign =
        text.kind_before(i) == Kind::Symbol && !matches!(text.before(i), "(" | "\"" | "“" | "«" | "," | "." | ":");
    match noun_at(text, end) {
        Some(noun) if !named && !behind_sign && text.kind_before(i) != Kind::Apostrophe => {
            let article = one_before(gender(text.tables, &noun.to_lowercase()), noun);
            // the elided article takes the space with it
            let end = if article.ends_with('\'') { text.skip(end) } else { end };
            Match::new(end, Reading::same(article), "cardinal")
        }
        _ => Match::new(end, cardinal("1"), "cardinal"),
    }
}

/// A number behind a sign: `-3 °C`, `+5%`, `~40`.
pub fn read_signed(text: &Text, i: usize) -> Option<Match> {
    let sign = match text.at(i) {
        "-" | "−" | "–" => "meno",
        "+" => "più",
        "~" | "≈" => "circa",
        "±" => "più o meno",
        _ => return None,
    };
    let opens = matches!(text.kind_before(i), Kind::End | Kind::Break | Kind::Space)
        || matches!(text.before(i), "(" | "[" | "“" | "\"" | "«" | ":" | "=" | "/" | ",");
    if !opens {
        return None;
    }
    // "un - 8%": no dash can follow an article or a preposition
    let apart = sign == "meno"
        && text.kind(i + 1) == Kind::Space
        && text.kind(i + 2) == Kind::Digits
        && matches!(&*text.previous_word(i), "un" | "di" | "del" | "a" | "al" | "da" | "dal" | "il" | "con" | "tra");
    let found = if apart {
        read(text, i + 2)
    } else if text.kind(i + 1) == Kind::Digits {
        if sign == "più"
            && let Some(phone) = phone::read_international(text, i)
        {
            return Some(phone);
        }
        read(text, i + 1)
    } else {
        money::read_prefixed(text, i + 1)?
    };
    let mut reading = Reading::same(sign);
    reading.then(&found.reading);
    Some(Match { reading, ..found })
}

/// The masculine article before a number whose words begin with a vowel: `il 8%` is `l'otto per cento`.
pub fn read_article(text: &Text, i: usize) -> Option<Match> {
    if text.kind(i + 1) != Kind::Space || text.kind(i + 2) != Kind::Digits {
        return None;
    }
    let word = text.at(i);
    let hour = matches!(word.len(), 4 | 5) && word.ends_with("lle") || matches!(word, "le" | "Le");
    if !(matches!(word.len(), 1..=3) || hour) || !word.is_ascii() {
        return None;
    }
    let first = text.at(i + 2);
    if !first.starts_with(['0', '1', '8']) || hour && !matches!(first, "1" | "01") {
        return None;
    }
    let mut found = read(text, i + 2);
    // alle 1, not le 1 and anything: the hour alone
    if hour && found.reading.text == "uno" && matches!(word, "alle" | "dalle" | "Alle" | "Dalle") {
        found = Match::new(found.end, Reading::same("una"), "time");
    }
    let article = super::grammar::article_before(word, &found.reading.text)?;
    let mut reading = Reading::same(&article);
    reading.glue(&found.reading);
    Some(Match { reading, ..found })
}

/// dell'0,2% is dello zero virgola due: before zero no article is elided.
pub fn read_elided(text: &Text, i: usize) -> Option<Match> {
    if !text.at(i + 2).starts_with('0') || text.touched_before(i) {
        return None;
    }
    let article = match text.lower(i)?.as_ref() {
        "l" => "lo ".to_string(),
        word @ ("dell" | "all" | "dall" | "nell" | "sull") => format!("{word}o "),
        _ => return None,
    };
    let found = read(text, i + 2);
    if !found.reading.text.starts_with("zero virgola") && found.reading.text != "zero" {
        return None;
    }
    let mut reading = Reading::same(&article);
    if text.at(i).starts_with(char::is_uppercase) {
        reading = Reading::same(&(article[..1].to_uppercase() + &article[1..]));
    }
    reading.glue(&found.reading);
    Some(Match { reading, ..found })
}
