//! What of the issue is a link: the words of passages that are, and where a whole chapter leads.

use super::addresses;
use super::model::{Block, Image, Link, Prose};
use super::passages::PassageWriter;
use super::{Passage, PassageLink};

/// A word of a text: where it stands, without the marks around it, and what it is compared by.
struct Word {
    /// Of which passage.
    passage: usize,
    from: usize,
    to: usize,
    folded: String,
}

impl PassageWriter<'_> {
    /// Marks what of the passages from `from` on, which were made of `prose`, is a link in it.
    pub fn link(&mut self, from: usize, prose: &Prose) {
        place(&mut self.passages[from..], prose);
    }
}

/// Finds each link of `prose` in the passages that were made of it, word by word: cleaning changes marks and spaces, and a link
/// may go over the end of a sentence. Words that stand there more than once are told apart by how often they did before.
fn place(passages: &mut [Passage], prose: &Prose) {
    if prose.links.is_empty() {
        return;
    }
    let said: Vec<Word> = passages.iter().enumerate().flat_map(|(n, passage)| words(&passage.text, n)).collect();
    for link in &prose.links {
        let wanted = words(&link.text, 0);
        let before = words(prose.text.get(..link.at).unwrap_or_default(), 0);
        let nth = starts(&before, &wanted).count();
        let Some(start) = starts(&said, &wanted).nth(nth) else { continue };
        for word in &said[start..start + wanted.len()] {
            let links = &mut passages[word.passage].links;
            match links.last_mut().filter(|last| last.url == link.url && word.from > last.from) {
                // The space between two words of one link is the link's too.
                Some(last) if is_next(&said, last, word) => last.to = word.to,
                _ => links.push(PassageLink { from: word.from, to: word.to, url: link.url.clone() }),
            }
        }
    }
    for passage in passages {
        passage.links.sort_by_key(|link| link.from);
        passage.links.dedup_by(|later, earlier| later.from < earlier.to);
    }
}

/// Whether no word stands between what `last` covers and `word`.
fn is_next(said: &[Word], last: &PassageLink, word: &Word) -> bool {
    !said.iter().any(|w| w.passage == word.passage && w.from >= last.to && w.from < word.from)
}

/// Where in `words` the words `wanted` stand.
fn starts<'a>(words: &'a [Word], wanted: &'a [Word]) -> impl Iterator<Item = usize> + 'a {
    let same = move |here: &[Word]| here.iter().map(|w| &w.folded).eq(wanted.iter().map(|w| &w.folded));
    let found = words.windows(wanted.len().max(1)).enumerate();
    found.filter(move |(_, here)| !wanted.is_empty() && same(here)).map(|(at, _)| at)
}

/// The words of a text. An address counts as what is said of it.
fn words(text: &str, passage: usize) -> Vec<Word> {
    let mut words = Vec::new();
    for piece in text.split_whitespace() {
        let at = piece.as_ptr().addr() - text.as_ptr().addr();
        let core = piece.trim_matches(|c: char| !c.is_alphanumeric());
        if core.is_empty() {
            continue;
        }
        let from = at + (core.as_ptr().addr() - piece.as_ptr().addr());
        let short = addresses::shorten(core).filter(|_| core.contains("://"));
        let folded = short.unwrap_or_else(|| core.to_string()).to_lowercase();
        words.push(Word { passage, from, to: from + core.len(), folded });
    }
    words
}

/// Whether an address leads to the web.
pub fn is_web(url: &str) -> bool {
    let start = url.get(..8).unwrap_or(url).to_ascii_lowercase();
    start.starts_with("https://") || start.starts_with("http://")
}

/// Where a chapter leads: where its heading does, else the one place to which all links of its `blocks` do.
pub fn chapter_link(heading: Option<&Prose>, blocks: &[Block]) -> Option<String> {
    let of_heading = heading.and_then(|prose| prose.links.first());
    let inside: Vec<&Link> = proses(blocks).into_iter().flat_map(|prose| &prose.links).collect();
    let one = inside.first().filter(|first| inside.iter().all(|link| link.url == first.url));
    of_heading.or(one.copied()).map(|link| link.url.clone())
}

/// The address of a chapter's picture: the first of its heading or its `blocks` that is on the web, and no button.
pub fn chapter_image(heading: Option<&Prose>, blocks: &[Block]) -> Option<String> {
    let mut images = heading.into_iter().chain(proses(blocks)).flat_map(|prose| &prose.images);
    let fits = |image: &&Image| is_web(&image.url) && !image.is_badge();
    images.find(fits).map(|image| image.url.clone())
}

/// Every text of some blocks, in order.
fn proses(blocks: &[Block]) -> Vec<&Prose> {
    let mut found = Vec::new();
    for block in blocks {
        match block {
            Block::Heading(_, prose) | Block::Paragraph(prose) => found.push(prose),
            Block::Quote(inner) => found.extend(proses(inner)),
            Block::List(_, items) => found.extend(items.iter().flat_map(|item| proses(&item.blocks))),
            Block::Table(head, rows) => found.extend(head.iter().chain(rows.iter().flatten())),
            Block::Code(..) | Block::ThematicBreak | Block::Mark(_) => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use altavoce_italian::Tables;

    use crate::issue::Issue;
    use crate::script::{self, ScriptSettings};

    fn script(text: &str) -> script::Script {
        let issue = Issue::parse("1.md".as_ref(), text.as_bytes()).unwrap();
        script::write(&issue, &ScriptSettings::default(), Tables::builtin())
    }

    /// `words → address` of every link of the passages.
    fn links(text: &str) -> Vec<String> {
        let script = script(text);
        let passages = script.chapters.iter().flat_map(|c| &c.passages);
        passages.flat_map(|p| p.links.iter().map(|l| format!("{} → {}", &p.text[l.from..l.to], l.url))).collect()
    }

    #[test]
    fn links_are_found_in_what_is_said() {
        let rows: [(&str, &[&str]); 13] = [
            ("Leggi [il rapporto](https://e.org/r), se vuoi.", &["il rapporto → https://e.org/r"]),
            // The second of two alike.
            ("Il rapporto dice che [il rapporto](https://e.org/r) c'è.", &["il rapporto → https://e.org/r"]),
            (
                "Vedi [qui](https://e.org/1) e [qui](https://e.org/2).",
                &["qui → https://e.org/1", "qui → https://e.org/2"],
            ),
            (
                "Poi [finisce la frase. Ne comincia un'altra](https://e.org), lunga quanto basta perché stia da sola, e più lunga ancora.",
                &["finisce la frase → https://e.org", "Ne comincia un'altra → https://e.org"],
            ),
            ("Un [🎧 *ascolto* breve](https://e.org) per tutti.", &["ascolto breve → https://e.org"]),
            (
                "- [Primo titolo](https://e.org/1)\n- [Secondo titolo](https://e.org/2)",
                &["Primo titolo → https://e.org/1", "Secondo titolo → https://e.org/2"],
            ),
            ("> Detto [da lei](https://e.org).", &["da lei → https://e.org"]),
            ("Scrivi a [lei](mailto:a@e.org) o torna [su](#su).", &[]),
            ("Vedi <https://www.e.org/pagina?a=1> e basta.", &["e.org → https://www.e.org/pagina?a=1"]),
            ("| Nome | Dove |\n|---|---|\n| Ada | [Roma](https://e.org/roma) |", &["Roma → https://e.org/roma"]),
            ("Con [codice `max_x`](https://e.org/c) dentro.", &["codice max x → https://e.org/c"]),
            ("Una parola[1](https://e.org/nota) con la nota.", &[]),
            ("Testo.\n\n[Iscriviti ora](https://e.substack.com/subscribe)", &[]),
        ];
        let mut wrong = Vec::new();
        for (text, expected) in rows {
            let got = links(&format!("# Titolo\n\n{text}\n"));
            if got != expected {
                wrong.push(format!("{text:?}: {got:?}"));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn a_chapter_leads_where_its_heading_or_all_its_links_do() {
        let text = "# Titolo\n\nCiao [a](https://e.org/0) e [b](https://e.org/00).\n\n\
            ## [Uno](https://e.org/1)\n\nTesto [x](https://e.org/x).\n\n![Una foto](https://e.org/1.jpg)\n\n\
            ## Due\n\nTesto [x](https://e.org/2), e [y](https://e.org/2).\n\n![Una foto](due.png)\n\n\
            ## Tre\n\nTesto [x](https://e.org/3), e [y](https://e.org/4).\n";
        let script = script(text);
        let got: Vec<_> =
            script.chapters.iter().map(|c| (c.title.as_str(), c.link.as_deref(), c.image.as_deref())).collect();
        let wanted = [
            ("Introduzione", None, None),
            ("Uno", Some("https://e.org/1"), Some("https://e.org/1.jpg")),
            ("Due", Some("https://e.org/2"), None),
            ("Tre", None, None),
        ];
        assert_eq!(got, wanted);
    }
}
