//! The grammar that numbers need: the gender of a noun, and un, uno, una, un' before it.

use super::cardinal::Gender::{self, Feminine, Masculine};
use super::reading::Reading;
use super::scan::Kind;
use super::tables::{Tables, Unit};
use super::text::Text;

/// The gender of a noun in the singular, in lower case.
///
/// A word list for those that break the rules, then the endings as grammars give them: -a, -à, -ù, -ione (of an
/// action), -trice, -tudine, -ie, -i are feminine; -ma and -ista that are not were listed or are taken as masculine;
/// everything else, foreign words among it, is masculine.
pub fn gender(tables: &Tables, noun: &str) -> Gender {
    if let Some(gender) = tables.nouns.get(noun) {
        return *gender;
    }
    const FEMININE: [&str; 13] =
        ["a", "à", "ù", "zione", "sione", "gione", "nione", "trice", "tudine", "ie", "igine", "aggine", "si"];
    let masculine = noun.ends_with("ista") || noun.ends_with("gramma");
    if !masculine && FEMININE.iter().any(|ending| noun.ends_with(ending)) { Feminine } else { Masculine }
}

/// The gender of a noun that may stand in the plural.
pub fn gender_of_plural(tables: &Tables, noun: &str) -> Gender {
    if noun.ends_with("zioni") || noun.ends_with("sioni") || noun.ends_with('à') {
        return Feminine;
    }
    match noun.strip_suffix('e') {
        Some(stem) => gender(tables, &format!("{stem}a")),
        None => match noun.strip_suffix('i') {
            Some(stem) => tables.nouns.get(&format!("{stem}e")).copied().unwrap_or(Masculine),
            None => gender(tables, noun),
        },
    }
}

/// Whether the word could be the noun that a number counts: lower case, and none of the words that never are.
pub fn may_be_noun(tables: &Tables, word: &str) -> bool {
    word.chars().count() > 1
        && word.chars().next().is_some_and(char::is_lowercase)
        && !tables.functions.contains(&word.to_lowercase())
}

/// The article "one" before a word: `un`, `uno`, `una` or `un'` (which takes no space behind it).
pub fn one_before(gender: Gender, word: &str) -> &'static str {
    let word = word.to_lowercase();
    let vowel = word.starts_with(['a', 'e', 'i', 'o', 'u', 'à', 'è', 'é', 'ì', 'ò', 'ù']) || word.starts_with("hot");
    match gender {
        Feminine if vowel => "un'",
        Feminine => "una",
        Masculine if takes_uno(&word) => "uno",
        Masculine => "un",
    }
}

fn takes_uno(word: &str) -> bool {
    let mut letters = word.chars();
    match (letters.next(), letters.next()) {
        (Some('z' | 'x' | 'y'), _) | (Some('g'), Some('n')) | (Some('p'), Some('s' | 'n')) => true,
        (Some('s'), Some(second)) => !"aeiouàèéìòù".contains(second),
        (Some('i'), Some(second)) => "aeou".contains(second),
        _ => false,
    }
}

/// `words` with the name of the unit behind it: `un chilometro`, `una tonnellata`, `un'ora`, `tre ore`.
pub fn count(words: Reading, is_one: bool, unit: &Unit) -> Reading {
    if !is_one {
        let mut out = words;
        out.word(&unit.many);
        return out;
    }
    if unit.one.starts_with("per ") {
        let mut out = words;
        out.word(&unit.one);
        return out;
    }
    let mut out = Reading::same(one_before(unit.gender, &unit.one));
    if out.text.ends_with('\'') {
        out.mark(&unit.one);
    } else {
        out.word(&unit.one);
    }
    out
}

/// The preposition "to" with the article, before a noun in the singular: `al litro`, `all'oncia`, `alla tonnellata`.
pub fn to_the(gender: Gender, noun: &str) -> String {
    match one_before(gender, noun) {
        "un'" => format!("all'{noun}"),
        "una" => format!("alla {noun}"),
        "uno" => format!("allo {noun}"),
        _ if noun.starts_with(['a', 'e', 'i', 'o', 'u']) => format!("all'{noun}"),
        _ => format!("al {noun}"),
    }
}

/// The masculine article, or the preposition joined to it, in the form that stands before `words` (a number read as a
/// masculine): `il` before otto is `l'`, before zero `lo`.
pub fn article_before(article: &str, words: &str) -> Option<String> {
    const STEMS: [(&str, &str); 6] =
        [("il", ""), ("del", "del"), ("al", "al"), ("dal", "dal"), ("nel", "nel"), ("sul", "sul")];
    const PLURALS: [(&str, &str); 6] =
        [("i", ""), ("dei", "de"), ("ai", "a"), ("dai", "da"), ("nei", "ne"), ("sui", "su")];
    if words == "una" || words.starts_with("una e ") || words.starts_with("una,") {
        // alle 1.30 is all'una e trenta
        let elided = match article.to_lowercase().as_str() {
            "le" => "l'",
            "alle" => "all'",
            "dalle" => "dall'",
            "delle" => "dell'",
            _ => return None,
        };
        let capital = article.chars().next().is_some_and(char::is_uppercase);
        return Some(if capital { elided[..1].to_uppercase() + &elided[1..] } else { elided.to_string() });
    }
    let vowel = words.starts_with(['u', 'o']) && !words.starts_with("un ") && !words.starts_with("una ");
    let lower = article.to_lowercase();
    let found = if let Some((_, stem)) = STEMS.iter().find(|(form, _)| *form == lower) {
        if vowel {
            if stem.is_empty() { "l'".to_string() } else { format!("{stem}l'") }
        } else if words.starts_with("zero") {
            if stem.is_empty() { "lo ".to_string() } else { format!("{stem}lo ") }
        } else {
            return None;
        }
    } else if let Some((_, stem)) = PLURALS.iter().find(|(form, _)| *form == lower) {
        if !vowel || words.starts_with("uno") {
            return None;
        }
        format!("{stem}gli ")
    } else {
        return None;
    };
    let capital = article.chars().next().is_some_and(char::is_uppercase);
    Some(if capital { found[..1].to_uppercase() + &found[1..] } else { found })
}

/// Whether a noun that a number counts stands at token `i` (white space skipped), and which.
pub fn noun_at<'a>(text: &Text<'a>, i: usize) -> Option<&'a str> {
    let j = text.skip(i);
    let is_noun = j > i
        && text.kind(j) == Kind::Word
        && text.kind(j + 1) != Kind::Apostrophe
        && may_be_noun(text.tables, text.at(j));
    is_noun.then(|| text.at(j))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn genders() {
        let rows = [
            ("casa", Feminine),
            ("libro", Masculine),
            ("problema", Masculine),
            ("mano", Feminine),
            ("stazione", Feminine),
            ("città", Feminine),
            ("virtù", Feminine),
            ("attrice", Feminine),
            ("artista", Masculine),
            ("programma", Masculine),
            ("startup", Feminine),
            ("computer", Masculine),
            ("crisi", Feminine),
            ("serie", Feminine),
            ("notte", Feminine),
            ("mese", Masculine),
            ("edizione", Feminine),
            ("studente", Masculine),
            ("newsletter", Feminine),
            ("milione", Masculine),
            ("analisi", Feminine),
        ];
        let wrong: Vec<_> = rows.iter().filter(|(noun, wanted)| gender(Tables::builtin(), noun) != *wanted).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
    }

    #[test]
    fn articles() {
        let rows = [
            (Masculine, "libro", "un"),
            (Masculine, "anno", "un"),
            (Masculine, "studente", "uno"),
            (Masculine, "zaino", "uno"),
            (Masculine, "gnomo", "uno"),
            (Masculine, "psicologo", "uno"),
            (Masculine, "yogurt", "uno"),
            (Masculine, "sito", "un"),
            (Feminine, "casa", "una"),
            (Feminine, "ora", "un'"),
            (Feminine, "startup", "una"),
            (Masculine, "iato", "uno"),
        ];
        let wrong: Vec<_> = rows.iter().filter(|(g, word, wanted)| one_before(*g, word) != *wanted).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
    }
}
