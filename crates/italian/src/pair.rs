//! Both genders written at once: `ragazzi/e`, `amico/a`, `lettore/trice`, `figlio(a)`, `il/la docente`, `i/le`.

use super::class::Class;
use super::grammar::form_of_article;
use super::lists::List;
use super::tables::Tables;
use super::text::{Match, Text, lower};
use super::tokenize::Kind;
use super::verbalization::Verbalization;

/// The pair that begins with the word at token `i`, which a stroke or a bracket follows.
pub fn read(text: &Text, i: usize) -> Option<Match> {
    let bracket = text.is(i + 1, "(");
    if text.kind(i + 2) != Kind::Word || !(bracket && text.is(i + 3, ")") || text.is(i + 1, "/")) {
        return None;
    }
    let end = if bracket { i + 4 } else { i + 3 };
    let goes_on = text.touches(end) || matches!(text.at(end), "/" | "*" | "@" | "_") || text.keeps_apostrophe(end);
    if goes_on || text.touched_before(i) || matches!(text.before(i), "/" | "." | "-" | "@" | "_") {
        return None;
    }
    let (word, ending) = (text.at(i), text.at(i + 2));
    if word.starts_with(char::is_uppercase) && !text.begins_sentence(i) {
        return None;
    }
    if bracket && !may_be_bracketed(word, ending) {
        return None;
    }
    let (second, plural) = other_article(word, ending).or_else(|| other_gender(text.tables, word, ending))?;
    let mut out = Verbalization::same(word);
    out.push_word(if plural { "e" } else { "o" });
    out.push_word(&second.to_lowercase());
    Some(Match::new(end, out, Class::Spelling))
}

/// Whether the ending in brackets is that of a noun, `ragazzo(i)`, `figlio(a)`, and no argument: `f(x)`, `beta(i)`.
fn may_be_bracketed(word: &str, ending: &str) -> bool {
    let long = word.chars().count() > 3;
    let fits = match ending {
        "a" | "i" => word.ends_with('o'),
        "e" => word.ends_with(['a', 'i']),
        _ => ending.chars().nth(1).is_some(),
    };
    long && fits
}

/// The article of the other gender, or of the other number, and whether both are plural: `il/la`, `dei/delle`, `un/a`.
fn other_article(word: &str, other: &str) -> Option<(String, bool)> {
    let small = lower(word);
    let other = if &*small == "un" && matches!(other, "a" | "na") { "una" } else { other };
    let (of_word, plural) = form_of_article(&small)?;
    let (of_other, also_plural) = form_of_article(&lower(other))?;
    let (of_word, of_other) = (of_word?, of_other?);
    // il/la and dei/delle, or il/i
    ((of_word != of_other) == (plural == also_plural)).then(|| (other.to_string(), plural && also_plural))
}

/// The word of the other gender or number that `ending` makes of `word`, and whether both are plural.
fn other_gender(tables: &Tables, word: &str, ending: &str) -> Option<(String, bool)> {
    let small = word.chars().skip(1).all(char::is_lowercase) && ending.chars().all(char::is_lowercase);
    if !small || word.chars().count() < 3 || tables.functions.contains(&*lower(word)) || tables.units.contains_key(word)
    {
        return None;
    }
    let cut = |end: &str, with: &str| word.strip_suffix(end).map(|stem| format!("{stem}{with}"));
    let last = word.chars().next_back()?;
    let whole_stem = tables.lists.has(List::GenderStems, &lower(word)) && !word.ends_with("eri");
    let second = match ending {
        // figli/e, soci/e: the i belongs to the stem
        "e" if last == 'i' && whole_stem => format!("{word}e"),
        "a" | "e" | "i" | "o" if matches!(last, 'o' | 'i' | 'e' | 'a') && !word.ends_with(ending) => {
            let mut stem = word.to_string();
            stem.pop();
            stem + ending
        }
        "he" => cut("i", "he")?,
        "che" => cut("ci", "che")?,
        "ghe" => cut("ghi", "ghe")?,
        "trice" => cut("tore", "trice")?,
        "trici" => cut("tori", "trici")?,
        "rice" => cut("ore", "rice")?,
        "rici" => cut("ori", "rici")?,
        "ice" => cut("ore", "rice")?,
        "ici" => cut("ori", "rici")?,
        "ssa" => cut("e", "essa")?,
        "essa" => cut("e", "essa")?,
        "sse" => cut("i", "esse")?,
        "esse" => cut("i", "esse")?,
        _ => return None,
    };
    // tutte/i and ragazzi/e are several; figlio/a, nome(i) are one, or one or several
    let plural =
        matches!(last, 'i') && ending.ends_with(['e', 'i']) || last == 'e' && ending == "i" && is_plural(tables, word);
    Some((second, plural))
}

/// Whether the word in -e is a feminine plural: tutte, care, not nome.
fn is_plural(tables: &Tables, word: &str) -> bool {
    let small = lower(word);
    tables.lists.has(List::PluralPairs, &small)
}
