//! Cardinal numbers in words.
//!
//! The spaced rendering breaks a compound only where espeak-ng's Italian goes wrong: before sei and sette, whose s it
//! would voice (`ventizei`), before nove, whose o it would close, and behind cento, mille and mila, where one stress
//! would have to do for two words. It writes the accent of what it would misread: tré, vénti (it says the winds).

use std::sync::LazyLock;

use super::tables::rows;
use super::verbalization::Verbalization;

/// The words of the numbers that have one, by number, and the stems of their ordinals.
struct NumberWords {
    cardinals: [&'static str; 100],
    ordinals: [&'static str; 100],
}

static NUMBERS: LazyLock<NumberWords> = LazyLock::new(|| {
    let mut numbers = NumberWords { cardinals: [""; 100], ordinals: [""; 100] };
    for row in rows(include_str!("../data/numbers.tsv")) {
        // the file is part of the program, and every number is tested
        let n: usize = row[0].parse().expect("data/numbers.tsv begins its rows with a number");
        numbers.cardinals[n] = row[1];
        numbers.ordinals[n] = row.get(2).copied().unwrap_or_default();
    }
    numbers
});

/// The word of a number below twenty, or of one of the tens.
pub(crate) fn number_word(n: u64) -> &'static str {
    NUMBERS.cardinals[n as usize]
}

/// The stem of the ordinal of a number from one to ten.
pub(crate) fn ordinal_stem(n: u64) -> &'static str {
    NUMBERS.ordinals[n as usize]
}

/// Grammatical gender.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gender {
    /// Masculine.
    Masculine,
    /// Feminine.
    Feminine,
}

/// The largest number of digits that has a name in newspaper Italian (`un milione di miliardi`); longer numbers are read
/// digit by digit, in groups of three.
pub const NAMED_DIGITS: usize = 18;

/// A whole number, given as ASCII digits, in words: `1250` is `milleduecentocinquanta`.
///
/// Leading zeros are ignored; more than [`NAMED_DIGITS`] significant digits are read one by one.
///
/// ```
/// use altavoce_italian::cardinal;
///
/// assert_eq!(cardinal("1250").text, "milleduecentocinquanta");
/// assert_eq!(cardinal("0106").spaced, "cento sei");
/// ```
pub fn cardinal(digits: &str) -> Verbalization {
    let significant = digits.trim_start_matches('0');
    if significant.len() > NAMED_DIGITS {
        return digit_groups(digits);
    }
    cardinal_of(significant.bytes().fold(0, |n, d| n * 10 + u64::from(d - b'0')))
}

/// A number below 10¹⁸ in words. From 10¹⁵ on, its milliards are counted in millions: `due milioni di miliardi`.
///
/// ```
/// use altavoce_italian::cardinal_of;
///
/// assert_eq!(cardinal_of(1_000_023).text, "un milione ventitré");
/// assert_eq!(cardinal_of(2_000_000_000_000_000).text, "due milioni di miliardi");
/// ```
pub fn cardinal_of(n: u64) -> Verbalization {
    let mut out = Verbalization::default();
    write(&mut out, n);
    out
}

/// Puts the words for `n` behind what is there.
fn write(out: &mut Verbalization, n: u64) {
    let (billions, millions, rest) = (n / 1_000_000_000, n / 1_000_000 % 1000, n % 1_000_000);
    if billions >= 1_000_000 {
        write(out, billions);
        out.push_word(if billions.is_multiple_of(1_000_000) { "di miliardi" } else { "miliardi" });
    } else if billions > 0 {
        scaled(out, billions, "un miliardo", "miliardi");
    }
    if millions > 0 {
        scaled(out, millions, "un milione", "milioni");
    }
    if rest > 0 || n == 0 {
        part(out);
        below_million(out, rest);
    }
}

/// A space before the next word, unless it is the first.
fn part(out: &mut Verbalization) {
    if !out.is_empty() {
        out.push_str(" ");
    }
}

fn scaled(out: &mut Verbalization, n: u64, one: &str, many: &str) {
    if n == 1 {
        return out.push_word(one);
    }
    part(out);
    below_million(out, n);
    out.push_word(many);
}

/// The digits by their names in groups of three, counted from the last, with a breath between the groups.
fn digit_groups(digits: &str) -> Verbalization {
    let mut out = Verbalization::default();
    for (n, d) in digits.bytes().enumerate() {
        if n > 0 && (digits.len() - n).is_multiple_of(3) {
            out.push_str(",");
        }
        out.push_word(number_word(u64::from(d - b'0')));
    }
    out
}

/// Each digit by its name: `02` is `zero due`. Anything but ASCII digits is skipped.
pub fn digit_by_digit(digits: &str) -> Verbalization {
    let mut out = Verbalization::default();
    for d in digits.bytes().filter(u8::is_ascii_digit) {
        out.push_word(number_word(u64::from(d - b'0')));
    }
    out
}

fn below_million(out: &mut Verbalization, n: u64) {
    let (thousands, rest) = (n / 1000, n % 1000);
    match thousands {
        0 => return below_thousand(out, rest, true),
        1 => out.push_str("mille"),
        _ => {
            below_thousand(out, thousands, false);
            if thousands > 10 && thousands != 100 {
                out.spaced.push(' ');
            }
            out.push_str("mila");
        }
    }
    match rest {
        0 => {}
        // a lone three takes its accent behind mille, mila and cento: duemilatré
        3 => out.push_part("tré"),
        _ => {
            out.spaced.push(' ');
            below_thousand(out, rest, true);
        }
    }
}

/// `last` tells whether the word ends here: only then a compound three is written with its accent. The spaced rendering
/// always has it, for there the three ends a word.
fn below_thousand(out: &mut Verbalization, n: u64, last: bool) {
    let (hundreds, rest) = (n / 100, n % 100);
    match hundreds {
        0 => return below_hundred(out, rest, last),
        1 => {}
        _ => out.push_str(number_word(hundreds)),
    }
    out.push_str("cento");
    match rest {
        0 => {}
        3 => {
            out.text.push_str(if last { "tré" } else { "tre" });
            out.spaced.push_str(" tré");
        }
        8 | 80..=89 => {
            out.cut(1);
            below_hundred(out, rest, last);
        }
        _ => {
            out.spaced.push(' ');
            below_hundred(out, rest, last);
        }
    }
}

fn below_hundred(out: &mut Verbalization, n: u64, last: bool) {
    if n < 20 {
        return out.push_str(number_word(n));
    }
    let tens = number_word(n / 10 * 10);
    out.text.push_str(tens);
    // as a word of its own the phonemiser says the winds, and this is the number whatever stands beside it
    out.spaced.push_str(if matches!(n, 20 | 26 | 27 | 29) { "vénti" } else { tens });
    let unit = number_word(n % 10);
    match n % 10 {
        0 => {}
        1 | 8 => {
            out.cut(1);
            out.push_str(unit);
        }
        3 => {
            out.text.push_str(if last { "tré" } else { "tre" });
            out.spaced.push_str("tré");
        }
        6 | 7 | 9 => out.push_part(unit),
        _ => out.push_str(unit),
    }
}
