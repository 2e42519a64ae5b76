//! The figure one: an article before the noun it counts, else a numeral.

use super::cardinal::cardinal;
use super::class::Class;
use super::grammar::{gender, noun_at, one_before};
use super::lists::List;
use super::roman;
use super::text::{Match, Text};
use super::tokenize::Kind;
use super::verbalization::Verbalization;

/// The one at tokens `i..end`.
pub fn read(text: &Text, i: usize, end: usize) -> Match {
    let named = text.word_before(i).is_some_and(|j| {
        let word = text.at(j);
        text.tables.labels.contains(&word.to_lowercase())
            || word.chars().any(char::is_uppercase) && !text.begins_sentence(j)
            // Roma 1 Lazio 0
            || word.len() > 3
                && word.starts_with(char::is_uppercase)
                && text.at(text.skip(end)).starts_with(char::is_uppercase)
                && text.kind(text.skip(text.skip(end) + 1)) == Kind::Digits
                && !text.tables.functions.contains(&*word.to_lowercase())
    });
    let behind_sign =
        text.kind_before(i) == Kind::Symbol && !matches!(text.before(i), "(" | "\"" | "“" | "«" | "," | "." | ":");
    match counted(text, i, end).filter(|_| !named && !behind_sign && text.kind_before(i) != Kind::Apostrophe) {
        Some((noun, word)) => {
            let article = one_before(gender(text.tables, &noun), word);
            // the elided article takes the space with it
            let end = if article.ends_with('\'') { text.skip(end) } else { end };
            Match::new(end, Verbalization::same(article), Class::Cardinal)
        }
        None => Match::new(end, cardinal("1"), Class::Cardinal),
    }
}

/// What a one at tokens `start..end` counts: the noun in lower case, and the word that the article stands before.
fn counted<'a>(text: &Text<'a>, start: usize, end: usize) -> Option<(String, &'a str)> {
    let at = text.skip(end);
    let word = text.at(at);
    if text.kind(at) != Kind::Word || at == end || text.kind(at + 1) == Kind::Apostrophe {
        return None;
    }
    // 1 S.p.A., 1 S.r.l.: companies are feminine
    if word == "S" && text.is(at + 1, ".") {
        return Some(("società".to_string(), "società"));
    }
    let lower = text.next_word(end);
    match &*lower {
        // un solo vincitore, una sola idea; but uno solo
        _ if text.tables.lists.has(List::Alone, &lower) => {
            return noun_at(text, at + 1).map(|_| (lower.into_owned(), word));
        }
        // una grande scelta: the noun tells
        _ if text.tables.lists.has(List::Adjectives, &lower) => {
            let noun = noun_at(text, at + 1).map(str::to_lowercase);
            return Some((noun.unwrap_or_else(|| lower.into_owned()), word));
        }
        // uno grave, un grave lutto
        "grave" | "lieve" => return noun_at(text, at + 1).map(|noun| (noun.to_lowercase(), word)),
        _ => {}
    }
    if let Some(noun) = noun_at(text, end) {
        return Some((noun.to_lowercase(), noun));
    }
    // 1 Paese su 3, 1 Regione: a noun that is honoured with a capital
    // un LLM su tre
    if word.len() > 1 && word.len() < 6 && word.bytes().all(|b| b.is_ascii_uppercase()) && roman::value(word).is_none()
    {
        return Some(("modello".to_string(), "modello"));
    }
    let share = text.is(text.skip(at + 1), "su");
    let honoured = (share || !text.begins_sentence(start))
        && word.chars().skip(1).all(char::is_lowercase)
        && word.len() > 3
        && word.ends_with(['a', 'e', 'o', 'à'])
        && !text.tables.functions.contains(&*lower);
    honoured.then(|| (lower.into_owned(), word))
}
