//! Sums: what stands between numbers before or behind an equals sign is an operation, not a range or a score.

use super::scan::Kind;
use super::text::Text;

/// No sum is longer than this, in tokens, on either side of one of its signs.
const LONGEST: usize = 24;

/// The name of the sign at token `i`, if it stands between two numbers of a sum (`10 - 3 = 7`, `12:4=3`).
pub fn operation(text: &Text, i: usize) -> Option<&'static str> {
    let name = match text.at(i) {
        "-" | "–" | "−" => "meno",
        ":" | "/" => "diviso",
        "*" | "·" => "per",
        _ => return None,
    };
    let between = text.kind(text.skip(i + 1)) == Kind::Digits && text.kind(before(text, i)) == Kind::Digits;
    (between && has_equals(text, i)).then_some(name)
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
    matches!(text.kind(j), Kind::Digits | Kind::Space) || SIGNS.contains(&text.at(j))
}
