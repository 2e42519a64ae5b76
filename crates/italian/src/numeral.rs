//! Written numbers: grouping, decimals, ranges, and the scale words behind them (`535,8 milioni`, `10k`, `$2.3B`).

use super::cardinal::{NAMED_DIGITS, cardinal, digit_by_digit};
use super::tables::ScalePlace;
use super::text::Text;
use super::tokenize::Kind;
use super::verbalization::Verbalization;
use super::{operation, spaced};

/// A number as it is written: `1.250,5` has whole `1250` and decimals `5`.
#[derive(Debug, Clone, PartialEq)]
pub struct Numeral {
    /// The whole part, as digits without marks.
    pub whole: String,
    /// The decimals.
    pub decimals: Option<String>,
    /// Whether the decimals stand behind a dot.
    pub dot: bool,
    /// Whether thousands were marked.
    pub grouped: bool,
    /// The first token behind it.
    pub end: usize,
}

/// The word for a decimal mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Point {
    /// As the mark is: comma is virgola, dot is punto.
    Written,
    /// Always virgola: a quantity, whichever mark it is written with.
    Comma,
}

impl Numeral {
    /// The number written at token `i`, which must be digits. In an `english` number a comma marks thousands.
    pub fn parse(text: &Text, i: usize, english: bool) -> Option<Numeral> {
        let first = text.digits(i)?;
        let mut whole = first.to_string();
        let mut end = i + 1;
        let groups = group_mark(text, i, english);
        if let Some(mark) = groups {
            while is_group(text, end, mark) {
                whole.push_str(text.at(end + 1));
                end += 2;
            }
        }
        let mark = text.at(end);
        let (mut decimals, mut dot) = (None, false);
        if (mark == "," || mark == "." && groups != Some("."))
            && groups != Some(mark)
            && let Some(digits) = text.digits(end + 1)
        {
            decimals = Some(digits.to_string());
            dot = mark == ".";
            end += 2;
        }
        Some(Numeral { whole, decimals, dot, grouped: groups.is_some(), end })
    }

    /// Whether it is one, and nothing behind the comma.
    pub fn is_one(&self) -> bool {
        self.whole == "1" && self.decimals.is_none()
    }

    /// The value, if it is whole and fits.
    pub fn value(&self) -> Option<u64> {
        if self.decimals.is_some() { None } else { self.whole.parse().ok() }
    }

    /// Whether it begins with a zero that no quantity has: `007`.
    pub fn is_code(&self) -> bool {
        self.whole.len() > 1 && self.whole.starts_with('0')
    }

    /// Whether its words end in milione, milioni, miliardo or miliardi.
    pub fn ends_in_scale(&self) -> bool {
        let digits = self.whole.trim_start_matches('0');
        self.decimals.is_none() && digits.len() > 6 && digits.ends_with("000000") && digits.len() <= NAMED_DIGITS
    }

    /// The same number a thousand times as large; `None` if it has more than three decimals.
    fn thousandfold(&self) -> Option<Numeral> {
        let decimals = self.decimals.as_deref().unwrap_or("");
        if decimals.len() > 3 {
            return None;
        }
        let mut whole = format!("{}{decimals}", self.whole);
        whole.extend(std::iter::repeat_n('0', 3 - decimals.len()));
        Some(Numeral { whole, decimals: None, dot: false, grouped: true, end: self.end })
    }

    /// In words.
    pub fn say(&self, point: Point) -> Verbalization {
        let mut out = if self.is_code() { digit_by_digit(&self.whole) } else { cardinal(&self.whole) };
        if let Some(decimals) = &self.decimals {
            out.push_word(if self.dot && point == Point::Written { "punto" } else { "virgola" });
            out.push(&say_decimals(decimals));
        }
        out
    }
}

/// One or two decimals are a number, unless they begin with a zero; more are digits.
pub fn say_decimals(decimals: &str) -> Verbalization {
    if decimals.len() <= 2 && !decimals.starts_with('0') { cardinal(decimals) } else { digit_by_digit(decimals) }
}

/// The mark of thousands that the number at token `i` uses, if it uses one.
fn group_mark<'a>(text: &Text<'a>, i: usize, english: bool) -> Option<&'a str> {
    let first = text.at(i);
    if first.len() > 3 || first.starts_with('0') {
        return None;
    }
    let mark = text.at(i + 1);
    if !is_group(text, i + 1, mark) {
        return None;
    }
    let mut last = i + 1;
    while is_group(text, last + 2, mark) {
        last += 2;
    }
    // what follows the last group must not make it something else: 1.250.5, 192.168.100.1
    let unfinished = text.is(last + 2, mark) && text.kind(last + 3) == Kind::Digits;
    let ok = match mark {
        "." => !unfinished,
        "," => {
            let told = english || last > i + 1 || first != "0" && text.is(last + 1, "000");
            (told || spaced::has_english_decimals(text, last + 2)) && !unfinished
        }
        "'" | "’" => !unfinished,
        "\u{a0}" | "\u{202f}" | "\u{2009}" => !unfinished,
        " " => !unfinished && (text.is(last + 1, "000") || spaced::is_one_number(text, i, last + 2)),
        _ => false,
    };
    ok.then_some(mark)
}

fn is_group(text: &Text, mark_at: usize, mark: &str) -> bool {
    !mark.is_empty()
        && text.is(mark_at, mark)
        && text.digits(mark_at + 1).is_some_and(|d| d.len() == 3)
        && (text.kind(mark_at + 2) != Kind::Word || is_measure(text, mark_at + 2))
        || text.is(mark_at, mark)
            && text.digits(mark_at + 1).is_some_and(|d| d.len() == 3)
            && scale_at(text, mark_at + 2).is_some()
}

/// Whether the word that touches a number is a unit or a currency: `1.500W`, `2.000EUR`.
fn is_measure(text: &Text, i: usize) -> bool {
    text.tables.units.contains_key(text.at(i)) || text.tables.currencies.contains_key(text.at(i))
}

/// A scale word behind a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// mila, k
    Thousand,
    /// milioni, mln, M
    Million,
    /// miliardi, mld, B, bn
    Billion,
    /// mille miliardi, T
    Trillion,
    /// trilioni, as some newspapers write for the English trillion
    Trilione,
}

/// Whether the sign of a currency stands directly at token `i`: `2,5 M€`.
pub fn before_currency(text: &Text, i: usize) -> bool {
    text.kind(i) == Kind::Symbol && text.tables.currencies.contains_key(text.at(i))
}

/// The scale at token `i`, which touches its number or stands behind a space, and the token behind it.
pub fn scale_at(text: &Text, i: usize) -> Option<(Scale, usize)> {
    let tight = text.kind(i) == Kind::Word;
    let j = text.skip(i);
    if text.kind(j) != Kind::Word || text.touches(j + 1) {
        return None;
    }
    let word = text.tables.scales.get(text.at(j))?;
    let stands = match word.place {
        ScalePlace::Any => true,
        ScalePlace::Tight => tight,
        ScalePlace::Money => tight || before_currency(text, text.skip(j + 1)),
    };
    if !stands {
        return None;
    }
    // "mln." and "mld." are abbreviations with their full stop
    Some((word.scale, if word.dotted && text.is(j + 1, ".") && !text.ends_sentence(j + 2) { j + 2 } else { j + 1 }))
}

/// One number or a range of two, with its scale.
#[derive(Debug, Clone)]
pub struct Quantity {
    /// The number, or where the range begins.
    pub first: Numeral,
    /// Where the range ends.
    pub last: Option<Numeral>,
    /// The scale word behind.
    pub scale: Option<Scale>,
    /// The first token.
    pub start: usize,
    /// The first token behind it all.
    pub end: usize,
}

impl Quantity {
    /// The quantity at token `i`. A lone capital (`M`, `B`) counts as a scale only if `short_scales`.
    pub fn parse(text: &Text, i: usize, english: bool, short_scales: bool) -> Option<Quantity> {
        let first = Numeral::parse(text, i, english)?;
        let mut end = first.end;
        let mut last = None;
        if matches!(text.at(end), "-" | "–" | "—" | "÷" | "‑" | "−")
            && text.kind(end + 1) == Kind::Digits
            && operation::operation(text, end).is_none()
        {
            last = Numeral::parse(text, end + 1, english);
            end = last.as_ref().map_or(end, |l| l.end);
        }
        if last.is_none()
            && text.kind(end) == Kind::Space
            && matches!(text.at(end + 1), "-" | "–")
            && text.is(end + 2, " ")
        {
            last = spaced::end_of_range(text, &first, end + 3);
            end = last.as_ref().map_or(end, |l| l.end);
        }
        let mut quantity = Quantity { first, last, scale: None, start: i, end };
        if let Some((scale, behind)) = scale_at(text, end) {
            let lone_capital = matches!(text.at(behind - 1), "M" | "B" | "T" | "K");
            if (short_scales || !lone_capital) && !quantity.first.is_code() {
                quantity.take_scale(scale, behind);
            }
        }
        Some(quantity)
    }

    /// A lone capital behind the number as a scale after all.
    pub fn take_scale(&mut self, scale: Scale, behind: usize) {
        if scale == Scale::Thousand {
            let (Some(first), Some(last)) =
                (self.first.thousandfold(), self.last.as_ref().map_or(Some(None), |l| l.thousandfold().map(Some)))
            else {
                return;
            };
            (self.first, self.last) = (first, last);
        } else {
            self.scale = Some(scale);
        }
        self.end = behind;
    }

    /// Whether it is exactly one.
    pub fn is_one(&self) -> bool {
        self.last.is_none() && self.scale.is_none() && self.first.is_one()
    }

    /// Whether the words end in a scale word, so that a noun behind them wants "di".
    pub fn wants_di(&self) -> bool {
        self.scale.is_some() || self.last.as_ref().unwrap_or(&self.first).ends_in_scale()
    }

    /// In words, as a counted quantity.
    pub fn say(&self) -> Verbalization {
        let mut out = self.say_with(Point::Comma);
        let one = self.last.is_none() && self.first.is_one();
        let scale = match (self.scale, one) {
            (None | Some(Scale::Thousand), _) => return out,
            (Some(Scale::Million), true) => "un milione",
            (Some(Scale::Billion), true) => "un miliardo",
            (Some(Scale::Trillion), true) => "mille miliardi",
            (Some(Scale::Trilione), true) => "un trilione",
            (Some(Scale::Trilione), false) => "trilioni",
            (Some(Scale::Million), false) => "milioni",
            (Some(Scale::Billion), false) => "miliardi",
            (Some(Scale::Trillion), false) => "mila miliardi",
        };
        if one {
            return Verbalization::same(scale);
        }
        if self.scale == Some(Scale::Trillion) {
            return self.say_trillions();
        }
        out.push_word(scale);
        out
    }

    fn say_trillions(&self) -> Verbalization {
        let thousands = Quantity {
            first: self.first.thousandfold().unwrap_or_else(|| self.first.clone()),
            last: self.last.as_ref().map(|l| l.thousandfold().unwrap_or_else(|| l.clone())),
            scale: Some(Scale::Billion),
            start: self.start,
            end: self.end,
        };
        thousands.say()
    }

    /// The numbers alone, without the scale.
    pub fn say_with(&self, point: Point) -> Verbalization {
        let mut out = self.first.say(point);
        if let Some(last) = &self.last {
            out.push(&last.say(point));
        }
        out
    }
}

/// A whole number of the given token, for readings that name rather than count.
pub fn label(digits: &str) -> Verbalization {
    let numeral = Numeral { whole: digits.to_string(), decimals: None, dot: false, grouped: false, end: 0 };
    if digits.len() > 6 { digit_by_digit(digits) } else { numeral.say(Point::Written) }
}
