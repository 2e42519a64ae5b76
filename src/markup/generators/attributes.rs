//! Attributes in braces, as Pandoc, Quarto, kramdown, MkDocs and Hugo write them behind what they belong to: `{#id .class
//! key=value}`. Nobody sees them.

use super::document::{Document, Stretch, ends_code, ends_line, without_last_code};
use super::{Dropped, Reason};

/// The longest group, and the longest text in brackets before one, in bytes.
const LONGEST: usize = 1000;

/// What a group in braces says.
#[derive(Debug, Default, PartialEq)]
pub struct Attributes<'a> {
    /// `.class`, without the dot.
    pub classes: Vec<&'a str>,
    /// `key="value"`, without the quotation marks.
    pub pairs: Vec<(&'a str, &'a str)>,
    /// Whether a sign in it is one that prose does not write in braces.
    is_sure: bool,
    /// Whether a word stands in it by itself.
    has_switches: bool,
    /// Whether it says that the code before it is raw text of a format: `{=html}`.
    is_raw: bool,
    /// How many bytes it takes, its braces with it.
    pub length: usize,
}

impl<'a> Attributes<'a> {
    /// The group that `text` begins with.
    pub fn at(text: &'a str) -> Option<Attributes<'a>> {
        let mut rest = &text[..text.floor_char_boundary(LONGEST)];
        rest = rest.strip_prefix('{')?.trim_start_matches(' ');
        let whole = rest.len();
        let brace = text.find(rest)?;
        let mut found = Attributes::default();
        // kramdown's own sign, behind which a word refers to a list of attributes
        let kramdown = rest.strip_prefix(':').filter(|behind| !behind.starts_with([':', '/']));
        if let Some(behind) = kramdown {
            (found.is_sure, rest) = (true, behind);
        }
        loop {
            rest = rest.trim_start_matches([' ', ',']);
            if let Some(behind) = rest.strip_prefix('}') {
                found.length = brace + whole - behind.len();
                if found.has_switches && (!found.is_sure || found.pairs.is_empty()) {
                    return None;
                }
                let says = found.is_sure || !found.classes.is_empty() || !found.pairs.is_empty();
                return says.then_some(found);
            }
            rest = found.token(rest, kramdown.is_some())?;
        }
    }

    /// Takes one token; returns what is behind it.
    fn token(&mut self, rest: &'a str, kramdown: bool) -> Option<&'a str> {
        let is_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | ':' | '.' | '/');
        let split = |text: &'a str| text.split_at(text.find(|c: char| !is_name(c)).unwrap_or(text.len()));
        let first = rest.chars().next()?;
        let behind = &rest[first.len_utf8()..];
        match first {
            '#' | '.' | '=' => {
                let (name, after) = split(behind);
                if !name.starts_with(|c: char| c.is_alphanumeric() || c == '_' || c == '-') {
                    return None;
                }
                self.is_sure = true;
                match first {
                    '.' => self.classes.extend(name.split('.')),
                    '=' => self.is_raw = true,
                    _ => (),
                }
                Some(after)
            }
            '-' if behind.trim_start().starts_with('}') => {
                self.classes.push("unnumbered");
                Some(behind)
            }
            first if first.is_alphabetic() => {
                let (key, after) = split(rest);
                let Some(value) = after.strip_prefix('=') else {
                    // a switch of a component, `{title="…" big}`: no prose where the rest is sure
                    self.has_switches |= !kramdown;
                    return Some(after);
                };
                let quotation = value.chars().next().filter(|c| matches!(c, '"' | '\'' | '“'));
                let (value, after) = match quotation {
                    Some(mark) => {
                        self.is_sure = true;
                        let close = if mark == '“' { '”' } else { mark };
                        value[mark.len_utf8()..].split_once(close)?
                    }
                    None => value.split_at(value.find(|c: char| c.is_whitespace() || c == '}')?),
                };
                self.pairs.push((key, value));
                Some(after)
            }
            _ => None,
        }
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&'a str> {
        self.pairs.iter().find(|(k, _)| k.eq_ignore_ascii_case(key)).map(|(_, value)| *value)
    }

    /// Whether it belongs to what stands `before` it, and is no prose.
    fn belongs(&self, before: &str, behind: &str) -> bool {
        let near = &before[before.floor_char_boundary(before.len().saturating_sub(LONGEST))..];
        let line = &near[near.rfind('\n').map_or(0, |at| at + 1)..];
        let ends = ends_line(behind.trim_start_matches([' ', '#']));
        let begins = line.trim_matches([' ', '\t', '*', '-', '+', '>', '#']).is_empty();
        let glued = line.ends_with([')', ']', '*', '_', '>']) || line.ends_with(ends_code);
        let heading = line.starts_with('#') && ends;
        let in_table = behind.trim_start_matches(' ').starts_with('|');
        glued || heading || (begins && ends) || (self.is_sure && (begins || ends || in_table))
    }
}

/// Takes attributes away, and the brackets of a text that has them only to bear attributes.
pub fn read(document: &mut Document) {
    without_contents(document);
    document.edit_stretches(false, &["{"], without_attributes);
}

/// kramdown's `{:toc}`, with the list item on which it stands.
fn without_contents(document: &mut Document) {
    let code = document.code_lines();
    let brings = |text: &str| {
        let inside = text.trim().strip_prefix("{:").and_then(|t| t.strip_suffix('}'));
        inside.is_some_and(|words| words.trim_start_matches(':').split_whitespace().any(|word| word == "toc"))
    };
    for at in (0..code.len()).filter(|at| !code[*at]) {
        if !brings(&document.lines[at].text) {
            continue;
        }
        document.lines[at].text.clear();
        let above = at.checked_sub(1).filter(|above| is_item(&document.lines[*above].text)).unwrap_or(at);
        let item = std::mem::take(&mut document.lines[above].text);
        let number = document.lines[above].number;
        document.dropped.push(Dropped::with_words(number, &format!("{item} {{:toc}}"), Reason::TableOfContents, 0));
    }
}

/// Whether a line begins an item of a list.
pub fn is_item(text: &str) -> bool {
    let bare = text.trim_start();
    let behind = bare.trim_start_matches(|c: char| c.is_ascii_digit());
    let numbered = behind.len() < bare.len() && behind.starts_with([')', '.']);
    (numbered || bare.starts_with(['*', '-', '+'])) && behind[1..].starts_with([' ', '\t'])
}

fn without_attributes(stretch: &Stretch, dropped: &mut Vec<Dropped>) -> Option<String> {
    let text = stretch.text;
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(brace) = text[at..].find('{').map(|found| found + at) {
        out.push_str(&text[at..brace]);
        let group = Attributes::at(&text[brace..]).filter(|g| g.belongs(&out, &text[brace + g.length..]));
        let Some(group) = group else {
            out.push('{');
            at = brace + 1;
            continue;
        };
        at = brace + group.length;
        dropped.push(Dropped::with_words(stretch.line_at(brace), &text[brace..at], Reason::Attributes, 0));
        if group.is_raw && out.ends_with(ends_code) {
            without_last_code(&mut out);
        }
        out = without_brackets(out);
        if text[at..].starts_with('\n') || at == text.len() {
            out.truncate(out.trim_end_matches(' ').len());
        }
    }
    out.push_str(&text[at..]);
    Some(out)
}

/// `un [testo]` → `un testo`; links, images and footnotes stay as they are.
fn without_brackets(mut text: String) -> String {
    if !text.ends_with(']') {
        return text;
    }
    let mut open = 0;
    let from = text.floor_char_boundary(text.len().saturating_sub(LONGEST));
    let bracket = text[from..].char_indices().rev().find(|(_, c)| {
        open += match c {
            ']' => 1,
            '[' => -1,
            _ => 0,
        };
        open == 0
    });
    let Some(bracket) = bracket.map(|(at, _)| from + at) else { return text };
    if !text[..bracket].ends_with(['!', ']']) && !text[bracket + 1..].starts_with('^') {
        text.pop();
        text.remove(bracket);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(text: &str) -> String {
        crate::markup::document::edited(text, read)
    }

    #[test]
    fn attributes_go() {
        let rows = [
            ("## Il mulino {#sec-mulino}", "## Il mulino"),
            ("## Il mulino {.unnumbered .unlisted} ##", "## Il mulino  ##"),
            ("# Saluti {-}", "# Saluti"),
            ("## Dati {data-x=1}", "## Dati"),
            ("![Il ponte](p.png){width=50% #fig-ponte} e poi", "![Il ponte](p.png) e poi"),
            ("[Apri](a.pdf){ .md-button .md-button--primary }", "[Apri](a.pdf)"),
            ("[Apri](a.pdf){:target=\"_blank\"}", "[Apri](a.pdf)"),
            ("[Apri](a.pdf){:target=_blank rel='noopener'}.", "[Apri](a.pdf)."),
            ("Un [testo in piccolo]{.smallcaps} qui", "Un testo in piccolo qui"),
            ("Un [testo [doppio]]{lang=en}", "Un testo [doppio]"),
            ("Un [testo\nsu due righe]{.x}.", "Un testo\nsu due righe."),
            ("Il comando `ls`{.bash} e `<b>`{=html}", "Il comando `ls` e"),
            ("*Forte*{: .rosso} e **più**{.x}", "*Forte* e **più**"),
            ("Un capoverso.\n{: .centrato #a key=\"v w\"}\n\nAltro", "Un capoverso.\n\n\nAltro"),
            ("{: .nota}\nUn capoverso", "\nUn capoverso"),
            ("{.nota}\nUn capoverso", "\nUn capoverso"),
            ("* uno {: .x}\n* {:.y} due", "* uno\n*  due"),
            ("* indice\n{:toc}\n\nTesto", "\n\n\nTesto"),
            ("1. TOC\n{:toc .largo}\n", "\n\n"),
            ("Testo in fondo {.destra}", "Testo in fondo"),
            ("{class=\"largo\"}\n", "\n"),
            ("## Titolo\n{:.no_toc}", "## Titolo\n"),
            ("| a {.x} | b |", "| a  | b |"),
            ("{:nofollow: rel=\"nofollow\"}", ""),
            ("Una nota[^1]{.x}", "Una nota[^1]"),
        ];
        let wrong: Vec<_> =
            rows.iter().filter(|(i, o)| read_text(i) != *o).map(|(i, o)| (i, o, read_text(i))).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn braces_of_prose_stay() {
        let rows = [
            "L'insieme {a, b, c} è finito",
            "Scrivi {nome} e poi {cognome}",
            "Una graffa { qui e una } là",
            "## Gli insiemi {x}",
            "La funzione f(x) = {x + 1}",
            "{ \"chiave\": 1 }",
            "Il codice `{.classe}` resta",
            "Se {x=1} allora no",
            "{",
            "{}",
            "{:",
            "fine {#",
            "```\n{: .x}\n```",
        ];
        let wrong: Vec<_> = rows.iter().filter(|t| read_text(t) != **t).map(|t| read_text(t)).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}
