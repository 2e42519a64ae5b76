//! Faces made of punctuation: nothing is said for them.

use super::text::Text;
use super::tokenize::Kind;

/// Where the emoticon that begins at token `i` ends (`:D`, `;-)`, `<3`): it stands alone between spaces, or before the
/// end of the sentence.
pub fn end_at(text: &Text, i: usize) -> Option<usize> {
    let free = matches!(text.kind_before(i), Kind::Space | Kind::Break | Kind::End);
    let mouth = match text.at(i) {
        ":" | ";" if text.is(i + 1, "-") => i + 2,
        ":" | ";" | "<" => i + 1,
        _ => return None,
    };
    let eyes = !text.is(i, "<");
    let face =
        if eyes { matches!(text.at(mouth), "D" | "P" | "p" | ")" | "(" | "]" | "[") } else { text.is(mouth, "3") };
    let behind = mouth + 1;
    let ends = !text.touches(behind) && text.kind(behind) != Kind::Apostrophe;
    // 5 <3 and "c: D" are no faces
    let counts = !eyes && (i > 1 && text.kind(i - 2) == Kind::Digits || is_counted(text, behind));
    (free && face && ends && !counts).then_some(behind)
}

/// Where the face of letters that begins at token `i` ends: `O_o`, `T_T`, `u_u`.
pub fn lettered(text: &Text, i: usize) -> Option<usize> {
    let eye = |j: usize| matches!(text.at(j), "O" | "o" | "T" | "U" | "u" | "x" | "X");
    let alike = text.at(i).eq_ignore_ascii_case(text.at(i + 2));
    (eye(i) && text.is(i + 1, "_") && alike && !text.touched_before(i) && !text.touches(i + 3)).then_some(i + 3)
}

/// Whether a word follows: `<3 anni` is a number.
fn is_counted(text: &Text, behind: usize) -> bool {
    let next = text.skip(behind);
    next > behind && text.at(next).starts_with(char::is_lowercase)
}

#[cfg(test)]
mod tests {
    use crate::verbalize;

    #[test]
    fn faces_are_silent() {
        assert_eq!(verbalize("Evviva :D").text, "Evviva");
        assert_eq!(verbalize("Ciao ;-) a tutti <3!").text, "Ciao a tutti!");
        assert_eq!(verbalize("Bambini <3 anni").text, "Bambini meno di tre anni");
        assert_eq!(verbalize("Nota: (vedi sotto)").text, "Nota: (vedi sotto)");
    }
}
