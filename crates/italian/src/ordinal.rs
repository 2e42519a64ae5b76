//! Ordinal numbers in words.

use super::cardinal::{Gender, cardinal_of, ordinal_stem};
use super::verbalization::Verbalization;

/// The ordinal of `n` (1 or more; 0 is `zeresimo`).
///
/// ```
/// use altavoce_italian::{Gender, ordinal};
///
/// assert_eq!(ordinal(23, Gender::Feminine, false).text, "ventitreesima");
/// assert_eq!(ordinal(1, Gender::Masculine, true).text, "primi");
/// ```
pub fn ordinal(n: u64, gender: Gender, plural: bool) -> Verbalization {
    let ending = match (gender, plural) {
        (Gender::Masculine, false) => "o",
        (Gender::Masculine, true) => "i",
        (Gender::Feminine, false) => "a",
        (Gender::Feminine, true) => "e",
    };
    let mut out = stem(n);
    out.push_str(ending);
    out
}

fn stem(n: u64) -> Verbalization {
    if (1..=10).contains(&n) {
        return Verbalization::same(ordinal_stem(n));
    }
    let mut out = cardinal_of(n);
    if n == 1_000_000 || n == 1_000_000_000 {
        // un milione is milionesimo, without the article
        out = Verbalization::same(if n == 1_000_000 { "milione" } else { "miliardo" });
    }
    let mark = if n.is_multiple_of(1000) && !n.is_multiple_of(1_000_000) && n != 1000 {
        // duemila is duemillesimo: the l is doubled again
        out.cut(1);
        "lesim"
    } else if n % 100 == 10 {
        // centodieci is centodecimo
        out.cut("dieci".len());
        "decim"
    } else if ends_in(n, 3) {
        out.cut(1);
        "eesim"
    } else if ends_in(n, 6) {
        "esim"
    } else {
        out.cut(1);
        "esim"
    };
    out.push_str(mark);
    out
}

/// Whether the word for `n` ends in the word for `digit`.
fn ends_in(n: u64, digit: u64) -> bool {
    n % 10 == digit && n % 100 / 10 != 1
}
