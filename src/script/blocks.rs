//! Markdown to the block model.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, LinkType, Parser, Tag, TagEnd};

use super::inline::{code_words, html_reason};
use super::model::{Block, FORMULA, Image, Item, LINE_BREAK, Link, Prose};
use super::vocabulary::VOCABULARY;
use super::{Dropped, Reason, addresses, buttons, furniture, links, notes};
use crate::issue::Issue;
use crate::markup::control::marks::{self, Part};
use crate::markup::spans::{is_inline, is_inline_end};
use crate::markup::{LineMap, MARKDOWN, emoji};

/// Quotations and lists nested deeper than this are read as if they were not: no author does so, and a hostile file must
/// not exhaust the stack.
const DEEPEST: usize = 32;

/// Reads the body of `issue`; what cannot be spoken at all goes to `dropped`.
pub fn read(issue: &Issue, dropped: &mut Vec<Dropped>) -> Vec<Block> {
    let events: Vec<_> = Parser::new_ext(&issue.body, MARKDOWN).into_offset_iter().collect();
    let mut reader = Reader {
        events: &events,
        at: 0,
        lines: &issue.lines,
        notes: BTreeMap::new(),
        called: BTreeSet::new(),
        in_title: false,
        titles_notes: Vec::new(),
        depth: 0,
        dropped,
    };
    reader.collect_notes();
    let blocks = reader.blocks();
    reader.drop_uncalled_notes();
    blocks
}

/// The commands of a paragraph that holds nothing else.
fn only_marks(prose: &Prose) -> Option<Vec<usize>> {
    if !marks::are_in(&prose.text) || !prose.images.is_empty() {
        return None;
    }
    let parts = marks::parts(&prose.text).into_iter();
    parts
        .filter(|part| !matches!(part, Part::Text(text) if text.trim().is_empty()))
        .map(|part| part.as_mark())
        .collect()
}

/// The first `bold` bytes of a text if they end in a colon, or with the colon that follows them; else nothing.
fn label(text: &str, bold: usize) -> &str {
    let (start, rest) = text.split_at_checked(bold).unwrap_or_default();
    let words = start.contains(char::is_alphanumeric);
    match rest.trim_start_matches(' ').strip_prefix(':') {
        _ if words && start.trim_end().ends_with(':') => start,
        Some(behind) if words => text.strip_suffix(behind).unwrap_or_default(),
        _ => "",
    }
}

struct Reader<'a, 'b> {
    events: &'a [(Event<'a>, Range<usize>)],
    at: usize,
    lines: &'a LineMap,
    /// Footnotes by label: line and text.
    notes: BTreeMap<String, (u32, String)>,
    called: BTreeSet<String>,
    /// Whether a heading is read, and the footnotes that it calls.
    in_title: bool,
    titles_notes: Vec<Prose>,
    /// How many containers are open.
    depth: usize,
    dropped: &'b mut Vec<Dropped>,
}

impl<'a> Reader<'a, '_> {
    fn line(&self, at: usize) -> u32 {
        self.lines.line_at(at)
    }

    fn drop(&mut self, line: u32, what: &str, reason: Reason) {
        self.dropped.push(Dropped::new(line, what, reason));
    }

    /// Footnotes may be defined below their call. Their paragraphs and the items of their lists stay apart.
    fn collect_notes(&mut self) {
        let mut note: Option<(String, u32, String)> = None;
        for (event, range) in self.events {
            match event {
                Event::Start(Tag::FootnoteDefinition(label)) => {
                    note = Some((label.to_string(), self.line(range.start), String::new()));
                }
                Event::End(TagEnd::FootnoteDefinition) => {
                    if let Some((label, line, text)) = note.take() {
                        self.notes.entry(label).or_insert((line, text));
                    }
                }
                _ => {
                    if let Some((_, _, text)) = &mut note {
                        notes::append(text, event);
                    }
                }
            }
        }
    }

    fn drop_uncalled_notes(&mut self) {
        for (label, (line, text)) in std::mem::take(&mut self.notes) {
            if !self.called.contains(&label) {
                self.drop(line, &text, Reason::UncalledFootnote);
            }
        }
    }

    /// Blocks up to the end of the container, which is taken too.
    fn blocks(&mut self) -> Vec<Block> {
        self.depth += 1;
        let mut blocks = Vec::new();
        let mut too_deep = 0;
        while let Some((event, range)) = self.events.get(self.at) {
            self.at += 1;
            let line = self.line(range.start);
            match event {
                Event::Start(Tag::BlockQuote(_) | Tag::List(_) | Tag::Item) if self.depth > DEEPEST => too_deep += 1,
                Event::End(TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::Item) if too_deep > 0 => too_deep -= 1,
                Event::Start(Tag::Heading { level, .. }) => {
                    self.in_title = true;
                    let mut prose = self.prose();
                    self.in_title = false;
                    self.at += 1;
                    prose.text = prose.text.replace(LINE_BREAK, " - ");
                    blocks.push(Block::Heading(*level as u8, prose));
                    // A title holds no notes: they are said below it.
                    blocks.extend(std::mem::take(&mut self.titles_notes).into_iter().map(Block::Paragraph));
                }
                Event::Start(Tag::Paragraph) => {
                    let mut prose = self.prose();
                    self.at += 1;
                    self.furniture(&mut prose);
                    match only_marks(&prose) {
                        Some(marks) => blocks.extend(marks.into_iter().map(Block::Mark)),
                        None => blocks.push(Block::Paragraph(prose)),
                    }
                }
                Event::Start(Tag::BlockQuote(kind)) => {
                    let inner = self.blocks();
                    match kind {
                        None if is_box(&inner) => blocks.extend(inner),
                        None => blocks.push(Block::Quote(inner)),
                        // `> [!NOTE]` is a box, nobody's words.
                        Some(_) => blocks.extend(inner),
                    }
                }
                Event::Start(Tag::List(start)) => {
                    let items = self.items();
                    blocks.push(Block::List(*start, items));
                }
                Event::Start(Tag::CodeBlock(kind)) => blocks.push(self.code(kind, line)),
                Event::Start(Tag::HtmlBlock) => self.html_block(line),
                Event::Start(Tag::Table(_)) => blocks.push(self.table()),
                Event::Start(Tag::FootnoteDefinition(_)) => self.skip_to(|e| *e == TagEnd::FootnoteDefinition),
                Event::Start(tag) if !is_inline(tag) => blocks.extend(self.blocks()),
                Event::Rule => blocks.push(Block::ThematicBreak),
                Event::End(end) if !is_inline_end(end) => break,
                // The text of a tight list item stands without a paragraph.
                _ => {
                    self.at -= 1;
                    let mut prose = self.prose();
                    if addresses::is_alone(&prose.text) {
                        self.furniture(&mut prose);
                    }
                    blocks.push(Block::Paragraph(prose));
                }
            }
        }
        self.depth -= 1;
        for i in 1..blocks.len() {
            let picture = match &blocks[i - 1] {
                Block::Paragraph(p) => p.is_picture(),
                Block::Table(..) => true,
                _ => false,
            };
            if let Block::Paragraph(prose) = &mut blocks[i] {
                prose.below_picture = picture;
            }
        }
        blocks
    }

    /// Takes out what of a paragraph only serves the page.
    fn furniture(&mut self, prose: &mut Prose) {
        let reason = if buttons::is_bare(&prose.text) {
            Some(Reason::Button)
        } else if addresses::is_alone(&prose.text) {
            Some(Reason::Embed)
        } else {
            furniture::reason(&prose.text)
        };
        if let Some(reason) = reason {
            self.drop(prose.line, &prose.text, reason);
            prose.text.clear();
            prose.links.clear();
        } else if let Some(tags) = furniture::cut_hashtags(&mut prose.text) {
            let line = prose.line + prose.text.matches('\n').count() as u32 + 1;
            self.drop(line, &tags, Reason::Tags);
        }
    }

    fn items(&mut self) -> Vec<Item> {
        let mut items = Vec::new();
        while let Some((event, _)) = self.events.get(self.at) {
            self.at += 1;
            if let Event::End(_) = event {
                break;
            }
            let mut done = None;
            // A loose item's marker stands inside its paragraph.
            for ahead in self.at..self.at + 2 {
                match self.events.get(ahead) {
                    Some((Event::TaskListMarker(checked), _)) => done = Some(*checked),
                    Some((Event::Start(Tag::Paragraph), _)) => continue,
                    _ => break,
                }
            }
            items.push(Item { done, blocks: self.blocks() });
        }
        items
    }

    fn code(&mut self, kind: &CodeBlockKind, line: u32) -> Block {
        let mut text = String::new();
        while let Some((event, _)) = self.events.get(self.at) {
            self.at += 1;
            match event {
                Event::Text(t) => text.push_str(t),
                Event::End(TagEnd::CodeBlock) => break,
                _ => (),
            }
        }
        let language = match kind {
            CodeBlockKind::Fenced(info) => info.split([' ', ',', '{']).next().unwrap_or("").to_lowercase(),
            CodeBlockKind::Indented => String::new(),
        };
        self.drop(line, &text, if language == FORMULA { Reason::Formula } else { Reason::CodeBlock });
        Block::Code(line, language)
    }

    fn table(&mut self) -> Block {
        let (mut head, mut rows, mut row) = (Vec::new(), Vec::new(), Vec::new());
        while let Some((event, _)) = self.events.get(self.at) {
            self.at += 1;
            match event {
                Event::Start(Tag::TableCell) => row.push(self.prose()),
                Event::End(TagEnd::TableHead) => head = std::mem::take(&mut row),
                Event::End(TagEnd::TableRow) => rows.push(std::mem::take(&mut row)),
                Event::End(TagEnd::Table) => break,
                _ => (),
            }
        }
        Block::Table(head, rows)
    }

    fn html_block(&mut self, line: u32) {
        let mut html = String::new();
        while let Some((event, _)) = self.events.get(self.at) {
            self.at += 1;
            match event {
                Event::Html(t) | Event::Text(t) => html.push_str(t),
                Event::End(TagEnd::HtmlBlock) => break,
                _ => (),
            }
        }
        self.drop(line, &html, html_reason(&html));
    }

    fn skip_to(&mut self, is_end: impl Fn(&TagEnd) -> bool) {
        while let Some((event, _)) = self.events.get(self.at) {
            self.at += 1;
            if matches!(event, Event::End(end) if is_end(end)) {
                break;
            }
        }
    }

    /// The inline events from here to the next that is none.
    fn prose(&mut self) -> Prose {
        let mut prose = Prose::default();
        let mut lines = 0;
        let mut links: Vec<buttons::Link> = Vec::new();
        let (mut in_link, mut link_start) = (false, 0);
        let mut plain = String::new();
        let (mut emphasis, mut bold) = (0u32, 0u32);
        let mut bold_start = 0;
        (prose.linked, prose.emphatic, prose.strong) = (true, true, true);
        while let Some((event, range)) = self.events.get(self.at) {
            let line = self.line(range.start);
            if prose.line == 0 {
                prose.line = line;
            }
            // Where markup hides a line end (a comment, a link's title) the count still holds.
            while prose.line + lines < line {
                prose.text.push('\n');
                lines += 1;
            }
            let before = prose.text.len();
            match event {
                Event::Text(t) => prose.text.push_str(&t.replace('\n', " ")),
                Event::Code(t) => {
                    // An address is one in code too.
                    let short = addresses::shorten(t).filter(|_| t.contains("://"));
                    let words = short.unwrap_or_else(|| code_words(t));
                    if words.is_empty() {
                        self.drop(line, t, Reason::SilentCode);
                    }
                    prose.text.push_str(&words);
                }
                // The next event's line brings the line end.
                Event::SoftBreak => prose.text.push(' '),
                Event::HardBreak => prose.text.push(LINE_BREAK),
                Event::InlineHtml(t) | Event::Html(t) => self.inline_html(line, t, &mut prose.text),
                Event::FootnoteReference(label) => self.footnote(line, label, &mut prose.text),
                Event::TaskListMarker(_) | Event::InlineMath(_) | Event::DisplayMath(_) | Event::Rule => (),
                Event::Start(Tag::Link { dest_url, link_type, .. }) => {
                    in_link = true;
                    link_start = prose.text.len();
                    let by_reference =
                        matches!(link_type, LinkType::Shortcut | LinkType::Collapsed | LinkType::Reference);
                    links.push(buttons::Link { text: String::new(), url: dest_url.to_string(), by_reference });
                }
                Event::End(TagEnd::Link) => {
                    in_link = false;
                    self.footnote_mark(line, links.last(), &mut prose.text);
                    if let Some(link) = links.last().filter(|l| links::is_web(&l.url)) {
                        let text = prose.text.get(link_start..).unwrap_or_default().to_string();
                        prose.links.extend((!text.trim().is_empty()).then(|| Link {
                            text,
                            url: link.url.clone(),
                            at: link_start,
                        }));
                    }
                }
                Event::Start(Tag::Image { dest_url, .. }) => {
                    let link = links.last().filter(|_| in_link).map(|l| l.url.clone());
                    let alt = self.image();
                    prose.images.push(Image { line, alt, url: dest_url.to_string(), link, at: prose.text.len() });
                    continue;
                }
                Event::Start(Tag::Strikethrough) => {
                    let struck = self.inner_text(|e| *e == TagEnd::Strikethrough);
                    self.drop(line, &struck, Reason::StruckOut);
                    continue;
                }
                Event::Start(Tag::Emphasis) => emphasis += 1,
                Event::End(TagEnd::Emphasis) => emphasis -= 1,
                Event::Start(Tag::Strong) => bold += 1,
                Event::End(TagEnd::Strong) => {
                    bold -= 1;
                    // all until here was in bold
                    if bold == 0 && prose.strong && bold_start == 0 {
                        bold_start = prose.text.len();
                    }
                }
                Event::Start(tag) if is_inline(tag) => (),
                Event::End(end) if is_inline_end(end) => (),
                Event::Start(_) | Event::End(_) => break,
            }
            if prose.text.get(before..).is_some_and(|new| new.contains(char::is_alphanumeric)) {
                prose.linked &= in_link;
                prose.emphatic &= emphasis + bold > 0;
                prose.strong &= bold > 0;
            }
            let new = prose.text.get(before..).unwrap_or("");
            match links.last_mut().filter(|_| in_link) {
                Some(link) => link.text.push_str(new),
                None => plain.push_str(new),
            }
            self.at += 1;
        }
        prose.label = label(&prose.text, bold_start).to_string();
        if buttons::is_row(&plain, &links) {
            self.drop(prose.line, &prose.text, Reason::Button);
            prose.text.clear();
            prose.links.clear();
        }
        prose
    }

    /// An image's alternative text; takes its events.
    fn image(&mut self) -> String {
        self.inner_text(|e| *e == TagEnd::Image)
    }

    fn inner_text(&mut self, is_end: impl Fn(&TagEnd) -> bool) -> String {
        let mut text = String::new();
        while let Some((event, _)) = self.events.get(self.at) {
            self.at += 1;
            match event {
                Event::Text(t) | Event::Code(t) => text.push_str(t),
                Event::SoftBreak | Event::HardBreak => text.push(' '),
                Event::End(end) if is_end(end) => break,
                _ => (),
            }
        }
        text
    }

    fn inline_html(&mut self, line: u32, html: &str, text: &mut String) {
        let name = html.trim_start_matches(['<', '/']).to_ascii_lowercase();
        if name.starts_with("br") {
            text.push(LINE_BREAK);
        } else if !html.starts_with("</") {
            self.drop(line, html, html_reason(html));
        }
    }

    /// A short footnote where it is called: in brackets inside a sentence, a sentence of its own behind one. Called again it
    /// is not said again.
    fn footnote(&mut self, line: u32, label: &str, text: &mut String) {
        let again = !self.called.insert(label.to_string());
        let mark = format!("[^{label}]");
        let Some((_, note)) = self.notes.get(label).filter(|_| !again) else {
            let reason = if again { Reason::FootnoteMark } else { Reason::FootnoteWithoutText };
            return self.dropped.push(Dropped::with_words(line, &mark, reason, 0));
        };
        let note = note.clone();
        match notes::spoken(&notes::without_addresses(&note), if self.in_title { "" } else { text }) {
            Ok(spoken) if self.in_title => {
                self.titles_notes.push(Prose { text: spoken.trim().to_string(), line, ..Prose::default() })
            }
            Ok(spoken) => text.push_str(&spoken),
            Err(reason) => self.drop(line, &note, reason),
        }
    }

    /// Exports write a footnote's call as a link to an anchor: `[1](#footnote-1)`; people write `[1]` and a list of addresses,
    /// or the number as a link that hangs on a word.
    fn footnote_mark(&mut self, line: u32, link: Option<&buttons::Link>, text: &mut String) {
        let Some(link) = link else { return };
        let hangs = || {
            let before = text.strip_suffix(link.text.as_str()).unwrap_or("");
            before.ends_with(|c: char| c.is_alphabetic() || matches!(c, '.' | ',' | '»' | '”' | ')' | ']'))
                && link.text.chars().count() <= 4
        };
        if !link.url.contains('#') && !link.by_reference && !hangs() {
            return;
        }
        // At the start of a paragraph it is the note's own number, which leads back.
        let leads_back = text.trim() == link.text.trim() && link.text.trim_start().starts_with('[');
        if leads_back && link.url.to_lowercase().contains("ref") {
            return;
        }
        let mark = link.text.trim_matches(|c: char| matches!(c, '[' | ']' | '(' | ')' | '↩' | '\u{FE0E}'));
        if mark.chars().all(|c| c.is_ascii_digit()) && text.ends_with(link.text.as_str()) && !link.text.is_empty() {
            text.truncate(text.len() - link.text.len());
            self.drop(line, &link.text, Reason::FootnoteMark);
        }
    }
}

/// Whether a quotation is a box, nobody's words: it begins with a pictogram, or as `Nota: …`. A balloon, or quotation marks
/// behind the pictogram, are somebody's.
fn is_box(blocks: &[Block]) -> bool {
    let Some(Block::Paragraph(first)) = blocks.first() else { return false };
    let text = first.text.trim_start();
    let label = text.split_once(':').map(|(label, _)| label.trim().to_lowercase());
    let speaks = |c: char| matches!(c, '💬' | '🗨' | '🗯' | '🗣' | '❝' | '❞' | '«' | '“' | '"');
    let mut signs = text.chars().take_while(|c| !c.is_alphanumeric());
    text.starts_with(emoji::is_picture) && !signs.any(speaks)
        || label.is_some_and(|label| VOCABULARY.boxes.labels.contains(&label))
}
