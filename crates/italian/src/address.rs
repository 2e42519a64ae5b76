//! Web addresses, e-mail, handles, hashtags, IP addresses.

use super::cardinal::digit_by_digit;
use super::class::Class;
use super::lists::List;
use super::numeral::label;
use super::tables::{Context, Tables};
use super::text::{Match, Text, lower};
use super::tokenize::Kind;
use super::verbalization::Verbalization;
use super::{acronym, known};

/// An address of more tokens than this is read piece by piece: no line can make the scan quadratic.
const LONGEST: usize = 64;

/// The address that begins at the word at token `i`.
pub fn read(text: &Text, i: usize) -> Option<Match> {
    if text.touched_before(i) {
        return None;
    }
    if text.is(i + 1, ":") && text.is(i + 2, "/") && text.is(i + 3, "/") {
        return web(text, i + 4, true);
    }
    email(text, i).or_else(|| web(text, i, false))
}

/// An IP address or an e-mail that begins with digits, at token `i`.
pub fn read_number(text: &Text, i: usize) -> Option<Match> {
    if let Some(found) = email(text, i) {
        return Some(found);
    }
    // 7.000.000.000 is no address: its parts have leading zeros
    let part = |j: usize| {
        text.value(j, 3).filter(|n| *n < 256 && (*n == 0) == text.at(j).starts_with('0') && !text.is(j, "000"))
    };
    let dots = [i + 1, i + 3, i + 5].iter().all(|j| text.is(*j, "."));
    if !dots || text.touches(i + 7) || text.is(i + 7, ".") && text.kind(i + 8) == Kind::Digits {
        return None;
    }
    let mut out = Verbalization::default();
    for j in [i, i + 2, i + 4, i + 6] {
        part(j)?;
        if j > i {
            out.push_word("punto");
        }
        out.push(&label(text.at(j)));
    }
    let mut end = i + 7;
    if text.is(end, ":") && text.kind(end + 1) == Kind::Digits && !text.touches(end + 2) {
        out.push_word("porta");
        out.push(&label(text.at(end + 1)));
        end += 2;
    } else if text.is(end, "/") && text.kind(end + 1) == Kind::Digits && !text.touches(end + 2) {
        out.push_word("barra");
        out.push(&label(text.at(end + 1)));
        end += 2;
    }
    Some(Match::new(end, out, Class::Address))
}

/// name@example.it
fn email(text: &Text, i: usize) -> Option<Match> {
    let mut at = i;
    while at - i < LONGEST && (text.touches(at) || matches!(text.at(at), "." | "_" | "-" | "+")) {
        at += 1;
    }
    if !text.is(at, "@") || text.kind(at + 1) != Kind::Word && text.kind(at + 1) != Kind::Digits {
        return None;
    }
    let end = host_end(text, at + 1);
    let mut out = say(text, i, at);
    out.push_word("chiocciola");
    out.push(&say(text, at + 1, end));
    Some(Match::new(end, out, Class::Address))
}

/// A host, with its path when that is short, at token `i`; the scheme has gone before if there was one.
fn web(text: &Text, i: usize, sure: bool) -> Option<Match> {
    if !text.touches(i) {
        return None;
    }
    let mut end = host_end(text, i);
    let mut from = i;
    let www = matches!(text.at(i), "www" | "WWW") && text.is(i + 1, ".");
    if www {
        from += 2;
    }
    // example.it.2, example.it.it3: what ends in digits is no domain's end and belongs to something else
    let media =
        end > from + 3 && text.is(end - 2, "mp") && matches!(text.at(end - 1), "3" | "4") && text.is(end - 3, ".");
    while end > from + 3 && text.kind(end - 1) == Kind::Digits && !media {
        match (from..end).rev().find(|j| text.is(*j, ".")) {
            Some(dot) if dot > from => end = dot,
            _ => break,
        }
    }
    let last = text.at(end - 1);
    let dotted = end > from + 2 && text.is(end - 2, ".");
    let domain = dotted && text.tables.tlds.contains(&*lower(last));
    // fine.it and t.me/name are domains; Fine.Io, 3.it and hi-tech are not
    let before_dot = end.saturating_sub(3);
    let named = text.at(before_dot).chars().count() > 1
        || text.kind(before_dot) == Kind::Digits && before_dot > i && text.at(before_dot - 1).len() > 1
        || text.is(end, "/") && text.touches(end + 1);
    let small = !last.is_empty() && last.bytes().all(|b| b.is_ascii_lowercase());
    // lab7.es, but not 3.it
    let name = dotted
        && (text.kind(end - 3) == Kind::Word
            || small && end > from + 3 && text.kind(end - 3) == Kind::Digits && text.kind(end - 4) == Kind::Word);
    // il file prova.abc
    let file = || (i.saturating_sub(6)..i).any(|j| text.is_one_of(j, List::FileWords));
    let filed = dotted && small && (2..=4).contains(&last.len()) && file();
    let plausible = (domain || filed || dotted && last == "NET") && name && named;
    if !(sure || www || plausible || media) || from >= end {
        return None;
    }
    let mut out = say(text, from, end);
    if text.is(end, ":") && text.kind(end + 1) == Kind::Digits && !text.touches(end + 2) {
        end += 2; // the port is nobody's interest
    }
    if text.is(end, "/") {
        let path_end = path_end(text, end);
        if let Some(path) = short_path(text, end + 1, path_end) {
            out.push_word("barra");
            out.push(&path);
        }
        end = path_end;
    } else if matches!(text.at(end), "?" | "#") && text.touches(end + 1) {
        end = path_end(text, end);
    }
    Some(Match::new(end, out, Class::Address))
}

/// The end of a dotted name: words and digits, dots and hyphens between them.
fn host_end(text: &Text, i: usize) -> usize {
    let mut end = i + 1;
    while end - i < LONGEST {
        if text.touches(end) {
            end += 1;
        } else if matches!(text.at(end), "." | "-" | "_") && text.touches(end + 1) {
            end += 2;
        } else {
            break;
        }
    }
    end
}

/// The end of a path and a query: up to white space, without the punctuation of the sentence.
fn path_end(text: &Text, i: usize) -> usize {
    let mut end = i;
    while !matches!(text.kind(end), Kind::Space | Kind::Break | Kind::End)
        && !matches!(text.at(end), ")" | "\"" | "”" | "»" | "]" | ">")
        && (text.touches(end + 1) || !matches!(text.at(end), "," | ";"))
    {
        end += 1;
    }
    while end > i + 1 && matches!(text.at(end - 1), "." | "!" | "?" | ":" | "…" | ",") {
        end -= 1;
    }
    end
}

/// A path that a person would say: one or two short words, hyphens between.
fn short_path(text: &Text, from: usize, end: usize) -> Option<Verbalization> {
    let end = if end > from && text.is(end - 1, "/") { end - 1 } else { end };
    let sayable = end > from
        && end - from <= 3
        && text.slice(from, end).len() <= 24
        && (from..end).all(|j| text.touches(j) && text.at(j).len() < 16 || matches!(text.at(j), "-" | "_"));
    sayable.then(|| say(text, from, end))
}

/// The words and marks of a name: dots and hyphens have their names in addresses.
fn say(text: &Text, from: usize, end: usize) -> Verbalization {
    let mut out = Verbalization::default();
    for j in from..end {
        match text.kind(j) {
            Kind::Word => out.push(&part(text.tables, text.at(j), j + 1 == end)),
            Kind::Digits => out.push(&label(text.at(j))),
            _ => out.push_word(match text.at(j) {
                // a library's name is said without its dot: Node.js
                "." if text.is(j + 1, "js") => "",
                "." if text.is(j + 1, "NET") => "dot",
                "." => "punto",
                "-" => "trattino",
                "_" => "trattino basso",
                "+" => "più",
                _ => "",
            }),
        }
    }
    out
}

/// A part of a name. What looks like an abbreviation is none here: it is spelt where a sentence's dot, or nothing,
/// could make one of it.
fn part(tables: &Tables, word: &str, last: bool) -> Verbalization {
    if last && matches!(&*lower(word), "co" | "it") {
        return Verbalization::same(&lower(word)); // huggingface punto co, EXAMPLE punto it
    }
    // an ending without a vowel, or of odd ones, is spelt: kml, odt
    let spelt = !word.bytes().any(|b| b"aeiou".contains(&b)) || matches!(word, "odt" | "ods" | "odp");
    let small = (2..=4).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_lowercase());
    if last && spelt && small && word.len() > 2 && known::known(tables, word).is_none() {
        return acronym::letters(word);
    }
    let context = |written: &str| tables.abbreviation(written).map(|short| short.context);
    match context(word).or_else(|| context(&format!("{word}."))) {
        Some(_) if known::known(tables, word).is_some() => acronym::part(tables, word),
        Some(Context::Any | Context::End) => acronym::letters(word),
        Some(_) if last || word.len() == 1 => acronym::letters(word),
        Some(_) => Verbalization::same(word),
        None => acronym::part(tables, word),
    }
}

/// `/etc/passwd`: a path of two names at least, at the stroke at token `i`.
pub fn read_path(text: &Text, i: usize) -> Option<Match> {
    let opens = matches!(text.kind_before(i), Kind::End | Kind::Break | Kind::Space) || text.is(i.wrapping_sub(1), "(");
    if !opens || !text.is(i, "/") {
        return None;
    }
    let link = |j: &usize| text.is(*j, "/") && text.kind(j + 1) == Kind::Word;
    let links = (0..LONGEST / 2).map(|n| i + 2 * n).take_while(link).count();
    let end = host_end(text, i + 2 * links - usize::from(links > 0));
    if links < 2 {
        return None;
    }
    let mut out = Verbalization::default();
    for n in 0..links {
        out.push_word("barra");
        let from = i + 2 * n + 1;
        out.push(&say(text, from, if n + 1 == links { end } else { from + 1 }));
    }
    Some(Match::new(end, out, Class::Address))
}

/// `.NET`, `.com`, `.env`: a name that begins with the dot at token `i`. `ai` and `ics` could be letters' names that were said.
pub fn read_dotted(text: &Text, i: usize) -> Option<Match> {
    // a mark that is not said, between the space and the dot, does not count
    let silent = |j: usize| text.kind(j) == Kind::Symbol && matches!(text.symbol_words(j), Some("" | ","));
    let first = (i.saturating_sub(8)..i).rev().take_while(|j| silent(*j)).last().unwrap_or(i);
    let opens = text.kind_before(first) == Kind::Space;
    let word = text.at(i + 1);
    let told = || (i.saturating_sub(8)..i).any(|j| text.is_one_of(j, List::FileWords));
    let ending = text.tables.tlds.contains(word) && (!matches!(word, "ai" | "ics") || told());
    let name = text.kind(i + 1) == Kind::Word && (ending || word == "NET");
    let starts = name && matches!(text.kind_before(first), Kind::End | Kind::Break);
    if !text.is(i, ".") || !(opens || starts) {
        return None;
    }
    if !name {
        // before anything else that is said, a dot that ends nothing goes
        let mute = |j: &usize| text.kind(*j) == Kind::Symbol && text.symbol_words(*j) == Some("");
        let next = (i + 1..i + 9).find(|j| !mute(j)).unwrap_or(i + 1);
        let said_next = match text.kind(next) {
            Kind::Word | Kind::Digits | Kind::Apostrophe => true,
            Kind::Symbol => {
                matches!(text.at(next), "-" | "–")
                    || text.symbol_words(next).is_some_and(|r| r.starts_with(char::is_alphabetic))
            }
            _ => false,
        };
        return said_next.then(|| Match::new(i + 1, Verbalization::default(), Class::Punctuation));
    }
    let end = host_end(text, i + 1);
    let mut out = Verbalization::same(if word == "NET" { "dot" } else { "punto" });
    out.push(&say(text, i + 1, end));
    Some(Match::new(end, out, Class::Code))
}

/// `@name` and `#tag` at the symbol `i`.
pub fn read_tag(text: &Text, i: usize) -> Option<Match> {
    let (name, class) = match text.at(i) {
        "@" => ("chiocciola", Class::Handle),
        "#" if text.kind(i + 1) == Kind::Digits && !text.touches(i + 2) => {
            let named = matches!(&*text.previous_word(i), "numero" | "puntata" | "episodio" | "ep");
            let mut out = Verbalization::same(if named { "" } else { "numero" });
            out.push(&label(text.at(i + 1)));
            return Some(Match::new(i + 2, out, Class::Number));
        }
        "#" => ("hashtag", Class::Hashtag),
        _ => return None,
    };
    if !text.touches(i + 1) || text.touched_before(i) {
        return None;
    }
    let mut end = i + 1;
    while end - i < LONGEST && (text.touches(end) || matches!(text.at(end), "_" | "." | "-") && text.touches(end + 1)) {
        end += 1;
    }
    if class == Class::Hashtag
        && let Some(found) = colour(text, i, end)
    {
        return Some(found);
    }
    // "l'hashtag #MeToo" says it already
    let told = class == Class::Hashtag && matches!(&*text.previous_word(i), "hashtag" | "hashtags");
    let mut out = Verbalization::same(if told { "" } else { name });
    out.push(&if class == Class::Hashtag { tag(text, i + 1, end) } else { say(text, i + 1, end) });
    Some(Match::new(end, out, class))
}

/// `#FF5733`: a colour of six hexadecimal figures, letters and digits among them.
fn colour(text: &Text, i: usize, end: usize) -> Option<Match> {
    let figures = text.slice(i + 1, end);
    let letters = figures.bytes().filter(u8::is_ascii_alphabetic).count();
    if figures.len() != 6 || !(1..6).contains(&letters) || !figures.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let mut out = Verbalization::same("cancelletto");
    for figure in figures.chars() {
        let one = figure.to_string();
        out.push(&if figure.is_ascii_digit() { digit_by_digit(&one) } else { acronym::letters(&one) });
    }
    Some(Match::new(end, out, Class::Code))
}

/// A tag that is no longer than this is a name of its own and stays in one: `MeToo`.
const SHORT_TAG: usize = 6;

/// A tag's name in its words. A short one that has no acronym stays as it is written; only the phonemiser needs it
/// apart.
fn tag(text: &Text, from: usize, end: usize) -> Verbalization {
    let mut out = Verbalization::default();
    let mut all_words = end == from + 1 && text.at(from).len() <= SHORT_TAG;
    for j in from..end {
        match text.kind(j) {
            Kind::Word => {
                let humps = humps(text.at(j));
                for (n, hump) in humps.iter().enumerate() {
                    let last = j + 1 == end && n + 1 == humps.len();
                    let part = tag_part(text.tables, hump, last);
                    let article = matches!(*hump, "A" | "E" | "I" | "O");
                    all_words &= article || part.text.eq_ignore_ascii_case(hump);
                    out.push(&if article { Verbalization::same(hump) } else { part });
                }
            }
            Kind::Digits => {
                out.push(&label(text.at(j)));
                all_words = false;
            }
            _ => all_words = false,
        }
    }
    if all_words {
        out.text = text.at(from).to_string();
    }
    out
}

/// A word of a tag: no abbreviation, unless a dot could follow.
fn tag_part(tables: &Tables, word: &str, last: bool) -> Verbalization {
    let before_name =
        || tables.abbreviation(&format!("{}.", lower(word))).is_some_and(|short| short.context == Context::Name);
    if !last && word.len() > 1 && known::known(tables, word).is_none() && before_name() {
        return Verbalization::same(word);
    }
    part(tables, word, last)
}

/// The words of a name in humps: `IntelligenzaArtificiale`, `StopAI`, `AIAct`, `RestoACasa`.
fn humps(word: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut before = ' ';
    let mut letters = word.char_indices().peekable();
    while let Some((at, c)) = letters.next() {
        let opens =
            before.is_lowercase() || before.is_uppercase() && letters.peek().is_some_and(|(_, c)| c.is_lowercase());
        if c.is_uppercase() && opens {
            parts.push(&word[start..at]);
            start = at;
        }
        before = c;
    }
    parts.push(&word[start..]);
    parts
}
