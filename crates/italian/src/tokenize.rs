//! One scan of a text into tokens that cover it without gap or overlap.

use std::ops::Range;

/// What a token is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Latin letters.
    Word,
    /// ASCII digits.
    Digits,
    /// White space within a line.
    Space,
    /// One or more line ends.
    Break,
    /// One apostrophe, straight, curly or accent-shaped.
    Apostrophe,
    /// One other character that may be spoken or that structures speech.
    Symbol,
    /// Emoji, controls, joiners, letters of other scripts: nothing to say.
    Silent,
    /// Past the end of the text.
    End,
}

/// A piece of the text.
#[derive(Debug, Clone)]
pub struct Token {
    /// What it is made of.
    pub kind: Kind,
    /// Its bytes.
    pub span: Range<usize>,
}

/// Whether the character is punctuation that stays as it is written.
pub fn is_punctuation(c: char) -> bool {
    matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | '…' | '"' | '“' | '”' | '«' | '»' | '(' | ')' | '-' | '–')
}

/// Cuts `text` into tokens. `spoken` tells for a character that is neither letter, digit, space nor punctuation
/// whether it has a reading.
pub fn tokenize(text: &str, spoken: impl Fn(char) -> bool) -> Vec<Token> {
    let bytes = text.as_bytes();
    let mut tokens: Vec<Token> = Vec::with_capacity(text.len() / 3);
    let mut start = 0;
    while let Some(&first) = bytes.get(start) {
        // most of any text is ASCII letters with a space between
        let (kind, end) = if first.is_ascii_alphabetic() {
            let run = bytes[start..].iter().take_while(|b| b.is_ascii_alphabetic()).count();
            (Kind::Word, start + run)
        } else if first == b' ' {
            (Kind::Space, start + 1)
        } else {
            let Some(c) = text[start..].chars().next() else { break };
            (kind_of(c, &spoken), start + c.len_utf8())
        };
        match tokens.last_mut() {
            Some(last) if last.kind == kind && !matches!(kind, Kind::Symbol | Kind::Apostrophe) => last.span.end = end,
            _ => tokens.push(Token { kind, span: start..end }),
        }
        start = end;
    }
    tokens
}

/// The kind of token that a character belongs to.
pub fn kind_of(c: char, spoken: impl Fn(char) -> bool) -> Kind {
    if c.is_ascii_lowercase() {
        Kind::Word
    } else if c.is_ascii_digit() {
        Kind::Digits
    } else if matches!(c, '\'' | '’' | '‘' | 'ʼ' | '`' | '´' | '′') {
        Kind::Apostrophe
    } else if matches!(c, 'ª' | 'º') || is_punctuation(c) {
        Kind::Symbol
    } else if c.is_alphabetic() && is_latin(c) {
        Kind::Word
    } else if matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}') {
        Kind::Break
    } else if c.is_whitespace() {
        Kind::Space
    } else if spoken(c) {
        Kind::Symbol
    } else {
        Kind::Silent
    }
}

/// Whether an Italian voice can say the letter: those of the Latin script, and the mu of micrometres.
fn is_latin(c: char) -> bool {
    matches!(c, '\0'..='\u{2ff}' | 'μ' | '\u{1d00}'..='\u{1d25}' | '\u{1d2c}'..='\u{1dbf}' | '\u{1e00}'..='\u{1eff}'
        | '\u{2c60}'..='\u{2c7f}' | '\u{a722}'..='\u{a7ff}' | '\u{ab30}'..='\u{ab64}')
}

/// Marks and joiners that ordinary Italian spelling does not need: they compose with their letter or they go.
pub(crate) fn is_clutter(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}'
        | '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{fe20}'..='\u{fe2f}' | '\u{e0100}'..='\u{e01ef}')
}
