//! Paragraphs where the classic editor of WordPress leaves blank lines, as WordPress itself makes them when it shows a
//! post (`wpautop`).

/// Elements that stand in no paragraph.
const BLOCKS: [&str; 39] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "caption",
    "center",
    "col",
    "colgroup",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "iframe",
    "li",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "tr",
    "ul",
];

/// HTML whose paragraphs are marked. What the block editor wrote marks its own.
pub fn mark(html: &str) -> String {
    if html.contains("<!-- wp:") {
        return html.to_string();
    }
    let html = html.replace("\r\n", "\n").replace('\r', "\n");
    let mut out = String::with_capacity(html.len() + html.len() / 8);
    for chunk in parted(&html).split("\n\n").map(str::trim).filter(|chunk| !chunk.is_empty()) {
        if tag(chunk).is_some_and(|(name, _)| BLOCKS.contains(&name.as_str())) {
            out.push_str(&chunk.replace(HELD, "\n"));
        } else {
            // Not two breaks for one that is there.
            let lines: Vec<&str> = chunk.lines().map(str::trim).collect();
            let breaks = lines.join("<br>").replace("<br><br>", "<br>").replace("<br /><br>", "<br>");
            out.push_str(&format!("<p>{}</p>", breaks.replace(HELD, "\n")));
        }
        out.push_str("\n\n");
    }
    out
}

/// Stands for a line end that parts nothing: in a tag, in a text that is shown as it is.
const HELD: char = '\u{E000}';

/// HTML with a blank line before each element that stands in no paragraph, and behind it; line ends that part nothing are
/// held.
fn parted(html: &str) -> String {
    let mut out = String::with_capacity(html.len() + html.len() / 8);
    let mut rest = html;
    // What is opened and closed nowhere is not looked for again.
    let mut open_to_the_end: Vec<String> = Vec::new();
    let blank_lines = |text: &str| {
        let lines: Vec<&str> = text.split('\n').map(|l| if l.trim().is_empty() { "" } else { l }).collect();
        lines.join("\n")
    };
    while let Some(open) = rest.find('<') {
        let (before, markup) = rest.split_at(open);
        out.push_str(&blank_lines(before));
        let comment = markup.starts_with("<!--");
        let Some(end) = markup.find(if comment { "-->" } else { ">" }) else {
            rest = markup;
            break;
        };
        let mut end = end + if comment { 3 } else { 1 };
        let found = tag(markup);
        // A text that is shown as it is goes as one.
        if let Some((name, false)) = &found
            && matches!(name.as_str(), "pre" | "script" | "style" | "textarea")
            && !open_to_the_end.contains(name)
        {
            match find_closing(&markup[end..], name) {
                Some(closed) => end += closed,
                None => open_to_the_end.push(name.clone()),
            }
        }
        let whole = markup[..end].replace('\n', &HELD.to_string());
        match found {
            Some((name, closes)) if BLOCKS.contains(&name.as_str()) => {
                let verbatim = name == "pre" && !closes;
                if !closes || name == "hr" {
                    out.push_str("\n\n");
                }
                out.push_str(&whole);
                if closes || verbatim || name == "hr" {
                    out.push_str("\n\n");
                }
            }
            _ => out.push_str(&whole),
        }
        rest = &markup[end..];
    }
    out.push_str(&blank_lines(rest));
    out
}

/// The end of the closing tag of `name`, in bytes.
fn find_closing(html: &str, name: &str) -> Option<usize> {
    let is = |at: &usize| html[at + 2..].get(..name.len()).is_some_and(|n| n.eq_ignore_ascii_case(name));
    let start = html.match_indices("</").map(|(at, _)| at).find(is)?;
    Some(start + html[start..].find('>')? + 1)
}

/// The name of the tag that `html` begins with, and whether it closes.
fn tag(html: &str) -> Option<(String, bool)> {
    let rest = html.strip_prefix('<')?;
    let (rest, closes) = rest.strip_prefix('/').map_or((rest, false), |rest| (rest, true));
    let name: String = rest.chars().take_while(char::is_ascii_alphanumeric).take(12).collect();
    (!name.is_empty()).then(|| (name.to_lowercase(), closes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blank_lines_part_paragraphs() {
        let rows = [
            ("Uno\n\nDue", "<p>Uno</p>\n\n<p>Due</p>"),
            ("Uno\n \nDue\r\n\r\nTre", "<p>Uno</p>\n\n<p>Due</p>\n\n<p>Tre</p>"),
            ("Uno\ndue", "<p>Uno<br>due</p>"),
            ("Uno<br />\ndue", "<p>Uno<br>due</p>"),
            ("<h2>Uno</h2>\nDue", "<h2>Uno</h2>\n\n<p>Due</p>"),
            (
                "Uno\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>\nDue",
                "<p>Uno</p>\n\n<ul>\n\n<li>a</li>\n\n<li>b</li>\n\n</ul>\n\n<p>Due</p>",
            ),
            ("Uno <a\nhref=\"x\">due</a>", "<p>Uno <a\nhref=\"x\">due</a></p>"),
            ("<pre>a\n\n  b</pre>\nUno", "<pre>a\n\n  b</pre>\n\n<p>Uno</p>"),
            ("Uno <!--more--> due", "<p>Uno <!--more--> due</p>"),
            ("<!-- wp:paragraph --><p>Uno</p>\n\nDue", "<!-- wp:paragraph --><p>Uno</p>\n\nDue"),
            ("2 < 3", "<p>2 < 3</p>"),
        ];
        let wrong: Vec<_> = rows.iter().map(|r| (mark(r.0), r.1)).filter(|(got, w)| got.trim_end() != *w).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}
