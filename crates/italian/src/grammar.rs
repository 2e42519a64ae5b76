//! The grammar that numbers need: the gender of a noun, and un, uno, una, un' before it.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::cardinal::Gender::{self, Feminine, Masculine};
use super::tables::{Tables, Unit, rows};
use super::text::Text;
use super::tokenize::Kind;
use super::verbalization::Verbalization;

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

/// The gender and number of a noun as it is written, in lower case.
pub fn form_of_noun(tables: &Tables, noun: &str) -> (Gender, bool) {
    let of_plural = |stem: &str| tables.nouns.contains_key(&format!("{stem}e"));
    let plural = noun.strip_suffix('i').is_some_and(|stem| !noun.ends_with("si") || of_plural(stem))
        && !tables.nouns.contains_key(noun);
    if plural { (gender_of_plural(tables, noun), true) } else { (gender(tables, noun), false) }
}

/// The forms of the articles and of what is joined to them: `data/articles.tsv`.
#[derive(Default)]
struct Articles {
    /// The gender, unless it is elided, and whether it is a plural, of each form.
    forms: FxHashMap<&'static str, (Option<Gender>, bool)>,
    /// The masculine before a consonant, before z, and elided, of those that have all three.
    singulars: Vec<[&'static str; 3]>,
    /// The masculine plural before a consonant and before a vowel.
    plurals: Vec<[&'static str; 2]>,
}

static ARTICLES: LazyLock<Articles> = LazyLock::new(|| {
    let mut articles = Articles::default();
    let columns = [
        (Some(Masculine), false),
        (Some(Masculine), false),
        (None, false),
        (Some(Feminine), false),
        (Some(Masculine), true),
        (Some(Masculine), true),
        (Some(Feminine), true),
    ];
    for row in rows(include_str!("../data/articles.tsv")) {
        let cell = |at: usize| row.get(at).copied().unwrap_or_default();
        let cells = columns.iter().enumerate().map(|(at, form)| (cell(at), *form));
        articles.forms.extend(cells.filter(|(form, _)| !form.is_empty()));
        if !cell(2).is_empty() {
            articles.singulars.push([cell(0), cell(1), cell(2)]);
            articles.plurals.push([cell(4), cell(5)]);
        }
    }
    articles
});

/// The gender, unless it is elided, and whether it is a plural, of an article or a word that stands for one (a
/// preposition joined to one, `quel`), in lower case.
pub fn form_of_article(word: &str) -> Option<(Option<Gender>, bool)> {
    ARTICLES.forms.get(word).copied()
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
pub fn count(words: Verbalization, is_one: bool, unit: &Unit) -> Verbalization {
    if !is_one {
        let mut out = words;
        out.push_word(&unit.many);
        return out;
    }
    if unit.is_rate() {
        let mut out = words;
        out.push_word(&unit.one);
        return out;
    }
    let mut out = Verbalization::same(one_before(unit.gender, &unit.one));
    if out.text.ends_with('\'') {
        out.push_str(&unit.one);
    } else {
        out.push_word(&unit.one);
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

/// The article, or the preposition joined to it, in the form that stands before `words` (a number read as a
/// masculine): `il` and `lo` before otto are `l'`, `il` and `l'` before zero are `lo`, `l'` before due is `il`.
pub fn article_before(article: &str, words: &str) -> Option<String> {
    let lower = article.to_lowercase();
    let found = if words == "una"
        || words.starts_with("una e ")
        || words.starts_with("una del ")
        || words.starts_with("una,")
    {
        // alle 1.30 is all'una e trenta
        format!("{}l'", lower.strip_suffix("le").filter(|stem| matches!(*stem, "" | "al" | "dal" | "del"))?)
    } else {
        masculine_before(&lower, words)?
    };
    let capital = article.chars().next().is_some_and(char::is_uppercase);
    Some(if capital { found[..1].to_uppercase() + &found[1..] } else { found })
}

/// The masculine article before `words`, if it should have another form.
fn masculine_before(article: &str, words: &str) -> Option<String> {
    let vowel = words.starts_with(['u', 'o']) && !words.starts_with("un ") && !words.starts_with("una ");
    let written = |form: &&str| *form == article;
    if let Some(forms) = ARTICLES.singulars.iter().find(|forms| forms.iter().any(written)) {
        let right = if vowel { 2 } else { usize::from(words.starts_with("zero")) };
        // lo before another consonant may be a pronoun
        let wrong = !written(&forms[right]) && (right > 0 || !written(&forms[1]));
        let mark = if vowel { '\'' } else { ' ' };
        return wrong.then(|| format!("{}{mark}", forms[right]));
    }
    let [_, before_vowel] = ARTICLES.plurals.iter().find(|forms| written(&forms[0]))?;
    (vowel && !words.starts_with("uno")).then(|| format!("{before_vowel} "))
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

    #[test]
    fn articles_before_numbers() {
        let rows = [
            ("il", "otto", Some("l'")),
            ("Lo", "undici", Some("L'")),
            ("dell", "zero virgola due", Some("dello ")),
            ("nell", "millenovecento", Some("nel ")),
            ("quel", "uno", Some("quell'")),
            ("quei", "undici", Some("quegli ")),
            ("alle", "una", Some("all'")),
            ("le", "una e trenta", Some("l'")),
            ("lo", "due", None),
            ("il", "due", None),
            ("i", "uno", None),
        ];
        let wrong: Vec<_> = rows.iter().filter(|(a, n, wanted)| article_before(a, n).as_deref() != *wanted).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
    }
}
