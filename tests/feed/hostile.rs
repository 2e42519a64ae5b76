//! Titles that would break a careless feed.

use serde_json::json;

use super::stage::Stage;

#[test]
fn hostile_titles_stay_text() {
    let titles = [
        "<script>alert(1)</script>",
        "]]><item><title>x</title></item>",
        "&lt;b&gt; &amp;amp; &#0; &nbsp;",
        "\"quotes' \" onload='x'",
        "riga\nuna\r\ndue\ttab",
        "nullo \u{0} campana \u{7} fuga \u{1b}[31m",
        "\u{fffe}non\u{ffff}carattere",
        "emoji 👩🏽‍🚀 e bidi \u{202e}olleb",
        "--> <!-- commento -->",
        "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>&e;",
        "%00/../../etc",
    ];
    let stage = Stage::new();
    for (n, title) in titles.iter().enumerate() {
        stage.episode(&format!("{n:03} è <&> \"?#%"), |m| {
            (m.number, m.source) = (Some(n as u32 + 1), format!("{n}.md"));
            (m.title, m.author, m.description) = (title.to_string(), Some(title.to_string()), Some(title.to_string()));
            m.chapters.iter_mut().for_each(|c| c.title = title.to_string());
        });
    }
    stage.write().unwrap();
    let feed = stage.read();
    assert_eq!(feed["bozo"], false);
    let mut wrong = Vec::new();
    let items = feed["channel"]["item"].as_array().unwrap();
    assert_eq!(items.len(), titles.len());
    for (item, title) in items.iter().rev().zip(titles) {
        let legal: String = title.chars().filter(|c| *c >= ' ' || c.is_whitespace()).collect();
        let legal = legal.replace(['\u{fffe}', '\u{ffff}'], "");
        let legal = legal.split_whitespace().collect::<Vec<_>>().join(" ");
        for pointer in [
            "/title/0/text",
            "/{itunes}title/0/text",
            "/{podcast}person/0/text",
            "/{psc}chapters/0/{psc}chapter/0/title",
        ] {
            if item.pointer(pointer) != Some(&json!(legal)) {
                wrong.push(format!("{title:?} {pointer}: {:?}", item.pointer(pointer)));
            }
        }
        let url = item.pointer("/enclosure/0/url").unwrap().as_str().unwrap();
        if !url.ends_with("%20%C3%A8%20%3C%26%3E%20%22%3F%23%25/episode.mp3") {
            wrong.push(format!("{title:?}: {url}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // As HTML the notes have our tags and no others.
    assert_eq!(feed["tags_in_notes"], json!(["li", "p", "ul"]));
}
