//! Acronyms with a dot behind each letter: `A.C. Milan`, `I.N.P.S.`, `C.d.A.`, `Ph.D.`

use super::acronym::{capitalised, has_article, letters};
use super::class::Class;
use super::grammar::form_of_article;
use super::known::{Known, known};
use super::lists::List;
use super::pronounceable::is_pronounceable;
use super::text::{Match, Text, lower};
use super::tokenize::Kind;
use super::verbalization::Verbalization;
use super::{fraction, roman};

/// No acronym has more letters than this.
const LONGEST: usize = 10;

/// The dotted acronym that begins at the word at token `i`. What the table of abbreviations has is one of those.
pub fn read(text: &Text, i: usize) -> Option<Match> {
    let end = end_of(text, i)?;
    let written = text.slice(i, end);
    let joined: String = written.chars().filter(|c| *c != '.').collect();
    let table = &text.tables.abbreviations;
    let listed = table.contains_key(written) || table.contains_key(&*lower(written));
    if listed && !is_no_abbreviation(text, i, end, written) && !is_attention(text, i, end, written) {
        return None;
    }
    let mut verbalization = if is_attention(text, i, end, written) {
        Verbalization::same(if text.is(i, "c") { "cortese attenzione" } else { "Cortese attenzione" })
    } else {
        said(text, written, &joined)?
    };
    // before iu (US) stands no elided article
    if text.kind_before(i) == Kind::Apostrophe && verbalization.text.starts_with("iu") {
        verbalization = letters(&joined);
    }
    if ends_sentence(text, i, end, &joined) {
        verbalization.push_str(".");
    }
    Some(Match::new(end, verbalization, Class::Acronym))
}

/// Where the chain of one or two letters and a dot, twice at least, that begins at `i` ends.
pub fn end_of(text: &Text, i: usize) -> Option<usize> {
    // Co.Co.Pro.: a last link of three letters, behind one of two
    let longer = |j: usize| j > i && is_of_syllables(text.at(j - 2)) && is_of_syllables(text.at(j));
    let link = |j: &usize| {
        let letters = text.at(*j).chars().count();
        text.kind(*j) == Kind::Word && (letters <= 2 || letters == 3 && longer(*j)) && text.is(j + 1, ".")
    };
    let links = (0..LONGEST).map(|n| i + 2 * n).take_while(link).count();
    let end = i + 2 * links;
    (links > 1 && !text.touched_before(i) && !text.touches(end)).then_some(end)
}

/// What is said for the letters without their dots.
fn said(text: &Text, written: &str, joined: &str) -> Option<Verbalization> {
    let capitals = joined.chars().all(char::is_uppercase);
    let small = joined.chars().all(char::is_lowercase);
    let found = match known(text.tables, joined) {
        // k.o., but nothing else that is so short: a.i. is no intelligence
        None if small => {
            known(text.tables, &joined.to_uppercase()).filter(|how| joined.len() > 2 || *how == Known::Word)
        }
        found => found,
    };
    match found {
        Some(Known::Said(verbalization)) => Some(verbalization),
        Some(Known::Word) if small => Some(Verbalization::same(joined)),
        Some(Known::Word) => Some(Verbalization::same(&capitalised(joined))),
        // Co.Ca.: the first letters of words
        None if !capitals && is_of_syllables(written) => {
            Some(Verbalization::same(written.replace('.', " ").trim_end()))
        }
        None if !capitals => None,
        None if is_pronounceable(joined) => Some(Verbalization::same(&capitalised(joined))),
        None => Some(letters(joined)),
    }
}

/// Whether a capital and a small letter stand before each dot.
fn is_of_syllables(written: &str) -> bool {
    let syllable = |part: &str| {
        let mut letters = part.chars();
        letters.next().is_some_and(char::is_uppercase) && letters.next().is_some_and(char::is_lowercase)
    };
    written.trim_end_matches('.').split('.').all(syllable)
}

/// Whether an abbreviation's letters are another's here: capitals (`D.C.`) far from a year, the `S.S.` of a club, the
/// `p.m.` who has an article.
fn is_no_abbreviation(text: &Text, i: usize, end: usize, written: &str) -> bool {
    let before = text.word_before(i);
    let behind_number = text.kind_before(i) == Kind::Digits
        || i > 1 && text.kind_before(i) == Kind::Space && text.kind(i - 2) == Kind::Digits
        || text.kind_before(i) == Kind::Space && before.is_some_and(|j| roman::value(text.at(j)).is_some());
    // Aurora 0 - 2 A.C. Fulgor
    let score = behind_number && i > 5 && fraction::is_spaced_pair(text, i - 6);
    let behind_number = behind_number && !score;
    match written {
        "p.m." | "P.M." => !behind_number && has_article(text, i),
        "A.C." | "D.C." => !behind_number && !text.previous_is(i, List::Eras),
        "S.S." => !text.tables.rulers.contains_key(text.at(text.skip(end))),
        "U.S." | "A.M." | "C.D." | "C.M." | "P.V." | "I.E." | "E.G." => !behind_number,
        _ => false,
    }
}

/// Alla c.a. del direttore: somebody's attention, where no number could be meant.
fn is_attention(text: &Text, i: usize, end: usize, written: &str) -> bool {
    matches!(written, "c.a." | "C.a.")
        && (text.previous_word(i) == "alla" || text.begins_sentence(i))
        && text.kind(text.skip(end)) == Kind::Word
}

/// Whether the last dot also ends the sentence. A capital alone does not tell: it could be the name's (`A.C. Milan`), and
/// behind an association's article so could a word that begins sentences (`l'A.P.S. Oltre`), but for articles.
fn ends_sentence(text: &Text, i: usize, end: usize, joined: &str) -> bool {
    let next = text.skip(end);
    let named = || {
        text.tables.lists.has(List::Associations, joined)
            && (has_article(text, i) || text.kind_before(i) == Kind::Apostrophe)
            && text.kind(next + 1) != Kind::Apostrophe
            && !is_opener(&lower(text.at(next)))
    };
    matches!(text.kind(next), Kind::Break | Kind::End) || text.opens_sentence(next) && !named()
}

/// Whether a name seldom begins with the word, and a sentence often does.
fn is_opener(word: &str) -> bool {
    const OPENERS: &str =
        " poi ma è non ha sono ora così perché però quindi infatti anche se quando chi questo questa questi queste ";
    form_of_article(word).is_some() || OPENERS.contains(&format!(" {word} "))
}

#[cfg(test)]
mod tests {
    use crate::verbalize;

    #[test]
    fn letters_and_their_dots() {
        let rows = [
            ("L'A.C. Milan", "L'a ci Milan"),
            ("nel 44 A.C.", "nel quarantaquattro avanti Cristo."),
            ("all'I.N.P.S. Il resto", "all'Inps. Il resto"),
            ("il p.m. e le p.m.i.", "il pi emme e le pi emme i."),
            ("gli U.S. Open", "gli iu ess Open"),
            ("L'U.S. Lecce", "L'u esse Lecce"),
            ("il C.d.A. e la S.p.A. di Bari", "il ci di a e la esse pi a di Bari"),
        ];
        for (written, wanted) in rows {
            assert_eq!(verbalize(written).text, wanted);
        }
    }
}
