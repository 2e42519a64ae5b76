//! HTML in Markdown → Markdown: the blocks of it, then the tags inside of lines.

mod blocks;
pub mod convert;
pub mod dom;
mod formula;
mod inline;
mod issue_blocks;
pub mod left_out;
mod letters;
mod lines;
mod paragraphs;
mod table;
mod tags;
mod vocabulary;

use super::Dropped;
use super::document::{Document, Line};

/// Turns the HTML of a text into Markdown. What of it is no text of the author goes, and is told.
pub fn read(document: &mut Document) {
    if document.lines.iter().any(|line| line.text.contains('<')) {
        issue_blocks::read(document);
        paragraphs::read(document);
    }
}

/// Puts `lines` and what was `dropped` into a document, both told by the places of the lines that it had, from 0.
fn replace(document: &mut Document, lines: Vec<Line>, dropped: Vec<Dropped>) {
    let number = |at: u32| {
        let last = document.lines.len().saturating_sub(1);
        document.lines.get((at as usize).min(last)).map_or(1, |line| line.number)
    };
    let lines = lines.into_iter().map(|line| Line { number: number(line.number), text: line.text }).collect();
    let dropped: Vec<_> = dropped.into_iter().map(|d| Dropped { line: number(d.line), ..d }).collect();
    document.lines = lines;
    document.dropped.extend(dropped);
}

/// The text of a document, and where each of its lines begins.
fn joined(document: &Document) -> (String, Vec<usize>) {
    let mut text = String::new();
    let mut starts = Vec::with_capacity(document.lines.len());
    for line in &document.lines {
        if !starts.is_empty() {
            text.push('\n');
        }
        starts.push(text.len());
        text.push_str(&line.text);
    }
    (text, starts)
}

/// The place of the line on which the byte `at` stands.
fn line_at(starts: &[usize], at: usize) -> u32 {
    (starts.partition_point(|start| *start <= at).max(1) - 1) as u32
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The Markdown of a text that begins on line 1, with its lines' numbers.
    fn read_lines(text: &str) -> (Vec<(u32, String)>, Vec<Dropped>) {
        let mut document = Document::new(text, 1);
        read(&mut document);
        (document.lines.into_iter().map(|l| (l.number, l.text)).collect(), document.dropped)
    }

    fn markdown(text: &str) -> String {
        let lines = read_lines(text).0.into_iter().map(|l| l.1);
        lines.collect::<Vec<_>>().join("\n").trim().to_string()
    }

    #[test]
    fn html_becomes_markdown() {
        let rows = [
            // what only holds a text
            ("<p>Uno.</p>\n<p>Due.</p>", "Uno.\n\nDue."),
            ("Prima.\n<div>Dentro.</div>\nDopo.", "Prima.\n\nDentro.\n\nDopo."),
            ("<div>\n\nIn *Markdown*.\n\n- a\n\n</div>", "In *Markdown*.\n\n- a"),
            ("<center>\n## Titolo\n</center>", "## Titolo"),
            ("<p>1986. Un anno.</p>", "1986\\. Un anno."),
            ("<p>- Ciao, disse.</p>", "\\- Ciao, disse."),
            ("<section>\n    <p>Rientrato.</p>\n\n    <p>Anche.</p>\n</section>", "Rientrato.\n\nAnche."),
            ("<p>Riga uno<br>\nriga due<br><br>tre</p>", "Riga uno<br>\nriga due\n\ntre"),
            ("<Callout type=\"info\">\nUn avviso.\n</Callout>", "Un avviso."),
            // what has a shape
            ("<h3>Un <b>titolo</b></h3>", "### Un titolo"),
            ("<ul><li>a</li><li>b</li></ul>dietro", "- a\n- b\n\ndietro"),
            ("<ol start=3><li>a</li><li>b</li></ol>", "3. a\n4. b"),
            ("<dl><dt>a</dt><dd>b</dd><dd>c</dd></dl>", "- a: b\n\n  c"),
            (
                "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>1</td></tr></table>",
                "| a | b |\n|---|---|\n| c | 1 |",
            ),
            (
                "<table><tr><td>a</td><td>2</td></tr><tr><td>c</td><td>1</td></tr></table>",
                "|  |  |\n|---|---|\n| a | 2 |\n| c | 1 |",
            ),
            (
                "<table>\n\n<tr><th>a</th><th>b</th></tr>\n\n<tr><td>\n\n**c**\n\n</td><td>d</td></tr>\n\n</table>",
                "| a | b |\n|---|---|\n| **c** | d |",
            ),
            ("<figure><img src=x.png alt=\"Il mare\"><figcaption>Il mare!</figcaption></figure>", "![Il mare](x.png)"),
            (
                "<figure><img src=x.png alt=\"Il mare\"><figcaption>Onde</figcaption></figure>",
                "![Il mare](x.png)\n\nOnde",
            ),
            ("<pre>uno\ndue</pre>", "uno  \ndue"),
            ("<pre><code class=\"language-rust\">let x = 1;</code></pre>", "```rust\nlet x = 1;\n```"),
            ("<blockquote>\n<p>Detto.</p>\n<p>Ridetto.</p>\n</blockquote>", "> Detto.\n>\n> Ridetto."),
            ("> <p>Detto.</p>\n\nFine.", "> Detto.\n\nFine."),
            ("- <p>punto</p>\n- due", "- punto\n\n- due"),
            ("<p>5*3*2 e [qui](https://a.it) e **forte**</p>", "5*3*2 e [qui](https://a.it) e **forte**"),
            ("<ul><li>5*3*2 e [qui](https://a.it) &lt;b&gt;</li></ul>", "- 5\\*3\\*2 e [qui](https://a.it) \\<b>"),
            // what stays as it is
            ("a < b e c > d, `<p>` e <https://a.it>", "a < b e c > d, `<p>` e <https://a.it>"),
            ("```\n<p>codice</p>\n```", "```\n<p>codice</p>\n```"),
            ("    <p>codice</p>", "<p>codice</p>"),
            ("<!-- altavoce: salta -->\n\nUno.", "<!-- altavoce: salta -->\n\nUno."),
            ("<div><!-- altavoce: pausa 2s -->Uno.</div>", "<!-- altavoce: pausa 2s -->\n\nUno."),
        ];
        let wrong: Vec<_> = rows.iter().filter(|r| markdown(r.0) != r.1).map(|r| (r.0, markdown(r.0))).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn lines_are_those_of_the_file() {
        let text =
            "Uno.\n\n<div>\n\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n\n</div>\n\nUn <span\nclass=x>due</span>\ntre.\n";
        let lines = read_lines(text).0;
        let at = |word: &str| lines.iter().find(|l| l.1.contains(word)).map(|l| l.0);
        assert_eq!(["Uno", "- a", "- b", "tre"].map(at), [Some(1), Some(6), Some(7), Some(14)], "{lines:#?}");
    }

    proptest! {
        #[test]
        fn no_word_goes_without_a_word(
            tags in proptest::collection::vec("</?(p|div|b|i|em|ul|ol|li|table|tr|td|th|blockquote|details|figure|h2|pre|dl|dd|q|del|a href=\"x\")>( |\n|\n\n)?", 0..30)
        ) {
            let text: String = tags.iter().enumerate().map(|(at, tag)| format!("{tag} parola{at}x ")).collect();
            let (lines, dropped) = read_lines(&text);
            let out: String = lines.iter().map(|l| format!("{}\n", l.1)).collect();
            let gone = (0..tags.len()).filter(|at| !out.contains(&format!("parola{at}x"))).count();
            let told: usize = dropped.iter().map(|d| d.words).sum();
            prop_assert!(gone <= told, "{gone} of {text:?} in {out:?}: {dropped:?}");
            prop_assert!(lines.is_sorted_by_key(|l| l.0) && !out.contains(lines::is_mark), "{lines:?}");
            let last = text.matches('\n').count() as u32 + 1;
            prop_assert!(lines.iter().all(|l| (1..=last).contains(&l.0)), "{lines:?}");
        }
    }
}
