//! Rules between parts of a text that Markdown does not know: `~~~`, which it takes for the fence of a code block that
//! swallows the rest, and rows of ornaments.

use super::document::Document;

/// Turns them into thematic breaks.
pub fn mend(document: &mut Document) {
    let blank = |document: &Document, i: usize| document.lines.get(i).is_none_or(|l| l.text.trim().is_empty());
    let tildes = |text: &str| {
        let text = text.trim();
        text.len() >= 3 && text.bytes().all(|b| b == b'~')
    };
    // Code stands right behind its fence; around a rule there are blank lines.
    let mut open = false;
    for i in 0..document.lines.len() {
        let text = &document.lines[i].text;
        if open || text.trim_start().starts_with("~~~") && !tildes(text) {
            open = !(open && tildes(text));
        } else if tildes(text) {
            let rule = (i == 0 || blank(document, i - 1)) && blank(document, i + 1);
            if rule {
                document.lines[i].text = "***".to_string();
            }
            open = !rule;
        }
    }
    let code = document.code_lines();
    for (i, _) in code.into_iter().enumerate().filter(|(_, code)| !code) {
        if is_ornament(&document.lines[i].text) && (i == 0 || blank(document, i - 1)) && blank(document, i + 1) {
            document.lines[i].text = "***".to_string();
        }
    }
}

/// `⁂`, `• • •`, `\* \* \*`, `. . .`, `◆`.
fn is_ornament(line: &str) -> bool {
    let line = line.trim();
    let sign = |c: char| {
        matches!(
            c,
            '⁂' | '•'
                | '·'
                | '*'
                | '~'
                | '–'
                | '—'
                | '_'
                | '❦'
                | '❧'
                | '✦'
                | '✧'
                | '★'
                | '☆'
                | '◆'
                | '◇'
                | '♦'
                | '§'
                | '∞'
                | '○'
                | '●'
                | '='
        )
    };
    let signs: Vec<char> = line.chars().filter(|c| !c.is_whitespace() && *c != '\\').collect();
    let dots = signs.len() >= 3 && line.contains(' ') && signs.iter().all(|c| *c == '.');
    // a line of equals signs or hyphens below a text makes a heading of it, and stands behind no blank line
    !signs.is_empty() && (dots || signs.iter().all(|c| sign(*c)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_of_other_kinds() {
        let rows = [
            ("a\n\n~~~\n\nb", "a\n\n***\n\nb"),
            ("a\n\n⁂\n\nb", "a\n\n***\n\nb"),
            ("a\n\n• • •\n\nb", "a\n\n***\n\nb"),
            ("a\n\n\\* \\* \\*\n\nb", "a\n\n***\n\nb"),
            ("a\n\n. . .\n\nb", "a\n\n***\n\nb"),
            ("~~~\ncode\n~~~\n", "~~~\ncode\n~~~\n"),
            ("~~~rust\n\ncode\n\n~~~", "~~~rust\n\ncode\n\n~~~"),
            ("~~~\ncode\n\n~~~\n\nb", "~~~\ncode\n\n~~~\n\nb"),
            ("a\n\n...\n\nb", "a\n\n...\n\nb"),
            ("Titolo\n===\n", "Titolo\n===\n"),
            ("a\n\n★ Novità\n\nb", "a\n\n★ Novità\n\nb"),
        ];
        let mut wrong = Vec::new();
        for (text, want) in rows {
            let mut document = Document::new(text, 1);
            mend(&mut document);
            let got = document.finish().text;
            if got != want {
                wrong.push(got);
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}
