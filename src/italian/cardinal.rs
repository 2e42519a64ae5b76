//! Cardinal numbers in words.
//!
//! The spaced rendering breaks a compound only where espeak-ng's Italian goes wrong: before sei and sette, whose s it
//! would voice (`ventizei`), before nove, whose o it would close, and behind cento, mille and mila, where one stress
//! would have to do for two words.

use super::reading::Reading;

const SMALL: [&str; 20] = [
    "zero",
    "uno",
    "due",
    "tre",
    "quattro",
    "cinque",
    "sei",
    "sette",
    "otto",
    "nove",
    "dieci",
    "undici",
    "dodici",
    "tredici",
    "quattordici",
    "quindici",
    "sedici",
    "diciassette",
    "diciotto",
    "diciannove",
];
const TENS: [&str; 10] =
    ["", "", "venti", "trenta", "quaranta", "cinquanta", "sessanta", "settanta", "ottanta", "novanta"];

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
pub fn cardinal(digits: &str) -> Reading {
    let significant = digits.trim_start_matches('0');
    if significant.len() > NAMED_DIGITS {
        return digit_groups(digits);
    }
    cardinal_of(significant.bytes().fold(0, |n, d| n * 10 + u64::from(d - b'0')))
}

/// A number below 10¹⁸ in words. From 10¹⁵ on, its milliards are counted in millions: `due milioni di miliardi`.
pub fn cardinal_of(n: u64) -> Reading {
    let (billions, millions, rest) = (n / 1_000_000_000, n / 1_000_000 % 1000, n % 1_000_000);
    let mut out = Reading::default();
    if billions > 0 {
        if billions < 1_000_000 {
            out.then(&scaled(billions, "un miliardo", "miliardi"));
        } else {
            out.then(&cardinal_of(billions));
            out.word(if billions.is_multiple_of(1_000_000) { "di miliardi" } else { "miliardi" });
        }
    }
    if millions > 0 {
        out.then(&scaled(millions, "un milione", "milioni"));
    }
    if rest > 0 || n == 0 {
        out.then(&below_million(rest));
    }
    out
}

fn scaled(n: u64, one: &str, many: &str) -> Reading {
    if n == 1 {
        return Reading::same(one);
    }
    let mut out = below_million(n);
    out.word(many);
    out
}

/// The digits by their names in groups of three, counted from the last, with a breath between the groups.
fn digit_groups(digits: &str) -> Reading {
    let mut out = Reading::default();
    for (n, d) in digits.bytes().enumerate() {
        if n > 0 && (digits.len() - n).is_multiple_of(3) {
            out.mark(",");
        }
        out.word(SMALL[usize::from(d - b'0')]);
    }
    out
}

/// Each digit by its name: `02` is `zero due`. Anything but ASCII digits is skipped.
pub fn digit_by_digit(digits: &str) -> Reading {
    let mut out = Reading::default();
    for d in digits.bytes().filter(u8::is_ascii_digit) {
        out.word(SMALL[usize::from(d - b'0')]);
    }
    out
}

fn below_million(n: u64) -> Reading {
    let (thousands, rest) = (n / 1000, n % 1000);
    let mut out = match thousands {
        0 => return below_thousand(rest, true),
        1 => Reading::same("mille"),
        _ => {
            let mut out = below_thousand(thousands, false);
            let mila = Reading::same("mila");
            if thousands <= 10 || thousands == 100 {
                out.glue(&mila)
            } else {
                out.compound(&mila)
            }
            out
        }
    };
    if rest > 0 {
        out.compound(&final_three(rest));
    }
    out
}

/// The rest behind mille, mila or cento: a lone three takes its accent there (duemilatré).
fn final_three(n: u64) -> Reading {
    if n == 3 { Reading::same("tré") } else { below_thousand(n, true) }
}

/// `last` tells whether the word ends here: only then a compound three is written with its accent. The spaced rendering
/// always has it, for there the three ends a word.
fn below_thousand(n: u64, last: bool) -> Reading {
    let (hundreds, rest) = (n / 100, n % 100);
    let mut out = match hundreds {
        0 => return below_hundred(rest, last),
        1 => Reading::same("cento"),
        _ => Reading::same(&format!("{}cento", SMALL[hundreds as usize])),
    };
    match rest {
        0 => {}
        3 => out.compound(&Reading::new(if last { "tré" } else { "tre" }, "tré")),
        8 | 80..=89 => {
            out.cut(1);
            out.glue(&below_hundred(rest, last));
        }
        _ => out.compound(&below_hundred(rest, last)),
    }
    out
}

fn below_hundred(n: u64, last: bool) -> Reading {
    if n < 20 {
        return Reading::same(SMALL[n as usize]);
    }
    let mut out = Reading::same(TENS[(n / 10) as usize]);
    let unit = Reading::same(SMALL[(n % 10) as usize]);
    match n % 10 {
        0 => {}
        1 | 8 => {
            out.cut(1);
            out.glue(&unit);
        }
        3 => out.glue(&Reading::new(if last { "tré" } else { "tre" }, "tré")),
        6 | 7 | 9 => out.compound(&unit),
        _ => out.glue(&unit),
    }
    out
}
