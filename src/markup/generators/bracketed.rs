//! Shortcodes in square brackets: WordPress' `[gallery ids="1"]` and `[caption]…[/caption]`, forums' `[b]…[/b]`. Words in
//! brackets are prose unless they have a value, a tag that closes them, or a name that is known.

use std::collections::{HashMap, HashSet};

use super::document::{Document, NEW_LINE, Stretch, begins_line, close_gap, ends_line};
use super::shortcodes::tag::name_length;
use super::vocabulary::{VOCABULARY, has};
use super::{Dropped, Reason};

/// The longest, in bytes.
const LONGEST: usize = 1000;

/// Takes shortcodes in brackets away.
pub fn read(document: &mut Document) {
    document.edit_stretches(true, &["["], without_shortcodes);
}

/// One in brackets.
struct Bracketed<'a> {
    name: &'a str,
    closes: bool,
    /// What stands behind the name.
    values: &'a str,
    /// Where it ends.
    end: usize,
}

fn without_shortcodes(stretch: &Stretch, dropped: &mut Vec<Dropped>) -> Option<String> {
    let text = stretch.text;
    let mut closed: HashMap<&str, usize> = HashMap::new();
    for (at, _) in text.match_indices("[/") {
        closed.insert(&text[at + 2..][..name_length(&text[at + 2..])], at);
    }
    let mut opened: HashSet<&str> = HashSet::new();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(bracket) = text[at..].find('[').map(|found| found + at) {
        out.push_str(&text[at..bracket]);
        let alone = begins_line(&out);
        let found = Bracketed::at(text, bracket).filter(|b| match b.closes {
            true => opened.contains(b.name) || (has(&VOCABULARY.bracketed.known, b.name) && b.values.is_empty()),
            false => !out.ends_with(['!', ']']) && b.is_shortcode(text, &closed, alone),
        });
        let Some(found) = found else {
            out.push('[');
            at = bracket + 1;
            continue;
        };
        opened.insert(found.name);
        let close = closed.get(found.name).filter(|last| **last >= found.end && !found.closes).and_then(|_| {
            let mark = format!("[/{}]", found.name);
            let start = text[found.end..].find(&mark)? + found.end;
            Some((start, start + mark.len()))
        });
        let inside = close.map(|(start, end)| (&text[found.end..start], end));
        let mut tell =
            |what: &str, reason| dropped.push(Dropped::with_words(stretch.line_at(bracket), what, reason, 0));
        at = found.end;
        match inside {
            Some((inside, end)) if has(&VOCABULARY.bracketed.embeds, found.name) && !inside.trim().contains(' ') => {
                tell(&text[bracket..end], Reason::Embed);
                out.extend(inside.chars().filter(|c| *c == '\n'));
                at = end;
            }
            Some((inside, end)) if has(&VOCABULARY.bracketed.code, found.name) => {
                tell(&text[bracket..found.end], Reason::Shortcode);
                code(&mut out, inside);
                at = end;
            }
            Some((inside, end)) if matches!(found.name, "caption" | "wp_caption") => {
                tell(&text[bracket..found.end], Reason::Shortcode);
                caption(&mut out, inside);
                at = end;
            }
            _ => {
                let reason =
                    if has(&VOCABULARY.bracketed.embeds, found.name) { Reason::Embed } else { Reason::Shortcode };
                tell(&text[bracket..found.end], reason);
                close_gap(&mut out, &text[at..]);
            }
        }
    }
    out.push_str(&text[at..]);
    Some(out)
}

impl<'a> Bracketed<'a> {
    fn at(text: &'a str, bracket: usize) -> Option<Bracketed<'a>> {
        let inside = &text[bracket + 1..];
        let inside = &inside[..inside.floor_char_boundary(LONGEST)];
        let inside = &inside[..inside.find([']', '['])?];
        let behind = &text[bracket + 1 + inside.len()..];
        if !behind.starts_with(']') || behind[1..].starts_with('(') || inside.contains("\n\n") {
            return None;
        }
        let bare = inside.strip_prefix('/').unwrap_or(inside);
        let (name, values) = bare.split_at(name_length(bare));
        let is_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_');
        let named = name.starts_with(|c: char| c.is_ascii_lowercase()) && name.chars().all(is_name);
        let parted = values.is_empty() || values.starts_with([' ', '=', '\n', '/']);
        let found = Bracketed { name, closes: bare.len() < inside.len(), values, end: bracket + inside.len() + 2 };
        (named && parted).then_some(found)
    }

    /// Whether it is no prose; `closed`: the names that a tag closes, and where last; `alone`: it begins its line.
    fn is_shortcode(&self, text: &str, closed: &HashMap<&str, usize>, alone: bool) -> bool {
        let has_close = closed.get(self.name).is_some_and(|last| *last >= self.end);
        // `name="value"`
        let valued = self.values.match_indices(['"', '\'', '“', '”', '″']).any(|(at, _)| {
            let before = self.values[..at].strip_suffix('=').unwrap_or_default();
            before.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-')
        });
        if has_close || valued {
            return true;
        }
        let ends = ends_line(&text[self.end..]);
        let is_bare = self.values.trim_matches(['/', ' ']).is_empty();
        // the text of a link whose address stands elsewhere
        let linked = text[self.end..].starts_with('[');
        has(&VOCABULARY.bracketed.known, self.name)
            && !linked
            && (self.values.contains('=')
                || (is_bare
                    && (alone && ends || self.name.contains('_') || has(&VOCABULARY.bracketed.bare, self.name))))
    }
}

/// Code as Markdown writes it.
fn code(out: &mut String, inside: &str) {
    if !inside.contains('\n') {
        *out += &format!("`{}`", inside.trim());
        return;
    }
    if !begins_line(out) {
        out.push(NEW_LINE);
    }
    let start = if inside.starts_with('\n') { "" } else { "\r" };
    let end = if inside.ends_with('\n') { "" } else { "\r" };
    *out += &format!("``````{start}{inside}{end}``````\r");
}

/// A picture, and its caption as a paragraph of its own, unless that says what the picture says.
fn caption(out: &mut String, inside: &str) {
    let end = inside.rfind([')', '>']).map_or(0, |at| at + 1);
    let (picture, words) = inside.split_at(end);
    let ends = |text: &str| text.matches('\n').count();
    let same =
        picture.contains(&format!("![{}]", words.trim())) || picture.contains(&format!("alt=\"{}\"", words.trim()));
    *out += picture;
    if same || words.trim().is_empty() {
        out.extend(std::iter::repeat_n('\n', ends(words)));
    } else {
        *out += &format!("\r\r{words}\r\r");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(text: &str) -> String {
        crate::markup::document::edited(text, read)
    }

    #[test]
    fn shortcodes_go_and_texts_stay() {
        let rows = [
            ("Prima [gallery ids=\"1,2\"] dopo [gallery].", "Prima dopo."),
            (
                "[caption id=\"a\" width=\"6\"]![Il molo](m.jpg) Il molo di notte[/caption] Poi",
                "![Il molo](m.jpg)\n\n Il molo di notte\n\n Poi",
            ),
            ("[caption]![Il molo](m.jpg) Il molo[/caption]", "![Il molo](m.jpg)"),
            ("Guarda [embed]https://e.org/v[/embed] e torna", "Guarda  e torna"),
            ("[sc name=\"annuncio\"]", ""),
            ("[vc_row][vc_column width=\"1/2\"]Il testo[/vc_column][/vc_row]", "Il testo"),
            ("[su_note note_color=\"#fff\"]Un avviso[/su_note]", "Un avviso"),
            ("Un [b]testo[/b] e un [url=https://e.org]indirizzo[/url]", "Un testo e un indirizzo"),
            ("[dropcap]C[/dropcap]'era una volta", "C'era una volta"),
            ("[code language=\"php\"]\nx();\n[/code]", "``````\nx();\n``````\n"),
            ("[contact-form-7 id=\"3\" title=\"Scrivici\"]", ""),
            ("[toc]\n\nTesto", "\n\nTesto"),
        ];
        let wrong: Vec<_> =
            rows.iter().filter(|(i, o)| read_text(i) != *o).map(|(i, o)| (i, o, read_text(i))).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn words_in_brackets_stay() {
        let rows = [
            "Disse [sic] che [omissis] veniva [ndr]",
            "Guarda il servizio [video] e [audio]",
            "[testo tra parentesi] e [altro testo]",
            "- [x] fatto\n- [ ] da fare",
            "Una [gallery](a.html) e un [button][b]",
            "Una nota [^1] e [1] e [a]",
            "[nota: il seguito] e [foto di: Ada]",
            "[a=b] e [Nome=\"x\"]",
            "![video](a.png)",
            "[/] e [/via]",
            "`[b]x[/b]`",
        ];
        let wrong: Vec<_> = rows.iter().filter(|t| read_text(t) != **t).map(|t| read_text(t)).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
        for text in ["[".repeat(200_000), "[b]".repeat(50_000), "[/b".repeat(50_000), "[a x=\"".repeat(30_000)] {
            read_text(&text);
        }
    }
}
