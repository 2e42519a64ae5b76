//! A page of Markdown as plain text for a terminal.

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use crate::cli::columns::{padded, width, wrapped};

/// What every terminal has.
const COLUMNS: usize = 80;
/// Between two columns of a table.
const GAP: &str = "  ";
/// A column of a table that would have to be narrower is read a word at a time; the table becomes a list then.
const NARROWEST: usize = 16;

/// The text of `page` in lines of 80 columns; only lines of code stay as wide as they are. A link to another page names
/// `altavoce help TOPIC` where `is_topic` knows its name.
pub fn text(page: &str, is_topic: fn(&str) -> bool) -> String {
    let mut text = Text::new(is_topic);
    Parser::new_ext(page, Options::ENABLE_TABLES).for_each(|event| text.take(event));
    text.lines.join("\n").trim_end().to_string() + "\n"
}

/// A text in the making.
struct Text {
    is_topic: fn(&str) -> bool,
    lines: Vec<String>,
    /// The words of the block that is being read.
    words: String,
    /// Of each list that is open, the number of its next item; none where items have bullets.
    lists: Vec<Option<u64>>,
    /// What stands before the first line of an item.
    bullet: String,
    /// Where the link that is being read leads, and where in `words` it begins.
    link: Option<(String, usize)>,
    /// The rows of the table that is being read, its head first.
    table: Vec<Vec<String>>,
}

impl Text {
    fn new(is_topic: fn(&str) -> bool) -> Self {
        let (lines, words, bullet) = (Vec::new(), String::new(), String::new());
        Text { is_topic, lines, words, lists: Vec::new(), bullet, link: None, table: Vec::new() }
    }

    fn take(&mut self, event: Event) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.words.push_str(&text),
            Event::Code(code) => self.words.push_str(&format!("`{code}`")),
            Event::SoftBreak | Event::HardBreak => self.words.push(' '),
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag) {
        match tag {
            Tag::List(first) => {
                // An item may have words before the list that it holds.
                self.paragraph();
                self.lists.push(first);
            }
            Tag::Item => {
                self.bullet = match self.lists.last_mut() {
                    Some(Some(number)) => {
                        *number += 1;
                        format!("{}. ", *number - 1)
                    }
                    _ => "- ".into(),
                }
            }
            Tag::Link { dest_url, .. } => self.link = Some((dest_url.to_string(), self.words.len())),
            Tag::TableHead | Tag::TableRow => self.table.push(Vec::new()),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(level) => self.heading(level),
            TagEnd::Paragraph => {
                self.paragraph();
                self.blank();
            }
            TagEnd::Item => self.paragraph(),
            TagEnd::List(_) => {
                self.lists.pop();
                if self.lists.is_empty() {
                    self.blank();
                }
            }
            TagEnd::CodeBlock => self.code(),
            TagEnd::Link => self.address(),
            TagEnd::TableCell => {
                let cell = std::mem::take(&mut self.words);
                self.table.last_mut().into_iter().for_each(|row| row.push(cell.clone()));
            }
            TagEnd::Table => {
                let rows = std::mem::take(&mut self.table);
                self.lines.extend(table(&rows));
                self.blank();
            }
            _ => {}
        }
    }

    /// An empty line, but where one stands already.
    fn blank(&mut self) {
        if self.lines.last().is_some_and(|line| !line.is_empty()) {
            self.lines.push(String::new());
        }
    }

    fn heading(&mut self, level: HeadingLevel) {
        let words = std::mem::take(&mut self.words);
        let rule = if level == HeadingLevel::H1 { "=" } else { "-" };
        self.blank();
        self.lines.extend([words.clone(), rule.repeat(width(&words)), String::new()]);
    }

    /// The words read so far, behind the bullet of their item.
    fn paragraph(&mut self) {
        let words = std::mem::take(&mut self.words);
        let bullet = std::mem::take(&mut self.bullet);
        let outer = GAP.repeat(self.lists.len().saturating_sub(1));
        let inner = match self.lists.last() {
            None => "",
            Some(None) => "  ",
            Some(Some(_)) => "   ",
        };
        let columns = COLUMNS - outer.len() - inner.len().max(bullet.len());
        for (n, line) in wrapped(&words, columns).iter().enumerate() {
            let before = if n == 0 && !bullet.is_empty() { &bullet } else { inner };
            self.lines.push(format!("{outer}{before}{line}"));
        }
    }

    fn code(&mut self) {
        let code = std::mem::take(&mut self.words);
        self.lines.extend(code.lines().map(|line| format!("{GAP}{line}").trim_end().to_string()));
        self.blank();
    }

    /// Where the link whose words were read leads: an address, another topic; files of the source lead nowhere here.
    fn address(&mut self) {
        let Some((to, start)) = self.link.take() else { return };
        let file = to.split('#').next().unwrap_or_default();
        if let Some(topic) = file.strip_suffix(".md").filter(|name| (self.is_topic)(name)) {
            let help = format!("`altavoce help {topic}`");
            match self.words[start..].ends_with(".md") {
                true => self.words.replace_range(start.., &help),
                false => self.words.push_str(&format!(" ({help})")),
            }
        } else if to.contains("://") && self.words[start..] != to {
            self.words.push_str(&format!(" ({to})"));
        }
    }
}

/// The lines of a table whose first row is its head: columns where they fit, else each row as an entry of a list.
fn table(rows: &[Vec<String>]) -> Vec<String> {
    let Some(widths) = widths(rows) else { return entries(rows) };
    let mut lines = Vec::new();
    for (n, row) in rows.iter().enumerate().filter(|(_, row)| row.iter().any(|cell| !cell.is_empty())) {
        let cells: Vec<Vec<String>> = row.iter().zip(&widths).map(|(cell, columns)| wrapped(cell, *columns)).collect();
        for height in 0..cells.iter().map(Vec::len).max().unwrap_or(0) {
            let cell = |column: usize| cells[column].get(height).map_or("", String::as_str);
            let line: Vec<String> = widths.iter().enumerate().map(|(column, w)| padded(cell(column), *w)).collect();
            lines.push(line.join(GAP).trim_end().to_string());
        }
        if n == 0 {
            lines.push(widths.iter().map(|w| "-".repeat(*w)).collect::<Vec<_>>().join(GAP));
        }
    }
    lines
}

/// How wide each column may be; none where they would be too narrow to read.
fn widths(rows: &[Vec<String>]) -> Option<Vec<usize>> {
    let count = rows.first()?.len();
    let cells = |column: usize| rows.iter().filter_map(move |row| row.get(column));
    let mut widths: Vec<usize> = (0..count).map(|c| cells(c).map(|cell| width(cell)).max().unwrap_or(0)).collect();
    let words = |column: usize| cells(column).flat_map(|cell| cell.split_whitespace()).map(width).max().unwrap_or(0);
    let least: Vec<usize> = (0..count).map(|c| words(c).max(NARROWEST)).collect();
    let gaps = GAP.len() * count.saturating_sub(1);
    while widths.iter().sum::<usize>() + gaps > COLUMNS {
        let widest = (0..count).filter(|c| widths[*c] > least[*c]).max_by_key(|c| widths[*c])?;
        widths[widest] -= 1;
    }
    Some(widths)
}

/// A row a paragraph: its first cell, and below it the others, each behind the head of its column where there are several.
fn entries(rows: &[Vec<String>]) -> Vec<String> {
    let Some((head, rows)) = rows.split_first() else { return Vec::new() };
    let mut lines = Vec::new();
    for row in rows {
        lines.extend(row.iter().take(1).flat_map(|cell| wrapped(cell, COLUMNS)));
        for (name, cell) in head.iter().zip(row).skip(1).filter(|(_, cell)| !cell.is_empty()) {
            let said = if head.len() > 2 && !name.is_empty() { format!("{name}: {cell}") } else { cell.clone() };
            lines.extend(wrapped(&said, COLUMNS - 4).iter().map(|line| format!("    {line}")));
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(page: &str) -> String {
        text(page, |name| name == "show")
    }

    #[test]
    fn a_page_is_plain_text() {
        let page = "# `altavoce x`\n\nOne **bold** word,\nand *one* more: [show.md](show.md#feed), [the show](show.md),\n\
             [Rust](https://rust-lang.org), [README](../README.md).\n\n## Steps\n\n1. First\n2. Second\n   - inner\n\n\
             ```toml\n[show]   # kept\n```\n- last\n";
        let due = "`altavoce x`\n============\n\nOne bold word, and one more: `altavoce help show`, the show (`altavoce help\n\
             show`), Rust (https://rust-lang.org), README.\n\nSteps\n-----\n\n1. First\n2. Second\n  - inner\n\n  \
             [show]   # kept\n\n- last\n";
        assert_eq!(shown(page), due);
    }

    #[test]
    fn a_table_has_columns_where_they_fit() {
        let page = "| rule | asked |\n|---|---|\n| `a` | of a sentence that is so long that it goes on below, in the column \
             where it began |\n| `longer` | b |\n";
        let due = "rule      asked\n--------  ----------------------------------------------------------------------\n\
             `a`       of a sentence that is so long that it goes on below, in the column\n          where it began\n\
             `longer`  b\n";
        assert_eq!(shown(page), due);
        let bare = "| | |\n|---|---|\n| a | b |\n";
        assert_eq!(shown(bare), "a  b\n");
    }

    #[test]
    fn a_table_that_is_too_wide_is_a_list() {
        let wide = "w".repeat(50);
        let page = format!("| a | b | c |\n|---|---|---|\n| one | {wide} | {wide} |\n| two | | x |\n");
        assert_eq!(shown(&page), format!("one\n    b: {wide}\n    c: {wide}\ntwo\n    c: x\n"));
    }
}
