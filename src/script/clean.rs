//! Prose made fit for speaking: pictures and emoticons gone, addresses short, spaces and punctuation tidy.
//!
//! Line ends (`\n`) are kept to the last one, so that lines can still be counted.

use super::model::LINE_BREAK;
use super::vocabulary::VOCABULARY;
use super::{Dropped, Reason, addresses};
use crate::markup::control::marks;
use crate::markup::emoji;

/// Faces made of punctuation; a face of letters (`xD`) counts only as a word of its own.
const EMOTICONS: [&str; 24] = [
    ":)", ":-)", ":(", ":-(", ";)", ";-)", ":D", ":-D", ":P", ":-P", ":p", ":o", ":O", ":/", ":-/", ":|", ":'(", ":*",
    "<3", "^^", "^_^", "xD", "XD", "=)",
];

/// Signs that part two words without being read: between words they become a comma, elsewhere nothing.
const SEPARATORS: [char; 16] = ['|', '·', '•', '∙', '‣', '◦', '●', '▪', '▸', '►', '→', '➡', '➜', '⇒', '»', '~'];

/// Cleans `text`, which begins on `line`; returns what is left and the line it begins on. What went is told.
pub fn clean(text: &str, line: u32, dropped: &mut Vec<Dropped>) -> (String, u32) {
    let text = without_marks(text, line, dropped);
    let text = without_blanks(&text, line, dropped);
    let text = tokens(&text, line, dropped);
    let text = emoji::strip(&text, |what, below| {
        let reason = if what.chars().all(emoji::is_mark) { Reason::Mark } else { Reason::Emoji };
        dropped.push(Dropped::new(line + below as u32, what, reason));
    });
    let tidy = tidy(&text);
    let start = tidy.len() - trim_start(&tidy).len();
    let above = tidy[..start].matches('\n').count() as u32;
    let rest = tidy[start..].trim_end();
    if rest.chars().any(char::is_alphanumeric) || marks::are_in(rest) {
        return (rest.to_string(), line + above);
    }
    if !rest.is_empty() {
        dropped.push(Dropped::new(line + above, rest, Reason::NoWords));
    }
    (String::new(), line)
}

/// Cleans a short text for a title: one line, single spaces.
pub fn title(text: &str, line: u32, dropped: &mut Vec<Dropped>) -> String {
    let (text, _) = clean(&marks::without(text), line, dropped);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Without notes in brackets that hold no word, `[1]`, `[…]`, and calls of footnotes that are not there.
fn without_marks(text: &str, line: u32, dropped: &mut Vec<Dropped>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        // `[2024-03-08]` is a day
        let figures = |s: &str| s.bytes().filter(u8::is_ascii_digit).count();
        let silent = |s: &str| {
            figures(s) <= 4 && s.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '…' | ',' | '*' | '-' | '–'))
        };
        let note = || {
            let end = rest.strip_prefix('[')?.find(']')?;
            let inner = &rest[1..=end];
            (!inner.is_empty() && silent(inner)).then_some((end + 2, Reason::BracketedMark))
        };
        let call = || {
            let end = rest.strip_prefix("[^")?.find(']')?;
            (!rest[..end + 2].contains(char::is_whitespace)).then_some((end + 3, Reason::FootnoteWithoutText))
        };
        // A language's code at the start may be the tag of a news item.
        let language = language_tag(rest).filter(|(_, words)| !(out.trim().is_empty() && words == "in italiano"));
        match note().or_else(call) {
            None if language.is_some() => {
                let (len, words) = language.unwrap_or_default();
                out.push_str(&format!("({words})"));
                rest = &rest[len..];
            }
            Some((len, reason)) => {
                let here = line + out.matches('\n').count() as u32;
                dropped.push(Dropped::new(here, &rest[..len], reason));
                rest = &rest[len..];
            }
            None => {
                out.push(c);
                rest = &rest[c.len_utf8()..];
            }
        }
    }
    out
}

/// The blanks of a form, `nato a ____ il ____`, as the pause that a reader makes there.
fn without_blanks(text: &str, line: u32, dropped: &mut Vec<Dropped>) -> String {
    /// Two underscores stand in names.
    const SHORTEST: usize = 3;
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("___") {
        let blank = rest[at..].len() - rest[at..].trim_start_matches('_').len();
        out.push_str(&rest[..at]);
        let here = line + out.matches('\n').count() as u32;
        dropped.push(Dropped::new(here, &rest[at..at + blank.max(SHORTEST)], Reason::Blank));
        rest = &rest[at + blank..];
        let said = out.trim_end().len();
        if out[..said].ends_with(char::is_alphanumeric) && rest.trim_start().starts_with(char::is_alphanumeric) {
            out.insert(said, '…');
        }
    }
    out.push_str(rest);
    out
}

/// `[ES]`, `[PT_BR]`: how long it is, and what it says of a link.
fn language_tag(text: &str) -> Option<(usize, String)> {
    let inner = text.strip_prefix('[')?;
    let code = &inner[..inner.bytes().take(8).position(|b| b == b']')?];
    let language = code.split(['_', '-']).next()?;
    let capitals = !code.is_empty() && code.chars().all(|c| c.is_ascii_uppercase() || matches!(c, '_' | '-'));
    let words = VOCABULARY.language_tags.get(&language.to_lowercase()).filter(|_| capitals)?;
    Some((code.len() + 2, words.clone()))
}

/// Deals with what is a word of its own: addresses, emoticons, `:shortcodes:`, separators.
fn tokens(text: &str, first_line: u32, dropped: &mut Vec<Dropped>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut line = first_line;
    let mut rest = text;
    while !rest.is_empty() {
        let len = rest.find(|c: char| !c.is_whitespace()).unwrap_or(rest.len());
        let (space, from) = rest.split_at(len);
        out.push_str(space);
        line += space.matches('\n').count() as u32;
        let (token, after) = from.split_at(from.find(char::is_whitespace).unwrap_or(from.len()));
        rest = after;
        let mut tell = |what: &str, reason: Reason| dropped.push(Dropped::new(line, what, reason));
        if token.is_empty() {
            continue;
        }
        let ornament = token.chars().all(|c| SEPARATORS.contains(&c) || c == '\u{FE0F}') && token != "»";
        if ornament {
            let between_words =
                out.trim_end().ends_with(|c: char| c.is_alphanumeric() || ")”»\"'’%‰€$£°²³*".contains(c))
                    && after.trim_start().starts_with(|c: char| c.is_alphanumeric() || "(“«\"'‘~+-−€$£<>*".contains(c));
            if between_words {
                let end = out.trim_end().len();
                out.insert(end, ',');
            }
            tell(token, Reason::Ornament);
        } else if let Some((before, face, behind)) = emoticon(token) {
            tell(face, Reason::Emoticon);
            out.push_str(before);
            out.push_str(behind);
        } else if is_shortcode(token) {
            tell(token, Reason::Emoji);
        } else if let Some(parted) = at_arrows(token) {
            tell(token, Reason::Ornament);
            out.push_str(&parted);
        } else if let Some(short) = addresses::shorten(token) {
            tell(token, Reason::Address);
            out.push_str(&short);
        } else {
            out.push_str(token);
        }
    }
    out
}

/// `Roma→Milano` → `Roma, Milano`
fn at_arrows(token: &str) -> Option<String> {
    const ARROWS: [char; 7] = ['→', '➡', '➜', '⇒', '▸', '►', '➔'];
    let inner = token.trim_matches(ARROWS);
    let parts = inner.split(ARROWS).map(|p| p.trim_matches('\u{FE0F}')).filter(|p| !p.is_empty());
    let parts: Vec<&str> = parts.collect();
    (parts.len() > 1).then(|| parts.join(", "))
}

/// The face that a token is or ends with, and what stands before and behind it: `ciao:).`
fn emoticon(token: &str) -> Option<(&str, &str, &str)> {
    let bare = token.trim_end_matches([',', '.', '!', '?']);
    let behind = &token[bare.len()..];
    if EMOTICONS.contains(&bare) {
        return Some(("", bare, behind));
    }
    let mut glued = EMOTICONS.iter().filter(|e| e.starts_with([':', ';']) && e.ends_with([')', '(']));
    let before = glued.find_map(|e| bare.strip_suffix(e))?;
    let ends_word = before.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '!' | '?' | '.' | ','));
    ends_word.then_some((before, &bare[before.len()..], behind))
}

/// `:rocket:`
fn is_shortcode(token: &str) -> bool {
    token.len() > 3
        && token.strip_prefix(':').and_then(|t| t.strip_suffix(':')).is_some_and(|name| {
            name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'_' | b'+' | b'-'))
                && name.bytes().any(|b| b.is_ascii_lowercase())
        })
}

/// Single spaces, none before a closing mark or behind an opening one, one behind a full stop that lacks it; no empty
/// brackets, no doubled comma.
fn tidy(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    // Line ends that wait until a closing mark has been put before them.
    let mut space = String::new();
    let mut spaced = false;
    for (i, &c) in chars.iter().enumerate() {
        if c.is_whitespace() {
            spaced = true;
            if c == '\n' || c == LINE_BREAK {
                space.push(c);
            }
            continue;
        }
        let next = chars.get(i + 1).copied().unwrap_or(' ');
        let after = chars.get(i + 2).copied().unwrap_or(' ');
        let glued_on = match c {
            ',' | ';' | ')' | ']' | '»' | '”' => true,
            // `.NET`, `:8080` and `…e poi` begin a word.
            '.' => !next.is_alphanumeric() || starts_sentence(next, after),
            ':' | '!' | '?' => !next.is_alphanumeric() || starts_sentence(next, after),
            '…' => !next.is_alphabetic(),
            _ => false,
        };
        let last = out.chars().next_back();
        if glued_on {
            // `ciao ,mondo`: the space belongs behind the mark.
            spaced &= matches!(c, ',' | ';' | ':' | '.' | '!' | '?') && next.is_alphanumeric();
        } else if spaced || !space.is_empty() {
            let opened = last.is_none_or(|l| matches!(l, '(' | '[' | '«' | '“'));
            if space.is_empty() {
                if !opened {
                    out.push(' ');
                }
            } else {
                out.push_str(&space);
                space.clear();
            }
            spaced = false;
        }
        match (c, last) {
            (',' | ';' | ':', None | Some(',' | '(' | '[' | '«' | '“')) => continue,
            ('.', Some('!' | '?')) => continue,
            ('.' | '!' | '?', Some(',')) => {
                out.pop();
            }
            (')', Some('(')) | (']', Some('[')) | ('»', Some('«')) | ('”', Some('“')) => {
                out.pop();
                while out.ends_with(' ') {
                    out.pop();
                    spaced = true;
                }
                continue;
            }
            _ => (),
        }
        out.push(c);
        let ends = matches!(c, '.' | '!' | '?' | '…') && starts_sentence(next, after);
        if ends && (spaced || ends_plain_word(&out)) {
            spaced = true;
        }
    }
    out.push_str(&space);
    out
}

/// A capital followed by a small letter or an apostrophe: `L'azienda`, `Poi`, `È `, but not `NET`.
fn starts_sentence(c: char, after: char) -> bool {
    c.is_uppercase() && (after.is_lowercase() || matches!(after, '\'' | '’'))
}

/// Whether the word before the last mark is plain: small letters or digits before a full stop (`fine.`, `2024.`, not `S.`
/// or `Node.`), any letters before `?` and `!`.
fn ends_plain_word(text: &str) -> bool {
    let body = text.trim_end_matches(['.', '!', '?', '…']);
    let word: Vec<char> = body.chars().rev().take_while(|c| !c.is_whitespace() && *c != '\'' && *c != '’').collect();
    let plain = |c: &char| if text.ends_with('.') { c.is_lowercase() } else { c.is_alphabetic() };
    let number = |c: &char| c.is_ascii_digit() || matches!(c, '.' | ',');
    word.len() >= 2 && (word.iter().all(plain) || word.iter().all(number))
}

/// Without what cannot begin a sentence: stray marks, dashes, bullets. `-3 °C`, `.NET` and `…e poi` begin one.
fn trim_start(text: &str) -> &str {
    let mut rest = text.trim_start();
    while let Some(c) = rest.chars().next() {
        let behind = &rest[c.len_utf8()..];
        let stray = match c {
            ',' | ';' | ')' | ']' | '|' | '*' | '•' | '·' | '>' | '!' | '?' => true,
            '–' | '—' => true,
            '-' | ':' | '.' => !behind.starts_with(char::is_alphanumeric) && !behind.starts_with('.'),
            '+' | '~' | '_' => behind.starts_with(char::is_whitespace),
            _ => false,
        };
        if !stray {
            break;
        }
        rest = behind.trim_start();
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cleaned_prose() {
        let rows = [
            ("🌬️Il vento è forte", "Il vento è forte"),
            ("Che bello 🎉, davvero 🎉.", "Che bello, davvero."),
            ("Ad maiora!👋", "Ad maiora!"),
            ("Una (🎉) festa", "Una festa"),
            ("gite di primavera .L'agenzia ha", "gite di primavera. L'agenzia ha"),
            ("alla fine.Poi si vede", "alla fine. Poi si vede"),
            ("usa .NET e Node.js, la S.p.A. e 1.250 euro", "usa .NET e Node.js, la S.p.A. e 1.250 euro"),
            ("ciao :) a tutti ;-)", "ciao a tutti"),
            ("bello! :D", "bello!"),
            ("ciao:)", "ciao"),
            ("Contento :). Poi no :-(, ma <3.", "Contento. Poi no, ma."),
            ("Una nota [^9].", "Una nota."),
            ("(vedi sotto)", "(vedi sotto)"),
            ("Nato a ____ il ______, in via __________.", "Nato a… il, in via."),
            ("Usa __init__ e a_b", "Usa __init__ e a_b"),
            (":rocket: Si parte", "Si parte"),
            ("Così pare [1] e [2].", "Così pare e."),
            ("[2024-03-08] Il porto", "[2024-03-08] Il porto"),
            ("Roma | Milano → Torino", "Roma, Milano, Torino"),
            ("Cala dal 25% → 20% → ~15%", "Cala dal 25%, 20%, ~15%"),
            ("Menu→File→Salva", "Menu, File, Salva"),
            ("La guida. [ES]", "La guida. (in spagnolo)"),
            ("La guida [PT_BR].", "La guida (in portoghese)."),
            ("[AI] La guida [sic]", "[AI] La guida [sic]"),
            ("• Primo punto", "Primo punto"),
            ("★ Novità ★", "Novità"),
            ("Costa  troppo , dicono : 5 €", "Costa troppo, dicono: 5 €"),
            ("« Ciao » e “ basta ”", "«Ciao» e “basta”"),
            ("…e poi… basta", "…e poi… basta"),
            ("- Un trattino", "Un trattino"),
            ("-3 °C a Roma", "-3 °C a Roma"),
            ("Acme™ e ©2024", "Acme e 2024"),
            ("Vedi https://www.example.org/a/b?utm=1#c.", "Vedi example.org."),
            ("3️⃣ cose", "3 cose"),
            ("---", ""),
            ("E’ come dire", "E’ come dire"),
            ("Nel 2024.Poi la 3.5.Nuova", "Nel 2024. Poi la 3.5. Nuova"),
            ("\"( vuote )\" e \"ciao ?\" ,dice", "\"(vuote)\" e \"ciao?\", dice"),
            ("Cosa?Poi basta", "Cosa? Poi basta"),
            ("dopo un po\u{a0}di tempo", "dopo un po di tempo"),
        ];
        let got = |t: &str| clean(t, 1, &mut Vec::new()).0;
        let wrong: Vec<_> = rows.iter().filter(|(i, o)| got(i) != *o).map(|(i, o)| (i, o, got(i))).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn lines_survive() {
        let mut dropped = Vec::new();
        let (text, line) = clean("🎉\nuno 👋\ndue\n, tre", 5, &mut dropped);
        assert_eq!((text.as_str(), line), ("uno\ndue,\ntre", 6));
        let lines: Vec<_> = dropped.iter().map(|d| (d.line, d.reason)).collect();
        assert_eq!(lines, [(5, Reason::Emoji), (6, Reason::Emoji)]);
    }
}
