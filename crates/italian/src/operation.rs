//! Sums: what stands between numbers before or behind an equals sign is an operation, not a range or a score.

use super::text::Text;
use super::tokenize::Kind;

/// No sum is longer than this, in tokens, on either side of one of its signs.
const LONGEST: usize = 24;

/// The name of the sign at token `i`, if it stands between two numbers of a sum (`10 - 3 = 7`, `12:4=3`).
pub fn operation(text: &Text, i: usize) -> Option<&'static str> {
    let name = match text.at(i) {
        "-" | "–" | "−" => "meno",
        ":" | "/" | "÷" => "diviso",
        "*" | "·" => "per",
        _ => return None,
    };
    let between = is_operand(text, text.skip(i + 1)) && is_operand(text, before(text, i));
    // 6·10^24: no list has its dot so close
    let product = name == "per" && text.kind_before(i) == Kind::Digits && text.kind(i + 1) == Kind::Digits;
    (product || between && has_equals(text, i)).then_some(name)
}

/// Whether a number stands at token `j`, or a letter that stands for one, or its exponent.
fn is_operand(text: &Text, j: usize) -> bool {
    text.kind(j) == Kind::Digits || is_variable(text, j) || matches!(text.at(j), "²" | "³")
}

/// Whether token `j` is a letter that stands for a number, and is no word.
fn is_variable(text: &Text, j: usize) -> bool {
    matches!(text.at(j), "x" | "y" | "z" | "n" | "b" | "c" | "k" | "m" | "t")
}

/// `2x + 1`: whether the x at token `i` is that of an equation, and not "times".
pub fn is_unknown(text: &Text, i: usize) -> bool {
    let next = text.skip(i + 1);
    let number = i.saturating_sub(1);
    let signed = |j: usize| matches!(text.at(j), "+" | "-" | "−" | "–" | "=" | "^" | "²" | "³");
    let first = signed(next) && is_operand(text, text.skip(next + 1));
    let last = matches!(text.at(before(text, number)), "+" | "-" | "−" | "–");
    is_variable(text, i) && (first || last || matches!(text.at(next), "²" | "³")) && has_equals(text, i)
}

/// The token before `i`, over a space.
fn before(text: &Text, i: usize) -> usize {
    let j = i.wrapping_sub(1);
    if text.kind(j) == Kind::Space { j.wrapping_sub(1) } else { j }
}

/// Whether an equals sign is reached from token `i`, forward or back, over numbers and signs alone.
fn has_equals(text: &Text, i: usize) -> bool {
    let equals = |j: Option<usize>| j.is_some_and(|j| matches!(text.at(j), "=" | "≈" | "≠"));
    let ends = |j: &usize| !of_sum(text, *j);
    equals((i + 1..i + LONGEST).find(ends)) || equals((i.saturating_sub(LONGEST)..i).rev().find(ends))
}

fn of_sum(text: &Text, j: usize) -> bool {
    const SIGNS: [&str; 16] = ["+", "-", "–", "−", "×", "·", "*", ":", "/", "÷", "(", ")", ",", ".", "x", "^"];
    matches!(text.kind(j), Kind::Digits | Kind::Space) || is_operand(text, j) || SIGNS.contains(&text.at(j))
}
