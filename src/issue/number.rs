//! The number, in a title, in running text, in a file's name.

use altavoce_italian::month_number;

use super::emoji;
use super::vocabulary::VOCABULARY;

/// What parts a number from the rest of a title.
const SEPARATORS: [char; 8] = ['-', '–', '—', '|', ':', '·', ',', '/'];

/// The title without emoji and without a number at its start or end that a separator, brackets or a `#` sets off, and
/// that number.
pub fn off_title(written: &str) -> (String, Option<u32>) {
    let title = emoji::without(written);
    // `# 01`: no year, which can be a title
    if title.len() < 4
        && let Some(n) = small(&title)
    {
        return (String::new(), Some(n));
    }
    let words: Vec<&str> = title.split(' ').collect();
    for take in [1, 2] {
        if words.len() < take {
            break;
        }
        let (front, back) = words.split_at(words.len() - take);
        if let Some((n, _)) = number(&back.join(" ")) {
            let rest = front.join(" ");
            return (rest.trim_end_matches(|c: char| c == ' ' || SEPARATORS.contains(&c)).to_string(), Some(n));
        }
        let (front, back) = words.split_at(take);
        if let Some((n, parted)) = number(&front.join(" "))
            && (parted || back.first().is_some_and(|w| w.chars().all(|c| SEPARATORS.contains(&c))))
        {
            let rest = back.join(" ");
            return (rest.trim_start_matches(|c: char| c == ' ' || SEPARATORS.contains(&c)).to_string(), Some(n));
        }
    }
    let inside = in_text(&title);
    (title, inside)
}

/// The number in a first paragraph: `#22`, or `numero 22` where it speaks of this issue (`al numero 22`), not of a rank
/// (`il numero 2 di Google`).
pub fn in_text(text: &str) -> Option<u32> {
    let words: Vec<&str> = text.split_whitespace().collect();
    (0..words.len()).find_map(|i| {
        let is_one_of = |words: &[String], word: &str| words.iter().any(|w| w == word);
        let announced = |w: &&str| is_one_of(&VOCABULARY.number, &w.to_lowercase());
        let before = i.checked_sub(1).map_or(String::new(), |b| words[b].to_lowercase());
        let ours = before.is_empty() || is_one_of(&VOCABULARY.before_number, &before);
        match words.get(i).filter(|w| announced(w)) {
            Some(word) if ours => number(&format!("{word} {}", words.get(i + 1)?)).map(|(n, _)| n),
            Some(_) => None,
            None => words[i].starts_with('#').then(|| number(words[i]))?.map(|(n, _)| n),
        }
    })
}

/// The number in a file's name: `022`, `22-il-vento`, `numero-22`, `newsletter_022`. None in a day (`2024-03-08-vento`), a
/// year (`2024-riassunto`) or a quantity (`300-volte`).
pub fn in_file_name(stem: &str) -> Option<u32> {
    let words: Vec<&str> = stem.split(['-', '_', ' ', '.', '#']).filter(|w| !w.is_empty()).collect();
    let announced = |i: &usize| {
        let word = words[*i].trim_end_matches(|c: char| c.is_ascii_digit()).to_lowercase();
        let glued = words[*i].len() > word.len() && !word.is_empty();
        VOCABULARY.file_number.contains(&word).then_some(())?;
        small(if glued { words[*i].get(word.len()..)? } else { words.get(i + 1)? })
    };
    if let Some(number) = (0..words.len()).find_map(|i| announced(&i)) {
        return Some(number);
    }
    let digits = words.first()?;
    let number = small(digits)?;
    let next = words.get(1).map(|w| w.to_lowercase());
    let year = digits.len() == 4 && (1900..2100).contains(&number);
    let sure = digits.starts_with('0') || words.len() == 1;
    if year || !sure && next.is_some_and(|next| is_counted(&next, number)) { None } else { Some(number) }
}

/// Whether `word` behind a number is what is counted, or the rest of a day: `300 volte`, `8 marzo`, `03-08`.
fn is_counted(word: &str, number: u32) -> bool {
    let plural = number > 1 && word.ends_with(['i', 'e']) && !VOCABULARY.small_words.iter().any(|w| w == word);
    plural || word.starts_with(|c: char| c.is_ascii_digit()) || month_number(word).is_some()
}

/// The one number in what a front matter says: `22`, `#22`, `n. 22`, `Stagione 2`.
pub fn written(text: &str) -> Option<u32> {
    let is_other = |c: char| !c.is_ascii_digit();
    let mut runs = text.split(is_other).filter(|run| !run.is_empty());
    let (number, more) = (runs.next()?, runs.next());
    if more.is_some() || text.contains(['-', '−', '/', '%']) { None } else { number.parse().ok() }
}

/// `#22`, `(#22)`, `numero 22`, `n.22:` as a number, and whether a separator closes it.
fn number(text: &str) -> Option<(u32, bool)> {
    let bare = text.trim_matches(['(', ')', '[', ']']);
    let open = bare.trim_end_matches(|c: char| SEPARATORS.contains(&c) || matches!(c, '.' | '!' | ')'));
    let parted = open.len() < bare.len();
    if let Some(digits) = open.strip_prefix('#') {
        return small(digits).map(|n| (n, parted));
    }
    let lower = open.to_lowercase();
    let digits = VOCABULARY.number.iter().find_map(|w| lower.strip_prefix(w.as_str()))?;
    small(digits.trim_start().trim_start_matches('#')).map(|n| (n, parted))
}

/// An issue's number has at most four digits.
fn small(digits: &str) -> Option<u32> {
    let fits = (1..=4).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    if fits { digits.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_off_titles() {
        let rows = [
            ("🌬️Il mare è salito - #22", "Il mare è salito", Some(22)),
            ("Il vento (#22)", "Il vento", Some(22)),
            ("Il vento | n. 22", "Il vento", Some(22)),
            ("Il vento – Numero 22", "Il vento", Some(22)),
            ("#22 - Il vento", "Il vento", Some(22)),
            ("Numero 22: il vento", "il vento", Some(22)),
            ("Radar #22: il vento", "Radar #22: il vento", Some(22)),
            ("#22", "", Some(22)),
            ("01", "", Some(1)),
            ("1984", "1984", None),
            ("Il vento", "Il vento", None),
            ("Il numero 2 di Google si dimette", "Il numero 2 di Google si dimette", None),
            ("Perché #2024elezioni conta", "Perché #2024elezioni conta", None),
            ("Numero 1 al mondo", "Numero 1 al mondo", Some(1)),
        ];
        let got = |t: &str| off_title(t);
        let wrong: Vec<_> = rows.iter().filter(|(i, t, n)| got(i) != (t.to_string(), *n)).map(|r| got(r.0)).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn numbers_that_are_given() {
        let rows = [
            ("22", Some(22)),
            ("022", Some(22)),
            (" #22 ", Some(22)),
            ("n. 22", Some(22)),
            ("Numero 22", Some(22)),
            ("Stagione 2", Some(2)),
            ("2ª", Some(2)),
            ("-1", None),
            ("1.5", None),
            ("22/2024", None),
            ("tanti", None),
        ];
        let wrong: Vec<_> = rows.iter().filter(|(i, o)| written(i) != *o).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn numbers_in_text_and_file_names() {
        let rows = [
            ("Benvenuti al numero 22 di Marea!", Some(22)),
            ("Numero 7, si ricomincia", Some(7)),
            ("Ecco a voi #31, buona lettura", Some(31)),
            ("il numero 2 di Google", None),
            ("nel 2024", None),
            ("#tag", None),
        ];
        let wrong: Vec<_> = rows.iter().filter(|(i, o)| in_text(i) != *o).map(|r| (r, in_text(r.0))).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
        let rows = [
            ("022", Some(22)),
            ("22-il-vento", Some(22)),
            ("22-le-maree", Some(22)),
            ("22-vento-forte", Some(22)),
            ("007-volte-tanto", Some(7)),
            ("22_il vento", Some(22)),
            ("22 - Il vento", Some(22)),
            ("numero-22", Some(22)),
            ("radar-numero-22-il-vento", Some(22)),
            ("newsletter-022", Some(22)),
            ("newsletter22", Some(22)),
            ("n22", Some(22)),
            ("2024-03-08-newsletter-22", Some(22)),
            ("issue#22", Some(22)),
            ("2024-03-08-x", None),
            ("20240308-x", None),
            ("2024-riassunto", None),
            ("2024", None),
            ("300-volte", None),
            ("10-motivi-per-restare", None),
            ("8-marzo", None),
            ("24-03-08", None),
            ("5.000-anni", None),
            ("covid-19", None),
            ("22esimo", None),
            ("x", None),
        ];
        let wrong: Vec<_> = rows.iter().filter(|(i, o)| in_file_name(i) != *o).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}
