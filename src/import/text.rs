//! Plain text to blocks: where paragraphs end, lists, quotations, breaks; and what Markdown would misread is escaped.

use super::block::{self, Block, BlockKind};
use super::diagnostic::Diagnostic;
use super::links;
use super::wrapping::{self, Line};

/// A text cut into blocks.
#[derive(Debug)]
pub struct PlainText {
    /// The blocks, with their lines.
    pub blocks: Vec<Block>,
    /// Whether blank lines part its paragraphs.
    pub spaced: bool,
    /// What was guessed of its lines.
    pub diagnostics: Vec<Diagnostic>,
}

/// The lines of a text, which begins on line `first` of a file.
pub fn lines(text: &str, first: u32) -> Vec<Line> {
    let line = |(number, text): (u32, &str)| Line { number, text: trim(text).to_string() };
    (first..).zip(text.lines()).map(line).collect()
}

/// Cuts a text whose paragraphs are lines, or runs of lines broken at some width between blank lines.
pub fn parse(mut lines: Vec<Line>) -> PlainText {
    let begins = |line: &str| is_break(line) || line.starts_with('>') || item(line).is_some();
    let shortest = wrapping::shortest_broken(&lines, begins);
    let diagnostics: Vec<Diagnostic> = shortest.and_then(|_| wrapping::join_words(&mut lines)).into_iter().collect();
    let mut blocks: Vec<Block> = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let (number, text) = (lines[at].number, lines[at].text.as_str());
        let mut end = at + 1;
        let blank = |at: Option<usize>| at.and_then(|at| lines.get(at)).is_none_or(|l| l.text.is_empty());
        if text.is_empty() {
            at = end;
            continue;
        }
        let start = at;
        let next = lines.get(at + 1).map_or("", |l| l.text.as_str());
        let mut made = if let Some(level) = level_below(text, next).filter(|_| is_title(text)) {
            end += 1;
            Block::new(Some(number), BlockKind::Heading(level), inline(text))
        } else if is_break(text) {
            Block::new(Some(number), BlockKind::ThematicBreak, "")
        } else if text.starts_with('>') {
            end = run(&lines, at, |l| l.starts_with('>'));
            let quoted = lines[at..end].iter().map(|l| l.text.trim_start_matches(['>', ' ']));
            let text = quoted.map(|l| format!("> {}", inline(l))).collect::<Vec<_>>().join("\n");
            Block::new(Some(number), BlockKind::Quote, text)
        } else if let Some(last) = list(&lines, at, shortest.is_some()) {
            end = last;
            let items = lines[at..end].iter().map(|l| match item(&l.text) {
                Some((mark, rest)) => format!("{mark} {}", inline(rest)),
                None => format!("  {}", inline(&l.text)),
            });
            Block::new(Some(number), BlockKind::List, items.collect::<Vec<_>>().join("\n"))
        } else {
            if let Some(shortest) = shortest {
                end = paragraph(&lines, at, shortest);
            }
            let words = lines[at..end].iter().map(|l| l.text.as_str()).collect::<Vec<_>>().join(" ");
            let mut block = Block::new(Some(number), BlockKind::Paragraph, inline(&words));
            block.plain = words.split_whitespace().collect::<Vec<_>>().join(" ");
            block
        };
        made.isolated = blank(start.checked_sub(1)) && blank(Some(end));
        blocks.push(made);
        at = end;
    }
    let spaced = blocks.iter().filter(|b| b.isolated).count() * 2 > blocks.len();
    PlainText { blocks, spaced, diagnostics }
}

/// Without spaces and what shows nothing at the ends: exports fill lines with it.
fn trim(line: &str) -> &str {
    let hidden = |c: char| {
        c.is_whitespace() || matches!(c, '\u{200B}'..='\u{200F}' | '\u{AD}' | '\u{34F}' | '\u{FEFF}' | '\u{2007}')
    };
    line.trim_matches(hidden)
}

/// The end of the paragraph that begins at `at`, in a text whose lines are broken at a width. A short line ends it, unless
/// the next goes on in the middle of a sentence.
fn paragraph(lines: &[Line], at: usize, shortest: usize) -> usize {
    let mut end = at + 1;
    while let Some(next) = lines.get(end).map(|l| l.text.as_str()) {
        let other = next.is_empty() || is_break(next) || next.starts_with('>') || item(next).is_some();
        let short = lines[end - 1].text.chars().count() < shortest;
        let below = lines.get(end + 1).map_or("", |l| l.text.as_str());
        let underlined = |line: &str| is_title(line) && level_below(line, below).is_some();
        let goes_on = next.starts_with(|c: char| c.is_lowercase() || c == '(') || next.starts_with("http");
        if other || (short && !goes_on) || underlined(next) {
            break;
        }
        end += 1;
    }
    end
}

/// The end of a run of lines from `at` that are all so.
fn run(lines: &[Line], at: usize, is: impl Fn(&str) -> bool) -> usize {
    lines[at + 1..].iter().position(|l| !is(&l.text)).map_or(lines.len(), |n| at + 1 + n)
}

/// The end of the list that begins at `at`. One dash may begin a dialogue, one number a heading: a list has two.
fn list(lines: &[Line], at: usize, wrapped: bool) -> Option<usize> {
    item(&lines[at].text)?;
    let belongs = |l: &str| item(l).is_some() || (wrapped && !l.is_empty() && !is_break(l));
    let end = run(lines, at, belongs);
    let items = lines[at..end].iter().filter(|l| item(&l.text).is_some()).count();
    let sure = lines[at].text.starts_with(['*', '•', '·', '▪', '◦', '‣']);
    (items > 1 || (sure && lines[at].text.starts_with(['•', '▪', '◦', '‣']))).then_some(end)
}

/// The Markdown mark of a list item, and its text.
fn item(line: &str) -> Option<(String, &str)> {
    if let Some(rest) = line.strip_prefix(['-', '*', '+', '•', '·', '–', '▪', '◦', '‣'])
        && rest.starts_with([' ', '\t', '\u{A0}'])
    {
        return Some(("-".to_string(), rest.trim()));
    }
    let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = &line[..line.len() - rest.len()];
    let behind = rest.strip_prefix(['.', ')'])?;
    let is_item = (1..=2).contains(&digits.len()) && behind.starts_with([' ', '\t', '\u{A0}']);
    is_item.then(|| (format!("{digits}."), behind.trim()))
}

/// A row of signs.
fn is_break(line: &str) -> bool {
    let marks: Vec<char> = line.chars().filter(|c| !c.is_whitespace()).collect();
    let sign = |c: &char| matches!(c, '-' | '*' | '_' | '=' | '~' | '•' | '–' | '—' | '#' | '·' | '✦' | '⁂');
    (marks.len() >= 3 && marks.iter().all(sign)) || block::is_thematic_break(line) || matches!(line, "⁂" | "--")
}

/// The level of a heading that a row of signs underlines.
fn level_below(line: &str, next: &str) -> Option<u8> {
    let length = next.chars().count();
    let near = length >= 3 && length * 2 >= line.chars().count();
    match next.chars().next()? {
        mark @ ('=' | '-' | '~' | '*') if near && next.chars().all(|c| c == mark) => {
            Some(if mark == '=' { 1 } else { 2 })
        }
        _ => None,
    }
}

/// What may be underlined: no row of signs itself, and no paragraph.
fn is_title(line: &str) -> bool {
    !is_break(line) && line.chars().count() <= 100 && !line.ends_with(['.', ',', ';'])
}

/// Plain words as Markdown: addresses in brackets are links, and what would be markup is escaped.
fn inline(text: &str) -> String {
    let escaped = links::from_brackets(text, escape);
    let numbered = item(&escaped).is_some() || escaped.starts_with(['#', '>', '+']) || escaped.starts_with("- ");
    match escaped.find(['.', ')']) {
        Some(at) if numbered && escaped.starts_with(|c: char| c.is_ascii_digit()) => {
            format!("{}\\{}", &escaped[..at], &escaped[at..])
        }
        _ if numbered && !escaped.starts_with(|c: char| !c.is_ascii()) => format!("\\{escaped}"),
        _ => escaped,
    }
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let chars: Vec<char> = text.chars().collect();
    for (at, c) in chars.iter().enumerate() {
        let before = at.checked_sub(1).map(|b| chars[b]);
        let after = chars.get(at + 1).copied();
        let markup = match c {
            // `2*3*4`; around words people put them as Markdown does
            '*' => before.is_some_and(char::is_alphanumeric) && after.is_some_and(char::is_alphanumeric),
            // `perche` with the wrong accent
            '`' => before.is_some_and(char::is_alphabetic),
            '<' => after.is_some_and(|a| a.is_ascii_alphabetic() || "/!?".contains(a)),
            '\\' => after.is_some_and(|a| a.is_ascii_punctuation()),
            ']' => matches!(after, Some('(' | ':' | '[')),
            _ => false,
        };
        if markup {
            out.push('\\');
        }
        out.push(*c);
    }
    out
}

/// Words without markup, on one line, as Markdown that says just them: `Come usare <div>`, `__init__`.
pub fn as_markdown(words: &str) -> String {
    let chars: Vec<char> = words.chars().collect();
    let mut out = String::with_capacity(words.len());
    for (at, c) in chars.iter().enumerate() {
        let before = at.checked_sub(1).map(|b| chars[b]);
        let after = chars.get(at + 1).copied();
        let letters = before.is_some_and(char::is_alphanumeric) && after.is_some_and(char::is_alphanumeric);
        let markup = match c {
            '*' | '`' | '[' => true,
            '_' => !letters,
            '<' => after.is_some_and(|a| a.is_ascii_alphabetic() || "/!?".contains(a)),
            '\\' => after.is_some_and(|a| a.is_ascii_punctuation()),
            '&' => after.is_some_and(|a| a.is_ascii_alphabetic() || a == '#') && chars[at..].contains(&';'),
            _ => false,
        };
        if markup {
            out.push('\\');
        }
        out.push(*c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_become_markdown_that_says_them() {
        let rows = [
            ("Il mare - #7", "Il mare - #7"),
            ("Come usare <div>", "Come usare \\<div>"),
            ("Dentro __init__", "Dentro \\_\\_init\\_\\_"),
            ("snake_case e 2 < 3", "snake_case e 2 < 3"),
            ("[1] *forte* `x`", "\\[1] \\*forte\\* \\`x\\`"),
            ("R&D, &nbsp; e \\*", "R\\&D, \\&nbsp; e \\\\\\*"),
        ];
        let wrong: Vec<_> = rows.iter().filter(|r| as_markdown(r.0) != r.1).map(|r| as_markdown(r.0)).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    fn kinds(text: &str) -> Vec<(u32, BlockKind, String)> {
        parse(lines(text, 1)).blocks.into_iter().map(|b| (b.line.unwrap(), b.kind, b.text)).collect()
    }

    #[test]
    fn paragraphs_are_lines_or_runs_of_lines() {
        let lines = "Titolo\nPrima riga lunga che finisce con un punto.\nSeconda riga, anche lei.";
        assert_eq!(kinds(lines).len(), 3);
        let wrapped = "Questa riga è stata spezzata a una certa larghezza da un\nprogramma di posta, come si usava una volta, e qui\n\
                       finisce.\n\nSeconda.";
        let got = kinds(wrapped);
        assert_eq!((got.len(), got[0].0, got[1].0), (2, 1, 5), "{got:#?}");
        assert!(got[0].2.contains("da un programma"), "{got:#?}");
    }

    #[test]
    fn lists_breaks_and_quotations() {
        let got = kinds(
            "Uno\n===\n\n- a\n- b\n\n1) c\n2) d\n\n* * *\n\n> detto\n> da lui\n\n- Ciao, disse.\n\n1. Titolo\n\nAltro\n-----\n",
        );
        let want = [
            (1, BlockKind::Heading(1), "Uno"),
            (4, BlockKind::List, "- a\n- b"),
            (7, BlockKind::List, "1. c\n2. d"),
            (10, BlockKind::ThematicBreak, ""),
            (12, BlockKind::Quote, "> detto\n> da lui"),
            (15, BlockKind::Paragraph, "\\- Ciao, disse."),
            (17, BlockKind::Paragraph, "1\\. Titolo"),
            (19, BlockKind::Heading(2), "Altro"),
        ];
        let got: Vec<_> = got.iter().map(|(l, k, t)| (*l, *k, t.as_str())).collect();
        assert_eq!(got, want);
    }

    #[test]
    fn words_stay_words() {
        let rows = [
            ("#22 è uscito", "\\#22 è uscito"),
            ("perche` e` cosi`", "perche\\` e\\` cosi\\`"),
            ("2*3*4", "2\\*3\\*4"),
            ("un <b>testo</b>", "un \\<b>testo\\</b>"),
            ("[Ai & Elezioni] Meta", "[Ai & Elezioni] Meta"),
            ("nota [1]: vedi", "nota [1\\]: vedi"),
            ("il *mare*", "il *mare*"),
        ];
        let wrong: Vec<_> = rows.iter().filter(|r| inline(r.0) != r.1).map(|r| (r.1, inline(r.0))).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
        for (text, _) in rows.iter().take(6) {
            assert_eq!(block::plain(&inline(text)), *text);
        }
    }
}
