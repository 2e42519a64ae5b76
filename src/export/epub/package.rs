//! The package: what the book is, what it holds, in which order it is read.

use std::collections::BTreeSet;

use altavoce_base::error::Result;
use altavoce_podcast::media_type;
use altavoce_podcast::rss::{Writer, single_line};
use uuid::Uuid;

use super::overlay::{Overlay, clock_value};
use super::{AUDIO, NAVIGATION, PACKAGE, STYLE, TITLE_PAGE, page};
use crate::episode::transcript::speaker;
use crate::export::Edition;
use crate::export::vocabulary::VOCABULARY;

/// The class that a sentence has while it is heard: `style.css` knows it.
const ACTIVE: &str = "spoken";
const XHTML: &str = "application/xhtml+xml";
const SMIL: &str = "application/smil+xml";

/// What the book offers, in the words of schema.org that EPUB Accessibility 1.1 asks for.
const ACCESSIBILITY: [(&str, &str); 9] = [
    ("schema:accessMode", "textual"),
    ("schema:accessMode", "auditory"),
    ("schema:accessModeSufficient", "textual"),
    ("schema:accessModeSufficient", "auditory"),
    ("schema:accessibilityFeature", "synchronizedAudioText"),
    ("schema:accessibilityFeature", "structuralNavigation"),
    ("schema:accessibilityFeature", "tableOfContents"),
    ("schema:accessibilityFeature", "readingOrder"),
    ("schema:accessibilityHazard", "none"),
];

/// The file that leads to the package.
pub fn container() -> Result<Vec<u8>> {
    let mut xml = Writer::new()?;
    let root = [("version", "1.0"), ("xmlns", "urn:oasis:names:tc:opendocument:xmlns:container")];
    xml.inside("container", &root, |x| {
        x.inside("rootfiles", &[], |x| {
            x.empty("rootfile", &[("full-path", PACKAGE), ("media-type", "application/oebps-package+xml")])
        })
    })?;
    Ok(xml.finish())
}

/// The package.
pub fn write(edition: &Edition, overlays: &[Overlay]) -> Result<Vec<u8>> {
    let mut xml = Writer::new()?;
    let root = [
        ("xmlns", "http://www.idpf.org/2007/opf"),
        ("version", "3.0"),
        ("unique-identifier", "id"),
        ("xml:lang", edition.manifest.language.as_str()),
    ];
    xml.inside("package", &root, |x| {
        metadata(x, edition, overlays)?;
        manifest(x, edition, overlays)?;
        x.inside("spine", &[], |x| {
            x.empty("itemref", &[("idref", "title")])?;
            (0..edition.manifest.chapters.len()).try_for_each(|n| x.empty("itemref", &[("idref", &chapter_id(n))]))
        })
    })?;
    Ok(xml.finish())
}

fn metadata(x: &mut Writer, edition: &Edition, overlays: &[Overlay]) -> Result<()> {
    let m = edition.manifest;
    x.inside("metadata", &[("xmlns:dc", "http://purl.org/dc/elements/1.1/")], |x| {
        x.text_with("dc:identifier", &[("id", "id")], &identifier(edition))?;
        x.text("dc:title", &single_line(&m.title))?;
        x.text("dc:language", &m.language)?;
        let date = m.date.map(|date| date.to_string());
        let source = m.issue_link().map(str::to_string);
        let texts = [
            ("dc:creator", m.author.clone()),
            ("dc:publisher", Some(m.show.clone())),
            ("dc:date", date.clone()),
            ("dc:description", m.description.clone().or(m.subtitle.clone())),
            ("dc:source", source),
            ("dc:description", Some(edition.disclosure.to_string())),
        ];
        for (name, text) in texts {
            if let Some(text) = text.map(|text| single_line(&text)).filter(|text| !text.is_empty()) {
                x.text(name, &text)?;
            }
        }
        m.tags.iter().filter(|tag| !tag.trim().is_empty()).try_for_each(|tag| x.text("dc:subject", tag))?;
        // The day of the issue and not the clock's: the same episode gives the same bytes.
        let day = date.unwrap_or_else(|| "2000-01-01".into());
        let mut meta = |property: &str, text: &str| x.text_with("meta", &[("property", property)], text);
        meta("dcterms:modified", &format!("{day}T00:00:00Z"))?;
        ACCESSIBILITY.iter().try_for_each(|(property, word)| meta(property, word))?;
        meta("schema:accessibilitySummary", &VOCABULARY.accessibility)?;
        meta("media:active-class", ACTIVE)?;
        let voices: BTreeSet<&str> = m.passages.iter().map(|passage| passage.voice.as_str()).collect();
        voices.iter().try_for_each(|voice| meta("media:narrator", &speaker(voice)))?;
        meta("media:duration", &clock_value(overlays.iter().map(Overlay::length).sum()))?;
        for overlay in overlays {
            let refines = format!("#{}", overlay_id(overlay.chapter));
            let attributes = [("property", "media:duration"), ("refines", &*refines)];
            x.text_with("meta", &attributes, &clock_value(overlay.length()))?;
        }
        series(x, edition)
    })
}

/// The show as a series of books, and the number in it.
fn series(x: &mut Writer, edition: &Edition) -> Result<()> {
    let show = single_line(&edition.manifest.show);
    if show.is_empty() {
        return Ok(());
    }
    x.text_with("meta", &[("property", "belongs-to-collection"), ("id", "show")], &show)?;
    let mut about =
        |property: &str, text: &str| x.text_with("meta", &[("property", property), ("refines", "#show")], text);
    about("collection-type", "series")?;
    edition.manifest.number.map_or(Ok(()), |number| about("group-position", &number.to_string()))
}

fn manifest(x: &mut Writer, edition: &Edition, overlays: &[Overlay]) -> Result<()> {
    x.inside("manifest", &[], |x| {
        item(x, "nav", NAVIGATION, XHTML, &[("properties", "nav")])?;
        item(x, "title", TITLE_PAGE, XHTML, &[])?;
        item(x, "style", STYLE, "text/css", &[])?;
        item(x, "sound", AUDIO, media_type::MP3, &[])?;
        if let Some(cover) = &edition.cover {
            item(x, "cover", cover.name, media_type::of(cover.name), &[("properties", "cover-image")])?;
        }
        for n in 0..edition.manifest.chapters.len() {
            let overlay = overlays.iter().any(|overlay| overlay.chapter == n).then(|| overlay_id(n));
            let overlay = overlay.as_deref().map(|id| ("media-overlay", id));
            item(x, &chapter_id(n), &page(n), XHTML, overlay.as_slice())?;
        }
        overlays.iter().try_for_each(|overlay| item(x, &overlay_id(overlay.chapter), &overlay.name, SMIL, &[]))
    })
}

fn item(x: &mut Writer, id: &str, href: &str, kind: &str, more: &[(&str, &str)]) -> Result<()> {
    x.empty("item", &[&[("id", id), ("href", href), ("media-type", kind)][..], more].concat())
}

fn chapter_id(chapter: usize) -> String {
    format!("chapter-{}", chapter + 1)
}

fn overlay_id(chapter: usize) -> String {
    format!("overlay-{}", chapter + 1)
}

/// The same book has the same name whenever it is made: by the address of its issue, else by the show and the slug.
fn identifier(edition: &Edition) -> String {
    let m = edition.manifest;
    let name = m.issue_link().map_or_else(|| format!("altavoce:{}/{}", m.show, m.slug), str::to_string);
    Uuid::new_v5(&Uuid::NAMESPACE_URL, name.as_bytes()).urn().to_string()
}
