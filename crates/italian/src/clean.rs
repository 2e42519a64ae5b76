//! Characters in disguise: full-width and mathematical letters, circled digits, split accents, soft hyphens. They are
//! put into ordinary spelling before anything is read, and their source spans are kept.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

use super::class::Class;
use super::lists::List;
use super::tokenize::{Kind, is_clutter, is_punctuation, kind_of};
use super::{Edit, Spoken, Tables, is_of_word, markup};

/// A text in ordinary characters, and where it differs from what was written.
pub struct Cleaned {
    /// The text to read.
    pub text: String,
    /// The replacements that differ, in order.
    replacements: Vec<Replacement>,
}

/// A stretch of characters that were put into ordinary spelling, or left out.
struct Replacement {
    /// Bytes of the clean text.
    clean: Range<usize>,
    /// Bytes of the source.
    source: Range<usize>,
    /// `spelling` or `silent`.
    class: Class,
}

/// The text in ordinary characters, or `None` if it is so already.
pub fn clean(source: &str, tables: &Tables) -> Option<Cleaned> {
    let silent = |c: char| is_silent(c, tables);
    let changes = |(start, c): (usize, char)| {
        let (before, behind) = (&source[..start], &source[start + c.len_utf8()..]);
        is_odd(c)
            || silent(c)
            || is_loose(c) && !means_something(tables, before, c, before, behind)
            || in_greek_word(source, start, c)
            || ends_in_schwa(tables, source, start, c)
            || markup::may_begin(c) && markup::read(source, start, before).is_some()
    };
    if !source.char_indices().any(|(start, c)| !is_plain(c) && changes((start, c))) {
        return None;
    }
    let mut text = String::with_capacity(source.len());
    let mut replacements = Vec::new();
    let mut rest = source.char_indices().peekable();
    while let Some((start, first)) = rest.next() {
        if let Some(plain) = markup::read(source, start, &text).filter(|_| markup::may_begin(first)) {
            while rest.next_if(|(at, _)| *at < plain.end).is_some() {}
            let before = text.len();
            text.push_str(&plain.text);
            let mut end = plain.end;
            if text.is_empty() || text.ends_with([' ', '\n']) {
                end = rest.next_if(|(_, c)| *c == ' ').map_or(end, |(at, _)| at + 1);
            }
            let class = if plain.text.trim().is_empty() { Class::Silent } else { Class::Spelling };
            replacements.push(Replacement { clean: before..text.len(), source: start..end, class });
            continue;
        }
        let mut end = start + first.len_utf8();
        let mut odd = is_odd(first);
        while let Some((at, mark)) = rest.next_if(|(_, c)| is_clutter(*c)) {
            end = at + mark.len_utf8();
            odd = true;
        }
        let before = text.len();
        if ends_in_schwa(tables, source, start, first) {
            // uten*: the stem of utente has lost its t as well
            let stem = text.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default().to_lowercase();
            text.push_str(if tables.lists.has(List::CutStems, &stem) { "tə" } else { "ə" });
            replacements.push(Replacement { clean: before..text.len(), source: start..end, class: Class::Spelling });
        } else if first == KEYCAP_TEN {
            text.push_str("10");
            replacements.push(Replacement { clean: before..text.len(), source: start..end, class: Class::Spelling });
        } else if silent(first)
            || in_greek_word(source, start, first)
            || is_loose(first) && !means_something(tables, &text, first, &source[..start], &source[end..])
        {
            while let Some((at, c)) = rest.next_if(|(_, c)| silent(*c) || is_clutter(*c)) {
                end = at + c.len_utf8();
            }
            // nor are brackets left around nothing
            let (mut before, mut start) = (before, start);
            // a row of emoji goes as one
            while let Some(last) =
                replacements.pop_if(|p: &mut Replacement| p.clean.is_empty() && p.source.end == start)
            {
                (before, start) = (last.clean.start, last.source.start);
            }
            let free = |at: usize| replacements.last().is_none_or(|p: &Replacement| p.clean.end <= at);
            let closing = match text.chars().next_back() {
                Some('(') => ')',
                Some('[') => ']',
                _ => '\0',
            };
            if free(before.saturating_sub(1)) && rest.next_if(|(_, c)| *c == closing).is_some() {
                text.pop();
                (before, start, end) = (before - 1, start - 1, end + 1);
            }
            // no double space is left, none before a mark or an end, and no two words grow together
            if text.is_empty() || text.ends_with([' ', '\n']) {
                if let Some((at, _)) = rest.next_if(|(_, c)| *c == ' ') {
                    end = at + 1;
                }
                let hangs = match rest.peek() {
                    None => true,
                    // a face's eyes do not
                    Some((_, ':' | ';')) => rest.clone().nth(1).is_none_or(|(_, c)| c.is_whitespace()),
                    Some((_, c)) => matches!(c, '.' | ',' | '!' | '?' | '\n' | '\r'),
                };
                if hangs && text.ends_with(' ') && free(before - 1) {
                    text.pop();
                    (before, start) = (before - 1, start - 1);
                }
            } else if text.ends_with(is_of_word) && rest.peek().is_some_and(|(_, c)| is_of_word(*c)) {
                text.push(' ');
            }
            replacements.push(Replacement { clean: before..text.len(), source: start..end, class: Class::Silent });
        } else if odd {
            let plain = source[start..end].nfkc().map(ascii_digit).map(|c| if c == '\u{2010}' { '-' } else { c });
            if first == TEN {
                text.push_str("10");
            }
            text.extend(plain.filter(|c| !is_odd(*c) && !silent(*c) && *c != '⁄'));
            replacements.push(Replacement { clean: before..text.len(), source: start..end, class: Class::Spelling });
        } else {
            text.push(first);
        }
    }
    Some(Cleaned { text, replacements })
}

/// The one keycap of two digits.
const KEYCAP_TEN: char = '🔟';

/// The letters and marks of ordinary prose, told quickly: neither odd, silent nor loose.
fn is_plain(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == ' ' || matches!(c, 'à'..='ö' | 'ø'..='ÿ' | '’' | '\'') || is_punctuation(c)
}

fn is_greek(c: char) -> bool {
    ('\u{370}'..='\u{3ff}').contains(&c)
}

/// Whether the letter `c` at byte `start` stands beside another letter of Greek: a word of it nobody can say, a letter
/// alone has a name.
fn in_greek_word(source: &str, start: usize, c: char) -> bool {
    // a mu alone is that of micrometres
    let letter = |c: char| is_greek(c) && c != 'μ';
    is_greek(c) && (source[..start].ends_with(letter) || source[start + c.len_utf8()..].starts_with(letter))
}

/// Whether the mark at byte `start` stands for the ending of either gender, as a schwa does: `car*`, `tutt@`, `tuttɜ`. An
/// asterisk may close an emphasis or tell of a note, so it wants a stem before it that no Italian word is.
fn ends_in_schwa(tables: &Tables, source: &str, start: usize, c: char) -> bool {
    const LOOK_BACK: usize = 120;
    // what follows a letter in a new word is parted from it: its end is the same then
    let letter = matches!(c, 'ɜ' | 'з');
    let goes_on = |next: char| is_of_word(next) && !(letter && (next.is_uppercase() || next.is_ascii_digit()));
    let behind = &source[start + c.len_utf8()..];
    if !(letter || matches!(c, '*' | '@')) || behind.starts_with(|next: char| goes_on(next) || next == '*') {
        return false;
    }
    let line = ending(source[..start].rsplit('\n').next().unwrap_or_default(), LOOK_BACK);
    let stem_at = line
        .rfind(|c: char| !c.is_alphabetic())
        .map_or(0, |at| at + line[at..].chars().next().map_or(0, char::len_utf8));
    let stem = &line[stem_at..];
    if matches!(c, 'ɜ' | 'з') {
        return stem.len() > 1 && stem.ends_with(|c: char| c.is_ascii_lowercase());
    }
    let small = stem.chars().skip(1).all(|c| c.is_ascii_lowercase()) && stem.chars().count() > 2;
    let vowel = |c: char| "aeiou".contains(c.to_ascii_lowercase());
    let lower = stem.to_lowercase();
    let cut = !stem.ends_with(vowel) && stem.contains(vowel) && !tables.lists.has(List::Footnoted, &lower);
    if !small
        || !(cut || tables.lists.has(List::GenderStems, &lower))
        || line[..stem_at].ends_with(['*', '_', '@', '/', '.'])
    {
        return false;
    }
    // *due parole*: the asterisk before them opened an emphasis
    let opens = |at: usize| {
        let (before, behind) = (&line[..at], &line[at + 1..]);
        !before.ends_with(is_of_word) && behind.starts_with(is_of_word)
    };
    c == '@' || line.match_indices('*').filter(|(at, _)| opens(*at)).count() == 0
}

/// Marks that mean something only beside letters or digits.
fn is_loose(c: char) -> bool {
    matches!(c, '/' | '_' | '#' | '^' | 'ª' | 'º' | '`' | '*' | '·')
}

/// Whether a loose mark does mean something behind `text`, the clean form of `source`, and before `rest`.
fn means_something(tables: &Tables, text: &str, mark: char, source: &str, rest: &str) -> bool {
    let mut back = text.chars().rev();
    let next = rest.chars().next().unwrap_or(' ');
    let before = back.next().unwrap_or(' ');
    let lone_capital = before.is_ascii_uppercase() && !back.next().is_some_and(is_of_word);
    match mark {
        'ª' | 'º' => {
            let apart = before == ' ' && text.trim_end_matches(' ').ends_with(|c: char| c.is_ascii_digit());
            apart || before.is_ascii_digit() || "IVXLCDMnN".contains(before) || next == 'C'
        }
        '^' => before.is_ascii_alphanumeric(),
        '_' | '`' => is_of_word(before) && is_of_word(next),
        // a scheme's strokes, a language's name (C#)
        '/' => {
            is_of_word(next)
                || next == '/'
                // '60/'70
                || before.is_ascii_digit() && matches!(next, '\'' | '’')
                || before == '/'
                || before == ' ' && next == ' '
                || before == '+' && matches!(next, '-' | '−' | '–')
                || between_numbers(text, rest)
        }
        // a product of units: kWh/t*km
        '*' if is_of_word(next) && tables.units.contains_key(last_word(text)) && text.contains('/') => true,
        '*' if is_product(text, source, rest) => true,
        '*' => between_numbers(text, rest) || is_key(tables, text, next) || counts_stars(tables, source),
        '·' => {
            between_numbers(text, rest)
                || is_of_word(next) && (tables.units.contains_key(last_word(text)) || before == '²')
        }
        '#' if is_key(tables, text, next) => true,
        _ => is_of_word(next) || lone_capital || is_of_word(before) && next == ' ',
    }
}

/// Whether an asterisk multiplies: between letters that stand alone or brackets (`a*b`, `(a+b)*c`), or between words where
/// it is escaped and so none of an emphasis (`base\*altezza`).
fn is_product(text: &str, source: &str, rest: &str) -> bool {
    let behind = |back: &mut dyn Iterator<Item = char>, bracket: char| match back.next() {
        Some(c) if c == bracket => Some(true),
        Some(c) if c.is_alphabetic() => Some(!back.next().is_some_and(|c| is_of_word(c) || c == '*')),
        _ => None,
    };
    let before = behind(&mut text.chars().rev(), ')');
    let next = behind(&mut rest.chars(), '(');
    match (before, next) {
        (Some(true), Some(true)) => true,
        (Some(_), Some(_)) => source.ends_with('\\') && !rest.starts_with('('),
        _ => false,
    }
}

/// The letters at the end of the text.
fn last_word(text: &str) -> &str {
    text.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default()
}

/// Whether a figure stands on either side, a space away at most.
fn between_numbers(text: &str, rest: &str) -> bool {
    text.strip_suffix(' ').unwrap_or(text).ends_with(|c: char| c.is_ascii_digit())
        && rest.strip_prefix(' ').unwrap_or(rest).starts_with(|c: char| c.is_ascii_digit())
}

/// Whether a key of a telephone or a keyboard is named: `il tasto #`, `premere *`.
fn is_key(tables: &Tables, text: &str, next: char) -> bool {
    !is_of_word(next)
        && !matches!(next, '*' | '#')
        && text.strip_suffix(' ').is_some_and(|text| {
            let word = text.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
            tables.lists.has(List::Keys, &word.to_lowercase())
        })
}

/// Whether asterisks behind the figure that ends `source` are a hotel's stars: `un hotel 4*`, not `**4**`.
fn counts_stars(tables: &Tables, source: &str) -> bool {
    const LOOK_BACK: usize = 60;
    let near = ending(source, LOOK_BACK);
    let figure = near.trim_end_matches('*').strip_suffix(|c: char| ('1'..='7').contains(&c));
    figure.is_some_and(|before| !before.ends_with('*')) && {
        let near = near.to_lowercase();
        near.split(|c: char| !c.is_alphabetic()).any(|word| tables.lists.has(List::Hotels, word))
    }
}

/// The last characters of `text`, `most` bytes of it at most.
fn ending(text: &str, most: usize) -> &str {
    let from = (text.len().saturating_sub(most)..=text.len()).find(|at| text.is_char_boundary(*at));
    &text[from.unwrap_or(text.len())..]
}

/// Whether nothing is ever said for the character: emoji, controls, marks of Markdown.
fn is_silent(c: char, tables: &Tables) -> bool {
    if c.is_ascii_alphanumeric() || c == ' ' || is_loose(c) || is_odd(c) {
        return false;
    }
    match tables.symbols.get(&c) {
        Some(verbalization) => verbalization.is_empty() && !is_loose(c),
        None => !is_clutter(c) && kind_of(c, |_| false) == Kind::Silent,
    }
}

impl Cleaned {
    /// What a reading made of its source, as a cleaning of it.
    pub fn by(spoken: &Spoken) -> Cleaned {
        let mut shift: isize = 0;
        let replacement = |edit: &Edit| {
            let start = edit.source.start.wrapping_add_signed(shift);
            let clean = start..start + edit.spoken.len();
            shift = clean.end as isize - edit.source.end as isize;
            Replacement { clean, source: edit.source.clone(), class: edit.class }
        };
        let replacements = spoken.edits.iter().map(replacement).collect();
        Cleaned { text: spoken.text.clone(), replacements }
    }

    /// A reading of the clean text as a reading of the source.
    pub fn of_source(&self, mut spoken: Spoken) -> Spoken {
        spoken.edits = self.edits_of_source(&spoken.edits);
        for doubt in &mut spoken.doubts {
            doubt.source = self.span_of_source(&doubt.source);
        }
        spoken
    }

    /// Turns edits of the clean text into edits of the source: spans are moved, a cleaned replacement that no edit touches
    /// becomes an edit of its own, and what overlaps becomes one edit.
    fn edits_of_source(&self, edits: &[Edit]) -> Vec<Edit> {
        let mut out = Vec::with_capacity(edits.len() + self.replacements.len());
        let (mut edits, mut replacements) = (edits.iter().peekable(), self.replacements.iter().peekable());
        let mut shift: isize = 0;
        loop {
            // a group begins with the replacement or the edit that comes first, and takes in what overlaps it
            let mut group = match (replacements.peek(), edits.peek()) {
                (Some(Replacement { clean, .. }), Some(edit)) if clean.start <= edit.source.start => {
                    clean.start..clean.start
                }
                (_, Some(edit)) => edit.source.start..edit.source.start,
                (Some(Replacement { clean, .. }), None) => clean.start..clean.start,
                (None, None) => return out,
            };
            let source_start = group.start.wrapping_add_signed(shift);
            let (mut class, mut spoken, mut at) = (Class::Spelling, String::new(), group.start);
            let mut first = true;
            loop {
                let inside = |range: &Range<usize>| range.start < group.end || first && range.start == group.start;
                if let Some(Replacement { clean, source, class: kind }) =
                    replacements.next_if(|replacement| inside(&replacement.clean))
                {
                    class = if first { *kind } else { class };
                    shift = source.end as isize - clean.end as isize;
                    group.end = group.end.max(clean.end);
                } else if let Some(edit) = edits.next_if(|edit| inside(&edit.source)) {
                    class = if at == group.start { edit.class } else { class };
                    spoken.push_str(&self.text[at..edit.source.start]);
                    spoken.push_str(&edit.spoken);
                    at = edit.source.end;
                    group.end = group.end.max(at);
                } else {
                    break;
                }
                first = false;
            }
            spoken.push_str(&self.text[at..group.end]);
            out.push(Edit { source: source_start..group.end.wrapping_add_signed(shift), spoken, class });
        }
    }

    /// Where a span of the clean text stands in the source, widened to whole replacements.
    fn span_of_source(&self, clean: &Range<usize>) -> Range<usize> {
        let shift = |at: usize, last: bool| {
            let before =
                self.replacements.iter().rev().find(|p| if last { p.clean.start < at } else { p.clean.start <= at });
            match before {
                Some(Replacement { clean: c, source, .. }) if at < c.end => {
                    if last {
                        source.end
                    } else {
                        source.start
                    }
                }
                Some(Replacement { clean, source, .. }) => source.end + (at - clean.end),
                None => at,
            }
        };
        shift(clean.start, false)..shift(clean.end, true)
    }
}

/// The key cap of ten, which Unicode takes for one picture.
const TEN: char = '\u{1f51f}';

fn is_odd(c: char) -> bool {
    !c.is_ascii()
        && (is_clutter(c)
            || (c.is_numeric() && !"²³¹½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞".contains(c))
            || matches!(c, '\u{2010}' | '\u{2011}' | '\u{ff01}'..='\u{ff5e}' | '\u{1d400}'..='\u{1d7ff}' | '\u{2460}'..='\u{24ff}'
                | '\u{1f100}'..='\u{1f14f}' | '\u{1f16a}'..='\u{1f16c}' | '\u{fb00}'..='\u{fb06}' | '\u{2100}'..='\u{2121}'
                | '\u{2123}'..='\u{2138}' | '\u{213a}'..='\u{214f}' | '\u{2b0}'..='\u{2b8}' | '\u{2e0}'..='\u{2e4}'
                | '\u{1d2c}'..='\u{1d6a}' | '\u{2071}' | '\u{207f}' | '\u{2090}'..='\u{209c}' | '\u{3300}'..='\u{33ff}'))
}

/// Decimal digits of other scripts: their blocks begin at a zero.
fn ascii_digit(c: char) -> char {
    const ZEROS: [u32; 12] = [0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xe50, 0xed0, 0x1040];
    let code = c as u32;
    match ZEROS.iter().find(|zero| (**zero..**zero + 10).contains(&code)) {
        Some(zero) => char::from_digit(code - zero, 10).unwrap_or(c),
        None => c,
    }
}
