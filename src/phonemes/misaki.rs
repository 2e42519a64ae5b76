//! espeak-ng's IPA to the alphabet that the voice was trained on: the table of misaki 0.9.4 for languages it reads
//! through espeak-ng, in its order (a longer symbol goes before the shorter one that it contains).

/// Ties mark what espeak-ng sounds as one: `t^s`, but not the `ts` of two words.
const TABLE: [(&str, &str); 11] = [
    ("a^ɪ", "I"),
    ("a^ʊ", "W"),
    ("d^z", "ʣ"),
    ("d^ʒ", "ʤ"),
    ("e^ɪ", "A"),
    ("o^ʊ", "O"),
    ("s^s", "S"),
    ("t^s", "ʦ"),
    ("t^ʃ", "ʧ"),
    ("ɔ^ɪ", "Y"),
    ("ə^ʊ", "Q"),
];

/// One line of espeak-ng's output in the voice's alphabet.
pub fn italian(line: &str) -> String {
    let mut text = without_language_flags(line);
    for (ipa, symbol) in TABLE {
        text = text.replace(ipa, symbol);
    }
    // U+032A (dental) is the only sign of espeak's Italian that the voice does not know. It adds nothing.
    text.retain(|c| !matches!(c, '^' | '-' | '\u{32a}' | '\u{361}'));
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Drops the flags that espeak-ng puts around a foreign word: `(en)`, with ties `(^e^n)`.
fn without_language_flags(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    let mut inside = false;
    for c in line.chars() {
        match c {
            '(' => inside = true,
            ')' if inside => inside = false,
            _ if inside => {}
            c => text.push(c),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn translates_by_the_table() {
        let rows = [
            ("t^ʃˈɛrto", "ʧˈɛrto"),
            ("mˈɛd^zd^za", "mˈɛʣʣa"),
            ("(^e^n)tˈɛst(^i^t) bˈɛne", "tˈɛst bˈɛne"),
            ("(en)d^ʒˈɒb(it)", "ʤˈɒb"),
            (" ɡwˈɪ-  lˈa ", "ɡwˈɪ lˈa"),
            ("t̪ˈe", "tˈe"),
        ];
        let wrong: Vec<_> = rows.iter().map(|r| (r, italian(r.0))).filter(|(r, got)| got != r.1).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}
