//! Tables of contents: marks that bring one, one between comments, a list all of whose items lead to places of the page.

use super::attributes::is_item;
use super::document::{Document, Line};
use super::vocabulary::{VOCABULARY, has};
use super::{Dropped, Reason};

/// Comments between which a program writes a table of contents: how the first begins and how the last does.
const COMMENTS: [(&str, &str); 4] = [
    ("<!-- toc -->", "<!-- tocstop"),
    ("<!-- toc", "<!-- /toc"),
    ("<!-- start doctoc", "<!-- end doctoc"),
    ("<!-- tableofcontents", "<!-- /tableofcontents"),
];

/// Takes tables of contents away.
pub fn read(document: &mut Document) {
    let code = document.code_lines();
    let mut at = 0;
    while at < document.lines.len() {
        let text = document.lines[at].text.trim();
        let (end, is_contents) = match () {
            () if code[at] => (at, false),
            () if text.starts_with(['[', '@', '$', '{', '%']) && has(&VOCABULARY.contents.marks, text) => {
                (at + 1, true)
            }
            () if text.starts_with("<!--") => between_comments(document, text, at),
            () if is_item(text) && leads_inside(text) => list(document, &code, at),
            () => (at, false),
        };
        if is_contents {
            take(document, at, end);
        }
        at = end.max(at + 1);
    }
}

/// The line behind the comment that closes a table of contents which the comment on the line `at` opens, if one does.
fn between_comments(document: &Document, text: &str, at: usize) -> (usize, bool) {
    let begins = |text: &str, with: &str| text.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with));
    let closing: Vec<&str> = COMMENTS.iter().filter(|(open, _)| begins(text, open)).map(|(_, close)| *close).collect();
    if closing.is_empty() {
        return (at, false);
    }
    let is_end = |line: &Line| closing.iter().any(|close| begins(line.text.trim(), close));
    let found = document.lines[at + 1..].iter().take(LONGEST).position(is_end);
    found.map_or((at, false), |found| (at + 1 + found + 1, true))
}

/// The most lines between two comments.
const LONGEST: usize = 300;

/// The line behind a list, and whether it is one of two items or more, all of which lead to places of the page.
fn list(document: &Document, code: &[bool], at: usize) -> (usize, bool) {
    let mut end = at;
    let (mut items, mut others) = (0, 0);
    for (next, line) in document.lines.iter().enumerate().skip(at) {
        let text = line.text.trim();
        if text.is_empty() {
            continue;
        }
        if !code[next] && is_item(text) {
            *(if leads_inside(text) { &mut items } else { &mut others }) += 1;
        } else if line.text.starts_with([' ', '\t']) || next == end {
            // it is set in, or goes on without a blank line: a text of the last item
            others += 1;
        } else {
            break;
        }
        end = next + 1;
    }
    (end, items > 1 && others == 0)
}

/// `- [Il mulino](#il-mulino)`: an item that is one link to a place of the page.
fn leads_inside(item: &str) -> bool {
    let bare =
        item.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start_matches(['*', '-', '+', '.', ')', ' ', '\t']);
    let Some((text, address)) = bare.strip_prefix('[').and_then(|rest| rest.rsplit_once("](")) else { return false };
    let behind = address.strip_suffix(')').unwrap_or_default();
    // a call of a note, or the way back from one, has no words
    text.contains(char::is_alphabetic) && behind.starts_with('#') && !behind.contains([' ', '('])
}

/// Takes away the lines from `at` to `end`, and a line above them that only says that they are an index.
fn take(document: &mut Document, at: usize, end: usize) {
    let above = document.lines[..at].iter().rposition(|line| !line.text.trim().is_empty());
    let label = above.filter(|above| {
        let bare = document.lines[*above].text.trim_matches(|c: char| !c.is_alphanumeric());
        at - above <= 2 && has(&VOCABULARY.contents.headings, bare)
    });
    let from = label.unwrap_or(at);
    let text: Vec<&str> = document.lines[from..end].iter().map(|line| line.text.trim()).collect();
    let (text, number) = (text.join(" "), document.lines[from].number);
    // what it lists stands in the text too
    document.dropped.push(Dropped::with_words(number, &text, Reason::TableOfContents, 0));
    document.lines[from..end].iter_mut().for_each(|line| line.text.clear());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(text: &str) -> String {
        crate::markup::document::edited_lines(text, read)
    }

    #[test]
    fn tables_of_contents_go() {
        let rows = [
            ("[TOC]\n\nTesto", "Testo"),
            ("[[_TOC_]]\n\nTesto", "Testo"),
            ("## Indice\n\n[[toc]]\n\nTesto", "Testo"),
            ("<!-- toc -->\n\n- [Uno](#uno)\n- [Due](#due)\n\n<!-- tocstop -->\nTesto", "Testo"),
            ("<!-- START doctoc generated -->\nx\n- [Uno](#uno)\n<!-- END doctoc -->\nTesto", "Testo"),
            ("- [Uno](#uno)\n  - [Due](#due)\n- [Tre](#tre)\n\nTesto", "Testo"),
            ("**Indice**\n\n1. [Uno](#uno)\n2. [Due](#due)\n", ""),
            ("In questo numero:\n\n* [Uno](#uno)\n\n* [Due](#due)\n\nTesto", "Testo"),
        ];
        let wrong: Vec<_> =
            rows.iter().filter(|(i, o)| read_text(i) != *o).map(|(i, o)| (i, o, read_text(i))).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn other_lists_stay() {
        let rows = [
            "- [Uno](https://e.org/#uno) | - [Due](https://e.org/#due)",
            "- [Uno](#uno): si parte | - [Due](#due): si arriva",
            "- [Uno](#uno) | - Due",
            "- [Uno](#uno)",
            "Il [TOC] della guida",
            "1. [↩](#a) | 2. [↩](#b)",
        ];
        let wrong: Vec<_> = rows.iter().filter(|t| read_text(&t.replace(" | ", "\n")) != **t).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
        read_text(&"<!-- toc -->\n".repeat(20_000));
        read_text(&"- [a](#a)\n".repeat(20_000));
        read_text(&format!("{}- b", "- [a](#a)\n\n".repeat(500)));
    }
}
