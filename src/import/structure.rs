//! From blocks to an issue: what the head of a text says, boilerplate out, headings, quotations and the farewell recovered.

use altavoce_base::tr;
use jiff::civil::Date;

use super::block::{self, Block, BlockKind};
use super::boilerplate::{self, Boilerplate};
use super::diagnostic::{Diagnostic, Removals};
use super::front_matter::{self, Metadata};
use super::heading::{self, HeadingRule, Sections, Surroundings};
use super::text;
use super::vocabulary::{VOCABULARY, is_one_of};
use crate::markup::emoji;

/// An issue on its way.
#[derive(Debug, Default)]
pub struct Draft {
    /// What is known of it.
    pub metadata: Metadata,
    /// Its text.
    pub blocks: Vec<Block>,
    /// What the author should hear.
    pub diagnostics: Vec<Diagnostic>,
}

impl Draft {
    /// A post that an export has in Markdown; its fields are plain words, which become Markdown too.
    pub fn of_markdown(mut metadata: Metadata, text: &str) -> Draft {
        metadata.title = metadata.title.map(|t| text::as_markdown(&t));
        metadata.subtitle = metadata.subtitle.map(|s| text::as_markdown(&s));
        Draft { metadata, blocks: block::split(text, None), diagnostics: Vec::new() }
    }
}

/// What the rules may use.
#[derive(Debug, Clone)]
pub struct RecoveryContext<'a> {
    /// Days without a year are looked for up to here.
    pub today: Date,
    /// Sections that other issues have.
    pub sections: &'a Sections,
    /// Whether the text parts its paragraphs with blank lines.
    pub spaced: bool,
    /// Whether a title may be guessed from the first line.
    pub guess_title: bool,
    /// Whether the front matter of the text has a title.
    pub titled: bool,
    /// Whether it is plain text: what is a heading in it was guessed from a row of signs.
    pub plain: bool,
}

impl<'a> RecoveryContext<'a> {
    /// For HTML that comes with a title, or without one for good.
    pub fn of_html(today: Date, sections: &'a Sections) -> RecoveryContext<'a> {
        RecoveryContext { today, sections, spaced: true, guess_title: false, titled: false, plain: false }
    }
}

/// Does all of it; nothing here can fail.
pub fn recover(draft: &mut Draft, context: &RecoveryContext) {
    drop_boilerplate(draft);
    head(draft, context);
    headings(draft, context);
    normalise_levels(&mut draft.blocks);
    quotations(draft);
    farewell(draft);
    tidy_breaks(&mut draft.blocks);
}

/// What a service put around the text.
fn drop_boilerplate(draft: &mut Draft) {
    let of = draft.blocks.len();
    let mut removals = Removals::default();
    let mut kept = Vec::new();
    let mut ended = false;
    let tail = tail(&draft.blocks);
    for (at, block) in std::mem::take(&mut draft.blocks).into_iter().enumerate() {
        let may_go =
            matches!(block.kind, BlockKind::Paragraph | BlockKind::List | BlockKind::Heading(_) | BlockKind::Raw);
        let kind = boilerplate::kind_of(&block.text, &block.plain, at, of).filter(|_| may_go);
        // An issue may speak of such things, and go on.
        let kind = kind.filter(|k| !k.ends_issue() || at >= tail || !boilerplate::is_of_issues_too(&block.plain));
        // Behind the small print there is an address and a year.
        let kind = kind.or_else(|| (ended && may_go && is_short(&block)).then_some(Boilerplate::SmallPrint));
        match kind {
            Some(kind) => {
                ended |= kind.ends_issue() && at >= tail;
                match block.line {
                    Some(line) => draft.diagnostics.push(Diagnostic::removed(Some(line), &block.plain, kind)),
                    None => removals.add(kind, &block.plain),
                }
            }
            None => kept.push(block),
        }
    }
    draft.blocks = kept;
    draft.diagnostics.extend(removals.diagnostics());
}

/// The first block behind which no heading and no long text stands, unless it is boilerplate itself: from there on small
/// print may end the issue.
fn tail(blocks: &[Block]) -> usize {
    let is_text = |(at, block): (usize, &Block)| {
        let is_boilerplate = boilerplate::kind_of(&block.text, &block.plain, at, blocks.len()).is_some();
        !is_boilerplate && (matches!(block.kind, BlockKind::Heading(_)) || !is_short(block))
    };
    (0..blocks.len()).rev().find(|at| is_text((*at, &blocks[*at]))).unwrap_or(0)
}

/// No longer than what stands behind small print.
fn is_short(block: &Block) -> bool {
    block.plain.chars().count() < 200
}

/// Title, subtitle, author and day, from the first few blocks.
fn head(draft: &mut Draft, context: &RecoveryContext) {
    while draft.blocks.first().is_some_and(|b| b.kind == BlockKind::ThematicBreak) {
        draft.blocks.remove(0);
    }
    title(draft, context);
    if draft.metadata.front.is_some() {
        // Its author has said what there is to say, in the way of our issues.
        return;
    }
    // A page may say its subtitle again below its cover.
    if let Some(subtitle) = &draft.metadata.subtitle
        && let Some(at) = draft.blocks.iter().take(4).position(|b| same(subtitle, &b.plain))
    {
        draft.blocks.remove(at);
    }
    let mut at = 0;
    while at < draft.blocks.len().min(4) {
        let block = &draft.blocks[at];
        let next = draft.blocks.get(at + 1);
        let (line, words) = (block.line, block.plain.clone());
        if matches!(block.kind, BlockKind::ThematicBreak | BlockKind::Raw) {
            at += 1;
        } else if let Some((day, made_up)) = front_matter::dateline(&words, context.today) {
            if made_up {
                let why = tr!("a day without a year at the head of the text: the last one up to today");
                draft.diagnostics.push(Diagnostic::guess(line, &tr!("date {day} from"), &words, why));
            }
            draft.metadata.date.get_or_insert(day);
            draft.blocks.remove(at);
        } else if let Some(name) = front_matter::byline(&words) {
            draft.diagnostics.push(Diagnostic::guess(
                line,
                tr!("author"),
                name,
                tr!("a line that says who wrote it, below the title"),
            ));
            draft.metadata.author.get_or_insert(name.to_string());
            draft.blocks.remove(at);
        } else if front_matter::is_name(&words, 2..=3)
            && next.is_some_and(|n| front_matter::dateline(&n.plain, context.today).is_some())
        {
            draft.diagnostics.push(Diagnostic::guess(line, tr!("author"), &words, tr!("a name above the day")));
            draft.metadata.author.get_or_insert(words);
            draft.blocks.remove(at);
        } else if draft.metadata.subtitle.as_ref().is_some_and(|s| same(s, &words)) {
            draft.blocks.remove(at);
        } else if draft.metadata.subtitle.is_none() && at == 0 && is_subtitle(block, next, context) {
            if !block.text.starts_with('*') {
                let why = tr!("a line without a stop below the title");
                draft.diagnostics.push(Diagnostic::guess(line, tr!("subtitle"), &words, why));
            }
            draft.metadata.subtitle = Some(text::as_markdown(&words));
            draft.blocks.remove(at);
        } else {
            break;
        }
    }
}

/// The title: known and repeated at the top, a heading at the top, or the first line.
fn title(draft: &mut Draft, context: &RecoveryContext) {
    if let Some(title) = &draft.metadata.title {
        let top = draft.blocks.iter().take(3).position(|b| same(title, &b.plain));
        if let Some(at) = top {
            draft.blocks.remove(at);
        }
        return;
    }
    let Some(first) = draft.blocks.first() else { return };
    // A first heading that all others lie below.
    let leads = |level| draft.blocks[1..].iter().all(|b| !matches!(b.kind, BlockKind::Heading(l) if l <= level));
    let others = draft.blocks[1..].iter().any(|b| matches!(b.kind, BlockKind::Heading(_)));
    match first.kind {
        BlockKind::Heading(1) => (),
        BlockKind::Heading(level) if others && leads(level) && !context.titled => (),
        BlockKind::Paragraph if context.guess_title && draft.blocks.len() > 1 => {
            let mut words = first.plain.as_str();
            for label in &VOCABULARY.head.subject_labels {
                if words.get(..label.len()).is_some_and(|l| l.to_lowercase() == *label) {
                    words = words[label.len()..].trim();
                }
            }
            let bare = emoji::without(words);
            let stop = bare.ends_with(['.', ',', ';', ':', '…']);
            if stop || bare.chars().count() > 200 || !bare.contains(char::is_alphabetic) {
                return;
            }
            let why = tr!("the first line, without a stop");
            draft.diagnostics.push(Diagnostic::guess(first.line, tr!("title"), words, why));
            draft.metadata.title = Some(text::as_markdown(words));
            draft.blocks.remove(0);
            return;
        }
        _ => return,
    }
    draft.metadata.title = Some(first.text.clone());
    draft.blocks.remove(0);
}

/// A line without a stop, longer than a section's name, before a paragraph.
fn is_subtitle(block: &Block, next: Option<&Block>, context: &RecoveryContext) -> bool {
    let emphatic = block.text.starts_with('*') && block.text.ends_with('*') && !block.is_bold();
    let bare = emoji::without(&block.plain);
    let (words, chars) = (bare.split_whitespace().count(), bare.chars().count());
    let leads = next.is_some_and(|n| n.kind == BlockKind::Paragraph && n.plain.chars().count() >= 60);
    let around =
        Surroundings { after: next.map(|n| n.plain.as_str()), spaced: context.spaced, ..Surroundings::default() };
    let section = matches!(
        heading::guess(&block.plain, &around, context.sections),
        Some(
            HeadingRule::Known
                | HeadingRule::Labelled
                | HeadingRule::Numbered
                | HeadingRule::Capitals
                | HeadingRule::Emoji
        )
    );
    block.kind == BlockKind::Paragraph
        && (emphatic || !bare.ends_with(['.', ',', ';', ':', '!', '?', '…']))
        && (4..=45).contains(&words)
        && chars <= 260
        && leads
        && !section
        && bare.starts_with(char::is_uppercase)
}

fn same(a: &str, b: &str) -> bool {
    let key = |text: &str| {
        let text = emoji::without(text).to_lowercase();
        text.chars().filter(|c| c.is_alphanumeric()).collect::<String>()
    };
    !key(a).is_empty() && key(a) == key(b)
}

/// Headings where the text has none. Where a plain text has some, set off with signs, only what is as clear as they are.
fn headings(draft: &mut Draft, context: &RecoveryContext) {
    let marked: Vec<_> = draft.blocks.iter().filter(|b| matches!(b.kind, BlockKind::Heading(_))).collect();
    if !marked.is_empty() && !context.plain {
        return;
    }
    let told = marked.iter().map(|b| Diagnostic::guess(b.line, tr!("heading"), &b.plain, HeadingRule::Marked.why()));
    let (told, strict): (Vec<_>, _) = (told.collect(), !marked.is_empty());
    draft.diagnostics.extend(told);
    let blocks = &draft.blocks;
    let pictured = |b: &&Block| b.plain.chars().next().is_some_and(emoji::is_picture) && b.plain.len() > 120;
    let long = blocks.iter().filter(|b| b.kind == BlockKind::Paragraph && b.plain.len() > 120).count();
    let emoji_everywhere = blocks.iter().filter(pictured).count() * 3 > long && long > 2;
    let mut found: Vec<(usize, HeadingRule)> = Vec::new();
    for (at, block) in
        blocks.iter().enumerate().filter(|(_, b)| b.kind == BlockKind::Paragraph && !b.text.contains('\n'))
    {
        // Pictures and breaks behind a heading do not part it from its text.
        let next = blocks[at + 1..]
            .iter()
            .find(|b| !matches!(b.kind, BlockKind::ThematicBreak | BlockKind::Raw) || b.plain.len() > 60);
        let before = at.checked_sub(1).map(|b| &blocks[b]).filter(|b| b.kind == BlockKind::Paragraph);
        let after_heading = found.last().is_some_and(|(f, _)| f + 1 == at);
        let around = Surroundings {
            after: next.map(|n| n.plain.as_str()),
            before_list: next.is_some_and(|n| matches!(n.kind, BlockKind::List | BlockKind::Quote)),
            after_short: before.is_some_and(|b| b.plain.len() < 80 && !ends_in_stop(&b.plain)) && !after_heading,
            isolated: block.isolated,
            spaced: context.spaced,
            emoji_everywhere,
            bold: block.is_bold(),
        };
        let rule = heading::guess(&block.plain, &around, context.sections);
        if let Some(rule) = rule.filter(|rule| !strict || !matches!(rule, HeadingRule::Short | HeadingRule::Emoji)) {
            found.push((at, rule));
        }
    }
    for (at, rule) in found {
        let block = draft.blocks[at].clone().into_heading(2);
        draft.diagnostics.push(Diagnostic::guess(block.line, tr!("heading"), &block.plain, rule.why()));
        draft.blocks[at] = block;
    }
}

fn ends_in_stop(text: &str) -> bool {
    emoji::without(text).ends_with(['.', '!', '?', ':', ';', '…', '»', '”'])
}

/// Sections are of level 2, what is below them of level 3 and so on.
fn normalise_levels(blocks: &mut [Block]) {
    let mut levels: Vec<u8> = blocks
        .iter()
        .filter_map(|b| match b.kind {
            BlockKind::Heading(level) => Some(level),
            _ => None,
        })
        .collect();
    levels.sort_unstable();
    levels.dedup();
    for block in blocks {
        if let BlockKind::Heading(level) = block.kind {
            let rank = levels.iter().position(|l| *l == level).unwrap_or(0) as u8;
            block.kind = BlockKind::Heading((2 + rank).min(6));
        }
    }
}

/// A paragraph that another announces as somebody's words: `… si legge nel manifesto:`.
fn quotations(draft: &mut Draft) {
    for at in 1..draft.blocks.len() {
        let (lead, block) = (&draft.blocks[at - 1], &draft.blocks[at]);
        if lead.kind != BlockKind::Paragraph || block.kind != BlockKind::Paragraph || !lead.plain.ends_with(':') {
            continue;
        }
        let words: Vec<String> = lead.plain.split_whitespace().rev().take(20).map(str::to_lowercase).collect();
        let says =
            words.iter().any(|w| is_one_of(w.trim_matches(|c: char| !c.is_alphabetic()), &VOCABULARY.text.sayings));
        let marked = block.plain.starts_with(['«', '“', '"']) && block.plain.ends_with(['»', '”', '"']);
        let long = block.plain.chars().count() >= 80 && ends_in_stop(&block.plain);
        if says && (marked || long) {
            let why = tr!("the paragraph before it ends in a colon and speaks of somebody's words");
            draft.diagnostics.push(Diagnostic::guess(block.line, tr!("quotation"), &block.plain, why));
            let text = draft.blocks[at].text.lines().map(|l| format!("> {l}")).collect::<Vec<_>>().join("\n");
            draft.blocks[at] = Block { kind: BlockKind::Quote, text, ..draft.blocks[at].clone() };
        }
    }
}

/// A thematic break before the words that take leave, so that they are no part of the last section.
fn farewell(draft: &mut Draft) {
    let Some(last) = draft.blocks.iter().rposition(|b| matches!(b.kind, BlockKind::Heading(_))) else { return };
    let section = &draft.blocks[last + 1..];
    if section.iter().any(|b| b.kind == BlockKind::ThematicBreak) {
        return;
    }
    let leaves = |b: &Block| {
        let words = emoji::without(&b.plain).to_lowercase();
        b.kind == BlockKind::Paragraph
            && words.chars().count() <= 300
            && VOCABULARY.text.farewells.iter().any(|l| words.starts_with(l))
    };
    // The first block of a section is its text.
    let Some(at) = section.iter().skip(1).position(leaves).map(|at| last + 2 + at) else { return };
    let block = &draft.blocks[at];
    let why = tr!("the last section ends where the text takes leave");
    draft.diagnostics.push(Diagnostic::guess(block.line, tr!("break before"), &block.plain, why));
    let line = block.line;
    draft.blocks.insert(at, Block::new(line, BlockKind::ThematicBreak, ""));
}

/// No break at either end, and none twice.
fn tidy_breaks(blocks: &mut Vec<Block>) {
    blocks.dedup_by(|b, a| a.kind == BlockKind::ThematicBreak && b.kind == BlockKind::ThematicBreak);
    while blocks.last().is_some_and(|b| b.kind == BlockKind::ThematicBreak) {
        blocks.pop();
    }
    while blocks.first().is_some_and(|b| b.kind == BlockKind::ThematicBreak) {
        blocks.remove(0);
    }
}
