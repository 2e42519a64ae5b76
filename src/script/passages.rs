//! Blocks to passages.

use altavoce_italian::{Gender, Tables, ordinal};

use super::blocks::{Block, Item, Prose};
use super::headings::Numbering;
use super::opening::speech;
use super::sentences::{self, finish};
use super::vocabulary::{VOCABULARY, capitalised};
use super::{Dropped, Passage, Pause, Reason, Role, clean};

/// Beyond this place an item of a numbered list is a point with its number.
const LAST_ORDINAL: u64 = 20;
/// The longest tag of a news item, in words.
const TAG: usize = 6;
/// A quotation of more words is closed by a sentence too when the narrator reads it.
const LONG_QUOTE: usize = 40;

/// Writes the passages of a chapter.
pub struct PassageWriter<'a> {
    /// What is not spoken.
    pub dropped: &'a mut Vec<Dropped>,
    /// Whether quotations have a voice of their own.
    pub quotes_have_voice: bool,
    numbering: Numbering,
    tables: &'a Tables,
    tag: String,
    code_seen: bool,
    images: Vec<String>,
    passages: Vec<Passage>,
    /// How many numbered lists are open.
    numbered: usize,
}

impl<'a> PassageWriter<'a> {
    /// A writer for one issue.
    pub fn new(
        dropped: &'a mut Vec<Dropped>,
        quotes_have_voice: bool,
        numbering: Numbering,
        tables: &'a Tables,
    ) -> Self {
        PassageWriter {
            dropped,
            quotes_have_voice,
            numbering,
            tables,
            tag: String::new(),
            code_seen: false,
            images: Vec::new(),
            passages: Vec::new(),
            numbered: 0,
        }
    }

    /// The passages of a chapter.
    pub fn chapter(&mut self, blocks: &[Block]) -> Vec<Passage> {
        self.tag.clear();
        self.blocks(blocks, Role::Text);
        std::mem::take(&mut self.passages)
    }

    fn blocks(&mut self, blocks: &[Block], role: Role) {
        for block in blocks {
            match block {
                Block::Heading(_, prose) => self.subtitle(prose),
                Block::Paragraph(prose) => self.paragraph(prose, role, ""),
                Block::Quote(inner) => self.quote(inner),
                Block::List(start, items) => self.list(*start, items, role),
                Block::Code(line, language) => self.code(*line, language),
                Block::Table(head, rows) => self.table(head, rows),
                Block::ThematicBreak => (),
            }
        }
    }

    /// A deeper heading.
    fn subtitle(&mut self, prose: &Prose) {
        let title = clean::title(&prose.text, prose.line, self.dropped);
        let title = title.trim_end_matches([':', ',', ';', ' ']);
        if !title.is_empty() {
            self.tag.clear();
            self.say(finish(&self.numbering.alone(title)), Role::Subtitle, Pause::Transition, prose.line);
        }
        self.images(prose);
    }

    /// A paragraph; `lead` is put before its first sentence (`Primo: `).
    fn paragraph(&mut self, prose: &Prose, role: Role, lead: &str) {
        let (text, line) = clean::clean(&prose.text, prose.line, self.dropped);
        let (tag, rest) = match tag(&text) {
            Some((tag, rest)) if matches!(role, Role::Text | Role::Item) => (Some(tag), rest),
            _ => (None, text.as_str()),
        };
        if let Some(tag) = tag {
            self.tag(&tag, line);
        }
        let above = text.len() - rest.len();
        let line = line + text[..above].matches('\n').count() as u32;
        let rest = rest.replace('[', "(").replace(']', ")");
        let mut split = sentences::split(&rest, line, self.tables);
        if let Some(first) = split.first_mut() {
            first.lead(lead);
        }
        self.passages.extend(speech(sentences::join(split, self.tables), role));
        self.images(prose);
    }

    /// A news item's tag as its spoken title; said once for items that follow each other.
    fn tag(&mut self, tag: &str, line: u32) {
        let text = if tag.to_lowercase() == self.tag {
            VOCABULARY.notices.same_tag.clone()
        } else {
            finish(&format!("{}{tag}", VOCABULARY.notices.tag))
        };
        self.tag = tag.to_lowercase();
        self.say(text, Role::Subtitle, Pause::Transition, line);
    }

    fn quote(&mut self, inner: &[Block]) {
        let from = self.passages.len();
        self.blocks(inner, Role::Quote);
        let Some(first) = self.passages.get(from) else { return };
        if self.quotes_have_voice {
            return;
        }
        let line = first.line;
        let words: usize = self.passages[from..].iter().map(|p| p.text.split_whitespace().count()).sum();
        let last = self.passages.last().map_or(line, |p| p.line);
        let notice = |text: &str, line| Passage::new(text.into(), Role::Notice, Pause::Sentence, line);
        self.passages.insert(from, notice(&VOCABULARY.notices.quotation_begins, line));
        if words > LONG_QUOTE {
            self.say(VOCABULARY.notices.quotation_ends.clone(), Role::Notice, Pause::Paragraph, last);
        }
    }

    fn list(&mut self, start: Option<u64>, items: &[Item], role: Role) {
        let role = if role == Role::Quote { Role::Quote } else { Role::Item };
        let depth = self.numbered;
        self.numbered += usize::from(start.is_some());
        for (i, item) in items.iter().enumerate() {
            let number = start.map_or(String::new(), |start| item_lead(start.saturating_add(i as u64), depth));
            let task = match item.done {
                Some(true) => VOCABULARY.notices.task_done.as_str(),
                Some(false) => VOCABULARY.notices.task_to_do.as_str(),
                None => "",
            };
            let mut lead = format!("{number}{task}");
            for block in &item.blocks {
                match block {
                    Block::Paragraph(prose) => self.paragraph(prose, role, &std::mem::take(&mut lead)),
                    other => self.blocks(std::slice::from_ref(other), role),
                }
            }
        }
        self.numbered = depth;
    }

    fn code(&mut self, line: u32, language: &str) {
        let notice = if self.code_seen { &VOCABULARY.notices.more_code } else { &VOCABULARY.notices.code };
        let text = match VOCABULARY.languages.get(language) {
            Some(name) => format!("{notice} {name}."),
            None => format!("{notice}."),
        };
        self.code_seen = true;
        self.say(text, Role::Notice, Pause::Paragraph, line);
    }

    /// Row by row, each value behind its header.
    fn table(&mut self, head: &[Prose], rows: &[Vec<Prose>]) {
        let head: Vec<String> = head.iter().map(|c| clean::title(&c.text, c.line, self.dropped)).collect();
        let from = self.passages.len();
        for row in rows {
            let mut said = String::new();
            for (i, cell) in row.iter().enumerate() {
                let value = clean::title(&cell.text, cell.line, self.dropped);
                let value = value.trim_end_matches(['.', ';', ',']);
                if value.is_empty() {
                    continue;
                }
                let header = head.get(i).map_or("", |h| h.trim_end_matches(':'));
                let header = if said.is_empty() { header.to_string() } else { uncapitalised(header) };
                said.push_str(if said.is_empty() { "" } else { "; " });
                said.push_str(&if header.is_empty() { value.to_string() } else { format!("{header}: {value}") });
            }
            let line = row.first().map_or(0, |c| c.line);
            if !said.is_empty() {
                self.say(finish(&said), Role::Row, Pause::Paragraph, line);
            }
        }
        if let Some(first) = self.passages.get(from) {
            let text = VOCABULARY.notices.table.clone();
            let line = first.line;
            self.passages.insert(from, Passage::new(text, Role::Notice, Pause::Paragraph, line));
        }
    }

    fn images(&mut self, prose: &Prose) {
        for (line, alt) in &prose.images {
            let text = clean::title(alt, *line, self.dropped);
            let labels = VOCABULARY.images.labels.iter();
            let text = finish(labels.fold(text.as_str(), |text, label| text.trim_start_matches(label.as_str())));
            if !tells(&text) || self.images.contains(&text) {
                self.dropped.push(Dropped::new(*line, alt, Reason::Image));
                continue;
            }
            self.say(format!("{}{text}", VOCABULARY.notices.image), Role::Notice, Pause::Paragraph, *line);
            self.images.push(text);
        }
    }

    fn say(&mut self, text: String, role: Role, pause: Pause, line: u32) {
        let line = if line == 0 { self.passages.last().map_or(1, |p| p.line) } else { line };
        self.passages.push(Passage::new(text, role, pause, line));
    }
}

/// `[Ai & Elezioni] La scuola` → tag and rest.
fn tag(text: &str) -> Option<(String, &str)> {
    let (inner, rest) = text.strip_prefix('[')?.split_once(']')?;
    let tag = inner.replace('&', " e ").split_whitespace().collect::<Vec<_>>().join(" ");
    let fits = tag.split(' ').count() <= TAG && tag.chars().any(char::is_alphabetic) && !inner.contains('[');
    let bounded =
        rest.is_empty() || rest.starts_with(|c: char| c.is_whitespace() || matches!(c, ':' | '-' | '–' | '—'));
    if !fits || !bounded {
        return None;
    }
    Some((tag, rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '-' | '–' | '—'))))
}

/// What an item's number becomes, `depth` numbered lists within others: inner items must not sound like outer ones.
fn item_lead(n: u64, depth: usize) -> String {
    match depth {
        0 if (1..=LAST_ORDINAL).contains(&n) => {
            format!("{}: ", capitalised(&ordinal(n, Gender::Masculine, false).text))
        }
        0 | 1 => format!("{} {n}: ", VOCABULARY.notices.list_item),
        _ => format!("{} {n}: ", VOCABULARY.notices.inner_list_item),
    }
}

/// Small first letter behind a colon or a semicolon, save for names: `Prezzo` → `prezzo`, `CPU` as it is.
fn uncapitalised(text: &str) -> String {
    let mut chars = text.chars();
    match (chars.next(), chars.next()) {
        (Some(first), Some(second)) if first.is_uppercase() && (second.is_lowercase() || second == '\'') => {
            first.to_lowercase().chain(text.chars().skip(1)).collect()
        }
        _ => text.to_string(),
    }
}

/// Whether an image's text tells a listener something: two words, and neither a file's name nor a placeholder.
fn tells(alt: &str) -> bool {
    let lower = alt.trim_end_matches('.').to_lowercase();
    let words: Vec<&str> = lower.split_whitespace().collect();
    let file = |w: &str| [".jpg", ".jpeg", ".png", ".gif", ".webp", ".svg", ".heic"].iter().any(|e| w.contains(e));
    let is_empty = |w: &str| VOCABULARY.images.placeholders.iter().any(|p| p == w);
    let says = |w: &&str| w.chars().any(char::is_alphabetic) && !is_empty(w.trim_matches(|c: char| !c.is_alphabetic()));
    words.len() >= 2 && !words.iter().any(|w| file(w) || w.contains('_')) && words.iter().any(says)
}

/// The first sentence of a passage list, for those who greet.
pub fn first_text(passages: &[Passage]) -> &str {
    passages.iter().find(|p| p.role == Role::Text).map_or("", |p| p.text.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_of_news() {
        let rows = [
            ("[Ai & Elezioni] La scuola", Some(("Ai e Elezioni", "La scuola"))),
            ("[OpenAI]: torna", Some(("OpenAI", "torna"))),
            ("[Robot]", Some(("Robot", ""))),
            ("[22] anni", None),
            ("[questo] testo tra parentesi", Some(("questo", "testo tra parentesi"))),
            ("[D]omanda", None),
            ("[una parentesi che va avanti per un bel pezzo] e poi", None),
            ("Testo [Robot] in mezzo", None),
            ("[aperta", None),
        ];
        let got = tag;
        let want = |w: Option<(&str, &'static str)>| w.map(|(t, r)| (t.to_string(), r));
        let wrong: Vec<_> = rows.iter().filter(|(i, o)| got(i) != want(*o)).map(|(i, _)| (i, got(i))).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn images_that_tell() {
        let rows = [
            ("Un braccio robotico versa il caffè", true),
            ("La fabbrica vista dall'alto.", true),
            ("image", false),
            ("Immagine di copertina", false),
            ("IMG_2034.jpeg", false),
            ("foto 3", false),
            ("Screenshot 2024-03-08", false),
            ("https://example.org/a.png x", false),
            ("Alt text", false),
            ("", false),
        ];
        let wrong: Vec<_> = rows.iter().filter(|(t, says)| tells(t) != *says).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn places_in_a_list() {
        let rows = [(0, "Punto 0: "), (1, "Primo: "), (3, "Terzo: "), (20, "Ventesimo: "), (21, "Punto 21: ")];
        let wrong: Vec<_> = rows.iter().filter(|(n, o)| item_lead(*n, 0) != *o).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
        assert_eq!(item_lead(u64::MAX, 0), "Punto 18446744073709551615: ");
        assert_eq!((item_lead(1, 1).as_str(), item_lead(2, 2).as_str()), ("Punto 1: ", "Sottopunto 2: "));
    }

    #[test]
    fn headers_behind_a_semicolon() {
        let rows = [("Prezzo", "prezzo"), ("CPU", "CPU"), ("Età", "età"), ("X", "X"), ("iOS", "iOS"), ("", "")];
        let wrong: Vec<_> = rows.iter().filter(|(i, o)| uncapitalised(i) != *o).map(|r| uncapitalised(r.0)).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}
