//! What the two editors of Ghost keep of a text, as the HTML that Ghost makes of it: an export has that for most posts, but
//! not for all.

use std::fmt::Write as _;

use serde_json::Value;

/// The HTML of what the newer editor keeps; none where it is nothing.
pub fn lexical(json: &str) -> Option<String> {
    let root: Value = serde_json::from_str(json).ok()?;
    let mut out = String::new();
    children(&root["root"], &mut out);
    Some(out).filter(|html| !html.is_empty())
}

fn children(node: &Value, out: &mut String) {
    for child in node["children"].as_array().into_iter().flatten() {
        lexical_node(child, out);
    }
}

/// JSON nests no deeper than its reader allows.
fn lexical_node(node: &Value, out: &mut String) {
    let said = |key: &str| node[key].as_str().unwrap_or_default();
    let mut inside = |tag: &str| {
        let _ = write!(out, "<{tag}>");
        children(node, out);
        let _ = writeln!(out, "</{tag}>");
    };
    match said("type") {
        "paragraph" => inside("p"),
        "heading" | "extended-heading" => inside(heading(said("tag"))),
        "list" => inside(if said("listType") == "number" { "ol" } else { "ul" }),
        "listitem" => inside("li"),
        "quote" | "extended-quote" | "aside" => inside("blockquote"),
        "linebreak" => out.push_str("<br>"),
        "link" | "autolink" => {
            let _ = write!(out, "<a href=\"{}\">", escaped(said("url")));
            children(node, out);
            out.push_str("</a>");
        }
        "text" | "extended-text" | "code-highlight" => {
            let format = node["format"].as_u64().unwrap_or(0);
            // Bits, from the lowest.
            let tags = [(1, "strong"), (2, "em"), (4, "s"), (16, "code"), (32, "sub"), (64, "sup")];
            let tags: Vec<&str> = tags.into_iter().filter(|(bit, _)| format & bit != 0).map(|(_, tag)| tag).collect();
            tags.iter().for_each(|tag| out.push_str(&format!("<{tag}>")));
            out.push_str(&escaped(said("text")));
            tags.iter().rev().for_each(|tag| out.push_str(&format!("</{tag}>")));
        }
        kind => match card(kind, node) {
            Some(html) => out.push_str(&html),
            None => children(node, out),
        },
    }
}

/// The HTML of what the older editor keeps; none where it is nothing.
pub fn mobiledoc(json: &str) -> Option<String> {
    let document: Value = serde_json::from_str(json).ok()?;
    let mut out = String::new();
    for section in document["sections"].as_array()? {
        let tag = section[1].as_str().unwrap_or("p");
        match section[0].as_u64() {
            Some(1) => {
                let tag = if tag == "aside" || tag == "blockquote" { "blockquote" } else { heading(tag) };
                let _ = writeln!(out, "<{tag}>{}</{tag}>", markers(&document, &section[2]));
            }
            Some(2) => {
                let _ = writeln!(out, "<img src=\"{}\">", escaped(tag));
            }
            Some(3) => {
                let tag = if tag == "ol" { "ol" } else { "ul" };
                let items = section[2].as_array().into_iter().flatten();
                let items: String = items.map(|i| format!("<li>{}</li>\n", markers(&document, i))).collect();
                let _ = writeln!(out, "<{tag}>\n{items}</{tag}>");
            }
            Some(10) => {
                let card = &document["cards"][section[1].as_u64().unwrap_or(0) as usize];
                out.push_str(&self::card(card[0].as_str().unwrap_or_default(), &card[1]).unwrap_or_default());
            }
            _ => (),
        }
    }
    Some(out).filter(|html| !html.is_empty())
}

/// The words of a section: each piece opens some of the document's markups, and closes some of those that are open.
fn markers(document: &Value, markers: &Value) -> String {
    let mut out = String::new();
    let mut open: Vec<String> = Vec::new();
    for marker in markers.as_array().into_iter().flatten() {
        for index in marker[1].as_array().into_iter().flatten() {
            let markup = &document["markups"][index.as_u64().unwrap_or(0) as usize];
            let tag = markup[0].as_str().filter(|t| t.bytes().all(|b| b.is_ascii_alphanumeric())).unwrap_or("span");
            let attributes = markup[1].as_array().map_or(&[][..], Vec::as_slice);
            let href = attributes.iter().position(|a| a == "href").and_then(|at| attributes.get(at + 1)?.as_str());
            let _ = match href {
                Some(href) => write!(out, "<{tag} href=\"{}\">", escaped(href)),
                None => write!(out, "<{tag}>"),
            };
            open.push(tag.to_string());
        }
        match (marker[0].as_u64(), &marker[3]) {
            (Some(0), Value::String(text)) => out.push_str(&escaped(text)),
            // The one thing between words that is none: a line that ends.
            (Some(1), atom) if document["atoms"][atom.as_u64().unwrap_or(0) as usize][0] == "soft-return" => {
                out.push_str("<br>");
            }
            _ => (),
        }
        for _ in 0..marker[2].as_u64().unwrap_or(0).min(open.len() as u64) {
            let _ = write!(out, "</{}>", open.pop().unwrap_or_default());
        }
    }
    out
}

/// The HTML of a card, by the names that both editors use; none for what is no card.
fn card(kind: &str, card: &Value) -> Option<String> {
    let said = |key: &str| card[key].as_str().unwrap_or_default();
    let classed = |class: &str, html: &str| format!("<div class=\"kg-card {class}\">{html}</div>\n");
    let caption = || match said("caption") {
        "" => String::new(),
        words => format!("<figcaption>{words}</figcaption>"),
    };
    Some(match kind {
        "horizontalrule" | "hr" => "<hr>\n".to_string(),
        "html" => format!("{}\n", said("html")),
        "markdown" | "card-markdown" => {
            let mut html = String::new();
            pulldown_cmark::html::push_html(
                &mut html,
                pulldown_cmark::Parser::new_ext(said("markdown"), crate::markup::MARKDOWN),
            );
            html
        }
        "codeblock" | "code" => format!("<pre><code>{}</code></pre>\n", escaped(said("code"))),
        "image" => {
            let (src, alt) = (escaped(said("src")), escaped(said("alt")));
            format!("<figure><img src=\"{src}\" alt=\"{alt}\">{}</figure>\n", caption())
        }
        "gallery" => format!("<figure class=\"kg-card kg-gallery-card\">{}</figure>\n", caption()),
        "callout" => {
            classed("kg-callout-card", &format!("<div class=\"kg-callout-text\">{}</div>", said("calloutText")))
        }
        "toggle" => {
            let heading = format!("<h4 class=\"kg-toggle-heading-text\">{}</h4>", said("heading"));
            classed("kg-toggle-card", &format!("{heading}<div class=\"kg-toggle-content\">{}</div>", said("content")))
        }
        "header" => classed("kg-header-card", &format!("<h2>{}</h2><p>{}</p>", said("header"), said("subheader"))),
        "product" => {
            let heading = format!("<h4 class=\"kg-product-card-title\">{}</h4>", said("productTitle"));
            classed("kg-product-card", &format!("{heading}{}", said("productDescription")))
        }
        "bookmark" => {
            let title = card["metadata"]["title"].as_str().unwrap_or_default();
            classed("kg-bookmark-card", &format!("<div class=\"kg-bookmark-title\">{}</div>", escaped(title)))
        }
        "audio" => classed("kg-audio-card", &format!("<div class=\"kg-audio-title\">{}</div>", escaped(said("title")))),
        "file" => {
            let title = escaped(said("fileTitle"));
            classed("kg-file-card", &format!("<div class=\"kg-file-card-title\">{title}</div>"))
        }
        "embed" | "video" => {
            format!("<figure class=\"kg-card kg-embed-card\"><iframe></iframe>{}</figure>\n", caption())
        }
        "button" => classed("kg-button-card", &escaped(said("buttonText"))),
        "signup" | "email-cta" => classed("kg-signup-card", said("header")),
        "paywall" => "<!--members-only-->\n".to_string(),
        // It stands in mails alone.
        "email" => String::new(),
        _ => return None,
    })
}

/// The tag of a heading, as it is written.
fn heading(tag: &str) -> &'static str {
    ["h1", "h2", "h3", "h4", "h5", "h6"].into_iter().find(|known| *known == tag).unwrap_or("p")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_newer_editor_keeps() {
        let json = r#"{"root":{"children":[
            {"type":"paragraph","children":[{"type":"extended-text","format":0,"text":"Il forno & "},
             {"type":"link","url":"https://a.it","children":[{"type":"text","format":3,"text":"il pane"}]},
             {"type":"linebreak"},{"type":"text","format":0,"text":"caldo"}]},
            {"type":"extended-heading","tag":"h2","children":[{"type":"text","format":0,"text":"Numeri"}]},
            {"type":"list","listType":"number","children":[{"type":"listitem","children":[{"type":"text","text":"uno"}]}]},
            {"type":"horizontalrule"},{"type":"paywall"},
            {"type":"callout","calloutEmoji":"!","calloutText":"Attenti."},
            {"type":"bookmark","metadata":{"title":"Altro"}}]}}"#;
        let want = "<p>Il forno &amp; <a href=\"https://a.it\"><strong><em>il pane</em></strong></a><br>caldo</p>\n<h2>Numeri</h2>\n\
                    <ol><li>uno</li>\n</ol>\n<hr>\n<!--members-only-->\n\
                    <div class=\"kg-card kg-callout-card\"><div class=\"kg-callout-text\">Attenti.</div></div>\n\
                    <div class=\"kg-card kg-bookmark-card\"><div class=\"kg-bookmark-title\">Altro</div></div>\n";
        assert_eq!(lexical(json).as_deref(), Some(want));
        assert_eq!((lexical(""), lexical("[]"), lexical("{\"root\":{\"children\":[]}}")), (None, None, None));
    }

    #[test]
    fn what_the_older_editor_keeps() {
        let json = r#"{"version":"0.3.1","atoms":[["soft-return","",{}]],"cards":[["hr",{}],["markdown",{"markdown":"**Uno**"}]],
            "markups":[["strong"],["a",["href","https://a.it"]]],"sections":[
            [1,"p",[[0,[],0,"Il "],[0,[1],0,"forno "],[0,[0],2,"caldo"],[1,[],0,0],[0,[],0,"e basta"]]],
            [1,"h2",[[0,[],0,"Numeri"]]],[10,0],[10,1],[3,"ul",[[[0,[],0,"uno"]],[[0,[],0,"due"]]]]]}"#;
        let want = "<p>Il <a href=\"https://a.it\">forno <strong>caldo</strong></a><br>e basta</p>\n<h2>Numeri</h2>\n<hr>\n\
                    <p><strong>Uno</strong></p>\n<ul>\n<li>uno</li>\n<li>due</li>\n</ul>\n";
        assert_eq!(mobiledoc(json).as_deref(), Some(want));
        assert_eq!((mobiledoc(""), mobiledoc("{\"sections\":[[99]]}")), (None, None));
    }
}
