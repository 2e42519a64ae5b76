//! An issue's blocks cut into chapters, each led in by its transition.

use altavoce_italian::Tables;

use super::blocks;
use super::headings::Numbering;
use super::model::{Block, Prose};
use super::passages::{PassageWriter, first_text, longer};
use super::sentences::finish;
use super::transitions::{SectionPosition, transition};
use super::vocabulary::VOCABULARY;
use super::{Chapter, Dropped, Passage, Pause, Reason, Role, Script, ScriptSettings, clean, furniture, links, opening};
use crate::issue::Issue;
use crate::markup::control::Command;

/// The longest chapter title, in bytes: what an MP3 player of the old kind shows.
const TITLE: usize = 127;
/// Why headings without a text are not spoken.
const NOTHING: Reason = Reason::EmptySection;

/// A stretch of blocks that may become a chapter.
#[derive(Default)]
struct Section<'a> {
    /// The heading's clean title; none before the first and behind the last section.
    heading: Option<String>,
    line: u32,
    /// The heading's level; 0 where there is none.
    level: u8,
    /// The headings of higher levels right above it that have no words of their own, with their lines.
    parents: Vec<Parent>,
    /// The marker, should the author have told another than the heading.
    marker: Option<String>,
    /// The author told where it begins: nothing leads to it.
    is_told: bool,
    /// The silence that the author told before its first words, in milliseconds.
    lead_pause: u32,
    /// The heading as it stands in the issue.
    head: Option<&'a Prose>,
    blocks: &'a [Block],
}

/// A heading that leads to headings only.
struct Parent {
    level: u8,
    title: String,
    line: u32,
}

/// Writes the script of `issue`: chapters of passages, and what is not spoken. `tables` tell where sentences end. Never
/// fails; the first chapter begins with the show's opening, the last ends with its closing.
///
/// ```
/// use altavoce::{issue::Issue, italian::Tables, script};
/// let issue = Issue::parse("1.md".as_ref(), "Ciao! 👋\n\n## Uno\n\nTesto.\n\n## Due\n\nAltro.".as_bytes())?;
/// let script = script::write(&issue, &script::ScriptSettings::default(), Tables::builtin());
/// let titles: Vec<_> = script.chapters.iter().map(|c| c.title.as_str()).collect();
/// assert_eq!(titles, ["Introduzione", "Uno", "Due"]);
/// # Ok::<(), altavoce::error::Error>(())
/// ```
pub fn write(issue: &Issue, settings: &ScriptSettings, tables: &Tables) -> Script {
    let mut dropped = issue.dropped.clone();
    let blocks = blocks::read(issue, &mut dropped);
    let blocks = without_what_the_opening_says(blocks, issue, settings, &mut dropped);
    let numbering = Numbering::of(
        blocks.iter().filter_map(|b| if let Block::Heading(_, p) = b { Some(p.text.trim()) } else { None }),
    );
    let sections = sections(&blocks, issue, &mut dropped);

    let (marks, speakers) = (&issue.marks, &settings.speakers);
    let mut writer = PassageWriter::new(&mut dropped, settings.quotes_apart, numbering, tables, marks, speakers);
    let mut spoken: Vec<(Section, Vec<Passage>)> = Vec::new();
    let mut parents: Vec<Parent> = Vec::new();
    let mut sections = sections.into_iter().peekable();
    while let Some(mut section) = sections.next() {
        let ended = parents.iter().position(|parent| parent.level >= section.level).unwrap_or(parents.len());
        writer.dropped.extend(parents.drain(ended..).map(|p| Dropped::new(p.line, &p.title, NOTHING)));
        if let Some(heading) =
            section.heading.as_deref().filter(|h| furniture::is_sources(h) && furniture::are_links(section.blocks))
        {
            writer.dropped.push(Dropped::new(section.line, heading, Reason::Sources));
            writer.drop_links(section.blocks);
            continue;
        }
        let passages = writer.chapter(section.heading.as_deref().unwrap_or(&issue.meta.title), section.blocks);
        section.lead_pause = writer.lead_pause;
        // Headings alone lead to nothing.
        let (titles, rest): (Vec<_>, Vec<_>) = passages.iter().partition(|p| p.role == Role::Subtitle);
        let leads_on = sections.peek().is_some_and(|next| next.level > section.level && !section.is_told);
        if !rest.is_empty() {
            section.parents = std::mem::take(&mut parents);
            spoken.push((section, passages));
        } else if let Some(title) = section.heading.take_if(|_| leads_on && titles.is_empty()) {
            parents.push(Parent { level: section.level, title, line: section.line });
        } else {
            let heading = section.heading.iter().map(|h| Dropped::new(section.line, h, NOTHING));
            writer.dropped.extend(heading);
            let titles = titles.iter().map(|p| Dropped::new(p.line, &p.text, NOTHING));
            writer.dropped.extend(titles);
        }
    }

    writer.dropped.extend(parents.iter().map(|p| Dropped::new(p.line, &p.title, NOTHING)));

    let opening = opening::opening(issue, settings, spoken.first().map_or("", |(_, p)| first_text(p)), tables);
    let headed = spoken.iter().filter(|(s, _)| s.heading.is_some() && !s.is_told).count();
    if headed == 0 || spoken.first().is_none_or(|(s, _)| s.heading.is_some()) {
        let line = opening.first().map_or(issue.lines.first(), |p| p.line);
        let lead = Section { line, ..Section::default() };
        match spoken.first() {
            Some((s, _)) if s.heading.is_none() => (),
            _ => spoken.insert(0, (lead, Vec::new())),
        }
    }
    let mut chapters: Vec<Chapter> = Vec::new();
    let mut position = 0;
    let mut before = String::new();
    for (i, (section, passages)) in spoken.into_iter().enumerate() {
        let mut all = if i == 0 { opening.clone() } else { Vec::new() };
        let parent = |p: &Parent| {
            let title = finish(&numbering.alone(&p.title));
            Passage::new(title, Role::Subtitle, Pause::Transition, p.line)
        };
        all.extend(section.parents.iter().map(parent));
        let title = match &section.heading {
            Some(heading) if section.is_told => cut(heading),
            Some(heading) => {
                let place = position_of(position, headed);
                match transition(heading, place, &settings.transitions, &before, numbering) {
                    Some(text) => {
                        before.clone_from(&text);
                        all.push(Passage::new(text, Role::Transition, Pause::Transition, section.line));
                    }
                    None => dropped.push(Dropped::new(section.line, heading, Reason::SilencedHeading)),
                }
                position += 1;
                cut(section.marker.as_deref().unwrap_or(heading))
            }
            None if headed == 0 && !issue.shown.untitled => cut(&issue.meta.title),
            None if position == 0 => VOCABULARY.chapters.introduction.clone(),
            None => VOCABULARY.chapters.farewell.clone(),
        };
        if section.lead_pause > 0 {
            let before = chapters.last_mut().and_then(|chapter| chapter.passages.last_mut());
            if let Some(last) = all.last_mut().or(before) {
                last.pause = longer(last.pause, section.lead_pause);
            }
        }
        all.extend(passages);
        let line = if section.heading.is_none() { all.first().map_or(section.line, |p| p.line) } else { section.line };
        if !all.is_empty() {
            let link = links::chapter_link(section.head, section.blocks);
            let image = links::chapter_image(section.head, section.blocks);
            chapters.push(Chapter { title, line, image, link, passages: all });
        }
    }
    close(&mut chapters, issue, settings, tables);
    dropped.sort_by_key(|d| d.line);
    Script { chapters, dropped }
}

/// Adds the closing, and the long pause behind each chapter.
fn close(chapters: &mut Vec<Chapter>, issue: &Issue, settings: &ScriptSettings, tables: &Tables) {
    let last_line =
        chapters.iter().flat_map(|c| &c.passages).map(|p| p.line).next_back().unwrap_or(issue.lines.first());
    let closing = opening::closing(issue, settings, last_line, tables);
    match chapters.last_mut() {
        Some(last) => last.passages.extend(closing),
        // An issue of buttons and a show without a word of its own: its name is all there is.
        None => {
            let text = finish(&issue.meta.title);
            let name = Passage::new(text, Role::Opening, Pause::Paragraph, last_line);
            let passages = std::iter::once(name).chain(closing).collect();
            chapters.push(Chapter {
                title: cut(&issue.meta.title),
                line: last_line,
                image: None,
                link: None,
                passages,
            });
        }
    }
    for chapter in chapters {
        if let Some(last) = chapter.passages.last_mut() {
            last.pause = Pause::Chapter.or_told(last.pause);
        }
    }
}

fn position_of(n: usize, of: usize) -> SectionPosition {
    match n {
        0 if of == 1 => SectionPosition::Only,
        0 => SectionPosition::First,
        n if n + 1 == of => SectionPosition::Last,
        n => SectionPosition::Middle(n - 1),
    }
}

/// Takes out the title, the subtitle and the date, which the opening speaks; what it does not speak is told.
fn without_what_the_opening_says(
    blocks: Vec<Block>,
    issue: &Issue,
    settings: &ScriptSettings,
    dropped: &mut Vec<Dropped>,
) -> Vec<Block> {
    let shown = &issue.shown;
    let said = |field| opening::uses(&settings.opening, field);
    let mut keep = |block: &Block| match block {
        Block::Heading(_, p) | Block::Paragraph(p) if Some(p.line) == shown.title => {
            let title = clean::title(&p.text, p.line, dropped);
            if !said("{title}") {
                dropped.push(Dropped::new(p.line, &title, Reason::UnsaidTitle));
            } else if !title.contains(&issue.meta.title) {
                dropped.push(Dropped::new(p.line, &title, Reason::OtherTitle));
            }
            false
        }
        Block::Paragraph(p) if Some(p.line) == shown.subtitle => {
            // The opening speaks the front matter's, should the two differ.
            let (text, line) = clean::clean(&p.text, p.line, dropped);
            let spoken = issue.meta.subtitle.as_deref().unwrap_or("");
            let same = text.split_whitespace().eq(spoken.split_whitespace());
            if !same {
                dropped.push(Dropped::new(line, &text, Reason::OtherSubtitle));
            }
            false
        }
        Block::Paragraph(p) if Some(p.line) == shown.date && said("{date}") => {
            dropped.push(Dropped::new(p.line, &p.text, Reason::SaidDate));
            false
        }
        _ => true,
    };
    blocks.into_iter().filter(|b| keep(b)).collect()
}

/// Cuts the blocks at the headings of the sections' level, and at the last thematic break behind the last of them.
fn sections<'a>(blocks: &'a [Block], issue: &Issue, dropped: &mut Vec<Dropped>) -> Vec<Section<'a>> {
    let headings: Vec<(usize, u8, u32, String)> = blocks
        .iter()
        .enumerate()
        .filter_map(|(i, block)| {
            let Block::Heading(level, prose) = block else { return None };
            // The writer tells what is lost in deeper headings; here it is asked only what the words are.
            let title = clean::title(&prose.text, prose.line, &mut Vec::new());
            if title.is_empty() {
                dropped.push(Dropped::new(prose.line, &prose.text, Reason::EmptyHeading));
            }
            (!title.is_empty()).then_some((i, *level, prose.line, title))
        })
        .collect();
    let level = section_level(headings.iter().map(|h| h.1).collect(), issue.shown.title.is_some());
    let mut sections = Vec::new();
    let mut section = Section { line: issue.lines.first(), ..Section::default() };
    let mut from = 0;
    let headings =
        headings.into_iter().filter(|h| h.1 <= level).map(|(at, level, line, title)| (at, level, line, title, false));
    let told = blocks.iter().enumerate().filter_map(|(at, block)| {
        let Block::Mark(number) = block else { return None };
        let mark = issue.marks.get(*number)?;
        let Command::Chapter(title) = &mark.command else { return None };
        Some((at, level, mark.line, title.clone(), true))
    });
    let mut cuts: Vec<(usize, u8, u32, String, bool)> = headings.chain(told).collect();
    cuts.sort_by_key(|cut| cut.0);
    for (at, level, line, title, is_told) in cuts {
        let above = &blocks[from..at];
        from = at + 1;
        if let Block::Heading(_, prose) = &blocks[at] {
            clean::clean(&prose.text, prose.line, dropped);
            for image in &prose.images {
                dropped.push(Dropped::new(image.line, &image.alt, Reason::ImageInHeading));
            }
        }
        // Beside a heading a told title is another marker of the same chapter.
        if above.is_empty() && is_told && section.heading.is_some() && !section.is_told {
            section.marker = Some(title);
            continue;
        }
        let marker = section.heading.take_if(|_| above.is_empty() && section.is_told && !is_told);
        if marker.is_none() {
            section.blocks = above;
            sections.push(section);
        }
        let head = if let Block::Heading(_, prose) = &blocks[at] { Some(prose) } else { None };
        section = Section { heading: Some(title), line, level, marker, is_told, head, ..Section::default() };
    }
    let rest = &blocks[from..];
    let farewell = rest.iter().rposition(|b| *b == Block::ThematicBreak).filter(|_| section.heading.is_some());
    let farewell = farewell.map(|at| last_break_with_words(rest, at));
    match farewell {
        Some(at) => {
            section.blocks = &rest[..at];
            sections.push(section);
            sections.push(Section { blocks: &rest[at..], ..Section::default() });
        }
        None => {
            section.blocks = rest;
            sections.push(section);
        }
    }
    sections
}

/// The last thematic break at or before `at` that words follow: behind the very last there may be only buttons.
fn last_break_with_words(blocks: &[Block], at: usize) -> usize {
    let speaks = |blocks: &[Block]| blocks.iter().any(|b| !matches!(b, Block::ThematicBreak) && !is_silent(b));
    (0..=at).rev().find(|&i| blocks[i] == Block::ThematicBreak && speaks(&blocks[i..])).unwrap_or(at)
}

fn is_silent(block: &Block) -> bool {
    matches!(block, Block::Paragraph(p) if !p.text.chars().any(char::is_alphanumeric))
}

/// The shallowest level that occurs more than once, or at all below a title.
fn section_level(mut levels: Vec<u8>, below_title: bool) -> u8 {
    levels.sort_unstable();
    let repeated = levels.windows(2).find(|w| below_title || w[0] == w[1]).map(|w| w[0]);
    repeated.or(levels.first().copied()).unwrap_or(0)
}

/// At most [`TITLE`] bytes, cut behind a word, with an ellipsis.
fn cut(title: &str) -> String {
    if title.len() <= TITLE {
        return title.to_string();
    }
    let room = TITLE - '…'.len_utf8();
    let end = (0..=room).rev().find(|&i| title.is_char_boundary(i)).unwrap_or(0);
    let whole_word = title[..end].rfind(' ').filter(|at| *at > TITLE / 2).unwrap_or(end);
    format!("{}…", title[..whole_word].trim_end_matches(|c: char| !c.is_alphanumeric()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_level_of_sections() {
        // (levels of the headings without the title, whether there is a title, the sections' level)
        let rows: [(&[u8], bool, u8); 8] = [
            (&[2, 2, 3], true, 2),
            (&[2, 1, 1], true, 1),
            (&[3], true, 3),
            (&[2, 3, 3], true, 2),
            (&[2, 3, 3], false, 3),
            (&[2, 2, 3, 3], false, 2),
            (&[4, 2], false, 2),
            (&[], true, 0),
        ];
        let wrong: Vec<_> =
            rows.iter().filter(|(levels, title, level)| section_level(levels.to_vec(), *title) != *level).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn titles_are_cut_at_a_word() {
        let long = "parola ".repeat(30);
        let accents = "è".repeat(100);
        assert_eq!(cut("Breve"), "Breve");
        assert!(cut(&long).len() <= TITLE && cut(&long).ends_with("parola…"), "{}", cut(&long));
        assert!(cut(&accents).len() <= TITLE && cut(&accents).ends_with("è…"), "{}", cut(&accents));
        assert_eq!(cut(&"a".repeat(127)).len(), 127);
    }

    #[test]
    fn places() {
        let all = |of| (0..of).map(|n| position_of(n, of)).collect::<Vec<_>>();
        assert_eq!(all(1), [SectionPosition::Only]);
        assert_eq!(all(2), [SectionPosition::First, SectionPosition::Last]);
        assert_eq!(
            all(4),
            [SectionPosition::First, SectionPosition::Middle(0), SectionPosition::Middle(1), SectionPosition::Last]
        );
    }
}
