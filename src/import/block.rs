//! Markdown in blocks: what the rules of an import look at and move about.

use pulldown_cmark::{Event, Parser, TagEnd};

use crate::markup::MARKDOWN;

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlockKind {
    /// A heading of a level from 1 to 6.
    Heading(u8),
    /// Running text.
    Paragraph,
    /// A thematic break.
    ThematicBreak,
    /// A block quotation.
    Quote,
    /// List items.
    List,
    /// Anything else that stays as it is: code, tables, pictures, footnotes, HTML.
    Raw,
}

/// A block.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// The line of the source, from 1, if it has lines.
    pub line: Option<u32>,
    /// What it is.
    pub kind: BlockKind,
    /// Its Markdown; of a heading what stands behind the `#`.
    pub text: String,
    /// Its words without markup.
    pub plain: String,
    /// Whether blank lines lie around it.
    pub isolated: bool,
}

impl Block {
    /// A block of Markdown, its words found.
    pub fn new(line: Option<u32>, kind: BlockKind, text: impl Into<String>) -> Block {
        let text = text.into();
        Block { line, kind, plain: plain(&text), text, isolated: true }
    }

    /// A paragraph all of whose words are bold.
    pub fn is_bold(&self) -> bool {
        let inner = |mark: &str| self.text.trim().strip_prefix(mark)?.strip_suffix(mark);
        let bold = inner("**").or_else(|| inner("__"));
        bold.is_some_and(|text| !text.contains("**") && !text.contains("__") && !text.is_empty())
    }

    /// Makes it a heading, without bold, and without the backslash that keeps a number from being a list's.
    pub fn into_heading(self, level: u8) -> Block {
        let text = self.text.split_whitespace().collect::<Vec<_>>().join(" ");
        let behind = text.trim_start_matches(|c: char| c.is_ascii_digit());
        let text = match behind.strip_prefix('\\') {
            Some(rest) if behind.len() < text.len() => format!("{}{rest}", &text[..text.len() - behind.len()]),
            _ => text,
        };
        let text = ["**", "__"].iter().fold(text, |text, mark| match text.strip_prefix(mark) {
            Some(rest) if rest.ends_with(mark) => rest[..rest.len() - mark.len()].trim().to_string(),
            _ => text,
        });
        Block { kind: BlockKind::Heading(level), text, ..self }
    }
}

/// The words of a piece of Markdown, on one line.
pub fn plain(markdown: &str) -> String {
    let mut out = String::new();
    for event in Parser::new_ext(markdown, MARKDOWN) {
        match event {
            Event::Text(text) | Event::Code(text) => out.push_str(&text),
            Event::SoftBreak | Event::HardBreak => out.push(' '),
            Event::End(TagEnd::Paragraph | TagEnd::Item | TagEnd::TableCell | TagEnd::Heading(_)) => out.push(' '),
            _ => (),
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Cuts Markdown at blank lines and headings; `first` is the line of its first line, if that means something.
pub fn split(markdown: &str, first: Option<u32>) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut chunk: Vec<&str> = Vec::new();
    let mut start = 0;
    let mut fence: Option<&str> = None;
    let line_of = |at: usize| first.map(|first| first + at as u32);
    for (at, line) in markdown.lines().enumerate() {
        let bare = line.trim();
        if let Some(mark) = fence {
            chunk.push(line);
            if bare.starts_with(mark) {
                fence = None;
                close(&mut blocks, &mut chunk, line_of(start));
            }
            continue;
        }
        if bare.is_empty() {
            close(&mut blocks, &mut chunk, line_of(start));
        } else if heading(line).is_some() {
            close(&mut blocks, &mut chunk, line_of(start));
            close(&mut blocks, &mut vec![line], line_of(at));
        } else {
            if chunk.is_empty() {
                start = at;
                fence = ["```", "~~~"].into_iter().find(|mark| bare.starts_with(mark));
            }
            chunk.push(line);
        }
    }
    close(&mut blocks, &mut chunk, line_of(start));
    blocks
}

fn close(blocks: &mut Vec<Block>, chunk: &mut Vec<&str>, line: Option<u32>) {
    if chunk.is_empty() {
        return;
    }
    let underline = |line: &str, c: char| line.trim().len() > 1 && line.trim().chars().all(|l| l == c);
    let first = chunk[0];
    let block = match (heading(first), chunk.as_slice()) {
        (Some((level, text)), _) => Block::new(line, BlockKind::Heading(level), text),
        (None, [text, mark]) if underline(mark, '=') => Block::new(line, BlockKind::Heading(1), text.trim()),
        (None, [text, mark]) if underline(mark, '-') && !is_thematic_break(text) => {
            Block::new(line, BlockKind::Heading(2), text.trim())
        }
        _ => Block::new(line, kind_of(first, chunk.len()), chunk.join("\n")),
    };
    blocks.push(block);
    chunk.clear();
}

/// The level and the text of `## Text`.
fn heading(line: &str) -> Option<(u8, &str)> {
    let rest = line.trim_start_matches('#');
    let level = line.len() - rest.len();
    let is_heading = (1..=6).contains(&level) && rest.starts_with(' ');
    is_heading.then(|| (level as u8, rest.trim().trim_end_matches('#').trim_end()))
}

fn kind_of(line: &str, lines: usize) -> BlockKind {
    let bare = line.trim_start();
    let number = bare.trim_start_matches(|c: char| c.is_ascii_digit());
    let numbered = number.len() < bare.len() && (number.starts_with(". ") || number.starts_with(") "));
    if lines == 1 && is_thematic_break(bare) {
        BlockKind::ThematicBreak
    } else if bare.starts_with('>') {
        BlockKind::Quote
    } else if bare.starts_with("- ") || bare.starts_with("* ") || bare.starts_with("+ ") || numbered {
        BlockKind::List
    } else if line.starts_with("    ") || ["|", "```", "~~~", "![", "[^", "<"].iter().any(|m| bare.starts_with(m)) {
        BlockKind::Raw
    } else {
        BlockKind::Paragraph
    }
}

/// A thematic break.
pub fn is_thematic_break(line: &str) -> bool {
    let marks: String = line.split_whitespace().collect();
    marks.len() >= 3 && ['-', '*', '_'].iter().any(|m| marks.chars().all(|c| c == *m))
}

/// The Markdown of the blocks.
pub fn join(blocks: &[Block]) -> String {
    let mut out = String::new();
    for block in blocks {
        if !out.is_empty() {
            out.push_str("\n\n");
        }
        match block.kind {
            BlockKind::Heading(level) => {
                out.push_str(&"#".repeat(usize::from(level)));
                out.push(' ');
                out.push_str(&block.text);
            }
            BlockKind::ThematicBreak => out.push_str("---"),
            _ => out.push_str(block.text.trim_end()),
        }
    }
    out.push('\n');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_is_cut_and_joined_again() {
        let text =
            "# Uno\n\nTesto **forte**\nsu due righe\n\n```\na\n\n# b\n```\n\n- x\n- y\n\n> z\n\n***\n\n| a |\n|---|\n";
        let blocks = split(&format!("{text}\nDue\n---\n## Tre\ncoda"), Some(1));
        let kinds: Vec<_> = blocks.iter().map(|b| (b.line.unwrap(), b.kind)).collect();
        let want = [
            (1, BlockKind::Heading(1)),
            (3, BlockKind::Paragraph),
            (6, BlockKind::Raw),
            (12, BlockKind::List),
            (15, BlockKind::Quote),
            (17, BlockKind::ThematicBreak),
            (19, BlockKind::Raw),
            (22, BlockKind::Heading(2)),
            (24, BlockKind::Heading(2)),
            (25, BlockKind::Paragraph),
        ];
        assert_eq!(kinds, want);
        assert_eq!(blocks[1].plain, "Testo forte su due righe");
        let again = split(&join(&blocks), None);
        let same = |a: &Block, b: &Block| a.kind == b.kind && (a.text == b.text || a.kind == BlockKind::ThematicBreak);
        assert!(again.iter().zip(&blocks).all(|(a, b)| same(a, b)), "{again:#?}");
    }
}
