//! Another value for a key, in a front matter that otherwise stays as its author wrote it.

use serde_json::Value as Json;

/// Front matter of any kind with `value`, a number or a day, for `key`; `front` is all that stands above the body.
///
/// ```text
/// ---                 ---
/// title: Il mare  →   title: Il mare
/// ---                 number: 7
///                     ---
/// ```
pub fn with(front: &str, key: &str, value: &str) -> String {
    let top = front.trim_start();
    let first = top.lines().next().unwrap_or_default().trim_end();
    match first {
        "+++" | "---toml" => toml(top, key, value),
        "---json" => json(&top[first.len()..], key, value),
        _ if top.starts_with('{') => json(top, key, value),
        _ if top.starts_with("---") => yaml(top, key, value),
        _ if top.starts_with('%') => percents(top, key, value),
        _ if top.starts_with(".. ") || top.starts_with("<!--") => dots(top, key, value),
        _ => headers(top, key, value),
    }
}

/// The lines with one of them exchanged, or with `line` put in front of the line `before`.
fn exchanged(front: &str, is_key: impl Fn(&str) -> bool, line: &str, before: usize) -> String {
    let mut lines: Vec<&str> = front.trim_end().lines().collect();
    match lines.iter().position(|l| is_key(l)) {
        Some(at) => lines[at] = line,
        None => lines.insert(before.min(lines.len()), line),
    }
    lines.join("\n")
}

/// Whether a line is `key` with `mark` behind it, perhaps behind spaces.
fn has_key(line: &str, key: &str, mark: char) -> bool {
    let behind = line.get(..key.len()).filter(|k| k.eq_ignore_ascii_case(key)).map(|_| &line[key.len()..]);
    behind.is_some_and(|rest| rest.trim_start().starts_with(mark))
}

fn yaml(front: &str, key: &str, value: &str) -> String {
    let last = front.trim_end().lines().count().saturating_sub(1);
    exchanged(front, |l| has_key(l, key, ':'), &format!("{key}: {value}"), last)
}

/// A key behind the first table would be the table's.
fn toml(front: &str, key: &str, value: &str) -> String {
    let quoted = value.parse::<u32>().map_or_else(|_| format!("\"{value}\""), |number| number.to_string());
    let own = front.lines().take_while(|l| !l.trim_start().starts_with('[')).count();
    let has = front.lines().take(own).any(|l| has_key(l, key, '='));
    exchanged(front, |l| has && has_key(l, key, '='), &format!("{key} = {quoted}"), 1)
}

fn json(front: &str, key: &str, value: &str) -> String {
    let mut values = serde_json::Deserializer::from_str(front).into_iter::<Json>();
    let Some(Ok(Json::Object(mut entries))) = values.next() else { return front.to_string() };
    let value = value.parse::<u32>().map_or_else(|_| Json::from(value), Json::from);
    entries.insert(key.to_string(), value);
    format!("{:#}", Json::Object(entries))
}

fn headers(front: &str, key: &str, value: &str) -> String {
    exchanged(front, |l| has_key(l, key, ':'), &format!("{key}: {value}"), usize::MAX)
}

fn dots(front: &str, key: &str, value: &str) -> String {
    let first = usize::from(front.starts_with("<!--"));
    let is_key = |l: &str| l.trim_start().strip_prefix(".. ").is_some_and(|l| has_key(l, key, ':'));
    exchanged(front, is_key, &format!(".. {key}: {value}"), first)
}

/// Pandoc's title block holds title, authors and day, a line each, and nothing else: what more there is to say goes into
/// YAML.
fn percents(front: &str, key: &str, value: &str) -> String {
    let names = ["title", "author", "date"];
    let said = front.trim_end().split("\n%").zip(names).filter(|(_, name)| *name != key);
    let line = |(text, name): (&str, &str)| {
        let text = text.trim_start_matches('%').split_whitespace().collect::<Vec<_>>().join(" ");
        if text.is_empty() { String::new() } else { format!("{name}: {}\n", Json::from(text)) }
    };
    let lines: String = said.map(line).collect();
    format!("---\n{lines}{key}: {value}\n---")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_for_front_matter_of_every_kind() {
        let rows = [
            ("---\ntitle: x\nnumber: 3\n---\n", "---\ntitle: x\nnumber: 7\n---"),
            ("\n---\ntitle: x\n---\n", "---\ntitle: x\nnumber: 7\n---"),
            ("+++\ntitle = 'x'\n[extra]\nnumber = 1\n+++\n", "+++\nnumber = 7\ntitle = 'x'\n[extra]\nnumber = 1\n+++"),
            ("+++\nnumber = 3\n+++\n", "+++\nnumber = 7\n+++"),
            ("{ \"title\": \"x\" }\n", "{\n  \"title\": \"x\",\n  \"number\": 7\n}"),
            ("Title: x\nNumber: 3\n", "Title: x\nnumber: 7"),
            ("Title: x\n", "Title: x\nnumber: 7"),
            (".. title: x\n", ".. number: 7\n.. title: x"),
            ("<!--\n.. title: x\n-->\n", "<!--\n.. number: 7\n.. title: x\n-->"),
            ("% Il mare\n% Ada Neri\n", "---\ntitle: \"Il mare\"\nauthor: \"Ada Neri\"\nnumber: 7\n---"),
        ];
        let wrong: Vec<_> = rows.iter().map(|r| (with(r.0, "number", "7"), r.1)).filter(|(got, w)| got != w).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn a_day_is_a_text() {
        assert_eq!(
            with("+++\ntitle = 'x'\n+++\n", "date", "2024-03-08"),
            "+++\ndate = \"2024-03-08\"\ntitle = 'x'\n+++"
        );
        assert_eq!(with("{\"date\": 1}", "date", "2024-03-08"), "{\n  \"date\": \"2024-03-08\"\n}");
        assert_eq!(with("% x\n%\n% ieri\n", "date", "2024-03-08"), "---\ntitle: \"x\"\ndate: 2024-03-08\n---");
    }
}
