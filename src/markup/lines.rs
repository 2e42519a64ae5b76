//! Line ends that their author meant. Markdown joins the lines of a paragraph, since most were broken by an editor that
//! ran out of width; those that a person ended on purpose become hard breaks, and marks typed by hand before each of
//! several lines become those of a list.

use unicode_segmentation::UnicodeSegmentation;

use super::document::Document;
use super::emoji;
use super::vocabulary::VOCABULARY;

/// A line that is broken on purpose is no longer, in characters.
const SHORT: usize = 60;
/// No editor breaks lines before this column.
const NARROWEST: usize = 70;
/// A label has no more words and characters than these.
const LABEL: (usize, usize) = (4, 40);

/// Mends the line ends of a text.
pub fn mend(document: &mut Document) {
    let code = document.code_lines();
    let mut lists = document.lines.iter_mut().zip(&code).filter(|(_, code)| !**code);
    lists.by_ref().for_each(|(line, _)| keycap(&mut line.text));
    hand_made_lists(document, &code);
    let breaks = meant(document, &code);
    let broken = |text: &str| text.ends_with(['\\', '>']);
    for (line, _) in document.lines.iter_mut().zip(breaks).filter(|(line, meant)| *meant && !broken(&line.text)) {
        line.text.truncate(line.text.trim_end().len());
        line.text.push_str("  ");
    }
}

/// A line of a paragraph as a reader sees it.
struct Row<'a> {
    /// What stands before its text: white space, marks of quotations and lists.
    prefix: &'a str,
    /// Its text, markup too.
    written: &'a str,
    /// The text without markup.
    seen: String,
    /// Its length in the file, in characters.
    width: usize,
}

impl<'a> Row<'a> {
    /// `None` for a line that is no running text.
    fn of(line: &'a str) -> Option<Row<'a>> {
        let (prefix, written) = line.split_at(prefix_len(line));
        let written = written.trim_end();
        let seen = seen(written);
        let speaks = seen.contains(char::is_alphanumeric);
        let width = line.trim_end().chars().count();
        (speaks && !opens_block(written)).then_some(Row { prefix, written, seen, width })
    }

    fn first_word(&self) -> &str {
        self.seen.split_whitespace().next().unwrap_or("")
    }

    /// Whether the sentence plainly goes on in the next line.
    fn leads_on(&self) -> bool {
        // a link's text goes on in the next line
        let open = self.written.rfind('[').is_some_and(|open| self.written.rfind(']').is_none_or(|close| close < open));
        let last = self.seen.split_whitespace().next_back().unwrap_or("").to_lowercase().replace('’', "'");
        self.seen.trim_end().ends_with([',', '(', '«', '“', '–', '—', '-', '/', '+', '='])
            || open
            || VOCABULARY.lines.lead_on.contains(&last)
    }

    /// Whether it begins as sentences and names do.
    fn begins(&self) -> bool {
        let mut chars = self.seen.chars().skip_while(|c| matches!(c, '«' | '“' | '"' | '‘' | '\'' | '(' | '…'));
        chars.next().is_some_and(|c| c.is_uppercase() || c.is_ascii_digit())
    }

    /// `Label: value`.
    fn is_labelled(&self) -> bool {
        self.seen.split_once(':').is_some_and(|(label, value)| {
            value.starts_with(char::is_whitespace) && !value.trim().is_empty() && is_label(label)
        })
    }

    /// `**Label:** value`, `**Label**: value`, `🗓 **Label** – value`.
    fn has_bold_label(&self) -> bool {
        let start = self.written.trim_start_matches(|c: char| !c.is_alphanumeric() && !"*_".contains(c));
        let Some(mark) = ["**", "__"].into_iter().find(|m| start.starts_with(m)) else { return false };
        let Some((label, rest)) = start[2..].split_once(mark) else { return false };
        let rest = rest.trim_start();
        let ended = label.trim_end().ends_with([':', '.']) || rest.is_empty() || rest.starts_with([':', '-', '–', '—']);
        ended && is_label(label.trim_end().trim_end_matches([':', '.']))
    }

    /// Whether a mark of a list stands before it.
    fn is_item(&self) -> bool {
        !self.prefix.chars().all(|c| matches!(c, ' ' | '\t' | '>'))
    }

    /// Whether the whole line is bold.
    fn is_bold(&self) -> bool {
        let bare = |mark: &str| self.written.strip_prefix(mark)?.strip_suffix(mark);
        bare("**").or_else(|| bare("__")).is_some_and(|inner| !inner.contains("**") && !inner.contains("__"))
    }

    /// Whether it begins with a picture, a bullet or a dash, and then a sentence.
    fn has_mark(&self) -> bool {
        let bare = self.seen.trim_start();
        let rest = bare.trim_start_matches(|c: char| is_mark(c) || c.is_whitespace());
        rest.len() < bare.len()
            && rest.chars().find(|c| c.is_alphanumeric()).is_some_and(|c| c.is_uppercase() || c.is_ascii_digit())
            && (!bare.starts_with(['–', '—']) || bare.chars().nth(1).is_some_and(char::is_whitespace))
    }
}

/// A picture, a bullet, or a dash of dialogue.
fn is_mark(c: char) -> bool {
    emoji::is_picture(c) || matches!(c, '–' | '—' | '·' | '∙' | '»')
}

/// A few words that begin with a capital and hold no mark of their own.
fn is_label(text: &str) -> bool {
    let text = text.trim();
    let (words, chars) = LABEL;
    text.chars().find(|c| !is_mark(*c) && !c.is_whitespace()).is_some_and(char::is_uppercase)
        && text.split_whitespace().count() <= words
        && text.chars().count() <= chars
        && !text.contains(['.', '!', '?', ',', ';', '«', '“', '"', '('])
}

/// For each line, whether the break behind it is meant.
fn meant(document: &Document, code: &[bool]) -> Vec<bool> {
    let row = |i: usize| if code[i] { None } else { Row::of(&document.lines[i].text) };
    let rows: Vec<Option<Row>> = (0..document.lines.len()).map(row).collect();
    let follows = |i: usize| rows.get(i + 1).is_some_and(|next| next.as_ref().is_some_and(|n| !n.is_item()));
    let widest = rows.iter().enumerate().filter(|(i, _)| follows(*i)).filter_map(|(_, r)| r.as_ref().map(|r| r.width));
    let column = widest.max().unwrap_or(0).max(NARROWEST);
    let mut breaks = vec![false; rows.len()];
    // Where the lines began that are short on purpose up to here.
    let mut short_from = 0;
    for (i, row) in rows.iter().enumerate() {
        let next = rows.get(i + 1).and_then(Option::as_ref).filter(|next| !next.is_item());
        let (Some(row), Some(next)) = (row, next) else {
            short_lines(&rows, short_from..i + 1, &mut breaks);
            short_from = i + 1;
            continue;
        };
        breaks[i] = ends_here(row, next) && !row.leads_on();
        if !is_short(row, next, column) {
            short_lines(&rows, short_from..i + 1, &mut breaks);
            short_from = i + 1;
        }
    }
    breaks
}

/// Verses, an address, a signature: breaks each of the lines, all short on purpose, that leads on to no other. Two alone
/// that end with a full stop are a sentence.
fn short_lines(rows: &[Option<Row>], lines: std::ops::Range<usize>, breaks: &mut [bool]) {
    let seen = |i: usize| rows[i].as_ref().map_or("", |r| r.seen.trim_end());
    if lines.len() < 2 || lines.len() == 2 && seen(lines.end - 1).ends_with(['.', '!', '?', '…']) {
        return;
    }
    for i in lines.start..lines.end - 1 {
        breaks[i] |= rows[i].as_ref().is_some_and(|row| !row.leads_on());
    }
}

/// Whether the break between two lines of a paragraph is meant for what the two are.
fn ends_here(row: &Row, next: &Row) -> bool {
    let marked = next.has_bold_label() || row.is_bold() || row.is_labelled() && next.is_labelled();
    next.has_mark() || marked && next.begins()
}

/// Whether a line is short on purpose: the first word of the next would have fitted, in a text that goes to `column`.
fn is_short(row: &Row, next: &Row, column: usize) -> bool {
    let early = (row.width + 1 + next.first_word().chars().count()) * 5 <= column * 4;
    let short = |r: &Row| r.seen.chars().count() <= SHORT && (r.begins() || r.has_mark());
    early && short(row) && short(next)
}

/// The length of what stands before a line's text: white space, `>`, the mark of a list's item and of a task.
fn prefix_len(line: &str) -> usize {
    let mut rest = line.trim_start_matches([' ', '\t', '>']);
    loop {
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let mark = match rest[digits..].chars().next() {
            Some('-' | '*' | '+') if digits == 0 => 1,
            Some('.' | ')') if (1..=9).contains(&digits) => digits + 1,
            _ => break,
        };
        if !rest[mark..].starts_with([' ', '\t']) {
            break;
        }
        rest = rest[mark..].trim_start_matches([' ', '\t', '>']);
        rest = ["[ ] ", "[x] ", "[X] "].into_iter().find_map(|task| rest.strip_prefix(task)).unwrap_or(rest);
    }
    line.len() - rest.len()
}

/// Whether a line is none of a paragraph: a heading, a row of a table, HTML, a definition, a break.
fn opens_block(text: &str) -> bool {
    let hashes = text.len() - text.trim_start_matches('#').len();
    (1..=6).contains(&hashes) && text[hashes..].starts_with([' ', '\t'])
        || text.starts_with(['|', '<'])
        || text.starts_with('[') && (text.contains("]:") && text.find("]:") < text.find(' ') || text.starts_with("[^"))
        || text.starts_with("{{")
        || text.starts_with("{%")
}

/// A line's text without emphasis, with the text of links only.
fn seen(written: &str) -> String {
    let mut out = String::with_capacity(written.len());
    let mut rest = written;
    while let Some(at) = rest.find(['*', '`', '[', '!', ']', '<', '\\']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let skipped = match rest.as_bytes()[0] {
            b']' if rest.starts_with("](") => rest.find(')').map_or(1, |end| end + 1),
            b'!' if rest.starts_with("![") => 2,
            b'!' => {
                out.push('!');
                1
            }
            b'<' => rest[..rest.floor_char_boundary(200)].find('>').map_or(1, |end| end + 1),
            _ => 1,
        };
        rest = &rest[skipped..];
    }
    out.push_str(rest);
    out
}

/// `1️⃣ Titolo` → `1. Titolo`, at the start of a line or behind the marks of a heading.
fn keycap(line: &mut String) {
    let hashes = line.trim_start_matches([' ', '>', '#', '-', '*']);
    let start = line.len() - hashes.len();
    let Some(first) = hashes.graphemes(true).next().filter(|g| g.ends_with('\u{20E3}')) else { return };
    let digit = first.chars().next().filter(char::is_ascii_digit);
    let rest = hashes[first.len()..].trim_start();
    if let Some(digit) = digit.filter(|_| rest.contains(char::is_alphabetic) && !rest.starts_with(char::is_lowercase)) {
        *line = format!("{}{digit}. {rest}", &line[..start]);
    }
}

/// `• uno`, `• due` under each other → `- uno`, `- due`; a picture before each stays.
fn hand_made_lists(document: &mut Document, code: &[bool]) {
    let mut from = 0;
    let count = document.lines.len();
    while from < count {
        let blank = |i: usize| code[i] || document.lines[i].text.trim_matches([' ', '>', '\t']).is_empty();
        let end = (from..count).find(|i| blank(*i)).unwrap_or(count);
        let marks: Vec<Option<&str>> = (from..end).map(|i| hand_made_mark(&document.lines[i].text)).collect();
        let mark = marks.iter().flatten().copied().find(|m| marks.iter().filter(|o| **o == Some(m)).count() > 1);
        if let Some(mark) = mark.map(str::to_string) {
            let rows: Vec<usize> = (0..marks.len()).filter(|i| marks[*i] == Some(mark.as_str())).collect();
            for i in rows {
                let line = &mut document.lines[from + i].text;
                let at = line.len() - line.trim_start_matches([' ', '>', '\t']).len();
                if is_bullet(&mark) {
                    line.replace_range(at..at + mark.len(), "-");
                } else {
                    line.insert_str(at, "- ");
                }
            }
        }
        from = end + 1;
    }
}

/// The picture or bullet with which a line begins, a space behind it.
fn hand_made_mark(line: &str) -> Option<&str> {
    let bare = line.trim_start_matches([' ', '>', '\t']);
    let mark = bare.graphemes(true).next()?;
    let rest = &bare[mark.len()..];
    let first = mark.chars().next()?;
    let dash = matches!(first, '–' | '—');
    let small = rest.trim_start().starts_with(char::is_lowercase);
    let fits = if dash { small } else { emoji::is_picture(first) || matches!(first, '·' | '∙') };
    (fits && rest.starts_with([' ', '\t', '\u{A0}']) && rest.contains(char::is_alphanumeric)).then_some(mark)
}

/// Whether a mark shows nothing but that an item begins.
fn is_bullet(mark: &str) -> bool {
    mark.starts_with(['•', '‣', '◦', '●', '▪', '▫', '■', '□', '○', '·', '∙', '►', '▸', '➤', '➢', '➔', '–', '—', '⁃'])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text with `|` where its lines are broken for good.
    fn mended(text: &str) -> String {
        let mut document = Document::new(text, 1);
        mend(&mut document);
        document.finish().text.replace("  \n", "|\n")
    }

    fn check(rows: &[(&str, &str)]) {
        let wrong: Vec<_> = rows.iter().map(|(i, o)| (mended(i), o)).filter(|(got, o)| got != *o).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn lines_that_end_on_purpose() {
        check(&[
            ("**Quando:** sabato\n**Dove:** in piazza", "**Quando:** sabato|\n**Dove:** in piazza"),
            ("**Regia**: Ada\n**Durata**: 90 minuti", "**Regia**: Ada|\n**Durata**: 90 minuti"),
            ("_Buona lettura_\n\nLia Monti\nla redazione", "_Buona lettura_\n\nLia Monti\nla redazione"),
            ("🗓 **Data** – oggi\n📍 **Luogo** – qui", "🗓 **Data** – oggi|\n📍 **Luogo** – qui"),
            ("🌱 Si semina\n🌾 Si raccoglie", "🌱 Si semina|\n🌾 Si raccoglie"),
            ("Luogo: la biblioteca\nOra: le nove", "Luogo: la biblioteca|\nOra: le nove"),
            ("> Luogo: la biblioteca\n> Ora: le nove", "> Luogo: la biblioteca|\n> Ora: le nove"),
            ("Con affetto,\n\nLia Monti\nDirettrice", "Con affetto,\n\nLia Monti|\nDirettrice"),
            ("Lia Monti\nVia del Pozzo 3\n00100 Roma", "Lia Monti|\nVia del Pozzo 3|\n00100 Roma"),
            ("Dorme la valle,\nTace il mulino\nE l'acqua va", "Dorme la valle,\nTace il mulino|\nE l'acqua va"),
            ("— Chi è?\n— Sono io.\nE aprì.", "— Chi è?|\n— Sono io.|\nE aprì."),
            ("**Il forno**\nSi apre alle otto del mattino.", "**Il forno**|\nSi apre alle otto del mattino."),
            ("Migliore: *Neri P.*\nPeggiore: *Verdi*", "Migliore: *Neri P.*|\nPeggiore: *Verdi*"),
            ("9:00 Accoglienza\n9:30 Saluti", "9:00 Accoglienza|\n9:30 Saluti"),
            ("Dorme la valle\nTace il mulino\nE l'acqua va.", "Dorme la valle|\nTace il mulino|\nE l'acqua va."),
            ("> Il sapere è una lampada.\n> — Lia Monti", "> Il sapere è una lampada.|\n> — Lia Monti"),
        ]);
    }

    #[test]
    fn lines_that_an_editor_broke() {
        let long = "Quest'anno la festa del paese si tiene nella piazza davanti alla chiesa di";
        let rows = [
            format!("{long}\nSan Rocco, e la banda suona fino a tardi."),
            format!("{long} Santa\nMaria, e la banda suona fino a tardi."),
            format!("{long}\n**Borgo Vecchio**: la banda suona fino a tardi."),
            "Ne parla\n**Lia Monti**, che dirige la biblioteca.".to_string(),
            "Abbiamo incontrato la nuova direttrice della biblioteca, la signora\nMonti.".to_string(),
            "una riga\nche va avanti".to_string(),
            "Il vento di\nPonente soffia".to_string(),
            "La prima parte,\nLa seconda".to_string(),
            "Vedi [La Guida\nAl Mulino](https://example.org)".to_string(),
            "# Titolo\nTesto breve".to_string(),
            "| a | b |\n|---|---|\n| Uno | Due |\n| Tre | Quattro |".to_string(),
            "```\nLuogo: qui\nOra: oggi\n```".to_string(),
            "- Uno\n- Due".to_string(),
            "1. Uno\n2. Due".to_string(),
            "[1]: https://example.org\n[2]: https://example.org".to_string(),
            "[^1]: Una nota\n[^2]: Altra nota".to_string(),
            "Una riga\\\nDue righe".to_string(),
            "<b>Uno</b>\n<b>Due</b>".to_string(),
        ];
        let wrong: Vec<_> = rows.iter().map(|r| (mended(r), r)).filter(|(got, r)| got != *r).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn lists_made_by_hand() {
        check(&[
            ("Servono:\n• farina\n• acqua", "Servono:\n- farina\n- acqua"),
            ("✅ farina\n✅ acqua", "- ✅ farina\n- ✅ acqua"),
            ("– farina\n– acqua", "- farina\n- acqua"),
            ("– Vieni?\n– Vengo.", "– Vieni?|\n– Vengo."),
            ("▪ uno che\nva avanti\n▪ due", "- uno che\nva avanti\n- due"),
            ("• da solo", "• da solo"),
            ("1️⃣ Si impasta\n\n2️⃣ Si inforna", "1. Si impasta\n\n2. Si inforna"),
            ("## 3️⃣ Il forno", "## 3. Il forno"),
            ("3️⃣ cose da sapere", "3️⃣ cose da sapere"),
            ("```\n• a\n• b\n```", "```\n• a\n• b\n```"),
        ]);
    }
}
