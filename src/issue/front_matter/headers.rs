//! Plain lines at the top: `Title: …` (Pelican, MultiMarkdown), `% …` (Pandoc), `.. title: …` (Nikola).

use std::path::Path;

use altavoce_base::error::Result;

use super::{Field, Head, Value, is_known};

/// Lines of `Key: value` up to the first blank one, further lines of a value set in.
///
/// Prose may begin like that too (`Nota: …`): every line must be one, and among their keys must be `title`, or two of
/// ours.
pub fn keys<'a>(_: &Path, text: &'a str, line: u32) -> Result<Option<Head<'a>>> {
    let mut fields: Vec<Field> = Vec::new();
    let mut rest = Lines { text, line };
    while let Some(written) = rest.peek().filter(|l| !l.trim().is_empty()) {
        match (written.starts_with([' ', '\t']), fields.last_mut()) {
            (true, Some(Field { value: Value::Text(value), .. })) => {
                value.push(' ');
                value.push_str(written.trim());
            }
            _ => match header(written) {
                Some((key, value)) => {
                    fields.push(Field { key: key.to_string(), line: rest.line, value: Value::Text(value.to_string()) });
                }
                None => return Ok(None),
            },
        }
        rest.advance();
    }
    let has_title = fields.iter().any(|f| f.key.eq_ignore_ascii_case("title"));
    let known = fields.iter().filter(|f| is_known(&f.key)).count();
    let found = has_title || known > 1;
    Ok(found.then_some(Head { fields, body: rest.text, body_line: rest.line }))
}

/// A key of up to three words, and what stands behind its colon.
fn header(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.split_once(':')?;
    let is_word = |w: &str| w.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'));
    let is_key = (1..=3).contains(&key.split(' ').count()) && !key.is_empty() && key.split(' ').all(is_word);
    // Behind a key that is known no space is needed: `Summary:Il mulino`.
    let parted = value.is_empty() || value.starts_with([' ', '\t']) || is_known(key) && !value.starts_with('/');
    (is_key && parted).then_some((key, value.trim()))
}

/// Up to three lines that begin with a percent sign: title, authors with semicolons between, day. Further lines of one
/// are set in.
pub fn percents<'a>(_: &Path, text: &'a str, line: u32) -> Result<Option<Head<'a>>> {
    let mut fields = Vec::new();
    let mut rest = Lines { text, line };
    for key in ["title", "author", "date"] {
        let Some(first) = rest.peek().and_then(|l| l.strip_prefix('%')) else { break };
        if !first.is_empty() && !first.starts_with(' ') {
            break;
        }
        let mut value = first.trim().to_string();
        let line = rest.line;
        rest.advance();
        while let Some(more) = rest.peek().filter(|l| l.starts_with(' ') && !l.trim().is_empty()) {
            value.push_str(if key == "author" { "; " } else { " " });
            value.push_str(more.trim());
            rest.advance();
        }
        let value = match key {
            "author" => Value::List(value.split(';').map(|name| Value::Text(name.to_string())).collect()),
            _ => Value::Text(value),
        };
        // Pandoc prints the third line as it stands: what has no digit at either end was never meant as a day.
        let digit = |c: char| c.is_ascii_digit();
        let is_no_day = key == "date" && value.as_text().is_some_and(|t| !t.starts_with(digit) && !t.ends_with(digit));
        let key = if is_no_day { "dateline" } else { key };
        fields.push(Field { key: key.to_string(), line, value });
    }
    // One line of prose may begin with a percent sign.
    let ends = rest.peek().is_none_or(|l| l.trim().is_empty());
    Ok((!fields.is_empty() && ends).then_some(Head { fields, body: rest.text, body_line: rest.line }))
}

/// Lines of `.. key: value`, bare or in a comment of HTML.
pub fn dots<'a>(_: &Path, text: &'a str, line: u32) -> Result<Option<Head<'a>>> {
    let mut fields = Vec::new();
    let mut rest = Lines { text, line };
    let in_comment = text.starts_with("<!--");
    while let Some(written) = rest.peek() {
        let bare = written.trim().trim_start_matches("<!--").trim_end_matches("-->").trim();
        match bare.strip_prefix(".. ").and_then(header) {
            Some((key, value)) => {
                fields.push(Field { key: key.to_string(), line: rest.line, value: Value::Text(value.to_string()) });
            }
            None if in_comment && bare.is_empty() => (),
            None => break,
        }
        rest.advance();
        if in_comment && written.trim_end().ends_with("-->") {
            return Ok((!fields.is_empty()).then_some(Head { fields, body: rest.text, body_line: rest.line }));
        }
    }
    // A comment that is not closed there is no front matter.
    Ok((!fields.is_empty() && !in_comment).then_some(Head { fields, body: rest.text, body_line: rest.line }))
}

/// What is left of a text, and the line of the file on which it begins.
struct Lines<'a> {
    text: &'a str,
    line: u32,
}

impl<'a> Lines<'a> {
    fn peek(&self) -> Option<&'a str> {
        self.text.lines().next()
    }

    fn advance(&mut self) {
        self.text = self.text.split_once('\n').map_or("", |(_, rest)| rest);
        self.line += 1;
    }
}
