//! What notebooks of linked pages (Obsidian, Logseq, wikis) write: `[[Page|text]]`, `![[file]]`, `==marked==`, `%%comment%%`,
//! ` ^block-id`, lines of `#tags`.

use super::document::{Document, Stretch, close_gap};
use super::{Dropped, Reason};

/// The longest link, in bytes.
const LONGEST: usize = 400;

/// Files that are pictures.
const PICTURES: [&str; 8] = [".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".bmp", ".avif"];

/// Takes the marks away.
pub fn read(document: &mut Document) {
    document.edit_stretches(true, &["%%"], without_comments);
    without_block_marks(document);
    document.edit_stretches(false, &["[[", "=="], without_marks);
}

/// `%%nobody reads this%%`, over lines too.
fn without_comments(stretch: &Stretch, dropped: &mut Vec<Dropped>) -> Option<String> {
    let text = stretch.text;
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(open) = text[at..].find("%%").map(|found| found + at) {
        out.push_str(&text[at..open]);
        let inside = &text[open + 2..];
        // `100%%`, `%%%`: no comment
        let opens = !out.ends_with(|c: char| c.is_alphanumeric() || c == '%') && !inside.starts_with('%');
        let close = inside.find("%%");
        let Some(close) = close.filter(|_| opens) else {
            out.push_str("%%");
            at = open + 2;
            if close.is_none() {
                break;
            }
            continue;
        };
        at = open + 2 + close + 2;
        dropped.push(Dropped::with_words(stretch.line_at(open), &text[open..at], Reason::Comment, 0));
        out.extend(inside[..close].chars().filter(|c| *c == '\n'));
        close_gap(&mut out, &text[at..]);
    }
    out.push_str(&text[at..]);
    Some(out)
}

/// ` ^abc123` at the end of a line, and lines of tags.
fn without_block_marks(document: &mut Document) {
    let code = document.code_lines();
    for at in (0..code.len()).filter(|at| !code[*at]) {
        let line = &document.lines[at];
        let Some((before, mark)) = line.text.trim_end().rsplit_once('^') else { continue };
        let is_mark = mark.len() > 2
            && mark.starts_with(|c: char| c.is_ascii_alphanumeric())
            && mark.contains(|c: char| c.is_ascii_alphabetic())
            && mark.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        if is_mark && (before.is_empty() || before.ends_with(' ')) {
            let (what, kept) = (format!("^{mark}"), before.trim_end().len());
            document.dropped.push(Dropped::with_words(line.number, &what, Reason::BlockMark, 0));
            document.lines[at].text.truncate(kept);
        }
    }
    for at in (0..code.len()).filter(|at| !code[*at]) {
        let blank = |at: Option<usize>| {
            at.and_then(|at| document.lines.get(at))
                .is_none_or(|line| line.text.trim().is_empty() || is_tags(&line.text))
        };
        if is_tags(&document.lines[at].text) && blank(at.checked_sub(1)) && blank(Some(at + 1)) {
            let tags = std::mem::take(&mut document.lines[at].text);
            let number = document.lines[at].number;
            document.drop(number, &tags, Reason::Tags);
        }
    }
}

/// `#appunti #storia/antica`
fn is_tags(text: &str) -> bool {
    let tag = |word: &str| {
        word.strip_prefix('#').is_some_and(|name| {
            name.contains(char::is_alphabetic)
                && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '/' | '-' | '_' | ',' | ';'))
        })
    };
    text.starts_with('#') && text.split_whitespace().all(tag)
}

fn without_marks(stretch: &Stretch, dropped: &mut Vec<Dropped>) -> Option<String> {
    let text = stretch.text;
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    // whether a marked text is open
    let mut marked = false;
    while let Some(sign) = text[at..].find(['[', '=']).map(|found| found + at) {
        out.push_str(&text[at..sign]);
        let rest = &text[sign..];
        if let Some((inside, behind)) = rest.strip_prefix("[[").and_then(link) {
            let end = text.len() - behind.len();
            if out.ends_with('!') {
                out.pop();
                match picture(inside) {
                    Some(words) => out.push_str(&format!("![{words}](#)")),
                    None => {
                        let what = &text[sign - 1..end];
                        dropped.push(Dropped::with_words(stretch.line_at(sign), what, Reason::Embed, 0));
                        close_gap(&mut out, behind);
                    }
                }
            } else {
                out.push_str(&words(inside));
            }
            at = end;
            continue;
        }
        let length = rest.len() - rest.trim_start_matches('=').len();
        if length == 2 && is_marker(text, sign, marked) {
            marked = !marked;
            at = sign + 2;
            continue;
        }
        let length = length.max(1);
        out.push_str(&rest[..length]);
        at = sign + length;
    }
    out.push_str(&text[at..]);
    Some(out)
}

/// Whether `==` opens a marked text that is closed later, or closes the one that is open.
fn is_marker(text: &str, at: usize, marked: bool) -> bool {
    let before = text[..at].chars().next_back();
    let behind = &text[at + 2..];
    let next = behind.chars().next();
    let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    if marked {
        return before.is_some_and(|c| !c.is_whitespace()) && !is_word(next);
    }
    let opens = |next: Option<char>| next.is_some_and(|c| !c.is_whitespace() && c != '=');
    let ends = |(found, _): (usize, &str)| {
        let (inner, after) = (&behind[..found], &behind[found + 2..]);
        !inner.ends_with(char::is_whitespace) && !is_word(after.chars().next())
    };
    opens(next) && !is_word(before) && behind.match_indices("==").take(8).any(ends)
}

/// What stands between `[[` and `]]`, and what is behind; a mark of a note or a link's text in brackets is none.
fn link(rest: &str) -> Option<(&str, &str)> {
    let shown = &rest[..rest.floor_char_boundary(LONGEST)];
    let inside = &shown[..shown.find("]]")?];
    let behind = &rest[inside.len() + 2..];
    let is_page = inside.contains(char::is_alphabetic) && !inside.contains(['[', '\n']) && !inside.starts_with('^');
    (is_page && !behind.starts_with(['(', '['])).then_some((inside, behind))
}

/// The words of a link: its text, or the page's name without its folder, and its section.
fn words(inside: &str) -> String {
    if let Some((_, text)) = inside.split_once('|') {
        return text.trim().to_string();
    }
    let inside = inside.trim_end_matches('\\');
    let (page, section) = inside.split_once('#').unwrap_or((inside, ""));
    let page = page.trim().trim_end_matches(".md").rsplit('/').next().unwrap_or(page);
    let section = section.rsplit('#').next().unwrap_or(section).trim();
    match (page, section) {
        (page, section) if section.is_empty() || section.starts_with('^') => page.to_string(),
        ("", section) => section.to_string(),
        (page, section) => format!("{page}, {section}"),
    }
}

/// The words of an embedded picture; none of one that has only a size.
fn picture(inside: &str) -> Option<&str> {
    let (file, text) = inside.rsplit_once('|')?;
    let name = file.split('|').next().unwrap_or(file).to_lowercase();
    let is_picture = PICTURES.iter().any(|ending| name.trim_end_matches('\\').trim().ends_with(ending));
    let is_size = text.chars().all(|c| c.is_ascii_digit() || matches!(c, 'x' | '%' | ' '));
    (is_picture && !is_size && text.contains(' ')).then(|| text.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(text: &str) -> String {
        crate::markup::document::edited(text, read)
    }

    #[test]
    fn marks_of_notebooks_go() {
        let rows = [
            ("Vedi [[Il mulino|il mulino]] e [[Il ponte]].", "Vedi il mulino e Il ponte."),
            ("Vedi [[storia/Il ponte.md]] e [[Il ponte#La piena]]", "Vedi Il ponte e Il ponte, La piena"),
            ("Vedi [[#La piena]] e [[Il ponte#^a1b2]]", "Vedi La piena e Il ponte"),
            ("| [[Il ponte\\|ponte]] | x |", "| ponte | x |"),
            ("Ecco ![[foto.png]], poi ![[nota]] e basta", "Ecco, poi e basta"),
            ("![[foto.png|300]]", ""),
            ("![[foto.png|Il ponte di notte]]", "![Il ponte di notte](#)"),
            ("Questo è ==molto importante==, e ==anche questo==.", "Questo è molto importante, e anche questo."),
            ("**==Doppio==** e ==due\nrighe==", "**Doppio** e due\nrighe"),
            ("Testo %%da rivedere%% ancora.", "Testo ancora."),
            ("Testo %%da rivedere%%.", "Testo."),
            ("%%\nUn blocco\n\nintero\n%%\n\nTesto", "\n\n\n\n\n\nTesto"),
            ("Ultimo punto. ^a1b2c3", "Ultimo punto."),
            ("| a |\n\n^tabella-uno", "| a |\n\n"),
            ("#appunti #storia/antica\n\nTesto", "\n\nTesto"),
            ("Testo\n\n#dati\n#open-data", "Testo\n\n\n"),
        ];
        let wrong: Vec<_> =
            rows.iter().filter(|(i, o)| read_text(i) != *o).map(|(i, o)| (i, o, read_text(i))).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn look_alikes_stay() {
        let rows = [
            "Se a == b e c == d allora",
            "Il test x==y e z==w",
            "Una nota [[1]](#n1) e [[2]] e [[^3]]",
            "Un [[link]](a.html) doppio",
            "Sale del 100%% e poi del 50%% ancora",
            "Il %% da solo",
            "Titolo\n===",
            "Due alla 2 ^3 e 5^abc",
            "#titolo con testo",
            "Siamo #1\n#tag in mezzo\nal testo",
            "# Titolo",
            "`==a==` e `[[b]]`",
            "== Titolo ==",
        ];
        let wrong: Vec<_> = rows.iter().filter(|t| read_text(t) != **t).map(|t| read_text(t)).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
        for text in ["[[a".repeat(100_000), "==a ".repeat(100_000), "%%".repeat(100_000), "%%a ".repeat(99_999)] {
            read_text(&text);
        }
    }
}
