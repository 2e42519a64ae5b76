use std::path::Path;

use super::*;

fn of(markdown: &str) -> String {
    html(&Issue::parse(Path::new("1.md"), format!("Testo.\n\n{markdown}\n").as_bytes()).unwrap())
        .trim_start_matches("<p>Testo.</p>")
        .trim()
        .replace('\n', "")
}

#[test]
fn markdown_becomes_clean_html() {
    let a = |url: &str, text: &str| format!("<a href=\"{url}\" rel=\"noopener\">{text}</a>");
    let rows = [
        ("*a* **b** ~~c~~ `d<e`", "<p><em>a</em> <strong>b</strong> <del>c</del> <code>d&lt;e</code></p>".into()),
        ("## Uno\n\n##### Cinque", "<h2>Uno</h2><h4>Cinque</h4>".into()),
        ("> cita\n\n---", "<blockquote><p>cita</p></blockquote><hr>".into()),
        ("3. tre\n4. quattro", "<ol start=\"3\"><li>tre</li><li>quattro</li></ol>".into()),
        ("- [x] fatto\n- [ ] da fare", "<ul><li>☑ fatto</li><li>☐ da fare</li></ul>".into()),
        (
            "| a | b |\n|---|--:|\n| 1 | 2 |",
            "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table>"
                .into(),
        ),
        (
            "```rust\nlet x = \"{{y}}\"; // https://e.org\n```",
            "<pre><code>let x = \"{{y}}\"; // https://e.org</code></pre>".into(),
        ),
        // Links
        ("[x](https://e.org/?a=1&b=2 \"t\")", format!("<p>{}</p>", a("https://e.org/?a=1&amp;b=2", "x"))),
        ("[x](mailto:a@e.org)", format!("<p>{}</p>", a("mailto:a@e.org", "x"))),
        ("[x](javascript:alert(1)) [y](/qui) [1](#nota)", "<p>x y 1</p>".into()),
        ("Qui: https://e.org/a_b. Ciao", format!("<p>Qui: {}. Ciao</p>", a("https://e.org/a_b", "https://e.org/a_b"))),
        (
            "(https://e.org/Marea_(mare)), https://e.org/b).",
            format!(
                "<p>({}), {}).</p>",
                a("https://e.org/Marea_(mare)", "https://e.org/Marea_(mare)"),
                a("https://e.org/b", "https://e.org/b")
            ),
        ),
        (
            "http://e.org/?u=https://f.org",
            format!("<p>{}</p>", a("http://e.org/?u=https://f.org", "http://e.org/?u=https://f.org")),
        ),
        ("<https://e.org>", format!("<p>{}</p>", a("https://e.org", "https://e.org"))),
        // Pictures
        ("![Un faro](https://e.org/f.jpg)", format!("<p>{}</p>", a("https://e.org/f.jpg", "Immagine: Un faro"))),
        ("![](https://e.org/f.jpg)", String::new()),
        ("![Un faro](f.jpg)", "<p>Immagine: Un faro</p>".into()),
        ("[![Un faro](f.jpg)](https://e.org)", format!("<p>{}</p>", a("https://e.org", "Immagine: Un faro"))),
        ("[![](f.jpg)](https://e.org) ciao", "<p> ciao</p>".into()),
        // What the script drops too
        ("[Iscriviti ora](https://e.org/subscribe)", String::new()),
        ("[Leggi online](https://e.org) | [Condividi](https://e.org)", String::new()),
        ("Condividi", String::new()),
        ("a {{b}}{{c}} {{d", "<p>a {{d</p>".into()),
        ("Ciao {{ nome }}, {% if x %}sì *|FNAME|*", "<p>Ciao, sì</p>".into()),
        ("a <!-- nota --> b\n\n<!-- blocco\n\nlungo -->", "<p>a  b</p>".into()),
        // HTML
        ("a <b onclick=\"x()\">b</b> <span style=\"color:red\">c</span><br>d", "<p>a <strong>b</strong> c<br>d</p>".into()),
        (
            "<div class=\"x\"><p>dentro</p>\n<a href=\"https://e.org\" target=\"_blank\">y</a></div>",
            format!("<p>dentro</p><p>{}</p>", a("https://e.org", "y")),
        ),
        ("<iframe src=\"https://e.org\"></iframe>", String::new()),
        ("<style>p { color: red }</style>", String::new()),
        ("x <script>alert(1)</script> <img src=x onerror=alert(1)> y", "<p>x   y</p>".into()),
        ("<a href=\" javascript:alert(1)\">z</a>", "<p>z</p>".into()),
        ("<b>mai chiuso <p>\n\ndopo", "<p>mai chiuso</p><p>dopo</p>".into()),
        // Footnotes
        (
            "a[^n] b[^m] c[^n]\n\n[^m]: emme\n[^n]: enne",
            "<p>a<sup>1</sup> b<sup>2</sup> c<sup>1</sup></p><hr><ol><li><p>enne</p></li><li><p>emme</p></li></ol>"
                .into(),
        ),
        (
            "a[^n] b[^M] c[^o]\n\n[^n]: enne\n\n[^m]: emme\n\n    [^o]: dentro\n\n    dopo\n\nfine",
            "<p>a<sup>1</sup> b<sup>2</sup> c<sup>3</sup></p><p>fine</p><hr><ol><li><p>enne</p></li><li><p>emme</p></li><li><p>dentro</p><p>dopo</p></li></ol>"
                .into(),
        ),
    ];
    let mut wrong = Vec::new();
    for (markdown, expected) in rows {
        if of(markdown) != expected {
            wrong.push(format!("{markdown}\n  {}\n  {expected}", of(markdown)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn footnotes_within_footnotes_lose_nothing() {
    let html = of("a[^n] b[^m] c[^o]\n\n> [^n]: enne\n>\n> [^m]: emme\n>\n>     > [^o]: dentro\n\nfine");
    for text in ["a<sup>1</sup>", "enne", "emme", "dentro", "fine"] {
        assert!(html.contains(text), "{text}: {html}");
    }
}

#[test]
fn the_title_stands_above_the_notes() {
    for (text, expected) in [
        ("---\nnumber: 3\n---\n# Il faro\n\n## Luci\n\nUna.", "<h2>Luci</h2><p>Una.</p>"),
        ("---\ntitle: Il faro\n---\n\nIl faro\n=======\n\n# Luci\n\nUna.", "<h2>Luci</h2><p>Una.</p>"),
        (
            "---\ntitle: Il faro\n---\n# Luci\n\nUna.\n\n# Ombre\n\nDue.",
            "<h2>Luci</h2><p>Una.</p><h2>Ombre</h2><p>Due.</p>",
        ),
    ] {
        let got = html(&Issue::parse(Path::new("1.md"), text.as_bytes()).unwrap()).replace('\n', "");
        assert_eq!(got, expected, "{text}");
    }
}

#[test]
fn a_hostile_issue_is_bounded() {
    let deep = of(&format!("{}fondo", ">".repeat(20_000)));
    assert!(deep.contains("fondo") && deep.matches("<blockquote>").count() <= DEEPEST, "{} bytes", deep.len());
    let open = of(&format!("{}fondo", "<em>".repeat(2_000)));
    assert!(open.contains("fondo"), "{} bytes", open.len());
}
