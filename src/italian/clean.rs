//! Characters in disguise: full-width and mathematical letters, circled digits, split accents, soft hyphens. They are
//! put into ordinary spelling before anything is read, and their source spans are kept.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

use super::Edit;
use super::scan::is_clutter;

/// A text in ordinary characters, and where it differs from what was written.
pub struct Cleaned {
    /// The text to read.
    pub text: String,
    /// The pieces that differ, in order: bytes of `text`, bytes of the source.
    pieces: Vec<(Range<usize>, Range<usize>)>,
}

/// The text in ordinary characters, or `None` if it is so already (nearly always).
pub fn clean(source: &str) -> Option<Cleaned> {
    if source.is_ascii() || !source.chars().any(is_odd) {
        return None;
    }
    let mut text = String::with_capacity(source.len());
    let mut pieces = Vec::new();
    let mut rest = source.char_indices().peekable();
    while let Some((start, first)) = rest.next() {
        let mut end = start + first.len_utf8();
        let mut odd = is_odd(first);
        while let Some((at, mark)) = rest.next_if(|(_, c)| is_clutter(*c)) {
            end = at + mark.len_utf8();
            odd = true;
        }
        let before = text.len();
        if odd {
            text.extend(source[start..end].nfkc().map(ascii_digit).filter(|c| !is_odd(*c) && *c != '⁄'));
            pieces.push((before..text.len(), start..end));
        } else {
            text.push(first);
        }
    }
    Some(Cleaned { text, pieces })
}

impl Cleaned {
    /// Turns edits of the clean text into edits of the source: spans are moved, and a cleaned piece that no edit
    /// covers becomes an edit of its own.
    pub fn edits_of_source(&self, edits: Vec<Edit>) -> Vec<Edit> {
        let mut out = Vec::with_capacity(edits.len() + self.pieces.len());
        let mut pieces = self.pieces.iter().peekable();
        let mut shift: isize = 0;
        for mut edit in edits {
            while let Some((clean, source)) = pieces.next_if(|(clean, _)| clean.end <= edit.source.start) {
                shift = source.end as isize - clean.end as isize;
                out.push(self.spelling(clean, source));
            }
            let at = edit.source.clone();
            edit.source.start = at.start.wrapping_add_signed(shift);
            if let Some((clean, source)) = pieces.peek().filter(|(clean, _)| clean.start < at.start) {
                edit.spoken.insert_str(0, &self.text[clean.start..at.start]);
                edit.source.start = source.start;
            }
            let mut tail = None;
            while let Some((clean, source)) = pieces.next_if(|(clean, _)| clean.start < at.end) {
                shift = source.end as isize - clean.end as isize;
                tail = (clean.end > at.end).then_some((clean.end, source.end));
            }
            edit.source.end = at.end.wrapping_add_signed(shift);
            if let Some((clean_end, source_end)) = tail {
                edit.spoken.push_str(&self.text[at.end..clean_end]);
                edit.source.end = source_end;
            }
            out.push(edit);
        }
        out.extend(pieces.map(|(clean, source)| self.spelling(clean, source)));
        out
    }

    /// Moves spans of the clean text to the source, without adding any.
    pub fn spans_of_source(&self, edits: Vec<Edit>) -> Vec<Edit> {
        let mut moved = self.edits_of_source(edits);
        moved.retain(|e| e.class != "spelling");
        moved
    }

    fn spelling(&self, clean: &Range<usize>, source: &Range<usize>) -> Edit {
        Edit { source: source.clone(), spoken: self.text[clean.clone()].to_string(), class: "spelling" }
    }
}

fn is_odd(c: char) -> bool {
    !c.is_ascii()
        && (is_clutter(c)
            || (c.is_numeric() && !"²³¹½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞".contains(c))
            || matches!(c, '\u{ff01}'..='\u{ff5e}' | '\u{1d400}'..='\u{1d7ff}' | '\u{2460}'..='\u{24ff}'
                | '\u{1f100}'..='\u{1f189}' | '\u{fb00}'..='\u{fb06}' | '\u{2100}'..='\u{2121}'
                | '\u{2123}'..='\u{214f}' | '\u{3300}'..='\u{33ff}'))
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
