//! Raised and lowered letters: powers, indices, ordinals, ends of abbreviations, marks of notes.

use super::vocabulary::VOCABULARY;

/// Signs behind which a figure is counted with.
const OPERATORS: [char; 12] = ['=', '+', '×', '·', '*', '−', '<', '>', '≈', '√', '÷', '/'];

/// What raised letters are.
#[derive(Debug, Clone, PartialEq)]
pub enum Raised {
    /// The mark of a note.
    Note,
    /// This stands in their place.
    Text(String),
    /// So does this, and so many bytes before them go.
    Instead(usize, String),
}

/// Reads `inner`, raised behind `before`; `leads` says whether it leads to another place of the page.
pub fn raised(before: &str, inner: &str, leads: bool) -> Raised {
    let inner = inner.trim();
    let small = inner.to_lowercase();
    let bare = inner.trim_matches(['[', ']', '(', ')', '{', '}']);
    let last = before.chars().next_back();
    let word = &before[before.trim_end_matches(char::is_alphanumeric).len()..];
    let is_note = leads
        || inner.starts_with('[')
        || (bare.len() < inner.len() && bare.len() <= 4)
        || bare.chars().all(|c| matches!(c, '*' | '†' | '‡' | '§' | '¶' | ',' | ' '));
    if is_note {
        return Raised::Note;
    }
    if let Some(sign) = VOCABULARY.signs.get(&small).filter(|_| small != "r" || last != Some('D')) {
        return Raised::Text(sign.clone());
    }
    let number = word.bytes().all(|b| b.is_ascii_digit()) && !word.is_empty();
    let figures = inner.chars().any(|c| c.is_ascii_digit())
        && inner.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | ' ' | '-' | '–' | '−' | '+' | ';'));
    if figures {
        let power = is_power(before, word, number, inner);
        return if power { Raised::Text(power_of(inner)) } else { Raised::Note };
    }
    if let Some(ordinal) = ordinal(before, word, &small) {
        return ordinal;
    }
    let letters = inner.chars().all(char::is_alphabetic);
    if letters && !word.is_empty() && !number {
        let capital = word.starts_with(char::is_uppercase) || word.chars().count() <= 4;
        if capital && VOCABULARY.endings.contains(&small) {
            return Raised::Text(format!(".{inner}"));
        }
        if word.chars().count() <= 3 && VOCABULARY.bare_endings.contains(&small) {
            return Raised::Text(inner.to_string());
        }
    }
    // `x` and `2` are raised to a letter or a sum, a word has a note that is a letter
    let base = number || word.chars().count() == 1 || last == Some(')');
    let sum = inner.chars().count() <= 8 && !inner.contains(char::is_whitespace);
    if base && sum && !(letters && inner.chars().count() > 2) {
        return Raised::Text(power_of(inner));
    }
    if letters && inner.chars().count() == 1 && !word.is_empty() {
        return Raised::Note;
    }
    Raised::Text(apart(before, inner))
}

/// Whether the figures `inner`, raised behind `word`, are a power.
fn is_power(before: &str, word: &str, number: bool, inner: &str) -> bool {
    if inner.starts_with(['-', '−', '–', '+']) {
        return number || !word.is_empty() || before.ends_with(')');
    }
    if inner.contains([',', ' ', ';', '-', '–']) {
        // `2` to the 64 minus 56; behind a word it is a row of notes
        return number && matches!(word, "10" | "2") && !inner.contains([',', ' ', ';']);
    }
    // emphasis that begins at the word is no operator
    let lead = before[..before.len() - word.len()].trim_end_matches(['*', '_']).trim_end();
    let counted = lead.ends_with(OPERATORS.as_slice()) || lead.ends_with('(') && number;
    if number {
        // a figure with a comma or a point is one number
        let whole = !before[..before.len() - word.len()].ends_with([',', '.']);
        return match word {
            "10" | "2" => inner != "1" || counted,
            // the year, the page, the article with a note
            _ if word.len() >= 2 => counted,
            _ => whole && inner != "1" && (counted || inner.len() == 1),
        };
    }
    if word.is_empty() {
        // `(a + b)²` is a power, `(vedi sopra)²` has a note
        let Some(inside) = before.strip_suffix(')').and_then(|b| b.rsplit('(').next()) else { return false };
        return inside.contains(OPERATORS.as_slice()) || inside.contains(" - ") || inside.chars().count() <= 2;
    }
    let small = word.to_lowercase();
    let letters = word.chars().count();
    let greek = word.chars().any(|c| matches!(c, 'α'..='ω' | 'Α'..='Ω'));
    let vowel = |c: char| "aeiouàèéìòù".contains(c);
    let unit = VOCABULARY.units.contains(&small) && (inner == "2" || inner == "3");
    let variable = letters == 1 && (counted || !matches!(small.as_str(), "e" | "o" | "è"));
    unit || greek || variable || (letters == 2 && !small.contains(vowel)) || (counted && letters <= 2)
}

/// `1<sup>o</sup>`, `XX<sup>e</sup>`, `2<sup>nd</sup>`, `n<sup>o</sup>`.
fn ordinal(before: &str, word: &str, small: &str) -> Option<Raised> {
    let ending = VOCABULARY.ordinals.get(small);
    if word.ends_with(|c: char| c.is_ascii_digit()) {
        if VOCABULARY.english_ordinals.iter().any(|e| e == small) {
            return Some(Raised::Text(small.to_string()));
        }
        return ending.map(|sign| Raised::Text(sign.clone()));
    }
    let ending = ending?;
    if word == "n" || word == "N" {
        let ahead = &before[..before.len() - 1];
        let lower = ahead.to_lowercase().replace('’', "'");
        let article = VOCABULARY.number_articles.iter().filter(|(elided, _)| lower.ends_with(elided.as_str()));
        let Some((elided, whole)) = article.max_by_key(|(elided, _)| elided.len()) else {
            return Some(Raised::Text(".".to_string()));
        };
        let length: usize = ahead.chars().rev().take(elided.chars().count()).map(char::len_utf8).sum();
        let capital = ahead[ahead.len() - length..].starts_with(char::is_uppercase);
        let mut letters = whole.chars();
        let first = letters.next().filter(|_| capital).map(|c| c.to_uppercase().to_string());
        let written = first.map_or(whole.clone(), |first| first + letters.as_str());
        return Some(Raised::Instead(length + 1, format!("{written}{word}.")));
    }
    let roman = !word.is_empty() && word.chars().all(|c| "IVXLCDM".contains(c));
    // a Roman number is an ordinal by itself
    roman.then(|| Raised::Text(String::new())).filter(|_| sign_is_masculine(ending) || word.len() > 1)
}

fn sign_is_masculine(sign: &str) -> bool {
    sign == "º"
}

/// Figures and letters as raised characters, or behind `^` where there are none.
pub fn power_of(inner: &str) -> String {
    let raised = |c: char| {
        Some(match c {
            '0' => '⁰',
            '1' => '¹',
            '2' => '²',
            '3' => '³',
            '4'..='9' => char::from_u32(0x2070 + u32::from(c) - u32::from('0'))?,
            '-' | '−' | '–' => '⁻',
            '+' => '⁺',
            'n' => 'ⁿ',
            'i' => 'ⁱ',
            _ => return None,
        })
    };
    let sum = inner.char_indices().any(|(at, c)| at > 0 && matches!(c, '+' | '-' | '−' | '–'));
    match inner.chars().map(raised).collect::<Option<String>>() {
        Some(power) if !sum => power,
        _ if inner.chars().count() == 1 => format!("^{inner}"),
        _ => format!("^({inner})"),
    }
}

/// Reads `inner`, lowered behind `before`: an index belongs to its letter, words stay apart.
pub fn lowered(before: &str, inner: &str) -> String {
    let inner = inner.trim();
    let letters: Vec<char> = before.chars().rev().take_while(|c| c.is_alphabetic()).collect();
    let index = inner.chars().count() <= 2 && inner.chars().all(char::is_alphanumeric);
    match letters.as_slice() {
        // `x₁` is a variable, `H₂O` a substance
        [c] if index && c.is_lowercase() => format!(" {} {inner}", VOCABULARY.with_index),
        [_, ..] if inner.bytes().all(|b| b.is_ascii_digit()) => inner.to_string(),
        _ => apart(before, inner),
    }
}

/// Whether `inner`, lowered behind `before`, is the lower part of a fraction. Then `put` is told how many bytes go, and
/// what stands for them and for `inner`.
pub fn ends_fraction(before: &str, inner: &str, put: impl FnOnce(usize, &str)) -> bool {
    let Some((bar, above)) = ['/', '⁄', '∕'].iter().find_map(|bar| Some((bar, before.strip_suffix(*bar)?))) else {
        return false;
    };
    let inner = inner.trim();
    let digits = above.len() - above.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    if digits == 0 || !inner.bytes().all(|b| b.is_ascii_digit()) {
        return false;
    }
    let (lead, above) = above.split_at(above.len() - digits);
    let written = format!("{above}/{inner}");
    let length = digits + bar.len_utf8();
    match VOCABULARY.fractions.get(&written) {
        // three and a half is one number
        Some(sign) => {
            let apart = lead.strip_suffix(' ').is_some_and(|l| l.ends_with(|c: char| c.is_ascii_digit()));
            put(length + usize::from(apart), sign);
        }
        None => put(length, &written),
    }
    true
}

/// A fraction on one line: figures as figures, anything else in words.
pub fn fraction(above: &str, below: &str) -> String {
    let figures = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    match figures(above) && figures(below) {
        true => format!("{above}/{below}"),
        false => format!("{above} {} {below}", VOCABULARY.divided_by),
    }
}

/// With a space before it, where a word would be glued to another.
fn apart(before: &str, inner: &str) -> String {
    let glued = before.ends_with(|c: char| c.is_alphanumeric()) && inner.starts_with(char::is_alphanumeric);
    if glued { format!(" {inner}") } else { inner.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What stands before, then `^` raised or `_` lowered letters, in a whole.
    fn read(before: &str, inner: &str) -> String {
        match raised(before, inner, false) {
            Raised::Note => before.to_string(),
            Raised::Text(text) => format!("{before}{text}"),
            Raised::Instead(length, text) => format!("{}{text}", &before[..before.len() - length]),
        }
    }

    #[test]
    fn raised_letters() {
        let rows = [
            ("sono 10", "6", "sono 10⁶"),
            ("in 20 m", "2", "in 20 m²"),
            ("mille km", "2", "mille km²"),
            ("acqua, 3 cm", "3", "acqua, 3 cm³"),
            ("cioè 2", "8", "cioè 2⁸"),
            ("2", "32", "2³²"),
            ("5·10", "-3", "5·10⁻³"),
            ("10", "−9", "10⁻⁹"),
            ("E = mc", "2", "E = mc²"),
            ("x", "2", "x²"),
            ("πr", "2", "πr²"),
            ("(a + b)", "2", "(a + b)²"),
            ("3", "2", "3²"),
            ("= 12", "2", "= 12²"),
            ("2", "n", "2ⁿ"),
            ("2", "64-56", "2^(64-56)"),
            ("x", "n+1", "x^(n+1)"),
            // marks of notes
            ("nel 2021", "1", "nel 2021"),
            ("nel 1999", "12", "nel 1999"),
            ("il comune", "[2]", "il comune"),
            ("lo dissero tutti", "23", "lo dissero tutti"),
            ("tranne uno", "(4)", "tranne uno"),
            ("15 milioni", "3", "15 milioni"),
            ("il 12,5", "3", "il 12,5"),
            ("cresce del 30%", "2", "cresce del 30%"),
            ("ha detto.", "4", "ha detto."),
            ("«basta»", "5", "«basta»"),
            ("(vedi sopra)", "2", "(vedi sopra)"),
            ("articolo 18", "1", "articolo 18"),
            ("il dato", "1,2", "il dato"),
            ("il dato", "3-5", "il dato"),
            ("il dato", "*", "il dato"),
            ("il dato", "a", "il dato"),
            ("come si dice", "senza fonte", "come si dice senza fonte"),
            // ordinals and abbreviations
            ("il 1", "o", "il 1º"),
            ("la 3", "a", "la 3ª"),
            ("il 1", "er", "il 1º"),
            ("il XX", "e", "il XX"),
            ("Enrico IV", "o", "Enrico IV"),
            ("the 2", "nd", "the 2nd"),
            ("n", "o", "n."),
            ("L'n", "o", "Il n."),
            ("dell’n", "o", "del n."),
            ("la Sig", "ra", "la Sig.ra"),
            ("F", "lli", "F.lli"),
            ("la Prof", "ssa", "la Prof.ssa"),
            ("il D", "r", "il Dr"),
            ("Acme", "TM", "Acme™"),
            ("Acme", "®", "Acme®"),
            ("", "1", ""),
            ("", "Fonte: il comune", "Fonte: il comune"),
        ];
        let wrong: Vec<_> = rows.iter().filter(|r| read(r.0, r.1) != r.2).map(|r| (r, read(r.0, r.1))).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
        assert_eq!(raised("15 milioni", "3", true), Raised::Note);
    }

    #[test]
    fn lowered_letters() {
        let rows = [
            ("H", "2", "2"),
            ("CO", "2", "2"),
            ("log", "10", "10"),
            ("x", "1", " con 1"),
            ("la v", "0", " con 0"),
            ("x", "i", " con i"),
            ("il dato", "provvisorio", " provvisorio"),
            ("", "Fonte", "Fonte"),
        ];
        let wrong: Vec<_> = rows.iter().filter(|r| lowered(r.0, r.1) != r.2).map(|r| lowered(r.0, r.1)).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}
