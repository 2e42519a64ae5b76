//! What is said, as a reader reads it: the passages of each chapter in paragraphs, quotations and lists.

use altavoce_base::passage::{Pause, Role};
use serde::Serialize;

use crate::manifest::{Manifest, PassageMade};

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum BlockKind {
    /// Running text.
    Text,
    /// A quotation.
    Quote,
    /// List items and table rows.
    List,
    /// A heading inside a chapter.
    Heading,
    /// Words that the voice adds: opening, transitions, notices, closing.
    Aside,
}

/// Paragraphs of one kind.
#[derive(Debug, Clone, PartialEq)]
pub struct Block<'a> {
    /// What it is.
    pub kind: BlockKind,
    /// Its paragraphs, each of passages.
    pub paragraphs: Vec<Vec<&'a PassageMade>>,
}

fn kind(role: Role) -> BlockKind {
    match role {
        Role::Quote => BlockKind::Quote,
        Role::Item | Role::Row => BlockKind::List,
        Role::Subtitle => BlockKind::Heading,
        Role::Text => BlockKind::Text,
        Role::Opening | Role::Transition | Role::Notice | Role::Closing => BlockKind::Aside,
    }
}

/// The blocks of each chapter. A paragraph ends where the script ended it.
pub fn by_chapter(manifest: &Manifest) -> Vec<Vec<Block<'_>>> {
    let mut chapters: Vec<Vec<Block>> = manifest.chapters.iter().map(|_| Vec::new()).collect();
    let mut before: Option<&PassageMade> = None;
    for passage in &manifest.passages {
        // A passage of no chapter would be a manifest of somebody else's; it is heard, not shown.
        let Some(blocks) = chapters.get_mut(passage.chapter) else { continue };
        let kind = kind(passage.role);
        let same_paragraph = before.is_some_and(|b| b.role == passage.role && joined(b, passage));
        match blocks.last_mut().filter(|b| b.kind == kind) {
            None => blocks.push(Block { kind, paragraphs: vec![vec![passage]] }),
            Some(block) => match block.paragraphs.last_mut().filter(|_| same_paragraph) {
                Some(paragraph) => paragraph.push(passage),
                None => block.paragraphs.push(vec![passage]),
            },
        }
        before = Some(passage);
    }
    chapters
}

/// Whether two neighbours stand in one paragraph. An episode that was made before its manifest kept the silences tells it
/// by the lines of the issue: one line, one paragraph.
fn joined(a: &PassageMade, b: &PassageMade) -> bool {
    a.chapter == b.chapter && a.pause.map_or(a.line == b.line, |pause| pause == Pause::Sentence)
}
