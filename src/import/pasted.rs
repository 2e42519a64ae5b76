//! Text copied from a post's page on the web: what the page has around the post comes along, as lines among its lines.

use altavoce_base::{tr, trn};
use jiff::civil::Date;

use super::block::{Block, BlockKind};
use super::diagnostic::Diagnostic;
use super::front_matter::{self, Metadata};
use super::structure::Draft;
use super::text;
use super::vocabulary::{VOCABULARY, is_one_of};
use super::wrapping::Line;

/// The head of a page has no more lines with words.
const HEAD: usize = 16;
/// A line of the page itself is no longer, in characters.
const LONGEST: usize = 300;

/// Takes the page from around a post, if `lines` are copied from one: what its head says goes into the metadata, the rest
/// is told. Says whether they are.
pub fn take_off(lines: &mut Vec<Line>, draft: &mut Draft, today: Date) -> bool {
    if !is_page(lines) {
        return false;
    }
    foot(lines, &mut draft.diagnostics);
    cards(lines, draft, today);
    head(lines, draft, today);
    let diagnostics = &mut draft.diagnostics;
    let mut after_button = false;
    lines.retain(|line| {
        let button = is_button(&line.text);
        let why = if is_widget(&line.text) {
            tr!("an invitation of the page to subscribe")
        } else if button {
            tr!("a button of the page")
        } else if after_button && is_counter(&line.text) {
            tr!("a counter of the page")
        } else {
            after_button = false;
            return true;
        };
        after_button = button;
        diagnostics.push(Diagnostic::removed(Some(line.number), &line.text, why));
        false
    });
    true
}

/// Whether lines are of a page: two of the things that only a page says.
fn is_page(lines: &[Line]) -> bool {
    let any = |is: &dyn Fn(&str) -> bool| lines.iter().any(|line| is(&line.text));
    // A counter alone is a number; beside a button it counts.
    let counted = lines.windows(3).any(|three| {
        let is = |is: fn(&str) -> bool| three.iter().any(|line| is(&line.text));
        is(is_counter) && is(is_button)
    });
    let signs = [
        any(&|l| starts(l, &VOCABULARY.pasted.feet)),
        any(&|l| starts(l, &VOCABULARY.pasted.signs)),
        any(&is_widget),
        any(&|l| starts(l, &VOCABULARY.pasted.full_story)),
        counted,
        any(&|l| is_copyright(l)) && any(&is_button),
    ];
    signs.iter().filter(|sign| **sign).count() > 1
}

/// In small letters, without what stands at its ends.
fn key(line: &str) -> String {
    line.to_lowercase().trim_matches(|c: char| !c.is_alphanumeric()).to_string()
}

fn starts(line: &str, words: &[String]) -> bool {
    line.chars().count() <= LONGEST && {
        let key = key(line);
        words.iter().any(|w| key.strip_prefix(w.as_str()).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric)))
    }
}

fn is_button(line: &str) -> bool {
    /// In characters.
    const LONGEST: usize = 48;
    line.chars().count() <= LONGEST && is_one_of(&key(line), &VOCABULARY.pasted.buttons)
}

fn is_navigation(line: &str) -> bool {
    is_button(line) || is_one_of(&key(line), &VOCABULARY.pasted.navigation)
}

fn is_widget(line: &str) -> bool {
    let words = &VOCABULARY.pasted;
    let lower = line.to_lowercase();
    let says = |words: &[String]| words.iter().any(|w| lower.contains(w));
    line.chars().count() <= LONGEST
        && (says(&words.reader_supported) || (starts(line, &words.thanks) && says(&words.invitations)))
}

/// `12`, `1.204`, `3 Likes`, `12 Likes∙2 Restacks`, `∙`, `0:00`, `-12:34`, `1×`.
fn is_counter(line: &str) -> bool {
    let lower = line.to_lowercase();
    let part = |part: &str| {
        let rest = part.trim().trim_start_matches(|c: char| c.is_ascii_digit() || ".,:-−/k×x ".contains(c));
        rest.len() < part.trim().len() && (rest.is_empty() || is_one_of(rest, &VOCABULARY.pasted.counted))
    };
    let separators = ['∙', '•', '·'];
    !line.is_empty() && line.chars().count() <= 60 && {
        let mut parts = lower.split(separators).filter(|p| !p.trim().is_empty());
        parts.all(part)
    }
}

fn is_copyright(line: &str) -> bool {
    let behind = line.strip_prefix('©').map(str::trim_start).unwrap_or_default();
    behind.len() >= 4 && behind.bytes().take(4).all(|b| b.is_ascii_digit())
}

/// What stands below a post: comments, other posts, who owns the page.
fn foot(lines: &mut Vec<Line>, diagnostics: &mut Vec<Diagnostic>) {
    let begins = |line: &Line| starts(&line.text, &VOCABULARY.pasted.feet) || is_copyright(&line.text);
    // Not above what is surely the post.
    let least = lines.len() / 3;
    let Some(found) = lines.iter().skip(least).position(begins).map(|at| least + at) else { return };
    let is_page = |line: &Line| line.text.is_empty() || is_navigation(&line.text) || is_counter(&line.text);
    let start = found - lines[..found].iter().rev().take_while(|line| is_page(line)).count();
    let gone: Vec<Line> = lines.drain(start..).filter(|line| !line.text.is_empty()).collect();
    let words: usize = gone.iter().map(|line| line.text.split_whitespace().count()).sum();
    let why = tr!("the foot of the page, to the end: {words} words, comments of readers among them if there were any");
    diagnostics.extend(gone.first().map(|first| Diagnostic::removed(Some(first.number), &first.text, why)));
}

/// Posts that are shown in a post: title, author, day, title again, a line of it, and a link to the whole.
fn cards(lines: &mut Vec<Line>, draft: &mut Draft, today: Date) {
    let mut kept: Vec<Line> = Vec::with_capacity(lines.len());
    for line in lines.drain(..) {
        let ends = starts(&line.text, &VOCABULARY.pasted.full_story);
        kept.push(line);
        if ends {
            let card = kept.split_off(start_of_card(&kept, today));
            let first = card.iter().find(|line| !line.text.is_empty());
            let told =
                first.map(|first| Diagnostic::removed(Some(first.number), &first.text, tr!("a card of another post")));
            draft.diagnostics.extend(told);
        }
    }
    *lines = kept;
}

/// The first line of the card that the last of `lines` ends.
fn start_of_card(lines: &[Line], today: Date) -> usize {
    /// So far above its link a card begins, in lines.
    const TALLEST: usize = 14;
    let end = lines.len() - 1;
    let least = end.saturating_sub(TALLEST);
    let Some(day) = (least..end).rev().find(|at| day(&lines[*at].text, today).is_some()) else { return end };
    let names = |at: &usize| front_matter::is_name(&lines[*at].text, 2..=4);
    let author = (least..day).rev().take(4).find(names).unwrap_or(day);
    let title = (day + 1..end).find(|at| !lines[*at].text.is_empty());
    let again = |at: &usize| title.is_some_and(|title| key(&lines[title].text) == key(&lines[*at].text));
    (least..author).rev().take(3).find(again).unwrap_or(author)
}

/// The day of a line like `Mar 08, 2024 ∙ Paid`, and whether its year was made up.
fn day(line: &str, today: Date) -> Option<(Date, bool)> {
    let line = line.split(['∙', '•', '·', '|']).next().unwrap_or_default();
    front_matter::dateline(line, today)
}

/// What stands above a post: buttons, its title, subtitle, author and day, counters.
fn head(lines: &mut Vec<Line>, draft: &mut Draft, today: Date) {
    let full: Vec<usize> = (0..lines.len()).filter(|at| !lines[*at].text.is_empty()).take(HEAD).collect();
    let found = full.iter().find_map(|at| Some((*at, day(&lines[*at].text, today)?)));
    // Without a day only what is surely of the page goes.
    let end = found.map_or(0, |(at, _)| at + 1);
    let below = lines[end..].iter().take_while(|l| l.text.is_empty() || is_navigation(&l.text) || is_counter(&l.text));
    let end = end + below.count();
    let day_line = found.map(|(at, _)| lines[at].number);
    let above: Vec<Line> = lines.drain(..end).filter(|line| !line.text.is_empty()).collect();
    let mut told: Vec<Line> = Vec::new();
    let mut said: Vec<Line> = Vec::new();
    for line in above {
        if is_navigation(&line.text) || is_counter(&line.text) {
            // What stands above the buttons at the top is the page's name.
            if day_line.is_some_and(|day| line.number < day) && said.len() < 2 {
                told.append(&mut said);
            }
            told.push(line);
        } else if day_line != Some(line.number) {
            said.push(line);
        }
    }
    for line in told {
        let why = tr!("a line of the page around the post");
        draft.diagnostics.push(Diagnostic::removed(Some(line.number), &line.text, why));
    }
    let Some((_, (day, made_up))) = found else { return };
    if made_up {
        let why = tr!("a day without a year at the head of the page: the last one up to today");
        draft.diagnostics.push(Diagnostic::guess(day_line, &tr!("date {day} from"), &day.to_string(), why));
    }
    draft.metadata.date.get_or_insert(day);
    said.dedup_by(|b, a| key(&a.text) == key(&b.text));
    describe(said, &mut draft.metadata, &mut draft.diagnostics);
}

/// Title, subtitle and author, which stand above the day in this order.
fn describe(mut said: Vec<Line>, metadata: &mut Metadata, diagnostics: &mut Vec<Diagnostic>) {
    let names = |text: &str| {
        text.split([',', '&'])
            .flat_map(|t| t.split(" and "))
            .flat_map(|t| t.split(" e "))
            .all(|name| front_matter::is_name(name.trim(), 1..=4))
    };
    if said.len() > 1
        && let Some(line) = said.pop_if(|line| names(&line.text))
    {
        diagnostics.push(Diagnostic::guess(
            Some(line.number),
            tr!("author"),
            &line.text,
            tr!("the line above the day of the page"),
        ));
        metadata.author.get_or_insert(line.text);
    }
    if said.len() > 1
        && let Some(line) = said.pop()
    {
        diagnostics.push(Diagnostic::guess(
            Some(line.number),
            tr!("subtitle"),
            &line.text,
            tr!("the line below the title of the page"),
        ));
        metadata.subtitle.get_or_insert(text::as_markdown(&line.text));
    }
    if let Some(line) = said.pop() {
        diagnostics.push(Diagnostic::guess(
            Some(line.number),
            tr!("title"),
            &line.text,
            tr!("the first line at the head of the page"),
        ));
        metadata.title.get_or_insert(text::as_markdown(&line.text));
    }
    for line in said {
        diagnostics.push(Diagnostic::removed(Some(line.number), &line.text, tr!("a line above the title of the page")));
    }
}

/// Footnotes, which a page shows as numbers glued to words and, at the end, as a number with a text below.
pub fn notes(blocks: &mut Vec<Block>, diagnostics: &mut Vec<Diagnostic>) {
    let is_number =
        |block: &Block, number: usize| block.kind == BlockKind::Paragraph && block.plain == number.to_string();
    let Some(first) = (0..blocks.len()).find(|at| is_number(&blocks[*at], 1)) else { return };
    let starts: Vec<usize> = (1..)
        .scan(first, |from, number| {
            let at = (*from..blocks.len()).find(|at| is_number(&blocks[*at], number))?;
            *from = at + 1;
            Some(at)
        })
        .collect();
    // Every note has its mark, in order, or none is one.
    let mut marks: Vec<(usize, usize)> = Vec::new();
    let (mut block, mut from) = (0, 0);
    for number in 1..=starts.len() {
        let found = (block..first).find_map(|at| {
            let from = if at == block { from } else { 0 };
            Some((at, mark(&blocks[at].text, from, number)?))
        });
        let Some((at, place)) = found else { return };
        marks.push((at, place));
        (block, from) = (at, place + number.to_string().len());
    }
    for (number, (at, place)) in (1..).zip(&marks).collect::<Vec<(usize, _)>>().into_iter().rev() {
        let text = &blocks[*at].text;
        let end = place + number.to_string().len();
        let text = format!("{}[^{number}]{}", &text[..*place], &text[end..]);
        blocks[*at] = Block { isolated: blocks[*at].isolated, ..Block::new(blocks[*at].line, blocks[*at].kind, text) };
    }
    let line = blocks[first].line;
    let ends = starts.iter().skip(1).copied().chain([blocks.len()]);
    let made: Vec<Block> = (1..)
        .zip(starts.iter().zip(ends))
        .filter_map(|(number, (start, end)): (usize, _)| {
            let texts: Vec<&str> = blocks[start + 1..end].iter().map(|b| b.text.as_str()).collect();
            let text = format!("[^{number}]: {}", texts.join("\n\n    "));
            (!texts.is_empty()).then(|| Block::new(blocks[*start].line, BlockKind::Raw, text))
        })
        .collect();
    let what = trn!(
        count = starts.len(),
        "{count} footnotes made of the numbers behind words and the texts at the end",
        "{count} footnotes made of the numbers behind words and the texts at the end"
    );
    diagnostics.push(Diagnostic::guessed(line, what));
    blocks.truncate(first);
    blocks.extend(made);
}

/// Where `number` is glued to a word or its stop, in bytes, from `from` on.
fn mark(text: &str, from: usize, number: usize) -> Option<usize> {
    let digits = number.to_string();
    let places = text[from..].match_indices(&digits).map(|(at, _)| from + at);
    places.into_iter().find(|at| {
        let (before, behind) = (text[..*at].chars().next_back(), text[at + digits.len()..].chars().next());
        let glued = before.is_some_and(|c| c.is_lowercase() || ".,;:!?»”\")".contains(c));
        let word = text[..*at].chars().rev().find(|c| !".,;:!?»”\")".contains(*c));
        glued && word.is_some_and(char::is_alphabetic) && behind.is_none_or(|c| !c.is_alphanumeric())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(text: &str) -> (bool, Draft, String) {
        let mut lines = text::lines(text, 1);
        let mut draft = Draft::default();
        let is_page = take_off(&mut lines, &mut draft, jiff::civil::date(2026, 3, 1));
        let rest = lines.iter().map(|l| l.text.as_str()).filter(|l| !l.is_empty()).collect::<Vec<_>>().join("|");
        (is_page, draft, rest)
    }

    #[test]
    fn a_page_says_two_things_that_only_a_page_says() {
        let rows = [
            ("Il molo\n8 mar 2025\n12\nCondividi\nTesto.\nDiscussione su questo post\nBello!", true, "Testo."),
            ("Il molo\nAda Neri\nMar 8\n∙ Paid\n3\nShare\nTesto.\n© 2025 Ada\nPrivacy ∙ Terms", true, "Testo."),
            ("Testo.\nSubscribe\nRead full story\nAltro testo.\nType your email…", true, "Testo.|Altro testo."),
            (
                "Testo.\nGrazie per aver letto Rive! Iscriviti gratis per ricevere nuovi post.\nReady for more?",
                true,
                "Testo.",
            ),
            // what only looks so
            ("Il molo\n8 marzo 2025\nTesto.\nGrazie per aver letto fin qui.", false, ""),
            ("Testo.\nIscriviti\nCondividi\nAltro.", false, ""),
            ("Testo.\n12\nAltro.\nCommenti", false, ""),
            ("Pronto per altro? Io sì.\nTesto.\n© 2025 Ada Neri", false, ""),
        ];
        let wrong: Vec<_> = rows
            .iter()
            .map(|r| (r, taken(r.0)))
            .filter(|(r, got)| got.0 != r.1 || (r.1 && got.2 != r.2))
            .map(|(r, got)| (r.0, got.0, got.2))
            .collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn the_head_of_a_page_says_what_a_post_is() {
        let (_, draft, rest) = taken(
            "Rive\nSubscribe\nSign in\nIl molo\nUna storia\nAda Neri e Ugo Bini\nMar 8, 2025 ∙ Paid\n1.204\n3\nShare\nTesto 3.",
        );
        let metadata = draft.metadata;
        let said = [metadata.title, metadata.subtitle, metadata.author].map(Option::unwrap_or_default);
        assert_eq!(said, ["Il molo", "Una storia", "Ada Neri e Ugo Bini"]);
        assert_eq!((metadata.date, rest.as_str()), (Some(jiff::civil::date(2025, 3, 8)), "Testo 3."));
    }

    #[test]
    fn what_counts_and_what_does_not() {
        let counters = ["12", "1.204", "3 Likes", "12 Likes∙2 Restacks", "∙", "0:00", "-12:34", "1×", "5 min read"];
        let others = ["12 marzo", "3 gatti", "Likes", "", "10 minuti di pioggia", "2024, l'anno"];
        let wrong: Vec<_> =
            counters.iter().filter(|l| !is_counter(l)).chain(others.iter().filter(|l| is_counter(l))).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}
