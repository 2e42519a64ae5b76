//! The episode as a plain text: what is said, in its chapters and paragraphs.

use altavoce_podcast::blocks::{self, BlockKind};

use super::Edition;

/// The text, UTF-8: the head, then a heading and the paragraphs of each chapter, a blank line between all of them.
pub fn write(edition: &Edition) -> String {
    let manifest = edition.manifest;
    let mut parts = vec![manifest.title.clone()];
    parts.extend(manifest.subtitle.clone());
    parts.extend(manifest.author.clone());
    parts.extend(manifest.link.clone());
    parts.push(edition.disclosure.to_string());
    for (chapter, blocks) in manifest.chapters.iter().zip(blocks::by_chapter(manifest)) {
        parts.push(format!("{}\n{}", chapter.title, "-".repeat(chapter.title.chars().count())));
        for block in blocks {
            for paragraph in block.paragraphs {
                let sentences: Vec<&str> = paragraph.iter().map(|passage| passage.text.trim()).collect();
                let sentences = sentences.join(" ");
                parts.push(match block.kind {
                    BlockKind::Quote => format!("> {sentences}"),
                    BlockKind::List => format!("- {sentences}"),
                    BlockKind::Text | BlockKind::Heading | BlockKind::Aside => sentences,
                });
            }
        }
    }
    parts.retain(|part| !part.trim().is_empty());
    parts.join("\n\n") + "\n"
}
