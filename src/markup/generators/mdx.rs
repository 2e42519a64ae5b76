//! MDX: Markdown with imports, expressions in braces and components of JSX. The text inside of components is text.

use std::collections::HashMap;
use std::path::Path;

use super::document::{Document, NEW_LINE, Stretch, begins_line, close_gap, ends_line};
use super::vocabulary::{VOCABULARY, has};
use super::{Dropped, Reason, boxes};

/// The longest expression and the longest tag, in bytes.
const LONGEST: usize = 4000;

/// Braces in expressions are nested no deeper.
const DEEPEST: usize = 12;

/// Takes away what is no text, where a file is MDX: by its name, or by its imports.
pub fn read(path: &Path, document: &mut Document) {
    let named = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("mdx"));
    let code = document.code_lines();
    let imports = document.lines.iter().zip(&code).any(|(line, code)| !code && is_import(&line.text));
    if named || imports {
        let values = without_statements(document, &code);
        document.edit_stretches(true, &["{", "<"], |stretch, dropped| {
            let out = String::with_capacity(stretch.text.len());
            Some(Editor { stretch, out, dropped, values: &values }.edit())
        });
    }
}

/// `import Chart from './Chart.jsx'`
fn is_import(line: &str) -> bool {
    let Some(rest) = line.strip_prefix("import ") else { return false };
    let quoted = |text: &str| text.trim_start().starts_with(['"', '\'']);
    quoted(rest) || rest.split_once(" from ").is_some_and(|(_, from)| quoted(from))
}

fn is_export(line: &str) -> bool {
    let rest = line.strip_prefix("export ");
    let words = ["const ", "let ", "var ", "default ", "function ", "async ", "class ", "{", "*"];
    rest.is_some_and(|rest| words.iter().any(|word| rest.starts_with(word)))
}

/// The name and the value of `export const anno = 2024`, if that is a figure or a text.
fn constant(line: &str) -> Option<(String, String)> {
    let (name, value) = line.strip_prefix("export const ")?.split_once('=')?;
    let value = value.trim().trim_end_matches(';').trim_end();
    let is_figure = !value.is_empty() && value.chars().all(|c| c.is_ascii_digit() || c == '.');
    let quoted = || ['"', '\''].iter().find_map(|mark| value.strip_prefix(*mark)?.strip_suffix(*mark));
    let value = if is_figure { Some(value) } else { quoted() };
    Some((name.trim().to_string(), value?.to_string()))
}

/// Takes away imports and exports: from their first line up to a blank one outside of their brackets, or the next
/// statement. Returns the values that they give names to.
fn without_statements(document: &mut Document, code: &[bool]) -> HashMap<String, String> {
    let mut values = HashMap::new();
    let mut open: Option<i64> = None;
    for (line, code) in document.lines.iter_mut().zip(code) {
        let text = line.text.as_str();
        let begins = !code && (is_import(text) || is_export(text) || text == "import {");
        open = match open {
            _ if begins => Some(0),
            // brackets that are never closed end all the same where a paragraph or a heading begins
            Some(depth) if text.trim().is_empty() && depth <= 0 || text.starts_with("# ") => None,
            other => other,
        };
        let Some(depth) = &mut open else { continue };
        values.extend(constant(text));
        *depth += text.matches(['{', '[', '(']).count() as i64 - text.matches(['}', ']', ')']).count() as i64;
        if !text.trim().is_empty() {
            document.dropped.push(Dropped::with_words(line.number, text, Reason::Component, 0));
        }
        let ends = *depth <= 0 && text.trim_end().ends_with([';', '}', '\'', '"']);
        line.text.clear();
        if ends {
            open = None;
        }
    }
    values
}

struct Editor<'a, 'b> {
    stretch: &'a Stretch<'a>,
    out: String,
    dropped: &'b mut Vec<Dropped>,
    /// What the file's own names stand for.
    values: &'a HashMap<String, String>,
}

impl Editor<'_, '_> {
    fn edit(mut self) -> String {
        let text = self.stretch.text;
        let mut at = 0;
        while let Some(sign) = text[at..].find(['{', '<']).map(|found| found + at) {
            self.out.push_str(&text[at..sign]);
            let rest = &text[sign..];
            let length = if rest.starts_with('{') { braced(rest) } else { tag(rest) };
            // `\{`, `$x^{2}$`
            let escaped = rest.starts_with('{') && self.out.ends_with(['\\', '^', '_']);
            let Some(length) = length.filter(|_| !escaped) else {
                self.out.push_str(&rest[..1]);
                at = sign + 1;
                continue;
            };
            at = sign + length;
            let (what, behind) = (&text[sign..at], &text[at..]);
            let line_ends = what.matches('\n').count();
            if what.starts_with('<') {
                self.component(sign, what, behind);
            } else if let Some(words) =
                literal(what).or(self.values.get(what[1..what.len() - 1].trim()).map(String::as_str))
            {
                self.out.push_str(words);
            } else {
                let comment = what[1..].trim_start().starts_with("/*");
                self.tell(sign, what, if comment { Reason::Comment } else { Reason::Component });
                close_gap(&mut self.out, behind);
            }
            self.out.extend(std::iter::repeat_n('\n', line_ends));
        }
        self.out.push_str(&text[at..]);
        self.out
    }

    fn tell(&mut self, at: usize, what: &str, reason: Reason) {
        self.dropped.push(Dropped::with_words(self.stretch.line_at(at), what, reason, 0));
    }

    /// A tag of a component; of HTML only its expressions go.
    fn component(&mut self, at: usize, what: &str, behind: &str) {
        let name = what.trim_start_matches(['<', '/']);
        let name = &name[..name.find(|c: char| !c.is_alphanumeric() && c != '.').unwrap_or(name.len())];
        let is_alone = begins_line(&self.out) && ends_line(behind);
        let lower = name.to_lowercase();
        let embeds = has(&VOCABULARY.shortcodes.embeds, &lower)
            || has(&VOCABULARY.shortcodes.embeds, lower.trim_end_matches("embed"));
        self.tell(at, what, if embeds { Reason::Embed } else { Reason::Component });
        let text = |names: &[&str]| {
            names.iter().find_map(|name| attribute(what, name)).filter(|t| t.contains(char::is_alphabetic))
        };
        if has(&VOCABULARY.shortcodes.figures, &lower) {
            if let Some(words) = text(&["caption", "alt", "title"]) {
                self.out.push_str(&format!("![{}](#)", words.replace(['[', ']'], "")));
            }
        } else if let Some(title) = text(&["title", "label", "summary"]).filter(|_| !embeds && !what.starts_with("</"))
        {
            let mark = if is_alone || begins_line(&self.out) { "" } else { "\r" };
            self.out.push_str(&format!("{mark}{NEW_LINE}{}{NEW_LINE}{NEW_LINE}", boxes::bold(title)));
        } else if begins_line(&self.out) {
            // what is inside is Markdown, and a paragraph of its own
            self.out.push(NEW_LINE);
        } else {
            close_gap(&mut self.out, behind);
        }
    }
}

/// The length of what stands in braces at the start of a text, the closing one with it.
fn braced(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut quoted: Option<char> = None;
    for (at, c) in text[..text.floor_char_boundary(LONGEST)].char_indices() {
        match (c, quoted) {
            (c, Some(mark)) if c == mark => quoted = None,
            (_, Some(_)) => (),
            ('"' | '`', None) => quoted = Some(c),
            ('{', None) => depth += 1,
            ('}', None) => depth -= 1,
            _ => (),
        }
        if depth > DEEPEST {
            return None;
        }
        if depth == 0 {
            return Some(at + 1);
        }
    }
    // a quotation mark of the prose inside: the next brace closes
    let end = text[..text.floor_char_boundary(200)].find('}')?;
    Some(end + 1)
}

/// The length of a tag of a component at the start of a text; of HTML it is none.
fn tag(text: &str) -> Option<usize> {
    let name = text.strip_prefix('<')?;
    let name = name.strip_prefix('/').unwrap_or(name);
    if name.starts_with('>') {
        return Some(text.len() - name.len() + 1);
    }
    if !name.starts_with(|c: char| c.is_ascii_uppercase()) {
        return None;
    }
    let mut quoted: Option<char> = None;
    let mut depth = 0;
    for (at, c) in text[..text.floor_char_boundary(LONGEST)].char_indices() {
        match (c, quoted) {
            (c, Some(mark)) if c == mark => quoted = None,
            (_, Some(_)) => (),
            ('"' | '\'' | '`', None) => quoted = Some(c),
            ('{', None) => depth += 1,
            ('}', None) => depth -= 1,
            ('<', None) if at > 0 && depth == 0 => return None,
            ('>', None) if depth <= 0 => return Some(at + 1),
            _ => (),
        }
    }
    None
}

/// The text of `{'a text'}` and `{" "}`.
fn literal(braced: &str) -> Option<&str> {
    let inside = braced[1..braced.len() - 1].trim();
    let mark = inside.chars().next().filter(|c| matches!(c, '"' | '\'' | '`'))?;
    let text = inside[1..].strip_suffix(mark)?;
    (!text.contains([mark, '$', '\n'])).then_some(text)
}

/// The value of `name="value"` in a tag.
fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let at = tag.match_indices(name).find(|(at, _)| {
        tag[..*at].ends_with(char::is_whitespace) && tag[at + name.len()..].trim_start().starts_with('=')
    })?;
    let value = tag[at.0 + name.len()..].trim_start()[1..].trim_start().trim_start_matches('{');
    let mark = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    value[1..].split_once(mark).map(|(value, _)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(path: &str, text: &str) -> String {
        let mut document = Document::new(text, 1);
        read(Path::new(path), &mut document);
        document.finish().text
    }

    /// The lines with words.
    fn lines(text: &str) -> String {
        let text = read_text("a.mdx", text);
        text.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" | ")
    }

    #[test]
    fn what_is_no_text_goes() {
        let rows = [
            ("import Mappa from '../Mappa.jsx'\nexport const anno = 2024\n\nTesto", "Testo"),
            ("import {\n  A,\n  B\n} from 'x'\n\nTesto", "Testo"),
            ("export const meta = {\n  a: 1,\n\n  b: [2]\n}\n\nTesto", "Testo"),
            ("{/* non letto\n\nneppure qui */}\n\nTesto", "Testo"),
            ("<Avviso tipo=\"info\">Chiudi il gas.</Avviso>", "Chiudi il gas."),
            ("<Avviso>\n\nChiudi **il** gas.\n\n</Avviso>", "Chiudi **il** gas."),
            ("<Tabs>\n<TabItem value=\"a\" label=\"Linux\">\nTesto\n</TabItem>\n</Tabs>", "**Linux** | Testo"),
            ("Nel {anno} è andata {props.bene ? 'bene' : <b>male</b>}.", "Nel è andata."),
            ("export const anno = 1951;\n\nNel {anno} e nel {mese}.", "Nel 1951 e nel."),
            ("Uno{' '}due {\"tre\"}", "Uno due tre"),
            ("<YouTube id=\"abc\" />\n\nFine", "Fine"),
            ("<Image\n  src={foto}\n  alt=\"Il molo di sera\"\n/>", "![Il molo di sera](#)"),
            ("Un <Link to=\"/a\">legame</Link> qui", "Un legame qui"),
            ("<>\nTesto\n</>", "Testo"),
            ("<Grafico dati={[1, 2].map(x => x > 1)} /> Testo", "Testo"),
        ];
        let wrong: Vec<_> = rows.iter().filter(|(i, o)| lines(i) != *o).map(|(i, o)| (i, o, lines(i))).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn other_files_and_html_stay() {
        let rows = [
            ("a.md", "import duty e {anno} e <Avviso>x</Avviso>"),
            ("a.md", "L'insieme {a} e {b}\n\nexport const x = 1"),
            ("a.mdx", "<b>forte</b> e 3 < 4 > 2"),
            ("a.mdx", "`{x}` e `<A>`"),
            ("a.mdx", "```\nimport a from 'b'\n{x}\n```"),
            ("a.mdx", "Una { aperta"),
        ];
        let wrong: Vec<_> = rows.iter().filter(|(p, t)| read_text(p, t) != *t).map(|(p, t)| read_text(p, t)).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
        for text in ["{".repeat(20_000), "<A ".repeat(20_000), "export const a = {\n".repeat(5_000)] {
            read_text("a.mdx", &text);
        }
    }
}
