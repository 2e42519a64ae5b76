//! The pages of the book: XHTML, a page a chapter, each sentence with a name by which its sound is found.

use altavoce_base::error::Result;
use altavoce_podcast::blocks::{self, Block, BlockKind};
use altavoce_podcast::feed::show_notes::READ_THE_ISSUE;
use altavoce_podcast::manifest::PassageMade;
use altavoce_podcast::rss::Writer;

use super::{STYLE, page, sentence};
use crate::export::Edition;
use crate::export::vocabulary::VOCABULARY;
use crate::issue::date;

/// A page of XHTML whose body is what `content` writes.
fn document(
    edition: &Edition,
    title: &str,
    kind: &str,
    content: impl FnOnce(&mut Writer) -> Result<()>,
) -> Result<Vec<u8>> {
    let mut xml = Writer::new()?;
    let language = edition.manifest.language.as_str();
    let root = [
        ("xmlns", "http://www.w3.org/1999/xhtml"),
        ("xmlns:epub", "http://www.idpf.org/2007/ops"),
        ("lang", language),
        ("xml:lang", language),
    ];
    xml.inside("html", &root, |x| {
        x.inside("head", &[], |x| {
            x.empty("meta", &[("charset", "utf-8")])?;
            x.text("title", title)?;
            x.empty("link", &[("rel", "stylesheet"), ("type", "text/css"), ("href", STYLE)])
        })?;
        x.inside("body", &[("epub:type", kind)], content)
    })?;
    Ok(xml.finish())
}

/// The first page: cover, title, who wrote it and when, that the voice is artificial, and the way to the issue.
pub fn title(edition: &Edition) -> Result<Vec<u8>> {
    let m = edition.manifest;
    document(edition, &m.title, "frontmatter", |x| {
        x.inside("section", &[("epub:type", "titlepage"), ("class", "title")], |x| {
            if let Some(cover) = &edition.cover {
                x.inside("p", &[], |x| x.empty("img", &[("src", cover.name), ("alt", &VOCABULARY.cover)]))?;
            }
            x.text("h1", &m.title)?;
            let number = m.number.map(|n| VOCABULARY.number.replace("{}", &n.to_string()));
            let facts = [Some(m.show.clone()), number, m.date.map(date::label)];
            let facts: Vec<String> = facts.into_iter().flatten().filter(|fact| !fact.trim().is_empty()).collect();
            let lines = [m.subtitle.clone(), m.author.clone(), Some(facts.join(" · "))];
            for line in lines.into_iter().flatten().filter(|line| !line.trim().is_empty()) {
                x.text("p", &line)?;
            }
            if let Some(link) = m.issue_link() {
                x.inside("p", &[], |x| x.text_with("a", &[("href", link)], READ_THE_ISSUE))?;
            }
            match edition.disclosure.trim() {
                "" => Ok(()),
                disclosure => x.text_with("p", &[("class", "disclosure")], disclosure),
            }
        })
    })
}

/// The list of chapters.
pub fn navigation(edition: &Edition) -> Result<Vec<u8>> {
    document(edition, &VOCABULARY.contents, "frontmatter", |x| {
        x.inside("nav", &[("epub:type", "toc"), ("id", "toc")], |x| {
            x.text("h1", &VOCABULARY.contents)?;
            x.inside("ol", &[], |x| {
                edition.manifest.chapters.iter().enumerate().try_for_each(|(n, chapter)| {
                    x.inside("li", &[], |x| x.text_with("a", &[("href", &page(n))], &chapter.title))
                })
            })
        })
    })
}

/// A page a chapter.
pub fn chapters(edition: &Edition) -> Result<Vec<Vec<u8>>> {
    let said = edition.manifest.chapters.iter().zip(blocks::by_chapter(edition.manifest));
    said.map(|(chapter, blocks)| {
        document(edition, &chapter.title, "bodymatter", |x| {
            x.inside("section", &[("epub:type", "chapter"), ("aria-labelledby", "title")], |x| {
                x.text_with("h1", &[("id", "title")], &chapter.title)?;
                let mut page = Page { x, sentences: 0 };
                blocks.iter().try_for_each(|block| page.block(block))
            })
        })
    })
    .collect()
}

/// A page that is being filled.
struct Page<'a> {
    x: &'a mut Writer,
    /// How many sentences stand in it.
    sentences: usize,
}

impl Page<'_> {
    fn block(&mut self, block: &Block) -> Result<()> {
        let around = match block.kind {
            BlockKind::Quote => Some("blockquote"),
            BlockKind::List => Some("ul"),
            _ => None,
        };
        let (name, class): (&str, &[(&str, &str)]) = match block.kind {
            BlockKind::List => ("li", &[]),
            BlockKind::Heading => ("h2", &[]),
            BlockKind::Aside => ("p", &[("class", "aside")]),
            BlockKind::Text | BlockKind::Quote => ("p", &[]),
        };
        let sentences = &mut self.sentences;
        let mut paragraphs = |x: &mut Writer| {
            block.paragraphs.iter().try_for_each(|passages| x.inside(name, class, |x| spans(x, passages, sentences)))
        };
        match around {
            Some(around) => self.x.inside(around, &[], paragraphs),
            None => paragraphs(self.x),
        }
    }
}

/// Sentences, each by its name. Between them the writer puts white space.
fn spans(x: &mut Writer, passages: &[&PassageMade], sentences: &mut usize) -> Result<()> {
    passages.iter().try_for_each(|passage| {
        *sentences += 1;
        x.text_with("span", &[("id", &sentence(*sentences - 1))], passage.text.trim())
    })
}
