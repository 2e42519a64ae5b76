//! The elements of MathML that a line of text can hold: fractions, powers, indices, roots.

use super::letters::{fraction, lowered, power_of};

/// Elements whose parts count one by one.
pub fn has_parts(name: &str) -> bool {
    matches!(name, "mfrac" | "msup" | "msub" | "msubsup" | "mroot")
}

/// Whether it is an element of a formula.
pub fn is_part(name: &str) -> bool {
    has_parts(name)
        || matches!(name, "math" | "mrow" | "mi" | "mn" | "mo" | "mtext" | "msqrt" | "mstyle" | "semantics" | "mfenced")
}

/// What an element says, of its own text and of its parts.
pub fn said(name: &str, text: String, parts: &[String]) -> String {
    match (name, parts) {
        ("mfrac", [above, below]) => fraction(&grouped(above), &grouped(below)),
        ("msup", [base, power]) => format!("{base}{}", power_of(power.trim())),
        ("msub", [base, index]) => format!("{base}{}", lowered(base, index)),
        ("msubsup", [base, index, power]) => format!("{base}{}{}", lowered(base, index), power_of(power.trim())),
        ("mroot", [base, _]) => format!("√{}", grouped(base)),
        ("msqrt", _) => format!("√{}", grouped(text.trim())),
        ("mfenced", _) => format!("({})", text.trim()),
        ("mo", _) => operator(text.trim()),
        ("mi" | "mn", _) => text.trim().to_string(),
        // of another shape than it should be
        _ => format!("{}{text}", parts.concat()),
    }
}

/// An operator between two numbers stands apart from them; a bracket does not.
fn operator(sign: &str) -> String {
    match sign {
        "=" | "+" | "-" | "−" | "×" | "·" | "<" | ">" | "≤" | "≥" | "≈" | "≠" | "±" | "÷" | "&lt;" | "&gt;" =>
        {
            format!(" {sign} ")
        }
        // what is never seen: the sign between a function and its argument
        "\u{2061}" | "\u{2062}" | "\u{2063}" | "&#x2061;" | "&#x2062;" => String::new(),
        _ => sign.to_string(),
    }
}

/// In brackets, if it is more than one thing.
fn grouped(text: &str) -> String {
    let text = text.trim();
    if text.contains([' ', '/']) { format!("({text})") } else { text.to_string() }
}
