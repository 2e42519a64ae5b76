//! Headings without the blank that Markdown wants behind their `#`: `##Come si usa`, `##Come si usa?##`.

use super::document::Document;

/// A heading is no longer, in characters.
const LONGEST: usize = 120;

/// Gives headings their blank. `#parola` is a tag, and so is whatever begins like it, unless other headings of the text are
/// written so.
pub fn mend(document: &mut Document) {
    let code = document.code_lines();
    let hashes = |text: &str| glued(text).map_or(0, |(level, _)| level);
    let deep = document.lines.iter().zip(&code).any(|(line, code)| !code && hashes(&line.text) > 1);
    if !deep {
        return;
    }
    for (line, _) in document.lines.iter_mut().zip(code).filter(|(_, code)| !code) {
        if let Some((level, title)) = glued(&line.text) {
            line.text = format!("{} {title}", "#".repeat(level));
        }
    }
}

/// The level and the words of a heading that lacks its blank.
fn glued(line: &str) -> Option<(usize, &str)> {
    let rest = line.trim_start_matches('#');
    let level = line.len() - rest.len();
    let title = rest.trim_end().trim_end_matches('#').trim_end();
    let begins = title.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '*' | '_' | '«' | '“' | '"' | '¿'));
    let is_tags = title.split_whitespace().skip(1).any(|word| word.starts_with('#'));
    // One sign before one word is a tag wherever it stands.
    let is_tag = level == 1 && (!title.contains(' ') || !title.starts_with(char::is_uppercase));
    let fits = (1..=6).contains(&level) && title.chars().count() <= LONGEST;
    (fits && begins && !is_tags && !is_tag).then_some((level, title))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mended(text: &str) -> String {
        crate::markup::document::edited(text, mend)
    }

    #[test]
    fn headings_get_their_blank() {
        let rows = [
            ("##Come si usa?##\nTesto", "## Come si usa?\nTesto"),
            ("###Il porto", "### Il porto"),
            ("##**Il faro**", "## **Il faro**"),
            ("#Il molo vecchio\n\n##Le reti", "# Il molo vecchio\n\n## Le reti"),
            ("##2024", "## 2024"),
        ];
        let wrong: Vec<_> = rows.iter().filter(|(i, o)| mended(i) != *o).map(|(i, _)| mended(i)).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn what_is_no_heading_stays() {
        let rows = [
            "#dati #mare",
            "#Roma",
            "#Il mare",
            "## Con il suo spazio",
            "```\n##define X\n```",
            "##",
            "#######Sette",
            "##uno ##due",
            "Il numero ##22",
            "#mare e sole\n\n##Titolo",
        ];
        let want = |t: &str| t.replace("##Titolo", "## Titolo");
        let wrong: Vec<_> = rows.iter().filter(|t| mended(t) != want(t)).map(|t| mended(t)).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}
