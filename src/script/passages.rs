//! Blocks to passages.

use std::collections::{BTreeMap, BTreeSet};

use altavoce_italian::{Gender, Tables, ordinal};

use super::headings::Numbering;
use super::images::plain;
use super::model::{Block, FORMULA, Item, LINE_BREAK, Prose};
use super::opening::speech;
use super::sentences::{self, finish};
use super::vocabulary::{VOCABULARY, capitalised};
use super::{Dropped, Passage, Pause, Reason, Role, clean, credits, furniture};
use crate::markup::control::marks::{self, Part};
use crate::markup::control::{Command, LONGEST_PAUSE, Mark};

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
    /// Tells where sentences end and what is a unit.
    pub tables: &'a Tables,
    /// The texts of pictures and the headings that were said, as [`plain`].
    pub images: Vec<String>,
    /// What was written of the chapter.
    pub passages: Vec<Passage>,
    numbering: Numbering,
    tag: String,
    code_seen: bool,
    /// How many passages the chapter had when code was announced last.
    code_ends: Option<usize>,
    formula_seen: bool,
    /// The commands of the author, and the voice that one of them named.
    marks: &'a [Mark],
    voice: Option<String>,
    /// The voices of speakers by their names, and who has been named of them in the chapter.
    speakers: &'a BTreeMap<String, String>,
    named: BTreeSet<String>,
    /// Whether `voice` is a speaker's.
    in_turn: bool,
    /// The silence that the author told before the first passage, in milliseconds.
    pub lead_pause: u32,
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
        marks: &'a [Mark],
        speakers: &'a BTreeMap<String, String>,
    ) -> Self {
        PassageWriter {
            dropped,
            quotes_have_voice,
            tables,
            images: Vec::new(),
            passages: Vec::new(),
            numbering,
            tag: String::new(),
            code_seen: false,
            code_ends: None,
            formula_seen: false,
            marks,
            voice: None,
            speakers,
            named: BTreeSet::new(),
            in_turn: false,
            lead_pause: 0,
            numbered: 0,
        }
    }

    /// The passages of a chapter below `heading`.
    pub fn chapter(&mut self, heading: &str, blocks: &[Block]) -> Vec<Passage> {
        self.tag.clear();
        self.voice = None;
        self.in_turn = false;
        self.named.clear();
        self.code_ends = None;
        self.lead_pause = 0;
        self.images.push(plain(heading));
        self.blocks(blocks, Role::Text);
        std::mem::take(&mut self.passages)
    }

    fn blocks(&mut self, blocks: &[Block], role: Role) {
        let mut i = 0;
        while let Some(block) = blocks.get(i) {
            i += 1;
            match block {
                Block::Heading(_, prose) => {
                    self.end_turn();
                    self.subtitle(prose, "");
                }
                Block::Paragraph(prose) => i += self.paragraph_among(prose, &blocks[i..], role),
                Block::Quote(inner) => self.quote(inner),
                Block::List(start, items) => self.list(*start, items, role),
                Block::Code(line, language) => self.code(*line, language),
                Block::Table(head, rows) => self.table(head, rows),
                Block::ThematicBreak => self.end_turn(),
                Block::Mark(number) => self.mark(*number),
            }
        }
    }

    /// A paragraph and what of the blocks `behind` it belongs to it: a picture that stands before what it leads on to, the
    /// caption of its own picture. Returns how many were taken.
    fn paragraph_among(&mut self, prose: &Prose, behind: &[Block], role: Role) -> usize {
        if let Some(said) = self.turn(prose, role) {
            return if said.text.trim().is_empty() { 0 } else { self.paragraph_among(&said, behind, role) };
        }
        let caption = |blocks: &'_ [Block]| blocks.first().is_some_and(Block::is_caption);
        if prose.is_picture() {
            let below = behind.first().and_then(Block::as_paragraph).filter(|_| caption(behind));
            self.images(&prose.images, below);
            return usize::from(below.is_some());
        }
        if furniture::is_sources(&prose.text)
            && behind.first().is_some_and(|b| furniture::are_links(std::slice::from_ref(b)))
        {
            self.dropped.push(Dropped::new(prose.line, &prose.text, Reason::Sources));
            self.drop_links(&behind[..1]);
            return 1;
        }
        let mut taken = 0;
        // Nothing parts a colon from what it announces.
        if prose.text.trim_end().ends_with(':')
            && let Some(picture) = behind.first().and_then(Block::as_paragraph).filter(|p| p.is_picture())
        {
            taken = 1 + usize::from(caption(&behind[1..]));
            let below = behind.get(1).and_then(Block::as_paragraph).filter(|_| taken == 2);
            self.images(&picture.images, below);
        }
        if role == Role::Text && prose.is_title() && behind[taken..].first().is_some_and(Block::speaks) {
            self.end_turn();
            self.subtitle(prose, "");
        } else {
            self.announcing(prose, behind.get(taken), role, "");
        }
        taken
    }

    /// Where a paragraph begins with a speaker's name, gives it to their voice, until the next name, title or break, and returns
    /// what they say. The name itself is said once a chapter, by whom the chapter is read.
    fn turn(&mut self, prose: &Prose, role: Role) -> Option<Prose> {
        let said = prose.text.strip_prefix(&prose.label).filter(|_| role == Role::Text && !prose.label.is_empty())?;
        self.end_turn();
        let name = prose.label.trim_end_matches([':', ' ']).trim_start();
        let (_, voice) = self.speakers.iter().find(|(speaker, _)| speaker.to_lowercase() == name.to_lowercase())?;
        let line = prose.line + prose.label.matches('\n').count() as u32;
        if self.named.insert(name.to_lowercase()) {
            self.say(finish(name), Role::Text, Pause::Sentence, prose.line);
        } else {
            self.dropped.push(Dropped::new(prose.line, name, Reason::SaidAlready));
        }
        self.voice = Some(voice.clone());
        self.in_turn = true;
        let mut said = Prose { text: said.to_string(), line, label: String::new(), ..prose.clone() };
        for image in &mut said.images {
            image.at = image.at.saturating_sub(prose.label.len());
        }
        said.links.retain(|link| link.at >= prose.label.len());
        said.links.iter_mut().for_each(|link| link.at -= prose.label.len());
        Some(said)
    }

    /// Behind the last words of a speaker.
    fn end_turn(&mut self) {
        if std::mem::take(&mut self.in_turn) {
            self.voice = None;
        }
    }

    /// Tells of a list of sources that is not spoken.
    pub fn drop_links(&mut self, blocks: &[Block]) {
        for block in blocks {
            match block {
                Block::Paragraph(prose) if prose.text.contains(char::is_alphanumeric) => {
                    self.dropped.push(Dropped::new(prose.line, &prose.text, Reason::Sources));
                }
                Block::List(_, items) => items.iter().for_each(|item| self.drop_links(&item.blocks)),
                _ => (),
            }
        }
    }

    /// A deeper heading, or a paragraph that is one; `lead` is the number of the item that it stands in.
    fn subtitle(&mut self, prose: &Prose, lead: &str) {
        let title = clean::title(&prose.text, prose.line, self.dropped);
        let title = title.trim_end_matches([':', ',', ';', ' ']);
        if !title.is_empty() {
            self.tag.clear();
            let title = if lead.is_empty() { self.numbering.alone(title) } else { format!("{lead}{title}") };
            self.images.push(plain(&title));
            self.say(finish(&title), Role::Subtitle, Pause::Transition, prose.line);
            self.link(self.passages.len() - 1, prose);
        }
        self.images(&prose.images, None);
    }

    /// A paragraph that leads on to the block `next`, should it be a list or a quotation.
    fn announcing(&mut self, prose: &Prose, next: Option<&Block>, role: Role, lead: &str) {
        let announces = lead.is_empty() && matches!(next, Some(Block::List(..) | Block::Quote(_)));
        let text = prose.text.trim_end();
        let open = text.trim_end_matches([',', ';']);
        // Two colons in a sentence are one too many.
        let last = open.rsplit(['.', '!', '?', '…', LINE_BREAK]).next().unwrap_or("");
        let open_ended = open.ends_with(|c: char| c.is_alphanumeric()) && !last.contains(": ");
        if !announces || !open_ended || self.is_credit(prose) {
            return self.paragraph(prose, role, lead);
        }
        let tail = &prose.text[text.len()..];
        let prose = Prose { text: format!("{open}:{tail}"), ..prose.clone() };
        self.paragraph(&prose, role, lead);
    }

    /// Whether a paragraph says only whose a picture is.
    fn is_credit(&self, prose: &Prose) -> bool {
        let place = if prose.below_picture { credits::Place::Caption } else { credits::Place::Text };
        credits::is_credit(&prose.text, place)
    }

    /// A paragraph; `lead` is put before its first sentence (`Primo: `).
    fn paragraph(&mut self, prose: &Prose, role: Role, lead: &str) {
        if role == Role::Text && self.is_credit(prose) {
            self.dropped.push(Dropped::new(prose.line, &prose.text, Reason::Credit));
            return self.images(&prose.images, None);
        }
        if prose.is_captioned() {
            return self.images(&prose.images, Some(prose));
        }
        // Pictures before the text are seen before it, and none parts a colon from what it announces.
        let text = prose.text.as_str();
        let leads_on = text.trim_end().ends_with(':');
        let before = |at: usize| leads_on || !text[..at.min(text.len())].contains(char::is_alphanumeric);
        let before = prose.images.iter().take_while(|image| before(image.at)).count();
        self.images(&prose.images[..before], None);
        let note = hand_made_note(&prose.text).filter(|_| lead.is_empty() && role != Role::Quote);
        let note_lead = note.map(|(number, _)| {
            format!("{} {number}: ", capitalised(VOCABULARY.notices.footnote.trim_end_matches([':', ' '])))
        });
        let lead = note_lead.as_deref().unwrap_or(lead);
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
        let from = self.passages.len();
        self.sentences(&rest, line, role, lead);
        self.link(from, prose);
        self.images(&prose.images[before..], None);
    }

    /// The sentences of a text, between which the author's commands stand.
    fn sentences(&mut self, text: &str, mut line: u32, role: Role, mut lead: &str) {
        let parts = marks::parts(text);
        let speaks = |part: &Part| matches!(part, Part::Text(text) if text.contains(char::is_alphanumeric));
        let last = parts.iter().rposition(speaks);
        for (n, part) in parts.iter().enumerate() {
            let written = match part {
                Part::Mark(number) => {
                    self.mark(*number);
                    continue;
                }
                Part::Text(written) => *written,
            };
            // A mark of the sentence that the command stands in the middle of.
            let words = if n == 0 { written } else { written.trim_start_matches([' ', ',', ';', '.', ':']) };
            let mut split = sentences::split(words, line, self.tables);
            if let Some(first) = split.first_mut() {
                first.lead(std::mem::take(&mut lead));
            }
            let from = self.passages.len();
            self.passages.extend(speech(sentences::join(split, self.tables), role));
            for passage in &mut self.passages[from..] {
                passage.voice.clone_from(&self.voice);
            }
            if let Some(passage) = self.passages[from..].last_mut().filter(|_| last != Some(n)) {
                passage.pause = Pause::Sentence;
            }
            line += written.matches('\n').count() as u32;
        }
    }

    /// Obeys a command of the author's.
    fn mark(&mut self, number: usize) {
        match self.marks.get(number).map(|mark| &mark.command) {
            Some(Command::Pause(length)) => match self.passages.last_mut() {
                Some(last) => last.pause = longer(last.pause, *length),
                None => self.lead_pause += length,
            },
            Some(Command::Voice(name)) => {
                self.voice.clone_from(name);
                self.in_turn = false;
            }
            // The chapters are cut already.
            Some(Command::Chapter(_)) | None => (),
        }
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
            for (n, block) in item.blocks.iter().enumerate() {
                match block {
                    Block::Paragraph(prose) => {
                        self.announcing(prose, item.blocks.get(n + 1), role, &std::mem::take(&mut lead))
                    }
                    Block::Heading(_, prose) => self.subtitle(prose, &std::mem::take(&mut lead)),
                    other => self.blocks(std::slice::from_ref(other), role),
                }
            }
        }
        self.numbered = depth;
    }

    fn code(&mut self, line: u32, language: &str) {
        if language == FORMULA {
            let seen = std::mem::replace(&mut self.formula_seen, true);
            let notice = if seen { &VOCABULARY.notices.more_formulas } else { &VOCABULARY.notices.formula };
            return self.say(notice.clone(), Role::Notice, Pause::Paragraph, line);
        }
        // One word for several pieces of code with nothing between them.
        if self.code_ends == Some(self.passages.len()) {
            return;
        }
        let notice = if self.code_seen { &VOCABULARY.notices.more_code } else { &VOCABULARY.notices.code };
        let text = match VOCABULARY.languages.get(language) {
            Some(name) => format!("{notice} {name}."),
            None => format!("{notice}."),
        };
        self.code_seen = true;
        self.say(text, Role::Notice, Pause::Paragraph, line);
        self.code_ends = Some(self.passages.len());
    }

    /// Adds a passage.
    pub fn say(&mut self, text: String, role: Role, pause: Pause, line: u32) {
        let line = if line == 0 { self.passages.last().map_or(1, |p| p.line) } else { line };
        self.passages.push(Passage { voice: self.voice.clone(), ..Passage::new(text, role, pause, line) });
    }
}

/// A silence as the author told it, in milliseconds, behind one that they may have told already.
pub fn longer(pause: Pause, length: u32) -> Pause {
    let before = if let Pause::Told(before) = pause { before } else { 0 };
    Pause::Told((before + length).min(LONGEST_PAUSE))
}

/// `[Ai & Elezioni] La scuola` → tag and rest.
fn tag(text: &str) -> Option<(String, &str)> {
    let (inner, rest) = text.strip_prefix('[')?.split_once(']')?;
    let tag = inner.replace('&', " e ").split_whitespace().collect::<Vec<_>>().join(" ");
    let fits = tag.split(' ').count() <= TAG && tag.chars().any(char::is_alphabetic) && !inner.contains('[');
    let bounded =
        rest.is_empty() || rest.starts_with(|c: char| c.is_whitespace() || matches!(c, ':' | '-' | '–' | '—'));
    // `[da scrivere]` by itself is a remark
    let remark = rest.is_empty() && tag.starts_with(char::is_lowercase);
    if !fits || !bounded || remark {
        return None;
    }
    Some((tag, rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '-' | '–' | '—'))))
}

/// `[1] Un testo`: a note that its author numbered by hand, and its number.
fn hand_made_note(text: &str) -> Option<(&str, &str)> {
    let (number, rest) = text.trim_start().strip_prefix('[')?.split_once(']')?;
    let rest = rest.strip_prefix(' ')?;
    let is_number = (1..=3).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit());
    let words = rest.split_whitespace().filter(|w| w.contains(char::is_alphabetic) && !w.contains("://")).count();
    (is_number && words > 1).then_some((number, rest))
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
            ("[da scrivere]", None),
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
    fn places_in_a_list() {
        let rows = [(0, "Punto 0: "), (1, "Primo: "), (3, "Terzo: "), (20, "Ventesimo: "), (21, "Punto 21: ")];
        let wrong: Vec<_> = rows.iter().filter(|(n, o)| item_lead(*n, 0) != *o).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
        assert_eq!(item_lead(u64::MAX, 0), "Punto 18446744073709551615: ");
        assert_eq!((item_lead(1, 1).as_str(), item_lead(2, 2).as_str()), ("Punto 1: ", "Sottopunto 2: "));
    }
}
