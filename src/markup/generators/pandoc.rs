//! What else Pandoc and MultiMarkdown know: footnotes inside a line, abbreviations, commands of LaTeX, verses, numbered
//! examples, powers and indices.

use super::document::{Document, Line, NEW_LINE, Stretch};
use super::vocabulary::{VOCABULARY, has};
use super::{Dropped, Reason};

/// The longest power or index, in bytes.
const LONGEST_SCRIPT: usize = 8;

/// Turns them into plain Markdown.
pub fn read(document: &mut Document) {
    blocks(document);
    verses(document);
    let mut notes = 0;
    document.edit_stretches(false, &["^["], |stretch, _| with_footnotes(stretch, &mut notes));
    document.edit_stretches(false, &["^", "~"], |stretch, _| Some(with_scripts(stretch.text)));
}

/// Lines of their own: abbreviations, commands, examples.
fn blocks(document: &mut Document) {
    let code = document.code_lines();
    let examples = document.lines.iter().filter(|line| line.text.trim_start().starts_with("(@")).count();
    for at in (0..code.len()).filter(|at| !code[*at]) {
        let text = document.lines[at].text.trim();
        let number = document.lines[at].number;
        if text.starts_with("*[")
            && text.contains("]: ")
            && text.find("]: ").is_some_and(|end| !text[2..end].contains('['))
        {
            let what = std::mem::take(&mut document.lines[at].text);
            document.dropped.push(Dropped::with_words(number, &what, Reason::AbbreviationMeaning, 0));
        } else if is_command(text) {
            let what = std::mem::take(&mut document.lines[at].text);
            document.dropped.push(Dropped::with_words(number, &what, Reason::LatexCommand, 0));
        } else if let Some(behind) = text.strip_prefix("(@") {
            let label = behind.find(|c: char| !c.is_alphanumeric() && c != '-' && c != '_').unwrap_or(behind.len());
            // one alone may be somebody's name
            if behind[label..].starts_with(") ") && (label == 0 || examples > 1) {
                document.lines[at].text = format!("1.{}", &behind[label + 1..]);
            }
        }
    }
}

/// `\newpage`, `\begin{center}`, `\vspace{1cm}`: a line of commands and their values alone.
fn is_command(line: &str) -> bool {
    let mut rest = line;
    let mut commands = 0;
    while let Some(behind) = rest.strip_prefix('\\') {
        let name = behind.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(behind.len());
        let (word, mut behind) = behind.split_at(name);
        behind = behind.strip_prefix('*').unwrap_or(behind);
        let mut values = 0;
        while let Some((open, close)) = [('{', '}'), ('[', ']')].into_iter().find(|(open, _)| behind.starts_with(*open))
        {
            let Some((value, after)) = behind[open.len_utf8()..].split_once(close) else { return false };
            let is_length = value.len() < 40;
            if !is_length
                || (matches!(word, "begin" | "end")
                    && has(&VOCABULARY.formulas.environments, value.trim_end_matches('*')))
            {
                return false;
            }
            values += 1;
            behind = after;
        }
        // a letter of a formula that lost its marks
        let is_sign = VOCABULARY.formulas.commands.contains_key(word);
        if name < 3 || values > 3 || is_sign || has(&VOCABULARY.formulas.environments, word) {
            return false;
        }
        commands += 1;
        rest = behind.trim_start();
    }
    commands > 0 && rest.is_empty()
}

/// Verses that begin with a bar: `| Nel mezzo`, at least two of them, and no table.
fn verses(document: &mut Document) {
    let code = document.code_lines();
    let verse =
        |line: &Line| line.text.strip_prefix("| ").filter(|t| !t.contains('|')).map(|t| t.trim_end().to_string());
    let mut at = 0;
    while at < code.len() {
        let lines: Vec<String> =
            document.lines[at..].iter().zip(&code[at..]).map_while(|(l, code)| verse(l).filter(|_| !code)).collect();
        let next = document.lines.get(at + lines.len()).map_or("", |line| line.text.trim());
        let before = at.checked_sub(1).map_or("", |above| document.lines[above].text.trim());
        if lines.len() > 1 && !next.starts_with('|') && !before.starts_with('|') {
            let last = lines.len() - 1;
            for (n, verse) in lines.iter().enumerate() {
                document.lines[at + n].text = format!("{}{}", verse.trim_start(), if n < last { "\\" } else { "" });
            }
        }
        at += lines.len().max(1);
    }
}

/// `^[a note]` becomes a footnote, told below the paragraph.
fn with_footnotes(stretch: &Stretch, notes: &mut usize) -> Option<String> {
    let text = stretch.text;
    let mut out = String::with_capacity(text.len());
    let mut below = String::new();
    let mut at = 0;
    while let Some(sign) = text[at..].find("^[").map(|found| found + at) {
        out.push_str(&text[at..sign]);
        let Some(length) = closing(&text[sign + 1..]) else {
            out.push_str("^[");
            at = sign + 2;
            // nothing closes the next one either
            if !text[at..].contains(']') {
                break;
            }
            continue;
        };
        let note = &text[sign + 2..sign + 1 + length];
        at = sign + 2 + length;
        *notes += 1;
        out.push_str(&format!("[^altavoce-{notes}]"));
        let one_line = note.split_whitespace().collect::<Vec<_>>().join(" ");
        below.push_str(&format!("{NEW_LINE}{NEW_LINE}[^altavoce-{notes}]: {one_line}"));
        out.extend(note.chars().filter(|c| *c == '\n'));
    }
    out.push_str(&text[at..]);
    out.push_str(&below);
    if !below.is_empty() {
        out.push(NEW_LINE);
    }
    Some(out)
}

/// Where the bracket that opens a text closes, and is not the text of a link.
fn closing(text: &str) -> Option<usize> {
    let mut open = 0;
    text.char_indices().take(2000).find_map(|(at, c)| {
        open += match c {
            '[' => 1,
            ']' => -1,
            _ => 0,
        };
        (open == 0).then_some(at)
    })
}

/// `10^6^` and `H~2~O` with the raised and lowered signs that Unicode has.
fn with_scripts(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(sign) = text[at..].find(['^', '~']).map(|found| found + at) {
        out.push_str(&text[at..sign]);
        let mark = &text[sign..=sign];
        let behind = &text[sign + 1..];
        let inside = behind[..behind.floor_char_boundary(LONGEST_SCRIPT)].split_once(mark).map(|(inside, _)| inside);
        let scripted = inside.filter(|_| out.ends_with(|c: char| c.is_alphanumeric() || c == ')')).and_then(|inside| {
            let signs: Option<String> = inside.chars().map(|c| script(c, mark == "^")).collect();
            Some((inside, signs.filter(|signs| !signs.is_empty())?))
        });
        match scripted {
            Some((inside, signs)) => {
                out.push_str(&signs);
                at = sign + inside.len() + 2;
            }
            None => {
                out.push_str(mark);
                at = sign + 1;
            }
        }
    }
    out.push_str(&text[at..]);
    out
}

/// A raised or lowered sign.
fn script(c: char, raised: bool) -> Option<char> {
    let (from, to) = match raised {
        true => (
            "0123456789+-−noae",
            ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹', '⁺', '⁻', '⁻', 'ⁿ', 'º', 'ª', 'ᵉ'].as_slice(),
        ),
        false => ("0123456789+-−", ['₀', '₁', '₂', '₃', '₄', '₅', '₆', '₇', '₈', '₉', '₊', '₋', '₋'].as_slice()),
    };
    from.chars().position(|known| known == c).map(|at| to[at])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(text: &str) -> String {
        crate::markup::document::edited(text, read)
    }

    #[test]
    fn marks_of_pandoc_go() {
        let rows = [
            ("*[HTML]: Hyper Text\n*[ISS]: Istituto\n\nTesto", "\n\n\nTesto"),
            ("\\newpage\n\nTesto\n\n\\vspace{1cm}\\hfill", "\n\nTesto\n\n"),
            ("\\begin{center}\nTesto\n\\end{center}", "\nTesto\n"),
            ("| Tanto gentile\n|   e tanto onesta\n| pare", "Tanto gentile\\\ne tanto onesta\\\npare"),
            ("(@) Il primo\n(@b) Il secondo", "1. Il primo\n1. Il secondo"),
            (
                "Uno^[Una *nota*.] e due^[altra\nnota] qui.",
                "Uno[^altavoce-1] e due[^altavoce-2]\n qui.\n\n[^altavoce-1]: Una *nota*.\n\n[^altavoce-2]: altra nota\n",
            ),
            ("Uno^[vedi [qui](a.html)].", "Uno[^altavoce-1].\n\n[^altavoce-1]: vedi [qui](a.html)\n"),
            ("Sono 10^6^ cellule, 5 m^2^, H~2~O e CO~2~, 10^-3^", "Sono 10⁶ cellule, 5 m², H₂O e CO₂, 10⁻³"),
            ("Il 1^o^ e la 3^a^", "Il 1º e la 3ª"),
        ];
        let wrong: Vec<_> =
            rows.iter().filter(|(i, o)| read_text(i) != *o).map(|(i, o)| (i, o, read_text(i))).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn look_alikes_stay() {
        let rows = [
            "*[Nota] un corsivo*",
            "Il file C:\\temp e \\newpage nel testo",
            "\\alpha",
            "\\begin{align}\nx\n\\end{align}",
            "| a | b |\n|---|---|\n| c | d |",
            "| sola",
            "| a\n|---\n| b\n| c",
            "~~tolto~~ e ~circa~ 5, costa ~5 o ~6",
            "x^2 e y^n, ^^, 2^10 e 3^4",
            "Un ^[ aperto",
            "`a^2^`",
            "(@ada) ha detto",
        ];
        let wrong: Vec<_> = rows.iter().filter(|t| read_text(t) != **t).map(|t| read_text(t)).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
        for text in ["^[".repeat(50_000), "^[a ".repeat(20_000) + "]", "a^2".repeat(50_000), "| a\n".repeat(20_000)] {
            read_text(&text);
        }
    }
}
