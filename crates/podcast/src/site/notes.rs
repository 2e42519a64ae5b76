//! The issue's notes as a part of a page: cleaned again, since files in the output folder can be edited.

use std::fs;
use std::path::Path;

use altavoce_base::error::{Error, Result};
use altavoce_base::tr;

use crate::{html, names};

/// The notes in `folder`, safe to be put into a page; `None` when there are none.
///
/// # Errors
/// The operator's: the file is there but cannot be read.
pub fn read(folder: &Path) -> Result<Option<String>> {
    let path = folder.join(names::NOTES);
    match fs::read_to_string(&path) {
        Ok(html) => Ok(Some(clean(&html)).filter(|h| !h.trim().is_empty())),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(e) => Err(Error::io(tr!("read"), &path, e)),
    }
}

/// HTML with nothing in it but text, its structure, and links to http(s) and mail addresses that have a text.
///
/// ```
/// let html = altavoce_podcast::site::notes::clean("<p onclick=x()>Sì<script>x()</script> <a href=\"javascript:x()\">qui</a></p>");
/// assert_eq!(html, "<p>Sì <a rel=\"noopener\">qui</a></p>");
/// ```
pub fn clean(html: &str) -> String {
    without_empty_links(&html::clean(html))
}

/// Clean HTML without the links that have nothing in them: a picture that was a link leaves one, of which a screen reader
/// can only say "link". The cleaner escapes `<` and `>` in attributes, so the first `>` ends a tag.
fn without_empty_links(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(start) = rest.find("<a ") {
        let end = rest[start..].find('>').map_or(rest.len(), |end| start + end + 1);
        match rest[end..].strip_prefix("</a>") {
            Some(behind) => {
                out.push_str(&rest[..start]);
                rest = behind;
            }
            None => {
                out.push_str(&rest[..end]);
                rest = &rest[end..];
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_are_cleaned() {
        let rows = [
            ("<p>Uno <b>due</b></p>", "<p>Uno <b>due</b></p>"),
            ("<img src=x onerror=alert(1)>", ""),
            ("<svg/onload=alert(1)>", ""),
            ("<a href='https://e.org/'><img src='https://e.org/x.png'></a><p>a</p>", "<p>a</p>"),
            (
                "<a href='https://e.org/></a><script>alert(1)</script>'>x</a>",
                "<a href=\"https://e.org/&gt;&lt;/a&gt;&lt;script&gt;alert(1)&lt;/script&gt;\" rel=\"noopener\">x</a>",
            ),
            ("<a href='/relativo'>x</a>", "<a rel=\"noopener\">x</a>"),
            (
                "<p><a href='https://e.org'><em>x</em></a></p>",
                "<p><a href=\"https://e.org\" rel=\"noopener\"><em>x</em></a></p>",
            ),
            (
                "<a href='https://e.org'><img></a> <a href='https://e.org'><code>x</code></a><a href='https://e.org'></a>",
                " <a href=\"https://e.org\" rel=\"noopener\"><code>x</code></a>",
            ),
            ("<ol start=\"3\" class=\"x\"><li>tre</li></ol>", "<ol start=\"3\"><li>tre</li></ol>"),
            ("<table><tfoot><tr><td>1</td></tr></tfoot></table>", "<table><tfoot><tr><td>1</td></tr></tfoot></table>"),
            (
                "<a href='mailto:a@e.org' style='x' class=y id=z>x</a>",
                "<a href=\"mailto:a@e.org\" rel=\"noopener\">x</a>",
            ),
            ("<h1>Titolo</h1><iframe src=x></iframe><form><input></form>", "Titolo"),
            ("<table><tr><td>1</td></tr></table>", "<table><tbody><tr><td>1</td></tr></tbody></table>"),
            ("<p>{{7*7}} {% raw %}</p>", "<p>{{7*7}} {% raw %}</p>"),
        ];
        let wrong: Vec<_> = rows.iter().map(|r| (r, clean(r.0))).filter(|(r, got)| got != r.1).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
        // Whatever is cut out, what is left is what the cleaner lets through.
        let nasty = "<a href='https://e.org/></a><script>alert(1)</script>'></a><a href='https://e.org/'></a>";
        let left = clean(nasty);
        assert!(!left.contains("<script"), "{left}");
    }
}
