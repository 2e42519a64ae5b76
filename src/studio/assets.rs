//! The page: its files, which the program carries.

use altavoce_base::tr;
use axum::http::header;
use axum::response::{IntoResponse, Response};

use super::Studio;
use super::answer::{Asked, Outcome};
use super::refusal::Refusal;

/// The files of the page by name, each with what is in it.
macro_rules! files {
    ($($name:literal,)*) => { &[$(($name, include_str!(concat!("web/", $name))),)*] };
}

/// Every file of `web/`.
const FILES: &[(&str, &str)] = files![
    "api.js",
    "chapter-tools.js",
    "desk.js",
    "dom.js",
    "events.js",
    "i18n.js",
    "icon.svg",
    "index.html",
    "issue-head.js",
    "keyboard.js",
    "main.js",
    "messages-en.js",
    "messages-it.js",
    "notice.js",
    "pages.css",
    "panel-findings.js",
    "panel-sentence.js",
    "panel-word.js",
    "panel.js",
    "paragraph-editor.js",
    "phrases-it.js",
    "player-bar.js",
    "player.js",
    "prefs.js",
    "router.js",
    "script-model.js",
    "script-pointer.js",
    "script-rows.js",
    "script.css",
    "settings-it.js",
    "style.css",
    "view-import.js",
    "view-issues.js",
    "view-log.js",
    "view-make.js",
    "view-new.js",
    "view-script.js",
    "view-settings.js",
    "waveform.js",
];

/// The page itself.
pub fn index(_: &Studio, _: &Asked) -> Outcome {
    file("index.html")
}

/// A file of the page.
pub fn web(_: &Studio, asked: &Asked) -> Outcome {
    file(asked.name("name"))
}

fn file(name: &str) -> Outcome {
    let found = FILES.iter().find(|(known, _)| *known == name);
    let (name, text) = found.ok_or_else(|| Refusal::missing(tr!("the page has no file `{name}`")))?;
    let kind = match name.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        _ => "text/plain; charset=utf-8",
    };
    // read anew with each load: another program may be here next time
    let head = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-store")];
    let response: Response = (head, *text).into_response();
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_of_the_page_is_carried() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/studio/web");
        let there = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut there: Vec<String> = there.filter(|name| !name.starts_with('.')).collect();
        there.sort();
        assert_eq!(FILES.iter().map(|(name, _)| *name).collect::<Vec<_>>(), there);
    }
}
