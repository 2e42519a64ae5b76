//! Fences of colons: `::: {.callout-note}` … `:::`.

use super::super::attributes::Attributes;
use super::*;

/// A fence that is open.
struct Fence {
    /// Nobody sees what is inside.
    is_hidden: bool,
    /// Its headings are the titles of tabs.
    has_tabs: bool,
    /// A heading on its first line with words is its title.
    awaits_title: bool,
}

/// What a line with colons says.
enum Colons {
    Closes,
    Opens(Fence, Option<String>),
}

/// Takes the fences away.
pub fn without_fences(lines: Vec<Line>, dropped: &mut Vec<Dropped>) -> Vec<Line> {
    if !lines.iter().any(|line| line.text.contains(":::")) {
        return lines;
    }
    let code = code_lines(&lines);
    let mut fences: Vec<Fence> = Vec::new();
    let mut out: Vec<Line> = Vec::with_capacity(lines.len());
    let mut hidden: Option<(u32, String)> = None;
    for (line, is_code) in lines.into_iter().zip(code) {
        match colons(&line.text).filter(|_| !is_code) {
            Some(Colons::Closes) => {
                let closed = fences.pop();
                if closed.is_some_and(|fence| fence.is_hidden) && !fences.iter().any(|fence| fence.is_hidden) {
                    let (number, text) = hidden.take().unwrap_or_default();
                    dropped.push(Dropped::with_words(number, &text, Reason::HiddenText, 0));
                }
                out.push(Line { text: String::new(), ..line });
            }
            Some(Colons::Opens(fence, title)) => {
                let is_hidden = fence.is_hidden || hidden.is_some();
                if is_hidden {
                    hidden.get_or_insert((line.number, String::new()));
                    out.push(Line { text: String::new(), ..line });
                } else {
                    let bare = line.text.trim_start();
                    let indent = &line.text[..line.text.len() - bare.len()];
                    open(&mut out, title.as_deref(), &line, indent, dropped);
                }
                fences.push(fence);
            }
            None if hidden.is_some() => {
                if let Some((_, text)) = &mut hidden {
                    text.push(' ');
                    text.push_str(&line.text);
                }
                out.push(Line { text: String::new(), ..line });
            }
            None => {
                let text = match fences.last_mut() {
                    Some(fence) if !is_code => inside(fence, line.text),
                    _ => line.text,
                };
                out.push(Line { text, ..line });
            }
        }
    }
    out
}

/// A line inside a fence: a heading may be the title of a box or a tab.
fn inside(fence: &mut Fence, text: String) -> String {
    let bare = text.trim_start_matches('#');
    let is_heading = bare.len() < text.len() && bare.starts_with(' ');
    let is_title = is_heading && (fence.awaits_title || fence.has_tabs);
    fence.awaits_title &= text.trim().is_empty();
    if is_title { bold(bare.split(" {").next().unwrap_or(bare)) } else { text }
}

fn colons(text: &str) -> Option<Colons> {
    let bare = text.trim_start_matches([' ', '\t', '>']);
    let rest = bare.trim_start_matches(':');
    if bare.len() - rest.len() < 3 {
        return None;
    }
    let rest = rest.trim().trim_end_matches(':').trim_end();
    if rest.is_empty() {
        return Some(Colons::Closes);
    }
    let attributes = Attributes::at(rest);
    let (name, behind) = match &attributes {
        Some(attributes) => ("", &rest[attributes.length..]),
        None => {
            // `{note}`, `note`
            let bare = rest.strip_prefix('{').unwrap_or(rest);
            let end = bare.find(|c: char| !c.is_alphanumeric() && c != '-' && c != '_').unwrap_or(bare.len());
            let (name, behind) = bare.split_at(end);
            (name, behind.strip_prefix('}').unwrap_or(behind))
        }
    };
    let attributes = attributes.or_else(|| Attributes::at(behind.trim_start()));
    let given = attributes.as_ref().and_then(|a| a.get("title").or_else(|| a.get("summary")));
    // `tip Titolo`, `note[Titolo]`; a word that is no kind is the title's first
    let behind = behind.trim().trim_start_matches('[').trim_end_matches(']');
    let behind =
        if behind.starts_with('{') { behind.split_once('}').map_or("", |(_, rest)| rest.trim()) } else { behind };
    let title = match given {
        Some(title) => title,
        None if !name.is_empty() && !behind.is_empty() && !is_kind(name) => rest,
        None => behind,
    };
    let title = Some(title.trim_matches('"').to_string()).filter(|title| !title.is_empty());
    let has = |class: &str| attributes.as_ref().is_some_and(|a| a.classes.contains(&class)) || name == class;
    let callout = name.starts_with("callout")
        || attributes.as_ref().is_some_and(|a| a.classes.iter().any(|class| class.starts_with("callout")));
    let fence = Fence {
        is_hidden: attributes.as_ref().is_some_and(is_hidden) || has("hidden") || has("notes"),
        has_tabs: has("panel-tabset") || has("tabset"),
        awaits_title: callout && title.is_none(),
    };
    Some(Colons::Opens(fence, title))
}

fn is_kind(name: &str) -> bool {
    let name = name.to_lowercase();
    has(&VOCABULARY.boxes.kinds, name.strip_prefix("callout-").unwrap_or(&name))
        || ["tab", "tabs", "tab-set", "code-group", "col", "column", "columns", "grid"].contains(&name.as_str())
}

/// Quarto's text for some formats: whether the one of pages lacks it.
fn is_hidden(attributes: &Attributes) -> bool {
    let page = |format: &str| VOCABULARY.boxes.pages.iter().any(|page| format.starts_with(page.as_str()));
    let (when, unless) = (attributes.get("when-format").map(page), attributes.get("unless-format").map(page));
    let is = |class: &str| attributes.classes.contains(&class);
    if is("content-hidden") {
        when.unwrap_or(true) && unless != Some(true)
    } else {
        is("content-visible") && (when == Some(false) || unless == Some(true))
    }
}
