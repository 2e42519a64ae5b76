//! Lines that only serve a page: tags, times of reading, lists of sources. Links that do are in `buttons`.

use super::model::{Block, Prose};
use super::vocabulary::VOCABULARY;
use super::{Reason, addresses, images};
use crate::issue::dateline;

/// A tag has no more words.
const TAG: usize = 4;

/// Why a paragraph is not spoken, if it only serves the page.
pub fn reason(text: &str) -> Option<Reason> {
    if is_hashtags(text) || is_tags(text) {
        Some(Reason::Tags)
    } else if dateline::is_reading_time(text) {
        Some(Reason::ReadingTime)
    } else {
        None
    }
}

/// Cuts a last line of nothing but hashtags off a paragraph; returns it.
pub fn cut_hashtags(text: &mut String) -> Option<String> {
    let end = text.trim_end().len();
    let at = text[..end].rfind('\n')?;
    if !is_hashtags(&text[at..end]) || text[at..end].split_whitespace().count() < 2 {
        return None;
    }
    let tags = text[at..].trim().to_string();
    text.truncate(at);
    Some(tags)
}

/// `#dati #opendata`
fn is_hashtags(text: &str) -> bool {
    let mut words =
        text.split(|c: char| c.is_whitespace() || matches!(c, ',' | '|' | '·' | '•')).filter(|w| !w.is_empty());
    let is_tag = |w: &str| {
        w.strip_prefix('#')
            .is_some_and(|tag| tag.starts_with(char::is_alphabetic) && !tag.contains(['#', '.', '!', '?']))
    };
    words.clone().next().is_some() && words.all(is_tag)
}

/// `Tags: dati, comuni`, `Categorie: Cucina`
fn is_tags(text: &str) -> bool {
    let Some((label, tags)) = text.trim().split_once(':') else { return false };
    let label = images::plain(label);
    let mut tags = tags.split([',', ';', '|', '·']).map(str::trim);
    VOCABULARY.furniture.tags.contains(&label)
        && !tags.clone().all(str::is_empty)
        && tags.all(|tag| tag.split_whitespace().count() <= TAG && !tag.ends_with(['.', '!', '?']))
}

/// Whether a heading or a title announces the sources of a text.
pub fn is_sources(title: &str) -> bool {
    VOCABULARY.furniture.sources.contains(&images::plain(title))
}

/// Whether blocks hold links and addresses only, and hold some.
pub fn are_links(blocks: &[Block]) -> bool {
    let link = |block: &Block| match block {
        Block::Paragraph(prose) => is_link(prose),
        Block::List(_, items) => items.iter().all(|item| are_links(&item.blocks)),
        Block::ThematicBreak => true,
        _ => false,
    };
    blocks.iter().all(link) && blocks.iter().any(|b| !matches!(b, Block::ThematicBreak))
}

fn is_link(prose: &Prose) -> bool {
    let number = |w: &str| w.trim_matches(['[', ']', '(', ')', '.']).bytes().all(|b| b.is_ascii_digit());
    prose.images.is_empty()
        && (prose.linked || prose.text.split_whitespace().all(|w| number(w) || addresses::is_alone(w)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_serve_the_page() {
        let rows = [
            ("#dati #opendata #comune", Some(Reason::Tags)),
            ("#mulini", Some(Reason::Tags)),
            ("#storia/antica, #mulini", Some(Reason::Tags)),
            ("Tags: mulini, farina, storia antica", Some(Reason::Tags)),
            ("Categorie: Cucina", Some(Reason::Tags)),
            ("Tempo di lettura: 5 minuti", Some(Reason::ReadingTime)),
            ("#22 è il numero di oggi", None),
            ("Il #mulino gira", None),
            ("#1", None),
            ("Categorie: la gara si divide in tre parti.", None),
            ("Tag: il guardalinee alza la bandierina e tutti si fermano", None),
            ("Buona lettura", None),
        ];
        let wrong: Vec<_> = rows.iter().filter(|(t, r)| reason(t) != *r).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
        let mut text = "Fine.\n#mulini #farina".to_string();
        assert_eq!(cut_hashtags(&mut text).as_deref(), Some("#mulini #farina"));
        assert_eq!((text.as_str(), cut_hashtags(&mut "Vedi\n#mulini".to_string())), ("Fine.", None));
    }
}
