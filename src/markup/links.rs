//! Links that Markdown does not see for a slip of the hand: mended, and told with their line.

use std::collections::HashSet;

use altavoce_base::tr;

use super::Warning;
use super::document::{self, Document};

/// Enough of a link to recognise it, in characters.
const SHOWN: usize = 40;

/// No address is longer, in bytes.
const LONGEST: usize = 2000;

/// Mends the links of a text.
pub fn mend(document: &mut Document) {
    let code = document.code_lines();
    let lines = document.lines.iter().zip(&code).filter(|(_, code)| !**code);
    let defined: HashSet<String> = lines.filter_map(|(line, _)| definition(&line.text)).collect();
    let mut warnings = Vec::new();
    document.edit_stretches(false, &["]"], |stretch, _| {
        let mut at = 0;
        let lines = stretch.text.split('\n').map(|text| {
            let line = stretch.line_at(at);
            at += text.len() + 1;
            mended(text, line, &defined, &mut warnings)
        });
        Some(lines.collect::<Vec<_>>().join("\n"))
    });
    document.warnings.extend(warnings);
}

/// One line with its links mended.
fn mended(text: &str, line: u32, defined: &HashSet<String>, warnings: &mut Vec<Warning>) -> String {
    let mut told = |what: &str, link: &str| {
        let link: String = link.chars().filter(|c| !document::is_noncharacter(*c)).take(SHOWN).collect();
        warnings.push(Warning {
            line,
            what: tr!("{what}: `{link}`; mended here, mend it in the text", link = link.trim()),
        });
    };
    let text = reversed(text, &mut told);
    let text = addressed(&text, &mut told);
    referred(&text, defined, &mut told)
}

/// The label that a line defines: `[casa]: https://…`.
fn definition(line: &str) -> Option<String> {
    let (label, address) = line.trim_start_matches([' ', '>']).strip_prefix('[')?.split_once("]:")?;
    (!label.is_empty() && !address.trim().is_empty()).then(|| folded(label))
}

/// A label as Markdown compares it.
fn folded(label: &str) -> String {
    label.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

fn is_address(text: &str) -> bool {
    let lower = text.get(..8).unwrap_or(text).to_ascii_lowercase();
    ["https://", "http://", "www.", "mailto:"].iter().any(|s| lower.starts_with(s))
}

/// What stands before the bracket that closes, where none opens before it.
fn bracketed(text: &str) -> Option<&str> {
    let end = text.find(['[', ']'])?;
    text[end..].starts_with(']').then(|| &text[..end])
}

/// `(testo)[https://…]` → `[testo](https://…)`.
fn reversed(text: &str, told: &mut impl FnMut(&str, &str)) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(")[") {
        let behind = &rest[at + 2..];
        let address = bracketed(behind).filter(|a| is_address(a) && !a.contains(' '));
        match (rest[..at].rfind('('), address) {
            (Some(open), Some(address)) if !rest[open..at].contains([']', '[']) => {
                told(tr!("a link with its brackets the wrong way round"), &rest[open..at + 2 + address.len() + 1]);
                out.push_str(&format!("{}[{}]({address})", &rest[..open], &rest[open + 1..at]));
                rest = &behind[address.len() + 1..];
            }
            _ => {
                out.push_str(&rest[..at + 2]);
                rest = behind;
            }
        }
    }
    out.push_str(rest);
    out
}

/// `[testo] (https://…)`, `[testo](https://… )` with a space inside the address, `[testo](https://… ` that is never closed.
fn addressed(text: &str, told: &mut impl FnMut(&str, &str)) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut opened_before = false;
    while let Some(at) = rest.find(']') {
        let behind = &rest[at + 1..];
        let opened = rest[..at].rfind('[').or(opened_before.then_some(0));
        opened_before |= opened.is_some();
        let spaces = behind.len() - behind.trim_start_matches(' ').len();
        let Some(inner) = behind[spaces..].strip_prefix('(').filter(|inner| is_address(inner)) else {
            out.push_str(&rest[..=at]);
            rest = behind;
            continue;
        };
        let (address, taken) = match destination(inner) {
            Some((address, taken, fault)) if fault || spaces > 0 && opened.is_some() => {
                let what = if fault {
                    tr!("a link whose address is broken")
                } else {
                    tr!("a link with a space before its address")
                };
                told(what, &rest[opened.unwrap_or(at)..]);
                (address, taken)
            }
            _ => {
                out.push_str(&rest[..=at]);
                rest = behind;
                continue;
            }
        };
        out.push_str(&format!("{}({address})", &rest[..=at]));
        rest = &inner[taken..];
    }
    out.push_str(rest);
    out
}

/// The address at the start of `text`, behind the bracket that opens it, how many bytes are taken with the bracket that
/// closes it, and whether something was wrong. `None` where the next line may go on with it.
fn destination(text: &str) -> Option<(String, usize, bool)> {
    let bounded = (0..=text.len().min(LONGEST)).rev().find(|end| text.is_char_boundary(*end));
    let text = &text[..bounded.unwrap_or(0)];
    let mut depth = 0;
    let close = text.char_indices().find_map(|(at, c)| {
        depth += match c {
            '(' => 1,
            ')' if depth == 0 => return Some(at),
            ')' => -1,
            _ => 0,
        };
        None
    });
    let inside = &text[..close.unwrap_or(text.len())];
    let first = inside.find(char::is_whitespace).unwrap_or(inside.len());
    let title = inside[first..].trim_start();
    if first == inside.len() || title.is_empty() || title.starts_with(['"', '\'', '(', '“']) {
        return close.map(|close| (inside.to_string(), close + 1, false));
    }
    let of_address = |w: &str| w.contains(['/', '.', '=', '&', '?', '%', '#']) || w.starts_with('-');
    if let Some(close) = close.filter(|_| inside.split_whitespace().skip(1).all(of_address)) {
        return Some((inside.split_whitespace().collect(), close + 1, true));
    }
    Some((inside[..first].to_string(), first, true))
}

/// `[testo][rif]` whose label nothing defines → `testo`.
fn referred(text: &str, defined: &HashSet<String>, told: &mut impl FnMut(&str, &str)) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("][") {
        let label = bracketed(&rest[at + 2..]);
        let open = rest[..at].rfind('[');
        let (Some(open), Some(label)) = (open, label) else {
            out.push_str(&rest[..at + 1]);
            rest = &rest[at + 1..];
            continue;
        };
        let shown = &rest[open + 1..at];
        let known = defined.contains(&folded(if label.is_empty() { shown } else { label }));
        let words = |s: &str| s.contains(char::is_alphabetic) && !s.starts_with('^');
        let fits =
            words(shown) && !label.contains(['[', '^']) && (label.is_empty() || !label.contains(' ') || label == shown);
        if known || !fits || defined.contains(&folded(shown)) {
            out.push_str(&rest[..at + 1]);
            rest = &rest[at + 1..];
            continue;
        }
        told(tr!("a link to what nothing defines"), &rest[open..at + 2 + label.len() + 1]);
        out.push_str(&format!("{}{shown}", &rest[..open]));
        rest = &rest[at + 2 + label.len() + 1..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_links() {
        let rows = [
            ("Vedi [la guida] (https://e.org/a) qui", "Vedi [la guida](https://e.org/a) qui"),
            ("Vedi [la guida](https://e. org/a/b) qui", "Vedi [la guida](https://e.org/a/b) qui"),
            ("Vedi [la guida](https://e.org/a e poi basta", "Vedi [la guida](https://e.org/a) e poi basta"),
            ("Vedi (la guida)[https://e.org/a] qui", "Vedi [la guida](https://e.org/a) qui"),
            ("Vedi [la guida][g] qui", "Vedi la guida qui"),
            ("Vedi [la guida][] qui", "Vedi la guida qui"),
            ("![Il mulino] (https://e.org/a.jpg)", "![Il mulino](https://e.org/a.jpg)"),
        ];
        let mut wrong = Vec::new();
        for (text, want) in rows {
            let mut document = Document::new(&format!("uno\n{text}"), 4);
            mend(&mut document);
            let told: Vec<u32> = document.warnings.iter().map(|w| w.line).collect();
            if document.lines[1].text != want || told != [5] {
                wrong.push((document.lines[1].text.clone(), document.warnings));
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn links_that_are_whole() {
        let rows = [
            "Vedi [la guida](https://e.org/a) e [l'altra](https://e.org/b \"Titolo (suo)\").",
            "Vedi [la guida](https://e.org/a_(b)) qui",
            "Vedi [la guida](https://e.org/a",
            "Vedi [la guida][g] qui\n\n[g]: https://e.org",
            "Vedi [la guida](<https://e.org/a b>) qui",
            "Vedi [la guida](a b.pdf) (e non altro)",
            "[Robot] (un cane) e [Robot][^1]",
            "Così [1][2] e [ ] [x]",
            "`[la guida] (https://e.org)`",
            "```\n[la guida] (https://e.org)\n```",
            "(così)[sic] e basta",
            "una [parentesi] sola",
            "[![Il mulino](https://e.org/a.jpg)](https://e.org)",
        ];
        let mut wrong = Vec::new();
        for text in rows {
            let mut document = Document::new(text, 1);
            mend(&mut document);
            let got = document.finish();
            if got.text != text || !got.warnings.is_empty() {
                wrong.push((got.text, got.warnings));
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}
